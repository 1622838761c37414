"""Who voted, by the labels of a division: "A favor (4): Paz, Soto y Luis Vega (Lista Sol); Ruiz (independiente)", "Votos en contra: …". They sit in the body that decides.

A bracket after a list is the party of all the names since the one before. Rule ``membership.bench``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.entities import Entity, People
from kg.reading.mentions.line import Line
from kg.reading.mentions.names import PARTICLES
from kg.reading.mentions.people import NameHit
from kg.reading.ties.made_up import one_at
from kg.reading.ties.walk import as_party, closing
from kg.reading.vocab import words
from kg.reading.words.tokens import NUMBER, Token

_FOR = frozenset(("favor", "contra", "abstencion", "abstenciones", "positivos", "negativos", "afirmativos", "afirmativa", "negativa", "abstienen", "abstuvieron"))
_SAID = frozenset(("afirmativo", "negativo", "afirmativa", "negativa", "abstencion", "presente", "ausente", "justifico", "justificado", "justificada", "inasistente", "asistio"))
_ENTRY = 24     # tokens of an answer
_TITLES = 5     # tokens before the name in one
_LAST = 4       # tokens from the end within which the answer stands
_SEVERAL = 2    # answers on one line
_WORDS = frozenset(("a", "en", "por", "la", "el", "los", "las", "se", "voto", "votos", "votan", "votaron", "votacion", "resultado", "y"))
_LABEL = 9      # tokens of such a label


def votes(line: Line, people: People, text: str) -> Iterator[tuple[Entity, int, int, BodyHit | None]]:
    """Yield (person, first and last token of the name, party) of those whom the labels of a division name."""
    tokens = line.tokens
    if not any(t.key in _FOR for t in tokens[:_LABEL]):
        return
    starts = [k + 1 for k, t in enumerate(tokens) if t.text == ":" and _label(tokens[max(0, k - _LABEL) : k])]
    for start, stop in itertools.pairwise([*starts, len(tokens)]):
        yield from _voters(line, start, stop, people, text)


def _label(own: list[Token]) -> bool:
    """Tell whether words before a colon are the label of a division: "Votos en contra (4):", "Se abstienen:"; "Hablaron a favor:" is none."""
    first = next((k for k, t in enumerate(own) if t.key in _FOR), -1)
    return first >= 0 and all(t.key in _WORDS or t.shape == NUMBER or not t.text.isalpha() for t in own[max(0, first - 3) : first])


def answers(line: Line) -> Iterator[NameHit]:
    """Yield who answered a roll call: "Ruiz, Ana (Lista Sol): afirmativo", "ANA RUIZ .......... PRESENTE", "Diputado Luis Paz, presente; diputada Eva Sol, justificó"."""
    tokens = line.tokens
    if not line.people or line.cells:
        return
    if len(tokens) <= _ENTRY and line.people[0].first <= _TITLES and len(line.people) == 1 and any(t.key in _SAID for t in tokens[-_LAST:]):
        yield line.people[0]
        return
    told = [p for p in line.people if p.last + 1 < len(tokens) and tokens[p.last].text in (",", ":", "-", "(") and tokens[p.last + 1].key in _SAID]
    if len(told) >= _SEVERAL:
        yield from told


def _voters(line: Line, k: int, stop: int, people: People, text: str) -> Iterator[tuple[Entity, int, int, BodyHit | None]]:
    """Yield those of one label, up to what is no list."""
    tokens = line.tokens
    group: list[tuple[Entity, int, int]] = []
    while k < stop:
        entity, last = one_at(line, k, people, text)
        if entity:
            group.append((entity, k, last))
        if last > k:
            k = last
        elif tokens[k].text == "(":
            theirs = _party(line, k + 1)
            yield from ((*one, theirs) for one in group)
            group = []
            k = closing(tokens, k, stop)
        elif tokens[k].text in (",", ";", ".") or tokens[k].key in ("y", "e", "los", "las", "el", "la") or tokens[k].key in words("honorifics") or tokens[k].key in words("roles", "role"):
            if tokens[k].text == ";":
                yield from ((*one, None) for one in group)
                group = []
            k += 1
        else:
            break
    yield from ((*one, None) for one in group)


def _party(line: Line, k: int) -> BodyHit | None:
    """Return the party that a bracket with its first word at token ``k`` is: a known body, or words with capitals and no more."""
    tokens = line.tokens
    close = next((c for c in range(k, len(tokens)) if tokens[c].text == ")"), k)
    known = next((b for b in line.bodies if b.first == k), None)
    named = 0 < close - k <= _LABEL and all(t.text.isalpha() and (t.capital or t.key in PARTICLES) for t in tokens[k:close]) and tokens[k].capital
    return known or (as_party(k, close) if named else None)
