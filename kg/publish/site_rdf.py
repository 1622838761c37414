"""Small RDF files about the site itself (VoID, DCAT, PROV, queries): triples gathered one by one, written as sorted Turtle. No blank nodes."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import nt
from kg.model.iri import PREFIXES as OURS
from kg.model.nt import Triple
from kg.model.text import Text

PREFIXES = OURS | {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
}
"""The project's prefixes and those of the vocabularies that describe data sets."""


def term(curie: str) -> str:
    """Return the encoded IRI of ``prefix:name``."""
    prefix, _, name = curie.partition(":")
    return nt.iri(PREFIXES[prefix] + name)


class Statements:
    """Triples of one file."""

    def __init__(self) -> None:
        self._found: set[Triple] = set()

    def say(self, subject: str, curie: str, *values: str) -> None:
        """Add encoded ``values`` of a property to a subject (a plain IRI)."""
        node, prop = nt.iri(subject), term(curie)
        self._found.update((node, prop, value) for value in values)

    def kinds(self, subject: str, *curies: str) -> None:
        """Say which classes a subject has."""
        self.say(subject, "rdf:type", *map(term, curies))

    def told(self, subject: str, curie: str, text: Text) -> None:
        """Say a text in both languages."""
        self.say(subject, curie, nt.text(text.es, "es"), nt.text(text.en, "en"))

    def links(self, subject: str, curie: str, *iris: str) -> None:
        """Say that a subject is linked to these (plain) IRIs."""
        self.say(subject, curie, *map(nt.iri, iris))

    def number(self, subject: str, curie: str, value: int, datatype: str = "integer") -> None:
        """Say a whole number."""
        self.say(subject, curie, nt.typed(str(value), datatype))

    def lines(self) -> list[str]:
        """Return sorted N-Triples lines."""
        return sorted(f"{s} {p} {o} .\n" for s, p, o in self._found)

    def turtle(self) -> bytes:
        """Return Turtle; the same statements give the same bytes."""
        return turtle(self.lines())


def turtle(lines: Iterable[str]) -> bytes:
    """Return N-Triples lines as Turtle with the prefixes that are used."""
    from rdflib import Graph

    text = "".join(lines)
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        if f"<{namespace}" in text:
            graph.bind(prefix, namespace)
    graph.parse(data=text, format="nt")
    return graph.serialize(format="turtle", encoding="utf-8")
