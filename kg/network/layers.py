"""The layers: what a node and a tie are in each network, and the one question that brings them out of the graph.

A layer is extracted as an incidence (who or what is in which group), never as ties: the projection is a matrix product
(``kg.network.graph``). The layers are never mixed, and ``wished`` (ties somebody asks for) feeds no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.model.errors import UsageError, nearest
from kg.model.text import Text

PREFIX = """PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""

@dataclass(frozen=True)
class Layer:
    """One network: its meaning, and the patterns that give its incidence.

    ``groups`` binds ?claim and ?col, what the claim puts its row in. ``rows``: for each way to count (``by``), the path from the
    claim to ?row. ``events``: the path from the claim to the events it belongs to. ``everyone`` gives every row there could be, so that isolates are kept.
    ``together`` is how many rows a column needs to count; ``ancestors`` lifts each column to the bodies it is a unit of; ``speakers``: the
    rows are who speaks, so that a doubt about a speaker is a doubt about them. ``col_name``: the property that names a column.
    ``instead``: the two-mode layer of the same facts, for groups too large to be projected.
    """

    name: str
    meaning: Text
    nodes: Text
    weight: Text
    two_mode: bool
    groups: str
    rows: Mapping[str, str]
    events: str
    everyone: str = ""
    row_kinds: str = ""
    col_kind: str = ""
    col_name: str = "skos:prefLabel"
    together: int = 1
    ancestors: bool = False
    speakers: bool = False
    instead: str = ""

    def query(self, by: str = "person") -> str:
        """Return the query of (row, column, claim). An unknown way to count is an error that lists those of the layer."""
        if by not in self.rows:
            raise UsageError(Text(f"la capa {self.name} no se cuenta por {by!r}", f"layer {self.name} is not counted by {by!r}"), "", nearest(by, self.rows, most=len(self.rows)))
        return f"{PREFIX}SELECT ?row ?col ?claim WHERE {{ {self.groups} ?claim {self.rows[by]} ?row . }}"

    def event_query(self) -> str:
        """Return the query of (claim, event)."""
        return f"{PREFIX}SELECT DISTINCT ?claim ?event WHERE {{ {self.groups} ?claim {self.events} ?event . }}"


_PEOPLE = PREFIX + "SELECT ?row WHERE { ?row a kg:Person }"
# How a row is counted: by the person; by the hat (the membership in whose capacity they took part or spoke), or by what the hat says.
_HATS = {"hat": "{hat}", "institution": "{hat}/org:organization", "sector": "{hat}/kg:sector", "municipality": "{hat}/org:organization/(kg:governs|kg:municipality)"}
_PRESENT = {"person": "kg:participant", **{by: path.format(hat="kg:hat") for by, path in _HATS.items()}}
_SPEAKING = {"person": "(kg:speaker|kg:coSpeaker)", **{by: path.format(hat="kg:capacity") for by, path in _HATS.items()}}
_SEATED = {"person": "org:member"}

_PARTICIPATION = "?claim kg:inEvent ?col ."
# A leaf session is an event no other event is part of.
_SESSION = _PARTICIPATION + " MINUS { ?part kg:partOf ?col }"
_MEMBERSHIP = "?claim a kg:Membership ; org:organization ?col ."
_THEME = "?claim a kg:Contribution ; kg:theme ?col ."
_CONTRIBUTION = "?claim a kg:Contribution . BIND(?claim AS ?col)"
_ASKED = "?claim kg:summary ?text . BIND(?claim AS ?col)"
_SAID_IN, _WORN_IN = "(kg:inEvent|kg:conclusionOf)", "(^kg:hat/kg:inEvent)"

_WISHED_KINDS = PREFIX + """SELECT ?row ?kind WHERE {
  VALUES (?class ?kind) { (kg:Institution "institution") (kg:Municipality "municipality") (skos:Concept "actor") }
  ?claim kg:wishesTieBetween ?row . ?row a ?class
}"""

# Spanish names of things, and what names those that have none of their own.
NAMES = PREFIX + 'SELECT ?thing ?name WHERE { ?thing %s ?name . FILTER(LANG(?name) = "es") }'
HAT_NAMES = PREFIX + """SELECT ?hat ?role ?name WHERE {
  ?hat a kg:Membership ; org:member ?who . ?who skos:prefLabel ?name . FILTER(LANG(?name) = "es") OPTIONAL { ?hat kg:roleTitle ?role }
}"""

