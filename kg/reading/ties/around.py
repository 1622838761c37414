"""Bodies and people whom a phrase around both joins: "la Red, con Ana Ruiz a la cabeza", "Preside la Red la maestra Ana Ruiz", "su compañero de bancada Luis Paz". Rule ``membership.around``."""

from __future__ import annotations

from collections.abc import Iterator

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import Hat, role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.clauses import CHAIRS, QUALITY, office_before
from kg.reading.ties.links import linked_at
from kg.reading.ties.trades import trade_at
from kg.reading.ties.walk import before_article, last_body, of_body, past_short_form, person_at, stop_before
from kg.reading.vocab import rows, words
from kg.reading.words.asides import past_time, past_titles
from kg.reading.words.saying import did, says
from kg.reading.words.tokens import LOWER, Token

_LEADS = frozenset(f"{stem}{end}" for stem in ("presid", "dirig") for end in ("e", "io", "ia", "ira")) | frozenset(
    f"{stem}{end}" for stem in ("encabez", "lider", "coordin") for end in ("a", "o", "aba", "ara"))
_VOICE = frozenset((("por", "voz"), ("por", "boca"), ("en", "boca"), ("en", "voz"), ("por", "intermedio"), ("por", "conducto"), ("a", "traves"), ("por", "medio"), ("en", "palabras")))
_INSTEAD = frozenset((("en", "reemplazo", "de"), ("en", "remplazo", "de"), ("en", "lugar", "de"), ("en", "sustitucion", "de"), ("en", "relevo", "de")))
_TAKES_OVER = frozenset(
    ("reemplaza", "reemplazo", "reemplazara", "sustituye", "sustituyo", "sustituira", "releva", "relevo", "relevara", "sucede", "sucedio", "sucedera", "suple", "suplio", "suplira")
)
_PARTNERS = frozenset(("companero", "companera", "colega", "correligionario", "correligionaria", "par"))
_OF_BENCH = frozenset(("bancada", "bloque", "partido", "grupo", "formacion", "fraccion", "filas", "lista", "movimiento"))
_JOINING = frozenset(("incorpora", "incorporo", "incorporara", "integra", "integro", "suma", "sumo", "sumara", "ingresa", "ingreso", "renuncia", "renuncio", "vuelve", "volvio"))
_LEAVING = frozenset(("renuncia", "ingreso", "incorporacion", "afiliacion", "dimision", "adhesion"))
_SAME = frozenset(("mismo", "misma"))
_PARTY = frozenset(("partido", "bancada", "bloque", "formacion", "fraccion", "movimiento", "lista", "tienda", "colectividad"))
_VERB = 7       # tokens of a verb between a clause and its subject
_NEAR = 60      # tokens back to the body that "el mismo partido" means
_CLAUSE = 22    # tokens of a clause that stands between a body and what is said of it


def around(line: Line) -> Iterator[tuple[NameHit, Hat]]:
    """Yield (person, hat) of what the phrases of a line join."""
    keys = [t.key for t in line.tokens] if line.people and line.bodies else []
    for body in line.bodies if keys else ():
        yield from ((p, _hat(p, body)) for p in (*_with(line, body), *_named(line, body), *_led_first(line, body), *_being(line, body), *_joins(line, body)))
    for person in line.people if keys else ():
        yield from ((person, _hat(person, body)) for body in _besides(line, person.last))
    for k, key in enumerate(keys):
        if key == "de" or key == "del":
            found = _spoken(line, keys, k) if tuple(keys[max(0, k - 2) : k]) in _VOICE else None
            found = found or (_replaced(line, k, k + 1) if (*keys[max(0, k - 2) : k], "de") in _INSTEAD else None)
        elif key in _TAKES_OVER and k + 1 < len(keys) and keys[k + 1] in ("a", "al"):
            found = _replaced(line, k, k + 2)
        else:
            found = _partner(line, keys, k) if key in _PARTNERS or key in _SAME else None
        if found:
            yield found[0], _hat(*found)


def _hat(person: NameHit, body: BodyHit) -> Hat:
    return of_body(person, body, "membership.around")


