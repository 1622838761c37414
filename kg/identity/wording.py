"""Two names word by word, for where the given names end is not sure: one word misspelt, or one left out, changes how both are taken apart."""

from __future__ import annotations

from kg.identity.alike import COST, UNLIKE, relation, written
from kg.identity.names import PersonName, given_count, given_information, surname_count, surname_information
from kg.model.text import Text

FEWEST = 3      # words that must be the same in both
COMMON = 500    # bearers from which a word is one of its own, not another one misspelt


def by_words(a: PersonName, b: PersonName) -> tuple[float, Text] | None:
    """Return evidence (in powers of ten) and its sentence when two names differ by one word only: "Mercedes Marza Fabo Prado" and "Mercedes María Fabo Prado"."""
    if (a.generation or b.generation) and a.generation != b.generation:
        return None
    short, long = sorted((a.full.split(), b.full.split()), key=lambda w: (len(w), w))
    if len(short) == len(long):
        differing = [(x, y) for x, y in zip(short, long, strict=True) if x != y]
        if len(differing) != 1 or len(short) <= FEWEST:
            return None
        x, y = differing[0]
        kind = relation(x, y, _bearers, COMMON)
        return None if kind == UNLIKE else (_told([w for w in short if w != x]) - COST[kind], written(x, y, kind))
    gap = next((k for k in range(1, len(long) - 1) if [*long[:k], *long[k + 1 :]] == short), 0)
    if not gap or len(long) != len(short) + 1 or len(short) < FEWEST:
        return None
    return _told(short) - 1.0, Text(f"solo uno lleva además: {long[gap]}", f"only one also bears: {long[gap]}")


def _bearers(word: str) -> int:
    return max(given_count(word), surname_count(word))


def _told(shared: list[str]) -> float:
    """Return how telling the words in common are: the first as a given name, the last two as surnames."""
    return given_information(shared[0]) + sum(surname_information(w) for w in shared[1:][-2:])
