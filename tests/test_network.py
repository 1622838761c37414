"""Networks: what each layer ties, measures against published values, exports that open again with the same bytes."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import random
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from kg.graph.build import build_lines
from kg.graph.store import Reader
from kg.model.errors import InputError, StoreError, UsageError
from kg.model.iri import PREFIXES
from kg.model.terms import terms
from kg.network.attributes import BODIES, SECTORS, TOWNS
from kg.network.export import FORMS, write
from kg.network.graph import network
from kg.network.incidence import incidence
from kg.network.layers import ALTERNATIVES, EVENTS, HAT_NAMES, INFERRED, LAYERS, NAMES, UNITS
from kg.network.measures import betweenness, caveats, communities, components, degree, separate_cliques, strength, table, twins
from kg.network.project import tied
from kg.network.views import views

ID = "https://w3id.org/gobierno-abierto/id/"
LUCIA, NOE, TOMAS = (f"{ID}persona/{p}" for p in ("lucia-prado-nieto", "noe-campos-ruiz-87b05d", "tomas-ibarra-oreyes-a010cf"))


def ties(graph: nx.Graph) -> dict[tuple[str, str], float]:
    """Ties by the labels of their ends, in alphabetical order."""
    name = dict(graph.nodes(data="label"))
    return {tuple(sorted((name[u], name[v]))): w for u, v, w in graph.edges(data="weight")}


def built(folder: Path, facts: str) -> Reader:
    """A graph made of 'subject predicate object' lines; plain words are ``ex:`` things, quotes are Spanish text."""
    def term(word: str) -> str:
        if word.startswith('"'):
            return f'{word.replace("_", " ")}@es'
        prefix, colon, name = word.partition(":")
        return f"<{PREFIXES[prefix] + name}>" if colon and prefix in PREFIXES else f"<{word}>" if colon else f"<https://example.org/{word}>"

    triples = [[term(w) for w in line.replace(" a ", " rdf:type ").split()] for line in facts.strip().splitlines()]
    build_lines(folder, [f"{s} {p} {o} <https://example.org/g> .\n" for s, p, o in triples], {"<https://example.org/g>"}, "<https://example.org/d>", lambda *_: None)
    return Reader(folder)


PEOPLE = "\n".join(f'{p} a kg:Person\n{p} skos:prefLabel "{p.upper()}"' for p in ("ana", "beto", "carla", "dora"))


# --- layers over the invented corpus -------------------------------------------------------------------------------------------

def test_copresence_ties_who_shared_a_leaf_session_and_shows_why(invented: Reader) -> None:
    graph = network(invented, "copresence")
    assert ties(graph) == {("Lucía Prado Nieto", "Noé Campos Ruiz"): 1, ("Lucía Prado Nieto", "Tomás Ibarra O’Reyes"): 1}
    tie = graph[LUCIA][TOMAS]
    assert tie["shared"] == ["Mesa uno"] and tie["inferred"] is False
    assert tie["claims"] == [f"{ID}participacion/foro-aurora-mesa-lucia", f"{ID}participacion/foro-aurora-mesa-tomas"]
    assert graph.graph["layer"] == "copresence" and graph.graph["two_mode"] is False
    assert (graph.graph["meaning_es"], graph.graph["meaning_en"]) == LAYERS["copresence"].meaning
    assert list(graph) == sorted(graph) == [LUCIA, NOE, TOMAS]
    assert graph.nodes[LUCIA] == {"label": "Lucía Prado Nieto", "kind": "person", "count": 2}


def test_theme_says_what_is_inferred_and_can_leave_it_out(invented: Reader) -> None:
    graph = network(invented, "theme")
    assert ties(graph) == {("Noé Campos Ruiz", "Tomás Ibarra O’Reyes"): 1}
    assert graph[NOE][TOMAS]["inferred"] is True
    certain = network(invented, "theme", certain_only=True)
    assert certain.number_of_edges() == 0 and set(certain) == {LUCIA, NOE, TOMAS}, "isolates stay"
    assert certain.nodes[TOMAS]["count"] == 0


MIXED = PEOPLE + "\n".join(["", 't skos:prefLabel "Tema"', 'u skos:prefLabel "Otro"', "turn kg:attributionStatus https://w3id.org/gobierno-abierto/vocabulary/attribution-status/inferred"]
                          + [f"{c} a kg:Contribution\n{c} kg:speaker {who}\n{c} kg:theme {theme}" for c, who, theme in
                             (("a1", "ana", "t"), ("a2", "ana", "t"), ("a3", "ana", "u"), ("b1", "beto", "t"), ("b2", "beto", "u"), ("c1", "carla", "u"))]
                          + ["a2 kg:attribution turn", "a3 kg:attribution turn"])


def test_a_tie_is_inferred_only_when_nothing_stated_holds_it(tmp_path: Path) -> None:
    """Ana speaks on t twice, stated and inferred, and on u by inference; beto on both, carla on u, stated."""
    graph = network(built(tmp_path, MIXED), "theme")
    said = {tuple(sorted((graph.nodes[u]["label"], graph.nodes[v]["label"]))): (d["weight"], d["stated"], d["inferred"]) for u, v, d in graph.edges(data=True)}
    assert said == {("ANA", "BETO"): (2, 1, False), ("ANA", "CARLA"): (1, 0, True), ("BETO", "CARLA"): (1, 1, False)}
    told = [c.en for c in caveats(graph)]
    assert any("1 of 3 ties rests only on an inferred speaker" in c for c in told) and any("Other ties that owe only part of their weight to what is inferred: 1." in c for c in told)


@pytest.mark.parametrize("layer", list(LAYERS))
def test_what_is_stated_is_what_stays_when_the_inferred_is_left_out(tmp_path: Path, layer: str) -> None:
    reader = built(tmp_path, MIXED + "\n" + "\n".join(f"{c} kg:wishesTieBetween {who}" for c, who in (("a2", "m"), ("a2", "n"), ("b1", "m"), ("b1", "n"), ("a3", "n"), ("a3", "o")))
                   + "\n" + "\n".join(f'{m} a kg:Municipality\n{m} skos:prefLabel "{m.upper()}"' for m in "mno") + "\n" + "\n".join(f'{c} kg:summary "{c}"' for c in ("a2", "a3", "b1")))
    graph, certain = network(reader, layer), network(reader, layer, certain_only=True)
    if layer == "wished":
        assert ties(graph) == {("M", "N"): 2, ("N", "O"): 1} and ties(certain) == {("M", "N"): 1}
    assert {(u, v): d["stated"] for u, v, d in graph.edges(data=True) if not d["inferred"]} == {(u, v): d["weight"] for u, v, d in certain.edges(data=True)}


def test_affiliation_and_the_two_mode_layers(invented: Reader) -> None:
    assert ties(network(invented, "affiliation")) == {("Noé Campos Ruiz", "Tomás Ibarra O’Reyes"): 1}
    seats = network(invented, "person-institution")
    assert {d["bipartite"] for _, d in seats.nodes(data=True)} == {0, 1} and nx.is_bipartite(seats)
    assert ties(seats) == {("Ayuntamiento de Villa Aurora", "Lucía Prado Nieto"): 1, ("Noé Campos Ruiz", "Universidad del Llano"): 1,
                           ("Tomás Ibarra O’Reyes", "Universidad del Llano"): 1}
    assert {d["kind"] for _, d in network(invented, "person-event").nodes(data=True)} == {"person", "event"}


def test_wished_ties_only_what_somebody_asked_for_and_feeds_nothing_else(invented: Reader) -> None:
    wished = network(invented, "wished")
    assert ties(wished) == {("Ayuntamiento de Villa Aurora", "Universidad del Llano"): 1}
    assert {k for _, k in wished.nodes(data="kind")} == {"institution"}
    assert [c for _, _, cs in wished.edges(data="claims") for c in cs] == [f"{ID}propuesta/foro-aurora-tomas-2"]
    assert network(invented, "wished", certain_only=True).number_of_nodes() == 0
    assert [name for name, layer in LAYERS.items() if any("wishesTieBetween" in layer.query(by) for by in layer.rows)] == ["wished"]


def test_an_unknown_layer_lists_those_there_are(invented: Reader) -> None:
    with pytest.raises(UsageError) as error:
        network(invented, "copresense")
    assert "copresence" in error.value.render("es")


def test_every_term_of_the_queries_exists() -> None:
    queries = [q for layer in LAYERS.values() for q in (*map(layer.query, layer.rows), layer.event_query(), layer.everyone, layer.row_kinds, NAMES % layer.col_name)]
    queries += [INFERRED, UNITS, ALTERNATIVES, EVENTS, HAT_NAMES, SECTORS, TOWNS, BODIES]
    assert set(re.findall(r"\bkg:(\w+)", " ".join(queries))) <= terms()


def test_the_views_name_the_layers(tmp_path: Path) -> None:
    assert list(views()) == list(LAYERS)
    for text, said in (("[copresence]", "theme"), ("[[", ""), ("\n".join(f"[{n}]" for n in LAYERS), "title")):
        (tmp_path / "layers.toml").write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as error:
            views(tmp_path / "layers.toml")
        assert said in error.value.render("en")


# --- layers over graphs made by hand -------------------------------------------------------------------------------------------

def test_a_session_is_a_leaf_event_and_isolates_are_kept(tmp_path: Path) -> None:
    reader = built(tmp_path, PEOPLE + """
