"""What a query may not do: reach another server. Oxigraph runs ``SERVICE`` when it finds it, so it is refused before."""

from __future__ import annotations

import re

from kg.model.errors import UsageError
from kg.model.text import Text

# What hides words, braces and question marks: escaped characters of names (``ex:o\'b`` begins no string), IRIs, strings long and short, comments
# (SPARQL 1.1 grammar). A string without an end takes the rest, of its line or of the text: no query has one, and the time stays that of one reading.
OPAQUE = re.compile(
    r"\\.|<[^<>\"{}|^`\\\x00-\x20]*>|#[^\n\r]*"
    r'|"""(?:"{0,2}(?:[^"\\]|\\.))*+"{0,2}(?:"""|\\?\Z)'
    r"|'''(?:'{0,2}(?:[^'\\]|\\.))*+'{0,2}(?:'''|\\?\Z)"
    r'|"(?:[^"\\\n\r]|\\.)*+"?'
    r"|'(?:[^'\\\n\r]|\\.)*+'?", re.DOTALL)
# ``?service`` and ``ex:service`` are names, not the keyword.
_SERVICE = re.compile(r"(?<![\w?$:.@%-])SERVICE(?![\w:%-])", re.IGNORECASE)


def refuse_federation(query: str) -> None:
    """Raise UsageError when the query holds the keyword ``SERVICE``."""
    if _SERVICE.search(OPAQUE.sub(" ", query)):
        raise UsageError(Text("SERVICE no está permitido: kg no pide nada a otros servidores", "SERVICE is not allowed: kg asks nothing of other servers"), "",
                         Text("traiga esos datos a un corpus propio", "bring those data into a corpus of your own"))
