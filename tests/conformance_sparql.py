"""Checks from the W3C recommendations for a SPARQL endpoint, as a table that runs against any address, over a real socket.

SPARQL 1.1 Protocol (P), Service Description (SD), Query Results JSON, XML, CSV and TSV (R), Graph Store HTTP Protocol, reading (GSP), HTTP semantics
of RFC 9110 where the protocol leans on it (H), and what keeps a public endpoint from harm (S). ``python -m tests.conformance_sparql http://HOST:PORT/sparql``.

A target is read-only (or holds data that may be lost) and has at least two named graphs that differ.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import http.client
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree
from xml.sax import SAXException

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
JSON, XML, CSV, TSV = "application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"
TTL, NT, RDFXML, JSONLD, NQ, TRIG = "text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/n-quads", "application/trig"
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NAMES = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
NS = "{http://www.w3.org/2005/sparql-results#}"
CLEAR = "INSERT DATA { <http://example.org/kg-conformance> <http://example.org/p> 1 }"


@dataclass(frozen=True)
class Reply:
    """A response: status, headers (lower case; repeated ones joined), body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Target:
    """An endpoint. ``store``: the Graph Store Protocol's address, "" when there is none; ``description``: where it describes itself."""

    endpoint: str
    store: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    timeout: float = 30.0

    def ask(self, method: str = "GET", url: str = "", params: Mapping[str, Any] | None = None, body: bytes | str | None = None, **headers: str) -> Reply:
        """Send one request. Keyword headers have _ for -."""
        parts = urlsplit(url or self.endpoint)
        query = "&".join(filter(None, [parts.query, urlencode(params or {}, doseq=True, quote_via=quote)]))
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=self.timeout)
        try:
            given = {**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}
            connection.request(method, (parts.path or "/") + (f"?{query}" if query else ""), body.encode() if isinstance(body, str) else body, given)
            got = connection.getresponse()
            found: dict[str, str] = {}
            for name, value in got.getheaders():
                found[name.lower()] = f"{found[name.lower()]}, {value}" if name.lower() in found else value
            return Reply(got.status, found, got.read())
        finally:
            connection.close()

    def get(self, query: str, accept: str = JSON, **params: Any) -> Reply:
        return self.ask(params={"query": query, **{k.replace("_", "-"): v for k, v in params.items()}}, Accept=accept)

    def rows(self, query: str, **params: Any) -> list[tuple[str, ...]]:
        got = self.get(query, **params)
        assert got.status == 200, f"{got.status} {got.body[:100]!r}"
        found = got.json()
        return sorted(tuple(b[v]["value"] if v in b else "" for v in found["head"]["vars"]) for b in found["results"]["bindings"])

    def count(self, query: str = COUNT, **params: Any) -> int:
        return int(self.rows(query, **params)[0][0])

    @cached_property
    def graphs(self) -> tuple[str, str]:
        """Two named graphs, the smallest ones."""
        found = sorted((int(n), g) for g, n in self.rows("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"))
        return found[0][1], found[1][1]

    @cached_property
    def sizes(self) -> tuple[int, int, int]:
        """Triples of each of the two, and of their merge."""
        one, two = self.graphs
        both = self.count(f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ {{ GRAPH <{one}> {{ ?s ?p ?o }} }} UNION {{ GRAPH <{two}> {{ ?s ?p ?o }} }} }} }}")
        return self.count(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{one}> {{ ?s ?p ?o }} }}"), self.count(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{two}> {{ ?s ?p ?o }} }}"), both


@dataclass(frozen=True)
class Check:
    """One check: its group, name, and the function that raises AssertionError."""

    group: str
    name: str
    run: Callable[[Target], None]


CHECKS: list[Check] = []


def check(group: str, name: str) -> Callable[[Callable[[Target], None]], Callable[[Target], None]]:
    def add(function: Callable[[Target], None]) -> Callable[[Target], None]:
        CHECKS.append(Check(group, name, function))
        return function

    return add


def same(got: object, wanted: object) -> None:
    assert got == wanted, f"{got!r} is not {wanted!r}"[:200]


def refused(got: Reply, *statuses: int) -> None:
    """The request was refused with one of the statuses (none given: any 4xx)."""
    assert got.status in statuses if statuses else 400 <= got.status < 500, f"status {got.status}, wanted {statuses or '4xx'}"


def result(got: Reply, media: str) -> Reply:
    same(got.status, 200)
    same(got.media, media)
    return got


# P: queries (§2.1)

ONE = 'SELECT ("x" AS ?a) {}'


@check("P", "query by GET")
def _(t: Target) -> None:
    same(t.rows(ONE), [("x",)])


