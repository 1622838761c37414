"""Bodies that stand before their people: "la Contraloría, bajo la dirección de Ana Ruiz", "por parte de la Red del Agua estuvieron Ana Ruiz y Luis Paz".

Rules ``membership.led`` (who heads the body just named), ``membership.sent`` (who comes on its behalf), ``membership.shared`` and ``membership.seat``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.reading.hats import Hat, role_at
from kg.reading.line import HEADING, LABEL, Line
from kg.reading.people import NameHit
from kg.reading.tokens import Token
from kg.reading.vocab import words

_HEADED = frozenset(("dirigido", "dirigida", "encabezado", "encabezada", "presidido", "presidida", "liderado", "liderada", "representado", "representada", "coordinado", "coordinada"))
_HEADS = frozenset(("preside", "encabeza", "dirige", "lidera", "coordina"))
_CHARGE = frozenset(("direccion", "responsabilidad", "conduccion", "coordinacion", "presidencia", "titularidad"))
_MEMBERS = frozenset(("integrantes", "miembros", "consejeros", "consejeras", "comisionados", "comisionadas", "vocales", "regidores", "concejales"))
_FORMED = frozenset(("integrado", "integrada", "conformado", "conformada", "integran", "conforman"))
_SEVERAL = 3    # people from whom on they are a list
_SHORT = 18     # tokens of a line that only announces
_SENT = frozenset((*way, link) for way in (("por", "parte"), ("en", "representacion"), ("a", "nombre"), ("en", "nombre")) for link in ("de", "del"))
_CAME = frozenset(
    ("estuvo", "estuvieron", "asistio", "asistieron", "participo", "participaron", "acudio", "acudieron", "vino", "vinieron", "intervino", "intervinieron", "firmo", "firmaron", "hablo", "hablaron")
)


def leads(line: Line) -> Iterator[tuple[NameHit, Hat]]:
    """Yield (person, hat) of the people whom a body before them heads or sends."""
    for body in line.bodies:
        end = _past_bracket(line.tokens, body.last)
        found = _leader(line, end)
        if found:
            person, role = found
            yield person, Hat(role[0] if role else person.first, person.last, role, body, None, rule="membership.led")
        if line.tokens[end : end + 2] and line.tokens[end].key in _FORMED and line.tokens[end + 1 : end + 2] and line.tokens[end + 1].key == "por":
            for person in _enumerated(line, end + 2):
                yield person, Hat(person.first, person.last, None, body, None, rule="membership.seat")
        if any(tuple(t.key for t in line.tokens[max(0, body.first - back) : body.first - back + 3]) in _SENT for back in (3, 4)):
            for person in _sent(line, end):
                yield person, Hat(body.first, body.last, None, body, None, rule="membership.sent")


def _past_bracket(tokens: list[Token], i: int) -> int:
    """Return the token after a body, its bracketed acronym and a comma included."""
    if i + 2 < len(tokens) and tokens[i].text == "(" and tokens[i + 2].text == ")":
        i += 3
    return i + 1 if i < len(tokens) and tokens[i].text == "," else i


def _leader(line: Line, i: int) -> tuple[NameHit, tuple[int, int] | None] | None:
    """Read "encabezado por el alcalde Luis Paz", "bajo la dirección de Ana Ruiz", "que preside la diputada Ana Ruiz" at token ``i``."""
    keys = [t.key for t in line.tokens[i : i + 5]]
    if keys[:2] and keys[0] in _HEADED and keys[1:2] == ["por"]:
        start = i + 2
    elif keys[:1] == ["bajo"] and len(keys) > 3 and keys[2] in _CHARGE and keys[3] in ("de", "del"):
        start = i + 4
    elif keys[:2] == ["a", "cargo"] and keys[2:3] in (["de"], ["del"]):
        start = i + 3
    elif keys[:1] == ["que"] and keys[1:2] and keys[1] in _HEADS:
        start = i + 2
    else:
        return None
    role = None
    k = start + 1 if start < len(line.tokens) and line.tokens[start].key in ("el", "la") else start
    named = role_at(line.tokens, k)
    if named:
        role, k = (k, named[0]), named[0]
    while k < len(line.tokens) and (line.tokens[k].key in words("honorifics") or line.tokens[k].text in (",", ".") or line.tokens[k].key in ("el", "la")):
        k += 1
    person = next((p for p in line.people if p.first == k), None)
    return (person, role) if person else None


def _sent(line: Line, i: int) -> Iterator[NameHit]:
    """Yield the people of "estuvieron Ana Ruiz, directora, y Luis Paz": up to the end of the sentence, the next body, or another verb."""
    if not any(t.key in _CAME for t in line.tokens[i : i + 2]):
        return
    for k in range(i + 1, len(line.tokens)):
        token = line.tokens[k]
        if (token.text in (".", ";") and line.tokens[k - 1].key not in words("honorifics")) or token.key in words("reporting", "verb") or any(b.first == k for b in line.bodies):
            return
        yield from (p for p in line.people if p.first == k)


def paired(line: Line, person: NameHit) -> NameHit | None:
    """Return the first of two people joined by "y" before one body ("Ana Ruiz y Luis Paz, del Ministerio"): no list, and nothing of the first one's own."""
    if not person.first or line.tokens[person.first - 1].key not in ("y", "e"):
        return None
    other = next((p for p in line.people if p.last == person.first - 1), None)
    if other is None or (other.first and line.tokens[other.first - 1].text in (",", ";")):
        return None
    return other


def seats_of(line: Line) -> bool:
    """Tell whether a line announces the members of a body: "Integrantes del Comité de Aguas:", "El Consejo queda integrado por:"."""
    keys = [t.key for t in line.tokens]
    if not line.bodies or line.people or len(keys) > _SHORT or (line.kind not in (HEADING, LABEL) and keys[-1] != ":"):
        return False
    return keys[0] in _MEMBERS or (len(keys) > 1 and keys[0] in ("los", "las") and keys[1] in _MEMBERS) or any(k in _FORMED for k in keys)


def _enumerated(line: Line, i: int) -> Iterator[NameHit]:
    """Yield the people of "conformada por los concejales: Ana Ruiz de X, Luis Paz de Y": three at least, up to the end of the sentence."""
    stop = next((k for k in range(i, len(line.tokens)) if line.tokens[k].text in (".", ";") and line.tokens[k - 1].key not in words("honorifics")), len(line.tokens))
    found = [p for p in line.people if i <= p.first < stop]
    if len(found) >= _SEVERAL:
        yield from found
