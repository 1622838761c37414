"""Nouns that head an event's name (``vocab/events.csv``): congreso, panel, mesa de trabajo …"""

from __future__ import annotations

import functools

from kg.model.iri import fold
from kg.reading.vocab import rows
from kg.reading.words.phrases import Phrases
from kg.reading.words.tokens import Token


@functools.cache
def _heads() -> Phrases[str]:
    return Phrases((tuple(fold(row["head"]).split()), row["format"]) for row in rows("events"))


def head_at(line: list[Token], i: int) -> tuple[int, str] | None:
    """Return (end, format) of the longest event noun at token ``i``."""
    return _heads().at(line, i)
