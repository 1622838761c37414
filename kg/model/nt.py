"""N-Triples terms as plain strings (W3C N-Triples 1.1): the form in which facts travel from loaders to the store.

A triple is three encoded terms. Strings cost a tenth of rdflib's term objects and are what Oxigraph's bulk loader reads.
Lexical forms are canonical (no ``0.90``), so a dump of the store gives back the same bytes.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from kg.model.errors import InputError
from kg.model.text import Text

Triple = tuple[str, str, str]
Quad = tuple[str, str, str, str]

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE = f"<{RDF}type>"

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
# The control characters Oxigraph's serialiser escapes as \uXXXX; the same here, so dumps agree byte for byte.
_ESCAPES |= {chr(c): f"\\u{c:04X}" for c in [*range(0x20), 0x7F] if chr(c) not in _ESCAPES}
_TABLE = str.maketrans(_ESCAPES)
_BAD_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def iri(value: str) -> str:
    """Encode an IRI; characters that RDF forbids in one are an error, never silently dropped."""
    if not value or _BAD_IRI.search(value) or ":" not in value:
        raise InputError(Text(f"no es un IRI: {value[:80]!r}", f"is not an IRI: {value[:80]!r}"), "",
                         Text("escriba un IRI absoluto sin espacios ni comillas", "write an absolute IRI without spaces or quotes"))
    return f"<{value}>"


def text(value: str, lang: str = "") -> str:
    """Encode a string literal, with a language tag when ``lang`` is given."""
    quoted = f'"{value.translate(_TABLE)}"'
    return f"{quoted}@{lang}" if lang else quoted


def typed(lexical: str, datatype: str) -> str:
    """Encode a literal of an XSD datatype named by its local name."""
    return f'"{lexical.translate(_TABLE)}"^^<{XSD}{datatype}>'


def boolean(value: bool) -> str:
    """Encode an xsd:boolean."""
    return typed("true" if value else "false", "boolean")


def number(value: int | float | Decimal) -> str:
    """Encode an xsd:integer, or an xsd:decimal in canonical form (``0.9``; a whole value of a decimal is ``1``, as Oxigraph writes it)."""
    if isinstance(value, int):
        return typed(str(value), "integer")
    return decimal(value)


def decimal(value: float | Decimal | int) -> str:
    """Encode an xsd:decimal in the lexical form Oxigraph gives back."""
    lexical = format(Decimal(str(value)), "f")
    if "." in lexical:
        lexical = lexical.rstrip("0").rstrip(".")
    return typed(lexical or "0", "decimal")


def date(value: datetime.date) -> str:
    """Encode an xsd:date."""
    return typed(value.isoformat(), "date")
