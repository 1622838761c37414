"""Who appears in several events or sessions, and who was listed without being quoted."""

from __future__ import annotations

from collections import Counter, defaultdict

from kg.findings.facts import SILENT_ROLES, Facts, Part, Rows, Said, read_facts
from kg.findings.finding import Cell, Column, Finding, Number, Row, Scope, Section, merged
from kg.model.text import Text

_PERSON = Column("person", Text("Persona", "Person"))
_SECTORS = Column("sectors", Text("Sectores", "Sectors"), "text", Text("los de los cargos con que participó", "those of the offices in which they took part"))


def several_events(reader: Rows, _scope: Scope, facts: Facts | None = None) -> Section:
    """Return who took part in two sessions or more, those of several events first.

    A session is an event no other event is part of; an event, one that is part of none. Hand-checked example: in the invented corpus of the tests
    Lucía Prado Nieto is in a table of the Foro and in the Taller: 2 events, 2 sessions, and she is the only one.
    """
    found = facts or read_facts(reader)
    by_person: dict[str, list[Part]] = defaultdict(list)
    for part in found.parts:
        by_person[part.person].append(part)
    spoken: dict[str, list[Said]] = defaultdict(list)
    for said in found.said:
        for speaker in said.speakers:
            spoken[speaker].append(said)
    rows = [_several(found, person, parts, spoken[person]) for person, parts in by_person.items() if len({p.session for p in parts}) > 1]
    rows.sort(key=lambda r: (-_int(r.cells[2]), -_int(r.cells[3]), -_int(r.cells[5]), r.cells[0].text().es, r.key))
    many = [r for r in rows if _int(r.cells[2]) > 1]
    people = len(by_person)
    findings = [Finding("several-events", "count", Text(
        f"{_persons(len(many)).es} de {people} {'aparece' if len(many) == 1 else 'aparecen'} en más de un evento; {len(rows)} en más de una sesión.",
        f"{_persons(len(many)).en} of {people} {'appears' if len(many) == 1 else 'appear'} in more than one event; {len(rows)} in more than one session."),
        (Number(Text("en varios eventos", "in several events"), len(many), merged(*(r.cells[2].claims for r in many))),
         Number(Text("en varias sesiones", "in several sessions"), len(rows), merged(*(r.cells[3].claims for r in rows)))),
        merged(*(r.cells[3].claims for r in rows)))] if people else []
    return Section(
        "several-events", Text("Quién aparece en varios eventos", "Who appears in several events"),
        Text("Quien vuelve puede llevar lo dicho de un evento a otro: es a quien preguntar qué pasó con ello.",
             "Whoever comes back can carry what was said from one event to another: the one to ask what became of it."),
        Text("Se cuentan las sesiones y los eventos en que los informes ponen a cada persona, con cualquier papel.",
             "The sessions and events in which the reports put each person, in any role, are counted."),
        caveats=(Text("Que dos menciones sean la misma persona lo decide el registro de identidades (kg identity); lo que sigue abierto puede cambiar esta lista.",
                      "That two mentions are one person is decided by the identity registry (kg identity); what is still open may change this list."),
                 Text("Los informes no nombran a todas las personas que asistieron.", "The reports do not name everybody who attended.")),
        columns=(_PERSON, _SECTORS, Column("events", Text("Eventos", "Events"), "number"), Column("sessions", Text("Sesiones", "Sessions"), "number"),
                 Column("roles", Text("Papel en cada sesión", "Role in each session"), "text"), Column("statements", Text("Intervenciones recogidas", "Statements reported"), "number")),
        rows=tuple(rows), findings=tuple(findings), empty=Text("Nadie aparece en más de una sesión.", "Nobody appears in more than one session."))


def _persons(n: int) -> Text:
    return Text(f"{n} persona" if n == 1 else f"{n} personas", f"{n} person" if n == 1 else f"{n} people")


def _int(cell: Cell) -> int:
    return cell.value if isinstance(cell.value, int) else 0


def _several(facts: Facts, person: str, parts: list[Part], spoken: list[Said]) -> Row:
    claims, worn = merged([p.claim for p in parts]), merged(*(p.claims for p in parts))
    ordered = sorted(parts, key=lambda p: (facts.events[p.session].order if p.session in facts.events else ("", p.session), p.role))
    told = [(facts.name(p.session), facts.concept("participation-role", p.role)) for p in ordered]
    roles = Text(" · ".join(f"{s}: {r.es}" for s, r in told), " · ".join(f"{s}: {r.en}" for s, r in told))
    inferred = any(s.inferred for s in spoken)
    return Row(person, (Cell(facts.name(person), claims, person), Cell(facts.listed("sector", (s for p in parts for s in p.hat.sectors)), worn),
                        Cell(len({facts.root(p.session) for p in parts}), claims), Cell(len({p.session for p in parts}), claims), Cell(roles, claims),
                        Cell(len(spoken), merged([s.claim for s in spoken]))), "inferred" if inferred else "stated")


