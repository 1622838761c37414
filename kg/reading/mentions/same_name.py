"""Whether one name is another one written short: words left out, initials ("Ana R. Prado"), abbreviations ("Luis Mtz."), what people are called ("Toño Prado")."""

from __future__ import annotations

import functools
import re

from kg.model.iri import fold
from kg.reading.vocab import rows
from kg.reading.words.alike import PARTICLES

_SHOUT = re.compile(r"[^\W\d_][a-zñáéíóúü]+ .*[A-ZÑÁÉÍÓÚÜ]{3}")     # "Gastón OCHOA"


@functools.cache
def _written_short() -> dict[str, str]:
    return {row["word"]: row["name"] for row in rows("name_abbreviations")}


@functools.cache
def _called() -> dict[str, frozenset[str]]:
    return {fold(row["word"]): frozenset(row["names"].split()) for row in rows("short_names")}


@functools.lru_cache(maxsize=65536)
def content(key: str) -> tuple[str, ...]:
    """Return the words of a folded name, particles and signs off, abbreviations written out."""
    return tuple(_written_short().get(w.rstrip("."), w.rstrip(".")) for w in re.sub('["“”«»-]', " ", key).split() if w not in PARTICLES)


def initials(words: tuple[str, ...]) -> int:
    """Return how many words of a name are mere initials."""
    return sum(len(w) == 1 for w in words)


def within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Tell whether a name is a longer one written short, or one with its surnames first: it begins alike, the rest in order; or it is a piece of it without the first given name."""
    if not short or len(short) > len(long) or short == long or not any(len(w) > 2 for w in short[1:] or short):
        return False
    if _shortened(short, long):
        return True
    if len(short) >= 2 and len(long) >= 3 and any(short == long[k : k + len(short)] for k in range(1, len(long))):
        return True
    return long[0] in short[1:] and _turned(short, short.index(long[0]), long)


def _turned(short: tuple[str, ...], k: int, long: tuple[str, ...]) -> bool:
    """Tell whether a name is the longer one, or it written short, when what comes before its ``k``-th word goes to the end: "Prado Ochoa Elsa"."""
    turned = short[k:] + short[:k]
    return turned == long or (len(turned) < len(long) and all(len(w) > 2 for w in turned) and _shortened(turned, long))


def _shortened(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Tell whether a name begins as the long one does, and its other words are some of the rest, in order."""
    rest = iter(long[1:])
    return _begins(short[0], long) and all(any(w == o or (len(w) == 1 and o.startswith(w)) for o in rest) for w in short[1:])


def _begins(first: str, long: tuple[str, ...]) -> bool:
    """Tell whether the first word of a short name can be the first given name of the long one, or what its bearer is called."""
    if first == long[0] or (len(first) == 1 and long[0].startswith(first)):
        return True
    return bool(_called().get(first, frozenset()).intersection(long[: max(1, len(long) - 1)][:2]))


def _low(word: str) -> str:
    """Return a word of a name in title case, a particle low."""
    return word.lower() if word.lower() in PARTICLES else "-".join("'".join(a.capitalize() for a in p.split("'")) for p in word.split("-"))


def titled(name: str) -> str:
    """Return a name written in capitals in title case, particles low: MARÍA DE LA LUZ → María de la Luz; of "Gastón OCHOA" the surname only."""
    if not name.isupper():
        return " ".join(_low(w) if w.isupper() and w.isalpha() and len(w) > 1 else w for w in name.split()) if _SHOUT.search(name) else name
    pieces = [_low(w) for w in name.split()]
    return " ".join([pieces[0].capitalize() if pieces else "", *pieces[1:]])
