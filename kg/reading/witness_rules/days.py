"""Dates and hours that cannot be, or that do not say enough."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model.text import Text
from kg.reading.mentions.dates import find_times, year_of
from kg.reading.witness_rules.case import Case, Finding

_HEAD = 2500    # characters of the beginning: where a report dates its event
_SESSION = r"\b(?:(?P<n>primer|segund|tercer|cuart|quint)[ao]?|(?P<last>ultim[ao])) (?P<what>jornada|dia|sesion|fecha)\b"


def impossible(case: Case) -> Iterator[Finding]:
    """A day no calendar holds, or a range that runs backwards."""
    for hit in case.dates:
        if "impossible" in hit.flags:
            yield Finding((case.span(hit.start, hit.end),), Text("La fecha no existe en ningún calendario.", "No calendar holds this date."), confidence=0.95,
                          fix=Text("corregir la fecha", "correct the date"))


def weekday(case: Case) -> Iterator[Finding]:
    """A weekday that was not that day's."""
    import datetime

    names = (("lunes", "Monday"), ("martes", "Tuesday"), ("miércoles", "Wednesday"), ("jueves", "Thursday"), ("viernes", "Friday"), ("sábado", "Saturday"), ("domingo", "Sunday"))
    year = year_of(case.text)
    for hit in case.dates:
        said = next((n for n in range(7) if case.plain[hit.start:hit.end].startswith(("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")[n])), None)
        own, month, day = hit.parts[0]
        if said is None or "impossible" in hit.flags or not (own or ("year-open" in hit.flags and year)):
            continue
        right = datetime.date(own or year or 2000, month, day).weekday()
        if right != said:
            yield Finding((case.span(hit.start, hit.end),), Text(f"Ese día no fue {names[said][0]}, sino {names[right][0]}.", f"That day was not a {names[said][1]} but a {names[right][1]}."),
                          confidence=0.9,
                          fix=Text("corregir el día o la fecha", "correct the weekday or the date"))


def year_missing(case: Case) -> Iterator[Finding]:
    """The event's date without a year, or with "del año en curso": the year has to be taken from elsewhere."""
    if not case.is_event:
        return
    first = next((h for h in case.dates if h.start < _HEAD), None)
    if first is None or any(p[0] for h in case.dates if h.start < _HEAD for p in h.parts) or "year-before" in first.flags:
        return
    year = year_of(case.text)
    says = (Text("La fecha llama al año el que corre", "The date calls the year the current one") if "year-open" in first.flags else Text("La fecha va sin año", "The date has no year"))
    more = (f"; {year} se deduce del resto", f"; {year} is inferred from the rest") if year else ("", "")
    yield Finding((case.span(first.start, first.end),), Text(f"{says.es}{more[0]}.", f"{says.en}{more[1]}."), confidence=0.95, fix=Text("escribir el año", "write the year"))


def session_undated(case: Case) -> Iterator[Finding]:
    """Several days and several numbered sessions, one of which is not said to be on any of them."""
    head = next((h for h in case.dates if len(h.parts) > 1 and h.start < _HEAD), None)
    if head is None or not case.is_event:
        return
    for hit in case.find(_SESSION):
        same = [h for h in case.find(_SESSION) if h["n"] == hit["n"]]
        if hit["n"] and same[0].start() == hit.start() and not any(-40 < d.start - s.start() < 40 for d in case.dates for s in same):
            others = [h for h in case.dates if h is not head and h.parts[0][1:] in {p[1:] for p in head.parts}]
            also = tuple(case.span(h.start, h.end) for h in others[:2])
            yield Finding((case.span(*hit.span()), case.span(head.start, head.end), *also),
                          Text("No se dice qué día fue esta sesión; a lo sumo se deduce.", "On which day this session was is not said; at most it can be inferred."), confidence=0.85,
                          fix=Text("fechar cada sesión", "date each session"))
            return


def outside(case: Case) -> Iterator[Finding]:
    """A session dated outside the event's own days."""
    days = {(p[1], p[2]) for c in case.reading.of("event") if not c.data.get("part_of") for p in [tuple(int(x) for x in d.split("-")) for d in c.data["dates"]]}
    if len(days) < 2:
        return
    for hit in case.find(r"\b(?:jornada|panel|sesion|mesa|taller|dia) (?:del? |de la |celebrad[oa] el )?(?=\d{1,2} de )"):
        date = next((h for h in case.dates if h.start == hit.end()), None)
        if date and "impossible" not in date.flags and all(p[1:] not in days for p in date.parts) and all(not p[0] for p in date.parts):
            yield Finding((case.span(hit.start(), date.end),), Text("Esta sesión va fechada fuera de los días del evento.", "This session is dated outside the days of the event."), confidence=0.8)


def one_hour(case: Case) -> Iterator[Finding]:
    """A single starting hour, or a single duration, for several days: of which day is not said."""
    head = next((h for h in case.dates if len(h.parts) > 1 and h.start < 1500 and "range" not in h.flags), None)
    spots = [e for ln in case.lines[:30] for e in [case.extent(ln)] if re.match(r"(?:hora|horario|inicio|duracion): ", case.plain[slice(*e)]) and e[1] - e[0] < 80]
    spots = [s for s in spots if find_times(case.text, *s) or "duracion" in case.plain[slice(*s)]]
    hours = [s for s in spots if "duracion" not in case.plain[slice(*s)]]
    if head and spots and len(hours) <= 1 and not re.search(r"ambos|ambas|cada|los dos|respectiv", case.plain[spots[0][0]:spots[-1][1] + 40]):
        yield Finding(tuple(case.span(*s) for s in spots), Text("Hay una sola hora o duración para varios días: no se dice de cuál es, o si vale para todos.",
                                                                "There is one hour or duration for several days: of which one it is, or whether it holds for all, is not said."), confidence=0.85)
