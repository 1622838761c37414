"""The data and the page of the explorer: the same counts as SPARQL, the same networks as ``kg.network``, nothing of what the policy keeps back, nothing that runs, the same bytes."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.graph.build import build
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.errors import StoreError, UsageError
from kg.model.iri import fold as slug_fold
from kg.network import project
from kg.network.graph import net, network
from kg.network.layers import LAYERS
from kg.network.measures import table
from kg.network.net import as_net
from kg.visual.explore import bundle as bundles
from kg.visual.explore import layers, planes
from kg.visual.explore.bundle import Bundle
from kg.visual.explore.columns import grow, shrink
from kg.visual.explore.layers import part, strongest
from kg.visual.explore.opened import Explorer, framed
from kg.visual.explore.page import TOP, packed, page, unpacked
from kg.visual.explore.search_index import FIELDS, fold, search_index, tokens
from kg.visual.layout import places
from tests.conftest import INVENTED, ROOT
from tests.explorer_built import stop
from tests.explorer_page import Data, built, data_of, documents_of, empty_data, explorer_html, explorer_quotes, node, open_page, packed_size, page_of, read_block, real_explorer, until  # noqa: F401
from tests.test_cli import run
from tests.test_policy import EVERYBODY, NAMES, policy

LISTS = ("participations", "memberships", "contributions", "facts")
PLAIN = Bundle("void 0;", "body{margin:0}", "none")
CANARY = '</script><script>document.title="RAN"</script><img src=x onerror="document.title=\'RAN\'">{{7*7}}\u202e\x00${7*7}'
TIES = """
import { index } from "./data"; import { apply } from "./filter"; import { network } from "./network"; import type { Data } from "./types";
const data = JSON.parse(require("fs").readFileSync(0, "utf8")) as Data;
const model = index(data), active = apply(model, { chosen: {}, from: "", to: "" });
const out: Record<string, unknown> = {};
for (const layer of data.layers) out[layer.name] = network(model, active, layer.name).ties.map((tie) => [data.entities[tie.a]!.id, data.entities[tie.b]!.id, tie.weight, tie.stated]);
process.stdout.write(JSON.stringify(out));
"""
SEARCH = """
import MiniSearch from "minisearch"; import { fold } from "./names";
const { index, queries } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const options = { fields: ["label", "aka", "roles"], tokenize: (text: string) => fold(text).split(" "), processTerm: (term: string) => term };
const loaded = MiniSearch.loadJS(index, options);
process.stdout.write(JSON.stringify({ found: queries.map((q: string) => loaded.search(q, { prefix: true, fuzzy: 0.2, combineWith: "AND" }).map((r) => r.id)), folded: queries.map(fold),
  again: JSON.parse(JSON.stringify(loaded)) }));
