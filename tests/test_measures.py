"""Measures by every engine: worked by hand, and equal to networkx's on any network."""

from __future__ import annotations

import inspect
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms import bipartite

from kg.model.errors import InputError, UsageError
from kg.network import engines
from kg.network.catalogue import MEASURES, find, measure
from kg.network.engines import choose, holes, paths, twins, unequal
from kg.network.engines.lengths import whole
from kg.network.measures import betweenness_error, bridges, caveats, table
from kg.network.net import Net, as_net

CLOSE = 1e-9  # what two ways of adding the same floats may differ by


def chain(*nodes: str) -> nx.Graph:
    return nx.path_graph(list(nodes)) if len(nodes) > 1 else nx.empty_graph(nodes)


def weighted(*ties: tuple[str, str, float], alone: str = "") -> nx.Graph:
    graph = nx.Graph()
    graph.add_weighted_edges_from(ties)
    graph.add_nodes_from(alone)
    return graph


TRIANGLE = nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")])  # and one more node, tied to one corner
TWO = nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("d", "f")])  # two triangles joined by one tie
ROOT = 1 / math.sqrt(2)

BY_HAND: list[tuple[str, nx.Graph, dict[Any, float]]] = [
    ("degree", TRIANGLE, {"a": 2, "b": 2, "c": 3, "d": 1}),
    ("strength", weighted(("a", "b", 2), ("b", "c", 3), alone="d"), {"a": 2, "b": 5, "c": 3, "d": 0}),
    ("closeness", chain(*"abc"), {"a": 2 / 3, "b": 1.0, "c": 2 / 3}),
    # Three others, of whom two are reached: the above times 2/3.
    ("closeness", weighted(("a", "b", 1), ("b", "c", 1), alone="d"), {"a": 4 / 9, "b": 2 / 3, "c": 4 / 9, "d": 0.0}),
    # Lengths 1/2 and 1/4: a is at 1/2 and 3/4, b at 1/2 and 1/4, c at 3/4 and 1/4.
    ("closeness", weighted(("a", "b", 2), ("b", "c", 4)), {"a": 2 / 1.25, "b": 2 / 0.75, "c": 2.0}),
    ("betweenness", chain(*"abcd"), {"a": 0.0, "b": 2 / 3, "c": 2 / 3, "d": 0.0}),
    # Round a square each node has half of the one pair of its neighbours; three pairs of others.
    ("betweenness", nx.cycle_graph(list("abcd")), dict.fromkeys("abcd", 1 / 6)),
    # a-c directly is 1, by b 1/2.
    ("betweenness", weighted(("a", "b", 4), ("b", "c", 4), ("a", "c", 1)), {"a": 0.0, "b": 1.0, "c": 0.0}),
    ("eigenvector", chain(*"abc"), {"a": 0.5, "b": ROOT, "c": 0.5}),
    # The pair of weight 3 has eigenvalue 3, the chain √2: the chain has nothing.
    ("eigenvector", weighted(("a", "b", 1), ("b", "c", 1), ("x", "y", 3)), {"a": 0.0, "b": 0.0, "c": 0.0, "x": ROOT, "y": ROOT}),
    ("eigenvector", nx.Graph([("a", "b"), ("x", "y")]), dict.fromkeys("abxy", 0.5)),
    ("eigenvector", nx.empty_graph(list("abcd")), dict.fromkeys("abcd", 0.5)),
    ("pagerank", chain(*"abc"), {"a": 19 / 74, "b": 18 / 37, "c": 19 / 74}),
    # d gives its share to all: with s its value, a = b = (1 - 2s)/2 and s = 0.15/3 + 0.85·s/3.
    ("pagerank", weighted(("a", "b", 1), alone="d"), {"a": (1 - 0.05 / (1 - 0.85 / 3)) / 2, "b": (1 - 0.05 / (1 - 0.85 / 3)) / 2, "d": 0.05 / (1 - 0.85 / 3)}),
    ("k-core", TRIANGLE, {"a": 2, "b": 2, "c": 2, "d": 1}),
    ("k-core", nx.empty_graph(["a"]), {"a": 0}),
    ("clustering", TRIANGLE, {"a": 1.0, "b": 1.0, "c": 1 / 3, "d": 0.0}),
    ("constraint", chain(*"abc"), {"a": 1.0, "b": 0.5, "c": 1.0}),
    ("constraint", nx.complete_graph(list("abc")), dict.fromkeys("abc", 9 / 8)),
    # b gives a 1/4 and c 3/4, and they are not tied.
    ("constraint", weighted(("a", "b", 1), ("b", "c", 3)), {"a": 1.0, "b": 10 / 16, "c": 1.0}),
    ("effective-size", TRIANGLE, {"a": 1.0, "b": 1.0, "c": 3 - 2 / 3, "d": 1.0}),
    # a's shares: b 2/3, c 1/3. The tie b-c is half of b's heaviest and all of c's: 2 - 1/3·1/2 - 2/3·1.
    ("effective-size", weighted(("a", "b", 2), ("a", "c", 1), ("b", "c", 1)), {"a": 2 - 1 / 6 - 2 / 3, "b": 2 - 1 / 6 - 2 / 3, "c": 2 - 1 / 2 - 1 / 2}),
    ("articulation", TRIANGLE, {"a": 0, "b": 0, "c": 1, "d": 0}),
    ("component", weighted(("x", "y", 1), alone="a"), {"x": 1, "y": 1, "a": 2}),
    ("community", TWO, {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2, "f": 2}),
    ("bridge", TWO, {("a", "b"): 0, ("a", "c"): 0, ("b", "c"): 0, ("c", "d"): 1, ("d", "e"): 0, ("d", "f"): 0, ("e", "f"): 0}),
]


