"""Many regular expressions as one, each tried only at the letters it may begin with."""

from __future__ import annotations

import re
from collections.abc import Iterable

LETTERS = frozenset("abcdefghijklmnñopqrstuvwxyz0123456789")


def initials(pattern: str) -> frozenset[str]:
    """Return the letters a cue may begin with; empty when that cannot be told from its writing."""
    bare = re.sub(r"^(?:\\b|\^)+", "", pattern)
    if bare.startswith("(?:"):
        inside, rest = _group(bare)
        if rest[:1] in ("?", "*", "{"):
            return frozenset()
        parts = [initials(p) for p in inside]
        return frozenset().union(*parts) if all(parts) else frozenset()
    return frozenset(bare[0]) if bare[:1].isalpha() and bare[1:2] not in ("?", "*", "{") else frozenset()


def _group(pattern: str) -> tuple[list[str], str]:
    """Return the alternatives of the group a pattern begins with, and what follows it."""
    depth, start, found, i = 0, 3, [], 0
    while i < len(pattern):
        sign = pattern[i]
        if sign == "\\":
            i += 1
        elif sign == "[":
            i = pattern.index("]", i)
        elif sign == "(":
            depth += 1
        elif (sign == "|" and depth == 1) or (sign == ")" and depth == 1):
            found.append(pattern[start:i])
            start = i + 1
            if sign == ")":
                return found, pattern[i + 1 :]
        elif sign == ")":
            depth -= 1
        i += 1
    return [], pattern


def branched(patterns: Iterable[str]) -> str:
    """Return patterns as one, their alternatives under their first letters; without groups of their own."""
    found: dict[str, list[str]] = {}
    for pattern in patterns:
        inside, rest = _group(pattern) if pattern.startswith("(?:") else ([pattern], "")
        for part in inside if not rest else [pattern]:
            for letter in sorted(initials(part) or LETTERS):
                found.setdefault(letter, []).append(part)
    return "|".join(f"(?={re.escape(letter)})(?:{'|'.join(parts)})" for letter, parts in sorted(found.items()))
