"""The mapping of a table: which columns state what. TOML beside ``source.toml``; every error names file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from kg.model.errors import InputError, KgError, ManyErrors, nearest
from kg.model.iri import fold
from kg.model.records import BY_NAME
from kg.model.text import Text
from kg.model.toml_lines import line_of, load

_HOLE = re.compile(r"\{([^{}|]+)(?:\|\s*(zfill \d{1,2}|lower|upper|title))?\}")
_TABLE_KEYS = {"sheet", "header", "delimiter", "date_format", "decimal", "ignore", "fill_down", "skip"}
_RECORD_KEYS = {"table", "as", "id", "when", "each", "split", "per", "row", "fields", "registry", "confidence"}
_FIELD_KEYS = {"column", "template", "const", "ref", "lookup", "else", "split", "date_format"}


@dataclass(frozen=True)
class Value:
    """Where one value comes from: a template over columns, a constant, or a record of the same row."""

    line: int
    template: str = ""
    const: Any = None
    ref: str = ""
    lookup: dict[str, Any] | None = None
    default: Any = None
    split: str = ""
    formats: tuple[str, ...] = ()

    @cached_property
    def folded(self) -> dict[str, Any]:
        """The lookup, by keys without case and accents."""
        return {fold(k): v for k, v in (self.lookup or {}).items()}

    @cached_property
    def columns(self) -> list[str]:
        """Names of the columns it reads."""
        return [m[1].strip() for m in _HOLE.finditer(self.template)]

    @property
    def single(self) -> str:
        """The column, when the value is just that column's cell."""
        found = _HOLE.fullmatch(self.template)
        return found[1].strip() if found else ""

    def fill(self, cells: dict[str, str]) -> str:
        """Return the template with the cells in it, white space single; "" when all of them are blank."""
        if not any(cells.get(c) for c in self.columns):
            return ""
        return " ".join(_HOLE.sub(lambda m: _filtered(cells.get(m[1].strip(), ""), m[2] or ""), self.template).split())


def _filtered(text: str, how: str) -> str:
    if how.startswith("zfill"):
        return text.zfill(int(how.split()[1]))
    return {"lower": text.lower(), "upper": text.upper(), "title": text.title()}.get(how, text)


@dataclass(frozen=True)
class Rule:
    """One ``[[record]]``: which table, from which columns, for which rows."""

    line: int
    table: str
    name: str
    ident: Value | None
    when: dict[str, list[str]]
    each: str
    split: str
    per: str
    row: int
    fields: dict[str, Value]
    registry: dict[str, Value]
    confidence: float | None

    def columns(self) -> set[str]:
        """Names of all columns the rule reads."""
        values = [*self.fields.values(), *self.registry.values(), *([self.ident] if self.ident else [])]
        return {c for v in values for c in v.columns} | set(self.when) | ({self.each} if self.each else set())


@dataclass(frozen=True)
class Mapping:
    """A whole mapping, checked as far as it can be without the table."""

    path: Path
    rules: list[Rule]
    acta: dict[str, Any]
    sheet: str | int = 1
    header: int = 1
    delimiter: str = ""
    formats: tuple[str, ...] = ()
    decimal: str = "."
    ignore: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    skip: dict[str, list[str]] = field(default_factory=dict)


class _Reading:
    """Collects the errors of one mapping file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data, self.lines = load(path)
        self.errors: list[KgError] = []

    def fail(self, key: tuple[str | int, ...], what: Text, remedy: Text | None = None) -> None:
        self.errors.append(InputError(what, f"{self.path}:{line_of(self.lines, key)}", remedy))

    def keys(self, raw: Any, known: Iterable[str], key: tuple[str | int, ...]) -> dict[str, Any]:
        """Return ``raw`` as a table whose unknown keys are errors."""
        if not isinstance(raw, dict):
            self.fail(key, Text("se espera una tabla", "a table is expected"))
            return {}
        for name in sorted(set(raw) - set(known)):
            self.fail((*key, name), Text(f"clave desconocida: {name!r}", f"unknown key: {name!r}"), nearest(name, known))
        return raw

    def value(self, raw: Any, key: tuple[str | int, ...]) -> Value:
        """Read one value: a column's name, a template with braces, a constant that is no text, or a table of these."""
        line = line_of(self.lines, key)
        if not isinstance(raw, dict):
            return Value(line, template=raw if "{" in raw else f"{{{raw}}}") if isinstance(raw, str) else Value(line, const=raw)
        raw = self.keys(raw, _FIELD_KEYS, key)
        given = [k for k in ("column", "template", "const", "ref") if k in raw]
        if len(given) != 1:
            self.fail(key, Text("lleva uno de column, template, const o ref", "has one of column, template, const or ref"), Text('p. ej. { column = "Nombre" }', 'e.g. { column = "Nombre" }'))
            return Value(line)
        lookup = raw.get("lookup")
        if isinstance(lookup, str):
            tables = self.data.get("lookups", {})
            if lookup not in tables:
                self.fail(key, Text(f"no hay [lookups.{lookup}]", f"there is no [lookups.{lookup}]"), nearest(lookup, tables))
            lookup = tables.get(lookup, {})
        if not isinstance(lookup, (dict, type(None))):
            self.fail(key, Text("lookup: el nombre de una tabla de [lookups], o la tabla", "lookup: the name of a table of [lookups], or the table"))
            lookup = None
        template = f"{{{raw['column']}}}" if "column" in raw else str(raw.get("template", ""))
        return Value(line, template, raw.get("const"), str(raw.get("ref", "")), lookup, raw.get("else"), str(raw.get("split", "")), _texts(raw.get("date_format")))


