"""Who sits where: the seats that lists, labels of minutes and sentences which go on naming members give. Rules ``membership.seat``, ``.roll`` and ``.bench``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.iri import fold
from kg.reading.claims import Claim
from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.entities import Entity, said
from kg.reading.mentions.hats import Hat, post_of
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.chamber import SPEAK, Chamber, benches_of
from kg.reading.ties.clerks import aides, clerks, invited, replaced
from kg.reading.ties.made_up import bare, companions, made_up
from kg.reading.ties.meant import SITS, meant, sits_here
from kg.reading.ties.meeting import meets
from kg.reading.ties.rolls import rolls, staff
from kg.reading.ties.salient import held_in, of_members, pointed_at
from kg.reading.ties.seats import Roll, minutes_of, present
from kg.reading.ties.sides import BENCHES
from kg.reading.ties.sittings import SEATED, attended, benched, grouped
from kg.reading.ties.votes import answers, votes
from kg.reading.ties.walk import of_body
from kg.reading.ties.whose import COUNCIL, COUNCILS, body_of

if TYPE_CHECKING:
    from kg.reading.assemble import Assembly

_GUESSED = ("membership.only_body", "membership.salient")
_GOVERN = ("alcald", "vicealcald", "intendent")
_SIT = (*COUNCIL, *_GOVERN, "sindic", "presidente municipal", "presidenta municipal")    # offices of those who sit in a council, or govern its town
_ENVOYS = frozenset(("consejo", "comite", "subcomite", "comision", "mesa", "patronato", "directorio", "coordinadora", "red", "foro"))     # whose members other bodies send
_PARTS = tuple(BENCHES)
_UNITS = frozenset(("administrative-unit", "faculty"))
_UNIT = 4       # tokens of a unit's name that ends in its parent's noun


class Seating:
    """Keeps the best title of each person in each body, and gives people their seats."""

    def __init__(self, report: Assembly) -> None:
        self.report, self.lines, self.written = report, report.lines, report.written
        self.people, self.bodies, self.offices = report.people, report.bodies, report.offices
        self.hats: dict[tuple[str, str], Claim] = {}
        self.minutes = minutes_of(self.lines)
        self.whole = meets(self.lines, self.bodies, self.written)
        self.said: set[tuple[str, str]] = set()     # the offices that have their body, by who holds them
        self.found = ""     # the rule by which the body of an office that names none was found last

    def _of(self, line: Line, hit: NameHit) -> Entity | None:
        """Return the person of a mention."""
        return self.people.by_name(said(self.written, line.tokens[hit.first : hit.last]))

    def _hat(self, entity: Entity, line: Line, hat: Hat) -> None:
        """Keep an office or body read beside somebody's name, in the body that it names or that is meant."""
        role = said(self.written, line.tokens[hat.role[0] : hat.role[1]]) if hat.role else ""
        body, self.found = body_of(self.bodies, self.written, line, hat, self.whole)
        if self.found == "membership.board_of" and invited(line, hat.first):
            body = None
        if body and self.whole and self.minutes and self.found in _GUESSED and self.whole.kind in SITS and body.kind in SITS and body is not self.whole and fold(role).startswith(_SIT):
            body, self.found = self._here(fold(role)), "membership.roll"    # the mayor, the councillors whom the minutes of the council name
        if body and not meant(line, hat, body, (fold(role), self.found), (self.whole, self.minutes)):
            body = None
        if hat.role and not hat.glued:
            self.offices.add(" ".join(t.key for t in line.tokens[hat.role[0] : hat.role[1]]), body.name.casefold() if body else "", entity)
        if (body is None and not role) or (self.found == "membership.board_of" and role and (entity.name, fold(role)) in self.said):
            return      # "Luis Paz, presidente" of the body that he came for, and not of the one that meets
        post, sector, person_class = post_of(role) if role else ("", "", "")
        if role and body is None and not post and hat.role:
            return  # "moderadora", "panelista": a part in the event, not an office
        if hat.role and any(t.capital and (other := self.people.by_surname([t.key])) and other is not entity for t in line.tokens[hat.role[0] + 1 : hat.role[1]]):
            return      # "los concejales Paz y Soto y el vecino Luis Vega": the office is theirs
        key = (entity.name, body.name if body else fold(role))
        before = self.hats.get(key)
        if before and (before.data["role"] or not role):
            return
        if body:
            self.said.add((entity.name, fold(role)))
        rule = "membership.office" if body is None else self.found if hat.body is None and (hat.town is None or self.found) else hat.rule
        start, end = line.tokens[hat.first].start, line.tokens[hat.last - 1].end
        data = {"person": entity.name, "institution": body.name if body else "", "role": role, "post": post, "sector": (body.sector if body else "") or sector, "person_class": person_class}
        self.hats[key] = self.report.claim("membership", start, end, rule, data, 0.35 if hat.glued else 1.0, flags=("residue",) if hat.glued else ())
        if body and hat.body and body.kind in _UNITS and (parent := self._parent(line, hat.body)):
            self._seat(entity, line, (hat.first, hat.last), parent, "membership.again")
        if body is not None and body.kind == "civil-society-organisation" and fold(role).startswith(SEATED):    # "el concejal del PJ": he sits in the council, too
            seat = self._benches(fold(role), start) if held_in(fold(role), self.bodies.entities, start) else None
            if seat and sits_here(line, hat, seat, (self.whole, self.minutes)) and (entity.name, seat.name) not in self.hats:
                data = data | {"institution": seat.name, "sector": seat.sector or sector}
                self.hats[entity.name, seat.name] = self.report.claim("membership", start, end, "membership.only_body", data)

    def _parent(self, line: Line, body: BodyHit) -> Entity | None:
        """Return the body that a noun alone names after one of its units, in its name or behind it: "de la Dirección de Riego de la Prefectura"."""
        own, after = line.tokens[body.first : body.last], line.tokens[body.last : body.last + 4]
        k = 1 + (len(after) > 1 and after[1].key in ("la", "el"))
        goes_on = len(after) > k and after[0].key in ("de", "del")
        if goes_on and after[k].capital and not (len(after) > k + 1 and (after[k + 1].capital or after[k + 1].key in ("de", "del"))):
            noun = after[k].key
        elif not goes_on and len(own) > _UNIT and own[-2].key in ("la", "del"):
            noun = own[-1].key
        else:
            return None
        return pointed_at(["unidad", "de", noun], self.bodies.entities, line.tokens[body.first].start)

    def _here(self, role: str) -> Entity | None:
        """Return the council whose minutes a report is, for an office of its town; mayors and intendants sit in those of towns, not in those of departments."""
        assert self.whole is not None
        return None if role.startswith(_GOVERN) and fold(self.whole.name).startswith("junta") else self.whole

    def _known(self, line: Line, hit: BodyHit) -> Entity | None:
        """Return the body of a mention; one that only its place in a list shows to be a body becomes known by it."""
        found = self.bodies.of(line, hit, self.written)
        if found is None and hit.rule in ("institution.listed", "institution.role"):
            self.bodies.add(line, hit, self.written)
        return found or self.bodies.of(line, hit, self.written)

    def _put(self, line: Line, hit: NameHit, body: Entity | None, rule: str = "membership.seat") -> None:
        """Give the person of a mention a seat in a body."""
        if body and (entity := self._of(line, hit)):
            self._seat(entity, line, (hit.first, hit.last), body, rule)

    def _seat(self, entity: Entity, line: Line, at: tuple[int, int], body: Entity | None, rule: str = "membership.seat") -> None:
        """Give somebody named at some tokens, by the surname perhaps, a seat in a body, unless one is known."""
        if body and (entity.name, body.name) not in self.hats:
            data = {"person": entity.name, "institution": body.name, "role": "", "post": "", "sector": body.sector, "person_class": ""}
            self.hats[entity.name, body.name] = self.report.claim("membership", line.tokens[at[0]].start, line.tokens[at[1] - 1].end, rule, data)

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

    def _elsewhere(self) -> set[str]:
        """Return who belongs to a body that is neither a party, a bench of a council, nor the chamber that a committee is of."""
        return {p for p, b in self.hats if (e := self.bodies.by_name(b)) and e.kind not in ("civil-society-organisation", "legislature") and not fold(b).startswith(_PARTS)}

    def _rolls(self) -> None:
        """Seat those under the labels of minutes in the body that meets, wherever else they belong, and its staff in the government of the town."""
        whole = self.whole
        envoys = whole is not None and not _ENVOYS.isdisjoint(fold(whole.name).split()[:2])
        for hit, line, bench, where in rolls(self.lines, envoys) if whole else ():
            for body in (whole, self._known(where, bench) if bench else None):
                self._put(line, hit, body, "membership.roll")
        council = whole if whole and whole.kind in SITS else None
        for line in self.lines if whole else ():
            for clerk in clerks(line):
                self._put(line, clerk, whole, "membership.roll")
            for member in (*replaced(line), *aides(line)) if council else ():
                self._put(line, member, council, "membership.roll")
        before = self._elsewhere()
        towns = [e for e in self.bodies.entities if e.kind == "municipal-government" and not fold(e.name).startswith(COUNCILS)]
        for hit, line in ((h, n) for n in self.lines for h in staff(n)) if len(towns) == 1 else ():
            if (entity := self._of(line, hit)) and entity.name not in before:
                self._seat(entity, line, (hit.first, hit.last), towns[0], "membership.roll")

    def _sittings(self) -> None:
        """Seat those whom a list names as members of a council, or as having come to the session of the body that meets, unless the report says where else they belong."""
        before = self._elsewhere()
        for line in self.lines:
            at, seats_here = line.start, self._came(line)
            for hit, office, party in benched(line):
                seats_here.append((hit, self._benches(office, at) if office else None))
                if party and (one := self._of(line, hit)):
                    self._hat(one, line, of_body(hit, party, "membership.bench"))
            for hit, bench, council_of in grouped(line):
                if one := self._of(line, hit):
                    self._hat(one, line, of_body(hit, bench, "membership.bench"))
                held = held_in("concejal", self.bodies.entities, at) if council_of else None
                seats_here.append((hit, held[0] if held else None))
            for hit, body in seats_here:
                entity = self._of(line, hit) if body else None
                if entity and entity.name not in before:
                    self._seat(entity, line, (hit.first, hit.last), body, "membership.bench")

    def _benches(self, office: str, at: int) -> Entity | None:
        """Return where those sit whom a list names after "los ediles": the council whose minutes a report is, or the only one that it names."""
        if self.minutes and self.whole and self.whole.kind in SITS and office.startswith(COUNCIL):
            return self.whole
        held = held_in(office, self.bodies.entities, at)
        return held[0] if held and held[1] else None

    def _came(self, line: Line) -> list[tuple[NameHit, Entity | None]]:
        """Return who came to a session, and the body that meets: that of the report, else the one named last before "sesión"."""
        body = self.whole
        came = attended(line, self.minutes and bool(body), bool(body and body.kind in SITS))
        if came and body is None and any(t.key == "sesion" for t in line.tokens[: came[0].first]):
            body = of_members(self.bodies.entities, line.tokens[came[0].first].start)
        return [(hit, body) for hit in came]

    def _in_chamber(self) -> None:
        """Seat the councillors and deputies of a bulletin in the chamber that it is about, and those who are of their benches and of no other body."""
        chamber = Chamber(self.lines, self.bodies.entities, self.whole)
        whole = chamber.body
        self._voters(whole or self.whole)
        for line in self.lines if whole else ():
            for hit in line.people:
                if chamber.titled(line, hit.first):
                    self._put(line, hit, whole, "membership.bench")
        claims = list(self.hats.values()) if whole else []
        benches = benches_of(self.bodies.entities) if whole else set()
        sitting = [c for c in claims if self._office_here(c, chamber, benches)]
        benches |= {c.data["institution"] for c in sitting} - {""}
        of_bench = [c for c in claims if c.data["institution"] in benches and c not in sitting and not chamber.rolled]
        before = {p for p in self._elsewhere() if not any(c.data["person"] == p and c.data["institution"] in benches for c in claims)}
        spoken = {c.data["person"] for c in claims if c.data["role"] and not fold(c.data["role"]).startswith(SPEAK) and c not in sitting}
        for claim in [*sitting, *(c for c in of_bench if c.data["person"] not in before | spoken)]:
            assert whole is not None
            key = (claim.data["person"], whole.name)
            if key not in self.hats:
                own = claim.data | {"institution": whole.name, "sector": whole.sector or claim.data["sector"]}
                own |= {} if claim in sitting else {"role": "", "post": "", "person_class": ""}
                self.hats[key] = self.report.claim("membership", claim.start, claim.end, "membership.only_body" if claim in sitting else "membership.bench", own)

    def _made_up(self) -> None:
        """Seat those whom a list of surnames says to make up a body, after all else: most sit in the one that meets, too."""
        for line in self.lines:
            for entity, first, last, made in made_up(line, self.people, self.written):
                self._seat(entity, line, (first, last), self._known(line, made))
            for entity, first, last, noun in bare(line, self.people, self.written):
                self._seat(entity, line, (first, last), pointed_at(["de", "la", noun], self.bodies.entities, line.start))
            for entity, first, last, keys in companions(line, self.people, self.written) if line.people else ():
                self._seat(entity, line, (first, last), pointed_at(keys, self.bodies.entities, line.tokens[first].start))

    def _voters(self, body: Entity | None) -> None:
        """Seat those whom a division names in the body that decides, and in their parties."""
        for line in self.lines if body else ():
            for entity, first, last, party in votes(line, self.people, self.written):
                for one in (body, self._party(line, party) if party else None):
                    self._seat(entity, line, (first, last), one, "membership.bench")
            for hit in answers(line):
                self._put(line, hit, body, "membership.bench")

    def _party(self, line: Line, hit: BodyHit) -> Entity | None:
        """Return the party of a mention: by its letters the one that the report names in full."""
        letters = line.tokens[hit.first].text if hit.last == hit.first + 1 else ""
        fitting = [e for e in self.bodies.entities if letters.isupper() and "".join(w[0] for w in e.name.split() if w[0].isupper()) == letters]
        return fitting[0] if len(fitting) == 1 else self._known(line, hit)

    def _office_here(self, claim: Claim, chamber: Chamber, benches: set[str]) -> bool:
        """Tell whether an office that names no body, or only the party of who holds it, is held in the chamber of the report."""
        body = self.bodies.by_name(claim.data["institution"])
        role = claim.data["role"]
        if not role or (body and body.kind != "civil-society-organisation" and body.name not in benches) or not chamber.holds(fold(role)):
            return False
        return body is not None or chamber.field(self.written[claim.start : claim.end].partition(role)[2])
