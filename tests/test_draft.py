"""Drafts: a reading as files a person corrects; what they corrected survives; what they accept becomes the acta."""

from __future__ import annotations

import ast
import itertools
import json
import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.base import App
from kg.cli.draft import accept as accept_command
from kg.cli.draft import draft as draft_command
from kg.cli.draft import explain as explain_command
from kg.graph.build import build, load_corpus
from kg.graph.check import check
from kg.graph.originals import verify
from kg.graph.store import Reader
from kg.loaders import load
from kg.model.acta import read
from kg.model.acta_drafts import ACTA, DRAFT, REVIEW, RULE
from kg.model.corpus import Corpus
from kg.model.errors import InputError, KgError, ManyErrors, UsageError
from kg.reading.claims import Claim, Reading
from kg.reading.document import Document
from kg.reading.drafts.accept import accept
from kg.reading.drafts.draft import HEADER, Draft, draft, machine, read_raw, source_toml, touched
from kg.reading.drafts.draft_files import targets
from kg.reading.drafts.draft_files import write as write_files
from kg.reading.drafts.draft_spans import Stretches, offsets
from kg.reading.drafts.draft_toml import quoted, toml
from kg.reading.drafts.explain import explain, of_draft
from kg.reading.drafts.merge import merge
from kg.reading.formats.files import read_bytes, read_file
from kg.reading.report import read_report
from kg.reading.vocab import rows
from tests.conftest import ROOT

KG = "https://w3id.org/gobierno-abierto/ontology#"
REPORTS = sorted(p for p in (ROOT / "tests" / "reports" / "dev").iterdir() if p.suffix in (".txt", ".md", ".html"))
REPORT = """FORO DE PRUEBA DE VILLA AURORA 2031

4 de marzo de 2031. Asistieron 40 personas.

Lucía Prado Nieto, Titular de la Unidad de Transparencia del Ayuntamiento de Villa Aurora
Tomás Ibarra Oreyes, Universidad del Llano

Lucía Prado Nieto
Propuso publicar el gasto en alumbrado. Faltan manos en la oficina.

Tomás Ibarra Oreyes y Lucía Prado Nieto pidieron unir a la academia con el ayuntamiento.

Se concluyó que hace falta otra reunión.
"""


def document(text: str = REPORT) -> Document:
    return read_bytes(text.encode(), "foro.txt")


def at(words: str, nth: int = 0) -> tuple[int, int]:
    """Where some words of the report stand."""
    start = -1
    for _ in range(nth + 1):
        start = REPORT.index(words, start + 1)
    return start, start + len(words)


def claim(what: str, words: str, /, confidence: float = 0.9, rule: str = "", alternatives: tuple[str, ...] = (), flags: tuple[str, ...] = (), nth: int = 0, **data: Any) -> Claim:
    start, end = at(words, nth)
    if what in ("person", "institution", "municipality", "event"):
        data = {"aliases": [], "names": [[words, start, end]]} | data
    return Claim(what, start, end, words, rule or f"{what}.prueba", confidence, data, alternatives, flags, mentions=((start, end),))


LUCIA, TOMAS, FORO = "Lucía Prado Nieto", "Tomás Ibarra Oreyes", "FORO DE PRUEBA DE VILLA AURORA 2031"


