"""Mentions: everything actas and registry name, with the facts that help to tell who is who."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.model.acta import Acta, Record
from kg.model.iri import fold
from kg.model.registry import Registry
from kg.model.source import Source

KINDS = ("person", "institution", "municipality", "event", "mechanism", "contribution")
NAMED = "name:"  # before the name of a town that the registry does not hold, where else a code stands
_MINTED = ("person", "institution", "municipality", "mechanism")


@dataclass(frozen=True)
class Mention:
    """One record of one acta (key ``source:id``), or one row of the registry (key ``registry:slug``); keys are unique within a kind.

    ``facts``: sorted values by name: ``role`` (offices as written, folded), ``body`` (names of bodies, folded), ``place`` (INEGI codes;
    ``name:`` and the folded name where the registry does not hold the town), ``town`` (their names, folded), ``homonym`` (bodies of a town that shares its name with another, it is not known which),
    ``state`` (their first two digits), ``code`` (official codes), ``event`` (keys), ``date`` (ISO), ``theme`` and ``kind`` (notations),
    ``slug`` (what the registry decided already), ``parent`` (names of what it is part of, folded), ``speaker`` and ``member`` (names of people, folded),
    ``country``, ``governs`` ("yes"), ``source`` (the report it stands in; the registry is none).
    ``weight``: how many participations, memberships and contributions hang on it.
    """

    kind: str
    key: str
    name: str
    aliases: tuple[str, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weight: int = 0

    def get(self, name: str) -> tuple[str, ...]:
        """Return the values of a fact; none when nothing is known."""
        return self.facts.get(name, ())


def mentions(sources: Iterable[tuple[Source, Acta]], registry: Registry) -> list[Mention]:
    """Return every mention of the actas and every row of the registry, sorted by kind (in the order of ``KINDS``) and key."""
    found = list(_registered(registry))
    for source, acta in sources:
        found += _Reader(source.slug, acta, registry).read()
    return sorted(found, key=lambda m: (KINDS.index(m.kind), m.key))


def _sorted(values: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return facts with their values sorted, without empty ones."""
    kept = {name: tuple(sorted({v for v in found if v})) for name, found in values.items()}
    return {name: found for name, found in sorted(kept.items()) if found}


def _registered(registry: Registry) -> Iterator[Mention]:
    """Yield the rows of the registry; other names are its aliases and, from outside, skos:altLabel."""
    aliases: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in registry.rows["aliases"]:
        aliases[row["kind"], row["slug"]].add(row["alias"])
    for row in registry.rows["outside"]:
        if row["property"] == "skos:altLabel":
            aliases[row["kind"], row["slug"]].add(row["value"])
    for kind in _MINTED:
        for slug, name in registry.names.get(kind, {}).items():
            facts: dict[str, list[str]] = {"slug": [slug]}
            if kind == "municipality":
                facts |= {"code": [slug], "place": [slug], "state": [slug[:2]]}
            yield Mention(kind, f"registry:{slug}", name, tuple(sorted(aliases[kind, slug] - {name})), _sorted(facts))


