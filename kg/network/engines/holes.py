"""What the neighbours of a node are to each other: clustering, constraint, effective size. All are sums over triangles, which are listed in blocks of bounded size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from kg.network.engines import Progress
from kg.network.net import Net

_BLOCK = 4 * 10**6  # most pairs of ties looked at at once
_TABLE = 2 * 10**7  # most cells of the table of ties of one block


@dataclass(frozen=True)
class _Upward:
    """The ties, each once, from the end with fewer ties (then the smaller number) to the other: nobody has many that way, so triangles are few to look for.

    ``low`` and ``high``: the ends of each as they are numbered in the network; ``starts`` and ``to``: the same as CSR, in the new numbers."""

    low: Any
    high: Any
    weight: Any
    starts: Any
    to: Any


def _upward(ties: Any) -> _Upward:
    order = np.argsort(np.diff(ties.indptr), kind="stable")
    upper = sparse.triu(ties[order][:, order], k=1, format="csr")
    upper.sort_indices()
    low = np.repeat(order, np.diff(upper.indptr))
    return _Upward(low, order[upper.indices], upper.data.astype(np.float64), upper.indptr.astype(np.int64), upper.indices)


def _triangles(ties: _Upward, progress: Progress | None) -> Iterator[tuple[Any, Any, Any]]:
    """Yield arrays of triangles x < y < z: the numbers of the ties x-y, y-z and x-z."""
    size = len(ties.starts) - 1
    out = np.diff(ties.starts)
    ways = np.concatenate([[0], np.cumsum(out[ties.to])])[ties.starts]
    table = np.zeros(0, dtype=np.int32)
    start = 0
    while start < size:
        stop = int(np.searchsorted(ways, ways[start] + _BLOCK, side="right")) - 1
        stop = min(max(stop, start + 1), start + max(1, _TABLE // size), size)
        first, last = int(ties.starts[start]), int(ties.starts[stop])
        if ways[stop] > ways[start]:
            if not len(table):
                table = np.zeros(min(size, max(1, _TABLE // size)) * size, dtype=np.int32)
            row = np.repeat(np.arange(stop - start, dtype=np.int64), out[start:stop]) * size
            cells = row + ties.to[first:last]
            table[cells] = np.arange(1, last - first + 1)
            yield _closed(ties, table, row, first, last)
            table[cells] = 0
        if progress:
            progress(stop, size)
        start = stop


def _closed(ties: _Upward, table: Any, row: Any, first: int, last: int) -> tuple[Any, Any, Any]:
    """Return, of the ways x-y-z from the ties ``first`` to ``last``, those of which x-z is a tie too."""
    middle = ties.to[first:last]
    count = np.diff(ties.starts)[middle]
    ends = np.cumsum(count)
    one = np.repeat(np.arange(last - first), count)
    two = np.arange(ends[-1]) + np.repeat(ties.starts[middle] - ends + count, count)
    three = table[row[one] + ties.to[two]]
    closed = np.flatnonzero(three)
    return first + one[closed], two[closed], first + three[closed].astype(np.int64) - 1


def _by_third(ties: _Upward, weight: Any, third: Any, progress: Progress | None) -> Any:
    """Return, for each tie u-v, the sum over common neighbours w of weight(u-w)·weight(w-v)·third(w)."""
    found = np.zeros(len(weight))
    for xy, yz, xz in _triangles(ties, progress):
        for tie, one, other, node in ((xy, xz, yz, ties.high[yz]), (xz, xy, yz, ties.high[xy]), (yz, xy, xz, ties.low[xy])):
            found += np.bincount(tie, weight[one] * weight[other] * third[node], len(found))
    return found


def _sums(net: Net, ties: _Upward, of_low: Any, of_high: Any) -> Any:
    """Add up for each node what its ties bring it."""
    return np.bincount(ties.low, of_low, len(net)) + np.bincount(ties.high, of_high, len(net))


def clustering(net: Net, progress: Progress | None = None) -> Any:
    """Return the share of pairs of neighbours that are tied; 0 with fewer than two."""
    ties, degree = _upward(net.ties), np.diff(net.ties.indptr).astype(np.float64)
    shared = _by_third(ties, np.ones(len(ties.weight)), np.ones(len(net)), progress)
    pairs = degree * (degree - 1)
    return np.divide(_sums(net, ties, shared, shared), pairs, out=np.zeros(len(net)), where=pairs > 0)


def constraint(net: Net, progress: Progress | None = None) -> Any:
    """Return the sum over neighbours v of (p_uv + sum over w of p_uw·p_wv)², p being shares of weight; NaN without neighbours."""
    def squares(ties: _Upward, total: Any) -> Any:
        # p_uw·p_wv = a_uw·a_wv / (total_u·total_w): all but total_u is the same both ways.
        both = ties.weight + _by_third(ties, ties.weight, 1 / total, progress)
        return _sums(net, ties, (both / total[ties.low])**2, (both / total[ties.high])**2)

    return _defined(net, squares)


def effective_size(net: Net, progress: Progress | None = None) -> Any:
    """Return the sum over neighbours v of 1 - sum over w of p_uw·m_vw, p shares of u's weight, m parts of v's heaviest tie; NaN without neighbours."""
    def sizes(ties: _Upward, total: Any) -> Any:
        most = np.zeros(len(net))
        np.maximum.at(most, ties.low, ties.weight)
        np.maximum.at(most, ties.high, ties.weight)
        shared = _by_third(ties, ties.weight, np.ones(len(net)), progress)
        return _sums(net, ties, 1 - shared / (total[ties.low] * most[ties.high]), 1 - shared / (total[ties.high] * most[ties.low]))

    return _defined(net, sizes)


def _defined(net: Net, values: Callable[[_Upward, Any], Any]) -> Any:
    """Return the values, NaN for nodes without ties."""
    total = np.asarray(net.ties.sum(axis=1), dtype=np.float64).ravel()
    alone = total == 0
    found = values(_upward(net.ties), np.where(alone, 1.0, total))
    return np.where(alone, np.nan, found)
