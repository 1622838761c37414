"""Vocabularies: what the rules look for, as rows of CSV files in this folder. A new row changes what is read, with no change of code."""

from __future__ import annotations

import csv
import functools
from importlib import resources

from kg.model.errors import InputError, nearest
from kg.model.text import Text


@functools.cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``name.csv`` (UTF-8, a head line; lines that begin with # are remarks)."""
    folder = resources.files(__name__)
    file = folder / f"{name}.csv"
    if not file.is_file():
        known = [p.name.removesuffix(".csv") for p in folder.iterdir() if p.name.endswith(".csv")]
        raise InputError(Text(f"no hay vocabulario {name!r}", f"there is no vocabulary {name!r}"), "kg/reading/vocab", nearest(name, known))
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
    found = []
    for position, row in enumerate(csv.DictReader(lines, strict=True), 2):
        if None in row or None in row.values():
            raise InputError(Text("renglón con columnas de más o de menos", "a row with too many or too few columns"), f"kg/reading/vocab/{name}.csv:{position}",
                             Text("ponga entre comillas los valores con coma", "put values that hold a comma in quotes"))
        found.append(row)
    return tuple(found)


@functools.cache
def words(name: str, column: str = "word") -> frozenset[str]:
    """Return one column of a vocabulary, folded."""
    from kg.model.iri import fold

    return frozenset(fold(row[column]) for row in rows(name))
