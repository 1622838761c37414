"""What the page says of itself: how much there is, what is not in it, the ready questions, and the municipalities of the state the reports are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kg.graph.store import Reader
from kg.model.text import Text
from kg.visual.explore.asked import PREFIX, Both, both, clean
from kg.visual.explore.entities import Entities

Rows = list[dict[str, Any]]
TITLE = Text("Explorador de gobierno abierto", "Open-government explorer")
_PLURALS = {"person": "people", "institution": "institutions", "municipality": "municipalities", "event": "events", "mechanism": "mechanisms", "theme": "themes", "actor": "actors"}
_TOWNS = "SELECT ?town ?code ?name ?state ?called { ?town a kg:Municipality ; kg:inegiCode ?code ; kg:stateCode ?state ; kg:stateName ?called ; skos:prefLabel ?name }"
_PRESENT = "SELECT DISTINCT ?town ?state { ?town kg:representedAt ?event ; kg:stateCode ?state }"
QUESTIONS: tuple[tuple[Text, str, str], ...] = (
    (Text("¿Quién une sesiones distintas?", "Who joins different sessions?"), "copresence", "view=table&layer=copresence&sort=betweenness-"),
    (Text("¿Qué municipios faltan?", "Which municipalities are missing?"), "", "view=grid"),
    (Text("¿Qué lazos se piden que aún no constan?", "Which ties are asked for that nothing shows yet?"), "wished", "layer=wished"),
    (Text("¿De qué temas habla cada sector?", "Which themes does each sector speak on?"), "", "view=themes"),
    (Text("¿Quién estuvo en qué sesión?", "Who was in which session?"), "", "view=matrix"),
    (Text("¿Quiénes proponen, y sobre qué?", "Who makes proposals, and on what?"), "theme", "layer=theme&contribution=proposal"),
)
"""Ready questions: the text, the layer it needs ("" for none), and the state it opens, as ``state.ts`` writes it."""


def counts(named: Rows, lists: Mapping[str, Rows], sources: int) -> dict[str, int]:
    """Return how many there are of each kind of entity and record, of inferred and of unreviewed claims."""
    kinds = Counter(row["kind"] for row in named)
    claims = [row for rows in lists.values() for row in rows]
    return {plural: kinds[kind] for kind, plural in _PLURALS.items()} | {name: len(rows) for name, rows in lists.items()} | {
        "sources": sources, "claims": len(claims), "inferred": sum(1 for c in claims if c.get("inferred")), "unreviewed": sum(1 for c in claims if not c["review"]),
        "inferredSpeakers": sum(1 for c in lists["contributions"] if c.get("inferred")), "withheld": sum(1 for row in named if row.get("gone"))}


def limits(found: Mapping[str, int], originals: bool, out: Sequence[Text] = ()) -> list[Both]:
    """Return plain sentences about what is and is not in the data, the most important first. ``out``: the networks too large to be here."""
    said = [
        Text(f"Los datos vienen de {_n(found['sources'], 'informe', 'informes')}: lo que no se escribió en ellos no está aquí.",
             f"The data comes from {_n(found['sources'], 'report', 'reports')}: what was not written in them is not here."),
        Text(f"Se nombra a {_n(found['people'], 'persona', 'personas')}; asistieron más, que los informes no nombran.",
             f"{_n(found['people'], 'person is', 'people are')} named; more attended, whom the reports do not name."),
        Text("Coincidir en una sesión, tener cargo en la misma institución o hablar del mismo tema no es colaborar.",
             "Being in the same session, holding an office in the same institution or speaking on the same theme is not collaborating."),
        Text("«Ausente» quiere decir que nadie de ahí consta en estos informes; no dice si se le invitó.",
             "“Absent” means that nobody from there is on record in these reports; it does not say whether they were invited."),
        Text("Un lazo pedido es un deseo de alguien, no un lazo que exista.", "A tie asked for is somebody's wish, not a tie that exists.")]
    if found["inferredSpeakers"]:
        few = found["inferredSpeakers"]
        said.append(Text(f"En {few} de {_n(found['contributions'], 'intervención', 'intervenciones')} quién habla se infirió, porque el informe no lo dice; van marcadas.",
                         f"In {few} of {_n(found['contributions'], 'contribution', 'contributions')} the speaker was inferred, because the report does not say; they are marked."))
    if found["unreviewed"]:
        said.append(Text(f"{found['unreviewed']} de {_n(found['claims'], 'afirmación', 'afirmaciones')} no han sido revisadas por una persona.",
                         f"{found['unreviewed']} of {_n(found['claims'], 'claim', 'claims')} have not been reviewed by a person."))
    said += [Text(f"La red «{title.es}» no está: un grupo suyo es demasiado grande para contar sus lazos uno por uno.",
                  f"The network “{title.en}” is not here: a group of it is too large for its ties to be counted one by one.") for title in out]
    if found["withheld"]:
        said.append(Text(f"De {_n(found['withheld'], 'persona', 'personas')} no se publica el nombre completo.",
                         f"The full name of {_n(found['withheld'], 'person', 'people')} is not published."))
    said.append(Text("Este archivo lleva frases de los informes; los resúmenes son de quien los leyó.", "This file holds sentences of the reports; the summaries are those of whoever read them.")
                if originals else
                Text("Los resúmenes son de quien leyó los informes, no citas; el texto de los informes no está aquí.",
                     "The summaries are those of whoever read the reports, not quotations; the reports' text is not here."))
    return [both(text) for text in said]


def _n(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def questions(layers: Rows) -> list[dict[str, Any]]:
    """Return the ready questions that the layers of this page can answer; where a network is too large for betweenness, who joins is told by how many they are tied to."""
    measured = {layer["name"]: layer["measures"] for layer in layers}
    return [{"text": both(text), "hash": hash_ if "betweenness" in measured.get(layer, {}) else hash_.replace("betweenness", "degree")}
            for text, layer, hash_ in QUESTIONS if not layer or layer in measured]


def state(reader: Reader, entities: Entities) -> dict[str, Any] | None:
    """Return the state most of whose municipalities somebody stood for, with all of its municipalities by code; None when there was nobody for any.

    When nobody stood for any, the state with most municipalities that something speaks of. Of two with as many, the one of the lowest code.
    """
    towns = sorted({tuple(v or "" for v in row) for row in reader.rows(PREFIX + _TOWNS)})
    present = Counter(code for _, code in reader.rows(PREFIX + _PRESENT) if code) or Counter(row[3] for row in towns if row[0] in entities.at)
    if not present:
        return None
    chosen = min(present, key=lambda code: (-present[code], code))
    found = {row[1]: row for row in reversed(towns) if row[3] == chosen}
    return {"code": clean(chosen), "name": clean(min(row[4] for row in found.values())), "municipalities": [[clean(code), clean(row[2]), entities[row[0]]] for code, row in sorted(found.items())]}
