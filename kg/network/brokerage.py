"""Brokerage between sectors: in which role does a node stand between two others that are not tied to each other?

Gould & Fernandez's roles, for undirected networks, counted over unordered pairs of neighbours that are not tied themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import csr_array

from kg.model.text import Text
from kg.network.cohesion import separate_cliques
from kg.network.mixing import Attribute, Members, members
from kg.network.net import Net, as_net

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
_BLOCK = 2_000_000  # how many candidates of a third corner are held at once
MOST_THREES = 2 * 10**9  # candidates of a third corner: some minutes
_DIGITS = 12


@dataclass(frozen=True)
class Brokerage:
    """``roles``: {node: {role: count, and ``total``}} for the nodes with a sector; ``left_out``: nodes without one; ``several``: nodes with more than one;
    ``too_many``: when nothing was counted, how many threes there would be to look at, else 0."""

    groups: list[str]
    roles: dict[str, dict[str, float]]
    left_out: int
    several: int
    too_many: int = 0

    def caveats(self) -> list[Text]:
        """Return what a reader must know before concluding anything."""
        if self.too_many:
            return [Text(f"Los papeles de quien media no se cuentan: pedirían mirar {self.too_many:,} tríos; tome una parte (--event, --from, --to).",
                         f"The roles of brokers are not counted: that would mean looking at {self.too_many:,} threes; take a part (--event, --from, --to).")]
        found = [Text("Los lazos no tienen dirección: quien cuida la entrada (gatekeeper) y quien representa son el mismo papel y llevan el mismo número.",
                      "Ties have no direction: gatekeeper and representative are the same role and carry the same number.")]
        if self.left_out:
            found.append(Text(f"Nodos fuera por no tener grupo, como intermediarios y como extremos: {self.left_out}.",
                              f"Nodes left out for want of a group, as brokers and as ends: {self.left_out}."))
        if self.several:
            found.append(Text(f"Nodos de varios grupos, cuyas cuentas reparten cada par por partes iguales: {self.several}.",
                              f"Nodes of several groups, whose counts share each pair out in equal parts: {self.several}."))
        return found


def brokerage(network: Net | nx.Graph[str], attribute: Attribute) -> Brokerage:
    """Return how often each node stands between two others not tied to each other, by role.

    Collaboration: who joins sectors that would not meet, and who only joins her own. Roles of v between a and b:
    ``coordinator``: all three of one sector; ``itinerant`` (consultant): a and b of one, v of another; ``gatekeeper`` and
    ``representative``: v of the sector of just one of them (it guards the way in, or speaks for its own on the way out: with
    undirected ties every such pair is both, so both columns hold the same number); ``liaison``: three sectors. Range 0 upwards,
    at most the pairs of neighbours. ``total``: each pair once, so it is coordinator + itinerant + gatekeeper + liaison.
    Counts over ordered pairs, as R's sna gives for a symmetric matrix, are twice these, but for gatekeeper and representative, which are the same.
    Weight is ignored: it grows with degree, and says nothing of how needed the broker is beyond this one step. A node with several
    sectors counts in each by equal parts, independently of the others (the mean over one sector drawn for each).

    Source: Gould & Fernandez 1989, doi:10.2307/270949 (read in the documentation of the R package cograph; definitions compared with
    those of R's sna::brokerage). Checked by hand: in the chain a-v-b with a and v of x and b of y, v is gatekeeper 1, representative 1,
    total 1; tie a to b and nobody brokers.
    """
    net = as_net(network)
    who = members(net, attribute)
    size = len(who.known)
    ties = csr_array(net.ties[who.known][:, who.known]) if size else csr_array((0, 0))
    ties.data = np.ones(ties.nnz)
    if separate_cliques(Net(net.ids[:size], ties)):  # nobody stands between two who are not tied, and there may be billions of threes
        return Brokerage(who.groups, {net.ids[at]: dict.fromkeys((*ROLES, "total"), 0.0) for at in who.known.tolist()}, len(net) - size, _several(who))
    degree = np.diff(ties.indptr)
    threes = int(np.minimum(degree[ties.tocoo().coords[0]], degree[ties.indices]).sum()) // 2
    if threes > MOST_THREES:
        return Brokerage(who.groups, {}, len(net) - size, _several(who), threes)
    counts = _open_or_not(ties, who.parts) - _closed(ties, who.parts.toarray())
    coordinator, itinerant, half, liaison = np.round(counts, _DIGITS - 3).T + 0.0
    named = zip(who.known.tolist(), coordinator.tolist(), itinerant.tolist(), half.tolist(), liaison.tolist(), strict=True)
    roles = {net.ids[at]: dict(zip((*ROLES, "total"), (c, i, h, h, x, c + i + h + x), strict=True)) for at, c, i, h, x in named}
    return Brokerage(who.groups, roles, len(net) - size, _several(who))


def _several(who: Members) -> int:
    return int((np.diff(who.parts.indptr) > 1).sum())


def _open_or_not(ties: Any, parts: Any) -> Any:
    """Return for each node the pairs of its neighbours by role (coordinator, itinerant, one end's own, liaison), tied or not."""
    degree = np.diff(ties.indptr)
    around, square = (ties @ parts).toarray(), (ties @ parts.power(2)).toarray()
    own = parts.toarray()
    pairs = (around**2 - square) / 2  # of two neighbours in each group
    return _roles((own * pairs).sum(axis=1), pairs.sum(axis=1), (degree - 1) * (own * around).sum(axis=1), degree * (degree - 1) / 2)


def _closed(ties: Any, parts: Any) -> Any:
    """Return for each node the pairs of its neighbours that are tied, by role."""
    found = np.zeros((ties.shape[0], 4))
    for a, b, c in _triangles(ties):
        ab, bc, ca = (parts[a] * parts[b]).sum(axis=1), (parts[b] * parts[c]).sum(axis=1), (parts[c] * parts[a]).sum(axis=1)
        every = (parts[a] * parts[b] * parts[c]).sum(axis=1)
        for broker, far, near in ((a, bc, ab + ca), (b, ca, ab + bc), (c, ab, bc + ca)):
            roles = _roles(every, far, near, np.ones(len(a)))
            for k in range(4):
                found[:, k] += np.bincount(broker, roles[:, k], len(found))
    return found


def _roles(every: Any, far: Any, near: Any, pairs: Any) -> Any:
    """Return pairs by role, from the share all three of one group, the two ends of one, the broker and an end of one (summed over ends), and all pairs."""
    return np.stack([every, far - every, near - 2 * every, pairs - far - near + 2 * every], axis=1)


def _triangles(ties: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the triangles, each once, in blocks that fit: ties point from the node of fewer ties to that of more, so no node points at many."""
    degree = np.diff(ties.indptr)
    order = np.lexsort((np.arange(len(degree)), degree))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    rows, cols = ties.tocoo().coords
    ahead = place[rows] < place[cols]
    points = csr_array((np.ones(int(ahead.sum()), dtype=np.int8), (rows[ahead], cols[ahead])), shape=ties.shape)
    points.sort_indices()
    tails, heads = points.tocoo().coords
    work = np.cumsum(np.diff(points.indptr)[tails] + np.diff(points.indptr)[heads])
    ends = np.searchsorted(work, np.arange(_BLOCK, (work[-1] if len(work) else 0) + _BLOCK, _BLOCK), side="right")
    start = 0
    for end in sorted({*ends.tolist(), len(tails)}):
        if end > start:
            common = (points[tails[start:end]] * points[heads[start:end]]).tocoo()
            at, third = common.coords
            if len(at):
                yield tails[start:end][at], heads[start:end][at], third
            start = end
