"""A request that is refused: its status, and the reason in both languages, as JSON or as text, as the client likes."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import PlainTextResponse, Response

from kg.model.errors import KgError
from kg.model.text import Text
from kg.serve.app import answer, told
from kg.serve.negotiate import best

_AS_JSON = ("text/plain", "application/json", "application/sparql-results+json", "application/ld+json")


class Refused(KgError):
    """The answer to a request is a status with a reason. ``headers`` go with it; they hold nothing that the client sent."""

    def __init__(self, status: int, what: Text, remedy: Text | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(what, "", remedy)
        self.status, self.headers = status, dict(headers or {})


def refusal(error: Refused, accept: str | None) -> Response:
    """Return the response to a refused request."""
    headers = {**error.headers, "cache-control": "no-store", "vary": "Accept"}
    if best(accept, _AS_JSON) in _AS_JSON[1:]:
        made = answer({"errors": [{**told(error), "field": ""}]}, error.status)
        made.headers.update(headers)
        return made
    return PlainTextResponse(f"{error.render('es')}\n{error.render('en')}\n", error.status, headers)
