"""What the figures ask of a graph beside its networks: sessions with days, who did what in each, the reports."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from kg.model.text import Text
from kg.network.incidence import Rows

_PREFIX = """PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""
_EVENTS = _PREFIX + """SELECT ?event ?label ?day ?start ?whole ?wholeLabel ?leaf WHERE {
  ?event a kg:Event ; skos:prefLabel ?label . FILTER(LANG(?label) = "es")
  OPTIONAL { ?event kg:heldOn ?day } OPTIONAL { ?event kg:startTime ?start }
  OPTIONAL { ?event kg:partOf ?whole . ?whole skos:prefLabel ?wholeLabel . FILTER(LANG(?wholeLabel) = "es") }
  BIND(NOT EXISTS { ?part kg:partOf ?event } AS ?leaf)
}"""
_PARTS = _PREFIX + "SELECT DISTINCT ?event ?person WHERE { ?claim kg:participant ?person ; kg:inEvent ?event }"
_SAID = _PREFIX + "SELECT DISTINCT ?event ?claim WHERE { ?claim a kg:Contribution ; kg:inEvent ?event }"
_ROLES = _PREFIX + """SELECT DISTINCT ?person ?event ?role WHERE { ?claim kg:participant ?person ; kg:inEvent ?event ; kg:role ?concept . ?concept skos:notation ?role }"""
_SOURCES = _PREFIX + "SELECT DISTINCT ?title WHERE { ?claim kg:source ?document . ?document dcterms:title ?title . FILTER(LANG(?title) = \"es\" || LANG(?title) = \"\") }"


@dataclass
class Session:
    """An event or session: its days (ISO, sorted), its hour (""), the event it is part of (""), who took part, what was said."""

    iri: str
    label: str
    days: list[str] = field(default_factory=list)
    start: str = ""
    whole: str = ""
    leaf: bool = True
    people: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)


def sessions(reader: Rows) -> list[Session]:
    """Return every event and session by first day, hour and name; those without a day last."""
    found: dict[str, Session] = {}
    for event, label, day, start, _, whole, leaf in reader.rows(_EVENTS):
        session = found.setdefault(str(event), Session(str(event), str(label), leaf=leaf == "true"))
        session.label, session.start, session.whole = min(session.label, str(label)), max(session.start, start or ""), max(session.whole, whole or "")
        if day and day not in session.days:
            session.days = sorted([*session.days, day])
    for event, person in reader.rows(_PARTS):
        if event in found:
            found[event].people.add(str(person))
    for event, claim in reader.rows(_SAID):
        if event in found:
            found[event].said.add(str(claim))
    return sorted(found.values(), key=lambda s: (s.days[:1] or ["9999"], s.leaf, s.start, s.label, s.iri))


def roles(reader: Rows) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the roles (notations) of each person in each event."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for person, event, role in reader.rows(_ROLES):
        found[str(person), str(event)].add(str(role))
    return {pair: tuple(sorted(names)) for pair, names in sorted(found.items())}


def sources_note(reader: Rows) -> Text:
    """Return where the facts come from: the titles of the reports."""
    titles = "; ".join(sorted(str(title) for (title,) in reader.rows(_SOURCES)))
    if not titles:
        return Text("Fuentes: el grafo no tiene documentos.", "Sources: the graph has no document.")
    return Text(f"Fuentes: {titles}.", f"Sources: {titles}.")
