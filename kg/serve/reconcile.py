"""The Reconciliation Service API 0.2 (W3C Entity Reconciliation Community Group) over a built graph: for OpenRefine and its like.

Manifest, batches of queries, suggestions, preview, data extension. It only reads; every input is bounded; JSONP is not offered
(it lets a page run what a server sends), CORS is.
"""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg.model.errors import UsageError, nearest
from kg.model.iri import KG, fold
from kg.model.text import Text
from kg.serve.app import answer
from kg.serve.properties import PROPERTIES, TYPES, Property, Type, kind_of, properties_of
from kg.serve.public import LOCAL_FRAMES
from kg.serve.reconcile_input import BATCH, MOST_CURSOR, Query, extension_of, parameters, queries_of, whole
from kg.serve.review import PAGES
from kg.visual.safe import clean, policy

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from kg.serve.entities import Entity
    from kg.serve.guard import Gate
    from kg.serve.live import Site
    from kg.serve.match import Hit, Matcher

PATH = "/reconcile"
WIDTH, HEIGHT = 430, 340   # pixels of a preview
SHOWN = 4                  # values of one property in a preview
SUGGESTED = 10             # suggestions at a time
_NAME = Text("gobierno abierto (kg)", "open government (kg)")


def served(site: Site) -> list[BaseRoute]:
    """Return the service's routes for a build (``kg.serve.live``)."""
    from kg.serve.entities import Entities
    from kg.serve.match import Matcher

    return routes(Matcher(Entities(site.reader, site.lang)), site.gate, site.anywhere)


def routes(matcher: Matcher, gate: Gate, anywhere: bool = False) -> list[BaseRoute]:
    """Return the service's routes. ``anywhere``: pages of any site may frame a preview."""
    service = Service(matcher, "*" if anywhere else LOCAL_FRAMES)

    async def endpoint(request: Request) -> Response:
        given = await _parameters(request)
        if "queries" in given:
            return answer(await run_in_threadpool(service.batch, given["queries"]))
        if "extend" in given:
            return answer(await run_in_threadpool(service.extend, given["extend"]))
        if request.method == "POST":
            raise UsageError(Text("falta queries o extend", "queries or extend is missing"))
        return answer(service.manifest(f"{request.url.scheme}://{request.headers['host']}"))

    async def suggest(request: Request) -> Response:
        return answer(await run_in_threadpool(service.suggest, request.path_params["what"], await _parameters(request)))

    async def propose(request: Request) -> Response:
        return answer(service.propose(await _parameters(request)))

    async def page(request: Request) -> Response:
        given = await _parameters(request)
        entity = matcher.entities.known.get(given.get("id", ""))
        if entity is None:
            return PlainTextResponse("No se conoce ese identificador.\nThis identifier is not known.\n", 404)
        html, rule = service.page(entity, SHOWN if request.url.path.endswith("/preview") else None)
        return HTMLResponse(html, headers={"content-security-policy": rule})

    async def home(_request: Request) -> Response:
        return PlainTextResponse(f"OpenRefine: Reconcile / Cotejar → Add standard service…\nhttp://127.0.0.1:{gate.port}{PATH}\n")

    return [Route("/", home), Route(PATH, endpoint, methods=["GET", "POST"]), Route(f"{PATH}/suggest/{{what:str}}", suggest), Route(f"{PATH}/properties", propose),
            Route(f"{PATH}/preview", page), Route(f"{PATH}/view", page)]


async def _parameters(request: Request) -> dict[str, str]:
    return parameters(request.scope["query_string"], request.headers.get("content-type", ""), await request.body())


