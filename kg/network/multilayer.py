"""Several layers side by side, never mixed: what a tie or a node is in one and not in another.

Source of the measures: Battiston, Nicosia and Latora 2014, doi:10.1103/PhysRevE.89.032804 (overlap, participation
coefficient); Jaccard's index for two sets of ties.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    """Layers of the same kind of node: ``layers`` names, ``nodes``, ``pairs`` and, for each layer, the ties no other layer has."""

    layers: tuple[str, ...]
    nodes: tuple[NodeLayers, ...]
    pairs: tuple[Pair, ...]
    only: Mapping[str, tuple[Tie, ...]]


def compare(nets: Mapping[str, Net]) -> Multilayer:
    """Compare layers. Weight is ignored. Nodes sorted by total degree, most first, then by id.

    Checked by hand: layers {a-b, b-c} and {a-b} share one tie of two (Jaccard 1/2); b has degrees (2, 1), so its participation is
    2·(1 − (4/9 + 1/9)) = 8/9, and c, with (1, 0), has 0.
    """
    names = tuple(nets)
    ties = {name: _ties(net) for name, net in nets.items()}
    degrees = {name: net.named(np.diff(net.ties.indptr)) for name, net in nets.items()}
    ids = sorted({i for net in nets.values() for i in net.ids})
    nodes = [_node(i, tuple(int(degrees[name].get(i, 0)) for name in names)) for i in ids]
    pairs = tuple(_pair(a, b, ties, degrees) for a, b in itertools.combinations(names, 2))
    only = {name: tuple(sorted(ties[name] - set().union(*(ties[other] for other in names if other != name)))) for name in names}
    return Multilayer(names, tuple(sorted(nodes, key=lambda n: (-n.total, n.node))), pairs, only)


def _ties(net: Net) -> set[Tie]:
    i, j, _ = net.upper()
    return {(net.ids[a], net.ids[b]) for a, b in zip(i.tolist(), j.tolist(), strict=True)}


def _node(node: str, degrees: tuple[int, ...]) -> NodeLayers:
    total, layers = sum(degrees), len(degrees)
    spread = layers / (layers - 1) * (1 - sum((d / total) ** 2 for d in degrees)) if total and layers > 1 else None
    return NodeLayers(node, degrees, total, None if spread is None else round(spread, 12))


def _pair(one: str, other: str, ties: Mapping[str, set[Tie]], degrees: Mapping[str, Mapping[str, int]]) -> Pair:
    a, b = ties[one], ties[other]
    shared = sorted(set(degrees[one]) & set(degrees[other]))
    return Pair(one, other, len(a & b), len(a - b), len(b - a), round(len(a & b) / len(a | b), 12) if a | b else None,
                spearman([degrees[one][n] for n in shared], [degrees[other][n] for n in shared]))


def spearman(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation, ties sharing their mean rank; None with fewer than two values or when either does not vary."""
    if len(x) < 2 or len(set(x)) < 2 or len(set(y)) < 2:
        return None
    from scipy.stats import spearmanr

    return round(float(spearmanr(x, y).statistic), 12)
