"""A draft file that is edited in place: a record's changed keys are rewritten, every other byte stays, comments included."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from kg.model.acta_drafts import Key, Raw, ident, rows_of
from kg.model.errors import InputError, StoreError
from kg.model.records import TABLES
from kg.model.text import Text
from kg.model.toml_lines import load
from kg.reading.drafts.draft_toml import ordered, record_text, toml

_BOM = b"\xef\xbb\xbf"
_ORDER = {t.name: n for n, t in enumerate(TABLES)}


class _Pair(NamedTuple):
    """A key of a record with the lines it takes, relative to the record's own; ``after`` is the comment behind its value."""

    name: str
    first: int
    last: int
    value: Any
    after: str


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; nothing when there is no file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise StoreError(Text(f"no se puede leer: {error.strerror}", f"cannot be read: {error.strerror}"), str(path)) from error


@dataclass
class DraftFile:
    """One draft: ``lines`` with their ends, ``rows`` by (table, id), and the lines of each row in ``blocks`` (0-based, end-exclusive)."""

    path: Path
    raw: bytes = b""
    lines: list[str] = field(default_factory=list)
    rows: dict[Key, Raw] = field(default_factory=dict)
    blocks: dict[Key, tuple[int, int]] = field(default_factory=dict)
    header: Raw = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> DraftFile:
        """Read and index a draft; an absent one is empty. Raises InputError for what is not TOML."""
        raw = read_bytes(path)
        if not raw:
            return cls(path)
        data, places = load(path)
        made = cls(path, raw, _split(raw.removeprefix(_BOM).decode("utf-8")), header=data.get("acta", {}))
        heads = sorted({line - 1 for at, line in places.items() if at in (("acta",), ("draft",), ("draft", "machine")) or (len(at) == 2 and isinstance(at[1], int))})
        ends = dict(zip(heads, [*heads[1:], len(made.lines)], strict=True))
        for table in TABLES:
            for position, row in enumerate(rows_of(data, table.name)):
                key, line = (table.name, ident(row)), places.get((table.name, position), 0) - 1
                if isinstance(row, dict) and key[1] and key not in made.rows and line in ends:
                    last = ends[line]
                    while last > line + 1 and _empty(made.lines[last - 1]):
                        last -= 1
                    made.rows[key], made.blocks[key] = row, (line, last)
        return made

    def copy(self) -> DraftFile:
        """Return a draft that may be changed without changing this one."""
        return DraftFile(self.path, self.raw, list(self.lines), dict(self.rows), dict(self.blocks), self.header)

    def data(self) -> Raw:
        """Return the records as parsed TOML."""
        made: Raw = {"acta": self.header}
        for key, row in self.rows.items():
            made.setdefault(key[0], []).append(row)
        return made

    def encoded(self) -> bytes:
        """Return the bytes to write."""
        return (_BOM if self.raw.startswith(_BOM) else b"") + "".join(self.lines).encode()

    def line_of(self, line: int) -> Key | None:
        """Return the record that holds a 1-based line."""
        return next((k for k, (first, last) in self.blocks.items() if first < line <= last), None)

    # Changes

    def put(self, key: Key, record: Raw) -> None:
        """Change a record: the lines of the keys that differ, no others. Raises InputError when the file writes it in a way we cannot keep."""
        first, last = self.blocks[key]
        pairs = list(self._pairs(first, last))
        old = {p.name: p.value for p in pairs}
        made = [line if line.endswith("\n") else line + self._end("\n") for line in self.lines[first:last]]
        if old == self.rows[key]:
            made = self._rewritten(key[0], made, pairs, record)
        if old != self.rows[key] or _parsed(made) != {key[0]: [record]}:
            raise InputError(Text("este registro está escrito de un modo que la página no sabe editar", "this record is written in a way the page cannot edit"),
                             f"{self.path}:{first + 1}", Text("corríjalo en un editor de texto", "correct it in a text editor"))
        self._splice(first, last, made)
        self.rows[key], self.blocks[key] = record, (first, first + len(made))

    def cut(self, key: Key) -> None:
        """Take a record out, with one of the blank lines around it."""
        first, last = self.blocks.pop(key)
        del self.rows[key]
        if last < len(self.lines) and not self.lines[last].strip():
            last += 1
        self._splice(first, last, [])

    def add(self, key: Key, record: Raw) -> None:
        """Write a new record behind the last one of its table, or where its table would stand."""
        if not self.lines:
            self.lines = _split(toml({"acta": self.header, "draft": {"machine": {}}}))
        before = [last for (table, _), (_, last) in self.blocks.items() if _ORDER[table] <= _ORDER[key[0]]]
        place = max(before) if before else self._machine()
        text = _split(record_text(key[0], record))
        block = [self._end(line) for line in (["\n", *text] if before else [*text, "\n"])]
        if place and not self.lines[place - 1].endswith("\n"):
            self.lines[place - 1] += self._end("\n")
        self._splice(place, place, block)
        first = place + (1 if before else 0)
        self.rows[key], self.blocks[key] = record, (first, first + len(text))

    def _machine(self) -> int:
        """Return where the machine's table begins, the remarks above it included; the end when there is none."""
        place = next((n for n, line in enumerate(self.lines) if line.strip().startswith("[draft")), len(self.lines))
        while place and place < len(self.lines) and self.lines[place - 1].startswith("#"):
            place -= 1
        return place

    def _splice(self, first: int, last: int, new: list[str]) -> None:
        self.lines[first:last] = new
        shift = len(new) - (last - first)
        if shift:
            self.blocks = {k: (a + shift, b + shift) if a >= last else (a, b) for k, (a, b) in self.blocks.items()}

    def _end(self, line: str) -> str:
        """Return a line with the file's own line end."""
        return line.replace("\n", "\r\n") if self.lines and self.lines[0].endswith("\r\n") else line

    def _pairs(self, first: int, end: int) -> Iterator[_Pair]:
        """Yield the keys of the record at lines ``first`` to ``end``: each takes the fewest lines that are TOML by themselves."""
        line = first + 1
        while line < end and not self.lines[line].lstrip().startswith("["):
            if _empty(self.lines[line]):
                line += 1
                continue
            last, found = line + 1, _parsed(self.lines[line:line + 1])
            while found is None and last < end:
                last += 1
                found = _parsed(self.lines[line:last])
            if found is None:
                return
            (name, value), = found.items()
            yield _Pair(name, line - first, last - first, value, _comment(self.lines[last - 1], last - 1 == line))
            line = last

    def _rewritten(self, table: str, block: list[str], pairs: list[_Pair], record: Raw) -> list[str]:
        """Return a record's lines with the changed keys written anew, the gone ones left out, and new ones behind their neighbours."""
        order = ordered(table, record)
        known = {p.name: p for p in pairs}
        gone = {n for p in pairs if p.name not in record for n in range(p.first, p.last)}
        placed: dict[int, list[str]] = {}
        here = 1
        for name in order:
            pair = known.get(name)
            if pair is not None and pair.value == record[name] and type(pair.value) is type(record[name]):
                here = pair.last
                continue
            text = [self._end(line) for line in _split(record_text(table, {name: record[name]}))[1:]]
            if pair is not None:
                text[-1] = text[-1].rstrip("\r\n") + pair.after + self._end("\n")
                gone |= set(range(pair.first, pair.last))
                here = pair.first
            placed.setdefault(here, []).extend(text)
            here = pair.last if pair is not None else here
        made = []
        for n, line in enumerate(block):
            made += placed.pop(n, [])
            if n not in gone:
                made.append(line)
        return made + [line for n in sorted(placed) for line in placed[n]]


def _split(text: str) -> list[str]:
    """Return the lines of a text with their ends; only a line feed ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _empty(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _parsed(lines: list[str]) -> Raw | None:
    """Return what lines say, or None when they are not TOML by themselves."""
    try:
        return tomllib.loads("".join(lines))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _comment(line: str, alone: bool) -> str:
    """Return the comment behind a value (of several lines: behind its closing bracket), with the blanks before it."""
    for n, sign in enumerate(line):
        if sign == "#" and (_parsed([line[:n]]) if alone else line[:n].strip() in ("]", "],", "}")):
            bare = line[:n].rstrip()
            return line[len(bare):].rstrip("\r\n")
    return ""
