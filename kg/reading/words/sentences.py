"""Sentences of a block, in the normal text: newlines inside a block are spaces there, so a sentence may span lines."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg.model.iri import fold
from kg.reading.vocab import rows

_STOP = re.compile(r"""(?<![.!?])[.!?]+["')]*(?=\s+(?:[a-h]\) )?["'¿¡(]*[A-ZÁÉÍÓÚÑÜ0-9])""")

_DEGREES = frozenset(("m.sc", "ph.d", "b.sc", "m.ed", "m.phil"))     # before the name of who holds them


@functools.cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["abbreviation"] for row in rows("abbreviations") if row["sentence"])


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every sentence of ``text[start:end]``, outer blanks off. Abbreviations and initials end none."""
    cursor = start
    for stop in _STOP.finditer(text, start, end):
        word = re.split(r"[\s(\"']", text[max(cursor, stop.start() - 16) : stop.start()])[-1]
        if stop[0] == "." and ((folded := fold(word)) in _abbreviations() or folded in _DEGREES or (len(word) == 1 and word.isupper()) or (word[-1:] in ("ª", "º") and word[0].isalpha())):
            continue
        yield from _trimmed(text, cursor, stop.end())
        cursor = stop.end()
    yield from _trimmed(text, cursor, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
