"""Null models and what is beyond them: every table counted one by one where that can be done, SciPy's numbers elsewhere."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from kg.graph.store import Reader
from kg.model.errors import InputError, UsageError
from kg.network import null_models, significance
from kg.network.incidence import incidence
from kg.network.null_models import bicm, curveball, fixed_row_tails, poisson_binomial, sdsm_tails
from kg.network.significance import MODELS, adjusted


@dataclass
class Table:
    """An incidence with nothing but what is tested."""

    row_ids: list[str]
    row_labels: list[str]
    matrix: Any


def table(rows: Any) -> Table:
    matrix = sparse.csr_array(np.asarray(rows))
    ids = [f"r{k:03}" for k in range(matrix.shape[0])]
    return Table(ids, [i.upper() for i in ids], matrix)


def natchez() -> Table:
    """The women of Natchez by the events they went to."""
    graph = nx.davis_southern_women_graph()
    women = sorted(n for n, side in graph.nodes(data="bipartite") if side == 0)
    return Table(women, women, nx.bipartite.biadjacency_matrix(graph, women, sorted(set(graph) - set(women))))


def every_table(rows: list[int], cols: list[int]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every table of zeros and ones with these totals."""
    if not rows:
        if not any(cols):
            yield ()
        return
    for chosen in itertools.combinations(range(len(cols)), rows[0]):
        left = [c - (j in chosen) for j, c in enumerate(cols)]
        if min(left, default=0) >= 0:
            for rest in every_table(rows[1:], left):
                yield (tuple(int(j in chosen) for j in range(len(cols))), *rest)


def tables(most: int = 5) -> st.SearchStrategy[np.ndarray]:
    """Small tables, dense and thin."""
    return st.tuples(st.integers(1, most), st.integers(1, most)).flatmap(
        lambda shape: st.lists(st.lists(st.integers(0, 1), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0])).map(np.array)


def cells(matrix: Any) -> np.ndarray:
    """The probability of each cell."""
    found = bicm(matrix.sum(axis=1), matrix.sum(axis=0))
    return found.chance[found.row_class][:, found.col_class]


# --- bipartite configuration model -----------------------------------------------------------------------------------------------

def test_cells_by_hand() -> None:
    assert bicm([1, 1, 1, 1], [2, 2]).chance.tolist() == [[pytest.approx(0.5)]]
    assert cells(np.array([[1, 1], [1, 0]])).tolist() == [[1, 1], [1, 0]], "only one table has these totals"
    assert cells(np.zeros((2, 3), dtype=int)).tolist() == [[0] * 3] * 2 and cells(np.ones((2, 3), dtype=int)).tolist() == [[1] * 3] * 2
    # Rows 2 1, columns 1 1 1: x y / (1 + x y) is 2/3 in the first row, 1/3 in the second.
    assert cells(np.array([[1, 1, 0], [0, 0, 1]])) == pytest.approx(np.array([[2 / 3] * 3, [1 / 3] * 3]))
    cut = cells(np.array([[1, 1, 1, 0], [1, 1, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]]))  # no row or column is full or empty, yet half is forced
    assert cut == pytest.approx(np.array([[1, 1, 0.5, 0.5], [1, 1, 0.5, 0.5], [0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0]]))
    assert (cut[:2, :2] == 1).all() and (cut[2:, 2:] == 0).all()


@given(tables())
@settings(max_examples=150, deadline=None)
def test_totals_are_kept_and_what_is_forced_is_certain(matrix: np.ndarray) -> None:
    found = cells(matrix)
    assert found.sum(axis=1) == pytest.approx(matrix.sum(axis=1), abs=1e-8) and found.sum(axis=0) == pytest.approx(matrix.sum(axis=0), abs=1e-8)
    every = np.mean(list(every_table(matrix.sum(axis=1).tolist(), matrix.sum(axis=0).tolist())), axis=0)
    assert ((found == 1) == (every == 1)).all() and ((found == 0) == (every == 0)).all()


