"""Measures of each node: what the number says about collaboration, its range, what weight means in it, its source, an example checked by hand.

All take a ``Net`` or a ``networkx.Graph`` (``weight`` is tie strength, 1 when absent), give {node: plain number} in the order
of IRIs, and the same values whatever the order in which nodes and ties were added. How they are computed: ``kg.network.engines``.
``progress`` is told (done, of how many); a long computation can be interrupted.
"""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from kg.network.engines import DELTA, EPSILON, Progress, choose, holes, paths, sparse
from kg.network.net import Net, as_net

_DIGITS = 12  # beyond this, sums of floats depend on the order of summation
_EIGEN_DIGITS = 10  # an eigenvector is known to fewer


def degree(network: Net | nx.Graph[str]) -> dict[str, int]:
    """Return how many others each node is tied to.

    Collaboration: with how many different people somebody shared a session (an institution, a theme). Range 0 to n-1.
    Weight is ignored. Source: Freeman 1979, doi:10.1016/0378-8733(78)90021-7. Checked by hand: in Krackhardt's kite
    Diane has 6 (her six neighbours are listed), Jane 1.
    """
    net = as_net(network)
    return net.named(sparse.degree(net))


def strength(network: Net | nx.Graph[str]) -> dict[str, float]:
    """Return the sum of the weights of each node's ties.

    Collaboration: how much was shared in total, counting each companion apart: one session with ten others gives 10,
    so it grows with the size of sessions. Range 0 upwards. Weight: what the layer counts. Source: Barrat et al. 2004,
    doi:10.1073/pnas.0400087101. Checked by hand: ties of weight 2 and 3 give 5.
    """
    net = as_net(network)
    return net.named(sparse.strength(net))


def closeness(network: Net | nx.Graph[str], progress: Progress | None = None) -> dict[str, float]:
    """Return how near each node is to those it can reach, times the share of all others that these are.

    Collaboration: from whom news would reach everybody by the fewest and strongest ties. Range 0 (reaches nobody) upwards: with all weights 1,
    to 1 (tied to everybody). (r-1)/(n-1) · (r-1)/(sum of distances), r being how many it reaches, itself too: without
    the first factor somebody in a pair apart from the rest would have 1. Weight is strength: the length of a tie is
    1/weight (Newman 2001, doi:10.1103/PhysRevE.64.016132). Source: Freeman 1979, doi:10.1016/0378-8733(78)90021-7; for networks in
    parts Wasserman and Faust 1994, doi:10.1017/CBO9780511815478. Checked by hand: in the chain a-b-c, b has 2/2 = 1 and a
    2/(1+2) = 2/3; with d apart, b has 2/3 · 1.
    """
    net = as_net(network)
    return net.named(np.round(paths.closeness(net, progress), _DIGITS))


def betweenness(network: Net | nx.Graph[str], progress: Progress | None = None) -> dict[str, float]:
    """Return the share of shortest paths between pairs of others that pass through each node.

    Collaboration: who joins people that would otherwise be far apart, or not joined at all. Range 0 to 1: divided by the
    (n-1)(n-2)/2 pairs of others, of which there are none when n < 3 (then 0). Weight is strength, so it is inverted before
    any path is measured: the length of a tie is 1/weight (Newman 2001, doi:10.1103/PhysRevE.64.016132; Opsahl et al. 2010,
    doi:10.1016/j.socnet.2010.03.006). Lengths are compared as whole numbers: two paths of equal length tie
    (``kg.network.engines.lengths`` says when they had to be rounded for that).
    Source: Freeman 1977, doi:10.2307/3033543; algorithm: Brandes 2001, doi:10.1080/0022250X.2001.9990249. Checked by hand:
    in the chain a-b-c, b has 1; in the marriages of Florence, Salviati alone joins Pazzi to the 13 others: 13/91.

    Above ``kg.network.engines.EXACT`` nodes times ties it is estimated from paths drawn by chance (fixed seed): with probability
    0.9 no value is off by more than ``betweenness_error``. Values below that are not told from 0.
    """
    net = as_net(network)
    return net.named(np.round(_betweenness(net, progress), _DIGITS))


def betweenness_error(network: Net | nx.Graph[str]) -> tuple[float, float]:
    """Return the largest error of ``betweenness`` on this network and the probability of a larger one: (0, 0) when every path is counted, else (0.02, 0.1)."""
    return (EPSILON, DELTA) if choose(as_net(network), "betweenness") == "networkit-sampled" else (0.0, 0.0)


def _betweenness(net: Net, progress: Progress | None) -> Any:
    engine, size = choose(net, "betweenness"), len(net)
    if engine == "scipy":
        return paths.betweenness(net, progress) / max((size - 1) * (size - 2) / 2, 1)
    if engine == "alike":
        from kg.network.engines import alike

        return alike.betweenness(net, progress)
    from kg.network.engines import unequal

    return {"networkx": unequal.by_networkx, "networkit": unequal.by_networkit, "networkit-sampled": unequal.sampled}[engine](net)


