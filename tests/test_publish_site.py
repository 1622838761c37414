"""The static site of an invented corpus: what it says of itself equals what it holds, every link leads somewhere, and the same graph gives the same bytes."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, SKOS, VOID, XSD

from kg.graph.build import build
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.errors import UsageError
from kg.model.policy import read_policy
from kg.publish.dumps import by_graph, write_dumps
from kg.publish.site import Published, publish
from kg.publish.site_release import Release, release
from kg.publish.sitemap import sitemaps
from kg.publish.void import CLASSES, COUNTS, GRAPHS, OF_PROPERTY, PROPERTIES
from tests.conftest import INVENTED
from tests.site_audit import broken, pages, read

BASE = "https://datos.inventado.example/ga/"
SERVED = {"404.html", "410.html"}
"""Pages that a server gives for any address: their links begin at the top of the host."""
DCAT, SPDX, SH = Namespace("http://www.w3.org/ns/dcat#"), Namespace("http://spdx.org/rdf/terms#"), Namespace("http://www.w3.org/ns/shacl#")
ENDPOINT = "https://datos.inventado.example/sparql"


def made(corpus: Corpus, target: Path, **options: Any) -> Published:
    """Build a corpus with a base of its own and publish it."""
    build(corpus, base=BASE)
    reader = Reader(corpus.build)
    return publish(reader, corpus, release(reader, read_policy(corpus.policy), ENDPOINT), target, jobs=options.pop("jobs", 1), **options)


def tree(top: Path) -> dict[str, str]:
    """Return path → SHA-256 of every file."""
    return {p.relative_to(top).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(top.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus, published."""
    folder = tmp_path_factory.mktemp("publicado")
    made(Corpus.at(INVENTED, folder / "build"), folder / "sitio")
    return folder / "sitio"


@pytest.fixture(scope="module")
def store(site: Path) -> ox.Store:
    """The graph as somebody who downloads it has it."""
    found = ox.Store()
    for ending, kind in (("ttl", ox.RdfFormat.TURTLE), ("nq", ox.RdfFormat.N_QUADS)):
        found.bulk_load(gzip.decompress((site / f"descargas/grafo.{ending}.gz").read_bytes()), format=kind)
    return found


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    return [tuple(term.value for term in row) for row in store.query(query)]  # type: ignore[union-attr]


def test_void_counts_equal_the_count_queries_on_the_published_dumps(site: Path, store: ox.Store) -> None:
    told, me = Graph().parse(site / "void.ttl"), URIRef(f"{BASE}void.ttl#dataset")
    for prop, query in COUNTS.items():
        [(n,)] = rows(store, query.replace("{space}", f"{BASE}id/"))
        assert int(n) > 0
        assert [int(v) for v in told.objects(me, VOID[prop.removeprefix("void:")])] == [int(n)], prop
    parts = {told.value(p, VOID["class"]): told.value(p, VOID.entities) for p in told.objects(me, VOID.classPartition)}
    assert {(str(c), int(n)) for c, n in parts.items()} == {(c, int(n)) for c, n in rows(store, CLASSES)}
    parts = {told.value(p, VOID.property): p for p in told.objects(me, VOID.propertyPartition)}
    assert {(str(c), int(told.value(p, VOID.triples))) for c, p in parts.items()} == {(c, int(n)) for c, n in rows(store, PROPERTIES)}
    for prop, query in OF_PROPERTY.items():
        for name, part in parts.items():
            [(n,)] = rows(store, query.replace("{p}", str(name)))
            assert int(told.value(part, VOID[prop.removeprefix("void:")])) == int(n), (prop, name)
    graphs = {(str(g), int(told.value(g, VOID.triples))) for g in told.objects(me, VOID.subset)}
    assert graphs == {(g, int(n)) for g, n in rows(store, GRAPHS)}


