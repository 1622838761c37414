"""The smallest set that covers: exact by integer programming, greedy with a stated bound when that takes too long.

A set cover: given what each candidate covers, choose as few as possible so that everything wanted is covered. It is solved
as a 0/1 programme by HiGHS (``scipy.optimize.milp``; Huangfu and Hall 2018, doi:10.1007/s12532-017-0130-5, read in SciPy's
documentation), one aim after another: cover most, use fewest, take the heaviest, then the first in order. So equal
instances have one answer, whatever the solver prefers.

Checked by hand: a covers {1, 2}, b {2, 3}, c {3, 4}, d {1, 4}: two are needed, {a, c} or {b, d}; nobody is in both.
"""

from __future__ import annotations

import heapq
import itertools
import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

NODES = 20_000
"""Branch-and-bound nodes each aim may take: a limit that falls at the same place on every machine."""
SECONDS = 30.0
"""Seconds the whole may take; past them the greedy answer stands, and it says so."""
LISTED = 20
"""Choices of equal size that are looked for; of more it is only said that there are more."""
MANY = 1_000_000
"""Beyond so many choices they are not counted."""
_CHUNK = 20  # candidates whose order one programme settles: weights up to 2**20 stay exact


@dataclass(frozen=True)
class Cover:
    """A choice among candidates, by their index.

    ``chosen``: the choice, sorted. ``exact``: nothing smaller covers as much (and, with a limit, nothing within it covers more). Else ``at_least`` is a size below
    which no choice can be, and ``ratio`` bounds how far the choice may be from the best (see ``greedy``). ``settled``: ties were broken to the end.
    ``count``: choices of the same size that cover as many, this one included; ``complete``: all are counted, else there are at least so many. ``sets``: those choices, this one first, when they
    are few enough to list, else this one alone. ``always``: who is in all of them (None: not known). Those forced are in every choice.
    """

    chosen: tuple[int, ...]
    covered: frozenset[str]
    exact: bool = True
    settled: bool = True
    at_least: int = 0
    ratio: float = 1.0
    count: int = 1
    complete: bool = True
    sets: tuple[tuple[int, ...], ...] = ()
    always: tuple[int, ...] | None = ()


@dataclass
class _Programme:
    """The 0/1 programme: a column for each kind of candidate, then one for each thing to cover (1: covered); rows are added aim after aim.

    Candidates that cover the same are of one kind: no smallest choice has two of them. ``kinds`` are their members, the heaviest first, then in order;
    the kinds themselves are ordered by their first member.
    """

    kinds: list[list[int]]
    things: int
    deadline: float
    nodes: int
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    low: dict[int, float] = field(default_factory=dict)
    _made: tuple[list[Any], Any] | None = None
    bound: float = -math.inf  # what the last solve proved its aim cannot go below

    @property
    def width(self) -> int:
        return len(self.kinds) + self.things

    def choose(self) -> dict[int, float]:
        """Return the row that counts the choice."""
        return dict.fromkeys(range(len(self.kinds)), 1.0)

    def covered(self, sign: float = 1.0) -> dict[int, float]:
        """Return the row that counts what is covered."""
        return dict.fromkeys(range(len(self.kinds), self.width), sign)

    def solve(self, aim: dict[int, float], low: Sequence[int] = (), high: Sequence[int] = ()) -> list[int] | None:
        """Minimise ``aim``; return the columns that are 1, or None when nothing fulfils the rows. Raises _Late when it is not decided in time.

        ``low`` are columns held at 1, ``high`` columns held at 0, for this time only.
        """
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        left = self.deadline - time.monotonic()
        if left <= 0:
            raise _Late
        cost, least, most = np.zeros(self.width), np.zeros(self.width), np.ones(self.width)
        for column, value in aim.items():
            cost[column] = value
        least[[*self.low, *low]] = 1
        most[list(high)] = 0
        done: Any = milp(cost, integrality=np.ones(self.width), bounds=Bounds(least, most), constraints=LinearConstraint(self._matrix(), [r[1] for r in self.rows], [r[2] for r in self.rows]),
                         options={"node_limit": self.nodes, "time_limit": left, "mip_rel_gap": 0.0})
        if done.status == 2:
            return None
        self.bound = float(done.mip_dual_bound) if done.mip_dual_bound is not None else -math.inf
        if done.status != 0:
            raise _Late
        return np.flatnonzero(done.x > 0.5).tolist()

    def _matrix(self) -> Any:
        """Return the rows as a sparse matrix, made anew only when they changed."""
        import numpy as np
        from scipy.sparse import coo_array

        if self._made is None or len(self._made[0]) != len(self.rows) or any(a is not b for a, b in zip(self._made[0], self.rows, strict=True)):
            cells = [(r, c, v) for r, (row, _, _) in enumerate(self.rows) for c, v in row.items()]
            at, values = np.array([c[:2] for c in cells], dtype=np.int64).reshape(-1, 2), np.array([c[2] for c in cells])
            self._made = list(self.rows), coo_array((values, (at[:, 0], at[:, 1])), shape=(len(self.rows), self.width)).tocsr()
        return self._made[1]

    def picked(self, columns: list[int] | None) -> list[int]:
        """Return the columns of candidates among those of a solution."""
        return [c for c in columns or [] if c < len(self.kinds)]