@check("P", "query by POST, URL-encoded form")
def _(t: Target) -> None:
    same(result(t.ask("POST", body=urlencode({"query": ONE}), Content_Type=FORM, Accept=JSON), JSON).json()["results"]["bindings"][0]["a"]["value"], "x")


@check("P", "query by POST, form with charset")
def _(t: Target) -> None:
    result(t.ask("POST", body=urlencode({"query": ONE}), Content_Type=f"{FORM}; charset=UTF-8", Accept=JSON), JSON)


@check("P", "query by POST, directly")
def _(t: Target) -> None:
    same(result(t.ask("POST", body='SELECT ("ñ" AS ?a) {}', Content_Type=QUERY, Accept=JSON), JSON).json()["results"]["bindings"][0]["a"]["value"], "ñ")


@check("P", "query by POST, directly, with charset")
def _(t: Target) -> None:
    result(t.ask("POST", body=ONE, Content_Type=f"{QUERY}; charset=utf-8", Accept=JSON), JSON)


@check("P", "non-ASCII query by GET")
def _(t: Target) -> None:
    same(t.rows('SELECT ("Peñón — 日本" AS ?a) {}'), [("Peñón — 日本",)])


@check("P", "ASK, CONSTRUCT and DESCRIBE answer")
def _(t: Target) -> None:
    same(result(t.get("ASK {}"), JSON).json()["boolean"], True)
    result(t.get("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", TTL), TTL)
    result(t.get("DESCRIBE ?s { ?s ?p ?o } LIMIT 1", TTL), TTL)


def dataset(name: str, one: Callable[[Target, dict[str, Any]], list[tuple[str, ...]]]) -> None:
    """Add the checks of the dataset parameters for one way to send a query."""
    def check_default(t: Target) -> None:
        same(one(t, {"query": COUNT, "default-graph-uri": t.graphs[0]}), [(str(t.sizes[0]),)])
        same(one(t, {"query": NAMES, "default-graph-uri": t.graphs[0]}), [])

    def check_several(t: Target) -> None:
        same(one(t, {"query": COUNT, "default-graph-uri": list(t.graphs)}), [(str(t.sizes[2]),)])

    def check_named(t: Target) -> None:
        same(one(t, {"query": NAMES, "named-graph-uri": t.graphs[0]}), [(t.graphs[0],)])
        same(one(t, {"query": COUNT, "named-graph-uri": t.graphs[0]}), [("0",)])

    def check_full(t: Target) -> None:
        both = {"default-graph-uri": t.graphs[0], "named-graph-uri": list(t.graphs)}
        same(one(t, {"query": COUNT, **both}), [(str(t.sizes[0]),)])
        same(one(t, {"query": NAMES, **both}), sorted((g,) for g in t.graphs))

    CHECKS.extend([Check("P", f"default-graph-uri, {name}", check_default), Check("P", f"several default-graph-uri, {name}", check_several),
                   Check("P", f"named-graph-uri, {name}", check_named), Check("P", f"default and named graphs, {name}", check_full)])


def _rows(got: Reply) -> list[tuple[str, ...]]:
    found = result(got, JSON).json()
    return sorted(tuple(b[v]["value"] for v in found["head"]["vars"]) for b in found["results"]["bindings"])


dataset("GET", lambda t, p: _rows(t.ask(params=p, Accept=JSON)))
dataset("POST form", lambda t, p: _rows(t.ask("POST", body=urlencode(p, doseq=True), Content_Type=FORM, Accept=JSON)))
dataset("POST direct", lambda t, p: _rows(t.ask("POST", params={k: v for k, v in p.items() if k != "query"}, body=p["query"], Content_Type=QUERY, Accept=JSON)))


@check("P", "FROM and FROM NAMED make the dataset")
def _(t: Target) -> None:
    one, two = t.graphs
    same(t.count(f"SELECT (COUNT(*) AS ?n) FROM <{one}> {{ ?s ?p ?o }}"), t.sizes[0])
    same(t.count(f"SELECT (COUNT(*) AS ?n) FROM <{one}> FROM <{two}> {{ ?s ?p ?o }}"), t.sizes[2])
    same(t.rows(f"SELECT DISTINCT ?g FROM NAMED <{two}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"), [(two,)])
    same(t.count(f"SELECT (COUNT(*) AS ?n) FROM NAMED <{two}> {{ ?s ?p ?o }}"), 0)


