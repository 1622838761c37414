"""Columns of values as they travel in the page, and back: ``planes.ts`` is the other half.

Whole numbers lie beside the JSON as bytes: of all numbers the lowest byte first, then of all the next, as many as the largest needs, which packs a fifth smaller than their
digits. A column is ``{"numbers": where}``; ``{"lists": [how many of each, all of them]}`` of lists of whole numbers; ``{"table": values, "which": where}`` when few
values differ; else ``{"plain": values}``. ``where``: [first byte, how many, bytes of each, 1 when each is told as how much larger than the one before]; a number below zero
is told as the odd number 2·|n| - 1, others as 2·n.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np

Column = dict[str, Any]
Where = list[int]
_MOST = 2**50
"""Numbers below this are kept exactly, also as differences, by a page's arithmetic."""
_FEW = 4
"""Values go into a table when each comes so many times or more, taken all together."""


class Writer:
    """Turns columns into what the JSON holds; ``data`` are the bytes beside it."""

    def __init__(self) -> None:
        self.data = bytearray()

    def numbers(self, values: Sequence[int]) -> Where:
        """Keep whole numbers, as they are or as differences, whichever packs smaller."""
        plain = np.asarray(values, dtype=np.int64)
        found = [_bytes(plain), _bytes(np.diff(plain, prepend=0))]
        steps = int(len(zlib.compress(found[1])) < len(zlib.compress(found[0])))
        where = [len(self.data), len(plain), len(found[steps]) // max(len(plain), 1), steps]
        self.data += found[steps]
        return where

    def column(self, values: Sequence[Any]) -> Column:
        """Keep any values."""
        if all(_whole(v) for v in values):
            return {"numbers": self.numbers(values)}
        if all(isinstance(v, list) and all(_whole(n) for n in v) for v in values):
            return {"lists": [self.numbers([len(v) for v in values]), self.numbers([n for v in values for n in v])]}
        named = [json.dumps(v, sort_keys=True) for v in values]  # 1, 1.0 and true are the same key of a dict
        place = {name: i for i, name in enumerate(dict.fromkeys(named))}
        if len(place) * _FEW > len(values):
            return {"plain": list(values)}
        first = dict(zip(reversed(named), reversed(values), strict=True))
        return {"table": [first[name] for name in place], "which": self.numbers([place[name] for name in named])}


class Reader:
    """Turns what the JSON holds into columns."""

    def __init__(self, data: bytes) -> None:
        self._data = np.frombuffer(data, dtype=np.uint8)

    def numbers(self, where: Where) -> list[int]:
        """Return whole numbers."""
        start, count, width, steps = where
        planes = self._data[start:start + count * width].reshape(width, count).astype(np.int64)
        coded = sum((plane << 8 * i for i, plane in enumerate(planes)), start=np.zeros(count, dtype=np.int64))
        values: list[int] = np.where(coded % 2, -(coded // 2) - 1, coded // 2).tolist()
        return list(accumulate(values)) if steps else values

    def column(self, column: Column) -> list[Any]:
        """Return any values."""
        if "numbers" in column:
            return self.numbers(column["numbers"])
        if "lists" in column:
            counts, flat = self.numbers(column["lists"][0]), iter(self.numbers(column["lists"][1]))
            return [[next(flat) for _ in range(count)] for count in counts]
        if "table" in column:
            return [column["table"][i] for i in self.numbers(column["which"])]
        return list(column["plain"])


def _whole(value: Any) -> bool:
    return type(value) is int and abs(value) < _MOST


def _bytes(values: Any) -> bytes:
    """Return whole numbers byte by byte, the lowest of all first."""
    coded = np.where(values < 0, -2 * values - 1, 2 * values)
    width = max(1, (int(coded.max(initial=0)).bit_length() + 7) // 8)
    return b"".join((coded >> 8 * i & 255).astype(np.uint8).tobytes() for i in range(width))
