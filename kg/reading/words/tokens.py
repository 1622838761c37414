"""Words and signs of a stretch of text, with their shape: what every rule walks over."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from kg.model.iri import fold
from kg.reading.vocab import rows, words

_TOKEN = re.compile(r"[MD]\.ª|\d+(?:[.,]\d+)*|[^\W\d_]+(?:(?:'(?=[^\W\d_])|-(?=[^\W\d_])|- +(?=[a-zñáéíóú]{2})(?!(?:y|o|e|u|de|en|a|la|el) )|&(?=[A-Z]))[^\W\d_]+)*\.?|[^\w\s]|_", re.UNICODE)
UPPER, TITLE, MIXED, LOWER, NUMBER, SIGN = "A", "C", "M", "a", "9", "."
_CAPITAL = UPPER + TITLE + MIXED


class Token(NamedTuple):
    """A word (full stop of an abbreviation included), number or sign; ``key`` is it folded, without full stop."""

    start: int
    end: int
    text: str
    key: str
    shape: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.shape in _CAPITAL


@functools.lru_cache(maxsize=65536)
def _analysed(text: str) -> tuple[str, str, str]:
    """Return (text, key, shape); a final full stop stays only on abbreviations and initials."""
    first = text[0]
    if first.isdigit():
        return text, text, NUMBER
    if not first.isalpha():
        return text, text, SIGN
    bare = text.rstrip(".").replace(".ª", "ª")   # "M.ª", "D.ª"
    if "- " in bare:  # a word cut at the end of a line
        bare = re.sub(r"- +", "", bare)
    letters = bare.replace("'", "").replace("-", "").replace("&", "")
    if bare.isupper():
        shape = UPPER if len(letters) > 1 else TITLE
    elif first.isupper():
        rest = [p for p in re.split(r"['-]", bare) if p]
        shape = TITLE if all(p[1:].islower() or len(p) == 1 for p in rest) else MIXED
    else:
        shape = MIXED if any(c.isupper() for c in bare[1:]) else LOWER
    return text, fold(bare), shape


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of ``text[start:end]``."""
    found = []
    for match in _TOKEN.finditer(text, start, end):
        word, key, shape = _analysed(match[0])
        stop = match.end()
        if word[-1] == "." and len(word) > 1 and not _abbreviation(key, shape):
            found.append(Token(match.start(), stop - 1, word[:-1], key, shape))
            found.append(Token(stop - 1, stop, ".", ".", SIGN))
        elif shape == MIXED and (cut := _glued(word)):
            found += [Token(match.start(), match.start() + cut, word[:cut], *_analysed(word[:cut])[1:]), Token(match.start() + cut, stop, word[cut:], *_analysed(word[cut:])[1:])]
        else:
            found.append(Token(match.start(), stop, word, key, shape))
    return found


def _glued(word: str) -> int:
    """Return where a word runs into an office without a space ("BazRepresentante"), 0 when it does not."""
    match = re.search(r"[a-záéíóúñ](?=[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{3,}$)", word)
    return match.end() if match and fold(word[match.end() :]) in words("roles", "role") else 0


@functools.cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["abbreviation"] for row in rows("abbreviations") if row["token"]) | words("name_abbreviations")


def _abbreviation(key: str, shape: str) -> bool:
    return (len(key) == 1 and shape == TITLE) or key in _abbreviations()


def written(piece: list[Token]) -> str:
    """Return some tokens as one string, with spaces only where the text has them: "Surco y Semilla, S.A. de C.V."."""
    return "".join(" " * (t.start > before.end) + t.text for before, t in zip([piece[0], *piece], piece, strict=False)) if piece else ""
