"""Names that no list of names holds, given away by what stands beside them: other people in the same list, or an office after a comma. Rules ``person.among``, ``person.office``, ``person.alone``."""

from __future__ import annotations

from collections.abc import Callable

from kg.reading.mentions.announced import dark
from kg.reading.mentions.lone import lone, speaks
from kg.reading.mentions.name_words import MANY, is_given, is_surname, stops, surely_surname
from kg.reading.mentions.names import PARTICLES, eponym, name_at, nameish, only_opens
from kg.reading.mentions.nicknames import ENDS
from kg.reading.mentions.people import NameHit, surely_common
from kg.reading.mentions.things import thing
from kg.reading.mentions.told import told_beside
from kg.reading.vocab import words
from kg.reading.words import lexicon
from kg.reading.words.tokens import CAPITALS, LOWER, TITLE, Token

_DISTRICTS = frozenset(("distrito", "barrio", "zona", "sector", "circuito", "comuna", "parroquia", "cuartel", "region"))
_OF_PLACES = frozenset(("alcaldesa", "gobernadora", "intendenta", "prefecta", "edila", "diputada", "regidora", "senadora", "concejala", "corregidora"))
# Bodies that bear no person's name, the more so when a place or a field ends theirs.
_GOVERNING = frozenset(
    ("congreso", "universidad", "ministerio", "secretaria", "consejeria", "diputacion", "camara", "ayuntamiento", "municipalidad", "intendencia", "gobierno", "direccion", "consejo", "concejo",
     "comision", "instituto", "defensoria", "procuraduria", "tribunal", "fiscalia", "delegacion", "servicio", "superintendencia", "senado", "asamblea", "gobernacion", "prefectura", "alcaldia",
     "subsecretaria", "contraloria", "agencia", "corporacion", "facultad", "colegio", "coordinacion", "departamento")
)


def with_beside(line: list[Token], people: list[NameHit], place: Callable[[tuple[str, ...]], bool]) -> list[NameHit]:
    """Return ``people`` and the names beside them, left to right. ``place``: tells whether folded words are a municipality's name."""
    found = [_married(line, p, place) for p in people]
    taken = {k for p in found for k in range(p.first, p.last)}
    for i, token in enumerate(line):
        if token.shape in CAPITALS and i not in taken and (hit := _beside_at(line, i, found, taken, place)):
            found.append(hit)
            taken |= set(range(i, hit.last))
    return sorted(found, key=lambda p: p.first)


def _beside_at(line: list[Token], i: int, found: list[NameHit], taken: set[int], place: Callable[[tuple[str, ...]], bool]) -> NameHit | None:
    """Return the name that begins at token ``i``, given away by what stands beside it; ``found``: the others, ``taken``: their tokens."""
    if lone(line, i, place):
        return NameHit(i, i + 1, "person.alone", False)
    if _amid(line, i, found) or _initialled(line, i, found):
        return NameHit(i, i + 2, "person.among", False)
    read = name_at(line, i, trusted=True)
    if read is None:
        return None
    end, full = read[0], read[1] + read[2] >= 3
    if _of_body(line, i, end):
        return NameHit(i, end, "person.office", full)
    if not 2 <= end - i <= 6 or not taken.isdisjoint(range(i, end)):
        return None
    keys = tuple(t.key for t in line[i:end])
    if words("areas").intersection(keys) or eponym(line, i, end) or place(keys) or _names_body(line, i) or thing(line, i, end):
        return None
    if _of_office(line, i, end, found) or _listed(line, i, end, found):
        return NameHit(i, end, "person.among", full)
    told = _office_follows(line, i, end) or _says(line, i, end) or told_beside(line, i, end)
    return NameHit(i, end, "person.office", full) if told else None


def _names_body(line: list[Token], i: int) -> bool:
    """Tell whether the common word of a body stands right before, so that what follows is its name: "la Plataforma Carretera Digna"."""
    if i < 1 or line[i - 1].shape != TITLE or line[i - 1].key in words("honorifics") | words("roles", "role") or only_opens(line, i - 1):
        return False
    return line[i - 1].key in stops() or (i > 1 and line[i - 2].key in ("el", "la", "los", "las", "del", "al") and not is_given(line[i - 1]))


