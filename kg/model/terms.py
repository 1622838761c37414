"""The closed namespace: terms and concepts as the ontology files declare them. A misspelt term fails at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model.corpus import bundled
from kg.model.errors import InputError, nearest
from kg.model.iri import KG, PREFIXES, VOCABULARY
from kg.model.text import Text

if TYPE_CHECKING:
    from rdflib import Graph

_DECLARING = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")


def parse_turtle(path: Path) -> Graph:
    """Parse a Turtle file, naming the file when it is not Turtle."""
    from rdflib import Graph
    from rdflib.exceptions import ParserError
    from rdflib.plugins.parsers.notation3 import BadSyntax

    try:
        return Graph().parse(path, format="turtle")
    except (BadSyntax, ParserError, UnicodeDecodeError, OSError, RecursionError, AssertionError, ValueError, IndexError) as error:  # the parser asserts, too
        what = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        raise InputError(Text(f"no es Turtle legible: {what}", f"is not readable Turtle: {what}"), str(path),
                         Text("corrija el archivo", "mend the file")) from error


@cache
def terms() -> frozenset[str]:
    """Local names of all classes and properties that ``ontology/kg.ttl`` declares."""
    from rdflib import OWL, RDF, URIRef

    graph = parse_turtle(bundled("ontology") / "kg.ttl")
    found = {str(s) for kind in _DECLARING for s in graph.subjects(RDF.type, OWL[kind]) if isinstance(s, URIRef)}
    return frozenset(s[len(KG):] for s in found if s.startswith(KG))


@cache
def superclasses() -> dict[str, tuple[str, ...]]:
    """Class local name → itself and every superclass within ``kg:``, nearest first."""
    from rdflib import OWL, RDF, RDFS, URIRef

    graph = parse_turtle(bundled("ontology") / "kg.ttl")
    table: dict[str, tuple[str, ...]] = {}
    for cls in graph.subjects(RDF.type, OWL.Class):
        if isinstance(cls, URIRef) and cls.startswith(KG):
            above = [str(c) for c in graph.transitive_objects(cls, RDFS.subClassOf) if isinstance(c, URIRef)]
            table[str(cls)[len(KG):]] = tuple(c[len(KG):] for c in above if c.startswith(KG))
    return table


@cache
def concepts() -> dict[str, dict[str, Text]]:
    """Scheme → notation → label, from ``ontology/schemes.ttl``."""
    from rdflib import RDF, SKOS

    graph = parse_turtle(bundled("ontology") / "schemes.ttl")
    table: dict[str, dict[str, Text]] = {}
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        scheme, _, notation = str(concept).removeprefix(VOCABULARY).partition("/")
        labels = {str(o.language): str(o) for o in graph.objects(concept, SKOS.prefLabel) if hasattr(o, "language")}
        table.setdefault(scheme, {})[notation] = Text(labels.get("es", notation), labels.get("en", notation))
    return table


class _Namespace:
    """``KGNS.Person`` → IRI; an undeclared name raises with the nearest declared ones."""

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> str:
        if name not in terms():
            raise InputError(Text(f"la ontología no define kg:{name}", f"the ontology does not define kg:{name}"), "ontology/kg.ttl",
                             nearest(name, terms()))
        return KG + name

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(terms()))


KGNS = _Namespace()


@cache
def expand(curie: str) -> str:
    """Return the IRI of a CURIE; those of ``kg:`` must exist in the ontology."""
    prefix, _, name = curie.partition(":")
    return KGNS[name] if prefix == "kg" else PREFIXES[prefix] + name