def test_void_has_no_blank_node_and_lies_where_robots_look(site: Path) -> None:
    told = Graph().parse(site / "void.ttl")
    assert all(isinstance(s, URIRef) for s in told.subjects())
    assert (site / ".well-known/void").read_bytes() == (site / "void.ttl").read_bytes()
    dumps = {str(o).removeprefix(BASE) for o in told.objects(None, VOID.dataDump)}
    assert dumps == {f"descargas/grafo.{ending}.gz" for ending in ("nq", "trig", "ttl", "jsonld")}
    assert [str(o) for o in told.objects(None, VOID.sparqlEndpoint)] == [ENDPOINT]


NEEDED = {  # DCAT-AP 3.0: mandatory properties of each class, and of those we use the ones whose range it fixes
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCAT.theme),
    DCAT.Distribution: (DCAT.accessURL, DCAT.downloadURL, DCAT.byteSize, DCAT.mediaType, DCTERMS.license, SPDX.checksum),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL),
    FOAF.Agent: (FOAF.name,), SPDX.Checksum: (SPDX.algorithm, SPDX.checksumValue), DCTERMS.PeriodOfTime: (DCAT.startDate, DCAT.endDate),
    SKOS.ConceptScheme: (DCTERMS.title,), SKOS.Concept: (SKOS.prefLabel,),
}
RANGES = {DCTERMS.language: DCTERMS.LinguisticSystem, DCTERMS.license: DCTERMS.LicenseDocument, DCAT.mediaType: DCTERMS.MediaType, DCTERMS.publisher: FOAF.Agent,
          SPDX.algorithm: SPDX.ChecksumAlgorithm, DCTERMS.temporal: DCTERMS.PeriodOfTime, DCTERMS.conformsTo: DCTERMS.Standard, DCAT.landingPage: FOAF.Document, DCAT.theme: SKOS.Concept,
          DCAT.themeTaxonomy: SKOS.ConceptScheme, DCAT.compressFormat: DCTERMS.MediaType}


def untyped(told: Graph) -> list[tuple[str, str]]:
    """Values that do not say that they are of the class DCAT-AP asks for: (property, value)."""
    return [(str(prop), str(o)) for prop, cls in RANGES.items() for o in told.objects(None, prop) if (o, RDF.type, cls) not in told]


def test_the_catalogue_says_what_dcat_ap_asks(site: Path) -> None:
    told = Graph().parse(site / "catalogo.ttl")
    for cls, properties in NEEDED.items():
        found = list(told.subjects(RDF.type, cls))
        assert found, cls
        for node in found:
            for prop in properties:
                assert told.value(node, prop) is not None, (node, prop)
    assert all((None, prop, None) in told for prop in RANGES) and not untyped(told)
    assert all({o.language for o in told.objects(d, DCTERMS.title)} == {"es", "en"} for d in told.subjects(RDF.type, DCAT.Dataset) if isinstance(d, URIRef))


def test_sizes_and_checksums_in_the_catalogue_equal_the_bytes(site: Path) -> None:
    told = Graph().parse(site / "catalogo.ttl")
    files = {}
    for node in told.subjects(RDF.type, DCAT.Distribution):
        address = str(told.value(node, DCAT.downloadURL))
        assert address.startswith(BASE)
        data = (site / address.removeprefix(BASE)).read_bytes()
        size, checksum = told.value(node, DCAT.byteSize), told.value(node, SPDX.checksum)
        assert isinstance(size, Literal) and size.datatype == XSD.nonNegativeInteger and int(size) == len(data)
        value = told.value(checksum, SPDX.checksumValue)
        assert isinstance(value, Literal) and value.datatype == XSD.hexBinary
        files[address] = (value.toPython().hex() if isinstance(value.toPython(), bytes) else str(value)) == hashlib.sha256(data).hexdigest()
        assert files[address], address
    assert len(files) > 100  # dumps, each answer in CSV and JSON, each network


