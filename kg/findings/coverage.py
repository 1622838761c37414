"""Sectors and roles that nobody in these reports stands for, or only one voice.

"Absent" always means: nobody in these reports. It does not say that they were not invited, nor that they were not in the room.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.findings.facts import Facts, Part, Rows, Said, read_facts
from kg.findings.finding import Cell, Column, Finding, Number, Row, Scope, Section, merged
from kg.findings.words import some
from kg.model.text import Text

Voices = Mapping[str, Iterable[tuple[str, str]]]  # contribution -> (speaker, notation)


@dataclass(frozen=True)
class _Scheme:
    """A vocabulary that is covered or not. ``worn``: it rests on offices. ``of_part``: notations of each participation; ``voices``: who spoke in which; ``lent``: by person and session without
    an office, what offices known give, with the claims."""

    scheme: str
    ident: str
    title: Text
    what: Text
    meaning: Text
    worn: bool
    of_part: Mapping[str, tuple[str, ...]]
    voices: Voices
    lent: Mapping[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]]


def absent_sectors(reader: Rows, _scope: Scope, facts: Facts | None = None) -> Section:
    """Return how many people and voices each sector of the scheme had, those absent first; below, by event.

    A person is of the sector of the office worn in the session; a voice is somebody with a statement reported, in their own office. Hand-checked example: in the invented corpus
    government has 1 person and 1 voice, academia 2 and 2, and the seven others none.
    """
    found = facts or read_facts(reader)
    return _coverage(found, _Scheme(
        "sector", "sectors", Text("Sectores ausentes o con una sola voz", "Sectors absent or with one voice"), Text("Sector", "Sector"),
        Text("Qué sectores no tuvieron a nadie, o a una sola persona que hable por todos.", "Which sectors had nobody, or one person speaking for all."), True,
        {p.claim: p.hat.sectors for p in found.parts}, {s.claim: s.worn for s in found.said}, {key: (seat.sectors, seat.claims) for key, seat in found.seats().items() if seat.lent}))


def absent_roles(reader: Rows, _scope: Scope, facts: Facts | None = None) -> Section:
    """Return how many people had each role of the scheme, those absent first; below, by event. A voice is somebody in that role with a statement reported in that session."""
    found = facts or read_facts(reader)
    roles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for part in found.parts:
        roles[part.person, part.session].add(part.role)
    voices = {s.claim: tuple((speaker, role) for speaker in s.speakers for role in sorted(roles.get((speaker, s.session), ()))) for s in found.said}
    return _coverage(found, _Scheme("participation-role", "roles", Text("Papeles ausentes o con una sola voz", "Roles absent or with one voice"), Text("Papel", "Role"),
                                    Text("Qué papeles no tuvo nadie según los informes.", "Which roles nobody had, by the reports."), False,
                                    {p.claim: (p.role,) for p in found.parts}, voices, {}))


class _Count:
    """People and voices of one concept, in one event or in all. ``worn``: it rests on the offices worn, too. ``known``: claims of people there who hold such an office though none was given."""

    def __init__(self, parts: Iterable[Part], heard: Iterable[tuple[Said, str]], worn: bool, known: tuple[str, ...]) -> None:
        here, words = list(parts), list(heard)
        self.people, self.there = len({p.person for p in here}), merged(*(p.claims if worn else (p.claim,) for p in here))
        self.voices, self.words = len({v for _, v in words}), merged([s.claim for s, _ in words])
        self.inferred, self.known = any(s.inferred for s, _ in words), known

    def status(self) -> Text:
        """Return the state in words."""
        if not self.people:
            return _LENT if self.known else Text("○ ausente", "○ absent")
        return Text("◔ sin voz recogida", "◔ no voice reported") if not self.voices else Text("◐ una sola voz", "◐ one voice") if self.voices == 1 else Text("● varias voces", "● several voices")

    def cells(self) -> tuple[Cell, Cell, Cell]:
        """Return people, voices and status."""
        return Cell(self.people, self.there), Cell(self.voices, self.words), Cell(self.status(), merged(self.there, self.words, () if self.people else self.known))


_LENT = Text("◌ solo por cargos conocidos: el informe no dice con cuál participó", "◌ only by offices known: the report does not say which was worn")
_NOTE = Text("Participó alguien que tiene un cargo así, pero el informe no dice que lo hiciera con él: no se cuenta.",
             "Somebody who holds such an office took part, but the report does not say in it: not counted.")


def _coverage(facts: Facts, of: _Scheme) -> Section:
    """Return the section of a scheme: one row a concept; below, one a concept and event."""
    total, by_event = [], []
    for notation, name in sorted(facts.concepts.get(of.scheme, {}).items()):
        parts = [p for p in facts.parts if notation in of.of_part[p.claim]]
        said = [(s, who) for s in facts.said for who, n in of.voices[s.claim] if n == notation]
        known = [(session, claims) for (_, session), (held, claims) in sorted(of.lent.items()) if notation in held]
        count = _Count(parts, said, of.worn, merged(*(claims for _, claims in known)))
        total.append(_row(notation, (Cell(name),), count))
        for event in facts.roots:
            one = _Count([p for p in parts if facts.root(p.session) == event.iri], [(s, who) for s, who in said if facts.root(s.session) == event.iri], of.worn,
                         merged(*(claims for session, claims in known if facts.root(session) == event.iri)))
            by_event.append(_row(f"{notation} {event.iri}", (Cell(name), Cell(event.name, (), event.iri)), one))
    total.sort(key=lambda r: (r.cells[1].value, r.cells[2].value, r.key))
    columns = (Column(of.ident, of.what, "text"), Column("people", Text("Personas", "People"), "number"), Column("voices", Text("Voces", "Voices"), "number"),
               Column("status", Text("Situación", "Status"), "text"))
    method = Text("Cada concepto del vocabulario, con las personas que participaron y aquellas de quienes se recoge alguna intervención en esa calidad. "
                  "De una intervención de varias personas, cada una cuenta solo en la suya.",
                  "Each concept of the vocabulary, with the people who took part and those of whom some statement is reported in that capacity. "
                  "Of a statement by several people each one counts in their own only.")
    below = Section(f"{of.ident}-by-event", Text(f"{of.what.es} por evento", f"{of.what.en} by event"), of.meaning, method,
                    columns=(columns[0], Column("event", Text("Evento", "Event")), *columns[1:]), rows=tuple(by_event))
    return Section(of.ident, of.title, of.meaning, method, caveats=(
        Text("«Ausente» quiere decir que nadie figura así en estos informes; el vocabulario es de este proyecto, no una lista de quienes debían estar.",
             "“Absent” means that nobody appears so in these reports; the vocabulary is this project's, not a list of who should have been there."),),
        columns=columns, rows=tuple(total), findings=(*_findings(total, of.worn), *_event_findings(facts, by_event, of.worn)), parts=(below,) if by_event else ())


def _row(key: str, first: tuple[Cell, ...], count: _Count) -> Row:
    return Row(key, (*first, *count.cells()), "inferred" if count.inferred else "stated", _NOTE if count.known and not count.people else None)


def _absent(row: Row) -> bool:
    """Tell whether a row's concept has nobody, not even by offices known."""
    return not row.cells[-3].value and row.note is None


