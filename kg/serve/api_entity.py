"""A description (``kg.publish.describe``) as plain JSON: what a program needs to show what is known of a thing and what it rests on."""

from __future__ import annotations

from typing import Any

from kg.model.text import Text
from kg.publish.describe_model import Description, Line, Proof, Section, Value
from kg.publish.links import Links
from kg.publish.rdf import TRIPLES


def entity(description: Description, links: Links) -> dict[str, Any]:
    """Return what is known of an IRI. ``@id`` and ``@type`` are IRIs; texts are ``{"es", "en"}``; ``data`` leads to the RDF, which says it all."""
    found: dict[str, Any] = {"@id": description.iri, "@type": description.cls or None, "kind": both(description.kind), "label": both(description.label)}
    return found | {
        "also": [value(v, links) for v in description.also], "note": [value(v, links) for v in description.note],
        "sections": [section(s, links) for s in description.sections],
        "neighbours": [{**value(n.value, links), "count": n.count, "reasons": [{"reason": both(reason), "count": count} for reason, count in n.reasons]} for n in description.neighbours],
        "evidence": proof(description.proof, links) if description.proof else None,
        "sameAs": list(description.same_as), "formerly": list(description.former),
        "page": links.href(description.iri), "data": {f.ending: address for f in TRIPLES if (address := links.data(description.iri, f.ending))},
    }


def section(found: Section, links: Links) -> dict[str, Any]:
    """Return what is known of one kind; ``total`` may be more than there are lines."""
    return {"key": found.key, "title": both(found.title), "total": found.total, "lines": [line(x, links) for x in found.lines]}


def line(found: Line, links: Links) -> dict[str, Any]:
    """Return one thing known."""
    beside = [{"label": both(label), "values": [value(v, links) for v in values]} for label, values in found.beside]
    return {"label": both(found.label), "values": [value(v, links) for v in found.values], "beside": beside,
            "claim": found.claim or None, "evidence": proof(found.proof, links) if found.proof else None, "inferred": both(found.inferred) if found.inferred else None,
            "note": both(found.note) if found.note.es or found.note.en else None}


def proof(found: Proof, links: Links) -> dict[str, Any]:
    """Return what stands behind a claim: documents and places (characters, 0-based, end-exclusive), how sure, reviewed or not, by whom."""
    return {"places": [{"document": s.document, "title": both(s.title), "line": s.line, "start": s.start, "end": s.end, "evidence": s.evidence} for s in found.spots],
            "confidence": float(found.confidence) if found.confidence else None,
            "basis": both(found.basis), "review": both(found.review), "reviewed": found.reviewed, "madeBy": value(found.maker, links)}


def value(found: Value, links: Links) -> dict[str, Any]:
    """Return something shown; ``iri`` and ``page`` only of what has them."""
    told: dict[str, Any] = {"text": both(found.text)}
    if found.iri:
        told |= {"iri": found.iri, "page": links.href(found.iri) or None}
    return told | ({"lang": found.lang} if found.lang else {})


def both(text: Text) -> dict[str, str]:
    """Return a text in both languages."""
    return {"es": text.es, "en": text.en}
