"""How requests arrive, over a real socket: through a proxy of ours or of a stranger's, with a whole address as target, for what is not there."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from kg.graph.store import Reader
from kg.serve.around import Rate, _client
from kg.serve.protocol import origin_form
from tests.conformance_sparql import JSON
from tests.conftest import ROOT
from tests.sparql_server import Served, serving

NAME = "datos.example.org"


def raw(served: Served, target: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    """Ask with a target as it stands; return status and body."""
    parts = urlsplit(served.root)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    try:
        connection.putrequest(method, target, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def served(invented: Reader) -> Iterator[Served]:
    with serving(invented.folder.parent) as found:
        yield found


# Proxies

def test_a_proxys_clients_are_told_apart_and_its_word_is_the_last(invented: Reader) -> None:
    with serving(invented.folder.parent, "--proxy", "127.0.0.0/8", "--proxy", "10.0.0.0/8", "--rate", "0.1") as found:   # one at once, then one every ten seconds
        def ask(forwarded: str) -> int:
            return raw(found, "/healthz", X_Forwarded_For=forwarded)[0]

        def spend(forwarded: str) -> int:
            return next(n for n in range(99) if ask(forwarded) == 429)

        assert spend("192.0.2.1") > 0
        assert ask("192.0.2.3, 192.0.2.1") == 429   # what a client writes before itself counts for nothing
        assert ask("192.0.2.2") == 200
        assert spend("192.0.2.4, 10.1.2.3") > 0     # another proxy of ours is no client
        assert ask("192.0.2.4, 10.9.9.9") == 429
        assert ask("192.0.2.4, 11.9.9.9") == 200    # this one is none of ours: it is the client
        assert spend("2001:db8::1") > 0
        assert ask("[2001:db8::1]:4711") == 429     # the same, with a port


def test_a_stranger_is_not_believed(invented: Reader) -> None:
    for options in ((), ("--proxy", "10.0.0.0/8")):
        with serving(invented.folder.parent, "--rate", "0.1", *options) as found:
            statuses = [raw(found, "/healthz", X_Forwarded_For=f"192.0.2.{n}")[0] for n in range(9)]
            assert statuses[0] == 200
            assert 429 in statuses
        with serving(invented.folder.parent, "--allow-host", NAME, *options) as found:
            assert b"<https://127" not in raw(found, "/sparql", X_Forwarded_Proto="https", Accept="text/turtle")[1]


def test_addresses_say_https_behind_a_proxy_that_does(invented: Reader) -> None:
    with serving(invented.folder.parent, "--allow-host", NAME, "--proxy", "127.0.0.1", "--rate", "0") as found:
        told = raw(found, "/sparql", Host=NAME, X_Forwarded_Proto="https", Accept="text/turtle")[1].decode()
        assert f"<https://{NAME}/sparql#service>" in told
        assert "http://datos" not in told
        view = json.loads(raw(found, "/reconcile", Host=NAME, X_Forwarded_Proto="https")[1])["view"]["url"]
        assert view.startswith(f"https://{NAME}/reconcile/view")
        for odd in ("https, http", "javascript", "https://x/", "", "https\tx"):   # no scheme: as if nothing had been said
            told = raw(found, "/sparql", Host=NAME, X_Forwarded_Proto=odd, Accept="text/turtle")[1].decode()
            assert f"<http://{NAME}/sparql#service>" in told
        assert raw(found, "/sparql", Host=NAME, X_Forwarded_Host="evil.example.org", Accept="text/turtle")[1].decode() == told
        assert raw(found, "/sparql", Host="evil.example.org", X_Forwarded_Host=NAME)[0] == 403


def test_a_proxy_that_is_no_address_is_told_before_anything_is_served() -> None:
    for given in ("proxy.example.org", "*", "127.0.0.1/99", ""):
        done = subprocess.run([sys.executable, "-m", "kg", "--lang", "en", "serve", "--port", "0", "--proxy", given], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert "no IP address and no network" in done.stderr


def test_a_client_is_an_address_of_ipv4_or_a_network_of_ipv6_and_what_is_neither_is_one() -> None:
    same = [["192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201"], ["2001:db8::1", "2001:DB8::ffff:1", "2001:db8:0:0:8000::"], ["2001:db8:0:1::1"], ["192.0.2.2"], ["", "unknown", "_x" * 9999, "1.2.3"]]
    names = [{_client(address) for address in addresses} for addresses in same]
    assert [len(found) for found in names] == [1] * 5
    assert len(set.union(*names)) == 5
    assert max(map(len, set.union(*names))) < 20


def test_a_rate_below_one_in_ten_seconds_lets_one_through() -> None:
    now = [0.0]
    web = TestClient(Rate(PlainTextResponse("ok"), 0.03, lambda: now[0]))
    assert web.get("/").status_code == 200
    told = web.get("/")
    assert (told.status_code, told.headers["retry-after"]) == (429, "34")
    now[0] += 34
    assert [web.get("/").status_code for _ in range(2)] == [200, 429]


# Targets that are whole addresses (RFC 9112 §3.2.2)

def test_a_whole_address_is_answered_as_its_path_is(served: Served) -> None:
    query = f"/sparql?query={quote('ASK {}')}"
    for root in (served.root, served.root.replace("http:", "HTTP:"), served.root.replace("http:", "https:")):
        assert raw(served, root + query, Accept=JSON) == raw(served, query, Accept=JSON)
        assert raw(served, root + "/healthz") == (200, b"ok\n")
    assert raw(served, served.root, Accept="text/html") == raw(served, "/", Accept="text/html")
    assert raw(served, f"{served.root}/id/persona/lucia-prado-nieto.ttl")[0] == 200


def test_the_addresss_own_host_counts_and_not_the_header(served: Served) -> None:
    assert raw(served, "http://example.org/healthz")[0] == 403
    assert raw(served, f"http://example.org@{urlsplit(served.root).netloc}/healthz")[0] == 403
    assert raw(served, f"{served.root}/healthz", Host="example.org") == (200, b"ok\n")
    assert raw(served, "http:///healthz")[0] == 403
    assert raw(served, "ftp://127.0.0.1/healthz")[0] == 404


def test_what_is_encoded_is_read_once() -> None:
    scope = {"type": "http", "path": "http://a%2f/b%/c", "raw_path": b"http://a:1/b%2525/c", "headers": [(b"host", b"b"), (b"accept", b"*/*")]}
    found = origin_form(scope)
    assert (found["path"], found["raw_path"], found["headers"]) == ("/b%25/c", b"/b%2525/c", [(b"accept", b"*/*"), (b"host", b"a:1")])
    for raw_path in (b"/http://a/", b"*", b"a:1"):
        assert origin_form({**scope, "raw_path": raw_path}) == {**scope, "raw_path": raw_path}


# What is not there

def test_only_an_answer_that_is_there_can_be_had_already(served: Served) -> None:
    def asked(query: str, method: str = "GET") -> int:
        return raw(served, f"/sparql?query={quote(query)}", method, If_None_Match="*", Accept=JSON)[0]

    assert asked("SELECT nothing") == 400
    assert asked("SELECT * { ?s ?p ?o } LIMIT 1") == asked("SELECT * { ?s ?p ?o } LIMIT 1", "HEAD") == asked("SELECT * { ?s ?p ?o } LIMIT 1") == 304
    assert asked("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000") == 304   # it would come in parts
    assert raw(served, "/sparql", If_None_Match="*", Accept="text/turtle")[0] == 304
    assert raw(served, "/graph?graph=http%3A%2F%2Fx%2F", If_None_Match="*")[0] == 404
    assert raw(served, "/graph?default", If_None_Match="*")[0] == 304
