"""Read an acta: TOML → checked records. Strict: every error names file, line and the nearest valid value, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from kg.model import acta_values as check
from kg.model.acta_drafts import DRAFT_KEYS, KEPT, QUOTES, Loss, extra_problem, quoted, rejected, without
from kg.model.errors import InputError, KgError, ManyErrors, nearest
from kg.model.iri import ID
from kg.model.records import BY_NAME, TABLES, Field, Table
from kg.model.text import Text
from kg.model.toml_lines import Lines, line_of, load

MAX_SPAN = 400
_SPAN = re.compile(r"L([1-9]\d*):(\d+)-(\d+)\Z")
_REMEDY_SPAN = Text('escriba "L<renglón>:<inicio>-<fin>", p. ej. "L7:210-222"', 'write "L<line>:<start>-<end>", e.g. "L7:210-222"')


class Span(NamedTuple):
    """A stretch of the original: 1-based line of its start; 0-based, end-exclusive code points."""

    line: int
    start: int
    end: int


@dataclass
class Record:
    """One checked record. ``values`` holds only fields that were given; ``many`` fields are lists."""

    table: Table
    id: str
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    names: list[tuple[str, list[Span]]] = field(default_factory=list)
    at: dict[str, list[Span]] = field(default_factory=dict)
    inferred: dict[str, tuple[str, float]] = field(default_factory=dict)
    confidence: float | None = None
    rule: str = ""      # what made it, when a program did
    review: str = ""    # its own state of review; "" = the acta's
    basis: str = ""     # whether its confidence was measured; "" = as the acta says
    position: int = -1  # of its table in the file, from 0

    def evidence(self, name: str) -> list[Span]:
        """Return the spans that state field ``name``: its own, else those of the first name, else the record's."""
        return self.at.get(name) or (self.names[0][1] if self.names else self.spans)

    def all_spans(self) -> Iterator[Span]:
        """Yield every span of the record."""
        yield from self.spans
        for _, spans in self.names:
            yield from spans
        for spans in self.at.values():
            yield from spans


@dataclass
class Acta:
    """The reviewed facts of one report."""

    path: Path
    made_by: str
    review: str
    confidence: float
    basis: str
    records: dict[str, dict[str, Record]]
    losses: list[Loss] = field(default_factory=list)    # of a draft: what fell with the records a reviewer rejected
    notices: list[Text] = field(default_factory=list)   # of a structured file: what was left out, and why

    def table(self, name: str) -> list[Record]:
        """Return the records of one table in the order of the file."""
        return list(self.records.get(name, {}).values())


