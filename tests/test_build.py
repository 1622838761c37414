"""The build: same facts, same bytes; atomic, locked, immutable; the store answers as SPARQL says."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rdflib import Dataset, URIRef

import kg
from kg.graph import build as builder
from kg.graph.build import build, locked
from kg.graph.lines import sorted_distinct
from kg.graph.store import Reader, current, quads_of_file
from kg.model.corpus import Corpus
from kg.model.errors import InputError, KgError, StoreError, UsageError
from tests.conftest import INVENTED, ROOT

BASE = "https://w3id.org/gobierno-abierto/"


def dump(folder: Path) -> bytes:
    return (current(folder) / "graph.nq").read_bytes()


def test_the_dump_is_sorted_distinct_and_what_the_store_holds(invented: Reader) -> None:
    lines = (invented.folder / "graph.nq").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    assert list(invented.rows("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")) == [(str(len(lines)),)]
    assert set(quads_of_file(invented.folder / "graph.nq")) == set(lines)
    assert not any("_:" in line for line in lines)


def test_the_default_graph_is_the_union_of_what_is_said(invented: Reader) -> None:
    union = set(invented.rows("SELECT ?s ?p ?o { ?s ?p ?o }"))
    named = set(invented.rows("SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(!STRENDS(STR(?g), '/meta')) }"))
    assert union == named
    assert list(invented.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")) == [
        (f"{BASE}graph/{g}",) for g in ("derived", "foro-aurora", "meta", "registry", "taller-aurora", "vocabulary")]


def test_the_turtle_dump_says_the_same(invented: Reader) -> None:
    turtle = {line.rsplit(" .", 1)[0] for line in quads_of_file(invented.folder / "graph.ttl")}
    union = {f"{line}" for line in invented.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")}  # type: ignore[union-attr]
    assert {f"{t.strip()} ." for t in turtle} == union


def test_same_facts_same_bytes_under_two_hash_seeds(tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        env = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-m", "kg", "--corpus", str(INVENTED), "--build", str(folder), "build"], env=env, check=True, capture_output=True)
        store = current(folder)
        made.append((store.name, dump(folder), (store / "graph.ttl").read_bytes()))
    assert made[0] == made[1]


def test_the_order_of_sources_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forward = tmp_path / "forward"
    build(Corpus.at(INVENTED, forward))
    sources = Corpus.sources
    monkeypatch.setattr(Corpus, "sources", lambda self: sources(self)[::-1])
    build(Corpus.at(INVENTED, tmp_path / "backward"))
    assert dump(forward) == dump(tmp_path / "backward")


def test_more_lines_than_one_run_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.lines.RUN", 7)
    lines = [f"{n * 37 % 101:03d}\n" for n in range(300)]
    assert list(sorted_distinct(lines, tmp_path)) == [f"{n:03d}\n" for n in range(101)]


def test_a_failed_build_leaves_the_previous_one(corpus: Corpus) -> None:
    build(corpus)
    before = current(corpus.build)
    acta = corpus.data / "foro-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8").replace('kind = "university"', 'kind = "?"'), encoding="utf-8")
    with pytest.raises(KgError):
        build(corpus)
    assert current(corpus.build) == before
    assert [p.name for p in corpus.build.glob("tmp-*")] == []


def test_a_full_disk_leaves_the_previous_one(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    build(corpus)
    before = dump(corpus.build)
    edit(corpus)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(builder, "_write", full)
    with pytest.raises(StoreError, match="No space left"):
        build(corpus)
    assert dump(corpus.build) == before
    assert [p.name for p in corpus.build.glob("tmp-*")] == []


def edit(corpus: Corpus) -> None:
    acta = corpus.data / "foro-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8").replace("value = 40", "value = 41"), encoding="utf-8")


def _slow_build(corpus: Corpus) -> None:
    builder.turtle = lambda *_: time.sleep(60)  # type: ignore[assignment]
    build(corpus)


def test_a_kill_in_mid_build_leaves_the_previous_one(corpus: Corpus) -> None:
    build(corpus)
    before = dump(corpus.build)
    edit(corpus)
    process = multiprocessing.get_context("fork").Process(target=_slow_build, args=(corpus,))
    process.start()
    deadline = time.monotonic() + 30
    while not list(corpus.build.glob("tmp-*/store")) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert dump(corpus.build) == before
    assert list(corpus.build.glob("tmp-*"))
    build(corpus)
    assert dump(corpus.build) != before
    assert list(corpus.build.glob("tmp-*")) == []


def test_two_builds_at_once_are_refused(corpus: Corpus) -> None:
    with locked(corpus.build), pytest.raises(StoreError, match="another build"):
        build(corpus)
    build(corpus)


def test_an_open_reader_survives_the_next_builds(corpus: Corpus) -> None:
    build(corpus)
    reader = Reader(corpus.build)
    count = list(reader.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
    for number in range(4):
        acta = corpus.data / "foro-aurora" / "acta.toml"
        acta.write_text(acta.read_text(encoding="utf-8").replace("value = 4", f"value = {number + 1}4", 1), encoding="utf-8")
        build(corpus)
    assert list(reader.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")) == count
    assert len(list(corpus.build.glob("store-*"))) == 2


def test_rebuilding_the_same_facts_changes_nothing(corpus: Corpus) -> None:
    first = build(corpus)
    again = build(corpus)
    assert (first.changed, again.changed) == (True, False)
    assert first.folder == again.folder


def test_nothing_built(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="kg build"):
        Reader(tmp_path)
    (tmp_path / "CURRENT").write_text("store-0\n")
    with pytest.raises(StoreError, match="not there"):
        Reader(tmp_path)


def test_no_source(tmp_path: Path) -> None:
    (tmp_path / "data" / "x").mkdir(parents=True)
    with pytest.raises(InputError, match="no source"):
        build(Corpus.at(tmp_path))


def test_open_gives_a_dataset_that_honours_from(invented: Reader) -> None:
    dataset = kg.open(invented.folder)
    assert isinstance(dataset, Dataset)
    count = "SELECT (COUNT(*) AS ?n) %s { ?s a <https://w3id.org/gobierno-abierto/ontology#Person> }"
    everybody = [int(row[0]) for row in dataset.query(count % "")]
    forum = [int(row[0]) for row in dataset.query(count % f"FROM <{BASE}graph/foro-aurora>")]
    nobody = [int(row[0]) for row in dataset.query(count % f"FROM <{BASE}graph/vocabulary>")]
    assert (everybody, forum, nobody) == ([3], [2], [0])
    assert (URIRef(f"{BASE}id/persona/lucia-prado-nieto"), None, None) in dataset
    assert len(dataset.graph(URIRef(f"{BASE}graph/derived"))) == 17


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p }", "nada", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "INSERT DATA { <a:b> <a:c> <a:d> }", "LOAD <file:///etc/passwd>"])
def test_queries_that_cannot_run(invented: Reader, query: str) -> None:
    with pytest.raises(UsageError):
        invented.query(query)


def test_a_slug_is_never_shared_by_accident(corpus: Corpus) -> None:
    """Two unregistered people of one name, from two reports, are two people until somebody decides."""
    for folder in corpus.sources():
        acta = folder / "acta.toml"
        acta.write_text(acta.read_text(encoding="utf-8").replace("Tomás Ibarra O’Reyes", "Ana Ruiz").replace("Noé Campos Ruiz", "Ana Ruiz"), encoding="utf-8")
    build(corpus)
    people = [row[0] for row in Reader(corpus.build).rows("SELECT DISTINCT ?p { ?p skos:prefLabel 'Ana Ruiz'@es }")]
    assert len(people) == 2


def test_two_records_never_share_an_iri(corpus: Corpus) -> None:
    identity = corpus.registry / "identity.csv"
    identity.write_text(identity.read_text(encoding="utf-8") + "person,lucia-prado-nieto,foro-aurora,tomas-ibarra-oreyes,x,kg,2026-11-21\n", encoding="utf-8")
    build(corpus)  # a decision of the registry: one person under two ids is allowed
    renamed = corpus.data / "foro-aurora-mesa"
    (corpus.data / "taller-aurora").rename(renamed)
    for name in ("source.toml", "acta.toml"):
        text = (renamed / name).read_text(encoding="utf-8").replace('"taller-aurora"', '"foro-aurora-mesa"').replace('"taller"', '"uno"')
        (renamed / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="same IRI"):
        build(corpus)


@pytest.mark.parametrize("label", ["<script>alert(1)</script>", '"quoted" \\ back', "\u05d0 right to left \u05d1", "x" * 10_000, "{braces} ?x <iri>", "'; DROP"])
def test_hostile_labels_survive_as_text(corpus: Corpus, label: str) -> None:
    import json

    acta = corpus.data / "taller-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8").replace('name = "Taller de datos"', f"name = {json.dumps(label)}"), encoding="utf-8")
    build(corpus)
    found = [row[0] for row in Reader(corpus.build).rows("SELECT ?l { ?e a kg:Event ; skos:prefLabel ?l }")]
    assert label in found


@pytest.mark.parametrize("label", ["\u202eright to left\u202c", "línea\nnueva", "\x9b31m"])
def test_labels_that_would_turn_or_break_a_line_are_refused(corpus: Corpus, label: str) -> None:
    import json

    acta = corpus.data / "taller-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8").replace('name = "Taller de datos"', f"name = {json.dumps(label)}"), encoding="utf-8")
    with pytest.raises(KgError, match=r"control characters|one line"):
        build(corpus)


def test_the_real_corpus_builds(real_build: Path) -> None:
    assert len(dump(real_build)) > 1_000_000


def test_reader_rejects_a_damaged_store(corpus: Corpus) -> None:
    build(corpus)
    for file in (current(corpus.build) / "store").glob("*"):
        if file.name.startswith("MANIFEST"):
            file.write_bytes(b"\0" * 10)
    with pytest.raises(StoreError, match="cannot be opened"):
        Reader(corpus.build)


def test_repo_has_the_rooms() -> None:
    assert {p.name for p in ROOT.iterdir()} >= {"pyproject.toml", "ontology", "kg", "data", "queries", "visuals", "tests", "README.md"}


def test_nobody_is_asked_on_a_querys_behalf(invented: Reader) -> None:
    """SERVICE is refused before anything runs; the word in a string, an IRI, a variable or a comment is no SERVICE."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        for query in (f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", f"SELECT * {{ service silent<{address}> {{ ?s ?p ?o }} }}", f"SELECT * FROM <{address}> {{ ?s ?p ?o }}"):
            if "service" in query.lower():
                with pytest.raises(UsageError, match="SERVICE"):
                    invented.query(query)
                with pytest.raises(UsageError, match="SERVICE"):
                    kg.open(invented.folder).query(query)
            else:
                invented.query(query)
        with pytest.raises(TimeoutError):
            server.accept()
    for query in ("SELECT ?service { ?service ?p 'SERVICE' } LIMIT 1", "# SERVICE\nASK { <urn:SERVICE> ?p ?o }", "PREFIX x: <urn:x> ASK { x:service ?service ?o }"):
        invented.query(query)
