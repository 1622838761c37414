"""Every column of the ready questions has a heading in both languages."""

from __future__ import annotations

import pytest

from kg.graph.answer import Answer
from kg.graph.headings import HEADINGS, heading
from kg.graph.queries import load_questions
from kg.graph.store import Reader
from tests.conftest import ROOT

QUESTIONS = load_questions([ROOT / "queries"])


@pytest.mark.parametrize("name", QUESTIONS)
def test_columns_are_called_in_both_languages(invented: Reader, name: str) -> None:
    answer = invented.query(QUESTIONS[name].bind({}))
    assert isinstance(answer, Answer)
    assert set(answer.variables) <= set(HEADINGS)


def test_headings_are_read_from_the_table() -> None:
    assert heading("stateName").es == "estado" and heading("stateName").en == "state"
    assert heading("byOrIn").en == "by whom or in what"
    assert all(text.es and text.en and "|" not in text.es + text.en for text in HEADINGS.values())


def test_an_unknown_column_says_its_own_words() -> None:
    assert heading("someOtherThing").es == "some other thing"
    assert heading("x_y").en == "x y"
    assert heading("_").es == "_"
