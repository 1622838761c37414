"""Findings count the right people: known answers on small invented meetings; hats of the session, voices of one's own, large sessions, words that fit their number."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.findings import bridge_room
from kg.findings.all import COUNT, flat, sections
from kg.findings.bridge_room import Room, Ties, apart
from kg.findings.bridges import sector_bridges
from kg.findings.claims import Told
from kg.findings.coalition import Asked, coalition
from kg.findings.coalition_tables import section as coalitions
from kg.findings.coalition_words import notes
from kg.findings.coverage import absent_roles, absent_sectors
from kg.findings.facts import Event, Facts, Hat, Part, Said, read_facts
from kg.findings.finding import Cell, Column, Finding, Row, Scope, Section
from kg.findings.gaps import absent_municipalities
from kg.findings.practices import matches
from kg.findings.presence import not_quoted, several_events
from kg.findings.recurrence import look_alikes, proposals, themes
from kg.findings.tables import csv_files, to_json
from kg.findings.temporal import changes
from kg.findings.words import NAMED, number, some
from kg.graph.build import build, build_lines
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.text import Text
from kg.visual.figures.data import sources_note
from tests.test_cli import run

ALL = Scope()
SECTORS = {n: Text(n.capitalize(), n) for n in ("academia", "business", "government")}
SEPARATELY = (sector_bridges, several_events, not_quoted, absent_municipalities, absent_sectors, absent_roles, themes, proposals, changes, matches)


class Nothing:
    """A graph with nothing in it."""

    def rows(self, _query: str) -> Iterator[tuple[str | None, ...]]:
        return iter(())


def part(person: str, session: str, sector: str | None = None, role: str = "panelist") -> Part:
    """A participation; with a sector, wearing an office of it."""
    return Part(f"part-{person}-{session}-{role}", person, session, role, hat=Hat((sector,) if sector else ()), office=f"office-{person}-{sector}" if sector else "")


def said(name: str, session: str, worn: dict[str, str | None], kind: str = "proposal", theme: str = "agua", others: tuple[str, ...] = (), words: str = "") -> Said:
    """A contribution of the people of ``worn``, each in the office of a sector."""
    pairs = tuple((who, sector) for who, sector in sorted(worn.items()) if sector)
    return Said(f"said-{name}", kind, session, Text(words or name, words or name), tuple(sorted(worn)), (theme,), sectors=tuple(sorted({s for _, s in pairs})), others=others,
                inferred=bool(others), worn=pairs)


def facts(parts: list[Part], spoken: list[Said] = [], held: dict[str, dict[str, tuple[str, ...]]] | None = None, days: dict[str, str] | None = None) -> Facts:  # noqa: B006
    """Facts of sessions named in parts and contributions; each is a whole event of its own day when ``days`` gives one."""
    names = sorted({p.session for p in parts} | {s.session for s in spoken})
    events = {n: Event(n, n.upper(), ((days or {})[n],) if days else (), n if days else "foro") for n in names}
    if not days:
        events["foro"] = Event("foro", "FORO", ("2031-01-01",), "foro", leaf=False)
    return Facts(dict(sorted(events.items(), key=lambda e: e[1].order)), tuple(sorted(parts, key=lambda p: p.claim)), tuple(spoken), {},
                 {"sector": SECTORS, "participation-role": {r: Text(r, r) for r in ("panelist", "moderator")}}, held or {})


# Ana sits in m1 as academia with Beto, and in m2 as government with Caro (business), Dani and, moderating, Eva (academia).
TWO_HATS = facts([part("ana", "m1", "academia"), part("beto", "m1"), part("ana", "m2", "government"), part("caro", "m2", "business"), part("dani", "m2"), part("eva", "m2", "academia", "moderator")],
                 [said("1", "m2", {"ana": "government", "caro": "business"})])


def found(section: Section, kind: str) -> Finding:
    return next(f for f in section.findings if f.kind == kind)


def below(section: Section, name: str) -> Section:
    return next(p for p in section.parts if p.id == name)


def values(section: Section, *at: int) -> list[tuple[Any, ...]]:
    return [tuple(r.cells[i].text().en if isinstance(r.cells[i].value, Text) else r.cells[i].value for i in at) for r in section.rows]


# --- bridges ---


def test_all_pairs_are_counted_and_of_how_many_the_sectors_are_known() -> None:
    made = found(sector_bridges(Nothing(), ALL, TWO_HATS), "clique")
    assert [n.value for n in made.numbers] == [7, 3, 3]  # Ana and Beto; the six pairs of m2, three of them without Dani
    assert made.sentence.es.startswith("Coincidieron en alguna sesión 7 parejas; se conoce el sector de ambas personas en 3, y es distinto en 3.")
    assert len(made.numbers[0].claims) == 10 and len(made.numbers[1].claims) == 8
    bare = sector_bridges(Nothing(), ALL, facts([part(f"p{i}", "m1") for i in range(8)]))
    assert [n.value for n in found(bare, "clique").numbers] == [28, 0, 0]


def test_the_hat_is_that_of_the_session() -> None:
    base = facts([part("ana", "m1", "academia"), part("ana", "m2", "government"), part("caro", "m2", "business")])
    table = below(sector_bridges(Nothing(), ALL, base), "sector-pairs")
    assert values(table, 0, 1, 2) == [("academia", "business", 0), ("academia", "government", 0), ("business", "government", 1)]
    assert found(table, "never-met").sentence.es == "No coincidieron en ninguna sesión: Academia – Business; Academia – Government."
    rows = {r.key: [c.value for c in r.cells[2:4]] for r in sector_bridges(Nothing(), ALL, TWO_HATS).rows}
    assert rows == {"ana": [1, 2], "caro": [1, 2], "eva": [1, 2]}  # Eva and Ana are apart where they met, though Ana wears academia elsewhere


def test_known_offices_stand_in_only_where_no_office_is_given_and_it_says_so() -> None:
    held: dict[str, dict[str, tuple[str, ...]]] = {"ana": {"academia": ("h1",), "government": ("h2",)}, "beto": {"business": ("h3",)}}
    base = facts([part("ana", "m1", "academia"), part("beto", "m1"), part("caro", "m1")], held=held)
    seats = base.seats()
    assert (seats["ana", "m1"].sectors, seats["ana", "m1"].lent) == (("academia",), False)
    assert (seats["beto", "m1"].sectors, seats["beto", "m1"].lent, seats["beto", "m1"].claims) == (("business",), True, ("h3", "part-beto-m1-panelist"))
    assert seats["caro", "m1"].sectors == ()
    made = sector_bridges(Nothing(), ALL, base)
    told = "En 1 participación el informe no dice con qué cargo"
    assert any(told in c.es for c in made.caveats) and any(told in c.es for c in below(made, "sector-pairs").caveats)
    caveat = found(made, "clique").caveat
    assert caveat and told in caveat.es and [n.value for n in found(made, "clique").numbers] == [3, 1, 1]
    assert not any(told in c.es for c in sector_bridges(Nothing(), ALL, TWO_HATS).caveats)


def test_who_met_in_a_large_session_did_meet() -> None:
    crowd = [part(f"p{i:03}", "plenaria", ("academia", "business")[i % 2]) for i in range(600)]
    tables = [part(f"p{i:03}", f"m{i % 2}", ("academia", "business")[i % 2]) for i in range(4)]
    made = sector_bridges(Nothing(), ALL, facts(crowd + tables))
    assert values(below(made, "sector-pairs"), 0, 1, 2) == [("academia", "business", 1)] and below(made, "sector-pairs").findings == ()
    assert [n.value for n in found(made, "clique").numbers] == [600 * 599 // 2, 600 * 599 // 2, 300 * 300]
    assert {r.cells[4].value for r in made.rows} == {0}
    assert any("plenaria" in c.es and "una participación de cada sector" in c.es for c in made.caveats)
    assert max(len(r.claims) for r in made.rows) < 20  # of 300 of the other sector one is shown


def plain(base: Facts) -> Ties:
    """Count pairs one by one."""
    seats, best = base.seats(), dict[tuple[str, str], int]()
    for (a, s), (b, t) in itertools.combinations(sorted(seats), 2):
        if s == t and a != b:
            mine, theirs = seats[a, s].sectors, seats[b, s].sectors
            pair = (min(a, b), max(a, b))
            best[pair] = max(best.get(pair, 0), 3 if apart(mine, theirs) else 2 if mine and theirs else 1)
    return Ties(*(sum(v >= least for v in best.values()) for least in (1, 2, 3)))


@settings(deadline=None, max_examples=120)
@given(st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 4)), st.sampled_from([None, "academia", "business", "government"]), min_size=1), st.integers(0, 6))
def test_pairs_of_large_and_small_sessions_are_those_counted_one_by_one(seats: dict[tuple[int, int], str | None], large: int) -> None:
    base = facts([part(f"p{p}", f"s{s}", sector) for (p, s), sector in sorted(seats.items())])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bridge_room, "LARGE", large)
        assert Room(base).ties() == plain(base)


def test_too_many_pairs_are_not_counted_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge_room, "PAIRS", 1)
    made = sector_bridges(Nothing(), ALL, TWO_HATS)
    assert found(made, "clique").sentence.es == "No se contó cuántas parejas coincidieron en alguna sesión: son demasiadas." and found(made, "clique").numbers == ()
    assert "son demasiadas" in below(made, "repeated-ties").empty.es


def test_ties_that_repeat_are_apart_in_both_sessions() -> None:
    twice = [part(p, s, sector) for s in ("m1", "m2") for p, sector in (("ana", "academia"), ("beto", "business"), ("caro", "academia"))]
    once = [part("dani", "m1", "business"), part("dani", "m2", "academia")]
    table = below(sector_bridges(Nothing(), ALL, facts(twice + once)), "repeated-ties")
    assert [r.key for r in table.rows] == ["ana beto", "beto caro"]


# --- voices ---


def test_a_contribution_of_two_gives_each_sector_one_voice() -> None:
    counts = {r.key: (r.cells[1].value, r.cells[2].value) for r in absent_sectors(Nothing(), ALL, TWO_HATS).rows}
    assert counts == {"academia": (2, 0), "business": (1, 1), "government": (1, 1)}
    both = facts([part("ana", "m1"), part("beto", "m1", role="moderator")], [said("1", "m1", {"ana": None, "beto": None})])
    assert {r.key: (r.cells[1].value, r.cells[2].value) for r in absent_roles(Nothing(), ALL, both).rows} == {"moderator": (1, 1), "panelist": (1, 1)}


def test_a_sector_known_by_membership_is_not_called_absent() -> None:
    base = facts([part("ana", "m1", "government"), part("beto", "m1")], held={"beto": {"academia": ("h1",)}})
    made = absent_sectors(Nothing(), ALL, base)
    assert found(made, "absent").sentence.es == "Nadie participó con cargo de: Business."
    unknown = found(made, "office-unknown")
    assert unknown.sentence.es.endswith("personas a quienes se les conoce uno: Academia.") and unknown.claims == ("h1", "part-beto-m1-panelist")
    row = next(r for r in made.rows if r.key == "academia")
    assert row.cells[1].value == 0 and row.cells[3].text().es.startswith("◌ solo por cargos conocidos") and row.note is not None


# --- presence ---


def test_moderators_are_named_apart_from_those_nobody_quotes() -> None:
    base = facts([part("ana", "m1", role="moderator"), part("beto", "m1"), part("ana", "m2"), part("caro", "m3"), part("dani", "m3")],
                 [said("1", "m1", {"ana": None}), said("2", "m2", {"ana": None})])
    made = not_quoted(Nothing(), ALL, base)
    assert [n.value for n in found(made, "count").numbers] == [3, 4]  # Ana's moderation is in neither
    told = [f.sentence.es for f in made.findings if f.kind == "whole-session"]
    assert told == ["De «m3» el informe no recoge palabra de nadie: 2 personas.",
                    "De «m1» el informe no recoge palabra de quien participó sin moderar ni relatar: 1 persona. Aparte, modera o relata: 1 persona, con palabras recogidas de 1."]
    assert {f.sure for f in made.findings} == {"stated"}


def test_who_may_be_the_speaker_is_quoted_nowhere_only_in_doubt() -> None:
    base = facts([part("ana", "m1"), part("beto", "m1"), part("caro", "m1")], [said("1", "m1", {"ana": None}, others=("beto",))])
    made = not_quoted(Nothing(), ALL, base)
    nowhere = found(made, "nowhere")
    assert nowhere.sure == "inferred" and "said-1" in nowhere.all_claims and nowhere.caveat is not None
    assert nowhere.caveat.es == "Está en duda: 1 intervención de otra persona, por inferencia, podría ser de 1 persona de estas."
    assert nowhere.sentence.es == "2 personas no se citan en ningún evento (sin contar a quien solo modera o relata): beto; caro."
    sure = facts([part("ana", "m1"), part("beto", "m1")], [said("1", "m1", {"ana": None})])
    assert found(not_quoted(Nothing(), ALL, sure), "nowhere").sure == "stated"


# --- coalition ---

LINKED = """
[[turn]]
id = "p6"
speaker = "lucia-prado-nieto"
event = "mesa-uno"
status = "stated"
method = "name-in-text"
at = ["L11:243-290"]

