"""The networks for programs: each layer as node-link JSON (``networkx.node_link_graph(data, edges="edges")`` reads it) with the measures of its nodes and what must be known first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kg.model.errors import nearest
from kg.model.text import Text
from kg.network.layers import LAYERS, Layer
from kg.network.views import views
from kg.serve.api_entity import both
from kg.serve.refusal import Refused

if TYPE_CHECKING:
    from kg.graph.store import Reader

MOST_TIES = 50_000
"""Ties of a layer that are sent; larger ones are for ``kg network``."""
MEASURES = ("rank", "degree", "strength", "betweenness", "component", "community")
"""What is told of each node."""
WEIGHTS = ("count", "newman", "inverse-frequency")


def listed() -> list[dict[str, Any]]:
    """Return the layers: name, title, what a node and a tie are, and the ways to count them."""
    shown = views()
    return [{"name": name, "title": both(shown[name].title), "question": both(shown[name].question), "meaning": both(layer.meaning), "nodes": both(layer.nodes), "weight": both(layer.weight),
             "twoMode": layer.two_mode, "by": list(layer.rows), "network": f"/api/networks/{name}"} for name, layer in LAYERS.items()]


def checked(name: str, by: str, weight: str) -> tuple[str, str, str]:
    """Return what tells a network from others. Raises Refused: no such layer, way to count or weight."""
    layer = LAYERS.get(name)
    if layer is None:
        raise Refused(404, Text("no hay una red con ese nombre", "there is no network of that name"), nearest(name[:60], LAYERS, most=len(LAYERS)))
    for what, value, known in (("by", by, tuple(layer.rows)), ("weight", weight, WEIGHTS)):
        if value not in known:
            raise Refused(400, Text(f"{what} no es de los que hay en esta red", f"{what} is none of those of this network"), nearest(value[:60], known, most=len(known)))
    return name, by, weight


def network_of(reader: Reader, name: str, by: str, weight: str) -> dict[str, Any]:
    """Return a network that was ``checked``. Raises Refused: it has more ties than are sent."""
    from kg.network.graph import net, network
    from kg.network.measures import caveats, table

    layer = LAYERS[name]
    _bounded(reader, layer, by)
    if net(reader, layer, weight=weight, by=by).tie_count > MOST_TIES:
        raise _too_large()
    graph = network(reader, layer.name, weight=weight, by=by)
    measured = {row["iri"]: {m: _number(row[m]) for m in MEASURES} for row in table(graph)}
    nodes = [{"id": node, "label": str(data.get("label", node)), "kind": str(data.get("kind", "")), **measured[node]} for node, data in graph.nodes(data=True)]
    edges = [{"source": a, "target": b, "weight": _number(data.get("weight", 1)), "shared": list(data.get("shared", ())), "claims": list(data.get("claims", ())),
              "inferred": bool(data.get("inferred", False))} for a, b, data in graph.edges(data=True)]
    shown = views()[layer.name]
    about = {"layer": layer.name, "title": both(shown.title), "meaning": {"es": str(graph.graph["meaning_es"]), "en": str(graph.graph["meaning_en"])},
             "weight": {"es": str(graph.graph["weight_es"]), "en": str(graph.graph["weight_en"])}, "twoMode": layer.two_mode, "by": by, "caveats": [both(c) for c in caveats(graph)]}
    return {"directed": False, "multigraph": False, "graph": about, "nodes": nodes, "edges": edges}


def _bounded(reader: Reader, layer: Layer, by: str) -> None:
    """Refuse a layer whose projection would be large before it is made."""
    import numpy as np

    from kg.network.incidence import assemble, extract

    counted = assemble(extract(reader, layer, by), False)
    sizes = np.asarray(counted.matrix.sum(axis=0), dtype=np.int64).ravel()
    if (int(counted.matrix.nnz) if layer.two_mode else int(np.sum(sizes * (sizes - 1))) // 2) > 4 * MOST_TIES:
        raise _too_large()


def _too_large() -> Refused:
    return Refused(413, Text(f"la red tiene más de {MOST_TIES} lazos", f"the network has more than {MOST_TIES} ties"), Text("expórtela con: kg network", "export it with: kg network"))


def _number(value: Any) -> Any:
    """Return a value that JSON holds; what is not known is null."""
    if isinstance(value, float):
        return None if not math.isfinite(value) else int(value) if value.is_integer() and abs(value) < 2**53 else value
    return None if value == "" else value
