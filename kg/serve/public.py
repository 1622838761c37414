"""The guard of what anybody may read and nobody write: no token, CORS for reading, the same care with Host, bodies and headers.

A page on the Web that a browser has open reaches a local server, too, and a graph may not be published yet: so pages of this
machine (OpenRefine is one) may read, others only when the server was started for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from kg.model.text import Text
from kg.serve.guard import NAMES, Gate, Guard, Refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = "GET, HEAD, POST, OPTIONS"
_FIXED = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
_ASKED = "content-type, accept, if-none-match"
_SHOWN = "etag, link, location, content-location, retry-after"
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
LOCAL_FRAMES = "http://127.0.0.1:* http://localhost:*"
"""Pages that may frame a preview, as a content security policy writes them."""


def local(origin: str) -> bool:
    """Tell whether an ``Origin`` is a page of this machine."""
    try:
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and parts.hostname in {n.strip("[]") for n in NAMES}
    except ValueError:
        return False


def named_by(origin: str) -> str:
    """Return host and port of an ``Origin``, as a ``Host`` header would write them; "" for none. A page of this very server may ask it, by whatever name it is reached."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


@dataclass(frozen=True)
class PublicGate(Gate):
    """A gate with more names: ``names`` are the values of ``Host`` (a port may follow) by which others reach this server."""

    names: tuple[str, ...] = ()

    @property
    def hosts(self) -> frozenset[str]:
        """The values of ``Host`` that are ours."""
        return frozenset(n.lower() for name in self.names for n in (name, f"{name}:{self.port}")) | super().hosts


class Public(Guard):
    """ASGI middleware for reading without a token. ``anywhere``: pages of any site may read."""

    def __init__(self, app: ASGIApp, gate: Gate, anywhere: bool = False) -> None:
        super().__init__(app, gate)
        self.anywhere = anywhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight; pass a request on, or answer it with the reason why not."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")

        async def shared(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._share(MutableHeaders(scope=message), origin, scope["method"])
                if message["status"] == 304 and MutableHeaders(scope=message).get("content-security-policy") == _POLICY:
                    del MutableHeaders(scope=message)["content-security-policy"]   # a browser takes a 304's headers for those of the page it kept: the page has a policy of its own
                if message["status"] == 405:
                    MutableHeaders(scope=message).setdefault("allow", _METHODS)
            await send(message)

        if scope["method"] == "OPTIONS" and self._refusal("OPTIONS", headers, False) is None:
            await Response(status_code=204, headers={"allow": _METHODS})(scope, receive, shared)
        else:
            await super().__call__(scope, receive, shared)

    def _share(self, headers: MutableHeaders, origin: str, method: str) -> None:
        """Add the CORS headers that let a page read the answer; never with credentials, of which there are none."""
        headers.add_vary_header("Origin")
        if self.anywhere:
            headers["access-control-allow-origin"] = "*"
        elif origin and local(origin):
            headers["access-control-allow-origin"] = origin
        if method == "OPTIONS":
            headers["access-control-allow-methods"] = _METHODS
            headers["access-control-allow-headers"] = _ASKED
            headers["access-control-max-age"] = "600"
        else:
            headers["access-control-expose-headers"] = _SHOWN

    def _stamp(self, headers: MutableHeaders, opened: bool) -> None:
        for name, value in _FIXED.items():
            headers[name] = value
        headers.setdefault("content-security-policy", _POLICY)
        headers.setdefault("cache-control", "no-store")

    def _refusal(self, method: str, headers: Headers, opened: bool) -> Refusal | None:
        """Return why a request is refused, or None."""
        if [h.lower() for h in headers.getlist("host")] not in [[h] for h in self.gate.hosts]:
            return 403, Text("Este servidor solo responde por su nombre.", "This server answers to its own name only.")
        if method not in _METHODS.split(", "):
            return 405, Text("Método no admitido: aquí solo se lee.", "Method not allowed: this is for reading only.")
        if self.anywhere:
            return None
        origins = headers.getlist("origin")
        others = [o for o in origins if not (local(o) or named_by(o) in self.gate.hosts)]
        stranger = bool(others) or (not origins and headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate")
        if stranger:
            return 403, Text("La petición viene de una página de otro sitio; si debe leer, inicie con: kg serve --any-origin",
                             "The request comes from a page of another site; if it shall read, start with: kg serve --any-origin")
        return None
