"""What the server answers for an IRI: the conformance checks over a real socket, and the corners by hand."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.iri import DEFAULT_BASE
from kg.model.policy import read_policy
from kg.publish import ontology_page
from kg.publish.ontology_model import ontology
from kg.publish.rdf import TRIPLES
from kg.publish.site_release import built_base
from kg.serve.pages_iri import Documents, frame_of, routes
from tests.conformance_linked_data import CHECKS, ENDINGS, Site, run
from tests.serve_corpus import LUCIA, hostile
from tests.sparql_server import serving


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of the invented corpus with what is hostile."""
    return hostile(tmp_path_factory.mktemp("dereference") / "corpus").root


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """A server of its own process, on a free port."""
    with serving(folder / "build", corpus=folder) as served:
        yield served.root


@pytest.fixture(scope="module")
def site(address: str) -> Site:
    things = (LUCIA, "/id/municipio/99001", "/id/evento/foro-aurora-mesa-uno", "/vocabulary/theme/transparency")
    return Site(address, things, "/id/persona/nadie", (("/id/persona/lucia-prado", LUCIA),), ("/id/institucion/casa-vieja",))


@pytest.fixture
def web(folder: Path) -> TestClient:
    """The documents in this process, without the guard."""
    corpus = Corpus.at(folder)
    reader = Reader(corpus.build)
    app = Starlette(routes=routes(Documents(reader, frame_of(read_policy(corpus.policy), built_base(reader)), "one")))
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize("name", CHECKS)
def test_conformance(site: Site, name: str) -> None:
    result = run(site, [name])[0]
    assert result.why == ""


