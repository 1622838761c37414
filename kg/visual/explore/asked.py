"""How the explorer asks a graph, and how what it hears is numbered: the page's data block holds indices, never IRIs twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from kg.findings.facts import PREFIX as _PREFIX
from kg.graph.store import Reader
from kg.model.iri import DEFAULT_BASE, VOCABULARY
from kg.model.text import Text
from kg.visual import safe

PREFIX = _PREFIX + "PREFIX oa: <http://www.w3.org/ns/oa#>\n"
Both = list[str]
"""A text in both languages: Spanish, English."""
Many = Mapping[str, tuple[str, ...]]
"""What something has of one property: sorted, none twice."""


@lru_cache(maxsize=1 << 16)
def clean(text: str, most: int = safe.KEPT) -> str:
    """Return a text made inert (``kg.visual.safe.clean``); most texts of a graph come more than once, and looking at every character takes long."""
    return safe.clean(text, most)


def pairs(reader: Reader, pattern: str) -> dict[str, tuple[str, ...]]:
    """Return ?x → every ?y of a pattern, sorted; an ?x without any is not there."""
    found: dict[str, set[str]] = defaultdict(set)
    for x, y in reader.rows(f"{PREFIX}SELECT ?x ?y WHERE {{ {pattern} }}"):
        if x and y:
            found[x].add(y)
    return {x: tuple(sorted(ys)) for x, ys in sorted(found.items())}


def listed(reader: Reader, pattern: str) -> list[str]:
    """Return every ?x of a pattern, sorted, none twice."""
    return sorted({x for (x,) in reader.rows(f"{PREFIX}SELECT DISTINCT ?x WHERE {{ {pattern} }}") if x})


def first(values: Many, iri: str) -> str:
    """Return the first value of something; "" when it has none."""
    found = values.get(iri)
    return found[0] if found else ""


def both(text: Text) -> Both:
    """Return a text made inert, [Spanish, English]."""
    return [clean(text.es), clean(text.en)]


def base_of(reader: Reader) -> str:
    """Return the base of the data's IRIs, as the graph's documents tell it; of a graph without documents, the default."""
    for iri in listed(reader, "?x a kg:Document"):
        base, found, _ = iri.partition("id/")
        if found:
            return base
    return DEFAULT_BASE


class Concepts:
    """The concepts of the vocabulary that the page names, numbered in the order of their IRIs."""

    def __init__(self, reader: Reader) -> None:
        names: dict[str, dict[str, str]] = defaultdict(dict)
        for iri, name, lang in reader.rows(PREFIX + "SELECT ?c ?name ?lang { ?c a skos:Concept ; skos:prefLabel ?name . BIND(LANG(?name) AS ?lang) }"):
            names[iri or ""][lang or ""] = name or ""
        self._names = {iri: Text(n.get("es", ""), n.get("en", "")) for iri, n in names.items()}
        self._used: list[str] = []
        self._at: dict[str, int] = {}

    def use(self, iris: Iterable[str]) -> None:
        """Say which concepts are named; from then on they have numbers."""
        self._used = sorted({iri for iri in iris if iri.startswith(VOCABULARY)})
        self._at = {iri: i for i, iri in enumerate(self._used)}

    def scheme(self, name: str) -> list[str]:
        """Return all concepts of a scheme, also those that nothing names."""
        return sorted(iri for iri in self._names if iri.startswith(f"{VOCABULARY}{name}/"))

    def __getitem__(self, iri: str) -> int:
        """Return the number of a concept; -1 for none."""
        return self._at.get(iri, -1)

    def name(self, iri: str) -> Text:
        """Return what a concept is called; its notation when it has no name, and in the language in which it has one when in only one."""
        found, notation = self._names.get(iri, Text("", "")), iri.rpartition("/")[2]
        return Text(found.es or found.en or notation, found.en or found.es or notation)

    def labels(self, number: int) -> Both:
        """Return the names of a concept by its number; none of -1."""
        return both(self.name(self._used[number])) if number >= 0 else []

    def rows(self) -> list[dict[str, object]]:
        """Return the concepts as the page holds them."""
        return [{"id": clean(iri.removeprefix(VOCABULARY)), "label": both(self.name(iri))} for iri in self._used]
