"""Measures on networks everybody knows, against values somebody else published.

Every number is typed from a source, with its rounding, or derived by hand in the line beside it; none comes from the libraries the measures
stand on. Which source was read where, and where sources differ: tests/published/SOURCES.md, under the letter in brackets.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from kg.network import null_models
from kg.network.backbone import backbone
from kg.network.brokerage import brokerage
from kg.network.catalogue import measure
from kg.network.incidence import Cells, Incidence
from kg.network.layers import LAYERS
from kg.network.measures import components
from kg.network.mixing import assortativity, mixing
from kg.network.net import Net, as_net
from kg.network.null_models import bicm, fixed_row_tails, sdsm_tails
from kg.network.partition import communities, modularity
from kg.network.project import project
from kg.network.significance import significance
from kg.network.stability import stability
from tests.test_network import projection

HERE = Path(__file__).parent / "published"
EVENTS = [f"E{k}" for k in range(1, 15)]
WOMEN = ["Evelyn", "Laura", "Theresa", "Brenda", "Charlotte", "Frances", "Eleanor", "Pearl", "Ruth",
         "Verne", "Myra", "Katherina", "Sylvia", "Nora", "Helen", "Dorothy", "Olivia", "Flora"]


def read(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def graph_of(name: str, one: str = "one", other: str = "other", weight: str = "") -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from((row[one], row[other], int(row[weight]) if weight else 1) for row in read(name))
    return graph


def agree(found: dict[str, Any], printed: dict[str, float], unit: float) -> None:
    """Every printed value is the found one, rounded to ``unit`` (half of it either way)."""
    assert {node: found[node] for node in printed} == pytest.approx(printed, abs=unit / 2 + 1e-9)


@pytest.fixture(scope="module")
def kite() -> Net:
    return as_net(graph_of("kite"))


@pytest.fixture(scope="module")
def florence() -> Net:
    """The fifteen families that married each other."""
    return as_net(graph_of("florentine"))


@pytest.fixture(scope="module")
def karate() -> Net:
    return as_net(graph_of("karate"))


@pytest.fixture(scope="module")
def women() -> Net:
    """Women and events, two-mode."""
    graph = graph_of("southern_women", "woman", "event")
    for node in graph:
        graph.nodes[node]["bipartite"] = int(node in EVENTS)
    return as_net(graph)


@dataclass
class Attendance:
    """Women by events, 0 or 1."""

    row_ids: list[str]
    matrix: Any
    row_labels: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.row_labels = self.row_ids


def attendance() -> Attendance:
    matrix = np.zeros((18, 14), dtype=np.int64)
    for row in read("southern_women"):
        matrix[WOMEN.index(row["woman"]), EVENTS.index(row["event"])] = 1
    return Attendance(WOMEN, sparse.csr_array(matrix))


def projected(weight: str) -> dict[tuple[str, str], float]:
    """Ties of the women by the events they shared, by both orders of names."""
    who = attendance()
    cells = Cells(np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64), [], 1)
    found = project(Incidence(WOMEN, EVENTS, who.matrix, cells, [""] * 18, frozenset(), None), LAYERS["copresence"], weight).tocoo()  # type: ignore[arg-type]
    return {(WOMEN[i], WOMEN[j]): w for i, j, w in zip(*(part.tolist() for part in (*found.coords, found.data)), strict=True)}


# ---------------------------------------------------------------------------------------------------------------- Krackhardt's kite
# Krackhardt 1990, doi:10.2307/2393394. Degrees: counted in kite.csv. The rest, three decimals: [K], igraph's tests, from the table at orgnet.com.

KITE = {  # degree, closeness, betweenness, eigenvector (the largest 1)
    "Andre": (4, 0.529, 0.023, 0.732), "Beverly": (4, 0.529, 0.023, 0.732), "Carol": (3, 0.500, 0.000, 0.594), "Diane": (6, 0.600, 0.102, 1.000),
    "Ed": (3, 0.500, 0.000, 0.594), "Fernando": (5, 0.643, 0.231, 0.827), "Garth": (5, 0.643, 0.231, 0.827), "Heather": (3, 0.600, 0.389, 0.407),
    "Ike": (2, 0.429, 0.222, 0.100), "Jane": (1, 0.310, 0.000, 0.023),
}


def test_kite_degree_closeness_betweenness_and_eigenvector_are_the_published_ones(kite: Net) -> None:
    assert measure(kite, "degree") == {who: row[0] for who, row in KITE.items()}
    agree(measure(kite, "closeness"), {who: row[1] for who, row in KITE.items()}, 0.001)
    agree(measure(kite, "betweenness"), {who: row[2] for who, row in KITE.items()}, 0.001)
    values = measure(kite, "eigenvector")
    agree({who: value / max(values.values()) for who, value in values.items()}, {who: row[3] for who, row in KITE.items()}, 0.001)


def test_kite_each_measure_names_somebody_else_as_the_most_central(kite: Net) -> None:
    """What the kite was drawn for."""
    first = {name: max(measure(kite, name).items(), key=lambda item: item[1])[0] for name in ("degree", "betweenness")}
    assert first == {"degree": "Diane", "betweenness": "Heather"}
    close = measure(kite, "closeness")
    assert sorted(close, key=lambda who: (-close[who], who))[:2] == ["Fernando", "Garth"]


def test_kite_k_core_and_clustering_by_hand(kite: Net) -> None:
    head = ("Andre", "Beverly", "Carol", "Diane", "Ed", "Fernando", "Garth")
    assert measure(kite, "k-core") == {**dict.fromkeys(head, 3), "Heather": 2, "Ike": 1, "Jane": 1}  # take away Jane, Ike, then Heather (2 left)
    found = measure(kite, "clustering")
    # Tied pairs among the neighbours of each, counted in kite.csv, over k(k-1)/2.
    by_hand = {"Andre": 4 / 6, "Beverly": 4 / 6, "Carol": 3 / 3, "Diane": 8 / 15, "Ed": 3 / 3, "Fernando": 5 / 10, "Garth": 5 / 10, "Heather": 1 / 3, "Ike": 0 / 1}
    assert {who: found[who] for who in by_hand} == pytest.approx(by_hand, abs=1e-12)


def test_kite_structural_holes_by_hand(kite: Net) -> None:
    size, tight = measure(kite, "effective-size"), measure(kite, "constraint")
    # n - 2t/n with t ties among n contacts (Borgatti 1997).
    by_hand = {"Heather": 3 - 2 / 3, "Diane": 6 - 16 / 6, "Fernando": 5 - 10 / 5, "Andre": 4 - 8 / 4, "Carol": 3 - 6 / 3, "Ike": 2.0, "Jane": 1.0}
    assert {who: size[who] for who in by_hand} == pytest.approx(by_hand, abs=1e-12)
    # Jane: (1)²; Ike: (1/2)² twice; Heather: Fernando and Garth (1/3 + 1/3 · 1/5)² each, Ike (1/3)².
    assert {who: tight[who] for who in ("Jane", "Ike", "Heather")} == pytest.approx({"Jane": 1.0, "Ike": 0.5, "Heather": 2 * 0.4**2 + 1 / 9}, abs=1e-12)


def cut(network: Net) -> tuple[set[tuple[str, str]], set[str]]:
    """Bridges and articulation points."""
    return {tie for tie, is_one in measure(network, "bridge").items() if is_one}, {node for node, is_one in measure(network, "articulation").items() if is_one}


def test_bridges_and_articulation_points_by_hand(kite: Net, florence: Net, karate: Net) -> None:
    """What hangs on one tie: the kite's tail; four families with one marriage, and the Salviati with the Pazzi behind them; member 12.

    Member 1 also joins 5, 6, 7, 11 and 17 to all others, by no single tie.
    """
    assert cut(kite) == ({("Heather", "Ike"), ("Ike", "Jane")}, {"Heather", "Ike"})
    assert cut(florence) == ({("Acciaiuoli", "Medici"), ("Albizzi", "Ginori"), ("Guadagni", "Lamberteschi"), ("Medici", "Salviati"), ("Pazzi", "Salviati")},
                             {"Albizzi", "Guadagni", "Medici", "Salviati"})
    assert cut(karate) == ({("1", "12")}, {"1"})


# ------------------------------------------------------------------------------------------------------------- Florentine marriages
# Padgett & Ansell 1993, doi:10.1086/230190. [F], a course book that prints R igraph's output for the 16 families of UCINET's file.

FLORENCE = {  # degree, betweenness (pairs), 1/(16 + sum of distances) as igraph printed closeness with Pucci at distance 16, eigenvector (Medici 1)
    "Acciaiuoli": (1, 0.0, 0.018518519, 0.3071155), "Albizzi": (3, 19.333333, 0.022222222, 0.5669336), "Barbadori": (2, 8.5, 0.020833333, 0.4919853),
    "Bischeri": (3, 9.5, 0.019607843, 0.6572037), "Castellani": (3, 5.0, 0.019230769, 0.6019551), "Ginori": (1, 0.0, 0.017241379, 0.1741141),
    "Guadagni": (4, 23.166667, 0.021739130, 0.6718805), "Lamberteschi": (1, 0.0, 0.016949153, 0.2063449), "Medici": (6, 47.5, 0.024390244, 1.0),
    "Pazzi": (1, 0.0, 0.015384615, 0.1041427), "Peruzzi": (3, 2.0, 0.018518519, 0.6407743), "Ridolfi": (3, 10.333333, 0.022727273, 0.7937398),
    "Salviati": (2, 13.0, 0.019230769, 0.3390994), "Strozzi": (4, 9.333333, 0.020833333, 0.8272688), "Tornabuoni": (3, 8.333333, 0.022222222, 0.7572302),
}


def test_florence_degree_betweenness_closeness_and_eigenvector_are_the_published_ones(florence: Net) -> None:
    assert measure(florence, "degree") == {family: row[0] for family, row in FLORENCE.items()}
    pairs = {family: value * 91 for family, value in measure(florence, "betweenness").items()}  # 14 · 13 / 2 pairs of other families
    agree(pairs, {family: row[1] for family, row in FLORENCE.items()}, 1e-6)
    as_printed = {family: 1 / (16 + 14 / value) for family, value in measure(florence, "closeness").items()}
    agree(as_printed, {family: row[2] for family, row in FLORENCE.items()}, 1e-9)
    values = measure(florence, "eigenvector")
    agree({family: value / values["Medici"] for family, value in values.items()}, {family: row[3] for family, row in FLORENCE.items()}, 1e-7)


def test_florence_the_isolate_changes_only_what_is_divided_by_the_number_of_families(florence: Net) -> None:
    """With the Pucci, whom no marriage ties, there are 15 · 14 / 2 = 105 pairs; the isolate has 0 everywhere and is a part of its own."""
    sixteen = graph_of("florentine")
    sixteen.add_node("Pucci")
    agree({family: value * 105 for family, value in measure(sixteen, "betweenness").items()}, {"Pucci": 0.0, **{family: row[1] for family, row in FLORENCE.items()}}, 1e-6)
    assert measure(sixteen, "degree")["Pucci"] == measure(sixteen, "closeness")["Pucci"] == 0
    assert components(sixteen) == {**dict.fromkeys(FLORENCE, 1), "Pucci": 2}
    values = measure(sixteen, "eigenvector")
    agree({family: value / values["Medici"] for family, value in values.items()}, {"Pucci": 0.0, **{family: row[3] for family, row in FLORENCE.items()}}, 1e-7)


def test_florence_mean_clustering_is_the_published_one(florence: Net) -> None:
    """[T]: mean over the families with two marriages or more 0.2181818; 3 triangles, so 9 of 47 paths of two ties are closed: 0.1914894."""
    found, degree = measure(florence, "clustering"), measure(florence, "degree")
    several = [family for family, many in degree.items() if many > 1]
    assert math.fsum(found[family] for family in several) / len(several) == pytest.approx(0.2181818, abs=5e-8)
    paths = {family: many * (many - 1) // 2 for family, many in degree.items()}
    assert math.fsum(found[family] * paths[family] for family in several) / sum(paths.values()) == pytest.approx(0.1914894, abs=5e-8)


# ------------------------------------------------------------------------------------------------------------------- Southern Women
# Davis, Gardner & Gardner 1941, Deep South; the 89 attendances. Order of women and events as everywhere since.

# Co-attendance, Breiger 1974, doi:10.2307/2576011, as printed in a course's notebook [L].
BREIGER_WOMEN = """
0 6 7 6 3 4 3 3 3 2 2 2 2 2 1 2 1 1
6 0 6 6 3 4 4 2 3 2 1 1 2 2 2 1 0 0
7 6 0 6 4 4 4 3 4 3 2 2 3 3 2 2 1 1
6 6 6 0 4 4 4 2 3 2 1 1 2 2 2 1 0 0
3 3 4 4 0 2 2 0 2 1 0 0 1 1 1 0 0 0
4 4 4 4 2 0 3 2 2 1 1 1 1 1 1 1 0 0
3 4 4 4 2 3 0 2 3 2 1 1 2 2 2 1 0 0
3 2 3 2 0 2 2 0 2 2 2 2 2 2 1 2 1 1
3 3 4 3 2 2 3 2 0 3 2 2 3 2 2 2 1 1
2 2 3 2 1 1 2 2 3 0 3 3 4 3 3 2 1 1
2 1 2 1 0 1 1 2 2 3 0 4 4 3 3 2 1 1
2 1 2 1 0 1 1 2 2 3 4 0 6 5 3 2 1 1
2 2 3 2 1 1 2 2 3 4 4 6 0 6 4 2 1 1
2 2 3 2 1 1 2 2 2 3 3 5 6 0 4 1 2 2
1 2 2 2 1 1 2 1 2 3 3 3 4 4 0 1 1 1
2 1 2 1 0 1 1 2 2 2 2 2 2 1 1 0 1 1
1 0 1 0 0 0 0 1 1 1 1 1 1 2 1 1 0 2
1 0 1 0 0 0 0 1 1 1 1 1 1 2 1 1 2 0
"""
BREIGER_EVENTS = """
0 2 3 2 3 3 2 3 1 0 0 0 0 0
2 0 3 2 3 3 2 3 2 0 0 0 0 0
3 3 0 4 6 5 4 5 2 0 0 0 0 0
2 2 4 0 4 3 3 3 2 0 0 0 0 0
3 3 6 4 0 6 6 7 3 0 0 0 0 0
3 3 5 3 6 0 5 7 4 1 1 1 1 1
2 2 4 3 6 5 0 8 5 3 2 4 2 2
3 3 5 3 7 7 8 0 9 4 1 5 2 2
1 2 2 2 3 4 5 9 0 4 3 5 3 3
0 0 0 0 0 1 3 4 4 0 2 5 3 3
0 0 0 0 0 1 2 1 3 2 0 2 1 1
0 0 0 0 0 1 4 5 5 5 2 0 3 3
0 0 0 0 0 1 2 2 3 3 1 3 0 3
0 0 0 0 0 1 2 2 3 3 1 3 3 0
"""

# Borgatti & Halgin 2011, doi:10.4135/9781446294413.n28, two decimals [N]: two-mode degree, betweenness, closeness.
HALGIN = {
    "E8": (0.78, 0.24, 0.85), "E9": (0.67, 0.23, 0.79), "E7": (0.56, 0.13, 0.73), "Nora": (0.57, 0.11, 0.80), "Evelyn": (0.57, 0.10, 0.80), "Theresa": (0.57, 0.09, 0.80),
    "E6": (0.44, 0.07, 0.69), "Sylvia": (0.50, 0.07, 0.77), "Laura": (0.50, 0.05, 0.73), "Brenda": (0.50, 0.05, 0.73), "Katherina": (0.43, 0.05, 0.73), "E5": (0.44, 0.04, 0.59),
    "Helen": (0.36, 0.04, 0.73), "E3": (0.33, 0.02, 0.56), "Ruth": (0.29, 0.02, 0.71), "Verne": (0.29, 0.02, 0.71), "E12": (0.33, 0.02, 0.56), "Myra": (0.29, 0.02, 0.69),
    "E11": (0.22, 0.02, 0.54), "Eleanor": (0.29, 0.01, 0.67), "Frances": (0.29, 0.01, 0.67), "Pearl": (0.21, 0.01, 0.67), "E4": (0.22, 0.01, 0.54), "Charlotte": (0.29, 0.01, 0.60),
    "E10": (0.28, 0.01, 0.55), "Olivia": (0.14, 0.01, 0.59), "Flora": (0.14, 0.01, 0.59), "E2": (0.17, 0.00, 0.52), "E1": (0.17, 0.00, 0.52), "Dorothy": (0.14, 0.00, 0.65),
    "E13": (0.17, 0.00, 0.52), "E14": (0.17, 0.00, 0.52),
}
# Borgatti & Everett 1997, doi:10.1016/S0378-8733(96)00301-2, Table 1 column 6 (closeness) and Table 2 column 3 (betweenness, in hundredths),
# as a course prints them [L], which divides the betweenness of women by 442 and that of events by 448.
EVERETT = {
    "Evelyn": (0.800, 9.72), "Laura": (0.727, 5.17), "Theresa": (0.800, 8.82), "Brenda": (0.727, 4.98), "Charlotte": (0.600, 1.07), "Frances": (0.667, 1.08),
    "Eleanor": (0.667, 0.95), "Pearl": (0.667, 0.68), "Ruth": (0.706, 1.69), "Verne": (0.706, 1.58), "Myra": (0.686, 1.65), "Katherina": (0.727, 4.77),
    "Sylvia": (0.774, 7.22), "Nora": (0.800, 11.42), "Helen": (0.727, 4.27), "Dorothy": (0.649, 0.20), "Olivia": (0.585, 0.51), "Flora": (0.585, 0.51),
    "E1": (0.524, 0.22), "E2": (0.524, 0.21), "E3": (0.564, 1.84), "E4": (0.537, 0.78), "E5": (0.595, 3.80), "E6": (0.688, 6.56), "E7": (0.733, 13.07),
    "E8": (0.846, 24.60), "E9": (0.786, 22.75), "E10": (0.550, 1.15), "E11": (0.537, 1.98), "E12": (0.564, 1.83), "E13": (0.524, 0.23), "E14": (0.524, 0.23),
}
# Shortest paths through each, unnormalised, in the two-mode network: tests of the R package netrics [R].
PATHS = {"Evelyn": 42.9802, "Laura": 22.8541, "Theresa": 38.9796, "Brenda": 22.0215, "Charlotte": 4.7153, "E12": 8.1786, "E13": 1.0128, "E14": 1.0128}
# The version with four more attendances, as if of one mode: closeness in hundredths (Borgatti & Everett 1997) and paths, tests of the R package migraph [R].
MORE = [("Dorothy", "E10"), ("Dorothy", "E12"), ("Helen", "E13"), ("Helen", "E14")]
WITH_MORE = {"Evelyn": (51.67, 42.7600), "Laura": (46.97, 22.8565), "Theresa": (51.67, 38.7393), "Brenda": (46.97, 22.0119), "Charlotte": (38.75, 4.7279),
             "E10": (39.74, 6.8186), "E11": (37.80, 9.0194), "E12": (40.79, 10.2354), "E13": (37.80, 1.8892)}


def matrix_of(printed: str) -> list[list[int]]:
    return [[int(cell) for cell in line.split()] for line in printed.split("\n") if line]


def test_women_co_attendance_is_breigers_for_women_and_for_events() -> None:
    held = attendance().matrix
    assert held.sum() == 89
    for matrix, printed in ((held, BREIGER_WOMEN), (sparse.csr_array(held.T), BREIGER_EVENTS)):
        upper = projection(matrix).toarray()
        assert (upper + upper.T).tolist() == matrix_of(printed)


def test_women_ties_by_weight() -> None:
    count, newman, rare = (projected(weight) for weight in ("count", "newman", "inverse-frequency"))
    assert len(count) == len(newman) == len(rare) == 2 * 139  # of 153 pairs, 14 never met: the zeros above the diagonal
    assert (count["Evelyn", "Theresa"], count["Olivia", "Flora"]) == (7, 2)
    # Flora and Olivia shared E9 (12 women) and E11 (4).
    assert newman["Flora", "Olivia"] == pytest.approx(Fraction(1, 11) + Fraction(1, 3), abs=1e-12)
    assert rare["Flora", "Olivia"] == pytest.approx(1 / math.log(12) + 1 / math.log(4), abs=1e-12)


def test_women_newmans_strength_is_the_number_of_events_attended() -> None:
    """Opsahl 2013, doi:10.1016/j.socnet.2011.07.001: every event had at least three women; Flora went to 2 events and met 12 women there [O]."""
    newman = projected("newman")
    total = {woman: math.fsum(w for (one, _), w in newman.items() if one == woman) for woman in WOMEN}
    assert total == pytest.approx(dict(zip(WOMEN, (8, 7, 8, 7, 4, 4, 4, 3, 4, 4, 4, 6, 7, 8, 5, 2, 2, 2), strict=True)), abs=1e-12)
    assert sum(one == "Flora" for one, _ in newman) == 12


def test_women_two_mode_degree_closeness_and_betweenness_are_the_published_ones(women: Net) -> None:
    for name, column in (("two-mode-degree", 0), ("two-mode-betweenness", 1), ("two-mode-closeness", 2)):
        agree(measure(women, name), {node: row[column] for node, row in HALGIN.items()}, 0.01)
    agree(measure(women, "two-mode-closeness"), {node: row[0] for node, row in EVERETT.items()}, 0.001)
    # Paths over the most there could be through one of 18 women, or of 14 events: 445 and 452.
    agree({node: value * (452 if node in EVENTS else 445) for node, value in measure(women, "two-mode-betweenness").items()}, PATHS, 1e-4)


def test_women_paths_through_each_are_the_published_ones() -> None:
    """The two-mode network taken as any other: 31 · 30 / 2 = 465 pairs of others."""
    pairs = {node: value * 465 for node, value in measure(graph_of("southern_women", "woman", "event"), "betweenness").items()}
    agree(pairs, PATHS, 1e-4)
    agree({node: 100 * paths / (448 if node in EVENTS else 442) for node, paths in pairs.items()}, {node: row[1] for node, row in EVERETT.items()}, 0.01)
    most = {**dict.fromkeys(WOMEN, 445), **dict.fromkeys(EVENTS, 452)}
    agree({node: paths / most[node] for node, paths in pairs.items()}, {node: row[1] for node, row in HALGIN.items()}, 0.01)


def test_women_with_four_more_attendances_closeness_and_paths_are_the_published_ones() -> None:
    """E14 is left out: it has the women of E13, and the source has 37.80 for one and 37.00 for the other."""
    graph = graph_of("southern_women", "woman", "event")
    graph.add_edges_from(MORE, weight=1)
    assert graph.number_of_edges() == 93
    close = measure(graph, "closeness")
    agree({node: 100 * value for node, value in close.items()}, {node: row[0] for node, row in WITH_MORE.items()}, 0.01)
    assert close["E13"] == close["E14"]
    agree({node: value * 465 for node, value in measure(graph, "betweenness").items()}, {node: row[1] for node, row in WITH_MORE.items()}, 1e-4)


@pytest.mark.parametrize("method", ["louvain", "leiden"])
@pytest.mark.parametrize("weight", ["count", "newman", "inverse-frequency"])
def test_women_fall_into_the_two_groups_of_the_ethnographers(weight: str, method: str) -> None:
    """Davis et al. saw women 1-9 and 9-18, with 8 and 9 at the edge; Freeman's (2003) consensus of 21 analyses has 1-9 and 10-18 [W]."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from((one, other, shared) for (one, other), shared in projected(weight).items())
    found = stability(graph, method)
    groups = {frozenset(woman for woman in WOMEN if found.consensus[woman] == number) for number in found.consensus.values()}
    assert {group - {"Pearl", "Ruth"} for group in groups} == {frozenset(WOMEN[:7]), frozenset(WOMEN[9:])}
    if (weight, method) == ("newman", "leiden"):
        assert groups == {frozenset(WOMEN[:9]), frozenset(WOMEN[9:])}


