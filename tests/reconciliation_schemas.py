"""JSON Schemas of the Reconciliation Service API 0.2, written by us after its final report (2023-04-10), stricter where the report's prose is.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/ — sections "Service Manifest", "Reconciliation Query Responses",
"Suggest Responses", "Data Extension Property Proposals", "Data Extension Responses".
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

WORDS = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "pattern": r"^https?://[^\s{}]+$"}
TEMPLATE = {"type": "string", "pattern": r"^https?://\S*\{\{id\}\}\S*$"}


def table(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with exactly these fields."""
    return {"type": "object", "properties": required | (optional or {}), "required": sorted(required), "additionalProperties": False}


def items(of: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": of, **more}


TYPE = table({"id": WORDS, "name": WORDS}, {"broader": {"type": "array"}})
PLACE = table({"service_url": ADDRESS, "service_path": {"type": "string", "pattern": "^/"}}, {"flyout_service_url": ADDRESS, "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"}})
SETTING = table({"type": {"enum": ["number", "text", "checkbox", "select"]}, "label": WORDS, "name": WORDS},
                {"default": {}, "help_text": WORDS, "choices": items(table({"value": WORDS, "name": WORDS}))})
MANIFEST = table(
    {"versions": items(WORDS, contains={"const": "0.2"}), "name": WORDS, "identifierSpace": ADDRESS, "schemaSpace": ADDRESS},
    {"defaultTypes": items(TYPE, uniqueItems=True), "documentation": ADDRESS, "logo": ADDRESS, "serviceVersion": WORDS, "batchSize": {"type": "integer", "minimum": 1},
     "view": table({"url": TEMPLATE}), "feature_view": table({"url": TEMPLATE}),
     "preview": table({"url": TEMPLATE, "width": {"type": "integer", "minimum": 1}, "height": {"type": "integer", "minimum": 1}}),
     "suggest": table({}, {"entity": PLACE, "property": PLACE, "type": PLACE}), "extend": table({}, {"propose_properties": PLACE, "property_settings": items(SETTING)})})
FEATURE = table({"id": WORDS, "value": {"type": ["boolean", "number"]}})
CANDIDATE = table({"id": WORDS, "name": WORDS, "score": {"type": "number", "minimum": 0, "maximum": 100}, "match": {"type": "boolean"}, "type": items(TYPE)},
                  {"description": WORDS, "features": items(FEATURE)})
RESULTS = {"type": "object", "additionalProperties": table({"result": items(CANDIDATE)})}
ENTITIES = table({"result": items(table({"id": WORDS, "name": WORDS}, {"description": WORDS, "notable": items({"anyOf": [WORDS, TYPE]})}))})
TYPES = table({"result": items(TYPE)})
PROPERTIES = table({"result": items(table({"id": WORDS, "name": WORDS}, {"description": WORDS}))})
PROPOSAL = table({"type": {"type": "string"}, "properties": items(table({"id": WORDS, "name": WORDS}))}, {"limit": {"type": "integer", "minimum": 0}})
CELL = {"oneOf": [table({}), table({"id": WORDS, "name": WORDS}, {"description": WORDS}), table({"str": WORDS}), table({"float": {"type": "number"}}), table({"int": {"type": "integer"}}),
                  table({"date": {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$"}})]}
EXTENSION = table({"meta": items(table({"id": WORDS, "name": WORDS}, {"type": table({"id": WORDS}, {"name": WORDS}), "service": ADDRESS})),
                   "rows": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": items(CELL)}}})


def valid(value: Any, schema: dict[str, Any]) -> Any:
    """Return ``value`` when it fits; all that does not is told."""
    wrong = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in Draft202012Validator(schema).iter_errors(value)]
    assert not wrong, wrong
    return value
