"""Null models of a two-mode network: what co-presence would be if only the totals counted.

Three models of the 0/1 incidence (rows take part in columns), by what they keep: ``fixed-row`` each row's total (hypergeometric),
``sdsm`` the totals of rows and columns on average (bipartite configuration model), ``fdsm`` both exactly (curveball sampling).
Rows of one total have one distribution, so work grows with how many different totals there are, not with rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from kg.model.errors import InputError
from kg.model.text import Text

EXACT_WORK = 2 * 10**9  # multiplications spent on exact tails, cheapest first; beyond, the refined normal approximation
_TOLERANCE = 1e-9  # of a total that the model must meet
_STEPS = 200


@dataclass(frozen=True)
class Cells:
    """Cell probabilities by class: ``chance[row_class[i], col_class[j]]`` for row i and column j; ``many``: columns a class; ``off``: worst miss of a total."""

    row_class: Any
    col_class: Any
    chance: Any
    many: Any
    off: float


def bicm(rows: Any, cols: Any) -> Cells:
    """Return the cell probabilities of the bipartite configuration model with these totals of rows and columns.

    Meaning: of all ways to deal participations at random in which each person and each event has, on average, its total, the one
    that assumes nothing else. Range 0 to 1; every row and column of probabilities adds to its total (to 1e-9, or an error).
    Cells that the totals force (full or empty rows and columns, nested tables) are exactly 1 or 0: where a Gale-Ryser
    inequality is tight the table is cut in two, and the rest is solved by Newton steps on the concave likelihood (a fixed point,
    the usual way, needs thousands of rounds near such a cut). Source: Saracco et al. 2015, doi:10.1038/srep10595 (read in the
    documentation of the R package backbone). Checked by hand: all rows of 1 and two columns of 2 in a 4 x 2 table: 1/2 everywhere.
    """
    rows, cols = np.asarray(rows, dtype=np.int64), np.asarray(cols, dtype=np.int64)
    row_totals, row_class, row_many = np.unique(rows, return_inverse=True, return_counts=True)
    col_totals, col_class, col_many = np.unique(cols, return_inverse=True, return_counts=True)
    chance = np.zeros((len(row_totals), len(col_totals)))
    waiting = [(np.arange(len(row_totals)), np.arange(len(col_totals)), row_totals, col_totals)]
    while waiting:
        r, c, left, right = waiting.pop()
        if not len(r) or not len(c):
            continue
        parts = _cut(left, right, row_many[r], col_many[c])
        if parts is None:
            chance[np.ix_(r, c)] = _interior(left, right, row_many[r], col_many[c])
            continue
        top, full, empty = parts
        chance[np.ix_(r[top], c[full])] = 1.0
        some, others = ~full, ~empty
        waiting.append((r[top], c[some], left[top] - col_many[c[full]].sum(), right[some]))
        waiting.append((r[~top], c[others], left[~top], right[others] - row_many[r[top]].sum()))
    miss = [np.abs(chance @ col_many - row_totals), np.abs(row_many @ chance - col_totals)]
    off = max((float(m.max()) for m in miss if len(m)), default=0.0)
    if off > _TOLERANCE * max(1, len(rows), len(cols)):
        raise InputError(Text(f"el modelo de totales no converge: un total difiere en {off:.2g}", f"the model of totals does not converge: a total is off by {off:.2g}"),
                         f"{len(rows)} x {len(cols)}", Text("use el modelo fixed-row o fdsm", "use the model fixed-row or fdsm"))
    return Cells(row_class, col_class, chance, col_many, off)


def _cut(rows: Any, cols: Any, row_many: Any, col_many: Any) -> tuple[Any, Any, Any] | None:
    """Return where the totals force cells: (rows on top, columns full there, columns empty below), or None when they force none."""
    order = np.argsort(-rows)
    height = np.concatenate([[0], np.cumsum(row_many[order])])
    taken = np.concatenate([[0], np.cumsum((rows * row_many)[order])])
    room = (np.minimum(cols[None, :], height[:, None]) * col_many).sum(axis=1)
    if (taken > room).any() or taken[-1] != room[-1] or (cols > height[-1]).any() or (rows < 0).any() or (cols < 0).any():
        raise InputError(Text("ninguna tabla de ceros y unos tiene estos totales", "no table of zeros and ones has these totals"),
                         f"{height[-1]} x {col_many.sum()}", Text("los totales salen de una incidencia", "totals come from an incidence"))
    for k in np.flatnonzero(taken == room).tolist():
        top = np.zeros(len(rows), dtype=bool)
        top[order[:k]] = True
        full, empty = cols >= height[k], cols <= height[k]
        if (k and full.any()) or (k < len(rows) and empty.any()):
            return top, full, empty
    return None


def _interior(rows: Any, cols: Any, row_many: Any, col_many: Any) -> Any:
    """Return the probabilities where nothing is forced: Newton's steps, halved until the likelihood grows."""
    total = float(rows @ row_many)
    logs = np.concatenate([np.log(rows), np.log(cols)]) - np.log(total) / 2
    size = len(rows)

    def likelihood(at: Any) -> float:
        return float((row_many * rows) @ at[:size] + (col_many * cols) @ at[size:] - row_many @ np.logaddexp(0, at[:size, None] + at[size:]) @ col_many)

    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(logs[:size, None] + logs[size:])))
        slope = np.concatenate([row_many * (rows - chance @ col_many), col_many * (cols - row_many @ chance)])
        if np.abs(slope / np.concatenate([row_many, col_many])).max() < _TOLERANCE / 10:
            break
        bend = row_many[:, None] * chance * (1 - chance) * col_many
        curve = np.block([[np.diag(bend.sum(axis=1)), bend], [bend.T, np.diag(bend.sum(axis=0))]])[:-1, :-1]  # the last is held: one is free
        step, here, much = np.append(np.linalg.solve(curve, slope[:-1]), 0.0), likelihood(logs), 1.0
        while likelihood(logs + much * step) < here - 1e-12 * abs(here) and much > 1e-9:  # less than that is rounding
            much /= 2
        logs = logs + much * step
    return 1 / (1 + np.exp(-(logs[:size, None] + logs[size:])))


