"""The SPARQL server beside its peers, on the same data in the same run: conformance, latency, throughput, and light queries while runaway ones are killed.

    python benchmarks/serve.py [--build build] [--peers FOLDER] [--seconds 5] [--only conformance speed killing] [-o FILE.json]

Peers: Oxigraph's own server and rdflib-endpoint, both from PyPI, installed into a scratch environment (``--peers``; made when it is not there).
Figures are ratios to Oxigraph's server: the machine, and this client (asyncio, one process), are in both. "varied" asks a query nobody asked
before, so that no answer is kept; "repeated" asks one again and again.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kg.graph.store import Reader, current, quads_of_file
from tests.conformance_sparql import CHECKS, Target, run

ROOT = Path(__file__).resolve().parent.parent
LIGHT = "SELECT ?s ?o { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?o } LIMIT 10 OFFSET %d"
MIDDLE = "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c . FILTER(?c != <http://example.org/%d>) } GROUP BY ?c"
LARGE = "SELECT * { ?s ?p ?o FILTER(?s != <http://example.org/%d>) }"
RUNAWAY = ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != <http://example.org/%d>) }",
           "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(?a != <http://example.org/%d>) } ORDER BY ?f ?a",
           "SELECT (COUNT(*) AS ?n) { ?a (!<http://example.org/%d>)* ?b . ?c ?d ?e }",
           "SELECT (MAX(STR(?x)) AS ?n) { ?a ?b ?c . ?d ?e ?f BIND(CONCAT(STR(?c), STR(?f), '%d') AS ?x) FILTER(REGEX(?x, '(a+)+b')) }")
LIMIT = 3   # seconds a query may take while runaway ones are killed
WAIT = 15   # seconds a client waits for an answer
Server = tuple[str, str, str]   # name, endpoint, graph store


def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def peers(folder: Path) -> Path:
    """Return the scripts of an environment with the peers in it."""
    scripts = folder / "bin"
    if not (scripts / "rdflib-endpoint").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([scripts / "pip", "install", "-q", "oxigraph", "rdflib-endpoint", "click", "uvicorn"], check=True)
    return scripts


def one_file(build: Path, target: Path) -> None:
    """Write a build as one N-Quads file: named graphs and default graph."""
    folder = current(build)
    with target.open("w", encoding="utf-8") as out:
        out.write((folder / "graph.nq").read_text(encoding="utf-8"))
        out.writelines(f"{line}\n" for line in quads_of_file(folder / "graph.ttl"))


@contextlib.contextmanager
def started(command: Sequence[object], endpoint: str) -> Iterator[None]:
    """Run a server until it is no longer needed."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, process_group=0)
    try:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{endpoint}?query=ASK%7B%7D", timeout=5):
                    break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def ours(build: Path, *options: object) -> Iterator[Server]:
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}/sparql"
    with started([sys.executable, "-m", "kg", "--build", build, "serve", "--port", port, *options], endpoint):
        yield "kg", endpoint, f"http://127.0.0.1:{port}/graph"


@contextlib.contextmanager
def oxigraph(scripts: Path, location: Path, *options: object) -> Iterator[Server]:
    port = free_port()
    with started([scripts / "oxigraph", "serve-read-only", "--location", location, "--bind", f"127.0.0.1:{port}", "--cors", *options], f"http://127.0.0.1:{port}/query"):
        yield "oxigraph", f"http://127.0.0.1:{port}/query", f"http://127.0.0.1:{port}/store"


@contextlib.contextmanager
def rdflib_endpoint(scripts: Path, data: Path) -> Iterator[Server]:
    port = free_port()
    with started([scripts / "rdflib-endpoint", "serve", "--host", "127.0.0.1", "--port", port, data], f"http://127.0.0.1:{port}/"):
        yield "rdflib-endpoint", f"http://127.0.0.1:{port}/", ""


# Conformance

