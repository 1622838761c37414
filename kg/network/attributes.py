"""What a person stands for, by every hat the reports give them: sectors, municipalities, institutions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.network.layers import PREFIX
from kg.network.names import Names

if TYPE_CHECKING:
    from kg.network.incidence import Rows

SECTORS = PREFIX + "SELECT ?who ?value WHERE { ?hat a kg:Membership ; org:member ?who ; kg:sector ?value }"
TOWNS = PREFIX + "SELECT ?who ?value WHERE { ?hat a kg:Membership ; org:member ?who ; org:organization ?body . ?body (kg:governs|kg:municipality) ?value }"
BODIES = PREFIX + "SELECT ?who ?value WHERE { ?hat a kg:Membership ; org:member ?who ; org:organization ?value }"


def sectors(reader: Rows) -> dict[str, tuple[str, ...]]:
    """Return the sectors of each person, as notations of the scheme ``sector``, sorted; who has none is not there."""
    return _read(reader, SECTORS, last=True)


def municipalities(reader: Rows) -> dict[str, tuple[str, ...]]:
    """Return the municipalities each person holds an office in or is of, as INEGI codes (what the IRI ends with), sorted."""
    return _read(reader, TOWNS, last=True)


def institutions(reader: Rows) -> dict[str, tuple[str, ...]]:
    """Return the institutions each person belongs to, as IRIs, sorted."""
    return _read(reader, BODIES, last=False)


def _read(reader: Rows, query: str, last: bool) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for who, value in reader.rows(query):
        if who and value:
            found[who].add(value.rpartition("/")[2] if last else value)
    return {who: tuple(sorted(values)) for who, values in sorted(found.items())}


def called(reader: Rows, attribute: str) -> dict[str, str]:
    """Return the Spanish name of each ``sector``, ``municipality`` or ``institution`` that the function of that name may give, by notation, code or IRI."""
    query, names = {"sector": SECTORS, "municipality": TOWNS, "institution": BODIES}[attribute], Names(reader)
    things = {value for _, value in reader.rows(query) if value}
    return {thing if attribute == "institution" else thing.rpartition("/")[2]: names[thing] for thing in sorted(things)}
