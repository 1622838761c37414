"""A built graph as Popolo JSON: persons, organizations, memberships, posts, areas, events. It reads what the build published, so the
policy has been obeyed before.

Terms of office are left out, not guessed: the graph knows days on which an office was seen. ``sector``, ``person_class`` and
``observed_on`` of memberships, and ``role`` and ``mode`` of attendees, are our additions; other readers may skip them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from kg.graph.store import Reader

_PREFIXES = """PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""
_LABEL = 'skos:prefLabel ?name . FILTER(LANG(?name) = "es")'
_NAMED = "SELECT ?x ?name { ?x a kg:%s ; " + _LABEL + " }"
_OTHER = "SELECT ?x ?name { ?x a kg:%s ; skos:altLabel ?name }"
_VALUE = "SELECT ?x ?value { ?x a kg:%s ; %s ?value }"
_AREAS = "SELECT DISTINCT ?x ?name ?code { ?body kg:municipality ?x . ?x " + _LABEL + " OPTIONAL { ?x kg:inegiCode ?code } }"
_ATTENDEES = """SELECT ?event ?person ?role ?mode { ?x a kg:Participation ; kg:participant ?person ; kg:inEvent ?event ; kg:role/skos:notation ?role ; kg:mode/skos:notation ?mode }"""
_POSTS = 'SELECT ?x ?value ?label { ?x a kg:Membership ; kg:post ?post . ?post skos:notation ?value ; skos:prefLabel ?label . FILTER(LANG(?label) = "es") }'
_SAID = """SELECT ?x ?document ?title (MIN(?at) AS ?line) { ?x a kg:%s . %s ?claim kg:source ?document ; kg:evidence/kg:line ?at .
?document dcterms:title ?title . FILTER(LANG(?title) = "es") } GROUP BY ?x ?document ?title"""
Item = dict[str, Any]


class _Export:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def rows(self, query: str) -> Iterator[tuple[str, ...]]:
        """Yield a query's rows, unbound values as ""."""
        return (tuple(v or "" for v in row) for row in self.reader.rows(_PREFIXES + query))

    def values(self, cls: str, path: str) -> dict[str, list[str]]:
        """Return IRI → sorted values of a property path, for one class."""
        found: dict[str, set[str]] = defaultdict(set)
        for x, value in self.rows(_VALUE % (cls, path)):
            found[x].add(value)
        return {x: sorted(vs) for x, vs in found.items()}

    def sources(self, cls: str, claim: str) -> dict[str, list[Item]]:
        """Return IRI → documents that state it, with the first line of each."""
        found: dict[str, list[Item]] = defaultdict(list)
        for x, document, title, line in sorted(self.rows(_SAID % (cls, claim))):
            found[x].append({"url": document, "note": f"{title}, renglón {line}"})
        return found

    def named(self, cls: str) -> dict[str, Item]:
        """Return IRI → object with id, name, other names, IRI and sources, for a class of things with names."""
        about = self.sources(cls, "?claim kg:about ?x .")
        made: dict[str, Item] = {}
        for x, name in sorted(self.rows(_NAMED % cls)):
            made.setdefault(x, {"id": tail(x), "name": name, "other_names": [], "identifiers": [{"scheme": "IRI", "identifier": x}], "sources": about.get(x, [])})
        for x, name in sorted(set(self.rows(_OTHER % cls))):
            if x in made and name != made[x]["name"]:
                made[x]["other_names"].append({"name": name})
        return made

    def organizations(self) -> tuple[dict[str, Item], list[Item]]:
        """Return the bodies, and the municipalities they belong to."""
        made = self.named("Institution")
        for key, path in (("classification", "kg:kind/skos:notation"), ("parent_id", "org:unitOf"), ("area_id", "kg:municipality")):
            for x, found in self.values("Institution", path).items():
                if x in made:
                    made[x][key] = found[0] if key == "classification" else tail(found[0])
        areas: dict[str, Item] = {}
        for x, name, code in sorted(self.rows(_AREAS)):
            areas.setdefault(x, {"id": tail(x), "name": name, "classification": "municipality", "identifiers": [{"scheme": "INEGI", "identifier": code}] if code else []})
        return made, list(areas.values())

    def memberships(self, bodies: dict[str, Item]) -> tuple[list[Item], list[Item]]:
        """Return the hats, and the posts they fill."""
        said = self.sources("Membership", "BIND(?x AS ?claim)")
        people, offices = self.values("Membership", "org:member"), self.values("Membership", "org:organization")
        made = {x: {"id": tail(x), "person_id": tail(who[0]), "sources": said.get(x, [])} for x, who in people.items()}
        for key, path in (("role", "kg:roleTitle"), ("sector", "kg:sector/skos:notation"), ("person_class", "kg:personClass/skos:notation"), ("observed_on", "kg:observedOn")):
            for x, found in self.values("Membership", path).items():
                if x in made:
                    made[x][key] = found if key == "observed_on" else found[0]
        posts: dict[str, Item] = {}
        for x, where in offices.items():
            if x in made and where[0] in bodies:
                made[x]["organization_id"] = tail(where[0])
        for x, role, label in sorted(self.rows(_POSTS)):
            if x in made:
                body = made[x].get("organization_id", "")
                ident = f"{body}:{role}" if body else role
                posts[ident] = {"id": ident, "label": label, "role": role, **({"organization_id": body} if body else {})}
                made[x]["post_id"] = ident
        return list(made.values()), list(posts.values())

    def events(self) -> list[Item]:
        """Return the events: first and last day, never an end nobody stated."""
        made = self.named("Event")
        clock = self.values("Event", "kg:startTime")
        for x, days in self.values("Event", "kg:heldOn").items():
            made[x]["start_date"] = days[0] + (f"T{clock[x][0]}:00" if x in clock else "")
            if len(days) > 1:
                made[x]["end_date"] = days[-1]
        for key, path in (("classification", "kg:format/skos:notation"), ("parent_id", "kg:partOf"), ("location", "kg:place")):
            for x, found in self.values("Event", path).items():
                made[x][key] = tail(found[0]) if key == "parent_id" else found[0]
        for event, person, role, mode in sorted(set(self.rows(_ATTENDEES))):
            made[event].setdefault("attendees", []).append({"id": tail(person), "role": role, **({"mode": mode} if mode != "unknown" else {})})
        return list(made.values())


def tail(iri: str) -> str:
    """Return the end of one of our IRIs: unique within its class."""
    return iri.rstrip("/").rsplit("/", 1)[-1]


def popolo(reader: Reader) -> str:
    """Return the whole graph as Popolo JSON; same graph, same bytes."""
    export = _Export(reader)
    bodies, areas = export.organizations()
    memberships, posts = export.memberships(bodies)
    whole = {"persons": list(export.named("Person").values()), "organizations": list(bodies.values()), "memberships": memberships, "posts": posts, "areas": areas, "events": export.events()}
    return json.dumps({k: sorted(map(_bare, v), key=lambda i: str(i["id"])) for k, v in whole.items()}, ensure_ascii=False, indent=2) + "\n"


def _bare(item: Item) -> Item:
    """Return an object without its empty lists, keys in order."""
    return {k: v for k, v in sorted(item.items(), key=lambda pair: (pair[0] != "id", pair[0])) if v != []}
