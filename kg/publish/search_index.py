"""Search without a server: the words of every page inside the search page itself, in several pages when they are many. Nothing is fetched, so it works from ``file://``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.model.iri import fold
from kg.publish.site_entities import Card

WHOLE = 8_000
"""Entries that fit on one page (about 1 MB); beyond, each page has the words that begin alike."""
_DEEPEST = 5  # letters by which pages are told apart
_WORD = re.compile(r"[^\W_]+")
STOP = frozenset(["a", "al", "con", "de", "del", "el", "en", "la", "las", "lo", "los", "o", "para", "por", "que", "se", "sin", "su", "sus", "un", "una", "y",
                  "the", "of", "and", "to", "in", "for", "on", "with", "by"])


@dataclass(frozen=True)
class Shard:
    """One search page: the beginning of the words it answers ("" answers all), and its entries."""

    prefix: str
    entries: tuple[Card, ...]

    @property
    def path(self) -> str:
        """Path of the page."""
        return f"buscar/{self.prefix}.html" if self.prefix else "buscar.html"


def words(card: Card) -> set[str]:
    """Return the words by which an entry is found, folded; never words that say nothing."""
    text = fold(" ".join((card.label.es, card.label.en, *card.also)))
    return {w for w in _WORD.findall(text) if w not in STOP}


def searchable(cards: Iterable[Card], tipos: Mapping[str, int]) -> list[Card]:
    """Return the cards that search shows: those with a label, in use, of these kinds (type word → place among the results)."""
    from kg.publish.links import tipo

    kept = [c for c in cards if tipo(c.iri) in tipos and not c.replaced_by and not c.gone and (c.label.es or c.label.en)]
    return sorted(kept, key=lambda c: (tipos[tipo(c.iri)], fold(c.label.es), c.iri))


def shards(cards: Sequence[Card], whole: int = WHOLE) -> list[Shard]:
    """Return the pages: one when the entries fit, else one for each beginning of words."""
    if len(cards) <= whole:
        return [Shard("", tuple(cards))]
    by_word: dict[str, list[int]] = defaultdict(list)
    for i, card in enumerate(cards):
        for word in words(card):
            by_word[word if word.isascii() else "~"].append(i)
    found: dict[str, set[int]] = {}
    _split("", sorted(by_word.items()), found, whole)
    return [Shard(prefix, tuple(cards[i] for i in sorted(ids))) for prefix, ids in sorted(found.items()) if prefix]


def _split(prefix: str, postings: list[tuple[str, list[int]]], found: dict[str, set[int]], most: int) -> None:
    """Give the words that begin with ``prefix`` a page, or split them by their next letter. A word too common for a page is left out: others beside it find the entry."""
    ids = {i for _, found_in in postings for i in found_in}
    if prefix and len(ids) <= most:
        found[prefix] = ids
        return
    if len(prefix) >= _DEEPEST:
        found[prefix] = {i for _, found_in in postings if len(found_in) <= most // 8 for i in found_in}
        return
    groups: dict[str, list[tuple[str, list[int]]]] = defaultdict(list)
    for word, found_in in postings:
        groups[word[:len(prefix) + 1]].append((word, found_in))
    for longer, part in sorted(groups.items()):
        if longer == prefix:
            found[prefix] = {i for _, found_in in part if len(found_in) <= most for i in found_in}
        else:
            _split(longer, part, found, most)


def block(entries: Sequence[Card], others: Sequence[str], prefix: str) -> dict[str, Any]:
    """Return the data of a search page. An entry is [label, label in English or 0, other names, kind, path without ending]."""
    kinds: dict[tuple[str, str], int] = {}
    rows = []
    for c in entries:
        kind = kinds.setdefault((c.kind.es, c.kind.en), len(kinds))
        rows.append([c.label.es, 0 if c.label.en == c.label.es else c.label.en, " ".join(c.also), kind, c.path])
    return {"kinds": [list(k) for k in kinds], "entries": rows, "shards": list(others), "prefix": prefix, "stop": sorted(STOP)}
