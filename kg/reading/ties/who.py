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
from kg.reading.mentions.hats import Hat, read_hats
from kg.reading.mentions.line import HAT, HEADING, LABEL, NAME, PROSE, ROSTER, TURN, Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.above import above
from kg.reading.ties.beside import hats_before, hats_beside
from kg.reading.ties.boards import boards, chairs, desks, in_chair, peers
from kg.reading.ties.chamber import has_seats
from kg.reading.ties.gaps import joined, spoken_for
from kg.reading.ties.leads import beside, leads, paired
from kg.reading.ties.links import linked
from kg.reading.ties.meant import only_part
from kg.reading.ties.residue import drop_residue
from kg.reading.ties.salient import held_in, of_members, pointed_at
from kg.reading.ties.seating import Seating
from kg.reading.ties.seats import Roll, announces, desk, elected, plural_office, sits
from kg.reading.ties.sent import envoys, makers
from kg.reading.ties.signed import signatures
from kg.reading.ties.sittings import allied, spread
from kg.reading.ties.walk import stop_before
from kg.reading.words.tokens import TITLE

if TYPE_CHECKING:
    from kg.reading.assemble import Assembly


_PANELS = frozenset(("reunion", "encuentro", "audiencia", "comision", "jornada"))
_PANEL = ("comision", "subcomision", "comite")
_NEAR = 7       # tokens between "presidió la reunión" and the name


def read_all(report: Assembly) -> list[Claim]:
    """Return the memberships a report states."""
    return _Who(report).read()


