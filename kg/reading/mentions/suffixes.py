"""Bodies by the letters after their names: "Tendiendo Puentes A.C.", "Aseo Total, S.A. de C.V.". Rule ``institution.suffix``."""

from __future__ import annotations

from kg.reading.mentions.acronyms import BodyHit, acronym_after
from kg.reading.vocab import words
from kg.reading.words.tokens import Token

MOST = 26  # tokens of one name: longer runs are sentences in capitals
_FIRMS = (
    ("s", "a", "p", "i", "de", "c", "v"), ("s", "de", "r", "l", "de", "c", "v"), ("s", "p", "r", "de", "r", "l"), ("s", "a", "de", "c", "v"), ("s", "de", "r", "l"),
    ("e", "i", "r", "l"),
    ("s", "a", "s"), ("s", "a", "c"), ("s", "a", "a"), ("s", "a", "u"), ("s", "l", "u"), ("s", "r", "l"), ("s", "coop"), ("e", "s", "p"), ("s", "a"), ("s", "l"),
    ("ltda",), ("spa",), ("eirl",), ("sac",)
)
_SUFFIXES = (*_FIRMS, ("a", "c"), ("s", "c"), ("i", "a", "p"), ("a", "b", "p"), ("ac",), ("iap",), ("o", "n", "g"))
_FIRM, _CIVIL = ("business-association", "business"), ("civil-society-organisation", "civil-society")
_FIRST = frozenset(suffix[0] for suffix in _SUFFIXES)


def suffix_at(line: list[Token], i: int) -> int:
    """Return the end of a suffix (A.C., IAP) at ``i``, a comma before it allowed; 0 without one."""
    j = i + 1 if i < len(line) and line[i].text == "," else i
    if j >= len(line) or not line[j].capital or line[j].key not in _FIRST:
        return 0
    for suffix in _SUFFIXES:
        piece = line[j : j + len(suffix)]
        if len(piece) == len(suffix) and all((t.capital or s == "de") and t.key == s for t, s in zip(piece, suffix, strict=True)):
            return j + len(suffix) if not _more_letters(line, j + len(suffix), piece[-1]) else 0
    return 0


def firm_at(line: list[Token], end: int) -> bool:
    """Tell whether the suffix that ends at token ``end`` is a firm's: S.A., Ltda."""
    return any(tuple(t.key for t in line[max(0, end - len(suffix)) : end]) == suffix for suffix in _FIRMS)


def _more_letters(line: list[Token], end: int, last: Token) -> bool:
    """Tell whether another letter is written to the suffix: "Villa de Arriaga, S.L.P." is in a state."""
    return end < len(line) and len(last.key) == 1 and len(line[end].key) == 1 and line[end].capital and line[end].start == last.end


def suffixed(line: list[Token], taken: set[int], found: list[BodyHit]) -> list[BodyHit]:
    """Return the names without a head noun that end in a suffix: "Tendiendo Puentes A.C."."""
    made: list[BodyHit] = []
    for i in range(1, len(line)):
        end = suffix_at(line, i) if (line[i].key in _FIRST or line[i].text == ",") and line[i - 1].capital else 0
        if not end or any(h.first <= i - 1 < h.last for h in found):
            continue
        first = i
        while (
            first > max(0, i - MOST)
            and first - 1 not in taken
            and not (made and first <= made[-1].last + 1)
            and (
                line[first - 1].text == "'"
                or (line[first - 1].capital and line[first - 1].key not in words("roles", "role"))
                or (
                    line[first - 1].key in ("de", "del", "el", "la", "las", "los", "por", "para", "y", "e", "con", "en")
                    and first > 1
                    and line[first - 2].capital
                    and line[first - 2].key not in words("roles", "role")
                )
            )
        ):
            first -= 1
        if first < i and first == 0 and line[0].key.endswith(("aron", "ieron", "io")) and i - first > 1:
            first += 1  # the sentence's verb
        if first < i:
            made.append(BodyHit(first, end, "institution.suffix", *(_FIRM if firm_at(line, end) else _CIVIL), acronym_after(line, end)))
    return made
