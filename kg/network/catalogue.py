"""The one list of measures: what each says about collaboration, its range, what weight means in it, where it comes from, and what computes it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import networkx as nx

from kg.model.errors import UsageError, nearest
from kg.model.text import Text
from kg.network import centrality, cohesion, two_mode
from kg.network.net import Net, as_net
from kg.network.partition import communities

Where = Literal["node", "tie", "network"]


@dataclass(frozen=True)
class Measure:
    """``compute``: network → {node: number}, or {(node, node): number} when ``where`` is ``tie``. ``modes``: the kinds of network it can be asked of (1, 2)."""

    name: str
    label: Text
    meaning: Text
    range: Text
    weight: Text
    source: str
    compute: Callable[..., dict[Any, Any]]
    where: Where = "node"
    modes: tuple[int, ...] = (1, 2)


_IGNORED = Text("no cuenta", "ignored")
_LENGTH = Text("fuerza: la longitud de un lazo es 1/peso", "strength: the length of a tie is 1/weight")
_STRENGTH = Text("fuerza del lazo", "strength of the tie")
_SHARES = Text("partes de la fuerza de cada nodo", "shares of each node's strength")
_UNIT = Text("de 0 a 1", "0 to 1")
_NUMBERS = Text("número de 1 en adelante; 1 es el mayor", "a number from 1; 1 is the largest")
_PATHS = "Freeman 1979, doi:10.1016/0378-8733(78)90021-7"
_EVERETT = "Borgatti & Everett 1997, doi:10.1016/S0378-8733(96)00301-2"
_BURT = "Burt 2004, doi:10.1086/421787"

_OF_NODES = (
    Measure("degree", Text("grado", "degree"), Text("con cuántos otros tiene lazo", "how many others it is tied to"), Text("de 0 a n-1", "0 to n-1"), _IGNORED, _PATHS, centrality.degree),
    Measure("strength", Text("fuerza", "strength"), Text("cuánto comparte en total, cada compañero por separado; crece con el tamaño de las sesiones",
                                                         "how much it shares in all, each companion apart; grows with the size of sessions"),
            Text("de 0 en adelante", "0 upwards"), _STRENGTH, "Barrat et al. 2004, doi:10.1073/pnas.0400087101", centrality.strength),
    Measure("closeness", Text("cercanía", "closeness"),
            Text("qué tan cerca está de quienes alcanza, por la parte de la red que son", "how near it is to those it reaches, times the share of the network they are"),
            Text("de 0 en adelante; hasta 1 si todo lazo pesa 1", "0 upwards; to 1 when every tie weighs 1"), _LENGTH, f"{_PATHS}; Wasserman & Faust 1994, doi:10.1017/CBO9780511815478",
            centrality.closeness),
    Measure("betweenness", Text("intermediación", "betweenness"), Text("parte de los caminos más cortos entre otros que pasa por él: quién une a quienes si no quedarían lejos",
                                                                       "share of the shortest paths between others that pass through it: who joins those who would else be far apart"),
            _UNIT, _LENGTH, "Freeman 1977, doi:10.2307/3033543; Brandes 2001, doi:10.1080/0022250X.2001.9990249", centrality.betweenness),
    Measure("eigenvector", Text("centralidad de vector propio", "eigenvector centrality"), Text("quién comparte más con quienes más comparten; fuera de la parte más densa de la red vale 0",
                                                                                                "who shares most with those who share most; 0 outside the most closely knit part of the network"),
            _UNIT, _STRENGTH, "Bonacich 1972, doi:10.1080/0022250X.1972.9989806", centrality.eigenvector),
    Measure("pagerank", Text("PageRank", "PageRank"), Text("como la fuerza, pero un lazo vale más si viene de quien tiene pocos", "like strength, but a tie counts more from somebody who has few"),
            Text("de 0 a 1; entre todos, 1", "0 to 1; all together 1"), _STRENGTH, "Brin & Page 1998, doi:10.1016/S0169-7552(98)00110-X", centrality.pagerank),
    Measure("k-core", Text("núcleo k", "k-core"),
            Text("el mayor k tal que está en un grupo donde cada quien tiene k lazos dentro", "the largest k such that it is in a group where everybody has k ties inside"),
            Text("de 0 a n-1", "0 to n-1"), _IGNORED, "Seidman 1983, doi:10.1016/0378-8733(83)90028-X", centrality.core),
    Measure("clustering", Text("agrupamiento", "clustering"), Text("parte de los pares de sus vecinos que tienen lazo entre sí; 1 si estuvo en una sola sesión",
                                                                   "share of pairs of its neighbours that are tied; 1 for somebody who was in a single session"),
            _UNIT, _IGNORED, "Watts & Strogatz 1998, doi:10.1038/30918", centrality.clustering, modes=(1,)),
    Measure("constraint", Text("restricción", "constraint"), Text("cuánto llevan sus lazos a la misma gente; baja es lugar de quien conecta; sin lazos no se define",
                                                                  "how much its ties lead to the same people; low is a broker's place; undefined without ties"),
            Text("más de 0, menos de 2; 1 con un solo vecino", "above 0, below 2; 1 with a single neighbour"), _SHARES, f"{_BURT}; Everett & Borgatti 2020, doi:10.1016/j.socnet.2020.02.001",
            centrality.constraint),
    Measure("effective-size", Text("tamaño efectivo", "effective size"),
            Text("cuántos círculos distintos son sus vecinos; sin lazos no se define", "how many different circles its neighbours are; undefined without ties"),
            Text("de 1 al grado", "1 to the degree"), _SHARES, "Burt 1992, Structural Holes, Harvard University Press", centrality.effective_size),
    Measure("articulation", Text("punto de articulación", "articulation point"), Text("1 si sin él su parte de la red se deshace", "1 when without it its part of the network falls apart"),
            Text("0 o 1", "0 or 1"), _IGNORED, "Hopcroft & Tarjan 1973, doi:10.1145/362248.362272", cohesion.articulation),
    Measure("component", Text("componente", "component"),
            Text("trozo conexo en que está", "connected part it is in"), _NUMBERS, _IGNORED, "Wasserman & Faust 1994, doi:10.1017/CBO9780511815478", cohesion.components),
    Measure("community", Text("comunidad", "community"),
            Text("grupo con más lazos dentro que los esperados; una partición buena entre varias", "group with more ties inside than expected; one good partition among several"),
            _NUMBERS, _STRENGTH, "Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008; Traag et al. 2019, doi:10.1038/s41598-019-41695-z", communities),
)
_OF_TIES = (
    Measure("bridge", Text("puente", "bridge"),
            Text("1 si sin ese lazo su parte de la red se divide en dos", "1 when without the tie its part of the network falls in two"), Text("0 o 1", "0 or 1"), _IGNORED,
            "Tarjan 1974, doi:10.1016/0020-0190(74)90003-9", cohesion.bridging, "tie"),
)
_OF_TWO_MODES = (
    Measure("two-mode-degree", Text("grado de dos modos", "two-mode degree"), Text("parte del otro lado con que tiene lazo", "share of the other side it is tied to"), _UNIT, _IGNORED, _EVERETT,
            two_mode.two_mode_degree, modes=(2,)),
    Measure("two-mode-closeness", Text("cercanía de dos modos", "two-mode closeness"),
            Text("la menor suma de distancias posible en su lado, entre la suya", "the least sum of distances possible on its side, over its own"),
            Text("de 0 a 1; en una red en partes, menos de 2", "0 to 1; in a network in parts, below 2"), _IGNORED, _EVERETT, two_mode.two_mode_closeness, modes=(2,)),
    Measure("two-mode-betweenness", Text("intermediación de dos modos", "two-mode betweenness"), Text("los caminos más cortos que pasan por él, entre los más que podrían en su lado",
                                                                                                     "the shortest paths through it, over the most there could be on its side"),
            _UNIT, _IGNORED, f"{_EVERETT}; Borgatti & Halgin 2011, doi:10.4135/9781446294413.n28", two_mode.two_mode_betweenness, modes=(2,)),
)

MEASURES: dict[str, Measure] = {m.name: m for m in (*_OF_NODES, *_OF_TIES, *_OF_TWO_MODES)}
"""Name → measure, in the order in which they are listed."""


def find(name: str) -> Measure:
    """Return the measure of that name; an unknown one is an error that names the nearest."""
    if name not in MEASURES:
        raise UsageError(Text(f"no hay medida {name!r}", f"there is no measure {name!r}"), "", nearest(name, MEASURES))
    return MEASURES[name]


def measure(network: Net | nx.Graph[str], name: str, **options: Any) -> dict[Any, Any]:
    """Return {node: value} ({(node, node): value} for a measure of ties), plain numbers, in the order of IRIs.

    ``options``: what the measure takes besides (``progress``; ``method`` and ``seed`` of communities). Raises UsageError: an unknown
    measure or option (the nearest named), one of two-mode networks asked of a one-mode one, or the other way round.
    """
    asked, net = find(name), as_net(network)
    known = [option for option in inspect.signature(asked.compute).parameters if option != "network"]
    unknown = next((option for option in sorted(options) if option not in known), None)
    if unknown is not None:
        raise UsageError(Text(f"la medida {name} no tiene la opción {unknown!r}", f"the measure {name} has no option {unknown!r}"), "",
                         nearest(unknown, known) if known else Text("no tiene opciones", "it has no options"))
    mode = 1 if net.side is None else 2
    if mode not in asked.modes and len(net):
        others = [m.name for m in MEASURES.values() if mode in m.modes]
        raise UsageError(Text(f"la medida {name} no es para redes de {'un modo' if mode == 1 else 'dos modos'}", f"the measure {name} is not for {'one' if mode == 1 else 'two'}-mode networks"), "",
                         nearest(name, others))
    return asked.compute(net, **options)
