"""Checks too long for ``make test``: the questions on two engines over a larger generated corpus, SHACL-SPARQL against its twins on the real one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.questions import run
from kg.graph.build import UNION, build_lines, corpus_lines, graph_iri, load_corpus
from kg.graph.check import check, cross_node, shapes
from kg.graph.store import Reader, current
from kg.model.corpus import Corpus
from tests.conftest import ROOT, SOURCES

pytestmark = pytest.mark.heavy


def test_every_question_gives_the_same_rows_on_disk_in_memory_and_in_rdflib(tmp_path: Path) -> None:
    run(reports=10, limit=300, only=[], output=str(tmp_path / "out.json"))
    rows = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["rows"]
    assert len(rows) == len(list((ROOT / "queries").glob("*.rq")))
    assert [r["name"] for r in rows if r["same"] is not True] == []
    # Every question but the one whose answer is "no two sources disagree" has something to compare.
    assert {r["name"] for r in rows if not r["rows"]} <= {"disagreements", "absent-municipalities"}


@pytest.mark.sources
def test_the_real_corpus_conforms_to_the_shapes_as_they_stand(real_build: Path) -> None:
    corpus = Corpus.at(ROOT, real_build)
    assert check(corpus, load_corpus(corpus), Reader(real_build), SOURCES, shacl_only=True) == []


def test_rules_and_twins_find_the_same_in_a_broken_corpus(tmp_path: Path) -> None:
    """Take the participations of one session out of the real dump: SHACL-SPARQL and the set-wise queries name the same nodes."""
    loaded = load_corpus(Corpus.at(ROOT, tmp_path))
    base = loaded.resolver.base
    lines = [line for line in corpus_lines(loaded) if "/participacion/jornadas-2023-" not in line and "#inegiCode" not in line]
    unions = {graph_iri(base, n) for n in (*UNION, *(s.slug for s, _ in loaded.sources))}
    build_lines(tmp_path, lines, unions, graph_iri(base, "derived"), lambda *_: None)
    reader = Reader(tmp_path)
    assert current(tmp_path) == reader.folder
    twins = {(f.rule, f.where) for f in cross_node(reader, {})}
    rules = {rule for rule, _ in twins}
    shacl = {(f.rule, f.where) for f in shapes(reader, {}, with_sparql=True) if f.rule in rules}
    assert "speaker-participates" in rules
    assert shacl == twins
