"""What ties them: participations, memberships, contributions and facts, as lists of numbers into entities, concepts and one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.findings.claims import PROPERTIES
from kg.graph.store import Reader
from kg.model.iri import KG, VOCABULARY
from kg.model.text import Text
from kg.visual.explore.asked import Concepts, Many, both, clean, first, listed, pairs
from kg.visual.explore.backing import Backing
from kg.visual.explore.entities import Entities

_PARTICIPATION = {"person": "kg:participant", "event": "kg:inEvent", "role": "kg:role", "mode": "kg:mode", "hat": "kg:hat"}
_MEMBERSHIP = {"person": "org:member", "institution": "org:organization", "title": "kg:roleTitle", "post": "kg:post", "sector": "kg:sector", "observed": "kg:observedOn"}
_CONTRIBUTION = {"speakers": "kg:coSpeaker", "leads": "kg:speaker", "event": "kg:inEvent|kg:conclusionOf", "es": "kg:summary", "en": "kg:gloss", "themes": "kg:theme", "force": "kg:force",
                 "method": "kg:attribution/kg:attributionMethod", "alternatives": "kg:attribution/kg:alternative", "municipalities": "kg:aboutMunicipality",
                 "mechanisms": "kg:mechanism|kg:cites", "cites": "kg:cites", "wishes": "kg:wishesTieBetween", "answers": "kg:answers"}
_FACT = {"about": "kg:about", "property": "kg:property", "value": "kg:value"}
_KINDS = ("proposal", "problem", "commitment", "experience", "finding")


@dataclass(frozen=True)
class Table:
    """The claims of one class, in the order of their IRIs, and what each has."""

    claims: list[str]
    of: dict[str, Many]

    def one(self, name: str, claim: str) -> str:
        """Return the first value; "" for none."""
        return first(self.of[name], claim)

    def many(self, name: str, claim: str) -> tuple[str, ...]:
        """Return all values."""
        return self.of[name].get(claim, ())

    def values(self, *names: str) -> Iterator[str]:
        """Yield every value of some properties."""
        for name in names:
            for found in self.of[name].values():
                yield from found


def _table(reader: Reader, cls: str, properties: dict[str, str]) -> Table:
    return Table(listed(reader, f"?x a {cls}"), {name: pairs(reader, f"?x a {cls} ; {path} ?y") for name, path in properties.items()})


class Records:
    """The claims of a graph. A claim about somebody or something that is no entity of the page is left out."""

    def __init__(self, reader: Reader) -> None:
        self.participations = _table(reader, "kg:Participation", _PARTICIPATION)
        self.memberships = _table(reader, "kg:Membership", _MEMBERSHIP)
        self.contributions = _table(reader, "kg:Contribution", _CONTRIBUTION)
        self.facts = _table(reader, "kg:FactClaim", _FACT)
        self._kind = {claim: VOCABULARY + "contribution-kind/" + kind for kind in _KINDS for claim in listed(reader, f"?x a kg:{kind.capitalize()}")}

    def concepts(self) -> Iterator[str]:
        """Yield the concepts that claims name."""
        yield from self.participations.values("role", "mode")
        yield from self.memberships.values("sector", "post")
        yield from self.contributions.values("themes", "force", "method")
        yield from self._kind.values()

    def rows(self, entities: Entities, concepts: Concepts, backing: Backing) -> dict[str, list[dict[str, Any]]]:
        """Return the lists as the page holds them, in the order of IRIs."""
        hats = _known(self.memberships, entities, "person")
        said = _known(self.contributions, entities, "event")
        hat_at, said_at = ({claim: i for i, claim in enumerate(claims)} for claims in (hats, said))
        return {
            "participations": [_participation(self.participations, c, entities, concepts, hat_at) | backing.claim(c) for c in _known(self.participations, entities, "person", "event")],
            "memberships": [_membership(self.memberships, c, entities, concepts) | backing.claim(c) for c in hats],
            "contributions": [self._contribution(c, entities, concepts, said_at, c in backing.inferred) | backing.claim(c) for c in said],
            "facts": [_fact(self.facts, c, entities, concepts) | backing.claim(c) for c in _known(self.facts, entities, "about")]}

    def _contribution(self, claim: str, entities: Entities, concepts: Concepts, at: dict[str, int], inferred: bool) -> dict[str, Any]:
        """A contribution. ``speakers``: whose turn it is first; ``cites``: of ``mechanisms``, the laws it cites; ``method``: how the speaker was inferred; -1 when the report says who speaks."""
        table = self.contributions
        lists = {name: entities.numbers(table.many(name, claim)) for name in ("leads", "speakers", "themes", "alternatives", "municipalities", "mechanisms", "wishes", "cites")}
        leads, cites = lists.pop("leads"), lists.pop("cites")
        lists["speakers"] = leads + [s for s in lists["speakers"] if s not in leads]
        es, en = table.one("es", claim), table.one("en", claim)
        return {"kind": concepts[self._kind.get(claim, "")], "event": entities[table.one("event", claim)], "words": both(Text(es or en, en or es)),
                "force": concepts[table.one("force", claim)], "method": concepts[table.one("method", claim)] if inferred else -1, **lists,
                "answers": sorted(at[a] for a in table.many("answers", claim) if a in at)} | ({"cites": cites} if cites else {})


def _known(table: Table, entities: Entities, *names: str) -> list[str]:
    """Return the claims whose person, event ... the page knows."""
    return [c for c in table.claims if all(entities[table.one(name, c)] >= 0 for name in names)]


def _participation(table: Table, claim: str, entities: Entities, concepts: Concepts, hats: dict[str, int]) -> dict[str, Any]:
    return {"person": entities[table.one("person", claim)], "event": entities[table.one("event", claim)], "role": concepts[table.one("role", claim)],
            "mode": concepts[table.one("mode", claim)], "hat": hats.get(table.one("hat", claim), -1)}


def _membership(table: Table, claim: str, entities: Entities, concepts: Concepts) -> dict[str, Any]:
    """An office or seat. Its title is as the report writes it, else the name of the post."""
    post = table.one("post", claim)
    return {"person": entities[table.one("person", claim)], "institution": entities[table.one("institution", claim)],
            "title": clean(table.one("title", claim) or (concepts.name(post).es if post else "")), "sector": concepts[table.one("sector", claim)],
            "observed": [clean(day) for day in table.many("observed", claim)]}


def _fact(table: Table, claim: str, entities: Entities, concepts: Concepts) -> dict[str, Any]:
    """A fact in words; ``entity`` when its value is one that the page knows."""
    local = table.one("property", claim).removeprefix(KG).rpartition("#")[2].rpartition("/")[2]
    value = table.one("value", claim)
    other = entities[value]
    words = concepts.name(value) if value.startswith(VOCABULARY) else Text(*[entities.name(value) if other >= 0 else value] * 2)
    return {"about": entities[table.one("about", claim)], "property": both(PROPERTIES.get(local, Text(local, local))), "value": both(words), "entity": other}