# ---------------------------------------------------------------------------------------------------------------- Zachary's karate club
# Zachary 1977, doi:10.1086/jar.33.4.3629752: 34 members, 78 ties. Members 1 to 34 in order.

CLUB = [str(k) for k in range(1, 35)]
# [J]: a course book that prints R igraph's output.
KARATE_DEGREE = [16, 9, 10, 6, 3, 4, 4, 4, 5, 2, 3, 1, 2, 5, 2, 2, 2, 2, 2, 3, 2, 2, 2, 5, 3, 3, 2, 4, 3, 4, 4, 6, 12, 17]
KARATE_CLUSTERING = [0.15, 0.3333333, 0.2444444, 0.6666667, 0.6666667, 0.5, 0.5, 1, 0.5, 0, 0.6666667, None, 1, 0.6, 1, 1, 1, 1, 1, 0.3333333, 1, 1, 1, 0.4,
                     0.3333333, 0.3333333, 1, 0.1666667, 0.3333333, 0.6666667, 0.5, 0.2, 0.1969697, 0.1102941]
KARATE_PATHS = [231.0714286, 28.4785714, 75.8507937, 6.2880952, 0.3333333, 15.8333333, 15.8333333, 0, 29.5293651, 0.4476190, 0.3333333, 0, 0, 24.2158730, 0, 0, 0,
                0, 0, 17.1468254, 0, 0, 0, 9.3, 1.1666667, 2.0277778, 0, 11.7920635, 0.9476190, 1.5428571, 7.6095238, 73.0095238, 76.6904762, 160.5515873]
