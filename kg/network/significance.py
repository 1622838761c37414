"""Which co-presences are more (or less) than totals explain: each pair of rows against a null model of the two-mode network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy import sparse

from kg.model.errors import InputError, UsageError, nearest
from kg.model.text import Text
from kg.network.net import Net, symmetric
from kg.network.null_models import bicm, curveball, fixed_row_tails, sdsm_tails
from kg.network.partition import SEED

MODELS = ("sdsm", "fdsm", "fixed-row")
CORRECTIONS = ("holm", "bonferroni", "bh")
MOST_PAIRS = 2 * 10**7  # about 2 GB of arrays
MOST_WORK = 4 * 10**9  # steps of sampling: some minutes
_KEEPS = {
    "sdsm": Text("cada nodo y cada grupo (evento, institución, tema) conservan su total en promedio", "each node and each group (event, institution, theme) keeps its total on average"),
    "fdsm": Text("cada nodo y cada grupo (evento, institución, tema) conservan su total exacto", "each node and each group (event, institution, theme) keeps its exact total"),
    "fixed-row": Text("cada nodo conserva su total y todos los grupos (eventos, instituciones, temas) se tienen por iguales",
                      "each node keeps its total and all groups (events, institutions, themes) are taken to be alike"),
}


class TwoMode(Protocol):
    """What is tested: rows by columns, 0 or 1 (``kg.network.incidence.Incidence`` is one)."""

    @property
    def row_ids(self) -> list[str]:
        """The row IRIs, sorted."""
        ...

    @property
    def row_labels(self) -> list[str]:
        """The name of each row."""
        ...

    @property
    def matrix(self) -> Any:
        """Rows by columns, sparse."""
        ...


@dataclass(frozen=True)
class Significance:
    """Pairs of rows, sorted, and what a null model makes of each.

    ``table``: what was tested; ``first`` < ``second``: places in its rows; ``observed``: columns shared; ``expected``: their mean under the model; ``upper``:
    chance of sharing as many or more, ``lower``: as many or fewer (both one-sided, and both corrected for ``tests`` tests as
    ``correction`` says); ``exact``: False where the tail is approximate; ``tests``: pairs of rows that are in something, formed or not;
    ``least``: the smallest uncorrected upper chance that any pair could have had, None when not worked out.
    """

    table: TwoMode
    first: Any
    second: Any
    observed: Any
    expected: Any
    upper: Any
    lower: Any
    raw_upper: Any
    raw_lower: Any
    exact: Any
    tests: int
    model: str
    alpha: float
    correction: str | None
    least: float | None

    @property
    def over(self) -> Any:
        """Return which pairs share more than the model allows for at ``alpha``."""
        return self.upper <= self.alpha

    @property
    def under(self) -> Any:
        """Return which of the pairs formed share less than the model allows for at ``alpha``."""
        return self.lower <= self.alpha

    def rows(self, most: int | None = None, only: Any = None) -> list[dict[str, Any]]:
        """Return one row a pair, least likely by chance first, then by IRI. ``only``: which pairs (a truth value each); a row takes some 1 kB."""
        kept = np.arange(len(self.first)) if only is None else np.flatnonzero(only)
        order = kept[np.lexsort((self.second[kept], self.first[kept], self.raw_upper[kept]))[:most]].tolist()
        values = {name: getattr(self, name)[order].tolist() for name in ("observed", "expected", "upper", "lower", "raw_upper", "raw_lower", "exact", "over", "under")}
        pairs, ids, labels = zip(self.first[order].tolist(), self.second[order].tolist(), strict=True), self.table.row_ids, self.table.row_labels
        return [{"source": ids[i], "target": ids[j], "source_label": labels[i], "target_label": labels[j],
                 **{name: value[k] for name, value in values.items()}} for k, (i, j) in enumerate(pairs)]

    def net(self) -> Net:
        """Return the network of the pairs that share more than the model allows for; all rows stay, weight is what they share."""
        kept, ids = self.over, self.table.row_ids
        info = {"backbone": self.model, "backbone_alpha": self.alpha, "backbone_correction": self.correction or "none", "backbone_of_ties": int((self.observed > 0).sum())}
        return Net(list(ids), symmetric(self.first[kept], self.second[kept], self.observed[kept], len(ids)), list(self.table.row_labels), info=info)

    def caveats(self) -> list[Text]:
        """Return what a reader must know before printing these pairs, most important first."""
        keeps = _KEEPS[self.model]
        found = [Text(f"Comparado con un azar en que {keeps.es}; lo que además los reúna (lugar, tema, oficio) no está en el modelo.",
                      f"Compared with a chance in which {keeps.en}; what else may bring them together (place, theme, office) is not in the model.")]
        if self.least is not None and self.tests and self.least * (self.tests if self.correction in {"holm", "bonferroni"} else 1) > self.alpha:
            found.insert(0, Text(f"Con tan pocas muestras ningún par podía pasar la prueba: la probabilidad más pequeña posible es {self.least:.2g} y las pruebas son {self.tests}.",
                                 f"With so few samples no pair could have passed the test: the smallest chance possible is {self.least:.2g} and there are {self.tests} tests.")
                         if self.model == "fdsm" else
                         Text(f"Con tan pocos datos ningún par podía pasar la prueba: la probabilidad más pequeña posible es {self.least:.2g} y las pruebas son {self.tests}.",
                                 f"With so little data no pair could have passed the test: the smallest chance possible is {self.least:.2g} and there are {self.tests} tests."))
        if self.correction is None and self.tests > 1:
            found.append(Text(f"Sin corregir: de {self.tests} pares, unos {self.tests * self.alpha:.0f} pueden pasar por azar.",
                              f"Not corrected: of {self.tests} pairs, some {self.tests * self.alpha:.0f} may pass by chance."))
        rough = int((~self.exact).sum())
        if rough:
            found.append(Text(f"Pares de probabilidad aproximada o muestreada: {rough} de {len(self.exact)}.", f"Pairs whose chance is approximate or sampled: {rough} of {len(self.exact)}."))
        return found


def significance(incidence: TwoMode, model: str = "sdsm", alpha: float = 0.05, correction: str | None = "holm", *, every_pair: bool = False,
                 samples: int = 1000, seed: int = SEED, told: Callable[[int, int], None] | None = None) -> Significance:
    """Return for each pair of rows that share a column whether they share more, or less, than a null model makes them share.

    Collaboration: meeting often means little for two who go to everything, and a lot for two who go to little. Chances range
    0 to 1; weight is columns shared. ``model`` (source, meaning and DOI in ``kg.network.null_models``): ``sdsm``, ``fixed-row``, or
    ``fdsm``, sampled: ``samples`` tables, p = (1 + as extreme) / (1 + samples), never 0 (Phipson & Smyth 2010,
    doi:10.2202/1544-6115.1585). ``correction``: ``holm`` (Holm 1979), ``bonferroni``: chance of any false find; ``bh`` (Benjamini & Hochberg
    1995, doi:10.1111/j.2517-6161.1995.tb02031.x): share of false finds; None. The tests are all pairs of rows that are in something, also
    those that share nothing (their upper chance is 1): choosing the pairs that share would be choosing by the result.
    ``every_pair`` forms those too, for who never meet. Too many pairs, or too much sampling, is an error with the size.
    Checked by hand: two rows with both of 2 columns each: they share 2 for sure, both chances are 1.
    """
    _usage(model, alpha, correction, samples)
    matrix = sparse.csr_array(incidence.matrix).astype(np.int64)
    if len(matrix.data) and not ((matrix.data == 0) | (matrix.data == 1)).all():
        raise InputError(Text("la incidencia no es de ceros y unos", "the incidence is not of zeros and ones"), "",
                         Text("cuente cada fila una vez en cada columna", "count each row once in each column"))
    matrix.eliminate_zeros()
    matrix = matrix[:, np.flatnonzero(np.asarray(matrix.sum(axis=0)).ravel())]
    totals = np.diff(matrix.indptr)
    first, second, observed = _pairs(matrix, totals, every_pair)
    present = int((totals > 0).sum())
    tests = present * (present - 1) // 2
    least: float | None
    if model == "fdsm":
        expected, upper, lower = _sampled(matrix, first, second, observed, samples, seed, told)
        exact, least = np.zeros(len(first), dtype=bool), 1 / (1 + samples)
    else:
        expected, upper, lower, exact, least = _by_class(matrix, totals, first, second, observed, model)
    return Significance(incidence, first, second, observed, expected, adjusted(upper, correction, tests),
                        adjusted(lower, correction, tests), upper, lower, exact, tests, model, alpha, correction, least)


def adjusted(chances: Any, correction: str | None, tests: int | None = None) -> Any:
    """Return chances corrected for so many tests (default: as many as there are; the tests not given count as chances of 1).

    Checked by hand: .01, .02, .04 by holm: .03, .04, .04; by bh: .03, .03, .04; by bonferroni: .03, .06, .12.
    """
    chances = np.asarray(chances, dtype=np.float64)
    tests = len(chances) if tests is None else max(tests, len(chances))
    if correction is None or not len(chances):
        return chances
    if correction == "bonferroni":
        return np.minimum(chances * tests, 1.0)
    order = np.argsort(chances, kind="stable")
    rank, found = np.arange(1, len(chances) + 1), np.empty(len(chances))
    if correction == "holm":
        found[order] = np.minimum(np.maximum.accumulate(chances[order] * (tests + 1 - rank)), 1.0)
    else:
        found[order] = np.minimum(np.minimum.accumulate((chances[order] * tests / rank)[::-1])[::-1], 1.0)
    return found


def known_correction(correction: str | None) -> None:
    """Raise an error that names the nearest when there is no such correction."""
    if correction is not None and correction not in CORRECTIONS:
        raise UsageError(Text(f"no hay corrección {correction!r}", f"there is no correction {correction!r}"), "", nearest(correction, CORRECTIONS))


def known_level(alpha: float) -> None:
    """Raise an error when a level is not between 0 and 1."""
    if not 0 < alpha < 1:
        raise UsageError(Text(f"nivel que no puede ser: {alpha}", f"a level that cannot be: {alpha}"), "", Text("un número entre 0 y 1, como 0.05", "a number between 0 and 1, such as 0.05"))


def _usage(model: str, alpha: float, correction: str | None, samples: int) -> None:
    if model not in MODELS:
        raise UsageError(Text(f"no hay modelo {model!r}", f"there is no model {model!r}"), "", nearest(model, MODELS))
    known_correction(correction)
    known_level(alpha)
    if samples < 1:
        raise UsageError(Text(f"{samples} muestras", f"{samples} samples"), "", Text("pida 1 o más", "ask for 1 or more"))


def _pairs(matrix: Any, totals: Any, every: bool) -> tuple[Any, Any, Any]:
    """Return the pairs to test, sorted, and what they share."""
    there = np.flatnonzero(totals)
    columns = np.bincount(matrix.indices, minlength=matrix.shape[1]).astype(object)  # whole numbers of any size
    possible = len(there) * (len(there) - 1) // 2
    many = possible if every else min(possible, int((columns * (columns - 1)).sum()) // 2)
    if many > MOST_PAIRS:
        raise UsageError(Text(f"hasta {many:,} pares no caben (caben {MOST_PAIRS:,})", f"up to {many:,} pairs do not fit ({MOST_PAIRS:,} do)"), f"{matrix.shape[0]} x {matrix.shape[1]}",
                         Text("tome una ventana, un formato o deje fuera los eventos más grandes", "take a window or a format, or leave out the largest events"))
    shared = sparse.triu(matrix @ matrix.T, k=1, format="csr")
    shared.sort_indices()
    ties = shared.tocoo()
    if not every:
        return ties.row.astype(np.int64), ties.col.astype(np.int64), ties.data.astype(np.int64)
    i, j = np.triu_indices(len(there), k=1)
    first, second, size = there[i], there[j], matrix.shape[0]
    observed = np.zeros(len(first), dtype=np.int64)
    observed[np.searchsorted(first * size + second, ties.row.astype(np.int64) * size + ties.col)] = ties.data
    return first, second, observed


def _by_class(matrix: Any, totals: Any, first: Any, second: Any, observed: Any, model: str) -> tuple[Any, Any, Any, Any, float | None]:
    """Return (expected, upper, lower, exact, least possible upper): rows of one total are alike, so each case is worked out once."""
    distinct, kind, many = np.unique(totals, return_inverse=True, return_counts=True)
    size, deep = len(distinct), int(observed.max(initial=0)) + 1
    low, high = np.minimum(kind[first], kind[second]), np.maximum(kind[first], kind[second])
    cases, where = np.unique((low * size + high) * deep + observed, return_inverse=True)
    cells = bicm(totals, np.bincount(matrix.indices, minlength=matrix.shape[1])) if model == "sdsm" else None

    def tails(a: Any, b: Any, seen: Any) -> tuple[Any, Any, Any, Any]:
        return fixed_row_tails(distinct, matrix.shape[1], a, b, seen) if cells is None else sdsm_tails(cells, a, b, seen)

    expected, upper, lower, exact = tails(cases // deep // size, cases // deep % size, cases % deep)
    a, b = np.triu_indices(size)
    may = (distinct[a] > 0) & ((a != b) | (many[a] > 1))
    a, b = a[may], b[may]
    least = float(tails(a, b, np.minimum(distinct[a], distinct[b]))[1].min()) if 0 < len(a) <= 2000 else None
    return _neat(expected)[where], _neat(upper)[where], _neat(lower)[where], exact[where], least


def _neat(values: Any) -> Any:
    """Return values to ten digits: beyond, they depend on the order in which the machine sums."""
    return np.array([float(f"{value:.10g}") for value in values.tolist()])


def _sampled(matrix: Any, first: Any, second: Any, observed: Any, samples: int, seed: int, told: Callable[[int, int], None] | None) -> tuple[Any, Any, Any]:
    """Return (expected, upper, lower) by tables with the same totals; the shorter side is shuffled, five trades a list between tables."""
    turned = matrix.shape[0] > matrix.shape[1]
    side = sparse.csr_array(matrix.T) if turned else matrix
    lists = [set(side.indices[a:b].tolist()) for a, b in zip(side.indptr[:-1], side.indptr[1:], strict=True)]
    trades = 5 * len(lists)
    sizes = np.bincount(matrix.indices, minlength=matrix.shape[1])
    work = samples * (trades * (20 + 2 * matrix.nnz // max(1, len(lists))) + int((sizes**2).sum()) + len(first))
    if work > MOST_WORK:
        raise UsageError(Text(f"{samples} muestras de {matrix.nnz:,} participaciones y {len(first):,} pares piden {work:.1e} pasos (caben {MOST_WORK:.0e})",
                              f"{samples} samples of {matrix.nnz:,} participations and {len(first):,} pairs take {work:.1e} steps ({MOST_WORK:.0e} fit)"),
                         f"{matrix.shape[0]} x {matrix.shape[1]}", Text("use el modelo sdsm, o menos muestras", "use the model sdsm, or fewer samples"))
    draw = np.random.RandomState(seed % 2**32)  # its stream is frozen, that of default_rng is not
    curveball(lists, 10 * trades, draw)
    total, more, fewer = (np.zeros(len(first), dtype=np.int64) for _ in range(3))
    starts = np.concatenate([[0], np.cumsum([len(held) for held in lists])])
    for done in range(samples):
        curveball(lists, trades, draw)
        flat = np.fromiter((k for held in lists for k in held), dtype=np.int64, count=matrix.nnz)
        table = sparse.csr_array((np.ones(len(flat), dtype=np.int64), flat, starts), shape=side.shape)
        shared = _at(sparse.csr_array(table.T) if turned else table, first, second)
        total, more, fewer = total + shared, more + (shared >= observed), fewer + (shared <= observed)
        if told:
            told(done + 1, samples)
    return total / samples, (1 + more) / (1 + samples), (1 + fewer) / (1 + samples)


def _at(table: Any, first: Any, second: Any) -> Any:
    """Return what the pairs share in a table."""
    shared = table @ table.T
    if table.shape[0] <= 2000:
        return shared.toarray()[first, second]
    shared.sort_indices()
    ties = shared.tocoo()
    keys, wanted = ties.row.astype(np.int64) * table.shape[0] + ties.col, first * table.shape[0] + second
    at = np.minimum(np.searchsorted(keys, wanted), max(0, len(keys) - 1))
    return np.where(keys[at] == wanted, ties.data[at], 0) if len(keys) else np.zeros(len(first), dtype=np.int64)
