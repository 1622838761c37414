"""The explorer's frame in a real browser: landmarks, tabs, languages, themes, phone, filters (against SPARQL), search, about, paper, what is wrong with a file."""

# ruff: noqa: F811 (fixtures are told by their names)
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.graph.store import Reader
from kg.model.iri import VOCABULARY
from kg.visual.kinds import KINDS
from tests import explorer_built
from tests.conftest import ROOT
from tests.explorer_page import data_of, empty_data, explorer_html, open_page, page_of, read_block, real_explorer  # noqa: F401

pytestmark = pytest.mark.heavy  # a browser at every step: some minutes

SRC = ROOT / "visuals" / "explorer" / "src"
AXE = ROOT / "visuals" / "explorer" / "node_modules" / "axe-core" / "axe.min.js"
PHONE: dict[str, Any] = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
VIEWS = ["network", "matrix", "timeline", "grid", "themes", "table"]
MARKUP = '<img src=x onerror="throw 1"><script>throw 2</script>'


def axe(tab: Any, only: str = "") -> list[str]:
    """What axe finds wrong, in words; skips where axe is not installed. ``only``: by one rule."""
    if not AXE.is_file():
        explorer_built.stop("axe-core is not installed in visuals/explorer: make explorer")
    tab.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    tab.evaluate("Promise.all(document.getAnimations().map((a) => a.finished.catch(() => 0)))")  # a fading box has no contrast of its own
    how = f"runOnly: ['{only}']" if only else ""
    found = tab.evaluate(f"axe.run(document, {{ resultTypes: ['violations'], {how} }})")
    assert len(found["passes"]) > (0 if only else 10)
    return [f"{v['id']}: {n['html'][:160]} {n['failureSummary'][:200]}" for v in found["violations"] for n in v["nodes"]]


def value(tab: Any, name: str) -> Any:
    """The box of a filter's value."""
    return tab.locator(f'.facet input[type="checkbox"][value="{name}"]')


def result(tab: Any) -> str:
    """The line that says how much is left."""
    return str(tab.locator(".facets-result").inner_text())


def asked(tab: Any) -> dict[str, list[str]]:
    """The state, as the address holds it."""
    return dict(tab.evaluate("[...new URLSearchParams(location.hash.slice(1))].reduce((all, [k, v]) => ({ ...all, [k]: [...(all[k] ?? []), v] }), {})"))


def said(tab: Any) -> str:
    """What screen readers were told last."""
    tab.wait_for_timeout(600)
    return str(tab.locator("#status").text_content())


# ---- colours ----------------------------------------------------------------------------------------------------------------------------------------------------


