"""What one publication is about: its base, who answers for it, which graph it was made from, and when."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model.errors import UsageError
from kg.model.files import sha256
from kg.model.iri import DEFAULT_BASE
from kg.model.policy import Policy
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.graph.store import Reader

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TITLE = Text("Grafo de conocimiento de gobierno abierto", "Open-government knowledge graph")
ABOUT = Text(
    "Quién participó en encuentros de gobierno abierto, por qué institución o municipio, y qué propuso, señaló o se comprometió a hacer. "
    "Cada hecho dice en qué lugar de qué documento se apoya, quién lo anotó y con qué confianza.",
    "Who took part in open-government events, for which institution or municipality, and what they proposed, pointed out or committed to. "
    "Every fact tells the place of the document it rests on, who noted it and with what confidence.")
_QUERY = "SELECT ?g { GRAPH ?g { ?g dcterms:license ?l } FILTER(STRENDS(STR(?g), '/graph/meta')) } ORDER BY ?g LIMIT 1"


@dataclass(frozen=True)
class Release:
    """The frame of a publication. ``base`` ends in ``/`` and is where the site lives; ``date`` (ISO, "" when unknown) comes from SOURCE_DATE_EPOCH alone."""

    base: str
    publisher: str
    contact: str
    endpoint: str
    sha256: str  # of the canonical dump of the graph
    date: str = ""
    title: Text = TITLE
    about: Text = ABOUT
    licence: str = LICENCE

    @property
    def dataset(self) -> str:
        """IRI of the data set; a file of the site, so that it resolves on any host."""
        return f"{self.base}void.ttl#dataset"

    @property
    def catalogue(self) -> str:
        """IRI of the catalogue."""
        return f"{self.base}catalogo.ttl#catalogo"

    @property
    def agent(self) -> str:
        """IRI of the publisher."""
        return f"{self.base}catalogo.ttl#publica"

    @property
    def path(self) -> str:
        """Path of the base on its host: ``/`` or ``/a/b/``."""
        return "/" + self.base.split("://", 1)[1].partition("/")[2]


def own_base(base: str) -> str:
    """Return a base under which one may publish. Raises UsageError: it is the project's default, which nobody answers for, or no address."""
    from urllib.parse import urlsplit

    remedy = Text("diga la dirección de su sitio: --base https://datos.ejemplo.mx/ (o base en data/policy.toml)",
                  "name the address of your site: --base https://data.example.org/ (or base in data/policy.toml)")
    if base in ("", DEFAULT_BASE):
        raise UsageError(Text("el corpus no tiene una base propia", "the corpus has no base of its own"), "--base", remedy)
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname or not parts.path.endswith("/") or parts.query or parts.fragment or any(c in base for c in '<>"{}|^`\\ \t\r\n'):
        raise UsageError(Text(f"la base no es una dirección que termine en /: {base!r}", f"the base is not an address that ends in /: {base!r}"), "--base", remedy)
    return base


def built_base(reader: Reader) -> str:
    """Return the base the graph was built with."""
    for (graph,) in reader.rows(_QUERY):
        return str(graph).removesuffix("graph/meta")
    return DEFAULT_BASE


def release(reader: Reader, policy: Policy, endpoint: str = "") -> Release:
    """Return what is published from a built graph."""
    return Release(own_base(built_base(reader)), policy.publisher, policy.contact, endpoint, sha256(reader.folder / "graph.nq"), _date())


def _date() -> str:
    """Return the day that SOURCE_DATE_EPOCH names; without it none, so that the same graph gives the same bytes."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not told:
        return ""
    try:
        return datetime.datetime.fromtimestamp(int(told), datetime.UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(Text(f"SOURCE_DATE_EPOCH no es un número de segundos: {told!r}", f"SOURCE_DATE_EPOCH is not a number of seconds: {told!r}"), "SOURCE_DATE_EPOCH") from error
