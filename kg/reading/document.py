"""An original, exactly as its bytes decode: offsets never move. Lines, paragraphs and sentences as stretches of it."""

from __future__ import annotations

import bisect
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.model.errors import InputError
from kg.model.text import Text

# A full stop after these ends no sentence (compared without case).
_ABBREVIATIONS = ("dr", "dra", "lic", "ing", "mtro", "mtra", "a.c", "s.a", "a.m", "p.m", "art", "núm", "no", "sr", "sra")
_STOP = re.compile(r"""[.!?…]+[”"»)]*(?=\s+["“«¿¡(]*[A-ZÁÉÍÓÚÑÜ])""")
_BLANK = re.compile(r"[\s\u00a0]*\Z")


@dataclass(frozen=True)
class Document:
    """Decoded text of one file, with the SHA-256 of its bytes. No newline is translated, no character replaced."""

    path: Path
    sha256: str
    text: str

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
                word = re.split(r"[\s(]", self.text[cursor:stop.start()])[-1].casefold()
                if word not in _ABBREVIATIONS:
                    yield from self._trimmed(cursor, stop.end())
                    cursor = stop.end()
            yield from self._trimmed(cursor, end)

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
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(Text(f"no se puede leer ({error.strerror})", f"cannot be read ({error.strerror})"), str(path),
                         Text("compruebe la ruta y los permisos", "check the path and the permissions")) from error


def read_document(path: Path, encoding: str = "utf-8") -> Document:
    """Read and decode an original."""
    raw = path.read_bytes()
    try:
        return Document(path, hashlib.sha256(raw).hexdigest(), raw.decode(encoding))
    except (UnicodeDecodeError, LookupError) as error:
        raise InputError(Text(f"no se puede decodificar como {encoding}: {error}", f"cannot be decoded as {encoding}: {error}"), str(path),
                         Text("corrija encoding en source.toml", "correct encoding in source.toml")) from error
