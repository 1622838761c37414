"""The council or chamber whose session a bulletin or press note tells, with no roster: its councillors and deputies sit in it, and those who speak for the benches.

"El Pleno del Ayuntamiento de Zapotal aprobó … El concejal Luis Paz (Grupo Sol) … También Ana Ruiz, del bloque Villa Unida". Rules ``membership.only_body`` and ``membership.bench``.
"""

from __future__ import annotations

import re

from kg.model.iri import fold
from kg.reading.mentions.benches import bench_of
from kg.reading.mentions.entities import Entity
from kg.reading.mentions.line import Line
from kg.reading.ties.meant import SITS
from kg.reading.ties.seats import sentences_of
from kg.reading.ties.sides import BENCHES
from kg.reading.vocab import words

_SESSION = frozenset(("pleno", "plenaria", "plenario", "sesion", "sesiones", "sesiono", "hemiciclo"))
_EARLY = 0.4    # share of a report in which its chamber is named first
_HALF = 0.5     # share in which it is said that it met
_DECIDED = re.compile(r"(?:aprob|aprueb|rechaz|vot|aval|ratific|autoriz|desestim|sesion)(?:o|aron|a|an|ase|ara)")
_HELD = re.compile(r"(?:celebr|debat|discut|realiz)(?:o|aron|io|ieron|a|e|an|en)")
_TRIBUNE = frozenset(("tribuna", "galerias", "curules", "estrado"))     # where its members speak
_IN = frozenset(("en", "durante"))
_MINUTES = frozenset(("acta", "minuta", "actas"))
_TITLE = 6      # lines of a report that may say that it is minutes
_HONOURS = r"(?:(?:h|hble|honorable|ilustre|excmo|ilmo)\.? )*"
_TOWNS = re.compile(
    _HONOURS + r"(?:[ivxl]+ )?(?:ayuntamiento|concejo|cabildo|consejo (?:municipal|comarcal|insular|cantonal|regional|provincial)|corporacion municipal|junta (?:departamental|local))\b"
)
_CHAMBERS = re.compile(
    _HONOURS
    + r"(?:asamblea (?:departamental|legislativa|nacional|provincial|regional)|congreso|camara de (?:diputad|senador|represent)|senado|parlamento|legislatura|cortes|duma"
    + r"|diputacion(?: provincial| foral)? (?:de|del)\b)"
)
_IN_TOWNS = ("concejal", "cabildante", "regidor", "edil", "teniente de alcalde", "sindic", "consejer", "corporad")
_IN_CHAMBERS = ("diputad", "legislador", "asambleista", "congresista", "parlamentari", "senador", "corporad", "representante a la camara")
_AWAY = frozenset(("federal", "nacional", "provincial", "republica", "electo", "electa", "exdiputado", "candidato", "candidata"))
_SHORT_TOWN = frozenset(("conc", "reg", "hc", "edil"))
_SHORT_CHAMBER = frozenset(("dip", "hd", "hdip", "hdd", "hhdd", "leg", "asamb", "congr"))
_LONGEST = 6    # letters of such a form
_MAYORS = ("alcald", "vicealcald")
SPEAK = ("portavoz", "vocer", "lider", "coordinador", "jefe de bloque", "jefa de bloque", "presidente de bloque", "presidenta de bloque", "president")


class Chamber:
    """The one council or chamber that a report is about; it may be none."""

    def __init__(self, lines: list[Line], bodies: list[Entity], whole: Entity | None) -> None:
        length = lines[-1].tokens[-1].end if lines else 0
        body = _body(bodies, whole, length)
        self.body = body if body and any(_meets(line, body, body is whole) for line in lines if line.start < length * _HALF) else None
        self.rolled = any(t.key in _MINUTES for line in lines[:_TITLE] for t in line.tokens)    # minutes have a roster
        self._town = bool(self.body and _TOWNS.match(fold(self.body.name)))

    def holds(self, role: str) -> bool:
        """Tell whether an office (folded, no body named with it) is held in it."""
        if self.body is None or not _AWAY.isdisjoint(role.split()):
            return False
        own = _IN_TOWNS if self._town else _IN_CHAMBERS
        return role.startswith(own) or role.endswith("mesa directiva") or (role.startswith(_MAYORS) and "ayuntamiento" in fold(self.body.name).split())

    def titled(self, line: Line, first: int) -> bool:
        """Tell whether the short form of an office that is held in it stands before the name at token ``first``: "la H.D. Ana Ruiz", "Dip. Luis Paz", "Conc. Eva Sol"."""
        start = first
        while start and (line.tokens[start - 1].text == "." or (line.tokens[start - 1].capital and len(line.tokens[start - 1].key) < _LONGEST and line.tokens[start - 1].key not in ("el", "la"))):
            start -= 1
        short = "".join(t.key for t in line.tokens[start:first] if t.text != ".")
        return self.body is not None and short in (_SHORT_TOWN if self._town else _SHORT_CHAMBER)

    def field(self, after: str) -> bool:
        """Tell whether what follows an office ("de Bienestar Social") is its field of work, or the chamber's own town: not "de Villa Sol"."""
        own = [fold(w.strip(" ,.;:()")) for w in after.split() if w[:1].isupper()]
        return not own or bool(set(own) & words("areas")) or (self.body is not None and fold(self.body.name).endswith(" ".join(own)))


def _body(bodies: list[Entity], whole: Entity | None, length: int) -> Entity | None:
    """Return the only council or chamber that a report names, early in it; of several the one that meets."""
    found = [e for e in bodies if (e.kind in SITS or _CHAMBERS.match(fold(e.name)) or e is whole) and has_seats(e)]
    if whole in found:
        return whole
    early = [e for e in found if min(e.places)[0] < length * _EARLY]
    return early[0] if len(found) == 1 and early else None


def _meets(line: Line, body: Entity, headed: bool) -> bool:
    """Tell whether a sentence of a line says that a body met and decided: "el Pleno aprobó", "el Ayuntamiento sacó adelante"; below its letterhead (``headed``) "en la sesión" is enough."""
    for first, last in sentences_of(line):
        keys = [t.key for t in line.tokens[first:last]]
        at = _SESSION & set(keys)
        named = at or any(line.tokens[first].start <= start < line.tokens[last - 1].end for start, _ in body.places) if keys else False
        if named and any(_DECIDED.fullmatch(k) or (_HELD.fullmatch(k) and at) or (k == "adelante" and keys[max(0, j - 1)].startswith("sac")) for j, k in enumerate(keys)):
            return True
        if headed and (not _TRIBUNE.isdisjoint(keys) or ("votos" in keys and any(_DECIDED.fullmatch(k) for k in keys))):
            return True
        if headed and at and any(k in _SESSION and _IN & set(keys[max(0, j - 3) : j]) for j, k in enumerate(keys)):
            return True
    return False


def has_seats(body: Entity) -> bool:
    """Tell whether a body is a council or chamber by its name."""
    return " " in body.name and bool(_TOWNS.match(fold(body.name)) or _CHAMBERS.match(fold(body.name)))


def benches_of(bodies: list[Entity]) -> set[str]:
    """Return the names of the bodies that are parties or groups of one by their names, and of those that are the end of one: "Surco Azul" beside "Partido Surco Azul"."""
    found = {e.name for e in bodies if (first := fold(e.name).split()[0]) in BENCHES or first in words("parties") or bench_of(first)}
    return found | {e.name for e in bodies if any(fold(name).endswith(" " + fold(e.name)) for name in found)}
