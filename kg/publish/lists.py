"""What the browsable lists hold: everything by class; and by theme, event and municipality, what was said and who took part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model.iri import fold
from kg.model.text import Text, either, joined
from kg.publish.links import tipo
from kg.publish.site_entities import Card

if TYPE_CHECKING:
    from kg.graph.store import Reader

CLASSES: dict[str, Text] = {
    "persona": Text("Personas", "People"), "institucion": Text("Instituciones", "Institutions"), "municipio": Text("Municipios", "Municipalities"), "evento": Text("Eventos", "Events"),
    "propuesta": Text("Propuestas", "Proposals"), "problema": Text("Problemas", "Problems"), "compromiso": Text("Compromisos", "Commitments"),
    "experiencia": Text("Experiencias", "Experiences"), "hallazgo": Text("Hallazgos", "Findings"), "mecanismo": Text("Mecanismos", "Mechanisms"),
    "cifra": Text("Cifras", "Figures"), "discrepancia": Text("Discrepancias", "Discrepancies"), "documento": Text("Documentos", "Documents"),
}
"""Type word → title, in the order of the lists."""
SAID = ("propuesta", "problema", "compromiso", "experiencia", "hallazgo")
BESIDE = {
    "persona": "SELECT DISTINCT ?x ?e ?f { ?x kg:memberOf ?i . ?i skos:prefLabel ?e }",
    "institucion": "SELECT DISTINCT ?x ?e ?f { ?x kg:sector ?k . ?x a kg:Institution . ?k skos:prefLabel ?e, ?f FILTER(LANG(?e) = 'es' && LANG(?f) = 'en') }",
    "municipio": "SELECT DISTINCT ?x ?e ?f { ?x kg:stateName ?e }",
    "evento": "SELECT ?x (MIN(?d) AS ?e) (MIN(?d) AS ?f) { ?x kg:heldOn ?d } GROUP BY ?x",
    "mecanismo": "SELECT DISTINCT ?x ?e ?f { ?x kg:kind ?k . ?x a kg:Mechanism . ?k skos:prefLabel ?e, ?f FILTER(LANG(?e) = 'es' && LANG(?f) = 'en') }",
    **dict.fromkeys(SAID, ""),
    "documento": "SELECT DISTINCT ?x ?e ?f { ?x a kg:Document ; dcterms:publisher ?e }",
}
"""Type word → query of (thing, its words in Spanish, in English where there are any) that tell it from its namesakes; "" for what people said."""
_NAMED = ("SELECT DISTINCT ?m { ?c kg:about ?m ; kg:source ?d }", "SELECT DISTINCT ?m { ?c kg:aboutMunicipality ?m }", "SELECT DISTINCT ?m { ?m kg:representedAt ?e }",
          "SELECT DISTINCT ?m { ?i kg:municipality ?m }")  # one by one: Oxigraph joins a union of them row by row
_SPEAKERS = "SELECT DISTINCT ?x ?e ?f { ?x a kg:Contribution ; kg:speaker ?p . ?p skos:prefLabel ?e }"
_MOST_BESIDE = 3  # institutions named beside a person


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list: where it leads, its words, and what stands beside them."""

    iri: str
    label: Text
    beside: Text


@dataclass(frozen=True)
class Group:
    """A part of a list under one heading."""

    title: Text
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Listing:
    """A list: its path without ending or page number, its title, what it is about ("" or an IRI), and its groups."""

    path: str
    title: Text
    about: str
    groups: tuple[Group, ...]

    @property
    def total(self) -> int:
        """How many lines it has."""
        return sum(len(g.items) for g in self.groups)


@dataclass(frozen=True)
class Kind:
    """A family of lists: by class, theme, event or municipality."""

    key: str
    title: Text
    listings: tuple[Listing, ...]


class Shelf:
    """All that lists are made from: cards by IRI, and what stands beside each."""

    def __init__(self, reader: Reader, cards: Iterable[Card]) -> None:
        self.reader = reader
        self.cards = {c.iri: c for c in cards if not c.replaced_by and not c.gone}
        self.beside = self._beside()
        self._items: dict[str, Item] = {}

    def _beside(self) -> dict[str, Text]:
        found: dict[str, list[Text]] = defaultdict(list)
        for query in sorted({*BESIDE.values(), _SPEAKERS} - {""}):
            for iri, es, en in self.reader.rows(query):
                if iri and es:
                    found[iri].append(either(es, en or ""))
        return {iri: _joined(texts) for iri, texts in found.items()}

    def item(self, iri: str) -> Item | None:
        """Return the line of an IRI; None when nothing is known of it."""
        card = self.cards.get(iri)
        if card is None:
            return None
        return self._items.setdefault(iri, Item(iri, card.label, self.beside.get(iri, Text("", ""))))

    def items(self, iris: Iterable[str]) -> tuple[Item, ...]:
        """Return the lines of these IRIs in the order of the alphabet, each once."""
        found = (self.item(iri) for iri in set(iris))
        return tuple(sorted((i for i in found if i is not None), key=lambda i: (fold(i.label.es), fold(i.beside.es), i.iri)))