def _blocks() -> dict[str, dict[str, str]]:
    css = (SRC / "styles" / "base.css").read_text(encoding="utf-8")
    media = re.search(r"@media \(prefers-color-scheme: dark\) \{\s*:root:not\(\[data-theme=\"light\"\]\) \{(.*?)\}", css, re.S)
    chosen = re.search(r":root\[data-theme=\"dark\"\] \{(.*?)\}", css, re.S)
    light = re.search(r"^:root \{(.*?)\}", css, re.S | re.M)
    assert media and chosen and light
    return {name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block[1])) for name, block in {"light": light, "dark": media, "dark chosen": chosen}.items()}


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        return sum(w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    bright, dim = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_dark_is_the_same_by_system_and_by_choice() -> None:
    blocks = _blocks()
    assert blocks["dark"] == blocks["dark chosen"]
    assert blocks["dark"].keys() == blocks["light"].keys()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_contrast_of_every_pair_of_colours(look: str) -> None:
    colour = _blocks()[look]
    grounds = ("bg", "surface")
    text = [(ink, ground) for ink in ("text", "muted", "accent", "warn") for ground in grounds]
    text += [("accent-text", "accent"), ("text", "soft-accent"), ("accent", "soft-accent"), ("text", "warn-bg"), ("text", "mark")]
    edges = [(ink, ground) for ink in ("field", "focus", "person", "institution", "municipality", "event", "mechanism", "theme", "actor") for ground in grounds]
    weak = [(a, b, round(_contrast(colour[a], colour[b]), 2)) for pairs, least in ((text, 4.5), (edges, 3.0)) for a, b in pairs if _contrast(colour[a], colour[b]) < least]
    assert weak == []


ENTITY_KINDS = ("person", "institution", "municipality", "event", "mechanism", "theme", "actor")


def test_kinds_have_the_looks_they_have_elsewhere() -> None:
    blocks = _blocks()
    for name in ENTITY_KINDS:
        assert (blocks["light"][name], blocks["dark"][name]) == (KINDS[name].light, KINDS[name].dark)
    drawn = (SRC / "panels" / "glyph.ts").read_text(encoding="utf-8")
    assert all(f'{name}: "{KINDS[name].path}"' in drawn for name in ENTITY_KINDS)


# ---- frame ------------------------------------------------------------------------------------------------------------------------------------------------------


def test_landmarks_are_there_once_and_named(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html) as tab:
        for role, names in {"banner": [""], "main": ["Vistas de la red"], "search": [""], "navigation": ["Atajos"], "tablist": ["Vistas"]}.items():
            found = tab.get_by_role(role)
            assert found.count() == len(names), role
            for name in filter(None, names):
                assert tab.get_by_role(role, name=name, exact=True).count() == 1
        told = "(found) => found.map((e) => e.ariaLabel ?? document.getElementById(e.getAttribute('aria-labelledby')).textContent)"
        assert tab.get_by_role("complementary").evaluate_all(told) == ["Filtros", "Detalles"]
        assert tab.locator("h1").count() == 1
        assert tab.locator("main.static").count() == 0
        assert tab.title() == "Red – Explorador de gobierno abierto"


def test_first_keys_jump_to_search_view_table_and_details_and_leave_the_address_alone(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html) as tab:
        reached = []
        for steps in range(1, 5):
            tab.evaluate("document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
            for _ in range(steps):
                tab.keyboard.press("Tab")
            box = tab.evaluate("(() => { const r = document.activeElement.getBoundingClientRect(); return [r.left, r.right <= innerWidth]; })()")
            assert box[0] >= 0 and box[1], "a shortcut with the focus is seen"
            tab.keyboard.press("Enter")
            reached.append(tab.evaluate("document.activeElement.id"))
        assert reached == ["search-box", "view-network", "view-table", "details"]
        assert asked(tab) == {"view": ["table"]}


def test_tabs_answer_to_arrows_home_and_end(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html) as tab:
        tab.get_by_role("tab", name="Red", exact=True).focus()
        seen = []
        for key in ("ArrowRight", "ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home"):
            tab.keyboard.press(key)
            chosen = tab.locator('[role="tab"][aria-selected="true"]')
            assert chosen.count() == 1 and chosen.evaluate("(e) => e === document.activeElement && e.tabIndex === 0")
            shown = tab.locator('[role="tabpanel"]:visible')
            assert shown.count() == 1 and shown.get_attribute("id") == chosen.get_attribute("aria-controls")
            seen.append(str(chosen.get_attribute("id"))[4:])
        assert seen == ["matrix", "timeline", "table", "network", "table", "network"]
        assert tab.locator('[role="tab"]').evaluate_all("(all) => all.filter((e) => e.tabIndex === 0).length") == 1


def test_look_is_chosen_and_kept_only_while_the_page_is_open(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, color_scheme="light") as tab:
        ground = "getComputedStyle(document.documentElement).backgroundColor"
        light = tab.evaluate(ground)
        button = tab.get_by_role("button", name="Aspecto")
        seen = []
        for _ in range(3):
            button.click()
            seen.append((button.inner_text(), tab.evaluate(ground) == light))
        assert seen == [("Aspecto: claro", True), ("Aspecto: oscuro", False), ("Aspecto: auto", True)]
        assert tab.evaluate("(() => { try { return localStorage.length; } catch { return 0; } })()") == 0


def test_link_is_copied_and_opens_the_same(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, hash="view=table&certainty=stated", permissions=["clipboard-read", "clipboard-write"]) as tab:
        tab.get_by_role("button", name="Copiar enlace").click()
        tab.get_by_text("Enlace copiado").first.wait_for()
        copied = tab.evaluate("navigator.clipboard.readText()")
        assert copied == explorer_html.as_uri() + "#view=table&certainty=stated"
        assert said(tab).startswith("Enlace copiado")
        tab.get_by_role("button", name="Cerrar el aviso").click()
        assert tab.locator(".notices").is_hidden()


def test_link_is_shown_where_the_browser_does_not_copy(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, hash="view=table") as tab:
        tab.evaluate("(() => { Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false; })()")
        tab.get_by_role("button", name="Copiar enlace").click()
        assert tab.get_by_label("Enlace a lo que se ve").input_value() == explorer_html.as_uri() + "#view=table"


def test_old_link_says_what_it_lost(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, hash="node=id/persona/nadie&view=mapa") as tab:
        assert "2 cosas" in tab.locator(".notice").inner_text()
        assert tab.locator('[role="tab"][aria-selected="true"]').get_attribute("id") == "tab-network"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (844, 390)])
def test_columns_scroll_and_not_the_page(browser: Any, explorer_html: Path, width: int, height: int) -> None:
    with open_page(browser, explorer_html, hash="node=id/persona/lucia-prado-nieto", width=width, height=height) as tab:
        tab.evaluate("document.querySelectorAll('.filters details').forEach((d) => (d.open = true))")
        for view in VIEWS:
            tab.evaluate("(v) => (location.hash = 'node=id/persona/lucia-prado-nieto&view=' + v)", view)
            tab.locator(f"#view-{view}").wait_for()
            head = tab.locator(".top").evaluate("(e) => e.offsetHeight") if height < 460 else 0
            assert tab.evaluate("document.documentElement.scrollHeight") <= height + head + 1, view


def test_filters_and_details_fold_on_a_desk(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html) as tab:
        width = tab.locator("main").evaluate("(e) => e.clientWidth")
        for name, part in (("Filtros", "#filters"), ("Detalles", ".side")):
            button = tab.get_by_role("button", name=name, exact=True)
            button.click()
            assert button.get_attribute("aria-expanded") == "false" and tab.locator(part).is_hidden()
        assert tab.locator("main").evaluate("(e) => e.clientWidth") > width + 500
        tab.get_by_role("button", name="Filtros", exact=True).click()
        assert tab.locator("#filters").is_visible()


# ---- a phone ----------------------------------------------------------------------------------------------------------------------------------------------------


def test_sheet_has_three_heights_by_keyboard_and_is_out_of_reach_when_closed(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, **PHONE) as tab:
        height = "Math.round(document.querySelector('.side').getBoundingClientRect().height / innerHeight * 100)"
        handle = tab.locator(".handle")
        assert tab.locator("#details").evaluate("(e) => e.inert") and handle.get_attribute("aria-expanded") == "false"
        closed = tab.evaluate(height)
        handle.focus()
        heights = []
        for _ in range(4):
            tab.keyboard.press("ArrowUp")
            tab.wait_for_timeout(300)
            heights.append(tab.evaluate(height))
        assert closed < 10 < 30 <= heights[0] < heights[1] < heights[2] == heights[3] == 90
        assert not tab.locator("#details").evaluate("(e) => e.inert")
        tab.locator("#details").focus()
        tab.keyboard.press("Escape")
        assert tab.locator("#details").evaluate("(e) => e.inert") and handle.evaluate("(e) => e === document.activeElement")