def test_provenance_leads_from_every_file_to_the_documents(site: Path) -> None:
    told, catalogue = Graph().parse(site / "prov.ttl"), Graph().parse(site / "catalogo.ttl")
    documents = {str(o) for o in told.objects(URIRef(f"{BASE}prov.ttl#grafo"), PROV.wasDerivedFrom)}
    assert documents >= {f"{BASE}id/documento/foro-aurora", f"{BASE}id/documento/taller-aurora"}
    for address in catalogue.objects(None, DCAT.downloadURL):
        seen, todo = set(), [address]
        while todo:
            node = todo.pop()
            seen.add(node)
            todo += [o for o in told.objects(node, PROV.wasDerivedFrom) if o not in seen] + [o for o in catalogue.objects(node, PROV.wasDerivedFrom) if o not in seen]
        assert {str(s) for s in seen} >= documents
        assert told.value(address, PROV.wasGeneratedBy) == URIRef(f"{BASE}prov.ttl#publicacion")


def test_the_four_dumps_hold_the_same_graph(site: Path) -> None:
    def quads(ending: str, kind: ox.RdfFormat) -> set[ox.Quad]:
        return set(ox.parse(gzip.decompress((site / f"descargas/grafo.{ending}.gz").read_bytes()), format=kind))

    named = quads("nq", ox.RdfFormat.N_QUADS)
    assert len(named) > 500
    assert quads("trig", ox.RdfFormat.TRIG) == named
    assert quads("jsonld", ox.RdfFormat.JSON_LD) == named
    assert {q.triple for q in quads("ttl", ox.RdfFormat.TURTLE)} == {q.triple for q in named if not q.graph_name.value.endswith("/graph/meta")}  # type: ignore[union-attr]
    lines = gzip.decompress((site / "descargas/grafo.nq.gz").read_bytes()).decode().splitlines()
    assert lines == sorted(lines)


def test_a_dump_sorted_by_graph_has_each_graph_in_one_stretch(invented: Reader, tmp_path: Path) -> None:
    graphs = [line.rsplit(" ", 2)[1] for line in by_graph(invented.folder / "graph.nq", tmp_path)]
    assert graphs == sorted(graphs)
    assert sorted(by_graph(invented.folder / "graph.nq", tmp_path)) == (invented.folder / "graph.nq").read_text(encoding="utf-8").splitlines(keepends=True)


def test_gzip_holds_no_date(invented: Reader, tmp_path: Path) -> None:
    for dump in write_dumps(invented.folder, tmp_path / "a", tmp_path):
        assert (tmp_path / "a" / dump.path).read_bytes()[4:8] == b"\0\0\0\0"


def test_every_link_leads_to_a_file_and_an_anchor(site: Path) -> None:
    found = pages(site)
    assert len(found) > 300
    wrong = {p.relative_to(site).as_posix(): w for p in found if p.name not in SERVED and (w := list(broken(site, p)))}
    assert not wrong


def test_every_page_parses_without_errors_and_carries_a_policy(site: Path) -> None:
    for path in pages(site):
        page = read(path)
        assert not page.errors, path
        assert "default-src 'none'" in page.policy, path


def test_no_page_asks_for_anything_outside(site: Path) -> None:
    for path in pages(site):
        page = read(path)
        assert not [a for a in page.asks if re.match(r"[a-z]+:|//", a) and not a.startswith("data:")], path
        assert not page.handlers or path.name == "explorador.html", (path, page.handlers)
    css = "".join(p.read_text(encoding="utf-8") for p in site.rglob("*.css"))
    assert "url(" not in css and "@import" not in css


