"""The drawing and the index page: open offline, run nobody's words, answer in both languages, and are the same bytes each time."""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.model.errors import UsageError
from kg.model.text import Text
from kg.network.measures import caveats
from kg.visual.index_page import index_page
from kg.visual.kinds import KINDS, OTHER
from kg.visual.layout import positions
from kg.visual.pyvis_export import MOST, draw, strength, to_pyvis, top
from kg.visual.safe import SHOWN, clean, data_block, script_text

TITLE = Text("Quién coincidió con quién", "Who was with whom")
CAVEAT = Text("Coincidir no es colaborar.", "To coincide is not to collaborate.")
BASE = "https://ejemplo.invalid/id/persona/"
HOSTILE = ['<img src=x onerror="window.__pwned=1">', "</script><script>window.__pwned=1</script>", "<!--<script>", "\u202egnp.exe", "مرحبا (abc) ١٢٣",
           "😀👨\u200d👩 familia", "x" * 10_000, "'\"`&amp;${window.__pwned=1}", "a" + "\u0301" * 300, "{{7*7}} {n}", "lone \ud800 surrogate", "\x00\x1b[31m\nline",
           "javascript:window.__pwned=1", "__proto__", ""]


def sample(people: int = 35, sessions: int = 5) -> nx.Graph:
    """An invented co-presence network: people of five sessions, some of nobody's."""
    dice, graph = random.Random(1), nx.Graph(layer="copresence", two_mode=False, meaning_es="Estuvieron en la misma sesión.", meaning_en="They were in the same session.")
    for i in range(people):
        graph.add_node(f"{BASE}p{i:04}", label=f"Persona {i} Peña Íñiguez", kind="person")
    for s in range(sessions):
        for a, b in itertools.combinations(sorted(dice.sample(sorted(graph)[:-3], 7)), 2):
            old = graph.edges[a, b] if graph.has_edge(a, b) else {"weight": 0, "shared": [], "inferred": False, "claims": []}
            graph.add_edge(a, b, weight=old["weight"] + 1, shared=[*old["shared"], f"Panel {s}"], inferred=s == 2, claims=[*old["claims"], f"{BASE}claim-{s}"])
    return graph


def hostile() -> nx.Graph:
    """A graph in which every word is an attack, ids, kinds and shared labels included."""
    graph = nx.Graph(layer=HOSTILE[0], two_mode=True, meaning_es=HOSTILE[1], meaning_en=HOSTILE[0])
    kinds = [*KINDS, HOSTILE[0], "__proto__"]
    for i, text in enumerate(HOSTILE):
        graph.add_node(f"{text[:80]}#{i}", label=text, kind=kinds[i % len(kinds)], measures={text[:40]: 1.5, "degree": float("nan")})
    nodes = list(graph)
    for i, text in enumerate(HOSTILE):
        graph.add_edge(nodes[i], nodes[(i + 1) % len(nodes)], weight=1, shared=[text, HOSTILE[0]], inferred=False, claims=[text])
    return graph


def html(graph: nx.Graph, **more: Any) -> str:
    return draw(graph, title=more.pop("title", TITLE), caveats=more.pop("caveats", [CAVEAT]), **more)


def index_data() -> dict[str, Any]:
    return {"counts": [("Personas", "People", 35), ("Eventos", "Events", 6)], "findings": [], "commands": ["kg ask"],
            "answers": [(Text(f"Pregunta {i}", f"Question {i}"), ["quién", "n"], [[HOSTILE[1], j] for j in range(12)], f"answers/a{i}.csv") for i in range(4)],
            "networks": [("copresence", CAVEAT, 35, 101, {"csv": "networks/c.csv", "html": "pages/c.html"})],
            "dumps": [("graph.nq", 1_234_567, "ab" * 32, "graph.nq")], "sources": [(HOSTILE[0], "cd" * 32, True), ("Otro", "ef" * 32, False)]}


# ---- without a browser ----

def test_top_keeps_the_strongest_and_breaks_ties_by_iri() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from([("c", "d", 2), ("a", "b", 2), ("e", "f", 5), ("e", "a", 1)])
    graph.add_node("g")
    assert strength(graph) == {"a": 3, "b": 2, "c": 2, "d": 2, "e": 6, "f": 5, "g": 0}
    assert sorted(top(graph, 4)) == ["a", "b", "e", "f"]
    assert top(graph, 4).number_of_edges() == 3
    assert sorted(top(graph, 99)) == sorted(graph)
    with pytest.raises(UsageError):
        top(graph, 0)


def test_a_part_of_a_network_says_so() -> None:
    part = top(top(sample(), 20), 9)
    assert (part.graph["of_nodes"], part.graph["of_ties"]) == (35, sample().number_of_edges())
    said = caveats(part)[0]
    assert said.es.startswith("Se muestran 9 de 35 nodos") and said.en.startswith("Shown are 9 of 35 nodes")
    assert "of_nodes" not in top(sample(), 35).graph and "of_nodes" not in sample().graph


