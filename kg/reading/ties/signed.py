"""Signatures side by side: two or three names on one line, the office and the body of each right below its name. Rule ``membership.row``."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import Hat, role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.walk import of_body

_APART = 3      # blanks between two columns
_BELOW = 3      # lines below the names
_FEW = 26       # tokens of such a line
_TITLES = 4     # tokens before a name: "Fdo.: Dra."


def signatures(lines: list[Line]) -> Iterator[tuple[Line, NameHit, Line, Hat]]:
    """Yield (line of the name, person, line of the title, hat) of those who sign side by side; the line of a body alone gives a hat with no office."""
    for k, line in enumerate(lines):
        if len(line.people) < 2 or len(line.tokens) > _FEW or line.head:
            continue
        columns = _columns(line)
        people = [next((p for p in line.people if first <= p.first <= first + _TITLES and last - 1 <= p.last <= last), None) for first, last in columns]
        signing = [p for p in people if p]
        if len(columns) < 2 or len(signing) < len(columns):
            continue
        for below in lines[k + 1 : k + 1 + _BELOW] if not (k and _titles(lines[k - 1], len(columns))) else lines[k - 1 : k]:
            cells = _columns(below)
            hats = [_title(below, *cell) for cell in cells]
            if len(cells) != len(columns) or below.people or not any(hats):
                break
            yield from ((line, person, below, hat) for person, hat in zip(signing, hats, strict=True) if hat)


def _titles(line: Line, count: int) -> bool:
    """Tell whether a line is but the titles of those who sign below it: "LA PRESIDENTA,          EL SECRETARIO,"."""
    cells = _columns(line) if len(line.tokens) <= _FEW and not line.people else []
    return len(cells) == count and all(_title(line, *cell) for cell in cells)


def _columns(line: Line) -> list[tuple[int, int]]:
    """Return the stretches of tokens of a line that wide blanks or bars set apart."""
    tokens = line.tokens
    edges = [0, *(k for k in range(1, len(tokens)) if tokens[k].start - tokens[k - 1].end >= _APART or tokens[k].text == "|"), len(tokens)]
    found = [(a + (tokens[a].text == "|"), b) for a, b in itertools.pairwise(edges)]
    return [(a, b) for a, b in found if a < b]


def _title(line: Line, first: int, last: int) -> Hat | None:
    """Return the office, or the body, that a column of a line is, and no more."""
    start = next((j + 1 for j in range(first, min(last, first + _TITLES)) if line.tokens[j].key in ("el", "la")), first)     # "Vº Bº LA PRESIDENTA", "Por la Red del Agua"
    role = role_at(line.tokens, start) if start < last else None
    body: BodyHit | None = next((b for b in line.bodies if (role[0] if role else first) <= b.first and b.last <= last), None)
    if role:
        end = body.first if body else last
        while end > role[0] and not line.tokens[end - 1].text.isalnum():
            end -= 1
        stop = next((j for j in range(end, role[0] - 1, -1) if j == role[0] or line.tokens[j - 1].key not in ("de", "del", "la", "el", ",")), role[0])
        return Hat(start, max(stop, body.last if body else 0), (start, stop), body, None, rule="membership.row")
    return of_body(body, body, "membership.row") if body and body.first in (first, start) else None
