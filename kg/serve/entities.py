"""The entities of a built graph in memory: names, what is known of each, and the mention each one is compared by.

They come from the graph, not from the actas: what the publication policy withholds is not there, and what was merged is one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.graph.store import Reader
from kg.identity.mention import Mention
from kg.model.iri import KG, VOCABULARY, fold
from kg.model.text import Lang
from kg.serve.properties import DESCRIBES, PROPERTIES, TYPES, Property

_NAMES = "SELECT DISTINCT ?me ?class ?name ?main { VALUES ?class { " + " ".join(f"kg:{t.cls}" for t in TYPES.values()) + """ } ?me a ?class .
  { ?me skos:prefLabel ?name . BIND("1" AS ?main) } UNION { ?me skos:altLabel ?name . BIND("" AS ?main) } FILTER(LANG(?name) IN ("es", "")) }"""
_KINDS = "SELECT DISTINCT ?me ?value { ?me kg:kind|kg:format ?value }"


@dataclass
class Entity:
    """One entity: its IRI, kind, preferred name, other names, values by property id (texts, or IRIs of entities), weight."""

    iri: str
    kind: str
    name: str
    others: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    concepts: tuple[str, ...] = ()   # notations of its kind or format


class Entities:
    """All entities of a graph, by IRI and by the beginnings of the words of their names."""

    def __init__(self, reader: Reader, lang: Lang = "es") -> None:
        """Read the graph; a few seconds for a hundred thousand entities."""
        self.lang = lang
        self.known = {e.iri: e for e in _entities(reader)}
        for prop in PROPERTIES.values():
            _fill(self.known, prop, _pairs(reader, prop, lang))
        notations: dict[str, set[str]] = defaultdict(set)
        for me, value in reader.rows(_KINDS):
            if me in self.known and value:
                notations[me].add(value.removeprefix(VOCABULARY).partition("/")[2])
        for me, found in notations.items():
            self.known[me].concepts = tuple(sorted(found))
        self._words = sorted({(folded[at:], e.iri) for e in self.known.values() for name in (e.name, *e.others) for folded in [fold(name)] for at in _starts(folded)})

    @property
    def base(self) -> str:
        """What every identifier begins with; "" when there is no entity."""
        return next((iri.rsplit("/", 2)[0] + "/" for iri in self.known), "")

    def called(self, value: str) -> str:
        """Return the name of the entity with this IRI, or the value itself."""
        return self.known[value].name if value in self.known else value

    def describe(self, entity: Entity) -> str:
        """Return one line that tells an entity from its namesakes."""
        told = [TYPES[entity.kind].label.get(self.lang)]
        told += [self.called(value) for prop in DESCRIBES[entity.kind] for value in entity.values.get(prop, ())[:1] if value != "MX"]
        return " · ".join(told)

    def starting(self, prefix: str, kinds: tuple[str, ...] = ()) -> list[Entity]:
        """Return the entities of which a name, or a word of one, begins with ``prefix``; whole names first. An IRI finds itself."""
        if prefix in self.known:
            return [self.known[prefix]]
        wanted = fold(prefix)
        found: set[str] = set()
        at = bisect_left(self._words, (wanted, ""))
        while wanted and at < len(self._words) and self._words[at][0].startswith(wanted):
            found.add(self._words[at][1])
            at += 1
        hits = [self.known[iri] for iri in found if not kinds or self.known[iri].kind in kinds]
        return sorted(hits, key=lambda e: (not fold(e.name).startswith(wanted), fold(e.name), e.iri))

    def mentions(self) -> list[Mention]:
        """Return each entity as what names are compared with; the key is its IRI."""
        return [self._mention(e) for e in self.known.values()]

    def _mention(self, entity: Entity) -> Mention:
        facts: dict[str, set[str]] = defaultdict(set)
        for name, values in entity.values.items():
            fact = PROPERTIES[name].fact
            if fact in ("body", "parent"):
                facts[fact].update(fold(self.called(v)) for v in values)
            elif fact == "role":
                facts[fact].update(map(fold, values))
            elif fact in ("event", "date"):
                facts[fact].update(values)
            elif fact == "code":
                facts["place"].update(values)
                facts["state"].update(v[:2] for v in values)
                facts["code"].update(values if entity.kind == "municipality" else ())
        facts["kind"].update(entity.concepts)
        facts["governs"].update(["yes"] if entity.values.get("governs") else [])
        facts["country"].update(c for c in entity.values.get("country", ()) if c != "MX")
        facts["slug"].add(entity.iri.rpartition("/")[2])
        kept = {name: tuple(sorted(found)) for name, found in sorted(facts.items()) if found}
        weight = sum(len(entity.values.get(p, ())) for p in ("event", "members", "participants")) + int(entity.values.get("contributions", ("0",))[0])
        return Mention(entity.kind, entity.iri, entity.name, entity.others, kept, weight)


def _entities(reader: Reader) -> Iterator[Entity]:
    """Yield the entities in order of IRI, without their values; one without a preferred name has no place here."""
    kinds = {KG + t.cls: k for k, t in TYPES.items()}
    main: dict[str, tuple[str, str]] = {}
    others: dict[str, set[str]] = defaultdict(set)
    for me, cls, name, preferred in reader.rows(_NAMES):
        if me and cls and name and preferred:
            main[me] = min((name, kinds[cls]), main.get(me, (name, kinds[cls])))
        if me and name:
            others[me].add(name)
    for me, (name, kind) in sorted(main.items()):
        yield Entity(me, kind, name, tuple(sorted(others[me] - {name})))


def _pairs(reader: Reader, prop: Property, lang: Lang) -> Iterator[tuple[str, str]]:
    pattern = prop.pattern % {"lang": lang} if "%(" in prop.pattern else prop.pattern
    for me, value in reader.rows(f"SELECT DISTINCT ?me ?value {{ {pattern} }}"):
        if me and value:
            yield me, value


def _fill(known: dict[str, Entity], prop: Property, pairs: Iterator[tuple[str, str]]) -> None:
    """Note the values of one property, sorted; an IRI of what is no entity here is left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for me, value in pairs:
        if me in known and known[me].kind in prop.kinds and (prop.form not in TYPES or value in known):
            found[me].add(value)
    for me, values in found.items():
        known[me].values[prop.id] = (str(len(values)),) if prop.form == "count" else tuple(sorted(values))


def _starts(folded: str) -> Iterator[int]:
    """Yield where the words of a folded name begin."""
    yield 0
    yield from (i + 1 for i, c in enumerate(folded) if c == " ")
