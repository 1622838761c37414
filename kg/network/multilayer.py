"""Several layers side by side, never mixed: what a tie or a node is in one and not in another.

Source of the measures: Battiston, Nicosia and Latora 2014, doi:10.1103/PhysRevE.89.032804 (overlap, participation
coefficient); Jaccard's index for two sets of ties.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kg.network.net import Net

Tie = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """Two layers: how many ties both have, how many only one, their Jaccard index (0 to 1; None when neither has any), and Spearman's correlation of
    degrees over nodes in both (-1 to 1; None when it is not defined)."""

    one: str
    other: str
    both: int
    only_one: int
    only_other: int
    jaccard: float | None
    correlation: float | None


@dataclass(frozen=True)
class NodeLayers:
    """A node over the layers: its degree in each, their sum (overlap of degree) and the participation coefficient: 0 when all its ties are in one layer, 1
    when they are spread evenly; None without ties."""

    node: str
    degrees: tuple[int, ...]
    total: int
    participation: float | None


@dataclass(frozen=True)
class Multilayer:
    """Layers of the same kind of node: ``layers`` names, ``nodes``, ``pairs`` and, for each layer, the ties no other layer has.

    ``ids``: all nodes, sorted; ``alone``: for each layer the ties only it has, sorted, each one whole number: place of one end × nodes + place of the other.
    """

    layers: tuple[str, ...]
    nodes: tuple[NodeLayers, ...]
    pairs: tuple[Pair, ...]
    ids: list[str]
    alone: Mapping[str, Any]

    def only(self, layer: str) -> tuple[Tie, ...]:
        """Return the ties no other layer has, as pairs of ids. They may be millions: ``alone`` counts them."""
        first, second = divmod(self.alone[layer], max(len(self.ids), 1))
        return tuple((self.ids[i], self.ids[j]) for i, j in zip(first.tolist(), second.tolist(), strict=True))


def compare(nets: Mapping[str, Net]) -> Multilayer:
    """Compare layers. Weight is ignored. Nodes sorted by total degree, most first, then by id.

    Checked by hand: layers {a-b, b-c} and {a-b} share one tie of two (Jaccard 1/2); b has degrees (2, 1), so its participation is
    2·(1 − (4/9 + 1/9)) = 8/9, and c, with (1, 0), has 0.
    """
    names = tuple(nets)
    ids = sorted({i for net in nets.values() for i in net.ids})
    ties = {name: _ties(net, ids) for name, net in nets.items()}
    degrees = {name: net.named(np.diff(net.ties.indptr)) for name, net in nets.items()}
    nodes = [_node(i, tuple(int(degrees[name].get(i, 0)) for name in names)) for i in ids]
    pairs = tuple(_pair(a, b, ties, degrees) for a, b in itertools.combinations(names, 2))
    return Multilayer(names, tuple(sorted(nodes, key=lambda n: (-n.total, n.node))), pairs, ids, {name: _alone(name, ties) for name in names})


def _ties(net: Net, ids: list[str]) -> Any:
    """Return the ties as whole numbers, sorted."""
    at = {name: k for k, name in enumerate(ids)}
    place = np.array([at[i] for i in net.ids], dtype=np.int64)
    i, j, _ = net.upper()
    return place[i] * len(ids) + place[j]  # ids are sorted in both, so these are too


def _alone(name: str, ties: Mapping[str, Any]) -> Any:
    """Return the ties no other layer has."""
    left = ties[name]
    for other in ties:
        if other != name:
            left = left[~_among(left, ties[other])]
    return left


def _among(keys: Any, others: Any) -> Any:
    """Return which of the keys are among others, both sorted."""
    if not len(others):
        return np.zeros(len(keys), dtype=bool)
    return others[np.minimum(np.searchsorted(others, keys), len(others) - 1)] == keys


def _node(node: str, degrees: tuple[int, ...]) -> NodeLayers:
    total, layers = sum(degrees), len(degrees)
    spread = layers / (layers - 1) * (1 - sum((d / total) ** 2 for d in degrees)) if total and layers > 1 else None
    return NodeLayers(node, degrees, total, None if spread is None else round(spread, 12))


def _pair(one: str, other: str, ties: Mapping[str, Any], degrees: Mapping[str, Mapping[str, int]]) -> Pair:
    first, second = len(ties[one]), len(ties[other])
    both = int(_among(ties[one], ties[other]).sum())
    shared = sorted(set(degrees[one]) & set(degrees[other]))
    return Pair(one, other, both, first - both, second - both, round(both / (first + second - both), 12) if first or second else None,
                spearman([degrees[one][n] for n in shared], [degrees[other][n] for n in shared]))


def spearman(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation, ties sharing their mean rank; None with fewer than two values or when either does not vary."""
    if len(x) < 2 or len(set(x)) < 2 or len(set(y)) < 2:
        return None
    from scipy.stats import spearmanr

    return round(float(spearmanr(x, y).statistic), 12)
