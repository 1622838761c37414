"""Take-down, applied when a corpus is loaded: the records go before they become triples, so that no exporter can forget it; addresses that were theirs get a tombstone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.graph.emit import Emitter
from kg.identity.resolve import Resolver, resolver
from kg.identity.takedown import Key, forgotten, without
from kg.model.acta import Acta
from kg.model.errors import InputError, KgError, ManyErrors, nearest
from kg.model.iri import short_hash
from kg.model.nt import TYPE, iri
from kg.model.policy_takedown import Takedown
from kg.model.source import Source
from kg.model.terms import expand
from kg.model.text import Text

Sources = list[tuple[Source, Acta]]
_ENTITIES = ("person", "institution", "mechanism")


@dataclass(frozen=True)
class Withdrawn:
    """What was taken down. ``paths``: address before → address now, "" when it is gone; ``keys``: of the records that went (see ``record_key``);
    ``numbers``: (source, table) → how many went; ``days``: path → ISO day."""

    paths: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()

    def of(self, path: str, key: str) -> bool:
        """Tell whether an address, of this version or an earlier one, was of something that was taken down."""
        return path in self.paths or key.partition(".")[0] in self.keys


def record_key(source: str, table: str, ident: str) -> str:
    """Return what tells a record, or a document (table "documento"), from every other, whatever its address."""
    return short_hash(source, table, ident, size=16) if ident else short_hash(table, source, size=16)


def take_down(sources: Sources, before: Resolver, policy_path: str) -> tuple[Sources, Resolver, Withdrawn]:
    """Return what is left of a corpus when the policy's take-downs are done. Raises ManyErrors: an IRI that nothing has."""
    policy = before.policy
    owners = {(source.slug, *key): path for source, acta in sources for key, path in _addresses(source, acta, before).items()}
    named = _named(sources, before, owners, policy.takedown, policy_path)
    documents = {source for source, table, _ in named if table == "document"}
    wanted = named | {key for key in owners if key[0] in documents}
    slugs = frozenset((table, before.slug(table, source.slug, acta.records[table][ident])) for source, acta in sources
                      for s, table, ident in named if s == source.slug and table in _ENTITIES)
    after = resolver([(s.slug, a) for s, a in sources], before.registry, policy, before.merges, slugs)
    left: Sources = []
    numbers: Counter[tuple[str, str]] = Counter()
    keys = {record_key(slug, "documento", "") for slug in documents}
    for source, acta in sources:
        kept, gone = without(acta, [(table, ident) for s, table, ident in wanted if s == source.slug])
        keys |= {record_key(source.slug, table, ident) for table, ident in gone}
        numbers.update((source.slug, table) for table, _ in gone)
        if source.slug not in documents:
            left.append((source, kept))
    after.registry = forgotten(before.registry, slugs)
    days = {t.path: t.at for t in policy.takedown}
    return left, after, Withdrawn(_moved(sources, before, left, after, policy.takedown), numbers, days, frozenset(keys))


def _addresses(source: Source, acta: Acta, by: Resolver) -> dict[Key, str]:
    """Return the path of every record of an acta, and of its document."""
    space = f"{by.base}id/"
    found = {(table, ident): by.iri(source.slug, record).removeprefix(space) for table, rows in acta.records.items() for ident, record in rows.items()}
    return {**found, ("document", ""): f"documento/{source.slug}"}


def _named(sources: Sources, before: Resolver, owners: Mapping[tuple[str, str, str], str], takedown: Sequence[Takedown], where: str) -> set[tuple[str, str, str]]:
    """Return (source, table, id) of what the policy names: by its address now, the plain slug of somebody who has a pseudonym, or a slug that was joined to it."""
    by_path: dict[str, set[tuple[str, str, str]]] = {}
    for key, path in owners.items():
        by_path.setdefault(path, set()).add(key)
    for source, acta in sources:
        for person in acta.table("person"):
            by_path.setdefault(f"persona/{before.slug('person', source.slug, person)}", set()).add((source.slug, "person", person.id))
    for kind, old, new in (*before.merges.gone, *((k, o, n) for (k, o), n in before.registry.retired.items() if n)):
        tipo = {"person": "persona", "institution": "institucion", "mechanism": "mecanismo", "event": "evento"}.get(kind, "")
        by_path.setdefault(f"{tipo}/{old}", by_path.get(f"{tipo}/{before.merges.slug(kind, new)}", set()))
    errors: list[KgError] = [InputError(Text(f"nada tiene esta dirección: {t.path}", f"nothing has this address: {t.path}"), f"{where}:{t.line}", _remedy(t, by_path))
                             for t in takedown if not by_path.get(t.path) and not t.gone]
    if errors:
        raise ManyErrors(errors)
    return {key for t in takedown for key in by_path.get(t.path, ())}


def _remedy(takedown: Takedown, known: Mapping[str, object]) -> Text:
    tipo = takedown.path.partition("/")[0]
    close = nearest(takedown.path, [path for path in known if path.startswith(f"{tipo}/")])
    return Text(f"{close.es} Si ningún informe lo nombra ya, escriba gone = true", f"{close.en} If no report names it any more, write gone = true")


def _moved(sources: Sources, before: Resolver, left: Sources, after: Resolver, takedown: Sequence[Takedown]) -> dict[str, str]:
    """Return the addresses nobody has any more → that of the same record now, "" when there is none."""
    old = {(s.slug, *key): path for s, a in sources for key, path in _addresses(s, a, before).items()}
    new = {(s.slug, *key): path for s, a in left for key, path in _addresses(s, a, after).items()}
    live = {*new.values(), *_facts(left, after)}
    moved = {path: new.get(key, "") for key, path in old.items() if path not in live}
    moved |= {path: "" for path in _facts(sources, before) if path not in live}
    return moved | {t.path: "" for t in takedown if t.path not in live}


def _facts(sources: Sources, by: Resolver) -> Iterator[str]:
    """Yield the path of every fact claim."""
    kind, space = iri(expand("kg:FactClaim")), f"<{by.base}id/"
    for source, acta in sources:
        for s, p, o in Emitter(source, acta, by).triples():
            if p == TYPE and o == kind:
                yield s.removeprefix(space)[:-1]
