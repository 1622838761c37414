"""The matrix: who (rows) is in what (columns), the two-mode network as it is, before any projection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.model.text import Lang, Text
from kg.visual.figures.base import BLUE, INK, MARGIN, PAPER, RULE, SKY, SOFT, WIDE, Plan, fit, key, key_height, say, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDEST = 40.0
"""Inches: the widest sheet; columns beyond are left out, and said to be."""
ROW, LEAST, NAME = 12.5, 11.0, 148.0
"""Points: height of a row, least width of a column, room for the rows' names."""
MOST_ROWS = 900
"""Rows that fit one sheet of ``TALLEST``."""
LETTERS: dict[str, tuple[Text, Text]] = {
    "panelist": (Text("P", "P"), Text("panelista", "panelist")), "moderator": (Text("M", "M"), Text("moderación", "moderator")),
    "rapporteur": (Text("R", "R"), Text("relatoría", "rapporteur")), "keynote-speaker": (Text("C", "K"), Text("conferencia", "keynote speaker")),
    "participant": (Text("A", "A"), Text("participante", "took part")),
}
"""Letter and name of each role in an event; any other role has no letter."""


@dataclass(frozen=True)
class Cell:
    """A row is in a column: as what (roles), and whether that rests only on what is inferred."""

    roles: tuple[str, ...] = ()
    inferred: bool = False


def matrix_plan(rows: Sequence[tuple[str, str]], cols: Sequence[tuple[str, str]], cells: Mapping[tuple[str, str], Cell], title: Text, notes: Sequence[Text] = ()) -> Plan:
    """Return the figure of an incidence: ``rows`` and ``cols`` are (id, label), columns in the order given, ``cells`` by (row id, column id).

    Rows go by the first column they are in, so that those with the same columns stand together; rows in none come last.
    """
    scene = _Scene(rows, cols, cells)
    kept = [*notes]
    if scene.cut_cols or scene.cut_rows:
        kept.insert(0, Text(f"No caben: {scene.cut_cols} columnas, las últimas, y {scene.cut_rows} filas.", f"Left out for room: {scene.cut_cols} columns, the last, and {scene.cut_rows} rows."))
    subtitle = Text(f"Filas: {len(rows)} · Columnas: {len(cols)} · Casillas llenas: {len(cells)}. A la derecha y abajo, cuántas.",
                    f"Rows: {len(rows)} · Columns: {len(cols)} · Filled cells: {len(cells)}. At the right and below, how many.")
    return Plan(title, subtitle, scene.height, scene.draw, tuple(kept), scene.paper)


