"""The network: nodes where ``kg.visual.layout`` puts them, names beside them. The place of a node measures nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from kg.model.errors import UsageError
from kg.model.text import Lang, Text
from kg.visual.figures.base import BLUE, GREEN, INK, MARGIN, ORANGE, PAPER, PURPLE, RED, SKY, SOFT, WIDE, YELLOW, Plan, fit, key, key_height, say, width_of
from kg.visual.figures.labels import place
from kg.visual.kinds import kind_of
from kg.visual.layout import positions
from kg.visual.pyvis_export import strength

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 1500
"""Nodes; beyond, names and ties are a blot."""
NAMED = 120
"""Nodes that get a name, the strongest: on a page there is no room for more."""
SIGNS = {"person": ("o", BLUE), "event": ("s", ORANGE), "institution": ("D", GREEN), "municipality": ("h", PURPLE), "actor": ("^", YELLOW), "theme": ("*", RED),
         "mechanism": ("X", INK), "contribution": ("v", SKY), "other": ("o", SOFT)}
"""Marker and colour of each kind of node: the marker alone tells them apart."""
_FIRST = 20
"""Nodes whose name matters more than a small node under it."""
_EVEN = {"D": 0.8, "s": 0.9, "*": 1.25, "^": 1.05, "v": 1.05, "X": 1.05}
"""Markers of one size differ in area and reach; these factors even them out."""
_TEXT = 5.8
_NAME, _ALONE = 76.0, 62.0
_SIDE = 40.0


def network_plan(graph: nx.Graph[str], title: Text, notes: Sequence[Text] = ()) -> Plan:
    """Return the figure of a network. Size: strength; thickness: weight; dashes: a tie that rests only on what is inferred. Raises UsageError above ``MOST`` nodes."""
    if len(graph) > MOST:
        raise UsageError(Text(f"la red tiene {len(graph)} nodos; una figura legible admite hasta {MOST}", f"the network has {len(graph)} nodes; a legible figure takes up to {MOST}"),
                         "figure network", Text("use --top N (los N nodos de mayor fuerza)", "use --top N (the N strongest nodes)"))
    names = sorted(map(str, graph))
    scene = _Scene(graph, names)
    hidden = len(names) - len(scene.order)
    more = [Text("El lugar de un nodo en el dibujo no mide nada.", "The place of a node in the drawing measures nothing.")]
    if hidden:
        more.append(Text(f"Sin nombre en el dibujo: {hidden} nodos, los de menor fuerza o sin sitio para él.",
                         f"Without a name in the drawing: {hidden} nodes, the weakest or those with no room for it."))
    says = [f"{word}: {graph.graph[told]}. " if graph.graph.get(told) else "" for word, told in (("Lazo", "meaning_es"), ("Tie", "meaning_en"))]
    subtitle = Text(f"{says[0]}Nodos: {len(graph)} · Lazos: {graph.number_of_edges()}", f"{says[1]}Nodes: {len(graph)} · Ties: {graph.number_of_edges()}")
    return Plan(title, subtitle, scene.height + scene.legend, scene.draw, (*notes, *more))


class _Scene:
    """A network laid out on paper: places and sizes in points."""

    def __init__(self, graph: nx.Graph[str], names: list[str]) -> None:
        self.graph, self.names = graph, names
        self.at = {name: i for i, name in enumerate(names)}
        force = strength(graph)
        most = max(force.values(), default=0.0)
        small = 1.0 if len(names) <= 60 else max(0.45, math.sqrt(60 / len(names)))
        self.radii = np.array([(3.0 + 4.5 * math.sqrt(force[n] / most if most else 0)) * small for n in names]).reshape(-1)
        self.width = WIDE * 72 - 2 * MARGIN
        self.points, self.height = self._places()
        self.ties = sorted(tuple(sorted((self.at[str(u)], self.at[str(v)]))) for u, v in graph.edges if u != v)
        self.signs = self._key()
        self.legend = key_height(self.signs, self.width) + 6
        tied = {i for tie in self.ties for i in tie}
        alone = frozenset(range(len(names))) - tied
        texts = [self._lines(n, _ALONE if i in alone else _NAME) for i, n in enumerate(names)]
        self.texts = texts
        wanted = sorted(range(len(names)), key=lambda i: (-force[names[i]], names[i]))[:NAMED]
        sizes = np.array([(max(width_of(line, _TEXT) for line in t) + 1, len(t) * _TEXT * 1.12 + 0.5) for t in texts]).reshape(-1, 2)
        found = place(self.points, self.radii, sizes, (self.width, self.height), wanted, self._along(), alone) if names else {}
        # A name over another is no name: with many nodes the weaker goes without. Only the strongest may hide part of a node.
        self.labels = {i: found[i] for n, i in enumerate(wanted) if len(names) <= 40 or not (found[i].over or (found[i].hides and n >= _FIRST))}
        self.order = [i for i in wanted if i in self.labels]

    def _lines(self, name: str, room: float) -> list[str]:
        """Return a node's name as lines; its id when the name has nothing to show."""
        return fit(self.graph.nodes[name].get("label") or name, room, _TEXT, most=3) or fit(name, room, _TEXT, most=3) or ["-"]

    def _places(self) -> tuple[Any, float]:
        """Return the nodes' places on the paper and the height they take: as wide as the page, at most a page high."""
        places = positions(self.graph)
        raw = np.array([places[n] for n in self.names], dtype=np.float64).reshape(-1, 2)
        if not len(raw):
            return raw, 30.0
        raw -= raw.min(axis=0)
        wide, high = np.maximum(raw.max(axis=0), 1.0)
        x = min((self.width - 2 * _SIDE) / wide, 0.85)
        y = min(max(x, min(1.55 * x, 30 / 70)), 600 / high)
        placed = raw * (x, y) + (max(_SIDE, (self.width - wide * x) / 2), 24.0)
        return placed, float(high * y + 48)

    def _along(self) -> Any:
        """Return points along the ties, so that labels keep off them; of dense networks a share."""
        if not self.ties:
            return None
        step = max(1, len(self.ties) // 3000)
        ends = np.array(self.ties[::step])
        shares = np.linspace(0.1, 0.9, 9)[:, None, None]
        a, b = self.points[ends[:, 0]], self.points[ends[:, 1]]
        return (a + shares * (b - a)).reshape(-1, 2)

    def _key(self) -> list[Any]:
        """Return the entries of the key: what is in the drawing, nothing else."""
        kinds = sorted({kind_of(self.graph.nodes[n].get("kind"))[0] for n in self.names}, key=list(SIGNS).index)
        entries: list[Any] = [(_marker(*SIGNS[k]), kind_of(k)[1].one) for k in kinds]
        weights = self._weights()
        if weights and weights[0] != weights[-1]:
            entries.append((_stroke(2.6), Text(f"más grueso: más peso ({weights[0]:g} a {weights[-1]:g})", f"thicker: more weight ({weights[0]:g} to {weights[-1]:g})")))
        if any(d.get("inferred") for _, _, d in self.graph.edges(data=True)):
            entries.append((_stroke(1.0, (0, (3, 2))), Text("lazo solo inferido", "tie only inferred")))
        if self.ties:
            entries.append((_marker("o", PAPER, SOFT, 6.5), Text("más grande: más fuerza (suma de pesos)", "larger: more strength (sum of weights)")))
        return entries

    def _weights(self) -> list[float]:
        return sorted(float(d.get("weight", 1)) for _, _, d in self.graph.edges(data=True))

    def draw(self, axes: Axes, lang: Lang) -> None:
        """Draw ties, then nodes, then names; the key below."""
        from matplotlib.collections import LineCollection

        weights = self._weights()
        low, high = (weights[0], weights[-1]) if weights else (1.0, 1.0)
        crowd = 0.65 if len(self.ties) < 120 else 0.45 if len(self.ties) < 600 else 0.25 if len(self.ties) < 2500 else 0.12
        for dashed in (False, True):
            data = [(i, j, self.graph.edges[self.names[i], self.names[j]]) for i, j in self.ties]
            data = [t for t in data if bool(t[2].get("inferred")) is dashed]
            widths = [0.5 + (2.4 * (float(d.get("weight", 1)) - low) / (high - low) if high > low else 0.1) for _, _, d in data]
            axes.add_collection(LineCollection([(self.points[i], self.points[j]) for i, j, _ in data], linewidths=widths, colors=SOFT, alpha=crowd,
                                               linestyles=[(0, (3, 2))] if dashed else "solid", zorder=1))
        for i in sorted(range(len(self.names)), key=lambda i: -self.radii[i]):
            marker, colour = SIGNS[kind_of(self.graph.nodes[self.names[i]].get("kind"))[0]]
            axes.plot(*self.points[i], marker=marker, markersize=2 * self.radii[i] * _EVEN.get(marker, 1.0), color=colour, markeredgecolor=PAPER, markeredgewidth=0.6, linestyle="none", zorder=3)
        for i in self.order:
            self._name(axes, i)
        if self.signs:
            key(axes, self.height + 8, self.signs, lang)
        if not self.names:
            say(axes, 0, 15, Text("No hay nodos que dibujar en esta red.", "There are no nodes to draw in this network.").get(lang), color=SOFT)

    def _name(self, axes: Axes, i: int) -> None:
        """Write a name on a white ground that lets ties show through a little."""
        spot = self.labels[i]
        right, left = spot.left >= self.points[i][0], spot.right <= self.points[i][0]
        x, side = (spot.left, "left") if right else (spot.right, "right") if left else ((spot.left + spot.right) / 2, "center")
        y = (spot.top + spot.bottom) / 2
        if spot.far:
            end = (min(max(self.points[i][0], spot.left), spot.right), min(max(self.points[i][1], spot.top), spot.bottom))
            axes.plot([self.points[i][0], end[0]], [self.points[i][1], end[1]], color=INK, linewidth=0.35, zorder=2)
        from matplotlib.patches import Rectangle

        axes.add_patch(Rectangle((spot.left, spot.top), spot.right - spot.left, spot.bottom - spot.top, facecolor=PAPER, alpha=0.72, linewidth=0, zorder=4))
        for n, line in enumerate(self.texts[i]):
            say(axes, x, y + (n - (len(self.texts[i]) - 1) / 2) * _TEXT * 1.12, line, size=_TEXT, ha=side, zorder=5)


def _marker(marker: str, colour: str, edge: str = PAPER, size: float = 6.0) -> Any:
    """Return what draws a marker of the key; it is given the axes when the key is drawn."""
    return lambda axes, x, y, _lang: axes.plot([x], [y], marker=marker, markersize=size, color=colour, markeredgecolor=edge, markeredgewidth=0.6, linestyle="none")


def _stroke(width: float, dashes: Any = "solid") -> Any:
    return lambda axes, x, y, _lang: axes.plot([x - 5, x + 6], [y, y], color=SOFT, linewidth=width, linestyle=dashes, solid_capstyle="butt")
