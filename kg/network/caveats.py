"""What must be known before concluding anything from a network: few sessions, groups without links, doubts, what is inferred, what is estimated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import networkx as nx

from kg.model.text import Text
from kg.network.centrality import betweenness_error
from kg.network.cohesion import separate_cliques
from kg.network.net import Net, as_net
from kg.network.table import too_large

FEW_SESSIONS = 20  # fewer than these, and which sessions were recorded decides more than who met whom (judged, not measured)

_SAYS_LESS = {
    "copresence": Text("Estar en la misma sesión no es colaborar.", "Being in the same session is not collaborating."),
    "affiliation": Text("Tener cargo en la misma institución no es colaborar; la afiliación es la que el informe muestra en sus fechas.",
                        "An office in the same institution is not collaborating; affiliation is what the report shows on its dates."),
    "theme": Text("Hablar del mismo tema no es hablar entre sí ni estar de acuerdo.", "Speaking on the same theme is neither speaking to each other nor agreeing."),
    "wished": Text("Son lazos que alguien pidió, no lazos que existan; no alimentan ninguna otra capa.", "These are ties somebody asked for, not ties that exist; they feed no other layer."),
}
_SETS = {"copresence": Text("las mismas sesiones", "the same sessions"), "affiliation": Text("las mismas instituciones", "the same institutions"),
         "theme": Text("los mismos temas", "the same themes")}


def caveats(network: Net | nx.Graph[str]) -> list[Text]:
    """Return what a reader must know before concluding anything from this network, most important first.

    A ``Net`` does not hold what a graph says of each tie and node, so what is inferred or in doubt is told of graphs only.
    """
    net = as_net(network)
    layer = str(net.info.get("layer", ""))
    found = [*_shown(net)]
    if not net.tie_count:
        return [*found, Text("No hay lazos: los informes no dicen nada que los haga en esta capa.", "There are no ties: the reports say nothing that makes one in this layer.")]
    found += _sessions(net, network) if layer == "copresence" else ()
    if layer in _SAYS_LESS:
        found.append(_SAYS_LESS[layer])
    if isinstance(network, nx.Graph):
        found += _inferred(network)
    if net.info.get("doubts") or net.info.get("identities"):
        found.append(_doubts(net))
    if separate_cliques(net) and not net.info.get("two_mode") and layer != "copresence":
        found.append(Text("Cada grupo está atado por entero y aparte de los demás: sin dudas abiertas no se dan lugares, pues solo dirían su tamaño.",
                          "Each group is tied throughout and apart from the others: without open doubts no ranks are given, for they would only say its size."))
    elif layer in _SETS and isinstance(network, nx.Graph) and (alike := twins(network)):
        people, what = sum(map(len, alike)), _SETS[layer]
        found.append(Text(f"{people} nodos en {len(alike)} grupos tienen exactamente {what.es}: sus valores son iguales y su lugar es un rango.",
                          f"{people} nodes in {len(alike)} groups have exactly {what.en}: their values are equal and their rank is a range."))
    found += _paths(net)
    if net.info.get("two_mode"):
        found.append(Text("Red de dos modos: los lugares se dan aparte para cada clase de nodo.", "Two-mode network: ranks are given apart for each kind of node."))
    return found


def _paths(net: Net) -> Iterator[Text]:
    """What size does to betweenness."""
    error, risk = betweenness_error(net)
    if too_large(net):
        yield Text("La red es demasiado grande para su intermediación: la columna va vacía.", "The network is too large for betweenness: the column is empty.")
    elif error:
        yield Text(f"La intermediación se estima con caminos al azar: con probabilidad {1 - risk:g} ningún valor se aparta más de {error:g}; los menores no se distinguen de 0.",
                   f"Betweenness is estimated from random paths: with probability {1 - risk:g} no value is off by more than {error:g}; smaller ones are not told from 0.")


def _inferred(graph: nx.Graph[str]) -> Iterator[Text]:
    """What rests on a speaker somebody inferred."""
    inferred = sum(1 for _, _, flag in graph.edges(data="inferred") if flag)
    if inferred:
        yield Text(f"{inferred} de {graph.number_of_edges()} lazos descansan solo en quién habla por inferencia; --certain los deja fuera.",
                   f"{inferred} of {graph.number_of_edges()} ties rest only on an inferred speaker; --certain leaves them out.")
    partly = sum(1 for _, _, data in graph.edges(data=True) if 0 < data.get("stated", 0) < (len(data.get("shared", ())) or data.get("weight", 1)))
    if partly:
        yield Text(f"Otros lazos que deben a lo inferido solo una parte de su peso: {partly}.", f"Other ties that owe only part of their weight to what is inferred: {partly}.")


def _shown(net: Net) -> Iterator[Text]:
    """What is left out of a network cut to its strongest nodes (``of_nodes`` and ``of_ties``: how many there are in the whole)."""
    if "of_nodes" in net.info:
        nodes, ties = net.info["of_nodes"], net.info["of_ties"]
        yield Text(f"Se muestran {len(net)} de {nodes} nodos, los de más fuerza en la red entera, y {net.tie_count} de {ties} lazos, los que hay entre ellos.",
                   f"Shown are {len(net)} of {nodes} nodes, the strongest in the whole network, and {net.tie_count} of {ties} ties, those among them.")


def _doubts(net: Net) -> Text:
    """What open doubts do to ranks."""
    turns, pairs, every = net.info.get("doubts", 0), net.info.get("identities", 0), net.info["doubts_combined"]
    over = Text("todas sus combinaciones", "all their combinations") if every else Text("cada una por sí sola y combinaciones al azar", "each alone and combinations by chance")
    es = [f"Turnos en que puede haber hablado otra persona: {turns}."] if turns else []
    en = [f"Turns in which somebody else may have spoken: {turns}."] if turns else []
    if pairs:
        es.append(f"Pares que podrían ser uno solo: {pairs}.")
        en.append(f"Pairs that may be one: {pairs}.")
    return Text(f"{' '.join(es)} El lugar es un rango sobre las alternativas ({over.es}).", f"{' '.join(en)} The rank is a range over the alternatives ({over.en}).")


def _sessions(net: Net, network: Net | nx.Graph[str]) -> Iterator[Text]:
    """What few sessions do to co-presence."""
    sessions = int(net.info.get("groups", 0))
    once = sum(1 for node, count in network.nodes(data="count") if count == 1 and network.degree(node)) if isinstance(network, nx.Graph) else 0
    if sessions < FEW_SESSIONS:
        yield Text(f"Son {sessions} sesiones: la red es una unión de grupos en que todos están atados con todos (uno por sesión); su forma la deciden las sesiones, no quienes estuvieron.",
                   f"There are {sessions} sessions: the network is a union of groups in which everybody is tied to everybody (one a session); the sessions decide its shape, not those who were there.")
    if separate_cliques(net):
        yield Text("Nadie une dos sesiones: no se dan lugares, pues solo dirían cuánta gente hubo en cada una.",
                   "Nobody joins two sessions: no ranks are given, for they would only say how many people were in each.")
    elif once:
        people = set(net.kinds) <= {"person", ""}
        who = Text(f"{once} personas estuvieron", f"{once} people were") if people else Text(f"{once} nodos estuvieron", f"{once} nodes were")
        yield Text(f"{who.es} en una sola sesión: su grado, fuerza y lugar solo dicen cuánta gente hubo en ella.",
                   f"{who.en} in a single session: their degree, strength and rank only say how many people were in it.")


def twins(graph: nx.Graph[str]) -> list[list[str]]:
    """Return the groups of two or more nodes in exactly the same sessions (institutions, themes): none of their values differ.

    Only one-mode networks have them; without ``count`` (a graph not made here) there are none.
    Two nodes share all when the weight of their tie is the ``count`` of both; so no list of sessions is needed.
    """
    groups: dict[frozenset[tuple[str, float]], list[str]] = defaultdict(list)
    for node, count in sorted(graph.nodes(data="count")):
        if count and graph.degree(node):
            groups[frozenset({**{other: data.get("weight", 1) for other, data in graph[node].items()}, node: count}.items())].append(node)
    return [group for group in groups.values() if len(group) > 1]