def claims() -> list[Claim]:
    town, body, uni = "Villa Aurora", "Ayuntamiento de Villa Aurora", "Universidad del Llano"
    return [
        claim("person", LUCIA, name=LUCIA, names=[[LUCIA, *at(LUCIA)], [LUCIA, *at(LUCIA, 1)]]),
        claim("person", TOMAS, name=TOMAS),
        claim("municipality", town, name=town, inegi="15999", alternatives=("15999", "20999")),
        claim("institution", body, name=body, kind="municipal-government", sector="government", governs=town),
        claim("institution", uni, name=uni, kind="university", sector="academia"),
        claim("event", FORO, name="Foro de prueba de Villa Aurora 2031", kind="forum", dates=["2031-03-04"], dates_at=[list(at("4 de marzo de 2031"))], inferred_year=True),
        claim("membership", "Titular de la Unidad de Transparencia", person=LUCIA, institution=body, role="Titular de la Unidad de Transparencia",
              post="head-of-transparency-unit", sector="government", person_class="office-holder"),
        claim("membership", f"{TOMAS}, {uni}", person=TOMAS, institution=uni, role="", post="", sector="", person_class=""),
        claim("participation", LUCIA, person=LUCIA, event="", role="panelist", mode=""),
        claim("contribution", "Propuso publicar el gasto en alumbrado.", kind="proposal", by=[LUCIA], event="", force="explicit", themes=["transparency", "intermunicipal-alliances"],
              mechanisms=[], status="inferred", method="heading", alternatives=(TOMAS,), confidence=1.0),
        claim("contribution", "Faltan manos en la oficina.", kind="problem", by=[LUCIA], event="", force="descriptive", themes=[], status="stated", method="heading", complete=False),
        claim("contribution", "pidieron unir a la academia con el ayuntamiento.", kind="proposal", by=[TOMAS, LUCIA], event="", themes=["cross-sector-linkage"],
              status="stated", method="name-in-text"),
        claim("contribution", "Se concluyó que hace falta otra reunión.", kind="proposal", by=[], conclusion=True, themes=["continuity"]),
        claim("contribution", "Asistieron", confidence=0.3, kind="finding", by=[], themes=[]),
        claim("figure", "40 personas", value=40, what="personas", unit="person", qualifier="exact", event=""),
    ]


def made(rows: list[Claim] | None = None, text: str = REPORT) -> Draft:
    return draft(Reading(document(text), claims() if rows is None else rows))


def write(folder: Path, it: Draft) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in it.texts().items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "source.toml").write_text(source_toml(document(), folder.name), encoding="utf-8")
    return folder


def by_id(data: dict[str, Any], table: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in data[table]}


def test_the_draft_of_a_small_report(tmp_path: Path) -> None:
    folder = write(tmp_path / "foro", made())
    acta = read(folder / DRAFT, len(REPORT), draft=True)
    ids = {name: sorted(rows) for name, rows in acta.records.items() if rows}
    said = [at(w)[0] for w in ("Propuso", "Faltan", "pidieron", "Se concluyó")]
    paragraphs = sorted((at("Propuso")[0], REPORT.index("Tomás Ibarra Oreyes y")), key=str)
    assert ids == {
        "person": ["lucia-prado-nieto", "tomas-ibarra-oreyes"], "municipality": ["villa-aurora"], "institution": ["ayuntamiento-de-villa-aurora", "universidad-del-llano"],
        "event": ["foro-de-prueba-de-villa-aurora-2031"], "turn": [f"t{p}" for p in paragraphs],
        "membership": ["lucia-prado-nieto-ayuntamiento-de-villa-aurora", "tomas-ibarra-oreyes-universidad-del-llano"],
        "participation": ["foro-de-prueba-de-villa-aurora-2031-lucia-prado-nieto-panelist", "foro-de-prueba-de-villa-aurora-2031-tomas-ibarra-oreyes-participant"],
        "contribution": sorted(f"c{s}" for s in said), "figure": [f"f{at('40 personas')[0]}"]}
    assert (acta.review, acta.basis, acta.made_by) == ("unreviewed", "measured", "kg-draft")
    assert acta.records["contribution"][f"c{said[2]}"].values["co_speakers"] == ["lucia-prado-nieto"]
    assert acta.records["contribution"][f"c{said[3]}"].values["conclusion_of"] == "foro-de-prueba-de-villa-aurora-2031"
    first = acta.records["contribution"][f"c{said[0]}"]
    assert (first.rule, first.confidence, first.review) == ("contribution.prueba", 1.0, "unreviewed")


def test_summaries_are_ours_and_grammatical() -> None:
    row = by_id(made().main, "contribution")[f"c{at('Propuso')[0]}"]
    assert row["summary"] == "Propuesta sobre alianzas intermunicipales y transparencia (borrador por resumir)"
    assert row["gloss"] == "Proposal on intermunicipal alliances and transparency (draft, to be summarised)"
    assert row["quote"] == "Propuso publicar el gasto en alumbrado."


def test_the_same_claims_in_any_order_give_the_same_bytes() -> None:
    expected = made().texts()
    for seed in range(5):
        mixed = claims()
        random.Random(seed).shuffle(mixed)
        assert made(mixed).texts() == expected


def test_a_file_says_what_the_records_say() -> None:
    it = made()
    texts = it.texts()
    assert machine(tomllib.loads(texts[DRAFT])) == it.main["draft"]["machine"] == tomllib.loads(texts[DRAFT])["draft"]["machine"]
    assert touched(tomllib.loads(texts[DRAFT])) == []
    assert tomllib.loads(texts[DRAFT])["acta"] == HEADER


