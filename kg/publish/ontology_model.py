"""The ontology as a reader needs it: terms in the order of their file, concept schemes, derivation rules. Read from ``ontology/``, never retyped.

``kg.ttl`` groups its terms under comment lines ``# --- Español · English ---``; those are the page's headings, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.model.corpus import bundled
from kg.model.iri import KG, PREFIXES, VOCABULARY
from kg.model.terms import parse_turtle
from kg.model.text import Text

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

ONTOLOGY = KG.rstrip("#")
NAMESPACES = PREFIXES | {
    "adms": "http://www.w3.org/ns/adms#", "cv": "http://data.europa.eu/m8g/", "kgsh": ONTOLOGY.removesuffix("ontology") + "shapes#", "owl": "http://www.w3.org/2002/07/owl#",
    "schema": "https://schema.org/", "sh": "http://www.w3.org/ns/shacl#", "vann": "http://purl.org/vocab/vann/"}
"""Prefix → namespace of everything the ontology, its shapes and its schemes name."""
KINDS = {
    "Class": Text("clase", "class"), "ObjectProperty": Text("propiedad entre nodos", "object property"), "DatatypeProperty": Text("propiedad con un dato", "datatype property"),
    "AnnotationProperty": Text("propiedad de anotación", "annotation property"), "Individual": Text("individuo", "individual")}
"""Kind of term (the local name of its OWL class) → what readers call it."""
_SECTION = re.compile(r"^# --- (.+?)(?: · (.+?))? ---\s*$", re.MULTILINE)
_DECLARED = re.compile(r"^(?:kg:|<[^>]*#)([A-Za-z][A-Za-z0-9]*)>? a ", re.MULTILINE)
_HEADER = re.compile(r"^#\+ summary(\.es)?: *(.+?)\s*$", re.MULTILINE)
_LAST = 1 << 30


@dataclass(frozen=True)
class Term:
    """A class, property or individual of ours; other terms are named by IRI, as the file names them."""

    iri: str
    name: str
    kind: str
    """A key of ``KINDS``."""
    section: Text
    label: Text
    definition: Text
    above: tuple[str, ...] = ()
    """Direct superclasses or superproperties, ours or others'."""
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    """Concept schemes its values come from."""
    chains: tuple[tuple[str, ...], ...] = ()
    """Property chains that imply it."""
    disjoint: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    """Classes of an individual."""
    deprecated: bool = False

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return self.kind == "Class"

    @property
    def is_property(self) -> bool:
        """Whether it is a property of any kind."""
        return self.kind.endswith("Property")


@dataclass(frozen=True)
class Concept:
    """One value of a scheme."""

    iri: str
    notation: str
    label: Text
    definition: Text
    related: tuple[str, ...] = ()
    """Concepts near it, of its own scheme or another."""


@dataclass(frozen=True)
class Scheme:
    """A list of values: its concepts in the order of their file, and the properties that take them."""

    iri: str
    notation: str
    label: Text
    definition: Text
    concepts: tuple[Concept, ...]
    used_by: tuple[str, ...]


@dataclass(frozen=True)
class Derivation:
    """A rule that adds triples of one property (``ontology/rules/<property>.rq``)."""

    name: str
    summary: Text
    query: str

    @property
    def property(self) -> str:
        """The IRI of the property it writes."""
        return KG + self.name


@dataclass(frozen=True)
class Ontology:
    """All of it. ``version`` is ``owl:versionInfo``; an empty text is something the file does not say."""

    iri: str
    version: str
    version_iri: str
    prior: str
    title: Text
    description: Text
    licence: str
    creator: str
    terms: dict[str, Term]
    others: dict[str, str]
    """Terms of other vocabularies that the file declares, and the kind of each."""
    schemes: dict[str, Scheme]
    derivations: tuple[Derivation, ...]

    def classes(self) -> list[Term]:
        """Return our classes in the order of the file."""
        return [t for t in self.terms.values() if t.is_class]

    def properties(self) -> list[Term]:
        """Return our properties in the order of the file."""
        return [t for t in self.terms.values() if t.is_property]

    def individuals(self) -> list[Term]:
        """Return our individuals in the order of the file."""
        return [t for t in self.terms.values() if t.kind == "Individual"]

    def ancestors(self, iri: str) -> list[str]:
        """Return our classes or properties above a term, nearest first, without itself."""
        found: list[str] = []
        queue = [iri]
        while queue:
            up = [a for a in self.terms[queue.pop(0)].above if a in self.terms and a not in found]
            found += up
            queue += up
        return found

    def children(self, iri: str) -> list[Term]:
        """Return the terms directly below a term."""
        return [t for t in self.terms.values() if iri in t.above]


