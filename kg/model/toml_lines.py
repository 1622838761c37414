"""TOML with line numbers: values from ``tomllib``, positions from tree-sitter (tomllib has none for semantic errors)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from kg.model.errors import InputError
from kg.model.files import read_bounded
from kg.model.text import Text

if TYPE_CHECKING:
    from tree_sitter import Node

Path = tuple[str | int, ...]
Lines = Mapping[Path, int]

MAX_BYTES = 50_000_000
MAX_DEPTH = 40
_OPENING = re.compile(rb"[\[{]{%d,}" % MAX_DEPTH)
_HEADERS = {"table", "table_array_element"}


def read_text(path: FilePath) -> str:
    """Return a UTF-8 text file's contents, or say what is wrong with it: missing, too large, binary, another encoding."""
    raw = read_bounded(path, MAX_BYTES)
    remedy = Text("guárdelo como texto UTF-8", "save it as UTF-8 text")
    if b"\0" in raw:
        raise InputError(Text("es un archivo binario, no texto", "is a binary file, not text"), str(path), remedy)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(Text(f"el byte {error.start} no es UTF-8", f"byte {error.start} is not UTF-8"), f"{path}:{line}", remedy) from error


def load(path: FilePath) -> tuple[dict[str, Any], Lines]:
    """Parse ``path``; return its data and the 1-based line of every key path (array positions count from 0)."""
    text = read_text(path)
    remedy = Text("corrija la sintaxis TOML", "mend the TOML syntax")
    if _OPENING.search(text.encode()):
        raise InputError(Text(f"corchetes anidados a más de {MAX_DEPTH} niveles", f"brackets nested deeper than {MAX_DEPTH}"), str(path), remedy)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        where = f"{path}:{found[1]}" if found else f"{path}:{text.count(chr(10)) + 1}"
        raise InputError(Text(f"no es TOML válido: {error}", f"is not valid TOML: {error}"), where, remedy) from error
    except RecursionError as error:
        raise InputError(Text("anidamiento demasiado profundo", "nested too deeply"), str(path), remedy) from error
    return data, _index(text)


def _index(text: str) -> Lines:
    """Walk tree-sitter's tree and note the line at which each key path begins."""
    import tree_sitter
    import tree_sitter_toml

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    for node in parser.parse(text.encode()).root_node.children:
        if node.type in _HEADERS:
            base = _open_header(node, counts)
            lines.setdefault(base, _line(node))
            for child in node.children:
                _pair(child, base, lines)
        else:
            _pair(node, (), lines)
    return lines


def _open_header(node: Node, counts: dict[Path, int]) -> Path:
    """Return the key path a ``[table]`` or ``[[table]]`` header opens, counting array elements."""
    keys = _keys(next(c for c in node.children if c.type.endswith("key")))
    base: Path = ()
    for position, key in enumerate(keys):
        base += (key,)
        last = position == len(keys) - 1
        if node.type == "table_array_element" and last:
            counts[base] = counts.get(base, -1) + 1
        if base in counts:
            base += (counts[base],)
    return base


def _pair(node: Node, base: Path, lines: dict[Path, int]) -> None:
    if node.type != "pair":
        return
    key, value = node.children[0], node.children[-1]
    path = base
    for part in _keys(key):
        path += (part,)
        lines.setdefault(path, _line(node))
    _value(value, path, lines)


def _value(node: Node, path: Path, lines: dict[Path, int]) -> None:
    if node.type == "inline_table":
        for child in node.children:
            _pair(child, path, lines)
    elif node.type == "array":
        items = [c for c in node.children if c.is_named and c.type != "comment"]
        for position, child in enumerate(items):
            lines[(*path, position)] = _line(child)
            _value(child, (*path, position), lines)


def _keys(node: Node) -> list[str]:
    if node.type == "dotted_key":
        return [k for child in node.children if child.is_named for k in _keys(child)]
    raw = (node.text or b"").decode()
    return [raw[1:-1] if raw[:1] in "\"'" else raw]


def _line(node: Node) -> int:
    return int(node.start_point[0]) + 1


def line_of(lines: Lines, path: Path) -> int:
    """Return the line of ``path``, or of its nearest known ancestor."""
    while path not in lines:
        path = path[:-1]
    return lines[path]
