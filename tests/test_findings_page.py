"""``kg findings``: what is written, that it is the same again, that nothing runs in it or leaks from it, and that it can be used by keyboard, on a phone and in the dark."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.findings.all import sections
from kg.findings.claims import Told, told
from kg.findings.finding import Cell, Column, Finding, Number, Row, Scope, Section, merged
from kg.findings.tables import csv_files, evidence, to_json
from kg.graph.build import build
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.files import write_atomically
from kg.model.text import Text
from kg.visual.findings_page import CLAIMS, MOST, SHOWN, TEXTS, findings_page
from tests.conftest import INVENTED
from tests.test_cli import run
from tests.test_policy import EVERYBODY, NAMES, leaks, policy

BAD = '=cmd|" /C calc"!A0 <script>alert(1)</script> "onclick="x" \u202eabc'
WORDS = Text("Una sección", "A section")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The findings of the invented corpus, written by the command."""
    base = tmp_path_factory.mktemp("findings")
    where = ["--corpus", str(INVENTED), "--build", str(base / "build")]
    run(*where, "build")
    out, err = run(*where, "findings", "-o", str(base / "out"))
    assert out == f"{base / 'out' / 'index.html'}\n"
    assert "hallazgos" in err
    return base / "out"


def hostile(rows: int = 1, claims: int = 1) -> tuple[tuple[Section, ...], dict[str, Told]]:
    made = {f"https://w3id.org/gobierno-abierto/id/propuesta/{n:04}": Told("", Text("propuesta", "proposal"), Text(BAD, BAD), BAD, BAD, True, ()) for n in range(claims)}
    cells = [(Cell(BAD), Cell(Text(BAD, "other")), Cell(claims, tuple(made))) for _ in range(rows)]
    section = Section("hostile", Text(BAD, BAD), WORDS, WORDS, None, (Text(BAD, BAD),), (Column("name", WORDS), Column("words", WORDS, "text"), Column("n", WORDS, "number")),
                      tuple(Row(f"k{i:04}", c, "suggestion", Text(BAD, BAD)) for i, c in enumerate(cells)),
                      (Finding("f", "kind", Text(BAD, BAD), (Number(Text(BAD, BAD), claims, tuple(made)),)),))
    return (section,), made


def test_the_default_folder_is_beside_the_graph(tmp_path: Path) -> None:
    where = ["--corpus", str(INVENTED), "--build", str(tmp_path)]
    run(*where, "build")
    assert run(*where, "findings")[0] == f"{tmp_path / 'findings' / 'index.html'}\n"


def test_without_a_graph_the_remedy_is_named(tmp_path: Path) -> None:
    assert "kg build" in run("--corpus", str(INVENTED), "--build", str(tmp_path / "none"), "findings", code=4)[1]


def test_a_corpus_in_which_nobody_took_part_has_a_page_that_says_so(tmp_path: Path) -> None:
    source = tmp_path / "data" / "foro-aurora"
    shutil.copytree(INVENTED / "data" / "foro-aurora", source)
    shutil.copytree(INVENTED / "data" / "registry", tmp_path / "data" / "registry", ignore=shutil.ignore_patterns("identity.csv"))
    acta = (source / "acta.toml").read_text(encoding="utf-8").split("[[")
    (source / "acta.toml").write_text(acta[0] + "".join(f"[[{part}" for part in acta if part.startswith("event]]")), encoding="utf-8")
    where = ["--corpus", str(tmp_path), "--build", str(tmp_path / "build")]
    run(*where, "build")
    run(*where, "findings")
    page = (tmp_path / "build" / "findings" / "index.html").read_text(encoding="utf-8")
    assert "Nadie coincidió con otro sector" in page
    assert json.loads((tmp_path / "build" / "findings" / "findings.json").read_text(encoding="utf-8"))["claims"] == []
    assert "99 Estado Inventado" in run(*where, "findings", "--state", "1", code=2)[1]
    run(*where, "findings", "--state", "99")
    assert "de 2 municipios, 0 con representación, 0 solo con mención y 2 ausentes" in (tmp_path / "build" / "findings" / "index.html").read_text(encoding="utf-8")


def test_the_files_are_those_the_manifest_lists(written: Path) -> None:
    content = json.loads((written / "findings.json").read_text(encoding="utf-8"))
    assert sorted(content["files"]) == sorted(p.name for p in written.iterdir())
    assert {"sector-bridges.csv", "several-events.csv", "listed-not-quoted.csv", "municipalities.csv", "sectors.csv", "roles.csv", "themes.csv", "proposals.csv", "near-duplicates.csv",
            "findings.csv"} <= set(content["files"])


