"""What an open question could change: the same query asked of the graph as it is, and of the graph in which the two are one."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.graph.answer import Answer, plain_rows

if TYPE_CHECKING:
    from kg.graph.store import Reader

Pair = tuple[str, str]      # IRIs that may be of one thing
MOST = 50                   # pairs tried: each asks the whole query again


@dataclass(frozen=True)
class Change:
    """A pair, and the rows that its being one takes out of an answer and puts into it (as shown, evidence aside)."""

    pair: Pair
    lost: tuple[tuple[str, ...], ...]
    won: tuple[tuple[str, ...], ...]


def changes(reader: Reader, query: str, pairs: Iterable[Pair], lists: Mapping[str, str] | None = None) -> Iterator[Change]:
    """Yield, for each pair that would change the answer of a SELECT, how. A pair whose two IRIs are the same, or unknown to the graph, changes nothing."""
    copy = reader.in_memory()
    before = _shown(copy.query(query), lists)
    for one, other in pairs:
        with copy.joined(one, other) if one != other else contextlib.nullcontext():
            after = _shown(copy.query(query), lists)
        lost, won = before - after, after - before
        if lost or won:
            yield Change((one, other), tuple(sorted(lost.elements())), tuple(sorted(won.elements())))


def _shown(answer: object, lists: Mapping[str, str] | None) -> Counter[tuple[str, ...]]:
    """Return the rows of an answer as people read them; of an answer that is no table, its lines or its truth."""
    if isinstance(answer, Answer):
        kept = [i for i, name in enumerate(answer.variables) if name != "evidence"]
        return Counter(tuple(row[i] for i in kept) for row in plain_rows(answer.canonical(dict(lists or {})), lists))
    return Counter((str(line),) for line in (answer if isinstance(answer, list) else [answer]))
