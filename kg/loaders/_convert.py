"""A cell's text to the value of a field: numbers, dates, times, truth, concepts, references."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from typing import Any

from kg.loaders._make import MAX_ERRORS, Maker, concept, date
from kg.loaders._mapping import Mapping, Value
from kg.model.errors import nearest
from kg.model.iri import fold
from kg.model.records import Field
from kg.model.terms import concepts
from kg.model.text import Text
from kg.reading.formats.table_file import Cell

_TRUE, _FALSE = {"si", "s", "yes", "y", "true", "verdadero", "1", "x", "sim"}, {"no", "n", "false", "falso", "0", "nao"}
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h ]\s?(\d{2}))?(?::\d{2})?\s*(?:h(?:rs|oras)?\.?)?\s*([ap])?\.?\s?m?\.?\Z")
_MONTHS = {name: str(n) for names in (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "january february march april may june july august september october november december",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro") for n, name in enumerate(names.split(), 1)} | {"setiembre": "9"}
_MONTH = re.compile(r"[^\W\d_]+")


class Bad(Exception):
    """A value that cannot be what its field asks for. ``label`` and ``value`` group equal complaints; ``known`` is what would do."""

    def __init__(self, label: str, value: str, what: Text, remedy: Text | None = None, known: Callable[[], Iterable[str]] | None = None) -> None:
        super().__init__(what.en)
        self.label, self.value, self.what, self.remedy, self.known = label, value, what, remedy, known


class Complaints:
    """Each bad value once, with its first row and how many rows have it: two hundred thousand equal errors are one."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[int, str, Bad, int]] = {}

    def add(self, bad: Bad, line: int, where: str) -> None:
        """Count a bad value."""
        key = (bad.label, bad.value)
        first = self._found.get(key, (line, where, bad, 0))
        self._found[key] = (*first[:3], first[3] + 1)

    def tell(self, maker: Maker) -> None:
        """Note the errors; what was meant is looked for only in as many as will be shown."""
        for number, (line, where, bad, count) in enumerate(self._found.values()):
            again = Text(f" ({count} filas)", f" ({count} rows)") if count > 1 else Text("", "")
            remedy = nearest(bad.value, bad.known()) if bad.known and number < MAX_ERRORS else bad.remedy
            maker.fail(line, Text(bad.what.es + again.es, bad.what.en + again.en), remedy, where)


def split_cell(cell: Cell, separator: str) -> list[Cell]:
    """Return the parts of a multi-valued cell, each with its own stretch where the text is written as it reads."""
    plain = len(cell.text) == cell.end - cell.start
    found, at = [], 0
    for part in cell.text.split(separator) if separator else [cell.text]:
        bare = part.strip()
        start = cell.start + at + len(part) - len(part.lstrip())
        if bare:
            found.append(Cell(bare, start, start + len(bare)) if plain else Cell(bare, cell.start, cell.end))
        at += len(part) + len(separator)
    return found


def convert(item: Field, value: Value, cells: dict[str, str], made: dict[str, list[str]], mapping: Mapping) -> Any:
    """Return the value of a field (a list where it takes many), or None when there is none. Raises Bad."""
    if value.ref:
        ids = made.get(value.ref, [])
        return (ids if item.many else ids[0]) if ids else None
    if not value.template:
        return _one_or_many(item, [_const(x) for x in (value.const if isinstance(value.const, list) else [value.const])])
    text = value.fill(cells)
    parts = [p.strip() for p in text.split(value.split)] if value.split else [text]
    return _one_or_many(item, [x for p in parts if p or value.lookup is not None for x in [_part(item, value, p, mapping)] if x is not None])


def _const(value: Any) -> Any:
    return value.date() if isinstance(value, datetime.datetime) else value


def _one_or_many(item: Field, found: list[Any]) -> Any:
    if item.many:
        return found
    if len(found) > 1:
        raise Bad(item.name, str(found), Text(f"{item.name}: {len(found)} valores, y solo cabe uno", f"{item.name}: {len(found)} values where one fits"))
    return found[0] if found else None


