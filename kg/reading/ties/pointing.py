"""The body that a pronoun or a pointing noun means: "Su directora, Ana Ruiz", "cuya presidenta", "nuestro tesorero", "consejero de esta corporación", "presidenta de ese órgano"."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model.iri import fold
from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.entities import Entity
from kg.reading.mentions.line import Line
from kg.reading.ties.salient import main_body
from kg.reading.ties.walk import stop_before

_THIS = frozenset(("esta", "este", "nuestra", "nuestro"))
_THAT = frozenset(("ese", "esa", "dicho", "dicha", "aquel", "aquella", "mencionado", "mencionada", "citado", "citada", "propio", "propia"))
_OF_WHOM = frozenset(("corporacion", "cuerpo", "organo", "casa", "institucion", "entidad", "organismo", "recinto", "gremio", "organizacion"))
_SITS = frozenset(("legislature", "municipal-government", "collegiate-body", "legislative-committee"))
_SEATS = frozenset(("corporacion", "cuerpo", "organo", "recinto"))
_OURS = frozenset(("nuestra", "nuestro"))
_FAR = 700      # characters between a body and the noun that points to it


def pointed(line: Line, i: int) -> BodyHit | None:
    """Return the body that "su", "cuya" before the office at token ``i`` points to, in its sentence or the one before."""
    if not i or line.tokens[i - 1].key not in ("su", "cuya", "cuyo"):
        return None
    if line.tokens[i - 1].key == "su" and (found := _owner(line, i)):
        return found
    stop = stop_before(line.tokens, i - 1)
    if line.tokens[i - 1].capital:
        before = _outer([b for b in line.bodies if stop_before(line.tokens, stop) < b.first and b.last <= stop])
        return before[-1] if len({line.tokens[b.first].start for b in before}) == 1 else None
    inside = _outer([b for b in line.bodies if stop < b.first and b.last < i])
    return inside[-1] if inside else None


def _owner(line: Line, i: int) -> BodyHit | None:
    """Return the body that "su" right before token ``i`` points to: the last one of its sentence, or the one that the sentence before begins with."""
    if line.tokens[i - 1].capital and i > 2:    # "El Comité leyó el informe. Su presidenta …"
        stop = next((k for k in range(i - 3, -1, -1) if line.tokens[k].text == "."), -1)
        return next((b for b in line.bodies if stop < b.first <= stop + 2), None)
    stop = max(0, stop_before(line.tokens, i))
    return next((b for b in reversed(line.bodies) if stop <= b.first < i), None)


def _outer(bodies: list[BodyHit]) -> list[BodyHit]:
    """Leave out the bodies that are only part of another's name."""
    return [b for b in bodies if not any(o is not b and o.first <= b.first and b.last <= o.last and o.last - o.first > b.last - b.first for o in bodies)]


def ours(line: Line, i: int, bodies: Iterable[Entity], meeting: Entity | None) -> Entity | None:
    """Return the body that "nuestra" before the office at token ``i`` means: the one that meets, or that the report is about."""
    return meeting or main_body(bodies) if i and line.tokens[i - 1].key in _OURS else None


def this_body(keys: list[str], bodies: Iterable[Entity], at: int, meeting: Entity | None) -> Entity | None:
    """Return the body of "consejero de esta corporación" (the one that meets), "presidenta de ese órgano legislativo" (the last one named, no part of a name)."""
    k = next((k for k in range(1, len(keys) - 1) if keys[k - 1] in ("de", "del") and keys[k] in _THIS | _THAT), 0)
    if not k:
        return None
    noun, known = keys[k + 1], list(bodies)
    if keys[k] in _THIS and (noun in _OF_WHOM or (meeting and noun in fold(meeting.name).split())):
        return meeting or main_body(known)
    if keys[k] not in _THAT or noun not in _SEATS:
        return None
    named = [(end, -start, e) for e in known if e.kind in _SITS for start, end in e.places if at - _FAR < start and end <= at]
    return max(named, key=lambda n: n[:2])[2] if named else None
