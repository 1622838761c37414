"""Weights, ways to count, slices, what would not fit, ranks over open doubts, layers side by side: each against a case worked by hand."""

from __future__ import annotations

import datetime
import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from kg.graph.open_pairs import FILE
from kg.graph.store import Reader
from kg.model.errors import InputError, UsageError
from kg.network import project
from kg.network.attributes import institutions, municipalities, sectors
from kg.network.doubt import Identity, Speaker, joined, open_doubts
from kg.network.graph import net, network
from kg.network.incidence import extract, incidence, layer_of
from kg.network.multilayer import compare, spearman
from kg.network.net import Net, as_net, symmetric
from kg.network.ranges import Strengths, over
from kg.network.slices import Slice
from tests.test_network import PEOPLE, built, ties

EX = "https://example.org/"


def rooms(folder: Path, *groups: str, more: str = "") -> Reader:
    """People a, b ... in sessions s0, s1 ..., with whatever else is said."""
    facts = [f'{p} a kg:Person\n{p} skos:prefLabel "{p.upper()}"' for p in sorted(set("".join(groups)))]
    facts += [f's{n} a kg:Event\ns{n} skos:prefLabel "S{n}"' for n in range(len(groups))]
    facts += [f"p{n}{who} kg:participant {who}\np{n}{who} kg:inEvent s{n}" for n, group in enumerate(groups) for who in group]
    return built(folder, "\n".join([*facts, more.strip()]))


# --- weights -------------------------------------------------------------------------------------------------------------------

def test_the_weights_of_a_shared_group(tmp_path: Path) -> None:
    reader = rooms(tmp_path, "abc", "ab", "d")
    assert ties(network(reader, "copresence")) == {("A", "B"): 2, ("A", "C"): 1, ("B", "C"): 1}
    assert ties(network(reader, "copresence", weight="newman")) == {("A", "B"): 1.5, ("A", "C"): 0.5, ("B", "C"): 0.5}
    logs = ties(network(reader, "copresence", weight="inverse-frequency"))
    assert logs == pytest.approx({("A", "B"): 1 / math.log(3) + 1 / math.log(2), ("A", "C"): 1 / math.log(3), ("B", "C"): 1 / math.log(3)})
    assert net(reader, "copresence", weight="newman").info["weight_en"] == "for each shared group of k, 1/(k-1) (Newman 2001)"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sets(st.integers(0, 8), min_size=1), min_size=1, max_size=9))
def test_newmans_strength_is_the_number_of_groups_with_company(groups: list[set[int]]) -> None:
    """Newman 2001, section II: a scientist's strength is the number of papers written with others."""
    matrix = np.zeros((9, len(groups)), dtype=np.int64)
    for j, group in enumerate(groups):
        matrix[list(group), j] = 1
    sizes = matrix.sum(axis=0)
    factor = np.where(sizes > 1, 1 / np.maximum(sizes - 1, 1), 0)
    tied = project.tied(sparse.csr_array(matrix * factor) @ sparse.csr_array(matrix).T)
    assert np.allclose(tied.sum(axis=1), [sum(1 for g in groups if i in g and len(g) > 1) for i in range(9)])
    assert (tied != tied.T).nnz == 0 and not tied.diagonal().any() and tied.has_sorted_indices


def test_an_unknown_weight_or_one_that_makes_no_sense_is_told(tmp_path: Path) -> None:
    reader = rooms(tmp_path, "ab")
    with pytest.raises(UsageError, match="newmann") as error:
        net(reader, "copresence", weight="newmann")
    assert "newman" in error.value.render("es")
    with pytest.raises(UsageError, match="two-mode"):
        network(reader, "person-event", weight="newman")


# --- ways to count, slices -----------------------------------------------------------------------------------------------------