@pytest.mark.parametrize(("name", "graph", "expected"), BY_HAND, ids=lambda value: value if isinstance(value, str) else "")
def test_worked_by_hand(name: str, graph: nx.Graph, expected: dict[Any, float]) -> None:
    assert measure(graph, name) == pytest.approx(expected, abs=1e-10)


def rooms(*ties: str) -> nx.Graph:
    """Lower-case people, upper-case events."""
    graph = nx.Graph(ties)
    graph.add_nodes_from((n, {"bipartite": int(n.isupper())}) for n in graph)
    return graph


BOTH = rooms("aE", "bE", "bF", "cF")  # a - E - b - F - c


@pytest.mark.parametrize(("name", "expected"), [
    ("two-mode-degree", {"a": 1 / 2, "b": 1.0, "c": 1 / 2, "E": 2 / 3, "F": 2 / 3}),
    # The least for a person: 2 events at 1 and 2 people at 2, for an event 3 people at 1 and 1 event at 2. a: 1+2+3+4; b: 1+1+2+2; E: 1+1+3 and 2.
    ("two-mode-closeness", {"a": 6 / 10, "b": 1.0, "c": 6 / 10, "E": 5 / 7, "F": 5 / 7}),
    # b has the 4 pairs across it, E and F 3 each. The most: s, t = 1, 0: ½[4·4 + 2·2·(-2)] = 4 for a person; s, t = 0, 1: ½[9 + 3·(2-1) - 1·2] = 5 for an event.
    ("two-mode-betweenness", {"a": 0.0, "b": 1.0, "c": 0.0, "E": 3 / 5, "F": 3 / 5}),
])
def test_two_modes_worked_by_hand(name: str, expected: dict[str, float]) -> None:
    assert measure(BOTH, name) == pytest.approx(expected, abs=1e-12)


def test_one_event_joins_the_only_pair_of_people() -> None:
    alone = rooms("aE", "bE")
    assert measure(alone, "two-mode-betweenness") == {"E": 1.0, "a": 0.0, "b": 0.0}
    assert measure(alone, "two-mode-closeness") == {"E": 1.0, "a": 1.0, "b": 1.0}


# --- the same numbers as networkx --------------------------------------------------------------------------------------------------

@st.composite
def networks(draw: st.DrawFn, weights: bool | None = None) -> nx.Graph:
    """Any shape: chance, sessions in which all are tied (with many alike), chains; whole weights or all 1; isolates."""
    size = draw(st.integers(0, 14))
    names = [f"n{i:02d}" for i in range(size)]
    graph = nx.empty_graph(names)
    if size:
        groups = draw(st.lists(st.sets(st.sampled_from(names), min_size=1, max_size=6), max_size=6))
        for group in groups:
            for u in group:
                for v in group:
                    if u < v:
                        graph.add_edge(u, v, weight=graph.get_edge_data(u, v, {"weight": 0})["weight"] + 1)
        for u, v in draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=20)):
            if u != v:
                graph.add_edge(u, v, weight=draw(st.integers(1, 4)))
    if not (draw(st.booleans()) if weights is None else weights):
        nx.set_edge_attributes(graph, 1, "weight")
    return graph


