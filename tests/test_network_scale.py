"""Networks of many ties: the same numbers as tie by tie, without an object a tie; what would not fit is told with its size."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kg.model.errors import UsageError
from kg.model.text import Text
from kg.network import analyses, mixing
from kg.network.backbone import backbone
from kg.network.brokerage import brokerage
from kg.network.engines import alike, choose, unequal
from kg.network.engines.twins import classes
from kg.network.export import write
from kg.network.multilayer import compare
from kg.network.net import Net, symmetric
from kg.network.significance import significance


def net(weights: np.ndarray) -> Net:
    """A network of a square of weights of which the upper half counts."""
    i, j = np.nonzero(np.triu(weights, 1))
    return Net([f"n{k:02d}" for k in range(len(weights))], symmetric(i, j, weights[i, j], len(weights)), info={"layer": "copresence"})


def sessions(attended: list[list[bool]], size: int) -> np.ndarray:
    """How many sessions each two share, and two more nodes who are tied to the same others but not to each other."""
    there = np.array([(row + [False] * size)[:size] for row in attended], dtype=np.int64).reshape(-1, size)
    shared = np.zeros((size + 2, size + 2), dtype=np.int64)
    shared[:size, :size] = there.T @ there
    for twin in (size, size + 1):
        shared[:3, twin] = shared[twin, :3] = (1, 2, 2)[:min(3, size)]
    return shared


ATTENDED = st.lists(st.lists(st.booleans(), min_size=3, max_size=9), min_size=1, max_size=5)


@settings(deadline=None, max_examples=40)
@given(ATTENDED)
def test_paths_counted_by_kind_of_node_are_those_counted_node_by_node(attended: list[list[bool]]) -> None:
    made = net(sessions(attended, 9))
    assert alike.betweenness(made) == pytest.approx(unequal.by_networkx(made), abs=1e-12)


@settings(deadline=None, max_examples=40)
@given(ATTENDED, st.integers(0, 5), st.booleans())
def test_groups_dealt_by_kind_of_node_mix_as_dealt_tie_by_tie(attended: list[list[bool]], seed: int, several: bool) -> None:
    ties = (net(sessions(attended, 9)).ties > 0).astype(np.float64)
    draw = np.random.RandomState(seed)
    parts = np.eye(3)[draw.randint(0, 3, 11)]
    if several:
        parts[::2] = (0.5, 0.5, 0)
    deal, order = mixing._dealt_alike(classes(ties), csr_array(parts)), draw.permutation(11)
    assert deal(order) == pytest.approx(parts[order].T @ ties.toarray() @ parts[order])


def test_the_engine_of_a_large_network_goes_by_its_kinds_of_node(monkeypatch: pytest.MonkeyPatch) -> None:
    few = np.ones((40, 40), dtype=np.int64)
    few[:5, :5] = 2
    monkeypatch.setattr("kg.network.engines.EXACT", 100)
    monkeypatch.setattr("kg.network.engines.ALIKE", 100)
    assert choose(net(few), "betweenness") == "alike" and choose(net(np.ones((40, 40))), "betweenness") == "scipy"
    monkeypatch.setattr("kg.network.engines.ALIKE", 0)
    assert choose(net(few), "betweenness") == "networkit-sampled"


def test_too_many_ties_for_all_shuffles_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    made, who = net(sessions([[True] * 5, [False] * 4 + [True] * 5], 9)), {f"n{k:02d}": "ab"[k % 2] for k in range(11)}
    whole = mixing.mixing(made, who, shuffles=200)
    assert whole.shuffles == 200 and not any("random deals" in c.en for c in whole.caveats())
    monkeypatch.setattr(mixing, "MOST_WORK", 0)
    cut = mixing.mixing(made, who, shuffles=200)
    assert cut.shuffles == 99 and "There are too many ties for 200 random deals: 99 were made." in [c.en for c in cut.caveats()]
    assert (cut.matrix, cut.whole.index) == (whole.matrix, whole.whole.index)


def test_mixing_is_the_same_by_kind_of_node(monkeypatch: pytest.MonkeyPatch) -> None:
    made, who = net(sessions([[True] * 5, [False] * 4 + [True] * 5], 9)), {f"n{k:02d}": "abc"[k % 3] for k in range(11)}
    plain = mixing.mixing(made, who)
    monkeypatch.setattr(mixing, "MANY", 0)
    monkeypatch.setattr(mixing, "_dealt_one", None)
    monkeypatch.setattr(mixing, "_dealt", None)
    big = net(np.ones((60, 60)))  # one kind of node: only the counts by kind can deal
    assert mixing.mixing(big, {n: "ab"[k % 2] for k, n in enumerate(big.ids)}, shuffles=9).whole.closed == 1.0
    monkeypatch.undo()
    assert mixing.mixing(made, who) == plain


def test_brokers_of_a_complete_network_are_none_and_too_many_threes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.network.brokerage.MOST_THREES", 1)
    complete = brokerage(net(np.ones((6, 6))), {f"n{k:02d}": "ab"[k % 2] for k in range(6)})
    assert complete.too_many == 0 and {roles["total"] for roles in complete.roles.values()} == {0.0} and len(complete.roles) == 6
    chain = np.zeros((3, 3))
    chain[0, 1] = chain[1, 2] = 1
    left = brokerage(net(chain), dict.fromkeys(("n00", "n01", "n02"), "a"))
    assert left.roles == {} and left.too_many == 2 and "not counted" in left.caveats()[0].en


def test_a_table_of_too_many_ties_says_how_many_and_what_else_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    made = net(np.ones((5, 5)))
    monkeypatch.setattr(analyses, "MOST_ROWS", 9)
    with pytest.raises(UsageError, match="10 rows"):
        analyses.measure_table(made, ["bridge"])
    with pytest.raises(UsageError, match="10 rows"):
        analyses.disparity_table(made, backbone(made), every=True)
    assert len(analyses.disparity_table(made, backbone(made))) == 0

    found = significance(SimpleNamespace(row_ids=list("abcde"), row_labels=list("abcde"), matrix=csr_array(np.ones((5, 1), dtype=np.int64))))
    with pytest.raises(UsageError, match="10 rows"):
        analyses.significance_table(found, every=True)
    monkeypatch.setattr(type(found), "rows", lambda self, most=None, only=None: [1 / 0] if only is None else [])
    assert len(analyses.significance_table(found)) == 0, "only the pairs that pass become rows"


def test_layers_of_too_many_ties_are_counted_and_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = net(np.ones((5, 5))), net(np.eye(5, k=1))

    class Names(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return key

    monkeypatch.setattr(analyses, "MOST_ROWS", 5)
    pairs, _, only = analyses.layer_tables({"copresence": one, "theme": other}, Names())  # type: ignore[arg-type]
    assert pairs.rows[0][2:5] == (4, 6, 0) and len(only) == 0
    assert any(n.en.startswith("copresence: its 6 ties that no other layer has are not listed") for n in pairs.notes)
    assert any(n.es == "copresence: Estar en la misma sesión no es colaborar." for n in pairs.notes), "caveats are told of each layer"
    assert {name: len(keys) for name, keys in compare({"copresence": one, "theme": other}).alone.items()} == {"copresence": 6, "theme": 0}


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5))), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5))))
def test_layers_compare_as_sets_do(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    def made(pairs: list[tuple[int, int]], ids: str) -> tuple[Net, set[tuple[str, str]]]:
        weights = np.zeros((6, 6))
        for a, b in pairs:
            weights[min(a, b), max(a, b)] = a != b
        i, j = np.nonzero(weights)
        return Net(list(ids), symmetric(i, j, weights[i, j], 6)), {(ids[a], ids[b]) for a, b in zip(i, j, strict=True)}

    (first, a), (second, b) = made(one, "abcdef"), made(other, "cdefgh")
    found = compare({"one": first, "other": second})
    assert set(found.only("one")) == a - b and set(found.only("other")) == b - a
    assert (found.pairs[0].both, found.pairs[0].only_one, found.pairs[0].only_other) == (len(a & b), len(a - b), len(b - a))


def test_a_file_of_too_many_ties_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.network.export.MOST_TIES", 9)
    with pytest.raises(UsageError, match="the network has 10 ties; a file takes up to 9 → export the two-mode layer"):
        write(net(np.ones((5, 5))), "csv", None)


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []

    def of(text: Text) -> object:
        return lambda done, whole: told.append((text.en, done, whole))

    analyses.measure_table(net(sessions([[True] * 5], 9)), ["closeness", "degree"], of)  # type: ignore[arg-type]
    assert {name for name, _, _ in told} == {"closeness"} and told[-1][1] == told[-1][2]
