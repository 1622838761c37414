"""The command line as a user meets it: output to stdout, words to stderr, exit codes, two languages, nothing half-written."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.cli.base import Command, Group
from kg.cli.root import cli
from kg.graph.store import Reader
from tests.conftest import INVENTED, ROOT


def run(*args: str, lang: str = "es", code: int = 0, stdin: str = "") -> tuple[str, str]:
    """Run ``kg`` in a process of its own; return stdout and stderr."""
    env = {k: v for k, v in os.environ.items() if k not in {"LANG", "LC_ALL"}} | {"KG_LANG": lang}
    done = subprocess.run([sys.executable, "-m", "kg", *args], env=env, capture_output=True, text=True, input=stdin, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Options that name the invented corpus and a folder with its graph."""
    where = ["--corpus", str(INVENTED), "--build", str(tmp_path_factory.mktemp("cli"))]
    run(*where, "build")
    return where


def commands(group: Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [path]
    for name, command in group.commands.items():
        found += commands(command, (*path, name)) if isinstance(command, Group) else [(*path, name)]
    return found


@pytest.mark.parametrize("path", commands(cli), ids=" ".join)  # type: ignore[arg-type]
def test_every_command_has_help_in_both_languages(path: tuple[str, ...]) -> None:
    texts = [CliRunner().invoke(cli, ["--lang", lang, *path, "--help"], prog_name="kg").output for lang in ("es", "en")]
    assert texts[0].startswith("Uso: ")
    assert texts[1].startswith("Usage: ")
    assert all("--help" in t for t in texts)
    assert not any(w in texts[0] for w in ("Options:", "Commands:", "Show this"))


def test_every_option_and_command_is_bilingual() -> None:
    def walk(command: Command | Group) -> None:
        assert command.text.es != command.text.en
        for param in command.params:
            if param.param_type_name == "option" and param.name not in {"help", "version"}:
                text = param.text  # type: ignore[attr-defined]
                assert text.es
                assert text.en
        for child in getattr(command, "commands", {}).values():
            walk(child)
    walk(cli)  # type: ignore[arg-type]


def test_ask_lists_and_answers(at: list[str]) -> None:
    out, _ = run(*at, "ask")
    names = [line.split()[0] for line in out.splitlines()]
    assert len(names) >= 25
    assert names == sorted(names)
    out, err = run(*at, "ask", "proposals", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [r["speaker"] for r in rows] == ["Lucía Prado Nieto", "Lucía Prado Nieto", "Tomás Ibarra O’Reyes"]
    assert err == ""


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "md"])
def test_every_form_to_stdout_and_to_a_file_is_the_same(at: list[str], form: str, tmp_path: Path) -> None:
    out, _ = run(*at, "ask", "figures", "-f", form)
    target = tmp_path / "deep" / "x"
    empty, _ = run(*at, "ask", "figures", "-f", form, "-o", str(target))
    assert empty == ""
    assert target.read_text(encoding="utf-8") == out
    assert "personas que asistieron" in out
    assert [p.name for p in target.parent.iterdir()] == ["x"]
    if form == "json":
        assert json.loads(out)["results"]["bindings"][0]["value"]["value"] == "40"


def test_parameters_are_terms_not_text(at: list[str]) -> None:
    out, _ = run(*at, "ask", "proposals", "--theme", "cross-sector-linkage", "-f", "csv")
    assert out.count("\n") == 2
    for bad in ('"} DELETE', "x } ?s ?p ?o {", "no-such-theme"):
        _, err = run(*at, "ask", "proposals", "--theme", bad, code=2)
        assert err
    _, err = run(*at, "ask", "proposals", "--thema", "youth", code=2)
    assert "theme" in err


def test_evidence_shows_the_sentence_only_when_the_original_is_at_hand(at: list[str], tmp_path: Path) -> None:
    out, _ = run(*at, "ask", "proposals", "--evidence", "-f", "csv")
    assert "«Propuso publicar cada mes el gasto en alumbrado»" in out
    import shutil

    bare = tmp_path / "bare"
    shutil.copytree(INVENTED, bare, ignore=shutil.ignore_patterns("informe.txt"))
    out, _ = run("--corpus", str(bare), *at[2:], "ask", "proposals", "--evidence", "-f", "csv")
    assert "Propuso publicar" not in out
    assert "renglón 11, caracteres" in out


