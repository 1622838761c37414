"""Scores on answers computed by hand: what counts as right, what as wrong, what is not judged; gold files and actas; the command."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kg.cli import evaluate
from kg.cli.base import App
from kg.loaders import load
from kg.model.corpus import Corpus
from kg.model.errors import InputError, KgError
from kg.model.registry import read_registry
from kg.reading.document import Block, Document
from kg.reading.scoring.calibration import RuleRecord, Trust, by_rule, confidence_csv, read_table, together, trust
from kg.reading.scoring.gold import gold_of_acta, read_gold, report_of
from kg.reading.scoring.score import CLASSES, GROUPS, Score, Tally, macro, micro, score_report, sentence_spans, shares
from kg.reading.scoring.score_match import key, likeness, occurrences, one_to_one, words
from tests.conftest import INVENTED

TEXT = """Mesa de barrios de Villa Aurora
Lucía Prado propuso abrir el padrón de pozos. Falta dinero para las bombas.
Noé Campos contó que ya pintaron la escuela. Se comprometió a volver en mayo.
"""
Items = list[dict[str, Any]]


def document(text: str = TEXT, blocks: tuple[Block, ...] = ()) -> Document:
    return Document(Path("informe.txt"), "0" * 64, text, blocks=blocks)


def scored(claims: Items, gold: Items, classes: Sequence[str] = CLASSES, text: str = TEXT, country: str = "MX") -> Score:
    return score_report("informe", claims, gold, text, sentence_spans(document(text)), classes, country)


def person(name: str, *aliases: str, **more: Any) -> dict[str, Any]:
    return {"type": "person", "name": name, "aliases": list(aliases), **more}


def body(name: str, *aliases: str) -> dict[str, Any]:
    return {"type": "institution", "name": name, "aliases": list(aliases)}


def town(name: str, inegi: str | None, **more: Any) -> dict[str, Any]:
    return {"type": "municipality", "name": name, "inegi": inegi, **more}


def said(kind: str, quote: str, *by: str, alternatives: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    start = TEXT.index(quote)
    return {"type": "contribution", "kind": kind, "by": list(by), "quote": quote, "start": start, "end": start + len(quote), "alternatives": list(alternatives), **more}


def truth(kind: str, quote: str, *by: str) -> dict[str, Any]:
    return {"type": "contribution", "kind": kind, "by": list(by), "quote": quote}


# ---- ratios ----


def test_ratios_over_nothing_are_none() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1) == (None, None, None)
    assert (Tally(3, 0, 0).precision, Tally(3, 0, 0).recall, Tally(3, 0, 0).f1) == (None, 0.0, 0.0)
    assert (Tally(0, 2, 0).precision, Tally(0, 2, 0).recall, Tally(0, 2, 0).f1) == (0.0, None, 0.0)
    tally = Tally(4, 2, 1)
    assert (tally.precision, tally.recall, tally.f1) == (0.5, 0.25, 2 * 0.5 * 0.25 / 0.75)


def test_nothing_predicted_and_nothing_in_gold() -> None:
    empty = scored([], [])
    assert set(empty.tallies.values()) == {Tally()}
    assert empty.judged == [] and empty.slips == []
    assert scored([], [person("Ana Ruiz")]).tallies["person"] == Tally(1, 0, 0)
    assert scored([person("Ana Ruiz")], []).tallies["person"] == Tally(0, 1, 0)
    assert scored([said("finding", "Falta dinero")], [], text="").tallies["contribution"] == Tally(0, 1, 0)


def test_only_the_classes_of_the_header_are_judged() -> None:
    score = scored([person("Ana Ruiz"), body("Cámara de Lecheros")], [person("Ana Ruiz")], ["person"])
    assert score.tallies == {"person": Tally(1, 1, 1)}
    assert len(score.judged) == 1


# ---- people, bodies, towns ----


def test_names_are_compared_folded() -> None:
    assert key("  TOMÁS   Ibarra O´Reyes") == key("Tomás Ibarra O’Reyes") == key("tomas ibarra o′reyes") == "tomas ibarra oreyes"
    assert words("Instituto de la Mujer (IMM), A.C.") == "instituto de la mujer imm a c"


def test_a_person_is_matched_once_by_name_or_alias() -> None:
    gold = [person("Lucía Prado Nieto", "Lucía Prado"), person("Noé Campos")]
    assert scored([person("lucia prado nieto")], gold).tallies["person"] == Tally(2, 1, 1)
    assert scored([person("Lucía Prado")], gold).tallies["person"] == Tally(2, 1, 1)
    # The second claim of one person is wrong, and so is a part of a name that is no alias.
    twice = scored([person("Lucía Prado Nieto"), person("Lucía Prado"), person("Lucía")], gold)
    assert twice.tallies["person"] == Tally(2, 3, 1)
    assert [right for _, right in twice.judged] == [True, False, False]
    assert [(s.what, s.line, s.text) for s in twice.slips] == [("miss", 3, "Noé Campos"), ("extra", 2, "Lucía Prado"), ("extra", 2, "Lucía")]


def test_the_aliases_of_a_claim_do_not_save_its_name() -> None:
    assert scored([person("La alcaldesa", "Noé Campos")], [person("Noé Campos")]).tallies["person"] == Tally(1, 1, 0)


def test_likeness_holds_whole_words_only() -> None:
    assert likeness(["instituto del agua"], ["instituto del agua de aurora"]) == (18, 0)
    assert likeness(["ida", "x"], ["ida"]) == (3, 1)
    assert likeness(["ida"], ["corrida"]) is None
    assert likeness([""], ["ida"]) is None


def test_the_most_alike_pair_first() -> None:
    gold = [body("Universidad del Llano"), body("Facultad de Letras de la Universidad del Llano"), body("Cámara de Lecheros", "CALE")]
    claims = [body("Universidad del Llano"), body("Facultad de Letras de la Universidad del Llano"), body("CALE")]
    assert scored(claims, gold).tallies["institution"] == Tally(3, 3, 3)
    # Whole unit alone: it pairs with the unit, not with the parent that it holds too.
    alone = scored(claims[1:2], gold)
    assert [s.text for s in alone.slips] == ["Universidad del Llano", "Cámara de Lecheros"]
    # A second form of a body already matched is wrong.
    assert scored([body("CALE"), body("Cámara de Lecheros")], gold).tallies["institution"] == Tally(3, 2, 1)
    assert one_to_one([{}], [], lambda c, f: (1, 1)) == {}


def test_a_municipality_is_its_code() -> None:
    gold = [town("Metepec", "15054"), town("León", None), town("Montañuela", None, country="AR")]
    assert scored([town("Metepec", "15054")], gold).tallies["municipality"] == Tally(2, 1, 1)
    assert scored([town("Metepec", "13035")], gold).tallies["municipality"] == Tally(2, 1, 0)
    # Abstaining leaves it missed and states nothing wrong.
    assert scored([town("Metepec", None)], gold).tallies["municipality"] == Tally(2, 0, 0)
    # Where the text does not tell, no code is right and a code is wrong.
    assert scored([town("LEON", None)], gold).tallies["municipality"] == Tally(2, 1, 1)
    assert scored([town("León", "11020")], gold).tallies["municipality"] == Tally(2, 1, 0)
    # Abroad: neither asked for nor punished, unless a Mexican code is given.
    assert scored([town("Montañuela", None)], gold).tallies["municipality"] == Tally(2, 0, 0)
    assert scored([town("Montañuela", "15054")], gold[2:]).tallies["municipality"] == Tally(0, 1, 0)
    # A second claim of the same code is wrong; the same code twice in the gold is one municipality.
    assert scored([town("Metepec", "15054")] * 2, [gold[0], gold[0]]).tallies["municipality"] == Tally(1, 2, 1)
    assert scored([town("Nadie", None)], gold).tallies["municipality"] == Tally(2, 1, 0)


def test_a_report_from_abroad_asks_for_no_code() -> None:
    assert scored([town("Arroyo", "15054")], [town("Arroyo", None)], country="AR").tallies["municipality"] == Tally(0, 1, 0)
    assert scored([], [town("Arroyo", None)], country="AR").tallies["municipality"] == Tally()


# ---- memberships, events, participations, figures ----


def test_memberships_are_pairs_and_know_acronyms() -> None:
    gold = [person("Ana Ruiz", "Ruiz"), person("Noé Campos"), body("Cámara de Lecheros de Aurora", "CALE"),
            {"type": "membership", "person": "Ana Ruiz", "institution": "Cámara de Lecheros de Aurora", "role": "socia"},
            {"type": "membership", "person": "Ana Ruiz", "institution": "Cámara de Lecheros de Aurora", "role": "vocal"}]
    right = {"type": "membership", "person": "Ruiz", "institution": "CALE"}
    other = {"type": "membership", "person": "Noé Campos", "institution": "CALE"}
    bodiless = {"type": "membership", "person": "Noé Campos", "institution": None}
    score = scored([right, other, bodiless, {**right, "role": "vocal"}], gold, ["membership"])
    assert score.tallies["membership"] == Tally(1, 2, 1)  # two offices in one body are one pair
    assert [(c["person"], r) for c, r in score.judged] == [("Ruiz", True), ("Ruiz", True), ("Noé Campos", False)]


def test_events_by_name_or_by_days_and_kind() -> None:
    gold = [{"type": "event", "name": "Foro del Agua 2031", "kind": "forum", "dates": ["2031-03-04", "2031-03-06"]},
            {"type": "event", "name": "Mesa dos", "kind": "panel", "dates": ["2031-03-06"]}]
    named = {"type": "event", "name": "FORO DEL AGUA", "kind": "panel", "dates": ["2031-03-04"]}
    days = {"type": "event", "name": "Segunda mesa", "kind": "panel", "dates": ["2031-03-06"]}
    score = scored([named, days], gold)
    assert score.tallies["event"] == Tally(2, 2, 2)
    assert score.shares["dates"] == (1, 2)
    assert [s.note for s in score.slips] == ["2031-03-04, 2031-03-06 ≠ 2031-03-04"]
    assert scored([{**days, "kind": "forum"}, {**days, "name": "Otra", "dates": []}], gold).tallies["event"] == Tally(2, 2, 0)
    undated = [{**gold[1], "dates": []}]
    assert scored([{**days, "dates": []}], undated).tallies["event"] == Tally(1, 1, 0)  # no days are not the same days


def test_participations_are_pairs_and_their_mode_apart() -> None:
    row = {"type": "participation", "person": "Ana Ruiz", "event": "Mesa", "role": "panelist", "mode": "virtual"}
    gold = [row, {**row, "role": "moderator"}]
    score = scored([{**row, "mode": "in-person"}, {**row, "event": "Otra mesa", "mode": "in-person"}, {**row, "role": "rapporteur"}], gold)
    assert score.tallies["participation"] == Tally(2, 2, 1)
    assert score.shares["mode"] == (0, 1)
    assert [right for _, right in score.judged] == [True, True, False]
    assert scored([row], [row]).shares["mode"] == (1, 1)


def test_a_figure_is_its_value_at_its_place() -> None:
    text = "Llegaron 40 vecinos. Hay 40 pozos y 7 bombas."
    gold = [{"type": "figure", "value": 40, "what": "vecinos", "quote": "40 vecinos"}, {"type": "figure", "value": 7, "what": "bombas", "quote": "7 bombas"}]
    there = {"type": "figure", "value": 40.0, "start": 9, "end": 11}
    elsewhere = {"type": "figure", "value": 40, "start": 25, "end": 27}
    unread = {"type": "figure", "value": "muchos", "start": 36, "end": 44}
    score = scored([there, elsewhere, unread], gold, text=text)
    assert score.tallies["figure"] == Tally(2, 3, 1)
    assert [right for _, right in score.judged] == [True, False, False]


# ---- contributions ----

GOLD = [person("Lucía Prado"), person("Noé Campos", "Noé"), truth("proposal", "abrir el padrón de pozos", "Lucía Prado"), truth("problem", "Falta dinero para las bombas"),
        truth("experience", "ya pintaron la escuela", "Noé Campos"), truth("commitment", "Se comprometió a volver en mayo", "Noé Campos")]
EACH = "contribution"


def test_contributions_are_pairs_of_sentence_and_group() -> None:
    claims = [said("commitment", "propuso abrir", "Lucía Prado"),            # right group, wrong kind
              said("proposal", "el padrón", "Lucía Prado"),                   # the same sentence and group: still one pair
              said("proposal", "Falta dinero"),                               # wrong group
              said("experience", "pintaron la escuela", "Lucía Prado")]       # right, wrong speaker
    score = scored(claims, GOLD, [EACH])
    assert score.tallies[EACH] == Tally(4, 3, 2)
    assert {n: t for n, t in score.tallies.items() if n != EACH} == {
        "contribution.proposal": Tally(2, 2, 1), "contribution.problem": Tally(1, 0, 0), "contribution.experience": Tally(1, 1, 1), "contribution.finding": Tally()}
    assert score.shares == {"kind": (0, 1), "speaker": (1, 2)}
    assert [r for _, r in score.judged] == [True, True, False, True]
    assert [(s.what, s.line, s.note) for s in score.slips] == [
        ("miss", 2, "≠ proposal"), ("miss", 3, ""), ("extra", 2, "≠ problem"), ("kind", 2, "proposal ≠ commitment"), ("speaker", 3, "Noé Campos ≠ Lucía Prado")]


def test_what_one_of_two_readers_marked_is_right_when_found_and_no_miss_when_not() -> None:
    gold = [truth("proposal", "propuso abrir el padrón"), {**truth("problem", "Falta dinero"), "optional": True}, {**truth("commitment", "Se comprometió a volver"), "optional": True},
            truth("experience", "pintaron la escuela")]
    tally = scored([said("problem", "Falta dinero"), said("proposal", "pintaron la escuela")], gold, [EACH]).tallies[EACH]
    assert tally == Tally(2, 2, 1, 1) and (tally.precision, tally.recall, tally.f1) == (0.5, 0.0, 0.0)
    score = scored([said("problem", "Falta dinero"), said("proposal", "propuso abrir")], gold, [EACH])
    assert (score.tallies[EACH].precision, score.tallies[EACH].recall, score.tallies[EACH].f1) == (1.0, 0.5, 2 / 3)
    assert score.tallies["contribution.problem"] == Tally(0, 1, 1, 1) and score.tallies["contribution.problem"].f1 is None
    assert [(s.what, s.text) for s in score.slips] == [("miss", "[experience] pintaron la escuela")]
    both = [truth("problem", "Falta dinero"), {**truth("problem", "Falta dinero"), "optional": True}]
    assert scored([], both, [EACH]).tallies[EACH] == Tally(1, 0, 0)


def test_only_the_kinds_of_the_header_are_judged() -> None:
    claims = [said("proposal", "propuso abrir"), said("experience", "pintaron la escuela"), said("finding", "Falta dinero")]
    score = score_report("informe", claims, GOLD, TEXT, sentence_spans(document()), [EACH], kinds=["proposal", "commitment"])
    assert score.tallies[EACH] == Tally(2, 1, 1) and [(s.what, s.text) for s in score.slips] == [("miss", "[commitment] Se comprometió a volver en mayo"), ("speaker", "[proposal] propuso abrir")]


@pytest.mark.parametrize(("quote", "kind", "by", "alternatives", "right"), [
    ("abrir el padrón", "proposal", ["lucia prado"], [], 1),
    ("abrir el padrón", "proposal", [], [], 0),
    ("abrir el padrón", "proposal", ["Otra Persona"], ["Lucía Prado"], 1),
    ("abrir el padrón", "proposal", ["Otra Persona", "Lucía Prado"], [], 0),   # the first counts
    ("ya pintaron", "experience", ["Noé"], [], 1),                             # an alias of the gold
    ("Falta dinero", "problem", [], [], 1),
    ("Falta dinero", "problem", ["Lucía Prado"], [], 0),                       # nobody says it
])
def test_speakers(quote: str, kind: str, by: list[str], alternatives: list[str], right: int) -> None:
    assert scored([said(kind, quote, *by, alternatives=alternatives)], GOLD).shares["speaker"] == (right, 1)


def test_the_sentence_with_the_largest_part_counts() -> None:
    crossing = said("problem", "pozos. Falta dinero para las bombas.")
    assert scored([crossing], GOLD, [EACH]).tallies["contribution.problem"] == Tally(1, 1, 1)


def test_a_repeated_quote_is_the_next_occurrence() -> None:
    text = "Falta agua. Hay pan. Falta agua."
    gold = [truth("problem", "Falta agua"), truth("problem", "Falta agua"), truth("finding", "Falta agua")]
    score = scored([{"type": EACH, "kind": "problem", "by": [], "start": 21, "end": 31}], gold, [EACH], text)
    assert score.tallies["contribution.problem"] == Tally(2, 1, 1)
    assert score.tallies["contribution.finding"] == Tally(1, 0, 0)


def test_a_quote_is_found_across_other_blanks_only_when_it_is_not_there_exactly() -> None:
    assert occurrences("a b. a\n b", "a b") == [(0, 3)]
    assert occurrences("a\u00a0b. a\n b", "a b") == [(0, 3), (5, 9)]
    assert occurrences("(a)", "a)") == [(1, 3)]
    assert occurrences("ab", "a b") == occurrences("ab", " ") == []


def test_sentences_of_blocks_cross_lines_and_keep_cells_apart() -> None:
    text = "# Título\nUna frase que\nsigue aquí. Otra\r\nfrase.\nuno | dos"
    row = text.index("uno")
    blocks = (Block("heading", 2, 8, 1), Block("paragraph", 9, row - 1), Block("row", row, len(text), cells=((row, row + 3), (row + 6, row + 6), (row + 6, row + 9))))
    assert [text[a:b] for a, b in sentence_spans(document(text, blocks))] == ["Título", "Una frase que\nsigue aquí.", "Otra\r\nfrase.", "uno", "dos"]
    assert sentence_spans(document("Una. Dos\ntres.")) == [(0, 4), (5, 8), (9, 14)]  # without blocks, a line is a line


@given(st.lists(st.tuples(st.sampled_from(["persona", "cuerpo"]), st.text("ab ", min_size=1, max_size=6)), max_size=12), st.integers(0, 12))
def test_gold_as_its_own_draft_is_all_right(rows: list[tuple[str, str]], cut: int) -> None:
    """A draft that states the gold's own names finds each; a part of it is never wrong; nothing exceeds either side."""
    gold = [person(n) if k == "persona" else body(n) for k, n in dict.fromkeys((k, words(n)) for k, n in rows if words(n))]
    for name, tally in scored(gold, gold).tallies.items():
        size = sum(i["type"] == name for i in gold)
        assert tally == Tally(size, size, size)
    for tally in scored(gold[:cut], gold).tallies.values():
        assert tally.right == tally.found <= tally.gold


