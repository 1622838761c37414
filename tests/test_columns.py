"""Answers kept beside the graph as numbered columns: the same as asking, or not used at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.build import build
from kg.graph.columns import FOLDER, Columns, keep, kept, numbered
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.network.graph import net
from kg.network.incidence import keep_layers
from kg.network.layers import LAYERS
from tests.conftest import INVENTED


@pytest.fixture
def own(tmp_path: Path) -> Reader:
    """The invented corpus, built for one test."""
    shutil.copytree(INVENTED, tmp_path / "corpus")
    build(Corpus.at(tmp_path / "corpus", tmp_path / "build"))
    return Reader(tmp_path / "build")


def said(found: Columns) -> list[tuple[str | None, ...]]:
    """The solutions again."""
    return [tuple(values[i] if i >= 0 else None for values, i in zip(found.values, row, strict=True)) for row in found.codes.T.tolist()]


@given(st.lists(st.tuples(st.none() | st.text(max_size=3), st.none() | st.text(max_size=3))))
def test_columns_hold_the_solutions_in_their_order(rows: list[tuple[str | None, str | None]]) -> None:
    found = numbered(rows, 2)
    assert said(found) == rows and len(found) == len(rows)
    assert all(values == sorted(set(values)) for values in found.values)


@given(st.lists(st.tuples(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=4))))
def test_what_is_kept_is_what_was_answered(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str | None]]) -> None:
    folder = tmp_path_factory.mktemp("kept")
    keep(folder, "q", numbered(rows, 1))
    found = kept(folder, "q")
    assert found is not None and said(found) == rows and kept(folder, "another") is None


@pytest.mark.parametrize("layer", LAYERS)
def test_networks_are_the_same_from_what_was_kept(own: Reader, layer: str) -> None:
    before = net(own, layer)
    keep_layers(own)
    after = net(Reader(own.folder), layer)
    assert (after.ids, after.labels, after.kinds) == (before.ids, before.labels, before.kinds)
    assert (after.ties != before.ties).nnz == 0


def test_the_kept_answer_is_used_and_not_by_a_graph_that_may_change(own: Reader) -> None:
    query = LAYERS["person-event"].query()
    keep(own.folder, query, numbered([("a", "e", "c")], 3))
    assert net(own, "person-event").tie_count == 1
    assert net(own.in_memory(), "person-event").tie_count > 1


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"not a file of arrays"])
def test_what_cannot_be_read_is_asked_again_and_replaced(own: Reader, damage: bytes) -> None:
    before = net(own, "person-event")
    keep_layers(own)
    whole = {path.name: path.read_bytes() for path in (own.folder / FOLDER).iterdir()}
    for name in whole:
        (own.folder / FOLDER / name).write_bytes(damage)
    assert (net(own, "person-event").ties != before.ties).nnz == 0
    keep_layers(own)
    assert {path.name: path.read_bytes() for path in (own.folder / FOLDER).iterdir()} == whole