# [C]: a course that prints R igraph's coreness.
KARATE_CORE = {4: (1, 2, 3, 4, 8, 9, 14, 31, 33, 34), 3: (5, 6, 7, 11, 20, 24, 25, 26, 28, 29, 30, 32), 2: (10, 13, 15, 16, 17, 18, 19, 21, 22, 23, 27), 1: (12,)}
# [G]: LAGraph's tests, from MATLAB's centrality(G, 'pagerank'), damping 0.85, stopped at 1e-4; those tests ask for 1e-4.
KARATE_PAGERANK = [0.0970011147, 0.0528720584, 0.0570750515, 0.0358615175, 0.0219857202, 0.0291233505, 0.0291233505, 0.0244945048, 0.0297681451, 0.0143104668,
                   0.0219857202, 0.0095668739, 0.0146475355, 0.0295415677, 0.0145381625, 0.0145381625, 0.0167900065, 0.0145622041, 0.0145381625, 0.0196092670,
                   0.0145381625, 0.0145622041, 0.0145381625, 0.0315206825, 0.0210719482, 0.0210013837, 0.0150430281, 0.0256382216, 0.0195723309, 0.0262863139,
                   0.0245921424, 0.0371606178, 0.0716632142, 0.1008786453]
# [I]: igraph's exact search over all partitions; python-igraph prints the groups.
KARATE_BEST = 0.4197896120973046
KARATE_GROUPS = [0, 0, 0, 0, 1, 1, 1, 0, 2, 2, 1, 0, 0, 0, 2, 2, 1, 0, 2, 0, 2, 0, 2, 3, 3, 3, 2, 3, 3, 2, 2, 3, 2, 2]


