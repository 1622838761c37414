"""Who and what stands near a node: the entities its claims also name, with how often and through what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from kg.model.iri import KG, VOCABULARY
from kg.model.text import Text, counted
from kg.publish.describe_ask import ORG, SAID, Gathered
from kg.publish.describe_model import Neighbour
from kg.publish.describe_names import look_of, value
from kg.publish.describe_terms import called, lower
from kg.publish.links import tipo

_NEAR = frozenset({"persona", "evento", "institucion", "municipio", "mecanismo"})
ORDER = ("institution", "person", "event", "municipality", "mechanism", "contribution", "theme", "actor", "other")
"""Kinds of neighbours, those that tell most first."""
_COUNTED = {"participacion": (Text("participación", "participation"), Text("participaciones", "participations")),
            "membresia": (Text("cargo", "office"), Text("cargos", "offices")),
            "said": (Text("contribución", "contribution"), Text("contribuciones", "contributions"))}
# Neither a wish nor a contradiction is a tie.
_TIES = {"participacion": (KG + "participant", KG + "inEvent"), "membresia": (ORG + "member", ORG + "organization"), "afirmacion": (KG + "about", KG + "value"),
         "said": tuple(KG + p for p in ("speaker", "reportedBy", "inEvent", "mechanism", "cites", "aboutMunicipality", "addressee", "theme"))}


def neighbours(iri: str, g: Gathered) -> tuple[Neighbour, ...]:
    """Return the neighbours of a node, those of most claims first."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    words: dict[str, tuple[Text, Text]] = dict(_COUNTED)
    seen: set[tuple[str, str]] = set()
    for claim in (iri, *(c for claims in g.sections.get(iri, {}).values() for c in claims)):
        kind = "said" if tipo(claim) in SAID else tipo(claim)
        reason = kind
        if kind == "afirmacion":
            reason = g.one(claim, KG + "property")
            words[reason] = (lower(called(reason)),) * 2
        for other, predicate in _linked(g, claim, kind):
            if other != iri and (claim, other) not in seen:
                seen.add((claim, other))
                why = predicate if claim == iri else reason
                words.setdefault(why, (lower(called(why)),) * 2)
                found[other][why] += 1
    near = [Neighbour(value(g, f"<{other}>"), reasons.total(), tuple((_told(n, *words[r]), n) for r, n in sorted(reasons.items(), key=lambda i: (-i[1], i[0]))))
            for other, reasons in found.items()]
    return tuple(sorted(near, key=lambda n: (-n.count, ORDER.index(n.value.look), n.value.text.es, n.value.iri)))


def _linked(g: Gathered, claim: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the entities and themes that a claim names, each with the property that names it."""
    for predicate in _TIES.get(kind, ()):
        for other in g.iris(claim, predicate):
            if tipo(other) in _NEAR or (other.startswith(VOCABULARY) and look_of(other) != "other"):
                yield other, predicate


@lru_cache(5_000)
def _told(n: int, one: Text, many: Text) -> Text:
    """Return "3 contribuciones"; of a property only its name."""
    return one if one == many and n == 1 else counted(n, one, many)
