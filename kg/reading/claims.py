"""What a reading yields: claims, each with its place, rule, confidence, alternatives and flags; and their JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kg.model.text import Text
from kg.reading.document import Document

# Type → the fields of its JSON Lines, in order (documented in CONTRIBUTING, "JSON Lines"). What else ``data`` holds is for the draft acta only.
FIELDS: dict[str, tuple[str, ...]] = {
    "person": ("name", "aliases"),
    "institution": ("name", "aliases", "kind"),
    "municipality": ("name", "aliases", "inegi"),
    "event": ("name", "kind", "dates"),
    "membership": ("person", "institution", "role"),
    "participation": ("person", "event", "role", "mode"),
    "contribution": ("kind", "by", "event", "force"),
    "figure": ("value", "what", "unit"),
}
LOW = 0.5  # below it a claim goes to the review list only


@dataclass(frozen=True)
class Claim:
    """One thing a report says. ``start``, ``end``: code points of ``Document.text``; ``quote`` is exactly that stretch.

    ``rule``: id of the rule that made it. ``confidence``: 0..1, measured where ``kg eval --calibrate`` could. ``alternatives``: other values that fit,
    the likeliest first (speakers, INEGI codes, bodies). ``flags``: remarks in fixed words (``year-inferred``, ``homonym``, ``residue``, ``cut-off``, …).
    ``mentions``: every place where an entity is named.
    """

    type: str
    start: int
    end: int
    quote: str
    rule: str
    confidence: float
    data: dict[str, Any]
    alternatives: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    mentions: tuple[tuple[int, int], ...] = ()

    def key(self) -> tuple[int, int, str, str]:
        """Order of claims: by place, then type and content."""
        return self.start, self.end, self.type, json.dumps(self.data, ensure_ascii=False, sort_keys=True, default=str)

    def line(self) -> dict[str, Any]:
        """Return the claim as the object of one JSON line."""
        made: dict[str, Any] = {"type": self.type, **{name: self.data.get(name) for name in FIELDS.get(self.type, ())}}
        return made | {"start": self.start, "end": self.end, "quote": self.quote, "rule": self.rule, "confidence": self.confidence, "alternatives": list(self.alternatives), "flags": list(self.flags)}


@dataclass
class Reading:
    """A document, read: its claims in order, what country and state it speaks of, and what the reader of this output must know."""

    document: Document
    claims: list[Claim]
    country: str = ""
    state: str = ""
    notices: list[Text] = field(default_factory=list)
    residue: list[tuple[int, int]] = field(default_factory=list)

    def of(self, kind: str) -> Iterator[Claim]:
        """Yield the claims of one type."""
        return (c for c in self.claims if c.type == kind)

    def lines(self) -> list[dict[str, Any]]:
        """Return the objects of the JSON Lines, one a claim of a documented type, in order."""
        return [c.line() for c in self.claims if c.type in FIELDS]

    def json_lines(self) -> Iterator[str]:
        """Yield the JSON Lines as text, UTF-8, keys in the documented order."""
        return (json.dumps(line, ensure_ascii=False) + "\n" for line in self.lines())
