"""What goes around everything that is served to others: how much one address may ask, and a log that names nobody."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import IO, TYPE_CHECKING
from urllib.parse import parse_qs

from kg.model.text import Text
from kg.serve.recent import Recent
from kg.serve.refusal import Refused, refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CLIENTS = 10_000   # clients that are remembered, in memory only
_BURST = 10.0       # seconds' worth of requests that may come at once


class Rate:
    """ASGI middleware: so many requests a second from one client, in the long run; 429 beyond."""

    def __init__(self, app: ASGIApp, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.app, self.rate, self.clock = app, rate, clock
        self._most = max(1.0, rate * _BURST)
        self._spent: Recent[str, tuple[float, float]] = Recent(_CLIENTS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or self._allowed(_client((scope.get("client") or ("",))[0])):
            await self.app(scope, receive, send)
            return
        wait = max(1, ceil(1 / self.rate))
        accept = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"accept"), None)
        error = Refused(429, Text("demasiadas peticiones", "too many requests"), Text("espere un poco", "wait a little"), {"retry-after": str(wait)})
        await refusal(error, accept)(scope, receive, send)

    def _allowed(self, client: str) -> bool:
        """Take one from what a client may still ask (it fills with time); tell whether there was one."""
        now = self.clock()
        left, since = self._spent.get(client, (self._most, now))
        left = min(self._most, left + (now - since) * self.rate)
        self._spent[client] = (left - 1 if left >= 1 else left, now)
        return left >= 1


def _client(address: str) -> str:
    """Return what tells a client from others: an IPv4 address, the /64 of an IPv6 one (whoever has one address there has all of them); what a proxy wrote that is neither is one client."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or found.packed[:8].hex())
    return str(found)


class Log:
    """ASGI middleware: one line of JSON a request, without addresses, names of agents or referrers; queries only when told so."""

    def __init__(self, app: ASGIApp, file: IO[str], queries: bool = False) -> None:
        self.app, self.file, self.queries = app, file, queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and write down how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, size = time.monotonic(), 0, 0

        async def seen(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            line = {"at": time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime()), "method": scope["method"], "path": _general(scope["path"]), "status": status,
                    "bytes": size, "ms": round((time.monotonic() - began) * 1000)}
            if self.queries:
                line["query"] = parse_qs(scope["query_string"].decode("latin-1")).get("query", [""])[0][:10_000]
            self.file.write(json.dumps(line) + "\n")
            self.file.flush()


def _general(path: str) -> str:
    """Return what kind of thing was asked for, not which: ``/id/persona/…``."""
    parts = path.split("/")
    return path if len(parts) <= 2 else "/".join([*parts[:3 if len(parts) > 3 else 2], "…"])
