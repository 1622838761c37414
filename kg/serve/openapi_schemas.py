"""The JSON Schemas of what the API answers. An object says all it has: what is not named may not be there, except where a comment says so."""

from __future__ import annotations

from typing import Any

from kg.serve.api_networks import WEIGHTS
from kg.serve.api_search import KINDS

_S: dict[str, Any] = {"type": "string"}
_IRI: dict[str, Any] = {"type": "string", "format": "iri"}
_N: dict[str, Any] = {"type": "integer", "minimum": 0}
_B: dict[str, Any] = {"type": "boolean"}
_NUMBER: dict[str, Any] = {"type": ["number", "null"]}


def _of(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _maybe(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(optional: tuple[str, ...] = (), /, **properties: Any) -> dict[str, Any]:
    """Return an object whose properties are all there, but the ``optional`` ones."""
    return {"type": "object", "properties": properties, "required": [n for n in properties if n not in optional], "additionalProperties": False}


def _keys(schema: dict[str, Any], **names: str) -> dict[str, Any]:
    """Return an object schema with properties renamed to what Python cannot write."""
    def named(name: str) -> str:
        return names.get(name, name)

    return schema | {"properties": {named(n): s for n, s in schema["properties"].items()}, "required": [named(n) for n in schema["required"]]}


def _page(of: str, /, **more: Any) -> dict[str, Any]:
    return _object(**more, total=_N, limit=_N, offset=_N, next=_maybe(_S), results=_list(_of(of)))


def schemas() -> dict[str, Any]:
    """Return the schemas by name."""
    return _common() | _entities() | _questions() | _networks() | _words()


def _common() -> dict[str, Any]:
    error = _object(es=_S, en=_S, remedy_es=_S, remedy_en=_S, where=_S)
    return {
        "Text": _object(es=_S, en=_S) | {"description": "The same in Spanish and English"},
        "Problem": _object(("remedy",), type=_S, status=_N, title=_S, detail=_S, remedy=_S, errors=_list(error)),
        "Moved": _keys(_object(at_id=_IRI, replacedBy=_IRI), at_id="@id"),
        "Index": _object(title=_of("Text"), base=_S, build=_S, openapi=_S, sparql=_S, search=_S, entity=_S, questions=_S, networks=_S, vocabulary=_S,
                         kinds={"type": "object", "additionalProperties": _keys(_object(cls=_IRI, one=_of("Text"), many=_of("Text")), cls="class")}),
        "OpenApi": {"type": "object", "required": ["openapi", "info", "paths"]},
        "Hit": _object(iri=_IRI, kind={"enum": list(KINDS)}, label=_of("Text"), also=_list(_S), page=_S, entity=_S),
        "SearchPage": _page("Hit", q=_S),
    }


def _entities() -> dict[str, Any]:
    value = {"text": _of("Text"), "iri": _IRI, "page": _maybe(_S), "lang": _S}
    rare = ("iri", "page", "lang")
    place = _object(document=_IRI, title=_of("Text"), line=_N, start=_N, end=_N, evidence=_IRI)
    return {
        "Value": _object(rare, **value),
        "Neighbour": _object(rare, **value, count=_N, reasons=_list(_object(reason=_of("Text"), count=_N))),
        "Proof": _object(places=_list(place), confidence={"type": ["number", "null"], "minimum": 0, "maximum": 1}, basis=_of("Text"), review=_of("Text"), reviewed=_B, madeBy=_of("Value")),
        "Line": _object(label=_of("Text"), values=_list(_of("Value")), beside=_list(_object(label=_of("Text"), values=_list(_of("Value")))), claim=_maybe(_IRI), evidence=_maybe(_of("Proof")),
                        inferred=_maybe(_of("Text")), note=_maybe(_of("Text"))),
        "Section": _object(key=_S, title=_of("Text"), total=_N, lines=_list(_of("Line"))),
        "Entity": _keys(_object(at_id=_IRI, at_type=_maybe(_IRI), kind=_of("Text"), label=_of("Text"), also=_list(_of("Value")), note=_list(_of("Value")), sections=_list(_of("Section")),
                                neighbours=_list(_of("Neighbour")), evidence=_maybe(_of("Proof")), sameAs=_list(_IRI), formerly=_list(_IRI), page=_S,
                                data={"type": "object", "additionalProperties": _S}), at_id="@id", at_type="@type"),
    }


def _questions() -> dict[str, Any]:
    term = _object(("lang", "datatype"), type={"enum": ["uri", "literal", "bnode"]}, value=_S, lang=_S, datatype=_IRI)
    param = _object(name=_S, type=_S, scheme=_maybe(_S), default=_maybe(_S), optional=_B, help=_of("Text"))
    about = {"name": _S, "summary": _of("Text"), "note": _maybe(_of("Text")), "view": {"enum": ["Table", "Graph", "Map", "Timeline", "BarChart"]}, "query": _S}
    rows = {"total": _N, "limit": _N, "offset": _N, "next": _maybe(_S),
            "columns": _list(_object(name=_S, separator=_maybe(_S))), "rows": _list({"type": "object", "additionalProperties": _of("Term")})}
    return {
        "Term": term, "Parameter": param,
        "Question": _object(**about, tags=_list(_S), parameters=_list(_of("Parameter")), lists={"type": "object", "additionalProperties": _S},
                            headings={"type": "object", "additionalProperties": _of("Text")}, run=_S),
        "QuestionPage": _page("Question", tags=_list(_S)),
        "AnswerPage": {"oneOf": [_object(**about, **rows), _object(**about, boolean=_B)]},
    }


def _networks() -> dict[str, Any]:
    layer = _object(name=_S, title=_of("Text"), question=_of("Text"), meaning=_of("Text"), nodes=_of("Text"), weight=_of("Text"), twoMode=_B, by=_list(_S), network=_S)
    about = _object(layer=_S, title=_of("Text"), meaning=_of("Text"), weight=_of("Text"), twoMode=_B, by=_S, caveats=_list(_of("Text")))
    return {
        "Networks": _object(results=_list(layer)),
        "Node": _object(id=_IRI, label=_S, kind=_S,
                        rank={"type": ["string", "null"], "description": "Place by strength: 3, or 3-7 when tied or in doubt"}, degree=_N, strength=_NUMBER, betweenness=_NUMBER,
                        component=_N, community=_N),
        "Edge": _object(source=_IRI, target=_IRI, weight=_NUMBER, shared=_list(_S), claims=_list(_IRI), inferred=_B),
        "Network": _object(directed={"const": False}, multigraph={"const": False}, graph=about, nodes=_list(_of("Node")), edges=_list(_of("Edge"))) | {"description": f"Weights: {', '.join(WEIGHTS)}"},
    }


def _words() -> dict[str, Any]:
    rare = ("has", "needs", "above", "range", "schemes")
    term = _object(rare, iri=_IRI, kind=_S, label=_of("Text"), definition=_of("Text"), has=_list(_IRI), needs=_list(_IRI), above=_list(_IRI), range=_list(_IRI),
                   schemes=_list(_S))
    concept = _object(iri=_IRI, scheme=_S, notation=_S, label=_of("Text"))
    return {"Vocabulary": _object(prefixes={"type": "object", "additionalProperties": _S}, terms=_list(term), others=_list(_IRI), concepts=_list(concept))}
