"""A report's text made regular for the rules, with the way back: offsets of the original, always.

Signs change one for one (non-breaking spaces, curly quotes, apostrophes, dashes, Markdown stars, image marks → plain ones), so most texts
keep their offsets. Only composing (NFD → NFC) and dropping invisible signs (soft hyphen, zero width) shorten a text; then a map leads back.
"""

from __future__ import annotations

import bisect
import re
import unicodedata

_SIGNS = {
    **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\r\n\x0b\x0c\u2028\u2029\x85*", " "),
    **dict.fromkeys("´’‘ʼ`′", "'"),
    **dict.fromkeys("“”«»„‟″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": ".",
    "\t": "|",
}
_TABLE = str.maketrans(_SIGNS)
_BLANKS = str.maketrans({sign: " " for sign, plain in _SIGNS.items() if plain in " |"})
_IMAGE = re.compile(r"\[image:[^\]\n]{0,200}\]|!\[[^\]\n]{0,200}\]\([^)\n]{0,300}\)")
_LINK = re.compile(r"\[([^\]\[\n]{1,300})\](\([^()\s]{0,500}(?:\([^()\s]{0,100}\))?[^()\s]{0,300}\))")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,400}>")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]{1,500}")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


def _unmarked(text: str) -> str:
    """Blank out image marks, the addresses of links and tags of a marked-up text, sign for sign."""
    if "[" in text:
        text = _IMAGE.sub(lambda m: " " * len(m[0]), text)
        if "](" in text:
            text = _LINK.sub(lambda m: f" {m[1]} {' ' * len(m[2])}", text)
    if "<" in text:
        text = _TAG.sub(lambda m: " " * len(m[0]), text)
    if "://" in text or "www." in text:
        text = _ADDRESS.sub(lambda m: " " * len(m[0]), text)
    return text


class Normal:
    """The regular form of a text. ``text[i]`` comes from ``original[back(i)]``; ``written[i]`` is that sign as written, blanks aside: for names to show."""

    def __init__(self, original: str) -> None:
        self._cuts: list[int] = []  # positions in ``text`` from which ``_shift`` holds
        self._shift: list[int] = []
        text = original
        if _INVISIBLE.search(original) or not unicodedata.is_normalized("NFC", original):
            text = self._compose(original)
        self.written = text.translate(_BLANKS)
        text = text.translate(_TABLE)
        self.text = _unmarked(text)

    def _compose(self, original: str) -> str:
        """Join base letters with their marks and drop invisible signs, noting how far each piece has moved."""
        made: list[str] = []
        length = 0
        for match in re.finditer("[^\u00ad\u200b\u200c\u200d\u2060\ufeff][\u0300-\u036f]*", original, re.DOTALL):
            piece = unicodedata.normalize("NFC", match[0]) if len(match[0]) > 1 else match[0]
            if not self._cuts or match.start() - length != self._shift[-1]:
                self._cuts.append(length)
                self._shift.append(match.start() - length)
            made.append(piece)
            length += len(piece)
        return "".join(made)

    def back(self, position: int) -> int:
        """Return the offset in the original of a position of ``text``."""
        if not self._cuts:
            return position
        return position + self._shift[max(0, bisect.bisect_right(self._cuts, position) - 1)]

    def span(self, start: int, end: int, original: str) -> tuple[int, int]:
        """Return the stretch of the original that ``text[start:end]`` stands for, combining marks included."""
        first, last = self.back(start), self.back(end - 1) + 1 if end > start else self.back(start)
        while last < len(original) and unicodedata.combining(original[last]):
            last += 1
        return first, last

    def forward(self, offset: int) -> int:
        """Return the position in ``text`` of an offset of the original (the nearest at or after it)."""
        if not self._cuts:
            return offset
        low, high = 0, len(self.text)
        while low < high:
            middle = (low + high) // 2
            if self.back(middle) < offset:
                low = middle + 1
            else:
                high = middle
        return low
