"""What a file is, by its first bytes and what it holds; and what to tell somebody whose file we do not read."""

from __future__ import annotations

import io
import re
import zipfile

from kg.model.errors import InputError
from kg.model.text import Text
from kg.reading.formats.zip_errors import ZIP_ERRORS

_HEAD = 4096
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"), (b"\x89PNG\r\n\x1a\n", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"II*\x00", "image"), (b"MM\x00*", "image"), (b"%!PS", "postscript"),
    (b"\x1f\x8b", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"), (b"Rar!\x1a", "archive"), (b"BZh", "archive"), (b"\xfd7zXZ\x00", "archive"), (b"\x28\xb5\x2f\xfd", "archive"),
    (b"ID3", "media"), (b"OggS", "media"), (b"\x1aE\xdf\xa3", "media"), (b"fLaC", "media"), (b"\x7fELF", "program"), (b"SQLite format 3\x00", "database"),
    (b"bplist00", "binary"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|table|div|article|section|main|h[1-6]|p)[\s>/]", re.IGNORECASE)
_TAGS = re.compile(rb"</?(?:p|div|br|table|tr|td|ul|ol|li|span|a|b|strong|em|h[1-6]|article|section|main|body|head|title|meta|html)\b[^<>]{0,300}>", re.IGNORECASE)
_EXCEL_HTML = (b"urn:schemas-microsoft-com:office:excel", b"ProgId content=Excel", b'name="ProgId" content="Excel')

_SAVE = Text("ábralo con su programa y guárdelo como DOCX, PDF o TXT", "open it with its program and save it as DOCX, PDF or TXT")
_SHEET = Text("es una hoja de cálculo; si trae un informe, cópielo a un DOCX; si es una lista, expórtela como CSV para su cargador",
              "it is a spreadsheet; if it holds a report, copy it to a DOCX; if it is a list, export it as CSV for its loader")
_OCR = Text("páselo por un reconocimiento de texto (OCR), por ejemplo ocrmypdf, y revise el resultado", "run text recognition (OCR) on it, for example ocrmypdf, and check the result")
_REFUSALS: dict[str, tuple[Text, Text]] = {
    "empty": (Text("el archivo está vacío", "the file is empty"), Text("compruebe que se descargó o copió entero", "check that it was downloaded or copied whole")),
    "image": (Text("es una imagen, no un texto", "it is an image, not a text"), _OCR),
    "rtf": (Text("es un RTF", "it is an RTF file"), _SAVE),
    "doc": (Text("es un documento de Word 97-2003 (.doc binario)", "it is a Word 97-2003 document (binary .doc)"), _SAVE),
    "xls": (Text("es una hoja de cálculo de Excel 97-2003", "it is an Excel 97-2003 spreadsheet"), _SHEET),
    "xlsx": (Text("es una hoja de cálculo de Excel", "it is an Excel spreadsheet"), _SHEET),
    "ods": (Text("es una hoja de cálculo OpenDocument", "it is an OpenDocument spreadsheet"), _SHEET),
    "html-sheet": (Text("es una hoja de cálculo de Excel guardada como HTML", "it is an Excel spreadsheet saved as HTML"), _SHEET),
    "ppt": (Text("es una presentación", "it is a presentation"), Text("guárdela como PDF, o copie su texto a un DOCX", "save it as PDF, or copy its text to a DOCX")),
    "encrypted": (Text("está cifrado con contraseña", "it is encrypted with a password"), Text("ábralo con la contraseña y guárdelo sin ella", "open it with its password and save it without one")),
    "ole": (Text("es un archivo binario de Microsoft Office (OLE) que no se reconoce", "it is a binary Microsoft Office file (OLE) of an unknown kind"), _SAVE),
    "postscript": (Text("es PostScript", "it is PostScript"), Text("conviértalo a PDF (ps2pdf)", "convert it to PDF (ps2pdf)")),
    "epub": (Text("es un libro EPUB", "it is an EPUB book"), _SAVE),
    "mhtml": (Text("es una página web archivada (MHTML)", "it is an archived web page (MHTML)"), Text("guárdela como «página web, solo HTML»", "save it as “web page, HTML only”")),
    "xml": (Text("es XML de otro programa, no un informe", "it is another program's XML, not a report"), _SAVE),
    "archive": (Text("es un archivo comprimido", "it is a compressed archive"), Text("descomprímalo y lea cada informe por separado", "unpack it and read each report by itself")),
    "bad-zip": (Text("es un DOCX, ODT o ZIP dañado o incompleto", "it is a damaged or incomplete DOCX, ODT or ZIP"), Text("descárguelo o cópielo otra vez", "download or copy it again")),
    "media": (Text("es audio o vídeo", "it is audio or video"), Text("transcríbalo a un texto", "transcribe it to a text")),
    "program": (Text("es un programa, no un texto", "it is a program, not a text"), Text("compruebe la ruta", "check the path")),
    "database": (Text("es una base de datos SQLite", "it is a SQLite database"), Text("exporte el informe como texto", "export the report as text")),
    "binary": (Text("son datos binarios de un formato desconocido", "binary data of an unknown format"), Text("guárdelo como TXT, DOCX, PDF o HTML", "save it as TXT, DOCX, PDF or HTML")),
}


def refuse(kind: str, name: str) -> InputError:
    """Return the error for a kind of file we do not read: what it really is, and what to do."""
    what, remedy = _REFUSALS.get(kind, _REFUSALS["binary"])
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name.rsplit("/", 1)[-1] else ""
    images = ("png", "jpg", "jpeg", "gif", "tif", "tiff", "webp", "heic", "bmp")
    expected = {"doc": ("doc",), "xls": ("xls",), "xlsx": ("xlsx", "xlsm"), "rtf": ("rtf",), "html-sheet": (), "ods": ("ods",), "ppt": ("ppt", "pptx"), "image": images}
    if suffix in ("doc", "docx", "pdf", "txt", "md", "html", "htm", "odt") and kind in expected and suffix not in expected[kind]:
        what = Text(f"se llama .{suffix}, pero {what.es}", f"it is named .{suffix}, but {what.en}")
    return InputError(what, name, remedy)


def sniff(raw: bytes, name: str) -> str:
    """Return what the bytes are: text, html, docx, docm, odt, pdf, or a kind that :func:`refuse` explains."""
    if not raw.strip(b"\0"):
        return "empty" if not raw else "binary"
    for magic, kind in _MAGIC:
        if raw.startswith(magic):
            return _inside_zip(raw) if kind == "zip" else _inside_ole(raw) if kind == "ole" else kind
    head = raw[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if raw[:4] == b"RIFF" and raw[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "image" if raw[8:12] == b"WEBP" else "media"
    if raw[4:8] == b"ftyp":
        return "image" if raw[8:12] in (b"heic", b"heix", b"mif1", b"avif") else "media"
    if raw[:2] == b"BM" and len(raw) > 26 and raw[6:10] == b"\0\0\0\0":
        return "image"
    if raw[:2] == b"MZ" and b"\0" in head:
        return "program"
    return _markup(raw, name)


def _markup(raw: bytes, name: str) -> str:
    head = raw[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = raw[2:2 * _HEAD].replace(b"\0", b"").lstrip()
    if re.match(rb"(?:from:|mime-version:|date:|subject:|snapshot-)", head[:20], re.IGNORECASE) and re.search(rb"multipart/related", head, re.IGNORECASE):
        return "mhtml"
    if not head.startswith(b"<"):
        return "html" if name.lower().endswith((".html", ".htm", ".xhtml")) and len(_TAGS.findall(raw[:200_000])) >= 2 else "text"
    if any(mark in raw[:20_000] for mark in _EXCEL_HTML):
        return "html-sheet"
    if head.startswith((b"<?xml", b"<!--")):
        # A comment or a declaration may stand before the element that tells.
        return "html" if re.search(rb"<html[\s>]|<!doctype\s+html", raw[:20_000], re.IGNORECASE) else "xml" if head.startswith(b"<?xml") else "text"
    return "html" if _HTML.match(head) or len(_TAGS.findall(raw[:200_000])) >= 3 else "text"


def _inside_zip(raw: bytes) -> str:
    """Tell a DOCX from a spreadsheet, a presentation or any other archive, by its parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" in names or any(n.startswith(("word/", "xl/", "ppt/")) for n in names):
                return _office(names)
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return _by_mimetype(archive.read("mimetype"))
    except ZIP_ERRORS:
        return "bad-zip"
    return "archive"


def _office(names: set[str]) -> str:
    if "word/vbaProject.bin" in names:
        return "docm"
    for start, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "ppt")):
        if any(n.startswith(start) for n in names):
            return kind
    return "archive"


def _by_mimetype(raw: bytes) -> str:
    for mark, kind in ((b"opendocument.text", "odt"), (b"opendocument.spreadsheet", "ods"), (b"opendocument.presentation", "ppt"), (b"epub", "epub")):
        if mark in raw:
            return kind
    return "archive"


def _inside_ole(raw: bytes) -> str:
    """Tell what an OLE container holds, by the names of its streams (UTF-16)."""
    for stream, kind in (("EncryptedPackage", "encrypted"), ("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt"), ("Book", "xls")):
        if stream.encode("utf-16-le") in raw:
            return kind
    return "ole"
