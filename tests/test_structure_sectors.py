"""Mixing of sectors and brokerage between them: hand-worked values, networkx's numbers, every case counted one by one."""

from __future__ import annotations

import itertools
import random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.store import Reader
from kg.model.errors import UsageError
from kg.network.attributes import sectors
from kg.network.brokerage import ROLES, brokerage
from kg.network.graph import network
from kg.network.mixing import _dealt, _dealt_one, assortativity, members, mixing
from kg.network.net import as_net

CHAIN = nx.path_graph(["a", "b", "c", "d"])
HALVES = {"a": "x", "b": "x", "c": "y", "d": "y"}
# Newman 2003, doi:10.1103/PhysRevE.67.026126, as printed in networkx's test of attribute_ac ("from Mixing patterns in networks").
COUPLES = [[0.258, 0.016, 0.035, 0.013], [0.012, 0.157, 0.058, 0.019], [0.013, 0.023, 0.306, 0.035], [0.005, 0.007, 0.024, 0.016]]


@st.composite
def sorted_out(draw: st.DrawFn, several: bool = False) -> tuple[nx.Graph, dict[str, tuple[str, ...]]]:
    """A small network and the sectors of its nodes; some have none."""
    size = draw(st.integers(0, 9))
    graph = nx.Graph()
    graph.add_nodes_from(f"n{k}" for k in range(size))
    for i, j in itertools.combinations(range(size), 2):
        if draw(st.booleans()):
            graph.add_edge(f"n{i}", f"n{j}", weight=draw(st.integers(1, 4)))
    most = 2 if several else 1
    return graph, {n: tuple(draw(st.lists(st.sampled_from("xyz"), max_size=most, unique=True))) for n in graph}


# --- mixing ----------------------------------------------------------------------------------------------------------------------

def test_mixing_by_hand() -> None:
    found = mixing(CHAIN, HALVES)
    assert (found.groups, found.matrix, found.assortativity) == (["x", "y"], [[2, 1], [1, 2]], pytest.approx(1 / 3))
    assert (found.whole.external, found.whole.internal, found.whole.index) == (1, 2, pytest.approx(-1 / 3))
    assert (found.each["x"].external, found.each["x"].internal, found.each["x"].index, found.each["x"].size) == (1, 1, 0, 2)
    assert found.whole.expected == pytest.approx(1 / 3), "two of four nodes are of one sector in 1 of 3 draws: 1 - 2/3"
    assert found.caveats()[0].en == "Groups of fewer than 5 nodes, whose index says little: x (2), y (2)."


def test_newmans_couples() -> None:
    assert assortativity(COUPLES) == pytest.approx(0.623, abs=5e-4)
    assert assortativity(np.array(COUPLES) * 7) == pytest.approx(assortativity(COUPLES))


def test_assortativity_at_its_ends() -> None:
    assert assortativity([[4, 0], [0, 2]]) == 1
    assert assortativity([[0, 3], [3, 0]]) == -1
    assert assortativity([[5]]) is None and assortativity([[0, 0], [0, 0]]) is None and assortativity(np.zeros((0, 0))) is None


def test_weights_count_when_asked() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 5), ("b", "c", 2), ("c", "d", 1)])
    found = mixing(graph, HALVES, weighted=True)
    assert found.matrix == [[10, 2], [2, 2]] and found.whole.index == pytest.approx((2 - 6) / 8)
    assert mixing(graph, HALVES).matrix == [[2, 1], [1, 2]]


def test_several_sectors_count_by_equal_parts() -> None:
    found = mixing(nx.Graph([("a", "b")]), {"a": ["x", "y", "x"], "b": "x"})
    assert (found.matrix, found.several) == ([[1, 0.5], [0.5, 0]], 1)
    assert (found.whole.internal, found.whole.external, found.whole.index) == (0.5, 0.5, 0)
    assert (found.each["x"].size, found.each["y"].size, found.each["y"].index) == (1.5, 0.5, 1)
    both = mixing(nx.Graph([("a", "b")]), {"a": ["x", "y"], "b": ["x", "y"]})
    assert both.whole.internal == 0.5, "half of the four ways in which they may have met"
    assert "equal parts" in both.caveats()[0].en


def test_who_has_no_sector_is_left_out_and_counted() -> None:
    found = mixing(nx.star_graph(["hub", "a", "b", "c"]), {"hub": "x", "a": "x", "b": (), "c": ""})
    assert (found.left_out, found.ties_left_out, found.matrix) == (2, 2, [[2]])
    assert found.assortativity is None and found.whole.index == -1
    assert [c.es for c in found.caveats()] == ["Fuera por no tener grupo: nodos, 2; lazos suyos, 2.", "Grupos de menos de 5 nodos, cuyo índice dice poco: x (2).",
                                               "Hay menos de dos grupos: no hay mezcla que medir."]


