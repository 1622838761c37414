"""The claims of each document in the order of the text: where it says so, what is said, how sure, and whether somebody reviewed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.model import nt
from kg.model.iri import KG, PREFIXES
from kg.model.terms import concepts
from kg.model.text import Spanish, Text, either, joined
from kg.publish.describe_terms import called

if TYPE_CHECKING:
    from kg.graph.store import Reader

_PLACES = """SELECT ?c ?line ?start ?end ?sure ?review {{
  ?c kg:source {doc} ; kg:evidence ?e ; kg:confidence ?sure ; kg:review ?review .
  ?e kg:line ?line ; oa:hasTarget/oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end }}"""
_KIND = "SELECT ?c ?k {{ ?c kg:source {doc} ; a ?k }}"
_SAYS = (  # (query, property that says what the claim is about)
    "SELECT ?c ?p ?x ?xl ?v ?vl {{ ?c kg:source {doc} ; kg:about ?x ; kg:property ?p ; kg:value ?v OPTIONAL {{ ?x skos:prefLabel ?xl }} OPTIONAL {{ ?v skos:prefLabel ?vl FILTER(LANG(?vl)='es') }} }}",
    "SELECT ?c ('' AS ?p) ?x ?xl ?v ?vl {{ ?c kg:source {doc} ; kg:participant ?x ; kg:inEvent ?v . ?x skos:prefLabel ?xl . ?v skos:prefLabel ?vl }}",
    "SELECT ?c ('' AS ?p) ?x ?xl ?v ?vl {{ ?c kg:source {doc} ; org:member ?x . ?x skos:prefLabel ?xl OPTIONAL {{ ?c org:organization ?v . ?v skos:prefLabel ?vl }} }}",
    "SELECT ?c ('' AS ?p) ?x ?xl ?v ?vl {{ ?c kg:source {doc} ; kg:attributedTo ?x ; kg:inEvent ?v . ?x skos:prefLabel ?xl . ?v skos:prefLabel ?vl }}",
)
_SUMMARY = "SELECT ?c ?es ?en {{ ?c kg:source {doc} ; kg:summary ?es OPTIONAL {{ ?c kg:gloss ?en }} }}"
_FIGURE = "SELECT ?c ?n ?es ?en {{ ?c kg:source {doc} ; kg:figureValue ?n ; kg:counts ?es OPTIONAL {{ ?c kg:countsGloss ?en }} }}"
_ABOVE = frozenset(KG + name for name in ("Claim", "Contribution")) | {PREFIXES["org"] + "Membership"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a document. ``start`` and ``end``: characters of the first place it rests on; ``more``: how many other places."""

    iri: str
    home: str
    kind: Text
    text: Text
    line: int
    start: int
    end: int
    more: int
    sure: str
    review: Text


def claims(reader: Reader, document: str) -> list[Claim]:
    """Return the claims that rest on a document, in the order of the text."""
    doc = nt.iri(document)
    places: dict[str, list[tuple[int, int, int, str, str]]] = {}
    for c, line, start, end, sure, review in reader.rows(_PLACES.format(doc=doc)):
        places.setdefault(str(c), []).append((int(start or 0), int(end or 0), int(line or 0), sure or "", review or ""))
    kinds = {str(c): str(k) for c, k in reader.rows(_KIND.format(doc=doc)) if k not in _ABOVE}
    says = dict(_said(reader, doc))
    found = []
    for iri, spots in places.items():
        first, last, row, certain, state = min(spots)
        text, home = says.get(iri, (Text("", ""), ""))
        found.append(Claim(iri, home, called(kinds.get(iri, KG + "Claim")), text, row, first, last, len({s[:2] for s in spots}) - 1, certain, _review(state)))
    return sorted(found, key=lambda c: (c.start, c.end, c.iri))


def _said(reader: Reader, doc: str) -> Iterator[tuple[str, tuple[Text, str]]]:
    """Yield claim → what it says, and the IRI of what it is about."""
    for query in _SAYS:
        for c, p, x, xl, v, vl in reader.rows(query.format(doc=doc)):
            about, value = xl or _tail(x), vl or (_tail(v) if v and "://" in v else v or "")
            prop = called(p) if p else None
            told = [Text(f"{prop.es}: {value}", f"{prop.en}: {value}")] if prop else [Spanish(value, value)] if value else []
            yield str(c), (joined([Spanish(about, about), *told] if about else told), x or "")
    for c, es, en in reader.rows(_SUMMARY.format(doc=doc)):
        yield str(c), (either(es or "", en or ""), "")
    for c, n, es, en in reader.rows(_FIGURE.format(doc=doc)):
        yield str(c), (Text(f"{n} {es}", f"{n} {en or es}"), "")


def _tail(iri: str | None) -> str:
    return (iri or "").rstrip("/#").rsplit("/", 1)[-1]


@cache
def _review(iri: str) -> Text:
    notation = _tail(iri)
    return concepts()["review-status"].get(notation, Text(notation, notation))
