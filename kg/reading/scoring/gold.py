"""Gold: what a careful person found in a report. Read from ``NAME.gold.jsonl`` beside the report, or from a reviewed acta."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.model.acta import Acta, Record
from kg.model.errors import InputError, KgError, ManyErrors, nearest
from kg.model.registry import Registry
from kg.model.terms import concepts
from kg.model.text import Text
from kg.model.toml_lines import read_text
from kg.reading.scoring.score import CLASSES, GROUPS
from kg.reading.scoring.score_match import key, occurrences, spellings

SUFFIX = ".gold.jsonl"
REPORT_SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".odt", ".pdf", ".rtf", ".xlsx", ".ods", ".csv")

# type → (required keys, optional keys); "note" is always allowed.
_KEYS: dict[str, tuple[set[str], set[str]]] = {
    "person": ({"name"}, {"aliases"}),
    "institution": ({"name"}, {"aliases", "kind"}),
    "municipality": ({"name", "inegi"}, {"aliases", "country"}),
    "event": ({"name", "kind", "dates"}, {"aliases"}),
    "membership": ({"person", "institution"}, {"role"}),
    "participation": ({"person", "role"}, {"event", "mode"}),
    "contribution": ({"kind", "by", "quote"}, {"event", "force", "optional"}),
    "figure": ({"value", "what", "quote"}, {"unit"}),
}
_LISTS = {"aliases", "dates", "by"}
_SCHEMES = {("event", "kind"): "event-format", ("participation", "role"): "participation-role", ("participation", "mode"): "participation-mode",
            ("contribution", "kind"): "contribution-kind"}
Fail = Callable[[Text, Text | None], None]


@dataclass(frozen=True)
class Gold:
    """The facts of one report; ``classes`` are those annotated completely, the only ones that may be scored; so are, of contributions, ``kinds``.

    A contribution marked ``optional`` is one that only one of two readers saw: right when it is found, no miss when it is not.
    """

    name: str
    classes: tuple[str, ...]
    country: str
    layout: str
    facts: tuple[dict[str, Any], ...]
    kinds: tuple[str, ...] = tuple(GROUPS)


def report_of(path: Path) -> Path:
    """Return the report beside ``NAME.gold.jsonl``: the only NAME with a suffix of a report. Raises InputError."""
    name = path.name.removesuffix(SUFFIX)
    found = sorted(p for p in path.parent.iterdir() if p.is_file() and p.stem == name and p.suffix.lower() in REPORT_SUFFIXES)
    if len(found) == 1:
        return found[0]
    listed = ", ".join(p.name for p in found) or "-"
    raise InputError(Text(f"junto al oro debe haber un solo informe {name}.*; hay: {listed}", f"beside the gold there must be one report {name}.*; there is: {listed}"),
                     str(path), Text(f"ponga {name}.txt (o .docx, .pdf …) en la misma carpeta", f"put {name}.txt (or .docx, .pdf …) in the same folder"))


def read_gold(path: Path, text: str) -> Gold:
    """Read and check ``NAME.gold.jsonl`` against the report's text. Raises ManyErrors with every error and its line."""
    errors: list[KgError] = []
    rows: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            errors.append(InputError(Text(f"no es JSON: {error}", f"is not JSON: {error}"), f"{path}:{number}"))
            continue
        if isinstance(item, dict):
            rows.append((number, item))
        else:
            errors.append(InputError(Text("cada renglón es un objeto JSON", "every line is a JSON object"), f"{path}:{number}"))
    header = rows[0][1] if rows and rows[0][1].get("type") == "gold" else None
    if header is None:
        errors.append(InputError(Text('el primer renglón debe ser {"type":"gold","classes":[…]}', 'the first line must be {"type":"gold","classes":[…]}'), f"{path}:1"))
    else:
        _check_header(header, _failing(errors, f"{path}:{rows[0][0]}"))
    body = rows[1:] if header else rows
    for number, item in body:
        _check_fact(item, text, _failing(errors, f"{path}:{number}"))
    if not errors:
        _check_names(body, path, errors)
    if errors or header is None:
        raise ManyErrors(errors)
    return Gold(path.name.removesuffix(SUFFIX), tuple(c for c in CLASSES if c in header["classes"]), header.get("country", "MX"), header.get("layout", ""),
                tuple(item for _, item in body), tuple(header.get("kinds", GROUPS)))


def _failing(errors: list[KgError], where: str) -> Fail:
    return lambda what, remedy: errors.append(InputError(what, where, remedy))


def _check_header(header: Mapping[str, Any], fail: Fail) -> None:
    classes = header.get("classes")
    if not isinstance(classes, list) or not classes:
        fail(Text("classes: lista de clases anotadas por completo", "classes: list of the classes annotated completely"), Text(", ".join(CLASSES), ", ".join(CLASSES)))
        return
    for name in classes:
        if name not in CLASSES:
            fail(Text(f"clase desconocida: {name!r}", f"unknown class: {name!r}"), nearest(str(name), CLASSES))
    kinds = header.get("kinds", list(GROUPS))
    for name in kinds if isinstance(kinds, list) and kinds else (kinds,):
        if str(name) not in GROUPS:
            fail(Text(f"kinds: {name!r} no es una clase de intervención", f"kinds: {name!r} is no kind of contribution"), nearest(str(name), GROUPS))
    for name in ("country", "layout"):
        if not isinstance(header.get(name, ""), str):
            fail(Text(f"{name}: se espera un texto", f"{name}: expected a text"), None)


