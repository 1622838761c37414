"""Who comes for which body, in a list that says "por" before each: "Invitados: por la Red del Agua, Ana Ruiz, presidenta, y Luis Paz; por AMSO, Eva Sol". Rule ``membership.sent``.

And who makes up a body with the one that presides over it: "el Concejo, que preside Ana Ruiz e integran Luis Paz, Eva Sol y Raúl Vega". Rule ``membership.seat``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import SIRS, Hat, role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.walk import closing, person_at
from kg.reading.vocab import words
from kg.reading.words.asides import ARTICLES
from kg.reading.words.tokens import Token

_JOINS = ARTICLES | {"y", "e", "asi", "como", "junto", "con", "ademas", "tambien"}
_MAKE_UP = frozenset(("integran", "conforman", "componen", "integraban", "conformaban", "componian", "completan", "completaban"))
_WITH = frozenset(("integra", "integraba", "comparte", "conforma"))
_JOINED = (["junto", "a"], ["junto", "con"], ["junto", "al"])
RUN = frozenset(("terna", "ternas", "quina", "candidatos", "candidatas", "aspirantes", "postulantes"))       # they would preside over it
_OPENS = (":", ";", ",", ".")
_CAME = frozenset(("asistieron", "asistio", "participaron", "participo", "concurrieron", "concurrio", "acudieron", "acudio", "estuvieron", "intervinieron", "y"))
_ASIDE = 5      # tokens of an office after a name in such a list
_NEAR = 3       # tokens before the body that opens a line, and between it and its colon
_FAR = 30   # tokens between a body and the verb that tells who makes it up


def envoys(line: Line) -> Iterator[tuple[NameHit, Hat]]:
    """Yield (person, hat) of a list whose parts begin with "por" and a body: after a colon, or two parts of it at least."""
    if not line.people or not line.bodies or not any(t.key == "por" for t in line.tokens):
        return
    if start := _opens(line):
        body, colon = start
        yield from ((p, Hat(body.first, body.last, role, body, rule="membership.sent")) for p, role in _listed(line, colon + 1))
        return
    parts = [(k, body) for k, body in _parts(line) if (person := _person_after(line, body.last + 1)) and person.first > body.last]
    if len(parts) > 1 or (parts and line.tokens[parts[0][0] - 1].text == ":"):
        for _, body in parts:
            yield from ((p, Hat(body.first, body.last, role, body, rule="membership.sent")) for p, role in _listed(line, body.last + 1))


def _opens(line: Line) -> tuple[BodyHit, int] | None:
    """Return the body that "Por el Comité X firman: Ana Ruiz, Luis Paz" opens a line with, and the colon."""
    tokens = line.tokens
    body = next((b for b in line.bodies if 0 < b.first <= _NEAR), None) if tokens[0].key == "por" else None
    if body is None or any(t.capital for t in tokens[1 : body.first]):
        return None
    colon = next((k for k in range(body.last + 1, min(len(tokens), body.last + _NEAR)) if tokens[k].text == ":"), 0)
    return (body, colon) if colon and not any(p.first < colon for p in line.people) else None


def _parts(line: Line) -> Iterator[tuple[int, BodyHit]]:
    """Yield ("por", body) of each part: the preposition right after a sign, the body closed by a comma."""
    tokens = line.tokens
    for body in line.bodies:
        k = body.first - 1 - (tokens[body.first - 1].key in ARTICLES) if body.first else -1
        if k > 0 and tokens[k].key == "por" and (tokens[k - 1].text in _OPENS or tokens[k - 1].key in _CAME) and body.last < len(tokens) and tokens[body.last].text == ",":
            yield k, body


def _person_after(line: Line, k: int) -> NameHit | None:
    """Return the person at token ``k``, after an article and honorifics."""
    return person_at(line, _past(line.tokens, k, ARTICLES))


def _past(tokens: list[Token], k: int, joins: frozenset[str]) -> int:
    """Return the first token from ``k`` on that is no word that joins names, honorific or comma."""
    titles = words("honorifics")
    while k < len(tokens) and (tokens[k].text == "," or tokens[k].key in joins or tokens[k].key in SIRS or tokens[k].key in titles or (tokens[k].text == "." and tokens[k - 1].key in titles)):
        k += 1
    return k


def _listed(line: Line, k: int) -> Iterator[tuple[NameHit, tuple[int, int] | None]]:
    """Yield the people of a list from token ``k`` on, each with the office said after the name, up to what is no list."""
    tokens, starts = line.tokens, {p.first: p for p in line.people}
    while (k := _past(tokens, k, _JOINS)) in starts:
        person = starts[k]
        k = person.last
        after = k + 1 if k < len(tokens) and tokens[k].text == "," else k
        role = role_at(tokens, after) if after > k and after < len(tokens) else None
        if role and role[0] <= after + _ASIDE:
            k = role[0]
        elif after > k and (end := _aside(line, after)):
            k = end
        elif k < len(tokens) and tokens[k].text == "(":
            k = closing(tokens, k, len(tokens))
        yield person, (after, role[0]) if role else None


def _aside(line: Line, k: int) -> int:
    """Return the end of a short aside at token ``k`` ("vecina del lugar") that a comma or "y" closes before the next name; 0 when none stands there."""
    end = next((j for j in range(k, min(len(line.tokens), k + _ASIDE)) if line.tokens[j].text == "," or line.tokens[j].key == "y"), 0)
    return end if end > k and _person_after(line, end + 1) and not any(k <= p.first < end for p in line.people) and not any(b.first <= k < b.last for b in line.bodies) else 0


def makers(line: Line) -> Iterator[tuple[NameHit, BodyHit]]:
    """Yield (person, body) of "el Concejo, que preside Ana Ruiz e integran Luis Paz y Eva Sol": those after the verb belong to the body named before it in the sentence."""
    tokens = line.tokens
    for k in range(2, len(tokens) - 1) if line.bodies and line.people else ():
        beside = tokens[k].key in _WITH and [t.key for t in tokens[k + 1 : k + 3]] in _JOINED      # "la Comisión X, que integra junto a la edila Ruiz"
        if (tokens[k].key not in _MAKE_UP and not beside) or tokens[k - 1].key not in ("que", "e", "y", "la", "lo"):
            continue
        stop = next((j for j in range(k, -1, -1) if tokens[j].text in (".", ";") and len(tokens[j - 1].key) > 3), 0)
        bodies = [b for b in line.bodies if max(stop, k - _FAR) <= b.first and b.last < k]
        chaired = tokens[k - 1].key in ("e", "y")
        body = bodies[0] if bodies and chaired else bodies[-1] if bodies else None
        if not body or any(t.key in RUN for t in tokens[stop : body.first]):
            continue
        if not chaired or any(t.key.startswith(("presid", "encabez", "dirig", "coordin", "lider")) for t in tokens[body.last : k]):
            yield from ((person, body) for person, _ in _listed(line, k + (3 if beside else 1)))
