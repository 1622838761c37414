"""The routes of SPARQL, and whether there is anybody to answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from kg.serve.sparql.answers import Failed
from kg.serve.sparql.description import Describer
from kg.serve.sparql.endpoint import Endpoint, GraphStore
from kg.serve.sparql.federation import Federation
from kg.serve.sparql.limits import Limits
from kg.serve.sparql.pool import Pool
from kg.serve.sparql.respond import Responder
from kg.serve.sparql.zygote_link import Broken

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.serve.live import Site

PATH, GRAPH = "/sparql", "/graph"
_SIMPLEST = {"do": "query", "query": "ASK {}", "form": "json", "default": [], "named": [], "gzip": False}


async def served(site: Site) -> list[BaseRoute]:
    """Start the workers for a build and return the routes that ask them. Raises Broken."""
    pool = Pool(site.folder, site.options.get("limits") or Limits())
    site.leaving(pool.close)
    site.watched(lambda: not pool.broken)
    await pool.start()
    site.shared["pool"] = pool
    responder, build = Responder(pool), site.folder.name

    async def ready(_request: Request) -> Response:
        """Ask a worker the simplest question."""
        try:
            async with pool.asking(_SIMPLEST) as answer:
                await answer.rest()
        except (Failed, Broken):
            return PlainTextResponse("no\n", 503, {"retry-after": "5"})
        return PlainTextResponse("ok\n")

    services = site.options.get("services")
    federation = Federation(services, pool.limits.seconds) if services else None
    describer = Describer(responder, build, PATH, site.options.get("start", ""), services or frozenset())
    return [Route(PATH, Endpoint(responder, build, describer, federation)), Route(GRAPH, GraphStore(responder, build)), Route("/readyz", ready)]
