"""Where two mentions are: INEGI codes, or names of towns the registry does not hold yet. Two different towns are told apart; a bare name never joins."""

from __future__ import annotations

from kg.identity.alike import typo, voice
from kg.identity.bodies import parse_body
from kg.identity.mention import NAMED, Mention
from kg.model.text import Text


def codes(mention: Mention) -> set[str]:
    """Return the codes of the towns of a mention, without towns known by name only."""
    return {p for p in mention.get("place") if not p.startswith(NAMED)}


def one_town(a: Mention, b: Mention) -> set[str]:
    """Return the codes of towns that two mentions share; a name alone is none, for homonyms are many."""
    return codes(a) & codes(b)


def elsewhere(a: Mention, b: Mention) -> tuple[str, str] | None:
    """Return the towns that tell two mentions apart: two codes, or, where one has no code, two names that are not alike; else None."""
    if not a.get("place") or not b.get("place") or one_town(a, b):
        return None
    if codes(a) and codes(b):
        return min(codes(a)), min(codes(b))
    mine, theirs = names(a), names(b)
    if not mine or not theirs or any(_alike(x, y) for x in mine for y in theirs):
        return None
    return min(mine), min(theirs)


def _alike(a: str, b: str) -> bool:
    """Tell whether two names may be one town's: one goes on where the other ends, or every word is the same but for its spelling."""
    x, y = parse_body(a), parse_body(b)
    return x is None or y is None or all(v == w or voice(v) == voice(w) or typo(v, w) for v, w in zip(x.words, y.words, strict=False))


def names(mention: Mention) -> set[str]:
    """Return the folded names of the towns of a mention, as far as they are known."""
    return set(mention.get("town")) | {p.removeprefix(NAMED) for p in mention.get("place") if p.startswith(NAMED)}


def apart(a: Mention, b: Mention) -> Text | None:
    """Return the sentence about the towns that tell two mentions apart, or None."""
    found = elsewhere(a, b)
    return Text(f"municipios distintos: {found[0]} / {found[1]}", f"different municipalities: {found[0]} / {found[1]}") if found else None