def _texts(raw: Any) -> tuple[str, ...]:
    return () if raw is None else (raw,) if isinstance(raw, str) else tuple(str(x) for x in raw) if isinstance(raw, list) else (str(raw),)


def _choices(raw: Any) -> dict[str, list[str]]:
    """Read a condition: a column (filled), several, or column → accepted values."""
    if isinstance(raw, dict):
        return {k: list(_texts(v)) for k, v in raw.items()}
    return {c: [] for c in _texts(raw)}


def read_mapping(path: Path) -> Mapping:
    """Read and check a mapping. Raises ManyErrors."""
    r = _Reading(path)
    data = r.keys(r.data, {"acta", "table", "record", "lookups"}, ())
    table = r.keys(data.get("table", {}), _TABLE_KEYS, ("table",))
    rows = data.get("record", [])
    rules = [_rule(r, raw, n) for n, raw in enumerate(rows)] if isinstance(rows, list) else []
    if not rules:
        r.fail((), Text("el mapa no tiene ningún [[record]]", "the mapping has no [[record]]"), Text("vea CONTRIBUTING.md, «una tabla»", "see CONTRIBUTING.md, “a table”"))
    seen: set[str] = set()
    for rule in rules:
        wanted = {v.ref for v in rule.fields.values() if v.ref} | ({rule.per} if rule.per else set())
        for name in sorted(wanted - seen):
            r.errors.append(InputError(Text(f"ref {name!r}: ningún [[record]] anterior se llama así", f"ref {name!r}: no earlier [[record]] has that name"),
                                       f"{path}:{rule.line}", nearest(name, seen or {"-"})))
        if rule.name in seen:
            r.errors.append(InputError(Text(f"dos [[record]] se llaman {rule.name!r}", f"two [[record]] are called {rule.name!r}"), f"{path}:{rule.line}",
                                       Text('dé a uno as = "…"', 'give one as = "…"')))
        seen.add(rule.name)
    header, decimal = table.get("header", 1), table.get("decimal", ".")
    if not isinstance(header, int) or isinstance(header, bool) or header < 0 or decimal not in {".", ","}:
        r.fail(("table",), Text('header es un número de fila (0: no hay); decimal es "." o ","', 'header is a row number (0: none); decimal is "." or ","'))
    delimiter = table.get("delimiter", ",")
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\n\r':
        r.fail(("table", "delimiter"), Text("delimiter es un solo carácter", "delimiter is one character"))
    if r.errors:
        raise ManyErrors(r.errors)
    return Mapping(path, rules, data.get("acta", {}), table.get("sheet", 1), header, table.get("delimiter", ""), _texts(table.get("date_format")), decimal,
                   _texts(table.get("ignore")), _texts(table.get("fill_down")), _choices(table.get("skip", {})))


def _rule(r: _Reading, raw: Any, position: int) -> Rule:
    key = ("record", position)
    raw = r.keys(raw, _RECORD_KEYS, key)
    name = str(raw.get("table", ""))
    if name not in BY_NAME:
        r.fail((*key, "table"), Text(f"no hay tabla {name!r}", f"there is no table {name!r}"), nearest(name, BY_NAME))
    known = {f.name for f in BY_NAME[name].fields} if name in BY_NAME else set()
    fields = r.keys(raw.get("fields", {}), known or raw.get("fields", {}), (*key, "fields"))
    registry = r.keys(raw.get("registry", {}), {"code", "name", "state"}, (*key, "registry"))
    if registry and name != "municipality":
        r.fail((*key, "registry"), Text("registry vale solo para municipality", "registry is for municipality only"))
    row, sure = raw.get("row", 0), raw.get("confidence")
    if not isinstance(row, int) or isinstance(row, bool) or row < 0:
        r.fail((*key, "row"), Text("row es el número de la fila que da la evidencia", "row is the number of the row that is the evidence"))
        row = 0
    if sure is not None and (isinstance(sure, bool) or not isinstance(sure, (int, float)) or not 0 <= sure <= 1):
        r.fail((*key, "confidence"), Text("la confianza va de 0 a 1", "confidence goes from 0 to 1"))
    return Rule(line_of(r.lines, key), name, str(raw.get("as", name)), r.value(raw["id"], (*key, "id")) if "id" in raw else None, _choices(raw.get("when")),
                str(raw.get("each", "")), str(raw.get("split", ";")), str(raw.get("per", "")), row,
                {f: r.value(v, (*key, "fields", f)) for f, v in fields.items()}, {f: r.value(v, (*key, "registry", f)) for f, v in registry.items()}, sure)