def test_sheet_follows_a_finger(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, **PHONE) as tab:
        box = tab.locator(".handle").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + 10
        tab.mouse.move(x, y)
        tab.mouse.down()
        tab.mouse.move(x, y - 60)
        tab.mouse.up()
        assert tab.locator(".side").get_attribute("data-level") == "1", "the end of a drag is no click"
        tab.locator(".handle").focus()
        tab.keyboard.press("Enter")
        assert tab.locator(".side").get_attribute("data-level") == "0"


def test_choosing_somebody_opens_the_sheet(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, **PHONE) as tab:
        tab.locator("#search-box").fill("lucia")
        tab.keyboard.press("Enter")
        assert tab.locator(".side").get_attribute("data-level") == "2"
        assert "Lucía Prado Nieto" in tab.locator("#details").inner_text()


def test_link_to_somebody_opens_the_sheet_at_once(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, hash="node=id/persona/lucia-prado-nieto", **PHONE) as tab:
        assert tab.locator(".side").get_attribute("data-level") == "2"
        tab.locator(".handle").click()
        tab.get_by_role("button", name="Menú").click()
        tab.get_by_role("button", name="English").click()
        assert tab.locator(".side").get_attribute("data-level") == "0", "what was closed stays closed"
        tab.locator("h1").click()
        assert tab.get_by_role("button", name="Español").is_hidden(), "a touch elsewhere closes the menu"


def test_report_covers_a_phone_and_gives_the_filters_room_on_a_desk(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, hash="view=table&source=foro-aurora", **PHONE) as tab:
        assert tab.evaluate("[...document.querySelectorAll('.top, #results, .side')].every((e) => e.inert) && !document.querySelector('.reader').inert")
        tab.evaluate("location.hash = 'view=table'")
        tab.locator(".reader").wait_for(state="hidden")
        assert not tab.locator("main").evaluate("(e) => e.inert")
    with open_page(browser, explorer_html) as tab:
        tab.evaluate("location.hash = 'source=foro-aurora'")
        tab.locator(".reader").wait_for()
        assert tab.locator("#filters").is_hidden()
        tab.evaluate("location.hash = ''")
        tab.locator(".reader").wait_for(state="hidden")
        assert tab.locator("#filters").is_visible()


def test_filters_on_a_phone_cover_the_rest_and_give_the_focus_back(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, **PHONE) as tab:
        button = tab.get_by_role("button", name="Filtros")
        assert tab.locator("#filters").is_hidden()
        button.click()
        assert tab.evaluate("[...document.querySelectorAll('.top, #results, .side')].every((e) => e.inert)")
        assert tab.evaluate("document.activeElement.getAttribute('aria-label')") == "Cerrar los filtros"
        value(tab, "university").check()
        tab.get_by_role("button", name="Ver 2 personas").click()
        assert tab.locator("#filters").is_hidden() and not tab.locator("main").evaluate("(e) => e.inert")
        assert tab.get_by_role("button", name="Filtros 1 puesto", exact=True).count() == 1 and button.evaluate("(e) => e === document.activeElement")


@pytest.mark.parametrize(("width", "height"), [(320, 800), (320, 256), (390, 844), (844, 390), (768, 800), (1024, 768)])
def test_nothing_sticks_out(browser: Any, explorer_html: Path, width: int, height: int) -> None:
    """320 x 256: a desk's window magnified four times."""
    with open_page(browser, explorer_html, width=width, height=height) as tab:
        for view in VIEWS:
            tab.evaluate("(v) => (location.hash = 'view=' + v)", view)
            tab.locator(f"#view-{view}").wait_for()
            wide = tab.evaluate("""() => [document.documentElement.scrollWidth, ...[...document.querySelectorAll('.top, .top *, .bar, .bar > *, .filters, .side, .side > *, main, [role=tabpanel]')]
                .filter((e) => e.checkVisibility() && !e.closest('.tabs, .hear')).map((e) => e.getBoundingClientRect().right)]""")
            assert max(wide) <= width + 0.5, view
        assert tab.locator('[role="tabpanel"]:visible').evaluate("(e) => e.clientHeight") > 200


# ---- languages --------------------------------------------------------------------------------------------------------------------------------------------------


def _slot(part: str) -> str:
    """What may stand where a text has this part: a word, ``{n}``, or ``{n|one|many}``."""
    if not part.startswith("{"):
        return re.escape(part)
    return "(?:" + "|".join(map(re.escape, part[1:-1].split("|")[1:])) + ")" if "|" in part else ".+?"


def _spanish() -> list[tuple[str, re.Pattern[str]]]:
    """Every text of the catalogue that is said otherwise in English, as a pattern of what the page would show of it."""
    found = []
    for file in sorted(SRC.rglob("*.ts")):
        for key, es, en in re.findall(r'"([\w.-]+)":\s*\[\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",?\s*\]', file.read_text(encoding="utf-8")):
            bare = re.sub(r"\{\w+(\|[^}]*)?\}", r"\1", es)
            if es == en or len(re.findall(r"[^\W\d_]", bare)) < (10 if "{" in es else 3):
                continue
            parts = re.split(r"(\{[^}]*\})", json.loads(f'"{es}"'))
            found.append((key, re.compile("".join(map(_slot, parts)))))
    return found


