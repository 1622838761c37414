"""Engines: how measures are computed on the arrays of a ``Net``. Each returns one number a node, in the order of ``net.ids``.

SciPy and NumPy do all but paths over unequal lengths, which networkx counts on small networks and networkit on large ones;
on those with few kinds of node (``twins``) SciPy counts them kind by kind.
The choice goes by size and shape, never by what happens to be installed, so that the same network gives the same bytes.
All give networkx's numbers (tests: to 1e-9, and say where less).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csgraph

from kg.network.net import Net

SMALL = 10**6  # nodes times ties: up to here networkx counts paths in less than the 1.3 s of importing networkit (measured: 10**-6 s each)
EXACT = 10**10  # nodes times ties: up to here every path is counted (measured: 1 to 3 minutes at the limit), above it they are sampled
ALIKE = 10**9  # the same for paths of unequal lengths over classes of twins
EPSILON = 0.02  # largest error of a sampled betweenness, on its scale from 0 to 1 ...
DELTA = 0.1  # ... except with this probability
DEEP = 60  # steps: in deeper networks going level by level takes longer than going node by node

Progress = Callable[[int, int], object]  # (how many of the nodes are done, of how many)


def choose(net: Net, measure: str) -> str:
    """Return the engine of a measure: ``scipy``, ``alike``, ``networkx``, ``networkit``, or ``networkit-sampled`` (an estimate, see ``EPSILON``)."""
    if measure != "betweenness":
        return "scipy"
    work = len(net) * net.tie_count
    if work > EXACT:
        return _of_classes(net)
    if uniform(net.ties) and depth(net.ties) <= DEEP:
        return "scipy"
    return "networkx" if work <= SMALL else "networkit"


def _of_classes(net: Net) -> str:
    """Return the engine of a network too large to count every path node by node: it may have few kinds of node."""
    alike = net.alike
    work = len(alike.size) * alike.ties.nnz // 2
    if uniform(net.ties) and work <= EXACT and depth(alike.ties) <= DEEP:
        return "scipy"
    return "alike" if work <= ALIKE else "networkit-sampled"


def uniform(ties: Any) -> bool:
    """Return whether all ties are of one weight: then a path is as long as its steps."""
    return not ties.nnz or bool((ties.data == ties.data[0]).all())


def parts(ties: Any) -> Any:
    """Return the number of the connected part each node is in, from 0 in the order of their first node."""
    return csgraph.connected_components(ties, directed=False)[1]


def depth(ties: Any) -> int:
    """Return the most steps from the first node of a connected part to any other in it: the diameter is at most twice that."""
    if not ties.nnz:
        return 0
    _, first = np.unique(parts(ties), return_index=True)
    return int(csgraph.dijkstra(ties, directed=False, indices=first, unweighted=True, min_only=True).max())
