"""Given names and surnames with how many people bear them (Spain's INE; see vocab/SOURCES.md), and others of the Americas that only have a degree of trust. Loaded when first asked."""

from __future__ import annotations

import functools
import lzma
from importlib import resources

from kg.reading.vocab import rows


@functools.cache
def counts() -> tuple[dict[str, int], dict[str, int], frozenset[str]]:
    """Return what the statistics count: given names, surnames, and those of several words."""
    given: dict[str, int] = {}
    surname: dict[str, int] = {}
    compound = set()
    raw = lzma.decompress((resources.files("kg.reading.vocab") / "names.tsv.xz").read_bytes()).decode()
    for line in raw.splitlines():
        word, as_given, as_surname = line.split("\t")
        if as_given != "0":
            given[word] = int(as_given)
        if as_surname != "0":
            surname[word] = int(as_surname)
            if " " in word:
                compound.add(word)
    return given, surname, frozenset(compound)


@functools.cache
def _table() -> tuple[dict[str, int], dict[str, int]]:
    """Return given names and surnames for reading: as counted, with those that no statistics of Spain hold, and abbreviations."""
    given, surname = (dict(table) for table in counts()[:2])
    for row in rows("more_names"):
        for table, column in ((given, "given"), (surname, "surname")):
            table[row["word"]] = max(int(row[column]), table.get(row["word"], 0))
    for row in rows("name_abbreviations"):
        for table in (given, surname):
            if row["name"] in table:
                table.setdefault(row["word"], table[row["name"]])
    return given, surname


def given(word: str) -> int:
    """Return how many bear a folded word as (part of) a given name, or how far it may be trusted to be one; 0 when it is not listed."""
    return _table()[0].get(word, 0)


def surname(word: str) -> int:
    """Return how many bear a folded word, or compound such as "de la cruz", as first surname, or how far it may be trusted to be one."""
    return _table()[1].get(word, 0)


def counted_given(word: str) -> int:
    """Return how many people the statistics count with a folded word as given name: for telling how rare a name is."""
    return counts()[0].get(word, 0)


def counted_surname(word: str) -> int:
    """Return how many people the statistics count with a folded word, or compound, as first surname."""
    return counts()[1].get(word, 0)


def compound(words: str) -> bool:
    """Tell whether several folded words are one listed surname."""
    return words in counts()[2]