def test_too_many_nodes_are_refused_with_the_way_out() -> None:
    graph = nx.empty_graph(MOST + 1)
    for step in (to_pyvis, html):
        with pytest.raises(UsageError, match="--top N"):
            step(graph)


def test_the_network_is_pyvis_and_its_changes_are_drawn() -> None:
    graph = sample()
    net = to_pyvis(graph)
    assert len(net.nodes) == 35 and len(net.edges) == graph.number_of_edges() and net.options.physics.enabled is False
    net.nodes[0]["color"], net.nodes[1]["x"] = "#ff0000", 4321
    page = html(graph, network=net)
    assert '"color":"#ff0000"' in page and '"x":4321' in page and page != html(graph)


def test_positions_are_whole_apart_and_complete() -> None:
    for graph in (nx.Graph(), nx.empty_graph(1), nx.path_graph(2), sample(), sample(200, 30)):
        named = nx.relabel_nodes(graph, str)
        places = positions(named)
        assert set(places) == set(named) and all(isinstance(v, int) for p in places.values() for v in p)
        assert all(abs(ax - bx) + abs(ay - by) > 40 for (ax, ay), (bx, by) in itertools.combinations(places.values(), 2))


@pytest.mark.heavy
def test_same_bytes_whatever_the_hash_seed_and_the_order() -> None:
    code = ("import sys, random, hashlib, networkx as nx; from tests.test_draw import sample, html; g = sample(); h = nx.Graph(**g.graph); "
            "n = list(g.nodes(data=True)); random.Random(int(sys.argv[1])).shuffle(n); h.add_nodes_from(n); h.add_edges_from(g.edges(data=True)); "
            "print(hashlib.sha256(html(h).encode()).hexdigest())")
    root = Path(__file__).resolve().parent.parent
    found = {subprocess.run([sys.executable, "-c", code, seed], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=root, check=True, capture_output=True, text=True).stdout
             for seed in ("0", "1")}
    assert found == {hashlib.sha256(html(sample()).encode()).hexdigest() + "\n"}


def test_words_are_made_inert() -> None:
    assert clean("a\u202eb\n\x00c\ud800") == "ab c\ufffd"
    assert len(clean("x" * 10_000, SHOWN)) == SHOWN and clean("x" * 10_000, SHOWN).endswith("…")
    assert len(clean("a" + "\u0301" * 300)) < 10
    assert not re.search("[<>&\u2028\u2029]", data_block({"k": "</script>&\u2028\u2029<!--"}))
    assert "</script" not in script_text('"</SCRIPT>"').lower() and "<!--" not in script_text("<!-- <script")
    assert "sourceMappingURL" not in script_text("a\n//# sourceMappingURL=x.map")


def test_page_holds_policy_notice_and_no_address_to_fetch() -> None:
    page = html(sample())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy and "unsafe" not in policy[1] and policy[1].startswith("default-src &#39;none&#39;")
    assert "@copyright (c) 2011-2017 Almende B.V" in re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    outside = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r'(?:src|href)="(?!#|data:,)', outside) and not re.search(r"\son\w+=", outside) and "style=" not in outside


