"""RDF text → triples with stable keys, and where each subject stands. Nothing is ever fetched."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from kg.loaders._json import Node, parse
from kg.loaders._rdf_terms import plain
from kg.model.errors import InputError
from kg.model.iri import short_hash
from kg.model.text import Text
from kg.reading.document import Document

FORMATS = {".ttl": "turtle", ".n3": "turtle", ".trig": "trig", ".nq": "nquads", ".nt": "nt", ".jsonld": "json-ld", ".json": "json-ld"}
MAX_TEXT = 50_000_000
ROUNDS = 3  # of refinement of blank nodes' names
_TOKEN = re.compile(r'<([^<>"\s]{1,2000})>|"([^"\s]{1,2000})"|(?<![\w:/"])([A-Za-z][\w.-]*|):([\w%][\w%.-]*[\w%-]|[\w%]|)')


class Value(NamedTuple):
    """An object: a resource's key (``lang`` None), or a literal's text with its language ("" when it has none)."""

    text: str
    lang: str | None

    @property
    def literal(self) -> bool:
        """Whether it is a literal."""
        return self.lang is not None


@dataclass
class Triples:
    """Subject key → property IRI → objects, sorted; and the offset at which each subject is first written."""

    about: dict[str, dict[str, list[Value]]]
    places: dict[str, int]

    def place(self, key: str, pointed: dict[str, str]) -> int:
        """Return the offset of a subject; of a blank one, that of who points to it, or of what it points to."""
        if key in self.places:
            return self.places[key]
        near = [pointed.get(key, ""), *(v.text for p, vs in self.about.get(key, {}).items() for v in vs if not v.literal and not p.endswith("#type"))]
        return next((self.places[k] for k in near if k in self.places), 0)


def read(document: Document, base: str) -> Triples:
    """Parse an RDF document. Raises InputError: unknown format, bad syntax, too large, a context elsewhere on the web."""
    from rdflib import BNode, Dataset, Literal
    from rdflib.exceptions import ParserError

    form = FORMATS.get(Path(document.path).suffix.lower())
    if form is None:
        raise InputError(Text(f"formato RDF desconocido: {document.path.suffix!r}", f"unknown RDF format: {document.path.suffix!r}"), str(document.path),
                         Text("use " + ", ".join(FORMATS), "use " + ", ".join(FORMATS)))
    if len(document.text) > MAX_TEXT:
        raise InputError(Text(f"pasa de {MAX_TEXT} caracteres", f"is over {MAX_TEXT} characters"), str(document.path), Text("divídalo", "split it"))
    if form == "json-ld":
        _no_remote(parse(document), document)
    dataset = Dataset(default_union=True)
    try:
        dataset.parse(data=document.text.removeprefix("\ufeff"), format=form, publicID=base)
    except (ParserError, SyntaxError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, RecursionError, OSError) as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        found = re.search(r"\bline (\d+)", said)
        raise InputError(Text(f"no es {form} legible: {said}", f"is not readable {form}: {said}"), f"{document.path}:{found[1] if found else 1}",
                         Text("corrija el archivo", "mend the file")) from error
    triples = {(s, p, o) for s, p, o, _ in dataset.quads((None, None, None, None))}
    names = _names([(s, p, o) for s, p, o in triples if isinstance(s, BNode) or isinstance(o, BNode)])
    about: dict[str, dict[str, set[Value]]] = defaultdict(lambda: defaultdict(set))
    for s, p, o in triples:
        value = Value(str(o), o.language or "") if isinstance(o, Literal) else Value(names.get(o) or plain(str(o)), None)
        about[names.get(s) or plain(str(s))][plain(str(p))].add(value)
    spaces = {str(prefix): str(iri) for prefix, iri in dataset.namespaces()}
    done = {s: {p: sorted(vs, key=lambda v: (v.text, v.lang or "")) for p, vs in sorted(ps.items())} for s, ps in sorted(about.items())}
    places = _places(document.text, base, spaces)
    return Triples(done, _unnamed(document.text, done) | places)


def _unnamed(text: str, about: dict[str, dict[str, list[Value]]]) -> dict[str, int]:
    """Return where blank nodes stand that say something nobody else says."""
    used = Counter(v.text for ps in about.values() for vs in ps.values() for v in vs if v.literal)
    written: dict[str, int] = {}
    for found in re.finditer(r'"([^"\n]{1,2000})"', text):
        written.setdefault(found[1], found.start())
    found_at = {s: [written[v.text] for vs in ps.values() for v in vs if v.literal and used[v.text] == 1 and v.text in written] for s, ps in about.items() if s.startswith("_:")}
    return {s: text.rfind("\n", 0, min(at)) + 1 for s, at in found_at.items() if at}


def _no_remote(node: Node, document: Document) -> None:
    """Refuse JSON-LD whose context lies elsewhere: a build fetches nothing."""
    if isinstance(node.value, list):
        for item in node.value:
            _no_remote(item, document)
    elif isinstance(node.value, dict):
        for key, value in node.value.items():
            far = [n for n in value.items() if isinstance(n.value, str)] if key == "@context" else [value] if key == "@import" else []
            for found in far:
                raise InputError(Text(f"el contexto está en otra parte: {found.text()[:100]!r}; aquí nada se descarga", f"the context lies elsewhere: {found.text()[:100]!r}; nothing is fetched here"),
                                 f"{document.path}:{document.line(found.start)}", Text("copie el contexto dentro del archivo", "copy the context into the file"))
            _no_remote(value, document)


def _names(triples: list[tuple[object, object, object]]) -> dict[object, str]:
    """Name blank nodes by what is said of them, a few steps deep: the parser's own names differ at every reading."""
    from rdflib import BNode

    nodes = sorted({n for s, _, o in triples for n in (s, o) if isinstance(n, BNode)})
    colour: dict[object, str] = dict.fromkeys(nodes, "")
    for _ in range(ROUNDS):
        said: dict[object, list[str]] = {n: [] for n in nodes}
        for s, p, o in triples:
            if s in said:
                said[s].append(f"> {p} {colour.get(o, repr(o))}")
            if o in said:
                said[o].append(f"< {p} {colour.get(s, repr(s))}")
        colour = {n: short_hash(*sorted(said[n]), size=12) for n in nodes}
    counts: Counter[str] = Counter()
    names: dict[object, str] = {}
    for node in nodes:
        counts[colour[node]] += 1
        names[node] = f"_:{colour[node]}" + (f"-{counts[colour[node]]}" if counts[colour[node]] > 1 else "")
    return names


def _places(text: str, base: str, spaces: dict[str, str]) -> dict[str, int]:
    """Return where each IRI is first written, at the start of a line if it ever is: there it is a subject."""
    first: dict[str, int] = {}
    leading: dict[str, int] = {}
    for found in _TOKEN.finditer(text):
        iri, quoted, prefix, local = found.groups()
        if iri is not None:
            keys = [urljoin(base, iri) if ":" not in iri else iri]
        elif quoted is not None:
            start, _, rest = quoted.partition(":")
            keys = [quoted if ":" in quoted else urljoin(base, quoted)] + ([spaces[start] + rest] if start in spaces else [])
        else:
            keys = [spaces[prefix] + local] if prefix in spaces else []
        head = found.start() == 0 or text[found.start() - 1] == "\n"
        for key in keys:
            first.setdefault(plain(key), found.start())
            if head:
                leading.setdefault(plain(key), found.start())
    return first | leading
