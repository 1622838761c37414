"""Which classes and properties of RDF mean which tables and fields: our own ontology (from ``records``) and the usual vocabularies."""

from __future__ import annotations

from functools import cache

from kg.model.iri import KG, PREFIXES
from kg.model.records import TABLES
from kg.model.terms import expand

NAMESPACES = {**PREFIXES, "schema": "https://schema.org/", "person": "http://www.w3.org/ns/person#", "opengov": "http://www.w3.org/ns/opengov#",
              "event": "http://purl.org/NET/c4dm/event.owl#", "vcard": "http://www.w3.org/2006/vcard/ns#", "popolo": "http://www.popoloproject.com/schemas/",
              "owl": "http://www.w3.org/2002/07/owl#", "bio": "http://purl.org/vocab/bio/0.1/", "dc": "http://purl.org/dc/elements/1.1/", "sh": "http://www.w3.org/ns/shacl#"}
_CLASSES = {
    "person": "foaf:Person schema:Person person:Person vcard:Individual popolo:Person",
    "institution": "kg:PublicInstitution org:Organization org:FormalOrganization org:OrganizationalUnit foaf:Organization foaf:Group schema:Organization schema:GovernmentOrganization "
                   "schema:NGO schema:CollegeOrUniversity vcard:Organization popolo:Organization",
    "municipality": "schema:City popolo:Area",
    "event": "schema:Event event:Event opengov:Event popolo:Event",
    "mechanism": "kg:LegalInstrument",
    "membership": "org:Membership schema:OrganizationRole popolo:Membership",
}
KIND_OF_CLASS = {KG + "Proposal": "proposal", KG + "Problem": "problem", KG + "Commitment": "commitment", KG + "Experience": "experience", KG + "Finding": "finding"}
_NAMES = "skos:prefLabel foaf:name schema:name rdfs:label dcterms:title dc:title vcard:fn"
SPELLINGS = "skos:altLabel skos:hiddenLabel schema:alternateName foaf:nick org:identifier"
_FIELDS = {
    "institution.unit_of": "org:subOrganizationOf schema:parentOrganization",
    "institution.kind": "org:classification",
    "membership.person": "schema:member",
    "membership.role_title": "org:role schema:roleName",
    "membership.institution": "schema:memberOf",
    "event.dates": "schema:startDate schema:endDate",
    "event.part_of": "schema:superEvent",
    "event.place": "schema:location",
    "person.note": "", "event.motto": "schema:about",
}
# Subject and object of a property that is a tie by itself: which one is the person.
TIES = {"org:memberOf": ("membership", "subject"), "org:headOf": ("membership", "subject"), "org:hasMember": ("membership", "object"), "foaf:member": ("membership", "object"),
        "schema:memberOf": ("membership", "subject"), "schema:worksFor": ("membership", "subject"), "schema:member": ("membership", "object"),
        "schema:attendee": ("participation", "object"), "schema:participant": ("participation", "object")}
# Follow from the rest, or are another build's provenance: our own evidence is made here.
_LEFT = ("rdf:type kg:evidence kg:source kg:madeBy kg:confidence kg:confidenceBasis kg:review kg:speaker kg:attended kg:memberOf kg:representedAt kg:capacity kg:inegiCode kg:stateCode "
         "kg:stateName org:hasMembership org:organization org:member kg:inferenceMethod dcterms:source owl:sameAs skos:inScheme")
_LEFT_CLASSES = ("kg:Claim kg:Contribution kg:FactClaim kg:Evidence kg:Document kg:OutsideFact oa:Annotation oa:SpecificResource oa:TextPositionSelector prov:Agent prov:Entity prov:Activity "
                 "skos:Concept skos:ConceptScheme foaf:Agent owl:Ontology owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty rdf:Property foaf:Document org:Role org:Post "
                 "sh:NodeShape sh:PropertyShape")
_PRIVATE = ("foaf:mbox foaf:mbox_sha1sum foaf:phone foaf:birthday foaf:age foaf:gender foaf:img foaf:depiction foaf:account foaf:homepage foaf:based_near foaf:givenName foaf:familyName "
            "foaf:firstName foaf:lastName foaf:title schema:email schema:telephone schema:birthDate schema:deathDate schema:birthPlace schema:gender schema:image schema:address schema:nationality "
            "schema:givenName schema:familyName schema:honorificPrefix schema:url schema:taxID vcard:hasEmail vcard:email vcard:hasTelephone vcard:bday vcard:hasPhoto vcard:hasAddress "
            "schema:description rdfs:comment dcterms:description person:birthName bio:olb rdfs:seeAlso")


def full(curie: str) -> str:
    """Return the IRI of a CURIE; those of our own namespace must exist."""
    prefix, _, name = curie.partition(":")
    return expand(curie) if prefix == "kg" else NAMESPACES[prefix] + name


def short(iri: str) -> str:
    """Return the CURIE of an IRI when its namespace is known, else the IRI."""
    for prefix, namespace in sorted(NAMESPACES.items(), key=lambda pair: -len(pair[1])):
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri[len(namespace):]}"
    return iri


def plain(iri: str) -> str:
    """Return an IRI with schema.org's two spellings as one."""
    return iri.replace("http://schema.org/", "https://schema.org/", 1) if iri.startswith("http://schema.org/") else iri


def _all(words: str) -> list[str]:
    return [full(w) for w in words.split()]


@cache
def classes() -> dict[str, str]:
    """Class IRI → table of the acta."""
    own = {KG + t.cls: t.name for t in TABLES if t.cls != "Contribution"} | dict.fromkeys(KIND_OF_CLASS, "contribution")
    return own | {iri: table for table, words in _CLASSES.items() for iri in _all(words)}


@cache
def fields(table: str) -> dict[str, str]:
    """Property IRI → field, for one table."""
    spec = next(t for t in TABLES if t.name == table)
    found = {full(f.prop): f.name for f in spec.fields if f.prop}
    if spec.entity:
        found |= dict.fromkeys(_all(_NAMES), "name")
    for key, words in _FIELDS.items():
        if key.partition(".")[0] == table:
            found |= dict.fromkeys(_all(words), key.partition(".")[2])
    return found


@cache
def spellings() -> frozenset[str]:
    """Properties whose values are further spellings of a name."""
    return frozenset(_all(SPELLINGS))


@cache
def ties() -> dict[str, tuple[str, str]]:
    """Property IRI → (table, which end is the person)."""
    return {full(k): v for k, v in TIES.items()}


@cache
def left() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Properties that follow from others, classes nobody needs, properties that are personal data."""
    return frozenset(_all(_LEFT)), frozenset(_all(_LEFT_CLASSES)), frozenset(_all(_PRIVATE))
