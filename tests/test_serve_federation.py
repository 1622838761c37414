"""``SERVICE`` for a server with endpoints that may be asked: those and no others, whatever they answer; and without such a list none."""

from __future__ import annotations

import asyncio
import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.guard import refuse_federation
from kg.graph.store import Reader
from kg.model.errors import UsageError
from kg.serve.refusal import Refused
from kg.serve.sparql import federation
from kg.serve.sparql.federation import Federation, Unanswered, allowed, calls_of, fetched, values_of
from tests.conformance_sparql import JSON, TTL, listener
from tests.conftest import ROOT
from tests.sparql_server import Served, serving, until

NAMES = "SELECT ?s ?name { ?s a kg:Person ; skos:prefLabel ?name } ORDER BY ?s ?name"


class Other(BaseHTTPRequestHandler):
    """An endpoint that answers what its path says, and notes what it was asked."""

    asked: ClassVar[list[str]] = []
    left: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        Other.asked.append(parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())["query"][0])
        if self.path == "/drip":   # a header that never ends
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nx: ")
                while True:
                    time.sleep(0.02)
                    self.wfile.write(b"x")
            except OSError:
                Other.left.append(self.path)
                return
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.path == "/slow":
            for _ in range(200):
                time.sleep(0.1)
                self.wfile.write(b" ")
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def table(*rows: dict[str, Any], names: tuple[str, ...] = ("x",)) -> bytes:
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


HOSTILE = 'x" } } . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #\n\\u0053ERVICE \u2028 ñ'
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/good": (200, {}, table({"x": {"type": "uri", "value": "http://x/a"}, "y": {"type": "literal", "value": HOSTILE, "xml:lang": "es"}},
                            {"x": {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}, names=("x", "y"))),
    "/none": (200, {}, table(names=())), "/empty": (200, {}, table()), "/bnode": (200, {}, table({"x": {"type": "bnode", "value": "b"}})),
    "/evil": (200, {}, table({"x": {"type": "uri", "value": "http://x/> { } } SERVICE <http://127.0.0.1:9/"}})), "/name": (200, {}, table({}, names=("x) { } SERVICE",))),
    "/lang": (200, {}, table({"x": {"type": "literal", "value": "a", "xml:lang": "es } SERVICE"}})), "/half": (200, {}, b'{"head":'), "/list": (200, {}, b"[" * 100_000),
    "/full": (200, {}, table(*({"x": {"type": "literal", "value": f"{n} ñ"}} for n in range(federation.ROWS)))),
    "/many": (200, {}, table(*({"x": {"type": "uri", "value": f"http://x/{n}"}} for n in range(federation.ROWS + 1)))), "/error": (500, {}, b"no"),
    "/large": (200, {}, b" " * (federation.SIZE + 1)), "/wide": (200, {}, table({"x": {"type": "literal", "value": "1"}}) + b" " * (federation.SIZE * 2 // 3)), "/drip": (200, {}, b""),
    "/twice": (200, {}, table(names=("x", "x"))), "/odd": (200, {}, table(names=("x\u00b2",))),
    "/names": (200, {}, table(*({} for _ in range(99)), names=tuple(f"x{n}" for n in range(federation.NAMES + 1)))),
    "/slow": (200, {}, b""), "/surrogate": (200, {}, b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"\\ud800"}}]}}'),
    "/moved": (302, {"location": "/good"}, b""), "/moved-for-good": (308, {"location": "/good"}, b"")}


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def served(invented: Reader, other: str) -> Iterator[Served]:
    with serving(invented.folder.parent, "--time-limit", 3, *(o for path in ANSWERS for o in ("--allow-service", other + path))) as found:
        yield found


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status == 200, answer.body
    return sorted(({name: term["value"] for name, term in row.items()} for row in answer.json()["results"]["bindings"]), key=str)


