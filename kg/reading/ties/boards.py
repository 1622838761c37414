"""Boards named office by office after their body, bodies with their people in brackets, and who is said to preside over the body of the sentence before.

Rules ``membership.board`` ("La Comisión quedó así: Ana Ruiz, presidenta; Luis Paz, vocal", "Comité de Obras. Presidenta: Ana Ruiz; …"), ``membership.body`` and ``membership.led``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import Hat, role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.rolls import delegates
from kg.reading.ties.salient import BOARD
from kg.reading.ties.seats import FORMED
from kg.reading.ties.walk import of_body, person_at
from kg.reading.vocab import words

_SO = frozenset(("asi", "manera", "siguiente", "directiva", "directivo", "forma"))
_PRESIDES = frozenset(("preside", "presidio", "presidia", "encabeza", "encabezo", "coordina", "dirige", "dirigio", "lidera", "integran", "integraron", "conforman"))
_HELD = frozenset(("el", "la", "sesion", "reunion", "audiencia", "encuentro", "propia", "propio", "mesa", "comision", "plenario", "jornada", "senora", "senor"))
_CLAUSE = frozenset(("que", "quien", "la", "lo", "las", "los", "cual"))
_CHAIR = 12     # tokens between "presidencia" and who has it
_OPENED = 0     # "PRESIDENCIA DE LA DIPUTADA ANA RUIZ", as a line begins
_FAR = 8    # tokens between a body and the colon of its board
_SORTS = frozenset(("titulares", "suplentes", "propietarios", "propietarias", "vecinales"))
_DESKS = frozenset(w.removesuffix("e") for w in BOARD) | {"revisor", "revisora", "sindico", "sindica", "prosecretaria", "protesorera", "vicesecretaria", "comisario", "intendente"}
_SEVERAL = 3    # offices named so from which on they are a board
_SHORT = 40  # tokens of a line that lists a board without a verb


def boards(line: Line) -> Iterator[tuple[NameHit, Hat]]:
    """Yield (person, hat) of the boards of a line, and of the people in brackets after their bodies."""
    for body in line.bodies:
        start = _announced(line, body)
        seats = list(_seats(line, start)) if start else []
        if len(seats) > 1:
            yield from ((p, Hat(min(p.first, role[0]), max(p.last, role[1]), role, body, None, rule="membership.board")) for p, role in seats)
        if inside := _bracketed(line, body):
            yield inside, of_body(body, body, "membership.body")
    yield from _presided(line)
    yield from ((p, of_body(b, b, "membership.body")) for p, b in delegates(line))


def peers(line: Line) -> Iterator[tuple[NameHit, NameHit]]:
    """Yield (person, who holds the same office) of "el edil Luis Paz y su par Ana Ruiz", "su colega Ana Ruiz"."""
    for before, person in itertools.pairwise(line.people):
        between = [t.key for t in line.tokens[before.last : person.first]]
        if len(between) in (2, 3) and between[-2] == "su" and between[-1] in ("par", "colega"):
            yield person, before


def chairs(line: Line) -> Iterator[NameHit]:
    """Yield who is said to have presided, over what the sentence does not say: "Presidió Ana Ruiz.", "preside la sesión Luis Paz"."""
    for person in line.people:
        k = person.first
        while k > 0 and (line.tokens[k - 1].key in words("honorifics") or line.tokens[k - 1].key in _HELD or line.tokens[k - 1].key in words("roles", "role")):
            k -= 1
        end = line.tokens[person.last] if person.last < len(line.tokens) else None
        clause = k > 1 and line.tokens[k - 2].key in _CLAUSE     # "la asociación que preside Ana Ruiz": of what the sentence names
        presides = k > 0 and not clause and line.tokens[k - 1].key in ("presidio", "preside", "presidia")
        if presides and (end is None or end.text in (".", ",")) and not any(b.last <= person.first and b.last > k - 9 for b in line.bodies):
            yield person


def in_chair(line: Line) -> Iterator[NameHit]:
    """Yield who has the chair of the meeting a report is the minutes of: "bajo la presidencia del alcalde Luis Paz", "bajo la presidencia de su titular, edil Ana Ruiz"."""
    keys = [t.key for t in line.tokens] if line.people else []
    for k in range(len(keys) - 1):
        if keys[k] == "presidencia" and (k == _OPENED or keys[k - 2 : k] in (["bajo", "la"], ["con", "la"])) and keys[k + 1] in ("de", "del"):
            stop = next((j for j in range(k + 2, min(len(keys), k + _CHAIR)) if any(b.first <= j < b.last for b in line.bodies)), k + _CHAIR)
            yield from [p for p in line.people if k < p.first < stop][:1]


def _announced(line: Line, body: BodyHit) -> int:
    """Return the token from which on a body's board is named; 0 when it is not."""
    tokens = line.tokens
    for k in range(body.last, min(len(tokens), body.last + _FAR)):
        if tokens[k].text == ":" and any(t.key in _SO for t in tokens[body.last : k]):
            return k + 1
        if tokens[k].key in FORMED and k + 1 < len(tokens) and tokens[k + 1].key == "por":     # "quedó integrado por Ana Ruiz, presidenta; …"
            return k + 2
    after = body.last + 1
    listed = len(tokens) <= _SHORT and body.first <= 1 and after < len(tokens) and tokens[body.last].text in (".", ":", "-")
    role = role_at(tokens, after) if listed else None
    return after if role and role[0] < len(tokens) and tokens[role[0]].text == ":" else 0


