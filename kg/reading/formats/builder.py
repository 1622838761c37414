"""Text and blocks of formats that have no characters of their own to keep: paragraphs joined by a newline, cells by a tab."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from pathlib import Path

from kg.model.text import Text
from kg.reading.document import Block, Document, Parts
from kg.reading.formats.marks import item_at, split_cells, trim

# Characters XML and HTML let through that would break lines or mean nothing in a text.
_STRAY = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\ufeff\ufffe\uffff\u2028\u2029\ud800-\udfff]")


class Builder:
    """Collects paragraphs and rows in document order, and where each came from."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._gap = 0
        self.blocks: list[Block] = []
        self.notices: list[Text] = []
        self._starts: list[int] = []
        self._names: list[str] = []

    @property
    def any_text(self) -> bool:
        """Whether any block has been made."""
        return bool(self.blocks)

    def note(self, es: str, en: str) -> None:
        """Tell the reader something, once."""
        if Text(es, en) not in self.notices:
            self.notices.append(Text(es, en))

    def paragraph(self, text: str, part: str, kind: str = "paragraph", level: int = 0, style: str = "") -> None:
        """Add a paragraph; blank ones only widen the gap before the next. A bullet or number typed as text makes an item."""
        text = clean(text)
        offset = self._add(text, part)
        start, end = trim(text, 0, len(text))
        if start >= end:
            self._gap += 1
            return
        cells: tuple[tuple[int, int], ...] = ()
        if kind == "paragraph" and (found := item_at(text, start, end)):
            kind, style, start, level = "item", found[0], found[1], found[2] or 1
        elif kind == "paragraph" and text.count("\t", start, end) >= 2 and "\n" not in text[start:end]:
            kind, cells = "row", tuple((offset + s, offset + e) for s, e in split_cells(text, start, end, "\t"))
        self._block(Block(kind, offset + start, offset + end, level, 0, style, self._gap, cells))

    def row(self, cells: list[str], parts: list[str], style: str = "") -> None:
        """Add a table row; a row of blanks only widens the gap."""
        spans = []
        for i, (cell, part) in enumerate(zip(cells, parts, strict=True)):
            text = clean(cell).replace("\t", " ")
            offset = self._add(text, part, "\n" if i == 0 else "\t")
            start, end = trim(text, 0, len(text))
            spans.append((offset + start, offset + max(start, end)))
        filled = [s for s in spans if s[1] > s[0]]
        if not filled:
            self._gap += 1
            return
        self._block(Block("row", filled[0][0], filled[-1][1], style=style, gap=self._gap, cells=tuple(spans)))

    def _block(self, block: Block) -> None:
        self.blocks.append(block)
        self._gap = 0

    def _add(self, text: str, part: str, joint: str = "\n") -> int:
        if self._starts:
            self._pieces.append(joint)
            self._length += 1
        self._starts.append(self._length)
        self._names.append(part)
        self._pieces.append(text)
        self._length += len(text)
        return self._starts[-1]

    def document(self, raw: bytes, name: str, media_type: str) -> Document:
        """Return what was collected as a document."""
        return Document(Path(name), hashlib.sha256(raw).hexdigest(), "".join(self._pieces), media_type, tuple(self.blocks), 0, tuple(self.notices),
                        origin=Parts(self._starts or [0], self._names or [""]))


def name_lines(runs: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Part (text, bold) runs into a bold first line and the rest, when a line break follows it: a name above an office. Else one piece.

    The pieces joined by a newline are the text of the runs.
    """
    text = "".join(t for t, _ in runs)
    bold = [b for t, b in runs for _ in t]
    whole = bool(text.strip()) and all(b for c, b in zip(text, bold, strict=True) if not c.isspace())
    head, found, rest = text.partition("\n")
    if whole or not found or not head.strip() or not rest.strip() or not all(b for c, b in zip(head, bold, strict=False) if not c.isspace()):
        return [(text, whole)]
    return [(head, True), (rest, False)]


def clean(text: str) -> str:
    """Return a text without control characters and byte-order marks; its line ends are newlines."""
    return _STRAY.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def with_notice(document: Document, es: str, en: str) -> Document:
    """Return the document with one more notice."""
    return dataclasses.replace(document, notices=(*document.notices, Text(es, en)))