@cache
def ontology() -> Ontology:
    """Return the ontology that came with the package. Raises InputError: a file is not Turtle."""
    from rdflib import DCTERMS, OWL, URIRef

    folder = bundled("ontology")
    graph, text = parse_turtle(folder / "kg.ttl"), (folder / "kg.ttl").read_text(encoding="utf-8")
    me = URIRef(ONTOLOGY)
    creator = next(iter(graph.objects(me, DCTERMS.creator)), None)
    return Ontology(
        ONTOLOGY, _one(graph, me, OWL.versionInfo), _one(graph, me, OWL.versionIRI), _one(graph, me, OWL.priorVersion), both(graph, me, DCTERMS.title), both(graph, me, DCTERMS.description),
        _one(graph, me, DCTERMS.license), "" if creator is None else _one(graph, creator, URIRef(PREFIXES["foaf"] + "name")) or str(creator),
        {t.iri: t for t in _terms(graph, text)}, _others(graph), _schemes(graph), _derivations())


def both(graph: Graph, subject: Node, *predicates: Node) -> Text:
    """Return the text of the first of these properties that says something, in both languages; the one there is stands in for the other."""
    for predicate in predicates:
        said = {str(getattr(o, "language", "") or ""): str(o) for o in sorted(graph.objects(subject, predicate), key=str, reverse=True)}
        if said:
            spare = said.get("es") or said.get("en") or min(said.values())
            return Text(said.get("es", spare), said.get("en", spare))
    return Text("", "")


def curie(iri: str) -> str:
    """Return ``prefix:name`` for a term of a namespace in ``NAMESPACES``, ``scheme:notation`` for a concept, else the IRI."""
    if iri.startswith(VOCABULARY):
        scheme, _, notation = iri.removeprefix(VOCABULARY).partition("/")
        return f"{scheme}:{notation}" if notation else f"vocabulary:{scheme}"
    for prefix, namespace in NAMESPACES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", iri[len(namespace):]):
            return f"{prefix}:{iri[len(namespace):]}"
    return iri


def headings_of(text: str) -> list[tuple[int, Text]]:
    """Return the headings of a file: where each stands and what it says in both languages."""
    return [(m.start(), Text(m.group(1), m.group(2) or m.group(1))) for m in _SECTION.finditer(text)]


def _terms(graph: Graph, text: str) -> list[Term]:
    """Return our terms, in the order in which the file declares them."""
    from rdflib import OWL, RDF, RDFS, SKOS, URIRef

    places = {m.group(1): m.start() for m in reversed(list(_DECLARED.finditer(text)))}
    headings, disjoint = headings_of(text), _disjoint(graph)
    domain, values = URIRef(NAMESPACES["schema"] + "domainIncludes"), URIRef(NAMESPACES["schema"] + "rangeIncludes")
    found = []
    for me in {s for s in graph.subjects(RDF.type, None) if isinstance(s, URIRef) and s.startswith(KG)}:
        name, types = str(me)[len(KG):], iris(graph.objects(me, RDF.type))
        kind = next((k for k in KINDS if NAMESPACES["owl"] + k in types), "Individual")
        place = places.get(name, _LAST)
        label = both(graph, me, RDFS.label, URIRef(PREFIXES["foaf"] + "name"))
        found.append((place, Term(
            str(me), name, kind, next((t for at, t in reversed(headings) if at < place), Text("", "")), label if label.es else Text(name, name), both(graph, me, SKOS.definition),
            iris([*graph.objects(me, RDFS.subClassOf), *graph.objects(me, RDFS.subPropertyOf)]), iris([*graph.objects(me, RDFS.domain), *graph.objects(me, domain)]),
            iris([*graph.objects(me, RDFS.range), *graph.objects(me, values)]), tuple(i for i in iris(graph.objects(me, RDFS.seeAlso)) if i.startswith(VOCABULARY)),
            tuple(sorted(tuple(map(str, graph.items(c))) for c in graph.objects(me, OWL.propertyChainAxiom))), disjoint.get(str(me), ()),
            types if kind == "Individual" else (), str(_one(graph, me, OWL.deprecated)).lower() in ("true", "1"))))
    return [term for _, term in sorted(found, key=lambda f: (f[0], f[1].name))]