@check("P", "the protocol's graphs replace FROM (§2.1.4)")
def _(t: Target) -> None:
    one, two = t.graphs
    same(t.count(f"SELECT (COUNT(*) AS ?n) FROM <{two}> {{ ?s ?p ?o }}", default_graph_uri=one), t.sizes[0])
    same(t.rows(f"SELECT DISTINCT ?g FROM NAMED <{two}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", named_graph_uri=one), [(one,)])
    same(t.rows(f"SELECT DISTINCT ?g FROM NAMED <{two}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", default_graph_uri=one), [])


@check("P", "a graph nobody knows is empty or refused, never an error of the server")
def _(t: Target) -> None:
    got = t.get(COUNT, default_graph_uri="http://example.org/nobody-knows-it")
    assert 400 <= got.status < 500 or _rows(got) == [("0",)], got.status


@check("P", "a default-graph-uri that is no IRI: 400")
def _(t: Target) -> None:
    refused(t.get(COUNT, default_graph_uri="not an iri"), 400)


# P: what is refused

@check("P", "bad query syntax: 400 with a reason")
def _(t: Target) -> None:
    got = t.get("SELECT * { ?s ?p")
    refused(got, 400)
    assert len(got.body) > 10, "no reason"


@check("P", "bad query syntax by POST: 400")
def _(t: Target) -> None:
    refused(t.ask("POST", body="SELECT nothing", Content_Type=QUERY), 400)


@check("P", "an undeclared prefix: 400")
def _(t: Target) -> None:
    refused(t.get("SELECT * { ?s nobody:knows ?o }"), 400)


@check("P", "two queries: 4xx")
def _(t: Target) -> None:
    refused(t.ask(params={"query": ["ASK {}", "SELECT * {}"]}))
    refused(t.ask("POST", body=urlencode({"query": ["ASK {}", "SELECT * {}"]}, doseq=True), Content_Type=FORM))


@check("P", "POST of a form without a query: 400")
def _(t: Target) -> None:
    refused(t.ask("POST", body="x=1", Content_Type=FORM), 400)


@check("P", "an empty query: 400")
def _(t: Target) -> None:
    refused(t.get(""), 400)


@check("P", "POST without Content-Type: 4xx")
def _(t: Target) -> None:
    refused(t.ask("POST", body=ONE))
    refused(t.ask("POST", body=urlencode({"query": ONE})))


@check("P", "POST of another media type: 415")
def _(t: Target) -> None:
    refused(t.ask("POST", body=ONE, Content_Type="text/plain"), 415)
    refused(t.ask("POST", body=json.dumps({"query": ONE}), Content_Type="application/json"), 415)


@check("P", "a query not in UTF-8: 4xx")
def _(t: Target) -> None:
    refused(t.ask("POST", body='SELECT ("ñ" AS ?a) {}'.encode("utf-16"), Content_Type=QUERY))
    refused(t.ask("POST", body='SELECT ("ñ" AS ?a) {}'.encode("latin-1"), Content_Type=QUERY))


@check("P", "a query by GET not in UTF-8: 4xx")
def _(t: Target) -> None:
    refused(t.ask(url=f"{t.endpoint}?query=SELECT%20(%22%F1%22%20AS%20%3Fa)%20%7B%7D"))


@check("P", "PUT, DELETE and PATCH: 405 with Allow")
def _(t: Target) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        got = t.ask(method, body=ONE, Content_Type=QUERY)
        refused(got, 405)
        assert "GET" in got.headers.get("allow", "") and method not in got.headers["allow"], got.headers.get("allow")


@check("P", "an update as a query: 400")
def _(t: Target) -> None:
    refused(t.get(CLEAR), 400)


@check("P", "an update by GET: 4xx, and nothing changes")
def _(t: Target) -> None:
    before = t.count()
    refused(t.ask(params={"update": CLEAR}))
    same(t.count(), before)


@check("P", "updates by POST, form and direct: 4xx, and nothing changes")
def _(t: Target) -> None:
    before = t.count()
    for body, media in ((urlencode({"update": CLEAR}), FORM), (CLEAR, UPDATE)):
        refused(t.ask("POST", body=body, Content_Type=media))
    same(t.count(), before)


@check("P", "query and update at once: 4xx")
def _(t: Target) -> None:
    refused(t.ask("POST", body=urlencode({"query": ONE, "update": CLEAR}), Content_Type=FORM))


# P: formats and content negotiation

FOUR = 'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (<http://x/1> "uno"@es 1) (UNDEF "q\\"\\n,\\t;é" 1.5) } }'


