"""What a sentence is about: notations of the scheme ``theme``. Rule ``theme.words``: the stems of ``vocab/themes.csv``; a new row changes what is found."""

from __future__ import annotations

import functools
import re

from kg.reading.vocab import rows

MOST = 4                    # themes of one sentence
FALLBACK = "governance"     # a sentence of these reports that names no theme speaks of how things are decided and coordinated


@functools.cache
def _pattern() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return all stems as one pattern, a group a row, and the notation of each group. Stems are gathered by their first and second letter, which is what makes it fast."""
    ordered = sorted(rows("themes"), key=lambda row: (row["pattern"][:2], -len(row["pattern"]), row["pattern"]))
    gathered: dict[str, dict[str, list[str]]] = {}
    for row in ordered:
        gathered.setdefault(row["pattern"][0], {}).setdefault(row["pattern"][:2], []).append(f"({row['pattern']})")
    branches = (f"(?={first})(?:" + "|".join(f"(?={two})(?:{'|'.join(stems)})" for two, stems in found.items()) + ")" for first, found in gathered.items())
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(branches)})"), tuple(row["notation"] for row in ordered)


def themes_of(plain: str) -> list[str]:
    """Return the themes of a folded sentence in the order in which it names them, at most ``MOST``; ``["governance"]`` when it names none.

    Where "gobierno abierto" stands beside other themes it is the setting, not the subject, and is left out.
    """
    pattern, notations = _pattern()
    found: dict[str, None] = {}
    for match in pattern.finditer(plain):
        found[notations[(match.lastindex or 1) - 1]] = None
    if len(found) > 1:
        found.pop("open-government-concept", None)
    return list(found)[:MOST] or [FALLBACK]
