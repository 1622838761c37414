"""Bridges between sectors: who sits in sessions and speaks on themes with other sectors, who alone joins people who never met, and which sectors never sat together.

In a session everybody is tied to everybody (a clique), so ties between sectors follow from the guest list alone. What one person adds is what they
join *across* sessions; that is what the main number counts.
"""

from __future__ import annotations

from kg.findings.bridge_room import LARGE, Room
from kg.findings.bridge_tables import brokers, lent, repeated, sector_pairs
from kg.findings.facts import Facts, Rows, read_facts
from kg.findings.finding import Cell, Column, Finding, Number, Row, Scope, Section, merged
from kg.findings.words import number, some
from kg.model.text import Text

SHOWN = 200
"""People in the table, those who join most first."""


def sector_bridges(reader: Rows, _scope: Scope, facts: Facts | None = None) -> Section:
    """Return who joins sectors, most pairs joined by them alone first; below: pairs of sectors, and ties between sectors that repeat.

    Hand-checked example: in the invented corpus Lucía (government) sits with Tomás (academia) in a table and with Noé (academia) in the Taller. She meets
    1 other sector in 2 sessions; Tomás and Noé only have her in common, but both are academia, so she alone joins 0 pairs of different sectors.
    """
    room = Room(facts or read_facts(reader))
    numbers = {}
    for person in sorted(room.sessions, key=lambda p: (-len(room.sessions[p]), p)):
        sessions, sectors = room.met(person)
        if sessions:
            alone, joined = room.alone(person)
            numbers[person] = (alone, len(sectors), len(sessions), room.theme_count(person), joined)
    best = sorted(numbers, key=lambda p: (-(numbers[p][0] or 0), *(-n for n in numbers[p][1:4]), room.facts.name(p), p))
    rows = [_person(room, p, *numbers[p]) for p in best[:SHOWN]]
    return Section(
        "sector-bridges", Text("Puentes entre sectores", "Bridges between sectors"),
        Text("Por quién pasa lo que un sector sabe de otro, y qué sectores no han estado nunca en la misma mesa.",
             "Through whom what one sector knows reaches another, and which sectors have never sat at one table."),
        Text("Se ponen juntas las personas de una misma sesión, cada una con el sector del cargo que llevaba en ella. «Solo por esta persona» cuenta parejas de personas de sectores distintos "
             "(en cualquier sesión) que no comparten ninguna y a las que nadie más ha tratado a la vez.",
             "People of one session are put together, each with the sector of the office worn there. “Through this person alone” counts pairs of people of different sectors "
             "(in any session) who share none and whom nobody else has met both."),
        caveats=_caveats(room), columns=_COLUMNS, rows=tuple(rows), findings=tuple(_findings(room, rows)),
        empty=Text("Nadie coincidió con otro sector en una sesión.", "Nobody met another sector in a session."), parts=(brokers(room), sector_pairs(room), repeated(room)))


_COLUMNS = (
    Column("person", Text("Persona", "Person")), Column("sectors", Text("Sus sectores", "Their sectors"), "text"),
    Column("sessions", Text("Sesiones con otros sectores", "Sessions with other sectors"), "number"), Column("other-sectors", Text("Otros sectores que trató", "Other sectors met"), "number"),
    Column("alone", Text("Parejas unidas solo por esta persona", "Pairs joined through this person alone"), "number"),
    Column("themes", Text("Temas que comparte con otros sectores", "Themes shared with other sectors"), "number"))


def _caveats(room: Room) -> tuple[Text, ...]:
    made = [Text("En una sesión todas las personas quedan unidas con todas: cuántos sectores trata cada quien lo decide la lista de invitados, no la persona. "
                 "Solo quien está en dos sesiones o más puede ser puente.",
                 "In a session everybody is tied to everybody: how many sectors each one meets is decided by the guest list, not by the person. "
                 "Only somebody in two sessions or more can be a bridge."),
            Text(f"Sesiones: {len(room.people)}. Con pocas, una sola sesión más puede cambiar el orden. Estar en la misma sesión no es haber hablado.",
                 f"Sessions: {len(room.people)}. With few, one more may change the order. Being in the same session is not having talked."), *lent(room)]
    if room.steps < 0:
        made.append(Text("Un número vacío: son demasiadas personas para contar las parejas.", "An empty number: there are too many people to count the pairs."))
    if room.large:
        names = some(room.facts.name(s) for s in room.large)
        made.append(Text(f"De las sesiones con más de {LARGE} personas el respaldo muestra una participación de cada sector, no todas: {names.es}.",
                         f"Of sessions with more than {LARGE} people the evidence shows one participation of each sector, not all: {names.en}."))
    return tuple(made)