def test_the_checks_fail_on_a_server_that_only_has_files(tmp_path: Path) -> None:
    """A check that cannot fail says nothing: a plain file server passes a few and fails the rest."""
    import functools
    import threading
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    (tmp_path / "id" / "persona").mkdir(parents=True)
    (tmp_path / "id" / "persona" / "x.ttl").write_text("<http://e/id/persona/x> <http://e/p> 1 .", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        results = run(Site(f"http://127.0.0.1:{server.server_port}", ("/id/persona/x",), "/id/persona/y"))
    finally:
        server.shutdown()
        server.server_close()
    failed = {r.name for r in results if r.why}
    assert failed >= {"browser-gets-html", "serves-turtle", "quality-values-decide", "unacceptable-is-406-with-the-choice", "etags-answer-304", "merged-leads-to-the-survivor",
                      "unknown-is-404-with-a-body"}
    assert len(results) == len(CHECKS)


@pytest.mark.parametrize("accept,ending", [
    ("", "html"), ("*/*", "html"), ("text/*", "html"), ("text/turtle", "ttl"), ("application/json", "jsonld"), ("application/x-turtle", "ttl"), ("text/plain", "nt"),
    ("application/xml", "rdf"), ("text/xml;q=0.4, text/html;q=0.3", "rdf"), ("text/html, text/turtle", "html"), ("application/ld+json;q=0.9, application/n-triples;q=0.8", "jsonld"),
    ("application/rdf+xml,application/xhtml+xml;q=0.5", "rdf"), ("image/*, */*;q=0.1", "html")])
def test_what_is_liked_decides(web: TestClient, accept: str, ending: str) -> None:
    answer = web.get(LUCIA, headers={"accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LUCIA}.{ending}")


@pytest.mark.parametrize("word,ending", [("ttl", "ttl"), ("turtle", "ttl"), ("TTL", "ttl"), ("text/turtle", "ttl"), ("json-ld", "jsonld"), ("rdf/xml", "rdf"), ("html", "html"), ("n-triples", "nt")])
def test_format_parameter(web: TestClient, word: str, ending: str) -> None:
    assert web.get(LUCIA, params={"format": word}, headers={"accept": "text/html"}).headers["location"] == f"{LUCIA}.{ending}"
    assert web.get(f"{LUCIA}.nt", params={"format": word}).headers["location"] == f"{LUCIA}.{ending}"


def test_format_that_is_none_is_refused_and_not_repeated(web: TestClient) -> None:
    answer = web.get(LUCIA, params={"format": "<script>alert(1)</script>"}, headers={"accept": "text/html"})
    assert answer.status_code == 406 and "<script>alert" not in answer.text and "text/turtle" in answer.text


def test_not_found_as_json(web: TestClient) -> None:
    answer = web.get("/id/persona/nadie", headers={"accept": "application/json"})
    assert answer.status_code == 404 and json.loads(answer.text)["errors"][0]["en"] == "This address is not known"
    told = web.get("/id/persona/nadie", headers={"accept": "text/plain"}).text.splitlines()
    assert told[0] == "No se conoce esta dirección" and "This address is not known" in told


def test_a_merged_person_keeps_the_form_asked_for(web: TestClient) -> None:
    for path, target in (("/id/persona/lucia-prado", LUCIA), ("/id/persona/lucia-prado.jsonld", f"{LUCIA}.jsonld"), ("/id/persona/lucia-prado?format=nt", f"{LUCIA}?format=nt")):
        answer = web.get(path)
        assert (answer.status_code, answer.headers["location"]) == (301, target)


def test_a_tombstone_tells_nothing_of_what_was_there(web: TestClient) -> None:
    for accept in ("text/html", "text/turtle", "application/json", "text/plain"):
        answer = web.get("/id/institucion/casa-vieja", headers={"accept": accept})
        assert answer.status_code == 410 and answer.headers["cache-control"] == "no-store"
        assert "no existía" not in answer.text
    for path, accept, media in ((".ttl", "*/*", "text/plain"), (".ttl", "application/json", "application/json"), (".nt", "", "text/plain"), (".html", "*/*", "text/html"), ("", "*/*", "text/html"),
                                ("?format=turtle", "*/*", "text/plain"), (".html?format=jsonld", "*/*", "text/plain"), ("?format=html", "*/*", "text/html")):
        answer = web.get(f"/id/institucion/casa-vieja{path}", headers={"accept": accept})
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (410, media), path


def test_another_build_has_other_tags(folder: Path, web: TestClient) -> None:
    corpus = Corpus.at(folder)
    reader = Reader(corpus.build)
    other = TestClient(Starlette(routes=routes(Documents(reader, frame_of(read_policy(corpus.policy), built_base(reader)), "two"))), follow_redirects=False)
    tag = web.get(f"{LUCIA}.ttl").headers["etag"]
    assert web.get(f"{LUCIA}.ttl", headers={"if-none-match": tag}).status_code == 304
    assert other.get(f"{LUCIA}.ttl", headers={"if-none-match": tag}).status_code == 200


def test_an_address_that_nobody_serves_says_so_in_both_languages(address: str) -> None:
    for path in ("/nothing", "/id/persona/x%0d%0aSet-Cookie:a", "//example.org/id"):
        done = subprocess.run(["curl", "-sg", "-w", "%{http_code}", f"{address}{path}"], capture_output=True, text=True, check=True)
        assert done.stdout == "no hay nada en esta dirección → empiece en /\nthere is nothing at this address → begin at /\n404", path
    done = subprocess.run(["curl", "-s", "-H", "Accept: application/json", f"{address}/nothing"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["errors"][0]["es"] == "no hay nada en esta dirección"


def test_addresses_that_machines_know_lead_to_the_description(address: str, folder: Path) -> None:
    with urllib.request.urlopen(f"{address}/.well-known/void") as got:
        assert (got.url, got.headers["content-type"]) == (f"{address}/void.ttl", "text/turtle; charset=utf-8")
        described = rdflib.Graph().parse(data=got.read(), format="turtle")
    triples = described.value(rdflib.URIRef(DEFAULT_BASE + "void.ttl#dataset"), rdflib.VOID.triples)
    [[counted]] = Reader(Corpus.at(folder).build).rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert triples is not None and str(triples) == counted
    with urllib.request.urlopen(f"{address}/robots.txt") as got:
        assert b"Disallow: /sparql" in got.read()
    with urllib.request.urlopen(f"{address}/favicon.ico") as got:
        assert got.headers["content-type"] == "image/svg+xml"


def test_the_ontologys_page_is_made_once(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = ontology_page.ontology_page
    monkeypatch.setattr(ontology_page, "ontology_page", lambda *given: made.append(real(*given)) or made[-1])
    assert {web.get("/ontology.html").text for _ in range(3)} == set(made) and len(made) == 1


def test_markup_in_a_name_stays_text(web: TestClient) -> None:
    page = web.get("/id/municipio/99003.html").text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page and "<img" not in page and "</script>\"" not in page
    assert "alert(1)" in web.get("/id/municipio/99003.ttl").text


def test_graphs_ontology_and_files_have_documents(web: TestClient) -> None:
    for path in ("/graph/foro-aurora", "/graph/meta", "/graph/derived", "/ontology", "/vocabulary/theme"):
        for ending in ENDINGS:
            answer = web.get(f"{path}.{ending}")
            assert answer.status_code == 200 and answer.headers["content-type"].startswith(ENDINGS[ending]), (path, ending)
        assert web.get(path, headers={"accept": "text/turtle"}).headers["location"] == f"{path}.ttl"
    assert web.get("/graph/ninguno").status_code == 404
    assert web.get("/ontology/shapes.ttl").headers["content-type"] == "text/turtle; charset=utf-8"
    assert web.get("/ontology/nothing.ttl").status_code == 404
    version = ontology().version
    for path, accept, leads in (("/shapes", "text/html", "/ontology.html"), ("/shapes", "text/turtle", "/ontology/shapes.ttl"), (f"/ontology/{version}", "", f"/ontology/{version}.html"),
                                (f"/ontology/{version}", "application/rdf+xml", f"/ontology/{version}.rdf"), ("/ontology/0.1.0", "text/turtle", "/ontology/0.1.0.html")):
        answer = web.get(path, headers={"accept": accept})
        assert (answer.status_code, answer.headers["location"], answer.headers["vary"]) == (303, leads, "Accept"), path
        assert web.get(leads).status_code == 200
    assert web.get("/shapes", headers={"accept": "image/png"}).status_code == 406
    assert web.get(f"/ontology/{version}.html").text.count('id="PersonShape"') == 1
    assert 'href="/ontology.html#v0.1.0"' in web.get("/ontology/0.1.0.html").text
    for name in ("page.css", "page.js", "icon.svg"):
        assert web.get(f"/assets/{name}").status_code == 200
    assert web.get("/assets/..%2fpage.css").status_code == 404


def test_claims_and_evidence_have_documents_of_their_own(web: TestClient, folder: Path) -> None:
    reader = Reader(Corpus.at(folder).build)
    nodes = sorted({str(x) for (x,) in reader.rows("SELECT DISTINCT ?x { ?x a ?c }") if x and "#" not in x and "/id/" in x})
    base = built_base(reader)
    assert {n.split("/id/")[1].split("/")[0] for n in nodes} >= {"afirmacion", "participacion", "membresia", "atribucion", "evidencia", "documento", "agente", "propuesta"}
    for node in nodes:
        path = "/" + node.removeprefix(base)
        assert web.get(f"{path}.html").status_code == 200, node
        for form in TRIPLES:
            assert web.get(f"{path}.{form.ending}").status_code == 200, node


def test_memory_stays_bounded(web: TestClient, folder: Path) -> None:
    corpus = Corpus.at(folder)
    reader = Reader(corpus.build)
    documents = Documents(reader, frame_of(read_policy(corpus.policy), built_base(reader)), "x")
    nodes = [str(x) for (x,) in reader.rows("SELECT DISTINCT ?x { ?x a ?c }") if x and "#" not in x]
    assert len(nodes) > 100
    for node in nodes:
        assert documents.described(node) is not None
    assert len(documents._kept) == 64


ANY = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)


@pytest.fixture(scope="module")
def documents(folder: Path) -> TestClient:
    corpus = Corpus.at(folder)
    reader = Reader(corpus.build)
    return TestClient(Starlette(routes=routes(Documents(reader, frame_of(read_policy(corpus.policy), built_base(reader)), "one"))), follow_redirects=False)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(ANY.map(lambda t: f"/id/persona/{quote(t, safe='/%.')}"), ANY.map(lambda t: f"{LUCIA}.{quote(t)}"), st.just(LUCIA), st.just(f"{LUCIA}.ttl")), ANY, ANY, st.text(max_size=20))
def test_no_request_is_a_server_error(documents: TestClient, path: str, accept: str, tag: str, form: str) -> None:
    """TestClient raises what the server would answer with 500."""
    headers = {"accept": accept.encode("latin-1"), "if-none-match": tag.encode("latin-1"), "accept-encoding": accept.encode("latin-1")}
    answer = documents.get(path, headers=headers, params={"format": form} if len(form) % 2 else {})  # type: ignore[arg-type]
    assert answer.status_code in (200, 301, 303, 304, 404, 406)
    assert "\n" not in answer.headers.get("location", "") and answer.headers.get("location", "/").startswith("/")