[[contribution]]
id = "lucia-9"
kind = "proposal"
turn = "p6"
force = "explicit"
summary = "Reunirse dos veces al año."
gloss = "Meet twice a year."
themes = ["cross-sector-linkage"]
at = ["L11:243-290"]
"""


def test_whom_inference_alone_hears_is_not_called_voiceless(corpus: Corpus) -> None:
    acta = corpus.root / "data" / "foro-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8") + LINKED, encoding="utf-8")
    build(corpus)
    made = coalitions(Reader(corpus.build), ALL)
    silent = {r.key: r.cells[6].text() for r in made.rows}
    assert silent["cross-sector-linkage"] == Text("(solo por inferencia: Academia)", "(by inference only: Academia)")
    assert silent["transparency"].es == "Academia"
    row = next(r for r in made.rows if r.key == "cross-sector-linkage")
    assert any(c.endswith(("foro-aurora-tomas-1", "foro-aurora-tomas-2")) for c in row.cells[6].claims)


def test_a_coalition_says_whom_it_leaves_out(real: Reader) -> None:
    made, known = coalitions(real, ALL), read_facts(real)
    for f in made.findings:
        found_ = coalition(real, Asked(f.id.removeprefix("coalition-")), known)
        assert "de quienes consta que hablaron" in f.sentence.es and "those stated to have spoken" in f.sentence.en
        assert bool(found_.unsure) == (f.caveat is not None and "Solo por inferencia" in f.caveat.es)
    assert any(f.caveat for f in made.findings) and not all(f.caveat for f in made.findings)


def test_other_sets_cover_as_much_not_the_same(real: Reader) -> None:
    limited = coalition(real, Asked("communication", most=2))
    covered = {frozenset().union(*(limited.pool[i].covers for i in some_)) & {n.key for n in limited.asked} for some_ in limited.cover.sets}
    assert len(covered) > 1 and len({len(c) for c in covered}) == 1
    told = " ".join(n.es for n in notes(limited, read_facts(real)))
    assert "conjuntos de ese tamaño que cubren tanto;" in told and "lo mismo" not in told


# --- scope ---


def test_a_theme_asked_for_scopes_commitments_and_look_alikes() -> None:
    words = "Publicar cada mes el gasto del alumbrado municipal"
    base = facts([], [said("1", "m1", {"ana": None}), said("2", "m1", {"beto": None}, "commitment", "luz"), said("3", "m1", {"caro": None}, theme="luz", words=words),
                      said("4", "m2", {"dani": None}, theme="luz", words="Publicar mensualmente el gasto en alumbrado municipal")], days={"m1": "2031-01-01", "m2": "2032-01-01"})
    assert found(themes(Nothing(), ALL, base), "commitments").numbers[0].value == 1
    only = found(themes(Nothing(), Scope(themes=("agua",)), base), "commitments")
    assert only.numbers[0].value == 0 and only.sentence.es.startswith("Los informes no recogen ningún compromiso de estos temas")
    assert [(c.a, c.b) for c in look_alikes(base, ALL)] == [(c.a, c.b) for c in look_alikes(base, Scope(themes=("luz",)))] == [("said-3", "said-4")]
    assert look_alikes(base, Scope(themes=("agua",))) == [] and below(proposals(Nothing(), Scope(themes=("agua",)), base), "near-duplicates").rows == ()


# --- words ---

FALSE = re.compile(r"\b1 ((?!más\b|es\b|is\b|has\b|was\b|tras\b)\w+s|people)\b")
ONE = facts([part("ana", "m1", "academia"), part("ana", "m2", "academia"), part("beto", "m1", "government"), part("caro", "m2", "business"), part("eva", "m1", role="moderator")],
            [said("1", "m2", {"caro": "business"}, others=("ana",)), said("2", "m1", {"eva": None})], held={"eva": {"business": ("h1",)}})


def sentences(made: tuple[Section, ...]) -> Iterator[str]:
    """Everything told in words, but for the reports' ranks."""
    for s in flat(made):
        if not s.id.startswith("ranks"):
            texts = [s.title, s.meaning, s.method, *s.caveats, *(f.sentence for f in s.findings), *(f.caveat for f in s.findings if f.caveat), *(r.note for r in s.rows if r.note),
                     *(n.name for f in s.findings for n in f.numbers), *(c.value for r in s.rows for c in r.cells if isinstance(c.value, Text))]
            yield from (w for t in texts for w in t)