# ---- totals ----


def test_micro_adds_counts_and_macro_means_ratios() -> None:
    one = scored([person("Ana Ruiz")], [person("Ana Ruiz")], ["person"])
    two = scored([person("X Y"), person("Z W")], [person(n) for n in ("A B", "C D", "X Y")], ["person"])
    none = scored([], [], ["person"])
    assert micro([one, two, none])["person"] == Tally(4, 3, 2)
    assert macro([one, two, none])["person"] == {"precision": 0.75, "recall": (1 + 1 / 3) / 2, "f1": (1 + 0.4) / 2}
    assert shares([Score("a", shares={"mode": (1, 2)}), Score("b", shares={"mode": (3, 3)})]) == {"mode": (4, 5)}


# ---- calibration ----

JUDGED = [({"rule": "b", "confidence": 0.9}, True), ({"rule": "b", "confidence": 0.9}, True), ({"rule": "b", "confidence": 0.7}, False),
          ({"rule": "b", "confidence": 0.8}, False), ({"rule": "b", "confidence": 0.8}, True), ({"rule": "a", "confidence": 0.6}, True), ({}, False)]


def test_trust_and_rules() -> None:
    assert trust(JUDGED) == Trust(7, 4, 3)
    assert by_rule(JUDGED) == [RuleRecord("", 1, 0, None), RuleRecord("a", 1, 1, 0.6), RuleRecord("b", 5, 3, 0.8)]


