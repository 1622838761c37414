"""Municipalities by INEGI code, states and the country a report speaks of. Rules ``municipality.*``. Homonyms stay open until the state is known."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.reading.mentions.gazetteer import firsts, gazetteer, key_of, misspelt, states, states_in
from kg.reading.mentions.place_signs import BUILT, CITIES, CONTEXT, ELSEWHERE, HILLS, RESIDENTS, TOWARD, inside_name
from kg.reading.vocab import rows, words
from kg.reading.words import lexicon
from kg.reading.words.tokens import LOWER, Token

_LONGEST = 8
_SMALL = frozenset(("a", "de", "desde", "en", "hasta", "hacia", "entre", "por"))
# Where people live that is no municipality; a plural without its -s.
_HAMLETS = frozenset(("comunidade", "colonia", "barrio", "localidade", "rancheria", "ejido", "vereda", "caserio", "poblado", "fraccionamiento", "calle", "delegacione", "parroquia"))
_COMMON = frozenset(("rodeo", "ebano", "lerdo", "libres", "sabinas", "mascota", "asientos", "rayones"))    # words, too
# Endings that only names of places have: a homonym is a municipality, whichever.
_NATIVE = ("tlan", "epec", "xpan", "opan", "etla", "utla", "intla", "otla", "ngo", "axco", "iman")


@dataclass(frozen=True)
class Town:
    """A municipality named at tokens ``first:last``. ``codes``: every INEGI code that fits, the best first; empty for one outside Mexico."""

    first: int
    last: int
    rule: str
    name: str
    codes: tuple[str, ...]
    state: str = ""  # INEGI code of the state named right after it


@functools.cache
def _mexican() -> frozenset[str]:
    """Return the one-word names that only a municipality of Mexico bears: "tzintzuntzan", "apizaco"."""
    alone = {key[0] for key, options in gazetteer().items() if len(key) == len(options) == 1 and len(key[0]) > 5 and key_of(options[0][1]) == key}
    return frozenset(w for w in alone if not lexicon.surname(w) and not lexicon.given(w)) - ELSEWHERE - words("not_towns")


@functools.cache
def _country_words() -> tuple[tuple[str, str, int], ...]:
    return tuple((row["country"], row["word"], int(row["weight"])) for row in rows("countries"))


def country(keys: Iterable[str]) -> str:
    """Return the ISO 3166-1 code of the country whose words weigh most in a text (folded words, in order); "" when none stands out."""
    told = list(keys)
    times = Counter(told)
    text = f" {' '.join(told)} "
    score = Counter({"MX": 2 * min(len(_mexican().intersection(times)), 6)})
    for country_, word, weight in _country_words():
        score[country_] += weight * min(text.count(f" {word} ") if " " in word else times[word], 6)
    best = score.most_common(2)
    if not best or best[0][1] < 3 or (len(best) > 1 and best[0][1] == best[1][1]):
        return ""
    return best[0][0]


def find_towns(line: Sequence[Token], taken: set[int], abroad: bool = False) -> list[Town]:
    """Return the municipalities named in a line. ``taken``: tokens of people's names. ``abroad``: the report is of another country."""
    found: list[Town] = []
    i = 0
    while i < len(line):
        if found and _listed(line, found[-1].last, i):
            follow = _in_list(line, i, abroad)
            if follow:
                found.append(follow)
                i = follow.last
                continue
        hit = (_town_at(line, i, abroad) or _before_town(line, i, abroad)) if line[i].capital and i not in taken else None
        if hit:
            found.append(hit)
            i = hit.last
            continue
        if not abroad and "-" in line[i].key and line[i].capital:
            found += _joined(line, i)
        i += 1
    return found


def _listed(line: Sequence[Token], last: int, i: int) -> bool:
    """Tell whether token ``i`` follows a municipality in a list: "Coatepec, Xalapa y Emiliano Zapata"."""
    return i == last + 1 and line[last].text in (",", "y", "e", "-") and line[i].capital


def _in_list(line: Sequence[Token], i: int, abroad: bool) -> Town | None:
    """Read a municipality that stands in a list after another one: any name of the gazetteer will do."""
    keys = tuple(t.key.replace(".", "") for t in line[i : i + _LONGEST])
    for size in range(min(firsts().get(line[i].key, 0), len(keys)), 0, -1):
        options = gazetteer().get(keys[:size])
        last = i + size
        if options and not (last < len(line) and line[last].capital) and keys[:size] not in states() and any(key_of(o[1]) == keys[:size] for o in options):
            return Town(i, last, "municipality.list", options[0][1], () if abroad else tuple(dict.fromkeys(o[0] for o in options)), _state_after(line, last))
    return None


