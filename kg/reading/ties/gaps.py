"""Who heads a body, by the words between the two alone: "el Consejo, organismo presidido por el alcalde Luis Paz", "la presidencia de la Red recayó en Ana Ruiz". Rule ``membership.gap``."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import Hat, role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.around import around
from kg.reading.ties.clauses import clauses
from kg.reading.ties.trades import trade_at, trades
from kg.reading.ties.walk import last_body, of_body, past_acronym
from kg.reading.vocab import rows
from kg.reading.words.asides import before_titles, past_time
from kg.reading.words.tokens import NUMBER

_WIDE = 16  # tokens between a body and its person
_SEVERAL = frozenset(("por", "fundaron", "crearon", "iniciaron", "levantaron"))     # "fundada por Ana Ruiz y Luis Paz"
_OPENING = 9    # tokens of the beginning of somebody's words
_FOR = (["hablo", "por"], ["vengo", "de"], ["en", "nombre"], ["en", "representacion"], ["represento", "a"], ["represento", "al"], ["soy", "de"])


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return which comes first (a body, one after "al frente de", a person) → all its patterns in one."""
    found: dict[str, list[str]] = {}
    for row in rows("gaps"):
        found.setdefault(row["first"], []).append(f"(?:{row['pattern']})")
    return {first: re.compile("|".join(each)) for first, each in found.items()}


def joined(line: Line) -> Iterator[tuple[NameHit, Hat]]:
    """Yield (person, hat) of the bodies of a line whose person the words between tell: those of command, and trades."""
    yield from trades(line)
    yield from around(line)
    for person, body in clauses(line):
        yield person, of_body(person, body, "membership.around")
    for person in line.people if line.bodies else ():
        before = last_body(line, 0, person.first)
        start, role = _title(line, person)
        if before and 0 < start - before.last <= _WIDE and _told(line, before, start):
            yield person, Hat(role[0] if role else person.first, person.last, role, before, None, rule="membership.gap")
            several = any(t.key in _SEVERAL for t in line.tokens[before.last : start])
            other = next((p for p in line.people if p.first == person.last + 1 and line.tokens[person.last].key in ("y", "e")), None) if several and role is None else None
            if other:
                yield other, of_body(other, before, "membership.gap")
        after = min((b for b in line.bodies if b.first >= person.last), key=lambda b: (b.first, b.first - b.last), default=None)
        if after and after.first - person.last <= _WIDE and _says(line, "person", person.last, after.first):
            yield person, Hat(person.first, after.last, None, after, rule="membership.gap")
            party = next((b for b in line.bodies if b.first == after.last + 2 and line.tokens[after.last].key == "por"), None)
            if party:       # "está en el Consejo por el Partido Verde"
                yield person, Hat(person.first, party.last, None, party, rule="membership.gap")


def _told(line: Line, body: BodyHit, start: int) -> bool:
    ahead = [t.key for t in line.tokens[max(0, body.first - 3) : body.first]]
    return _says(line, "body", body.last, start) or any(_says(line, "frente" if word == "frente" else "cuyo", body.last, start) for word in ("frente", "cuya", "cuyo") if word in ahead) or (
        "por" in ahead[-2:] and _says(line, "por", body.last, start))


def _title(line: Line, person: NameHit) -> tuple[int, tuple[int, int] | None]:
    """Return where the title before a name begins ("el alcalde Luis Paz"), and its office."""
    tokens, role = line.tokens, None
    start = before_titles(tokens, person.first, (".", ","))
    for k in (start - 2, start - 1):
        found = role_at(tokens, k) if k > 0 else None
        if found and found[0] == start:
            role, start = (k, start), k
            break
        if k > 0 and trade_at(tokens, k) == start:      # "la pediatra Ana Ruiz"
            start = k
            break
    return start - (start > 0 and tokens[start - 1].key in ("el", "la")), role


def _says(line: Line, first: str, start: int, stop: int) -> bool:
    """Tell whether tokens ``start:stop``, an acronym in brackets and a last article or "a" aside, are one of the patterns."""
    tokens = line.tokens
    start = past_acronym(tokens[:stop], start)
    while stop > start and tokens[stop - 1].key in ("el", "la", "los", "las", "a"):
        stop -= 1
    if any(start <= p.first < stop for p in line.people):
        return False
    keys = [(k, "1" if t.shape == NUMBER else "de" if t.key == "del" else t.key) for k, t in enumerate(tokens[start:stop], start)]
    if not keys:
        return False
    return _patterns()[first].fullmatch(" ".join(key for _, key in keys)) is not None or _timeless(line, first, keys)


def _timeless(line: Line, first: str, keys: list[tuple[int, str]]) -> bool:
    """Tell whether words, the time they tell left out, are one of the patterns: "cuya directora es desde mayo la pediatra"."""
    stop = keys[-1][0] + 1
    at = next((k for k, _ in keys if past_time(line.tokens, k) > k), stop)
    after = past_time(line.tokens, at)
    return at < after <= stop and _patterns()[first].fullmatch(" ".join(key for k, key in keys if not at <= k < after)) is not None


def spoken_for(line: Line) -> Iterator[Hat]:
    """Yield the bodies for which somebody's own words begin to speak: "Desde la Veeduría … revisamos", "Hablo por el Consejo …"; and the one that is all there is ("Ana Ruiz: Red del Agua")."""
    start = line.text_from
    for body in line.bodies:
        opening = [t.key for t in line.tokens[start : body.first]]
        if body.first == start and not any(t.text.isalnum() for t in line.tokens[body.last :]):    # a row, not a turn
            yield of_body(body, body, "membership.body")
        elif body.first in range(start + 1, start + _OPENING) and not {".", ","} & set(opening) and (opening[0] in ("desde", "por") or opening[:2] in _FOR):
            yield Hat(start, body.last, None, body, rule="membership.speaks_for")
            return
        elif body.first in range(start + 3, start + 2 * _OPENING) and (role := _as(line, start, body.first)):
            yield Hat(role[0], body.last, role, body, rule="membership.speaks_for")
            return


def _as(line: Line, start: int, stop: int) -> tuple[int, int] | None:
    """Return the office that somebody speaks in, where the body of it begins at token ``stop``: "Como presidenta de la Red …", "Señores, como vocero de la Mesa …"."""
    tokens = line.tokens
    for k in range(max(start, stop - _OPENING), stop - 2):
        if tokens[k].key == "como" and (k == start or tokens[k - 1].text in (",", "¿")):
            role = role_at(tokens, k + 1)
            if role and role[0] < stop and all(t.key in ("de", "del", "la", "el", "los", "las") for t in tokens[role[0] : stop]):
                return k + 1, role[0]
    return None
