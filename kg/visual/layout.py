"""Where each node stands: computed at export, with a fixed seed, so the same network always gives the same drawing.

Positions are whole numbers in drawing units (a node's radius is 7 to 20 of them); rounding also hides the last bits in
which two machines' floating point may differ. Nothing here depends on the order of nodes, ties or sets, on the hash seed or on the number of threads.
Small components are laid out by stress (Kamada-Kawai), large ones by springs (``kg.visual.springs``): 10,000 nodes take seconds.
"""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from kg.network.net import Net, symmetric
from kg.visual.springs import springs

Positions = dict[str, tuple[int, int]]
Points = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SEED = 20
GAP = 70.0
"""Distance that two nodes' centres should keep, in drawing units."""
LEAST = 50.0
"""Distance that two nodes' centres always keep, before rounding."""
MARGIN = 110.0
"""Room between two components' boxes."""
CELL = (215.0, 74.0)
"""Width and height of the place of one isolate: room for its label."""
SMALL = 90
"""Up to this many nodes a component is laid out by stress (Kamada-Kawai), which is quadratic; above, by springs."""
TINY = 20
"""In a network of more than ``ENOUGH`` tied nodes, only components up to this size are laid out by stress: there may be hundreds."""
ENOUGH = 600
SLENDER = 3.0
"""At most so many times longer than a round component of as many nodes; longer chains fold."""
LONGEST = 1.8 * GAP
"""The most that a tie of a chain takes up, before it is made wider: two tied nodes lie side by side, as far apart as their labels are wide."""
STRETCH = 1.7
"""How much wider than tall a component is made: names are written along the width."""
WIDE = 1.7
"""Width over height that the packing aims at: a desktop window."""


def positions(graph: nx.Graph) -> Positions:
    """Return the place of every node: components packed in rows from large to small, isolates in a tidy grid below.

    A weight that is no finite number above 0 counts as next to nothing: a drawing shows what there is.
    """
    ids = sorted(map(str, graph))
    at = {name: i for i, name in enumerate(ids)}
    ties: dict[tuple[int, int], float] = {}
    for u, v, weight in graph.edges(data="weight", default=1):
        ends = at[str(u)], at[str(v)]
        if u != v:
            ties[min(ends), max(ends)] = _weight(weight)
    found = sorted((i, j, w) for (i, j), w in ties.items())
    rows, cols, weights = (np.array([t[k] for t in found], dtype=kind) for k, kind in enumerate((np.int64, np.int64, np.float64)))
    placed = places(Net(ids, symmetric(rows, cols, weights, len(ids)))).astype(int).tolist()
    return {name: (x, y) for name, (x, y) in zip(ids, placed, strict=True)}


