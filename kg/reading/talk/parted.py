"""Sentences in which more than one person speaks, cut where the next one does: "Paz pidió un semáforo; el Sr. Mora, que se podaran los árboles, y la alcaldesa contestó que …"."""

from __future__ import annotations

from kg.reading.mentions.line import TURN, Line
from kg.reading.mentions.prose import Mention
from kg.reading.talk.floor import theirs
from kg.reading.talk.joined import takes_over
from kg.reading.talk.voices import COURTESY, covered, subjects
from kg.reading.words.tokens import LOWER

_JOINS = frozenset(("y", "e", "mientras", "aunque", "pero", "cuando", "hasta"))     # before whoever speaks next
_MARKS = _JOINS | {";", ",", '"'}
_RELATIVES = frozenset(("quien", "cuya", "cuyo", "mientras"))     # the same, after a comma
_RELATED = {"a": ("lo", "la"), "en": ("el", "la", "los", "las", "donde")}     # "a lo que", "en la que"; not "a quien llaman El Chino"
_SOON = 12      # tokens within which nobody in particular must be the subject of what is cut off
_LEAST = 4      # tokens of what is worth cutting off


def parted(line: Line, spans: list[tuple[int, int]], found: list[Mention]) -> list[tuple[int, int]]:
    """Return the sentences of a line with those cut in which another speaker takes over. ``spans``: the sentences, in the normal text."""
    if line.kind == TURN or not (found or line.bodies):
        return spans
    made: list[tuple[int, int]] = []
    for start, end in spans:
        first, last = covered(line, (start, end))
        for at, begin in _cuts(line, first, last, found):
            made.append((start, line.tokens[at - 1].end))
            start = line.tokens[begin].start
        made.append((start, end))
    return made


def _cuts(line: Line, first: int, last: int, found: list[Mention]) -> list[tuple[int, int]]:
    """Return where one speaker of a sentence ends and where the next begins, as tokens: what joins them ("y", "a lo que") is neither's."""
    tokens, quoted = line.tokens, False
    cuts: list[tuple[int, int]] = []
    for k in range(first, last - _LEAST):
        if tokens[k].key not in _MARKS:
            continue
        quoted ^= tokens[k].text == '"'
        after = tokens[k].text == ";" or (tokens[k].text == "," and (tokens[k + 1].key in _RELATIVES or tokens[k + 2].key in _RELATED.get(tokens[k + 1].key, ())))
        beside = tokens[k].key in ("y", "e") and any(m.last == k for m in found)     # "Paz y Mora"
        if quoted or beside or k < first + _LEAST or not (after or (tokens[k].shape == LOWER and tokens[k].key in _JOINS)):
            continue
        at = k + after
        begun = cuts[-1][1] if cuts else first
        if begun + _LEAST < at and (begins := _changes(line, begun, at, last, found)):
            cuts.append((at, begins))
    return cuts


def _changes(line: Line, first: int, at: int, last: int, found: list[Mention]) -> int:
    """Return where another speaker than that of ``first:at`` begins, from token ``at`` on; 0 when nobody does. One of them must speak by name."""
    start = takes_over(line.tokens, found, at, last)
    if start < 0 and line.tokens[at - 1].text not in (";", ","):
        return 0
    who, verb = subjects(line, first, at, found)
    before = {id(m.entity) for m in who}
    if line.tokens[at].key == "quien" and any(t.key.startswith(COURTESY) for t in line.tokens[first:at]):
        return 0     # "Agradeció a Ana Ruiz, quien pidió": all of it tells what she asked for
    if start >= 0:
        now = {id(m.entity) for m in subjects(line, start, last, found)[0]}
        return start if now and now != before and (before or verb or line.tokens[at].key != "quien") else 0
    return at if before and theirs(line, (line.tokens[at].start, line.tokens[min(last, at + _SOON) - 1].end)) else 0
