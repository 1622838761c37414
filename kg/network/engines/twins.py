"""Nodes that no path tells apart: tied to the same others with the same weights. One stands for all, so every path is counted once for the lot.

People who were in exactly the same sessions are such nodes, and in networks of sessions most people are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Classes:
    """``ties``: among one node of each class; ``size``: how many it stands for; ``place``: node → its class; ``steps``: from one node of the class to another,
    1 when they are tied (by ties as heavy as any they have), 2 when they are not; 0 when it is alone."""

    ties: Any
    size: Any
    place: Any
    steps: Any


def classes(ties: Any) -> Classes:
    """Return the classes of nodes with the same ties.

    Told apart by sums of random 64-bit numbers (fixed seed): that two nodes which differ are taken as one has probability
    below n²/2⁶⁴, and a wrong class would need it.
    """
    count = ties.shape[0]
    degree = np.diff(ties.indptr)
    number = np.random.default_rng(20230907).integers(1, 2**63, count, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    weight = _mixed(ties.data)
    sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(number[ties.indices] * weight, dtype=np.uint64)])
    around = sums[ties.indptr[1:]] - sums[ties.indptr[:-1]]
    most = np.zeros(count, dtype=np.float64)
    live = degree > 0
    if live.any():
        most[live] = np.maximum.reduceat(ties.data, ties.indptr[:-1][live])
    first, steps = np.arange(count), np.zeros(count, dtype=np.int64)
    for key, apart in ((around + number * _mixed(most), 1), (around, 2)):
        _, start, inverse, sizes = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
        several = live & (sizes[inverse] > 1)
        first[several], steps[several] = start[inverse[several]], apart
    kept = np.flatnonzero(first == np.arange(count))
    place = np.searchsorted(kept, first)
    return Classes(ties[kept][:, kept], np.bincount(place, minlength=len(kept)), place, steps[kept])


def _mixed(values: Any) -> Any:
    """Return 64 well-mixed bits of each number (the finalizer of splitmix64)."""
    bits = np.asarray(values, dtype=np.float64).view(np.uint64).copy()
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
    return bits ^ (bits >> np.uint64(31))