def test_colours_reach_contrast() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    def contrast(a: str, b: str) -> float:
        high, low = sorted((light(a), light(b)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for kind in [*KINDS.values(), OTHER]:
        assert contrast(kind.light, "#ffffff") >= 3 and contrast(kind.dark, "#1d2126") >= 3, kind
    css = (Path(__file__).resolve().parent.parent / "kg/visual/templates/base.css").read_text(encoding="utf-8")
    for block in css.split("prefers-color-scheme: dark")[:2]:
        named = dict(re.findall(r"--([\w-]+): (#\w{6})", block))
        for ink in ("ink", "soft", "accent"):
            assert all(contrast(named[ink], named[paper]) >= 4.5 for paper in ("paper", "card")), (ink, named)
        assert contrast(named["ink"], named["warn"]) >= 4.5 and contrast(named["field"], named["card"]) >= 3


def test_index_page_refuses_what_it_does_not_know_and_addresses_outside() -> None:
    with pytest.raises(UsageError, match="surprises"):
        index_page({"surprises": []})
    for link in ("https://ejemplo.invalid/", "/etc/passwd", "../x", "javascript:alert(1)", "a/../../b", "\\\\host\\x"):
        with pytest.raises(UsageError):
            index_page({"dumps": [("x", 1, "00", link)]})
    assert "ninguno" in index_page({})


# ---- in a browser ----

class Opened:
    """A page open in Chromium, with all it asked for and all it complained of."""

    def __init__(self, browser: Any, path: Path, width: int = 1400, height: int = 900, dark: bool = False) -> None:
        self.page = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light").new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.on("console", lambda m: self.said.append(m.text))
        self.page.on("pageerror", lambda e: self.said.append(str(e)))
        self.page.on("dialog", lambda d: (self.said.append(f"dialog {d.message}"), d.dismiss()))
        self.page.goto(path.as_uri())
        self.address = path.as_uri()

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))

    def colours(self) -> int:
        """How many different colours the canvas holds."""
        return int(self.page.evaluate("""() => { const c = document.querySelector('#canvas canvas'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
            const s = new Set(); for (let i = 0; i < d.length; i += 4) s.add(d[i] << 24 | d[i + 1] << 16 | d[i + 2] << 8 | d[i + 3]); return s.size; }"""))

    def at(self, x: float, y: float) -> None:
        """Click on a place of the drawing, given in drawing units."""
        spot = self.page.evaluate("([x, y]) => kgDraw.network.canvasToDOM({ x, y })", [x, y])
        self.page.click("#canvas", position={"x": spot["x"], "y": spot["y"]})
        self.page.wait_for_timeout(350)

    def quiet(self) -> None:
        """Nothing was asked but the file, nothing complained, nobody's words ran."""
        assert self.asked == [self.address] and self.said == []
        assert self.page.evaluate("window.__pwned === undefined && ({}).polluted === undefined")


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Any:
    def show(page: str, **more: Any) -> Opened:
        path = tmp_path / "page.html"
        path.write_text(page, encoding="utf-8")
        return Opened(browser, path, **more)
    return show


@pytest.mark.browser
@pytest.mark.parametrize("look", [{}, {"width": 390, "height": 844}, {"dark": True}], ids=["desktop", "phone", "dark"])
def test_page_opens_offline_and_draws(opened: Any, look: dict[str, Any]) -> None:
    seen = opened(html(sample()), **look)
    assert seen.colours() > 20 and int(seen.page.get_attribute("#canvas", "data-names")) >= 4
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    dark = seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(21, 24, 28)"
    assert dark == bool(look.get("dark")) and CAVEAT.es in seen.text("main")
    seen.quiet()


@pytest.mark.browser
def test_search_and_panel_say_why_in_both_languages(opened: Any) -> None:
    seen, graph = opened(html(sample())), sample()
    seen.page.fill("#query", "pena iniguez 20")
    assert "Persona 20 Peña Íñiguez" in seen.text("#hits")
    seen.page.press("#query", "Enter")
    assert "Persona 20 Peña Íñiguez" in seen.text("#panel") and f"{graph.degree[f'{BASE}p0020']} lazos" in seen.text("#panel")
    seen.page.click("#panel .links button >> nth=0")
    best = max(graph.edges(f"{BASE}p0020", data=True), key=lambda e: e[2]["weight"])[2]
    assert all(name in seen.text("#panel li") or name in seen.text("#panel") for name in best["shared"])
    assert "Estuvieron en la misma sesión." in seen.text("#panel") and "kg show" in seen.page.text_content("#panel")
    spanish = seen.text("body")
    seen.page.click("#lang")
    assert seen.page.evaluate("document.documentElement.lang") == "en" and seen.page.title() == TITLE.en
    english = seen.text("body")
    for line in ("Tie between", "They were in the same session.", CAVEAT.en, "How to read the drawing"):
        assert line in english and line not in spanish
    for word in ("Lazo", "lazos", "Buscar", "sesión", "Nodos", "Teclado", "misma"):
        assert word in spanish and word not in english, word
    seen.page.fill("#query", "nobody at all")
    assert "Nobody and nothing" in seen.text("#hits")
    seen.page.click("#lang")
    assert "Nadie ni nada" in seen.text("#hits")
    seen.quiet()


@pytest.mark.browser
def test_clicks_on_a_node_a_tie_and_nothing(opened: Any) -> None:
    graph = nx.Graph(meaning_es="Comparten mesa.", meaning_en="They share a table.")
    graph.add_node("a", label="Ana", kind="person")
    graph.add_node("b", label="Beto", kind="institution")
    graph.add_edge("a", "b", weight=2, shared=["Panel A", "Panel B"], inferred=True, claims=["https://ejemplo.invalid/c"])
    seen, places = opened(html(graph)), positions(graph)
    (ax, ay), (bx, by) = places["a"], places["b"]
    seen.at(ax, ay)
    assert "Ana" in seen.text("#panel") and "1 lazo" in seen.text("#panel")
    seen.at((ax + bx) / 2, (ay + by) / 2)
    assert all(w in seen.text("#panel") for w in ("Ana", "Beto", "Comparten 2:", "Panel A", "Panel B", "Comparten mesa.", "inferido"))
    graph["a"]["b"].update(inferred=False, stated=1)
    seen = opened(html(graph))
    seen.at((ax + bx) / 2, (ay + by) / 2)
    assert "De su peso, 1 descansa en lo que la fuente dice" in seen.text("#panel")
    seen.at(ax, ay + 120)
    assert "Elija" in seen.text("#panel")
    seen.quiet()


