"""Who speaks in the middle of a sentence, after somebody else did: "; ella insistió", ", quien a su vez pidió", "; el segundo, en cambio", "y la alcaldesa contestó"."""

from __future__ import annotations

from kg.reading.mentions.prose import Mention, opposed
from kg.reading.talk.named import called, does, stands, tells, verb_at
from kg.reading.words.saying import past_verb, utters
from kg.reading.words.tokens import Token

_OPENING = 6    # tokens of what somebody is called, before the name
_ASIDE = 34     # tokens of what stands between a subject and its verb
_GIVEN = 14     # tokens of the body for which somebody speaks
_SHORT = 3      # tokens of what links a clause to the one before: "no obstante,"
_PAIR = 2       # "la primera … el segundo"
_APART = 40     # tokens between two who are named together
_BACK = 60      # tokens before a clause without a verb, in which others say theirs
_WANTED = frozenset(("se", "no", "le", "les", "lo", "la", "los", "las", "el", "un", "una", "haya", "sea", "ya", "hay", "falta", "faltan", "sobra", "sobran", "debe", "deben"))
_NEAR = 9       # tokens from "quien" to the verb of saying
_JOINED = frozenset(("y", "e", "mientras", "aunque", "pero", "cuando", "hasta", "que", "a", "en", "tanto", "cual", "ahi", "entonces", "luego", "tambien", "por", "parte", "lado", "acto", "seguido"))
_OBJECTS = frozenset(("lo", "la", "le", "les", "los", "las"))     # "lo interrumpió Paz"
_BY_WAY = frozenset(("voz", "boca", "traves", "medio", "conducto", "intermedio", "parte"))


def related(tokens: list[Token], found: list[Mention], first: int) -> Mention | None:
    """Return whom "quien", which opens a clause with a verb of saying, means: who was named right before it."""
    if tokens[first].key != "quien" or not any(utters(t) for t in tokens[first + 1 : first + _NEAR]):
        return None
    return next((m for m in reversed(found) if m.last <= first), None)


def counted(tokens: list[Token], found: list[Mention], first: int) -> Mention | None:
    """Return whom "la primera", "el segundo" means at the beginning of a clause: of the two who were named last, in their order."""
    key = tokens[first + 1].key if first + 2 < len(tokens) and tokens[first].key in ("el", "la") else ""
    if key not in ("primero", "primera", "segundo", "segunda", "ultimo", "ultima") or not (tokens[first + 2].text == "," or does(tokens, verb_at(tokens, first + 2))):
        return None
    named: list[Mention] = []
    for m in reversed([m for m in found if m.last <= first]):
        if all(m.entity is not other.entity for other in named):
            named.insert(0, m)
        if len(named) == _PAIR:
            break
    if len(named) < _PAIR or named[0].last + _APART < named[1].first:
        return None
    m = named[0 if key.startswith("primer") else 1]
    return None if opposed(m.entity, tokens[first].key) else m


def referred(tokens: list[Token], found: list[Mention], first: int) -> Mention | None:
    """Return whom "ella", "este" means as the subject of a verb of saying that opens a clause: who was named last, of that sex."""
    key, verb = tokens[first].key, verb_at(tokens, min(first + 1, len(tokens) - 1))
    if (key not in ("ella", "este", "esta") and tokens[first].text not in ("él", "Él")) or not utters(tokens[verb]):
        return None
    she = key in ("ella", "esta")
    known = [m for m in reversed(found) if m.last <= first and not opposed(m.entity, "la" if she else "el")]
    return next((m for m in known if m.entity.name.split()[0].endswith("a") is she), known[0] if known else None)


def elided(tokens: list[Token], inside: list[Mention], first: int) -> Mention | None:
    """Return who asks for what without a verb, after others who did: "…; Paz, que se ordene el tránsito; el Sr. Mora, más luz"."""
    head = inside[0] if inside else None
    if head is None or first == 0 or tokens[first - 1].text != ";" or head.last + 2 >= len(tokens) or tokens[head.last].text != "," or not called(tokens, first, head.first):
        return None
    key, beyond = tokens[head.last + 1].key, tokens[head.last + 2].key
    asks = beyond in _WANTED if key == "que" else key in ("no", "mas", "la", "el", "un", "una", "en", "a", "tambien", "sin", "por")
    return head if asks and any(utters(tokens[k]) or stands(tokens, k) for k in range(max(0, first - _BACK), first)) else None


def takes_over(tokens: list[Token], found: list[Mention], first: int, last: int) -> int:
    """Return where somebody who is named begins to speak in the middle of a sentence, past what joins them to it; -1 when nobody does."""
    start = _past_joins(tokens, first, last)
    if related(tokens, found, first) or counted(tokens, found, start) or referred(tokens, found, start):
        return first if tokens[first].key == "quien" else start
    inside = [m for m in found if start <= m.first < last]
    head = inside[0] if inside else None
    if head is None or tokens[start].key in ("quien", "quienes"):
        return -1
    verb = start + (tokens[start].key in _OBJECTS)
    opens = start > first and tokens[start - 1].key != "y"
    if (opens or tokens[first - 1].text == ";") and past_verb(tokens[verb]) and called(tokens, verb + 1, head.first):
        return start
    if head.first - start <= _GIVEN and tokens[head.first - 1].key == "de" and tokens[head.first - 2].key in _BY_WAY:
        return start     # "a lo que la Contraloría, por voz de Ana Paz, respondió"
    if head.first - start > _OPENING or not called(tokens, start + (tokens[start].key in ("su", "cuya", "cuyo")), head.first):
        return -1
    if elided(tokens, inside, start):
        return start
    end = _past_aside(tokens, head.last, last)
    verb = verb_at(tokens, end) if end else 0
    return start if verb and not tokens[verb].key.endswith("n") and tells(tokens, verb) else -1


def _past_joins(tokens: list[Token], first: int, last: int) -> int:
    """Return where what stands after a join begins: past "y", "a lo que", "en el que", "; no obstante,"."""
    start = first
    if tokens[first - 1].text == ";" and tokens[start].key not in ("el", "la") and (comma := next((k for k in range(start + 1, min(last, start + _SHORT)) if tokens[k].text == ","), 0)):
        start = comma + 1 if not tokens[start].capital else start
    while start < last - 1 and (tokens[start].key in _JOINED or tokens[start].text == "," or (tokens[start].key == "lo" and tokens[start + 1].key in ("que", "cual"))):
        start += 1
        if start < last - 2 and tokens[start].key in ("el", "la") and tokens[start + 1].key in ("que", "cual"):
            start += 2     # "un escrito en el que su presidenta, Eva Mora, pide"
    return start


def _past_aside(tokens: list[Token], k: int, last: int) -> int:
    """Return where the verb of a subject that ends at ``k`` may stand: there, or past what is said of them in brackets or between commas; 0 when that has no end."""
    if k >= last - 1 or tokens[k].text not in (",", "("):
        return k if k < last else 0
    if tokens[k].text == "," and tells(tokens, verb_at(tokens, k + 1)):
        return k + 1      # "su dirigente, Luis Paz, pide"
    close = ")" if tokens[k].text == "(" else ","
    return next((j + 1 for j in range(k + 1, min(last - 1, k + _ASIDE)) if tokens[j].text == close and (close == ")" or tells(tokens, verb_at(tokens, j + 1)))), 0)
