"""JSON Schema of an acta, for editors (completion, red underlines), made from the same tables the reader checks with."""

from __future__ import annotations

import json
from typing import Any

from kg.model.acta_drafts import BASES, RULE, STATES
from kg.model.iri import ID
from kg.model.records import TABLES, Field, Table
from kg.model.terms import concepts

SCHEMA_ID = "https://w3id.org/gobierno-abierto/ontology/acta.schema.json"
_SPANS = {"$ref": "#/$defs/spans"}


def acta_schema() -> str:
    """Return the schema as sorted, indented JSON (draft 2020-12)."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, "title": "Acta", "type": "object", "additionalProperties": False,
        "required": ["acta"],
        "properties": {"acta": _header(), **{t.name: {"type": "array", "items": _record(t)} for t in TABLES}},
        "$defs": {
            "span": {"type": "string", "pattern": "^L[1-9][0-9]*:[0-9]+-[0-9]+$", "description": "L<line>:<start>-<end>, code points, at most 400"},
            "spans": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/span"}},
            "id": {"type": "string", "pattern": "^" + ID.pattern.replace("\\Z", "$"), "maxLength": 120},
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        },
    }
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _header() -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": ["format", "made_by"], "properties": {
        "format": {"const": 1}, "made_by": {"$ref": "#/$defs/id"}, "confidence": {"$ref": "#/$defs/confidence"},
        "review": {"enum": sorted(concepts()["review-status"])}, "basis": {"enum": sorted(concepts()["confidence-basis"])}}}


def _record(table: Table) -> dict[str, Any]:
    """Schema of one record of a table."""
    names = [f.name for f in table.fields]
    properties: dict[str, Any] = {"id": {"$ref": "#/$defs/id"}, "confidence": {"$ref": "#/$defs/confidence"}}
    properties |= {"rule": {"type": "string", "pattern": "^" + RULE.pattern.replace("\\Z", "$"), "maxLength": 80, "description": "what made it, when a program did"},
                   "basis": {"enum": list(BASES), "description": "whether its confidence was measured; absent: the acta's"},
                   "review": {"enum": sorted(set(STATES) - {"rejected"}), "description": "its own state; absent: the acta's"}}
    properties |= {f.name: _field(f) for f in table.fields}
    required = ["id", *(f.name for f in table.fields if f.required)]
    if table.entity:
        spelling = {"type": "object", "additionalProperties": False, "required": ["text", "at"], "properties": {"text": {"type": "string"}, "at": _SPANS}}
        how = {"type": "object", "additionalProperties": False, "required": ["method", "confidence"], "properties": {
            "method": {"enum": sorted(concepts()["attribution-method"])}, "confidence": {"$ref": "#/$defs/confidence"}}}
        properties |= {"names": {"type": "array", "minItems": 1, "items": spelling},
                       "at": {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(names, _SPANS)},
                       "inferred": {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(names, how)}}
        required.append("names")
    else:
        properties["at"] = _SPANS
        required.append("at")
    return {"type": "object", "additionalProperties": False, "description": table.doc, "required": required, "properties": properties}


def _field(spec: Field) -> dict[str, Any]:
    one: dict[str, Any]
    kinds: dict[str, dict[str, Any]] = {
        "text": {"type": "string"}, "ref": {"type": "string", "description": f"id in {spec.target.replace('|', ' | ')}"},
        "date": {"type": "string", "format": "date"}, "time": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
        "number": {"type": "number"}, "boolean": {"type": "boolean"}}
    one = dict(kinds[spec.type]) if spec.type != "concept" else {"enum": sorted(concepts()[spec.target])}
    if spec.doc:
        one["description"] = spec.doc
    if not spec.many:
        return one
    return {"type": "array", "items": one, **({"minItems": 1} if spec.required else {})}