def test_odds_multiply() -> None:
    found = cells(np.random.default_rng(2).integers(0, 2, (12, 9)))
    odds = found / (1 - found)
    assert odds == pytest.approx(odds[:, :1] * odds[:1] / odds[0, 0])


@pytest.mark.parametrize(("rows", "cols"), [([3], [1, 1]), ([2, 2], [1, 1]), ([2, 0], [2]), ([-1], [-1])])
def test_totals_no_table_has_are_an_error(rows: list[int], cols: list[int]) -> None:
    with pytest.raises(InputError, match="no table of zeros and ones"):
        bicm(rows, cols)


# --- distributions ---------------------------------------------------------------------------------------------------------------

def test_poisson_binomial_by_hand() -> None:
    assert poisson_binomial([1 / 2, 1 / 4]).tolist() == pytest.approx([3 / 8, 1 / 2, 1 / 8])
    assert poisson_binomial([]).tolist() == [1] and poisson_binomial([0, 0]).tolist() == [1, 0, 0] and poisson_binomial([1, 0.5]).tolist() == pytest.approx([0, 0.5, 0.5])
    assert poisson_binomial([0.3], [4]).tolist() == pytest.approx(stats.binom.pmf(range(5), 4, 0.3).tolist())


@given(st.lists(st.floats(0, 1), max_size=9))
@settings(max_examples=100, deadline=None)
def test_poisson_binomial_is_the_sum_over_all_outcomes(chances: list[float]) -> None:
    sums = [0.0] * (len(chances) + 1)
    for outcome in itertools.product((0, 1), repeat=len(chances)):
        sums[sum(outcome)] += float(np.prod([p if hit else 1 - p for p, hit in zip(chances, outcome, strict=True)]))
    assert poisson_binomial(chances).tolist() == pytest.approx(sums, abs=1e-12)


def test_far_tails_are_right_in_relative_terms() -> None:
    many = np.array([20000])
    up, down = null_models._exact(np.array([1e-4]), many, np.array([0, 2, 30, 60]))
    assert up.tolist() == pytest.approx(stats.binom.sf([-1, 1, 29, 59], 20000, 1e-4).tolist(), rel=1e-8) and up[3] < 1e-60
    assert down.tolist() == pytest.approx(stats.binom.cdf([0, 2, 30, 60], 20000, 1e-4).tolist(), rel=1e-8) and up[0] == 1
    below = null_models._exact(np.array([0.01]), many, np.array([5]))  # far below the mean of 200: nearly all lies above
    assert below[0].tolist() == pytest.approx([1]) and below[1].tolist() == pytest.approx([stats.binom.cdf(5, 20000, 0.01)], rel=1e-8)


@given(tables())
@settings(max_examples=60, deadline=None)
def test_sdsm_is_the_sum_over_all_cells(matrix: np.ndarray) -> None:
    if len(matrix) < 2:
        return
    chance, found = cells(matrix), bicm(matrix.sum(axis=1), matrix.sum(axis=0))
    both = chance[0] * chance[1]
    shares = np.zeros(len(both) + 1)
    for outcome in itertools.product((0, 1), repeat=len(both)):
        shares[sum(outcome)] += np.prod(np.where(outcome, both, 1 - both))
    seen = np.arange(len(both) + 1)
    expected, up, down, exact = sdsm_tails(found, np.full(len(seen), found.row_class[0]), np.full(len(seen), found.row_class[1]), seen)
    assert expected == pytest.approx(both.sum()) and exact.all()
    assert up == pytest.approx([shares[k:].sum() for k in seen]) and down == pytest.approx([shares[:k + 1].sum() for k in seen])


