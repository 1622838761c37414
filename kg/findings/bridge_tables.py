"""The tables below the bridges: brokerage roles, pairs of sectors, ties between sectors that repeat."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from kg.findings.bridge_room import LARGE, PAIRS, Room, apart
from kg.findings.facts import Said
from kg.findings.finding import Cell, Column, Finding, Number, Row, Section, merged
from kg.findings.words import number, some
from kg.model.text import Text
from kg.network.brokerage import brokerage
from kg.network.net import Net, symmetric

SHOWN = 200
"""People in the table of brokerage, those who join most first."""


def lent(room: Room) -> list[Text]:
    """Say in how many seats the sector is not that of an office worn in the session."""
    if not room.lent:
        return []
    seats = number(room.lent, "participation")
    return [Text(f"En {seats.es} el informe no dice con qué cargo: se usa el sector de los cargos que se conocen de esas personas.",
                 f"In {seats.en} the report does not say in which office: the sector of the offices known of those people is used.")]


def brokers(room: Room) -> Section:
    """Return Gould and Fernandez's brokerage roles between sectors (``kg.network.brokerage``), of those who have any, in the network of sessions shared."""
    columns = (Column("person", Text("Persona", "Person")), Column("sectors", Text("Sus sectores", "Their sectors"), "text"),
               *(Column(k, t, "number") for k, t in (("liaison", Text("Une dos sectores ajenos", "Joins two other sectors (liaison)")),
                                                    ("gatekeeper", Text("Une el suyo con otro", "Joins theirs and another (gatekeeper)")),
                                                    ("itinerant", Text("Une a dos de un mismo sector ajeno", "Joins two of one other sector (itinerant)")),
                                                    ("coordinator", Text("Une a dos del suyo", "Joins two of theirs (coordinator)")), ("total", Text("Total", "Total")))))
    rows: list[Row] = []
    caveats: tuple[Text, ...] = ()
    if room.pairs <= PAIRS:
        found = brokerage(_net(room), {p: s for p, s in room.sectors.items() if s})
        caveats = tuple(found.caveats())
        best = sorted((p for p, r in found.roles.items() if r["total"]), key=lambda p: (-found.roles[p]["liaison"], -found.roles[p]["total"], room.facts.name(p), p))
        for person in best[:SHOWN]:
            claims = merged(*(room.seats(room.people[s], [s]) for s in room.sessions[person]))
            numbers = [found.roles[person][c.id] for c in columns[2:]]
            rows.append(Row(person, (Cell(room.facts.name(person), claims, person), Cell(room.facts.listed("sector", room.sectors[person]), claims),
                                     *(Cell(int(n) if n == int(n) else n, claims) for n in numbers))))
    return Section("brokerage", Text("Intermediación entre sectores", "Brokerage between sectors"),
                   Text("Qué clase de puente es cada quien.", "Which kind of bridge each one is."),
                   Text("Parejas de personas que no comparten ninguna sesión y comparten alguna con esta, según los sectores de las tres en cualquier sesión. A diferencia de la tabla "
                        "anterior, la pareja puede tener otros conocidos en común. Solo aparece quien tiene alguna.",
                        "Pairs of people who share no session and each share one with this person, by the sectors of the three in any session. Unlike in the table above, the pair may have "
                        "other acquaintances in common. Only those with some appear."),
                   source=Text("Gould y Fernandez, 1989, doi:10.2307/270949 (papeles); calculado por kg.network.brokerage.",
                               "Gould and Fernandez, 1989, doi:10.2307/270949 (roles); computed by kg.network.brokerage."),
                   caveats=caveats, columns=columns, rows=tuple(rows), empty=Text("Nadie media entre dos personas que no hayan coincidido, o son demasiadas para contarlas.",
                                                                               "Nobody stands between two people who have not met, or they are too many to count."))


def _net(room: Room) -> Net:
    """Return who shared sessions as a network: one tie a pair, weight 1."""
    import numpy as np

    ids = sorted(room.sessions)
    at = {p: i for i, p in enumerate(ids)}
    ties = sorted({(at[a], at[b]) for people in room.people.values() for a, b in combinations(sorted(people), 2)})
    rows, cols = (np.array([t[k] for t in ties], dtype=np.int64) for k in (0, 1))
    return Net(ids, symmetric(rows, cols, np.ones(len(ties)), len(ids)))


def _int(cell: Cell) -> int:
    return cell.value if isinstance(cell.value, int) else 0


