"""Read a report: Document → Reading. The order of the work, each step in its own module; no network, no model."""

from __future__ import annotations

from kg.reading.assemble import Assembly
from kg.reading.claims import Reading
from kg.reading.document import Document
from kg.reading.layout.layout import lines_of
from kg.reading.words.normal import Normal


def read_report(document: Document) -> Reading:
    """Return what a document says, as claims sorted by place. Same document, same claims, in any process."""
    normal = Normal(document.text)
    return Assembly(document, normal, lines_of(document, normal)).reading()
