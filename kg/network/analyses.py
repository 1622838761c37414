"""The analyses of a network as tables: ranks over doubts, layers side by side, groups and how firm they are, mixing and brokerage of sectors."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kg.model.errors import UsageError
from kg.model.text import Text, counted
from kg.network.backbone import Backbone
from kg.network.brokerage import ROLES, brokerage
from kg.network.catalogue import find, measure
from kg.network.caveats import caveats, inferred_said, no_ties
from kg.network.doubt import Doubt, Speaker
from kg.network.engines import Progress
from kg.network.frames import Column, Table
from kg.network.mixing import EI, Attribute, mixing
from kg.network.multilayer import compare
from kg.network.names import Names
from kg.network.net import Net
from kg.network.ranges import Ranges
from kg.network.significance import Significance
from kg.network.stability import FEW_RUNS, MANY_TIES, RUNS, stability
from kg.network.titles import heading, named, part

_NAME = Column("label", Text("nombre", "name"), Text("nombre del nodo", "the node's name"))
_IRI = Column("iri", Text("IRI", "IRI"), Text("el nodo en el grafo: kg show abre su evidencia", "the node in the graph: kg show opens its evidence"))


MOST_ROWS = 500_000  # of ties in a table: each takes some 1 kB
Told = Callable[[Text], Progress]

USUAL = ("degree", "strength", "betweenness", "closeness", "constraint")
USUAL_TWO_MODE = ("degree", "two-mode-degree", "two-mode-closeness", "two-mode-betweenness")


def measure_table(net: Net, names: Sequence[str] = (), told: Told | None = None) -> Table:
    """Return one row a node and one column a measure (of ties: one row a tie), the first measure's largest value first. Without names, the usual ones.

    ``told``: gives, for what a measure is called, who is told how far it is. Raises UsageError: an unknown measure (the nearest named), one that the
    network's mode has not, measures of nodes and of ties at once, more ties than a table holds.
    """
    chosen = [find(name) for name in dict.fromkeys(names or (USUAL if net.side is None else USUAL_TWO_MODE))]
    ties = {m.where == "tie" for m in chosen}
    if len(ties) > 1:
        raise UsageError(Text("no caben en una tabla medidas de nodos y de lazos", "measures of nodes and of ties do not fit in one table"), " ".join(m.name for m in chosen),
                         Text("pídalas por separado", "ask for them apart"))
    if True in ties:
        fits(net.tie_count, Text("pida una medida de nodos, o una parte: --event, --from, --to", "ask for a measure of nodes, or for a part: --event, --from, --to"))
    values = {m.name: measure(net, m.name, **({"progress": told(m.label)} if told and "progress" in inspect.signature(m.compute).parameters else {})) for m in chosen}
    columns = [Column(m.name, m.label, Text(f"{m.meaning.es}; {m.range.es}", f"{m.meaning.en}; {m.range.en}")) for m in chosen]
    at, (first, *_) = net.at, chosen
    title, notes = heading(net.info, len(net), net.tie_count), caveats(net, "asked" if "betweenness" in values else "")
    order = sorted(values[first.name], key=lambda key: (-_number(values[first.name][key]), key))
    if True in ties:
        rows: list[tuple[object, ...]] = [(net.labels[at[u]], net.labels[at[v]], *(values[m.name][u, v] for m in chosen), u, v) for u, v in order]
        return Table(title, (*_PAIR, *columns, *_IRIS), rows, notes)
    return Table(title, (_NAME, *columns, _IRI), [(net.labels[at[n]], *(_defined(values[m.name][n]) for m in chosen), n) for n in order], notes)


def fits(rows: int, remedy: Text) -> None:
    """Raise UsageError when a table would have more than ``MOST_ROWS`` rows."""
    if rows > MOST_ROWS:
        raise UsageError(Text(f"la tabla tendría {rows:,} filas (caben {MOST_ROWS:,})", f"the table would have {rows:,} rows ({MOST_ROWS:,} fit)"), "", remedy)


def _number(value: float | None) -> float:
    """Return what to sort by; what is not defined comes last."""
    return -math.inf if value is None or math.isnan(value) else value


def _defined(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value


def rank_table(made: Ranges, names: Names, title: Text, what: Text) -> Table:
    """Return the places: as the graph stands, over all doubts, and what would settle each."""
    columns = (Column("place", Text("lugar", "place"), Text("lugar en el grafo como está; un rango con empates", "place in the graph as it stands; a range with ties")),
               Column("range", Text("rango", "range"), Text("lugar sobre todas las maneras de resolver las dudas", "place over every way to settle the doubts")),
               _NAME, Column("value", what, what),
               Column("settles", Text("lo resolvería", "would settle it"), Text("las dudas que por sí solas mueven el lugar", "the doubts that alone move the place")), _IRI)
    rows = [(span(p.first, p.last), span(p.low, p.high), names[p.node], p.value, tuple(told(d, names) for d in p.settles), p.node) for p in made.places]
    return Table(title, columns, rows, made.said)


def told(doubt: Doubt, names: Names) -> str:
    """Return a doubt in few signs: who may have spoken in which turn, or who may be one."""
    if isinstance(doubt, Speaker):
        return f"{doubt.turn.rpartition('/')[2]}: {names[doubt.speaker]} / {' / '.join(names[o] for o in doubt.others)}"
    return f"{names[doubt.one]} = {names[doubt.other]}"


def span(first: int, last: int) -> str:
    """Return a place or a range of places."""
    return str(first) if first == last else f"{first}–{last}"


def layer_tables(nets: Mapping[str, Net], names: Names) -> list[Table]:
    """Return what differs between layers: pairs of layers, nodes, and the ties only one layer has (but not of a layer that has too many)."""
    found = compare(nets)
    notes = [Text(f"{layer}: {note.es}", f"{layer}: {note.en}") for layer, net in nets.items() for note in caveats(net, "")]
    listed = {layer: len(found.alone[layer]) <= MOST_ROWS for layer in found.layers}
    notes += [Text(f"{layer}: sus {len(found.alone[layer]):,} lazos que no tiene otra capa no se enumeran; tome una parte: --event, --from, --to.",
                   f"{layer}: its {len(found.alone[layer]):,} ties that no other layer has are not listed; take a part: --event, --from, --to.")
              for layer in found.layers if not listed[layer]]
    how = part(next(iter(nets.values())).info)
    two = Text(f"Capas de dos en dos ({how.es})", f"Layers two by two ({how.en})") if how else Text("Capas de dos en dos", "Layers two by two")
    pairs = Table(two, (
        Column("one", Text("una", "one"), Text("una capa", "a layer")), Column("other", Text("otra", "other"), Text("otra capa", "another layer")),
        Column("both", Text("lazos en ambas", "ties in both"), Text("lazos que están en las dos", "ties both have")),
        Column("only_one", Text("solo en una", "only in one"), Text("lazos que solo tiene la primera", "ties only the first has")),
        Column("only_other", Text("solo en otra", "only in other"), Text("lazos que solo tiene la segunda", "ties only the second has")),
        Column("jaccard", Text("Jaccard", "Jaccard"), Text("lazos en ambas entre lazos en alguna, 0 a 1", "ties in both over ties in either, 0 to 1")),
        Column("correlation", Text("correlación", "correlation"), Text("de Spearman entre los grados, -1 a 1", "Spearman's, between degrees, -1 to 1"))),
        [(p.one, p.other, p.both, p.only_one, p.only_other, p.jaccard, p.correlation) for p in found.pairs], notes)
    nodes = Table(Text("Nodos sobre las capas", "Nodes over the layers"), (
        _NAME, *(Column(name, Text(name, name), Text(f"con cuántos otros lo ata {name}", f"how many others {name} ties it to")) for name in found.layers),
        Column("participation", Text("reparto", "participation"), Text("0: todos sus lazos en una capa; 1: repartidos por igual", "0: all its ties in one layer; 1: spread evenly")), _IRI),
        [(names[n.node], *n.degrees, n.participation, n.node) for n in found.nodes])
    only = Table(Text("Lazos que solo tiene una capa", "Ties only one layer has"), (
        Column("layer", Text("capa", "layer"), Text("la única capa que lo tiene", "the only layer that has it")),
        Column("a", Text("uno", "one"), Text("un extremo", "one end")), Column("b", Text("otro", "other"), Text("el otro extremo", "the other end"))),
        [(name, names[a], names[b]) for name in found.layers if listed[name] for a, b in found.only(name)])
    return [pairs, nodes, only]


def group_tables(net: Net, progress: Progress | None = None) -> list[Table]:
    """Return the communities many runs agree on (fewer runs when there are many ties), and how firm each node is in its own."""
    found = stability(net, runs=RUNS if net.tie_count <= MANY_TIES else FEW_RUNS, progress=progress)
    at = net.at
    rows = sorted(((number, net.labels[at[node]], found.stays[node], node) for node, number in found.consensus.items()), key=lambda r: (r[0], -r[2], r[1], r[3]))
    columns = (Column("community", Text("comunidad", "community"), Text("1 es la mayor", "1 is the largest")), _NAME,
               Column("stays", Text("permanece", "stays"), Text("parte de las corridas en que está con ella, 0 a 1", "share of the runs in which it is with it, 0 to 1")), _IRI)
    of = named(net.info)
    return [Table(Text(f"Comunidades de {of.es}: consenso de {found.runs} corridas, modularidad {found.modularity:.3f}",
                       f"Communities of {of.en}: consensus of {found.runs} runs, modularity {found.modularity:.3f}"),
                  columns, rows, [*found.caveats(), *caveats(net, "")])]


def sector_tables(net: Net, attribute: Attribute, progress: Progress | None = None) -> list[Table]:
    """Return how ties mix the groups of an attribute ({node: names of groups}), and who brokers between them."""
    mixed, brokers, at, of = mixing(net, attribute, progress=progress), brokerage(net, attribute), net.at, named(net.info)
    rows = [("Σ", *_ei(mixed.whole)), *((name, *_ei(each)) for name, each in mixed.each.items())]
    assortativity = "—" if mixed.assortativity is None else f"{round(mixed.assortativity, 3) + 0.0:.3f}"  # no "-0.000"
    ei = Table(Text(f"Mezcla en {of.es}: índice E-I (asortatividad {assortativity})", f"Mixing in {of.en}: E-I index (assortativity {assortativity})"), (
        Column("group", Text("grupo", "group"), Text("Σ es la red entera", "Σ is the whole network")),
        Column("size", Text("nodos", "nodes"), Text("partes de nodos sumadas", "parts of nodes added up")),
        Column("internal", Text("lazos dentro", "ties inside"), Text("lazos entre dos del grupo", "ties between two of the group")),
        Column("external", Text("lazos fuera", "ties across"), Text("lazos con otros grupos", "ties with other groups")),
        Column("index", Text("E-I", "E-I"), Text("-1: todos dentro; 1: todos fuera", "-1: all inside; 1: all across")),
        Column("expected", Text("esperado", "expected"), Text("su media si los grupos se repartieran al azar", "its mean if groups were dealt at random")),
        Column("closed", Text("p cerrado", "p closed"), Text("parte de los repartos tan cerrados o más", "share of deals as closed or more")),
        Column("open", Text("p abierto", "p open"), Text("parte de los repartos tan abiertos o más", "share of deals as open or more"))), rows, [*mixed.caveats(), *caveats(net, "")])
    ranked: Sequence[tuple[str, dict[str, float]]] = sorted(brokers.roles.items(), key=lambda r: (-r[1]["total"], net.labels[at[r[0]]], r[0]))
    roles = Table(Text("Quién media entre grupos (Gould y Fernandez 1989)", "Who brokers between groups (Gould and Fernandez 1989)"), (
        _NAME, *(Column(role, *_ROLES[role]) for role in (*ROLES, "total")), _IRI),
        [(net.labels[at[node]], *(counts[role] for role in (*ROLES, "total")), node) for node, counts in ranked if counts["total"]], brokers.caveats())
    return [ei, roles]


def _ei(found: EI) -> tuple[float | None, ...]:
    return (found.size, found.internal, found.external, found.index, found.expected, found.closed, found.open)


def significance_table(found: Significance, every: bool = False, info: Mapping[str, Any] | None = None) -> Table:
    """Return the pairs that share more than the null model allows for (``every``: all pairs that share something), the least likely by chance first.

    ``info``: what ``kg.network.graph.said_of`` says of the incidence that was tested. Raises UsageError: more pairs than a table holds.
    """
    over, many = found.over, len(found.observed)
    fits(many if every else int(over.sum()), Text("quite --all, o baje --alpha", "leave --all out, or lower --alpha"))
    columns = (*_PAIR, Column("observed", Text("comparten", "shared"), Text("grupos que comparten", "groups they share")),
               Column("expected", Text("esperado", "expected"), Text("los que compartirían en promedio según el modelo", "how many they would share on average by the model")),
               Column("upper", Text("p", "p"), Text("probabilidad de compartir tantos o más, corregida", "chance of sharing as many or more, corrected")),
               Column("over", Text("pasa", "passes"), Text("si pasa la prueba", "whether it passes the test")), *_IRIS)
    rows = [(r["source_label"], r["target_label"], r["observed"], r["expected"], r["upper"], r["over"], r["source"], r["target"]) for r in found.rows(only=None if every else over)]
    how = part(info or {})
    title = Text(f"Lazos que el azar no explica ({found.model}{f'; {how.es}' if how else ''}): {int(over.sum())} de {many}",
                 f"Ties chance does not explain ({found.model}{f'; {how.en}' if how else ''}): {int(over.sum())} of {many}")
    said = info or {}
    notes = [*found.caveats(), *inferred_said(int(said.get("inferred_ties", 0)), int(said.get("partly_inferred_ties", 0)), many)] if many else [no_ties(said)]
    return Table(title, columns, rows, notes)


def disparity_table(net: Net, found: Backbone, every: bool = False) -> Table:
    """Return the ties the disparity filter keeps (``every``: all), the least likely first. Raises UsageError: more ties than a table holds."""
    chosen = np.arange(len(found.p)) if every else np.flatnonzero(found.kept)
    fits(len(chosen), Text("quite --all, o baje --alpha", "leave --all out, or lower --alpha"))
    columns = (*_PAIR, Column("weight", Text("peso", "weight"), Text("fuerza del lazo", "strength of the tie")),
               Column("p", Text("p", "p"), Text("probabilidad de una parte tan grande en un reparto al azar", "chance of so large a part in a random spread")),
               Column("kept", Text("pasa", "passes"), Text("si pasa la prueba", "whether it passes the test")), *_IRIS)
    order = chosen[np.lexsort((found.second[chosen], found.first[chosen], found.p[chosen]))]
    values = zip(*(x[order].tolist() for x in (found.first, found.second, found.weights, found.p, found.kept)), strict=True)
    rows = [(net.labels[i], net.labels[j], weight, p, kept, net.ids[i], net.ids[j]) for i, j, weight, p, kept in values]
    of, ties = named(net.info), counted(len(found.p), Text("lazo", "tie"), Text("lazos", "ties"))
    return Table(Text(f"Esqueleto de {of.es} (filtro de disparidad): {found.net.tie_count} de {ties.es}", f"Backbone of {of.en} (disparity filter): {found.net.tie_count} of {ties.en}"),
                 columns, rows, [*found.caveats(), *caveats(net, "")])


_PAIR = (Column("a", Text("uno", "one"), Text("un extremo", "one end")), Column("b", Text("otro", "other"), Text("el otro extremo", "the other end")))
_IRIS = (Column("iri", Text("IRI de uno", "IRI of one"), Text("el nodo en el grafo", "the node in the graph")),
         Column("iri_b", Text("IRI del otro", "IRI of the other"), Text("el nodo en el grafo", "the node in the graph")))
_ROLES = {
    "coordinator": (Text("coordina", "coordinator"), Text("los tres del mismo grupo", "all three of one group")),
    "itinerant": (Text("itinerante", "itinerant"), Text("media entre dos de un grupo que no es el suyo", "between two of a group that is not its own")),
    "gatekeeper": (Text("puerta", "gatekeeper"), Text("guarda la entrada de su grupo", "guards the way into its group")),
    "representative": (Text("representa", "representative"), Text("habla por su grupo hacia fuera", "speaks for its group to others")),
    "liaison": (Text("enlace", "liaison"), Text("une dos grupos, ninguno el suyo", "joins two groups, neither its own")),
    "total": (Text("total", "total"), Text("pares de vecinos no atados entre sí que une", "pairs of neighbours, not tied to each other, that it joins")),
}
