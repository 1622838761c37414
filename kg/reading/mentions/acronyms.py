"""Acronyms that name bodies: known ones, those a report defines or keeps using, those that stand beside a person."""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass

from kg.model.iri import fold
from kg.reading.mentions.gazetteer import gazetteer
from kg.reading.mentions.name_words import stops
from kg.reading.mentions.people import NameHit
from kg.reading.vocab import rows, words
from kg.reading.words import lexicon
from kg.reading.words.tokens import MIXED, TITLE, UPPER, Token

_LINKS = frozenset(("de", "del", "la", "las", "los", "el", "y", "e", "para", "por", "a", "al", "contra", "sobre"))


@dataclass(frozen=True)
class BodyHit:
    """An institution at tokens ``first:last``; ``acronym`` is the token index of its acronym, -1 without one; ``head`` the row that began it."""

    first: int
    last: int
    rule: str
    kind: str
    sector: str = ""
    acronym: int = -1
    unit: bool = False  # "Dirección de …", "Unidad de …": part of another body
    whole: str = ""  # its name where the tokens are but a part of it


@functools.cache
def acronyms() -> dict[str, str]:
    """Return known acronyms (as written, and folded) → kind."""
    return {form: row["kind"] for row in rows("acronyms") for form in (row["acronym"], fold(row["acronym"]))}


@functools.cache
def _not_acronyms() -> frozenset[str]:
    return frozenset(form for row in rows("not_institutions") for form in (row["acronym"], fold(row["acronym"])))


def is_acronym(token: Token) -> bool:
    """Tell whether a word looks like an acronym that may name a body: INAI, InfoCDMX, UAEMéx."""
    if token.shape == UPPER:
        return (
            1 < len(token.text.rstrip(".")) <= 12 and (len(token.text) > 2 or token.text in ("PP", "UE")) and token.text not in _not_acronyms() and token.key not in stops() and not token.key.isdigit()
        )
    if "-" in token.text:   # "UAM-Iztapalapa"
        first, _, second = token.text.partition("-")
        return token.shape == MIXED and first.isupper() and len(first) >= 3 and second.istitle()
    return token.shape == MIXED and sum(c.isupper() for c in token.text) >= 2 and len(token.text) <= 14 and token.text not in _not_acronyms()


_INNER = frozenset(("de", "del", "la", "por", "para", "los", "las", "con", "el"))      # inside a party's name: "Encuentro por la Comarca"


def bracketed(line: list[Token], people: list[NameHit], found: list[BodyHit]) -> list[BodyHit]:
    """Return the acronyms that stand right after a person: "Ana Ruiz (OKFN)", "Ana Ruiz, CRUE"."""
    made: list[BodyHit] = []
    opened = [p.last + 1 for p in people if p.last + 1 < len(line)]
    several = any((line[i - 1].text == "(" and any(b.first == i for b in found)) or _named_in_brackets(line, i) for i in opened)
    for person in people:
        i = person.last + 1
        if (
            i < len(line)
            and line[i - 1].text in ("(", ",", "-")
            and (
                is_acronym(line[i])
                or (line[i].shape in (UPPER, MIXED) and "-" in line[i].text and line[i].text[:2].isupper())
                or _party(line, i)
                or _named_in_brackets(line, i, person.first > 0 and line[person.first - 1].key in words("roles", "role"))
                or (several and _one_in_brackets(line, i))
            )
            and not any(b.first <= i < b.last for b in found)
        ):
            last = i + 1
            while last < len(line) and last < i + 6 and (line[last].capital or (line[i - 1].text == "(" and line[last].key in _INNER and line[last - 1].text.isalpha())):
                last += 1
            if last >= len(line) or line[last].text in (")", ",", ";", ".", "-", ":", "("):
                made.append(BodyHit(i, last, "institution.bracketed", "civil-society-organisation"))
    return made


