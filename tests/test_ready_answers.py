"""What the ready questions answer about the two real reports, against tables read by hand, on two engines, and under mutation.

``tests/expected/<question>.csv`` lists every row, for some of the answer's columns, in any order; ``<question>.some.csv`` lists rows that must be
among them. ``<question>@theme=youth.csv`` binds parameters. The tables were written from the reports, not from the answers.
Counts are of propositions: a sentence that asks two things of two audiences counts twice.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import BNode, Graph, URIRef

from kg.graph.answer import Answer, Term
from kg.graph.queries import Question, load_questions
from kg.graph.store import Reader
from kg.model.iri import DEFAULT_BASE, KG, PREFIXES, concept
from tests.conftest import ROOT

QUESTIONS = load_questions([ROOT / "queries"])
TABLES = sorted((ROOT / "tests" / "expected").glob("*.csv"))
# Questions the reports answer with nothing, which is the answer; test_an_empty_answer_is_not_a_broken_question fills them.
TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
NONE = {"commitments", "disagreements"}
every_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)


@pytest.fixture(scope="session")
def triples(real_build: Path) -> bytes:
    """The default graph of the real corpus as N-Triples."""
    store = ox.Store.read_only(str(Reader(real_build).folder / "store"))
    dumped = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    assert dumped
    return dumped


@pytest.fixture(scope="session")
def small(triples: bytes) -> bytes:
    """The same without municipalities nobody mentions, so that rdflib reads it in a few seconds."""
    kept = [line for line in triples.splitlines() if b"/id/municipio/" not in line.split(b" ")[0] or b"/municipio/15" in line.split(b" ")[0]]
    return b"\n".join(kept)


@pytest.fixture(scope="session")
def rdflib_graph(small: bytes) -> Graph:
    return Graph().parse(data=small, format="nt")


@pytest.fixture
def copy(triples: bytes) -> ox.Store:
    """A store one test may change."""
    store = ox.Store()
    store.bulk_load(input=triples, format=ox.RdfFormat.N_TRIPLES)
    return store


def asked(reader: Reader, question: Question, values: dict[str, str] | None = None) -> Answer:
    answer = reader.query(question.bind(values or {}))
    assert isinstance(answer, Answer)
    return answer.canonical(question.lists)


def on_oxigraph(store: ox.Store, question: Question) -> Answer:
    solutions = store.query(question.text)
    assert isinstance(solutions, ox.QuerySolutions)
    rows = tuple(tuple(_of_oxigraph(t) for t in s) for s in solutions)
    return Answer(tuple(v.value for v in solutions.variables), rows).canonical(question.lists)


def on_rdflib(graph: Graph, question: Question) -> Answer:
    result = graph.query(question.text)
    rows = tuple(tuple(_of_rdflib(t) for t in row) for row in result)  # type: ignore[union-attr]
    return Answer(tuple(str(v) for v in result.vars or ()), rows).canonical(question.lists)


def _of_oxigraph(term: object) -> Term | None:
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        return Term("literal", term.value, term.language or "", "" if term.language else term.datatype.value)
    return Term("iri" if isinstance(term, ox.NamedNode) else "bnode", term.value)  # type: ignore[attr-defined]


def _of_rdflib(term: object) -> Term | None:
    if term is None:
        return None
    if isinstance(term, URIRef | BNode):
        return Term("bnode" if isinstance(term, BNode) else "iri", str(term))
    lang = str(getattr(term, "language", None) or "")
    datatype = getattr(term, "datatype", None)
    return Term("literal", str(term), lang, "" if lang else str(datatype or "http://www.w3.org/2001/XMLSchema#string"))


def _table(path: Path) -> tuple[Question, dict[str, str], bool, list[str], Counter[tuple[str, ...]]]:
    """Read one expected table: question, bindings, whether it lists some rows only, columns, rows."""
    name, _, bound = path.stem.partition("@")
    some = path.stem.endswith(".some")
    name, bound = name.removesuffix(".some"), bound.removesuffix(".some")
    with path.open(encoding="utf-8", newline="") as handle:
        header, *rows = csv.reader(handle)
    return QUESTIONS[name], dict(pair.split("=", 1) for pair in bound.split("&") if pair), some, header, Counter(tuple(r) for r in rows)


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_the_answer_is_what_a_reader_finds(real: Reader, path: Path) -> None:
    question, values, some, columns, expected = _table(path)
    answer = asked(real, question, values)
    indexes = [answer.variables.index(c) for c in columns]
    found = Counter(tuple(row[i].label if row[i] is not None else "" for i in indexes) for row in answer.rows)  # type: ignore[union-attr]
    missing, extra = expected - found, found - expected
    assert not missing
    assert some or not extra


@every_question
def test_every_question_has_a_table_read_by_hand(question: Question) -> None:
    """Contract: a new question comes with its ``tests/expected/<question>[@…][.some].csv``, and the table has rows unless the answer is nothing."""
    tables = [_table(path) for path in TABLES if path.stem.removesuffix(".some").partition("@")[0] == question.name]
    assert tables
    assert question.name in NONE or any(rows for *_, rows in tables)


@every_question
def test_two_engines_give_the_same_answer(small: bytes, rdflib_graph: Graph, question: Question) -> None:
    store = ox.Store()
    store.bulk_load(input=small, format=ox.RdfFormat.N_TRIPLES)
    assert on_rdflib(rdflib_graph, question) == on_oxigraph(store, question)


@every_question
def test_the_answer_has_rows_and_every_row_its_evidence(real: Reader, question: Question) -> None:
    answer = asked(real, question)
    assert bool(answer.rows) != (question.name in NONE)
    for row in answer.rows:
        cell = row[-1]
        counted = any(t is not None and t.value == "0" for t in row)
        assert counted or (cell is not None and all("://" in part for part in cell.value.split()) and cell.value)


@every_question
def test_no_two_rows_tie(real: Reader, question: Question) -> None:
    """The ORDER BY is total: rows that share all its keys are one row."""
    answer = asked(real, question)
    order = question.text.rpartition("ORDER BY")[2]
    keys = [i for i, v in enumerate(answer.variables) if f"?{v}" in order.replace(")", " ").split()]
    assert len({tuple(row[i] for i in keys) for row in answer.rows}) == len(answer.rows)


@every_question
def test_taking_one_claim_away_changes_the_answer(copy: ox.Store, question: Question) -> None:
    before = on_oxigraph(copy, question)
    if question.name in NONE:
        assert not before.rows
        return
    claim = next(part for cell in before.column("evidence") if cell is not None for part in cell.value.split())
    for triple in list(_standing_on(copy, ox.NamedNode(claim))):
        copy.remove(triple)
    assert on_oxigraph(copy, question) != before


def _standing_on(store: ox.Store, claim: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield the claim's own triples, those that point at it, and the plain triple it states."""
    yield from store.quads_for_pattern(claim, None, None, ox.DefaultGraph())
    yield from store.quads_for_pattern(None, None, claim, ox.DefaultGraph())
    for stated in store.quads_for_pattern(claim, ox.NamedNode(KG + "value"), None, ox.DefaultGraph()):
        about, prop = (next(store.quads_for_pattern(claim, ox.NamedNode(KG + p), None, None)).object for p in ("about", "property"))
        if isinstance(about, ox.NamedNode) and isinstance(prop, ox.NamedNode):
            yield from store.quads_for_pattern(about, prop, stated.object, ox.DefaultGraph())


