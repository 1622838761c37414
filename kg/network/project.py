"""From incidence to ties: the matrix product, how a shared group weighs, and what would not fit.

Weights of a group of k, added up over the groups two nodes share:

* ``count``: 1. How many groups are shared.
* ``newman``: 1/(k-1). Everybody in a group has one unit of attention to share among the others (Newman 2001,
  doi:10.1103/PhysRevE.64.016132); so a node's strength is the number of its groups that have anybody else in them.
* ``inverse-frequency``: 1/ln k. The smaller the group, the more it tells (Adamic and Adar 2003,
  doi:10.1016/S0378-8733(03)00009-1).

Checked by hand: groups {a, b, c} and {a, b} give a-b 2, 1/2 + 1, 1/ln 3 + 1/ln 2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from kg.model.errors import UsageError, nearest
from kg.model.text import Text
from kg.network.incidence import Incidence
from kg.network.layers import Layer

WEIGHTS = {
    "count": Text("cuántos grupos se comparten", "how many groups are shared"),
    "newman": Text("por cada grupo compartido de k, 1/(k-1) (Newman 2001)", "for each shared group of k, 1/(k-1) (Newman 2001)"),
    "inverse-frequency": Text("por cada grupo compartido de k, 1/ln k (Adamic y Adar 2003)", "for each shared group of k, 1/ln k (Adamic and Adar 2003)"),
}
MOST_PAIRS = 120_000_000  # ordered pairs, 12 bytes each, and once more while they are put in order: under 4 GB


def check_weight(weight: str, layer: Layer) -> None:
    """Raise UsageError when there is no such weight, or none for the layer."""
    if weight not in WEIGHTS:
        raise UsageError(Text(f"no hay un peso {weight!r}", f"there is no weight {weight!r}"), "", nearest(weight, WEIGHTS, most=len(WEIGHTS)))
    if layer.two_mode and weight != "count":
        raise UsageError(Text(f"la capa {layer.name} es de dos modos: sus lazos pesan 1", f"layer {layer.name} is two-mode: its ties weigh 1"), "",
                         Text("quite el peso, o elija una capa de un modo", "leave the weight out, or choose a one-mode layer"))


def project(found: Incidence, layer: Layer, weight: str = "count") -> Any:
    """Return the symmetric CSR matrix of ties, in order, without its diagonal. Raises UsageError when it would not fit, naming its size and the way out."""
    sizes = np.asarray(found.matrix.sum(axis=0)).ravel()
    pairs = int(np.sum(sizes * (sizes - 1)))
    if pairs > MOST_PAIRS:
        raise _too_large(found, layer, sizes, pairs)
    matrix = found.matrix.astype(np.int32) if weight == "count" else found.matrix.astype(np.float64)
    if weight == "count":
        return tied(matrix @ matrix.T)
    return tied((matrix @ sparse.diags_array(factors(sizes, weight))).tocsr() @ matrix.T)


def factors(sizes: Any, weight: str) -> Any:
    """Return what a shared group of each size adds to the weight of a tie; 0 for a group of one, which ties nobody."""
    sizes = np.asarray(sizes)
    shared = sizes > 1
    others = np.ones(sizes.shape) if weight == "count" else sizes - 1.0 if weight == "newman" else np.log(np.maximum(sizes, 1))
    return np.divide(1, others, out=np.zeros(sizes.shape), where=shared)


def tied(square: Any) -> Any:
    """Return a symmetric product as ties: sorted, the diagonal gone. Reading a symmetric CSR by columns sorts it in one pass."""
    by_columns = square.tocsc()
    tails, starts = by_columns.indices, by_columns.indptr
    kept = np.repeat(np.arange(square.shape[0], dtype=tails.dtype), np.diff(starts)) != tails
    kept &= by_columns.data != 0
    before = np.searchsorted(np.flatnonzero(~kept), starts).astype(starts.dtype)  # entries left out before each row
    made = sparse.csr_array((by_columns.data[kept], tails[kept], starts - before), shape=square.shape)
    made.has_sorted_indices = True
    return made


def two_mode(matrix: Any, order: list[int]) -> Any:
    """Return the symmetric matrix of a two-mode network: rows then columns of the incidence, put in ``order``."""
    whole = sparse.block_array([[None, matrix], [matrix.T, None]], format="csr") if matrix.nnz else sparse.csr_array((sum(matrix.shape), sum(matrix.shape)), dtype=np.int64)
    made = whole[order][:, order].tocsr()
    made.sort_indices()
    return made


def _too_large(found: Incidence, layer: Layer, sizes: Any, pairs: int) -> UsageError:
    """Say how large the projection would be, which group makes it so, and what to use instead."""
    top = int(np.argmax(sizes))
    way = Text(f"use la capa de dos modos {layer.instead}, o una parte: --event, --from, --to", f"use the two-mode layer {layer.instead}, or a part: --event, --from, --to") if layer.instead else \
        Text("tome una parte: --event, --from, --to", "take a part: --event, --from, --to")
    return UsageError(Text(f"la proyección tendría hasta {pairs // 2:,} lazos ({pairs * 12 / 1e9:.1f} GB); el grupo mayor tiene {int(sizes[top]):,}",
                           f"the projection would have up to {pairs // 2:,} ties ({pairs * 12 / 1e9:.1f} GB); the largest group has {int(sizes[top]):,}"), found.col_ids[top], way)
