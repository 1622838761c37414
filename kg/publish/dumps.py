"""The whole graph as files: N-Quads and TriG with every named graph, Turtle and JSON-LD. Sorted and compressed; the same graph gives the same bytes.

Everything streams: a dump of any size is written in the memory of one sorting run.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from kg.graph.lines import graph_of, read_lines, sorted_distinct
from kg.graph.store import serialized
from kg.model.files import sha256
from kg.model.text import Text
from kg.publish.rdf import FORMATS, jsonld

if TYPE_CHECKING:
    from kg.publish.site_pool import Desk

FOLDER = "descargas"
_LEVEL = 6  # of gzip: level 9 takes three times as long for two parts in a hundred
_BLOCK = 1 << 20
_RUN = 100_000  # lines sorted at once: about 60 MB; several processes do so side by side


@dataclass(frozen=True)
class Dump:
    """A file of the graph. ``path`` is relative to the top of the site; ``size`` in bytes and ``sha256`` are of the file as it is (compressed)."""

    path: str
    ending: str
    media: str
    name: str
    what: Text
    size: int
    sha256: str

    @property
    def packed(self) -> bool:
        """Whether the file is compressed with gzip."""
        return self.path.endswith(".gz")


_GRAPHS = Text("Todos los grafos con nombre: uno por documento, y los de registro, vocabulario, derivados y metadatos.",
               "All named graphs: one a document, and those of the registry, vocabulary, derived facts and metadata.")
_UNION = Text("El grafo por omisión: la unión de lo que dicen los documentos, el registro, el vocabulario y lo derivado.",
              "The default graph: the union of what the documents say, the registry, the vocabulary and what is derived.")
WHAT = {"nq": _GRAPHS, "trig": _GRAPHS, "ttl": _UNION, "jsonld": _GRAPHS}
"""File ending → what the dump holds, in the order they are written."""


def write_dumps(graph: Path, folder: Path, scratch: Path, tell: Callable[[str], None] = lambda _name: None) -> list[Dump]:
    """Write every dump of a built graph (the folder that holds ``graph.nq`` and ``graph.ttl``) below ``folder``; ``scratch`` takes sorting runs."""
    made = []
    for ending in WHAT:
        tell(FORMATS[ending].name)
        made.append(write_dump(ending, graph, folder, scratch))
    return made


def write_dump(ending: str, graph: Path, folder: Path, scratch: Path) -> Dump:
    """Write one dump, as ``write_dumps`` does all."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    path = f"{FOLDER}/grafo.{ending}.gz"
    with (folder / path).open("wb") as raw, gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed:
        _WRITERS[ending](graph, cast("IO[bytes]", packed), scratch)
    size, digest = measured(folder / path)
    return Dump(path, ending, FORMATS[ending].media, FORMATS[ending].name, WHAT[ending], size, digest)


def dumped(desk: Desk, ending: str) -> Dump:
    """Write one dump of a site."""
    order = desk.order
    return write_dump(ending, desk.reader.folder, order.top, order.scratch)


def measured(path: Path) -> tuple[int, str]:
    """Return the size and SHA-256 of a file."""
    return path.stat().st_size, sha256(path)


def _copy(path: Path, out: IO[bytes]) -> None:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            out.write(block)


def by_graph(path: Path, scratch: Path) -> Iterator[str]:
    """Yield the N-Quads lines of a dump sorted by graph, then as they were."""
    return (_turned_back(line) for line in sorted_distinct(map(_graph_first, read_lines(path)), scratch, _RUN))


def _graph_first(line: str) -> str:
    graph = graph_of(line)
    return f"{graph} {line[:-len(graph) - 3]}\n"


def _turned_back(line: str) -> str:
    graph, _, rest = line.partition("> ")
    return f"{rest[:-1]}{graph}> .\n"


def _nq(graph: Path, out: IO[bytes], _scratch: Path) -> None:
    _copy(graph / "graph.nq", out)


def _ttl(graph: Path, out: IO[bytes], _scratch: Path) -> None:
    _copy(graph / "graph.ttl", out)


def _trig(graph: Path, out: IO[bytes], scratch: Path) -> None:
    serialized(by_graph(graph / "graph.nq", scratch), "trig", out)


def _jsonld(graph: Path, out: IO[bytes], scratch: Path) -> None:
    for block in _blocks(jsonld(by_graph(graph / "graph.nq", scratch))):
        out.write(block)


def _blocks(pieces: Iterable[str]) -> Iterator[bytes]:
    """Yield pieces of text as larger blocks of bytes."""
    held: list[str] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= _BLOCK:
            yield "".join(held).encode()
            held, length = [], 0
    yield "".join(held).encode()


_WRITERS: dict[str, Callable[[Path, IO[bytes], Path], None]] = {"nq": _nq, "ttl": _ttl, "trig": _trig, "jsonld": _jsonld}
