"""The review page: a report on the left, what was read in it on the right, and the way of every decision to the draft's file."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kg.model.acta_drafts import DRAFT
from kg.model.corpus import bundled
from kg.model.errors import UsageError
from kg.model.records import TABLES
from kg.model.terms import concepts
from kg.model.text import Lang, Text
from kg.reading.drafts.explain import meaning
from kg.serve.app import answer
from kg.serve.editing import CHOOSES
from kg.serve.session import Session
from kg.serve.words import review_texts
from kg.visual.safe import clean, data_block, own_text, policy, script_text

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from kg.serve.guard import Gate

PAGES = Path(__file__).resolve().parent / "pages"
_SCRIPTS = ("settle.js", "spans.js", "report.js", "list.js", "form.js", "review.js")
_LIVE = "; connect-src 'self'; frame-ancestors 'none'"


def routes(session: Session, title: str, lang: Lang, gate: Gate) -> list[BaseRoute]:
    """Return the page, the report's text, the records, and the one address that writes."""

    async def page(_request: Request) -> Response:
        html, rule = await run_in_threadpool(render, session, title, lang, gate.writing)
        return HTMLResponse(html, headers={"content-security-policy": rule})

    async def text(_request: Request) -> Response:
        return answer(_text(session))

    async def state(_request: Request) -> Response:
        return answer(await run_in_threadpool(session.state))

    async def act(request: Request) -> Response:
        try:
            body = json.loads(await request.body())
        except (ValueError, RecursionError) as error:
            raise UsageError(Text("no es JSON", "is not JSON")) from error
        return answer(await run_in_threadpool(session.act, body))

    return [Route("/", page), Route("/api/text", text), Route("/api/state", state), Route("/api/act", act, methods=["POST"])]


def render(session: Session, title: str, lang: Lang, token: str) -> tuple[str, str]:
    """Return the page and its content security policy: its own scripts and style by their hashes, nothing from elsewhere."""
    name = clean(title, 120)
    texts = {code: review_texts(code) | {"title": f"{name} · kg review", "name": name} for code in ("es", "en")}
    tables = [{"name": t.name, "entity": t.entity, "chooses": CHOOSES.get(t.name, ""), "fields": [asdict(f) for f in t.fields]} for t in TABLES]
    schemes = {f.target: None for t in TABLES for f in t.fields if f.type == "concept"} | {"actor": None}
    labels = {s: {k: list(v) for k, v in sorted(concepts()[s].items())} for s in schemes}
    data = {"lang": lang, "texts": texts, "values": {"saved": {"x": DRAFT}}, "token": token, "tables": tables, "concepts": labels,
            "rules": _rules(session), "places": _places(session), "original": session.document is not None}
    style = Markup(own_text("base.css") + _own("review.css"))
    script = script_text(own_text("page.js") + "".join(_own(name) for name in _SCRIPTS))
    html = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).get_template("review.html.j2").render(
        lang=lang, t=texts[lang], style=style, script=script, data=data_block(data))
    return html, policy([script], [style]) + _LIVE


def _own(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _rows(session: Session) -> list[dict[str, Any]]:
    return [row for file in session.files.values() for row in file.rows.values()]


def _rules(session: Session) -> dict[str, list[str]]:
    """Return what each rule of the draft does, in both languages."""
    return {rule: list(meaning(rule)) for rule in sorted({r["rule"] for r in _rows(session) if isinstance(r.get("rule"), str)})}


def _places(session: Session) -> dict[str, str]:
    """Return the municipalities that the draft's codes may mean: name and state."""
    codes = {c for r in _rows(session) if "inegi" in r for c in [r["inegi"], *r.get("alternatives", ())]}
    path = bundled("data") / "registry" / "municipalities.csv"
    if not codes or not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: f"{row['name']}, {row['state']}" for row in csv.DictReader(file) if row["code"] in codes}


def _text(session: Session) -> dict[str, Any]:
    """Return the report: its text, and which stretches are headings (code points)."""
    if session.document is None:
        return {"text": None, "headings": []}
    return {"text": session.document.text, "headings": [[b.start, b.end] for b in session.document.blocks if b.kind == "heading"]}