class _Who(Seating):
    """Walks the lines of a report and reads the titles of its people."""

    def read(self) -> list[Claim]:
        """Return the memberships of the report, one a person and body."""
        columns: dict[int, str] = {}
        roster: tuple[Entity, str] | None = None
        bench: Entity | None = None
        roll = Roll()
        for index, line in enumerate(self.lines):
            group = self._group(line, roster is not None, self.lines[index + 1 : index + 3])
            bench = group or (bench if line.kind in (NAME, ROSTER, HAT) else None)
            roster = self._board(line, self.lines[index + 1 : index + 3]) or (roster if group and roster else self._listed(line, roster))
            if line.cells:
                if line.head:
                    columns = columns_of(line.tokens, line.cells)
                else:
                    self._seats(line, columns)
                continue
            columns = {}
            if line.lead and line.kind in (NAME, ROSTER, TURN) and not line.opener:
                self._led(index, line, line.lead, roster[0] if roster else None, bench)
            if line.kind == TURN and line.lead:
                self._speaks_for(line)
            if roster:
                for hit in desk(line):
                    self._put(line, hit, roster[0])
            self._in_prose(line)
            self._rolled(line, roll)
        self._signed()
        self._rolls()
        self._sittings()
        self._in_chamber()
        self._made_up()
        drop_residue(self.hats)
        held = {(c.data["person"], fold(c.data["role"])) for c in self.hats.values() if c.data["institution"]}
        return [c for c in self.hats.values() if c.data["institution"] or (c.data["person"], fold(c.data["role"])) not in held]

    def _led(self, index: int, line: Line, lead: NameHit, *listed: Entity | None) -> None:
        """Read a line that begins with a name: its seats in the bodies whose list it stands in, the titles beside it, before it and below."""
        entity = self._of(line, lead)
        if entity is None:
            return
        for body in listed if line.kind in (NAME, ROSTER) else ():
            self._seat(entity, line, (lead.first, lead.last), body)
        self._titles(entity, line, *line.hat)
        for hat in hats_before(line, lead.first) if line.kind == TURN else ():    # "SENADORA ANA RUIZ: …"
            self._hat(entity, line, hat)
        k = index + 1
        while line.kind == NAME and k < len(self.lines) and self.lines[k].kind == HAT:
            self._titles(entity, self.lines[k], 0, len(self.lines[k].tokens))
            k += 1

    def _signed(self) -> None:
        """Read the titles below, or above, the names of those who sign side by side."""
        for line, hit, below, hat in signatures(self.lines):
            if entity := self._of(line, hit):
                self._hat(entity, below, hat)

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
                if side == "after" or hat.last > hit.last:
                    self._shared(line, hit, hat)
        for hit in desks(line):
            self._put(line, hit, self.whole or of_members(self.bodies.entities, line.tokens[hit.first].start), "membership.board")
        for hit, maker in makers(line):
            self._put(line, hit, self.bodies.of(line, maker, self.written))
        self._by_surname(line)
        self._like(line)

    def _by_surname(self, line: Line) -> None:
        """Read "Paz preside además la Mancomunidad", "Paz, que también integra la Red": somebody named in full before, by the surname that a sentence begins with."""
        tokens, inside = line.tokens, {p.first for p in line.people} if line.bodies else set()
        for k, token in enumerate(tokens[:-2] if line.bodies else ()):
            if token.shape != TITLE or k in inside or (k and tokens[k - 1].text != "."):
                continue
            hat = linked(line, k + 1)
            if hat and (entity := self.people.by_surname([token.key])):
                self._hat(entity, line, hat)

    def _shared(self, line: Line, hit: NameHit, hat: Hat) -> None:
        """Give the title after somebody's name to those named with them, where it is of all."""
        plural = bool(hat.role and plural_office(line.tokens[hat.role[0] : hat.role[1]]))
        each = plural or hat.role is None or paired(line, hat) or any(t.key == "respectivamente" for t in line.tokens[hat.last : hat.last + 2])
        for other in beside(line, hit, plural) if each else ():
            if also := self._of(line, other):
                self._hat(also, line, dataclasses.replace(hat, rule="membership.shared"))

    def _like(self, line: Line) -> None:
        """Seat "su par Ana Ruiz" where the one before sits, and who presides where the report's only council does."""
        for hit, like in peers(line):
            for claim in [c for c in self.hats.values() if c.data["person"] == said(self.written, line.tokens[like.first : like.last]) and c.data["institution"]]:
                self._put(line, hit, self.bodies.by_name(claim.data["institution"]))
        for hit in chairs(line):
            self._put(line, hit, self._chaired(line, hit))
        for hit in in_chair(line):
            self._put(line, hit, self.whole if self.minutes else self._met(line, hit))

    def _met(self, line: Line, hit: NameHit) -> Entity | None:
        """Return the committee that a sentence tells the meeting of: "La Comisión de Aguas quedó instalada bajo la presidencia de la diputada Ana Ruiz"."""
        stop = stop_before(line.tokens, hit.first)
        found = [e for b in line.bodies if stop < b.first < hit.first and (e := self.bodies.of(line, b, self.written)) and fold(e.name).startswith(_PANEL)]
        return found[0] if len(set(map(id, found))) == 1 else None

    def _chaired(self, line: Line, hit: NameHit) -> Entity | None:
        """Return what somebody presided over: the committee named last, the only council of the report, the body that meets."""
        last = of_members(self.bodies.entities, line.tokens[hit.first].start)
        met = any(t.key in _PANELS for t in line.tokens[max(0, hit.first - _NEAR) : hit.first])
        if met and last and fold(last.name).startswith(_PANEL):       # "la Comisión X recibió a los gremios. Presidió la reunión la diputada Ana Ruiz"
            return last
        held = held_in("concejal", self.bodies.entities, line.start) or held_in("diputado", self.bodies.entities, line.start)
        return held[0] if held and held[1] and has_seats(held[0]) else self.whole or last

    def _seats(self, line: Line, columns: dict[int, str]) -> None:
        for seat in seats(line, columns):
            entity = self._of(line, seat.person)
            parts = [*([(seat.body.first, seat.body.last)] if seat.body else []), *([seat.role] if seat.role else [])]
            if entity and parts:
                self._hat(entity, line, Hat(min(parts)[0], max(last for _, last in parts), seat.role, seat.body, rule="membership.row"))

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
        if before and desk(line):
            return before
        if line.kind in (HEADING, LABEL, PROSE) and sits(line):
            council = self._council(line)
            return before or ((council, "") if council else None)
        return None if line.kind in (HEADING, LABEL, PROSE) else before

    def _board(self, line: Line, below: list[Line]) -> tuple[Entity, str] | None:
        """Return the body that a line is, and no more, above the offices of its board: "Comisión de Aguas", "Presidenta: Ana Ruiz", "Vocal: Luis Paz"."""
        hit = line.bodies[0] if line.bodies and not line.people and not line.cells else None
        alone = hit and not hit.first and all(k < hit.last or not t.text.isalnum() for k, t in enumerate(line.tokens))
        body = self._known(line, hit) if hit and alone and len(below) > 1 and all(b.people and desk(b) for b in below) else None
        return (body, "") if body else None

    def _group(self, line: Line, listing: bool, below: list[Line]) -> Entity | None:
        """Return the body that stands alone on a line above its people."""
        hit = above(line, listing, below)
        return self._known(line, hit) if hit else None

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
        if line.lead and (entity := self._of(line, line.lead)):
            for hat in spoken_for(line):
                self._hat(entity, line, hat)
