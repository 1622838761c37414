"""When two names of bodies inside one document are one body's: particles and signs aside, cut short, or an acronym of the other's words."""

from __future__ import annotations

import re

from kg.model.iri import fold
from kg.reading.vocab import words

PARTICLES = frozenset(("de", "del", "la", "las", "los", "y", "e", "el", "da", "do", "dos", "das"))


def begins(short: str, kind: str, long: str, other: str) -> bool:
    """Tell whether a name is a longer one cut short: its beginning ("Poder Judicial" … "del Estado de México", no mere head noun with one word), or the same with words
    of the middle left out ("Instituto de Acceso del Estado de Jalisco"). ``kind`` and ``other``: what each is.
    """
    a, b = body_key(short).split(), body_key(long).split()
    if len(a) == 1:
        return kind == other == "collegiate-body" and b[:1] == a
    if len(a) >= len(b) or kind != other:
        return False
    return b[: len(a)] == a or (len(a) > 2 and b[0] == a[0] and b[-1] == a[-1] and (b[1] == a[1] or (b[-2] == a[-2] and b[1] not in _LEVELS)) and _in_order(a, b))


_LEVELS = frozenset(("nacional", "estatal", "federal", "local", "distrital", "regional", "provincial"))   # what they are of tells two bodies apart


def _in_order(few: list[str], many: list[str]) -> bool:
    rest = iter(many)
    return all(w in rest for w in few)


def kind_only(name: str) -> bool:
    """Tell whether a name says what kind of body it is, but not which: "Concejo Municipal", "Poder Judicial"."""
    rest = fold(name).split()[1:]
    return bool(rest) and words("kind_words").issuperset(rest)


def acronym_fits(acronym: str, name: str) -> bool:
    """Tell whether an acronym is made of the beginnings of a name's words: CIMTRA = CIudadanos … Municipios TRAnsparentes."""
    head, *place = acronym.split()
    letters = fold(head).replace(".", "")
    if len(letters) < 3 or not sum(c.isupper() for c in head) >= 2 or " " not in name:
        return False
    words = [w for w in body_key(name).split() if w not in ("a", "c", "sc")]
    if letters in words:
        return False
    if place and not all(fold(p) in words for p in place if fold(p) not in PARTICLES):
        return False
    return _spells(letters, words) or (bool(place) and any(_spells(letters, words[k:]) for k in range(1, len(words))))


def clipped(short: str, long: str) -> bool:
    """Tell whether the first word of a name is made of the beginnings of a longer one's: "Segema de Salud" of "Secretaría General del Magisterio de Salud"."""
    head, *rest = body_key(short).split()
    own = body_key(long).split()
    if not 5 <= len(head) <= 10 or not rest or own[-len(rest) :] != rest or not 2 <= len(own) - len(rest) <= 4 or head[:2] != own[0][:2] or head == own[0]:
        return False
    return _parts(head, own[: -len(rest)])


def _parts(letters: str, words: list[str]) -> bool:
    """Tell whether letters are two to four of each word, in order."""
    if not words:
        return not letters
    return any(letters[:n] == words[0][:n] and _parts(letters[n:], words[1:]) for n in (2, 3, 4) if n <= len(letters))


def _spells(letters: str, words: list[str], first: bool = True) -> bool:
    """Tell whether letters are spelled by beginnings of words, in order; only a later word may be passed over, and at most the last two left."""
    if not letters:
        return len(words) <= 3
    if not words:
        return False
    word = words[0]
    most = 0
    while most < min(len(word), len(letters)) and word[most] == letters[most]:
        most += 1
    return any(_spells(letters[n:], words[1:], False) for n in range(min(most, 4 if len(letters) > 4 or not first else 1), 0, -1)) or (
        not first and _spells(letters, words[1:], False) and len(words) > 1
    )


_JUNTA = re.compile(r"^jj?\. ?vv?\. ?")     # "J.V. N° 7", "JJ.VV. El Alto"


def body_key(name: str) -> str:
    """Fold a name; particles, full stops of A.C. and quotes do not tell two bodies apart."""
    plain = re.sub('[."“”«»,]', "", _JUNTA.sub("junta vecinos ", fold(name))).replace(" - ", " ")
    if plain.startswith("consejo municipal de ") and not words("areas").intersection(plain.split()[3:]):
        plain = "concejo" + plain[len("consejo") :]     # a council of a town, misspelled
    return " ".join(w for w in plain.split() if w not in PARTICLES) or plain
