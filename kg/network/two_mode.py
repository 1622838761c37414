"""Measures of two-mode networks (people and events): each side against the most it could have, so that a person can be set beside an event.

Normalised as Borgatti and Everett 1997 have it, doi:10.1016/S0378-8733(96)00301-2; in the formulas n is the number of nodes of a node's own side and m of
the other. Weight is ignored by all: somebody took part, or not. The same numbers as ``networkx.algorithms.bipartite``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse as matrices

from kg.model.errors import UsageError
from kg.model.text import Text
from kg.network.centrality import _betweenness
from kg.network.engines import Progress, paths, sparse
from kg.network.net import Net, as_net

_DIGITS = 12


def two_mode_degree(network: Net | nx.Graph[str]) -> dict[str, float]:
    """Return the share of the other side each node is tied to: degree / m.

    Collaboration: the share of all events somebody was in, or of all people an event had. Range 0 to 1. Checked by hand: one who was in 8 of 14 events has 8/14.
    """
    net, _, other = _sides(network)
    return net.named(np.round(np.divide(sparse.degree(net), other, out=np.zeros(len(net)), where=other > 0), _DIGITS))


def two_mode_closeness(network: Net | nx.Graph[str], progress: Progress | None = None) -> dict[str, float]:
    """Return the least possible sum of distances, m + 2(n-1), over the sum of each node's distances.

    Collaboration: how near to everybody and to every event. Range 0 to 1. In a network in parts it is the sum over those reached, times the share of all
    others that they are (as networkx does): then it can pass 1, for the least sum is still that of the whole, but not reach 2.
    Checked by hand: a and b in one event e: e has (2 + 0)/2 = 1; a has (1 + 2)/(1 + 2) = 1.
    """
    net, own, other = _sides(network)
    far, reached = paths.distances(net, progress)
    least = (other + 2.0 * (own - 1)) * reached
    return net.named(np.round(np.divide(least, far * max(len(net) - 1, 1), out=np.zeros(len(net)), where=far > 0), _DIGITS))


def two_mode_betweenness(network: Net | nx.Graph[str], progress: Progress | None = None) -> dict[str, float]:
    """Return the shortest paths through each node over the most that one of its side could have.

    Collaboration: which person joins events, which event joins people, that nothing else joins. Range 0 to 1. The most: ½[m²(s+1)² + m(s+1)(2t-s-1) - t(2s-t+3)]
    with s, t the quotient and rest of (n-1)/m. (For the larger side Borgatti and Everett print another, 2(n-1)(m-1), which is
    not the largest; networkx and Borgatti and Halgin 2011, doi:10.4135/9781446294413.n28, use this one.) Estimated on very large networks, as
    ``betweenness`` is: then with an error of at most 0.02 times all pairs over that most. Checked by hand: a and b in one event e: e joins the only pair of people,
    the most one event could: 1.
    """
    net, own, other = _sides(network)
    size = len(net)
    pairs = _betweenness(net, progress) * max((size - 1) * (size - 2) / 2, 1)
    s, t = np.divmod(own - 1, np.maximum(other, 1))
    most = (other**2 * (s + 1)**2 + other * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2
    return net.named(np.round(np.divide(pairs, most, out=np.zeros(size), where=most > 0), _DIGITS))


def _sides(network: Net | nx.Graph[str]) -> tuple[Net, Any, Any]:
    """Return the network with all ties alike, and for each node the number of nodes of its side and of the other."""
    net = as_net(network)
    if net.side is None and len(net):
        raise UsageError(Text("esta medida es para redes de dos modos", "this measure is for two-mode networks"), str(net.info.get("layer", "")),
                         Text("use la medida sin «two-mode-», o una capa de dos modos", "use the measure without “two-mode-”, or a two-mode layer"))
    ties = net.ties
    side = np.zeros(0, dtype=np.int64) if net.side is None else np.asarray(net.side, dtype=np.int64)
    count = np.bincount(side, minlength=2)
    alike = matrices.csr_array((np.ones(ties.nnz, dtype=np.int64), ties.indices, ties.indptr), shape=ties.shape)
    return replace(net, ties=alike), count[side], count[1 - side]
