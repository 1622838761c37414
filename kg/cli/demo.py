"""``kg demo``: after the build, check, answer, draw and index; print what came out and where to look."""

from __future__ import annotations

from kg.cli.base import App
from kg.model.text import Text

# The three answers printed; every other ready question is written too.
SHOWN = ("who-took-part-in-both", "announced-vs-listed", "proposals")
COUNTS = ("Person", "Institution", "Municipality", "Event", "Participation", "Membership", "Contribution", "Proposal", "Problem", "Commitment", "Experience",
          "Finding", "Mechanism", "Figure", "Discrepancy", "Attribution", "FactClaim", "Claim")
_LABEL = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?es ?en { <%s> rdfs:label ?es, ?en . FILTER(LANG(?es) = 'es' && LANG(?en) = 'en') }"""


def counts(app: App) -> list[tuple[Text, int]]:
    """Return how many of each class the graph holds; municipalities only those a report names, not the registry's list."""
    from kg.model.corpus import bundled
    from kg.model.iri import KG
    from kg.model.terms import parse_turtle

    ontology, reader, found = parse_turtle(bundled("ontology") / "kg.ttl"), app.reader(), []
    for name in COUNTS:
        named = f"GRAPH ?g {{ ?x a <{KG}{name}> }} FILTER(!STRENDS(STR(?g), '/registry'))"
        number = next(iter(reader.rows(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {named} }}")))[0]
        label = next(iter(ontology.query(_LABEL % (KG + name))))
        found.append((Text(str(label[0]), str(label[1])), int(number or 0)))  # type: ignore[index]
    return found
