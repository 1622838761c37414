"""The files of a publication: written below a folder nobody reads yet, each remembered when a catalogue will list it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from kg.model.text import Text


@dataclass(frozen=True)
class Made:
    """A file that the catalogue lists. ``size`` in bytes; ``of`` is the data set it belongs to ("" is the graph itself)."""

    path: str
    media: str
    size: int
    sha256: str
    name: str
    of: str = ""


@dataclass(frozen=True)
class Topic:
    """A data set beside the graph: an answer or a network."""

    ident: str
    title: Text
    about: Text
    page: str
    keywords: tuple[str, ...] = ()


@dataclass
class Files:
    """The folder being filled."""

    top: Path
    made: list[Made] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    """Paths of the HTML pages that a search engine may list."""

    def take(self, other: Files) -> None:
        """Remember what another process wrote into the same folder."""
        self.made += other.made
        self.topics += other.topics
        self.pages += other.pages

    def write(self, path: str, content: bytes | str) -> bytes:
        """Write a file and return its bytes."""
        data = content.encode() if isinstance(content, str) else content
        target = self.top / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return data

    def page(self, path: str, html: str) -> None:
        """Write a page that search engines may list."""
        self.write(path, html)
        self.pages.append(path)

    def listed(self, path: str, content: bytes | str, media: str, name: str, of: str = "") -> None:
        """Write a file that the catalogue lists."""
        data = self.write(path, content)
        self.made.append(Made(path, media, len(data), hashlib.sha256(data).hexdigest(), name, of))
