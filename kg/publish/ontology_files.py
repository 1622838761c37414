"""The ontology as files: terms, shapes and concept schemes in every RDF format, the alignments, the schema of an acta."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from kg.graph.store import canonical
from kg.model.corpus import bundled
from kg.model.text import Text
from kg.publish.alignments import sssom
from kg.publish.ontology_model import ONTOLOGY, ontology
from kg.publish.rdf import TRIPLES, Format, write

_FILES = {"": "kg.ttl", "shapes": "shapes.ttl", "schemes": "schemes.ttl"}
_WORDS = {"": Text("Ontología", "Ontology"), "shapes": Text("Formas (SHACL)", "Shapes (SHACL)"), "schemes": Text("Listas de conceptos (SKOS)", "Concept schemes (SKOS)")}


@dataclass(frozen=True)
class Download:
    """A file: its name below ``ontology/`` without ending ("" for the ontology itself, which lies beside its page), what it is, its RDF format (None for others)."""

    stem: str
    words: Text
    format: Format | None
    media: str

    @property
    def path(self) -> str:
        """Its path from the top of a site."""
        name, ending = ONTOLOGY.rsplit("/", 1)[1], f".{self.format.ending}" if self.format else ""
        return f"{name}/{self.stem}{ending}" if self.stem else f"{name}{ending}"


DOWNLOADS: tuple[Download, ...] = (
    *(Download(stem, words, f, f.media) for stem, words in _WORDS.items() for f in TRIPLES),
    Download("alignments.sssom.tsv", Text("Alineaciones (SSSOM)", "Alignments (SSSOM)"), None, "text/tab-separated-values"),
    Download("acta.schema.json", Text("Esquema de un acta (JSON Schema)", "Schema of an acta (JSON Schema)"), None, "application/schema+json"))
"""Every file, in the order in which the page lists them."""


def ontology_files() -> Iterator[tuple[str, bytes]]:
    """Yield path from the top of a site → bytes: ``ontology.ttl`` …, ``ontology/shapes.ttl`` …, and the version's own ``ontology/<version>.ttl`` …

    ``ontology.ttl`` and its like are the files as people wrote them, comments and order included; the other formats are canonical, sorted,
    with the blank nodes named by RDFC-1.0: same ontology, same bytes.
    """
    version = ontology().version
    for download in DOWNLOADS:
        yield download.path, file(download)
        if not download.stem and version:
            yield replace(download, stem=version).path, file(download)


@cache
def file(download: Download) -> bytes:
    """Return the bytes of a file."""
    if download.format is None:
        return sssom(ontology()) if download.stem.startswith("alignments") else (bundled("ontology") / download.stem).read_bytes()
    path = bundled("ontology") / _FILES[download.stem]
    return path.read_bytes() if download.format.ending == "ttl" else write(canonical(path), download.format.ending)


def ontology_file(ending: str) -> bytes:
    """Return the ontology's own file in a format of triples (``ttl``, ``jsonld``, ``nt``, ``rdf``). Raises KeyError: another ending."""
    return file({d.format.ending: d for d in DOWNLOADS if d.format and not d.stem}[ending])
