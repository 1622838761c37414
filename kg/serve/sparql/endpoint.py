"""``/sparql``: queries by GET and POST, its own description where there is no query. And ``/graph``: the graphs, whole, to read (Graph Store Protocol)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from kg.graph.guard import refuse_federation
from kg.graph.stream import iri
from kg.model.errors import UsageError
from kg.model.text import Text
from kg.serve.refusal import Refused, refusal
from kg.serve.sparql import text
from kg.serve.sparql.description import Describer
from kg.serve.sparql.federation import Federation
from kg.serve.sparql.formats import GRAPHS, chosen, forms_of, typed
from kg.serve.sparql.request import Given, parameters, read
from kg.serve.sparql.respond import Responder, Task, tag_of

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

_READ = "GET, HEAD, OPTIONS"


class Endpoint:
    """The ASGI application of an endpoint: what it answers, and what it refuses with which status."""

    def __init__(self, responder: Responder, build: str, describer: Describer, federation: Federation | None = None) -> None:
        self.responder, self.build, self.describer, self.federation = responder, build, describer, federation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = Headers(scope=scope)
        await _told(self.answer, headers, scope, receive, send)

    async def answer(self, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer. Raises Refused."""
        given = read(scope["method"], scope["query_string"], headers, await _body(scope, receive))
        if given.query:
            found = await self.federation(given.query) if self.federation else given.query
            task = self.task(replace(given, query=found), headers.get("accept"))
            await self.responder(replace(task, tag="") if found != given.query else task, headers, scope, receive, send)   # others' answers change without a build
        else:
            await self.describer(headers, given.format, scope, receive, send)

    def task(self, given: Given, accept: str | None) -> Task:
        """Return what a query asks of a worker. Raises Refused for what no worker need see."""
        bare = text.bare(given.query)
        form = text.form_of(bare)
        if form == "UPDATE":
            raise Refused(400, Text("esto es una actualización, no una consulta; este servicio es solo de lectura", "this is an update, not a query; this service is read-only"))
        if text.depth_of(bare) > text.DEEPEST:
            raise Refused(400, Text("la consulta tiene demasiados paréntesis unos dentro de otros", "the query has too many brackets inside brackets"), Text("simplifíquela", "simplify it"))
        try:
            refuse_federation(given.query)
        except UsageError as error:
            raise Refused(400, error.what, error.remedy) from error
        shape, media = chosen(forms_of(form), accept, given.format)
        tag = "" if text.volatile(bare) else tag_of(self.build, given.query, shape.name, media, " ".join(given.default), "|", " ".join(given.named))
        return Task({"do": "query", "query": given.query, "form": shape.name, "default": given.default, "named": given.named}, typed(media), tag, text.shape_of(bare))


class GraphStore:
    """The Graph Store HTTP Protocol, for reading: ``?graph=IRI`` or ``?default``."""

    def __init__(self, responder: Responder, build: str) -> None:
        self.responder, self.build = responder, build

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = Headers(scope=scope)
        await _told(self._answer, headers, scope, receive, send)

    async def _answer(self, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            raise Refused(405, Text("método no admitido: los grafos solo se leen", "method not allowed: graphs are for reading only"), headers={"allow": _READ})
        given = parameters(scope["query_string"])
        graphs, default = [v for n, v in given if n == "graph"], [v for n, v in given if n == "default"]
        if len(graphs) + len(default) != 1:
            raise Refused(400, Text("diga un grafo, y solo uno", "name one graph, and only one"), Text("?graph=IRI o ?default", "?graph=IRI or ?default"))
        if default and default[0]:
            raise Refused(400, Text("default no lleva valor", "default has no value"))
        if graphs and not iri(graphs[0]):
            raise Refused(400, Text("el nombre del grafo no es un IRI absoluto", "the graph's name is not an absolute IRI"))
        name = graphs[0] if graphs else None
        form, media = chosen(GRAPHS, headers.get("accept"), next((v for n, v in given if n == "format"), ""))
        if name is not None and not await self.responder.known(name):
            raise Refused(404, Text("no hay un grafo con ese nombre", "there is no graph of that name"))
        tag = tag_of(self.build, "graph", name or "", form.name, media)
        await self.responder(Task({"do": "graph", "graph": name, "form": form.name}, typed(media), tag), headers, scope, receive, send)


async def _told(work: Callable[[Headers, Scope, Receive, Send], Awaitable[None]], headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer, or say why not: also to who waits when the server stops."""
    began = False

    async def noted(message: Message) -> None:
        nonlocal began
        began = True
        await send(message)

    try:
        await work(headers, scope, receive, noted)
    except Refused as error:
        await refusal(error, headers.get("accept"))(scope, receive, send)
    except asyncio.CancelledError:
        if began:
            raise
        stopping = Refused(503, Text("el servicio se está deteniendo", "the service is stopping"), Text("intente de nuevo", "try again"), {"retry-after": "5"})
        await refusal(stopping, headers.get("accept"))(scope, receive, send)


async def _body(scope: Scope, receive: Receive) -> bytes:
    """Return a request's body; the guard has bounded it."""
    if scope["method"] != "POST":
        return b""
    parts: list[bytes] = []
    while True:
        message: Message = await receive()
        parts.append(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return b"".join(parts)