def _table(got: Reply, media: str) -> list[list[str]]:
    result(got, media)
    if media == JSON:
        found = got.json()
        return sorted([b[v]["value"] if v in b else "" for v in found["head"]["vars"]] for b in found["results"]["bindings"])
    if media == XML:
        root = ElementTree.fromstring(got.body)
        names = [v.get("name") for v in root.iter(f"{NS}variable")]
        return sorted([next(("".join(b[0].itertext()) for b in r if b.get("name") == n), "") for n in names] for r in root.iter(f"{NS}result"))
    return sorted(list(csv.reader(io.StringIO(got.body.decode(), newline="")))[1:])


for _media in (JSON, XML, CSV):
    @check("P", f"SELECT as {_media}")
    def _(t: Target, media: str = _media) -> None:
        same(_table(t.get(FOUR, media), media), [["", 'q"\n,\t;é', "1.5"], ["http://x/1", "uno", "1"]])


@check("P", "SELECT as text/tab-separated-values")
def _(t: Target) -> None:
    lines = result(t.get(FOUR, TSV), TSV).body.decode().rstrip("\n").split("\n")
    same([c.removeprefix("?") for c in lines[0].split("\t")], ["a", "b", "c"])
    assert any(line.startswith('<http://x/1>\t"uno"@es\t') for line in lines), lines


for _media in (JSON, XML):
    @check("P", f"ASK as {_media}")
    def _(t: Target, media: str = _media) -> None:
        for query, wanted in (("ASK {}", "true"), ("ASK { <urn:a> <urn:b> <urn:c> }", "false")):
            got = result(t.get(query, media), media)
            same(str(got.json()["boolean"]).lower() if media == JSON else ElementTree.fromstring(got.body).findtext(f"{NS}boolean"), wanted)


THREE = 'CONSTRUCT { <http://x/s> <http://x/p> ?o } { VALUES ?o { "a\\"\\n"@es 1 <http://x/o> } }'
PARSERS = {TTL: "turtle", NT: "nt", RDFXML: "xml", JSONLD: "json-ld", NQ: "nquads", TRIG: "trig"}


def _graph(body: bytes, media: str) -> Graph:
    from rdflib import Dataset

    if media in (NQ, TRIG):
        found = Dataset()
        found.parse(data=body, format=PARSERS[media])
        return Graph() + found.default_graph if hasattr(found, "default_graph") else Graph() + found.default_context
    return Graph().parse(data=body, format=PARSERS[media])


for _media in (TTL, NT, RDFXML, JSONLD, NQ, TRIG):
    @check("P", f"CONSTRUCT as {_media}")
    def _(t: Target, media: str = _media) -> None:
        wanted = Graph().parse(data='<http://x/s> <http://x/p> "a\\"\\n"@es, 1, <http://x/o> .', format="turtle")
        assert isomorphic(_graph(result(t.get(THREE, media), media).body, media), wanted), "another graph"


@check("P", "DESCRIBE in every RDF format says the same")
def _(t: Target) -> None:
    query = f"DESCRIBE <{t.rows('SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 1')[0][0]}>"
    wanted = _graph(result(t.get(query, NT), NT).body, NT)
    assert len(wanted) and all(isomorphic(_graph(result(t.get(query, m), m).body, m), wanted) for m in (TTL, RDFXML, JSONLD))


@check("H", "the highest quality value wins")
def _(t: Target) -> None:
    for accept, wanted in ((f"{CSV};q=0.5, {XML};q=0.9, {JSON};q=0.1", XML), (f"{JSON};q=0.001, {TSV}", TSV), (f"*/*;q=0.1, {CSV}", CSV)):
        result(t.get(ONE, accept), wanted)


@check("H", "a more specific range goes before its quality")
def _(t: Target) -> None:
    result(t.get(ONE, f"application/*;q=0.9, {JSON};q=0.1, {XML};q=0, {CSV};q=0.5"), CSV)


@check("H", "ranges */* and text/*")
def _(t: Target) -> None:
    assert t.get(ONE, "*/*").media in (JSON, XML)
    assert t.get(ONE, "text/*").media in (CSV, TSV)
    assert t.get(THREE, "*/*").media in PARSERS


@check("H", "no Accept header at all")
def _(t: Target) -> None:
    same(t.ask(params={"query": ONE}).status, 200)


@check("H", "Accept is read without regard to case and spaces")
def _(t: Target) -> None:
    result(t.get(ONE, "TEXT/CSV ; Q=1.0 , application/sparql-results+json ; q=0.2"), CSV)


@check("H", "nothing acceptable: 406 that says what there is")
def _(t: Target) -> None:
    got = t.get(ONE, "image/png")
    refused(got, 406)
    assert b"json" in got.body.lower(), "no list"


