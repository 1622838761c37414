"""What the default graph says of many subjects, read from the sorted dump of a build: a page of a site needs hundreds of statements, and the store looks each term of each up."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

_BLOCK = 1 << 15
_OUTSIDE = (b"/graph/meta> .", b"/graph/ontology> .")  # named graphs that the default graph leaves out


class Subjects:
    """A sorted N-Quads file, read by subject. Holds the first line of each block of 32 kB; any number of threads and forked processes may share one."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._size = os.fstat(self._file).st_size
        self._starts, self._firsts = [0], [b""]
        for at in range(_BLOCK, self._size, _BLOCK):
            begun = self._line_after(at)
            if begun is not None and begun[0] > self._starts[-1]:
                self._starts.append(begun[0])
                self._firsts.append(begun[1])

    def __del__(self) -> None:
        os.close(self._file)

    def _line_after(self, at: int) -> tuple[int, bytes] | None:
        """Return where the first line that begins after a place begins, and its subject; None when there is none."""
        piece, wide = b"", 1 << 10
        while len(piece) < wide:
            piece = os.pread(self._file, wide, at)
            start = piece.find(b"\n") + 1
            end = piece.find(b"> ", start) + 1
            if start and end:
                return at + start, piece[start:end]
            if at + len(piece) >= self._size:
                return None
            wide *= 4
        return None

    def lines(self, subjects: Iterable[str], predicates: Iterable[str] = ()) -> Iterator[str]:
        """Yield the N-Triples lines ("s p o .") of the subjects, of these predicates only when any is given; one that several graphs hold, as often.

        Best in order: a block is then read once.
        """
        last, block, only = -1, b"", frozenset(f"<{p}>".encode() for p in predicates)
        for subject in subjects:
            key = f"<{subject}>".encode()
            number = max(bisect_right(self._firsts, key) - 1, 0)
            while number and self._firsts[number] == key:
                number -= 1  # its lines began before this block
            while number < len(self._starts) and self._firsts[number] <= key:
                if number != last:
                    last, block = number, self._block(number)
                yield from _told(block, key + b" ", only)
                number += 1

    def _block(self, number: int) -> bytes:
        end = self._starts[number + 1] if number + 1 < len(self._starts) else self._size
        return b"\n" + os.pread(self._file, end - self._starts[number], self._starts[number])


def _told(block: bytes, key: bytes, only: frozenset[bytes]) -> Iterator[str]:
    """Yield the lines of a block that begin with a key, without their graph."""
    begin = len(key)
    start = block.find(b"\n" + key)
    if start < 0:
        return
    end = block.rfind(b"\n" + key) + 1
    for line in block[start + 1:block.index(b"\n", end)].split(b"\n"):
        if not line.endswith(_OUTSIDE) and (not only or line[begin:line.index(b" ", begin)] in only):
            yield line[:line.rindex(b" <")].decode() + " ."
