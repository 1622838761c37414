"""How a network holds together: components, bridges, articulation points. Weight is ignored by all."""

from __future__ import annotations

import networkx as nx
import numpy as np

from kg.network.engines import cuts, parts, uniform
from kg.network.net import Net, as_net
from kg.network.partition import numbered


def components(network: Net | nx.Graph[str]) -> dict[str, int]:
    """Return the number of the component each node is in: 1 is the largest, then by the smallest IRI.

    Collaboration: who can be reached from whom by any chain of ties; an isolate is a component of its own. Range 1 to n.
    Weight is ignored. Source: Wasserman and Faust 1994, doi:10.1017/CBO9780511815478. Checked by hand: ties a-b and c alone
    give 1, 1, 2.
    """
    net = as_net(network)
    return net.named(numbered(parts(net.ties)) + 1) if len(net) else {}


def bridges(network: Net | nx.Graph[str]) -> list[tuple[str, str]]:
    """Return the ties without which a component would fall in two, sorted, each with the smaller IRI first.

    Collaboration: the only link between two groups: if it breaks, nothing joins them. Weight is ignored, however strong. Source: Tarjan 1974,
    doi:10.1016/0020-0190(74)90003-9. Checked by hand: two triangles joined by one tie have that one; in the kite Heather-Ike and Ike-Jane.
    """
    net = as_net(network)
    return [(net.ids[i], net.ids[j]) for i, j in cuts.bridges(net).tolist()]


def bridging(network: Net | nx.Graph[str]) -> dict[tuple[str, str], int]:
    """Return 1 for each tie that is a bridge (``bridges``) and 0 for the others, by (smaller IRI, larger IRI)."""
    net = as_net(network)
    found = set(bridges(net))
    i, j, _ = net.upper()
    ties = ((net.ids[a], net.ids[b]) for a, b in zip(i.tolist(), j.tolist(), strict=True))
    return {tie: int(tie in found) for tie in ties}


def articulation(network: Net | nx.Graph[str]) -> dict[str, int]:
    """Return 1 for each node without which its component would fall apart, else 0.

    Collaboration: the only person who joins two groups; when few reports are read this is easily an artefact of which. Range 0 or 1.
    Weight is ignored. Source: Hopcroft and Tarjan 1973, doi:10.1145/362248.362272. Checked by hand: in the chain a-b-c only b; in the kite Heather and Ike.
    """
    net = as_net(network)
    return net.named(cuts.articulation(net).astype(int))


def separate_cliques(network: Net | nx.Graph[str]) -> bool:
    """Return whether everybody in a component is tied to everybody else in it, all ties alike: nothing but group sizes.

    Checked by hand: a triangle and a separate pair do; the chain a-b-c does not.
    """
    net = as_net(network)
    number = parts(net.ties)
    return uniform(net.ties) and bool((np.diff(net.ties.indptr) == np.bincount(number)[number] - 1).all())
