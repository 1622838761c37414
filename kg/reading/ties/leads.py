"""Bodies that stand before their people: "la Contraloría, bajo la dirección de Ana Ruiz", "por parte de la Red del Agua estuvieron Ana Ruiz y Luis Paz".

Rules ``membership.led`` (who heads the body just named), ``membership.sent`` (who comes on its behalf), ``membership.shared``, ``membership.label`` and ``membership.seat``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.reading.mentions.hats import Hat, role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.beside import NAMED
from kg.reading.ties.seats import FORMED
from kg.reading.ties.trades import trade_at
from kg.reading.ties.walk import of_body, past_short_form, person_at
from kg.reading.vocab import words
from kg.reading.words.asides import before_titles, past_titles
from kg.reading.words.saying import CAME, did, says
from kg.reading.words.tokens import LOWER, Token

_FORMED = FORMED | {"integraron", "conformaron", "formaron", "integraban", "conformaban", "compusieron"}
_HEADED = frozenset(("dirigido", "dirigida", "encabezado", "encabezada", "presidido", "presidida", "liderado", "liderada", "representado", "representada", "coordinado", "coordinada"))
_THROUGH = frozenset((("a", "traves", "de"), ("por", "conducto", "de"), ("por", "medio", "de"), ("en", "voz", "de")))
_HEADS = frozenset(("preside", "encabeza", "dirige", "lidera", "coordina"))
_CHARGE = frozenset(("direccion", "responsabilidad", "conduccion", "coordinacion", "presidencia", "titularidad"))
_BEING = frozenset(("quedo", "queda", "quedara", "esta", "estara", "estaba", "estuvo", "fue", "es", "era", "sera", "la", "lo", "estan"))
_SHORT = 24     # tokens of a line that is but a body and a name
_THEM = frozenset(("integrantes", "miembros"))
_SEVERAL = 3    # people from whom on they are a list
# What may stand before a body that is a label: "Bancada del Polo: Ana Ruiz", "Por la Red: Ana Ruiz", "El equipo de la Red: …".
_OF_THEM = frozenset(("bancada", "bloque", "grupo", "fraccion", "representantes", "representante", "integrantes", "miembros", "equipo", "delegacion", "por", "de", "del", "el", "la", "los", "las",
                      "contacto", "prensa", "comunicacion", "vocero", "vocera", "portavoz", "informes"))
_GROUPS = frozenset(("bancada", "bloque", "fraccion", "interbloque", "delegacion", "equipo"))
_ONLY = frozenset(("solo", "solamente", "unicamente", "tambien", "ademas", "si", "nos", "apenas"))
_SIGNS = frozenset(("firma", "firman", "suscribe", "suscriben", "suscribio", "suscribieron", "habla", "hablan", "acude", "acuden", "asiste", "asisten", "viene", "vienen", "comparece", "comparecen"))
_THEM_TOO = frozenset(("lo", "la", "los", "las", "se", "le", "les"))
_NOUNS = frozenset(("gremio", "empresa", "organizacion", "agrupacion", "firma", "partido", "sindicato", "asociacion", "colectivo", "movimiento", "cooperativa", "concesionaria"))
_CLAUSE = 12    # tokens of a clause between a body and its envoys
_TOO = frozenset(("tambien", "ademas", "igualmente", "asimismo"))
_SENT = frozenset((*way, link) for way in (("por", "parte"), ("de", "parte"), ("en", "representacion"), ("a", "nombre"), ("en", "nombre")) for link in ("de", "del"))


def leads(line: Line) -> Iterator[tuple[NameHit, Hat]]:
    """Yield (person, hat) of the people whom a body before them heads or sends."""
    for body in line.bodies:
        end = _past_verb(line.tokens, past_short_form(line.tokens, body.last))
        found = _leader(line, end) or _who_is(line, body.first, body.last)
        if found:
            person, role = found
            yield person, Hat(role[0] if role else person.first, person.last, role, body, None, rule="membership.led")
            other = next((p for p in line.people if p.first == person.last + 1 and line.tokens[person.last].key in ("y", "e")), None)
            if other and role is None:
                yield other, of_body(other, body, "membership.led")
        for person in _labelled_too(line, _labelled(line, body.first, body.last)):
            yield person, of_body(body, body, "membership.label")
        members: list[NameHit] = []
        opening = [t.key for t in line.tokens[max(0, body.first - 4) : body.first]]
        of_them = end < len(line.tokens) and line.tokens[end].text == ":" and bool(_THEM & set(opening[-3:]))     # "los integrantes del Consejo: …"
        if of_them or (line.tokens[end : end + 1] and line.tokens[end].key == "son") or _formed_by(opening):
            members += _enumerated(line, end, 2 if _formed_by(opening) else _SEVERAL, of_them)
        if end + 1 < len(line.tokens) and line.tokens[end].key in _FORMED and (line.tokens[end + 1].key == "por" or line.tokens[end].key.endswith("n")):
            members += _enumerated(line, end + 1, 2)
        if found and (formed := _formed_too(line, found[0].last)):      # "presidida por Ana Ruiz e integrada por …"
            members += _enumerated(line, formed, 1)
        yield from ((person, of_body(person, body, "membership.seat")) for person in members)
        if _on_behalf(line.tokens, body.first):
            for person in _sent(line, end):
                yield person, of_body(body, body, "membership.sent")


def _past_verb(tokens: list[Token], i: int) -> int:
    """Return the token after the verb of a passive at token ``i``: "quedó integrado por", "estuvo representada por", "la integran"."""
    if i + 1 < len(tokens) and tokens[i].key in _BEING and (tokens[i + 1].key in _FORMED or tokens[i + 1].key in _HEADED):
        return i + 1
    return i


def _leader(line: Line, i: int) -> tuple[NameHit, tuple[int, int] | None] | None:
    """Read "encabezado por el alcalde Luis Paz", "bajo la dirección de Ana Ruiz", "que preside la diputada Ana Ruiz" at token ``i``."""
    keys = [t.key for t in line.tokens[i : i + 5]]
    if keys[:2] and keys[0] in _HEADED and "por" in keys[1:2] + keys[4:5]:      # "representado en la mesa por"
        start = i + keys.index("por") + 1
    elif keys[1:2] == ["bajo"] and len(keys) > 4 and keys[3] in _CHARGE and keys[4] in ("de", "del"):     # "sesionó bajo la presidencia de"
        start = i + 5
    elif keys[:1] == ["bajo"] and len(keys) > 3 and keys[2] in _CHARGE and keys[3] in ("de", "del"):
        start = i + 4
    elif keys[:2] == ["a", "cargo"] and keys[2:3] in (["de"], ["del"]):
        start = i + 3
    elif keys[:1] == ["que"] and keys[1:2] and keys[1] in _HEADS:
        start = i + 2
    elif tuple(keys[:3]) in _THROUGH:
        start = i + 3
    elif keys[:1] and keys[0] in NAMED and {"a", "al"} & set(keys[1:]):     # "la Red eligió presidenta a Ana Ruiz"
        start = i + next(k for k, key in enumerate(keys) if key in ("a", "al")) + 1
    elif keys[:1] and keys[0] in ("cuyo", "cuya") and "es" in keys[2:5]:
        start = i + keys.index("es") + 1
    else:
        return None
    role = None
    k = start + 1 if start < len(line.tokens) and line.tokens[start].key in ("el", "la") else start
    named = role_at(line.tokens, k)
    if named:
        role, k = (k, named[0]), named[0]
    if role and k < len(line.tokens) and line.tokens[k].key in ("de", "del"):     # "representado por el gerente de Desarrollo Social, Luis Paz"
        k = next((c for c in range(k, min(len(line.tokens), k + 7)) if line.tokens[c].text == ","), k)
    while k < len(line.tokens) and (line.tokens[k].key in words("honorifics") or line.tokens[k].text in (",", ".") or line.tokens[k].key in ("el", "la")):
        k += 1
    person = person_at(line, k)
    return (person, role) if person else None


def _who_is(line: Line, first: int, last: int) -> tuple[NameHit, None] | None:
    """Read "La coordinadora de la Red es Ana Ruiz" around a body."""
    tokens = line.tokens
    if last >= len(tokens) or tokens[last].key not in ("es", "era", "sera"):
        return None
    held = any((role := role_at(tokens, k)) and role[0] < first and tokens[role[0]].key in ("de", "del") for k in range(max(0, first - 5), first))
    person = next((p for p in line.people if last < p.first <= last + 3 and all(t.key in words("honorifics") or t.text in (".", "el", "la") for t in tokens[last + 1 : p.first])), None)
    return (person, None) if held and person else None


def _labelled(line: Line, first: int, last: int) -> NameHit | None:
    """Return the person of a short line that begins with a body as a label: "Red del Agua: Ana Ruiz", "Red del Agua - Ana Ruiz, vocera"."""
    tokens = line.tokens
    if len(tokens) > _SHORT or last >= len(tokens) or tokens[last].text not in (":", "-") or any(t.text.isalpha() and t.key not in _OF_THEM for t in tokens[:first]):
        return None
    person = person_at(line, past_titles(tokens, last + 1))
    return person if person and (person.last >= len(tokens) or tokens[person.last].text in (",", "(", "-", ".", ";") or tokens[person.last].key in ("y", "e")) else None


def _labelled_too(line: Line, person: NameHit | None) -> Iterator[NameHit]:
    """Yield the person a label is followed by, and those the list goes on with: "Red del Agua: Ana Ruiz, Luis Paz y Eva Sol"."""
    while person:
        yield person
        last = _past_office(line.tokens, person.last)
        link = line.tokens[last] if last < len(line.tokens) else None
        following = person_at(line, past_titles(line.tokens, last + 1))
        if link is None or following is None or not (link.text == "," or link.key in ("y", "e") or (link.text == ";" and last > person.last)):
            return
        person = following


def _past_office(tokens: list[Token], i: int) -> int:
    """Return the token after the office that a list of one body says of somebody: "Ana Ruiz (presidenta)", "Ana Ruiz, tesorera"; ``i`` without one."""
    if i + 1 >= len(tokens) or tokens[i].text not in ("(", ",") or not (office := role_at(tokens, i + 1)):
        return i
    bracket = tokens[i].text == "("
    stop = next((k for k in range(office[0], min(len(tokens), office[0] + 5)) if tokens[k].text in ((")",) if bracket else (";", ","))), 0)
    return stop + bracket if stop else i


def _on_behalf(tokens: list[Token], i: int) -> bool:
    """Tell whether a body at token ``i`` is where somebody comes from: "por parte del …", or a clause that begins with "Desde el …", "Del …", "Por la …"."""
    if any(tuple(t.key for t in tokens[max(0, i - back) : i - back + 3]) in _SENT for back in (3, 4)):
        return True
    i -= i > 2 and tokens[i - 1].key in ("el", "la") and tokens[i - 2].key == "de" and tokens[i - 3].key in _TOO
    i -= 1 if i > 1 and tokens[i - 1].key in ("de", "del") and tokens[i - 2].key in _TOO and tokens[i - 2].capital else 0
    if i and tokens[i - 1].key in _TOO and tokens[i - 1].capital:
        return True     # "También del Frente Vecinal, Luis Paz …"
    k = i - 1 if i and tokens[i - 1].key in ("el", "la", "los", "las") else i
    if k > 3 and tokens[k - 1].key in ("de", "del") and tokens[k - 2].key in _GROUPS and tokens[k - 3].key in ("el", "la"):      # "Por la bancada del Movimiento Verde, Ana Ruiz …"
        k -= 3
    if k > 3 and tokens[k - 1].key in ("de", "del") and tokens[k - 2].key in _CHARGE and tokens[k - 4].key == "desde":    # "Desde la presidencia de la Red, Ana Ruiz …"
        k -= 3
    again = k > 2 and (tokens[k - 2].text == ";" or (tokens[k - 2].key in ("y", "e") and tokens[k - 3].text == ";") or (tokens[k - 2].text == "," and tokens[k - 1].key == "por"))
    if again and tokens[k - 1].key in ("de", "del", "por"):     # "…; y de la Red del Agua, la Dra. Ana Ruiz"
        return True
    if k > 3 and tokens[k - 1].key in _NOUNS and tokens[k - 2].key in ("el", "la"):      # "por el gremio Unión Obrera"
        k -= 2
    if k > 0 and tokens[k - 1].key == "por" and _suscribed(tokens, k - 2):
        return True
    return k > 0 and tokens[k - 1].key in ("desde", "de", "del", "por") and (tokens[k - 1].capital or tokens[k - 2].text == ";") and (k == 1 or tokens[k - 2].text in (".", "-", '"', ";", "*", "•"))


def _sent(line: Line, i: int) -> Iterator[NameHit]:
    """Yield the people of "estuvieron Ana Ruiz, directora, y Luis Paz", "Ana Ruiz y Luis Paz compartieron": up to the end of the clause, the next body, or a verb after them."""
    tokens = line.tokens
    if i < len(tokens) and tokens[i].text == ":":       # "Por la Red: Ana Ruiz (presidenta), Luis Paz. Por el Club: …"
        yield from _labelled_too(line, next((p for p in line.people if i < p.first and _right_after(tokens, i, p.first)), None))
        return
    i = _past_relative(tokens, i)
    came = any(t.key in CAME for t in tokens[i : i + 2 + (i < len(tokens) and tokens[i].key in _ONLY)]) or [t.key for t in tokens[i : i + 2]] == ["lo", "hizo"]
    came = came or (i + 1 < len(tokens) and tokens[i].key in _THEM_TOO and (did(tokens[i + 1]) or tokens[i + 1].key.endswith(("aron", "ieron"))))     # "por la Red lo entregaron Ana Ruiz y Luis Paz"
    i += not came and i < len(tokens) and did(tokens[i])     # "A nombre del Colegio protestó Ana Ruiz"
    first = next((p for p in line.people if p.first >= i), None)
    if first is None or (came and tokens[first.first - 1].key in ("a", "al")) or not (came or _right_after(tokens, i, first.first)):
        return
    reached = False
    for k in range(i, len(tokens)):
        token = tokens[k]
        person = person_at(line, k)
        if person:
            reached = True
            yield person
            continue
        if token.text in (".", ";") and tokens[k - 1].key not in words("honorifics"):
            return
        if reached and (says(token) or any(b.first == k for b in line.bodies)):
            return
        if reached and not came and token.shape == LOWER and token.key not in ("y", "e", "de", "del", "la", "el") and not any(p.first <= k < p.last for p in line.people):
            return


def _suscribed(tokens: list[Token], i: int) -> bool:
    """Tell whether a verb of signing or coming stands before "por la Red" (token ``i``), or "y" after such a clause: "firma por la Red la Dra. Ana Ruiz y por el Club don Luis Paz"."""
    return i >= 0 and any(t.key in CAME or t.key in _SIGNS for t in (tokens[max(0, i - _CLAUSE) : i + 1] if tokens[i].key in ("y", "e") else tokens[i : i + 1]))


def _past_relative(tokens: list[Token], i: int) -> int:
    """Return the token after "al que pertenece desde 1998," where such a clause begins at token ``i``, after its comma; ``i`` without one."""
    if i < len(tokens) and tokens[i - 1].text == "," and tokens[i].key in ("que", "al", "del", "a", "de", "cuya", "cuyo", "donde"):
        return next((k + 1 for k in range(i, min(len(tokens), i + _CLAUSE)) if tokens[k].text == ","), i)
    return i


def _right_after(tokens: list[Token], i: int, first: int) -> bool:
    """Tell whether only a title stands between a body and the name at token ``first``."""
    if first - i in (2, 3) and tokens[i].key in ("el", "la") and (role := role_at(tokens, i + 1)) and role[0] == first:
        return True     # "Por el PAN, la regidora Ana Ruiz"
    if first - i == 2 and tokens[i].key in ("el", "la") and trade_at(tokens, i + 1) == first:
        return True
    return all(t.key in words("honorifics") or t.text in (",", ".", ":") or t.key in ("el", "la", "los", "las") for t in tokens[i:first])


def beside(line: Line, person: NameHit, shared: bool) -> list[NameHit]:
    """Return who else the title after the last of several people is of: "Ana Ruiz y Luis Paz, del Ministerio" (two, no list, nothing of the first one's own).

    ``shared``: the title is in the plural ("Ana Ruiz, Luis Paz y Eva Sol, magistrados del Tribunal"), and so of all of them.
    """
    found: list[NameHit] = []
    first = person.first
    while True:
        first = before_titles(line.tokens, first)
        linked = first > 0 and (line.tokens[first - 1].key in ("y", "e") or (shared and line.tokens[first - 1].text == ","))
        other = next((p for p in line.people if p.last == first - 1), None) if linked else None
        if other is None:
            break
        found.append(other)
        first = other.first
    if shared:
        return found
    return found[:1] if found and line.tokens[person.first - 1].key in ("y", "e") and not _listed_before(line, found[0]) else []


def _listed_before(line: Line, person: NameHit) -> bool:
    """Tell whether a person is not the first of a list: another one, or a title, stands before the comma."""
    tokens, first = line.tokens, person.first
    if not first or tokens[first - 1].text not in (",", ";"):
        return False
    stop = next((k for k in range(first - 2, -1, -1) if tokens[k].text in (".", ";", ":")), -1)
    return tokens[first - 1].text == ";" or any(stop < p.first < first for p in line.people)


def paired(line: Line, hat: Hat) -> bool:
    """Tell whether a title is of two people, an office each: "Ana Ruiz y Luis Paz, presidenta y secretario del Comité"."""
    tokens = line.tokens
    if hat.role is None or hat.body is None:
        return False
    first = role_at(tokens, hat.role[0])
    joint = first[0] if first and hat.role[1] > first[0] else hat.first - 1
    return 0 < joint < len(tokens) and tokens[joint].key in ("y", "e") and role_at(tokens, joint + 1 if joint > hat.role[0] else max(0, joint - 1)) is not None


def _formed_by(opening: list[str]) -> bool:
    """Tell whether the words before a body say that those after it form it: "integran la", "forman parte del"."""
    return any(k in _FORMED and k.endswith("n") for k in opening[-2:]) or ["forman", "parte"] in (opening[-3:-1], opening[-4:-2])


def _formed_too(line: Line, i: int) -> int:
    """Return the token after "e integrada por", "y conformada por" at token ``i``; 0 without it."""
    keys = [t.key for t in line.tokens[i : i + 3]]
    return i + 3 if len(keys) == 3 and keys[0] in ("y", "e", ",") and keys[1] in FORMED and keys[2] == "por" else 0


def _enumerated(line: Line, i: int, least: int = _SEVERAL, sign: bool = False) -> Iterator[NameHit]:
    """Yield the people of "conformada por los concejales: Ana Ruiz de X, Luis Paz de Y": ``least`` of them, up to the end of the sentence."""
    tokens, ends = line.tokens, (".",) if sign else (".", ";")
    stop = next((k for k in range(i, len(tokens)) if tokens[k].text in ends and tokens[k - 1].key not in words("honorifics") and len(tokens[k - 1].key) > 1), len(tokens))
    found = [p for p in line.people if i <= p.first < stop]
    if len(found) >= least:
        yield from found
