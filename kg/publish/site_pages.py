"""The pages around the data: first page, lists, questions, networks, search, downloads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg.graph.headings import heading
from kg.model.text import Text, counted
from kg.publish.entity_page import withdrawn
from kg.publish.links import CLAIMS, ONTOLOGY, Absolute, Relative, tipo
from kg.publish.lists import Shelf
from kg.publish.lists_pages import Row, Rows, write_lists
from kg.publish.ontology_files import ontology_files
from kg.publish.ontology_model_history import history
from kg.publish.ontology_page import ONTOLOGY_PAGE, ontology_page, version_page
from kg.publish.page import TEMPLATES, assets, render
from kg.publish.questions_page import FILED, SHOWN, Asked, homes, languages, run_link, shown
from kg.publish.search_page import write_search
from kg.publish.site_cite import bibtex, in_words
from kg.publish.site_files import Files
from kg.publish.site_frame import frame
from kg.visual.index_page import size

if TYPE_CHECKING:
    from kg.graph.store import Reader
    from kg.publish.dumps import Dump
    from kg.publish.network_pages import Drawn
    from kg.publish.site_entities import Card
    from kg.publish.site_release import Release
    from kg.publish.site_versions import Released

_ROW = (Text("fila", "row"), Text("filas", "rows"))
DESCRIBED = (
    ("void.ttl", Text("VoID: cuánto hay de cada clase y propiedad", "VoID: how much there is of each class and property")),
    ("catalogo.ttl", Text("DCAT 3 (DCAT-AP): cada archivo con su tamaño y suma", "DCAT 3 (DCAT-AP): each file with its size and checksum")),
    ("prov.ttl", Text("PROV: de qué documentos y con qué programa se hizo", "PROV: from which documents and with which program it was made")),
    ("preguntas.ttl", Text("las consultas como ejemplos SHACL", "the queries as SHACL examples")),
    ("CITATION.cff", Text("cómo citar, para programas", "how to cite, for programs")), ("cita.bib", Text("cómo citar, en BibTeX", "how to cite, in BibTeX")),
    ("LICENCIA.txt", Text("licencia CC BY 4.0", "CC BY 4.0 licence")), ("sitemap.xml", Text("todas las páginas", "all pages")),
)
"""Files that tell about the site: path, what each is."""


@dataclass(frozen=True)
class Contents:
    """What was made before the pages around it."""

    release: Release
    cards: tuple[Card, ...]
    asked: tuple[Asked, ...]
    networks: tuple[Drawn, ...]
    dumps: tuple[Dump, ...]
    explorer: str
    released: tuple[Released, ...] = ()

    def samples(self) -> list[str]:
        """Return one IRI of each common type, as examples of what the data set holds."""
        found: dict[str, str] = {}
        for card in self.cards:
            if not card.replaced_by and not card.gone:
                found.setdefault(tipo(card.iri), card.iri)
        return [found[word] for word in ("persona", "institucion", "evento", "propuesta", "documento") if word in found]

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """Types that have no page of their own here."""
        return frozenset() if any(tipo(c.iri) in CLAIMS for c in self.cards) else CLAIMS


def write_pages(reader: Reader, files: Files, contents: Contents, tell: Callable[[int, int], None]) -> None:
    """Write all of them."""
    tell(0, 3)
    lists = write_lists(Shelf(reader, contents.cards), files, contents.release, not contents.elsewhere)
    tell(1, 3)
    _questions(reader, files, contents)
    _page(files, contents, "red/index.html", "site_networks.html.j2", Text("Redes", "Networks"), networks=contents.networks, explorer=contents.explorer)
    tell(2, 3)
    write_search(files, contents.release, contents.cards)
    _downloads(files, contents)
    _home(files, contents, lists)
    anywhere = Absolute(contents.release.base, contents.release.path)  # a server gives these for any address
    files.write("404.html", render("site_404.html.j2", anywhere, frame(contents.release), Text("No está", "Not found"), robots="noindex"))
    files.write("410.html", withdrawn(anywhere, frame(contents.release)))
    _ontology(reader, files, contents)
    for name, content in assets().items():
        files.write(f"assets/{name}", content)
    files.write("assets/site.css", (TEMPLATES / "site.css").read_bytes())
    tell(3, 3)


def _page(files: Files, contents: Contents, path: str, template: str, title: Text, **values: object) -> None:
    files.page(path, render(template, Relative(contents.release.base, path, contents.elsewhere), frame(contents.release), title, **values))


def _ontology(reader: Reader, files: Files, contents: Contents) -> None:
    """Write the documentation of the ontology and its files."""
    told = frame(contents.release)
    files.page(ONTOLOGY_PAGE, ontology_page(reader, Relative(contents.release.base, ONTOLOGY_PAGE, contents.elsewhere), told))
    for version in history():
        path = f"{ONTOLOGY}/{version.number}.html"
        files.page(path, version_page(reader, version.number, Relative(contents.release.base, path, contents.elsewhere), told))
    for name, content in ontology_files():
        files.write(name, content)


def _questions(reader: Reader, files: Files, contents: Contents) -> None:
    """Write each question, and the list of them."""
    for one in contents.asked:
        name, rows = one.question.name, one.total
        count = counted(rows, *_ROW)
        if rows > SHOWN:
            count = Text(f"{count.es}; se muestran {SHOWN}", f"{count.en}; {SHOWN} are shown")
        if rows > FILED:
            count = Text(f"{count.es}; los archivos tienen las primeras {FILED}", f"{count.en}; the files hold the first {FILED}")
        cells = shown(one)
        at = homes(reader, {claim for row in cells for cell in row for claim in cell.claims if tipo(claim) in contents.elsewhere})
        columns = [(heading(v), lang) for v, lang in zip(one.answer.variables, languages(one), strict=True)]
        _page(files, contents, one.page, "site_question.html.j2", one.question.summary, question=one.question, query=one.query, columns=columns, rows=cells, count=count,
              homes=at, csv=f"pregunta/{name}.csv", json=f"pregunta/{name}.json", query_path=f"pregunta/{name}.rq", run=run_link(contents.release, one.query))
    _page(files, contents, "pregunta/index.html", "site_questions.html.j2", Text("Preguntas listas", "Ready questions"), asked=contents.asked)


def _downloads(files: Files, contents: Contents) -> None:
    _page(files, contents, "descargas/index.html", "site_downloads.html.j2", Text("Descargas", "Downloads"), dumps=contents.dumps, released=contents.released, size=size, described=DESCRIBED,
          cite=in_words(contents.release), bibtex=bibtex(contents.release))


def _home(files: Files, contents: Contents, lists: list[Rows]) -> None:
    by_key: dict[str, list[Row]] = {part.key: part.rows for part in lists}
    _page(files, contents, "index.html", "site_home.html.j2", contents.release.title, release=contents.release, counts=by_key.get("clase", []), asked=len(contents.asked),
          documents=by_key.get("documentos", []), cite=in_words(contents.release))
