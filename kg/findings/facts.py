"""What findings are made of, read from a built graph once: events, who took part as what, who said what. No name or text comes from anywhere else, so the policy holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from kg.model.iri import KG, VOCABULARY
from kg.model.text import Text

PREFIX = f"""PREFIX kg: <{KG}>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""
_EVENTS = "SELECT ?e ?name ?up ?day { ?e a kg:Event ; skos:prefLabel ?name . OPTIONAL { ?e kg:partOf ?up } OPTIONAL { ?e kg:heldOn ?day } }"
_PARTS = """SELECT ?claim ?person ?session ?role ?mode ?hat {
  ?claim a kg:Participation ; kg:participant ?person ; kg:inEvent ?session ; kg:role ?role . OPTIONAL { ?claim kg:mode ?mode } OPTIONAL { ?claim kg:hat ?hat } }"""
_HATS = """SELECT ?hat ?who ?sector ?body ?town {
  ?hat a kg:Membership . OPTIONAL { ?hat org:member ?who } OPTIONAL { ?hat kg:sector ?sector } OPTIONAL { ?hat org:organization ?body . OPTIONAL { ?body kg:municipality ?town } } }"""
_SAID = """SELECT ?claim ?class ?session ?summary ?gloss {
  ?claim a kg:Contribution, ?class ; kg:inEvent ?session ; kg:summary ?summary ; kg:gloss ?gloss . FILTER(?class NOT IN (kg:Contribution, kg:Claim)) }"""
_OF_SAID = {
    "speakers": "SELECT ?claim ?x { ?claim a kg:Contribution ; kg:speaker|kg:coSpeaker ?x }",
    "themes": "SELECT ?claim ?x { ?claim a kg:Contribution ; kg:theme ?x }",
    "towns": "SELECT ?claim ?x { ?claim a kg:Contribution ; kg:aboutMunicipality ?x }",
    "hats": "SELECT ?claim ?x { ?claim a kg:Contribution ; kg:capacity ?x }",
    "answered": "SELECT ?claim ?x { ?x kg:answers ?claim }",
    "others": "SELECT ?claim ?x { ?claim a kg:Contribution ; kg:attribution ?turn . ?turn kg:alternative ?x }",
    "inferred": "SELECT ?claim ?x { ?claim a kg:Contribution ; kg:attribution ?x . ?x kg:attributionStatus <" + VOCABULARY + "attribution-status/inferred> }",
    "lines": "SELECT ?claim ?x { ?claim a kg:Contribution ; kg:evidence/kg:line ?x }",
}
_LABELS = 'SELECT ?x ?name { ?x a ?class ; skos:prefLabel ?name . VALUES ?class { kg:Person kg:Institution kg:Event kg:Municipality } FILTER(LANG(?name) = "es") }'
_CONCEPTS = "SELECT ?c ?name ?lang { ?c a skos:Concept ; skos:prefLabel ?name . BIND(LANG(?name) AS ?lang) }"
SILENT_ROLES = ("moderator", "rapporteur")
"""Roles whose words reports seldom give."""
UNDATED = "9999"


class Rows(Protocol):
    """What can be asked: a ``kg.graph.store.Reader``."""

    def rows(self, query: str) -> Iterator[tuple[str | None, ...]]:
        """Yield the solutions of a SELECT."""
        ...


@dataclass(frozen=True)
class Event:
    """An event or session. ``days``: ISO, sorted. ``root``: the event it is part of in the end (itself when of none). ``leaf``: no event is part of it."""

    iri: str
    name: str
    days: tuple[str, ...] = ()
    root: str = ""
    leaf: bool = True

    @property
    def order(self) -> tuple[str, str]:
        """By first day, those without one last, then by IRI."""
        return (self.days[0] if self.days else UNDATED, self.iri)


