"""Nouns that head an event's name (``vocab/events.csv``): congreso, panel, mesa de trabajo …"""

from __future__ import annotations

import functools

from kg.model.iri import fold
from kg.reading.tokens import Token
from kg.reading.vocab import rows


@functools.cache
def _heads() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in rows("events"):
        phrase = tuple(fold(row["head"]).split())
        table.setdefault(phrase[0], []).append((phrase, row["format"]))
    for options in table.values():
        options.sort(key=lambda o: -len(o[0]))
    return table


def head_at(line: list[Token], i: int) -> tuple[int, str] | None:
    """Return (end, format) of the longest event noun at token ``i``."""
    for phrase, kind in _heads().get(line[i].key, ()):
        if tuple(t.key for t in line[i : i + len(phrase)]) == phrase:
            return i + len(phrase), kind
    return None
