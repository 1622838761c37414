"""Places of nodes: complete, apart, the same bytes whatever the order, and true to the shape of networks whose shape is known."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from kg.network.net import Net, as_net
from kg.visual import layout
from kg.visual.layout import CELL, LEAST, SMALL, places, positions
from kg.visual.springs import Mesh, pivot_mds, springs


def named(graph: nx.Graph) -> nx.Graph:
    return nx.relabel_nodes(graph, lambda n: f"n{n:05}")


def groups(count: int, size: int) -> nx.Graph:
    """Groups of everybody with everybody, each tied by one tie to the next."""
    graph = nx.disjoint_union_all([nx.complete_graph(size)] * count)
    graph.add_edges_from((k * size, (k + 1) * size + 1) for k in range(count - 1))
    return named(graph)


def least(points: np.ndarray) -> float:
    return float(cKDTree(points).query(points, 2)[0][:, 1].min())


SHAPES = {"pairs": nx.disjoint_union_all([nx.path_graph(2)] * 40), "star": nx.star_graph(400), "chain": nx.path_graph(150), "all with all": nx.complete_graph(120),
          "grid": nx.convert_node_labels_to_integers(nx.grid_2d_graph(15, 12)), "hubs": nx.barabasi_albert_graph(1500, 3, seed=1), "nobody tied": nx.empty_graph(70),
          "many of all sizes": nx.disjoint_union_all([nx.erdos_renyi_graph(n, 0.1, seed=n) for n in range(1, 120, 6)])}


@pytest.mark.parametrize("shape", list(SHAPES))
def test_everybody_has_a_place_of_their_own(shape: str) -> None:
    net = as_net(named(SHAPES[shape]))
    found = places(net)
    assert found.shape == (len(net), 2) and np.isfinite(found).all() and (found == np.rint(found)).all()
    assert least(found) >= LEAST - 2, "whole numbers may take two units"


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 30), st.sets(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=60), st.randoms(use_true_random=False))
@pytest.mark.heavy
def test_order_decides_nothing(size: int, pairs: set[tuple[int, int]], dice: random.Random) -> None:
    ties = [(f"n{a % size:05}", f"n{b % size:05}", 1 + (a + b) % 3) for a, b in sorted({(min(p), max(p)) for p in pairs})]
    seen = {(min(a, b), max(a, b)): w for a, b, w in ties}
    one, other = nx.Graph(), nx.Graph()
    one.add_nodes_from(f"n{i:05}" for i in range(size))
    other.add_nodes_from(dice.sample(list(one), size))
    one.add_weighted_edges_from((a, b, w) for (a, b), w in seen.items())
    other.add_weighted_edges_from((b, a, w) for (a, b), w in dice.sample(list(seen.items()), len(seen)))
    found = positions(one)
    assert found == positions(other) and list(found) == sorted(one)
    assert [tuple(map(int, p)) for p in places(as_net(one)).tolist()] == list(found.values())


@pytest.mark.heavy
def test_same_bytes_whatever_the_hash_seed_and_the_threads() -> None:
    code = ("import hashlib; from kg.network.net import as_net; from kg.visual.layout import places; from tests.test_layout import groups; "
            "print(hashlib.sha256(places(as_net(groups(12, 40))).tobytes()).hexdigest())")
    root = Path(__file__).resolve().parent.parent
    found = {subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}, cwd=root,
                            check=True, capture_output=True, text=True).stdout for seed, threads in (("0", "1"), ("1", "2"), ("2", "4"))}
    assert found == {hashlib.sha256(places(as_net(groups(12, 40))).tobytes()).hexdigest() + "\n"}


def test_nothing_and_one() -> None:
    assert positions(nx.Graph()) == {} and places(as_net(nx.Graph())).shape == (0, 2)
    assert len(positions(named(nx.empty_graph(1)))) == 1
    (ax, ay), (bx, by) = places(as_net(nx.path_graph(["a", "b"])))
    assert ay == by and LEAST < abs(ax - bx) <= CELL[0], "two tied nodes lie side by side, as far apart as a label is wide"


def test_what_a_weight_cannot_be_is_still_drawn() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", float("nan")), ("b", "c", -3), ("c", "d", "x"), ("d", "a", 0), ("a", "a", 2)])
    found = positions(graph)
    assert sorted(found) == ["a", "b", "c", "d"] and len(set(found.values())) == 4


@pytest.mark.parametrize("length", [7, SMALL, SMALL + 60])
def test_a_chain_keeps_its_order(length: int) -> None:
    """Neighbours of a chain are nearer than nodes a third of the chain away."""
    found = places(as_net(named(nx.path_graph(length))))
    step = np.hypot(*np.diff(found, axis=0).T)
    third = max(2, length // 3)
    assert step.max() < np.hypot(*(found[third:] - found[:-third]).T).min()


def test_groups_stay_together_in_a_large_network() -> None:
    """Ten groups of sixty: whoever stands nearest to a node is of its own group, nineteen times in twenty."""
    net = as_net(groups(10, 60))
    nearest = cKDTree(found := places(net)).query(found, 2)[1][:, 1]
    same = np.arange(len(net)) // 60 == nearest // 60
    assert len(net) > SMALL and same.mean() > 0.95


def test_less_crossing_than_networkx_in_a_network_of_hubs() -> None:
    graph = nx.barabasi_albert_graph(300, 2, seed=5)
    theirs = nx.spring_layout(graph, seed=1)
    ours = springs(as_net(named(graph)).ties)
    assert _crossings(graph, ours) < _crossings(graph, np.array([theirs[i] for i in range(300)]))


def _crossings(graph: nx.Graph, points: np.ndarray) -> int:
    ties = np.array(graph.edges)
    one, other = (x.ravel() for x in np.triu_indices(len(ties), 1))
    (a, b), (c, d) = ties[one].T, ties[other].T

    def turn(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> np.ndarray:
        u, v = points[q] - points[p], points[r] - points[p]
        return np.sign(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])

    apart = (a != c) & (a != d) & (b != c) & (b != d)
    return int((apart & (turn(a, b, c) != turn(a, b, d)) & (turn(c, d, a) != turn(c, d, b))).sum())


def test_pivot_mds_lays_a_chain_on_a_line() -> None:
    found = pivot_mds(as_net(named(nx.path_graph(30))).ties)
    assert abs(found[:, 1]).max() < 1e-6 * np.ptp(found[:, 0])
    assert (np.diff(found[:, 0]) > 0).all() or (np.diff(found[:, 0]) < 0).all()


def test_the_mesh_repels_as_the_law_says() -> None:
    """Far apart (in cells), the mesh gives what adding up every pair gives, within 3 %."""
    dice = np.random.default_rng(3)
    points = np.array([(x, y) for x in range(1, 10, 2) for y in range(1, 10, 2)]) + dice.uniform(-0.7, 0.7, (25, 2))
    points[0], points[-1] = (0, 0), (10, 10)
    mass = dice.uniform(0.5, 2, 25)
    delta = points[:, None] - points[None]
    square = (delta**2).sum(axis=-1) + (10 / 254) ** 2
    exact = (delta / square[..., None] * mass[None, :, None]).sum(axis=1)
    pushed = Mesh(256).push(points, mass)
    assert np.abs(pushed - exact).max() < 0.03 * np.hypot(*exact.T).max()


def test_arrays_and_graph_are_the_same_network() -> None:
    net = Net(["a", "b", "c"], as_net(nx.path_graph(["a", "b", "c"])).ties)
    assert {n: tuple(map(int, p)) for n, p in zip(net.ids, places(net), strict=True)} == positions(nx.path_graph(["a", "b", "c"]))
    assert 0 < positions(nx.path_graph(["a", "b", "c"]))["b"][0] < max(x for x, _ in positions(nx.path_graph(["a", "b", "c"])).values())


def test_parts_tied_alike_are_laid_out_once_and_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    laid: list[int] = []
    real = layout._component
    monkeypatch.setattr(layout, "_component", lambda ties, small: laid.append(ties.shape[0]) or real(ties, small))
    found = places(as_net(named(nx.disjoint_union_all([*[nx.complete_graph(7)] * 5, *[nx.star_graph(6)] * 3, nx.path_graph(7)]))))
    assert laid == [7, 7, 7]
    rings = [found[k:k + 7] - found[k] for k in range(0, 35, 7)]
    assert all(np.abs(ring - rings[0]).max() <= 1 for ring in rings) and np.abs(rings[0] - (found[35:42] - found[35])).max() > 1
