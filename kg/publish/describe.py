"""What is known of an IRI, with what it rests on: one call for one IRI (the server) or for hundreds (the static site).

A batch costs a few set-wise queries whatever its size. What comes back is bounded: at most ``most`` lines a section, with how many
there are, so that an event of a hundred thousand people is still a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.graph.store import Reader
from kg.publish.describe_ask import collect
from kg.publish.describe_entity import described
from kg.publish.describe_model import Description, Line, Neighbour, Proof, Section, Spot, Value

__all__ = ["MOST", "Description", "Line", "Neighbour", "Proof", "Section", "Spot", "Value", "describe"]
MOST = 200
"""Lines of a section that a description holds, unless told otherwise."""


def describe(reader: Reader, iris: Sequence[str] | Iterable[str], most: int = MOST, inside: frozenset[str] = frozenset()) -> dict[str, Description]:
    """Return what is known of each IRI; those of which nothing is known are missing. Sorted by IRI.

    ``most`` bounds the lines of a section. ``inside``: the types of claims that have no document of their own, in a site that leaves them out; a claim that has one
    (a contribution, a figure) is then told whole there, and elsewhere by its name. Memory is in proportion to the batch: a few kB an IRI.
    """
    wanted = sorted(set(iris))
    gathered = collect(reader, wanted, most, inside)
    return {iri: described(iri, gathered) for iri in wanted if iri in gathered.facts}
