"""Words of a page as lines in reading order: two columns side by side are read one after the other, a table's row stays a row."""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass, field

from kg.reading.formats.pdf_words import Word

SAME_LINE = 0.35  # of the size: baselines closer than this share a line
CELL_GAP = 2.5  # of the size: a gap as wide parts cells
SMALL_CELL_GAP = 0.7  # of the size: a gap that parts cells when the lines around have it at the same place
_WORD_GAP = 0.8  # of the size: gaps below it are blanks between words, and no gutter passes
_MIDDLE = (0.15, 0.85)  # where in the text's width a gutter may lie
_FEWEST = 4  # lines that each side of a gutter must have
_FILL = 0.6  # of a column's width: prose fills its lines
_FLOW = 0.25  # of a column's lines begin with a small letter when it is prose
_ALIKE = 3.0  # points by which the lines of a column may begin apart
_TRIED = 6  # edges that are tried as a column's
_CLOSE = 1.6  # of the size: the distance of lines without a gap between them
_FULL = 0.7  # of a column's width that a line of prose fills
_DEEPEST = 3  # columns within columns
_WIDEST_PAGE = 20_000.0  # points: beyond, coordinates are nonsense


@dataclass
class Line:
    """Words of one line, from left to right. ``column`` tells lines of one column of one page apart from others."""

    words: list[Word]
    page: int = 0
    column: int = 0
    text: str = ""
    x0: float = 0.0
    x1: float = 0.0
    base: float = 0.0
    size: float = 0.0
    bold: bool = False
    sheet: float = 0.0  # width of the page, 0 when unknown
    top: float = 0.0  # share of the page's height above it: 0 at the top
    offsets: list[int] = field(default_factory=list)  # of each word, in ``text``
    starts: list[int] = field(default_factory=list)  # where a cell may begin, an index of ``words``; the first is 0


def lines_of(words: list[Word]) -> list[Line]:
    """Return the lines of a page in reading order."""
    usable = [w for w in words if abs(w.x0) < _WIDEST_PAGE and abs(w.x1) < _WIDEST_PAGE and abs(w.base) < _WIDEST_PAGE]
    found: list[Line] = []
    _order(_rows(usable), found, 0)
    return [_finished(line) for line in found]


