"""XLSX and ODS rendered as lines of cells. Formulas are never evaluated: the value kept in the file is read."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kg.model.errors import InputError
from kg.model.text import Text
from kg.reading.formats.zip_errors import ZIP_ERRORS

Rendered = list[tuple[str, bool, list[str]]]

MAX_UNPACKED = 400_000_000  # bytes of all members together
MAX_RATIO = 300             # of a member beyond a megabyte: real sheets reach some tens
MAX_CELLS = 20_000_000      # cells walked, blank ones between others included
MAX_TEXT = 100_000_000      # characters of the rendered text
_WHITE = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_DTD = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_T = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_X = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_S = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def read_workbook(raw: bytes, path: Path) -> tuple[Rendered, list[Text]]:
    """Return (name, hidden, lines) of every sheet, and notices. Raises InputError on bombs, DTDs and other formats."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = _checked(archive, path)
            if "content.xml" in members:
                return _ods(archive, path)
            if "xl/workbook.xml" not in members:
                raise InputError(Text("es un zip, pero ni XLSX ni ODS", "is a zip, but neither XLSX nor ODS"), str(path),
                                 Text("guárdelo como XLSX, ODS o CSV", "save it as XLSX, ODS or CSV"))
            merged, formulas = 0, False
            for name in sorted(n for n in members if n.startswith("xl/worksheets/") and n.endswith(".xml")):
                xml = archive.read(name)
                merged, formulas = merged + len(_MERGED.findall(xml)), formulas or bool(_FORMULA.search(xml))
        return _xlsx(raw, path, merged, formulas)
    except ZIP_ERRORS as error:
        raise InputError(Text(f"el libro no se puede abrir: {error}", f"the workbook cannot be opened: {error}"), str(path),
                         Text("ábralo y guárdelo de nuevo, sin contraseña", "open it and save it again, without a password")) from error


def _checked(archive: zipfile.ZipFile, path: Path) -> set[str]:
    """Refuse what unpacks to too much, and XML with a DTD: no spreadsheet program writes one."""
    infos = archive.infolist()
    total = sum(i.file_size for i in infos)
    swollen = next((i.filename for i in infos if i.file_size > 1_000_000 and i.file_size > MAX_RATIO * max(1, i.compress_size)), None)
    if total > MAX_UNPACKED or len(infos) > 10_000 or swollen:
        raise InputError(Text(f"el libro se expande demasiado ({total} bytes, {swollen or len(infos)})", f"the workbook unpacks to too much ({total} bytes, {swollen or len(infos)})"),
                         str(path), Text("divídalo, o guárdelo como CSV", "split it, or save it as CSV"))
    for info in infos:
        if info.filename.endswith((".xml", ".rels")):
            with archive.open(info) as file:
                tail = b""
                while block := file.read(1 << 20):
                    if any(mark in tail + block for mark in _DTD):
                        raise InputError(Text(f"{info.filename} trae una DTD", f"{info.filename} brings a DTD"), str(path),
                                         Text("guárdelo de nuevo con un programa de hojas de cálculo", "save it again with a spreadsheet program"))
                    tail = block[-32:]
    return {i.filename for i in infos}


def plain(value: object) -> str:
    """Return a cell's value as text: ISO dates, "HH:MM" times, numbers without grouping, white space single."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        day, clock = value.date().isoformat(), plain(value.time())
        return day if clock == "00:00" else f"{day} {clock}"
    if isinstance(value, datetime.time):
        return value.isoformat("seconds" if value.second else "minutes")
    return _WHITE.sub(" ", str(value)).strip()


def _lines(rows: Iterable[list[str]], path: Path, name: str) -> list[str]:
    """Join cells by tabs; drop blank cells at the right and blank rows at the end; stop at the caps."""
    lines: list[str] = []
    kept = cells = size = 0
    for row in rows:
        cells += len(row) + 1
        while row and not row[-1]:
            row.pop()
        line = "\t".join(row)
        size += len(line)
        if cells > MAX_CELLS or size > MAX_TEXT:
            raise InputError(Text(f"la hoja {name!r} pasa de {MAX_CELLS} celdas o {MAX_TEXT} caracteres", f"sheet {name!r} has over {MAX_CELLS} cells or {MAX_TEXT} characters"),
                             str(path), Text("divídala, o borre las filas vacías del final", "split it, or delete the blank rows at its end"))
        lines.append(line)
        kept = len(lines) if line else kept
    return lines[:kept]


def _xlsx(raw: bytes, path: Path, merged: int, formulas: bool) -> tuple[Rendered, list[Text]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    notices = _merged_notice(merged)
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        try:
            sheets = [(s.title, s.sheet_state != "visible", _lines(_cells(s), path, s.title)) for s in book.worksheets]
        finally:
            book.close()
        if formulas:
            notices += _uncomputed(raw, {name: lines for name, _, lines in sheets})
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OverflowError) as error:
        raise InputError(Text(f"el XLSX está dañado: {error}", f"the XLSX is damaged: {error}"), str(path),
                         Text("ábralo y guárdelo de nuevo, o como CSV", "open it and save it again, or as CSV")) from error
    return sheets, [*notices, *_hidden_notice(sheets)]


def _cells(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what the file says about its own size may be a lie
    for row in sheet.iter_rows(values_only=True):
        yield [plain(v) for v in row]


def _uncomputed(raw: bytes, sheets: dict[str, list[str]]) -> list[Text]:
    """Tell of formulas whose value the file does not keep: their cells are read as blank."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=False)
    count, first = 0, ""
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        lines = sheets[sheet.title]
        for number, row in enumerate(sheet.iter_rows(values_only=True)):
            values: list[str] = []
            for column, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    values = values or (lines[number].split("\t") if number < len(lines) else [""])
                    if column >= len(values) or not values[column]:
                        count, first = count + 1, first or f"{sheet.title}:{number + 1}"
    book.close()
    return [Text(f"{count} fórmulas sin valor guardado se leen vacías (la primera en {first})",
                 f"{count} formulas without a stored value are read as blank (the first at {first})")] if count else []


