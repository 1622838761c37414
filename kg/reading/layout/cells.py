"""Cells of a table row as stretches of tokens: its head's columns, the people in it."""

from __future__ import annotations

import functools
import itertools

from kg.reading.mentions.inverted import inverted_at
from kg.reading.mentions.name_words import stops
from kg.reading.mentions.names import surnames_first
from kg.reading.mentions.people import NameHit, find_people
from kg.reading.vocab import rows, words
from kg.reading.words.tokens import NUMBER, SIGN, Token

_NUMBERS = frozenset(("no", "n", "nro", "num", ".", "°", "º", "#"))
_PAIR = 2       # blanks that set the number of a row apart


@functools.cache
def _column_words() -> dict[str, str]:
    return {row["word"]: row["holds"] for row in rows("columns")}


def columns_of(line: list[Token], cells: list[tuple[int, int]]) -> dict[int, str]:
    """Return column → what it holds, read from the cells of a table's head row."""
    found = {k: _column_words()[line[a].key] for k, (a, b) in enumerate(cells) if 0 < b - a <= 4 and line[a].key in _column_words()}
    for k, (a, b) in enumerate(cells):
        if line[a:b] and line[a].key.startswith("representa") and b - a == 2 and line[a + 1].key in ("de", "a"):
            found[k] = "institution"    # "Representante de"
    return found


def cells_in(line: list[Token]) -> list[tuple[int, int]]:
    """Return the stretches of tokens between the bars of a table row; empty cells too, so that columns keep their number."""
    edges = [0, *(k + 1 for k, t in enumerate(line) if t.text == "|"), len(line) + 1]
    found = [(first, stop - 1) for first, stop in itertools.pairwise(edges)]
    return found[1:] if line[0].text == "|" else found


def with_bars(line: list[Token], least: int) -> list[Token]:
    """Return the tokens with a bar wherever ``least`` blanks set two columns apart, so that no name goes on from one into the other."""
    made = line[:1]
    numbers = True      # whether only the number of the row came so far: "No.  NOMBRE      CARGO", "10  Ana Ruiz      Vocal"
    for before, token in itertools.pairwise(line):
        numbers = numbers and (before.shape == NUMBER or before.key in _NUMBERS)
        if token.start - before.end >= (_PAIR if numbers else least):
            made.append(Token(before.end, before.end + 1, "|", "|", SIGN))
        made.append(token)
    return made


def in_cells(line: list[Token], cells: list[tuple[int, int]]) -> list[NameHit]:
    """Return the people of a table row: a cell is expected to begin with a name, in either order."""
    found: list[NameHit] = []
    for first, stop in cells:
        cell = line[first:stop]
        if not cell:
            continue
        skip = lead_at(cell)
        if surnames_first(cell, skip, len(cell)):
            found.append(NameHit(first + skip, first + len(cell), "person.surnames_first", True))
            continue
        if end := inverted_at(cell, skip):
            found.append(NameHit(first + skip, first + end, "person.surnames_first", True))
            continue
        hits = find_people(cell[skip:], expected=len(cell) - skip <= 12)
        found += [NameHit(h.first + first + skip, h.last + first + skip, h.rule, h.full) for h in hits]
    return found


@functools.cache
def _offices() -> frozenset[str]:
    return frozenset(w for w in words("roles", "role") if " " not in w)


def lead_at(line: list[Token]) -> int:
    """Return the token at which a leading name would begin: after numbers, honorifics, "Relatora:", "Modera:"."""
    i = 0
    while i < len(line) and i < 8:
        token = line[i]
        if (
            token.shape == NUMBER
            or token.text in (".", "-", ")", "(", "|", ">", '"')
            or token.key in words("honorifics")
            or (token.key in ("el", "la") and i + 1 < len(line) and line[i + 1].key in words("honorifics"))
        ):
            i += 1
        elif i + 1 < len(line) and line[i + 1].text == ":" and token.key in words("role_labels"):
            i += 2
        elif token.capital and token.key in _offices() and i + 2 < len(line) and line[i + 1].capital and line[i + 2].capital and line[i + 1].key not in stops():
            i += 1
        elif i == 0 and token.capital and token.key in words("parties") and (office := _bench(line)):
            i = office
        else:
            break
    return i


def _bench(line: list[Token]) -> int:
    """Return the token of the office in "Frente Amplio Edil Sergio Casas: …", 0 when the line does not begin so."""
    k = next((k for k in range(1, min(5, len(line) - 2)) if line[k].key in _offices()), 0)
    return k if k and all(t.capital for t in line[: k + 2]) and any(t.text == ":" for t in line[k : k + 8]) else 0