def test_a_table_of_confidences_measures_only_what_fired_often() -> None:
    table = confidence_csv(by_rule(JUDGED), {"a": 0.55, "z": 0.4, "b": 0.1})
    # mean (3 + 1) / (5 + 2) = 4/7, variance 4/7 * 3/7 / 8: 0.5714 - 0.1750 = 0.396; a keeps its prior, z never fired.
    assert table == "rule,n,right,confidence,basis\na,1,1,0.550,judged\nb,5,3,0.396,measured\nz,0,0,0.400,judged\n"
    assert confidence_csv(by_rule(JUDGED), {}).splitlines()[1] == "a,1,1,0.600,judged"
    assert confidence_csv([RuleRecord("c", 2, 1, None)], {}) == "rule,n,right,confidence,basis\n"


def test_priors_are_the_judged_rows_of_the_earlier_table(tmp_path: Path) -> None:
    path = tmp_path / "confidence.csv"
    assert read_table(path) == ({}, [])
    path.write_text("rule,n,right,confidence,basis\na,1,1,0.550,judged\nb,5,3,0.571,measured\n", encoding="utf-8")
    assert read_table(path) == ({"a": 0.55}, [RuleRecord("a", 1, 1, 0.55), RuleRecord("b", 5, 3, 0.571)])
    for row in ("a,1,1,1.5,judged", "a,1,2,0.5,judged", "a,x,1,0.5,judged"):
        path.write_text(f"rule,n,right,confidence,basis\n{row}\n", encoding="utf-8")
        with pytest.raises(InputError, match=r"csv:2.*unreadable counts or confidence"):
            read_table(path)
    path.write_text("regla,n\n", encoding="utf-8")
    with pytest.raises(InputError, match="expected"):
        read_table(path)


