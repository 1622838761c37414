"""What a claim says, in our own words: for the place where a number opens. The report's sentence is never part of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.findings.facts import PREFIX
from kg.graph.evidence import Backing, backing
from kg.model.iri import concept
from kg.model.nt import iri
from kg.model.text import Lang, Text

if TYPE_CHECKING:
    from kg.graph.store import Reader

_BATCH = 500
_INFERRED = concept("attribution-status", "inferred")
# One query a shape of claim: who it is about or who speaks, what it says in both languages, in which event or body, and whether it was inferred.
_SHAPES: tuple[str, ...] = (
    """SELECT ?claim ?who ?es ?en ?where ?inferred WHERE { VALUES ?claim { %s } ?claim kg:summary ?es ; kg:gloss ?en .
       OPTIONAL { ?claim kg:speaker|kg:coSpeaker ?p . ?p skos:prefLabel ?who FILTER(LANG(?who) = 'es') }
       OPTIONAL { ?claim kg:inEvent ?e . ?e skos:prefLabel ?where FILTER(LANG(?where) = 'es') }
       OPTIONAL { ?claim kg:attribution ?turn . ?turn kg:attributionStatus <""" + _INFERRED + """> BIND(true AS ?inferred) } }""",
    """SELECT ?claim ?who ?es ?en ?where ?inferred WHERE { VALUES ?claim { %s } ?claim kg:participant ?p ; kg:inEvent ?e ; kg:role ?r . ?p skos:prefLabel ?who FILTER(LANG(?who) = 'es')
       ?e skos:prefLabel ?where FILTER(LANG(?where) = 'es') ?r skos:prefLabel ?es FILTER(LANG(?es) = 'es') ?r skos:prefLabel ?en FILTER(LANG(?en) = 'en') }""",
    """SELECT ?claim ?who ?es ?en ?where ?inferred WHERE { VALUES ?claim { %s } ?claim org:member ?p ; kg:post ?r . ?p skos:prefLabel ?who FILTER(LANG(?who) = 'es')
       OPTIONAL { ?claim org:organization ?o . ?o skos:prefLabel ?where FILTER(LANG(?where) = 'es') }
       ?r skos:prefLabel ?es FILTER(LANG(?es) = 'es') ?r skos:prefLabel ?en FILTER(LANG(?en) = 'en') }""",
    """SELECT ?claim ?who ?es ?en ?where ?inferred WHERE { VALUES ?claim { %s } ?claim a kg:FactClaim ; kg:about ?x ; kg:property ?p ; kg:value ?v .
       OPTIONAL { ?x skos:prefLabel ?who FILTER(LANG(?who) = 'es') }
       OPTIONAL { ?v skos:prefLabel ?l FILTER(LANG(?l) = 'es') } BIND(CONCAT(REPLACE(STR(?p), '^.*[#/]', ''), '\\t', COALESCE(STR(?l), STR(?v))) AS ?es)
       OPTIONAL { ?v skos:prefLabel ?m FILTER(LANG(?m) = 'en') } BIND(CONCAT(REPLACE(STR(?p), '^.*[#/]', ''), '\\t', COALESCE(STR(?m), STR(?l), STR(?v))) AS ?en)
       OPTIONAL { ?claim kg:inferenceMethod ?m BIND(true AS ?inferred) } }""",
    """SELECT ?claim ?who ?es ?en ?where ?inferred WHERE { VALUES ?claim { %s } ?claim kg:figureValue ?n ; kg:counts ?c . OPTIONAL { ?claim kg:countsGloss ?g }
       BIND(CONCAT(STR(?n), ' ', STR(?c)) AS ?es) BIND(CONCAT(STR(?n), ' ', COALESCE(STR(?g), STR(?c))) AS ?en)
       OPTIONAL { ?claim kg:inEvent ?e . ?e skos:prefLabel ?where FILTER(LANG(?where) = 'es') } }""",
    """SELECT ?claim ?who ?es ?en ?where ?inferred WHERE { VALUES ?claim { %s } ?claim kg:attributedTo ?p . ?p skos:prefLabel ?who FILTER(LANG(?who) = 'es') ?claim kg:inEvent ?e .
       ?e skos:prefLabel ?where FILTER(LANG(?where) = 'es') BIND('quién habla' AS ?es) BIND('who speaks' AS ?en) }""",
)
_KINDS = "SELECT ?claim ?class WHERE { VALUES ?claim { %s } ?claim a ?class }"
_CLASSES = {"Participation": Text("participación", "participation"), "Membership": Text("cargo o lugar", "office or seat"), "FactClaim": Text("dato", "fact"), "Figure": Text("cifra", "figure"),
            "Attribution": Text("atribución", "attribution"), "Proposal": Text("propuesta", "proposal"), "Problem": Text("problema", "problem"), "Commitment": Text("compromiso", "commitment"),
            "Experience": Text("experiencia", "experience"), "Finding": Text("hallazgo", "finding"), "Discrepancy": Text("discrepancia", "discrepancy")}
_SHAPE_OF = {"Participation": 1, "Membership": 2, "FactClaim": 3, "Figure": 4, "Attribution": 5}  # which of _SHAPES tells a class; other classes are contributions; of no class, all are tried
PROPERTIES = {"prefLabel": Text("nombre", "name"), "altLabel": Text("otro nombre", "other name"), "kind": Text("clase", "kind"), "unitOf": Text("unidad de", "unit of"),
              "municipality": Text("municipio", "municipality"), "governs": Text("gobierna", "governs"), "motto": Text("lema", "motto"), "heldOn": Text("celebrado el", "held on"),
              "startTime": Text("hora de inicio", "start time"), "format": Text("formato", "format"), "partOf": Text("parte de", "part of"),
              "component": Text("componente", "component"), "operator": Text("operado por", "operator"), "related": Text("relacionado con", "related"),
              "place": Text("lugar", "place"), "country": Text("país", "country")}
"""What the properties of a fact are called, by local name; a test compares them with the ontology and with every field of an entity."""


@dataclass(frozen=True)
class Told:
    """A claim in words: its kind, what it says (own words), who it is about or who speaks, in which event or body, and what backs it.

    ``inferred``: a reader deduced who speaks, or the fact itself.
    """

    iri: str
    kind: Text
    words: Text
    who: str
    where: str
    inferred: bool
    backing: tuple[Backing, ...]

    def place(self) -> Text:
        """Return where in which report, every stretch: file, line, first and last character of the file."""
        by_file: dict[str, list[Backing]] = defaultdict(list)
        for b in self.backing:
            by_file[b.file].append(b)
        return Text(*("; ".join(f"{file}: " + ", ".join(f"{line} {b.line} ({b.start}-{b.end})" for b in found) for file, found in sorted(by_file.items())) for line in ("renglón", "line")))


def told(reader: Reader, claims: Iterable[str]) -> dict[str, Told]:
    """Return what each claim says, by IRI in order; a claim of no shape known here is told by its kind alone."""
    wanted = sorted(set(claims))
    words: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    kinds: dict[str, Text] = {}
    shapes: dict[str, int] = {}
    for values in _batches(wanted):
        for claim, cls in reader.rows(PREFIX + _KINDS % values):
            name = (cls or "").rpartition("#")[2]
            if name in _CLASSES:
                kinds[claim or ""] = _CLASSES[name]
                shapes[claim or ""] = _SHAPE_OF.get(name, 0)
    for number, shape in enumerate(_SHAPES):
        for values in _batches([c for c in wanted if shapes.get(c, number) == number]):
            for row in reader.rows(PREFIX + shape % values):
                words[row[0] or ""].append(tuple(v or "" for v in row[1:]))
    behind = backing(reader, wanted)
    return {c: _one(c, kinds.get(c, Text("afirmación", "claim")), sorted(words.get(c, [])), behind.get(c, [])) for c in wanted}


def _batches(wanted: Sequence[str]) -> Iterator[str]:
    for at in range(0, len(wanted), _BATCH):
        yield " ".join(iri(c) for c in wanted[at:at + _BATCH])


def _one(claim: str, kind: Text, rows: list[tuple[str, ...]], behind: list[Backing]) -> Told:
    """Join the rows of a claim: several speakers, several events."""
    who, where = ("; ".join(sorted({r[i] for r in rows} - {""})) for i in (0, 3))
    words = Text(_of_fact(rows[0][1], "es"), _of_fact(rows[0][2], "en")) if rows and kind == _CLASSES["FactClaim"] else Text(rows[0][1], rows[0][2]) if rows else Text("", "")
    return Told(claim, kind, words, who, where, any(r[4] for r in rows), tuple(behind))


def _of_fact(found: str, lang: Lang) -> str:
    """Return property and value, the property by its name in that language."""
    name, _, value = found.partition("\t")
    return f"{PROPERTIES[name].get(lang) if name in PROPERTIES else name}: {value}"
