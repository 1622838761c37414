"""The page of identity questions: one at a time, both sides on one screen, and the way of every answer to the file of decisions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kg.model.errors import UsageError
from kg.model.text import Lang, Text
from kg.serve.app import answer, told
from kg.serve.identity_session import Contradiction, Sitting
from kg.serve.identity_words import identity_texts
from kg.visual.safe import data_block, own_text, policy, script_text

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from kg.serve.guard import Gate

PAGES = Path(__file__).resolve().parent / "pages" / "identity"
_SCRIPTS = ("side.js", "identity.js")
_LIVE = "; connect-src 'self'; frame-ancestors 'none'"


def routes(sitting: Sitting, lang: Lang, gate: Gate) -> list[BaseRoute]:
    """Return the page, the list of questions, one question, and the one address that writes."""

    async def page(request: Request) -> Response:
        asked = request.query_params.get("lang")
        html, rule = render("en" if asked == "en" else "es" if asked == "es" else lang, gate.writing)
        return HTMLResponse(html, headers={"content-security-policy": rule})

    async def state(request: Request) -> Response:
        asked = request.query_params
        return answer(await run_in_threadpool(sitting.state, asked.get("only", ""), asked.get("unsure") == "1"))

    async def question(request: Request) -> Response:
        asked = request.query_params
        return answer(await run_in_threadpool(sitting.question, asked.get("kind", ""), asked.get("a", ""), asked.get("b", "")))

    async def act(request: Request) -> Response:
        try:
            body = json.loads(await request.body())
        except (ValueError, RecursionError) as error:
            raise UsageError(Text("no es JSON", "is not JSON")) from error
        try:
            return answer(await run_in_threadpool(sitting.act, body))
        except Contradiction as found:
            return answer({"errors": [_refused(found, e) for e in found.errors]}, 422)

    return [Route("/", page), Route("/api/state", state), Route("/api/question", question), Route("/api/act", act, methods=["POST"])]


def _refused(found: Contradiction, error: Any) -> dict[str, Any]:
    return {**told(error), "contradiction": True, "names": dict(found.names)}


def render(lang: Lang, token: str) -> tuple[str, str]:
    """Return the page and its content security policy: its own scripts and style by their hashes, nothing from elsewhere."""
    texts = {code: identity_texts(code) for code in ("es", "en")}
    data = {"lang": lang, "texts": texts, "values": {}, "token": token}
    style = Markup(own_text("base.css") + _own("identity.css"))
    script = script_text(own_text("page.js") + "".join(_own(name) for name in _SCRIPTS))
    html = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).get_template("identity.html.j2").render(
        lang=lang, t=texts[lang], style=style, script=script, data=data_block(data))
    return html, policy([script], [style]) + _LIVE


def _own(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8").replace("\r\n", "\n")