"""


@pytest.fixture(scope="session")
def data(invented: Reader) -> Data:
    """The data of the invented corpus."""
    return data_of(invented)


@pytest.fixture(scope="session")
def real_data(real: Reader) -> Data:
    """The data of the real corpus."""
    return data_of(real, ROOT)


@pytest.fixture(params=["invented", "real"])
def each(request: pytest.FixtureRequest) -> tuple[Reader, Data]:
    """Both corpora, one after the other."""
    return request.getfixturevalue(request.param), request.getfixturevalue("data" if request.param == "invented" else "real_data")


def count(reader: Reader, pattern: str) -> int:
    return int(next(iter(reader.rows(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")))[0] or 0)


def test_counts_are_those_of_sparql(each: tuple[Reader, Data]) -> None:
    reader, data = each
    classes = {"people": "?x a kg:Person", "institutions": "?x a kg:Institution", "events": "?x a kg:Event", "mechanisms": "?x a kg:Mechanism", "themes": "?c a kg:Contribution ; kg:theme ?x",
               "actors": "?c kg:wishesTieBetween ?x . ?x a skos:Concept", "participations": "?x a kg:Participation", "memberships": "?x a kg:Membership", "contributions": "?x a kg:Contribution",
               "facts": "?x a kg:FactClaim", "sources": "?c a kg:Claim ; kg:source ?x"}
    counts = data["meta"]["counts"]
    assert {name: counts[name] for name in classes} == {name: count(reader, pattern) for name, pattern in classes.items()}
    assert {name: len(data[name]) for name in LISTS} == {name: counts[name] for name in LISTS}
    inferred = "vocabulary/attribution-status/inferred>"
    assert counts["inferredSpeakers"] == count(reader, f"?x a kg:Contribution ; kg:attribution/kg:attributionStatus <https://w3id.org/gobierno-abierto/{inferred}")
    assert counts["unreviewed"] == sum(count(reader, f"?x a kg:{c} ; kg:review <https://w3id.org/gobierno-abierto/vocabulary/review-status/unreviewed>")
                                       for c in ("Participation", "Membership", "Contribution", "FactClaim"))


def test_municipalities_are_those_something_speaks_of_and_a_state_has_all(each: tuple[Reader, Data]) -> None:
    reader, data = each
    here = {e["code"] for e in data["entities"] if e["kind"] == "municipality"}
    named = {row[0] for row in reader.rows("SELECT DISTINCT ?code { ?m kg:inegiCode ?code . { ?x kg:municipality|kg:governs|kg:aboutMunicipality|kg:wishesTieBetween ?m } UNION "
                                           "{ ?x a kg:FactClaim . { ?x kg:about ?m } UNION { ?x kg:value ?m } } }")}
    assert here == named
    state = data["meta"]["state"]
    assert [m[0] for m in state["municipalities"]] == sorted(row[0] or "" for row in reader.rows(f'SELECT ?c {{ ?m kg:stateCode "{state["code"]}" ; kg:inegiCode ?c }}'))
    assert {m[0] for m in state["municipalities"] if m[2] >= 0} == {code for code in here if code.startswith(state["code"])}
    assert all(data["entities"][entity]["code"] == code for code, _, entity in state["municipalities"] if entity >= 0)


def test_every_number_is_of_something(each: tuple[Reader, Data]) -> None:
    data = each[1]
    sizes = {name: len(data[name]) for name in ("entities", "concepts", "sources", *LISTS)}
    entity, concept = range(-1, sizes["entities"]), range(-1, sizes["concepts"])
    kinds = [e["kind"] for e in data["entities"]]
    assert [e["id"] for e in data["entities"]] == sorted({e["id"] for e in data["entities"]})
    for e in data["entities"]:
        assert e.get("type", -1) in concept and e.get("concept", -1) in concept and e.get("up", -1) in entity and e.get("governs", -1) in entity
        assert all(kinds[m] == "municipality" for m in e.get("municipality", []))
        assert "up" not in e or kinds[e["up"]] == e["kind"]
    for p in data["participations"]:
        assert kinds[p["person"]] == "person" and kinds[p["event"]] == "event" and p["role"] in concept and p["mode"] in concept and -1 <= p["hat"] < sizes["memberships"]
        assert p["hat"] < 0 or data["memberships"][p["hat"]]["person"] == p["person"]
    for m in data["memberships"]:
        assert kinds[m["person"]] == "person" and (m["institution"] == -1 or kinds[m["institution"]] == "institution") and m["sector"] in concept
    for c in data["contributions"]:
        assert c["kind"] in concept[1:] and kinds[c["event"]] == "event" and c["force"] in concept and c["method"] in concept
        assert all(kinds[i] == "person" for i in [*c["speakers"], *c["alternatives"]]) and all(kinds[i] == "theme" for i in c["themes"])
        assert all(kinds[i] == "municipality" for i in c["municipalities"]) and all(kinds[i] == "mechanism" for i in c["mechanisms"])
        assert all(0 <= a < sizes["contributions"] for a in c["answers"]) and all(0 <= w < sizes["entities"] for w in c["wishes"])
        assert all(c["words"])
    for f in data["facts"]:
        assert 0 <= f["about"] < sizes["entities"] and f["entity"] in entity and all(f["property"]) and all(f["value"])
    for claim in (row for name in LISTS for row in data[name]):
        assert claim["at"] and all(0 <= s < sizes["sources"] and line > 0 and 0 <= start < end for s, line, start, end in claim["at"])
        assert 0 < claim["confidence"] <= 1 and claim["review"] in (0, 1, 2)
    for layer in data["layers"]:
        assert layer["nodes"] == sorted(set(layer["nodes"])) and all(0 <= n < sizes["entities"] for n in layer["nodes"])
        lengths = {len(layer["nodes"])}
        assert {len(layer["x"]), len(layer["y"])} | {len(v) for v in layer["measures"].values()} == lengths
        assert len(layer["community"]) == (0 if layer["twoMode"] else len(layer["nodes"])) and set(layer["measures"]) <= set(data["measures"])


def test_claims_say_what_the_graph_says(invented: Reader, data: Data) -> None:
    who = {e["label"]: i for i, e in enumerate(data["entities"])}
    lucia = who["Lucía Prado Nieto"]
    assert data["entities"][lucia]["kind"] == "person"
    sessions = {data["entities"][p["event"]]["id"] for p in data["participations"] if p["person"] == lucia}
    assert sessions == {(row[0] or "").removeprefix(data["meta"]["base"]) for row in invented.rows('SELECT ?e { ?c kg:participant ?p ; kg:inEvent ?e . ?p skos:prefLabel "Lucía Prado Nieto"@es }')}
    inferred = {c["id"] for name in LISTS for c in data[name] if c.get("inferred")}
    assert inferred == {(row[0] or "").removeprefix(data["meta"]["base"]) for row in invented.rows(
        "SELECT DISTINCT ?c { { ?c a kg:Contribution ; kg:attribution/kg:attributionStatus ?s . FILTER(STRENDS(STR(?s), '/inferred')) } UNION { ?c kg:inferenceMethod ?m } }")}
    assert inferred
    for c in data["contributions"]:
        assert (c["method"] >= 0) == bool(c.get("inferred"))


@pytest.fixture(scope="module")
def ties(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return node(TIES, tmp_path_factory.mktemp("node"))


def test_the_page_finds_the_networks_that_kg_network_finds(each: tuple[Reader, Data], ties: Any) -> None:
    reader, data = each
    found, base = ties(data), data["meta"]["base"]
    assert list(found) == list(LAYERS) == [layer["name"] for layer in data["layers"]]
    tied = 0
    for layer in data["layers"]:
        name = layer["name"]
        whole, sure = net(reader, name), network(reader, name, certain_only=True)
        assert [base + data["entities"][n]["id"] for n in layer["nodes"]] == whole.ids
        i, j, weights = whole.upper()
        expected = {frozenset((whole.ids[a], whole.ids[b])): w for a, b, w in zip(i.tolist(), j.tolist(), weights.tolist(), strict=True)}
        assert {frozenset((base + a, base + b)): weight for a, b, weight, _ in found[name]} == expected, name
        assert {frozenset((base + a, base + b)): stated for a, b, _, stated in found[name] if stated} == {frozenset(e[:2]): e[2] for e in sure.edges(data="weight")}, name
        tied += len(expected)
    assert tied > 10


def test_places_and_measures_are_those_of_the_network(real: Reader, real_data: Data) -> None:
    for layer in real_data["layers"]:
        whole = net(real, layer["name"])
        assert [list(p) for p in zip(layer["x"], layer["y"], strict=True)] == places(whole).astype(int).tolist()
        rows = {row["iri"]: row for row in table(whole)}
        for i, iri in enumerate(whole.ids):
            assert layer["measures"]["degree"][i] == rows[iri]["degree"]
            if not layer["twoMode"]:
                assert layer["measures"]["strength"][i] == rows[iri]["strength"] and layer["community"][i] == rows[iri]["community"]
                assert layer["measures"]["betweenness"][i] == pytest.approx(rows[iri]["betweenness"], rel=1e-3)
                assert (layer["measures"]["constraint"][i] is None) == (rows[iri]["degree"] == 0)


def test_the_strongest_part_of_a_network_counted_by_hand() -> None:
    graph = nx.Graph([("a", "b", {"weight": 5}), ("b", "c", {"weight": 4}), ("c", "d", {"weight": 3}), ("d", "e", {"weight": 1})])  # strengths 5 9 7 4 1
    whole = as_net(graph)
    assert strongest(whole, 5) == [0, 1, 2, 3, 4]
    assert strongest(whole, 2) == [1, 2]
    assert strongest(whole, 5, ties=2) == [0, 1, 2]
    assert strongest(whole, 5, ties=0) == [1]
    kept = part(whole, [1, 2])
    assert kept.ids == ["b", "c"] and kept.upper()[2].tolist() == [4]
    assert strongest(as_net(nx.Graph()), 5) == []
    assert strongest(as_net(nx.empty_graph(["x", "y", "z"])), 2) == [0, 1]


def test_a_part_says_how_much_there_is(invented: Reader, data: Data, ties: Any) -> None:
    cut = data_of(invented, top=2, layers=["theme", "copresence", "theme"])
    assert [layer["name"] for layer in cut["layers"]] == ["theme", "copresence"]
    for layer in cut["layers"]:
        whole = net(invented, layer["name"])
        assert len(layer["nodes"]) == 2 < len(whole) and layer["whole"] == {"nodes": len(whole), "ties": whole.tie_count}
        full = next(one for one in data["layers"] if one["name"] == layer["name"])
        assert layer["measures"]["strength"] == sorted(full["measures"]["strength"], reverse=True)[:2] or sorted(layer["measures"]["strength"]) == sorted(full["measures"]["strength"])[-2:]
    assert all("whole" not in layer for layer in data["layers"])
    assert [q["hash"] for q in cut["meta"]["questions"]] == [q["hash"] for q in data["meta"]["questions"] if "wished" not in q["hash"]]
    assert ties(cut)["copresence"] == [tie for tie in ties(data)["copresence"] if {tie[0], tie[1]} <= {cut["entities"][n]["id"] for n in cut["layers"][1]["nodes"]}]


def test_a_network_too_large_to_project_is_left_out_and_told(invented: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "MOST_PAIRS", 0)
    left = data_of(invented)
    assert [layer["name"] for layer in left["layers"]] == ["coproposal", "person-event", "person-institution"]
    assert sum("no está: un grupo suyo es demasiado grande" in limit[0] for limit in left["meta"]["limits"]) == 4
    assert not any("layer=" in q["hash"] for q in left["meta"]["questions"])
    with pytest.raises(UsageError):
        data_of(invented, layers=["copresence"])


GROWN = """
import { grow } from "./columns";
const { small, beside } = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(grow(small, Uint8Array.from(Buffer.from(beside, "base64")))));
"""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the page makes of data by columns."""
    run_node = node(GROWN, tmp_path_factory.mktemp("node"))
    return lambda small, beside=b"": run_node({"small": small, "beside": base64.b64encode(beside).decode()})


