"""Renderings of an answer: the W3C forms exactly, and the reading forms without live markup."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Variable
from rdflib.plugins.sparql.results.tsvresults import TSVResultParser
from rdflib.query import Result

from kg.graph.answer import Answer, Term, from_json, plain_rows, render, to_csv, to_json, to_md, to_table, to_tsv
from kg.model.errors import UsageError
from kg.model.iri import PREFIXES

XSD = PREFIXES["xsd"]
IRI = Term("iri", "https://example.org/id/persona/luc%C3%ADa")
ANSWER = Answer(("who", "n", "note"), (
    (IRI, Term("literal", "-3", "", XSD + "integer"), Term("literal", '=HYPERLINK("x")', "es")),
    (Term("bnode", "b0"), None, Term("literal", 'two\nlines, "quoted"\t\\', "", XSD + "string")),
    (None, Term("literal", "0.50", "", XSD + "decimal"), Term("literal", "2031-03-04", "", XSD + "date")),
))
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\x00\r"))


def test_csv_is_the_standards() -> None:
    assert to_csv(ANSWER) == ('who,n,note\r\nhttps://example.org/id/persona/luc%C3%ADa,-3,"=HYPERLINK(""x"")"\r\n'
                              '_:b0,,"two\nlines, ""quoted""\t\\"\r\n,0.50,2031-03-04\r\n')


def test_formula_safe_touches_strings_and_not_numbers() -> None:
    rows = list(csv.reader(io.StringIO(to_csv(ANSWER, formula_safe=True))))
    assert rows[1] == [IRI.value, "-3", "'=HYPERLINK(\"x\")"]
    for start in "=+-@\t":
        cell = Answer(("x",), ((Term("literal", start + "1"),),))
        assert next(csv.reader([to_csv(cell, formula_safe=True).split("\r\n")[1]])) == [f"'{start}1"]


def test_bom_comes_first_and_only_on_request() -> None:
    assert to_csv(ANSWER, bom=True).startswith("\ufeffwho,")
    assert not to_csv(ANSWER).startswith("\ufeff")


def test_tsv_is_the_standards() -> None:
    assert to_tsv(ANSWER) == ('?who\t?n\t?note\n<https://example.org/id/persona/luc%C3%ADa>\t-3\t"=HYPERLINK(\\"x\\")"@es\n'
                              '_:b0\t\t"two\\nlines, \\"quoted\\"\\t\\\\"\n\t0.50\t"2031-03-04"^^<http://www.w3.org/2001/XMLSchema#date>\n')


def test_a_decimal_without_a_point_keeps_its_type_in_tsv() -> None:
    assert '"1"^^<http://www.w3.org/2001/XMLSchema#decimal>' in to_tsv(Answer(("x",), ((Term("literal", "1", "", XSD + "decimal"),),)))


@given(TEXT, TEXT.filter(bool))
def test_json_reads_back_whole_here_and_in_rdflib(first: str, second: str) -> None:
    answer = Answer(("a", "b"), ((Term("literal", first, "es"), None), (IRI, Term("literal", second, "", "https://example.org/datatype"))))
    assert from_json(to_json(answer)) == answer
    parsed = Result.parse(io.BytesIO(to_json(answer).encode()), format="json")
    assert str(parsed.bindings[0][Variable("a")]) == first


@given(TEXT)
def test_csv_reads_back_whole(value: str) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(Answer(("x", "y"), ((Term("literal", value), IRI),))), newline="")))
    assert rows[1] == [value, IRI.value]


def test_tsv_is_read_by_rdflib() -> None:
    parsed = TSVResultParser().parse(io.BytesIO(to_tsv(ANSWER).encode()))
    assert str(parsed.bindings[0][Variable("note")]) == '=HYPERLINK("x")'


def test_ask_is_json_or_a_word() -> None:
    assert render(True, "json") == '{"head": {}, "boolean": true}\n'
    assert render(False, "csv") == "false\n"
    assert from_json(to_json(True)) is True


def test_markdown_cells_stay_cells() -> None:
    hostile = Answer(("x",), ((Term("literal", "a|b\n<img src=x> [l](javascript:x) `c` *d*"),),))
    line = to_md(hostile).splitlines()[2]
    assert line == r"| a\|b \<img src=x\> \[l\](javascript:x) \`c\` \*d\* |"


def test_table_labels_iris_by_their_last_part() -> None:
    assert plain_rows(ANSWER)[0][0] == "lucía"
    assert to_table(ANSWER).splitlines()[0].startswith("who")
    claims = Answer(("evidence",), ((Term("literal", "https://e.org/id/a/x https://e.org/id/b/y"),),))
    assert plain_rows(claims) == [["x y"]]


def test_canonical_sorts_lists_and_drops_empty_parts() -> None:
    answer = Answer(("x", "evidence"), ((Term("literal", "b | a |  | b"), Term("literal", "z y")), (None, Term("literal", "")),))
    assert answer.canonical({"x": " | ", "evidence": " "}).rows == (
        (Term("literal", "a | b"), Term("literal", "y z")), (None, Term("literal", "")))


def test_triples_become_sorted_turtle() -> None:
    lines = [f'<https://example.org/b> <{PREFIXES["skos"]}prefLabel> "b"@es .', f'<https://example.org/a> <{PREFIXES["skos"]}prefLabel> "a"@es .']
    turtle = render(lines, "ttl")
    assert turtle == render(lines[::-1], "ttl")
    assert "skos:prefLabel" in turtle and len(Graph().parse(data=turtle, format="turtle")) == 2
    assert render(lines, "nt") == "\n".join(sorted(lines)) + "\n"


@pytest.mark.parametrize(("result", "form"), [(ANSWER, "ttl"), (["<a:b> <a:b> <a:b> ."], "csv")])
def test_a_form_that_cannot_hold_the_result_is_an_error(result: Answer | list[str], form: str) -> None:
    with pytest.raises(UsageError):
        render(result, form)
