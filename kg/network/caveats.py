"""What must be known before concluding anything from a network: few sessions, groups without links, doubts, what is inferred, what is estimated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import networkx as nx

from kg.model.text import Text, counted
from kg.network.centrality import betweenness_error
from kg.network.cohesion import separate_cliques
from kg.network.doubt_words import doubts_said
from kg.network.net import Net, as_net
from kg.network.table import too_large
from kg.network.titles import window

FEW_SESSIONS = 20  # fewer than these, and which sessions were recorded decides more than who met whom (judged, not measured)

Betweenness = Literal["column", "asked", ""]

_SAYS_LESS = {
    "copresence": Text("Estar en la misma sesión no es colaborar.", "Being in the same session is not collaborating."),
    "affiliation": Text("Tener cargo en la misma institución no es colaborar; la afiliación es la que el informe muestra en sus fechas.",
                        "An office in the same institution is not collaborating; affiliation is what the report shows on its dates."),
    "theme": Text("Hablar del mismo tema no es hablar entre sí ni estar de acuerdo.", "Speaking on the same theme is neither speaking to each other nor agreeing."),
    "wished": Text("Son lazos que alguien pidió, no lazos que existan; no alimentan ninguna otra capa.", "These are ties somebody asked for, not ties that exist; they feed no other layer."),
}
_SETS = {"copresence": Text("las mismas sesiones", "the same sessions"), "affiliation": Text("las mismas instituciones", "the same institutions"),
         "theme": Text("los mismos temas", "the same themes")}


def caveats(network: Net | nx.Graph[str], betweenness: Betweenness = "column") -> list[Text]:
    """Return what a reader must know before concluding anything from this network, most important first.

    ``betweenness``: whether it is a column of the table of measures (left empty on the largest networks), was asked for by itself, or is not shown (``""``).
    A ``Net`` does not hold what a graph says of each tie and node; what is inferred is told from its ``info``, what is in doubt of graphs only.
    """
    net = as_net(network)
    layer = str(net.info.get("layer", ""))
    found = [*_shown(net)]
    if not net.tie_count:
        return [*found, no_ties(net.info)]
    found += _sessions(net, network) if layer == "copresence" else ()
    if layer in _SAYS_LESS:
        found.append(_SAYS_LESS[layer])
    found += inferred_said(*_inferred(network), net.tie_count)
    found += _doubts(net)
    if separate_cliques(net) and not net.info.get("two_mode") and layer != "copresence":
        found.append(Text("Cada grupo está atado por entero y aparte de los demás: sin dudas abiertas no se dan lugares, pues solo dirían su tamaño.",
                          "Each group is tied throughout and apart from the others: without open doubts no ranks are given, for they would only say its size."))
    elif layer in _SETS and isinstance(network, nx.Graph) and (alike := twins(network)):
        people, what = sum(map(len, alike)), _SETS[layer]
        groups = counted(len(alike), Text("grupo", "group"), Text("grupos", "groups"))
        found.append(Text(f"{people} nodos en {groups.es} tienen exactamente {what.es}: sus valores son iguales y su lugar es un rango.",
                          f"{people} nodes in {groups.en} have exactly {what.en}: their values are equal and their rank is a range."))
    found += _paths(net, betweenness) if betweenness else ()
    if net.info.get("two_mode"):
        found.append(Text("Red de dos modos: los lugares se dan aparte para cada clase de nodo.", "Two-mode network: ranks are given apart for each kind of node."))
    return found


def no_ties(info: Mapping[str, Any]) -> Text:
    """Why there are no ties: the part that was chosen, what was left out, or the reports."""
    chosen = window(info)
    if chosen:
        return Text(f"No hay lazos: ningún evento de la parte elegida ({chosen.es}) hace uno en esta capa.", f"There are no ties: no event of the part chosen ({chosen.en}) makes one in this layer.")
    if info.get("certain"):
        return Text("No hay lazos: sin lo que descansa en quién habla por inferencia no queda ninguno en esta capa.",
                    "There are no ties: without what rests on an inferred speaker none is left in this layer.")
    return Text("No hay lazos: los informes no dicen nada que los haga en esta capa.", "There are no ties: the reports say nothing that makes one in this layer.")


def _paths(net: Net, where: str) -> Iterator[Text]:
    """What size does to betweenness."""
    error, risk = betweenness_error(net)
    if where == "column" and too_large(net):
        yield Text("La red es demasiado grande para su intermediación: la columna va vacía.", "The network is too large for betweenness: the column is empty.")
    elif error:
        yield Text(f"La intermediación se estima con caminos al azar: con probabilidad {1 - risk:g} ningún valor se aparta más de {error:g}; los menores no se distinguen de 0.",
                   f"Betweenness is estimated from random paths: with probability {1 - risk:g} no value is off by more than {error:g}; smaller ones are not told from 0.")


def _inferred(network: Net | nx.Graph[str]) -> tuple[int, int]:
    """How many ties rest only on a speaker somebody inferred, and how many others owe such a one a part of their weight."""
    if isinstance(network, Net):
        return int(network.info.get("inferred_ties", 0)), int(network.info.get("partly_inferred_ties", 0))
    partly = sum(1 for _, _, data in network.edges(data=True) if 0 < data.get("stated", 0) < (len(data.get("shared", ())) or data.get("weight", 1)))
    return sum(1 for _, _, flag in network.edges(data="inferred") if flag), partly


def inferred_said(only: int, partly: int, ties: int) -> Iterator[Text]:
    """What is to be said of ties that rest on a speaker somebody inferred: ``only`` on that, or ``partly``."""
    if only:
        of, one = counted(ties, Text("lazo", "tie"), Text("lazos", "ties")), only == 1
        yield Text(f"{only} de {of.es} {'descansa' if one else 'descansan'} solo en quién habla por inferencia; --certain {'lo' if one else 'los'} deja fuera.",
                   f"{only} of {of.en} {'rests' if one else 'rest'} only on an inferred speaker; --certain leaves {'it' if one else 'them'} out.")
    if partly:
        yield Text(f"Otros lazos que deben a lo inferido solo una parte de su peso: {partly}.", f"Other ties that owe only part of their weight to what is inferred: {partly}.")


def _shown(net: Net) -> Iterator[Text]:
    """What is left out of a network cut to its strongest nodes (``of_nodes`` and ``of_ties``: how many there are in the whole)."""
    if "of_nodes" in net.info:
        nodes, ties = net.info["of_nodes"], net.info["of_ties"]
        of, tied = Text(*("nodo", "node") if nodes == 1 else ("nodos", "nodes")), counted(ties, Text("lazo", "tie"), Text("lazos", "ties"))
        seen = Text(*("Se muestra", "Shown is") if len(net) == 1 else ("Se muestran", "Shown are"))
        yield Text(f"{seen.es} {len(net)} de {nodes} {of.es}, el de más fuerza en la red entera, y {net.tie_count} de {tied.es}."
                   if len(net) == 1 else f"{seen.es} {len(net)} de {nodes} {of.es}, los de más fuerza en la red entera, y {net.tie_count} de {tied.es}, los que hay entre ellos.",
                   f"{seen.en} {len(net)} of {nodes} {of.en}, the strongest in the whole network, and {net.tie_count} of {tied.en}, those among them.")


def _doubts(net: Net) -> list[Text]:
    """What open doubts do to ranks; nothing when there are none."""
    turns, pairs, left, unknown = (net.info.get(name, 0) for name in ("doubts", "identities", "doubts_left", "doubts_unknown"))
    return doubts_said(turns, pairs, net.info.get("doubts_combined", True), left, bool(unknown)) if turns or pairs or unknown else []


def _sessions(net: Net, network: Net | nx.Graph[str]) -> Iterator[Text]:
    """What few sessions do to co-presence."""
    sessions = int(net.info.get("groups", 0))
    once = sum(1 for node, count in network.nodes(data="count") if count == 1 and network.degree(node)) if isinstance(network, nx.Graph) else 0
    if sessions < FEW_SESSIONS:
        many = Text("Es 1 sesión", "There is 1 session") if sessions == 1 else Text(f"Son {sessions} sesiones", f"There are {sessions} sessions")
        yield Text(f"{many.es}: la red es una unión de grupos en que todos están atados con todos (uno por sesión); su forma la deciden las sesiones, no quienes estuvieron.",
                   f"{many.en}: the network is a union of groups in which everybody is tied to everybody (one a session); the sessions decide its shape, not those who were there.")
    if separate_cliques(net) and not (net.info.get("doubts") or net.info.get("identities")):
        yield Text("Nadie une dos sesiones: no se dan lugares, pues solo dirían cuánta gente hubo en cada una.",
                   "Nobody joins two sessions: no ranks are given, for they would only say how many people were in each.")
    elif once:
        people = set(net.kinds) <= {"person", ""}
        who = counted(once, Text("persona estuvo", "person was"), Text("personas estuvieron", "people were")) if people else \
            counted(once, Text("nodo estuvo", "node was"), Text("nodos estuvieron", "nodes were"))
        yield Text(f"{who.es} en una sola sesión: su grado, fuerza y lugar solo dicen cuánta gente hubo en ella.",
                   f"{who.en} in a single session: {'its' if once == 1 else 'their'} degree, strength and rank only say how many people were in it.")


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
