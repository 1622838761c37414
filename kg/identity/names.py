"""Take a person's name apart: honorifics off, given names, surnames with their particles, initials, abbreviations, Jr. and Sr.

What is no full name of a person (empty, one letter, one word, an e-mail, a title alone, markup, very long) gives None, never an error.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
import unicodedata
from dataclasses import dataclass

from kg.model.iri import fold
from kg.reading.mentions.name_words import stops
from kg.reading.mentions.names import PARTICLES
from kg.reading.vocab import words
from kg.reading.words import lexicon

MOST_CHARACTERS, MOST_UNITS = 150, 9
GIVEN_TOTAL, SURNAME_TOTAL = 56_366_031, 44_998_658  # bearers in the lexicon
GIVEN_FLOOR, SURNAME_FLOOR = 2_000, 3_000  # a word the (Spanish) lexicon hardly knows may be usual elsewhere: never count it rarer than this

ABBREVIATED = {"ma": "maria", "m.a": "maria", "fco": "francisco", "fca": "francisca", "gpe": "guadalupe", "ant": "antonio", "alej": "alejandro", "gdo": "gerardo", "sta": "santa", "sto": "santo",
               "hdz": "hernandez", "hdez": "hernandez", "hernz": "hernandez", "rdz": "rodriguez", "rdguez": "rodriguez", "rguez": "rodriguez", "mtz": "martinez", "mtnez": "martinez",
               "mnez": "martinez", "glz": "gonzalez", "glez": "gonzalez", "gzz": "gonzalez", "gzlez": "gonzalez", "fdz": "fernandez", "fdez": "fernandez", "fndz": "fernandez", "mdz": "mendez",
               "mdez": "mendez", "lpz": "lopez", "gmz": "gomez", "prz": "perez", "pz": "perez", "szz": "sanchez", "schz": "sanchez", "vzqz": "vazquez", "vqz": "vazquez", "jmz": "jimenez",
               "jmnez": "jimenez", "gtz": "gutierrez", "gtrz": "gutierrez", "rmz": "ramirez", "dguez": "dominguez"}
GENERATIONS = {"jr": "jr", "junior": "jr", "hijo": "jr", "sr": "sr", "senior": "sr", "padre": "sr", "ii": "ii", "iii": "iii", "iv": "iv"}
SHORT = {"pepe": "jose", "paco": "francisco", "pancho": "francisco", "lupita": "guadalupe", "lupe": "guadalupe", "tono": "antonio", "nacho": "ignacio", "memo": "guillermo", "chucho": "jesus",
         "lola": "dolores", "concha": "concepcion", "quique": "enrique", "kike": "enrique", "alex": "alejandro", "rafa": "rafael", "beto": "alberto", "charo": "rosario", "pili": "pilar",
         "tere": "teresa", "mari": "maria", "maru": "maria", "nando": "fernando", "manolo": "manuel", "moncho": "ramon", "chela": "graciela", "lalo": "eduardo", "gabi": "gabriela"}
KNOWN = 200  # bearers from which the lexicon knows a word: of one it hardly lists (Mayan, Nahua, Cyrillic) nobody knows how rare it is
_MEN = frozenset(("sr", "senor", "don", "dr", "doctor", "mtro", "maestro", "profr", "ingeniero", "licenciado", "lcdo", "arqto", "diputado", "senador", "joven"))
_WOMEN = frozenset(("sra", "srta", "senora", "senorita", "dona", "dra", "doctora", "mtra", "maestra", "profra", "ingeniera", "licenciada", "lcda", "lica", "arqta", "diputada", "senadora"))
_DEVOTIONS = frozenset(("jesus", "dios", "guadalupe", "lourdes", "fatima", "carmen", "pilar", "rosario", "socorro", "angeles", "dolores", "refugio", "consuelo", "rocio", "mar", "rayo", "sagrado"))
_NOT_A_NAME = re.compile(r"[@<>{}\[\]\\|=#$%^*/_~]|&\w+;|\d|https?:|www\.")
_SEPARATOR = re.compile(r"[\s\u00a0.·]+")


@dataclass(frozen=True)
class PersonName:
    """A folded name in parts. ``full`` is the whole in reading order; ``sure`` is False where the order or a short form had to be guessed."""

    given: tuple[str, ...]
    surnames: tuple[str, ...]
    generation: str = ""
    sure: bool = True

    @functools.cached_property
    def full(self) -> str:
        """Return given names and surnames, folded, one space between."""
        return " ".join((*self.given, *self.surnames))

    @property
    def complete(self) -> bool:
        """Tell whether there is a given name, not an initial, and two surnames, not initials."""
        return len(self.surnames) >= 2 and all(len(w) > 1 for w in (self.given[0], *self.surnames))


def parse(text: str) -> PersonName | None:
    """Read a person's name; None when ``text`` is none, or has one word only."""
    return None if len(text) > MOST_CHARACTERS else _parse(text)