def clubs() -> dict[str, str]:
    return {row["member"]: row["club"] for row in read("karate_clubs")}


def test_karate_degree_betweenness_and_clustering_are_the_published_ones(karate: Net) -> None:
    assert measure(karate, "degree") == dict(zip(CLUB, KARATE_DEGREE, strict=True))
    pairs = {who: value * 528 for who, value in measure(karate, "betweenness").items()}  # 33 · 32 / 2 pairs of others
    agree(pairs, dict(zip(CLUB, KARATE_PATHS, strict=True)), 1e-7)
    agree(measure(karate, "clustering"), {who: value for who, value in zip(CLUB, KARATE_CLUSTERING, strict=True) if value is not None}, 1e-7)


def test_karate_closeness_and_strength_of_the_instructor(karate: Net) -> None:
    """[J]: 1/58 = 0.01724138, the highest, so 33/58. Strength by contexts outside the club: 42, and 29 for member 2 [C]."""
    close, much = measure(karate, "closeness"), measure(graph_of("karate", weight="contexts"), "strength")
    assert close["1"] == max(close.values()) == pytest.approx(33 / 58, abs=1e-12)
    assert (much["1"], much["2"], sum(much.values())) == (42, 29, 2 * 231)


def test_karate_k_core_and_pagerank_are_the_published_ones(karate: Net) -> None:
    assert measure(karate, "k-core") == {str(member): core for core, members in KARATE_CORE.items() for member in members}
    agree(measure(karate, "pagerank"), dict(zip(CLUB, KARATE_PAGERANK, strict=True)), 2e-4)


