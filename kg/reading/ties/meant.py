"""Whether a body that only the context gives is the one meant: "la diputada Ana Ruiz" where a report names one Congress, "la Comisión de Aguas del Congreso, que preside Luis Paz"."""

from __future__ import annotations

from kg.reading.mentions.entities import Entity
from kg.reading.mentions.hats import Hat
from kg.reading.mentions.line import Line

SITS = ("legislature", "municipal-government")     # kinds of bodies with concejales, regidores, ediles
_BY_CONTEXT = ("membership.only_body", "membership.salient")
_GOVERN = ("alcald", "vicealcald", "intendent", "viceintendent", "presidente municipal", "presidenta municipal", "gobernador")
_NEAR = 120     # characters of a line between an office and the body that it is held in


def meant(line: Line, hat: Hat, body: Entity, office: tuple[str, str], meeting: tuple[Entity | None, bool]) -> bool:
    """Tell whether an office that names no body is held in ``body``. ``office``: it, folded, and the rule that found the body; ``meeting``: whose minutes the report is, and whether it is minutes."""
    role, rule = office
    council = meeting[1] and (meeting[0] is None or meeting[0].kind in SITS)
    if rule not in _BY_CONTEXT:
        return True
    return (council or not role.startswith(_GOVERN)) and sits_here(line, hat, body, meeting)      # "el alcalde Luis Paz" heads the town, and sits nowhere but in the minutes of its council


def sits_here(line: Line, hat: Hat, body: Entity, meeting: tuple[Entity | None, bool]) -> bool:
    """Tell whether a report is the minutes of a body, or names it right beside the office: in a press note one Congress of two may be named, and "el diputado Luis Paz" sits in the other."""
    whole, minutes = meeting
    if whole is body or (minutes and (whole is None or whole.kind in SITS)):
        return True
    at = line.tokens[hat.first].start
    near = [start for start, _ in body.places if line.start <= start < line.tokens[-1].end and abs(start - at) < _NEAR]
    named = [line.tokens[p.first].start for p in line.people if p.first >= hat.first]
    apart = minutes and whole is not None      # a councillor who came to another body's meeting
    return any(start < at or not (apart or any(named[0] < other < start for other in named[1:])) for start in near)      # "el edil Luis Paz, y Ana Ruiz, de la Municipalidad": hers


def only_part(line: Line, hat: Hat) -> bool:
    """Tell whether the body that somebody presides over is only the end of another's name: "la Comisión de Aguas de la Cámara de Diputados, que preside Ana Ruiz"."""
    own = hat.body if hat.rule == "membership.led" else None
    return own is not None and any(b.first < own.first and own.last <= b.last for b in line.bodies)
