"""What the capitals after "director de", "representante de" name: a field of work, a place, or a body without a head noun."""

from __future__ import annotations

from kg.reading.mentions.gazetteer import gazetteer
from kg.reading.mentions.name_words import stops
from kg.reading.vocab import words
from kg.reading.words import lexicon
from kg.reading.words.tokens import LOWER, UPPER, Token

_OFFICES = frozenset(("representante",))    # of what they are for: "representante de Servicios Públicos"; "director de Recursos Humanos" is an office with its field
_FIRMS = frozenset(("gerente", "delegado", "delegada", "apoderado", "apoderada"))


def field(line: list[Token], first: int, last: int, key: str) -> bool:
    """Tell whether "representante de Servicios Públicos" names the office by its field: two words at least, and a sign after them; so do letters ("de la IM")."""
    own = [t for t in line[first:last] if t.capital]
    if len(own) == 1 and own[0].shape == UPPER and len(own[0].text) == 2 and line[first - 1].key in ("la", "del"):
        return True
    if len(own) == 1 and key.split()[0] in _FIRMS and own[0].shape != UPPER:
        return line[first - 1].key == "de" and own[0].key not in stops() | words("areas") and not place((own[0].key,)) and not lexicon.surname(own[0].key)
    if len(own) < 2 or key.split()[0] not in _OFFICES or line[first - 1].key != "de" or place(tuple(t.key for t in line[first:last])) or country(tuple(t.key for t in line[first:last])):
        return False
    closed = last >= len(line) or line[last].text in (",", ")", ";", ".", ":")
    return closed and all(t.key in stops() | words("areas") if t.capital else t.key not in ("de", "del", "la") for t in line[first:last])


def own_name(line: list[Token], first: int, last: int) -> bool:
    """Tell whether what follows "director de" is a body's own name ("Cómo Vamos", "del Fosis") and not what the office is about ("Obras Públicas")."""
    own = [t for t in line[first:last] if t.capital]
    closed = last >= len(line) or line[last].text in (",", ")", "(", ";", ".") or line[last].key in ("y", "e")
    phrase = tuple(t.key for t in line[first:last])
    if not closed or own[-1].key in stops() | words("areas") or place(phrase) or place(phrase[-1:]) or country(phrase):
        return False
    return len(own) > 1 or line[first - 1].key == "del"


def purpose(line: list[Token], tail: tuple[int, int], stop: int) -> int:
    """Return the end of a name that goes on in small letters: "EQUIS Justicia para las mujeres"."""
    first, last = tail
    if last - first < 2 or last >= stop or line[last].key not in ("para", "por", "contra"):
        return last
    end = next((k for k in range(last + 1, min(stop, last + 5)) if line[k].shape != LOWER), min(stop, last + 5))
    return end if end < len(line) and line[end].text in (",", ";", ".", ")") else last


def country(keys: tuple[str, ...]) -> bool:
    """Tell whether words name a country, or a notion."""
    return " ".join(keys) in words("countries") | words("generic_bodies", "phrase")


def place(keys: tuple[str, ...]) -> bool:
    """Tell whether words name a town, state or country."""
    name = " ".join(keys)
    return keys in gazetteer() or name in words("states") or name in words("countries")
