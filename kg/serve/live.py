"""What is served, from one build to the next: a new build gets an application of its own, and the old one ends when its last request has."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from kg.graph.store import Reader, current
from kg.model.corpus import Corpus
from kg.model.errors import KgError, StoreError
from kg.model.text import Lang, Text
from kg.serve.app import failed
from kg.serve.guard import Gate
from kg.serve.refusal import Refused, refusal
from kg.serve.sparql.zygote_link import Broken

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

MODULES = ("kg.serve.sparql.routes", "kg.serve.api", "kg.serve.workbench", "kg.serve.reconcile", "kg.serve.wellknown", "kg.serve.pages_iri")
"""What ``kg serve`` serves: each module has ``served(site)``, which returns its routes and may be a coroutine. The first route that fits is taken."""
LOOK = 1.0
"""Seconds between looks at which build is the current one."""
_DRAIN = 60.0   # seconds that requests to an old build may take
_AGAIN = 30.0   # seconds until a build that could not be opened is tried again


@dataclass
class Site:
    """One build as it is served. ``folder`` is the build's own, which never changes; ``anywhere``: pages of any site may read."""

    corpus: Corpus
    folder: Path
    reader: Reader
    gate: Gate
    lang: Lang
    anywhere: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    first: bool = True   # the first build that this server serves
    shared: dict[str, Any] = field(default_factory=dict)
    """What a module leaves for those after it: ``pool``, the workers that answer queries; ``search``, the index of names; ``questions``."""
    app: Starlette = field(default_factory=Starlette)
    requests: int = 0
    _ends: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    _checks: list[Callable[[], bool]] = field(default_factory=list)

    def leaving(self, end: Callable[[], Awaitable[None]]) -> None:
        """Have something ended when this build is served no more."""
        self._ends.append(end)

    def watched(self, check: Callable[[], bool]) -> None:
        """Have something looked at every second; when it is not well, the build is opened anew."""
        self._checks.append(check)

    @property
    def well(self) -> bool:
        """Whether all that is watched is well."""
        return all(check() for check in self._checks)

    async def open(self, modules: Sequence[str]) -> None:
        """Ask the modules for their routes."""
        routes: list[BaseRoute] = [Route("/healthz", _alive)]
        for name in modules:
            served = import_module(name).served
            routes += await served(self) if inspect.iscoroutinefunction(served) else await asyncio.to_thread(served, self)
        self.app = Starlette(routes=routes, exception_handlers={KgError: failed, 404: _nowhere})

    async def close(self) -> None:
        """End what is to be ended, once nobody asks it any more."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle(), _DRAIN)
        for end in self._ends:
            await end()

    async def _idle(self) -> None:
        while self.requests:
            await asyncio.sleep(0.05)


def _nowhere(request: Request, _error: Exception) -> Response:
    """Answer for an address that no module serves: in both languages, as JSON or as text."""
    return refusal(Refused(404, Text("no hay nada en esta dirección", "there is nothing at this address"), Text("empiece en /", "begin at /")), request.headers.get("accept"))


async def _alive(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok\n")


class Live:
    """The ASGI application: whatever build is the current one. ``opened`` is told of every build that is served from then on, ``trouble`` of one that cannot be."""

    def __init__(self, corpus: Corpus, gate: Gate, lang: Lang, opened: Callable[[Site], None], trouble: Callable[[Text], None], *,
                 anywhere: bool = False, options: Mapping[str, Any] | None = None, modules: Sequence[str] = MODULES) -> None:
        self.corpus, self.gate, self.lang, self.opened, self.trouble = corpus, gate, lang, opened, trouble
        self.anywhere, self.options, self.modules = anywhere, options or {}, modules
        self.site: Site | None = None
        self.error: KgError | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the build that is current when the request comes."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        site = self.site
        if site is None:
            await PlainTextResponse("no\n", 503, {"retry-after": "5"})(scope, receive, send)
            return
        site.requests += 1
        try:
            await site.app(scope, receive, send)
        finally:
            site.requests -= 1

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self._open(current(self.corpus.build))
        except KgError as error:
            self.error = error
            await send({"type": "lifespan.startup.failed", "message": ""})
            return
        watching = asyncio.create_task(self._watch())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        if self.site is not None:
            self._leave(self.site)
        await asyncio.gather(*self._closing)
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self, folder: Path) -> None:
        """Open a build and serve it from now on. Raises KgError; what was served before goes on then."""
        site = Site(self.corpus, folder, await asyncio.to_thread(Reader, folder), self.gate, self.lang, self.anywhere, self.options, self.site is None)
        try:
            await site.open(self.modules)
        except (KgError, Broken) as error:
            await site.close()
            if isinstance(error, KgError):
                raise
            raise StoreError(Text(f"el grafo no se puede servir: {error}", f"the graph cannot be served: {error}"), str(folder)) from error
        before, self.site = self.site, site
        self.opened(site)
        if before is not None:
            self._leave(before)

    def _leave(self, site: Site) -> None:
        task = asyncio.create_task(site.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _watch(self) -> None:
        """Look for a new build, and whether this one is well. One that cannot be opened is told of, the old one goes on, and it is tried again later."""
        bad, again, clock = Path(), 0.0, asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(LOOK)
            folder = Path()
            try:
                folder = current(self.corpus.build)
                if (self.site is None or folder != self.site.folder or not self.site.well) and (folder != bad or clock() > again):
                    await self._open(folder)
            except (KgError, OSError) as error:
                bad, again = folder, clock() + _AGAIN
                self.trouble(Text(error.render("es"), error.render("en")) if isinstance(error, KgError) else Text(str(error), str(error)))