class _Late(Exception):
    """An aim was not decided within the limits."""


def cover(sets: Sequence[frozenset[str]], wanted: frozenset[str], weights: Sequence[int] | None = None, forced: Sequence[int] = (), most: int | None = None,
          listed: int = LISTED, nodes: int = NODES, seconds: float = SECONDS) -> Cover:
    """Return the smallest choice of ``sets`` whose union holds all of ``wanted`` that any of them holds.

    ``forced`` are in every choice. ``most``: choose at most so many (those forced count), covering as much as that allows. Of equal choices the one of greatest
    ``weights`` (in sum) is taken, then the one whose indices come first. ``listed``: how many choices of equal size are looked for (0: none but the answer).
    """
    heavy, kept = list(weights or [0] * len(sets)), tuple(sorted(set(forced)))
    held = frozenset().union(*(sets[i] for i in kept)) & wanted
    missing = sorted((frozenset().union(*sets) & wanted) - held)
    room = len(sets) if most is None else max(0, most - len(kept))
    if not missing or not room:
        return Cover(kept, held, at_least=len(kept), sets=(kept,), always=kept)
    programme = _programme(sets, missing, heavy, kept, _Programme([], len(missing), time.monotonic() + seconds, nodes))
    try:
        free = _fewest(programme, room)
    except _Late:
        proved = math.ceil(programme.bound - 1e-6) if programme.bound > 0 else 1
        return greedy(sets, wanted, heavy, kept, most, len(kept) + proved)
    found = _choices(programme, free, listed)
    settled = True
    if not found.complete or not listed:
        free, settled = _first(programme, free, [heavy[k[0]] for k in programme.kinds])
        found.choices = [free]
    return _answer(sets, wanted, heavy, kept, programme, found, settled, listed)


def _programme(sets: Sequence[frozenset[str]], missing: list[str], heavy: list[int], kept: tuple[int, ...], programme: _Programme) -> _Programme:
    """Fill in the kinds of candidates and one row a thing: it is covered only if somebody chosen covers it."""
    kinds: dict[frozenset[str], list[int]] = {}
    lacking = frozenset(missing)
    for i in sorted(set(range(len(sets))) - set(kept), key=lambda i: (-heavy[i], i)):
        if useful := sets[i] & lacking:
            kinds.setdefault(useful, []).append(i)
    ordered = sorted(kinds.items(), key=lambda kind: kind[1][0])
    programme.kinds = [members for _, members in ordered]
    who: dict[str, dict[int, float]] = {thing: {} for thing in missing}
    for column, (useful, _) in enumerate(ordered):
        for thing in useful:
            who[thing][column] = 1.0
    for j, thing in enumerate(missing):
        programme.rows.append(({**who[thing], len(ordered) + j: -1.0}, 0, math.inf))
    return programme


def _fewest(programme: _Programme, room: int) -> list[int]:
    """Cover as much as ``room`` candidates can, with as few of them as can; leave both as rows of the programme."""
    best = programme.things
    if room < len(programme.kinds):
        programme.rows.append((programme.choose(), 0, room))
        best = len([c for c in programme.solve(programme.covered(-1.0)) or [] if c >= len(programme.kinds)])
        programme.bound = -math.inf  # that bound was of another aim
    if best == programme.things:
        programme.low.update(programme.covered())
    else:
        programme.rows.append((programme.covered(), best, math.inf))
    free = programme.picked(programme.solve(programme.choose()))
    programme.rows.append((programme.choose(), len(free), len(free)))
    return free


def _first(programme: _Programme, free: list[int], heavy: list[int]) -> tuple[list[int], bool]:
    """Of equal choices, return the heaviest, then the first in order, and whether there was time to find it.

    The first in order is the one whose 0/1 vector is the greatest number read from the left; it is found a chunk of digits at a time.
    """
    before = len(programme.rows)
    try:
        if any(heavy):
            free = programme.picked(programme.solve({c: float(-w) for c, w in enumerate(heavy)}))
            programme.rows.append(({c: float(w) for c, w in enumerate(heavy)}, sum(heavy[c] for c in free), math.inf))
        for start in range(0, len(programme.kinds), _CHUNK):
            chunk = range(start, min(start + _CHUNK, len(programme.kinds)))
            past = range(start)
            if all(c < start for c in free):
                break
            free = programme.picked(programme.solve({c: -float(2 ** (chunk[-1] - c)) for c in chunk}, [c for c in free if c < start], [c for c in past if c not in free]))
    except _Late:
        return free, False
    finally:
        del programme.rows[before:]
    return free, True