def _others(graph: Graph) -> dict[str, str]:
    from rdflib import RDF, URIRef

    found = {str(s): kind for kind in KINDS for s in graph.subjects(RDF.type, URIRef(NAMESPACES["owl"] + kind)) if isinstance(s, URIRef) and not s.startswith(KG)}
    return dict(sorted(found.items(), key=lambda pair: curie(pair[0])))


def _disjoint(graph: Graph) -> dict[str, tuple[str, ...]]:
    from rdflib import OWL, RDF

    found: dict[str, set[str]] = {}
    for group in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        members = {str(m) for collection in graph.objects(group, OWL.members) for m in graph.items(collection)}
        for one in members:
            found.setdefault(one, set()).update(members - {one})
    return {one: tuple(sorted(others)) for one, others in found.items()}


def _schemes(words: Graph) -> dict[str, Scheme]:
    """Return the schemes with their concepts, both as ``schemes.ttl`` orders them; ``words`` is the graph of ``kg.ttl``."""
    from rdflib import RDF, RDFS, SKOS, URIRef

    path = bundled("ontology") / "schemes.ttl"
    graph, text = parse_turtle(path), path.read_text(encoding="utf-8")
    order = {m.group(1): m.start() for m in reversed(list(re.finditer(r"^([a-z-]+:[a-z0-9-]+) a ", text, re.MULTILINE)))}
    found = {}
    for me in sorted(map(str, graph.subjects(RDF.type, SKOS.ConceptScheme)), key=lambda i: (order.get(curie(i), _LAST), i)):
        inside = sorted(map(str, graph.subjects(SKOS.inScheme, URIRef(me))), key=lambda i: (order.get(curie(i), _LAST), i))
        found[me] = Scheme(me, me.removeprefix(VOCABULARY), both(graph, URIRef(me), SKOS.prefLabel), both(graph, URIRef(me), SKOS.definition),
                           tuple(_concept(graph, i) for i in inside), tuple(sorted(map(str, words.subjects(RDFS.seeAlso, URIRef(me))))))
    return found


def _concept(graph: Graph, iri: str) -> Concept:
    from rdflib import SKOS, URIRef

    me = URIRef(iri)
    near = iris(o for p in (SKOS.broader, SKOS.narrower, SKOS.related, SKOS.relatedMatch, SKOS.closeMatch, SKOS.exactMatch) for o in graph.objects(me, p))
    return Concept(iri, _one(graph, me, SKOS.notation), both(graph, me, SKOS.prefLabel), both(graph, me, SKOS.definition), near)


def _derivations() -> tuple[Derivation, ...]:
    found = []
    for path in sorted((bundled("ontology") / "rules").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        said = {m.group(1) or ".en": m.group(2) for m in _HEADER.finditer(text)}
        query = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+"))
        found.append(Derivation(path.stem, Text(said.get(".es", ""), said.get(".en", "")), query.strip() + "\n"))
    return tuple(found)


def _one(graph: Graph, subject: Node, predicate: Node) -> str:
    """Return the value of a property, "" when it has none; of several the first in order."""
    return min(map(str, graph.objects(subject, predicate)), default="")


def iris(nodes: Iterable[Node]) -> tuple[str, ...]:
    """Return the IRIs among nodes, sorted, each once."""
    from rdflib import URIRef

    return tuple(sorted({str(n) for n in nodes if isinstance(n, URIRef)}))
