"""Practice matching: weights by hand, never of one speaker with themself, suggestions apart from answers that reports state."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.findings.facts import Event, Facts, Said, read_facts
from kg.findings.finding import Scope
from kg.findings.practices import Match, matches, suggest
from kg.graph.build import build
from kg.graph.evidence import backing
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.text import Text

MORE = """
[[turn]]
id = "p3"
speaker = "lucia-prado-nieto"
event = "taller"
status = "stated"
method = "name-in-text"
at = ["L3:50-67"]

[[contribution]]
id = "lucia-falta"
kind = "problem"
turn = "p3"
force = "descriptive"
summary = "No se sabe para qué sirven los datos."
gloss = "It is not known what data are for."
themes = ["local-practices"]
mechanisms = ["catalogo"]
at = ["L5:181-231"]

[[contribution]]
id = "lucia-costo"
kind = "problem"
turn = "p3"
force = "descriptive"
summary = "Cuesta mantenerlos."
gloss = "They are costly to keep."
themes = ["environment"]
at = ["L5:181-231"]

[[contribution]]
id = "noe-idea"
kind = "proposal"
turn = "p5"
force = "explicit"
summary = "Que se haga entre varios."
gloss = "Several should do it."
themes = ["environment"]
answers = ["lucia-costo"]
at = ["L5:181-231"]
"""


class Graph:
    """Rows of mechanisms, addressees, levels and stated answers, without a store."""

    def __init__(self, mechanisms: tuple[tuple[str, str, str], ...] = (), levels: tuple[tuple[str, str, str], ...] = (), answers: tuple[tuple[str, str], ...] = ()) -> None:
        self.found: dict[str, tuple[tuple[str, ...], ...]] = {"kg:mechanism": mechanisms, "kg:level": levels, "kg:answers": answers}

    def rows(self, query: str) -> Iterator[tuple[str | None, ...]]:
        for word, rows in self.found.items():
            if word in query:
                yield from rows


def said(claim: str, kind: str, who: tuple[str, ...], *themes: str, inferred: bool = False) -> Said:
    return Said(claim, kind, "e", Text(f"es {claim}.", f"en {claim}."), who, themes, inferred=inferred)


def facts(*some: Said) -> Facts:
    return Facts({"e": Event("e", "Encuentro")}, (), tuple(sorted(some, key=lambda s: s.claim)), {"e": "Encuentro"}, {"theme": {t: Text(t, t) for s in some for t in s.themes}})


FIRST = facts(said("p1", "problem", ("a",), "water"), said("x1", "experience", ("b",), "water"), said("x2", "experience", ("a",), "water"),
              *(said(f"n{i}", "problem", ("c",), "other") for i in range(5)))


def shown(found: list[Match]) -> list[tuple[str, str, float]]:
    return [(m.problem.claim, m.practice.claim, round(m.weight, 6)) for m in found]


def test_weights_by_hand() -> None:
    # 8 problems and experiences; 3 have water: log2(8/3). x2 is told by who named the problem, so it is no match.
    found, total = suggest(Graph(), FIRST, least=0.0)
    assert total == 8 and shown(found) == [("p1", "x1", round(math.log2(8 / 3), 6))]
    both = Graph(mechanisms=(("p1", "m", "Pozos"), ("x1", "m", "Pozos")), levels=tuple((c, "l", "Municipal") for c in ("p1", "x1", "x2", "n0", "n1", "n2", "n3", "n4")))
    found, _ = suggest(both, FIRST, least=0.0)
    assert shown(found) == [("p1", "x1", round(math.log2(8 / 3) + 2, 6))]  # the mechanism two of 8 have adds 2 bits, the level all have adds nothing
    assert [(s.kind, s.having) for s in found[0].shared] == [("mechanism", 2), ("theme", 3), ("level", 8)]
    assert suggest(both, FIRST, least=4.0)[0] == []


def test_a_level_alone_is_no_reason() -> None:
    some = facts(said("p", "problem", ("a",), "water"), said("x", "experience", ("b",), "air"))
    assert suggest(Graph(levels=(("p", "l", "Estatal"), ("x", "l", "Estatal"))), some, least=0.0)[0] == []
    assert shown(suggest(Graph(mechanisms=(("p", "m", "Pozos"), ("x", "m", "Pozos"))), some, least=0.0)[0]) == [("p", "x", 0.0)]


def test_what_a_report_states_is_no_suggestion() -> None:
    assert suggest(Graph(answers=(("x1", "p1"),)), FIRST, least=0.0)[0] == []
    table = matches(Graph(answers=(("x1", "p1"),)), None, FIRST)
    assert table.rows == () and [r.key for r in table.parts[0].rows] == ["p1 x1"] and table.parts[0].rows[0].sure == "stated"


def test_stated_and_named_practices_come_first_and_the_rest_is_counted() -> None:
    some = facts(said("p", "problem", ("a",), "water"), said("x1", "experience", ("b",), "water", inferred=True), said("x2", "experience", ("c",), "water"),
                 said("x3", "experience", ("d",), "water"), *(said(f"n{i}", "problem", ("z",), "other") for i in range(20)))
    graph = Graph(mechanisms=(("x3", "m", "Pozos"),))
    assert [m.practice.claim for m in suggest(graph, some)[0]] == ["x3", "x2", "x1"]
    table = matches(graph, None, some, most=2)
    assert [r.key for r in table.rows] == ["p x3", "p x2"] and table.caveats[-1].en.endswith("not shown: 1.")
    assert {r.sure for r in table.rows} == {"suggestion"} and len(table.findings) == 1
    assert table.findings[0].sentence.es.startswith("Sugerencia: a «es p» (a) podría servir «es x3» (d). Comparten tema: «water» (4 de 24 lo tienen).")


def test_conclusions_of_a_meeting_have_no_speaker() -> None:
    some = facts(said("p", "problem", (), "water"), said("x", "experience", ("b",), "water"), *(said(f"n{i}", "problem", ("z",), "other") for i in range(9)))
    assert matches(Graph(), None, some).rows[0].cells[1].text() == Text("conclusiones de «Encuentro»", "conclusions of “Encuentro”")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["problem", "experience", "proposal"]), st.sampled_from("abc"), st.frozensets(st.sampled_from("xyz"), max_size=3)), max_size=9))
def test_matches_are_pairs_of_two_speakers_with_something_in_common(drawn: list[tuple[str, str, frozenset[str]]]) -> None:
    some = facts(*(said(f"c{i}", kind, (who,), *sorted(themes)) for i, (kind, who, themes) in enumerate(drawn)))
    found, total = suggest(Graph(), some, least=0.0)
    wanted = {(p.claim, x.claim) for p in some.said for x in some.said if (p.kind, x.kind) == ("problem", "experience") and p.speakers != x.speakers and set(p.themes) & set(x.themes)}
    assert {(m.problem.claim, m.practice.claim) for m in found} == wanted
    assert total == sum(s.kind != "proposal" for s in some.said) and found == sorted(found, key=lambda m: m.order) and all(m.weight >= 0 for m in found)
    again = suggest(Graph(), Facts(some.events, (), tuple(reversed(some.said)), {}, some.concepts), least=0.0)[0]
    assert shown(again) == shown(found)


def test_the_invented_corpus_by_hand(invented: Reader) -> None:
    # One problem (training) and one experience (training, local-practices): what both have all have, so it weighs 0 bits.
    found, total = suggest(invented, read_facts(invented), least=0.0)
    assert total == 2 and [(m.weight, m.problem.speakers[0].rsplit("/", 1)[-1][:5], [n.es for n in m.named]) for m in found] == [(0.0, "tomas", ["Catálogo de datos"])]
    assert matches(invented).rows == () and matches(invented).parts[0].rows == ()


def test_through_a_whole_build(corpus: Corpus) -> None:
    acta = corpus.root / "data" / "taller-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    build(corpus)
    reader = Reader(corpus.build)
    # 4 problems and experiences; local-practices and the catalogue are had by 2 each: 1 + 1 bits.
    row = matches(reader).rows
    assert [[c.text().es for c in r.cells[1:]] for r in row] == [["Lucía Prado Nieto", "Estudiantes aprovechan los datos municipales.", "Catálogo de datos", "Noé Campos Ruiz",
        "Comparten tema: «Prácticas locales» (2 de 4 lo tienen); mecanismo: «Catálogo de datos» (2 de 4 lo tienen).", "2"]]
    assert matches(reader, Scope(themes=("environment",))).rows == ()
    answers = matches(reader, Scope(themes=("environment",))).parts[0].rows
    assert [(r.cells[2].text().es, r.cells[4].text().es) for r in answers] == [("Propuesta", "Noé Campos Ruiz")]


def test_real_facts_read_by_hand(real: Reader) -> None:
    table = matches(real)
    assert len(table.parts[0].rows) == len(list(real.rows("SELECT ?a ?b { ?a kg:answers ?b }"))) == 20
    first = {r.cells[0].claims[0].rsplit("/", 1)[-1]: r.cells[2].claims[0].rsplit("/", 1)[-1] for r in reversed(table.rows)}
    # Chimalhuacán lacks channels to its people; León's field brigades listen on the spot: communication (8 of 58) and the municipal level (27 of 58).
    assert first["jornadas-2023-gracia-3"] == "congreso-2023-leon-aguirre-6"
    problem = "https://w3id.org/gobierno-abierto/id/problema/jornadas-2023-gracia-3"
    row = next(r for r in table.rows if r.key.startswith(problem))
    assert row.cells[6].value == pytest.approx(math.log2(58 / 8) + math.log2(58 / 27), abs=0.005)
    counted = {n for (n,) in real.rows("SELECT (COUNT(DISTINCT ?c) AS ?n) { VALUES ?k { kg:Problem kg:Experience } ?c a ?k }")}
    assert counted == {"58"}
    assert all(backing(real, table.claims).values())
    assert all(not set(a.speakers) & set(b.speakers) for a, b in ((m.problem, m.practice) for m in suggest(real, read_facts(real))[0]))