def sector_pairs(room: Room) -> Section:
    """Return each pair of sectors present: sessions in which both sat, themes on which both spoke; those that never met first.

    A sector sat in a session when somebody wore an office of it there. Hand-checked example: Ana wears academia in one session and government in the next, where Caro wears
    business: academia and business never met, government and business met once.
    """
    sessions: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))  # sector -> session -> people
    for session, groups in room.by_sector.items():
        for sectors, people in sorted(groups.items()):
            for sector in sectors:
                sessions[sector][session] += people
    said: dict[str, dict[str, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for theme, all_said in room.themes.items():
        for one in all_said:
            for sector in one.sectors:
                said[sector][theme].append(one)
    there = {x: {s: room.seats(room.few(people, s), [s]) for s, people in of.items()} for x, of in sessions.items()}
    rows = []
    for a, b in combinations(sorted(sessions), 2):
        both, themes = sorted(set(sessions[a]) & set(sessions[b])), sorted(set(said[a]) & set(said[b]))
        spoken = [s for t in themes for x in (a, b) for s in said[x][t]]
        of_a, of_b = (merged(*there[x].values()) for x in (a, b))
        rows.append(Row(f"{a} {b}", (Cell(room.facts.concept("sector", a), of_a), Cell(room.facts.concept("sector", b), of_b),
                                     Cell(len(both), merged(*(there[x][s] for x in (a, b) for s in both)) if both else merged(of_a, of_b)),
                                     Cell(len(themes), merged([s.claim for s in spoken]))), "inferred" if any(s.inferred for s in spoken) else "stated"))
    rows.sort(key=lambda r: (_int(r.cells[2]), _int(r.cells[3]), r.key))
    return Section("sector-pairs", Text("Parejas de sectores", "Pairs of sectors"),
                   Text("Qué sectores presentes no se han sentado juntos.", "Which sectors present have not sat together."),
                   Text("Sesiones en que alguien participó con cargo de uno y alguien con cargo del otro; temas sobre los que habló alguien de ambos, en cualquier sesión. "
                        "Donde el número es 0, su respaldo es dónde estuvo cada sector.",
                        "Sessions in which somebody wore an office of one and somebody an office of the other; themes on which somebody of both spoke, in any session. "
                        "Where the number is 0, behind it is where each sector was."),
                   caveats=tuple(lent(room)),
                   columns=(Column("sector", Text("Sector", "Sector"), "text"), Column("other-sector", Text("Otro sector", "Other sector"), "text"),
                            Column("sessions", Text("Sesiones en común", "Sessions in common"), "number"), Column("themes", Text("Temas en común", "Themes in common"), "number")),
                   rows=tuple(rows), findings=_never(room, rows), empty=Text("Hay menos de dos sectores.", "There are fewer than two sectors."))


def _never(room: Room, rows: list[Row]) -> tuple[Finding, ...]:
    """Say which sectors were never in one session."""
    never = [r for r in rows if not _int(r.cells[2])]
    if not never:
        return ()
    listed = some(Text(f"{r.cells[0].text().es} – {r.cells[1].text().es}", f"{r.cells[0].text().en} – {r.cells[1].text().en}") for r in never)
    claims = merged(*(r.claims for r in never))
    return (Finding("never", "never-met", Text(f"No coincidieron en ninguna sesión: {listed.es}.", f"Never in the same session: {listed.en}."),
                    (Number(Text("parejas de sectores", "pairs of sectors"), len(never), claims),), claims, caveat=next(iter(lent(room)), None)),)


def repeated(room: Room) -> Section:
    """Return the ties between people of different sectors who met in two sessions or more: what the guest list of one session does not explain. Large sessions do not count."""
    rows = []
    if room.small_pairs is not None:
        code, _, across, ids = room.small_pairs
        for pair in code[across > 1].tolist():
            a, b = ids[pair // len(ids)], ids[pair % len(ids)]
            both = [s for s in sorted((room.sessions[a] & room.sessions[b]) - set(room.large)) if apart(room.seat[a, s].sectors, room.seat[b, s].sectors)]
            claims = room.seats((a, b), both)
            rows.append(Row(f"{a} {b}", (Cell(room.facts.name(a), claims, a), Cell(room.facts.name(b), claims, b), Cell(len(both), claims), Cell(room.facts.names(both), claims))))
    rows.sort(key=lambda r: (-_int(r.cells[2]), r.cells[0].text().es, r.cells[1].text().es, r.key))
    large = (Text(f"Las sesiones con más de {LARGE} personas no cuentan aquí: coincidir en una de ellas dice poco.",
                  f"Sessions with more than {LARGE} people do not count here: meeting in one of them says little."),) if room.large else ()
    return Section("repeated-ties", Text("Lazos entre sectores que se repiten", "Ties between sectors that repeat"),
                   Text("Coincidir una vez puede ser azar de una lista; dos veces ya dice algo más.", "Meeting once may be the chance of a list; twice says a little more."),
                   Text("Parejas de personas que en dos sesiones o más llevaban cargos de sectores distintos.", "Pairs of people who in two sessions or more wore offices of different sectors."),
                   caveats=(*large, *lent(room)),
                   columns=(Column("person", Text("Persona", "Person")), Column("other", Text("Otra persona", "Other person")), Column("sessions", Text("Sesiones", "Sessions"), "number"),
                            Column("which", Text("Cuáles", "Which"))),
                   rows=tuple(rows), empty=Text("Ninguna pareja de sectores distintos coincidió más de una vez, o son demasiadas para mirarlas.",
                                                     "No pair of different sectors met more than once, or they are too many to look through."))
