"""What a longer clause beside a name says that somebody is in a body: "quien además de comerciante es vocal de la Cámara", "en su condición de vecina y de tesorera de la Red",
"a quien el Sindicato envió", "Al frente de la Liga desde 2019, Ana Ruiz". Rule ``membership.around``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.trades import RUNS, trade_at
from kg.reading.ties.walk import before_article, person_at
from kg.reading.vocab import words
from kg.reading.words.asides import past_time, past_titles
from kg.reading.words.saying import CAME, did, says
from kg.reading.words.tokens import LOWER, Token

_FAR = 20       # tokens of such a clause
_OFFICE = 6     # and of the office before the body
_TAKES = frozenset(("asumio", "asume", "asumira", "renuncio", "renuncia", "dejo", "deja", "ocupo", "ocupa", "ejerce", "ejercio", "juro", "jura", "actuo", "actua", "funge", "fungio", "oficio"))
CHAIRS = frozenset(("presidencia", "vicepresidencia", "secretaria", "tesoreria", "vocalia", "direccion", "subdireccion", "coordinacion", "conduccion", "gerencia", "jefatura", "rectoria",
                     "titularidad", "voceria", "portavocia", "sindicatura", "fiscalia", "administracion", "capitania"))
_TO_LEAD = frozenset(("presidir", "dirigir", "encabezar", "coordinar", "integrar", "representar", "liderar"))
_GOING = frozenset(("renuncia", "dimision", "llegada", "eleccion", "ascenso", "salida", "designacion", "nombramiento"))
_BOTH = frozenset(("ambos", "ambas", "todos", "todas", "dos"))
_SHORT = 6      # tokens of what opens a sentence: "A su turno,"
_SIGN = 2       # tokens back over a comma
_IS = frozenset(("es", "fue", "era", "sera", "sigue", "siendo"))
QUALITY = frozenset(("calidad", "condicion", "caracter", "papel", "rol", "funcion", "funciones"))
_AS = frozenset(("identifica", "identifico", "presenta", "presento", "acredita", "acredito", "anuncio", "define", "definio", "describe", "describio", "actua", "actuo", "trabaja", "trabajo",
                 "funge", "fungio", "ejerce", "ejercio", "sigue", "continua", "participa", "labora", "laboro", "desempena", "desempeno", "interviene", "inscribio", "registro"))
_NEW = frozenset(("nuevo", "nueva", "actual", "ex", "antiguo", "antigua", "primer", "primera", "flamante", "el", "la", "un", "una", "hoy", "tambien", "ademas", "ahora"))
_OTHERS = frozenset(("con", "junto", "por", "contra", "al", "a", "ante", "cuyo", "cuya", "sobre", "segun", "para", "entre"))
_SENDS = frozenset(f"{stem}{end}" for stem in ("envi", "mand", "deleg", "comision", "acredit", "destac", "manda", "postul") for end in ("o", "a", "aron")) | frozenset(("eligio", "designo", "nombro"))
_HEADED = (["al", "frente", "de"], ["a", "cargo", "de"], ["a", "cabeza", "de"], ["la", "cabeza", "de"])


def clauses(line: Line) -> Iterator[tuple[NameHit, BodyHit]]:
    """Yield (person, body) of what the clauses of a line say."""
    if not line.bodies or not line.people:
        return
    for body in line.bodies:
        if (start := office_before(line.tokens, body.first)) and (person := _holder(line, start, body)):
            yield person, body
        yield from ((person, body) for person in _each(line, body))
        yield from ((person, body) for person in (*_envoys(line, body), *_head(line, body), *_from(line, body), *_takes(line, body)))


def office_before(tokens: list[Token], i: int) -> int:
    """Return the token where the office or trade begins that "de la" joins to a body at token ``i``; 0 without one, or where several people hold it."""
    k = i - 1 - (i > 1 and tokens[i - 1].key in ("el", "la", "los", "las"))
    if k < 1 or tokens[k].key not in ("de", "del", "en", "por"):
        return 0
    for start in range(k - 1, max(0, k - _OFFICE), -1):
        token = tokens[start]
        if token.shape != LOWER or token.key in RUNS or says(token):
            return 0
        office = role_at(tokens, start)
        if office and office[0] <= k:
            return 0 if "plural" in office[1] else start
        if start < trade_at(tokens, start) <= k:
            return start
    return 0


def _holder(line: Line, start: int, body: BodyHit) -> NameHit | None:
    """Return the person after whose name a clause says the office at token ``start``."""
    tokens = line.tokens
    person = max((p for p in line.people if p.last < start and start - p.last < _FAR), key=lambda p: p.last, default=None)
    if person is None or any(person.last <= b.first < body.first and b.last < body.first for b in line.bodies):
        return None
    first = start
    while first > person.last and tokens[first - 1].key in _NEW:
        first -= 1
    between, before = tokens[person.last : first], tokens[first - 1].key
    keys = [t.key for t in between]
    if not between or any(t.text in (".", ";", ":", "(", ")", '"') for t in between):
        return None
    if before == "de":
        return person if QUALITY & set(keys) and keys[0] in ("en", "como", ",", *CAME) else None
    if before == "como":
        return person if keys[-2:-1] and keys[-2] in _AS and len(keys) < _OFFICE else None
    relative = keys[0] == "," and keys[1:2] in (["que"], ["quien"]) and sum(k in ("que", "quien") for k in keys) == 1
    if before in _IS and relative and first == start - sum(t.key in _NEW for t in tokens[first:start]):
        return person if not any(says(t) or did(t) for t in between) else None
    listed = keys[0] == "," and before in ("y", "e", ",") and len(keys) > 1 and tokens[start - 1].key not in ("el", "la", "un", "una")
    plain = not (_OTHERS | {"que", "quien"}) & set(keys) and not any(says(t) or did(t) for t in between)
    return person if listed and plain else None


def _envoys(line: Line, body: BodyHit) -> Iterator[NameHit]:
    """Yield those of "El Comité envió a Ana Ruiz y a Luis Paz", "Ana Ruiz, a quien el Sindicato mandó"."""
    tokens, i = line.tokens, body.last
    if i >= len(tokens) or tokens[i].key not in _SENDS:
        return
    k = before_article(tokens, body.first)
    if k > 1 and tokens[k].key in ("quien", "quienes") and tokens[k - 1].key == "a":
        before = next((p for p in line.people if p.last in (k - 1, k - 2)), None)
        if before:
            yield before
        return
    told = i + 1 < len(tokens) and tokens[i + 1].key == "como"
    i = next((j for j in range(i + 1, min(len(tokens), i + (_OFFICE if told else 2))) if tokens[j].key in ("a", "al")), 0)
    while i and i < len(tokens) and tokens[i].key in ("a", "al"):
        person = _named(line, i + 1)
        if person is None:
            return
        yield person
        i = person.last + 1 if person.last < len(tokens) and (tokens[person.last].text == "," or tokens[person.last].key in ("y", "e")) else 0


def _each(line: Line, body: BodyHit) -> Iterator[NameHit]:
    """Yield the people of "el profesor Luis Paz y la investigadora Ana Ruiz, ambos del Instituto": all of one clause."""
    tokens = line.tokens
    start = next((k for k in range(body.first - 1, max(0, body.first - _OFFICE), -1) if tokens[k].key in _BOTH), 0)
    if not start or any(t.shape != LOWER for t in tokens[start : body.first]) or tokens[body.first - 1].key not in ("de", "del", "el", "la", "en", "por"):
        return
    last = next((p for p in line.people if p.last == start - 1 and tokens[start - 1].text == ","), None)
    if last and any((r := role_at(tokens, k)) and "plural" in r[1] for k in range(max(0, last.first - _FAR), last.first)):
        return      # "los concejales Luis Paz, Ana Ruiz y Eva Sol, ambas del Frente": a list of seats, not one clause
    while last:
        yield last
        before = max((p for p in line.people if p.last <= last.first), key=lambda p: p.last, default=None)
        near = before is not None and last.first - before.last < _SHORT + 2 and all(t.text in (",", ".") or t.shape == LOWER or t.key in words("honorifics") for t in tokens[before.last : last.first])
        last = before if near and before and tokens[before.last].text in (",", "y", "e") else None


def _head(line: Line, body: BodyHit) -> Iterator[NameHit]:
    """Yield who is meant by "Al frente de la Liga desde 2019, Ana Ruiz …", "Trabajadora del Hospital, Ana Ruiz …" where a sentence begins so."""
    tokens = line.tokens
    k = before_article(tokens, body.first) + 1
    opening = ["de" if t.key == "del" else t.key for t in tokens[max(0, k - 3) : k]]
    headed = opening in _HEADED and (tokens[k - 3].capital or (k > 3 and tokens[k - 4].capital))
    headed = headed or (opening[-2:-1] == ["de"] and opening[-1] in _TO_LEAD)     # "Además de presidir la Red, Ana Ruiz es …"
    if not headed and not (opening[-1:] == ["de"] and _opens_with_office(tokens, k - 1)):
        return
    i = past_time(tokens, body.last)
    if i < len(tokens) and tokens[i].text == "," and (person := _named(line, i + 1)):
        yield person


def _opens_with_office(tokens: list[Token], k: int) -> bool:
    """Tell whether an office or trade begins a sentence and ends at token ``k``: "Trabajadora"."""
    start = next((j for j in range(k - 1, max(-1, k - _OFFICE), -1) if tokens[j].capital), -1)
    if start < 0 or (start and tokens[start - 1].text not in (".", ":", '"', "-")):
        return False
    office = role_at(tokens, start)
    return max(trade_at(tokens, start), office[0] if office and "plural" not in office[1] else 0) > start


def _takes(line: Line, body: BodyHit) -> Iterator[NameHit]:
    """Yield who takes or leaves an office in "Asumió la conducción del Sindicato Luis Paz", "Como secretario de la Junta actuó Luis Paz"."""
    tokens = line.tokens
    k = before_article(tokens, body.first)
    if k < 1 or tokens[k].key not in ("de", "del"):
        return
    start = k - 1 if tokens[k - 1].key in CHAIRS else office_before(tokens, body.first)
    before = {t.key for t in tokens[max(0, start - 4) : start]} if start else set()
    gone = next((p for p in line.people if p.last == start - 2), None) if tokens[start - 1].key in ("la", "el") and tokens[start - 2].key == "a" else None
    if gone and any(t.key in _GOING for t in tokens[max(0, gone.first - 4) : gone.first]):      # "Tras la renuncia de Luis Paz a la presidencia del Club"
        yield gone
    i = body.last
    if "como" in before and i < len(tokens) and tokens[i].key in _TAKES:
        i += 1
    elif not before & _TAKES:
        return
    if person := _named(line, i):
        yield person


def _from(line: Line, body: BodyHit) -> Iterator[NameHit]:
    """Yield who speaks in "Le respondió, desde la Dirección de Tránsito, el comandante Luis Paz", "A su turno, desde la Red, Ana Ruiz"."""
    tokens = line.tokens
    k = before_article(tokens, body.first)
    if k < _SIGN or tokens[k].key != "desde" or tokens[k - 1].text != "," or not (says(tokens[k - _SIGN]) or did(tokens[k - _SIGN]) or (k <= _SHORT and not any(p.first < k for p in line.people))):
        return
    if body.last < len(tokens) and tokens[body.last].text == "," and (person := _named(line, body.last + 1)):
        yield person


def _named(line: Line, i: int) -> NameHit | None:
    """Return the person named at token ``i``, after an article, honorifics and one common noun: "la ingeniera Ana Ruiz"."""
    tokens = line.tokens
    noun = i + 1 < len(tokens) and tokens[i].key in ("el", "la", "su") and tokens[i + 1].shape == LOWER
    return person_at(line, past_titles(tokens, i + 2 if noun else i))
