"""Are two mentions one municipality? The INEGI code says; without one a name is a question, because homonyms are many."""

from __future__ import annotations

from kg.identity.alike import typo, voice
from kg.identity.bodies import parse_body
from kg.identity.judgement import ASK, DIFFERENT, LOOKS_ALIKE, NO_NAME, UNLIKE, Judgement
from kg.identity.mention import Mention
from kg.identity.official import common_facts
from kg.model.text import Text


def municipalities(a: Mention, b: Mention) -> Judgement:
    """Compare two mentions of municipalities."""
    decided = common_facts(a, b)
    if decided:
        return decided
    forms = [(x, y) for m in (a.name, *a.aliases[:4]) for n in (b.name, *b.aliases[:4]) if (x := parse_body(m)) and (y := parse_body(n))]
    if not forms:
        return NO_NAME
    score, text = max((_alike(x.words, y.words) for x, y in forms), key=lambda s: (s[0], s[1]))
    if not score:
        return UNLIKE
    for fact, es, en in (("country", "países distintos", "different countries"), ("state", "estados distintos", "different states")):
        mine, theirs = set(a.get(fact)), set(b.get(fact))
        if mine and theirs and not mine & theirs:
            return Judgement(LOOKS_ALIKE, (Text(f"{es}: {min(mine)} / {min(theirs)}", f"{en}: {min(mine)} / {min(theirs)}"),), DIFFERENT)
    if set(a.get("country")) != set(b.get("country")) and (a.get("code") or b.get("code")):
        return Judgement(LOOKS_ALIKE, (Text("uno está fuera de México", "one is outside Mexico"),), DIFFERENT)
    known = bool(set(a.get("state")) & set(b.get("state")))
    context = Text("mismo estado", "same state") if known else Text("falta saber de qué estado es", "of which state it is remains open")
    return Judgement(round(min(score + 0.2 * known, 0.99), 4), (text, context), ASK)


def _alike(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[float, Text]:
    """Return how alike two names of towns are; 0 when not."""
    if a == b:
        return 0.7, Text("mismo nombre", "same name")
    short, long = sorted((a, b), key=lambda w: (len(w), w))
    if long[: len(short)] == short and len(short[0]) > 3:
        return 0.5, Text(f"uno dice además: {' '.join(long[len(short):])}", f"one says besides: {' '.join(long[len(short):])}")
    pairs = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
    if len(a) == len(b) and len(pairs) == 1 and (voice(pairs[0][0]) == voice(pairs[0][1]) or (typo(*pairs[0]) and min(map(len, pairs[0])) > 5)):
        return 0.5, Text(f"una palabra difiere en letras: {pairs[0][0]} / {pairs[0][1]}", f"one word differs in letters: {pairs[0][0]} / {pairs[0][1]}")
    return 0.0, Text("", "")
