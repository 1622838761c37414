"""Search over what a graph names: words in any order, their beginnings, without accents, in both languages; SQLite's full-text index, in memory, made at the first search."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model.iri import KG, fold
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.graph.store import Reader

MOST_QUERY = 200
"""Characters of a search that are read."""
_MOST_WORDS = 10
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is found: its class, what it is called."""

    cls: str
    one: Text
    many: Text


KINDS: dict[str, Kind] = {
    "person": Kind(KG + "Person", Text("persona", "person"), Text("Personas", "People")),
    "institution": Kind(KG + "Institution", Text("institución", "institution"), Text("Instituciones", "Institutions")),
    "municipality": Kind(KG + "Municipality", Text("municipio", "municipality"), Text("Municipios", "Municipalities")),
    "event": Kind(KG + "Event", Text("evento", "event"), Text("Eventos", "Events")),
    "mechanism": Kind(KG + "Mechanism", Text("mecanismo", "mechanism"), Text("Mecanismos", "Mechanisms")),
    "proposal": Kind(KG + "Proposal", Text("propuesta", "proposal"), Text("Propuestas", "Proposals")),
    "problem": Kind(KG + "Problem", Text("problema", "problem"), Text("Problemas", "Problems")),
    "commitment": Kind(KG + "Commitment", Text("compromiso", "commitment"), Text("Compromisos", "Commitments")),
    "experience": Kind(KG + "Experience", Text("experiencia", "experience"), Text("Experiencias", "Experiences")),
    "finding": Kind(KG + "Finding", Text("hallazgo", "finding"), Text("Hallazgos", "Findings")),
    "figure": Kind(KG + "Figure", Text("cifra", "figure"), Text("Cifras", "Figures")),
    "discrepancy": Kind(KG + "Discrepancy", Text("discrepancia", "discrepancy"), Text("Discrepancias", "Discrepancies")),
    "document": Kind(KG + "Document", Text("documento", "document"), Text("Documentos", "Documents")),
    "concept": Kind("http://www.w3.org/2004/02/skos/core#Concept", Text("concepto", "concept"), Text("Conceptos", "Concepts")),
}
"""Kind as the API calls it → what it is. The order is that of lists."""
_OF = {kind.cls: (place, name) for place, (name, kind) in enumerate(KINDS.items())}
_CLASSES = "SELECT ?me ?class { VALUES ?class { " + " ".join(f"<{k.cls}>" for k in KINDS.values()) + " } ?me a ?class }"
_NAMES = """SELECT DISTINCT ?me ?text ?lang ?main {
  { ?me skos:prefLabel ?text . BIND("1" AS ?main) } UNION { ?me dcterms:title ?text . BIND("1" AS ?main) } UNION { ?me kg:summary|kg:counts ?text . BIND("1" AS ?main) }
  UNION { ?me kg:gloss|kg:countsGloss ?text . BIND("1" AS ?main) } UNION { ?me skos:altLabel|skos:notation|kg:inegiCode ?text . BIND("" AS ?main) }
  BIND(IF(LANG(?text) = "en", "en", "es") AS ?lang) }"""
_LINKS = "SELECT ?me (COUNT(*) AS ?n) { ?s ?p ?me . FILTER(ISIRI(?me)) } GROUP BY ?me"
# The rows are numbered by rank, so that what fits comes out of the index in order, and a page of it costs no more when a hundred thousand things fit.
_SCHEMA = """CREATE TABLE entries (id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, es TEXT, en TEXT, also TEXT, folded TEXT);
CREATE VIRTUAL TABLE words USING fts5(name, others, kind, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3 4');"""
_INDEXES = "CREATE INDEX by_name ON entries (folded, iri); CREATE INDEX by_kind ON entries (kind, folded, iri);"
_SHOWN = "SELECT iri, kind, es, en, also FROM entries"


@dataclass(frozen=True)
class Hit:
    """Something found: its IRI, kind, name in both languages, other names."""

    iri: str
    kind: str
    name: Text
    also: tuple[str, ...]


