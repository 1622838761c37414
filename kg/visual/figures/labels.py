"""Where names go beside their nodes: near, inside the drawing, not over each other. Greedy, then mended a few times; no chance in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_AWAY = (2.0, 8.0, 16.0, 26.0, 38.0)
"""Points between a node's edge and its label that are tried, nearest first."""
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_ON_LABEL, _ON_NODE, _ON_TIE, _FAR, _CROSSED = 6.0, 5.0, 0.012, 0.5, 60.0
"""What it costs: per point² over a label or node, per point² and tie under it, per point away, per label or node that the leading line crosses."""
_LEAD = 10.0
"""Points away from which a line leads from a label to its node."""
_ROUNDS = 3


class Place(NamedTuple):
    """The box of a label: left, top, right, bottom in points; ``far``: it needs a line that leads to its node; ``over``: it hides part of another label; ``hides``: part of a node."""

    left: float
    top: float
    right: float
    bottom: float
    far: bool
    over: bool
    hides: bool


def place(points: Floats, radii: Floats, sizes: Floats, room: tuple[float, float], order: Sequence[int], ties: Floats | None = None,
          below: frozenset[int] = frozenset()) -> dict[int, Place]:
    """Return the place of the label of each node in ``order`` (most important first).

    ``points``: n × 2 centres; ``radii``: n; ``sizes``: n × 2, width and height of each label; ``room``: width and height of the
    drawing; ``ties``: m × 2 points along the ties, which labels had better not hide; ``below``: nodes whose label goes below
    when it can (isolates in rows read as a list then).
    """
    boxes = np.full((len(points), 4), -1e6)
    nodes = np.column_stack([points - radii[:, None], points + radii[:, None]])
    chosen: dict[int, Place] = {}
    for _ in range(_ROUNDS):
        changed = False
        for i in order:
            boxes[i] = -1e6
            tried, away = _candidates(points[i], radii[i], sizes[i], room)
            others = np.delete(nodes, i, axis=0)
            on_label, on_node = _overlaps(tried, boxes), _overlaps(tried, others)
            under = _inside(tried, ties) if ties is not None and len(ties) else np.zeros(len(tried))
            area = float(sizes[i, 0] * sizes[i, 1])
            elsewhere = np.where(np.arange(len(tried)) == _SIDES.index((0, 1)), 0.0, 200.0 if i in below else 0.0)
            best = int(np.argmin(elsewhere + _ON_LABEL * on_label + _ON_NODE * on_node + _ON_TIE * area * under + _FAR * away * np.sqrt(area) / 4
                                 + _CROSSED * _crossed(points[i], tried, away, np.vstack([boxes, others])) + _outside(tried, room) * 1e3))
            boxes[i] = tried[best]
            left, top, right, bottom = map(float, tried[best])
            now = Place(left, top, right, bottom, bool(away[best] > _LEAD), bool(on_label[best] > 0.05 * area), bool(on_node[best] > 0.05 * area))
            changed |= chosen.get(i) != now
            chosen[i] = now
        if not changed:
            break
    return chosen


def _candidates(point: Floats, radius: float, size: Floats, room: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return the boxes tried around a node, and how far from it each is."""
    found, away = [], []
    for gap in _AWAY:
        for dx, dy in _SIDES:
            reach = (radius + gap) * (0.75 if dx and dy else 1.0)
            x, y = point[0] + dx * reach, point[1] + dy * reach
            left = x if dx > 0 else x - size[0] if dx < 0 else x - size[0] / 2
            top = y if dy > 0 else y - size[1] if dy < 0 else y - size[1] / 2
            # A label beside the edge of the paper may slide along it.
            if not dx:
                left = min(max(left, 0.0), max(room[0] - size[0], 0.0))
            found.append((left, top, left + size[0], top + size[1]))
            away.append(gap)
    return np.array(found), np.array(away)


def _overlaps(tried: Floats, boxes: Floats) -> Floats:
    """Return the area that each of ``tried`` shares with all ``boxes`` together."""
    wide = np.minimum(tried[:, None, 2], boxes[None, :, 2]) - np.maximum(tried[:, None, 0], boxes[None, :, 0])
    high = np.minimum(tried[:, None, 3], boxes[None, :, 3]) - np.maximum(tried[:, None, 1], boxes[None, :, 1])
    shared: Floats = (np.clip(wide, 0, None) * np.clip(high, 0, None)).sum(axis=1)
    return shared


def _inside(tried: Floats, ties: Floats) -> Floats:
    """Return how many points of ties each box hides."""
    x, y = ties[None, :, 0], ties[None, :, 1]
    hidden: Floats = ((x > tried[:, None, 0]) & (x < tried[:, None, 2]) & (y > tried[:, None, 1]) & (y < tried[:, None, 3])).sum(axis=1).astype(np.float64)
    return hidden


def _crossed(point: Floats, tried: Floats, away: Floats, boxes: Floats) -> Floats:
    """Return how many boxes the line from each far label to its node crosses."""
    end = np.column_stack([np.clip(point[0], tried[:, 0], tried[:, 2]), np.clip(point[1], tried[:, 1], tried[:, 3])])
    hit = np.zeros((len(tried), len(boxes)), dtype=bool)
    for share in (0.2, 0.4, 0.6, 0.8, 0.95):
        x, y = (point + share * (end - point)).T[:, :, None]
        hit |= (x > boxes[None, :, 0]) & (x < boxes[None, :, 2]) & (y > boxes[None, :, 1]) & (y < boxes[None, :, 3])
    crossed: Floats = np.where(away > _LEAD, hit.sum(axis=1), 0).astype(np.float64)
    return crossed


def _outside(tried: Floats, room: tuple[float, float]) -> Floats:
    """Return how far each box leaves the drawing."""
    beyond: Floats = (np.clip(-tried[:, 0], 0, None) + np.clip(-tried[:, 1], 0, None) + np.clip(tried[:, 2] - room[0], 0, None) + np.clip(tried[:, 3] - room[1], 0, None))
    return beyond
