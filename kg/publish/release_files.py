"""The files that describe a version: its entry for catalogues, its citation, its page and its notes in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.model import nt
from kg.model.text import Text
from kg.publish.dcat import agent, distribution, shared, titled
from kg.publish.diff_write import CSV, TURTLE
from kg.publish.links import opened
from kg.publish.page import TEMPLATES, Frame, assets, render
from kg.publish.release_about import About, iri_of
from kg.publish.release_notes import causes, notes, shown, told
from kg.publish.site_cite import bibtex, cff, licence
from kg.publish.site_rdf import Statements

PAGE, ENTRY = "index.html", "version.ttl"
NOTES = {"es": "novedades.es.md", "en": "novedades.en.md"}


@dataclass(frozen=True)
class Alone:
    """Links of a page that stands in its own folder, wherever that lies; other things by their IRI."""

    base: str

    def href(self, iri: str, at: str = "") -> str:
        """See ``kg.publish.links.Links``."""
        return opened(iri)

    def data(self, iri: str, ending: str) -> str:
        """See ``kg.publish.links.Links``."""
        return ""

    def to(self, path: str) -> str:
        """See ``kg.publish.links.Links``."""
        return path

    def asset(self, name: str) -> str:
        """See ``kg.publish.links.Links``."""
        return name


def entry(about: About) -> bytes:
    """Return the version's entry for catalogues as Turtle: OWL, Dublin Core, DCAT 3 and PROV, each file with its size and SHA-256."""
    out, me, release = Statements(), about.iri, about.release
    out.kinds(me, "dcat:Dataset", "prov:Entity")
    out.told(me, "dcterms:title", titled(release, about.version))
    out.told(me, "dcterms:description", release.about)
    for curie in ("owl:versionInfo", "dcat:version"):
        out.say(me, curie, nt.text(about.version))
    out.links(me, "dcterms:isVersionOf", release.dataset)
    shared(out, release, me)
    agent(out, release)
    out.links(me, "dcat:landingPage", me + PAGE)
    out.kinds(me + PAGE, "foaf:Document")
    out.links(release.dataset, "owl:versionIRI", me)
    out.links(release.dataset, "dcterms:hasVersion", me)
    out.links(release.dataset, "dcat:hasCurrentVersion", me)
    out.say(release.dataset, "owl:versionInfo", nt.text(about.version))
    if about.former:
        former = iri_of(release.base, about.former)
        for curie in ("dcterms:replaces", "dcat:previousVersion", "owl:priorVersion", "prov:wasRevisionOf"):
            out.links(me, curie, former)
        out.links(me, "dcterms:hasPart", me + TURTLE, me + CSV)
    if release.date:
        out.say(me, "dcterms:issued", nt.typed(release.date, "date"))
    for dump in about.dumps:
        distribution(out, me, f"{me}{ENTRY}#{dump.path.replace('/', '-')}", me + dump.path, dump, release.licence)
    return out.turtle()


def describe(about: About, folder: Path) -> None:
    """Write the entry, the citation, the notes and the page of a version into its folder."""
    release = about.release
    head, _, rest = cff(release).partition("license: ")
    (folder / "CITATION.cff").write_text(f'{head}version: "{about.version}"\nlicense: {rest}', encoding="utf-8")
    (folder / "cita.bib").write_text(bibtex(release).replace("\n}\n", f",\n  version = {{{about.version}}}\n}}\n"), encoding="utf-8")
    (folder / "LICENCIA.txt").write_text(licence(release), encoding="utf-8")
    (folder / ENTRY).write_bytes(entry(about))
    for lang, name in NOTES.items():
        (folder / name).write_text(notes(about, lang), encoding="utf-8")
    for name in ("page.css", "page.js", "icon.svg"):
        (folder / name).write_bytes(assets()[name])
    (folder / "site.css").write_bytes((TEMPLATES / "site.css").read_bytes())
    (folder / PAGE).write_text(page(about), encoding="utf-8")


def page(about: About) -> str:
    """Return the version's page: both languages, no link outside its folder but to IRIs."""
    release = about.release
    frame = Frame(release.base, release.publisher, release.contact, "", release.date, release.title, release.licence)
    title = Text(f"Versión {about.version}", f"Version {about.version}")
    return render("release.html.j2", Alone(release.base), frame, title, iri=about.iri, about=about, told=told(about), causes=causes(about), shown=shown(about), notes=NOTES,
                  files=[CSV, TURTLE] if about.summary else [], entry=ENTRY, former=iri_of(release.base, about.former) if about.former else "")