@check("H", "a graph's format for a table, and the other way round: 406")
def _(t: Target) -> None:
    refused(t.get(ONE, TTL), 406)
    refused(t.get(THREE, CSV), 406)


@check("H", "q=0 is not acceptable")
def _(t: Target) -> None:
    refused(t.get(ONE, f"{JSON};q=0, {XML};q=0, {CSV};q=0, {TSV};q=0, application/json;q=0"), 406)


@check("H", "Vary names Accept")
def _(t: Target) -> None:
    assert "accept" in [v.strip().lower() for v in t.get(ONE).headers.get("vary", "").split(",")]


@check("H", "HEAD has GET's status and headers and no body")
def _(t: Target) -> None:
    got, plain = t.ask("HEAD", params={"query": ONE}, Accept=XML), t.get(ONE, XML)
    same((got.status, got.media, got.body), (200, plain.media, b""))
    same(got.headers.get("content-length"), plain.headers.get("content-length"))


@check("H", "HEAD of a bad query: 400")
def _(t: Target) -> None:
    refused(t.ask("HEAD", params={"query": "SELECT"}), 400)


@check("H", "OPTIONS says which methods there are")
def _(t: Target) -> None:
    got = t.ask("OPTIONS")
    assert got.status in (200, 204) and {"GET", "POST"} <= {m.strip() for m in got.headers.get("allow", got.headers.get("access-control-allow-methods", "")).split(",")}, got.headers


@check("H", "CORS: a page may read")
def _(t: Target) -> None:
    assert t.ask(params={"query": ONE}, Origin="http://localhost:3000", Accept=JSON).headers.get("access-control-allow-origin") in ("*", "http://localhost:3000")


@check("H", "CORS: preflight of a direct POST")
def _(t: Target) -> None:
    got = t.ask("OPTIONS", Origin="http://localhost:3000", Access_Control_Request_Method="POST", Access_Control_Request_Headers="content-type")
    assert got.status in (200, 204) and "POST" in got.headers.get("access-control-allow-methods", "") and "content-type" in got.headers.get("access-control-allow-headers", "").lower(), got.headers
    assert got.headers.get("access-control-allow-origin") in ("*", "http://localhost:3000")


@check("H", "ETag, and 304 for who has it")
def _(t: Target) -> None:
    tag = t.get(COUNT).headers.get("etag")
    assert tag, "no ETag"
    got = t.ask(params={"query": COUNT}, Accept=JSON, If_None_Match=f'"other", {tag}')
    same((got.status, got.body), (304, b""))
    same(t.ask(params={"query": COUNT}, Accept=JSON, If_None_Match='"other"').status, 200)
    assert t.get(COUNT, XML).headers.get("etag") != tag, "one tag for two formats"


@check("H", "an answer that changes each time is not called the same")
def _(t: Target) -> None:
    query = "SELECT (STRUUID() AS ?a) {}"
    first = t.get(query)
    same(first.status, 200)
    assert t.get(query).body != first.body and (not first.headers.get("etag") or t.get(query).headers["etag"] != first.headers["etag"])


@check("H", "gzip for who takes it, and only for them")
def _(t: Target) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 200"
    plain = t.ask(params={"query": query}, Accept=CSV)
    coded = t.ask(params={"query": query}, Accept=CSV, Accept_Encoding="gzip")
    assert "content-encoding" not in plain.headers and "content-encoding" not in t.ask(params={"query": query}, Accept=CSV, Accept_Encoding="gzip;q=0").headers
    same(coded.headers.get("content-encoding"), "gzip")
    same(sorted(gzip.decompress(coded.body).splitlines()), sorted(plain.body.splitlines()))


@check("H", "a body of a megabyte and a half: answered or 413")
def _(t: Target) -> None:
    body = "SELECT (1 AS ?a) {}" + "#" * 1_500_000
    try:
        assert t.ask("POST", body=body, Content_Type=QUERY, Accept=JSON).status in (200, 413)
    except (ConnectionError, BrokenPipeError) as error:
        raise AssertionError("the connection broke") from error


@check("H", "a compressed request is undone or refused with 415")
def _(t: Target) -> None:
    assert t.ask("POST", body=gzip.compress(ONE.encode()), Content_Type=QUERY, Content_Encoding="gzip", Accept=JSON).status in (200, 415)


# R: result formats

