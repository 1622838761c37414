"""Bodies that only the whole document gives away: acronyms it defines or keeps using. Rules ``institution.defined``, ``.repeated``, ``.article``, ``.again``."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

from kg.model.iri import fold
from kg.reading.mentions.acronyms import BodyHit, is_acronym, with_defined
from kg.reading.mentions.benches import common_benches
from kg.reading.mentions.heads import DIRECT
from kg.reading.words.tokens import MIXED, UPPER

if TYPE_CHECKING:
    from kg.reading.mentions.line import Line

_LETTERS = (UPPER, MIXED)


def name_bodies(lines: list[Line]) -> None:
    """Give every line the bodies named by acronyms that the document defines, or uses twice with an article."""
    defined: dict[str, tuple[str, str]] = {}
    loose: Counter[str] = Counter()
    with_article: set[str] = set()
    for line in lines:
        for body in line.bodies:
            if body.acronym >= 0:
                defined[line.tokens[body.acronym].text] = (body.kind, "institution.defined")
        named = {k for p in line.people for k in range(p.first, p.last)}
        for i, token in enumerate(line.tokens if not line.shouted else ()):
            if token.shape in _LETTERS and is_acronym(token) and i not in named:
                loose[token.text] += 1
                if i and (line.tokens[i - 1].key in ("el", "la", "del", "al", "los") or _of_person(line, i)):
                    with_article.add(token.text)
    for acronym, times in loose.items():
        if acronym in with_article and acronym not in defined and not words_too(acronym, lines):
            defined[acronym] = ("civil-society-organisation", "institution.repeated" if times >= 2 else "institution.article")
    for line in lines:
        line.bodies = with_defined(line.tokens, line.bodies, defined)
    _by_own_name(lines)
    common_benches(lines)


def _of_person(line: Line, i: int) -> bool:
    """Tell whether an acronym at token ``i`` says where somebody comes from: "Ana Ruiz, por CGT, …"."""
    return i > 1 and line.tokens[i - 1].key in ("por", "de") and line.tokens[i - 2].text == "," and any(p.last == i - 2 for p in line.people)


def _by_own_name(lines: list[Line]) -> None:
    """Find "Ríos Vivos" again where "el colectivo Ríos Vivos" was named once: the noun that said what it is is left out from the second time on."""
    named: dict[tuple[str, ...], tuple[str, BodyHit]] = {}
    for line in lines:
        for body in line.bodies:
            own = line.tokens[body.first + 1 : body.last]
            if line.tokens[body.first].key in DIRECT and len(own) >= 2 and all(t.capital for t in own):
                named.setdefault(tuple(t.key for t in own), (" ".join(t.text for t in line.tokens[body.first : body.last]), body))
    for line in lines if named else ():
        taken = {k for b in line.bodies for k in range(b.first, b.last)} | {k for p in line.people for k in range(p.first, p.last)}
        for i, token in enumerate(line.tokens):
            for keys, (whole, body) in named.items():
                last = i + len(keys)
                if token.key == keys[0] and i not in taken and tuple(t.key for t in line.tokens[i:last]) == keys and all(t.capital for t in line.tokens[i:last]):
                    line.bodies.append(dataclasses.replace(body, first=i, last=last, rule="institution.again", acronym=-1, whole=whole))
        line.bodies.sort(key=lambda b: (b.first, -b.last))


def words_too(acronym: str, lines: list[Line]) -> bool:
    """Tell whether an acronym is only a word in capitals: it stands in lower case, or beside another word in capitals, somewhere."""
    key = fold(acronym)
    for line in lines:
        for i, token in enumerate(line.tokens):
            if token.key == key and (token.text != acronym or any(0 <= k < len(line.tokens) and line.tokens[k].shape == UPPER and len(line.tokens[k].key) > 3 for k in (i - 1, i + 1))):
                return True
    return False
