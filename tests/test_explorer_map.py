"""The map of municipalities in a browser: the same towns, names and actions as the cells; keyboard, legend in words, what did not match, links and pictures."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from kg.graph.store import Reader
from kg.visual.explore.geo import outlines, towns
from tests.conftest import ROOT
from tests.explorer_geo import feature, geojson, square
from tests.explorer_page import Data, data_of, explorer_html, open_page, page_of  # noqa: F401
from tests.test_explorer_frame import axe

pytestmark = pytest.mark.heavy  # a browser at every step

ACROSS = 12
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def data(real: Reader, tmp_path_factory: pytest.TempPathFactory) -> Data:
    """The two reports with an invented map: towns as squares in rows of twelve, the last without outline, and a polygon of nobody."""
    found = data_of(real, ROOT)
    listed = towns(found)
    squares = (feature(square(-100 + 0.2 * (i % ACROSS), 20 - 0.2 * (i // ACROSS), 0.2), CVEGEO=code) for i, (code, *_) in enumerate(listed[:-1]))
    made = geojson(*squares, feature(square(-90, 20, 0.1), NOMGEO="Villa <b>Ninguna</b>"))
    path = tmp_path_factory.mktemp("geo") / "pueblos.geojson"
    path.write_text(json.dumps(made), encoding="utf-8")
    return found | {"geo": outlines(path, listed)}


@pytest.fixture(scope="module")
def page(data: Data, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(data, tmp_path_factory.mktemp("map") / "map.html")


def said(tab: Any) -> dict[str, list[Any]]:
    """What each municipality of the map says and does, by its code."""
    found: dict[str, list[Any]] = tab.eval_on_selector_all(".v-land", """all => Object.fromEntries(all.map(p =>
        [p.dataset.code, [p.getAttribute('role'), p.getAttribute('aria-label'), p.dataset.node ?? '']]))""")
    return found


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_map_says_what_the_cells_say(browser: Any, data: Data, page: Path, lang: str) -> None:
    with open_page(browser, page, hash=f"lang={lang}&view=grid") as tab:
        land = said(tab)
        tab.locator("[data-map=false]").click()
        assert tab.locator(".v-map").count() == 0 and "map=0" in tab.evaluate("location.hash")
        cells = tab.locator(".v-towns").first.locator(".v-town").evaluate_all("""all => all.map(c =>
            [c.querySelector('.v-town-name').textContent, c.querySelector('.v-soft')?.firstChild.textContent ?? '',
            c.dataset.row ?? '', c.classList.contains('v-town-gone') ? 'gone' : c.classList.contains('v-town-here') ? 'here' : 'named'])""")
    names = {name: code for code, name, _ in towns(data)}
    words = {"es": {"here": "representado", "named": "solo mencionado", "gone": "ausente"}, "en": {"here": "represented", "named": "only mentioned", "gone": "absent"}}[lang]
    expected = {names[name]: ["img", f"{name} ({words[look]})", ""] if look == "gone" else ["button", f"{name}, {amount} ({words[look]})", node] for name, amount, node, look in cells}
    last = max(land | expected)
    assert expected.pop(last) and land == expected
    assert {look for *_, look in cells} >= {"here", "gone"}


def test_pointer_and_keyboard_select(browser: Any, data: Data, page: Path) -> None:
    ids = [e["id"] for e in data["entities"]]
    with open_page(browser, page, hash="view=grid") as tab:
        button = tab.locator(".v-land[role=button]").first
        node = ids[int(button.get_attribute("data-node"))]
        button.click()
        assert f"node={node}" in tab.evaluate("decodeURIComponent(location.hash)") and button.get_attribute("aria-current") == "true"
        assert tab.locator(".v-land-chosen").get_attribute("d") == button.get_attribute("d")
        assert tab.locator(".v-land[tabindex='0']").count() == 1
        tab.locator("[data-map=false]").focus()
        tab.keyboard.press("Tab")
        here = "document.activeElement.dataset.code"
        assert tab.evaluate("document.activeElement.getAttribute('tabindex')") == "0"
        tab.keyboard.press("Home")
        order = sorted(code for code, *_ in data["geo"]["shapes"])
        names = {code: name for code, name, _ in towns(data)}
        first = tab.evaluate(here)
        assert names[first] == min((names[c] for c in order), key=lambda n: tab.evaluate("([n, all]) => all.filter(o => new Intl.Collator('es').compare(o, n) < 0).length", [n, list(names.values())]))
        tab.locator(f"[data-code='{order[0]}']").evaluate("p => p.focus()")
        for key, at in [("ArrowRight", 1), ("ArrowRight", 2), ("ArrowDown", 2 + ACROSS), ("ArrowLeft", 1 + ACROSS), ("ArrowUp", 1), ("ArrowUp", 1)]:
            tab.keyboard.press(key)
            assert tab.evaluate(here) == order[at], key
        assert tab.locator(".v-land-at").get_attribute("d") == tab.evaluate("document.activeElement.getAttribute('d')")
        other = tab.locator(".v-land[role=button]").nth(1)
        other.evaluate("p => p.focus()")
        tab.keyboard.press("Enter")
        assert f"node={ids[int(other.get_attribute('data-node'))]}" in tab.evaluate("decodeURIComponent(location.hash)")


def test_the_legend_is_in_words_and_what_is_missing_is_told(browser: Any, data: Data, page: Path) -> None:
    with open_page(browser, page, hash="view=grid") as tab:
        key = tab.locator(".v-key li").all_inner_texts()
        looks = {look: tab.locator(f".v-land.v-land-{look}").count() for look in ("1", "2", "3", "4", "named", "gone")}
        text = tab.locator(".v-of-grid").inner_text()
        assert tab.locator(".v-of-grid b").count() == 0
    assert [int(line.split(": ")[1].split()[0].replace(",", "")) for line in key] == [n for n in looks.values() if n]
    assert key[0].startswith("representado, 1 persona: ") and key[-1].startswith("ausente: ")
    missing = next(name for code, name, _ in towns(data) if code == data["geo"]["missing"][0])
    assert f"Sin contorno en ese archivo: {missing}." in text and "1 polígono de ese archivo no es de ningún municipio de la lista: Villa <b>Ninguna</b>." in text and "«pueblos.geojson»" in text


def test_without_outlines_nothing_changes(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    with open_page(browser, explorer_html, hash="view=grid&map=1") as tab:
        assert tab.locator(".v-map").count() == tab.locator("[data-map]").count() == 0 and tab.locator(".v-towns").count() > 0


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_and_axe_finds_nothing(browser: Any, page: Path, look: Any, width: int) -> None:
    with open_page(browser, page, hash="view=grid", width=width, color_scheme=look) as tab:
        box = tab.locator(".v-map").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["width"] > 200
        assert axe(tab) == []


@pytest.fixture
def pictures(browser: Any, page: Path) -> Iterator[dict[str, bytes]]:
    with open_page(browser, page, hash="view=grid", color_scheme="dark") as tab:
        tab.locator(".export-open").press("Enter")
        found = {}
        for key in ("svg", "png"):
            with tab.expect_download() as given:
                tab.locator(f"[data-export={key}]").press("Enter")
            found[key] = Path(given.value.path()).read_bytes()
        yield found


def test_its_picture_stands_by_itself(data: Data, pictures: dict[str, bytes]) -> None:
    from PIL import Image

    root = etree.fromstring(pictures["svg"])
    drawn = [path for path in root.iter(f"{SVG}path") if path.get("fill-rule") == "evenodd"]
    assert len(drawn) == len(data["geo"]["shapes"]) and not [e for e in root.iter() if e.get("class") or e.get("style")]
    assert len(list(root.iter(f"{SVG}pattern"))) == 1 and any("pueblos.geojson" in "".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    assert len(Image.open(io.BytesIO(pictures["png"])).convert("RGB").getcolors(1 << 24) or []) > 50