day skos:prefLabel "Día"
s1 kg:partOf day
s1 skos:prefLabel "Uno"
s2 kg:partOf day
s2 skos:prefLabel "Dos"
""" + "\n".join(f"p{i} kg:participant {who}\np{i} kg:inEvent {where}" for i, (who, where) in enumerate(
        [("ana", "s1"), ("beto", "s1"), ("ana", "s1"), ("ana", "s2"), ("beto", "s2"), ("carla", "s2"), ("dora", "day"), ("ana", "day")])))
    graph = network(reader, "copresence")
    assert ties(graph) == {("ANA", "BETO"): 2, ("ANA", "CARLA"): 1, ("BETO", "CARLA"): 1}, "two claims of one presence count once; the day is no session"
    assert graph.nodes["https://example.org/dora"]["count"] == 0
    assert len(graph["https://example.org/ana"]["https://example.org/beto"]["claims"]) == 5
    assert ties(network(reader, "person-event"))[("DORA", "Día")] == 1


def test_affiliation_reaches_the_bodies_above_and_shows_the_claims_that_put_them_there(tmp_path: Path) -> None:
    reader = built(tmp_path, PEOPLE + """
uni skos:prefLabel "Universidad"
law skos:prefLabel "Derecho"
art skos:prefLabel "Artes"
law org:unitOf uni
art org:unitOf uni
uni org:unitOf law
why kg:about law
why kg:property org:unitOf
why kg:value uni
""" + "\n".join(f"m{who} a kg:Membership\nm{who} org:member {who}\nm{who} org:organization {body}" for who, body in
                [("ana", "law"), ("beto", "uni"), ("carla", "art")]))
    graph = network(reader, "affiliation")
    assert set(ties(graph)) == {("ANA", "BETO"), ("ANA", "CARLA"), ("BETO", "CARLA")}, "a ring of units ends"
    assert graph["https://example.org/ana"]["https://example.org/beto"]["shared"] == ["Derecho", "Universidad"]
    assert "https://example.org/why" in graph["https://example.org/ana"]["https://example.org/beto"]["claims"]
    assert ties(network(reader, "person-institution")) == {("ANA", "Derecho"): 1, ("BETO", "Universidad"): 1, ("Artes", "CARLA"): 1}, "direct seats only"


def test_coproposal_needs_two_speakers_and_an_alternative_is_none(tmp_path: Path) -> None:
    reader = built(tmp_path, PEOPLE + """
