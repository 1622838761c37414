"""Betweenness over ties of unequal lengths, counted on one node of each class of twins (``kg.network.engines.twins``): for large networks of few kinds of node."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from kg.network.engines import Progress
from kg.network.engines.lengths import whole
from kg.network.net import Net

_HELD = 10**7  # distances held at once


def betweenness(net: Net, progress: Progress | None = None) -> Any:
    """Return, for each node, the share of pairs of others whose shortest paths pass through it. Lengths are whole numbers, exact when they fit 2**53."""
    alike, many = net.alike, len(net)
    rows, cols = alike.ties.tocoo().coords
    size = alike.size.astype(np.float64)
    lengths = np.array(whole(alike.ties.data, many)[0], dtype=np.float64)
    found = _within(alike.ties, alike.steps, size)
    ways = sparse.csr_array((lengths, alike.ties.indices, alike.ties.indptr), shape=alike.ties.shape)
    block = max(1, _HELD // max(1, len(size)))
    for start in range(0, len(size), block):
        starts = np.arange(start, min(start + block, len(size)))
        for source, far in zip(starts.tolist(), csgraph.dijkstra(ways, directed=True, indices=starts), strict=True):
            found += size[source] * _depends(source, far, (rows, cols, lengths), size)
            if progress:
                progress(source + 1, len(size))
    return found[alike.place] / max((many - 1) * (many - 2), 1)


def _within(ties: Any, steps: Any, size: Any) -> Any:
    """Return what the pairs inside a class that is not tied owe to one node of each other: two steps, by way of any of the nearest neighbours."""
    rows, cols = ties.tocoo().coords
    most = np.zeros(len(size))
    np.maximum.at(most, rows, ties.data)
    near = (ties.data == most[rows]) & (steps[rows] == 2)
    rows, cols = rows[near], cols[near]
    ways = np.bincount(rows, size[cols], len(size))
    return np.bincount(cols, (size * (size - 1))[rows] / ways[rows], len(size)) if len(rows) else np.zeros(len(size))


def _depends(source: int, far: Any, ties: tuple[Any, Any, Any], size: Any) -> Any:
    """Return how much the shortest paths from one node of a class to all nodes of the others depend on one node of each class (Brandes 2001)."""
    tails, heads, lengths = ties
    on = np.isfinite(far[tails]) & (far[tails] + lengths == far[heads])
    tails, heads = tails[on], heads[on]
    order = np.argsort(far[heads], kind="stable")
    tails, heads = tails[order], heads[order]
    ends = np.append(np.flatnonzero(np.diff(far[heads])) + 1, len(heads)).tolist()
    times = size.copy()
    times[source] = 1  # of its class only the node itself is on its way
    ways, depends = np.zeros(len(size)), np.zeros(len(size))
    ways[source] = 1
    for start, end in zip([0, *ends], ends, strict=False):  # nearest first: whatever leads to these is done
        np.add.at(ways, heads[start:end], ways[tails[start:end]] * times[tails[start:end]])
    for start, end in reversed(list(zip([0, *ends], ends, strict=False))):
        a, b = tails[start:end], heads[start:end]
        np.add.at(depends, a, size[b] * ways[a] / ways[b] * (1 + depends[b]))
    depends[source] = 0
    return depends
