"""What stands behind each claim: where in which report, how sure, whether anybody reviewed it, and whether it rests on something inferred; the reports' skeletons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from kg.graph.store import Reader
from kg.network.layers import INFERRED
from kg.reading.document import Document
from kg.visual.explore.asked import PREFIX, Many, clean, first, listed, pairs
from kg.visual.explore.entities import short

REVIEW = ("unreviewed", "accepted", "corrected")
"""States of review, as the page numbers them."""
_PLACES = """SELECT ?claim ?document ?line ?start ?end { ?claim kg:evidence ?e . ?e kg:line ?line ; oa:hasTarget ?t . ?t oa:hasSource ?document ; oa:hasSelector ?s .
  ?s oa:start ?start ; oa:end ?end }"""
_QUOTE = 600
"""Characters of a quote that the page holds."""
Place = tuple[int, int, int, int]


class Backing:
    """What stands behind claims. ``documents``: the originals at hand, by slug. ``words``: whether their sentences may be in the page."""

    def __init__(self, reader: Reader, base: str, documents: Mapping[str, Document], words: bool) -> None:
        self._base, self._documents, self._words = base, documents, words
        found: dict[str, set[tuple[str, int, int, int]]] = defaultdict(set)
        for claim, document, line, start, end in reader.rows(PREFIX + _PLACES):
            found[claim or ""].add((document or "", int(line or 0), int(start or 0), int(end or 0)))
        self.sources = sorted({document for places in found.values() for document, *_ in places} | set(listed(reader, "?y a kg:Claim ; kg:source ?x")))
        self._at = {document: i for i, document in enumerate(self.sources)}
        self._places = {claim: sorted((self._at[d], line, start, end) for d, line, start, end in places) for claim, places in found.items()}
        self._confidence = pairs(reader, "?x kg:confidence ?y")
        self._review = pairs(reader, "?x kg:review ?y")
        self.inferred = {claim for (claim,) in reader.rows(INFERRED) if claim} | set(listed(reader, "?x kg:inferenceMethod ?y"))

    def claim(self, iri: str) -> dict[str, Any]:
        """Return what every claim of the page has: id, places, confidence, review; a quote, and that it is inferred, where that is so."""
        review = first(self._review, iri).rpartition("/")[2]
        made: dict[str, Any] = {"id": short(iri, self._base), "at": [list(p) for p in self._places.get(iri, [])], "confidence": float(first(self._confidence, iri) or 0),
                                "review": REVIEW.index(review) if review in REVIEW else 0}
        quote = " … ".join(q for p in self._places.get(iri, []) if (q := self._quote(p)))
        return made | ({"quote": clean(quote, _QUOTE)} if quote else {}) | ({"inferred": True} if iri in self.inferred else {})

    def _quote(self, place: Place) -> str:
        """Return the report's words at a place; "" where they may not be shown or are not at hand."""
        document = self._documents.get(self._slug(place[0])) if self._words else None
        return " ".join(document.text[place[2]:place[3]].split()) if document else ""

    def _slug(self, source: int) -> str:
        return self.sources[source].rpartition("/")[2]

    def rows(self, reader: Reader, described: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
        """Return the sources as the page holds them. ``described``: by slug, what ``source.toml`` says of date, licence and address."""
        told: dict[str, Many] = {"title": pairs(reader, '?x a kg:Document ; dcterms:title ?y . FILTER(LANG(?y) = "es")'), "publisher": pairs(reader, "?x a kg:Document ; dcterms:publisher ?y"),
                                 "file": pairs(reader, "?x a kg:Document ; kg:fileName ?y"), "sha256": pairs(reader, "?x a kg:Document ; kg:sha256 ?y")}
        made = []
        for number, iri in enumerate(self.sources):
            slug = self._slug(number)
            row: dict[str, Any] = {"slug": clean(slug)} | {name: clean(first(values, iri)) for name, values in told.items()}
            row |= {name: clean(described.get(slug, {}).get(name, "")) for name in ("date", "licence", "address")}
            document = self._documents.get(slug)
            row["lines"] = [[start, end - start] for start, end in document.lines()] if document else self._known(number)
            made.append(row | ({"text": document.text} if document and self._words else {}))
        return made

    def _known(self, source: int) -> list[list[int]]:
        """Return the lines of a report that is not at hand, to the last with evidence: the stretch of each that evidence covers, [-1, 0] where none does."""
        stretch: dict[int, tuple[int, int]] = {}
        for places in self._places.values():
            for at, line, start, end in places:
                if at == source:
                    low, high = stretch.get(line, (start, end))
                    stretch[line] = min(low, start), max(high, end)
        found = [stretch.get(line) for line in range(1, max(stretch, default=0) + 1)]
        return [[s[0], s[1] - s[0]] if s else [-1, 0] for s in found]
