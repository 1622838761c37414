"""What the reconciliation service is asked: parameters, query batches and extension queries, checked and bounded before any work."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import parse_qs

from kg.model.errors import UsageError, nearest
from kg.model.text import Text
from kg.serve.app import TooLarge
from kg.serve.properties import TYPES, Property, kind_of, property_of

BATCH = 100          # queries at a time; told in the manifest
MOST_IDS = 500       # entities of one extension
MOST_PROPERTIES = 25  # of a query or an extension
MOST_VALUES = 20     # of one property of a query
LIMIT, MOST_LIMIT = 10, 50  # candidates of a query: when not told, and at most
MOST_CURSOR = 100_000
_FIELDS = 20         # parameters of a request
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Query:
    """One query: a name, where to look (no kinds: everywhere), what stands beside it, how many candidates are wanted."""

    name: str
    kinds: tuple[str, ...] = ()
    beside: Mapping[str, list[str]] = field(default_factory=dict)
    limit: int = LIMIT


def parameters(query_string: bytes, content_type: str, body: bytes) -> dict[str, str]:
    """Return the parameters of an address and of a form, the form's first. Raises UsageError: too many, not a form, JSONP."""
    if body and content_type.partition(";")[0].strip().lower() != _FORM:
        raise UsageError(Text("se espera un formulario", "a form is expected"), "content-type", Text(f"envíe {_FORM} con queries o extend", f"send {_FORM} with queries or extend"))
    try:
        found = parse_qs(query_string.decode("latin-1"), keep_blank_values=True, max_num_fields=_FIELDS)
        found |= parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError as error:
        raise UsageError(Text("demasiados parámetros", "too many parameters")) from error
    if "callback" in found:
        raise UsageError(Text("no se ofrece JSONP", "JSONP is not offered"), "callback", Text("use CORS (OpenRefine 3.3 o posterior)", "use CORS (OpenRefine 3.3 or later)"))
    return {name: values[0] for name, values in found.items()}


def queries_of(text: str) -> dict[str, Query]:
    """Return the queries of a batch by their keys. Raises UsageError, TooLarge over ``BATCH``; ``where`` names the query and its field."""
    batch = _json(text, "queries")
    if not isinstance(batch, dict):
        _refuse("queries", Text("se espera un objeto: clave → consulta", "an object is expected: key → query"))
    if len(batch) > BATCH:
        raise TooLarge(Text(f"{len(batch)} consultas; caben {BATCH}", f"{len(batch)} queries; {BATCH} fit"), "queries", Text("envíelas en varios lotes", "send them in several batches"))
    return {key: _query(raw, f"queries.{key[:40]}") for key, raw in batch.items()}


def _query(raw: Any, where: str) -> Query:
    if not isinstance(raw, dict) or not ("query" in raw or raw.get("properties")):
        _refuse(where, Text("se espera un objeto con query o properties", "an object with query or properties is expected"))
    name = raw.get("query", "")
    if not isinstance(name, str):
        _refuse(f"{where}.query", Text("se espera un texto", "a text is expected"))
    beside = _beside([] if raw.get("properties") is None else raw["properties"], f"{where}.properties")
    kinds = _kinds([] if raw.get("type") in (None, "") else raw["type"], f"{where}.type")
    if "query" not in raw and "code" in beside:    # only a code is told: then it is the name
        return Query(beside["code"][0], kinds or ("municipality",), {}, _limit(raw.get("limit"), f"{where}.limit"))
    return Query(name, kinds, beside, _limit(raw.get("limit"), f"{where}.limit"))


def _kinds(raw: Any, where: str) -> tuple[str, ...]:
    listed = raw if isinstance(raw, list) else [raw]
    found: list[str] = []
    for item in listed:
        type_id = item.get("id") if isinstance(item, dict) else item
        if not isinstance(type_id, str) or len(listed) > len(TYPES):
            _refuse(where, Text("se espera un tipo, o una lista de ellos", "a type, or a list of them, is expected"))
        kind = kind_of(type_id)
        if kind is None:
            _refuse(where, Text(f"no hay tipo {type_id[:80]!r}", f"there is no type {type_id[:80]!r}"), nearest(type_id[:80], [t.iri for t in TYPES.values()]))
        found.append(kind)
    return tuple(dict.fromkeys(found))


def _beside(raw: Any, where: str) -> dict[str, list[str]]:
    if not isinstance(raw, list) or len(raw) > MOST_PROPERTIES:
        _refuse(where, Text(f"se espera una lista de {MOST_PROPERTIES} como mucho", f"a list of at most {MOST_PROPERTIES} is expected"))
    found: dict[str, list[str]] = {}
    for item in raw:
        if not isinstance(item, dict) or not isinstance(item.get("pid"), str) or "v" not in item:
            _refuse(where, Text("cada propiedad lleva pid y v", "each property has pid and v"))
        values = item["v"] if isinstance(item["v"], list) else [item["v"]]
        if len(values) > MOST_VALUES:
            _refuse(where, Text(f"caben {MOST_VALUES} valores", f"{MOST_VALUES} values fit"))
        found.setdefault(property_of(item["pid"]).id, []).extend(_value(v, where) for v in values)
    return found


def _value(raw: Any, where: str) -> str:
    """Return a value of a property as text: of an entity its id."""
    if isinstance(raw, dict) and isinstance(raw.get("id"), str):
        return str(raw["id"])
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if not isinstance(raw, (str, int, float)):
        _refuse(where, Text("un valor es texto, número, sí/no o {id, name}", "a value is text, a number, a boolean or {id, name}"))
    return str(raw)


def _limit(raw: Any, where: str) -> int:
    if raw is None:
        return LIMIT
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not math.isfinite(raw) or raw != int(raw) or raw < 1:
        _refuse(where, Text("se espera un entero positivo", "a positive integer is expected"))
    return min(int(raw), MOST_LIMIT)


@dataclass(frozen=True)
class Extension:
    """An extension query: identifiers, and the properties wanted of each."""

    ids: tuple[str, ...]
    properties: tuple[Property, ...]


def extension_of(text: str) -> Extension:
    """Return an extension query. Raises UsageError (an unknown property names the nearest), TooLarge over ``MOST_IDS``."""
    raw = _json(text, "extend")
    ids, wanted = (raw.get("ids"), raw.get("properties")) if isinstance(raw, dict) else (None, None)
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids) or not isinstance(wanted, list) or len(wanted) > MOST_PROPERTIES:
        _refuse("extend", Text("se espera {ids: [texto …], properties: [{id} …]}", "{ids: [text …], properties: [{id} …]} is expected"))
    if len(ids) > MOST_IDS:
        raise TooLarge(Text(f"{len(ids)} identificadores; caben {MOST_IDS}", f"{len(ids)} identifiers; {MOST_IDS} fit"), "extend.ids")
    names = [p.get("id") if isinstance(p, dict) else None for p in wanted]
    if not all(isinstance(n, str) for n in names):
        _refuse("extend.properties", Text("cada propiedad lleva id", "each property has an id"))
    return Extension(tuple(dict.fromkeys(ids)), tuple({p.id: p for p in (property_of(str(n)) for n in names)}.values()))


def whole(raw: str, name: str, most: int) -> int:
    """Return a parameter that is a whole number from 0 to ``most``. Raises UsageError."""
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        _refuse(name, Text("se espera un entero", "a whole number is expected"))
    return min(int(raw), most)


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise UsageError(Text("no es JSON", "is not JSON"), where) from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse(where: str, what: Text, remedy: Text | None = None) -> NoReturn:
    raise UsageError(what, where, remedy)