def _person(line: Line, i: int, trade: bool = True) -> NameHit | None:
    """Return the person named at token ``i``, after an article, honorifics, an office or a trade: "el alcalde Luis Paz", "su abogado, Luis Paz"."""
    tokens = line.tokens
    if i < len(tokens) and tokens[i].key in ("el", "la", "su", "un", "una", "al"):
        i += 1
    office = role_at(tokens, i) if trade and i < len(tokens) else None
    end = max(trade_at(tokens, i), office[0] if office else i) if trade else i
    if end > i:
        while end < len(tokens) and end < i + 4 and tokens[end].key not in ("de", "del") and tokens[end].text.islower() and not any(p.first == end for p in line.people):
            end += 1
        i = end + (end < len(tokens) and tokens[end].text == ",")
        i += i < len(tokens) and tokens[i].key in ("el", "la")
    return person_at(line, past_titles(tokens, i))


def _with(line: Line, body: BodyHit) -> Iterator[NameHit]:
    """Yield those of "con Ana Ruiz a la cabeza", "con Ana Ruiz de portavoz y Luis Paz en la secretaría" after a body."""
    tokens = line.tokens
    i = past_short_form(tokens, body.last)
    leader = next((p for p in line.people if body.last < p.first < body.last + _CLAUSE), None)
    if leader and _LEADS & {t.key for t in tokens[body.last : leader.first]}:      # "la encabezará Ana Ruiz, con Luis Paz en la secretaría"
        i = past_short_form(tokens, leader.last)
    if i >= len(tokens) or tokens[i].key != "con":
        return
    while person := _person(line, i + 1):
        end = _charge(tokens, person.last)
        if not end:
            return
        yield person
        i = end
        if i >= len(tokens) or not (tokens[i].text in (",", ";") or tokens[i].key in ("y", "e")):
            return
        i += i + 1 < len(tokens) and tokens[i].text in (",", ";") and tokens[i + 1].key in ("y", "e", "con")


def _charge(tokens: list[Token], i: int) -> int:
    """Return the end of "a la cabeza", "al frente", "de portavoz", "como tesorera", "en la secretaría" at token ``i``; 0 without it."""
    keys = [t.key for t in tokens[i : i + 3]]
    if keys[:2] == ["al", "frente"]:
        return i + 2
    if len(keys) == 3 and keys[0] in ("a", "en") and keys[1] in ("la", "su") and (keys[2] in CHAIRS or keys[2] == "cabeza"):
        return i + 3
    office = role_at(tokens, i + 1) if len(keys) > 1 and keys[0] in ("de", "como") and tokens[i + 1].text.islower() else None
    return office[0] if office else 0


def _named(line: Line, body: BodyHit) -> Iterator[NameHit]:
    """Yield whom "La coordinadora de la Red, que agrupa a catorce ollas, se llama Ana Ruiz" names: the office before the body, the verb after it."""
    tokens = line.tokens
    i = _past_clause(tokens, body.last)
    keys = [t.key for t in tokens[i : i + 2]]
    verb = 2 if keys == ["se", "llama"] or (keys[:1] and keys[0] in ("hoy", "ahora") and keys[1:] == ["es"]) else int(keys[:1] in (["es"], ["era"], ["sera"]))
    back = verb and next((k for k in range(body.first - 1, max(-1, body.first - 7), -1) if (r := role_at(tokens, k)) and r[0] < body.first and tokens[r[0]].key in ("de", "del")), -1)
    person = _person(line, i + verb) if verb and (back >= 0 or office_before(tokens, body.first)) else None
    if person:
        yield person


def _past_clause(tokens: list[Token], i: int) -> int:
    """Return the token after a bracket and a relative clause between commas at token ``i``; after the bracket where there is none."""
    k = past_short_form(tokens, i)
    if k == i or k >= len(tokens) or tokens[k - 1].text != "," or tokens[k].key not in ("que", "quien", "cuya", "cuyo", "al", "a", "de", "del", "donde", "en"):
        return k - (k > i and tokens[k - 1].text == "," and k - 1 == i)
    return next((c + 1 for c in range(k, min(len(tokens), k + _CLAUSE)) if tokens[c].text == ","), i)