def _party(line: list[Token], i: int) -> bool:
    """Tell whether a word in brackets names a party: "(PT)", "(morena)"."""
    closed = line[i - 1].text == "(" and i + 1 < len(line) and line[i + 1].text == ")"
    return closed and ((line[i].shape == UPPER and line[i].text not in _not_acronyms()) or line[i].key in words("parties"))


def _named_in_brackets(line: list[Token], i: int, holds: bool = False) -> bool:
    """Tell whether a bracket after a person holds a name of several words: "(Primero Río Negro)", "(Rondas Campesinas)"; no office, no honour.

    ``holds``: an office stands before the person ("la diputada Ana Ruiz (Renovación Social)"), and no field of work is meant.
    """
    if line[i - 1].text != "(":
        return False
    close = next((k for k in range(i, min(len(line), i + 6)) if line[k].text == ")"), 0)
    own = line[i:close]
    return (
        len(own) >= 2
        and all(t.capital or t.key in ("de", "del", "la", "y") or (holds and k > 0 and t.key in _INNER) for k, t in enumerate(own))
        and not any(t.key in words("roles", "role") | words("honorifics") for t in own)
        and (holds or own[-1].key not in words("areas"))
        and own[0].key not in words("not_bodies")
        and tuple(t.key for t in own) not in gazetteer()
        and " ".join(t.key for t in own) not in words("states")
    )


def _one_in_brackets(line: list[Token], i: int) -> bool:
    """Tell whether a bracket holds one word that may name a body, where another bracket of the list does: "(Gendarmería)"; no office, no place."""
    closed = line[i - 1].text == "(" and i + 1 < len(line) and line[i + 1].text == ")"
    own = line[i].key
    return closed and line[i].shape == TITLE and own not in words("roles", "role") | words("honorifics") | words("areas") | words("states") | stops() and (own,) not in gazetteer()


def with_defined(line: list[Token], bodies: list[BodyHit], defined: dict[str, tuple[str, str]]) -> list[BodyHit]:
    """Add the acronyms the document itself defines or keeps using (``defined``: acronym → kind, rule)."""
    if not defined:
        return sorted(bodies, key=lambda b: (b.first, -b.last))
    taken = {k for b in bodies for k in range(b.first, b.last)}
    small = {fold(form): found for form, found in defined.items() if len(form) >= 5}     # "Ichitaip" of ICHITAIP
    known = ((i, defined.get(t.text) or (small.get(t.key) if t.shape in (TITLE, MIXED) else None)) for i, t in enumerate(line) if t.capital)
    extra = [BodyHit(i, i + 1, found[1], found[0]) for i, found in known if found and i not in taken and not inside_title(line, i)]
    return sorted([*bodies, *extra], key=lambda b: (b.first, -b.last))


TITLES = frozenset(
    (
        "carta",
        "ley",
        "reglamento",
        "constitucion",
        "codigo",
        "convencion",
        "premio",
        "semana",
        "declaracion",
        "decreto",
        "guia",
        "manual",
        "plan",
        "programa",
        "estatuto",
        "lineamientos",
        "norma",
        "caja",
    )
)


def inside_title(line: list[Token], i: int) -> bool:
    """Tell whether token ``i`` stands inside the title of a law, plan or prize: "Carta de los Derechos Fundamentales de la Unión Europea"."""
    k = i - 1
    while k >= 0 and i - k < 18 and (line[k].capital or line[k].key in _LINKS):
        if line[k].key in TITLES and line[k].capital:
            return not (line[k].key == "programa" and line[i].key == "naciones")
        k -= 1
    return False


def acronym_after(line: list[Token], last: int, first: int = -1) -> int:
    """Return the index of an acronym written right after a name (from token ``first`` on), in brackets, after a comma or a dash; -1 without one."""
    if first >= 0 and last + 2 < len(line) and line[last].text == "(" and line[last + 2].text == ")" and _pronounced(line[last + 1], line[first]):
        return last + 1
    for opening, offset in (("(", 1), (",", 1), ("-", 1)):
        if last + offset < len(line) and line[last].text == opening and (is_acronym(line[last + offset]) or _two_initials(line, last)):
            closing = line[last + 2].text if last + 2 < len(line) else ""
            if closing in (")", "-", ",") if opening == "(" else opening == "-" and own_letters(line, first, last):
                return last + offset
    return -1