HATS = """
ha a kg:Membership\nha org:member a\nha org:organization town\nha kg:sector gov\nha kg:roleTitle "Alcaldía"
hb a kg:Membership\nhb org:member b\nhb org:organization uni\nhb kg:sector aca
hc a kg:Membership\nhc org:member c\nhc org:organization uni\nhc kg:sector aca
town kg:governs m1\nuni kg:municipality m2
town skos:prefLabel "Ayuntamiento"\nuni skos:prefLabel "Universidad"\nm1 skos:prefLabel "Villa"\nm2 skos:prefLabel "Valle"\ngov skos:prefLabel "Gobierno"\naca skos:prefLabel "Academia"
p0a kg:hat ha\np0b kg:hat hb\np0c kg:hat hc\np1a kg:hat ha\np1b kg:hat hb
"""


def test_a_network_by_hat_institution_sector_and_municipality(tmp_path: Path) -> None:
    reader = rooms(tmp_path, "abc", "ab", more=HATS)
    assert ties(network(reader, "copresence", by="institution")) == {("Ayuntamiento", "Universidad"): 2}
    assert ties(network(reader, "copresence", by="sector")) == {("Academia", "Gobierno"): 2}
    assert ties(network(reader, "copresence", by="municipality")) == {("Valle", "Villa"): 2}
    assert ties(network(reader, "copresence", by="hat")) == {("Alcaldía (A)", "B"): 2, ("Alcaldía (A)", "C"): 1, ("B", "C"): 1}
    assert set(net(reader, "copresence", by="hat").kinds) == {"hat"}
    assert ties(network(reader, "person-event", by="sector"))["Academia", "S1"] == 1
    with pytest.raises(UsageError, match="affiliation"):
        network(reader, "affiliation", by="sector")
    assert sectors(reader) == {f"{EX}a": ("gov",), f"{EX}b": ("aca",), f"{EX}c": ("aca",)}
    assert municipalities(reader)[f"{EX}a"] == ("m1",) and institutions(reader)[f"{EX}b"] == (f"{EX}uni",)


DAYS = """
year a kg:Event\nyear skos:prefLabel "Año"\ns0 kg:partOf year\nyear kg:heldOn "2031-03-04"\nyear kg:format https://x/panel
s1 kg:heldOn "2031-05-06"\ns1 kg:format https://x/forum
"""


@pytest.mark.parametrize(("within", "expected"), [
    (Slice(event="s1"), {("A", "B"): 1}),
    (Slice(event=f"{EX}year"), {("A", "B"): 1, ("A", "C"): 1, ("B", "C"): 1}),
    (Slice(format="forum"), {("A", "B"): 1}),
    (Slice(format="panel"), {("A", "B"): 1, ("A", "C"): 1, ("B", "C"): 1}),
    (Slice(start=datetime.date(2031, 5, 6)), {("A", "B"): 1}),
    (Slice(end=datetime.date(2031, 3, 4)), {("A", "B"): 1, ("A", "C"): 1, ("B", "C"): 1}),
    (Slice(start=datetime.date(2031, 3, 5), end=datetime.date(2031, 5, 5)), {}),
])
def test_a_slice_takes_days_and_format_from_what_a_session_is_part_of(tmp_path: Path, within: Slice, expected: dict) -> None:
    reader = rooms(tmp_path, "abc", "ab", "d", more=DAYS)
    graph = network(reader, "copresence", within=within)
    assert ties(graph) == expected
    assert set(graph) == {f"{EX}{name.lower()}" for pair in expected for name in pair}, "who was in no event of the slice is no isolate of it"


def test_a_membership_is_in_the_slice_in_which_its_hat_was_worn(tmp_path: Path) -> None:
    reader = rooms(tmp_path, "abc", "ab", more=HATS)
    assert ties(network(reader, "affiliation")) == {("B", "C"): 1}
    assert ties(network(reader, "affiliation", within=Slice(event="s0"))) == {("B", "C"): 1}
    assert ties(network(reader, "affiliation", within=Slice(event="s1"))) == {}


