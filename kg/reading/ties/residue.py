"""Titles that a bad copy glued to the wrong name: kept only as doubtful, and not at all where another person of the report has the very title."""

from __future__ import annotations

from kg.model.iri import fold
from kg.reading.claims import Claim


def drop_residue(hats: dict[tuple[str, str], Claim]) -> None:
    """Forget the glued titles of ``hats`` that another person of the document has for certain."""
    own = {(fold(c.data["role"]), c.data["institution"]) for c in hats.values() if "residue" not in c.flags}
    for key, claim in list(hats.items()):
        role = fold(claim.data["role"])
        if "residue" in claim.flags and any((r == role or r.startswith(role)) for r, _ in own):
            del hats[key]
