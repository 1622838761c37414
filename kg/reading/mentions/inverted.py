"""Names in the order of lists, the surnames before a comma: "CONDORI MAMANI, Elsa". Rule ``person.surnames_first``."""

from __future__ import annotations

from kg.reading.mentions.name_words import is_given, is_surname, shouts, stops
from kg.reading.mentions.names import PARTICLES
from kg.reading.mentions.people import NameHit
from kg.reading.mentions.same_name import titled
from kg.reading.vocab import words
from kg.reading.words import lexicon
from kg.reading.words.tokens import TITLE, UPPER, Token

_OPEN = frozenset((";", ":", "|", "/"))
_CLOSE = frozenset((";", "|", ".", "(", "-", "…", "/"))
_LABEL = 5  # tokens of the label before one that makes a line: "Sec. de actas: PRADO, Ana"
_MOST = 3   # surnames, or given names


def inverted_at(line: list[Token], i: int) -> int:
    """Return the token after a name in the order of lists that begins at ``i``, 0 when none does."""
    comma, surnames = _words(line, i)
    if not surnames or comma >= len(line) or line[comma].text != ",":
        return 0
    end, given = _words(line, comma + 1)
    if not given or (end < len(line) and line[end].text not in _CLOSE) or not all(is_given(t) for t in given) or lexicon.given(given[0].key) <= lexicon.surname(given[0].key):
        return 0
    shown = all(t.shape == UPPER for t in surnames) and all(t.shape != UPPER for t in given)
    known = all(map(is_surname, surnames)) and lexicon.surname(surnames[0].key) >= lexicon.given(surnames[0].key)
    return end if known or (shown and any(is_surname(t) for t in surnames)) else 0


def _words(line: list[Token], i: int) -> tuple[int, list[Token]]:
    """Return the end of the capitalised words at ``i``, and those that are no particles; none when there are too many."""
    own = []
    while i < len(line) and (line[i].capital or (line[i].key in PARTICLES and i + 1 < len(line))):
        if line[i].key not in PARTICLES:
            own.append(line[i])
        i += 1
    return i, own if len(own) <= _MOST and not any(t.key in stops() for t in own) else []


def with_inverted(line: list[Token], people: list[NameHit]) -> list[NameHit]:
    """Return the people of a line with those in the order of lists: where two are so, or one alone makes the line; what was read inside them goes."""
    shown = _shown(line)
    if shown:
        people = _among(people, shown)
    if shown or not any(t.text == "," for t in line):
        return people
    starts = [i for i in range(len(line)) if (i == 0 or line[i - 1].text in _OPEN) and line[i].capital]
    found = [NameHit(i, end, "person.surnames_first", True) for i in starts if (end := inverted_at(line, i))]
    labelled = bool(found) and found[0].first <= _LABEL and (not found[0].first or line[found[0].first - 1].text == ":")
    if not found or (len(found) == 1 and not (labelled and (found[0].last == len(line) or line[found[0].last].text == "("))):
        return people
    return _among(people, found)


def _among(people: list[NameHit], found: list[NameHit]) -> list[NameHit]:
    """Return ``people`` and those ``found``, left to right, but whoever was read inside these."""
    apart = [p for p in people if not any(p.first < h.last and h.first < p.last for h in found)]
    return sorted((*apart, *found), key=lambda h: h.first)


def _shown(line: list[Token]) -> list[NameHit]:
    """Return the names whose surnames go first in capitals, without a comma: "OCHOA Gastón, PRADO PAZ Elsa"; one alone amid a sentence makes no list of it."""
    if sum(t.shape == UPPER for t in line) < 1:
        return []
    ends = {i: end for i in range(len(line) - 1) if line[i].shape == UPPER and (end := _shown_at(line, i))}
    listed = len(ends) > 1 or any(end == len(line) or line[end].text == "(" for end in ends.values())
    return [NameHit(i, end, "person.surnames_first" if listed else "person.full", True) for i, end in ends.items()]


def _shown_at(line: list[Token], i: int) -> int:
    """Return the end of "OCHOA Gastón" at ``i``, 0 without it: surnames in capitals, then given names that are not."""
    if i and (line[i - 1].shape == UPPER or (line[i - 1].capital and line[i - 1].key not in words("honorifics") and line[i - 1].key not in words("roles", "role"))):
        return 0
    k = i
    while k < len(line) and k - i < 5 and line[k].shape == UPPER and (shouts(line, k) or line[k].key in PARTICLES):
        k += 1
    if k == len(line) or line[k].shape != TITLE or not shouts(line, k - 1) or not any(lexicon.surname(t.key) >= 200 > lexicon.given(t.key) for t in line[i:k]):
        return 0
    end = next((n for n in range(k, min(k + 4, len(line))) if line[n].shape != TITLE or not is_given(line[n])), min(k + 4, len(line)))
    if end == k or lexicon.given(line[k].key) <= lexicon.surname(line[k].key) or (end < len(line) and line[end].capital):
        return 0
    return end


def natural(name: str) -> str:
    """Return a name with its given names first: "CONDORI MAMANI, Elsa", "CONDORI MAMANI Elsa" → "Elsa Condori Mamani"; one with neither comma nor capitals as it is."""
    surnames, comma, given = name.partition(",")
    own = name.split()
    if not comma and own and own[0].isupper() and not name.isupper():
        cut = next(k for k, w in enumerate(own) if not w.isupper())
        surnames, given = " ".join(own[:cut]), " ".join(own[cut:])
    elif not comma or not given.strip():
        return name
    return titled(given.strip()) + titled("X " + surnames.strip())[1:]     # after another word a leading particle stays low: "Rosa de la Cruz"
