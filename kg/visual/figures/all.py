"""The figures there are: what each shows, and how it is made from a graph. A new one is a module and a row of ``FIGURES``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import networkx as nx

from kg.findings.finding import Scope
from kg.findings.gaps import absent_municipalities
from kg.model.errors import UsageError, nearest
from kg.model.text import Text
from kg.network.catalogue import find
from kg.network.graph import network
from kg.network.incidence import Incidence, Rows, incidence
from kg.network.layers import LAYERS
from kg.network.measures import caveats
from kg.network.ranges import ranges
from kg.network.views import views
from kg.visual.figures.base import Plan
from kg.visual.figures.data import Session, roles, sessions, sources_note
from kg.visual.figures.matrix import Cell, matrix_plan
from kg.visual.figures.municipalities import Town, municipalities_plan
from kg.visual.figures.network import network_plan
from kg.visual.figures.ranks import Ranked, ranks_plan
from kg.visual.figures.timeline import timeline_plan
from kg.visual.pyvis_export import top as strongest


@dataclass(frozen=True)
class Request:
    """What is asked for. ``layer``: "" is the figure's own; ``top``: only so many nodes; ``state``: INEGI code of two digits, "" is the state
    with most municipalities represented."""

    kind: str
    layer: str = ""
    measure: str = "strength"
    state: str = ""
    by: str = "person"
    top: int | None = None
    certain_only: bool = False


def plan(reader: Rows, request: Request) -> Plan:
    """Return the figure that is asked for. Raises UsageError: unknown figure or layer (the nearest named), or a layer where none is taken."""
    if request.kind not in FIGURES:
        raise UsageError(Text(f"no hay figura {request.kind!r}", f"there is no figure {request.kind!r}"), "", nearest(request.kind, FIGURES, most=len(FIGURES)))
    layer = request.layer or FIGURES[request.kind].layer
    useless = [f.name for f in fields(Request) if f.name not in ("kind", *FIGURES[request.kind].takes) and getattr(request, f.name) != f.default]
    if useless:
        raise UsageError(Text(f"la figura {request.kind} no lleva {', '.join(map(_spelled, useless))}", f"the figure {request.kind} takes no {', '.join(map(_spelled, useless))}"), "",
                         Text(f"lleva: {', '.join(map(_spelled, FIGURES[request.kind].takes)) or '-'}", f"it takes: {', '.join(map(_spelled, FIGURES[request.kind].takes)) or '-'}"))
    if layer and layer not in LAYERS:
        raise UsageError(Text(f"no hay capa {layer!r}", f"there is no layer {layer!r}"), "", nearest(layer, LAYERS, most=len(LAYERS)))
    return FIGURES[request.kind].make(reader, request, layer)


def _spelled(name: str) -> str:
    """Return how the command line calls what can be asked for."""
    return {"layer": "LAYER", "certain_only": "--certain"}.get(name, f"--{name}")


def _network(reader: Rows, request: Request, layer: str) -> Plan:
    whole = network(reader, layer, request.certain_only, by=request.by)
    shown = strongest(whole, request.top) if request.top else whole
    return network_plan(shown, views()[layer].title, [*_gathered(request), *_notes(reader, whole)])


def _matrix(reader: Rows, request: Request, layer: str) -> Plan:
    found = incidence(reader, layer, request.certain_only, request.by)
    timed, what = sessions(reader), roles(reader)
    cells = {(found.row_ids[i], found.col_ids[j]): Cell(what.get((found.row_ids[i], found.col_ids[j]), ()), all(c in found.inferred for c in claims))
             for (i, j), claims in found.claims.items()}
    cols = _columns(found, timed)
    rows = list(zip(found.row_ids, found.row_labels, strict=True))
    if request.top:
        count = {row: sum(1 for r, _ in cells if r == row) for row, _ in rows}
        rows = sorted(rows, key=lambda r: (-count[r[0]], r[1], r[0]))[:request.top]
        kept = {row for row, _ in rows}
        cells = {pair: cell for pair, cell in cells.items() if pair[0] in kept}
    return matrix_plan(rows, cols, cells, views()[layer].title, (*_gathered(request), _sessions(timed), sources_note(reader)))


def _columns(found: Incidence, timed: list[Session]) -> list[tuple[str, str]]:
    """Return the columns in order: events by time, anything else by how many rows are in it."""
    when = {session.iri: n for n, session in enumerate(timed)}
    size: dict[int, int] = {}
    for _, j in found.claims:
        size[j] = size.get(j, 0) + 1
    order = sorted(range(len(found.col_ids)), key=lambda j: (when.get(found.col_ids[j], len(when)), -size.get(j, 0), found.col_labels[j], found.col_ids[j]))
    return [(found.col_ids[j], found.col_labels[j]) for j in order]


def _timeline(reader: Rows, _request: Request, _layer: str) -> Plan:
    return timeline_plan(sessions(reader), Text("Las sesiones en el tiempo", "The sessions in time"), (sources_note(reader),))


def _municipalities(reader: Rows, request: Request, _layer: str) -> Plan:
    """The first of the states asked for, else the one with most municipalities represented: what ``kg findings`` says of it."""
    section = absent_municipalities(reader, Scope(states=(request.state,) if request.state else ()))
    grid = section.grids[0] if section.grids else None
    found = sorted((Town(tile.key, tile.label, tile.state) for tile in grid.tiles), key=lambda t: (t.code, t.label)) if grid else []
    of, code = (grid.title, f" ({found[0].code[:2]})" if found else "") if grid else (section.title, "")
    return municipalities_plan(found, Text(f"{of.es}{code}", f"{of.en}{code}"), (section.caveats[0], _sessions(sessions(reader)), sources_note(reader)))


def _ranks(reader: Rows, request: Request, layer: str) -> Plan:
    graph = network(reader, layer, request.certain_only, by=request.by)
    made = ranges(reader, layer, request.measure, by=request.by, certain_only=request.certain_only)
    label = dict(graph.nodes(data="label"))
    rows = [Ranked(str(label.get(p.node) or p.node), p.low, p.high, p.first, p.last) for p in made.places[:request.top]]
    view, by = views()[layer].title, find(request.measure).label
    return ranks_plan(rows, Text(f"{view.es}: lugares por {by.es}", f"{view.en}: places by {by.en}"),
                      Text("Un lugar es un rango por los empates y por lo que está abierto.", "A place is a range because of ties and of what is open."),
                      (*made.said, *_gathered(request), *_notes(reader, graph)), len(made.places))


def _gathered(request: Request) -> list[Text]:
    """Return what to say when a node is not one person."""
    return [] if request.by == "person" else [Text(f"Cada nodo reúne a quienes comparten lo que dice --by ({request.by}); dos nodos se atan por lo que sus personas comparten.",
                                                   f"Each node gathers those who share what --by says ({request.by}); two nodes are tied by what their people share.")]


def _notes(reader: Rows, graph: nx.Graph[str]) -> list[Text]:
    """Return what stands under every figure of a network: its caveats, the sessions behind it, the reports."""
    return [*caveats(graph), _sessions(sessions(reader)), sources_note(reader)]


def _sessions(timed: list[Session]) -> Text:
    count = sum(1 for s in timed if s.leaf)
    return Text(f"Sesiones recogidas: {count}.", f"Sessions recorded: {count}.")


@dataclass(frozen=True)
class FigureKind:
    """A figure: what it shows, the layer it takes when none is named ("": it takes none), who plans it, and the fields of a ``Request`` that count."""

    text: Text
    layer: str
    make: Callable[[Any, Request, str], Plan]
    takes: tuple[str, ...] = ()


FIGURES: dict[str, FigureKind] = {
    "network": FigureKind(Text("una capa dibujada", "a layer drawn"), "copresence", _network, ("layer", "by", "top", "certain_only")),
    "matrix": FigureKind(Text("quién está en qué, antes de proyectar", "who is in what, before any projection"), "person-event", _matrix, ("layer", "by", "top", "certain_only")),
    "timeline": FigureKind(Text("las sesiones, quiénes y cuánto se dijo", "the sessions, who was there and how much was said"), "", _timeline),
    "municipalities": FigureKind(Text("los municipios de un estado: presentes, nombrados, ausentes", "a state's municipalities: present, named, absent"), "", _municipalities, ("state",)),
    "ranks": FigureKind(Text("lugares con su rango", "places with their range"), "copresence", _ranks, ("layer", "measure", "by", "top", "certain_only")),
}