def _joined(texts: list[Text]) -> Text:
    shown = sorted(set(texts))
    return joined(shown[:_MOST_BESIDE] + ([Text("…", "…")] if len(shown) > _MOST_BESIDE else []), "; ")


def kinds(shelf: Shelf) -> tuple[Kind, ...]:
    """Return every list."""
    return (_by_class(shelf), *(_by(shelf, key) for key in FACETS))


def _by_class(shelf: Shelf) -> Kind:
    iris: dict[str, list[str]] = defaultdict(list)
    for iri in shelf.cards:
        iris[tipo(iri)].append(iri)
    named = _named(shelf.reader)
    listings = []
    for word, title in CLASSES.items():
        if word == "municipio":
            here = [i for i in iris[word] if i in named]
            groups = [Group(Text("Que los documentos nombran", "Named in the documents"), shelf.items(here)),
                      Group(Text("Los demás del registro", "The others of the registry"), shelf.items(set(iris[word]) - set(here)))]
        else:
            groups = [Group(title, shelf.items(iris[word]))]
        groups = [g for g in groups if g.items]
        if groups:
            listings.append(Listing(f"lista/{word}", title, "", tuple(groups)))
    return Kind("clase", Text("Por clase", "By class"), tuple(listings))


def _named(reader: Reader) -> set[str]:
    """Return the municipalities that some document speaks of, and not only the registry."""
    return {str(m) for query in _NAMED for (m,) in reader.rows(query) if m and tipo(m) == "municipio"}


@dataclass(frozen=True)
class Facet:
    """One way to look things up: the query gives (value, thing); things are grouped by their type word."""

    title: Text
    path: str
    queries: tuple[str, ...]
    also: Mapping[str, Text]


FACETS: dict[str, Facet] = {
    "tema": Facet(Text("Por tema", "By theme"), "lista/tema", ("SELECT ?v ?x { ?x kg:theme ?v }",), {}),
    "evento": Facet(Text("Por evento", "By event"), "lista/evento", (
        "SELECT DISTINCT ?v ?x { ?x kg:attended ?v }", "SELECT DISTINCT ?v ?x { ?x a kg:Contribution ; (kg:inEvent|kg:conclusionOf)/kg:partOf* ?v }",
        "SELECT ?v ?x { ?x kg:partOf ?v . ?v a kg:Event }",
        "SELECT ?v ?x { ?x kg:representedAt ?v . ?x a kg:Municipality }"), {"persona": Text("Participaron", "Took part"), "evento": Text("Sesiones", "Sessions"),
                                                  "municipio": Text("Municipios representados", "Municipalities represented")}),
    "municipio": Facet(Text("Por municipio", "By municipality"), "lista/municipio", (
        "SELECT ?v ?x { ?x kg:aboutMunicipality ?v }", "SELECT ?v ?x { ?x kg:municipality ?v . ?x a kg:Institution }", "SELECT ?v ?x { ?v kg:representedAt ?x . ?v a kg:Municipality }",
        "SELECT ?v ?x { ?x kg:memberOf ?i . ?i kg:municipality ?v }"), {"persona": Text("Personas de sus instituciones", "People of its institutions"),
                                                                       "evento": Text("Estuvo representado en", "Was represented at")}),
}
"""Families of lists, by what they are about."""


def _by(shelf: Shelf, key: str) -> Kind:
    facet = FACETS[key]
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for query in facet.queries:
        for value, thing in shelf.reader.rows(query):
            if value and thing and value in shelf.cards:
                found[value][tipo(thing)].add(thing)
    listings = []
    for item in shelf.items(found):
        groups = [Group(facet.also.get(word, CLASSES[word]), shelf.items(found[item.iri][word])) for word in CLASSES if found[item.iri].get(word)]
        listings.append(Listing(f"{facet.path}/{item.iri.rsplit('/', 1)[1]}", item.label, item.iri, tuple(g for g in groups if g.items)))
    return Kind(key, facet.title, tuple(v for v in listings if v.total))


def pages(listing: Listing, size: int) -> Iterator[tuple[Group, ...]]:
    """Yield the groups of each page of at most ``size`` lines; a group may go on on the next."""
    page: list[Group] = []
    room = size
    for group in listing.groups:
        at = 0
        while at < len(group.items):
            part = group.items[at:at + room]
            page.append(Group(group.title, part))
            at, room = at + len(part), room - len(part)
            if not room:
                yield tuple(page)
                page, room = [], size
    if page:
        yield tuple(page)


def path_of(listing: Listing, number: int) -> str:
    """Return the path of a page (1 is the first) of a list."""
    return f"{listing.path}.html" if number == 1 else f"{listing.path}.{number}.html"  # no slug has a dot
