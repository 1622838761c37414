"""Change over time: from one event to the next, who is new, who stays, who leaves, who comes back; of people, institutions, municipalities and themes.

Two reports are two meetings, not two states of one thing: who "leaves" is only not in the next report.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kg.findings.facts import PREFIX, UNDATED, Event, Facts, Rows, read_facts
from kg.findings.finding import Cell, Column, Finding, Number, Row, Scope, Section, merged
from kg.findings.words import number as counted
from kg.findings.words import some
from kg.model.text import Text

By = Literal["event", "session"]
KINDS = {"person": Text("personas", "people"), "institution": Text("instituciones", "institutions"), "municipality": Text("municipios", "municipalities"), "theme": Text("temas", "themes")}
"""What is followed. People took part; institutions are those of the offices they wore, municipalities those of these institutions; themes were spoken of."""
STATES = {"stays": Text("sigue", "stays"), "new": Text("por primera vez", "for the first time"), "returns": Text("vuelve", "comes back"), "leaves": Text("no está", "is not there")}
"""``new``: in no earlier event. ``stays``: in the one before too. ``returns``: in an earlier one, not in the one before. ``leaves``: in the one before, not in this one."""
SOURCE = Text(
    "Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x: lo común entre todo lo que hay en uno u otro. Coeficiente de solapamiento (Szymkiewicz y Simpson; Vijaymeena y Kavitha 2016, "
    "doi:10.5121/mlaij.2016.3103): lo común entre el menor de los dos.",
    "Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x: what is common over all there is in either. Overlap coefficient (Szymkiewicz and Simpson; Vijaymeena and Kavitha 2016, "
    "doi:10.5121/mlaij.2016.3103): what is common over the smaller of the two.")
_BODIES = "SELECT ?part ?hat ?body ?town { ?part a kg:Participation ; kg:hat ?hat . ?hat org:organization ?body . OPTIONAL { ?body kg:municipality ?town } }"
_PLACED = "SELECT ?fact ?body ?town { ?fact a kg:FactClaim ; kg:about ?body ; kg:property ?p ; kg:value ?town . VALUES ?p { kg:municipality kg:governs } }"
_DATED = "SELECT ?fact ?e { ?fact a kg:FactClaim ; kg:about ?e ; kg:property kg:heldOn ; kg:inferenceMethod ?m }"
Members = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Moment:
    """A point in time: an event, or, by session, the sessions of one day. ``day``: ISO, of its first day; "" when no report gives one (then it comes last)."""

    key: str
    name: str
    day: str
    events: tuple[str, ...]
    last: str = ""


@dataclass(frozen=True)
class Step:
    """From a moment (None: the first has none before it) to the next, of one kind: who is in each state, by IRI or notation, sorted, with ``claims`` of each in each moment.

    ``seen``: how many there have been so far, and ``ever`` the claims that say so. ``jaccard`` and ``overlap``: 0 (nothing common) to 1; None when they would be over nothing.
    """

    kind: str
    before: Moment | None
    after: Moment
    was: Members
    now: Members
    states: Mapping[str, tuple[str, ...]]
    seen: int
    ever: tuple[str, ...] = ()

    @property
    def jaccard(self) -> float | None:
        """Return |A∩B| / |A∪B|. By hand: {a, b} and {b, c, d} give 1/4."""
        whole = len(set(self.was) | set(self.now))
        return len(self.states["stays"]) / whole if self.before and whole else None

    @property
    def overlap(self) -> float | None:
        """Return |A∩B| / min(|A|, |B|). By hand: {a, b} and {b, c, d} give 1/2."""
        least = min(len(self.was), len(self.now))
        return len(self.states["stays"]) / least if self.before and least else None

    def claims(self, state: str) -> tuple[str, ...]:
        """Return the claims behind a state: of who leaves, those of the moment before; of who stays, of both."""
        return merged(*(self.now.get(x, ()) for x in self.states[state]), *(self.was.get(x, ()) for x in self.states[state] if state in ("stays", "leaves")))


def moments(facts: Facts, by: By = "event") -> list[Moment]:
    """Return whole events by first day, then IRI; or, by session, the days on which sessions were held: which of two sessions of one day came first is seldom written.

    Those without a date come last. Only events in which somebody took part or something was said count.
    """
    if by == "event":
        parts: dict[str, list[str]] = defaultdict(list)
        for event in facts.events.values():
            parts[event.root].append(event.iri)
        return [Moment(e.iri, e.name, e.days[0] if e.days else "", tuple(parts[e.iri]), e.days[-1] if e.days else "") for e in facts.roots]
    used = {p.session for p in facts.parts} | {s.session for s in facts.said}
    days: dict[str, list[Event]] = defaultdict(list)
    for event in facts.events.values():
        if event.iri in used:
            days[event.order[0] if event.days else f"{UNDATED} {event.iri}"].append(event)
    made = []
    for _, there in sorted(days.items()):
        day, last = (there[0].days[0], there[0].days[-1]) if there[0].days else ("", "")
        made.append(Moment(there[0].iri, f"{facts.names(e.root for e in there)} · {day}" if day else there[0].name, day, tuple(e.iri for e in there), last))
    return made


def steps(reader: Rows, facts: Facts, by: By = "event", themes: frozenset[str] = frozenset()) -> list[Step]:
    """Return, for each kind and each moment in order, what changed since the moment before. ``themes``: only these notations, all when empty.

    A moment of which a report gives no participant is none for people, bodies and municipalities; one of which it gives no words is none for themes: that is not known, not zero.
    """
    every = moments(facts, by)
    of = _members(reader, facts, every, themes)
    made = []
    spoken, attended = _spoken(facts, every), _attended(facts, every)
    for kind in KINDS:
        line = [m for m in every if m.key in (spoken if kind == "theme" else attended)]
        seen: set[str] = set()
        ever: set[str] = set()
        was: Members = {}
        for i, moment in enumerate(line):
            now = of[kind, moment.key]
            states = {"stays": set(now) & set(was), "new": set(now) - seen, "returns": (set(now) & seen) - set(was), "leaves": set(was) - set(now)}
            seen |= set(now)
            ever.update(*now.values())
            made.append(Step(kind, line[i - 1] if i else None, moment, was, now, {s: tuple(sorted(x)) for s, x in states.items()}, len(seen), tuple(sorted(ever))))
            was = now
    return made


def _attended(facts: Facts, line: list[Moment]) -> set[str]:
    """Return the moments in which somebody took part."""
    there = {p.session for p in facts.parts}
    return {m.key for m in line if there.intersection(m.events)}


def _spoken(facts: Facts, line: list[Moment]) -> set[str]:
    """Return the moments in which something was said."""
    there = {s.session for s in facts.said}
    return {m.key for m in line if there.intersection(m.events)}


def _members(reader: Rows, facts: Facts, line: list[Moment], themes: frozenset[str]) -> dict[tuple[str, str], Members]:
    """Return who or what is in each moment, with the claims that say so."""
    at = {event: m.key for m in line for event in m.events}
    found: dict[tuple[str, str], dict[str, set[str]]] = {(kind, m.key): defaultdict(set) for kind in KINDS for m in line}
    session = {p.claim: p.session for p in facts.parts}
    for part in facts.parts:
        if part.session in at:
            found["person", at[part.session]][part.person].add(part.claim)
    placed: dict[tuple[str, str], set[str]] = defaultdict(set)
    for fact, body, town in reader.rows(PREFIX + _PLACED):
        placed[body or "", town or ""].add(fact or "")
    for row in reader.rows(PREFIX + _BODIES):
        claim, hat, body, town = (v or "" for v in row)
        if (moment := at.get(session.get(claim, ""))) is not None:
            found["institution", moment][body].update((claim, hat))
            if town:
                found["municipality", moment][town].update((claim, hat), placed[body, town])
    for said in facts.said:
        for theme in said.themes:
            if said.session in at and (not themes or theme in themes):
                found["theme", at[said.session]][theme].add(said.claim)
    return {key: {x: tuple(sorted(claims)) for x, claims in sorted(members.items())} for key, members in found.items()}


def changes(reader: Rows, scope: Scope | None = None, facts: Facts | None = None, by: By = "event") -> Section:
    """Return growth and change from event to event (or, by session, from day to day), and, below, each one by name.

    Counts are of people, bodies, municipalities or themes; ``jaccard`` and ``overlap`` go from 0 to 1. Hand-checked example: in the invented corpus Lucía and Tomás took part in the
    Foro, Lucía and Noé in the Taller: 1 stays, 1 is new, 1 is not there; Jaccard 1/3, overlap 1/2, 3 people so far.
    """
    known = facts or read_facts(reader)
    found = steps(reader, known, by, frozenset(scope.themes) if scope else frozenset())
    number = [Column(id, title, "number", about) for id, title, about in (
        ("there", Text("Hay", "There"), None), ("new", Text("Por primera vez", "For the first time"), Text("no estaban en ningún evento anterior", "in no earlier event")),
        ("stays", Text("Siguen", "Stay"), Text("estaban en el anterior", "were in the one before")),
        ("returns", Text("Vuelven", "Come back"), Text("estaban en uno más atrás", "were in one further back")),
        ("leaves", Text("No están", "Not there"), Text("estaban en el anterior y no en este", "were in the one before and not in this one")),
        ("so-far", Text("En total hasta aquí", "So far"), Text("distintos, contados una vez", "different ones, counted once")),
        ("overlap", Text("Solapamiento", "Overlap"), Text("0 a 1", "0 to 1")), ("jaccard", Text("Jaccard", "Jaccard"), Text("0 a 1", "0 to 1")))]
    return Section(
        "changes" if by == "event" else "changes-by-day",
        Text("De un evento al siguiente", "From one event to the next") if by == "event" else Text("De un día de sesiones al siguiente", "From one day of sessions to the next"),
        Text("Quién se suma, quién sigue y quién no aparece en el siguiente; si el círculo crece o se renueva.",
             "Who joins, who stays and who is not in the next one; whether the circle grows or renews itself."),
        Text("Los eventos van por su primer día. Personas: las que participaron; instituciones: las del cargo que llevaban; municipios: los de esas instituciones; temas: los de lo dicho.",
             "Events go by their first day. People: those who took part; institutions: those of the office worn; municipalities: those of these institutions; themes: those of what was said."),
        SOURCE, tuple(_caveats(reader, known, moments(known, by))),
        (Column("kind", Text("Qué", "What"), "text"), Column("event", Text("Evento", "Event")), Column("day", Text("Día", "Day")), *number),
        tuple(_row(s) for s in found), tuple(_findings(found)), empty=Text("No hay eventos con participantes.", "There are no events with participants."), parts=(_names(known, found, by),))


def _row(step: Step) -> Row:
    cells = [Cell(KINDS[step.kind]), Cell(step.after.name, (), step.after.key), Cell(step.after.day), Cell(len(step.now), merged(*step.now.values()))]
    for state in ("new", "stays", "returns", "leaves"):
        first = step.before is None and state != "new"
        cells.append(Cell() if first else Cell(len(step.states[state]), step.claims(state)))
    both = merged(*step.was.values(), *step.now.values())
    shares = [Cell() if value is None else Cell(round(value, 3), both) for value in (step.overlap, step.jaccard)]
    return Row(f"{step.kind} {step.after.day or UNDATED} {step.after.key}", (*cells, Cell(step.seen, step.ever), *shares))


def _findings(found: list[Step]) -> Iterator[Finding]:
    for step in found:
        if step.before is None or not (step.was or step.now):
            continue
        what, n = KINDS[step.kind], {state: len(step.states[state]) for state in STATES}
        back = Text(f"{n['returns']} de vuelta, ", f"{n['returns']} back, ") if n["returns"] else Text("", "")
        numbers = tuple(Number(STATES[state], n[state], step.claims(state)) for state in STATES)
        yield Finding(
            f"{step.kind}-{_slug(step.after.key)}", f"change-{step.kind}",
            Text(f"De «{step.before.name}» a «{step.after.name}», {what.es}: {n['stays']} en ambos, {back.es}{n['new']} por primera vez, {n['leaves']} solo en el anterior.",
                 f"From “{step.before.name}” to “{step.after.name}”, {what.en}: {n['stays']} in both, {back.en}{n['new']} for the first time, {n['leaves']} only in the one before."),
            numbers, merged(*(x.claims for x in numbers)), caveat=_MEETINGS)


def _slug(key: str) -> str:
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in key.rsplit("/", 1)[-1].lower()).strip("-")


_MEETINGS = Text("Dos informes son dos reuniones, con su programa y sus invitados: quien no está en el segundo no por eso se fue, ni quien está llegó por sí mismo.",
                 "Two reports are two meetings, each with its programme and its guests: who is not in the second did not thereby leave, nor did who is in it come of themselves.")


def _caveats(reader: Rows, facts: Facts, line: list[Moment]) -> Iterator[Text]:
    """Say what the order and the few events leave open."""
    yield _MEETINGS
    if len(line) < 10:
        few = counted(len(line), "moment")
        yield Text(f"{'Es' if len(line) == 1 else 'Son'} {few.es}: lo que cambia de uno a otro no es una tendencia.",
                   f"There {'is' if len(line) == 1 else 'are'} {few.en}: what changes from one to the next is no trend.")
    inferred = {e for _, e in reader.rows(PREFIX + _DATED)}
    spoken, attended = _spoken(facts, line), _attended(facts, line)
    for es, en, after, which in (
            ("La fecha se infiere, al menos en parte, en", "The date is inferred, at least in part, in", Text("", ""), [m.name for m in line if inferred & set(m.events)]),
            ("Sin fecha, y por eso al final", "Without a date, and so at the end", Text("", ""), [m.name for m in line if not m.day]),
            ("Los informes no dan palabra alguna de", "The reports give no words of", Text(" No se cuenta para los temas.", " It does not count for themes."),
             [m.name for m in line if m.key not in spoken]),
            ("Los informes no dan participantes de", "The reports give no participants of", Text("", ""), [m.name for m in line if m.key not in attended])):
        if which:
            yield Text(f"{es}: {some(which).es}.{after.es}", f"{en}: {some(which).en}.{after.en}")
    for one, other in itertools.pairwise(line):
        if other.day and one.last >= other.day:
            yield Text(f"Coinciden en el tiempo: «{one.name}» y «{other.name}».", f"They overlap in time: “{one.name}” and “{other.name}”.")


def _names(facts: Facts, found: list[Step], by: By) -> Section:
    """Return each one by name: what, in which event, in which state."""
    rows = []
    for step in found:
        for state in STATES if step.before else ("new",):
            for x in step.states[state]:
                label = facts.concept("theme", x) if step.kind == "theme" else Text(facts.name(x), facts.name(x))
                claims = merged(step.now.get(x, ()), step.was.get(x, ()) if state in ("stays", "leaves") else ())
                rows.append(Row(f"{step.kind} {step.after.day or UNDATED} {step.after.key} {state} {x}", (
                    Cell(KINDS[step.kind]), Cell(step.after.name, (), step.after.key), Cell(STATES[state]), Cell(label, claims, "" if step.kind == "theme" else x))))
    return Section(
        "changes-names" if by == "event" else "changes-by-day-names", Text("Quién es nuevo, quién sigue, quién no está", "Who is new, who stays, who is not there"),
        Text("Cada persona, institución, municipio y tema de la tabla de arriba, con lo que lo respalda.", "Each person, institution, municipality and theme of the table above, with what backs it."),
        Text("En el primer evento todos son nuevos.", "In the first event all are new."),
        columns=(Column("kind", Text("Qué", "What"), "text"), Column("event", Text("Evento", "Event")), Column("state", Text("Estado", "State"), "text"),
                 Column("name", Text("Nombre", "Name"), "text")),
        rows=tuple(rows), empty=Text("No hay eventos con participantes.", "There are no events with participants."))