class Search:
    """The index of a graph. Any thread may ask it, one at a time: the dearest search takes some milliseconds."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._lock = reader, threading.Lock()
        self._base: sqlite3.Connection | None = None

    def find(self, text: str, kinds: Sequence[str], limit: int, offset: int) -> tuple[int, list[Hit]]:
        """Return how many things fit and one page of them: whole names first, then names that begin so, then what more is linked to. No words: everything of the kinds, by name."""
        words = _WORD.findall(fold(text[:MOST_QUERY]))[:_MOST_WORDS]
        with self._lock:
            base = self._opened()
            if words:
                return _fitting(base, words, kinds, limit, offset)
            if text.strip():
                return 0, []
            among, [total] = _among(kinds), base.execute(f"SELECT COUNT(*) FROM entries WHERE {_among(kinds)}", tuple(kinds)).fetchone()
            return total, [_hit(row) for row in base.execute(f"{_SHOWN} WHERE {among} ORDER BY folded, iri LIMIT ? OFFSET ?", (*kinds, limit, offset))]

    def _opened(self) -> sqlite3.Connection:
        """Return the index, made when it is first needed (some seconds for 100,000 names)."""
        if self._base is None:
            base = sqlite3.connect(":memory:", check_same_thread=False)
            base.executescript(_SCHEMA)
            ranked = sorted((-links, " ".join(_WORD.findall(fold(names[0]))), iri, kind, names, also) for iri, kind, names, also, links in _entries(self._reader))
            for number, (_, folded, iri, kind, names, also) in enumerate(ranked, 1):
                words = " ".join((folded, fold(names[1]) if names[1] != names[0] else "", iri.rstrip("/").rpartition("/")[2].replace("-", " ")))
                base.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", (number, iri, kind, *names, "\x1f".join(also), folded))
                base.execute("INSERT INTO words (rowid, name, others, kind) VALUES (?, ?, ?, ?)", (number, words, fold(" ".join(also)), kind))
            base.executescript(_INDEXES)
            self._base = base
        return self._base


def _fitting(base: sqlite3.Connection, words: Sequence[str], kinds: Sequence[str], limit: int, offset: int) -> tuple[int, list[Hit]]:
    """Return how many things have all the words, and a page of them."""
    # Each word is a string of letters and digits: nothing of the index's own language gets in. One letter is a word, not the beginning of a tenth of them all.
    starts = [f'"{word}"{"*" if len(word) > 1 else ""}' for word in words]
    only = f" AND kind : ({' OR '.join(kinds)})" if kinds else ""
    fits, begins = f"({{name others}} : ({' '.join(starts)})){only}", f'(name : ^ "{" ".join(words)}"{starts[-1][len(words[-1]) + 2:]}){only}'
    whole = " ".join(words)
    same = f"SELECT id FROM entries WHERE folded = ? AND {_among(kinds)}"
    numbers, left = [], (limit, offset)
    for query, given in ((f"{same} ORDER BY id", (whole, *kinds)), (f"SELECT rowid FROM words WHERE words MATCH ? AND rowid NOT IN ({same}) ORDER BY rowid", (begins, whole, *kinds)),
                         (f"SELECT rowid FROM words WHERE words MATCH ? AND rowid NOT IN ({same}) ORDER BY rowid", (f"({fits}) NOT ({begins})", whole, *kinds))):
        if left[0]:
            found = [number for [number] in base.execute(f"{query} LIMIT ? OFFSET ?", (*given, *left))]
            passed = 0 if found else base.execute(f"SELECT COUNT(*) FROM ({query})", given).fetchone()[0]
            numbers += found
            left = (left[0] - len(found), 0 if found else left[1] - passed)
    [total] = base.execute("SELECT COUNT(*) FROM words WHERE words MATCH ?", (fits,)).fetchone()
    return total, [_hit(base.execute(f"{_SHOWN} WHERE id = ?", (number,)).fetchone()) for number in numbers]


def _among(kinds: Sequence[str]) -> str:
    return f"kind IN ({', '.join('?' * len(kinds))})" if kinds else "1"


def _hit(row: tuple[str, str, str, str, str]) -> Hit:
    iri, kind, es, en, also = row
    return Hit(iri, kind, Text(es, en), tuple(also.split("\x1f")) if also else ())


def _entries(reader: Reader) -> Iterator[tuple[str, str, tuple[str, str], list[str], int]]:
    """Yield (IRI, kind, names in both languages, other names, links) of all that has a name, sorted by IRI."""
    kinds: dict[str, tuple[int, str]] = {}
    for me, cls in reader.rows(_CLASSES):
        if me and cls:
            kinds[me] = min(_OF[cls], kinds.get(me, _OF[cls]))
    main: dict[str, dict[str, str]] = {}
    others: dict[str, set[str]] = {}
    for me, text, lang, first in reader.rows(_NAMES):
        if me in kinds and text:
            if first:
                names = main.setdefault(me or "", {})
                names[lang or "es"] = min(text, names.get(lang or "es", text))
            else:
                others.setdefault(me or "", set()).add(text)
    links = {me: int(n or 0) for me, n in reader.rows(_LINKS) if me in main}
    for me in sorted(main):
        es = main[me].get("es") or main[me]["en"]
        yield me, kinds[me][1], (es, main[me].get("en") or es), sorted(others.get(me, set()) - {es}), links.get(me, 0)