def test_karate_triangles(karate: Net) -> None:
    """Kolaczyk & Csárdi 2014, chapter 4 [S]: 78 ties, 45 triangles, transitivity 0.2556818; density around member 1 0.25, around 34 0.2091503."""
    found, degree = measure(karate, "clustering"), measure(karate, "degree")
    closed = {who: found[who] * degree[who] * (degree[who] - 1) / 2 for who in CLUB if degree[who] > 1}
    assert karate.tie_count == 78
    assert math.fsum(closed.values()) / 3 == pytest.approx(45, abs=1e-9)
    assert math.fsum(closed.values()) / sum(d * (d - 1) // 2 for d in degree.values()) == pytest.approx(0.2556818, abs=5e-8)
    around = {who: (closed[who] + degree[who]) / ((degree[who] + 1) * degree[who] / 2) for who in ("1", "34")}
    assert around == pytest.approx({"1": 0.25, "34": 0.2091503}, abs=5e-8)


def test_karate_modularity_of_the_best_grouping_and_of_the_split(karate: Net) -> None:
    best = dict(zip(CLUB, KARATE_GROUPS, strict=True))
    assert modularity(karate, best) == pytest.approx(KARATE_BEST, abs=1e-12)
    # Clubs joined: 67 of 78 ties inside, 81 and 75 of 156 ends. The split often measured puts member 9 beside the president: 0.371466 [Q].
    assert modularity(karate, clubs()) == pytest.approx(67 / 78 - (81 / 156) ** 2 - (75 / 156) ** 2, abs=1e-12)
    assert modularity(karate, {**clubs(), "9": "Officer"}) == pytest.approx(0.371466, abs=5e-7)


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_karate_no_grouping_found_is_better_than_the_best(karate: Net, method: str) -> None:
    found = modularity(karate, communities(karate, method))
    assert 0.3806706 < found <= KARATE_BEST + 1e-12  # better than three groups by fast greedy [I], never than the proven maximum
    assert 0.3806706 < stability(karate, method).modularity <= KARATE_BEST + 1e-12


def test_karate_mixing_of_the_two_clubs(karate: Net) -> None:
    found = mixing(karate, clubs(), shuffles=99)
    assert (found.whole.internal, found.whole.external) == (67, 11)
    assert found.whole.index == pytest.approx((11 - 67) / 78, abs=1e-12)
    # 134 of 156 ends meet their own club; chance alone would have (81² + 75²)/156² do so.
    assert found.assortativity == pytest.approx((134 * 156 - 81**2 - 75**2) / (156**2 - 81**2 - 75**2), abs=1e-12)
    assert found.whole.closed == 1 / 100  # none of 99 deals is as closed


def test_karate_brokers_pairs_are_those_that_clustering_leaves_open(karate: Net) -> None:
    """Of the 120 pairs around member 1 a share of 0.15 is tied, of the 136 around 34 a share of 0.1102941 [J]; with two clubs nobody is a liaison."""
    roles = brokerage(karate, clubs()).roles
    assert {who: roles[who]["total"] for who in ("1", "34", "12", "13")} == {"1": 102, "34": 121, "12": 0, "13": 0}
    assert {role["liaison"] for role in roles.values()} == {0}


def test_kite_brokers_by_hand(kite: Net) -> None:
    """Heather, Ike and Jane as one group, the seven others as another: pairs not tied, counted in kite.csv."""
    tail = ("Heather", "Ike", "Jane")
    roles = brokerage(kite, {who: "tail" if who in tail else "head" for who in KITE}).roles
    empty = {"coordinator": 0, "itinerant": 0, "gatekeeper": 0, "representative": 0, "liaison": 0, "total": 0}
    assert roles["Ike"] == {**empty, "coordinator": 1, "total": 1}  # Heather and Jane
    assert roles["Heather"] == {**empty, "gatekeeper": 2, "representative": 2, "total": 2}  # Ike with Fernando, with Garth
    # Garth with Andre and with Carol; Heather with Andre, with Carol and with Diane.
    assert roles["Fernando"] == {**empty, "coordinator": 2, "gatekeeper": 3, "representative": 3, "total": 5}


# ------------------------------------------------------------------------------------------------------------------ structural holes


def test_structural_holes_of_the_published_example() -> None:
    """Borgatti 1997, Connections 20(1):35-38 [B]: effective size 4.67, 2.50, 1. Constraint, and all with weights: UCINET's, in networkx's tests."""
    plain, weighted = graph_of("structural_holes"), graph_of("structural_holes", weight="weight")
    agree(measure(plain, "effective-size"), {"G": 4.67, "A": 2.50, "C": 1.00}, 0.01)
    agree(measure(plain, "constraint"), {"G": 0.400, "A": 0.595, "C": 1.000}, 0.001)
    agree(measure(weighted, "effective-size"), {"G": 5.47, "A": 2.47, "C": 1.00}, 0.01)
    agree(measure(weighted, "constraint"), {"G": 0.299, "A": 0.795, "C": 1.000}, 0.001)


def test_constraint_of_two_companions_close_to_each_other_by_hand() -> None:
    """Ties a-b and a-c of 1, b-c of 2: each companion takes 1/2 + 1/2 · 2/3 of a's attention. So 9/8 is the most only where all ties weigh alike."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 1), ("a", "c", 1), ("b", "c", 2)])
    assert measure(graph, "constraint")["a"] == pytest.approx(Fraction(25, 18), abs=1e-11)
    graph["b"]["c"]["weight"] = 1
    assert measure(graph, "constraint")["a"] == pytest.approx(Fraction(9, 8), abs=1e-11)


# -------------------------------------------------------------------------------------------------------------------- mixing matrix


def test_assortativity_of_newmans_couples() -> None:
    """Newman 2003, doi:10.1103/PhysRevE.67.026126, table I: r = 0.621 [M]. From the entries as printed, three decimals, it comes out within 0.004."""
    couples = [[0.258, 0.016, 0.035, 0.013], [0.012, 0.157, 0.058, 0.019], [0.013, 0.023, 0.306, 0.035], [0.005, 0.007, 0.024, 0.016]]
    assert assortativity(couples) == pytest.approx(0.621, abs=0.004)


# ------------------------------------------------------------------------------------------------- null models: the R package backbone
# [Z]: tests of that package, by the author of the model (Neal 2014, doi:10.1016/j.socnet.2014.06.001), three decimals.

SMALL = [[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]]
PAIRS = {(0, 1): 0, (0, 2): 2, (1, 2): 0}  # columns shared


def small() -> Attendance:
    return Attendance(["a", "b", "c"], sparse.csr_array(np.array(SMALL)))


def test_cell_probabilities_are_those_of_the_r_package() -> None:
    found = bicm([1, 1, 2], [1, 1, 2])
    printed = [[0.216, 0.216, 0.568], [0.216, 0.216, 0.568], [0.568, 0.568, 0.863]]
    assert found.chance[np.ix_(found.row_class, found.col_class)] == pytest.approx(np.array(printed), abs=0.0005 + 1e-9)


def test_sdsm_by_the_refined_normal_is_that_of_the_r_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package approximates; so does this one when the exact way is too long, and it then gives the same digits."""
    cells = bicm([3, 1, 2], [2, 1, 1, 2])
    kind = cells.row_class
    cases = [(0, 0, 3), (0, 1, 0), (0, 2, 2), (1, 1, 1), (1, 2, 0), (2, 2, 2)]
    first, second, seen = ([kind[case[0]] for case in cases], [kind[case[1]] for case in cases], [case[2] for case in cases])
    _, near_upper, near_lower, exactly = sdsm_tails(cells, first, second, seen)
    monkeypatch.setattr(null_models, "EXACT_WORK", -1)
    _, upper, lower, roughly = sdsm_tails(cells, first, second, seen)
    assert exactly.all()
    assert not roughly.any()
    assert upper == pytest.approx(np.array([0.432, 0.977, 0.549, 0.304, 0.972, 0.329]), abs=0.0005 + 1e-9)
    assert lower == pytest.approx(np.array([0.909, 0.354, 0.844, 0.954, 0.476, 0.942]), abs=0.0005 + 1e-9)
    assert near_lower == pytest.approx(lower, abs=0.016)
    # What cannot be exceeded is certain, and the approximation does not know it.
    assert [near_upper[1], near_upper[4]] == pytest.approx([1.0, 1.0], abs=1e-12)


def test_fixed_row_model_is_that_of_the_r_package() -> None:
    upper, lower = {(0, 1): 1, (0, 2): 0.5, (1, 2): 1}, {(0, 1): 0.25, (0, 2): 1, (1, 2): 0.5}
    found = significance(small(), "fixed-row", correction=None, every_pair=True)
    pairs = list(zip(found.first.tolist(), found.second.tolist(), strict=True))
    assert dict(zip(pairs, found.observed.tolist(), strict=True)) == PAIRS
    assert dict(zip(pairs, found.upper.tolist(), strict=True)) == pytest.approx(upper, abs=1e-12)
    assert dict(zip(pairs, found.lower.tolist(), strict=True)) == pytest.approx(lower, abs=1e-12)
    # The diagonal of that test: a row with itself.
    _, alone, _, _ = fixed_row_tails([1, 2, 3], 4, [2, 0, 1], [2, 0, 1], [3, 1, 2])
    assert alone == pytest.approx(np.array([0.25, 0.25, 1 / 6]), abs=1e-12)


def test_sampled_model_comes_near_what_listing_all_tables_gives() -> None:
    """Eight tables have these totals; listed by hand, rows a and c share 2 in two of them, a and b none in four, b and c none in six (the package sampled .265, .51, .755)."""
    found = significance(small(), "fdsm", correction=None, every_pair=True, samples=2000)
    by_pair = {pair: k for k, pair in enumerate(zip(found.first.tolist(), found.second.tolist(), strict=True))}
    seen = [found.upper[by_pair[0, 2]], found.lower[by_pair[0, 1]], found.lower[by_pair[1, 2]]]
    assert seen == pytest.approx([2 / 8, 4 / 8, 6 / 8], abs=0.045)  # four standard errors of 2,000 samples


def test_two_women_of_two_events_each_by_hand() -> None:
    """Fixed rows (Tumminello et al. 2011, doi:10.1371/journal.pone.0017994): Olivia and Flora, twice at the same two of 14 events: 1/91.

    Evelyn and Theresa, 8 events each, share 7: (C(8,7)·C(6,1) + C(8,8)·C(6,0)) / C(14,8) = 49/3003.
    """
    found = significance(attendance(), "fixed-row", correction=None)
    chance = {(WOMEN[i], WOMEN[j]): p for i, j, p in zip(found.first.tolist(), found.second.tolist(), found.upper.tolist(), strict=True)}
    assert chance["Olivia", "Flora"] == pytest.approx(1 / 91, rel=1e-9)
    assert chance["Evelyn", "Theresa"] == pytest.approx(49 / 3003, rel=1e-9)
    assert found.tests == 153


def test_disparity_filter_finds_the_tree_in_the_r_packages_example() -> None:
    """[Z]: ten nodes, a strong star (100; 10 among its tips) and a weak one (10; 1 among its tips), hubs tied by 75: what is left is the tree."""
    graph: nx.Graph[str] = nx.Graph()
    strong, weak = [f"s{k}" for k in range(4)], [f"w{k}" for k in range(4)]
    graph.add_weighted_edges_from([("S", "W", 75), *(("S", tip, 100) for tip in strong), *(("W", tip, 10) for tip in weak)])
    graph.add_weighted_edges_from((a, b, heavy) for tips, heavy in ((strong, 10), (weak, 1)) for k, a in enumerate(tips) for b in tips[:k])
    left = backbone(graph).net.graph
    assert nx.utils.edges_equal(list(left.edges()), [("S", "W"), *(("S", tip) for tip in strong), *(("W", tip) for tip in weak)])
