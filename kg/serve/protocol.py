"""A connection's deadlines, which uvicorn has not: a client that sends slowly, or nothing, is let go; an answer that breaks off can break the connection."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send
    from uvicorn.protocols.http.h11_impl import H11Protocol as Base
else:
    Base = object   # uvicorn is imported when a server starts, not before

RECEIPT = 15.0
"""Seconds in which a request must have arrived whole, counted from its first byte or from the connection."""
_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_LINGER = struct.pack("ii", 1, 0)


def deadlines() -> type[asyncio.Protocol]:
    """Return uvicorn's own protocol with the deadlines added."""
    from uvicorn.protocols.http.h11_impl import H11Protocol

    return type("Deadlines", (_Deadlines, H11Protocol), {})


class _Deadlines(Base):
    """One connection."""

    _receipt: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inner: Any = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope["kg.abort"] = self._abort
            await inner(scope, receive, send)

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
