"""Lines of a PDF as paragraphs, headings, items and rows; page numbers and running heads told apart."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from kg.reading.formats.marks import item_at
from kg.reading.formats.pdf_columns import CELL_GAP, Line

HEADING = 1.12  # times the body's size from which a line is a heading
LONGEST_HEADING = 250  # characters
MARGIN = 0.12  # share of the page's height in which running heads and page numbers stand
_APART = 1.5  # sizes between a running head and the text, at least
_LONGEST_HEAD = 120  # characters of a running head
REPEATED = 0.5  # share of the pages on which a running head must stand
_LOOSEST = 2.4  # sizes between two lines of a paragraph, at most: double spacing
_NARROW = 0.85  # of the page's width between equal margins: lines that end before do not show the margin
_ALIGNED = 1.5  # points by which cells of one column may begin apart
_LONGEST_RUN = 6  # lines looked at to see whether a cell's place repeats
_PAGE_NUMBER = re.compile(r"\W*(?:p[áa]g(?:ina)?\.?|page|hoja)?\s*\d{1,4}(?:\s*(?:de|of|/|\|)\s*\d{1,4})?\W*\Z", re.IGNORECASE)
_END = re.compile(r"[.!?:;…][\"”»)\]]*\Z")


@dataclass
class Paragraph:
    """Lines that belong together."""

    kind: str
    lines: list[Line]
    level: int = 0
    style: str = ""
    gap: int = 0


@dataclass
class Layout:
    """What is usual in a document: the body's size, the distance of its lines (in sizes), the edges of every column."""

    size: float
    pitch: float
    edges: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)
    levels: list[float] = field(default_factory=list)

    @staticmethod
    def of(lines: list[Line]) -> Layout:
        """Measure the lines of a document."""
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
        body = max(sizes, key=lambda s: (sizes[s], -s)) if sizes else 1.0
        steps = [(a.base - b.base) / a.size for a, b in itertools.pairwise(lines) if _near(a, b) and 0.8 < (a.base - b.base) / a.size < _LOOSEST and abs(a.size - body) <= 1]
        layout = Layout(body, statistics.median_low(sorted(steps)[: max(1, (2 * len(steps) + 2) // 3)]) if steps else 1.3)
        columns: dict[tuple[int, int], list[Line]] = defaultdict(list)
        for line in lines:
            columns[line.page, line.column].append(line)
        for key, found in columns.items():
            rights = sorted(line.x1 for line in found)
            layout.edges[key] = (statistics.median_low([line.x0 for line in found]), rights[int(0.97 * (len(rights) - 1))])
        layout._widen(columns)
        layout.levels = sorted({s for s in sizes if s >= HEADING * body and sizes[s] > 0}, reverse=True)
        return layout

    def _widen(self, columns: dict[tuple[int, int], list[Line]]) -> None:
        """Give the pages of one column whose lines do not show where it ends, few lines or a list, the usual edge or the page's own margin."""
        divided = {page for page, column in columns if column}
        widest = [self.edges[key][1] for key, lines in columns.items() if not key[1] and len(lines) > 3 and _flows(lines)]
        usual = statistics.median_high(widest) if widest else 0.0
        for (page, column), lines in columns.items():
            if page in divided or (_flows(lines) and len(lines) > 3):
                continue
            left, right = self.edges[page, column]
            margin = lines[0].sheet - min(line.x0 for line in lines)
            self.edges[page, column] = (left, max(right, usual, margin if right < _NARROW * margin else 0.0))

    def level(self, line: Line) -> int:
        """Return a line's heading level by its size, 0 for body text."""
        if line.size < HEADING * self.size or not self.levels:
            return 0
        nearest = min(self.levels, key=lambda s: abs(s - line.size))
        return min(6, self.levels.index(nearest) + 1)


def _flows(lines: list[Line]) -> bool:
    """Whether lines are running text: many begin in the middle of a sentence."""
    return sum(line.text[0].islower() for line in lines) >= 0.2 * len(lines)


def _near(a: Line, b: Line) -> bool:
    return a.page == b.page and a.column == b.column and a.base > b.base and abs(a.size - b.size) <= 0.1 * a.size


def without_furniture(pages: list[list[Line]]) -> tuple[list[Line], set[str]]:
    """Return the lines without page numbers and running heads, and which kinds of them there were ("number", "head")."""
    seen: Counter[str] = Counter()
    outer: list[set[int]] = []
    for page in pages:
        seen.update({_key(line) for line in page if _marginal(line)})
        tops = [line.top for line in page]
        outer.append({tops.index(min(tops)), tops.index(max(tops))} if len(page) > 1 else set())
    often, shift = max(3, REPEATED * sum(bool(p) for p in pages)), _shift(pages, outer)
    kept, gone = [], set()
    for page, edges in zip(pages, outer, strict=True):
        heads = _apart(page, {i for i, line in enumerate(page) if _marginal(line) and seen[_key(line)] >= often})
        for i, line in enumerate(page):
            alone = bool(_PAGE_NUMBER.match(line.text))
            if not _marginal(line):
                kept.append(line)
            elif i in heads or (i in edges and alone and len(pages) > 1):
                gone.add("number" if alone else "head")
            elif i in edges and shift is not None and shift in _numbers(line):
                gone.add("head")
            else:
                kept.append(line)
    return kept, gone


def _apart(page: list[Line], repeated: set[int]) -> set[int]:
    """Return those of the repeated lines that a gap parts from the text: what repeats without one is text that happens to repeat."""
    attached: set[int] = set()
    for below in (True, False):
        side = [i for i in repeated if (page[i].top < 0.5) is below]
        for i in sorted(side, key=lambda i: page[i].top, reverse=below):
            inward = [((page[i].base - line.base) * (1 if below else -1), k) for k, line in enumerate(page)]
            distance, k = min(((d, k) for d, k in inward if d > 0.5 * page[i].size), default=(1e9, i))
            if distance < _APART * page[i].size and (k not in repeated or k in attached):
                attached.add(i)
    return repeated - attached


def _numbers(line: Line) -> list[int]:
    """How far the numbers that begin or end a line are from the page's own."""
    found = re.match(r"(\d{1,4})\b", line.text), re.search(r"\b(\d{1,4})\Z", line.text[-6:])
    return [int(f.group(1)) - line.page for f in found if f] if len(line.text) <= _LONGEST_HEAD else []


def _shift(pages: list[list[Line]], outer: list[set[int]]) -> int | None:
    """Return how far the printed page numbers are from the counted ones, when three pages or more agree."""
    votes: Counter[int] = Counter()
    for page, edges in zip(pages, outer, strict=True):
        votes.update({n for i in edges if _marginal(page[i]) for n in _numbers(page[i])})
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] >= 3 and best[0][1] >= 0.3 * len(pages) else None


def _key(line: Line) -> str:
    return f"{'above' if line.top < 0.5 else 'below'} {re.sub(r'[0-9]+', '#', line.text.casefold())}"


def _marginal(line: Line) -> bool:
    return line.top < MARGIN or line.top > 1 - MARGIN


def paragraphs(lines: list[Line]) -> list[Paragraph]:
    """Group the lines of a document."""
    layout = Layout.of(lines)
    rows = _rows(lines)
    found: list[Paragraph] = []
    indents: list[float] = []
    for i, line in enumerate(lines):
        last = found[-1] if found else None
        if last and id(line) not in rows and last.kind != "row" and _joins(last, line, layout):
            last.lines.append(line)
            continue
        paragraph = _begin(line, layout, id(line) in rows, indents)
        paragraph.gap = _gap(lines[i - 1], line, layout) if i else 0
        found.append(paragraph)
    for paragraph in found:
        _finish(paragraph, layout)
    return found


def _rows(lines: list[Line]) -> set[int]:
    """Return the ids of the lines that are rows, and leave only true cells in their ``starts``.

    A cell begins after a wide gap at the same place as in the line before or after, or after a small one at the same place in three lines.
    """
    true: dict[int, set[int]] = defaultdict(set)
    for i, line in enumerate(lines):
        for k in line.starts[1:]:
            x, run = line.words[k].x0, [(line, k)]
            for after in itertools.islice(lines, i + 1, i + _LONGEST_RUN):
                found = [j for j in after.starts[1:] if abs(after.words[j].x0 - x) <= _ALIGNED]
                if not found or after.page != line.page or after.column != line.column or not 0 < run[-1][0].base - after.base < 5 * line.size:
                    break
                run.append((after, found[0]))
            if len(run) >= 3 or (len(run) == 2 and all(_gap_before(a, j) > CELL_GAP * a.size for a, j in run)):
                for a, j in run:
                    true[id(a)].add(j)
    rows = {id(line) for line in lines if id(line) in true and not _only_marker(line, true[id(line)])}
    for line in lines:
        if id(line) in rows:
            line.starts = [k for k in line.starts if not k or k in true[id(line)] or _gap_before(line, k) > CELL_GAP * line.size]
    return rows


def _gap_before(line: Line, k: int) -> float:
    return line.words[k].x0 - line.words[k - 1].x1


def _only_marker(line: Line, starts: set[int]) -> bool:
    """A bullet or number and its text are no cells."""
    return starts == {1} and item_at(f"{line.words[0].text} x", 0, len(line.words[0].text) + 2) is not None


def _begin(line: Line, layout: Layout, row: bool, indents: list[float]) -> Paragraph:
    if row:
        return Paragraph("row", [line], style="bold" if line.bold else "")
    if level := layout.level(line):
        return Paragraph("heading", [line], level)
    if found := item_at(line.text, 0, len(line.text)):
        while indents and indents[-1] > line.x0 + 0.5 * line.size:
            indents.pop()
        if not indents or line.x0 > indents[-1] + 0.5 * line.size:
            indents.append(line.x0)
        return Paragraph("item", [line], found[2] or len(indents), found[0])
    indents.clear()
    return Paragraph("paragraph", [line])


def _gap(before: Line, line: Line, layout: Layout) -> int:
    """Blank lines between two lines, by their distance; 0 across pages and columns."""
    if before.page != line.page or before.column != line.column:
        return 0
    pitches = (before.base - line.base) / max(0.1, layout.pitch * min(before.size, line.size, layout.size))
    return max(0, min(50, round(pitches) - 1)) if pitches > 1.5 else int(pitches > 1.35)


def _joins(paragraph: Paragraph, line: Line, layout: Layout) -> bool:
    """Whether a line goes on with the paragraph before it."""
    last, first = paragraph.lines[-1], paragraph.lines[0]
    if abs(last.size - line.size) > 0.08 * max(last.size, line.size) or last.bold != line.bold:
        return False
    if item_at(line.text, 0, len(line.text)):
        return False
    hyphenated = _hyphenated(last.text, line.text)
    if last.page != line.page or last.column != line.column:
        return paragraph.kind != "heading" and line.page - last.page <= 1 and (hyphenated or (not _END.search(last.text) and line.text[0].islower()))
    distance = last.base - line.base
    if distance <= 0.2 * last.size or distance > 1.35 * layout.pitch * max(last.size, line.size):
        return hyphenated and 0 < distance < 2 * layout.pitch * last.size
    if paragraph.kind == "heading" or hyphenated:
        return True
    if paragraph.kind == "item" and len(paragraph.lines) == 1 and line.x0 > first.x0 + 0.3 * first.size:
        return True  # a hanging indent
    left, right = layout.edges[line.page, line.column]
    usual = paragraph.lines[1].x0 if len(paragraph.lines) > 1 else min(first.x0, left) if paragraph.kind == "paragraph" else first.x0
    if line.x0 > max(usual, last.x0 if len(paragraph.lines) == 1 else usual) + 0.8 * line.size and not _centred(last, line, left, right):
        return False  # a first line's indent
    return _did_not_fit(last, line, right)


def _centred(a: Line, b: Line, left: float, right: float) -> bool:
    middle = (left + right) / 2
    return abs((a.x0 + a.x1) / 2 - middle) < a.size and abs((b.x0 + b.x1) / 2 - middle) < b.size


def _did_not_fit(last: Line, line: Line, right: float) -> bool:
    """A line goes on in the next when the next one's first word found no room in it; a ragged line may end a little early."""
    first = line.words[0]
    free = right - last.x1 - (first.x1 - first.x0) - 0.25 * last.size
    if free < 0:
        return True
    return free < 3 * last.size and not _END.search(last.text) and line.text[0].islower()


def _hyphenated(text: str, after: str) -> bool:
    return len(text) > 2 and text[-1] == "-" and text[-2].isalpha() and after[:1].islower()


def _finish(paragraph: Paragraph, layout: Layout) -> None:
    """Boldness of the whole; too long a heading is a paragraph in large type; a small one that begins with a number is a note."""
    length = sum(len(line.text) for line in paragraph.lines)
    if paragraph.kind == "heading" and length > LONGEST_HEADING:
        paragraph.kind, paragraph.level = "paragraph", 0
    if paragraph.kind in ("paragraph", "heading") and all(line.bold for line in paragraph.lines):
        paragraph.style = "bold"
    first = paragraph.lines[0]
    if first.size <= 0.87 * layout.size and first.top > 0.6 and re.match(r"(?:\d{1,3}|\*{1,3})[\s.)]", first.text) and paragraph.kind in ("paragraph", "item"):
        paragraph.kind, paragraph.level = "note", 0