@check("R", "JSON: head, types, languages, datatypes, unbound")
def _(t: Target) -> None:
    found = t.get('SELECT ?u ?l ?n ?s ?none { VALUES (?u ?l ?n ?s) { (<http://x/1> "a"@es 5 "p") } }').json()
    same(found["head"]["vars"], ["u", "l", "n", "s", "none"])
    row = found["results"]["bindings"][0]
    same(row["u"], {"type": "uri", "value": "http://x/1"})
    same(row["l"], {"type": "literal", "value": "a", "xml:lang": "es"})
    same(row["n"], {"type": "literal", "value": "5", "datatype": "http://www.w3.org/2001/XMLSchema#integer"})
    same((row["s"]["type"], row["s"]["value"], row["s"].get("datatype", "http://www.w3.org/2001/XMLSchema#string")), ("literal", "p", "http://www.w3.org/2001/XMLSchema#string"))
    assert "none" not in row


@check("R", "JSON and XML: no solutions, no variables")
def _(t: Target) -> None:
    same(t.get("SELECT ?a { FILTER(false) }").json(), {"head": {"vars": ["a"]}, "results": {"bindings": []}})
    root = ElementTree.fromstring(t.get("SELECT ?a { FILTER(false) }", XML).body)
    same([c.tag for c in root], [f"{NS}head", f"{NS}results"])


@check("R", "XML: types, languages, datatypes, markup as text")
def _(t: Target) -> None:
    root = ElementTree.fromstring(t.get('SELECT * { VALUES (?u ?l ?n) { (<http://x/?a=1&b=2> "<b>&amp;</b>"@es 5) } }', XML).body)
    found = {b.get("name"): b[0] for b in root.iter(f"{NS}binding")}
    same((found["u"].tag, found["u"].text), (f"{NS}uri", "http://x/?a=1&b=2"))
    same((found["l"].text, found["l"].get("{http://www.w3.org/XML/1998/namespace}lang")), ("<b>&amp;</b>", "es"))
    same((found["n"].text, found["n"].get("datatype")), ("5", "http://www.w3.org/2001/XMLSchema#integer"))


@check("R", "XML: a carriage return survives")
def _(t: Target) -> None:
    same(ElementTree.fromstring(t.get('SELECT ("a\\rb" AS ?x) {}', XML).body).findtext(f".//{NS}literal"), "a\rb")


@check("R", "XML: what XML cannot hold does not make a broken document")
def _(t: Target) -> None:
    got = t.get('SELECT ("a\\u0001b" AS ?x) {}', XML)
    if got.status == 200:
        ElementTree.fromstring(got.body)
    else:
        refused(got)


@check("R", "CSV: header without ?, CRLF, quotes doubled, plain values")
def _(t: Target) -> None:
    body = t.get('SELECT ?a ?b { VALUES (?a ?b) { ("x,\\"y\\"" <http://x/1>) } }', CSV).body
    same(body, b'a,b\r\n"x,""y""",http://x/1\r\n')


@check("R", "TSV: header with ?, terms as in Turtle, tabs and line ends escaped")
def _(t: Target) -> None:
    lines = t.get('SELECT ?a ?b ?c { VALUES (?a ?b) { ("x\\ty\\nz"@en <http://x/1>) } }', TSV).body.decode().rstrip("\n").split("\n")
    same(lines, ["?a\t?b\t?c", '"x\\ty\\nz"@en\t<http://x/1>\t'])


@check("R", "order of ORDER BY is kept in every format")
def _(t: Target) -> None:
    query = "SELECT ?x { VALUES ?x { 3 1 2 } } ORDER BY ?x"
    same([b["x"]["value"] for b in t.get(query).json()["results"]["bindings"]], ["1", "2", "3"])
    same(t.get(query, CSV).body, b"x\r\n1\r\n2\r\n3\r\n")


@check("R", "RDF/XML: a predicate without a local name does not make a broken document")
def _(t: Target) -> None:
    got = t.get("CONSTRUCT { <http://x/s> <http://x/1> 1 } {}", RDFXML)
    if got.status == 200:
        same(len(Graph().parse(data=got.body, format="xml")), 1)
    else:
        refused(got)


@check("R", "text formats say that they are UTF-8")
def _(t: Target) -> None:
    for accept in (CSV, TSV):
        assert "utf-8" in t.get(ONE, accept).headers.get("content-type", "").lower(), t.get(ONE, accept).headers.get("content-type")


# SD: service description

def _description(t: Target, accept: str = TTL) -> Graph:
    got = t.ask(Accept=accept)
    return Graph().parse(data=result(got, accept).body, format=PARSERS[accept], publicID=t.endpoint)


@check("SD", "the endpoint without a query answers with RDF")
def _(t: Target) -> None:
    assert len(_description(t)) > 0


@check("SD", "in Turtle, RDF/XML and JSON-LD, the same")
def _(t: Target) -> None:
    first = _description(t)
    assert isomorphic(first, _description(t, RDFXML)) and isomorphic(first, _description(t, JSONLD))


