"""The one door for originals: what a file is, told by its content, and the reader for it. Whatever the bytes, only KgError leaves."""

from __future__ import annotations

import dataclasses
import os
import stat
from pathlib import Path

from kg.model.errors import InputError
from kg.model.text import Text
from kg.reading.document import Document
from kg.reading.formats.sniff import refuse, sniff

MAX_FILE = 200_000_000  # bytes of a file
MAX_TEXT = 50_000_000  # characters of a text: a library of books; more is a mistake or an attack


def read_file(path: Path, encoding: str = "") -> Document:
    """Read a file of any format we know. ``encoding`` is for text files; without it their bytes decide.

    Raises InputError: unreadable, too large, damaged, encrypted, or of a format we do not read (the error says which, and what to do).
    """
    try:
        with path.open("rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode) and os.fstat(file.fileno()).st_size > MAX_FILE:
                raise _too_large(str(path))
            raw = file.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(Text(f"no se puede leer ({why})", f"cannot be read ({why})"), str(path),
                         Text("compruebe la ruta y los permisos", "check the path and the permissions")) from error
    return read_bytes(raw, str(path), encoding)


def read_bytes(raw: bytes, name: str, encoding: str = "") -> Document:
    """Read the bytes of a file; ``name`` is what errors call it (its suffix decides nothing)."""
    if len(raw) > MAX_FILE:
        raise _too_large(name)
    kind = sniff(raw, name)
    document = _reader(kind, raw, name, encoding)
    if len(document.text) > MAX_TEXT:
        raise InputError(Text(f"el texto pasa de {MAX_TEXT:,} caracteres", f"the text is over {MAX_TEXT:,} characters"), name,
                         Text("divídalo", "split it"))
    notices = document.notices
    if not document.text.strip():
        notices = (*notices, Text("no contiene texto", "it holds no text"))
    return dataclasses.replace(document, path=Path(name), notices=notices)


def _reader(kind: str, raw: bytes, name: str, encoding: str) -> Document:
    if kind == "text":
        from kg.reading.formats.text_file import read_text

        return read_text(raw, name, encoding)
    if kind in ("docx", "docm"):
        from kg.reading.formats.docx_file import read_docx

        return read_docx(raw, name)
    if kind == "odt":
        from kg.reading.formats.odt_file import read_odt

        return read_odt(raw, name)
    if kind == "pdf":
        from kg.reading.formats.pdf_file import read_pdf

        return read_pdf(raw, name)
    if kind == "html":
        from kg.reading.formats.html_file import read_html

        return read_html(raw, name, "" if encoding.lower() in ("utf-8", "utf8") else encoding)
    if kind in ("xlsx", "ods") and Path(name).suffix.lower() in ("", ".xlsx", ".xlsm", ".ods"):
        from kg.reading.formats.table_file import document_of, tables_of

        return document_of(tables_of(raw, Path(name)))
    raise refuse(kind, name)


def _too_large(name: str) -> InputError:
    return InputError(Text(f"pasa de {MAX_FILE // 1_000_000} MB", f"it is over {MAX_FILE // 1_000_000} MB"), name,
                      Text("divídalo o quite las imágenes", "split it or take the images out"))
