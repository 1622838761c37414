"""Mixing: do ties stay inside sectors (or other kinds of node) or cross them? Mixing matrix, assortativity, E-I index.

A node with several sectors counts in each by an equal part (two sectors: half and half), and a tie by the products of the
parts of its ends; so a tie between two who both are half government, half academia is half inside: it is not known in which
capacity they met. Nodes without a sector are left out with their ties, and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import csr_array, triu

from kg.model.errors import UsageError
from kg.model.text import Text
from kg.network.engines import Progress
from kg.network.engines.twins import Classes, classes
from kg.network.net import Net, as_net
from kg.network.partition import SEED

FEW = 5  # nodes: a group smaller than this says little (judged)
MANY = 200_000  # entries of the matrix of ties: above this it pays to look for nodes alike
MOST_WORK, FEWEST = 3 * 10**9, 99  # ends of ties looked at in all shuffles (some 20 seconds), and the fewest shuffles made whatever it takes
_DIGITS = 12

Attribute = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Members:
    """Who belongs to which group. ``parts``: CSR nodes x groups, each row adds to 1; ``known``: where those nodes are in the network."""

    groups: list[str]
    known: Any
    parts: Any

    @property
    def sizes(self) -> Any:
        """Return the size of each group, parts of nodes added up."""
        return np.asarray(self.parts.sum(axis=0)).ravel()


def members(net: Net, attribute: Attribute) -> Members:
    """Return the groups of a network's nodes. ``attribute``: {node: group, or groups}; a group named twice counts once."""
    found = {}
    for at, node in enumerate(net.ids):
        value = attribute.get(node, ())
        names = sorted({value} if isinstance(value, str) else set(value))
        if names and names != [""]:
            found[at] = names
    groups = sorted({name for names in found.values() for name in names})
    number = {name: k for k, name in enumerate(groups)}
    cells = [(row, number[name], 1 / len(names)) for row, names in enumerate(found.values()) for name in names]
    rows, cols, parts = (np.array([cell[k] for cell in cells]) for k in range(3)) if cells else (np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    return Members(groups, np.fromiter(found, dtype=np.int64, count=len(found)), csr_array((parts, (rows, cols)), shape=(len(found), len(groups))))


@dataclass(frozen=True)
class EI:
    """An E-I index and how unusual it is.

    ``index``: (external - internal) / both, -1 (all ties inside) to 1 (all cross), None without ties; ``expected``: its mean if
    sectors were dealt at random to the same nodes (exact for the network, mean of the shuffles for a group);
    ``closed``: share of shuffles, the real one counted among them, that keep ties inside at least as much (small: more
    closed than chance); ``open``: the same for crossing. Both one-sided, never 0. ``size``: nodes, parts added up.
    """

    external: float
    internal: float
    index: float | None
    expected: float | None
    closed: float | None
    open: float | None
    size: float


@dataclass(frozen=True)
class Mixing:
    """How ties mix groups.

    ``matrix``: groups x groups, ends of ties (each tie counted from both ends; ties inside twice, on the diagonal);
    ``assortativity``: None when undefined; ``whole`` and ``each``: E-I indices; ``left_out``: nodes without group;
    ``ties_left_out``: ties that touch one; ``several``: nodes in more than one group; ``shuffles``: how many were made, fewer than
    ``asked`` when the ties are too many.
    """

    groups: list[str]
    matrix: list[list[float]]
    assortativity: float | None
    whole: EI
    each: dict[str, EI]
    left_out: int
    ties_left_out: int
    several: int
    shuffles: int
    asked: int = 0

    def caveats(self) -> list[Text]:
        """Return what a reader must know before concluding anything, most important first."""
        found = []
        if self.left_out:
            found.append(Text(f"Fuera por no tener grupo: nodos, {self.left_out}; lazos suyos, {self.ties_left_out}.",
                              f"Left out for want of a group: nodes, {self.left_out}; ties of theirs, {self.ties_left_out}."))
        if self.several:
            found.append(Text(f"Nodos de varios grupos, que cuentan en cada uno por partes iguales: {self.several}.",
                              f"Nodes of several groups, which count in each by equal parts: {self.several}."))
        small = [f"{name} ({round(part.size, 2):g})" for name, part in self.each.items() if part.size < FEW]
        if small:
            found.append(Text(f"Grupos de menos de {FEW} nodos, cuyo índice dice poco: {', '.join(small)}.",
                              f"Groups of fewer than {FEW} nodes, whose index says little: {', '.join(small)}."))
        if self.shuffles < self.asked:
            found.append(Text(f"Hay demasiados lazos para {self.asked} repartos al azar: se hicieron {self.shuffles}.",
                              f"There are too many ties for {self.asked} random deals: {self.shuffles} were made."))
        if len(self.groups) < 2:
            found.append(Text("Hay menos de dos grupos: no hay mezcla que medir.", "There are fewer than two groups: there is no mixing to measure."))
        return found


def mixing(network: Net | nx.Graph[str], attribute: Attribute, *, weighted: bool = False, shuffles: int = 999, seed: int = SEED, progress: Progress | None = None) -> Mixing:
    """Return how the ties of a network mix the groups an attribute names.

    Collaboration: whether government meets academia and society, or each its own. Weight is ignored (each tie is one) unless
    ``weighted``: then a tie counts its strength.

    * Assortativity, -1 to 1: 1 when no tie crosses, 0 when ties cross as strengths alone would make them; the lowest possible is above -1
      with more than two groups. Source: Newman 2003, doi:10.1103/PhysRevE.67.026126 (paper named by the docstring of
      networkx.attribute_assortativity_coefficient, whose numbers are these; DOI read at igraph's documentation).
    * E-I index, -1 to 1: (E - I)/(E + I), each tie once; of a group: over the ties that touch it. It depends on group sizes (a small
      group crosses more), hence the shuffles: sectors are dealt anew among the same nodes, ties stay. Source: Krackhardt & Stern
      1988, doi:10.2307/2786835 (read in the references of the R packages manynet and netmem); p as in Phipson & Smyth
      2010, doi:10.2202/1544-6115.1585 (named by the docstring of scipy.stats.permutation_test).

    Checked by hand: the chain a-b-c-d with a, b of x and c, d of y: matrix 2 1 / 1 2, assortativity (4/6 - 1/2)/(1 - 1/2) = 1/3;
    E = 1, I = 2, index -1/3; of x: E = 1, I = 1, index 0.
    """
    if shuffles < 0:
        raise UsageError(Text(f"{shuffles} barajadas", f"{shuffles} shuffles"), "", Text("pida 0 o más", "ask for 0 or more"))
    net = as_net(network)
    who = members(net, attribute)
    ties = net.ties[who.known][:, who.known].astype(np.float64) if len(who.known) else csr_array((0, 0))
    if not weighted:
        ties.data = np.ones_like(ties.data)
    matrix = _matrix(ties, who.parts)
    deal, work = _dealer(ties, who.parts, weighted)
    made = min(shuffles, max(FEWEST, MOST_WORK // max(work, 1)))
    whole, each = _indices(deal, who, matrix, made, seed, progress)
    return Mixing(who.groups, np.round(matrix, _DIGITS).tolist(), assortativity(matrix), whole, each, len(net) - len(who.known),
                  net.tie_count - int(ties.nnz) // 2, int((np.diff(who.parts.indptr) > 1).sum()), made, shuffles)


def assortativity(matrix: Any) -> float | None:
    """Return the assortativity coefficient of a mixing matrix (any scale, also not symmetric); None when all ends are of one group, or there are none."""
    matrix = np.asarray(matrix, dtype=np.float64)
    total = matrix.sum()
    if not total:
        return None
    shares = matrix / total
    chance = float(shares.sum(axis=1) @ shares.sum(axis=0))
    return None if 1 - chance < 10.0**-_DIGITS else round((float(np.trace(shares)) - chance) / (1 - chance), _DIGITS)


def _matrix(ties: Any, parts: Any) -> Any:
    """Return the ends of ties by group and group."""
    return (parts.T @ (ties @ parts)).toarray()


def _indices(dealt: Callable[[Any], Any], who: Members, matrix: Any, shuffles: int, seed: int, progress: Progress | None) -> tuple[EI, dict[str, EI]]:
    """Return the E-I index of the network and of each group."""
    # One column a group and a last one for the network: ties inside, and ties that touch.
    inside, touch = _counts(matrix)
    drawn_inside, drawn_touch = np.empty((shuffles, len(inside))), np.empty((shuffles, len(inside)))
    draw = np.random.RandomState(seed % 2**32)  # its stream is frozen, that of default_rng is not
    for turn in range(shuffles):
        drawn_inside[turn], drawn_touch[turn] = _counts(dealt(draw.permutation(len(who.known))))
        if progress:
            progress(turn + 1, shuffles)
    real, drawn = _index(inside, touch), _index(drawn_inside, drawn_touch)
    sizes = [*who.sizes.tolist(), float(len(who.known))]
    found = [_ei(inside[k], touch[k], real[k], drawn[:, k], sizes[k]) for k in range(len(inside))]
    whole = found[-1]
    if whole.index is not None and len(who.known) > 1:
        # Any two nodes are equally likely to be the ends of a tie: the mean over all ways of dealing is exact.
        size, own = len(who.known), float((who.parts.data**2).sum())
        together = (float((who.sizes**2).sum()) - own) / (size * (size - 1))
        whole = EI(whole.external, whole.internal, whole.index, round(1 - 2 * together, _DIGITS), whole.closed, whole.open, whole.size)
    return whole, dict(zip(who.groups, found[:-1], strict=True))


def _dealer(ties: Any, parts: Any, weighted: bool) -> tuple[Callable[[Any], Any], int]:
    """Return what gives the mixing matrix when the groups are dealt in another order, and how many steps that takes."""
    one = len(parts.data) == parts.shape[0]
    if ties.nnz > MANY and not weighted:
        alike = classes(ties)
        if 4 * (alike.ties.nnz + len(alike.place)) < ties.nnz:
            return _dealt_alike(alike, parts), alike.ties.nnz + len(alike.place)
    return (_dealt_one if one else _dealt)(ties, parts), ties.nnz


def _dealt_alike(alike: Classes, parts: Any) -> Callable[[Any], Any]:
    """Return the same for many ties, each 1, among few kinds of node: counted by kind (``kg.network.engines.twins``)."""
    place, kinds = alike.place, len(alike.size)
    inside = alike.steps == 1  # the nodes of such a kind are tied to each other too
    ties = csr_array((np.ones(alike.ties.nnz), alike.ties.indices, alike.ties.indptr), shape=alike.ties.shape)

    def deal(order: Any) -> Any:
        here = parts[order]
        held = (csr_array((np.ones(len(place)), (place, np.arange(len(place)))), shape=(kinds, len(place))) @ here).toarray()
        own = here[inside[place]]
        return held.T @ (ties @ held) + held[inside].T @ held[inside] - (own.T @ own).toarray()

    return deal


def _dealt(ties: Any, parts: Any) -> Callable[[Any], Any]:
    """Return what gives the mixing matrix when the groups are dealt in another order."""
    return lambda order: _matrix(ties, parts[order])


def _dealt_one(ties: Any, parts: Any) -> Callable[[Any], Any]:
    """Return the same where each node has one group: counted tie by tie, several times faster."""
    half = triu(ties, k=1).tocoo()
    (i, j), weights, groups, many = half.coords, half.data, parts.indices.astype(np.int64), parts.shape[1]

    def deal(order: Any) -> Any:
        here = groups[order]
        one = np.bincount(here[i] * many + here[j], weights, many * many).reshape(many, many)
        return one + one.T

    return deal


def _counts(matrix: Any) -> tuple[Any, Any]:
    """Return the ties inside each group and the ties that touch it, each tie once; last, those of the network."""
    own, ends = np.diag(matrix) / 2, matrix.sum(axis=1)
    return np.append(own, own.sum()), np.append(ends - own, matrix.sum() / 2)


def _index(inside: Any, touch: Any) -> Any:
    """Return E-I indices; NaN where no tie touches."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.round(np.where(touch > 0, (touch - 2 * inside) / touch, np.nan), _DIGITS)


def _ei(inside: float, touch: float, real: float, drawn: Any, size: float) -> EI:
    """Return an E-I index beside those of the shuffles; a shuffle in which no tie touches the group says nothing."""
    said = drawn[~np.isnan(drawn)]
    if np.isnan(real):
        return EI(0.0, 0.0, None, None, None, None, round(size, _DIGITS))
    closed, opened = ((1 + int(hits.sum())) / (1 + len(said)) for hits in (said <= real, said >= real))
    expected = round(float(said.mean()), _DIGITS) if len(said) else None
    return EI(round(float(touch - inside), _DIGITS), round(float(inside), _DIGITS), float(real), expected,
              closed if len(drawn) else None, opened if len(drawn) else None, round(float(size), _DIGITS))
