"""The README's story, run as a new user would: the wheel in a new environment, an empty folder, every command."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT

PLANTED = ("informe.txt", "informe.pdf", "acta.draft.toml", "review.draft.toml")


def readme_commands(story: int) -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = text.split("<!-- story")[story].split("```sh\n")[1].split("```")[0]
    return [line.split("#")[0].strip() for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel installed, built from a tree where originals and drafts lie about; its dependencies are borrowed from this one."""
    folder = tmp_path_factory.mktemp("wheel")
    tree = folder / "tree"
    for name in ("kg", "ontology", "queries", "visuals", "data"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    for file in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-DATA", ".gitignore"):
        shutil.copy(ROOT / file, tree)
    for name in PLANTED:
        (tree / "data" / "jornadas-2023" / name).write_text("Una frase del informe.", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(tree)], cwd=folder, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", str(wheel)], check=True)
    site = next(p for p in map(Path, sys.path) if p.name == "site-packages")
    [own] = (folder / "venv" / "lib").glob("python*/site-packages")
    # Only what the wheel declares needs to resolve; the checkout itself must not be found through this environment.
    (own / "borrowed.pth").write_text(f"{site}\n", encoding="utf-8")
    return folder / "venv" / "bin"


def run_story(installed: Path, folder: Path, story: int, found: tuple[str, ...] = ()) -> None:
    """Run a story's commands as they stand; those that begin with a word of ``found`` end with 1, which says that they found something."""
    env = {**os.environ, "PATH": f"{installed}:{os.environ['PATH']}", "KG_LANG": "es"}
    env.pop("PYTHONPATH", None)
    where = subprocess.run([str(installed / "python"), "-c", "import kg; print(kg.__file__)"], cwd=folder, env=env, capture_output=True, text=True, check=True).stdout
    assert str(installed.parent) in where
    for command in readme_commands(story):
        done = subprocess.run(command, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == (1 if command.startswith(found or "-") else 0), (command, done.stderr)
        assert "Traceback" not in done.stderr


def test_the_readme_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    run_story(installed, tmp_path, 1)
    assert {"titulares.csv", "copresencia.gexf", "quien-donde.html", "build"} <= {p.name for p in tmp_path.iterdir()}
    heads = (tmp_path / "titulares.csv").read_text(encoding="utf-8")
    assert "Diana Karen Gracia Hernández" in heads


def test_the_readme_on_a_report_of_ones_own(installed: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "reports" / "dev" / "01-informe-general.txt", tmp_path / "informe.txt")
    run_story(installed, tmp_path, 2, found=("kg witness",))
    claims = [json.loads(line) for line in (tmp_path / "hechos.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"person", "institution", "municipality", "event", "membership", "participation", "contribution", "figure"} <= {c["type"] for c in claims}
    acta = (tmp_path / "mi-corpus" / "data" / "foro-2031" / "acta.toml").read_text(encoding="utf-8")
    assert "Ñonthe Bautista" in acta and "quote" not in acta
    assert "Ñonthe" in (tmp_path / "quien.csv").read_text(encoding="utf-8")
    assert "<html" in (tmp_path / "hoja.html").read_text(encoding="utf-8")


@pytest.mark.heavy
def test_the_readme_on_who_is_who(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "asistentes.csv").write_text("nombre,dependencia\nDra. Sharon Morales Martinez,Infoem\nNadie Que Exista Aquí,\n", encoding="utf-8")
    run_story(installed, tmp_path, 3)
    rows = list(csv.DictReader((tmp_path / "cotejado.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(r["nombre"], r["match"], r["iri"].rpartition("/")[2]) for r in rows] == [
        ("Dra. Sharon Morales Martinez", "yes", "sharon-morales-martinez"), ("Nadie Que Exista Aquí", "no", "")]
    assert (tmp_path / "preguntas.csv").read_text(encoding="utf-8").count("\n") > 1


@pytest.mark.heavy
def test_the_readme_on_networks(installed: Path, tmp_path: Path) -> None:
    run_story(installed, tmp_path, 4)
    absent = list(csv.DictReader((tmp_path / "hallazgos" / "municipalities.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert Counter(row["state"] for row in absent) == {"México": 125, "Guanajuato": 46}, "León took part too"
    assert "instituciones.edges.csv" in {p.name for p in tmp_path.iterdir()}


def test_the_wheel_carries_what_it_must(installed: Path) -> None:
    [bundled] = installed.parent.glob("lib/python*/site-packages/kg/bundled")
    assert {p.name for p in bundled.iterdir()} == {"ontology", "queries", "visuals", "data"}
    assert not {p.name for p in bundled.rglob("*")} & {*PLANTED}, "what git ignores does not travel"
    assert (bundled / "data" / "jornadas-2023" / "acta.toml").is_file()
    assert len(list(bundled.glob("queries/*.rq"))) >= 25


def test_the_readme_counts_are_true() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"preguntas listas \((\d+),", text)
    assert found
    assert int(found[1]) == len(list((ROOT / "queries").glob("*.rq")))


def test_the_readme_python_runs(real_build: Path, tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code = "".join(part.split("```")[0] for part in text.split("```python\n")[1:]).replace('"build"', repr(str(real_build)))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "carlos-de-la-pena-jimenez-ofarril" in done.stdout
