"""The OpenAPI 3.1 document of the JSON API. Its schemas are JSON Schema 2020-12; a test holds every answer against them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from kg import __version__
from kg.serve.api_networks import WEIGHTS
from kg.serve.api_problem import MOST_OFFSET, MOST_PAGE, PAGE, PROBLEM
from kg.serve.api_search import KINDS
from kg.serve.openapi_schemas import schemas

if TYPE_CHECKING:
    from kg.model.policy import Policy

JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_ERRORS = {"400": "A parameter is unknown, missing or cannot be", "404": "There is no such thing", "405": "Only GET and HEAD", "406": "Something other than JSON was asked for",
           "410": "What was there has been withdrawn", "413": "The answer is larger than this API gives", "429": "Too many requests", "503": "Busy: try again later", "504": "It took too long"}


def document(policy: Policy | None = None) -> dict[str, Any]:
    """Return the document. ``policy`` tells whom to write to."""
    contact = policy.contact if policy else ""
    about = {"name": policy.publisher} if policy and policy.publisher else {}
    about |= {"url": contact} if contact.startswith("https:") else {"email": contact.removeprefix("mailto:")} if contact.startswith("mailto:") else {}
    return _fixed() | {"info": _info() | ({"contact": about} if about else {})}


def _info() -> dict[str, Any]:
    return {"title": "Grafo de gobierno abierto · Open-government graph", "version": __version__, "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
            "description": "Búsqueda, entidades con su evidencia, preguntas listas y redes. Solo lectura. Para todo lo demás, SPARQL en /sparql.\n\n"
                           "Search, entities with their evidence, ready questions and networks. Read-only. For everything else, SPARQL at /sparql."}


@cache
def _fixed() -> dict[str, Any]:
    return {"openapi": "3.1.1", "jsonSchemaDialect": JSON_SCHEMA, "info": {}, "servers": [{"url": "/"}], "paths": _paths(),
            "components": {"schemas": schemas(), "responses": {"Problem": {"description": "Why not (RFC 9457), in Spanish and English", "content": {PROBLEM: {"schema": _ref("Problem")}}}}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _get(ident: str, summary: str, schema: str, parameters: list[dict[str, Any]] | None = None, errors: str = "400 406", media: str = "application/json",
         more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the description of one address."""
    content = {"description": summary, "headers": {"ETag": {"schema": {"type": "string"}}}, "content": {media: {"schema": _ref(schema)}}}
    answers: dict[str, Any] = {"200": content, "304": {"description": "Not changed since"}}
    answers |= {**(more or {})} | {code: {"$ref": "#/components/responses/Problem", "description": _ERRORS[code]} for code in errors.split()}
    return {"get": {"operationId": ident, "summary": summary, "parameters": parameters or [], "responses": answers}}


def _query(name: str, text: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": schema, **more}


def _path(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": text, "schema": {"type": "string"}}


def _paging() -> list[dict[str, Any]]:
    return [_query("limit", "Entries of a page", {"type": "integer", "minimum": 1, "maximum": MOST_PAGE, "default": PAGE}),
            _query("offset", "Entries passed over", {"type": "integer", "minimum": 0, "maximum": MOST_OFFSET, "default": 0})]


def _paths() -> dict[str, Any]:
    name, layer = _path("name", "Name of the question"), _path("layer", "Name of the network")
    kinds = {"type": "array", "items": {"type": "string", "enum": list(KINDS)}}
    moved = {"301": {"description": "It was merged with another: follow Location", "headers": {"Location": {"schema": {"type": "string"}}}, "content": {"application/json": {"schema": _ref("Moved")}}}}
    params = _query("params", "The question's own parameters: param.NAME=VALUE each", {"type": "object", "patternProperties": {"^param\\.": {"type": "string"}}}, style="form", explode=True)
    return {
        "/api": _get("index", "Where things are", "Index"),
        "/api/openapi.json": _get("openapi", "This document", "OpenApi", media="application/openapi+json;version=3.1"),
        "/api/vocabulary": _get("vocabulary", "Classes, properties and concepts of the graph", "Vocabulary"),
        "/api/search": _get("search", "What is called so: words in any order, their beginnings, without accents; without words, everything of a kind", "SearchPage",
                            [_query("q", "Words", {"type": "string", "maxLength": 200}), _query("kind", "Only these kinds", kinds, style="form", explode=True), *_paging()]),
        "/api/entity": _get("entity", "What is known of an IRI, and what it rests on", "Entity",
                            [_query("iri", "The IRI", {"type": "string", "format": "iri"}, required=True)], "400 404 406 410", more=moved),
        "/api/entity/{tipo}/{slug}": _get("entityByName", "The same, by type and slug", "Entity",
                                          [_path("tipo", "Type word: persona, institucion, municipio …"), _path("slug", "Slug")], "404 406 410", more=moved),
        "/api/questions": _get("questions", "The ready questions", "QuestionPage", [_query("tag", "Only those with this tag", {"type": "string"}), *_paging()]),
        "/api/questions/{name}": _get("question", "A ready question; its query is bound to the parameters given", "Question", [name, params], "400 404 406"),
        "/api/questions/{name}/run": _get("run", "Its answer now", "AnswerPage", [name, params, *_paging()], "400 404 406 413 503 504"),
        "/api/networks": _get("networks", "The networks there are", "Networks"),
        "/api/networks/{layer}": _get("network", "A network as node-link JSON, with measures", "Network", [
            layer, _query("by", "What a node is: the person, or what their hat says", {"type": "string", "default": "person"}),
            _query("weight", "How a tie is weighed", {"type": "string", "enum": list(WEIGHTS), "default": "count"})], "400 404 406 413 503"),
    }

