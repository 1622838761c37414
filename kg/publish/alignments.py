"""How our terms stand to other vocabularies: one line a subclass or subproperty axiom that leaves the namespace, as a table and as SSSOM."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from kg.model.text import Text
from kg.publish.ontology_model import NAMESPACES, Ontology, curie

VOCABULARIES: dict[str, tuple[Text, str]] = {
    "adms": (Text("ADMS, descripción de recursos semánticos", "ADMS, Asset Description Metadata Schema"), "https://www.w3.org/TR/vocab-adms/"),
    "cv": (Text("Vocabularios básicos de la Unión Europea", "Core Vocabularies of the European Union"), "https://data.europa.eu/m8g/"),
    "dcterms": (Text("Términos de metadatos DCMI", "DCMI Metadata Terms"), "https://www.dublincore.org/specifications/dublin-core/dcmi-terms/"),
    "foaf": (Text("FOAF", "FOAF"), "http://xmlns.com/foaf/0.1/"),
    "oa": (Text("Anotaciones web", "Web Annotation"), "https://www.w3.org/TR/annotation-vocab/"),
    "org": (Text("Ontología de organizaciones", "The Organization Ontology"), "https://www.w3.org/TR/vocab-org/"),
    "owl": (Text("OWL 2", "OWL 2"), "https://www.w3.org/TR/owl2-overview/"),
    "prov": (Text("Procedencia, PROV-O", "Provenance, PROV-O"), "https://www.w3.org/TR/prov-o/"),
    "rdf": (Text("RDF 1.1", "RDF 1.1"), "https://www.w3.org/TR/rdf11-concepts/"),
    "rdfs": (Text("Esquema RDF", "RDF Schema"), "https://www.w3.org/TR/rdf-schema/"),
    "schema": (Text("Schema.org", "Schema.org"), "https://schema.org/"),
    "sh": (Text("Formas, SHACL", "Shapes, SHACL"), "https://www.w3.org/TR/shacl/"),
    "skos": (Text("Sistemas de conceptos, SKOS", "Concept schemes, SKOS"), "https://www.w3.org/TR/skos-reference/"),
    "vann": (Text("VANN, anotación de vocabularios", "VANN, annotating vocabularies"), "https://vocab.org/vann/"),
    "xsd": (Text("Tipos de datos de XML Schema", "XML Schema datatypes"), "https://www.w3.org/TR/xmlschema11-2/"),
}
"""Prefix → what a vocabulary is called, and where it is documented."""
RELATIONS = {"rdfs:subClassOf": Text("es subclase de", "is a subclass of"), "rdfs:subPropertyOf": Text("es subpropiedad de", "is a subproperty of")}
_COLUMNS = ("subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification", "subject_source", "object_source")
_JUSTIFIED = "semapv:ManualMappingCuration"


@dataclass(frozen=True, order=True)
class Alignment:
    """One axiom: our term, how it stands (a key of ``RELATIONS``), the other vocabulary's term."""

    prefix: str
    other: str
    term: str
    relation: str


def alignments(model: Ontology) -> list[Alignment]:
    """Return every axiom that leads out of our namespace, sorted by vocabulary, then by its term."""
    return sorted(Alignment(curie(above).partition(":")[0], above, t.iri, "rdfs:subClassOf" if t.is_class else "rdfs:subPropertyOf")
                  for t in model.terms.values() for above in t.above if above not in model.terms)


def sssom(model: Ontology) -> bytes:
    """Return the alignments as an SSSOM table (Simple Standard for Sharing Ontological Mappings, TSV with its metadata in front)."""
    rows = alignments(model)
    prefixes = sorted({"kg", "rdfs", "semapv", *(r.prefix for r in rows if r.prefix in NAMESPACES)})
    known = NAMESPACES | {"semapv": "https://w3id.org/semapv/vocab/"}
    head = [f"mapping_set_id: {model.iri}/alignments", f"mapping_set_version: \"{model.version}\"", f"license: {model.licence}", "curie_map:", *(f"  {p}: {known[p]}" for p in prefixes)]
    out = io.StringIO()
    out.writelines(f"# {line}\n" for line in head)
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    table.writerow(_COLUMNS)
    for r in rows:
        table.writerow((curie(r.term), model.terms[r.term].label.en, r.relation, curie(r.other), _JUSTIFIED, model.iri, known.get(r.prefix, "")))
    return out.getvalue().encode()
