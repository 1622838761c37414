"""Descriptions as files: N-Triples or N-Quads lines in, the bytes of a format out. Same lines, same bytes.

JSON-LD is written here: compact, with this project's prefixes, one node object a subject, in the order of the lines; it can be written
as a stream. The rest is the store's serialiser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from kg.graph.store import serialized
from kg.model.errors import UsageError, nearest
from kg.model.iri import PREFIXES
from kg.model.nt import RDF, XSD
from kg.model.text import Text


@dataclass(frozen=True)
class Format:
    """An RDF format: its file ending, media type, name for readers, and whether it tells named graphs apart."""

    ending: str
    media: str
    name: str
    graphs: bool = False
    also: tuple[str, ...] = ()
    """Other media types by which it is asked for."""

    @property
    def content_type(self) -> str:
        """The value of ``Content-Type``; formats that are UTF-8 by definition of XML or JSON say no charset."""
        return f"{self.media}; charset=utf-8" if self.media.startswith("text/") else self.media


FORMATS: dict[str, Format] = {f.ending: f for f in (
    Format("ttl", "text/turtle", "Turtle", also=("application/x-turtle",)),
    Format("jsonld", "application/ld+json", "JSON-LD", also=("application/json",)),
    Format("nt", "application/n-triples", "N-Triples", also=("text/plain",)),
    Format("rdf", "application/rdf+xml", "RDF/XML", also=("application/xml", "text/xml")),
    Format("trig", "application/trig", "TriG", graphs=True),
    Format("nq", "application/n-quads", "N-Quads", graphs=True),
)}
TRIPLES = tuple(f for f in FORMATS.values() if not f.graphs)
"""The formats of a description, the one to give when nothing is preferred first."""
_TERM = r'<[^>]*>|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?|_:\S+'
_LINE = re.compile(rf"({_TERM}) (<[^>]*>) ({_TERM})(?: (<[^>]*>|_:\S+))? ?\.\s*\Z", re.DOTALL)
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?\Z', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_SHORT = sorted(((ns, prefix) for prefix, ns in PREFIXES.items()), reverse=True)
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_ROOT = re.compile(rb"<rdf:RDF( [^>]*)>")
_TYPE = f"<{RDF}type>"
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_RAW_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal's value, language and datatype (full IRI; "" for a string or a text with a language)."""

    value: str
    lang: str = ""
    datatype: str = ""


def split(line: str) -> tuple[str, str, str, str]:
    """Return the encoded subject, predicate, object and graph ("" when none) of a line. Raises ValueError: not such a line."""
    found = _LINE.match(line)
    if found is None:
        raise ValueError(f"not N-Triples or N-Quads: {line[:120]!r}")
    return found.group(1), found.group(2), found.group(3), found.group(4) or ""


@lru_cache(20_000)
def literal(term: str) -> Literal | None:
    """Return what an encoded literal says; None for an IRI or a blank node."""
    found = _LITERAL.match(term)
    if found is None:
        return None
    value, lang, datatype = found.groups()
    return Literal(unescaped(value), lang or "", "" if datatype in (None, XSD + "string") else datatype)


def unescaped(text: str) -> str:
    """Return a text without the escapes of N-Triples."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda m: chr(int(m.group(1) or m.group(2), 16)) if m.group(1) or m.group(2) else _PLAIN.get(m.group(3), m.group(3)), text)


def write(lines: Iterable[str], ending: str) -> bytes:
    """Return sorted lines (N-Triples; N-Quads for the formats that hold graphs) as the bytes of one format. Raises UsageError: unknown format."""
    if ending not in FORMATS:
        raise UsageError(Text(f"formato RDF desconocido: {ending!r}", f"unknown RDF format: {ending!r}"), "", nearest(ending, FORMATS))
    whole = [line.rstrip("\n") for line in lines]
    if ending in ("nt", "nq"):
        return "\n".join((*whole, "")).encode()
    if ending == "jsonld":
        return "".join(jsonld(whole)).encode()
    if ending == "rdf":
        safe = [_xml_safe(line) for line in whole]
        return _ROOT.sub(_in_order, serialized(safe, ending).replace(b"\r", b"&#13;"), count=1)
    return serialized(whole, ending)


def jsonld(lines: Iterable[str]) -> Iterator[str]:
    """Yield a JSON-LD 1.1 document in pieces: a context of prefixes, then one node a subject, one inner graph a named graph.

    Lines of one subject, and of one graph, must follow one another: sorted N-Triples do, N-Quads when sorted by graph first.
    """
    yield '{"@context":' + _dumped(dict(sorted(PREFIXES.items()))) + ',"@graph":['
    first = True
    for graph, inside in groupby(map(split, lines), key=lambda q: q[3]):
        lead = "" if first else ","
        if graph:
            lead += '\n{"@id":' + _dumped(_id(graph)) + ',"@graph":['
        for subject, statements in groupby(inside, key=lambda q: q[0]):
            yield f"{lead}\n{_node(subject, statements)}"
            lead, first = ",", False
        if graph:
            yield "]}"
    yield "\n]}\n"


def _node(subject: str, statements: Iterable[tuple[str, str, str, str]]) -> str:
    """Return one node object: ``@id``, ``@type``, then each predicate with its values, always as a list."""
    parts: dict[str, list[str]] = {"@type": []}
    for _, predicate, value, _ in statements:
        if predicate == _TYPE:
            parts["@type"].append(_dumped(_compact(value[1:-1]) if value.startswith("<") else value))
        else:
            parts.setdefault(_compact(predicate[1:-1]), []).append(_value(value))
    return f'{{"@id":{_dumped(_id(subject))}' + "".join(f",{_dumped(key)}:[{','.join(values)}]" for key, values in parts.items() if values) + "}"


@lru_cache(20_000)
def _value(term: str) -> str:
    found = literal(term)
    if found is None:
        return _dumped({"@id": _id(term)})
    if found.lang:
        return _dumped({"@value": found.value, "@language": found.lang})
    return _dumped({"@value": found.value, "@type": _compact(found.datatype)} if found.datatype else {"@value": found.value})


def _id(term: str) -> str:
    """Return an ``@id``, never compact: a reader of JSON sees the address itself."""
    return unescaped(term[1:-1]) if term.startswith("<") else term


@lru_cache(10_000)
def _compact(iri: str) -> str:
    """Return ``prefix:name`` where the prefix is ours and the name is plain, else the IRI."""
    for namespace, prefix in _SHORT:
        if iri.startswith(namespace) and _LOCAL.match(iri[len(namespace):]):
            return f"{prefix}:{iri[len(namespace):]}"
    return iri


def _in_order(root: re.Match[bytes]) -> bytes:
    """Return the root element with its namespaces in order: the serialiser writes them as its hash table has them."""
    return b"<rdf:RDF " + b" ".join(sorted(root.group(1).split())) + b">"


def _xml_safe(line: str) -> str:
    """Return a line without the control characters that XML 1.0 cannot hold, not even escaped: a space stands for each."""
    line = _RAW_NOT_XML.sub(" ", line)
    return _ESCAPE.sub(lambda m: " " if _RAW_NOT_XML.match(unescaped(m.group(0))) else m.group(0), line) if "\\" in line else line


def _dumped(value: object) -> str:
    return _ENCODE(value)
