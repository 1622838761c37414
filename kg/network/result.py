"""What ``kg.open`` gives: the graph as rdflib knows it, with the ready questions and the networks beside it. Thin: each method calls what the command line calls."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
from rdflib import Dataset

from kg.graph.answer import Term
from kg.graph.store import Reader
from kg.model.errors import UsageError, nearest
from kg.model.iri import PREFIXES
from kg.model.text import Text
from kg.network.frames import Column, Table, of_records
from kg.network.net import Net, as_net

if TYPE_CHECKING:
    from kg.network.incidence import Rows
    from kg.network.slices import Slice


class Network:
    """A layer of a graph. ``graph`` is a plain ``networkx.Graph``; ``table()`` its measures; in a notebook it shows what it is and what it does not say."""

    def __init__(self, graph: nx.Graph[str], reader: Rows | None = None, asked: Mapping[str, Any] | None = None) -> None:
        """``reader`` and ``asked`` (the options of ``kg.network.graph.network``) are what ``net`` and ``ranges`` measure anew from."""
        self.graph, self._reader, self._asked = graph, reader, dict(asked or {})

    @cached_property
    def net(self) -> Net:
        """The network as arrays, for measures of large ones."""
        return as_net(self.graph)

    @cached_property
    def caveats(self) -> list[Text]:
        """What must be known before concluding anything, most important first."""
        from kg.network.measures import caveats

        return caveats(self.graph)

    @property
    def title(self) -> Text:
        """The layer and its size."""
        nodes, ties, layer = self.graph.number_of_nodes(), self.graph.number_of_edges(), self.graph.graph.get("layer", "")
        return Text(f"{layer}: {nodes} nodos, {ties} lazos", f"{layer}: {nodes} nodes, {ties} ties")

    @property
    def meaning(self) -> Text:
        """What a tie says."""
        return Text(str(self.graph.graph.get("meaning_es", "")), str(self.graph.graph.get("meaning_en", "")))

    def table(self, *measures: str) -> Table:
        """Return the nodes with these measures of ``kg.network.catalogue``, the highest by the first of them first; without any, the usual ones with the rank by strength.

        Raises UsageError: an unknown measure (the nearest named), one of ties, or one that is not for this kind of network.
        """
        from kg.network.measures import table

        if not measures:
            return of_records(self.title, table(self.graph), _meanings(USUAL), self.caveats, USUAL)
        found = {name: _finite(self.measure(name)) for name in dict.fromkeys(measures)}
        nodes = sorted(self.graph.nodes(data=True), key=lambda n: (-_order(found[measures[0]][n[0]]), str(n[1].get("label", n[0])), n[0]))
        rows = [{"iri": n, "label": str(d.get("label", n)), "kind": str(d.get("kind", "")), **{name: values[n] for name, values in found.items()}} for n, d in nodes]
        names = ("iri", "label", "kind", *found)
        return of_records(self.title, rows, _meanings(names), self.caveats, names)

    def measure(self, name: str, **options: Any) -> dict[str, Any]:
        """Return {node: value} of a measure (``kg.network.catalogue.measure``). Raises UsageError as that does, and for a measure of ties."""
        from kg.network.catalogue import find, measure

        if find(name).where != "node":
            raise UsageError(Text(f"{name} no es una medida de nodos", f"{name} is not a measure of nodes"), name, Text("use kg.network.catalogue.measure", "use kg.network.catalogue.measure"))
        return measure(self.net, name, **options)

    def ranges(self, measure: str = "strength") -> Table:
        """Return the places by a measure (``kg.network.ranges``): ``first`` to ``last`` as the graph stands, ``low`` to ``high`` over every way to settle what is open.

        Raises UsageError: an unknown measure, or a network that was not opened from a graph.
        """
        from kg.network.catalogue import find
        from kg.network.ranges import ranges

        if self._reader is None:
            raise UsageError(Text("la red no viene de un grafo abierto: sus dudas no se conocen", "the network does not come from an open graph: its doubts are not known"))
        by = find(measure).label
        made = ranges(self._reader, str(self.graph.graph["layer"]), measure, **self._asked)
        label = dict(self.graph.nodes(data="label"))
        rows = [(p.node, label.get(p.node) or p.node, p.value, p.first, p.last, p.low, p.high, [_open(d) for d in p.settles]) for p in made.places]
        return Table(Text(f"{self.title.es}; lugares por {by.es}", f"{self.title.en}; places by {by.en}"), PLACES, rows, [*made.said, *self.caveats])

    def ties(self) -> Table:
        """Return the ties: who with whom, how strong, what they share, the claims behind."""
        label = dict(self.graph.nodes(data="label"))
        found = sorted((min(u, v), max(u, v), d) for u, v, d in self.graph.edges(data=True) if u != v) if not self.graph.is_multigraph() else []
        rows = [(label[u] or u, label[v] or v, d.get("weight", 1), list(d.get("shared", ())), d.get("inferred"), list(d.get("claims", ()))) for u, v, d in found]
        return Table(self.title, TIES, rows, self.caveats)

    def write(self, path: Path | str, form: str = "") -> list[Path]:
        """Write the network; the format is told by the ending (``.graphml .gexf .csv .json .net .parquet .xlsx``) unless ``form`` names it."""
        from kg.network.export import SUFFIXES, write

        path = Path(path)
        known = {suffix: name for name, suffix in SUFFIXES.items()}
        if not form and path.suffix.lower() not in known:
            raise UsageError(Text(f"la terminación no dice el formato: {path.suffix!r}", f"the ending does not tell the format: {path.suffix!r}"),
                             str(path), nearest(path.suffix, known, most=len(known)))
        made = write(self.graph, form or known[path.suffix.lower()], path)
        assert isinstance(made, list)
        return made

    def __repr__(self) -> str:
        """Return what it is, in a line."""
        return f"<Network {self.title.en}>"

    def _repr_html_(self) -> str:
        """Return title, what a tie says and the caveats, in Spanish and English; every word is escaped."""
        said = "".join(f'<li>{escape(c.es)}<br><small lang="en">{escape(c.en)}</small></li>' for c in self.caveats)
        lines = "".join(f'<p>{escape(t.es)}<br><small lang="en">{escape(t.en)}</small></p>' for t in (self.title, self.meaning))
        return f"{lines}<ul>{said}</ul>"


class Graph(Dataset):
    """A built graph, read-only: an rdflib ``Dataset`` (``query``, ``graph`` …), and ``ask`` and ``network``, as the command line has them."""

    def __init__(self, reader: Reader) -> None:
        dataset = reader.dataset()
        super().__init__(store=dataset.store)
        self.reader = reader

    def ask(self, name: str, **parameters: str) -> Table:
        """Return the answer to a ready question (``kg ask`` lists them) as a table. Raises UsageError for an unknown question or parameter."""
        from kg.graph.answer import Answer
        from kg.graph.queries import find_question, load_questions
        from kg.model.corpus import Corpus
        from kg.model.iri import DEFAULT_BASE
        from kg.model.policy import read_policy
        from kg.model.terms import concepts

        corpus = Corpus.at(None)
        question = find_question(load_questions(corpus.queries()), name)
        _known(parameters, [p.name for p in question.params])
        answer = self.reader.query(question.bind(parameters, read_policy(corpus.policy).base or DEFAULT_BASE, concepts()))
        if not isinstance(answer, Answer):
            raise UsageError(Text("esa pregunta no da una tabla", "that question gives no table"), name)
        answer = answer.canonical(question.lists)
        columns = [Column(v, Text(v, v), Text("afirmaciones que lo sostienen", "claims that support it") if v == "evidence" else Text(v, v)) for v in answer.variables]
        separators = [question.lists.get(v, " " if v == "evidence" else None) for v in answer.variables]
        return Table(question.summary, columns, [[_value(t, s, v == "evidence") for t, s, v in zip(row, separators, answer.variables, strict=True)] for row in answer.rows])

    def network(self, layer: str, certain_only: bool = False, *, weight: str = "count", by: str = "person", within: Slice | None = None) -> Network:
        """Return the network of a layer (``kg network`` lists them); the options are those of ``kg.network.graph.network``."""
        from kg.network.graph import network
        from kg.network.slices import EVERYTHING

        asked: dict[str, Any] = {"certain_only": certain_only, "weight": weight, "by": by, "within": within or EVERYTHING}
        return Network(network(self.reader, layer, **asked), self.reader, asked)


def _open(doubt: Any) -> str:
    """Return what is open: the turn, or the two nodes that may be one."""
    return str(doubt.turn) if hasattr(doubt, "turn") else f"{doubt.one} = {doubt.other}"


def _value(term: Term | None, separator: str | None, whole: bool) -> Any:
    """Return a term as a plain value: a number as one, a list split, an IRI as the name at its end, or ``whole``."""
    if term is None:
        return None
    if separator is not None:
        parts = [part for part in term.value.split(separator) if part]
        return parts if whole else [Term("iri", part).label if part.startswith(("http://", "https://")) else part for part in parts]
    if term.numeric:
        return float(term.value) if set(term.value) & set(".eE") else int(term.value)
    if term.datatype == PREFIXES["xsd"] + "boolean":
        return term.value in ("true", "1")
    return term.value if whole else term.label


def _known(given: Mapping[str, str], known: Sequence[str]) -> None:
    """Raise UsageError when a parameter is none of the question's."""
    wrong = next((name for name in given if name not in known), None)
    if wrong is not None:
        raise UsageError(Text(f"parámetro desconocido: {wrong}", f"unknown parameter: {wrong}"), "",
                         nearest(wrong, known) if known else Text("esta pregunta no tiene parámetros", "this question has no parameters"))


