"""The ASGI application and the one place that listens: routes behind the guard, on the loopback address unless told otherwise."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import Response

from kg.model.errors import KgError, ManyErrors, StoreError, UsageError
from kg.model.text import Text
from kg.serve.guard import Gate, Guard

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp

HOST = "127.0.0.1"
CONNECTIONS = 500
"""Connections at a time; more are told to come back (503)."""
HEADERS = 96 * 1024
"""Bytes of a request's first line and headers; more is 400. Addresses have a limit of their own (414)."""


class Conflict(KgError):
    """The file is no longer what the page has shown: nothing was written."""


class TooLarge(KgError):
    """More is asked at a time than the server does."""


def answer(value: Any, status: int = 200) -> Response:
    """Return JSON in ASCII: whatever a report holds, lone surrogates included, arrives."""
    return Response(json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")), status, media_type="application/json")


def told(error: KgError) -> dict[str, Any]:
    """Return an error as a page shows it: what and remedy in both languages, and where."""
    remedy = error.remedy or Text("", "")
    return {"es": error.what.es, "en": error.what.en, "remedy_es": remedy.es, "remedy_en": remedy.en, "where": error.where}


def failed(_request: Request, error: Exception) -> Response:
    """Answer with the error: 409 a conflict, 413 too much at a time, 400 a call that cannot be meant, 500 the disk, else 422."""
    if not isinstance(error, KgError):
        raise error
    status = next((s for kind, s in ((Conflict, 409), (TooLarge, 413), (UsageError, 400), (StoreError, 500)) if isinstance(error, kind)), 422)
    errors = error.errors if isinstance(error, ManyErrors) else [error]
    return answer({"errors": [{**told(e), "field": getattr(e, "field", "")} for e in errors]}, status)


def make_app(routes: Sequence[BaseRoute], gate: Gate, guard: Callable[[ASGIApp, Gate], ASGIApp] = Guard) -> ASGIApp:
    """Return the application: our routes, errors as JSON, and the guard in front of everything, error pages too."""
    return guard(Starlette(routes=routes, exception_handlers={KgError: failed}), gate)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens (``port`` 0: any that is free). Raises StoreError when the port cannot be had."""
    # With the protocol named, asyncio sends small pieces at once: else each answer waits 40 ms for the client's delayed acknowledgement.
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(256)
    except (OSError, OverflowError) as error:
        listener.close()
        why = getattr(error, "strerror", None) or str(error)
        raise StoreError(Text(f"no se puede escuchar en el puerto {port}: {why}", f"cannot listen on port {port}: {why}"), host,
                         Text("elija otro con --port, o 0 para uno libre", "choose another with --port, or 0 for a free one")) from error
    return listener


def run(routes: Callable[[Gate], Sequence[BaseRoute]], port: int, ready: Callable[[Gate], None], guard: Callable[[ASGIApp, Gate], ASGIApp] = Guard) -> None:
    """Listen on 127.0.0.1 (``port`` 0: any that is free) and serve ``routes`` until interrupted; ``ready`` is told once the port is ours.

    Raises StoreError when the port cannot be had, KeyboardInterrupt on Ctrl-C after open requests have been answered.
    """
    import uvicorn

    with listen(HOST, port) as listener:
        gate = Gate(listener.getsockname()[1])
        config = uvicorn.Config(make_app(routes(gate), gate, guard), log_level="warning", access_log=False, proxy_headers=False, server_header=False, date_header=False, ws="none", lifespan="off",
                                timeout_graceful_shutdown=3)
        ready(gate)
        uvicorn.Server(config).run(sockets=[listener])


def run_public(app: ASGIApp, listener: socket.socket, proxies: Sequence[str] = ()) -> None:
    """Serve an application that anybody may reach until interrupted: bounded headers and connections, deadlines for slow clients, no logs.

    ``proxies``: addresses or networks whose ``X-Forwarded-For`` and ``-Proto`` are believed; of the former the last that is no proxy of ours is the client.

    Raises KeyboardInterrupt on Ctrl-C, after open requests have been answered.
    """
    import uvicorn

    from kg.serve.protocol import deadlines

    config = uvicorn.Config(app, log_level="error", access_log=False, proxy_headers=bool(proxies), forwarded_allow_ips=[*proxies], server_header=False,
                            date_header=True, ws="none", lifespan="on", http=deadlines(), loop="asyncio",
                            limit_concurrency=CONNECTIONS, h11_max_incomplete_event_size=HEADERS, timeout_keep_alive=15, timeout_graceful_shutdown=10, backlog=256)
    uvicorn.Server(config).run(sockets=[listener])