both a kg:Contribution
both kg:speaker ana
both kg:speaker beto
both kg:summary "Juntas"
co a kg:Contribution
co kg:speaker beto
co kg:coSpeaker carla
co kg:summary "Además"
one a kg:Contribution
one kg:speaker carla
one kg:summary "Sola"
one kg:attribution turn
turn kg:alternative dora
""")
    graph = network(reader, "coproposal")
    assert ties(graph) == {("ANA", "BETO"): 1, ("BETO", "CARLA"): 1} and len(graph) == 4
    assert graph["https://example.org/ana"]["https://example.org/beto"]["shared"] == ["Juntas"]
    assert incidence(reader, "coproposal").col_labels == ["Juntas", "Además"]


def test_wished_names_every_pair_of_one_contribution_and_the_kind_of_each(tmp_path: Path) -> None:
    reader = built(tmp_path, """
town a kg:Municipality
town skos:prefLabel "Villa"
body a kg:Institution
body a kg:PublicInstitution
body skos:prefLabel "Instituto"
youth a skos:Concept
youth skos:prefLabel "Jóvenes"
ask kg:summary "Unir"
ask kg:wishesTieBetween town
ask kg:wishesTieBetween body
ask kg:wishesTieBetween youth
""")
    graph = network(reader, "wished")
    assert ties(graph) == {("Instituto", "Villa"): 1, ("Instituto", "Jóvenes"): 1, ("Jóvenes", "Villa"): 1}
    assert dict(graph.nodes(data="kind")) == {f"https://example.org/{k}": v for k, v in
                                              {"body": "institution", "town": "municipality", "youth": "actor"}.items()}


def projection(matrix: Any) -> Any:
    """How many columns two rows share, (i, j) with i < j."""
    return sparse.triu(tied(matrix @ matrix.T), k=1, format="coo")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sets(st.integers(0, 6)), min_size=1, max_size=8))
def test_the_projection_counts_shared_columns(rows: list[set[int]]) -> None:
    matrix = np.zeros((len(rows), 7), dtype=np.int64)
    for i, cols in enumerate(rows):
        matrix[i, list(cols)] = 1
    found = projection(sparse.csr_array(matrix))
    assert {(i, j): w for i, j, w in zip(found.row.tolist(), found.col.tolist(), found.data.tolist(), strict=True)} == {
        (i, j): len(rows[i] & rows[j]) for i, j in itertools.combinations(range(len(rows)), 2) if rows[i] & rows[j]}


# --- measures against published values -----------------------------------------------------------------------------------------

# Krackhardt 1990; ties and betweenness as printed in the tests of igraph's R package ("betweenness works for kite graph").
KITE = {"Andre": "Beverly Carol Diane Fernando", "Beverly": "Andre Diane Ed Garth", "Carol": "Andre Diane Fernando",
        "Diane": "Andre Beverly Carol Ed Fernando Garth", "Ed": "Beverly Diane Garth", "Fernando": "Andre Carol Diane Garth Heather",
        "Garth": "Beverly Diane Ed Fernando Heather", "Heather": "Fernando Garth Ike", "Ike": "Heather Jane", "Jane": "Ike"}
KITE_BETWEENNESS = {"Heather": 0.389, "Fernando": 0.231, "Garth": 0.231, "Ike": 0.222, "Diane": 0.102, "Andre": 0.023, "Beverly": 0.023,
                    "Carol": 0.0, "Ed": 0.0, "Jane": 0.0}
# Padgett's marriages of Florence (Breiger and Pattison 1986): the values networkx's own tests print, and a computation from the definition below.
FLORENCE = {"Acciaiuoli": 0.0, "Albizzi": 0.212, "Barbadori": 0.093, "Bischeri": 0.104, "Castellani": 0.055, "Ginori": 0.0, "Guadagni": 0.255,
            "Lamberteschi": 0.0, "Medici": 0.522, "Pazzi": 0.0, "Peruzzi": 0.022, "Ridolfi": 0.114, "Salviati": 0.143, "Strozzi": 0.103, "Tornabuoni": 0.092}
# Davis, Gardner and Gardner 1941, woman by woman (Breiger 1974), as printed at olizardo.github.io/SOCIOL208/tm-duality.html: diagonal = events attended.
WOMEN = ("Evelyn Jefferson", "Laura Mandeville", "Theresa Anderson", "Brenda Rogers", "Charlotte McDowd", "Frances Anderson", "Eleanor Nye")
WOMEN_SHARED = ((8, 6, 7, 6, 3, 4, 3), (6, 7, 6, 6, 3, 4, 4), (7, 6, 8, 6, 4, 4, 4), (6, 6, 6, 7, 4, 4, 4), (3, 3, 4, 4, 4, 2, 2), (4, 4, 4, 4, 2, 4, 3), (3, 4, 4, 4, 2, 3, 4))
# Companions of each woman over 17, as printed at notebook.community/dbouquin/DATA_620/620_HW6.
WOMEN_DEGREE = {"Evelyn Jefferson": 1.0, "Theresa Anderson": 1.0, "Myra Liddel": 0.941, "Laura Mandeville": 0.882, "Flora Price": 0.706, "Charlotte McDowd": 0.647}


def kite() -> nx.Graph:
    return nx.Graph((a, b) for a, others in KITE.items() for b in others.split())


def women() -> nx.Graph:
    """The co-attendance of the eighteen women, by the product of the matrix with its transpose."""
    two_mode = nx.davis_southern_women_graph()
    names, events = sorted(two_mode.graph["top"]), sorted(two_mode.graph["bottom"])
    matrix = nx.bipartite.biadjacency_matrix(two_mode, names, events, dtype=np.int64)
    graph = nx.Graph()
    graph.add_nodes_from((n, {"count": int(c)}) for n, c in zip(names, np.asarray(matrix.sum(axis=1)).ravel(), strict=True))
    shared = projection(sparse.csr_array(matrix))
    graph.add_weighted_edges_from((names[i], names[j], w) for i, j, w in zip(shared.row.tolist(), shared.col.tolist(), shared.data.tolist(), strict=True))
    return graph


def from_the_definition(graph: nx.Graph) -> dict[str, float]:
    """Betweenness with every shortest path written out; slow, and independent of the algorithm."""
    total = dict.fromkeys(graph, Fraction(0))
    for a, b in itertools.combinations(graph, 2):
        paths = list(nx.all_shortest_paths(graph, a, b)) if nx.has_path(graph, a, b) else []
        for path in paths:
            for node in path[1:-1]:
                total[node] += Fraction(1, len(paths))
    pairs = Fraction((len(graph) - 1) * (len(graph) - 2), 2)
    return {node: float(value / pairs) for node, value in total.items()}


def test_krackhardts_kite() -> None:
    assert {n: round(v, 3) for n, v in betweenness(kite()).items()} == KITE_BETWEENNESS
    assert degree(kite()) == {n: len(others.split()) for n, others in KITE.items()}
    assert max(degree(kite()), key=degree(kite()).__getitem__) == "Diane"
    assert betweenness(kite()) == pytest.approx(from_the_definition(kite()))


def test_the_marriages_of_florence() -> None:
    graph = nx.florentine_families_graph()
    found = betweenness(graph)
    assert {n: round(v, 3) for n, v in found.items()} == FLORENCE
    assert found["Salviati"] == pytest.approx(13 / 91)
    assert found == pytest.approx(from_the_definition(graph))
    assert degree(graph)["Medici"] == 6 and set(components(graph).values()) == {1}


def test_the_women_of_natchez() -> None:
    graph = women()
    for (i, a), (j, b) in itertools.combinations(enumerate(WOMEN), 2):
        assert graph[a][b]["weight"] == WOMEN_SHARED[i][j], (a, b)
    assert [graph.nodes[w]["count"] for w in WOMEN] == [WOMEN_SHARED[i][i] for i in range(len(WOMEN))]
    degrees = degree(graph)
    assert {w: round(degrees[w] / 17, 3) for w in WOMEN_DEGREE} == WOMEN_DEGREE
    assert sum(c for _, c in graph.nodes(data="count")) == 89
    assert [sorted(g) for g in twins(graph)] == [["Flora Price", "Olivia Carleton"]], "both went to the same two events"
    ranks = {row["label"]: row["rank"] for row in table(graph)}
    assert "-" in ranks["Flora Price"] and ranks["Flora Price"] == ranks["Olivia Carleton"]


def test_weight_is_inverted_before_any_path_and_equal_lengths_tie() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 1), ("a", "c", 4), ("c", "b", 4)])
    assert betweenness(graph) == {"a": 0.0, "b": 0.0, "c": 1.0}, "1/4 + 1/4 is shorter than 1"
    tie = nx.Graph()  # three steps of 1/3 are exactly one of 1; as floats, ten of 1/10 would not be
    tie.add_weighted_edges_from([(f"n{i}", f"n{i + 1}", 10) for i in range(10)] + [("n0", "n10", 1)])
    ring = betweenness(tie)
    assert ring["n1"] == pytest.approx(ring["n9"]) and ring["n5"] == max(ring.values())
    assert strength(graph) == {"a": 5, "b": 5, "c": 8}


def test_small_and_empty_networks() -> None:
    assert betweenness(nx.Graph()) == {} and table(nx.Graph()) == [] and communities(nx.Graph()) == {}
    pair = nx.Graph([("a", "b")])
    assert betweenness(pair) == {"a": 0.0, "b": 0.0}
    assert [c.en for c in caveats(nx.Graph())] == ["There are no ties: the reports say nothing that makes one in this layer."]


def test_components_and_communities_are_numbered_by_size_then_name() -> None:
    graph = nx.Graph([("x", "y"), ("y", "z"), ("x", "z"), ("b", "c"), ("c", "d"), ("b", "d"), ("d", "x")])
    graph.add_nodes_from(["a", "q"])
    assert components(graph) == {"b": 1, "c": 1, "d": 1, "x": 1, "y": 1, "z": 1, "a": 2, "q": 3}
    assert communities(graph) == {"b": 1, "c": 1, "d": 1, "x": 2, "y": 2, "z": 2, "a": 3, "q": 4}


def test_the_order_of_nodes_and_ties_does_not_matter() -> None:
    graph = women()
    expected = (table(graph), communities(graph), components(graph), twins(graph))
    for seed in range(5):
        nodes, edges = list(graph.nodes(data=True)), [(v, u, d) if (seed + i) % 2 else (u, v, d) for i, (u, v, d) in enumerate(graph.edges(data=True))]
        random.Random(seed).shuffle(nodes)
        random.Random(seed).shuffle(edges)
        other = nx.Graph()
        other.add_nodes_from(nodes)
        other.add_edges_from(edges)
        assert (table(other), communities(other), components(other), twins(other)) == expected


# --- table and caveats ---------------------------------------------------------------------------------------------------------

def sessions(*rooms: str, layer: str = "copresence") -> nx.Graph:
    """A co-presence network from the people of each session, one letter a person."""
    graph = nx.Graph(layer=layer, groups=len(rooms), two_mode=False)
    graph.add_nodes_from((p, {"count": sum(p in room for room in rooms), "label": p}) for p in sorted(set("".join(rooms))))
    for room in rooms:
        for a, b in itertools.combinations(sorted(room), 2):
            graph.add_edge(a, b, weight=graph.get_edge_data(a, b, {"weight": 0})["weight"] + 1, inferred=False)
    return graph


def test_ranks_are_ranges_when_tied() -> None:
    rows = table(sessions("abc", "cde", "f"))
    assert [(r["label"], r["rank"], r["strength"]) for r in rows] == [("c", "1", 4), ("a", "2-5", 2), ("b", "2-5", 2), ("d", "2-5", 2), ("e", "2-5", 2), ("f", "", 0)]
    assert list(rows[0]) == ["iri", "rank", "label", "kind", "degree", "strength", "betweenness", "component", "community"]


def test_no_rank_is_given_that_only_the_size_of_sessions_decides() -> None:
    graph = sessions("abc", "de")
    assert separate_cliques(graph) and not separate_cliques(sessions("abc", "cd"))
    assert {r["rank"] for r in table(graph)} == {""}
    said = " ".join(c.en for c in caveats(graph))
    assert "no ranks are given" in said and "union of groups" in said and "There are 2 sessions" in said


def test_copresence_says_what_few_sessions_do() -> None:
    said = [c.en for c in caveats(sessions("abc", "cde"))]
    assert any(c.startswith("4 people were in a single session") for c in said)
    assert any(c.startswith("4 nodes in 2 groups have exactly the same sessions") for c in said)
    assert all(c.es and c.es != c.en for c in caveats(sessions("abc", "cde")))


def test_betweenness_is_left_out_of_the_table_of_a_very_large_network(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = sessions("abc", "cde")
    assert {round(r["betweenness"], 3) for r in table(graph)} == {0.0, 0.667}, "c joins four of the six pairs of others"
    monkeypatch.setattr("kg.network.engines.EXACT", 1)
    assert {round(r["betweenness"], 3) for r in table(graph)} == {0.0, 0.667} and not any("no value is off by" in c.en for c in caveats(graph)), "few kinds of node: every path is counted"
    monkeypatch.setattr("kg.network.engines.ALIKE", 0)
    assert any("with probability 0.9 no value is off by more than 0.02" in c.en for c in caveats(graph))
    monkeypatch.setattr("kg.network.table.TOO_LARGE", 1)
    assert {r["betweenness"] for r in table(graph)} == {""}
    assert any("too large for betweenness" in c.en for c in caveats(graph))


def test_caveats_of_the_other_layers(invented: Reader) -> None:
    assert any("1 of 1 tie rests only on an inferred speaker" in c.en for c in caveats(network(invented, "theme")))
    assert any("not ties that exist" in c.en for c in caveats(network(invented, "wished")))
    two = network(invented, "person-event")
    assert any("ranks are given apart" in c.en for c in caveats(two))
    ranks = {(r["kind"], r["rank"]) for r in table(two)}
    assert ranks == {("event", "1-2"), ("person", "1"), ("person", "2-3")}


DOUBT = PEOPLE + "\n".join(["", 't skos:prefLabel "Tema"', 'u skos:prefLabel "Otro"', "turn kg:attributedTo ana", "turn kg:alternative dora", "xana kg:attribution turn"]
                         + [f"x{who} a kg:Contribution\nx{who} kg:speaker {who}\nx{who} kg:theme t" for who in ("ana", "beto", "carla")]
                         + ["ybeto a kg:Contribution", "ybeto kg:speaker beto", "ybeto kg:theme u", "yana a kg:Contribution", "yana kg:speaker ana", "yana kg:theme u"])


def test_a_rank_is_a_range_over_the_open_alternatives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = built(tmp_path, DOUBT)
    graph = network(reader, "theme")
    # As it stands: ana 3, beto 3, carla 2, dora 0. If dora spoke: beto 3, dora 2, carla 2, ana 1.
    assert {r["label"]: r["rank"] for r in table(graph)} == {"ANA": "1-4", "BETO": "1-2", "CARLA": "2-3", "DORA": "2-4"}
    assert any("1 turn in which somebody else may have spoken (in all their combinations)" in c.en for c in caveats(graph))
    monkeypatch.setattr("kg.network.ranges.MOST_WAYS", 1)
    monkeypatch.setattr("kg.network.ranges.feasible", lambda _: False)
    one = network(reader, "theme")
    assert one.graph["doubts_combined"] is False and table(one) == table(graph)
    assert network(reader, "theme", certain_only=True).graph["doubts"] == 1, "nothing says that it was inferred: stated, and yet with an alternative"
    assert "doubts" not in network(reader, "copresence").graph


# --- exports -------------------------------------------------------------------------------------------------------------------

@pytest.fixture
def nasty() -> nx.Graph:
    """Labels that break formats: control characters, markup, formulas, quotes, other planes."""
    graph = nx.Graph(layer="copresence", two_mode=False, meaning_es="a & b")
    graph.add_node("http://e/1", label="=HYPERLINK(\"http://x\")", kind="person", count=1)
    graph.add_node("http://e/2", label="a\x00b\x0b<&>\"'\U0001f600\ufffe", kind="person", count=1)
    graph.add_node("http://e/3", label="+52, dos\nlíneas", kind="person", count=0)
    graph.add_edge("http://e/2", "http://e/1", weight=3, shared=["Uno; dos", "@tres"], claims=["http://e/c1", "http://e/c2"], inferred=True)
    return graph


def test_graphml_and_gexf_open_again(nasty: nx.Graph, tmp_path: Path) -> None:
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        path = tmp_path / f"deep/x.{form}"
        assert write(nasty, form, path) == [path]
        assert path.read_text(encoding="utf-8") == write(nasty, form, None)
        again = read(path)
        assert set(again) == set(nasty) and again.number_of_edges() == 1
        tie = again["http://e/1"]["http://e/2"]
        assert (tie["weight"], tie["shared"], tie["claims"], tie["inferred"]) == (3, "Uno; dos; @tres", "http://e/c1; http://e/c2", True)
        assert again.nodes["http://e/2"]["label"] == "a\ufffdb\ufffd<&>\"'\U0001f600\ufffd"
        assert again.nodes["http://e/2"]["kind"] == "person" and again.nodes["http://e/2"]["count"] == 1
        assert "lastmodified" not in path.read_text(encoding="utf-8")
        assert [p.name for p in path.parent.iterdir() if p.name.startswith(".")] == []


def test_csv_opens_again_and_no_cell_is_a_formula(nasty: nx.Graph, tmp_path: Path) -> None:
    made = write(nasty, "csv", tmp_path / "x.csv")
    assert made == [tmp_path / "x.nodes.csv", tmp_path / "x.edges.csv"]
    nodes, edges = (list(csv.DictReader(io.StringIO(p.read_text(encoding="utf-8"), newline=""))) for p in made)
    assert list(nodes[0]) == ["Id", "Label", "Kind"] and [n["Id"] for n in nodes] == sorted(nasty)
    assert nodes[0]["Label"].startswith("'=") and nodes[2]["Label"] == "'+52, dos\nlíneas"
    assert edges == [{"Source": "http://e/1", "Target": "http://e/2", "Type": "Undirected", "Weight": "3", "Shared": "Uno; dos; @tres", "Inferred": "true",
                      "Claims": "http://e/c1 http://e/c2"}]
    assert write(nasty, "csv", None) == made[1].read_text(encoding="utf-8")


def test_json_is_node_link(nasty: nx.Graph) -> None:
    data = json.loads(str(write(nasty, "json", None)))
    assert {"nodes", "edges"} <= set(data)
    again = nx.node_link_graph(data, edges="edges")
    assert nx.utils.graphs_equal(again, nasty)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_an_empty_network_can_be_written(form: str) -> None:
    assert write(nx.Graph(layer="coproposal"), form, None)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_same_network_same_bytes_whatever_the_order(form: str, nasty: nx.Graph) -> None:
    other = nx.Graph(**dict(reversed(nasty.graph.items())))
    other.add_nodes_from((n, dict(reversed(d.items()))) for n, d in reversed(list(nasty.nodes(data=True))))
    other.add_edges_from((v, u, dict(reversed(d.items()))) for u, v, d in nasty.edges(data=True))
    assert write(other, form, None) == write(nasty, form, None)


def test_same_network_same_bytes_under_two_hash_seeds(invented: Reader) -> None:
    script = ("import sys; from pathlib import Path; from kg.graph.store import Reader; from kg.network.graph import network; from kg.network.export import FORMS, write\n"
              "from kg.network.measures import table; from kg.network.layers import LAYERS\n"
              "r = Reader(Path(sys.argv[1]))\n"
              "for layer in LAYERS:\n    g = network(r, layer); print(table(g), *(write(g, f, None) for f in FORMS))")
    made = {subprocess.run([sys.executable, "-c", script, str(invented.folder)], env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True).stdout
            for seed in ("1", "2")}
    assert len(made) == 1


def test_what_cannot_be_written_is_an_error_that_says_so(nasty: nx.Graph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="gexf"):
        write(nasty, "gefx", None)
    (tmp_path / "file").touch()
    with pytest.raises(StoreError):
        write(nasty, "json", tmp_path / "file" / "x.json")
