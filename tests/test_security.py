"""Attacks on the public server and the published site, each by its name: nothing is fetched, run, read or told that should not be, and light queries go on being answered."""

from __future__ import annotations

import contextlib
import csv
import gzip
import http.client
import io
import re
import shutil
import socket
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlsplit

import html5lib
import pytest

from kg.graph.build import UNION, build_lines, corpus_lines, graph_iri, load_corpus
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.policy import read_policy
from kg.publish.site import publish
from kg.publish.site_release import release
from tests.conformance_sparql import CSV, FORM, JSON, QUERY, UPDATE, Reply, listener
from tests.conftest import INVENTED
from tests.sparql_server import Served, serving
from tests.test_publish_site import BASE

LIGHT = "SELECT ?s { ?s a kg:Person } LIMIT 3"
EVIL = '=1+1 <script>alert(1)</script>"><img src=x onerror=alert(2)> \'onfocus=alert(3) {{ 7*7 }} ${7*7} </script><!-- ]]> </title></style> &lt;b&gt;'
_TEXT = re.compile(r'^(\S+ \S+ )"((?:[^"\\]|\\.)*)"((?:@[a-z-]+)? \S+ \.\n?)$')


def _hostile(line: str) -> str:
    """Return a statement whose text, if it has one and it is no checksum, begins and ends with an attack."""
    found = _TEXT.match(line)
    if found is None or re.fullmatch("[0-9a-f]{64}", found[2]):
        return line
    evil = EVIL.replace("\\", "\\\\").replace('"', '\\"')
    return f'{found[1]}"{evil} {found[2]} {evil}"{found[3]}'


def _built(folder: Path) -> Path:
    """Build the invented corpus with an attack in every label and literal."""
    folder.mkdir()
    loaded = load_corpus(Corpus.at(INVENTED, folder), base=BASE)
    unions = {graph_iri(BASE, name) for name in (*UNION, *(s.slug for s, _ in loaded.sources))}
    build_lines(folder, map(_hostile, corpus_lines(loaded)), unions, graph_iri(BASE, "derived"), lambda *_: None)
    return folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A graph whose every text is an attack."""
    return Reader(_built(tmp_path_factory.mktemp("hostile") / "build"))


@pytest.fixture(scope="module")
def served(hostile: Reader) -> Iterator[Served]:
    """A server of that graph, by its public name, that gives a query two seconds."""
    with serving(hostile.folder.parent, "--time-limit", 2, "--memory-limit", 128) as found:
        yield found


def _answers(served: Served) -> bool:
    return len(served.target.rows(LIGHT)) == 3


class _Seen(HTMLParser):
    """What a page would run or ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        self.inside = tag if tag == "script" and "src" not in given and given.get("type") not in ("application/json", "application/ld+json") else ""
        self.found += [f"{tag} {name}" for name in given if name.startswith("on")]
        self.found += [f"{tag} {value}" for name, value in given.items() if name in ("href", "src", "action") and (value == "x" or value.strip().lower().startswith(("javascript:", "vbscript:")))]

    def handle_data(self, data: str) -> None:
        if self.inside and "alert(1)" in data.replace("\\u003c", "<") and "<script" in data:
            self.found.append(f"script {data[:60]}")
        self.inside = ""


def _runs(page: str) -> list[str]:
    seen = _Seen()
    seen.feed(page)
    return seen.found


def test_the_attack_is_one() -> None:
    assert {"img onerror", "img x"} <= set(_runs(f"<p>{EVIL}</p>"))
    assert _hostile(f'<a> <b> "x\\"y"@es <{BASE}g> .\n').count("<script>") == 2


# Xss

