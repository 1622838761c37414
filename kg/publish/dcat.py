"""The catalogue: DCAT 3 as DCAT-AP 3 asks for it, each distribution with the size and SHA-256 of its bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg.model import nt
from kg.model.text import Text
from kg.publish.site_files import Made, Topic
from kg.publish.site_rdf import Statements
from kg.publish.site_release import Release

if TYPE_CHECKING:
    from kg.graph.store import Reader
    from kg.publish.dumps import Dump
    from kg.publish.site_versions import Released

SPANISH = "http://publications.europa.eu/resource/authority/language/SPA"
ENGLISH = "http://publications.europa.eu/resource/authority/language/ENG"
THEMES = "http://publications.europa.eu/resource/authority/data-theme"
GOVERNMENT = f"{THEMES}/GOVE"
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
IANA = "https://www.iana.org/assignments/media-types/"
KEYWORDS = (Text("gobierno abierto", "open government"), Text("participación ciudadana", "citizen participation"), Text("municipios", "municipalities"),
            Text("grafo de conocimiento", "knowledge graph"), Text("datos enlazados", "linked data"))
_DAYS = "SELECT (MIN(?d) AS ?first) (MAX(?d) AS ?last) { ?e kg:heldOn ?d }"


def catalogue(reader: Reader, release: Release, made: Iterable[Made], topics: Sequence[Topic] = (), released: Sequence[Released] = ()) -> Statements:
    """Return the catalogue of a site: the graph with its dumps, each answer and network with its files, and the endpoint when there is one."""
    out, me = Statements(), release.catalogue
    out.kinds(me, "dcat:Catalog")
    out.told(me, "dcterms:title", release.title)
    out.told(me, "dcterms:description", release.about)
    out.links(me, "foaf:homepage", release.base)
    out.links(me, "dcat:themeTaxonomy", THEMES)
    out.kinds(THEMES, "skos:ConceptScheme")
    out.told(THEMES, "dcterms:title", Text("Tema de los datos", "Data theme"))
    out.kinds(GOVERNMENT, "skos:Concept")
    out.told(GOVERNMENT, "skos:prefLabel", Text("Gobierno y sector público", "Government and public sector"))
    out.links(GOVERNMENT, "skos:inScheme", THEMES)
    shared(out, release, me)
    agent(out, release)
    _graph(out, reader, release)
    _versions(out, release, released)
    for topic in topics:
        _topic(out, release, topic)
    for file in made:
        distribution(out, topic_iri(release, file.of), f"{release.base}catalogo.ttl#{file.path.replace('/', '-')}", release.base + file.path, file, release.licence)
    if release.endpoint:
        _service(out, release)
    return out


def shared(out: Statements, release: Release, subject: str) -> None:
    """Say what catalogue and data sets have alike: publisher, licence, languages, date."""
    out.links(subject, "dcterms:publisher", release.agent)
    out.links(subject, "dcterms:license", release.licence)
    out.kinds(release.licence, "dcterms:LicenseDocument")
    for language in (SPANISH, ENGLISH):
        out.links(subject, "dcterms:language", language)
        out.kinds(language, "dcterms:LinguisticSystem")
    if release.date:
        out.say(subject, "dcterms:modified", nt.typed(release.date, "date"))


def agent(out: Statements, release: Release) -> None:
    """Say who publishes, and whom to ask for a correction when the policy names somebody."""
    out.kinds(release.agent, "foaf:Agent")
    out.say(release.agent, "foaf:name", nt.text(release.publisher or release.base))
    if not release.contact:
        return
    point = f"{release.base}catalogo.ttl#contacto"
    out.kinds(point, "vcard:Kind")
    out.say(point, "vcard:fn", nt.text(release.publisher or release.base))
    out.links(point, "vcard:hasEmail" if release.contact.startswith("mailto:") else "vcard:hasURL", release.contact)
    out.links(release.dataset, "dcat:contactPoint", point)


def _graph(out: Statements, reader: Reader, release: Release) -> None:
    """Describe the graph itself."""
    me = release.dataset
    _dataset(out, release, me, release.title, release.about, release.base)
    for word in KEYWORDS:
        out.told(me, "dcat:keyword", word)
    out.links(me, "dcterms:conformsTo", f"{release.base}ontology.html")
    out.kinds(f"{release.base}ontology.html", "dcterms:Standard")
    first, last = next(iter(reader.rows(_DAYS)), (None, None))
    if first and last:
        period = f"{release.base}catalogo.ttl#periodo"
        out.links(me, "dcterms:temporal", period)
        out.kinds(period, "dcterms:PeriodOfTime")
        out.say(period, "dcat:startDate", nt.typed(first, "date"))
        out.say(period, "dcat:endDate", nt.typed(last, "date"))


def _versions(out: Statements, release: Release, released: Sequence[Released]) -> None:
    """Say which versions were released, and which of them this is."""
    for version in released:
        me = f"{release.base}releases/{version.name}/"
        out.links(release.dataset, "dcat:hasVersion", me)
        out.kinds(me, "dcat:Dataset")
        out.told(me, "dcterms:title", titled(release, version.name))
        out.told(me, "dcterms:description", release.about)
        if version.current:
            out.links(release.dataset, "dcat:hasCurrentVersion", me)
            out.say(release.dataset, "dcat:version", nt.text(version.name))


def titled(release: Release, version: str) -> Text:
    """Return the title of a version of the graph."""
    return Text(f"{release.title.es}, versión {version}", f"{release.title.en}, version {version}")


def _dataset(out: Statements, release: Release, me: str, title: Text, about: Text, page: str) -> None:
    out.links(release.catalogue, "dcat:dataset", me)
    out.kinds(me, "dcat:Dataset")
    out.told(me, "dcterms:title", title)
    out.told(me, "dcterms:description", about)
    out.say(me, "dcterms:identifier", nt.text(me))
    out.links(me, "dcat:landingPage", page)
    out.kinds(page, "foaf:Document")
    out.links(me, "dcat:theme", GOVERNMENT)
    shared(out, release, me)


def topic_iri(release: Release, ident: str) -> str:
    """Return the IRI of a data set; "" is the graph."""
    return f"{release.base}catalogo.ttl#{ident}" if ident else release.dataset


def _topic(out: Statements, release: Release, topic: Topic) -> None:
    me = topic_iri(release, topic.ident)
    _dataset(out, release, me, topic.title, topic.about, release.base + topic.page)
    out.say(me, "dcat:keyword", *(nt.text(word, "en") for word in topic.keywords))
    out.links(me, "dcterms:source", release.dataset)
    out.links(me, "prov:wasDerivedFrom", release.dataset)


def distribution(out: Statements, owner: str, me: str, address: str, file: Made | Dump, rights: str) -> None:
    """Describe one file of a data set (``owner``) by its bytes; ``me`` is the IRI of its description."""
    out.links(owner, "dcat:distribution", me)
    out.kinds(me, "dcat:Distribution")
    out.say(me, "dcterms:title", nt.text(file.name))
    out.links(me, "dcat:accessURL", address)
    out.links(me, "dcat:downloadURL", address)
    out.number(me, "dcat:byteSize", file.size, "nonNegativeInteger")
    out.links(me, "dcterms:license", rights)
    out.links(me, "dcat:mediaType", IANA + file.media)
    out.kinds(IANA + file.media, "dcterms:MediaType")
    if file.path.endswith(".gz"):
        out.links(me, "dcat:compressFormat", f"{IANA}application/gzip")
        out.kinds(f"{IANA}application/gzip", "dcterms:MediaType")
    checksum = f"{me}-sha256"
    out.links(me, "spdx:checksum", checksum)
    out.kinds(checksum, "spdx:Checksum")
    out.links(checksum, "spdx:algorithm", SHA256)
    out.kinds(SHA256, "spdx:ChecksumAlgorithm")
    out.say(checksum, "spdx:checksumValue", nt.typed(file.sha256, "hexBinary"))


def _service(out: Statements, release: Release) -> None:
    me = f"{release.base}catalogo.ttl#sparql"
    out.links(release.catalogue, "dcat:service", me)
    out.kinds(me, "dcat:DataService")
    out.told(me, "dcterms:title", Text("Consulta SPARQL", "SPARQL endpoint"))
    out.links(me, "dcat:endpointURL", release.endpoint)
    out.links(me, "dcat:servesDataset", release.dataset)
    out.links(me, "dcterms:conformsTo", "https://www.w3.org/TR/sparql11-protocol/")
    out.kinds("https://www.w3.org/TR/sparql11-protocol/", "dcterms:Standard")
    shared(out, release, me)
