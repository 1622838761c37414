"""Networks: an incidence becomes arrays (``net``) or a plain ``networkx.Graph`` (``network``). One-mode layers are projected by a sparse matrix product.

Who knows networkx knows these graphs. Nodes are IRIs in order; ``label``, ``kind`` and ``count`` (how many sessions,
institutions, themes ... the node is in) are node attributes (and ``rank_low``, ``rank_high`` where a speaker or an identity is in doubt).
``weight``, ``shared``, ``claims``, ``stated`` and ``inferred`` are edge ones. ``stated`` is how much the tie shares when what
is inferred is left out (``certain_only``); ``inferred`` says that it shares nothing then.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np

from kg.network.doubt import open_doubts
from kg.network.incidence import Extract, Incidence, Rows, assemble, extract, layer_of
from kg.network.inferred import resting
from kg.network.layers import Layer
from kg.network.net import Net
from kg.network.project import WEIGHTS, check_weight, project, two_mode
from kg.network.ranges import mark_ranges
from kg.network.slices import EVERYTHING, Slice
from kg.network.titles import asked, meaning

MOST_TIES = 300_000  # of a graph that shows why: each tie takes some 2 kB and 50 microseconds (measured); arrays take 12 bytes


def net(reader: Rows, layer: str | Layer, *, weight: str = "count", by: str = "person", within: Slice = EVERYTHING, certain_only: bool = False) -> Net:
    """Return the network of a layer as arrays. ``weight``: see ``kg.network.project``; ``by``: what a node is (``Layer.rows``).

    Raises UsageError: an unknown layer, weight, way to count, event or format (the nearest named), or groups so large that the projection would not fit.
    """
    layer = layer_of(layer)
    check_weight(weight, layer)
    return _arrays(extract(reader, layer, by, within), weight, certain_only)


def _arrays(found: Extract, weight: str, certain_only: bool, of: Incidence | None = None) -> Net:
    made = net_of(of or assemble(found, certain_only), found.layer, weight, found.by)
    return replace(made, info={**made.info, **said_of(found, weight, certain_only)})


def said_of(found: Extract, weight: str = "count", certain_only: bool = False) -> dict[str, Any]:
    """Return what was asked of a layer, and ``inferred_ties`` and ``partly_inferred_ties`` where some rest on what is inferred, as attributes of its network."""
    gone, less = (0, 0) if certain_only else resting(found)
    rests = {"inferred_ties": gone, "partly_inferred_ties": less}
    return {**asked(weight, found.by, found.within, certain_only), **{name: many for name, many in rests.items() if many}}


def net_of(found: Incidence, layer: Layer, weight: str = "count", by: str = "person") -> Net:
    """Return the network of an incidence already extracted, without reading any name."""
    info = _info(found, layer, weight, by)
    if not layer.two_mode:
        return Net(found.row_ids, project(found, layer, weight), kinds=found.row_kinds, info=info, names=found.names)
    ids = [*found.row_ids, *found.col_ids]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    kinds = [*found.row_kinds, *([layer.col_kind] * len(found.col_ids))]
    side = np.repeat(np.array([0, 1], dtype=np.int8), [len(found.row_ids), len(found.col_ids)])[order]
    return Net([ids[k] for k in order], two_mode(found.matrix, order), kinds=[kinds[k] for k in order], side=side, info=info, names=found.names)


def network(reader: Rows, layer_name: str, certain_only: bool = False, *, weight: str = "count", by: str = "person", within: Slice = EVERYTHING) -> nx.Graph[str]:
    """Return the network of a layer as a graph that shows why. ``certain_only`` leaves out what rests on an inferred speaker; the rest as in ``net``."""
    layer = layer_of(layer_name)
    check_weight(weight, layer)
    found = extract(reader, layer, by, within)
    return _shown(reader, found, assemble(found, certain_only), weight, certain_only)


def feasible(reader: Rows, layer_name: str, certain_only: bool = False, *, weight: str = "count", by: str = "person", within: Slice = EVERYTHING) -> Net | nx.Graph[str]:
    """Return ``network`` when it has at most ``MOST_TIES`` ties, else ``net``: then what is shared, the claims behind it and the ranges of places are not worked out."""
    layer = layer_of(layer_name)
    check_weight(weight, layer)
    found = extract(reader, layer, by, within)
    counted = assemble(found, certain_only)
    sizes = np.asarray(counted.matrix.sum(axis=0)).ravel()
    most = int(counted.matrix.nnz) if layer.two_mode else int(np.sum(sizes * (sizes - 1))) // 2
    if most > MOST_TIES:
        made = _arrays(found, weight, certain_only, counted)
        if made.tie_count > MOST_TIES:
            return made
    return _shown(reader, found, counted, weight, certain_only)


def _shown(reader: Rows, found: Extract, counted: Incidence, weight: str, certain_only: bool) -> nx.Graph[str]:
    graph = from_incidence(counted, found.layer, weight, found.by)
    graph.graph.update(asked(weight, found.by, found.within, certain_only))
    mark_ranges(graph, open_doubts(reader, found, certain_only), weight, certain_only)
    return graph


def from_incidence(found: Incidence, layer: Layer, weight: str = "count", by: str = "person") -> nx.Graph[str]:
    """Return the graph of an incidence already extracted."""
    graph: nx.Graph[str] = nx.Graph(**_info(found, layer, weight, by))
    if layer.two_mode:
        _two_mode(graph, found, layer)
    else:
        _one_mode(graph, found, layer, weight)
    return graph


def _info(found: Incidence, layer: Layer, weight: str, by: str) -> dict[str, Any]:
    means, says = layer.weight if weight == "count" else WEIGHTS[weight], meaning(layer, by)
    return {"layer": layer.name, "meaning_es": says.es, "meaning_en": says.en, "weight_es": means.es, "weight_en": means.en, "two_mode": layer.two_mode,
            "groups": len(found.col_ids)}


def _one_mode(graph: nx.Graph[str], found: Incidence, layer: Layer, weight: str) -> None:
    """Rows are nodes; two rows are tied when they share a column."""
    counts = np.diff(found.matrix.indptr)
    for i, iri in enumerate(found.row_ids):
        graph.add_node(iri, label=found.row_labels[i], kind=found.row_kinds[i], count=int(counts[i]))
    start, cols = found.matrix.indptr, found.matrix.indices
    rows, others, weights = Net(found.row_ids, project(found, layer, weight)).upper()
    for i, j, value in zip(rows.tolist(), others.tolist(), weights.tolist(), strict=True):
        common = np.intersect1d(cols[start[i]:start[i + 1]], cols[start[j]:start[j + 1]], assume_unique=True).tolist()
        claims = sorted({claim for c in common for row in (i, j) for claim in found.claims[row, c]})
        stated = sum(_stated(found, i, c) and _stated(found, j, c) for c in common)
        graph.add_edge(found.row_ids[i], found.row_ids[j], weight=value, shared=sorted(found.col_labels[c] for c in common),
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
