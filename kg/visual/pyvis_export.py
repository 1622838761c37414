"""The quick export: a networkx graph as a ``pyvis.network.Network`` one can tweak, and as a page of ours that opens offline.

The page is not pyvis's own (which runs scripts from headings and ids, and asks a CDN in every mode): it takes vis-network
from the installed pyvis, inlines it, and holds every word as data.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.model.errors import StoreError, UsageError
from kg.model.text import Lang, Text
from kg.visual.kinds import KINDS, OTHER, kind_of
from kg.visual.layout import positions
from kg.visual.page import page
from kg.visual.safe import SHOWN, clean

if TYPE_CHECKING:
    from pyvis.network import Network

MOST = 1500
"""Nodes a page can show and still answer at once; vis-network redraws them all at each movement."""
MOST_TIES = 30_000
"""Ties, for the same reason."""
_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
_SHARED = 40  # names of what is shared, kept for one tie
_CLAIMS = 40
_EVEN = {"square": 0.86, "diamond": 1.1, "star": 1.1}
"""vis-network's shapes of one size differ in area; these factors even them out."""


def draw(graph: nx.Graph, *, title: Text, caveats: list[Text], lang: Lang = "es", rows: list[dict[str, Any]] | None = None,
         network: Network | None = None) -> str:
    """Return the HTML of the page, in both languages, ``lang`` first.

    ``rows`` is a table of measures to print below (a value may be a ``Text``). ``network`` is a Network that ``to_pyvis``
    gave and somebody changed: its nodes, ties, places, sizes, shapes and colours are drawn. The same graph gives the same bytes.
    """
    _refuse_large(graph)
    net = network if network is not None else to_pyvis(graph)
    order = {node["id"]: i for i, node in enumerate(net.nodes)}
    nodes = [_node(graph, node) for node in net.nodes]
    ties = [_tie(graph, edge, order) for edge in net.edges]
    for tie in ties:
        for end in {tie["a"], tie["b"]}:
            nodes[end]["strength"] = round(nodes[end]["strength"] + tie["weight"], 6)
    return page(nodes, ties, graph=graph.graph, title=title, caveats=caveats, lang=lang, rows=rows or [], vis=_vis_source())


def to_pyvis(graph: nx.Graph) -> Network:
    """Return the graph as a pyvis Network: places fixed, physics off, labels truncated and free of control characters.

    Nodes and ties are plain dictionaries in ``.nodes`` and ``.edges``; change them and give the Network back to ``draw``.
    """
    from pyvis.edge import Edge
    from pyvis.network import Network

    _refuse_large(graph)
    net = Network(height="800px", width="100%", bgcolor="#ffffff", cdn_resources="in_line")
    net.toggle_physics(False)
    places, force = positions(graph), strength(graph)
    most, grow = max(force.values(), default=0.0), 1.5 if len(force) > 300 else 1.0
    for node in sorted(map(str, graph.nodes)):
        share = math.sqrt(force[node] / most) if most else 0.0
        _, kind = kind_of(graph.nodes[node].get("kind"))
        label = clean(graph.nodes[node].get("label") or node, SHOWN)
        net.add_node(node, label=label, shape=kind.shape, color=kind.light, size=round((8 + 12 * share) * grow * _EVEN.get(kind.shape, 1), 1), x=places[node][0], y=places[node][1],
                     physics=False, font={"size": round(12 + 4 * share), "strokeWidth": 4, "strokeColor": "#ffffff"})
    weights = sorted({_weight(d) for _, _, d in graph.edges(data=True)})
    low, high = (weights[0], weights[-1]) if weights else (1.0, 1.0)
    for a, b in sorted(tuple(sorted(map(str, e))) for e in graph.edges):
        data = graph.edges[a, b]
        thick = 1.2 + 4.8 * (_weight(data) - low) / (high - low) if high > low else 1.6
        # Not add_edge: it compares each new tie with all before it, minutes for a large network.
        net.edges.append(Edge(a, b, width=round(thick, 2), dashes=bool(data.get("inferred")), physics=False).options)
    return net


def strength(graph: nx.Graph) -> dict[str, float]:
    """Return for each node the sum of its ties' weights (Barrat et al. 2004, doi:10.1073/pnas.0400087101); a loop counts once."""
    total = dict.fromkeys(map(str, graph.nodes), 0.0)
    for a, b in sorted(tuple(sorted(map(str, e))) for e in graph.edges):
        for end in {a, b}:
            total[end] += _weight(graph.edges[a, b])
    return total