class _Reader:
    """Collects records and errors while walking one file."""

    def __init__(self, path: Path, characters: int | None, draft: bool, quotes: Callable[[], bool]) -> None:
        self.path, self.characters, self.draft = path, characters, draft
        self.errors: list[tuple[int, KgError]] = []
        self.data, self.lines = load(path)
        self.extra = DRAFT_KEYS if draft else KEPT | QUOTES if quoted(self.data) and quotes() else KEPT

    def fail(self, path: tuple[str | int, ...], what: Text, remedy: Text | None = None) -> None:
        line = line_of(self.lines, path)
        self.errors.append((line, InputError(what, f"{self.path}:{line}", remedy)))

    def spans(self, raw: object, path: tuple[str | int, ...]) -> list[Span]:
        """Check a list of spans: form, order, length, inside the document."""
        if not isinstance(raw, list) or not raw:
            self.fail(path, Text("la evidencia es una lista de tramos, con uno al menos", "evidence is a list of spans, one at least"), _REMEDY_SPAN)
            return []
        found = []
        for position, item in enumerate(raw):
            match = _SPAN.match(item) if isinstance(item, str) else None
            if not match:
                self.fail((*path, position), Text(f"tramo mal escrito: {item!r}", f"malformed span: {item!r}"), _REMEDY_SPAN)
                continue
            span = Span(*(int(g) for g in match.groups()))
            problem = self._span_problem(span)
            if problem:
                self.fail((*path, position), problem, Text("corrija el tramo", "correct the span"))
            else:
                found.append(span)
        return found

    def _span_problem(self, span: Span) -> Text | None:
        if span.start >= span.end:
            return Text(f"tramo vacío: {span.start}-{span.end}", f"empty span: {span.start}-{span.end}")
        if span.end - span.start > MAX_SPAN:
            size = span.end - span.start
            return Text(f"tramo de {size} caracteres; el máximo es {MAX_SPAN}", f"a span of {size} characters; the most is {MAX_SPAN}")
        if self.characters is not None and span.end > self.characters:
            return Text(f"el tramo termina en {span.end}, fuera del documento ({self.characters} caracteres)",
                        f"the span ends at {span.end}, outside the document ({self.characters} characters)")
        return None

    def unknown_keys(self, raw: dict[str, Any], known: set[str], path: tuple[str | int, ...]) -> None:
        for key in sorted(set(raw) - known):
            self.fail((*path, key), Text(f"clave desconocida: {key!r}", f"unknown key: {key!r}"), nearest(key, known))

    def record(self, table: Table, raw: object, path: tuple[str | int, ...]) -> Record | None:
        """Check one record's keys, id, values and evidence (references come later, when every id is known)."""
        if not isinstance(raw, dict):
            self.fail(path, Text(f"[[{table.name}]] debe ser una tabla", f"[[{table.name}]] must be a table"))
            return None
        own = {"names", "at", "inferred"} if table.entity else {"at"}
        self.unknown_keys(raw, {f.name for f in table.fields} | own | self.extra | {"id", "confidence"}, path)
        ident = raw.get("id")
        if not isinstance(ident, str) or not ID.match(ident) or len(ident) > 120:
            self.fail((*path, "id"), Text(f"id ausente o mal formado: {ident!r}", f"id missing or malformed: {ident!r}"),
                      Text("use minúsculas ASCII, cifras y guiones", "use lower-case ASCII, digits and hyphens"))
            return None
        made = Record(table, ident, line_of(self.lines, path), position=int(path[-1]))
        for spec in table.fields:
            self._field(made, spec, raw, path)
        if "confidence" in raw:
            made.confidence = self.confidence(raw["confidence"], (*path, "confidence"))
        for key in sorted(self.extra & raw.keys() - {f.name for f in table.fields}):
            problem = extra_problem(key, raw[key], self.draft)
            if problem:
                self.fail((*path, key), problem)
            elif key in KEPT:
                setattr(made, key, raw[key])
        self._evidence(made, raw, path)
        return made

    def _field(self, made: Record, spec: Field, raw: dict[str, Any], path: tuple[str | int, ...]) -> None:
        if spec.name not in raw:
            if spec.required:
                self.fail(path, Text(f"{made.table.name} {made.id!r}: falta {spec.name!r}", f"{made.table.name} {made.id!r}: {spec.name!r} is missing"),
                          Text(f"añada {spec.name} = …", f"add {spec.name} = …"))
            return
        values = raw[spec.name] if spec.many else [raw[spec.name]]
        if not isinstance(values, list) or (spec.many and spec.required and not values):
            self.fail((*path, spec.name), Text(f"{spec.name!r} debe ser una lista con algún valor", f"{spec.name!r} must be a list with some value"))
            return
        good = []
        for position, value in enumerate(values):
            problem = check.problem(spec, value)
            if problem:
                self.fail((*path, spec.name, position) if spec.many else (*path, spec.name), *problem)
            else:
                good.append(value)
        if len(good) == len(values):
            made.values[spec.name] = good if spec.many else good[0]

    def _evidence(self, made: Record, raw: dict[str, Any], path: tuple[str | int, ...]) -> None:
        if not made.table.entity:
            made.spans = self.spans(raw.get("at"), (*path, "at"))
            return
        names = raw.get("names")
        if not isinstance(names, list) or not names:
            self.fail(path, Text(f"{made.table.name} {made.id!r}: faltan sus names (cómo lo escribe el informe)",
                                 f"{made.table.name} {made.id!r}: its names (as the report writes them) are missing"),
                      Text('añada names = [{ text = "…", at = ["L…"] }]', 'add names = [{ text = "…", at = ["L…"] }]'))
            names = []
        for position, name in enumerate(names):
            here = (*path, "names", position)
            if not isinstance(name, dict) or not isinstance(name.get("text"), str) or not name["text"].strip():
                self.fail(here, Text("cada nombre lleva text y at", "each name has text and at"))
                continue
            self.unknown_keys(name, {"text", "at"}, here)
            made.names.append((name["text"], self.spans(name.get("at"), (*here, "at"))))
        fields = {f.name for f in made.table.fields}
        for key, spans in self.mapping(raw, "at", fields, path):
            made.at[key] = self.spans(spans, (*path, "at", key))
        for key, how in self.mapping(raw, "inferred", fields, path):
            self._inferred(made, key, how, (*path, "inferred", key))

    def _inferred(self, made: Record, key: str, how: object, path: tuple[str | int, ...]) -> None:
        given = how if isinstance(how, dict) else {}
        self.unknown_keys(given, {"method", "confidence"}, path)
        problem = check.problem(Field("method", "concept", target="attribution-method"), given.get("method"))
        if problem:
            self.fail(path, *problem)
            return
        made.inferred[key] = (given["method"], self.confidence(given.get("confidence"), path))

    def mapping(self, raw: dict[str, Any], key: str, known: set[str], path: tuple[str | int, ...]) -> Iterator[tuple[str, object]]:
        """Yield the entries of a field → something table whose keys are fields of the record."""
        table = raw.get(key, {})
        if not isinstance(table, dict):
            self.fail((*path, key), Text(f"{key} es una tabla campo → valor", f"{key} is a table field → value"))
            return
        self.unknown_keys(table, known, (*path, key))
        yield from ((k, v) for k, v in table.items() if k in known)

    def confidence(self, value: object, path: tuple[str | int, ...]) -> float:
        """Check a number in 0..1."""
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            self.fail(path, Text(f"la confianza va de 0 a 1, no {value!r}", f"confidence goes from 0 to 1, not {value!r}"))
            return 0.0
        return float(value)


