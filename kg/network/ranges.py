"""Ranks as ranges: the place of a node by a measure, recomputed over every way to settle the open doubts.

"2nd to 5th" covers three things: equal values, speakers somebody inferred, identities nobody has decided.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import networkx as nx
import numpy as np

from kg.model.errors import UsageError
from kg.model.text import Text
from kg.network.doubt import Answer, Doubt, Open, Speaker, joined, open_doubts, settled
from kg.network.doubt_words import doubts_said
from kg.network.incidence import Incidence, Ints, Rows, extract, layer_of
from kg.network.layers import Layer
from kg.network.slices import EVERYTHING, Slice
from kg.network.ways import every, feasible, places, shares

MOST_WAYS = 256  # above this many combinations, each answer alone and as many combinations drawn by chance; of strength many more are tried (kg.network.ways)
_SEED = 20230907  # of that chance: any fixed number does

_NO_RANK = ("articulation", "component", "community", "constraint")  # of the last, the least is what one looks for

Values = Callable[[Incidence], Any]  # incidence → one number for each of its rows


@dataclass(frozen=True)
class Place:
    """The place of one node: ``value`` and ``first``–``last`` as the graph stands, ``low``–``high`` over all ways, and the doubts that alone would move it."""

    node: str
    value: float
    first: int
    last: int
    low: int
    high: int
    settles: tuple[Doubt, ...]


@dataclass(frozen=True)
class Ranges:
    """The places of the rows that have a value above 0 in some way, best first; ``doubts`` that were tried; ``combined``: whether in all their combinations.

    When not, a range is what was found: the true one may be wider. So it may be when pairs were ``left`` untried, or nobody knows which there are (``unknown``).
    """

    places: tuple[Place, ...]
    doubts: tuple[Doubt, ...]
    combined: bool
    left: int = 0
    unknown: bool = False

    @property
    def turns(self) -> int:
        """How many of the doubts are about who spoke; the others are pairs that may be one."""
        return sum(isinstance(d, Speaker) for d in self.doubts)

    @property
    def said(self) -> list[Text]:
        """What must be known of the doubts, in words."""
        return doubts_said(self.turns, len(self.doubts) - self.turns, self.combined, self.left, self.unknown)

    @property
    def whole(self) -> bool:
        """Whether nothing that is open could widen a range."""
        return self.combined and not self.left and not self.unknown


def ranges(reader: Rows, layer: str | Layer, measure: str = "strength", *, weight: str = "count", by: str = "person", within: Slice = EVERYTHING,
           certain_only: bool = False) -> Ranges:
    """Return the places by a measure of the catalogue (``kg.network.catalogue``) in a layer; in a two-mode layer, of its rows.

    Range of a place: 1 to n. Every way is a whole network measured anew: with a slow measure and many doubts this takes as many times longer.
    """
    layer = layer_of(layer)
    return over(open_doubts(reader, extract(reader, layer, by, within), certain_only), _measured(layer, measure, weight), certain_only)


def _measured(layer: Layer, measure: str, weight: str) -> Values:
    """Return what computes a measure of the rows of an incidence; strength by counts needs no ties."""
    from kg.network.catalogue import find
    from kg.network.catalogue import measure as of
    from kg.network.graph import net_of
    from kg.network.project import check_weight

    if find(measure).where != "node" or measure in _NO_RANK:
        raise UsageError(Text(f"{measure} no pone a nadie antes que a otro", f"{measure} puts nobody before anybody else"), "",
                         Text("elija una medida de nodos, como strength o betweenness", "choose a measure of nodes, such as strength or betweenness"))

    check_weight(weight, layer)
    if measure == "strength" and not layer.two_mode:
        return Strengths(weight)

    def values(found: Incidence) -> Any:
        named = of(net_of(found, layer, weight), measure)
        return np.nan_to_num(np.array([float(named[r]) for r in found.row_ids]))   # what is not defined for who has no tie is 0

    return values


@dataclass(frozen=True)
class Strengths:
    """The strength of every row, without forming the ties: what each of its columns gives."""

    weight: str = "count"

    def __call__(self, found: Incidence) -> Any:
        """Return one number for each row."""
        return found.matrix @ shares(np.asarray(found.matrix.sum(axis=0)).ravel(), self.weight)


def degrees(found: Incidence) -> Any:
    """Return how many columns each row is in: its strength in a two-mode network."""
    return np.asarray(found.matrix.sum(axis=1)).ravel()


def over(opened: Open, values: Values, certain_only: bool = False) -> Ranges:
    """Return the places over all combinations of answers; when there are too many, over each answer alone and combinations drawn by chance (fixed seed).

    Checked by hand: if a turn on a theme b and c also speak on is a's or d's, a and d are 1 to 4.
    """
    found, doubts = opened.found, opened.doubts
    ways = int(np.prod([1 + d.answers for d in doubts], dtype=object)) if doubts else 1
    quick = values if isinstance(values, Strengths) and ways > 1 and feasible(opened) else None
    own = _ranked(opened, (), values, certain_only)
    low, high, ever = own[0].copy(), own[1].copy(), own[2] > 0
    moved: dict[int, list[Doubt]] = {}
    for answers in _apart(doubts) if quick else itertools.chain(_apart(doubts), _drawn(doubts)) if ways > MOST_WAYS else _together(doubts):
        first, last, value = _ranked(opened, answers, values, certain_only)
        low, high, ever = np.minimum(low, first), np.maximum(high, last), ever | (value > 0)
        if len(answers) == 1:
            for i in np.flatnonzero((first != own[0]) | (last != own[1])).tolist():
                told = moved.setdefault(i, [])
                told += [answers[0][0]] if answers[0][0] not in told else []
    if quick:
        low, high, ever = _widest(opened, quick.weight, certain_only, low, high, ever)
    made = [Place(found.row_ids[i], float(own[2][i]), int(own[0][i]), int(own[1][i]), int(low[i]), int(high[i]), tuple(d for d in doubts if d in moved.get(i, ())))
            for i in np.flatnonzero(ever).tolist()]
    return Ranges(tuple(sorted(made, key=lambda p: (p.first, p.low, p.node))), doubts, quick is not None or ways <= MOST_WAYS, opened.left, opened.unknown)


def _widest(opened: Open, weight: str, certain_only: bool, low: Ints, high: Ints, ever: Any) -> tuple[Ints, Ints, Any]:
    """Widen the places over every combination of answers, by strength."""
    for answers, strengths in every(opened, weight, certain_only):
        one = joined(opened.found.row_ids, answers)
        alone = np.flatnonzero(one == np.arange(len(one)))
        first, last = places(strengths[:, alone])
        of = np.searchsorted(alone, one)
        low, high = np.minimum(low, first.min(axis=0)[of]), np.maximum(high, last.max(axis=0)[of])
        ever = ever | (strengths.max(axis=0) > 0)[one]
    return low, high, ever


def _ranked(opened: Open, answers: Sequence[Answer], values: Values, certain_only: bool) -> tuple[Ints, Ints, Any]:
    """Return first place, last place and value of every row under these answers; two rows that are one share one place."""
    value = np.round(np.asarray(values(settled(opened, answers, certain_only)), dtype=np.float64), 9)
    one = joined(opened.found.row_ids, answers)
    alone = one == np.arange(len(one))
    rising = np.sort(value[alone])
    last = len(rising) - np.searchsorted(rising, value, side="left")
    first = len(rising) - np.searchsorted(rising, value, side="right") + 1
    return first[one], last[one], value[one]


def _together(doubts: Sequence[Doubt]) -> Iterator[tuple[Answer, ...]]:
    """Yield every combination of answers but the graph's own."""
    for chosen in itertools.product(*(range(-1, d.answers) for d in doubts)):
        answers = tuple((d, k) for d, k in zip(doubts, chosen, strict=True) if k >= 0)
        if answers:
            yield answers


