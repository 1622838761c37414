"""Which pairs are worth comparing (blocking), so that a hundred thousand mentions take minutes.

Two mentions are compared when they share a key. A key that too many share (a very common name) is made narrower by what else is known: body, place, other words of the name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.identity.chains import alone
from kg.identity.compare import Candidate, compare
from kg.identity.decided import together
from kg.identity.judgement import DIFFERENT
from kg.identity.keys import keys, lost, narrower
from kg.identity.mention import Mention

MOST = 25  # mentions a key may bring together


def candidates(found: Sequence[Mention]) -> Iterator[Candidate]:
    """Yield the pairs worth telling, sorted by (kind, a, b), whatever the order of ``found``.

    ``different`` is told only of look-alikes that a guard keeps apart. Mentions that the registry has already made one are compared
    as one, under the registry's row (``registry:slug``); each one's link to it is told as ``same``.
    """
    by_kind: dict[str, list[Mention]] = defaultdict(list)
    for mention in found:
        by_kind[mention.kind].append(mention)
    for kind in sorted(by_kind):
        ordered, links = together(by_kind[kind])
        kept = [c for a, b in _pairs(ordered) if (c := compare(a, b)).verdict != DIFFERENT or c.score > 0]
        yield from sorted((*links, *alone({m.key: m for m in ordered}, kept)), key=lambda c: (c.a, c.b))


def _pairs(found: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Yield each pair of mentions that share a key, once."""
    blocks = _blocks(found)
    own: list[list[int]] = [[] for _ in found]
    for number, block in enumerate(blocks):
        for position in block:
            own[position].append(number)
    shared = [frozenset(o) for o in own]
    for number, block in enumerate(blocks):
        for i, first in enumerate(block):
            for second in block[i + 1 :]:
                if min(shared[first] & shared[second]) == number:
                    yield found[first], found[second]


def _blocks(found: list[Mention]) -> list[list[int]]:
    """Return the groups of positions that share a key, those that are too large cut by narrower keys."""
    groups: dict[str, list[int]] = defaultdict(list)
    for position, mention in enumerate(found):
        for key in keys(mention):
            groups[key].append(position)
    finer: dict[str, dict[int, None]] = defaultdict(dict)
    for key in sorted(groups):
        for position in groups[key] if len(groups[key]) > MOST else ():
            for more in narrower(found[position], key):
                finer[more][position] = None
    blocks = [groups[key] for key in sorted(groups) if len(groups[key]) <= MOST]
    blocks += [sorted(finer[key]) for key in sorted(finer) if len(finer[key]) <= 4 * MOST or not lost(key)]
    return [b for b in _cut(blocks) if len(b) > 1]


def _cut(blocks: list[list[int]]) -> Iterator[list[int]]:
    """Cut what is still too large into overlapping windows, so that the work grows with the number of mentions, not its square."""
    for block in blocks:
        if len(block) <= 4 * MOST:
            yield block
        else:
            yield from (block[start : start + 2 * MOST] for start in range(0, len(block), MOST))
