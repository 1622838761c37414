"""Ranks with their range: where somebody stands as the graph is, and where they could stand once what is open is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.model.text import Lang, Text
from kg.visual.figures.base import BLUE, INK, MARGIN, PAPER, RULE, SKY, SOFT, WIDE, Plan, fit, key, key_height, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW, NAME, VALUE = 12.5, 150.0, 62.0
"""Points: height of a row, room for names at the left, for numbers at the right."""


@dataclass(frozen=True)
class Ranked:
    """A node's rank: ``low`` to ``high`` over everything that is open, ``first`` to ``last`` as the graph stands (a range when tied). 1 is the strongest."""

    label: str
    low: int
    high: int
    first: int
    last: int


def ranks_plan(rows: Sequence[Ranked], title: Text, what: Text, notes: Sequence[Text] = (), total: int | None = None) -> Plan:
    """Return the figure: for each node a light bar from ``low`` to ``high``, a dark one over its ties as it stands, and a point in the middle of those.

    ``total``: how many have a rank, when ``rows`` are only the first of them.
    """
    width = WIDE * 72 - 2 * MARGIN
    ordered = sorted(rows, key=lambda r: (r.first + r.last, r.low + r.high, r.high, r.label))
    most = max((r.high for r in ordered), default=1)
    entries: list[Any] = [(_point, Text("lugar como está el grafo (en medio de los empates)", "rank as the graph stands (in the middle of its ties)"))]
    if any(r.first < r.last for r in ordered):
        entries.append((_line(2.6, INK), Text("empatados", "tied")))
    if any(r.low < r.first or r.high > r.last for r in ordered):
        entries.append((_line(6.0, SKY), Text("hasta dónde podría ir al resolver las dudas", "how far it could go once doubts are settled")))
    top = key_height(entries, width) + 22

    def place(rank: float) -> float:
        return NAME + 6 + (width - NAME - VALUE - 12) * ((rank - 1) / max(1, most - 1))

    def draw(axes: Axes, lang: Lang) -> None:
        key(axes, 6, entries, lang)
        for tick in _ticks(most):
            axes.plot([place(tick)] * 2, [top - 3, top + ROW * len(ordered)], color=RULE, linewidth=0.4, zorder=0)
            say(axes, place(tick), top - 8, f"{tick}º" if lang == "es" else str(tick), size=6.2, ha="center", color=SOFT)
        for i, row in enumerate(ordered):
            _row(axes, top + ROW * (i + 0.5), row, place, width, lang)
        if not ordered:
            say(axes, 0, top + 6, Text("Ningún nodo tiene lugar: en esta red no diría nada.", "No node has a rank: in this network it would say nothing.").get(lang), color=SOFT)

    cut = total is not None and total > len(ordered)
    subtitle = Text(f"{what.es} Con lugar: {total}; se muestran {len(ordered)}." if cut else f"{what.es} Con lugar: {len(ordered)}.",
                    f"{what.en} Ranked: {total}; {len(ordered)} shown." if cut else f"{what.en} Ranked: {len(ordered)}.")
    return Plan(title, subtitle, top + ROW * max(1, len(ordered)) + 6, draw, tuple(notes))


def _row(axes: Axes, y: float, row: Ranked, place: Any, width: float, lang: Lang) -> None:
    """Draw one node."""
    say(axes, NAME - 6, y, (fit(row.label, NAME - 10, 6.8, most=1) or ["-"])[0], size=6.8, ha="right")
    if row.low < row.first or row.high > row.last:
        axes.plot([place(row.low), place(row.high)], [y, y], color=SKY, linewidth=6.0, solid_capstyle="butt", zorder=1)
    if row.first < row.last:
        axes.plot([place(row.first), place(row.last)], [y, y], color=INK, linewidth=2.0, solid_capstyle="butt", zorder=2)
    axes.plot([place((row.first + row.last) / 2)], [y], marker="o", markersize=5.2, color=BLUE, markeredgecolor=PAPER, markeredgewidth=0.7, zorder=3)
    mark = "º" if lang == "es" else ""
    text = f"{row.low}{mark}" if row.low == row.high else f"{row.low}{mark} a {row.high}{mark}" if lang == "es" else f"{row.low} to {row.high}"
    say(axes, width, y, text, size=6.5, ha="right", color=SOFT)


def _ticks(most: int) -> list[int]:
    """Return the ranks marked on the scale: the first, the last, and round ones between."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**9) if most / s <= 9)
    inside = [t for t in range(step, most, step) if t > 1 and most - t >= step / 2]
    return [1, *inside, most] if most > 1 else [1]


def _point(axes: Axes, x: float, y: float, _lang: Lang) -> None:
    axes.plot([x], [y], marker="o", markersize=5.2, color=BLUE, markeredgecolor=PAPER, markeredgewidth=0.7)


def _line(width: float, colour: str) -> Any:
    return lambda axes, x, y, _lang: axes.plot([x - 5, x + 6], [y, y], color=colour, linewidth=width, solid_capstyle="butt")
