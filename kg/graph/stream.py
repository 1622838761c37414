"""The second door to Oxigraph: answers written as they come, for workers that serve queries of one built graph.

What the engine writes wrongly is mended or refused here (found by experiment with pyoxigraph 0.5): a carriage return in XML would
be read back as a line feed, control characters make XML that no parser reads, a predicate without a local name makes no element.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import pyoxigraph as ox

from kg.graph.answer import Term, safe_cell
from kg.graph.guard import refuse_federation
from kg.graph.store import Reader, explained
from kg.model.errors import UsageError
from kg.model.iri import PREFIXES
from kg.model.text import Text

_RESULTS = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV}
_GRAPHS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML, "trig": ox.RdfFormat.TRIG, "nq": ox.RdfFormat.N_QUADS}
SHEET = "sheet"
"""The form of a CSV in which no cell is a formula for a spreadsheet; not the W3C's, which gives the plain value."""
# What ends a solution, in the engine's own way to write; a text that holds it counts as one more, never as one less.
_ROW = {"json": (b"}},{", b"{},{"), "xml": (b"<result>",), "csv": (b"\n",), "tsv": (b"\n",)}
_BESIDE = {"json": -1, "csv": 1, "tsv": 1}   # marks more than rows: between them, and behind the header
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_SIMPLER = Text("simplifíquela", "simplify it")
_LOCAL = re.compile(r"[^\W\d][\w.\-\u00b7]*\Z")