def test_nothing_to_mix() -> None:
    for graph, attribute in ((nx.Graph(), {}), (CHAIN, {}), (nx.empty_graph(["a", "b"]), {"a": "x", "b": "y"}), (nx.Graph([("a", "a")]), {"a": "x"})):
        found = mixing(graph, attribute, shuffles=9)
        assert found.assortativity is None
        assert (found.whole.index, found.whole.closed, found.whole.open, found.whole.expected) == (None,) * 4
    with pytest.raises(UsageError):
        mixing(CHAIN, HALVES, shuffles=-1)


def test_the_shuffles_give_what_every_deal_gives() -> None:
    graph = nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "f")])
    attribute = dict(zip("abcdef", "xxxyyz", strict=True))
    found = mixing(graph, attribute, shuffles=4000)
    deals = [mixing(graph, dict(zip("abcdef", deal, strict=True)), shuffles=0) for deal in sorted(set(itertools.permutations("xxxyyz")))]
    assert len(deals) == 60
    assert found.whole.expected == pytest.approx(np.mean([d.whole.index for d in deals]))
    real = found.whole.index
    assert found.whole.closed == pytest.approx(np.mean([d.whole.index <= real for d in deals]), abs=0.03)
    assert found.whole.open == pytest.approx(np.mean([d.whole.index >= real for d in deals]), abs=0.03)
    of_x = [d.each["x"].index for d in deals]
    assert found.each["x"].expected == pytest.approx(np.mean(of_x), abs=0.03)
    assert found.each["x"].closed == pytest.approx(np.mean([i <= found.each["x"].index for i in of_x]), abs=0.03)


def test_shuffles_are_the_same_every_time_and_never_say_never() -> None:
    graph = nx.disjoint_union(nx.complete_graph(12), nx.complete_graph(12))
    graph = nx.relabel_nodes(graph, {n: f"n{n:02}" for n in graph})
    found = mixing(graph, {n: "x" if n < "n12" else "y" for n in graph}, shuffles=99)
    assert found == mixing(graph, {n: "x" if n < "n12" else "y" for n in reversed(list(graph))}, shuffles=99)
    assert found.whole.index == -1 and found.whole.closed == 0.01 and found.whole.open == 1
    assert mixing(CHAIN, HALVES, shuffles=0).whole.closed is None


@given(sorted_out())
@settings(max_examples=80, deadline=None)
def test_one_sector_each_gives_the_numbers_of_networkx(made: tuple[nx.Graph, dict[str, tuple[str, ...]]]) -> None:
    graph, attribute = made
    known = graph.subgraph([n for n in graph if attribute[n]]).copy()
    nx.set_node_attributes(known, {n: attribute[n][0] for n in known}, "sector")
    found = mixing(graph, attribute, shuffles=0)
    assert (found.left_out, found.ties_left_out) == (len(graph) - len(known), graph.number_of_edges() - known.number_of_edges())
    if known.number_of_edges():
        order = {name: k for k, name in enumerate(found.groups)}
        assert found.matrix == nx.attribute_mixing_matrix(known, "sector", mapping=order, normalized=False).tolist()
        with np.errstate(invalid="ignore"):
            theirs = nx.attribute_assortativity_coefficient(known, "sector")
        assert found.assortativity is None if np.isnan(theirs) else found.assortativity == pytest.approx(theirs)


