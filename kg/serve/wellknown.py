"""What machines look for at fixed addresses: ``/.well-known/void`` (VoID, section 7.2), ``/void.ttl``, ``/robots.txt``, ``/favicon.ico``."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg.model.policy import Policy, read_policy
from kg.publish.site_release import Release, built_base
from kg.publish.void import void
from kg.serve.pages_answers import document, moved, tag_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.graph.store import Reader
    from kg.serve.live import Site

_ROBOTS = b"User-agent: *\nDisallow: /sparql\nDisallow: /graph\nDisallow: /api/\nAllow: /\n"
"""Pages may be read by robots; what costs a query each is for who asks on purpose."""


def served(site: Site) -> list[BaseRoute]:
    """Return the routes for a build."""
    described = _Described(site.reader, read_policy(site.corpus.policy))
    return [Route("/void.ttl", described.answer), Route("/.well-known/void", _to("/void.ttl")), Route("/favicon.ico", _to("/assets/icon.svg")), Route("/robots.txt", _robots)]


class _Described:
    """VoID of one build, counted when somebody first asks."""

    def __init__(self, reader: Reader, policy: Policy) -> None:
        self.reader, self.policy = reader, policy
        self._made, self._making = b"", threading.Lock()

    async def answer(self, request: Request) -> Response:
        """Answer with the description."""
        content = self._made or await asyncio.to_thread(self._make)
        return document(request, content, tag_of(self.reader.folder.name, "void", "ttl"), {"content-type": "text/turtle; charset=utf-8"})

    def _make(self) -> bytes:
        with self._making:
            if not self._made:
                base = built_base(self.reader)
                frame = Release(base, self.policy.publisher, self.policy.contact, f"{base}sparql", "")
                self._made = void(self.reader, frame, (), (), self.policy.smallest_count).turtle()
        return self._made


def _to(target: str) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that leads elsewhere."""
    async def lead(_request: Request) -> Response:
        return moved(target, 302)

    return lead


async def _robots(_request: Request) -> Response:
    return Response(_ROBOTS, media_type="text/plain")
