"""The workbench at ``/``: the editor of queries with the ready questions, search over what the graph names, the explorer and the findings.

Its policy is the strictest that works, measured in a browser: our own files only, no inline style or script, nothing asked but this server
(the editor sets styles through the object model, which a policy allows). Without script the same page is a form, and links.

The editor is YASGUI's, Yasqe (``visuals/workbench``); what shows an answer is ours. The whole of YASGUI was measured under the same policy: 954 kB
instead of 544, jQuery and DataTables, one style refused, five kinds of fault that axe finds in its result pane, English only.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from html import unescape
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, FileSystemLoader
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg.model.corpus import bundled
from kg.model.errors import UsageError
from kg.model.policy import read_policy
from kg.model.text import Text
from kg.publish.links import Absolute
from kg.publish.page import POLICY, environment
from kg.publish.page import TEMPLATES as PUBLISHED
from kg.publish.site_release import built_base
from kg.serve.api_search import KINDS
from kg.serve.pages_answers import PAGE, document, moved, refused, same, tag_of, unchanged
from kg.serve.pages_iri import frame_of
from kg.serve.refusal import Refused
from kg.serve.review import PAGES
from kg.serve.workbench_pages import HERE

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.publish.page import Frame
    from kg.serve.api_questions import Questions
    from kg.serve.api_search import Search
    from kg.serve.live import Site
    from kg.serve.maker import Makes

NAV = ((Text("Consultar", "Query"), ""), (Text("Buscar", "Search"), "buscar"), (Text("Documentos", "Documents"), "buscar?kind=document"), (Text("Explorador", "Explorer"), "explorer"),
       (Text("Hallazgos", "Findings"), "findings"), (Text("Ontología", "Ontology"), "ontology.html"), (Text("API", "API"), "api"))
"""What the top line of every page of the server leads to."""
HOME = "index.html"
RULE = POLICY.replace("img-src 'self' data:", "img-src 'self' data: blob:").replace("form-action 'none'", "form-action 'self'; connect-src 'self'")
"""The content security policy of the workbench."""
FILES = {"workbench.js": "text/javascript; charset=utf-8", "workbench.css": "text/css; charset=utf-8", "notices.txt": "text/plain; charset=utf-8"}
PER_PAGE = 25
_UNKNOWN = Text("No se conoce esta dirección", "This address is not known")


def served(site: Site) -> list[BaseRoute]:
    """Return the routes for a build, which answer with what ``kg.serve.api`` left."""
    base = built_base(site.reader)
    frame = frame_of(read_policy(site.corpus.policy), base, "/sparql", NAV, HOME)
    return routes(Workbench(frame, site.folder.name, site.shared["questions"], site.shared["search"], site.shared["maker"]))


def routes(bench: Workbench) -> list[BaseRoute]:
    """Return the routes of the workbench."""
    answers = {"/": bench.home, f"/{HOME}": bench.top, "/buscar": bench.search, "/explorer": bench.large, "/findings": bench.large, "/workbench/{name}": bench.file}
    return [Route(path, answer) for path, answer in answers.items()]


class Workbench:
    """The pages of the workbench over one build."""

    def __init__(self, frame: Frame, build: str, questions: Questions, search: Search, maker: Makes) -> None:
        self.frame, self.build, self.questions, self.words, self.maker = frame, build, questions, search, maker
        self.links = Absolute(frame.base)
        self._templates = environment().overlay(loader=ChoiceLoader([FileSystemLoader(PAGES), FileSystemLoader(PUBLISHED)]))

    def _page(self, request: Request, template: str, title: Text, **values: Any) -> Response:
        given = {"alternates": (), "iri": "", "description": "", "data": "", "redirect": "", "robots": "", "canonical": "", "scripts": ()} | values
        html = self._templates.get_template(template).render(links=self.links, frame=self.frame, title=title, policy=RULE, **given)
        headers = PAGE | {"content-security-policy": f"{RULE}; frame-ancestors 'none'"}
        return document(request, html.encode("utf-8", "replace"), hashlib.sha256(html.encode("utf-8", "replace")).hexdigest()[:24], headers)

    def _refused(self, request: Request, status: int, what: Text, told: tuple[Text, ...] = (), headers: Mapping[str, str] | None = None) -> Response:
        return refused(request, status, what, told, self.links, self.frame, headers)

    async def top(self, _request: Request) -> Response:
        """Send to the page itself."""
        return moved("/", 301)

    async def home(self, request: Request) -> Response:
        """Answer with the workbench; ``?question=NAME&param.X=…`` fills in a ready question, also without script."""
        name = request.query_params.get("question", "")
        if name and name not in self.questions.known:
            return self._refused(request, 404, Text("No hay una pregunta con ese nombre", "There is no question of that name"))
        question, query = self.questions.known.get(name), ""
        if question is not None:
            known = {f"param.{p.name}": p.name for p in question.params}
            try:
                query = self.questions.bound(question, {known[n]: v for n, v in request.query_params.items() if n in known})
            except UsageError as error:
                return self._refused(request, 400, error.what, (error.remedy,) if error.remedy else ())
        return self._page(request, "workbench.html.j2", Text("Consultar el grafo", "Query the graph"), questions=self.questions.listed(), question=question, query=query, kinds=KINDS, build=self.build,
                          scripts=(self.links.to("workbench/workbench.js"),))

    async def search(self, request: Request) -> Response:
        """Answer with what fits some words."""
        given = request.query_params
        text, kind, start = given.get("q", "")[:200], given.get("kind", ""), given.get("from", "0")
        if (kind and kind not in KINDS) or not (start.isascii() and start.isdigit() and len(start) < 7):
            return self._refused(request, 400, Text("No se entiende la búsqueda", "The search is not understood"))
        total, hits = await run_in_threadpool(self.words.find, text, (kind,) if kind else (), PER_PAGE, int(start)) if text.strip() or kind else (0, [])
        return self._page(request, "workbench_search.html.j2", Text("Buscar", "Search"), text=text, kind=kind, kinds=KINDS, total=total, hits=hits, start=int(start), size=PER_PAGE,
                          asked=bool(text.strip() or kind), robots="noindex")

    async def large(self, request: Request) -> Response:
        """Answer with the explorer or the findings, made once a build; 503 and when to come back while that is being done."""
        name = request.url.path[1:]
        tag = tag_of(self.build, name, "html")
        if same(request, tag):
            return unchanged(tag, {})
        try:
            content = await self.maker.get(name)
        except Refused as error:
            return self._refused(request, error.status, error.what, (error.remedy,) if error.remedy else (), error.headers)
        rule = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]*)"', content)
        return document(request, content, tag, PAGE | {"content-security-policy": f"{unescape(rule[1].decode()) if rule else POLICY}; frame-ancestors 'none'"})

    async def file(self, request: Request) -> Response:
        """Answer with the script, the style sheet, or the notices of what is inside."""
        name = request.path_params["name"]
        path = bundled("visuals") / "workbench" / "dist" / name
        if name not in FILES:
            return self._refused(request, 404, _UNKNOWN)
        try:
            content = path.read_bytes()
        except OSError:
            return self._refused(request, 503, Text("El editor no está construido", "The editor is not built"), (HERE,))
        return document(request, content, hashlib.sha256(content).hexdigest()[:24], {"content-type": FILES[name]})