def test_columns_hold_the_same_data(data: Data, real_data: Data, grown: Any) -> None:
    for whole in (data, real_data, empty_data()):
        small, beside = shrink(whole)
        assert small != whole and grow(small, beside) == whole == grow(whole, b"")
        assert grown(json.loads(json.dumps(small)), beside) == whole == grown(whole)
        assert unpacked(packed(whole, columns=True)) == whole
    assert len(packed(real_data, columns=True)) < 0.8 * len(packed(real_data, columns=False))


def test_what_follows_a_rule_is_not_told_twice(real_data: Data, grown: Any) -> None:
    small = shrink(real_data)[0]
    ends = {e["id"]: e["id"].rpartition("/")[2] for e in real_data["entities"]}
    plain = [e["id"] for e in real_data["entities"] if e["label"] and fold(e["label"]).replace(" ", "-") == ends[e["id"]]]
    assert len(plain) > 50 and not set(plain) & set(small["entities"]["columns"]["id"]["plain"])
    sessions = {ends[real_data["entities"][c["event"]]["id"]] for c in real_data["participations"]}
    assert not any(session in pattern for pattern in small["participations"]["columns"]["id"]["plain"] for session in sessions)
    assert small["participations"]["sorted"] and small["participations"]["holes"] and small["entities"]["holes"]
    turned = real_data | {"participations": real_data["participations"][::-1], "memberships": [m | {"id": "\x01"} for m in real_data["memberships"]]}
    small, beside = shrink(turned)
    assert not small["participations"]["sorted"] and not small["memberships"]["holes"] and grow(small, beside) == turned
    assert grown(json.loads(json.dumps(small)), beside) == turned


