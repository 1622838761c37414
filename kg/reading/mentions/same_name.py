"""Whether one name is another one written short: words left out, initials ("Ana R. Prado"), abbreviations ("Luis Mtz."), what people are called ("Toño Prado")."""

from __future__ import annotations

import functools
import re

from kg.model.iri import fold
from kg.reading.vocab import rows
from kg.reading.words.alike import PARTICLES


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
    """Tell whether a name is a longer one written short: it begins alike, the rest in order; or it is a piece of it without the first given name."""
    if not short or len(short) > len(long) or short == long or not any(len(w) > 2 for w in short[1:] or short):
        return False
    if _begins(short[0], long):
        rest = iter(long[1:])
        return all(any(w == o or (len(w) == 1 and o.startswith(w)) for o in rest) for w in short[1:])
    return len(short) >= 2 and len(long) >= 3 and any(short == long[k : k + len(short)] for k in range(1, len(long)))


def _begins(first: str, long: tuple[str, ...]) -> bool:
    """Tell whether the first word of a short name can be the first given name of the long one, or what its bearer is called."""
    if first == long[0] or (len(first) == 1 and long[0].startswith(first)):
        return True
    return bool(_called().get(first, frozenset()).intersection(long[: max(1, len(long) - 1)][:2]))


def titled(name: str) -> str:
    """Return a name written in capitals in title case, particles low: MARÍA DE LA LUZ → María de la Luz."""
    if not name.isupper():
        return name
    pieces = [w.lower() if w.lower() in PARTICLES else "-".join("'".join(a.capitalize() for a in p.split("'")) for p in w.split("-")) for w in name.split()]
    return " ".join([pieces[0].capitalize() if pieces else "", *pieces[1:]])
