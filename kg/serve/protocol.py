"""What uvicorn has not: deadlines (a client that sends slowly, or nothing, is let go), an answer that breaks off breaks the connection, targets that are whole addresses."""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send
    from uvicorn.protocols.http.h11_impl import H11Protocol as Base
else:
    Base = object   # uvicorn is imported when a server starts, not before

RECEIPT = 15.0
"""Seconds in which a request must have arrived whole, counted from its first byte or from the connection."""
_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_LINGER = struct.pack("ii", 1, 0)
_ABSOLUTE = re.compile(rb"https?://([^/]*)(/.*)?", re.IGNORECASE | re.DOTALL)


def deadlines() -> type[asyncio.Protocol]:
    """Return uvicorn's own protocol with the deadlines added."""
    from uvicorn.protocols.http.h11_impl import H11Protocol

    return type("Deadlines", (_Deadlines, H11Protocol), {})


def origin_form(scope: Scope) -> Scope:
    """Return a request whose target is a whole address (``GET http://host/sparql``) as one that names the path, and the address's host as ``Host`` (RFC 9112 §3.2.2)."""
    whole = _ABSOLUTE.fullmatch(scope["raw_path"]) if scope["type"] == "http" else None
    if whole is None:
        return scope
    raw = whole[2] or b"/"
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {**scope, "raw_path": raw, "path": unquote(raw.decode("ascii")), "headers": [*headers, (b"host", whole[1])]}


class _Deadlines(Base):
    """One connection."""

    _receipt: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inner: Any = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope["kg.abort"] = self._abort
            await inner(origin_form(scope), receive, send)

        self.app = app

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock: a connection is for a request."""
        super().connection_made(transport)
        self._arm()

    def data_received(self, data: bytes) -> None:
        """Stop the clock when a request is whole."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete or self.cycle.more_body:
            self._arm()
        else:
            self._disarm()

    def on_response_complete(self) -> None:
        """From here on the time for an idle connection counts."""
        self._disarm()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is left to wait for."""
        self._disarm()
        super().connection_lost(exc)

    def _arm(self) -> None:
        if self._receipt is None:
            self._receipt = self.loop.call_later(RECEIPT, self._let_go)

    def _disarm(self) -> None:
        if self._receipt is not None:
            self._receipt.cancel()
            self._receipt = None

    def _let_go(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(_LATE)
            self.transport.close()
        else:
            self._abort()

    def _abort(self) -> None:
        """End the connection so that the client sees an error, also one that takes the end of the connection for the end of the answer."""
        connection: socket.socket | None = self.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
        self.transport.abort()
