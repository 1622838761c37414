"""A network as arrays: sorted nodes and one symmetric sparse matrix of tie strengths. Measures and engines work on this.

The ``networkx.Graph`` everybody knows is made from it when somebody asks (``Net.graph``): building it costs many times
the matrix product that gave the ties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from scipy import sparse

from kg.model.errors import InputError
from kg.model.text import Text
from kg.network.names import Names

if TYPE_CHECKING:
    from kg.network.engines.twins import Classes


@dataclass(frozen=True)
class Net:
    """``ties``: CSR, symmetric, sorted, finite weights > 0, nothing on the diagonal; row i is ``ids[i]``, and ``ids`` are sorted.

    ``side`` is None, or, in a two-mode network, 0 for each row of the incidence and 1 for each column. ``info``: what
    the graph's own attributes say (``layer``, ``meaning_es``, ``groups`` ...). ``names``: where the labels of nodes are read, when asked for.
    """

    ids: list[str]
    ties: Any  # scipy.sparse.csr_array, which carries no types
    given_labels: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    side: Any = None  # numpy int8 array
    info: Mapping[str, Any] = field(default_factory=dict)
    names: Names | None = None

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.ids)

    @cached_property
    def labels(self) -> list[str]:
        """The name of each node: as given, else as the graph it came from says, else its id."""
        return self.given_labels or [self.names[i] if self.names else i for i in self.ids]

    @property
    def tie_count(self) -> int:
        """Return the number of ties (each counted once)."""
        return int(self.ties.nnz) // 2

    @cached_property
    def at(self) -> dict[str, int]:
        """Return where each node is."""
        return {name: i for i, name in enumerate(self.ids)}

    @cached_property
    def alike(self) -> Classes:
        """The classes of nodes that no path tells apart."""
        from kg.network.engines.twins import classes

        return classes(self.ties)

    def named(self, values: Any) -> dict[str, Any]:
        """Return an array of one value a node as {node: plain Python value}."""
        return dict(zip(self.ids, np.asarray(values).tolist(), strict=True))

    def upper(self) -> tuple[Any, Any, Any]:
        """Return the ties once, (i, j, weight) with i < j, sorted by i, then j."""
        half = sparse.triu(self.ties, k=1, format="csr")
        half.sort_indices()
        half = half.tocoo()
        return half.row.astype(np.int64), half.col.astype(np.int64), half.data

    @cached_property
    def graph(self) -> nx.Graph[str]:
        """Return the network as a ``networkx.Graph``: ``label``, ``kind`` and ``bipartite`` on nodes, ``weight`` on ties. Slow on large networks."""
        graph: nx.Graph[str] = nx.Graph(**self.info)
        labels, kinds = self.labels, self.kinds or [""] * len(self)
        for i, name in enumerate(self.ids):
            graph.add_node(name, label=labels[i], kind=kinds[i])
            if self.side is not None:
                graph.nodes[name]["bipartite"] = int(self.side[i])
        i, j, weights = self.upper()
        graph.add_weighted_edges_from((self.ids[a], self.ids[b], w) for a, b, w in zip(i.tolist(), j.tolist(), weights.tolist(), strict=True))
        return graph


def as_net(network: Net | nx.Graph[str]) -> Net:
    """Return a network as arrays, whatever the order in which a graph's nodes and ties were added.

    A tie of a node with itself and one of weight 0 are no ties between two, and are left out; a negative, infinite or missing (NaN) weight is an error
    that names the tie. Two-mode networks are told by the node attribute ``bipartite``.
    """
    if isinstance(network, Net):
        return network
    ids = sorted(network)
    at = {name: i for i, name in enumerate(ids)}
    found = sorted((min(at[u], at[v]), max(at[u], at[v]), _weight(u, v, w)) for u, v, w in network.edges(data="weight", default=1) if u != v)
    found = [tie for tie in found if tie[2]]
    rows, cols, weights = (np.array([t[k] for t in found]) for k in range(3)) if found else (np.zeros(0, int), np.zeros(0, int), np.zeros(0, int))
    sides = dict(network.nodes(data="bipartite"))
    side = np.array([int(sides[n]) for n in ids], dtype=np.int8) if ids and all(sides[n] is not None for n in ids) else None
    return Net(ids, symmetric(rows, cols, weights, len(ids)), [str(network.nodes[n].get("label", n)) for n in ids], [str(network.nodes[n].get("kind", "")) for n in ids],
               side, dict(network.graph))


def symmetric(rows: Any, cols: Any, weights: Any, size: int) -> Any:
    """Return the CSR matrix of ties given once each, (row, column, weight) with row ≠ column; one given twice is added up."""
    both = sparse.coo_array((np.concatenate([weights, weights]), (np.concatenate([rows, cols]), np.concatenate([cols, rows]))), shape=(size, size)).tocsr()
    both.sum_duplicates()
    both.sort_indices()
    return both


def _weight(u: str, v: str, weight: Any) -> float:
    """Return a weight that may stand in a network."""
    try:
        right = np.isfinite(weight) and weight >= 0
    except TypeError:
        right = False
    if not right:
        raise InputError(Text(f"peso que no puede ser: {weight!r}", f"a weight that cannot be: {weight!r}"), f"{u} – {v}",
                         Text("un peso es un número finito, de 0 en adelante", "a weight is a finite number, 0 or more"))
    return weight  # type: ignore[no-any-return]