@check("SD", "one sd:Service with sd:endpoint, which is this one")
def _(t: Target) -> None:
    found = _description(t)
    services = list(found.subjects(RDF.type, SD.Service))
    same(len(services), 1)
    same([str(e) for e in found.objects(services[0], SD.endpoint)], [t.endpoint])


@check("SD", "supported language and result formats")
def _(t: Target) -> None:
    found = _description(t)
    assert (None, SD.supportedLanguage, SD.SPARQL11Query) in found
    formats = {str(f).rpartition("/")[2] for f in found.objects(None, SD.resultFormat)}
    assert {"SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "Turtle", "RDF_XML"} <= formats, formats


@check("SD", "the default dataset names every graph there is")
def _(t: Target) -> None:
    found = _description(t)
    assert list(found.objects(None, SD.defaultDataset)) and list(found.objects(None, SD.defaultGraph))
    named = {str(n) for g in found.objects(None, SD.namedGraph) for n in found.objects(g, SD.name)}
    same(named, {g for g, in t.rows(NAMES)})


@check("SD", "void:triples equal COUNT")
def _(t: Target) -> None:
    found, void = _description(t), Namespace("http://rdfs.org/ns/void#")
    name = next(iter(found.subjects(SD.name, URIRef(t.graphs[0]))))
    graph = next(iter(found.objects(name, SD.graph)))
    same([int(n) for n in found.objects(graph, void.triples)], [t.sizes[0]])
    same([int(n) for g in found.objects(None, SD.defaultGraph) for n in found.objects(g, void.triples)], [t.count()])


@check("SD", "the limits are stated")
def _(t: Target) -> None:
    text = " ".join(str(o) for o in _description(t).objects()).lower()
    assert "seconds" in text and "rows" in text and "memory" in text


# GSP: Graph Store HTTP Protocol, reading

def _store(t: Target) -> str:
    assert t.store, "no graph store"
    return t.store


@check("GSP", "a graph by its name")
def _(t: Target) -> None:
    got = result(t.ask(url=_store(t), params={"graph": t.graphs[0]}, Accept=NT), NT)
    same(len(Graph().parse(data=got.body, format="nt")), t.sizes[0])


@check("GSP", "the default graph")
def _(t: Target) -> None:
    same(len(Graph().parse(data=result(t.ask(url=f"{_store(t)}?default", Accept=NT), NT).body, format="nt")), t.count())


@check("GSP", "in Turtle, RDF/XML and JSON-LD, the same")
def _(t: Target) -> None:
    wanted = Graph().parse(data=t.ask(url=_store(t), params={"graph": t.graphs[0]}, Accept=NT).body, format="nt")
    for media in (TTL, RDFXML, JSONLD):
        assert isomorphic(wanted, Graph().parse(data=result(t.ask(url=t.store, params={"graph": t.graphs[0]}, Accept=media), media).body, format=PARSERS[media])), media


@check("GSP", "HEAD")
def _(t: Target) -> None:
    got = t.ask("HEAD", url=_store(t), params={"graph": t.graphs[0]}, Accept=TTL)
    same((got.status, got.media, got.body), (200, TTL, b""))
    same(t.ask("HEAD", url=t.store, params={"graph": "http://example.org/no"}, Accept=TTL).status, 404)


@check("GSP", "a graph that is not there: 404")
def _(t: Target) -> None:
    same(t.ask(url=_store(t), params={"graph": "http://example.org/no"}).status, 404)


@check("GSP", "no graph, two graphs, both kinds, a relative name: 400")
def _(t: Target) -> None:
    for params in ({}, {"graph": list(t.graphs)}, {"graph": t.graphs[0], "default": ""}, {"graph": "not an iri"}):
        got = t.ask(url=_store(t), params=params, Accept=NT)
        assert got.status == 400, f"{got.status} for {params}"


@check("GSP", "nothing acceptable: 406")
def _(t: Target) -> None:
    refused(t.ask(url=_store(t), params={"graph": t.graphs[0]}, Accept="image/png"), 406)


@check("GSP", "writing is refused, and nothing changes")
def _(t: Target) -> None:
    before = t.count(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{t.graphs[0]}> {{ ?s ?p ?o }} }}")
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        refused(t.ask(method, url=_store(t), params={"graph": t.graphs[0]}, body="<urn:a> <urn:b> <urn:c> .", Content_Type=TTL))
    same(t.count(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{t.graphs[0]}> {{ ?s ?p ?o }} }}"), before)


# S: safety

