"""Mayors named with their towns in a list: "los alcaldes Ana Ruiz de Torreón, Luis Paz de Viesca y Eva Sol de San Pedro". The town is no surname."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from kg.reading.mentions.gazetteer import gazetteer
from kg.reading.mentions.people import NameHit
from kg.reading.mentions.places import Town
from kg.reading.words.tokens import Token

_MAYORS = frozenset(("alcaldes", "alcaldesas", "ediles", "intendentes", "intendentas", "municipales"))
_REACH = 60  # tokens of the list
_LONGEST = 6  # words of a municipality's name


def _listed(line: Sequence[Token], i: int) -> bool:
    """Tell whether token ``i`` stands in a list of mayors: the plural of the office before it, and no full stop between."""
    for k in range(i - 1, max(-1, i - _REACH), -1):
        if line[k].text == "." and len(line[k - 1].key) > 2:
            return False
        if line[k].key in _MAYORS:
            return line[k].key != "municipales" or (k > 0 and line[k - 1].key in ("presidentes", "presidentas"))
    return False


def _town(line: Sequence[Token], i: int) -> int:
    """Return the end of the municipality's name at token ``i`` that a sign or "y" closes; 0 without one."""
    for last in range(min(len(line), i + _LONGEST), i, -1):
        keys = tuple(t.key.replace(".", "") for t in line[i:last] if t.text != ".")
        if keys in gazetteer() and line[i].capital and (last >= len(line) or line[last].text in (",", ";", ".") or line[last].key in ("y", "e", "asi")):
            return last
    return 0


def without_towns(line: Sequence[Token], people: list[NameHit]) -> list[NameHit]:
    """Return the people of a line, the towns of mayors in a list cut from their names."""
    made = []
    for hit in people:
        cut = next((k for k in range(hit.first + 2, min(hit.last, len(line) - 1)) if line[k].key in ("de", "del") and _town(line, k + 1)), 0)
        made.append(dataclasses.replace(hit, last=cut) if cut and _listed(line, hit.first) else hit)
    return made


def towns_of(line: Sequence[Token], people: Sequence[NameHit], abroad: bool) -> list[Town]:
    """Return the towns of the mayors that a list names."""
    found = []
    for hit in people:
        first = hit.last + 1
        last = _town(line, first) if first < len(line) and line[hit.last].key in ("de", "del") and _listed(line, hit.first) else 0
        if last:
            options = gazetteer()[tuple(t.key.replace(".", "") for t in line[first:last] if t.text != ".")]
            found.append(Town(first, last, "municipality.context", options[0][1], () if abroad else tuple(dict.fromkeys(o[0] for o in options))))
    return found
