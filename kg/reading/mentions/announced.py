"""What stands right before a name and says that a person, or that a place is named: honorifics, degrees, offices, heads of places. Used by the rules ``person.*``."""

from __future__ import annotations

import functools

from kg.reading.mentions.name_signs import letters
from kg.reading.mentions.names import past
from kg.reading.mentions.places_with_names import bears_name
from kg.reading.vocab import words
from kg.reading.words import lexicon
from kg.reading.words.saying import says
from kg.reading.words.tokens import LOWER, TITLE, Token

# Verbs that open a sentence before whoever speaks: "Discrepó Ana Ruiz, de …".
_OPEN = frozenset(("abrio", "cerro", "concluyo", "difirio", "discrepo", "coincidio", "intervino", "tercio", "replico", "siguio", "continuo", "comenzo", "inicio", "hablo", "tomo"))
_CAMPS = frozenset(("independiente", "oficialista", "opositor", "opositora", "abanderado", "abanderada", "candidato", "candidata", "precandidato", "precandidata", "exalcalde", "exalcaldesa"))
# Endings of adjectives and trades that stand after an office with a capital: "la directora Médica", "el regidor Suplente".
_ADJECTIVES = ("al", "ales", "iva", "ivo", "ica", "ico", "icas", "icos", "aria", "ario", "ora", "or", "ores", "oras", "ente", "entes", "ante", "ista", "istas", "ado", "ada", "ados", "adas",
               "ido", "ida", "ero", "era", "imo", "ima", "avo", "ava", "ble", "eno", "ena", "dad", "cion", "mente")
_CIVIC = frozenset(("ciudadano", "ciudadana"))
_BETWEEN = frozenset(("de", "del", "la", "el", "los", "las", '"', "'"))


def before(line: list[Token], i: int) -> tuple[bool, bool]:
    """Return (an honorific or office stands right before, a head of a place or institution does)."""
    j = i - 1
    while j >= 0 and line[j].text in (".", "(") and j and line[j - 1].key in words("honorifics"):
        j -= 1
    if j > 0 and line[j].key in ("general", "mayor") and line[j].shape == TITLE and line[j - 1].key in ("el", "al"):
        return True, False  # "El General Óscar Naranjo"
    if j > 0 and line[j].capital and line[j].key in words("roles", "role") and line[j - 1].key in ("en", "calle", "avenida"):
        return False, True  # "en Alcalde Martín Alzaga": a street
    if j > 0 and line[j].key in _CIVIC and line[j].shape == TITLE and line[j - 1].shape == TITLE and len(line[j - 1].key) > 4:
        return False, False     # "el Observatorio Ciudadano Agua Viva"
    said = j >= 0 and ((line[j].shape == LOWER and says(line[j])) or (line[j].shape == TITLE and _opens(line, j)))
    if j > 0 and bears_name(line, j):
        return False, True  # "la Biblioteca Pública Ana Ruiz", "el Hospital Zonal Dr. Luis Paz"
    trusted = said or letters(line, i) or (j >= 0 and (line[j].key in titles() or _office_before(line, j) or _office_comma(line, j) or _in_charge(line, j) or former(line[j]) or party_member(line, j)))
    k = j
    while k > 0 and line[k].key in words("honorifics"):
        k -= 1
    while k >= 0 and j - k < 8 and (line[k].key in _BETWEEN or (line[k].capital and line[k].key in ("municipal", "primaria", "publica", "cultural", "nacional"))):
        k -= 1
    if not trusted and k == j:
        while k > max(0, j - 3) and line[k].shape == TITLE and line[k].key not in words("place_heads"):
            k -= 1  # "Universidad Rey Juan Carlos"
        if k < j and line[k].key in _place_strict() and line[k].capital:
            return False, True
        k = j
    place = (k >= 0 and (line[k].key in words("place_heads")) and k == j) or (k >= 0 and k < j and line[k].key in _place_strict())
    if (place or (k >= 0 and line[k].key == "calle")) and k == j - 1 and line[j].key in words("honorifics"):
        return False, True  # "Hospital Dr. Francisco Soca"
    return trusted, place and not trusted


def former(token: Token) -> bool:
    """Tell whether a word is an office somebody had: "exintendente", "ex-edil"."""
    return token.key.startswith("ex") and token.shape == LOWER and token.key[2:].lstrip("-") in words("roles", "role")