# Claims that rest on a speaker somebody inferred.
INFERRED = PREFIX + """SELECT DISTINCT ?claim WHERE {
  ?turn kg:attributionStatus <https://w3id.org/gobierno-abierto/vocabulary/attribution-status/inferred> .
  ?claim kg:attribution ?turn .
}"""

# Open doubts: in this turn the speaker could be somebody else.
ALTERNATIVES = PREFIX + """SELECT ?turn ?speaker ?other ?claim WHERE {
  ?turn kg:attributedTo ?speaker ; kg:alternative ?other . ?claim kg:attribution ?turn .
}"""

EVENTS_OF_TURNS = PREFIX + "SELECT DISTINCT ?claim ?event WHERE { ?turn kg:alternative ?other . ?claim kg:attribution ?turn ; kg:inEvent ?event }"

# unit, body above it, and the claim that says so (a unit written in the registry has none).
UNITS = PREFIX + """SELECT ?unit ?body ?claim WHERE {
  ?unit org:unitOf ?body . OPTIONAL { ?claim kg:about ?unit ; kg:property org:unitOf ; kg:value ?body }
}"""

# event, what is said of it, and the value: what it is part of, its days, its format.
EVENTS = PREFIX + """SELECT ?event ?what ?value WHERE {
  { ?event a kg:Event } UNION { ?event kg:partOf ?value . BIND("up" AS ?what) }
  UNION { ?event kg:heldOn ?value . BIND("day" AS ?what) } UNION { ?event kg:format ?value . BIND("format" AS ?what) }
}"""

LAYERS: dict[str, Layer] = {layer.name: layer for layer in (
    Layer("copresence", Text("dos personas tomaron parte, con cualquier papel, en la misma sesión", "two people took part, in any role, in the same session"),
          Text("personas", "people"), Text("sesiones compartidas", "sessions shared"), False, _SESSION, _PRESENT, "kg:inEvent", _PEOPLE, col_kind="event", instead="person-event"),
    Layer("affiliation", Text("dos personas tienen un cargo o lugar en la misma institución o en una unidad de ella",
                              "two people hold an office or seat in the same institution or a unit of it"),
          Text("personas", "people"), Text("instituciones compartidas, contando las que están por encima", "institutions shared, counting those above them"),
          False, _MEMBERSHIP, _SEATED, _WORN_IN, _PEOPLE, col_kind="institution", ancestors=True, instead="person-institution"),
    Layer("theme", Text("dos personas intervinieron sobre el mismo tema", "two people made contributions on the same theme"),
          Text("personas", "people"), Text("temas compartidos", "themes shared"), False, _THEME, _SPEAKING, _SAID_IN, _PEOPLE, col_kind="theme", speakers=True),
    Layer("coproposal", Text("una misma intervención se atribuye a dos personas", "one contribution is attributed to both people"),
          Text("personas", "people"), Text("intervenciones compartidas", "contributions shared"), False, _CONTRIBUTION, _SPEAKING, _SAID_IN, _PEOPLE, col_kind="contribution",
          col_name="kg:summary", together=2, speakers=True),
    Layer("person-event", Text("una persona participó en un evento", "a person took part in an event"),
          Text("personas y eventos", "people and events"), Text("siempre 1: participó", "always 1: took part"), True, _PARTICIPATION, _PRESENT, "kg:inEvent", _PEOPLE, col_kind="event"),
    Layer("person-institution", Text("una persona tiene un cargo o lugar en una institución", "a person holds an office or seat in an institution"),
          Text("personas e instituciones", "people and institutions"), Text("siempre 1: pertenece", "always 1: belongs"), True, _MEMBERSHIP, _SEATED, _WORN_IN, _PEOPLE,
          col_kind="institution"),
    Layer("wished", Text("alguien pidió un lazo entre ambos; no consta que exista", "somebody asked for a tie between both; nothing says it exists"),
          Text("instituciones, municipios y tipos de actor", "institutions, municipalities and kinds of actor"),
          Text("intervenciones que lo piden", "contributions that ask for it"), False, _ASKED, {"person": "kg:wishesTieBetween"}, _SAID_IN, row_kinds=_WISHED_KINDS,
          col_kind="contribution", col_name="kg:summary", together=2),
)}
