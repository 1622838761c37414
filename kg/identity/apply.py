"""How decisions and automatic merges reach the graph: the members of a group share one slug, and what they were called before redirects to it.

Nothing is written anywhere: take a line out of ``decisions.csv`` and the graph is, byte for byte, what it was.
Contributions keep their own IRIs (each is what one report says, with its own evidence): that two are the same proposal stays in the file of decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.identity.candidates import candidates
from kg.identity.compare import Candidate
from kg.identity.decisions import REGISTRY, Decision, Grouping, groups
from kg.identity.mention import Mention, mentions
from kg.identity.ties import Node, Tie
from kg.model.acta import Acta
from kg.model.iri import short_hash, slugify
from kg.model.registry import KINDS as MINTED
from kg.model.registry import Registry
from kg.model.source import Source

MERGED = (*MINTED, "event")  # kinds of which a group becomes one node


@dataclass(frozen=True)
class Merges:
    """What a group does to slugs: ``slugs`` (kind, key) → that of its group, where it is not its own; ``labels`` of groups that the registry does not
    name; ``gone``: (kind, slug no longer used, slug that took over), sorted."""

    slugs: Mapping[Node, str] = field(default_factory=dict)
    labels: Mapping[Node, str] = field(default_factory=dict)
    gone: tuple[tuple[str, str, str], ...] = ()

    def slug(self, kind: str, slug: str) -> str:
        """Return the slug under which a registered one lives."""
        return self.slugs.get((kind, REGISTRY + slug), slug)


def own_slug(registry: Registry, kind: str, source: str, ident: str, name: str) -> str:
    """Return the slug of one record by itself: the registry's, else its name and a hash of where it comes from (an event's is its source and id)."""
    if kind == "event":
        return f"{source}-{ident}"
    return registry.slug(kind, source, ident) or f"{slugify(name)}-{short_hash(kind, source, ident)}"


def ties(registry: Registry, found: Iterable[Mention]) -> Iterator[Tie]:
    """Yield what the registry itself says is one: identity.csv (and a municipality's own code), and the redirects of retired.csv."""
    lines = {(r["kind"], r["source"], r["id"]): n for n, r in enumerate(registry.rows.get("identity", ()), 2)}
    for mention in found:
        source, _, ident = mention.key.partition(":")
        slug = registry.slug(mention.kind, source, ident) if mention.kind in MINTED and source != "registry" else None
        if slug:
            line = lines.get((mention.kind, source, ident))
            yield Tie(mention.kind, mention.key, REGISTRY + slug, f"identity.csv:{line}" if line else "INEGI")
    for number, row in enumerate(registry.rows.get("retired", ()), 2):
        if row["new"]:
            yield Tie(row["kind"], REGISTRY + row["old"], REGISTRY + row["new"], f"retired.csv:{number}")


def known_keys(registry: Registry, found: Iterable[Mention]) -> set[Node]:
    """Return every (kind, key) a decision may speak of: mentions, and retired slugs that lead somewhere."""
    return {(m.kind, m.key) for m in found} | {(kind, REGISTRY + old) for (kind, old), new in registry.retired.items() if new}


def mergeable(found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions among which the program may join something by itself: those of kinds in which something has no minted slug yet."""
    open_kinds = {m.kind for m in found if m.kind in MERGED and not m.get("slug")}
    return [m for m in found if m.kind in open_kinds]


def group(sources: Sequence[tuple[Source, Acta]], registry: Registry, decisions: Sequence[Decision], automatic: Iterable[Candidate] | None = None) -> Grouping:
    """Group a corpus. ``automatic``: candidates, when they are at hand already; None = look for them."""
    found = mentions(sources, registry)
    if automatic is None:
        automatic = candidates(mergeable(found))
    return groups(decisions, automatic, ties(registry, found), known_keys(registry, found))


def merges(sources: Sequence[tuple[Source, Acta]], registry: Registry, grouping: Grouping) -> Merges:
    """Give every group its slug: the one minted first; with none, the first in the alphabet. Its label, unless the registry has one, is its longest name."""
    names = {(kind, f"{source.slug}:{r.id}"): str(r.values["name"]) for source, acta in sources for kind in MERGED for r in acta.table(kind)}
    first: dict[Node, str] = {}
    for row in registry.rows.get("identity", ()):
        slug = (row["kind"], row["slug"])
        first[slug] = min(first.get(slug, row["at"]), row["at"])
    slugs: dict[Node, str] = {}
    labels: dict[Node, str] = {}
    gone = set()
    for kind, keys in grouping.groups:
        own = dict(_slugs(registry, kind, keys, names))
        if len(set(own.values())) < 2:
            continue
        minted = [s for s in own.values() if s in registry.names.get(kind, {})]
        chosen = min(minted, key=lambda s: (first.get((kind, s), "~"), s)) if minted else min(own.values())
        slugs.update({(kind, key): chosen for key, slug in own.items() if slug != chosen})
        gone |= {(kind, slug, chosen) for slug in own.values() if slug != chosen}
        if not minted:
            labels[kind, chosen] = max((names[kind, key] for key in own), key=lambda n: (len(n), n))
    return Merges(slugs, labels, tuple(sorted(gone)))


def _slugs(registry: Registry, kind: str, keys: Iterable[str], names: Mapping[Node, str]) -> Iterator[Node]:
    """Yield key and own slug of the members that exist."""
    for key in keys:
        source, _, ident = key.partition(":")
        if source == "registry" and ident in registry.names.get(kind, {}):
            yield key, ident
        elif (kind, key) in names:
            yield key, own_slug(registry, kind, source, ident, names[kind, key])
