"""What stands between a browser and a page that writes: who may call (Host, Origin, token), how much they may send, what a response may do.

A local server is reached by every page the browser has open. So: only our own names as Host (a name that a stranger points at
127.0.0.1 is none), a random token a start that only the person who started it has seen, writes only from our own page, no CORS.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse

from kg.model.text import Text

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""This machine, as a host is written where a port is not."""
NAMES = ("127.0.0.1", "localhost", "[::1]")
MAX_BODY = 256 * 1024
"""Bytes of a request's body. A correction has a few hundred."""
HEADER = "x-kg-token"
_SAFE = {"GET", "HEAD"}
_FIXED = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store", "x-frame-options": "DENY",
          "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin"}
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_OPEN_IT = Text("Abra la dirección que imprimió kg al empezar: lleva la clave de esta sesión.", "Open the address that kg printed when it started: it holds this session's key.")
Refusal = tuple[int, Text]


@dataclass(frozen=True)
class Gate:
    """The port a server listens on and the secret of this start."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def address(self) -> str:
        """The address to open: it brings the token, which the cookie then keeps."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    @property
    def hosts(self) -> frozenset[str]:
        """The values of ``Host`` that are ours."""
        return frozenset(f"{name}:{self.port}" for name in NAMES) | (frozenset(NAMES) if self.port == 80 else frozenset())

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies know no ports, so the name tells them apart."""
        return f"kg-{self.port}"

    @property
    def writing(self) -> str:
        """What a write must bring as a header: only our page has read it, since the cookie cannot be read and goes along by itself."""
        return hmac.new(self.token.encode(), b"write", hashlib.sha256).hexdigest()


class Guard:
    """ASGI middleware: refuses what is not ours, bounds bodies, and adds the headers that keep a response harmless."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app, self.gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with the reason why not."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        opened = _same(parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0], self.gate.token) and scope["method"] in _SAFE

        async def harmless(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._stamp(MutableHeaders(scope=message), opened)
            await send(message)

        refusal = self._refusal(scope["method"], headers, opened)
        body = b"" if refusal else await _body(receive, headers)
        if body is None:
            refusal = (413, Text("La petición es demasiado grande.", "The request is too large."))
        if refusal:
            opened = False
            await PlainTextResponse(f"{refusal[1].es}\n{refusal[1].en}\n", refusal[0])(scope, receive, harmless)
            return
        await self.app(scope, _replay(body or b"", receive), harmless)

    def _stamp(self, headers: MutableHeaders, opened: bool) -> None:
        for name, value in _FIXED.items():
            headers[name] = value
        headers.setdefault("content-security-policy", _POLICY)
        if opened:
            headers.append("set-cookie", f"{self.gate.cookie}={self.gate.token}; HttpOnly; SameSite=Strict; Path=/")

    def _refusal(self, method: str, headers: Headers, opened: bool) -> Refusal | None:
        """Return why a request is refused, or None."""
        if headers.getlist("host") not in [[h] for h in self.gate.hosts]:
            return 403, Text("Este servidor solo responde por su nombre local.", "This server answers to its local name only.")
        navigation = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document" and method in _SAFE
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not navigation:
            return 403, Text("La petición viene de otra página.", "The request comes from another page.")
        if not opened and not _same(cookie_parser(headers.get("cookie", "")).get(self.gate.cookie, ""), self.gate.token):
            return 403, _OPEN_IT
        return None if method in _SAFE else self._write_refusal(method, headers)

    def _write_refusal(self, method: str, headers: Headers) -> Refusal | None:
        if method != "POST":
            return 405, Text("Método no admitido.", "Method not allowed.")
        if headers.getlist("origin") != [f"http://{headers['host']}"]:
            return 403, Text("Solo escribe la página de este servidor.", "Only this server's own page may write.")
        if not _same(headers.get(HEADER, ""), self.gate.writing):
            return 403, _OPEN_IT
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return 415, Text("Se espera JSON.", "JSON is expected.")
        return None


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


async def _body(receive: Receive, headers: Headers) -> bytes | None:
    """Read a request's body whole; None when it is larger than allowed, whatever its headers say."""
    told = headers.get("content-length", "0")
    if not told.isascii() or not told.isdigit() or int(told) > MAX_BODY:
        return None
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` that gives the body once, then what comes after it (the client leaving)."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
