"""Small files for the readers' tests, written byte by byte: PDF, DOCX, ODT. Everybody and every town's event in them is invented."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

# Widths of Helvetica, thousandths of the size, from " " to "~".
_WIDTHS = [278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, *[556] * 10, 278, 278, 584, 584, 584, 556, 1015,
           667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333,
           556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584]


def width(text: str, size: float) -> float:
    """Return the width of a text in Helvetica, in points."""
    plain = unicodedata.normalize("NFD", text)
    return sum(_WIDTHS[ord(c) - 32] if 32 <= ord(c) < 127 else 0 if unicodedata.combining(c) else 556 for c in plain) * size / 1000


@dataclass
class Page:
    """A page: pieces of text at their places, and whether a picture covers it."""

    pieces: list[tuple[float, float, float, bool, str, int]] = field(default_factory=list)
    image: bool = False
    rotate: int = 0

    def put(self, x: float, y: float, text: str, size: float = 11, bold: bool = False, turn: int = 0) -> Page:
        """Write at a place; ``turn`` in degrees (0, 45, 90)."""
        self.pieces.append((x, y, size, bold, text, turn))
        return self

    def flow(self, x: float, y: float, text: str, wide: float, size: float = 11, pitch: float = 1.3, hyphenate: bool = False, indent: float = 0) -> float:
        """Write a paragraph broken at ``wide`` points; return the height of the next line. With ``hyphenate``, long words are divided."""
        line, room = "", wide - indent
        at = x + indent
        for word in text.split():
            if line and width(f"{line} {word}", size) > room:
                if hyphenate and len(word) > 7 and word.isalpha() and width(f"{line} {word[:4]}-", size) <= room:
                    line, word = f"{line} {word[:4]}-", word[4:]
                self.put(at, y, line, size)
                y, line, room, at = y - pitch * size, "", wide, x
            line = f"{line} {word}".strip()
        self.put(at, y, line, size)
        return y - pitch * size


def _text(piece: tuple[float, float, float, bool, str, int]) -> bytes:
    x, y, size, bold, text, turn = piece
    a, b = {0: (1, 0), 45: (0.7071, 0.7071), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[turn]
    raw = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return f"BT /F{2 if bold else 1} {size} Tf {a} {b} {-b} {a} {x:.2f} {y:.2f} Tm (".encode() + raw + b") Tj ET\n"


def pdf(pages: list[Page], encrypt: bool = False) -> bytes:
    """Write a PDF of Letter pages with Helvetica and its bold."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
                            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
                            b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n\x80\nendstream"]
    kids = []
    for page in pages:
        content = b"".join(_text(p) for p in page.pieces) + (b"q 600 0 0 780 5 5 cm /I1 Do Q\n" if page.image else b"")
        objects.append(b"<< /Length %d >>\nstream\n" % len(content) + content + b"endstream")
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate %d /Contents %d 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /I1 5 0 R >> >> >>"
                       % (page.rotate, len(objects)))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % o for o in offsets)
    # Values that no password opens: enough for a reader to see that one is needed.
    locked = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]" % (b"41" * 32, b"42" * 32) if encrypt else b""
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, locked, len(out))


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_STYLES = f"""<w:styles {W}><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Ttulo1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Apartado"><w:name w:val="Apartado propio"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Lista"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="TDC1"><w:name w:val="toc 1"/></w:style></w:styles>"""
_NUMBERING = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""


def p(text: str = "", style: str = "", bold: bool = False, number: tuple[int, int] | None = None, inner: str = "") -> str:
    """Return the XML of a paragraph; ``number`` is (list, depth); ``inner`` is XML after the text's run."""
    own = (f'<w:pStyle w:val="{style}"/>' if style else "") + (f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else "")
    run = f'<w:r>{"<w:rPr><w:b/></w:rPr>" if bold else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{own}</w:pPr>{run}{inner}</w:p>"


def table(rows: list[list[str]]) -> str:
    """Return the XML of a table; a cell is a text, or XML when it begins with "<"."""
    cells = "".join("<w:tr>" + "".join(f"<w:tc>{c if c.startswith('<') else p(c)}</w:tc>" for c in row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{cells}</w:tbl>"


def docx(body: str, extra: dict[str, str | bytes] | None = None, main: str = "word/document.xml") -> bytes:
    """Write a DOCX around the XML of a body."""
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' \
        f'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{main}"/></Relationships>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>', "_rels/.rels": relations,
        main: f"<w:document {W}><w:body>{body}</w:body></w:document>", "word/styles.xml": _STYLES, "word/numbering.xml": _NUMBERING, **(extra or {})}
    return archive(parts)


def archive(parts: dict[str, str | bytes]) -> bytes:
    """Zip parts, always to the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2031, 3, 4, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_ODF = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{k}:1.0"' for k in ("office", "text", "table", "style"))


def odt(body: str, styles: str = "") -> bytes:
    """Write an ODT around the XML of a text body."""
    content = f"<office:document-content {_ODF}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def xlsx(rows: list[list[str]]) -> bytes:
    """A workbook of one sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()
