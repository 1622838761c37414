"""The explorer's views beside the network: their counts are SPARQL's, they sort, they are worked from the keyboard, they speak one language at a time, and nothing in a name runs or breaks them."""

from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kg.graph.store import Reader
from tests import explorer_built
from tests.explorer_page import SOURCE, Data, built, empty_data, explorer_html, open_page, page_of, read_block, real_explorer  # noqa: F401

pytestmark = pytest.mark.heavy  # a browser at every step: some minutes

PREFIX = """PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
"""
FIXED = "https://w3id.org/gobierno-abierto/"
BESIDE = ("matrix", "timeline", "grid", "themes", "table")
PARTS = PREFIX + "SELECT DISTINCT ?person ?event { ?claim kg:participant ?person ; kg:inEvent ?event }"
UPWARDS = PREFIX + "SELECT ?event ?up { ?event a kg:Event . ?event kg:partOf* ?up }"
DAYS = PREFIX + "SELECT ?event ?day { ?event a kg:Event ; kg:heldOn ?day }"
SAID = PREFIX + "SELECT DISTINCT ?claim ?event { ?claim a kg:Contribution ; (kg:inEvent|kg:conclusionOf) ?event }"
CORPORA = pytest.mark.parametrize("corpus", ["invented", "real"])

Case = tuple[Reader, Path, Data]


@pytest.fixture
def case(corpus: str, request: pytest.FixtureRequest) -> Case:
    """A graph, its page, and the data in the page."""
    path = request.getfixturevalue("explorer_html" if corpus == "invented" else "real_explorer")
    return request.getfixturevalue(corpus), path, read_block(path)


def pairs(reader: Reader, query: str) -> set[tuple[str, str]]:
    return {(str(a), str(b)) for a, b in reader.rows(query)}


def groups(found: set[tuple[str, str]]) -> dict[str, set[str]]:
    """second -> firsts."""
    out: dict[str, set[str]] = defaultdict(set)
    for first, second in found:
        out[second].add(first)
    return out


def iri(data: Data, number: str | int | None) -> str:
    assert number is not None
    name = str(data["entities"][int(number)]["id"])
    return (FIXED if name.startswith("vocabulary/") else data["meta"]["base"]) + name


def leaves(reader: Reader) -> set[str]:
    """Events that no other is part of."""
    every = pairs(reader, UPWARDS)
    return {e for e, _ in every} - {up for e, up in every if e != up}


# --- counts are SPARQL's ---

@CORPORA
def test_table_has_every_node_with_its_ties_and_neighbours(case: Case, browser: Any) -> None:
    reader, path, data = case
    leaf = leaves(reader)
    want: dict[frozenset[str], int] = defaultdict(int)
    for people in groups({(p, e) for p, e in pairs(reader, PARTS) if e in leaf}).values():
        for pair in combinations(sorted(people), 2):
            want[frozenset(pair)] += 1
    everyone = {str(p) for (p,) in reader.rows(PREFIX + "SELECT ?p { ?p a kg:Person }")}
    with open_page(browser, path, hash="view=table&layer=copresence") as tab:
        while tab.locator(".v-of-table .v-more").count():
            tab.locator(".v-of-table .v-more").first.click()
        rows = tab.eval_on_selector_all(".v-cards tbody tr", """all => all.map(r => [r.dataset.row, r.querySelectorAll('td')[1].textContent,
            [...r.querySelectorAll('.v-tie')].map(b => [b.dataset.pair, b.querySelector('.v-weight').textContent])])""")
        assert {iri(data, row) for row, _, _ in rows} == everyone
        got = {frozenset(iri(data, n) for n in pair.split()): int(weight) for _, _, ties in rows for pair, weight in ties}
        assert got == dict(want)
        assert all(int(count) == len(ties) for _, count, ties in rows)
        tab.locator(".v-all-ties > summary").click()
        listed = tab.eval_on_selector_all(".v-all-ties tbody tr", "all => all.map(r => [...r.querySelectorAll('[data-node]')].map(b => b.dataset.node).concat(r.cells[2].textContent))")
        assert {frozenset((iri(data, a), iri(data, b))): int(weight) for a, b, weight in listed} == dict(want)


@CORPORA
def test_matrix_says_who_was_in_what(case: Case, browser: Any) -> None:
    reader, path, data = case
    leaf, want = leaves(reader), pairs(reader, PARTS)
    with open_page(browser, path, hash="view=matrix") as tab:
        at = tab.eval_on_selector_all(".v-matrix .v-box[data-at]", "all => all.map(b => b.dataset.at.split(' '))")
        assert {(iri(data, p), iri(data, e)) for p, e in at} == want and len(at) == len(want)
        rows = tab.eval_on_selector_all(".v-matrix tbody tr", "all => all.map(r => [r.dataset.row, r.lastElementChild.textContent])")
        sessions = {p: sum(1 for q, e in want if q == p and e in leaf) for p, _ in want}
        assert {iri(data, p): int(n) for p, n in rows} == sessions
        assert [int(n) for _, n in rows] == sorted(sessions.values(), reverse=True)
        heads = tab.eval_on_selector_all(".v-event-head", "all => all.map(c => [c.dataset.row, c.querySelector('.v-tally').firstChild.textContent])")
        assert {iri(data, e): int(n) for e, n in heads} == {e: len(people) for e, people in groups(want).items()}
        days = dict(sorted(pairs(reader, DAYS), reverse=True))
        order = [days[iri(data, e)] for e, _ in heads]
        assert order == sorted(order)