def conformance(servers: Sequence[Callable[[], Any]]) -> dict[str, Any]:
    """Run the checks against each server; print the table."""
    found: dict[str, list[str]] = {}
    for make in servers:
        with make() as (name, endpoint, store):
            found[name] = [why for _, why in run(Target(endpoint, store, timeout=60))]
    groups = sorted({c.group for c in CHECKS}, key=["P", "R", "SD", "GSP", "H", "S"].index)
    print(f"{'':6}{'checks':>8}" + "".join(f"{n:>18}" for n in found))
    table: dict[str, Any] = {}
    for group in [*groups, "all"]:
        rows = [i for i, c in enumerate(CHECKS) if group in (c.group, "all")]
        table[group] = {"checks": len(rows), **{n: sum(not why[i] for i in rows) for n, why in found.items()}}
        print(f"{group:6}{len(rows):>8}" + "".join(f"{table[group][n]:>18}" for n in found))
    table["failed"] = {n: {f"{c.group} {c.name}": w for c, w in zip(CHECKS, why, strict=True) if w} for n, why in found.items()}
    return table


# Speed

class Client:
    """One connection that stays open."""

    def __init__(self, endpoint: str) -> None:
        self.parts = urlsplit(endpoint)
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def get(self, query: str) -> tuple[int, int]:
        """Return status and size of an answer; status 0 when it broke off."""
        try:
            if self.reader is None or self.writer is None:
                self.reader, self.writer = await asyncio.open_connection(self.parts.hostname, self.parts.port, limit=1 << 22)
            self.writer.write(f"GET {self.parts.path}?query={quote(query)} HTTP/1.1\r\nHost: {self.parts.netloc}\r\nAccept: application/sparql-results+json\r\n\r\n".encode())
            head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
            status, size = int(head.split()[1]), 0
            if b"transfer-encoding: chunked" in head:
                while chunk := int((await self.reader.readline()).strip(), 16):
                    size += len(await self.reader.readexactly(chunk + 2)) - 2
                await self.reader.readline()
            else:
                size = len(await self.reader.readexactly(int(head.partition(b"content-length:")[2].split()[0])))
            if b"connection: close" in head:
                self.close()
            return status, size
        except (OSError, asyncio.IncompleteReadError, ValueError, IndexError):
            self.close()
            return 0, 0

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def load(endpoint: str, query: str, clients: int, seconds: float, varied: bool, seen: list[float], answers: dict[int, int]) -> int:
    """Ask as fast as the answers come; note the latencies and how many answers had which status; return the bytes."""
    over, size, number = time.perf_counter() + seconds, 0, iter(range(10**9))

    async def one() -> None:
        nonlocal size
        client = Client(endpoint)
        while time.perf_counter() < over:
            began = time.perf_counter()
            try:
                status, got = await asyncio.wait_for(client.get(query % (next(number) if varied else 0)), WAIT)
            except TimeoutError:
                client.close()
                status, got = -1, 0   # no answer in time
            seen.append(time.perf_counter() - began)
            answers[status] = answers.get(status, 0) + 1
            size += got
            if status in (-1, 0, 429, 503):
                await asyncio.sleep(0.05)
        client.close()

    await asyncio.gather(*(one() for _ in range(clients)))
    return size


def quantile(seen: Sequence[float], part: float) -> float:
    """Return a quantile in milliseconds."""
    return sorted(seen)[min(len(seen) - 1, int(len(seen) * part))] * 1000 if seen else float("nan")


def measured(endpoint: str, query: str, clients: int, seconds: float, varied: bool) -> dict[str, float]:
    seen: list[float] = []
    answers: dict[int, int] = {}
    asyncio.run(load(endpoint, query, clients, 0.5, varied, [], {}))
    began = time.perf_counter()
    size = asyncio.run(load(endpoint, query, clients, seconds, varied, seen, answers))
    took = time.perf_counter() - began
    return {"a_second": answers.get(200, 0) / took, "p50_ms": quantile(seen, 0.5), "p95_ms": quantile(seen, 0.95), "mb_s": size / took / 1e6, "failed": sum(n for s, n in answers.items() if s != 200)}


