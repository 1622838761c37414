"""Who holds which office in which body: from name lines with their titles, table rows, words beside a name, self-presentation. Rules ``membership.*``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from kg.model.iri import fold
from kg.reading.claims import Claim
from kg.reading.layout.cells import columns_of
from kg.reading.layout.tables import seats
from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.entities import Entity, said
from kg.reading.mentions.hats import Hat, post_of, read_hats
from kg.reading.mentions.line import HAT, HEADING, LABEL, NAME, PROSE, ROSTER, TURN, Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.above import above
from kg.reading.ties.beside import hats_before, hats_beside
from kg.reading.ties.boards import boards, chairs, in_chair, peers
from kg.reading.ties.gaps import joined, spoken_for
from kg.reading.ties.leads import beside, leads, paired
from kg.reading.ties.meant import SITS, meant, only_part, sits_here
from kg.reading.ties.meeting import meets
from kg.reading.ties.residue import drop_residue
from kg.reading.ties.rolls import rolls, staff
from kg.reading.ties.salient import held_in, of_members, pointed_at
from kg.reading.ties.seats import Roll, announces, elected, minutes_of, plural_office, present, sits
from kg.reading.ties.sent import envoys, makers
from kg.reading.ties.sittings import SEATED, allied, attended, benched, grouped, spread
from kg.reading.ties.whose import COUNCILS, body_of

if TYPE_CHECKING:
    from kg.reading.assemble import Assembly


_PARTS = ("bloque", "bancada", "fraccion", "grupo", "interbloque")


def read_all(report: Assembly) -> list[Claim]:
    """Return the memberships a report states."""
    return _Who(report).read()


class _Who:
    """Walks the lines of a report and keeps the best title of each person in each body."""
    def __init__(self, report: Assembly) -> None:
        self.report, self.lines, self.written = report, report.lines, report.written
        self.people, self.bodies, self.offices = report.people, report.bodies, report.offices
        self.hats: dict[tuple[str, str], Claim] = {}
        self.minutes = minutes_of(self.lines)
        self.whole = meets(self.lines, self.bodies, self.written)
        self.said: set[tuple[str, str]] = set()     # the offices that have their body, by who holds them
        self.found = ""     # the rule by which the body of an office that names none was found last

    def read(self) -> list[Claim]:
        """Return the memberships of the report, one a person and body."""
        columns: dict[int, str] = {}
        roster: tuple[Entity, str] | None = None
        bench: Entity | None = None
        roll = Roll()
        for index, line in enumerate(self.lines):
            group = self._group(line, roster is not None, self.lines[index + 1 : index + 3])
            bench = group or (bench if line.kind in (NAME, ROSTER, HAT) else None)
            roster = roster if group and roster else self._listed(line, roster)
            if line.cells:
                if line.head:
                    columns = columns_of(line.tokens, line.cells)
                else:
                    self._seats(line, columns)
                continue
            columns = {}
            if line.lead and line.kind in (NAME, ROSTER, TURN) and not line.opener:
                entity = self._of(line, line.lead)
                if entity and roster and line.kind in (NAME, ROSTER):
                    self._seat(entity, line, roster[0])
                if entity and bench and line.kind in (NAME, ROSTER):
                    self._seat(entity, line, bench)
                if entity:
                    self._titles(entity, line, *line.hat)
                    for hat in hats_before(line, line.lead.first) if line.kind == TURN else ():    # "SENADORA ANA RUIZ: …"
                        self._hat(entity, line, hat)
                    k = index + 1
                    while line.kind == NAME and k < len(self.lines) and self.lines[k].kind == HAT:
                        self._titles(entity, self.lines[k], 0, len(self.lines[k].tokens))
                        k += 1
            if line.kind == TURN and line.lead:
                self._speaks_for(line)
            self._in_prose(line)
            self._rolled(line, roll)
        self._rolls()
        self._sittings()
        drop_residue(self.hats)
        held = {(c.data["person"], fold(c.data["role"])) for c in self.hats.values() if c.data["institution"]}
        return [c for c in self.hats.values() if c.data["institution"] or (c.data["person"], fold(c.data["role"])) not in held]

    def _of(self, line: Line, hit: NameHit) -> Entity | None:
        """Return the person of a mention."""
        return self.people.by_name(said(self.written, line.tokens[hit.first : hit.last]))

    def _in_prose(self, line: Line) -> None:
        """Read the bodies that stand before their people, and the titles beside the names of a sentence."""
        self._present(line)
        chosen = elected(line)
        body = of_members(self.bodies.entities, line.tokens[chosen[0].first].start) if chosen else None
        for hit in chosen:
            self._put(line, hit, body)
        for hit, hat in (*envoys(line), *leads(line), *boards(line), *joined(line), *spread(line), *allied(line)):
            if (entity := self._of(line, hit)) and not only_part(line, hat):
                self._hat(entity, line, hat)
        for hit in line.people:
            if line.lead is hit and line.kind in (NAME, ROSTER, TURN) and not line.opener:
                continue
            entity = self._of(line, hit)
            for hat, side in hats_beside(line, hit.first, hit.last) if entity else ():
                assert entity is not None
                self._hat(entity, line, hat)
                shared = bool(hat.role and plural_office(line.tokens[hat.role[0] : hat.role[1]]))
                each = shared or hat.role is None or paired(line, hat) or any(t.key == "respectivamente" for t in line.tokens[hat.last : hat.last + 2])
                for other in beside(line, hit, shared) if each and (side == "after" or hat.last > hit.last) else ():
                    if also := self._of(line, other):
                        self._hat(also, line, dataclasses.replace(hat, rule="membership.shared"))
        for hit, maker in makers(line):
            self._put(line, hit, self.bodies.of(line, maker, self.written))
        self._like(line)

    def _like(self, line: Line) -> None:
        """Seat "su par Ana Ruiz" where the one before sits, and who presides where the report's only council does."""
        for hit, like in peers(line):
            for claim in [c for c in self.hats.values() if c.data["person"] == said(self.written, line.tokens[like.first : like.last]) and c.data["institution"]]:
                self._put(line, hit, self.bodies.by_name(claim.data["institution"]))
        for hit in chairs(line):
            held = held_in("concejal", self.bodies.entities, line.start) or held_in("diputado", self.bodies.entities, line.start)
            self._put(line, hit, held[0] if held and held[1] else None)
        for hit in in_chair(line) if self.minutes else ():
            self._put(line, hit, self.whole)

    def _council(self, line: Line) -> Entity | None:
        """Return the council whose session the report is the minutes of."""
        if self.whole:
            return self.whole if self.whole.kind in SITS else None
        held = held_in("concejal", self.bodies.entities, line.start) if self.minutes else None
        return held[0] if held and min(held[0].places)[0] < line.start else None

    def _present(self, line: Line) -> None:
        """Seat those whom minutes name after "Asistencia:", on the same line."""
        council = self._council(line) if present(line) else None
        for hit in line.people if council else ():
            self._put(line, hit, council)

    def _rolled(self, line: Line, roll: Roll) -> None:
        """Seat the members that the sentences of a line go on naming."""
        for hit, where, at in roll.read(line):
            self._put(line, hit, self.bodies.of(where, at, self.written))

    def _seats(self, line: Line, columns: dict[int, str]) -> None:
        for seat in seats(line, columns):
            entity = self._of(line, seat.person)
            if entity and (seat.body or seat.role):
                first = min(x for x in (seat.body.first if seat.body else 10**9, seat.role[0] if seat.role else 10**9))
                last = max(seat.body.last if seat.body else 0, seat.role[1] if seat.role else 0)
                self._hat(entity, line, Hat(first, last, seat.role, seat.body, None, rule="membership.row"))

    def _listed(self, line: Line, before: tuple[Entity, str] | None) -> tuple[Entity, str] | None:
        """Return the body whose members the lines below list, and their office."""
        office = announces(line)
        if office is not None:
            hit = max(line.bodies, key=lambda b: b.last - b.first, default=None)
            body = self.bodies.of(line, hit, self.written) if hit else None
            keys, at = [t.key for t in line.tokens], line.tokens[-1].end
            body = body or next((e for k in range(3, len(keys) + 1) if (e := pointed_at(keys[:k], self.bodies.entities, at))), None)
            held = held_in(office, self.bodies.entities, at) if office and body is None else None
            return (body, office) if body else (held[0], office) if held else before
        if line.kind in (HEADING, LABEL, PROSE) and sits(line):
            council = self._council(line)
            return before or ((council, "") if council else None)
        return None if line.kind in (HEADING, LABEL, PROSE) else before

    def _group(self, line: Line, listing: bool, below: list[Line]) -> Entity | None:
        """Return the body that stands alone on a line above its people."""
        hit = above(line, listing, below)
        return self._known(line, hit) if hit else None

    def _known(self, line: Line, hit: BodyHit) -> Entity | None:
        """Return the body of a mention; one that only its place in a list shows to be a body becomes known by it."""
        found = self.bodies.of(line, hit, self.written)
        if found is None and hit.rule in ("institution.listed", "institution.role"):
            self.bodies.add(line, hit, self.written)
        return found or self.bodies.of(line, hit, self.written)

    def _put(self, line: Line, hit: NameHit, body: Entity | None, rule: str = "membership.seat") -> None:
        """Give the person of a mention a seat in a body."""
        if body and (entity := self._of(line, hit)):
            self._seat(entity, dataclasses.replace(line, lead=hit), body, rule)

    def _seat(self, entity: Entity, line: Line, body: Entity, rule: str = "membership.seat") -> None:
        """Give somebody in the list of a body's members ("Integrantes del Comité …:") the seat in it."""
        if line.lead and (entity.name, body.name) not in self.hats:
            first, last = line.tokens[line.lead.first].start, line.tokens[line.lead.last - 1].end
            data = {"person": entity.name, "institution": body.name, "role": "", "post": "", "sector": body.sector, "person_class": ""}
            self.hats[entity.name, body.name] = self.report.claim("membership", first, last, rule, data)

    def _titles(self, entity: Entity, line: Line, first: int, last: int) -> None:
        last = next((k for k in range(first, last) if line.tokens[k].text == ";" and any(p.first > k for p in line.people)), last)
        if last > first:
            hats = read_hats(line.tokens, first, last, line.bodies)
            if not hats and line.kind == HAT:
                stop = next((k for k in range(first, last) if line.tokens[k].text == ","), last)
                hats = [Hat(first, stop, None, BodyHit(first, stop, "institution.listed", "civil-society-organisation"), None, rule="membership.listed")]
            for hat in hats:
                self._hat(entity, line, hat)

    def _speaks_for(self, line: Line) -> None:
        """Read "Desde la Veeduría … revisamos", "Hablo por el Consejo …" at the beginning of somebody's own words."""
        entity = self._of(line, line.lead) if line.lead else None
        for hat in spoken_for(line) if entity else ():
            if entity:
                self._hat(entity, line, hat)

    def _hat(self, entity: Entity, line: Line, hat: Hat) -> None:
        role = said(self.written, line.tokens[hat.role[0] : hat.role[1]]) if hat.role else ""
        body, self.found = body_of(self.bodies, self.written, line, hat, self.whole)
        if body and not meant(line, hat, body, (fold(role), self.found), (self.whole, self.minutes)):
            body = None
        if hat.role and not hat.glued:
            self.offices.add(" ".join(t.key for t in line.tokens[hat.role[0] : hat.role[1]]), body.name.casefold() if body else "", entity)
        if (body is None and not role) or (self.found == "membership.board_of" and role and (entity.name, fold(role)) in self.said):
            return      # "Luis Paz, presidente" of the body that he came for, and not of the one that meets
        post, sector, person_class = post_of(role) if role else ("", "", "")
        if role and body is None and not post and hat.role:
            return  # "moderadora", "panelista": a part in the event, not an office
        key = (entity.name, body.name if body else fold(role))
        scale = 0.35 if hat.glued else 1.0
        before = self.hats.get(key)
        if before and (before.data["role"] or not role):
            return
        if body:
            self.said.add((entity.name, fold(role)))
        rule = "membership.office" if body is None else self.found if hat.body is None and (hat.town is None or self.found) else hat.rule
        self.hats[key] = self.report.claim(
            "membership",
            line.tokens[hat.first].start,
            line.tokens[hat.last - 1].end,
            rule,
            {"person": entity.name, "institution": body.name if body else "", "role": role, "post": post, "sector": (body.sector if body else "") or sector, "person_class": person_class},
            scale,
            flags=("residue",) if hat.glued else (),
        )
        if body is not None and body.kind == "civil-society-organisation" and fold(role).startswith(SEATED):    # "el concejal del PJ": he sits in the council, too
            seat = held_in(fold(role), self.bodies.entities, line.tokens[hat.first].start)
            if seat and seat[1] and sits_here(line, hat, seat[0], (self.whole, self.minutes)) and (entity.name, seat[0].name) not in self.hats:
                data = self.hats[key].data | {"institution": seat[0].name, "sector": seat[0].sector or sector}
                self.hats[entity.name, seat[0].name] = self.report.claim("membership", line.tokens[hat.first].start, line.tokens[hat.last - 1].end, "membership.only_body", data)

    def _elsewhere(self) -> set[str]:
        """Return who belongs to a body that is neither a party, a bench of a council, nor the chamber that a committee is of."""
        return {p for p, b in self.hats if (e := self.bodies.by_name(b)) and e.kind not in ("civil-society-organisation", "legislature") and not fold(b).startswith(_PARTS)}

    def _rolls(self) -> None:
        """Seat those under the labels of minutes in the body that meets, wherever else they belong, and its staff in the government of the town."""
        whole = self.whole
        for hit, line, bench in rolls(self.lines) if whole else ():
            for body in (whole, self._known(line, bench) if bench else None):
                self._put(line, hit, body, "membership.roll")
        before = self._elsewhere()
        towns = [e for e in self.bodies.entities if e.kind == "municipal-government" and not fold(e.name).startswith(COUNCILS)]
        for hit, line in ((h, n) for n in self.lines for h in staff(n)) if len(towns) == 1 else ():
            if (entity := self._of(line, hit)) and entity.name not in before:
                self._seat(entity, dataclasses.replace(line, lead=hit), towns[0], "membership.roll")

    def _sittings(self) -> None:
        """Seat those whom a list names as members of a council, or as having come to the session of the body that meets, unless the report says where else they belong."""
        before = self._elsewhere()
        for line in self.lines:
            at = line.tokens[0].start if line.tokens else 0
            seats_here = self._came(line)
            for hit, office, party in benched(line):
                held = held_in(office, self.bodies.entities, at) if office else None
                seats_here.append((hit, held[0] if held and held[1] else None))
                if party and (one := self._of(line, hit)):
                    self._hat(one, line, Hat(hit.first, hit.last, None, party, None, rule="membership.bench"))
            for hit, bench, council_of in grouped(line):
                if one := self._of(line, hit):
                    self._hat(one, line, Hat(hit.first, hit.last, None, bench, None, rule="membership.bench"))
                held = held_in("concejal", self.bodies.entities, at) if council_of else None
                seats_here.append((hit, held[0] if held else None))
            for hit, body in seats_here:
                entity = self._of(line, hit) if body else None
                if entity and body and entity.name not in before:
                    self._seat(entity, dataclasses.replace(line, lead=hit), body, "membership.bench")

    def _came(self, line: Line) -> list[tuple[NameHit, Entity | None]]:
        """Return who came to a session, and the body that meets: that of the report, else the one named last before "sesión"."""
        came = attended(line, self.minutes and bool(self.whole))
        body = self.whole
        if came and body is None and any(t.key == "sesion" for t in line.tokens[: came[0].first]):
            body = of_members(self.bodies.entities, line.tokens[came[0].first].start)
        return [(hit, body) for hit in came]