@CORPORA
def test_timeline_counts_people_the_new_and_the_returning(case: Case, browser: Any) -> None:
    reader, path, data = case
    people, said, first = defaultdict(set), defaultdict(set), dict(sorted(pairs(reader, DAYS), reverse=True))
    above = defaultdict(set)
    for event, up in pairs(reader, UPWARDS):
        above[event].add(up)
    since: dict[str, str] = {}
    for person, event in pairs(reader, PARTS):
        since[person] = min(since.get(person, "9999"), first[event])
        for up in above[event]:
            people[up].add(person)
    for claim, event in pairs(reader, SAID):
        for up in above[event]:
            said[up].add(claim)
    start = min(first.values())
    with open_page(browser, path, hash="view=timeline") as tab:
        got = tab.eval_on_selector_all(".v-events .v-event", "all => all.map(e => [e.dataset.row, [...e.querySelectorAll('.v-numbers span')].map(s => s.textContent)])")
        assert {iri(data, event) for event, _ in got} == set(people) | set(said)
        for event, texts in got:
            mine = people[iri(data, event)]
            new = sum(1 for p in mine if since[p] >= first[iri(data, event)])
            want = [f"{len(mine)} {'persona' if len(mine) == 1 else 'personas'}" if mine else "sin personas registradas"]
            if mine and first[iri(data, event)] == start:
                want.append("primer día registrado")
            elif mine:
                want += [f"{new} por primera vez", f"{len(mine) - new} {'ya había estado' if len(mine) - new == 1 else 'ya habían estado'}"]
            n = len(said[iri(data, event)])
            assert texts == [*want, f"{n} {'intervención' if n == 1 else 'intervenciones'}" if n else "sin intervenciones registradas"]
        inside = tab.eval_on_selector_all(".v-events .v-events > li > .v-event", "all => all.map(e => [e.dataset.row, e.parentElement.parentElement.parentElement.firstElementChild.dataset.row])")
        assert {(iri(data, part), iri(data, whole)) for part, whole in inside} == pairs(reader, PREFIX + "SELECT ?e ?up { ?e kg:partOf ?up }")


@CORPORA
def test_grid_shows_who_is_there_and_who_is_not(case: Case, browser: Any) -> None:
    reader, path, data = case
    code = data["meta"]["state"]["code"]
    listed = {str(n) for (n,) in reader.rows(PREFIX + f'PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?n {{ ?m kg:stateCode "{code}" ; skos:prefLabel ?n }}')}
    people = groups(pairs(reader, PREFIX + "SELECT DISTINCT ?person ?town { ?claim kg:participant ?person ; kg:hat/org:organization/(kg:municipality|kg:governs) ?town }"))
    assert set(people) == {str(t) for (t,) in reader.rows(PREFIX + "SELECT DISTINCT ?t { ?t kg:representedAt ?e }")}
    with open_page(browser, path, hash="view=grid") as tab:
        grids = tab.locator(".v-towns")
        names = grids.first.locator(".v-town-name").all_text_contents()
        assert set(names) == listed and len(names) == len(data["meta"]["state"]["municipalities"])
        collator = tab.evaluate("names => [...names].sort(new Intl.Collator('es').compare)", names)
        assert names == collator
        here = tab.eval_on_selector_all(".v-town-here[data-row]", "all => all.map(c => [c.dataset.row, c.querySelector('.v-soft').firstChild.textContent])")
        assert {iri(data, town): int(text.split()[0]) for town, text in here} == {town: len(who) for town, who in people.items()}
        inside = {str(t) for (t,) in reader.rows(PREFIX + f'SELECT ?t {{ ?t kg:stateCode "{code}" }}')}
        gone = tab.locator(".v-towns").first.locator(".v-town.v-town-gone").count()
        named = tab.locator(".v-towns").first.locator(".v-town-named").count()
        assert f"De {len(names)} municipios: {len(inside & set(people))} representado" in tab.locator(".v-of-grid > p").first.inner_text()
        assert gone + named + len(inside & set(people)) == len(names)
        assert tab.locator(".v-town.v-town-gone button").count() == 0


