"""``kg reconcile``: a spreadsheet's names matched to the graph; its own cells stay."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.reconcile import ADDED, safe
from kg.graph.build import build
from kg.model.corpus import Corpus
from tests.conftest import INVENTED, ROOT

TOWN = "https://w3id.org/gobierno-abierto/id/municipio/"
LUCIA = "https://w3id.org/gobierno-abierto/id/persona/lucia-prado-nieto"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus with two towns of one name, built."""
    root = tmp_path_factory.mktemp("reconcile") / "corpus"
    shutil.copytree(INVENTED, root)
    with (root / "data" / "registry" / "municipalities.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("13035,Metepec,13,Hidalgo\n15054,Metepec,15,México\n")
    build(Corpus.at(root))
    return root


def run(corpus: Path, *args: object, code: int = 0, lang: str = "en") -> tuple[str, str]:
    env = {k: v for k, v in os.environ.items() if k not in {"LANG", "LC_ALL"}} | {"KG_LANG": lang}
    done = subprocess.run([sys.executable, "-m", "kg", "--corpus", str(corpus), "reconcile", *map(str, args)], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code and "Traceback" not in done.stderr, done.stderr
    return done.stdout, done.stderr


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def put(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_municipalities_with_and_without_their_state(corpus: Path, tmp_path: Path) -> None:
    source = put(tmp_path / "m.csv", "id,Municipio,Estado\n1,Metepec,\n2,Metepec,Hidalgo\n3,METEPEC,Edo. de México\n4,Metepec,Narnia\n5,Villa Ausente,\n6,13035,\n7,Nulópolis,\n")
    target = tmp_path / "out.csv"
    out, err = run(corpus, source, "--column", "municipio", "--state", "estado", "--type", "municipality", "-o", target)
    assert out == "" and "7 rows: 4 safe, 2 to decide, 1 with nothing alike" in err
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = table(raw.decode("utf-8-sig"))
    assert list(rows[0]) == ["id", "Municipio", "Estado", *ADDED] and [r["id"] for r in rows] == list("1234567")
    assert [(r["match"], r["iri"].removeprefix(TOWN)) for r in rows] == [("ask", ""), ("yes", "13035"), ("yes", "15054"), ("ask", ""), ("yes", "99002"), ("yes", "13035"), ("no", "")]
    assert f"<{TOWN}13035>" in rows[0]["candidates"] and f"<{TOWN}15054>" in rows[0]["candidates"] and rows[1]["candidates"] == ""
    assert "Narnia" in rows[3]["reasons"] and float(rows[0]["score"]) < float(rows[1]["score"]) <= 100 and rows[6]["score"] == ""
    before = raw
    run(corpus, source, "--column", "municipio", "--state", "estado", "--type", "municipality", "-o", target)
    assert target.read_bytes() == before


def test_people_by_institution_and_place(corpus: Path, tmp_path: Path) -> None:
    source = put(tmp_path / "p.csv", "nombre;dependencia;municipio\nMtra. Lucía Prado Nieto;Ayuntamiento de Villa Aurora;Villa Aurora\n\"Prado Nieto, Lucía\";;\nLucio Prado Nieto;;\n;;\n ;x;\n")
    out, err = run(corpus, source, "--column", "nombre", "--type", "person", "--institution", "dependencia", "--place", "municipio", lang="es")
    rows = table(out)
    assert [r["match"] for r in rows] == ["yes", "ask", "no", "", "no"] and rows[0]["iri"] == LUCIA and rows[1]["iri"] == ""
    assert rows[1]["matched_name"] == "Lucía Prado Nieto" and "renglones: 1 seguros, 1 por decidir, 2 sin nada parecido" in err


def test_without_a_type_everything_is_looked_through(corpus: Path, tmp_path: Path) -> None:
    rows = table(run(corpus, put(tmp_path / "x.csv", "n\nVilla Aurora\nMesa uno\nUniversidad del Llano\n"), "--column", "n")[0])
    assert rows[0]["iri"] == f"{TOWN}99001" and "evento/foro-aurora-mesa-uno" in rows[1]["candidates"] + rows[1]["iri"] and rows[2]["matched_name"] == "Universidad del Llano"


HOSTILE = ["", "x", "ana@example.org", "a" * 5000, "<script>alert(1)</script>", "=HYPERLINK(1)", "Dr.", "🌵", "https://example.org", '"', "a\nb"]


def test_hostile_names_and_cells(corpus: Path, tmp_path: Path) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["iri", "n", "=cmd", "n"][:3], *[[f"{i}", name, "-1,500.00"] for i, name in enumerate(HOSTILE)], ["+52 (722) 55", "@sum(1)", "+1+cmd|' /C'!A0"]])
    rows = table(run(corpus, put(tmp_path / "h.csv", text.getvalue()), "--column", "n")[0])
    assert [r["match"] for r in rows] == ["no"] * 12 and [r["n"] for r in rows[:5]] == HOSTILE[:5]
    assert list(rows[0])[:4] == ["iri", "n", "'=cmd", "kg_iri"]
    assert rows[5]["n"] == "'=HYPERLINK(1)" and rows[0]["'=cmd"] == "-1,500.00" and rows[-1]["iri"] == "+52 (722) 55" and rows[-1]["'=cmd"].startswith("'+") and rows[-1]["n"] == "'@sum(1)"


def test_workbook(corpus: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "oculta"
    first.sheet_state = "hidden"
    for title in ("lista", "otra"):
        sheet = book.create_sheet(title)
        for row in ([None], [None, "Municipio", "clave"], [1, "Villa Ausente", 99002], [2, title, None], [None, None, None], [3, "Metepec", None]):
            sheet.append(row)
    path = tmp_path / "libro.xlsx"
    book.save(path)
    rows = list(csv.reader(io.StringIO(run(corpus, path, "--column", "municipio", "--type", "municipality")[0], newline="")))
    assert rows[0] == ["", "Municipio", "clave", *ADDED]
    assert [row[:3] for row in rows[1:]] == [["1", "Villa Ausente", "99002"], ["2", "lista", ""], ["", "", ""], ["3", "Metepec", ""]]
    assert [row[6] for row in rows[1:]] == ["yes", "no", "", "ask"]
    assert "otra" in run(corpus, path, "--column", "municipio", "--sheet", "otra")[0]
    assert "did you mean: otra" in run(corpus, path, "--column", "municipio", "--sheet", "ota", code=2)[1]


def test_errors_name_the_column(corpus: Path, tmp_path: Path) -> None:
    source = put(tmp_path / "e.csv", "nombre,Estado,estado,a,a\nx,,,,\n")
    for args, code, says in (
        (("--column", "nombr"), 2, "there is no column 'nombr' → did you mean: nombre"), (("--column", "nombre", "--place", "municpio"), 2, "there is no column 'municpio'"),
        (("--column", "ESTADO"), 2, "there are 2 columns 'ESTADO'"), (("--column", "a"), 2, "there are 2 columns 'a'"), (("--column", "nombre", "--type", "planet"), 2, "planet"), ((), 2, "column"),
    ):
        out, err = run(corpus, source, *args, code=code)
        assert says in err and out == ""
    assert run(corpus, source, "--column", "estado")[0].startswith("nombre,Estado,estado,a,a,iri")     # exact before folded
    for name, text in (("vacia.csv", ""), ("vacia2.csv", "\n \n"), ("malo.csv", 'a,b\n"x,y\n'), ("binario.csv", "a\0b"), ("otra.csv", "n,iri,kg_iri\nx,,\n")):
        assert run(corpus, put(tmp_path / name, text), "--column", "n", code=3)[1]
    assert run(corpus, tmp_path / "nada.csv", "--column", "n", code=3)[1]
    unbuilt = tmp_path / "unbuilt"
    shutil.copytree(INVENTED, unbuilt)
    assert "kg build" in run(unbuilt, source, "--column", "nombre", code=4)[1]


@given(st.one_of(st.text(), st.text(alphabet="=+-@\t\r1a,. (")))
def test_no_cell_is_a_formula_and_only_formulas_change(text: str) -> None:
    cell = safe(text)
    assert cell in (text, f"'{text}") and not cell.startswith(("=", "@"))
    assert not (cell.startswith(("+", "-", "\t", "\r")) and any(c.isalpha() or c in "=@!" for c in cell))
    if not text.startswith(("=", "+", "-", "@", "\t", "\r")):
        assert cell == text
