"""Who keeps the minutes of the meeting, and whose seat somebody fills: "actúa como secretaria Ana Ruiz", "oficia de Ministro de Fe don Luis Paz", "en sustitución de la edil Eva Sol".

They are of the body that meets, which such sentences do not name. Rule ``membership.roll``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.vocab import words

_ACTS = ("actu", "ofici", "fung", "ejerc", "desempen", "asist", "levant", "tom", "autoriz")
_AS = frozenset(("como", "de", "en", "la", "el", "las", "funciones", "calidad", "se", "por", "del", "cargo"))
_DESK = ("secretari", "prosecretari", "ministro", "ministra", "fedatari", "relator")
_STAFF = frozenset(("funcionario", "funcionaria", "funcionarios", "funcionarias"))
_FILLS = frozenset(("sustitucion", "reemplazo", "suplencia", "suple", "reemplaza", "sustituye", "reemplazando", "supliendo", "sustituyendo", "banca", "curul", "escano"))
_SEATS = frozenset(("banca", "curul", "escano"))
_BETWEEN = frozenset(("a", "al", "de", "del", "la", "el", "los", "las", "senor", "senora", "sr", "sra", "titular", "propietario", "propietaria"))
_FAR = 9        # tokens between the verb and the name
_NEAR = 7


def clerks(line: Line) -> Iterator[NameHit]:
    """Yield those who keep the minutes."""
    tokens = line.tokens
    for k, token in enumerate(tokens[:-2]) if line.people else ():
        if not token.key.startswith(_DESK) or not any(t.key.startswith(_ACTS) for t in tokens[max(0, k - 4) : k]):
            continue
        verb = next(j for j in range(k - 1, -1, -1) if tokens[j].key.startswith(_ACTS))
        person = next((p for p in line.people if k < p.first <= k + _FAR), None)
        if person and all(t.key in _AS for t in tokens[verb + 1 : k]) and _only_titles(line, k + 1, person.first):
            yield person


def aides(line: Line) -> Iterator[NameHit]:
    """Yield the clerks of a council who help with its minutes: "tomando nota la funcionaria administrativa Sra. Ana Ruiz", "los funcionarios administrativos Sres. Luis Paz y Eva Sol"."""
    tokens = line.tokens
    for k, token in enumerate(tokens[:-2]) if line.people else ():
        if token.key in _STAFF and tokens[k + 1].key.startswith("administrativ"):
            end = k + 2
            for person in (p for p in line.people if p.first > k):
                if not all(t.text in (",", ".") or t.key in ("y", "e") or t.key in words("honorifics") for t in tokens[end : person.first]):
                    break
                yield person
                end = person.last


def replaced(line: Line) -> Iterator[NameHit]:
    """Yield those whose place somebody takes: "en reemplazo del edil Luis Paz", "quien ocupa la banca de la concejala Eva Sol"."""
    tokens = line.tokens
    for k, token in enumerate(tokens[:-1]) if line.people else ():
        if token.key not in _FILLS:
            continue
        person = next((p for p in line.people if k < p.first <= k + _NEAR), None)
        between = tokens[k + 1 : person.first] if person else []
        held = token.key in _SEATS or any(t.key in words("roles", "role") for t in between)
        if person and held and all(t.key in _BETWEEN or t.text in (".", ",") or t.key in words("honorifics") or t.key in words("roles", "role") for t in between):
            yield person


def invited(line: Line, k: int) -> bool:
    """Tell whether what stands at token ``k`` is said of a guest: "Invitado: Ing. Luis Paz, gerente general"."""
    stop = next((j for j in range(k - 1, -1, -1) if line.tokens[j].text in (".", ";") and line.tokens[j - 1].key not in words("honorifics")), -1)
    return any(t.key.startswith("invitad") for t in line.tokens[stop + 1 : k])


def _only_titles(line: Line, first: int, last: int) -> bool:
    """Tell whether nothing stands between the office and the name but what the one is: "de Actas la funcionaria", "Municipal, don"."""
    tokens = line.tokens
    named = any(b.first < last and b.last > first for b in line.bodies)
    ends = any(t.text in (".", ";", ":") and tokens[j - 1].key not in words("honorifics") for j, t in enumerate(tokens[first:last], first))
    return not (named or ends or any(t.key in ("que", "quien", "y", "con") for t in tokens[first:last]))
