"""Marks that an unresolved git merge leaves in a file: told with the lines of both sides, instead of whatever the rest of the file then looks like."""

from __future__ import annotations

import re
from pathlib import Path

from kg.model.errors import InputError, KgError
from kg.model.text import Text

_MARK = re.compile(r"(<{7}|\|{7}|={7}|>{7})( |$)")


def conflicts(path: Path, text: str) -> list[KgError]:
    """Return one error for each conflict in the text of ``path``, with the lines of both sides."""
    found: list[KgError] = []
    sides: list[list[str]] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        mark = _MARK.match(line)
        if not mark:
            if sides:
                sides[-1].append(f"{number}: {line[:200]}")
            continue
        if mark[1][0] == "<" or not sides:
            start, sides = number, [[]]
        elif mark[1][0] != ">":
            sides.append([])
        if mark[1][0] == ">":
            found.append(_conflict(path, start, sides))
            sides = []
    if sides:
        found.append(_conflict(path, start, sides))
    return found


def _conflict(path: Path, start: int, sides: list[list[str]]) -> InputError:
    told = " ⟷ ".join(" | ".join(side) or "-" for side in (sides[0], sides[-1]))
    return InputError(Text(f"conflicto de git sin resolver: {told}", f"unresolved git conflict: {told}"), f"{path}:{start}",
                      Text("deje las líneas que valen (pueden ser las de los dos lados) y quite las marcas", "keep the lines that hold (both sides' may) and take the marks out"))