@pytest.mark.parametrize("name", ["invented", "real"])
def test_no_false_plural_in_a_corpus(name: str, request: pytest.FixtureRequest) -> None:
    told = list(sentences(sections(request.getfixturevalue(name), Scope(("99",) if name == "invented" else ("15",)))))
    assert [t for t in told if FALSE.search(t)] == [] and len(told) > 100


@pytest.mark.parametrize("base", [ONE, TWO_HATS, facts([part("ana", "m1"), part("beto", "m1")]), facts([part("ana", "m1")], days={"m1": "2031-01-01"})])
def test_no_false_plural_where_there_is_one_of_each(base: Facts) -> None:
    told = list(sentences(tuple(make(Nothing(), ALL, base) for make in SEPARATELY)))
    assert [t for t in told if FALSE.search(t)] == [] and any(re.search(r"\b1 \w", t) for t in told)


def test_one_pair_is_one() -> None:
    made = sector_bridges(Nothing(), ALL, ONE)
    assert found(made, "bridge-person").sentence == Text(
        "ana estuvo en 2 sesiones y es lo único que une a 1 pareja de personas de sectores distintos que no coincidió en ninguna.",
        "ana was in 2 sessions and is the only link between 1 pair of people of different sectors who met in none.")
    assert (number(1, "person"), number(2, "person")) == (Text("1 persona", "1 person"), Text("2 personas", "2 people"))
    assert FALSE.search("une a 1 parejas") and FALSE.search("between 1 people") and not FALSE.search("1 es suya y 1 más")


