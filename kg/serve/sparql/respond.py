"""From a task to a response: its status before the first byte, its bytes as they come, and no end when the end was not reached."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.model.text import Text
from kg.serve.negotiate import gzips
from kg.serve.refusal import Refused
from kg.serve.sparql.answers import Answer, Failed
from kg.serve.sparql.kept import Cache, Kept
from kg.serve.sparql.pool import Pool

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.types import Receive, Scope, Send

_FAST = 0.05      # seconds after which it is worth watching whether the client is still there
_STALLED = 30.0   # seconds that a client may take none of what it is sent
_TAG = re.compile(r'(?:W/)?"[^"]*"')
ABORT = "kg.abort"
"""Where the server's protocol leaves what ends a connection at once (``kg.serve.app``)."""


@dataclass(frozen=True)
class Task:
    """What a worker is asked, what its answer is called, and by what it is known again. ``tag`` is "" for an answer that may differ each time."""

    do: Mapping[str, Any]
    content_type: str
    tag: str = ""
    shape: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Cut(Exception):
    """An answer ended before its end; nobody may take what was sent for the whole."""


def tag_of(*parts: str) -> str:
    """Return a weak entity tag: what it names says the same, the order of its rows may differ."""
    return f'W/"{hashlib.sha256(chr(31).join(parts).encode("utf-8", "replace")).hexdigest()[:32]}"'


