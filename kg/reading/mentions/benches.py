"""Parties by what their members are called: "la diputada panista", "los masistas Ana Ruiz y Luis Paz"; "la concejala socialista" where the report names the PSOE. Rule ``institution.kindword``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from kg.model.iri import fold
from kg.reading.mentions.acronyms import BodyHit
from kg.reading.vocab import rows, words
from kg.reading.words.tokens import LOWER, Token

if TYPE_CHECKING:
    from kg.reading.mentions.line import Line

# Common adjectives that tell a party only where the report names one of these.
_COMMON = {
    "socialista": ("psoe", "partido socialista", "ps", "pse", "psc"), "popular": ("pp", "partido popular"), "radical": ("ucr", "union civica radical", "partido radical"),
    "verde": ("pvem", "partido verde", "verdes"), "blanquiazul": ("pan", "partido accion nacional", "accion nacional"), "albiazul": ("pan", "partido accion nacional", "accion nacional"),
    "tricolor": ("pri", "partido revolucionario institucional"), "naranja": ("mc", "movimiento ciudadano", "ciudadanos"), "liberal": ("partido liberal",),
    "conservador": ("partido conservador",), "conservadora": ("partido conservador",), "comunista": ("partido comunista", "pc", "pce"), "nacionalista": ("partido nacional", "pnv", "bng"),
    "colorado": ("partido colorado",), "colorada": ("partido colorado",), "peronista": ("pj", "partido justicialista", "frente de todos"), "cidista": ("cid",),
}
_ASKED = frozenset(_COMMON) | {form + "e" for form in _COMMON}


@functools.cache
def _partisans() -> dict[str, str]:
    """Return what a party's members are called (folded, both numbers) → the party."""
    return {row["word"] + end: row["party"] for row in rows("partisans") for end in ("", "s")}


def bench_of(key: str) -> str:
    """Return the party whose members are called so; "" for any other word."""
    return _partisans().get(key, "")


def is_office(key: str) -> bool:
    """Tell whether a word is an office, in singular or plural."""
    return any(form in words("roles", "role") for form in (key, key.removesuffix("s"), key.removesuffix("es")))


def benches(line: list[Token]) -> list[BodyHit]:
    """Return the parties that an adjective after an office names, or the same word before names: "los masistas Ana Ruiz y Luis Paz"."""
    made = []
    for i, token in enumerate(line):
        party = bench_of(token.key) if i and token.shape == LOWER else ""
        if party and (is_office(line[i - 1].key) or (line[i - 1].key in ("el", "la", "los", "las") and i + 1 < len(line) and line[i + 1].capital)):
            made.append(BodyHit(i, i + 1, "institution.kindword", "civil-society-organisation", whole=party))
    return made


def common_benches(lines: list[Line]) -> None:
    """Give the lines the parties that "la concejala socialista", "el edil popular" mean, where the report names one that is called so."""
    told = [(i, line) for line in lines for i, t in enumerate(line.tokens) if i and t.shape == LOWER and t.key.removesuffix("s") in _ASKED]
    told = [(i, line) for i, line in told if is_office(line.tokens[i - 1].key)]
    named: dict[str, str] = {}
    for line in lines if told else ():
        for body in line.bodies:
            written = body.whole or " ".join(t.text for t in line.tokens[body.first : body.last])
            named.setdefault(fold(written), written)
    for i, line in told:
        word = line.tokens[i].key
        signs = [sign for form in (word, word.removesuffix("s"), word.removesuffix("es")) for sign in _COMMON.get(form, ())]
        party = next((named[n] for sign in signs for n in sorted(named) if n == sign or n.startswith(sign + " ")), "")
        if party:
            line.bodies.append(BodyHit(i, i + 1, "institution.kindword", "civil-society-organisation", whole=party))
            line.bodies.sort(key=lambda b: (b.first, -b.last))