def test_evidence_holds_on_the_original(tmp_path: Path) -> None:
    folder = write(tmp_path / "foro", made())
    source, acta = load(folder, drafts=True)
    assert verify(source, acta, document()).problems == []
    for row in (r for table in ("contribution", "figure", "membership", "turn") for r in by_id(made().main, table).values()):
        assert [document().text[offsets(s)[1]:offsets(s)[2]] for s in row["at"]] == row.get("quotes", [row.get("quote")])


def test_what_is_unsure_goes_to_the_review_list_and_takes_along_what_rests_on_it() -> None:
    unsure = [Claim(**{**vars(c), "confidence": 0.4}) if c.data.get("name") == TOMAS else c for c in claims()]
    it = made(unsure)
    assert sorted(by_id(it.low, "person")) == ["tomas-ibarra-oreyes"]
    assert sorted(by_id(it.low, "membership")) == ["tomas-ibarra-oreyes-universidad-del-llano"]
    assert by_id(it.low, "membership")["tomas-ibarra-oreyes-universidad-del-llano"]["flags"] == ["class-assumed", "rests-on-low"]
    assert sorted(by_id(it.low, "contribution")) == sorted(f"c{at(w)[0]}" for w in ("pidieron", "Asistieron"))
    turn = by_id(it.main, "turn")[f"t{at('Propuso')[0]}"]
    assert "alternatives" not in turn
    assert TOMAS in by_id(it.main, "contribution")[f"c{at('Propuso')[0]}"]["alternatives"]


def test_a_report_without_an_event_gets_one_of_its_title_and_says_so(tmp_path: Path) -> None:
    it = made([c for c in claims() if c.type != "event"])
    [event] = by_id(it.main, "event").values()
    assert (event["name"], event["flags"], event["confidence"], event["rule"]) == (FORO, ["event-assumed", "kind-assumed"], 0.5, "event.assumed")
    read(write(tmp_path / "foro", it) / DRAFT, len(REPORT), draft=True)


def test_what_the_format_needs_and_nobody_knows_is_flagged() -> None:
    row = by_id(made().main, "membership")["tomas-ibarra-oreyes-universidad-del-llano"]
    assert (row["sector"], row["person_class"], row["flags"]) == ("academia", "private-person", ["class-assumed"])
    row = by_id(made().main, "contribution")[f"c{at('Faltan')[0]}"]
    assert (row["complete"], row["flags"]) == (False, ["event-of-report", "theme-assumed"])
    assert by_id(made().main, "turn")[f"t{at('Propuso')[0]}"]["confidence"] == 0.99
    assert by_id(made().main, "event")["foro-de-prueba-de-villa-aurora-2031"]["inferred"] == {"dates": {"method": "year-from-title", "confidence": 0.9}}


@dataclass(frozen=True)
class Odd:
    """What the witness says."""

    kind: str
    rule: str
    spans: tuple[tuple[int, int], ...]
    summary: str
    gloss: str
    concerns: tuple[str, ...]
    confidence: float


def test_what_does_not_add_up_is_drafted_too(tmp_path: Path) -> None:
    odd = Odd("count-mismatch", "count.listed", (at("40 personas"), at(LUCIA)), "Se anuncian 40 y se nombra a dos.", "Forty are announced and two named.", (LUCIA, "Nadie"), 0.8)
    it = draft(Reading(document(), claims()), [odd, Odd("no-such-kind", "x.y", odd.spans, "a", "b", (), 0.9)])
    acta = read(write(tmp_path / "foro", it) / DRAFT, len(REPORT), draft=True)
    [found] = acta.table("discrepancy")
    assert (found.id, found.rule, found.values["concerns"], len(found.spans)) == (f"d{at('40 personas')[0]}", "count.listed", ["lucia-prado-nieto"], 2)


def test_two_of_one_name_keep_apart() -> None:
    two = [*claims(), claim("person", "Lucía Prado Nieto", nth=2, name=LUCIA)]
    ids = sorted(by_id(made(two).main, "person"))
    assert next(i for i in ids if i.startswith("lucia")) == "lucia-prado-nieto"
    assert len([i for i in ids if i.startswith("lucia-prado-nieto-")]) == 1


