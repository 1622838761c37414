"""A page and its RDF files for each IRI of the graph, many at a time, in several processes; what has not changed is taken from the site that was there."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__
from kg.graph.lines import read_lines
from kg.model.text import Text
from kg.publish.links import CLAIMS, Relative, place, tipo
from kg.publish.rdf import TRIPLES, write
from kg.publish.site_pool import Desk, Order, Task

if TYPE_CHECKING:
    from kg.publish.describe_model import Description

BATCH = 50  # IRIs described at a time: 130 MB where they are events of a large corpus; larger batches are no faster
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


def batches(order: Order, iris: Sequence[str], known: Mapping[str, Kept]) -> Iterator[Task]:
    """Yield the tasks that write the documents of all IRIs; each gives a list of what an IRI's document is, how it was made, and whether it is the former site's.

    ``known``: path → how it was made before.
    """
    for at in range(0, len(iris), BATCH):
        batch = iris[at:at + BATCH]
        yield Task(make, (batch, {p: known[p] for i in batch if (p := _path(i, order)) in known}))


def make(desk: Desk, iris: Sequence[str], known: Mapping[str, Kept]) -> list[tuple[Card, Kept, bool]]:
    """Write the documents of a batch of IRIs, as in ``batches``."""
    from kg.publish.describe import describe

    found = describe(desk.reader, iris, inside=desk.order.elsewhere)
    return [_one(desk, found[iri], known) for iri in sorted(found)]


def _path(iri: str, order: Order) -> str:
    found = place(iri, order.release.base)
    return found[0] if found else ""


def _one(desk: Desk, description: Description, known: Mapping[str, Kept]) -> tuple[Card, Kept, bool]:
    from kg.publish.site_frame import frame

    path = _path(description.iri, desk.order)
    card = Card(description.iri, path, description.label, description.kind, description.look, description.replaced_by, description.gone,
                tuple(v.text.es for v in description.also))
    key = hashlib.sha256(f"{desk.order.fingerprint}\0{frame(desk.order.release)!r}\0{sorted(desk.order.elsewhere)}\0{description!r}".encode()).hexdigest()
    before = known.get(path)
    if before is not None and before.key == key and _again(desk, path, before.digest):
        return card, before, True
    files = _made(desk, path, description)
    return card, Kept(key, _digest(files.values())), False


def _made(desk: Desk, path: str, description: Description) -> dict[str, bytes]:
    """Write the files of one IRI."""
    from kg.publish.site_frame import entity

    files = {"html": entity(description, Relative(desk.order.release.base, f"{path}.html", desk.order.elsewhere), desk.order.release).encode()}
    files |= {ending: write(description.lines, ending) for ending in ENDINGS}
    target = desk.folder(path)
    for ending, content in files.items():
        target.with_name(f"{target.name}.{ending}").write_bytes(content)
    return files


def _again(desk: Desk, path: str, digest: str) -> bool:
    """Take the files of the former site when their bytes are those that were written then; return whether it was so."""
    if desk.order.before is None:
        return False
    names = [f"{path}.{ending}" for ending in ("html", *ENDINGS)]
    try:
        if _digest((desk.order.before / name).read_bytes() for name in names) != digest:
            return False
        desk.folder(path)
        for name in names:
            _link(desk.order.before / name, desk.order.top / name)
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
