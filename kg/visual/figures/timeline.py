"""The timeline: sessions in order of day and hour, how many took part in each, and how many contributions its report holds."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kg.model.text import Lang, Text
from kg.visual.figures.base import BLUE, INK, MARGIN, ORANGE, PAPER, RULE, SOFT, WIDE, Plan, fit, say, width_of, written
from kg.visual.figures.data import Session

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SPINE, NAME, BARS, ROW = 66.0, 78.0, 282.0, 27.0
"""Points: where the line of time stands, where names begin, where bars begin, the height of a session."""
_GAP, _WHOLE = 17.0, 16.0
_MONTHS = Text("ene feb mar abr may jun jul ago sep oct nov dic", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")


def timeline_plan(sessions: Sequence[Session], title: Text, notes: Sequence[Text] = ()) -> Plan:
    """Return the figure of the sessions (events that hold others are their headings). One without a day stands last and says so."""
    leaves = [s for s in sessions if s.leaf]
    steps = _steps(leaves)
    height = 20.0 + sum(h for h, _ in steps) + 4
    people, said = max((len(s.people) for s in leaves), default=0), max((len(s.said) for s in leaves), default=0)
    subtitle = Text(f"Sesiones: {len(leaves)} · Personas distintas: {len(set().union(*(s.people for s in leaves)))} · Contribuciones: {sum(len(s.said) for s in leaves)}",
                    f"Sessions: {len(leaves)} · Different people: {len(set().union(*(s.people for s in leaves)))} · Contributions: {sum(len(s.said) for s in leaves)}")

    def draw(axes: Axes, lang: Lang) -> None:
        _heads(axes, lang)
        y = 20.0
        for high, paint in steps:
            paint(axes, y, lang, people, said)
            y += high
        if not leaves:
            say(axes, 0, 28, Text("No hay sesiones.", "There are no sessions.").get(lang), color=SOFT)

    more = Text("Sin barra no quiere decir que nadie hablara: solo que el informe no lo recoge.", "No bar does not mean that nobody spoke: only that the report does not record it.")
    return Plan(title, subtitle, height if leaves else 40.0, draw, (more, *_unordered(leaves), *notes))


def _unordered(leaves: Sequence[Session]) -> list[Text]:
    """Return what to say when several sessions of a day have no hour: their order here is that of their names."""
    hourless = Counter(s.days[0] for s in leaves if s.days and not s.start)
    return [Text("Las sesiones de un mismo día sin hora van por su nombre, no por su orden en el día.", "Sessions of one day without an hour go by name, not by their order in the day.")] \
        if any(n > 1 for n in hourless.values()) else []


Step = tuple[float, Callable[["Axes", float, Lang, int, int], None]]


def _steps(leaves: Sequence[Session]) -> list[Step]:
    """Return what is drawn from top to bottom: headings, sessions, and the days between."""
    found: list[Step] = []
    before: Session | None = None
    for session in leaves:
        if before and (apart := _apart(before, session)):
            found.append((_GAP, _between(apart)))
        if before is None or before.whole != session.whole:
            found.append((_WHOLE, _heading(session.whole)))
        found.append((ROW, _row(session)))
        before = session
    return found


def _apart(one: Session, other: Session) -> int:
    """Return the days between the last of one and the first of the other, 0 when a day is not known."""
    if not (one.days and other.days):
        return 0
    return max(0, (datetime.date.fromisoformat(other.days[0]) - datetime.date.fromisoformat(one.days[-1])).days)


def _heads(axes: Axes, lang: Lang) -> None:
    width = WIDE * 72 - 2 * MARGIN
    half = (width - BARS) / 2
    for x, text in ((NAME, Text("sesión", "session")), (BARS, Text("personas", "people")), (BARS + half, Text("contribuciones", "contributions"))):
        say(axes, x, 7, text.get(lang), size=6.5, color=SOFT)
    axes.plot([0, width], [14, 14], color=RULE, linewidth=0.5)


def _heading(whole: str) -> Any:
    def paint(axes: Axes, y: float, _lang: Lang, _people: int, _said: int) -> None:
        _spine(axes, y, _WHOLE)
        if written(whole):
            say(axes, NAME, y + _WHOLE / 2 + 1, fit(whole, WIDE * 72 - 2 * MARGIN - NAME, 7.2, most=1, bold=True)[0], size=7.2, fontweight="bold")

    return paint


def _between(days: int) -> Any:
    def paint(axes: Axes, y: float, lang: Lang, _people: int, _said: int) -> None:
        axes.plot([SPINE] * 2, [y, y + _GAP], color=SOFT, linewidth=1.1, linestyle=(0, (1, 2)))
        text = Text(f"{days} días después" if days > 1 else "al día siguiente", f"{days} days later" if days > 1 else "the next day")
        say(axes, NAME, y + _GAP / 2, text.get(lang), size=6.3, color=SOFT, fontstyle="italic")

    return paint


def _spine(axes: Axes, y: float, high: float) -> None:
    axes.plot([SPINE] * 2, [y, y + high], color=SOFT, linewidth=1.1)


def _row(session: Session) -> Any:
    """Return what draws a session: its day, its name, its two bars."""
    def paint(axes: Axes, y: float, lang: Lang, people: int, said: int) -> None:
        width, middle = WIDE * 72 - 2 * MARGIN, y + ROW / 2
        _spine(axes, y, ROW)
        axes.plot([SPINE], [middle], marker="o", markersize=5, color=INK, markeredgecolor=PAPER)
        when = [_day(d, lang) for d in session.days[:1]] or [Text("sin fecha", "no date").get(lang)]
        when += [f"→ {_day(session.days[-1], lang)}"] if len(session.days) > 1 else []
        when += [session.start] if session.start else []
        for n, line in enumerate(when[:3]):
            say(axes, SPINE - 8, middle + (n - (len(when[:3]) - 1) / 2) * 7.6, line, size=6.3, ha="right")
        lines = fit(session.label, BARS - NAME - 12, 6.8, most=3)
        for n, line in enumerate(lines):
            say(axes, NAME, middle + (n - (len(lines) - 1) / 2) * 7.8, line, size=6.8)
        half = (width - BARS) / 2
        _bar(axes, BARS, middle, half, len(session.people), people, BLUE, None)
        _bar(axes, BARS + half, middle, half, len(session.said), said, ORANGE, "///")

    return paint


def _bar(axes: Axes, x: float, y: float, room: float, count: int, most: int, colour: str, hatch: str | None) -> None:
    """Draw a bar and its number, both columns from zero, each on its own scale."""
    from matplotlib.patches import Rectangle

    number = str(count)
    wide = (room - 16 - width_of(str(most), 6.5)) * count / most if most else 0.0
    axes.add_patch(Rectangle((x, y - 5), wide, 10, facecolor=colour, edgecolor=PAPER, hatch=hatch, linewidth=0))
    axes.plot([x, x], [y - ROW / 2, y + ROW / 2], color=RULE, linewidth=0.5)
    say(axes, x + wide + 4, y, number, size=6.5, color=INK if count else SOFT)


def _day(iso: str, lang: Lang) -> str:
    """Return a day for reading: ``6 jun 2023``."""
    year, month, day = iso[:10].split("-")
    return f"{int(day)} {_MONTHS.get(lang).split()[int(month) - 1]} {year}"