@given(st.text(max_size=300))
def test_no_text_gets_out_of_its_string(text: str) -> None:
    plain = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    written = quoted(text)
    assert tomllib.loads(f"a = {written}") == {"a": plain}
    assert not {"\n", "\u202e", "\u2028", "\x1b", "\u200b"} & set(written)


@given(st.text(alphabet="ab,;. \n", max_size=3000), st.integers(0, 2000), st.integers(1, 3000))
def test_spans_are_short_in_order_and_lose_only_blanks(text: str, start: int, size: int) -> None:
    it = Document(Path("x"), "0" * 64, text)
    stretches = Stretches(it)
    start = min(start, len(text))
    end = min(len(text), start + size)
    found = [offsets(s) for s in stretches.spans(start, end)]
    assert all(0 < e - s <= 400 and it.line(s) == line for line, s, e in found)
    assert all(a[2] <= b[1] for a, b in itertools.pairwise(found))
    assert "".join("".join(text[s:e].split()) for _, s, e in found) == "".join(text[start:end].split())


def test_a_long_contribution_is_cut_at_clauses() -> None:
    clause = "se propuso revisar cada obra con la gente del barrio que la usa todos los días, "
    text = "Foro\n\n" + clause * 12 + "y nada más."
    spans = [offsets(s) for s in Stretches(read_bytes(text.encode(), "x.txt")).spans(6, len(text))]
    assert len(spans) > 2
    assert all(text[e - 1] == "," for _, _, e in spans[:-1])


# What a person does to a draft


def edited(it: Draft, change: Any) -> dict[str, dict[str, Any]]:
    """The two files, parsed, after a person's change."""
    old = {name: tomllib.loads(text) for name, text in it.texts().items()}
    change(old[DRAFT])
    return old


def signs(diff: list[tuple[str, Any]]) -> dict[str, str]:
    return {what.en.partition(":")[0]: sign for sign, what in diff}


def faster(confidence: float = 0.7) -> list[Claim]:
    """What a better reader would say: other confidences for contributions."""
    return [Claim(**{**vars(c), "confidence": confidence}) if c.type == "contribution" and c.confidence > 0.5 else c for c in claims()]


C = f"c{at('Propuso')[0]}"
F = f"f{at('40 personas')[0]}"


def test_an_update_of_an_untouched_draft_is_the_new_draft() -> None:
    merged = merge(edited(made(), lambda d: None), made(faster()))
    assert merged.draft.texts() == made(faster()).texts()
    assert set(signs(merged.diff).values()) == {"~"}
    assert f"contribution/{C}: confidence: 1.0 -> 0.7" in [w.en for _, w in merged.diff]


def test_an_update_with_nothing_new_changes_nothing() -> None:
    merged = merge(edited(made(), lambda d: None), made())
    assert merged.diff == []
    assert merged.draft.texts() == made().texts()


def test_corrections_survive_and_the_conflict_is_told() -> None:
    def correct(data: dict[str, Any]) -> None:
        by_id(data, "contribution")[C] |= {"summary": "Difundir lo gastado en focos.", "review": "corrected"}
        by_id(data, "figure")[F]["review"] = "accepted"

    merged = merge(edited(made(), correct), made(faster()))
    kept = by_id(merged.draft.main, "contribution")[C]
    assert (kept["summary"], kept["confidence"]) == ("Difundir lo gastado en focos.", 1.0)
    told = signs(merged.diff)
    assert (told[f"contribution/{C}"], told[f"figure/{F}"]) == ("!", "=")
    again = merge({n: tomllib.loads(t) for n, t in merged.draft.texts().items()}, made(faster()))
    assert again.draft.texts() == merged.draft.texts()
    assert signs(again.diff) == {f"contribution/{C}": "=", f"figure/{F}": "="}


def test_what_was_deleted_stays_deleted_and_what_rests_on_it_goes(tmp_path: Path) -> None:
    def delete(data: dict[str, Any]) -> None:
        data["person"] = [r for r in data["person"] if r["id"] != "tomas-ibarra-oreyes"]
        for table, key in (("membership", "person"), ("participation", "person"), ("turn", "speaker")):
            data[table] = [r for r in data[table] if r[key] != "tomas-ibarra-oreyes"]
        data["contribution"] = [r for r in data["contribution"] if r["id"] != f"c{at('pidieron')[0]}"]
        by_id(data, "turn")[f"t{at('Propuso')[0]}"].pop("alternatives")

    merged = merge(edited(made(), delete), made(faster()))
    assert sorted(by_id(merged.draft.main, "person")) == ["lucia-prado-nieto"]
    assert "turn" not in {k for k, s in signs(merged.diff).items() if s == "+"}
    acta = read(write(tmp_path / "foro", merged.draft) / DRAFT, len(REPORT), draft=True)
    assert sorted(acta.records["contribution"]) == sorted(f"c{at(w)[0]}" for w in ("Propuso", "Faltan", "Se concluyó"))