def own_letters(line: list[Token], first: int, last: int) -> bool:
    """Tell whether the acronym after a dash is the name's own, set off by another dash ("Escuela Superior -ESGEP-") or of its initials ("Oficina de Consensos y Territorio - OCT")."""
    own = "".join(t.key[0] for t in line[max(first, 0) : last] if t.capital)
    return (last + 2 < len(line) and line[last + 2].text == "-" and line[last + 2].start == line[last + 1].end) or (first >= 0 and line[last + 1].key == own)


def _pronounced(token: Token, head: Token) -> bool:
    """Tell whether a bracketed word is an acronym written as a word: "Comisión de Pesca y Humedales (Copehum)"; no place, no office."""
    key = token.key
    return token.shape == TITLE and len(key) > 4 and key[:2] == head.key[:2] and key != head.key and (key,) not in gazetteer() and key not in words("roles", "role") | words("states") and not (
        lexicon.surname(key) or lexicon.given(key))


def _two_initials(line: list[Token], last: int) -> bool:
    """Tell whether two letters in the bracket after a name are the initials of its last two words: "Convergencia Comarcal (CC)"."""
    token = line[last + 1]
    own = [t.key[0] for t in line[max(0, last - 4) : last] if t.capital]
    return token.shape == UPPER and len(token.text) == 2 and list(token.key) == own[-2:]


def known_at(line: list[Token], i: int, shouted: bool) -> BodyHit | None:
    """Read a known acronym ("OGP Local", "INAI"), alone or followed by the place it belongs to."""
    token = line[i]
    two = f"{token.text} {line[i + 1].text}" if i + 1 < len(line) else ""
    if two in acronyms():
        return BodyHit(i, i + 2, "institution.acronym", acronyms()[two])
    kind = acronyms().get(token.text) or (acronyms().get(token.key) if not shouted and (token.shape != "C" or len(token.key) > 4) else None)
    if kind is None:
        if not shouted and token.shape == MIXED and token.key.startswith("info") and sum(c.isupper() for c in token.text) > 2:
            return BodyHit(i, i + 1, "institution.acronym", "guarantor-body")
        return None
    last = i + 1
    j = last + (1 if last < len(line) and line[last].key in ("de", "del") else 0)
    if kind in ("municipal-agency", "collegiate-body") and j < len(line) and line[j].capital and line[j].key not in stops() - {"estado", "municipal", "estatal", "nacional", "mexico"}:
        last = j + 1
        while last < len(line) and (line[last].capital or (line[last].key in ("de", "del", "la") and last + 1 < len(line) and line[last + 1].capital)):
            last += 1
    if kind == "faculty" and last + 1 < len(line) and line[last].key in ("de", "-"):
        j = last + 2 if line[last + 1].key == "la" else last + 1
        if j < len(line) and is_acronym(line[j]):
            last = j + 1
    return BodyHit(i, last, "institution.acronym", kind)


def one_owner(line: list[Token], bodies: list[BodyHit]) -> list[BodyHit]:
    """Give an acronym that follows a unit and its parent ("Junta Local del Instituto Electoral (IE)") to the one whose initials it has."""
    made = list(bodies)
    for k, body in enumerate(bodies):
        rivals = [b for b in bodies if b.acronym == body.acronym >= 0]
        if len(rivals) > 1 and max(rivals, key=lambda b: (_initials(line, b), b.last - b.first)) is not body:
            made[k] = dataclasses.replace(body, acronym=-1)
    return made


def _initials(line: list[Token], body: BodyHit) -> int:
    """Return how many letters, from the first on, an acronym has of the initials of a body's name."""
    own = "".join(t.key[0] for t in line[body.first : body.last] if t.capital)
    acronym = line[body.acronym].key
    return next((k for k, (a, b) in enumerate(zip(acronym, own, strict=False)) if a != b), min(len(acronym), len(own)))
