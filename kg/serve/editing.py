"""What a reviewer's action makes of a record: values from a form, evidence from a stretch of the report, an alternative in the place of what was read."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from typing import Any

from kg.model.acta_drafts import Raw
from kg.model.errors import UsageError
from kg.model.iri import fold
from kg.model.records import BY_NAME, Field
from kg.model.text import Text
from kg.reading.drafts.draft_spans import Stretches, offsets
from kg.serve.checking import FieldError

# Table → the field in whose place one of the record's alternatives may stand. A contribution's are speakers: see ``session``.
CHOOSES = {"municipality": "inegi", "turn": "speaker", "membership": "institution", "participation": "person", "figure": "by"}
_WHOLE = re.compile(r"[+-]?\d{1,18}\Z")


def corrected(table: str, record: Raw, changes: Mapping[str, Any], stretches: Stretches | None) -> Raw:
    """Return a record with the values of a form in it; an empty value takes the key away. Raises FieldError, UsageError."""
    made = dict(record)
    for name, given in changes.items():
        spec = BY_NAME[table].field(name)
        if spec is not None:
            value = _value(spec, given)
        elif name == ("names" if BY_NAME[table].entity else "at"):
            value = _names(given) if name == "names" else _spans(given)
        else:
            raise UsageError(Text(f"{table} no tiene {name!r}", f"{table} has no {name!r}"), name)
        if value in (None, "", []):
            made.pop(name, None)
            for beside in ("at", "inferred"):
                if BY_NAME[table].entity and isinstance(made.get(beside), dict) and name in made[beside]:
                    made[beside] = {k: v for k, v in made[beside].items() if k != name}
        else:
            made[name] = value
    if made.get("at") != record.get("at") and isinstance(made.get("at"), list):
        made = _requoted(made, record, stretches)
    return {k: v for k, v in made.items() if not (k in ("at", "inferred") and v == {})}


def _value(spec: Field, given: Any) -> Any:
    """Return a form's value as TOML has it; what does not fit its type stays as it came, for the check to name."""
    if spec.many:
        if not isinstance(given, list):
            raise UsageError(Text(f"{spec.name}: se espera una lista", f"{spec.name}: expected a list"), spec.name)
        return [v for v in (_one(spec, g) for g in given) if v not in (None, "")]
    return _one(spec, given)


def _one(spec: Field, given: Any) -> Any:
    if isinstance(given, str):
        given = given.strip()
        if spec.type == "number":
            return _number(given)
        if spec.type == "date":
            try:
                return datetime.date.fromisoformat(given)
            except ValueError:
                return given
    if given is not None and not isinstance(given, (str, bool, int, float)):
        raise UsageError(Text(f"{spec.name}: valor que no se entiende", f"{spec.name}: value not understood"), spec.name)
    return given


def _number(given: str) -> int | float | str:
    if _WHOLE.match(given):
        return int(given)
    try:
        return float(given) if math.isfinite(float(given)) else given
    except ValueError:
        return given


def _spans(given: Any) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(g, str) for g in given):
        raise UsageError(Text("la evidencia es una lista de tramos", "evidence is a list of spans"), "at")
    return list(given)


def _names(given: Any) -> list[Raw]:
    if not isinstance(given, list) or not all(isinstance(g, dict) and isinstance(g.get("text"), str) for g in given):
        raise UsageError(Text("names es una lista de nombres con su lugar", "names is a list of names with their places"), "names")
    return [{"text": g["text"].strip(), "at": _spans(g.get("at"))} for g in given]