@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """Somebody who must not be called: a port, and what came."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        over = threading.Event()

        def hear() -> None:
            while not over.is_set():
                try:
                    connection = server.accept()[0]
                except TimeoutError:
                    continue
                except OSError:
                    return
                with connection:
                    connection.settimeout(1)
                    try:
                        heard.append(connection.recv(200))
                    except OSError:
                        heard.append(b"")
                    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")

        thread = threading.Thread(target=hear)
        thread.start()
        try:
            yield server.getsockname()[1], heard
        finally:
            time.sleep(0.2)
            over.set()
            thread.join()


def _uncalled(t: Target, *queries: str) -> None:
    with listener() as (port, heard):
        for query in queries:
            t.get(query.replace("PORT", str(port)))
    assert not heard, heard


@check("S", "SERVICE calls nobody")
def _(t: Target) -> None:
    _uncalled(t, "SELECT * { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }", "SELECT * { SERVICE SILENT <http://localhost:PORT/> { ?s ?p ?o } }",
              "SELECT * { BIND(<http://127.0.0.1:PORT/> AS ?e) SERVICE ?e { ?s ?p ?o } }", "SELECT * { VALUES ?e { <http://127.0.0.1:PORT/> } service ?e { ?s ?p ?o } }")


@check("S", "SERVICE in disguise calls nobody")
def _(t: Target) -> None:
    _uncalled(t, "SELECT * { \\u0053ERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }", "SELECT * { #\\u000ASERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o }\n }",
              "SELECT * { SERVICE\n#x\n<http://127.0.0.1:PORT/> { ?s ?p ?o } }")


@check("S", "FROM and default-graph-uri fetch nothing")
def _(t: Target) -> None:
    _uncalled(t, "SELECT * FROM <http://127.0.0.1:PORT/x.ttl> { ?s ?p ?o }", "SELECT * FROM NAMED <http://127.0.0.1:PORT/x.ttl> { GRAPH ?g { ?s ?p ?o } }", "DESCRIBE <http://127.0.0.1:PORT/x>")
    with listener() as (port, heard):
        t.get(COUNT, default_graph_uri=f"http://127.0.0.1:{port}/x.ttl")
        t.get(NAMES, named_graph_uri=f"http://127.0.0.1:{port}/x.ttl")
    assert not heard, heard


@check("S", "FROM <file:…> reads no file")
def _(t: Target) -> None:
    got = t.get("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }")
    assert b"root" not in got.body and got.status < 500


@check("S", "LOAD loads nothing")
def _(t: Target) -> None:
    with listener() as (port, heard):
        t.ask("POST", body=f"LOAD <http://127.0.0.1:{port}/x.ttl>", Content_Type=UPDATE)
        t.ask("POST", body=urlencode({"update": f"LOAD <http://127.0.0.1:{port}/x.ttl>"}), Content_Type=FORM)
    assert not heard, heard


@check("S", "nosniff on every answer")
def _(t: Target) -> None:
    assert all(r.headers.get("x-content-type-options") == "nosniff" for r in (t.get(ONE), t.get("SELECT")))


@check("S", "brackets a thousandfold: refused, and the server is still there")
def _(t: Target) -> None:
    for query in ("SELECT * {" + "{" * 20_000 + "}" * 20_000 + "}", "SELECT * { FILTER(" + "!" * 50_000 + "1) }"):
        try:
            refused(t.ask("POST", body=query, Content_Type=QUERY, Accept=JSON))
        except (ConnectionError, http.client.HTTPException) as error:
            raise AssertionError("the connection broke") from error
    same(t.rows(ONE), [("x",)])


def run(target: Target) -> list[tuple[Check, str]]:
    """Run every check; return each with "" when it passed, else why not."""
    found = []
    for one in CHECKS:
        try:
            one.run(target)
            found.append((one, ""))
        except AssertionError as error:
            found.append((one, str(error)[:150] or "not so"))
        except (OSError, http.client.HTTPException, ValueError, KeyError, IndexError, StopIteration, SyntaxError, SAXException) as error:   # what a wrong answer leads to
            found.append((one, f"{type(error).__name__}: {error}"[:150]))
    return found


def main() -> None:
    """Print the table for an address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("endpoint")
    parser.add_argument("--store", default="", help="address of the graph store")
    given = parser.parse_args()
    found = run(Target(given.endpoint, given.store))
    for one, why in found:
        print(f"{'ok  ' if not why else 'FAIL'} {one.group:4} {one.name}{f': {why}' if why else ''}")
    print(f"{sum(not why for _, why in found)} of {len(found)}")


if __name__ == "__main__":
    main()