def test_an_allowed_service_is_joined_and_never_kept(served: Served, other: str) -> None:
    got = served.target.get(f"SELECT * {{ SERVICE <{other}/good> {{ ?x <http://p> ?y }} }}", JSON)
    assert rows(got) == [{"x": "1"}, {"x": "http://x/a", "y": HOSTILE}]
    assert "etag" not in got.headers
    assert got.headers["cache-control"] == "no-store"
    query = f"SELECT ?x ?y {{ VALUES ?x {{ <http://x/a> <http://x/b> }} OPTIONAL {{ service silent\n#c\n<{other}/good>{{ ?x ?p ?y }} }} }}"
    assert rows(served.target.get(query, JSON)) == [{"x": "http://x/a", "y": HOSTILE}, {"x": "http://x/b"}]
    assert rows(served.target.get(f"SELECT ?x {{ BIND(1 AS ?x) SERVICE <{other}/none> {{ <urn:a> <urn:b> <urn:c> }} }}", JSON)) == []
    assert rows(served.target.get(f"SELECT ?x {{ VALUES ?x {{ 1 2 }} FILTER EXISTS {{ SERVICE <{other}/good> {{ ?x ?p ?o }} }} }}", JSON)) == [{"x": "1"}]


def test_what_is_sent_is_the_pattern_with_its_prefixes(served: Served, other: str) -> None:
    Other.asked.clear()
    query = f"BASE <http://b/>\nPREFIX kg: <http://own/> # SELECT\nPREFIX q:<http://q/>SELECT * {{ ?a kg:p <rel> . SERVICE <{other}/empty> {{ ?x skos:prefLabel 'a}}b' ; q:SERVICE ?y , <c> {{ }} }} }}"
    served.target.get(query, JSON)
    [sent] = Other.asked
    assert sent.endswith(f"SELECT * {{ ?x skos:prefLabel 'a}}b' ; q:SERVICE ?y , <c> {{ }} }}\nLIMIT {federation.ROWS + 1}")
    told = [sent.count(part) for part in ("BASE <http://b/>", "PREFIX kg: <http://own/>", "PREFIX kg:", "PREFIX q:<http://q/>", "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>", "PREFIX org:")]
    assert told == [1, 1, 1, 1, 1, 0]


@pytest.mark.parametrize("path", ["/bnode", "/evil", "/name", "/lang", "/half", "/list", "/many", "/error", "/large",
                                  "/slow", "/drip", "/twice", "/odd", "/names", "/surrogate", "/moved", "/moved-for-good"])
def test_an_answer_that_cannot_be_used_is_told_and_silent_goes_on(served: Served, other: str, path: str) -> None:
    """A redirection is not followed, not even to an endpoint that may be asked."""
    Other.asked.clear()
    got = served.target.get(f"SELECT * {{ SERVICE <{other}{path}> {{ ?x ?y ?z }} }}", JSON)
    assert (got.status, got.json()["errors"][0]["en"].startswith(f"{other}{path} gave no usable answer")) == (502, True)
    assert len(Other.asked) == 1
    assert rows(served.target.get(f"SELECT ?x {{ BIND(1 AS ?x) SERVICE SILENT <{other}{path}> {{ ?a ?b ?c }} }}", JSON)) == [{"x": "1"}]
    assert served.target.rows("SELECT ?s { ?s a kg:Person } LIMIT 1")


def test_the_answers_to_a_query_are_bounded_together(served: Served, other: str) -> None:
    once = f"SERVICE <{other}/wide> {{ ?x ?y ?z }}"
    assert rows(served.target.get(f"SELECT * {{ {once} }}", JSON)) == [{"x": "1"}]
    assert served.target.get(f"SELECT * {{ {once} {once} }}", JSON).status == 502
    assert rows(served.target.get(f"SELECT * {{ {once} {once.replace('SERVICE', 'SERVICE SILENT')} }}", JSON)) == [{"x": "1"}]


def test_as_many_solutions_as_are_taken_are_joined(served: Served, other: str) -> None:
    call = f"SERVICE <{other}/full> {{ ?x ?y ?z }}"
    assert rows(served.target.get(f"SELECT (COUNT(*) AS ?n) {{ {call} }}", JSON)) == [{"n": str(federation.ROWS)}]
    assert rows(served.target.get(f"SELECT ?x {{ VALUES ?x {{ '7 ñ' 'no' }} {call} }}", JSON)) == [{"x": "7 ñ"}]


def test_what_is_refused_anyway_asks_nobody(served: Served, other: str) -> None:
    Other.asked.clear()
    call = f"SERVICE <{other}/good> {{ ?a ?b ?c }}"
    for query in (f"INSERT {{ ?a ?b ?c }} WHERE {{ {call} }}", f"SELECT * {{ {'{' * 100}{call}{'}' * 100} }}", f"SHOW {{ {call} }}"):
        assert served.target.get(query, JSON).status == 400
    assert Other.asked == []


