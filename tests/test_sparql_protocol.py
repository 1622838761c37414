"""The endpoint against the W3C's words and real clients, over a socket."""

from __future__ import annotations

import csv
import http.client
import io
import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from urllib.parse import quote, urlencode, urlsplit

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from kg.graph.store import Reader
from kg.model.iri import KG
from tests.conformance_sparql import CHECKS, CSV, FORM, JSON, QUERY, TTL, Check
from tests.explorer_built import stop
from tests.sparql_server import ALL, Served, serving

PEOPLE = "SELECT ?s ?name { ?s a kg:Person ; skos:prefLabel ?name } ORDER BY ?name"
LUCIA = "https://w3id.org/gobierno-abierto/id/persona/lucia-prado-nieto"


@pytest.fixture(scope="module")
def served(invented: Reader) -> Iterator[Served]:
    with serving(invented.folder.parent) as found:
        yield found


@pytest.fixture(scope="module")
def small(invented: Reader) -> Iterator[Served]:
    """A server whose limits are soon reached."""
    with serving(invented.folder.parent, "--row-limit", 1500) as found:
        yield found


@pytest.mark.parametrize("one", CHECKS, ids=lambda c: f"{c.group} {c.name}")
def test_conformance(served: Served, one: Check) -> None:
    one.run(served.target)


def test_the_prefixes_of_the_project_need_no_declaration(served: Served, invented: Reader) -> None:
    assert served.target.rows(PEOPLE) == sorted((str(s), str(n)) for s, n in invented.rows(PEOPLE))


@pytest.mark.parametrize(("name", "media"), [("json", JSON), ("csv", CSV), ("xml", "application/sparql-results+xml"), ("tsv", "text/tab-separated-values"), ("sheet", CSV), ("text/csv", CSV),
                                             ("turtle", JSON), ("CSV", CSV)])
def test_format_goes_before_accept_where_it_can(served: Served, name: str, media: str) -> None:
    got = served.target.get(PEOPLE, JSON, format=name)
    assert (got.status, got.media) == (200, media)


def test_a_format_nobody_knows_is_told(served: Served) -> None:
    got = served.target.get(PEOPLE, JSON, format="cvs")
    assert got.status == 400 and "csv" in got.json()["errors"][0]["remedy_en"]


def test_another_name_for_a_type_is_answered_by_that_name(served: Served) -> None:
    assert served.target.get(PEOPLE, "application/json").media == "application/json"
    assert served.target.get("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "text/plain").media == "text/plain"


def test_errors_are_json_for_who_reads_json_and_text_for_others(served: Served) -> None:
    got = served.target.get("SELECT <script>alert(1)</script>", JSON)
    told = got.json()["errors"][0]
    assert got.status == 400 and got.media == "application/json" and told["es"] != told["en"]
    got = served.target.get("SELECT <script>alert(1)</script>", "text/html")
    assert got.media == "text/plain" and got.headers["x-content-type-options"] == "nosniff" and "default-src 'none'" in got.headers["content-security-policy"]


def test_nothing_a_client_sends_becomes_a_header(served: Served) -> None:
    evil = "x\r\nset-cookie: a=b"
    for got in (served.target.get(PEOPLE, format=evil), served.target.get(evil), served.target.get(PEOPLE, default_graph_uri=f"http://x/{evil}"),
                served.target.ask(url=served.target.store, params={"graph": f"http://x/{evil}"}), served.target.ask(params={"query": PEOPLE}, Accept=f"{evil!r}")):
        assert "set-cookie" not in got.headers and got.status in (200, 400, 406)


def test_no_cell_of_a_sheet_is_a_formula(served: Served) -> None:
    query = 'SELECT ?a { VALUES ?a { "=1+1" "@x" "-2" -2 "+3" "\\tx" "plain" <http://x/> } }'
    body = served.target.get(query, format="sheet").body
    assert body.startswith(b"\xef\xbb\xbf")
    cells = [row[0] for row in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))][1:]
    assert sorted(cells) == sorted(["'=1+1", "'@x", "'-2", "-2", "'+3", "'\tx", "plain", "http://x/"])
    assert b"\r\n=1+1\r\n" in served.target.get(query, CSV).body   # the W3C's CSV has the plain value


def test_one_tag_a_question_and_a_build(served: Served) -> None:
    first = served.target.get(PEOPLE).headers["etag"]
    assert served.target.get(PEOPLE).headers["etag"] == first != served.target.get(PEOPLE + " ").headers["etag"]
    assert served.target.get(PEOPLE, default_graph_uri="http://x/").headers["etag"] != served.target.get(PEOPLE, named_graph_uri="http://x/").headers["etag"]
    assert served.target.ask(params={"query": PEOPLE}, Accept=JSON, If_None_Match="*").status == 304


def test_health(served: Served) -> None:
    for path in ("/healthz", "/readyz"):
        got = served.target.ask(url=served.root + path)
        assert (got.status, got.body) == (200, b"ok\n")


def test_who_may_ask(served: Served) -> None:
    assert served.target.ask(params={"query": "ASK {}"}, Host="example.org").status == 403
    got = served.target.ask(params={"query": "ASK {}"}, Origin="https://example.org")
    assert got.status == 403 and "access-control-allow-origin" not in got.headers


def test_reconciliation_stays_where_it_was(served: Served) -> None:
    found = served.target.ask(url=f"{served.root}/reconcile").json()
    assert found["versions"] == ["0.2"] and found["view"]["url"].startswith(f"{served.root}/reconcile/view")


# An answer that does not end

def test_a_cut_answer_is_no_answer(small: Served) -> None:
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        small.target.get(ALL, CSV)
    got = small.target.get("SELECT * { ?a ?b ?c } LIMIT 1500", CSV)
    assert got.status == 200 and got.body.count(b"\n") == 1501


