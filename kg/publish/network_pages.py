"""The networks of a site: each layer drawn on a page that opens offline, and its files for other programs; the explorer, when it is built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.model.errors import StoreError
from kg.model.text import Text
from kg.publish.site_files import Files, Topic

if TYPE_CHECKING:
    import networkx as nx

    from kg.graph.store import Reader
    from kg.model.corpus import Corpus
    from kg.network.layers import Layer
    from kg.publish.site_pool import Desk

MOST_TIES = 200_000
"""Ties of a layer beyond which it is left to ``kg network``: its files would be larger than the rest of the site."""
DRAWN_NODES, DRAWN_TIES = 1_500, 15_000
"""Beyond either, only the strongest nodes are drawn."""
STRONGEST = 200
EXPLORED = 20_000
"""Entities beyond which the explorer, one page that holds them all, is left out."""
_MEDIA = {"graphml": "application/xml", "gexf": "application/xml", "json": "application/json", "csv": "text/csv"}


@dataclass(frozen=True)
class Drawn:
    """A layer on the site: how many nodes and ties, its files (format → path), and how many nodes the page draws. ``page`` is "" when it is too large."""

    name: str
    title: Text
    meaning: Text
    nodes: int
    ties: int
    page: str
    files: tuple[tuple[str, str], ...]
    drawn: int


def draw(desk: Desk, name: str) -> tuple[Drawn, Files]:
    """Write the page and the files of a layer (a key of ``LAYERS``)."""
    from kg.network.layers import LAYERS

    files = Files(desk.order.top)
    return _layer(desk.reader, files, name, LAYERS[name]), files


def _layer(reader: Reader, files: Files, name: str, layer: Layer) -> Drawn:
    from kg.network.graph import network
    from kg.network.incidence import assemble, extract
    from kg.network.views import views

    title = views()[name].title
    counted = assemble(extract(reader, layer, "person"), False)
    sizes = np.asarray(counted.matrix.sum(axis=0), dtype=np.int64).ravel()
    ties = int(counted.matrix.nnz) if layer.two_mode else int(np.sum(sizes * (sizes - 1))) // 2
    if ties > MOST_TIES:
        return Drawn(name, title, layer.meaning, len(counted.row_ids), ties, "", (), 0)
    graph = network(reader, name)
    written = _files(files, name, graph)
    small = graph.number_of_nodes() <= DRAWN_NODES and graph.number_of_edges() <= DRAWN_TIES
    page, drawn = f"red/{name}.html", graph.number_of_nodes() if small else STRONGEST
    files.page(page, _page(name, title, graph, 0 if small else STRONGEST))
    files.topics.append(Topic(f"red-{name}", title, layer.meaning, page, ("network",)))
    return Drawn(name, title, layer.meaning, graph.number_of_nodes(), graph.number_of_edges(), page, written, drawn)


def _page(name: str, title: Text, whole: nx.Graph[str], most: int) -> str:
    """Return the drawing; measures and ranks are those of the whole network, also when only its strongest nodes are drawn."""
    from kg.network.measures import caveats, table
    from kg.visual.pyvis_export import draw, top

    graph = top(whole, most) if most else whole
    rows = [row for row in table(whole) if row["iri"] in graph] if whole.number_of_nodes() <= DRAWN_NODES else None
    return draw(graph, title=title, caveats=caveats(graph), rows=rows)


def _files(files: Files, name: str, graph: nx.Graph[str]) -> tuple[tuple[str, str], ...]:
    """Write the layer in every format."""
    from kg.network.export import FORMS
    from kg.network.formats.flat import flat

    laid, written = flat(graph), []
    for form, media in _MEDIA.items():
        for ending, made in FORMS[form].items():
            path = f"red/{name}{ending or '.' + form}"
            content = made(laid)
            files.listed(path, content.encode("utf-8", "replace") if isinstance(content, str) else content, media, path.split("/")[1], f"red-{name}")
            written.append((ending.removeprefix(".").removesuffix(".csv") + " CSV" if ending else form, path))
    return tuple(written)


def write_explorer(reader: Reader, corpus: Corpus, files: Files, entities: int) -> str:
    """Write the explorer and return its path; "" when it was not built with the package, or the graph is too large for one page."""
    from kg.visual.explore.opened import explorer

    if entities > EXPLORED:
        return ""
    try:
        html = explorer(reader, corpus)
    except StoreError:  # the bundle is made with the package; without it the rest of the site stands
        return ""
    files.page("explorador.html", html)
    return "explorador.html"