def test_a_slice_that_cannot_be_is_told(tmp_path: Path) -> None:
    reader = rooms(tmp_path, "ab", more=DAYS)
    for within, said in ((Slice(event="s8"), "s1"), (Slice(format="panle"), "panel"), (Slice(datetime.date(2031, 2, 1), datetime.date(2031, 1, 1)), "2031-02-01")):
        with pytest.raises(UsageError) as error:
            net(reader, "copresence", within=within)
        assert said in error.value.render("en")


# --- arrays --------------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("layer", ["copresence", "theme", "affiliation", "person-event", "person-institution"])
def test_the_arrays_and_the_graph_say_the_same(invented: Reader, layer: str) -> None:
    arrays, graph = net(invented, layer), network(invented, layer)
    assert arrays.ids == list(graph) and arrays.labels == [graph.nodes[n]["label"] for n in graph] and arrays.kinds == [graph.nodes[n]["kind"] for n in graph]
    assert {(u, v): w for u, v, w in arrays.graph.edges(data="weight")} == {(min(u, v), max(u, v)): w for u, v, w in graph.edges(data="weight")}
    assert arrays.tie_count == graph.number_of_edges()
    again = as_net(graph)
    assert again.ids == arrays.ids and (again.ties != arrays.ties).nnz == 0
    assert (again.side is None) == (arrays.side is None) and (again.side is None or again.side.tolist() == arrays.side.tolist())


def test_claims_of_a_cell(invented: Reader) -> None:
    found = incidence(invented, "copresence")
    assert len(found.claims) == found.matrix.nnz == sum(1 for _ in found.claims)
    for (i, j), claims in found.claims.items():
        assert found.matrix[i, j] == 1 and claims == sorted(claims) and claims
    with pytest.raises(KeyError):
        found.claims[0, 99]


def test_a_projection_that_would_not_fit_is_refused_with_its_size_and_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = rooms(tmp_path, "abcdef", "ab")
    monkeypatch.setattr(project, "MOST_PAIRS", 20)
    with pytest.raises(UsageError) as error:
        net(reader, "copresence")
    said = error.value.render("en")
    assert "16 ties" in said and "person-event" in said and "6" in said and f"{EX}s0" in said
    assert net(reader, "person-event").tie_count == 8


def test_weights_that_cannot_be_are_told_with_their_tie() -> None:
    import networkx as nx

    for weight in (math.nan, -1, math.inf, "tres", None):
        graph = nx.Graph()
        graph.add_edge("uno", "dos", weight=weight)
        with pytest.raises(InputError, match="a weight that cannot be"):
            as_net(graph)
    loop = nx.Graph([("a", "a"), ("a", "b")])
    loop.add_edge("b", "c", weight=0)
    assert as_net(loop).tie_count == 1 and len(as_net(nx.Graph())) == 0


# --- ranks over open doubts ----------------------------------------------------------------------------------------------------

def pairs(reader: Reader, *found: tuple[str, str]) -> Reader:
    """Leave open whether these are one."""
    (reader.folder / FILE).write_text("kind,one,other,score\n" + "".join(f"person,{EX}{a},{EX}{b},0.5\n" for a, b in found), encoding="utf-8")
    return reader


def test_a_rank_is_a_range_over_an_identity_nobody_decided(tmp_path: Path) -> None:
    """b with a, c, d in one room and e with f, g in another: if d and e are one, that one has five companions and leads."""
    reader = pairs(rooms(tmp_path, "abcd", "efg"), ("d", "e"))
    graph = network(reader, "copresence")
    assert {n[-1]: (d["rank_low"], d["rank_high"]) for n, d in graph.nodes(data=True)} == {
        "a": (1, 4), "b": (1, 4), "c": (1, 4), "d": (1, 4), "e": (1, 7), "f": (5, 7), "g": (5, 7)}
    assert graph.graph["identities"] == 1 and graph.graph["doubts_combined"] is True
    found = extract(reader, layer_of("copresence"))
    made = {p.node[-1]: p for p in over(open_doubts(reader, found), Strengths()).places}
    assert made["d"].settles == (Identity(f"{EX}d", f"{EX}e"),) and (made["e"].first, made["e"].last) == (5, 7)


