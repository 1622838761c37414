"""Networks: an incidence becomes a plain ``networkx.Graph``. One-mode layers are projected by a sparse matrix product.

Who knows networkx knows these graphs. Nodes are IRIs in order; ``label``, ``kind`` and ``count`` (how many sessions,
institutions, themes ... the node is in) are node attributes (and ``rank_low``, ``rank_high`` where a speaker is in doubt).
``weight``, ``shared``, ``claims``, ``stated`` and ``inferred`` are edge ones. ``stated`` is the weight the tie keeps when what
is inferred is left out (``certain_only``); ``inferred`` says that it keeps none.
"""

from __future__ import annotations

import networkx as nx
import numpy as np

from kg.network.doubt import doubts, mark_doubts
from kg.network.incidence import Incidence, Rows, assemble, extract, layer_of, projection
from kg.network.layers import Layer


def network(reader: Rows, layer_name: str, certain_only: bool = False) -> nx.Graph[str]:
    """Return the network of a layer. ``certain_only`` leaves out what rests on an inferred speaker."""
    layer = layer_of(layer_name)
    found = extract(reader, layer)
    graph = from_incidence(assemble(found, certain_only), layer)
    if layer.speakers and not certain_only:
        mark_doubts(graph, found, doubts(reader, found))
    return graph


def from_incidence(found: Incidence, layer: Layer) -> nx.Graph[str]:
    """Return the graph of an incidence already extracted."""
    graph: nx.Graph[str] = nx.Graph(
        layer=layer.name, meaning_es=layer.meaning.es, meaning_en=layer.meaning.en, weight_es=layer.weight.es, weight_en=layer.weight.en,
        two_mode=layer.two_mode, groups=len(found.col_ids))
    (_two_mode if layer.two_mode else _one_mode)(graph, found, layer)
    return graph


def _one_mode(graph: nx.Graph[str], found: Incidence, _layer: Layer) -> None:
    """Rows are nodes; two rows are tied when they share a column."""
    counts = np.diff(found.matrix.indptr)
    for i, iri in enumerate(found.row_ids):
        graph.add_node(iri, label=found.row_labels[i], kind=found.row_kinds[i], count=int(counts[i]))
    ties, start, cols = projection(found.matrix), found.matrix.indptr, found.matrix.indices
    for i, j, weight in sorted(zip(ties.row.tolist(), ties.col.tolist(), ties.data.tolist(), strict=True)):
        common = np.intersect1d(cols[start[i]:start[i + 1]], cols[start[j]:start[j + 1]], assume_unique=True).tolist()
        claims = sorted({claim for c in common for row in (i, j) for claim in found.claims[row, c]})
        stated = sum(_stated(found, i, c) and _stated(found, j, c) for c in common)
        graph.add_edge(found.row_ids[i], found.row_ids[j], weight=weight, shared=sorted(found.col_labels[c] for c in common),
                       claims=claims, stated=stated, inferred=not stated)


def _stated(found: Incidence, row: int, col: int) -> bool:
    """Return whether some claim that puts the row in the column rests on nothing inferred."""
    return any(claim not in found.inferred for claim in found.claims[row, col])


def _two_mode(graph: nx.Graph[str], found: Incidence, layer: Layer) -> None:
    """Rows (``bipartite=0``) and columns (``bipartite=1``) are nodes; a row is tied to each column it is in."""
    across, down = np.diff(found.matrix.indptr), np.asarray(found.matrix.sum(axis=0)).ravel()
    nodes = [(iri, {"label": found.row_labels[i], "kind": found.row_kinds[i], "count": int(across[i]), "bipartite": 0}) for i, iri in enumerate(found.row_ids)]
    nodes += [(iri, {"label": found.col_labels[j], "kind": layer.col_kind, "count": int(down[j]), "bipartite": 1}) for j, iri in enumerate(found.col_ids)]
    graph.add_nodes_from(sorted(nodes, key=lambda node: node[0]))
    for (i, j), claims in sorted(found.claims.items()):
        stated = _stated(found, i, j)
        graph.add_edge(found.row_ids[i], found.col_ids[j], weight=1, shared=[found.col_labels[j]], claims=list(claims), stated=int(stated), inferred=not stated)
