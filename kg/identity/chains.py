"""A merge that is safe between two can be wrong among three: what a chain of automatic merges would join against the evidence becomes a question."""

from __future__ import annotations

import dataclasses
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.identity.compare import Candidate
from kg.identity.judgement import ASK, SAME
from kg.identity.mention import Mention
from kg.identity.people import one_report
from kg.model.text import Text

_WHY = Text("hay otra mención del mismo nombre con otra institución o lugar", "another mention of the same name has another body or place")


def conflict(a: Mention, b: Mention) -> bool:
    """Tell whether two mentions are of different bodies, places, states or codes, as far as both are known, or recorded apart by one report."""
    return one_report(a, b) or any(a.get(f) and b.get(f) and not set(a.get(f)) & set(b.get(f)) for f in ("code", "place", "state", "body"))


def alone(known: Mapping[str, Mention], found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates, automatic merges turned into questions where their chain holds a conflict and the two share no body or code themselves."""
    told = list(found)
    chained = defaultdict(set)
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while (above := parent.get(key, key)) != key:
            parent[key] = parent.get(above, above)
            key = above
        return key

    for c in told:
        if c.verdict == SAME:
            one, two = sorted((root(c.a), root(c.b)))
            parent[two] = one
    for key in {k for c in told if c.verdict == SAME for k in (c.a, c.b)}:
        chained[root(key)].add(key)
    doubtful = {r for r, keys in chained.items() if len(keys) > 2 and _contradicted([known[k] for k in sorted(keys)])}
    for c in told:
        if c.verdict == SAME and root(c.a) in doubtful and not _bound(known[c.a], known[c.b]):
            yield dataclasses.replace(c, verdict=ASK, reasons=(_WHY, *c.reasons))
        else:
            yield c


def _bound(a: Mention, b: Mention) -> bool:
    """Tell whether something stronger than the name joins two mentions: a code, the registry, a body, a municipality."""
    return any(set(a.get(f)) & set(b.get(f)) for f in ("code", "slug", "body", "place"))


def _contradicted(members: list[Mention]) -> bool:
    """Tell whether any two of a chain conflict; two hundred are enough to look at."""
    return any(conflict(a, b) for a, b in itertools.combinations(members[:200], 2))