ROW = {"id": st.text("ab\x01\ud83d\uffff/-", max_size=3)}
MAYBE = {"at": st.lists(st.tuples(*[st.integers(0, 99)] * 4).map(list), max_size=3), "inferred": st.just(True), "about": st.integers(-1, 3),
         "x": st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.lists(st.integers(-9, 9))}
ENTITY = st.fixed_dictionaries(ROW | {"label": st.text("ab -", max_size=4)})


SPOT = st.tuples(st.integers(0, 99), st.integers(0, 3), st.integers(-9, 9), st.none() | st.floats(0, 1))


@given(st.lists(st.fixed_dictionaries(ROW, optional=MAYBE), max_size=5), st.lists(ENTITY, max_size=4), st.lists(SPOT),
       st.lists(st.integers(-1, 3), max_size=9), st.lists(st.fixed_dictionaries({name: st.text("ab ", max_size=9) for name in FIELDS}), max_size=4), st.booleans())
def test_columns_hold_any_records(records: list[Data], entities: list[Data], spots: list[Any], hats: list[int], documents: list[dict[str, str]], tidy: bool) -> None:
    if tidy:
        records = list({record["id"]: record for record in sorted(records, key=lambda r: r["id"])}.values())
    nodes, community, x, degree = (list(column) for column in zip(*spots, strict=True)) if spots else ([], [], [], [])
    layer = {"name": "copresence", "nodes": nodes, "community": community, "x": x, "y": x[::-1], "measures": {"degree": degree}}
    seats = [{"id": f"m{i}", "person": i % 2} for i in range(4)]
    whole = empty_data(facts=records, entities=entities, layers=[layer, layer | {"name": "person-event", "community": []}], search=search_index(documents), memberships=seats,
                       participations=[{"id": f"p{i}", "person": i % 3, "hat": hat} for i, hat in enumerate(hats)], sources=[{"slug": "a", "lines": [[-1, 0], [3, 4]]}])
    small, beside = shrink(whole)
    assert grow(json.loads(json.dumps(small)), beside) == whole


