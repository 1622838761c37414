"""The JSON API's way to answer: values as JSON with their validators, errors as ``application/problem+json`` (RFC 9457), parameters that are known or refused."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from kg.model.errors import KgError, ManyErrors, StoreError, UsageError, nearest
from kg.model.text import Text
from kg.serve.app import told
from kg.serve.negotiate import best, liked
from kg.serve.pages_answers import accepted, document, same, tag_of, unchanged
from kg.serve.refusal import Refused
from kg.serve.sparql.request import parameters

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

JSON, PROBLEM = "application/json", "application/problem+json"
PAGE, MOST_PAGE, MOST_OFFSET = 20, 500, 1_000_000
"""Entries of a page unless told otherwise, the most of a page, and how far one may page."""
_READ = "GET, HEAD, OPTIONS"
_LONGEST = 16 * 1024   # bytes of an address


@dataclass(frozen=True)
class Asked:
    """A request, read: values of its parameters by name (several where one may be given twice), and what its path names."""

    values: Mapping[str, tuple[str, ...]]
    path: Mapping[str, str]
    address: str

    def one(self, name: str, default: str = "") -> str:
        """Return the value of a parameter. Raises Refused: it is given twice."""
        found = self.values.get(name, ())
        if len(found) > 1:
            raise Refused(400, Text(f"{name} va una sola vez", f"{name} is given once"))
        return found[0] if found else default

    def whole(self, name: str, default: int, most: int, least: int = 0) -> int:
        """Return a whole number. Raises Refused."""
        text = self.one(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) < 12) or not least <= int(text) <= most:
            raise Refused(400, Text(f"{name} es un entero de {least} a {most}", f"{name} is a whole number from {least} to {most}"))
        return int(text)

    def page(self) -> tuple[int, int]:
        """Return (limit, offset). Raises Refused."""
        return self.whole("limit", PAGE, MOST_PAGE, 1), self.whole("offset", 0, MOST_OFFSET)


@dataclass(frozen=True)
class Found:
    """An answer: its value (bytes are JSON already), and headers that go with it. ``status`` 301 has a Location."""

    value: Any
    headers: Mapping[str, str] | None = None
    status: int = 200


class Answered:
    """One address of the API as an ASGI application. ``known``: the parameters it takes; None takes any (what they may be is then checked by who answers)."""

    def __init__(self, build: str, make: Callable[[Asked], Awaitable[Found]], known: Collection[str] | None = ()) -> None:
        self.build, self.make, self.known = build, make, known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except KgError as error:
            response = problem(error, request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            raise Refused(405, Text("método no admitido: aquí solo se lee", "method not allowed: this is for reading only"), headers={"allow": _READ})
        if best(accepted(request), (JSON,)) is None:
            raise Refused(406, Text("esta API solo da JSON", "this API gives JSON only"), Text(f"pida {JSON}", f"ask for {JSON}"))
        raw = request.scope["query_string"]
        if len(raw) > _LONGEST:
            raise Refused(414, Text("la dirección es demasiado larga", "the address is too long"))
        values: dict[str, tuple[str, ...]] = {}
        for name, value in parameters(raw):
            if self.known is not None and name not in self.known:
                raise Refused(400, Text("hay un parámetro desconocido", "there is an unknown parameter"), nearest(name[:40], self.known, most=len(self.known)))
            values[name] = (*values.get(name, ()), value)
        tag = tag_of(self.build, request.url.path, raw.decode("latin-1"))
        if same(request, tag):
            return unchanged(tag, {"vary": "Accept, Accept-Encoding"})
        found = await self.make(Asked(values, request.path_params, request.url.path))
        value = found.value
        content = value if isinstance(value, bytes) else encoded(value)
        headers = {"content-type": JSON, "vary": "Accept, Accept-Encoding", **(found.headers or {})}
        if found.status != 200:
            return Response(content, found.status, {**headers, "cache-control": "no-cache"})
        return document(request, content, tag, headers)


def encoded(value: Any) -> bytes:
    """Return a value as JSON: as short as it goes, no number that JSON has not, half a surrogate pair as a question mark."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")


def paged(asked: Asked, total: int, limit: int, offset: int) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what an answer in pages says of them, and its ``Link`` header. The addresses of other pages are made anew from what was understood."""
    from urllib.parse import urlencode

    def address(at: int) -> str:
        rest = [(n, v) for n, found in sorted(asked.values.items()) for v in found if n not in ("limit", "offset")]
        return f"{asked.address}?{urlencode([*rest, ('limit', limit), ('offset', at)])}"

    after = address(offset + limit) if offset + limit < total else None
    before = address(max(0, offset - limit)) if offset else None
    links = [f'<{a}>; rel="{rel}"' for rel, a in (("next", after), ("prev", before)) if a]
    return {"total": total, "limit": limit, "offset": offset, "next": after}, {"link": ", ".join(links)} if links else {}


def problem(error: KgError, request: Request) -> Response:
    """Return an error as a problem document: title and detail in the language the client likes, Spanish first, both beside them."""
    status = error.status if isinstance(error, Refused) else 400 if isinstance(error, UsageError) else 503 if isinstance(error, StoreError) else 422
    parts = error.errors if isinstance(error, ManyErrors) else [error]
    lang = _lang(request.headers.get("accept-language", ""))
    first = parts[0]
    value: dict[str, Any] = {"type": "about:blank", "status": status, "title": HTTPStatus(status).phrase, "detail": first.what.get(lang), "errors": [told(e) for e in parts]}
    if first.remedy:
        value["remedy"] = first.remedy.get(lang)
    headers = {"cache-control": "no-store", "vary": "Accept, Accept-Language", "content-language": lang, **(error.headers if isinstance(error, Refused) else {})}
    return Response(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"), status, headers, media_type=PROBLEM)


def _lang(header: str) -> Any:
    """Return the language of a message: the first of ours the client likes, Spanish when it does not say."""
    found = [(like.quality, -place, like.value.partition("-")[0]) for place, like in enumerate(liked(header))]
    return next((lang for quality, _, lang in sorted(found, reverse=True) if quality > 0 and lang in ("es", "en")), "es")


def unknown(what: Text) -> Refused:
    """Return the refusal of something that is not there."""
    return Refused(404, what)
