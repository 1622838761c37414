"""The municipalities of Mexico by their names, short forms included, and its states: the tables that the rules ``municipality.*`` look up."""

from __future__ import annotations

import csv
import functools
from collections.abc import Sequence

from kg.model.corpus import bundled
from kg.model.iri import fold
from kg.reading.vocab import rows
from kg.reading.words import lexicon
from kg.reading.words.tokens import Token

# What official names put before the name in use.
_SAINTS = frozenset(("san", "santa", "santo", "santos", "santiago"))    # "San Juan Bautista Tuxtepec" is Tuxtepec
_PREFIXES = (("heroica", "ciudad", "de"), ("heroica", "villa", "de"), ("heroica", "villa"), ("ciudad", "de"))


@functools.cache
def gazetteer() -> dict[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return folded words of a name → ((code, full name), …); short forms ("Tlalnepantla" of "Tlalnepantla de Baz") included."""
    table: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    short: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    saints: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    with (bundled("data") / "registry" / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = key_of(row["name"])
            table.setdefault(key, []).append((row["code"], row["name"]))
            for prefix in _PREFIXES:
                if key[: len(prefix)] == prefix:
                    short.setdefault(key[len(prefix) :], []).append((row["code"], row["name"]))
            if key[0] in _SAINTS and len(key) > 2 and len(key[-1]) > 6 and not (lexicon.given(key[-1]) or lexicon.surname(key[-1]) >= 200):
                saints.setdefault(key[-1:], []).append((row["code"], row["name"]))
            cut = next((i for i, w in enumerate(key) if i and w in ("de", "del", "cuna")), 0)
            if cut and len(" ".join(key[:cut])) >= 6 and key[:cut] not in (("san",), ("santa",), ("villa",), ("santiago",)):
                short.setdefault(key[:cut], []).append((row["code"], row["name"]))
    for key, options in short.items():
        table.setdefault(key, []).extend(o for o in options if o not in table.get(key, ()))
    return {k: tuple(v) for k, v in (saints | table).items()}


@functools.cache
def names() -> dict[str, str]:
    """Return INEGI code → name."""
    return {code: name for options in gazetteer().values() for code, name in options}


@functools.cache
def folded() -> dict[str, str]:
    """Return folded name → name of every municipality."""
    return {fold(name): name for name in names().values()}


def key_of(name: str) -> tuple[str, ...]:
    """Return the folded words of a name."""
    return tuple(fold(name).replace(".", "").replace("-", " ").split())


@functools.cache
def firsts() -> dict[str, int]:
    """Return first word → length of the longest name that begins with it."""
    longest: dict[str, int] = {}
    for key in gazetteer():
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    return longest


@functools.cache
def states() -> dict[tuple[str, ...], str]:
    """Return folded words of a state → its code."""
    return {tuple(fold(r["word"]).split()): r["code"] for r in rows("states")}


@functools.cache
def _state_firsts() -> frozenset[str]:
    return frozenset(key[0] for key in states())


def states_in(line: Sequence[Token], first: int = 0, last: int | None = None) -> list[str]:
    """Return the codes of the states (INEGI) named in a stretch of tokens, in order, repeats included."""
    piece = line[first:last]
    found = []
    for i, token in enumerate(piece):
        if token.key not in _state_firsts() or not (token.capital or token.key.endswith(("ense", "enses"))):
            continue
        for size in (3, 2, 1):
            code = states().get(tuple(t.key for t in piece[i : i + size]))
            if code:
                found.append(code)
                break
    return found


@functools.cache
def _sized() -> dict[tuple[int, int], list[tuple[str, tuple[tuple[str, str], ...]]]]:
    """Return (words, letters) → the names of that size, with their options."""
    table: dict[tuple[int, int], list[tuple[str, tuple[tuple[str, str], ...]]]] = {}
    for key, options in gazetteer().items():
        name = " ".join(key)
        table.setdefault((len(key), len(name)), []).append((name, options))
    return table


@functools.lru_cache(maxsize=4096)
def misspelt(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the municipality that a misspelt name of eight letters or more most likely is: one letter apart, and only one such."""
    from rapidfuzz.distance import Levenshtein

    text = " ".join(keys)
    if len(text) < 8:
        return ()
    close = (entry for size in (-1, 0, 1) for entry in _sized().get((len(keys), len(text) + size), ()))
    near = {o for name, options in close if Levenshtein.distance(name, text, score_cutoff=1) == 1 for o in options}
    return tuple(near) if len(near) == 1 else ()