def not_quoted(reader: Rows, _scope: Scope, facts: Facts | None = None) -> Section:
    """Return each participation with no statement of that person in that session, and where they are quoted instead.

    Whoever moderates or reports is listed apart, by role: reports seldom give their words. Hand-checked example: in the invented corpus only Lucía, in
    the Taller, is listed and not quoted; she has two statements elsewhere.
    """
    found = facts or read_facts(reader)
    here = {(speaker, s.session) for s in found.said for speaker in s.speakers}
    spoken: dict[str, list[Said]] = defaultdict(list)
    doubtful: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for said in found.said:
        for speaker in said.speakers:
            spoken[speaker].append(said)
        for other in said.others:
            doubtful[other, said.session].append(said)
    silent = [p for p in found.parts if (p.person, p.session) not in here]
    silent.sort(key=lambda p: (_duty(p), found.events[p.session].order if p.session in found.events else ("", p.session), found.name(p.person), p.claim))
    rows = [_silent(found, p, spoken[p.person], doubtful[p.person, p.session]) for p in silent]
    nowhere = sorted({p.person for p in silent if p.role not in SILENT_ROLES and not spoken[p.person]})
    return Section(
        "listed-not-quoted", Text("A quién se listó y no se citó", "Who was listed and not quoted"),
        Text("Estuvieron en la sesión según el informe, pero el informe no recoge nada que dijeran en ella: son voces que se pueden recuperar preguntando.",
             "The report puts them in the session but gives nothing they said there: voices that asking may recover."),
        Text("Participaciones sin ninguna intervención de esa persona en esa misma sesión. Quien modera o relata se marca aparte.",
             "Participations without any statement of that person in that same session. Those who moderate or report are marked apart."),
        caveats=(Text("No ser citado no es haber callado: es lo que el informe no recoge.", "Not being quoted is not having been silent: it is what the report does not give."),
                 Text("Hay párrafos cuyo autor se infirió: la columna «podrían ser suyas» cuenta los de esa sesión en que esta persona es la alternativa.",
                      "Some paragraphs have an inferred speaker: the column “could be theirs” counts those of that session of which this person is the alternative.")),
        columns=(_PERSON, Column("session", Text("Sesión", "Session")), Column("role", Text("Papel", "Role"), "text"), Column("duty", Text("Qué cabía esperar", "What to expect"), "text"),
                 Column("elsewhere", Text("Intervenciones en otras sesiones", "Statements in other sessions"), "number"),
                 Column("could-be-theirs", Text("Podrían ser suyas", "Could be theirs"), "number", Text("atribuciones inferidas a otra persona", "attributions inferred to somebody else"))),
        rows=tuple(rows), findings=tuple(_silent_findings(found, silent, nowhere)), empty=Text("Toda persona listada tiene alguna intervención.", "Everybody listed has some statement."))


_EXPECTED = (Text("se esperaba su voz", "their voice was expected"), Text("asistió; podía hablar o no", "attended; may or may not have spoken"),
             Text("conduce o relata: los informes rara vez recogen sus palabras", "leads or reports: reports seldom give their words"))


def _duty(part: Part) -> int:
    """Return which of ``_EXPECTED`` a role calls for."""
    return 2 if part.role in SILENT_ROLES else int(part.role == "participant")


def _silent(facts: Facts, part: Part, spoken: list[Said], doubtful: list[Said]) -> Row:
    return Row(part.claim, (Cell(facts.name(part.person), (part.claim,), part.person), Cell(facts.name(part.session), (part.claim,), part.session),
                            Cell(facts.concept("participation-role", part.role), (part.claim,)), Cell(_EXPECTED[_duty(part)], (part.claim,)),
                            Cell(len(spoken), merged([s.claim for s in spoken])), Cell(len(doubtful), merged([s.claim for s in doubtful]))),
               "inferred" if doubtful or any(s.inferred for s in spoken) else "stated")


def _silent_findings(facts: Facts, silent: list[Part], nowhere: list[str]) -> list[Finding]:
    """Say how many were listed and not quoted, where most of them are, and who is quoted nowhere."""
    expected = [p for p in silent if p.role not in SILENT_ROLES]
    if not expected:
        return []
    claims = merged([p.claim for p in expected])
    made = [Finding("listed", "count", Text(
        f"{len(expected)} de {len(facts.parts)} participaciones no {'tiene' if len(expected) == 1 else 'tienen'} ninguna intervención recogida (sin contar a quien modera o relata).",
        f"{len(expected)} of {len(facts.parts)} participations {'has' if len(expected) == 1 else 'have'} no statement reported (not counting those who moderate or report)."),
        (Number(Text("participaciones sin cita", "participations not quoted"), len(expected), claims),
         Number(Text("participaciones", "participations"), len(facts.parts), merged([p.claim for p in facts.parts]))), claims)]
    where = Counter(p.session for p in expected)
    all_of = Counter(p.session for p in facts.parts if p.role not in SILENT_ROLES)
    for session, n in sorted(where.items(), key=lambda w: (-w[1], w[0])):
        if n == all_of[session]:
            there = merged([p.claim for p in expected if p.session == session])
            made.append(Finding(f"whole-session-{len(made)}", "whole-session", Text(
                f"De «{facts.name(session)}» el informe no recoge palabra de nadie de sus {n} participantes.", f"Of “{facts.name(session)}” the report gives no word of any of its {n} participants."),
                (Number(Text("participantes", "participants"), n, there),), there))
    if nowhere:
        never_heard = set(nowhere)
        never = merged([p.claim for p in expected if p.person in never_heard])
        names = facts.names(nowhere)
        made.append(Finding("nowhere", "nowhere", Text(f"{_persons(len(nowhere)).es} no se {'cita' if len(nowhere) == 1 else 'citan'} en ningún evento: {names}.",
                                                       f"{_persons(len(nowhere)).en} {'is' if len(nowhere) == 1 else 'are'} quoted in no event: {names}."),
                            (Number(Text("personas sin cita alguna", "people never quoted"), len(nowhere), never),), never))
    return made
