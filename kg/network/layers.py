"""The layers: what a node and a tie are in each network, and the one question that brings them out of the graph.

A layer is extracted as an incidence (who or what is in which group), never as ties: the projection is a matrix product
(``kg.network.graph``). The layers are never mixed, and ``wished`` (ties somebody asks for) feeds no other.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.text import Text

_PREFIX = """PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_LABELS = """?row skos:prefLabel ?rowLabel . FILTER(LANG(?rowLabel) = "es")
  ?col skos:prefLabel ?colLabel . FILTER(LANG(?colLabel) = "es")"""


@dataclass(frozen=True)
class Layer:
    """One network: its meaning, and the queries that give its incidence.

    ``query`` projects row IRI, row label, column IRI, column label, claim IRI (and, where rows are of several kinds, the
    kind). ``everyone`` projects IRI and label of every row there could be, so that isolates are kept. ``together`` is
    how many rows a column needs to count; ``ancestors`` lifts each column to the bodies it is a unit of; ``speakers``: the rows
    are who speaks, so that a doubt about a speaker is a doubt about them.
    """

    name: str
    meaning: Text
    nodes: Text
    weight: Text
    two_mode: bool
    query: str
    everyone: str = ""
    row_kind: str = "person"
    col_kind: str = ""
    together: int = 1
    ancestors: bool = False
    speakers: bool = False


_PEOPLE = _PREFIX + """SELECT ?row ?rowLabel WHERE { ?row a kg:Person ; skos:prefLabel ?rowLabel . FILTER(LANG(?rowLabel) = "es") }"""

def _select(pattern: str) -> str:
    """Return the extraction of a pattern that binds ?row, ?col and ?claim."""
    return f"{_PREFIX}SELECT ?row ?rowLabel ?col ?colLabel ?claim WHERE {{\n  {pattern}\n  {_LABELS}\n}}"


_PERSON_EVENT = _select("?claim kg:participant ?row ; kg:inEvent ?col .")
# A leaf session is an event no other event is part of.
_COPRESENCE = _select("?claim kg:participant ?row ; kg:inEvent ?col . MINUS { ?part kg:partOf ?col }")
_MEMBERSHIP = _select("?claim a kg:Membership ; org:member ?row ; org:organization ?col .")
_THEME = _select("?claim a kg:Contribution ; kg:speaker|kg:coSpeaker ?row ; kg:theme ?col .")

_COPROPOSAL = _PREFIX + """SELECT ?row ?rowLabel ?col ?colLabel ?claim WHERE {
  ?claim a kg:Contribution ; kg:speaker|kg:coSpeaker ?row ; kg:summary ?colLabel . BIND(?claim AS ?col)
  ?row skos:prefLabel ?rowLabel . FILTER(LANG(?rowLabel) = "es") FILTER(LANG(?colLabel) = "es")
}"""

_WISHED = _PREFIX + """SELECT ?row ?rowLabel ?col ?colLabel ?claim ?kind WHERE {
  ?claim kg:wishesTieBetween ?row ; kg:summary ?colLabel . BIND(?claim AS ?col)
  VALUES (?class ?kind) { (kg:Institution "institution") (kg:Municipality "municipality") (skos:Concept "actor") }
  ?row a ?class ; skos:prefLabel ?rowLabel . FILTER(LANG(?rowLabel) = "es") FILTER(LANG(?colLabel) = "es")
}"""

# Claims that rest on a speaker somebody inferred.
INFERRED = _PREFIX + """SELECT DISTINCT ?claim WHERE {
  ?turn kg:attributionStatus <https://w3id.org/gobierno-abierto/vocabulary/attribution-status/inferred> .
  ?claim kg:attribution ?turn .
}"""

# Open doubts: in this turn the speaker could be somebody else.
ALTERNATIVES = _PREFIX + """SELECT ?turn ?speaker ?other ?claim WHERE {
  ?turn kg:attributedTo ?speaker ; kg:alternative ?other . ?claim kg:attribution ?turn .
}"""

# unit, body above it, the body's label, and the claim that says so (a unit written in the registry has none).
UNITS = _PREFIX + """SELECT ?unit ?body ?label ?claim WHERE {
  ?unit org:unitOf ?body . ?body skos:prefLabel ?label . FILTER(LANG(?label) = "es")
  OPTIONAL { ?claim kg:about ?unit ; kg:property org:unitOf ; kg:value ?body }
}"""

LAYERS: dict[str, Layer] = {layer.name: layer for layer in (
    Layer("copresence", Text("dos personas tomaron parte, con cualquier papel, en la misma sesión", "two people took part, in any role, in the same session"),
          Text("personas", "people"), Text("sesiones compartidas", "sessions shared"), False, _COPRESENCE, _PEOPLE, col_kind="event"),
    Layer("affiliation", Text("dos personas tienen un cargo o lugar en la misma institución o en una unidad de ella",
                              "two people hold an office or seat in the same institution or a unit of it"),
          Text("personas", "people"), Text("instituciones compartidas, contando las que están por encima", "institutions shared, counting those above them"),
          False, _MEMBERSHIP, _PEOPLE, col_kind="institution", ancestors=True),
    Layer("theme", Text("dos personas intervinieron sobre el mismo tema", "two people made contributions on the same theme"),
          Text("personas", "people"), Text("temas compartidos", "themes shared"), False, _THEME, _PEOPLE, col_kind="theme", speakers=True),
    Layer("coproposal", Text("una misma intervención se atribuye a dos personas", "one contribution is attributed to both people"),
          Text("personas", "people"), Text("intervenciones compartidas", "contributions shared"), False, _COPROPOSAL, _PEOPLE, col_kind="contribution", together=2,
          speakers=True),
    Layer("person-event", Text("una persona participó en un evento", "a person took part in an event"),
          Text("personas y eventos", "people and events"), Text("siempre 1: participó", "always 1: took part"), True, _PERSON_EVENT, _PEOPLE, col_kind="event"),
    Layer("person-institution", Text("una persona tiene un cargo o lugar en una institución", "a person holds an office or seat in an institution"),
          Text("personas e instituciones", "people and institutions"), Text("siempre 1: pertenece", "always 1: belongs"), True, _MEMBERSHIP, _PEOPLE, col_kind="institution"),
    Layer("wished", Text("alguien pidió un lazo entre ambos; no consta que exista", "somebody asked for a tie between both; nothing says it exists"),
          Text("instituciones, municipios y tipos de actor", "institutions, municipalities and kinds of actor"),
          Text("intervenciones que lo piden", "contributions that ask for it"), False, _WISHED, row_kind="", col_kind="contribution", together=2),
)}
