"""Small counts of people are not published: below ``smallest_count`` a table says "<k", and so much more is left out that nobody can work the number out.

A count of one or two in a cell (the only student of a town at an event) tells who it is, even without a name. What hides it: the count itself (primary), and,
where a published sum would give it back by subtraction, other cells too (complementary): the smallest that is enough. Whether it is enough is not assumed but
worked out: for each small count, the least and the most it can be given everything that is published (two linear programs, as the agencies of statistics do
it); while they are the same number, one more cell goes. Zeros stay: nobody is behind them.

What this does not do: who holds the graph itself can count its nodes. It keeps tables from telling at a glance what names were withheld for; people who must
not be countable have to be taken down or left out of the acta.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kg.graph.answer import Answer, Term

Key = TypeVar("Key", bound=Hashable)
MORE = "…"
"""What stands in a cell left out so that another cannot be worked out."""
_LISTS = ("evidence",)


def told(number: int, least: int) -> str:
    """Return a count of people as it may be shown: itself, or ``<k`` when there are some and fewer than k."""
    return f"<{least}" if 0 < number < least else str(number)


def hidden(cells: Mapping[Key, int], sums: Iterable[tuple[Key, Sequence[Key]]], least: int) -> dict[Key, str]:
    """Return what stands in each cell that is not shown: ``<k`` for a small count, ``…`` for one left out to protect it.

    ``cells``: every count of a table, its totals too; ``sums``: (total, its parts) wherever the parts of a published total are published. Counts are of people
    and never negative (ValueError). With ``least`` below 2 nothing is hidden.
    """
    if any(value < 0 for value in cells.values()):
        raise ValueError("a count is negative")
    known = [(total, tuple(parts)) for total, parts in sums]
    small = {key for key, value in cells.items() if 0 < value < least}
    out, named = set(small), set(small)  # what is not shown; of that, what is shown as "<k"
    for key in sorted(small, key=lambda k: (cells[k], repr(k))):
        while _exact(key, cells, known, out, named, least):
            if out < set(cells):
                out.add(_next(key, cells, known, out))
            elif key in named:  # even "<k" tells too much: 1 + 1 is the only way to make "<3" of two that are "<3"
                named.discard(max(named - {key}, key=lambda k: (cells[k], repr(k)), default=key))
            else:
                break
    return {key: told(cells[key], least) if key in named else MORE for key in cells if key in out}


def _next(key: Key, cells: Mapping[Key, int], sums: Sequence[tuple[Key, tuple[Key, ...]]], out: set[Key]) -> Key:
    """Return the cell to leave out next: a part with somebody in it that closes most sums with one cell left out, the smallest of such; else a total, else any."""
    near = _reach(key, sums, out)
    open_ = [(t, ps) for t, ps in sums if len(out & {t, *ps}) == 1 and near & {t, *ps}] or _linked(key, sums, out)
    totals = {t for t, _ in sums}
    parts = {p for _, ps in open_ for p in ps} - out
    for candidates in ({p for p in parts - totals if cells[p]}, {p for p in parts if cells[p]}, {t for t, _ in open_} - out, parts, set(cells) - out):
        if candidates:
            return min(candidates, key=lambda k: (-sum(k in ps for _, ps in open_), cells[k], repr(k)))
    raise AssertionError("there is always one left")


def _linked(key: Key, sums: Sequence[tuple[Key, tuple[Key, ...]]], out: set[Key]) -> list[tuple[Key, tuple[Key, ...]]]:
    """Return the sums that ``key`` is in; when all of theirs is left out already, those that share such a cell."""
    near = {key}
    while True:
        found = [(t, ps) for t, ps in sums if near & {t, *ps}]
        if any({t, *ps} - out for t, ps in found):
            return [(t, ps) for t, ps in found if {t, *ps} - out]
        grown = near | {k for t, ps in found for k in (t, *ps)}
        if grown == near:
            return []
        near = grown


def _exact(key: Key, cells: Mapping[Key, int], sums: Sequence[tuple[Key, tuple[Key, ...]]], out: set[Key], small: set[Key], least: int) -> bool:
    """Whether what is published leaves one number only for a cell."""
    low, high = interval(key, cells, sums, out, small, least)
    return low == high


def interval(key: Key, cells: Mapping[Key, int], sums: Sequence[tuple[Key, tuple[Key, ...]]], out: set[Key], small: set[Key], least: int) -> tuple[int, int]:
    """Return the least and the most a cell can be for who knows every cell but those in ``out``, that ``small`` ones are 1 to k-1, and that others are 0 or more."""
    from scipy.optimize import linprog

    unknown = sorted(_reach(key, sums, out), key=repr)
    at = {k: i for i, k in enumerate(unknown)}
    rows: list[list[float]] = []
    right: list[int] = []
    for total, parts in sums:
        if at.keys().isdisjoint((total, *parts)):
            continue
        row, known = [0.0] * len(unknown), 0
        for k, sign in ((total, 1), *((part, -1) for part in parts)):
            if k in at:
                row[at[k]] += sign
            else:
                known += sign * cells[k]
        rows.append(row)
        right.append(-known)
    if not rows:
        return (1, least - 1) if key in small else (0, max(cells[key], least) * 2)
    bounds = [(1, least - 1) if k in small else (0, None) for k in unknown]
    ends = []
    for way in (1.0, -1.0):
        aim = [0.0] * len(unknown)
        aim[at[key]] = way
        found = linprog(aim, A_eq=rows, b_eq=right, bounds=bounds, method="highs")
        ends.append(math.inf if found.status == 3 else way * float(found.fun))
    return math.ceil(ends[0] - 1e-6), 2**53 if math.isinf(ends[1]) else math.floor(ends[1] + 1e-6)


def _reach(key: Key, sums: Sequence[tuple[Key, tuple[Key, ...]]], out: set[Key]) -> set[Key]:
    """Return the cells left out that sums tie to ``key``, one over the other."""
    found, grown = {key}, True
    while grown:
        more = {k for t, ps in sums if found & {t, *ps} for k in (t, *ps) if k in out} - found
        found, grown = found | more, bool(more)
    return found


@dataclass(frozen=True)
class Table:
    """A table of counts with margins: rows by columns, as text."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], str]


