"""How many ties rest on a speaker somebody inferred, worked out on the incidence: no tie is looked at by itself."""

from __future__ import annotations

from kg.network.incidence import Extract, assemble
from kg.network.project import project


def resting(found: Extract) -> tuple[int, int]:
    """Return how many ties are gone when what is inferred is left out, and how many others share less then.

    Checked by hand: a and b share two themes, one by an inferred speaker, and c and d one, inferred: (1, 1).
    """
    if not found.inferred[found.claim].any():
        return 0, 0
    whole, stated = (assemble(found, certain, every_row=True) for certain in (False, True))
    if found.layer.two_mode:
        return int(whole.matrix.nnz - stated.matrix.nnz), 0
    every, left = project(whole, found.layer), project(stated, found.layer)
    gone = int(every.nnz - left.nnz) // 2
    return gone, int((every != left).nnz) // 2 - gone
