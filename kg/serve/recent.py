"""What was used last, kept in memory: so many entries, and no more."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(OrderedDict[K, V]):
    """A dictionary of at most ``most`` entries: one more, and those not used for longest go. Threads may share it: an entry may be gone at any time."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def __setitem__(self, key: K, value: V) -> None:
        self.pop(key, None)
        super().__setitem__(key, value)
        while len(self) > self.most:
            self.popitem(last=False)

    def used(self, key: K) -> V | None:
        """Return an entry, which then is the one used last; None when it is not there."""
        found = self.get(key)
        if found is not None:
            with contextlib.suppress(KeyError):
                self.move_to_end(key)
        return found