# --- large corpora ---


def test_a_sentence_names_a_few_and_the_table_all() -> None:
    base = facts([part(f"p{i:02}", "m1") for i in range(40)])
    made = not_quoted(Nothing(), ALL, base)
    nowhere = found(made, "nowhere")
    assert nowhere.sentence.es.endswith(f"p{NAMED - 1:02} y 28 más.") and nowhere.sentence.en.endswith("and 28 more.")
    assert nowhere.numbers[0].value == len(nowhere.numbers[0].claims) == len(made.rows) == 40
    assert some(["a", "b"]) == Text("a; b", "a; b") and some("abc", 2) == Text("a; b y 1 más", "a; b and 1 more")


def wide() -> Section:
    words = Text("x", "x")
    claims = tuple(f"https://example.org/id/{n:04}" for n in range(1000))
    row = (Cell("a" * 40_000), Cell(Text("b" * 40_000, "c")), Cell(1000, claims))
    return Section("wide", words, words, words, columns=(Column("name", words), Column("words", words, "text"), Column("n", words, "number")), rows=(Row("k", row), Row("l", row)),
                   findings=(Finding("f", "k", Text("d" * 40_000, "d"), claims=claims[:3]),))


def test_no_cell_of_a_table_is_longer_than_a_spreadsheet_holds() -> None:
    cells = [c for content in csv_files((wide(),)).values() for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for c in row]
    assert max(map(len, cells)) <= 32_767 and sum(c.endswith(" […]") for c in cells) == 5


