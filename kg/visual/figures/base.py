"""Paper, ink and files: what every figure shares. The only module that saves.

Text is other people's: it is cleaned, never read as formula (``$`` means nothing here), and signs the font has not become "□".
Same data, same bytes: a fixed salt for SVG's ids, no dates, matplotlib's own defaults whatever the user's ``matplotlibrc``
says, and no ``pyplot``, so that nothing outside is changed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from kg.model.errors import UsageError, nearest
from kg.model.text import Lang, Text
from kg.network.formats.extras import extra
from kg.visual.safe import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = ("svg", "png", "pdf")
DPI = 200
WIDE = 7.2
"""Inches: the width of a page's text (two columns of most journals)."""
TALLEST = 190.0
"""Inches: beyond, PDF readers (200 in by ISO 32000-1, annex C) and PNG decoders give up."""
INK, SOFT, RULE, PAPER = "#1a1a1a", "#555555", "#bdbdbd", "#ffffff"
BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW, RED = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#882255"
"""Okabe and Ito's palette, which the colour-blind tell apart; a shape or hatch says the same wherever colour says something."""

_STYLE: Any = {"svg.hashsalt": "kg", "svg.fonttype": "path", "pdf.fonttype": 42, "text.parse_math": False, "text.usetex": False, "font.family": "DejaVu Sans", "font.size": 7.5,
          "hatch.linewidth": 0.6, "axes.unicode_minus": True, "savefig.facecolor": PAPER, "figure.facecolor": PAPER, "path.simplify": False,
          "axes.formatter.useoffset": False, "text.color": INK, "axes.edgecolor": RULE, "axes.linewidth": 0.6}


@dataclass(frozen=True)
class Plan:
    """A figure before it is drawn: ``draw`` gets axes that measure the body in points (1/72 inch), origin at the top left, y downwards.

    ``height`` is the body's, in points; the width is always that of the page. ``notes`` stand under it, most important first.
    """

    title: Text
    subtitle: Text
    height: float
    draw: Callable[[Axes, Lang], None]
    notes: tuple[Text, ...] = ()
    width: float = WIDE * 72


def render(plan: Plan, form: str, lang: Lang = "es") -> bytes:
    """Return a figure as a file's bytes. Raises UsageError: unknown format, extra ``figures`` not installed, too large to print."""
    if form not in FORMATS:
        raise UsageError(Text(f"formato de figura desconocido: {form!r}", f"unknown figure format: {form!r}"), "", nearest(form, FORMATS))
    with extra("figures"):
        import matplotlib as mpl
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        head, foot = _lines(plan, lang)
        top, bottom = 14 + 13 * len(head[0]) + 10 * len(head[1]) + 6, 12 + 8.6 * len(foot) + 6
        height = top + plan.height + bottom
        if height / 72 > TALLEST:
            raise UsageError(Text("la figura sería demasiado alta para imprimirse", "the figure would be too tall to print"), f"{height / 72:.0f} in", Text("use --top N", "use --top N"))
        figure = Figure(figsize=(plan.width / 72, height / 72), dpi=DPI)
        FigureCanvasAgg(figure)
        _frame(figure, head, foot, height)
        axes = figure.add_axes((MARGIN / plan.width, bottom / height, 1 - 2 * MARGIN / plan.width, plan.height / height))
        axes.set_xlim(0, plan.width - 2 * MARGIN)
        axes.set_ylim(plan.height, 0)
        axes.axis("off")
        plan.draw(axes, lang)
        return _saved(figure, form, plan.title.get(lang), plan.subtitle.get(lang))


MARGIN = 14.0
"""Points of white at each side."""


def _lines(plan: Plan, lang: Lang) -> tuple[tuple[list[str], list[str]], list[str]]:
    """Return title, subtitle and notes as lines that fit the width."""
    room = plan.width - 2 * MARGIN
    notes = [line for note in plan.notes for line in fit(note.get(lang), room, 6.5)]
    return (fit(plan.title.get(lang), room, 10.5, bold=True), fit(plan.subtitle.get(lang), room, 7.5)), notes


