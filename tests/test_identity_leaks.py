"""Names that the policy does not show, and formulas, in what leaves the house: the graph's texts and the file of exchanged decisions."""

from __future__ import annotations

from pathlib import Path

from kg.graph.build import build
from kg.graph.store import current
from kg.identity.decision_file import Decision
from kg.identity.exchange import export, judge
from kg.model.corpus import Corpus

POLICY = '[policy]\nsalt = "sal"\n[person_class]\n' + "".join(f'{group} = "withheld"\n' for group in ("office-holder", "expert", "student", "private-person"))
NAMES = {("institution", "uno:a"): ("Comité de Riego",), ("institution", "dos:b"): ("Comité de Aguas",)}


def test_an_alias_of_somebody_not_shown_is_taken_out_of_every_text(corpus: Corpus) -> None:
    (corpus.data / "policy.toml").write_text(POLICY, encoding="utf-8")
    (corpus.registry / "aliases.csv").write_text("kind,slug,alias,reason\nperson,lucia-prado-nieto,Lulú Villaseñor Ríos,así la llaman\n", encoding="utf-8")
    acta = corpus.data / "foro-aurora" / "acta.toml"
    text = acta.read_text(encoding="utf-8")
    line = next(row for row in text.splitlines() if row.startswith("summary = "))
    acta.write_text(text.replace(line, 'summary = "LULU  VILLASENOR RIOS pide medir la luz."'), encoding="utf-8")
    build(corpus)
    graph = (current(corpus.build) / "graph.nq").read_text(encoding="utf-8").casefold()
    assert "pide medir la luz" in graph
    assert "villase" not in graph


def test_somebody_not_shown_who_is_joined_to_a_minted_one_does_not_blank_every_text(corpus: Corpus) -> None:
    (corpus.data / "policy.toml").write_text(POLICY, encoding="utf-8")
    minted = corpus.registry / "identity.csv"
    minted.write_text("".join(line for line in minted.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("person,lucia-prado-nieto,taller")), encoding="utf-8")
    head = "kind,a,b,answer,reasons,by,at,note\n"
    (corpus.registry / "decisions.csv").write_text(head + "person,foro-aurora:lucia-prado-nieto,taller-aurora:lucia-prado-nieto,same,mismo nombre,kg,2031-05-01,\n", encoding="utf-8")
    build(corpus)
    labels = [line for line in (current(corpus.build) / "graph.nq").read_text(encoding="utf-8").splitlines() if "prefLabel" in line and "/municipio/" in line]
    assert labels
    assert not [line for line in labels if "reservado" in line]


def test_what_is_exported_runs_in_no_spreadsheet_and_comes_back_as_it_was(tmp_path: Path) -> None:
    made = Decision("institution", "dos:b", "uno:a", "different", "=HYPERLINK(1)", "@SUM(1)", "2031-05-01", "+1; 'sic'")
    data, kept = export([made], NAMES, lambda _kind, _key: False, lambda text: text)
    assert kept == 0
    assert b",'=HYPERLINK(1)," in data and b",'@SUM(1)," in data and b",'+1; 'sic'," in data
    file = tmp_path / "decisiones.csv"
    file.write_bytes(data)
    [arrived] = judge(file, [], NAMES, [])
    assert (arrived.state, arrived.decision) == ("new", made)


def test_what_is_exported_holds_no_name_that_is_not_shown() -> None:
    made = Decision("institution", "dos:b", "uno:a", "same", "la misma persona: ana paz", "Ana Paz", "2031-05-01", "lo dijo Ana Paz")
    data, _ = export([made], NAMES, lambda _kind, _key: False, lambda text: text.replace("Ana Paz", "(reservado)").replace("ana paz", "(reservado)"))
    assert b"ana paz" not in data.lower()
