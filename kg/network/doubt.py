"""Open doubts: where a report does not settle who speaks, or nobody knows yet whether two nodes are one, numbers have alternatives.

A doubt is a thing with several answers. Nothing is drawn here: an answer only says which rows (or columns) stand in the place of others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kg.network.incidence import Extract, Incidence, Ints, Rows, assemble
from kg.network.layers import ALTERNATIVES

MOST_PAIRS = 50  # open questions of identity looked at, those that matter most first


@dataclass(frozen=True)
class Speaker:
    """A turn whose claims could be of another speaker: ``others``, rows of the layer."""

    turn: str
    speaker: str
    others: tuple[str, ...]
    claims: tuple[str, ...]

    @property
    def answers(self) -> int:
        """How many answers there are beside the one in the graph."""
        return len(self.others)


@dataclass(frozen=True)
class Identity:
    """Two nodes that may be one."""

    one: str
    other: str

    answers = 1


Doubt = Speaker | Identity
Answer = tuple[Doubt, int]  # the doubt, and which of its answers (0 is the first beside the graph's own)


def open_doubts(reader: Rows, found: Extract, certain_only: bool = False) -> list[Doubt]:
    """Return the doubts that touch an extract: speakers of claims it counts (not when they are left out anyway), then pairs of its rows or columns."""
    speakers = [] if certain_only or not found.layer.speakers else _speakers(reader, found)
    known = {*found.row_at, *found.col_ids}
    pairs = [Identity(one, other) for one, other in reader.open_pairs() if one in known and other in known]
    return [*speakers, *pairs[:MOST_PAIRS]]


def _speakers(reader: Rows, found: Extract) -> list[Doubt]:
    others: dict[tuple[str, str], set[str]] = defaultdict(set)
    claims: dict[tuple[str, str], set[str]] = defaultdict(set)
    for turn, speaker, other, claim in reader.rows(ALTERNATIVES):
        if turn and speaker and other in found.row_at and speaker in found.row_at and claim in found.claim_at:
            others[turn, speaker].add(str(other))
            claims[turn, speaker].add(str(claim))
    return [Speaker(turn, speaker, tuple(sorted(others[turn, speaker])), tuple(sorted(claims[turn, speaker]))) for turn, speaker in sorted(others)]


def settled(found: Extract, answers: Sequence[Answer], certain_only: bool = False) -> Incidence:
    """Return the incidence as it would be under these answers; every row keeps its place, so that two ways can be compared.

    Of two nodes that are one, ``other`` is left with nothing (see ``joined``).
    """
    row, col = found.row.copy(), found.col
    for doubt, which in answers:
        if isinstance(doubt, Speaker):
            said = np.array([found.claim_at[c] for c in doubt.claims])
            row[(found.row == found.row_at[doubt.speaker]) & np.isin(found.claim, said)] = found.row_at[doubt.others[which]]
    one = joined(found.row_ids, answers)
    row = one[row]
    if any(isinstance(doubt, Identity) for doubt, _ in answers):
        col = joined(found.col_ids, answers)[col]
    return assemble(found, certain_only, row, col, every_row=True)


def joined(ids: Sequence[str], answers: Iterable[Answer]) -> Ints:
    """Return, for each id, the place of what it is one with under these answers: the first of its group, itself when alone.

    Checked by hand: of a, b, c, d, with b = c and c = d, the answer is 0, 1, 1, 1.
    """
    at = {name: i for i, name in enumerate(ids)}
    top = np.arange(len(ids))
    for doubt, _ in answers:
        if isinstance(doubt, Identity) and doubt.one in at and doubt.other in at:
            a, b = int(top[at[doubt.one]]), int(top[at[doubt.other]])
            top[top == max(a, b)] = min(a, b)
    return top