def _findings(rows: list[Row], worn: bool) -> list[Finding]:
    """Say what is absent, what is only known of people whose office the report does not give, what has one voice or none."""
    gone = Text("Nadie participó con cargo de", "Nobody took part with an office of") if worn else Text("Papeles que nadie tuvo, según los informes", "Roles nobody had, by the reports")
    made = []
    for kind, told, kept in (
            ("absent", gone, [r for r in rows if _absent(r)]),
            ("office-unknown", Text("Nadie participó con cargo de estos sectores según los informes, pero sí personas a quienes se les conoce uno",
                                    "By the reports nobody took part with an office of these sectors, but people known to hold one did"), [r for r in rows if r.note]),
            ("one-voice", Text("Con una sola voz recogida", "With one voice reported"), [r for r in rows if r.cells[1].value and r.cells[2].value == 1]),
            ("no-voice", Text("Presentes y sin ninguna voz recogida", "Present and with no voice reported"), [r for r in rows if r.cells[1].value and not r.cells[2].value])):
        if kept:
            claims, names = merged(*(r.claims for r in kept)), some(r.cells[0].text() for r in kept)
            made.append(Finding(kind, kind, Text(f"{told.es}: {names.es}.", f"{told.en}: {names.en}."), (Number(Text("cuántos", "how many"), len(kept), claims),), claims,
                                "inferred" if any(r.sure == "inferred" for r in kept) else "stated"))
    return made


def _event_findings(facts: Facts, rows: list[Row], worn: bool) -> list[Finding]:
    """Say, event by event, which concepts nobody stands for: what the total hides. Behind it are all the participations looked through."""
    made = []
    told = Text("nadie participó con cargo de", "nobody took part with an office of") if worn else Text("nadie figura como", "nobody appears as")
    for place, event in enumerate(facts.roots if len(facts.roots) > 1 else (), 1):
        none = [r.cells[0].text() for r in rows if r.cells[1].entity == event.iri and _absent(r)]
        if none:
            seen, names = merged([p.claim for p in facts.parts if facts.root(p.session) == event.iri]), some(none)
            made.append(Finding(f"absent-event-{place}", "absent-event", Text(f"En «{event.name}» {told.es}: {names.es}.", f"In “{event.name}” {told.en}: {names.en}."),
                                (Number(Text("participaciones revisadas", "participations looked through"), len(seen), seen),), seen))
    return made