@pytest.mark.browser
def test_everything_is_reached_by_keyboard(opened: Any) -> None:
    seen, reached = opened(html(sample(), rows=[{"iri": "x", "label": "Ana", "kind": "person", "degree": 3}])), set()
    for _ in range(20):
        seen.page.keyboard.press("Tab")
        reached.add(seen.page.evaluate("document.activeElement.id || document.activeElement.closest('[id]')?.id || document.activeElement.className"))
    assert {"lang", "canvas", "zoom-in", "zoom-out", "fit", "query", "table_nodes", "table_ties", "table_rows"} <= reached
    seen.page.focus("#canvas")
    seen.page.keyboard.press("ArrowRight")
    first = seen.text("#panel .name")
    seen.page.keyboard.press("ArrowRight")
    assert seen.text("#panel .name") != first
    seen.page.keyboard.press("Enter")
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("Enter")
    assert "Lazo entre" in seen.text("#panel")
    seen.page.keyboard.press("Escape")
    assert "Elija" in seen.text("#panel") and seen.page.evaluate("document.activeElement.id") == "canvas"
    for table, rows in (("table_nodes", 35), ("table_ties", sample().number_of_edges()), ("table_rows", 1)):
        seen.page.focus(f"#{table} summary")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_selector(f"#{table} tbody tr")
        assert seen.page.locator(f"#{table} tbody tr").count() == rows
    assert seen.text("#table_rows tbody") .split() == ["Ana", "persona", "3"]
    seen.quiet()


@pytest.mark.browser
def test_hostile_words_never_run(opened: Any) -> None:
    seen = opened(html(hostile(), title=Text(HOSTILE[1], HOSTILE[0]), caveats=[Text(HOSTILE[0], HOSTILE[1])], rows=[{HOSTILE[0]: HOSTILE[1], "__proto__": float("inf")}]))
    for table in ("table_nodes", "table_ties", "table_rows"):
        seen.page.click(f"#{table} summary")
    for i in range(len(HOSTILE)):
        seen.page.evaluate("i => kgDraw.choose(i)", i)
        seen.page.evaluate("i => kgDraw.tie(i)", i)
    for text in (HOSTILE[0], HOSTILE[1], "gnp", "{{7"):
        seen.page.fill("#query", text)
        assert seen.page.locator("#hits button").count() >= 1, text
    seen.page.click("#lang")
    assert seen.page.locator("main img, main script").count() == 0 and HOSTILE[0] in seen.text("h1")
    assert "\u202e" not in seen.page.content() and seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    seen.quiet()


@pytest.mark.browser
@pytest.mark.parametrize("count", [0, 1, 2])
def test_small_networks_give_a_useful_page(opened: Any, count: int) -> None:
    graph = nx.Graph()
    graph.add_nodes_from((f"n{i}", {"label": f"Nombre {i}", "kind": "person"}) for i in range(count))
    seen = opened(html(graph))
    assert CAVEAT.es in seen.text("main")
    assert ("No hay nodos" if not count else "ningún lazo") in seen.text("main")
    if count:
        assert seen.page.get_attribute("#canvas", "data-names") == str(count)
        seen.page.evaluate("kgDraw.choose(0)")
        assert "sin lazos" in seen.text("#panel")
    seen.quiet()


@pytest.mark.browser
def test_index_page_in_both_languages(opened: Any) -> None:
    seen = opened(index_page(index_data()), width=390, height=844)
    spanish = seen.text("body")
    assert all(w in spanish for w in ("Qué sigue", "ninguno", "Personas", "Pregunta 2", "Se muestran 10 de 12 filas.", "1.2 MB", "no está a la mano", "kg ask"))
    assert seen.page.locator("article").count() == 3 and seen.page.locator("details.more summary").inner_text() == "Pregunta 3"
    seen.page.click("#lang")
    english = seen.text("body")
    assert all(w in english for w in ("What next", "none", "People", "Question 2", "10 of 12 rows are shown.", "not at hand"))
    assert all(w not in english for w in ("ninguno", "Personas", "Pregunta", "filas", "Fuentes", "Redes"))
    assert seen.page.locator("main img, main script").count() == 0 and seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    links = seen.page.eval_on_selector_all("main a", "all => all.map(a => a.getAttribute('href'))")
    assert links == ["answers/a0.csv", "answers/a1.csv", "answers/a2.csv", "answers/a3.csv", "pages/c.html", "networks/c.csv", "graph.nq"]
    seen.quiet()