def _int(cell: Cell) -> int:
    return cell.value if isinstance(cell.value, int) else 0


def _person(room: Room, person: str, alone: int | None, others: int, sessions: int, themes: int, joined: set[str]) -> Row:
    own = room.seats([person], room.sessions[person])
    seats = merged(*(room.beside(person, s) for s in room.met(person)[0]))
    said = [s for found in room.shared_themes(person).values() for s in found]
    return Row(person, (Cell(room.facts.name(person), own, person), Cell(room.facts.listed("sector", room.sectors[person]), own), Cell(sessions, seats), Cell(others, seats),
                        Cell(alone, merged(own, room.seats(joined, room.sessions[person]))), Cell(themes, merged([s.claim for s in said]))),
               "inferred" if any(s.inferred for s in said) else "stated")


def _findings(room: Room, rows: list[Row]) -> list[Finding]:
    """Say who alone joins pairs; and how many ties cross sectors, which in cliques is a matter of the guest list."""
    made = []
    for row in [r for r in rows if _int(r.cells[4])][:5]:
        name, n = row.cells[0].text().es, _int(row.cells[4])
        sessions, pairs = number(len(room.sessions[row.key]), "session"), number(n, "pair")
        met = Text("coincidió", "met") if n == 1 else Text("coincidieron", "met")
        made.append(Finding(f"person-{row.key.rsplit('/', 1)[-1]}", "bridge-person", Text(
            f"{name} estuvo en {sessions.es} y es lo único que une a {pairs.es} de personas de sectores distintos que no {met.es} en ninguna.",
            f"{name} was in {sessions.en} and is the only link between {pairs.en} of people of different sectors who {met.en} in none."),
            (Number(Text("sesiones", "sessions"), len(room.sessions[row.key]), row.cells[0].claims), Number(Text("parejas", "pairs"), n, row.cells[4].claims)), row.cells[4].claims,
            caveat=Text("Cuenta a toda la sesión: no dice que hayan hablado.", "It counts the whole session: it does not say that they talked.")))
    return [*made, *_ties(room)]


def _ties(room: Room) -> list[Finding]:
    """Say how many pairs met, of how many both sectors are known, and of how many they are different."""
    found, everyone = room.ties(), merged(*(seat.claims for seat in room.seat.values()))
    if not everyone:
        return []
    if found is None:
        return [Finding("ties", "clique", Text("No se contó cuántas parejas coincidieron en alguna sesión: son demasiadas.", "How many pairs met in some session was not counted: they are too many."),
                        claims=everyone)]
    if not found.pairs:
        return []
    known = merged(*(seat.claims for seat in room.seat.values() if seat.sectors))
    crossing = merged(*(room.seat[person, session].claims for session in room.people for person in room.crossing(session)))
    met, pairs = Text("Coincidió", "met") if found.pairs == 1 else Text("Coincidieron", "met"), number(found.pairs, "pair")
    told = Text(f"{met.es} en alguna sesión {pairs.es}; se conoce el sector de ambas personas en {found.known}, y es distinto en {found.across}. "
                "Es efecto de quién fue invitado a cada sesión, no prueba de trato.",
                f"{pairs.en} met in some session; the sectors of both people are known in {found.known}, and differ in {found.across}. "
                "That follows from who was invited to each session; it is no proof of dealings.")
    return [Finding("ties", "clique", told, (Number(Text("parejas", "pairs"), found.pairs, everyone), Number(Text("con ambos sectores conocidos", "with both sectors known"), found.known, known),
                                             Number(Text("de sectores distintos", "of different sectors"), found.across, crossing)), everyone, caveat=next(iter(lent(room)), None))]
