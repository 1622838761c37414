"""One look at each page in a browser: it opens from a file, says what it is about, and neither fails nor asks the network for anything. What else they must do is in the heavy tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.graph.store import Reader
from kg.model.iri import DEFAULT_BASE as BASE
from kg.publish.describe import describe
from kg.publish.entity_page import page as entity_page
from kg.publish.links import Relative
from kg.publish.ontology_page import ontology_page
from kg.publish.page import Frame, assets
from tests.explorer_page import data_of, open_page, page_of

pytestmark = [pytest.mark.browser, pytest.mark.smoke]
PERSON = "id/persona/lucia-prado-nieto"


def heading(browser: Any, path: Path) -> str:
    """Open a file and return its first heading; whatever the console says and any request but for files beside it are errors."""
    context = browser.new_context()
    tab, trouble = context.new_page(), []
    tab.on("console", lambda m: trouble.append(m.text))
    tab.on("pageerror", lambda e: trouble.append(str(e)))
    tab.on("request", lambda r: None if r.url.startswith(("file://", "data:", "blob:")) else trouble.append(r.url))
    tab.goto(path.as_uri())
    said = str(tab.locator("h1").first.inner_text())
    assert trouble == []
    context.close()
    return said


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the pages of a site share."""
    top = tmp_path_factory.mktemp("site")
    (top / "assets").mkdir()
    for name, content in assets().items():
        (top / "assets" / name).write_bytes(content)
    return top


def test_the_explorer_opens(browser: Any, invented: Reader, tmp_path: Path) -> None:
    path = page_of(data_of(invented), tmp_path / "explorer.html")
    with open_page(browser, path) as tab:
        assert tab.locator("h1").inner_text() == "Explorador de gobierno abierto"


def test_the_page_of_a_person_opens(browser: Any, invented: Reader, site: Path) -> None:
    path = site / f"{PERSON}.html"
    path.parent.mkdir(parents=True)
    path.write_text(entity_page(describe(invented, [BASE + PERSON])[BASE + PERSON], Relative(BASE, f"{PERSON}.html", frozenset()), Frame()), encoding="utf-8")
    assert heading(browser, path) == "Lucía Prado Nieto"


def test_the_ontology_opens(browser: Any, invented: Reader, site: Path) -> None:
    path = site / "ontology.html"
    path.write_text(ontology_page(invented, Relative(BASE, "ontology.html", frozenset())), encoding="utf-8")
    assert heading(browser, path) == "Ontología de gobierno abierto"
