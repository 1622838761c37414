"""The municipalities of a state as a grid: who was there, who was only named, who was absent. Not a map: the order is INEGI's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.model.text import Lang, Text
from kg.visual.figures.base import BLUE, INK, MARGIN, PAPER, RULE, SKY, SOFT, WIDE, Plan, fit, key, key_height, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HIGH, LEAST = 27.0, 60.0
"""Points: height and least width of a cell."""
STATES = {"represented": (Text("representado", "represented"), BLUE, None, PAPER),
          "mentioned": (Text("solo mencionado", "only mentioned"), SKY, "////", INK),
          "absent": (Text("ausente", "absent"), PAPER, None, INK)}
"""What a cell may say (the states of ``kg.findings.gaps``): name, colour, hatch, colour of its text."""


@dataclass(frozen=True)
class Town:
    """A municipality: INEGI code, name, and a state of ``STATES``."""

    code: str
    label: str
    state: str


def municipalities_plan(towns: Sequence[Town], title: Text, notes: Sequence[Text] = ()) -> Plan:
    """Return the figure of the municipalities of a state: filled with a dot (represented), hatched (only mentioned), white (absent)."""
    width = WIDE * 72 - 2 * MARGIN
    columns = max(1, min(int(width / LEAST), len(towns) or 1))
    step, rows = width / max(columns, 4), -(-len(towns) // columns)
    counts = {name: sum(1 for t in towns if t.state == name) for name in STATES}
    entries: list[Any] = [(_patch(name), Text(f"{text.es}: {counts[name]}", f"{text.en}: {counts[name]}")) for name, (text, *_) in STATES.items()]
    top = key_height(entries, width) + 8

    def draw(axes: Axes, lang: Lang) -> None:
        key(axes, 6, entries, lang)
        for n, town in enumerate(towns):
            _cell(axes, step * (n % columns), top + HIGH * (n // columns), step, town)
        if not towns:
            say(axes, 0, top + 10, Text("Ningún municipio está representado, y no se pidió un estado (--state).",
                                        "No municipality is represented, and no state was asked for (--state).").get(lang), color=SOFT)

    more = Text("No es un mapa: los municipios van por su clave de INEGI. La lista es conocimiento externo (INEGI), no de los informes.",
                "Not a map: municipalities go by their INEGI code. The list is outside knowledge (INEGI), not of the reports.")
    return Plan(title, Text(f"Municipios: {len(towns)}. Representado: alguien participó con un cargo de una institución de él.",
                            f"Municipalities: {len(towns)}. Represented: somebody took part with an office of an institution of it."),
                top + HIGH * max(rows, 1) + 4, draw, (more, *notes))


def _cell(axes: Axes, x: float, y: float, wide: float, town: Town) -> None:
    """Draw a municipality: its code's last three figures, its name, and what the colour says in a second way."""
    from matplotlib.patches import Rectangle

    name = town.state
    _, fill, hatch, ink = STATES[name]
    axes.add_patch(Rectangle((x + 0.8, y + 0.8), wide - 1.6, HIGH - 1.6, facecolor=fill, edgecolor=PAPER if hatch else RULE, hatch=hatch, linewidth=0.0 if hatch else 0.5))
    lines = fit(town.label, wide - 8, 5.6, most=2, bold=name == "represented")
    if hatch:
        axes.add_patch(Rectangle((x + 2.5, y + 2.5), wide - 5, HIGH - 5, facecolor=PAPER, alpha=0.82, linewidth=0))
    say(axes, x + 3.5, y + 6, town.code[2:], size=4.8, color=ink if name != "absent" else SOFT)
    if name == "represented":
        axes.plot([x + wide - 6], [y + 6], marker="o", markersize=3, color=PAPER)
    for n, line in enumerate(lines):
        say(axes, x + 3.5, y + 13.2 + 6.6 * n, line, size=5.6, color=ink, fontweight="bold" if name == "represented" else "normal")


def _patch(name: str) -> Any:
    """Return what draws a cell in the key."""
    def sign(axes: Axes, x: float, y: float, _lang: Lang) -> None:
        from matplotlib.patches import Rectangle

        _, fill, hatch, _ = STATES[name]
        axes.add_patch(Rectangle((x - 5, y - 4), 11, 8, facecolor=fill, edgecolor=PAPER if hatch else RULE, hatch=hatch, linewidth=0.0 if hatch else 0.5))
        if name == "represented":
            axes.plot([x + 3], [y - 1], marker="o", markersize=2.4, color=PAPER)

    return sign
