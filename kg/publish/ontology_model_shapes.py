"""The SHACL shapes as a reader needs them: what a node of a class must have, with its messages, and the rules between nodes."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from kg.model.corpus import bundled
from kg.model.iri import VOCABULARY
from kg.model.terms import parse_turtle
from kg.model.text import Text
from kg.publish.ontology_model import NAMESPACES, both, curie, headings_of, iris

if TYPE_CHECKING:
    from rdflib import Graph, URIRef
    from rdflib.term import Node

SHAPES = NAMESPACES["kgsh"].rstrip("#")
_SCHEME = re.compile(rf"\^({re.escape(VOCABULARY)}[a-z0-9-]+)/\[a-z0-9-\]\+\$\Z")
_FACETS = {
    "minInclusive": Text("desde", "from"), "maxInclusive": Text("hasta", "to"), "minExclusive": Text("más de", "more than"), "maxExclusive": Text("menos de", "less than"),
    "minLength": Text("largo mínimo", "minimum length"), "maxLength": Text("largo máximo", "maximum length"), "pattern": Text("forma", "form"),
    "lessThan": Text("menor que", "less than"), "lessThanOrEquals": Text("no mayor que", "not more than"), "equals": Text("igual a", "equal to"), "hasValue": Text("siempre", "always")}
_NODES = {
    "IRI": Text("un IRI", "an IRI"), "Literal": Text("un dato", "a literal"), "IRIOrLiteral": Text("un IRI o un dato", "an IRI or a literal"), "BlankNode": Text("un nodo anónimo", "a blank node")}


@dataclass(frozen=True)
class Facet:
    """A limit on a value: what it is called, and its value as the shape has it ("" when the words say all)."""

    words: Text
    code: str = ""


@dataclass(frozen=True)
class Constraint:
    """What one property of a node must look like. ``most`` is None when there may be any number."""

    path: str
    least: int
    most: int | None
    values: tuple[str, ...]
    """IRIs of what a value is: a class, a datatype or a concept scheme; several are alternatives."""
    facets: tuple[Facet, ...]
    message: Text
    shape: str = ""
    """IRI of the shape when several classes share it."""

    @property
    def count(self) -> Text:
        """How many values, in words."""
        if self.most is None:
            return Text("1 o más", "1 or more") if self.least == 1 else Text(f"{self.least} o más", f"{self.least} or more")
        if self.least == self.most:
            return Text(f"exactamente {self.most}", f"exactly {self.most}")
        return Text("0 o 1", "0 or 1") if (self.least, self.most) == (0, 1) else Text(f"de {self.least} a {self.most}", f"{self.least} to {self.most}")


@dataclass(frozen=True)
class Shape:
    """A named shape. ``query`` is the SPARQL of a rule between nodes ("" for others), which finds the nodes that break it."""

    iri: str
    name: str
    section: Text
    title: Text
    message: Text
    classes: tuple[str, ...] = ()
    """Classes whose nodes it looks at."""
    subjects_of: tuple[str, ...] = ()
    """Properties whose subjects it looks at."""
    written_out: tuple[str, ...] = ()
    """Classes such a node must also have."""
    constraints: tuple[Constraint, ...] = ()
    facets: tuple[Facet, ...] = field(default=())
    query: str = ""

    @property
    def of_property(self) -> bool:
        """Whether it is one property's, shared by several classes: its message stands with its constraint."""
        return any(c.shape == self.iri for c in self.constraints)


@cache
def shapes() -> dict[str, Shape]:
    """Return IRI → shape, in the order of ``shapes.ttl``. Raises InputError: it is not Turtle."""
    from rdflib import RDF, URIRef

    path = bundled("ontology") / "shapes.ttl"
    graph, text = parse_turtle(path), path.read_text(encoding="utf-8")
    headings = headings_of(text)
    order = {m.group(1): m.start() for m in reversed(list(re.finditer(r"^kgsh:([A-Za-z][A-Za-z0-9-]*) a ", text, re.MULTILINE)))}
    named = {s for kind in ("NodeShape", "PropertyShape") for s in graph.subjects(RDF.type, _sh(kind)) if isinstance(s, URIRef)}
    found = {}
    for me in sorted(named, key=lambda s: (order.get(_local(s), 1 << 30), s)):
        place = order.get(_local(me), 1 << 30)
        found[str(me)] = _shape(graph, me, next((t for at, t in reversed(headings) if at < place), Text("", "")))
    return found