@functools.lru_cache(maxsize=1 << 18)
def _parse(text: str) -> PersonName | None:
    if _NOT_A_NAME.search(text):
        return None
    clean = "".join(c for c in text.replace("\u2010", "-").replace("-", " ") if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    clean = re.sub(r"\([^)]*\)|[\"“”«»?!¿¡;:()]", _bracket, clean)
    parts = [fold(p) for p in clean.split(",")]
    found, generation = _words(parts[0])
    mark = GENERATIONS.get(parts[1].rstrip("."), "") if len(parts) > 1 else ""
    behind, late = _words(parts[1]) if len(parts) > 1 and not mark else ([], mark)
    letters = [w for w in _SEPARATOR.split(parts[1]) if w] if len(parts) > 1 and not mark else []
    behind = letters if letters and all(len(w) == 1 and w.isalpha() for w in letters) else behind     # "Villar Cruz, N."
    guessed = any(w in ABBREVIATED for w in (*found, *behind))
    first, second = _units(found), _units(behind)
    if first and second and _surnames_before_comma(first, second):
        return _checked(second, first, late or generation, not guessed)
    if len(first) < 2 or len(first) > MOST_UNITS or _title(first):
        return None
    given, surnames, turned = _split(first)
    return _checked(given, surnames, generation or late, not (turned or guessed))


def _bracket(match: re.Match[str]) -> str:
    """Keep "(hijo)" as a word; drop what else is in brackets, and quotation marks."""
    inner = match.group().strip("()")
    return f" {inner} " if fold(inner) in GENERATIONS else " "


def _words(text: str) -> tuple[list[str], str]:
    """Return the words of a folded stretch without honorifics, and the mark of generation at its end."""
    found = [w for w in _SEPARATOR.split(text) if w]
    honorifics = words("honorifics")
    while len(found) > 1 and (found[0] in honorifics or found[0] in ("el", "la", "los", "las")) and not (len(found[0]) == 1 and _initial_at(found)):
        found = found[1:]
    if all(w in honorifics for w in found):
        return [], ""
    generation = ""
    if len(found) > 2 and found[-1] in GENERATIONS:
        generation, found = GENERATIONS[found[-1]], found[:-1]
    return found, generation


def _initial_at(found: list[str]) -> bool:
    """Tell whether a letter at the front is an initial ("C. Prado Nieto"), not ciudadano, don or químico ("C. Lucía Prado")."""
    return found[0] not in ("c", "d", "q") or (len(found) < 4 and lexicon.counted_surname(found[1]) > lexicon.counted_given(found[1]))


def _units(found: list[str]) -> list[str]:
    """Join particles to the word they belong to ("de la pena"), write abbreviations out, drop "y"."""
    units: list[str] = []
    waiting: list[str] = []
    for position, word in enumerate(found):
        last = position == len(found) - 1
        if word in ("y", "e") and not last and units:
            continue
        if word in PARTICLES and not last and (units or word in ("de", "del", "san", "santa")):
            waiting.append(word)
        else:
            units.append(" ".join((*waiting, ABBREVIATED.get(word, word))))
            waiting = []
    return units


def _devotion(unit: str) -> bool:
    """Tell whether "del carmen", "de jesus", "de los angeles" goes on with a given name."""
    return unit.startswith("de") and " " in unit and unit.split()[-1] in _DEVOTIONS and unit.split()[0] in ("de", "del")


def given_count(unit: str) -> int:
    """Return the bearers of a given name; of "del carmen", those of its last word."""
    return lexicon.counted_given(unit) or (lexicon.counted_given(unit.split()[-1]) if _devotion(unit) else 0)


def surname_count(unit: str) -> int:
    """Return the bearers of a surname with its particles; without a listing of the whole, a tenth of its last word's."""
    return lexicon.counted_surname(unit) or (lexicon.counted_surname(unit.split()[-1]) // 10 if " " in unit else 0)


def known(name: PersonName) -> bool:
    """Tell whether the lexicon knows every word of a name well enough to say that it is rare."""
    return all(len(g) == 1 or given_count(g) >= KNOWN for g in name.given) and all(len(s) == 1 or surname_count(s) >= KNOWN for s in name.surnames)


def gender(text: str) -> str:
    """Return "m" or "f" as the honorifics before a name say ("Sr.", "Srta."), or ""."""
    found = [w for w in _SEPARATOR.split(fold(text[:MOST_CHARACTERS]).replace(",", " ")) if w]
    honorifics = words("honorifics") | _MEN | _WOMEN
    front = set(itertools.takewhile(lambda w: w in honorifics or w in ("el", "la"), found))
    return "m" if front & _MEN and not front & _WOMEN else "f" if front & _WOMEN and not front & _MEN else ""


def _is_surname(unit: str) -> bool:
    return surname_count(unit) > 3 * given_count(unit)


def _is_given(unit: str) -> bool:
    return given_count(unit) > 3 * surname_count(unit)


def _surnames_before_comma(first: list[str], second: list[str]) -> bool:
    """Tell whether "Prado Nieto, Lucía" is meant: one to three surnames, then given names; not "Ana Ruiz, directora"."""
    plausible = len(first) <= 3 and len(second) <= 3 and not _title(second)
    if all(len(u) == 1 for u in second):
        return plausible and not _is_given(first[0])
    return plausible and (given_count(second[0]) >= 20 or len(first) == 1) and not (len(first) > 1 and _is_given(first[0]) and not _is_given(second[0]))


def _title(units: list[str]) -> bool:
    """Tell whether the words are an office or common words ("comisionado presidente"), not a name."""
    return all(u.split()[-1] in stops() for u in units) or (len(units[0]) > 1 and units[0] in stops() and lexicon.counted_given(units[0]) < 400)


def _split(units: list[str]) -> tuple[list[str], list[str], bool]:
    """Return given names, surnames, and whether surnames stood first (lists without a comma)."""
    last = _is_given(units[-1]) or (len(units[-1]) == 1 and len(units) > 2)
    if last and _is_surname(units[0]) and (given_count(units[0]) < 400 or (len(units) > 2 and _is_surname(units[1]))):
        cut = next(i for i in range(1, len(units)) if all(_is_given(u) or len(u) == 1 for u in units[i:]))
        cut = max(cut, 2) if len(units) > 3 else cut
        return units[cut:], units[:cut], True
    cut = 1
    while cut < len(units) - 1 and _goes_on(units, cut):
        cut += 1
    return units[:cut], units[cut:], False


def _goes_on(units: list[str], i: int) -> bool:
    """Tell whether unit ``i`` is one more given name: two words or more after it leave room for the surnames."""
    unit = units[i]
    room = len(units) - 1 - i
    if _devotion(unit) or len(unit) == 1:
        return True
    if " " in unit:
        return False
    if room >= 2:
        return given_count(unit) * 50 >= surname_count(unit) or surname_count(unit) < 20
    return given_count(unit) > surname_count(unit)


def _checked(given: list[str], surnames: list[str], generation: str, sure: bool) -> PersonName | None:
    """Return the name when it has words enough: some letters outside initials, a given name and a surname."""
    letters = all(re.sub(r"[ ']", "", u).isalpha() for u in (*given, *surnames))
    if not letters or not given or not surnames or all(len(u) == 1 for u in surnames) or len(given) + len(surnames) > MOST_UNITS:
        return None
    return PersonName(tuple(given), tuple(surnames), generation, sure)


def given_information(unit: str) -> float:
    """Return how telling a shared given name is: -log10 of the share of people who bear it (an initial: one in ten)."""
    return 1.0 if len(unit) == 1 else -math.log10(max(given_count(unit), GIVEN_FLOOR) / GIVEN_TOTAL)


def surname_information(unit: str) -> float:
    """Return how telling a shared surname is: -log10 of the share of people who bear it."""
    return 1.0 if len(unit) == 1 else -math.log10(max(surname_count(unit), SURNAME_FLOOR) / SURNAME_TOTAL)


_SOUNDS = tuple((re.compile(p), r) for p, r in (("qu(?=[ei])", "k"), ("c(?=[ei])", "s"), ("gu(?=[ei])", "G"), ("ch", "X"), ("ph", "f"), ("ck?|q", "k"), ("z|ss+|ç", "s"), ("v|w", "b"), ("ll", "y"),
                                           ("g(?=[ei])", "j"), ("x(?=[aeiou])", "j"), ("h", ""), ("y(?=[^aeiou]|$)", "i"), ("(.)\\1+", "\\1")))

@functools.lru_cache(maxsize=1 << 17)
def sound(word: str) -> str:
    """Return the word as it sounds in Spanish: b = v, s = z = c before e, silent h, ll = y; "vasquez" = "vazquez"."""
    for pattern, with_ in _SOUNDS:
        word = pattern.sub(with_, word)
    return word.replace("X", "ch").replace("G", "g").replace(" ", "")
