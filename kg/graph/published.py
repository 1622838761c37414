"""Addresses that a release published: ``releases/register.csv``. Whatever of them is no longer in the graph gets a redirect or a tombstone at every build,
so that what somebody cited resolves for ever. The file lies beside the actas and is not for publication.

``path`` is the IRI without base and ``id/``; ``key`` tells which record of which report it was of (a hash), so that a record whose address changed is found again;
``content`` is a hash of what the record said, by which a release knows what was corrected; ``since`` and ``last`` are the first and last release that held it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.graph.emit import Emitter
from kg.graph.emit_retired import tombstone
from kg.graph.withdrawn import Withdrawn, record_key
from kg.identity.resolve import PERSONAL, Resolver
from kg.model.acta import Acta, Record
from kg.model.acta_links import resolve as link
from kg.model.errors import InputError
from kg.model.nt import TYPE, Triple, iri
from kg.model.records import BY_NAME, CONTRIBUTION_TIPO
from kg.model.source import Source
from kg.model.terms import expand
from kg.model.text import Text
from kg.model.toml_lines import read_text

if TYPE_CHECKING:
    from kg.graph.build import Loaded

FILE = "register.csv"
COLUMNS = ("path", "key", "content", "since", "last")
_PERSONAL_TIPOS = {"afirmacion", *CONTRIBUTION_TIPO.values(), *(BY_NAME[name].tipo for name in PERSONAL)} - {""}


@dataclass(frozen=True, order=True)
class Row:
    """An address that was published."""

    path: str
    key: str
    content: str
    since: str = ""
    last: str = ""


@dataclass(frozen=True)
class Address:
    """An address of the corpus as it is: ``hidden`` when somebody it is about is not shown by name; ``source``: the report that says it."""

    path: str
    key: str
    content: str
    source: str
    hidden: bool


def read_register(folder: Path) -> tuple[Row, ...]:
    """Return the rows of the register in ``folder``; none where nothing was released. Raises InputError."""
    path = folder / FILE
    if not path.is_file():
        return ()
    reader = csv.DictReader(io.StringIO(read_text(path)), strict=True)
    remedy = Text("recupere el archivo de git: kg release lo escribe", "take the file back from git: kg release writes it")
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise InputError(Text(f"se esperan las columnas {','.join(COLUMNS)}", f"expected the columns {','.join(COLUMNS)}"), f"{path}:1", remedy)
    rows: list[Row] = []
    try:
        for row in reader:
            if None in row or None in row.values():
                raise InputError(Text("número de columnas distinto", "another number of columns"), f"{path}:{reader.line_num}", remedy)
            rows.append(Row(**row))
    except csv.Error as error:
        raise InputError(Text(f"no es CSV válido: {error}", f"is not valid CSV: {error}"), f"{path}:{reader.line_num}", remedy) from error
    return tuple(rows)


def register_bytes(rows: Iterable[Row]) -> bytes:
    """Return the register as a file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((r.path, r.key, r.content, r.since, r.last) for r in sorted(rows))
    return out.getvalue().encode()


def addresses(loaded: Loaded) -> Iterator[Address]:
    """Yield every address of a corpus that somebody may cite: documents, records, and the fact claims of entities."""
    for source, acta in loaded.sources:
        yield from of_source(source, acta, loaded.resolver)


def of_source(source: Source, acta: Acta, resolver: Resolver) -> Iterator[Address]:
    """Yield the addresses of one report."""
    emitter, space = Emitter(source, acta, resolver), f"<{resolver.base}id/"
    hidden = _hidden(source, acta, resolver)
    header = f"{acta.made_by} {acta.review} {acta.confidence} {acta.basis}"
    yield Address(f"documento/{source.slug}", record_key(source.slug, "documento", ""), _content(source.title, source.sha256, source.publisher), source.slug, False)
    for table, rows in acta.records.items():
        for ident, record in rows.items():
            key, veiled = record_key(source.slug, table, ident), (table, ident) in hidden
            content = _content(header, _said(record))
            yield Address(emitter.iris[table, ident].removeprefix(space)[:-1], key, content, source.slug, veiled)
            for path in _facts(emitter, record, space):
                field = path.rsplit(f"-{table}-", 1)[-1].rsplit("-", 1)[0]
                yield Address(path, f"{key}.{field}", content, source.slug, veiled)


def _facts(emitter: Emitter, record: Record, space: str) -> Iterator[str]:
    kind = iri(expand("kg:FactClaim"))
    if record.table.entity:
        found = {s for s, p, o in emitter.entity(record) if p == TYPE and o == kind}
        yield from sorted(s.removeprefix(space)[:-1] for s in found)


def _said(record: Record) -> str:
    """Return all that a record says, as one text."""
    return json.dumps([record.values, record.spans, record.names, record.at, record.inferred, record.confidence, record.rule, record.review, record.basis], default=str, sort_keys=True)


def _content(*parts: object) -> str:
    """Return a hash of what is said."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def _hidden(source: Source, acta: Acta, resolver: Resolver) -> set[tuple[str, str]]:
    """Return the records that are about somebody who is not shown by name, or rest on one that is."""
    found = {("person", r.id) for r in acta.table("person") if not resolver.shown(source.slug, r)}
    grown = bool(found)
    while grown:
        more = {(table, r.id) for table in PERSONAL for r in acta.table(table) if (table, r.id) not in found and not found.isdisjoint(_refs(acta, r))}
        found, grown = found | more, bool(more)
    return found


def _refs(acta: Acta, record: Record) -> Iterator[tuple[str, str]]:
    for spec in record.table.fields:
        if spec.type == "ref" and spec.name in record.values:
            given = record.values[spec.name]
            yield from (found for value in (given if spec.many else [given]) if (found := link(acta, spec, value)) is not None)


def lost(rows: Iterable[Row], found: Iterable[Address], resolver: Resolver, withdrawn: Withdrawn) -> dict[str, str]:
    """Return address (buried where it may name somebody) → address of the same record now, "" when there is none, of all that was published and is no more.

    Addresses that a take-down speaks of already are left to it.
    """
    live: set[str] = set()
    by_key: dict[str, Address] = {}
    several: set[str] = set()
    for address in found:
        live.add(address.path)
        if address.key in by_key and by_key[address.key].path != address.path:
            several.add(address.key)
        by_key[address.key] = address
    gone: dict[str, str] = {}
    for row in rows:
        if row.path in live or row.path in withdrawn.paths:
            continue
        if withdrawn.of(row.path, row.key):
            gone[resolver.policy.buried(row.path)] = ""
            continue
        now = None if row.key in several else by_key.get(row.key)
        if now is None or now.hidden:
            gone[resolver.policy.buried(row.path) if _veiled(row.path, now, resolver) else row.path] = ""
        else:
            gone[resolver.policy.buried(row.path) if resolver.names(row.path.partition("/")[2]) else row.path] = now.path
    return gone


def _veiled(path: str, now: Address | None, resolver: Resolver) -> bool:
    """Whether an address that leads nowhere may name somebody who is not shown."""
    tipo, _, slug = path.partition("/")
    return (now is not None and now.hidden) or resolver.names(slug) or (resolver.hiding and tipo in _PERSONAL_TIPOS)


def lost_triples(gone: Mapping[str, str], told: set[str], base: str) -> Iterator[Triple]:
    """Yield a redirect or a tombstone for each address that is no more, unless ``told`` (encoded IRIs) has it already."""
    for path, new in sorted(gone.items()):
        if iri(f"{base}id/{path}") not in told:
            yield from tombstone(f"{base}id/{path}", f"{base}id/{new}" if new else "", "")
