"""Rosters written as tables: which column holds people, bodies, offices, from the head row or from what the cells look like. Rule ``membership.row``."""

from __future__ import annotations

from dataclasses import dataclass

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.words.tokens import UPPER

_ORDINAL = 4    # tokens of a number before an office: "3.º", "2a."


@dataclass(frozen=True)
class Seat:
    """One person of a row: the body's hit (or None) and the tokens of the office (or None)."""

    person: NameHit
    body: BodyHit | None
    role: tuple[int, int] | None


def seats(line: Line, columns: dict[int, str]) -> list[Seat]:
    """Return the people of a table row with the body and office of each."""
    bodies = [_body(line, k, columns) for k in range(len(line.cells))]
    known = [b for b in bodies if b]
    found = []
    for person in line.people:
        column = next((k for k, (a, b) in enumerate(line.cells) if a <= person.first < b), -1)
        after = list(range(column + 1, min(column + 3, len(line.cells))))
        role = next((_role(line, k) for k in after if _role(line, k)), None)
        role = role or next((_role(line, k) for k in range(column - 1, -1, -1) if _role(line, k)), None)      # "Regidora | Ana Ruiz | Presente"
        body = known[0] if len(known) == 1 else next((bodies[k] for k in (*after, *range(column)) if bodies[k]), None)
        found.append(Seat(person, body, role))
    return found


def _body(line: Line, k: int, columns: dict[int, str]) -> BodyHit | None:
    """Return the body a cell names: by its words, or because its column holds bodies."""
    a, b = line.cells[k]
    if any(a <= p.first < b for p in line.people):
        return None
    office = role_at(line.tokens, a) if b > a else None
    start = office[0] if office and office[0] < b and line.tokens[office[0]].text in (",", "-", "/") else a     # "Presidenta, Junta de Regantes"
    hit = next((h for h in line.bodies if start <= h.first <= start + 1 and h.first < b), None)
    if office and office[0] < b and columns.get(k) == "institution" and not hit and line.tokens[office[0]].shape == UPPER and line.tokens[office[0]].text.isalpha():
        return BodyHit(office[0], b, "institution.column", "civil-society-organisation")    # "Presidenta ACL"
    if office and (office[0] >= b or not line.tokens[office[0]].text.isalnum()):
        return hit      # "Alcalde - Presidente": an office alone is no body, whatever the column
    if hit and columns.get(k) == "institution" and hit.first == a and hit.last < b and line.tokens[hit.last].text == "." and line.tokens[b - 1].text.isalnum():
        return BodyHit(a, b, "institution.column", hit.kind)      # "GAD Parroq. El Naranjillal": cut at the dot
    if hit is None and columns.get(k) == "institution" and b > a and line.tokens[a].capital and not line.tokens[a].text.isdigit():
        return BodyHit(a, b, "institution.column", "civil-society-organisation")
    return hit


def _role(line: Line, k: int) -> tuple[int, int] | None:
    """Return the office of a cell, without its number: "1er. Regidor"."""
    a, b = line.cells[k]
    first = next((j for j in range(a, min(b, a + _ORDINAL)) if role_at(line.tokens, j)), b)
    return (first, b) if first < b and (first == a or line.tokens[a].text[0].isdigit()) else None
