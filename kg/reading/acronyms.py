"""Acronyms that name bodies: known ones, those a report defines or keeps using, those that stand beside a person."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from kg.model.iri import fold
from kg.reading.names import stops
from kg.reading.people import NameHit
from kg.reading.tokens import MIXED, UPPER, Token
from kg.reading.vocab import rows

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
    return token.shape == MIXED and sum(c.isupper() for c in token.text) >= 2 and len(token.text) <= 14 and token.text not in _not_acronyms() and "-" not in token.text


def bracketed(line: list[Token], people: list[NameHit], found: list[BodyHit]) -> list[BodyHit]:
    """Return the acronyms that stand right after a person: "Ana Ruiz (OKFN)", "Ana Ruiz, CRUE"."""
    made = []
    for person in people:
        i = person.last + 1
        if (
            i < len(line)
            and line[i - 1].text in ("(", ",", "-")
            and (is_acronym(line[i]) or (line[i].shape in (UPPER, MIXED) and "-" in line[i].text and line[i].text[:2].isupper()))
            and not any(b.first <= i < b.last for b in found)
        ):
            last = i + 1
            while last < len(line) and last < i + 4 and line[last].capital:
                last += 1
            if last >= len(line) or line[last].text in (")", ",", ";", ".", "-", ":", "("):
                made.append(BodyHit(i, last, "institution.bracketed", "civil-society-organisation"))
    return made


def with_defined(line: list[Token], bodies: list[BodyHit], defined: dict[str, tuple[str, str]]) -> list[BodyHit]:
    """Add the acronyms the document itself defines or keeps using (``defined``: acronym → kind, rule)."""
    taken = {k for b in bodies for k in range(b.first, b.last)}
    extra = [BodyHit(i, i + 1, defined[t.text][1], defined[t.text][0]) for i, t in enumerate(line) if t.text in defined and i not in taken and not inside_title(line, i)]
    return sorted([*bodies, *extra], key=lambda b: (b.first, -b.last))


_TITLES = frozenset(
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
        if line[k].key in _TITLES and line[k].capital:
            return not (line[k].key == "programa" and line[i].key == "naciones")
        k -= 1
    return False


def acronym_after(line: list[Token], last: int) -> int:
    """Return the index of an acronym written right after a name, in brackets, after a comma or a dash; -1 without one."""
    for opening, offset in (("(", 1), (",", 1), ("-", 1)):
        if last + offset < len(line) and line[last].text == opening and is_acronym(line[last + offset]):
            closed = opening != "(" or (last + 2 < len(line) and line[last + 2].text in (")", "-", ","))
            if closed and opening == "(":
                return last + offset
    return -1


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
