"""A slice of a network: a window of time, one event with its sessions, one format."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model.errors import UsageError, nearest
from kg.model.text import Text
from kg.network.layers import EVENTS, Layer

if TYPE_CHECKING:
    from kg.network.incidence import Rows


@dataclass(frozen=True)
class Slice:
    """Which events count. ``start`` and ``end``: days, both included; ``event``: its IRI, or the end of it (slug); ``format``: notation of event-format.

    A session without days, or without a format, has those of what it is part of. What is in no event of the slice is left out; so is a membership whose
    hat nobody wore in one.
    """

    start: datetime.date | None = None
    end: datetime.date | None = None
    event: str = ""
    format: str = ""


EVERYTHING = Slice()


def claims_within(reader: Rows, layer: Layer, within: Slice) -> set[str]:
    """Return the claims of a layer that belong to an event of the slice."""
    allowed = events_within(reader, within)
    return {claim for claim, event in reader.rows(layer.event_query()) if claim and event in allowed}


def events_within(reader: Rows, within: Slice) -> set[str]:
    """Return the events of a slice. An unknown event or format is an error that names the nearest; so is a window that ends before it begins."""
    if within.start and within.end and within.end < within.start:
        raise UsageError(Text(f"la ventana termina antes de empezar: {within.start} a {within.end}", f"the window ends before it begins: {within.start} to {within.end}"))
    up: dict[str, set[str]] = defaultdict(set)
    days: dict[str, set[str]] = defaultdict(set)
    formats: dict[str, set[str]] = defaultdict(set)
    events: set[str] = set()
    for event, what, value in reader.rows(EVENTS):
        if event:
            events.add(event)
        if event and what and value:
            {"up": up, "day": days, "format": formats}[what][event].add(value)
    allowed = events
    if within.event:
        top = _one(within.event, events)
        allowed = {e for e in allowed if top in _upwards(e, up)}
    if within.format:
        known = {v.rpartition("/")[2] for values in formats.values() for v in values}
        if within.format not in known:
            raise UsageError(Text(f"ningún evento tiene el formato {within.format!r}", f"no event has the format {within.format!r}"), "", nearest(within.format, known, most=12))
        allowed = {e for e in allowed if within.format in {v.rpartition("/")[2] for v in _own(e, formats, up)}}
    if within.start or within.end:
        first, last = str(within.start or datetime.date.min), str(within.end or datetime.date.max)
        allowed = {e for e in allowed if any(first <= day <= last for day in _own(e, days, up))}
    return allowed


def _one(event: str, events: set[str]) -> str:
    """Return the event meant: an IRI, or what it ends with."""
    found = sorted(e for e in events if event in (e, e.rpartition("/")[2]))
    if len(found) == 1:
        return found[0]
    raise UsageError(Text(f"no hay un evento {event!r}", f"there is no event {event!r}"), "", nearest(event, {e.rpartition("/")[2] for e in events}))


def _upwards(event: str, up: Mapping[str, set[str]]) -> list[str]:
    """Return an event and all it is part of, nearest first; a ring ends where it began."""
    reached = [event]
    for at in reached:
        reached += sorted(up.get(at, set()) - set(reached))
    return reached


def _own(event: str, values: Mapping[str, set[str]], up: Mapping[str, set[str]]) -> set[str]:
    """Return an event's values, or those of the nearest one it is part of that has some."""
    return next((values[e] for e in _upwards(event, up) if values.get(e)), set())
