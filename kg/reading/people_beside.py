"""Names that no list of names holds, given away by what stands beside them: other people in the same list, or an office after a comma. Rules ``person.among``, ``person.office``, ``person.alone``."""

from __future__ import annotations

from collections.abc import Callable

from kg.reading.names import MANY, eponym, is_given, is_surname, name_at, nameish, stops
from kg.reading.people import NameHit, surely_common
from kg.reading.saying import says
from kg.reading.tokens import LOWER, TITLE, Token
from kg.reading.vocab import words

# First words of names of places and bodies whose second is a surname, too: "Nueva Córdoba".
_PLACES = frozenset(("nueva", "nuevo", "puerto", "rio", "villa", "monte", "ciudad", "cerro", "lago", "punta", "cabo", "radio", "fuerza", "pro", "laguna", "valle", "ruta", "agua"))
_ENDS = frozenset((",", ".", ";", "(", ":", ")"))


def with_beside(line: list[Token], people: list[NameHit], place: Callable[[tuple[str, ...]], bool]) -> list[NameHit]:
    """Return ``people`` and the names beside them, left to right. ``place``: tells whether folded words are a municipality's name."""
    found = list(people)
    taken = {k for p in people for k in range(p.first, p.last)}
    for i, token in enumerate(line):
        if i in taken or not token.capital:
            continue
        if _alone(line, i, place):
            found.append(NameHit(i, i + 1, "person.alone", False))
            continue
        if _amid(line, i, found) or _initialled(line, i, found):
            found.append(NameHit(i, i + 2, "person.among", False))
            taken |= {i, i + 1}
            continue
        read = name_at(line, i, trusted=True)
        if read is None or not 2 <= read[0] - i <= 6 or any(k in taken for k in range(i, read[0])):
            continue
        keys = tuple(t.key for t in line[i : read[0]])
        if words("areas").intersection(keys) or eponym(line, i, read[0]) or place(keys):
            continue
        if _of_office(line, i, read[0], found):
            found.append(NameHit(i, read[0], "person.among", read[1] + read[2] >= 3))
            taken |= set(range(i, read[0]))
            continue
        rule = "person.among" if _listed(line, i, read[0], found) else "person.office" if _office_follows(line, i, read[0]) else ""
        if rule:
            found.append(NameHit(i, read[0], rule, read[1] + read[2] >= 3))
            taken |= set(range(i, read[0]))
    return sorted(found, key=lambda p: p.first)


def _amid(line: list[Token], i: int, people: list[NameHit]) -> bool:
    """Tell whether a given name and a word that is a common noun, too, stand between two people: "Ana Ruiz, Máximo Mesa, Luis Paz"."""
    if i < 3 or i + 3 >= len(line) or line[i - 1].text != "," or line[i + 2].text != "," or not is_given(line[i], MANY) or not (line[i].shape == line[i + 1].shape == TITLE):
        return False
    return is_surname(line[i + 1]) and any(p.last == i - 1 for p in people) and any(p.first == i + 3 for p in people)


def _initialled(line: list[Token], i: int, people: list[NameHit]) -> bool:
    """Tell whether "D. Patané" stands in a list beside somebody who is named by an initial too: "M. Lopes, T. Funes y D. Patané"."""
    if i < 3 or len(line[i].key) != 1 or not line[i].text.endswith(".") or i + 1 >= len(line) or line[i + 1].shape != TITLE or len(line[i + 1].key) < 3:
        return False
    linked = line[i - 1].text == "," or line[i - 1].key in ("y", "e")
    return linked and any(p.last == i - 1 and len(line[p.first].key) == 1 for p in people)


def _alone(line: list[Token], i: int, place: Callable[[tuple[str, ...]], bool]) -> bool:
    """Tell whether one name, and no more, is the subject of a reporting verb: "Lanza señaló", "explicó Lanza.", "Jorge dice que"."""
    token = line[i]
    key = token.key
    if i + 1 >= len(line) or not nameish(line, i, TITLE) or token.shape != TITLE or len(key) < 4 or not (is_surname(token) or is_given(token, MANY)):
        return False
    if place((key,)) or any(key in words(name) for name in ("states", "countries", "parties", "areas")):
        return False
    begins = i == 0 or line[i - 1].text in (",", ".", '"', ";", "-")
    if begins and line[i + 1].shape == LOWER and says(line[i + 1]):
        return True
    return i > 0 and line[i - 1].shape == LOWER and says(line[i - 1]) and line[i + 1].text in (",", ".") and (i < 2 or line[i - 2].text in ('"', ","))


def _listed(line: list[Token], first: int, last: int, people: list[NameHit]) -> bool:
    """Tell whether people stand on both sides in one list, or two before the "y" that ends it."""
    closed = last >= len(line) or line[last].text in _ENDS or line[last].key in ("y", "e")
    before = next((p for p in people if p.last == first - 1 and line[p.last].text == ","), None) or next((p for p in people if p.last == first - 1 and line[p.last].key in ("y", "e")), None)
    after = next((p for p in people if p.first == last + 1 and (line[last].text == "," or line[last].key in ("y", "e"))), None)
    own = last - first == 2 and line[first].shape == line[last - 1].shape == TITLE and surely_common(line[last - 1]) and line[first].key not in stops() | _PLACES
    if own and before and line[before.last].key in ("y", "e") and line[min(last, len(line) - 1)].key not in ("de", "del"):
        return True
    if not closed or (before is None and after is None):
        return False
    if own:
        return True     # "Ana Ruiz y Yasna Villegas": whoever else stands in the list, its last word is a surname
    if before is None:
        return False
    return after is not None or (line[before.last].key in ("y", "e") and any(p.last == before.first - 1 and line[p.last].text == "," for p in people))


def _of_office(line: list[Token], first: int, last: int, people: list[NameHit]) -> bool:
    """Tell whether a name begins or ends the list after an office in the plural: "los ediles Heber Scirga, Ana Ruiz", "los regidores Ana Ruiz y Eber Hanco"."""
    k = first - 1
    if k < 0 or last - first > 4 or not is_given(line[first]):
        return False
    closed = last < len(line) and (line[last].text == "," or line[last].key in ("y", "e"))
    if closed and _plural(line[k]):
        return any(p.first == last + 1 for p in people)
    if line[k].key not in ("y", "e", ",") or not (last >= len(line) or line[last].text in (",", ".") or line[last].shape == LOWER):
        return False
    before = next((p for p in people if p.last == k), None)
    while before and before.first and (line[before.first - 1].text == "," or line[before.first - 1].key in ("y", "e")):
        before = next((p for p in people if p.last == before.first - 1), None) if before else None
    return bool(before and before.first and _plural(line[before.first - 1]))


def _plural(token: Token) -> bool:
    """Tell whether a token is an office in the plural: "ediles", "regidoras"."""
    return token.key.endswith("s") and any(form in words("roles", "role") for form in (token.key[:-1], token.key.removesuffix("es")))


def _office_follows(line: list[Token], first: int, last: int) -> bool:
    """Tell whether a name set off by a sign has an office after its comma: "; Toby Mendel, Director Ejecutivo de …"."""
    if last + 1 >= len(line) or line[last].text != "," or (first and line[first - 1].text not in (".", ";", ",", ":")):
        return False
    of_party = last - first == 3 and line[min(last + 2, len(line) - 1)].key == "partido"
    sent = bool(first) and line[first - 1].text == ";" and line[last + 1].key in ("de", "del") and (is_given(line[first], MANY) or of_party)    # "; Julio Amézquita, del Instituto …"
    return sent or line[last + 1].key in words("roles", "role")
