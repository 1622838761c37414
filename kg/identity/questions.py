"""What is still open: pairs that only a person can judge, the ones that matter most first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.identity.compare import Candidate
from kg.identity.decisions import Decision, Grouping
from kg.identity.mention import Mention
from kg.model.text import Text


@dataclass(frozen=True)
class Question:
    """Two mentions of which nobody knows yet whether they are one.

    ``weight``: facts at stake, that is the participations, memberships and contributions that hang on either side (on everything already joined to it);
    ``pairs``: how many pairs of mentions this one answer settles; ``decision``: the "unsure" that somebody gave, None when nobody has looked.
    """

    kind: str
    a: Mention
    b: Mention
    score: float
    reasons: tuple[Text, ...]
    weight: int
    pairs: int = 1
    decision: Decision | None = None


def questions(found: Sequence[Mention], decisions: Iterable[Decision], compared: Iterable[Candidate], grouping: Grouping, unsure: bool = False) -> list[Question]:
    """Return the open questions: most facts at stake first, then the likeliest, then by kind and keys.

    ``compared``: all candidates. A question is one between two groups: its best pair is shown. ``unsure``: also those somebody left open.
    """
    by_key = {(m.kind, m.key): m for m in found}
    weights: dict[tuple[str, str], int] = defaultdict(int)
    for mention in found:
        weights[mention.kind, grouping.root(mention.kind, mention.key)] += mention.weight
    answers = {_roots(grouping, d.kind, d.a, d.b): d for d in sorted(decisions, key=lambda d: (d.answer == "different", d.pair)) if d.answer != "same"}
    dropped = {(d.candidate.kind, d.candidate.a, d.candidate.b): d for d in grouping.dropped}
    best: dict[tuple[str, str, str], list[Candidate]] = defaultdict(list)
    for candidate in compared:
        pair = _roots(grouping, candidate.kind, candidate.a, candidate.b)
        if candidate.verdict != "different" and pair[1] != pair[2]:
            best[pair].append(candidate)
    made = []
    for (kind, first, second), options in best.items():
        answer = answers.get((kind, first, second))
        if answer and not (unsure and answer.answer == "unsure"):
            continue
        shown = min(options, key=lambda c: (-c.score, c.a, c.b))
        told = dropped.get((kind, shown.a, shown.b))
        made.append(Question(kind, by_key[kind, shown.a], by_key[kind, shown.b], shown.score, (*shown.reasons, told.why) if told else shown.reasons,
                             weights[kind, first] + weights[kind, second], len(options), answer))
    return sorted(made, key=lambda q: (-q.weight, -q.score, q.kind, q.a.key, q.b.key))


def _roots(grouping: Grouping, kind: str, a: str, b: str) -> tuple[str, str, str]:
    first, second = sorted((grouping.root(kind, a), grouping.root(kind, b)))
    return kind, first, second