def test_new_claims_that_rest_on_what_was_deleted_do_not_come() -> None:
    few = [c for c in claims() if c.type not in ("contribution", "membership")]
    old = edited(made(few), lambda d: d.update(person=[r for r in d["person"] if r["id"] != "tomas-ibarra-oreyes"]))
    merged = merge(old, made())
    assert "tomas-ibarra-oreyes-universidad-del-llano" not in by_id(merged.draft.main, "membership")
    assert signs(merged.diff)["membership/tomas-ibarra-oreyes-universidad-del-llano"] == "-"


def test_what_a_persons_record_refers_to_stays_though_the_machine_no_longer_reads_it() -> None:
    old = edited(made(), lambda d: by_id(d, "membership")["tomas-ibarra-oreyes-universidad-del-llano"].update(role_title="Docente"))
    merged = merge(old, made([c for c in claims() if TOMAS not in str(c.data)]))
    assert "tomas-ibarra-oreyes" in by_id(merged.draft.main, "person")
    assert "universidad-del-llano" in by_id(merged.draft.main, "institution")
    assert signs(merged.diff)["person/tomas-ibarra-oreyes"] == "="


def test_a_record_moved_from_the_review_list_is_not_listed_again() -> None:
    low = f"c{at('Asistieron')[0]}"
    old = {name: tomllib.loads(text) for name, text in made().texts().items()}
    [row] = old[REVIEW].pop("contribution")
    old[DRAFT]["contribution"].append(row | {"review": "accepted"})
    merged = merge(old, made())
    assert low in by_id(merged.draft.main, "contribution")
    assert merged.draft.low["contribution"] == []


def test_a_rejected_record_stays_rejected_and_what_rests_on_it_is_left_out(tmp_path: Path) -> None:
    old = edited(made(), lambda d: by_id(d, "person")["tomas-ibarra-oreyes"].update(review="rejected"))
    merged = merge(old, made(faster()))
    folder = write(tmp_path / "foro", merged.draft)
    acta = read(folder / DRAFT, len(REPORT), draft=True)
    assert list(acta.records["person"]) == ["lucia-prado-nieto"]
    gone = {"/".join(loss.key) for loss in acta.losses}
    assert gone == {"membership/tomas-ibarra-oreyes-universidad-del-llano", "participation/foro-de-prueba-de-villa-aurora-2031-tomas-ibarra-oreyes-participant",
                    f"turn/t{REPORT.index('Tomás Ibarra Oreyes y')}", f"contribution/c{at('pidieron')[0]}"}
    assert "alternatives" not in acta.records["turn"][f"t{at('Propuso')[0]}"].values
    assert tuple(acta.losses) == accept(folder, len(REPORT)).losses


def test_rejecting_a_participation_takes_the_turns_along(tmp_path: Path) -> None:
    it = made()
    by_id(it.main, "participation")["foro-de-prueba-de-villa-aurora-2031-lucia-prado-nieto-panelist"]["review"] = "rejected"
    acta = read(write(tmp_path / "foro", it) / DRAFT, len(REPORT), draft=True)
    assert [t.values["speaker"] for t in acta.table("turn")] == ["tomas-ibarra-oreyes"]


# Accepting


def test_an_accepted_draft_has_no_sentence_of_the_report(tmp_path: Path) -> None:
    folder = write(tmp_path / "foro", made())
    done = accept(folder, len(REPORT), everything=True)
    (folder / ACTA).write_text(done.text, encoding="utf-8")
    for sentence in ("Propuso publicar el gasto en alumbrado", "Faltan manos", "hace falta otra reunión"):
        assert sentence not in done.text
    source, acta = load(folder)
    assert (acta.review, done.unreviewed, done.unsummarised, done.for_review, done.with_quotes) == ("accepted", 0, 5, 1, False)
    assert {name: len(rows) for name, rows in acta.records.items()} == {t: len(made().main.get(t, ())) for t in acta.records}
    assert acta.records["contribution"][C].rule == "contribution.prueba"
    assert verify(source, acta, document()).problems == []


