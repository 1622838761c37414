"""Drafts: a reading as ``acta.draft.toml`` (what may be built), ``review.draft.toml`` (what is too unsure for that) and ``source.toml``."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.model.acta_drafts import DRAFT, REVIEW, Key, Raw, ident, rows_of, without
from kg.model.errors import InputError
from kg.model.records import TABLES
from kg.model.text import Text
from kg.model.toml_lines import load
from kg.reading.claims import LOW, Reading
from kg.reading.document import Document
from kg.reading.drafts.draft_claims import Drafter, Odd
from kg.reading.drafts.draft_records import title_of
from kg.reading.drafts.draft_toml import quoted, toml
from kg.reading.drafts.draft_words import clean

HEADER: Mapping[str, Any] = {"format": 1, "made_by": "kg-draft", "review": "unreviewed", "basis": "measured"}
_IMAGE = re.compile(r"\[image:[^\]\n]{0,200}\]|!\[[^\]\n]{0,200}\]\([^)\n]{0,300}\)")
_REMARKS = (
    Text("Borrador de kg draft: sin revisar. Guarda frases del informe; git no lo recoge.", "Draft by kg draft: unreviewed. It holds sentences of the report; git ignores it."),
    Text('Corrija lo que haga falta; review = "accepted", "corrected" o "rejected" en cada registro. Los comentarios no sobreviven a --update: use note.',
         'Correct what is needed; review = "accepted", "corrected" or "rejected" in each record. Comments do not survive --update: use note.'),
    Text("Después: kg accept CARPETA escribe acta.toml.", "Then: kg accept FOLDER writes acta.toml."),
)
_LOW_REMARKS = (
    Text("Lo que kg draft leyó con confianza menor de 0.5, o se apoya en ello: no se construye ni se acepta.",
         "What kg draft read with confidence below 0.5, or rests on such: neither built nor accepted."),
    Text("Pase a acta.draft.toml lo que sea cierto.", "Move to acta.draft.toml what is true."),
)


@dataclass
class Draft:
    """Records to build from (``main``) and to look at (``low``), as parsed TOML with their machine tables."""

    main: Raw
    low: Raw
    notices: list[Text] = field(default_factory=list)

    def texts(self) -> dict[str, str]:
        """Return the contents of the two files by name."""
        return {DRAFT: toml(self.main, _REMARKS), REVIEW: toml(self.low, _LOW_REMARKS)}

    def counts(self) -> tuple[int, int]:
        """Return how many records may be built, and how many are for review only."""
        return sum(1 for _ in keys(self.main)), sum(1 for _ in keys(self.low))


def draft(reading: Reading, oddities: Iterable[Odd] = ()) -> Draft:
    """Return the draft of a reading: what is under ``LOW``, or cannot stand without such a record, goes to the review list.

    ``oddities``: what does not add up in the report, as the witness finds it; they become ``[[discrepancy]]`` records.
    """
    made = Drafter(reading, oddities)
    whole: Raw = {"acta": dict(HEADER), **{t.name: made.tables[t.name] for t in TABLES}}
    unsure = {(t, ident(r)) for t in made.tables for r in made.tables[t] if r["confidence"] < LOW}
    kept, losses = without(whole, unsure)
    low = unsure | {loss.key for loss in losses}
    fallen = {loss.key for loss in losses}
    main: Raw = {"acta": dict(HEADER), **{t.name: [r for r in kept[t.name] if r is not None] for t in TABLES}}
    rest: Raw = {"acta": dict(HEADER), **{t.name: [_fallen(r) if (t.name, r["id"]) in fallen else r for r in made.tables[t.name] if (t.name, r["id"]) in low] for t in TABLES}}
    for part in (main, rest):
        part["draft"] = {"machine": machine(part)}
    notices = list(dict.fromkeys([*reading.document.notices, *reading.notices]))
    if made.skipped:
        count = len(made.skipped)
        notices.append(Text(f"{count} afirmaciones nombran a alguien que la lectura no conoce; quedan fuera", f"{count} claims name somebody the reading does not know; left out"))
    return Draft(main, rest, notices)


def _fallen(record: Raw) -> Raw:
    return {**record, "flags": sorted({*record.get("flags", ()), "rests-on-low"})}


def keys(data: Raw) -> Iterable[Key]:
    """Yield (table, id) of every record of a draft."""
    return ((t.name, ident(row)) for t in TABLES for row in rows_of(data, t.name) if ident(row))


def digest_of(record: Mapping[str, Any]) -> str:
    """Return ten hexadecimal digits of what a record says, its review aside."""
    said = {k: v for k, v in record.items() if k != "review"}
    return hashlib.sha256(json.dumps(said, ensure_ascii=True, sort_keys=True, default=str).encode()).hexdigest()[:10]


def machine(data: Raw) -> dict[str, str]:
    """Return the machine's table: "table/id" → digest of the record."""
    return {f"{t.name}/{ident(row)}": digest_of(row) for t in TABLES for row in rows_of(data, t.name) if isinstance(row, dict)}


