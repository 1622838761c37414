"""The table of a network: one row a node, with its measures and its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import networkx as nx

from kg.network.centrality import betweenness, degree, strength
from kg.network.cohesion import components, separate_cliques
from kg.network.engines import choose
from kg.network.net import Net, as_net
from kg.network.partition import communities

TOO_LARGE = 2 * 10**6  # ties: beyond this even sampled paths take longer than a table should (some 20,000 paths, up to 0.1 s each)


def table(network: Net | nx.Graph[str]) -> list[dict[str, Any]]:
    """Return one row a node, strongest first, then by label.

    ``rank`` is the place by strength among nodes of the same side of a two-mode network: ``3``, or ``3-7`` when tied or
    when a speaker is in doubt (``kg.network.ranges``). It is empty for a node without ties, and for all when the network is only separate cliques, whose order is just their size.
    ``betweenness`` is empty when the network is ``too_large``, and an estimate on large ones (``caveats`` says so).
    """
    net = as_net(network)
    degrees, strengths = degree(net), strength(net)
    between: Mapping[str, float | str] = dict.fromkeys(net.ids, "") if too_large(net) else betweenness(net)
    parts, groups, ranks = components(net), communities(net), _ranks(net, network, strengths)
    kinds = net.kinds or [""] * len(net)
    rows = [{"iri": node, "rank": ranks[node], "label": str(label), "kind": kind, "degree": degrees[node], "strength": strengths[node], "betweenness": between[node],
             "component": parts[node], "community": groups[node]} for node, label, kind in zip(net.ids, net.labels, kinds, strict=True)]
    return sorted(rows, key=lambda r: (-r["strength"], r["label"], r["iri"]))


def too_large(net: Net) -> bool:
    """Return whether betweenness would take too long for a table; asked for by itself it is estimated all the same."""
    return net.tie_count > TOO_LARGE and choose(net, "betweenness") == "networkit-sampled"


def _ranks(net: Net, network: Net | nx.Graph[str], strengths: Mapping[str, float]) -> dict[str, str]:
    """Return the place of each node by strength, as a range when tied."""
    ranks = dict.fromkeys(net.ids, "")
    two_mode = bool(net.info.get("two_mode"))
    if not two_mode and not net.info.get("doubts") and not net.info.get("identities") and separate_cliques(net):
        return ranks
    sides: dict[Any, dict[float, list[str]]] = defaultdict(lambda: defaultdict(list))
    for k, (node, value) in enumerate(strengths.items()):
        if value > 0:
            sides[int(net.side[k]) if two_mode and net.side is not None else None][value].append(node)
    for side in sides.values():
        first = 1
        for value in sorted(side, reverse=True):
            last = first + len(side[value]) - 1
            ranks.update(dict.fromkeys(side[value], _range(first, last)))
            first = last + 1
    if isinstance(network, nx.Graph):
        for node, data in network.nodes(data=True):
            if "rank_low" in data:
                ranks[node] = _range(data["rank_low"], data["rank_high"])
    return ranks


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
