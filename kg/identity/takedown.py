"""What goes with a thing that was taken down: the records about it, and, in those that merely mention it, the mention.

A record goes with what it is about: a membership with its person or its body, a participation, an attribution or a contribution with who speaks, a session with its
event, a number with who stated it. Other people's claims stay: a co-speaker, an alternative speaker, an addressee, an operator, an end of a wished tie is left out of them
(a tie with one end left is none). Names in texts are taken out by ``Resolver.scrub``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.model.acta import Acta, Record
from kg.model.acta_links import resolve as link
from kg.model.registry import KINDS, Registry

Key = tuple[str, str]  # table, id

# What a record is about, beside its required references: without it the record would say something else.
_ABOUT = {"contribution": {"turn", "conclusion_of"}, "figure": {"by", "contribution", "event"}, "membership": {"institution"}, "event": {"part_of"}}
_TOGETHER = {"announces_participants_of": "announces_mode"}  # the second says nothing without the first
_LEAST = {"wishes_tie": 2}


def without(acta: Acta, taken: Iterable[Key]) -> tuple[Acta, set[Key]]:
    """Return the acta without these records and what goes with them, and the keys of all that went."""
    gone = {(table, ident) for table, ident in taken if ident in acta.records.get(table, {})}
    records = {table: dict(rows) for table, rows in acta.records.items()}
    changed = bool(gone)
    for table, ident in gone:
        del records[table][ident]
    while changed:
        changed = False
        for table, rows in records.items():
            for ident, record in list(rows.items()):
                left = _left(acta, record, gone)
                if left is None:
                    gone.add((table, ident))
                    del rows[ident]
                    changed = True
                elif left is not record:
                    rows[ident] = left
    return replace(acta, records=records) if gone else acta, gone


def _left(acta: Acta, record: Record, gone: set[Key]) -> Record | None:
    """Return what is left of a record when those are gone: itself, one with fewer mentions, or None."""
    values = record.values
    for spec in record.table.fields:
        if spec.type != "ref" or spec.name not in values:
            continue
        given = values[spec.name] if spec.many else [values[spec.name]]
        kept = [v for v in given if (found := link(acta, spec, v)) is None or found not in gone]
        if len(kept) == len(given):
            continue
        if not kept and (spec.required or spec.name in _ABOUT.get(record.table.name, ()) or (record.table.name == "discrepancy" and spec.name == "concerns")):
            return None
        values = {k: v for k, v in values.items() if k not in (spec.name, _TOGETHER.get(spec.name))}
        if spec.many and len(kept) >= _LEAST.get(spec.name, 1):
            values = {**values, spec.name: kept}
    return record if values is record.values else replace(record, values=values)


def forgotten(registry: Registry, taken: Iterable[Key]) -> Registry:
    """Return the registry without the rows of these (kind, slug)."""
    out = set(taken)
    key = {file: "code" if kind == "municipality" else "slug" for kind, file in KINDS.items()}
    kinds = {file: kind for kind, file in KINDS.items()}

    def stays(file: str, row: dict[str, str]) -> bool:
        if file in kinds:
            return (kinds[file], row[key[file]]) not in out
        return file == "retired" or (row["kind"], row["slug"]) not in out

    rows = {file: [row for row in found if stays(file, row)] for file, found in registry.rows.items()}
    names = {kind: {slug: name for slug, name in found.items() if (kind, slug) not in out} for kind, found in registry.names.items()}
    identity = {k: slug for k, slug in registry.identity.items() if (k[0], slug) not in out}
    return Registry(registry.folder, rows, names, identity, dict(registry.retired))
