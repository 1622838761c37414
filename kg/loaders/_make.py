"""From what a structured file states to the checked records of an acta: the same checks, errors that name file and row."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.model import acta_values
from kg.model.acta import MAX_SPAN, Acta, Record, Span
from kg.model.acta_links import link_errors, resolve
from kg.model.errors import InputError, KgError, ManyErrors, nearest
from kg.model.files import check_size
from kg.model.iri import ID, fold, short_hash, slugify
from kg.model.records import BY_NAME, TABLES, Field
from kg.model.source import Source
from kg.model.terms import concepts
from kg.model.text import Text
from kg.reading.document import Document, digest

MAX_ERRORS = 100
MAX_BYTES = 200_000_000
_INK = re.compile(r"\S")
_HEADER = {"made_by": "", "review": "unreviewed", "confidence": 1.0, "basis": "judged"}


def original(source: Source) -> Path:
    """Return the file of a source, which lies beside its ``source.toml``. Raises InputError when it is missing or another one."""
    path = source.folder / source.file
    if not path.is_file() or "/" in source.file:
        raise InputError(Text(f"falta el archivo {source.file!r}", f"the file {source.file!r} is missing"), str(source.folder / "source.toml"),
                         Text("cópielo junto a source.toml", "copy it beside source.toml"))
    check_size(path, MAX_BYTES)
    found = digest(path)
    if found != source.sha256:
        raise InputError(Text(f"su sha256 es {found}, no el de source.toml", f"its sha256 is {found}, not the one in source.toml"), str(path),
                         Text("si es otra versión, haga una fuente nueva; si es esta, corrija source.toml", "if it is another version, make a new source; if it is this one, correct source.toml"))
    return path


def text_of(source: Source) -> Document:
    """Return the decoded original of a source in a text format (JSON, RDF)."""
    from kg.reading.formats.text_file import decode

    path = original(source)
    raw = path.read_bytes()
    return measured(source, Document(path, source.sha256, decode(raw, str(path), source.encoding)[0]))


def measured(source: Source, document: Document) -> Document:
    """Return ``document``; raise InputError when source.toml tells another length."""
    if len(document.text) != source.characters:
        raise InputError(Text(f"source.toml dice characters = {source.characters}; el texto tiene {len(document.text)}",
                              f"source.toml says characters = {source.characters}; the text has {len(document.text)}"), str(document.path),
                         Text(f"ponga characters = {len(document.text)}", f"write characters = {len(document.text)}"))
    return document


class Maker:
    """Collects records, errors and notices of one file."""

    def __init__(self, source: Source, document: Document) -> None:
        self.source, self.document = source, document
        self.errors: list[tuple[int, KgError]] = []
        self.notices: list[Text] = []
        self.ignored: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.records: dict[str, dict[str, Record]] = {t.name: {} for t in TABLES}
        self.header: dict[str, Any] = dict(_HEADER, made_by=f"lector-{source.loader}")
        self.broken = 0

    # What goes wrong

    def fail(self, line: int, what: Text, remedy: Text | None = None, where: str = "") -> None:
        """Note an error at a line; after the first hundred they are only counted."""
        self.broken += 1
        if len(self.errors) < MAX_ERRORS:
            self.errors.append((line, InputError(what, where or f"{self.document.path}:{line}", remedy)))

    def notice(self, es: str, en: str) -> None:
        """Note something the reader of the build should know."""
        self.notices.append(Text(f"{self.document.path.name}: {es}", f"{self.document.path.name}: {en}"))

    # Where it stands

    def span(self, start: int, end: int) -> Span:
        """Return the evidence at a stretch: without outer blanks, at most 400 characters."""
        text = self.document.text
        if not text[start:end].strip():  # nothing there: the next line that says something
            found = _INK.search(text, start) or _INK.search(text)
            start = found.start() if found else 0
            end = text.find("\n", start) if "\n" in text[start:] else len(text)
        while start < end and text[start].isspace():
            start += 1
        end = min(end, start + MAX_SPAN, len(text))
        while end > start and text[end - 1].isspace():
            end -= 1
        return Span(self.document.line(start), start, end)

    # What it states

    @staticmethod
    def ident(key: str) -> str:
        """Return the id that ``key`` (any text) gets; the same key, whatever its case and accents, the same id."""
        slug = slugify(key)
        # What the slug drops besides case and accents ("A/C", "A.C.") may be all that parts two names.
        return slug if fold(key) == slug.replace("-", " ") or key == slug else f"{slug}-{short_hash(fold(key))}"

    def add(self, table: str, ident: str, line: int, values: Mapping[str, Any], *, names: Sequence[tuple[str, list[Span]]] = (), spans: Sequence[Span] = (),
            at: Mapping[str, list[Span]] | None = None, where: str = "") -> Record | None:
        """Check and keep a record; one of an entity already there adds what it says to it. None when it is wrong (the error is noted)."""
        spec = BY_NAME[table]
        made = Record(spec, ident, line, spans=list(spans), names=list(names), at=dict(at or {}))
        before = self.broken
        if not ID.match(ident) or len(ident) > 120:
            self.fail(line, Text(f"{table}: id mal formado: {ident!r}", f"{table}: malformed id: {ident!r}"), Text("dé otra plantilla de id", "give another id template"), where)
        for key in sorted(set(values) - {f.name for f in spec.fields}):
            self.fail(line, Text(f"{table} no tiene el campo {key!r}", f"{table} has no field {key!r}"), nearest(key, [f.name for f in spec.fields]), where)
        for item in spec.fields:
            self._field(made, item, values.get(item.name), where)
        if self.broken > before:
            return None
        known = self.records[table].get(ident)
        if known is None:
            self.records[table][ident] = made
            return made
        return self._merge(known, made, where)

    def _field(self, made: Record, item: Field, value: Any, where: str) -> None:
        if value in (None, "", []):
            if item.required:
                self.fail(made.line, Text(f"{made.table.name} {made.id!r}: falta {item.name!r}", f"{made.table.name} {made.id!r}: {item.name!r} is missing"),
                          Text(f"dé un valor a {item.name}", f"give {item.name} a value"), where)
            return
        for part in value if item.many else [value]:
            problem = acta_values.problem(item, part)
            if problem:
                self.fail(made.line, problem[0], problem[1], where)
        made.values[item.name] = list(dict.fromkeys(value)) if item.many else value

    def _merge(self, known: Record, made: Record, where: str) -> Record | None:
        """Join a second mention of an entity: new spellings and fields are added, a contradiction is an error."""
        if not made.table.entity:
            self.fail(made.line, Text(f"id repetido en {made.table.name}: {made.id!r} (primero en el renglón {known.line})",
                                      f"duplicate id in {made.table.name}: {made.id!r} (first on line {known.line})"), Text("dé otra plantilla de id", "give another id template"), where)
            return None
        for key, value in made.values.items():
            item = made.table.field(key)
            old = known.values.get(key)
            if old is None or (item and item.many):
                known.values[key] = list(dict.fromkeys([*(old or []), *value])) if item and item.many else value
                known.at.setdefault(key, made.evidence(key))
            elif old != value and key not in {"name", "note"}:
                self.fail(made.line, Text(f"{made.table.name} {made.id!r}: {key} es {value!r} aquí y {old!r} en el renglón {known.line}",
                                          f"{made.table.name} {made.id!r}: {key} is {value!r} here and {old!r} on line {known.line}"),
                          Text("corrija el dato, o dé ids distintos a los dos", "correct the datum, or give the two different ids"), where)
                return None
        spelt = {name for name, _ in known.names}
        known.names += [(name, spans) for name, spans in made.names if name not in spelt]
        return known

    # The whole

    def configure(self, header: Mapping[str, Any], path: Path, line: int) -> None:
        """Take ``[acta]`` of a mapping: made_by, review, confidence, basis, checked as in an acta."""
        for key in sorted(set(header) - set(_HEADER)):
            self.fail(line, Text(f"clave desconocida: {key!r}", f"unknown key: {key!r}"), nearest(key, _HEADER), f"{path}:{line}")
        self.header |= {k: v for k, v in header.items() if k in _HEADER}
        for key, scheme in (("review", "review-status"), ("basis", "confidence-basis")):
            problem = acta_values.problem(Field(key, "concept", target=scheme), self.header[key])
            if problem:
                self.fail(line, *problem, f"{path}:{line}")
        sure, maker = self.header["confidence"], self.header["made_by"]
        if isinstance(sure, bool) or not isinstance(sure, (int, float)) or not 0 <= sure <= 1:
            self.fail(line, Text(f"la confianza va de 0 a 1, no {sure!r}", f"confidence goes from 0 to 1, not {sure!r}"), None, f"{path}:{line}")
        if not isinstance(maker, str) or not ID.match(maker):
            self.fail(line, Text("made_by dice quién hizo las afirmaciones (un slug)", "made_by says who made the claims (a slug)"), None, f"{path}:{line}")

    def acta(self) -> Acta:
        """Check references and return the acta. Raises ManyErrors."""
        self._tally()
        made = Acta(self.document.path, self.header["made_by"], self.header["review"], float(self.header["confidence"]) if not self.broken else 0.0,
                          self.header["basis"], self.records, notices=self.notices)
        if not self.broken:
            self._references(made)
        if not self.broken:
            self.errors += link_errors(made, {})[:MAX_ERRORS]
        if self.errors:
            rest = self.broken - len(self.errors)
            more: list[KgError] = [InputError(Text(f"y {rest} errores más", f"and {rest} more errors"), str(self.document.path))] if rest > 0 else []
            raise ManyErrors([e for _, e in sorted(self.errors, key=lambda pair: (pair[0], pair[1].what.es))] + more)
        return made

    def _references(self, made: Acta) -> None:
        """Find references to nothing here, where a hundred thousand of them cost no more than one."""
        for record in (r for rows in made.records.values() for r in rows.values()):
            for item in record.table.fields:
                given = record.values.get(item.name) if item.type == "ref" else None
                for value in (given if item.many else [given]) if given else []:
                    if resolve(made, item, value) is None:
                        self.fail(record.line, Text(f"{record.table.name}.{item.name}: no existe {value!r} en {item.target}",
                                                    f"{record.table.name}.{item.name}: there is no {value!r} in {item.target}"),
                                  Text("corrija la referencia, o añada lo que nombra", "correct the reference, or add what it names"))

    def _tally(self) -> None:
        """Tell, in one notice each, what was left out on purpose and what is not known here."""
        for found, es, en in ((self.ignored, "dejado fuera a propósito", "left out on purpose"), (self.unknown, "sin uso, este lector no lo conoce", "unused, this loader does not know it")):
            if found:
                listed = ", ".join(f"{key} ({count})" for key, count in sorted(found.items()))
                self.notice(f"{es}: {listed}", f"{en}: {listed}")


@lru_cache(4096)
def concept(scheme: str, value: str) -> str | None:
    """Return the notation of a concept named by notation or by its label in either language, or None."""
    known = concepts().get(scheme, {})
    if value in known:
        return value
    wanted = fold(value)
    return next((n for n, label in sorted(known.items()) if wanted in (fold(label.es), fold(label.en), fold(n.replace("-", " ")))), None)


def date(value: str, formats: Iterable[str] = ()) -> datetime.date | None:
    """Return the date of a text in ISO form (a time after it is dropped), or in one of the ``strptime`` formats; "excel" is a serial number."""
    for form in formats:
        try:
            if form in {"excel", "excel-1904"}:
                origin = datetime.date(1904, 1, 1) if form.endswith("1904") else datetime.date(1899, 12, 30)
                if value.replace(".", "", 1).isdigit() and 0 < float(value) < 2_958_466:
                    return origin + datetime.timedelta(days=int(float(value)))
                continue
            return datetime.datetime.strptime(value, form).date()
        except (ValueError, OverflowError):
            continue
    try:
        return datetime.date.fromisoformat(value[:10]) if len(value) == 10 or value[10:11] in {"T", " "} else None
    except ValueError:
        return None
