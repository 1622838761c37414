"""Build and all ready questions on a generated corpus, against plain rdflib on the same data in the same run.

    python benchmarks/questions.py [--reports 80] [--limit 600] [--only NAME ...] [-o FILE.json]

For each question: seconds here on disk and in memory (``kg.open(..., memory=True)``), seconds in rdflib (always in
memory, same default graph), the two ratios, whether the answers are the same rows. ``--limit`` stops one rdflib question after so many seconds; its ratio is then a lower bound and its answer
is not compared (both said in the output). Exit 1 when an answer differs or a question is slower than rdflib.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpus import generate
from kg.graph.answer import Answer, Term
from kg.graph.build import UNION, build_lines, corpus_lines, graph_iri
from kg.graph.queries import load_questions
from kg.graph.store import Reader
from kg.model.corpus import bundled


class TooLong(Exception):
    """rdflib did not finish within the limit."""


def timed(action: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """Return the median wall time of some runs, and the last result."""
    times, result = [], None
    for _ in range(runs):
        start = time.perf_counter()
        result = action()
        times.append(time.perf_counter() - start)
    return statistics.median(times), result


def rdflib_rows(graph: Any, text: str, limit: int) -> tuple[float, Answer | None]:
    """Run a query in rdflib; None when it takes longer than ``limit`` seconds."""
    from rdflib import BNode, URIRef

    def term(value: Any) -> Term | None:
        if value is None:
            return None
        if isinstance(value, URIRef):
            return Term("iri", str(value))
        if isinstance(value, BNode):
            return Term("bnode", str(value))
        lang = str(value.language or "")
        return Term("literal", str(value), lang, "" if lang else str(value.datatype or "http://www.w3.org/2001/XMLSchema#string"))

    def stop(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(limit)
    start = time.perf_counter()
    try:
        result = graph.query(text)
        rows = tuple(tuple(map(term, row)) for row in result)
        return time.perf_counter() - start, Answer(tuple(map(str, result.vars)), rows)
    except TooLong:
        return time.perf_counter() - start, None
    finally:
        signal.alarm(0)


def same(ours: Answer, theirs: Answer, lists: Any) -> bool:
    """Whether two answers are the same bag of rows. Numbers are compared by value: engines may write 0.90 or 0.9."""

    def key(answer: Answer) -> list[str]:
        return sorted(str([None if t is None else (t.kind, float(t.value), "") if t.numeric else (t.kind, t.value, t.lang) for t in row]) for row in answer.canonical(lists).rows)

    return key(ours) == key(theirs)


def run(reports: int, limit: int, only: list[str], output: str | None) -> int:
    """Generate, build, ask; print a row a question; return the exit code."""
    from rdflib import Graph

    folder = Path(tempfile.mkdtemp(prefix="kg-bench-"))
    try:
        loaded = generate(reports)
        base = loaded.resolver.base
        unions = {graph_iri(base, n) for n in (*UNION, *(s.slug for s, _ in loaded.sources))}
        start = time.perf_counter()
        built = build_lines(folder, corpus_lines(loaded), unions, graph_iri(base, "derived"), lambda *_: None)
        build_time, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        start = time.perf_counter()
        readers = (Reader(folder), Reader(folder, memory=True))
        memory_load = time.perf_counter() - start
        start = time.perf_counter()
        graph = Graph().parse(built.folder / "graph.ttl", format="turtle")
        rdflib_load = time.perf_counter() - start
        size = len(graph)
        print(f"{built.quads} quads, {size} triples in the default graph; build {build_time:.1f} s, peak {peak} MB; copy into memory {memory_load:.1f} s; rdflib's load {rdflib_load:.1f} s")
        rows = [_one(name, q, readers, graph, base, limit) for name, q in sorted(load_questions([bundled("queries")]).items()) if not only or name in only]
    finally:
        shutil.rmtree(folder)
    means = {key: math.exp(statistics.fmean(math.log(r[key]) for r in rows)) for key in ("disk_ratio", "memory_ratio")}
    bad = [r["name"] for r in rows if r["same"] is False or min(r["disk_ratio"], r["memory_ratio"]) < 1]
    unfinished = [r["name"] for r in rows if r["same"] is None]
    print(f"{len(rows)} questions; geometric mean of the ratios: {means['disk_ratio']:.1f} on disk, {means['memory_ratio']:.1f} in memory; "
          f"slower than rdflib or different: {bad or 'none'}; not finished by rdflib in {limit} s: {unfinished or 'none'}")
    if output:
        Path(output).write_text(json.dumps({"triples": size, "build_seconds": build_time, "rdflib_load_seconds": rdflib_load, "geometric_means": means, "rows": rows}, indent=1), encoding="utf-8")
    return 1 if bad else 0


def _one(name: str, question: Any, readers: tuple[Reader, Reader], graph: Any, base: str, limit: int) -> dict[str, Any]:
    """Time one question on disk, in memory and in rdflib, and compare the answers."""
    text = question.bind({p.name: f"{base}id/cifra/congreso-2023-f1" for p in question.params if p.name == "claim"}, base)
    (disk, ours), (memory, again) = (timed(lambda reader=reader: reader.query(text), 3) for reader in readers)
    theirs_time, theirs = rdflib_rows(graph, text, limit)
    assert isinstance(ours, Answer)
    assert isinstance(again, Answer)
    equal = None if theirs is None else same(ours, theirs, question.lists) and same(again, theirs, question.lists)
    more = ">" if theirs is None else " "
    print(f"{name:<30} {len(ours.rows):>7} rows  disk {disk:8.3f} s  memory {memory:8.3f} s  rdflib {theirs_time:8.2f} s  "
          f"{more}{theirs_time / disk:8.1f}x {more}{theirs_time / memory:8.1f}x  {equal}", flush=True)
    return {"name": name, "rows": len(ours.rows), "disk_seconds": disk, "memory_seconds": memory, "rdflib_seconds": theirs_time,
            "disk_ratio": theirs_time / disk, "memory_ratio": theirs_time / memory, "same": equal}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=80)
    parser.add_argument("--limit", type=int, default=600)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("-o", "--output")
    given = parser.parse_args()
    sys.exit(run(given.reports, given.limit, given.only, given.output))