def test_large_work_is_done_by_the_refined_normal_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = np.random.default_rng(5).integers(0, 2, (6, 400))
    found = bicm(matrix.sum(axis=1), matrix.sum(axis=0))
    asked = (np.zeros(120, dtype=int), np.ones(120, dtype=int), np.arange(40, 160))
    right = sdsm_tails(found, *asked)
    monkeypatch.setattr(null_models, "EXACT_WORK", 0)
    rough = sdsm_tails(found, *asked)
    assert right[3].all() and not rough[3].any()
    assert rough[0] == pytest.approx(right[0]) and rough[1] == pytest.approx(right[1], abs=1e-3) and rough[2] == pytest.approx(right[2], abs=1e-3)
    assert any("Pairs whose chance is approximate or sampled: 15 of 15." in c.en for c in significance.significance(table(matrix)).caveats())


def test_fixed_row_is_hypergeometric() -> None:
    totals, asked = np.array([2, 5, 7]), list(itertools.product(range(3), range(3), range(8)))
    first, second, seen = np.array(asked).T
    expected, up, down, exact = fixed_row_tails(totals, 9, first, second, seen)
    law = stats.hypergeom(9, totals[first], totals[second])
    assert up == pytest.approx(law.sf(seen - 1)) and down == pytest.approx(law.cdf(seen)) and expected == pytest.approx(law.mean()) and exact.all()
    assert fixed_row_tails(np.array([2]), 4, [0], [0], [2])[1][0] == pytest.approx(1 / 6)


# --- tables with the same totals -------------------------------------------------------------------------------------------------

@given(tables(8), st.integers(0, 100))
@settings(max_examples=60, deadline=None)
def test_curveball_keeps_totals(matrix: np.ndarray, seed: int) -> None:
    lists = [set(np.flatnonzero(row).tolist()) for row in matrix]
    curveball(lists, 30, np.random.RandomState(seed))
    assert [len(held) for held in lists] == matrix.sum(axis=1).tolist()
    assert [sum(j in held for held in lists) for j in range(matrix.shape[1])] == matrix.sum(axis=0).tolist()


def test_curveball_makes_every_table_equally_often() -> None:
    rows, cols = [2, 2, 1], [2, 1, 1, 1]
    every = sorted(every_table(rows, cols))
    draw, found = np.random.RandomState(7), Counter()
    lists = [set(np.flatnonzero(row).tolist()) for row in every[0]]
    for _ in range(6000):
        curveball(lists, 8, draw)
        found[tuple(tuple(int(j in held) for j in range(4)) for held in lists)] += 1
    assert sorted(found) == every and len(every) == 12, "the column of 2 leaves out row 3 (3! ways for the rest), 1 (3) or 2 (3)"
    assert stats.chisquare([found[t] for t in every]).pvalue > 0.001


@pytest.mark.parametrize("turned", [False, True])
def test_fdsm_comes_to_what_all_tables_give(turned: bool) -> None:
    matrix = np.array([[1, 1, 1, 0, 0], [1, 1, 0, 1, 0], [0, 0, 1, 0, 1], [1, 0, 0, 0, 0]])
    if turned:
        matrix = matrix.T
    found = significance.significance(table(matrix), "fdsm", correction=None, samples=3000, every_pair=True)
    every = np.array(list(every_table(matrix.sum(axis=1).tolist(), matrix.sum(axis=0).tolist())))
    shared = (every[:, found.first] * every[:, found.second]).sum(axis=2)
    assert found.observed.tolist() == (matrix[found.first] * matrix[found.second]).sum(axis=1).tolist()
    assert found.expected == pytest.approx(shared.mean(axis=0), abs=0.05)
    assert found.upper == pytest.approx((shared >= found.observed).mean(axis=0), abs=0.04) and found.lower == pytest.approx((shared <= found.observed).mean(axis=0), abs=0.04)


def test_a_sampled_chance_is_never_zero() -> None:
    told: list[tuple[int, int]] = []
    found = significance.significance(natchez(), "fdsm", samples=19, told=lambda done, of: told.append((done, of)))
    assert found.raw_upper.min() >= 1 / 20 == found.least and told == [(k, 19) for k in range(1, 20)]
    assert found.caveats()[0].en == "With so few samples no pair could have passed the test: the smallest chance possible is 0.05 and there are 153 tests."
    assert found.rows() == significance.significance(natchez(), "fdsm", samples=19).rows()


