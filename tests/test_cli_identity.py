"""``kg identity`` as its users meet it: questions, answers, another institute's file, slugs that go; nothing half-written, nothing lost."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.graph.store import current
from kg.identity.decisions import COLUMNS
from kg.model.text import Text
from tests.conftest import INVENTED, ROOT
from tests.test_cli import run

TOMAS, NOE, LUCIA = "foro-aurora:tomas-ibarra-oreyes", "taller-aurora:noe-campos-ruiz", "registry:lucia-prado-nieto"
BY = ("--by", "Ana Gil", "--at", "2031-05-01")


@pytest.fixture
def at(tmp_path: Path) -> tuple[str, ...]:
    """A corpus in which the workshop writes the forum's speaker with one surname."""
    root = tmp_path / "c"
    shutil.copytree(INVENTED, root)
    acta = root / "data" / "taller-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8").replace('name = "Noé Campos Ruiz"', 'name = "Tomás Ibarra"'), encoding="utf-8")
    return "--corpus", str(root)


def registry(at: tuple[str, ...]) -> Path:
    return Path(at[1]) / "data" / "registry"


def lines(at: tuple[str, ...]) -> list[str]:
    path = registry(at) / "decisions.csv"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def test_open_questions_in_three_forms(at: tuple[str, ...]) -> None:
    out, err = run(*at, "identity")
    assert TOMAS in out and NOE in out and "Tomás Ibarra O’Reyes" in out
    assert "facts at stake" in run(*at, "identity", lang="en")[0]
    [found] = json.loads(run(*at, "identity", "-f", "json")[0])
    assert (found["kind"], found["a"], found["b"], found["state"]) == ("person", TOMAS, NOE, "open")
    assert 0 < found["score"] <= 1
    assert found["weight"] == 7
    assert all(r["es"] and r["en"] for r in found["reasons"])
    [row] = csv.DictReader(io.StringIO(run(*at, "identity", "-f", "csv")[0]))
    assert (row["a_name"], row["b_name"], row["weight"]) == ("Tomás Ibarra O’Reyes", "Tomás Ibarra", "7")
    assert err == "1 preguntas abiertas (1 pares); se muestran 1\n"
    assert run(*at, "identity", "--kind", "event", "-f", "csv")[0].count("\n") == 1


def test_an_answer_is_one_line_and_settles_the_question(at: tuple[str, ...]) -> None:
    _, err = run(*at, "identity", "decide", NOE, TOMAS, "same", *BY, "--note", "lo dijo él, por teléfono")
    assert err.startswith(f"same: {NOE}, {TOMAS} → ")
    assert "llevará a" in err
    [head, line] = lines(at)
    assert head == ",".join(COLUMNS)
    [row] = csv.DictReader(io.StringIO(f"{head}\n{line}\n"))
    assert (row["kind"], row["a"], row["b"], row["answer"], row["by"], row["at"], row["note"]) == ("person", TOMAS, NOE, "same", "Ana Gil", "2031-05-01", "lo dijo él, por teléfono")
    assert row["reasons"]
    assert json.loads(run(*at, "identity", "-f", "json")[0]) == []
    before = lines(at)
    _, err = run(*at, "identity", "decide", TOMAS, NOE, "same", *BY)
    assert err == "ya estaba decidido por Ana Gil\n"
    assert lines(at) == before
    run(*at, "identity", "check")


def test_unsure_stays_out_of_the_list_until_asked_for(at: tuple[str, ...]) -> None:
    run(*at, "identity", "decide", TOMAS, NOE, "unsure", *BY)
    assert json.loads(run(*at, "identity", "-f", "json")[0]) == []
    [found] = json.loads(run(*at, "identity", "-f", "json", "--unsure")[0])
    assert found["state"] == "unsure"
    run(*at, "identity", "decide", TOMAS, NOE, "different", *BY, code=2)
    run(*at, "identity", "decide", TOMAS, NOE, "different", *BY, "--change")
    assert [line.split(",")[3] for line in lines(at)[1:]] == ["different"]


def test_merge_and_undo_give_the_same_bytes(at: tuple[str, ...]) -> None:
    def dump() -> bytes:
        run(*at, "build")
        return (current(Path(at[1]) / "build") / "graph.nq").read_bytes()

    before = dump()
    run(*at, "identity", "decide", TOMAS, NOE, "same", *BY)
    merged = dump()
    assert merged != before
    assert b"isReplacedBy" in merged
    path = registry(at) / "decisions.csv"
    path.write_text("".join(line + "\n" for line in lines(at) if TOMAS not in line), encoding="utf-8")
    assert dump() == before


def test_answers_at_the_same_time_are_all_written_or_refused(at: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "kg", "--lang", "en", *at, "identity", "decide", TOMAS, NOE, "same", "--at", "2031-05-01", "--by"]
    running = [subprocess.Popen([*command, f"persona {n}"], stderr=subprocess.PIPE, text=True) for n in range(4)]
    ended = [(p.communicate()[1], p.returncode) for p in running]
    assert {code for _, code in ended} <= {0, 3}
    assert all("changed since it was read" in err for err, code in ended if code)
    assert len(lines(at)) - 1 == sum(code == 0 for _, code in ended) >= 1


