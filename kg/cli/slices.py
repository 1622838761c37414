"""The options that say which part of a layer is meant, shared by every command about networks."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from kg.cli.base import option
from kg.model.errors import UsageError
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.network.slices import Slice


class _Day(click.ParamType[datetime.date]):
    """A day as 2023-06-08; a month (2023-06) or year is its first day, or with ``last`` its last one."""

    name = "date"

    def __init__(self, last: bool) -> None:
        self.last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        """Read the day. Raises UsageError."""
        if isinstance(value, datetime.date):
            return value
        try:
            year, month, day, *more = [*(int(p) for p in str(value).split("-")), 0, 0]
            if not any(more):
                month = month or (12 if self.last else 1)
                return datetime.date(year, month, day or (calendar.monthrange(year, month)[1] if self.last else 1))
        except ValueError:
            pass
        raise UsageError(Text(f"no es una fecha: {value}", f"not a date: {value}"), param.opts[0] if param else "", Text("escriba 2023-06-08, 2023-06 o 2023", "write 2023-06-08, 2023-06 or 2023"))


_OPTIONS = (
    option("--certain", is_flag=True, es="Deja fuera lo que descansa en quién habla por inferencia.", en="Leaves out what rests on an inferred speaker."),
    option("--by", default="person", metavar="person|hat|institution|sector|municipality", es="Qué es un nodo: la persona, o aquello a nombre de lo cual estuvo.",
           en="What a node is: the person, or that on whose behalf they were there."),
    option("--weight", default="count", metavar="count|newman|inverse-frequency", es="Cuánto pesa un grupo compartido: 1; 1/(k-1); 1/ln k.", en="What a shared group weighs: 1; 1/(k-1); 1/ln k."),
    option("--event", es="Solo este evento con sus sesiones (IRI o su final).", en="Only this event with its sessions (IRI or its end)."),
    option("--event-format", es="Solo eventos de este formato (panel, networking…).", en="Only events of this format (panel, networking…)."),
    option("--from", "start", type=_Day(last=False), es="Desde este día (2023-06-08, 2023-06 o 2023).", en="From this day (2023-06-08, 2023-06 or 2023)."),
    option("--to", "end", type=_Day(last=True), es="Hasta este día.", en="To this day."),
)


def part(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a part; it gets them as ``**chosen`` for ``arguments``."""
    for add in reversed(_OPTIONS):
        command = add(command)
    return command


def arguments(certain: bool, by: str, weight: str, event: str | None, event_format: str | None, start: datetime.date | None, end: datetime.date | None) -> dict[str, Any]:
    """Return what ``kg.network.graph.net`` and ``network`` take."""
    return {"certain_only": certain, "by": by, "weight": weight, "within": _slice(event, event_format, start, end)}


def _slice(event: str | None, event_format: str | None, start: datetime.date | None, end: datetime.date | None) -> Slice:
    from kg.network.slices import Slice

    return Slice(start, end, event or "", event_format or "")