def _led_first(line: Line, body: BodyHit) -> Iterator[NameHit]:
    """Yield who leads in "Preside la Comisión de Aguas el regidor Luis Paz": the verb before the body opens the clause, the person comes after it."""
    tokens = line.tokens
    k = before_article(tokens, body.first)
    if k < 0 or tokens[k].key not in _LEADS or not (tokens[k].capital or tokens[k - 1].text in (";", ",")):
        return
    person = _person(line, past_short_form(tokens, body.last))
    if person and (person.last >= len(tokens) or tokens[person.last].text in (",", ".", ";", "(", ":")):
        yield person


def _joins(line: Line, body: BodyHit) -> Iterator[NameHit]:
    """Yield who joins or leaves: "Se incorpora a la Mesa la ingeniera Ana Ruiz", "la renuncia de Luis Paz al Comité"."""
    tokens = line.tokens
    k = before_article(tokens, body.first)
    if k < 1 or tokens[k].key not in ("a", "al"):
        return
    before = next((p for p in line.people if p.last == k), None)
    if before and any(t.key in _LEAVING for t in tokens[max(0, before.first - 5) : before.first]):
        yield before
    if tokens[k - 1].key in _JOINING and (person := _person(line, body.last)):
        yield person


def _being(line: Line, body: BodyHit) -> Iterator[NameHit]:
    """Yield who asked in "En su calidad de presidente de la Cámara de Turismo, pidió la palabra Luis Paz"."""
    tokens = line.tokens
    i = past_short_form(tokens, body.last)
    held = office_before(tokens, body.first)
    opening = [t.key for t in tokens[max(0, held - 5) : held]]
    if not held or i >= len(tokens) or tokens[i - 1].text != "," or not (opening[-1:] == ["como"] or (opening[-1:] == ["de"] and QUALITY & set(opening))):
        return
    person = next((p for p in line.people if p.first >= i), None)
    if person and person.first - i < _VERB and not any(t.text in (".", ";", ",") or t.key in ("a", "al", "con", "de", "del") for t in tokens[i : person.first] if t.key not in words("honorifics")):
        yield person


def _besides(line: Line, i: int) -> Iterator[BodyHit]:
    """Yield the bodies of what a clause goes on saying of somebody named before token ``i``: "…, del Partido Verde, que integra la Comisión", "que preside la Red y fue gerente del Club"."""
    tokens = line.tokens
    if i >= len(tokens) or tokens[i].text != ",":
        return
    nexts = min((p.first for p in line.people if p.first >= i), default=len(tokens))
    for k in range(i + 1, min(nexts, i + _CLAUSE)):
        token = tokens[k]
        if token.text in (".", ";", ":") or says(token) or did(token):
            return
        start = k + 1
        if token.text == "," and start < nexts and tokens[start].key in ("que", "quien"):
            joined = linked_at(line, start + 1)
        elif token.key in ("y", "e") and start < nexts and tokens[start].key in ("fue", "es", "era", "sigue") and any(t.key in ("que", "quien") for t in tokens[i:k]):
            after = past_time(tokens, start + 1)
            joined = _office_of(line, after + (after < nexts and tokens[after].key in ("ademas", "tambien", "hoy", "ahora")))
        else:
            continue
        if joined:
            yield joined


def _office_of(line: Line, i: int) -> BodyHit | None:
    """Return the body of the office at token ``i``: "gerente de la Cooperativa"."""
    office = role_at(line.tokens, i) if i < len(line.tokens) else None
    if office is None or office[0] >= len(line.tokens) or line.tokens[office[0]].key not in ("de", "del", "por", "en"):
        return None
    return next((b for b in line.bodies if b.first in (office[0] + 1, office[0] + 2)), None)


def _first_of_sentence(line: Line, k: int) -> BodyHit | None:
    """Return the body that the sentence of token ``k`` begins with."""
    stop = stop_before(line.tokens, k)
    return max((b for b in line.bodies if stop < b.first <= stop + 3 and b.last <= k), key=lambda b: b.last, default=None)


def _spoken(line: Line, keys: list[str], k: int) -> tuple[NameHit, BodyHit] | None:
    """Read "El Centro Candelilla … hizo notar por voz de su abogado, Luis Paz": the body just before the phrase, else the one that the sentence begins with."""
    person = _person(line, k + 1)
    start = k - 2 - (line.tokens[k - 3].text == ",")
    body = max((b for b in line.bodies if b.last <= start and past_short_form(line.tokens, b.last) >= start), key=lambda b: b.last, default=None)
    body = body or (_first_of_sentence(line, k) if keys[k + 1 : k + 2] == ["su"] else None)
    return (person, body) if person and body else None


