"""GraphML and GEXF 1.2 (Gephi), written straight from columns: networkx's writers build an element a tie, and GEXF's adds today's date.

``networkx.read_graphml`` and ``read_gexf`` read them back (a test does).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kg.network.formats.flat import Flat, legal, one_cell

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_LINES = {"\r": "&#13;"}  # a bare one would be read back as a line feed


def graphml(net: Flat) -> str:
    """Return the network as GraphML: every attribute is a key, lists are joined by "; "."""
    return "".join(_graphml(net))


def gexf(net: Flat) -> str:
    """Return the network as GEXF 1.2, without a date: the same network gives the same bytes."""
    return "".join(_gexf(net))


def _graphml(net: Flat) -> Iterator[str]:
    yield _HEAD + '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    yield 'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
    keys: dict[tuple[str, str], str] = {}
    for domain, columns in (("edge", net.ties), ("graph", {k: [v] for k, v in net.info.items()}), ("node", net.nodes)):
        for name, values in columns.items():
            keys[domain, name] = f"d{len(keys)}"
            yield f'  <key id="{keys[domain, name]}" for="{domain}" attr.name={_attr(name)} attr.type="{_type(values)}"/>\n'
    yield '  <graph edgedefault="undirected">\n'
    for name, value in net.info.items():
        yield _data(keys["graph", name], one_cell(value), "    ")
    yield from _graphml_parts(net, keys)
    yield "  </graph>\n</graphml>\n"


def _graphml_parts(net: Flat, keys: dict[tuple[str, str], str]) -> Iterator[str]:
    """Yield nodes, then ties."""
    ids = [_attr(i) for i in net.ids]
    nodes = [(keys["node", name], _cells(values)) for name, values in net.nodes.items()]
    ties = [(keys["edge", name], _cells(values)) for name, values in net.ties.items()]
    for i, iri in enumerate(ids):
        yield f"    <node id={iri}>\n" + "".join(_data(key, values[i], "      ") for key, values in nodes) + "    </node>\n"
    for t, (a, b) in enumerate(zip(net.start, net.end, strict=True)):
        yield f"    <edge source={ids[a]} target={ids[b]}>\n" + "".join(_data(key, values[t], "      ") for key, values in ties) + "    </edge>\n"


def _data(key: str, value: Any, indent: str) -> str:
    return "" if value is None else f'{indent}<data key="{key}">{_text(value)}</data>\n'


def _gexf(net: Flat) -> Iterator[str]:
    yield _HEAD + '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    yield 'xsi:schemaLocation="http://www.gexf.net/1.2draft http://www.gexf.net/1.2draft/gexf.xsd" version="1.2">\n'
    # What the network is goes to the description: GEXF 1.2 has no attributes of a graph.
    yield f"  <meta>\n    <description>{_text(legal('; '.join(f'{k}: {v}' for k, v in net.info.items())))}</description>\n  </meta>\n"
    yield '  <graph defaultedgetype="undirected" mode="static">\n'
    nodes = {name: _cells(values) for name, values in net.nodes.items() if name != "label"}
    ties = {name: _cells(values) for name, values in net.ties.items() if name != "weight"}
    yield from _declared("node", nodes)
    yield from _declared("edge", ties)
    ids = [_attr(i) for i in net.ids]
    yield "    <nodes>\n"
    for i, iri in enumerate(ids):
        yield f"      <node id={iri} label={_attr(net.label(i))}" + _values(nodes, i, "node")
    yield "    </nodes>\n    <edges>\n"
    weights = net.tie("weight")
    for t, (a, b) in enumerate(zip(net.start, net.end, strict=True)):
        yield f'      <edge id="{t}" source={ids[a]} target={ids[b]} weight="{_text(weights[t])}"' + _values(ties, t, "edge")
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _declared(what: str, columns: dict[str, list[Any]]) -> Iterator[str]:
    """Yield the declaration of the attributes of nodes or ties."""
    if columns:
        yield f'    <attributes class="{what}" mode="static">\n'
        for number, (name, values) in enumerate(columns.items()):
            yield f'      <attribute id="{number}" title={_attr(name)} type="{_type(values)}"/>\n'
        yield "    </attributes>\n"


def _values(columns: dict[str, list[Any]], at: int, what: str) -> str:
    """Return the attribute values of a node or tie, and the end of its element."""
    inside = "".join(f'          <attvalue for="{number}" value={_attr(_text(values[at], False))}/>\n'
                     for number, values in enumerate(columns.values()) if values[at] is not None)
    return f">\n        <attvalues>\n{inside}        </attvalues>\n      </{what}>\n" if inside else "/>\n"


def _cells(values: list[Any]) -> list[Any]:
    """Return a column as what one element holds, of one type."""
    text = _type(values) == "string"
    cells = [one_cell(v) for v in values]
    return [v if v is None or isinstance(v, str) else _text(v, False) for v in cells] if text else cells


def _type(values: list[Any]) -> str:
    """Return the narrowest type that holds a whole column; GraphML and GEXF name these four alike."""
    types = {type(v) for v in values if v is not None}
    if types == {bool}:
        return "boolean"
    if types == {int}:
        return "long"
    return "double" if types and types <= {int, float} else "string"


def _text(value: Any, escaped: bool = True) -> str:
    """Return a value as XML text."""
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return escape(text, _LINES) if escaped else text


def _attr(value: object) -> str:
    return quoteattr(legal(str(value)))
