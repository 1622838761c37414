"""Word documents: paragraphs and tables in document order, changes as if accepted, notes at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.model.errors import InputError
from kg.model.text import Text
from kg.reading.document import Document
from kg.reading.formats.builder import Builder, name_lines
from kg.reading.formats.docx_styles import Numbering, Styles, child, is_on, local, value, whole
from kg.reading.formats.markup import Archive

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_GONE = {"del", "moveFrom", "delText", "delInstrText", "instrText", "Fallback", "rPr", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "rt", "annotation"}
_BOXES = {"txbxContent"}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_DEEPEST = 60  # tables within tables


def read_docx(raw: bytes, name: str) -> Document:
    """Read a DOCX or DOCM. Raises InputError when it is damaged, encrypted or an attack."""
    archive = Archive(raw, name)
    main = _main_part(archive)
    root = archive.xml(main)
    body = child(root, "body") if root is not None else None
    if body is None:
        raise InputError(Text("es un DOCX sin documento dentro: está dañado", "it is a DOCX without a document inside: it is damaged"), name,
                         Text("ábralo con Word o LibreOffice y guárdelo otra vez", "open it with Word or LibreOffice and save it again"))
    folder = main.rsplit("/", 1)[0] + "/" if "/" in main else ""
    reader = _Reader(Styles.of(archive.xml(folder + "styles.xml")), Numbering.of(archive.xml(folder + "numbering.xml")))
    reader.blocks(body, 0)
    reader.flush()
    for part, letter in (("footnotes.xml", "f"), ("endnotes.xml", "e")):
        reader.notes(archive.xml(folder + part), letter)
    _tell(reader.builder, archive, root, folder)
    return reader.builder.document(raw, name, MEDIA_TYPE)


def _main_part(archive: Archive) -> str:
    relations = archive.xml("_rels/.rels")
    for relation in relations if relations is not None else ():
        if (value(relation, "Type") or "").endswith("/officeDocument"):
            target = (value(relation, "Target") or "").lstrip("/")
            if target in archive.names:
                return target
    return "word/document.xml"


def _tell(builder: Builder, archive: Archive, root: Any, folder: str) -> None:
    """Say what was left out or taken as accepted."""
    if any(local(e) in ("del", "ins", "moveFrom", "moveTo") for e in root.iter()):
        builder.note("tiene cambios sin aceptar: se leyó como si todos se aceptaran", "it has tracked changes: read as if all were accepted")
    if any(n.startswith((folder + "header", folder + "footer")) for n in archive.names):
        builder.note("los encabezados y pies de página se dejaron fuera", "page headers and footers were left out")
    if folder + "comments.xml" in archive.names:
        builder.note("los comentarios al margen se dejaron fuera", "margin comments were left out")
    if folder + "vbaProject.bin" in archive.names:
        builder.note("trae macros: no se leen ni se ejecutan", "it has macros: they are neither read nor run")


class _Reader:
    """Walks the body; ``part`` counters name where things stand."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.styles, self.numbering, self.builder = styles, numbering, Builder()
        self.paragraphs = self.tables = self.boxes = self.note_count = 0
        self.carry: list[tuple[str, bool]] = []

    def blocks(self, element: Any, depth: int, prefix: str = "") -> None:
        """Add the paragraphs and tables below an element, in order."""
        if depth > _DEEPEST:
            self.builder.note("tablas demasiado anidadas: no se leyeron todas", "tables nested too deeply: not all were read")
            return
        for node in element:
            name = local(node)
            if name == "p":
                self.paragraph(node, prefix)
            elif name == "tbl":
                self.table(node, depth, prefix)
            elif name not in _GONE:
                self.blocks(node, depth + 1, prefix)

    def paragraph(self, node: Any, prefix: str = "", kind: str = "") -> None:
        """Add one paragraph, then the text boxes anchored in it."""
        if not prefix:
            self.paragraphs += 1
        style, own = value(child(node, "pPr", "pStyle")) or self.styles.default, child(node, "pPr")
        if self.styles.is_contents(style):
            self.builder.note("el índice se dejó fuera", "the table of contents was left out")
            return
        runs = [*self.carry, *self.runs(node, self.styles.bold(style))]
        self.carry = []
        if child(own, "rPr", "del") is not None and kind != "note":
            self.carry = runs  # the paragraph mark is deleted: the text goes on in the next paragraph
            return
        self._add(runs, prefix or f"p{self.paragraphs}", kind, style, own)
        for box in _text_boxes(node):
            self.boxes += 1
            self.blocks(box, 1, f"{prefix}b{self.boxes}")

    def flush(self) -> None:
        """Add what a paragraph without a paragraph mark left over."""
        if self.carry:
            runs, self.carry = self.carry, []
            self._add(runs, f"p{self.paragraphs}", "", self.styles.default, None)

    def _add(self, runs: list[tuple[str, bool]], part: str, kind: str, style: str, own: Any) -> None:
        text = "".join(t for t, _ in runs)
        bold = "bold" if text.strip() and all(b for t, b in runs if t.strip()) else ""
        level = self.styles.heading(style, own)
        number = child(own, "numPr") if child(own, "numPr") is not None else self.styles.numbering(style)
        ident = value(child(number, "numId")) or "0"
        if kind:
            self.builder.paragraph(text, part, kind)
        elif level and text.strip():
            self.builder.paragraph(text, part, "heading", level, bold)
        elif ident != "0" and text.strip():
            depth = max(0, min(8, whole(value(child(number, "ilvl")))))
            self.builder.paragraph(text, part, "item", depth + 1, self.numbering.marker(ident, depth))
        else:
            for piece, strong in name_lines(runs):
                self.builder.paragraph(piece, part, style="bold" if strong else "")

    def runs(self, node: Any, bold: bool) -> Iterator[tuple[str, bool]]:
        """Yield (text, bold) of every run of a paragraph; deleted and hidden ones are left out."""
        for element in node:
            name = local(element)
            if name == "r":
                marks = child(element, "rPr")
                if is_on(child(marks, "vanish")):
                    self.builder.note("el texto oculto se dejó fuera", "hidden text was left out")
                    continue
                own, style = is_on(child(marks, "b")), value(child(marks, "rStyle"))
                yield "".join(_run_text(element)), own if own is not None else bold or bool(style and self.styles.bold(style))
            elif name in ("t", "oMath", "oMathPara"):
                yield "".join(_run_text(element)) or (element.text or ""), bold
            elif name not in _GONE and name not in _BOXES and name != "p":
                yield from self.runs(element, bold)

    def table(self, node: Any, depth: int, prefix: str) -> None:
        """Add a table row by row. A row of one cell is layout: its paragraphs stand by themselves."""
        self.flush()
        self.tables += 1
        table = f"{prefix}t{self.tables}"
        for r, row in enumerate(_below(node, "tr"), 1):
            if child(row, "trPr", "del") is not None:
                continue
            cells = list(_below(row, "tc"))
            if len(cells) == 1:
                self.blocks(cells[0], depth + 1, f"{table}r{r}c1")
                continue
            found = [self.cell(c, depth + 1) for c in cells]
            bold = "bold" if any(t.strip() for t, _ in found) and all(b for t, b in found if t.strip()) else ""
            self.builder.row([t for t, _ in found], [f"{table}r{r}c{c}" for c in range(1, len(cells) + 1)], bold)

    def cell(self, node: Any, depth: int) -> tuple[str, bool]:
        """Return the text of a cell (paragraphs on lines of their own, nested rows with bars) and whether all of it is bold."""
        lines: list[str] = []
        bold = True
        for element in _pieces(node, depth):
            if local(element) == "p":
                runs = list(self.runs(element, self.styles.bold(value(child(element, "pPr", "pStyle")) or self.styles.default)))
                bold = bold and all(b for t, b in runs if t.strip())
                lines.append("".join(t for t, _ in runs).strip())
                lines += [self.cell(box, depth + 1)[0] for box in _text_boxes(element)]
            elif depth < _DEEPEST:
                lines += [" | ".join(self.cell(c, depth + 1)[0].replace("\n", " ") for c in _below(row, "tc")) for row in _below(element, "tr")]
        return "\n".join(line for line in lines if line), bold

    def notes(self, root: Any, letter: str) -> None:
        """Add footnotes or endnotes as notes."""
        for note in root if root is not None else ():
            if value(note, "type") in (None, "normal") and local(note) in ("footnote", "endnote"):
                self.note_count += 1
                for element in note.iter():
                    if local(element) == "p":
                        self.paragraph(element, f"{letter}{self.note_count}", "note")


