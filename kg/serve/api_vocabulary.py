"""The words of the graph for an editor's completion: classes, properties (and which class the shapes let have them), concepts, prefixes."""

from __future__ import annotations

from functools import cache
from typing import Any

from kg.model.iri import PREFIXES
from kg.publish.ontology_model import ontology
from kg.publish.ontology_model_shapes import shapes
from kg.serve.api_entity import both


@cache
def vocabulary() -> dict[str, Any]:
    """Return prefixes, terms and concepts. Of a class ``has`` lists the properties that its shapes, and those of the classes above it, name; ``needs`` those it cannot be without."""
    model = ontology()
    has: dict[str, dict[str, bool]] = {}
    for shape in shapes().values():
        for cls in shape.classes:
            for constraint in shape.constraints:
                found = has.setdefault(cls, {})
                found[constraint.path] = found.get(constraint.path, False) or constraint.least > 0
    for prop in model.properties():
        for cls in prop.domain:
            has.setdefault(cls, {}).setdefault(prop.iri, False)
    terms = []
    for term in model.terms.values():
        told: dict[str, Any] = {"iri": term.iri, "kind": term.kind, "label": both(term.label), "definition": both(term.definition)}
        if term.is_class:
            whole = {p: needed for cls in (term.iri, *model.ancestors(term.iri)) for p, needed in has.get(cls, {}).items()}
            told |= {"has": sorted(whole), "needs": sorted(p for p, needed in whole.items() if needed), "above": list(term.above)}
        elif term.is_property:
            told |= {"range": list(term.range), "schemes": list(term.schemes)}
        terms.append(told)
    named = {t["iri"] for t in terms}
    others = sorted({p for found in has.values() for p in found} - named)
    concepts = [{"iri": c.iri, "scheme": s.notation, "notation": c.notation, "label": both(c.label)} for s in model.schemes.values() for c in s.concepts]
    return {"prefixes": dict(PREFIXES), "terms": terms, "others": others, "concepts": concepts}