def _frame(figure: Figure, head: tuple[list[str], list[str]], foot: list[str], height: float) -> None:
    """Write the title above, the notes below."""
    width, y = figure.get_figwidth() * 72, 14.0
    for lines, step, size, weight, colour in ((head[0], 13.0, 10.5, "bold", INK), (head[1], 10.0, 7.5, "normal", SOFT)):
        for line in lines:
            figure.text(MARGIN / width, 1 - (y + step * 0.35) / height, line, fontsize=size, fontweight=weight, color=colour, va="center", ha="left")
            y += step
    for i, line in enumerate(reversed(foot)):
        figure.text(MARGIN / width, (8 + 8.6 * i) / height, line, fontsize=6.5, color=SOFT, va="bottom", ha="left")


def _saved(figure: Figure, form: str, title: str, description: str) -> bytes:
    about: dict[str, Any] = {"svg": {"Date": None, "Creator": "kg", "Title": title, "Description": description}, "png": {"Software": None, "Title": title, "Description": description},
                             "pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": "kg", "Title": title, "Subject": description}}[form]
    buffer = io.BytesIO()
    figure.savefig(buffer, format=form, metadata=about)
    return buffer.getvalue()


@cache
def _font(bold: bool) -> Any:
    """Return the font that comes with matplotlib."""
    with extra("figures"):
        from matplotlib import font_manager
        from matplotlib.ft2font import FT2Font
    found = font_manager.findfont(font_manager.FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal"))
    return FT2Font(found), frozenset(FT2Font(found).get_charmap())


def written(text: object, most: int = 600) -> str:
    """Return text fit to be drawn: one clean line, and "□" for signs the font has not."""
    _, signs = _font(False)
    return "".join(ch if ord(ch) in signs else "□" for ch in clean(text, most))


@cache
def _advance(char: str, bold: bool) -> float:
    """Return how wide a sign is, in points of a font of 1 point."""
    from matplotlib.ft2font import LoadFlags

    font, _ = _font(bold)
    font.set_size(100, 72)
    return float(font.load_char(ord(char), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / 100


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a line is, in points."""
    return size * sum(_advance(ch, bold) for ch in text)


def fit(text: object, room: float, size: float, most: int | None = None, bold: bool = False) -> list[str]:
    """Return text as lines no wider than ``room`` points; beyond ``most`` lines the last ends in "…". A word too long is cut where the room ends."""
    lines: list[str] = []
    for word in written(text).split():
        if lines and width_of(f"{lines[-1]} {word}", size, bold) <= room:
            lines[-1] += f" {word}"
            continue
        while width_of(word, size, bold) > room and len(word) > 1:
            kept = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or width_of(word[:n], size, bold) <= room)
            lines.append(word[:kept])
            word = word[kept:]
        lines.append(word)
    if most is not None and len(lines) > most:
        last = lines[most - 1]
        while last and width_of(last + "…", size, bold) > room:
            last = last[:-1]
        return [*lines[:most - 1], last.rstrip() + "…"]
    return lines


def say(axes: Axes, x: float, y: float, text: object, **style: Any) -> Any:
    """Write a line at a place of the body; ``size`` in points."""
    style = {"fontsize": style.pop("size", 7), "va": "center", "ha": "left", "parse_math": False, **style}
    return axes.text(x, y, written(text), **style)


Sign = Callable[["Axes", float, float, Lang], object]
"""Draws the sign of an entry of a key at a place."""


def key(axes: Axes, y: float, entries: Sequence[tuple[Sign, Text]], lang: Lang) -> None:
    """Draw a key from the line at ``y`` down, wrapped where the width ends; its height is ``key_height``."""
    for (sign, text), (x, row) in zip(entries, _key_places(entries, axes.get_xlim()[1], lang), strict=True):
        sign(axes, x + 5, y + _KEY_ROW * row, lang)
        say(axes, x + 14, y + _KEY_ROW * row, text.get(lang), size=_KEY_TEXT, color=SOFT)


def key_height(entries: Sequence[tuple[Sign, Text]], width: float) -> float:
    """Return the height of a key in the language that takes more, in points."""
    return _KEY_ROW * (1 + max((row for lang in ("es", "en") for _, row in _key_places(entries, width, "en" if lang == "en" else "es")), default=0))


_KEY_ROW, _KEY_TEXT = 12.0, 6.5


def _key_places(entries: Sequence[tuple[Sign, Text]], width: float, lang: Lang) -> list[tuple[float, int]]:
    """Return where each entry begins, and in which row."""
    x, row, found = 0.0, 0, []
    for _, text in entries:
        wide = 14 + width_of(written(text.get(lang)), _KEY_TEXT) + 16
        if x and x + wide - 16 > width:
            x, row = 0.0, row + 1
        found.append((x, row))
        x += wide
    return found
