"""The disparity filter: by hand, against its formula, and what must not change it."""

from __future__ import annotations

import random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model.errors import InputError, UsageError
from kg.network.backbone import backbone


def star() -> nx.Graph:
    graph = nx.Graph(layer="copresence")
    graph.add_weighted_edges_from([("a", "b", 8), ("a", "c", 1), ("a", "d", 1), ("x", "y", 3)])
    graph.add_node("z")
    return graph


@st.composite
def weighted(draw: st.DrawFn) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(f"n{k}" for k in range(draw(st.integers(0, 8))))
    for _ in range(draw(st.integers(0, 20)) if len(graph) > 1 else 0):
        u, v = draw(st.lists(st.sampled_from(sorted(graph)), min_size=2, max_size=2, unique=True))
        graph.add_edge(u, v, weight=draw(st.integers(1, 9)))
    return graph


def test_a_star_by_hand() -> None:
    found = backbone(star())
    assert found.chances == {("a", "b"): pytest.approx(0.04), ("a", "c"): pytest.approx(0.81), ("a", "d"): pytest.approx(0.81), ("x", "y"): 1}
    assert found.net.ids == ["a", "b", "c", "d", "x", "y", "z"], "nodes stay"
    assert list(found.net.graph.edges(data="weight")) == [("a", "b", 8)]
    assert (found.tests, found.single) == (3, 1)
    assert found.net.info["layer"] == "copresence" and found.net.info["backbone"] == "disparity" and found.net.info["backbone_of_ties"] == 4
    assert found.caveats()[0].en == "Shown is 1 of 4 ties: the one that weighs more than a random spread of the strength of one of their ends."
    assert "neither of their ends has another to compare with: 1." in found.caveats()[2].en


def test_corrections_are_over_the_ends_tested() -> None:
    assert backbone(star(), correction="bonferroni").chances["a", "b"] == pytest.approx(0.12)
    assert backbone(star(), correction="holm").chances["a", "b"] == pytest.approx(0.12)
    assert backbone(star(), correction="bh").chances == {("a", "b"): pytest.approx(0.12), ("a", "c"): pytest.approx(0.81), ("a", "d"): pytest.approx(0.81), ("x", "y"): 1}
    assert backbone(star(), correction="holm").net.tie_count == 0 and backbone(star(), alpha=0.9).net.tie_count == 3


def test_both_ends_may_be_asked_for() -> None:
    graph = star()
    graph.add_edge("b", "c", weight=8)
    # For a: (1 - 8/10)^2; for b, whose ties are 8 and 8: 1/2.
    assert backbone(graph).chances["a", "b"] == pytest.approx(0.04)
    assert backbone(graph, ends="both").chances["a", "b"] == pytest.approx(0.5)


def test_bad_calls_and_small_networks() -> None:
    for call in ({"alpha": 0}, {"alpha": 1.5}, {"correction": "bonferoni"}, {"ends": "eithr"}):
        with pytest.raises(UsageError):
            backbone(star(), **call)
    for graph in (nx.Graph(), nx.empty_graph(["a"]), nx.Graph([("a", "a")])):
        found = backbone(graph)
        assert found.chances == {} and found.net.tie_count == 0 and len(found.net) == len(graph)
    nan = star()
    nan.add_edge("a", "b", weight=float("nan"))
    with pytest.raises(InputError, match="a – b"):
        backbone(nan)
    even = backbone(nx.Graph([("a", "b"), ("b", "c")]))
    assert any(c.en == "All ties weigh the same: the filter tells nothing apart." for c in even.caveats())


@given(weighted(), st.sampled_from(["either", "both"]), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_the_formula_whatever_the_names_the_unit_and_the_order(graph: nx.Graph, ends: str, rnd: random.Random) -> None:
    def chance(node: str, other: str) -> float:
        return (1 - graph[node][other]["weight"] / graph.degree(node, weight="weight")) ** (graph.degree(node) - 1)

    choose = min if ends == "either" else max
    found = backbone(graph, 0.3, ends=ends)
    assert found.chances == {(min(u, v), max(u, v)): pytest.approx(choose(chance(u, v), chance(v, u)), abs=1e-12) for u, v in graph.edges}
    assert {tuple(sorted(tie)) for tie in found.net.graph.edges} == {tie for tie, p in found.chances.items() if p <= 0.3}
    names = sorted(graph)
    rnd.shuffle(names)
    other = dict(zip(sorted(graph), names, strict=True))
    scaled = nx.Graph()
    scaled.add_nodes_from(names)
    scaled.add_weighted_edges_from((other[v], other[u], 4 * w) for u, v, w in reversed(list(graph.edges(data="weight"))))
    assert backbone(scaled, 0.3, ends=ends).chances == {tuple(sorted((other[u], other[v]))): p for (u, v), p in found.chances.items()}