def test_counts_of_new_texts_are_added_to_an_earlier_table() -> None:
    earlier = [RuleRecord("a", 4, 3, 0.55), RuleRecord("b", 5, 3, 0.571)]
    assert together([RuleRecord("a", 2, 2, None), RuleRecord("c", 1, 0, 0.7)], earlier) == [RuleRecord("a", 6, 5, 0.55), RuleRecord("b", 5, 3, 0.571), RuleRecord("c", 1, 0, 0.7)]
    assert together([], earlier) == earlier and together(earlier, []) == earlier


# ---- gold files ----

HEADER = {"type": "gold", "classes": ["contribution", "person"], "country": "MX", "layout": "prose"}


def write(folder: Path, *rows: object) -> Path:
    (folder / "informe.txt").write_text(TEXT, encoding="utf-8")
    path = folder / "informe.gold.jsonl"
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r, ensure_ascii=False)) + "\n" for r in rows), encoding="utf-8")
    return path


def test_a_gold_file(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, *GOLD, "")
    gold = read_gold(path, TEXT)
    assert (gold.name, gold.classes, gold.country, gold.layout, list(gold.facts)) == ("informe", ("person", "contribution"), "MX", "prose", GOLD)
    assert gold.kinds == tuple(GROUPS)
    assert read_gold(write(tmp_path, {**HEADER, "kinds": ["problem"]}), TEXT).kinds == ("problem",)
    assert report_of(path) == tmp_path / "informe.txt"
    (tmp_path / "informe.md").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="one report"):
        report_of(path)


