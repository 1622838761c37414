"""What the registry has already made one: its mentions stand together, under one key, with everything known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.identity.compare import Candidate
from kg.identity.judgement import SAME
from kg.identity.mention import Mention
from kg.model.text import Text


def together(found: Iterable[Mention]) -> tuple[list[Mention], list[Candidate]]:
    """Return mentions of one kind with those of one slug put together, sorted by key, and the links of each to the one it stands under.

    They stand under the registry's row, else under the first key. A mention of two slugs stands alone.
    """
    groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in sorted(found, key=lambda m: (m.key, m.name)):
        slug = mention.get("slug")
        groups[("slug", slug[0]) if len(slug) == 1 else ("key", mention.key)].append(mention)
    made: list[Mention] = []
    links: list[Candidate] = []
    for (sort, name), group in groups.items():
        first = min(group, key=lambda m: (not m.key.startswith("registry:"), m.key))
        made.append(first if len(group) == 1 else _one(first, group))
        if sort == "slug":
            why = (Text(f"el registro ya los tiene por uno: {name}", f"the registry already has them as one: {name}"),)
            links += [Candidate(m.kind, min(m.key, first.key), max(m.key, first.key), 1.0, why, SAME) for m in group if m.key != first.key]
    return sorted(made, key=lambda m: (m.key, m.name)), links


def _one(first: Mention, group: list[Mention]) -> Mention:
    """Return one mention with the names, facts and weight of all."""
    names = sorted({n for m in group for n in (m.name, *m.aliases)} - {first.name})
    facts = sorted({f for m in group for f in m.facts})
    values = {f: tuple(sorted({v for m in group for v in m.get(f)})) for f in facts}
    return Mention(first.kind, first.key, first.name, tuple(names), values, sum(m.weight for m in group))