# --- which pairs -----------------------------------------------------------------------------------------------------------------

def test_corrections_by_hand() -> None:
    chances = np.array([0.02, 0.01, 0.04])
    assert adjusted(chances, "holm").tolist() == pytest.approx([0.04, 0.03, 0.04])
    assert adjusted(chances, "bh").tolist() == pytest.approx([0.03, 0.03, 0.04])
    assert adjusted(chances, "bonferroni").tolist() == pytest.approx([0.06, 0.03, 0.12])
    assert adjusted(chances, None).tolist() == chances.tolist() and adjusted([], "holm").tolist() == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.integers(0, 10))
@settings(max_examples=100, deadline=None)
def test_tests_not_made_count_as_chances_of_one(chances: list[float], more: int) -> None:
    for correction in significance.CORRECTIONS:
        whole = adjusted([*chances, *[1.0] * more], correction)
        assert adjusted(chances, correction, len(chances) + more) == pytest.approx(whole[:len(chances)])
    assert adjusted(chances, "bh") == pytest.approx(stats.false_discovery_control(chances))


def test_pairs_that_share_nothing_are_not_formed_but_counted() -> None:
    rows = [[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 1, 0], [0, 0, 0, 0]]
    found = significance.significance(table(rows), correction=None)
    assert list(zip(found.first.tolist(), found.second.tolist(), strict=True)) == [(0, 1), (2, 3)]
    assert found.tests == 6, "the last row is in nothing"
    every = significance.significance(table(rows), correction=None, every_pair=True)
    assert every.observed.tolist() == [1, 0, 0, 0, 0, 1] and every.upper.tolist()[1:5] == [1] * 4
    assert every.upper.tolist()[0] == found.upper.tolist()[0]


@pytest.mark.parametrize("model", MODELS)
def test_what_is_certain_is_no_surprise(model: str) -> None:
    found = significance.significance(table([[1, 1], [1, 1]]), model, samples=20)
    assert (found.observed.tolist(), found.upper.tolist(), found.lower.tolist(), found.expected.tolist()) == ([2], [1], [1], [2])


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("rows", [np.zeros((0, 0)), np.zeros((3, 0)), np.zeros((3, 2)), np.ones((1, 4))])
def test_nothing_to_test(model: str, rows: np.ndarray) -> None:
    found = significance.significance(table(rows.astype(int)), model, samples=5)
    assert found.rows() == [] and found.tests == 0 and found.net().tie_count == 0 and len(found.net()) == len(rows)
    assert len(found.caveats()) == 1


def friends() -> Table:
    """Sixty people in eighty rooms of six drawn at random, and two who go everywhere together."""
    draw = random.Random(4)
    rows = np.zeros((60, 80), dtype=int)
    for room in range(80):
        rows[draw.sample(range(2, 60), 6), room] = 1
    rows[:2, draw.sample(range(80), 9)] = 1
    return table(rows)


@pytest.mark.parametrize("model", MODELS)
def test_who_go_everywhere_together_stand_out(model: str) -> None:
    found = significance.significance(friends(), model, correction="bonferroni" if model == "fixed-row" else "holm", samples=200,
                                      alpha=0.05 if model != "fdsm" else 0.5)
    top = found.rows(1)[0]
    assert (top["source"], top["target"], top["observed"], top["source_label"]) == ("r000", "r001", 9, "R000")
    if model == "fdsm":
        assert top["raw_upper"] == 1 / 201 and "With so few samples" in found.caveats()[0].en
    else:
        assert found.net().graph.edges["r000", "r001"]["weight"] == 9 and found.net().tie_count == 1 == int(found.over.sum())
        assert found.net().info["backbone"] == model


