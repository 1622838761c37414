"""Ranks as ranges: the place of a node by a measure, recomputed over every way to settle the open doubts.

"2nd to 5th" covers three things: equal values, speakers somebody inferred, identities nobody has decided.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

from kg.model.errors import UsageError
from kg.model.text import Text
from kg.network.doubt import Answer, Doubt, joined, open_doubts, settled
from kg.network.incidence import Extract, Incidence, Ints, Rows, extract, layer_of
from kg.network.layers import Layer
from kg.network.slices import EVERYTHING, Slice

MOST_WAYS = 256  # above this many combinations, each answer alone and as many combinations drawn by chance
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

    When not, a range is what was found: the true one may be wider."""

    places: tuple[Place, ...]
    doubts: tuple[Doubt, ...]
    combined: bool


def ranges(reader: Rows, layer: str | Layer, measure: str = "strength", *, weight: str = "count", by: str = "person", within: Slice = EVERYTHING,
           certain_only: bool = False) -> Ranges:
    """Return the places by a measure of the catalogue (``kg.network.catalogue``) in a layer; in a two-mode layer, of its rows.

    Range of a place: 1 to n. Every way is a whole network measured anew: with a slow measure and many doubts this takes as many times longer.
    """
    layer = layer_of(layer)
    found = extract(reader, layer, by, within)
    return over(found, open_doubts(reader, found, certain_only), _measured(layer, measure, weight), certain_only)


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
    if measure == "strength" and weight == "count" and not layer.two_mode:
        return strengths

    def values(found: Incidence) -> Any:
        named = of(net_of(found, layer, weight), measure)
        return np.nan_to_num(np.array([float(named[r]) for r in found.row_ids]))   # what is not defined for who has no tie is 0

    return values


def strengths(found: Incidence) -> Any:
    """Return the strength of every row: B·(Bᵀ·1) less its own columns, without forming the ties."""
    matrix = found.matrix
    return matrix @ np.asarray(matrix.sum(axis=0)).ravel() - np.asarray(matrix.sum(axis=1)).ravel()


def over(found: Extract, doubts: Sequence[Doubt], values: Values, certain_only: bool = False) -> Ranges:
    """Return the places over all combinations of answers; when there are too many, over each answer alone and combinations drawn by chance (fixed seed).

    Checked by hand: if a turn on a theme b and c also speak on is a's or d's, a and d are 1 to 4.
    """
    ways = int(np.prod([1 + d.answers for d in doubts], dtype=object)) if doubts else 1
    own = _ranked(found, (), values, certain_only)
    low, high, ever = own[0].copy(), own[1].copy(), own[2] > 0
    moved: dict[int, list[Doubt]] = {}
    for answers in itertools.chain(_apart(doubts), _drawn(doubts)) if ways > MOST_WAYS else _together(doubts):
        first, last, value = _ranked(found, answers, values, certain_only)
        low, high, ever = np.minimum(low, first), np.maximum(high, last), ever | (value > 0)
        if len(answers) == 1:
            for i in np.flatnonzero((first != own[0]) | (last != own[1])).tolist():
                told = moved.setdefault(i, [])
                told += [answers[0][0]] if answers[0][0] not in told else []
    places = [Place(found.row_ids[i], float(own[2][i]), int(own[0][i]), int(own[1][i]), int(low[i]), int(high[i]), tuple(moved.get(i, ()))) for i in np.flatnonzero(ever).tolist()]
    return Ranges(tuple(sorted(places, key=lambda p: (p.first, p.low, p.node))), tuple(doubts), ways <= MOST_WAYS)


def _ranked(found: Extract, answers: Sequence[Answer], values: Values, certain_only: bool) -> tuple[Ints, Ints, Any]:
    """Return first place, last place and value of every row under these answers; two rows that are one share one place."""
    value = np.asarray(values(settled(found, answers, certain_only)), dtype=np.float64)
    one = joined(found.row_ids, answers)
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


def mark_ranges(graph: nx.Graph[str], found: Extract, doubts: Sequence[Doubt], certain_only: bool = False) -> None:
    """Write ``rank_low`` and ``rank_high`` by strength on the nodes of a one-mode graph that have a tie in some way of settling the doubts.

    The graph gets ``doubts`` (how many turns), ``identities`` (how many pairs) and ``doubts_combined`` (whether all combinations were tried).
    """
    if not doubts or found.layer.two_mode:
        return
    made = over(found, doubts, strengths, certain_only)
    identities = sum(1 for d in doubts if hasattr(d, "one"))
    graph.graph.update(doubts=len(doubts) - identities, identities=identities, doubts_combined=made.combined)
    for place in made.places:
        if place.node in graph:
            graph.nodes[place.node].update(rank_low=place.low, rank_high=place.high)
