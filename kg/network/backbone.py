"""Backbone: the ties too strong to be an even spread of a node's strength (disparity filter)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np

from kg.model.errors import UsageError, nearest
from kg.model.text import Text, counted
from kg.network.net import Net, as_net, symmetric
from kg.network.significance import adjusted, known_correction, known_level

ENDS = ("either", "both")


@dataclass(frozen=True)
class Backbone:
    """``net``: the network of the ties kept, with all its nodes; ``first``, ``second``, ``weights``, ``p``: every tie (places in ``net.ids``, the smaller first),
    its strength and its chance, corrected as ``correction`` says; ``tests``: ends of ties tested; ``single``: ties of which neither end has another tie, which cannot be tested and are left out;
    ``even``: all ties weigh the same.
    """

    net: Net
    first: Any
    second: Any
    weights: Any
    p: Any
    alpha: float
    correction: str | None
    tests: int
    single: int
    even: bool

    @cached_property
    def chances(self) -> dict[tuple[str, str], float]:
        """{(u, v): p} for every tie, u before v; of millions of ties this takes gigabytes, and the arrays do not."""
        ids = self.net.ids
        return {(ids[a], ids[b]): p for a, b, p in zip(self.first.tolist(), self.second.tolist(), self.p.tolist(), strict=True)}

    @property
    def kept(self) -> Any:
        """Which of the ties are kept."""
        return self.p <= self.alpha

    def caveats(self) -> list[Text]:
        """Return what a reader must know before drawing conclusions from what is left."""
        kept, of = self.net.tie_count, counted(len(self.p), Text("lazo", "tie"), Text("lazos", "ties"))
        if not len(self.p):
            return []
        found = [Text(f"{'Se muestra' if kept == 1 else 'Se muestran'} {kept} de {of.es}: {'el que pesa' if kept == 1 else 'los que pesan'} "
                      "más que un reparto al azar de la fuerza de alguno de sus extremos.",
                      f"Shown {'is' if kept == 1 else 'are'} {kept} of {of.en}: {'the one that weighs' if kept == 1 else 'those that weigh'} "
                      "more than a random spread of the strength of one of their ends.")]
        if kept < len(self.p):
            found.append(Text("Los demás lazos existen: quitarlos aclara el dibujo, no dice que no haya relación.",
                              "The other ties exist: leaving them out clears the picture, it does not say that there is no relation."))
        if self.even:
            found.append(Text("Todos los lazos pesan lo mismo: el filtro no distingue nada.", "All ties weigh the same: the filter tells nothing apart."))
        if self.single:
            found.append(Text(f"Lazos fuera porque ninguno de sus extremos tiene otro con que comparar: {self.single}.",
                              f"Ties left out because neither of their ends has another to compare with: {self.single}."))
        return found


def backbone(network: Net | nx.Graph[str], alpha: float = 0.05, correction: str | None = None, ends: str = "either") -> Backbone:
    """Return the disparity filter of a network: p of each tie, and the network of those with p at most ``alpha``.

    Collaboration: whom somebody shares with far more than with their others, whether they are much or little in all: it does not
    keep just the strongest. p is the chance that one of k ties with the same total, broken at random, takes so large a part:
    (1 - w/s)^(k-1), for each end; a tie takes the lesser of its two (``ends="either"``, the source's rule) or the greater
    (``"both"``). An end with one tie says nothing (p 1). Range 0 to 1. Weight is strength. The null is broken sticks, not how
    meetings come about: for co-presence, ``kg.network.significance`` is the better question.
    ``correction`` (none in the source; ``holm``, ``bonferroni``, ``bh``) is over all ends with more than one tie.

    Source: Serrano, Boguñá & Vespignani 2009, doi:10.1073/pnas.0808904106 (read in the documentation of the R package
    disparityfilter). Checked by hand: a node with ties of 8, 1 and 1 to nodes without others: (1 - .8)² = .04 and twice (1 - .1)² = .81.
    """
    known_correction(correction)
    known_level(alpha)
    if ends not in ENDS:
        raise UsageError(Text(f"no hay regla {ends!r}", f"there is no rule {ends!r}"), "", nearest(ends, ENDS))
    net = as_net(network)
    i, j, weights = net.upper()
    weights = weights.astype(np.float64)
    degree = np.diff(net.ties.indptr)
    strength = np.bincount(i, weights, len(net)) + np.bincount(j, weights, len(net))
    tips = np.concatenate([i, j])
    share = np.minimum(np.concatenate([weights, weights]) / strength[tips], 1.0) if len(tips) else np.zeros(0)
    chances = (1 - share) ** (degree[tips] - 1)
    tested = degree[tips] > 1
    chances[tested] = adjusted(chances[tested], correction)
    distinct, at = np.unique(chances, return_inverse=True)
    chances = np.array([float(f"{p:.12g}") for p in distinct.tolist()])[at]  # beyond, the order of summation shows
    both = chances.reshape(2, -1)
    tie = both.min(axis=0) if ends == "either" else both.max(axis=0)
    kept = tie <= alpha
    info: dict[str, Any] = {**net.info, "backbone": "disparity", "backbone_alpha": alpha, "backbone_correction": correction or "none", "backbone_of_ties": len(tie)}
    left = replace(net, ties=symmetric(i[kept], j[kept], net.upper()[2][kept], len(net)), info=info)
    return Backbone(left, i, j, net.upper()[2], tie, alpha, correction, int(tested.sum()), int((~tested.reshape(2, -1).any(axis=0)).sum()),
                    bool(len(weights)) and bool((weights == weights[0]).all()))
