"""How two words of names differ, and the sentences that say so."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from kg.identity.names import SHORT, sound
from kg.model.text import Text

EQUAL, SOUND, SPELLING, INITIAL, NICKNAME, PARTICLE, UNLIKE = "equal", "sound", "spelling", "initial", "short", "particle", "unlike"
COST = {EQUAL: 0.0, SOUND: 0.3, PARTICLE: 0.3, NICKNAME: 0.6, SPELLING: 1.0, INITIAL: 0.0, UNLIKE: 9.0}  # taken from what a shared word tells (-log10)
MOST_CHARACTERS = 300
_DOUBLE = re.compile(r"(.)\1+")


@functools.lru_cache(maxsize=1 << 17)
def voice(word: str) -> str:
    """Return how a word sounds, doubled letters single: what keys are made of."""
    return undoubled(sound(word))


def undoubled(word: str) -> str:
    """Return the word with doubled letters single: "allan" = "alan"."""
    return _DOUBLE.sub(r"\1", word)


def typo(a: str, b: str) -> bool:
    """Tell whether two words differ by one letter (two in words of five letters or more): a letter more, less, other, or two swapped."""
    shorter, longer = sorted((len(a), len(b)))
    most = 0 if shorter < 3 or longer < 4 else 1 if shorter < 5 else 2
    return bool(most) and OSA.distance(a, b, score_cutoff=most) <= most


def relation(a: str, b: str, bearers: Callable[[str], int], common: int) -> str:
    """Say how two folded words of a name are alike.

    Two words that many bear (``bearers`` of both at least ``common``) are two names, however alike: Daniel and Daniela, Marín and Martín.
    """
    if a == b:
        return EQUAL
    if len(a) == 1 or len(b) == 1:
        return INITIAL if a[0] == b[0] else UNLIKE
    if a.split()[-1] == b.split()[-1]:
        return PARTICLE
    if SHORT.get(a, a) == SHORT.get(b, b):
        return NICKNAME
    if sound(a) == sound(b) or (undoubled(a) == undoubled(b) and len(a) > 3):
        return SOUND
    if not typo(a, b) or _two_genders(a, b, bearers) or min(bearers(a), bearers(b)) >= common:
        return UNLIKE
    return SPELLING


def _two_genders(a: str, b: str, bearers: Callable[[str], int]) -> bool:
    """Tell whether two listed names are one another's masculine and feminine: Daniel and Daniela, Mario and Maria."""
    if min(bearers(a), bearers(b)) < 20:
        return False
    first, second = sorted((a, b), key=lambda w: (len(w), w))
    return second == first + "a" or (first[:-1] == second[:-1] and {first[-1], second[-1]} == {"a", "o"})


def bodies_alike(a: str, b: str) -> bool:
    """Tell whether two folded names of bodies may be one body, or a unit and its parent; what is longer than a name is like nothing else."""
    return a == b or (max(len(a), len(b)) <= MOST_CHARACTERS and _alike(*sorted((a, b))))


@functools.lru_cache(maxsize=1 << 16)
def _alike(a: str, b: str) -> bool:
    return fuzz.token_set_ratio(a, b) >= 86


def written(a: str, b: str, what: str) -> Text:
    """Return the sentence about two words that are ``what``."""
    forms = {
        SOUND: Text(f"suenan igual: {a} / {b}", f"they sound the same: {a} / {b}"),
        SPELLING: Text(f"difieren en una o dos letras: {a} / {b}", f"one or two letters differ: {a} / {b}"),
        INITIAL: Text(f"uno da solo la inicial: {a} / {b}", f"one gives an initial only: {a} / {b}"),
        NICKNAME: Text(f"forma corta del mismo nombre: {a} / {b}", f"short form of the same name: {a} / {b}"),
        PARTICLE: Text(f"difieren en la partícula: {a} / {b}", f"they differ in the particle: {a} / {b}"),
        UNLIKE: Text(f"son palabras distintas: {a} / {b}", f"they are different words: {a} / {b}"),
    }
    return forms[what]
