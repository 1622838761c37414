"""A request of the SPARQL 1.1 Protocol, read: what is asked, of which graphs, in which form. Whatever it is not, is refused with its status."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import Headers

from kg.graph.stream import iri
from kg.model.text import Text
from kg.serve.refusal import Refused

ALLOWED = "GET, HEAD, POST, OPTIONS"
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
LONGEST_URL = 64 * 1024
"""Bytes of an address; a longer query goes by POST."""
_FIELDS = 200     # parameters of a request
_GRAPHS = 100     # graphs of a dataset


@dataclass(frozen=True)
class Given:
    """What a request says: the query ("" when it has none), the protocol's graphs, the name of a format."""

    query: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    format: str = ""
    bare: bool = False   # there are no parameters of the protocol at all


def parameters(raw: bytes) -> list[tuple[str, str]]:
    """Return the parameters of an address or a form. Raises Refused for what is no UTF-8."""
    try:
        return parse_qsl(raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError as error:
        raise Refused(400, Text("la petición no está en UTF-8", "the request is not in UTF-8")) from error
    except ValueError as error:
        raise Refused(400, Text(f"más de {_FIELDS} parámetros", f"more than {_FIELDS} parameters")) from error


def read(method: str, query_string: bytes, headers: Headers, body: bytes) -> Given:
    """Return what a request asks. Raises Refused."""
    if method not in ("GET", "HEAD", "POST"):
        raise Refused(405, Text("método no admitido: aquí solo se lee", "method not allowed: this is for reading only"), headers={"allow": ALLOWED})
    if len(query_string) > LONGEST_URL:
        raise Refused(414, Text("la dirección es demasiado larga", "the address is too long"), Text("mande la consulta por POST", "send the query by POST"))
    address = parameters(query_string)
    if method != "POST":
        return _given(address)
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(415, Text("el cuerpo de la petición debe venir sin comprimir", "the request's body must come uncompressed"), headers={"accept-encoding": "identity"})
    media, charset = _media(headers.get("content-type", ""))
    if media == UPDATE:
        raise _read_only()
    if media not in (FORM, QUERY):
        raise Refused(415, Text("tipo de contenido no admitido", "unsupported content type"), Text(f"use {FORM} o {QUERY}", f"use {FORM} or {QUERY}"), {"accept-post": f"{FORM}, {QUERY}"})
    if charset not in ("", "utf-8", "utf8"):
        raise Refused(415, Text("la consulta debe estar en UTF-8", "the query must be in UTF-8"))
    if media == FORM:
        return _given(address + parameters(body), needed=True)
    try:
        return _given([*address, ("query", body.decode("utf-8"))], needed=True)
    except UnicodeDecodeError as error:
        raise Refused(400, Text("la consulta no está en UTF-8", "the query is not in UTF-8")) from error


def _media(content_type: str) -> tuple[str, str]:
    media, *rest = (p.strip() for p in content_type.lower().split(";"))
    return media, next((p.partition("=")[2].strip().strip('"') for p in rest if p.partition("=")[0].strip() == "charset"), "")


def _given(found: list[tuple[str, str]], needed: bool = False) -> Given:
    values: dict[str, list[str]] = {}
    for name, value in found:
        values.setdefault(name, []).append(value)
    if "update" in values or "using-graph-uri" in values or "using-named-graph-uri" in values:
        raise _read_only()
    queries = values.get("query", [])
    default, named = (_graphs(values.get(name, [])) for name in ("default-graph-uri", "named-graph-uri"))
    bare = not queries and not default and not named
    if len(queries) > 1:
        raise Refused(400, Text("hay más de una consulta", "there is more than one query"), Text("mande exactamente una", "send exactly one"))
    if not queries and (needed or not bare):
        raise Refused(400, Text("falta la consulta", "the query is missing"), Text("mándela en el parámetro query", "send it in the parameter query"))
    if queries and not queries[0].strip():
        raise Refused(400, Text("la consulta está vacía", "the query is empty"))
    return Given(queries[0] if queries else "", default, named, next(iter(values.get("format", [])), ""), bare)


def _graphs(iris: list[str]) -> tuple[str, ...]:
    if len(iris) > _GRAPHS:
        raise Refused(400, Text(f"más de {_GRAPHS} grafos", f"more than {_GRAPHS} graphs"))
    if not all(map(iri, iris)):
        raise Refused(400, Text("el nombre de un grafo no es un IRI absoluto", "the name of a graph is not an absolute IRI"))
    return tuple(dict.fromkeys(iris))


def _read_only() -> Refused:
    return Refused(403, Text("este servicio es solo de lectura: no se admiten actualizaciones", "this service is read-only: updates are not accepted"))
