"""Answers kept in memory: a build never changes, so the answer to a question is the same until the next build."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

LARGEST = 128 * 1024
"""Bytes of the largest answer that is kept."""


class Kept(NamedTuple):
    """An answer's bytes, as they were sent."""

    gzip: bool
    body: bytes


class Cache:
    """The answers asked for last, of at most ``size`` bytes together."""

    def __init__(self, size: int) -> None:
        self._left, self._kept = size, OrderedDict[str, Kept]()

    def get(self, key: str) -> Kept | None:
        """Return a kept answer."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: str, kept: Kept) -> None:
        """Keep an answer, and drop those not asked for longest."""
        if len(kept.body) > LARGEST or key in self._kept:
            return
        self._kept[key] = kept
        self._left -= len(kept.body) + len(key)
        while self._left < 0 and self._kept:
            name, old = self._kept.popitem(last=False)
            self._left += len(old.body) + len(name)