def poisson_binomial(chances: Any, times: Any = None, most: int | None = None) -> Any:
    """Return P(X = 0), P(X = 1) ... up to ``most`` (default: all) of how many of independent trials succeed.

    ``chances``: one a kind of trial; ``times``: how many trials of each kind (default: one). Sums of non-negative numbers only, so
    even tiny values are right in relative terms (1e-10). Source of the name and of other ways to it: Hong 2013,
    doi:10.1016/j.csda.2012.10.006 (read in the documentation of R's PoissonBinomial). Checked by hand: 1/2, 1/4: 3/8, 1/2, 1/8.
    """
    chances = np.asarray(chances, dtype=np.float64)
    times = np.ones(len(chances), dtype=np.int64) if times is None else np.asarray(times, dtype=np.int64)
    most = int(times.sum()) if most is None else most
    found = np.ones(1)
    for chance, trials in zip(chances.tolist(), times.tolist(), strict=True):
        if chance > 0:
            found = np.convolve(found, _binomial(trials, chance, min(trials, most)))[:most + 1]
    return np.concatenate([found, np.zeros(max(0, most + 1 - len(found)))])


def _binomial(trials: int, chance: float, most: int) -> Any:
    """Return P(X = 0..most) of a binomial."""
    from scipy.special import gammaln, xlog1py, xlogy

    k = np.arange(most + 1)
    return np.exp(gammaln(trials + 1) - gammaln(k + 1) - gammaln(trials - k + 1) + xlogy(k, chance) + xlog1py(trials - k, -chance))


def sdsm_tails(cells: Cells, first: Any, second: Any, seen: Any) -> tuple[Any, Any, Any, Any]:
    """Return (expected, P(X >= seen), P(X <= seen), exact or not) for two rows of the classes given that share ``seen`` columns.

    Each column is shared with the product of its two cells' probabilities, so X is Poisson-binomial. Source: Neal 2014,
    doi:10.1016/j.socnet.2014.06.001 (read in the documentation of the R package backbone). Exact while the work allows (``EXACT_WORK``,
    always so in small networks); beyond, the refined normal approximation (with skewness; Hong 2013), whose far tails are rough.
    Since totals vary from draw to draw, small tables leave it little power (measured: among the women of Natchez no pair could go
    below .05, where fdsm gives .005): there fdsm is the better question.
    """
    first, second, seen = (np.asarray(v, dtype=np.int64) for v in (first, second, seen))
    groups = list(_by_pair(first, second))
    expected, upper, lower, exact = np.zeros(len(seen)), np.zeros(len(seen)), np.zeros(len(seen)), np.zeros(len(seen), dtype=bool)
    both = [cells.chance[first[at[0]]] * cells.chance[second[at[0]]] for at in groups]
    reach = [max(int(seen[at].max()), float(q @ cells.many) * 2) + 40 for at, q in zip(groups, both, strict=True)]
    work = np.array([min(top, float(cells.many.sum()))**2 * len(cells.many) for top in reach])
    spent = np.zeros(len(work))
    spent[np.argsort(work, kind="stable")] = np.cumsum(np.sort(work, kind="stable"))
    for at, q, cost in zip(groups, both, spent, strict=True):
        expected[at] = q @ cells.many
        exact[at] = cost <= EXACT_WORK
        upper[at], lower[at] = (_exact if cost <= EXACT_WORK else _refined)(q, cells.many, seen[at])
    return expected, upper, lower, exact