def test_what_nobody_reviewed_stays_unreviewed(tmp_path: Path) -> None:
    it = made()
    by_id(it.main, "figure")[F]["review"] = "accepted"
    folder = write(tmp_path / "foro", it)
    (folder / ACTA).write_text(accept(folder, len(REPORT)).text, encoding="utf-8")
    _, acta = load(folder)
    assert acta.review == "unreviewed"
    assert {r.id for rows in acta.records.values() for r in rows.values() if r.review == "accepted"} == {F}


@pytest.mark.parametrize("quotes", [True, False])
def test_quotes_only_where_the_policy_publishes_them(tmp_path: Path, quotes: bool) -> None:
    folder = write(tmp_path / "foro", made())
    policy = (ROOT / "data" / "policy.toml").read_text(encoding="utf-8").replace("quotes = false", f"quotes = {str(quotes).lower()}")
    (tmp_path / "policy.toml").write_text(policy, encoding="utf-8")
    (folder / ACTA).write_text(accept(folder, len(REPORT), quotes=True, everything=True).text, encoding="utf-8")
    assert "Faltan manos en la oficina." in (folder / ACTA).read_text(encoding="utf-8")
    if quotes:
        assert load(folder)[1].review == "accepted"
    else:
        with pytest.raises(ManyErrors, match="quote"):
            load(folder)


@pytest.mark.parametrize(("line", "words"), [('flags = ["x"]', "unknown key: 'flags'"), ('review = "rejected"', "review"), ('rule = "Not an id"', "rule"), ('basis = "guessed"', "basis")])
def test_an_acta_holds_nothing_of_a_draft_but_rule_review_and_basis(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / ACTA
    path.write_text(f'[acta]\nformat = 1\nmade_by = "x"\n[[person]]\nid = "a"\nname = "A"\nnames = [{{ text = "A", at = ["L1:0-1"] }}]\n{line}\n', encoding="utf-8")
    with pytest.raises(ManyErrors) as caught:
        read(path)
    [error] = caught.value.errors
    assert words in error.render("en") and error.where.endswith(":8")


@given(st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | st.text("abL1:-", max_size=6), lambda c: st.lists(c, max_size=3) | st.dictionaries(st.sampled_from(
    ["id", "name", "names", "at", "text", "person", "speaker", "event", "review", "rule", "quotes", "flags"]), c, max_size=5), max_leaves=12))
def test_no_shape_of_data_breaks_the_reader_of_drafts(tmp_path_factory: pytest.TempPathFactory, shape: object) -> None:
    path = tmp_path_factory.mktemp("fuzz") / DRAFT
    data = json.loads(json.dumps(shape).replace("null", "0"))
    rows_ = data if isinstance(data, list) else [data]
    rows_ = [{"id": "a", "review": "rejected"}, *(r for r in rows_ if isinstance(r, dict))]
    path.write_text(toml({"acta": dict(HEADER), **dict.fromkeys(("person", "turn", "participation"), rows_)}), encoding="utf-8")
    try:
        acta = read(path, draft=True)
    except KgError as error:
        assert error.render("es")
    else:
        assert acta.records["person"].keys().isdisjoint({"a"})


# Building


def test_a_build_from_drafts_is_marked_unreviewed_with_rule_and_confidence(corpus: Corpus, tmp_path: Path) -> None:
    write(corpus.data / "foro", made())
    plain = build(corpus)
    assert [n.en.partition(":")[0] for n in plain.notices] == ["foro"]
    assert not list(Reader(corpus.build).rows(f"SELECT ?c {{ ?c <{KG}rule> ?r }}"))
    assert build(corpus, drafts=True).notices == ()
    reader = Reader(corpus.build)
    states = set(reader.rows(f'SELECT ?r {{ ?c <{KG}rule> "contribution.prueba" ; <{KG}review> ?r }}'))
    assert states == {("https://w3id.org/gobierno-abierto/vocabulary/review-status/unreviewed",)}
    who = set(reader.rows(f'SELECT ?n {{ ?c <{KG}coSpeaker> ?p . ?p <http://www.w3.org/2004/02/skos/core#prefLabel> ?n }}'))
    assert who == {(LUCIA,)}
    assert [f.render("en") for f in check(corpus, load_corpus(corpus, drafts=True), reader)] == []


