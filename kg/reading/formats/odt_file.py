"""OpenDocument texts: paragraphs, headings, lists and tables in document order, changes as if accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.model.errors import InputError
from kg.model.text import Text
from kg.reading.document import Document
from kg.reading.formats.builder import Builder, name_lines
from kg.reading.formats.docx_styles import child, local, value, whole
from kg.reading.formats.markup import Archive

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_GONE = {"tracked-changes", "annotation", "annotation-end", "bibliography-configuration", "sequence-decls", "variable-decls", "user-field-decls", "forms"}
_MOST_SPACES = 1000
_DEEPEST = 60


def read_odt(raw: bytes, name: str) -> Document:
    """Read an ODT. Raises InputError when it is damaged, encrypted or an attack."""
    archive = Archive(raw, name)
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise InputError(Text("está cifrado con contraseña", "it is encrypted with a password"), name,
                         Text("ábralo con la contraseña y guárdelo sin ella", "open it with its password and save it without one"))
    root = archive.xml("content.xml")
    text = child(root, "body", "text")
    if text is None:
        raise InputError(Text("es un ODT sin texto dentro: está dañado", "it is an ODT without a text inside: it is damaged"), name,
                         Text("ábralo con LibreOffice y guárdelo otra vez", "open it with LibreOffice and save it again"))
    reader = _Reader(_bold_styles(archive.xml("styles.xml")) | _bold_styles(root))
    reader.blocks(text, 0, 0)
    for n, note in enumerate(reader.footnotes, 1):
        for paragraph in (e for e in note.iter() if local(e) in ("p", "h")):
            reader.builder.paragraph("".join(t for t, _ in reader.runs(paragraph, False)), f"n{n}", "note")
    if child(text, "tracked-changes") is not None:
        reader.builder.note("tiene cambios sin aceptar: se leyó como si todos se aceptaran", "it has tracked changes: read as if all were accepted")
    return reader.builder.document(raw, name, MEDIA_TYPE)


def _bold_styles(root: Any) -> set[str]:
    return {value(s, "name") or "" for s in (root.iter() if root is not None else ())
            if local(s) == "style" and value(child(s, "text-properties"), "font-weight") in ("bold", "600", "700", "800", "900")}


class _Reader:
    """Walks the text; counters name where things stand."""

    def __init__(self, bold: set[str]) -> None:
        self.bold, self.builder = bold, Builder()
        self.paragraphs = self.tables = 0
        self.footnotes: list[Any] = []

    def blocks(self, element: Any, depth: int, lists: int, prefix: str = "") -> None:
        """Add the paragraphs, lists and tables below an element, in order; ``lists`` is how many lists are open."""
        for node in element if depth < _DEEPEST else ():
            name = local(node)
            if name in ("p", "h"):
                self.paragraphs += not prefix
                self.paragraph(node, prefix or f"p{self.paragraphs}", lists)
                lists = min(lists, 0) if local(element) in ("list-item", "list-header") else lists  # only an item's first paragraph carries its marker
            elif name == "list":
                self.blocks(node, depth + 1, abs(lists) + 1 if local(element) != "list-item" else self._open(node) + 1, prefix)
            elif name == "table":
                self.table(node, depth, prefix)
            elif name == "table-of-content":
                self.builder.note("el índice se dejó fuera", "the table of contents was left out")
            elif name not in _GONE:
                self.blocks(node, depth + 1, lists, prefix)

    @staticmethod
    def _open(node: Any) -> int:
        return sum(local(a) == "list" for a in node.iterancestors())

    def paragraph(self, node: Any, part: str, lists: int) -> None:
        """Add one paragraph."""
        runs = list(self.runs(node, value(node, "style-name") in self.bold))
        text = "".join(t for t, _ in runs)
        style = "bold" if text.strip() and all(b for t, b in runs if t.strip()) else ""
        if local(node) == "h":
            self.builder.paragraph(text, part, "heading", max(1, min(6, whole(value(node, "outline-level"), 1))), style)
        elif lists:
            self.builder.paragraph(text, part, "item", lists, "•")
        else:
            for piece, strong in name_lines(runs):
                self.builder.paragraph(piece, part, style="bold" if strong else "")

    def runs(self, node: Any, bold: bool) -> Iterator[tuple[str, bool]]:
        """Yield (text, bold) of every stretch of a paragraph; notes are kept for the end."""
        yield node.text or "", bold
        for inner in node:
            name = local(inner)
            if name == "note":
                self.footnotes += [e for e in inner if local(e) == "note-body"]
            elif name == "s":
                yield " " * max(1, min(_MOST_SPACES, whole(value(inner, "c"), 1))), bold
            elif name in ("tab", "line-break"):
                yield "\t" if name == "tab" else "\n", bold
            elif name not in _GONE:
                yield from self.runs(inner, bold or value(inner, "style-name") in self.bold)
            yield inner.tail or "", bold

    def table(self, node: Any, depth: int, prefix: str) -> None:
        """Add a table row by row. A row of one cell is layout: its paragraphs stand by themselves."""
        self.tables += 1
        table = f"{prefix}t{self.tables}"
        for r, row in enumerate((e for e in node.iter() if local(e) == "table-row" and next(a for a in e.iterancestors() if local(a) == "table") is node), 1):
            cells = [c for c in row if local(c) in ("table-cell", "covered-table-cell")]
            if len(cells) == 1:
                self.blocks(cells[0], depth + 1, 0, f"{table}r{r}c1")
                continue
            texts = ["\n".join(t for p in c.iter() if local(p) in ("p", "h") and (t := "".join(x for x, _ in self.runs(p, False)).strip())) for c in cells]
            self.builder.row(texts, [f"{table}r{r}c{c}" for c in range(1, len(cells) + 1)])
