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
from kg.reading.ties.pointing import pointed
from kg.reading.ties.walk import past_acronym, person_at
from kg.reading.vocab import words
from kg.reading.words.asides import past_time
from kg.reading.words.phrases import Phrases
from kg.reading.words.saying import did, says
from kg.reading.words.tokens import LOWER, NUMBER, Token

_FAR = 9        # tokens between a name and what somebody is
RUNS = frozenset(("candidato", "candidata", "aspirante", "postulante", "precandidato", "precandidata"))
_WIDE = 3       # tokens of it: "médico pediatra jubilado"
# What may stand between a name and the trade: "que tiene diez años de ser fontanero", "quien lleva veinte años como bibliotecaria", "hoy candidata".
_FILLER = frozenset(
    ("que", "quien", "es", "fue", "era", "lleva", "llevo", "tiene", "cumple", "anos", "meses", "ano", "de", "desde", "hace", "como", "ser", "durante", "trabaja", "trabajo",
     "labora", "hoy", "ahora", "entonces", "actual", "actualmente", "antiguo", "antigua", "ex", "tambien", "un", "una", "el", "la", "dos", "tres", "cuatro", "cinco", "seis",
     "siete", "ocho", "en", "calidad", "caracter", "nueve", "diez", "doce", "quince", "veinte", "treinta", "este", "esta", "ultimo", "ultima", "primero", "primera",
     "once", "trece", "catorce", "dieciseis", "dieciocho", "cuarenta", "cincuenta", "casi", "veinticinco", "mas", "su")
)
_STOPS = frozenset(("de", "del", "en", "por", "y", "e", "que", "con"))
_NO_NOUN = ("ado", "ada", "ido", "ida", "ando", "endo", "mente", "ar", "er", "ir", "ados", "adas", "idos", "idas", "as", "es")
_PAST = frozenset(("anterior", "actual", "nuevo", "nueva", "entonces", "antiguo", "antigua", "ex", "primer", "primera"))
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
        if found := _of_it(line, person.first):
            yield person, found
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
    while k < len(tokens) and k < i + _FAR and trade_at(tokens, k) == k:
        after = max(past_time(tokens, k), k + (tokens[k].key in _FILLER or tokens[k].shape == NUMBER))
        if after == k:
            break
        k = after
    open_class = i < len(tokens) and tokens[i].text == "," and k in (i + 1, past_time(tokens, i + 1))
    known = k > i and k < len(tokens) and tokens[k].shape == LOWER and (trade_at(tokens, k) > k or (open_class and _someone(tokens, k)))
    body = _body_of(line, k) if known else None
    if body is None:
        yield from _also(line, k)
        return
    yield _hat(tokens, k, body)
    k = body.last + 1
    if k < len(tokens) and tokens[k - 1].key in ("y", "e") and (role_at(tokens, k) or trade_at(tokens, k) > k) and (also := _body_of(line, k)):
        yield _hat(tokens, k, also)


def _of_it(line: Line, i: int) -> Hat | None:
    """Read "La Red presentó un amparo. Su abogada, Ana Ruiz, …" before the name at token ``i``: the trade is in the body that "su" points to."""
    tokens = line.tokens
    start = next((k for k in range(i - 1, max(0, i - _FAR), -1) if tokens[k - 1].key in ("su", "cuya", "cuyo")), 0)
    end = trade_at(tokens, start) if start else 0
    if end <= start or any(not (t.key in words("honorifics") or t.text in (",", ".") or (t.shape == LOWER and end + _WIDE > k)) for k, t in enumerate(tokens[end:i], end)):
        return None
    body = pointed(line, start)
    if body is None or any(body.last <= p.first < start for p in line.people) or "contra" in [t.key for t in tokens[max(0, body.first - 2) : body.first]]:
        return None
    return Hat(start, end, (start, end), body, None, rule="membership.trade")


def _someone(tokens: list[Token], i: int) -> bool:
    """Tell whether token ``i`` may be what somebody is, though no list holds it: "lonko de la"; a noun before "de", no participle, infinitive or adverb.

    ``vocab/not_trades.csv`` holds what tells no part in a body.
    """
    token = tokens[i]
    noun = len(token.key) > 3 and not token.key.endswith(_NO_NOUN) and token.key not in words("not_trades") and not says(token) and not did(token) and token.text.isalpha()
    far = next((k for k in range(i + 1, min(len(tokens), i + _WIDE)) if tokens[k].key in ("de", "del")), 0)
    return noun and bool(far) and role_at(tokens, i) is None


def _also(line: Line, i: int) -> Iterator[Hat]:
    """Yield what somebody is besides what stands at token ``i``: "jubilada y ex enfermera del Hospital X", "párroco de San Antón y voluntario de Cáritas"."""
    tokens = line.tokens
    if trade_at(tokens, i) == i and role_at(tokens, i) is None:
        return
    for k in range(i + 1, min(len(tokens) - 1, i + _FAR)):
        if says(tokens[k]) or tokens[k].key in ("que", "quien") or tokens[k].text in (".", ";", ")"):
            return
        if tokens[k].text != "," and tokens[k].key not in ("y", "e"):
            continue
        after = past_time(tokens, k + 1)
        after += after + 1 < len(tokens) and tokens[after].key in ("ex", "ademas", "tambien", "hoy", "actual", "antigua", "antiguo")
        if trade_at(tokens, after) > after and tokens[after].shape == LOWER and (body := _body_of(line, after)):
            yield _hat(tokens, after, body)
            return


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
    of_what = k + 1 < len(tokens) and tokens[k].shape == LOWER and tokens[k].key[-1] != "s" and tokens[k + 1].key in ("de", "del", "en")      # "profesora de química del Liceo"
    k += 2 if of_what else 0
    k += of_what and k < len(tokens) and tokens[k].key in ("el", "la")
    return max((b for b in line.bodies if b.first == k), key=lambda b: b.last, default=None)


def _named_after(line: Line, body: BodyHit) -> NameHit | None:
    """Return the person whom only a bracket, a comma, and a title separate from a body before: "… de la Red (RA), la Dra. Ana Ruiz"."""
    tokens = line.tokens
    k = past_acronym(tokens, body.last)
    comma = k < len(tokens) and tokens[k].text == ","
    k += comma
    while k < len(tokens) and (tokens[k].key in words("honorifics") or tokens[k].text == "." or (comma and tokens[k].key in ("el", "la"))):
        k += 1
    person = person_at(line, k)
    closed = person is not None and (person.last >= len(tokens) or not comma or tokens[person.last].text.isalnum() or tokens[person.last].text in (",", ".", "(", ";", '"'))
    return person if closed else None


def _trade_before(tokens: list[Token], i: int) -> int:
    """Return where "el contador de la" before a body at token ``i`` has its trade; -1 without one."""
    k = i - 1 - (tokens[i - 1].key in ("la", "el", "los", "las"))
    if k < 1 or tokens[k].key not in ("de", "del"):
        return -1
    for start in range(k - 1, max(0, k - _WIDE) - 1, -1):
        if trade_at(tokens, start) > start and all(t.shape == LOWER for t in tokens[start + 1 : k]):
            start -= start > 1 and tokens[start - 1].key in _PAST
            article = start and tokens[start - 1].key in ("el", "la", "al", "del", "un", "una")
            far = tokens[start - 2].key if start > 1 else ""
            return start if (article or not start) and far not in _NOT_BEFORE and not (tokens[start - 1].key == "del" and far and tokens[start - 2].shape == LOWER) else -1
        if tokens[start].key in ("de", "del", "a", "que"):
            break
    return -1
