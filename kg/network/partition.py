"""Communities: groups of nodes with more weight inside than chance would put there, and how good a grouping is (modularity).

The numbers are the same from run to run: fixed seed, nodes in order of IRI, one thread. The engine goes by size and method,
never by what happens to be installed: networkx for the Louvain method on small networks, networkit for everything else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import csgraph, csr_array

from kg.model.errors import InputError, UsageError, nearest
from kg.model.text import Text
from kg.network.net import Net, as_net

METHODS = ("louvain", "leiden")
SEED = 20230907  # of shuffling: any fixed number does
SMALL = 3000  # nodes plus ties: up to here networkx takes less than importing networkit (measured: 1.3 s)
_DIGITS = 12  # beyond this, sums of floats depend on the order of summation


def communities(network: Net | nx.Graph[str], method: str = "louvain", seed: int = SEED) -> dict[str, int]:
    """Return the number of the community each node is in: 1 is the largest, then by the smallest IRI.

    Collaboration: groups that share more among themselves than their totals alone would make. It is one good grouping
    among several and it always finds some, even where there are none: ``kg.network.stability`` says how firm they are.
    Range 1 to n; an isolate is a community of its own. Weight is strength. Every community is connected: one that a
    method leaves in pieces is split, which never lowers modularity (no tie is cut, and expected weight is saved).
    In a two-mode network groups hold nodes of both sides, and the modularity sought is the ordinary one.

    ``method``: ``louvain`` (Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008, in the docstring of
    networkx.community.louvain_communities; large networks: networkit's PLM with its refinement, Staudt & Meyerhenke 2016,
    doi:10.1109/TPDS.2015.2390633, listed by networkit's page of publications) or ``leiden`` (Traag, Waltman & van Eck 2019,
    doi:10.1038/s41598-019-41695-z, in the docstring of networkx.community.leiden_communities; engine: networkit's ParallelLeiden).
    An unknown method is an error that names the nearest.

    Checked by hand: two triangles joined by one tie give the two triangles.
    """
    net = as_net(network)
    return net.named(labels(net, method, seed) + 1)


def modularity(network: Net | nx.Graph[str], partition: Mapping[str, Any]) -> float:
    """Return how much more weight lies inside the groups than random ties between nodes of the same strengths would put there.

    Collaboration: near 0, the grouping says nothing; values above about 0.3 are usual where groups are plain to see, but
    random networks reach that too when they have few ties, so it proves no groups. Range -1/2 to 1; 0 without ties.
    Weight is strength. Source: Clauset, Newman & Moore 2004 (named by the docstring of networkx.community.modularity),
    doi:10.1103/PhysRevE.70.066111. Checked by hand: two triangles joined by one tie, 7 ties:
    2 (3/7 - (7/14)²) = 5/14.
    """
    net = as_net(network)
    missing = [node for node in net.ids if node not in partition]
    if missing:
        raise InputError(Text(f"{len(missing)} nodos no tienen grupo", f"{len(missing)} nodes have no group"), missing[0],
                         Text("la partición nombra un grupo para cada nodo", "a partition names one group for each node"))
    numbers: dict[Any, int] = {}
    return quality(net, np.array([numbers.setdefault(partition[node], len(numbers)) for node in net.ids], dtype=np.int64))


def quality(net: Net, groups: Any) -> float:
    """Return the modularity of an array of one group number (0 upwards) a node."""
    i, j, weights = net.upper()
    total = float(weights.sum())
    if not total:
        return 0.0
    strengths = np.bincount(i, weights, len(net)) + np.bincount(j, weights, len(net))
    inside = float(weights[groups[i] == groups[j]].sum())
    shares = np.bincount(groups, strengths) / (2 * total)
    return round(inside / total - float((shares**2).sum()), _DIGITS)


def labels(net: Net, method: str = "louvain", seed: int = SEED) -> Any:
    """Return the community of each node as an array: 0 is the largest, then by the smallest IRI."""
    if method not in METHODS:
        raise UsageError(Text(f"no hay método {method!r} para comunidades", f"there is no method {method!r} for communities"), "", nearest(method, METHODS))
    if not net.tie_count:
        return np.arange(len(net))
    small = method == "louvain" and len(net) + net.tie_count <= SMALL
    found = _networkx(net, seed % 2**32) if small else _networkit(net, method, seed % 2**32)
    return numbered(_connected(net, found))


def numbered(groups: Any) -> Any:
    """Renumber groups from 0 by size, then by their first node."""
    if not len(groups):
        return np.zeros(0, dtype=np.int64)
    _, first, inverse, sizes = np.unique(groups, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[inverse]


def _connected(net: Net, groups: Any) -> Any:
    """Split each group that falls apart."""
    i, j, _ = net.upper()
    inside = groups[i] == groups[j]
    within = csr_array((np.ones(int(inside.sum()), dtype=np.int8), (i[inside], j[inside])), shape=(len(net), len(net)))
    return csgraph.connected_components(within, directed=False)[1].astype(np.int64)


def _networkx(net: Net, seed: int) -> Any:
    """Louvain by networkx, over 0..n-1 in order of IRI."""
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(net)))
    i, j, weights = net.upper()
    plain.add_weighted_edges_from(zip(i.tolist(), j.tolist(), weights.tolist(), strict=True))
    found = np.empty(len(net), dtype=np.int64)
    for number, group in enumerate(nx.community.louvain_communities(plain, weight="weight", seed=seed)):
        found[sorted(group)] = number
    return found


def _networkit(net: Net, method: str, seed: int) -> Any:
    """Louvain or Leiden by networkit. On one thread a seed gives the same groups run after run (a test does so in fresh processes)."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # before the import: else idle threads spin
    import networkit as nk

    nk.setNumberOfThreads(1)
    nk.setSeed(seed, False)
    i, j, weights = net.upper()
    # int64 and float64 only: with 32-bit indices networkit 11.2 ends the process.
    graph = nk.GraphFromCoo((weights.astype(np.float64), (i.astype(np.int64), j.astype(np.int64))), n=len(net), weighted=True)
    leiden, louvain = nk.community.ParallelLeiden, nk.community.PLM
    engine = leiden(graph, randomize=True, iterations=10) if method == "leiden" else louvain(graph, refine=True, par="none randomized")
    try:
        return np.asarray(engine.run().getPartition().getVector(), dtype=np.int64)
    except RuntimeError as error:
        if "SIGINT" in str(error):  # networkit's way of saying that somebody pressed Ctrl-C
            raise KeyboardInterrupt from error
        raise
