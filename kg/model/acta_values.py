"""The types of an acta's fields: what a value must look like. One row a type."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable

from kg.model.errors import nearest
from kg.model.records import Field
from kg.model.terms import concepts
from kg.model.text import Text

Problem = tuple[Text, Text | None]

MAX_TEXT = 10_000
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")
# Characters that no XML or Turtle file may hold, lone surrogates, what a terminal obeys (C0, C1), and what turns the reading direction: no report needs them in a fact.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def _text(spec: Field, value: object) -> Problem | None:
    if not isinstance(value, str) or not value.strip():
        return Text(f"{spec.name}: se espera un texto, no {value!r}", f"{spec.name}: expected a text, not {value!r}"), None
    if len(value) > MAX_TEXT:
        return (Text(f"{spec.name}: {len(value)} caracteres; el máximo es {MAX_TEXT}", f"{spec.name}: {len(value)} characters; the most is {MAX_TEXT}"),
                Text("resúmalo", "shorten it"))
    if _CONTROL.search(value):
        return (Text(f"{spec.name}: contiene caracteres de control", f"{spec.name}: holds control characters"), Text("quítelos", "remove them"))
    if spec.name == "name" and any(c in "\n\r\t\u2028\u2029" for c in value):
        return Text(f"{spec.name}: un nombre va en una línea", f"{spec.name}: a name is one line"), Text("quite los saltos de línea", "remove the line breaks")
    return None


def _ref(spec: Field, value: object) -> Problem | None:
    if isinstance(value, str):
        return None
    return Text(f"{spec.name}: se espera un id, no {value!r}", f"{spec.name}: expected an id, not {value!r}"), None


def _concept(spec: Field, value: object) -> Problem | None:
    known = concepts().get(spec.target, {})
    if isinstance(value, str) and value in known:
        return None
    return (Text(f"{spec.name}: {value!r} no está en el esquema {spec.target!r}", f"{spec.name}: {value!r} is not in scheme {spec.target!r}"),
            nearest(str(value), known))


def _date(spec: Field, value: object) -> Problem | None:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return None
    return (Text(f"{spec.name}: se espera una fecha, no {value!r}", f"{spec.name}: expected a date, not {value!r}"),
            Text("escriba 2023-06-08 sin comillas", "write 2023-06-08 without quotes"))


def _time(spec: Field, value: object) -> Problem | None:
    if isinstance(value, str) and _TIME.match(value):
        return None
    return Text(f"{spec.name}: se espera una hora, no {value!r}", f"{spec.name}: expected a time, not {value!r}"), Text('escriba "11:00"', 'write "11:00"')


def _number(spec: Field, value: object) -> Problem | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return None
    return Text(f"{spec.name}: se espera un número, no {value!r}", f"{spec.name}: expected a number, not {value!r}"), None


def _boolean(spec: Field, value: object) -> Problem | None:
    if isinstance(value, bool):
        return None
    return Text(f"{spec.name}: se espera true o false, no {value!r}", f"{spec.name}: expected true or false, not {value!r}"), None


_CHECKS: dict[str, Callable[[Field, object], Problem | None]] = {
    "text": _text, "ref": _ref, "concept": _concept, "date": _date, "time": _time, "number": _number, "boolean": _boolean,
}


def problem(spec: Field, value: object) -> Problem | None:
    """Return what is wrong with one value of a field and what to do, or None."""
    return _CHECKS[spec.type](spec, value)