def _merged_notice(count: int) -> list[Text]:
    return [Text(f"{count} combinaciones de celdas: su valor cuenta solo en la primera; use fill_down si vale para todas",
                 f"{count} merged ranges: their value counts in the first cell only; use fill_down if it holds for all")] if count else []


def _hidden_notice(sheets: Rendered) -> list[Text]:
    return [Text(f"la hoja {name!r} está oculta", f"sheet {name!r} is hidden") for name, hidden, _ in sheets if hidden]


def _ods(archive: zipfile.ZipFile, path: Path) -> tuple[Rendered, list[Text]]:
    """Walk ``content.xml`` as a stream."""
    from lxml import etree

    sheets: Rendered = []
    unseen: set[str] = set()
    merged = 0
    try:
        with archive.open("content.xml") as file:
            tags = (_T + "table", _S + "style")
            for _, node in etree.iterparse(file, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False):
                if node.tag == _S + "style":
                    if node.find(f"{_S}table-properties[@{_T}display='false']") is not None:
                        unseen.add(node.get(_S + "name", ""))
                    continue
                name = node.get(_T + "name", "")
                merged += sum(1 for _ in node.iter(_T + "covered-table-cell"))
                sheets.append((name, node.get(_T + "style-name") in unseen, _lines(_ods_rows(node), path, name)))
                node.clear()
    except (etree.XMLSyntaxError, ValueError, KeyError) as error:
        raise InputError(Text(f"el ODS está dañado: {error}", f"the ODS is damaged: {error}"), str(path),
                         Text("ábralo y guárdelo de nuevo, o como CSV", "open it and save it again, or as CSV")) from error
    return sheets, [*_merged_notice(merged), *_hidden_notice(sheets)]


def _ods_rows(table: Any) -> Iterator[list[str]]:
    """Yield rows, repeated ones as often as the file says; a repeated blank tail is cut by the caller."""
    for row in table.iter(_T + "table-row"):
        cells: list[str] = []
        for cell in row.iterchildren(_T + "table-cell", _T + "covered-table-cell"):
            times = min(int(cell.get(_T + "number-columns-repeated", "1")), MAX_CELLS)
            value = _ods_value(cell)
            # A sheet is 16,384 columns wide: its blank right side is one cell said to repeat.
            cells += [value] * (times if value or times < 1000 else 1 if cell.getnext() is None else times)
        last = all(not c for c in cells)
        times = int(row.get(_T + "number-rows-repeated", "1"))
        if last and times > 1 and not any(True for _ in row.itersiblings(_T + "table-row")):
            times = 1
        for _ in range(min(times, MAX_CELLS)):
            yield list(cells)


def _ods_value(cell: Any) -> str:
    kind = cell.get(_O + "value-type", "")
    if kind in {"float", "percentage", "currency"}:
        return plain(float(cell.get(_O + "value", "nan")))
    if kind == "date":
        return plain(datetime.datetime.fromisoformat(cell.get(_O + "date-value", "")))
    if kind == "boolean":
        return str(cell.get(_O + "boolean-value", ""))
    if kind == "time":
        found = re.fullmatch(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S", cell.get(_O + "time-value", ""))
        return f"{int(found[1]):02}:{found[2]}" + (f":{found[3]}" if int(found[3]) else "") if found else ""
    return plain(" ".join("".join(p.itertext()) for p in cell.iter(_X + "p") if p.getparent() is cell))
