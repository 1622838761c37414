"""Whom and what the page knows: people, bodies, municipalities, events, mechanisms, themes and kinds of actor, numbered in the order of their IRIs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.graph.store import Reader
from kg.model.iri import VOCABULARY
from kg.visual.explore.asked import Concepts, Many, clean, first, listed, pairs

_CLASSES = {"person": "kg:Person", "institution": "kg:Institution", "event": "kg:Event", "mechanism": "kg:Mechanism"}
# The registry lists all municipalities of the country: only those that something speaks of are here.
_NAMED = "?y kg:municipality|kg:governs|kg:aboutMunicipality|kg:wishesTieBetween ?x", "?y a kg:FactClaim ; kg:about|kg:value ?x"
_THEMES = "?y a kg:Contribution ; kg:theme ?x"
_ACTORS = "?y kg:wishesTieBetween ?x . ?x a skos:Concept"
_PSEUDONYM = re.compile(r".*/persona/p[0-9a-f]{16}\Z")
"""The IRI of somebody whose name the policy keeps back (``kg.identity.resolve``)."""
_ATTRIBUTES = {
    "name": '?x skos:prefLabel ?y . FILTER(LANG(?y) = "es")', "aka": "?x skos:altLabel ?y . FILTER NOT EXISTS { ?x a skos:Concept }",
    "foreign": '?x skos:altLabel ?n . FILTER NOT EXISTS { ?x a skos:Concept } FILTER(LANG(?n) != "es") BIND(CONCAT(LANG(?n), " ", ?n) AS ?y)',
    "type": "?x kg:kind|kg:format ?y", "up": "?x kg:partOf|org:unitOf ?y",
    "days": "?x kg:heldOn ?y", "municipality": "?x kg:municipality ?y", "governs": "?x kg:governs ?y", "code": "?x a kg:Municipality ; kg:inegiCode ?y"}


@dataclass(frozen=True)
class Entities:
    """``kinds``: IRI → kind, in the order of IRIs, which is that of the page's numbers. ``more``: attribute → IRI → values."""

    base: str
    kinds: Mapping[str, str]
    more: Mapping[str, Many]
    at: Mapping[str, int]

    def __getitem__(self, iri: str) -> int:
        """Return the number of an entity; -1 for none."""
        return self.at.get(iri, -1)

    def numbers(self, iris: tuple[str, ...]) -> list[int]:
        """Return the numbers of those that are entities, sorted."""
        return sorted(self.at[iri] for iri in iris if iri in self.at)

    def name(self, iri: str) -> str:
        """Return what an entity is called in Spanish; "" when nobody named it."""
        return clean(first(self.more["name"], iri))

    def concepts(self) -> Iterator[str]:
        """Yield the concepts that entities are or have."""
        yield from (iri for iri in self.kinds if iri.startswith(VOCABULARY))
        yield from (first(self.more["type"], iri) for iri in self.kinds)


def read_entities(reader: Reader, base: str) -> Entities:
    """Return everything of the graph that the page may name."""
    kinds = dict.fromkeys(listed(reader, _THEMES), "theme") | dict.fromkeys(listed(reader, _ACTORS), "actor")
    towns = {iri for pattern in _NAMED for iri in listed(reader, pattern)}
    kinds |= {iri: "municipality" for iri in listed(reader, "?x a kg:Municipality") if iri in towns}
    for kind, cls in _CLASSES.items():
        kinds |= dict.fromkeys(listed(reader, f"?x a {cls}"), kind)
    ordered = sorted(kinds)
    return Entities(base, {iri: kinds[iri] for iri in ordered}, {name: pairs(reader, pattern) for name, pattern in _ATTRIBUTES.items()}, {iri: i for i, iri in enumerate(ordered)})


def rows(found: Entities, concepts: Concepts) -> list[dict[str, Any]]:
    """Return the entities as the page holds them; what has no value is left out."""
    return [_row(found, concepts, iri, kind) for iri, kind in found.kinds.items()]


def _row(found: Entities, concepts: Concepts, iri: str, kind: str) -> dict[str, Any]:
    """An entity. Somebody with a pseudonym for an IRI is ``gone``: the policy keeps their name back, wholly or but for initials."""
    row: dict[str, Any] = {"id": short(iri, found.base), "kind": kind, "label": clean(concepts.name(iri).es) if iri.startswith(VOCABULARY) else found.name(iri)}
    aka = sorted({clean(name) for name in found.more["aka"].get(iri, ())} - {row["label"], ""})
    above = found.numbers(tuple(up for up in found.more["up"].get(iri, ()) if found.kinds.get(up) == kind and up != iri))
    foreign = sorted([name, lang] for lang, _, name in (text.partition(" ") for text in found.more["foreign"].get(iri, ())) if name in aka)
    values: dict[str, Any] = {
        "aka": aka, "foreign": foreign, "concept": concepts[iri] if kind in ("theme", "actor") else -1, "type": concepts[first(found.more["type"], iri)], "up": above[0] if above else -1,
        "days": sorted({clean(day) for day in found.more["days"].get(iri, ())}), "municipality": found.numbers(found.more["municipality"].get(iri, ())),
        "governs": found[first(found.more["governs"], iri)], "code": clean(first(found.more["code"], iri)), "gone": bool(_PSEUDONYM.match(iri))}
    return row | {name: value for name, value in values.items() if value != -1 and (value or value == 0) and value is not False}


def short(iri: str, base: str) -> str:
    """Return an IRI without the base of the data; one that does not begin with it stays whole."""
    return iri.removeprefix(base)