@pytest.mark.parametrize(("row", "message"), [
    ("{", r":2: is not JSON"),
    ("[]", r":2: every line is a JSON object"),
    ({"type": "persona"}, r":2: unknown type: 'persona' → did you mean: person"),
    ({"type": "person"}, r":2: 'name' is missing"),
    ({"type": "person", "name": "Ana Ruiz", "alias": ["Ana"]}, r":2: unknown key: 'alias' → did you mean: aliases"),
    ({"type": "person", "name": " "}, r":2: name: malformed value"),
    ({"type": "person", "name": "Ana", "aliases": "A"}, r":2: aliases: malformed value"),
    (town("Metepec", "1505"), r":2: inegi: malformed value"),
    ({"type": "event", "name": "Foro", "kind": "foro", "dates": []}, r":2: kind: 'foro' is not in event-format"),
    ({"type": "event", "name": "Foro", "kind": "forum", "dates": ["4 de marzo"]}, r":2: unreadable date"),
    (truth("proposal", "abrir el padrón de mozos"), r":2: the quote is not in the text"),
    (truth("proposal", "abrir el padrón", "Ana Ruiz"), r":2: no person line has the name 'Ana Ruiz'"),
    ({"type": "membership", "person": "Ana", "institution": "CALE"}, r":2: no person line .*\n.*:2: no institution line has the name 'CALE'"),
    ({"type": "figure", "value": True, "what": "x", "quote": "pozos"}, r":2: value: malformed value"),
    ({**truth("proposal", "abrir el padrón"), "optional": "no"}, r":2: optional: malformed value"),
])
def test_errors_of_a_gold_file_name_the_line(tmp_path: Path, row: object, message: str) -> None:
    with pytest.raises(KgError, match=message):
        read_gold(write(tmp_path, HEADER, row), TEXT)


