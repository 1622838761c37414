"""Measures of a network: what each number says about collaboration, its range, what weight means in it, and its source.

All take a plain ``networkx.Graph`` (``weight`` is tie strength, 1 when absent) and give the same values whatever the
order in which nodes and ties were added.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import networkx as nx

from kg.model.text import Text

SEED = 20230907  # of Louvain's shuffling: any fixed number does
TOO_LARGE = 10**8  # nodes times ties: about a minute of exact betweenness (measured: 10**7 take 6 s on one core)
FEW_SESSIONS = 20  # fewer than these, and which sessions were recorded decides more than who met whom (judged, not measured)
_DIGITS = 12  # beyond this, sums of floats depend on the order of summation

_SAYS_LESS = {
    "copresence": Text("Estar en la misma sesión no es colaborar.", "Being in the same session is not collaborating."),
    "affiliation": Text("Tener cargo en la misma institución no es colaborar; la afiliación es la que el informe muestra en sus fechas.",
                        "An office in the same institution is not collaborating; affiliation is what the report shows on its dates."),
    "theme": Text("Hablar del mismo tema no es hablar entre sí ni estar de acuerdo.", "Speaking on the same theme is neither speaking to each other nor agreeing."),
    "wished": Text("Son lazos que alguien pidió, no lazos que existan; no alimentan ninguna otra capa.", "These are ties somebody asked for, not ties that exist; they feed no other layer."),
}
_SETS = {"copresence": Text("las mismas sesiones", "the same sessions"), "affiliation": Text("las mismas instituciones", "the same institutions"),
         "theme": Text("los mismos temas", "the same themes")}


def degree(graph: nx.Graph[str]) -> dict[str, int]:
    """Return how many others each node is tied to.

    Collaboration: with how many different people somebody shared a session (an institution, a theme). Range 0 to n-1.
    Weight is ignored. Source: Freeman 1979, doi:10.1016/0378-8733(78)90021-7. Checked by hand: in Krackhardt's kite
    Diane has 6 (her six neighbours are listed), Jane 1.
    """
    return {node: sum(1 for other in graph[node] if other != node) for node in sorted(graph)}


def strength(graph: nx.Graph[str]) -> dict[str, float]:
    """Return the sum of the weights of each node's ties.

    Collaboration: how much was shared in total, counting each companion apart: one session with ten others gives 10,
    so it grows with the size of sessions. Range 0 upwards. Weight: what the layer counts. Source: Barrat et al. 2004,
    doi:10.1073/pnas.0400087101. Checked by hand: ties of weight 2 and 3 give 5.
    """
    return {node: sum(w for other, w in _weights(graph, node).items() if other != node) for node in sorted(graph)}


def betweenness(graph: nx.Graph[str]) -> dict[str, float]:
    """Return the share of shortest paths between pairs of others that pass through each node.

    Collaboration: who joins people that would otherwise be far apart, or not joined at all. Range 0 to 1: divided by the
    (n-1)(n-2)/2 pairs of others, of which there are none when n < 3 (then 0). Weight is strength, so it is inverted before
    any path is measured: the length of a tie is 1/weight (Newman 2001, doi:10.1103/PhysRevE.64.016132; Opsahl et al. 2010,
    doi:10.1016/j.socnet.2010.03.006). Lengths are compared as exact whole numbers: two paths of equal length tie.
    Source: Freeman 1977, doi:10.2307/3033543; algorithm: Brandes 2001, doi:10.1080/0022250X.2001.9990249. Checked by hand:
    in the chain a-b-c, b has 1; in the marriages of Florence, Salviati alone joins Pazzi to the 13 others: 13/91.
    """
    plain, names = _numbered(graph)
    lengths = {(u, v): 1 / Fraction(w) for u, v, w in plain.edges(data="weight")}
    unit = math.lcm(1, *(length.denominator for length in lengths.values()))
    for (u, v), length in lengths.items():
        plain[u][v]["length"] = int(length * unit)
    # All ties alike: counting steps gives the same paths, several times faster.
    values = nx.betweenness_centrality(plain, weight="length" if len(set(lengths.values())) > 1 else None, normalized=True)
    return {names[i]: round(float(values[i]), _DIGITS) for i in plain}


def components(graph: nx.Graph[str]) -> dict[str, int]:
    """Return the number of the component each node is in: 1 is the largest, then by the smallest IRI.

    Collaboration: who can be reached from whom by any chain of ties; an isolate is a component of its own. Range 1 to n.
    Weight is ignored. Source: a connected component of a graph, in any textbook. Checked by hand: ties a-b and c alone
    give 1, 1, 2.
    """
    return _number_groups(nx.connected_components(graph))


def communities(graph: nx.Graph[str]) -> dict[str, int]:
    """Return the number of the community each node is in (Louvain): 1 is the largest, then by the smallest IRI.

    Collaboration: groups with more weight inside than chance would put there. It is one good partition among several,
    found with a fixed seed over nodes in order, and it always finds some, even in a network without groups. Range 1 to n.
    Weight is strength. Source: Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008. Checked by hand: two triangles
    joined by one tie give the two triangles.
    """
    plain, names = _numbered(graph)
    return _number_groups({names[i] for i in group} for group in nx.community.louvain_communities(plain, weight="weight", seed=SEED))


def table(graph: nx.Graph[str]) -> list[dict[str, Any]]:
    """Return one row a node, strongest first, then by label.

    ``rank`` is the place by strength among nodes of the same side of a two-mode network: ``3``, or ``3-7`` when tied or
    when a speaker is in doubt (``kg.network.doubt``). It is empty for a node without ties, and for all when the network is only separate cliques, whose order is just their size.
    """
    degrees, strengths = degree(graph), strength(graph)
    between: Mapping[str, float | str] = dict.fromkeys(graph, "") if _too_large(graph) else betweenness(graph)
    parts, groups, ranks = components(graph), communities(graph), _ranks(graph)
    rows = [{"iri": node, "rank": ranks[node], "label": str(data.get("label", node)), "kind": str(data.get("kind", "")), "degree": degrees[node],
             "strength": strengths[node], "betweenness": between[node], "component": parts[node], "community": groups[node]}
            for node, data in sorted(graph.nodes(data=True))]
    return sorted(rows, key=lambda r: (-r["strength"], r["label"], r["iri"]))


def caveats(graph: nx.Graph[str]) -> list[Text]:
    """Return what a reader must know before concluding anything from this network, most important first."""
    layer = str(graph.graph.get("layer", ""))
    shown = [*_shown(graph)]
    if not graph.number_of_edges():
        return [*shown, Text("No hay lazos: los informes no dicen nada que los haga en esta capa.", "There are no ties: the reports say nothing that makes one in this layer.")]
    found = [*shown, *(_sessions(graph) if layer == "copresence" else ())]
    if layer in _SAYS_LESS:
        found.append(_SAYS_LESS[layer])
    inferred = sum(1 for _, _, flag in graph.edges(data="inferred") if flag)
    if inferred:
        found.append(Text(f"{inferred} de {graph.number_of_edges()} lazos descansan solo en quién habla por inferencia; --certain los deja fuera.",
                          f"{inferred} of {graph.number_of_edges()} ties rest only on an inferred speaker; --certain leaves them out."))
    partly = sum(1 for _, _, data in graph.edges(data=True) if 0 < data.get("stated", 0) < data.get("weight", 1))
    if partly:
        found.append(Text(f"Otros lazos que deben a lo inferido solo una parte de su peso: {partly}.", f"Other ties that owe only part of their weight to what is inferred: {partly}."))
    if graph.graph.get("doubts"):
        found.append(_doubts(graph))
    if separate_cliques(graph) and not graph.graph.get("two_mode") and layer != "copresence":
        found.append(Text("Cada grupo está atado por entero y aparte de los demás: sin dudas abiertas no se dan lugares, pues solo dirían su tamaño.",
                          "Each group is tied throughout and apart from the others: without open doubts no ranks are given, for they would only say its size."))
    elif layer in _SETS and (alike := twins(graph)):
        people, what = sum(map(len, alike)), _SETS[layer]
        found.append(Text(f"{people} nodos en {len(alike)} grupos tienen exactamente {what.es}: sus valores son iguales y su lugar es un rango.",
                          f"{people} nodes in {len(alike)} groups have exactly {what.en}: their values are equal and their rank is a range."))
    if _too_large(graph):
        found.append(Text("La red es demasiado grande para su intermediación exacta: la columna va vacía.",
                          "The network is too large for exact betweenness: the column is empty."))
    if graph.graph.get("two_mode"):
        found.append(Text("Red de dos modos: los lugares se dan aparte para cada clase de nodo.", "Two-mode network: ranks are given apart for each kind of node."))
    return found


def _shown(graph: nx.Graph[str]) -> Iterator[Text]:
    """What is left out of a network cut to its strongest nodes (``of_nodes`` and ``of_ties``: how many there are in the whole)."""
    if "of_nodes" in graph.graph:
        nodes, ties = graph.graph["of_nodes"], graph.graph["of_ties"]
        yield Text(f"Se muestran {graph.number_of_nodes()} de {nodes} nodos, los de más fuerza en la red entera, y {graph.number_of_edges()} de {ties} lazos, los que hay entre ellos.",
                   f"Shown are {graph.number_of_nodes()} of {nodes} nodes, the strongest in the whole network, and {graph.number_of_edges()} of {ties} ties, those among them.")


def _doubts(graph: nx.Graph[str]) -> Text:
    """What open doubts do to ranks."""
    number, every = graph.graph["doubts"], graph.graph["doubts_combined"]
    return Text(f"Turnos en que puede haber hablado otra persona: {number}. El lugar es un rango sobre las alternativas ({'todas sus combinaciones' if every else 'una duda a la vez'}).",
                f"Turns in which somebody else may have spoken: {number}. The rank is a range over the alternatives ({'all their combinations' if every else 'one doubt at a time'}).")


def _sessions(graph: nx.Graph[str]) -> Iterator[Text]:
    """What few sessions do to co-presence."""
    sessions = int(graph.graph.get("groups", 0))
    once = sum(1 for node, count in graph.nodes(data="count") if count == 1 and graph.degree(node))
    if sessions < FEW_SESSIONS:
        yield Text(f"Son {sessions} sesiones: la red es una unión de grupos en que todos están atados con todos (uno por sesión); su forma la deciden las sesiones, no las personas.",
                   f"There are {sessions} sessions: the network is a union of groups in which everybody is tied to everybody (one a session); the sessions decide its shape, not the people.")
    if separate_cliques(graph):
        yield Text("Nadie une dos sesiones: no se dan lugares, pues solo dirían cuánta gente hubo en cada una.",
                   "Nobody joins two sessions: no ranks are given, for they would only say how many people were in each.")
    elif once:
        yield Text(f"{once} personas estuvieron en una sola sesión: su grado, fuerza y lugar solo dicen cuánta gente hubo en ella.",
                   f"{once} people were in a single session: their degree, strength and rank only say how many people were in it.")


def separate_cliques(graph: nx.Graph[str]) -> bool:
    """Return whether everybody in a component is tied to everybody else in it, all ties alike: nothing but group sizes.

    Checked by hand: a triangle and a separate pair do; the chain a-b-c does not.
    """
    if len({w for _, _, w in graph.edges(data="weight", default=1)}) > 1:
        return False
    parts = (graph.subgraph(part) for part in nx.connected_components(graph))
    return all(2 * part.number_of_edges() == len(part) * (len(part) - 1) for part in parts)


def twins(graph: nx.Graph[str]) -> list[list[str]]:
    """Return the groups of two or more nodes in exactly the same sessions (institutions, themes): none of their values differ.

    Only one-mode networks have them; without ``count`` (a graph not made here) there are none.
    Two nodes share all when the weight of their tie is the ``count`` of both; so no list of sessions is needed.
    """
    groups: dict[frozenset[tuple[str, float]], list[str]] = defaultdict(list)
    for node, count in sorted(graph.nodes(data="count")):
        if count and graph.degree(node):
            groups[frozenset({**_weights(graph, node), node: count}.items())].append(node)
    return [group for group in groups.values() if len(group) > 1]


def _too_large(graph: nx.Graph[str]) -> bool:
    return bool(graph.number_of_nodes() * graph.number_of_edges() > TOO_LARGE)


def _ranks(graph: nx.Graph[str]) -> dict[str, str]:
    """Return the place of each node by strength, as a range when tied."""
    ranks = dict.fromkeys(graph, "")
    two_mode = bool(graph.graph.get("two_mode"))
    if not two_mode and not graph.graph.get("doubts") and separate_cliques(graph):
        return ranks
    sides: dict[Any, dict[float, list[str]]] = defaultdict(lambda: defaultdict(list))
    for node, value in strength(graph).items():
        if value > 0:
            sides[graph.nodes[node].get("bipartite") if two_mode else None][value].append(node)
    for side in sides.values():
        first = 1
        for value in sorted(side, reverse=True):
            last = first + len(side[value]) - 1
            ranks.update(dict.fromkeys(side[value], _range(first, last)))
            first = last + 1
    for node, data in graph.nodes(data=True):
        if "rank_low" in data:
            ranks[node] = _range(data["rank_low"], data["rank_high"])
    return ranks


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _weights(graph: nx.Graph[str], node: str) -> dict[str, float]:
    """Return the weight of the tie to each neighbour."""
    around: Mapping[str, Mapping[str, Any]] = graph[node]
    return {other: data.get("weight", 1) for other, data in around.items()}


def _numbered(graph: nx.Graph[str]) -> tuple[nx.Graph[int], list[str]]:
    """Return the graph over 0..n-1 in order of name, ties in order: neither insertion nor string hashing can decide anything."""
    names = sorted(graph)
    at = {name: i for i, name in enumerate(names)}
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(names)))
    plain.add_weighted_edges_from(sorted((min(at[u], at[v]), max(at[u], at[v]), w) for u, v, w in graph.edges(data="weight", default=1) if u != v))
    return plain, names


def _number_groups(groups: Iterable[set[str]]) -> dict[str, int]:
    """Number groups from 1 by size, then by their smallest name."""
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(ordered, 1) for node in sorted(group)}
