"""A reading as the records of an acta: ids that stay, evidence, and what the format needs said in our own words. Order of claims never matters."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from typing import Any

from kg.model.acta import MAX_SPAN
from kg.model.acta_drafts import Raw
from kg.model.iri import fold, short_hash
from kg.model.records import TABLES
from kg.reading.claims import LOW, Claim, Reading
from kg.reading.confidence import basis
from kg.reading.drafts import draft_words as ours
from kg.reading.drafts.draft_spans import Stretches, offsets

_ENTITIES = ("municipality", "institution", "person", "event", "mechanism")
_SURE = 0.99    # the most that something inferred can have


class Maker:
    """Entities of a reading as records, and the ids by which claims name them. ``tables``: table → records."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.document = reading, reading.document
        self.stretches = Stretches(reading.document)
        self.claims = sorted(reading.claims, key=Claim.key)
        self.tables: dict[str, list[Raw]] = {t.name: [] for t in TABLES}
        self.records: dict[tuple[str, str], Raw] = {}
        self.sectors: dict[str, str] = {}
        self.places: dict[str, list[tuple[int, int]]] = {}      # person → where they are named
        self._named: dict[tuple[str, str], str] = {}
        for kind in _ENTITIES:
            made = [(claim, self._entity(claim)) for claim in self.claims if claim.type == kind]
            for claim, record in made:
                self._links(claim, record)
        self._break_cycles()

    # Records and ids

    def add(self, table: str, ident: str, record: Raw) -> Raw:
        """Keep a record under an id nobody has in its table: a second one gets a letter (b, c, …)."""
        wanted, count = ident, 0
        while (table, wanted) in self.records:
            count += 1
            wanted = f"{ident}{_letters(count)}"
        if "rule" in record and basis(record["rule"]) != "measured":    # the header says "measured"
            record = {**record, "basis": "judged"}
        made = {"id": wanted, **{k: v for k, v in record.items() if v not in (None, "", [], {})}}
        self.records[table, wanted] = made
        self.tables[table].append(made)
        return made

    def known(self, table: str, name: object) -> str:
        """Return the id of the entity called ``name``, or ""."""
        return self._named.get((table, fold(name)), "") if isinstance(name, str) else ""

    def stamp(self, claim: Claim, *flags: str) -> Raw:
        """Return what every record of a draft says about how it came about."""
        return {"confidence": round(float(claim.confidence), 3), "rule": claim.rule, "flags": sorted({*claim.flags, *flags}),
                "alternatives": [ours.clean(a) for a in claim.alternatives if ours.clean(a)], "review": "unreviewed"}

    def evidence(self, start: int, end: int) -> Raw:
        """Return ``at`` and the quotes of a stretch."""
        spans = self.stretches.spans(start, end) or [self.stretches.span(start, end)]
        quotes = [self.stretches.quote(s) for s in spans]
        return {"at": spans, "quote": quotes[0]} if len(quotes) == 1 else {"at": spans, "quotes": quotes}

    # Entities

    def _entity(self, claim: Claim) -> Raw:
        """Make the record of an entity; what it refers to comes when all of its kind have ids."""
        data, table = claim.data, claim.type
        name = ours.clean(str(data.get("name") or claim.quote)) or "?"
        fields, flags = self._fields(claim)
        wanted = ours.ident(name)
        if (table, wanted) in self.records:
            wanted = f"{wanted}-{short_hash(name, str(data.get('inegi') or data.get('unit_of') or data.get('dates') or claim.start))}"
        sentence = self.stretches.sentence(claim.start)
        record = self.add(table, wanted, {"name": name, **fields, "names": self._names(claim, name), **self.stamp(claim, *flags),
                                          "quote": self.document.text[sentence[0]:min(sentence[1], sentence[0] + 400)]})
        for spelling in [name, str(data.get("name") or ""), *data.get("aliases", ()), *(n["text"] for n in record["names"])]:
            if fold(spelling):
                self._named.setdefault((table, fold(spelling)), record["id"])
        if table == "person":
            self.places[record["id"]] = sorted(offsets(s)[1:] for n in record["names"] for s in n["at"])
        if table == "institution":
            self.sectors[record["id"]] = str(data.get("sector") or "")
        return record

    def _fields(self, claim: Claim) -> tuple[Raw, list[str]]:
        """Return the plain fields of an entity, and flags for those the format needs and nobody knows."""
        data = claim.data
        if claim.type == "municipality":
            code, country = data.get("inegi"), str(data.get("country") or "")
            good = isinstance(code, str) and len(code) == 5 and code.isdigit()
            return {"inegi": code if good else "", "country": country if country != "MX" else ""}, []
        if claim.type == "event":
            dates = sorted({d for d in map(_date, data.get("dates") or ()) if d})
            at = {"dates": [self.stretches.span(s, e) for s, e in data.get("dates_at") or () if s < e]} if dates and data.get("dates_at") else {}
            how = {"dates": {"method": "year-from-title", "confidence": min(_SURE, round(float(claim.confidence), 3))}} if dates and data.get("inferred_year") else {}
            return {"format": ours.notation("event-format", data.get("kind"), "session"), "dates": dates, "start_time": data.get("start_time") or "",
                    "at": at, "inferred": how}, _assumed("event-format", data.get("kind"), "kind-assumed")
        if claim.type in ("institution", "mechanism"):
            scheme, default = f"{claim.type}-kind", "civil-society-organisation" if claim.type == "institution" else "concept"
            return {"kind": ours.notation(scheme, data.get("kind"), default)}, _assumed(scheme, data.get("kind"), "kind-assumed")
        return {}, []

    def _names(self, claim: Claim, name: str) -> list[Raw]:
        """Return the spellings with their places; a mention whose letters are a known spelling's adds a place to it."""
        found: dict[str, set[tuple[int, int]]] = {}
        for said, start, end in claim.data.get("names") or ():
            text, there = ours.clean(str(said)), ours.clean(self.document.text[start:end])
            if text and there and end - start <= MAX_SPAN:  # a spelling stands where its evidence says; else what stands there is the spelling
                found.setdefault(text if fold(text) in fold(there) else there, set()).add((start, end))
        if not found:
            found[ours.clean(claim.quote) or name] = {(claim.start, min(claim.end, claim.start + MAX_SPAN))}
        folded = {fold(text): text for text in reversed(list(found))}
        for start, end in claim.mentions:
            spelling = folded.get(fold(ours.clean(self.document.text[start:end])))
            if spelling and end - start <= MAX_SPAN:
                found[spelling].add((start, end))
        rows = [{"text": text, "at": [self.stretches.span(s, e) for s, e in sorted(places)]} for text, places in sorted(found.items(), key=lambda p: (min(p[1]), p[0]))]
        return rows

    def _links(self, claim: Claim, record: Raw) -> None:
        """Add what an entity refers to: the body or event it is part of, the municipality it governs."""
        data = claim.data
        links = {"institution": (("unit_of", "institution"), ("governs", "municipality")), "event": (("part_of", "event"),)}.get(claim.type, ())
        for field, table in links:
            other = self.known(table, data.get(field))
            if other and (table, other) != (claim.type, record["id"]):
                record[field] = other

    def _break_cycles(self) -> None:
        """Take out the links that would make something its own ancestor."""
        for table, field in (("institution", "unit_of"), ("event", "part_of")):
            for record in self.tables[table]:
                seen, above = {str(record["id"])}, str(record.get(field, ""))
                while above and above not in seen:
                    seen.add(above)
                    above = str(self.records[table, above].get(field, ""))
                if above == record["id"]:
                    del record[field]
                    record["flags"] = sorted({*record.get("flags", ()), "cycle-cut"})

    def main_event(self) -> str:
        """Return the event of the whole report: that with most parts, of those the first; made of the title when no event was found."""
        events = [e for e in self.tables["event"] if e["confidence"] >= LOW]
        if events:
            parts = [e.get("part_of") for e in events]
            tops = [e for e in events if not e.get("part_of")] or events
            return str(max(tops, key=lambda e: parts.count(e["id"]))["id"])
        start, end = title_of(self.document.text, ((b.start, b.end) for b in self.document.blocks if b.kind == "heading"))
        name = ours.clean(self.document.text[start:end], 200) or "Evento del informe"
        rows = [{"text": name, "at": [self.stretches.span(start, min(end, start + 400))]}]
        made = self.add("event", ours.ident(name), {"name": name, "format": "session", "names": rows, "confidence": LOW, "rule": "event.assumed",
                                                    "flags": ["event-assumed", "kind-assumed"], "review": "unreviewed"})
        return str(made["id"])


def title_of(text: str, headings: Iterable[tuple[int, int]] = ()) -> tuple[int, int]:
    """Return where the title of a text stands: its first heading, else its first line that is not blank."""
    for start, end in headings:
        if text[start:end].strip():
            return start, end
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    return (start, end if end > 0 else len(text)) if start < len(text) else (0, len(text))


def _assumed(scheme: str, value: object, flag: str) -> list[str]:
    return [] if ours.notation(scheme, value, "") else [flag]


def _date(value: Any) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        return None


def _letters(count: int) -> str:
    return chr(ord("a") + count) if count < 26 else f"-{count}"


def finite(value: object) -> int | float | None:
    """Return a number, or None for what is not one or is not finite."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) else None