SHOWN = """() => {
  const out = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walk.nextNode(); n; n = walk.nextNode()) if (!n.parentElement.closest('script, style, #notices, [lang="es"], option:not(:checked)')) out.add(n.textContent.trim());
  const spoken = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription', 'aria-valuetext'];
  for (const e of document.querySelectorAll('body *')) for (const a of spoken) if (e.hasAttribute(a)) out.add(e.getAttribute(a).trim());
  out.add(document.title);
  return [...out].filter(Boolean);
}"""


def test_the_catalogue_is_read() -> None:
    assert len(_spanish()) > 150


def test_no_spanish_is_left_in_english(browser: Any, explorer_html: Path) -> None:
    spanish = _spanish()
    data = json.dumps(read_block(explorer_html), ensure_ascii=False)
    left: set[tuple[str, str, str]] = set()
    with open_page(browser, explorer_html) as tab:
        assert sum(any(pattern.fullmatch(text) for _, pattern in spanish) for text in tab.evaluate(SHOWN)) > 30, "in Spanish they are found"
        tab.get_by_role("button", name="English").click()
        assert tab.evaluate("document.documentElement.lang") == "en"

        def look(where: str) -> None:
            for text in tab.evaluate(SHOWN):
                left.update((where, key, text) for key, pattern in spanish if pattern.fullmatch(text) and json.dumps(text, ensure_ascii=False)[1:-1] not in data)

        for view in VIEWS:
            tab.evaluate("(v) => (location.hash = 'lang=en&view=' + v)", view)
            tab.locator(f"#view-{view}").wait_for()
            look(view)
        for state in ("node=id/persona/lucia-prado-nieto", "pair=id/persona/lucia-prado-nieto&pair=id/persona/tomas-ibarra-oreyes-a010cf", "certainty=stated&review=accepted&from=2031-03-05"):
            tab.evaluate("(v) => (location.hash = 'lang=en&' + v)", state)
            tab.wait_for_timeout(100)
            look(state)
        tab.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        tab.locator("#search-box").fill("lucia")
        look("search")
        tab.locator("#search-box").fill("zzzz")
        look("nothing")
        tab.keyboard.press("Escape")
        tab.get_by_role("button", name="About").click()
        look("about")
        assert "What this file holds" in tab.locator("dialog").inner_text()
    assert left == set()


def test_language_turns_back_and_everything_with_it(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, hash="lang=en&view=table") as tab:
        assert tab.title() == "Table – Open-government explorer"
        assert result(tab).startswith("3 people, ")
        tab.get_by_role("button", name="Español").click()
        assert tab.title() == "Tabla – Explorador de gobierno abierto" and tab.evaluate("document.documentElement.lang") == "es"
        assert result(tab).startswith("3 personas, ")
        assert asked(tab) == {"view": ["table"]}


# ---- filters ----------------------------------------------------------------------------------------------------------------------------------------------------

PREFIX = "PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#> PREFIX org: <http://www.w3.org/ns/org#> "
HATS = "?m a kg:Membership ; org:member ?p ; org:organization/org:unitOf* ?body . "
SPOKE = "?c a kg:Contribution ; kg:speaker|kg:coSpeaker ?p . "
WAS = "{ ?r a kg:Participation ; kg:participant ?p ; kg:inEvent/kg:partOf* ?v } UNION { ?r a kg:Contribution ; kg:speaker|kg:coSpeaker ?p ; kg:inEvent/kg:partOf* ?v }"
COUNTED = {
    "institution-kind": HATS + "?body kg:kind ?v",
    "municipality": HATS + "?body kg:municipality|kg:governs ?v",
    "sector": "?m a kg:Membership ; org:member ?p ; kg:sector ?v",
    "theme": SPOKE + "?c kg:theme ?v",
    "contribution": SPOKE + "?c a ?v VALUES ?v { kg:Proposal kg:Problem kg:Commitment kg:Experience kg:Finding }",
    "event": WAS,
}


def expected(reader: Reader, facet: str, more: str = "") -> dict[str, int]:
    """How many people the graph has with each value, by the value's short name."""
    rows = reader.rows(f"{PREFIX}SELECT ?v (COUNT(DISTINCT ?p) AS ?n) {{ {COUNTED[facet]} . {more} }} GROUP BY ?v")
    return {_short(facet, v): int(n) for v, n in rows if v and n}


def _short(facet: str, iri: str) -> str:
    if facet in ("institution-kind", "sector"):
        return iri.rsplit("/", 1)[1]
    if facet == "contribution":
        return iri.rsplit("#", 1)[1].lower()
    return iri.removeprefix("https://w3id.org/gobierno-abierto/")


def shown(tab: Any, facet: str) -> dict[str, int]:
    """The counts beside the values of a facet, all of it opened."""
    block = tab.locator(f'.facet[data-facet="{facet}"]')
    block.evaluate("(d) => (d.open = true)")
    tab.wait_for_timeout(50)
    every = block.get_by_role("button", name="Mostrar los")
    if every.count() and every.is_visible():
        every.click()
    for _ in range(6):
        folded = block.locator('button[aria-expanded="false"]:visible')
        if not folded.count():
            break
        folded.first.click()
    found = block.locator(".value").evaluate_all("(all) => all.filter((e) => e.checkVisibility()).map((e) => [e.querySelector('input').value, e.querySelector('.n > span').textContent])")
    return {name: int(n.replace(",", "")) for name, n in found if n != "0"}


