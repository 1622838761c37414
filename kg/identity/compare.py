"""Compare two mentions: one door, one rule book a kind. Order-free: ``compare(a, b) == compare(b, a)``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.identity.contributions import contributions
from kg.identity.happenings import events, mechanisms
from kg.identity.institutions import institutions
from kg.identity.judgement import SAME, UNLIKE, Judgement
from kg.identity.mention import Mention
from kg.identity.people import people
from kg.identity.places import municipalities
from kg.model.text import Text


@dataclass(frozen=True)
class Candidate:
    """Two mentions that may be one, with what speaks for and against.

    ``a`` and ``b`` are keys, ``a < b`` (a query's "?" counts as a key); ``score`` 0..1; ``reasons`` the strongest first;
    ``verdict``: ``same`` = may be merged without asking, ``ask`` = a question, ``different`` = a guard forbids.
    """

    kind: str
    a: str
    b: str
    score: float
    reasons: tuple[Text, ...]
    verdict: str


_RULES: dict[str, Callable[[Mention, Mention], Judgement]] = {
    "person": people, "institution": institutions, "municipality": municipalities, "event": events, "mechanism": mechanisms, "contribution": contributions,
}


def compare(a: Mention, b: Mention) -> Candidate:
    """Compare two mentions of one kind; of two kinds, or with nothing in common, the verdict is ``different`` with score 0."""
    first, second = sorted((a, b), key=lambda m: (m.key, m.name))
    if a.kind == b.kind and a.key == b.key:
        found = Judgement(1.0, (Text("es la misma mención", "it is the same mention"),), SAME)
    else:
        found = _RULES[a.kind](first, second) if a.kind == b.kind and a.kind in _RULES else UNLIKE
    return Candidate(a.kind, first.key, second.key, found.score, found.reasons, found.verdict)