def test_who_is_not_waited_for_is_hung_up_on(other: str) -> None:
    Other.left.clear()
    with pytest.raises(Refused) as refused:
        asyncio.run(Federation(frozenset([f"{other}/drip"]), 0.3)(f"SELECT * {{ SERVICE <{other}/drip> {{ ?x ?y ?z }} }}"))
    assert refused.value.status == 502
    until(lambda: Other.left == ["/drip"])


def test_an_ipv6_address_without_a_port_is_asked_at_the_schemes(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[object, ...]] = []

    def connect(self: http.client.HTTPConnection) -> None:
        told.append((self.host, self.port))
        raise OSError

    monkeypatch.setattr(http.client.HTTPConnection, "connect", connect)
    monkeypatch.setattr(http.client.HTTPSConnection, "connect", connect)
    for address in ("http://[::1]/", "https://[2001:db8::1]/sparql", "https://example.org/", "https://example.org:8443/"):
        with pytest.raises(Unanswered):
            fetched(address, "", 1, time.monotonic() + 1, [])
    assert told == [("::1", 80), ("2001:db8::1", 443), ("example.org", 443), ("example.org", 8443)]


def test_a_query_of_calls_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    closed = federation._closed
    monkeypatch.setattr(federation, "_closed", lambda plain, at: seen.append(at) or closed(plain, at))
    assert calls_of(f"SELECT * {{ {'SERVICE <http://x/> { ' * 50}") == []
    assert len(seen) == 1
    assert len(calls_of(f"SELECT * {{ {'SERVICE <http://x/> { } ' * 50} }}")) == federation.MOST + 1 == len(seen) - 1


def test_a_graph_of_ours_asks_another_of_ours(served: Served, invented: Reader) -> None:
    with serving(invented.folder.parent, "--allow-service", served.target.endpoint) as asking:
        query = f"SELECT ?s ?name {{ ?s a kg:Person SERVICE <{served.target.endpoint}> {{ ?s skos:prefLabel ?name }} }} ORDER BY ?s ?name"
        assert asking.target.rows(query) == asking.target.rows(NAMES) != []
        told = asking.target.ask(url=asking.target.endpoint, Accept=TTL).body.decode()
        assert "BasicFederatedQuery" in told
        assert served.target.endpoint in told


def test_without_a_list_there_is_no_service_and_the_description_says_none(invented: Reader, other: str) -> None:
    with serving(invented.folder.parent) as plain:
        Other.asked.clear()
        assert plain.target.get(f"SELECT * {{ SERVICE <{other}/good> {{ ?x ?y ?z }} }}", JSON).status == 400
        assert Other.asked == []
        assert "BasicFederatedQuery" not in plain.target.ask(url=plain.target.endpoint, Accept=TTL).body.decode()


def test_nothing_but_that_very_iri_is_called(served: Served, other: str) -> None:
    with listener() as (port, heard):
        Other.asked.clear()
        there = f"http://127.0.0.1:{port}"
        for call in (f"SERVICE <{there}/> {{ ?a ?b ?c }}", f"VALUES ?e {{ <{there}/> <{other}/good> }} SERVICE ?e {{ ?a ?b ?c }}", f"BIND(<{other}/good> AS ?e) SERVICE SILENT ?e {{ ?a ?b ?c }}",
                     f"SERVICE <{other}/good/> {{ ?a ?b ?c }}", f"SERVICE <{other}/good?x> {{ ?a ?b ?c }}", f"SERVICE <{other}/GOOD> {{ ?a ?b ?c }}", f"SERVICE <{other}/../good> {{ ?a ?b ?c }}",
                     "SERVICE e:good { ?a ?b ?c }", f"SERVICE <{other}/good> {{ SERVICE <{there}/> {{ ?a ?b ?c }} }}", f"SERVICE <{other}/good> {{ SERVICE <{other}/good> {{ ?a ?b ?c }} }}",
                     f"SERVICE <{other}/good> {{ SERVICEx:y {{ ?a ?b ?c }} }}", f"\\u0053ERVICE <{other}/good> {{ ?a ?b ?c }}",
                     f"\u017fERVICE <{other}/good> {{ ?a ?b ?c }}", f"SERVICE\u00a0<{other}/good> {{ ?a ?b ?c }}", f"SERVICE <{other}/\\u0067ood> {{ ?a ?b ?c }}",
                     f"SERVICE <{other}/good> {{ ?a ?b ?c }} SERVICE <{there}/> {{ ?a ?b ?c }}", f"SERVICE <{other}/good> {{ ?a ?b ?c", f"FILTER(1<x:b#>'''\n) SERVICE <{there}/> {{ ?a ?b ?c }}",
                     f"SERVICE <{other}/good> {{ ?a ?b '}}' }} SERVICE SILENT<{there}/> {{ ?a ?b ?c }}", f"SERVICE <{other}/good> {{}} " * 6):
            got = served.target.get(f"PREFIX e: <{other}/> PREFIX x: <http://x/> SELECT * {{ {call} }}", JSON)
            assert (got.status, call) == (400, call)
        assert heard == []
        assert served.target.get(f"INSERT {{ ?a ?b ?c }} WHERE {{ SERVICE <{other}/good> {{ ?a ?b ?c }} }}").status == 400


