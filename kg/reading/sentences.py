"""Sentences of a block, in the normal text: newlines inside a block are spaces there, so a sentence may span lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

_STOP = re.compile(r"""(?<![.!?])[.!?]+["')]*(?=\s+["'¿¡(]*[A-ZÁÉÍÓÚÑÜ0-9])""")
_ABBREVIATIONS = frozenset(
    (
        "dr",
        "dra",
        "lic",
        "licda",
        "ing",
        "arq",
        "mtro",
        "mtra",
        "mro",
        "mra",
        "ma",
        "prof",
        "profa",
        "sr",
        "sra",
        "srta",
        "c",
        "cc",
        "art",
        "arts",
        "num",
        "no",
        "gral",
        "av",
        "col",
        "edo",
        "mpio",
        "fco",
        "abg",
        "tec",
        "psic",
        "dip",
        "sen",
        "pbro",
        "a.m",
        "p.m",
        "a",
        "p",
        "m",
        "núm",
        "nro",
        "inc",
        "cap",
        "fr",
        "sta",
        "sto",
        "c.p",
        "e.g",
        "p.ej",
        "ej",
        "vs",
        "hnos",
        "ee",
        "uu",
        "tel",
        "pág",
        "ver",
        "jal",
        "mex",
        "méx",
    )
)


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every sentence of ``text[start:end]``, outer blanks off. Abbreviations and initials end none."""
    cursor = start
    for stop in _STOP.finditer(text, start, end):
        word = re.split(r"[\s(\"']", text[max(cursor, stop.start() - 16) : stop.start()])[-1]
        if stop[0] == "." and (word.casefold() in _ABBREVIATIONS or (len(word) == 1 and word.isupper())):
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