def test_xss_through_every_label_and_literal_of_a_page(served: Served, hostile: Reader) -> None:
    one_of_each = [str(s) for s, _ in hostile.rows("SELECT (MIN(?s) AS ?one) ?t { ?s a ?t FILTER(STRSTARTS(STR(?s), '" + BASE + "') && !CONTAINS(STR(?s), '#')) } GROUP BY ?t ORDER BY ?one")]
    assert len(one_of_each) > 15
    told = 0
    for iri in dict.fromkeys(one_of_each):
        got = served.target.ask(url=f"{served.root}/{iri.removeprefix(BASE)}.html")
        assert got.status in (200, 303), iri
        text = got.body.decode()
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        page = parser.parse(text)
        assert not parser.errors and not list(page.iter("img")) and not _runs(text), iri
        assert not [s for s in page.iter("script") if not s.get("src") and s.get("type") != "application/ld+json"], iri
        told += "alert(1)" in "".join(page.itertext())
    assert told > 15


@pytest.mark.parametrize("path", ["/", "/buscar?q=alert", "/buscar?q=" + quote(EVIL), "/findings", "/explorer", "/buscar?kind=person", "/buscar?kind=event", "/ontology.html"])
def test_xss_through_the_workbench_and_its_pages(served: Served, path: str) -> None:
    for _ in range(120):   # the explorer and the findings are made the first time they are asked for
        got = served.target.ask(url=served.root + path, Accept="text/html")
        if got.status != 503:
            break
        time.sleep(1)
    text = got.body.decode()
    assert got.status == 200 and not _runs(text)
    assert "nosniff" in got.headers["x-content-type-options"] and "script-src" in got.headers["content-security-policy"]
    assert "unsafe-inline" not in got.headers["content-security-policy"].partition("script-src")[2].partition(";")[0]


def test_xss_through_the_api_and_errors(served: Served) -> None:
    for path in ("/api/search?q=alert", f"/api/search?q={quote(EVIL)}", f"/api/entity?iri={quote(EVIL)}", f"/id/persona/{quote(EVIL)}", f"/sparql?query={quote(EVIL)}", f"/{quote(EVIL)}"):
        got = served.target.ask(url=served.root + path)
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.media in ("application/json", "application/problem+json", "text/plain") or not _runs(got.body.decode()), path


@pytest.mark.heavy
def test_xss_through_every_label_and_literal_of_the_site(hostile: Reader, tmp_path: Path) -> None:
    corpus = Corpus.at(INVENTED, hostile.folder.parent)
    publish(hostile, corpus, release(hostile, read_policy(corpus.policy)), tmp_path / "sitio", jobs=1)
    pages = list((tmp_path / "sitio").rglob("*.html"))
    assert len(pages) > 400
    assert not [(p.name, found) for p in pages if (found := _runs(p.read_text(encoding="utf-8")))]
    for path in (tmp_path / "sitio").rglob("*.csv"):
        assert not [cell for row in csv.reader(path.open(encoding="utf-8-sig", newline="")) for cell in row if cell.startswith("=")], path
    shutil.rmtree(tmp_path / "sitio")


# Requests that the server is made to send

@pytest.mark.parametrize("query", [
    "SELECT * { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }", "SELECT * { SERVICE SILENT <http://localhost:PORT/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?e { <http://127.0.0.1:PORT/> } service ?e { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://[::1]:PORT/> { ?s ?p ?o } }", "SELECT * { BIND(1 AS ?x)SERVICE<http://127.0.0.1:PORT/>{ ?s ?p ?o } }",
    "PREFIX e: <http://127.0.0.1:PORT/> SELECT * { FILTER(true)SERVICEe:x { ?s ?p ?o } }"])
def test_ssrf_by_service(served: Served, query: str) -> None:
    with listener() as (port, heard):
        assert served.target.get(query.replace("PORT", str(port))).status == 400
    assert not heard