def _seats(line: Line, start: int) -> Iterator[tuple[NameHit, tuple[int, int]]]:
    """Yield the people after ``start`` with the office right before or after each."""
    tokens = line.tokens
    stop = next((j for j in range(start, len(tokens)) if tokens[j].key.startswith("invitad")), len(tokens))
    for person in line.people:
        if not start <= person.first < stop:
            continue
        k = person.last + 1
        after = role_at(tokens, k) if k < len(tokens) and tokens[person.last].text in (",", "-", "(", ":") else None
        if after:
            yield person, (k, after[0])
            continue
        many = next(((j, r[0]) for j in range(max(start, person.first - 4), person.first) if (r := role_at(tokens, j)) and "plural" in r[1] and _right_before(line, j, r[0], person.first)), None)
        if many:
            yield from ((p, many) for p in _together(line, person))     # "y los vocales Ana Ruiz y Luis Paz"
            continue
        first = person.first
        while first > start and tokens[first - 1].key in words("honorifics"):
            first -= 1
        before = next(((j, first - 1) for j in range(max(start, first - 4), first - 1) if tokens[first - 1].text in (":", ",") and (r := role_at(tokens, j)) and r[0] == first - 1), None)
        if before:
            yield person, before


def _right_before(line: Line, start: int, end: int, first: int) -> bool:
    """Tell whether an office at tokens ``start:end`` is said of the names from ``first`` on: "vocales Ana Ruiz", "vocales titulares: Ana Ruiz"."""
    between = line.tokens[end:first]
    return not between or (_of_desk(line.tokens[start].key) and all(t.text in (",", ":") or t.key in _SORTS or t.key in words("honorifics") for t in between))


def _of_desk(key: str) -> bool:
    """Tell whether a word is an office of a board, in singular or plural."""
    return key.rstrip("s").removesuffix("e") in _DESKS


def desks(line: Line) -> list[NameHit]:
    """Return the people of a board named office by office, each before its people: "Presidenta: Ana Ruiz; secretario: Luis Paz; vocales: Eva Sol y Raúl Vega"."""
    tokens = line.tokens
    if len(line.people) < _SEVERAL or not any(t.text in (":", ";") for t in tokens):
        return []
    found = [(p, tokens[role[0]].key) for p, role in _seats(line, 0) if role[1] <= p.first and _of_desk(tokens[role[0]].key)]
    return [p for p, _ in found] if len({office for _, office in found}) >= _SEVERAL else []


def _together(line: Line, person: NameHit) -> Iterator[NameHit]:
    """Yield somebody and those whom commas and "y" join to the name."""
    yield person
    for other in line.people:
        if other.first == person.last + 1 and (line.tokens[person.last].text == "," or line.tokens[person.last].key in ("y", "e")):
            yield other
            person = other


def _bracketed(line: Line, body: BodyHit) -> NameHit | None:
    """Return the person whom a bracket right after a body names alone: "Cámara de Comercio (Ana Ruiz)"."""
    tokens = line.tokens
    if body.last + 2 >= len(tokens) or tokens[body.last].text != "(":
        return None
    k = body.last + 1
    while k < len(tokens) and tokens[k].key in words("honorifics"):
        k += 1
    person = person_at(line, k)
    return person if person and person.last < len(tokens) and tokens[person.last].text == ")" else None


def _presided(line: Line) -> Iterator[tuple[NameHit, Hat]]:
    """Read "La Comisión sesionó ayer. La presidió la diputada Ana Ruiz": the pronoun is the body of the sentence before."""
    tokens = line.tokens
    for i in range(2, len(tokens) - 2):
        if not (tokens[i].key in ("la", "lo") and tokens[i].capital and tokens[i - 1].text == "." and tokens[i + 1].key in _PRESIDES):
            continue
        body = next((b for b in line.bodies if b.last < i and not any(t.text == "." for t in tokens[b.last : i - 1])), None)
        person = next((p for p in line.people if i < p.first <= i + 6), None)
        if body and person and not any(t.text in (",", ".") for t in tokens[i:person.first]):
            yield person, of_body(person, body, "membership.led")
