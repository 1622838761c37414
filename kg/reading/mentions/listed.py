"""Bodies in a list that says what they are: "los ayuntamientos de Zapotal, Ojo de Agua y La Cima", "asociaciones como Tierra Abierta y Barrio Vivo".

Rules ``institution.distributed`` (one head for several) and ``institution.enumerated`` (names of their own after the word for their kind).

The heads are the rows of ``vocab/institution_heads.csv`` with a ``plural``. The place of each body is what is its own ("Ojo de Agua"); its name has the head again.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from kg.model.iri import fold
from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hat_names import place
from kg.reading.mentions.name_words import stops
from kg.reading.mentions.people import NameHit
from kg.reading.vocab import rows, words
from kg.reading.words.asides import ARTICLES
from kg.reading.words.tokens import LOWER, UPPER, Token

_INNER = ARTICLES | {"de", "del", "para", "por", "contra"}
_SORTS = frozenset(("asociaciones", "organizaciones", "colectivos", "sindicatos", "empresas", "fundaciones", "ong", "osc"))
_ANNOUNCE = frozenset(("son", "como", ":", "("))
_FAR = 8    # tokens between the word for their kind and what announces the list
_FEW = 2        # brackets with bodies from which on the others of a list are bodies
_MOST = 8   # tokens of what is one body's own


@functools.cache
def _plurals() -> dict[str, dict[str, str]]:
    return {fold(row["plural"]): row for row in rows("institution_heads") if row["plural"]}


def in_lists(line: list[Token], people: list[NameHit], bodies: list[BodyHit]) -> list[BodyHit]:
    """Return the bodies that only their list shows to be bodies. ``people``, ``bodies``: what is read already, and not read again."""
    named = {k for p in people for k in range(p.first, p.last)}
    found: list[BodyHit] = []
    if any(token.key in _plurals() for token in line):
        found += _distributed(line, named | {k for b in bodies for k in range(b.first, b.last)})
    if any(token.key in _SORTS for token in line):
        found += _named(line, named, {b.first: b.last for b in sorted(bodies, key=lambda b: b.last)})
    if len(people) > _FEW and bodies:
        found += _bracketed(line, people, {b.first: b.last for b in [*bodies, *found]})
    if len(bodies) > 1:
        found += _among(line, named, {b.first: b.last for b in sorted([*bodies, *found], key=lambda b: b.last)})
    return found


def _among(line: list[Token], taken: set[int], known: dict[int, int]) -> list[BodyHit]:
    """Read the other names of a list that names bodies: "vinieron Copasi, la Cámara de Vinos, Barrio Vivo y el Colegio de Contadores"."""
    found: list[BodyHit] = []
    past = 0
    for i in sorted(known):
        if i < past:
            continue
        begin = i
        while (before := _element_before(line, begin, taken)) >= past and before != begin:
            begin = before
        own = list(_own(line, begin, taken, known))
        past = max([past, *(last for _, last, _ in own)])
        sure = sum(first in known for first, _, _ in own)
        if len(own) >= 3 and sure >= 2 and 3 * sure >= len(own):
            found += [BodyHit(first, last, "institution.among", "civil-society-organisation", "") for first, last, _ in own if first not in known and _proper(line, first, last)]
    return found


def _bracketed(line: list[Token], people: list[NameHit], known: dict[int, int]) -> list[BodyHit]:
    """Read the other brackets after names where two of them hold bodies: "Ana Ruiz (Red del Agua), Luis Paz (Cámara de Vinos), Eva Sol (Barrio Vivo)"."""
    opened = [p.last + 1 for p in people if p.last + 1 < len(line) and line[p.last].text == "("]
    sure = [k for k in opened if k in known]
    found: list[BodyHit] = []
    for k in opened if len(sure) >= _FEW and 2 * len(sure) >= len(opened) else ():
        last = next((j for j in range(k, min(len(line), k + _MOST + 1)) if line[j].text == ")"), k)
        own = line[k:last]
        if k in known or not own or not own[0].capital or not all(t.text == "." or (t.text.isalpha() and (t.capital or t.key in _INNER or t.key == "y")) for t in own):
            continue
        if _proper(line, k, last) and (len(own) > 1 or own[0].shape == UPPER):
            found.append(BodyHit(k, last, "institution.among", "civil-society-organisation", ""))
    return found


def _element_before(line: list[Token], i: int, taken: set[int]) -> int:
    """Return where the name before ``i`` in a list begins; ``i`` when there is none."""
    k = i - 1
    while k >= 0 and line[k].key in ARTICLES:
        k -= 1
    if k < 1 or line[k].text != ",":
        return i
    first = k
    while first > 0 and first - 1 not in taken and (line[first - 1].capital or (line[first - 1].key in _INNER and first > 1 and line[first - 2].capital)):
        first -= 1
    return first if first < k and first and line[first - 1].text != "." else i      # the first word of a sentence has its capital from that


def _town(line: list[Token], first: int, last: int) -> bool:
    """Tell whether a name of a list is a town's, a state's or a country's."""
    return place(tuple(t.key for t in line[first:last]))


