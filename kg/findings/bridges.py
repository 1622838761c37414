"""Bridges between sectors: who sits in sessions and speaks on themes with other sectors, who alone joins people who never met, and which sectors never sat together.

In a session everybody is tied to everybody (a clique), so ties between sectors follow from the guest list alone. What one person adds is what they
join *across* sessions; that is what the main number counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import combinations

from kg.findings.facts import Facts, Part, Rows, Said, read_facts
from kg.findings.finding import Cell, Column, Finding, Number, Row, Scope, Section, merged
from kg.model.text import Text
from kg.network.brokerage import brokerage
from kg.network.net import Net, symmetric

LARGE = 500
"""People in a session above which being there says nothing of who met whom: such a session is left out, and the page says so."""
SHOWN = 200
"""People in the table, those who join most first."""
_STEPS = 500_000     # pairs of groups compared for "through this person alone"; what lies beyond is left empty
_PAIRS = 2_000_000   # pairs of people that are looked through one by one; beyond, what needs them is left out


class _Room:
    """Who was where: sessions of each person, people of each session, claims of each (person, session), sectors of each person."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.sectors, self.steps = facts, facts.sectors_of(), _STEPS
        self.sessions: dict[str, set[str]] = defaultdict(set)
        self.people: dict[str, set[str]] = defaultdict(set)
        self.claims: dict[tuple[str, str], list[str]] = defaultdict(list)
        crowd: dict[str, set[str]] = defaultdict(set)
        for part in facts.parts:
            crowd[part.session].add(part.person)
        self.large = sorted(s for s, people in crowd.items() if len(people) > LARGE)
        for part in facts.parts:
            self._add(part)
        self.present = {s: {self.sectors[p] for p in people} for s, people in self.people.items()}
        self.themes: dict[str, list[Said]] = defaultdict(list)
        self.spoke: dict[str, set[str]] = defaultdict(set)
        self.voices: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self.pairs = sum(len(p) ** 2 for p in self.people.values())
        self.common: dict[tuple[str, str], set[str]] = defaultdict(set)
        for person, where in self.sessions.items():
            for one in where if len(where) > 1 else ():
                for other in where - {one}:
                    self.common[one, other].add(person)
        for said in facts.said:
            for theme in said.themes:
                self.themes[theme].append(said)
                self.voices[theme].add(said.sectors)
                for speaker in said.speakers:
                    self.spoke[speaker].add(theme)

    def _add(self, part: Part) -> None:
        if part.session in self.large or (part.session in self.facts.events and not self.facts.events[part.session].leaf):
            return  # "took part in the congress" says nothing of who sat with whom
        self.sessions[part.person].add(part.session)
        self.people[part.session].add(part.person)
        self.claims[part.person, part.session] += part.claims

    def met(self, person: str) -> tuple[list[str], set[str]]:
        """Return the sessions that a person shared with other sectors, and the sectors."""
        mine = self.sectors[person]
        others = {s: {x for group in self.present[s] if apart(mine, group) for x in group} for s in self.sessions[person]}
        return sorted(s for s, found in others.items() if found), set().union(*others.values())

    def theme_count(self, person: str) -> int:
        """Return on how many themes a person spoke and somebody of another sector too."""
        return sum(any(apart(v, self.sectors[person]) for v in self.voices[theme]) for theme in self.spoke[person])

    def shared_themes(self, person: str) -> dict[str, list[Said]]:
        """Return the themes on which a person spoke and somebody of another sector too, each with what both said."""
        found = {}
        for theme in sorted(self.spoke[person]):
            others = [s for s in self.themes[theme] if person not in s.speakers and apart(s.sectors, self.sectors[person])]
            if others:
                found[theme] = [*(s for s in self.themes[theme] if person in s.speakers), *others]
        return found

    def alone(self, person: str) -> tuple[int | None, set[str]]:
        """Return how many pairs of people of different sectors only this person joins, and these people: the two share no session, and nobody else has met both.

        People with the same sessions and sectors are alike, so groups are compared. None: the work is too much.
        """
        if len(self.sessions[person]) < 2 or self.steps < 0:
            return (0 if len(self.sessions[person]) < 2 else None), set()
        groups: dict[tuple[frozenset[str], tuple[str, ...]], list[str]] = defaultdict(list)
        for other in set().union(*(self.people[s] for s in self.sessions[person])) - {person}:
            groups[frozenset(self.sessions[other]), self.sectors[other]].append(other)
        self.steps -= len(groups) ** 2 // 2
        if self.steps < 0:
            return None, set()
        count = 0
        people, me = set[str](), {person}
        for (a, first), (b, second) in combinations(groups, 2):
            if not a & b and apart(first, second) and all(self.common.get((s, t), me) == me for s in a for t in b):
                count += len(groups[a, first]) * len(groups[b, second])
                people.update(groups[a, first], groups[b, second])
        return count, people

    def seats(self, people: Iterable[str], sessions: Iterable[str]) -> tuple[str, ...]:
        """Return the participations of these people in these sessions, with the offices worn."""
        where = sorted(set(sessions))
        return merged(*(self.claims[p, s] for p in people for s in where if (p, s) in self.claims))


