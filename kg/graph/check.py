"""``kg check``: SHACL shapes, the reports' expectations, terms that queries misspell, evidence that lost its original."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.graph import originals
from kg.graph.build import Loaded, resolved
from kg.graph.store import Reader
from kg.graph.terms_used import terms_used
from kg.model.corpus import Corpus, bundled
from kg.model.errors import KgError
from kg.model.iri import KG, VOCABULARY
from kg.model.nt import iri
from kg.model.terms import concepts, parse_turtle, terms
from kg.model.text import Lang, Text

if TYPE_CHECKING:
    from rdflib import Graph

_SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to look at: where, which rule, what, and what to do."""

    where: str
    rule: str
    what: Text
    remedy: Text

    def render(self, lang: Lang) -> str:
        """Return one line."""
        return f"{self.where}: [{self.rule}] {self.what.get(lang)} → {self.remedy.get(lang)}"


def check(corpus: Corpus, loaded: Loaded, reader: Reader, sources: Path | None = None, shacl_only: bool = False) -> list[Finding]:
    """Return every finding, sorted by place.

    The cross-node rules run as set-wise queries, which find the same (tested) and take a fraction of the time: pySHACL
    asks a SPARQL constraint anew for every node. ``shacl_only`` runs the shapes as they stand instead.
    """
    places = resolved(loaded)
    found = {*_expectations(loaded), *_queries(corpus), *_originals(corpus, loaded, sources), *shapes(reader, places, with_sparql=shacl_only)}
    if not shacl_only:
        found |= set(cross_node(reader, places))
    return sorted(found)


def shapes(reader: Reader, places: dict[str, str], with_sparql: bool) -> Iterator[Finding]:
    """Run pySHACL over the default graph of the store (copied: thirty times faster than asking Oxigraph node by node).

    Without ``with_sparql`` its SPARQL constraints are left to :func:`cross_node`.
    """
    import pyshacl
    from rdflib import RDF, URIRef

    shape_graph = parse_turtle(bundled("ontology") / "shapes.ttl")
    said = _messages(shape_graph)
    if not with_sparql:
        shape_graph.remove((None, URIRef(_SH + "sparql"), None))
    _, report, _ = pyshacl.validate(reader.memory_graph(), shacl_graph=shape_graph, inference="none", advanced=True, inplace=True, meta_shacl=False)
    for result in report.subjects(RDF.type, URIRef(_SH + "ValidationResult")):
        focus = str(report.value(result, URIRef(_SH + "focusNode")))
        shape = str(report.value(result, URIRef(_SH + "sourceShape")) or "")
        path = str(report.value(result, URIRef(_SH + "resultPath")) or "").rsplit("#", 1)[-1]
        value = report.value(result, URIRef(_SH + "value"))
        languages = {getattr(m, "language", None) or "": str(m) for m in report.objects(result, URIRef(_SH + "resultMessage"))}
        fallback = next(iter(languages.values()), path)
        what = said.get(shape) or Text(languages.get("es", fallback), languages.get("en", fallback))
        yield _finding(reader, places, focus, shape.rsplit("#", 1)[-1] if "#" in shape else path, what, "" if value is None or str(value) == focus else str(value))


def _messages(shape_graph: Graph) -> dict[str, Text]:
    """Return rule IRI → message of its SPARQL constraint in both languages (pySHACL drops their language tags)."""
    from rdflib import URIRef

    found = {}
    for shape, constraint in shape_graph.subject_objects(URIRef(_SH + "sparql")):
        texts = {getattr(m, "language", ""): str(m) for m in shape_graph.objects(constraint, URIRef(_SH + "message"))}
        found[str(shape)] = Text(texts["es"], texts["en"])
    return found


def cross_node(reader: Reader, places: dict[str, str]) -> Iterator[Finding]:
    """Run the set-wise twin of every SPARQL shape (``ontology/checks/*.rq``, named as the shape)."""
    said = {name.rsplit("#", 1)[-1].rsplit("/", 1)[-1]: text for name, text in _messages(parse_turtle(bundled("ontology") / "shapes.ttl")).items()}
    for path in sorted((bundled("ontology") / "checks").glob("*.rq")):
        for row in reader.rows(path.read_text(encoding="utf-8")):
            yield _finding(reader, places, row[0] or "", path.stem, said[path.stem], row[1] or "")


def _finding(reader: Reader, places: dict[str, str], focus: str, rule: str, what: Text, value: str) -> Finding:
    """Point a finding about a node at the record that said it; a fact claim's record is that of what it is about."""
    where = places.get(focus)
    if where is None and focus.startswith("http"):
        about = next(iter(reader.rows(f"SELECT ?a WHERE {{ {iri(focus)} <{KG}about> ?a }}")), (None,))[0]
        where = places.get(about or "")
    local = focus.rsplit("/id/", 1)[-1]
    shown = f" ({value[:200]})" if value else ""
    return Finding(where or local, rule, Text(f"{local}: {what.es}{shown}", f"{local}: {what.en}{shown}"),
                   Text("corrija el registro y reconstruya: kg build", "correct the record and rebuild: kg build"))


def _expectations(loaded: Loaded) -> Iterator[Finding]:
    for source, acta in loaded.sources:
        for table, number in sorted(source.expect.items()):
            have = len(acta.records.get(table, {})) + loaded.withdrawn.numbers.get((source.slug, table), 0)
            if have != number:
                yield Finding(f"{source.folder / 'source.toml'}:{source.expect_lines[table]}", "expect",
                              Text(f"se esperan {number} {table}, hay {have}", f"{number} {table} expected, there are {have}"),
                              Text("complete el acta o corrija [expect]", "complete the acta or correct [expect]"))


def _queries(corpus: Corpus) -> Iterator[Finding]:
    """Terms that no ontology declares: in SPARQL a misspelt property is not an error, just zero rows."""
    known = {KG + t for t in terms()} | {f"{VOCABULARY}{s}/{n}" for s, ns in concepts().items() for n in ns} | {VOCABULARY + s for s in concepts()}
    for folder in corpus.queries():
        for path in sorted(folder.glob("*.rq")):
            try:
                unknown = terms_used(path.read_text(encoding="utf-8"), str(path)) - known
            except (KgError, UnicodeDecodeError) as error:
                text = error.what if isinstance(error, KgError) else Text(str(error), str(error))
                yield Finding(str(path), "query", text, Text("corrija la consulta", "mend the query"))
                continue
            for term in sorted(unknown - {KG, VOCABULARY}):
                yield Finding(str(path), "term", Text(f"término que la ontología no define: {term}", f"a term the ontology does not define: {term}"),
                              Text("corríjalo o añádalo a ontology/", "correct it or add it to ontology/"))


def _originals(corpus: Corpus, loaded: Loaded, sources: Path | None) -> Iterator[Finding]:
    for source, acta in loaded.sources:
        document = originals.find(corpus, source, sources)
        if document:
            for where, what in originals.verify(source, acta, document).problems:
                yield Finding(where, "evidence", what, Text("corrija el tramo", "correct the span"))
        elif other := originals.differing(corpus, source, sources):
            yield Finding(str(other), "hash", Text(f"no es el original de {source.slug}: su sha256 difiere; la evidencia queda huérfana",
                                                   f"is not the original of {source.slug}: its sha256 differs; the evidence is orphaned"),
                          Text("consiga la versión citada o haga una fuente nueva", "get the cited version or make a new source"))
