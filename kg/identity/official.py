"""What decides before any name is read: official codes, and what the registry has already decided."""

from __future__ import annotations

from kg.identity.judgement import DIFFERENT, LOOKS_ALIKE, SAME, Judgement
from kg.identity.mention import Mention
from kg.model.iri import fold
from kg.model.text import Text


def common_facts(a: Mention, b: Mention) -> Judgement | None:
    """Return what official codes or the registry say of two mentions, or None when they say nothing."""
    slugs, codes = set(a.get("slug")) & set(b.get("slug")), set(a.get("code")) & set(b.get("code"))
    if codes:
        return Judgement(1.0, (Text(f"mismo código oficial: {min(codes)}", f"same official code: {min(codes)}"),), SAME)
    if a.get("code") and b.get("code"):
        x, y = min(a.get("code")), min(b.get("code"))
        told = fold(a.name) == fold(b.name) and not (a.key.startswith("registry:") and b.key.startswith("registry:"))
        return Judgement(LOOKS_ALIKE if told else 0.0, (Text(f"códigos oficiales distintos: {x} / {y}", f"different official codes: {x} / {y}"),), DIFFERENT)
    if slugs:
        return Judgement(1.0, (Text(f"el registro ya los tiene por uno: {min(slugs)}", f"the registry already has them as one: {min(slugs)}"),), SAME)
    return None
