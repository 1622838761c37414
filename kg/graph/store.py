"""The only door to Oxigraph: opening builds read-only, bulk loading, rdflib access."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import oxrdflib
import pyoxigraph as ox

from kg.graph.answer import Answer, Term
from kg.graph.columns import Columns, keep, kept, numbered
from kg.graph.guard import refuse_federation
from kg.graph.open_pairs import read_pairs
from kg.graph.subjects import Subjects
from kg.model.errors import StoreError, UsageError
from kg.model.iri import PREFIXES
from kg.model.text import Text

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from rdflib import Dataset, Graph
    from rdflib.query import Result

_FIRST = Text("constrúyalo antes con: kg build", "build it first with: kg build")
_SIMPLER = Text("simplifíquela, o reconstruya el grafo: kg build", "simplify it, or rebuild the graph: kg build")
_SAID = 200   # characters of the engine's complaint: it lists all it would have liked to see


def current(build: Path) -> Path:
    """Return the store folder that ``build/CURRENT`` names (or ``build`` itself when it is a store)."""
    pointer = build / "CURRENT"
    if pointer.is_file():
        store = build / pointer.read_text(encoding="utf-8").strip()
        if (store / "store" / "CURRENT").is_file():
            return store
        raise StoreError(Text("CURRENT nombra un grafo que no está", "CURRENT names a graph that is not there"), str(pointer), _FIRST)
    if (build / "store" / "CURRENT").is_file():
        return build
    raise StoreError(Text("no hay un grafo construido", "there is no built graph"), str(build), _FIRST)


class Reader:
    """A built graph, opened read-only. Any number of processes may hold one.

    ``memory`` copies it into memory first (about 3 s and 0.5 GB per million facts): four to five times faster for who
    asks many questions of one graph.
    """

    def __init__(self, build: Path, memory: bool = False) -> None:
        self.folder = current(build)
        self._subjects: Subjects | None = None
        self._changes = memory  # ``joined`` may: what was kept of the graph as built is then not asked
        try:
            self._store = self._copy() if memory else ox.Store.read_only(str(self.folder / "store"))
        except (OSError, RuntimeError) as error:
            raise StoreError(Text(f"el grafo no se puede abrir: {error}", f"the graph cannot be opened: {error}"), str(self.folder), _FIRST) from error

    def _copy(self) -> ox.Store:
        """Load the dumps of the build: named graphs from the N-Quads, the default graph from the Turtle."""
        store = ox.Store()
        store.bulk_load(path=str(self.folder / "graph.nq"), format=ox.RdfFormat.N_QUADS)
        store.bulk_load(path=str(self.folder / "graph.ttl"), format=ox.RdfFormat.TURTLE)
        return store

    def rows(self, query: str) -> Iterator[tuple[str | None, ...]]:
        """Yield the lexical values of a SELECT's solutions over the default graph."""
        with explained():
            for solution in _run(self._store, query):
                yield tuple(None if t is None else t.value for t in solution)

    def columns(self, query: str, width: int) -> Columns:
        """Return the values of a SELECT's solutions (``width`` of them each) as numbered columns: as they were kept, else asked."""
        found = None if self._changes else kept(self.folder, query)
        return numbered(self.rows(query), width) if found is None else found

    def keep(self, query: str, width: int) -> None:
        """Leave the answer to a question beside the graph, for ``columns``, unless it is there. Raises StoreError."""
        if kept(self.folder, query) is None:
            keep(self.folder, query, numbered(self.rows(query), width))

    def query(self, query: str) -> Answer | bool | list[str]:
        """Run any SPARQL query: SELECT gives an Answer, ASK a bool, CONSTRUCT and DESCRIBE sorted N-Triples lines."""
        with explained():
            result = _run(self._store, query)
            if isinstance(result, ox.QuerySolutions):
                return Answer(tuple(v.value for v in result.variables), tuple(tuple(map(_term, s)) for s in result))
            if isinstance(result, ox.QueryBoolean):
                return bool(result)
            return sorted({f"{t.subject} {t.predicate} {t.object} ." for t in result})

    def first(self, query: str, most: int) -> tuple[Answer, int] | None:
        """Return the first rows of a SELECT, at most ``most``, and how many there are; None for another kind of query."""
        with explained():
            result = _run(self._store, query)
            if not isinstance(result, ox.QuerySolutions):
                return None
            found = Answer(tuple(v.value for v in result.variables), tuple(tuple(map(_term, s)) for s in islice(result, most)))
            return found, len(found.rows) + sum(1 for _ in result)

    def about(self, subjects: Iterable[str], predicates: Iterable[str] = ()) -> Iterator[str]:
        """Yield the N-Triples lines that the default graph, as built, has of the subjects; see ``Subjects.lines``."""
        if self._subjects is None:
            self._subjects = Subjects(self.folder / "graph.nq")
        return self._subjects.lines(subjects, predicates)

    def open_pairs(self) -> list[tuple[str, str]] | None:
        """Return the IRIs of which nobody knew yet, when the graph was built, whether they are one, those that matter most first; None when the build left no list."""
        return read_pairs(self.folder)

    def in_memory(self) -> Reader:
        """Return a copy of this graph in memory, on which ``joined`` works."""
        return Reader(self.folder, memory=True)

    @contextlib.contextmanager
    def joined(self, one: str, other: str) -> Iterator[None]:
        """While it lasts, two IRIs are one in a graph ``in_memory``: what ``other`` is and has, ``one`` is and has too; ``other``'s preferred label is gone."""
        store, gone, stays, label = self._store, ox.NamedNode(other), ox.NamedNode(one), ox.NamedNode(PREFIXES["skos"] + "prefLabel")
        out = {*store.quads_for_pattern(gone, None, None, None), *store.quads_for_pattern(None, None, gone, None)}
        put = {ox.Quad(stays if q.subject == gone else q.subject, q.predicate, stays if q.object == gone else q.object, q.graph_name) for q in out if not (q.subject == gone and q.predicate == label)}
        new = [q for q in put if q not in store]
        _swap(store, out, new)
        try:
            yield
        finally:
            _swap(store, new, out)

    def memory_graph(self) -> Graph:
        """Return a copy of the default graph as a plain rdflib ``Graph``, for code that asks node by node."""
        from rdflib import Graph

        return Graph().parse(self.folder / "graph.ttl", format="turtle")

    def dataset(self) -> Dataset:
        """Return the graph as an rdflib ``Dataset``: default graph = the union of what is said; named graphs by source."""
        return _dataset(self._store)