def read_raw(path: Path) -> Raw:
    """Read a draft file without checking its records; an empty one when there is none. Raises InputError for what is not TOML or has no machine table."""
    if not path.is_file():
        return {"acta": dict(HEADER), "draft": {"machine": {}}}
    data, _ = load(path)
    table = data.get("draft")
    known = table.get("machine") if isinstance(table, dict) else None
    if not isinstance(known, dict) or not all(isinstance(v, str) for v in known.values()) or not isinstance(data.get("acta"), dict):
        raise InputError(Text("no es un borrador de kg draft: falta [acta] o [draft.machine]", "is not a draft of kg draft: [acta] or [draft.machine] is missing"), str(path),
                         Text("póngale otro nombre y vuelva a correr kg draft", "give it another name and run kg draft again"))
    for name in (t.name for t in TABLES):
        if any(not isinstance(row, dict) or not ident(row) for row in rows_of(data, name)) or not isinstance(data.get(name, []), list):
            raise InputError(Text(f"[[{name}]]: cada registro es una tabla con id", f"[[{name}]]: every record is a table with an id"), str(path),
                             Text("corríjalo; kg build --drafts dice el renglón", "correct it; kg build --drafts tells the line"))
    return data


def touched(data: Raw) -> list[str]:
    """Return the records of a draft that a person changed, reviewed, added or deleted, as "table/id", sorted."""
    known: dict[str, str] = data.get("draft", {}).get("machine", {})
    here = {f"{t.name}/{ident(r)}": r for t in TABLES for r in rows_of(data, t.name)}
    return sorted({k for k, r in here.items() if is_touched(r, known.get(k))} | (known.keys() - here.keys()))


def is_touched(record: Mapping[str, Any], known: str | None) -> bool:
    """Tell whether a person changed or reviewed a record whose machine version had the digest ``known``."""
    return known is None or record.get("review", "unreviewed") != "unreviewed" or digest_of(record) != known


def source_toml(document: Document, slug: str) -> str:
    """Return ``source.toml`` for a document: how its original can be recognised."""
    start, end = title_of(document.text, ((b.start, b.end) for b in document.blocks if b.kind == "heading"))
    title = clean(_IMAGE.sub("", document.text[start:end]), 200) or slug
    fields = {"slug": slug, "title": title, "title_en": title, "language": "es", "loader": "acta", "file": document.path.name, "media_type": document.media_type,
              **({"encoding": document.encoding} if document.encoding else {}), "sha256": document.sha256}
    head = Text("Qué informe es y cómo reconocer su original. Escrito por kg draft: revise el título, y publisher si se sabe.",
                "Which report it is and how to recognise its original. Written by kg draft: look at the title, and publisher if known.")
    lines = "".join(f"{k} = {quoted(v)}\n" for k, v in fields.items())
    return f"# {head.es} · {head.en}\n[source]\n{lines}characters = {len(document.text)}\n"
