"""Web pages: the main text without menus, headings, lists and tables; nothing is fetched, nothing is run."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from kg.reading.document import Document
from kg.reading.formats.builder import Builder, name_lines
from kg.reading.formats.html_menus import DROPPED, is_hidden, is_menu, main_element, plain_text, tag
from kg.reading.formats.markup import parse_html
from kg.reading.formats.text_file import decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})|<\?xml[^>]{0,80}encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_BLOCKS = {"p", "div", "section", "article", "main", "body", "html", "blockquote", "pre", "dl", "dt", "dd", "figure", "figcaption", "address", "center", "details", "summary",
           "fieldset", "legend", "header", "footer", "form", "ul", "ol", "menu", "dir", "table", "thead", "tbody", "tfoot", "caption", "tr", "td", "th", "hgroup", "h1", "h2",
           "h3", "h4", "h5", "h6", "li", "hr", "title"}
_BOLD = {"b", "strong", "th"}
_SPACE = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_REFERENCE = re.compile(r"\s*[\[(]?[\d*]{1,3}[\])]?\s*\Z")
_DEEPEST = 150  # elements within elements; what lies deeper is read without its structure


def read_html(raw: bytes, name: str, encoding: str = "") -> Document:
    """Read a web page; its own charset counts unless an ``encoding`` is given."""
    builder = Builder()
    root = parse_html(_decoded(raw, name, encoding, builder), name)
    if root is not None:
        _Reader(builder, heuristics=True).read(root)
        if not builder.any_text:
            builder = Builder()
            _Reader(builder, heuristics=False).read(root)
    return builder.document(raw, name, "text/html")


def _decoded(raw: bytes, name: str, encoding: str, builder: Builder) -> str:
    if encoding:
        return decode(raw, name, encoding)[0]
    found = _CHARSET.search(raw[:8192])
    declared = (found.group(1) or found.group(2)).decode().lower() if found else ""
    if declared and not raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)) and not declared.startswith("utf-16"):
        # Browsers read Latin-1 as Windows-1252; so do we.
        declared = "cp1252" if declared in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252") else declared
        try:
            return raw.decode(declared)
        except (UnicodeError, LookupError, ValueError):
            builder.note(f"dice estar en {declared} y no lo está", f"it says it is in {declared} and is not")
    text, _, notices = decode(raw, name)
    builder.notices += notices
    return text


class _Reader:
    """Walks the page, gathering inline text until a block begins or ends."""

    def __init__(self, builder: Builder, heuristics: bool) -> None:
        self.builder, self.heuristics = builder, heuristics
        self.pieces: list[tuple[str, bool]] = []
        self.kind, self.level, self.style = "paragraph", 0, ""
        self.line = 0
        self.lists: list[list[int]] = []  # of every open list: its next number, 0 for bullets

    def read(self, root: Any) -> None:
        """Add the blocks of the page's main text."""
        body, chosen = main_element(root)
        if chosen:
            self.builder.note("se leyó solo el contenido principal de la página", "only the page's main content was read")
        self.element(body, 0, within_main=chosen)
        self.flush()

    def element(self, node: Any, depth: int, within_main: bool, bold: bool = False) -> None:
        """Add one element and what is in it."""
        name = tag(node)
        if name in DROPPED or (name == "footer" and not within_main) or (name == "header" and not within_main and depth < 3 and self.heuristics) or is_hidden(node):
            return
        if self.heuristics and is_menu(node, within_main):
            self.builder.note("los menús se dejaron fuera", "menus were left out")
            return
        if name == "br":
            self.pieces.append(("\n", bold))
        elif name == "sup" and _REFERENCE.match(plain_text(node)):
            return
        elif name == "table" and (rows := _data_rows(node)):
            self.flush()
            self.table(rows)
        elif depth > _DEEPEST:
            self.text(plain_text(node), bold, node)
        elif name in _BLOCKS:
            self.block(node, name, depth, within_main, bold)
        else:
            self.children(node, depth, within_main, bold or name in _BOLD)

    def block(self, node: Any, name: str, depth: int, within_main: bool, bold: bool) -> None:
        """A block ends the text before it and its own."""
        self.flush()
        if name in ("ul", "ol", "menu", "dir"):
            self.lists.append([1 if name == "ol" else 0])
        elif name == "li":
            self.kind, self.level, self.style = "item", max(1, len(self.lists)), self.marker()
        elif len(name) == 2 and name[0] == "h" and name[1] in "123456":
            self.kind, self.level, self.style = "heading", int(name[1]), ""
        self.children(node, depth, within_main or name in ("article", "main"), bold or name in _BOLD, pre=name == "pre")
        self.flush()
        self.kind, self.level, self.style = "paragraph", 0, ""
        if name in ("ul", "ol", "menu", "dir"):
            self.lists.pop()

    def children(self, node: Any, depth: int, within_main: bool, bold: bool, pre: bool = False) -> None:
        """Add the text and elements inside an element."""
        self.text(node.text, bold, node, pre)
        for inner in node:
            self.element(inner, depth + 1, within_main, bold)
            self.text(inner.tail, bold, inner, pre)

    def marker(self) -> str:
        """Return the marker of the next item of the innermost list."""
        if not self.lists or not self.lists[-1][0]:
            return "•"
        self.lists[-1][0] += 1
        return f"{self.lists[-1][0] - 1}."

    def text(self, text: str | None, bold: bool, node: Any, pre: bool = False) -> None:
        """Add inline text; runs of blanks are one blank, except in ``pre``."""
        if text:
            if not self.line and text.strip():
                self.line = node.sourceline or 0
            lines = re.split("(\n)", text) if pre else [_SPACE.sub(" ", text)]
            self.pieces += [(line, bold) for line in lines if line]

    def flush(self) -> None:
        """End the paragraph, if one is open. Two line breaks in a row part paragraphs."""
        pieces, self.pieces = self.pieces, []
        part, self.line = f"L{self.line}" if self.line else "", 0
        bold = [(_tidy(t), b) for t, b in _parted(pieces) if t.strip()]
        for i, (text, strong) in enumerate(bold):
            if i and not text.startswith("\n"):
                self.builder.paragraph("", part)
            style = self.style or ("bold" if strong and self.kind != "item" else "")
            self.builder.paragraph(text.strip("\n"), part, self.kind, self.level, style)
            self.kind, self.level, self.style = "paragraph", 0, ""

    def table(self, rows: list[list[Any]]) -> None:
        """Add the rows of a data table."""
        for row in rows:
            cells = ["\n".join(line for line in (_SPACE.sub(" ", x).strip() for x in plain_text(c, breaks=True).split("\x1f")) if line) for c in row]
            self.builder.row(cells, [f"L{c.sourceline}" for c in row], "bold" if all(tag(c) == "th" for c in row) else "")


