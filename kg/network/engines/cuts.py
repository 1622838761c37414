"""Where a network would fall apart: bridges and articulation points, in time linear in nodes and ties (Tarjan 1974, doi:10.1016/0020-0190(74)90003-9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from kg.network.engines import parts
from kg.network.net import Net


@dataclass(frozen=True)
class _Walk:
    """A depth-first walk: ``order`` of visit, ``place`` of each node in it, ``parent`` place (-1 at the first of each part), ``low``: the earliest place
    that a node or anything below it is tied to, its own tie to its parent aside."""

    order: Any
    place: Any
    parent: Any
    low: Any


def _walk(ties: Any) -> _Walk:
    size = ties.shape[0]
    _, first = np.unique(parts(ties), return_index=True)
    # One more node, with a way into every part, so that one walk reaches all.
    entry = sparse.csr_array((np.ones(len(first)), first.astype(np.int32), np.array([0, len(first)], dtype=np.int32)), shape=(1, size))
    whole = sparse.hstack([sparse.vstack([sparse.csr_array((np.ones(ties.nnz), ties.indices, ties.indptr), shape=ties.shape), entry]), sparse.csr_array((size + 1, 1))], format="csr")
    visited, before = csgraph.depth_first_order(whole, size, directed=True, return_predecessors=True)
    order = visited[1:].astype(np.int64)
    place = np.empty(size, dtype=np.int64)
    place[order] = np.arange(size)
    parent = np.where(before[order] == size, -1, place[np.minimum(before[order], size - 1)])
    walked = ties[order]
    target = place[walked.indices]
    owner = np.repeat(np.arange(size), np.diff(walked.indptr))
    back = np.where(target == parent[owner], size, target)
    low = np.arange(size)
    live = np.diff(walked.indptr) > 0
    if live.any():
        low[live] = np.minimum(low[live], np.minimum.reduceat(back, walked.indptr[:-1][live]))
    reach, above = low.tolist(), parent.tolist()
    for i in range(size - 1, -1, -1):  # whoever is below was visited later
        up = above[i]
        if up >= 0 and reach[i] < reach[up]:
            reach[up] = reach[i]
    return _Walk(order, place, parent, np.array(reach, dtype=np.int64))


def bridges(net: Net) -> Any:
    """Return the bridges as an array of (i, j), i < j, sorted."""
    if not net.ties.nnz:
        return np.zeros((0, 2), dtype=np.int64)
    walk = _walk(net.ties)
    below = np.flatnonzero((walk.parent >= 0) & (walk.low > walk.parent))
    ends = np.sort(np.stack([walk.order[below], walk.order[walk.parent[below]]], axis=1), axis=1)
    return ends[np.lexsort((ends[:, 1], ends[:, 0]))]


def articulation(net: Net) -> Any:
    """Return True for each node without which its part would fall into several."""
    found = np.zeros(len(net), dtype=bool)
    if not net.ties.nnz:
        return found
    walk = _walk(net.ties)
    child = np.flatnonzero(walk.parent >= 0)
    up = walk.parent[child]
    first = walk.parent[up] < 0
    found[walk.order[up[~first & (walk.low[child] >= up)]]] = True
    found[walk.order[np.bincount(up[first], minlength=len(net)) > 1]] = True
    return found