def test_an_empty_answer_is_not_a_broken_question(copy: ox.Store) -> None:
    """A commitment, and a second source that disagrees, do show up once somebody states them."""
    store, none = copy, {name: QUESTIONS[name] for name in NONE}
    said = min((q.subject for q in store.quads_for_pattern(None, TYPE, ox.NamedNode(KG + "Proposal"), None)), key=str)
    store.add(ox.Quad(said, TYPE, ox.NamedNode(KG + "Commitment")))
    fact = next(q.subject for q in store.quads_for_pattern(None, ox.NamedNode(KG + "property"), ox.NamedNode(KG + "format"), None))
    about = next(q.object for q in store.quads_for_pattern(fact, ox.NamedNode(KG + "about"), None, None))
    other = ox.NamedNode(f"{DEFAULT_BASE}id/afirmacion/other")
    for prop, value in (("property", ox.NamedNode(KG + "format")), ("about", about), ("value", ox.NamedNode(concept("event-format", "cabildo-session"))),
                        ("source", ox.NamedNode(f"{DEFAULT_BASE}id/documento/other"))):
        store.add(ox.Quad(other, ox.NamedNode(KG + prop), value))
    assert {name: len(on_oxigraph(store, q).rows) for name, q in none.items()} == dict.fromkeys(NONE, 1)


def test_wishes_are_never_promoted(real: Reader) -> None:
    """No commitment in the answer, though there are proposals by the dozen."""
    assert not asked(real, QUESTIONS["commitments"]).rows
    assert len(asked(real, QUESTIONS["uncommitted-proposals"]).rows) > 50
