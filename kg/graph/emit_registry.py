"""The registry as triples: labels and codes that no report states, each outside fact with the address where it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.identity.resolve import Resolver
from kg.model import nt
from kg.model.iri import concept, short_hash
from kg.model.nt import TYPE, Triple
from kg.model.registry import Registry
from kg.model.terms import expand, superclasses

# The list the municipalities were read from: sha256 of the file, so that who has it can check it.
INEGI = ("inegi-municipios", "INEGI: claves, nombres y estados de los municipios de México", "INEGI: codes, names and states of Mexico's municipalities",
         "municipios_completo.json", "1b4fc1dfc888737c17547e6dff458789edc0cdfc136540e8d51a49346004ab9d")


def registry_triples(registry: Registry, resolver: Resolver) -> Iterator[Triple]:
    """Yield the registry graph, as far as the policy that ``resolver`` knows lets it be seen."""
    base, scrub, merges = resolver.base, resolver.scrub, resolver.merges
    shown = {slug for slug, t in resolver.treatments.items() if t == "full"}

    def iri(kind: str, slug: str) -> str:
        return nt.iri(resolver.registered(kind, slug))

    def public(row: dict[str, str]) -> bool:
        return row["kind"] != "person" or merges.slug("person", row["slug"]) in shown

    document = nt.iri(f"{base}id/documento/{INEGI[0]}")
    if registry.rows["municipalities"]:
        yield document, TYPE, nt.iri(expand("kg:Document"))
        for prop, value in (("dcterms:title", nt.text(INEGI[1], "es")), ("dcterms:title", nt.text(INEGI[2], "en")), ("skos:prefLabel", nt.text(INEGI[1], "es")),
                            ("dcterms:publisher", nt.text("INEGI")), ("dcterms:language", nt.text("es")), ("kg:fileName", nt.text(INEGI[3])), ("kg:sha256", nt.text(INEGI[4]))):
            yield document, nt.iri(expand(prop)), value
    for row in registry.rows["municipalities"]:
        me = iri("municipality", row["code"])
        yield from ((me, TYPE, nt.iri(expand(f"kg:{c}"))) for c in superclasses()["Municipality"])
        yield me, nt.iri(expand("skos:prefLabel")), nt.text(row["name"], "es")
        yield me, nt.iri(expand("kg:inegiCode")), nt.text(row["code"])
        yield me, nt.iri(expand("kg:stateCode")), nt.text(row["state_code"])
        yield me, nt.iri(expand("kg:stateName")), nt.text(row["state"], "es")
        yield me, nt.iri(expand("kg:country")), nt.text("MX")
        yield me, nt.iri(expand("dcterms:source")), document
    for row in registry.rows["institutions"]:
        if row["sector"]:
            yield iri("institution", row["slug"]), nt.iri(expand("kg:sector")), nt.iri(concept("sector", row["sector"]))
    for row in registry.rows["aliases"]:
        if public(row):
            yield iri(row["kind"], row["slug"]), nt.iri(expand("skos:altLabel")), nt.text(scrub(row["alias"]), "es")
    for row in registry.rows["outside"]:
        if public(row):
            yield from _outside(row, iri(row["kind"], row["slug"]), base, registry.names[row["kind"]][merges.slug(row["kind"], row["slug"])], scrub)


def _outside(row: dict[str, str], me: str, base: str, label: str, scrub: Callable[[str], str]) -> Iterator[Triple]:
    """An outside fact: the plain triple, unless it repeats the preferred label, and the node that cites its source."""
    value = nt.text(scrub(row["value"]), row["lang"])
    node = nt.iri(f"{base}id/externo/{row['slug']}-{short_hash(row['property'], value, row['source'], size=8)}")
    if row["value"] != label:
        yield me, nt.iri(expand(row["property"])), value
    yield from ((node, TYPE, nt.iri(expand(f"kg:{c}"))) for c in superclasses()["OutsideFact"])
    yield node, nt.iri(expand("kg:about")), me
    yield node, nt.iri(expand("kg:property")), nt.iri(expand(row["property"]))
    yield node, nt.iri(expand("kg:value")), value
    yield node, nt.iri(expand("dcterms:source")), nt.iri(row["source"])
    yield node, nt.iri(expand("kg:readOn")), nt.typed(row["read_on"], "date")
    if row["note"]:
        yield node, nt.iri(expand("skos:note")), nt.text(scrub(row["note"]), "es")
