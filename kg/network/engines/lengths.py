"""Lengths of ties as whole numbers, so that two ways which are equally long are found to be so: sums of fractions like 1/3 or 1/10 would not be."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

_EXACT = 2**53  # whole numbers up to here are exact as floats
_BITS = 4096  # of a whole number: beyond this, sums take too long
_SIMPLE = 10**4  # a weight within 10**-14 of a fraction with a denominator up to this is that fraction


def whole(weights: Any, nodes: int, most: int | None = _EXACT) -> tuple[list[int], bool]:
    """Return lengths in proportion to 1/weight as whole numbers, and whether they are exactly so.

    Weights are taken as fractions (1/3 as stored is not 1/3, but is taken as such). When the unit that measures them all is so small that a path could be
    longer than ``most``, lengths are rounded to the finest grid that fits: two ways that differ by less than their number
    of ties times one grid step may then tie, or not. ``most`` None: as long as need be, up to numbers of 4,096 bits.
    """
    values, at = np.unique(np.asarray(weights, dtype=np.float64), return_inverse=True)
    lengths = [1 / _fraction(value) for value in values.tolist()]
    unit = Fraction(math.lcm(1, *(length.denominator for length in lengths)))
    unit /= math.gcd(*((length * unit).numerator for length in lengths)) or 1
    longest = max(lengths, default=Fraction(1)) * max(nodes - 1, 1)
    fits = unit.numerator.bit_length() <= _BITS if most is None else longest * unit < most
    if not fits:
        unit_power = math.floor(math.log2((most or _EXACT) / float(longest))) - 1
        scale = Fraction(2)**unit_power
        found = [max(1, round(length * scale)) for length in lengths]
    else:
        found = [int(length * unit) for length in lengths]
    return [found[k] for k in at.tolist()], fits


def _fraction(value: float) -> Fraction:
    """Return the simple fraction a weight stands for, else its exact value."""
    simple = Fraction(value).limit_denominator(_SIMPLE)
    return simple if simple and abs(float(simple) - value) <= 1e-14 * value else Fraction(value)