@given(sorted_out(several=True), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_names_of_nodes_do_not_count(made: tuple[nx.Graph, dict[str, tuple[str, ...]]], rnd: random.Random) -> None:
    graph, attribute = made
    names = list(graph)
    rnd.shuffle(names)
    other = dict(zip(graph, names, strict=True))
    found, again = mixing(graph, attribute, shuffles=0), mixing(nx.relabel_nodes(graph, other), {other[n]: v for n, v in attribute.items()}, shuffles=0)
    assert again.whole == found.whole and again.each == found.each and again.matrix == found.matrix
    one, two = brokerage(graph, attribute), brokerage(nx.relabel_nodes(graph, other), {other[n]: v for n, v in attribute.items()})
    assert {other[n]: pytest.approx(v) for n, v in one.roles.items()} == two.roles
    if found.whole.index is not None:
        ties = graph.number_of_edges() - found.ties_left_out
        assert found.whole.internal + found.whole.external == pytest.approx(ties) and -1 <= found.whole.index <= 1
        assert sum(sum(row) for row in found.matrix) == pytest.approx(2 * ties)


@given(sorted_out())
@settings(max_examples=40, deadline=None)
def test_both_ways_of_dealing_are_one(made: tuple[nx.Graph, dict[str, tuple[str, ...]]]) -> None:
    graph, attribute = made
    net = as_net(graph)
    who = members(net, attribute)
    ties, order = net.ties[who.known][:, who.known].astype(float), np.random.RandomState(3).permutation(len(who.known))
    assert _dealt_one(ties, who.parts)(order).tolist() == _dealt(ties, who.parts)(order).tolist()


# --- brokerage -------------------------------------------------------------------------------------------------------------------

def one_by_one(graph: nx.Graph, attribute: dict[str, str]) -> dict[str, dict[str, float]]:
    """Every open pair of neighbours, looked at on its own."""
    found = {}
    for v in (n for n in graph if n in attribute):
        roles = dict.fromkeys(ROLES, 0)
        for a, b in itertools.combinations((n for n in graph[v] if n in attribute), 2):
            if graph.has_edge(a, b):
                continue
            one, own, other = attribute[a], attribute[v], attribute[b]
            if one == own == other:
                roles["coordinator"] += 1
            elif one == other:
                roles["itinerant"] += 1
            elif own in (one, other):
                roles["gatekeeper"] += 1
                roles["representative"] += 1
            else:
                roles["liaison"] += 1
        found[v] = {**roles, "total": sum(roles.values()) - roles["representative"]}
    return found


@pytest.mark.parametrize(("sectors_of", "role"), [("xxx", "coordinator"), ("xyx", "itinerant"), ("xxy", "gatekeeper"), ("yxx", "gatekeeper"), ("xyz", "liaison")])
def test_each_role_by_hand(sectors_of: str, role: str) -> None:
    attribute = dict(zip("avb", sectors_of, strict=True))
    expected = {r: float(r == role or (role == "gatekeeper" and r == "representative")) for r in ROLES}
    chain = nx.path_graph(["a", "v", "b"])
    assert brokerage(chain, attribute).roles["v"] == {**expected, "total": 1}
    assert set(brokerage(chain, attribute).roles["a"].values()) == {0}
    chain.add_edge("a", "b")
    assert {v for roles in brokerage(chain, attribute).roles.values() for v in roles.values()} == {0}


def test_a_star_by_hand() -> None:
    star = nx.star_graph(["hub", "a", "b", "c", "d"])
    roles = brokerage(star, {"hub": "x", "a": "x", "b": "x", "c": "y", "d": "z"}).roles["hub"]
    assert roles == {"coordinator": 1, "itinerant": 0, "gatekeeper": 4, "representative": 4, "liaison": 1, "total": 6}


def test_who_has_no_sector_neither_brokers_nor_is_brokered() -> None:
    found = brokerage(nx.star_graph(["hub", "a", "b", "c"]), {"hub": "x", "a": "y", "b": "y"})
    assert found.roles["hub"]["itinerant"] == 1 == found.roles["hub"]["total"] and "c" not in found.roles
    assert (found.left_out, found.groups) == (1, ["x", "y"]) and found.caveats()[1].es.endswith("como extremos: 1.")
    assert brokerage(nx.Graph(), {}).roles == {} == brokerage(CHAIN, {}).roles
    assert brokerage(nx.empty_graph(["a"]), {"a": "x"}).roles["a"]["total"] == 0


@given(sorted_out())
@settings(max_examples=120, deadline=None)
def test_roles_are_those_counted_one_by_one(made: tuple[nx.Graph, dict[str, tuple[str, ...]]]) -> None:
    graph, attribute = made
    assert brokerage(graph, attribute).roles == one_by_one(graph, {n: v[0] for n, v in attribute.items() if v})


@given(sorted_out(several=True))
@settings(max_examples=60, deadline=None)
def test_several_sectors_give_the_mean_over_one_drawn_for_each(made: tuple[nx.Graph, dict[str, tuple[str, ...]]]) -> None:
    graph, attribute = made
    known = {n: v for n, v in attribute.items() if v}
    draws = [one_by_one(graph, dict(zip(known, draw, strict=True))) for draw in itertools.product(*known.values())]
    found = brokerage(graph, attribute)
    for node, roles in found.roles.items():
        assert roles == pytest.approx({role: np.mean([draw[node][role] for draw in draws]) for role in roles}, abs=1e-8)
    assert found.several == sum(len(v) > 1 for v in known.values())


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.gnp_random_graph(40, 0.4, seed=3)
    graph = nx.relabel_nodes(graph, {n: f"n{n:02}" for n in graph})
    attribute = {n: "xyz"[int(n[1:]) % 3] for n in graph}
    whole = brokerage(graph, attribute)
    for block in (1, 7, 100):
        monkeypatch.setattr("kg.network.brokerage._BLOCK", block)
        assert brokerage(graph, attribute) == whole
    assert whole.roles == one_by_one(graph, attribute)


def test_the_invented_corpus_has_sectors_to_mix(invented: Reader) -> None:
    graph, who = network(invented, "copresence"), sectors(invented)
    found, brokers = mixing(graph, who, shuffles=9), brokerage(graph, who)
    assert found.left_out == len([n for n in graph if n not in who]) == brokers.left_out
    assert set(found.groups) == {sector for n in graph for sector in who.get(n, ())}
    assert set(brokers.roles) == {n for n in graph if n in who}