def test_an_iri_of_each_type_has_a_page_and_its_rdf(site: Path, store: ox.Store) -> None:
    subjects = {q.subject.value for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph()) if q.subject.value.startswith(f"{BASE}id/") and "#" not in q.subject.value}
    assert len({s.split("/")[5] for s in subjects}) > 8
    for subject in sorted(subjects):
        place = site / subject.removeprefix(BASE)
        told = {q.triple for q in ox.parse((place.with_name(place.name + ".ttl")).read_bytes(), format=ox.RdfFormat.TURTLE)}
        own = {q.triple for q in store.quads_for_pattern(ox.NamedNode(subject), None, None, ox.DefaultGraph())}
        assert own <= told, subject
        for ending, kind in (("nt", ox.RdfFormat.N_TRIPLES), ("rdf", ox.RdfFormat.RDF_XML), ("jsonld", ox.RdfFormat.JSON_LD)):
            assert {q.triple for q in ox.parse((place.with_name(f"{place.name}.{ending}")).read_bytes(), format=kind)} == told, (subject, ending)


def test_answers_are_the_same_as_page_csv_and_json(site: Path, store: ox.Store) -> None:
    told = Graph().parse(site / "preguntas.ttl")
    names = sorted(p.stem for p in (site / "pregunta").glob("*.rq"))
    assert len(names) > 40
    for name in names:
        node = URIRef(f"{BASE}preguntas.ttl#{name}")
        query = str(told.value(node, SH.select))
        assert query == (site / f"pregunta/{name}.rq").read_text(encoding="utf-8")
        assert {SH.SPARQLExecutable, SH.SPARQLSelectExecutable} <= set(told.objects(node, RDF.type))
        answered = len(list(store.query(query)))  # type: ignore[arg-type]
        body = json.loads((site / f"pregunta/{name}.json").read_text(encoding="utf-8"))
        assert len(body["results"]["bindings"]) == answered
        text = (site / f"pregunta/{name}.csv").read_text(encoding="utf-8-sig")
        assert len(list(csv.reader(io.StringIO(text)))) == answered + 1
    for prefix in told.objects(None, SH.declare):
        assert str(told.value(prefix, SH.namespace)).startswith("http")


def test_the_map_of_the_site_names_every_page_once(site: Path) -> None:
    found = [e.text or "" for e in ElementTree.fromstring((site / "sitemap.xml").read_bytes()).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(found) == len(set(found))
    listed = {f.removeprefix(BASE) for f in found}
    assert all(f.startswith(BASE) for f in found)
    assert listed == {p.relative_to(site).as_posix() for p in pages(site)} - SERVED
    assert f"Sitemap: {BASE}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")


def test_a_map_of_many_pages_is_several_files() -> None:
    frame = Release(BASE, "", "", "", "0" * 64, "2031-05-01")
    found = sitemaps(frame, [f"p{n:03}.html" for n in range(25)], most=10)
    assert sorted(found) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]
    assert "<sitemapindex" in found["sitemap.xml"] and found["sitemap.xml"].count("<loc>") == 3
    assert sum(content.count("<url>") for content in found.values()) == 25
    assert all(content.count("<lastmod>2031-05-01</lastmod>") == content.count("<loc>") for content in found.values())


def test_how_to_cite_reads_as_what_it_claims_to_be(site: Path) -> None:
    lines = dict(line.split(": ", 1) for line in (site / "CITATION.cff").read_text(encoding="utf-8").splitlines() if ": " in line and not line.startswith(" "))
    assert lines["cff-version"] == "1.2.0" and lines["type"] == "dataset" and lines["license"] == "CC-BY-4.0"
    assert json.loads(lines["url"]) == BASE
    bib = (site / "cita.bib").read_text(encoding="utf-8")
    assert bib.startswith("@misc{") and bib.count("{") == bib.count("}")
    assert not re.search(r"year|date-released", bib + "".join(lines))  # nobody said when


def test_dates_come_from_the_environment_alone(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1930000000")
    made(corpus, tmp_path / "sitio")
    assert "date-released: 2031-02-27" in (tmp_path / "sitio" / "CITATION.cff").read_text(encoding="utf-8")
    assert "2031-02-27" in str(Graph().parse(tmp_path / "sitio" / "catalogo.ttl").value(URIRef(f"{BASE}void.ttl#dataset"), DCTERMS.modified))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "ayer")
    with pytest.raises(UsageError):
        release(Reader(corpus.build), read_policy(corpus.policy))