class Service:
    """The answers of the service as values that JSON holds. ``frames``: who may frame a page, as a content security policy writes it."""

    def __init__(self, matcher: Matcher, frames: str = "'none'") -> None:
        self.matcher, self.entities, self.lang, self.frames = matcher, matcher.entities, matcher.entities.lang, frames

    def manifest(self, server: str) -> dict[str, Any]:
        """Return the service manifest, with addresses at ``server`` (``http://host:port``)."""
        root = f"{server}{PATH}"
        return {
            "versions": ["0.2"], "name": _NAME.get(self.lang), "serviceVersion": metadata.version("kg"), "batchSize": BATCH,
            "identifierSpace": self.entities.base or f"{root}/", "schemaSpace": KG, "defaultTypes": [self._type(t) for t in TYPES.values()],
            "view": {"url": f"{root}/view?id={{{{id}}}}"}, "preview": {"url": f"{root}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
            "suggest": {what: {"service_url": root, "service_path": f"/suggest/{what}"} for what in ("entity", "type", "property")},
            "extend": {"propose_properties": {"service_url": root, "service_path": "/properties"}, "property_settings": []},
        }

    def _type(self, kind: Type) -> dict[str, str]:
        return {"id": kind.iri, "name": kind.label.get(self.lang)}

    # Queries

    def batch(self, text: str) -> dict[str, Any]:
        """Answer a batch of queries. Raises UsageError, TooLarge."""
        return {key: {"result": self._candidates(query)} for key, query in queries_of(text).items()}

    def _candidates(self, query: Query) -> list[dict[str, Any]]:
        return [self._candidate(hit) for hit in self.matcher.find(query.name, query.kinds, query.beside, query.limit)]

    def _candidate(self, hit: Hit) -> dict[str, Any]:
        """Return a hit as a candidate; why it is one ends its description."""
        told = [self.entities.describe(hit.entity), "; ".join(reason.get(self.lang) for reason in hit.reasons)]
        return {"id": hit.entity.iri, "name": hit.entity.name, "description": " — ".join(t for t in told if t), "score": hit.score, "match": hit.match,
                "type": [self._type(TYPES[hit.entity.kind])]}

    # Suggestions

    def suggest(self, what: str, given: dict[str, str]) -> dict[str, Any]:
        """Answer what begins with ``prefix``, from ``cursor`` on. Raises UsageError."""
        prefix, start = given.get("prefix", "")[:200], whole(given.get("cursor") or "0", "cursor", MOST_CURSOR)
        if what == "entity":
            kind = kind_of(given.get("type", ""))
            found = self.entities.starting(prefix, (kind,) if kind else ())[start:start + SUGGESTED]
            return {"result": [{"id": e.iri, "name": e.name, "description": self.entities.describe(e), "notable": [self._type(TYPES[e.kind])]} for e in found]}
        if what == "type":
            types = [self._type(t) for t in TYPES.values() if _begins(prefix, t.iri, t.kind, *t.label, *t.plural)]
            return {"result": types[start:]}
        if what == "property":
            return {"result": [self._told(p) for p in PROPERTIES.values() if _begins(prefix, p.id, *p.label)][start:]}
        raise UsageError(Text(f"no se sugiere {what[:40]!r}", f"{what[:40]!r} is not suggested"), "suggest", nearest(what[:40], ("entity", "type", "property")))

    def _told(self, prop: Property) -> dict[str, str]:
        of = ", ".join(TYPES[k].label.get(self.lang) for k in prop.kinds)
        use = Text("sirve para cotejar", "helps to match") if prop.fact else Text("solo para añadir columnas", "only to add columns")
        return {"id": prop.id, "name": prop.label.get(self.lang), "description": f"{of} · {use.get(self.lang)}"}

    # Data extension

    def propose(self, given: dict[str, str]) -> dict[str, Any]:
        """Return the properties of a type; of every type when it is empty. Raises UsageError."""
        type_id = given.get("type", "")
        kind = kind_of(type_id) if type_id else None
        if type_id and kind is None:
            raise UsageError(Text(f"no hay tipo {type_id[:80]!r}", f"there is no type {type_id[:80]!r}"), "type", nearest(type_id[:80], [t.iri for t in TYPES.values()]))
        limit = {"limit": whole(given["limit"], "limit", len(PROPERTIES))} if given.get("limit") else {}
        found = [{"id": p.id, "name": p.label.get(self.lang)} for p in properties_of(kind)][:limit.get("limit")]
        return {"type": type_id, **limit, "properties": found}

    def extend(self, text: str) -> dict[str, Any]:
        """Return the values of some properties of some entities; what is not known has none. Raises UsageError, TooLarge."""
        asked = extension_of(text)
        meta = [{"id": p.id, "name": p.label.get(self.lang)} | ({"type": self._type(TYPES[p.form])} if p.form in TYPES else {}) for p in asked.properties]
        known = self.entities.known
        return {"meta": meta, "rows": {i: {p.id: [self._cell(p, v) for v in known[i].values.get(p.id, ())] if i in known else [] for p in asked.properties} for i in asked.ids}}

    def _cell(self, prop: Property, value: str) -> dict[str, Any]:
        if prop.form in TYPES:
            return {"id": value, "name": self.entities.called(value)}
        if prop.form == "count":
            return {"int": int(value)}
        return {"date": f"{value}T00:00:00"} if prop.form == "date" else {"str": value}

    # Pages

    def page(self, entity: Entity, most: int | None) -> tuple[str, str]:
        """Return a page about an entity, at most ``most`` values a property, and its content security policy. It runs no script."""
        lines = []
        for prop in properties_of(entity.kind):
            values = entity.values.get(prop.id, ())
            if values:
                rest = f" … (+{len(values) - most})" if most and len(values) > most else ""
                lines.append((prop.label.get(self.lang), clean("; ".join(self.entities.called(v) for v in values[:most]), 2000 if most is None else 300) + rest))
        lines.append(("IRI", entity.iri))
        style = Markup((PAGES / "entity.css").read_text(encoding="utf-8"))
        html = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).get_template("entity.html.j2").render(
            lang=self.lang, name=clean(entity.name, 200), kind=TYPES[entity.kind].label.get(self.lang), lines=lines, style=style)
        return html, policy([], [style]).replace("script-src ; ", "") + f"; frame-ancestors {self.frames}"


def _begins(prefix: str, *names: str) -> bool:
    """Tell whether a name, or a word of one, begins with ``prefix``; everything begins with nothing."""
    wanted = fold(prefix)
    return any(folded.startswith(wanted) or f" {wanted}" in folded for folded in map(fold, names))
