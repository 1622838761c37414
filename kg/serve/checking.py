"""The checks of ``kg acta check`` for a draft that is not written yet: only what a change brings in counts against it."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.model.acta import read
from kg.model.acta_drafts import DRAFT
from kg.model.errors import InputError, KgError, ManyErrors
from kg.model.records import BY_NAME
from kg.model.text import Text


class FieldError(InputError):
    """An error with the field beside which it is shown ("" when it is about the whole record)."""

    def __init__(self, what: Text, where: str = "", remedy: Text | None = None, field: str = "") -> None:
        super().__init__(what, where, remedy)
        self.field = field


@dataclass(frozen=True)
class Problem:
    """What the check says of one line (1-based) of a draft."""

    line: int
    error: InputError


def problems(content: bytes, characters: int | None) -> list[Problem]:
    """Return everything ``kg acta check`` has to say about a draft's bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / DRAFT
        path.write_bytes(content)
        try:
            read(path, characters, draft=True)
        except ManyErrors as found:
            return [_problem(e, str(path)) for e in found.errors]
        except KgError as found:
            return [_problem(found, str(path))]
    return []


def _problem(error: KgError, path: str) -> Problem:
    line = re.fullmatch(rf"{re.escape(path)}:(\d+)", error.where)
    number = int(line[1]) if line else 0
    return Problem(number, InputError(error.what, f"{DRAFT}:{number}" if number else DRAFT, error.remedy))


def brought(before: Iterable[Problem], after: Iterable[Problem], table: str) -> list[FieldError]:
    """Return the problems that a change of a record of ``table`` brought in, each with its field."""
    old = Counter(p.error.what.es for p in before)
    new: list[FieldError] = []
    for problem in after:
        old[problem.error.what.es] -= 1
        if old[problem.error.what.es] < 0:
            field = _field(table, problem.error.what.es)
            missing = field and re.search(r": faltan? (?:'|sus names)", problem.error.what.es)   # on the page there is no file to add a key to
            new.append(FieldError(Text("es obligatorio", "is required") if missing else problem.error.what, problem.error.where, None if missing else problem.error.remedy, field))
    return new


def _field(table: str, said: str) -> str:
    """Return the field that a message speaks of, or ""."""
    names = [f.name for f in BY_NAME[table].fields] + ["names", "at"]
    named = next((n for n in names if said.startswith((f"{n}:", f"'{n}' ")) or f"falta '{n}'" in said), "")
    if "sus names" in said:
        return "names"
    return named or ("at" if "tramo" in said or "evidencia" in said else "")
