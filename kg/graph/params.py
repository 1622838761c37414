"""Parameters of ready questions: their types, and the SPARQL term a written value stands for.

A value never becomes query text: it becomes one RDF term, so quotes, braces and newlines in it are inert
(SPARQL 1.1 §19.2 codepoint escapes, §19.8 grammar).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from kg.model.errors import UsageError, nearest
from kg.model.iri import VOCABULARY
from kg.model.text import Text

ANY = "UNDEF"
XSD = "http://www.w3.org/2001/XMLSchema#"
Concepts = Mapping[str, Collection[str]]

# SPARQL's ECHAR; nothing else is escaped, because \uXXXX is replaced before the query is parsed and could end a string.
_ECHARS = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})
_FALSE_ESCAPE = re.compile(r"(\\\\)([uU])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*\Z')
_SLUG_PATH = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[A-Za-z0-9._~-]+)+\Z")
_NOTATION = re.compile(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*\Z")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}\Z", re.ASCII)
_DECIMAL = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?\Z", re.ASCII)


@dataclass(frozen=True)
class Param:
    """One parameter as the header declares it; ``default`` is in the form a person writes, or ``UNDEF`` for "any"."""

    name: str
    type: str
    default: str
    help: Text
    scheme: str = ""

    @property
    def optional(self) -> bool:
        """Whether the question may be asked without restricting this parameter."""
        return self.default == ANY or self.type in ANY_TYPES

    @property
    def shown_type(self) -> str:
        """The type as a header writes it, ``concept(theme)`` for example."""
        return f"{self.type}({self.scheme})" if self.scheme else self.type


def quoted(value: str) -> str:
    """Return ``value`` as a SPARQL string literal that reads back as itself in every engine.

    After an escaped backslash a ``u`` would look like a codepoint escape to engines that replace those first
    (SPARQL 1.1 §19.2); writing that ``u`` itself as one gives them nothing to misread.
    """
    if _SURROGATE.search(value):
        raise ValueError("lone surrogate")
    escaped = value.translate(_ECHARS)
    return '"' + _FALSE_ESCAPE.sub(_spelt_out, escaped) + '"'


def _spelt_out(found: re.Match[str]) -> str:
    return f"{found[1]}\\U{ord(found[2]):08X}"


def _iri(value: str, param: Param, base: str) -> str:
    if not _IRI.match(value):
        raise ValueError(value)
    return f"<{value}>"


def _entity(value: str, param: Param, base: str) -> str:
    """An IRI as it stands, or ``persona/x`` below ``{base}id/``."""
    return _iri(f"{base}id/{value}" if _SLUG_PATH.match(value) else value, param, base)


def _concept(value: str, param: Param, base: str) -> str:
    if not _NOTATION.match(value):
        raise ValueError(value)
    return f"<{VOCABULARY}{param.scheme}/{value}>"


def _code(value: str, param: Param, base: str) -> str:
    if not _NOTATION.match(value):
        raise ValueError(value)
    return quoted(value)


def _number(pattern: re.Pattern[str]) -> Callable[[str, Param, str], str]:
    def encode(value: str, param: Param, base: str) -> str:
        if not pattern.match(value):
            raise ValueError(value)
        sign, digits = ("-", value[1:]) if value[0] == "-" else ("", value.lstrip("+"))
        whole, dot, part = digits.partition(".")
        return f"{sign}{whole.lstrip('0') or '0'}{dot}{part}"

    return encode


def _date(value: str, param: Param, base: str) -> str:
    return f'"{datetime.date.fromisoformat(value).isoformat()}"^^<{XSD}date>'


def _boolean(value: str, param: Param, base: str) -> str:
    known = {"true": "true", "false": "false", "sí": "true", "si": "true", "yes": "true", "no": "false"}
    if value.casefold() not in known:
        raise ValueError(value)
    return known[value.casefold()]


def _string(value: str, param: Param, base: str) -> str:
    return quoted(value)


ENCODERS: dict[str, Callable[[str, Param, str], str]] = {
    "string": _string, "iri": _iri, "entity": _entity, "concept": _concept, "code": _code,
    "integer": _number(_INTEGER), "decimal": _number(_DECIMAL), "date": _date, "boolean": _boolean,
}
ANY_TYPES = frozenset({"iri", "entity", "concept", "code"})
_FORMS = {
    "string": Text("cualquier texto", "any text"),
    "iri": Text("un IRI absoluto", "an absolute IRI"),
    "entity": Text("un IRI, o tipo/nombre como persona/lucia-prado", "an IRI, or tipo/slug such as persona/lucia-prado"),
    "concept": Text("la notación de un concepto", "the notation of a concept"),
    "code": Text("letras, cifras, punto o guion", "letters, digits, dot or hyphen"),
    "integer": Text("un entero", "an integer"),
    "decimal": Text("un número con punto decimal", "a number with a decimal point"),
    "date": Text("una fecha AAAA-MM-DD", "a date YYYY-MM-DD"),
    "boolean": Text("true o false", "true or false"),
}


def term(param: Param, value: str, base: str, concepts: Concepts | None = None, where: str = "") -> str:
    """Return the SPARQL term for ``value``: an empty one is the default, ``UNDEF`` is "any" where the type allows it.

    With ``concepts`` (scheme → notations) a notation the vocabulary does not have is an error instead of no rows.
    """
    written = value if param.type == "string" else value.strip()
    written = written or param.default
    if written == ANY and (param.optional and (param.type != "string" or param.default == ANY)):
        return ANY
    place = where or f"param {param.name}"
    try:
        encoded = ENCODERS[param.type](written, param, base)
    except ValueError as error:
        raise UsageError(Text(f"{written[:80]!r} no sirve como {param.shown_type}", f"{written[:80]!r} is not a valid {param.shown_type}"),
                         place, Text(f"escriba {_FORMS[param.type].es}", f"write {_FORMS[param.type].en}")) from error
    if concepts is not None and param.type == "concept" and written not in concepts.get(param.scheme, ()):
        raise UsageError(Text(f"el esquema {param.scheme} no tiene el concepto {written!r}",
                              f"scheme {param.scheme} has no concept {written!r}"),
                         place, nearest(written, concepts.get(param.scheme, ())))
    return encoded