def _swap(store: ox.Store, out: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> None:
    for quad in out:
        store.remove(quad)
    store.extend(new)


def _run(store: Any, query: str) -> Any:
    """Run a query. The default graph is the store's own, so ``FROM`` counts."""
    refuse_federation(query)
    return store.query(query, prefixes=dict(PREFIXES))


@contextlib.contextmanager
def explained(remedy: Text = _SIMPLER) -> Iterator[None]:
    """Turn Oxigraph's errors into ours; some come only while the solutions are read. ``remedy`` is for a query that cannot be run."""
    try:
        yield
    except BrokenPipeError:   # of who reads the answer, not of the store
        raise
    except (SyntaxError, ValueError) as error:
        said = str(error) if len(str(error)) <= _SAID else f"{str(error)[:_SAID]}…"
        raise UsageError(Text(f"la consulta no es SPARQL válido: {said}", f"the query is not valid SPARQL: {said}"), "", Text("corrija la consulta", "mend the query")) from error
    except (OSError, RuntimeError) as error:
        raise StoreError(Text(f"la consulta no se puede ejecutar: {error}", f"the query cannot be run: {error}"), "", remedy) from error


def _term(term: Any) -> Term | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Term("iri", term.value)
    if isinstance(term, ox.BlankNode):
        return Term("bnode", term.value)
    return Term("literal", term.value, term.language or "", "" if term.language else term.datatype.value)


class _FromStore(oxrdflib.OxigraphStore):
    """oxrdflib passes the default graph explicitly, which makes Oxigraph ignore ``FROM``; leave it to the query instead."""

    def add_graph(self, graph: Any) -> None:
        """Do nothing: rdflib calls this when somebody merely names a graph (``Dataset.graph``), and a build is read-only."""

    def query(self, query: Any, initNs: Any, initBindings: Any, queryGraph: Any, **kwargs: object) -> Result:  # noqa: N803
        """Run a query string; a query on the whole Dataset sees the default graph unless it says ``FROM``."""
        from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

        refuse_federation(query)
        whole = queryGraph == DATASET_DEFAULT_GRAPH_ID
        graph: Any = None if whole else queryGraph
        return super().query(query, initNs, initBindings, graph, **kwargs)


def _dataset(store: ox.Store) -> Dataset:
    from rdflib import Dataset

    dataset = Dataset(store=_FromStore(store=store))
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace)
    return dataset


