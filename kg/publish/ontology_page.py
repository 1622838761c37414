"""The ontology's page: every term, shape, concept and rule with an anchor, in both languages, beside examples from the graph at hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from markupsafe import Markup

from kg.model.iri import VOCABULARY
from kg.model.text import Text
from kg.publish.alignments import RELATIONS, VOCABULARIES, alignments
from kg.publish.diagram import Diagram, draw, relations
from kg.publish.links import anchor, opened
from kg.publish.ontology_files import DOWNLOADS, Download
from kg.publish.ontology_model import KINDS, NAMESPACES, ONTOLOGY, Concept, Derivation, Ontology, Term, curie, ontology
from kg.publish.ontology_model_history import Version, history
from kg.publish.ontology_model_shapes import Constraint, Shape, shapes
from kg.publish.ontology_page_cite import bibtex, in_words, metadata
from kg.publish.ontology_page_examples import Example, examples, prefixes
from kg.publish.page import Frame, both, render

if TYPE_CHECKING:
    from kg.graph.store import Reader
    from kg.publish.links import Links

Sectioned = TypeVar("Sectioned", Term, Shape)
_KEPT: dict[tuple[object, ...], str] = {}
_MOST_KEPT = 2
ONTOLOGY_PAGE = "ontology.html"
_LIST = Text("lista «{}»", "list “{}”")


@dataclass(frozen=True)
class Use:
    """Where a class asks something of a property."""

    cls: str
    constraint: Constraint


class Page:
    """What the template shows, each answer worked out when it is asked for."""

    def __init__(self, model: Ontology, shaped: dict[str, Shape], found: dict[str, Example]) -> None:
        self.model, self.shapes, self.examples = model, shaped, found

    def ref(self, iri: str) -> str:
        """Return the link to an IRI's anchor on this page, else to the IRI itself; "" for what cannot be linked."""
        return f"#{here}" if (here := self.anchors.get(iri, "")) else opened(iri)

    def term(self, iri: str) -> Markup:
        """Return the name of a term, linked."""
        scheme, concept = self.model.schemes.get(iri), self.concepts.get(iri)
        words: Markup | Text | str = curie(iri)
        if scheme:
            words = Text(_LIST.es.format(scheme.label.es), _LIST.en.format(scheme.label.en))
        shown = both(words) if isinstance(words, Text) else both(concept) if concept else Markup("<code>{}</code>").format(words)
        return Markup('<a href="{}">{}</a>').format(self.ref(iri), shown) if self.ref(iri) else shown

    def terms(self, iris: Iterable[str]) -> Markup:
        """Return several names, parted by commas."""
        return Markup(", ").join(self.term(iri) for iri in iris)

    def near(self, concept: Concept) -> Markup:
        """Return the concepts near one, with their list when it is another: labels are unique in one list only."""
        own = concept.iri.rpartition("/")[0]
        lists = [(iri, self.model.schemes.get(iri.rpartition("/")[0])) for iri in concept.related]
        return Markup(", ").join(self.term(iri) + (Markup(" ({})").format(both(of.label)) if of and of.iri != own else "") for iri, of in lists)

    @cached_property
    def concepts(self) -> dict[str, Text]:
        """Concept → its label."""
        return {c.iri: c.label for s in self.model.schemes.values() for c in s.concepts}

    @cached_property
    def anchors(self) -> dict[str, str]:
        """IRI → the ``id`` of the element that is about it."""
        found = {iri: anchor(iri) for iri in (*self.model.schemes, *self.concepts)} | {iri: iri.partition("#")[2] for iri in self.shapes}
        found |= {iri: f"otros-{curie(iri).replace(':', '-')}" for iri in self.others if curie(iri) != iri}
        return found | {t.iri: t.name for t in self.model.terms.values()}

    def sections(self, terms: Iterable[Sectioned]) -> list[tuple[Text, list[Sectioned]]]:
        """Return terms or shapes under the headings of their file."""
        return [(title, list(inside)) for title, inside in groupby(terms, key=lambda t: t.section)]

    def shapes_of(self, cls: str) -> list[Shape]:
        """Return the shapes that are shown beside a class: what it asks first, rules last."""
        return sorted((s for s in self.shapes.values() if self._home(s) == cls), key=lambda s: bool(s.query))

    def elsewhere(self, among: Iterable[Shape]) -> list[Shape]:
        """Return the shapes that stand beside no class of ours."""
        return [s for s in among if not self._home(s)]

    def _home(self, shape: Shape) -> str:
        return next((c for c in shape.classes if c in self.model.terms), "")

    def rules_of(self, prop: str) -> list[Shape]:
        """Return the rules that look at what has a property."""
        return [s for s in self.shapes.values() if prop in s.subjects_of]

    def derived(self, prop: str) -> Derivation | None:
        """Return the rule that writes a property; None for one that is stated."""
        return next((d for d in self.model.derivations if d.property == prop), None)

    def asked(self, prop: str) -> list[Use]:
        """Return which classes ask what of a property."""
        return [Use(cls, c) for s in self.shapes.values() for cls in s.classes for c in s.constraints if c.path == prop]

    def with_domain(self, cls: str) -> list[str]:
        """Return the properties whose subjects are of a class."""
        return [p.iri for p in self.model.properties() if cls in p.domain]

    def with_range(self, cls: str) -> list[str]:
        """Return the properties whose values are of a class."""
        return [p.iri for p in self.model.properties() if cls in p.range]

    @cached_property
    def others(self) -> dict[str, tuple[str, list[str]]]:
        """Terms of other vocabularies → kind ("" when nobody declares it), and our terms and shapes that name them."""
        used: dict[str, set[str]] = {iri: set() for iri in self.model.others}
        for t in self.model.terms.values():
            for iri in (*t.above, *t.domain, *t.range, *t.types, *(p for chain in t.chains for p in chain)):
                used.setdefault(iri, set()).add(t.iri)
        for s in self.shapes.values():
            for iri in (*s.classes, *s.subjects_of, *s.written_out, *(i for c in s.constraints for i in (c.path, *c.values))):
                used.setdefault(iri, set()).add(s.iri)
        order = {iri: n for n, iri in enumerate((*self.model.terms, *self.shapes))}
        return {iri: (self.model.others.get(iri, ""), sorted(used[iri], key=lambda i: order[i])) for iri in sorted(used, key=curie)
                if iri not in self.model.terms and not iri.startswith(VOCABULARY)}

    @cached_property
    def namespaces(self) -> list[tuple[str, str, str]]:
        """Prefix, namespace, and where its vocabulary is documented ("" for ours), of all that the page names."""
        named = {curie(iri).partition(":")[0] for iri in (*self.others, *self.model.terms, *self.shapes)} | {"owl", "sh"}
        return [(p, NAMESPACES[p], VOCABULARIES[p][1] if p in VOCABULARIES else "") for p in sorted(named & NAMESPACES.keys())]

    @cached_property
    def diagram(self) -> Diagram:
        """The drawing of the classes."""
        return draw(self.model, relations(self.model, list(self.shapes.values())))

    @cached_property
    def versions(self) -> list[Version]:
        """The versions the file tells of; the present one at least."""
        told = history()
        return told if any(v.number == self.model.version for v in told) else [Version(self.model.version, "", ()), *told]

    def linked(self, words: str) -> Markup:
        """Return a text in which names of our terms (``kg:speaker``) are links."""
        return Markup(" ").join(self._word(w) for w in words.split(" "))

    def _word(self, word: str) -> Markup:
        bare = word.strip("(),.;:«»")
        iri = NAMESPACES["kg"] + bare.removeprefix("kg:")
        if not bare.startswith("kg:") or iri not in self.model.terms:
            return both(word)
        before, _, after = word.partition(bare)
        return both(before) + self.term(iri) + both(after)


