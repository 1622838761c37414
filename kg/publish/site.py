"""``kg publish``: a built graph becomes a folder that any web host serves, and that opens from a disk.

Pages and RDF files of every IRI, lists, questions answered, networks, search, dumps, and what catalogues and robots read.
Same graph, same bytes. Everything is written beside the old site and exchanged with it at the end.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.graph.queries import Question, load_questions
from kg.model.text import Text
from kg.publish.dcat import catalogue
from kg.publish.dumps import WHAT, Dump, dumped
from kg.publish.leak import Secrets, leaks, refuse
from kg.publish.links import tipo
from kg.publish.network_pages import Drawn, draw, write_explorer
from kg.publish.prov import provenance
from kg.publish.questions_page import Asked, ask
from kg.publish.site_cite import bibtex, cff, licence
from kg.publish.site_entities import BATCH, Card, Kept, batches, fingerprint, homes, subjects
from kg.publish.site_files import Files, Made
from kg.publish.site_pages import Contents, write_pages
from kg.publish.site_pool import Order, Task, spread, workers
from kg.publish.site_queries import examples
from kg.publish.site_release import Release
from kg.publish.site_state import remember, remembered
from kg.publish.site_swap import staged
from kg.publish.site_versions import write_versions
from kg.publish.sitemap import sitemaps
from kg.publish.void import void
from kg.publish.wellknown import apache, nginx, robots

if TYPE_CHECKING:
    from kg.graph.store import Reader
    from kg.model.corpus import Corpus

CLAIMS = 50_000
"""Claims and pieces of evidence up to which each has a page of its own; beyond, they are shown in the page of what they are about."""
LARGE = 20_000
"""Documents beyond which each answer, network and dump is made in a process of its own: it takes two seconds more, and what memory it took is free again."""
Steps = Callable[[Text], Callable[[int, int], None]]
_RETIRED = "SELECT ?old ?new { ?old <http://www.w3.org/2002/07/owl#deprecated> true OPTIONAL { ?old dcterms:isReplacedBy ?new } } ORDER BY ?old ?new"


@dataclass(frozen=True)
class Published:
    """What came out: documents of IRIs, how many of them were taken from the former site, files and bytes in all."""

    documents: int
    kept: int
    files: int
    bytes: int


@dataclass
class _Made:
    """What the parts made side by side turned out to be."""

    dumps: list[Dump] = field(default_factory=list)
    networks: list[Drawn] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    state: list[tuple[str, Kept]] = field(default_factory=list)
    kept: int = 0

    def drew(self, files: Files, one: tuple[Drawn, Files]) -> None:
        """Take in a network."""
        self.networks.append(one[0])
        files.take(one[1])

    def answered(self, files: Files, one: tuple[Asked | None, Files]) -> None:
        """Take in an answer."""
        self.asked += [one[0]] if one[0] else []
        files.take(one[1])

    def wrote(self, files: Files, batch: list[tuple[Card, Kept, bool]]) -> None:
        """Take in a batch of documents."""
        for card, kept, again in batch:
            self.cards.append(card)
            self.state.append((card.path, kept))
            self.kept += again
            if not card.replaced_by and not card.gone:
                files.pages.append(f"{card.path}.html")


def _silent(_what: Text) -> Callable[[int, int], None]:
    return lambda _done, _of: None


def publish(reader: Reader, corpus: Corpus, release: Release, target: Path, *, jobs: int = 0, claims: int = CLAIMS, secrets: Secrets | None = None, least: int = 0,
            steps: Steps = _silent) -> Published:
    """Write the site to ``target``. If anything fails, or is interrupted, what was there stays.

    ``jobs``: processes that work (0: one a processor); ``claims``: see ``CLAIMS``; ``secrets``: what no byte may hold; ``least``: the policy's smallest
    count of people; ``steps``: told of each part and how far it is.
    Raises UsageError: ``target`` holds something else; LeakError: a file names somebody who is not shown; StoreError: the site cannot be written.
    """
    with staged(target) as folder, tempfile.TemporaryDirectory(prefix=".kg-", dir=folder.parent) as scratch:
        files, known = Files(folder), remembered(target)
        iris, elsewhere = _iris(reader, release, claims)
        order = Order(reader.folder, folder, target if known else None, release, fingerprint(), elsewhere, least, Path(scratch))
        made = _side_by_side(order, load_questions(corpus.queries()), iris, known, files, jobs, steps)
        explorer = write_explorer(reader, corpus, files, len(made.cards))
        released = write_versions(corpus, files, release.sha256, release.base)
        contents = Contents(release, tuple(made.cards), tuple(made.asked), tuple(made.networks), tuple(made.dumps), explorer, tuple(released))
        write_pages(reader, files, contents, steps(Text("listas", "lists")))
        _described(reader, release, files, made.dumps, contents, least)
        _for_hosts(reader, release, files)
        remember(folder, release, made.state)
        leaking = leaks(folder, secrets or Secrets(), steps(Text("buscando fugas", "looking for leaks")), workers(jobs))
        refuse(leaking, Text("no se publica el sitio", "the site is not published"))
        return _counted(folder, made)


def _iris(reader: Reader, release: Release, claims: int) -> tuple[list[str], frozenset[str]]:
    """Return the IRIs that get a document, and the types that get none."""
    everything = list(subjects(reader.folder, release.base))
    elsewhere = homes(everything, claims)
    return [iri for iri in everything if tipo(iri) not in elsewhere] if elsewhere else everything, elsewhere


def _side_by_side(order: Order, questions: Mapping[str, Question], iris: list[str], known: Mapping[str, Kept], files: Files, jobs: int, steps: Steps) -> _Made:
    """Write what no other part needs: answers, networks and dumps, then the documents of every IRI."""
    from kg.network.layers import LAYERS

    found, jobs = _Made(), workers(jobs) if len(iris) > BATCH else 1
    parts: list[tuple[list[Task], Callable[[int, int], None], Callable[[Any], None]]] = [
        ([Task(ask, (question,)) for _, question in sorted(questions.items())], steps(Text("preguntas", "questions")), partial(found.answered, files)),
        ([Task(draw, (name,)) for name in LAYERS], steps(Text("redes", "networks")), partial(found.drew, files)),
        ([Task(dumped, (ending,)) for ending in WHAT], steps(Text("volcados", "dumps")), found.dumps.append),
        (list(batches(order, iris, known)), steps(Text("páginas", "pages")), partial(found.wrote, files))]
    results = chain(spread(order, [task for tasks, _, _ in parts[:3] for task in tasks], jobs, len(iris) > LARGE), spread(order, parts[3][0], jobs))
    for tasks, tell, take in parts:
        for done, one in enumerate(islice(results, len(tasks)), 1):
            take(one)
            tell(done, len(tasks))
    return found


def _described(reader: Reader, release: Release, files: Files, dumps: list[Dump], contents: Contents, least: int) -> None:
    """Write what catalogues read: VoID, DCAT, PROV, the queries as RDF, how to cite."""
    for dump in dumps:
        files.made.append(Made(dump.path, dump.media, dump.size, dump.sha256, dump.name))
    files.listed("preguntas.ttl", examples(release, ((a.question, a.query) for a in contents.asked)).turtle(), "text/turtle", "SPARQL (SHACL)")
    told = void(reader, release, dumps, contents.samples(), least).turtle()
    files.write("void.ttl", told)
    files.write(".well-known/void", told)
    files.write("catalogo.ttl", catalogue(reader, release, files.made, files.topics, contents.released).turtle())
    files.write("prov.ttl", provenance(reader, release, files.made).turtle())
    files.write("CITATION.cff", cff(release))
    files.write("cita.bib", bibtex(release))
    files.write("LICENCIA.txt", licence(release))


def _for_hosts(reader: Reader, release: Release, files: Files) -> None:
    """Write what servers and robots read."""
    for path, content in sitemaps(release, files.pages).items():
        files.write(path, content)
    files.write("robots.txt", robots(release))
    files.write(".nojekyll", "")  # GitHub Pages would leave .well-known out
    redirects = retired(reader, release.base)
    files.write(".htaccess", apache(release, redirects))
    inside_http, inside_server = nginx(release, redirects)
    files.write("nginx/http.conf", inside_http)
    files.write("nginx/server.conf", inside_server)


def retired(reader: Reader, base: str) -> list[tuple[str, str]]:
    """Return (path, path of what replaces it or "") of each IRI no longer in use."""
    found = {str(old): str(new or "") for old, new in reader.rows(_RETIRED)}
    return [(old.removeprefix(base), new.removeprefix(base)) for old, new in sorted(found.items()) if old.startswith(base)]


def _counted(folder: Path, made: _Made) -> Published:
    sizes = [p.stat().st_size for p in folder.rglob("*") if p.is_file()]
    return Published(len(made.cards), made.kept, len(sizes), sum(sizes))
