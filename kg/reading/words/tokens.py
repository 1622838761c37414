"""Words and signs of a stretch of text, with their shape: what every rule walks over."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from kg.model.iri import fold
from kg.reading.vocab import rows, words

_TOKEN = re.compile(r"[MD]\.ª|\d+(?:[.,]\d+)*|[^\W\d_]+(?:(?:'(?=[^\W\d_])|-(?=[^\W\d_])|- +(?=[a-zñáéíóú]{2})(?!(?:y|o|e|u|de|en|a|la|el) )|&(?=[A-Z]))[^\W\d_]+)*\.?|[^\w\s]|_", re.UNICODE)
UPPER, TITLE, MIXED, LOWER, NUMBER, SIGN = "A", "C", "M", "a", "9", "."
CAPITALS = UPPER + TITLE + MIXED    # shapes of words that begin with a capital


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
        return self.shape in CAPITALS


@functools.lru_cache(maxsize=65536)
def _analysed(text: str) -> tuple[str, str, str, int]:
    """Return (text, key, shape, where it is two tokens: before a final full stop that no abbreviation has -1, glued words their cut, else 0)."""
    key, shape = _shaped(text)
    if text[-1] == "." and len(text) > 1 and not _abbreviation(key, shape):
        return text, key, shape, -1
    return text, key, shape, _glued(text) if shape == MIXED else 0


def _shaped(text: str) -> tuple[str, str]:
    """Return (key, shape)."""
    first = text[0]
    if first.isdigit():
        return text, NUMBER
    if not first.isalpha():
        return text, SIGN
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
    return fold(bare), shape


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of ``text[start:end]``."""
    found = []
    for match in _TOKEN.finditer(text, start, end):
        first, stop = match.span()
        word, key, shape, cut = _analysed(match[0])
        if not cut:
            found.append(Token(first, stop, word, key, shape))
        elif cut < 0:
            found += [Token(first, stop - 1, word[:-1], key, shape), Token(stop - 1, stop, ".", ".", SIGN)]
        else:
            found += [Token(first, first + cut, word[:cut], *_analysed(word[:cut])[1:3]), Token(first + cut, stop, word[cut:], *_analysed(word[cut:])[1:3])]
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
