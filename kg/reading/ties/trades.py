"""Who works for a body, or is one of it, without an office there: "Ana Ruiz, enfermera del Hospital X", "el contador de la Federación, Luis Paz". Rule ``membership.trade``.

The words are ``vocab/trades.csv``. They count only beside both: between a name and the body, or before a body that a name follows.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import Hat, role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.vocab import words
from kg.reading.words.phrases import Phrases
from kg.reading.words.saying import says
from kg.reading.words.tokens import LOWER, NUMBER, Token

_FAR = 9        # tokens between a name and what somebody is
RUNS = frozenset(("candidato", "candidata", "aspirante", "postulante", "precandidato", "precandidata"))
_WIDE = 3       # tokens of it: "médico pediatra jubilado"
# What may stand between a name and the trade: "que tiene diez años de ser fontanero", "quien lleva veinte años como bibliotecaria", "hoy candidata".
_FILLER = frozenset(
    ("que", "quien", "es", "fue", "era", "lleva", "llevo", "tiene", "cumple", "anos", "meses", "ano", "de", "desde", "hace", "como", "ser", "durante", "trabaja", "trabajo",
     "labora", "hoy", "ahora", "entonces", "actual", "actualmente", "antiguo", "antigua", "ex", "tambien", "un", "una", "el", "la", "dos", "tres", "cuatro", "cinco", "seis",
     "siete", "ocho", "en", "calidad", "caracter", "nueve", "diez", "doce", "quince", "veinte", "treinta", "este", "esta", "ultimo", "ultima", "primero", "primera",
     "dieciseis", "veinticinco", "mas", "su")
)
_STOPS = frozenset(("de", "del", "en", "por", "y", "e", "que", "con"))
_NOT_BEFORE = frozenset(("sobre", "contra", "hijo", "hija", "madre", "padre", "esposo", "esposa", "viuda", "viudo", "hermano", "hermana"))


@functools.cache
def _trades() -> Phrases[str]:
    found = []
    for word in words("trades"):
        first, *rest = word.split()
        found += [((first, *rest), word), (("ex" + first, *rest), word)]
    return Phrases(found)


def trade_at(tokens: list[Token], i: int) -> int:
    """Return the end of what somebody is ("médico pediatra") at token ``i``; ``i`` without it."""
    found = _trades().at(tokens, i) if i < len(tokens) else None
    return found[0] if found else i


def trades(line: Line) -> Iterator[tuple[NameHit, Hat]]:
    """Yield (person, hat) of those whose trade in a body a line tells."""
    for person in line.people if line.bodies else ():
        yield from ((person, hat) for hat in _after(line, person.last))
    for body in line.bodies if line.people else ():
        follower = _named_after(line, body)
        start = _trade_before(line.tokens, body.first) if follower else -1
        if follower and start >= 0:
            yield follower, _hat(line.tokens, start, body)


def _hat(tokens: list[Token], start: int, body: BodyHit) -> Hat:
    stop = body.first
    while tokens[stop - 1].key in ("de", "del", "en", "la", "el", "los", "las", "a", "al", "por", "que", "fue", "es", "era"):
        stop -= 1
    return Hat(start, body.last, (start, stop), body, None, rule="membership.trade")


def _after(line: Line, i: int) -> Iterator[Hat]:
    """Yield the trades that follow a name: "…, interventor del Ayuntamiento de X y vocal de la Red"."""
    tokens = line.tokens
    k = i + 1 if i < len(tokens) and tokens[i].text in (",", "(") else i
    while k < len(tokens) and k < i + _FAR and (tokens[k].key in _FILLER or tokens[k].shape == NUMBER) and trade_at(tokens, k) == k:
        k += 1
    body = _body_of(line, k) if k > i and k < len(tokens) and tokens[k].shape == LOWER and trade_at(tokens, k) > k else None
    if body is None:
        return
    yield _hat(tokens, k, body)
    k = body.last + 1
    if k < len(tokens) and tokens[k - 1].key in ("y", "e") and (role_at(tokens, k) or trade_at(tokens, k) > k) and (also := _body_of(line, k)):
        yield _hat(tokens, k, also)


def _body_of(line: Line, i: int) -> BodyHit | None:
    """Return the body of the trade or office at token ``i``: "candidata a diputada local por el Partido Verde", "médico pediatra del Hospital X"."""
    tokens = line.tokens
    office = role_at(tokens, i)
    k = max(trade_at(tokens, i), office[0] if office else i)
    most = k + _WIDE
    runs = tokens[k - 1].key in RUNS
    most += runs
    while k < min(len(tokens), most) and tokens[k].shape == LOWER and tokens[k].key not in _STOPS and (runs or tokens[k].key not in ("a", "al")) and not says(tokens[k]):
        k += 1
    if k + 1 < len(tokens) and tokens[k].key == "que" and tokens[k + 1].key in ("fue", "es", "era"):    # "médico que fue del Centro de Salud"
        k += 2
    if k >= len(tokens) or tokens[k].key not in ("de", "del", "en", "por", "a", "al"):
        return None
    k += 1 + (k + 1 < len(tokens) and tokens[k + 1].key in ("el", "la", "los", "las"))
    return max((b for b in line.bodies if b.first == k), key=lambda b: b.last, default=None)


def _named_after(line: Line, body: BodyHit) -> NameHit | None:
    """Return the person whom only a bracket, a comma, and a title separate from a body before: "… de la Red (RA), la Dra. Ana Ruiz"."""
    tokens = line.tokens
    k = body.last
    if k + 2 < len(tokens) and tokens[k].text == "(" and tokens[k + 2].text == ")":
        k += 3
    comma = k < len(tokens) and tokens[k].text == ","
    k += comma
    while k < len(tokens) and (tokens[k].key in words("honorifics") or tokens[k].text == "." or (comma and tokens[k].key in ("el", "la")) or tokens[k].key in ("don", "doña")):
        k += 1
    person = next((p for p in line.people if p.first == k), None)
    closed = person is not None and (person.last >= len(tokens) or not comma or tokens[person.last].text.isalnum() or tokens[person.last].text in (",", ".", "(", ";", '"'))
    return person if closed else None


def _trade_before(tokens: list[Token], i: int) -> int:
    """Return where "el contador de la" before a body at token ``i`` has its trade; -1 without one."""
    k = i - 1 - (tokens[i - 1].key in ("la", "el", "los", "las"))
    if k < 1 or tokens[k].key not in ("de", "del"):
        return -1
    for start in range(k - 1, max(0, k - _WIDE) - 1, -1):
        if trade_at(tokens, start) > start and all(t.shape == LOWER for t in tokens[start + 1 : k]):
            article = start and tokens[start - 1].key in ("el", "la", "al", "del", "un", "una")
            far = tokens[start - 2].key if start > 1 else ""
            return start if (article or not start) and far not in _NOT_BEFORE and not (tokens[start - 1].key == "del" and far and tokens[start - 2].shape == LOWER) else -1
        if tokens[start].key in ("de", "del", "a", "que"):
            break
    return -1
