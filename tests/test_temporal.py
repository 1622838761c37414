"""Change over time: who is new, stays, comes back, leaves; the two coefficients by hand; moments without date, without words."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.findings.facts import Event, Facts, Part, Said, read_facts
from kg.findings.finding import Scope, Section
from kg.findings.temporal import Step, changes, moments, steps
from kg.graph.evidence import backing
from kg.graph.store import Reader
from kg.model.text import Text


class Nothing:
    """A graph without bodies or places."""

    def rows(self, _query: str) -> Iterator[tuple[str | None, ...]]:
        yield from ()


def facts(*meetings: tuple[str, str, str]) -> Facts:
    """Meetings as (name, day, who as letters): one event each."""
    events = {name: Event(name, name.upper(), (day,) if day else (), name) for name, day, _ in meetings}
    parts = tuple(Part(f"{name}-{who}", who, name, "panelist") for name, _, people in meetings for who in people)
    return Facts(dict(sorted(events.items(), key=lambda e: e[1].order)), parts, (), {}, {})


def people(found: list[Step]) -> list[Step]:
    return [s for s in found if s.kind == "person"]


def numbers(section: Section, kind: str) -> list[list[object]]:
    """The numbers of the rows of a kind."""
    return [[c.value for c in r.cells[3:]] for r in section.rows if r.key.startswith(f"{kind} ")]


def test_states_and_coefficients_by_hand() -> None:
    first, second, third = people(steps(Nothing(), facts(("m", "2031-01-01", "ab"), ("n", "2031-02-01", "bcd"), ("o", "2031-03-01", "ac"))))
    assert first.states == {"stays": (), "new": ("a", "b"), "returns": (), "leaves": ()} and (first.jaccard, first.overlap, first.seen) == (None, None, 2)
    assert second.states == {"stays": ("b",), "new": ("c", "d"), "returns": (), "leaves": ("a",)}
    assert (second.jaccard, second.overlap, second.seen) == (1 / 4, 1 / 2, 4)
    assert third.states == {"stays": ("c",), "new": (), "returns": ("a",), "leaves": ("b", "d")} and third.seen == 4
    assert second.claims("leaves") == ("m-a",) and second.claims("stays") == ("m-b", "n-b") and third.claims("returns") == ("o-a",)
    assert third.ever == ("m-a", "m-b", "n-b", "n-c", "n-d", "o-a", "o-c")


def test_events_go_by_date_and_those_without_one_last() -> None:
    found = facts(("z", "2031-01-01", "a"), ("a", "2031-05-01", "a"), ("b", "", "a"))
    assert [m.key for m in moments(found)] == ["z", "a", "b"]
    caveats = " ".join(c.en for c in changes(Nothing(), None, found).caveats)
    assert "Without a date, and so at the end: B." in caveats and "There are 3 moments" in caveats


def test_events_that_overlap_in_time_say_so() -> None:
    found = facts(("m", "2031-01-01", "a"), ("n", "2031-01-02", "b"))
    assert "overlap" not in " ".join(c.en for c in changes(Nothing(), None, found).caveats)
    long = Facts({"m": Event("m", "M", ("2031-01-01", "2031-01-09"), "m"), "n": found.events["n"]}, found.parts, (), {}, {})
    assert "They overlap in time: “M” and “N”." in [c.en for c in changes(Nothing(), None, long).caveats]


def test_no_words_is_not_no_themes() -> None:
    base = facts(("m", "2031-01-01", "a"), ("n", "2031-02-01", "a"), ("o", "2031-03-01", "a"))
    said = tuple(Said(f"c{i}", "proposal", e, Text("x", "x"), ("a",), ("water",)) for i, e in enumerate(("m", "o")))
    found = [s for s in steps(Nothing(), Facts(base.events, base.parts, said, {}, {})) if s.kind == "theme"]
    assert [(s.after.key, s.states["stays"]) for s in found] == [("m", ()), ("o", ("water",))]
    assert "The reports give no words of: N. It does not count for themes." in [c.en for c in changes(Nothing(), None, Facts(base.events, base.parts, said, {}, {})).caveats]


def test_empty_and_single() -> None:
    assert changes(Nothing(), None, facts()).rows == ()
    one = changes(Nothing(), None, facts(("m", "2031-01-01", "ab")))
    assert one.findings == () and numbers(one, "person") == [[2, 2, None, None, None, 2, None, None]]
    nobody = people(steps(Nothing(), facts(("m", "2031-01-01", ""), ("n", "2031-01-02", "a"))))
    assert [s.after.key for s in nobody] == ["n"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text("abcde", min_size=1, max_size=6), min_size=1, max_size=5))
def test_states_part_what_there_is(rooms: list[str]) -> None:
    made = people(steps(Nothing(), facts(*((f"m{i}", f"2031-01-0{i + 1}", "".join(sorted(set(r)))) for i, r in enumerate(rooms)))))
    ever: set[str] = set()
    for step, room in zip(made, rooms, strict=True):
        state = {k: set(v) for k, v in step.states.items()}
        assert state["stays"] | state["new"] | state["returns"] == set(room) and sum(map(len, (state["stays"], state["new"], state["returns"]))) == len(set(room))
        assert state["new"] == set(room) - ever and not state["leaves"] & set(room)
        ever |= set(room)
        assert step.seen == len(ever)
        if step.before:
            assert step.jaccard is not None and step.overlap is not None and 0 <= step.jaccard <= step.overlap <= 1


def test_the_invented_corpus_by_hand(invented: Reader) -> None:
    table = changes(invented)
    # Foro: Lucía, Tomás; Taller: Lucía, Noé. The town council and the university are in both, and so is Villa Aurora.
    assert numbers(table, "person") == [[2, 2, None, None, None, 2, None, None], [2, 1, 1, 0, 1, 3, 0.5, 0.333]]
    assert numbers(table, "institution")[1] == [2, 0, 2, 0, 0, 2, 1.0, 1.0]
    assert numbers(table, "municipality")[1] == [1, 0, 1, 0, 0, 1, 1.0, 1.0]
    # Themes: transparency, training, cross-sector-linkage; then training, local-practices.
    assert numbers(table, "theme") == [[3, 3, None, None, None, 3, None, None], [2, 1, 1, 0, 2, 4, 0.5, 0.25]]
    told = [f.sentence.es for f in table.findings if f.kind == "change-person"]
    assert told == ["De «Foro de Gobierno Abierto 2031» a «Taller de datos», personas: 1 en ambos, 1 por primera vez, 1 solo en el anterior."]
    names = {(r.cells[2].text().es, r.cells[3].text().es) for r in table.parts[0].rows if r.key.startswith("person 2031-04")}
    assert names == {("sigue", "Lucía Prado Nieto"), ("por primera vez", "Noé Campos Ruiz"), ("no está", "Tomás Ibarra O’Reyes")}
    assert any("La fecha se infiere" in c.es and "Foro" in c.es for c in table.caveats)
    assert [r.key.split()[0] for r in changes(invented, Scope(themes=("training",))).rows].count("theme") == 2
    assert numbers(changes(invented, Scope(themes=("training",))), "theme")[1][:4] == [1, 0, 1, 0]


def test_real_facts_by_sparql(real: Reader) -> None:
    table = changes(real)
    def ask(query: str) -> int:
        return len(list(real.rows(query)))

    jornadas, congreso = (f"<https://w3id.org/gobierno-abierto/id/evento/{e}>" for e in ("jornadas-2023-jornadas", "congreso-2023-congreso"))
    both = ask(f"SELECT DISTINCT ?p {{ ?p kg:attended {jornadas} , {congreso} }}")
    first, second = (ask(f"SELECT DISTINCT ?p {{ ?p kg:attended {e} }}") for e in (jornadas, congreso))
    assert (first, second, both) == (21, 14, 4)
    assert numbers(table, "person")[1] == [14, 10, 4, 0, 17, 31, round(4 / 14, 3), round(4 / 31, 3)]
    towns = ask(f"SELECT DISTINCT ?m {{ ?m kg:representedAt {jornadas} , {congreso} }}")
    assert numbers(table, "municipality")[1][:4] == [2, 1, towns, 0] and towns == 1
    themes = ask(f"SELECT DISTINCT ?t {{ ?a kg:theme ?t ; kg:inEvent/kg:partOf* {jornadas} . ?b kg:theme ?t ; kg:inEvent/kg:partOf* {congreso} }}")
    assert numbers(table, "theme")[1][2] == themes == 22
    names = {r.cells[3].text().es for r in table.parts[0].rows if r.key.startswith("person 2023-08") and r.cells[2].text().es == "sigue"}
    assert names == {"Carlos de la Peña Jiménez O’Farril", "Clorinda Romo", "Enrique Serrano Arenas", "Sharon Morales Martínez"}
    assert all(backing(real, table.claims).values())


def test_by_session_the_days_are_the_moments(real: Reader) -> None:
    table = changes(real, by="session")
    assert [r.cells[2].value for r in table.rows if r.key.startswith("person ")] == ["2023-06-06", "2023-06-08", "2023-08-03"]
    # Of those in both events two were in June's first session only: they come back after a session without them.
    assert numbers(table, "person")[2][:5] == [14, 10, 2, 2, 13]
    assert [r.cells[2].value for r in table.rows if r.key.startswith("theme ")] == ["2023-06-08", "2023-08-03"]  # nothing said on the 6th is on record
    assert changes(real, by="session") == table
    assert [len(m.events) for m in moments(read_facts(real), "session")] == [1, 1, 3]  # a panel, the exchange, and the keynote with its two panels


def test_every_number_has_its_claims(real: Reader) -> None:
    for row in changes(real).rows:
        for cell in row.cells[3:]:
            assert cell.claims or not cell.value