def apart(mine: Collection[str], theirs: Collection[str]) -> bool:
    """Tell whether the sectors of two are known and none is shared."""
    return bool(mine and theirs) and not set(mine) & set(theirs)


def sector_bridges(reader: Rows, _scope: Scope, facts: Facts | None = None) -> Section:
    """Return who joins sectors, most pairs joined by them alone first; below: pairs of sectors, and ties between sectors that repeat.

    Hand-checked example: in the invented corpus Lucía (government) sits with Tomás (academia) in a table and with Noé (academia) in the Taller. She meets
    1 other sector in 2 sessions; Tomás and Noé only have her in common, but both are academia, so she alone joins 0 pairs of different sectors.
    """
    room = _Room(facts or read_facts(reader))
    numbers = {}
    for person in sorted(room.sessions, key=lambda p: (-len(room.sessions[p]), p)):
        sessions, sectors = room.met(person)
        if sessions:
            alone, joined = room.alone(person)
            numbers[person] = (alone, len(sectors - set(room.sectors[person])), len(sessions), room.theme_count(person), joined)
    best = sorted(numbers, key=lambda p: (-(numbers[p][0] or 0), *(-n for n in numbers[p][1:4]), room.facts.name(p), p))
    rows = [_person(room, p, *numbers[p]) for p in best[:SHOWN]]
    return Section(
        "sector-bridges", Text("Puentes entre sectores", "Bridges between sectors"),
        Text("Por quién pasa lo que un sector sabe de otro, y qué sectores no han estado nunca en la misma mesa.",
             "Through whom what one sector knows reaches another, and which sectors have never sat at one table."),
        Text("Se ponen juntas las personas de una misma sesión, y los sectores de los cargos con que participaron. «Solo por esta persona» cuenta parejas de personas de sectores distintos "
             "que no comparten sesión y a las que nadie más ha tratado a la vez.",
             "People of one session are put together, with the sectors of the offices in which they took part. “Through this person alone” counts pairs of people of different sectors "
             "who share no session and whom nobody else has met both."),
        caveats=_caveats(room), columns=_COLUMNS, rows=tuple(rows), findings=tuple(_findings(room, rows)),
        empty=Text("Nadie coincidió con otro sector en una sesión.", "Nobody met another sector in a session."), parts=(_brokers(room), _pairs(room), _repeated(room)))


