"""Characters of a PDF page as words: what they say, where they stand, how large and bold they are."""

from __future__ import annotations

import ctypes
import math
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_HYPHENS = {0x02, 0xAD, 0xFFFE, 0x2010, 0x2011}  # what PDFium gives for the hyphen at a line's end, and its relatives
_BOLD_NAMES = ("bold", "black", "heavy", "negrita", "semibold", "demi")
_SKEW = 0.17  # radians from upright, left, right or down beyond which text is a watermark
BOLD_WEIGHT = 600
_SMALLEST, _LARGEST = 1.0, 300.0  # points of a font's size


@dataclass(slots=True)
class Word:
    """Characters without a blank between them. Points; y grows upwards; ``base`` is the baseline. All of it as if the writing ran upright;
    ``boxes`` holds four numbers a character as the page has them."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    base: float
    size: float
    bold: bool
    turn: int  # quarter turns of the writing: 0 upright
    spaced: bool  # a blank stands before it
    boxes: array[float] = field(default_factory=lambda: array("f"))


@dataclass
class PageWords:
    """The words of a page; ``odd`` counts characters without a meaning, ``turned`` those of watermarks and margins."""

    words: list[Word]
    characters: int = 0
    odd: int = 0
    turned: int = 0


class _Measures:
    """Buffers that PDFium writes into, and what it says of one character."""

    def __init__(self, textpage: Any, raw: Any) -> None:
        self.page, self.raw = textpage, raw
        self.x, self.y, self.rect = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
        self.matrix = raw.FS_MATRIX()
        self.name, self.flags = ctypes.create_string_buffer(128), ctypes.c_int()

    def box(self, i: int) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of a character with its font's full height."""
        if not self.raw.FPDFText_GetLooseCharBox(self.page, i, self.rect):
            return 0.0, 0.0, 0.0, 0.0
        return self.rect.left, self.rect.bottom, self.rect.right, self.rect.top

    def origin(self, i: int) -> tuple[float, float]:
        """Where the character's baseline begins."""
        self.raw.FPDFText_GetCharOrigin(self.page, i, self.x, self.y)
        return self.x.value, self.y.value

    def turn(self, i: int) -> int:
        """Quarter turns, or -1 for a skewed character."""
        angle = self.raw.FPDFText_GetCharAngle(self.page, i)
        quarters = round(angle / (math.pi / 2)) if angle > 0 else 0
        return quarters % 4 if abs(angle - quarters * math.pi / 2) < _SKEW or angle < 0 else -1

    def size(self, i: int) -> float:
        """The font's size as drawn, in points."""
        size = float(self.raw.FPDFText_GetFontSize(self.page, i))
        if self.raw.FPDFText_GetMatrix(self.page, i, self.matrix):
            size *= math.hypot(self.matrix.c, self.matrix.d)
        return min(size, _LARGEST) if size > _SMALLEST else _SMALLEST  # a broken font's size may be no number

    def bold(self, i: int) -> bool:
        """Whether the font is heavy or calls itself so."""
        self.name.value = b""
        self.raw.FPDFText_GetFontInfo(self.page, i, self.name, 128, self.flags)
        name = self.name.value.decode("latin-1").lower()
        return any(word in name for word in _BOLD_NAMES) or self.raw.FPDFText_GetFontWeight(self.page, i) >= BOLD_WEIGHT


def page_words(textpage: Any, raw: Any, limit: int) -> PageWords:
    """Return the words of a page in the order of its content, upright; ``limit`` bounds the characters looked at."""
    found, measures = PageWords([]), _Measures(textpage, raw)
    word: Word | None = None
    spaced, half = False, 0
    for i in range(min(limit, raw.FPDFText_CountChars(textpage))):
        code = raw.FPDFText_GetUnicode(textpage, i)
        if 0xD800 <= code <= 0xDFFF:
            code, half = (0x10000 + ((half - 0xD800) << 10) + code - 0xDC00, 0) if half and code >= 0xDC00 else (0, code if code < 0xDC00 else 0)
        text = "-" if code in _HYPHENS else _LIGATURES.get(code) or (chr(code) if 0 < code < 0x110000 else "")
        if not text or text.isspace():
            spaced = spaced or bool(text)
            continue
        found.characters += 1
        found.odd += code == 0xFFFD or 0xE000 <= code <= 0xF8FF or code < 32
        turn = measures.turn(i)
        if turn < 0:
            found.turned += 1
            continue
        drawn = measures.box(i)
        box, y = _upright(drawn, measures.origin(i), turn)
        if word is None or spaced or turn != word.turn or not _follows(word, box, y):
            word = Word("", box[0], box[2], box[1], box[3], y, measures.size(i), measures.bold(i), turn, spaced)
            found.words.append(word)
        spaced = False
        _extend(word, text, box, drawn)
    return _dominant(found)


def _upright(box: tuple[float, float, float, float], origin: tuple[float, float], turn: int) -> tuple[tuple[float, float, float, float], float]:
    """Turn coordinates so that the writing runs to the right; return the box and the baseline's height."""
    (a, b, c, d), (x, y) = box, origin
    if turn == 3:  # PDFium counts clockwise: this runs upwards
        return (b, -c, d, -a), -x
    if turn == 2:
        return (-c, -d, -a, -b), -y
    if turn == 1:
        return (-d, a, -b, c), x
    return box, y


def _follows(word: Word, box: tuple[float, float, float, float], base: float) -> bool:
    return abs(base - word.base) <= 0.2 * word.size and -0.5 * word.size <= box[0] - word.x1 <= 0.6 * word.size


def _extend(word: Word, text: str, box: tuple[float, float, float, float], drawn: tuple[float, float, float, float]) -> None:
    word.text += text
    word.x0, word.x1, word.y0, word.y1 = min(word.x0, box[0]), max(word.x1, box[2]), min(word.y0, box[1]), max(word.y1, box[3])
    for _ in text:
        word.boxes.extend(drawn)


def _dominant(found: PageWords) -> PageWords:
    """Keep the words of the direction that most of the page is written in."""
    turns: Counter[int] = Counter()
    for word in found.words:
        turns[word.turn] += len(word.text)
    if len(turns) > 1:
        kept = turns.most_common(1)[0][0]
        found.turned += sum(n for turn, n in turns.items() if turn != kept)
        found.words = [w for w in found.words if w.turn == kept]
    return found
