"""Blocks of plain text and Markdown, from its lines: one a line, unless the text was wrapped by hand or breaks its lines softly."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.reading.document import Block
from kg.reading.formats.marks import Line, cells_at, classify, split_cells, trim

_LINE = re.compile(r"[^\n\r\f\v\u2028\u2029\x85]*+(?:\r\n|[\n\r\f\v\u2028\u2029\x85]|\Z)")
_END = re.compile(r"[.!?:;…][\"”»)\]]*\Z")
# What a title cut in two ends with; "Y", "EN", "POR" only in capitals.
_OPEN = re.compile(
    r"\w (?:(?:de|del|de la|de los|de las|para|para la|para el|sobre|contra|sobre la|sobre el)|(?-i:DE EL|Y|POR|POR EL|POR LA|EN|EN EL|EN LA))[ \t]*\Z", re.IGNORECASE
)
_BODY = re.compile(r"H\. |HONORABLE |ILUSTRE |AYUNTAMIENTO |CONCEJO |MUNICIPALIDAD ")     # a line that a body begins: "SESIÓN DE CABILDO DEL" / "H. AYUNTAMIENTO DE ZAPOTAL"
_GOES_ON = re.compile(r"(?:DE|DEL|Y|PARA) |(?:de|del|y) (?:la |las |los |el )?[A-ZÁÉÍÓÚÑ]")      # and what its second line may begin with
_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")     # between two columns
_BREAKS = "\n\r\f\v\u2028\u2029\x85"

NARROWEST, WIDEST = 50, 130  # characters of a line: outside, a text was not wrapped by hand
_ROWS = 3   # lines from which on aligned columns are a table: two may be signatures with their offices
_CUT = 30  # characters from which on a line may be one that was cut in the middle of a sentence
FULL = 0.75  # a line is long when it fills this share of the wrap width
SLACK = 10  # characters by which a ragged line may end early though the next word would have fitted


def text_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain or Markdown text."""
    lines = _classified(text)
    width = wrap_width(text, lines)
    return tuple(_Grouping(text, lines, width).run())


def _classified(text: str) -> list[Line]:
    lines = []
    for found in _LINE.finditer(text):
        if found.end() == found.start():
            continue
        end = found.end()
        while end > found.start() and text[end - 1] in _BREAKS:
            end -= 1
        lines.append(classify(text, found.start(), end))
    _mark_rows(text, lines)
    return lines


def _mark_rows(text: str, lines: list[Line]) -> None:
    """Turn lines of cells into rows: pipes; two tabs; one tab when the line before or after has as many."""
    tabs = [text.count("\t", line.start, line.end) if line.kind in ("plain", "bold") else 0 for line in lines]
    for i, line in enumerate(lines):
        if line.kind == "plain" and (cells := cells_at(text, line.start, line.end)) is not None:
            line.kind = "row" if cells else "rule"
        elif tabs[i] >= 2 or (tabs[i] == 1 and 1 in (tabs[i - 1] if i else 0, tabs[i + 1] if i + 1 < len(lines) else 0)):
            line.kind, line.style = "row", "\t"
    _mark_aligned(text, lines)


def _mark_aligned(text: str, lines: list[Line]) -> None:
    """Turn lines into rows whose columns blanks set apart: three together at least, with a column that begins at one place."""
    run: list[Line] = []
    shared: set[int] = set()
    for line in [*lines, Line("blank", 0, 0)]:
        columns = {m.end() - line.start + line.indent for m in _GAP.finditer(text, line.start, line.end)} if line.kind == "plain" and "   " in text[line.start : line.end] else set()
        if run and shared & columns:
            run, shared = [*run, line], shared & columns
            continue
        for row in run if len(run) >= _ROWS else ():
            row.kind, row.style = "row", "   "
        run, shared = ([line], columns) if columns else ([], set())


def wrap_width(text: str, lines: list[Line]) -> int:
    """Return the column at which a text was wrapped by hand, or 0 when its lines are paragraphs."""
    widths = sorted(a.width for a, b in itertools.pairwise(lines) if a.kind in ("plain", "item") and b.kind == "plain" and a.width <= WIDEST)
    if len(widths) < 4:
        return 0
    widest = widths[min(len(widths) - 1, int(len(widths) * 0.97))]
    return _wrapped_at(text, lines, widths, widest) or _wrapped_at(text, lines, widths, max(sorted(set(widths)), key=lambda w: (_full(widths, w), w)))


def _full(widths: list[int], width: int) -> int:
    """Return how many lines fill a width."""
    return sum(FULL * width <= w <= width + 2 for w in widths)


def _wrapped_at(text: str, lines: list[Line], widths: list[int], width: int) -> int:
    """Return ``width`` when lines that fill it go on in the next one often enough, else 0."""
    if not NARROWEST <= width <= WIDEST or _full(widths, width) < 0.25 * len(widths):
        return 0
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if a.kind in ("plain", "item") and b.kind == "plain" and a.width >= FULL * width]
    carried = sum(text[b.start].islower() and not _END.search(text, max(a.start, a.end - 5), a.end) for a, b in pairs)
    return width if carried >= 0.3 * len(pairs) and carried >= 2 else 0