@CORPORA
def test_themes_by_sector_counts_contributions(case: Case, browser: Any) -> None:
    reader, path, data = case
    worn = """?claim a kg:Contribution ; kg:theme ?theme ; (kg:speaker|kg:coSpeaker) ?person ; kg:inEvent ?event .
        ?part kg:participant ?person ; kg:inEvent ?event ; kg:hat/kg:sector ?sector ."""
    want: dict[tuple[str, str], set[str]] = defaultdict(set)
    for theme, sector, claim in reader.rows(PREFIX + f"SELECT ?theme ?sector ?claim {{ {worn} }}"):
        want[str(theme), str(sector)].add(str(claim))
    whole = groups(pairs(reader, PREFIX + "SELECT ?claim ?theme { ?claim a kg:Contribution ; kg:theme ?theme }"))
    sectors = {c["label"][0]: FIXED + "vocabulary/" + c["id"] for c in data["concepts"] if c["id"].startswith("sector/")}
    with open_page(browser, path, hash="view=themes") as tab:
        heads = [sectors.get(text, "") for text in tab.locator(".v-cross thead th").all_text_contents()[2:]]
        held = {FIXED + "vocabulary/" + data["concepts"][m["sector"]]["id"] for m in data["memberships"] if m["sector"] >= 0}
        assert set(heads) - {""} == held
        rows = tab.eval_on_selector_all(".v-cross tbody tr", """all => all.map(r =>
            [r.dataset.row, [...r.querySelectorAll('td')].map(c => (c.firstElementChild?.firstChild ?? c).textContent)])""")
        got = {(iri(data, theme), sector): int(n) for theme, cells in rows for sector, n in zip(heads, cells[1:], strict=True) if sector and n != "·"}
        assert got == {cell: len(claims) for cell, claims in want.items()}
        assert {iri(data, theme): int(cells[0]) for theme, cells in rows} == {theme: len(claims) for theme, claims in whole.items()}
        foot = tab.locator(".v-cross tfoot td").all_text_contents()
        assert int(foot[0]) == len(set().union(*whole.values()))
        cell = tab.locator(".v-cross .v-count").first
        n = int(cell.evaluate("c => c.firstChild.textContent"))
        cell.click()
        assert tab.locator(".v-opened .v-claim").count() == n and cell.get_attribute("aria-expanded") == "true"
        split = [int(k) for k in re.findall(r": (\d+)", tab.locator(".v-opened > p").first.inner_text())]
        assert sum(split) == n
        assert "node=" in tab.url
        tab.locator(".v-claim").first.click()
        assert "claim=" in tab.url
        if held == set(sectors.values()):
            assert tab.locator(".v-blank").count() == 0
            return
        tab.locator(".v-blank button").click()  # the rest of the vocabulary, by name, without counts
        assert {sectors.get(text, "") for text in tab.locator(".v-cross thead th").all_text_contents()[2:]} - {""} == set(sectors.values())
        themes = {c["label"][0] for c in data["concepts"] if c["id"].startswith("theme/")}
        assert set(tab.locator(".v-unused th").all_text_contents()) == themes - {data["concepts"][e["concept"]]["label"][0] for e in data["entities"] if e["kind"] == "theme"} != set()
        assert "blank=1" in tab.url


# --- the same filters and selection as the network ---

def test_filters_narrow_every_view(explorer_html: Path, invented: Reader, browser: Any) -> None:  # noqa: F811
    data = read_block(explorer_html)
    events = [e for e in data["entities"] if e["kind"] == "event" and e["label"] == "Taller de datos"]
    who = {p for p, e in pairs(invented, PARTS) if e.endswith(events[0]["id"])}
    with open_page(browser, explorer_html, hash=f"view=matrix&event={events[0]['id']}") as tab:
        rows = tab.eval_on_selector_all(".v-matrix tbody tr", "all => all.map(r => r.dataset.row)")
        assert {iri(data, r) for r in rows} == who and tab.locator(".v-event-head").count() == 1
        tab.get_by_role("tab", name="Tabla").click()
        assert tab.locator(".v-cards tbody tr").count() == len(who)
        assert "no cambian con los filtros" in tab.locator(".v-cards caption").inner_text()
        tab.get_by_role("tab", name="Cronología").click()
        assert [text.strip() for text in tab.locator(".v-events .v-name").all_text_contents()] == ["Taller de datos"]


def test_hidden_and_ego_narrow_the_views(real_explorer: Path, real: Reader, browser: Any) -> None:  # noqa: F811
    data = read_block(real_explorer)
    leaf = leaves(real)
    met: dict[str, set[str]] = defaultdict(set)
    for people in groups({(p, e) for p, e in pairs(real, PARTS) if e in leaf}).values():
        for person in people:
            met[person] |= people
    person = min(met, key=lambda p: (len(met[p]), p))
    short = person.removeprefix(data["meta"]["base"])
    with open_page(browser, real_explorer, hash=f"view=matrix&node={short}&ego=1") as tab:
        assert {iri(data, r) for r in tab.eval_on_selector_all(".v-matrix tbody tr", "all => all.map(r => r.dataset.row)")} == met[person]
    with open_page(browser, real_explorer, hash=f"view=table&hide={short}") as tab:
        assert tab.locator(".v-cards tbody tr").count() == len(met) - 1


def test_a_kind_that_a_view_needs_and_the_filter_leaves_out_is_said(explorer_html: Path, browser: Any) -> None:  # noqa: F811
    with open_page(browser, explorer_html, hash="view=matrix&kind=person") as tab:
        assert "eventos" in tab.locator(".v-empty").inner_text()
        tab.locator(".v-empty button").click()
        assert tab.locator(".v-matrix tbody tr").count() > 0 and "kind=" not in tab.url
    with open_page(browser, explorer_html, hash="view=timeline&kind=event") as tab:  # people are counted although they are not drawn
        assert "2 personas" in " ".join(tab.locator(".v-numbers").all_text_contents())