def test_errors_of_the_header(tmp_path: Path) -> None:
    for rows, message in (([], "first line must be"), ([GOLD[0]], "first line must be"), ([{"type": "gold"}], "classes: list"), ([{"type": "gold", "classes": ["people"]}], "unknown class: 'people'"),
                          ([{**HEADER, "kinds": ["problems"]}], "kinds: 'problems' is no kind of contribution → did you mean: problem"), ([{**HEADER, "kinds": []}], "is no kind")):
        with pytest.raises(KgError, match=message):
            read_gold(write(tmp_path, *rows), TEXT)


# ---- an acta as gold ----


def test_an_acta_as_gold() -> None:
    corpus = Corpus.at(INVENTED)
    source, acta = load(corpus.data / "foro-aurora")
    gold = gold_of_acta(source.slug, acta, read_registry(corpus.registry))
    of = {c: [f for f in gold.facts if f["type"] == c] for c in CLASSES}
    assert [f["name"] for f in of["person"]] == ["Lucía Prado Nieto", "Tomás Ibarra O’Reyes"]
    assert of["person"][1]["aliases"] == ["Tomás Ibarra O´Reyes"]
    [aurora] = of["municipality"]
    decided = read_registry(corpus.registry).slug("municipality", "foro-aurora", "villa-aurora")
    assert aurora == {"type": "municipality", "name": "Villa Aurora", "aliases": [], "inegi": decided}
    assert [(f["kind"], f["by"], f["spans"]) for f in of["contribution"]] == [
        (r.values["kind"], [{"p11": "Lucía Prado Nieto", "p14": "Tomás Ibarra O’Reyes"}[r.values["turn"]]] if "turn" in r.values else [],
         [(s.start, s.end) for s in r.spans]) for r in acta.table("contribution")]
    assert {f["person"] for f in of["membership"]} <= {f["name"] for f in of["person"]}
    assert {f["institution"] for f in of["membership"]} <= {f["name"] for f in of["institution"]}


