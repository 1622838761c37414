"""A network in the formats other programs read: GraphML, GEXF (Gephi), Pajek, CSV pairs, node-link JSON, Parquet, XLSX.

Same network, same bytes: nodes and ties in order, no dates. Files are written beside their place and renamed into it. From a
``Net`` no ``networkx.Graph`` is built; what a ``Net`` does not know (what is shared, claims) stays blank.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import networkx as nx

from kg.model.errors import UsageError, nearest
from kg.model.files import write_atomically
from kg.model.text import Text
from kg.network.formats.flat import Flat, flat
from kg.network.formats.pajek import pajek, unique_labels, vertices
from kg.network.formats.parquet import edges_parquet, nodes_parquet
from kg.network.formats.text import edges_csv, node_link, nodes_csv, table_csv
from kg.network.formats.workbook import network_xlsx
from kg.network.formats.xml import gexf, graphml
from kg.network.net import Net

SUFFIXES = {"graphml": ".graphml", "gexf": ".gexf", "csv": ".csv", "json": ".json", "pajek": ".net", "parquet": ".parquet", "xlsx": ".xlsx"}
"""The usual ending of a file of each format."""
MOST_TIES = 5_000_000
"""Ties of a file: beyond, writing it takes more than some 4 GB of memory, and few programs open it."""
BINARY = frozenset({"parquet", "xlsx"})
"""Formats that are bytes, not text."""


def write(network: Net | nx.Graph[str], form: str, output: Path | None) -> list[Path] | str | bytes:
    """Write the network in a format of ``FORMS``; return the files, or the text (bytes of those in ``BINARY``) when ``output`` is None.

    CSV and Parquet give two files, ``x.nodes.csv`` and ``x.edges.csv`` for an output ``x.csv``; Pajek gives ``x.net`` and
    ``x.vertices.csv``, whose row n is the id of vertex n. Without ``output``, only the ties, or the network. Raises UsageError:
    unknown format, library of an extra not installed, too many ties (``MOST_TIES``) or rows for a sheet; StoreError: cannot be written.
    """
    if form not in FORMS:
        raise UsageError(Text(f"formato desconocido: {form!r}", f"unknown format: {form!r}"), "", nearest(form, FORMS, most=len(FORMS)))
    ties = network.tie_count if isinstance(network, Net) else network.number_of_edges()
    if ties > MOST_TIES:
        raise UsageError(Text(f"la red tiene {ties:,} lazos; un archivo admite hasta {MOST_TIES:,}", f"the network has {ties:,} ties; a file takes up to {MOST_TIES:,}"), "",
                         Text("exporte la capa de dos modos (person-event, person-institution), o una parte: --event, --from, --to",
                              "export the two-mode layer (person-event, person-institution), or a part: --event, --from, --to"))
    laid = flat(network)
    parts = FORMS[form]
    if output is None:
        return parts[next(reversed(parts)) if "" not in parts else ""](laid)
    stem = output.with_suffix("") if output.suffix.lower() == SUFFIXES[form] else output
    files = {stem.with_name(stem.name + part) if part else output: make(laid) for part, make in parts.items()}
    for path, made in files.items():
        write_atomically(path, made.encode("utf-8", "replace") if isinstance(made, str) else made)
    return list(files)


def _vertices_csv(net: Flat) -> str:
    """Return which node each of Pajek's vertices is: its evidence is found by the id."""
    labels = unique_labels(net)
    return table_csv(("Vertex", "Id", "Label"), ((number, net.ids[i], labels[i]) for number, i in enumerate(vertices(net), 1)))


FORMS: dict[str, dict[str, Callable[[Flat], str | bytes]]] = {
    "graphml": {"": graphml},
    "gexf": {"": gexf},
    "csv": {".nodes.csv": nodes_csv, ".edges.csv": edges_csv},
    "json": {"": node_link},
    "pajek": {"": pajek, ".vertices.csv": _vertices_csv},
    "parquet": {".nodes.parquet": nodes_parquet, ".edges.parquet": edges_parquet},
    "xlsx": {"": network_xlsx},
}
"""Format: what each of its files ends in, and who writes it."""