def test_every_row_carries_its_claims(written: Path) -> None:
    content = json.loads((written / "findings.json").read_text(encoding="utf-8"))
    raw = (written / "several-events.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
    assert (row["person"], row["sectors.es"], row["sectors.en"], row["events"]) == ("Lucía Prado Nieto", "Gobierno", "Government", "2")
    claims = row["evidence"].split()
    assert {c.rsplit("/", 1)[-1] for c in claims} >= {"foro-aurora-mesa-lucia", "taller-aurora-taller-lucia", "foro-aurora-lucia-1", "foro-aurora-lucia-2"}
    (listed,) = (r for s in content["sections"] if s["id"] == "several-events" for r in s["rows"])
    assert {content["claims"][i]["iri"] for cell in listed["cells"] if cell["evidence"] is not None for i in content["groups"][cell["evidence"]]} == set(claims)
    (one,) = (c for c in content["claims"] if c["iri"].endswith("foro-aurora-lucia-1"))
    assert (one["words"]["en"], one["who"], one["where"]) == ("Publish street-lighting spending every month.", "Lucía Prado Nieto", "Mesa uno")
    assert [(e["file"], e["line"], e["start"], e["end"]) for e in one["evidence"]] == [("informe.txt", 11, 243, 290)]


@pytest.mark.parametrize("corpus_name", ["invented", "real"])
@pytest.mark.heavy
def test_two_hash_seeds_give_the_same_bytes(corpus_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    folder = request.getfixturevalue(corpus_name).folder
    made = []
    for seed in ("1", "2"):
        env = os.environ | {"PYTHONHASHSEED": seed, "KG_LANG": "es"}
        out = tmp_path / seed
        subprocess.run([sys.executable, "-m", "kg", "--build", str(folder), "findings", "-o", str(out)], env=env, check=True, capture_output=True)
        made.append({p.name: p.read_bytes() for p in out.iterdir()})
    assert made[0] == made[1]
    assert len(made[0]) > 10


def test_a_second_run_takes_away_only_its_own_old_tables(written: Path, tmp_path: Path) -> None:
    for name in ("mine.csv", "old.csv", "notes.txt"):
        write_atomically(tmp_path / name, b"x")
    (tmp_path / "findings.json").write_text(json.dumps({"files": ["old.csv", "../notes.txt", "notes.txt", 7]}), encoding="utf-8")
    build_folder = written.parent / "build"
    run("--corpus", str(INVENTED), "--build", str(build_folder), "findings", "-o", str(tmp_path))
    assert (tmp_path / "mine.csv").exists()
    assert (tmp_path / "notes.txt").exists()
    assert not (tmp_path / "old.csv").exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": 3}', "[" * 100_000, "\udcff"])
def test_a_manifest_that_is_none_is_no_obstacle(written: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "findings.json").write_text(content, encoding="utf-8", errors="surrogateescape")
    run("--corpus", str(INVENTED), "--build", str(written.parent / "build"), "findings", "-o", str(tmp_path))
    assert (tmp_path / "index.html").read_bytes() == (written / "index.html").read_bytes()


def test_unknown_state_and_theme_are_usage_errors(written: Path) -> None:
    where = ["--corpus", str(INVENTED), "--build", str(written.parent / "build"), "findings", "-o", str(written)]
    assert "99 Estado Inventado" in run(*where, "--state", "98", code=2)[1]
    assert "training" in run(*where, "--theme", "trainin", code=2)[1]


# --- what must not get out ---


def test_no_sentence_of_the_reports_without_asking(written: Path) -> None:
    sentences = ["Propuso publicar cada mes", "falta personal capacitado", "su grupo ya usa"]
    whole = "".join(p.read_text(encoding="utf-8") for p in written.iterdir())
    assert [s for s in sentences if s in whole] == []


def test_with_quotes_they_are_on_the_page_alone(written: Path, tmp_path: Path) -> None:
    _, err = run("--corpus", str(INVENTED), "--build", str(written.parent / "build"), "findings", "--quotes", "-o", str(tmp_path))
    assert "no la publique" in err
    assert [p.name for p in sorted(tmp_path.iterdir()) if "falta personal capacitado" in p.read_text(encoding="utf-8")] == ["index.html"]
    assert TEXTS["quotes"].es in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_whom_the_policy_withholds_stays_withheld(corpus: Corpus, tmp_path: Path) -> None:
    policy(corpus, **EVERYBODY)
    build(corpus)
    out = tmp_path / "out"
    where = ["--corpus", str(corpus.root), "findings", "-o", str(out)]
    run(*where)
    assert leaks(out, NAMES) == []
    assert "(nombre reservado)" in (out / "index.html").read_text(encoding="utf-8")
    assert "reserva nombres" in run(*where, "--quotes", code=2)[1]


def test_no_cell_is_a_formula() -> None:
    found, words = hostile()
    rows = list(csv.reader(io.StringIO(csv_files(found)["hostile.csv"].decode("utf-8-sig"))))
    assert rows[0] == ["key", "name", "words.es", "words.en", "n", "sure", "note.es", "note.en", "evidence"]
    assert rows[1][1] == rows[1][2] == "'" + BAD
    assert rows[1][4] == "1"
    for content in csv_files(found).values():
        assert [c for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for c in row if c.startswith(("=", "+", "-", "@"))] == []
    assert json.loads(to_json(found, words))["sections"][0]["title"]["es"] == BAD


def test_other_peoples_words_are_no_markup() -> None:
    page = findings_page(*hostile(), quotes={"https://w3id.org/gobierno-abierto/id/propuesta/0000": BAD})
    assert "<script>alert" not in page
    assert 'onclick="x"' not in page
    assert "\u202e" not in page
    assert "default-src 'none'; script-src 'sha256-" in html.unescape(page)
    assert re.findall(r'(?:src|href)="(?!#|data:,|[a-z-]+\.(?:csv|json)")', page) == []


def test_a_large_table_is_cut_on_the_page_and_whole_in_the_csv() -> None:
    found, words = hostile(MOST + 50, CLAIMS + 7)
    page = findings_page(found, words)
    assert page.count('<th scope="row">') == MOST
    assert f"({MOST - SHOWN})" in page
    assert page.count("<li id=\"c") == CLAIMS
    assert 'data-cut="1"' in page
    assert csv_files(found)["hostile.csv"].count(b"\r\n") == MOST + 51


def test_a_cell_of_claims_fits_a_spreadsheet() -> None:
    claims = tuple(f"https://w3id.org/gobierno-abierto/id/propuesta/{'x' * 60}{n:04}" for n in range(600))
    shown = evidence(claims)
    assert len(shown) < 32_767
    kept = shown.split()
    assert kept[:-1] == list(claims[:len(kept) - 1])
    assert int(kept[-1]) == 600 - (len(kept) - 1)
    assert evidence(claims[:3]).split() == list(claims[:3])


def test_every_link_of_a_number_leads_somewhere(invented: Reader) -> None:
    found = sections(invented, Scope())
    page = findings_page(found, told(invented, merged(*(s.claims for s in found))), lang="en")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert page.count('class="num"') > 20


def test_the_scripts_use_no_sentence_that_is_not_in_the_catalogue() -> None:
    template = (Path(__file__).resolve().parent.parent / "kg" / "visual" / "templates" / "findings.html.j2").read_text(encoding="utf-8")
    used = set(re.findall(r'say\("[a-z0-9]+", "([a-z_]+)"', template)) | set(re.findall(r'data-t="([a-z_]+)"', template))
    assert "more_told" in used
    assert used - {"switch", "skip"} <= set(TEXTS)
    assert set(TEXTS) - used <= {"contents", "show"}


# --- in a browser ---


@pytest.fixture
def page(browser: Any, written: Path) -> Any:
    """The page of the invented corpus, open."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.goto((written / "index.html").as_uri())
    yield opened
    context.close()


def test_a_number_opens_by_keyboard_and_gives_the_focus_back(page: Any) -> None:
    link = page.locator("#several-events a.num").first
    link.focus()
    page.keyboard.press("Enter")
    assert page.locator("#box[open]").count() == 1
    assert page.locator("#box-list > li").count() == int(page.locator("#box-n").inner_text())
    assert "Lucía Prado Nieto" in page.locator("#box-list").inner_text()
    assert "informe.txt: renglón" in page.locator("#box-list").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#box[open]").count() == 0
    assert page.evaluate("document.activeElement.className") == "num"


def test_the_page_speaks_one_language_at_a_time(page: Any) -> None:
    assert "Puentes entre sectores" in page.locator("main").inner_text()
    assert "Bridges between sectors" not in page.locator("main").inner_text()
    page.click("#lang")
    assert "Bridges between sectors" in page.locator("main").inner_text()
    assert "Puentes entre sectores" not in page.locator("main").inner_text()
    assert page.title() == "Findings"


def test_nothing_is_wider_than_a_phone(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_scripts_a_number_leads_to_its_claims(browser: Any, written: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto((written / "index.html").as_uri())
    target = opened.locator("#several-events a.num").first.get_attribute("href")
    assert opened.locator(f"{target} a").count() > 0
    context.close()


CONTRAST = """(pairs) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (c) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = (c) => { const [r, g, b] = rgb(c).map((v) => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (rgb(c)[3]) return c; } return "white"; };
  return pairs.map((selector) => {
    const e = document.querySelector(selector); const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    return [selector, (a + .05) / (b + .05)];
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    where = [".sentence", ".lead", ".basis", ".mark.inferred", ".mark.suggestion", ".tile.absent", ".tile.represented a", "td.n a.num", ".about", ".caveats li", "thead th"]
    found = page.evaluate(CONTRAST, where)
    assert [(s, round(c, 2)) for s, c in found if c < 4.5] == []
    assert len(found) == len(where)