CASES = [("light, varied, 1 client", LIGHT, 1, True), ("light, repeated, 1 client", LIGHT, 1, False), ("light, varied, 64 clients", LIGHT, 64, True), ("light, repeated, 64 clients", LIGHT, 64, False),
         ("counts by class, varied, 4 clients", MIDDLE, 4, True), ("everything, varied, 1 client", LARGE, 1, True)]


def speed(servers: Sequence[Callable[[], Any]], seconds: float) -> dict[str, Any]:
    """Measure each case at each server; print ours as ratios to Oxigraph's."""
    found: dict[str, dict[str, dict[str, float]]] = {case[0]: {} for case in CASES}
    for make in servers:
        with make() as (name, endpoint, _):
            for case, query, clients, varied in CASES:
                found[case][name] = measured(endpoint, query, clients, seconds, varied)
    for case, by in found.items():
        told = "   ".join(f"{n}: {m['a_second']:.0f}/s p50 {m['p50_ms']:.2f} p95 {m['p95_ms']:.2f} ms {m['mb_s']:.0f} MB/s {m['failed']:.0f} failed" for n, m in by.items())
        first, second = list(by.values())[:2]
        print(f"{case:36} ratio {first['a_second'] / second['a_second']:.2f}, p95 ratio {first['p95_ms'] / second['p95_ms']:.2f}   {told}")
    return found


# Light queries while runaway ones are killed

def killing(servers: Sequence[Callable[[], Any]], seconds: float) -> dict[str, Any]:
    """64 clients ask light queries, first alone, then while 8 others send runaway ones without pause."""
    found: dict[str, Any] = {}
    for make in servers:
        with make() as (name, endpoint, _):
            alone, beside, runaway = [], [], []
            statuses: dict[int, int] = {}
            hostile: dict[int, int] = {}

            async def both() -> None:
                await load(endpoint, LIGHT, 64, seconds, True, alone, {})  # noqa: B023
                await asyncio.gather(load(endpoint, LIGHT, 64, seconds * 2, True, beside, statuses), *(load(endpoint, q, 2, seconds * 2, True, runaway, hostile) for q in RUNAWAY))  # noqa: B023

            asyncio.run(both())
            found[name] = {"alone_p50_ms": quantile(alone, 0.5), "alone_p95_ms": quantile(alone, 0.95), "p50_ms": quantile(beside, 0.5), "p95_ms": quantile(beside, 0.95),
                           "p99_ms": quantile(beside, 0.99), "worst_ms": quantile(beside, 1), "alone_a_second": len(alone) / seconds, "a_second": statuses.get(200, 0) / seconds / 2,
                           "light": statuses, "runaway": hostile}
            print(f"{name:10} " + ", ".join(f"{k} {v:.0f}" for k, v in found[name].items() if isinstance(v, float)) + f"; light {statuses}, runaway {hostile}")
    return found


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir()) / "kg-bench-peers")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--only", nargs="*", default=["conformance", "speed", "killing"])
    parser.add_argument("-o", dest="output", type=Path)
    given = parser.parse_args()
    scripts, made = peers(given.peers), Path(tempfile.mkdtemp(prefix="kg-bench-"))
    data, location = made / "all.nq", made / "oxigraph"
    one_file(given.build, data)
    subprocess.run([scripts / "oxigraph", "load", "--location", location, "--file", data], check=True, stderr=subprocess.DEVNULL)
    print(f"{sum(1 for _ in Reader(given.build).rows('SELECT ?s { ?s ?p ?o }'))} facts in the default graph; {os.cpu_count()} cores")
    found: dict[str, Any] = {}
    if "conformance" in given.only:
        found["conformance"] = conformance([lambda: ours(given.build), lambda: oxigraph(scripts, location), lambda: rdflib_endpoint(scripts, data)])
    if "speed" in given.only:
        found["speed"] = speed([lambda: ours(given.build), lambda: oxigraph(scripts, location)], given.seconds)
    if "killing" in given.only:
        found["killing"] = killing([lambda: ours(given.build, "--time-limit", LIMIT), lambda: oxigraph(scripts, location, "--timeout-s", LIMIT)], given.seconds)
    shutil.rmtree(made)
    if given.output:
        given.output.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
