"""From a name and what stands beside it to the entities it may be: what the reconciliation service and ``kg reconcile`` share."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kg.identity.compare import Candidate
from kg.identity.lookup import Index
from kg.identity.mention import Mention
from kg.model.iri import fold
from kg.model.text import Text
from kg.reading.vocab import rows
from kg.serve.entities import Entities, Entity
from kg.serve.properties import PROPERTIES, TYPES, Property, properties_of

MOST_NAME = 300
"""Characters of a name; what is longer names nothing."""
MOST_OPEN = 99.0
"""The highest score of what somebody must still decide."""
_LOOKED = 10   # candidates looked at, however few are wanted: a match must be alone among them
_NO_NAME = re.compile(r"[@<>{}\\]|https?:|www\.", re.IGNORECASE)
_WITH_STATE = re.compile(r"([^,()]+)[,(]([^,()]+)\)?\s*\Z")
_TITLE = re.compile(r"(?:el |los )?municipios? de(?:l)?\s+(?=\S)", re.IGNORECASE)
_STATE_OF = re.compile(r"(?:estado|edo) (?:libre y soberano )?(?:de )?")
_SAME_IRI = Text("es su identificador", "it is its identifier")
_SAME_CODE = Text("es su clave oficial", "it is its official code")


class Finder(Protocol):
    """What looks names up: ``kg.identity.lookup.Index``."""

    def find(self, query: Mention, limit: int = 10) -> list[Candidate]:
        """Return candidates, best first; "same" only when safe and alone."""


@dataclass(frozen=True)
class Hit:
    """An entity a name may be. ``score`` 0..100, over ``MOST_OPEN`` only when safe; ``match``: safe without asking, which at most one hit of a query is."""

    entity: Entity
    score: float
    match: bool
    reasons: tuple[Text, ...]


@dataclass
class _Given:
    """What stands beside a name: facts, and what of it could not be understood."""

    facts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    doubts: list[Text] = field(default_factory=list)


class Matcher:
    """Looks names up among the entities of a graph."""

    def __init__(self, entities: Entities, finder: Finder | None = None) -> None:
        self.entities = entities
        self._finder = finder or Index(entities.mentions())
        self._towns: dict[str, list[str]] = defaultdict(list)
        self._bearers: dict[str, list[Entity]] = defaultdict(list)
        self._notations: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._states: dict[str, str] = {}
        for entity in entities.known.values():
            for label in (*entity.values.get("kind", ()), *entity.values.get("format", ()), *entity.concepts):
                self._notations[entity.kind, fold(label)].update(entity.concepts)
            code = next(iter(entity.values.get("code", ())), "") if entity.kind == "municipality" else ""
            if code:
                self._towns[fold(entity.name)].append(code)
                self._bearers[code].append(entity)
                self._states |= {fold(s): code[:2] for s in entity.values.get("state", ())} | {code[:2]: code[:2]}
        codes = set(self._states.values())
        words = (*rows("state_abbreviations"), *rows("states"))
        self._states = {fold(r["word"]): r["code"] for r in words if r["code"] in codes} | self._states

    def find(self, name: str, kinds: Sequence[str] = (), beside: Mapping[str, Sequence[str]] | None = None, limit: int = 10) -> list[Hit]:
        """Return the entities ``name`` may be, the one that is safe first, then by score.

        ``kinds``: where to look (none: everywhere); ``beside``: values by property id. A value that is not understood, or a second entity that is
        as good, leaves nothing safe. What is no name (empty, one letter, an address, markup, over ``MOST_NAME`` characters) finds nothing.
        """
        name = name.strip()
        exact = self._exact(name, kinds)
        if exact:
            return [exact]
        if len(name) > MOST_NAME or _NO_NAME.search(name) or sum(c.isalpha() for c in name) < 2:
            return []
        found: list[tuple[Candidate, Entity]] = []
        doubts: list[Text] = []
        for kind in kinds or tuple(TYPES):
            query, unread = self._query(name, kind, beside or {})
            doubts += unread
            for candidate in self._finder.find(query, max(limit, _LOOKED)):
                other = candidate.b if candidate.a == query.key else candidate.a
                if candidate.verdict != "different" and other in self.entities.known:
                    found.append((candidate, self.entities.known[other]))
        same = [c for c, _ in found if c.verdict == "same"]
        safe = same[0] if len(same) == 1 and not doubts and all(c is same[0] or c.score < same[0].score for c, _ in found) else None
        hits = [Hit(e, round(min(100 * c.score, 100.0 if c is safe else MOST_OPEN), 1), c is safe, (*c.reasons, *dict.fromkeys(doubts))) for c, e in found]
        return sorted(hits, key=lambda h: (not h.match, -h.score, h.entity.iri))[:limit]

    def _exact(self, name: str, kinds: Sequence[str]) -> Hit | None:
        """Return the entity whose identifier is the name; of municipalities the INEGI code does, when only they are asked for."""
        entity, why = self.entities.known.get(name), _SAME_IRI
        if entity is None and list(kinds) == ["municipality"] and name.isascii() and name.isdigit() and len(name) in (4, 5):
            bearers = self._bearers.get(name.zfill(5), [])
            entity, why = (bearers[0] if len(bearers) == 1 else None), _SAME_CODE
        return Hit(entity, 100.0, True, (why,)) if entity and (not kinds or entity.kind in kinds) else None

    def _query(self, name: str, kind: str, beside: Mapping[str, Sequence[str]]) -> tuple[Mention, list[Text]]:
        """Return the mention to look up as an entity of ``kind``, and what was not understood."""
        given = _Given()
        for pid, values in sorted(beside.items(), key=lambda item: item[0] != "state"):   # the state first: it tells homonymous municipalities apart
            prop = PROPERTIES[pid]
            if kind in prop.kinds:
                for value in values:
                    self._take(prop, kind, value.strip(), given)
        if kind == "municipality":
            name = _TITLE.sub("", name, count=1)
            split = _WITH_STATE.fullmatch(name)
            state = self._state(split[2]) if split else ""
            if split and state:
                name = split[1].strip()
                given.facts["state"].add(state)
        if len(given.facts["state"]) > 1:
            given.doubts.append(Text("se dicen dos estados distintos", "two different states are told"))
        facts = {n: tuple(sorted(f)) for n, f in sorted(given.facts.items()) if f}
        return Mention(kind, "?", unicodedata.normalize("NFC", name), (), facts), given.doubts

    def _take(self, prop: Property, kind: str, value: str, given: _Given) -> None:
        """Note a value given beside a name as a fact; what a fact should be and is not is a doubt."""
        if not value or not prop.fact:
            return
        entity = self.entities.known.get(value)
        if prop.fact == "state":
            found = {self._state(value)}
        elif prop.fact in ("code", "place"):
            found = self._codes(value, entity, given.facts["state"])
            given.facts["state"].update(c[:2] for c in found)
            given.facts["place"].update(found)
            given.facts["code"].update(found if kind == "municipality" else ())
        elif prop.fact in ("body", "parent"):
            found = {fold(entity.name if entity else value)}
        elif prop.fact == "event":
            found = {value} if entity else {e.iri for e in self.entities.starting(value, ("event",)) if fold(value) in map(fold, (e.name, *e.others))}
        elif prop.fact == "kind":
            found = set(self._notations.get((kind, fold(value)), ()))
        else:
            found = {fold(value) if prop.fact == "role" else value}
        found.discard("")
        if not found:
            given.doubts.append(Text(f"no se entiende {prop.label.es} «{value[:80]}»", f"{prop.label.en} “{value[:80]}” is not understood"))
        elif prop.fact not in ("code", "place"):
            given.facts[prop.fact].update(found)

    def _state(self, value: str) -> str:
        """Return the two digits of a state's name, short form or code; "" when it is none."""
        folded = fold(value).replace(".", "").strip()
        return self._states.get(folded, "") or self._states.get(_STATE_OF.sub("", folded), "") or self._states.get(folded.zfill(2), "")

    def _codes(self, value: str, entity: Entity | None, states: set[str]) -> set[str]:
        """Return the INEGI code of a municipality given by IRI, code (a spreadsheet eats its first 0) or name, with or without its state.

        A homonym gives none, unless its name or ``states`` tell the state.
        """
        if entity:
            return set(entity.values.get("code", ())) if entity.kind == "municipality" else set()
        if value.isascii() and value.isdigit() and len(value) in (4, 5):
            return {value.zfill(5)}
        split = _WITH_STATE.fullmatch(_TITLE.sub("", value, count=1))
        state = self._state(split[2]) if split else ""
        named = fold(split[1] if split and state else _TITLE.sub("", value, count=1))
        codes = {c for c in self._towns.get(named, ()) if c.startswith(state)}
        codes = codes if len(codes) < 2 else {c for c in codes if c[:2] in states}
        return codes if len(codes) == 1 else set()


def takes(kind: str | None) -> list[Property]:
    """Return the properties whose values help to tell who is who."""
    return [p for p in properties_of(kind) if p.fact]
