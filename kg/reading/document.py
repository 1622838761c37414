"""An original as text: offsets never move. Lines, sentences and blocks as stretches of it, and where each stands in the file."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from kg.model.errors import InputError
from kg.model.files import sha256
from kg.model.text import Text

# A full stop after these ends no sentence (compared without case).
_ABBREVIATIONS = ("dr", "dra", "lic", "ing", "mtro", "mtra", "a.c", "s.a", "a.m", "p.m", "art", "núm", "no", "sr", "sra")
_STOP = re.compile(r"""(?<![.!?…])[.!?…]++[”"»)]*+(?=\s++["“«¿¡(]*+[A-ZÁÉÍÓÚÑÜ])""")  # possessive: a line of a million dots takes linear time
_BLANK = re.compile(r"[\s\u00a0]*\Z")
_LONGEST_WORD = 12  # characters before a stop that are looked at: more than the longest abbreviation


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, list item, table row or note: a stretch of ``Document.text`` without outer blanks and marks.

    ``kind`` is heading, paragraph, item, row or note. ``level`` is 1..6 for headings, the depth from 1 for items, else 0.
    ``page`` is 1-based, 0 when unknown. ``style`` is "bold", or an item's marker. ``gap`` counts the blank lines before it.
    ``cells`` are a row's cells, empty ones included.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    page: int = 0
    style: str = ""
    gap: int = 0
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a stretch of the text stands in the original.

    ``box`` is left, bottom, right, top in PDF points from the page's lower left corner, or None.
    ``part`` names the piece of the original: "L12" a line, "p12" a paragraph, "t2r3c1" a table cell (all from 1); "" if unknown.
    """

    start: int
    end: int
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    part: str = ""


class Origin(Protocol):
    """Knows where the characters of a text came from."""

    def places(self, start: int, end: int) -> list[Place]:
        """Return the places of a stretch, in the order of the text."""
        ...


@dataclass(frozen=True)
class Parts:
    """Origin of a text made of named parts: ``starts`` (sorted) begin a part each, ``names`` say which."""

    starts: list[int]
    names: list[str]

    def places(self, start: int, end: int) -> list[Place]:
        """Return one place for every part that the stretch touches."""
        first = max(0, bisect.bisect_right(self.starts, start) - 1)
        last = max(first + 1, bisect.bisect_left(self.starts, end))
        ends = [*self.starts[first + 1:last], end]
        return [Place(max(start, s), e, part=n) for s, e, n in zip(self.starts[first:last], ends, self.names[first:last], strict=True)]


@dataclass(frozen=True)
class Document:
    """Text of one file, with the SHA-256 of its bytes. Of a text file: what its bytes decode to, no newline translated.

    ``blocks`` cover, in order, all that is not blank. ``pages`` is 0 where the format has none. ``encoding`` is the one that was
    used to decode a text file (what source.toml should say), "" for other formats. ``notices`` tell what was left out or guessed.
    """

    path: Path
    sha256: str
    text: str
    media_type: str = "text/plain"
    blocks: tuple[Block, ...] = ()
    pages: int = 0
    notices: tuple[Text, ...] = ()
    encoding: str = ""
    origin: Origin | None = field(default=None, repr=False, compare=False)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self.text))]

    def line(self, offset: int) -> int:
        """Return the 1-based line that holds a code point."""
        return bisect.bisect_right(self._starts, offset)

    def lines(self) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of every line, without its line end."""
        ends = [s - 1 for s in self._starts[1:]] + [len(self.text)]
        yield from zip(self._starts, ends, strict=True)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of every sentence. A line is never joined to the next: hard breaks are the layout's own."""
        for start, end in self.lines():
            cursor = start
            for stop in _STOP.finditer(self.text, start, end):
                word = re.split(r"[\s(]", self.text[max(cursor, stop.start() - _LONGEST_WORD):stop.start()])[-1].casefold()
                if word not in _ABBREVIATIONS:
                    yield from self._trimmed(cursor, stop.end())
                    cursor = stop.end()
            yield from self._trimmed(cursor, end)

    def places(self, start: int, end: int) -> list[Place]:
        """Return where a stretch stands in the original: page and box (PDF), paragraph or cell (DOCX), lines (text)."""
        if self.origin is not None:
            return self.origin.places(start, end)
        first, last = self.line(start), self.line(max(start, end - 1))
        ends = [*self._starts[first:last], end]
        return [Place(max(start, self._starts[n - 1]), ends[n - first], part=f"L{n}") for n in range(first, last + 1)]

    def _trimmed(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        while start < end and _BLANK.match(self.text[start]):
            start += 1
        while start < end and _BLANK.match(self.text[end - 1]):
            end -= 1
        if start < end:
            yield start, end


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    try:
        return sha256(path)
    except OSError as error:
        raise InputError(Text(f"no se puede leer ({error.strerror})", f"cannot be read ({error.strerror})"), str(path),
                         Text("compruebe la ruta y los permisos", "check the path and the permissions")) from error


def read_document(path: Path, encoding: str = "utf-8") -> Document:
    """Read an original of any format; a text file is decoded strictly as ``encoding`` (HTML says itself how it is encoded)."""
    from kg.reading.formats.files import read_file  # files.py needs this module

    return read_file(path, encoding)