@pytest.mark.parametrize("view", BESIDE)
def test_nothing_left_is_said_and_can_be_undone(view: str, explorer_html: Path, browser: Any) -> None:  # noqa: F811
    with open_page(browser, explorer_html, hash=f"view={view}&from=2099-01-01") as tab:
        empty = tab.locator(".v-view:visible .v-empty")
        if view in ("grid", "themes"):  # the absent municipalities, and themes nobody speaks of, are what they show
            assert empty.count() == 0 and (tab.locator(".v-town.v-town-gone").count() > 0 or tab.locator(".v-zero").count() > 0)
            return
        assert "filtros" in empty.inner_text()
        empty.get_by_role("button").click()
        assert empty.count() == 0 and "from=" not in tab.url


def test_selection_is_marked_in_each_view(real_explorer: Path, browser: Any) -> None:  # noqa: F811
    data = read_block(real_explorer)
    person = data["participations"][0]["person"]
    mine = {p["event"] for p in data["participations"] if p["person"] == person}
    above = {u for e in mine for u in [e, data["entities"][e].get("up", -1), data["entities"][data["entities"][e].get("up", e)].get("up", -1)] if u >= 0}
    with open_page(browser, real_explorer, hash="view=table") as tab:
        tab.locator(f'.v-cards [data-node="{person}"]').click()
        assert "node=" in tab.url and tab.locator(".v-cards tr.v-on").count() == 1
        for name in ("Matriz", "Cronología"):
            tab.get_by_role("tab", name=name).click()
            tab.wait_for_selector(".v-view:visible [aria-current], .v-view:visible .v-related")
        assert {int(n) for n in tab.eval_on_selector_all(".v-related", "all => all.map(e => e.dataset.row)")} == above
        assert all(data["entities"][person]["label"] in text for text in tab.locator(".v-related .v-tag").all_text_contents())


# --- sorting, keyboard ---

def test_sort_by_header(real_explorer: Path, browser: Any) -> None:  # noqa: F811
    data = read_block(real_explorer)
    layer = data["layers"][0]
    with open_page(browser, real_explorer, hash="view=table") as tab:
        ties = [int(n) for n in tab.eval_on_selector_all(".v-cards tbody tr", "all => all.map(r => r.querySelectorAll('td')[1].textContent)")]
        assert ties == sorted(ties, reverse=True)
        assert tab.locator("th[aria-sort]").count() == 1 and tab.locator("th[aria-sort=descending]").inner_text().startswith("Lazos")
        name = tab.get_by_role("button", name="Nombre", exact=True)
        name.focus()
        tab.keyboard.press("Enter")
        names = tab.locator(".v-cards .v-lead").all_text_contents()
        assert names == tab.evaluate("names => [...names].sort(new Intl.Collator('es', {numeric: true}).compare)", names)
        assert "sort=name" in tab.url and tab.locator("th[aria-sort=ascending] button").evaluate("b => b === document.activeElement")
        tab.keyboard.press("Enter")
        assert tab.locator(".v-cards .v-lead").all_text_contents() == names[::-1]
        assert "mayor a menor" in tab.locator("#status").inner_text()
        for measure in layer["measures"]:
            label = data["measures"][measure]["label"][0]
            tab.locator(".v-cards thead button", has_text=re.compile(f"^{label}$|^{label}[▲▼]", re.I)).click()
            order = [int(n) for n in tab.eval_on_selector_all(".v-cards tbody tr", "all => all.map(r => r.dataset.row)")]
            values = [layer["measures"][measure][layer["nodes"].index(n)] for n in order]
            known = [v for v in values if v is not None]
            assert known == sorted(known, reverse=True) and values[: len(known)] == known
            tab.locator("th[aria-sort=descending] button").click()
            assert tab.locator("th[aria-sort=ascending]").count() == 1
    with open_page(browser, real_explorer, hash="view=table&sort=name-") as tab:  # the link keeps it
        assert tab.locator(".v-cards .v-lead").all_text_contents() == names[::-1]


def test_neighbour_selects_the_pair_and_arrows_move(real_explorer: Path, browser: Any) -> None:  # noqa: F811
    with open_page(browser, real_explorer, hash="view=table") as tab:
        tab.locator(".v-cards .v-lead").first.focus()
        tab.keyboard.press("ArrowDown")
        assert tab.locator(".v-cards .v-lead").nth(1).evaluate("b => b === document.activeElement")
        tab.keyboard.press("End")
        assert tab.locator(".v-cards .v-lead").last.evaluate("b => b === document.activeElement")
        tab.keyboard.press("Home")
        tab.keyboard.press("Enter")
        assert "node=" in tab.url
        first = tab.locator(".v-tie").first
        first.focus()
        tab.keyboard.press("Enter")
        assert tab.url.count("pair=") == 2 and first.get_attribute("aria-current") == "true"
        assert "ver por qué" in first.inner_text() or "ver por qué" in (first.text_content() or "")


def test_matrix_is_one_stop_for_tab_and_arrows_move_inside(real_explorer: Path, browser: Any) -> None:  # noqa: F811
    with open_page(browser, real_explorer, hash="view=matrix") as tab:
        boxes = tab.locator(".v-matrix .v-box")
        assert tab.locator('.v-matrix .v-box[tabindex="0"]').count() == 1
        boxes.first.focus()
        tab.keyboard.press("ArrowRight")
        assert boxes.nth(1).evaluate("b => b === document.activeElement") and tab.locator('.v-matrix .v-box[tabindex="0"]').count() == 1
        column = boxes.nth(1).evaluate("b => b.closest('td').cellIndex")
        tab.keyboard.press("ArrowDown")
        assert tab.evaluate("[document.activeElement.className, document.activeElement.closest('td').cellIndex]")[1] == column
        tab.keyboard.press("Enter")
        assert "claim=" in tab.url