def _before_town(line: Sequence[Token], i: int, abroad: bool) -> Town | None:
    """Read any name of the gazetteer that begins a list whose next is a municipality for sure: "de San Felipe, San Diego de la Unión y …"."""
    if not i or line[i - 1].key not in ("de", "en", "a", "desde", "entre") or line[i].key not in firsts():
        return None
    hit = _in_list(line, i, abroad)
    if hit is None or hit.last + 1 >= len(line) or line[hit.last].text not in (",", "y", "e") or not line[hit.last + 1].capital or inside_name(line, i - 2):
        return None
    after = None if i > 1 and line[i - 2].key.rstrip("s") in _HAMLETS else _town_at(line, hit.last + 1, abroad)
    return hit if after and len(after.codes) == 1 else None


def _joined(line: Sequence[Token], i: int) -> list[Town]:
    """Return the two towns a stroke joins in one word: "la ruta Momax-Tekax"; not a road's own name, "Carretera Momax-Tekax"."""
    ends = line[i].key.split("-")
    if len(ends) != 2 or (i and line[i - 1].capital):
        return []
    options = [gazetteer().get((end,), ()) for end in ends]
    sure = all(len(o) == 1 and key_of(o[0][1]) == (end,) and end not in words("not_towns") - CITIES for end, o in zip(ends, options, strict=True))
    return [Town(i, i + 1, "municipality.name", o[0][1], (o[0][0],)) for o in options] if sure else []


def _town_at(line: Sequence[Token], i: int, abroad: bool) -> Town | None:
    context, direct = _context(line, i)
    if not context and line[i].key not in firsts():
        return None
    keys = tuple(t.key.replace(".", "") for t in line[i : i + _LONGEST])
    for size in range(min(firsts().get(line[i].key, 4), len(keys)), 0, -1):
        options = gazetteer().get(keys[:size])
        last = i + size
        if not options:
            options = misspelt(keys[:size]) if context and direct else ()
            if not options:
                continue
            return Town(i, last, "municipality.spelling", options[0][1], () if abroad else tuple(o[0] for o in options), _state_after(line, last))
        if not context and (last < len(line) and line[last].capital and line[last].key not in words("roles", "role")):
            continue  # part of a longer name
        exact = [o for o in options if key_of(o[1]) == keys[:size]]
        if not (context or _stands_alone(line, i, last, keys[:size], len(exact))):
            return None
        named = _state_after(line, last)
        if named and not any(o[0][:2] == named for o in options):
            continue
        if direct and last + 1 < len(line) and line[last].key in ("de", "del") and line[last + 1].capital and not states_in(line, last + 1, last + 4):
            continue
        return Town(i, last, "municipality.context" if context else "municipality.name", options[0][1], () if abroad else tuple(dict.fromkeys(o[0] for o in options)), _state_after(line, last))
    return None


def _state_after(line: Sequence[Token], last: int) -> str:
    """Return the state named right after a municipality: "Metepec, Hidalgo", "Benito Juárez (Quintana Roo)"."""
    if last < len(line) and (line[last].text in (",", "(") or line[last].key in ("de", "en")):
        near = states_in(line, last + 1, last + 3) if line[last].text in (",", "(") else []
        if line[last].key in ("de", "en") and last + 1 < len(line) and line[last + 1].key == "estado":
            near = states_in(line, last + 1, last + 4)
        elif not near and last + 2 < len(line) and line[last + 1].key in ("estado", "en"):
            near = states_in(line, last + 1, last + 5)
        return near[0] if near else ""
    return ""


def _context(line: Sequence[Token], i: int) -> tuple[bool, bool]:
    """Tell whether the words before say that a municipality is named; and whether they do so directly ("municipio de X")."""
    j = i - 1
    if j > 0 and line[j].text == ":":
        return line[j - 1].key in ("municipios", "ayuntamientos", "alcaldias"), False      # "Municipios: Momax, Tekax"
    if j >= 0 and line[j].key in ("de", "del", "el", "la"):
        j -= 1
        if j > 0 and line[j].key in ("electo", "electa", "interino", "interina", "constitucional", "saliente"):
            j -= 1  # "alcalde electo de Querétaro"
        if j >= 0 and line[j].key in ("de", "la"):
            j -= 1
    elif j >= 0 and line[j].key not in ("dif", "cpc", "ayuntamiento", "municipio", "alcaldia", "tut", "campus", "plantel", "delegacion", "regional", "ciudad"):
        return False, False
    if j >= 0 and line[j].key in RESIDENTS and line[i].key in HILLS:
        return False, False
    return (j >= 0 and line[j].key in CONTEXT), j < i - 1


