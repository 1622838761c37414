"""The ontology and its schemes: complete, bilingual, OWL 2 RL, and in step with the tables of actas, shapes and rules."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import owlrl  # type: ignore[import-untyped]
import pyoxigraph
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, BNode, Graph, Literal, Namespace, Node, URIRef

from kg.model.records import TABLES

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = ROOT / "ontology"
KG = Namespace("https://w3id.org/gobierno-abierto/ontology#")
VOCABULARY = "https://w3id.org/gobierno-abierto/vocabulary/"
IRI = URIRef("https://w3id.org/gobierno-abierto/ontology")
PREFIXES = {"kg": str(KG), "skos": str(SKOS), "org": "http://www.w3.org/ns/org#", "dcterms": str(DCTERMS)}
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
OWL_ALLOWED = {"Ontology", "versionIRI", "versionInfo", "priorVersion", "backwardCompatibleWith", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty",
               "AllDisjointClasses", "members", "propertyChainAxiom"}
# Of the datatypes of OWL 2 RL (owl2-profiles, 4.2), those in use; xsd:date is not among them.
XSD = "http://www.w3.org/2001/XMLSchema#"
RL_DATATYPES: set[Node] = {RDFS.Literal, *(URIRef(XSD + name) for name in ("string", "boolean", "decimal", "integer"))}
DERIVED = ("attended", "memberOf", "representedAt", "capacity")


@cache
def ontology() -> Graph:
    return Graph().parse(ONTOLOGY / "kg.ttl")


@cache
def schemes() -> Graph:
    return Graph().parse(ONTOLOGY / "schemes.ttl")


@cache
def declared() -> frozenset[Node]:
    return frozenset(s for kind in KINDS for s in ontology().subjects(RDF.type, kind))


def own_terms() -> list[Node]:
    return sorted((t for t in declared() if str(t).startswith(str(KG))), key=str)


def languages(graph: Graph, node: Node, prop: URIRef) -> list[str]:
    return sorted(o.language or "" for o in graph.objects(node, prop) if isinstance(o, Literal))


def test_header() -> None:
    g = ontology()
    assert g.value(IRI, OWL.versionIRI) == URIRef(f"{IRI}/0.2.0") and str(g.value(IRI, OWL.versionInfo)) == "0.2.0"
    assert g.value(IRI, OWL.priorVersion) == g.value(IRI, OWL.backwardCompatibleWith) == URIRef(f"{IRI}/0.1.0")
    shapes = Graph().parse(ONTOLOGY / "shapes.ttl")
    assert shapes.value(URIRef(str(IRI).replace("ontology", "shapes")), OWL.versionInfo) == g.value(IRI, OWL.versionInfo)
    assert g.value(IRI, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert str(g.value(IRI, VANN.preferredNamespacePrefix)) == "kg" and str(g.value(IRI, VANN.preferredNamespaceUri)) == str(KG)
    assert languages(g, IRI, DCTERMS.title) == languages(g, IRI, DCTERMS.description) == ["en", "es"]


def test_every_term_has_label_and_definition_in_both_languages() -> None:
    assert len(own_terms()) > 80
    for term in own_terms():
        assert languages(ontology(), term, RDFS.label) == ["en", "es"], term
        assert languages(ontology(), term, SKOS.definition) == ["en", "es"], term


def test_every_term_used_is_declared_once() -> None:
    """OWL 2 DL: a property has one kind. A misspelt term in an axiom would show up here as undeclared."""
    for term in declared():
        assert len([k for k in KINDS if (term, RDF.type, k) in ontology()]) == 1, term
    structural = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain)
    for prop in structural:
        for subject, value in ontology().subject_objects(prop):
            assert {subject, value} <= declared(), (subject, value)
    for value in ontology().objects(None, RDFS.range):
        assert value in declared() or value in RL_DATATYPES, value


def test_within_owl_2_rl() -> None:
    """No OWL construct outside a short list, every class named, no date in an axiom, no equivalence."""
    used = {str(t).removeprefix(str(OWL)) for triple in ontology() for t in triple if str(t).startswith(str(OWL))}
    assert used <= OWL_ALLOWED, used - OWL_ALLOWED
    assert (None, OWL.equivalentClass, None) not in ontology()
    for prop in (RDFS.subClassOf, RDFS.domain, RDFS.range):
        assert not [o for o in ontology().objects(None, prop) if isinstance(o, BNode) or o == OWL.Thing]


def inconsistencies(graph: Graph) -> list[str]:
    """Messages of the OWL 2 RL rules that end in false, after computing the closure."""
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    error = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return sorted(str(o) for o in graph.objects(None, error))


def test_closure_is_consistent_and_disjointness_bites() -> None:
    data = ROOT / "tests/shape_examples"
    good = Graph().parse(ONTOLOGY / "kg.ttl").parse(data / "_base.ttl").parse(data / "ContributionShape.pass.ttl")
    assert inconsistencies(good) == []
    bad = Graph().parse(ONTOLOGY / "kg.ttl")
    bad.add((URIRef("urn:x"), RDF.type, KG.Person))
    bad.add((URIRef("urn:x"), RDF.type, KG.PublicInstitution))
    assert inconsistencies(bad)


def expand(name: str) -> URIRef:
    prefix, local = name.split(":")
    return URIRef(PREFIXES[prefix] + local)


def test_actas_use_only_what_is_declared() -> None:
    for table in TABLES:
        assert KG[table.cls] in declared(), table.cls
        for field in table.fields:
            if field.prop:
                assert expand(field.prop) in declared(), f"{table.name}.{field.name}: {field.prop}"
            for scheme in re.findall(r"concept:([a-z-]+)", field.target) + ([field.target] if field.type == "concept" else []):
                assert (URIRef(VOCABULARY + scheme), RDF.type, SKOS.ConceptScheme) in schemes(), scheme


def test_ranges_agree_with_the_tables_of_actas() -> None:
    """A concept field points to the scheme its property names; a reference field to an object property."""
    for table in TABLES:
        for field in table.fields:
            if field.type == "concept" and field.prop:
                assert URIRef(VOCABULARY + field.target) in set(ontology().objects(expand(field.prop), RDFS.seeAlso)), field.name
            if field.type in ("ref", "concept") and field.prop:
                assert (expand(field.prop), RDF.type, OWL.ObjectProperty) in ontology(), field.prop


def test_every_scheme_is_well_formed() -> None:
    for scheme in schemes().subjects(RDF.type, SKOS.ConceptScheme):
        assert languages(schemes(), scheme, SKOS.prefLabel) == languages(schemes(), scheme, SKOS.definition) == ["en", "es"]
        tops = set(schemes().objects(scheme, SKOS.hasTopConcept))
        assert tops, scheme
        assert tops == set(schemes().subjects(SKOS.inScheme, scheme)) == set(schemes().subjects(SKOS.topConceptOf, scheme))
        for prop in (SKOS.prefLabel, SKOS.notation):
            values = [o for t in tops for o in schemes().objects(t, prop)]
            assert len(values) == len(set(values)), f"{scheme}: two concepts share a {prop}"


def test_every_concept_is_complete_and_bilingual() -> None:
    for concept in schemes().subjects(RDF.type, SKOS.Concept):
        scheme, notation = schemes().value(concept, SKOS.inScheme), schemes().value(concept, SKOS.notation)
        assert str(concept) == f"{scheme}/{notation}"
        assert languages(schemes(), concept, SKOS.prefLabel) == languages(schemes(), concept, SKOS.definition) == ["en", "es"]
        for prop in (SKOS.related, SKOS.relatedMatch):
            for other in schemes().objects(concept, prop):
                assert (other, prop, concept) in schemes(), f"{concept} {prop} {other} is not written back"
                assert (schemes().value(other, SKOS.inScheme) == scheme) is (prop == SKOS.related), f"{concept} {other}"


def texts() -> list[Path]:
    return [ONTOLOGY / "shapes.ttl", *sorted((ONTOLOGY / "checks").glob("*.rq")), *sorted((ONTOLOGY / "rules").glob("*.rq"))]


@pytest.mark.parametrize("path", texts(), ids=lambda p: p.name)
def test_no_misspelt_term_in_shapes_checks_and_rules(path: Path) -> None:
    for name in re.findall(r"(?<![\w/])kg:(\w+)", path.read_text(encoding="utf-8")):
        assert KG[name] in declared() or name == "contributors", name


def test_every_class_has_a_shape_and_every_property_is_shaped_or_derived() -> None:
    text = (ONTOLOGY / "shapes.ttl").read_text(encoding="utf-8")
    for term in own_terms():
        name = str(term).removeprefix(str(KG))
        if (term, RDF.type, OWL.Class) in ontology():
            assert f"sh:targetClass kg:{name} " in text, name
        else:
            assert f"sh:path kg:{name} " in text or name in DERIVED, name


DATA = """
@prefix : <urn:x:> . @prefix kg: <https://w3id.org/gobierno-abierto/ontology#> . @prefix org: <http://www.w3.org/ns/org#> .
:session kg:partOf :day . :day kg:partOf :forum .
:hat a kg:Membership ; org:member :lucia ; org:organization :council . :council kg:municipality :aurora .
:office a kg:Membership ; org:member :tomas .
:p1 kg:participant :lucia ; kg:inEvent :session ; kg:hat :hat .
:p2 kg:participant :tomas ; kg:inEvent :day ; kg:hat :office .
:c1 a kg:Contribution ; kg:speaker :lucia ; kg:inEvent :session .
:c2 a kg:Contribution ; kg:speaker :lucia ; kg:inEvent :day .
:c3 a kg:Contribution ; kg:speaker :tomas ; kg:inEvent :day .
"""
EXPECTED = {
    "attended": {"lucia session", "lucia day", "lucia forum", "tomas day", "tomas forum"},
    "memberOf": {"lucia council"},
    "representedAt": {"aurora session", "aurora day", "aurora forum"},
    "capacity": {"c1 hat", "c3 office"},
}


@pytest.mark.parametrize("name", DERIVED)
def test_rule_derives_exactly(name: str) -> None:
    query = (ONTOLOGY / "rules" / f"{name}.rq").read_text(encoding="utf-8")
    assert re.search(r"^#\+ summary: \S", query, re.MULTILINE) and re.search(r"^#\+ summary\.es: \S", query, re.MULTILINE)
    store = pyoxigraph.Store()
    store.load(DATA.encode(), pyoxigraph.RdfFormat.TURTLE)
    derived = store.query(query)
    assert isinstance(derived, pyoxigraph.QueryTriples)
    triples = {(t.subject.value, t.predicate.value, t.object.value) for t in derived}
    assert {p for _, p, _ in triples} == {str(KG[name])}
    assert {f"{s.removeprefix('urn:x:')} {o.removeprefix('urn:x:')}" for s, _, o in triples} == EXPECTED[name]


def test_there_is_one_rule_per_derived_property() -> None:
    assert {p.stem for p in (ONTOLOGY / "rules").glob("*.rq")} == set(DERIVED)