def _check_fact(item: Mapping[str, Any], text: str, fail: Fail) -> None:
    kind = item.get("type")
    if kind not in _KEYS:
        fail(Text(f"tipo desconocido: {kind!r}", f"unknown type: {kind!r}"), nearest(str(kind), _KEYS))
        return
    required, optional = _KEYS[kind]
    for name in sorted(required - item.keys()):
        fail(Text(f"falta {name!r}", f"{name!r} is missing"), None)
    for name in sorted(item.keys() - required - optional - {"type", "note"}):
        fail(Text(f"clave desconocida: {name!r}", f"unknown key: {name!r}"), nearest(name, required | optional | {"note"}))
    for name in sorted((required | optional) & item.keys()):
        _check_value(kind, name, item[name], fail)
    quote = item.get("quote")
    if isinstance(quote, str) and not occurrences(text, quote):
        fail(Text(f"la cita no está en el texto: {quote[:80]!r}", f"the quote is not in the text: {quote[:80]!r}"),
             Text("copie la cita tal cual, con sus saltos de renglón", "copy the quote as it stands, with its line breaks"))


def _check_value(kind: str, name: str, value: object, fail: Fail) -> None:
    scheme = _SCHEMES.get((kind, name))
    if name == "value":
        good = isinstance(value, (int, float)) and not isinstance(value, bool)
    elif name == "optional":
        good = isinstance(value, bool)
    elif name in _LISTS:
        good = isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)
    elif name == "inegi":
        good = value is None or (isinstance(value, str) and len(value) == 5 and value.isascii() and value.isdigit())
    else:
        good = isinstance(value, str) and bool(value.strip() or name in {"role", "event", "unit", "what"})
    if not good:
        fail(Text(f"{name}: valor mal formado: {value!r}", f"{name}: malformed value: {value!r}"), None)
    elif scheme and value not in concepts()[scheme]:
        fail(Text(f"{name}: {value!r} no está en {scheme}", f"{name}: {value!r} is not in {scheme}"), nearest(str(value), concepts()[scheme]))
    elif name == "dates":
        for day in value if isinstance(value, list) else ():
            try:
                datetime.date.fromisoformat(day)
            except ValueError:
                fail(Text(f"fecha ilegible: {day!r}", f"unreadable date: {day!r}"), Text("escriba AAAA-MM-DD", "write YYYY-MM-DD"))


def _check_names(body: Iterable[tuple[int, Mapping[str, Any]]], path: Path, errors: list[KgError]) -> None:
    """Check that memberships, participations and speakers name people and bodies that have a line of their own."""
    rows = list(body)
    known = {kind: {key(n): str(n) for _, i in rows if i["type"] == kind for n in spellings(i)} for kind in ("person", "institution")}
    for number, item in rows:
        asked = [("person", n) for n in [item.get("person"), *(item.get("by") or ())] if n]
        asked += [("institution", item["institution"])] if item.get("institution") else []
        for kind, name in asked:
            if key(name) not in known[kind]:
                errors.append(InputError(Text(f"ningún renglón {kind} se llama {name!r}", f"no {kind} line has the name {name!r}"), f"{path}:{number}",
                                         nearest(name, known[kind].values())))


def gold_of_acta(slug: str, acta: Acta, registry: Registry) -> Gold:
    """Return a reviewed acta as gold: entities with all their spellings, memberships that name a body, participations, contributions, figures.

    Contributions and figures carry ``spans`` instead of a quote. ``slug`` is the source's, by which the registry knows its municipalities.
    """
    name = {kind: {r.id: str(r.values["name"]) for r in acta.table(kind)} for kind in ("person", "institution", "event")}
    speaker = {r.id: name["person"][r.values["speaker"]] for r in acta.table("turn")}
    facts: list[dict[str, Any]] = [{"type": kind, "name": r.values["name"], "aliases": _others(r)} for kind in ("person", "institution") for r in acta.table(kind)]
    facts += [{"type": "municipality", "name": r.values["name"], "aliases": _others(r), **_territory(slug, r, registry)} for r in acta.table("municipality")]
    facts += [{"type": "event", "name": r.values["name"], "aliases": _others(r), "kind": r.values["format"], "dates": [str(d) for d in r.values.get("dates", ())]}
              for r in acta.table("event")]
    facts += [{"type": "membership", "person": name["person"][r.values["person"]], "institution": name["institution"][r.values["institution"]],
               "role": r.values.get("role_title", "")} for r in acta.table("membership") if "institution" in r.values]
    facts += [{"type": "participation", "person": name["person"][r.values["person"]], "event": name["event"][r.values["event"]], "role": r.values["role"],
               "mode": r.values.get("mode", "unknown")} for r in acta.table("participation")]
    facts += [{"type": "contribution", "kind": r.values["kind"], "by": [speaker[r.values["turn"]]] if "turn" in r.values else [], "quote": r.values["summary"],
               "spans": [(s.start, s.end) for s in r.spans]} for r in acta.table("contribution")]
    facts += [{"type": "figure", "value": r.values["value"], "what": r.values["counts"], "quote": r.values["counts"], "spans": [(s.start, s.end) for s in r.spans]}
              for r in acta.table("figure")]
    return Gold(slug, CLASSES, "MX", "acta", tuple(facts))


def _others(record: Record) -> list[str]:
    return sorted({text for text, _ in record.names} - {record.values["name"]})


def _territory(slug: str, record: Record, registry: Registry) -> dict[str, str | None]:
    """Return the code of a municipality (the registry's decision, else the only one of that name) or its country."""
    if record.values.get("country", "MX") != "MX":
        return {"inegi": None, "country": str(record.values["country"])}
    decided = registry.slug("municipality", slug, record.id)
    same = [row["code"] for row in registry.rows["municipalities"] if key(row["name"]) == key(record.values["name"])]
    return {"inegi": decided or (same[0] if len(same) == 1 else None)}