def test_a_claim_is_written_once_however_many_numbers_it_backs() -> None:
    told = {f"https://example.org/id/{n:04}": Told(f"https://example.org/id/{n:04}", Text("x", "x"), Text("y", "y"), "", "", False, ()) for n in range(1000)}
    written = to_json((wide(),), told)
    content = json.loads(written)
    assert all(written.count(iri) == 1 for iri in told)
    assert [c["iri"] for c in content["claims"]] == sorted(told)
    row, other = content["sections"][0]["rows"]
    assert row["cells"][2]["evidence"] == other["cells"][2]["evidence"] == 0 and content["groups"] == [list(range(1000)), [0, 1, 2]]
    assert row["cells"][0]["evidence"] is None and content["sections"][0]["findings"][0]["evidence"] == 1 and content["format"] == 2


def test_progress_is_told_after_each_section(invented: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks: list[int] = []
    assert len(sections(invented, ALL, lambda: ticks.append(1))) == len(ticks) == COUNT

    class Bar:
        steps = 0

        def __enter__(self) -> Bar:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def add_task(self, _name: str, total: int) -> int:
            self.steps -= total
            return 0

        def advance(self, _task: int) -> None:
            self.steps += 1

    shown = Bar()
    monkeypatch.setattr("kg.cli.findings.bar", lambda: shown)
    run("--build", str(invented.folder), "findings", "-o", str(tmp_path))
    assert shown.steps == 0 and (tmp_path / "index.html").is_file()


def test_a_graph_without_documents_has_a_note_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    build_lines(tmp_path, [], set(), "<https://example.org/derived>", lambda *_: None)
    assert sources_note(Reader(tmp_path)) == Text("Fuentes: el grafo no tiene documentos.", "Sources: the graph has no document.")
