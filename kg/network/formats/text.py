"""CSV pairs (Gephi, spreadsheets) and node-link JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from kg.network.formats.flat import Flat, joined

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # how a cell begins that a spreadsheet would run (OWASP, CSV injection)


def edges_csv(net: Flat) -> str:
    """Return the ties: Source, Target, Type, Weight, the columns Gephi knows, and what stands behind each (blank when it is not known)."""
    ids = [_cell(iri) for iri in net.ids]  # once a node, not once a tie
    inferred = ("" if v is None else "true" if v else "false" for v in net.tie("inferred"))
    # One cell a claim list: IRIs hold no blanks.
    rows = ((ids[a], ids[b], "Undirected", w, _cell(joined(s)) if s else "", i, _cell(" ".join(c)) if c else "") for a, b, w, s, i, c in
            zip(net.start, net.end, net.tie("weight"), net.tie("shared"), inferred, net.tie("claims"), strict=True))
    return _written(("Source", "Target", "Type", "Weight", "Shared", "Inferred", "Claims"), rows)


def nodes_csv(net: Flat) -> str:
    """Return the nodes: Id, Label, Kind."""
    return table_csv(("Id", "Label", "Kind"), ((iri, net.label(i), kind or "") for i, (iri, kind) in enumerate(zip(net.ids, net.node("kind"), strict=True))))


def node_link(net: Flat) -> str:
    """Return the network as node-link JSON (``nodes``, ``edges``, one a line), lists kept as lists; ``networkx.node_link_graph(data, edges="edges")`` reads it."""
    ids = [_json(iri) for iri in net.ids]
    nodes = (_json({**_record(net.nodes, i), "id": iri}) for i, iri in enumerate(net.ids))
    edges = (f'{{"source": {ids[a]}, "target": {ids[b]}, {_json(_record(net.ties, t))[1:]}' for t, (a, b) in enumerate(zip(net.start, net.end, strict=True)))
    return (f'{{"directed": false, "multigraph": false, "graph": {_json(net.info)},\n"nodes": [\n' + ",\n".join(nodes) + '\n],\n"edges": [\n' + ",\n".join(edges) + "\n]}\n")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _record(columns: dict[str, list[Any]], at: int) -> dict[str, Any]:
    return {name: values[at] for name, values in columns.items() if values[at] is not None}


def table_csv(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Return CSV (RFC 4180, but lines end in a line feed) whose text cells no spreadsheet runs."""
    return _written(head, ([_cell(value) for value in row] for row in rows))


def _written(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    buffer = io.StringIO()
    out = csv.writer(buffer, lineterminator="\n")
    out.writerow(head)
    out.writerows(rows)
    return buffer.getvalue()


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet could take text for a formula."""
    return text.lstrip(" ").startswith(_FORMULA)


def _cell(value: Any) -> Any:
    """Return a cell; text that begins like a formula gets an apostrophe before it, and no cell holds a NUL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    clean = value.replace("\0", "\ufffd")
    return f"'{clean}" if is_formula(clean) else clean
