"""Sorted, distinct N-Quads lines in bounded memory: sort in runs on disk, then merge."""

from __future__ import annotations

import heapq
import itertools
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.model.nt import Triple

RUN = 500_000  # lines held at once: about 150 MB


def quads(triples: Iterable[Triple], graph: str) -> Iterator[str]:
    """Yield N-Quads lines of triples in one graph (an encoded IRI)."""
    tail = f" {graph} .\n"
    for s, p, o in triples:
        yield f"{s} {p} {o}{tail}"


def sorted_distinct(lines: Iterable[str], folder: Path, run: int = RUN) -> Iterator[str]:
    """Yield the lines in code-point order, each once; runs of ``run`` lines beyond the first are kept in ``folder``."""
    iterator = iter(lines)
    first = sorted(set(itertools.islice(iterator, run)))
    runs: list[Iterator[str]] = [iter(first)]
    while chunk := sorted(set(itertools.islice(iterator, run))):
        runs.append(_spill(chunk, folder))
    merged = iter(first) if len(runs) == 1 else heapq.merge(*runs)
    return (line for line, _ in itertools.groupby(merged))


def _spill(chunk: list[str], folder: Path) -> Iterator[str]:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=folder, suffix=".run", delete=False) as file:
        file.writelines(chunk)
    return read_lines(Path(file.name))


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of an N-Quads file, each with its line end."""
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file


def graph_of(line: str) -> str:
    """Return the encoded graph IRI of an N-Quads line."""
    return line[line.rindex(" <") + 1:-3]


def without_graph(line: str) -> str:
    """Return the N-Triples line of an N-Quads line."""
    return line[:line.rindex(" <")] + " .\n"
