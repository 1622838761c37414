"""How sure a rule is: measured by ``kg eval --calibrate`` (vocab/confidence.csv), else a prior."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from kg.reading.vocab import rows

PRIOR = 0.6  # of a rule nobody has measured


@functools.cache
def _table() -> dict[str, tuple[float, str]]:
    return {row["rule"]: (float(row["confidence"]), row["basis"]) for row in rows("confidence")}


IN_TURN = "in-turn"  # flag of a contribution that stands in somebody's own turn, not in running prose: its rules are measured apart


def key(rule: str, flags: Iterable[str] = ()) -> str:
    """Return the row of the table that a claim's rule and flags ask for."""
    return f"{rule}@turn" if IN_TURN in flags else rule


def of(rule: str, flags: Iterable[str] = ()) -> float:
    """Return the confidence of a rule, 0..1."""
    return _row(rule, flags)[0]


def _row(rule: str, flags: Iterable[str]) -> tuple[float, str]:
    table = _table()
    return table.get(key(rule, flags)) or table.get(rule, (PRIOR, "judged"))


def basis(rule: str, flags: Iterable[str] = ()) -> str:
    """Return "measured" or "judged"."""
    return _row(rule, flags)[1]
