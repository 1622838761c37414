"""What differs between two graphs, statement by statement: sorted N-Quads in, changes out, in the memory of one subject's property."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from kg.publish.rdf import split

Line = tuple[str, bool]  # an N-Quads line, and whether the newer graph has it


@dataclass(frozen=True, slots=True)
class Change:
    """One statement that only one of two graphs has, or whose value differs. Everything is an encoded term; ``before`` or ``after`` is "" when there was none."""

    graph: str
    subject: str
    predicate: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """Notation of the scheme change-kind: added, removed, changed."""
        return "changed" if self.before and self.after else "added" if self.after else "removed"


def differing(old: Iterable[str], new: Iterable[str]) -> Iterator[Line]:
    """Yield the lines that only one side has. Both are sorted by code point, each line once."""
    ours, theirs = iter(new), iter(old)
    a, b = next(ours, None), next(theirs, None)
    while a is not None or b is not None:
        if b is None or (a is not None and a < b):
            yield a or "", True
            a = next(ours, None)
        elif a is None or b < a:
            yield b, False
            b = next(theirs, None)
        else:
            a, b = next(ours, None), next(theirs, None)


def changes(old: Iterable[str], new: Iterable[str]) -> Iterator[Change]:
    """Yield what differs, in the order of the lines. One value given up for one new value of the same property in the same graph is one change."""
    for _, group in groupby(differing(old, new), lambda line: _subject_property(line[0])):
        parts = [(*split(text), fresh) for text, fresh in group]
        for graph in sorted({g for _, _, _, g, _ in parts}):
            mine = [(s, p, o, fresh) for s, p, o, g, fresh in parts if g == graph]
            gone, come = [m for m in mine if not m[3]], [m for m in mine if m[3]]
            if len(gone) == len(come) == 1:
                yield Change(graph, gone[0][0], gone[0][1], gone[0][2], come[0][2])
            else:
                yield from (Change(graph, s, p, o, "") for s, p, o, _ in gone)
                yield from (Change(graph, s, p, "", o) for s, p, o, _ in come)


def _subject_property(line: str) -> str:
    """Return what lines of one subject and property begin with; IRIs hold no space."""
    return line[:line.index(" ", line.index(" ") + 1)]