def top(graph: nx.Graph, n: int) -> nx.Graph:
    """Return the graph of the ``n`` nodes of highest strength in the whole graph, ties by IRI, with the edges among them.

    A graph that loses nodes gets ``of_nodes`` and ``of_ties``, how many there are in the whole, so that nobody takes it for the whole.
    """
    if n < 1:
        raise UsageError(Text("hay que dejar al menos un nodo", "at least one node must be kept"), "--top", Text("use --top 1 o más", "use --top 1 or more"))
    force = strength(graph)
    kept = graph.subgraph(sorted(force, key=lambda node: (-force[node], node))[:n]).copy()
    if len(kept) < len(graph):
        kept.graph.update(of_nodes=graph.graph.get("of_nodes", len(graph)), of_ties=graph.graph.get("of_ties", graph.number_of_edges()))
    return kept


def _refuse_large(graph: nx.Graph) -> None:
    """Raise when the page would not answer."""
    nodes, ties = graph.number_of_nodes(), graph.number_of_edges()
    if nodes > MOST or ties > MOST_TIES:
        raise UsageError(Text(f"la red tiene {nodes} nodos y {ties} lazos; un dibujo legible admite hasta {MOST} nodos y {MOST_TIES} lazos",
                              f"the network has {nodes} nodes and {ties} ties; a legible drawing takes up to {MOST} nodes and {MOST_TIES} ties"), "draw",
                         Text("use --top N (los N nodos de mayor fuerza), por ejemplo --top 300", "use --top N (the N nodes of highest strength), for example --top 300"))


def _weight(data: Mapping[str, Any]) -> float:
    """Return a tie's weight; none is 1, what is not a finite number is 0."""
    weight = float(data.get("weight", 1))
    return weight if math.isfinite(weight) else 0.0


def _node(graph: nx.Graph, node: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page holds of a node: its look from the Network, its facts from the graph."""
    facts = graph.nodes[node["id"]] if node["id"] in graph else {}
    key, kind = kind_of(facts.get("kind"))
    label, full = clean(node.get("label") or node["id"], SHOWN), clean(facts.get("label") or node.get("label") or node["id"])
    shapes = {k.shape for k in [*KINDS.values(), OTHER]}
    colour = node.get("color")
    own = isinstance(colour, str) and colour != kind.light and re.fullmatch(r"#[0-9a-fA-F]{3,8}", colour)
    font = node.get("font")
    measures = facts.get("measures")
    return {"id": clean(node["id"]), "label": label, "full": full if full != label else "", "kind": key, "color": colour if own else "",
            "x": _number(node.get("x")), "y": _number(node.get("y")), "size": _number(node.get("size"), 10), "strength": 0.0,
            "shape": node.get("shape") if node.get("shape") in shapes else kind.shape,
            "font": _number(font.get("size") if isinstance(font, Mapping) else None, 13),
            "measures": _measures(measures.items() if isinstance(measures, Mapping) else [])}


def _measures(pairs: Iterable[tuple[object, object]]) -> list[list[object]]:
    """Return the measures that are finite numbers."""
    return [[clean(k, SHOWN), round(float(v), 6)] for k, v in pairs if isinstance(v, int | float) and math.isfinite(v)]


def _tie(graph: nx.Graph, edge: Mapping[str, Any], order: Mapping[str, int]) -> dict[str, Any]:
    """Return what the page holds of a tie; ends are places in the list of nodes."""
    facts = graph.edges[edge["from"], edge["to"]] if graph.has_edge(edge["from"], edge["to"]) else {}
    shared, claims = [clean(s, 300) for s in facts.get("shared", ())], [clean(c) for c in facts.get("claims", ())]
    return {"a": order[edge["from"]], "b": order[edge["to"]], "width": _number(edge.get("width"), 1.6), "weight": round(_weight(facts), 6),
            "stated": round(_number(facts.get("stated"), _weight(facts)), 6),
            "inferred": bool(edge.get("dashes") or facts.get("inferred")), "shared": shared[:_SHARED], "shared_more": max(0, len(shared) - _SHARED),
            "claims": claims[:_CLAIMS], "claims_more": max(0, len(claims) - _CLAIMS)}


def _number(value: object, otherwise: float = 0) -> float:
    """Return a finite number as it is, anything else as ``otherwise``."""
    return value if isinstance(value, int | float) and math.isfinite(value) else otherwise


def _vis_source() -> str:
    """Return vis-network's script as the installed pyvis carries it."""
    path = files("pyvis").joinpath(_VIS)
    if not path.is_file():
        raise StoreError(Text("el pyvis instalado no trae vis-network 9.1.2", "the installed pyvis does not carry vis-network 9.1.2"), str(path),
                         Text("instale pyvis 0.3.2", "install pyvis 0.3.2"))
    return path.read_text(encoding="utf-8")