def test_old_clients_do_not_take_the_end_of_the_connection_for_the_end_of_the_answer(small: Served) -> None:
    parts = urlsplit(small.root)
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as raw:
        raw.sendall(f"GET /sparql?query={quote(ALL)} HTTP/1.0\r\nHost: {parts.netloc}\r\nAccept: text/csv\r\n\r\n".encode())
        with pytest.raises(ConnectionResetError):
            while raw.recv(1 << 16):
                pass


def test_too_many_rows_before_the_first_byte_has_a_status(small: Served) -> None:
    for query, accept in (('SELECT ("" AS ?x) { ?a ?b ?c . ?d ?e ?f }', CSV), ('SELECT ("" AS ?x) { ?a ?b ?c . ?d ?e ?f }', "text/tab-separated-values"), ("SELECT ?no { ?a ?b ?c . ?d ?e ?f }", JSON)):
        got = small.target.get(query, accept)
        assert got.status == 413 and b"LIMIT" in got.body, accept


def test_curl_sees_that_an_answer_was_cut(small: Served) -> None:
    if not (curl := shutil.which("curl")):
        stop("no curl on this machine")
    done = subprocess.run([curl, "-sS", "--get", small.target.endpoint, "--data-urlencode", f"query={ALL}"], capture_output=True, check=False)
    assert done.returncode != 0


# Real clients

def test_curl(served: Served) -> None:
    if not (curl := shutil.which("curl")):
        stop("no curl on this machine")

    def run(*args: str) -> str:
        return subprocess.run([curl, "-sSf", *args], capture_output=True, check=True, text=True).stdout

    assert "Lucía Prado Nieto" in run("--get", served.target.endpoint, "--data-urlencode", f"query={PEOPLE}", "-H", "Accept: text/csv")
    assert json.loads(run("--compressed", served.target.endpoint, "--data-urlencode", f"query={PEOPLE}"))["head"]["vars"] == ["s", "name"]
    assert json.loads(run(served.target.endpoint, "-H", f"Content-Type: {QUERY}", "--data-binary", PEOPLE))["results"]["bindings"]
    assert "200" in run("-I", f"{served.target.endpoint}?query=ASK%7B%7D").splitlines()[0]


def test_sparqlwrapper(served: Served) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(served.target.endpoint)
    client.setQuery(PEOPLE)
    for method in (wrapper.GET, wrapper.POST):
        client.setMethod(method)
        client.setReturnFormat(wrapper.JSON)
        assert LUCIA in [b["s"]["value"] for b in client.queryAndConvert()["results"]["bindings"]]
    client.setRequestMethod(wrapper.POSTDIRECTLY)
    assert client.queryAndConvert()["results"]["bindings"]
    client.setMethod(wrapper.GET)
    client.setReturnFormat(wrapper.XML)
    assert "Lucía Prado Nieto" in client.queryAndConvert().toxml()
    client.setReturnFormat(wrapper.CSV)
    assert client.queryAndConvert().startswith(b"s,name\r\n")
    client.setQuery(f"CONSTRUCT {{ <{LUCIA}> ?p ?o }} {{ <{LUCIA}> ?p ?o }}")
    for form in (wrapper.TURTLE, wrapper.RDFXML, wrapper.JSONLD, wrapper.N3, wrapper.XML):
        client.setReturnFormat(form)
        found = client.queryAndConvert()
        graph = found if isinstance(found, Graph) else Graph().parse(data=found)
        assert (URIRef(LUCIA), None, None) in graph, form
    client.setQuery(f"ASK {{ <{LUCIA}> a kg:Person }}")
    client.setReturnFormat(wrapper.JSON)
    assert client.queryAndConvert()["boolean"] is True
    client.setQuery("SELECT nothing")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed):
        client.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_store(served: Served, invented: Reader, method: str) -> None:
    store = SPARQLStore(served.target.endpoint, method=method)  # type: ignore[arg-type]
    graph = Graph(store=store)
    assert {str(r[0]) for r in graph.query(PEOPLE, initNs={"kg": KG})} == {str(s) for s, _ in invented.rows(PEOPLE)}
    assert list(graph.triples((URIRef(LUCIA), None, None)))
    assert bool(graph.query(f"ASK {{ <{LUCIA}> a <{KG}Person> }}").askAnswer)
    described = graph.query(f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ <{LUCIA}> }} ?s ?p ?o }}").graph
    assert described is not None and len(described) > 2
    one, _ = served.target.graphs
    assert len(list(Graph(store=SPARQLStore(served.target.endpoint, method=method), identifier=URIRef(one)).triples((None, None, None)))) == served.target.sizes[0]  # type: ignore[arg-type]


def test_pandas(served: Served, invented: Reader) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(f"{served.target.endpoint}?{urlencode({'query': PEOPLE, 'format': 'csv'})}")
    assert list(frame.columns) == ["s", "name"] and set(frame["s"]) == {s for s, _ in invented.rows(PEOPLE)}
    found = served.target.get(PEOPLE).json()["results"]["bindings"]
    assert len(pandas.json_normalize(found)) == len(frame)


# The description as people's tools find it

def test_description_is_named_by_the_address_it_was_asked_at(served: Served) -> None:
    port = urlsplit(served.root).port
    text = served.target.ask(url=f"http://localhost:{port}/sparql", Accept=TTL).body.decode()
    assert f"http://localhost:{port}/sparql#service" in text and "127.0.0.1" not in text
    assert served.target.ask(url=f"{served.root}/sparql?format=nt").media == "application/n-triples"
    assert served.target.ask("POST", url=f"{served.root}/sparql", body="", Content_Type=FORM).status == 400