@dataclass(frozen=True)
class Hat:
    """What an office says of who wears it: notations of sectors, IRIs of bodies and of municipalities. ``holders``: whose it is (one person)."""

    sectors: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A participation: one claim that somebody was in a session, in a role (notation) and mode (notation), wearing an office (``office``: the claim that they hold it)."""

    claim: str
    person: str
    session: str
    role: str
    mode: str = "unknown"
    hat: Hat = field(default_factory=Hat)
    office: str = ""

    @property
    def claims(self) -> tuple[str, ...]:
        """The participation and, when one was worn, the office: what sector and municipality rest on."""
        return (self.claim, self.office) if self.office else (self.claim,)


@dataclass(frozen=True)
class Seat:
    """Somebody in a session: the sectors of the offices worn there, and the claims that say so.

    ``lent``: the report gives no office for that session, so the sectors are those of every office they are known to hold.
    """

    sectors: tuple[str, ...]
    claims: tuple[str, ...]
    lent: bool = False


@dataclass(frozen=True)
class Said:
    """A contribution. ``kind``: the class's local name in lower case. ``speakers`` is empty for a conclusion of the meeting. ``others``: who may have said it instead;
    ``answered``: claims that answer it; ``line``: the first line of its report that backs it; ``worn``: (speaker, sector) of the office each one wore."""

    claim: str
    kind: str
    session: str
    words: Text
    speakers: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    inferred: bool = False
    line: int = 0
    worn: tuple[tuple[str, str], ...] = ()

    def worn_by(self, speaker: str) -> tuple[str, ...]:
        """Return the sectors of the office in which one of the speakers said it; () when none is known."""
        return tuple(sector for who, sector in self.worn if who == speaker)


@dataclass(frozen=True)
class Facts:
    """The facts, sorted: events by day, participations and contributions by IRI. ``labels``: IRI to name; ``concepts``: scheme to notation to name.

    ``held``: person to sector to the memberships that give it, worn in a session or not.
    """

    events: dict[str, Event]
    parts: tuple[Part, ...]
    said: tuple[Said, ...]
    labels: dict[str, str]
    concepts: dict[str, dict[str, Text]]
    held: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def name(self, iri: str) -> str:
        """Return the name of a person, body, municipality or event; of what has none, the last part of its IRI."""
        return self.labels.get(iri) or iri.rsplit("/", 1)[-1]

    def names(self, iris: Iterable[str]) -> str:
        """Return names in alphabetical order, parted by semicolons."""
        return "; ".join(sorted({self.name(i) for i in iris}))

    def concept(self, scheme: str, notation: str) -> Text:
        """Return the name of a concept."""
        return self.concepts.get(scheme, {}).get(notation) or Text(notation, notation)

    def listed(self, scheme: str, notations: Iterable[str]) -> Text:
        """Return the names of concepts, by notation, parted by semicolons; ``—`` for none."""
        found = [self.concept(scheme, n) for n in sorted(set(notations))]
        return Text("; ".join(t.es for t in found) or "—", "; ".join(t.en for t in found) or "—")

    def root(self, session: str) -> str:
        """Return the whole event of a session."""
        return self.events[session].root if session in self.events else session

    @property
    def roots(self) -> list[Event]:
        """The whole events in which somebody took part or something was said, by day."""
        used = {self.root(p.session) for p in self.parts} | {self.root(s.session) for s in self.said}
        return [e for e in self.events.values() if e.iri in used]

    def order(self, said: Said) -> tuple[str, str, int, str]:
        """Return when something was said: by day of its session, event, and line of the report (which need not be the order of speaking)."""
        event = self.events.get(said.session)
        return (event.order[0] if event else UNDATED, self.root(said.session), said.line, said.claim)

    def seats(self) -> dict[tuple[str, str], Seat]:
        """Return the seat of each (person, session): the offices worn in that session, or, when no office is given, every office known."""
        parts: dict[tuple[str, str], list[Part]] = defaultdict(list)
        for part in self.parts:
            parts[part.person, part.session].append(part)
        return {key: self._seat(key[0], found) for key, found in sorted(parts.items())}

    def _seat(self, person: str, parts: list[Part]) -> Seat:
        claims = {c for p in parts for c in p.claims}
        worn = {s for p in parts for s in p.hat.sectors}
        if worn or any(p.office for p in parts) or person not in self.held:
            return Seat(tuple(sorted(worn)), tuple(sorted(claims)))
        known = self.held[person]
        return Seat(tuple(sorted(known)), tuple(sorted(claims.union(*known.values()))), True)


def read_facts(reader: Rows) -> Facts:
    """Return the facts of a built graph; of an empty one, none."""
    concepts = _concepts(reader)
    labels = {x or "": name or "" for x, name in sorted((x or "", n or "") for x, n in reader.rows(PREFIX + _LABELS))}
    hats = _hats(reader)
    parts = {}
    for claim, person, session, role, mode, hat in sorted(tuple(v or "" for v in row) for row in reader.rows(PREFIX + _PARTS)):
        parts[claim] = Part(claim, person, session, _tail(role), _tail(mode) or "unknown", hats.get(hat, Hat()), hat)
    return Facts(_events(reader), tuple(parts.values()), tuple(_said(reader, hats)), labels, concepts, _held(hats))


def _held(hats: dict[str, Hat]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the sectors of each person, with the memberships that give them."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for claim, hat in sorted(hats.items()):
        for person in hat.holders:
            for sector in hat.sectors:
                found[person][sector] = (*found[person].get(sector, ()), claim)
    return {person: dict(sorted(by.items())) for person, by in sorted(found.items())}


def _tail(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _events(reader: Rows) -> dict[str, Event]:
    """Return the events by day; what is part of itself, however roundabout, is its own whole."""
    names: dict[str, str] = {}
    up: dict[str, str] = {}
    days: dict[str, set[str]] = defaultdict(set)
    for iri, name, above, day in sorted(tuple(v or "" for v in row) for row in reader.rows(PREFIX + _EVENTS)):
        names.setdefault(iri, name)
        days[iri].update({day} - {""})
        if above:
            up.setdefault(iri, above)
    above_some = set(up.values())
    made = []
    for iri, name in names.items():
        root, seen = iri, {iri}
        while root in up and up[root] not in seen:
            root = up[root]
            seen.add(root)
        made.append(Event(iri, name, tuple(sorted(days[iri])), root, iri not in above_some))
    return {e.iri: e for e in sorted(made, key=lambda e: e.order)}


def _hats(reader: Rows) -> dict[str, Hat]:
    found: dict[str, tuple[set[str], set[str], set[str], set[str]]] = defaultdict(lambda: (set(), set(), set(), set()))
    for row in reader.rows(PREFIX + _HATS):
        hat, who, sector, body, town = (v or "" for v in row)
        for place, value in zip(found[hat], (_tail(sector), body, town, who), strict=True):
            place.update({value} - {""})
    return {hat: Hat(*(tuple(sorted(v)) for v in values)) for hat, values in found.items()}


def _said(reader: Rows, hats: dict[str, Hat]) -> Iterator[Said]:
    more: dict[str, dict[str, set[str]]] = {name: defaultdict(set) for name in _OF_SAID}
    for name, query in _OF_SAID.items():
        for claim, value in reader.rows(PREFIX + query):
            more[name][claim or ""].add(value or "")
    done = set()
    for claim, cls, session, summary, gloss in sorted(tuple(v or "" for v in row) for row in reader.rows(PREFIX + _SAID)):
        if claim in done:
            continue
        done.add(claim)
        many = {name: tuple(sorted(more[name].get(claim, ()))) for name in _OF_SAID}
        worn = sorted({(who, s) for h in many["hats"] if (hat := hats.get(h)) for who in hat.holders if who in many["speakers"] for s in hat.sectors})
        yield Said(claim, cls.removeprefix(KG).lower(), session, Text(summary, gloss), many["speakers"], tuple(sorted(_tail(t) for t in many["themes"])), many["towns"],
                   tuple(sorted({s for _, s in worn})), many["answered"], many["others"], bool(many["inferred"]), min((int(n) for n in many["lines"]), default=0), tuple(worn))


def _concepts(reader: Rows) -> dict[str, dict[str, Text]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for concept, name, lang in reader.rows(PREFIX + _CONCEPTS):
        found[concept or ""][lang or ""] = name or ""
    table: dict[str, dict[str, Text]] = defaultdict(dict)
    for iri, names in sorted(found.items()):
        scheme, _, notation = iri.removeprefix(VOCABULARY).partition("/")
        table[scheme][notation] = Text(names.get("es", notation), names.get("en", names.get("es", notation)))
    return dict(table)
