"""What the words of the graph are called for readers: classes and properties, ours from the ontology, others' from a short list; dates and truth values."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kg.model.corpus import bundled
from kg.model.iri import KG, PREFIXES
from kg.model.text import Text

_ELSEWHERE = {
    "skos:prefLabel": Text("nombre", "name"), "skos:altLabel": Text("otro nombre", "other name"), "skos:note": Text("nota", "note"),
    "skos:definition": Text("definición", "definition"), "skos:related": Text("relacionado", "related"), "skos:relatedMatch": Text("relacionado en otra lista", "related in another list"),
    "skos:broader": Text("más general", "broader"), "skos:narrower": Text("más específico", "narrower"), "skos:notation": Text("clave", "code"),
    "skos:inScheme": Text("lista", "list"), "skos:hasTopConcept": Text("concepto", "concept"),
    "skos:exactMatch": Text("lo mismo que", "same as"), "skos:closeMatch": Text("casi lo mismo que", "nearly the same as"),
    "skos:scopeNote": Text("alcance", "scope"), "skos:example": Text("ejemplo", "example"),
    "org:unitOf": Text("unidad de", "unit of"), "org:member": Text("persona", "person"), "org:organization": Text("institución", "institution"),
    "dcterms:title": Text("título", "title"), "dcterms:publisher": Text("editor", "publisher"), "dcterms:language": Text("idioma", "language"), "dcterms:source": Text("fuente", "source"),
    "dcterms:license": Text("licencia", "licence"), "dcterms:creator": Text("autor", "creator"), "dcterms:isReplacedBy": Text("lo sustituye", "replaced by"),
    "prov:wasDerivedFrom": Text("sale de", "derived from"), "prov:wasAttributedTo": Text("hecho por", "attributed to"), "prov:Agent": Text("Agente", "Agent"), "prov:Entity": Text("Grafo", "Graph"),
    "rdfs:seeAlso": Text("véase también", "see also"), "rdfs:label": Text("nombre", "name"), "rdf:type": Text("clase", "class"),
    "oa:hasSource": Text("documento", "document"), "oa:start": Text("carácter inicial", "first character"), "oa:end": Text("carácter final", "last character"), "oa:exact": Text("texto", "text"),
    "skos:Concept": Text("Concepto", "Concept"), "skos:ConceptScheme": Text("Lista de conceptos", "List of concepts"),
}
_EXTERNAL = {PREFIXES[c.partition(":")[0]] + c.partition(":")[2]: t for c, t in _ELSEWHERE.items()} | {
    "http://www.w3.org/2002/07/owl#sameAs": Text("es también", "same as"), "http://www.w3.org/2002/07/owl#deprecated": Text("en desuso", "deprecated"),
    "http://www.w3.org/ns/adms#status": Text("estado", "status")}
INVERSE = {
    KG + "partOf": Text("Incluye", "Includes"), PREFIXES["org"] + "unitOf": Text("Unidad suya", "Its unit"), KG + "governs": Text("Lo gobierna", "Governed by"),
    KG + "municipality": Text("Institución de aquí", "Institution here"), KG + "component": Text("Es parte de", "Part of"), KG + "operator": Text("Opera", "Operates"),
    KG + "related": Text("Se relaciona con", "Related to"), KG + "kind": Text("De esta clase", "Of this kind"), KG + "format": Text("Con este formato", "Of this format"),
    KG + "sector": Text("De este sector", "Of this sector"),
}
"""How a property reads from the side of its value."""
_MONTHS = (["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
           ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"])
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@cache
def _ontology() -> dict[str, Text]:
    """IRI of a term of the ontology → its label in both languages."""
    from rdflib import RDFS

    from kg.model.terms import parse_turtle

    found: dict[str, dict[str, str]] = {}
    for term, label in parse_turtle(bundled("ontology") / "kg.ttl").subject_objects(RDFS.label):
        found.setdefault(str(term), {})[str(getattr(label, "language", ""))] = str(label)
    return {term: Text(labels.get("es", term), labels.get("en", labels.get("es", term))) for term, labels in sorted(found.items())}


@lru_cache(5_000)
def called(term: str) -> Text:
    """Return what a class or property is called; one that nobody named here reads as its own last part (``wasQuotedFrom`` → ``was quoted from``)."""
    known = _EXTERNAL.get(term) or _ontology().get(term)
    if known:
        return known
    tail = _WORDS.sub(" ", re.split(r"[/#:]", term.rstrip("/#"))[-1]).lower() or term
    return Text(tail, tail)


@lru_cache(5_000)
def lower(text: Text) -> Text:
    """Return a label as it stands inside a sentence: small first letter, unless the word is an acronym."""
    return Text(*(word if word[:2].isupper() else word[:1].lower() + word[1:] for word in text))


def dated(value: str) -> Text | None:
    """Return an ``xsd:date`` in words; None when it is not a date of the calendar's form."""
    found = re.fullmatch(r"(-?\d{4,})-(\d\d)-(\d\d)", value)
    if found is None or not 1 <= int(found.group(2)) <= 12:
        return None
    year, month, day = found.group(1), int(found.group(2)) - 1, int(found.group(3))
    return Text(f"{day} de {_MONTHS[0][month]} de {year}", f"{day} {_MONTHS[1][month]} {year}")


TRUTH = {"true": Text("sí", "yes"), "false": Text("no", "no"), "1": Text("sí", "yes"), "0": Text("no", "no")}
LANGUAGES = {"es": Text("español", "Spanish"), "en": Text("inglés", "English"), "ca": Text("catalán", "Catalan"), "pt": Text("portugués", "Portuguese")}
