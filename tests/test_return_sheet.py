"""``kg witness`` and ``kg return-sheet``: forms of the output, exit codes, and a sheet that is one A4 page and quotes nothing unasked."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.cli.base import App
from kg.cli.witness import return_sheet_command, witness_command
from kg.model.corpus import Corpus
from kg.reading.claims import Reading
from kg.reading.document import Document, Parts
from kg.reading.formats.files import read_bytes, read_file
from kg.reading.report import read_report
from kg.reading.witness import Discrepancy, witness
from kg.visual.return_sheet import LINES, QUOTE, return_sheet

HERE = Path(__file__).resolve().parent / "witness"
SOURCES = HERE.parents[2] / "shared" / "sources"
FAIL, CLEAN = HERE / "count.listed.fail.txt", HERE / "clean.txt"


def run(command: object, *args: str, lang: str = "es", root: Path | None = None) -> tuple[Result, object]:
    """Run a command outside its group and return the result and the value it returned (the exit code)."""
    result = CliRunner().invoke(command, list(args), obj=App(lang, root, None, None), standalone_mode=False)  # type: ignore[call-overload]
    return result, result.return_value


def test_witness_exits_1_on_discrepancies_and_0_without() -> None:
    assert run(witness_command, str(FAIL))[1] == 1
    clean, code = run(witness_command, str(CLEAN))
    assert code == 0 and clean.stdout == "informe\trenglones\tclase\tqué\n"


def test_the_table_gives_lines_kind_and_words_in_both_languages() -> None:
    es, en = (run(witness_command, str(FAIL), lang=lang)[0].stdout.splitlines() for lang in ("es", "en"))
    assert "count.listed.fail.txt\tL5,L6\tcount-mismatch\tSe anuncian 4 personas y la lista nombra 3." in es
    assert "count.listed.fail.txt\tL5,L6\tcount-mismatch\t4 people are announced and the list names 3." in en


def test_json_and_csv_say_the_same() -> None:
    data = json.loads(run(witness_command, str(FAIL), "-f", "json")[0].stdout)
    rows = list(csv.DictReader(io.StringIO(run(witness_command, str(FAIL), "-f", "csv")[0].stdout)))
    assert [(d["rule"], d["summary"], str(d["line"])) for d in data] == [(r["rule"], r["summary"], r["line"]) for r in rows]
    first = next(d for d in data if d["rule"] == "count.listed")
    text = read_file(FAIL).text
    assert text[first["start"]:first["end"]] == "4 personas" and first["kind"] == "count-mismatch" and first["line"] == 5


def test_acta_records_are_toml_with_unique_ids_and_spans_on_their_lines() -> None:
    data = tomllib.loads(run(witness_command, str(FAIL), "-f", "acta")[0].stdout)
    document = read_file(FAIL)
    assert len({r["id"] for r in data["discrepancy"]}) == len(data["discrepancy"]) > 0
    for record in data["discrepancy"]:
        assert set(record) == {"id", "kind", "summary", "gloss", "at", "confidence"}
        for at in record["at"]:
            line, start, end = map(int, re.fullmatch(r"L(\d+):(\d+)-(\d+)", at).groups())  # type: ignore[union-attr]
            assert document.line(start) == line and 0 < end - start <= 400


def test_an_unknown_report_names_the_nearest_source(corpus: Corpus) -> None:
    known = corpus.sources()[0].name
    result, _ = run(witness_command, known + "x", root=corpus.root)
    assert type(result.exception).__name__ == "UsageError" and known in str(result.exception)


def test_without_originals_the_user_is_told_how_to_bring_them(corpus: Corpus) -> None:
    for original in corpus.root.rglob("*.txt"):
        original.unlink()
    result, _ = run(witness_command, root=corpus.root)
    assert type(result.exception).__name__ == "InputError" and "kg sources add" in str(result.exception)


def test_control_characters_of_a_report_never_reach_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text(FAIL.read_text(encoding="utf-8").replace("Tomás Ibarra Solís, Presidente", "Tomás Ibarra Solis, \x1b[31mPresidente"), encoding="utf-8")
    assert "\x1b" not in run(witness_command, str(file))[0].stdout


def sheet(path: Path, **more: object) -> str:
    """Return the sheet of a report."""
    reading = read_report(read_file(path))
    return return_sheet(reading, witness(reading), **more)  # type: ignore[arg-type]


def test_the_sheet_says_what_was_understood_doubtful_and_to_correct() -> None:
    page = sheet(FAIL)
    for words in ("Qué entendimos", "Qué nos queda en duda", "Qué corregir", "Se anuncian 4 personas y la lista nombra 3.", "renglón 5"):
        assert words in page
    assert "4 people are announced and the list names 3." in page and "What to correct" in sheet(FAIL, lang="en")
    assert "Ninguna duda." in sheet(CLEAN) and "Nada que corregir." in sheet(CLEAN)


def test_the_sheet_is_the_same_each_time_and_asks_nothing_of_the_network() -> None:
    page = sheet(FAIL)
    assert page == sheet(FAIL)
    assert "default-src 'none'" in html.unescape(page) and re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?([^\"')\s>]+)", page) == ["data:,"]


def test_hostile_words_stay_words() -> None:
    text = FAIL.read_text(encoding="utf-8").replace("Presidente de la Cámara", "Presidente <script>alert(1)</script> de la Cámara").replace("Rosa Cárdenas", "Rosa <b>Cárdenas")
    reading = read_report(read_bytes(text.encode(), '"><img src=x>.txt'))
    bad = Discrepancy("formatting", "x", ((0, 5),), "<script>alert(1)</script>.", "<img src=x>.", (), 0.9, None, 3)
    page = return_sheet(reading, [bad, *witness(reading)], quotes=True)
    assert "<script>alert" not in page and "<img" not in page and "<b>C" not in page


def sentences(path: Path) -> list[str]:
    """Return the sentences of a report longer than what a row may quote."""
    document = read_file(path)
    return [document.text[s:e] for s, e in document.sentences() if e - s > QUOTE]


@pytest.mark.parametrize("path", sorted(HERE.glob("garbled.*.fail.txt")), ids=lambda p: p.name)
def test_no_sentence_of_the_report_is_on_the_sheet(path: Path) -> None:
    for quotes in (False, True):
        page = sheet(path, quotes=quotes)
        assert not [s for s in sentences(path) if s in page]
    assert "<q" not in sheet(path) and "<q" in sheet(path, quotes=True)


def test_a_long_list_is_cut_with_a_pointer_to_the_rest() -> None:
    reading = read_report(read_file(CLEAN))
    found = [Discrepancy("formatting", f"r{n}", ((n, n + 1),), f"Cosa {n}.", f"Thing {n}.", (), 0.9, None, 3 if n == 99 else 1) for n in range(100)]
    page = return_sheet(reading, found, name="informe.txt")
    assert page.count('class="box"') == LINES - 1 and f"… y {100 - LINES + 1} más: kg witness informe.txt" in page
    assert page.index("Cosa 99.") < page.index("Cosa 0.")


def test_places_are_told_as_the_format_has_them() -> None:
    found = [Discrepancy("formatting", "x", ((start, start + 2),), f"Cosa {start}.", f"Thing {start}.", (), 0.9, None, 1) for start in (1, 12, 23)]
    document = Document(Path("x.docx"), "0" * 64, "un párrafo\notro más::\ny una tabla", origin=Parts([0, 11, 22], ["p1", "p7", "t2r3c1"]))
    page = return_sheet(Reading(document, []), found)
    assert [where in page for where in ("párrafo 1<", "párrafo 7<", "tabla 2<")] == [True, True, True]


def test_the_command_writes_a_file(tmp_path: Path) -> None:
    target = tmp_path / "hoja.html"
    assert run(return_sheet_command, str(FAIL), "-o", str(target))[0].exception is None
    assert target.read_text(encoding="utf-8") == sheet(FAIL, name=FAIL.name)


def printed(browser: Any, page: str, folder: Path) -> tuple[int, tuple[float, float]]:
    """Print a page to PDF in Chromium; return its number of pages and the size of the first, in points."""
    import pypdfium2

    source, target = folder / "hoja.html", folder / "hoja.pdf"
    source.write_text(page, encoding="utf-8")
    tab = browser.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(source.as_uri())
    tab.pdf(path=str(target), prefer_css_page_size=True, print_background=True)
    tab.close()
    assert complaints == []
    with pypdfium2.PdfDocument(target) as document:
        return len(document), document[0].get_size()


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_fullest_sheet_is_one_a4_page(browser: Any, tmp_path: Path, lang: str) -> None:
    reading = read_report(read_file(CLEAN))
    kinds = ("count-mismatch", "formatting")
    long = "Una palabra larga tras otra llena el renglón hasta que ya no cabe ni una letra más en él, y sigue, y sigue, y sigue hasta el borde de la hoja."
    found = [Discrepancy(kinds[n % 2], f"r{n}", tuple((n + k, n + k + 1) for k in range(4)), f"{n} {long}"[:60 + 3 * n], f"{n} {long}"[:70 + 3 * n], (), 0.9, None, 2) for n in range(60)]
    pages, size = printed(browser, return_sheet(reading, found, lang=lang, quotes=True), tmp_path)  # type: ignore[arg-type]
    assert pages == 1 and [round(x) for x in size] == [595, 842]


@pytest.mark.browser
@pytest.mark.sources
@pytest.mark.parametrize("report", ["jornadas", "congreso"])
def test_the_sheet_of_each_report_is_one_page_without_its_sentences(browser: Any, tmp_path: Path, report: str) -> None:
    path = SOURCES / f"informe-{report}-2023.txt"
    page = sheet(path)
    assert printed(browser, page, tmp_path)[0] == 1
    assert not [s for s in sentences(path) if s in page]