@pytest.mark.parametrize("corpus_name", ["invented", "real"])
def test_counts_are_those_of_the_graph(browser: Any, corpus_name: str, request: pytest.FixtureRequest) -> None:
    reader: Reader = request.getfixturevalue(corpus_name)
    path = request.getfixturevalue({"invented": "explorer_html", "real": "real_explorer"}[corpus_name])
    with open_page(browser, path) as tab:
        for facet in COUNTED:
            counts = expected(reader, facet)
            assert counts and shown(tab, facet) == counts, facet
        kinds = shown(tab, "kind")
        assert kinds["person"] == len(list(reader.rows(PREFIX + "SELECT ?p { ?p a kg:Person }")))
        claims = "SELECT (COUNT(DISTINCT ?r) AS ?n) { VALUES ?class { kg:Participation kg:Membership kg:Contribution } ?r a ?class }"
        total = int(next(iter(reader.rows(PREFIX + claims)))[0] or 0)
        assert sum(shown(tab, "certainty").values()) == sum(shown(tab, "review").values()) == total
        reviewed = reader.rows(PREFIX + "SELECT ?v (COUNT(DISTINCT ?r) AS ?n) { VALUES ?class { kg:Participation kg:Membership kg:Contribution } ?r a ?class ; kg:review ?v } GROUP BY ?v")
        assert shown(tab, "review") == {v.removeprefix(VOCABULARY + "review-status/"): int(n) for v, n in reviewed if v and n}


def test_filters_compose_as_the_graph_says(browser: Any, real: Reader, real_explorer: Path) -> None:
    themes = expected(real, "theme")
    theme = max(themes, key=lambda t: (themes[t], t))
    spoke = f"{{ SELECT DISTINCT ?p {{ {SPOKE} ?c kg:theme <https://w3id.org/gobierno-abierto/{theme}> }} }}"
    kinds = expected(real, "institution-kind", spoke)
    kind = max(kinds, key=lambda k: (kinds[k], k))
    with open_page(browser, real_explorer) as tab:
        tab.locator('.facet[data-facet="theme"]').evaluate("(d) => (d.open = true)")
        value(tab, theme).check()
        assert result(tab).startswith(f"{themes[theme]} personas, ")
        for facet in ("institution-kind", "sector", "municipality", "contribution"):
            assert shown(tab, facet) == expected(real, facet, spoke), facet
        assert shown(tab, "theme") == themes, "the values of one facet are alternatives: their counts do not depend on one another"
        value(tab, kind).check()
        assert result(tab).startswith(f"{kinds[kind]} persona")
        assert asked(tab) == {"theme": [theme], "institution-kind": [kind]}
        assert said(tab) == result(tab)
        hats = f"{{ SELECT DISTINCT ?p {{ {HATS} ?body kg:kind <{VOCABULARY}institution-kind/{kind}> }} }}"
        assert shown(tab, "theme") == expected(real, "theme", hats)


def test_chips_take_filters_away_and_the_focus_is_never_lost(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, hash="institution-kind=university&certainty=stated&from=2031-03-05") as tab:
        chips = tab.locator(".chip")
        assert chips.evaluate_all("(all) => all.map((c) => c.getAttribute('aria-label'))") == [
            "Quitar el filtro: Universidad", "Quitar el filtro: lo dice el informe", "Quitar el filtro: desde el 5 de marzo de 2031"]
        assert value(tab, "university").is_checked() and value(tab, "stated").is_checked()
        chips.nth(1).focus()
        tab.keyboard.press("Enter")
        assert chips.count() == 2 and not value(tab, "stated").is_checked()
        assert tab.evaluate("document.activeElement.getAttribute('aria-label')") == "Quitar el filtro: desde el 5 de marzo de 2031"
        tab.get_by_role("button", name="Quitar todos los filtros").click()
        assert chips.count() == 0 and asked(tab) == {} and tab.evaluate("document.activeElement.tagName") == "SUMMARY"
        assert said(tab) == f"Sin filtros. {result(tab)}"
        tab.go_back()
        assert chips.count() == 2


def test_dates_narrow_by_the_days_of_events(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html) as tab:
        tab.locator(".facet", has=tab.locator("#facets-from")).locator("summary").click()
        start, end = tab.get_by_label("Desde"), tab.get_by_label("Hasta")
        assert (start.get_attribute("min"), start.get_attribute("max")) == ("2031-03-04", "2031-04-09")
        start.fill("2031-04-01")
        tab.keyboard.press("Tab")
        assert asked(tab) == {"from": ["2031-04-01"]} and result(tab).startswith("2 personas")
        end.fill("2031-03-10")
        tab.keyboard.press("Tab")
        assert tab.get_by_text("La primera fecha es posterior a la segunda.").is_visible()
        assert result(tab) == "Nada cumple todos los filtros a la vez. Quite alguno."


def test_value_an_old_link_names_is_told_and_can_be_removed(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, hash="sector=marcianos") as tab:
        assert result(tab) == "Nada cumple todos los filtros a la vez. Quite alguno."
        tab.get_by_role("button", name="Quitar el filtro: (valor que este archivo no tiene)").click()
        assert result(tab).startswith("3 personas")


def test_class_without_people_counts_what_is_left(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, hash="layer=person-event&kind=event") as tab:
        assert result(tab) == "3 eventos, 0 lazos"


def test_long_lists_show_eight_all_or_what_is_typed(browser: Any, real_explorer: Path) -> None:
    with open_page(browser, real_explorer) as tab:
        block = tab.locator('.facet[data-facet="theme"]')
        block.locator("summary").click()
        rows = block.locator(".values .value")
        names = [e["label"] for e in read_block(real_explorer)["entities"] if e["kind"] == "theme"]
        assert rows.count() == 8
        block.get_by_role("button", name="Mostrar los").click()
        assert rows.count() > 20
        block.get_by_role("searchbox").fill("PARTICIPACION")
        typed = sorted(rows.locator(".what").all_inner_texts())
        assert typed == sorted(n for n in names if "participación" in n.lower()) and typed
        block.get_by_role("searchbox").fill("zzz")
        assert rows.count() == 0 and block.get_by_text("Ninguno con esas letras.").is_visible()


