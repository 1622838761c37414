"""Do two contributions say the same? Shared words and themes only ever ask: what somebody said is never merged by a program."""

from __future__ import annotations

import functools
import re

from kg.identity.judgement import ASK, DIFFERENT, UNLIKE, Judgement
from kg.identity.mention import Mention
from kg.identity.people import one_report
from kg.model.iri import fold
from kg.model.text import Text

LEAST = 0.5         # share of words in common (Jaccard, of word stems) from which it is a question; one report told them apart: more
LEAST_ONE_REPORT = 0.7
MOST_CHARACTERS = 4_000
STEM = 6            # letters of a word that count: "propone", "proponer"
_SMALL = frozenset(("de", "del", "la", "las", "los", "el", "en", "para", "por", "al", "con", "que", "una", "se", "su", "sus", "como", "es", "son", "no", "mas", "ante", "entre", "sobre", "sin"))


def stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words that count; of what is too long to be a summary, none."""
    return frozenset() if len(text) > MOST_CHARACTERS else _stems(text)


@functools.lru_cache(maxsize=1 << 14)
def _stems(text: str) -> frozenset[str]:
    return frozenset(w[:STEM] for w in re.findall(r"[^\W_]+", fold(text)) if w not in _SMALL and len(w) > 2)


def contributions(a: Mention, b: Mention) -> Judgement:
    """Compare two contributions: ``ask`` or ``different``, never ``same``."""
    mine, theirs = stems(a.name), stems(b.name)
    common = mine & theirs
    if len(common) < 3:
        return UNLIKE
    share = len(common) / len(mine | theirs)
    shown = ", ".join(w for w in dict.fromkeys(re.findall(r"[^\W_]+", min(a.name, b.name).lower())) if fold(w)[:STEM] in common)
    reasons = [Text(f"palabras en común: {shown}", f"words in common: {shown}")]
    themes, speakers = set(a.get("theme")) & set(b.get("theme")), set(a.get("speaker")) & set(b.get("speaker"))
    if themes:
        share += 0.1
        reasons.append(Text(f"mismo tema: {', '.join(sorted(themes))}", f"same theme: {', '.join(sorted(themes))}"))
    if speakers:
        share += 0.05
        reasons.append(Text(f"misma persona: {min(speakers)}", f"same person: {min(speakers)}"))
    if share < (LEAST_ONE_REPORT if one_report(a, b) else LEAST):
        return Judgement(0.0, tuple(reasons), DIFFERENT)
    return Judgement(round(min(share, 0.99), 4), tuple(reasons), ASK)