def eigenvector(network: Net | nx.Graph[str]) -> dict[str, float]:
    """Return values in proportion to the sum of the neighbours' own, by weight (the sum of squares is 1).

    Collaboration: who shares most with those who share most. Range 0 to 1. Weight is strength. **In a network in parts only the part
    with the largest eigenvalue (most often the most closely knit, not the largest) has values; everybody else has 0**, so there
    it says nothing about the others; PageRank does. Parts that tie share the values. Source: Bonacich 1972, doi:10.1080/0022250X.1972.9989806; 1987,
    doi:10.1086/228631. Checked by hand: in the chain a-b-c, b has 1/√2 and a and c 1/2 (b = (a+c)/√2, a = b/√2).
    """
    net = as_net(network)
    return net.named(np.round(sparse.eigenvector(net), _EIGEN_DIGITS) + 0.0)


def pagerank(network: Net | nx.Graph[str]) -> dict[str, float]:
    """Return the share of time at each node of somebody who follows a tie by weight (probability 0.85) or else starts again anywhere.

    Collaboration: like strength, but a tie counts more when it comes from somebody who has few. Every part of the network has values.
    Range 0 to 1, all together 1; never below 0.15/n. Weight is strength. Source: Brin and Page 1998, doi:10.1016/S0169-7552(98)00110-X. Checked by
    hand: in the chain a-b-c, b = 0.05 + 0.85·(a+c) and a = c = 0.05 + 0.85·b/2, so b = 0.135/0.2775 = 18/37.
    """
    net = as_net(network)
    return net.named(np.round(sparse.pagerank(net), _DIGITS))


def core(network: Net | nx.Graph[str]) -> dict[str, int]:
    """Return, for each node, the largest k such that it is in a group in which everybody is tied to k others of the group.

    Collaboration: how deep in the closely knit middle somebody is. One session of k+1 people alone gives all of them k. Range 0 to n-1. Weight is
    ignored. Source: Seidman 1983, doi:10.1016/0378-8733(83)90028-X. Checked by hand: a triangle with one more node tied to
    one corner gives 2, 2, 2, 1.
    """
    net = as_net(network)
    return net.named(sparse.core(net))


def clustering(network: Net | nx.Graph[str], progress: Progress | None = None) -> dict[str, float]:
    """Return the share of pairs of each node's neighbours that are tied to each other.

    Collaboration: 1: all one's companions know each other; low: one joins people who do not. Somebody who was in a single session has 1.
    Range 0 to 1; 0 with fewer than two neighbours. Weight is ignored. Source: Watts and Strogatz 1998, doi:10.1038/30918.
    Checked by hand: a triangle with one more node tied to one corner: that corner has 1 of 3 pairs, the other two 1.
    """
    net = as_net(network)
    return net.named(np.round(holes.clustering(net, progress), _DIGITS))


def constraint(network: Net | nx.Graph[str], progress: Progress | None = None) -> dict[str, float]:
    """Return how much of each node's ties lead, directly or by a third, to the same people: **low** is a broker's place.

    Collaboration: with low constraint somebody stands between people who are not tied; with high, all one's companions are tied, or there is only one.
    Range above 0, below 2; 1 with a single neighbour, more than 1 when two neighbours are tied to each other alone;
    NaN for a node without ties, of which nothing can be said. Weight: shares of a node's strength. Source: Burt 2004,
    doi:10.1086/421787; Everett and Borgatti 2020, doi:10.1016/j.socnet.2020.02.001. Checked by hand: in the chain a-b-c, b has
    (1/2)² + (1/2)² = 1/2, a has 1; in a triangle everybody has 2·(1/2 + 1/4)² = 9/8.
    """
    net = as_net(network)
    return net.named(np.round(holes.constraint(net, progress), _DIGITS))


def effective_size(network: Net | nx.Graph[str], progress: Progress | None = None) -> dict[str, float]:
    """Return how many different circles each node's neighbours are: their number less what they repeat of each other.

    Collaboration: ten companions of one session count as one. Range 1 to the degree; NaN for a node without ties. Weight: shares of
    the node's strength, times the tie between its neighbours against their heaviest. Source: Burt 1992, Structural Holes (a
    book); formula as in networkx's docstring. Checked by hand: in the chain a-b-c, b has 2; in a triangle everybody has 2 - 1 = 1.

    networkx 3.6 gives other values on weighted networks when asked for all nodes at once (there it divides by the wrong node's
    heaviest tie), and these when asked for named nodes.
    """
    net = as_net(network)
    return net.named(np.round(holes.effective_size(net, progress), _DIGITS))
