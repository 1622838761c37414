"""Where the document about an IRI lies, and how a page points to it: the same paths in the static folder and on the server.

``{base}id/persona/x`` is described by ``id/persona/x.html``, ``.ttl`` … ; a concept of the fixed vocabulary by
``vocabulary/theme/x.html`` whatever the corpus's base is; a term of the ontology by ``ontology.html#Term``,
a shape by ``ontology.html#Shape``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from kg.model.iri import KG, VOCABULARY

CLAIMS = frozenset({"afirmacion", "participacion", "membresia", "atribucion", "evidencia", "externo"})
"""Types of node that rarely need a page of their own: a static site may show them inside the page of what they are about."""
ONTOLOGY, SHAPES = "ontology", "shapes"
_UNLISTED = frozenset({"evidencia", "atribucion"})
_HOME = VOCABULARY.removesuffix("vocabulary/")
_PATH = re.compile(r"[A-Za-z0-9_~][A-Za-z0-9._~-]*(/[A-Za-z0-9_~][A-Za-z0-9._~-]*)*\Z")
_FRAGMENT = re.compile(r"[A-Za-z][A-Za-z0-9._~-]*\Z")
_OPENED = re.compile(r"(https?://|mailto:)[^\s<>\"{}|^`\\\x00-\x20]+\Z", re.IGNORECASE)
_TIPO = re.compile(r"/id/([a-z]+)/[^/]+\Z")
_KINDS = ("id/", "graph/")


@lru_cache(20_000)
def place(iri: str, base: str) -> tuple[str, str] | None:
    """Return (path without ending, fragment) of the document about an IRI; None when none of ours is."""
    whole, _, fragment = iri.partition("#")
    if whole in (_HOME + ONTOLOGY, _HOME + SHAPES):
        return (ONTOLOGY, fragment or ("s-formas" if whole.endswith(SHAPES) else "")) if not fragment or _FRAGMENT.match(fragment) else None
    if whole.startswith(VOCABULARY):
        path = whole.removeprefix(_HOME)
    elif whole.startswith(base) and whole[len(base):].startswith(_KINDS):
        path = whole[len(base):]
    else:
        return None
    return (path, fragment) if _PATH.match(path) and (not fragment or _FRAGMENT.match(fragment)) else None


def iri_of(path: str, base: str) -> str | None:
    """Return the IRI whose document lies at ``path`` (no ending, no slash in front); None when no IRI can."""
    if path == ONTOLOGY:
        return KG.rstrip("#")
    if not _PATH.match(path):
        return None
    if path.startswith("vocabulary/"):
        return _HOME + path
    return base + path if path.startswith(_KINDS) else None


@lru_cache(20_000)
def tipo(iri: str) -> str:
    """Return the type word of an entity's IRI (``…/id/persona/x`` → ``persona``); "" for anything else."""
    found = _TIPO.search(iri)
    return found.group(1) if found else ""


@lru_cache(10_000)
def anchor(iri: str) -> str:
    """Return the ``id`` of an element that shows this IRI inside another page: ``afirmacion-x``."""
    return "-".join(re.split(r"[^A-Za-z0-9._~-]+", iri.rstrip("/"))[-2:])


def opened(iri: str) -> str:
    """Return an address a page may link to: http, https and mailto only; "" for the rest (``javascript:`` is an IRI, too)."""
    return iri if _OPENED.match(iri) else ""


class Links(Protocol):
    """How the pages of one site point to things. Every answer is safe in an ``href``; "" means: nothing to link to."""

    @property
    def base(self) -> str:
        """What the corpus's own IRIs begin with."""

    def href(self, iri: str, at: str = "") -> str:
        """Return the link to the page about an IRI, or the IRI itself when it has none here.

        ``at`` is the IRI of a page that shows it: used where such nodes have no page of their own.
        """

    def data(self, iri: str, ending: str) -> str:
        """Return the link to the RDF file about an IRI (``ending``: ttl, nt, jsonld, rdf); "" when there is none."""

    def to(self, path: str) -> str:
        """Return the link to a file of the site, given its path from the top (``lista/personas.html``)."""

    def asset(self, name: str) -> str:
        """Return the link to a style sheet, script or picture of ours."""


@dataclass(frozen=True)
class Absolute:
    """Links from the top of a server; ``top`` is the path at which it is mounted, with a slash at both ends."""

    base: str
    top: str = "/"

    def href(self, iri: str, at: str = "") -> str:
        """See ``Links``; everything has a page here."""
        found = place(iri, self.base)
        return opened(iri) if found is None else f"{self.to(found[0])}.html{_hash(found[1])}"

    def data(self, iri: str, ending: str) -> str:
        """See ``Links``."""
        found = place(iri, self.base)
        return "" if found is None else f"{self.to(found[0])}.{ending}"

    def to(self, path: str) -> str:
        """See ``Links``."""
        return self.top + path

    def asset(self, name: str) -> str:
        """See ``Links``."""
        return self.to(f"assets/{name}")


@dataclass(frozen=True)
class Relative:
    """Links of a static page to other files of the same folder: they work under any path and from ``file://``.

    ``here`` is the page's own path from the top (``id/persona/x.html``); ``shown_elsewhere`` are the types without a page of their own.
    """

    base: str
    here: str
    shown_elsewhere: frozenset[str] = CLAIMS

    def href(self, iri: str, at: str = "") -> str:
        """See ``Links``; to the page that shows a claim, and to its place there unless the page does not list such claims."""
        kind = tipo(iri.partition("#")[0])
        if kind in self.shown_elsewhere:
            home = place(at, self.base) if at and at != iri else None
            return opened(iri) if home is None else f"{self.to(home[0])}.html{'' if kind in _UNLISTED else _hash(anchor(iri))}"
        found = place(iri, self.base)
        return opened(iri) if found is None else f"{self.to(found[0])}.html{_hash(found[1])}"

    def data(self, iri: str, ending: str) -> str:
        """See ``Links``."""
        found = place(iri, self.base)
        return "" if found is None or tipo(iri) in self.shown_elsewhere else f"{self.to(found[0])}.{ending}"

    def to(self, path: str) -> str:
        """See ``Links``: as few steps up as needed."""
        return _steps(self.here.rpartition("/")[0], path)

    def asset(self, name: str) -> str:
        """See ``Links``."""
        return self.to(f"assets/{name}")


@lru_cache(20_000)
def _steps(folder: str, path: str) -> str:
    """Return the way from a folder to a file."""
    ours, theirs = folder.split("/") if folder else [], path.split("/")
    same = 0
    while same < min(len(ours), len(theirs) - 1) and ours[same] == theirs[same]:
        same += 1
    return "/".join([".."] * (len(ours) - same) + theirs[same:])


def _hash(fragment: str) -> str:
    return f"#{fragment}" if fragment else ""