def _of_body(line: list[Token], first: int, last: int) -> bool:
    """Tell whether a name stands right after the body whose office its bearer has: "la diputada del Congreso del Estado Ana Ruiz, …".

    Only after a body whose own name ends in "de X", and is none that bears people's names.
    """
    k = first - 1
    if k < 3 or not line[k].capital or not 2 <= last - first <= 5 or line[first].key in words("place_names"):
        return False
    if not (is_given(line[first], 60) or (surely_surname(line[last - 1]) and line[k].key not in PARTICLES)):
        return False
    if (last < len(line) and not (line[last].text in (",", "(", ".", ";") or line[last].shape == LOWER)) or line[last - 1].shape != TITLE:
        return False
    of = 0
    while k > 1 and first - k < 9 and (line[k].capital or line[k].key in ("de", "del", "la", "las", "los", "el", "y")):
        if line[k].capital and line[k].key in _GOVERNING:
            office = k - 2 if line[k - 1].key == "la" and line[k - 2].key == "de" else k - 1
            return of > 0 and line[office].key in ("de", "del") and line[office - 1].shape == LOWER and (line[office - 1].key in words("roles", "role") or line[office - 1].key in words("trades"))
        of += line[k].key in ("de", "del")
        k -= 1
    return False


def _amid(line: list[Token], i: int, people: list[NameHit]) -> bool:
    """Tell whether a given name and a word that is a common noun, too, stand between two people: "Ana Ruiz, Máximo Mesa, Luis Paz"."""
    if i < 3 or i + 3 >= len(line) or line[i - 1].text != "," or line[i + 2].text != "," or not is_given(line[i], MANY) or not (line[i].shape == line[i + 1].shape == TITLE):
        return False
    return is_surname(line[i + 1]) and any(p.last == i - 1 for p in people) and any(p.first == i + 3 for p in people)


def _initialled(line: list[Token], i: int, people: list[NameHit]) -> bool:
    """Tell whether "D. Patané" stands in a list beside somebody who is named by an initial too: "M. Lopes, T. Funes y D. Patané"."""
    if i < 3 or len(line[i].key) != 1 or not line[i].text.endswith(".") or i + 1 >= len(line) or line[i + 1].shape != TITLE or len(line[i + 1].key) < 3:
        return False
    return _joins(line[i - 1]) and any(p.last == i - 1 and len(line[p.first].key) == 1 for p in people)


def _listed(line: list[Token], first: int, last: int, people: list[NameHit]) -> bool:
    """Tell whether people stand on both sides in one list, or two before the "y" that ends it."""
    if line[first].key in _DISTRICTS:
        return False    # "Ana Ruiz, Distrito Cuarto, Luis Paz, …"
    closed = last >= len(line) or line[last].text in ENDS or line[last].key in ("y", "e")
    before = next((p for p in people if p.last == first - 1 and _joins(line[p.last])), None)
    after = next((p for p in people if p.first == last + 1 and _joins(line[last])), None)
    pair = last - first == 2 and line[first].shape == line[last - 1].shape == TITLE
    own = pair and surely_common(line[last - 1]) and line[first].key not in stops() | words("place_firsts")
    if own and before and line[before.last].key in ("y", "e") and line[min(last, len(line) - 1)].key not in ("de", "del"):
        return True
    if not closed or (before is None and after is None):
        return False
    if own or (pair and before and is_given(line[first], MANY) and not is_given(line[last - 1])):
        return True     # "Ana Ruiz y Yasna Villegas": whoever else stands in the list, its last word is a surname
    if before is None:     # "siguen en lista Pilar Anzola y Ana Ruiz"
        common = is_given(line[first], 2000) and (is_surname(line[last - 1]) or dark(line[last - 1]))
        return pair and common and line[last].key in ("y", "e") and not (first and (line[first - 1].capital or line[first - 1].key in ("de", "del", "en", "la")))
    return after is not None or (line[before.last].key in ("y", "e") and any(p.last == before.first - 1 and line[p.last].text == "," for p in people))


