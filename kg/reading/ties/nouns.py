"""The body that a common noun, or a head without any, points back to: "el gerente de la firma", "la titular de la cartera", "en representación del titular, Luis Paz".

The nouns are ``vocab/body_nouns.csv``. The body named last before is meant, of the kinds that the noun may mean; far from it nothing is.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

from kg.model.iri import fold
from kg.reading.mentions.entities import Entity
from kg.reading.vocab import rows

_FAR = 700      # characters between the body's name and the noun that points to it
_NEAR = 200     # and between it and "la titular", with no noun at all
_POINTS = frozenset(("la", "del", "el", "esta", "este", "esa", "ese", "dicha", "dicho", "su", "al"))
_HEADS = frozenset(("titular", "titulares"))
_HEADED = ("federal-government", "state-government-office", "municipal-agency", "administrative-unit", "guarantor-body")


@functools.cache
def _nouns() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    return {row["noun"]: (frozenset(row["kinds"].split()), frozenset(row["heads"].split())) for row in rows("body_nouns")}


def called(role: list[str], bodies: Iterable[Entity], at: int) -> Entity | None:
    """Return the body that the end of an office (its folded words) points to, among those named before offset ``at``."""
    if len(role) == 1 and role[0] in _HEADS:
        return _last([e for e in bodies if e.kind in _HEADED], at, _NEAR)
    for size in (3, 2, 1):      # "de la casa de estudios", "de la firma"
        noun, before = " ".join(role[-size:]), role[-size - 1 : -size]
        if noun in _nouns() and before and before[0] in _POINTS and len(role) > size + 1:
            kinds, heads = _nouns()[noun]
            fitting = [e for e in bodies if not (kinds or heads) or e.kind in kinds or not heads.isdisjoint(fold(e.name).split()[:1])]
            return _last(fitting, at, _FAR)
    return None


def _last(bodies: list[Entity], at: int, reach: int) -> Entity | None:
    """Return the body named last in the ``reach`` characters before an offset; the longer one where two begin or end together."""
    named = [(end, start, e) for e in bodies for start, end in e.places if at - reach <= start and end <= at]
    return max(named, key=lambda n: (n[0], -n[1]))[2] if named else None