@dataclass
class _Grouping:
    """Joins lines into blocks; ``width`` is the wrap width or 0."""

    text: str
    lines: list[Line]
    width: int

    def run(self) -> Iterator[Block]:
        gap, i = 0, 0
        indents: list[int] = []
        while i < len(self.lines):
            line = self.lines[i]
            if line.kind in ("blank", "rule"):
                gap += 1
                i += 1
                continue
            block, i = self._block(i, gap, indents)
            gap = 0
            if block.kind != "item":
                indents.clear()
            yield block

    def _block(self, i: int, gap: int, indents: list[int]) -> tuple[Block, int]:
        line = self.lines[i]
        if line.kind == "marker":
            return self._marker_alone(i, gap, indents)
        if line.kind == "heading":
            return Block("heading", line.start, line.end, level=line.level, style=line.style, gap=gap), i + 1
        if line.kind == "row":
            return self._row(line, gap), i + 1
        if line.kind == "bold":
            return Block("paragraph", line.start, line.end, style="bold", gap=gap), i + 1
        level = self._underlined(i)
        if level:
            return Block("heading", line.start, line.end, level=level, gap=gap), i + 2
        last = self._last(i)
        if line.kind == "item":
            return Block("item", line.start, self.lines[last].end, level=_depth(line, indents), style=line.style, gap=gap), last + 1
        return Block("paragraph", line.start, self.lines[last].end, gap=gap), last + 1

    def _marker_alone(self, i: int, gap: int, indents: list[int]) -> tuple[Block, int]:
        """A bullet on a line of its own belongs to the next line; alone it is a paragraph."""
        line, after = self.lines[i], self.lines[i + 1] if i + 1 < len(self.lines) else None
        if after is None or after.kind not in ("plain", "bold"):
            return Block("paragraph", line.start, line.end, gap=gap), i + 1
        last = self._last(i + 1) if after.kind == "plain" else i + 1
        return Block("item", after.start, self.lines[last].end, level=_depth(line, indents), style=line.style, gap=gap), last + 1

    def _row(self, line: Line, gap: int) -> Block:
        if line.style == "\t":
            return Block("row", *trim(self.text, line.start, line.end), gap=gap, cells=split_cells(self.text, line.start, line.end, "\t"))
        if line.style == "   ":
            edges = [line.start, *(k for m in _GAP.finditer(self.text, line.start, line.end) for k in m.span()), line.end]
            return Block("row", line.start, line.end, style="columns", gap=gap, cells=tuple(zip(edges[::2], edges[1::2], strict=True)))
        cells = cells_at(self.text, line.start, line.end) or ()
        filled = [c for c in cells if c[1] > c[0]]
        start, end = (filled[0][0], filled[-1][1]) if filled else (line.start, line.end)
        return Block("row", start, end, gap=gap, cells=cells)

    def _underlined(self, i: int) -> int:
        """A lone line underlined with === or --- is a heading of level 1 or 2."""
        if self.lines[i].kind != "plain" or i + 1 >= len(self.lines) or self.lines[i + 1].kind != "rule" or (i and self.lines[i - 1].kind == "plain"):
            return 0
        mark = self.lines[i + 1]
        if mark.style not in ("=", "-") or self.lines[i].end - self.lines[i].start > WIDEST or mark.end - mark.start < 3:
            return 0
        return 1 if mark.style == "=" else 2

    def _title_goes_on(self, line: Line, after: Line) -> bool:
        """Whether a short line is a title that goes on in the next: "HONORABLE CONCEJO DELIBERANTE" / "DE SAN JUSTO", "Consejo Vecinal" / "de Las Lomas"."""
        begin = _GOES_ON.match(self.text, after.start)
        if not begin or not self.text[line.end - 1].isalpha():
            return False
        shouted = self.text[line.start : line.end].isupper() and begin.group().isupper()
        return max(line.width, after.width) <= (WIDEST if shouted else NARROWEST) and (shouted or not begin.group().isupper())

    def _last(self, i: int) -> int:
        """Return the index of the last line of the block that begins at line ``i``."""
        first = i
        while i + 1 < len(self.lines) and self.lines[i + 1].kind == "plain" and (self.lines[i].soft or self._continues(first, i)):
            i += 1
        return i

    def _continues(self, first: int, i: int) -> bool:
        """Whether a hand-wrapped paragraph or item goes on in the next line."""
        line, after = self.lines[i], self.lines[i + 1]
        if line.width <= WIDEST and self.text[after.start].isupper() and _OPEN.search(self.text, line.start, line.end) and not _BODY.match(self.text, after.start):
            return True     # "Comisión Especial de" / "Asuntos Municipales"
        if self._title_goes_on(line, after):
            return True
        if not self.width:
            return False
        begin = self.lines[first]
        if begin.kind == "plain" and _CUT <= line.width <= WIDEST and self.text[after.start].islower() and not _END.search(self.text, max(line.start, line.end - 5), line.end):
            return True     # cut short, but in the middle of a sentence
        if not FULL * self.width <= line.width <= self.width + 2:
            return False
        if begin.kind == "item":
            if after.indent > begin.text_column + 1:
                return False
        elif after.indent > line.indent + 1:
            return False
        stop = self.text.find(" ", after.start, after.end)
        fitted = line.width + 1 + (after.end if stop < 0 else stop) - after.start <= self.width
        if not fitted:
            return True
        if _END.search(self.text, max(line.start, line.end - 5), line.end):
            return False
        return self.text[after.start].islower() or line.width + 1 + (after.end if stop < 0 else stop) - after.start > self.width - SLACK


def _depth(line: Line, indents: list[int]) -> int:
    """Return the depth of an item, from its marker or from the indents of the items before it."""
    while indents and indents[-1] > line.indent + 1:
        indents.pop()
    if not indents or line.indent > indents[-1] + 1:
        indents.append(line.indent)
    return line.level or len(indents)