def test_a_speaker_and_an_identity_in_doubt_are_combined(tmp_path: Path) -> None:
    facts = PEOPLE + "\n".join(["", 't skos:prefLabel "Tema"', "turn kg:attributedTo ana", "turn kg:alternative dora", "xana kg:attribution turn"]
                               + [f"x{who} a kg:Contribution\nx{who} kg:speaker {who}\nx{who} kg:theme t" for who in ("ana", "beto", "carla")])
    reader = pairs(built(tmp_path, facts), ("carla", "dora"))
    found = extract(reader, layer_of("theme"))
    doubts = open_doubts(reader, found)
    assert [type(d) for d in doubts.doubts] == [Speaker, Identity]
    # As it stands a, b, c 2 each. Dora spoke: b, c, d. Carla is dora: a, b and c/d. Both: b and c/d alone, ana last.
    made = {p.node.removeprefix(EX): (p.low, p.high) for p in over(doubts, Strengths()).places}
    assert made == {"ana": (1, 4), "beto": (1, 3), "carla": (1, 3), "dora": (1, 4)}


def test_pairs_of_what_the_layer_does_not_hold_change_nothing(tmp_path: Path) -> None:
    reader = pairs(rooms(tmp_path, "ab", "c"), ("zz", "yy"))
    assert "doubts" not in network(reader, "copresence").graph


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=6))
def test_joined_is_the_connected_component(found: list[tuple[int, int]]) -> None:
    import networkx as nx

    ids = [f"n{i}" for i in range(7)]
    graph = nx.Graph()
    graph.add_nodes_from(range(7))
    graph.add_edges_from(found)
    expected = {i: min(part) for part in nx.connected_components(graph) for i in part}
    assert joined(ids, [(Identity(f"n{a}", f"n{b}"), 0) for a, b in found]).tolist() == [expected[i] for i in range(7)]


# --- layers side by side -------------------------------------------------------------------------------------------------------

def plain(*found: str) -> Net:
    """Ties written as two letters."""
    ids = sorted(set("".join(found)))
    rows, cols = (np.array([ids.index(t[k]) for t in found], dtype=np.int64) for k in (0, 1))
    return Net(ids, symmetric(rows, cols, np.ones(len(found), dtype=np.int64), len(ids)))


def test_what_differs_between_layers() -> None:
    found = compare({"uno": plain("ab", "bc"), "dos": plain("ab")})
    [pair] = found.pairs
    assert (pair.both, pair.only_one, pair.only_other, pair.jaccard, pair.correlation) == (1, 1, 0, 0.5, None)
    assert [(n.node, n.degrees, n.participation) for n in found.nodes] == [("b", (2, 1), pytest.approx(8 / 9)), ("a", (1, 1), 1.0), ("c", (1, 0), 0.0)]
    assert {name: found.only(name) for name in found.layers} == {"uno": (("b", "c"),), "dos": ()}
    assert compare({"uno": plain(), "dos": plain()}).pairs[0].jaccard is None


def test_spearman_by_hand() -> None:
    assert spearman([1, 2, 3], [1, 3, 2]) == pytest.approx(0.5), "1 - 6·2/(3·8)"
    assert spearman([1, 1], [1, 2]) is None and spearman([], []) is None


@pytest.mark.parametrize("layer", ["copresence", "theme"])
def test_every_way_to_count_gives_a_network(invented: Reader, layer: str) -> None:
    for by, weight in itertools.product(layer_of(layer).rows, project.WEIGHTS):
        made = net(invented, layer, by=by, weight=weight)
        assert made.ids == sorted(set(made.ids)) and (made.ties.data > 0).all()