def fixed_row_tails(totals: Any, columns: int, first: Any, second: Any, seen: Any) -> tuple[Any, Any, Any, Any]:
    """Return (expected, P(X >= seen), P(X <= seen), exact) when each row's columns are drawn at random among all: hypergeometric.

    ``totals``: of each class of rows. Columns are taken to be alike, so in networks with a few large events many pairs look unusual
    that are not. Source: Tumminello et al. 2011, doi:10.1371/journal.pone.0017994, and Neal 2013, doi:10.1007/s13278-013-0107-y
    (both read in the documentation of the R package backbone). Checked by hand: two rows of 2 among 4 columns share 2 with 1/6.
    """
    first, second, seen = (np.asarray(v, dtype=np.int64) for v in (first, second, seen))
    expected, upper, lower = (np.zeros(len(seen)) for _ in range(3))
    for at in _by_pair(first, second):
        one, other = int(totals[first[at[0]]]), int(totals[second[at[0]]])
        expected[at] = one * other / columns
        upper[at], lower[at] = _tails(_hypergeometric(one, other, columns), seen[at])
    return expected, upper, lower, np.ones(len(seen), dtype=bool)


def _hypergeometric(one: int, other: int, columns: int) -> Any:
    """Return P(X = 0 .. the lesser total)."""
    from scipy.special import gammaln

    def ways(of: Any, some: Any) -> Any:
        return gammaln(of + 1) - gammaln(some + 1) - gammaln(of - some + 1)

    k = np.arange(min(one, other) + 1)
    possible = k >= one + other - columns
    found = np.zeros(len(k))
    found[possible] = np.exp(ways(one, k[possible]) + ways(columns - one, other - k[possible]) - ways(columns, other))
    return found


def _by_pair(first: Any, second: Any) -> Iterator[Any]:
    """Yield the places of each pair of classes."""
    if len(first):
        order = np.lexsort((second, first))
        ends = np.flatnonzero((np.diff(first[order]) != 0) | (np.diff(second[order]) != 0)) + 1
        yield from np.split(order, ends)


def _tails(chances: Any, seen: Any) -> tuple[Any, Any]:
    """Return P(X >= seen) and P(X <= seen) from P(X = 0), P(X = 1) ..."""
    up = np.append(np.cumsum(chances[::-1])[::-1], 0.0)
    down = np.cumsum(chances)
    top = len(chances) - 1
    return np.minimum(up[np.minimum(seen, top + 1)], 1.0), np.minimum(down[np.minimum(seen, top)], 1.0)


def _exact(chances: Any, times: Any, seen: Any) -> tuple[Any, Any]:
    """Return the tails of a Poisson-binomial; terms are added until what is left out no longer counts."""
    every, top = int(times[chances > 0].sum()), int(seen.max())
    most = top + 20
    while True:
        most = min(most, every)
        terms = poisson_binomial(chances, times, most)
        if most == every:
            return _tails(terms, seen)
        # The terms are log-concave: after this one each falls at least as fast as this one did.
        fall = terms[-1] / terms[-2] if terms[-2] > 0 else 1.0
        if fall < 1 and terms[-1] * fall / (1 - fall) <= 1e-13 * terms[top:].sum():
            up, down = _tails(terms, seen)
            return np.where(seen == 0, 1.0, up), down
        most *= 2


def _refined(chances: Any, times: Any, seen: Any) -> tuple[Any, Any]:
    """Return the tails by the refined normal approximation."""
    from scipy.special import ndtr

    mean, spread = float(chances @ times), float(np.sqrt((chances * (1 - chances)) @ times))
    if not spread:
        return (seen <= mean).astype(float), (seen >= mean).astype(float)
    skew = float((chances * (1 - chances) * (1 - 2 * chances)) @ times) / spread**3

    def below(k: Any) -> Any:
        at = (k + 0.5 - mean) / spread
        return np.clip(ndtr(at) + skew * (1 - at**2) * np.exp(-at**2 / 2) / (6 * np.sqrt(2 * np.pi)), 0, 1)

    return 1 - below(seen - 1), below(seen)


def curveball(lists: list[set[int]], trades: int, draw: np.random.RandomState) -> None:
    """Shuffle lists in place by so many trades: two lists put together what only one of them has and deal it anew, each its number.

    Totals of lists and of their members stay; every table with them becomes equally likely. Source: Strona et al. 2014,
    doi:10.1038/ncomms5114 (read in the documentation of R's backbone); that the draw is uniform: Carstens 2015, doi:10.1103/PhysRevE.91.042812.
    """
    if len(lists) < 2:
        return
    firsts, seconds = draw.randint(0, len(lists), trades).tolist(), draw.randint(0, len(lists) - 1, trades).tolist()
    for one, other in zip(firsts, seconds, strict=True):
        other += other >= one
        mine, theirs = sorted(lists[one] - lists[other]), sorted(lists[other] - lists[one])
        if mine and theirs:
            pool = [(mine + theirs)[k] for k in draw.permutation(len(mine) + len(theirs)).tolist()]
            both = lists[one] & lists[other]
            lists[one], lists[other] = both | set(pool[:len(mine)]), both | set(pool[len(mine):])
