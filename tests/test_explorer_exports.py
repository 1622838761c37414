"""What the explorer gives to take away, opened again by the programs it is for: spreadsheets' CSV, networkx, XML and RDF readers, an image library."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import etree
from rdflib import RDF, Dataset, Graph, Literal, URIRef

from benchmarks.explorer import BUDGETS, Row
from benchmarks.explorer import invented as invented_corpus
from kg.graph.store import Reader
from kg.network.graph import network
from tests.conftest import ROOT
from tests.explorer_page import data_of, empty_data, explorer_html, node, open_page, page_of, read_block, real_explorer  # noqa: F401

pytestmark = pytest.mark.heavy  # a browser at every step: some minutes

KG = "https://w3id.org/gobierno-abierto/ontology#"
CONCEPT = URIRef("http://www.w3.org/2004/02/skos/core#Concept")
SVG = "{http://www.w3.org/2000/svg}"
KEYS = ("nodes", "ties", "records", "png", "svg", "gexf", "jsonld")
EVIL = ["=HYPERLINK(\"https://example.org\")", "+52 55", "-3", "@suma", "\tsangrado", "a \"b\", c; d",
        "<script>window.hacked = 1</script>&amp;", "\u0001\u0008\ufffe campana", "عربي نص", "👩🏽‍💼 emoji", "L" * 500]


def take(tab: Any, key: str) -> tuple[str, bytes]:
    """Download one file of what is shown, by keyboard; return its name and bytes."""
    if tab.locator(".export-panel").is_hidden():
        tab.locator(".export-open").press("Enter")
    with tab.expect_download() as given:
        tab.locator(f"[data-export={key}]").press("Enter")
    return given.value.suggested_filename, Path(given.value.path()).read_bytes()


def table(content: bytes) -> list[dict[str, str]]:
    """Read a CSV as a spreadsheet does."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def hostile() -> dict[str, Any]:
    """Data whose every label is made to do harm: people all in one session."""
    people = [{"id": f"id/persona/p{i}", "kind": "person", "label": text} for i, text in enumerate(EVIL)]
    events = [{"id": "id/evento/e", "kind": "event", "label": EVIL[0], "days": ["2031-03-04"]}]
    base = empty_data()
    records = [{"id": f"id/participacion/{i}", "person": i, "event": len(people), "role": -1, "mode": -1, "hat": -1, "at": [], "confidence": 0.5, "review": 0} for i in range(len(people))]
    every = list(range(len(people)))
    layer = base["layers"][0] | {"nodes": every, "x": [90 * i for i in every], "y": [40 * (i % 3) for i in every], "measures": {"degree": [10] * len(people)}}
    return empty_data(entities=people + events, participations=records, layers=[layer],
                      meta=base["meta"] | {"title": ["=1+1 <b>", "=1+1 <b>"], "licence": "CC-BY-4.0 & \"más\"", "publisher": "@quien"})


@pytest.fixture(scope="module")
def hostile_html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(hostile(), tmp_path_factory.mktemp("hostile") / "hostile.html")


@pytest.fixture(scope="module")
def triples(real: Reader) -> set[Any]:
    """Every triple of the real graph."""
    return set(Graph().parse(real.folder / "graph.ttl", format="turtle"))