class Writer:
    """A store being built in a folder nobody reads yet."""

    def __init__(self, folder: Path) -> None:
        self._store = ox.Store(str(folder))

    def load_file(self, path: Path) -> None:
        """Bulk-load a sorted N-Quads file."""
        self._store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)

    def load_lines(self, lines: Iterable[str]) -> None:
        """Bulk-load N-Quads lines as they come."""
        self._store.bulk_load(input=_stream(lines), format=ox.RdfFormat.N_QUADS)

    def construct(self, query: str) -> list[str]:
        """Run a CONSTRUCT rule over the default graph; return sorted, distinct N-Triples without the final dot."""
        return sorted({f"{t.subject} {t.predicate} {t.object}" for t in _run(self._store, query)})

    def close(self) -> None:
        """Compact and flush to disk."""
        self._store.optimize()
        self._store.flush()
        del self._store


class _LineStream(io.RawIOBase):
    """Lines as a readable binary stream of bounded memory, for the bulk loader."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._rest = iter(lines), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill ``buffer`` as far as the lines go; return how many bytes were written, 0 at the end."""
        view = memoryview(buffer).cast("B")
        chunks, have = [self._rest], len(self._rest)
        while have < len(view):
            line = next(self._lines, None)
            if line is None:
                break
            chunks.append(line.encode())
            have += len(chunks[-1])
        data = b"".join(chunks)
        size = min(len(data), len(view))
        view[:size], self._rest = data[:size], data[size:]
        return size


def _stream(lines: Iterable[str]) -> io.BufferedReader:
    return io.BufferedReader(_LineStream(lines), 1 << 20)


def quads_of_file(path: Path) -> Iterator[str]:
    """Yield the N-Quads lines of an RDF file (format by its ending), canonical, without the graph's own order."""
    kind = ox.RdfFormat.from_extension(path.suffix.lstrip("."))
    if kind is None:
        raise UsageError(Text(f"formato RDF desconocido: {path.suffix!r}", f"unknown RDF format: {path.suffix!r}"), str(path))
    for quad in ox.parse(path=str(path), format=kind):
        yield f"{quad} ."


def canonical(path: Path) -> list[str]:
    """Return a Turtle file as sorted N-Triples lines; its blank nodes are named by RDFC-1.0, so the same triples are the same lines."""
    triples = ox.Dataset(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    triples.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{quad.triple} .\n" for quad in triples)


def turtle(lines: Iterable[str], path: Path) -> None:
    """Write sorted N-Triples lines as Turtle with this project's prefixes; same lines, same bytes."""
    triples = ox.parse(_stream(lines), format=ox.RdfFormat.N_TRIPLES)
    ox.serialize((q.triple for q in triples), str(path), format=ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))


def serialized(lines: Iterable[str], ending: str, output: IO[bytes] | None = None) -> bytes:
    """Return sorted N-Triples or N-Quads lines in the format of a file ending (``ttl``, ``rdf``, ``trig`` …), with this project's prefixes; same lines, same bytes.

    With ``output`` the bytes go there as they are made, and none are returned. A list or tuple is read at once, anything else as it comes.
    """
    kind = ox.RdfFormat.from_extension(ending)
    if kind is None:
        raise UsageError(Text(f"formato RDF desconocido: {ending!r}", f"unknown RDF format: {ending!r}"))
    given = "\n".join(lines).encode() if isinstance(lines, list | tuple) else _stream(lines)
    quads = ox.parse(given, format=ox.RdfFormat.N_QUADS)
    return ox.serialize(quads, output, format=kind, prefixes=dict(PREFIXES)) or b""