def ontology_page(reader: Reader | None, links: Links, frame: Frame | None = None) -> str:
    """Return the page, with examples when there is a graph. Same ontology and graph, same page; the last ones made are kept, for who is asked often."""
    frame = frame or Frame(links.base)
    key = (None if reader is None else reader.folder, links, frame)
    found = _KEPT.get(key) or make(reader, links, frame)
    _KEPT[key] = found
    while len(_KEPT) > _MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    return found


def version_page(reader: Reader | None, number: str, links: Links, frame: Frame) -> str:
    """Return the page of a version: the whole page of the present one, of an earlier one the way to what is told of it. Raises KeyError: no such version."""
    if number == ontology().version:
        return ontology_page(reader, links, frame)
    if number not in (v.number for v in history()):
        raise KeyError(number)
    target = f"{links.to(ONTOLOGY_PAGE)}#v{number}"
    told = Text(f"Lo que se sabe de la versión {number} está en la historia de la ontología:", f"What is known of version {number} is in the history of the ontology:")
    return render("gone.html.j2", links, frame, Text(f"Versión {number} de la ontología", f"Version {number} of the ontology"), told=(told,), target=target, target_name=f"v{number}",
                  iri=f"{ONTOLOGY}/{number}", redirect=target, robots="noindex")


def make(reader: Reader | None, links: Links, frame: Frame) -> str:
    """Make the page (about a second with a graph)."""
    model = ontology()
    page = Page(model, shapes(), {})
    if reader is not None:
        page.examples = examples(reader, model, links.base, lambda iri: _to(page, links, iri))
    versions = page.versions
    issued = next((v.issued for v in versions if v.number == model.version), "")
    own = [(d.format, links.data(ONTOLOGY, d.format.ending)) for d in DOWNLOADS if d.format and not d.stem]
    return render(
        "ontology.html.j2", links, frame, model.title, page=page, o=model, kinds=KINDS, relations=RELATIONS, vocabularies=VOCABULARIES, alignments=alignments(model),
        iri=ONTOLOGY, description=model.description.es, alternates=own,
        data=metadata(model, issued, [(address, f.media) for f, address in own]), downloads=_downloads(links), cited=in_words(model, issued), bibtex=bibtex(model, issued), anchor=anchor, curie=curie,
        examples_base=links.base if reader is not None else "",
        examples_head=prefixes(links.base) if reader is not None else "", pages={i: links.href(i) for i in (*page.concepts, *model.schemes)} if reader is not None else {})


def _to(page: Page, links: Links, iri: str) -> str:
    """Return where an IRI in an example leads: an anchor of this page, or its own page; "" when it has none here."""
    if iri in page.anchors:
        return page.ref(iri)
    address = links.href(iri)
    return "" if address == iri else address


def _downloads(links: Links) -> list[tuple[Text, list[tuple[Download, str]]]]:
    """Return what there is to download: words, and the files with their addresses."""
    return [(words, [(d, links.to(d.path)) for d in inside]) for words, inside in groupby(DOWNLOADS, key=lambda d: d.words)]
