"""A network laid flat for writers: sorted nodes, sorted ties, one list a column. What every format is written from.

From a ``Net`` no graph object is built: a tie is two positions and a weight.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

from kg.model.errors import InputError
from kg.model.text import Text
from kg.network.net import Net

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold (section 2.2, Char)


@dataclass(frozen=True)
class Flat:
    """``nodes`` and ``ties`` are columns by name, as long as ``ids`` and ``start``; None is an attribute the node or tie has not.

    ``start`` and ``end`` are positions in ``ids``, the smaller first; ``side`` is 0 or 1 a node in a two-mode network, else None.
    """

    ids: list[str]
    nodes: dict[str, list[Any]]
    start: list[int]
    end: list[int]
    ties: dict[str, list[Any]]
    info: dict[str, Any]
    side: list[int] | None

    def label(self, i: int) -> str:
        """Return a node's label, its id when it has none."""
        value = self.nodes["label"][i] if "label" in self.nodes else None
        return self.ids[i] if value is None else str(value)

    def tie(self, name: str) -> list[Any]:
        """Return a column of the ties, blank when no tie has it."""
        return self.ties.get(name) or [None] * len(self.start)

    def node(self, name: str) -> list[Any]:
        """Return a column of the nodes, blank when no node has it."""
        return self.nodes.get(name) or [None] * len(self.ids)


def flat(network: Net | nx.Graph[str]) -> Flat:
    """Return a network laid flat, whatever the order in which a graph was made. Raises InputError for a weight that is no finite number."""
    return _of_net(network) if isinstance(network, Net) else _of_graph(network)


def _of_net(net: Net) -> Flat:
    start, end, weights = net.upper()
    nodes: dict[str, list[Any]] = {"label": list(net.labels or net.ids), "kind": list(net.kinds or [""] * len(net))}
    side = None if net.side is None else [int(s) for s in net.side]
    if side is not None:
        nodes["bipartite"] = list(side)
    return Flat(list(net.ids), dict(sorted(nodes.items())), start.tolist(), end.tolist(), {"weight": _whole(weights)}, _mapping(net.info), side)


def _whole(weights: Any) -> list[Any]:
    """Return weights as plain numbers; those of a matrix of floats that are all whole, as whole numbers."""
    if weights.dtype.kind == "f" and bool(np.all(weights == np.trunc(weights))) and float(np.abs(weights).max(initial=0)) < 2**53:
        weights = weights.astype(np.int64)
    found: list[Any] = weights.tolist()
    return found


def _of_graph(graph: nx.Graph[str]) -> Flat:
    ids = sorted(graph)
    at = {name: i for i, name in enumerate(ids)}
    # Ties are ordered by their ends' ids, as nodes are: positions follow ids.
    found = sorted(((min(at[u], at[v]), max(at[u], at[v]), _checked(u, v, d)) for u, v, d in graph.edges(data=True)), key=lambda tie: tie[:2])
    side = [graph.nodes[n].get("bipartite") for n in ids]
    return Flat(ids, _columns([graph.nodes[n] for n in ids]), [t[0] for t in found], [t[1] for t in found], _columns([t[2] for t in found]), _mapping(graph.graph),
                [int(s) for s in side] if side and all(s in (0, 1) for s in side) else None)


def _checked(u: str, v: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a tie's attributes when its weight is a number that a file can hold."""
    weight = data.get("weight", 1)
    if isinstance(weight, np.generic):
        weight = weight.item()
    if not isinstance(weight, (int, float)) or not math.isfinite(weight):
        raise InputError(Text(f"peso que no puede ser: {weight!r}", f"a weight that cannot be: {weight!r}"), f"{u} – {v}",
                         Text("un peso es un número finito", "a weight is a finite number"))
    return data if "weight" in data else {**data, "weight": 1}


def _columns(rows: list[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return attributes as columns, sorted by name."""
    names = sorted({name for row in rows for name in row})
    return {name: [_python(row.get(name)) for row in rows] for name in names}


def _mapping(info: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _python(value) for key, value in sorted(info.items()) if value is not None}


def _python(value: Any) -> Any:
    """Return a plain Python value: NumPy's numbers unwrapped, sets in order."""
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    return sorted(value) if isinstance(value, (set, frozenset)) else value


def joined(values: Iterable[object]) -> str:
    """Return a list in one cell."""
    return "; ".join(map(str, values))


def one_cell(value: Any) -> Any:
    """Return a number or truth value as it is, None as None, anything else as text that XML can hold; lists are joined."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return legal(joined(value) if isinstance(value, (list, tuple)) else str(value))


def legal(text: str) -> str:
    """Return text with what XML 1.0 cannot hold replaced."""
    return _FORBIDDEN.sub("\ufffd", text)