_COLUMNS = (
    Column("person", Text("Persona", "Person")), Column("sectors", Text("Sus sectores", "Their sectors"), "text"),
    Column("sessions", Text("Sesiones con otros sectores", "Sessions with other sectors"), "number"), Column("other-sectors", Text("Otros sectores que trató", "Other sectors met"), "number"),
    Column("alone", Text("Parejas unidas solo por esta persona", "Pairs joined through this person alone"), "number"),
    Column("themes", Text("Temas que comparte con otros sectores", "Themes shared with other sectors"), "number"))


def _caveats(room: _Room) -> tuple[Text, ...]:
    made = [Text("En una sesión todas las personas quedan unidas con todas: cuántos sectores trata cada quien lo decide la lista de invitados, no la persona. "
                 "Solo quien está en dos sesiones o más puede ser puente.",
                 "In a session everybody is tied to everybody: how many sectors each one meets is decided by the guest list, not by the person. "
                 "Only somebody in two sessions or more can be a bridge."),
            Text(f"Sesiones: {len(room.people)}. Con pocas, una sola sesión más puede cambiar el orden. Estar en la misma sesión no es haber hablado.",
                 f"Sessions: {len(room.people)}. With few, one more may change the order. Being in the same session is not having talked.")]
    if room.steps < 0:
        made.append(Text("Un número vacío: son demasiadas personas para contar las parejas.", "An empty number: there are too many people to count the pairs."))
    if room.large:
        names = room.facts.names(room.large)
        made.append(Text(f"No se cuentan las sesiones con más de {LARGE} personas: {names}.", f"Sessions with more than {LARGE} people are not counted: {names}."))
    return tuple(made)


def _int(cell: Cell) -> int:
    return cell.value if isinstance(cell.value, int) else 0


def _person(room: _Room, person: str, alone: int | None, others: int, sessions: int, themes: int, joined: set[str]) -> Row:
    where = room.met(person)[0]
    own = room.seats([person], room.sessions[person])
    seats = merged(*(room.seats([p for p in room.people[s] if p == person or apart(room.sectors[p], room.sectors[person])], [s]) for s in where))
    said = [s for found in room.shared_themes(person).values() for s in found]
    return Row(person, (Cell(room.facts.name(person), own, person), Cell(room.facts.listed("sector", room.sectors[person]), own), Cell(sessions, seats), Cell(others, seats),
                        Cell(alone, merged(own, room.seats(joined, room.sessions[person]))), Cell(themes, merged([s.claim for s in said]))),
               "inferred" if any(s.inferred for s in said) else "stated")


def _findings(room: _Room, rows: list[Row]) -> list[Finding]:
    """Say who alone joins pairs; and how many ties cross sectors, which in cliques is a matter of the guest list."""
    made = []
    for row in [r for r in rows if _int(r.cells[4])][:5]:
        name, n = row.cells[0].text().es, _int(row.cells[4])
        sessions = len(room.sessions[row.key])
        made.append(Finding(f"person-{row.key.rsplit('/', 1)[-1]}", "bridge-person", Text(
            f"{name} estuvo en {sessions} sesiones y es lo único que une a {n} parejas de personas de sectores distintos que no coincidieron en ninguna.",
            f"{name} was in {sessions} sessions and is the only link between {n} pairs of people of different sectors who met in none."),
            (Number(Text("sesiones", "sessions"), sessions, row.cells[0].claims), Number(Text("parejas", "pairs"), n, row.cells[4].claims)), row.cells[4].claims,
            caveat=Text("Cuenta a toda la sesión: no dice que hayan hablado.", "It counts the whole session: it does not say that they talked.")))
    ties = {frozenset((p, q)) for people in room.people.values() for p, q in combinations(sorted(people), 2)} if room.pairs <= _PAIRS else set()
    if ties:
        known = [t for t in ties if all(room.sectors.get(p) for p in t)]
        across = [t for t in known if apart(*(room.sectors[p] for p in t))]
        everyone = merged(*room.claims.values())
        crossing = room.seats({p for t in across for p in t}, room.people)
        made.append(Finding("ties", "clique", Text(
            f"De {len(known)} parejas que coincidieron en alguna sesión, {len(across)} son de sectores distintos. Es efecto de quién fue invitado a cada sesión, no prueba de trato.",
            f"Of {len(known)} pairs who met in some session, {len(across)} are of different sectors. That follows from who was invited to each session; it is no proof of dealings."),
            (Number(Text("parejas", "pairs"), len(known), everyone), Number(Text("de sectores distintos", "of different sectors"), len(across), crossing)), everyone))
    return made