def _parted(pieces: list[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Yield the paragraphs of inline text, and whether they are bold: two line breaks part them, or one after a bold line.

    What follows a single break begins with it.
    """
    runs: list[tuple[str, bool]] = []
    breaks = 0
    for text, bold in [*pieces, ("\n", False), ("\n", False)]:
        breaks = breaks + 1 if text == "\n" else 0 if text.strip() else breaks
        runs.append((text, bold))
        if breaks == 2:
            found = name_lines([(t, b) for t, b in _stripped(runs)])
            yield from ((t if not i else "\n" + t, b) for i, (t, b) in enumerate(found))
            runs, breaks = [], 0


def _stripped(runs: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Leave outer blanks and breaks out."""
    filled = [i for i, (text, _) in enumerate(runs) if text.strip()]
    return runs[filled[0]:filled[-1] + 1] if filled else []


def _tidy(text: str) -> str:
    head = "\n" if text.startswith("\n") else ""
    return head + "\n".join(re.sub(r"  +", " ", line).strip(" ") for line in text.strip("\n").split("\n"))


def _data_rows(table: Any) -> list[list[Any]]:
    """Return the rows of a table of data; nothing for one that only lays out the page."""
    rows = []
    for row in table.iter("tr"):
        cells = [c for c in row if tag(c) in ("td", "th")]
        if any(next(c.iter("table", "h1", "h2", "h3", "ul", "ol", "article", "form"), None) is not None or sum(1 for _ in c.iter("p", "div")) > 4 for c in cells):
            return []
        if cells:
            rows.append(cells)
    return rows if any(len(r) > 1 for r in rows) else []
