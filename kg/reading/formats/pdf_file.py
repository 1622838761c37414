"""PDF: the text layer, page by page, in reading order; every character knows its page and box."""

from __future__ import annotations

import bisect
import hashlib
import threading
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.model.errors import InputError
from kg.model.text import Text
from kg.reading.document import Block, Document, Place
from kg.reading.formats.marks import item_at, trim
from kg.reading.formats.pdf_blocks import Paragraph, paragraphs, without_furniture
from kg.reading.formats.pdf_columns import Line, lines_of
from kg.reading.formats.pdf_words import PageWords, page_words

MAX_PAGES = 3_000
MAX_CHARACTERS = 10_000_000  # of all pages
MAX_ON_PAGE = 300_000  # characters of one page; a page of small print has ten thousand
_ODD = 0.2  # share of characters without meaning from which a text layer is useless
_LOCK = threading.Lock()  # PDFium is not made for threads


@dataclass
class Boxes:
    """Where the characters of a PDF's text stand: a page for every line, four numbers for every character."""

    starts: list[int] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    boxes: array[float] = field(default_factory=lambda: array("f"))

    def places(self, start: int, end: int) -> list[Place]:
        """Return one place a line that the stretch touches: its page and the box around the stretch's characters."""
        found: list[Place] = []
        first = max(0, bisect.bisect_right(self.starts, start) - 1)
        for i in range(first, len(self.starts)):
            if self.starts[i] >= end and i > first:
                break
            stop = min(end, self.starts[i + 1] if i + 1 < len(self.starts) else end)
            begin = max(start, self.starts[i])
            held = [tuple(self.boxes[4 * k:4 * k + 4]) for k in range(begin, min(stop, len(self.boxes) // 4))]
            drawn = [b for b in held if b[2] > b[0]]
            box = (min(b[0] for b in drawn), min(b[1] for b in drawn), max(b[2] for b in drawn), max(b[3] for b in drawn)) if drawn else None
            if box or len(found) == 0:
                found.append(Place(begin, stop, self.pages[i], box))
        return found


@dataclass
class _Text:
    """The text as it grows."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    boxes: Boxes = field(default_factory=Boxes)

    def add(self, text: str, boxes: array[float] | None = None) -> None:
        """Add characters; without boxes they stand nowhere (a blank between lines)."""
        self.pieces.append(text)
        self.length += len(text)
        self.boxes.boxes.extend(boxes if boxes is not None else array("f", bytes(16 * len(text))))

    def line(self, line: Line, cells: list[tuple[int, int]] | None = None, cut: int = 0) -> None:
        """Add a line; with ``cells``, a tab parts them and their stretches are noted; ``cut`` characters at its end stay out."""
        self.boxes.starts.append(self.length)
        self.boxes.pages.append(line.page)
        begin = self.length
        for i, word in enumerate(line.words):
            starts_cell = cells is not None and i > 0 and i in line.starts
            if i and (starts_cell or line.offsets[i] > line.offsets[i - 1] + len(line.words[i - 1].text)):
                if starts_cell and cells is not None:
                    cells.append((begin, self.length))
                self.add("\t" if starts_cell else " ")
                begin = self.length if starts_cell else begin
            keep = len(word.text) - (cut if i == len(line.words) - 1 else 0)
            self.add(word.text[:keep], word.boxes[:4 * keep])
        if cells is not None:
            cells.append((begin, self.length))


def read_pdf(raw: bytes, name: str) -> Document:
    """Read a PDF. Raises InputError when it is damaged, encrypted or too long; scanned pages are told in a notice."""
    with _LOCK:
        pages, notices = _pages(raw, name)
    lines, gone = without_furniture(pages)
    if gone:
        notices.append(Text("los números de página y encabezados repetidos se dejaron fuera", "page numbers and running heads were left out"))
    text, blocks = _Text(), []
    for paragraph in paragraphs(lines):
        if text.length:
            text.add("\n")
        blocks.append(_block(paragraph, text))
    whole = "".join(text.pieces)
    return Document(Path(name), hashlib.sha256(raw).hexdigest(), whole, "application/pdf", tuple(_marked(b, whole) for b in blocks), len(pages), tuple(notices),
                    origin=text.boxes)


def _block(paragraph: Paragraph, text: _Text) -> Block:
    start = text.length
    cells: list[tuple[int, int]] = []
    for i, line in enumerate(paragraph.lines):
        after = paragraph.lines[i + 1].text if i + 1 < len(paragraph.lines) else ""
        hyphen = len(line.text) > 2 and line.text[-1] == "-" and line.text[-2].isalpha() and after[:1].islower()
        text.line(line, cells if paragraph.kind == "row" else None, int(hyphen))
        if after and not hyphen:
            text.add(" ")
    return Block(paragraph.kind, start, text.length, paragraph.level, paragraph.lines[0].page, paragraph.style, paragraph.gap, tuple(cells))


def _marked(block: Block, text: str) -> Block:
    """Leave the item's marker and outer blanks out of a block."""
    start, end = trim(text, block.start, block.end)
    if block.kind == "item" and (found := item_at(text, start, end)):
        start = found[1]
    return Block(block.kind, start, max(start, end), block.level, block.page, block.style, block.gap, block.cells)


def _pages(raw: bytes, name: str) -> tuple[list[list[Line]], list[Text]]:
    """Return the lines of every page in reading order, and what to tell."""
    import pypdfium2

    pages: list[list[Line]] = []
    told: dict[str, list[int]] = {"scanned": [], "damaged": [], "odd": [], "turned": []}
    characters = 0
    pdf = _opened(pypdfium2, raw, name)
    try:
        if len(pdf) > MAX_PAGES:
            raise _too_long(name, Text(f"tiene {len(pdf)} páginas (límite: {MAX_PAGES})", f"it has {len(pdf)} pages (limit: {MAX_PAGES})"))
        for number in range(1, len(pdf) + 1):
            found, size, image = _page(pypdfium2, pdf, number)
            characters += found.characters if found else 0
            if characters > MAX_CHARACTERS:
                raise _too_long(name, Text(f"pasa de {MAX_CHARACTERS:,} caracteres", f"it is over {MAX_CHARACTERS:,} characters"))
            for key, on in _state(found, image).items():
                told[key] += [number] * on
            pages.append(_placed(found, number, *size) if found else [])
    finally:
        pdf.close()
    return pages, _notices(told, len(pages))


def _opened(pdfium: Any, raw: bytes, name: str) -> Any:
    try:
        pdf = pdfium.PdfDocument(raw)
        if len(pdf) == 0:
            pdf.close()
            raise InputError(Text("es un PDF sin páginas: está dañado", "it is a PDF without pages: it is damaged"), name, Text("descárguelo otra vez", "download it again"))
        return pdf
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise InputError(Text("el PDF está cifrado con contraseña", "the PDF is encrypted with a password"), name,
                             Text("ábralo con la contraseña y guárdelo o imprímalo sin ella", "open it with its password and save or print it without one")) from error
        raise InputError(Text("el PDF está dañado o incompleto", "the PDF is damaged or incomplete"), name, Text("descárguelo o cópielo otra vez", "download or copy it again")) from error


def _page(pdfium: Any, pdf: Any, number: int) -> tuple[PageWords | None, tuple[float, float], bool]:
    """Return the words of a page, its width and height, and whether it holds a picture. Everything of the page is closed again."""
    page = textpage = None
    try:
        page = pdf[number - 1]
        textpage = page.get_textpage()
        words = page_words(textpage.raw, pdfium.raw, MAX_ON_PAGE)
        image = words.characters < 20 and any(True for _ in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        return words, (float(page.get_width()), float(page.get_height())), image
    except pdfium.PdfiumError:
        return None, (0.0, 0.0), False
    finally:
        if textpage is not None:
            textpage.close()
        if page is not None:
            page.close()


def _placed(found: PageWords, number: int, width: float, height: float) -> list[Line]:
    lines = lines_of(found.words)
    turned = bool(lines) and lines[0].words[0].turn != 0
    high, low = max((line.base for line in lines), default=0.0), min((line.base for line in lines), default=0.0)
    for line in lines:
        line.page, line.sheet = number, 0.0 if turned else width
        # Of a turned page the height is not the one the writing sees: the text's own extent must do.
        line.top = (high - line.base) / max(1.0, high - low) if turned else 1 - line.base / max(1.0, height)
    return lines


def _state(found: PageWords | None, image: bool) -> dict[str, bool]:
    if found is None:
        return {"damaged": True}
    return {"scanned": found.characters < 20 and image, "odd": found.characters > 0 and found.odd > _ODD * found.characters, "turned": found.turned > 0}


def _notices(told: dict[str, list[int]], pages: int) -> list[Text]:
    texts = {"scanned": ("páginas escaneadas, sin texto (haría falta OCR): {}", "scanned pages, without text (OCR would be needed): {}"),
             "damaged": ("páginas dañadas que no se leyeron: {}", "damaged pages that were not read: {}"),
             "odd": ("páginas cuyo texto no se puede descifrar (fuentes sin tabla de caracteres): {}", "pages whose text cannot be decoded (fonts without a character table): {}"),
             "turned": ("texto girado o marcas de agua que se dejaron fuera en las páginas: {}", "turned text or watermarks left out on pages: {}")}
    return [Text(texts[key][0].format(_ranges(numbers)), texts[key][1].format(_ranges(numbers))) for key, numbers in told.items() if numbers]


def _ranges(numbers: list[int]) -> str:
    """Write 1, 2, 3, 7 as "1-3, 7"."""
    found: list[list[int]] = []
    for n in numbers:
        if found and n == found[-1][1] + 1:
            found[-1][1] = n
        else:
            found.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in found)


def _too_long(name: str, what: Text) -> InputError:
    return InputError(what, name, Text("divídalo en partes", "split it into parts"))
