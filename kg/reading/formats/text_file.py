"""Plain text and Markdown: bytes to characters, untouched; what had to be guessed is told."""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path

from kg.model.errors import InputError
from kg.model.text import Text
from kg.reading.document import Document
from kg.reading.formats.lines import text_blocks

MIXED = "utf-8+cp1252"
"""Name of the encoding of a file that is UTF-8 with some Windows bytes: ours, valid in source.toml."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
                   rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}")
# What Spanish in UTF-8 is made of (á, ¿, “, a combining accent): in cp1252 these pairs would be Ã©, Â¿, â€œ, which nobody writes.
_SPANISH_UTF8 = re.compile(rb"[\xc2\xc3\xcc][\x80-\xbf]|\xe2[\x80-\x82][\x80-\xbf]")
_LEGACY = {"cp1252": b"\xe1\xe9\xed\xf3\xfa\xf1\xfc\xc1\xc9\xcd\xd3\xda\xd1", "cp850": b"\xa0\x82\xa1\xa2\xa3\xa4\x81\xb5\x90\xd6\xe0\xe9\xa5",
           "mac_roman": b"\x87\x8e\x92\x97\x9c\x96\x9f\xe7\x83\xea\xee\xf2\x84"}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 1_000_000
MOST_CONTROLS = 0.02  # share of control characters above which a file is not text


def read_text(raw: bytes, name: str, encoding: str = "") -> Document:
    """Read a text file; with an ``encoding`` strictly so, else as its bytes tell. Raises InputError when it is no text."""
    text, used, notices = decode(raw, name, encoding)
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > max(1, MOST_CONTROLS * len(sample)) or ("\0" in sample and len(sample) < 50):
        raise InputError(Text("no es texto: son datos binarios de un formato desconocido", "not text: binary data of an unknown format"), name,
                         Text("guárdelo como TXT, DOCX, PDF o HTML", "save it as TXT, DOCX, PDF or HTML"))
    kind = "text/markdown" if name.lower().endswith((".md", ".markdown")) else "text/plain"
    return Document(Path(name), hashlib.sha256(raw).hexdigest(), text, kind, text_blocks(text), notices=notices, encoding=used)


def decode(raw: bytes, name: str, encoding: str = "") -> tuple[str, str, tuple[Text, ...]]:
    """Return the characters, the encoding used and what to tell the reader.

    ``utf-8`` leaves a byte-order mark out, so that an explicit reading and a guessed one give the same offsets.
    """
    if encoding:
        return _strict(raw, name, encoding), encoding, ()
    for mark, codec in _BOMS:
        if raw.startswith(mark):
            return _strict(raw, name, codec), codec, ()
    wide = _without_bom(raw)
    if wide:
        return _strict(raw, name, wide), wide, (Text(f"se leyó como {wide}, sin marca de orden de bytes", f"read as {wide}, without a byte-order mark"),)
    try:
        return raw.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        return _legacy(raw)


def _strict(raw: bytes, name: str, encoding: str) -> str:
    if encoding == MIXED:
        return _mixed(raw)
    try:
        utf8 = codecs.lookup(encoding).name == "utf-8"
        text = raw.decode("utf-8-sig" if utf8 else encoding)
    except (UnicodeError, LookupError, ValueError) as error:
        raise InputError(Text(f"no se puede decodificar como {encoding}: {error}", f"cannot be decoded as {encoding}: {error}"), name,
                         Text("corrija encoding (en source.toml, si es una fuente)", "correct encoding (in source.toml, if it is a source)")) from error
    if any("\ud800" <= c <= "\udfff" for c in set(text)):
        raise InputError(Text(f"no es {encoding} válido: mitades de caracteres sueltas", f"not valid {encoding}: halves of characters"), name)
    return text


def _without_bom(raw: bytes) -> str:
    """UTF-16 without a mark has a zero in every second byte of Western text."""
    head = raw[:4000]
    if len(head) < 8 or len(raw) % 2:
        return ""
    half = len(head) // 2
    for codec, zeros, others in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if zeros.count(0) > 0.8 * half and others.count(0) == 0:
            return codec
    return ""


def _legacy(raw: bytes) -> tuple[str, str, tuple[Text, ...]]:
    """Not UTF-8: a mixture when it holds Spanish UTF-8 pairs, else the code page whose bytes spell most accented letters within words."""
    if _SPANISH_UTF8.search(raw):
        return _mixed(raw), MIXED, (Text("mezcla UTF-8 y Windows-1252: cada byte que no es UTF-8 se leyó como Windows-1252; revise los acentos",
                                         "mixes UTF-8 and Windows-1252: every byte that is not UTF-8 was read as Windows-1252; check the accents"),)
    scores = {codec: len(re.findall(b"(?<=[A-Za-z])[" + re.escape(letters) + b"]|[" + re.escape(letters) + b"](?=[A-Za-z])", raw)) for codec, letters in _LEGACY.items()}
    best = max(_LEGACY, key=lambda codec: scores[codec])
    try:
        text = raw.decode(best)
    except UnicodeDecodeError:
        best, text = "latin-1", raw.decode("latin-1")
    shown = {"cp1252": "Windows-1252 (Latin-1)", "latin-1": "Latin-1", "cp850": "CP850 (DOS)", "mac_roman": "Mac Roman"}[best]
    return text, best, (Text(f"no es UTF-8; se leyó como {shown}: revise los acentos", f"not UTF-8; read as {shown}: check the accents"),)


def _mixed(raw: bytes) -> str:
    pieces, cursor = [], 0
    for found in _UTF8.finditer(raw):
        pieces += [_windows(raw[cursor:found.start()]), found.group().decode("utf-8")]
        cursor = found.end()
    return "".join([*pieces, _windows(raw[cursor:])])


def _windows(raw: bytes) -> str:
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes([b]).decode("cp1252" if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "latin-1") for b in raw)
