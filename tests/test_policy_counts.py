"""Small counts of people: hidden, and not to be worked out from what stays."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.answer import Answer, Term
from kg.publish.suppress import ALL, MORE, answer, crossed, hidden, interval, told


@pytest.mark.parametrize(("number", "least", "shown"), [(0, 5, "0"), (1, 5, "<5"), (4, 5, "<5"), (5, 5, "5"), (3, 0, "3"), (12345, 10, "12345")])
def test_a_count_alone(number: int, least: int, shown: str) -> None:
    assert told(number, least) == shown


def test_one_small_count_in_a_sum_takes_the_smallest_other_along() -> None:
    cells = {"total": 130, "a": 2, "b": 8, "c": 120, "d": 0}
    assert hidden(cells, [("total", "abcd")], 5) == {"a": "<5", "b": MORE}


def test_two_small_counts_protect_each_other_unless_the_sum_tells() -> None:
    assert hidden({"total": 30, "a": 2, "b": 3, "c": 25}, [("total", "abc")], 5) == {"a": "<5", "b": "<5"}
    # 1 + 1: whoever sees 27 - 25 knows both are one
    assert hidden({"total": 27, "a": 1, "b": 1, "c": 25}, [("total", "abc")], 5) == {"a": "<5", "b": "<5", "c": MORE}
    # 4 + 4 of at most 4 each: known as well
    assert hidden({"total": 33, "a": 4, "b": 4, "c": 25}, [("total", "abc")], 5) == {"a": "<5", "b": "<5", "c": MORE}


def test_when_nothing_else_is_left_the_total_goes() -> None:
    assert hidden({"total": 3, "a": 3}, [("total", "a")], 5) == {"total": "<5", "a": "<5"}
    assert hidden({"total": 7, "a": 2, "b": 5}, [("total", "ab")], 5) == {"a": "<5", "b": MORE}
    assert hidden({"total": 2, "a": 2, "b": 0}, [("total", "ab")], 5) == {"total": "<5", "a": "<5"}


def test_nothing_is_hidden_without_a_least_or_a_small_count() -> None:
    assert hidden({"t": 3, "a": 1, "b": 2}, [("t", "ab")], 0) == {}
    assert hidden({"t": 15, "a": 5, "b": 10}, [("t", "ab")], 5) == {}
    with pytest.raises(ValueError, match="negative"):
        hidden({"a": -1}, [], 5)


def test_a_crossed_table_by_hand() -> None:
    """Students in the north: 1. Its row and its column would each give it back, and so would the cell that protects it in one of them."""
    counts = {("students", "north"): 1, ("students", "south"): 9, ("students", "west"): 12, ("experts", "north"): 8, ("experts", "south"): 14, ("experts", "west"): 20}
    table = crossed(counts, 5)
    assert table.cells["students", "north"] == "<5"
    veiled = {key for key, shown in table.cells.items() if shown in (MORE, "<5")}
    assert veiled == {("students", "north"), ("students", "south"), ("experts", "north"), ("experts", "south")}
    assert table.cells[ALL, ALL] == "64" and table.rows == ("experts", "students", ALL)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=4, max_size=4), st.integers(2, 4))
def test_every_small_count_could_be_another(values: list[int], least: int) -> None:
    """Tried out by brute force: among all tables that agree with what is shown there are two that differ in each small cell."""
    at = list(product("ab", "xy"))
    truth = _whole(dict(zip(at, values, strict=True)))
    table = crossed(dict(zip(at, values, strict=True)), least)
    assert all(shown in (str(truth[key]), MORE, f"<{least}") for key, shown in table.cells.items())
    assert not {key for key, value in truth.items() if 0 < value < least and table.cells[key] == str(value)}
    guesses = (_whole(dict(zip(at, guess, strict=True))) for guess in product(range(9), repeat=4))
    agreeing = [full for full in guesses if all(_agrees(table.cells[key], value, least) for key, value in full.items())]
    assert all(len({full[key] for full in agreeing}) > 1 for key, value in truth.items() if 0 < value < least), table.cells


def _whole(cells: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    full = dict(cells)
    full |= {(r, ALL): cells[r, "x"] + cells[r, "y"] for r in "ab"} | {(ALL, c): cells["a", c] + cells["b", c] for c in "xy"}
    return full | {(ALL, ALL): sum(cells.values())}


def _agrees(shown: str, value: int, least: int) -> bool:
    return 0 < value < least if shown == f"<{least}" else shown == MORE or shown == str(value)


def test_the_range_of_a_cell_is_what_one_can_work_out() -> None:
    cells = {"t": 10, "a": 2, "b": 8}
    assert interval("a", cells, [("t", ("a", "b"))], {"a"}, {"a"}, 5) == (2, 2)
    assert interval("a", cells, [("t", ("a", "b"))], {"a", "b"}, {"a"}, 5) == (1, 4)
    assert interval("b", cells, [("t", ("a", "b"))], {"a", "b"}, {"a"}, 5) == (6, 9)
    assert interval("a", cells, [], {"a"}, {"a"}, 5) == (1, 4)


def test_an_answer_hides_its_people_and_the_claims_that_would_count_them() -> None:
    claims = Term("literal", "https://x.mx/id/participacion/a https://x.mx/id/participacion/b")
    rows = (("Academia", "2", claims), ("Gobierno", "9", claims), ("Negocios", "0", None))
    found = Answer(("sector", "people", "evidence"), tuple((Term("literal", s), Term("literal", n, "", "http://www.w3.org/2001/XMLSchema#integer"), e) for s, n, e in rows))
    got = answer(found, 5)
    assert [row[1].value if row[1] else None for row in got.rows] == ["<5", "9", "0"]
    assert [row[2] is None for row in got.rows] == [True, False, True]
    assert answer(found, 0) is found and answer(Answer(("x",), ()), 5).rows == ()
