"""Dereferencing: what an IRI of the graph names is answered with 303 to a document about it, in the form the client likes.

A person is not a web page: the IRI redirects (303) to ``….html``, ``.ttl`` …, the same addresses as in the static site, each with its
own validators; pages link straight to documents, so only who comes with the IRI pays the extra round trip. Retired IRIs: 301 to what took
over, 410 for what was withdrawn.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg.model.policy import Policy, read_policy
from kg.model.text import Text
from kg.publish.describe import Description, describe
from kg.publish.entity_page import page, retired
from kg.publish.links import ONTOLOGY, SHAPES, Absolute, iri_of, place
from kg.publish.page import Frame, assets
from kg.publish.rdf import FORMATS, write
from kg.publish.site_release import built_base
from kg.serve.pages_answers import ENDINGS, HTML, PAGE, document, links_of, moved, refused, same, tag_of, told_as, unchanged, wanted
from kg.serve.recent import Recent

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.graph.store import Reader
    from kg.serve.live import Site

_KEPT = 64      # descriptions held in memory
_AT_ONCE = 4    # descriptions made at a time: more would only wait for one another
_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
_ASSETS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
_UNKNOWN = (Text("No se conoce esta dirección", "This address is not known"),
            (Text("Nada en el grafo se llama así. Compruebe la dirección.", "Nothing in the graph is called this. Check the address."),))
_WITHDRAWN = (Text("Retirado", "Withdrawn"),
              (Text("Lo que este identificador nombraba se retiró y ya no se publica.", "What this identifier named has been withdrawn and is no longer published."),))
_NO_FORM = (Text("No hay un documento en el formato pedido", "There is no document in the format asked for"),
            (Text(f"Hay: {', '.join(f'{m} (.{e})' for e, m in ENDINGS.items())}.", f"There are: {', '.join(f'{m} (.{e})' for e, m in ENDINGS.items())}."),))


def frame_of(policy: Policy, base: str, endpoint: str = "", nav: tuple[tuple[Text, str], ...] = (), home: str = "") -> Frame:
    """Return what stands around every page, from the publication policy."""
    return Frame(base, policy.publisher, policy.contact, endpoint, nav=nav, home=home)


def served(site: Site) -> list[BaseRoute]:
    """Return the routes for a build: ``/id/…``, ``/graph/…``, ``/vocabulary/…``, the ontology, and what pages ask for."""
    base = built_base(site.reader)
    policy = read_policy(site.corpus.policy)
    frame = frame_of(policy, base, nav=tuple(site.options.get("nav", ())), home=site.options.get("home", ""))
    return routes(Documents(site.reader, frame, site.folder.name, policy))


def routes(documents: Documents) -> list[BaseRoute]:
    """Return the routes that answer from ``documents``."""
    found: list[BaseRoute] = [Route(f"/{kind}/{{path:path}}", documents.answer) for kind in ("id", "graph", "vocabulary")]
    found += [Route(path, documents.answer) for path in ("/id", "/vocabulary", f"/{ONTOLOGY}", *(f"/{ONTOLOGY}.{ending}" for ending in ENDINGS))]
    found += [Route(path, documents.file) for path in (f"/{SHAPES}", f"/{ONTOLOGY}/{{path:path}}")]
    return [*found, Route("/assets/{name}", documents.asset)]


class Documents:
    """The documents about the IRIs of one build."""

    def __init__(self, reader: Reader, frame: Frame, build: str, policy: Policy | None = None) -> None:
        from anyio import CapacityLimiter

        self.reader, self.frame, self.build, self.policy = reader, frame, build, policy
        self.links = Absolute(frame.base)
        self._kept: Recent[str, Description] = Recent(_KEPT)
        self._limit = CapacityLimiter(_AT_ONCE)
        self._terms, self._making = b"", threading.Lock()

    async def answer(self, request: Request) -> Response:
        """Answer with the document, the way to it, or why there is none."""
        from anyio import to_thread

        return await to_thread.run_sync(self._answer, request, limiter=self._limit)

    def _answer(self, request: Request) -> Response:
        whole = request.url.path[1:]
        if _encoded(request):
            return self._plain(request, whole)
        path, _, ending = whole.rpartition(".")
        if ending not in ENDINGS:
            path, ending = whole, ""
        iri = iri_of(path, self.frame.base)
        tag = tag_of(self.build, path, ending)
        override = request.query_params.get("format") is not None
        if iri and ending and not override and same(request, tag) and self._known(iri):
            return unchanged(tag, {"link": links_of(path, iri, self.frame, ending)})
        if iri and not self._known(iri):
            iri = self._buried(iri)
        if iri is None:
            return self._refused(request, 404, *_UNKNOWN)
        if path == ONTOLOGY:
            return self._ontology(request, ending, override, tag)
        description = self.described(iri)
        if description is None:
            return self._refused(request, 404, *_UNKNOWN)
        if description.replaced_by:
            return self._replaced(request, description, ending)
        if description.gone:
            return self._gone(request, description)
        return self._redirected(request, path, iri) if not ending or override else self._document(request, description, path, ending, tag)

    def described(self, iri: str) -> Description | None:
        """Return the description of an IRI, from memory when it was asked for lately; None when nothing is known of it."""
        found = self._kept.used(iri)
        if found is None:
            found = describe(self.reader, [iri]).get(iri)
            if found is not None:
                self._kept[iri] = found
        return found

    def _known(self, iri: str) -> bool:
        """Tell whether the graph says anything of an IRI: cheaper than describing it."""
        if iri in self._kept or place(iri, self.frame.base) == (ONTOLOGY, ""):
            return True
        return self.reader.query(f"ASK {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}" if "/graph/" in iri else f"ASK {{ <{iri}> ?p ?o }}") is True

    def _buried(self, iri: str) -> str | None:
        """Return the IRI of the tombstone of an address that may name somebody and so is not written in the graph; None when there is none."""
        space = f"{self.frame.base}id/"
        if self.policy is None or not self.policy.salt or not iri.startswith(space):
            return None
        found = space + self.policy.buried(iri.removeprefix(space))
        return found if self._known(found) else None

    def _redirected(self, request: Request, path: str, iri: str) -> Response:
        """Answer for the thing itself: 303 to the document the client likes best."""
        ending = wanted(request)
        links = {"link": links_of(path, iri, self.frame), "vary": "Accept"}
        if ending is None:
            return self._refused(request, 406, *_NO_FORM, headers=links)
        return moved(f"/{path}.{ending}", 303, links)

    def _document(self, request: Request, description: Description, path: str, ending: str, tag: str) -> Response:
        headers = {"link": links_of(path, description.iri, self.frame, ending)}
        if ending == "html":
            return document(request, page(description, self.links, self.frame).encode(), tag, headers | PAGE)
        return document(request, write(description.lines, ending), tag, headers | {"content-type": FORMATS[ending].content_type})

    def _replaced(self, request: Request, description: Description, ending: str) -> Response:
        """Send on to what took over, in the same form."""
        found = place(description.replaced_by, self.frame.base)
        if found is None:
            return self._refused(request, 404, *_UNKNOWN)
        asked = request.query_params.get("format")
        query = f"?format={asked}" if asked in ENDINGS else ""
        return moved(f"/{found[0]}{f'.{ending}' if ending else ''}{query}", 301, {"link": f'<{description.replaced_by}>; rel="successor-version"'})

    def _gone(self, request: Request, description: Description) -> Response:
        """Answer for what was withdrawn: nothing of what was there."""
        if told_as(request) == HTML:
            return Response(retired(description, self.links, self.frame).encode(), 410, PAGE | {"cache-control": "no-store", "vary": "Accept"})
        return self._refused(request, 410, *_WITHDRAWN)

    def _ontology(self, request: Request, ending: str, override: bool, tag: str) -> Response:
        """Answer for the ontology: its page, or its file in the format asked for."""
        from kg.publish.ontology_files import ontology_file
        from kg.publish.ontology_page import ontology_page

        iri = iri_of(ONTOLOGY, self.frame.base) or ""
        if not ending or override:
            return self._redirected(request, ONTOLOGY, iri)
        headers = {"link": links_of(ONTOLOGY, iri, self.frame, ending)}
        if ending == "html":
            with self._making:   # most of a second: once a build, not once a request
                self._terms = self._terms or ontology_page(self.reader, self.links, self.frame).encode()
            return document(request, self._terms, tag, headers | PAGE)
        return document(request, ontology_file(ending), tag, headers | {"content-type": FORMATS[ending].content_type})

    def _plain(self, request: Request, whole: str) -> Response:
        """Answer for a path with percent signs: the same address without them when nothing but plain letters was encoded, else not known."""
        raw = request.scope.get("raw_path", b"").decode("latin-1").lower()
        hostile = any(code in raw for code in ("%2f", "%5c", "%00", "%25"))
        if hostile or not set(whole) <= _SAFE or iri_of(whole.rpartition(".")[0] or whole, self.frame.base) is None or "//" in whole:
            return self._refused(request, 404, *_UNKNOWN)
        return moved(f"/{whole}", 301)

    async def file(self, request: Request) -> Response:
        """Answer with a file of the ontology: shapes, concept schemes, an alignment table, a version and its page; from the address of shapes or of a version, lead there."""
        from anyio import to_thread

        return await to_thread.run_sync(self._file, request, limiter=self._limit)

    def _file(self, request: Request) -> Response:
        from kg.publish.ontology_files import ontology_files
        from kg.publish.ontology_model_history import history
        from kg.publish.ontology_page import version_page

        name, files, versions = request.url.path[1:], dict(ontology_files()), {f"{ONTOLOGY}/{v.number}" for v in history()}
        if name == SHAPES or name in versions:
            ending, stem = wanted(request), f"{ONTOLOGY}/{SHAPES}" if name == SHAPES else name
            if ending is None:
                return self._refused(request, 406, *_NO_FORM)
            return moved(f"/{stem}.{ending}" if f"{stem}.{ending}" in files else f"/{ONTOLOGY if name == SHAPES else name}.html", 303, {"vary": "Accept"})
        if name.endswith(".html") and name.removesuffix(".html") in versions:
            with self._making:
                told = version_page(self.reader, name.removeprefix(f"{ONTOLOGY}/").removesuffix(".html"), self.links, self.frame)
            return document(request, told.encode(), tag_of(self.build, name, "html"), PAGE)
        return self._refused(request, 404, *_UNKNOWN) if name not in files else self._static(request, name, files[name], _media(name))

    async def asset(self, request: Request) -> Response:
        """Answer with a style sheet, script or picture of the pages."""
        name = request.path_params["name"]
        found = assets().get(name)
        return self._refused(request, 404, *_UNKNOWN) if found is None else self._static(request, name, found, _ASSETS[name.rpartition(".")[2]])

    def _static(self, request: Request, name: str, content: bytes, media: str) -> Response:
        import hashlib

        tag = hashlib.sha256(content).hexdigest()[:24]
        return document(request, content, tag, {"content-type": media})

    def _refused(self, request: Request, status: int, title: Text, told: tuple[Text, ...], headers: dict[str, str] | None = None) -> Response:
        return refused(request, status, title, told, self.links, self.frame, headers)


def _encoded(request: Request) -> bool:
    """Tell whether the address holds percent-encoded or other unplain characters."""
    return b"%" in request.scope.get("raw_path", b"") or not set(request.url.path) <= _SAFE


def _media(name: str) -> str:
    """Return the media type of a file of the ontology."""
    ending = name.rpartition(".")[2]
    return FORMATS[ending].content_type if ending in FORMATS else {"tsv": "text/tab-separated-values; charset=utf-8", "json": "application/schema+json"}.get(ending, "application/octet-stream")
