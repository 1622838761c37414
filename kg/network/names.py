"""Spanish names of what stands in a network, read when first asked for: arrays and measures need none."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kg.network.layers import HAT_NAMES, NAMES

if TYPE_CHECKING:
    from kg.network.incidence import Rows


class Names:
    """IRI → name. Of several, the first in alphabetical order: two sources may prefer different ones, and order must not decide."""

    def __init__(self, reader: Rows, col_name: str = "skos:prefLabel") -> None:
        self._reader, self._properties = reader, dict.fromkeys(("skos:prefLabel", col_name))

    @cached_property
    def _known(self) -> dict[str, str]:
        known: dict[str, str] = {}
        for prop in self._properties:
            for thing, name in self._reader.rows(NAMES % prop):
                if thing and name:
                    known[thing] = min(name, known.get(thing, name))
        return known

    @cached_property
    def _hats(self) -> dict[str, str]:
        """Of a membership: the office, and whose it is."""
        known: dict[str, str] = {}
        for hat, role, name in self._reader.rows(HAT_NAMES):
            if hat and name:
                told = f"{role} ({name})" if role else name
                known[hat] = min(told, known.get(hat, told))
        return known

    def __getitem__(self, thing: str) -> str:
        """Return the name of a thing; its IRI when the graph gives none."""
        return self._known.get(thing) or self._hats.get(thing) or thing
