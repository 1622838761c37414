"""Parties by what their members are called after an office: "la diputada panista", "los regidores priistas". Rule ``institution.kindword``."""

from __future__ import annotations

import functools

from kg.reading.acronyms import BodyHit
from kg.reading.tokens import LOWER, Token
from kg.reading.vocab import rows, words


@functools.cache
def _partisans() -> dict[str, str]:
    """Return what a party's members are called (folded, both numbers) → the party."""
    return {row["word"] + end: row["party"] for row in rows("partisans") for end in ("", "s")}


def benches(line: list[Token]) -> list[BodyHit]:
    """Return the parties that an adjective after an office names."""
    made = []
    for i, token in enumerate(line):
        party = _partisans().get(token.key) if i and token.shape == LOWER else None
        if party and any(form in words("roles", "role") for form in (line[i - 1].key, line[i - 1].key.removesuffix("s"), line[i - 1].key.removesuffix("es"))):
            made.append(BodyHit(i, i + 1, "institution.kindword", "civil-society-organisation", whole=party))
    return made
