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
_SCHEMA = """CREATE TABLE entries (id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, es TEXT, en TEXT, also TEXT, folded TEXT, links INTEGER);
CREATE VIRTUAL TABLE words USING fts5(name, others, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3 4');"""


@dataclass(frozen=True)
class Hit:
    """Something found: its IRI, kind, name in both languages, other names."""

    iri: str
    kind: str
    name: Text
    also: tuple[str, ...]


class Search:
    """The index of a graph. Any thread may ask it."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._lock = reader, threading.Lock()
        self._base: sqlite3.Connection | None = None

    def find(self, text: str, kinds: Sequence[str], limit: int, offset: int) -> tuple[int, list[Hit]]:
        """Return how many things fit and one page of them: whole names first, then names that begin so, then what more is linked to. No words: everything of the kinds, by name."""
        with self._lock:
            base = self._opened()
            words = _WORD.findall(fold(text[:MOST_QUERY]))[:_MOST_WORDS]
            among = f"kind IN ({', '.join('?' * len(kinds))})" if kinds else "1"
            if not words:
                if text.strip():
                    return 0, []
                [total] = base.execute(f"SELECT COUNT(*) FROM entries WHERE {among}", tuple(kinds)).fetchone()
                rows = base.execute(f"SELECT iri, kind, es, en, also FROM entries WHERE {among} ORDER BY folded, iri LIMIT ? OFFSET ?", (*kinds, limit, offset))
                return total, [_hit(row) for row in rows]
            # Each a string of letters and digits: nothing of the index's own language gets in. One letter is a word, not the beginning of a tenth of them all.
            match = " ".join(f'"{word}"{"*" if len(word) > 1 else ""}' for word in words)
            fits = f"FROM words JOIN entries ON entries.id = words.rowid WHERE words MATCH ? AND {among}"
            [total] = base.execute(f"SELECT COUNT(*) {fits}", (match, *kinds)).fetchone()
            whole = " ".join(words)
            order = "ORDER BY folded = ? DESC, substr(folded, 1, ?) = ? DESC, links DESC, bm25(words, 5.0, 1.0), folded, iri LIMIT ? OFFSET ?"
            rows = base.execute(f"SELECT iri, kind, es, en, also {fits} {order}", (match, *kinds, whole, len(whole), whole, limit, offset))
            return total, [_hit(row) for row in rows]

    def _opened(self) -> sqlite3.Connection:
        """Return the index, made when it is first needed (about a second for 100,000 names)."""
        if self._base is None:
            base = sqlite3.connect(":memory:", check_same_thread=False)
            base.executescript(_SCHEMA)
            for number, (iri, kind, names, also, links) in enumerate(_entries(self._reader), 1):
                words = " ".join(dict.fromkeys((*names, iri.rstrip("/").rpartition("/")[2].replace("-", " "))))
                base.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (number, iri, kind, *names, "\x1f".join(also), " ".join(_WORD.findall(fold(names[0]))), links))
                base.execute("INSERT INTO words (rowid, name, others) VALUES (?, ?, ?)", (number, fold(words), fold(" ".join(also))))
            self._base = base
        return self._base


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
