"""A site of many claims: those without a document are told whole where they are shown, those with one are told there; the sorted dump read by subject says what the store says."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef

from kg.graph.build import build
from kg.graph.queries import load_questions
from kg.graph.store import Reader
from kg.graph.subjects import Subjects
from kg.model.corpus import Corpus
from kg.model.iri import DEFAULT_BASE, KG
from kg.publish.describe import Description, describe
from kg.publish.links import CLAIMS, tipo
from kg.publish.questions_page import FILED, ask
from kg.publish.site_entities import subjects
from kg.publish.site_pool import Desk, Order
from kg.publish.site_release import Release
from tests.conftest import INVENTED
from tests.site_audit import broken, pages, read
from tests.test_publish_site import made

EVIDENCE = URIRef(KG + "evidence")
SAID = ("propuesta", "problema", "compromiso", "experiencia", "hallazgo")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus published as a large one is: claims without pages."""
    folder = tmp_path_factory.mktemp("grande")
    made(Corpus.at(INVENTED, folder / "build"), folder / "sitio", claims=0)
    return folder / "sitio"


@pytest.fixture(scope="module")
def both(invented: Reader) -> tuple[dict[str, Description], dict[str, Description]]:
    """Everything described for a small site and for a large one."""
    iris = list(subjects(invented.folder, DEFAULT_BASE))
    return describe(invented, iris), describe(invented, iris, inside=CLAIMS)


def test_every_link_of_a_large_site_leads_somewhere(large: Path) -> None:
    assert not [p for p in pages(large) if tipo("/" + p.relative_to(large).with_suffix("").as_posix()) in CLAIMS]
    assert {p.relative_to(large).as_posix(): found for p in pages(large) if p.stem not in ("404", "410") and (found := list(broken(large, p)))} == {}


def test_each_claim_is_told_whole_once_more_or_in_its_own_document(large: Path) -> None:
    """Each claim's evidence stands in some RDF file; that of what somebody said, in its own alone."""
    where: dict[str, set[str]] = {}
    for path in sorted((large / "id").rglob("*.nt")):
        for claim in Graph().parse(path).subjects(EVIDENCE):
            where.setdefault(str(claim), set()).add(path.relative_to(large).with_suffix("").as_posix())
    graph = ox.Store()
    graph.bulk_load(gzip.decompress((large / "descargas/grafo.ttl.gz").read_bytes()), format=ox.RdfFormat.TURTLE)
    assert where.keys() == {q.subject.value for q in graph.quads_for_pattern(None, ox.NamedNode(EVIDENCE), None)}
    said = {c: places for c, places in where.items() if tipo(c) in SAID}
    assert len(said) == 5
    assert all(places == {c[c.index("id/"):]} for c, places in said.items())


def test_what_is_shown_and_counted_is_the_same_in_a_large_site(both: tuple[dict[str, Description], dict[str, Description]]) -> None:
    small, large = both
    assert small.keys() == large.keys()
    apart = 0
    for iri, d in small.items():
        brief = large[iri]
        assert (d.label, d.also, d.neighbours, d.own) == (brief.label, brief.also, brief.neighbours, brief.own)
        assert {s.key: (s.total, sorted((ln.claim, ln.label, ln.values, ln.beside, ln.inferred) for ln in s.lines)) for s in d.sections} == \
            {s.key: (s.total, sorted((ln.claim, ln.label, ln.values, ln.beside, ln.inferred) for ln in s.lines)) for s in brief.sections}
        assert set(brief.lines) <= set(d.lines)
        for section in brief.sections:
            for line in section.lines:
                assert line.apart == (line.claim != iri and tipo(line.claim) in (*SAID, "cifra", "discrepancia"))
                assert not line.apart or (line.proof is not None and line.proof.spots == ())
                apart += line.apart
    assert apart > 10


def test_a_description_does_not_depend_on_what_it_is_asked_with(invented: Reader, both: tuple[dict[str, Description], dict[str, Description]]) -> None:
    for iri, d in both[1].items():
        assert describe(invented, [iri], inside=CLAIMS)[iri] == d


