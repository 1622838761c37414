"""The coalition finder: the smallest set against brute force, what nobody covers, the bound of the greedy answer, names, the command line."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli.root import cli
from kg.findings.coalition import Asked, Coalition, coalition
from kg.findings.coalition_cover import MANY, Cover, cover, greedy
from kg.findings.coalition_data import narrower
from kg.findings.coalition_tables import as_json, section
from kg.findings.coalition_words import notes, why
from kg.findings.facts import read_facts
from kg.findings.finding import Scope
from kg.graph.build import build
from kg.graph.evidence import backing
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.errors import KgError, UsageError

ID = "https://w3id.org/gobierno-abierto/id/"
Sets = list[frozenset[str]]
SQUARE: Sets = [frozenset("12"), frozenset("23"), frozenset("34"), frozenset("14")]
TIE = """
[[contribution]]
id = "noe-2"
kind = "proposal"
turn = "p5"
force = "explicit"
summary = "Que más grupos usen los datos."
gloss = "More groups should use the data."
themes = ["training"]
at = ["L5:181-231"]

[[turn]]
id = "p6"
speaker = "lucia-prado-nieto"
event = "taller"
status = "stated"
method = "name-in-text"
at = ["L3:50-67"]

[[contribution]]
id = "lucia-t"
kind = "finding"
turn = "p6"
force = "descriptive"
summary = "=Los datos enseñan."
gloss = "Data teach."
themes = ["local-practices"]
at = ["L5:181-231"]
"""


def instances() -> st.SearchStrategy[tuple[Sets, frozenset[str], list[int], list[int], int | None]]:
    """Small covers: candidates, what is wanted, weights, who must be in, a limit or none."""
    some = st.frozensets(st.sampled_from("abcdef"), max_size=4)

    @st.composite
    def drawn(draw: st.DrawFn) -> tuple[Sets, frozenset[str], list[int], list[int], int | None]:
        sets = draw(st.lists(some, max_size=7))
        weights = draw(st.lists(st.integers(0, 3), min_size=len(sets), max_size=len(sets)))
        forced = draw(st.lists(st.sampled_from(range(len(sets))), max_size=2, unique=True)) if sets else []
        return sets, draw(st.frozensets(st.sampled_from("abcdefg"))), weights, forced, draw(st.none() | st.integers(max(1, len(forced)), 4))

    return drawn()


def best(sets: Sets, wanted: frozenset[str], weights: list[int], forced: list[int], most: int | None) -> list[tuple[int, ...]]:
    """Every choice that covers most with fewest, the heaviest first, then in order: by trying them all."""
    found = []
    for size in range(len(sets) + 1):
        for some in itertools.combinations(range(len(sets)), size):
            if set(forced) <= set(some) and (most is None or size <= most):
                covered = len(wanted & frozenset().union(*(sets[i] for i in some)))
                found.append((-covered, size, -sum(weights[i] for i in some), some))
    found.sort()
    return [f[3] for f in found if f[:2] == found[0][:2]]


@settings(deadline=None, max_examples=150)
@given(instances())
def test_the_smallest_set_is_that_of_brute_force(instance: tuple[Sets, frozenset[str], list[int], list[int], int | None]) -> None:
    every, found = best(*instance), cover(*instance, listed=400)
    assert (found.exact, found.complete, found.count) == (True, True, len(every))
    assert found.chosen == every[0]
    assert found.always == tuple(sorted(set(every[0]).intersection(*every[1:])))
    if len(every) <= 400:
        assert list(found.sets) == every


@settings(deadline=None, max_examples=80)
@given(instances())
def test_ties_are_broken_alike_when_the_other_choices_are_not_listed(instance: tuple[Sets, frozenset[str], list[int], list[int], int | None]) -> None:
    every = best(*instance)
    for listed in (0, 1):
        found = cover(*instance, listed=listed)
        assert found.chosen == every[0] and found.settled
        assert found.count == len(every) if found.complete else found.count <= len(every)
        assert found.always == tuple(sorted(set(every[0]).intersection(*every[1:])))


@settings(deadline=None, max_examples=100)
@given(instances())
def test_the_greedy_answer_keeps_its_bound(instance: tuple[Sets, frozenset[str], list[int], list[int], int | None]) -> None:
    sets, wanted, weights, forced, most = instance
    fewest, found = best(sets, wanted, weights, forced, None)[0], greedy(sets, wanted, weights, forced)
    assert found.covered == wanted & frozenset().union(*sets)
    assert found.at_least <= len(fewest) <= len(found.chosen)
    assert len(found.chosen) - len(forced) <= found.ratio * (len(fewest) - len(forced)) + 1e-9
    if most is not None:  # the limit: (1 - 1/e) of what the best adds to those forced
        held = len(wanted & frozenset().union(*(sets[i] for i in forced)))
        most_possible = len(wanted & frozenset().union(*(sets[i] for i in best(sets, wanted, weights, forced, most)[0])))
        limited = greedy(sets, wanted, weights, forced, most)
        assert len(limited.chosen) <= most and len(limited.covered) - held >= (1 - 1 / 2.718281828) * (most_possible - held) - 1e-9


def test_a_square_by_hand() -> None:
    found = cover(SQUARE, frozenset("1234"))
    assert (found.chosen, found.count, found.sets, found.always) == ((0, 2), 2, ((0, 2), (1, 3)), ())
    assert cover(SQUARE, frozenset("1234"), [0, 1, 0, 0]).chosen == (1, 3)
    assert cover(SQUARE, frozenset("1234"), forced=[1]).sets == ((1, 3),)
    assert cover(SQUARE, frozenset("12349")).covered == frozenset("1234")


def test_a_limit_covers_as_much_as_it_allows() -> None:
    found = cover([frozenset("abc"), frozenset("ad"), frozenset("be"), frozenset("f")], frozenset("abcdef"), most=2)
    assert (found.chosen, len(found.covered), found.count) == ((0, 1), 4, 4)  # abc with ad, be or f, and ad with be: 4 things each
    assert (found.sets, found.always) == (((0, 1), (0, 2), (0, 3), (1, 2)), ())


def test_no_time_gives_the_greedy_answer_which_says_so() -> None:
    four: Sets = [frozenset("abc"), frozenset("xyz"), frozenset("abxy"), frozenset("cz")]
    late = cover(four, frozenset("abcxyz"), seconds=0.0)
    assert (late.exact, late.complete, late.always) == (False, False, None)
    assert late.chosen == (2, 3) and late.at_least == 2 and late.ratio == pytest.approx(1 + 1 / 2 + 1 / 3 + 1 / 4)
    # What greedy gets wrong: it takes the five of the middle first, then d and y, and needs three where two do.
    trap: Sets = [frozenset("abcd"), frozenset("dy"), frozenset("abwxc"), frozenset("wxyz"), frozenset("z")]
    assert len(cover(trap, frozenset("abcdwxyz")).chosen) == 2
    assert len(cover(trap, frozenset("abcdwxyz"), seconds=0.0).chosen) == 3
    assert cover(trap, frozenset("abcdwxyz"), nodes=20_000, seconds=30).exact


def test_nothing_to_choose_from_and_nothing_to_cover() -> None:
    assert cover([], frozenset("a")) == Cover((), frozenset(), at_least=0, sets=((),), always=())
    assert cover([frozenset("a")], frozenset()).chosen == ()
    assert cover([frozenset("a"), frozenset("b")], frozenset("z"), forced=[1]).chosen == (1,)


def test_many_alike_are_counted_without_listing_them() -> None:
    # 30 people of one sector, 40 of another, none of both: 30 * 40 pairs.
    found = cover([frozenset("a")] * 30 + [frozenset("b")] * 40, frozenset("ab"))
    assert (found.chosen, found.count, found.complete, found.sets, found.always) == ((0, 30), 1200, True, ((0, 30),), ())
    crowd = cover([frozenset(letter) for letter in "abcd" for _ in range(100)], frozenset("abcd"))  # 100 million choices are not counted
    assert (crowd.chosen, crowd.count, crowd.complete) == ((0, 100, 200, 300), MANY, False)


def names(found: Coalition) -> list[str]:
    """The first names of those chosen, or the first words of bodies."""
    return [m.actor.name.split()[0] for m in found.members]


def keys(needs: tuple[object, ...]) -> list[str]:
    """The keys of needs."""
    return [n.key for n in needs]  # type: ignore[attr-defined]


def test_the_invented_corpus_by_hand(invented: Reader) -> None:
    found = coalition(invented, Asked("training"))
    assert names(found) == ["Noé"] and keys(found.asked) == ["sector:academia"]
    assert [a.name for a in found.unsure] == ["Tomás Ibarra O’Reyes"] and found.adds == ()
    assert found.members[0].actor.behind("sector:academia") == (f"{ID}membresia/taller-aurora-noe-universidad",)
    said = [s.claim for s in found.members[0].actor.said]
    assert said == [f"{ID}experiencia/taller-aurora-noe-1"]
    lucia = coalition(invented, Asked("Transparencia"))
    assert names(lucia) == ["Lucía"] and keys(lucia.asked) == ["sector:government", "municipality:99001"]
    assert len(lucia.members[0].actor.said) == 2


def test_what_nobody_can_cover_is_said(invented: Reader) -> None:
    found = coalition(invented, Asked("training", ["government, academia"], ["99001", "Villa Ausente"]))
    assert names(found) == ["Noé"]
    assert keys(found.nobody) == ["sector:government", "municipality:99001", "municipality:99002"]
    told = " ".join(n.es for n in notes(found, read_facts(invented)))
    assert "No puede cubrir nadie (sectores): Gobierno." in told and "No puede cubrir nadie (municipios): Villa Aurora; Villa Ausente." in told
    only = coalition(invented, Asked("transparency", ["none"], ["99001"]))
    assert keys(only.asked) == ["municipality:99001"] and names(only) == ["Lucía"]
    none = coalition(invented, Asked("transparency", ["business"], ["none"]))
    assert (names(none), keys(none.nobody)) == ([], ["sector:business"])


def test_inferred_speakers_count_only_when_asked_and_are_marked(invented: Reader) -> None:
    stated, facts = coalition(invented, Asked("cross-sector-linkage")), read_facts(invented)
    assert (names(stated), keys(stated.asked), keys(stated.adds)) == ([], [], ["sector:academia"])
    assert "Tomás Ibarra O’Reyes. Añadirían: Academia." in notes(stated, facts)[-1].es
    found = coalition(invented, Asked("cross-sector-linkage", inferred=True))
    assert names(found) == ["Tomás"] and "quién habla se infiere" in why(facts, found.members[0]).es
    assert as_json(found, facts)["members"][0]["inferred"] == [s.claim for s in found.members[0].actor.said if s.inferred] != []
    both = coalition(invented, Asked("training", inferred=True))
    assert (names(both), both.cover.count, both.always) == (["Noé"], 2, ())  # one statement each: by IRI


def test_who_must_be_in_and_who_may_not(invented: Reader) -> None:
    found, facts = coalition(invented, Asked("training", include=["lucia prado"])), read_facts(invented)
    assert names(found) == ["Noé", "Lucía"]
    assert "no cubre nada de lo pedido" in why(facts, found.members[1]).es and "porque usted lo pidió" in why(facts, found.members[1]).es
    asked = coalition(invented, Asked("training", ["government", "academia"], ["none"], include=["LUCÍA PRADO NIETO"]))
    assert keys(asked.nobody) == [] and len(asked.members) == 2
    out = coalition(invented, Asked("training", exclude=["noe campos ruiz"]))
    assert (names(out), keys(out.nobody)) == ([], ["sector:academia"])
    sure = coalition(invented, Asked("training", include=["tomas ibarra"]))
    assert names(sure) == ["Tomás"] and sure.unsure == ()  # asked for, so he counts and covers academia


def test_by_institution(invented: Reader) -> None:
    found = coalition(invented, Asked("transparency", by="institution"))
    assert names(found) == ["Ayuntamiento"] and found.members[0].actor.people == (f"{ID}persona/lucia-prado-nieto",)
    also = coalition(invented, Asked("transparency", ["academia"], ["none"], by="institution", include=["universidad del llano"]))
    assert names(also) == ["Universidad"] and also.members[0].actor.said == ()


@pytest.mark.parametrize(("asked", "near"), [
    (Asked("transparencia y cuentas"), "Transparencia"), (Asked("training", ["academy"]), "academia"), (Asked("training", None, ["Vila Aurora"]), "Villa Aurora"),
    (Asked("training", None, ["99009"]), "99001"), (Asked("training", include=["Lucia Prada"]), "Lucía Prado Nieto"), (Asked("training", by="sector"), "person"),
    (Asked("training", include=["noe"], exclude=["noe"]), "leave out one"), (Asked("training", include=["noe", "lucia"], most=1), "--most 2"),
])
def test_what_is_not_known_names_the_nearest(invented: Reader, asked: Asked, near: str) -> None:
    with pytest.raises(UsageError) as error:
        coalition(invented, asked)
    assert near in error.value.render("en")


def test_a_name_of_two_municipalities_asks_for_the_code(corpus: Corpus) -> None:
    towns = corpus.root / "data" / "registry" / "municipalities.csv"
    towns.write_text(towns.read_text(encoding="utf-8") + "98001,Villa Ausente,98,Otro Estado\n", encoding="utf-8")
    build(corpus)
    with pytest.raises(UsageError, match="98001, 99002"):
        coalition(Reader(corpus.build), Asked("training", None, ["villa ausente"]))


def test_narrower_themes_count_at_any_depth() -> None:
    from rdflib import Graph

    graph = Graph().parse(format="turtle", data="""@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix t: <https://w3id.org/gobierno-abierto/vocabulary/theme/> .
        t:b skos:broader t:a . t:b skos:narrower t:c . t:x skos:broader t:y .""")

    class Rows:
        def rows(self, query: str) -> Iterator[tuple[str | None, ...]]:
            for row in graph.query(query):
                yield tuple(str(v) for v in row)  # type: ignore[union-attr]

    assert narrower(Rows(), "a") == {"a", "b", "c"}
    assert narrower(Rows(), "y") == {"x", "y"}
    assert narrower(Rows(), "c") == {"c"}


def test_more_statements_break_a_tie(corpus: Corpus) -> None:
    acta = corpus.root / "data" / "taller-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8") + TIE, encoding="utf-8")
    build(corpus)
    reader = Reader(corpus.build)
    assert len(coalition(reader, Asked("training", inferred=True)).members[0].actor.said) == 2
    found = coalition(reader, Asked("local-practices"))
    assert sorted(names(found)) == ["Lucía", "Noé"]
    options = ["--corpus", str(corpus.root), "--build", str(corpus.build), "coalition", "--theme", "local-practices", "-f", "csv"]
    rows = list(csv.DictReader(io.StringIO(CliRunner().invoke(cli, options).stdout)))
    assert [r["state"] for r in rows] == ["chosen", "chosen"]
    assert all(claim in r["claims"] for r, claim in zip(rows, ("lucia-t", "noe-1"), strict=True))


def test_every_theme_of_the_real_graph(real: Reader) -> None:
    table, facts = section(real, Scope()), read_facts(real)
    assert {r.key for r in table.rows} == {t for s in facts.said for t in s.themes if s.speakers and not s.inferred}
    assert all(backing(real, table.claims).values())
    youth = section(real, Scope(themes=("youth",))).rows
    # By SPARQL: two people are stated to have spoken on youth, one of academia, one of civil society; neither stands for a municipality.
    assert [(r.key, r.cells[1].value, r.cells[2].value, r.cells[5].value) for r in youth] == [("youth", 2, 2, 1)]


def test_real_facts_read_by_hand(real: Reader) -> None:
    found, facts = coalition(real, Asked("cabildo-openness")), read_facts(real)
    assert names(found) == ["María", "Alejandra"]  # Cuautitlán Izcalli and Metepec: nobody else asked for an open cabildo
    assert keys(found.members[0].needs) == ["sector:government", "municipality:15121"] and keys(found.members[1].needs) == ["sector:civil-society", "municipality:15054"]
    alone = coalition(real, Asked("mobility"))
    assert alone.members == () and keys(alone.adds) == ["sector:government", "municipality:15104"]  # Clara Camacho speaks of it, and only by inference
    limited = coalition(real, Asked("communication", most=2))
    assert len(limited.members) == 2 and len(limited.left) == 4 and limited.cover.exact
    made = as_json(limited, facts)
    assert len(made["left_by_limit"]) == 4 and made["candidates"] == 9 and made["nobody_can_cover"] == []
    # Independent of the program: every municipality of the answer is one a membership of that person gives.
    for member in coalition(real, Asked("citizen-participation")).members:
        rows = {code for (code,) in real.rows(f"SELECT ?c {{ ?h org:member <{member.actor.iri}> ; org:organization/kg:municipality/kg:inegiCode ?c }}")}
        assert {n.key.partition(":")[2] for n in member.needs if n.kind == "municipality"} == rows


def test_the_command(invented: Reader, tmp_path: Path) -> None:
    def run(*args: str, code: int = 0, lang: str = "es") -> tuple[str, str]:
        done = CliRunner().invoke(cli, ["--lang", lang, "--build", str(invented.folder), "coalition", *args])
        if isinstance(done.exception, KgError):
            return "", done.exception.render("en")
        assert done.exit_code == code, done.output
        return done.stdout, done.stderr

    out, err = run("--theme", "training", "--sectors", "government,academia")
    assert "Noé Campos Ruiz" in out and "No puede cubrir nadie (sectores): Gobierno." in out and "Es el conjunto más pequeño, no el mejor" in err
    assert "Nobody can cover (sectors): Government." in run("--theme", "training", "--sectors", "government", lang="en")[0]
    read = json.loads(run("--theme", "training", "-f", "json")[0])
    assert read["members"][0]["statements"] == [f"{ID}experiencia/taller-aurora-noe-1"] and read["exact"] is True and read["sets"]["count"] == 1
    rows = list(csv.DictReader(io.StringIO(run("--theme", "training", "--sectors", "government,academia", "-f", "csv")[0])))
    assert [(r["state"], r["covers"]) for r in rows] == [("chosen", "sector:academia"), ("nobody", "sector:government")]
    assert "training" in run()[0] and run("--theme", "training", "-o", str(tmp_path / "x.csv"), "-f", "csv")[0] == ""
    assert (tmp_path / "x.csv").read_text(encoding="utf-8").startswith("state,name,iri")
    assert "did you mean: training" in run("--theme", "trainin", code=2)[1]


def test_same_graph_same_bytes(real: Reader) -> None:
    facts = read_facts(real)
    one, other = (json.dumps(as_json(coalition(real, Asked("cross-sector-linkage", inferred=True)), facts)) for _ in range(2))
    assert one == other
