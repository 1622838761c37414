"""How sure a rule is: measured by ``kg eval --calibrate`` (vocab/confidence.csv), else a prior."""

from __future__ import annotations

import functools

from kg.reading.vocab import rows

PRIOR = 0.6  # of a rule nobody has measured


@functools.cache
def _table() -> dict[str, tuple[float, str]]:
    return {row["rule"]: (float(row["confidence"]), row["basis"]) for row in rows("confidence")}


def of(rule: str) -> float:
    """Return the confidence of a rule, 0..1."""
    return _table().get(rule, (PRIOR, "judged"))[0]


def basis(rule: str) -> str:
    """Return "measured" or "judged"."""
    return _table().get(rule, (PRIOR, "judged"))[1]
