"""Days of events: the dates of a report put to the event or session they stand with; the year inferred from the title when it is not said."""

from __future__ import annotations

from kg.reading.mentions.dates import DateHit, find_dates, find_times, resolve, year_of
from kg.reading.mentions.events import Event
from kg.reading.mentions.line import Line

_HEAD_LINES = 14


def date_events(events: list[Event], lines: list[Line], text: str) -> None:
    """Give the events their days and start time, in place. A session without days of its own has those of the main event when that has one day."""
    if not events:
        return
    hits = [(i, h) for i, line in enumerate(lines) for h in find_dates(text, line.start, line.tokens[-1].end)]
    year = year_of(text)
    main = events[0]
    near = [(i, h) for i, h in hits if i <= main.line + _HEAD_LINES]
    _put(main, _best(near, lines) or _best(hits, lines), year)
    _number(events, main)
    for event in events[1:]:
        if event.dates:
            continue
        own = [h for i, h in hits if i == event.line and h.start != main.start]
        _put(event, own[:1], year)
        if not event.dates and len(main.dates) == 1:
            event.dates, event.dates_at, event.inferred_year = list(main.dates), list(main.dates_at), main.inferred_year
    for i, line in enumerate(lines[: main.line + _HEAD_LINES]):
        times = find_times(text, line.start, line.tokens[-1].end)
        if times and i <= main.line + _HEAD_LINES:
            main.time = times[0].time
            break


def _number(events: list[Event], main: Event) -> None:
    """Give the first, second … session of a report the first, second … of its days, when there are as many; what follows a session is on its day."""
    numbered = [e for e in events[1:] if e.rule == "event.ordinal"]
    if not numbered or len(numbered) != len(main.dates):
        return
    day: list[str] = []
    for event in events[1:]:
        if event in numbered:
            day = [main.dates[numbered.index(event)]]
        if day:
            event.dates, event.dates_at, event.inferred_year = list(day), list(main.dates_at), main.inferred_year


def _best(hits: list[tuple[int, DateHit]], lines: list[Line]) -> list[DateHit]:
    """Return the hit that dates a report: the first on a "Fecha:" line, else the first one."""
    labelled = [h for i, h in hits if lines[i].tokens[0].key in ("fecha", "dia", "dias", "cuando")]
    plain = [h for _, h in hits if "impossible" not in h.flags]
    return (labelled or plain)[:1]


def _put(event: Event, hits: list[DateHit], year: int | None) -> None:
    for hit, dates, inferred in resolve(hits, year):
        event.dates = list(dates)
        event.dates_at = [(hit.start, hit.end)] if dates else []
        event.inferred_year = inferred
