"""Nicknames in the place of a given name ("el Pelado Prado", "la Negra Ochoa"), and those that say again who was just named ("Ana Prado, doña Chayo, …")."""

from __future__ import annotations

from kg.reading.mentions.name_words import surely_surname
from kg.reading.mentions.names import nameish
from kg.reading.words.tokens import LOWER, TITLE, Token

_NICKNAMES = frozenset(
    ("pelado", "pelada", "negro", "negra", "flaco", "flaca", "gordo", "gorda", "chato", "chata", "turco", "turca", "gringo", "gringa", "rubio", "rubia", "loco", "loca", "zurdo", "zurda", "tano",
     "gallego", "gallega", "vasco", "vasca", "polaco", "polaca", "ruso", "rusa", "indio", "cholo", "chola", "mono", "gato", "tata", "nene", "nena", "chivo", "profe", "pelon", "pelona",
     "guero", "guera", "prieto", "prieta", "negrito", "negrita", "gordito", "flaquito", "viejo", "vieja", "tuerto", "cojo", "ñato", "ñata", "petiso", "petisa", "pibe", "chino", "china", "zorro",
     "colorado", "colorada", "tigre", "pato", "chueco", "mudo", "pollo", "toro", "beto", "pepe", "pancho", "coco", "cacho", "tito", "chango", "changa", "chelo", "cuate", "canario", "mocho")
)
ENDS = frozenset((",", ".", ";", ")", ":", "("))
_DONS = frozenset(("don", "dona"))


def nicknamed(line: list[Token], i: int) -> bool:
    """Tell whether an article, a nickname and a surname stand at ``i``: "y el Pelado Prado"; not "en el Colorado Ochoa", nor "el Negro Ochoa Paz" of whom more is told."""
    if i < 1 or line[i].key not in _NICKNAMES or line[i].shape != TITLE or line[i - 1].key not in ("el", "la", "al", "del") or i + 1 >= len(line):
        return False
    if not surely_surname(line[i + 1]) or not nameish(line, i + 1, TITLE) or (i > 1 and (line[i - 2].key == "en" or line[i - 2].capital)):
        return False
    return i + 2 == len(line) or line[i + 2].text in ENDS or (line[i + 2].shape == LOWER and line[i + 2].key not in ("de", "del"))


def again(line: list[Token], first: int, last: int, before: int) -> bool:
    """Tell whether the one word ``first:last`` after "don" only says again whom the name that ends at ``before`` names: "Ana Prado, doña Chayo, vecina"; not in a list."""
    if last - first != 1 or first < 2 or before != first - 2 or line[first - 1].key not in _DONS or line[first - 2].text != "," or last + 1 >= len(line):
        return False
    return line[last].text in (",", ")") and line[last + 1].shape == LOWER and line[last + 1].key not in _DONS and line[last + 1].key not in ("y", "e")
