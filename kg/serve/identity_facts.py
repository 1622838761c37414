"""What reports and registry say of one side of a question, as the reader of the page needs it: rows of values in the reports' own spelling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kg.model.acta import Acta, Record
from kg.model.registry import Registry
from kg.model.terms import concepts
from kg.model.text import Text

ROWS = ("type", "code", "state", "sector", "office", "body", "speaker", "parent", "place", "event", "date", "theme", "part", "people", "said", "outside")
"""Rows in the order of the page."""
TELLING = frozenset({"code", "state", "type", "date", "parent", "place", "body", "speaker"})
"""Rows in which two sides with nothing in common speak against their being one."""
Fact = tuple[str, Text]


def same(text: object) -> Text:
    """Return words that are the same in every language: what a report writes."""
    return Text(str(text), str(text))


def facts(kind: str, acta: Acta, record: Record) -> Iterator[Fact]:
    """Yield (row, value) of one record of an acta, in the order of the acta."""
    yield from _OF[kind](acta, record)


def registered(kind: str, slug: str, registry: Registry) -> Iterator[Fact]:
    """Yield what the registry says of one of its rows; outside knowledge with the address where it was read."""
    if kind == "municipality":
        row = next((r for r in registry.rows["municipalities"] if r["code"] == slug), None)
        yield "code", same(slug)
        if row:
            yield "state", same(row["state"])
    if kind == "institution":
        for row in registry.rows["institutions"]:
            if row["slug"] == slug and row["sector"]:
                yield "sector", concepts()["sector"].get(row["sector"], same(row["sector"]))
    for row in registry.rows["outside"]:
        if (row["kind"], row["slug"]) == (kind, slug) and row["property"] != "skos:altLabel":
            yield "outside", same(f"{row['property'].partition(':')[2]}: {row['value']} ({row['source']}, {row['read_on']})")


def _name(acta: Acta, table: str, ident: object) -> Iterator[Text]:
    found = acta.records.get(table, {}).get(str(ident)) if ident else None
    if found:
        yield same(found.values["name"])


def _label(scheme: str, notation: object) -> Iterator[Text]:
    if notation:
        yield concepts()[scheme].get(str(notation), same(notation))


def _dates(record: Record) -> str:
    return ", ".join(str(d) for d in record.values.get("dates", []))


def _events(acta: Acta, ident: object) -> Iterator[Text]:
    """Yield an event with its dates; without its own, those of what it is part of."""
    event = acta.records.get("event", {}).get(str(ident))
    if event:
        above: Record | None = event
        seen: set[str] = set()
        while above and not _dates(above) and above.id not in seen:
            seen.add(above.id)
            above = acta.records["event"].get(str(above.values.get("part_of")))
        when = _dates(above) if above else ""
        yield same(f"{event.values['name']} ({when})" if when else event.values["name"])


def _towns(acta: Acta, *idents: object) -> Iterator[Text]:
    for ident in idents:
        yield from _name(acta, "municipality", ident)


def _role(acta: Acta, hat: Record) -> Iterator[Text]:
    """Yield the office of a hat: as normalised, else as written, else its post."""
    role = hat.values.get("role_title") or "; ".join(hat.values.get("as_written", []))
    if role:
        yield same(role)
    else:
        yield from _label("post", hat.values.get("post"))


def _said(acta: Acta, wanted: Callable[[Record], bool]) -> Iterator[Fact]:
    """Yield our summaries of contributions."""
    for record in acta.table("contribution"):
        if wanted(record):
            yield "said", Text(str(record.values["summary"]), str(record.values["gloss"]))


def _rows(row: str, values: Iterable[Text]) -> Iterator[Fact]:
    return ((row, value) for value in values)


def _person(acta: Acta, record: Record) -> Iterator[Fact]:
    for hat in acta.table("membership"):
        if hat.values["person"] == record.id:
            yield from _rows("office", _role(acta, hat))
            yield from _rows("body", _name(acta, "institution", hat.values.get("institution")))
            body = acta.records["institution"].get(str(hat.values.get("institution")))
            if body:
                yield from _rows("place", _towns(acta, body.values.get("governs"), body.values.get("municipality")))
    for there in acta.table("participation"):
        if there.values["person"] == record.id:
            yield from _rows("event", _events(acta, there.values["event"]))
    turns = {t.id for t in acta.table("turn") if t.values.get("speaker") == record.id}
    yield from _said(acta, lambda c: c.values.get("turn") in turns)


def _institution(acta: Acta, record: Record) -> Iterator[Fact]:
    yield from _rows("type", _label("institution-kind", record.values.get("kind")))
    yield from _rows("parent", _name(acta, "institution", record.values.get("unit_of")))
    yield from _rows("place", _towns(acta, record.values.get("governs"), record.values.get("municipality")))
    for unit in acta.table("institution"):
        if unit.values.get("unit_of") == record.id:
            yield "part", same(unit.values["name"])
    for hat in acta.table("membership"):
        if hat.values.get("institution") == record.id:
            for name in _name(acta, "person", hat.values["person"]):
                role = next(_role(acta, hat), None)
                yield "people", Text(f"{name.es} ({role.es})", f"{name.en} ({role.en})") if role else name


def _municipality(acta: Acta, record: Record) -> Iterator[Fact]:
    if record.values.get("inegi"):
        yield "code", same(record.values["inegi"])
    for body in acta.table("institution"):
        if record.id in (body.values.get("governs"), body.values.get("municipality")):
            yield "body", same(body.values["name"])
    yield from _said(acta, lambda c: record.id in c.values.get("about", []))


def _event(acta: Acta, record: Record) -> Iterator[Fact]:
    yield from _rows("type", _label("event-format", record.values.get("format")))
    yield from _rows("parent", _name(acta, "event", record.values.get("part_of")))
    if record.values.get("place"):
        yield "place", same(record.values["place"])
    yield from (("date", same(d)) for d in record.values.get("dates", []))
    for there in acta.table("participation"):
        if there.values["event"] == record.id:
            yield from _rows("people", _name(acta, "person", there.values["person"]))


def _mechanism(acta: Acta, record: Record) -> Iterator[Fact]:
    yield from _rows("type", _label("mechanism-kind", record.values.get("kind")))
    yield from _rows("body", _name(acta, "institution", record.values.get("operator")))
    yield from _rows("place", _towns(acta, record.values.get("municipality")))
    for whole in acta.table("mechanism"):
        if record.id in whole.values.get("components", []):
            yield "parent", same(whole.values["name"])
    for part in record.values.get("components", []):
        yield from _rows("part", _name(acta, "mechanism", part))
    yield from _said(acta, lambda c: record.id in c.values.get("mechanisms", []))


def _contribution(acta: Acta, record: Record) -> Iterator[Fact]:
    values = record.values
    yield from _rows("type", _label("contribution-kind", values.get("kind")))
    turn = acta.records["turn"].get(str(values.get("turn")))
    if turn:
        yield from _rows("speaker", _name(acta, "person", turn.values.get("speaker")))
    yield from _rows("event", _events(acta, turn.values.get("event") if turn else values.get("conclusion_of")))
    yield from _rows("place", _towns(acta, *values.get("about", [])))
    for theme in values.get("themes", []):
        yield from _rows("theme", _label("theme", theme))
    for ident in values.get("mechanisms", []):
        yield from _rows("part", _name(acta, "mechanism", ident))


_OF: dict[str, Callable[[Acta, Record], Iterator[Fact]]] = {
    "person": _person, "institution": _institution, "municipality": _municipality, "event": _event, "mechanism": _mechanism, "contribution": _contribution}
