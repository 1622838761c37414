"""The claims of a reading as records: who holds which office, who took part, who speaks, what was said, what was counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from kg.model.acta_drafts import Raw
from kg.model.iri import fold, short_hash
from kg.reading.claims import Claim, Reading
from kg.reading.drafts import draft_words as ours
from kg.reading.drafts.draft_records import Maker, finite
from kg.reading.drafts.draft_spans import offsets

_SURE = 0.99    # the most that something inferred can have


class Odd(Protocol):
    """Something that does not add up in the report, as the witness finds it; the words are ours."""

    @property
    def kind(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def spans(self) -> tuple[tuple[int, int], ...]: ...
    @property
    def summary(self) -> str: ...
    @property
    def gloss(self) -> str: ...
    @property
    def concerns(self) -> tuple[str, ...]: ...
    @property
    def confidence(self) -> float: ...


class Drafter(Maker):
    """All records of a reading, in ``tables``. ``skipped``: claims that name nobody known, which no acta can hold."""

    def __init__(self, reading: Reading, oddities: Iterable[Odd] = ()) -> None:
        super().__init__(reading)
        self.skipped: list[Claim] = []
        self._main = ""
        self._turns: dict[tuple[str, str, int], Raw] = {}
        self._roles: dict[tuple[str, str, str], Raw] = {}
        self._there: dict[tuple[str, str], Raw] = {}
        for kind, make in (("membership", self._membership), ("participation", self._participation), ("contribution", self._contribution), ("figure", self._figure)):
            for claim in (c for c in self.claims if c.type == kind):
                make(claim)
        self._hats()
        for odd in sorted(oddities, key=lambda o: (o.spans, o.rule, o.summary)):
            self._discrepancy(odd)
        for rows in self.tables.values():
            rows.sort(key=lambda r: (_first(r), r["id"]))

    @property
    def main(self) -> str:
        """The event of the whole report, made when it is first needed."""
        self._main = self._main or self.main_event()
        return self._main

    def _event(self, claim: Claim) -> tuple[str, list[str]]:
        """Return the event of a claim; the main one, and a flag that says so, when the claim tells none."""
        found = self.known("event", claim.data.get("event"))
        return (found, []) if found else (self.main, ["event-of-report"])

    def _joined(self, record: Raw, claim: Claim) -> None:
        """Add the evidence of a second claim that says the same."""
        more = self.evidence(claim.start, claim.end)
        quotes = [*record.pop("quotes", [record.pop("quote", "")]), *more.get("quotes", [more.get("quote", "")])]
        pairs = sorted(dict(zip([*record["at"], *more["at"]], quotes, strict=True)).items(), key=lambda p: offsets(p[0])[1:])
        record["at"] = [span for span, _ in pairs]
        record |= {"quote": pairs[0][1]} if len(pairs) == 1 else {"quotes": [q for _, q in pairs]}
        record["confidence"] = max(record["confidence"], round(float(claim.confidence), 3))
        flags = sorted({*record.get("flags", ()), *claim.flags})
        if flags:
            record["flags"] = flags

    def _membership(self, claim: Claim) -> None:
        data = claim.data
        person, body = self.known("person", data.get("person")), self.known("institution", data.get("institution"))
        role = ours.clean(str(data.get("role") or ""))
        if not person or (data.get("institution") and not body):
            self.skipped.append(claim)
            return
        known = self._roles.get((person, body, fold(role)))
        if known:
            self._joined(known, claim)
            return
        sector = ours.notation("sector", data.get("sector"), ours.notation("sector", self.sectors.get(body), ""))
        person_class = ours.notation("person-class", data.get("person_class"), "")
        flags = [f for f, value in (("sector-assumed", sector), ("class-assumed", person_class)) if not value]
        base = ours.ident(person, body or role or "cargo")
        ident = base if ("membership", base) not in self.records else f"{base}-{short_hash(fold(role))}"
        self._roles[person, body, fold(role)] = self.add("membership", ident, {
            "person": person, "institution": body, "role_title": role, "post": ours.notation("post", data.get("post"), ""), "sector": sector or "independent",
            "person_class": person_class or "private-person", "as_written": [role] if role else [], **self.stamp(claim, *flags), **self.evidence(claim.start, claim.end)})

    def _participation(self, claim: Claim) -> None:
        data = claim.data
        person = self.known("person", data.get("person"))
        if not person:
            self.skipped.append(claim)
            return
        event, flags = self._event(claim)
        role = ours.notation("participation-role", data.get("role"), "participant")
        mode = ours.notation("participation-mode", data.get("mode"), "")
        known = self.records.get(("participation", ours.ident(event, person, role)))
        if known:
            self._joined(known, claim)
            if mode and known.get("mode", "unknown") == "unknown":
                known["mode"] = mode
            return
        made = self.add("participation", ours.ident(event, person, role), {
            "person": person, "event": event, "role": role, "mode": mode, **self.stamp(claim, *flags), **self.evidence(claim.start, claim.end)})
        self._there.setdefault((person, event), made)

    def _hats(self) -> None:
        """Give each participation the hat of its person, when they have one only; and each office the days on which it is seen."""
        hats: dict[str, list[Raw]] = {}
        for row in self.tables["membership"]:
            hats.setdefault(row["person"], []).append(row)
        days = {e["id"]: e.get("dates", []) for e in self.tables["event"]}
        for row in self.tables["participation"]:
            own = hats.get(row["person"], [])
            if len(own) == 1:
                row["hat"] = own[0]["id"]
            for hat in own:
                seen = sorted({*hat.get("observed_on", ()), *days.get(row["event"], ())})
                if seen:
                    hat["observed_on"] = seen

    def _present(self, person: str, event: str, claim: Claim) -> None:
        """Whoever speaks in an event takes part in it, listed or not."""
        made = self._there.get((person, event))
        if made is None:
            self._there[person, event] = self.add("participation", ours.ident(event, person, "participant"), {
                "person": person, "event": event, "role": "participant", **self.stamp(claim, "role-assumed"), "rule": "participation.speaks", "alternatives": [],
                **self.evidence(claim.start, claim.end)})
        elif made["rule"] == "participation.speaks":
            made["confidence"] = max(made["confidence"], round(float(claim.confidence), 3))

    def _turn(self, speaker: str, event: str, claim: Claim) -> str:
        """Return the turn of a speaker in a paragraph: one for all that they say there."""
        start = self.stretches.paragraph(claim.start)
        known = self._turns.get((speaker, event, start))
        if known:
            known["confidence"] = max(known["confidence"], min(round(float(claim.confidence), 3), _SURE if known["status"] == "inferred" else 1.0))
            return str(known["id"])
        status = ours.notation("attribution-status", claim.data.get("status"), "stated")
        method = ours.notation("attribution-method", claim.data.get("method"), "name-in-text" if status == "stated" else "continuation")
        others = [o for o in dict.fromkeys(self.known("person", a) for a in claim.alternatives) if o and o != speaker]
        before = [p for p in self.places.get(speaker, ()) if p[0] < claim.end]
        first = max(before, default=(claim.start, claim.end))
        stamp = self.stamp(claim) | {"rule": f"attribution.{method}", "flags": [], "alternatives": others}
        stamp["confidence"] = min(stamp["confidence"], _SURE) if status == "inferred" else stamp["confidence"]
        self._turns[speaker, event, start] = self.add("turn", f"t{start}", {
            "speaker": speaker, "event": event, "status": status, "method": method, **stamp, **self.evidence(*first)})
        return str(self._turns[speaker, event, start]["id"])

    def _contribution(self, claim: Claim) -> None:
        data = claim.data
        event, flags = self._event(claim)
        by = list(dict.fromkeys(p for p in (self.known("person", n) for n in data.get("by") or ()) if p))
        kind = ours.notation("contribution-kind", data.get("kind"), "finding")
        themes = sorted({t for t in (ours.notation("theme", x, "") for x in data.get("themes") or ()) if t})
        words = ours.summary(kind, themes)
        voice: dict[str, Any] = {"conclusion_of": event, "reported_by": by[0] if by else ""}
        if by and not data.get("conclusion"):
            for person in by:
                self._present(person, event, claim)
            voice = {"turn": self._turn(by[0], event, claim), "co_speakers": by[1:]}
        elif not by and not data.get("conclusion"):
            flags.append("speaker-unlisted" if data.get("by") else "no-speaker")
        mechanisms = list(dict.fromkeys(m for m in (self.known("mechanism", n) for n in data.get("mechanisms") or ()) if m))
        self.add("contribution", f"c{claim.start}", {
            "kind": kind, **voice, "force": ours.notation("force", data.get("force"), "descriptive"), "summary": words.es, "gloss": words.en,
            "themes": themes or ["governance"], "mechanisms": mechanisms, "complete": None if data.get("complete", True) else False,
            **self.stamp(claim, *flags, *([] if themes else ["theme-assumed"])), **self.evidence(claim.start, claim.end)})

    def _figure(self, claim: Claim) -> None:
        data = claim.data
        value = finite(data.get("value"))
        if value is None:
            self.skipped.append(claim)
            return
        unit = ours.notation("unit", data.get("unit"), "")
        words = ours.counted(str(data.get("what") or ""), unit or "item")
        self.add("figure", f"f{claim.start}", {
            "value": value, "unit": unit or "item", "counts": words.es, "counts_gloss": words.en, "qualifier": ours.notation("qualifier", data.get("qualifier"), "exact"),
            "event": self.known("event", data.get("event")), **self.stamp(claim, *([] if unit else ["unit-assumed"])), **self.evidence(claim.start, claim.end)})

    def _discrepancy(self, odd: Odd) -> None:
        """Note something that does not add up; ``concerns`` are names, found among the entities."""
        kind = ours.notation("discrepancy-kind", odd.kind, "")
        spans = [s for start, end in odd.spans for s in self.stretches.spans(start, end)]
        if not kind or not spans:
            return
        tables = ("person", "institution", "municipality", "event", "mechanism")
        concerns = [next((i for i in (self.known(t, name) for t in tables) if i), "") for name in odd.concerns]
        quotes = [self.stretches.quote(s) for s in spans]
        self.add("discrepancy", f"d{odd.spans[0][0]}", {
            "kind": kind, "summary": ours.clean(odd.summary, 2000), "gloss": ours.clean(odd.gloss, 2000), "concerns": list(dict.fromkeys(c for c in concerns if c)), "at": spans,
            "confidence": round(float(odd.confidence), 3), "rule": odd.rule, "review": "unreviewed", **({"quote": quotes[0]} if len(quotes) == 1 else {"quotes": quotes})})


def _first(record: Raw) -> int:
    """Return where the first evidence of a record begins."""
    spans = [s for n in record["names"] for s in n["at"]] if "names" in record else record["at"]
    return min(offsets(s)[1] for s in spans)
