"""Which body meets: the one whose minutes a report is, by its title ("Acta de la sesión de la Junta X", a line that is but "Comisión de Aguas") or by its verb ("se reúne la Asociación X")."""

from __future__ import annotations

import re

from kg.model.iri import fold
from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.entities import Bodies, Entity
from kg.reading.mentions.line import Line
from kg.reading.ties.walk import stop_before
from kg.reading.words.tokens import NUMBER, UPPER

_COLUMN = 4     # blanks between two columns of a line
_MEETS = frozenset(("sesion", "pleno", "acta", "reunion", "junta", "asamblea", "actas", "minuta"))
_MEETING = frozenset(("reune", "reunen", "reunio", "reunieron", "sesiona", "sesiono", "sesionaron", "constituye", "constituyo"))
_OPENED = frozenset(
    ("sesion", "reunion", "asamblea", "ordinaria", "extraordinaria", "publica", "conjunta", "especial", "plenaria", "en", "la", "el", "los", "las", "de", "del", "integrantes", "miembros", "sala",
     "sede", "juntas", "salon", "actos", "plenos"))
_ROOMS = frozenset(("sala", "sede", "salon", "juntas"))
_HAPPENED = frozenset(("hablo", "trato", "dijo", "vio", "acordo", "decidio", "debatio", "aprobo", "hablado", "tratado", "visto", "acordado", "debatido", "aprobado"))
_OF_COUNCILS = (["municipal"], ["parlamentario"], ["politico"])
_HONOURS = frozenset(("h", "honorable", "ilustre", "ilmo", "excmo"))
_HEADS = frozenset(("junta", "municipio", "municipalidad", "directiva", "equipo", "grupo", "coordinadora", "sindicato", "cooperativa", "club", "red", "comision", "consejo", "concejo", "comite",
     "cabildo", "patronato", "pleno", "ayuntamiento", "asociacion", "asamblea", "directorio", "honorable", "ilustre", "federacion", "mesa", "secretariado", "corporacion", "mancomunidad",
     "legislatura", "sociedad", "ejido", "comunidad", "consorcio", "fundacion", "colegio", "union", "confederacion", "gremio", "mutual", "cofradia", "plataforma", "veeduria", "colectivo",
     "congreso", "camara", "senado", "parlamento"))
_PRESENCE = frozenset(("presencia", "asistencia", "participacion", "concurrencia", "quorum", "fin", "objeto"))    # "se reúne la Junta X con la presencia de": nobody it meets with
_CAME = frozenset(("presencia", "asistencia", "concurrencia"))     # "con la presencia de los miembros del Consejo X"
_COUNCILS = ("concejo", "consejo municipal", "cabildo")
_CUT = ("de", "del", "la", "el", "los", "las", "y", "no", "num", "numero")
_HELD = frozenset(("celebrada", "celebro", "celebra", "efectuada", "realizada", "llevada"))     # "sesión ordinaria celebrada por el Concejo X"
# Of the body named above them.
_ORGANS = frozenset(("comision directiva", "junta directiva", "mesa directiva", "consejo directivo", "consejo de administracion", "junta de gobierno", "directiva"))
_NUMBER = re.compile(r" (?:n[°º.]|no\b|nro\b|num\b|numero\b).*")
_PLACE = 3      # words of the state after a town's government: "AYUNTAMIENTO DE ZAPOTAL, JAL."
_SHEET = ["lista", "de", "asistencia"]
_FIRST = 12     # lines of a report that may be its title
_BACK = 10  # tokens before a body in which its verb stands
_OPENING = 30   # tokens of a title's line
_LONG = 70  # tokens of minutes before their body, where they begin with the place and the date in words
_OPENS = frozenset(("acta", "sesion", "en"))
_LABELS = (["reunion"], ["sesion"], ["organo"], ["instancia"])      # "Reunión: Consejo Municipal de Desarrollo Rural"
_NEAR = 6   # tokens after a body in which it is said with what presence it meets


def meets(lines: list[Line], bodies: Bodies, text: str) -> Entity | None:
    """Return the body whose meeting a report is the minutes of; None when it does not say, or says two."""
    ways: tuple[list[Entity], list[Entity], list[Entity]] = ([], [], [])
    for above, line in zip([None, *lines], lines[:_FIRST], strict=False):
        for hit in line.bodies:
            entity = bodies.of(line, hit, text)
            way = 0 if above and _split(above, line, hit) else _way(line, hit)
            own = fold(entity.name).replace("°", "").replace("º", "").split() if entity and way >= 0 else []
            if entity and entity not in ways[way] and len(own) > 1 and (own[-1] not in _CUT or _dated(line, hit)) and not _sitting(own):     # "CABILDO DEL", at the end of a line
                ways[way].append(entity)
    found = next((w for w in ways if not all(_organ(e) for e in w)), next((w for w in ways if w), []))
    found = [e for e in found if not _organ(e)] or found
    whole = [e for e in found if not any(e is not o and fold(o.name).endswith(fold(e.name)) for o in found)]
    councils = [e for e in whole if fold(e.name).startswith(_COUNCILS)]
    if len(whole) == 2 and len(councils) == 1 and "municipal-government" in {e.kind for e in whole if e not in councils}:
        return councils[0]      # "MUNICIPALIDAD DE ZAPOTAL", "CONCEJO MUNICIPAL"
    return whole[0] if len(whole) == 1 else None