# ---- search -----------------------------------------------------------------------------------------------------------------------------------------------------


def hits(tab: Any, typed: str) -> list[str]:
    """The names listed for what is typed, best first."""
    tab.locator("#search-box").fill(typed)
    return list(tab.locator('#search-list [role="option"] .name').all_inner_texts())


LUCIA, TOMAS, UNIVERSITY, TOWN = "Lucía Prado Nieto", "Tomás Ibarra O’Reyes", "Universidad del Llano", "Villa Aurora"


@pytest.mark.parametrize(("typed", "name"), [
    ("lucia", LUCIA), ("NIETO lucía", LUCIA), ("prad", LUCIA), ("L. P. Nieto", LUCIA), ("lpn", LUCIA), ("l.p.n.", LUCIA), ("l p", LUCIA), ("prdo", LUCIA), ("pardo", LUCIA), ("pradon", LUCIA),
    ("neito lucia", LUCIA), ("oreyes", TOMAS), ("o'reyes", TOMAS), ("o reyes tomas", TOMAS), ("ul", UNIVERSITY), ("udl", UNIVERSITY), ("universidad llano", UNIVERSITY),
    ("transparencia", "Transparencia"), ("transparency", "Transparencia"), ("villa aurora", TOWN), ("99001", TOWN), ("taller", "Taller de datos"), ("estudiante", "Noé Campos Ruiz")])
def test_search_finds(browser: Any, searching: Any, typed: str, name: str) -> None:
    assert name in hits(searching, typed)[:2]


@pytest.fixture(scope="module")
def searching(browser: Any, explorer_html: Path) -> Iterator[Any]:
    with open_page(browser, explorer_html) as tab:
        yield tab


@pytest.mark.parametrize("typed", ["zqxj", "…", "lucia zqxj", "<b>"])
def test_search_says_when_there_is_nothing(browser: Any, searching: Any, typed: str) -> None:
    assert hits(searching, typed) == []
    assert searching.get_by_text(f"Nada con «{typed}».").is_visible()
    assert said(searching) == "Sin resultados."


def test_everybody_is_found_by_surname_first_without_accents_with_one_letter_wrong_and_by_initials(browser: Any, real_explorer: Path) -> None:
    people = [e["label"] for e in read_block(real_explorer)["entities"] if e["kind"] == "person" and not e.get("gone")]
    missed = []
    with open_page(browser, real_explorer) as tab:
        for name in people:
            words = re.sub(r"[^\w\s]", " ", name).split()
            longest = max(words, key=len)
            wrong = longest[:2] + ("q" if longest[2] != "q" else "w") + longest[3:]
            ways = {"turned": " ".join(words[::-1]), "wrong": " ".join([wrong, *(w for w in words if w is not longest)]),
                    "dotted": f"{words[0][0]}. {' '.join(words[1:])}", "first letters": "".join(w[0] for w in words)}
            missed += [(way, name) for way, typed in ways.items() if name not in hits(tab, typed)]
    assert len(people) > 20 and missed == []


def test_search_by_keyboard_alone(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html) as tab:
        box = tab.locator("#search-box")
        box.focus()
        tab.keyboard.type("transparencia")
        assert box.get_attribute("aria-expanded") == "true"
        tab.keyboard.press("ArrowDown")
        active = tab.locator(f"#{box.get_attribute('aria-activedescendant')}")
        assert active.get_attribute("aria-selected") == "true" and active.evaluate("(e) => e.getAttribute('role') === 'option' && !!e.closest('[role=listbox] [role=group]')")
        assert said(tab).endswith("resultados.") or said(tab).endswith("resultado.")
        count = tab.locator('[role="option"]').count()
        assert said(tab) == f"{count} resultado{'' if count == 1 else 's'}."
        tab.keyboard.press("ArrowUp")
        last = box.get_attribute("aria-activedescendant")
        tab.keyboard.press("ArrowUp")
        assert last is not None and tab.locator('[aria-selected="true"][role="option"]').count() == 1
        tab.keyboard.press("Escape")
        assert box.get_attribute("aria-expanded") == "false" and box.input_value() == "transparencia" and box.get_attribute("aria-activedescendant") is None
        box.fill("nieto")
        tab.keyboard.press("Enter")
        assert asked(tab) == {"node": ["id/persona/lucia-prado-nieto"]} and box.evaluate("(e) => e === document.activeElement")
        assert tab.locator("#search-list").is_hidden()


def test_what_was_met_is_marked(browser: Any, searching: Any) -> None:
    first = searching.locator('#search-list [role="option"]').first.locator("mark")
    for typed, marks in {"lúc nieto": ["Luc", "Nieto"], "PRADO": ["Prado"], "prdo": ["Prado"]}.items():
        hits(searching, typed)
        assert first.all_inner_texts() == marks, typed


def test_empty_box_offers_questions_and_examples(browser: Any, explorer_html: Path) -> None:
    questions = read_block(explorer_html)["meta"]["questions"]
    with open_page(browser, explorer_html, hash="lang=en") as tab:
        tab.locator("#search-box").click()
        groups = tab.locator('#search-list [role="group"]')
        assert groups.first.locator('[role="option"]').all_inner_texts() == [q["text"][1] for q in questions]
        assert groups.nth(1).locator('[role="option"]').count() >= 4
        tab.locator("#search-box").fill("municipalities missing")
        tab.keyboard.press("Enter")
        assert asked(tab) == {"lang": ["en"], "view": ["grid"]}


