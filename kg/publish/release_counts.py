"""How many there are of each class, in this version and the one before; counts of people below the policy's smallest are not told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.corpus import bundled
from kg.model.iri import KG
from kg.model.policy import Policy
from kg.model.terms import parse_turtle
from kg.model.text import Text
from kg.publish.suppress import told

if TYPE_CHECKING:
    from kg.graph.store import Reader
    from kg.publish.release_inputs import Manifest

CLASSES = ("Document", "Event", "Person", "Institution", "Mechanism", "Participation", "Membership", "Proposal", "Problem", "Commitment", "Experience", "Finding", "Figure", "Discrepancy")
OF_PEOPLE = frozenset({"Person", "Participation", "Membership"})
_COUNT = "SELECT (COUNT(DISTINCT ?x) AS ?n) { GRAPH ?g { ?x a <%s> } FILTER(!STRENDS(STR(?g), '/registry')) }"


def counts(reader: Reader, policy: Policy, former: Manifest | None) -> list[tuple[Text, str, str]]:
    """Return (what, before, now) of each class that has any; "" when the version before does not say."""
    from rdflib import RDFS, URIRef

    ontology = parse_turtle(bundled("ontology") / "kg.ttl")
    found = []
    for name, number in numbers(reader).items():
        labels = {str(getattr(o, "language", "")): str(o) for o in ontology.objects(URIRef(KG + name), RDFS.label)}
        earlier = former.counts.get(name) if former else None
        least = policy.smallest_count if name in OF_PEOPLE else 0
        if number or earlier:
            found.append((Text(labels["es"], labels["en"]), "" if earlier is None else told(earlier, least), told(number, least)))
    return found


def numbers(reader: Reader) -> dict[str, int]:
    """Return class → how many the reports speak of."""
    return {name: int(next(iter(reader.rows(_COUNT % (KG + name))))[0] or 0) for name in CLASSES}


def public(found: dict[str, int], policy: Policy) -> dict[str, int]:
    """Return the counts that may be told as numbers."""
    return {name: number for name, number in found.items() if name not in OF_PEOPLE or told(number, policy.smallest_count) == str(number)}


def few_people(found: dict[str, int], least: int) -> bool:
    """Whether some class of people, or of what people do, has members and fewer than ``least``."""
    return any(0 < found.get(name, 0) < least for name in OF_PEOPLE)