def _joins(token: Token) -> bool:
    """Tell whether a token joins two names of a list: a comma, "y"."""
    return token.text == "," or token.key in ("y", "e")


def _of_office(line: list[Token], first: int, last: int, people: list[NameHit]) -> bool:
    """Tell whether a name begins or ends the list after an office in the plural: "los ediles Heber Scirga, Ana Ruiz", "los regidores Ana Ruiz y Eber Hanco"."""
    k = first - 1
    if k < 0 or last - first > 4 or not (is_given(line[first]) or line[k].key in ("y", "e")):
        return False
    if last < len(line) and _joins(line[last]) and _plural(line[k]):
        return any(p.first == last + 1 for p in people)
    if not _joins(line[k]) or not (last >= len(line) or line[last].text in (",", ".", "(") or line[last].shape == LOWER):
        return False
    before = next((p for p in people if p.last == k), None)
    while before and before.first and _joins(line[before.first - 1]):
        at = before.first - 1
        before = next((p for p in people if p.last == at), None)
    return bool(before and before.first and _plural(line[before.first - 1]))


def _plural(token: Token) -> bool:
    """Tell whether a token is an office in the plural: "ediles", "regidoras"."""
    return token.key.endswith("s") and any(form in words("roles", "role") for form in (token.key[:-1], token.key.removesuffix("es")))


def _married(line: list[Token], hit: NameHit, place: Callable[[tuple[str, ...]], bool]) -> NameHit:
    """Take in a husband's surname: "Aida Kemelmajer de Carlucci"; no place, no body, nothing that goes on."""
    j = hit.last + 1
    if j >= len(line) or line[j - 1].text != "de" or line[j].shape != TITLE or len(line[j].key) < 4 or line[hit.first].key[-1] not in "as" or hit.last - hit.first < 2 or not nameish(line, j, TITLE):
        return hit
    key = line[j].key
    if hit.first and line[hit.first - 1].key in _OF_PLACES:
        return hit  # "la alcaldesa Ana Ruiz de Medellín"
    on = j + 1 < len(line) and (line[j + 1].capital or line[j + 1].key in ("de", "del"))
    if on or place((key,)) or lexicon.given(key) > lexicon.surname(key) or any(key in words(name) for name in ("states", "countries", "parties", "areas", "place_names")):
        return hit
    told = hit.rule == "person.titled" and not lexicon.surname(key)     # "la consejera Mónica García de Moyeda"
    return NameHit(hit.first, j + 1, hit.rule, True) if is_surname(line[j]) or told else hit


def _says(line: list[Token], first: int, last: int) -> bool:
    """Tell whether two or three words at the beginning of a clause are the subject of a verb of saying: "Pierre Chaín dijo"; one of them is listed as a name."""
    if last - first > 3 or (first and line[first - 1].text not in (".", ",", '"', ";")) or not speaks(line, last) or any(t.shape != TITLE for t in line[first:last]):
        return False
    return line[first].key not in stops() | words("place_firsts") and (is_given(line[first]) or surely_surname(line[last - 1]))


def _office_follows(line: list[Token], first: int, last: int) -> bool:
    """Tell whether a name set off by a sign has an office after its comma or in brackets: "; Toby Mendel, Director Ejecutivo de …", "Yelka Maric (presidenta …"."""
    if last + 1 < len(line) and line[last].text == "(" and line[last - 1].shape == TITLE and not (first and (line[first - 1].capital or line[first - 1].key in ("de", "del", "en", "la", "el", "al"))):
        return line[last + 1].shape == LOWER and line[last + 1].key in words("roles", "role")
    if last + 1 >= len(line) or line[last].text != "," or (first and line[first - 1].text not in (".", ";", ",", ":")):
        return False
    of_party = last - first == 3 and line[min(last + 2, len(line) - 1)].key == "partido"
    sent = bool(first) and line[first - 1].text == ";" and line[last + 1].key in ("de", "del") and (is_given(line[first], MANY) or of_party)    # "; Julio Amézquita, del Instituto …"
    return sent or line[last + 1].key in words("roles", "role")