def test_a_contradiction_is_refused_with_its_path(at: tuple[str, ...]) -> None:
    run(*at, "identity", "decide", TOMAS, NOE, "same", *BY)
    run(*at, "identity", "decide", NOE, LUCIA, "different", *BY)
    before = lines(at)
    _, err = run(*at, "identity", "decide", TOMAS, LUCIA, "same", *BY, code=3)
    assert err.startswith(f"decisions.csv:3: contradicción: {LUCIA} = {TOMAS} (Ana Gil, 2031-05-01) = {NOE} (decisions.csv:2, Ana Gil, 2031-05-01), pero {LUCIA} ≠ {NOE}: distintos (")
    assert lines(at) == before
    assert [p.name for p in registry(at).iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize(("args", "code", "told"), [
    (("foro-aurora:tomas-ibarra-oreys", NOE, "same", *BY), 2, f"clave desconocida: 'foro-aurora:tomas-ibarra-oreys' → ¿quiso decir: {TOMAS}"),
    ((TOMAS, TOMAS, "same", *BY), 2, "los dos lados son"),
    ((TOMAS, "foro-aurora:foro", "same", *BY), 2, "¿de qué tipo son"),
    ((TOMAS, NOE, "same", "--by", "Ana", "--at", "ayer"), 2, "fecha ilegible: 'ayer'"),
    ((TOMAS, NOE, "same", "--by", " ", "--at", "2031-05-01"), 2, "falta quién decide"),
    ((TOMAS, NOE, "same", "--by", "Ana\nperson,x", "--at", "2031-05-01"), 2, "signos que no se ven"),
    ((TOMAS, NOE, "quizás", *BY), 2, "quizás"),
    ((TOMAS, NOE, "same", *BY, "--kind", "event"), 2, "clave desconocida"),
])
def test_what_cannot_be_answered(at: tuple[str, ...], args: tuple[str, ...], code: int, told: str) -> None:
    _, err = run(*at, "identity", "decide", *args, code=code)
    assert told in err
    assert lines(at) == []


def test_a_corpus_without_registry_does_not_write_into_the_bundled_one(at: tuple[str, ...]) -> None:
    shutil.rmtree(registry(at))
    before = (ROOT / "data" / "registry" / "decisions.csv").read_bytes()
    _, err = run(*at, "identity", "decide", TOMAS, NOE, "same", *BY, code=2)
    assert "no tiene registro propio" in err
    assert (ROOT / "data" / "registry" / "decisions.csv").read_bytes() == before


def test_check_tells_stale_keys_and_git_conflicts(at: tuple[str, ...]) -> None:
    path = registry(at) / "decisions.csv"
    head = ",".join(COLUMNS)
    path.write_text(f"{head}\nperson,foro-aurora:nadie,{NOE},same,r,Ana,2031-05-01,\n", encoding="utf-8")
    out, _ = run(*at, "identity", "check", code=1)
    assert out == "decisions.csv:2, Ana, 2031-05-01: person: ya no está: foro-aurora:nadie\n"
    _, err = run(*at, "identity")
    assert "1 decisiones nombran lo que ya no está" in err
    path.write_text(f"{head}\n<<<<<<< HEAD\nperson,{TOMAS},{NOE},same,r,Ana,2031-05-01,\n=======\nperson,{TOMAS},{NOE},different,r,Beto,2031-05-01,\n>>>>>>> x\n", encoding="utf-8")
    for command in (("identity", "check"), ("identity",), ("build",), ("identity", "decide", TOMAS, NOE, "same", *BY)):
        _, err = run(*at, *command, code=3)
        assert "conflicto de git" in err and "Ana" in err and "Beto" in err
    assert "<<<<<<<" in path.read_text(encoding="utf-8")


@pytest.mark.heavy
def test_another_institute_reuses_decisions(at: tuple[str, ...], tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(at[1], other)
    there = ("--corpus", str(other))
    run(*at, "identity", "decide", TOMAS, NOE, "same", *BY)
    run(*at, "identity", "decide", NOE, LUCIA, "different", *BY)
    file, rest = tmp_path / "d.csv", tmp_path / "rest.csv"
    out, _ = run(*at, "identity", "export", "-")
    run(*at, "identity", "export", str(file))
    assert file.read_text(encoding="utf-8") == out
    assert out.splitlines()[0].endswith(",a_name,b_name")
    assert "Tomás Ibarra O’Reyes" in out
    run(*there, "identity", "import", str(file), "--dry-run")
    assert lines(there) == []
    _, err = run(*there, "identity", "import", str(file))
    assert err == "2 tomadas, 0 ya estaban, 0 no\n"
    assert lines(there) == lines(at)
    assert run(*there, "identity", "import", str(file))[1] == "0 tomadas, 2 ya estaban, 0 no\n"
    (other / "data" / "registry" / "decisions.csv").unlink()
    run(*there, "identity", "decide", TOMAS, LUCIA, "same", "--by", "Beto", "--at", "2031-06-01")
    before = lines(there)
    out, err = run(*there, "identity", "import", str(file), "--rest", str(rest), code=1)
    assert out.count("contradice lo decidido") == 2
    assert "Beto, 2031-06-01" in out
    assert rest.read_text(encoding="utf-8") == file.read_text(encoding="utf-8")  # nothing is lost
    assert lines(there) == before
    acta = other / "data" / "taller-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8").replace('name = "Tomás Ibarra"', 'name = "Otra Persona"').replace("Noé Campos Ruiz", "Otra Persona"), encoding="utf-8")
    out, _ = run(*there, "identity", "import", str(file), code=1)
    assert out.count("otro nombre") == 2
    assert "allá 'Tomás Ibarra', aquí 'Otra Persona'" in out