class _Scene:
    """A matrix on paper, in points."""

    def __init__(self, rows: Sequence[tuple[str, str]], cols: Sequence[tuple[str, str]], cells: Mapping[tuple[str, str], Cell]) -> None:
        fits = int((WIDEST * 72 - 2 * MARGIN - NAME - 24) / LEAST)
        # As wide as a page; wider when that would leave columns out.
        width = max(WIDE * 72 - 2 * MARGIN, NAME + 24 + LEAST * min(len(cols), fits))
        self.paper = width + 2 * MARGIN
        self.cells, self.cols, self.cut_cols = cells, list(cols[:fits]), max(0, len(cols) - fits)
        order = {col: j for j, (col, _) in enumerate(cols)}
        where: dict[str, list[int]] = {row: [] for row, _ in rows}
        for row, col in cells:
            where[row].append(order[col])
        key_of = {row: tuple(sorted(found)) or (len(cols),) for row, found in where.items()}
        ordered = sorted(rows, key=lambda r: (key_of[r[0]], r[1], r[0]))
        self.rows, self.cut_rows = ordered[:MOST_ROWS], max(0, len(ordered) - MOST_ROWS)
        self.step = min((width - NAME - 24) / max(1, len(self.cols)), 78.0)
        self.across = self.step >= 46  # room to write the columns' names along the line
        texts = [fit(label, self.step - 6 if self.across else 118, 6.2, most=5 if self.across else 1) for _, label in self.cols]
        self.heads = texts
        self.top = (max((len(t) for t in texts), default=1) * 7.2 + 8) if self.across else max((width_of(t[0], 6.2) for t in texts if t), default=0) + 10
        self.across_count = {row: len(found) for row, found in where.items()}
        self.signs = self._key()
        self.below = self.top + ROW * len(self.rows)
        self.height = self.below + 18 + (key_height(self.signs, width) + 8 if self.signs else 0)

    def _key(self) -> list[Any]:
        """Return the key's entries: the letters that occur, and the hatch when something is inferred."""
        used = {role for cell in self.cells.values() for role in cell.roles}
        entries: list[Any] = [(_square(letter), name) for role, (letter, name) in LETTERS.items() if role in used]
        if any(cell.inferred for cell in self.cells.values()):
            entries.append((_square(None), Text("solo inferido", "only inferred")))
        return entries

    def draw(self, axes: Axes, lang: Lang) -> None:
        """Draw the heads, the rows, the counts, the key."""
        from matplotlib.patches import Rectangle

        end = NAME + self.step * len(self.cols)
        for j, lines in enumerate(self.heads):
            x = NAME + self.step * (j + 0.5)
            for n, line in enumerate(lines):
                if self.across:
                    say(axes, x, self.top - 6 - 7.2 * (len(lines) - 1 - n), line, size=6.2, ha="center")
                else:
                    say(axes, x, self.top - 4, line, size=6.2, ha="center", va="bottom", rotation=90)
        for i, (row, label) in enumerate(self.rows):
            y = self.top + ROW * (i + 0.5)
            if i % 2 == 0:
                axes.add_patch(Rectangle((0, y - ROW / 2), end + 22, ROW, facecolor="#f3f3f3", linewidth=0, zorder=0))
            say(axes, NAME - 6, y, (fit(label, NAME - 10, 6.8, most=1) or [row])[0], size=6.8, ha="right")
            say(axes, end + 11, y, self.across_count[row], size=6.5, ha="center", color=SOFT)
            for j, (col, _) in enumerate(self.cols):
                if (row, col) in self.cells:
                    self._cell(axes, NAME + self.step * (j + 0.5), y, self.cells[row, col], lang)
        for j in range(len(self.cols) + 1):
            axes.plot([NAME + self.step * j] * 2, [self.top, self.below], color=RULE, linewidth=0.4, zorder=1)
        for j, (col, _) in enumerate(self.cols):
            say(axes, NAME + self.step * (j + 0.5), self.below + 7, sum(1 for _, c in self.cells if c == col), size=6.5, ha="center", color=SOFT)
        if self.signs:
            key(axes, self.below + 24, self.signs, lang)

    def _cell(self, axes: Axes, x: float, y: float, cell: Cell, lang: Lang) -> None:
        """Draw a filled cell with the letters of its roles; hatched when only inferred."""
        from matplotlib.patches import Rectangle

        wide = min(self.step - 2, 30.0)
        letters = "".join(LETTERS[role][0].get(lang) for role in cell.roles if role in LETTERS)
        axes.add_patch(Rectangle((x - wide / 2, y - ROW / 2 + 1), wide, ROW - 2, facecolor=SKY if cell.inferred else BLUE, edgecolor=PAPER if cell.inferred else BLUE,
                                 hatch="////" if cell.inferred else None, linewidth=0, zorder=2))
        if letters and len(letters) * 6 < wide:
            say(axes, x, y, letters, size=6.8, ha="center", color=INK if cell.inferred else PAPER, fontweight="bold", zorder=3)


def _square(letter: Text | None) -> Any:
    """Return what draws a cell in the key."""
    def sign(axes: Axes, x: float, y: float, lang: Lang) -> None:
        from matplotlib.patches import Rectangle

        axes.add_patch(Rectangle((x - 5, y - 4.5), 11, 9, facecolor=BLUE if letter else SKY, edgecolor=PAPER, hatch=None if letter else "////", linewidth=0))
        if letter:
            say(axes, x + 0.5, y, letter.get(lang), size=6.2, ha="center", color=PAPER, fontweight="bold")

    return sign
