"""The JSON API (``/api/…``): search, what is known of an entity, ready questions and their answers, networks. ``kg.serve.openapi`` describes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.routing import BaseRoute, Route

from kg.model.errors import nearest
from kg.model.policy import read_policy
from kg.model.text import Text
from kg.publish.describe import describe
from kg.publish.links import Absolute, place
from kg.publish.site_release import built_base
from kg.serve.api_entity import both, entity
from kg.serve.api_networks import checked, listed
from kg.serve.api_problem import Answered, Asked, Found, paged, unknown
from kg.serve.api_questions import Questions, row
from kg.serve.api_search import KINDS, Hit, Search
from kg.serve.maker import Maker
from kg.serve.refusal import Refused

if TYPE_CHECKING:
    from kg.graph.queries import Question
    from kg.graph.store import Reader
    from kg.model.policy import Policy
    from kg.serve.live import Site
    from kg.serve.maker import Makes

_AT_ONCE = 4   # answers worked out at a time in this process
_LONGEST_IRI = 2_000
T = TypeVar("T")


def served(site: Site) -> list[BaseRoute]:
    """Return the routes for a build."""
    questions = Questions(site.corpus.queries(), built_base(site.reader), site.shared.get("pool"))
    maker = Maker(site.folder, site.corpus)
    site.leaving(maker.close)
    api = Api(site.reader, site.folder.name, questions, maker, read_policy(site.corpus.policy))
    site.shared.update(search=api.words, questions=questions, maker=maker)
    return routes(api)


def routes(api: Api) -> list[BaseRoute]:
    """Return the routes that answer from ``api``."""
    page = ("limit", "offset")
    answers: list[tuple[str, Any, tuple[str, ...] | None]] = [
        ("/api", api.index, ()), ("/api/openapi.json", api.openapi, ()), ("/api/vocabulary", api.vocabulary, ()),
        ("/api/search", api.search, ("q", "kind", *page)),
        ("/api/entity", api.entity, ("iri",)), ("/api/entity/{tipo}/{slug}", api.entity, ()),
        ("/api/questions", api.questions_listed, ("tag", *page)), ("/api/questions/{name}", api.question, None), ("/api/questions/{name}/run", api.run, None),
        ("/api/networks", api.networks_listed, ()), ("/api/networks/{layer}", api.network, ("by", "weight")),
        ("/api/{rest:path}", api.nothing, None)]
    return [Route(path, Answered(api.build, make, known)) for path, make, known in answers]


class Api:
    """The answers of the API over one build."""

    def __init__(self, reader: Reader, build: str, questions: Questions, maker: Makes, policy: Policy | None = None) -> None:
        from anyio import CapacityLimiter

        self.reader, self.build, self.questions, self.maker, self.policy = reader, build, questions, maker, policy
        self.links = Absolute(questions.base)
        self.words = Search(reader)
        self._limit = CapacityLimiter(_AT_ONCE)

    async def _beside(self, work: Callable[[], T]) -> T:
        """Do some work beside the server's own."""
        from anyio import to_thread

        return await to_thread.run_sync(work, limiter=self._limit)

    async def index(self, _asked: Asked) -> Found:
        """Return where things are."""
        return Found({"title": both(Text("Grafo de gobierno abierto", "Open-government graph")), "base": self.questions.base, "build": self.build, "openapi": "/api/openapi.json", "sparql": "/sparql",
                      "search": "/api/search", "entity": "/api/entity", "questions": "/api/questions", "networks": "/api/networks", "vocabulary": "/api/vocabulary",
                      "kinds": {name: {"class": k.cls, "one": both(k.one), "many": both(k.many)} for name, k in KINDS.items()}})

    async def openapi(self, _asked: Asked) -> Found:
        """Return the description of this API."""
        from kg.serve.openapi import document

        return Found(document(self.policy), {"content-type": "application/openapi+json;version=3.1"})

    async def vocabulary(self, _asked: Asked) -> Found:
        """Return the words of the graph."""
        from kg.serve.api_vocabulary import vocabulary

        return Found(await self._beside(vocabulary))

    async def search(self, asked: Asked) -> Found:
        """Return what fits some words."""
        text, kinds, (limit, offset) = asked.one("q"), asked.values.get("kind", ()), asked.page()
        for kind in kinds:
            if kind not in KINDS:
                raise Refused(400, Text("hay una clase (kind) desconocida", "there is an unknown kind"), nearest(kind[:40], KINDS, most=len(KINDS)))
        total, hits = await self._beside(lambda: self.words.find(text, tuple(dict.fromkeys(kinds)), limit, offset))
        told, headers = paged(asked, total, limit, offset)
        return Found({"q": text, **told, "results": [self._hit(h) for h in hits]}, headers)

    def _hit(self, hit: Hit) -> dict[str, Any]:
        return {"iri": hit.iri, "kind": hit.kind, "label": both(hit.name), "also": list(hit.also), "page": self.links.href(hit.iri), "entity": self._address(hit.iri)}

    def _address(self, iri: str) -> str:
        from urllib.parse import urlencode

        own = f"{self.questions.base}id/"
        return f"/api/entity/{iri[len(own):]}" if iri.startswith(own) and iri[len(own):].count("/") == 1 else f"/api/entity?{urlencode({'iri': iri})}"

    async def entity(self, asked: Asked) -> Found:
        """Return what is known of an IRI, named in the parameter ``iri`` or by its type and slug."""
        iri = f"{self.questions.base}id/{asked.path['tipo']}/{asked.path['slug']}" if asked.path else asked.one("iri")
        if not iri:
            raise Refused(400, Text("falta iri", "iri is missing"), Text("/api/entity?iri=… o /api/entity/persona/…", "/api/entity?iri=… or /api/entity/persona/…"))
        nothing = unknown(Text("nada en el grafo se llama así", "nothing in the graph is called this"))
        if len(iri) > _LONGEST_IRI or place(iri, self.questions.base) is None:
            raise nothing
        found = (await self._beside(lambda: describe(self.reader, [iri]))).get(iri)
        if found is None:
            raise nothing
        if found.replaced_by:
            return Found({"@id": iri, "replacedBy": found.replaced_by}, {"location": self._address(found.replaced_by)}, 301)
        if found.gone:
            raise Refused(410, Text("lo que este identificador nombraba se retiró", "what this identifier named has been withdrawn"))
        return Found(entity(found, self.links))

    async def questions_listed(self, asked: Asked) -> Found:
        """Return the ready questions."""
        (limit, offset), found = asked.page(), self.questions.listed(asked.one("tag"))
        told, headers = paged(asked, len(found), limit, offset)
        return Found({**told, "tags": self.questions.tags(), "results": [self.questions.told(q) for q in found[offset:offset + limit]]}, headers)

    async def question(self, asked: Asked) -> Found:
        """Return one question; with ``param.NAME`` its query is bound to these values."""
        question, values, _ = self._given(asked, ())
        return Found(self.questions.told(question) | {"query": self.questions.bound(question, values)})

    def _given(self, asked: Asked, others: tuple[str, ...]) -> tuple[Question, dict[str, str], tuple[int, int]]:
        """Return a question, the values of its parameters (``param.NAME``: one may be called ``limit``), and the page. Raises Refused."""
        question = self.questions.find(asked.path["name"])
        known = {f"param.{p.name}": p.name for p in question.params}
        for name in asked.values:
            if name not in known and name not in others:
                raise Refused(400, Text("hay un parámetro desconocido", "there is an unknown parameter"), nearest(name[:60], [*known, *others], most=9))
        return question, {known[name]: asked.one(name) for name in asked.values if name in known}, asked.page() if others else (0, 0)

    async def run(self, asked: Asked) -> Found:
        """Return a page of the answer to a question."""
        question, values, (limit, offset) = self._given(asked, ("limit", "offset"))
        query = self.questions.bound(question, values)
        answer = await self.questions.answer(question, query)
        about = {"name": question.name, "summary": both(question.summary), "note": both(question.note) if question.note else None, "view": question.default_view, "query": query}
        if isinstance(answer, bool):
            return Found(about | {"boolean": answer})
        told, headers = paged(asked, len(answer.rows), limit, offset)
        columns = [{"name": name, "separator": question.lists.get(name)} for name in answer.variables]
        return Found(about | {**told, "columns": columns, "rows": [row(answer, cells) for cells in answer.rows[offset:offset + limit]]}, headers)

    async def networks_listed(self, _asked: Asked) -> Found:
        """Return the layers."""
        return Found({"results": listed()})

    async def network(self, asked: Asked) -> Found:
        """Return one network."""
        return Found(await self.maker.get("network", *checked(asked.path["layer"], asked.one("by", "person"), asked.one("weight", "count"))))

    async def nothing(self, _asked: Asked) -> Found:
        """Refuse an address that is none of the API's."""
        raise Refused(404, Text("esta API no tiene esa dirección", "this API has no such address"), Text("vea /api/openapi.json", "see /api/openapi.json"))