def test_hits_outside_the_filters_say_so(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, hash="institution-kind=university") as tab:
        hits(tab, "lucia")
        assert "fuera de los filtros puestos" in tab.locator('#search-list [role="option"]').first.inner_text()


# ---- about ------------------------------------------------------------------------------------------------------------------------------------------------------


def test_about_says_what_the_data_say(browser: Any, explorer_html: Path) -> None:
    data = read_block(explorer_html)
    with open_page(browser, explorer_html) as tab:
        button = tab.get_by_role("button", name="Acerca de")
        button.focus()
        tab.keyboard.press("Enter")
        text = tab.locator("dialog").inner_text()
        for sentence in [limit[0] for limit in data["meta"]["limits"]] + [data["meta"]["version"]] + [s["sha256"] for s in data["sources"]] + [s["title"] for s in data["sources"]]:
            assert sentence in text
        assert "3 personas" in text and "no nombra a nadie que reciba correcciones" in text
        for _ in range(12):
            tab.keyboard.press("Tab")
            assert tab.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')"), "the focus stays inside"
        tab.keyboard.press("Escape")
        assert tab.locator("dialog").is_hidden() and button.evaluate("(e) => e === document.activeElement")


@pytest.mark.parametrize(("contact", "address"), [("datos@ejemplo.mx", "mailto:datos@ejemplo.mx"), ("mailto:datos@ejemplo.mx", "mailto:datos@ejemplo.mx"), ("https://ejemplo.mx/correcciones", "https://ejemplo.mx/correcciones"),
                                                  ("javascript:alert(1)", ""), ("Oficialía de partes", "")])
def test_corrections_are_asked_of_whom_the_policy_names(browser: Any, tmp_path: Path, contact: str, address: str) -> None:
    data = empty_data()
    data["meta"] = data["meta"] | {"contact": contact, "publisher": "Oficina Inventada", "licence": "CC BY 4.0"}
    with open_page(browser, page_of(data, tmp_path / "page.html")) as tab:
        tab.get_by_role("button", name="Acerca de").click()
        links = tab.locator("dialog a")
        assert ([links.first.get_attribute("href")] if address else links.count()) == ([address] if address else 0)
        assert contact.removeprefix("mailto:") in tab.locator("dialog").inner_text()
        assert tab.locator(".citation").inner_text() == "Oficina Inventada. Prueba. Red exploratoria, versión store-0. Licencia: CC BY 4.0."


# ---- every state, axe -------------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_on_a_desk(browser: Any, explorer_html: Path, look: str) -> None:
    only = "color-contrast" if look == "dark" else ""  # the rest of it is the same
    with open_page(browser, explorer_html, color_scheme=look) as tab:
        for view in VIEWS:
            tab.evaluate("(v) => (location.hash = 'view=' + v)", view)
            tab.locator(f"#view-{view}").wait_for()
            assert axe(tab, only) == [], view
        pair = "pair=id/persona/lucia-prado-nieto&pair=id/persona/tomas-ibarra-oreyes-a010cf"
        for state in ("node=id/persona/lucia-prado-nieto", pair, pair.replace("pair", "path"), "certainty=inferred&sector=academia", "sector=nada", "view=table&source=foro-aurora"):
            tab.evaluate("(v) => (location.hash = v)", state)
            tab.wait_for_timeout(100)
            assert axe(tab, only) == [], state
        tab.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        for typed in ("", "lucia", "zzzz"):
            tab.locator("#search-box").fill(typed)
            tab.locator("#search-box").click()
            tab.keyboard.press("ArrowDown")
            assert axe(tab, only) == [], typed
        tab.keyboard.press("Escape")
        tab.get_by_role("button", name="Acerca de").click()
        assert axe(tab, only) == []


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone(browser: Any, explorer_html: Path, look: str) -> None:
    only = "color-contrast" if look == "dark" else ""  # the rest of it is the same
    with open_page(browser, explorer_html, color_scheme=look, **PHONE) as tab:
        assert axe(tab, only) == []
        tab.get_by_role("button", name="Filtros").click()
        assert axe(tab, only) == []
        tab.keyboard.press("Escape")
        tab.get_by_role("button", name="Menú").click()
        assert axe(tab, only) == []
        tab.keyboard.press("Escape")
        tab.locator(".handle").click()
        assert axe(tab, only) == []
        tab.locator("#search-box").fill("lucia")
        assert axe(tab, only) == []


# ---- paper ------------------------------------------------------------------------------------------------------------------------------------------------------


