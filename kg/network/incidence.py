"""Incidence: who (rows) is in what (columns), as a sparse 0/1 matrix, with the claims that say so.

Everything a network holds comes from here; ties are only its product with its transpose (Breiger 1974,
doi:10.2307/2576011: the duality of persons and groups). What a query gives is numbered once; from then on arrays flow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.model.errors import UsageError, nearest
from kg.model.text import Text
from kg.network.layers import INFERRED, LAYERS, Layer
from kg.network.names import Names
from kg.network.slices import EVERYTHING, Slice, claims_within
from kg.network.units import lifted

Ints = NDArray[np.int64]


class Rows(Protocol):
    """What a layer needs of a graph: the lexical values of a SELECT's solutions (``kg.graph.store.Reader`` has it)."""

    def rows(self, query: str) -> Iterator[tuple[str | None, ...]]:
        """Yield the values of each solution."""
        ...

    def open_pairs(self) -> list[tuple[str, str]]:
        """Return the pairs of IRIs of which nobody knows yet whether they are one."""
        ...


class Cells(Mapping[tuple[int, int], list[str]]):
    """The claims behind each cell (row, column), sorted; lists are made when asked for."""

    def __init__(self, keys: Ints, starts: Ints, claims: Ints, names: list[str], width: int) -> None:
        self._keys, self._starts, self._claims, self._names, self._width = keys, starts, claims, names, width

    def numbers(self, row: int, col: int) -> Ints:
        """Return the claims of a cell as numbers into the names of claims."""
        key = row * self._width + col
        at = int(np.searchsorted(self._keys, key))
        if at == len(self._keys) or self._keys[at] != key:
            raise KeyError((row, col))
        found: Ints = self._claims[self._starts[at]:self._starts[at + 1]]
        return found

    def __getitem__(self, cell: tuple[int, int]) -> list[str]:
        """Return the claims of a cell."""
        return [self._names[k] for k in self.numbers(*cell).tolist()]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield the cells by row, then column."""
        return (divmod(key, self._width) for key in self._keys.tolist())

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self._keys)


@dataclass(frozen=True)
class Incidence:
    """Rows and columns sorted by IRI. ``matrix[i, j]`` is 1 when row i is in column j; ``claims[i, j]`` says why.

    ``inferred`` holds the claims that rest on a speaker somebody inferred.
    """

    row_ids: list[str]
    col_ids: list[str]
    matrix: Any  # scipy.sparse.csr_array of int64, which carries no types
    claims: Cells
    row_kinds: list[str]
    inferred: frozenset[str]
    names: Names

    @cached_property
    def row_labels(self) -> list[str]:
        """The Spanish name of each row; its IRI when it has none."""
        return [self.names[r] for r in self.row_ids]

    @cached_property
    def col_labels(self) -> list[str]:
        """The Spanish name of each column; its IRI when it has none."""
        return [self.names[c] for c in self.col_ids]


def layer_of(layer: str | Layer) -> Layer:
    """Return the layer of that name; an unknown one is an error that lists those there are."""
    if isinstance(layer, Layer):
        return layer
    if layer not in LAYERS:
        raise UsageError(Text(f"no hay capa {layer!r}", f"there is no layer {layer!r}"), "", nearest(layer, LAYERS, most=len(LAYERS)))
    return LAYERS[layer]


@dataclass(frozen=True)
class Extract:
    """What the queries of a layer give, numbered but not yet counted.

    ``row``, ``col`` and ``claim`` are numbers into ``row_ids``, ``col_ids`` and ``claim_ids``, all sorted; entry k says that a claim puts a row in a
    column. ``inferred``: for each claim, whether it rests on an inferred speaker. ``row_kinds``: of each row. Rows in no column are kept or not: ``Layer.everyone``.
    """

    layer: Layer
    row_ids: list[str]
    col_ids: list[str]
    claim_ids: list[str]
    row: Ints
    col: Ints
    claim: Ints
    inferred: NDArray[np.bool_]
    row_kinds: list[str]
    names: Names
    keeps_isolates: bool

    @cached_property
    def row_at(self) -> dict[str, int]:
        """Where each row is."""
        return {r: i for i, r in enumerate(self.row_ids)}

    @cached_property
    def claim_at(self) -> dict[str, int]:
        """Where each claim is."""
        return {c: i for i, c in enumerate(self.claim_ids)}


def incidence(reader: Rows, layer: str | Layer, certain_only: bool = False, by: str = "person", within: Slice = EVERYTHING) -> Incidence:
    """Return the incidence of a layer. ``certain_only`` leaves out what rests on an inferred speaker; rows stay. ``by``, ``within``: see ``extract``."""
    return assemble(extract(reader, layer_of(layer), by, within), certain_only)


def extract(reader: Rows, layer: Layer, by: str = "person", within: Slice = EVERYTHING) -> Extract:
    """Run the queries of a layer. ``by``: what a row is (``Layer.rows``). ``within``: only claims of these events; then nobody else is a row."""
    triples = [(row, col, claim) for row, col, claim in reader.rows(layer.query(by)) if row and col and claim]
    if within != EVERYTHING:
        allowed = claims_within(reader, layer, within)
        triples = [t for t in triples if t[2] in allowed]
    if layer.ancestors:
        triples = lifted(reader, triples)
    everyone = {r for (r,) in reader.rows(layer.everyone) if r} if layer.everyone and by == "person" and within == EVERYTHING else set()
    row_ids, row = _numbered([t[0] for t in triples], everyone)
    col_ids, col = _numbered([t[1] for t in triples])
    claim_ids, claim = _numbered([t[2] for t in triples])
    guessed = {c for (c,) in reader.rows(INFERRED)} if claim_ids else set()
    kinds = {r: k for r, k in reader.rows(layer.row_kinds) if r and k} if layer.row_kinds else {}
    return Extract(layer, row_ids, col_ids, claim_ids, row, col, claim, np.fromiter((c in guessed for c in claim_ids), dtype=np.bool_, count=len(claim_ids)),
                   [kinds.get(r, "") if layer.row_kinds else by for r in row_ids], Names(reader, layer.col_name), bool(everyone))


def _numbered(values: list[str], more: set[str] | frozenset[str] = frozenset()) -> tuple[list[str], Ints]:
    """Return the distinct values, sorted, with ``more`` among them, and the number of each value."""
    ids = sorted({*values, *more})
    at = {v: i for i, v in enumerate(ids)}
    return ids, np.fromiter(map(at.__getitem__, values), dtype=np.int64, count=len(values))


def assemble(found: Extract, certain_only: bool = False, row: Ints | None = None, col: Ints | None = None, every_row: bool = False) -> Incidence:
    """Count an extract. ``row`` and ``col`` put others in the place of ``found``'s: what an open doubt would make of it. ``every_row`` keeps rows that are in nothing."""
    row, col, claim = found.row if row is None else row, found.col if col is None else col, found.claim
    if certain_only:
        kept = ~found.inferred[claim]
        row, col, claim = row[kept], col[kept], claim[kept]
    width = max(len(found.col_ids), 1)
    order = np.lexsort((claim, col, row))
    key, claim = (row * width + col)[order], claim[order]
    if len(key):
        new = np.concatenate([[True], (key[1:] != key[:-1]) | (claim[1:] != claim[:-1])])
        key, claim = key[new], claim[new]
    cells, starts = np.unique(key, return_index=True)
    ends = np.append(starts[1:], len(key))
    sizes = np.bincount(cells % width, minlength=width)
    full = sizes[cells % width] >= found.layer.together
    rows = np.arange(len(found.row_ids)) if found.keeps_isolates or every_row else np.unique(cells[full] // width)
    return _arrays(found, rows, cells[full], starts[full], ends[full], claim, width)


def _arrays(found: Extract, rows: Ints, cells: Ints, starts: Ints, ends: Ints, claim: Ints, width: int) -> Incidence:
    """Number the columns that are left and fill the matrix."""
    i, j = cells // width, cells % width
    cols = np.unique(j)
    i, j = np.searchsorted(rows, i), np.searchsorted(cols, j)
    matrix = sparse.csr_array((np.ones(len(cells), dtype=np.int64), (i, j)), shape=(len(rows), len(cols)))
    matrix.sort_indices()
    lengths = ends - starts
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    kept = claim[np.repeat(starts - offsets[:-1], lengths) + np.arange(offsets[-1])] if len(cells) else claim[:0]
    claims = Cells(i * max(len(cols), 1) + j, offsets, kept, found.claim_ids, max(len(cols), 1))
    guessed = frozenset(found.claim_ids[k] for k in np.flatnonzero(found.inferred).tolist())
    return Incidence([found.row_ids[r] for r in rows.tolist()], [found.col_ids[c] for c in cols.tolist()], matrix, claims, [found.row_kinds[r] for r in rows.tolist()], guessed, found.names)


def projection(matrix: Any) -> Any:
    """Return B·Bᵀ without its diagonal, upper triangle, as COO: entry (i, j), i < j, is how many columns both are in.

    Hand-checked: rows {a, b}, {b}, {a, b, c} give 1 for (0, 1), 2 for (0, 2), 1 for (1, 2).
    """
    return sparse.triu(matrix @ matrix.T, k=1, format="coo")
