"""In which body an office is held: the one named with it, that of its town, the one of the report whose kind has such an office, the one that meets."""

from __future__ import annotations

from kg.model.iri import fold
from kg.reading.mentions.entities import Bodies, Entity, said
from kg.reading.mentions.hats import Hat
from kg.reading.mentions.line import Line
from kg.reading.ties.nouns import called
from kg.reading.ties.pointing import ours, pointed, this_body
from kg.reading.ties.salient import BOARD, boarded, held_in, named_after, numbered, of_members, of_town, pointed_at
from kg.reading.ties.trades import RUNS
from kg.reading.vocab import words

COUNCIL = ("concejal", "regidor", "edil", "delegad")
COUNCILS = ("concejo", "consejo municipal")
_SEATS = (*COUNCIL, "sindic")    # of the council that meets, where there is one apart from the town's government
_TOWNS = ("Ayuntamiento de", "Municipio de", "Municipalidad de", "Intendencia de", "Alcaldía de", "Gobierno Municipal de", "H. Ayuntamiento de")
_LISTED = frozenset(("institution.role", "institution.column", "institution.named", "institution.listed"))


def body_of(bodies: Bodies, text: str, line: Line, hat: Hat, meeting: Entity | None) -> tuple[Entity | None, str]:
    """Return the body of a hat, and the rule that found it ("" when the hat names it). ``meeting``: whose minutes the report is."""
    if hat.body is not None:
        found = bodies.of(line, hat.body, text)
        if found is None and hat.body.rule in _LISTED:
            bodies.add(line, hat.body, text)
            found = bodies.of(line, hat.body, text)
        return found, ""
    if hat.role is None:
        return None, ""
    return _of_town(bodies, text, line, hat) if hat.town is not None else _of_office(bodies, text, line, hat, meeting)


def _of_office(bodies: Bodies, text: str, line: Line, hat: Hat, meeting: Entity | None) -> tuple[Entity | None, str]:
    """Return the body that an office without one means."""
    assert hat.role is not None
    keys = [t.key for t in line.tokens[hat.role[0] : hat.role[1]]]
    at = line.tokens[hat.first].start
    if hat.first > 1 and line.tokens[hat.first - 1].key in ("a", "al") and line.tokens[hat.first - 2].key.rstrip("s") in RUNS:
        return None, ""     # "la candidata a defensora"
    theirs = pointed(line, hat.first)     # "la Red del Agua y su vocera": of the body just named
    this = None if theirs else ours(line, hat.first, bodies.entities, meeting) or this_body(keys, bodies.entities, at, meeting)
    again = bodies.of(line, theirs, text) if theirs else this or pointed_at(keys, bodies.entities, at) or named_after(keys, bodies.entities) or called(keys, bodies.entities, at)
    if again:
        return again, "membership.again"
    if hat.first and line.tokens[hat.first - 1].key == "su" and keys[0] in BOARD and (last := of_members(bodies.entities, at)):
        return last, "membership.again"     # "Su presidenta, Ana Ruiz": of the body with members named last
    if meeting and fold(meeting.name).startswith(COUNCILS) and (keys[0].startswith(_SEATS) or (keys[0] in BOARD and keys[1:] == ["municipal"])):
        return meeting, "membership.roll"
    if meeting and fold(meeting.name).startswith("consejo") and keys[0].startswith("consejer") and (len(keys) == 1 or keys[1] == "por" or set(keys[1:]) <= set(fold(meeting.name).split())):
        return meeting, "membership.roll"
    held = held_in("edil" if keys[-1:] == ["corporacion"] else " ".join(keys), bodies.entities, at)
    if held:
        return held[0], "membership.only_body" if held[1] else "membership.salient"
    return boarded(keys, bodies.entities, meeting), "membership.board_of"


def _of_town(bodies: Bodies, text: str, line: Line, hat: Hat) -> tuple[Entity | None, str]:
    """Return the body of a town that an office is held in."""
    assert hat.role is not None and hat.town is not None
    name = said(text, line.tokens[hat.town[0] : hat.town[1]])
    theirs = pointed(line, hat.first)
    if theirs and (own := bodies.of(line, theirs, text)):       # "la Municipalidad y su secretario de Cultura, Luis Paz"
        return own, "membership.again"
    known = next((e for prefix in _TOWNS if (e := bodies.by_name(f"{prefix} {name}"))), None)
    if known:
        return known, ""
    role, at, them = " ".join(t.key for t in line.tokens[hat.role[0] : hat.role[1]]), line.tokens[hat.first].start, bodies.entities
    if role.startswith(COUNCIL) and set(fold(name).split()) & words("areas"):     # "concejala de Hacienda": a field of work, no town
        held = held_in(role, them, at)
        return (held[0], "membership.only_body" if held[1] else "membership.salient") if held else (None, "")
    keys = [t.key for t in line.tokens[hat.first : hat.town[1]]]     # "secretaria de la Comisión"
    return of_town(role, name, them) or numbered(role, them) or named_after(keys, them) or pointed_at(keys, them, at), "membership.again"