def test_a_corpus_of_nothing_but_drafts_says_what_to_do(tmp_path: Path) -> None:
    write(tmp_path / "data" / "foro", made())
    with pytest.raises(InputError, match="kg build --drafts"):
        build(Corpus.at(tmp_path))
    with pytest.raises(InputError, match="only a draft"):
        load(tmp_path / "data" / "foro")
    assert build(Corpus.at(tmp_path), drafts=True).quads > 100


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_every_reading_makes_a_draft_that_loads_and_whose_evidence_holds(path: Path, tmp_path: Path) -> None:
    it = read_file(path)
    folder = tmp_path / "informe"
    write_files(read_report(it), folder, update=False)
    source, acta = load(folder, drafts=True)
    assert verify(source, acta, it).problems == []
    assert acta.losses == []


def test_every_rule_has_its_description() -> None:
    kinds = ("person", "institution", "municipality", "event", "mechanism", "membership", "participation", "figure", "finding", "propose", "problem", "commit", "experience")
    used = {row["id"] for row in rows("cues") if row["kind"] != "none"}
    for path in (ROOT / "kg" / "reading").glob("*.py"):
        found = (n.value for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        used |= {v for v in found if RULE.match(v) and v.partition(".")[0] in kinds and v.count(".") == 1}
    used |= {row["rule"] for path in REPORTS for table in draft(read_report(read_file(path))).main.values() if isinstance(table, list) for row in table}
    described = {row["id"]: row for row in rows("rules")}
    assert len(used) > 40
    assert used - described.keys() == set()
    assert all(row["es"].strip() and row["en"].strip() and row["es"] != row["en"] for row in described.values())


# The command line


def run(command: Any, *args: object, lang: Any = "en", root: Path | None = None) -> Result:
    return CliRunner().invoke(command, [str(a) for a in args], obj=App(lang, root), standalone_mode=False)


def report(folder: Path, name: str = "foro.txt", text: str = REPORT) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_draft_correct_update_accept(tmp_path: Path) -> None:
    file, folder = report(tmp_path), tmp_path / "data" / "foro"
    assert run(draft_command, file, "-o", folder).return_value == 0
    assert sorted(p.name for p in folder.iterdir()) == [DRAFT, REVIEW, "source.toml"]
    path = folder / DRAFT
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('name = "Lucía Prado Nieto"', 'name = "Lucía Prado N."', 1), encoding="utf-8")
    refused = run(draft_command, file, "-o", folder)
    assert refused.return_value == 3 and "--update" in refused.output
    done = run(draft_command, file, "-o", folder, "--update")
    assert done.return_value == 0 and "= person/lucia-prado-nieto: kept yours" in done.stdout
    assert 'name = "Lucía Prado N."' in path.read_text(encoding="utf-8")
    assert run(accept_command, folder, "--all").exception is None
    assert 'name = "Lucía Prado N."' in (folder / ACTA).read_text(encoding="utf-8")
    assert isinstance(run(accept_command, folder, "--all").exception, InputError)
    assert run(accept_command, folder, "--all", "--force").exception is None


def test_json_lines_are_those_of_the_reading(tmp_path: Path) -> None:
    file = report(tmp_path)
    out = run(draft_command, file, "--claims", "-").stdout
    expected = read_report(read_file(file)).lines()
    assert [json.loads(line) for line in out.splitlines()] == json.loads(json.dumps(expected))
    assert all(line["quote"] == REPORT[line["start"]:line["end"]] for line in expected)
    two = report(tmp_path, "otro.txt")
    run(draft_command, two, file, "--claims", tmp_path / "x.jsonl")
    lines = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["file"] for line in lines] == [str(file)] * len(expected) + [str(two)] * len(expected)


def test_many_files_in_any_order_and_one_that_cannot_be_read(tmp_path: Path) -> None:
    files = [report(tmp_path / "a"), report(tmp_path / "b", text=REPORT + "\nFin."), report(tmp_path, "Minuta Dos.txt"), tmp_path / "falta.txt"]
    outputs = []
    for name, order in (("uno", files), ("dos", files[::-1])):
        done = run(draft_command, *order, "-o", tmp_path / name)
        assert done.return_value == 3 and "falta.txt" in done.output and "1 of 4" in done.output
        outputs.append({str(p.relative_to(tmp_path / name)): p.read_bytes() for p in sorted((tmp_path / name).rglob("*")) if p.is_file()})
    assert outputs[0] == outputs[1]
    folders = sorted({k.partition("/")[0] for k in outputs[0]})
    assert [f[:5] for f in folders] == ["foro-", "foro-", "minut"] and folders[2] == "minuta-dos"