def _brokers(room: _Room) -> Section:
    """Return Gould and Fernandez's brokerage roles between sectors (``kg.network.brokerage``), of those who have any, in the network of sessions shared."""
    columns = (Column("person", Text("Persona", "Person")), Column("sectors", Text("Sus sectores", "Their sectors"), "text"),
               *(Column(k, t, "number") for k, t in (("liaison", Text("Une dos sectores ajenos", "Joins two other sectors (liaison)")),
                                                    ("gatekeeper", Text("Une el suyo con otro", "Joins theirs and another (gatekeeper)")),
                                                    ("itinerant", Text("Une a dos de un mismo sector ajeno", "Joins two of one other sector (itinerant)")),
                                                    ("coordinator", Text("Une a dos del suyo", "Joins two of theirs (coordinator)")), ("total", Text("Total", "Total")))))
    rows: list[Row] = []
    caveats: tuple[Text, ...] = ()
    if room.pairs <= _PAIRS:
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
                   Text("Parejas de personas que no comparten ninguna sesión y comparten alguna con esta, según los sectores de las tres. A diferencia de la tabla anterior, la pareja puede "
                        "tener otros conocidos en común. Solo aparece quien tiene alguna.",
                        "Pairs of people who share no session and each share one with this person, by the sectors of the three. Unlike in the table above, the pair may have other acquaintances in "
                        "common. Only those with some appear."),
                   source=Text("Gould y Fernandez, 1989, doi:10.2307/270949 (papeles); calculado por kg.network.brokerage.",
                               "Gould and Fernandez, 1989, doi:10.2307/270949 (roles); computed by kg.network.brokerage."),
                   caveats=caveats, columns=columns, rows=tuple(rows), empty=Text("Nadie media entre dos personas que no hayan coincidido, o son demasiadas para contarlas.",
                                                                               "Nobody stands between two people who have not met, or they are too many to count."))


def _net(room: _Room) -> Net:
    """Return who shared sessions as a network: one tie a pair, weight 1."""
    import numpy as np

    ids = sorted(room.sessions)
    at = {p: i for i, p in enumerate(ids)}
    ties = sorted({(at[a], at[b]) for people in room.people.values() for a, b in combinations(sorted(people), 2)})
    rows, cols = (np.array([t[k] for t in ties], dtype=np.int64) for k in (0, 1))
    return Net(ids, symmetric(rows, cols, np.ones(len(ties)), len(ids)))