def test_a_page_says_where_the_evidence_is(large: Path) -> None:
    page = next(p for p in pages(large) if p.parent.name == "persona" and "Lo que dijo" in read(p).text)
    assert "se dice en su propia página" in read(page).text
    said = next(p for p in pages(large) if p.parent.name == "propuesta")
    assert re.search(r"renglón \d+", read(said).text)


# --- the dump read by subject

NAMES = st.text("abcñ~-/", min_size=1, max_size=4)
LINES = st.sets(st.tuples(NAMES, st.sampled_from("pqr"), st.sampled_from(['"x y"', '"a <b> c"@es', "<http://x/o>", f'"{"l" * 900}"']), st.sampled_from(["g", "graph/meta", "graph/h"])), max_size=60)


@settings(max_examples=60, deadline=None)
@given(LINES, st.lists(NAMES, max_size=8), st.sampled_from([64, 300, 1 << 15]))
def test_the_lines_of_a_subject_are_those_of_the_file(tmp_path_factory: pytest.TempPathFactory, rows: set[tuple[str, str, str, str]], asked: list[str], block: int) -> None:
    path = tmp_path_factory.mktemp("nq") / "graph.nq"
    whole = sorted(f"<http://x/{s}> <http://x/{p}> {o} <http://x/{g}> .\n" for s, p, o, g in rows)
    path.write_text("".join(whole), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.graph.subjects._BLOCK", block)
        found = Subjects(path)
    names = sorted({*asked, *(s for s, *_ in rows)}, key=lambda name: f"{name}>")
    for only in ((), ("http://x/p",)):
        expected = [f"<http://x/{s}> <http://x/{p}> {o} ." for s, p, o, g in sorted(rows, key=lambda r: f"<http://x/{r[0]}> <http://x/{r[1]}> {r[2]} <http://x/{r[3]}> .")
                    if g != "graph/meta" and (not only or p == "p")]
        assert list(found.lines([f"http://x/{n}" for n in names], only)) == expected
        for name in names:
            assert list(found.lines([f"http://x/{name}"], only)) == [line for line in expected if line.startswith(f"<http://x/{name}> ")]


def test_the_dump_says_of_each_subject_what_the_store_says(invented: Reader) -> None:
    iris = sorted(subjects(invented.folder, DEFAULT_BASE))
    values = " ".join(f"<{i}>" for i in iris)
    assert sorted(set(invented.about(iris))) == invented.query(f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ {values} }} ?s ?p ?o }}")
    assert list(invented.about([f"{DEFAULT_BASE}id/persona/nadie"])) == []


# --- answers of many rows


def test_the_files_of_a_long_answer_hold_its_first_rows_and_say_so(invented: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = Corpus.at(INVENTED)
    order = Order(invented.folder, tmp_path, None, Release("https://datos.inventado.example/", "", "", "", ""), "", frozenset())
    question = load_questions(corpus.queries())["directory"]
    whole, files = ask(Desk(order), question)
    assert whole is not None and whole.total == len(whole.answer.rows) > 2 and str(FILED) not in files.topics[0].about.es
    monkeypatch.setattr("kg.publish.questions_page.FILED", 2)
    cut, files = ask(Desk(order), question)
    assert cut is not None and (cut.total, cut.answer.rows) == (whole.total, whole.answer.rows[:2])
    assert f"las primeras 2 filas de {whole.total}" in files.topics[0].about.es
    assert len((tmp_path / "pregunta/directory.csv").read_text(encoding="utf-8-sig").splitlines()) == 3


def test_the_first_rows_of_a_select_and_how_many_there_are(invented: Reader) -> None:
    query = "SELECT ?x { VALUES ?x { 1 2 3 } } ORDER BY ?x"
    found = invented.first(query, 2)
    assert found is not None and [t.value for t in found[0].column("x") if t] == ["1", "2"] and found[1] == 3
    assert invented.first("ASK {}", 2) is None


def test_build_leaves_what_is_read(tmp_path: Path) -> None:
    build(Corpus.at(INVENTED, tmp_path))
    assert next(Reader(tmp_path).about(subjects(Reader(tmp_path).folder, DEFAULT_BASE)), "").startswith("<")
