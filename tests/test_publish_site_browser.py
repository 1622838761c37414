"""The site in a real browser, opened from a disk: search, both languages, no request, and what axe says of each kind of page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.model.corpus import Corpus
from kg.publish.links import Relative
from kg.publish.page import assets
from kg.publish.search_page import write_search
from kg.publish.site_files import Files
from kg.publish.site_release import Release
from tests.conftest import INVENTED
from tests.test_explorer_frame import axe
from tests.test_publish_site import BASE, made
from tests.test_publish_site_safety import cards

PAGES = ("index.html", "lista/index.html", "lista/persona.html", "lista/evento/foro-aurora-foro.html", "lista/documento/foro-aurora.html", "pregunta/index.html", "pregunta/proposals.html",
         "red/index.html", "buscar.html", "descargas/index.html", "404.html", "410.html", "id/persona/lucia-prado-nieto.html", "ontology.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus, published."""
    folder = tmp_path_factory.mktemp("disco")
    made(Corpus.at(INVENTED, folder / "build"), folder / "sitio")
    return folder / "sitio"


@pytest.fixture
def tab(browser: Any) -> Any:
    """A page that notes what is asked for and what goes wrong."""
    found = browser.new_page()
    found.asked, found.wrong = [], []
    found.on("request", lambda r: found.asked.append(r.url))
    found.on("console", lambda m: found.wrong.append(m.text))
    found.on("pageerror", lambda e: found.wrong.append(str(e)))
    yield found
    found.close()


def test_search_works_from_a_disk(site: Path, tab: Any) -> None:
    tab.goto((site / "buscar.html").as_uri())
    tab.fill("#q", "lucia PRADO")
    tab.wait_for_selector("#results li")
    assert "Lucía Prado Nieto" in tab.inner_text("#results li:first-child")
    tab.click("#results li:first-child a")
    tab.wait_for_load_state()
    assert tab.url.endswith("/id/persona/lucia-prado-nieto.html")
    tab.goto((site / "buscar.html").as_uri() + "#q=%3Cimg%20src%3Dx%3E")
    tab.wait_for_function("document.getElementById('status').textContent.length > 0")
    assert tab.locator("#results img").count() == 0
    assert all(a.startswith("file:") for a in tab.asked)
    assert not tab.wrong


def test_a_large_search_goes_to_the_page_that_knows_the_word(tmp_path: Path, tab: Any) -> None:
    files, many = Files(tmp_path), cards(900)
    write_search(files, Release(BASE, "", "", "", ""), many, whole=100)
    for name, content in assets().items():
        files.write(f"assets/{name}", content)
    tab.goto((tmp_path / "buscar.html").as_uri())
    tab.fill("#q", "ana17 0417")
    tab.press("#q", "Enter")
    tab.wait_for_selector("#results li")
    assert "/buscar/" in tab.url
    assert tab.locator("#results li").count() == 1
    assert tab.get_attribute("#results a", "href") == Relative(BASE, "buscar/x.html").to("id/persona/p417.html")
    tab.fill("#q", "nadie")
    tab.press("#q", "Enter")
    tab.wait_for_function("document.getElementById('status').textContent.length > 0")
    assert tab.locator("#results li").count() == 0


def test_the_language_changes_without_a_request(site: Path, tab: Any) -> None:
    tab.goto((site / "lista" / "index.html").as_uri())
    asked = {a for a in tab.asked if not a.endswith("icon.svg")}
    assert tab.inner_text("h1") == "Listas"
    tab.check("#lang-en", force=True)
    assert tab.inner_text("h1") == "Lists"
    assert {a for a in tab.asked if not a.endswith("icon.svg")} == asked


@pytest.mark.heavy
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(site: Path, browser: Any, path: str) -> None:
    for scheme, size in (("light", (1280, 900)), ("dark", (390, 844))):
        tab = browser.new_page(color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
        tab.goto((site / path).as_uri())
        assert not axe(tab)
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        tab.close()
