"""Findings: known answers read by hand in the invented corpus, agreement with the ready questions on both corpora, and what must not happen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.findings.all import flat, graded, sections
from kg.findings.bridge_room import apart
from kg.findings.bridges import sector_bridges
from kg.findings.claims import PROPERTIES, told
from kg.findings.coverage import absent_roles, absent_sectors
from kg.findings.facts import Event, Facts, Hat, Part, Said, read_facts
from kg.findings.finding import Cell, Column, Row, Scope, Section, merged
from kg.findings.gaps import absent_municipalities
from kg.findings.presence import not_quoted, several_events
from kg.findings.recurrence import look_alikes, proposals, themes
from kg.graph.answer import Answer
from kg.graph.build import build
from kg.graph.queries import load_questions
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.errors import UsageError
from kg.model.records import TABLES
from kg.model.text import Text
from tests.conftest import ROOT

EVERYTHING = Scope()
ID = "https://w3id.org/gobierno-abierto/id/"
QUESTIONS = load_questions([ROOT / "queries"])
KG = "PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#> "


class Nothing:
    """A graph with nothing in it."""

    def rows(self, query: str) -> Iterator[tuple[str | None, ...]]:
        assert query
        return iter(())


@pytest.fixture(params=["invented", "real"])
def either(request: pytest.FixtureRequest) -> Reader:
    """Each of the two corpora."""
    reader: Reader = request.getfixturevalue(request.param)
    return reader


def table(section: Section, *columns: str) -> list[tuple[Any, ...]]:
    """Return the Spanish values of some columns, row by row."""
    at = [[c.id for c in section.columns].index(name) for name in columns]
    return [tuple(v.es if isinstance(v := r.cells[i].value, Text) else v for i in at) for r in section.rows]


def answer(reader: Reader, name: str, **values: str) -> list[dict[str, str]]:
    found = reader.query(QUESTIONS[name].bind(values))
    assert isinstance(found, Answer)
    return [{v: t.value if t else "" for v, t in zip(found.variables, row, strict=True)} for row in found.rows]


def part(section: Section, name: str) -> Section:
    return next(p for p in section.parts if p.id == name)


# --- read by hand in tests/corpus ---


def test_who_comes_back(invented: Reader) -> None:
    assert table(several_events(invented, EVERYTHING), "person", "events", "sessions", "statements") == [("Lucía Prado Nieto", 2, 2, 2)]


def test_who_was_listed_and_not_quoted(invented: Reader) -> None:
    found = not_quoted(invented, EVERYTHING)
    assert table(found, "person", "session", "role", "elsewhere", "could-be-theirs") == [("Lucía Prado Nieto", "Taller de datos", "Participante", 2, 0)]
    assert [f.kind for f in found.findings] == ["count"]


def test_bridges_between_two_sectors(invented: Reader) -> None:
    found = sector_bridges(invented, EVERYTHING)
    assert table(found, "person", "sectors", "sessions", "other-sectors", "alone", "themes") == [
        ("Lucía Prado Nieto", "Gobierno", 2, 1, 0, 0), ("Noé Campos Ruiz", "Academia", 1, 1, 0, 0), ("Tomás Ibarra O’Reyes", "Academia", 1, 1, 0, 0)]
    assert table(part(found, "sector-pairs"), "sector", "other-sector", "sessions", "themes") == [("Academia", "Gobierno", 2, 0)]
    assert table(part(found, "brokerage"), "person", "liaison", "gatekeeper", "itinerant", "coordinator", "total") == [("Lucía Prado Nieto", 0, 0, 1, 0, 1)]
    assert table(part(found, "repeated-ties"), "person") == []


def test_who_is_missing(invented: Reader) -> None:
    towns = absent_municipalities(invented, EVERYTHING)
    assert table(towns, "code", "municipality", "status", "people", "events") == [("99001", "Villa Aurora", "representado", 1, 2), ("99002", "Villa Ausente", "ausente de los informes", 0, 0)]
    assert [(t.label, t.state) for t in towns.grids[0].tiles] == [("Villa Aurora", "represented"), ("Villa Ausente", "absent")]
    sectors = {r[0]: r[1:] for r in table(absent_sectors(invented, EVERYTHING), "sectors", "people", "voices")}
    assert sectors.pop("Gobierno") == (1, 1)
    assert sectors.pop("Academia") == (2, 2)
    assert set(sectors.values()) == {(0, 0)}
    assert len(sectors) == 7
    assert table(absent_roles(invented, EVERYTHING), "roles", "people", "voices") == [
        ("Conferencista", 0, 0), ("Moderación", 0, 0), ("Relatoría", 0, 0), ("Participante", 2, 1), ("Panelista", 2, 2)]


def test_the_ledger_of_themes(invented: Reader) -> None:
    found = themes(invented, EVERYTHING)
    assert table(found, "themes", "status", "first-said", "statements", "commitments") == [
        ("Capacitación", "con eco: vuelve en otro evento", "2031-03-04 · Tomás Ibarra O’Reyes (atribución inferida) · renglón 14", 2, 0),
        ("Transparencia", "cayó: no vuelve en el último evento", "2031-03-04 · Lucía Prado Nieto · renglón 11", 2, 0),
        ("Vinculación entre sectores", "cayó: no vuelve en el último evento", "2031-03-04 · Tomás Ibarra O’Reyes (atribución inferida) · renglón 14", 1, 0),
        ("Prácticas locales", "nuevo en el último evento", "2031-04-09 · Noé Campos Ruiz · renglón 5", 1, 0)]
    assert [r.sure for r in found.rows] == ["inferred", "stated", "inferred", "stated"]
    assert table(themes(invented, Scope(themes=("training",))), "themes") == [("Capacitación",)]
    only = proposals(invented, EVERYTHING)
    assert table(only, "who", "commitments", "possible-echo") == [("Lucía Prado Nieto", 0, 0), ("Lucía Prado Nieto", 0, 0), ("Tomás Ibarra O’Reyes", 0, 0)]
    assert "ningún compromiso" in found.findings[-1].sentence.es


# --- agreement with the ready questions ---


def test_seven_municipalities_are_represented(real: Reader) -> None:
    found = absent_municipalities(real, EVERYTHING)
    named = {row["municipality"] for row in answer(real, "represented-municipalities")}
    assert {r[0] for r in table(found, "municipality", "status") if r[1] == "representado"} == named
    assert found.findings[0].numbers[0].value == len(named) == 7
    assert [tuple(n.value for n in f.numbers) for f in found.findings[1:]] == [(125, 6, 0, 119), (46, 1, 0, 45)]
    assert found.findings[2].caveat is not None  # one guest is no plan to cover a state


@pytest.mark.parametrize("state", ["15", "11", "20"])
def test_absent_municipalities_as_asked(real: Reader, state: str) -> None:
    mine = {r[0] for r in table(absent_municipalities(real, Scope((state,))), "code", "people") if not r[1]}
    assert mine == {row["code"] for row in answer(real, "absent-municipalities", state=state)}
    assert mine


def test_listed_but_silent_as_asked(either: Reader) -> None:
    mine = {r.key for r in not_quoted(either, EVERYTHING).rows if "conduce" not in r.cells[3].text().es}
    asked = {row["evidence"]: int(row["statementsElsewhere"]) for row in answer(either, "listed-but-silent")}
    assert mine == set(asked)
    assert {r.key: r.cells[4].value for r in not_quoted(either, EVERYTHING).rows if r.key in asked} == asked


@pytest.mark.parametrize(("section", "question", "scheme"), [(absent_sectors, "missing-sectors", "sector"), (absent_roles, "missing-roles", "role")])
def test_missing_sectors_and_roles_as_asked(either: Reader, section: Callable[..., Section], question: str, scheme: str) -> None:
    below = section(either, EVERYTHING).parts[0]
    for event in read_facts(either).roots:
        mine = {name: n for name, where, n in table(below, below.columns[0].id, "event", "people") if where == event.name}
        assert mine == {row[scheme]: int(row["people"]) for row in answer(either, question, event=event.iri)}


def test_recurring_themes_as_asked(either: Reader) -> None:
    first, second = (e.iri for e in read_facts(either).roots)
    asked = {row["theme"]: (int(row["statements"]), int(row["commitments"])) for row in answer(either, "recurring-themes", first=first, second=second)}
    mine = {name: (n, c) for name, events, n, c in table(themes(either, EVERYTHING), "themes", "events", "statements", "commitments") if events == 2}
    assert mine == asked
    assert asked


def test_who_took_part_in_both_as_asked(either: Reader) -> None:
    first, second = (e.iri for e in read_facts(either).roots)
    both = {row["person"] for row in answer(either, "who-took-part-in-both", first=first, second=second)}
    assert {name for name, n in table(several_events(either, EVERYTHING), "person", "events") if n == 2} == both


def test_uncommitted_proposals_as_asked(either: Reader) -> None:
    asked = {row["evidence"] for row in answer(either, "uncommitted-proposals")}
    assert {r.key for r in proposals(either, EVERYTHING).rows if not r.cells[4].value} == asked


# --- every number opens its evidence ---


def test_what_a_number_opens_is_a_claim_of_the_graph(either: Reader) -> None:
    found = sections(either, EVERYTHING)
    known = {row[0] for row in either.rows(KG + "SELECT ?c { ?c a kg:Claim }")}
    claims = {c for s in found for c in s.claims}
    assert claims
    assert claims <= known
    words = told(either, claims)
    assert all(w.words.es and w.words.en and w.backing for w in words.values())


def test_a_number_above_zero_has_claims(either: Reader) -> None:
    mine = (sector_bridges, several_events, not_quoted, absent_municipalities, absent_sectors, absent_roles, themes, proposals)
    for section in flat(tuple(make(either, EVERYTHING) for make in mine)):
        for row in section.rows:
            bare = [(row.key, c.id) for c, cell in zip(section.columns, row.cells, strict=True) if c.kind == "number" and cell.value and not cell.claims]
            assert bare == [], section.id


def test_counts_of_statements_are_counts_of_claims(either: Reader) -> None:
    for row in themes(either, EVERYTHING).rows:
        assert row.cells[5].value == len(row.cells[5].claims)


def test_whatever_rests_on_an_inferred_claim_says_so(invented: Reader) -> None:
    found = sections(invented, EVERYTHING)
    words = told(invented, merged(*(s.claims for s in found)))
    doubt = {c for c, w in words.items() if w.inferred}
    assert {c.rsplit("/", 1)[-1] for c in doubt} >= {"foro-aurora-tomas-1", "foro-aurora-tomas-2"}
    for section in flat(graded(found, words)):
        assert [r.key for r in section.rows if doubt & set(r.claims) and r.sure == "stated"] == []
        assert [f.id for f in section.findings if doubt & set(f.all_claims) and f.sure == "stated"] == []


# --- bad input ---


def test_an_empty_graph_has_nothing_to_say() -> None:
    for make in (sector_bridges, several_events, not_quoted, absent_municipalities, absent_sectors, absent_roles, themes, proposals):
        section = make(Nothing(), EVERYTHING)
        assert (section.rows, section.findings, section.grids) == ((), (), ())


def test_one_event_can_have_no_echo(corpus: Corpus) -> None:
    shutil.rmtree(corpus.data / "taller-aurora")
    path = corpus.data / "registry" / "identity.csv"
    path.write_text("".join(line for line in path.read_text(encoding="utf-8").splitlines(True) if "taller-aurora" not in line), encoding="utf-8")
    build(corpus)
    reader = Reader(corpus.build)
    assert {r[0] for r in table(themes(reader, EVERYTHING), "status")} == {"un solo evento"}
    assert several_events(reader, EVERYTHING).rows == ()
    assert [s.id for s in flat(sections(reader, EVERYTHING))]


def test_no_municipality_at_all() -> None:
    section = absent_municipalities(Nothing(), EVERYTHING)
    assert "--state" in section.empty.es
    with pytest.raises(UsageError, match="there is no state '15'"):
        absent_municipalities(Nothing(), Scope(("15",)))


@pytest.mark.parametrize(("typed", "meant"), [("oaxaca", "20 Oaxaca"), ("16x", "16 Michoacán de Ocampo"), ("9", "09 Ciudad de México"), ("Jalisko", "14 Jalisco")])
def test_an_unknown_state_names_the_nearest(real: Reader, typed: str, meant: str) -> None:
    with pytest.raises(UsageError) as caught:
        absent_municipalities(real, Scope((typed,)))
    assert caught.value.remedy is not None
    assert meant in caught.value.remedy.es


def test_an_unknown_theme_names_the_nearest(invented: Reader) -> None:
    with pytest.raises(UsageError, match="training"):
        sections(invented, Scope(themes=("trainin",)))


def test_a_section_that_no_table_can_hold_is_refused() -> None:
    words = Text("x", "x")
    for bad in ({"id": "Not kebab"}, {"id": "a", "columns": (Column("b", words),), "rows": (Row("k", ()),)}, {"id": "a", "rows": (Row("k", ()), Row("k", ()))}):
        with pytest.raises(UsageError):
            Section(title=words, meaning=words, method=words, **bad)


# --- bridges against a plain count ---


def invented_facts(seats: dict[tuple[int, int], None], sectors: dict[int, int]) -> Facts:
    """Return facts with person p of one sector in session s for each seat (p, s)."""
    sessions = {f"{ID}evento/s{s}": Event(f"{ID}evento/s{s}", f"S{s}", ("2031-01-01",), f"{ID}evento/s{s}") for _, s in seats}
    parts = tuple(Part(f"{ID}participacion/{p}-{s}", f"{ID}persona/p{p}", f"{ID}evento/s{s}", "panelist", hat=Hat((f"x{sectors[p]}",))) for p, s in sorted(seats))
    return Facts(sessions, parts, (), {}, {})


def test_facts_are_told_in_both_languages(invented: Reader) -> None:
    kind = next(iter(invented.rows(KG + "SELECT ?c { ?c a kg:FactClaim ; kg:property kg:kind } ORDER BY ?c")), None)
    assert kind and kind[0]
    words = told(invented, [kind[0]])[kind[0]].words
    assert (words.es.split(":")[0], words.en.split(":")[0]) == ("clase", "kind") and words.es != words.en.replace("kind", "clase")


def test_every_property_of_a_fact_has_the_ontologys_name() -> None:
    ontology = rdflib.Graph().parse(ROOT / "ontology" / "kg.ttl")
    named = {str(s).rpartition("#")[2]: {o.language: str(o) for o in ontology.objects(s, rdflib.RDFS.label)} for s in ontology.subjects(rdflib.RDF.type) if "#" in str(s)}
    stated = {field.prop.partition(":") for table in TABLES if table.entity for field in table.fields if field.prop and field.name != "note"}
    assert {local for _, _, local in stated} | {"altLabel"} == set(PROPERTIES)
    ours = {local for prefix, _, local in stated if prefix == "kg"}
    assert {local: {"es": PROPERTIES[local].es, "en": PROPERTIES[local].en} for local in ours} == {local: named[local] for local in ours}


@settings(deadline=None)
@given(st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 3)), st.none(), min_size=1), st.fixed_dictionaries({p: st.integers(0, 2) for p in range(8)}))
def test_pairs_that_one_person_alone_joins(seats: dict[tuple[int, int], None], sectors: dict[int, int]) -> None:
    rooms: dict[int, set[int]] = {}
    for p, s in seats:
        rooms.setdefault(p, set()).add(s)

    def near(p: int) -> set[int]:
        return {q for q in rooms if q != p and rooms[q] & rooms[p]}

    expected = {p: sum(sectors[a] != sectors[b] and not rooms[a] & rooms[b] and near(a) & near(b) == {p} for a, b in combinations(sorted(near(p)), 2)) for p in rooms}
    found = sector_bridges(Nothing(), EVERYTHING, invented_facts(seats, sectors))
    shown = {int(r.key.rsplit("p", 1)[-1]): r.cells[4].value for r in found.rows}
    assert shown == {p: n for p, n in expected.items() if any(sectors[q] != sectors[p] for q in near(p))}


def test_unknown_sectors_are_not_different_ones() -> None:
    assert not apart((), ("a",))
    assert not apart(("a", "b"), ("b",))
    assert apart(("a",), ("b",))


# --- look-alikes are offered, never merged ---


def said(name: str, event: str, words: str, kind: str = "proposal") -> Said:
    return Said(f"{ID}propuesta/{name}", kind, f"{ID}evento/{event}", Text(words, words), (), ("training",))


def two_events(*what: Said) -> Facts:
    events = {f"{ID}evento/{n}": Event(f"{ID}evento/{n}", n, (day,), f"{ID}evento/{n}") for n, day in (("a", "2031-01-01"), ("b", "2031-02-01"))}
    return Facts(events, (), what, {}, {"theme": {"training": Text("Capacitación", "Training")}})


def test_look_alikes_are_suggestions() -> None:
    facts = two_events(said("a-1", "a", "Publicar cada mes el gasto del alumbrado municipal"), said("b-9", "b", "Publicar mensualmente el gasto en alumbrado municipal"),
                       said("b-3", "b", "Sembrar encinos junto al río"))
    found = proposals(Nothing(), EVERYTHING, facts)
    assert len(found.rows) == 3  # none is merged
    assert [(r.key.rsplit("/", 1)[-1], r.cells[5].value, r.sure) for r in found.rows] == [("a-1", 1, "suggestion"), ("b-3", 0, "stated"), ("b-9", 1, "suggestion")]
    assert [r.sure for r in part(found, "near-duplicates").rows] == ["suggestion"]
    assert [f.kind for f in found.findings] == ["uncommitted", "possible-echo"]


@pytest.mark.parametrize(("verdict", "left"), [("different", 0), ("same", 0), ("unsure", 1)])
def test_what_somebody_decided_is_not_asked_again(verdict: str, left: int) -> None:
    facts = two_events(said("a-1", "a", "Publicar cada mes el gasto del alumbrado municipal"), said("b-9", "b", "Publicar mensualmente el gasto en alumbrado municipal"))
    assert len(look_alikes(facts, Scope(decided=(("a:1", "b:9", verdict),)))) == left


def test_a_commitment_that_answers_a_proposal_is_told() -> None:
    promise = said("b-2", "b", "Daremos el curso en mayo", "commitment")
    facts = two_events(replace(said("a-1", "a", "Dar un curso"), answered=(promise.claim,)), promise)
    found = proposals(Nothing(), EVERYTHING, facts)
    assert [(r.cells[4].value, r.cells[4].claims) for r in found.rows] == [(1, (promise.claim,))]
    assert themes(Nothing(), EVERYTHING, facts).rows[0].cells[7].value == 1


def test_an_event_without_a_date_is_never_the_last_one() -> None:
    facts = two_events(said("a-1", "a", "Dar un curso"), said("b-1", "b", "Dar un taller"))
    facts.events[f"{ID}evento/a"] = Event(f"{ID}evento/a", "a", (), f"{ID}evento/a")
    found = themes(Nothing(), EVERYTHING, facts)
    assert table(found, "status", "first-event") == [("con eco: vuelve en otro evento", "b")]
    assert any("Sin fecha" in c.es and "a" in c.es for c in found.caveats)


def test_the_same_facts_give_the_same_sections_in_any_order() -> None:
    seats = {(p, s): None for p in range(6) for s in range(4) if (p * 7 + s * 3) % 4 < 2}
    facts = invented_facts(seats, {p: p % 3 for p in range(6)})
    other = Facts(dict(reversed(facts.events.items())), tuple(reversed(facts.parts)), (), {}, {})
    assert sector_bridges(Nothing(), EVERYTHING, facts) == sector_bridges(Nothing(), EVERYTHING, other)


def test_a_cell_reads_in_both_languages() -> None:
    assert Cell(None).text() == Text("", "")
    assert Cell(0.5).text() == Text("0.5", "0.5")
    assert Cell(Text("sí", "yes")).text() == Text("sí", "yes")
