"""A page and its RDF files for each IRI of the graph, many at a time, in several processes; what has not changed is taken from the site that was there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__
from kg.graph.lines import read_lines
from kg.model.text import Text
from kg.publish.links import CLAIMS, Relative, place, tipo
from kg.publish.rdf import TRIPLES, write

if TYPE_CHECKING:
    from kg.publish.describe_model import Description
    from kg.publish.site_release import Release

BATCH = 200  # IRIs described at a time: about 30 MB
ENDINGS = tuple(f.ending for f in TRIPLES)


@dataclass(frozen=True, slots=True)
class Card:
    """What lists, search and the site's map say of a page: IRI, path without ending, label, kind, look."""

    iri: str
    path: str
    label: Text
    kind: Text
    look: str
    replaced_by: str = ""
    gone: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """How a page of the former site was made: the hash of what it was made from, and of its bytes."""

    key: str
    digest: str


@dataclass(frozen=True)
class Order:
    """What a worker needs to know once."""

    build: Path
    top: Path
    before: Path | None
    release: Release
    fingerprint: str
    elsewhere: frozenset[str]


@cache
def fingerprint() -> str:
    """Return a hash of the program that makes pages: another program, another page."""
    found, home = hashlib.sha256(__version__.encode()), Path(__file__).resolve().parent.parent
    for folder in ("publish", "visual"):
        for path in sorted((home / folder).rglob("*")):
            if path.suffix in (".py", ".j2", ".css", ".js"):
                found.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def subjects(graph: Path, base: str, elsewhere: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield, sorted, the IRIs of a built graph (its folder) that get a document of their own; not those of types shown ``elsewhere``."""
    last = ""
    for line in read_lines(graph / "graph.nq"):
        subject = line[1:line.index(">")]
        if subject != last:
            last = subject
            if "#" not in subject and tipo(subject) not in elsewhere and place(subject, base) is not None:
                yield subject


def homes(iris: Sequence[str], claims: int) -> frozenset[str]:
    """Return the types without a page of their own: none in a small graph; in one with more than ``claims`` nodes, those of claims and evidence."""
    return CLAIMS if sum(tipo(i) in CLAIMS for i in iris) > claims else frozenset()


def make(order: Order, iris: Sequence[str], known: Mapping[str, Kept], jobs: int, tell: Callable[[int], None]) -> Iterator[tuple[Card, Kept, bool]]:
    """Write the documents of all IRIs and yield, in their order, what each is, how it was made, and whether it is the former site's. ``known``: path → how it was made before."""
    batches = (iris[at:at + BATCH] for at in range(0, len(iris), BATCH))
    done = 0
    for made in _spread(order, ((b, {p: known[p] for i in b if (p := _path(i, order)) in known}) for b in batches), jobs if len(iris) > BATCH else 1):
        done += BATCH
        tell(min(done, len(iris)))
        yield from made


def _path(iri: str, order: Order) -> str:
    found = place(iri, order.release.base)
    return found[0] if found else ""


def _spread(order: Order, tasks: Iterator[tuple[Sequence[str], dict[str, Kept]]], jobs: int) -> Iterator[list[tuple[Card, Kept, bool]]]:
    """Run the tasks here or in ``jobs`` processes; at most two a process wait, so memory stays bounded whatever there is to do."""
    if jobs <= 1:
        worker = _Worker(order)
        yield from (worker.run(*task) for task in tasks)
        return
    # spawn: a forked child would hold the store's threads' locks as they happened to be
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (order,)) as pool:
        waiting: deque[Future[list[tuple[Card, Kept, bool]]]] = deque(pool.submit(_run, *task) for task in islice(tasks, 2 * jobs))
        try:
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(pool.submit(_run, *task) for task in islice(tasks, 1))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_here: list[_Worker] = []


def _begin(order: Order) -> None:
    """Open the graph once in each process; Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here[:] = [_Worker(order)]


def _run(iris: Sequence[str], known: dict[str, Kept]) -> list[tuple[Card, Kept, bool]]:
    return _here[0].run(iris, known)


class _Worker:
    """Describes and writes; holds the open graph."""

    def __init__(self, order: Order) -> None:
        from kg.graph.store import Reader

        self.order, self.reader = order, Reader(order.build)
        self.folders: set[Path] = set()

    def run(self, iris: Sequence[str], known: Mapping[str, Kept]) -> list[tuple[Card, Kept, bool]]:
        """Write the documents of a batch."""
        from kg.publish.describe import describe

        found = describe(self.reader, iris)
        return [self._one(found[iri], known) for iri in sorted(found)]

    def _one(self, description: Description, known: Mapping[str, Kept]) -> tuple[Card, Kept, bool]:
        from kg.publish.site_frame import frame

        path = _path(description.iri, self.order)
        card = Card(description.iri, path, description.label, description.kind, description.look, description.replaced_by, description.gone,
                    tuple(v.text.es for v in description.also))
        key = hashlib.sha256(f"{self.order.fingerprint}\0{frame(self.order.release)!r}\0{sorted(self.order.elsewhere)}\0{description!r}".encode()).hexdigest()
        before = known.get(path)
        if before is not None and before.key == key and self._again(path, before.digest):
            return card, before, True
        files = self._made(path, description)
        return card, Kept(key, _digest(files.values())), False

    def _made(self, path: str, description: Description) -> dict[str, bytes]:
        """Write the files of one IRI."""
        from kg.publish.site_frame import entity

        files = {"html": entity(description, Relative(self.order.release.base, f"{path}.html", self.order.elsewhere), self.order.release).encode()}
        files |= {ending: write(description.lines, ending) for ending in ENDINGS}
        target = self._folder(path)
        for ending, content in files.items():
            target.with_name(f"{target.name}.{ending}").write_bytes(content)
        return files

    def _folder(self, path: str) -> Path:
        target = self.order.top / path
        if target.parent not in self.folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self.folders.add(target.parent)
        return target

    def _again(self, path: str, digest: str) -> bool:
        """Take the files of the former site when their bytes are those that were written then; return whether it was so."""
        if self.order.before is None:
            return False
        names = [f"{path}.{ending}" for ending in ("html", *ENDINGS)]
        try:
            if _digest((self.order.before / name).read_bytes() for name in names) != digest:
                return False
            self._folder(path)
            for name in names:
                _link(self.order.before / name, self.order.top / name)
        except OSError:
            return False
        return True


def _link(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system cannot."""
    try:
        target.hardlink_to(source)
    except OSError:
        with contextlib.suppress(FileNotFoundError):
            target.unlink()
        shutil.copyfile(source, target)


def _digest(contents: Iterable[bytes]) -> str:
    found = hashlib.sha256()
    for content in contents:
        found.update(len(content).to_bytes(8, "big") + content)
    return found.hexdigest()


def workers(asked: int = 0) -> int:
    """Return how many processes to use: as asked, else one a processor that this process may use."""
    return asked or len(os.sched_getaffinity(0))

