"""Where the release comes from (W3C PROV-O): the documents it was made from, the program that made it, and every file that came out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg import __version__
from kg.model import nt
from kg.model.text import Text
from kg.publish.dcat import SHA256, topic_iri
from kg.publish.site_files import Made
from kg.publish.site_rdf import Statements
from kg.publish.site_release import Release

if TYPE_CHECKING:
    from kg.graph.store import Reader

_DOCUMENTS = "SELECT ?d ?sha { ?d a kg:Document OPTIONAL { ?d kg:sha256 ?sha } } ORDER BY ?d ?sha"
_GRAPHS = "SELECT ?g ?d { GRAPH ?m { ?g prov:wasDerivedFrom ?d } } ORDER BY ?g ?d"


def provenance(reader: Reader, release: Release, made: Iterable[Made]) -> Statements:
    """Return the provenance of a release: one activity, what it used, what it generated."""
    out, here = Statements(), f"{release.base}prov.ttl"
    activity, program = f"{here}#publicacion", f"{here}#kg"
    out.kinds(activity, "prov:Activity")
    out.told(activity, "rdfs:label", Text("Publicación del grafo", "Publication of the graph"))
    out.links(activity, "prov:wasAssociatedWith", program, release.agent)
    if release.date:
        out.say(activity, "prov:endedAtTime", nt.typed(f"{release.date}T00:00:00Z", "dateTime"))
    out.kinds(program, "prov:SoftwareAgent")
    out.say(program, "rdfs:label", nt.text(f"kg {__version__}"))
    out.kinds(release.agent, "prov:Agent")
    out.say(release.agent, "foaf:name", nt.text(release.publisher or release.base))
    graph = f"{here}#grafo"
    out.kinds(graph, "prov:Entity")
    out.told(graph, "rdfs:label", Text("Volcado canónico del grafo (N-Quads ordenado, sin comprimir)", "Canonical dump of the graph (sorted N-Quads, not compressed)"))
    _checksum(out, graph, release.sha256)
    out.links(activity, "prov:used", graph)
    for document, sha in reader.rows(_DOCUMENTS):
        out.kinds(str(document), "prov:Entity")
        out.links(graph, "prov:wasDerivedFrom", str(document))
        if sha:
            _checksum(out, str(document), sha, f"{here}#sha256-{sha[:16]}")
    for named, document in reader.rows(_GRAPHS):
        out.links(str(named), "prov:wasDerivedFrom", str(document))
    _entity(out, release, activity, release.dataset, graph)
    for file in made:
        _entity(out, release, activity, release.base + file.path, topic_iri(release, file.of))
    return out


def _entity(out: Statements, release: Release, activity: str, iri: str, origin: str) -> None:
    out.kinds(iri, "prov:Entity")
    out.links(iri, "prov:wasGeneratedBy", activity)
    out.links(iri, "prov:wasAttributedTo", release.agent)
    out.links(iri, "prov:wasDerivedFrom", origin)


def _checksum(out: Statements, subject: str, value: str, node: str = "") -> None:
    """Say the SHA-256 of something."""
    me = node or f"{subject}-sha256"
    out.links(subject, "spdx:checksum", me)
    out.kinds(me, "spdx:Checksum")
    out.links(me, "spdx:algorithm", SHA256)
    out.say(me, "spdx:checksumValue", nt.typed(value, "hexBinary"))
