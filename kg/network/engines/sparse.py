"""What each node is in its neighbourhood and in the whole: degree, strength, core, PageRank, eigenvector. NumPy and SciPy only."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from kg.model.errors import StoreError
from kg.model.text import Text
from kg.network.engines import parts
from kg.network.net import Net

_DENSE = 64  # nodes: up to here a full matrix is faster than iterating
_CLOSE = 1e-9  # two eigenvalues nearer than this, relatively, are taken as equal


def degree(net: Net) -> Any:
    """Return the number of ties of each node."""
    return np.diff(net.ties.indptr).astype(np.int64)


def strength(net: Net) -> Any:
    """Return the sum of the weights of each node's ties, whole when they are."""
    return np.asarray(net.ties.sum(axis=1)).ravel()


def neighbours(ties: Any, nodes: Any) -> Any:
    """Return the neighbours of all these nodes, one after another."""
    starts, counts = ties.indptr[nodes].astype(np.int64), np.diff(ties.indptr)[nodes].astype(np.int64)
    ends = np.cumsum(counts)
    return ties.indices[np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)]


def core(net: Net) -> Any:
    """Return the core number of each node: peels off, level by level, all that have too few ties left."""
    left, found = degree(net), np.zeros(len(net), dtype=np.int64)
    there = np.flatnonzero(left)
    alive = left > 0
    level = 0
    while len(there):
        level = max(level, int(left[there].min()))
        peeled = there[left[there] <= level]
        while len(peeled):
            found[peeled], alive[peeled] = level, False
            touched, times = np.unique(neighbours(net.ties, peeled), return_counts=True)
            left[touched] -= times
            peeled = touched[alive[touched] & (left[touched] <= level)]
        there = there[alive[there]]
    return found


def pagerank(net: Net, alpha: float = 0.85) -> Any:
    """Return where a walker is who follows ties (by weight) with probability ``alpha`` and else starts again anywhere.

    Solved, not iterated: (1 - alpha·D^-1/2·A·D^-1/2)·y = D^-1/2·1 is symmetric and positive, so conjugate gradients halve the error each step.
    """
    size = len(net)
    if not size:
        return np.zeros(0)
    total = strength(net).astype(np.float64)
    live = total > 0
    # All that have no tie get the same share; the others' shares are in proportion to theirs.
    share = np.ones(size)
    if live.any():
        root = np.sqrt(total[live])
        scale = sparse.diags_array(1 / root)
        among = net.ties if live.all() else net.ties[live][:, live]
        system = sparse.eye_array(len(root), format="csr") - alpha * (scale @ among.astype(np.float64) @ scale)
        share[live] = root * _conjugate_gradients(system.tocsr(), 1 / root)
    return share / share.sum()


def _conjugate_gradients(system: Any, right: Any) -> Any:
    """Solve a symmetric positive system to the last digits."""
    found, residue = np.zeros_like(right), right.copy()
    way, norm = residue.copy(), float((residue * residue).sum())
    stop = norm * 1e-32
    for _ in range(400):  # at alpha 0.85 about 65 are enough, whatever the network
        image = system @ way
        step = norm / float((way * image).sum())
        found += step * way
        residue -= step * image
        before, norm = norm, float((residue * residue).sum())
        if norm <= stop:
            break
        way = residue + (norm / before) * way
    return found


def eigenvector(net: Net) -> Any:
    """Return the vector of unit length in which each value is in proportion to the sum of its neighbours' (by weight).

    Of a network in parts, the one with the largest eigenvalue has all the values and the others 0. Where several have the same,
    they share as networkx's iteration from equal values would leave them. Without ties all values are equal.
    """
    size = len(net)
    found = np.zeros(size)
    if not net.ties.nnz:
        return np.full(size, 1 / np.sqrt(size)) if size else found
    number, total = parts(net.ties), strength(net).astype(np.float64)
    bound = np.zeros(int(number.max()) + 1)
    np.maximum.at(bound, number, total)  # no eigenvalue is above the largest strength
    order = np.argsort(number, kind="stable")
    ends = np.cumsum(np.bincount(number))
    best = 0.0
    vectors: list[tuple[float, Any, Any]] = []
    for part in np.argsort(-bound, kind="stable").tolist():
        if bound[part] < best * (1 - _CLOSE) or not bound[part]:
            break
        nodes = order[(ends[part - 1] if part else 0):ends[part]]
        value, vector = _leading(net.ties[nodes][:, nodes].astype(np.float64))
        best = max(best, value)
        vectors.append((value, nodes, vector))
    for value, nodes, vector in vectors:
        if value >= best * (1 - _CLOSE):
            found[nodes] = vector * vector.sum()
    return found / np.sqrt((found * found).sum())


def _leading(ties: Any) -> tuple[float, Any]:
    """Return the largest eigenvalue of one connected part and its positive vector of unit length."""
    size = ties.shape[0]
    if size <= _DENSE:
        values, vectors = np.linalg.eigh(ties.toarray())
        return float(values[-1]), np.abs(vectors[:, -1])
    from scipy.sparse.linalg import ArpackNoConvergence, eigsh

    try:
        values, vectors = eigsh(ties, k=1, which="LA", v0=np.full(size, 1 / np.sqrt(size)), maxiter=100 * size, tol=0)
    except ArpackNoConvergence as error:
        raise StoreError(Text(f"el vector propio no converge en una parte de {size} nodos", f"the eigenvector does not converge in a part of {size} nodes"), "",
                         Text("use pagerank", "use pagerank")) from error
    return float(values[-1]), np.abs(vectors[:, -1])
