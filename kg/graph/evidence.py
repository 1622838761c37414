"""What stands behind a claim: document, line, span, who made it, how sure; the sentence too when the original is at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.graph.store import Reader
from kg.model.iri import KG
from kg.model.nt import iri
from kg.model.text import Lang, Text
from kg.reading.document import Document

_BATCH = 500
_QUERY = """
PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?claim ?document ?title ?line ?start ?end ?confidence ?maker ?review ?file WHERE {
  VALUES ?claim { %s }
  ?claim kg:evidence ?evidence ; kg:source ?document ; kg:confidence ?confidence ; kg:madeBy ?maker ; kg:review ?review .
  ?evidence kg:line ?line ; oa:hasTarget/oa:hasSelector ?selector .
  ?selector oa:start ?start ; oa:end ?end .
  ?document dcterms:title ?title ; kg:fileName ?file . FILTER(LANG(?title) = "es")
}"""


@dataclass(frozen=True, order=True)
class Backing:
    """One stretch of one document that backs a claim."""

    claim: str
    document: str
    start: int
    end: int
    line: int
    title: str
    file: str
    confidence: str
    maker: str
    review: str

    @property
    def source(self) -> str:
        """Slug of the source."""
        return self.document.rsplit("/", 1)[-1]

    def place(self, lang: Lang) -> str:
        """Return where to look, in words."""
        return Text(f"{self.file}, renglón {self.line}, caracteres {self.start}-{self.end}", f"{self.file}, line {self.line}, characters {self.start}-{self.end}").get(lang)

    def quote(self, documents: Mapping[str, Document]) -> str | None:
        """Return the words of the original, white space single, or None when it is not at hand."""
        document = documents.get(self.source)
        return " ".join(document.text[self.start:self.end].split()) if document else None


def backing(reader: Reader, claims: Iterable[str]) -> dict[str, list[Backing]]:
    """Return the evidence of each claim IRI, in document order; a claim that is none of ours maps to an empty list."""
    wanted = sorted(set(claims))
    found: dict[str, list[Backing]] = {c: [] for c in wanted}
    for at in range(0, len(wanted), _BATCH):
        values = " ".join(iri(c) for c in wanted[at:at + _BATCH])
        for row in reader.rows(_QUERY % values):
            claim, document, title, line, start, end, confidence, maker, review, file = (v or "" for v in row)
            found[claim].append(Backing(claim, document, int(start), int(end), int(line), title, file, confidence, maker.rsplit("/", 1)[-1], review.rsplit("/", 1)[-1]))
    return {c: sorted(set(b)) for c, b in found.items()}


def claims_in(cell: str) -> list[str]:
    """Return the claim IRIs of an ``?evidence`` cell (one, or several parted by spaces)."""
    return [part for part in cell.split() if part.startswith(("http://", "https://")) and not part.startswith(KG)]