def _replaced(line: Line, k: int, start: int) -> tuple[NameHit, BodyHit] | None:
    """Read "coordinador de la Red Luis Paz, en reemplazo de Ana Ruiz": she had the office in the body named before with it."""
    tokens = line.tokens
    person = _person(line, start)
    stop = stop_before(tokens, k)
    body = last_body(line, stop + 1, k)
    if person is None or body is None or not any(stop < p.first < k for p in line.people):
        return None
    held = any((r := role_at(tokens, j)) and r[0] < body.first and tokens[r[0]].key in ("de", "del", "en") for j in range(max(stop + 1, body.first - 6), body.first))
    return (person, body) if held else None


def _partner(line: Line, keys: list[str], k: int) -> tuple[NameHit, BodyHit] | None:
    """Read "su compañero de bancada Luis Paz", "su correligionaria Ana Ruiz" and "Luis Paz, del mismo partido": of the body named last of which one may say so."""
    if keys[k] in _SAME:
        noun = keys[k + 1] if k + 1 < len(keys) else ""
        person = _before_same(line, k) or _after_same(line, k)
        before = person.first if person else k
    else:
        own = k > 0 and keys[k - 1] == "su"
        noun = keys[k + 2] if keys[k + 1 : k + 2] == ["de"] and k + 2 < len(keys) else "partido" if keys[k].startswith("correlig") else ""
        start = k + 3 if keys[k + 1 : k + 2] == ["de"] else k + 1
        start += start < len(keys) and keys[start] == ","
        person = _person(line, start, trade=False) if own and noun else None
        before = k
    body = _of_noun(line, noun, min(before, k)) if person and noun else None
    return (person, body) if person and body else None


def _before_same(line: Line, k: int) -> NameHit | None:
    """Return the person of "Ana Ruiz, contratista de la misma entidad" (``k``: of "misma"): nothing but a comma and small letters stand between."""
    tokens = line.tokens
    if tokens[k - 1].key not in ("del", "la"):
        return None
    person = next((p for p in reversed(line.people) if k - 8 < p.last < k), None)
    between = tokens[person.last : k] if person else []
    return person if between and (between[0].text == "," or len(between) == 1) and all(t.shape == LOWER and not says(t) and not did(t) for t in between[1:]) else None


def _after_same(line: Line, k: int) -> NameHit | None:
    """Return the person of "De la misma casa de estudios, el Mtro. Luis Paz …" (``k``: of "misma")."""
    tokens = line.tokens
    comma = next((j for j in range(k + 2, min(len(tokens), k + 6)) if tokens[j].text == ","), 0)
    opens = k > 1 and tokens[k - 1].key in ("la", "del") and any(t.capital for t in tokens[max(0, k - 3) : k])
    held = k > 2 and (tokens[k - 1].key == "del" or tokens[k - 2].key == "de") and any(role_at(tokens, j) or trade_at(tokens, j) > j for j in range(max(0, k - 6), k - 1))
    return _person(line, comma + 1) if comma and (opens or held) else None


def _of_noun(line: Line, noun: str, k: int) -> BodyHit | None:
    """Return the body named last before token ``k`` of which a report may say "del mismo partido", "de la misma organización"."""
    near = [b for b in line.bodies if b.last <= k and b.first > k - _NEAR]
    if noun in _PARTY or noun in _OF_BENCH:
        fitting = [b for b in near if b.kind in ("civil-society-organisation", "political-party")]
    else:
        row = next((r for r in rows("body_nouns") if r["noun"].split()[0] == noun), None)
        if row is None and noun not in {line.tokens[b.first].key for b in near}:
            return None
        kinds, heads = (row["kinds"].split(), row["heads"].split()) if row else ([], [])
        anything = row is not None and not (kinds or heads)
        fitting = [b for b in near if anything or b.kind in kinds or line.tokens[b.first].key in (noun, *heads)]
    return max(fitting, key=lambda b: (b.last, b.last - b.first), default=None)
