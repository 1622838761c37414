"""The longest phrase of a vocabulary that begins at a token."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from kg.reading.words.tokens import Token

V = TypeVar("V")


class Phrases(Generic[V]):
    """Phrases of folded words, each with a value; of two equal ones the first stands."""

    def __init__(self, pairs: Iterable[tuple[tuple[str, ...], V]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], V]]] = {}
        for words, value in pairs:
            self._by_first.setdefault(words[0], []).append((words, value))
        for options in self._by_first.values():
            options.sort(key=lambda o: -len(o[0]))

    def at(self, line: list[Token], i: int) -> tuple[int, V] | None:
        """Return (end, value) of the longest phrase at token ``i``; None when there is none, or the line ends before ``i``."""
        for words, value in self._by_first.get(line[i].key, ()) if i < len(line) else ():
            if tuple(t.key for t in line[i : i + len(words)]) == words:
                return i + len(words), value
        return None

    def get(self, words: tuple[str, ...]) -> V | None:
        """Return the value of exactly these words."""
        return next((value for phrase, value in self._by_first.get(words[0], ()) if phrase == words), None)
