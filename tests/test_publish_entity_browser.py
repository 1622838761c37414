"""The pages in a browser: readable by everybody, in both languages with and without script, on a phone, in the dark, on paper; nothing asked of the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.graph.store import Reader
from kg.model.iri import DEFAULT_BASE as BASE
from kg.model.text import Text
from kg.publish.describe import describe
from kg.publish.entity_page import page
from kg.publish.links import Relative, place
from kg.publish.page import Frame, assets
from tests import browsing
from tests.browsing import faults

pytestmark = pytest.mark.browser
FRAME = Frame(publisher="Instituto Inventado", contact="mailto:datos@example.org", date="2031-06-01", nav=((Text("Personas", "People"), "lista/personas.html"),), home="index.html")
PERSON = "id/persona/lucia-prado-nieto.html"


@pytest.fixture(scope="module")
def folder(invented: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One page of each class, in a folder."""
    top = tmp_path_factory.mktemp("pages")
    (top / "assets").mkdir()
    for name, content in assets().items():
        (top / "assets" / name).write_bytes(content)
    iris = sorted({str(x) for (x,) in invented.rows("SELECT DISTINCT ?x { ?x a ?c }") if x and "#" not in x})
    for iri, d in describe(invented, iris).items():
        found = place(iri, BASE)
        assert found is not None
        path = top / f"{found[0]}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(d, Relative(BASE, f"{found[0]}.html", frozenset()), FRAME), encoding="utf-8")
    return top


def opened(browser: Any, folder: Path, path: str, **how: Any) -> Iterator[Any]:
    """Open a page; nothing but files of the folder is asked."""
    with browsing.opened(browser, f"file://{folder}/{path}", (f"file://{folder}/",), **how) as tab:
        yield tab


def kinds(folder: Path) -> list[str]:
    """One page a type of node."""
    return [str(min(sub.glob("*.html")).relative_to(folder)) for sub in sorted(p for p in (folder / "id").iterdir())] + ["vocabulary/theme/training.html", "vocabulary/theme.html"]


def test_every_kind_of_page_is_accessible(browser: Any, folder: Path) -> None:
    shown = kinds(folder)
    assert len(shown) > 12
    for number, path in enumerate(shown):
        for tab in opened(browser, folder, path, color_scheme="dark" if number % 2 else "light", viewport={"width": 390 if number % 3 == 0 else 1280, "height": 800}):
            tab.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            assert faults(tab) == [], path


@pytest.mark.parametrize("script", [True, False])
def test_languages_switch_without_a_request_and_without_script(browser: Any, folder: Path, script: bool) -> None:
    for tab in opened(browser, folder, "id/evento/foro-aurora-mesa-uno.html", java_script_enabled=script):
        heading = tab.locator("#participants h2")
        assert heading.inner_text().startswith("Participantes")
        tab.locator("label[for=lang-en]").click()
        assert heading.inner_text().startswith("Participants")
        assert tab.locator("p.kind").inner_text() == "Event"
        tab.locator("#lang-en").press("ArrowLeft")  # radio buttons work by keyboard
        assert heading.inner_text().startswith("Participantes")


def test_the_language_holds_on_the_next_page(browser: Any, folder: Path) -> None:
    for tab in opened(browser, folder, PERSON):
        tab.locator("label[for=lang-en]").click()
        assert tab.evaluate("document.documentElement.lang") == "en" and tab.title() == "Lucía Prado Nieto · Person"
        tab.locator("#took-part a").first.click()
        tab.wait_for_load_state()
        assert tab.evaluate("document.documentElement.lang") == "en" and tab.locator("#lang-en").is_checked()
        assert tab.locator("p.kind").inner_text() == "Event"


def test_nothing_runs_over_the_edge(browser: Any, folder: Path) -> None:
    for path in kinds(folder):
        for tab in opened(browser, folder, path):
            for width in (320, 390, 768, 1280):
                tab.set_viewport_size({"width": width, "height": 800})
                assert tab.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_evidence_opens_without_script_and_by_its_address(browser: Any, folder: Path) -> None:
    for tab in opened(browser, folder, PERSON, java_script_enabled=False):
        proof = tab.locator("#offices details.proof").first
        assert not proof.locator("li").first.is_visible()
        proof.locator("summary").click()
        assert "renglón 7, caracteres 104-151" in proof.inner_text()
    for tab in opened(browser, folder, f"{PERSON}#participacion-foro-aurora-mesa-lucia"):
        assert tab.locator("#participacion-foro-aurora-mesa-lucia details").first.evaluate("(d) => d.open")


def test_on_paper_there_is_no_navigation(browser: Any, folder: Path) -> None:
    for tab in opened(browser, folder, PERSON):
        tab.emulate_media(media="print")
        assert not tab.locator(".langs").is_visible() and not tab.locator(".formats").is_visible()
        assert tab.locator("h1").is_visible() and tab.locator("#offices").is_visible()