def _proper(line: list[Token], first: int, last: int) -> bool:
    """Tell whether a name of a list is a name: no town, no person's office, no word that everybody uses."""
    own = [t for t in line[first:last] if t.capital]
    return not _town(line, first, last) and not all(t.key in stops() or t.key in words("areas") for t in own) and own[0].key not in words("roles", "role") | words("honorifics")


def _named(line: list[Token], taken: set[int], known: dict[int, int]) -> list[BodyHit]:
    """Read "Algunas de las asociaciones que vinieron son Tierra Abierta, Barrio Vivo y la Red del Agua", "sindicatos (UTA y SEC)"."""
    found: list[BodyHit] = []
    past = 0
    for i, token in enumerate(line):
        if token.key not in _SORTS or token.shape == UPPER or i < past:
            continue
        start = next((k + 1 for k in range(i + 1, min(len(line), i + _FAR)) if line[k].key in _ANNOUNCE or line[k].text in _ANNOUNCE), 0)
        inside = next((k for k in range(i + 1, start - 1) if line[k].text in (",", ".", ";") or line[k].capital), 0)
        own = list(_own(line, start, taken, known)) if start and not inside else []
        past = own[-1][1] if own else past
        if len(own) >= 2:
            found += [BodyHit(first, last, "institution.enumerated", "civil-society-organisation", "civil-society") for first, last, _ in own if first not in known and not _town(line, first, last)]
    return found


def _distributed(line: list[Token], taken: set[int]) -> list[BodyHit]:
    """Read bodies that share a head in the plural, each with its whole name."""
    found: list[BodyHit] = []
    past = 0    # what one list has taken begins no other
    for i, token in enumerate(line):
        row = _plurals().get(token.key)
        if row is None or i in taken or i < past:
            continue
        start = i + 1
        while start < min(len(line), i + 3) and line[start].key not in ("de", "del") and line[start].key.endswith("s"):
            start += 1      # "las comisiones unidas de …"
        if start >= len(line) or line[start].key not in ("de", "del"):
            continue
        own = list(_own(line, start, taken, {}))
        past = own[-1][1] if own else past
        if len(own) >= 2:
            head = _singular(token.text)
            found += [BodyHit(first, last, "institution.distributed", row["kind"], row["sector"], unit=row["kind"] == "administrative-unit", whole=f"{head} {link}") for first, last, link in own]
    return found


def _own(line: list[Token], i: int, taken: set[int], known: dict[int, int]) -> Iterator[tuple[int, int, str]]:
    """Yield (first, last, what follows a head in the name) of each body of the list at ``i``. ``known``: bodies read already, first token → end."""
    final = False
    while i < len(line):
        link = "de"
        while i < len(line) and line[i].key in ("de", "del", *ARTICLES) and line[i].shape == LOWER:
            link = {"del": "del", "el": "del", "de": "de"}.get(line[i].key) or f"de {line[i].key}"
            i += 1
        last = max(known.get(i, 0), _end(line, i, taken))     # "Coparmex Chihuahua": more than the known acronym
        while last > i and (more := _inner(line, last, taken)):
            last = more
        if last == i:
            return
        yield i, last, " ".join([link, *(t.text for t in line[i:last])])
        if final or last >= len(line):
            return
        i = last
        if line[i].text == ",":
            i += 1
        elif line[i].key not in ("y", "e"):
            return
        if i < len(line) and line[i].key in ("y", "e"):
            final, i = True, i + 1


def _inner(line: list[Token], last: int, taken: set[int]) -> int:
    """Return where a name goes on after its own "y" ("Avance y Desarrollo, Barrio Vivo …"): a list that goes on with a comma has not come to its last name."""
    if last + 1 >= len(line) or line[last].key not in ("y", "e"):
        return 0
    begin = last + 2 if line[last + 1].key in ("de", "del") and last + 2 < len(line) else last + 1
    end = _end(line, begin, taken)
    goes_on = end > begin and end + 1 < len(line) and line[end].text == "," and end + 1 not in taken and line[end + 1].capital
    return end if goes_on else 0


def _end(line: list[Token], i: int, taken: set[int]) -> int:
    """Return where the capital words at ``i`` end, particles between them included."""
    begin = last = i
    while i < len(line) and i not in taken and i - begin < _MOST and i - last <= 2 and (line[i].capital or (line[i].key in _INNER and last > begin)):
        i += 1
        if line[i - 1].capital:
            last = i
    return last


def _singular(written: str) -> str:
    """Return the singular of a head as written, with a capital: "comisiones" → "Comisión"."""
    small = written.lower()
    one = f"{small[:-5]}ión" if small.endswith("iones") else small[:-2] if small.endswith("des") else small[:-1]
    return one[0].upper() + one[1:]