def with_lengths(graph: nx.Graph) -> nx.Graph:
    """Whole lengths in proportion to 1/weight (weights up to 10)."""
    other = nx.Graph(graph)
    for _, _, data in other.edges(data=True):
        data["length"] = 2520 // data["weight"] if data["weight"] <= 10 else Fraction(2520, data["weight"])
    return other


def nx_eigenvector(graph: nx.Graph) -> dict[str, float]:
    """By full matrices: what power iteration from equal values tends to."""
    values, vectors = np.linalg.eigh(nx.to_numpy_array(graph, sorted(graph)))
    space = vectors[:, values > values[-1] - 1e-9]
    found = space @ (space.T @ np.ones(len(graph)))
    return dict(zip(sorted(graph), found / np.linalg.norm(found), strict=True))


NETWORKX: dict[str, Callable[[nx.Graph], Any]] = {
    "degree": lambda g: dict(g.degree()),
    "strength": lambda g: dict(g.degree(weight="weight")),
    "closeness": lambda g: {n: v * 2520 for n, v in nx.closeness_centrality(with_lengths(g), distance="length").items()},
    "betweenness": lambda g: nx.betweenness_centrality(with_lengths(g), weight="length"),
    "eigenvector": nx_eigenvector,
    "pagerank": lambda g: nx.pagerank(g, tol=1e-15, max_iter=10_000),
    "k-core": nx.core_number,
    "clustering": nx.clustering,
    "constraint": lambda g: nx.constraint(g, weight="weight"),
    "effective-size": lambda g: nx.effective_size(g, nodes=list(g), weight="weight"),
    "articulation": lambda g: {n: int(n in points) for points in [set(nx.articulation_points(g))] for n in g},
    "bridge": lambda g: {(min(e), max(e)): int(frozenset(e) in found) for found in [set(map(frozenset, nx.bridges(g)))] for e in g.edges},
}


@pytest.mark.parametrize("name", NETWORKX)
@settings(max_examples=60, deadline=None)
@given(graph=networks())
def test_the_same_numbers_as_networkx(name: str, graph: nx.Graph) -> None:
    if not len(graph):
        assert measure(graph, name) == {}
        return
    assert measure(graph, name) == pytest.approx(dict(NETWORKX[name](graph)), abs=CLOSE, nan_ok=True)


def test_every_measure_that_networkx_has_is_compared() -> None:
    assert {n for n, m in MEASURES.items() if m.modes != (2,)} - set(NETWORKX) == {"component", "community"}


@settings(max_examples=60, deadline=None)
@given(networks())
def test_components_are_networkxs(graph: nx.Graph) -> None:
    groups: dict[int, set[str]] = {}
    for node, number in measure(graph, "component").items():
        groups.setdefault(number, set()).add(node)
    assert sorted(map(sorted, groups.values())) == sorted(map(sorted, nx.connected_components(graph)))
    assert [len(groups[k]) for k in sorted(groups)] == sorted(map(len, groups.values()), reverse=True)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 7), st.integers(1, 7), st.data())
def test_two_modes_are_networkxs(people: int, events: int, data: st.DataObject) -> None:
    graph = nx.Graph()
    graph.add_nodes_from((f"a{i}" for i in range(people)), bipartite=0)
    graph.add_nodes_from((f"e{i}" for i in range(events)), bipartite=1)
    graph.add_edges_from(data.draw(st.sets(st.tuples(st.sampled_from([f"a{i}" for i in range(people)]), st.sampled_from([f"e{i}" for i in range(events)])))), weight=3)
    top = [n for n in graph if n[0] == "a"]
    assert measure(graph, "two-mode-degree") == pytest.approx(bipartite.degree_centrality(graph, top), abs=CLOSE)
    closeness = measure(graph, "two-mode-closeness")
    assert closeness == pytest.approx(bipartite.closeness_centrality(graph, top), abs=CLOSE)
    assert all(0 <= value <= (1 if nx.is_connected(graph) else 2) for value in closeness.values())
    if people > 1 and events > 1:  # else networkx divides by 0
        assert measure(graph, "two-mode-betweenness") == pytest.approx(bipartite.betweenness_centrality(graph, top), abs=CLOSE)


