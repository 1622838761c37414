"""The answer to a question as numbered columns, kept beside the graph: large networks then come from arrays, not from a hundred thousand look-ups.

A kept answer can only be that of its graph and its question: it lies in the folder of the build, which never changes, under the hash of the question.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.model.files import write_atomically
from kg.model.iri import short_hash

FOLDER = "columns"
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Columns:
    """``values[k]``: the distinct values of column k, sorted. ``codes[k]``: of each solution, the number of its value in column k; -1 when it has none."""

    values: tuple[list[str], ...]
    codes: Ints

    def __len__(self) -> int:
        """Return the number of solutions."""
        return int(self.codes.shape[1])


def numbered(rows: Iterable[tuple[str | None, ...]], width: int) -> Columns:
    """Return the values of solutions, each a tuple of ``width``, as numbered columns.

    Checked by hand: (b, x), (a, None) give the values [a, b] and [x], the codes [1, 0] and [0, -1].
    """
    columns = list(zip(*rows, strict=True)) or [()] * width
    values = tuple(sorted({v for v in column if v is not None}) for column in columns)
    at = [{None: -1} | {v: i for i, v in enumerate(known)} for known in values]
    codes = np.array([np.fromiter(map(known.__getitem__, column), dtype=np.int64, count=len(column)) for known, column in zip(at, columns, strict=True)], dtype=np.int64)
    return Columns(values, codes)


def keep(folder: Path, query: str, found: Columns) -> None:
    """Write an answer into the folder of a build: the same answer gives the same bytes. Raises StoreError."""
    buffer = io.BytesIO()
    texts = np.frombuffer(json.dumps(found.values, ensure_ascii=False).encode(), dtype=np.uint8)
    np.savez(buffer, values=texts, codes=found.codes.astype(np.int32))
    write_atomically(_place(folder, query), buffer.getvalue())


def kept(folder: Path, query: str) -> Columns | None:
    """Return the answer kept for a question; None when the build left none, or what lies there cannot be read: then it is asked again."""
    try:
        with np.load(_place(folder, query), allow_pickle=False) as found:
            values, codes = json.loads(found["values"].tobytes()), found["codes"].astype(np.int64)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return Columns(tuple(values), codes)


def _place(folder: Path, query: str) -> Path:
    return folder / FOLDER / f"{short_hash(query, size=16)}.npz"
