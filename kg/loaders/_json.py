"""JSON whose every value knows where it stands in the text: the stretch that is its evidence."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from kg.loaders._make import Maker
from kg.model.acta import Span
from kg.model.errors import InputError
from kg.model.text import Text
from kg.reading.document import Document

MAX_DEPTH = 60
_BLANK = re.compile(r"[ \t\n\r]*+")
_SCALAR = re.compile(r"-?(?:0|[1-9]\d{0,300})(?:\.\d{1,300})?(?:[eE][-+]?\d{1,4})?|true|false|null")


@dataclass(frozen=True)
class Node:
    """A value (dict of str → Node, list of Node, str, number, bool, None) and its stretch; a text's is without quotes."""

    value: Any
    start: int
    end: int

    def get(self, *keys: str) -> Node | None:
        """Return the node under a path of keys, or None where there is none or it is null."""
        node: Node | None = self
        for key in keys:
            node = node.value.get(key) if node is not None and isinstance(node.value, dict) else None
        return node if node is not None and node.value is not None else None

    def text(self, *keys: str) -> str:
        """Return the text (or number, as text) under a path of keys, white space single; "" when there is none."""
        node = self.get(*keys)
        if node is None or isinstance(node.value, (dict, list, bool)):
            return ""
        return " ".join(str(node.value).split())

    def items(self, *keys: str) -> list[Node]:
        """Return the list under a path of keys; one object counts as a list of one."""
        node = self.get(*keys)
        return [] if node is None else [n for n in node.value if n.value is not None] if isinstance(node.value, list) else [node]

    def span(self, maker: Maker) -> Span:
        """Return the evidence: the stretch, its first 400 characters when it is longer."""
        return maker.span(self.start, self.end)


class _Scanner:
    def __init__(self, document: Document) -> None:
        self.document, self.text = document, document.text

    def fail(self, at: int, es: str, en: str) -> InputError:
        line = self.document.line(at)
        return InputError(Text(f"no es JSON válido: {es}", f"is not valid JSON: {en}"), f"{self.document.path}:{line}",
                          Text("corrija el archivo, o expórtelo de nuevo", "mend the file, or export it again"))

    def blank(self, at: int) -> int:
        """Return the offset of the next character that is not white space."""
        found = _BLANK.match(self.text, at)
        return found.end() if found else at

    def node(self, at: int, depth: int) -> tuple[Node, int]:
        """Read the value at an offset; return it and the offset after it."""
        if depth > MAX_DEPTH:
            raise self.fail(at, f"anidado a más de {MAX_DEPTH} niveles", f"nested deeper than {MAX_DEPTH}")
        first = self.text[at:at + 1]
        if first == "{":
            return self.object(at, depth)
        if first == "[":
            return self.array(at, depth)
        if first == '"':
            value, end = self.string(at)
            return Node(value, at + 1, end - 1), end
        found = _SCALAR.match(self.text, at)
        if not found:
            raise self.fail(at, f"no se esperaba {first!r}", f"{first!r} was not expected")
        try:
            return Node(json.loads(found[0]), at, found.end()), found.end()
        except ValueError as error:
            raise self.fail(at, str(error), str(error)) from error

    def string(self, at: int) -> tuple[str, int]:
        """Read a text; lone surrogates become the replacement character, for no graph may hold them."""
        try:
            value, end = scanstring(self.text, at + 1, True)
        except json.JSONDecodeError as error:
            raise self.fail(error.pos if error.pos <= len(self.text) else at, error.msg, error.msg) from error
        return re.sub("[\ud800-\udfff]", "\ufffd", value), end

    def object(self, at: int, depth: int) -> tuple[Node, int]:
        """Read an object; a key given twice is an error, since one of its values would be lost."""
        found: dict[str, Node] = {}
        cursor = self.blank(at + 1)
        while self.text[cursor:cursor + 1] != "}" or found:
            if self.text[cursor:cursor + 1] != '"':
                raise self.fail(cursor, "se espera una clave entre comillas", "a key in quotes is expected")
            key, end = self.string(cursor)
            if key in found:
                raise self.fail(cursor, f"clave repetida {key!r}", f"repeated key {key!r}")
            end = self.blank(end)
            if self.text[end:end + 1] != ":":
                raise self.fail(end, "falta «:»", "“:” is missing")
            found[key], cursor = self.node(self.blank(end + 1), depth + 1)
            cursor = self.blank(cursor)
            if self.text[cursor:cursor + 1] == "}":
                break
            if self.text[cursor:cursor + 1] != ",":
                raise self.fail(cursor, "falta «,» o «}»", "“,” or “}” is missing")
            cursor = self.blank(cursor + 1)
        return Node(found, at, cursor + 1), cursor + 1

    def array(self, at: int, depth: int) -> tuple[Node, int]:
        """Read an array."""
        found: list[Node] = []
        cursor = self.blank(at + 1)
        while self.text[cursor:cursor + 1] != "]" or found:
            node, cursor = self.node(cursor, depth + 1)
            found.append(node)
            cursor = self.blank(cursor)
            if self.text[cursor:cursor + 1] == "]":
                break
            if self.text[cursor:cursor + 1] != ",":
                raise self.fail(cursor, "falta «,» o «]»", "“,” or “]” is missing")
            cursor = self.blank(cursor + 1)
        return Node(found, at, cursor + 1), cursor + 1


def parse(document: Document) -> Node:
    """Return the JSON value of a document. Raises InputError with file and line: bad syntax, repeated key, too deep, NaN."""
    scanner = _Scanner(document)
    start = scanner.blank(1 if document.text.startswith("\ufeff") else 0)
    node, end = scanner.node(start, 0)
    if scanner.blank(end) != len(document.text):
        raise scanner.fail(end, "sobra texto tras el valor", "there is text after the value")
    return node
