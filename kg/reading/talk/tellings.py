"""Complaints told as mere facts: "Contó que su hija cruza el río en balsa desde mayo". Rules ``problem.fact``, ``problem.ground``.

No word of it names a problem. What is weighed is how it is told (``vocab/tellings.csv``): the verb, whose house it is, since when, how many for how many.
Thanks, works done and officials weigh against it.
"""

from __future__ import annotations

import functools
import re

from kg.reading.talk.moods import future
from kg.reading.talk.speech import Act, cues_in
from kg.reading.vocab import rows
from kg.reading.words.branches import Branches

_ENOUGH = 2         # weight of a complaint
_FACTS = frozenset(("home", "time", "ratio", "turn", "harm"))     # sorts of signs in what is told, not in how
_OPINED = 2         # what an opinion told as somebody's weighs: "Para Ana Ruiz, …"
_LEAST = 40         # characters that tell a fact
_SHORTEST = 25      # of a reason
_QUOTED = re.compile('"[^"?]{35,}')
_BECAUSE = re.compile(r",? (?:porque|pues|ya que|puesto que|dado que|toda vez que|debido a que|en vista de que|por donde) ")
_WHERE = re.compile(r",? (?:donde|en (?:el|la|l[ao]s) (?:que|cual(?:es)?)|que (?=ya |hoy |llevan? |estan? |sigue)) ?")     # told of it aside: a reason if it weighs
_NONE = re.compile(r'[?!]|\A\W*que ')     # a question, a cry, a wish: no telling
_JOINED = re.compile(r"(?:;|:|,? y|,? e|\.) ")
_ENDS = re.compile(r"[;:]|, (?:y|e|pero|por lo que|asi que) | y (?:pid|exig|propus|solicit|suger|sugir|reclam|anunci)")


@functools.cache
def _signs() -> tuple[Branches, tuple[tuple[str, int], ...]]:
    table = rows("tellings")
    return Branches([row["pattern"] for row in table]), tuple((row["sort"], int(row["weight"])) for row in table)


def _weights(text: str, written: str, start: int, end: int) -> dict[str, int]:
    """Return how much each sort of signs of a complaint weighs in a stretch of text (plain, and as ``written``); names weigh nothing."""
    signs, weights = _signs()
    best: dict[str, int] = {}
    for at, _, number in signs.find(text, start, end):
        sort, value = weights[number]
        named = written[at].isupper() and at > start + 1 and written[at - 2].isalpha()
        if not named and abs(value) > abs(best.get(sort, 0)):
            best[sort] = value
    return best


def weight(text: str, written: str, start: int, end: int) -> int:
    """Return how much a stretch of text sounds like a complaint; each sort of signs counts once."""
    return _sum(_weights(text, written, start, end), text, start, end)


def _sum(weights: dict[str, int], text: str, start: int, end: int) -> int:
    return sum(weights.values()) + bool(_QUOTED.search(text, start, end))


def _told(text: str, written: str, start: int, end: int) -> int:
    """Return the weight of a stretch that tells a fact; nothing where all that weighs is who speaks and how."""
    best = _weights(text, written, start, end)
    return _sum(best, text, start, end) if best.get("verb", 0) >= _ENOUGH or best.keys() & _FACTS else -_ENOUGH


def complained(text: str, written: str, span: tuple[int, int], more: int) -> list[Act]:
    """Return what a sentence without any cue complains of, told as a fact (``more``: what weighs besides its words)."""
    start, end = span
    if end - start < _LEAST or _NONE.search(text[start:end]) or future(written, start, end) or (weight if more == _OPINED else _told)(text, written, start, end) + more < _ENOUGH:
        return []
    return [Act(start, end, "problem", "descriptive", "problem.fact")]


def grounds(text: str, written: str, span: tuple[int, int]) -> list[Act]:
    """Return the fact for which something is asked or promised in a sentence: what is told before it, or the reason given after it."""
    asked = min((s for s, _, row in cues_in(text, *span) if row["kind"] in ("proposal", "commitment")), default=span[0])
    joint = max((m.start() for m in _JOINED.finditer(text, span[0], asked)), default=span[0])
    if joint - span[0] >= _LEAST and not future(written, span[0], joint) and _told(text, written, span[0], joint) >= _ENOUGH:
        return [Act(span[0], joint, "problem", "descriptive", "problem.ground")]
    for pattern, least in ((_BECAUSE, 0), (_WHERE, 1)):
        for reason in pattern.finditer(text, asked, span[1]):
            stop = _ENDS.search(text, reason.end(), span[1])
            last = stop.start() if stop else span[1]
            if last - reason.end() >= _SHORTEST and weight(text, written, reason.end(), last) >= least and not future(written, reason.end(), last) and not cues_in(text, reason.end(), last):
                return [Act(reason.start(), last, "problem", "descriptive", "problem.ground")]
    return []
