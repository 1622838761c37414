"""Places and things that bear a person's name, or words that are names of people, too: no people. Used by the rules ``person.*``."""

from __future__ import annotations

import functools

from kg.reading.vocab import words
from kg.reading.words import lexicon
from kg.reading.words.tokens import LOWER, TITLE, Token

_REACH = 30  # tokens of a list of places
_HEADS = ("calle", "avenida", "colonia", "barrio", "escuela", "plaza", "parque", "jardin", "fraccionamiento", "ejido", "estadio", "puente", "hospital", "clinica", "primaria", "secundaria",
          "preparatoria", "biblioteca", "mercado", "liceo", "instituto", "colegio", "comuna", "vialidad", "glorieta", "presa", "localidad", "comunidad", "rancheria", "urbanizacion", "policlinica")
# Of these, the ones that say with an adjective of their own whose name they bear: "Hospital Regional Dr. Luis Paz".
_BEARERS = frozenset(_HEADS) - {"colegio", "instituto", "comuna", "comunidad", "localidad"} | {"auditorio", "teatro", "museo", "sanatorio", "aeropuerto", "gimnasio", "complejo", "campus"}


@functools.cache
def _plurals() -> frozenset[str]:
    return frozenset(w + ("s" if w[-1] in "aeo" else "es") for w in _HEADS)


def opens_place(line: list[Token], i: int) -> bool:
    """Tell whether a name that nobody announces begins with a word of places: "Portal Hidalgo", "Valle del Tera"; not "Sol Prado", whom a thousand are called."""
    key = line[i].key
    return key in words("place_firsts") and lexicon.given(key) < max(1000, lexicon.surname(key))


def in_places(line: list[Token], i: int) -> bool:
    """Tell whether token ``i`` stands in a list of places: "las colonias Amado Nervo, Guadalupe Victoria y Centenario"."""
    for k in range(i - 1, max(-1, i - _REACH), -1):
        token = line[k]
        if token.key in _plurals() and token.shape == LOWER:
            return line[k + 1].capital
        if not (token.capital or token.text == "," or token.key in ("y", "e", "de", "del", "la", "las", "los")):
            return False
    return False


def named_after(line: list[Token], i: int, end: int) -> bool:
    """Tell whether a name and its honorific, and nothing else, stand in quotation marks: the policlínica "Dr. Tomás Prado"."""
    k = i - 1
    while k > 0 and (line[k].text == "." or (line[k].capital and (line[k].key in words("honorifics") or line[k].key in words("roles", "role")))):
        k -= 1
    return k < i - 1 and k >= 0 and line[k].text == '"' and end < len(line) and line[end].text == '"'


def bears_name(line: list[Token], j: int) -> bool:
    """Tell whether a place and one or two adjectives of it, and maybe an honorific, end at token ``j``: "Biblioteca Pública", "Hospital Zonal Dr."; the name that follows is the place's."""
    k = j
    while k > 0 and (line[k].text == "." or line[k].key in words("honorifics")):
        k -= 1
    first = k
    while k > 0 and first - k < 2 and line[k].shape == TITLE and line[k].key not in _BEARERS:
        k -= 1
    return k < first and line[k].shape == TITLE and line[k].key in _BEARERS