def _rows(words: list[Word]) -> list[list[Word]]:
    """Gather words by baseline, from the top; small raised or lowered ones join the line they lean on."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (-w.base, w.x0)):
        for row in rows[-1:]:
            lead = max(row, key=lambda w: w.size)
            if abs(lead.base - word.base) <= SAME_LINE * max(lead.size, word.size) or (
                    min(lead.size, word.size) < 0.8 * max(lead.size, word.size) and abs(lead.base - word.base) <= 0.6 * max(lead.size, word.size) and _touches(row, word)):
                row.append(word)
                break
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.x0) for row in rows]


def _touches(row: list[Word], word: Word) -> bool:
    return any(-0.3 * w.size <= max(word.x0 - w.x1, w.x0 - word.x1) <= 0.3 * w.size for w in row)


def _order(rows: list[list[Word]], found: list[Line], depth: int) -> None:
    """Add the lines of these rows; where two columns of prose stand side by side, the left one first."""
    gutter, bands = _gutter(rows) if depth < _DEEPEST else (0.0, [])
    column = max((line.column for line in found), default=-1) + 1
    cursor = 0
    for start, end in [*bands, (len(rows), len(rows))]:
        found += [Line(row, column=column) for row in rows[cursor:start]]
        cursor = end
        for side in _sides(rows[start:end], gutter) if end > start else ():
            _order(_rows(side), found, depth + 1)


def _sides(rows: list[list[Word]], x: float) -> tuple[list[Word], list[Word]]:
    words = [w for row in rows for w in row]
    return [w for w in words if (w.x0 + w.x1) / 2 < x], [w for w in words if (w.x0 + w.x1) / 2 >= x]


def _solid(row: list[Word]) -> list[tuple[float, float]]:
    """Stretches of a line without a wide gap."""
    found: list[tuple[float, float]] = []
    for word in row:
        if found and word.x0 - found[-1][1] < _WORD_GAP * word.size:
            found[-1] = (found[-1][0], max(found[-1][1], word.x1))
        else:
            found.append((word.x0, word.x1))
    return found


def _crosses(row: list[Word], x: float) -> bool:
    return any(a < x < b for a, b in _solid(row))


def _gutter(rows: list[list[Word]]) -> tuple[float, list[tuple[int, int]]]:
    """Return the left edge of the second column, and the runs of rows that it divides; no runs when there is no such column."""
    best: tuple[float, list[tuple[int, int]]] = (0.0, [])
    for x in _edges(rows):
        bands = [(a, b) for a, b in (_beside(rows, a, b, x) for a, b in _bands(rows, x)) if _prose(rows[a:b], x)]
        if sum(b - a for a, b in bands) > sum(b - a for a, b in best[1]):
            best = (x, bands)
    return best


def _edges(rows: list[list[Word]]) -> list[float]:
    """Return where several lines, or parts of lines after a gap, begin in the middle of the page: most frequent first."""
    if len(rows) < _FEWEST:
        return []
    left, right = min(row[0].x0 for row in rows), max(w.x1 for row in rows for w in row)
    votes: dict[int, list[float]] = defaultdict(list)
    for x in (a for row in rows for a, _ in _solid(row)):
        if _MIDDLE[0] <= (x - left) / max(1.0, right - left) <= _MIDDLE[1]:
            votes[round(x / _ALIKE)].append(x)
    often = sorted(votes, key=lambda k: (-len(votes[k]), k))[:_TRIED]
    return [min(votes[k]) - 1.0 for k in often if len(votes[k]) >= _FEWEST]


def _bands(rows: list[list[Word]], x: float) -> list[tuple[int, int]]:
    """Return the runs of rows that do not cross a vertical line."""
    found, start = [], 0
    for i, row in enumerate(rows):
        if _crosses(row, x):
            found.append((start, i))
            start = i + 1
    return [(a, b) for a, b in [*found, (start, len(rows))] if b - a >= _FEWEST]


def _beside(rows: list[list[Word]], start: int, end: int, x: float) -> tuple[int, int]:
    """Cut from a run of rows what stands only on the left and is no part of the column: short lines or cells above or below it, after a gap."""
    right = [i for i in range(start, end) if any(w.x0 >= x for w in rows[i])]
    if not right:
        return start, start
    first, last = right[0], right[-1]
    wide = _FULL * (x - min(row[0].x0 for row in rows[first:last + 1]))
    while first > start and _adjoins(rows[first - 1], rows[first], rows[first - 1], wide):
        first -= 1
    while last + 1 < end and _adjoins(rows[last], rows[last + 1], rows[last + 1], wide):
        last += 1
    return first, last + 1


def _adjoins(above: list[Word], below: list[Word], new: list[Word], wide: float) -> bool:
    if above[0].base - below[0].base <= _CLOSE * max(above[0].size, below[0].size):
        return True
    return len(_solid(new)) == 1 and new[-1].x1 - new[0].x0 >= wide


def _prose(rows: list[list[Word]], x: float) -> bool:
    """Whether both sides of a strip hold running text: lines that fill their column and go on in the next, or stand at heights of their own."""
    sides: tuple[list[list[Word]], list[list[Word]]] = ([], [])
    alone = 0
    for row in rows:
        halves = [w for w in row if (w.x0 + w.x1) / 2 < x], [w for w in row if (w.x0 + w.x1) / 2 >= x]
        alone += not (halves[0] and halves[1])
        for half, side in zip(halves, sides, strict=True):
            if half:
                side.append(half)
    counts = sorted(len(side) for side in sides)
    if counts[0] < _FEWEST or not (sides[0][-1][0].base < sides[1][0][0].base and sides[1][-1][0].base < sides[0][0][0].base):
        return False
    fills = [_fill(side) for side in sides]
    if min(fills) >= _FILL and min(_flow(side) for side in sides) >= _FLOW:
        return True
    return 2 * alone >= 1.2 * sum(counts) and counts[0] >= 0.3 * counts[1] and min(fills) >= 0.35


def _fill(side: list[list[Word]]) -> float:
    """The usual share of a column's width that its lines fill."""
    spans = [(half[0].x0, max(w.x1 for w in half)) for half in side]
    return statistics.median(b - a for a, b in spans) / max(max(b for _, b in spans) - min(a for a, _ in spans), 1.0)


def _flow(side: list[list[Word]]) -> float:
    """The share of lines that begin in the middle of a sentence: cells seldom do."""
    return sum(after[0].text[0].islower() for after in side[1:]) / (len(side) - 1)


def _finished(line: Line) -> Line:
    """Fill in text, edges and cells. A raised number behind a word is a note's mark and is left out."""
    lead = max(line.words, key=lambda w: (w.size, len(w.text)))
    words = [w for i, w in enumerate(line.words) if not (i and w.size < 0.8 * lead.size and w.base > lead.base + 0.15 * lead.size and w.text.strip("()[],").isdigit() and len(w.text) <= 4)]
    text, offsets, starts = "", [], []
    for i, word in enumerate(words):
        gap = word.x0 - words[i - 1].x1 if i else 0.0
        if i and gap > SMALL_CELL_GAP * lead.size:
            starts.append(i)
        text += "" if not i or (not word.spaced and gap < 0.15 * word.size) else " "
        offsets.append(len(text))
        text += word.text
    line.words, line.text, line.offsets, line.starts = words, text, offsets, [0, *starts]
    line.x0, line.x1, line.base, line.size = words[0].x0, max(w.x1 for w in words), lead.base, lead.size
    line.bold = all(w.bold for w in words if any(c.isalnum() for c in w.text)) and any(w.bold for w in words)
    return line
