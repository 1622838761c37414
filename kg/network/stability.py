"""How firm communities are: many runs with different seeds, how far they agree, and the grouping they agree on.

A single run always gives groups. When runs that differ only in the seed give different groups, none of them may be printed
as *the* groups; the report made here says so in plain words.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import csgraph, csr_array

from kg.model.errors import UsageError
from kg.model.text import Text
from kg.network.engines import Progress
from kg.network.net import Net, as_net, symmetric
from kg.network.partition import SEED, labels, numbered, quality

RUNS = 20
MANY_TIES, FEW_RUNS = 2 * 10**6, 5  # with so many ties a run takes seconds: fewer are made, and it is said how many
KEPT = 0.5  # pairs together in a smaller share of runs are not joined by the consensus (judged; the paper leaves the threshold to the user)
ROUNDS = 20  # of the consensus of consensuses; a few do as a rule
FIRM = 0.9  # mean adjusted Rand index from which the runs count as agreeing (judged)
LOOSE = 0.8  # a node with its community in a smaller share of runs is named as loose (judged)
_DIGITS = 12


@dataclass(frozen=True)
class Stability:
    """What many seeded runs agree on.

    ``consensus``: {node: number of its community} (1 is the largest, then by the smallest IRI); ``stays``: {node: share of the
    runs in which it is with its community, 0 to 1}; ``rand`` and ``information``: mean adjusted Rand index and mean normalised
    mutual information over pairs of runs, among nodes with ties (1 when all runs are the same); ``groups``: fewest and most
    communities in a run, isolates left out; ``modularity``: of the consensus; ``settled``: whether the consensus came to rest.
    """

    method: str
    runs: int
    consensus: dict[str, int]
    stays: dict[str, float]
    rand: float
    information: float
    groups: tuple[int, int]
    modularity: float
    settled: bool
    tied: int  # nodes with ties
    names: dict[str, str] = field(default_factory=dict)

    @property
    def loose(self) -> list[str]:
        """Return the nodes that are with their community in fewer than four of five runs, loosest first."""
        return sorted((node for node, share in self.stays.items() if share < LOOSE), key=lambda node: (self.stays[node], node))

    def caveats(self) -> list[Text]:
        """Return what a reader must know before printing these groups, most important first."""
        if not self.tied:
            return [Text("No hay lazos, así que no hay grupos.", "There are no ties, so there are no groups.")]
        low, high = self.groups
        agree = f"{self.rand:.2f}"
        found = [Text(f"Los grupos no cambian de una corrida a otra: acuerdo {agree} de 1 en {self.runs} corridas.",
                      f"The groups do not change from run to run: agreement {agree} of 1 in {self.runs} runs.")]
        if self.rand < FIRM:
            found = [Text(f"Los grupos cambian de una corrida a otra (acuerdo {agree} de 1 en {self.runs} corridas; de {low} a {high} grupos): son una lectura entre varias posibles.",
                          f"The groups change from run to run (agreement {agree} of 1 in {self.runs} runs; {low} to {high} groups): they are one reading among several.")]
        elif self.rand < 1:
            found = [Text(f"Los grupos casi no cambian de una corrida a otra: acuerdo {agree} de 1 en {self.runs} corridas.",
                          f"The groups hardly change from run to run: agreement {agree} of 1 in {self.runs} runs.")]
        if self.loose:
            some = ", ".join(self.names.get(node, node) for node in self.loose[:5]) + (" …" if len(self.loose) > 5 else "")
            found.append(Text(f"Sin grupo fijo ({len(self.loose)} de {self.tied}): {some}.", f"Without a fixed group ({len(self.loose)} of {self.tied}): {some}."))
        if not self.settled:
            found.append(Text(f"El consenso no llegó a reposo en {ROUNDS} vueltas.", f"The consensus did not come to rest in {ROUNDS} rounds."))
        return [*found, Text("El método siempre halla grupos, también donde no los hay.", "The method always finds groups, also where there are none.")]


def stability(network: Net | nx.Graph[str], method: str = "louvain", runs: int = RUNS, seed: int = SEED, kept: float = KEPT, progress: Progress | None = None) -> Stability:
    """Return the consensus of ``runs`` seeded runs and how far they agree.

    Collaboration: which groups one may name in print, and who belongs to none for sure. Weight is strength.
    Consensus: Lancichinetti & Fortunato 2012, doi:10.1038/srep00336 (read at pmc.ncbi.nlm.nih.gov/articles/PMC3313482): the
    share of runs in which two are together is the new weight, shares under ``kept`` are dropped, and the method runs on that
    until all runs agree. Here shares are only taken over the ties there are, as in Tandon et al. 2019,
    doi:10.1103/PhysRevE.99.042301, without their added pairs, so memory grows with ties, not with pairs; who would lose
    all ties keeps the firmest. At most ``ROUNDS`` rounds; then groups are what firm ties join.
    A node stays in a run when its group there and its community have more than half of their union in common.
    Checked by hand: two triangles joined by one tie are found in every run: all shares are 1, so are both indices.
    """
    if runs < 2:
        raise UsageError(Text(f"{runs} corridas no dicen si los grupos cambian", f"{runs} runs do not say whether groups change"), "",
                         Text("pida 2 o más", "ask for 2 or more"))
    net = as_net(network)
    made = []
    for k in range(runs):
        made.append(labels(net, method, seed + k))
        if progress:
            progress(k + 1, runs)
    found = np.array(made)
    tied = np.diff(net.ties.indptr) > 0
    consensus, settled = _consensus(net, found, method, seed, kept)
    pairs = [(rand_index(a, b), mutual_information(a, b)) for a, b in itertools.combinations(found[:, tied], 2)]
    rand, information = (round(float(np.mean([pair[k] for pair in pairs])), _DIGITS) for k in (0, 1))
    counts, share = [len(np.unique(run)) for run in found[:, tied]], stays(consensus, found)
    return Stability(method, runs, net.named(consensus + 1), net.named(share), rand, information, (min(counts), max(counts)),
                     quality(net, consensus), settled, int(tied.sum()), {net.ids[k]: net.labels[k] for k in np.flatnonzero(share < LOOSE).tolist()})


def rand_index(one: Any, other: Any) -> float:
    """Return the adjusted Rand index of two groupings, given as one group number a node.

    Meaning: how far two groupings put the same pairs together, beyond chance. Range: 1 when equal, about 0 when unrelated, below
    0 when less alike than chance; two groupings that leave nothing to chance (all apart, or all together, in both) are equal: 1.
    Source: Hubert & Arabie 1985, doi:10.1007/BF01908075. Checked by hand: {a,b},{c,d} against {a,b},{c},{d}: 1 pair in common,
    expected 2·1/6, most (2+1)/2: (1 - 1/3) / (3/2 - 1/3) = 4/7.
    """
    cells, rows, cols = _shared(one, other)
    common, first, second = (float((count * (count - 1) // 2).sum()) for count in (cells, rows, cols))
    every = len(one) * (len(one) - 1) / 2
    chance = first * second / every if every else 0.0
    most = (first + second) / 2
    return 1.0 if most == chance else (common - chance) / (most - chance)


def mutual_information(one: Any, other: Any) -> float:
    """Return the normalised mutual information of two groupings, given as one group number a node.

    Meaning: how much one grouping says about the other, over the mean of what each holds. Range 0 to 1 (equal); not corrected
    for chance, so it is high when groups are many and small: read it beside the Rand index. Two groupings of one group: 1.
    Source: Danon et al. 2005, doi:10.1088/1742-5468/2005/09/P09008. Checked by hand: {a,b},{c,d} against {a,b},{c},{d}:
    entropies 1 and 3/2 bits, in common 1 bit: 2·1 / (5/2) = 4/5.
    """
    if not len(one):
        return 1.0
    held, first, second = (_entropy(count / len(one)) for count in _shared(one, other))
    return 1.0 if first + second == 0 else max(0.0, 2 * (first + second - held) / (first + second))


def stays(consensus: Any, found: Any) -> Any:
    """Return for each node the share of runs in which its group and its community have more than half of their union in common."""
    size = np.bincount(consensus)
    total = np.zeros(len(consensus), dtype=np.int64)
    for run in found:
        codes, inverse, common = np.unique(consensus * (int(run.max(initial=0)) + 1) + run, return_inverse=True, return_counts=True)
        here = codes % (int(run.max(initial=0)) + 1)
        union = size[codes // (int(run.max(initial=0)) + 1)] + np.bincount(run)[here] - common
        total += (2 * common > union)[inverse]
    return total / len(found)


def _consensus(net: Net, found: Any, method: str, seed: int, kept: float) -> tuple[Any, bool]:
    """Return the consensus of runs, and whether it came to rest."""
    i, j, _ = net.upper()
    for turn in range(ROUNDS):
        share = _together(found, i, j)
        if np.all((share == 0) | (share == 1)):
            return _joined(net, i, j, share == 1), True
        firm = _firm(len(net), i, j, share, kept)
        i, j, share = i[firm], j[firm], share[firm]
        weighed = Net(net.ids, symmetric(i, j, share, len(net)))
        found = np.array([labels(weighed, method, seed + len(found) * (turn + 1) + k) for k in range(len(found))])
    return _joined(net, i, j, _together(found, i, j) >= kept), False


def _together(found: Any, i: Any, j: Any) -> Any:
    """Return for each tie the share of runs in which its ends are together."""
    times = np.zeros(len(i), dtype=np.int64)
    for run in found:
        times += run[i] == run[j]
    return times / len(found)


def _firm(size: int, i: Any, j: Any, share: Any, kept: float) -> Any:
    """Return which ties to keep: those together often enough, and the firmest of a node that would lose all."""
    keep = (share >= kept) & (share > 0)
    most = np.zeros(size)
    np.maximum.at(most, i, share)
    np.maximum.at(most, j, share)
    lost = (most < kept) & (most > 0)
    return keep | (lost[i] & (share == most[i])) | (lost[j] & (share == most[j]))


def _joined(net: Net, i: Any, j: Any, inside: Any) -> Any:
    """Return the groups that the ties marked join."""
    within = csr_array((np.ones(int(inside.sum()), dtype=np.int8), (i[inside], j[inside])), shape=(len(net), len(net)))
    return numbered(csgraph.connected_components(within, directed=False)[1].astype(np.int64))


def _shared(one: Any, other: Any) -> tuple[Any, Any, Any]:
    """Return how many nodes each pair of groups shares (none left out but zeros), and the sizes of the groups of each."""
    one, other = np.asarray(one, dtype=np.int64), np.asarray(other, dtype=np.int64)
    width = int(other.max(initial=0)) + 1
    return tuple(np.unique(numbers, return_counts=True)[1] for numbers in (one * width + other, one, other))  # type: ignore[return-value]


def _entropy(shares: Any) -> float:
    """Return the entropy of shares, in bits."""
    return float(-(shares * np.log2(shares)).sum())