def places(net: Net) -> Points:
    """Return the place of every node as one row (x, y) of whole numbers each, in the order of ``net.ids``; no two nodes share a place.

    Checked by hand: two tied nodes lie side by side; a chain of three has its middle in the middle.
    """
    whole = np.zeros((len(net), 2))
    if not len(net):
        return whole
    count, part = csgraph.connected_components(net.ties, directed=False)
    members = np.split(np.argsort(part, kind="stable"), np.cumsum(np.bincount(part, minlength=count))[:-1])
    isolates = np.array(sorted(int(m[0]) for m in members if len(m) == 1), dtype=np.int64)
    joined = sorted((m for m in members if len(m) > 1), key=lambda m: (-len(m), int(m[0])))
    many = len(net) - len(isolates) > ENOUGH
    boxes = _components([net.ties[m][:, m] for m in joined], TINY if many else SMALL)
    corners, width, height = _pack([np.ptp(box, axis=0) + MARGIN for box in boxes])
    columns = _columns(len(isolates), width, height)
    wide = columns * CELL[0] if len(isolates) else 0.0
    for nodes, box, corner in zip(joined, boxes, corners, strict=True):
        whole[nodes] = np.rint(corner + MARGIN / 2 + box) + np.array([round(max(0.0, wide - width) / 2), 0])
    turn = np.arange(len(isolates))
    whole[isolates, 0] = np.rint(max(0.0, width - wide) / 2 + (turn % columns + 0.5) * CELL[0])
    whole[isolates, 1] = np.rint(height + (turn // columns + 0.5) * CELL[1])
    return whole


def _weight(weight: Any) -> float:
    """Return the weight of a tie for a drawing."""
    try:
        value = float(weight or 1)
    except (TypeError, ValueError):
        return 1e-6
    return max(value, 1e-6) if math.isfinite(value) else 1e-6


def _columns(count: int, width: float, height: float) -> int:
    """Return how many columns of isolates, below a drawing of this size, bring the whole closest to the wanted proportion."""
    def far(columns: int) -> float:
        high = height + math.ceil(count / columns) * CELL[1]
        return abs(math.log(max(width, columns * CELL[0]) / (high * WIDE)))

    return min(range(1, max(1, count) + 1), key=far) if count else 1


def _components(parts: list[Any], small: int) -> list[Points]:
    """Return the places of each connected component; of those tied alike, as bodies of as many members are, only the first is laid out."""
    found: dict[tuple[bytes, bytes, bytes], Points] = {}
    keys = [(part.indptr.tobytes(), part.indices.tobytes(), part.data.tobytes()) for part in parts]
    for key, part in zip(keys, parts, strict=True):
        if key not in found:
            found[key] = _component(part, small)
    return [found[key] for key in keys]


def _component(ties: Any, small: int) -> Points:
    """Return the places of one connected component, its top left corner at the origin."""
    points = _stress(ties) if ties.shape[0] <= small else springs(ties)
    short, long = sorted(np.ptp(points, axis=0).tolist())
    # Room by area: a chain drawn in the room of a square would have to be crumpled. More of it for many nodes: groups show by the gaps between them.
    room = GAP * 1.15 * math.sqrt(len(points)) * min(max(len(points) / SMALL, 1) ** 0.22, 2.2)
    reach = min(room * min(math.sqrt(long / max(short, 1e-9)), SLENDER), (len(points) - 1) * LONGEST)
    points = _spread(points * (reach / max(long, 1e-9)))
    for _ in range(3):
        if len(_crowded(points)) * 50 <= len(points):
            break
        points = _spread(points * 1.3)
    points = _apart(_lying(points) * np.array([STRETCH, 1.0]))
    return np.asarray(points - points.min(axis=0), dtype=np.float64)


def _stress(ties: Any) -> Points:
    """Return the places by stress; a tie is 1/√weight long."""
    part = nx.Graph()
    part.add_nodes_from(range(ties.shape[0]))
    rows, cols = np.repeat(np.arange(ties.shape[0]), np.diff(ties.indptr)), ties.indices
    part.add_edges_from((i, j, {"length": 1 / math.sqrt(w)}) for i, j, w in sorted(zip(rows.tolist(), cols.tolist(), ties.data.tolist(), strict=True)) if i < j)
    found = nx.kamada_kawai_layout(part, weight="length")
    return np.array([found[i] for i in range(len(part))], dtype=np.float64)


def _spread(points: Points, rounds: int = 80) -> Points:
    """Push apart nodes closer than GAP, at most ``rounds`` times; the shape stays, the overlaps go."""
    points = points + np.random.default_rng(SEED).normal(0, 1e-3, points.shape)
    for _ in range(rounds):
        near = cKDTree(points).query_pairs(GAP, output_type="ndarray")
        if not len(near):
            break
        near = near[np.lexsort((near[:, 1], near[:, 0]))]
        delta = points[near[:, 0]] - points[near[:, 1]]
        distance = np.maximum(np.hypot(delta[:, 0], delta[:, 1]), 1e-9)
        push = delta * ((GAP - distance) / (2 * distance) * 0.7)[:, None]
        move = np.stack([np.bincount(near[:, 0], push[:, axis], len(points)) - np.bincount(near[:, 1], push[:, axis], len(points)) for axis in (0, 1)], axis=1)
        # A crowd swells; without a limit it would burst, each thrown out by all the others at once.
        points += move * np.minimum(1, GAP / 2 / np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9))[:, None]
    return points


def _crowded(points: Points) -> Ints:
    """Return the nodes nearer than LEAST to an earlier one."""
    near = cKDTree(points).query_pairs(LEAST, output_type="ndarray")
    return np.unique(near.max(axis=1)) if len(near) else np.zeros(0, dtype=np.int64)


def _apart(points: Points) -> Points:
    """Return the points with whoever is still crowded moved to the nearest free place, nearly; so no node stands on another."""
    points, moved = points.copy(), _crowded(points)
    free = _Free(np.delete(points, moved, axis=0))
    for node in moved.tolist():
        points[node] = free.near(float(points[node, 0]), float(points[node, 1]))
    return points


class _Free:
    """Places LEAST or more from all those taken so far, searched along spirals that never look twice where somebody already was."""

    def __init__(self, taken: Points) -> None:
        self.taken: dict[tuple[int, int], list[tuple[float, float]]] = {}
        self.seen: dict[tuple[int, int], int] = {}
        for x, y in taken.tolist():
            self._take(x, y)

    def near(self, x: float, y: float) -> tuple[float, float]:
        """Take the first free place along the spiral around the square (x, y) is in."""
        square = math.floor(x / (2 * LEAST)), math.floor(y / (2 * LEAST))
        middle, step = ((square[0] + 0.5) * 2 * LEAST, (square[1] + 0.5) * 2 * LEAST), self.seen.get(square, 0)
        while True:
            angle, away = step * 2.399963229728653, LEAST * 0.35 * math.sqrt(step)  # the golden angle: a sunflower fills the plane evenly
            place = middle[0] + away * math.cos(angle), middle[1] + away * math.sin(angle)
            step += 1
            if self._is_free(*place):
                self.seen[square] = step
                self._take(*place)
                return place

    def _is_free(self, x: float, y: float) -> bool:
        cx, cy = int(x // LEAST), int(y // LEAST)
        around = (p for dx in (-1, 0, 1) for dy in (-1, 0, 1) for p in self.taken.get((cx + dx, cy + dy), ()))
        return all((x - a) ** 2 + (y - b) ** 2 >= LEAST**2 for a, b in around)

    def _take(self, x: float, y: float) -> None:
        self.taken.setdefault((int(x // LEAST), int(y // LEAST)), []).append((x, y))


def _lying(points: Points) -> Points:
    """Turn a component that stands upright so that it lies: windows and labels are wide."""
    width, height = np.ptp(points, axis=0)
    return points[:, ::-1] if height > width else points


def _pack(sizes: list[Points]) -> tuple[list[Points], float, float]:
    """Put boxes on shelves; return their corners, the width and the height used."""
    area = sum(float(s[0] * s[1]) for s in sizes)
    limit = max([math.sqrt(area * WIDE), *(float(s[0]) for s in sizes)])
    corners: list[Points] = []
    x = y = shelf = widest = 0.0
    for size in sizes:
        wide, high = float(size[0]), float(size[1])
        if x and x + wide > limit + 1:
            x, y, shelf = 0.0, y + shelf, 0.0
        corners.append(np.array([x, y]))
        x, shelf = x + wide, max(shelf, high)
        widest = max(widest, x)
    return corners, widest, y + shelf
