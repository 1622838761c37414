"""What can be told of a query without running it: its form, how deep it nests, whether its answer is the same each time."""

from __future__ import annotations

import hashlib
import re

from kg.graph.guard import OPAQUE, decoded

DEEPEST = 100
"""Brackets inside brackets; the engine's own parser ends its process somewhere beyond a thousand."""
_PROLOGUE = re.compile(r"\s*(?:(?:PREFIX\s+[^\s:<]*:\s*|BASE\s*)<>\s*)*", re.IGNORECASE)
_FORM = re.compile(r"[A-Za-z]+")
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])
_FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
_VOLATILE = re.compile(r"(?<![\w?$:.@%-])(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
_STANDS = {"<": "<>", "#": " ", "\\": "_"}
_NUMBER = re.compile(r"(?<![\w?$:])[0-9.]+")
_DEPTH = {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}
_BRACKET = re.compile(r"[{}()\[\]]")


def bare(query: str) -> str:
    """Return a query without what strings, comments and IRIs say: ``<>`` for an IRI, ``""`` for a string, ``_`` for an escaped character."""
    return OPAQUE.sub(lambda found: _STANDS.get(found[0][0], '""'), decoded(query))


def form_of(text: str) -> str:
    """Return SELECT, ASK, CONSTRUCT, DESCRIBE, UPDATE, or "" for what is none, of a ``bare`` query."""
    prologue = _PROLOGUE.match(text)
    word = _FORM.match(text, prologue.end() if prologue else 0)
    found = word[0].upper() if word else ""
    return found if found in _FORMS else "UPDATE" if found in _UPDATES else ""


def depth_of(text: str) -> int:
    """Return how deep the brackets of a ``bare`` query nest."""
    deep = most = 0
    for found in _BRACKET.finditer(text):
        deep += _DEPTH[found[0]]
        most = max(most, deep)
    return most


def volatile(text: str) -> bool:
    """Tell whether a ``bare`` query may have another answer each time."""
    return _VOLATILE.search(text) is not None


def shape_of(text: str) -> str:
    """Return what two ``bare`` queries share that differ in white space, strings, IRIs and numbers only."""
    return hashlib.sha256(" ".join(_NUMBER.sub("0", text).split()).encode("utf-8", "replace")).hexdigest()[:24]