@dataclass
class _Choices:
    """Choices of kinds: all of them when ``complete``; ``same`` are the kinds in every one (None: not known)."""

    choices: list[list[int]]
    complete: bool
    same: set[int] | None
    count: int = 1


def _choices(programme: _Programme, free: list[int], listed: int) -> _Choices:
    """Look for the other choices of the same size: each one found is forbidden, until none is left."""
    found, rows, whole = _Choices([free], False, None), programme.rows, programme.deadline
    before = len(rows)
    programme.deadline = min(whole, (time.monotonic() + whole) / 2)  # breaking ties needs its share
    try:
        while listed and not found.complete and len(found.choices) <= listed:
            rows.append((dict.fromkeys(found.choices[-1], 1.0), 0, len(found.choices[-1]) - 1))
            other = programme.solve({})
            found.complete = other is None
            if other is not None:
                found.choices.append(programme.picked(other))
        found.same = set(free).intersection(*map(set, found.choices))
        if not found.complete:
            del rows[before:]
            found.same = {c for c in found.same if programme.solve({}, high=[c]) is None}
    except _Late:
        found.complete, found.same = False, None
    finally:
        del rows[before:]
        programme.deadline = whole
    found.count = sum(math.prod(len(programme.kinds[c]) for c in choice) for choice in found.choices)
    return found


def _answer(sets: Sequence[frozenset[str]], wanted: frozenset[str], heavy: list[int], kept: tuple[int, ...], programme: _Programme, found: _Choices, settled: bool, listed: int) -> Cover:
    """Return the choice of people from choices of kinds."""
    def key(some: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        return -sum(heavy[i] for i in some), some

    best = sorted((tuple(sorted([*kept, *(programme.kinds[c][0] for c in choice)])) for choice in found.choices), key=key)
    every = best[:1]
    if found.complete and 1 < found.count <= listed:
        every = sorted((tuple(sorted([*kept, *some])) for choice in found.choices for some in itertools.product(*(programme.kinds[c] for c in choice))), key=key)
    always = None if found.same is None else tuple(sorted([*kept, *(programme.kinds[c][0] for c in found.same if len(programme.kinds[c]) == 1)]))
    chosen = best[0]
    return Cover(chosen, frozenset().union(*(sets[i] for i in chosen)) & wanted, True, settled, len(chosen), 1.0, min(found.count, MANY), found.complete and found.count <= MANY, tuple(every), always)


def greedy(sets: Sequence[frozenset[str]], wanted: frozenset[str], weights: Sequence[int], forced: Sequence[int] = (), most: int | None = None, at_least: int = 0) -> Cover:
    """Return a choice made one by one, each time who covers most of what is left (then the heaviest, then the first); who turns out needless is dropped.

    Its size, beside those forced, is at most H(d) times the smallest, where d is the most that one covers and H(d) = 1 + 1/2 + ... + 1/d ≤ 1 + ln d (Chvátal 1979,
    doi:10.1287/moor.4.3.233); ``Cover.ratio`` is H(d). With ``most`` and not everything covered, it covers, beside what those forced do, at least 1 - 1/e = 63 % of the most that
    so many can (Nemhauser, Wolsey and Fisher 1978, doi:10.1007/BF01588971), and ``ratio`` is e/(e-1).
    """
    kept = sorted(set(forced))
    chosen, left = list(kept), (frozenset().union(*sets) & wanted) - frozenset().union(*(sets[i] for i in kept))
    total, queue = len(left), [(-len(s & left), -weights[i], i) for i, s in enumerate(sets)]
    heapq.heapify(queue)
    size = -queue[0][0] if queue else 0
    while left and (most is None or len(chosen) < most):
        gain, weight, i = heapq.heappop(queue)  # what it covered before can only have shrunk
        if len(sets[i] & left) < -gain:
            heapq.heappush(queue, (-len(sets[i] & left), weight, i))
            continue
        chosen.append(i)
        left -= sets[i]
    times = Counter(thing for i in chosen for thing in sets[i] & wanted)
    for i in sorted(set(chosen) - set(kept), key=lambda i: (len(sets[i] & wanted), weights[i], -i)):
        if all(times[thing] > 1 for thing in sets[i] & wanted):
            chosen.remove(i)
            times.subtract(sets[i] & wanted)
    covered = frozenset(thing for thing, n in times.items() if n > 0)
    ratio = math.e / (math.e - 1) if left else math.fsum(1 / k for k in range(1, size + 1)) or 1.0
    fewest = 0 if left else max(at_least, len(kept) + (math.ceil(total / size) if size else 0))
    return Cover(tuple(sorted(chosen)), covered, not total, True, fewest, ratio, 1, False, (tuple(sorted(chosen)),), None)