# ---- the command ----


def drafted(_: Document) -> Items:
    """A draft of TEXT with one of each: right, missed, wrong; with a terminal escape and markup in a name."""
    return [person("Lucía Prado", rule="person.prose", confidence=0.9, start=32, end=43), person("[red]Falta\x1b[2J", rule="person.prose", confidence=0.5, start=78, end=83),
            said("proposal", "abrir el padrón", "Lucía Prado", rule="act.verb", confidence=0.85)]


def run(*args: str, lang: str = "en") -> tuple[int, str, str]:
    result = CliRunner().invoke(evaluate.eval_command, list(args), obj=App("en" if lang == "en" else "es"))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "drafted", drafted)
    folder = tmp_path / "oro"
    folder.mkdir()
    path = write(folder, HEADER, *GOLD)
    code, out, _ = run(str(folder), "-f", "json")
    data = json.loads(out)
    assert code == 0
    assert data["micro"]["person"] == {"gold": 2, "found": 2, "right": 1, "spare": 0, "precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert data["macro"]["contribution"] == {"precision": 1.0, "recall": 0.25, "f1": 0.4}
    assert data["shares"]["speaker"] == {"right": 1, "of": 1, "rate": 1.0}
    assert data["trust"] == {"from": 0.8, "claims": 3, "high": 2, "right": 2}
    assert data["rules"][1] == {"rule": "person.prose", "n": 2, "right": 1, "rate": 0.5, "stated": 0.7}
    assert run(str(path), "-f", "json")[1] == out
    assert "slips" in json.loads(run(str(path), "-f", "json", "--details")[1])["reports"][0]
    table = tmp_path / "confidence.csv"
    _, out, err = run(str(folder), "--details", "--calibrate", str(table), lang="es")
    assert table.read_text(encoding="utf-8") == "rule,n,right,confidence,basis\nact.verb,1,1,0.850,judged\nperson.prose,2,1,0.700,judged\n"
    assert str(table) in err and "escrito" in err
    run(str(folder), "--calibrate", str(table), "--more")
    assert table.read_text(encoding="utf-8") == "rule,n,right,confidence,basis\nact.verb,2,2,0.850,judged\nperson.prose,4,2,0.700,judged\n"
    with pytest.raises(KgError, match="--more adds to the table"):
        run(str(folder), "--more")
    lines = out.splitlines()
    assert any(line.split("│")[1:-1] and [c.strip() for c in line.split("│")[1:-1]] == ["personas", "2", "2", "1", "0.500", "0.500", "0.500", "0.500"] for line in lines)
    assert "hablante correcto: 1/1 (100.0 %)" in lines
    assert "  sobra     personas        L2     [red]Falta·[2J  {person.prose 0.50}" in lines
    assert "\x1b" not in out


def test_the_command_without_gold(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="there is no gold"):
        run(str(tmp_path))


def test_the_command_on_a_source(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "drafted", lambda d: [person("Lucía Prado Nieto")])
    folder = corpus.data / "foro-aurora"
    assert json.loads(run(str(folder), "-f", "json")[1])["micro"]["person"]["right"] == 1
    (folder / "informe.txt").unlink()
    with pytest.raises(InputError, match="the original is not at hand"):
        run(str(folder))