class _Reader:
    """Walks one acta and collects, for each record, what the others say about it."""

    def __init__(self, source: str, acta: Acta, registry: Registry) -> None:
        self.source, self.acta, self.registry = source, acta, registry
        self.facts: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.weight: dict[tuple[str, str], int] = defaultdict(int)
        self.homonymous: dict[str, bool] = {}

    def read(self) -> list[Mention]:
        """Return the acta's mentions."""
        for kind in ("municipality", "institution", "event", "mechanism", "membership", "participation", "contribution"):
            for record in self.acta.table(kind):
                getattr(self, f"_{kind}")(record)
        return [self._mention(kind, record) for kind in KINDS for record in self.acta.table(kind)]

    def _mention(self, kind: str, record: Record) -> Mention:
        name = str(record.values["summary" if kind == "contribution" else "name"])
        facts = self.facts[kind, record.id]
        facts["source"].add(self.source)
        facts["slug"].add((self.registry.slug(kind, self.source, record.id) or "") if kind in _MINTED else "")
        others = {text for text, _ in record.names} - {name}
        return Mention(kind, f"{self.source}:{record.id}", name, tuple(sorted(others)), _sorted(facts), self.weight[kind, record.id])

    def _name(self, kind: str, ident: Any) -> str:
        record = self.acta.records.get(kind, {}).get(str(ident)) if ident else None
        return fold(str(record.values["name"])) if record else ""

    def _add(self, table: str, ident: Any, weight: int = 0, /, **values: Iterable[str]) -> None:
        """Note facts of a record, and what hangs on it."""
        if not ident:
            return
        self.weight[table, str(ident)] += weight
        for name, found in values.items():
            self.facts[table, str(ident)][name].update(found)

    def _places(self, kind: str, ident: str, *towns: Any) -> None:
        """Note towns: their INEGI codes, or, of those the registry does not hold, their names, so that two different ones are told apart."""
        places, states, names = set(), set(), set()
        for town in sorted({str(t) for t in towns if t}):
            record = self.acta.records.get("municipality", {}).get(town)
            name = self._name("municipality", town)
            code = self.registry.slug("municipality", self.source, town) or (str(record.values.get("inegi") or "") if record else "")
            places.add(code or (NAMED + name if name else ""))
            states.add(code[:2])
            names |= {name, fold(self.registry.names.get("municipality", {}).get(code, ""))}
        self._add(kind, ident, place=places, state=states, town=names)

    def _homonymous(self, body: str) -> bool:
        """Tell whether the registry has several towns that a body's name may end with: "ayuntamiento de metepec"."""
        if body not in self.homonymous:
            towns = [fold(n) for n in self.registry.names.get("municipality", {}).values()]
            ends = [words[i + 4 :] for words in (" " + body,) for i in range(len(words)) if words.startswith(" de ", i)]
            self.homonymous[body] = any(sum(t == end or t.startswith(end + " ") for t in towns) > 1 for end in ends if end)
        return self.homonymous[body]

    def _municipality(self, record: Record) -> None:
        code = self.registry.slug("municipality", self.source, record.id) or str(record.values.get("inegi", ""))
        self._add("municipality", record.id, code=[code], place=[code], state=[code[:2]], country=[str(record.values.get("country", ""))])

    def _institution(self, record: Record) -> None:
        values = record.values
        parent = values.get("unit_of")
        self._add("institution", record.id, kind=[str(values.get("kind", ""))], parent=[self._name("institution", parent)], governs=["yes" if values.get("governs") else ""])
        self._places("institution", record.id, values.get("governs"), values.get("municipality"))
        for town in {str(values[f]) for f in ("governs", "municipality") if values.get(f)}:
            self._add("municipality", town, 1)

    def _event(self, record: Record) -> None:
        values = record.values
        self._add("event", record.id, kind=[str(values.get("format", ""))], date=[str(d) for d in values.get("dates", [])], parent=[self._name("event", values.get("part_of"))])

    def _mechanism(self, record: Record) -> None:
        values = record.values
        self._add("mechanism", record.id, kind=[str(values.get("kind", ""))], body=[self._name("institution", values.get("operator"))])
        self._places("mechanism", record.id, values.get("municipality"))
        for part in values.get("components", []):
            self._add("mechanism", part, parent=[self._name("mechanism", record.id)])

    def _membership(self, record: Record) -> None:
        values = record.values
        body, person = values.get("institution"), values["person"]
        self._add("institution", body, 1, member=[self._name("person", person)])
        roles = [str(values.get("role_title", "")), *map(str, values.get("as_written", []))]
        self._add("person", person, 1, role=[fold(r) for r in roles], body=[self._name("institution", body)], date=[str(d) for d in values.get("observed_on", [])])
        if body:
            of_body = self.facts["institution", str(body)]
            name = self._name("institution", body)
            self._add("person", person, homonym=[name] if all(p.startswith(NAMED) for p in of_body["place"]) and self._homonymous(name) else [])
            self._add("person", person, place=of_body["place"], state=of_body["state"], town=of_body["town"])

    def _participation(self, record: Record) -> None:
        event = str(record.values["event"])
        self._add("person", record.values["person"], 1, event=[f"{self.source}:{event}"])
        self._add("event", event, 1)

    def _contribution(self, record: Record) -> None:
        values = record.values
        turn = self.acta.records.get("turn", {}).get(str(values.get("turn", "")))
        speaker = turn.values.get("speaker") if turn else None
        event = str((turn.values.get("event") if turn else values.get("conclusion_of")) or "")
        self._add("contribution", record.id, 1, kind=[str(values.get("kind", ""))], theme=map(str, values.get("themes", [])),
                  event=[f"{self.source}:{event}" if event else ""], speaker=[self._name("person", speaker)])
        self._places("contribution", record.id, *values.get("about", []))
        self._add("person", speaker, 1)
        self._add("event", event, 1)
        for town in values.get("about", []):
            self._add("municipality", town, 1)
        for mechanism in values.get("mechanisms", []):
            self._add("mechanism", mechanism, 1)
