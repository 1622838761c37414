"""The service description (SPARQL 1.1 Service Description): what the endpoint speaks, holds and allows, as RDF in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model import nt
from kg.model.iri import PREFIXES
from kg.model.text import LANGS, Text
from kg.publish.rdf import FORMATS, write
from kg.serve.negotiate import best
from kg.serve.sparql.formats import GRAPHS, RESULTS, chosen, typed
from kg.serve.sparql.limits import Limits
from kg.serve.sparql.respond import Responder, Task, tag_of

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.types import Receive, Scope, Send

SD, VOID, SCHEMA = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#", "https://schema.org/"
_FEDERATED = Text("Consultas SPARQL 1.1 del grafo, solo de lectura. SERVICE puede nombrar solo estos servicios: {}. No se lee FROM de la red: solo se nombran los grafos de este conjunto.",
                  "SPARQL 1.1 queries of the graph, read-only. SERVICE may name only these services: {}. No FROM is fetched: it names the graphs of this data set only.")
_ABOUT = Text("Consultas SPARQL 1.1 del grafo, solo de lectura. No se pide nada a otros servidores (SERVICE), ni se lee FROM de la red: solo se nombran los grafos de este conjunto.",
              "SPARQL 1.1 queries of the graph, read-only. Nothing is asked of other servers (SERVICE) and no FROM is fetched: it names the graphs of this data set only.")


def _limits(limits: Limits) -> list[tuple[str, Text, int, str]]:
    """Return each limit: its name, what it means, its value and unit (UN/CEFACT code)."""
    return [("query-seconds", Text("segundos que puede tardar una consulta; después, 504", "seconds a query may take; then 504"), int(limits.seconds), "SEC"),
            ("query-bytes", Text("bytes de memoria que puede pedir una consulta; después, 503", "bytes of memory a query may want; then 503"), limits.memory, "AD"),
            ("answer-rows", Text("renglones de una respuesta; con más, 413 o una respuesta interrumpida", "rows of an answer; with more, 413 or an answer that breaks off"), limits.rows, "C62"),
            ("answer-bytes", Text("bytes de una respuesta, sin comprimir; con más, lo mismo", "bytes of an answer, uncompressed; with more, the same"), limits.size, "AD"),
            ("slow-queries", Text("consultas largas a la vez; con más, 503 y Retry-After", "long queries at a time; with more, 503 and Retry-After"), limits.slow, "C62")]


def lines(address: str, counts: list[tuple[str, int]], limits: Limits, services: frozenset[str] = frozenset()) -> list[str]:
    """Return the description as sorted N-Triples lines. ``counts``: triples by graph, "" the default one; ``services``: who may be asked with ``SERVICE``."""
    found: set[str] = set()
    me = f"{address}#service"
    dataset, default = f"{address}#dataset", f"{address}#default"

    def say(subject: str, predicate: str, *values: str) -> None:
        prefix, _, name = predicate.partition(":")
        known = {"sd": SD, "void": VOID, "schema": SCHEMA, **PREFIXES}
        found.update(f"<{subject}> <{known[prefix]}{name}> {value} ." for value in values)

    say(me, "rdf:type", nt.iri(SD + "Service"))
    say(me, "sd:endpoint", nt.iri(address))
    say(me, "sd:supportedLanguage", nt.iri(SD + "SPARQL11Query"))
    say(me, "sd:resultFormat", *(nt.iri(f.service) for f in (*RESULTS, *GRAPHS)))
    say(me, "sd:defaultEntailmentRegime", nt.iri("http://www.w3.org/ns/entailment/Simple"))
    say(me, "sd:defaultDataset", nt.iri(dataset))
    if services:
        say(me, "sd:feature", nt.iri(SD + "BasicFederatedQuery"))
    about = [(_FEDERATED.get(lang).format(", ".join(sorted(services))) if services else _ABOUT.get(lang), lang) for lang in LANGS]
    say(me, "dcterms:description", *(nt.text(*told) for told in about))
    for name, meaning, value, unit in _limits(limits):
        limit = f"{address}#{name}"
        say(me, "schema:additionalProperty", nt.iri(limit))
        say(limit, "rdf:type", nt.iri(SCHEMA + "PropertyValue"))
        say(limit, "schema:propertyID", nt.text(name))
        say(limit, "schema:description", nt.text(meaning.es, "es"), nt.text(meaning.en, "en"))
        say(limit, "schema:maxValue", nt.number(value))
        say(limit, "schema:unitCode", nt.text(unit))
    say(dataset, "rdf:type", nt.iri(SD + "Dataset"))
    say(dataset, "sd:defaultGraph", nt.iri(default))
    for place, (name, count) in enumerate(sorted(counts)):
        graph = f"{address}#graph-{place}" if name else default
        say(graph, "rdf:type", nt.iri(SD + "Graph"))
        say(graph, "void:triples", nt.number(count))
        if name:
            say(dataset, "sd:namedGraph", nt.iri(f"{graph}-name"))
            say(f"{graph}-name", "rdf:type", nt.iri(SD + "NamedGraph"))
            say(f"{graph}-name", "sd:name", nt.iri(name))
            say(f"{graph}-name", "sd:graph", nt.iri(graph))
    return sorted(found)


class Describer:
    """Answers a request without a query. ``start``: where the page for people is, "" when there is none."""

    def __init__(self, responder: Responder, build: str, path: str, start: str = "", services: frozenset[str] = frozenset()) -> None:
        self.responder, self.build, self.path, self.start, self.services = responder, build, path, start, services

    async def __call__(self, headers: Headers, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the description. Raises Refused."""
        accept = headers.get("accept")
        if self.start and not name and scope["method"] != "POST" and best(accept, (GRAPHS[0].media, "text/html")) == "text/html":
            await send({"type": "http.response.start", "status": 303, "headers": [(b"location", self.start.encode()), (b"vary", b"Accept"), (b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        form, media = chosen(GRAPHS, accept, name)
        address = f"{scope['scheme']}://{headers['host']}{self.path}"
        counts = await self.responder.counts()
        body = write(lines(address, counts, self.responder.pool.limits, self.services), form.name if form.name in FORMATS else "ttl")
        task = Task({}, typed(media), tag_of(self.build, "description", address, form.name, media, *sorted(self.services)))
        await self.responder.ready(task, body, headers, scope, send)
