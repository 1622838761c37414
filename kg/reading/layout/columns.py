"""Tables whose head says where the names are: what stands in that column is a person, however rare the name. Rule ``person.column``."""

from __future__ import annotations

from kg.reading.layout.cells import columns_of
from kg.reading.mentions.line import ROSTER, Line
from kg.reading.mentions.name_words import stops
from kg.reading.mentions.names import PARTICLES
from kg.reading.mentions.people import NameHit

_LEAST, _MOST = 2, 6  # words of a name


def name_columns(lines: list[Line]) -> None:
    """Give the rows of a table the people that its column of names holds and no list of names told."""
    columns: list[int] = []
    bodies: list[int] = []
    for line in lines:
        if not line.cells:
            columns = []
        elif line.head:
            held = columns_of(line.tokens, line.cells)
            columns, bodies = [k for k, holds in held.items() if holds == "person"], [k for k, holds in held.items() if holds == "institution"]
        else:
            _name(line, columns)
            if columns:
                _unname(line, bodies)


def _unname(line: Line, bodies: list[int]) -> None:
    """Forget the people in the column of bodies ("Agua Viva"), unless an honorific or office tells that one stands there."""
    for k in bodies:
        first, last = line.cells[k] if k < len(line.cells) else (0, 0)
        line.people = [p for p in line.people if not (p.first == first and p.last == last and p.rule != "person.titled")]


def _name(line: Line, columns: list[int]) -> None:
    for k in columns:
        first, last = line.cells[k] if k < len(line.cells) else (0, 0)
        cell = line.tokens[first:last]
        own = [t for t in cell if t.key not in PARTICLES]
        if not _LEAST <= len(own) <= _MOST or any(first <= p.first < last for p in line.people):
            continue
        if all(t.capital and len(t.key) > 1 and t.text.isalpha() and t.key not in stops() for t in own):
            line.people = sorted([*line.people, NameHit(first, last, "person.column", len(own) > _LEAST)], key=lambda p: p.first)
            line.bodies = [b for b in line.bodies if not first <= b.first < last]
            line.kind = ROSTER
