"""Who makes up a body, where the list gives surnames alone: "créase la Comisión de Aguas, integrada por los concejales Paz y Soto y el vecino Luis Vega", "quedó formada por Ruiz (presidenta), …".

Rule ``membership.seat``. Lists of full names after a body are read in :mod:`kg.reading.ties.leads`; here every name of the list may be one that the report gave in full before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.entities import Entity, People, said
from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import Line
from kg.reading.ties.seats import FORMED
from kg.reading.ties.sent import RUN
from kg.reading.ties.walk import closing, person_at
from kg.reading.vocab import words
from kg.reading.words.tokens import TITLE

_MAKE_UP = frozenset(("integran", "integraran", "conforman", "conformaran", "componen", "compondran", "formaran", "forman"))
_MADE = re.compile(
    "(?:cre|conform|integr|design|form|instal|nombr|renov)(?:o|an|aron|ar|ando|ara|ase|ese|ad[oa]s?)|crea|conforma|integra|designa|nombra|constitu(?:yo|ye|yen|yeron|ir|yendo|yase|yese|id[oa]s?)"
    "|eligio|elige|eligen|eligieron|elegir|eligiendo|elegid[oa]s?|elect[oa]s?"
)     # no "forma", "crédito", "informe"
_LINKS = frozenset(("el", "la", "parte", "de", "del", "esta", "este", "dicho", "dicha", "actual", "nueva", "nuevo"))
_OPENS = frozenset((":", "con", "a"))
_CLAUSE = 16    # tokens between a body and what tells who makes it up
_BEFORE = 8     # tokens before a body in which it is said that it was made
_JOINS = frozenset(
    ("y", "e", "el", "la", "los", "las", "por", "asi", "como", "ademas", "tambien", "junto", "con", "mas", "vecino", "vecina", "vecinos", "vecinas", "compañeros", "companeros", "compañeras",
     "companeras", "señores", "senores", "señoras", "senoras", "señor", "senor", "señora", "senora", "hh", "dd", "titulares", "suplentes", "propietarios", "siguientes", "eds", "concs", "regs", "dips")
)
_TITLED = frozenset(
    ("eds", "ediles", "edilas", "concejales", "concejalas", "conc", "concs", "regidores", "regidoras", "regs", "diputados", "diputadas", "dips", "senadores", "senadoras", "consejeros", "consejeras",
     "legisladores", "legisladoras", "asambleistas", "congresistas", "delegados", "delegadas", "integrantes", "miembros")
)
_PEERS = frozenset(("pares", "colegas", "compañeros", "companeros", "compañeras", "companeras"))
_OF = frozenset(("de", "del", "la", "el", "esta", "este", "esa", "ese", "misma", "mismo"))
_ASIDE = ("este", "esta", "esto", "en", "como", "quien", "por", "de", "del")
_WORDS = 4      # words of a name
_LONG = 10      # tokens of what is said of somebody between two names


def made_up(line: Line, people: People, text: str) -> Iterator[tuple[Entity, int, int, BodyHit]]:
    """Yield (person, first and last token of the name, body) of those whom a line names as making up a body: two at least."""
    keys = {t.key for t in line.tokens} if line.bodies else set()
    if keys.isdisjoint(FORMED | _MAKE_UP | _TITLED) and (keys.isdisjoint(_OPENS) or not any(_MADE.fullmatch(k) for k in keys)):
        return
    for body in line.bodies:
        start = _list_after(line, body) or _pronoun(line, body)
        found = list(_members(line, start, people, text)) if start else []
        if len({e.name for e, _, _ in found}) > 1:
            yield from ((*member, body) for member in found)


def bare(line: Line, people: People, text: str) -> Iterator[tuple[Entity, int, int, str]]:
    """Yield (person, first and last token of the name, noun of the body) of "Integran el Consejo: Ana Ruiz, Luis Paz y Eva Sol", where a noun stands for the body."""
    tokens = line.tokens
    start = next((k for k in range(min(2, len(tokens))) if tokens[k].key in _MAKE_UP), -1)
    noun = next((k for k in range(start + 1, min(len(tokens), start + 5)) if tokens[k].key not in _LINKS), 0) if start >= 0 else 0
    if noun and noun + 1 < len(tokens) and noun > start + 1 and not any(b.first <= noun < b.last for b in line.bodies):
        found = list(_members(line, noun + 1, people, text))
        yield from ((*member, tokens[noun].key) for member in found if len(found) > 1)


def companions(line: Line, people: People, text: str) -> Iterator[tuple[Entity, int, int, list[str]]]:
    """Yield (person, first and last token of the name, words that tell their body) of "acompañada por sus pares de la Comisión Ruiz, Luis Paz y Eva Sol"."""
    tokens = line.tokens
    for k in range(1, len(tokens) - 2):
        if tokens[k].key not in _PEERS or tokens[k - 1].key != "sus":
            continue
        noun = next((j for j in range(k + 1, min(len(tokens), k + 5)) if tokens[j].key not in _OF), k)
        if noun > k + 1 and not any(b.first <= noun < b.last for b in line.bodies):
            yield from ((*member, [t.key for t in tokens[k : noun + 1]]) for member in _members(line, noun + 1, people, text))


def _list_after(line: Line, body: BodyHit) -> int:
    """Return the token at which the list of those who make up a body begins; 0 without one."""
    tokens = line.tokens
    before = [t.key for t in tokens[max(0, body.first - _BEFORE) : body.first]]
    if not RUN.isdisjoint(before):
        return 0
    made = any(_MADE.fullmatch(k) for k in before)
    if any(k in _MAKE_UP for k in before[-4:]) and (before[-1:] != ["de"] or "parte" in before[-3:]):
        return body.last
    if made and body.last < len(tokens) and tokens[body.last].key in ("con", "a"):      # "formar la Comisión de Aguas con Ana Ruiz y Luis Paz", "nombró delegados a la Red a …"
        return body.last + 1
    if body.last + 1 < len(tokens) and tokens[body.last].text == "(" and tokens[body.last + 1].key in _TITLED:      # "la Comisión de Aguas (Eds. Paz, Soto y Ruiz)"
        return body.last + 1
    for k in range(body.last, min(len(tokens) - 1, body.last + _CLAUSE)):
        if tokens[k].text == "." or any(b.first == k and b is not body for b in line.bodies):
            return 0
        if tokens[k].key in FORMED and (tokens[k + 1].key == "por" or tokens[k].key.endswith("n")):
            return k + 1
        if made and tokens[k].text == ":":
            return k + 1
    return 0


def _pronoun(line: Line, body: BodyHit) -> int:
    """Return the token after "La integran", "Lo componen" that opens the next sentence, when a body is the first that its own sentence names; 0 without it."""
    tokens = line.tokens
    if not body.first or tokens[body.first - 1].key not in ("la", "el") or any(b.last < body.first for b in line.bodies):
        return 0
    stop = next((k for k in range(body.last, len(tokens) - 2) if tokens[k].text == "." and tokens[k + 1].capital), 0)
    return stop + 3 if stop and tokens[stop + 1].key in ("la", "lo") and tokens[stop + 2].key in _MAKE_UP else 0


def _members(line: Line, k: int, people: People, text: str) -> Iterator[tuple[Entity, int, int]]:
    """Yield (person, first, last) of a list of names, surnames alone and offices from token ``k`` on, up to what is no list."""
    tokens = line.tokens
    bodies = {b.first: b.last for b in line.bodies}
    while k < len(tokens):
        entity, last = one_at(line, k, people, text)
        if entity:
            yield entity, k, last
        if last > k:
            k = _past_aside(line, last)
        elif (stop := _unread(line, k)) > k:
            k = stop
        elif len(tokens[k].key) == 1 and k + 1 < len(tokens) and tokens[k + 1].text == ")":
            k += 2      # "a) Ana Ruiz; b) Luis Paz"
        elif tokens[k].text in (",", ";", ":", "/") or tokens[k].key in _JOINS or tokens[k].key in words("honorifics") or (tokens[k].text == "." and tokens[k - 1].key in _JOINS | words("honorifics")):
            k += 1
        elif role := role_at(tokens, k):
            k = bodies.get(role[0] + 1, bodies.get(role[0] + 2, role[0])) if role[0] < len(tokens) and tokens[role[0]].key in ("de", "del") else role[0]
        else:
            return


def _unread(line: Line, k: int) -> int:
    """Return the end of a name at token ``k`` that was not read as one, and with which a list goes on: two to four words with capitals up to a comma or "y"."""
    tokens, stop = line.tokens, k
    while stop < len(tokens) and stop < k + _WORDS and tokens[stop].shape == TITLE and tokens[stop].key not in words("honorifics"):
        stop += 1
    return stop if stop > k + 1 and stop < len(tokens) and (tokens[stop].text == "," or tokens[stop].key in ("y", "e")) and not any(b.first < stop and b.last > k for b in line.bodies) else k


def one_at(line: Line, k: int, people: People, text: str) -> tuple[Entity | None, int]:
    """Return whom a name, or the one or two capital words at token ``k``, mean of those whom the report names in full, and where they end (``k`` when no name stands there)."""
    tokens = line.tokens
    if hit := person_at(line, k):
        return people.by_name(said(text, tokens[k : hit.last])), hit.last
    if not tokens[k].capital or any(b.first <= k < b.last for b in line.bodies):
        return None, k
    for size in (2, 1):
        own = tokens[k : k + size]
        if len(own) == size and all(t.capital and t.text.isalpha() for t in own) and not any(p.first == k + 1 for p in line.people) and (entity := people.by_surname([t.key for t in own])):
            return entity, k + size
    return None, k


def _past_aside(line: Line, k: int) -> int:
    """Return the token after what is said of somebody of a list: a bracket, ", presidenta,", ", este último en la tesorería"."""
    tokens = line.tokens
    if k < len(tokens) and tokens[k].text == "(":
        return closing(tokens, k, len(tokens))
    if k + 1 < len(tokens) and tokens[k].text == "," and tokens[k + 1].key in _ASIDE:
        return next((j for j in range(k + 1, min(len(tokens), k + _LONG)) if tokens[j].text in (",", ";", ".")), len(tokens))
    return k
