"""The lists as pages: an index of all, each in pages of a bounded length, and each document with its claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kg.model.text import Text, counted
from kg.publish.links import CLAIMS, Relative, tipo
from kg.publish.lists import Kind, Listing, Shelf, kinds, pages, path_of
from kg.publish.lists_documents import claims
from kg.publish.page import render
from kg.publish.site_files import Files
from kg.publish.site_frame import frame

if TYPE_CHECKING:
    from kg.publish.site_release import Release

PAGE = 200
"""Lines of a page."""
_LINES, _CLAIMS = (Text("entrada", "entry"), Text("entradas", "entries")), (Text("afirmación", "claim"), Text("afirmaciones", "claims"))


class Row(NamedTuple):
    """A line of an index: where it leads, what it is, how many."""

    path: str
    title: Text
    total: int


class Rows(NamedTuple):
    """A part of the index of lists."""

    key: str
    title: Text
    rows: list[Row]


def write_lists(shelf: Shelf, files: Files, release: Release, claim_pages: bool) -> list[Rows]:
    """Write every list and return the index of them; the last part is the documents."""
    found = []
    for kind in kinds(shelf):
        for listing in kind.listings:
            _listing(files, release, kind, listing)
        found.append(Rows(kind.key, kind.title, [Row(path_of(v, 1), v.title, v.total) for v in kind.listings]))
    found.append(Rows("documentos", Text("Documentos con sus afirmaciones", "Documents with their claims"), list(_documents(shelf, files, release, claim_pages))))
    found = [rows for rows in found if rows.rows]
    index = "lista/index.html"
    files.page(index, render("site_lists.html.j2", Relative(release.base, index), frame(release), Text("Listas", "Lists"), kinds=found))
    return found


def pager(paths: Sequence[str], page: int) -> list[tuple[int, str]]:
    """Return the numbers to show: the first, the last and those near ``page``; 0 stands for a gap."""
    near = sorted({1, len(paths), *range(max(1, page - 2), min(len(paths), page + 2) + 1)})
    out: list[tuple[int, str]] = []
    for before, number in zip([0, *near], near, strict=False):
        out += [(0, "")] if number > before + 1 else []
        out.append((number, paths[number - 1]))
    return out


def _listing(files: Files, release: Release, kind: Kind, listing: Listing) -> None:
    parts = list(pages(listing, PAGE))
    paths = [path_of(listing, n) for n in range(1, len(parts) + 1)]
    for number, (path, groups) in enumerate(zip(paths, parts, strict=True), 1):
        links = Relative(release.base, path)
        title = _numbered(listing.title, number, len(parts))
        files.page(path, render("site_list.html.j2", links, frame(release), title, kind=kind.title, heading=listing.title, count=counted(listing.total, *_LINES),
                                about=links.href(listing.about) if listing.about else "", groups=groups, named=len(listing.groups) > 1 or bool(listing.about),
                                pager=pager(paths, number), page=number))


def _documents(shelf: Shelf, files: Files, release: Release, claim_pages: bool) -> Iterator[Row]:
    """Write the claims of each document."""
    elsewhere = frozenset[str]() if claim_pages else CLAIMS
    for item in shelf.items(i for i in shelf.cards if tipo(i) == "documento"):
        found = claims(shelf.reader, item.iri)
        if not found:
            continue
        listing = Listing(f"lista/documento/{item.iri.rsplit('/', 1)[1]}", item.label, item.iri, ())
        parts = [found[at:at + PAGE] for at in range(0, len(found), PAGE)]
        paths = [path_of(listing, n) for n in range(1, len(parts) + 1)]
        for number, (path, part) in enumerate(zip(paths, parts, strict=True), 1):
            links = Relative(release.base, path, elsewhere)
            files.page(path, render("site_document.html.j2", links, frame(release), _numbered(item.label, number, len(parts)), heading=item.label, about=links.href(item.iri),
                                    count=counted(len(found), *_CLAIMS), claims=part, pager=pager(paths, number), page=number))
        yield Row(paths[0], item.label, len(found))


def _numbered(title: Text, number: int, of: int) -> Text:
    """Return a page's title with its number when there are several."""
    return title if of == 1 else Text(f"{title.es} ({number} de {of})", f"{title.en} ({number} of {of})")
