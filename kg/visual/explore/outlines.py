"""Outlines with fewer points, and no gap between neighbours: what two share is simplified once, for both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

Point = tuple[int, int]
Ring = list[Point]
_FINEST = 0.75
"""Units by which a border may move, at first."""
_SMALLEST = 3
"""Units of the side of a square that stands for an outline too small for the grid."""


def simplified(shapes: Mapping[str, Sequence[Ring]], most: int) -> dict[str, list[Ring]]:
    """Return the outlines, each ring without its closing point, with about ``most`` points in all: borders move no more than is needed for that.

    An outline that vanishes is a small square where it was, so that nobody is left out.
    """
    closed = {name: [ring for ring in map(_tidy, rings) if len(ring) > 2] for name, rings in shapes.items()}
    pieces = {name: [_pieces(ring, joints) for ring in rings] for joints in [_joints(closed)] for name, rings in closed.items()}
    tolerance = _FINEST
    while True:
        known: dict[tuple[Point, ...], list[Point]] = {}
        made = {name: [_joined(ring, tolerance, known) for ring in rings] for name, rings in pieces.items()}
        if sum(len(ring) for rings in made.values() for ring in rings) <= most or tolerance > 500:
            break
        tolerance *= 1.5
    return {name: [ring for ring in rings if len(ring) > 2 and _area(ring)] or [_square(shapes[name][0])] for name, rings in made.items()}


def _tidy(ring: Ring) -> Ring:
    """Return a ring without points that repeat the one before, nor the last that closes it."""
    out = [p for i, p in enumerate(ring) if not i or p != ring[i - 1]]
    while len(out) > 1 and out[0] == out[-1]:
        out.pop()
    return out


def _joints(shapes: Mapping[str, Sequence[Ring]]) -> set[Point]:
    """Return the points where outlines part: those with more than two neighbours."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for rings in shapes.values():
        for ring in rings:
            for i, p in enumerate(ring):
                beside[p].update((ring[i - 1], ring[(i + 1) % len(ring)]))
    return {p for p, others in beside.items() if len(others) > 2}


def _pieces(ring: Ring, joints: set[Point]) -> list[list[Point]]:
    """Return the pieces of a ring from joint to joint. One without joints is cut at its first point by position and at the farthest from that one."""
    cuts = [i for i, p in enumerate(ring) if p in joints]
    if not cuts:
        cuts = [min(range(len(ring)), key=ring.__getitem__)]
    if len(cuts) == 1:
        x, y = ring[cuts[0]]
        cuts = sorted({cuts[0], max(range(len(ring)), key=lambda i: ((ring[i][0] - x) ** 2 + (ring[i][1] - y) ** 2, ring[i]))})
    turned = ring[cuts[0]:] + ring[:cuts[0] + 1]
    marks = [c - cuts[0] for c in cuts] + [len(ring)]
    return [turned[a:b + 1] for a, b in pairwise(marks)]


def _joined(pieces: Sequence[list[Point]], tolerance: float, known: dict[tuple[Point, ...], list[Point]]) -> Ring:
    """Return a ring from its pieces, each simplified; ``known``: pieces simplified before, in the direction that begins lower."""
    out: Ring = []
    for piece in pieces:
        turned = piece[::-1] < piece
        way = tuple(piece[::-1] if turned else piece)
        if way not in known:
            known[way] = _thinned(way, tolerance)
        out += (known[way][::-1] if turned else known[way])[:-1]
    return _tidy(out)


def _thinned(line: Sequence[Point], tolerance: float) -> list[Point]:
    """Return the points of a line that its shape needs (Douglas-Peucker), without recursion."""
    keep = {0, len(line) - 1}
    open_ = [(0, len(line) - 1)]
    while open_:
        a, b = open_.pop()
        (ax, ay), (bx, by) = line[a], line[b]
        dx, dy = bx - ax, by - ay
        long = dx * dx + dy * dy
        far, at = tolerance * tolerance, -1
        for i in range(a + 1, b):
            x, y = line[i][0] - ax, line[i][1] - ay
            along = min(1.0, max(0.0, (x * dx + y * dy) / long)) if long else 0.0
            away = (x - along * dx) ** 2 + (y - along * dy) ** 2
            if away > far:
                far, at = away, i
        if at > 0:
            keep.add(at)
            open_ += [(a, at), (at, b)]
    return [line[i] for i in sorted(keep)]


def _area(ring: Ring) -> int:
    """Return twice the area of a ring."""
    return abs(sum(x * ring[(i + 1) % len(ring)][1] - ring[(i + 1) % len(ring)][0] * y for i, (x, y) in enumerate(ring)))


def _square(ring: Ring) -> Ring:
    x, y = ring[0]
    return [(x, y), (x + _SMALLEST, y), (x + _SMALLEST, y + _SMALLEST), (x, y + _SMALLEST)]