def test_the_menu_says_what_each_file_is_for(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    for hash_, words in (("", "Descargar"), ("lang=en", "Download")):
        with open_page(browser, explorer_html, hash=hash_) as tab:
            opener = tab.locator(".export-open")
            assert opener.inner_text() == words and opener.get_attribute("aria-expanded") == "false" and tab.locator(".export-panel").is_hidden()
            opener.press("Enter")
            assert opener.get_attribute("aria-expanded") == "true"
            items = tab.locator(".export-item")
            assert [items.nth(i).get_attribute("data-export") for i in range(items.count())] == list(KEYS)
            told = tab.locator(".export-for").all_inner_texts()
            assert all(told) and len(set(told)) == len(KEYS)
            items.nth(2).press("Escape")
            assert tab.locator(".export-panel").is_hidden() and tab.evaluate("document.activeElement.className") == "export-open"
            opener.click()
            tab.locator("h1").click()
            assert tab.locator(".export-panel").is_hidden()


def test_the_table_has_no_picture_and_says_so(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    with open_page(browser, explorer_html, hash="view=table") as tab:
        tab.locator(".export-open").press("Enter")
        for key in ("png", "svg"):
            assert tab.locator(f"[data-export={key}]").get_attribute("aria-disabled") == "true"
            tab.locator(f"[data-export={key}]").press("Enter")
            assert tab.locator(".export-note").inner_text() == "La tabla no es un dibujo: use CSV."
        tab.locator("#tab-matrix").click()
        tab.locator(".export-open").press("Enter")
        assert tab.locator("[data-export=png]").get_attribute("aria-disabled") == "false"


@pytest.mark.parametrize("layer", ["copresence", "affiliation", "theme", "person-institution", "wished"])
def test_tables_hold_the_network_that_kg_network_finds(browser: Any, real: Reader, real_explorer: Path, layer: str) -> None:  # noqa: F811
    expected = network(real, layer)
    with open_page(browser, real_explorer, hash="" if layer == "copresence" else f"layer={layer}") as tab:
        named, nodes = take(tab, "nodes")
        _, ties = take(tab, "ties")
    assert named == f"kg-{layer}-{real.folder.name.removeprefix('store-')[:8]}-nodes.csv"
    rows = table(nodes)
    assert nodes.startswith(b"\xef\xbb\xbf") and nodes.count(b"\r\n") == nodes.count(b"\n") == len(rows) + 1
    assert {row["IRI"] for row in rows} == set(expected)
    assert {row["IRI"]: int(row["lazos en esta vista"]) for row in rows} == dict(expected.degree())
    found = {frozenset((row["IRI de A"], row["IRI de B"])): int(row["peso"]) for row in table(ties)}
    assert found == {frozenset((a, b)): weight for a, b, weight in expected.edges(data="weight")}
    for row in table(ties):
        assert int(row["peso dicho en los informes"]) + int(row["peso inferido"]) == int(row["peso"])


def test_records_say_where_each_stands(browser: Any, real: Reader, real_explorer: Path) -> None:  # noqa: F811
    with open_page(browser, real_explorer) as tab:
        _, content = take(tab, "records")
    rows = table(content)
    query = """PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#>
      SELECT ?claim ?file ?line ?start ?end { ?claim kg:evidence ?e ; kg:source/kg:fileName ?file . ?e kg:line ?line ; oa:hasTarget/oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end }"""
    known = {tuple(str(v) for v in row) for row in real.rows(query)}
    places = [(r["IRI del registro"], r["archivo"], r["renglón"], r["primer carácter (desde 0)"], r["carácter final (excluido)"]) for r in rows]
    assert set(places) <= known and len(set(places)) == len(places)
    met = {row[0] for row in real.rows("PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#> SELECT ?c { ?c a kg:Participation }")}
    assert {r["IRI del registro"] for r in rows if r["registro"] == "participación"} == met
    assert {r["certeza"] for r in rows} == {"lo dice el informe", "inferido por quien leyó"}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_file_says_what_it_is(browser: Any, real: Reader, real_explorer: Path, lang: str) -> None:  # noqa: F811
    chosen = "contribution=proposal&certainty=stated"
    hash_ = f"{'lang=en&' if lang == 'en' else ''}layer=theme&{chosen}"
    meta = read_block(real_explorer)["meta"]
    words = {"es": ["Quién habla de lo mismo", "Propuesta"], "en": ["Who speaks on the same things", "Proposal"]}[lang]
    with open_page(browser, real_explorer, hash=hash_) as tab:
        given = {key: take(tab, key)[1] for key in KEYS}
    from PIL import Image

    told = {key: content.decode() for key, content in given.items() if key not in ("png", "gexf", "svg")}
    told["png"] = " ".join(Image.open(io.BytesIO(given["png"])).text.values())  # type: ignore[attr-defined]
    told["gexf"] = etree.fromstring(given["gexf"]).findtext(".//{http://gexf.net/1.3}description")
    told["svg"] = " ".join(etree.fromstring(given["svg"]).find(f"{SVG}metadata").itertext())
    for key, text in told.items():
        for part in (meta["title"][0 if lang == "es" else 1], meta["version"], meta["publisher"], hash_, *words):
            assert part in text, (key, part)
    drawn = " ".join(etree.fromstring(given["svg"]).itertext())
    assert words[0] in drawn and words[1] in drawn


def test_filters_are_respected(browser: Any, real: Reader, real_explorer: Path) -> None:  # noqa: F811
    prefix = f"PREFIX kg: <{KG}> "
    sessions = "SELECT ?e (COUNT(DISTINCT ?p) AS ?n) { ?c kg:inEvent ?e ; kg:participant ?p . MINUS { ?x kg:partOf ?e } } GROUP BY ?e ORDER BY DESC(?n) ?e"
    counted = [(row[0], int(row[1] or 0)) for row in real.rows(prefix + sessions)]
    event, size = next((e, n) for e, n in counted if e and n > 2)
    people = {row[0] for row in real.rows(prefix + f"SELECT ?p {{ ?c kg:inEvent <{event}> ; kg:participant ?p }}")}
    base = read_block(real_explorer)["meta"]["base"]
    with open_page(browser, real_explorer, hash=f"event={event.removeprefix(base)}") as tab:
        ties = table(take(tab, "ties")[1])
        graph = nx.read_gexf(io.BytesIO(take(tab, "gexf")[1]))
        facts = Graph().parse(data=take(tab, "jsonld")[1], format="json-ld")
    assert {end for row in ties for end in (row["IRI de A"], row["IRI de B"])} == people and len(ties) == size * (size - 1) // 2
    assert graph.number_of_edges() == len(ties)
    assert {str(e) for e in facts.objects(None, URIRef(KG + "inEvent"))} == {event}
    with open_page(browser, real_explorer, hash=f"ego=1&node={sorted(people)[0].removeprefix(base)}") as tab:
        rows = table(take(tab, "nodes")[1])
    expected = network(real, "copresence")
    assert {row["IRI"] for row in rows} == {sorted(people)[0], *expected[sorted(people)[0]]}


@pytest.mark.parametrize("layer", ["copresence", "person-event"])
def test_gexf_opens_in_networkx_as_drawn(browser: Any, real: Reader, real_explorer: Path, layer: str) -> None:  # noqa: F811
    data = read_block(real_explorer)
    drawn = next(row for row in data["layers"] if row["name"] == layer)
    with open_page(browser, real_explorer, hash="" if layer == "copresence" else f"layer={layer}") as tab:
        graph = nx.read_gexf(io.BytesIO(take(tab, "gexf")[1]))
    expected = network(real, layer)
    assert not graph.is_directed() and set(graph) == set(expected)
    assert {frozenset((a, b)): w for a, b, w in graph.edges(data="weight")} == {frozenset((a, b)): w for a, b, w in expected.edges(data="weight")}
    for n, x, y in zip(drawn["nodes"], drawn["x"], drawn["y"], strict=True):
        entity = data["entities"][n]
        found = graph.nodes[data["meta"]["base"] + entity["id"]]
        assert found["label"] == entity["label"] and (found["viz"]["position"]["x"], found["viz"]["position"]["y"]) == (x, -y)
        assert found["viz"]["color"] == ({"r": 37, "g": 99, "b": 160, "a": 1.0} if entity["kind"] == "person" else {"r": 176, "g": 80, "b": 27, "a": 1.0})
    if layer == "copresence":
        degrees = dict(zip((data["meta"]["base"] + data["entities"][n]["id"] for n in drawn["nodes"]), drawn["measures"]["degree"], strict=True))
        assert {n: d["grado"] for n, d in graph.nodes(data=True)} == degrees


def test_svg_draws_every_node_and_no_name_over_another(browser: Any, real_explorer: Path, tmp_path: Path) -> None:  # noqa: F811
    data = read_block(real_explorer)
    for layer in ("copresence", "wished", "person-institution"):
        with open_page(browser, real_explorer, hash="" if layer == "copresence" else f"layer={layer}") as tab:
            ties = table(take(tab, "ties")[1])
            name, content = take(tab, "svg")
        root = etree.fromstring(content)
        lines, nodes, names = [g for g in root.iter(f"{SVG}g") if g.get("transform")][-1]
        drawn = next(row for row in data["layers"] if row["name"] == layer)
        concepts, entities = data["concepts"], data["entities"]
        labels = [concepts[e["concept"]]["label"][0] if "concept" in e else e["label"] for e in (entities[n] for n in sorted(drawn["nodes"]))]
        assert [n.findtext(f"{SVG}title") for n in nodes] == labels
        assert len(lines) == len(ties) and sum(1 for line in lines if line.get("stroke-dasharray")) == sum(1 for row in ties if row["peso dicho en los informes"] == "0")
        assert root.findtext(f"{SVG}title") and root.findtext(f"{SVG}desc")
        (tmp_path / name).write_bytes(content)
        page = browser.new_page()
        page.goto((tmp_path / name).as_uri())
        boxes = page.evaluate("[...document.querySelectorAll('g[transform] > g:nth-child(3) > text')].map((t) => { const b = t.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; })")
        page.close()
        assert len(boxes) == len(names) >= 0.5 * len(labels)
        overlaps = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if min(a[2], b[2]) - max(a[0], b[0]) > 3 and min(a[3], b[3]) - max(a[1], b[1]) > 5]
        assert overlaps == []


@pytest.mark.parametrize("view", ["network", "matrix", "timeline", "grid", "themes"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_of_every_view(browser: Any, real_explorer: Path, view: str, theme: Any) -> None:  # noqa: F811
    from PIL import Image

    with open_page(browser, real_explorer, hash="" if view == "network" else f"view={view}", color_scheme=theme) as tab:
        png_name, png = take(tab, "png")
        svg_name, svg = take(tab, "svg")
    suffix = "" if view == "network" else f"-{view}"
    assert png_name.endswith(f"{suffix}.png") and svg_name.endswith(f"{suffix}.svg")
    image, root = Image.open(io.BytesIO(png)), etree.fromstring(svg)
    width, height = float(root.get("width")), float(root.get("height"))
    assert min(image.size) > 800 and len(image.convert("RGB").getcolors(1 << 24) or []) > 50
    if view != "network":  # the network's PNG is what its renderer shows
        assert abs(image.width - 2 * width) <= 2 and abs(image.height - 2 * height) <= 2
    assert image.text["Source"] == read_block(real_explorer)["meta"]["version"]  # type: ignore[attr-defined]
    pixels = image.convert("RGB")
    top = [pixels.getpixel((x, 2)) for x in range(0, image.width, 50)]
    assert len(set(top)) == 1  # the margin is plain: nothing is cut
    if view == "network":  # sheet and drawing have one background, to the last pixel
        assert {pixels.getpixel((x, y)) for x in (0, 6, image.width // 9, image.width - 1) for y in (0, 6, image.height - 1)} == {(255, 255, 255) if theme == "light" else (29, 33, 38)}
        assert image.convert("RGBA").getextrema()[3] == (255, 255)
    assert root.find(f"{SVG}metadata") is not None and not root.findall(".//{*}script") and not [e for e in root.iter() if e.get("style") or e.get("class")]


HASHES = ["", "lang=en&layer=theme&contribution=proposal", "layer=wished", "layer=person-event&certainty=inferred", "layer=person-institution&review=accepted", "layer=coproposal"]


@pytest.mark.parametrize("hash_", HASHES)
def test_json_ld_is_part_of_the_graph(browser: Any, real_explorer: Path, triples: set[Any], hash_: str) -> None:  # noqa: F811
    with open_page(browser, real_explorer, hash=hash_) as tab:
        name, content = take(tab, "jsonld")
    assert name.endswith(".jsonld") and isinstance(json.loads(content)["@context"], dict)  # inside: nothing has to be fetched to read it
    facts = Graph().parse(data=content, format="json-ld")
    assert len(facts) > 100 and set(facts) - triples == set()
    evidence, backed = URIRef(KG + "evidence"), {}
    for claim, prop, place in triples:
        if prop == evidence:
            backed.setdefault(claim, set()).add(place)
    for prop in ("speaker", "coSpeaker", "mechanism", "cites", "wishesTieBetween"):  # all that the graph says of the contributions in the file
        assert {t for t in triples if t[1] == URIRef(KG + prop) and (t[0], RDF.type, URIRef(KG + "Contribution")) in facts} == set(facts.triples((None, URIRef(KG + prop), None))), prop
    names = URIRef("http://www.w3.org/2004/02/skos/core#altLabel")
    assert {t for t in triples if t[1] == names and (t[0], RDF.type, None) in facts and (t[0], RDF.type, CONCEPT) not in facts} == set(facts.triples((None, names, None)))
    claims = set(facts.subjects(RDF.type, URIRef(KG + "Claim")))
    assert claims and all(set(facts.objects(claim, evidence)) == backed[claim] for claim in claims)
    start, end = (URIRef("http://www.w3.org/ns/oa#" + name) for name in ("start", "end"))
    for place in set(facts.objects(None, evidence)):
        assert int(facts.value(URIRef(f"{place}#selector"), start)) < int(facts.value(URIRef(f"{place}#selector"), end))
    whole = Dataset()
    whole.parse(data=content, format="json-ld")
    named = [g for g in whole.graphs() if str(g.identifier).startswith("urn:kg:view:")]
    assert len(named) == 1 and (None, URIRef("http://purl.org/dc/terms/identifier"), Literal(f"#{hash_}")) in named[0]


def test_hostile_labels_stay_text(browser: Any, hostile_html: Path) -> None:
    with open_page(browser, hostile_html) as tab:
        given = {key: take(tab, key)[1] for key in KEYS}
        assert tab.evaluate("window.hacked") is None
    rows = table(given["nodes"])
    assert len(rows) == len(EVIL)
    for key in ("nodes", "ties", "records"):
        for row in table(given[key]):
            for name, value in row.items():
                assert not value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), (key, name, value)
    assert [row["nombre"] for row in rows] == [f"'{text}" if text[0] in "=+-@\t" else text for text in EVIL]
    assert {row["conjunto de datos"] for row in rows} == {"'=1+1 <b>"} and {row["quién publica"] for row in rows} == {"'@quien"}
    graph = nx.read_gexf(io.BytesIO(given["gexf"]))
    assert [graph.nodes[f"https://example.org/id/persona/p{i}"]["label"] for i in range(len(EVIL))] == [t.replace("\u0001", "").replace("\u0008", "").replace("\ufffe", "") for t in EVIL]
    svg = etree.fromstring(given["svg"])
    assert not svg.findall(".//{*}script") and any(EVIL[6] == title.text for title in svg.iter(f"{SVG}title"))
    assert max(len(text.text or "") for text in svg.iter(f"{SVG}text")) < 400
    facts = Graph().parse(data=given["jsonld"], format="json-ld")
    assert Literal(EVIL[0], lang="es") in set(facts.objects())


def test_nothing_left_gives_no_file_and_says_so(browser: Any, real_explorer: Path, tmp_path: Path) -> None:  # noqa: F811
    for path, hash_ in ((real_explorer, "from=1990-01-01&to=1990-01-02"), (page_of(empty_data(), tmp_path / "empty.html"), "")):
        with open_page(browser, path, hash=hash_) as tab:
            tab.locator(".export-open").press("Enter")
            for key in ("nodes", "ties", "gexf", "jsonld"):
                tab.locator(f"[data-export={key}]").press("Enter")
                tab.locator(".export-note", has_text="No hay nada que descargar").wait_for()
                tab.evaluate("document.querySelector('.export-note').textContent = ''")
            root = etree.fromstring(take(tab, "svg")[1])
            assert root.find(f"{SVG}metadata") is not None


def test_the_link_inside_a_file_opens_what_it_was_made_of(browser: Any, real_explorer: Path) -> None:  # noqa: F811
    with open_page(browser, real_explorer, hash="lang=en&layer=affiliation&certainty=stated&sector=government") as tab:
        first = take(tab, "nodes")[1]
    link = table(first)[0]["link to this view (after the page's address)"]
    with open_page(browser, real_explorer, hash=link.removeprefix("#")) as tab:
        assert take(tab, "nodes")[1] == first


STATES = """
import { readFileSync } from "node:fs";
import { index } from "./data";
import { decode, encode } from "./state";
const { data, states, hashes } = JSON.parse(readFileSync(0, "utf8"));
const model = index(data);
const written = states.map((s: never) => encode(s, model));
const read = written.map((h: string) => decode(h, model));
const old = hashes.map((h: string) => { const once = encode(decode(h, model).state, model); return [once, encode(decode(once, model).state, model), decode(once, model).lost]; });
console.log(JSON.stringify({ written, read, old }));
"""


@pytest.fixture(scope="module")
def run_states(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Any], Any]:
    return node(STATES, tmp_path_factory.mktemp("states"))


def some_state(dice: random.Random, data: dict[str, Any]) -> dict[str, Any]:
    """A state that the page can be in."""
    ids = [e["id"] for e in data["entities"]]
    some = range(len(ids))
    chosen: dict[str, list[str]] = {}
    for facet, values in {"kind": ["person", "event"], "municipality": ids, "event": ids, "theme": ids, "sector": ["government", "academia"], "certainty": ["stated", "inferred"],
                          "institution-kind": ["university", "a&b=c d+%"], "contribution": ["proposal"], "review": ["accepted", "unreviewed"]}.items():
        if dice.random() < 0.3:
            chosen[facet] = sorted(set(dice.choices(values, k=dice.randint(1, 3))))
    pair = dice.sample(some, 2)
    selection = dice.choice([{"type": "none"}, {"type": "node", "node": pair[0]}, {"type": "pair", "a": pair[0], "b": pair[1]}, {"type": "path", "a": pair[0], "b": pair[1]},
                             {"type": "claim", "claim": data["participations"][0]["id"]}])
    moved = [[n if n < len(ids) - 9 else -1 - n, dice.randint(-900, 9000), dice.randint(-900, 9000)] for n in dice.sample(some, dice.choice([0, 0, 1, 3]))]  # some of them groups
    dragged = [n for n, *_ in moved if n >= 0]
    camera = [round(dice.uniform(-2, 2), 3), round(dice.uniform(-2, 2), 3), round(dice.uniform(0.01, 3), 3)]
    return {"lang": dice.choice(["es", "en"]), "view": dice.choice(["network", "matrix", "timeline", "grid", "themes", "table"]), "layer": dice.choice([layer["name"] for layer in data["layers"]]),
            "mode": dice.choice(["all", "community"]), "filters": {"chosen": chosen, "from": dice.choice(["", "2031-03-04"]), "to": dice.choice(["", "2031-12-31"])}, "selection": selection,
            "ego": dice.choice([0, 1, 2]), "hidden": dice.sample(some, dice.randint(0, 3)), "pinned": [n for n in dice.sample(some, dice.randint(0, 3)) if n not in dragged] + dragged,
            "opened": dice.sample(some, dice.randint(0, 2)), "moved": moved, "blank": dice.random() < 0.5, "map": False, "source": dice.randint(-1, len(data["sources"]) - 1),
            "camera": dice.choice([None, camera]), "sort": dice.choice([["", False], ["degree", True], ["label", False]])}


def test_states_survive_their_links(invented: Reader, run_states: Callable[[Any], Any]) -> None:
    data, dice = data_of(invented), random.Random(6)
    states = [some_state(dice, data) for _ in range(400)]
    names = ["view", "layer", "kind", "node", "pair", "hide", "camera", "sort", "x"]
    junk = ["", "#", "node=nobody&pair=one", "view=map&layer=old&lang=fr&mode=x&ego=9&camera=1,2&from=ayer&sort=-&source=gone&hide=x&pin=y", "&&==%ff%%", "camera=NaN,Infinity,-1",
            "open=gone&at=gone,1,2&at=1,2&map=1",
            *("&".join(f"{dice.choice(names)}={dice.choice(['table', 'person', '1,2,3', '%00', '-', 'ñ', ''])}" for _ in range(5)) for _ in range(200))]
    found = run_states({"data": data, "states": states, "hashes": junk})
    for state, read in zip(states, found["read"], strict=True):
        assert read == {"state": state, "lost": 0}
    for once, twice, lost in found["old"]:
        assert (once, lost) == (twice, 0)


def test_the_same_view_gives_the_same_bytes(browser: Any, real_explorer: Path) -> None:  # noqa: F811
    taken = []
    for _ in range(2):
        with open_page(browser, real_explorer, hash="layer=person-institution") as tab:
            taken.append({key: take(tab, key) for key in KEYS if key != "png"})
    assert taken[0] == taken[1]


def test_on_a_phone_the_whole_list_is_in_reach(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    with open_page(browser, explorer_html, width=390, height=844, has_touch=True) as tab:
        tab.locator(".menu").tap()
        tab.locator(".export-open").tap()
        for i in range(len(KEYS)):
            item = tab.locator(".export-item").nth(i)
            item.scroll_into_view_if_needed()
            box = item.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["height"] >= 44
        with tab.expect_download() as given:
            tab.locator("[data-export=ties]").tap()
        assert given.value.suggested_filename.endswith("-ties.csv")


def test_the_exporters_write_no_markup_into_the_page() -> None:
    for path in (ROOT / "visuals" / "explorer" / "src" / "exports").glob("*.ts"):
        text = path.read_text(encoding="utf-8")
        assert not [bad for bad in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "fetch(", ".style.") if bad in text], path.name


def test_the_benchmark_measures_a_corpus_of_the_size_it_says(tmp_path: Path) -> None:
    reader = invented_corpus(tmp_path, 60)
    data = data_of(reader, ROOT)
    layer = next(row for row in data["layers"] if row["name"] == "copresence")
    assert len(layer["nodes"]) == len(data["memberships"]) == 60 and len(data["contributions"]) == 6 and len(data["participations"]) > 60
    assert all(claim["at"] for name in ("participations", "memberships", "contributions") for claim in data[name])
    kept = Row("1000", "explorer", 60, 1, 60, 1.0, 10.0, usable=900, longest=499, budgets=BUDGETS["1000"])
    assert kept.missed == [] and "met" in kept.told()
    kept.longest = 501
    assert kept.missed == ["longest 501 > 500"] and "MISSED: longest 501 > 500" in kept.told()