def _run_text(run: Any) -> Iterator[str]:
    """Yield the characters of a run; boxes and replaced alternatives left out."""
    for element in run:
        name = local(element)
        if name == "t":
            yield element.text or ""
        elif name == "br" and value(element, "type") in ("page", "column"):
            continue
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "sym":
            code = value(element, "char") or ""
            yield chr(int(code, 16)) if len(code) == 4 and all(c in "0123456789abcdefABCDEF" for c in code) else ""
        elif name not in _GONE and name not in _BOXES and name not in ("drawing", "pict", "object", "AlternateContent"):
            yield from _run_text(element)


def _text_boxes(node: Any) -> Iterator[Any]:
    """Yield the outermost text boxes anchored in a paragraph; of two alternatives (new and old drawing) the first."""
    for element in node:
        name = local(element)
        if name in _BOXES:
            yield element
        elif name not in _GONE and name != "t":
            yield from _text_boxes(element)


def _below(node: Any, name: str) -> Iterator[Any]:
    """Yield rows of a table or cells of a row, also those inside content controls."""
    for element in node:
        if local(element) == name:
            yield element
        elif local(element) not in _GONE and local(element) not in ("tbl", "tr", "tc", "p"):
            yield from _below(element, name)


def _pieces(node: Any, depth: int) -> Iterator[Any]:
    """Yield the paragraphs and tables of a cell."""
    for element in node:
        if local(element) in ("p", "tbl"):
            yield element
        elif local(element) not in _GONE and depth < _DEEPEST:
            yield from _pieces(element, depth + 1)
