"""The marks that plain lines carry: headings, bullets, bold, tables, placeholders. Every pattern takes linear time."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Marks nobody writes as a word: a blank need not follow.
_DOTS = "·•‣⁃∙●○◦▪▫■□◆◇❖➢➤➔→✓✔☐☑\uf0b7\uf0a7\uf0d8\uf0fc\uf02d"
_CAPITAL = "A-ZÁÉÍÓÚÑÜ¿¡“«\""
_ITEM = re.compile(
    rf"""(?P<dot>[{_DOTS}])\s*
    |(?P<dash>[-–—](?:\s+|(?=[{_CAPITAL}](?!\s)))|[*+]\s+)
    |(?P<o>o)(?:\t|\ {{2,}}|\ (?=[{_CAPITAL}]))
    |(?P<multi>\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}[.)]|\d{{1,2}}(?:\.\d){{1,4}}(?=\s+[{_CAPITAL}]))\s+
    |(?P<number>\(?\d{{1,3}}\s?(?:\.\s?[-–]+|[.)]|[°º]\s?[-.)]+))(?:\s+|(?=[{_CAPITAL}]))
    |(?P<letter>\(?[a-z]\)|[A-Z]\)|[a-z]\.(?:[-–]+)?)\s+
    |(?P<roman>\(?(?:[IVX]{{1,6}}|[ivx]{{2,6}})(?:\.\s?[-–]+|[.)]))\s+""", re.VERBOSE)
_MARKER_ALONE = re.compile(rf"(?:[{_DOTS}]|\(?\d{{1,3}}(?:\.[-–]?|\)))\Z")
_HEADING = re.compile(r"(#{1,6})[ \t]+")
_RULE = re.compile(r"(?:[-_=*~][ \t]*){3,}\Z")
_LONGEST_IMAGE = 620
_IMAGE = re.compile(r"\[image:[^\]\n]{0,200}\]|!\[[^\]\n]{0,200}\]\([^)\n]{0,400}\)")
# Blank or invisible: spaces of every width, zero-width marks, the soft hyphen, line ends.
_OUTER = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0xAD, 0x1680, *range(0x2000, 0x200E), 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF)))
_LEFT = re.compile(f"[{re.escape(_OUTER)}]*")
_LEFT_IMAGES = re.compile(f"(?:[{re.escape(_OUTER)}]*(?:{_IMAGE.pattern}))*")


@dataclass
class Line:
    """What one line is: ``kind`` is blank, rule, heading, item, bold, row or plain; start and end leave out its marks."""

    kind: str
    start: int
    end: int
    indent: int = 0
    level: int = 0
    style: str = ""
    soft: bool = False  # ends in two spaces: the next line belongs to it (Markdown's hard break)
    text_column: int = 0  # of an item: where its text begins
    width: int = 0  # column of its last character


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without outer blanks (invisible characters included)."""
    if found := _LEFT.match(text, start, end):
        start = found.end()
    while end > start and text[end - 1] in _OUTER:
        end -= 1
    return start, end


def trim_images(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without outer blanks and without image placeholders at either end."""
    if found := _LEFT_IMAGES.match(text, start, end):
        start = found.end()
    start, end = trim(text, start, end)
    while end - start > 4 and text[end - 1] in "])":
        opening = text.rfind("[image:" if text[end - 1] == "]" else "![", max(start, end - _LONGEST_IMAGE), end)
        if opening < 0 or not _IMAGE.fullmatch(text, opening, end):
            break
        start, end = trim(text, start, opening)
    return start, end


def item_at(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """Return (marker, start of the item's text, depth the marker itself tells or 0), or None when no bullet or number opens the stretch."""
    found = _ITEM.match(text, start, end)
    if not found or found.end() >= end:
        return None
    marker = found.group(0).strip()
    depth = marker.strip("().").count(".") + 1 if found.lastgroup == "multi" else 0
    return marker, found.end(), depth


def bold_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the inside of a stretch that is bold as a whole (``**x**``, ``__x__``, ``***x***``; a colon may follow), or None."""
    stop = end - 1 if text[end - 1] in ":." else end
    for mark in ("***", "**", "__"):
        inner, last = start + len(mark), stop - len(mark)
        if last > inner and text.startswith(mark, start) and text.startswith(mark, last) and text.find(mark, inner, last) < 0 and not text[inner].isspace():
            return trim(text, inner, last)
    return None


def cells_at(text: str, start: int, end: int) -> tuple[tuple[int, int], ...] | None:
    """Return the cells of a row between pipes (two at least); () for the line under a table's head; None for other lines."""
    if text.count("|", start, end) < 2:
        return None
    inner = (start + (text[start] == "|"), end - (text[end - 1] == "|"))
    if not text[inner[0]:inner[1]].strip(" \t|:-") and text.find("-", start, end) >= 0:
        return ()
    return split_cells(text, *inner, "|")


def split_cells(text: str, start: int, end: int, mark: str) -> tuple[tuple[int, int], ...]:
    """Return the trimmed stretches between ``mark``."""
    found = []
    while True:
        stop = text.find(mark, start, end)
        left, right = trim_images(text, start, end if stop < 0 else stop)
        found.append((bold_at(text, left, right) if right > left else None) or (left, right))
        if stop < 0:
            return tuple(found)
        start = stop + 1


def _column(text: str, start: int, stop: int) -> int:
    return sum(4 if c == "\t" else 1 for c in text[start:min(stop, start + 400)])


def classify(text: str, line_start: int, line_end: int) -> Line:
    """Tell what a line is."""
    start, end = trim_images(text, line_start, line_end)
    if start >= end:
        return Line("blank", start, start)
    line = Line("plain", start, end, _column(text, line_start, start), width=end - line_start, soft=text.endswith("  ", line_start, line_end) and end < line_end)
    if text[start] == ">" and end - start > 2 and text[start + 1] in " \t":
        line.start, line.end = start, end = trim(text, start + 1, end)
    if text[start] in "-_=*~" and end - start <= 200 and _RULE.match(text, start, end):
        line.kind, line.style = "rule", text[start]
    elif text[start] == "#" and (found := _HEADING.match(text, start, end)):
        line.kind, line.level = "heading", len(found.group(1))
        line.start, line.end = trim(text, found.end(), start + len(text[start:end].rstrip("#")) if text[end - 1] == "#" else end)
        if line.start >= line.end:
            return Line("blank", start, start)
    elif text[start:end].strip("#") == "":
        line.kind = "blank"
    elif _MARKER_ALONE.match(text, start, end):
        line.kind, line.style, line.text_column = "marker", text[start:end], line.indent
    elif (bold := bold_at(text, start, end)) and bold[0] < bold[1]:
        line.kind, line.style, (line.start, line.end) = "bold", "bold", bold
    elif found_item := item_at(text, start, end):
        line.kind, line.style, line.level = "item", found_item[0], found_item[2]
        line.start, line.end = trim_images(text, found_item[1], end)
        line.text_column = line.indent + line.start - start
    if line.kind in ("heading", "item") and line.end > line.start and (bold := bold_at(text, line.start, line.end)):
        line.start, line.end = bold
        line.style = line.style or "bold"
    return line