def test_query_from_stdin_and_file(at: list[str], tmp_path: Path) -> None:
    text = "PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#> SELECT (COUNT(*) AS ?n) { ?p a kg:Person }"
    out, _ = run(*at, "query", "-", "-f", "csv", stdin=text)
    assert out.split() == ["n", "3"]
    file = tmp_path / "q.rq"
    file.write_text(text)
    assert run(*at, "query", str(file), "-f", "csv")[0] == out
    out, _ = run(*at, "query", "-", stdin="CONSTRUCT WHERE { ?p a <https://w3id.org/gobierno-abierto/ontology#Person> }")
    assert "a kg:Person" in out
    out, _ = run(*at, "query", "-", stdin="ASK { ?s ?p ?o }", lang="en")
    assert json.loads(out)["boolean"] is True
    for bad in ("SELECT", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"):
        _, err = run(*at, "query", "-", stdin=bad, code=2)
        assert "→" in err
    run(*at, "query", str(tmp_path / "absent.rq"), code=3)


@pytest.mark.parametrize("words", ["lucia", "LUCÍA PRADO", "prado lucia", "Lucía Prado Nieto"])
def test_show_finds_whatever_the_accents(at: list[str], words: str) -> None:
    out, _ = run(*at, "show", words)
    assert out.startswith("Lucía Prado Nieto — persona")
    assert "Mesa uno · Panelista · Presencial" in out
    assert "Difundir mensualmente" in out
    out, _ = run(*at, "show", words, lang="en")
    assert "Publish street-lighting spending" in out
    assert "In person" in out


def test_show_names_the_closest(at: list[str]) -> None:
    _, err = run(*at, "show", "Lucia Prado Nyeto", code=2)
    assert "Lucía Prado Nieto" in err
    out, err = run(*at, "show", "villa")
    assert "Villa" in out
    assert "También" in err


@pytest.mark.parametrize(("args", "code", "word"), [
    (["ask", "propsals"], 2, "proposals"), (["--nope"], 2, "--nope"), (["query"], 2, "FILE"), (["nope"], 2, "nope"), (["network", "copresense"], 2, "copresence"),
    (["--corpus", "/nonexistent", "build"], 2, "kg init"), (["ask", "figures", "-f", "xml"], 2, "xml"), (["acta", "check", "/nonexistent"], 3, "source.toml")])
def test_errors_name_what_to_do(at: list[str], args: list[str], code: int, word: str) -> None:
    _, err = run(*at, *args, code=code)
    assert word in err


def test_nothing_built_is_exit_4(tmp_path: Path) -> None:
    _, err = run("--corpus", str(INVENTED), "--build", str(tmp_path), "ask", "figures", code=4)
    assert "kg build" in err
    out, _ = run("--corpus", str(INVENTED), "--build", str(tmp_path), "doctor", code=4)
    assert "rdflib" in out


def test_check_exits_with_1_on_findings(tmp_path: Path) -> None:
    import shutil

    root = tmp_path / "c"
    shutil.copytree(INVENTED, root)
    run("--corpus", str(root), "build")
    run("--corpus", str(root), "check")
    source = root / "data" / "foro-aurora" / "source.toml"
    source.write_text(source.read_text(encoding="utf-8").replace("person = 2", "person = 9"), encoding="utf-8")
    out, err = run("--corpus", str(root), "check", code=1, lang="en")
    assert "9 person expected, there are 2" in out
    assert "1 findings" in err


def test_init_makes_a_corpus_that_builds_and_refuses_another(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    run("init", str(root))
    run("--corpus", str(root), "build")
    run("--corpus", str(root), "check")
    assert Reader(root / "build").query("ASK { ?s ?p ?o }") is True
    _, err = run("init", str(root), code=2)
    assert "elija otra carpeta" in err


def test_mint_writes_once_and_never_merges(tmp_path: Path) -> None:
    import shutil

    root = tmp_path / "c"
    shutil.copytree(INVENTED, root)
    out, _ = run("--corpus", str(root), "registry", "pending")
    assert [line.split("\t")[2] for line in out.splitlines()] == ["gasto-mensual", "catalogo", "tomas-ibarra-oreyes", "noe-campos-ruiz"]
    run("--corpus", str(root), "registry", "mint", "--at", "2031-05-01")
    people = (root / "data" / "registry" / "people.csv").read_text(encoding="utf-8")
    assert people.splitlines() == ["slug,name", "lucia-prado-nieto,Lucía Prado Nieto", "noe-campos-ruiz,Noé Campos Ruiz", "tomas-ibarra-oreyes,Tomás Ibarra O’Reyes"]
    assert run("--corpus", str(root), "registry", "pending")[0] == ""
    run("--corpus", str(root), "registry", "mint", "--at", "2031-05-01")
    assert (root / "data" / "registry" / "people.csv").read_text(encoding="utf-8") == people
    run("--corpus", str(root), "build")
    run("--corpus", str(root), "registry", "mint", "--at", "ayer", code=2)


def test_a_closed_pipe_is_no_error(at: list[str]) -> None:
    command = f"{sys.executable} -m kg {' '.join(at)} ask | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


def test_completion_of_the_shell_works() -> None:
    env = os.environ | {"_KG_COMPLETE": "bash_source"}
    done = subprocess.run([str(Path(sys.executable).parent / "kg")], env=env, capture_output=True, text=True, check=False)
    assert "_kg_completion" in done.stdout


def test_main_returns_codes_to_the_shell_only(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["ask", "nothing-like-this"])
    assert stop.value.code == 2


def test_stdout_is_data_alone(at: list[str]) -> None:
    out, err = run(*at, "build")
    assert out == ""
    assert "cuádruplas" in err
    assert ROOT.is_dir()
