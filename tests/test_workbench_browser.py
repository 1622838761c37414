"""The workbench in a browser, over a server of its own: every view readable by everybody, by keyboard, on a phone, in the dark, in both languages.

Nothing is asked of other hosts; names that are markup stay names.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests import browsing
from tests.browsing import faults
from tests.serve_corpus import hostile
from tests.sparql_server import serving
from tests.workbench_built import built

pytestmark = [pytest.mark.browser, pytest.mark.heavy]   # a server and a browser: a minute or two
PREFIXES = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#> "
TOWNS = PREFIXES + "SELECT ?name ?town ?n { ?town a kg:Municipality ; skos:prefLabel ?name BIND(1 AS ?n) }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the invented corpus, with a town whose name is markup."""
    built()
    folder = hostile(tmp_path_factory.mktemp("bench") / "corpus", towns=("=cmd|'/c calc'!A0",)).root
    with serving(folder / "build", "--time-limit", "20", corpus=folder) as served:
        yield served.root


@contextmanager
def opened(browser: Any, root: str, path: str = "/", allowed: tuple[str, ...] = (), **how: Any) -> Iterator[Any]:
    """Open a page of the server; nothing else is asked."""
    with browsing.opened(browser, root + path, (f"{root}/", "blob:", "data:"), allowed, **how) as tab:
        yield tab


def answered(tab: Any) -> None:
    """Wait until an answer, or why there is none, is shown."""
    tab.wait_for_selector("#results:not([hidden])[aria-busy=false]")


def until(tab: Any, expression: str) -> None:
    """Wait until an expression holds, asked from outside: the page's policy lets no text be run inside it."""
    for _ in range(150):
        if tab.evaluate(expression):
            return
        tab.wait_for_timeout(100)
    raise AssertionError(f"it never came true: {expression}")


def hash_of(query: str, view: str = "") -> str:
    return "/#" + urlencode({"query": query} | ({"view": view} if view else {}), quote_via=quote)


