"""``kg check``: clean on good data, and every mutant of the real data is caught, with the place and a remedy."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.graph.build import UNION, build, build_lines, graph_iri, load_corpus
from kg.graph.check import Finding, check, cross_node, shapes
from kg.graph.store import Reader, current
from kg.model.corpus import Corpus
from kg.model.iri import DEFAULT_BASE, KG
from tests.conftest import ROOT, SOURCES

Lines = list[str]


def test_the_invented_corpus_is_clean(corpus: Corpus) -> None:
    build(corpus)
    assert check(corpus, load_corpus(corpus), Reader(corpus.build)) == []
    assert check(corpus, load_corpus(corpus), Reader(corpus.build), shacl_only=True) == []


@pytest.mark.sources
def test_the_real_corpus_is_clean(real_build: Path) -> None:
    corpus = Corpus.at(ROOT, real_build)
    assert [f.render("en") for f in check(corpus, load_corpus(corpus), Reader(real_build), SOURCES)] == []


def drop(pattern: str) -> Callable[[Lines], Lines]:
    """Remove the first line that matches, and its twins in other graphs."""
    def mutate(lines: Lines) -> Lines:
        found = next(line for line in lines if re.search(pattern, line))
        triple = found[:found.rindex(" <")]
        return [line for line in lines if not line.startswith(triple)]
    return mutate


def swap(pattern: str, old: str, new: str) -> Callable[[Lines], Lines]:
    """Rewrite the first line that matches."""
    def mutate(lines: Lines) -> Lines:
        at = next(i for i, line in enumerate(lines) if re.search(pattern, line))
        assert old in lines[at]
        return [*lines[:at], lines[at].replace(old, new), *lines[at + 1:]]
    return mutate


JORNADAS = "<https://w3id.org/gobierno-abierto/graph/jornadas-2023>"
CONGRESO = "<https://w3id.org/gobierno-abierto/graph/congreso-2023>"
# name, mutation, and a word of the rule or message that catches it
MUTANTS: list[tuple[str, Callable[[Lines], Lines], str]] = [
    ("a removed date", drop(r"evento/congreso-2023-[^>]*> <[^>]*#heldOn> "), "fact-stands"),
    ("a swapped class", swap(rf"/persona/[^>]*> <[^>]*#type> <[^>]*#Person> {JORNADAS}", "#Person>", "#Event>"), "Person|Event"),
    ("a foreign speaker", swap(rf"#speaker> <[^>]*> {JORNADAS}", "#speaker> <",
          "#speaker> <https://w3id.org/gobierno-abierto/id/persona/clara-camacho-mendez> "
                               f"{JORNADAS} .\n<urn:x> <urn:y> <"), "speaker"),
    ("a missing evidence", drop(r"/propuesta/[^>]*> <[^>]*#evidence> "), "evidence"),
    ("a missing source", drop(r"/membresia/[^>]*> <[^>]*#source> "), "source"),
    ("a figure without unit", drop(r"/cifra/[^>]*> <[^>]*#unit> "), "unit"),
    ("a confidence over 1", swap(r"#confidence> \"0\.99\"", '"0.99"', '"1.5"'), "confidence"),
    ("a contribution without theme", drop(r"/problema/[^>]*> <[^>]*#theme> "), "theme"),
    ("an inferred attribution that is certain", swap(rf"/atribucion/congreso-2023-p48> <[^>]*#confidence> [^ ]* {CONGRESO}", "confidence> ",
          'confidence> "1"^^<http://www.w3.org/2001/XMLSchema#decimal> '
                                                     f"{CONGRESO} .\n<urn:x> <urn:y> "), "inferred-confidence|confidence"),
    ("a session on another day", swap(rf"/evento/jornadas-2023-panel> <[^>]*#heldOn> [^ ]* {JORNADAS}", "2023-06-06", "2023-07-06"), "sub-event-days"),
    ("an event that is part of itself", swap(rf"/evento/jornadas-2023-panel> <[^>]*#partOf> <[^>]*> {JORNADAS}", "evento/jornadas-2023-jornada-1>", "evento/jornadas-2023-panel>"), "cycle|part"),
    ("a broken INEGI code", swap(r"#inegiCode> \"15104\"", '"15104"', '"5104"'), "INEGI|inegi"),
    ("evidence in another document", swap(rf"/evidencia/jornadas-2023-[^>]*#target> <[^>]*hasSource> <[^>]*> {JORNADAS}", "documento/jornadas-2023>", "documento/congreso-2023>"),
     "evidence-document|document"),
]


@pytest.fixture(scope="module")
def real_lines(real_build: Path) -> Lines:
    """The real dump without the derived graph, and of the registry's 2,478 municipalities only those a report names: the shapes look at the same things sooner."""
    lines = (current(real_build) / "graph.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    named = {m for line in lines if "/graph/registry>" not in line for m in re.findall(r"/municipio/\d+>", line)}
    return [line for line in lines if "/graph/derived>" not in line and (("/municipio/" not in line) or any(m in line for m in named))]


def findings(lines: Lines, folder: Path) -> list[Finding]:
    unions = {graph_iri(DEFAULT_BASE, n) for n in (*UNION, "jornadas-2023", "congreso-2023")}
    build_lines(folder, [part + "\n" for line in lines for part in line.splitlines()], unions, graph_iri(DEFAULT_BASE, "derived"), lambda *_: None)
    reader = Reader(folder)
    return sorted({*shapes(reader, {}, with_sparql=False), *cross_node(reader, {})})


def test_the_unmutated_lines_are_clean(real_lines: Lines, tmp_path: Path) -> None:
    assert findings(real_lines, tmp_path) == []


@pytest.mark.heavy
@pytest.mark.parametrize(("name", "mutate", "word"), MUTANTS, ids=[m[0] for m in MUTANTS])
def test_each_mutant_is_caught(real_lines: Lines, tmp_path: Path, name: str, mutate: Callable[[Lines], Lines], word: str) -> None:
    found = findings(mutate(real_lines), tmp_path)
    assert found, name
    assert re.search(word, "\n".join(f.render("en") for f in found)), [f.render("en") for f in found]
    assert all(f.what.es and f.what.en and f.remedy.es for f in found)


def test_a_finding_names_file_line_and_remedy(corpus: Corpus) -> None:
    source = corpus.data / "foro-aurora" / "source.toml"
    source.write_text(source.read_text(encoding="utf-8").replace("person = 2", "person = 3"), encoding="utf-8")
    build(corpus)
    [finding] = check(corpus, load_corpus(corpus), Reader(corpus.build))
    assert finding.where == f"{source}:15"
    assert finding.render("es").endswith("se esperan 3 person, hay 2 → complete el acta o corrija [expect]")


def test_a_misspelt_term_in_a_query_is_found(corpus: Corpus) -> None:
    (corpus.root / "queries").mkdir()
    (corpus.root / "queries" / "mia.rq").write_text(f"SELECT ?x {{ ?x a <{KG}Persn> }}", encoding="utf-8")
    (corpus.root / "queries" / "rota.rq").write_text("SELECT ?x {", encoding="utf-8")
    build(corpus)
    found = check(corpus, load_corpus(corpus), Reader(corpus.build))
    assert sorted(f.rule for f in found) == ["query", "term"]
    assert any("Persn" in f.what.es for f in found)


def test_findings_point_at_the_record(corpus: Corpus) -> None:
    """A session on a day its event did not take place: the finding names the acta and the line of the session."""
    acta = corpus.data / "foro-aurora" / "acta.toml"
    text = acta.read_text(encoding="utf-8").replace('part_of = "foro"\ndates = [2031-03-04]', 'part_of = "foro"\ndates = [2031-03-05]')
    acta.write_text(text, encoding="utf-8")
    build(corpus)
    found = check(corpus, load_corpus(corpus), Reader(corpus.build))
    line = text[:text.index('id = "mesa-uno"')].count("\n")
    assert [(f.where, f.rule) for f in found] == [(f"{acta}:{line}", "sub-event-days")]
