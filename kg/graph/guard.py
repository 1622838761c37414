"""What a query may not do: reach another server. Oxigraph runs ``SERVICE`` when it finds it, so it is refused before."""

from __future__ import annotations

import re

from kg.model.errors import UsageError
from kg.model.text import Text

# What hides words, braces and question marks: escaped characters of names (``ex:o\'b`` begins no string), IRIs, strings long and short, comments
# (SPARQL 1.1 grammar). A string without an end takes the rest, of its line or of the text: no query has one, and the time stays that of one reading.
OPAQUE = re.compile(
    r"\\.|<[^<>\"{}|^`\\\x00-\x20]*>|#[^\n\r]*"
    r'|"""(?:"{0,2}(?:[^"\\]|\\.))*+(?:"""|"{0,2}\\?\Z)'
    r"|'''(?:'{0,2}(?:[^'\\]|\\.))*+(?:'''|'{0,2}\\?\Z)"
    r'|"(?:[^"\\\n\r]|\\.)*+"?'
    r"|'(?:[^'\\\n\r]|\\.)*+'?", re.DOTALL)
# ``?service``, ``ex:service`` and ``@service`` are names, not the keyword. A name ends at a dot here: ``?o.SERVICE`` is one that the engine runs.
_NAME = re.compile(r"[?$]\w+|:[\w:%][\w:%-]*|@[A-Za-z0-9-]+")
# The engine asks for no space around its keywords: ``1SERVICE``, ``trueSERVICE``, ``SERVICEx:`` and ``SERVICE:`` call, too. What a prefix ends in does not, but for the e of ``true``.
_SERVICE = re.compile(r"(?<![^\W\deE])SERVICE", re.IGNORECASE)
# "Less than" and "more than" can look like an IRI: in ``?a<'>'`` and ``?a<x:b#>`` a string and a comment begin that OPAQUE takes for a part of it. After ``//`` there is no doubt.
_DOUBTFUL = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*://)[^<>]*['#]")
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def decoded(query: str) -> str:
    r"""Return a query with its codepoint escapes (\u0041) as characters, as SPARQL 1.1 §19.2 reads it: nothing hides in them."""
    def one(found: re.Match[str]) -> str:
        number = int(found[1] or found[2], 16)
        return chr(number) if number <= 0x10FFFF else found[0]

    return _CODEPOINT.sub(one, query)


def doubtful(query: str) -> bool:
    """Tell whether it is in doubt what of a query is a string, an IRI or a comment; also escapes leave it in doubt."""
    return decoded(query) != query or _unsure(query)


def _unsure(text: str) -> bool:
    return any(_DOUBTFUL.match(found[0]) for found in OPAQUE.finditer(text))


def refuse_federation(query: str) -> None:
    """Raise UsageError when the query holds the keyword ``SERVICE``, or may hold it: where it is in doubt what is a string, the word is refused wherever it stands."""
    for text in {query, decoded(query)}:
        if _SERVICE.search(_NAME.sub(" ", text if _unsure(text) else OPAQUE.sub(" ", text))):
            raise UsageError(Text("SERVICE no está permitido: kg no pide nada a otros servidores", "SERVICE is not allowed: kg asks nothing of other servers"), "",
                             Text("traiga esos datos a un corpus propio", "bring those data into a corpus of your own"))
