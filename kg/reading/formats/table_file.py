"""Tables: CSV, TSV, XLSX and ODS as text whose lines are rows, every cell a stretch of it.

The text of CSV and TSV is the decoded file, untouched. A workbook is rendered: one line a row, cells parted by tabs, the
first sheet from line 1, so that line number and row number agree; each further sheet after a form feed and its name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg.model.errors import InputError
from kg.model.files import read_bounded
from kg.model.text import Text
from kg.reading.document import Block, Document
from kg.reading.formats.text_file import decode

SUFFIXES = {".csv": "text/csv", ".tsv": "text/tab-separated-values", ".tab": "text/tab-separated-values",
            ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
            ".ods": "application/vnd.oasis.opendocument.spreadsheet"}
MAX_BYTES = 200_000_000
DELIMITERS = ",;\t|"


class Cell(NamedTuple):
    """A cell's value, and the stretch of the text it stands in (without quotes or outer blanks)."""

    text: str
    start: int
    end: int


class Row(NamedTuple):
    """One row: 1-based number in its sheet, line of the text, stretch, cells."""

    number: int
    line: int
    start: int
    end: int
    cells: list[Cell]


@dataclass(frozen=True)
class Sheet:
    """A stretch of the text: ``first`` is the line of its first row."""

    name: str
    hidden: bool
    start: int
    end: int
    first: int


@dataclass(frozen=True)
class Tables:
    """The text of a file of tables, its sheets, what a reader must know. ``quoted``: cells may stand in quotes."""

    path: Path
    sha256: str
    text: str
    sheets: tuple[Sheet, ...]
    notices: tuple[Text, ...]
    quoted: bool

    def rows(self, sheet: Sheet, delimiter: str = "") -> Iterator[Row]:
        """Yield the rows of a sheet, blank ones included; the delimiter is guessed from the first line when not given."""
        if self.quoted:
            yield from _quoted_rows(self, sheet, delimiter or guess(self.text[sheet.start:sheet.end], self.path))
        else:
            yield from _tab_rows(self.text, sheet)


def read_tables(path: Path, encoding: str = "") -> Tables:
    """Read a table file. Raises InputError: unreadable, too large, another encoding, a bomb, not a table."""
    return tables_of(read_bounded(path, MAX_BYTES), path, encoding)


def tables_of(raw: bytes, path: Path, encoding: str = "") -> Tables:
    """Read the bytes of a table file; ``path`` is what errors call it."""
    digest = hashlib.sha256(raw).hexdigest()
    if raw[:4] == b"PK\x03\x04":
        from kg.reading.formats.workbook import read_workbook

        return _joined(path, digest, *read_workbook(raw, path))
    text, _, notices = decode(raw, str(path), encoding)
    if "\0" in text:
        raise InputError(Text("es un archivo binario, ni CSV ni XLSX ni ODS", "is a binary file, neither CSV nor XLSX nor ODS"), str(path),
                         Text("guárdelo como XLSX, ODS o CSV", "save it as XLSX, ODS or CSV"))
    start = 1 if text.startswith("\ufeff") else 0
    return Tables(path, digest, text, (Sheet("", False, start, len(text), 1),), notices, True)


def _joined(path: Path, digest: str, sheets: list[tuple[str, bool, list[str]]], notices: list[Text]) -> Tables:
    """Put the sheets after one another and note where each begins."""
    parts: list[str] = []
    found: list[Sheet] = []
    offset, line = 0, 1
    for name, hidden, lines in sheets:
        head = f"\f{name}\n" if found else ""
        body = "".join(f"{row}\n" for row in lines)
        line += 1 if head else 0
        found.append(Sheet(name, hidden, offset + len(head), offset + len(head) + len(body), line))
        parts += [head, body]
        offset, line = offset + len(head) + len(body), line + len(lines)
    return Tables(path, digest, "".join(parts), tuple(found), tuple(notices), False)


def as_text(path: Path, encoding: str = "") -> str:
    """Return the text in which the evidence of a table file is counted."""
    return read_tables(path, encoding).text


def read_table_file(path: Path, encoding: str = "") -> Document:
    """Return a table file as a Document, one ``row`` block a row that is not blank."""
    return document_of(read_tables(path, encoding))


def document_of(tables: Tables) -> Document:
    """Return tables as a Document: what a file of any format is to a reader."""
    blocks = []
    for sheet in tables.sheets:
        for row in tables.rows(sheet):
            filled = [c for c in row.cells if c.text]
            if filled:
                blocks.append(Block("row", filled[0].start, filled[-1].end, cells=tuple((c.start, c.end) for c in row.cells)))
    return Document(tables.path, tables.sha256, tables.text, media_type=SUFFIXES.get(tables.path.suffix.lower(), "text/csv"), blocks=tuple(blocks), notices=tables.notices)


def guess(text: str, path: Path | None = None) -> str:
    """Return the delimiter: a tab by the file's name, else the commonest candidate outside quotes in the first line."""
    if path is not None and path.suffix.lower() in {".tsv", ".tab"}:
        return "\t"
    first = re.sub(r'"[^"]*"', "", text.lstrip("\ufeff\r\n").partition("\n")[0][:100_000])
    return max(DELIMITERS, key=lambda d: (first.count(d), -DELIMITERS.index(d)))


def _stripped(text: str, start: int, end: int) -> Cell:
    """Return the cell at a stretch, without outer blanks."""
    value = text[start:end]
    left = len(value) - len(value.lstrip())
    bare = value.strip()
    return Cell(bare, start + left, start + left + len(bare))


def _tab_rows(text: str, sheet: Sheet) -> Iterator[Row]:
    at, number = sheet.start, 0
    while at < sheet.end:
        stop = text.index("\n", at)
        number += 1
        cells, cursor = [], at
        for value in text[at:stop].split("\t"):
            cells.append(_stripped(text, cursor, cursor + len(value)))
            cursor += len(value) + 1
        yield Row(number, sheet.first + number - 1, at, stop, cells)
        at = stop + 1


def _quoted_rows(tables: Tables, sheet: Sheet, delimiter: str) -> Iterator[Row]:
    """Scan CSV cell by cell; a quote that is not closed, or is followed by text, is an error at its row."""
    text, d = tables.text, re.escape(delimiter)
    scan = re.compile(rf'[ ]*+"((?:[^"]++|"")*+)"[ ]*+({d}|\r\n|\n|\r|\Z)|([^{d}\r\n]*+)({d}|\r\n|\n|\r|\Z)').match
    opening = re.compile(r'[ ]*+"').match
    at, number, line, counted = sheet.start, 0, 1, 0
    cells: list[Cell] = []
    start = at
    while at < sheet.end or cells:
        if not cells:
            line, counted, number, start = line + text.count("\n", counted, at), at, number + 1, at
        match = scan(text, at)
        if match is None or (match.group(1) is None and opening(text, at)):
            raise InputError(Text(f"comillas mal cerradas en la celda {len(cells) + 1}", f"quotes badly closed in cell {len(cells) + 1}"), f"{tables.path}:{line}",
                             Text('cierre las comillas; dentro de una celda se escriben ""', 'close the quotes; inside a cell they are written ""'))
        which = 1 if match.group(1) is not None else 3
        cell = _stripped(text, *match.span(which))
        cells.append(cell._replace(text=cell.text.replace('""', '"')) if which == 1 else cell)
        at = match.end()
        if match.group(which + 1) != delimiter:
            yield Row(number, line, start, match.start(which + 1), cells)
            cells = []