def test_what_may_be_allowed() -> None:
    good = ["https://query.example.org/sparql", "http://127.0.0.1:7878/query?x=1", "http://localhost/", "http://[::1]:1/"]
    assert allowed(good) == frozenset(good)
    for bad in ("http://example.org/sparql", "ftp://127.0.0.1/", "https://user@example.org/", "https://", "sparql", "https://example.org/#x",
                "https://example.org/ x", "https://[", "https://a:99999/", "file:///etc/passwd", ""):
        with pytest.raises(UsageError):
            allowed([bad])
    done = subprocess.run([sys.executable, "-m", "kg", "--lang", "en", "serve", "--port", "0", "--allow-service", "http://example.org/"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")


def test_variables_are_called_as_sparql_calls_them() -> None:
    def taken(name: str) -> bool:
        try:
            values_of(table({name: {"type": "literal", "value": "1"}}, names=(name,)))
        except Unanswered:
            return False
        return True

    def known(name: str) -> bool:
        try:
            ox.Variable(name)
        except ValueError:
            return False
        return True

    characters = [chr(n) for n in range(0x3100) if n != ord(":")] + [chr(n) for first in (0xD7F0, 0xF8F0, 0xFDC0, 0xFFF0) for n in range(first, first + 0x40) if not 0xD800 <= n < 0xE000]
    assert [c for c in characters if taken(c) != known(c)] == []
    assert [c for c in characters if taken(f"a{c}") != known(f"a{c}")] == []
    assert not taken("")
    assert not taken("a:b")   # the engine's own check lets it pass, its parser does not


TERM = st.one_of(st.fixed_dictionaries({"type": st.just("literal"), "value": st.text()}),
                 st.fixed_dictionaries({"type": st.sampled_from(["uri", "literal", "bnode", "triple"]), "value": st.text(max_size=9)}),
                 st.fixed_dictionaries({"type": st.just("literal"), "value": st.text(), "xml:lang": st.text(max_size=5)}),
                 st.fixed_dictionaries({"type": st.just("literal"), "value": st.text(), "datatype": st.text(max_size=9)}))


@given(st.lists(st.dictionaries(st.sampled_from("abc"), TERM), max_size=4))
def test_whatever_an_endpoint_says_is_values_and_nothing_else(found: list[dict[str, dict[str, str]]]) -> None:
    try:
        values = values_of(table(*found, names=("a", "b", "c")))
    except Unanswered:
        return
    query = f"SELECT * {{ {{ {values} }} }}"
    try:
        refuse_federation(query)
    except UsageError:
        return   # the word stands where it is in doubt what is a string: refused, never run
    solutions = list(ox.Store().query(query))  # type: ignore[call-overload]
    assert len(solutions) == len(found)
    for row, solution in zip(found, solutions, strict=True):
        assert {n: t["value"] for n, t in row.items()} == {n: solution[n].value for n in "abc" if solution[n] is not None}


@given(st.text("SERVICE<>{}#'\"\\ .?x:/\n\0", max_size=60))
def test_no_text_makes_the_reading_fail(text: str) -> None:
    try:
        calls = calls_of(f"SELECT * {{ {text} SERVICE <http://x/> {{ ?s ?p ?o }} }}")
    except UsageError:
        return
    for endpoint, _, asked, begin, end in calls:
        assert 0 < begin < end
        assert "SELECT * {" in asked
        assert "<" not in endpoint
