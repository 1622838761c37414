"""A network in the formats other programs read: GraphML, GEXF (Gephi), CSV pairs (Gephi, spreadsheets), node-link JSON.

Same network, same bytes: nodes and ties in order, no dates. Files are written beside their place and renamed into it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx

from kg.model.errors import UsageError, nearest
from kg.model.files import write_atomically
from kg.model.text import Text

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold (section 2.2, Char)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # how a cell begins that a spreadsheet would run (OWASP, CSV injection)


def write(graph: nx.Graph[str], form: str, output: Path | None) -> list[Path] | str:
    """Write the network as ``graphml``, ``gexf``, ``csv`` or ``json``; return the files, or the text when ``output`` is None.

    CSV gives two files, ``x.nodes.csv`` and ``x.edges.csv`` for an output ``x.csv``; as text, only the ties.
    """
    if form not in FORMS:
        raise UsageError(Text(f"formato desconocido: {form!r}", f"unknown format: {form!r}"), "", nearest(form, FORMS, most=len(FORMS)))
    made = FORMS[form](_ordered(graph))
    if output is None:
        return made[".edges"] if form == "csv" else made[""]
    stem = output.with_suffix("") if output.suffix.lower() == ".csv" else output
    files = {stem.with_name(f"{stem.name}{part}.csv") if part else output: text for part, text in sorted(made.items(), reverse=True)}
    for path, text in files.items():
        write_atomically(path, text.encode())
    return list(files)


def graphml(graph: nx.Graph[str]) -> str:
    """Return the network as GraphML."""
    buffer = io.BytesIO()
    nx.write_graphml_xml(_flat(graph), buffer, encoding="utf-8", prettyprint=True)
    return buffer.getvalue().decode("utf-8").rstrip("\n") + "\n"


def gexf(graph: nx.Graph[str]) -> str:
    """Return the network as GEXF 1.2 without the date that networkx writes, so that the same network gives the same bytes."""
    root = ElementTree.fromstring("\n".join(nx.generate_gexf(_flat(graph), version="1.2draft")))
    for element in root.iter():
        element.attrib.pop("lastmodifieddate", None)
    namespace = "http://www.gexf.net/1.2draft"
    ElementTree.register_namespace("", namespace)
    ElementTree.register_namespace("xsi", "http://www.w3.org/2001/XMLSchema-instance")
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def edges_csv(graph: nx.Graph[str]) -> str:
    """Return the ties: Source, Target, Type, Weight, the columns Gephi knows, and what stands behind each."""
    rows = ((u, v, "Undirected", d.get("weight", 1), _joined(d.get("shared", ())), "true" if d.get("inferred") else "false", " ".join(d.get("claims", ())))
            for u, v, d in graph.edges(data=True))
    return _csv(("Source", "Target", "Type", "Weight", "Shared", "Inferred", "Claims"), rows)


def nodes_csv(graph: nx.Graph[str]) -> str:
    """Return the nodes: Id, Label, Kind."""
    return _csv(("Id", "Label", "Kind"), ((n, d.get("label", n), d.get("kind", "")) for n, d in graph.nodes(data=True)))


def node_link(graph: nx.Graph[str]) -> str:
    """Return the network as node-link JSON (``nodes``, ``edges``), lists kept as lists; ``networkx.node_link_graph`` reads it."""
    return json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


FORMS: dict[str, Callable[[nx.Graph[str]], dict[str, str]]] = {
    "graphml": lambda graph: {"": graphml(graph)},
    "gexf": lambda graph: {"": gexf(graph)},
    "csv": lambda graph: {".nodes": nodes_csv(graph), ".edges": edges_csv(graph)},
    "json": lambda graph: {"": node_link(graph)},
}


def _ordered(graph: nx.Graph[str]) -> nx.Graph[str]:
    """Return a copy whose nodes, ties, ends of ties and attributes are in order."""
    ordered: nx.Graph[str] = nx.Graph(**dict(sorted(graph.graph.items())))
    ordered.add_nodes_from((n, dict(sorted(d.items()))) for n, d in sorted(graph.nodes(data=True), key=lambda item: item[0]))
    ties = sorted(((min(u, v), max(u, v), d) for u, v, d in graph.edges(data=True)), key=lambda tie: tie[:2])
    ordered.add_edges_from((u, v, dict(sorted(d.items()))) for u, v, d in ties)
    return ordered


def _flat(graph: nx.Graph[str]) -> nx.Graph[str]:
    """Return a copy fit for XML: lists joined, forbidden characters replaced, names included."""
    flat: nx.Graph[str] = nx.Graph(**{k: _plain(v) for k, v in graph.graph.items()})
    flat.add_nodes_from((_plain(n), {k: _plain(v) for k, v in d.items()}) for n, d in graph.nodes(data=True))
    flat.add_edges_from((_plain(u), _plain(v), {k: _plain(x) for k, x in d.items()}) for u, v, d in graph.edges(data=True))
    return flat


def _plain(value: Any) -> Any:
    """Return a number or truth value as it is, anything else as text that XML can hold."""
    if isinstance(value, (bool, int, float)):
        return value
    return _FORBIDDEN.sub("\ufffd", _joined(value) if isinstance(value, (list, tuple, set, frozenset)) else str(value))


def _joined(values: Iterable[object]) -> str:
    return "; ".join(map(str, values))


def _csv(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    """Return CSV (RFC 4180, but lines end in a line feed) whose text cells no spreadsheet runs."""
    buffer = io.StringIO()
    out = csv.writer(buffer, lineterminator="\n")
    out.writerow(head)
    out.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def _cell(value: Any) -> Any:
    """Return a cell; text that begins like a formula gets an apostrophe before it, and no cell holds a NUL."""
    if not isinstance(value, str):
        return value
    clean = value.replace("\0", "\ufffd")
    return f"'{clean}" if clean.lstrip(" ").startswith(_FORMULA) else clean