def test_where_a_draft_may_go(tmp_path: Path) -> None:
    file = report(tmp_path)
    for folder in ("Foro Uno", "registry", "meta"):
        with pytest.raises(UsageError):
            targets([file], tmp_path / folder)
    assert targets([file, file], tmp_path / "foro") == [(file, tmp_path / "foro")]
    assert isinstance(run(draft_command, file).exception, UsageError)


def test_another_original_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "foro"
    assert run(draft_command, report(tmp_path), "-o", folder).return_value == 0
    before = (folder / DRAFT).read_bytes()
    done = run(draft_command, report(tmp_path / "x", text=REPORT + "Fin."), "-o", folder)
    assert done.return_value == 3 and "another original" in done.output
    assert (folder / DRAFT).read_bytes() == before


def test_an_existing_source_toml_stays(tmp_path: Path) -> None:
    folder = tmp_path / "foro"
    run(draft_command, report(tmp_path), "-o", folder)
    path = folder / "source.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# mío\n", encoding="utf-8")
    assert run(draft_command, tmp_path / "foro.txt", "-o", folder, "--update").return_value == 0
    assert path.read_text(encoding="utf-8").endswith("# mío\n")


def test_explain_shows_rule_sentence_and_what_else_matched() -> None:
    it = made()
    everything = of_draft(it.main, it.low)
    [said] = [s for s in everything if s.name == f"contribution/{C}"]
    lines = list(explain(said, everything, document(), "en"))
    assert f"  L9:{at('Propuso')[0]}-{at('Propuso')[0] + 39}  ⟦Propuso publicar el gasto en alumbrado.⟧" in lines
    assert "  confidence: 1 (judged, not measured)" in lines
    assert f"  alternatives: {TOMAS}" in lines
    [membership] = [s for s in everything if s.name == "membership/tomas-ibarra-oreyes-universidad-del-llano"]
    others = [line.split()[0] for line in explain(membership, everything, document(), "en") if line.startswith("    ")]
    assert sorted(others) == ["institution/universidad-del-llano", "person/tomas-ibarra-oreyes", f"turn/t{REPORT.index('Tomás Ibarra Oreyes y')}"]
    assert "⟦" not in "\n".join(explain(said, everything, None, "es"))


def test_explain_from_the_command_line(tmp_path: Path) -> None:
    file, folder = report(tmp_path / "data" / "foro"), tmp_path / "data" / "foro"
    run(draft_command, file, "-o", folder)
    said = run(explain_command, "lucia-prado-nieto", folder, root=tmp_path)
    assert "person/lucia-prado-nieto" in said.stdout and "⟦Lucía Prado Nieto⟧" in said.stdout
    assert run(explain_command, "lucia-prado-nieto", root=tmp_path).stdout == said.stdout
    there = run(explain_command, f"{file}:{at(LUCIA)[0]}").stdout
    assert "person" in there and "rule: person." in there
    assert run(explain_command, "nadie", folder, root=tmp_path).return_value == 1


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    bad = 'Foro "]]\n[[person]]\nid = "x"\n\x1b[31m\u202e Ana Ruiz Soto propuso \\u0000 abrir.\n'
    start = bad.index("Ana Ruiz Soto")
    person = Claim("person", start, start + 13, "Ana Ruiz Soto", "person.full", 0.9, {"name": "Ana \x1b[31mRuiz\u202e Soto", "names": [["Ana Ruiz Soto", start, start + 13]]})
    said = Claim("contribution", 0, len(bad), bad, "propose.verb", 0.9, {"kind": "proposal", "by": ["Ana \x1b[31mRuiz\u202e Soto"], "themes": []}, alternatives=('"]\n[acta]',))
    it = draft(Reading(Document(Path("x"), "0" * 64, bad), [person, said]))
    path = tmp_path / DRAFT
    path.write_text(it.texts()[DRAFT], encoding="utf-8")
    assert not {"\x1b", "\u202e"} & set(path.read_text(encoding="utf-8"))
    acta = read(path, len(bad), draft=True)
    assert [r.values["name"] for r in acta.table("person")] == ["Ana [31mRuiz Soto"]
    assert read_raw(path)["contribution"][0]["quote"] == bad.strip()
