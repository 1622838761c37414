"""VoID: what the data set holds, in numbers that the same COUNT queries give on the graph (W3C Interest Group Note, 3 March 2011)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.model import nt
from kg.model.iri import KG, PREFIXES, VOCABULARY, short_hash
from kg.publish.release_counts import few_people, numbers
from kg.publish.site_rdf import PREFIXES as ALL
from kg.publish.site_rdf import Statements, term
from kg.publish.site_release import Release

if TYPE_CHECKING:
    from kg.graph.store import Reader
    from kg.publish.dumps import Dump

COUNTS = {
    "void:triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "void:distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "void:distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "void:properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "void:classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    "void:entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c FILTER(STRSTARTS(STR(?s), '{space}') && !CONTAINS(STR(?s), '#')) }",
}
"""Numbers of the whole data set and the query that gives each; ``{space}`` is the IRI space of the data."""
CLASSES = "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c"
PROPERTIES = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"
OF_PROPERTY = {
    "void:distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <{p}> ?o }",
    "void:distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s <{p}> ?o }",
}
GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"


def counted(reader: Reader, query: str) -> int:
    """Return the one number a COUNT query gives."""
    return int(next(iter(reader.rows(query)))[0] or 0)


def void(reader: Reader, release: Release, dumps: Sequence[Dump], examples: Sequence[str] = (), least: int = 0) -> Statements:
    """Return the description of the data set. ``examples``: IRIs of a few entities.

    With some people and fewer than ``least``, there are no partitions: they overlap, so one count left out would follow from the others.
    """
    out, me, space = Statements(), release.dataset, f"{release.base}id/"
    document = f"{release.base}void.ttl"
    out.kinds(document, "void:DatasetDescription")
    out.links(document, "foaf:primaryTopic", me)
    out.told(document, "dcterms:title", release.title)
    out.kinds(me, "void:Dataset")
    out.told(me, "dcterms:title", release.title)
    out.told(me, "dcterms:description", release.about)
    out.links(me, "dcterms:license", release.licence)
    out.links(me, "foaf:homepage", release.base)
    out.links(me, "dcterms:publisher", release.agent)
    out.links(me, "void:vocabulary", *sorted({KG, VOCABULARY, *(PREFIXES[p] for p in ("skos", "org", "oa", "prov", "dcterms"))}))
    out.say(me, "void:uriSpace", nt.text(space))
    out.say(me, "void:uriRegexPattern", nt.text(f"^{re.escape(space)}[^#]+$"))
    out.links(me, "void:feature", *(f"http://www.w3.org/ns/formats/{name}" for name in ("JSON-LD", "N-Triples", "RDF_XML", "Turtle")))
    out.links(me, "void:dataDump", *(f"{release.base}{d.path}" for d in dumps))
    if release.endpoint:
        out.links(me, "void:sparqlEndpoint", release.endpoint)
    if release.date:
        out.say(me, "dcterms:modified", nt.typed(release.date, "date"))
    out.links(me, "void:exampleResource", *examples)
    for prop, query in COUNTS.items():
        out.number(me, prop, counted(reader, query.replace("{space}", space)))
    if not few_people(numbers(reader), least):
        _partitions(out, reader, release)
    _graphs(out, reader, release)
    return out


def _partitions(out: Statements, reader: Reader, release: Release) -> None:
    """Say how many entities each class has, and how many triples, subjects and objects each property."""
    document = f"{release.base}void.ttl"
    for name, n in reader.rows(CLASSES):
        part = f"{document}#class-{_local(str(name))}"
        out.links(release.dataset, "void:classPartition", part)
        out.kinds(part, "void:Dataset")
        out.links(part, "void:class", str(name))
        out.number(part, "void:entities", int(n or 0))
    for name, n in reader.rows(PROPERTIES):
        part = f"{document}#property-{_local(str(name))}"
        out.links(release.dataset, "void:propertyPartition", part)
        out.kinds(part, "void:Dataset")
        out.links(part, "void:property", str(name))
        out.number(part, "void:triples", int(n or 0))
        for prop, query in OF_PROPERTY.items():
            out.number(part, prop, counted(reader, query.replace("{p}", str(name))))


def _graphs(out: Statements, reader: Reader, release: Release) -> None:
    """Say how many triples each named graph has."""
    for graph, n in reader.rows(GRAPHS):
        out.links(release.dataset, "void:subset", str(graph))
        out.say(str(graph), "rdf:type", term("void:Dataset"), term("sd:NamedGraph"))
        out.links(str(graph), "sd:name", str(graph))
        out.number(str(graph), "void:triples", int(n or 0))


def _local(iri: str) -> str:
    """Return a name for a term, unique: its prefix and local name, or a hash of the IRI."""
    for prefix, namespace in sorted(ALL.items()):
        rest = iri.removeprefix(namespace)
        if rest != iri and rest.replace("-", "").replace("_", "").isalnum() and rest.isascii():
            return f"{prefix}-{rest}"
    return short_hash(iri, size=12)
