"""Everything a file may hold as text: unpacked, and with the escapes of JSON, N-Triples, HTML, XML and addresses taken out.

What it does not see: text drawn as pixels or curves, text inside a PDF's glyph streams, anything enciphered, more than ``DEPTH`` wrappings.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from kg.model.errors import InputError
from kg.model.text import Text
from kg.reading.formats.zip_errors import ZIP_ERRORS

DEPTH = 4
WHOLE = 256_000_000  # bytes of a file that are looked at in one piece; larger ones in pieces that overlap
PIECE, OVERLAP = 32_000_000, 20_000
MOST = 4_000_000_000  # bytes one wrapping may unpack to
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_BETWEEN = re.compile(r"(?<=\w)</?[a-z]+[^<>]{0,200}>(?=\w)")
_ESCAPE = re.compile(r"\\+(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|u\{([0-9A-Fa-f]{1,6})\}|([ntrbf]))")
_TAG = re.compile(r"<[^<>]{0,4000}>")
_INLINE = re.compile(r"</?(?:b|i|u|s|em|strong|span|mark|a|tspan|sub|sup|small|wbr|bdi|code)(?:\s[^<>]{0,4000})?>", re.IGNORECASE)
_BOMS = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (how it was unpacked, text) of everything in a file. Raises InputError: something unpacks to more than is believable."""
    with path.open("rb") as file:
        size, packed = path.stat().st_size, file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if packed:
            with gzip.open(file) as unpacked:
                yield from _stream(unpacked, "gzip", path)
        elif size <= WHOLE:
            yield from _bytes(file.read(), "", DEPTH, path)
        else:
            yield from _stream(file, "", path)


def _stream(file: io.BufferedIOBase, how: str, path: Path) -> Iterator[tuple[str, str]]:
    """Yield the texts of a long file piece by piece; what ends one piece begins the next."""
    rest, total = b"", 0
    while block := file.read(PIECE):
        total += len(block)
        if total > MOST and how:
            raise InputError(Text("se desempaca a más de lo creíble", "unpacks to more than is believable"), str(path))
        yield from _bytes(rest + block, how, DEPTH - bool(how), path)
        rest = block[-OVERLAP:]


def _bytes(data: bytes, how: str, depth: int, path: Path) -> Iterator[tuple[str, str]]:
    """Yield the texts of some bytes, and of what is packed in them."""
    yield from _decoded(data, how)
    if depth > 0:
        for name, inner in _inside(data, path):
            yield from _bytes(inner, f"{how} {name}".strip(), depth - 1, path)


def _inside(data: bytes, path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what is packed: gzip, zlib, the members of a ZIP, texts of a PNG, stretches of base64. What looks packed and is not, is nothing."""
    if data[:4] == b"PK\x03\x04":
        yield from _members(data, path)
    elif data[:2] == b"\x1f\x8b":
        yield from _unpacked("gzip", data, 31, path)
    elif data[:1] == b"\x78" and data[1:2] in b"\x01\x5e\x9c\xda":
        yield from _unpacked("zlib", data, 15, path)
    elif data[:8] == b"\x89PNG\r\n\x1a\n":
        for found in re.finditer(rb"(?:zTXt|iTXt)[^\0]{1,79}\0", data):
            for at in range(found.end(), min(found.end() + 200, len(data))):
                if data[at:at + 1] == b"\x78":
                    yield from _unpacked("png", data[at:], 15, path)
    for run in _BASE64.findall(data):
        if run != run.lower() and run != run.upper():  # no number, no word of an address
            yield from (("base64", inner) for part in _stretches(run) if (inner := _from_base64(part)))


def _stretches(run: bytes) -> Iterator[bytes]:
    """Yield what may be one text in base64: the whole stretch, in its own alphabet; else what hyphens part (words of an address)."""
    safe, plain = b"-" in run or b"_" in run, b"+" in run or b"/" in run
    if not safe or (not plain and len(run) >= 64):
        yield run
    else:
        yield from (part for part in re.split(rb"[-_]", run) if len(part) >= 24)


def _members(data: bytes, path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.file_size > MOST:
                    raise InputError(Text("se desempaca a más de lo creíble", "unpacks to more than is believable"), f"{path}!{info.filename}")
                yield f"zip {info.filename}", info.filename.encode() + b"\n" + info.comment + b"\n" + archive.read(info)
    except ZIP_ERRORS:
        return


def _unpacked(name: str, data: bytes, window: int, path: Path) -> Iterator[tuple[str, bytes]]:
    unpacker = zlib.decompressobj(window)
    try:
        found = unpacker.decompress(data, MOST)
    except zlib.error:
        return
    if unpacker.unconsumed_tail:
        raise InputError(Text("se desempaca a más de lo creíble", "unpacks to more than is believable"), str(path))
    yield name, found


def _from_base64(run: bytes) -> bytes:
    """Return what a stretch says in base64; nothing when it is a word, a number, a hash or noise."""
    whole = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        found = base64.b64decode(whole[:len(whole) - (len(whole) % 4 == 1)] + b"=" * (-len(whole) % 4 if len(whole) % 4 != 1 else 0))
    except (binascii.Error, ValueError):
        return b""
    if found[:2] in (b"\x1f\x8b", b"PK") or found[:1] == b"\x78":
        return found
    try:
        return found if found.decode().isprintable() or b"\n" in found else b""
    except UnicodeDecodeError:
        return b""


def _decoded(data: bytes, how: str) -> Iterator[tuple[str, str]]:
    """Yield the text as it stands, then with its escapes taken out, then without its tags."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            yield from _forms(data.decode(encoding, "replace"), f"{how} {encoding}".strip())
    try:
        text = data.decode()
    except UnicodeDecodeError:
        yield from _forms(data.decode("latin-1"), f"{how} latin-1".strip())
        text = data.decode(errors="replace")
    yield from _forms(text, how)


def _forms(text: str, how: str) -> Iterator[tuple[str, str]]:
    yield how, text
    plain = unescaped(text)
    if plain != text:
        yield f"{how} escapes".strip(), plain
    if "</" in plain or "/>" in plain:
        yield f"{how} tags".strip(), _TAG.sub(" | ", _INLINE.sub(" ", plain))
        if _BETWEEN.search(plain):
            yield f"{how} tags".strip(), _TAG.sub(" | ", _INLINE.sub("", plain))


def unescaped(text: str) -> str:
    """Return a text without escapes, those of escapes included (at most three deep)."""
    for _ in range(3):
        before = text
        if "\\" in text:
            text = _ESCAPE.sub(_sign, text)
        if "&" in text:
            text = html.unescape(text)
        if "%" in text:
            text = urllib.parse.unquote(text)
        if text == before:
            break
    return text


def _sign(found: re.Match[str]) -> str:
    digits = next((g for g in found.groups()[:4] if g), "")
    if not digits:
        return " "
    code = int(digits, 16)
    return chr(code) if code < 0x110000 else " "