def test_ssrf_by_load(served: Served) -> None:
    with listener() as (port, heard):
        for update in (f"LOAD <http://127.0.0.1:{port}/x.ttl>", f"LOAD SILENT <http://127.0.0.1:{port}/x.ttl> INTO GRAPH <urn:x>",
                       f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"):
            assert served.target.ask("POST", body=update, Content_Type=UPDATE).status == 403
            assert served.target.ask("POST", body=f"update={quote(update)}", Content_Type=FORM).status == 403
            assert served.target.get(update).status in (400, 403)
    assert not heard


def test_ssrf_by_from(served: Served) -> None:
    with listener() as (port, heard):
        there = f"http://127.0.0.1:{port}/x.ttl"
        assert served.target.rows(f"SELECT * FROM <{there}> {{ ?s ?p ?o }}") == []
        assert served.target.rows(f"SELECT * FROM NAMED <{there}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == []
        assert served.target.rows("SELECT * { ?s ?p ?o }", default_graph_uri=there) == []
        assert served.target.ask(url=served.target.store, params={"graph": there}).status == 404
        for wrong in ("file:///etc/passwd", "gopher://127.0.0.1:1/x"):
            assert served.target.rows(f"SELECT * FROM <{wrong}> {{ ?s ?p ?o }}") == []
    assert not heard


def test_ssrf_by_the_host_header(served: Served) -> None:
    for host in ("169.254.169.254", "evil.example", f"127.0.0.1:{urlsplit(served.root).port}@evil.example", "127.0.0.1.evil.example"):
        assert served.target.get(LIGHT).status == 200
        assert served.target.ask(params={"query": LIGHT}, Host=host).status in (400, 403)


# Paths and headers

def _raw(served: Served, request: bytes) -> bytes:
    """Send bytes as they are; return what comes until the server closes, or has nothing more to say."""
    parts = urlsplit(served.root)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as raw:
        raw.sendall(request)
        found = b""
        with contextlib.suppress(ConnectionResetError):
            while part := raw.recv(65536):
                found += part
    return found


@pytest.mark.parametrize("path", [
    "/id/../../../../etc/passwd", "/id/persona/../../../etc/passwd", "/id/persona/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/workbench/..%2f..%2f..%2fpyproject.toml",
    "/workbench/../../pyproject.toml",
    "//etc/passwd", "/..%5c..%5cetc%5cpasswd", "/id/persona/x%00.ttl", "/graph/..%2f..%2fetc%2fpasswd",
    "/ontology/../../../etc/passwd", "/assets/%252e%252e/page.py", "/file:///etc/passwd", "/id/persona/....//....//etc/passwd"])
def test_path_traversal_in_iris_and_downloads(served: Served, path: str) -> None:
    got = _raw(served, f"GET {path} HTTP/1.1\r\nHost: {urlsplit(served.root).netloc}\r\nConnection: close\r\n\r\n".encode())
    assert got.split(b" ", 2)[1] in (b"400", b"404", b"301", b"303", b"307", b"308")
    assert b"root:" not in got and b"[project]" not in got and b"import " not in got


@pytest.mark.parametrize("evil", ["x%0d%0aSet-Cookie:%20a=b", "x%0aSet-Cookie:%20a=b", "x%0d%0a%0d%0a<script>alert(1)</script>", "x%E5%98%8A%E5%98%8DSet-Cookie:a", "x%C4%8D%C4%8ASet-Cookie:a"])
def test_header_injection(served: Served, evil: str) -> None:
    for path in (f"/id/persona/{evil}", f"/{evil}", f"/sparql?query={quote(LIGHT)}&format={evil}", f"/sparql?query={evil}", f"/graph?graph=http://x/{evil}",
                 f"/api/search?q={evil}", f"/buscar?q={evil}&lang={evil}"):
        got = _raw(served, f"GET {path} HTTP/1.1\r\nHost: {urlsplit(served.root).netloc}\r\nAccept: text/html\r\nConnection: close\r\n\r\n".encode())
        head = got.partition(b"\r\n\r\n")[0].lower()
        assert head.startswith(b"http/1.1 ") and not re.search(rb"[\r\n]set-cookie", head) and head[9:10] in b"234", path


# What costs more to answer than to ask

def test_slow_clients(served: Served) -> None:
    parts = urlsplit(served.root)
    with contextlib.ExitStack() as many:
        for n in range(200):
            raw = many.enter_context(socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10))
            raw.sendall((b"GET / HTTP/1.1\r\nHost: ", b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", b"G")[n % 3])
        assert all(_answers(served) for _ in range(10))


def _memory(served: Served) -> int:
    """Return the kB that the server holds."""
    return int(Path(f"/proc/{served.process.pid}/status").read_text(encoding="ascii").partition("VmRSS:")[2].split()[0])


def test_huge_post(served: Served) -> None:
    netloc, before = urlsplit(served.root).netloc, _memory(served)
    declared = _raw(served, f"POST /sparql HTTP/1.1\r\nHost: {netloc}\r\nContent-Type: {QUERY}\r\nContent-Length: 100000000000\r\nConnection: close\r\n\r\n".encode() + b" " * 1000)
    assert declared.startswith(b"HTTP/1.1 413")
    chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    with socket.create_connection((urlsplit(served.root).hostname or "", urlsplit(served.root).port or 0), timeout=30) as raw:
        raw.sendall(f"POST /sparql HTTP/1.1\r\nHost: {netloc}\r\nContent-Type: {QUERY}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(4_000):   # a quarter of a gigabyte, of a body that would never end
            raw.sendall(chunk)
        assert raw.recv(12) == b"HTTP/1.1 413"
    assert _memory(served) < before + 64_000
    assert served.target.ask("POST", body=b"query=" + b"a" * (32 << 20), Content_Type=FORM).status == 413
    assert _answers(served)


def test_gzip_bombs(served: Served) -> None:
    bomb = gzip.compress(b"query=" + b" " * (64 << 20), 9)
    for coding in ("gzip", "deflate", "br", "gzip, gzip", "x-gzip"):
        got = served.target.ask("POST", body=bomb, Content_Type=FORM, Content_Encoding=coding)
        assert (got.status, got.headers["accept-encoding"]) == (415, "identity")
    assert _answers(served)


def _stopped(got: Reply) -> bool:
    """Whether a query was refused, answered in time, or stopped with a reason."""
    return got.status in (200, 400, 413, 503, 504) and (got.status == 200 or bool(got.json()["errors"][0]["en"]))


def _bounded(served: Served, query: str) -> None:
    with contextlib.suppress(ConnectionResetError, http.client.IncompleteRead):   # cut after its first byte
        assert _stopped(served.target.ask("POST", body=query, Content_Type=QUERY, Accept=JSON))
    assert _answers(served)


@pytest.mark.parametrize("query", [
    'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "^(a+)+$")) }', 'SELECT (REGEX("' + "a" * 5_000 + '!", "((a{1,50}){1,50}){1,50}") AS ?x) {}',
    'SELECT (REGEX("x", "' + "(" * 5_000 + ")" * 5_000 + '") AS ?x) {}',
    'SELECT (REPLACE("' + "a" * 30_000 + '", "(a|aa)+$", "$1") AS ?x) {}', 'SELECT (REPLACE("' + "a" * 50_000 + '", "a", "' + "b" * 10_000 + '") AS ?x) {}',
    'SELECT (REGEX("x", "a{1000}{1000}{1000}") AS ?x) {}'])
def test_regex_blow_ups(served: Served, query: str) -> None:
    _bounded(served, query)


@pytest.mark.parametrize("query", [
    "SELECT * { ?s (!<urn:x>)* ?o . ?o (!<urn:y>)* ?p }", "SELECT * { ?s (<urn:a>|!<urn:b>)+/(!<urn:c>)* ?o }",
    "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)+ ?b . ?b (^!<urn:x>)+ ?c . ?c (!<urn:y>|^!<urn:y>)* ?d }",
    "SELECT * { ?s " + "(" * 80 + "!<urn:x>" + ")*" * 80 + " ?o }", "SELECT * { ?s " + "/".join(["!<urn:x>"] * 60) + " ?o }"])
def test_property_path_blow_ups(served: Served, query: str) -> None:
    _bounded(served, query)


def test_csv_formula_injection(served: Served) -> None:
    query = "SELECT ?l { ?s a kg:Person ; skos:prefLabel ?l }"
    got = served.target.get(query, format="sheet")
    cells = [row[0] for row in csv.reader(io.StringIO(got.body.decode("utf-8-sig"), newline=""))][1:]
    assert len(cells) == 3 and all(cell.startswith("'=1+1") for cell in cells)
    assert all(row[0].startswith("=1+1") for row in list(csv.reader(io.StringIO(served.target.get(query, CSV).body.decode(), newline="")))[1:])   # the W3C's CSV is the plain value
