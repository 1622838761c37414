"""Who is one: decisions in a plain file, what they join, what they refuse, and what of it reaches the graph and leaves it again."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.build import build, load_corpus, load_sources
from kg.graph.check import check
from kg.graph.show import find
from kg.graph.store import Reader, current
from kg.identity.apply import Merges, group, mergeable, merges, own_slug
from kg.identity.case import Case, open_case, parts_apart
from kg.identity.compare import Candidate
from kg.identity.decisions import COLUMNS, Decision, Grouping, groups, ordered, read_decisions, write_decisions
from kg.identity.exchange import export as exported
from kg.identity.exchange import judge, names_of
from kg.identity.mention import Mention
from kg.identity.mint import mint, pending
from kg.identity.questions import questions
from kg.identity.retire import retire
from kg.identity.ties import Tie
from kg.model.acta import Record
from kg.model.corpus import Corpus
from kg.model.errors import InputError, KgError, ManyErrors, UsageError
from kg.model.records import TABLES
from kg.model.registry import FILES as REGISTRY_FILES
from kg.model.registry import read_registry
from kg.model.text import Text
from tests.conftest import ROOT

BASE = "https://w3id.org/gobierno-abierto/id/"
TOMAS, NOE = "foro-aurora:tomas-ibarra-oreyes", "taller-aurora:noe-campos-ruiz"
HEAD = ",".join(COLUMNS) + "\n"


def said(a: str, b: str, answer: str = "same", kind: str = "person", by: str = "ana", line: int = 0) -> Decision:
    return ordered(Decision(kind, a, b, answer, "r", by, "2031-05-01", "", line))


def auto(a: str, b: str, verdict: str = "same", kind: str = "person") -> Candidate:
    return Candidate(kind, *sorted((a, b)), 0.99, (Text("igual", "equal"),), verdict)  # type: ignore[arg-type]


def sets(grouping: Grouping) -> list[set[str]]:
    return [set(keys) for _, keys in grouping.groups]


def rows(corpus: Corpus, query: str) -> list[tuple[str | None, ...]]:
    build(corpus)
    return list(Reader(corpus.build).rows(query))


def nquads(corpus: Corpus) -> bytes:
    build(corpus)
    return (current(corpus.build) / "graph.nq").read_bytes()


def add(corpus: Corpus, name: str, head: str, *lines: str) -> None:
    """Add lines to a file of the registry, which may not be there yet."""
    path = corpus.registry / f"{name}.csv"
    text = path.read_text(encoding="utf-8") if path.exists() else f"{head}\n"
    path.write_text(text + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def decide(corpus: Corpus, *decisions: Decision) -> Path:
    path = corpus.registry / "decisions.csv"
    write_decisions(path, decisions)
    return path


# --- the file


def test_the_file_is_sorted_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    given_ones = [said("s:b", "s:a", by='Ana "la" Gil, MX'), said("s:c", "s:a", "unsure"), said("s:x", "t:y", "different", "event")]
    write_decisions(path, reversed(given_ones))
    assert path.read_text(encoding="utf-8").splitlines() == [
        ",".join(COLUMNS), "event,s:x,t:y,different,r,ana,2031-05-01,", 'person,s:a,s:b,same,r,"Ana ""la"" Gil, MX",2031-05-01,', "person,s:a,s:c,unsure,r,ana,2031-05-01,"]
    assert read_decisions(path) == sorted(given_ones, key=lambda d: d.pair)
    assert [d.line for d in read_decisions(path)] == [2, 3, 4]
    assert read_decisions(tmp_path / "none.csv") == []


@pytest.mark.parametrize(("line", "told"), [
    ("person,s:a,s:b,same,r,ana,2031-05-01", "another number of columns"),
    ("persona,s:a,s:b,same,r,ana,2031-05-01,", "unknown kind: 'persona' → did you mean: person"),
    ("person,s:a,s:b,sames,r,ana,2031-05-01,", "unknown answer: 'sames' → did you mean: same"),
    ("person,s:a,s:a,same,r,ana,2031-05-01,", "both sides are 's:a'"),
    ("person,s:b,s:a,same,r,ana,2031-05-01,", "keys out of order"),
    ("person,a,s:b,same,r,ana,2031-05-01,", "malformed key: 'a'"),
    ("person,s:A b,s:b,same,r,ana,2031-05-01,", "malformed key: 's:A b'"),
    ("person,s:a,s:b,same,r, ,2031-05-01,", "who decides (by) is missing"),
    ("person,s:a,s:b,same,r,ana,1/5/2031,", "unreadable date: '1/5/2031'"),
    ("person,s:a,s:b,same,r,ana,20310501,", "unreadable date"),
    ("person,s:a,s:b,same,r,ana,2031-05-01,\x1b[31m", "signs that cannot be seen"),
    (f"person,s:a,s:b,same,{'x' * 5000},ana,2031-05-01,", "over 2000 characters"),
    ('person,s:a,s:b,same,"r,ana,2031-05-01,', "is not valid CSV"),
])
def test_bad_lines_name_file_and_line(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(HEAD + "person,s:a,s:c,same,r,ana,2031-05-01,\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_decisions(path)
    assert caught.value.render("en").startswith(f"{path}:3: ")
    assert told in caught.value.render("en")


def test_bad_columns_and_other_encodings(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("kind,a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="expected"):
        read_decisions(path)
    path.write_bytes(HEAD.encode() + "person,s:a,s:b,same,r,Peña,2031-05-01,\n".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_decisions(path)
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.encode().replace(b"\n", b"\r\n") + b"person,s:a,s:b,same,r,ana,2031-05-01,\r\n")
    assert [d.pair for d in read_decisions(path)] == [("person", "s:a", "s:b")]


def test_a_git_conflict_is_told_with_both_sides(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(HEAD + "<<<<<<< HEAD\nperson,s:a,s:b,same,r,ana,2031-05-01,\n||||||| base\n=======\nperson,s:a,s:b,different,r,beto,2031-05-02,\n>>>>>>> theirs\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_decisions(path)
    assert caught.value.where == f"{path}:2"
    assert "3: person,s:a,s:b,same,r,ana,2031-05-01, ⟷ 6: person,s:a,s:b,different,r,beto,2031-05-02," in caught.value.render("es")
    path.write_text(HEAD + "person,s:a,s:b,same,r,ana,2031-05-01,\n>>>>>>> theirs\n", encoding="utf-8")  # somebody cleaned up half of it
    with pytest.raises(InputError, match="unresolved git conflict"):
        read_decisions(path)


def test_two_people_who_differ_are_told_with_both_lines(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(HEAD + "person,s:a,s:b,same,r,ana,2031-05-01,\nperson,s:a,s:c,same,r,ana,2031-05-01,\nperson,s:a,s:b,different,r,beto,2031-05-02,\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_decisions(path)
    assert caught.value.where == f"{path}:4"
    assert "decisions.csv:2, ana, 2031-05-01: same; decisions.csv:4, beto, 2031-05-02: different" in caught.value.render("en")
    path.write_text(HEAD + "person,s:a,s:b,same,r,ana,2031-05-01,\nperson,s:a,s:b,same,x,beto,2031-05-02,\n", encoding="utf-8")
    assert len(read_decisions(path)) == 2  # to agree is no conflict


# --- what is joined


def test_same_is_transitive_and_kinds_do_not_mix() -> None:
    made = groups([said("s:a", "s:b"), said("s:b", "t:c"), said("s:a", "s:b", kind="event")])
    assert made.groups == (("event", ("s:a", "s:b")), ("person", ("s:a", "s:b", "t:c")))
    assert made.root("person", "t:c") == "s:a"
    assert made.root("person", "t:z") == "t:z"


def test_a_contradiction_is_refused_with_its_path() -> None:
    lines = [said("s:a", "s:b", line=2), said("s:b", "t:c", line=3), said("s:a", "t:c", "different", line=9, by="beto")]
    with pytest.raises(InputError) as caught:
        groups(lines)
    assert caught.value.render("en").startswith(
        "decisions.csv:9: contradiction: s:a = s:b (decisions.csv:2, ana, 2031-05-01) = t:c (decisions.csv:3, ana, 2031-05-01), but s:a ≠ t:c: different (decisions.csv:9, beto, 2031-05-01)")
    with pytest.raises(InputError, match=r"s:a = registry:x \(identity.csv:4\) = t:b \(identity.csv:5\), but s:a ≠ t:b"):
        groups([said("s:a", "t:b", "different", line=2)], (), [Tie("person", "s:a", "registry:x", "identity.csv:4"), Tie("person", "t:b", "registry:x", "identity.csv:5")])
    square = [said("s:a", "s:x"), said("s:a", "s:y"), said("s:x", "s:z"), said("s:y", "s:z"), said("s:a", "s:z", "different")]
    with pytest.raises(InputError, match=r"s:a = s:x \(.*\) = s:z \("):  # of two ways, the first in the alphabet
        groups(square)
    with pytest.raises(ManyErrors, match=r"s:a ≠ s:b2(.|\n)*s:a ≠ t:c"):
        groups([*lines, said("s:b", "s:b2"), said("s:a", "s:b2", "different")])


def test_two_official_codes_are_never_one_municipality() -> None:
    with pytest.raises(InputError, match="two INEGI codes"):
        groups([said("s:m", "registry:15054", kind="municipality"), said("s:m", "registry:13035", kind="municipality")])
    made = groups([], [auto("s:m", "registry:15054", kind="municipality"), auto("s:m", "registry:13035", kind="municipality")])
    assert made.groups == ()
    assert len(made.dropped) == 2


def test_a_persons_word_beats_the_program() -> None:
    chain = [auto("s:a", "s:b"), auto("s:b", "s:c"), auto("s:c", "s:d"), auto("s:x", "s:y")]
    made = groups([said("s:a", "s:c", "different", line=2)], chain)
    assert sets(made) == [{"s:c", "s:d"}, {"s:x", "s:y"}]
    assert [(d.candidate.a, d.candidate.b) for d in made.dropped] == [("s:a", "s:b"), ("s:b", "s:c")]
    assert "s:a ≠ s:c" in made.dropped[0].why.es
    assert sets(groups([said("s:a", "s:b", "unsure")], [auto("s:a", "s:b")])) == []
    assert sets(groups([said("s:a", "s:b")], [auto("s:a", "s:b", "different")])) == [{"s:a", "s:b"}]
    assert sets(groups([], [*chain, auto("s:a", "s:c", "different")])) == [{"s:c", "s:d"}, {"s:x", "s:y"}]


def test_the_program_never_joins_two_minted_slugs() -> None:
    tied = [Tie("person", "s:a", "registry:ana", "identity.csv:2"), Tie("person", "t:a", "registry:ana-2", "identity.csv:3")]
    made = groups([], [auto("s:a", "t:a"), auto("u:a", "v:a"), auto("t:b", "registry:ana")], tied)
    assert sets(made) == [{"registry:ana", "s:a", "t:b"}, {"registry:ana-2", "t:a"}, {"u:a", "v:a"}]
    assert [d.candidate.b for d in made.dropped] == ["t:a"]
    assert sets(groups([said("s:a", "t:a")], [], tied)) == [{"registry:ana", "registry:ana-2", "s:a", "t:a"}]


def test_stale_decisions_are_told_and_still_count() -> None:
    made = groups([said("s:a", "s:gone"), said("s:gone", "t:b"), said("s:a", "s:c", "different")], known={("person", k) for k in ("s:a", "t:b", "s:c")})
    assert sets(made) == [{"s:a", "s:gone", "t:b"}]
    assert [d.pair[1:] for d in made.stale] == [("s:a", "s:gone"), ("s:gone", "t:b")]


keys = st.integers(0, 9).map(lambda n: f"s:k{n}")
pairs = st.tuples(keys, keys).filter(lambda p: p[0] != p[1])


@given(st.dictionaries(pairs.map(lambda p: tuple(sorted(p))), st.sampled_from(["same", "different", "unsure"]), max_size=12),
       st.lists(st.tuples(pairs, st.sampled_from(["same", "different"])), max_size=15), st.sets(keys, max_size=3), st.randoms(use_true_random=False))
def test_order_never_matters_and_nobody_is_joined_against_a_word(answers: dict[tuple[str, str], str], found: list[tuple[tuple[str, str], str]], minted: set[str], chance: random.Random) -> None:
    decisions = [said(a, b, answer) for (a, b), answer in answers.items()]
    compared = [auto(*pair, verdict) for pair, verdict in found]
    tied = [Tie("person", key, f"registry:{key[2:]}", "identity.csv") for key in sorted(minted)]
    told = []
    for _ in range(2):
        try:
            told.append(groups(decisions, compared, tied))
        except KgError as error:
            told.append(error.render("en"))  # type: ignore[arg-type]
        chance.shuffle(decisions)
        chance.shuffle(compared)
        chance.shuffle(tied)
    assert told[0] == told[1]
    if isinstance(made := told[0], Grouping):
        for (a, b), answer in answers.items():
            assert answer == "unsure" or (made.root("person", a) == made.root("person", b)) == (answer == "same")
        firm = groups(decisions, (), tied)
        for members in sets(made):
            roots = {firm.root("person", k) for k in members if k.startswith("registry:")}
            assert len(roots) <= 1  # what was minted apart comes together by people's words only
        joined_by_people = [set(keys) for _, keys in firm.groups]
        assert all(any(one <= other for other in sets(made)) for one in joined_by_people)


# --- the graph


def test_a_merge_gives_one_node_and_undoing_it_the_same_bytes(corpus: Corpus) -> None:
    before = nquads(corpus)
    path = decide(corpus, said(TOMAS, NOE))
    merged = nquads(corpus)
    named = "PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT DISTINCT ?p ?l { ?p a kg:Person ; skos:prefLabel ?l } ORDER BY ?l"
    people = list(Reader(corpus.build).rows(named))
    assert [label for _, label in people] == ["Lucía Prado Nieto", "Tomás Ibarra O’Reyes"]
    assert merged != before
    moved = "SELECT ?old ?new { ?old <http://purl.org/dc/terms/isReplacedBy> ?new ; <http://www.w3.org/2002/07/owl#deprecated> true ; " \
        "<http://www.w3.org/ns/adms#status> <http://purl.org/adms/status/Deprecated> }"
    [(old, new)] = Reader(corpus.build).rows(moved)
    assert new == people[1][0]
    assert str(old).encode() in before  # it was an IRI of the graph, and still leads somewhere
    assert merged.count(f"<{old}>".encode()) == 3
    assert check(corpus, load_corpus(corpus), Reader(corpus.build)) == []
    path.unlink()
    assert nquads(corpus) == before


def test_what_the_program_joined_comes_apart_by_one_line_and_together_without_it(corpus: Corpus) -> None:
    acta = corpus.data / "taller-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8").replace('name = "Noé Campos Ruiz"', 'name = "Tomás Ibarra OReyes"'), encoding="utf-8")
    people = "SELECT DISTINCT ?p { ?p a <https://w3id.org/gobierno-abierto/ontology#Person> }"
    joined = nquads(corpus)
    assert len(list(Reader(corpus.build).rows(people))) == 2  # same name but for an apostrophe, same university: no question
    path = decide(corpus, said(TOMAS, NOE, "different"))
    assert len(rows(corpus, people)) == 3
    case = open_case(load_sources(corpus)[0], read_registry(corpus.registry))
    assert [(d.candidate.a, d.candidate.b) for d in case.grouping.dropped] == [(TOMAS, NOE)]
    assert case.questions() == []  # it was answered
    path.unlink()
    assert nquads(corpus) == joined


def test_the_order_of_lines_and_of_sources_does_not_change_a_byte(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    path = decide(corpus, said(TOMAS, NOE), said("foro-aurora:foro", "taller-aurora:taller", kind="event"))
    first = nquads(corpus)
    head, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(head + "".join(lines[::-1]), encoding="utf-8")
    sources = Corpus.sources
    monkeypatch.setattr(Corpus, "sources", lambda self: sources(self)[::-1])
    assert nquads(corpus) == first


def test_a_merged_event_is_one_node_with_one_label(corpus: Corpus) -> None:
    decide(corpus, said("foro-aurora:mesa-uno", "taller-aurora:taller", kind="event"))
    sources, _ = load_sources(corpus)
    assert {r.id for r in sources[0][1].table("event")} >= {"mesa-uno"}
    found = rows(corpus, "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?l { <" + BASE + "evento/foro-aurora-mesa-uno> skos:prefLabel ?l }")
    assert len(found) == 1
    assert rows(corpus, "SELECT ?new { <" + BASE + "evento/taller-aurora-taller> <http://purl.org/dc/terms/isReplacedBy> ?new }") == [(BASE + "evento/foro-aurora-mesa-uno",)]


def test_the_slug_minted_first_stays(corpus: Corpus) -> None:
    sources, _ = load_sources(corpus)
    registry = read_registry(corpus.registry)
    mint(sources, registry, corpus.registry, "ana", "2031-05-01")
    registry = read_registry(corpus.registry)
    lucia = "registry:lucia-prado-nieto"  # minted in 2026
    made = merges(sources, registry, group(sources, registry, [said(NOE, lucia), said(TOMAS, lucia)], []))
    assert {slug for (kind, _), slug in made.slugs.items()} == {"lucia-prado-nieto"}
    assert made.gone == (("person", "noe-campos-ruiz", "lucia-prado-nieto"), ("person", "tomas-ibarra-oreyes", "lucia-prado-nieto"))
    made = merges(sources, registry, group(sources, registry, [said(NOE, TOMAS)], []))
    assert made.gone == (("person", "tomas-ibarra-oreyes", "noe-campos-ruiz"),)  # of one day: by the alphabet
    for row in registry.rows["identity"]:
        row["at"] = "2030-12-31" if row["slug"] == "tomas-ibarra-oreyes" else row["at"]
    made = merges(sources, registry, group(sources, registry, [said(NOE, TOMAS)], []))
    assert made.gone == (("person", "noe-campos-ruiz", "tomas-ibarra-oreyes"),)


def test_what_the_registry_says_of_a_merged_slug_moves_with_it(corpus: Corpus) -> None:
    (corpus.registry / "aliases.csv").write_text("kind,slug,alias,reason\ninstitution,universidad-del-llano,La del Llano,r\n", encoding="utf-8")
    decide(corpus, said("registry:ayuntamiento-villa-aurora", "registry:universidad-del-llano", kind="institution"))
    town, gone = f"{BASE}institucion/ayuntamiento-villa-aurora", f"{BASE}institucion/universidad-del-llano"
    assert rows(corpus, f"SELECT ?p {{ <{gone}> ?p ?o }} ORDER BY ?p") == [
        ("http://purl.org/dc/terms/isReplacedBy",), ("http://www.w3.org/2002/07/owl#deprecated",), ("http://www.w3.org/ns/adms#status",)]
    assert rows(corpus, "SELECT ?s { ?s <http://www.w3.org/2004/02/skos/core#altLabel> 'La del Llano'@es }") == [(town,)]
    sectors = rows(corpus, f"SELECT ?o {{ <{town}> <https://w3id.org/gobierno-abierto/ontology#sector> ?o }} ORDER BY ?o")
    assert [str(o).rsplit("/", 1)[1] for (o,) in sectors] == ["academia", "government"]


def test_the_program_looks_only_where_something_has_no_slug_yet() -> None:
    minted = Mention("person", "s:a", "Ana", (), {"slug": ("ana",)})
    assert mergeable([minted]) == []
    assert mergeable([minted, mention("s:b", "Ana"), mention("s:c", "x", kind="contribution")]) == [minted, mention("s:b", "Ana")]


def test_a_group_is_minted_once_and_coming_apart_leaves_one_to_mint(corpus: Corpus) -> None:
    decide(corpus, said(TOMAS, NOE))
    loaded = load_corpus(corpus)
    people = [row for row in pending(loaded.sources, loaded.resolver.registry, loaded.resolver.merges) if row[0] == "person"]
    assert len(people) == 1
    mint(loaded.sources, loaded.resolver.registry, corpus.registry, "ana", "2031-05-01", loaded.resolver.merges)
    loaded = load_corpus(corpus)
    assert list(pending(loaded.sources, loaded.resolver.registry, loaded.resolver.merges)) == []
    decide(corpus)
    loaded = load_corpus(corpus)
    assert [row[0] for row in pending(loaded.sources, loaded.resolver.registry, loaded.resolver.merges)] == ["person"]


def test_a_contradiction_stops_the_build_and_leaves_the_graph(corpus: Corpus) -> None:
    before = nquads(corpus)
    decide(corpus, said("foro-aurora:lucia-prado-nieto", "taller-aurora:lucia-prado-nieto", "different"))  # identity.csv says they are one
    with pytest.raises(InputError, match=r"foro-aurora:lucia-prado-nieto = registry:lucia-prado-nieto \(identity.csv:7\) = taller-aurora:lucia-prado-nieto \(identity.csv:8\), but"):
        build(corpus)
    assert (current(corpus.build) / "graph.nq").read_bytes() == before


def test_a_merged_person_who_is_hidden_once_is_hidden_always(corpus: Corpus) -> None:
    policy = (ROOT / "data" / "policy.toml").read_text(encoding="utf-8")
    changed = policy.replace('expert = "full"', 'expert = "withheld"').replace('salt = ""', 'salt = "grano de sal muy largo"')
    classes = {hat.values["person_class"] for _, acta in load_sources(corpus)[0] for hat in acta.table("membership") if hat.values["person"] == "noe-campos-ruiz"}
    for name in classes:
        changed = changed.replace(f'{name} = "full"', f'{name} = "withheld"')
    (corpus.data / "policy.toml").write_text(changed, encoding="utf-8")
    decide(corpus, said(TOMAS, NOE))
    text = nquads(corpus).decode()
    for part in ("Tomás Ibarra", "Noé Campos", "tomas-ibarra", "noe-campos"):
        assert part not in text
    assert "isReplacedBy" in text


def test_the_program_changes_no_iri_of_the_shipped_corpus() -> None:
    corpus = Corpus.at(ROOT)
    sources, _ = load_sources(corpus)
    registry = read_registry(corpus.registry)
    assert merges(sources, registry, group(sources, registry, [])) == Merges()


# --- slugs that go


def retired(corpus: Corpus, *lines: str) -> Path:
    path = corpus.registry / "retired.csv"
    path.write_text("kind,old,new,why,at\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_redirects_lead_straight_to_the_end_and_tombstones_say_withdrawn(corpus: Corpus) -> None:
    retired(corpus, "person,uno,dos,nombre,2031-05-01", "person,dos,lucia-prado-nieto,nombre,2031-05-02", "institution,casa,,no existía,2031-05-01", "institution,choza,casa,x,2031-05-01")
    registry = read_registry(corpus.registry)
    assert registry.retired == {("person", "uno"): "lucia-prado-nieto", ("person", "dos"): "lucia-prado-nieto", ("institution", "casa"): "", ("institution", "choza"): ""}
    found = rows(corpus, "SELECT ?s ?new { ?s <http://www.w3.org/2002/07/owl#deprecated> true OPTIONAL { ?s <http://purl.org/dc/terms/isReplacedBy> ?new } } ORDER BY ?s")
    assert found == [(f"{BASE}institucion/casa", None), (f"{BASE}institucion/choza", None), (f"{BASE}persona/dos", f"{BASE}persona/lucia-prado-nieto"),
                     (f"{BASE}persona/uno", f"{BASE}persona/lucia-prado-nieto")]
    assert rows(corpus, "SELECT ?s { ?s <http://www.w3.org/ns/adms#status> <http://purl.org/adms/status/Withdrawn> } ORDER BY ?s") == [(f"{BASE}institucion/casa",), (f"{BASE}institucion/choza",)]
    assert check(corpus, load_corpus(corpus), Reader(corpus.build)) == []


@pytest.mark.parametrize(("lines", "told"), [
    (["person,lucia-prado-nieto,otra,x,2031-05-01"], "retired.csv:2: 'lucia-prado-nieto' is still in use"),
    (["person,a,b,x,2031-05-01", "person,b,c,x,2031-05-01", "person,c,a,x,2031-05-01"], "retired.csv:2: redirects in a ring: a → b → c → a"),
    (["person,a,a,x,2031-05-01"], "redirects in a ring: a → a"),
    (["person,a,lucia-prado-nito,x,2031-05-01"], "redirects to person not registered: 'lucia-prado-nito' → did you mean: lucia-prado-nieto"),
    (["person,a,lucia-prado-nieto,x,2031-05-01", "person,a,,x,2031-05-01"], "retired.csv:3: 'a' is already retired on line 2"),
    (["gente,a,,x,2031-05-01"], "unknown kind: 'gente'"),
    (["person,A a,,x,2031-05-01"], "malformed slug: 'A a'"),
    (["person,a,,,2031-05-01"], "why it was retired is missing"),
    (["person,a,,x,mayo"], "unreadable date: 'mayo'"),
])
def test_bad_retirements_are_refused(corpus: Corpus, lines: list[str], told: str) -> None:
    retired(corpus, *lines)
    with pytest.raises(ManyErrors) as caught:
        read_registry(corpus.registry)
    assert told in caught.value.render("en")


def test_a_line_about_a_retired_slug_says_who_took_over(corpus: Corpus) -> None:
    retired(corpus, "person,uno,lucia-prado-nieto,nombre,2031-05-01", "person,dos,,nombre,2031-05-01")
    path = corpus.registry / "identity.csv"
    path.write_text(path.read_text(encoding="utf-8") + "person,uno,foro-aurora,x,r,ana,2031-05-01\nperson,dos,foro-aurora,y,r,ana,2031-05-01\n", encoding="utf-8")
    with pytest.raises(ManyErrors) as caught:
        read_registry(corpus.registry)
    assert caught.value.render("en").splitlines() == [f"{path}:9: person not registered: 'uno', and is retired → 'lucia-prado-nieto' took over",
                                                      f"{path}:10: person not registered: 'dos', and is retired → take the line out"]


def test_show_follows_a_redirect_and_tells_a_withdrawal(corpus: Corpus) -> None:
    retired(corpus, "person,uno,lucia-prado-nieto,nombre,2031-05-01", "person,dos,,nombre,2031-05-01")
    build(corpus)
    reader = Reader(corpus.build)
    assert [f.iri for f in find(reader, f"{BASE}persona/uno")] == [f"{BASE}persona/lucia-prado-nieto"] == [f.iri for f in find(reader, f"{BASE}persona/lucia-prado-nieto")]
    with pytest.raises(UsageError, match="was withdrawn"):
        find(reader, f"{BASE}persona/dos")
    with pytest.raises(UsageError, match="nothing is called"):
        find(reader, f'{BASE}persona/dos> ?p ?o }} #"')


def test_stale_decisions_are_told_by_the_build(corpus: Corpus) -> None:
    assert build(corpus).notices == ()
    decide(corpus, said("foro-aurora:nadie", NOE))
    assert [n.en for n in build(corpus).notices] == ["1 identity decisions name what is gone (kg identity check)"]


def test_retire_joins_renames_and_withdraws(corpus: Corpus) -> None:
    sources, _ = load_sources(corpus)
    mint(sources, read_registry(corpus.registry), corpus.registry, "ana", "2031-05-01")
    assert retire(sources, read_registry(corpus.registry), [], ("person", "noe-campos-ruiz"), "tomas-ibarra-oreyes", "es el mismo", "2031-06-01") == "merged"
    registry = read_registry(corpus.registry)
    assert registry.slug("person", "taller-aurora", "noe-campos-ruiz") == "tomas-ibarra-oreyes"
    assert [(r["slug"], r["alias"]) for r in registry.rows["aliases"]] == [("tomas-ibarra-oreyes", "Noé Campos Ruiz")]
    assert retire(sources, registry, [], ("person", "tomas-ibarra-oreyes"), "tomas-ibarra", "más corto", "2031-06-02") == "renamed"
    registry = read_registry(corpus.registry)
    assert registry.retired == {("person", "noe-campos-ruiz"): "tomas-ibarra", ("person", "tomas-ibarra-oreyes"): "tomas-ibarra"}
    assert registry.names["person"] == {"lucia-prado-nieto": "Lucía Prado Nieto", "tomas-ibarra": "Tomás Ibarra O’Reyes"}
    assert rows(corpus, f"SELECT ?new {{ <{BASE}persona/noe-campos-ruiz> <http://purl.org/dc/terms/isReplacedBy> ?new }}") == [(f"{BASE}persona/tomas-ibarra",)]
    with pytest.raises(InputError, match=r"it is named in foro-aurora/acta.toml:\d+"):
        retire(sources, registry, [], ("person", "tomas-ibarra"), "", "no existe", "2031-06-03")
    add(corpus, "mechanisms", "slug,name", "nada,Nada")
    assert retire(sources, read_registry(corpus.registry), [], ("mechanism", "nada"), "", "no existe", "2031-06-03") == "withdrawn"
    assert read_registry(corpus.registry).retired["mechanism", "nada"] == ""
    registry = read_registry(corpus.registry)
    assert mint(sources, registry, corpus.registry, "ana", "2031-07-01") == 0


def test_a_retired_slug_is_never_given_to_another(corpus: Corpus) -> None:
    retired(corpus, "person,noe-campos-ruiz,,otra persona,2031-05-01")
    sources, _ = load_sources(corpus)
    mint(sources, read_registry(corpus.registry), corpus.registry, "ana", "2031-05-01")
    slug = read_registry(corpus.registry).slug("person", "taller-aurora", "noe-campos-ruiz")
    assert slug is not None
    assert slug.startswith("noe-campos-ruiz-")


@pytest.mark.parametrize(("slug", "new", "why", "at", "told"), [
    (("person", "nadie"), "", "x", "2031-05-01", "not registered: 'nadie'"),
    (("municipality", "99001"), "", "x", "2031-05-01", "cannot be retired"),
    (("person", "lucia-prado-nieto"), "lucia-prado-nieto", "x", "2031-05-01", "will not do as the new slug"),
    (("person", "lucia-prado-nieto"), "Otra", "x", "2031-05-01", "will not do as the new slug"),
    (("person", "lucia-prado-nieto"), "vieja", "x", "2031-05-01", "was used before"),
    (("person", "lucia-prado-nieto"), "otra", " ", "2031-05-01", "why is missing"),
    (("person", "lucia-prado-nieto"), "otra", "x", "hoy", "unreadable date"),
])
def test_what_cannot_be_retired(corpus: Corpus, slug: tuple[str, str], new: str, why: str, at: str, told: str) -> None:
    retired(corpus, "person,vieja,,x,2031-05-01")
    before = {p.name: p.read_bytes() for p in corpus.registry.iterdir()}
    with pytest.raises(UsageError, match=told):
        retire(load_sources(corpus)[0], read_registry(corpus.registry), [], slug, new, why, at)
    assert {p.name: p.read_bytes() for p in corpus.registry.iterdir()} == before


def test_a_retirement_against_a_decision_is_refused(corpus: Corpus) -> None:
    sources, _ = load_sources(corpus)
    mint(sources, read_registry(corpus.registry), corpus.registry, "ana", "2031-05-01")
    with pytest.raises(InputError, match=f"but {TOMAS} ≠ {NOE}"):
        retire(sources, read_registry(corpus.registry), read_decisions(decide(corpus, said(TOMAS, NOE, "different"))), ("person", "noe-campos-ruiz"), "tomas-ibarra-oreyes", "x", "2031-06-01")
    assert not (corpus.registry / "retired.csv").exists()


def test_nobody_is_renamed_onto_the_slug_of_a_record_not_minted(corpus: Corpus) -> None:
    sources, _ = load_sources(corpus)
    registry = read_registry(corpus.registry)
    name = next(r.values["name"] for _, acta in sources for r in acta.table("person") if r.id == "noe-campos-ruiz")
    slug = own_slug(registry, "person", "taller-aurora", "noe-campos-ruiz", str(name))
    path = decide(corpus, said(NOE, "registry:lucia-prado-nieto", "different"))
    before = {p.name: p.read_bytes() for p in corpus.registry.iterdir()}
    with pytest.raises(UsageError, match=r"is the slug of a record not minted yet \(taller-aurora/acta.toml:\d+\)"):
        retire(sources, registry, read_decisions(path), ("person", "lucia-prado-nieto"), slug, "x", "2031-06-01")
    assert {p.name: p.read_bytes() for p in corpus.registry.iterdir()} == before
    assert retire(sources, registry, read_decisions(path), ("person", "lucia-prado-nieto"), "lucia-prado", "x", "2031-06-01") == "renamed"


def test_what_an_answer_joins_to_a_report_is_not_withdrawn(corpus: Corpus) -> None:
    sources, _ = load_sources(corpus)
    add(corpus, "people", "slug,name", "noe-campos,Noé Campos")
    path = decide(corpus, said(NOE, "registry:noe-campos"))
    with pytest.raises(InputError, match=r"it is named in taller-aurora/acta.toml:\d+ "):
        retire(sources, read_registry(corpus.registry), read_decisions(path), ("person", "noe-campos"), "", "x", "2031-06-01")
    decide(corpus)
    assert retire(sources, read_registry(corpus.registry), [], ("person", "noe-campos"), "", "x", "2031-06-01") == "withdrawn"


def test_whoever_writes_on_what_somebody_changed_is_refused(corpus: Corpus) -> None:
    sources, _ = load_sources(corpus)
    add(corpus, "mechanisms", "slug,name", "nada,Nada", "menos,Menos")
    first, second, third = (read_registry(corpus.registry) for _ in range(3))
    retire(sources, first, [], ("mechanism", "nada"), "", "x", "2031-06-01")
    with pytest.raises(InputError, match="changed since it was read"):
        retire(sources, second, [], ("mechanism", "menos"), "", "x", "2031-06-01")
    with pytest.raises(InputError, match="changed since it was read"):
        mint(sources, third, corpus.registry, "ana", "2031-06-01")
    assert set(read_registry(corpus.registry).retired) == {("mechanism", "nada")}
    decide(corpus, said(TOMAS, NOE))
    with pytest.raises(InputError, match=r"decisions.csv: the file changed since it was read"):
        retire(sources, read_registry(corpus.registry), [], ("mechanism", "menos"), "", "x", "2031-06-01")
    assert mint(sources, read_registry(corpus.registry), corpus.registry, "ana", "2031-06-01") > 0


def test_mint_begins_a_registry_where_there_is_none(corpus: Corpus, tmp_path: Path) -> None:
    sources, _ = load_sources(corpus)
    assert mint(sources, read_registry(corpus.registry), tmp_path / "new" / "registry", "ana", "2031-06-01") > 0
    assert "tomas-ibarra-oreyes" in (tmp_path / "new" / "registry" / "people.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "\n", "\ufeff"])
def test_a_file_with_nothing_in_it_has_no_rows(corpus: Corpus, text: str) -> None:
    for name in ("decisions", "retired"):
        (corpus.registry / f"{name}.csv").write_text(text, encoding="utf-8")
    assert read_decisions(corpus.registry / "decisions.csv") == []
    assert read_registry(corpus.registry).retired == {}
    after, _ = open_case(load_sources(corpus)[0], read_registry(corpus.registry)).decide(said(NOE, TOMAS))
    assert [d.pair for d in after.decisions] == [("person", TOMAS, NOE)]


@pytest.mark.parametrize(("name", "line"), [("retired", "person,uno,,{},2031-05-01"), ("identity", "person,lucia-prado-nieto,otra,{},r,ana,2031-05-01"), ("people", "ana-{},Ana")])
def test_a_git_conflict_in_the_registry_is_told_with_both_sides(corpus: Corpus, name: str, line: str) -> None:
    path = corpus.registry / f"{name}.csv"
    head = ",".join(REGISTRY_FILES[name])
    path.write_text(f"{head}\n<<<<<<< HEAD\n{line.format('a')}\n=======\n{line.format('b')}\n>>>>>>> theirs\n", encoding="utf-8")
    with pytest.raises(ManyErrors) as caught:
        read_registry(corpus.registry)
    assert caught.value.render("en") == (f"{path}:2: unresolved git conflict: 3: {line.format('a')} ⟷ 5: {line.format('b')}"
                                         " → keep the lines that hold (both sides' may) and take the marks out")


def test_a_part_is_not_what_it_is_part_of(corpus: Corpus) -> None:
    def case() -> Case:
        return open_case(load_sources(corpus)[0], read_registry(corpus.registry))

    whole, part, other = "foro-aurora:foro", "foro-aurora:mesa-uno", "taller-aurora:taller"
    with pytest.raises(InputError, match=rf"{whole} = {part} .* but {whole} ≠ {part}: different \(foro-aurora/acta.toml:\d+, part_of\)"):
        case().decide(said(whole, part, kind="event"))
    assert not (corpus.registry / "decisions.csv").exists()
    case().decide(said(part, other, kind="event"))
    with pytest.raises(InputError, match="part_of"):
        case().decide(said(whole, other, kind="event"))  # by way of a third
    decide(corpus, said(whole, part, kind="event"))
    assert len(case().decide(said(NOE, TOMAS))[0].decisions) == 2  # an answer of before does not stop the next one


@pytest.mark.parametrize(("column", "kind"), [("unit_of", "institution"), ("components", "mechanism")])
def test_units_and_components_are_parts_too(corpus: Corpus, column: str, kind: str) -> None:
    source, acta = load_sources(corpus)[0][0]
    table = next(t for t in TABLES if t.name == kind)
    acta = replace(acta, records={kind: {"a": Record(table, "a", 7, {column: "b" if column == "unit_of" else ["a", "b"]})}})
    a, b = f"{source.slug}:a", f"{source.slug}:b"
    assert [(d.pair, d.answer, d.cite()) for d in parts_apart([(source, acta)], Grouping())] == [((kind, a, b), "different", f"{source.slug}/acta.toml:7, {column}")]
    assert parts_apart([(source, acta)], groups([said(a, b, kind=kind)])) == []


def test_a_retired_key_stands_for_what_took_over(corpus: Corpus) -> None:
    retired(corpus, "person,uno,dos,nombre,2031-05-01", "person,dos,lucia-prado-nieto,nombre,2031-05-02", "person,nadie,,x,2031-05-01")
    case = open_case(load_sources(corpus)[0], read_registry(corpus.registry))
    assert case.kind_of("registry:uno", NOE) == "person"
    assert case.reasons("person", "registry:uno", NOE) == case.reasons("person", "registry:lucia-prado-nieto", NOE)
    assert [d.pair for d in case.decide(said("registry:uno", NOE, "different"))[0].decisions] == [("person", "registry:lucia-prado-nieto", NOE)]
    with pytest.raises(UsageError, match="both sides are 'registry:lucia-prado-nieto'"):
        case.decide(said("registry:uno", "registry:dos"))
    with pytest.raises(UsageError, match="unknown key: 'registry:nadie'"):
        case.kind_of("registry:nadie", NOE)


def test_a_registry_with_a_code_twice_tells_both(corpus: Corpus) -> None:
    for file, line, told in (("municipalities", "99001,Otra Villa,99,Estado Inventado", "municipalities.csv:4: duplicate code: '99001', 'Otra Villa'; line 2 gives it to 'Villa Aurora'"),
                             ("people", "lucia-prado-nieto,Lucía Prado", "people.csv:3: duplicate slug: 'lucia-prado-nieto', 'Lucía Prado'; line 2 gives it to 'Lucía Prado Nieto'")):
        path = corpus.registry / f"{file}.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(text + line + "\n", encoding="utf-8")
        with pytest.raises(ManyErrors) as caught:
            read_registry(corpus.registry)
        assert told in caught.value.render("en")
        path.write_text(text, encoding="utf-8")


# --- questions, and other people's answers


def mention(key: str, name: str, weight: int = 1, kind: str = "person") -> Mention:
    return Mention(kind, key, name, (), {}, weight)


def test_questions_are_between_groups_and_what_matters_comes_first() -> None:
    found = [mention("s:a", "Ana", 5), mention("t:a", "Ana", 2), mention("s:b", "Ana R", 1), mention("s:c", "Eva", 1), mention("s:d", "Eva", 1), mention("s:e", "Iris", 9)]
    compared = [auto("s:a", "t:a"), auto("s:a", "s:b", "ask"), auto("s:b", "t:a", "ask"), auto("s:c", "s:d", "ask"), auto("s:e", "s:d", "different"), auto("s:a", "s:c", "ask")]

    def asked(*decisions: Decision, unsure: bool = False) -> list[tuple[str, str, int, int]]:
        return [(q.a.key, q.b.key, q.weight, q.pairs) for q in questions(found, decisions, compared, groups(decisions, compared), unsure)]

    assert asked() == [("s:a", "s:b", 8, 2), ("s:a", "s:c", 8, 1), ("s:c", "s:d", 2, 1)]
    assert asked(said("s:b", "t:a")) == [("s:a", "s:c", 9, 1), ("s:c", "s:d", 2, 1)]
    assert asked(said("s:b", "t:a", "different")) == [("s:a", "s:c", 8, 1), ("s:c", "s:d", 2, 1)]
    assert asked(said("s:c", "s:d", "unsure")) == asked()[:2]
    assert asked(said("s:c", "s:d", "unsure"), unsure=True) == asked()
    assert asked(said("s:a", "t:a", "unsure"))[0] == ("s:a", "s:b", 6, 1)  # apart now: each side weighs by itself


def test_what_another_institute_decided(tmp_path: Path) -> None:
    found = [mention(f"s:{c}", name) for c, name in zip("abcdefg", ("Ana Ruiz", "Ana Ruíz", "Eva Paz", "Eva Paz Gil", "Iris Mar", "Noé Sol", "Zoe Luz"), strict=True)]
    names = names_of(found)
    theirs = [said("s:a", "s:b"), said("s:c", "s:d", "different"), said("s:e", "s:f"), said("s:b", "s:c"), said("s:f", "s:z"), said("s:e", "s:g")]
    path = tmp_path / "d.csv"
    data, kept = exported(theirs, {**names, ("person", "s:z"): ("Zoe Luz",), ("person", "s:e"): ("Otra Persona",)}, lambda _kind, key: key == "s:g", str)
    assert kept == 1
    path.write_bytes(data)
    assert path.read_text(encoding="utf-8").splitlines()[0] == HEAD.strip() + ",a_name,b_name"
    own = [said("s:c", "s:d", by="beto", line=2), said("s:a", "s:c", "different", by="beto", line=3)]

    def states(given_own: list[Decision]) -> dict[str, str]:
        return {a.decision.a[2:] + a.decision.b[2:]: a.state for a in judge(path, given_own, names, [])}

    assert states([]) == {"ab": "new", "bc": "new", "cd": "new", "ef": "renamed", "fz": "unknown"}
    assert states(own) == {"ab": "contradiction", "bc": "contradiction", "cd": "conflict", "ef": "renamed", "fz": "unknown"}
    assert states([said("s:a", "s:b", by="beto")]) == {"ab": "known", "bc": "new", "cd": "new", "ef": "renamed", "fz": "unknown"}
    told = {a.decision.b: a.told.en for a in judge(path, own, names, [])}
    assert told["s:z"] == "s:z (Zoe Luz); near: s:g"
    assert told["s:d"] == "decisions.csv:2, beto, 2031-05-01: same"
    assert told["s:c"] == "s:a = s:b (ana, 2031-05-01) = s:c (ana, 2031-05-01) ≠ s:a (decisions.csv:3, beto, 2031-05-01)"
    assert all(first < second for first, second in pairwise(path.read_text(encoding="utf-8").splitlines()[1:]))


def test_a_case_writes_one_line_or_nothing(corpus: Corpus) -> None:
    case = open_case(load_sources(corpus)[0], read_registry(corpus.registry))
    after, gone = case.decide(said(NOE, TOMAS))
    assert [(kind, new) for kind, _, new in gone] == [("person", merges(case.sources, case.registry, after.grouping).gone[0][2])]
    path = corpus.registry / "decisions.csv"
    before = path.read_bytes()
    assert after.decide(said(NOE, TOMAS)) == (after, ())
    with pytest.raises(UsageError, match=r"are answered already: decisions\.csv:2, ana, 2031-05-01: same"):
        after.decide(said(NOE, TOMAS, "different", by="beto"))
    lucia = "registry:lucia-prado-nieto"
    third, _ = after.decide(said(TOMAS, lucia, "different"))
    with pytest.raises(InputError, match=f"contradiction: {TOMAS} = {NOE} .* but|contradiction: .*{NOE}.* but"):
        third.decide(said(NOE, lucia))
    assert path.read_bytes() != before
    changed, _ = third.decide(said(NOE, TOMAS, "different", by="beto"), change=True)
    assert [(d.answer, d.by) for d in changed.decisions] == [("different", "ana"), ("different", "beto")]
    with pytest.raises(InputError, match="changed since it was read"):
        third.decide(said(NOE, lucia, "unsure"))
