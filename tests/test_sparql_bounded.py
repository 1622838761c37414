"""What one query may cost others: limits, the slow lane, clients that leave or dawdle, a new build, the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from http.client import IncompleteRead
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import uvicorn

from kg.graph.build import build
from kg.graph.store import Reader, Writer, current
from kg.model.corpus import Corpus
from kg.serve import protocol
from kg.serve.app import listen
from kg.serve.sparql.answers import Failed
from kg.serve.sparql.limits import Limits
from kg.serve.sparql.pool import Pool
from kg.serve.sparql.zygote_link import Broken
from tests.conformance_sparql import listener
from tests.conftest import ROOT
from tests.sparql_server import ALL, GREEDY, RUNAWAY, Served, alive, below, serving, until

LIGHT = "SELECT ?s { ?s a kg:Person } LIMIT 3"


@pytest.fixture(scope="module")
def strict(invented: Reader) -> Iterator[Served]:
    """A server that gives a query two seconds."""
    with serving(invented.folder.parent, "--time-limit", 2, "--memory-limit", 64) as found:
        yield found


def task(query: str, form: str = "json") -> dict[str, Any]:
    return {"do": "query", "query": query, "form": form, "default": [], "named": [], "gzip": False}


def pooled(invented: Reader, work: Callable[[Pool], Awaitable[None]], memory: bool = True, **limits: Any) -> None:
    """Run some work with a pool of its own, in an event loop of its own."""
    async def main() -> None:
        pool = Pool(invented.folder, Limits(**{"workers": 2, "seconds": 20.0, **limits}), memory)
        await pool.start()
        try:
            await asyncio.wait_for(work(pool), 120)
        finally:
            await pool.close()

    asyncio.run(main())


async def asked(pool: Pool, query: str, form: str = "json", shape: str = "") -> bytes:
    async with pool.asking(task(query, form), shape) as answer:
        return await answer.rest()


async def why(pool: Pool, query: str, shape: str = "") -> str:
    with pytest.raises(Failed) as failed:
        await asked(pool, query, shape=shape)
    return failed.value.kind


# Limits

def test_a_query_that_takes_too_long_is_stopped(strict: Served) -> None:
    got = strict.target.get(RUNAWAY)
    assert got.status == 504 and got.json()["errors"][0]["remedy_es"] and "retry-after" not in got.headers
    assert strict.target.rows(LIGHT)


def test_a_query_that_wants_too_much_memory_is_stopped(invented: Reader) -> None:
    with serving(invented.folder.parent, "--memory-limit", 64) as served:
        got = served.target.get(GREEDY)
        assert got.status == 503 and b"memor" in got.body and "retry-after" not in got.headers
        assert served.target.rows(LIGHT)


def test_whoever_is_killed_is_replaced_and_leaves_nothing(strict: Served) -> None:
    before = len(strict.children())
    threads = [threading.Thread(target=strict.target.get, args=(q,)) for q in (RUNAWAY, GREEDY, RUNAWAY + " #", ALL + " ORDER BY ?f")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert strict.target.rows(LIGHT)
    until(lambda: len(strict.children()) == before)


def test_light_queries_are_answered_beside_runaway_ones(strict: Served) -> None:
    over = threading.Event()
    seen: list[int] = []

    def hostile(number: int) -> None:
        while not over.is_set():
            seen.append(strict.target.get(f"{RUNAWAY[:-1]} FILTER(?a != <urn:{number}>) }}").status)

    threads = [threading.Thread(target=hostile, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    statuses = {strict.target.get(f"{LIGHT} OFFSET {n % 7}").status for n in range(150)}
    over.set()
    for thread in threads:
        thread.join()
    assert statuses == {200} and set(seen) <= {503, 504} and 504 in seen


HOSTILE = [
    "SELECT * { ?s (!<urn:x>)* ?o . ?o (!<urn:y>)* ?p }", "SELECT * { ?s (<urn:a>|!<urn:b>)+/(!<urn:c>)* ?o }", 'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "^(a+)+$")) }',
    'SELECT (REPLACE("' + "a" * 30_000 + '", "(a|aa)+$", "$1") AS ?x) {}', 'SELECT (REGEX("' + "a" * 5_000 + '!", "((a{1,50}){1,50}){1,50}") AS ?x) {}',
    "SELECT (GROUP_CONCAT(?c; separator='" + "x" * 50_000 + "') AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { " + "{ ?a ?b ?c } UNION " * 3000 + "{ ?a ?b ?c } } LIMIT 1", "SELECT * { FILTER(" + " || ".join(["1=2"] * 9000) + ") }", "SELECT * { VALUES ?x { " + "1 " * 60_000 + "} } LIMIT 1",
    "CONSTRUCT { ?a ?b ?f . ?d ?e ?c } { ?a ?b ?c . ?d ?e ?f }", "DESCRIBE ?a ?d { ?a ?b ?c . ?d ?e ?f }", "SELECT * { ?a ?b ?c MINUS { ?d ?e ?f FILTER NOT EXISTS { ?g ?h ?i FILTER(?i != ?f) } } }",
    "SELECT (CONCAT(?x, ?x, ?x, ?x, ?x, ?x, ?x, ?x) AS ?y) { BIND(CONCAT(?w, ?w, ?w, ?w, ?w, ?w, ?w, ?w) AS ?x) { BIND('" + "w" * 10_000 + "' AS ?w) } }",
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_queries_end_with_a_status_and_hurt_nobody(strict: Served, query: str) -> None:
    with contextlib.suppress(IncompleteRead, ConnectionResetError):   # cut after its first byte
        assert strict.target.ask("POST", body=query, Content_Type="application/sparql-query", Accept="*/*").status in (200, 400, 413, 503, 504)
    assert strict.target.rows(LIGHT)


# The pool

def test_the_same_answers_from_memory_and_from_disk(invented: Reader) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 500"
    found: list[bytes] = []

    async def work(pool: Pool) -> None:
        found.append(await asked(pool, query))
        found.append(json.dumps(sorted(json.loads(await asked(pool, "CONSTRUCT WHERE { ?s ?p ?o }", "jsonld")), key=str)).encode())

    for memory in (True, False):
        pooled(invented, work, memory)
    assert found[0] == found[2] and len(json.loads(found[0])["results"]["bindings"]) == 500 and len(found[1]) == len(found[3])


@pytest.mark.heavy
def test_a_large_graph_is_read_from_disk_by_a_confined_process(tmp_path: Path) -> None:
    """Its files are opened when they are needed, and its memory is mapped: limits that fit a small graph did not let it be read."""
    writer = Writer(tmp_path / "store")
    writer.load_lines(f'<http://x/s{i % 200_000}> <http://x/p{i % 7}> "value number {i} with some text to fill pages" <http://x/g{i % 5}> .\n' for i in range(1_000_000))
    writer.close()

    async def main() -> None:
        pool = Pool(tmp_path, Limits(seconds=300), memory=False)
        await pool.start()
        found = await asked(pool, "SELECT (COUNT(DISTINCT ?o) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
        assert b'"1000000"' in found
        parts = await asyncio.gather(*(asked(pool, f"SELECT * {{ GRAPH <http://x/g{n}> {{ ?s ?p ?o }} }} OFFSET {n * 1000} LIMIT 50", "tsv") for n in range(5)))
        assert [part.count(b"\n") for part in parts] == [51] * 5
        await pool.close()

    asyncio.run(main())


def test_a_worker_reaches_no_network_and_no_file(invented: Reader) -> None:
    """The last door: what the guards before it might let through, the process cannot do."""
    async def work(pool: Pool) -> None:
        await asked(pool, "ASK {}")
        assert pool._zygote is not None and len(pool._zygote.workers) == 2
        for pid in pool._zygote.workers:
            told: dict[str, list[str]] = {}
            for _ in range(400):   # it is confined before it reads its first task, a moment after its birth
                told = {line[:26].strip(): line[26:].split() for line in Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines()}
                if told["Max file size"][:2] == ["0", "0"]:
                    break
                await asyncio.sleep(0.05)
            assert told["Max file size"][:2] == ["0", "0"] and told["Max core file size"][0] == "0" and told["Max data size"][0].isdigit()
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
            assert ("Seccomp:\t2" in status) != pool.memory and (told["Max open files"][:2] == ["0", "0"]) == pool.memory

    for memory in (True, False):
        pooled(invented, work, memory)


def test_a_confined_process_can_neither_call_nor_open(invented: Reader) -> None:
    """SERVICE itself, past every guard: in a process that is confined it fails; in one that is not, it calls."""
    with listener() as (port, heard):
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
        for confined in ("confine(1 << 29, files=False)", "assert without_sockets()", ""):
            code = "\n".join(["import pyoxigraph", "from kg.serve.sparql.confine import confine, without_sockets", "store = pyoxigraph.Store()", confined, "try:",
                              f"    list(store.query({query!r}))", "except (OSError, SyntaxError, ValueError):", "    print('refused')"])
            done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
            assert "refused" in done.stdout and bool(heard) != bool(confined), (done.stdout, done.stderr)


def test_slow_queries_have_few_places_and_the_rest_is_told_to_come_back(invented: Reader) -> None:
    async def work(pool: Pool) -> None:
        runaway = [asyncio.ensure_future(why(pool, f"{RUNAWAY} # {n}")) for n in range(6)]
        kinds = await asyncio.gather(*runaway)
        assert sorted(set(kinds)) == ["busy", "time"] and kinds.count("time") >= 1
        assert await asked(pool, LIGHT)

    pooled(invented, work, slow=1, queue=1, patience=0.5, seconds=4.0)


def test_a_stopped_query_goes_on_when_there_is_a_place(invented: Reader) -> None:
    """Four that take a while, two places: all are answered, as much processor time as each may need."""
    some = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?c)) > 12 && STRLEN(STR(?f)) = %d) }"

    async def work(pool: Pool) -> None:
        found = await asyncio.gather(*(asked(pool, some % n) for n in range(4)))
        assert len([json.loads(f)["results"]["bindings"][0]["n"]["value"] for f in found]) == 4
        assert pool._slow == 0 and not pool._queue

    pooled(invented, work, slow=2, queue=4, patience=90.0, seconds=60.0, light=0.02)


def test_a_query_known_to_be_slow_takes_no_worker_from_the_others(invented: Reader) -> None:
    async def work(pool: Pool) -> None:
        assert await why(pool, RUNAWAY, shape="s") == "time" and "s" in pool._shapes
        first = asyncio.ensure_future(why(pool, RUNAWAY, shape="s"))
        await asyncio.sleep(0.05)
        began = len(pool._running)
        assert await why(pool, RUNAWAY, shape="s") == "busy" and began == 1   # refused before it had a worker
        assert await asked(pool, LIGHT)
        assert await first == "time"

    pooled(invented, work, slow=1, queue=0, seconds=2.0, light=0.01)


def test_a_shape_that_is_quick_again_is_forgotten(invented: Reader) -> None:
    async def work(pool: Pool) -> None:
        pool._shapes["s"] = None
        await asked(pool, "ASK {}", shape="s")
        assert "s" not in pool._shapes and pool._slow == 0

    pooled(invented, work)


def test_who_leaves_ends_the_query(invented: Reader) -> None:
    async def work(pool: Pool) -> None:
        gone = asyncio.ensure_future(asked(pool, RUNAWAY))
        await asyncio.sleep(0.5)
        (answer,) = pool._running
        pid = answer.worker.pid
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        for _ in range(200):
            if not alive(pid):
                break
            await asyncio.sleep(0.05)
        assert not alive(pid) and pool._slow == 0 and not pool._running
        assert await asked(pool, LIGHT)

    pooled(invented, work)


def test_a_client_that_leaves_ends_its_query(invented: Reader) -> None:
    with serving(invented.folder.parent, "--time-limit", 600) as served:
        parts = urlsplit(served.root)
        before = len(served.children())
        with socket.create_connection((parts.hostname or "", parts.port or 0)) as raw:
            raw.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
            until(lambda: len(served.children()) > before)   # it went to the slow lane, another worker took its place
        until(lambda: len(served.children()) == before)


def test_an_engine_that_dies_is_told_and_replaced(invented: Reader) -> None:
    async def work(pool: Pool) -> None:
        assert await why(pool, "SELECT * { FILTER(" + "!" * 50_000 + "1) }") == "deep"
        assert await asked(pool, LIGHT)
        running = asyncio.ensure_future(why(pool, RUNAWAY))
        await asyncio.sleep(0.3)
        (answer,) = pool._running
        os.kill(answer.worker.pid, signal.SIGKILL)   # what the system does when memory ends
        assert await running == "memory" and await asked(pool, LIGHT)

    pooled(invented, work)


def test_workers_that_die_while_they_wait_are_not_lent(invented: Reader) -> None:
    async def work(pool: Pool) -> None:
        for worker in [*pool._idle]:
            os.kill(worker.pid, signal.SIGKILL)
            await asyncio.wait_for(asyncio.shield(worker.status), 60)
        assert await asked(pool, LIGHT)

    pooled(invented, work)


def test_a_pool_without_its_zygote_says_so(invented: Reader) -> None:
    async def work(pool: Pool) -> None:
        assert pool._zygote is not None
        running = asyncio.ensure_future(why(pool, RUNAWAY))
        await asyncio.sleep(0.3)
        pool._zygote.process.kill()
        for _ in range(200):
            if pool.broken:
                break
            await asyncio.sleep(0.05)
        assert pool.broken and await why(pool, LIGHT) == "busy"
        running.cancel()

    pooled(invented, work)


def test_a_graph_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "CURRENT").write_text("nonsense\n", encoding="ascii")

    async def main() -> None:
        pool = Pool(tmp_path, Limits(workers=1), memory=False)
        try:
            with pytest.raises(Broken):
                await pool.start()
        finally:
            await pool.close()

    asyncio.run(main())


# From one build to the next, and the end

def test_a_new_build_is_served_without_a_dropped_request(tmp_path: Path, corpus: Corpus) -> None:
    build(corpus)
    with serving(corpus.build, corpus=corpus.root) as served:
        query, over = "SELECT ?n { <https://w3id.org/gobierno-abierto/id/municipio/99001> skos:prefLabel ?n FILTER(LANG(?n) IN ('es', '')) }", threading.Event()
        seen: list[tuple[int, bytes]] = []

        def ask() -> None:
            while not over.is_set():
                got = served.target.get(query)
                seen.append((got.status, got.body))

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        first, tag = current(corpus.build), served.target.get(query).headers["etag"]
        table = corpus.registry / "municipalities.csv"
        table.write_text(table.read_text(encoding="utf-8").replace("Villa Ausente", "Villa Presente"), encoding="utf-8")
        build(corpus)
        assert current(corpus.build) != first
        until(lambda: served.target.get(query).headers["etag"] != tag)
        until(lambda: b"Villa Presente" in served.target.get("SELECT ?n { ?s skos:prefLabel ?n FILTER(CONTAINS(?n, 'Presente')) }").body)
        assert "Villa Presente" in served.target.ask(url=f"{served.root}/reconcile/suggest/entity?prefix=Villa%20P").body.decode()
        over.set()
        for thread in threads:
            thread.join()
        assert {status for status, _ in seen} == {200} and len({body for _, body in seen}) == 1
        until(lambda: len([p for p in served.children() if alive(p)]) == 1 + Limits().workers)   # of the old build nothing is left


def test_the_zygote_is_replaced_when_it_dies(invented: Reader) -> None:
    with serving(invented.folder.parent) as served:
        (zygote,) = (p for p in served.children() if below(p))
        os.kill(zygote, signal.SIGKILL)
        until(lambda: served.target.get(LIGHT).status == 200 and zygote not in served.children())
        assert served.target.ask(url=f"{served.root}/readyz").status == 200


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_the_end_is_clean_and_what_was_asked_is_answered(invented: Reader, sent: signal.Signals, code: int) -> None:
    with serving(invented.folder.parent) as served:
        children, answers = served.children(), list[int]()
        slow = "SELECT (COUNT(*) AS ?n) { ?a a ?c . ?d a ?f FILTER(STRLEN(STR(?c)) > STRLEN(STR(?f))) }"
        thread = threading.Thread(target=lambda: answers.append(served.target.get(slow).status))
        thread.start()
        time.sleep(0.3)
        served.process.send_signal(sent)
        thread.join()
        assert served.process.wait(60) == code and answers == [200]
        until(lambda: not any(map(alive, children)))
        assert served.process.stderr is not None and "Traceback" not in served.process.stderr.read()


def test_a_server_that_is_killed_leaves_no_process(invented: Reader) -> None:
    with serving(invented.folder.parent, "--time-limit", 600) as served:
        parts = urlsplit(served.root)
        with socket.create_connection((parts.hostname or "", parts.port or 0)) as raw:
            raw.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
            time.sleep(0.5)
            children = served.children()
            served.process.kill()
            served.process.wait()
            assert len(children) > 3
            until(lambda: not any(map(alive, children)))


# Slow clients

@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server that lets a request take half a second to arrive, in a thread."""
    monkeypatch.setattr(protocol, "RECEIPT", 0.5)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, http=protocol.deadlines(), lifespan="off", log_level="critical", timeout_keep_alive=60))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        thread.start()
        yield int(listener.getsockname()[1])
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"])
def test_a_request_that_does_not_arrive_is_let_go(hasty: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", hasty), timeout=30) as raw:
        raw.sendall(sent)
        found = b""
        try:
            while part := raw.recv(4096):
                found += part
        except ConnectionResetError:
            pass
        assert b"200" not in found and (b"408" in found or b"POST" in sent)


def test_drops_do_not_buy_time_and_whole_requests_are_answered(hasty: int) -> None:
    with socket.create_connection(("127.0.0.1", hasty), timeout=30) as raw, pytest.raises((BrokenPipeError, ConnectionResetError, AssertionError)):
        for _ in range(200):
            raw.sendall(b"x" if _ else b"GET / HTTP/1.1\r\nX: ")
            time.sleep(0.05)
            raw.setblocking(False)
            try:
                assert b"408" not in raw.recv(4096)
            except BlockingIOError:
                pass
            finally:
                raw.setblocking(True)
    with socket.create_connection(("127.0.0.1", hasty), timeout=30) as raw:
        for _ in range(3):
            raw.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            found = b""
            while not found.endswith(b"ok"):
                found += raw.recv(4096) or b"gone, not ok"
            assert found.startswith(b"HTTP/1.1 200") and b"gone" not in found
            time.sleep(0.7)   # idle between requests is another clock


def test_a_client_that_does_not_read_keeps_nobody_waiting(strict: Served) -> None:
    parts = urlsplit(strict.root)
    lazy = []
    for _ in range(8):
        raw = socket.create_connection((parts.hostname or "", parts.port or 0))
        raw.sendall(f"GET /sparql?query={quote(ALL)} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        lazy.append(raw)
    assert all(strict.target.get(f"{LIGHT} OFFSET {n}").status == 200 for n in range(20))
    for raw in lazy:
        raw.close()
