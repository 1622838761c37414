"""What search engines read: the same facts in the words of schema.org, as a JSON-LD block inside the page. Nothing is said that the graph does not say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kg.model.iri import KG, PREFIXES
from kg.model.text import Text
from kg.publish.describe_model import Description, Line
from kg.publish.links import opened
from kg.publish.page import Frame
from kg.publish.rdf import literal

SKOS, ORG, DCT = PREFIXES["skos"], PREFIXES["org"], PREFIXES["dcterms"]
Node = dict[str, Any]
_TYPES = {"Person": "Person", "Institution": "Organization", "PublicInstitution": "GovernmentOrganization", "Municipality": "AdministrativeArea", "Event": "Event",
          "Mechanism": "Thing", "LegalInstrument": "Legislation", "Document": "Report", "Figure": "Observation", "Discrepancy": "Comment",
          **dict.fromkeys(("Proposal", "Problem", "Commitment", "Experience", "Finding", "Contribution"), "CreativeWork"),
          **dict.fromkeys(("FactClaim", "Attribution", "Participation", "Membership", "OutsideFact"), "Claim")}
_MOST = 30  # neighbours a list names


def schema_org(d: Description, frame: Frame) -> Node:
    """Return the JSON-LD of a description: our class beside schema.org's, so that both kinds of reader know it."""
    local = d.cls.removeprefix(KG)
    kind = _TYPES.get(local) or {SKOS + "Concept": "DefinedTerm", SKOS + "ConceptScheme": "DefinedTermSet", PREFIXES["prov"] + "Entity": "Dataset"}.get(d.cls, "Thing")
    node: Node = {"@context": ["https://schema.org/", {"kg": KG}], "@id": d.iri, "@type": [kind, f"kg:{local}"] if d.cls.startswith(KG) else kind}
    node |= {"name": _told(d.label), "identifier": d.iri, "alternateName": [v.text.es for v in d.also], "sameAs": [o for o in d.same_as if opened(o)]}
    if kind in ("CreativeWork", "Claim", "Report", "Dataset", "DefinedTerm", "DefinedTermSet"):
        node |= {"license": frame.licence}
    make = _MAKERS.get(kind)
    if make:
        node |= make(d)
    sources = {s.document: s.title for p in [d.proof, *(line.proof for section in d.sections for line in section.lines)] if p for s in p.spots}
    node["subjectOf"] = [{"@type": "Report", "@id": iri, "name": _told(title)} for iri, title in sorted(sources.items())]
    return {key: value for key, value in node.items() if value not in ("", [], None)}


def _told(text: Text) -> Any:
    """Return a text: once, or in each language."""
    return text.es if text.es == text.en else [{"@language": "es", "@value": text.es}, {"@language": "en", "@value": text.en}]


def _refs(d: Description, predicate: str, kind: str) -> list[Node]:
    """Return what a property links to, as references."""
    return [{"@type": kind, "@id": o[1:-1]} for o in d.own.get(predicate, ()) if o.startswith("<")][:_MOST]


def _texts(d: Description, predicate: str) -> list[str]:
    return [found.value for o in d.own.get(predicate, ()) if (found := literal(o))]


def _lines(d: Description, key: str) -> list[Line]:
    section = d.section(key)
    return list(section.lines[:_MOST]) if section else []


def _linked(d: Description, key: str, kind: str) -> list[Node]:
    """Return what the lines of a section name, each once."""
    found = {v.iri: {"@type": kind, "@id": v.iri, "name": _told(v.text)} for line in _lines(d, key) for v in line.values if v.iri}
    return [found[iri] for iri in sorted(found)]


def _person(d: Description) -> Node:
    jobs = [{"@type": "Role", "roleName": _told(line.label), "memberOf": {"@type": "Organization", "@id": v.iri, "name": _told(v.text)}} for line in _lines(d, "offices") for v in line.values if v.iri]
    return {"memberOf": jobs, "performerIn": _linked(d, "took-part", "Event")}


def _body(d: Description) -> Node:
    return {"parentOrganization": _refs(d, ORG + "unitOf", "Organization"), "areaServed": _refs(d, KG + "governs", "AdministrativeArea"),
            "location": _refs(d, KG + "municipality", "AdministrativeArea"), "member": _linked(d, "members", "Person")}


def _town(d: Description) -> Node:
    codes = [{"@type": "PropertyValue", "propertyID": "INEGI", "value": code} for code in _texts(d, KG + "inegiCode")]
    states = [{"@type": "AdministrativeArea", "name": name} for name in _texts(d, KG + "stateName")] + [{"@type": "Country", "identifier": c} for c in _texts(d, KG + "country")]
    return {"identifier": [d.iri, *codes], "containedInPlace": states}


def _event(d: Description) -> Node:
    days = sorted(_texts(d, KG + "heldOn"))
    return {"startDate": days[0] if days else "", "endDate": days[-1] if days else "", "superEvent": _refs(d, KG + "partOf", "Event"),
            "performer": _linked(d, "participants", "Person"), "location": [{"@type": "Place", "name": p} for p in _texts(d, KG + "place")]}


def _work(d: Description) -> Node:
    return {"abstract": _told(d.label), "author": _refs(d, KG + "speaker", "Person"), "about": _refs(d, KG + "theme", "DefinedTerm"), "recordedAt": _refs(d, KG + "inEvent", "Event"),
            "mentions": _refs(d, KG + "mechanism", "Thing"), "contentLocation": _refs(d, KG + "aboutMunicipality", "AdministrativeArea")}


def _report(d: Description) -> Node:
    return {"publisher": [{"@type": "Organization", "name": name} for name in _texts(d, DCT + "publisher")], "inLanguage": _texts(d, DCT + "language"), "license": ""}


def _figure(d: Description) -> Node:
    return {"value": _texts(d, KG + "figureValue"), "observationDate": _texts(d, KG + "asOf"), "license": ""}


def _term(d: Description) -> Node:
    definitions = [found for o in d.own.get(SKOS + "definition", ()) if (found := literal(o))]
    return {"description": [{"@language": t.lang, "@value": t.value} if t.lang else t.value for t in definitions], "termCode": _texts(d, SKOS + "notation"),
            "inDefinedTermSet": _refs(d, SKOS + "inScheme", "DefinedTermSet")}


def _claim(d: Description) -> Node:
    return {"about": _refs(d, KG + "about", "Thing") + _refs(d, KG + "participant", "Person") + _refs(d, ORG + "member", "Person"), "appearance": _refs(d, KG + "source", "Report")}


_MAKERS: dict[str, Callable[[Description], Node]] = {
    "Person": _person, "Organization": _body, "GovernmentOrganization": _body, "AdministrativeArea": _town, "Event": _event, "CreativeWork": _work, "Report": _report,
    "Observation": _figure, "DefinedTerm": _term, "Claim": _claim}