# --- words ---

SPANISH = re.compile(r"\b(de|del|la|el|los|las|que|con|por|una?|sin|según|personas?|eventos?|lazos?|sesiones|intervenci\w+|municipios?|declarado|tema|ver|más|aquí)\b", re.I)
ENGLISH = re.compile(r"\b(the|of|and|with|by|an|without|people|person|events?|ties?|sessions?|contributions?|municipalit\w+|stated|theme|see|more|here|shown|is|are|not)\b", re.I)


def coded(data: Data) -> Data:
    """The same data with every text of it a code, in both languages, so that what is left are the interface's own words."""
    text = json.dumps(data)
    found: Data = json.loads(text)
    two = [f"{'Z' * 4}ES", f"{'Z' * 4}EN"]
    for i, entity in enumerate(found["entities"]):
        entity["label"] = f"Zz{i}"
    for concept in found["concepts"]:
        concept["label"] = two
    for contribution in found["contributions"]:
        contribution["words"] = two
    for layer in found["layers"]:
        layer |= {"title": two, "question": two, "meaning": two, "weight": two, "caveats": [two, two]}
    for measure in found["measures"].values():
        measure |= {"label": two, "meaning": two, "range": two}
    found["meta"]["state"]["name"] = "Zz"
    found["meta"]["state"]["municipalities"] = [[code, f"Zz{code}", e] for code, _, e in found["meta"]["state"]["municipalities"]]
    return found


@pytest.mark.parametrize("lang", ["es", "en"])
def test_one_language_at_a_time(lang: str, real_explorer: Path, tmp_path: Path, browser: Any) -> None:  # noqa: F811
    path = page_of(coded(read_block(real_explorer)), tmp_path / "coded.html")
    wrong, code = (ENGLISH, "ZZZZEN") if lang == "es" else (SPANISH, "ZZZZES")
    with open_page(browser, path, hash=f"lang={lang}&view=table&layer=theme") as tab:
        for view in BESIDE:
            tab.evaluate("view => { location.hash = location.hash.replace(/view=\\w+/, 'view=' + view) }", view)
            tab.wait_for_selector(f".v-of-{view}:visible")
            for details in tab.locator(".v-view:visible details > summary").all():
                details.click()
            tab.wait_for_timeout(50)
            said = tab.evaluate("""() => { const root = [...document.querySelectorAll('.v-view')].find(v => v.offsetParent);
                return [root.textContent, ...[...root.querySelectorAll('*')].flatMap(e => ['title', 'aria-label', 'data-label'].map(a => e.getAttribute(a) || ''))].join(' | ') }""")
            assert len(said) > 100 and code not in said
            assert [m.group() for m in wrong.finditer(said)] == [], view


# --- the views by themselves, on data made for the purpose ---

