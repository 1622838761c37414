"""What stands around the site's pages, and the page of an IRI inside it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kg.model.text import Text
from kg.publish.page import Frame

if TYPE_CHECKING:
    from kg.publish.describe_model import Description
    from kg.publish.links import Links
    from kg.publish.site_release import Release

NAV = ((Text("Buscar", "Search"), "buscar.html"), (Text("Listas", "Lists"), "lista/index.html"), (Text("Preguntas", "Questions"), "pregunta/index.html"),
       (Text("Redes", "Networks"), "red/index.html"), (Text("Ontología", "Ontology"), "ontology.html"), (Text("Descargas", "Downloads"), "descargas/index.html"))
"""What the top line of every page leads to."""
HOME = "index.html"


@lru_cache(maxsize=4)
def frame(release: Release) -> Frame:
    """Return the frame of a publication."""
    return Frame(release.base, release.publisher, release.contact, release.endpoint, release.date, licence=release.licence, nav=NAV, home=HOME)


def entity(description: Description, links: Links, release: Release) -> str:
    """Return the page of an IRI."""
    from kg.publish.entity_page import page

    return page(description, links, frame(release))