def read(path: Path, characters: int | None = None, *, draft: bool = False, quotes: Callable[[], bool] = lambda: False) -> Acta:
    """Read and check the acta at ``path``; ``characters`` is the length of the original in code points, when known.

    ``draft``: the file is a draft; what its reviewer rejected is left out. ``quotes`` tells whether the policy allows an acta to hold the
    report's sentences; it is asked only when there are any.
    Raises InputError for the first syntax error, ManyErrors with all semantic ones sorted by line.
    """
    reader = _Reader(path, characters, draft, quotes)
    reader.unknown_keys(reader.data, {"acta", *BY_NAME} | ({"draft"} if draft else set()), ())
    losses: list[Loss] = []
    if draft:
        reader.data, losses = without(reader.data, rejected(reader.data))
    header = _header(reader)
    records: dict[str, dict[str, Record]] = {}
    for table in TABLES:
        rows = reader.data.get(table.name, [])
        if not isinstance(rows, list):
            reader.fail((table.name,), Text(f"escriba [[{table.name}]], con dobles corchetes", f"write [[{table.name}]], in double brackets"))
            continue
        known = records.setdefault(table.name, {})
        for position, raw in enumerate(rows):
            if draft and raw is None:
                continue
            made = reader.record(table, raw, (table.name, position))
            if made and made.id in known:
                first = known[made.id].line
                reader.fail((table.name, position), Text(f"id repetido en {table.name}: {made.id!r} (primero en el renglón {first})",
                                                         f"duplicate id in {table.name}: {made.id!r} (first on line {first})"),
                            Text("dé a cada registro su id", "give each record its own id"))
            elif made:
                known[made.id] = made
    acta = Acta(path, records=records, losses=losses, **header)
    from kg.model.acta_links import link_errors

    reader.errors += link_errors(acta, reader.lines)
    if reader.errors:
        raise ManyErrors(e for _, e in sorted(reader.errors, key=lambda pair: (pair[0], pair[1].what.es)))
    return acta


def _header(reader: _Reader) -> dict[str, Any]:
    raw = reader.data.get("acta")
    if not isinstance(raw, dict):
        reader.fail((), Text("falta la tabla [acta]", "the table [acta] is missing"),
                    Text("añada [acta] con format = 1", "add [acta] with format = 1"))
        raw = {"format": 1, "made_by": "-"}
    reader.unknown_keys(raw, {"format", "made_by", "review", "confidence", "basis"}, ("acta",))
    if raw.get("format") != 1:
        reader.fail(("acta", "format"), Text("solo se lee format = 1", "only format = 1 is read"))
    made_by = raw.get("made_by")
    if not isinstance(made_by, str) or not ID.match(made_by):
        reader.fail(("acta",), Text("made_by dice quién hizo las afirmaciones (un slug)", "made_by says who made the claims (a slug)"))
        made_by = "-"
    header = {"made_by": made_by, "review": raw.get("review", "unreviewed"), "basis": raw.get("basis", "judged")}
    for key, scheme in (("review", "review-status"), ("basis", "confidence-basis")):
        problem = check.problem(Field(key, "concept", target=scheme), header[key])
        if problem:
            reader.fail(("acta", key), *problem)
    return {**header, "confidence": reader.confidence(raw.get("confidence", 1.0), ("acta", "confidence"))}


__all__ = ["Acta", "Lines", "Record", "Span", "read"]