def _apart(doubts: Sequence[Doubt]) -> Iterator[tuple[Answer, ...]]:
    """Yield each answer of each doubt alone."""
    for doubt in doubts:
        yield from (((doubt, k),) for k in range(doubt.answers))


def _drawn(doubts: Sequence[Doubt]) -> Iterator[tuple[Answer, ...]]:
    """Yield combinations drawn by chance, every answer of a doubt as likely as the graph's own."""
    chance = np.random.default_rng(_SEED)
    sizes = np.array([1 + d.answers for d in doubts])
    for chosen in (chance.random((MOST_WAYS, len(doubts))) * sizes).astype(np.int64) - 1:
        answers = tuple((d, k) for d, k in zip(doubts, chosen.tolist(), strict=True) if k >= 0)
        if len(answers) > 1:
            yield answers


def mark_ranges(graph: nx.Graph[str], opened: Open, weight: str = "count", certain_only: bool = False) -> None:
    """Write ``rank_low`` and ``rank_high`` by strength on the nodes of a graph that have a tie in some way of settling the doubts; in a two-mode one, on each side.

    The graph gets ``doubts`` (how many turns), ``identities`` (how many pairs), ``doubts_combined`` (whether all combinations were tried), ``doubts_left``
    (pairs not tried) and ``doubts_unknown``.
    """
    if opened.unknown:
        graph.graph["doubts_unknown"] = True
    if not opened.doubts:
        return
    sides = [over(opened, Strengths(weight), certain_only)] if not opened.found.layer.two_mode else [over(side, degrees, certain_only) for side in (opened, _turned(opened))]
    graph.graph.update(doubts=sides[0].turns, identities=len(opened.doubts) - sides[0].turns, doubts_combined=all(side.combined for side in sides), doubts_left=opened.left)
    for place in (place for side in sides for place in side.places):
        if place.node in graph:
            graph.nodes[place.node].update(rank_low=place.low, rank_high=place.high)


def _turned(opened: Open) -> Open:
    """Return the same with columns as rows. In two-mode layers nobody speaks, so only pairs are in doubt."""
    found = opened.found
    turned = replace(found, row_ids=found.col_ids, col_ids=found.row_ids, row=found.col, col=found.row, row_kinds=[""] * len(found.col_ids))
    return replace(opened, found=turned)
