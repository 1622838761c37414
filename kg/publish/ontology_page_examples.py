"""One short instance of each class, in Turtle, from the graph at hand: what is not in the graph (names withheld) cannot be here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import nt
from kg.model.iri import VOCABULARY
from kg.model.text import Text
from kg.publish.ontology_model import NAMESPACES, Ontology, curie
from kg.publish.rdf import literal, split

if TYPE_CHECKING:
    from kg.graph.store import Reader

MOST = 3  # values of a property that are shown
_TRIED = 300  # instances looked at for one that uses many properties
_PARTS = ("", "#target", "#selector")  # an Evidence is three nodes
_BARE = {nt.XSD + "integer", nt.XSD + "boolean"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of Turtle: its text, what it is (``iri``, ``literal``, ``note`` or ""), where it links to."""

    text: str
    kind: str = ""
    href: str = ""


@dataclass(frozen=True)
class Example:
    """An instance and what the graph says of it. The tokens' texts, one after another, are the Turtle, without its prefixes."""

    iri: str
    tokens: tuple[Token, ...]

    @property
    def turtle(self) -> str:
        """The Turtle."""
        return "".join(t.text for t in self.tokens)


def examples(reader: Reader, model: Ontology, base: str, href: Callable[[str], str]) -> dict[str, Example]:
    """Return class → example. ``href`` says where an IRI links to ("" for nowhere); no instance serves two classes."""
    chosen: dict[str, str] = {}
    for cls in sorted(model.classes(), key=lambda c: (-len(model.ancestors(c.iri)), c.name)):  # the most specific first: they have no choice
        if found := _choose(reader, cls.iri, set(chosen.values())):
            chosen[cls.iri] = found
    lines = _lines(reader, chosen.values())
    return {cls: Example(iri, tuple(_tokens(iri, lines, base, href))) for cls, iri in chosen.items()}


def prefixes(base: str) -> str:
    """Return the head that makes an example a whole Turtle file."""
    from kg.model.terms import concepts

    named = NAMESPACES | {scheme: f"{VOCABULARY}{scheme}/" for scheme in concepts()}
    return (f"@base <{base}> .\n" if base.endswith("/") else "") + "".join(f"@prefix {p}: <{n}> .\n" for p, n in sorted(named.items()))


def _choose(reader: Reader, cls: str, used: set[str]) -> str:
    """Return the instance that uses most properties among the first by IRI, rather one without a reader's note; "" when there is none left."""
    first = f"SELECT DISTINCT ?s {{ ?s a {nt.iri(cls)} }} ORDER BY ?s LIMIT {_TRIED}"
    rows = reader.rows(f"SELECT ?s (COUNT(DISTINCT ?p) AS ?n) (SUM(IF(?p = skos:note, 1, 0)) AS ?notes) {{ {{ {first} }} ?s ?p ?o }} GROUP BY ?s")
    return min(((notes != "0", -int(n or 0), s) for s, n, notes in rows if s and s not in used), default=(False, 0, ""))[2]


def _lines(reader: Reader, chosen: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return subject → its predicates and objects, encoded and sorted."""
    wanted = " ".join(nt.iri(iri + part) for iri in sorted(chosen) for part in _PARTS if part == "" or "/evidencia/" in iri)
    found: dict[str, list[tuple[str, str]]] = {}
    if wanted:
        answer = reader.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {wanted} }} ?s ?p ?o }}")
        for line in answer if isinstance(answer, list) else []:
            s, p, o, _ = split(line)
            found.setdefault(s[1:-1], []).append((p[1:-1], o))
    return found


def _tokens(iri: str, lines: dict[str, list[tuple[str, str]]], base: str, href: Callable[[str], str]) -> Iterator[Token]:
    for part in _PARTS:
        said = lines.get(iri + part, [])
        if said:
            yield from _node(iri + part, said, base, href)


def _node(subject: str, said: list[tuple[str, str]], base: str, href: Callable[[str], str]) -> Iterator[Token]:
    """Yield one subject with its properties, the class first, a line each."""
    by_property: dict[str, list[str]] = {}
    for p, o in said:
        by_property.setdefault(p, []).append(o)
    order = sorted(by_property, key=lambda p: (p != nt.RDF + "type", curie(p)))
    yield _iri(subject, base, href)
    for n, p in enumerate(order):
        values, last = by_property[p], n == len(order) - 1
        yield Token("\n    " if n else " ")
        yield Token("a") if p == nt.RDF + "type" else _iri(p, base, href)
        for i, value in enumerate(values if p == nt.RDF + "type" else values[:MOST]):
            yield Token(" , " if i else " ")
            yield _value(value, base, href)
        yield Token(" ." if last else " ;")
        if p != nt.RDF + "type" and len(values) > MOST:
            yield Token(f" # +{len(values) - MOST}", "note")
    yield Token("\n")


def _iri(iri: str, base: str, href: Callable[[str], str]) -> Token:
    short = curie(iri)
    if short == iri or short.startswith("vocabulary:"):
        inside = base.endswith("/") and iri.startswith(base) and iri[len(base):].startswith(("id/", "graph/"))
        short = f"<{iri[len(base):] if inside else iri}>"
    return Token(short, "iri", href(iri))


def _value(term: str, base: str, href: Callable[[str], str]) -> Token:
    said = literal(term)
    if said is None:
        return _iri(term[1:-1], base, href) if term.startswith("<") else Token(term)
    if said.datatype in _BARE or (said.datatype == nt.XSD + "decimal" and "." in said.value):
        return Token(said.value, "literal")
    quoted = nt.text(said.value, said.lang)
    return Token(f"{quoted}^^{_iri(said.datatype, base, lambda _: '').text}" if said.datatype else quoted, "literal")


NOTE = Text("«# +n»: hay n valores más que aquí no se muestran", "“# +n”: there are n more values, not shown here")
"""What the comment in an example means."""
