"""The parts of the endpoint by themselves: what a query says of itself, negotiation, counting, logs, and a fuzzed socket."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from kg.graph import stream
from kg.graph.guard import OPAQUE, decoded, refuse_federation
from kg.graph.store import Reader
from kg.graph.stream import SHEET, Asked, Streams, TooMany, Unfit
from kg.model.errors import UsageError
from kg.serve.around import Log, Rate
from kg.serve.negotiate import best, gzips, liked
from kg.serve.public import PublicGate
from kg.serve.sparql import text
from kg.serve.sparql.formats import GRAPHS, RESULTS
from kg.serve.sparql.kept import Cache, Kept
from kg.serve.sparql.limits import Limits
from tests.conformance_sparql import FORM, JSON, QUERY
from tests.conftest import ROOT
from tests.sparql_server import GREEDY, RUNAWAY, Served, serving, until


@pytest.mark.parametrize(("query", "form"), [
    ("SELECT * {}", "SELECT"), ("  ask{}", "ASK"), ("PREFIX a: <http://x/> PREFIX : <#> BASE <http://y/>\nConstruct {} {}", "CONSTRUCT"), ("# SELECT\nDESCRIBE <x>", "DESCRIBE"),
    ("PREFIX select: <http://x/ASK> ASK {}", "ASK"), ("BASE<http://x/>PREFIX p:<a>SELECT*{}", "SELECT"), ("INSERT DATA {}", "UPDATE"), ("PREFIX a: <b> DELETE WHERE {}", "UPDATE"),
    ("LOAD <x>", "UPDATE"),
    ("", ""), ("nonsense", ""), ("SELECTED", ""), ('"SELECT"', ""), ("\\u0053ELECT * {}", "SELECT")])
def test_the_form_of_a_query(query: str, form: str) -> None:
    assert text.form_of(text.bare(query)) == form


@pytest.mark.parametrize(("query", "deep"), [("SELECT * { ?s ?p (1 2 [ ?a ?b ]) }", 3), ('SELECT * { ?s ?p "((((" }', 1), ("ASK # {{{{\n{}", 1), ("ASK { ?s <http://x/((((> 1 }", 1), ("}}}{{", 0)])
def test_the_depth_of_a_query(query: str, deep: int) -> None:
    assert text.depth_of(text.bare(query)) == deep


@pytest.mark.parametrize(("query", "varies"), [("SELECT (NOW() AS ?x) {}", True), ("SELECT (rand () AS ?x) {}", True), ('SELECT ("NOW()" AS ?x) {}', False), ("SELECT ?now { ?now ?uuid ?x }", False),
                                               ("SELECT (UUID() AS ?x) {}", True), ("SELECT (STRUUID() AS ?x) {}", True), ("SELECT (ex:now() AS ?x) {}", False)])
def test_whose_answer_varies(query: str, varies: bool) -> None:
    assert text.volatile(text.bare(query)) == varies


def test_the_shape_of_a_query() -> None:
    def shape(query: str) -> str:
        return text.shape_of(text.bare(query))

    one = shape('SELECT * { ?a1 <http://x/1> "a" FILTER(?a1 > 5.5) } LIMIT 10 # x')
    assert one == shape('SELECT  *\n{ ?a1 <http://x/2> \'b\' FILTER(?a1 > 6) } LIMIT 20') != shape('SELECT * { ?a2 <http://x/1> "a" FILTER(?a2 > 5.5) } LIMIT 10')


@given(st.text(max_size=300))
@settings(deadline=None)
def test_nothing_said_of_a_query_fails(query: str) -> None:
    bare = text.bare(query)
    assert text.form_of(bare) in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "UPDATE", "") and text.depth_of(bare) >= 0 and len(text.shape_of(bare)) == 24
    assert isinstance(text.volatile(bare), bool) and decoded(query).count("\\u") <= query.count("\\u")


@pytest.mark.parametrize("piece", ["'''", '"""', "'", '"', "<", "#", "\\", "<a", "'a\\", "{", "\\u0022", "PREFIX a: <b> ", "PREFIX ", "\n", "NOW (", "1."])
def test_long_hostile_texts_are_read_in_time_that_grows_with_them(piece: str) -> None:
    def took(size: int) -> float:
        query = (piece * (size // len(piece) + 1))[:size]
        began = time.process_time()
        bare = text.bare(query)
        for reading in (text.form_of, text.depth_of, text.shape_of, text.volatile):
            reading(bare)
        return time.process_time() - began

    took(1000)
    assert took(240_000) < 60 * max(took(30_000), 0.005)   # eightfold text: far from the 64-fold of a square, with room for a busy machine


@pytest.mark.parametrize("piece", ["'a@", "###@", "$$$@", "#a@"])
def test_strings_without_an_end_take_the_rest(piece: str) -> None:
    """Else each of their quotes is where a string may begin: 240,000 characters took three minutes to read."""
    whole = piece.replace("@", "\\").replace("#", '"').replace("$", "'") * 1000
    assert len(OPAQUE.findall(whole)) <= 2


OFFERS = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv")


@pytest.mark.parametrize(("accept", "wanted"), [
    (None, OFFERS[0]), ("", OFFERS[0]), ("*/*", OFFERS[0]), ("text/*", "text/csv"), ("text/csv;q=0.5,*/*;q=0.4", "text/csv"), ("*/*;q=0.4, text/csv;q=0", OFFERS[0]), ("text/html", None),
    ("text/html, text/csv;q=0", None), ("TEXT/CSV", "text/csv"), ("text/csv;q=nonsense", None), ("text/csv;q=1.0001", None), ("text/csv; charset=utf-8; q=0.1", "text/csv"), (";;;,,,", None),
    ("*", None),
    ("application/*;q=0.1, application/sparql-results+xml;q=0.2", OFFERS[1]), ("text/csv, application/sparql-results+json", OFFERS[0])])
def test_negotiation(accept: str | None, wanted: str | None) -> None:
    assert best(accept, OFFERS) == wanted


@given(st.text(max_size=200))
def test_no_accept_header_fails(accept: str) -> None:
    assert best(accept, OFFERS) in (*OFFERS, None)
    assert all(0 <= like.quality <= 1 for like in liked(accept)) and isinstance(gzips(accept), bool)


@pytest.mark.parametrize(("header", "takes"), [(None, False), ("gzip", True), ("gzip;q=0", False), ("deflate, br", False), ("*", True), ("identity;q=1, gzip;q=0.5", False), ("GZIP ; q=0.3", True),
                                              ("*;q=0", False)])
def test_who_takes_gzip(header: str | None, takes: bool) -> None:
    assert gzips(header) == takes


# What is written

class Into(io.BytesIO):
    pass


@pytest.fixture(scope="module")
def streams(invented: Reader) -> Streams:
    return Streams(invented.folder, memory=True)


def written(streams: Streams, query: str, form: str, rows: int = 10**6) -> bytes:
    out = Into()
    streams.answer(Asked(query, form), out, rows)
    return out.getvalue()


@pytest.mark.parametrize("form", [*(f.name for f in RESULTS), SHEET])
@pytest.mark.parametrize("query", ["SELECT ?x { VALUES ?x { 1 2 3 4 5 6 7 } }", "SELECT ?x ?y { VALUES ?x { 1 2 3 4 5 6 7 } OPTIONAL { ?x <urn:no> ?y } }"])
def test_as_many_rows_as_allowed_and_not_one_more(streams: Streams, form: str, query: str) -> None:
    assert written(streams, query, form, 7) == written(streams, query, form)
    with pytest.raises(TooMany):
        written(streams, query, form, 6)


@pytest.mark.parametrize("form", [f.name for f in GRAPHS])
def test_as_many_triples_as_allowed(streams: Streams, form: str) -> None:
    query = "CONSTRUCT { <urn:s> <http://x/p> ?x } { VALUES ?x { 1 2 3 } }"
    assert written(streams, query, form, 3) == written(streams, query, form)
    with pytest.raises(TooMany):
        written(streams, query, form, 2)


@pytest.mark.parametrize("local", ["p", "p1", "1p", "_p", "p-1", "p.q", "é", "1", "p/", "p#", "p?q=1", "-p", ".p", "p%20q", "a:b"])
def test_rdf_xml_is_written_when_it_can_be_read_again(streams: Streams, local: str) -> None:
    query = f"CONSTRUCT {{ <http://x/s> <http://x/{local}> 1 }} {{}}"
    try:
        body = written(streams, query, "rdf")
    except Unfit:
        assert local in ("1", "p/", "p#", "p?q=1")
    else:
        assert [str(p) for p in Graph().parse(data=body, format="xml").predicates()] == [f"http://x/{local}"]


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
@settings(deadline=None, max_examples=60)
def test_any_text_survives_or_is_refused(value: str) -> None:
    streams = _only()
    literal = '"' + "".join(f"\\U{ord(c):08X}" if c in '"\\\n\r' or ord(c) < 32 else c for c in value) + '"'
    literal = '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"' if "\\u" not in value and "\\U" not in value else '""'
    wanted = value if literal != '""' else ""
    query = f"SELECT ({literal} AS ?x) {{}}"
    found = json.loads(written(streams, query, "json"))["results"]["bindings"][0]["x"]["value"]
    assert found == wanted
    with contextlib.suppress(Unfit):
        from xml.etree import ElementTree

        assert "".join(ElementTree.fromstring(written(streams, query, "xml")).find(".//{*}literal").itertext()) == wanted  # type: ignore[union-attr]


_ONE: list[Streams] = []


def _only() -> Streams:
    """The only store of the property tests: an empty one."""
    if not _ONE:
        made = Streams.__new__(Streams)
        made._store = stream.ox.Store()
        _ONE.append(made)
    return _ONE[0]


def test_a_graph_by_its_name_and_the_default_one(streams: Streams, invented: Reader) -> None:
    counts = dict(streams.counts())
    assert counts[""] == int(next(iter(invented.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")))[0] or 0)
    for name, count in counts.items():
        out = Into()
        streams.graph(name or None, "nt", out)
        assert out.getvalue().count(b"\n") == count and (not name or streams.has(name))
    assert not streams.has("http://example.org/nobody")


_CALLS = ("?s ?p ?o.SERVICE E {}", "?s ?p 1SERVICE E {}", "?s ?p 1e0SERVICE E {}", "?s ?p true.SERVICE E {}", "?s ?p trueSERVICE E {}", "?s ?p 'a'@en.SERVICE E {}",
          "BIND(1 AS ?z).SERVICE E {}", "SERVICESILENT E {}", "SERVICEx: {}", "SERVICE: {}", "SERVICE:a {}", "SERVICE?x {}", "BIND(1<2 AS ?z) SERVICE#>\nE {}",
          "FILTER('a'<'>') SERVICE E {}", "FILTER(1<x:b#>'''\n) SERVICE E {}", "FILTER(?a<'>') BIND(<http://a/'> AS ?z) FILTER(?a<'>') SERVICE E {}",
          'VALUES ?x {"""a""""b"} SERVICE E {}', "VALUES ?x {'''a''''b'} SERVICE E {}", "\\u0053ERVICE E {}")


@pytest.mark.parametrize("call", _CALLS)
def test_service_is_seen_however_it_is_written(call: str) -> None:
    """The engine wants no space around the keyword, and what looks like an IRI may be a comparison with a string in it."""
    with pytest.raises(UsageError, match="SERVICE"):
        refuse_federation(f"PREFIX x: <http://x/> PREFIX : <http://y/> SELECT * {{ {call.replace('E {', '<http://127.0.0.1:9/> {')} }}")


@pytest.mark.parametrize("query", ["SELECT ?service { ?s <http://x/#service> ?service, 'SERVICE', \"\"\"SERVICE\"\"\", 'a'@service }",
                                   "PREFIX webservice: <http://x/> ASK { webservice:SERVICE $SERVICE ?o } # SERVICE",
                                   "PREFIX x: <http://x/> ASK { ?s x:has-service <http://o'b/service>, x:service FILTER(?s<?o) }"])
def test_the_word_as_a_name_is_no_service(query: str) -> None:
    refuse_federation(query)


@pytest.mark.parametrize("query", ["SELECT * { SERVICE <http://x/> {} }", "SELECT * { \\u0053ERVICE <http://x/> {} }", "SELECT * { #\\u000ASERVICE <http://x/> {}\n }", "SELECT",
                                   "SELECT * { <x> ?p ?o }",
                                   *(f"PREFIX e: <http://x/> SELECT * {{ BIND(e:o\\{c}b AS ?x) SERVICE <http://x/> {{}} FILTER('x' = 'x') }}" for c in "'#")])
def test_what_is_refused_before_it_runs(streams: Streams, query: str) -> None:
    with pytest.raises(UsageError):
        written(streams, query, "json")


def test_kept_answers_are_bounded() -> None:
    cache = Cache(1000)
    for number in range(50):
        cache.put(str(number), Kept(False, b"x" * 100))
    assert cache.get("0") is None and cache.get("49") == Kept(False, b"x" * 100) and sum(cache.get(str(n)) is not None for n in range(50)) == 9
    cache.put("large", Kept(False, b"x" * 10**6))
    assert cache.get("large") is None
    none = Cache(0)
    none.put("a", Kept(False, b"x"))
    assert none.get("a") is None


# Around: rate, log, names

def client(app: Any) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1:8000")


def test_one_address_may_ask_so_often() -> None:
    now = [0.0]
    web = client(Rate(PlainTextResponse("ok"), 2.0, lambda: now[0]))
    assert [web.get("/").status_code for _ in range(22)] == [200] * 20 + [429] * 2
    got = web.get("/", headers={"accept": "application/json"})
    assert got.status_code == 429 and got.headers["retry-after"] == "1" and got.json()["errors"][0]["es"]
    now[0] += 1.0
    assert [web.get("/").status_code for _ in range(3)] == [200, 200, 429]


def test_other_addresses_are_not_touched() -> None:
    rate = Rate(PlainTextResponse("ok"), 1.0, lambda: 0.0)
    assert [rate._allowed("a") for _ in range(11)] == [True] * 10 + [False] and rate._allowed("b")
    for number in range(20_000):
        rate._allowed(str(number))
    assert len(rate._spent) <= 10_000


def test_the_log_names_nobody() -> None:
    file = io.StringIO()
    web = client(Log(PlainTextResponse("hola"), file))
    web.get("/sparql?query=SELECT+secret", headers={"user-agent": "agent-x", "referer": "http://from/", "x-forwarded-for": "9.9.9.9"})
    web.get("/id/persona/lucia-prado-nieto")
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert [line["path"] for line in lines] == ["/sparql", "/id/persona/…"] and lines[0]["status"] == 200 and lines[0]["bytes"] == 4
    assert set(lines[0]) == {"at", "method", "path", "status", "bytes", "ms"}
    assert not any(word in file.getvalue() for word in ("secret", "agent-x", "from", "9.9.9.9", "testclient", "lucia"))
    file = io.StringIO()
    client(Log(PlainTextResponse("hola"), file, queries=True)).get("/sparql?query=SELECT+secret")
    assert json.loads(file.getvalue())["query"] == "SELECT secret"


def test_names_of_a_public_server() -> None:
    gate = PublicGate(8000, names=("Datos.example.org", "10.0.0.7"))
    assert {"datos.example.org", "datos.example.org:8000", "10.0.0.7:8000", "127.0.0.1:8000"} <= gate.hosts and "example.org" not in gate.hosts


# The command

def test_to_listen_to_others_takes_a_name(invented: Reader) -> None:
    command = [sys.executable, "-m", "kg", "--lang", "en", "--build", str(invented.folder.parent), "serve", "--port", "0", "--host", "0.0.0.0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "--allow-host" in done.stderr and done.stdout == ""


def test_a_server_for_others_answers_to_its_names_only(invented: Reader, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    with serving(invented.folder.parent, "--host", "0.0.0.0", "--allow-host", "localhost", "--allow-host", "datos.example.org", "--access-log", log, "--rate", 1) as served:
        asked = {host: served.target.ask(params={"query": "ASK {}"}, Host=host).status for host in ("datos.example.org", "DATOS.example.org:1", "evil.example.org", "datos.example.org.evil")}
        assert asked == {"datos.example.org": 200, "DATOS.example.org:1": 403, "evil.example.org": 403, "datos.example.org.evil": 403}
        full = [got for got in (served.target.get("ASK {}") for _ in range(20)) if got.status == 429]
        assert full and full[0].headers["x-content-type-options"] == "nosniff" and "retry-after" in full[0].headers["access-control-expose-headers"]
    written_down = log.read_text(encoding="utf-8")
    assert "127.0.0.1" not in written_down and "ASK" not in written_down and json.loads(written_down.splitlines()[0])["path"] in ("/sparql", "/readyz")


def test_no_graph_is_told_before_the_port_is_taken(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "kg", "--lang", "en", "--build", str(tmp_path), "serve", "--port", "0"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 4 and "kg build" in done.stderr and "Traceback" not in done.stderr


# Fuzz and soak, over a socket

@pytest.fixture(scope="module")
def served(invented: Reader) -> Iterator[Served]:
    with serving(invented.folder.parent, "--time-limit", 1, "--memory-limit", 64) as found:
        yield found


def sent(served: Served, data: bytes) -> bytes:
    """Send bytes, say that no more come, and return what is answered."""
    parts = urlsplit(served.root)
    found = b""
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=60) as raw, contextlib.suppress(OSError):
        raw.sendall(data)
        raw.shutdown(socket.SHUT_WR)
        while part := raw.recv(1 << 16):
            found += part
    return found


def fuzzed(rng: random.Random, host: str) -> bytes:
    """Return a request in which much is wrong."""
    junk = "".join(rng.choice(["%", "%FF", "%00", "%0d%0a", "é", "\\u0053", "{", "}", "<", ">", '"', "'", "&", "=", ";", "..", "/", "?", "SELECT", "ASK", " ", "query", "\x7f", "%E2%80", "%ED%A0%80"])
                   for _ in range(rng.randrange(12)))
    method = rng.choice(["GET", "POST", "HEAD", "PUT", "OPTIONS", "TRACE", "GE T", "get", "\x00", "PROPFIND", "CONNECT"])
    target = rng.choice(["/sparql", "/graph", "/sparql/", "//sparql", "/%2e%2e/etc/passwd", "/../../etc/passwd", "/sparql%00", "*", "http://x/sparql", "/id/persona/" + junk, "/healthz", "/readyz"])
    query = rng.choice(["", "?", "?query=", f"?query={quote('ASK {}')}", f"?{junk}", f"?query={junk}", f"?graph={junk}", "?default", f"?default-graph-uri={junk}&query=ASK%7B%7D", "?format=" + junk])
    headers = [f"Host: {rng.choice([host, host, host, host, 'evil', junk, ''])}"]
    names = rng.sample(["Accept", "Accept-Encoding", "Content-Type", "If-None-Match", "Origin", "Range", "Content-Encoding", "Transfer-Encoding", "Cookie", "Expect"], rng.randrange(5))
    headers += [f"{name}: {rng.choice([junk, '*/*', 'q=', FORM, QUERY, 'text/turtle;q=9', 'chunked', '100-continue', 'W/', 'bytes=0-', JSON])}" for name in names]
    body = rng.choice(["", junk, "query=ASK%7B%7D", "\xff\xfe"])
    if rng.random() < 0.7:
        headers.append(f"Content-Length: {rng.choice([len(body.encode()), 5, -1, 10**12, '1e3'])}")
    return (f"{method} {target}{query} HTTP/1.{rng.randrange(2)}\r\n" + "\r\n".join(headers) + "\r\n\r\n" + body).encode("utf-8", "replace")


def test_whatever_comes_is_answered_or_let_go_and_never_an_error_of_ours(served: Served) -> None:
    rng, host = random.Random(7), urlsplit(served.root).netloc
    for _ in range(400):
        data = fuzzed(rng, host)
        status = sent(served, data)[9:12]
        assert status in (b"", b"200", b"204", b"303", b"304", b"400", b"403", b"404", b"405", b"406", b"411", b"413", b"414", b"415", b"503", b"301", b"307", b"410", b"308"), (data, status)
    assert served.target.rows("SELECT (1 AS ?x) {}") == [("1",)]


@pytest.mark.heavy
def test_ten_thousand_requests_with_kills(served: Served) -> None:
    """A soak: light ones are all answered, whatever runs beside them; at the end there are as many processes and as much memory as before."""
    import threading

    rng, host = random.Random(3), urlsplit(served.root).netloc
    target, before, refusals, lock = served.target, len(served.children()), [], threading.Lock()
    work = iter(range(10_000))

    def one() -> None:
        while True:
            with lock:
                number = next(work, None)
                kind = rng.random()
            if number is None:
                return
            try:
                if kind < 0.9:
                    status = target.get(f"SELECT ?s {{ ?s ?p ?o }} LIMIT 5 OFFSET {number}").status
                    if status != 200:
                        refusals.append(status)
                elif kind < 0.93:
                    assert target.get(rng.choice([RUNAWAY, GREEDY]) + f" # {number}").status in (503, 504)
                elif kind < 0.96:
                    sent(served, fuzzed(rng, host))
                else:
                    target.get("SELECT * { ?a ?b ?c . ?d ?e ?f }")
            except (OSError, HTTPException):
                assert kind > 0.93

    threads = [threading.Thread(target=one) for _ in range(16)]
    rss = _rss(served.process.pid)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refusals == []
    until(lambda: len(served.children()) == before)
    assert _rss(served.process.pid) < rss + 100 * 2**20


def _rss(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE")


def test_limits_are_what_the_description_says(served: Served) -> None:
    body = served.target.ask(Accept="application/n-triples").body.decode()
    assert f'"{64 << 20}"' in body and '"1"' in body and f'"{Limits().rows}"' in body