def _meanings(names: Sequence[str]) -> dict[str, tuple[Text, Text]]:
    """Return title and meaning of columns: a measure's with its range, as the catalogue says."""
    from kg.network.catalogue import MEASURES

    told = {name: MEASURES[name] for name in names if name in MEASURES}
    return MEANING | {name: (m.label, Text(f"{m.meaning.es}; {m.range.es}", f"{m.meaning.en}; {m.range.en}")) for name, m in told.items()}


def _finite(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with None where a measure is not defined."""
    return {node: None if isinstance(v, float) and not math.isfinite(v) else v for node, v in values.items()}


def _order(value: float | None) -> float:
    return -math.inf if value is None else float(value)


USUAL = ("iri", "rank", "label", "kind", "degree", "strength", "betweenness", "component", "community")
"""Columns of the usual table."""

MEANING: dict[str, tuple[Text, Text]] = {
    "iri": (Text("IRI", "IRI"), Text("el nodo en el grafo: abre su evidencia", "the node in the graph: opens its evidence")),
    "rank": (Text("lugar", "rank"), Text("lugar por fuerza; un rango cuando hay empates o algo está en duda; vacío cuando no diría nada",
                                         "place by strength; a range where there are ties or something is in doubt; empty where it would say nothing")),
    "label": (Text("nombre", "name"), Text("nombre del nodo", "the node's name")),
    "kind": (Text("clase", "kind"), Text("qué es el nodo", "what the node is")),
}
"""Title and meaning of the columns that are no measures."""

PLACES = (Column("iri", *MEANING["iri"]), Column("label", *MEANING["label"]),
          Column("value", Text("valor", "value"), Text("la medida como está el grafo", "the measure as the graph stands")),
          Column("first", Text("desde", "from"), Text("lugar como está el grafo; 1 es el más alto", "place as the graph stands; 1 is the highest")),
          Column("last", Text("hasta", "to"), Text("lo mismo, contados los empates", "the same, ties counted")),
          Column("low", Text("mejor", "best"), Text("el mejor lugar si se resuelve lo que está abierto", "the best place once what is open is settled")),
          Column("high", Text("peor", "worst"), Text("el peor", "the worst one")),
          Column("settles", Text("qué lo decide", "what settles it"), Text("turnos o parejas de nodos que por sí solos moverían su lugar", "turns or pairs of nodes that alone would move it")))
"""Columns of places."""

TIES = (Column("a", Text("uno", "one"), Text("un extremo del lazo", "one end of the tie")), Column("b", Text("otro", "other"), Text("el otro extremo", "the other end")),
        Column("weight", Text("peso", "weight"), Text("lo que la capa cuenta", "what the layer counts")),
        Column("shared", Text("comparten", "they share"), Text("las sesiones, instituciones o temas comunes", "the sessions, institutions or themes in common")),
        Column("inferred", Text("inferido", "inferred"), Text("si descansa solo en quién habla por inferencia", "whether it rests only on an inferred speaker")),
        Column("claims", Text("afirmaciones", "claims"), Text("IRI de las afirmaciones que lo sostienen", "IRIs of the claims that support it")))
