"""Answers about IRIs: documents with their validators and links, redirections, refusals with a body that says why, in the form the client likes."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.responses import Response

from kg import __version__
from kg.model.text import LANGS, Text
from kg.publish.entity_page import message
from kg.publish.links import Links
from kg.publish.page import POLICY, Frame
from kg.publish.rdf import TRIPLES
from kg.serve.app import answer
from kg.serve.negotiate import best, gzips

if TYPE_CHECKING:
    from starlette.requests import Request

HTML = "text/html"
ENDINGS: dict[str, str] = {"html": HTML, **{f.ending: f.media for f in TRIPLES}}
"""Endings of documents → media type; HTML first: what a client gets that likes all the same."""
_OFFERS: dict[str, str] = {media: ending for ending, media in ENDINGS.items()} | {other: f.ending for f in TRIPLES for other in f.also}
_NAMES = {"turtle": "ttl", "n-triples": "nt", "ntriples": "nt", "json-ld": "jsonld", "json": "jsonld", "rdf/xml": "rdf", "rdfxml": "rdf", "xml": "rdf"}
_DATA = frozenset(f.ending for f in TRIPLES)
_TOLD = (HTML, "text/plain", "application/json", "application/ld+json")
_TAGS = re.compile(r'(?:W/)?"([^"]*)"')
_GZIPPED = 1024  # bytes from which compressing pays
FRESH = "public, max-age=0, must-revalidate"
"""Documents may be kept, and are asked about each time: a new build may say something else."""
PAGE = {"content-type": "text/html; charset=utf-8", "content-language": "es, en", "content-security-policy": f"{POLICY}; frame-ancestors 'none'"}
"""Headers of every page."""


def wanted(request: Request) -> str | None:
    """Return the ending of the document a client wants: ``?format=`` first, then ``Accept``; None when there is none it accepts."""
    asked = request.query_params.get("format")
    if asked is not None:
        asked = asked.strip().lower()
        return asked if asked in ENDINGS else _NAMES.get(asked) or _OFFERS.get(asked)
    media = best(accepted(request), list(_OFFERS))
    return _OFFERS[media] if media else None


def accepted(request: Request) -> str | None:
    """Return the ``Accept`` header, several lines of it as one."""
    return ", ".join(request.headers.getlist("accept")) or None


def links_of(path: str, iri: str, frame: Frame, ending: str = "") -> str:
    """Return the ``Link`` header of an IRI or of its document: alternates, what describes it, licence, what to cite. Everything in it is ASCII by construction."""
    parts = [f'</{path}.{e}>; rel="alternate"; type="{media}"' for e, media in ENDINGS.items() if e != ending]
    parts.append(f'</{path}.ttl>; rel="describedby"; type="text/turtle"')
    parts += [f'<{frame.licence}>; rel="license"', f'<{iri}>; rel="cite-as"']
    return ", ".join([*parts, f'<{iri}>; rel="describes"'] if ending else parts)


def tag_of(build: str, path: str, ending: str) -> str:
    """Return the entity tag of a document: build, program and address settle its bytes."""
    return hashlib.sha256("\x1f".join((__version__, build, path, ending)).encode()).hexdigest()[:24]


def same(request: Request, tag: str) -> bool:
    """Tell whether the client has the document already (``If-None-Match``, weak comparison)."""
    given = ",".join(request.headers.getlist("if-none-match"))
    return any(t.removesuffix("-gzip") == tag for t in _TAGS.findall(given))


def anything(request: Request) -> bool:
    """Tell whether the client wants a document only when there is none (``If-None-Match: *``)."""
    return request.headers.get("if-none-match", "").strip() == "*"


def document(request: Request, content: bytes, tag: str, headers: Mapping[str, str]) -> Response:
    """Return a document, compressed for who likes it so, or 304. HEAD gets the same headers; the server leaves the body out."""
    if anything(request) or same(request, tag):
        return unchanged(tag, {k: v for k, v in headers.items() if k == "link"})
    zipped = len(content) >= _GZIPPED and gzips(request.headers.get("accept-encoding"))
    body = gzip.compress(content, 6, mtime=0) if zipped else content
    extra = {"content-encoding": "gzip"} if zipped else {}
    return Response(body, 200, {**validators(tag, zipped), **headers, **extra})


def validators(tag: str, zipped: bool = False) -> dict[str, str]:
    """Return what lets a client ask whether it has the newest."""
    return {"etag": f'"{tag}-gzip"' if zipped else f'"{tag}"', "cache-control": FRESH, "vary": "Accept-Encoding"}


def unchanged(tag: str, headers: Mapping[str, str]) -> Response:
    """Return 304."""
    return Response(None, 304, {**validators(tag), **headers})


def moved(target: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return a redirection with a line of text for who does not follow it. ``target`` is a path made by us."""
    return Response(f"{target}\n", status, {"location": target, "content-type": "text/plain; charset=utf-8", "cache-control": FRESH, **(headers or {})})


def told_as(request: Request) -> str | None:
    """Return the media type in which a client would be told why not: what it likes, and text before a page for a file of data."""
    data = (wanted(request) if "format" in request.query_params else request.url.path.rpartition(".")[2]) in _DATA
    return best(accepted(request), (*_TOLD[1:], HTML) if data else _TOLD)


def refused(request: Request, status: int, title: Text, told: tuple[Text, ...], links: Links, frame: Frame, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error as page, JSON or text, as the client likes; nothing the client sent is repeated."""
    extra = {"cache-control": "no-store", "vary": "Accept", **(headers or {})}
    form = told_as(request)
    if form == HTML:
        return Response(message(title, told, links, frame).encode(), status, {**extra, **PAGE})
    if form and "json" in form:
        remedy = {f"remedy_{lang}": " ".join(t.get(lang) for t in told) for lang in LANGS}
        made = answer({"errors": [{"es": title.es, "en": title.en, **remedy, "where": "", "field": ""}]}, status)
        made.headers.update(extra)
        return made
    lines = [title.es, *(t.es for t in told), title.en, *(t.en for t in told)]
    return Response("".join(f"{line}\n" for line in lines), status, {**extra, "content-type": "text/plain; charset=utf-8"})
