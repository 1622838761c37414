"""Who sits in a body by where the name stands: in the list under the line that announces its members, or in the sentences that go on naming them. Rule ``membership.seat``.

"Integrantes del Comité:" and a list below; "con asistencia de los señores concejales:"; "Asistentes" in the minutes of a council; "el Consejo está conformado por … . Entre
los integrantes se encuentran Ana Ruiz y Luis Paz. Además, Eva Sol, de la Red; …".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import HEADING, LABEL, Line
from kg.reading.mentions.people import NameHit
from kg.reading.vocab import words
from kg.reading.words.tokens import Token

FORMED = frozenset(f"{stem}ad{end}" for stem in ("integr", "conform", "form", "constitu") for end in ("o", "a", "os", "as")) | {"integran", "conforman", "forman", "componen", "compuesto", "compuesta"}
_MEMBERS = frozenset(("integrantes", "miembros", "vocales", "representantes", "consejeros", "consejeras", "delegados", "delegadas", "socios", "fundadores"))
_SITTING = frozenset(("asistentes", "asistencia", "presentes", "ausentes", "inasistencia", "inasistencias", "inasistentes", "asisten", "ausencias", "licencia", "excusados", "justificados"))
_SESSION = frozenset(("sesion", "pleno", "acta"))
_MET = frozenset(("reune", "reunen", "reunidos", "reunidas", "reunieron"))       # "En Zapotal, a 9 de mayo, se reúne la Junta …"
_OPENING = 60       # tokens of that sentence
_AMONG = frozenset(("quienes", "ellos", "ellas", "otros", "otras", "integrantes", "miembros", "representantes", "consejeros", "demas"))
_STAND = ("encuentra", "encontra", "esta", "destac", "figura", "estuv", "participa", "son")
_ON = frozenset(("ademas", "tambien", "asimismo", "igualmente"))
_CHOSEN = re.compile("(?:(?:re)?elegid|(?:re)?elect|seleccionad|designad|nombrad)[oa]s")
_WERE = frozenset(("fueron", "resultaron", "quedaron", "son", "salieron"))
_JOINS = frozenset(("y", "e", "sr", "sra", "srta", "don", "dona", "doña", "señor", "señora"))
_SHORT = 18  # tokens of a line that only announces
_BARE = 3  # tokens of a line that is an office and no more
_NEAR = 9  # tokens before the colon within which the members are named
_SEVERAL = 3  # people from whom on they are a list


def plural_office(tokens: list[Token]) -> str:
    """Return the office in the plural that stands in a stretch ("los señores Concejales"), "" without one."""
    for k in range(len(tokens)):
        found = role_at(tokens, k)
        if found and found[1].get("plural"):
            return " ".join(t.key for t in tokens[k : found[0]])
    return ""


def announces(line: Line) -> str | None:
    """Return the office of those listed below a line that announces a body's members ("" when it names none); None when it announces nobody.

    "Integrantes del Comité de Aguas:", "El Consejo queda integrado por:", "con asistencia de los Concejales:", a heading "Regidores".
    """
    keys = [t.key for t in line.tokens]
    bare = len(keys) <= _BARE and plural_office(line.tokens[:2])     # "Consejeros Suplentes"
    if line.people or (line.kind not in (HEADING, LABEL) and keys[-1] != ":" and not bare):
        return None
    office = plural_office(line.tokens[-_NEAR:])
    if keys[-1] != ":" and not plural_office(line.tokens[:_BARE + 1]):
        office = ""     # "Asunto: queja de los funcionarios del Ente de Aguas"
    formed = keys[-2:] == ["por", ":"] and keys[-3] in FORMED if len(keys) > _BARE else False     # however long the sentence: "resolvemos constituir la Veeduría X, integrada por:"
    named = line.bodies and (len(keys) <= _SHORT or formed) and (keys[0] in _MEMBERS or (len(keys) > 1 and keys[0] in ("los", "las") and keys[1] in _MEMBERS) or any(k in FORMED for k in keys))
    return office if named or office else None


def desk(line: Line) -> list[NameHit]:
    """Return the people of a line that is an office and who holds it: "Presidenta: Ana Ruiz", "1er. Vocal suplente: Luis Paz", "Vocales: Eva Sol y Raúl Vega"."""
    tokens = line.tokens
    colon = next((k for k, t in enumerate(tokens[:_NEAR]) if t.text == ":"), 0) if line.people and not line.cells else 0
    if not colon or line.people[0].first < colon or not any(role_at(tokens, k) for k in range(min(colon, _BARE))):
        return []
    inside = {k for p in line.people for k in range(p.first, p.last)}
    rest = (t for k, t in enumerate(tokens[colon:], colon) if k not in inside and t.text.isalpha())
    return line.people if all(len(t.key) == 1 or t.key in words("honorifics") or t.key in _JOINS for t in rest) else []


def sits(line: Line) -> bool:
    """Tell whether a short line heads those who came to a session, or did not: "Asistentes", "Inasistencia:"."""
    keys = [t.key for t in line.tokens if t.text.isalpha()]
    return len(keys) <= 4 and not line.people and any(k in _SITTING for k in keys)


def present(line: Line) -> bool:
    """Tell whether a line names those who came to a session, or did not: "Asistencia: Ana Ruiz, Luis Paz, Eva Sol"."""
    keys = [t.key for t in line.tokens[:4]]
    return len(line.people) >= _SEVERAL and ":" in keys and any(k in _SITTING for k in keys[: keys.index(":")])


def minutes_of(lines: list[Line]) -> bool:
    """Tell whether a report is the minutes of a session, by its first lines."""
    if any(t.key in _SESSION for line in lines[:6] for t in line.tokens[:12]):
        return True
    return any(line.tokens[0].key == "en" and not _MET.isdisjoint(t.key for t in line.tokens[:_OPENING]) for line in lines[:8])


def elected(line: Line) -> list[NameHit]:
    """Return those whom "los trece elegidos por unanimidad fueron Ana Ruiz, Luis Paz y Eva Sol", "Resultaron electos: …" lists."""
    keys = [t.key for t in line.tokens] if len(line.people) >= _SEVERAL else []
    for k, key in enumerate(keys):
        if not _CHOSEN.fullmatch(key) or not _WERE & set(keys[max(0, k - 2) : k + 5]):
            continue
        stop = next((j for j in range(k, len(keys)) if keys[j] == "." and len(keys[j - 1]) > 1 and keys[j - 1] not in words("honorifics")), len(keys))
        found = [p for p in line.people if k < p.first < stop]
        if len(found) >= _SEVERAL and found[0].first - k < _NEAR and "como" not in keys[k : found[0].first]:
            return found
    return []


def sentences_of(line: Line) -> Iterator[tuple[int, int]]:
    """Yield the stretches of tokens between full stops that end sentences."""
    first = 0
    for k, token in enumerate(line.tokens):
        if token.text == "." and k + 1 < len(line.tokens) and line.tokens[k + 1].capital and line.tokens[k - 1].key not in words("honorifics") and len(line.tokens[k - 1].key) > 1:
            yield first, k
            first = k + 1
    yield first, len(line.tokens)


class Roll:
    """Reads prose sentence by sentence and remembers whose members are being named."""

    def __init__(self) -> None:
        self._body: tuple[Line, BodyHit] | None = None
        self._last: tuple[Line, BodyHit] | None = None
        self._naming = False

    def read(self, line: Line) -> Iterator[tuple[NameHit, Line, BodyHit]]:
        """Yield (person, line of the body, body) of the members that the sentences of a line name."""
        for first, last in sentences_of(line):
            tokens = line.tokens[first:last]
            people = [p for p in line.people if first <= p.first < last]
            inside = [b for b in line.bodies if first <= b.first < last]
            whose = self._whose(line, first, last, inside)
            if whose:
                self._body = whose
            start = _among(tokens)
            on = bool(tokens) and tokens[0].key in _ON and self._naming and len(people) >= _SEVERAL
            self._naming = bool(self._body) and (start >= 0 or on)
            if self._naming and self._body:
                yield from ((p, *self._body) for p in people if p.first >= first + max(start, 0))
            if inside:
                self._last = line, inside[-1]

    def _whose(self, line: Line, first: int, last: int, inside: list[BodyHit]) -> tuple[Line, BodyHit] | None:
        """Return the body whose members a sentence speaks of: "los integrantes del Consejo X", "está conformado por once consejeros" (of the body named before)."""
        tokens = line.tokens
        for k in range(first, last):
            if tokens[k].key in _MEMBERS and k + 2 < last and tokens[k + 1].key in ("de", "del"):
                body = next((b for b in inside if b.first in (k + 2, k + 3)), None)
                if body:
                    return line, body
            if tokens[k].key in FORMED and k + 1 < last and tokens[k + 1].key == "por" and not any(b.first < k for b in inside):
                return self._last
        return None


def _among(tokens: list[Token]) -> int:
    """Return the token after "entre quienes se encuentran", "entre los otros integrantes están"; -1 without it."""
    for k in range(len(tokens) - 2):
        if tokens[k].key == "entre" and any(t.key in _AMONG for t in tokens[k + 1 : k + 4]):
            verb = next((v for v in range(k + 2, min(k + 8, len(tokens))) if tokens[v].key.startswith(_STAND)), -1)
            if verb > 0:
                return verb
    return -1
