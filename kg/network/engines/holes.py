"""What the neighbours of a node are to each other: clustering, constraint, effective size. Products of sparse matrices, in blocks of rows of bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import sparse

from kg.network.engines import Progress
from kg.network.net import Net

_BLOCK = 2 * 10**7  # most products held at once: about half a gigabyte


def _blocks(ties: Any) -> Iterator[tuple[int, int]]:
    """Yield (first row, last + 1) such that the two-step ways from those rows are few enough to hold."""
    degree = np.diff(ties.indptr).astype(np.int64)
    ways = np.concatenate([[0], np.cumsum(degree[ties.indices])])[ties.indptr]
    start = 0
    while start < ties.shape[0]:
        stop = max(start + 1, int(np.searchsorted(ways, ways[start] + _BLOCK, side="right")) - 1)
        yield start, stop
        start = stop


def _masked(left: Any, right: Any, mask: Any) -> Any:
    """Return left·right where ``mask`` has an entry, as an array beside its entries (0 where the product has none)."""
    product = (left @ right).tocsr()
    product.sort_indices()
    size = product.shape[1]
    there = np.repeat(np.arange(product.shape[0], dtype=np.int64), np.diff(product.indptr)) * size + product.indices
    asked = np.repeat(np.arange(mask.shape[0], dtype=np.int64), np.diff(mask.indptr)) * size + mask.indices
    at = np.minimum(np.searchsorted(there, asked), max(len(there) - 1, 0))
    return np.where(there[at] == asked, product.data[at], 0) if len(there) else np.zeros(len(asked))


def _over_neighbours(left: Any, right: Any, ties: Any, progress: Progress | None) -> Iterator[tuple[int, int, Any, Any]]:
    """Yield, for blocks of rows, first, last + 1, (left·right)[u, v] for each tie (u, v), and the row of each tie in the block."""
    for start, stop in _blocks(ties):
        mask = ties[start:stop]
        yield start, stop, _masked(left[start:stop], right, mask), np.repeat(np.arange(stop - start), np.diff(mask.indptr))
        if progress:
            progress(stop, ties.shape[0])


def clustering(net: Net, progress: Progress | None = None) -> Any:
    """Return the share of pairs of neighbours that are tied; 0 with fewer than two."""
    ones = sparse.csr_array((np.ones(net.ties.nnz), net.ties.indices, net.ties.indptr), shape=net.ties.shape)
    degree = np.diff(net.ties.indptr).astype(np.float64)
    tied = np.zeros(len(net))
    for start, stop, shared, row in _over_neighbours(ones, ones, ones, progress):
        tied[start:stop] = np.bincount(row, shared, stop - start)
    pairs = degree * (degree - 1)
    return np.divide(tied, pairs, out=np.zeros(len(net)), where=pairs > 0)


def _shares(ties: Any) -> Any:
    """Return the ties with the weights of each row divided by their sum."""
    total = np.asarray(ties.sum(axis=1), dtype=np.float64).ravel()
    return sparse.csr_array((ties.data / np.repeat(total, np.diff(ties.indptr)), ties.indices, ties.indptr), shape=ties.shape)


def constraint(net: Net, progress: Progress | None = None) -> Any:
    """Return the sum over neighbours v of (p_uv + sum over w of p_uw·p_wv)², p being shares of weight; NaN without neighbours."""
    ties = net.ties
    shares, found = _shares(ties), np.full(len(net), np.nan)
    for start, stop, through, row in _over_neighbours(shares, shares, ties, progress):
        direct = shares.data[ties.indptr[start]:ties.indptr[stop]]
        found[start:stop] = np.bincount(row, (direct + through) ** 2, stop - start)
    found[np.diff(ties.indptr) == 0] = np.nan
    return found


def effective_size(net: Net, progress: Progress | None = None) -> Any:
    """Return the sum over neighbours v of 1 - sum over w of p_uw·m_vw, p shares of u's weight, m parts of v's heaviest tie; NaN without neighbours."""
    ties = net.ties
    live = np.flatnonzero(np.diff(ties.indptr))
    most = np.ones(len(net))
    if len(live):
        most[live] = np.maximum.reduceat(ties.data, ties.indptr[:-1][live])
    # m is not symmetric: m_vw transposed has v's heaviest tie under its column.
    parts = sparse.csr_array((ties.data / most[ties.indices], ties.indices, ties.indptr), shape=ties.shape)
    shares, found = _shares(ties), np.full(len(net), np.nan)
    for start, stop, redundant, row in _over_neighbours(shares, parts, ties, progress):
        found[start:stop] = np.bincount(row, 1 - redundant, stop - start)
    found[np.diff(ties.indptr) == 0] = np.nan
    return found