class Responder:
    """Answers tasks with a pool's workers."""

    def __init__(self, pool: Pool) -> None:
        self.pool, self.cache = pool, Cache(pool.limits.cache)
        self._counts: list[tuple[str, int]] | None = None

    async def __call__(self, task: Task, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response. Raises Refused before anything was sent, Cut after."""
        head = _head(task)
        if await _unchanged(task, head, headers, scope, send):
            return
        gzip = gzips(headers.get("accept-encoding"))
        key = f"{task.tag}{gzip}" if task.tag else ""
        found = self.cache.get(key) if key else None
        if found is not None:
            await _whole(headers, head, found, scope, send)
            return
        work = asyncio.ensure_future(self._run(task, gzip, key, head, headers, scope, send))
        try:
            done, _ = await asyncio.wait({work}, timeout=_FAST)
            if not done:
                await _unless_left(work, receive)
        finally:
            if not work.done():
                work.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await work
        if not work.cancelled():
            work.result()

    async def ready(self, task: Task, body: bytes, headers: Headers, scope: Scope, send: Send) -> None:
        """Send a response whose bytes are there already."""
        head = _head(task)
        if not await _unchanged(task, head, headers, scope, send):
            gzip = gzips(headers.get("accept-encoding"))
            await _whole(headers, head, Kept(gzip, zlib.compress(body, 5, 31) if gzip else body), scope, send)

    async def _value(self, do: dict[str, Any]) -> Any:
        """Return what a worker says of the graph. Raises Refused."""
        try:
            async with self.pool.asking({**do, "gzip": False}) as answer:
                return json.loads(await answer.rest())
        except Failed as failed:
            raise refused(failed) from failed

    async def counts(self) -> list[tuple[str, int]]:
        """Return how many triples each graph holds, "" the default one; asked once. Raises Refused."""
        if self._counts is None:
            self._counts = [(name, count) for name, count in await self._value({"do": "counts"})]
        return self._counts

    async def known(self, graph: str) -> bool:
        """Tell whether there is a graph of this name. Raises Refused."""
        return bool(await self._value({"do": "has", "graph": graph}))

    async def _run(self, task: Task, gzip: bool, key: str, head: list[tuple[bytes, bytes]], headers: Headers, scope: Scope, send: Send) -> None:
        try:
            async with self.pool.asking({**task.do, "gzip": gzip}, task.shape) as answer:
                if answer.whole:
                    kept = Kept(answer.gzip, await answer.rest())
                    if key:
                        self.cache.put(key, kept)
                    await _whole(headers, head, kept, scope, send)
                elif _any(headers, scope):
                    await _send(send, 304, head[1:], b"")
                else:
                    await self._stream(answer, head, scope, send)
        except Failed as failed:
            raise refused(failed) from failed

    async def _stream(self, answer: Answer, head: list[tuple[bytes, bytes]], scope: Scope, send: Send) -> None:
        """Send what comes as it comes; where it breaks off, so does the connection."""
        coded = [*head, (b"content-encoding", b"gzip")] if answer.gzip else head
        await send({"type": "http.response.start", "status": 200, "headers": coded})
        try:
            while scope["method"] != "HEAD" and (part := await answer.chunk()) is not None:
                await asyncio.wait_for(send({"type": "http.response.body", "body": part, "more_body": True}), _STALLED)
        except (Failed, TimeoutError) as error:
            if ABORT not in scope:
                raise Cut("the answer was cut") from error
            scope[ABORT]()
            await asyncio.sleep(0)   # the server learns that the connection is gone
            return
        await send({"type": "http.response.body", "body": b""})


def _head(task: Task) -> list[tuple[bytes, bytes]]:
    """Return the headers that every answer to a task has; 304 has them, too, but for the first."""
    head = [("content-type", task.content_type), *task.headers.items(), ("vary", "Accept, Accept-Encoding"), ("cache-control", "no-cache" if task.tag else "no-store")]
    return [(name.encode(), value.encode()) for name, value in [*head, *([("etag", task.tag)] if task.tag else [])]]


async def _whole(headers: Headers, head: list[tuple[bytes, bytes]], kept: Kept, scope: Scope, send: Send) -> None:
    """Send an answer that is there, or 304 to who wants none that is."""
    if _any(headers, scope):
        await _send(send, 304, head[1:], b"")
    else:
        await _send(send, 200, [*head, (b"content-encoding", b"gzip")] if kept.gzip else head, kept.body)


def _any(headers: Headers, scope: Scope) -> bool:
    """Tell whether a client wants an answer only where there is none (``If-None-Match: *``): that is known once there is one, and a query that cannot be answered has none."""
    return scope["method"] in ("GET", "HEAD") and headers.get("if-none-match", "").strip() == "*"


async def _unchanged(task: Task, head: list[tuple[bytes, bytes]], headers: Headers, scope: Scope, send: Send) -> bool:
    """Answer 304 who has the answer already; tell whether that was done."""
    if not task.tag or scope["method"] not in ("GET", "HEAD") or not _matches(headers.getlist("if-none-match"), task.tag):
        return False
    await _send(send, 304, head[1:], b"")
    return True


async def _send(send: Send, status: int, head: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = [] if status == 304 else [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": [*head, *length]})
    await send({"type": "http.response.body", "body": body})


async def _unless_left(work: asyncio.Future[None], receive: Receive) -> None:
    """Wait for the work, or until the client has left."""
    left = asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait({work, left}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        left.cancel()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _matches(given: list[str], tag: str) -> bool:
    """Tell whether ``If-None-Match`` names a tag, compared weakly."""
    return any(t.removeprefix("W/") == tag.removeprefix("W/") for t in _TAG.findall(",".join(given)))


_WHY = {
    "rows": (413, Text("la respuesta tiene más renglones de los que este servicio da", "the answer has more rows than this service gives"), Text("pida menos con LIMIT", "ask for fewer with LIMIT")),
    "time": (504, Text("la consulta tardó demasiado y se detuvo", "the query took too long and was stopped"), Text("simplifíquela o pida menos", "simplify it or ask for less")),
    "memory": (503, Text("la consulta pidió más memoria de la que puede tener", "the query wanted more memory than it may have"), Text("simplifíquela o pida menos", "simplify it or ask for less")),
    "deep": (400, Text("la consulta es demasiado complicada para el motor", "the query is too complicated for the engine"), Text("simplifíquela", "simplify it")),
    "busy": (503, Text("el servicio está ocupado", "the service is busy"), Text("intente de nuevo en unos segundos", "try again in a few seconds")),
    "engine": (500, Text("el motor no pudo responder", "the engine could not answer"), None),
}
_STATUS = {"query": 400, "format": 406, "rows": 413}


def refused(failed: Failed) -> Refused:
    """Return a failed task as a refused request."""
    status, what, remedy = _WHY.get(failed.kind, _WHY["engine"])
    if failed.what[0]:
        what, remedy, status = Text(*failed.what), Text(*failed.remedy) if failed.remedy[0] else None, _STATUS.get(failed.kind, 500)
    return Refused(status, what, remedy, {"retry-after": "5"} if failed.kind == "busy" else {})
