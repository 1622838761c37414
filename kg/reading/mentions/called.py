"""Bodies by the common noun that says what they are: "la empresa de energía LUMEX", "el partido PAZ", "la coalición Juntos por el Agua". Rule ``institution.kindword``."""

from __future__ import annotations

from kg.reading.mentions.acronyms import BodyHit, is_acronym
from kg.reading.words.tokens import LOWER, UPPER, Token

_MANY = frozenset(("gremios", "sindicatos", "organizaciones", "centrales", "empresas", "colectivos", "entidades", "instituciones", "organismos", "confederaciones", "asociaciones", "partidos"))
_UNITS = frozenset(("secretaria", "direccion", "coordinacion", "unidad", "oficina", "comision", "comite", "presidencia", "consejo", "junta", "mesa", "sede", "delegacion", "area"))
_KINDS = frozenset(("empresa", "compania", "organizacion", "ong", "asociacion", "fundacion", "sindicato", "partido", "colectivo", "consultora", "coalicion", "red", "agencia", "universidad",
                    "gremio", "grupo", "organismo", "proveedor", "proveedora", "contratista", "constructora", "cooperativa", "concesionaria", "distribuidora", "firma"))


def by_kind(line: list[Token], taken: set[int], starts: set[int], known: set[int]) -> list[BodyHit]:
    """Return the acronyms said to be bodies: "la empresa de energía LUMEX", "el partido PAZ"."""
    made = []
    for i, token in enumerate(line):
        if token.key == "coalicion" and token.shape == LOWER and i + 2 < len(line) and line[i + 1].capital and (stop := _coalition(line, i + 1, starts)):
            made.append(BodyHit(i, stop, "institution.kindword", "civil-society-organisation", whole=" ".join(t.text for t in line[i + 1 : stop])))
        if token.key in _MANY and token.shape == LOWER:
            made += _acronyms(line, i, taken)
        if token.key == "partidos" and token.shape == LOWER:
            made += _parties(line, i, starts)
        if token.key == "ciudadanos" and token.capital and i not in taken and _alone(line, i):
            made.append(BodyHit(i, i + 1, "institution.kindword", "civil-society-organisation"))
        if token.shape != UPPER or not is_acronym(token):
            continue
        if i in taken and (i in known or not _parent(line, i)):
            continue
        if i in taken or _sends(line, i):
            made.append(BodyHit(i, i + 1, "institution.kindword", "civil-society-organisation"))
            continue
        before = line[max(0, i - 4) : i]
        k = next((k for k in range(len(before) - 1, -1, -1) if before[k].shape != LOWER or before[k].key in _KINDS), -1)
        if k >= 0 and before[k].key in _KINDS and before[k].shape == LOWER and not any(t.key in ("y", "con", "en", "que") for t in before[k:]):
            made.append(BodyHit(i, i + 1, "institution.kindword", "civil-society-organisation"))
    return made


def _parties(line: list[Token], i: int, starts: set[int]) -> list[BodyHit]:
    """Return the parties of "los partidos Pacto Social (PSI) y Compromiso por Puebla"; none where one name alone follows."""
    made: list[BodyHit] = []
    k = i + 1
    while k < len(line) and line[k].capital and k not in starts:
        last = k
        while last < len(line) and last not in starts and (line[last].capital or (line[last].key in ("de", "del", "la", "por", "al") and last > k)):
            last += 1
        name = " ".join(t.text for t in line[k:last])
        bracket = last + 2 < len(line) and line[last].text == "(" and line[last + 2].text == ")"
        made.append(BodyHit(k if made else i, last, "institution.kindword", "civil-society-organisation", "civil-society", last + 1 if bracket else -1, whole="" if made else name))
        k = last + 3 if bracket else last
        if k >= len(line) or not (line[k].text == "," or line[k].key in ("y", "e")):
            break
        k += 1
    return made if len(made) > 1 else []


def _acronyms(line: list[Token], i: int, taken: set[int]) -> list[BodyHit]:
    """Return the acronyms listed after a noun for several bodies: "los gremios docentes ADEP, SUTEM y MAD", "los gremios del sector (ADEP y MAD)"."""
    k = i + 1
    while k < min(len(line), i + 8) and (line[k].shape == LOWER or k in taken or line[k].text == "(" or (k + 1 < len(line) and line[k + 1].text == "(")):
        k += 1
    own = []
    while k < len(line) and line[k].shape == UPPER and is_acronym(line[k]):
        own.append(k)
        k += 2 if k + 1 < len(line) and (line[k + 1].text == "," or line[k + 1].key in ("y", "e")) else 1
    return [BodyHit(n, n + 1, "institution.kindword", "civil-society-organisation") for n in own if n not in taken] if len(own) > 1 else []


def beside(line: list[Token], found: list[BodyHit], starts: set[int]) -> list[BodyHit]:
    """Return the acronyms that go on a list of bodies: "al Ministerio de Obras, a OSEM y a la prensa", "la Fiscalía y SENAR"."""
    ends = {b.last for b in found}
    held = {b.first for b in found} | starts
    made = []
    for i, token in enumerate(line):
        if token.shape != UPPER or i < 2 or i in held or len(token.text) < 4 or not is_acronym(token):
            continue
        k = i - 1 if line[i - 1].key in ("a", "al", "del", "con", "de") else i
        if line[k - 1].key in ("y", "e") or (k < i and line[k - 1].text == ","):
            k -= 2 if line[k - 2].text == ")" else 1
            if k in ends or (line[k].key == ")" and k - 1 in ends):
                made.append(BodyHit(i, i + 1, "institution.kindword", "civil-society-organisation"))
                ends.add(i + 1)
    return made


def _parent(line: list[Token], i: int) -> bool:
    """Tell whether the acronym at ``i`` is whose unit is named before it: "la Secretaría Ejecutiva del COSEFIN"."""
    if i < 3 or line[i - 1].key not in ("del", "la") or not line[i - 2 - (line[i - 1].key == "la")].capital:
        return False
    k = i - 2 - (line[i - 1].key == "la")
    while k > max(0, i - 8) and (line[k - 1].capital or line[k - 1].key in ("de", "y")):
        k -= 1
    return line[k].key in _UNITS


def _alone(line: list[Token], i: int) -> bool:
    """Tell whether a party whose name is a common word stands for itself: "Ana Ruiz, de Ciudadanos;", "Por Ciudadanos, Luis Paz"."""
    sign = i < 2 or not line[i - 2].text.isalnum()
    return i > 0 and line[i - 1].key in ("de", "por") and sign and (i + 1 >= len(line) or not (line[i + 1].capital or line[i + 1].key in ("de", "del", "y")))


def _sends(line: list[Token], i: int) -> bool:
    """Tell whether somebody comes from the acronym at ``i``: "de parte de SAPAZ", "en representación del CUT"."""
    return i > 2 and line[i - 1].key in ("de", "del") and line[i - 2].key in ("parte", "representacion") and line[i - 3].key in ("de", "por", "en")


def _coalition(line: list[Token], start: int, starts: set[int]) -> int:
    """Return the end of a coalition's name, which may be a sentence: "Por Puebla al Frente", "Juntos Haremos Historia"; 0 where no sign or verb closes it."""
    k = last = start
    while k < len(line) and k < start + 9 and k not in starts:
        if line[k].capital:
            k = last = k + 1
        elif line[k].key in ("de", "del", "la", "el", "los", "las", "por", "al", "a", "en", "y", "con", "para") and k > start:
            k += 1
        else:
            break
    return last if last > start + 1 else 0
