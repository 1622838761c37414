"""Version numbers in the order of the specification; differences of two graphs give one from the other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.errors import UsageError
from kg.publish.diff import Change, changes, differing
from kg.publish.release_version import Version, next_after, parse

# Semantic Versioning 2.0.0, item 11, and neighbours.
ORDER = ["0.1.0", "0.9.12", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0"]


def test_versions_are_in_the_order_of_the_specification() -> None:
    assert sorted(ORDER, key=parse) == ORDER == [str(parse(v)) for v in ORDER]
    assert all(parse(a) < parse(b) for a, b in pairwise(ORDER))


@pytest.mark.parametrize("text", ["", "1", "1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+x", "1.0.0\n", "../1.0.0", "1.0.0-a..b", "1.0.0-é", "1.0." + "9" * 30])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a semantic version"):
        parse(text)


@pytest.mark.parametrize(("last", "breaks", "grows", "want"), [
    ("", True, True, "1.0.0"), ("1.2.3", False, False, "1.2.4"), ("1.2.3", False, True, "1.3.0"), ("1.2.3", True, False, "2.0.0"), ("1.2.3", True, True, "2.0.0"),
    ("0.2.3", True, True, "0.3.0"), ("0.2.3", False, False, "0.2.4"), ("2.0.0-rc.1", True, True, "2.0.0")])
def test_what_changed_suggests_the_next(last: str, breaks: bool, grows: bool, want: str) -> None:
    assert str(next_after(parse(last) if last else None, breaks, grows)) == want


@given(st.lists(st.builds(Version, st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.lists(st.sampled_from(["1", "2", "10", "a", "b"]), max_size=2).map(tuple))))
def test_order_is_total_and_survives_writing(found: list[Version]) -> None:
    assert sorted(found) == sorted(parse(str(v)) for v in found)
    assert all((a < b) + (b < a) + (a == b) == 1 for a in found for b in found)


TERMS = st.sampled_from(["<urn:a>", "<urn:b>", '"x"', '"x"@es', '"una \\"cosa\\" <urn:b> ."', '"1"^^<urn:t>'])
LINES = st.builds(lambda s, p, o, g: f"<urn:{s}> <urn:{p}> {o} <urn:{g}> .\n", st.sampled_from("st"), st.sampled_from("pq"), TERMS, st.sampled_from("gh"))


@given(st.sets(LINES), st.sets(LINES))
def test_changes_turn_the_old_graph_into_the_new_one(old: set[str], new: set[str]) -> None:
    got = set(old)
    found = list(changes(sorted(old), sorted(new)))
    for change in found:
        for value, act in ((change.before, got.remove), (change.after, got.add)):
            if value:
                act(f"{change.subject} {change.predicate} {value} {change.graph} .\n")
    assert got == new
    assert {line for line, _ in differing(sorted(old), sorted(new))} == old ^ new
    assert all(c.kind == ("changed" if c.before and c.after else "added" if c.after else "removed") and (c.before or c.after) for c in found)


def test_one_value_for_one_is_a_change_and_more_are_not() -> None:
    def line(value: str, graph: str = "g") -> str:
        return f'<urn:s> <urn:p> "{value}" <urn:{graph}> .\n'

    assert list(changes([line("a")], [line("b")])) == [Change("<urn:g>", "<urn:s>", "<urn:p>", '"a"', '"b"')]
    assert [c.kind for c in changes([line("a")], [line("b"), line("c")])] == ["removed", "added", "added"]
    assert [c.kind for c in changes([line("a")], [line("a"), line("c")])] == ["added"]
    assert [c.kind for c in changes([line("a", "g")], [line("b", "h")])] == ["removed", "added"]
