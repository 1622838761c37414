"""Incidence: who (rows) is in what (columns), as a sparse 0/1 matrix, with the claims that say so.

Everything a network holds comes from here; ties are only its product with its transpose (Breiger 1974,
doi:10.2307/2576011: the duality of persons and groups).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy import sparse

from kg.model.errors import UsageError, nearest
from kg.model.text import Text
from kg.network.layers import INFERRED, LAYERS, UNITS, Layer


class Rows(Protocol):
    """What a layer needs of a graph: the lexical values of a SELECT's solutions (``kg.graph.store.Reader`` has it)."""

    def rows(self, query: str) -> Iterator[tuple[str | None, ...]]:
        """Yield the values of each solution."""
        ...


@dataclass(frozen=True)
class Incidence:
    """Rows and columns sorted by IRI. ``matrix[i, j]`` is 1 when row i is in column j; ``claims[i, j]`` says why.

    ``inferred`` holds the claims that rest on a speaker somebody inferred.
    """

    row_ids: list[str]
    row_labels: list[str]
    col_ids: list[str]
    col_labels: list[str]
    matrix: Any  # scipy.sparse.csr_array of int64, which carries no types
    claims: dict[tuple[int, int], list[str]]
    row_kinds: list[str]
    inferred: frozenset[str]


@dataclass(frozen=True)
class _Unit:
    """A body above a unit, and the claims that put it there."""

    body: str
    label: str
    claims: frozenset[str]


Cells = dict[tuple[str, str], set[str]]


def layer_of(layer: str | Layer) -> Layer:
    """Return the layer of that name; an unknown one is an error that lists those there are."""
    if isinstance(layer, Layer):
        return layer
    if layer not in LAYERS:
        raise UsageError(Text(f"no hay capa {layer!r}", f"there is no layer {layer!r}"), "", nearest(layer, LAYERS, most=len(LAYERS)))
    return LAYERS[layer]


@dataclass(frozen=True)
class Extract:
    """What the queries of a layer give, before it is counted: (row, column, claim) and the names and kinds of all."""

    layer: Layer
    cells: list[tuple[str, str, str]]
    labels: dict[str, str]
    kinds: dict[str, str]
    inferred: frozenset[str]
    above: Mapping[str, list[_Unit]]


def incidence(reader: Rows, layer: str | Layer, certain_only: bool = False) -> Incidence:
    """Return the incidence of a layer. ``certain_only`` leaves out what rests on an inferred speaker; rows stay."""
    return assemble(extract(reader, layer_of(layer)), certain_only)


def extract(reader: Rows, layer: Layer) -> Extract:
    """Run the queries of a layer."""
    labels: dict[str, str] = {}
    kinds: dict[str, str] = {}
    cells = []
    for row, row_label, col, col_label, claim, *kind in _full(reader.rows(layer.query)):
        _name(labels, row, row_label)
        _name(labels, col, col_label)
        kinds[row] = kind[0] if kind else layer.row_kind
        cells.append((row, col, claim))
    if layer.everyone:
        for row, row_label in _full(reader.rows(layer.everyone)):
            _name(labels, row, row_label)
            kinds[row] = layer.row_kind
    inferred = frozenset(c for (c,) in _full(reader.rows(INFERRED)))
    return Extract(layer, cells, labels, kinds, inferred, _units(reader) if layer.ancestors else {})


def assemble(found: Extract, certain_only: bool = False, instead: Mapping[tuple[str, str], str] | None = None) -> Incidence:
    """Count an extract. ``instead`` puts another row in the place of (row, claim): the speaker an open doubt names."""
    instead, labels = instead or {}, dict(found.labels)
    cells: Cells = defaultdict(set)
    for row, col, claim in found.cells:
        if not (certain_only and claim in found.inferred):
            cells[instead.get((row, claim), row), col].add(claim)
    if found.layer.ancestors:
        cells = _lifted(cells, found.above, labels)
    size = Counter(col for _, col in cells)
    cells = {key: claims for key, claims in cells.items() if size[key[1]] >= found.layer.together}
    tied = {row for row, _ in cells}
    kinds = found.kinds if found.layer.everyone else {row: kind for row, kind in found.kinds.items() if row in tied}
    return _arrays(cells, labels, kinds, found.inferred)


def projection(matrix: Any) -> Any:
    """Return B·Bᵀ without its diagonal, upper triangle, as COO: entry (i, j), i < j, is how many columns both are in.

    Hand-checked: rows {a, b}, {b}, {a, b, c} give 1 for (0, 1), 2 for (0, 2), 1 for (1, 2).
    """
    return sparse.triu(matrix @ matrix.T, k=1, format="coo")


def _full(rows: Iterable[tuple[str | None, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield the solutions in which every variable is bound (the queries leave none open)."""
    for row in rows:
        yield tuple(v for v in row if v is not None)


def _name(labels: dict[str, str], iri: str, label: str) -> None:
    """Keep the first label in alphabetical order: two sources may prefer different ones, and order must not decide."""
    labels[iri] = min(label, labels.get(iri, label))


def _units(reader: Rows) -> dict[str, list[_Unit]]:
    """Return, for each unit, the bodies directly above it."""
    found: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for unit, body, label, claim in reader.rows(UNITS):
        if unit and body and label:
            before, claims = found.setdefault((unit, body), (label, set()))
            found[unit, body] = min(label, before), claims | ({claim} if claim else set())
    above: dict[str, list[_Unit]] = defaultdict(list)
    for (unit, body), (label, claims) in sorted(found.items()):
        above[unit].append(_Unit(body, label, frozenset(claims)))
    return above


def _lifted(cells: Cells, above: Mapping[str, list[_Unit]], labels: dict[str, str]) -> Cells:
    """Add to each row the bodies above those it is in; a ring of units ends where it began."""
    lifted: Cells = defaultdict(set)
    for (row, start), claims in cells.items():
        reached, waiting = {start: set(claims)}, [start]
        while waiting:
            unit = waiting.pop()
            for up in above.get(unit, ()):
                if up.body not in reached:
                    _name(labels, up.body, up.label)
                    reached[up.body] = reached[unit] | up.claims
                    waiting.append(up.body)
        for body, why in reached.items():
            lifted[row, body] |= why
    return lifted


def _arrays(cells: Cells, labels: Mapping[str, str], kinds: Mapping[str, str], inferred: frozenset[str]) -> Incidence:
    """Number rows and columns by IRI and fill the matrix."""
    rows, cols = sorted(kinds), sorted({col for _, col in cells})
    row_at, col_at = {r: i for i, r in enumerate(rows)}, {c: j for j, c in enumerate(cols)}
    claims = {(row_at[r], col_at[c]): sorted(why) for (r, c), why in sorted(cells.items())}
    i = np.fromiter((i for i, _ in claims), dtype=np.int64, count=len(claims))
    j = np.fromiter((j for _, j in claims), dtype=np.int64, count=len(claims))
    matrix = sparse.csr_array((np.ones(len(claims), dtype=np.int64), (i, j)), shape=(len(rows), len(cols)))
    matrix.sort_indices()
    return Incidence(rows, [labels[r] for r in rows], cols, [labels[c] for c in cols], matrix, claims, [kinds[r] for r in rows], inferred)
