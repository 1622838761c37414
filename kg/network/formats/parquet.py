"""Parquet and Arrow, by pyarrow (extra ``tables``). The only door to pyarrow."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from kg.network.formats.extras import extra
from kg.network.formats.flat import Flat


def arrow(columns: Mapping[str, Sequence[Any]], about: Mapping[str, Any] | None = None) -> Any:
    """Return columns as a ``pyarrow.Table``; ``about`` becomes the schema's metadata under ``kg`` (JSON).

    A column of one type keeps it (whole numbers, numbers, truth values, text, lists of text); a mixed one becomes text.
    """
    with extra("tables"):
        import pyarrow as pa
    arrays = {name: _array(pa, values) for name, values in columns.items()}
    table = pa.table(arrays)
    return table.replace_schema_metadata({"kg": json.dumps(about, ensure_ascii=False, sort_keys=True)} if about else None)


def parquet(table: Any) -> bytes:
    """Return an Arrow table as Parquet (zstd). The same table gives the same bytes with one version of pyarrow."""
    with extra("tables"):
        from pyarrow import parquet as pq
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def nodes_parquet(net: Flat) -> bytes:
    """Return the nodes: ``id`` and every attribute."""
    return parquet(arrow({"id": net.ids, **net.nodes}, net.info))


def edges_parquet(net: Flat) -> bytes:
    """Return the ties: ``source``, ``target`` (ids, kept once each as a dictionary) and every attribute; lists stay lists."""
    with extra("tables"):
        import pyarrow as pa
    table = arrow({"weight": net.tie("weight"), **{k: v for k, v in net.ties.items() if k != "weight"}}, net.info)
    ids = pa.array(net.ids, pa.string())
    for name, ends in (("target", net.end), ("source", net.start)):
        table = table.add_column(0, name, pa.DictionaryArray.from_arrays(pa.array(ends, pa.int32()), ids))
    return parquet(table)


def _array(pa: Any, values: Sequence[Any]) -> Any:
    """Return an array of the type its values share."""
    types = {type(v) for v in values if v is not None}
    if types <= {list, tuple} and types:
        return pa.array([None if v is None else list(map(str, v)) for v in values], pa.list_(pa.string()))
    if types == {bool}:
        return pa.array(values, pa.bool_())
    if types == {int} and all(v is None or abs(v) < 2**63 for v in values):
        return pa.array(values, pa.int64())
    if types and types <= {int, float}:
        return pa.array([None if v is None else float(v) for v in values], pa.float64())
    return pa.array([None if v is None else _text(v) for v in values], pa.string())


def _text(value: Any) -> str:
    """Return text that UTF-8 can hold: a lone surrogate becomes the replacement character."""
    return str(value).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
