"""Which words can be of a name: given names and surnames by their bearers, and the common words that are names, too, where they stand so ("Julio C. Prado", "Manuel Mejía Villa")."""

from __future__ import annotations

import functools

from kg.reading.mentions.name_signs import DEVOUT
from kg.reading.vocab import rows, words
from kg.reading.words import lexicon
from kg.reading.words.tokens import LOWER, NUMBER, TITLE, UPPER, Token

FEW, MANY = 25, 400  # bearers from which a word counts as a given name: with other signs; on its own
_BEFORE_ORDINALS = frozenset(("el", "al", "del", "su", "un", "este", "cada", "en", "como"))

# Common nouns that are given names, and what is said of them: "Luz Verde", "Mar Chiquita".
_NOUNS = frozenset(("amparo", "luz", "cruz", "alba", "aurora", "estrella", "flor", "perla", "luna", "rosa", "alma", "mar", "sol", "paz", "esperanza", "victoria", "america", "gloria", "roca"))
_SAYS_HOW = frozenset(
    ("verde", "verdes", "nueva", "nuevo", "roja", "azul", "viva", "vivo", "fuerte", "llena", "negra", "blanca", "amarilla", "dorada", "eterna", "popular", "serena", "naciente", "libre", "unida",
     "chiquita", "mistica", "linda", "indirecto", "directo")
)
_ABSTRACT = ("cion", "sion", "miento", "dad", "aje")
_SURNAMES = frozenset(("mesa", "villa", "camara", "barrio", "alcalde", "mayor", "corredor", "regidor", "maestro", "juez"))    # common words of the genre that many are called
_HOUSES = frozenset(("casa", "plaza", "calle", "barrio", "virgen"))


@functools.cache
def stops() -> frozenset[str]:
    """Return the words that belong to no name: common words, months, offices, heads of institutions and events."""
    single = {w for name, column in (("roles", "role"), ("institution_heads", "head"), ("events", "head")) for w in words(name, column) if " " not in w}
    many = {w + ("s" if w[-1] in "aeiou" else "es") for w in words("roles", "role") if " " not in w}
    return (words("not_names") | single | many | words("honorifics")) - {"leon", "cruz", "rey", "c", "coronel", "capitan", "cabo", "machi", "alferez", "obispo"}


@functools.cache
def known_acronyms() -> frozenset[str]:
    """Return the acronyms of bodies that the vocabularies hold."""
    return frozenset(r["acronym"] for name in ("acronyms", "not_institutions") for r in rows(name))


def is_given(token: Token, least: int = FEW) -> bool:
    """Tell whether a word is borne as a given name by enough people, and not overwhelmingly as a surname."""
    count = lexicon.given(token.key)
    return (count >= least and count * 12 >= lexicon.surname(token.key)) or token.key in ("ma", "j", "ma.")


def is_surname(token: Token) -> bool:
    """Tell whether a word, or a part of a hyphenated one, is listed as a surname."""
    return any(lexicon.surname(part) >= 20 for part in token.key.split("-"))


def surely_surname(token: Token) -> bool:
    """Tell whether a word is borne by many as a surname, and more than as a given name."""
    return max(lexicon.surname(p) for p in token.key.split("-")) >= 200 and lexicon.surname(token.key) >= lexicon.given(token.key)


def shouts(line: list[Token], i: int) -> bool:
    """Tell whether a word in capitals is a surname after given names that are not ("Gastón OCHOA"), and no acronym or office ("Gastón UNAM", "Gastón SECRETARIO")."""
    if i >= len(line) or line[i].shape != UPPER or len(line[i].key) < 3 or not line[i].text.isalpha() or line[i].key in stops() or line[i].text in known_acronyms():
        return False
    bearers = lexicon.surname(line[i].key)
    return bearers >= 1000 if len(line[i].key) < 5 else bearers >= 20 or (len(line[i].key) > 5 and not lexicon.given(line[i].key))


def surname_too(line: list[Token], i: int) -> bool:
    """Tell whether a common word ends a name here ("Manuel Mejía Villa") or is the first of two surnames ("Ana María Mesa Ruiz")."""
    if i < 1 or lexicon.surname(line[i].key) < 300 or not line[i - 1].capital or line[i - 1].key in stops():
        return False
    if i + 1 < len(line) and line[i].shape == line[i + 1].shape == TITLE and line[i + 1].key not in stops():
        if lexicon.surname(line[i].key) < 2000:
            return False
        last = i + 2 >= len(line) or not (line[i + 2].capital or line[i + 2].key in ("de", "del"))
        twice = i > 1 and is_given(line[i - 2], MANY)
        told = twice or (line[i].key in _SURNAMES and line[i - 1].key not in words("place_names"))
        return last and told and surely_surname(line[i + 1]) and is_given(line[i - 1], MANY)
    if i > 1 and lexicon.surname(line[i].key) < 3000 and _last_of_three(line, i):
        return True
    if lexicon.surname(line[i].key) < 3000 or (i + 1 < len(line) and (line[i + 1].capital or line[i + 1].key in ("de", "del"))):
        return False
    if i < 2 or not line[i - 2].capital:
        return line[i].shape == TITLE and is_given(line[i - 1], MANY) and line[i - 1].key not in words("place_names")
    return lexicon.surname(line[i - 1].key) >= 100 or is_given(line[i - 2], MANY)


