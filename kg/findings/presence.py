"""Who appears in several events or sessions, and who was listed without being quoted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.findings.facts import SILENT_ROLES, Facts, Part, Rows, Said, read_facts
from kg.findings.finding import Cell, Column, Finding, Number, Row, Scope, Section, merged
from kg.findings.words import number, some
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
        f"{number(len(many), 'person').es} de {people} {'aparece' if len(many) == 1 else 'aparecen'} en más de un evento; {len(rows)} en más de una sesión.",
        f"{number(len(many), 'person').en} of {people} {'appears' if len(many) == 1 else 'appear'} in more than one event; {len(rows)} in more than one session."),
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
    anywhere: dict[str, list[Said]] = defaultdict(list)
    for said in found.said:
        for speaker in said.speakers:
            spoken[speaker].append(said)
        for other in said.others:
            doubtful[other, said.session].append(said)
            anywhere[other].append(said)
    silent = [p for p in found.parts if (p.person, p.session) not in here]
    silent.sort(key=lambda p: (_duty(p), found.events[p.session].order if p.session in found.events else ("", p.session), found.name(p.person), p.claim))
    rows = [_silent(found, p, spoken[p.person], doubtful[p.person, p.session]) for p in silent]
    voices = _Voices(here, spoken, doubtful, anywhere)
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
        rows=tuple(rows), findings=tuple(_silent_findings(found, silent, voices)), empty=Text("Toda persona listada tiene alguna intervención.", "Everybody listed has some statement."))


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


@dataclass(frozen=True)
class _Voices:
    """Who is quoted: (person, session) with a statement, statements of each person, and those whose speaker may be them instead, by session and in all."""

    here: set[tuple[str, str]]
    spoken: Mapping[str, list[Said]]
    doubtful: Mapping[tuple[str, str], list[Said]]
    anywhere: Mapping[str, list[Said]]


def _in_doubt(said: Iterable[Said], people: int) -> tuple[tuple[str, ...], Text | None]:
    """Return the claims and the words for statements that may be of those said not to be quoted; without any, nothing."""
    claims = merged([s.claim for s in said])
    if not claims:
        return (), None
    these, whose = number(len(claims), "statement"), number(people, "person")
    return claims, Text(f"Está en duda: {these.es} de otra persona, por inferencia, podría{'' if len(claims) == 1 else 'n'} ser de {whose.es} de estas.",
                        f"In doubt: {these.en} attributed to somebody else by inference may be of {whose.en} of these.")


def _silent_findings(facts: Facts, silent: list[Part], voices: _Voices) -> list[Finding]:
    """Say how many were listed and not quoted, where nobody is, and who is quoted nowhere. Participations of those who moderate or report are left out above and below the line."""
    expected, every = ([p for p in group if p.role not in SILENT_ROLES] for group in (silent, facts.parts))
    if not expected:
        return []
    claims, of = merged([p.claim for p in expected]), number(len(every), "participation")
    doubt, caveat = _in_doubt((s for p in expected for s in voices.doubtful.get((p.person, p.session), ())), len({p.person for p in expected if (p.person, p.session) in voices.doubtful}))
    made = [Finding("listed", "count", Text(
        f"{len(expected)} de {of.es} no {'tiene' if len(expected) == 1 else 'tienen'} ninguna intervención recogida (sin contar las de quien modera o relata).",
        f"{len(expected)} of {of.en} {'has' if len(expected) == 1 else 'have'} no statement reported (not counting those of whoever moderates or reports)."),
        (Number(Text("participaciones sin cita", "participations not quoted"), len(expected), claims),
         Number(Text("participaciones", "participations"), len(every), merged([p.claim for p in every]))), merged(claims, doubt), "inferred" if doubt else "stated", caveat)]
    made += _whole_sessions(facts, every, voices)
    nowhere = sorted({p.person for p in expected if not voices.spoken.get(p.person)}, key=lambda p: (facts.name(p), p))
    if nowhere:
        never_heard = set(nowhere)
        never, who, names = merged([p.claim for p in expected if p.person in never_heard]), number(len(nowhere), "person"), some(facts.name(p) for p in nowhere)
        doubt, caveat = _in_doubt((s for p in nowhere for s in voices.anywhere.get(p, ())), sum(p in voices.anywhere for p in nowhere))
        made.append(Finding("nowhere", "nowhere", Text(
            f"{who.es} no se {'cita' if len(nowhere) == 1 else 'citan'} en ningún evento (sin contar a quien solo modera o relata): {names.es}.",
            f"{who.en} {'is' if len(nowhere) == 1 else 'are'} quoted in no event (not counting those who only moderate or report): {names.en}."),
            (Number(Text("personas sin cita alguna", "people never quoted"), len(nowhere), never),), merged(never, doubt), "inferred" if doubt else "stated", caveat))
    return made


def _whole_sessions(facts: Facts, every: list[Part], voices: _Voices) -> Iterable[Finding]:
    """Yield the sessions of which no word is given of anybody but those who moderate or report, most people first; these are named apart."""
    there: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for part in every:
        there[part.session][part.person].append(part.claim)
    lead: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for part in facts.parts:
        if part.role in SILENT_ROLES and part.person not in there.get(part.session, ()):
            lead[part.session][part.person].append(part.claim)
    silent = [s for s, people in there.items() if not any((p, s) in voices.here for p in people)]
    for place, session in enumerate(sorted(silent, key=lambda s: (-len(there[s]), s)), 1):
        claims, n, led = merged(*there[session].values()), number(len(there[session]), "person"), sorted(lead[session])
        doubt, caveat = _in_doubt((s for p in there[session] for s in voices.doubtful.get((p, session), ())), sum((p, session) in voices.doubtful for p in there[session]))
        name, numbers = facts.name(session), [Number(Text("personas", "people"), len(there[session]), claims)]
        told = Text(f"De «{name}» el informe no recoge palabra de nadie: {n.es}.", f"Of “{name}” the report gives no word of anybody: {n.en}.")
        if led:
            quoted = sum((p, session) in voices.here for p in led)
            numbers.append(Number(Text("moderan o relatan", "moderate or report"), len(led), merged(*lead[session].values())))
            told = Text(f"De «{name}» el informe no recoge palabra de quien participó sin moderar ni relatar: {n.es}. Aparte, modera o relata: {number(len(led), 'person').es}, "
                        f"con palabras recogidas de {quoted}.",
                        f"Of “{name}” the report gives no word of whoever took part without moderating or reporting: {n.en}. Apart, moderating or reporting: "
                        f"{number(len(led), 'person').en}, with words reported of {quoted}.")
        yield Finding(f"whole-session-{place}", "whole-session", told, tuple(numbers), merged(claims, doubt), "inferred" if doubt else "stated", caveat)