@given(st.lists(st.integers() | st.integers(-300, 300)), st.lists(st.sampled_from([1, 1.0, True, None, "1", "a"]) | st.integers(0, 2), max_size=30))
def test_columns_hold_any_values(numbers: list[int], values: list[Any]) -> None:
    out = planes.Writer()
    kept = [out.column(v) for v in (numbers, values, values * 9, [numbers, [], [1]])]
    found = [planes.Reader(bytes(out.data)).column(json.loads(json.dumps(column))) for column in kept]
    assert json.dumps(found) == json.dumps([numbers, values, values * 9, [numbers, [], [1]]])


def test_numbers_lie_byte_by_byte() -> None:
    out = planes.Writer()
    assert out.column([1, -1, 300]) == {"numbers": [0, 3, 2, 0]} and bytes(out.data) == bytes([2, 1, 600 % 256, 0, 0, 600 // 256])
    assert out.column(list(range(100, 400))) == {"numbers": [6, 300, 1, 1]} and bytes(out.data[6:]) == bytes([200, *[2] * 299])
    assert out.column(["a", "b"] * 8) == {"table": ["a", "b"], "which": [306, 16, 1, 0]} and out.column(["a", "b"]) == {"plain": ["a", "b"]}


def test_a_large_network_has_the_measures_that_are_quick_and_says_which_not(invented: Reader, data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "_PATIENCE", 1)
    some = data_of(invented)["layers"][0]
    monkeypatch.setattr(layers, "_LONGEST", 1)
    few = data_of(invented)
    assert list(some["measures"]) == ["degree", "strength", "betweenness"] and list(few["layers"][0]["measures"]) == ["degree", "strength"]
    assert {len(few["layers"][0]["caveats"]), len(some["caveats"])} == {len(data["layers"][0]["caveats"]) + 1}
    assert "intermediación, cercanía, restricción" in few["layers"][0]["caveats"][-1][0] and "intermediación" not in some["caveats"][-1][0]
    assert few["meta"]["questions"][0]["hash"].endswith("sort=degree-") and data["meta"]["questions"][0]["hash"].endswith("sort=betweenness-")


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return node(SEARCH, tmp_path_factory.mktemp("node"))


def test_minisearch_reads_the_index_and_finds(real_data: Data, searcher: Any) -> None:
    queries = ["camacho", "Clara  CAMACHO", "camacho clara", "camcho", "infoem", "participacion ciudadana", "citizen participation", "ñoño zzz", "15054", "comisionado presidente", ""]
    got = searcher({"index": real_data["search"], "queries": queries})
    labels = [[real_data["entities"][i]["label"] for i in found] for found in got["found"]]
    assert all("Clara Camacho Méndez" in labels[k] for k in (0, 1, 2, 3))
    assert real_data["entities"][got["found"][4][0]]["kind"] in ("institution", "person") and any("Infoem" in e.get("aka", []) or e["label"] == "Infoem" for e in
                                                                                                  (real_data["entities"][i] for i in got["found"][4]))
    theme = next(e["label"] for e in real_data["entities"] if e["id"].endswith("theme/citizen-participation"))
    assert theme in labels[5] and theme in labels[6]
    assert labels[7] == [] and labels[8][0] == "Metepec" and labels[9] and labels[10] == []
    # What MiniSearch writes of what it read is what it was given: nothing was misplaced.
    assert {tuple(term[:1]): term[1] for term in got["again"]["index"]} == {tuple(term[:1]): term[1] for term in real_data["search"]["index"]}
    assert {k: v for k, v in got["again"].items() if k != "index"} == {k: v for k, v in real_data["search"].items() if k != "index"}


def test_words_are_folded_as_the_page_folds_them(searcher: Any) -> None:
    given_texts = ["Ñandú  ÁÉ", "O’Farril-Peña", "İstanbul ß ﬁn", "٣ 12,5%", "日本 語", "e\u0301\u0327", "_a_b_", "\u202ea\x00b", "😀 x", "ΣΟΦΟΣ", ""]
    assert searcher({"index": search_index([]), "queries": given_texts})["folded"] == [fold(text) for text in given_texts]
    assert fold("Participación Ciudadana, 2ª") == "participacion ciudadana 2a"


@given(st.lists(st.fixed_dictionaries({name: st.text(max_size=30) for name in FIELDS}), max_size=6))
def test_an_index_holds_every_word_once_a_document_and_field(documents: list[dict[str, str]]) -> None:
    made = search_index(documents)
    assert [term for term, _ in made["index"]] == sorted({word for d in documents for text in d.values() for word in tokens(text)})
    for term, fields in made["index"]:
        for field, found in fields.items():
            for number, times in found.items():
                assert tokens(documents[int(number)][FIELDS[int(field)]]).count(term) == times
    assert sum(times for _, fields in made["index"] for found in fields.values() for times in found.values()) == sum(len(tokens(text)) for d in documents for text in d.values())


def texts(value: Any) -> Iterator[str]:
    """Every text in some JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield key
            yield from texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from texts(inside)


def test_nobody_withheld_is_in_the_page(corpus: Corpus) -> None:
    policy(corpus, **EVERYBODY)
    build(corpus)
    whole = data_of(Reader(corpus.build), corpus.root, documents=documents_of(corpus.root), quotes=True)
    said = [slug_fold(text) for text in texts(whole)]
    assert [name for name in NAMES if any(slug_fold(name) in text for text in said)] == []
    assert {e["label"] for e in whole["entities"] if e["kind"] == "person"} == {"(nombre reservado)"}
    assert all(e.get("gone", False) == (e["kind"] == "person") for e in whole["entities"])
    assert not whole["meta"]["originals"] and all("text" not in s for s in whole["sources"]) and not any("quote" in c for c in whole["contributions"])
    assert any("3 personas no se publica" in limit[0] for limit in whole["meta"]["limits"])
    assert "lucia" not in slug_fold(page(whole, "es", PLAIN))


def test_the_reports_words_are_there_only_when_asked_for_and_at_hand(invented: Reader, data: Data) -> None:
    documents = documents_of()
    assert len(documents) == 2
    plain, asked = data_of(invented, documents=documents), data_of(invented, documents=documents, quotes=True)
    assert data_of(invented, quotes=True)["meta"]["originals"] is False
    for quiet in (data, plain):
        assert not any("text" in s for s in quiet["sources"]) and not any("quote" in c for name in LISTS for c in quiet[name])
    for source in asked["sources"]:
        original = documents[source["slug"]].text
        assert source["text"] == original
        lines = original.split("\n")
        assert [length for _, length in source["lines"]] == [len(line) for line in lines] and [original[a:a + n] for a, n in source["lines"]] == lines
    for claim in (c for name in LISTS for c in asked[name]):
        said = " … ".join(" ".join(documents[asked["sources"][s]["slug"]].text[a:b].split()) for s, _, a, b in claim["at"])
        assert claim["quote"] == said
    # Without the text the lines are the same; without the original, what evidence tells of them.
    assert [s["lines"] for s in plain["sources"]] == [s["lines"] for s in asked["sources"]]
    for known, whole in zip(data["sources"], asked["sources"], strict=True):
        for (start, length), (first, _) in zip(known["lines"], whole["lines"], strict=False):
            assert (start, length) == (-1, 0) or (first <= start and length > 0)
        assert 0 < len(known["lines"]) <= len(whole["lines"])


def test_hostile_names_neither_close_the_block_nor_run(corpus: Corpus, browser: Any, tmp_path: Path) -> None:
    people = corpus.data / "registry" / "people.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("Lucía Prado Nieto", '"' + CANARY.replace('"', '""').replace("\x00", "") + '"'), encoding="utf-8")
    build(corpus)
    hostile = data_of(Reader(corpus.build), corpus.root)
    labels = [e["label"] for e in hostile["entities"]]
    assert sum("onerror" in label for label in labels) == 1 and not any("\u202e" in text or "\x00" in text for text in texts(hostile))
    made = page_of(hostile, tmp_path / "hostile.html")
    assert read_block(made) == hostile
    for script in (True, False):
        with open_page(browser, made, wait=script, java_script_enabled=script) as tab:
            assert hostile["meta"]["title"][0] in tab.title()
            assert tab.locator("img").count() == 0


def test_a_canary_in_every_text_of_the_data_stays_text(data: Data, browser: Any, tmp_path: Path) -> None:
    def spoiled(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {k: spoiled(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [spoiled(v, key) for v in value]
        return CANARY if isinstance(value, str) and key not in {"format", "kind", "id", "name", "days", "observed", "slug", "code", "hash"} else value

    bad = {name: value if name == "search" else spoiled(value) for name, value in data.items()}
    made = page_of(bad, tmp_path / "bad.html")
    assert read_block(made) == json.loads(json.dumps(bad))
    text = made.read_text(encoding="utf-8")
    assert text.lower().count("<script") == 2 == text.lower().count("</script")
    assert "<img" not in text.split('id="data">')[0] and "{{7*7}}" in text.split('id="data">')[0]
    with open_page(browser, made, wait=False, java_script_enabled=False) as tab:
        assert tab.locator("img, iframe").count() == 0 and tab.title() != "RAN"


def test_the_policy_of_the_page_names_what_is_in_it_and_nothing_else(explorer_html: Path) -> None:  # noqa: F811
    text = explorer_html.read_text(encoding="utf-8")
    rule = html.unescape(re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[0])
    script, style = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)[0], re.findall(r"<style>(.*?)</style>", text, re.DOTALL)[0]
    hashes = ["'sha256-" + base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() + "'" for block in (script, style)]
    assert rule == f"default-src 'none'; script-src {hashes[0]}; style-src {hashes[1]}; img-src data: blob:; base-uri 'none'; form-action 'none'"
    assert " style=" not in text.split("<body>")[1].split("<script")[0] and not re.search(r"\son\w+=", text.split("<body>")[1].split("<script")[0])


def test_without_script_it_says_how_much_who_and_what_not(real_explorer: Path, real_data: Data, browser: Any, tmp_path: Path) -> None:  # noqa: F811
    with open_page(browser, real_explorer, wait=False, java_script_enabled=False) as tab:
        assert tab.locator("html").get_attribute("lang") == "es"
        counts = real_data["meta"]["counts"]
        assert f"{counts['people']} personas" in tab.inner_text("main") and f"{counts['contributions']} intervenciones" in tab.inner_text("main")
        rows = tab.locator("section[aria-labelledby=s-top] tbody tr").all_inner_texts()
        assert len(rows) == TOP and rows[0].split("\t")[0] == "Clorinda Romo"
        assert all(limit[0] in tab.inner_text("main") for limit in real_data["meta"]["limits"])
        with tab.expect_download() as got:
            tab.click("text=Personas (CSV)")
        saved = Path(got.value.path()).read_text(encoding="utf-8")
        assert saved.startswith("\ufeffNombre,Sesiones,Intervenciones,Cargos o lugares") and len(saved.strip().splitlines()) == 1 + counts["people"]
    english = page_of(real_data, tmp_path / "en.html", "en")
    with open_page(browser, english, wait=False, java_script_enabled=False) as tab:
        assert tab.locator("html").get_attribute("lang") == "en" and "Before you conclude" in tab.inner_text("main") and "Antes de concluir" not in tab.inner_text("main")


def test_with_script_the_same_file_is_the_explorer(real_explorer: Path, browser: Any) -> None:  # noqa: F811
    with open_page(browser, real_explorer) as tab:
        assert tab.locator("main.static").count() == 0 and tab.locator("main").count() == 1


def test_the_same_graph_gives_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    where = ["--corpus", str(INVENTED), "--build", str(tmp_path)]
    run(*where, "build")
    script = ("import sys; from pathlib import Path; from kg.graph.store import Reader; from kg.visual.explore.page import page; from kg.visual.explore.bundle import Bundle; "
              "from tests.explorer_page import data_of; sys.stdout.write(page(data_of(Reader(Path(sys.argv[1]))), 'es', Bundle('void 0', '', '')))")
    made = {subprocess.run([sys.executable, "-c", script, str(tmp_path)], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT, capture_output=True, check=True).stdout for seed in ("1", "2")}
    assert len(made) == 1 and len(made.pop()) > 10_000


def test_a_graph_of_nothing_has_a_page(browser: Any, tmp_path: Path) -> None:
    with open_page(browser, page_of(empty_data(), tmp_path / "empty.html"), wait=False, java_script_enabled=False) as tab:
        assert "No hay personas en estos datos." in tab.inner_text("main")


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.recursive(st.none() | st.booleans() | st.integers(-10**9, 10**9) | TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=8))
def test_what_is_packed_is_unpacked_and_closes_no_element(value: Any) -> None:
    block = packed({"data": value}, columns=False)
    assert unpacked(block) == {"data": value} and re.fullmatch(r"[A-Za-z0-9+/=]+", block) and packed({"data": value}, columns=False) == block


def test_the_page_of_the_two_reports_is_small(real_explorer: Path) -> None:  # noqa: F811
    assert packed_size(real_explorer) <= 400_000


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Options that name the invented corpus and a folder with its graph."""
    where = ["--corpus", str(INVENTED), "--build", str(tmp_path_factory.mktemp("explore"))]
    run(*where, "build")
    return where


def test_kg_explore_writes_a_page_and_says_how_to_open_it(at: list[str], tmp_path: Path) -> None:
    if not (bundles.folder() / "explorer.js").is_file():
        stop("the explorer is not built: make explorer")
    out, err = run(*at, "explore")
    made = Path(at[3]) / "pages" / "explorer.html"
    assert out == "" and str(made) in err and "navegador" in err
    whole = read_block(made)
    assert [layer["name"] for layer in whole["layers"]] == list(LAYERS) and whole["meta"]["originals"] is False
    assert run(*at, "explore", "-o", "-")[0] == made.read_text(encoding="utf-8")
    chosen, err = tmp_path / "graph.html", run(*at, "explore", "-o", str(tmp_path / "graph.html"), "--layer", "theme", "--top", "2", "--quotes", lang="en")[1]
    assert "do not publish" in err and "needs no network" in err
    assert [layer["name"] for layer in read_block(chosen)["layers"]] == ["theme"] and read_block(chosen)["meta"]["originals"] is True
    assert '<html lang="en">' in chosen.read_text(encoding="utf-8")


def test_an_unknown_layer_names_those_there_are(at: list[str], invented: Reader) -> None:
    assert "copresence" in run(*at, "explore", "--layer", "copresense", code=2)[1]
    assert "person-event" in run(*at, "explore", "--layer", "zzz", code=2)[1]
    with pytest.raises(UsageError):
        data_of(invented, layers=["copresense"])


def test_quotes_are_refused_where_names_are_kept_back(corpus: Corpus) -> None:
    policy(corpus, student="initials")
    build(corpus)
    assert "kg show" in run("--corpus", str(corpus.root), "explore", "--quotes", code=2)[1]


def test_an_explorer_that_was_not_built_names_the_remedy(invented: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundles, "folder", lambda: tmp_path)
    with pytest.raises(StoreError, match="make explorer"):
        kg.open(invented.folder).explore()


def test_a_notebook_shows_it_in_a_frame_of_its_own(invented: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ready = built()
    monkeypatch.setattr(bundles, "bundle", lambda dist=None: ready)
    shown = kg.open(invented.folder).explore(["theme"], lang="en")
    frame = shown._repr_html_()
    inside = html.unescape(re.findall(r'srcdoc="([^"]*)"', frame)[0])
    assert frame.startswith("<iframe srcdoc=") and inside == framed(shown.html) and inside.count("<base ") == 1 and "base-uri about:" in inside
    assert "allow-same-origin" not in frame and frame.count("<") == 2 and frame.endswith("</iframe>")
    assert shown.save(tmp_path / "x.html").read_text(encoding="utf-8") == shown.html
    assert [layer["name"] for layer in read_block(tmp_path / "x.html")["layers"]] == ["theme"]


def test_in_a_frame_the_explorer_is_whole_and_stays_inside(real_explorer: Path, browser: Any, tmp_path: Path) -> None:  # noqa: F811
    book = tmp_path / "notebook.html"
    book.write_text("<!doctype html><title>N</title>" + Explorer(real_explorer.read_text(encoding="utf-8"))._repr_html_(), encoding="utf-8")
    with open_page(browser, book, wait=False) as tab:
        inside = tab.frames[1]
        until(inside, "performance.getEntriesByName('kg-ready').length > 0")
        inside.get_by_text("¿Qué municipios faltan?").click()
        until(inside, "location.hash === '#view=grid'")
        assert inside.locator("[role=tab][aria-selected=true]").inner_text() == "Municipios"
        assert tab.url == book.as_uri() and tab.title() == "N"