def test_the_women_of_natchez() -> None:
    found = significance.significance(natchez(), correction=None)
    assert found.least == pytest.approx(0.051989, abs=1e-6) and not found.over.any()
    assert found.caveats()[0].es == "Con tan pocos datos ningún par podía pasar la prueba: la probabilidad más pequeña posible es 0.052 y las pruebas son 153."
    assert "of 153 pairs, some 8 may pass by chance" in found.caveats()[2].en
    fixed = significance.significance(natchez(), "fixed-row", correction=None)
    at = [(r["source"], r["target"]) for r in fixed.rows(1)]
    # Both were at the same 6 of 14 events, one went to one more: C(7,6) C(7,0) / C(14,6).
    assert at == [("Katherina Rogers", "Sylvia Avondale")] and fixed.rows(1)[0]["raw_upper"] == pytest.approx(7 / 3003)


@given(tables(6), st.randoms(use_true_random=False), st.sampled_from(["sdsm", "fixed-row"]))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_and_columns_does_not_count(matrix: np.ndarray, rnd: random.Random, model: str) -> None:
    rows, cols = list(range(matrix.shape[0])), list(range(matrix.shape[1]))
    rnd.shuffle(rows)
    rnd.shuffle(cols)
    one, two = significance.significance(table(matrix), model), significance.significance(table(matrix[rows][:, cols]), model)
    back = {frozenset((rows[i], rows[j])): values for i, j, *values in zip(two.first.tolist(), two.second.tolist(), two.upper.tolist(), two.lower.tolist(), strict=True)}
    assert back == {frozenset((i, j)): values for i, j, *values in zip(one.first.tolist(), one.second.tolist(), one.upper.tolist(), one.lower.tolist(), strict=True)}
    assert ((one.raw_upper <= one.upper + 1e-15) & (one.upper <= 1) & (one.raw_upper + one.raw_lower >= 1 - 1e-9)).all()


def test_what_cannot_be_asked() -> None:
    for call in ({"model": "sdms"}, {"correction": "hom"}, {"alpha": 0.0}, {"alpha": float("nan")}, {"samples": 0}):
        with pytest.raises(UsageError):
            significance.significance(natchez(), **call)
    with pytest.raises(UsageError, match="did you mean: sdsm"):
        significance.significance(natchez(), "sdms")
    with pytest.raises(InputError, match="not of zeros and ones"):
        significance.significance(table([[2, 1], [1, 0]]))


def test_what_does_not_fit_is_refused_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    large = sparse.csr_array(np.ones((100_000, 1), dtype=int))
    ids = [f"r{k:06}" for k in range(100_000)]
    with pytest.raises(UsageError, match="up to 4,999,950,000 pairs do not fit"):
        significance.significance(Table(ids, ids, large))
    monkeypatch.setattr(significance, "MOST_WORK", 10)
    with pytest.raises(UsageError, match="1000 samples of 89 participations and 139 pairs take"):
        significance.significance(natchez(), "fdsm")


def test_large_and_small_tables_look_pairs_up_alike() -> None:
    rows = sparse.random_array((2300, 60), density=0.02, rng=np.random.default_rng(3), format="csr")
    rows.data[:] = 1
    rows = rows.astype(np.int64)
    first, second = np.array([0, 5, 17, 2000]), np.array([1, 900, 2299, 2298])
    dense = rows.toarray()
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        assert significance._at(rows, np.array([i]), np.array([j])).tolist() == [int(dense[i] @ dense[j])]
    busy = np.argsort(-dense.sum(axis=1))[:40]
    pairs = np.array(list(itertools.combinations(sorted(busy.tolist()), 2)))
    got = significance._at(rows, pairs[:, 0], pairs[:, 1]).tolist()
    assert got == [int(dense[i] @ dense[j]) for i, j in pairs] and any(got)


def test_an_incidence_of_the_corpus_can_be_tested(invented: Reader) -> None:
    found = significance.significance(incidence(invented, "copresence"))
    assert [(r["source_label"], r["target_label"], r["observed"]) for r in found.rows()] and found.tests == 3
    assert "no pair could have passed" in found.caveats()[0].en
