"""Strength over every way to settle who spoke, many ways at once: tens of thousands of combinations in a second.

Only the columns that some doubtful entry is in are counted anew; what the others give a row never changes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.network.doubt import Open, Speaker, answered
from kg.network.incidence import Extract, Ints
from kg.network.project import factors

Floats = npt.NDArray[np.float64]

MOST_EXACT = 1 << 18
"""Ways enumerated at most, and"""
MOST_WORK = 4 * 10**9
"""entries (ways × doubts × rows × columns in doubt) looked at: some ten seconds."""
_AT_ONCE = 8 * 10**6


def shares(sizes: Any, weight: str) -> Floats:
    """Return what a group of each size gives the strength of each member: its k - 1 others, each weighing what ``kg.network.project`` says."""
    return np.asarray((np.asarray(sizes) - 1.0) * factors(sizes, weight), dtype=np.float64)


def feasible(opened: Open) -> bool:
    """Return whether every combination of the answers can be tried."""
    speakers, pairs = _apart(opened)
    ways = _count(speakers) * 2 ** len(pairs)
    _, cols = _doubtful(opened.found, speakers)
    return len(pairs) <= 8 and ways <= MOST_EXACT and ways * (1 + len(speakers)) * len(opened.found.row_ids) * max(1, len(cols)) <= MOST_WORK


def every(opened: Open, weight: str, certain_only: bool = False) -> Iterator[tuple[Any, Any]]:
    """Yield, for each way to settle the pairs, its answers and the strengths in all ways to settle the speakers, one row a way."""
    speakers, pairs = _apart(opened)
    for chosen in itertools.product((False, True), repeat=len(pairs)):
        answers = [(pair, 0) for pair, yes in zip(pairs, chosen, strict=True) if yes]
        for strengths in _strengths(opened, speakers, answers, weight, certain_only):
            yield answers, strengths


def _apart(opened: Open) -> tuple[list[Speaker], list[Any]]:
    return [d for d in opened.doubts if isinstance(d, Speaker)], [d for d in opened.doubts if not isinstance(d, Speaker)]


def _count(speakers: Sequence[Speaker]) -> int:
    ways = 1
    for doubt in speakers:
        ways *= 1 + doubt.answers
    return ways


def _doubtful(found: Extract, speakers: Sequence[Speaker]) -> tuple[npt.NDArray[np.bool_], Ints]:
    """Return which entries are in doubt, and the columns that any answer would put somebody in."""
    own = np.zeros(len(found.row), dtype=np.bool_)
    cols = [np.zeros(0, dtype=np.int64)]
    for doubt in speakers:
        own |= doubt.own
        cols += [found.col[doubt.own], *(entries[1] for entries in doubt.instead)]
    return own, np.unique(np.concatenate(cols))


def _strengths(opened: Open, speakers: Sequence[Speaker], answers: Sequence[Any], weight: str, certain_only: bool) -> Iterator[Floats]:
    """Yield strengths, ways × rows, of all answers to the speakers when the pairs are settled."""
    rows, own = len(opened.found.row_ids), _doubtful(opened.found, speakers)[0]

    def cells(row: Any, col: Any, claim: Any) -> Any:
        """Return the entries as the pairs are settled, as they are counted: (row, column)."""
        some = answered(Open(replace(opened.found, row=row, col=col, claim=claim), ()), answers)
        kept = ~some.inferred[some.claim] if certain_only else np.ones(len(some.row), dtype=np.bool_)
        return some.row[kept], some.col[kept]

    found = opened.found
    fixed = cells(found.row[~own], found.col[~own], found.claim[~own])
    options = [[cells(found.row[d.own], found.col[d.own], found.claim[d.own]), *(cells(*entries) for entries in d.instead)] for d in speakers]
    touched = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(c for of in options for _, c in of)]))
    still = ~np.isin(fixed[1], touched)
    steady = _of_cells(fixed[0][still], fixed[1][still], rows, len(found.col_ids), weight)
    ground = _bits((fixed[0][~still], fixed[1][~still]), touched, rows)
    layers = [np.array([_bits(o, touched, rows) for o in of]) for of in options]
    step = max(1, _AT_ONCE // max(1, rows * len(touched)))
    ways = itertools.product(*(range(len(of)) for of in options))
    while batch := list(itertools.islice(ways, step)):
        chosen = np.array(batch, dtype=np.int64).reshape(len(batch), len(options))
        held = np.broadcast_to(ground, (len(batch), *ground.shape)).copy()
        for k, of in enumerate(layers):
            held |= of[chosen[:, k]]
        yield steady + np.einsum("wrc,wc->wr", held, shares(held.sum(axis=1), weight))


def _bits(cells: tuple[Any, Any], columns: Ints, rows: int) -> npt.NDArray[np.bool_]:
    """Return entries as a table of rows × ``columns``."""
    made = np.zeros((rows, len(columns)), dtype=np.bool_)
    made[cells[0], np.searchsorted(columns, cells[1])] = True
    return made


def _of_cells(row: Any, col: Any, rows: int, columns: int, weight: str) -> Floats:
    """Return the strength that entries give each row."""
    keys = np.unique(row * max(columns, 1) + col)
    row, col = keys // max(columns, 1), keys % max(columns, 1)
    return np.asarray(np.bincount(row, shares(np.bincount(col, minlength=columns), weight)[col], minlength=rows), dtype=np.float64)


def places(values: Floats) -> tuple[Ints, Ints]:
    """Return the first and the last place of each value in its row, the largest first; equal to nine digits is tied.

    Checked by hand: 5, 2, 2 have the places 1, 2-3, 2-3.
    """
    rounded = np.round(values, 9)
    order = np.argsort(rounded, axis=1, kind="stable")
    rising = np.take_along_axis(rounded, order, axis=1)
    size = rounded.shape[1]
    at = np.broadcast_to(np.arange(size), rising.shape)
    starts = np.ones(rising.shape, dtype=np.bool_)
    starts[:, 1:] = rising[:, 1:] != rising[:, :-1]
    begin = np.maximum.accumulate(np.where(starts, at, 0), axis=1)
    ends = np.ones(rising.shape, dtype=np.bool_)
    ends[:, :-1] = starts[:, 1:]
    end = np.minimum.accumulate(np.where(ends, at, size - 1)[:, ::-1], axis=1)[:, ::-1]
    first, last = np.empty_like(order), np.empty_like(order)
    np.put_along_axis(first, order, size - end, axis=1)
    np.put_along_axis(last, order, size - begin, axis=1)
    return first, last
