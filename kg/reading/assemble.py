"""From lines to claims: entities, hats, participations and contributions of one report, each with its place, rule and confidence."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from typing import Any

from kg.model.iri import fold
from kg.model.text import Text
from kg.reading import confidence
from kg.reading.claims import LOW, Claim, Reading
from kg.reading.document import Document
from kg.reading.mentions import gazetteer, places
from kg.reading.mentions.datelines import dateline
from kg.reading.mentions.dates import number_words
from kg.reading.mentions.entities import Bodies, Entity, People, said
from kg.reading.mentions.events import find_events
from kg.reading.mentions.figures import find_figures
from kg.reading.mentions.line import Line
from kg.reading.mentions.mayors import towns_of
from kg.reading.mentions.mechanisms import MechanismHit, find_mechanisms
from kg.reading.mentions.prose import Offices
from kg.reading.mentions.when import date_events
from kg.reading.talk.contributions import contributions
from kg.reading.talk.turns import turns
from kg.reading.ties.participations import participations
from kg.reading.ties.who import read_all
from kg.reading.words.alike import kind_only
from kg.reading.words.normal import Normal

_ENOUGH = 8         # common words of other languages that are no accident
_FOREIGN = 0.5      # of the confidence that is left where the text is not Spanish
_OWN_NAMES = frozenset(("civil-society-organisation", "university", "research-centre", "international-organisation", "municipal-agency"))     # kinds whose names are no events or venues
_BY_LETTERS = frozenset(("guarantor-body", "university", "faculty", "international-organisation", "international-programme"))     # kinds that everybody calls by their letters
_LONG = 6           # words of a name that is hardly anything else
_SPANISH = frozenset(("de", "la", "el", "que", "en", "los", "las", "y", "por", "con", "para", "una", "un", "del", "se", "su"))
_OTHERS = frozenset(("the", "of", "and", "to", "in", "is", "for", "was", "with", "that", "et", "les", "des", "dans", "e", "dos", "das", "não", "nao", "com", "amb", "els", "und", "der", "die"))


def spanish(keys: Iterable[str]) -> bool:
    """Tell whether folded words are mostly Spanish, by the words every text is full of; a text with hardly any of them (a list of names) may be."""
    counts = Counter(key for key in keys if key in _SPANISH or key in _OTHERS)
    ours = sum(counts[w] for w in _SPANISH)
    theirs = sum(counts[w] for w in _OTHERS)
    return ours >= theirs or theirs < _ENOUGH


class Assembly:
    """One report, half read: what each step finds is kept here for the next."""

    def __init__(self, document: Document, normal: Normal, lines: list[Line]) -> None:
        self.document, self.normal, self.lines = document, normal, lines
        self.text, self.written = normal.text, normal.written
        self.claims: list[Claim] = []
        self.country = places.country(t.key for line in lines for t in line.tokens if t.shape != ".")
        self._towns()
        self.bodies = Bodies(lines, self.written)
        self.people = People(lines, self.written)
        self.offices = Offices()
        self.hats: list[Claim] = []
        self.events = find_events(lines, self.text)
        date_events(self.events, lines, self.text)
        self.turns = turns(lines, self.text)

    def reading(self) -> Reading:
        """Return the finished reading."""
        self.hats = read_all(self)
        self._entities()
        self._town_claims()
        self._events()
        self.claims += contributions(self)
        self.claims += participations(self)
        self._figures()
        self._mechanisms()
        foreign = not spanish(t.key for line in self.lines for t in line.tokens)
        if foreign:
            self.claims = [dataclasses.replace(c, confidence=round(c.confidence * _FOREIGN, 3)) for c in self.claims]
        self.claims.sort(key=Claim.key)
        made = Reading(self.document, self.claims, self.country, self.state, list(self.document.notices))
        if foreign:
            made.notices.append(Text("no parece escrito en español: las reglas son del español, y nada de lo leído es seguro",
                                     "it does not look like Spanish: the rules are for Spanish, and nothing read is sure"))
        if self.lines and not any(c.type in ("person", "contribution") for c in self.claims):
            made.notices.append(
                Text("no se reconoció a nadie ni ninguna intervención: quizá no sea un informe de un evento", "nobody and no contribution were recognised: perhaps it is not a report of an event")
            )
        return made

    def claim(self, kind: str, start: int, end: int, rule: str, data: dict[str, Any], scale: float = 1.0, **more: Any) -> Claim:
        """Make a claim about a stretch of the normal text, with offsets and quote of the original."""
        first, last = self.normal.span(start, end, self.document.text)
        mentions = tuple(self.normal.span(s, e, self.document.text) for s, e in more.pop("mentions", ()))
        return Claim(kind, first, last, self.document.text[first:last], rule, round(confidence.of(rule, more.get("flags", ())) * scale, 3), data, mentions=mentions, **more)

    # -- municipalities -------------------------------------------------------------------------------------------------------------

    def _towns(self) -> None:
        states: Counter[str] = Counter()
        self.towns: list[tuple[Line, places.Town]] = []
        abroad = self.country not in ("", "MX")
        for line in self.lines:
            states.update(gazetteer.states_in(line.tokens))
            taken = {k for h in line.people for k in range(h.first, h.last) if h.rule != "person.short"}
            told = towns_of(line.tokens, line.people, abroad)
            taken |= {k for t in told for k in range(t.first, t.last)}
            found = sorted([*told, *places.find_towns(line.tokens, taken, abroad)], key=lambda t: t.first)
            head = dateline(line.tokens, abroad)
            if head:
                found = [head, *(t for t in found if t.first >= head.last)]
            self.towns += [(line, t) for t in found]
            for town in found:  # "TUT de Nicolás Romero": the municipality, not a person
                line.people = [h for h in line.people if not (h.rule == "person.short" and town.first <= h.first and h.last <= town.last)]
        if abroad:
            self.towns = []
        elif not self.country and not states:  # nothing says Mexico: only what is announced as a municipality
            self.towns = [(line, town) for line, town in self.towns if town.rule in ("municipality.context", "municipality.spelling") or (town.rule == "municipality.dateline" and town.state)]
        self.state = places.settle((t for _, t in self.towns), states)

    def _town_claims(self) -> None:
        by_code: dict[str, list[tuple[Line, places.Town, str | None, tuple[str, ...]]]] = {}
        for line, town in self.towns:
            code, others = places.choose(town, self.state)
            by_code.setdefault(code or fold(town.name), []).append((line, town, code, others))
        for group in by_code.values():
            line, town, code, others = group[0]
            spans = [(ln.tokens[t.first].start, ln.tokens[t.last - 1].end) for ln, t, _, _ in group]
            written = [said(self.written, ln.tokens[t.first : t.last]) for ln, t, _, _ in group]
            name = gazetteer.names()[code] if code else written[0]
            flags = tuple(["homonym"] * (code is None) + ["spelling"] * any(t.rule == "municipality.spelling" for _, t, _, _ in group))
            rule = town.rule if code else "municipality.open"
            names = [[w, *self.normal.span(*s, self.document.text)] for w, s in zip(written, spans, strict=True)]
            self.claims.append(
                self.claim(
                    "municipality",
                    *spans[0],
                    rule,
                    {"name": name, "aliases": sorted({w for w in written if fold(w) != fold(name)}), "inegi": code, "country": "MX", "names": _distinct(names)},
                    alternatives=others,
                    flags=flags,
                    mentions=tuple(spans),
                )
            )

    # -- entities and events --------------------------------------------------------------------------------------------------------

    def _entities(self) -> None:
        for entity in self.people.entities:
            first = entity.places[0]
            self.claims.append(
                self.claim(
                    "person", *first, entity.rule, {"name": entity.name, "aliases": entity.aliases, "names": self._names(entity)}, flags=tuple(sorted(entity.flags)), mentions=tuple(entity.places)
                )
            )
        self._unused_municipalities()
        towns = gazetteer.folded()
        held = {c.data["institution"] for c in self.hats}
        for entity in self.bodies.entities:
            governs = next(
                (towns[k] for prefix in ("ayuntamiento de ", "municipio de ", "h ayuntamiento de ") if fold(entity.name).startswith(prefix) and (k := fold(entity.name)[len(prefix) :]) in towns), ""
            )
            self.claims.append(
                self.claim(
                    "institution",
                    *entity.places[0],
                    _body_rule(entity, held),
                    {
                        "name": entity.name,
                        "aliases": entity.aliases,
                        "kind": entity.kind,
                        "sector": entity.sector,
                        "names": self._names(entity),
                        "unit_of": entity.parent,
                        "governs": governs,
                    },
                    flags=tuple(sorted(entity.flags)),
                    mentions=tuple(entity.places),
                )
            )
        self.claims += self.hats

    def _unused_municipalities(self) -> None:
        """Forget "Municipio de X" as a body, in Mexico, unless somebody holds an office in it: else it is the place."""
        held = {c.data["institution"] for c in self.hats}
        for entity in list(self.bodies.entities):
            if self.country in ("", "MX") and fold(entity.name).startswith("municipio de ") and entity.name not in held:
                self.bodies.drop(entity)

    def _names(self, entity: Entity) -> list[list[Any]]:
        return [[spelling, *self.normal.span(*place, self.document.text)] for spelling, place in sorted(entity.spellings.items(), key=lambda p: p[1])]

    def _events(self) -> None:
        for event in self.events:
            main = event is self.events[0]  # the report's own event: doubtful, perhaps, but something everything rests on
            scale = max(1.0, LOW / max(confidence.of(event.rule), 0.01)) if main else 1.0
            names = [[" ".join(self.document.text[s:e].split()), s, e] for s, e in (self.normal.span(*m, self.document.text) for m in event.mentions)]
            self.claims.append(
                self.claim(
                    "event",
                    event.start,
                    event.end,
                    event.rule,
                    {
                        "name": event.name,
                        "kind": event.kind,
                        "dates": event.dates,
                        "names": _distinct(names),
                        "part_of": event.part_of,
                        "start_time": event.time,
                        "dates_at": [list(self.normal.span(*d, self.document.text)) for d in event.dates_at],
                        "inferred_year": event.inferred_year,
                    },
                    scale,
                    flags=(*(["year-inferred"] if event.inferred_year else []), *(["event-doubtful"] if scale > 1 else [])),
                    mentions=tuple(event.mentions),
                )
            )

    def event_of(self, index: int) -> str:
        """Return the name of the event a line belongs to: the last session opened above it, else the main event."""
        name = self.events[0].name if self.events else ""
        for event in self.events:
            if event.line <= index and (event is self.events[0] or confidence.of(event.rule) >= LOW):
                name = event.name
        return name

    def _figures(self) -> None:
        for index, line in enumerate(self.lines):
            if not any(t.shape == "9" or t.key in number_words() for t in line.tokens):
                continue
            for hit in find_figures(self.text, line.start, line.tokens[-1].end):
                self.claims.append(
                    self.claim("figure", hit.start, hit.end, hit.rule, {"value": hit.value, "what": hit.what, "unit": hit.unit, "qualifier": hit.qualifier, "event": self.event_of(index)})
                )

    def _mechanisms(self) -> None:
        found: dict[str, list[MechanismHit]] = {}
        for line in self.lines:
            for hit in find_mechanisms(self.text, line.start, line.tokens[-1].end):
                found.setdefault(fold(hit.name), []).append(hit)
        for group in found.values():
            first = group[0]
            spans = tuple((hit.start, hit.end) for hit in group)
            names = [[" ".join(self.document.text[s:e].split()), s, e] for s, e in (self.normal.span(*span, self.document.text) for span in spans)]
            self.claims.append(self.claim("mechanism", *spans[0], first.rule, {"name": first.name, "kind": first.kind, "names": _distinct(names)}, mentions=spans))


def _body_rule(entity: Entity, held: set[str]) -> str:
    """Return the rule of a body: one that its head noun alone shows, named once and of nobody in the report, is less sure than others."""
    if entity.rule == "institution.head" and kind_only(entity.name):
        return "institution.kind"
    if entity.rule == "institution.acronym":
        return entity.rule if entity.kind in _BY_LETTERS else "institution.acronym_other"
    if entity.rule != "institution.head" or entity.name in held or len(entity.places) > 1 or entity.aliases:
        return entity.rule
    return "institution.head" if entity.kind in _OWN_NAMES or len(entity.name.split()) >= _LONG else "institution.once"


def _distinct(names: list[list[Any]]) -> list[list[Any]]:
    """Keep the first place of each spelling."""
    seen: dict[str, list[Any]] = {}
    for row in names:
        seen.setdefault(row[0], row)
    return list(seen.values())
