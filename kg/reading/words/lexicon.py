"""Given names and surnames with how many people bear them (Spain's INE, and ours of the Americas; see vocab/SOURCES.md). Loaded when first asked."""

from __future__ import annotations

import functools
import lzma
from importlib import resources

from kg.reading.vocab import rows


@functools.cache
def _table() -> tuple[dict[str, int], dict[str, int], frozenset[str]]:
    given: dict[str, int] = {}
    surname: dict[str, int] = {}
    compound = set()
    raw = lzma.decompress((resources.files("kg.reading.vocab") / "names.tsv.xz").read_bytes()).decode()
    for line in raw.splitlines():
        word, as_given, as_surname = line.split("\t")
        if as_given != "0":
            given[word] = int(as_given)
        if as_surname != "0":
            surname[word] = int(as_surname)
            if " " in word:
                compound.add(word)
    for row in rows("more_names"):
        for table, column in ((given, "given"), (surname, "surname")):
            table[row["word"]] = max(int(row[column]), table.get(row["word"], 0))
    for row in rows("name_abbreviations"):
        for table in (given, surname):
            if row["name"] in table:
                table.setdefault(row["word"], table[row["name"]])
    return given, surname, frozenset(compound)


def given(word: str) -> int:
    """Return how many bear a folded word as (part of) a given name; 0 when nobody is listed."""
    return _table()[0].get(word, 0)


def surname(word: str) -> int:
    """Return how many bear a folded word, or compound such as "de la cruz", as first surname."""
    return _table()[1].get(word, 0)


def compound(words: str) -> bool:
    """Tell whether several folded words are one listed surname."""
    return words in _table()[2]