def holds(record: Raw, stretches: Stretches | None) -> list[FieldError]:
    """Return what is wrong with a record's evidence, told by the original: a span outside it, on another line, or without the name it is for."""
    if stretches is None:
        return []
    found = []
    named = [(n["text"], s) for n in record.get("names", ()) for s in n["at"]]
    plain = [("", s) for s in record["at"]] if isinstance(record.get("at"), list) else []
    for name, span in [*named, *plain]:
        try:
            line, start, end = offsets(span)
        except ValueError:
            continue    # the check of the acta tells
        if start < end <= len(stretches.text) and (line != stretches.document.line(start) or not stretches.text[start:end].strip()):
            found.append(FieldError(Text(f"{span}: renglón equivocado, o tramo en blanco", f"{span}: wrong line, or a blank span"), field="names" if name else "at"))
        elif _plain(name) not in _plain(stretches.text[start:end]):
            found.append(FieldError(Text(f"el tramo {span} no contiene «{name}»", f"span {span} does not contain “{name}”"), field="names",
                                    remedy=Text("escríbalo como está en el informe", "write it as the report has it")))
    return found


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def evidenced(table: str, record: Raw, start: int, end: int, more: bool, stretches: Stretches) -> Raw:
    """Return a record that rests on a stretch of the report: a claim's evidence is replaced (``more``: added to), an entity gets a spelling there."""
    text = stretches.text
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise FieldError(Text("el tramo está vacío o fuera del informe", "the stretch is empty or outside the report"), field="at")
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    spans = stretches.spans(start, end)
    if not BY_NAME[table].entity:
        kept = record.get("at", []) if more and isinstance(record.get("at"), list) else []
        return corrected(table, record, {"at": sorted({*kept, *spans}, key=_order)}, stretches)
    if len(spans) > 1:
        raise FieldError(Text("un nombre no es tan largo", "a name is not that long"), field="names")
    said = " ".join(text[start:end].split())
    names = [dict(n) for n in record.get("names", ())]
    same = next((n for n in names if n["text"] == said), None)
    if same:
        same["at"] = sorted({*same["at"], *spans}, key=_order)
    else:
        names.append({"text": said, "at": spans})
    return {**record, "names": names}


def _order(span: str) -> tuple[int, int]:
    try:
        return offsets(span)[1:]
    except ValueError:
        return 0, 0


def _requoted(made: Raw, record: Raw, stretches: Stretches | None) -> Raw:
    """Return a record whose quotes are those of its spans; without the original, those it had."""
    made = {k: v for k, v in made.items() if k not in ("quote", "quotes")}
    old = record.get("quotes", [record["quote"]] if "quote" in record else [])
    had = dict(zip(record.get("at", []), old, strict=False)) if isinstance(record.get("at"), list) else {}
    quotes = []
    for span in made["at"]:
        try:
            quotes.append(stretches.quote(span) if stretches else had.get(span, ""))
        except ValueError:
            quotes.append("")
    return made | ({"quote": quotes[0]} if len(quotes) == 1 else {"quotes": quotes})


def chosen(table: str, record: Raw, number: int, known: Mapping[str, str]) -> Raw:
    """Return a record with its alternative ``number`` (from 0) in place of what it has, which becomes the alternative. ``known``: folded name → id of the field's table."""
    field = CHOOSES.get(table, "")
    spec = BY_NAME[table].field(field)
    options = record.get("alternatives", [])
    if spec is None or not 0 <= number < len(options):
        raise UsageError(Text("no hay esa alternativa", "there is no such alternative"))
    value = options[number]
    if spec.type == "ref" and value not in known.values():
        value = known.get(_plain(value), "")
    if not value:
        raise FieldError(Text(f"{options[number]!r} no está en el acta", f"{options[number]!r} is not in the acta"), field=field)
    others = [record[field] if n == number and field in record else o for n, o in enumerate(options) if n != number or field in record]
    made = {**record, field: value, "alternatives": others}
    return made if others else {k: v for k, v in made.items() if k != "alternatives"}


def spellings(rows: Mapping[str, Raw]) -> dict[str, str]:
    """Return the folded spellings of entities → their id; the first one that has it."""
    made: dict[str, str] = {}
    for ident, row in rows.items():
        for name in [row.get("name"), *(n.get("text") for n in row.get("names", ()) if isinstance(n, dict))]:
            if isinstance(name, str):
                made.setdefault(_plain(name), ident)
    return made
