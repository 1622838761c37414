"""Closeness and betweenness by SciPy: many starting nodes at once, level by level, on one node of each class of twins.

Memory is bounded: blocks of starting nodes, whatever the size of the network. Between blocks the work can be interrupted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from kg.network.engines import DEEP, Progress, depth, parts, uniform
from kg.network.engines.twins import Classes
from kg.network.net import Net

_HELD = 3 * 10**7  # numbers of 8 bytes held at once by one array
_STARTS = 32  # starting nodes of one block of betweenness: what fits the processor's cache (measured: 16 and 64 are slower)
_FEW = 256  # nodes: connected parts smaller than this are taken together


def closeness(net: Net, progress: Progress | None = None) -> Any:
    """Return (r-1)/(n-1) · (r-1)/far of each node, r being how many it reaches (itself too) and far the sum of its distances; 0 when it reaches nobody."""
    far, reached = distances(net, progress)
    size = len(net)
    return np.divide(reached.astype(np.float64)**2, far * max(size - 1, 1), out=np.zeros(size), where=far > 0)


def distances(net: Net, progress: Progress | None = None) -> tuple[Any, Any]:
    """Return the sum of the distances of each node to those it reaches, and how many others it reaches. The length of a tie is 1/weight."""
    if not net.ties.nnz:
        return np.zeros(len(net)), np.zeros(len(net), dtype=np.int64)
    alike = net.alike
    number = parts(net.ties)
    if uniform(net.ties):
        length = 1 / float(net.ties.data[0])
        steps = _steps(alike, progress) if depth(alike.ties) <= DEEP else _lengths(alike, _ones(alike.ties), progress)
        far, own = steps * length, np.full(len(alike.size), length)
    else:
        shorter = sparse.csr_array((1 / alike.ties.data, alike.ties.indices, alike.ties.indptr), shape=alike.ties.shape)
        far = _lengths(alike, shorter, progress)
        own = np.zeros(len(alike.size))
        starts = np.flatnonzero(np.diff(net.ties.indptr))
        own[alike.place[starts]] = 1 / np.maximum.reduceat(net.ties.data, net.ties.indptr[:-1][starts])
    far = far + own * alike.steps * (alike.size - 1)
    return far[alike.place], np.bincount(number)[number] - 1


def _ones(ties: Any) -> Any:
    return sparse.csr_array((np.ones(ties.nnz), ties.indices, ties.indptr), shape=ties.shape)


def _lengths(alike: Classes, ties: Any, progress: Progress | None) -> Any:
    """Return the sum of the distances of each class to all nodes of the others (Dijkstra)."""
    size = ties.shape[0]
    found = np.zeros(size)
    block = max(1, min(256, _HELD // max(size, 1)))
    for start in range(0, size, block):
        far = csgraph.dijkstra(ties, directed=True, indices=np.arange(start, min(start + block, size)))
        far[np.isinf(far)] = 0
        found[start:start + block] = np.einsum("ij,j->i", far, alike.size.astype(np.float64))
        if progress:
            progress(min(start + block, size), size)
    return found


def _groups(ties: Any) -> Iterator[Any]:
    """Yield the nodes of each connected part of some size, small parts several together; isolates are left out."""
    number = parts(ties)
    order = np.argsort(number, kind="stable")
    order = order[np.diff(ties.indptr)[order] > 0]
    ends = np.append(np.flatnonzero(np.diff(number[order])) + 1, len(order)).tolist()
    start = 0
    for end in ends:
        if end - start >= _FEW or end == len(order):
            if end > start:
                yield order[start:end]
            start = end


def _steps(alike: Classes, progress: Progress | None) -> Any:
    """Return the sum of the steps from each class to all nodes of the others.

    Each starting node is a bit: a level is the union of the neighbours' bits, 64 starting nodes a word. As steps there and back are as many,
    counting the bits that arrive at a node gives its own sum.
    """
    found = np.zeros(len(alike.size), dtype=np.int64)
    done, every = 0, int(alike.size.sum())
    for group in _groups(alike.ties):
        group = group[np.argsort(-np.diff(alike.ties.indptr)[group], kind="stable")]  # most ties first
        step = _union(alike.ties[group][:, group])
        starts = np.repeat(np.arange(len(group)), alike.size[group])
        words = max(1, min(64, _HELD // (8 * len(group))))
        for first in range(0, len(starts), 64 * words):
            rows = starts[first:first + 64 * words]
            found[group] += _arrivals(rows, len(group), step)
            done += len(rows)
            if progress:
                progress(done, every)
    return found


def _arrivals(rows: Any, size: int, step: Any) -> Any:
    """Return the sum of the steps from each of ``size`` nodes to the nodes ``rows``."""
    bit = np.arange(len(rows))
    seen = np.zeros((size, -(-len(rows) // 64)), dtype=np.uint64)
    np.bitwise_or.at(seen, (rows, bit // 64), np.uint64(1) << (bit % 64).astype(np.uint64))
    found, new, level = np.zeros(size, dtype=np.int64), seen.copy(), 0
    while True:
        level += 1
        new = step(new) & ~seen
        arrived = np.bitwise_count(new).sum(axis=1, dtype=np.int64)
        if not arrived.any():
            return found
        found += level * arrived
        seen |= new


def _union(ties: Any) -> Any:
    """Return what unites the bits of each node's neighbours. Nodes come with most ties first.

    The k-th neighbours of all nodes that have so many are taken at once; a few nodes have many more, and theirs are taken node by node.
    """
    degree, at = np.diff(ties.indptr), ties.indptr
    many = int(np.searchsorted(-degree + np.arange(len(degree)), 0, side="left"))  # nodes with more than so many ties
    cap = int(degree[many]) if many < len(degree) else 0
    columns = [ties.indices[at[:int(np.searchsorted(-degree, -k, side="left"))] + k] for k in range(cap)]
    rest = [ties.indices[at[i] + cap:at[i + 1]] for i in range(many) if degree[i] > cap]

    def step(bits: Any) -> Any:
        found = np.zeros_like(bits)
        for column in columns:
            found[:len(column)] |= bits[column]
        for i, others in enumerate(rest):
            found[i] |= np.bitwise_or.reduce(bits[others], axis=0)
        return found

    return step


def betweenness(net: Net, progress: Progress | None = None) -> Any:
    """Return, for each node, the number of pairs of others whose shortest paths (all ties as long) pass through it, each path a share of its pair."""
    alike = net.alike
    found = np.zeros(len(alike.size))
    size = alike.size.astype(np.float64)
    # Pairs within a class that is not tied: two steps, by way of any common neighbour.
    apart = np.where(alike.steps == 2, size * (size - 1), 0.0)
    ways = alike.ties @ size if alike.ties.nnz else np.zeros(len(size))
    found += alike.ties @ np.divide(apart, ways, out=np.zeros(len(size)), where=ways > 0)
    done, every = 0, len(size)
    for group in _groups(alike.ties):
        among = _ones(alike.ties[group][:, group])
        order = csgraph.breadth_first_order(among, 0, return_predecessors=False) if len(group) >= _FEW else np.arange(len(group))
        order = order if len(order) == len(group) else np.arange(len(group))
        # Neighbours start together: then their levels are in the same rows.
        number = parts(among)
        reach = np.bincount(number)[number]
        block = max(1, min(_STARTS, _HELD // (8 * len(group))))
        for start in range(0, len(group), block):
            starts = order[start:start + block]
            found[group] += _dependencies(among, size[group], starts, int(reach[starts].sum()))
            done += len(starts)
            if progress:
                progress(done, every)
    return found[alike.place] / 2


def _dependencies(ties: Any, size: Any, starts: Any, reach: int) -> Any:
    """Return how much the paths from these classes to all others depend on one node of each (Brandes 2001, many starts at once, a node standing for ``size``)."""
    columns = np.arange(len(starts))
    here = np.zeros((ties.shape[0], len(starts)))
    here[starts, columns] = 1 / size[starts]  # one of the class starts: undoes what the step multiplies
    seen = here > 0
    left = reach - len(starts)
    levels: list[tuple[Any, Any]] = []
    while left:
        rows = _rows(ties, here)
        here = (ties @ (here * size[:, None])) if rows is None else ties[rows].T @ (here[rows] * size[rows, None])
        here[seen] = 0
        new = here > 0
        left -= int(np.count_nonzero(new))
        seen |= new
        levels.append((rows, here))
    depends, total = np.zeros_like(here), np.zeros(ties.shape[0])
    for k in range(len(levels) - 1, 0, -1):
        rows, here = levels[k]
        arriving = np.zeros_like(here)
        np.divide((1 + depends) * size[:, None], here, out=arriving, where=here > 0)
        if rows is None:
            depends = (ties @ arriving) * levels[k - 1][1]
        else:
            depends = np.zeros_like(here)
            depends[rows] = (ties[rows] @ arriving) * levels[k - 1][1][rows]
        total += np.einsum("ij,j->i", depends, size[starts])
    return total


def _rows(ties: Any, here: Any) -> Any:
    """Return the rows in which anything is, when they hold less than half of the ties; else None: then all rows are faster."""
    rows = np.flatnonzero(here.any(axis=1))
    return rows if 2 * int(np.diff(ties.indptr)[rows].sum()) < ties.nnz else None