def _organ(body: Entity) -> bool:
    """Tell whether a body is an organ of the one named above: "Comisión Directiva", "Consejo de Administración N° 87"."""
    return _NUMBER.sub("", fold(body.name)) in _ORGANS


def _split(above: Line, line: Line, hit: BodyHit) -> bool:
    """Tell whether a title goes on from one line to the next before its body: "SEGUNDA SESIÓN ORDINARIA DEL", "H. AYUNTAMIENTO DE ZAPOTAL"."""
    keys = [t.key for t in above.tokens]
    return not hit.first and keys[-1] in ("de", "del", "la", "el") and len(keys) < _OPENING and not _MEETS.isdisjoint(keys) and _head(line, hit) in _HEADS


def _head(line: Line, hit: BodyHit) -> str:
    """Return the noun that a body's name begins with, after "H." and the like; "" for one of its sittings ("Ayuntamiento Pleno") or benches."""
    keys = [t.key for t in line.tokens[hit.first : hit.last] if t.text.isalpha()] or [""]
    keys = keys[1:] if keys[0] in _HONOURS and len(keys) > 1 else keys
    return "" if keys[1:2] == ["pleno"] or (keys[0] == "grupo" and keys[1:2] in _OF_COUNCILS) else keys[0]


def _way(line: Line, hit: BodyHit) -> int:
    """Return how a line says that a body meets: 0 by the title, 1 by its verb, 2 by being the title; -1 not at all."""
    tokens = line.tokens
    if _head(line, hit) not in _HEADS:
        return -1
    before = [t.key for t in tokens[max(0, hit.first - _BACK, stop_before(tokens, hit.first) + 1) : hit.first]]
    if before[-1:] == [":"] and before[:-1][-1:] in _LABELS and hit.first < _NEAR:
        return 0
    early = hit.first < (_LONG if tokens[0].key in _OPENS else _OPENING)
    if early and before and before[-1] in ("de", "del", "la", "el") and (_MEETS & set(before) or _spoken(before)) and not {"con", "entre", "ante", "sede"} & set(before):
        return 0
    if before[-2:-1] == ["por"] and before[-1] in ("el", "la") and not _HELD.isdisjoint(before[-_NEAR:]):
        return 0
    if before[-1:] == ["-"] and before[:3] == _SHEET and hit.last == len(tokens):
        return 0
    if before[-1:] in (["de"], ["del"]) and before[-2:-1] in (["miembros"], ["integrantes"]) and not _CAME.isdisjoint(before[-_NEAR:]):
        return 1
    after = [t.key for t in tokens[hit.last : hit.last + 4]]
    if after[:1] in (["convoca"], ["convoco"], ["celebra"], ["celebro"]) and _MEETS & set(after[1:]):
        return 1
    verb = next((k for k in range(len(before) - 1, -1, -1) if before[k] in _MEETING), len(before))
    if before[-2:-1] in (["y"], ["e"]):
        return -1      # "la Junta A y la Junta B se reunieron"
    held = [key for key in before[-4:] if key not in ("el", "la", "los", "las", "de", "del")][-1:]
    if _ROOMS & set(before[verb:]) and held not in (["integrantes"], ["miembros"]):
        return -1      # "se reunieron en la sala de Cabildo"
    opened = bool(_MEETING & set(before)) and (verb >= len(before) - 3 or all(key in _OPENED for key in before[verb + 1 :]))
    beside = "con" in before[-2:] or ("con" in after and _PRESENCE.isdisjoint(t.key for t in tokens[hit.last : hit.last + _NEAR]))
    if (opened or _MEETING & set(after[:1]) or (after[:1] == ["se"] and _MEETING & set(after[1:2]))) and not beside:
        return 1
    apart = next((k for k in range(hit.last, len(tokens)) if tokens[k].start - tokens[k - 1].end >= _COLUMN), len(tokens))      # "COMITÉ DE AGUAS          Código: 12"
    rest = [t for t in tokens[hit.last : apart] if t.text.isalnum()]
    own = len(rest) == 1 and rest[0].shape == UPPER and tokens[hit.last].text == "("      # its letters: "SINDICATO DE MOLINEROS (SIMO)"
    placed = tokens[hit.last].text == "," and len(rest) <= _PLACE and all(t.capital for t in rest) if rest else True
    return 2 if not hit.first and (placed or own) and not line.people else -1


def _sitting(own: list[str]) -> bool:
    """Tell whether the words of a name are a noun with the number of its session: "Concejo N° 009-2024"."""
    return len(own) > 1 and own[1].rstrip(".") in ("n", "no", "nro", "num", "numero")


def _dated(line: Line, hit: BodyHit) -> bool:
    """Tell whether the date goes on with the words of a name: "ACTA DEL PLENO DEL AYUNTAMIENTO DE ZAPOTAL DE 30 DE ENERO"."""
    return hit.last < len(line.tokens) and line.tokens[hit.last].shape == NUMBER


def _spoken(before: list[str]) -> bool:
    """Tell whether what stands before a body tells of what was said in it: "¿Qué se habló en el Consejo …?", "Lo que se trató en la Junta …"."""
    keys = [k for k in before if k.isalpha()]
    return keys[-2:-1] == ["en"] and "se" in keys[-5:] and any(k in _HAPPENED for k in keys[-4:-2])
