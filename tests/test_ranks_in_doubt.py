"""Ranks as ranges: every way to settle what is open, by whatever is counted, and what cannot be tried is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.open_pairs import FILE
from kg.graph.store import Reader
from kg.network import doubt, ranges, ways
from kg.network.caveats import caveats
from kg.network.doubt import Identity, Open, Speaker, open_doubts
from kg.network.graph import network
from kg.network.incidence import Extract, extract, layer_of
from kg.network.measures import table
from kg.network.ranges import Strengths, over
from kg.network.slices import EVERYTHING, Slice
from tests.test_network import PEOPLE, built
from tests.test_network_layers import EX, pairs, rooms

ROWS, COLS = 5, 4


@st.composite
def opened(draw: st.DrawFn) -> Open:
    """A theme layer of five people with turns and pairs in doubt."""
    entries = sorted(draw(st.sets(st.tuples(st.integers(0, ROWS - 1), st.integers(0, COLS - 1), st.integers(0, 7)), min_size=1, max_size=12)))
    row, col, claim = np.array(entries, dtype=np.int64).T
    inferred = np.array(draw(st.lists(st.booleans(), min_size=8, max_size=8)))
    found = Extract(layer_of("theme"), [f"r{i}" for i in range(ROWS)], [f"c{j}" for j in range(COLS)], [f"k{k}" for k in range(8)], row, col, claim, inferred, ["person"] * ROWS,
                    None, True)  # type: ignore[arg-type]
    free = list(range(len(entries)))
    doubts: list[Any] = []
    for turn in range(draw(st.integers(0, 3))):
        own = np.zeros(len(entries), dtype=np.bool_)
        for k in draw(st.sets(st.sampled_from(free), max_size=3)) if free else ():
            own[k] = True
            free.remove(k)
        others = draw(st.lists(st.integers(0, ROWS - 1), min_size=1, max_size=2, unique=True))
        doubts.append(Speaker(f"t{turn}", "r0", tuple(f"r{o}" for o in others), (), own, tuple(np.array([np.full(int(own.sum()), o), col[own], claim[own]]) for o in others)))
    for a, b in draw(st.lists(st.tuples(st.integers(0, ROWS - 1), st.integers(0, ROWS - 1)).filter(lambda p: p[0] != p[1]), max_size=2)):
        doubts.append(Identity(f"r{a}", f"r{b}"))
    return Open(found, tuple(doubts))


@settings(max_examples=150, deadline=None)
@given(opened(), st.sampled_from(["count", "newman", "inverse-frequency"]), st.booleans())
def test_many_ways_at_once_are_the_ways_one_by_one(some: Open, weight: str, certain: bool) -> None:
    def found() -> list[tuple[object, ...]]:
        return [(p.node, round(p.value, 6), p.first, p.last, p.low, p.high, p.settles) for p in over(some, Strengths(weight), certain).places]

    quick = found()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranges, "feasible", lambda _: False)
        patch.setattr(ranges, "MOST_WAYS", 10**9)
        assert found() == quick


@given(st.lists(st.lists(st.integers(0, 4), min_size=4, max_size=4), min_size=1, max_size=5))
def test_places_are_counted(values: list[list[int]]) -> None:
    first, last = ways.places(np.array(values, dtype=np.float64))
    assert first.tolist() == [[1 + sum(w > v for w in row) for v in row] for row in values]
    assert last.tolist() == [[sum(w >= v for w in row) for v in row] for row in values]


def test_places_by_hand() -> None:
    assert [p.tolist() for p in ways.places(np.array([[5.0, 2.0, 2.0]]))] == [[[1, 2, 2]], [[1, 3, 3]]]


def test_too_many_ways_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reader = pairs(rooms(tmp_path, "abcdefghij", "klmnopqrst"), *zip("abcdefghij", "klmnopqrst", strict=True))
    made = over(open_doubts(reader, extract(reader, layer_of("copresence"))), Strengths())
    assert len(made.doubts) == 10 and not made.combined and "may be wider" in made.said[0].en and not made.whole
    monkeypatch.setattr(doubt, "MOST_PAIRS", 3)
    made = over(open_doubts(reader, extract(reader, layer_of("copresence"))), Strengths())
    assert (len(made.doubts), made.left, made.combined, made.whole) == (3, 7, True, False)
    assert [t.en for t in made.said] == ["A place is a range over what is open: 3 pairs that may be one (in all their combinations).",
                                         "7 pairs that may be one were not tried, among those that matter least: the true range may be wider."]


def test_a_build_without_its_list_of_questions_says_that_nobody_knows(tmp_path: Path) -> None:
    reader = rooms(tmp_path, "ab", "bc")
    assert any("is not known" in c.en for c in caveats(network(reader, "copresence")))
    assert not any("is not known" in c.en or "open doubt" in c.en for c in caveats(network(pairs(reader), "copresence")))


# --- who is counted is not the person, or not everybody is there -----------------------------------------------------------------

HATS = PEOPLE + """
h1 a kg:Membership
h1 org:member ana
h1 org:organization banco
h2 a kg:Membership
h2 org:member dora
h2 org:organization caja
h3 a kg:Membership
h3 org:member beto
h3 org:organization dique
p1 kg:participant ana
p1 kg:inEvent e1
p1 kg:hat h1
p2 kg:participant dora
p2 kg:inEvent e1
p2 kg:hat h2
p3 kg:participant beto
p3 kg:inEvent e1
p3 kg:hat h3
t skos:prefLabel "Tema"
x1 a kg:Contribution
x1 kg:speaker ana
x1 kg:theme t
x1 kg:inEvent e1
x1 kg:capacity h1
x1 kg:attribution turn
turn kg:attributedTo ana
turn kg:alternative dora
x2 a kg:Contribution
x2 kg:speaker beto
x2 kg:theme t
x2 kg:inEvent e1
x2 kg:capacity h3
e1 a kg:Event
e2 a kg:Event
x4 a kg:Contribution
x4 kg:speaker dora
x4 kg:theme t
x4 kg:inEvent e2
"""


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def spans(reader: Reader, by: str = "person", within: Slice = EVERYTHING, certain: bool = False) -> dict[str, tuple[int, int]]:
    made = over(open_doubts(reader, extract(reader, layer_of("theme"), by, within), certain), Strengths(), certain)
    return {p.node.removeprefix(EX): (p.low, p.high) for p in made.places}


def test_a_speaker_in_doubt_moves_the_institution_too(tmp_path: Path) -> None:
    """Dora spoke: what was the bank's is the fund's (her hat in that event)."""
    assert spans(built(tmp_path, HATS), "institution") == {"banco": (1, 3), "caja": (1, 3), "dique": (1, 2)}


def test_the_other_speaker_counts_although_nothing_else_puts_them_in_the_slice(tmp_path: Path) -> None:
    """In e1 Dora says nothing unless the turn is hers; then Ana says nothing."""
    assert spans(built(tmp_path, HATS), within=Slice(event="e1")) == {"ana": (1, 3), "beto": (1, 2), "dora": (1, 3)}


def test_a_stated_speaker_with_an_alternative_stays_in_doubt_among_the_certain(tmp_path: Path) -> None:
    reader = built(folder(tmp_path / "stated"), HATS)
    assert spans(reader, certain=True) == spans(reader) == {"ana": (1, 4), "beto": (1, 3), "dora": (1, 3)}
    inferred = built(folder(tmp_path / "inferred"), HATS + "turn kg:attributionStatus https://w3id.org/gobierno-abierto/vocabulary/attribution-status/inferred\n")
    assert spans(inferred, certain=True) == {"beto": (1, 2), "dora": (1, 2)}


def test_two_bodies_that_may_be_one_lift_to_what_is_above_either(tmp_path: Path) -> None:
    """x sits in a, y and z in cc. If a is b, a unit of cc, the three sit together."""
    facts = "\n".join(["b org:unitOf cc", *(f"m{who} a kg:Membership\nm{who} org:member {who}\nm{who} org:organization {body}\n{who} a kg:Person" for who, body in
                                             (("x", "a"), ("y", "cc"), ("z", "cc")))])
    reader = built(tmp_path, facts)
    (reader.folder / FILE).write_text(f"kind,one,other,score\ninstitution,{EX}a,{EX}b,0.5\n", encoding="utf-8")
    made = over(open_doubts(reader, extract(reader, layer_of("affiliation"))), Strengths())
    assert {p.node.removeprefix(EX): (p.first, p.last, p.low, p.high) for p in made.places} == {"x": (3, 3, 1, 3), "y": (1, 2, 1, 3), "z": (1, 2, 1, 3)}


# --- what is printed ---------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("weight", ["newman", "inverse-frequency"])
def test_weights_of_a_network_keep_its_doubts(tmp_path: Path, weight: str) -> None:
    graph = network(pairs(rooms(tmp_path, "abcd", "efg"), ("d", "e")), "copresence", weight=weight)
    assert graph.graph["identities"] == 1 and graph.nodes[f"{EX}d"]["rank_low"] == 1
    assert any("1 pair that may be one" in c.en for c in caveats(graph))


def test_both_sides_of_a_two_mode_network_have_ranges(tmp_path: Path) -> None:
    """Sessions ab, bc, c: if a and c are one, that one is in three sessions and the first still has two people."""
    graph = network(pairs(rooms(tmp_path, "ab", "bc", "c"), ("a", "c")), "person-event")
    told = {n.removeprefix(EX): (d["rank_low"], d["rank_high"]) for n, d in graph.nodes(data=True)}
    assert told == {"a": (1, 3), "b": (1, 2), "c": (1, 2), "s0": (1, 2), "s1": (1, 2), "s2": (3, 3)}
    assert {row["label"]: row["rank"] for row in table(graph)}["A"] == "1-3"


def test_separate_cliques_with_open_pairs_have_ranks(tmp_path: Path) -> None:
    graph = network(pairs(rooms(tmp_path, "abc", "de"), ("c", "d")), "copresence")
    assert {row["label"]: row["rank"] for row in table(graph)}["C"] == "1-3"
    told = " ".join(c.en for c in caveats(graph))
    assert "no ranks are given" not in told and "1 pair that may be one" in told
