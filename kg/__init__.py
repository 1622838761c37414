"""kg: reports of open-government events as a knowledge graph in which every fact opens its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.visual.explore.opened import Opened

__version__ = "0.1.0"


def open(path: str | Path = "build", memory: bool = False) -> Opened:
    """Open a built graph (the folder ``kg build`` wrote) read-only, as an rdflib ``Dataset`` over Oxigraph.

    Its default graph is the union of what the sources, the registry and the rules say; each source has its own named
    graph. ``FROM`` and ``GRAPH`` work as SPARQL 1.1 defines them. ``memory`` copies the graph into memory first, for
    many questions in one session. Beside rdflib's methods it has ``ask(name)``, a ready question as a table, and ``network(layer)``, a layer with
    its measures (``kg.network.result``), and ``explore()``, the explorer (``kg.visual.explore.opened``). Raises ``kg.model.errors.StoreError`` when nothing
    is built there.
    """
    from kg.graph.store import Reader
    from kg.visual.explore.opened import Opened

    return Opened(Reader(Path(path), memory))


__all__ = ["__version__", "open"]