def _stands_alone(line: Sequence[Token], i: int, last: int, keys: tuple[str, ...], exact: int) -> bool:
    """Tell whether a name is a municipality's with no other sign: long and rare, or after "en", or with its state."""
    text = " ".join(keys)
    before = line[i - 1].key if i else ""
    if before in ("el", "la", "los", "las") and line[i - 1].shape == LOWER:
        return False    # "la Chinantla": a region
    abbreviated = line[last + 1].key if last + 1 < len(line) and line[last].text in (",", "(") and line[last + 1].capital else ""
    if len(abbreviated) > 2 and abbreviated in words("state_abbreviations") and text not in words("not_towns"):
        return True     # "Tuxtepec, Oax."
    if before == "de" and keys[0] in HILLS:
        return False
    if not exact and before in ("de", "del") and i > 1 and line[i - 2].key.rstrip("s") in _HAMLETS:
        return False    # "las comunidades de San Miguel y El Rosario"
    if not exact:
        toward = before in ("a", "hasta", "desde", "hacia") and not lexicon.given(keys[0])
        return len(text) >= (6 if before == "en" else 7 if toward else 9) and text not in words("not_towns") and not (i and line[i - 1].key in words("place_heads"))
    if before in ("de", "del") and inside_name(line, i - 2):
        return False
    state = last < len(line) and (line[last].text in (",", "(") and bool(states_in(line, last + 1, last + 4)))
    if state:
        return True
    if last < len(line) and line[last].key == "capital" and line[last].shape == LOWER and before in TOWARD | {"de"}:
        return True     # "en Puebla capital"
    if before in TOWARD and text in CITIES and not (last + 1 < len(line) and line[last].text in (",", "(") and line[last + 1].capital):
        return True
    if keys in states() or text in words("not_towns"):
        return False
    if exact == 1 and len(keys) == 1 and _told_by_name(line, i, text):
        return True
    if before == "en" and len(text) >= 5:
        return True
    return (
        (exact == 1 or (len(keys) > 2 and len(text) > 12) or (len(keys) == 1 and text.endswith(_NATIVE) and not lexicon.surname(text)))
        and len(text) >= 6
        and not (i and line[i - 1].capital and before not in ("de", "desde", "para"))
        and not (before in ("de", "del") and (len(text) < 5 or (i > 1 and line[i - 2].key in words("place_heads") - {"municipio", "ayuntamiento", "alcaldia"})))
        and before not in words("honorifics")
        and before not in words("place_heads") - {"municipio", "ayuntamiento", "alcaldia"}
    )


def _told_by_name(line: Sequence[Token], i: int, text: str) -> bool:
    """Tell whether a name that only one municipality bears, and nobody, stands after a small word of places, however short: "respondió a Momax", "el puente de Momax"."""
    before = line[i - 1].key if i else ""
    if len(text) < 5 or before not in _SMALL or text in _COMMON or lexicon.given(text) or lexicon.surname(text):
        return False
    return before != "de" or i < 2 or line[i - 2].key not in words("place_heads") or (line[i - 2].key in BUILT and line[i - 2].shape == LOWER)


def settle(towns: Iterable[Town], states: Counter[str]) -> str:
    """Return the code of the state a report mostly speaks of: named in it, or that of its unmistakable municipalities; "" when none leads."""
    score: Counter[str] = Counter()
    for code, times in states.items():
        score[code] += 2 * times
    for town in towns:
        if len(town.codes) == 1:
            score[town.codes[0][:2]] += 2
        elif town.codes and len({c[:2] for c in town.codes}) == 1:
            score[town.codes[0][:2]] += 1
    best = score.most_common(2)
    return best[0][0] if best and best[0][1] >= 2 and (len(best) == 1 or best[0][1] >= 2 * best[1][1]) else ""


def choose(town: Town, state: str) -> tuple[str | None, tuple[str, ...]]:
    """Return (the code of a municipality, or None while homonyms leave it open; the other codes)."""
    if len(town.codes) <= 1:
        return (town.codes[0] if town.codes else None), ()
    inside = [c for c in town.codes if c[:2] == (town.state or state)]
    if len(inside) == 1:
        return inside[0], tuple(c for c in town.codes if c != inside[0])
    return None, town.codes
