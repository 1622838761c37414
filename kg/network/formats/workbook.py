"""XLSX by openpyxl, made the same at every run: no dates, fixed zip members. Text is text: no cell is a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from kg.model.errors import UsageError
from kg.model.text import Text
from kg.network.formats.flat import Flat, joined, legal
from kg.network.formats.text import is_formula

MOST_ROWS = 1_048_575  # a sheet has 1,048,576, and one is the heading
MOST_TEXT = 32_767     # characters of a cell
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_THEN = b"1980-01-01T00:00:00Z"  # the first date a zip can hold


class Sheet(NamedTuple):
    """One sheet: its name, its heading, its rows. ``size`` is how many rows there will be."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]
    size: int


def network_xlsx(net: Flat) -> bytes:
    """Return the network as sheets: nodes, ties (what both share and the claims behind), and what the network is."""
    labels = [net.label(i) for i in range(len(net.ids))]
    kept = [name for name in net.nodes if name != "label"]
    nodes = ([iri, labels[i], *(net.nodes[name][i] for name in kept)] for i, iri in enumerate(net.ids))
    columns = list(net.ties)
    ties = ([net.ids[a], net.ids[b], labels[a], labels[b], *(net.ties[name][t] for name in columns)] for t, (a, b) in enumerate(zip(net.start, net.end, strict=True)))
    about = [("nodos / nodes", len(net.ids)), ("lazos / ties", len(net.start)), *net.info.items()]
    return workbook([Sheet("Nodos - Nodes", ["id", "label", *kept], nodes, len(net.ids)),
                     Sheet("Lazos - Ties", ["source", "target", "source label", "target label", *columns], ties, len(net.start)),
                     Sheet("Acerca de - About", ["", ""], about, len(about))])


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return an XLSX file. Raises UsageError when a sheet would have more rows than the format allows; a cell too long ends in "…"."""
    import openpyxl
    from openpyxl.styles import Font

    for sheet in sheets:
        if sheet.size > MOST_ROWS:
            raise UsageError(Text(f"{sheet.size:,} filas no caben en una hoja de XLSX (máximo {MOST_ROWS:,})", f"{sheet.size:,} rows do not fit an XLSX sheet (at most {MOST_ROWS:,})"),
                             sheet.name, Text("use CSV o Parquet", "use CSV or Parquet"))
    book = openpyxl.Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.freeze_panes = "A2"
        for letter in "ABCDEFGH"[:len(sheet.head)]:
            page.column_dimensions[letter].width = 28
        page.append([_cell(page, name, Font(bold=True)) for name in sheet.head])
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return _timeless(buffer.getvalue())


def _cell(page: Any, value: Any, font: Any = None) -> Any:
    """Return what a cell holds: numbers and truth values as they are, the rest as text that is never run."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or (isinstance(value, (bool, int, float)) and _fits(value)):
        return value
    text = legal(joined(value) if isinstance(value, (list, tuple)) else str(value))
    if len(text.encode("utf-16-le")) // 2 > MOST_TEXT:  # the limit counts UTF-16 units
        text = text[: MOST_TEXT // 2 - 1] + "…"
    if font is None and not is_formula(text):
        return text
    cell = WriteOnlyCell(page, value=text)
    cell.data_type = "s"
    cell.quotePrefix = is_formula(text)  # stays text when somebody edits it
    if font is not None:
        cell.font = font
    return cell


def _fits(value: float) -> bool:
    """Return whether a number is one XLSX can hold: finite, and exact."""
    return abs(value) < 1e308 if isinstance(value, float) else abs(value) <= 2**53


def _timeless(raw: bytes) -> bytes:
    """Return the archive with every date at its first: openpyxl writes today's."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for info in sorted(archive.infolist(), key=lambda i: (i.filename != "[Content_Types].xml", i.filename)):
            data = archive.read(info)
            if info.filename == "docProps/core.xml":
                data = _DATES.sub(rb"\g<1>" + _THEN + rb"\g<2>", data)
            member = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            member.compress_type, member.external_attr, member.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            again.writestr(member, data)
    return out.getvalue()