def _in_charge(line: list[Token], j: int) -> bool:
    """Tell whether "a cargo de", "bajo la responsabilidad de" ends at token ``j``."""
    if j > 0 and line[j].key == "palabra" and line[j - 1].key == "la":
        return True     # "Tomó la palabra Elvio …"
    return j > 0 and line[j].key == "de" and line[j - 1].key in ("cargo", "responsabilidad", "conduccion", "palabras", "intervencion")


def degree(line: list[Token], i: int) -> bool:
    """Tell whether an honorific stands right before: whoever is called "Lic." is a person, however rare the name."""
    if letters(line, i):
        return True
    j = i - 1
    while j >= 0 and line[j].text == ".":
        j -= 1
    return (
        j >= 0
        and line[j].key in words("honorifics")
        and line[j].key not in ("c", "cc", "ciudadano", "ciudadana", "maestra", "maestro", "señora", "señor", "senora", "senor")
        and (line[j].text.endswith(".") or j + 1 < i or len(line[j].key) > 4 or line[j].key in ("don", "sra", "dra", "lic", "ing"))
    )


def _office_comma(line: list[Token], j: int) -> bool:
    """Tell whether a comma at ``j`` closes an office: "El presidente de la República, Tabaré Vázquez"."""
    if line[j].text != ",":
        return False
    if _the_one_of(line, j):
        return True
    for k in range(j - 1, max(-1, j - 16), -1):
        if line[k].text in (".", ";", ":"):
            return False
        if line[k].key in words("roles", "role") and (k == 0 or line[k - 1].key in _OWNERS or line[k].capital):
            return True
    return False


def _the_one_of(line: list[Token], j: int) -> bool:
    """Tell whether the comma at ``j`` closes an office left out, after a verb of saying: "soltó el de Ixtapa, Ana Ruiz"."""
    k = j - 1
    while k > 1 and j - k < 6 and (line[k].capital or line[k].key in ("la", "las", "los", "el")):
        k -= 1
    return 1 < k < j - 1 and line[k].key in ("de", "del") and line[k - 1].key in ("el", "la") and line[k - 2].shape == LOWER and (says(line[k - 2]) or past(line[k - 2]))


def _opens(line: list[Token], j: int) -> bool:
    """Tell whether a verb of saying, or of taking turns, opens a sentence at ``j``: "Difirió Ana Ruiz"."""
    return (line[j].key in _OPEN or (past(line[j]) and says(line[j]))) and (j == 0 or line[j - 1].text in (".", '"'))


def party_member(line: list[Token], j: int) -> bool:
    """Tell whether somebody's party or camp stands at ``j`` with its article: "la panista", "al independiente"."""
    return j > 0 and line[j].shape == LOWER and (line[j].key in _CAMPS or line[j].key in words("partisans")) and line[j - 1].key in ("el", "la", "al", "del")


def dark(token: Token) -> bool:
    """Tell whether a word says nothing but its capital: no list of names has it, and it ends as no adjective does."""
    key = token.key
    if len(key) < 4 or lexicon.given(key) or key.endswith(_ADJECTIVES):
        return False
    return not any(key in words(name) for name in ("states", "countries", "parties", "areas", "place_names", "place_heads", "trades", "partisans"))


@functools.cache
def _place_strict() -> frozenset[str]:
    """Heads that take "de X" too; "la clínica Juan Pérez" is a place, "la casa de Juan Pérez" is a person's."""
    loose = {"casa", "grupo", "caso", "partido", "calle", "ley", "alcaldia"}
    return frozenset(words("place_heads") - loose)


@functools.cache
def titles() -> frozenset[str]:
    return (
        words("honorifics")
        | words("role_labels")
        | frozenset(w + ("s" if w[-1] in "aeiou" else "es") for w in words("roles", "role") if " " not in w)
        | frozenset(w.split()[-1] for w in words("roles", "role")) - {"general", "municipal", "federal", "local", "civil", "transparencia", "programas", "republica"}
    )


_OWNERS = frozenset(("el", "la", "del", "al", ",", "por", "y", "su", "nuestro", "nuestra"))
_REACHES = frozenset(("nacional", "provincial", "departamental", "estatal", "local", "regional", "federal", "municipal", "distrital"))


def _office_before(line: list[Token], j: int) -> bool:
    """Tell whether "presidenta municipal", "director general" and the like end at token ``j``."""
    if j > 0 and line[j].key in _REACHES and line[j - 1].key in words("roles", "role"):
        return True
    return j > 0 and f"{line[j - 1].key} {line[j].key}" in words("roles", "role")
