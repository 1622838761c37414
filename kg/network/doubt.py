"""Open doubts: where a report does not settle who speaks, a rank by strength is a range over the ways to settle it.

A doubt is a turn with its speaker and the alternatives the acta names. Nothing is drawn here: each way of settling the
doubts is a matrix and its row sums.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np

from kg.network.incidence import Extract, Rows, assemble
from kg.network.layers import ALTERNATIVES

MOST_WAYS = 256  # above this many combinations, one doubt at a time is settled otherwise

Instead = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Doubt:
    """A turn whose claims could be of another speaker."""

    turn: str
    speaker: str
    others: tuple[str, ...]
    claims: tuple[str, ...]

    def settled(self, other: str) -> Instead:
        """Return what puts ``other`` in the speaker's place."""
        return {(self.speaker, claim): other for claim in self.claims}


def doubts(reader: Rows, found: Extract) -> list[Doubt]:
    """Return the open doubts that touch a layer: those of claims it counts, with alternatives that are nodes of it."""
    counted = {claim for _, _, claim in found.cells}
    others: dict[tuple[str, str], set[str]] = defaultdict(set)
    claims: dict[tuple[str, str], set[str]] = defaultdict(set)
    for turn, speaker, other, claim in reader.rows(ALTERNATIVES):
        if turn and speaker and other in found.kinds and claim in counted:
            others[turn, speaker].add(str(other))
            claims[turn, speaker].add(str(claim))
    return [Doubt(turn, speaker, tuple(sorted(others[turn, speaker])), tuple(sorted(claims[turn, speaker]))) for turn, speaker in sorted(others)]


def mark_doubts(graph: nx.Graph[str], found: Extract, open_doubts: list[Doubt]) -> None:
    """Write ``rank_low`` and ``rank_high`` on every node that has a tie in some way of settling the doubts.

    The graph gets ``doubts`` (how many) and ``doubts_combined`` (whether all combinations were tried). Range 1 to n; ties
    in strength widen it. Checked by hand: if a turn on a theme b and c also speak on is a's or d's, a and d are 1 to 4.
    """
    if not open_doubts:
        return
    ways = 1
    for doubt in open_doubts:
        ways *= 1 + len(doubt.others)
    graph.graph.update(doubts=len(open_doubts), doubts_combined=ways <= MOST_WAYS)
    low, high = np.full(len(found.kinds), len(found.kinds), dtype=np.int64), np.zeros(len(found.kinds), dtype=np.int64)
    ever = np.zeros(len(found.kinds), dtype=bool)
    names = sorted(found.kinds)
    for instead in _together(open_doubts) if ways <= MOST_WAYS else _apart(open_doubts):
        strengths = _strengths(found, instead)
        rising = np.sort(strengths)
        low = np.minimum(low, len(rising) - np.searchsorted(rising, strengths, side="right") + 1)
        high = np.maximum(high, len(rising) - np.searchsorted(rising, strengths, side="left"))
        ever |= strengths > 0
    for i in np.flatnonzero(ever).tolist():
        graph.nodes[names[i]].update(rank_low=int(low[i]), rank_high=int(high[i]))


def _together(open_doubts: list[Doubt]) -> Iterator[Instead]:
    """Yield every combination of answers."""
    for answers in itertools.product(*(({}, *map(d.settled, d.others)) for d in open_doubts)):
        yield {key: value for answer in answers for key, value in answer.items()}


def _apart(open_doubts: list[Doubt]) -> Iterator[Instead]:
    """Yield the answers as they stand, then each doubt alone settled otherwise."""
    yield {}
    for doubt in open_doubts:
        yield from map(doubt.settled, doubt.others)


def _strengths(found: Extract, instead: Instead) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the strength of every row: B·(Bᵀ·1) less its own columns, without forming the ties."""
    matrix = assemble(found, instead=instead).matrix
    own = np.asarray(matrix.sum(axis=1)).ravel()
    strengths: np.ndarray[tuple[int], np.dtype[np.int64]] = matrix @ np.asarray(matrix.sum(axis=0)).ravel() - own
    return strengths