def _last_of_three(line: list[Token], i: int) -> bool:
    """Tell whether a word few are called ends a name of three that a sign closes: "Ana Prado Viveros (vocal)"; not "Ana Prado Contadora,"."""
    closed = i + 1 == len(line) or line[i + 1].text in (",", "(", ".", ";", "|", ")") or line[i + 1].shape == LOWER
    known = is_given(line[i - 2]) and surely_surname(line[i - 1]) and line[i].shape == line[i - 1].shape == line[i - 2].shape == TITLE
    return closed and known and not any(line[i].key in words(name) for name in ("honorifics", "trades")) and line[i].key not in words("roles", "role")


def month_name(line: list[Token], i: int) -> bool:
    """Tell whether "Julio", "Abril", "Domingo" is a given name here: another word of a name follows, no day goes before."""
    if line[i].key not in ("julio", "abril", "domingo") or i + 1 >= len(line) or (i and (line[i - 1].shape == NUMBER or line[i - 1].key == "de")):
        return False
    if len(line[i + 1].key) == 1 and i + 2 < len(line) and line[i + 1].text.endswith("."):
        return line[i + 1].capital and line[i + 2].shape == TITLE and line[i + 2].key not in stops()     # "Julio C. Prado"
    return line[i + 1].capital and line[i + 1].key not in stops() and (is_given(line[i + 1]) or is_surname(line[i + 1]))


def born_second(line: list[Token], i: int) -> bool:
    """Tell whether "Segundo" is a given name here: beside another, and a surname follows ("Juan Segundo Prado"), after "don", or before an office; "J. Refugio"; "América", when a surname follows."""
    if line[i].key == "america":
        return i + 1 < len(line) and line[i].shape == line[i + 1].shape == TITLE and surely_surname(line[i + 1]) and not (i and line[i - 1].key in ("de", "en", "y", "por"))
    if line[i].key in DEVOUT and i > 1 and line[i - 1].key in ("del", "la"):
        return line[i - (2 if line[i - 1].key == "del" else 3)].key in ("ma", "m", "maria", "j", "jose") and i + 1 < len(line) and line[i + 1].capital     # "Ma. del Refugio Prado"
    if line[i].key in DEVOUT and i and line[i - 1].key in ("don", "dona") and i + 1 < len(line):
        return line[i + 1].capital and is_surname(line[i + 1])      # "don Refugio Prado"
    if line[i].key in DEVOUT:
        return i > 0 and i + 1 < len(line) and line[i + 1].shape == line[i].shape and line[i - 1].key in ("j", "ma", "m", "maria", "jose", "juan", "ana") and line[i + 1].key not in stops()
    if line[i].key != "segundo" or i + 1 >= len(line) or not line[i].shape == line[i + 1].shape == TITLE or line[i + 1].key in stops():
        return False
    if surely_surname(line[i + 1]) and not (i and ((line[i - 1].capital and line[i - 1].key not in words("honorifics")) or line[i - 1].key in _BEFORE_ORDINALS)):
        return line[i + 1].key not in words("place_firsts") and not (i + 2 < len(line) and line[i + 2].capital and not is_surname(line[i + 2]))     # "murió Segundo Prado"
    first = i + 2 < len(line) and is_given(line[i + 1], MANY) and line[i + 2].shape == TITLE and is_surname(line[i + 2])    # "Segundo Manuel Prado"
    told = i > 0 and (is_given(line[i - 1], MANY) or line[i - 1].key in ("don", "senor", "companero", "sr") or (line[i - 1].shape == LOWER and line[i - 1].key in words("roles", "role")))
    return first or told or ((i == 0 or line[i - 1].key in ("a", "con", "por", "y", ",", ";", ".", ":")) and office_after(line, i + 2))


def office_after(line: list[Token], i: int) -> bool:
    """Tell whether a comma or bracket and an office stand at ``i``: "Ana Ruiz, presidenta de …", "Luis Paz (vocal)"."""
    return i + 1 < len(line) and line[i].text in (",", "(") and line[i + 1].shape == LOWER and line[i + 1].key in words("roles", "role")


def noun_and_adjective(line: list[Token], i: int, end: int) -> bool:
    """Tell whether a name is a noun and its adjective: "Luz Verde"."""
    return line[i].key in _NOUNS and line[i + 1].key in _SAYS_HOW and (end - i == 2 or not is_given(line[i + 1]))


@functools.cache
def kinds() -> frozenset[str]:
    """Return the nouns of things that bear names, the plurals too."""
    single = words("things") | (words("place_heads") - {"casa", "grupo", "caso", "partido", "san", "santa", "alcaldia", "municipio", "ayuntamiento", "municipalidad"})
    return frozenset(single | {w + ("s" if w[-1] in "aeio" else "es") for w in single})


def never_first(token: Token) -> bool:
    """Tell whether a word begins nobody's name, whatever the layout says: "Casa Ana Ruiz", "Situación del Barrio Luis Paz"."""
    key = token.key
    if key in _HOUSES or lexicon.given(key) >= FEW:
        return key in _HOUSES
    return (key in kinds() and lexicon.surname(key) < 500) or (key.endswith(_ABSTRACT) and len(key) > 6 and not lexicon.surname(key))