def _shape(graph: Graph, me: URIRef, section: Text) -> Shape:
    rule = next(iter(graph.objects(me, _sh("sparql"))), None)
    message = both(graph, me if rule is None else rule, _sh("message"))
    query = "" if rule is None else textwrap.dedent("".join(sorted(str(o) for o in graph.objects(rule, _sh("select"))))).strip() + "\n"
    held = sorted((_constraint(graph, p) for p in graph.objects(me, _sh("property"))), key=lambda c: (c.least == 0, curie(c.path), c.message))
    own = (_constraint(graph, me),) if next(iter(graph.objects(me, _sh("path"))), None) is not None else ()
    return Shape(str(me), _local(me), section, both(graph, me, _sh("name")), message, iris(graph.objects(me, _sh("targetClass"))), iris(graph.objects(me, _sh("targetSubjectsOf"))),
                 iris(graph.objects(me, _sh("class"))) if not own else (), (*own, *held), tuple(_facets(graph, me)) if not own else (), query)


def _constraint(graph: Graph, me: Node) -> Constraint:
    """Return a property shape; a qualified count is a count."""
    from rdflib import URIRef

    path = next(iter(graph.objects(me, _sh("path"))), None)
    least, most = (_number(graph, me, f"{edge}Count", f"qualified{edge.title()}Count") for edge in ("min", "max"))
    alternatives = [a for c in graph.objects(me, _sh("or")) for a in graph.items(c)]
    values = tuple(v for one in (alternatives or [me]) for v in _values(graph, one))
    return Constraint(str(path), least or 0, most, values, tuple(_facets(graph, me)), both(graph, me, _sh("message")), str(me) if isinstance(me, URIRef) else "")


def _values(graph: Graph, me: Node) -> Iterator[str]:
    """Yield what a value is: the scheme its IRI must begin with rather than "a concept"."""
    scheme = next((m.group(1) for p in graph.objects(me, _sh("pattern")) if (m := _SCHEME.match(str(p)))), "")
    for one in (*iris(graph.objects(me, _sh("class"))), *iris(graph.objects(me, _sh("datatype")))):
        yield scheme if scheme and one == NAMESPACES["skos"] + "Concept" else one


def _facets(graph: Graph, me: Node) -> Iterator[Facet]:
    for name, words in _NODES.items():
        if _sh(name) in graph.objects(me, _sh("nodeKind")):
            yield Facet(words)
    languages = sorted({str(x) for node in (me, *graph.objects(me, _sh("qualifiedValueShape"))) for c in graph.objects(node, _sh("languageIn")) for x in graph.items(c)})
    if languages:
        yield Facet(Text("en idioma", "in language"), ", ".join(languages))
    if any(str(o) == "true" for o in graph.objects(me, _sh("uniqueLang"))):
        yield Facet(Text("a lo sumo una por idioma", "at most one a language"))
    for name, words in _FACETS.items():
        for value in sorted(map(str, graph.objects(me, _sh(name)))):
            if not (name == "pattern" and _SCHEME.match(value)):
                yield Facet(words, curie(value))
    for barred in sorted(i for n in graph.objects(me, _sh("not")) for i in iris(graph.objects(n, _sh("class")))):
        yield Facet(Text("no es de la clase", "is not of class"), curie(barred))


def _number(graph: Graph, me: Node, *names: str) -> int | None:
    found = [int(str(o)) for name in names for o in graph.objects(me, _sh(name))]
    return max(found) if found else None


def _sh(name: str) -> URIRef:
    from rdflib import URIRef

    return URIRef(NAMESPACES["sh"] + name)


def _local(iri: Node) -> str:
    return str(iri).rsplit("#", 1)[-1]