ALL = ""
"""The row, and the column, of totals."""


def crossed(counts: Mapping[tuple[str, str], int], least: int) -> Table:
    """Return counts by (row, column) as a table with totals of rows, columns and all, small ones hidden."""
    rows, columns = tuple(sorted({r for r, _ in counts})), tuple(sorted({c for _, c in counts}))
    cells = {(r, c): counts.get((r, c), 0) for r in rows for c in columns}
    cells |= {(r, ALL): sum(cells[r, c] for c in columns) for r in rows}
    cells |= {(ALL, c): sum(cells[r, c] for r in rows) for c in (*columns, ALL)}
    sums = [((r, ALL), [(r, c) for c in columns]) for r in (*rows, ALL)] + [((ALL, c), [(r, c) for r in rows]) for c in (*columns, ALL)]
    veiled = hidden(cells, sums, least)
    return Table((*rows, ALL), (*columns, ALL), {key: veiled.get(key, str(value)) for key, value in cells.items()})


def answer(found: Answer, least: int) -> Answer:
    """Return a ready question's answer with small counts of people hidden: those of a column called ``people``, and in such a row the claims, which one could count."""
    if least < 2 or "people" not in found.variables:
        return found
    at, lists = found.variables.index("people"), {i for i, name in enumerate(found.variables) if name in _LISTS}
    return replace(found, rows=tuple(_row(row, at, lists, least) for row in found.rows))


def _row(row: tuple[Term | None, ...], at: int, lists: set[int], least: int) -> tuple[Term | None, ...]:
    cell = row[at]
    if cell is None or not cell.value.isdigit() or not 0 < int(cell.value) < least:
        return row
    return tuple(Term("literal", told(int(cell.value), least)) if i == at else None if i in lists else term for i, term in enumerate(row))