def _paper(tab: Any, size: str) -> tuple[int, str]:
    """Print; the number of pages and their text. No letter may stand outside its page."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(tab.pdf(format=size, print_background=True))
    pages = [page.get_textpage() for page in pdf]
    for page, sheet in zip(pages, pdf, strict=True):
        width, height = sheet.get_size()
        boxes = [page.get_charbox(i) for i in range(page.count_chars())]
        assert all(left >= 0 and bottom >= 0 and right <= width and top <= height for left, bottom, right, top in boxes)
    return len(pages), re.sub(r"\s+", " ", " ".join(page.get_text_range() for page in pages)).replace("\ufffe", "")


@pytest.mark.parametrize(("view", "size"), [("table", "A4"), ("table", "Letter"), ("matrix", "A4")])
def test_paper_holds_the_view_its_filters_and_sources_and_no_buttons(browser: Any, real_explorer: Path, view: str, size: str) -> None:
    data = read_block(real_explorer)
    people = [e["label"] for e in data["entities"] if e["kind"] == "person"]
    with open_page(browser, real_explorer, hash=f"view={view}&certainty=stated") as tab:
        listed = [name for name in people if tab.locator(f"#view-{view}").get_by_text(name).count()]
        pages, text = _paper(tab, size)
    flat = re.sub(r"\W+", "", text)
    assert pages >= 1 and len(listed) > 15
    assert [name for name in listed if re.sub(r"\W+", "", name) not in flat] == []
    assert data["meta"]["title"][0] in text and "Filtros: lo dice el informe." in text and data["meta"]["version"] in text and data["sources"][0]["title"] in text
    assert not [word for word in ("Copiar enlace", "Mostrar los", "Quitar todos", "Preguntas listas", "Clase de intervención") if word in text]


def test_paper_holds_what_is_selected_and_what_is_folded(browser: Any, explorer_html: Path) -> None:
    with open_page(browser, explorer_html, hash="node=id/persona/lucia-prado-nieto") as tab:
        folded = tab.evaluate("document.querySelectorAll('#results details:not([open])').length")
        pages, text = _paper(tab, "A4")
        assert pages >= 1 and "Lucía Prado Nieto" in text and "Titular de la Unidad de Transparencia" in text
        assert folded > 0 and tab.evaluate("document.querySelectorAll('#results details:not([open])').length") == folded, "folded again afterwards"
    caveats = [c[0] for layer in read_block(explorer_html)["layers"][:1] for c in layer["caveats"]]
    assert all(re.sub(r"\s+", " ", c)[:60] in text for c in caveats)


# ---- what can be wrong with a file ------------------------------------------------------------------------------------------------------------------------------


def _with_block(path: Path, made: Path, change: Any) -> Path:
    head, rest = path.read_text(encoding="utf-8").split('id="data">', 1)
    block, tail = rest.split("</script>", 1)
    made.write_text(f'{head}id="data">{change(block)}</script>{tail}', encoding="utf-8")
    return made


@pytest.mark.parametrize(("change", "es", "en"), [
    (lambda b: b[: len(b) // 2], "llegaron dañados", "arrived damaged"),
    (lambda b: b[:-40] + "AAAA" + b[-36:], "llegaron dañados", "arrived damaged"),
    (lambda b: "no es base64 <>", "llegaron dañados", "arrived damaged"),
    (lambda b: "", "no trae sus datos", "came without its data")])
def test_damaged_file_says_so_in_both_languages_and_keeps_its_summary(browser: Any, explorer_html: Path, tmp_path: Path, change: Any, es: str, en: str) -> None:
    with open_page(browser, _with_block(explorer_html, tmp_path / "broken.html", change), wait=False) as tab:
        notice = tab.get_by_role("alert")
        notice.wait_for()
        assert es in notice.locator('[lang="es"]').inner_text() and en in notice.locator('[lang="en"]').inner_text()
        assert "Lucía Prado Nieto" in tab.locator("main.static").inner_text()
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_old_browser_is_told_so(browser: Any, explorer_html: Path) -> None:
    context = browser.new_context()
    context.add_init_script("delete window.DecompressionStream")
    tab = context.new_page()
    tab.goto(explorer_html.as_uri())
    tab.get_by_role("alert").wait_for()
    text = tab.get_by_role("alert").inner_text()
    context.close()
    assert "El navegador es antiguo" in text and "The browser is old" in text


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_at_all_is_told(browser: Any, tmp_path: Path, width: int) -> None:
    with open_page(browser, page_of(empty_data(), tmp_path / "empty.html"), width=width) as tab:
        assert "No contiene" in tab.locator(".notice").inner_text() or "no contiene" in tab.locator(".notice").inner_text()
        assert hits(tab, "lucia") == []
        tab.locator("#search-box").fill("")
        tab.get_by_role("button", name="Copiar enlace" if width > 760 else "Menú").click()
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_names_are_text_and_break_nothing(browser: Any, tmp_path: Path, invented: Reader) -> None:
    data = data_of(invented)
    names = [MARKUP, "א" * 40 + " \u202eabc", "🦊" * 60, "x" * 500, "a\u0000b\u0007c"]
    for entity, name in zip((e for e in data["entities"] if e["kind"] in ("event", "institution")), names, strict=False):
        entity["label"] = name
        entity["aka"] = [MARKUP]
    for concept in data["concepts"]:
        concept["label"] = [MARKUP, MARKUP]
    data["meta"] |= {"title": [MARKUP + "y" * 300] * 2, "version": MARKUP, "contact": MARKUP, "publisher": MARKUP, "licence": MARKUP, "limits": [[MARKUP, MARKUP]],
                     "questions": [{"text": [MARKUP, MARKUP], "hash": MARKUP}]}
    for source in data["sources"]:
        source |= {"title": MARKUP, "sha256": "f" * 300, "publisher": MARKUP}
    for width in (320, 1280):
        with open_page(browser, page_of(data, tmp_path / f"hostile{width}.html"), width=width, hash="theme=" + "<i>") as tab:
            tab.locator("#search-box").click()
            hits(tab, "taller")
            tab.keyboard.press("Escape")
            if width < 760:
                tab.get_by_role("button", name="Menú").click()
            tab.get_by_role("button", name="Acerca de").click()
            assert MARKUP in tab.locator("dialog").inner_text()
            assert tab.locator("#app img, dialog img, #app script, dialog script").count() == 0
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            assert tab.locator(".about-text").evaluate("(e) => e.scrollWidth <= e.clientWidth + 1")


def test_filters_put_on_and_off_many_times_leave_the_page_as_it_was(browser: Any, real_explorer: Path) -> None:
    with open_page(browser, real_explorer) as tab:
        before = tab.evaluate("document.querySelectorAll('*').length")
        for _ in range(6):
            value(tab, "university").check()
            value(tab, "university").uncheck()
        assert abs(tab.evaluate("document.querySelectorAll('*').length") - before) < 5