@settings(max_examples=100, deadline=None)
@given(networks())
def test_the_three_engines_of_betweenness_agree(graph: nx.Graph) -> None:
    net = as_net(graph)
    expected = nx.betweenness_centrality(with_lengths(graph), weight="length") if len(graph) else {}
    assert net.named(unequal.by_networkx(net)) == pytest.approx(expected, abs=CLOSE)
    assert net.named(unequal.by_networkit(net)) == pytest.approx(expected, abs=CLOSE)
    if engines.uniform(net.ties) and len(net) > 2:
        assert net.named(paths.betweenness(net) * 2 / ((len(net) - 1) * (len(net) - 2))) == pytest.approx(expected, abs=CLOSE)


@settings(max_examples=60, deadline=None)
@given(networks(weights=False))
def test_closeness_by_levels_and_by_dijkstra_agree(graph: nx.Graph) -> None:
    net = as_net(graph)
    deep, engines_deep = paths.closeness(net), paths.DEEP
    try:
        paths.DEEP = -1
        assert paths.closeness(net) == pytest.approx(deep, abs=CLOSE)
    finally:
        paths.DEEP = engines_deep


def test_networks_larger_than_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several words of bits, several blocks of starts, parts small and large, in pieces of few rows."""
    graph = nx.disjoint_union_all([nx.barabasi_albert_graph(150, 3, seed=1), nx.random_labeled_tree(100, seed=2), *(nx.star_graph(k) for k in range(12)), nx.complete_graph(15)])
    graph = nx.relabel_nodes(graph, {i: f"n{i:05d}" for i in graph})
    nx.set_edge_attributes(graph, 1, "weight")
    monkeypatch.setattr("kg.network.engines.paths._FEW", 50)
    monkeypatch.setattr("kg.network.engines.holes._BLOCK", 200)
    for held in (10, 3 * 10**7):
        monkeypatch.setattr("kg.network.engines.paths._HELD", held)
        for name in ("closeness", "betweenness"):
            assert measure(graph, name) == pytest.approx(NETWORKX[name](graph), abs=CLOSE)
    for name in ("constraint", "effective-size", "clustering", "articulation", "bridge", "k-core", "pagerank"):
        assert measure(graph, name) == pytest.approx(dict(NETWORKX[name](graph)), abs=CLOSE, nan_ok=True)
    part = graph.subgraph(max(nx.connected_components(graph), key=len))
    assert measure(part, "eigenvector") == pytest.approx(nx_eigenvector(part), abs=CLOSE)


def test_a_deep_network_and_a_wide_one() -> None:
    deep, wide = nx.path_graph([f"n{i:04d}" for i in range(400)]), nx.star_graph([f"n{i:04d}" for i in range(3000)])
    assert choose(as_net(deep), "betweenness") == "networkx" and choose(as_net(wide), "betweenness") == "scipy"
    # From the i-th of 400 in a chain: i·(i+1)/2 to one side and the rest to the other; i·(399-i) pairs.
    assert measure(deep, "closeness")["n0100"] == pytest.approx(399 / (100 * 101 / 2 + 299 * 300 / 2))
    assert measure(deep, "betweenness")["n0100"] == pytest.approx(100 * 299 / (399 * 398 / 2))
    assert (measure(wide, "betweenness")["n0000"], measure(wide, "closeness")["n0001"]) == (1.0, pytest.approx(2999 / (1 + 2 * 2998)))
    assert len(bridges(wide)) == 2999 and measure(wide, "articulation")["n0000"] == 1


# --- classes of nodes with the same ties, lengths, choice ----------------------------------------------------------------------------

def test_nodes_with_the_same_ties_are_one_class() -> None:
    graph = weighted(("a", "b", 1), ("a", "c", 1), ("b", "c", 1), ("c", "d", 1), ("c", "e", 1), ("d", "f", 1), ("e", "f", 1))
    found = twins.classes(as_net(graph).ties)
    assert found.place.tolist() == [0, 0, 1, 2, 2, 3], "a and b are tied to c and to each other; d and e to c and f"
    assert (found.size.tolist(), found.steps.tolist()) == ([2, 1, 2, 1], [1, 0, 2, 0])
    lighter = weighted(("a", "b", 1), ("a", "c", 2), ("b", "c", 2))
    assert twins.classes(as_net(lighter).ties).size.tolist() == [1, 1, 1], "to each other they are not as near as to c"


def test_lengths_are_whole_and_exact_when_they_fit() -> None:
    assert whole([1, 2, 4, 1 / 3], 10) == ([4, 2, 1, 12], True)
    assert whole([0.1, 0.2], 3) == ([2, 1], True), "0.1 as stored is not 1/10, and is taken as such"
    lengths, exact = whole([math.pi, math.e, 1.0], 3)
    assert not exact and lengths[2] * 2 < 2**53 and lengths[0] / lengths[2] == pytest.approx(1 / math.pi, rel=1e-12)
    assert whole([], 0) == ([], True)


def test_two_ways_of_thirds_are_as_long_as_one_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """a-d directly is 1 = 3 steps of 1/3: both are shortest, so b has half of a-d, and all of a-c."""
    graph = weighted(("a", "b", 3), ("b", "c", 3), ("c", "d", 3), ("a", "d", 1))
    expected = {"a": 0.0, "b": 0.5, "c": 0.5, "d": 0.0}
    assert measure(graph, "betweenness") == pytest.approx(expected)
    monkeypatch.setattr("kg.network.engines.SMALL", 0)
    assert choose(as_net(graph), "betweenness") == "networkit" and measure(graph, "betweenness") == pytest.approx(expected)


def test_sampled_betweenness_keeps_its_error_and_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.relabel_nodes(nx.barabasi_albert_graph(120, 2, seed=3), {i: f"n{i:03d}" for i in range(120)})
    exact = measure(graph, "betweenness")
    assert betweenness_error(graph) == (0.0, 0.0)
    monkeypatch.setattr("kg.network.engines.EXACT", 1)
    monkeypatch.setattr("kg.network.engines.ALIKE", 1)
    assert betweenness_error(graph) == (0.02, 0.1)
    found = measure(graph, "betweenness")
    assert found == measure(graph, "betweenness") and found != exact
    assert max(abs(found[n] - exact[n]) for n in graph) <= 0.02
    assert max(found, key=found.__getitem__) == max(exact, key=exact.__getitem__)
    assert any("no value is off by more than 0.02" in c.en for c in caveats(graph))


# --- the catalogue ---------------------------------------------------------------------------------------------------------------------

def test_every_measure_says_what_it_is_in_both_languages() -> None:
    for name, told in MEASURES.items():
        assert name == told.name == find(name).name
        for text in (told.label, told.meaning, told.range, told.weight):
            assert text.es and text.en
        assert told.meaning.es != told.meaning.en and ("doi:10." in told.source or name == "effective-size")
        doc = " ".join((inspect.getdoc(told.compute) or "").split())
        assert name == "bridge" or all(word in doc for word in ("Collaboration:", "Checked by hand")), name


def test_an_unknown_measure_names_the_nearest() -> None:
    with pytest.raises(UsageError) as error:
        measure(TWO, "betweeness")
    assert "betweenness" in error.value.render("es") and "no hay medida 'betweeness'" in error.value.render("es")
    with pytest.raises(UsageError, match="no option 'progres'"):
        measure(TWO, "closeness", progres=print)


def test_a_measure_of_two_modes_is_not_asked_of_one() -> None:
    with pytest.raises(UsageError, match="not for one-mode"):
        measure(TWO, "two-mode-degree")
    with pytest.raises(UsageError, match="not for two-mode"):
        measure(BOTH, "clustering")
    assert measure(BOTH, "degree") == {"E": 2, "F": 2, "a": 1, "b": 2, "c": 1}


@pytest.mark.parametrize("name", MEASURES)
def test_no_nodes_one_node_and_no_ties(name: str) -> None:
    assert measure(nx.Graph(), name) == {}
    asked = find(name)
    alone = nx.Graph()
    alone.add_node("a", **({"bipartite": 0} if asked.modes == (2,) else {}))
    found = measure(alone, name)
    assert list(found) == ([] if asked.where == "tie" else ["a"])
    expected = {"eigenvector": 1.0, "pagerank": 1.0, "component": 1, "community": 1}.get(name, 0)
    assert all(math.isnan(v) if name in ("constraint", "effective-size") else v == expected for v in found.values())


@pytest.mark.parametrize("name", [n for n, m in MEASURES.items() if 1 in m.modes])
def test_a_tie_with_oneself_is_none_and_a_wrong_weight_is_an_error(name: str) -> None:
    looped = nx.Graph(TWO)
    looped.add_edge("a", "a", weight=7)
    assert measure(looped, name) == measure(TWO, name)
    for wrong in (-1, math.nan, math.inf):
        with pytest.raises(InputError, match="a – b"):
            measure(weighted(("a", "b", wrong)), name)


@pytest.mark.parametrize("name", [n for n, m in MEASURES.items() if 1 in m.modes])
def test_values_are_plain_numbers_in_the_order_of_names(name: str) -> None:
    found = measure(nx.Graph(sorted(TWO.edges, reverse=True)), name)
    assert list(found) == sorted(found) and {type(v) for v in found.values()} <= {int, float}


def test_progress_is_told_and_a_run_can_be_interrupted() -> None:
    graph = nx.relabel_nodes(nx.barabasi_albert_graph(300, 3, seed=1), {i: f"n{i:03d}" for i in range(300)})
    for name in ("closeness", "betweenness", "clustering", "constraint", "effective-size"):
        told: list[tuple[int, int]] = []
        measure(graph, name, progress=lambda done, of, told=told: told.append((done, of)))
        assert told and told == sorted(told) and told[-1][0] == told[-1][1]

    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure(graph, "betweenness", progress=stop)


def test_networkit_stops_at_control_c() -> None:
    """In a process of its own: the signal arrives while networkit is counting."""
    script = ("import os, signal, threading, networkx as nx\n"
              "from kg.network.engines import unequal\nfrom kg.network.net import as_net\n"
              "g = nx.barabasi_albert_graph(8000, 6, seed=1)\n"
              "for k, (u, v) in enumerate(g.edges): g[u][v]['weight'] = 1 + k % 3\n"
              "net = as_net(nx.relabel_nodes(g, {i: f'n{i:05d}' for i in g}))\nimport networkit\n"
              "threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
              "try:\n    unequal.by_networkit(net)\nexcept KeyboardInterrupt:\n    print('stopped')")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"})
    assert done.stdout.strip() == "stopped" or done.returncode == -signal.SIGINT, done.stderr


# --- the table of arrays -------------------------------------------------------------------------------------------------------------

def test_the_table_of_a_net_is_that_of_its_graph() -> None:
    net = as_net(TWO)
    assert table(net) == table(TWO) == table(net.graph)
    assert [(r["iri"], r["rank"]) for r in table(net)] == [("c", "1-2"), ("d", "1-2"), ("a", "3-6"), ("b", "3-6"), ("e", "3-6"), ("f", "3-6")]
    assert caveats(net) == [] and [c.en for c in caveats(Net([], as_net(nx.Graph()).ties))] == ["There are no ties: the reports say nothing that makes one in this layer."]


def test_nothing_depends_on_threads_or_hashing() -> None:
    script = ("import networkx as nx\nfrom kg.network.catalogue import MEASURES, measure\n"
              "g = nx.relabel_nodes(nx.barabasi_albert_graph(700, 3, seed=5), {i: f'n{i:04d}' for i in range(700)})\n"
              "for k, (u, v) in enumerate(sorted(g.edges)): g[u][v]['weight'] = 1 + k % 3\n"
              "print([sorted(measure(g, n).items()) for n, m in MEASURES.items() if 1 in m.modes])")
    made = {subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads}, check=True, capture_output=True).stdout
            for seed, threads in (("1", "1"), ("2", "2"))}
    assert len(made) == 1


def test_neighbours_beyond_a_block_of_products_are_all_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    net = as_net(nx.relabel_nodes(nx.complete_graph(20), {i: f"n{i:02d}" for i in range(20)}))
    monkeypatch.setattr("kg.network.engines.holes._BLOCK", 1)
    assert holes.clustering(net).tolist() == [1.0] * 20
