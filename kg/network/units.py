"""Bodies above bodies: who sits in a unit sits in what it is a unit of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from kg.network.layers import UNITS

if TYPE_CHECKING:
    from kg.network.incidence import Rows

Triple = tuple[str, str, str]  # row, column, claim


def lifted(reader: Rows, triples: Iterable[Triple]) -> list[Triple]:
    """Add to each row the bodies above those it is in, with the claims that put them there; a ring of units ends where it began."""
    above = _bodies(reader)
    reached: dict[str, dict[str, frozenset[str]]] = {}
    made = []
    for row, start, claim in triples:
        if start not in reached:
            reached[start] = _above(start, above)
        for up, path in reached[start].items():
            made += [(row, up, c) for c in (claim, *path)]
    return made


def bodies_above(reader: Rows) -> Callable[[str], frozenset[str]]:
    """Return a function: body → itself and every body above it."""
    above = _bodies(reader)
    return lambda body: frozenset(_above(body, above))


def _bodies(reader: Rows) -> dict[str, dict[str, set[str]]]:
    """Return unit → body right above it → the claims that say so."""
    above: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for unit, body, claim in sorted((u or "", b or "", c or "") for u, b, c in reader.rows(UNITS)):
        if unit and body:
            above[unit].setdefault(body, set()).update([claim] if claim else [])
    return above


def _above(start: str, above: Mapping[str, Mapping[str, set[str]]]) -> dict[str, frozenset[str]]:
    """Return every body reached from one, itself included, with the claims on the way."""
    reached, waiting = {start: frozenset[str]()}, [start]
    while waiting:
        unit = waiting.pop()
        for body, why in above.get(unit, {}).items():
            if body not in reached:
                reached[body] = reached[unit] | why
                waiting.append(body)
    return reached