HARNESS = """
import { index } from "./data"; import { apply } from "./filter"; import { speak } from "./i18n"; import { network, shownNet } from "./network"; import { initial } from "./state";
import { make as table } from "./views/table"; import { make as matrix } from "./views/matrix"; import { make as timeline } from "./views/timeline"; import { make as grid } from "./views/grid";
import { make as themes } from "./views/themes";
const makers = { table, matrix, timeline, grid, themes };
window.begin = (data) => {
  const model = index(data);
  const derive = (state) => { const active = apply(model, state.filters); return { state, active, net: shownNet(model, active, state) }; };
  let scene = derive(initial(model)), part = null, name = "";
  const app = { model, get scene() { return scene; }, set(change) { window.show({ ...scene.state, ...change }); }, select(selection) { app.set({ selection }); }, say(text) { window.spoken = text; } };
  window.show = (change) => {
    const state = { ...scene.state, ...change }; const before = scene; speak(state.lang); scene = derive(state);
    const fresh = name !== state.view;
    if (fresh) { name = state.view; part = makers[name](app); document.body.replaceChildren(part.root); }
    const start = performance.now(); part.update(scene, fresh ? null : before); return performance.now() - start;
  };
  window.picture = () => new XMLSerializer().serializeToString(part.svg());
};
"""


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with the views alone, without frame or network."""
    style = built().style  # builds, so that esbuild is there
    folder = tmp_path_factory.mktemp("views")
    made = folder / "views.js"
    bundle_it = ("require('esbuild').buildSync({stdin: {contents: require('fs').readFileSync(0, 'utf8'), resolveDir: process.argv[1], loader: 'ts'}, "
                 "bundle: true, format: 'iife', outfile: process.argv[2], logLevel: 'error'})")
    subprocess.run([explorer_built.node(), "-e", bundle_it, str(SOURCE / "src"), str(made)], input=HARNESS, text=True, cwd=SOURCE, check=True)
    page = folder / "views.html"
    page.write_text(f"<!doctype html><html lang=es><meta charset=utf-8><title>x</title><style>{style}</style><body></body><script>{made.read_text(encoding='utf-8')}</script>", encoding="utf-8")
    return page


@pytest.fixture
def alone(harness: Path, browser: Any) -> Iterator[Callable[..., Any]]:
    """Open the views on some data; gives the tab."""
    tabs = []

    def begin(data: Data, width: int = 1000, **state: Any) -> Any:
        tab = browser.new_page(viewport={"width": width, "height": 800})
        tabs.append(tab)
        tab.on("pageerror", lambda error: pytest.fail(str(error)))
        tab.goto(harness.as_uri())
        tab.evaluate("data => begin(data)", data)
        if state:
            tab.evaluate("state => show(state)", state)
        return tab

    yield begin
    for tab in tabs:
        tab.close()


def claim(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"id/c/{number}", "at": [], "confidence": 1, "review": 0} | more


def made(people: int, events: int, names: Callable[[int], str] = lambda i: f"Persona {i}", each: int = 2) -> Data:
    """Invented data: each person in ``each`` events, with a hat of one of three bodies of two towns, and one contribution."""
    entities = [{"id": f"id/p/{i}", "kind": "person", "label": names(i)} for i in range(people)]
    at = len(entities)
    entities += [{"id": f"id/e/{i}", "kind": "event", "label": f"Evento {names(i)}", "days": [f"2031-{i % 12 + 1:02}-{i % 28 + 1:02}"]} for i in range(events)]
    towns = len(entities)
    entities += [{"id": f"id/m/{i}", "kind": "municipality", "label": f"Villa {names(i)}", "code": f"9900{i + 1}"} for i in range(2)]
    bodies = len(entities)
    entities += [{"id": f"id/i/{i}", "kind": "institution", "label": f"Casa {names(i)}", "municipality": [towns + i % 2]} for i in range(3)]
    theme = len(entities)
    entities.append({"id": "vocabulary/theme/agua", "kind": "theme", "label": "Agua", "concept": 1})
    concepts = [{"id": "participation-role/panelist", "label": ["Panelista", "Panelist"]}, {"id": "theme/agua", "label": ["Agua", "Water"]},
                {"id": "sector/academia", "label": ["Academia", "Academia"]},
                {"id": "contribution-kind/proposal", "label": ["Propuesta", "Proposal"]}, {"id": "sector/business", "label": ["Empresas", "Business"]}]
    parts, seats, said, n = [], [], [], 0
    for person in range(people):
        seats.append(claim(n := n + 1, person=person, institution=bodies + person % 3, title=names(person), sector=2, observed=["2031-01-01"]))
        parts += [claim(n + k + 1, person=person, event=at + (person + k * 7) % events, role=0, mode=-1, hat=person, inferred=person % 5 == 0) for k in range(min(each, events))]
        n += each
        if events:
            said.append(claim(n := n + 1, kind=3, speakers=[person], event=at + person % events, words=[names(person), names(person)], themes=[theme], force=-1, method=-1, alternatives=[],
                              municipalities=[], mechanisms=[], wishes=[], answers=[]))
    layer = empty_data()["layers"][0] | {"nodes": list(range(people)), "x": [0] * people, "y": [0] * people, "community": [1] * people, "measures": {"degree": [float(i) for i in range(people)]}}
    state = {"code": "99", "name": "Inventado", "municipalities": [["99001", "Villa Uno", towns], ["99002", "Villa Dos", towns + 1], ["99003", "Villa Tres", -1]]}
    meta = empty_data()["meta"] | {"state": state}
    return empty_data(meta=meta, concepts=concepts, entities=entities, participations=parts, memberships=seats, contributions=said, layers=[layer],
                      measures={"degree": {"label": ["grado", "degree"], "meaning": ["con cuántos", "how many"], "range": ["de 0 a n-1", "0 to n-1"]}})


HOSTILE = ['</script><script>window.ran=1</script><img src=x onerror="window.ran=1">', "x" * 500, "palabra " * 60,
           "مرحبا بالعالم", "👩🏽‍🚀🎉", "\u202eabc\x07\x00", "=cmd|' /C calc'!A0", "<b>n</b> & \"q\" 'r'", ""]


@pytest.mark.parametrize("view", BESIDE)
@pytest.mark.parametrize("width", [390, 1000])
def test_hostile_names_are_text_and_break_nothing(view: str, width: int, alone: Callable[..., Any]) -> None:
    data = made(len(HOSTILE), 4, lambda i: HOSTILE[i % len(HOSTILE)])
    tab = alone(data, width, view=view)
    assert tab.evaluate("[window.ran, document.querySelectorAll('img, b').length, document.querySelectorAll('script').length]") == [None, 0, 0]
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if view in ("table", "matrix"):
        assert HOSTILE[0] in tab.locator("body").inner_text()
        assert "(sin nombre)" in tab.locator("body").inner_text()
    if view != "table":
        text = re.sub("[\x00-\x08]", "", tab.evaluate("picture()"))
        ElementTree.fromstring(text)
        assert "<script" not in text and "<img" not in text


@pytest.mark.parametrize("view", BESIDE)
@pytest.mark.parametrize("people", [0, 1, 2])
def test_next_to_nothing(view: str, people: int, alone: Callable[..., Any]) -> None:
    tab = alone(made(people, people), view=view)
    text = tab.locator("body").inner_text()
    assert len(text) > 20 and "undefined" not in text and "NaN" not in text and "Infinity" not in text
    if view != "table":
        ElementTree.fromstring(tab.evaluate("picture()"))


@pytest.mark.parametrize("view", BESIDE)
def test_no_data_at_all_is_said(view: str, alone: Callable[..., Any]) -> None:
    tab = alone(empty_data(), view=view)
    assert tab.locator(".v-empty p").inner_text().startswith("Los datos no tienen")


@pytest.mark.parametrize("view", ["matrix", "timeline", "grid", "themes"])
def test_picture_stands_by_itself(view: str, alone: Callable[..., Any]) -> None:
    tab = alone(made(12, 5), view=view)
    tree = ElementTree.fromstring(tab.evaluate("picture()"))
    assert tree.tag == "{http://www.w3.org/2000/svg}svg" and tree.get("viewBox") and tree[0].tag.endswith("title")
    assert not [e for e in tree.iter() if e.get("class") or e.get("style") or "var(" in "".join(e.attrib.values())]
    texts = [e.text or "" for e in tree.iter() if e.tag.endswith("text")]
    names = {"matrix": ["Persona 3", "Evento Persona 1"], "timeline": ["Evento Persona 1"], "grid": ["○ Villa Tres", "● Villa Uno", "8 personas", "4 personas"], "themes": ["Agua", "12"]}[view]
    assert all(any(name in text for text in texts) for name in names), texts
    width, height = float(tree.get("width", "0")), float(tree.get("height", "0"))
    for e in tree.iter():
        if e.tag.endswith("rect") and e.get("x"):
            assert float(e.get("x", "")) >= 0 and float(e.get("x", "")) + float(e.get("width", "")) <= width and float(e.get("y", "")) + float(e.get("height", "")) <= height


def test_inferred_is_dashed_and_said(alone: Callable[..., Any]) -> None:
    tab = alone(made(10, 1, each=1), view="matrix")
    boxes = tab.eval_on_selector_all(".v-matrix .v-box[data-at]", """all => all.map(b => [b.dataset.at.split(' ')[0] % 5 === 0,
        getComputedStyle(b).borderTopStyle === 'dashed', b.textContent.includes('inferido')])""")
    assert len(boxes) == 10 and all(want == dashed == said for want, dashed, said in boxes)
    tab.evaluate("show({ view: 'table' })")
    first = tab.eval_on_selector_all(".v-cards tr .v-tie", """all => all.map(b => [b.dataset.pair.split(' ').some(n => n % 5 === 0),
        getComputedStyle(b).borderTopStyle === 'dashed', b.textContent.includes('inferido')])""")
    assert {True, False} <= {want for want, _, _ in first} and all(want == dashed == said for want, dashed, said in first)


def test_long_lists_come_a_page_at_a_time(alone: Callable[..., Any]) -> None:
    tab = alone(made(250, 90), view="table", sort=["name", False])
    assert tab.locator(".v-cards tbody tr").count() == 100
    tab.get_by_role("button", name="Mostrar 100 más").click()
    assert tab.locator(".v-cards tbody tr").count() == 200 and "200" in tab.evaluate("spoken")
    assert tab.locator(".v-cards .v-lead").nth(100).evaluate("b => b === document.activeElement")
    tab.get_by_role("button", name="Mostrar 50 más").click()
    assert tab.locator(".v-cards tbody tr").count() == 250 and tab.locator(".v-foot button:visible").count() == 0
    tab.evaluate("show({ view: 'matrix' })")
    assert tab.locator(".v-matrix tbody tr").count() == 100 and tab.locator(".v-event-head").count() == 60
    tab.get_by_role("button", name="Mostrar 30 columnas más").click()
    assert tab.locator(".v-event-head").count() == 90


def test_a_hub_opens_its_neighbours_in_parts(alone: Callable[..., Any]) -> None:
    tab = alone(made(300, 1, each=1), view="table")
    row = tab.locator(".v-cards tbody tr").first
    assert row.locator(".v-tie").count() == 8
    row.locator(".v-more").click()
    assert row.locator(".v-tie").count() == 108 and "y 191 más" in row.locator(".v-more").inner_text()
    assert row.locator(".v-tie").nth(8).evaluate("b => b === document.activeElement")


def test_selecting_redraws_no_row(alone: Callable[..., Any]) -> None:
    tab = alone(made(50, 5), view="table")
    tab.evaluate("window.kept = document.querySelector('.v-cards tbody tr')")
    tab.locator(".v-cards .v-lead").nth(3).click()
    assert tab.evaluate("window.kept.isConnected") and tab.locator("tr.v-on").count() == 1
    tab.evaluate("show({ sort: ['degree', false] })")
    assert tab.evaluate("document.querySelector('.v-cards tbody tr .v-lead').textContent") == "Persona 0"


def test_the_selected_row_is_shown_wherever_it_stands(alone: Callable[..., Any]) -> None:
    tab = alone(made(250, 90), view="table", sort=["degree", False], selection={"type": "node", "node": 240})
    assert tab.locator(".v-cards tbody.v-chosen tr").get_attribute("data-row") == "240" and tab.locator("tr.v-on").count() == 1
    tab.get_by_role("button", name="Mostrar 100 más").click()
    tab.get_by_role("button", name="Mostrar 50 más").click()
    assert tab.locator("tbody.v-chosen tr").count() == 0 and tab.locator("tr.v-on").get_attribute("data-row") == "240"
    tab.evaluate("show({ selection: { type: 'node', node: 200 } })")
    box = tab.locator("tr.v-on").bounding_box()
    assert box and box["y"] >= 0 and box["y"] + box["height"] <= 800


def test_days_apart_are_dots_and_days_in_a_row_a_bar(alone: Callable[..., Any]) -> None:
    data = made(2, 2, each=2)
    data["entities"][2]["days"] = ["2031-02-01", "2031-02-02", "2031-02-03"]
    data["entities"][3]["days"] = ["2031-02-01", "2031-02-10"]
    tab = alone(data, view="timeline")
    shapes = tab.eval_on_selector_all(".v-event[data-row]", """all => all.map(e =>
        [e.dataset.row, ...['circle', '.v-bar', '.v-between'].map(s => e.querySelectorAll(s).length)])""")
    assert sorted(shapes) == [["2", 0, 1, 0], ["3", 2, 0, 1]]
    texts = dict(tab.eval_on_selector_all(".v-event[data-row]", "all => all.map(e => [e.dataset.row, e.querySelector('.v-what p').textContent])"))
    assert texts["2"] == "1 de febrero de 2031 – 3 de febrero de 2031" and texts["3"].endswith("10 de febrero de 2031 (días sueltos)")


def test_without_a_state_the_municipalities_present_are_listed(alone: Callable[..., Any]) -> None:
    data = made(4, 2)
    data["meta"]["state"] = None
    tab = alone(data, view="grid")
    assert tab.locator(".v-town").count() == 2 and tab.locator(".v-town.v-town-gone").count() == 0
    assert "no dicen de qué estado" in tab.locator(".v-of-grid > p").first.inner_text()


def test_a_municipality_only_named_is_neither_there_nor_absent(alone: Callable[..., Any]) -> None:
    data = made(4, 2)
    data["entities"].append({"id": "id/m/9", "kind": "municipality", "label": "Villa Nombrada"})
    data["meta"]["state"]["municipalities"].append(["99004", "Villa Nombrada", len(data["entities"]) - 1])
    data["contributions"][0]["municipalities"] = [len(data["entities"]) - 1]
    tab = alone(data, view="grid")
    assert tab.locator(".v-town-named").filter(has_text="Villa Nombrada").count() == 1
    assert tab.locator(".v-of-grid > p").first.inner_text() == "De 4 municipios: 2 representados, 1 solo mencionado y 1 ausente."
    tab.get_by_role("button", name="Villa Nombrada").click()
    assert tab.locator(".v-town-named[data-row].v-on").count() == 1


def test_zero_cells_and_silent_sectors_are_seen(alone: Callable[..., Any]) -> None:
    data = made(3, 1, each=1)
    data["contributions"].append(data["contributions"][0] | {"id": "id/c/conclusion", "speakers": []})
    data["participations"][1]["hat"] = -1
    data["concepts"].append({"id": "theme/aire", "label": ["Aire", "Air"]})
    tab = alone(data, view="themes")
    seen = ["Tema", "Total", "Academia", "Sin sector conocido", "Conclusión del evento"]
    assert tab.locator(".v-cross thead th").all_text_contents() == seen and tab.locator(".v-cross .v-unused").count() == 0
    assert tab.locator(".v-blank").inner_text() == "Mostrar también los vacíos 1 tema y 1 sector del vocabulario que nada de estos datos nombra."
    tab.locator(".v-blank button").click()
    assert tab.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert tab.locator(".v-unused").all_text_contents() == ["Aire0" + "·ninguna" * 4] and "Aire" in tab.evaluate("picture()")
    assert tab.locator(".v-cross thead th").all_text_contents() == [*seen[:3], "Empresas", *seen[3:]]
    assert tab.eval_on_selector_all(".v-cross tbody td", "all => all.map(c => parseInt(c.textContent) || c.textContent)")[:5] == [4, 2, "·ninguna", 1, 1]
    assert "Sectores sin ninguna intervención en lo que se ve: Empresas." in tab.locator(".v-cross caption").inner_text()


def assert_named(tab: Any, root: str) -> None:
    """What axe would first complain of: every control has a name, every table a caption and heads with a scope."""
    nameless = tab.eval_on_selector_all(f"{root} button, {root} [role=region], {root} summary", """all => all.filter(b =>
        !b.hidden && !(b.textContent.trim() || b.getAttribute('aria-label'))).map(b => b.outerHTML)""")
    assert nameless == []
    assert tab.eval_on_selector_all(f"{root} table", "all => all.every(t => t.caption && t.querySelector('thead th') && [...t.querySelectorAll('th')].every(h => h.scope))")


@pytest.mark.parametrize("view", BESIDE)
def test_controls_are_named_and_large_enough(view: str, alone: Callable[..., Any]) -> None:
    tab = alone(made(6, 3), 390, view=view)
    assert_named(tab, ".v-view")
    small = tab.eval_on_selector_all(".v-view button", "all => all.filter(b => b.offsetParent).map(b => b.getBoundingClientRect()).filter(r => r.height < 24 || r.width < 24).length")
    assert small == 0 and tab.locator(".v-view button").count() > 0
