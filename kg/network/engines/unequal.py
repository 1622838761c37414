"""Betweenness over ties of unequal lengths: networkx on small networks, networkit on large ones, where it can also be sampled."""

from __future__ import annotations

import os
from typing import Any

import networkx as nx
import numpy as np

from kg.network.engines import DELTA, EPSILON
from kg.network.engines.lengths import whole
from kg.network.net import Net

_SEED = 20230907  # of the sampling: any fixed number does


def by_networkx(net: Net) -> Any:
    """Return, for each node, the share of pairs of others whose shortest paths pass through it. Lengths are exact, however long as numbers."""
    i, j, weights = net.upper()
    lengths, _ = whole(weights, len(net), None)
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(net)))
    plain.add_weighted_edges_from(zip(i.tolist(), j.tolist(), lengths, strict=True), weight="length")
    # All ties alike: counting steps gives the same paths, several times faster.
    found = nx.betweenness_centrality(plain, weight="length" if len(set(lengths)) > 1 else None, normalized=True)
    return np.array([found[k] for k in range(len(net))], dtype=np.float64)


def by_networkit(net: Net) -> Any:
    """Return the same. Lengths are whole numbers, exact when they fit 2**53 (``kg.network.engines.lengths``)."""
    if len(net) < 3:
        return np.zeros(len(net))
    nk, graph = _graph(net)
    return _run(nk.centrality.Betweenness(graph, normalized=True))


def sampled(net: Net, epsilon: float = EPSILON, delta: float = DELTA) -> Any:
    """Return an estimate: with probability 1 - ``delta`` no value is off by more than ``epsilon``.

    Riondato and Kornaropoulos 2016, doi:10.1007/s10618-015-0423-0: shortest paths between pairs drawn by chance, as many as the
    longest path (in nodes) asks for. Fixed seed, one thread: the same network gives the same estimate.
    """
    size = len(net)
    if size < 3:
        return np.zeros(size)
    nk, graph = _graph(net)
    # Theirs is a share of all pairs; ours of the pairs of others.
    return _run(nk.centrality.ApproxBetweenness(graph, epsilon * (size - 2) / size, delta)) * (size / (size - 2))


def _graph(net: Net) -> tuple[Any, Any]:
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # before the import: else idle threads spin
    import networkit as nk

    nk.setNumberOfThreads(1)
    nk.setSeed(_SEED, False)
    i, j, weights = net.upper()
    lengths = np.array(whole(weights, len(net))[0], dtype=np.float64)
    same = not len(lengths) or bool((lengths == lengths[0]).all())
    return nk, nk.GraphFromCoo((lengths, (i, j)), n=len(net), weighted=not same)


def _run(algorithm: Any) -> Any:
    try:
        return np.asarray(algorithm.run().scores(), dtype=np.float64)
    except RuntimeError as error:
        if "SIGINT" in str(error):  # networkit's way of saying that somebody pressed Ctrl-C
            raise KeyboardInterrupt from error
        raise