def _part(item: Field, value: Value, text: str, mapping: Mapping) -> Any:
    """Look one text up, or read it as the field's type."""
    if value.lookup is not None:
        if fold(text) in value.folded:
            return _const(value.folded[fold(text)]) or None
        if value.default is not None or not text:
            return value.default
        label = value.single or value.template
        raise Bad(label, text, Text(f"columna {label!r}: {text!r} no está en su lookup", f"column {label!r}: {text!r} is not in its lookup"),
                  known=lambda: [k for k in value.lookup or {} if k] or ["-"])
    read = _READ.get(item.type)
    if read is None:
        return Maker.ident(text) if item.type == "ref" and not concept_of(item, text) else concept_of(item, text) or text
    found = read(text, value, mapping)
    if found is None:
        if value.default is not None:
            return value.default
        raise Bad(value.single or value.template, text, Text(f"columna {value.single or value.template!r}: {text!r} no es {_WHAT[item.type].es}",
                                                             f"column {value.single or value.template!r}: {text!r} is not {_WHAT[item.type].en}"), _REMEDY[item.type])
    return found


def concept_of(item: Field, text: str) -> str | None:
    """Return the notation a text names in the scheme a field takes; None when it takes none. Raises Bad for a concept field."""
    if item.type == "ref":
        scheme = next((t.removeprefix("concept:") for t in item.target.split("|") if t.startswith("concept:")), "")
        return concept(scheme, text) if scheme else None
    if item.type != "concept":
        return None
    found = concept(item.target, text)
    if found is None:
        raise Bad(item.name, text, Text(f"{item.name}: {text!r} no está en el esquema {item.target!r}", f"{item.name}: {text!r} is not in scheme {item.target!r}"),
                  known=lambda: concepts().get(item.target, {}))
    return found


def _date(text: str, value: Value, mapping: Mapping) -> datetime.date | None:
    formats = value.formats or mapping.formats
    if any("%B" in f for f in formats):
        text = _MONTH.sub(lambda m: _MONTHS.get(m[0].casefold(), m[0]), text)
        formats = tuple(f.replace("%B", "%m") for f in formats)
    return date(text, formats)


def _time(text: str, _value: Value, _mapping: Mapping) -> str | None:
    found = _CLOCK.match(text.casefold())
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def _number(text: str, _value: Value, mapping: Mapping) -> float | int | None:
    group = "." if mapping.decimal == "," else ","
    bare = re.sub(r"[\s\u00a0$%]", "", text)
    if re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(group)}\d{{3}})+(?:{re.escape(mapping.decimal)}\d+)?", bare):
        bare = bare.replace(group, "")
    if group in bare:
        return None
    bare = bare.replace(mapping.decimal, ".")
    return int(bare) if re.fullmatch(r"[+-]?\d{1,30}", bare) else float(bare) if re.fullmatch(r"[+-]?\d{1,30}\.\d{1,30}", bare) else None


def _truth(text: str, _value: Value, _mapping: Mapping) -> bool | None:
    return True if fold(text) in _TRUE else False if fold(text) in _FALSE else None


_READ = {"date": _date, "time": _time, "number": _number, "boolean": _truth}
_WHAT = {"date": Text("una fecha", "a date"), "time": Text("una hora", "a time"), "number": Text("un número", "a number"), "boolean": Text("sí o no", "yes or no")}
_REMEDY = {"date": Text('diga su forma en date_format, p. ej. "%d/%m/%Y"', 'say its form in date_format, e.g. "%d/%m/%Y"'),
           "time": Text("escriba HH:MM", "write HH:MM"), "number": Text('diga decimal = "," si la coma separa decimales', 'write decimal = "," if the comma parts decimals'),
           "boolean": Text("use un lookup", "use a lookup")}
