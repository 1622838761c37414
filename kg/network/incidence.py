"""Incidence: who (rows) is in what (columns), as a sparse 0/1 matrix, with the claims that say so.

Everything a network holds comes from here; ties are only its product with its transpose (Breiger 1974,
doi:10.2307/2576011: the duality of persons and groups). What a query gives is numbered once; from then on arrays flow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.graph.columns import Columns, numbered
from kg.model.errors import UsageError, nearest
from kg.model.text import Text
from kg.network.layers import INFERRED, LAYERS, Layer
from kg.network.names import Names
from kg.network.slices import EVERYTHING, Slice, claims_within
from kg.network.units import lifted

if TYPE_CHECKING:
    from kg.graph.store import Reader

Ints = NDArray[np.int64]


class Rows(Protocol):
    """What a layer needs of a graph: the lexical values of a SELECT's solutions (``kg.graph.store.Reader`` has it)."""

    def rows(self, query: str) -> Iterator[tuple[str | None, ...]]:
        """Yield the values of each solution."""
        ...

    def columns(self, query: str, width: int) -> Columns:
        """Return the same as numbered columns."""
        ...

    def open_pairs(self) -> list[tuple[str, str]] | None:
        """Return the pairs of IRIs of which nobody knows yet whether they are one; None when that is not known either."""
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
    by: str = "person"
    within: Slice = EVERYTHING

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
    found = reader.columns(layer.query(by), 3)
    if layer.ancestors:
        found = numbered(lifted(reader, _triples(found)), 3)
    if within != EVERYTHING:
        allowed = claims_within(reader, layer, within)
        found = _only(found, np.fromiter((c in allowed for c in found.values[2]), dtype=np.bool_, count=len(found.values[2]))[found.codes[2]])
    (row_ids, col_ids, claim_ids), (row, col, claim) = found.values, found.codes
    every = reader.columns(layer.everyone, 1).values[0] if layer.everyone and by == "person" and within == EVERYTHING else []
    if every:
        row_ids, row = _among(row_ids, row, every)
    guessed = set(reader.columns(INFERRED, 1).values[0]) if claim_ids else set()
    kinds = {r: k for r, k in reader.rows(layer.row_kinds) if r and k} if layer.row_kinds else {}
    return Extract(layer, row_ids, col_ids, claim_ids, row, col, claim, np.fromiter((c in guessed for c in claim_ids), dtype=np.bool_, count=len(claim_ids)),
                   [kinds.get(r, "") if layer.row_kinds else by for r in row_ids], Names(reader, layer.col_name), bool(every), by, within)


def keep_layers(reader: Reader) -> None:
    """Leave beside the graph what each layer asks of it, counted by person: so a large network comes in a tenth of the time. Raises StoreError."""
    asked = {INFERRED: 1} | {layer.query(): 3 for layer in LAYERS.values()} | {layer.everyone: 1 for layer in LAYERS.values() if layer.everyone}
    for query, width in asked.items():
        reader.keep(query, width)


def _triples(found: Columns) -> Iterator[tuple[str, str, str]]:
    rows, cols, claims = found.values
    return ((rows[i], cols[j], claims[k]) for i, j, k in found.codes.T.tolist())


def _only(found: Columns, wanted: NDArray[np.bool_]) -> Columns:
    """Return some of the solutions, numbered anew: values that no solution has any more are gone."""
    used, codes = zip(*(np.unique(column[wanted], return_inverse=True) for column in found.codes), strict=True)
    return Columns(tuple([known[i] for i in which.tolist()] for known, which in zip(found.values, used, strict=True)), np.array(codes, dtype=np.int64))


def _among(ids: list[str], codes: Ints, more: list[str]) -> tuple[list[str], Ints]:
    """Return the ids with others among them, sorted, and the codes as they are then."""
    whole = sorted({*ids, *more})
    at = {v: i for i, v in enumerate(whole)}
    return whole, np.fromiter((at[v] for v in ids), dtype=np.int64, count=len(ids))[codes]


def assemble(found: Extract, certain_only: bool = False, every_row: bool = False) -> Incidence:
    """Count an extract. ``every_row`` keeps rows that are in nothing."""
    row, col, claim = found.row, found.col, found.claim
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