def _pairs(room: _Room) -> Section:
    """Return each pair of sectors present: sessions in which both sat, themes on which both spoke; those that never met first."""
    sessions: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))  # sector -> session -> people
    for session, people in room.people.items():
        for person in people:
            for sector in room.sectors[person]:
                sessions[sector][session].add(person)
    said: dict[str, dict[str, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for theme, all_said in room.themes.items():
        for one in all_said:
            for sector in one.sectors:
                said[sector][theme].append(one)
    rows = []
    for a, b in combinations(sorted(sessions), 2):
        both = sorted(set(sessions[a]) & set(sessions[b]))
        themes = sorted(set(said[a]) & set(said[b]))
        spoken = [s for t in themes for x in (a, b) for s in said[x][t]]
        there = [room.seats(sessions[x][s], [s]) for x in (a, b) for s in both]
        all_of = {x: merged(*(room.seats(sessions[x][s], [s]) for s in sessions[x])) for x in (a, b)}
        rows.append(Row(f"{a} {b}", (Cell(room.facts.concept("sector", a), all_of[a]), Cell(room.facts.concept("sector", b), all_of[b]),
                                     Cell(len(both), merged(*there) if both else merged(all_of[a], all_of[b])), Cell(len(themes), merged([s.claim for s in spoken]))),
                        "inferred" if any(s.inferred for s in spoken) else "stated"))
    rows.sort(key=lambda r: (_int(r.cells[2]), _int(r.cells[3]), r.key))
    never = [r for r in rows if not _int(r.cells[2])]
    listed = [Text(f"{r.cells[0].text().es} – {r.cells[1].text().es}", f"{r.cells[0].text().en} – {r.cells[1].text().en}") for r in never]
    findings = (Finding("never", "never-met", Text(f"No coincidieron en ninguna sesión: {'; '.join(t.es for t in listed)}.", f"Never in the same session: {'; '.join(t.en for t in listed)}."),
                        (Number(Text("parejas de sectores", "pairs of sectors"), len(never), merged(*(r.claims for r in never))),), merged(*(r.claims for r in never))),) if never else ()
    return Section("sector-pairs", Text("Parejas de sectores", "Pairs of sectors"),
                   Text("Qué sectores presentes no se han sentado juntos.", "Which sectors present have not sat together."),
                   Text("Sesiones en que participó alguien de ambos; temas sobre los que habló alguien de ambos, en cualquier sesión. Donde el número es 0, su respaldo es dónde estuvo cada sector.",
                        "Sessions in which somebody of both took part; themes on which somebody of both spoke, in any session. Where the number is 0, behind it is where each sector was."),
                   columns=(Column("sector", Text("Sector", "Sector"), "text"), Column("other-sector", Text("Otro sector", "Other sector"), "text"),
                            Column("sessions", Text("Sesiones en común", "Sessions in common"), "number"), Column("themes", Text("Temas en común", "Themes in common"), "number")),
                   rows=tuple(rows), findings=findings, empty=Text("Hay menos de dos sectores.", "There are fewer than two sectors."))


def _repeated(room: _Room) -> Section:
    """Return the ties between people of different sectors who met in two sessions or more: what the guest list of one session does not explain."""
    rows = []
    often = {p for p, s in room.sessions.items() if len(s) > 1}
    met = {pair for people in room.people.values() for pair in combinations(sorted(people & often), 2)} if room.pairs <= _PAIRS else set()
    for a, b in sorted(met):
        both = room.sessions[a] & room.sessions[b]
        if len(both) > 1 and apart(room.sectors[a], room.sectors[b]):
            claims = room.seats((a, b), both)
            rows.append(Row(f"{a} {b}", (Cell(room.facts.name(a), claims, a), Cell(room.facts.name(b), claims, b), Cell(len(both), claims), Cell(room.facts.names(both), claims))))
    rows.sort(key=lambda r: (-_int(r.cells[2]), r.cells[0].text().es, r.cells[1].text().es, r.key))
    return Section("repeated-ties", Text("Lazos entre sectores que se repiten", "Ties between sectors that repeat"),
                   Text("Coincidir una vez puede ser azar de una lista; dos veces ya dice algo más.", "Meeting once may be the chance of a list; twice says a little more."),
                   Text("Parejas de personas de sectores distintos con dos sesiones o más en común.", "Pairs of people of different sectors with two sessions or more in common."),
                   columns=(Column("person", Text("Persona", "Person")), Column("other", Text("Otra persona", "Other person")), Column("sessions", Text("Sesiones", "Sessions"), "number"),
                            Column("which", Text("Cuáles", "Which"))),
                   rows=tuple(rows), empty=Text("Ninguna pareja de sectores distintos coincidió más de una vez, o son demasiadas para mirarlas.",
                                                     "No pair of different sectors met more than once, or they are too many to look through."))
