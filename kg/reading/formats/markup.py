"""The one door to lxml: XML without entities, DTD or network; HTML without network or scripts; archives that cannot explode."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from kg.model.errors import InputError
from kg.model.text import Text
from kg.reading.formats.zip_errors import ZIP_ERRORS

MAX_INFLATED = 400_000_000  # bytes of all parts of an archive, as declared
MAX_PART = 150_000_000  # bytes of one part, as inflated
MAX_RATIO = 300  # times an archive's parts may grow: text compresses some twenty times
MAX_ENTRIES = 20_000
SMALL = 5_000_000  # bytes below which a ratio means nothing

_DAMAGED = Text("descárguelo o cópielo otra vez", "download or copy it again")


class Archive:
    """A zipped document. Sizes are checked as declared, and again while inflating. Raises InputError only."""

    def __init__(self, raw: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
            infos = self._zip.infolist()
        except ZIP_ERRORS as error:
            raise self._damaged() from error
        total = sum(i.file_size for i in infos)
        if len(infos) > MAX_ENTRIES or total > MAX_INFLATED or (total > SMALL and total > MAX_RATIO * max(1, len(raw))):
            raise self._bomb()
        if any(i.flag_bits & 1 for i in infos):
            raise InputError(Text("está cifrado con contraseña", "it is encrypted with a password"), name,
                             Text("ábralo con la contraseña y guárdelo sin ella", "open it with its password and save it without one"))
        self.names = {i.filename for i in infos}

    def read(self, part: str) -> bytes:
        """Return one part; b"" when the archive has none of that name."""
        if part not in self.names:
            return b""
        try:
            with self._zip.open(part) as file:
                data = file.read(MAX_PART + 1)
        except ZIP_ERRORS as error:
            raise self._damaged() from error
        if len(data) > MAX_PART:
            raise self._bomb()
        return data

    def xml(self, part: str) -> Any:
        """Return the root element of a part, or None when there is no such part."""
        data = self.read(part)
        return parse_xml(data, self.name) if data else None

    def _damaged(self) -> InputError:
        return InputError(Text("está dañado o incompleto", "it is damaged or incomplete"), self.name, _DAMAGED)

    def _bomb(self) -> InputError:
        return InputError(Text("se expande demasiado al descomprimirse: parece una bomba de compresión", "it inflates too much: it looks like a compression bomb"), self.name,
                          Text("no lo abra; si es legítimo, quite las imágenes o divídalo", "do not open it; if it is legitimate, take the images out or split it"))


def parse_xml(data: bytes, name: str) -> Any:
    """Return the root element of hostile XML: a document type is refused, entities are not resolved, depth and size stay bounded."""
    from lxml import etree

    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<\0!\0D\0O\0C\0T\0Y\0P\0E" in data:
        raise InputError(Text("su XML declara entidades (DOCTYPE), y un documento de oficina no lo hace: puede ser un ataque",
                              "its XML declares entities (DOCTYPE), which no office document does: it may be an attack"), name,
                         Text("no lo abra; pida otra copia", "do not open it; ask for another copy"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(Text(f"su XML está dañado: {error}", f"its XML is damaged: {error}"), name, _DAMAGED) from error


def parse_html(text: str, name: str) -> Any:
    """Return the root element of an HTML page, or None when it holds nothing. Repairs what browsers repair; fetches nothing."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True, encoding="utf-8")
    try:
        return etree.fromstring(text.encode("utf-8", "surrogatepass").replace(b"\0", b" "), parser)
    except (etree.XMLSyntaxError, etree.ParserError, ValueError) as error:
        if "empty" in str(error).lower():
            return None
        raise InputError(Text(f"su HTML está dañado: {error}", f"its HTML is damaged: {error}"), name,
                         Text("guárdelo otra vez desde el navegador, o como texto", "save it again from the browser, or as text")) from error