def test_people_the_policy_does_not_show_are_not_exported(at: tuple[str, ...]) -> None:
    run(*at, "identity", "decide", TOMAS, NOE, "different", *BY)
    policy = (ROOT / "data" / "policy.toml").read_text(encoding="utf-8").replace('= "full"', '= "withheld"').replace('salt = ""', 'salt = "un grano de sal"')
    (Path(at[1]) / "data" / "policy.toml").write_text(policy, encoding="utf-8")
    out, err = run(*at, "identity", "export", "-")
    assert out.count("\n") == 1
    assert err == "0 decisiones; 1 se quedan: la política no nombra a quienes unen\n"


def test_retire_leaves_a_redirect(at: tuple[str, ...]) -> None:
    run(*at, "registry", "mint", "--at", "2031-05-01")
    _, err = run(*at, "identity", "retire", "person", "tomas-ibarra", "--to", "tomas-ibarra-oreyes", "--why", "es él", "--at", "2031-06-01")
    assert err == "tomas-ibarra: unido a tomas-ibarra-oreyes\n"
    assert (registry(at) / "retired.csv").read_text(encoding="utf-8") == "kind,old,new,why,at\nperson,tomas-ibarra,tomas-ibarra-oreyes,es él,2031-06-01\n"
    run(*at, "build")
    out, _ = run(*at, "query", "-", "-f", "csv", stdin="SELECT ?s ?new { ?s <http://purl.org/dc/terms/isReplacedBy> ?new }")
    base = "https://w3id.org/gobierno-abierto/id/persona/"
    assert out.split() == ["s,new", f"{base}tomas-ibarra,{base}tomas-ibarra-oreyes"]
    run(*at, "check")
    _, err = run(*at, "identity", "retire", "person", "tomas-ibarra-oreyes", "--why", "x", "--at", "2031-06-01", code=3)
    assert "lo nombran foro-aurora/acta.toml:" in err
    _, err = run(*at, "identity", "retire", "person", "tomas", "--why", "x", "--at", "2031-06-01", code=2)
    assert "person sin registrar: 'tomas' → ¿quiso decir: lucia-prado-nieto, tomas-ibarra-oreyes?" in err


def test_slugs_retired_at_the_same_time_all_go_or_are_refused(at: tuple[str, ...]) -> None:
    (registry(at) / "mechanisms.csv").write_text("slug,name\n" + "".join(f"plan-{n},Plan {n}\n" for n in range(4)), encoding="utf-8")
    command = [sys.executable, "-m", "kg", "--lang", "en", *at, "identity", "retire", "mechanism"]
    running = [subprocess.Popen([*command, f"plan-{n}", "--why", "x", "--at", "2031-05-01"], stderr=subprocess.PIPE, text=True) for n in range(4)]
    ended = [(p.communicate()[1], p.returncode) for p in running]
    assert {code for _, code in ended} <= {0, 3}
    assert all("changed since it was read" in err for err, code in ended if code)
    gone = (registry(at) / "retired.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert gone == sorted(f"mechanism,plan-{n},,x,2031-05-01" for n, (_, code) in enumerate(ended) if code == 0)
    assert gone


def test_a_retired_key_is_answered_as_what_took_over(at: tuple[str, ...]) -> None:
    (registry(at) / "retired.csv").write_text("kind,old,new,why,at\nperson,lucia,lucia-prado-nieto,x,2031-05-01\n", encoding="utf-8")
    run(*at, "identity", "decide", "registry:lucia", NOE, "different", *BY)
    assert [line.split(",")[1:4] for line in lines(at)[1:]] == [[LUCIA, NOE, "different"]]


def test_hostile_names_never_reach_the_terminal_or_a_spreadsheet_raw() -> None:
    from kg.cli.identity import _csv, _table
    from kg.identity.mention import Mention
    from kg.identity.questions import Question

    mentions = [Mention("person", f"s:{n}", f"=HYPERLINK(\x1b[31m\u202e) {'x' * 5000}\nAna") for n in range(2)]
    asked = [Question("person", *mentions, 0.5, (Text("+razón\x1b", "+reason\x1b"),), 1)]  # type: ignore[arg-type]
    shown = _table(asked, "es")
    assert all(c.isprintable() or c == "\n" for c in shown)
    assert max(map(len, shown.splitlines())) < 120
    [row] = csv.DictReader(io.StringIO(_csv(asked, "es")))
    assert row["a_name"] == "'" + mentions[0].name
    assert row["reasons"].startswith("'+")