def wide(tab: Any) -> bool:
    """Tell whether the page is wider than the window."""
    return bool(tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


VIEWS = [("/", ""), ("/#question=proposals", "table"), ("/#question=roles&view=Graph", "svg.net"), ("/#question=when-and-where", "svg.axis"), ("/#question=proposals&view=BarChart", ".bars"),
         ("/#question=roles&view=Map", "#view a"), ("/#question=roles&view=Text", "pre.raw"), ("/buscar?q=lucia", ".hits"), ("/buscar", ".kinds"), (hash_of("ASK { ?a ?b ?c }"), ".verdict"),
         (hash_of("CONSTRUCT WHERE { ?a <http://www.w3.org/ns/org#member> ?b }", "Graph"), "svg.net"), (hash_of(TOWNS), "table")]


@pytest.mark.parametrize(("path", "shown"), VIEWS, ids=[p.replace("/", "")[:40] or "start" for p, _ in VIEWS])
def test_every_view_is_accessible_on_both_screens_and_in_the_dark(browser: Any, root: str, path: str, shown: str) -> None:
    for how in ({"color_scheme": "light"}, {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}):
        with opened(browser, root, path, **how) as tab:
            if shown:
                tab.wait_for_selector(shown)
            else:
                tab.wait_for_selector(".CodeMirror")
            assert faults(tab) == []
            assert not wide(tab)
            if "viewport" in how and "buscar" not in path:
                tab.locator("label[for=lang-en]").click()
                until(tab, "document.documentElement.lang === 'en'")
                assert tab.locator("#run").inner_text() == "Run"
                assert faults(tab) == []


def test_markup_in_a_name_stays_text_in_every_view(browser: Any, root: str) -> None:
    for view in ("Table", "Graph", "BarChart", "Text"):
        with opened(browser, root, hash_of(TOWNS, view)) as tab:
            answered(tab)
            assert tab.locator("#view img, #view script").count() == 0
            assert "<img src=x onerror=alert(1)>" in (tab.locator("#view").text_content() or "")


def test_a_question_is_chosen_changed_and_shared(browser: Any, root: str) -> None:
    with opened(browser, root) as tab:
        tab.get_by_role("searchbox", name="Filtrar preguntas").fill("propuso fuerza")
        assert tab.locator("#questions li:visible").count() >= 1
        tab.locator("#questions a[data-name=proposals]").click()
        answered(tab)
        assert "question=proposals" in tab.url
        tab.get_by_label("sólo este tema").select_option("transparency")
        tab.get_by_role("button", name="Aplicar y ejecutar").click()
        until(tab, "location.hash.includes('param.theme=transparency')")
        answered(tab)
        rows = tab.locator("#view tbody tr").count()
        tab.get_by_role("radio", name="Barras").check()
        tab.wait_for_selector(".bars")
        link = tab.url
        tab.go_back()
        until(tab, "!location.hash.includes('transparency')")
    with opened(browser, root, link.removeprefix(root)) as tab:
        answered(tab)
        assert tab.get_by_label("sólo este tema").input_value() == "transparency"
        assert tab.get_by_role("radio", name="Barras").is_checked()
        tab.get_by_role("radio", name="Tabla").check()
        assert tab.locator("#view tbody tr").count() == rows


def test_the_editor_by_keyboard(browser: Any, root: str) -> None:
    """Write with completion, run, leave; without a pointer."""
    with opened(browser, root) as tab:
        tab.wait_for_selector(".CodeMirror")
        tab.locator(".CodeMirror [role=textbox]").focus()
        tab.keyboard.press("Control+A")
        tab.keyboard.type("SELECT ?who { ?x a kg:Particip")
        tab.wait_for_selector(".CodeMirror-hints")
        assert "kg:Participation" in tab.locator(".CodeMirror-hint-active").inner_text()
        assert faults(tab) == []
        tab.keyboard.press("Enter")
        tab.keyboard.type(" ; ")
        tab.keyboard.press("Control+Space")
        tab.wait_for_selector(".CodeMirror-hints")
        assert "obligatoria" in tab.locator(".CodeMirror-hint-active").inner_text()
        tab.keyboard.type("kg:particip")
        until(tab, "document.querySelector('.CodeMirror-hint-active')?.textContent.includes('kg:participant')")
        tab.keyboard.press("Enter")
        tab.keyboard.type(" ?who } # ")
        tab.keyboard.press("Control+Enter")
        answered(tab)
        assert tab.locator("#view tbody tr").count() > 1
        assert "PREFIX kg:" in tab.evaluate("new URLSearchParams(location.hash.slice(1)).get('query')")
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.id") == "run"


def test_the_plain_editor_says_the_same(browser: Any, root: str) -> None:
    with opened(browser, root) as tab:
        tab.wait_for_selector(".CodeMirror")
        tab.get_by_role("checkbox", name="Editor sencillo").check()
        field = tab.get_by_role("textbox", name="Consulta SPARQL")
        assert "SELECT" in field.input_value()
        field.fill("ASK { ?a ?b 'nothing of the kind' }")
        field.press("Control+Enter")
        answered(tab)
        assert tab.locator(".verdict").inner_text().startswith("No")
        tab.reload()
        assert tab.get_by_role("checkbox", name="Editor sencillo").is_checked()
        assert faults(tab) == []


def test_what_goes_wrong_is_told(browser: Any, root: str) -> None:
    allowed = ("Failed to load resource",)
    with opened(browser, root, hash_of("SELECT nope"), allowed) as tab:
        answered(tab)
        assert "no es SPARQL válido" in tab.locator("#status").inner_text()
        tab.locator("label[for=lang-en]").click()
        assert "not valid SPARQL" in tab.locator("#status").inner_text()
        assert faults(tab) == []
    with opened(browser, root, hash_of("SELECT * { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }"), allowed) as tab:
        answered(tab)
        assert "SERVICE" in tab.locator("#status").inner_text()
    with opened(browser, root, "/#question=nope", allowed) as tab:
        answered(tab)
        assert "no hay una pregunta" in tab.locator("#status").inner_text()


def test_a_query_that_takes_long_is_stopped_by_its_button(browser: Any, root: str) -> None:
    with opened(browser, root, hash_of(RUNAWAY)) as tab:
        until(tab, "document.querySelector('#run').textContent === 'Detener'")
        tab.locator("#run").click()
        answered(tab)
        assert tab.locator("#status").inner_text() == "Se detuvo."
        assert tab.locator("#run").inner_text() == "Ejecutar"


def test_downloads_hold_every_row_and_no_formula(browser: Any, root: str, tmp_path: Path) -> None:
    with opened(browser, root, hash_of(TOWNS)) as tab:
        answered(tab)
        with tab.expect_download() as taken:
            tab.get_by_role("button", name="CSV").click()
        taken.value.save_as(tmp_path / "a.csv")
        with tab.expect_download() as taken:
            tab.get_by_role("button", name="JSON").click()
        taken.value.save_as(tmp_path / "a.json")
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8-sig"))))
    bindings = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["results"]["bindings"]
    assert len(rows) - 1 == len(bindings)
    assert {"'=cmd|'/c calc'!A0"} == {cell for row in rows for cell in row if "cmd" in cell}
    assert "=cmd|'/c calc'!A0" in {b["name"]["value"] for b in bindings}


def test_a_table_is_sorted_and_filtered(browser: Any, root: str) -> None:
    with opened(browser, root, hash_of(TOWNS)) as tab:
        answered(tab)
        tab.locator("button.head").nth(0).click()
        assert tab.locator("th[aria-sort=ascending]").count() == 1
        up = tab.locator("#view tbody tr td:nth-child(1)").all_inner_texts()
        tab.locator("button.head").nth(0).click()
        down = tab.locator("#view tbody tr td:nth-child(1)").all_inner_texts()
        assert up == list(reversed(down))
        link = tab.locator("#view tbody a").first.get_attribute("href")
        assert link is not None
        assert link.startswith("id/municipio/")
        assert tab.request.get(f"{root}/{link}").status == 200


def test_the_code_of_a_query(browser: Any, root: str) -> None:
    with opened(browser, root, hash_of("ASK { ?a ?b ?c }")) as tab:
        answered(tab)
        assert f"'{root}/sparql'" in tab.locator("pre.snippet").inner_text()
        tab.get_by_role("radio", name="Python").check()
        assert "urlencode" in tab.locator("pre.snippet").inner_text()
        tab.get_by_role("radio", name="R", exact=True).check()
        assert "library(httr)" in tab.locator("pre.snippet").inner_text()


def test_pages_that_have_not_changed_keep_their_policy(browser: Any, root: str) -> None:
    """A browser takes the headers of a 304 for those of the page it kept."""
    for path in ("/", "/id/persona/lucia-prado-nieto.html", "/findings", "/buscar?q=lucia"):
        with opened(browser, root, path) as tab:
            answers: list[int] = []
            tab.on("response", lambda r, answers=answers: answers.append(r.status))
            style = "getComputedStyle(document.querySelector('header, main')).borderTopWidth + document.styleSheets.length"
            before = tab.evaluate(style)
            tab.reload()
            assert tab.evaluate(style) == before
            assert 304 in answers or path == "/findings"


def test_names_are_found_while_they_are_written(browser: Any, root: str) -> None:
    with opened(browser, root, "/#question=roles") as tab:
        answered(tab)
        field = tab.locator(".param input[list]").first
        field.press_sequentially("luc", delay=30)
        until(tab, "document.querySelector('.param datalist option')?.value.startsWith('persona/lucia')")
        field.fill(tab.locator(".param datalist option").first.get_attribute("value"))
        tab.get_by_role("button", name="Aplicar y ejecutar").click()
        until(tab, "location.hash.includes('param.')")
        answered(tab)


def test_what_is_wrong_with_a_line_is_said_in_the_pages_language(browser: Any, root: str) -> None:
    for query, es, en in (("SELECT nonsense", "Esta línea no es válida. Se esperaba: ", "This line is not valid. Expected: "),
                          ("SELECT * { ?a nope:x ?b }", "El prefijo «nope» no está declarado", "The prefix “nope” is not declared")):
        with opened(browser, root, hash_of(query), allowed=("400",)) as tab:
            tab.wait_for_selector(".parseErrorIcon")
            assert tab.locator(".parseErrorIcon").get_attribute("title").startswith(es)
            tab.locator(".parseErrorIcon").hover()
            assert faults(tab) == []
            tab.locator("label[for=lang-en]").click()
            until(tab, "document.documentElement.lang === 'en'")
            assert tab.locator(".parseErrorIcon").get_attribute("aria-label").startswith(en)
            assert tab.locator(".yasqe_share, .yasqe_queryButton, .yasqe_buttons button").count() == 0   # their names are English: ours are beside the editor


def test_without_script_the_form_and_the_lists_work(browser: Any, root: str) -> None:
    with opened(browser, root, java_script_enabled=False) as tab:
        tab.locator("#questions a").first.click()
        assert "?question=" in tab.url
        assert "SELECT" in tab.locator("#query").input_value()
        with tab.expect_download() as taken:
            tab.get_by_role("button", name="Ejecutar").click()
        assert taken.value.url.startswith(f"{root}/sparql?query=")
    with opened(browser, root, java_script_enabled=False) as tab:
        tab.locator("#find").fill("lucia")
        tab.get_by_role("button", name="Buscar").click()
        assert tab.locator(".hits a").count() >= 1
        tab.locator(".hits a").first.click()
        assert "/id/" in tab.url


def test_explorer_and_findings_open_under_their_own_policy(browser: Any, root: str) -> None:
    for path, shown in (("/explorer", "main"), ("/findings", "main")):
        with opened(browser, root, path) as tab:
            tab.wait_for_selector(shown)
            assert tab.locator("main").inner_text().strip()
