"""Municipalities by INEGI code, states and the country a report speaks of. Rules ``municipality.*``. Homonyms stay open until the state is known."""

from __future__ import annotations

import csv
import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model.corpus import bundled
from kg.model.iri import fold
from kg.reading.mentions.place_signs import CONTEXT, ELSEWHERE, inside_name
from kg.reading.vocab import rows, words
from kg.reading.words import lexicon
from kg.reading.words.tokens import LOWER, Token

_LONGEST = 8
# What official names put before the name in use.
_SAINTS = frozenset(("san", "santa", "santo", "santos", "santiago"))    # "San Juan Bautista Tuxtepec" is Tuxtepec
# Endings that only names of places have: a homonym is a municipality, whichever.
_NATIVE = ("tlan", "epec", "xpan", "opan", "etla", "utla", "intla", "otla", "ngo", "axco", "iman")
_PREFIXES = (("heroica", "ciudad", "de"), ("heroica", "villa", "de"), ("heroica", "villa"), ("ciudad", "de"))


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
def gazetteer() -> dict[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return folded words of a name → ((code, full name), …); short forms ("Tlalnepantla" of "Tlalnepantla de Baz") included."""
    table: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    short: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    saints: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    with (bundled("data") / "registry" / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = _key(row["name"])
            table.setdefault(key, []).append((row["code"], row["name"]))
            for prefix in _PREFIXES:
                if key[: len(prefix)] == prefix:
                    short.setdefault(key[len(prefix) :], []).append((row["code"], row["name"]))
            if key[0] in _SAINTS and len(key) > 2 and len(key[-1]) > 6 and not (lexicon.given(key[-1]) or lexicon.surname(key[-1]) >= 200):
                saints.setdefault(key[-1:], []).append((row["code"], row["name"]))
            cut = next((i for i, w in enumerate(key) if i and w in ("de", "del")), 0)
            if cut and len(" ".join(key[:cut])) >= 6 and key[:cut] not in (("san",), ("santa",), ("villa",), ("santiago",)):
                short.setdefault(key[:cut], []).append((row["code"], row["name"]))
    for key, options in short.items():
        table.setdefault(key, []).extend(o for o in options if o not in table.get(key, ()))
    return {k: tuple(v) for k, v in (saints | table).items()}


@functools.cache
def names() -> dict[str, str]:
    """Return INEGI code → name."""
    return {code: name for options in gazetteer().values() for code, name in options}


@functools.cache
def folded() -> dict[str, str]:
    """Return folded name → name of every municipality."""
    return {fold(name): name for name in names().values()}


def _key(name: str) -> tuple[str, ...]:
    return tuple(fold(name).replace(".", "").replace("-", " ").split())


@functools.cache
def _firsts() -> dict[str, int]:
    """Return first word → length of the longest name that begins with it."""
    longest: dict[str, int] = {}
    for key in gazetteer():
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    return longest


@functools.cache
def _states() -> dict[tuple[str, ...], str]:
    return {tuple(fold(r["word"]).split()): r["code"] for r in rows("states")}


def states_in(line: Sequence[Token], first: int = 0, last: int | None = None) -> list[str]:
    """Return the codes of the states (INEGI) named in a stretch of tokens, in order, repeats included."""
    keys = [t.key for t in line[first:last]]
    found = []
    for i, token in enumerate(line[first:last]):
        for size in (3, 2, 1):
            code = _states().get(tuple(keys[i : i + size]))
            if code and (token.capital or token.key.endswith(("ense", "enses"))):
                found.append(code)
                break
    return found


@functools.cache
def _mexican() -> frozenset[str]:
    """Return the one-word names that only a municipality of Mexico bears: "tzintzuntzan", "apizaco"."""
    alone = {key[0] for key, options in gazetteer().items() if len(key) == len(options) == 1 and len(key[0]) > 5 and _key(options[0][1]) == key}
    return frozenset(w for w in alone if not lexicon.surname(w) and not lexicon.given(w)) - ELSEWHERE - words("not_towns")


def country(keys: Iterable[str]) -> str:
    """Return the ISO 3166-1 code of the country whose words weigh most in a text (folded words, in order); "" when none stands out."""
    told = list(keys)
    text = f" {' '.join(told)} "
    score = Counter({"MX": 2 * min(len(_mexican().intersection(told)), 6)})
    for row in rows("countries"):
        score[row["country"]] += int(row["weight"]) * min(text.count(f" {row['word']} "), 6)
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
        hit = _town_at(line, i, abroad) if line[i].capital and i not in taken else None
        if hit:
            found.append(hit)
            i = hit.last
            continue
        i += 1
    return found


def _listed(line: Sequence[Token], last: int, i: int) -> bool:
    """Tell whether token ``i`` follows a municipality in a list: "Coatepec, Xalapa y Emiliano Zapata"."""
    return i == last + 1 and line[last].text in (",", "y", "e", "-") and line[i].capital


def _in_list(line: Sequence[Token], i: int, abroad: bool) -> Town | None:
    """Read a municipality that stands in a list after another one: any name of the gazetteer will do."""
    keys = tuple(t.key.replace(".", "") for t in line[i : i + _LONGEST])
    for size in range(min(_firsts().get(line[i].key, 0), len(keys)), 0, -1):
        options = gazetteer().get(keys[:size])
        last = i + size
        if options and not (last < len(line) and line[last].capital) and keys[:size] not in _states() and any(_key(o[1]) == keys[:size] for o in options):
            return Town(i, last, "municipality.list", options[0][1], () if abroad else tuple(dict.fromkeys(o[0] for o in options)), _state_after(line, last))
    return None


def _town_at(line: Sequence[Token], i: int, abroad: bool) -> Town | None:
    keys = tuple(t.key.replace(".", "") for t in line[i : i + _LONGEST])
    context, direct = _context(line, i)
    if not context and line[i].key not in _firsts():
        return None
    for size in range(min(_firsts().get(line[i].key, 4), len(keys)), 0, -1):
        options = gazetteer().get(keys[:size])
        last = i + size
        if not options:
            options = _misspelt(keys[:size]) if context and direct else ()
            if not options:
                continue
            return Town(i, last, "municipality.spelling", options[0][1], () if abroad else tuple(o[0] for o in options), _state_after(line, last))
        if not context and (last < len(line) and line[last].capital and line[last].key not in words("roles", "role")):
            continue  # part of a longer name
        exact = [o for o in options if _key(o[1]) == keys[:size]]
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


@functools.cache
def _sized() -> dict[tuple[int, int], list[tuple[str, tuple[tuple[str, str], ...]]]]:
    """Return (words, letters) → the names of that size, with their options."""
    table: dict[tuple[int, int], list[tuple[str, tuple[tuple[str, str], ...]]]] = {}
    for key, options in gazetteer().items():
        name = " ".join(key)
        table.setdefault((len(key), len(name)), []).append((name, options))
    return table


@functools.lru_cache(maxsize=4096)
def _misspelt(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the municipality that a misspelt name of eight letters or more most likely is: one letter apart, and only one such."""
    from rapidfuzz.distance import Levenshtein

    text = " ".join(keys)
    if len(text) < 8:
        return ()
    close = (entry for size in (-1, 0, 1) for entry in _sized().get((len(keys), len(text) + size), ()))
    near = {o for name, options in close if Levenshtein.distance(name, text, score_cutoff=1) == 1 for o in options}
    return tuple(near) if len(near) == 1 else ()


def _context(line: Sequence[Token], i: int) -> tuple[bool, bool]:
    """Tell whether the words before say that a municipality is named; and whether they do so directly ("municipio de X")."""
    j = i - 1
    if j >= 0 and line[j].key in ("de", "del", "el", "la"):
        j -= 1
        if j > 0 and line[j].key in ("electo", "electa", "interino", "interina", "constitucional", "saliente"):
            j -= 1  # "alcalde electo de Querétaro"
        if j >= 0 and line[j].key in ("de", "la"):
            j -= 1
    elif j >= 0 and line[j].key not in ("dif", "cpc", "ayuntamiento", "municipio", "alcaldia", "tut", "campus", "plantel", "delegacion", "regional", "ciudad"):
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
    if not exact:
        toward = before in ("a", "hasta", "desde", "hacia") and not lexicon.given(keys[0])
        return len(text) >= (6 if before == "en" else 7 if toward else 9) and text not in words("not_towns") and not (i and line[i - 1].key in words("place_heads"))
    if before in ("de", "del") and inside_name(line, i - 2):
        return False
    state = last < len(line) and (line[last].text in (",", "(") and bool(states_in(line, last + 1, last + 4)))
    if state:
        return True
    if keys in _states() or text in words("not_towns"):
        return False
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
