"""Sentences that a body without a name of its own, or nobody in particular, speaks: "El sindicato mantendrá el paro", "Desde las gradas le gritaron", "Hay quien propone"."""

from __future__ import annotations

from kg.reading.mentions.heads import head_at
from kg.reading.mentions.line import Line
from kg.reading.words.asides import ARTICLES, CLITICS, past_links
from kg.reading.words.saying import has_said, says, says_now, sort
from kg.reading.words.tokens import LOWER, Token

_LEAD = 12      # tokens of what stands before a subject and a comma closes
_NEAR = 10      # tokens from a body to its verb
_PLACE = 8      # tokens of where voices come from: "Desde el fondo de la sala"
_FUTURE = ("rá", "rán")
_MUST = frozenset(("debera", "deberan", "podra", "podran", "tendra", "tendran", "sera", "seran", "estara", "estaran", "habra", "habran"))     # foretells or obliges, and binds nobody
_WHEN = frozenset(("en", "tras", "al", "por", "durante", "ante", "despues", "antes", "a", "luego", "mas", "ya", "finalmente", "asimismo", "tambien", "ademas"))
_SOMEWHERE = frozenset(("desde", "entre", "del", "de"))


def bodily(line: Line, first: int, last: int) -> bool:
    """Tell whether a sentence's subject is a body that says, hands over or will do something: "Acto seguido la organización entregó un pliego", "El SCA mantendrá los paros"."""
    tokens = line.tokens
    k = _subject(tokens, first, last)
    named = next((b for b in line.bodies if k <= b.first <= k + 1), None)
    head = None if named else head_at(tokens, k)
    end = named.last if named else head[0] if head and tokens[k].shape == LOWER and tokens[k - 1].key in ARTICLES else k
    if end == k:
        return False
    for at in range(end, min(last, end + _NEAR)):
        token = tokens[at]
        if line.named(at, at + 1) or token.text in (";", ":", '"', "."):
            return False
        if token.shape == LOWER and _acts(tokens, at, at <= end + 1):
            return True
        if token.key in ("que", "quien", "cual"):
            return False
    return False


def _acts(tokens: list[Token], at: int, beside: bool) -> bool:
    """Tell whether a body says, hands over or will do something at ``at``; ``beside``: its name stands right before."""
    token = tokens[at]
    if says(token) or token.key in sort("hands") or (beside and says_now(token)):
        return True
    return has_said(tokens, at) or (token.text.endswith(_FUTURE) and token.key not in _MUST)


def _subject(tokens: list[Token], first: int, last: int) -> int:
    """Return where the noun of a sentence's subject is: past what links it, where or when it was, and its article."""
    first = past_links(tokens, first, last)
    if tokens[first].key in _WHEN:
        comma = next((k for k in range(first, min(last - 1, first + _LEAD)) if tokens[k].text == ","), first)
        first = past_links(tokens, comma, last)
    return first + (tokens[first].key in ARTICLES and first + 1 < last)


def from_nobody(tokens: list[Token], first: int, last: int) -> bool:
    """Tell whether a sentence says that somebody spoke and not who: "Hay quien propone", "No faltó quien pidiera", "Desde las gradas le gritaron", "Desde la Intendencia se contestó"."""
    first = past_links(tokens, first, last)
    keys = [t.key for t in tokens[first : min(last, first + 4)]]
    if keys and (keys[0] in ("hay", "hubo", "habia") or keys[:2] == ["no", "falto"] or keys[:2] == ["no", "faltaron"]) and {"quien", "quienes", "voces"} & set(keys):
        return True
    if not keys or keys[0] not in _SOMEWHERE:
        return _laid_open(tokens, first, last)
    for k in range(first + 2, min(last - 1, first + _PLACE)):
        if tokens[k].key in CLITICS and tokens[k + 1].shape == LOWER and says(tokens[k + 1]):
            return tokens[k].key == "se" or tokens[k + 1].key.endswith(("ron", "an"))
    return False


def _laid_open(tokens: list[Token], first: int, last: int) -> bool:
    """Tell whether something was handed over or read and it is not said by whom: "A la salida se leyó un documento con tres puntos:"."""
    return any(tokens[k].key == "se" and tokens[k + 1].key in sort("hands") and tokens[k + 1].text[-1] == "ó" for k in range(first, min(last - 1, first + _PLACE)))
