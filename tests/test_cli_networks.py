"""``kg network``, ``measure``, ``compare``, ``groups`` and ``backbone`` over the invented corpus, as a user types them."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.graph.build import build
from kg.model.corpus import Corpus
from kg.network.catalogue import MEASURES
from tests.conftest import INVENTED, ROOT

LUCIA, NOE, TOMAS = "Lucía Prado Nieto", "Noé Campos Ruiz", "Tomás Ibarra O’Reyes"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus, built."""
    folder = tmp_path_factory.mktemp("networks") / "corpus"
    shutil.copytree(INVENTED, folder)
    build(Corpus.at(folder))
    return folder


def run(root: Path, *args: str, code: int = 0, lang: str = "en") -> tuple[str, str]:
    env = {k: v for k, v in os.environ.items() if k not in {"LANG", "LC_ALL"}} | {"KG_LANG": lang}
    done = subprocess.run([sys.executable, "-m", "kg", "--corpus", str(root), *args], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code and "Traceback" not in done.stderr, done.stderr
    return done.stdout, done.stderr


def tables(root: Path, *args: str) -> list[dict[str, Any]]:
    made = json.loads(run(root, *args, "-f", "json")[0])
    assert isinstance(made, list)
    return made


def test_measures_of_a_layer_and_their_meaning(root: Path) -> None:
    [table] = tables(root, "measure", "copresence", "degree", "betweenness")
    assert [(r["label"], r["degree"], r["betweenness"]) for r in table["rows"]] == [(LUCIA, 2, 1.0), (NOE, 1, 0.0), (TOMAS, 1, 0.0)]
    assert table["columns"]["degree"] == "how many others it is tied to; 0 to n-1"
    rows = list(csv.DictReader(io.StringIO(run(root, "measure", "copresence", "bridge", "-f", "csv")[0])))
    assert [(r["a"], r["b"], r["bridge"]) for r in rows] == [(LUCIA, NOE, "1"), (LUCIA, TOMAS, "1")]


def test_the_catalogue_explains_every_measure(root: Path) -> None:
    for lang in ("es", "en"):
        said = run(root, "measure", lang=lang)[0]
        assert [line for line in said.splitlines() if not line.startswith(" ")] == list(MEASURES)
        assert all(m.meaning.get(lang) in said and m.range.get(lang) in said and m.source in said for m in MEASURES.values())  # type: ignore[arg-type]


def test_ranks_say_what_would_settle_them(root: Path) -> None:
    [table] = tables(root, "measure", "theme", "--ranks")
    assert {r["label"]: (r["place"], r["range"]) for r in table["rows"]} == {NOE: ("1–2", "1–2"), TOMAS: ("1–2", "1–3"), LUCIA: ("3", "1–3")}
    assert {r["label"]: [LUCIA in s for s in r["settles"]] for r in table["rows"]} == {NOE: [], TOMAS: [True], LUCIA: [True]}
    assert table["notes"] == ["A place is a range over what is open: 1 turn in which somebody else may have spoken (in all their combinations)."]


def test_layers_side_by_side(root: Path) -> None:
    pairs, nodes, only = tables(root, "compare", "copresence", "theme")
    assert [(r["both"], r["only_one"], r["only_other"]) for r in pairs["rows"]] == [(0, 2, 1)]
    assert [(r["label"], r["copresence"], r["theme"]) for r in nodes["rows"]] == [(LUCIA, 2, 0), (NOE, 1, 1), (TOMAS, 1, 1)]
    assert {(r["layer"], r["a"], r["b"]) for r in only["rows"]} == {("copresence", LUCIA, NOE), ("copresence", LUCIA, TOMAS), ("theme", NOE, TOMAS)}


def test_groups_and_mixing(root: Path) -> None:
    [found] = tables(root, "groups", "copresence")
    assert {r["community"] for r in found["rows"]} == {1} and {r["stays"] for r in found["rows"]} == {1.0}
    index, roles = tables(root, "groups", "copresence", "--mixing", "sector")
    assert {r["group"]: (r["internal"], r["external"]) for r in index["rows"]}["Σ"] == (0, 2)
    assert [(r["label"], r["itinerant"], r["total"]) for r in roles["rows"]] == [(LUCIA, 1, 1)], "the office joins two of the university who never met"


def test_few_sessions_prove_nothing_and_it_is_said(root: Path) -> None:
    out, err = run(root, "backbone", "copresence")
    assert "0 of 2" in out and "no pair could have passed the test" in err
    [table] = tables(root, "backbone", "copresence", "--all")
    assert [(r["a"], r["b"], r["observed"], r["over"]) for r in table["rows"]] == [(LUCIA, NOE, 1, False), (LUCIA, TOMAS, 1, False)]
    out, err = run(root, "backbone", "copresence", "--model", "disparity", "--correction", "none")
    assert "0 of 2 ties" in " ".join(out.split()) and "All ties weigh the same" in err


@pytest.mark.parametrize(("form", "start"), [("xlsx", b"PK"), ("parquet", b"PAR1")])
def test_what_is_no_text_goes_down_a_pipe_and_into_a_file_but_not_to_a_terminal(root: Path, tmp_path: Path, form: str, start: bytes) -> None:
    command = [sys.executable, "-m", "kg", "--corpus", str(root), "--lang", "en", "network", "copresence", "-f", form]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.startswith(start)
    err = run(root, "network", "copresence", "-f", form, "-o", str(tmp_path / f"n.{form}"))[1]
    assert all(path.read_bytes().startswith(start) and str(path) in err for path in tmp_path.iterdir()) and list(tmp_path.iterdir())
    ours, theirs = os.openpty()
    done = subprocess.run(command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, text=True, check=False)
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 2 and "name a file with -o" in done.stderr


def test_a_part_of_a_layer(root: Path) -> None:
    only = json.loads(run(root, "network", "copresence", "--event", "foro-aurora-mesa-uno", "-f", "json")[0])
    assert sorted(n["label"] for n in only["nodes"]) == [LUCIA, TOMAS]
    sectors = json.loads(run(root, "network", "copresence", "--by", "sector", "--weight", "newman", "-f", "json")[0])
    assert [(len(sectors["nodes"]), e["weight"]) for e in sectors["edges"]] == [(2, 2.0)]


@pytest.mark.parametrize(("args", "said"), [
    (("measure", "copresence", "degre"), "degree"), (("measure", "copresense"), "copresence"), (("measure", "copresence", "degree", "bridge"), "ask for them apart"),
    (("measure", "copresence", "two-mode-degree"), "degree"), (("measure", "theme", "community", "--ranks"), "puts nobody before"),
    (("compare", "copresence"), "two one-mode layers"), (("compare", "copresence", "person-event"), "person-event"),
    (("groups", "copresence", "--mixing", "sectr"), "sector"), (("groups", "copresence", "--mixing", "sector", "--by", "sector"), "leave --by out"),
    (("backbone", "person-event"), "one-mode"), (("backbone", "theme", "--model", "sdms"), "sdsm"), (("backbone", "theme", "--correction", "hol"), "holm"),
    (("backbone", "theme", "--weight", "newman"), "--model disparity"), (("network", "theme", "--by", "town"), "municipality"),
    (("network", "theme", "--weight", "neuman"), "newman"), (("network", "theme", "--from", "2031-13"), "not a date"), (("network", "theme", "--event", "foro"), "foro-aurora"),
    (("network", "theme", "--from", "2031-05", "--to", "2031-04"), "ends before it begins"), (("network", "theme", "--event-format", "panle"), "no event has the format"),
])
def test_what_cannot_be_is_told_with_the_nearest(root: Path, args: tuple[str, ...], said: str) -> None:
    out, err = run(root, *args, code=2)
    assert out == "" and said in err
