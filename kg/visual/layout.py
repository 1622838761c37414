"""Where each node stands: computed at export, with a fixed seed, so the same graph always gives the same drawing.

Positions are whole numbers in drawing units (a node's radius is 7 to 20 of them); rounding also hides the last bits in
which two machines' floating point may differ. Nothing here depends on the order of sets or on the hash seed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

Positions = dict[str, tuple[int, int]]
Points = npt.NDArray[np.float64]

SEED = 20
GAP = 70.0
"""Least distance between two nodes' centres, in drawing units."""
MARGIN = 110.0
"""Room between two components' boxes."""
CELL = (215.0, 74.0)
"""Width and height of the place of one isolate: room for its label."""
SMALL = 90
"""Up to this many nodes a component is laid out by stress (Kamada-Kawai), which is quadratic; above, by springs."""
STRETCH = 1.7
"""How much wider than tall a component is made: names are written along the width."""
WIDE = 1.7
"""Width over height that the packing aims at: a desktop window."""


def positions(graph: nx.Graph) -> Positions:
    """Return the place of every node: components packed in rows from large to small, isolates in a tidy grid below."""
    components = [sorted(map(str, c)) for c in nx.connected_components(graph)]
    isolates = sorted(c[0] for c in components if len(c) == 1)
    joined = sorted((c for c in components if len(c) > 1), key=lambda c: (-len(c), c[0]))
    placed, width, height = _pack({c[0]: (c, _component(graph, c)) for c in joined})
    columns = _columns(len(isolates), width, height)
    wide = columns * CELL[0] if isolates else 0.0
    shift = round(max(0.0, wide - width) / 2)
    centred = {node: (x + shift, y) for node, (x, y) in placed.items()}
    left = max(0.0, width - wide) / 2
    for i, node in enumerate(isolates):
        centred[node] = (round(left + (i % columns + 0.5) * CELL[0]), round(height + (i // columns + 0.5) * CELL[1]))
    return centred


def _columns(count: int, width: float, height: float) -> int:
    """Return how many columns of isolates, below a drawing of this size, bring the whole closest to the wanted proportion."""
    def far(columns: int) -> float:
        high = height + math.ceil(count / columns) * CELL[1]
        return abs(math.log(max(width, columns * CELL[0]) / (high * WIDE)))

    return min(range(1, max(1, count) + 1), key=far) if count else 1


def _component(graph: nx.Graph, nodes: list[str]) -> Points:
    """Return the places of one connected component, its top left corner at the origin."""
    part = nx.Graph()
    part.add_nodes_from(nodes)
    for a, b in sorted(tuple(sorted(map(str, e))) for e in graph.subgraph(nodes).edges if e[0] != e[1]):
        weight = max(float(graph.edges[a, b].get("weight", 1) or 1), 1e-6)
        part.add_edge(a, b, weight=weight, length=1 / math.sqrt(weight))
    if len(nodes) <= SMALL:
        found: Mapping[str, Points] = nx.kamada_kawai_layout(part, weight="length")
    else:
        found = nx.spring_layout(part, weight="weight", seed=SEED, iterations=40, method="force")
    points = np.array([found[n] for n in nodes], dtype=np.float64)
    points *= GAP * 1.15 * math.sqrt(len(nodes)) / max(float(np.ptp(points, axis=0).max()), 1e-9)
    points = _lying(_spread(points)) * np.array([STRETCH, 1.0])
    return np.asarray(points - points.min(axis=0), dtype=np.float64)


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
        np.add.at(points, near[:, 0], push)
        np.subtract.at(points, near[:, 1], push)
    return points


def _lying(points: Points) -> Points:
    """Turn a component that stands upright so that it lies: windows and labels are wide."""
    width, height = np.ptp(points, axis=0)
    return points[:, ::-1] if height > width else points


def _pack(components: Mapping[str, tuple[list[str], Points]]) -> tuple[Positions, float, float]:
    """Put the components' boxes on shelves; return the places, the width and the height used."""
    sizes = {key: np.ptp(points, axis=0) + MARGIN for key, (_, points) in components.items()}
    area = sum(float(s[0] * s[1]) for s in sizes.values())
    limit = max([math.sqrt(area * WIDE), *(float(s[0]) for s in sizes.values())])
    placed: Positions = {}
    x = y = shelf = widest = 0.0
    for key, (nodes, points) in components.items():
        wide, high = float(sizes[key][0]), float(sizes[key][1])
        if x and x + wide > limit + 1:
            x, y, shelf = 0.0, y + shelf, 0.0
        for node, (px, py) in zip(nodes, points, strict=True):
            placed[node] = (round(x + MARGIN / 2 + float(px)), round(y + MARGIN / 2 + float(py)))
        x, shelf = x + wide, max(shelf, high)
        widest = max(widest, x)
    return placed, widest, y + shelf
