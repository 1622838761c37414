"""Evidence of a draft: stretches of the original, none over 400 characters, cut where a sentence or a clause ends."""

from __future__ import annotations

import bisect
import re

from kg.model.acta import MAX_SPAN
from kg.reading.document import Document

_CLAUSE = re.compile(r"[;:,.!?…)»”\"](?=\s)|\s[—–-]\s")
_SPAN = re.compile(r"L(\d+):(\d+)-(\d+)\Z")


class Stretches:
    """A document's sentences and paragraphs, found once."""

    def __init__(self, document: Document) -> None:
        self.document, self.text = document, document.text
        self._sentences = list(document.sentences())
        self._starts = [s for s, _ in self._sentences]
        self._blocks = sorted((b.start, b.end) for b in document.blocks)
        self._block_starts = [s for s, _ in self._blocks]

    def spans(self, start: int, end: int) -> list[str]:
        """Return a stretch as spans of an acta: one when it is short enough, else one a sentence, or several a sentence, cut at clauses."""
        start, end = max(0, start), min(end, len(self.text))
        pieces = [(start, end)]
        if end - start > MAX_SPAN:
            first = max(0, bisect.bisect_right(self._starts, start) - 1)
            last = bisect.bisect_left(self._starts, end)
            pieces = [(max(s, start), min(e, end)) for s, e in self._sentences[first:last] if e > start] or pieces
        cut = [piece for s, e in pieces for piece in self._cut(s, e)]
        return [self.span(s, e) for s, e in cut]

    def span(self, start: int, end: int) -> str:
        """Return one span as an acta writes it."""
        return f"L{self.document.line(start)}:{start}-{end}"

    def _cut(self, start: int, end: int) -> list[tuple[int, int]]:
        """Cut a stretch at the last end of a clause, else the last blank, before the limit; blanks at the edges go."""
        found: list[tuple[int, int]] = []
        while True:
            while start < end and self.text[start].isspace():
                start += 1
            while end > start and self.text[end - 1].isspace():
                end -= 1
            if start >= end:
                return found
            if end - start <= MAX_SPAN:
                return [*found, (start, end)]
            limit = start + MAX_SPAN
            clauses = [m.end() for m in _CLAUSE.finditer(self.text, start, limit) if m.end() - start > MAX_SPAN // 4]
            blank = max((limit - i for i in range(1, MAX_SPAN // 2) if self.text[limit - i].isspace()), default=0)
            middle = clauses[-1] if clauses else blank or limit
            piece = self._cut(start, middle)
            found += piece
            start = middle

    def quote(self, span: str) -> str:
        """Return the text of a span."""
        _, start, end = offsets(span)
        return self.text[start:end]

    def sentence(self, offset: int) -> tuple[int, int]:
        """Return the sentence that holds an offset (the stretch itself, one character long, when none does)."""
        position = bisect.bisect_right(self._starts, offset) - 1
        if position >= 0 and self._sentences[position][0] <= offset < self._sentences[position][1]:
            return self._sentences[position]
        return offset, min(offset + 1, len(self.text))

    def paragraph(self, offset: int) -> int:
        """Return where the paragraph that holds an offset begins: its block, else its line."""
        position = bisect.bisect_right(self._block_starts, offset) - 1
        if position >= 0 and offset < self._blocks[position][1]:
            return self._block_starts[position]
        return self.text.rfind("\n", 0, offset) + 1


def offsets(span: str) -> tuple[int, int, int]:
    """Return line, start and end of a span; ValueError when it is malformed."""
    match = _SPAN.match(span)
    if not match:
        raise ValueError(span)
    return int(match[1]), int(match[2]), int(match[3])