class Out(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int:
        """Take some bytes; return how many."""
        ...


@dataclass(frozen=True)
class Asked:
    """A query with its dataset and the form of its answer.

    ``default`` and ``named`` are the protocol's graphs: where either is given, both replace what the query says (SPARQL 1.1 Protocol §2.1.4).
    """

    query: str
    form: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class TooMany(UsageError):
    """The answer has more rows than are given."""


class Unfit(UsageError):
    """The answer holds what its format cannot say."""


class Streams(Reader):
    """A built graph whose answers are written while they are found."""

    def answer(self, asked: Asked, out: Out, rows: int) -> None:
        """Write the answer to a query, of at most ``rows`` solutions or triples. Raises UsageError (TooMany, Unfit among them), StoreError."""
        refuse_federation(asked.query)
        with explained(_SIMPLER):
            _write(self._store.query(asked.query, prefixes=dict(PREFIXES), **_dataset(asked)), asked.form, out, rows)

    def graph(self, iri: str | None, form: str, out: Out) -> None:
        """Write one graph whole; None is the default graph. Raises UsageError, StoreError."""
        name = ox.NamedNode(iri) if iri else ox.DefaultGraph()
        triples = (q.triple for q in self._store.quads_for_pattern(None, None, None, name))
        with explained(_SIMPLER):
            _triples(triples, form, out)

    def has(self, iri: str) -> bool:
        """Tell whether there is a graph of this name."""
        return self._store.contains_named_graph(ox.NamedNode(iri))

    def counts(self) -> list[tuple[str, int]]:
        """Return how many triples each graph holds, by name; "" is the default graph, which comes first."""
        told: Any = self._store.query("SELECT ?g (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } GROUP BY ?g")
        return sorted(("" if row[0] is None else row[0].value, int(row[1].value)) for row in told)


def iri(text: str) -> bool:
    """Tell whether a text is an absolute IRI."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def lang(text: str) -> bool:
    """Tell whether a text is a language tag."""
    try:
        ox.Literal("", language=text)
    except ValueError:
        return False
    return True


def _dataset(asked: Asked) -> dict[str, Any]:
    if not asked.default and not asked.named:
        return {}
    return {"default_graph": [ox.NamedNode(g) for g in asked.default], "named_graphs": [ox.NamedNode(g) for g in asked.named]}


def _write(result: Any, form: str, out: Out, rows: int) -> None:
    if isinstance(result, ox.QuerySolutions):
        if form == SHEET:
            _sheet(result, out, rows)
        else:
            counting: Any = _Counting(out, form, rows)
            result.serialize(counting, format=_RESULTS[form])
    elif isinstance(result, ox.QueryBoolean):
        out.write((result.serialize(format=_RESULTS["csv" if form == SHEET else form]) or b"") + b"\n")
    else:
        _triples(_at_most(result, rows), form, out)


class _Counting:
    """Passes on what the engine writes, up to so many solutions; in XML also what XML cannot hold is seen to."""

    def __init__(self, out: Out, form: str, rows: int) -> None:
        self.out, self.marks, self.xml, self.tail = out, _ROW[form], form == "xml", b""
        self.left = rows + _BESIDE.get(form, 0)

    def write(self, data: bytes) -> int:
        seen = self.tail + data
        self.left -= sum(seen.count(mark) for mark in self.marks)
        self.tail = seen[-min(len(self.marks[0]) - 1, len(seen)):] if len(self.marks[0]) > 1 else b""
        if self.left < 0:
            raise too_many()
        self.out.write(xml_safe(data) if self.xml else data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


class _Xml:
    """Passes on RDF/XML with what XML cannot hold seen to."""

    def __init__(self, out: Out) -> None:
        self.out = out

    def write(self, data: bytes) -> int:
        self.out.write(xml_safe(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def too_many() -> TooMany:
    """Return the error of an answer with too many rows."""
    return TooMany(Text("la respuesta tiene demasiados renglones", "the answer has too many rows"), "", Text("pida menos con LIMIT", "ask for fewer with LIMIT"))


def xml_safe(data: bytes) -> bytes:
    """Return XML in which a carriage return survives being read. Raises Unfit for characters that XML has no way to write."""
    if _NO_XML.search(data):
        raise Unfit(Text("la respuesta tiene caracteres que XML no admite", "the answer holds characters that XML cannot"), "", Text("pida otro formato", "ask for another format"))
    return data.replace(b"\r", b"&#13;") if b"\r" in data else data


def _at_most(triples: Iterable[Any], rows: int) -> Iterator[Any]:
    found = iter(triples)
    yield from islice(found, rows)
    if next(found, None) is not None:
        raise too_many()


def _triples(triples: Iterable[Any], form: str, out: Out) -> None:
    target: Any = out
    if form == "rdf":
        triples, target = _named(triples), _Xml(out)
    ox.serialize(triples, target, format=_GRAPHS[form], prefixes=dict(PREFIXES))


def _named(triples: Iterable[Any]) -> Iterator[Any]:
    """Yield triples whose predicates end in a name, as an element of RDF/XML must be called."""
    known: set[str] = set()
    for triple in triples:
        predicate = triple.predicate.value
        if predicate not in known:
            if not _LOCAL.search(predicate):
                raise Unfit(Text("un predicado de la respuesta no se puede escribir en RDF/XML", "a predicate of the answer cannot be written in RDF/XML"), "", Text("pida Turtle", "ask for Turtle"))
            known.add(predicate)
        yield triple


class _Texts:
    """A text file over ``Out``, for the CSV writer."""

    def __init__(self, out: Out) -> None:
        self.out = out

    def write(self, text: str) -> int:
        self.out.write(text.encode("utf-8"))
        return len(text)


def _sheet(solutions: Any, out: Out, rows: int) -> None:
    """Write a CSV for spreadsheets: UTF-8 with its mark, no cell a formula."""
    out.write(b"\xef\xbb\xbf")
    writer = csv.writer(_Texts(out), lineterminator="\r\n")
    writer.writerow([v.value for v in solutions.variables])
    writer.writerows([safe_cell(_cell(t), True) for t in row] for row in _at_most(solutions, rows))


def _cell(term: Any) -> Term | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Term("iri", term.value)
    return Term("bnode", term.value) if isinstance(term, ox.BlankNode) else Term("literal", term.value, "", term.datatype.value)
