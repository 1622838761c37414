"""Networks at 10,000, 100,000 and 1,000,000 participations: CPU seconds of ours, of networkx, and of the fastest engine called directly, in one run.

    python benchmarks/network.py [--parts projection store measures betweenness layout million] [--sizes 10000 90000 1000000] [--quick] [--runs 3] [-o FILE.json]

Invented participations, same seed same arrays: sessions of all sizes (log-normal, capped), people of a place mostly among their own, some people in very many.
A row is one computation: minimum and median of our runs; networkx's on the same arrays as a graph (made outside the clock); the engine's alone.
Where networkx would take minutes it runs on a sample of the work and is scaled up, which the row says ("scaled"). ``same``: whether the results are
equal (to what tolerance, each row says). CPU seconds of all threads and of child processes, user and system; wall time would measure who else is using
the machine. Exit 1 when a result differs or a target is missed (``--quick``, under a minute, is too small for targets: then only differences count).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

if __name__ == "__main__":  # before NumPy: one thread each, for with several the idle ones' waiting would count as work
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import networkx as nx
import numpy as np
from scipy import sparse

from kg.network.net import Net, symmetric

ID = "https://example.org/id/"
STEPS = "closeness by steps"
PARTS = ("projection", "store", "measures", "betweenness", "layout", "million")
MOST_BYTES = 4 * 10**9
AIMED = 50_000  # participations: the targets are about projections of this size or more


@dataclass
class Row:
    """One computation: seconds of CPU of ours (each run), networkx's and the engine's; targets are least times faster than networkx, most times slower than the engine."""

    part: str
    name: str
    size: str
    ours: list[float]
    networkx: float | None = None
    scaled: str = ""
    engine: list[float] | None = None
    target: float | None = None
    most: float | None = None
    same: bool | None = None
    note: str = ""

    @property
    def faster(self) -> float | None:
        """How many times networkx's seconds are ours."""
        return None if self.networkx is None else self.networkx / max(statistics.median(self.ours), 1e-9)

    @property
    def slower(self) -> float | None:
        """How many times our seconds are the engine's."""
        return None if not self.engine else statistics.median(self.ours) / max(statistics.median(self.engine), 1e-9)

    @property
    def met(self) -> bool:
        """Whether no target is missed."""
        return (self.target is None or (self.faster or 0) >= self.target) and (self.most is None or (self.slower or 0) <= self.most)

    def told(self) -> str:
        """One line of the table."""
        def said(value: float | None, form: str) -> str:
            return "" if value is None else format(value, form)

        aims = ", ".join(([] if self.target is None else [f"≥{self.target:g}x"]) + ([] if self.most is None else [f"≤{self.most:g} of engine"]))
        return (f"{self.part:<11} {self.name:<34} {self.size:<24} {min(self.ours):>8.3f} {statistics.median(self.ours):>8.3f} {said(self.networkx, '.2f'):>10} {'~' if self.scaled else ' '}"
                f"{said(self.faster, '.1f'):>8} {said(statistics.median(self.engine) if self.engine else None, '.3f'):>8} {said(self.slower, '.2f'):>6}  "
                f"{'' if self.same is None else 'same' if self.same else 'DIFFERENT':<9} {aims and aims + (' met' if self.met else ' MISSED')} {self.scaled} {self.note}").rstrip()


HEAD = f"{'part':<11} {'computation':<34} {'size':<24} {'min s':>8} {'median':>8} {'networkx':>10}  {'times':>8} {'engine':>8} {'ratio':>6}"


def cpu() -> float:
    """CPU seconds of this process and its finished children."""
    return sum(os.times()[:4])


def timed(action: Callable[[], Any], runs: int = 1) -> tuple[list[float], Any]:
    """Return the CPU seconds of each run, and the last result."""
    found, result = [], None
    for _ in range(runs):
        result = None
        start = time.process_time(), cpu()
        result = action()
        # process_time is finer, and leaves children out; os.times counts them, in hundredths.
        alone, whole = time.process_time() - start[0], cpu() - start[1]
        found.append(whole if whole > alone + 0.05 else alone)
    return found, result


def participations(count: int, seed: int = 7, typical: float = 12, cap: int = 150, people: int | None = None) -> tuple[Any, Any]:
    """Return who (row) is in which session (column), about ``count`` of them, none twice. ``typical``: the median session's size, ``cap`` the largest's.

    Sessions belong to places of 400 people; 85 % of who comes is of the place, and within it by rank, as 1/√rank.
    """
    dice, people = np.random.default_rng(seed), people or max(count // 4, cap)
    made = np.clip(np.rint(dice.lognormal(np.log(typical), 0.8, 2 * count // int(typical) + 10)), 2, cap).astype(np.int64)
    sizes = made[: max(1, int(np.searchsorted(np.cumsum(made), count)))]
    column = np.repeat(np.arange(len(sizes)), sizes)
    places = max(1, people // 400)
    within = (dice.random(len(column)) ** 2 * min(400, people)).astype(np.int64)
    home = np.repeat(dice.integers(0, places, len(sizes)), sizes) * 400 + within
    row = np.where(dice.random(len(column)) < 0.85, home, dice.integers(0, people, len(column))) % people
    both = np.unique(column * people + row)
    return both % people, both // people


def incidence(count: int, **more: Any) -> Any:
    """Return what ``project`` needs of an incidence: the 0/1 matrix, and the columns' names."""
    row, col = participations(count, **more)
    matrix = sparse.csr_array((np.ones(len(row), dtype=np.int64), (row, col)), shape=(int(row.max()) + 1, int(col.max()) + 1))
    matrix.sort_indices()
    return SimpleNamespace(matrix=matrix, row_ids=[f"{ID}p{i:07}" for i in range(matrix.shape[0])], col_ids=[f"{ID}s{j:07}" for j in range(matrix.shape[1])])


def connected(nodes: int, ties: int) -> Net:
    """Return a connected network of about so many nodes and ties, weights sessions shared."""
    people, found = nodes, None
    for _ in range(20):
        low, high = nodes // 2, 40 * nodes
        for _ in range(14):
            middle = (low + high) // 2
            found = _largest(incidence(middle, typical=4, cap=30, people=people).matrix)
            low, high = (middle, high) if found.nnz // 2 < ties else (low, middle)
        if abs(found.shape[0] - nodes) * 50 < nodes:
            break
        people = round(people * nodes / max(1, found.shape[0]))
    return Net([f"{ID}p{i:07}" for i in range(found.shape[0])], found)


def _largest(matrix: Any) -> Any:
    square = sparse.triu(matrix @ matrix.T, k=1).tocoo()
    whole = symmetric(square.row.astype(np.int64), square.col.astype(np.int64), square.data, matrix.shape[0])
    part = sparse.csgraph.connected_components(whole, directed=False)[1]
    kept = np.flatnonzero(part == np.bincount(part).argmax())
    largest = whole[kept][:, kept].tocsr()
    largest.sort_indices()
    return largest


def unweighted(net: Net) -> Net:
    """Return the network with all ties alike."""
    return Net(net.ids, sparse.csr_array((np.ones(net.ties.nnz, dtype=np.int64), net.ties.indices, net.ties.indptr), shape=net.ties.shape))


def plain(net: Net) -> nx.Graph:
    """Return the network as networkx likes it best: whole numbers as nodes, ``weight`` and ``length``."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(net)))
    graph.add_edges_from((i, j, {"weight": w, "length": 1 / w}) for i, j, w in zip(*(x.tolist() for x in net.upper()), strict=True))
    return graph


def near(ours: Any, theirs: Any, tolerance: float) -> bool:
    """Whether two arrays are equal to a tolerance; nowhere is nowhere."""
    return bool(np.allclose(np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float), rtol=0, atol=tolerance, equal_nan=True))


# --- parts ------------------------------------------------------------------------------------------------------------------------

def projection(options: argparse.Namespace) -> Iterator[Row]:
    """Incidence -> weighted ties."""
    from kg.network.layers import LAYERS
    from kg.network.project import project

    for count in options.sizes:
        found = incidence(count)
        unordered, _ = timed(lambda found=found: found.matrix.astype(np.int32) @ found.matrix.T.astype(np.int32), options.runs)
        engine, _ = timed(lambda found=found: (found.matrix.astype(np.int32) @ found.matrix.T.astype(np.int32)).sort_indices(), options.runs)
        ours, ties = timed(lambda found=found: project(found, LAYERS["copresence"]), options.runs)
        row = Row("projection", "incidence -> weighted ties", f"{found.matrix.nnz} in, {ties.nnz // 2} ties", ours, engine=engine,
                  note=f"engine: SciPy's product, put in order; out of order it takes {statistics.median(unordered):.3f} s")
        if count >= AIMED:
            row.most, row.target = 1.5, 100 if count <= options.most_networkx else None
        if count <= options.most_networkx:
            graph = nx.Graph()
            cells = found.matrix.tocoo()
            graph.add_edges_from(zip(cells.row.tolist(), (cells.col + found.matrix.shape[0]).tolist(), strict=True))
            seconds, theirs = timed(lambda graph=graph, found=found: nx.bipartite.weighted_projected_graph(graph, [n for n in range(found.matrix.shape[0]) if n in graph]))
            row.networkx = seconds[0]
            half = sparse.triu(ties, k=1).tocoo()
            row.same = theirs.number_of_edges() == half.nnz and all(theirs[a][b]["weight"] == w for a, b, w in zip(half.row.tolist(), half.col.tolist(), half.data.tolist(), strict=True))
        yield row


def store(options: argparse.Namespace) -> Iterator[Row]:
    """Store -> weighted network, against rdflib + networkx on the same triples."""
    import pyoxigraph as ox
    from rdflib import Graph

    from kg.graph.build import build_lines
    from kg.graph.store import Reader
    from kg.network.graph import net
    from kg.network.incidence import keep_layers
    from kg.network.layers import LAYERS

    folder = Path(tempfile.mkdtemp(prefix="kg-bench-"))
    try:
        build_lines(folder, quads(*participations(options.store)), {f"<{ID}g>"}, f"<{ID}d>", lambda *_: None)
        reader = Reader(folder)
        asked, _ = timed(lambda: net(reader, "copresence"), options.runs)
        keeping, _ = timed(lambda: keep_layers(reader))
        ours, found = timed(lambda: net(reader, "copresence"), options.runs)
        bare = ox.Store.read_only(str(reader.folder / "store"))
        question = LAYERS["copresence"].query()

        def direct() -> Any:
            rows, cols = zip(*((s["row"].value, s["col"].value) for s in bare.query(question)), strict=True)
            _, i = np.unique(rows, return_inverse=True)
            _, j = np.unique(cols, return_inverse=True)
            matrix = sparse.csr_array((np.ones(len(i), dtype=np.int32), (i, j)))
            return matrix @ matrix.T

        engine, _ = timed(direct, options.runs)
        memory = reader.in_memory()
        held, _ = timed(lambda: net(memory, "copresence"), options.runs)
        loading, graph = timed(lambda: Graph().parse(reader.folder / "graph.ttl", format="turtle"))
        for name, pairs, target in (("rdflib's SPARQL", lambda: graph.query(question), 60.0), ("rdflib triple by triple", lambda: by_hand(graph), None)):
            seconds, theirs = timed(lambda pairs=pairs: by_rdflib(pairs))
            equal, size = tied(theirs) == tied_net(found), f"{options.store} in, {found.tie_count} ties"
            yield Row("store", f"built / {name}", size, ours, seconds[0], target=target, same=equal, note=f"as kg build leaves it, which took {keeping[0]:.1f} s for all layers")
            yield Row("store", f"asked / {name}", size, asked, seconds[0], engine=engine, same=equal, note="nothing kept; engine: Oxigraph's answer and SciPy's product alone")
            yield Row("store", f"memory / {name}", size, held, seconds[0], same=equal, note="both graphs already in memory")
            if target:
                opened, _ = timed(lambda: net(Reader(folder), "copresence"), options.runs)
                yield Row("store", "opened / rdflib loads its file", size, opened, loading[0] + seconds[0], same=equal, note="each from what lies on disk")
    finally:
        shutil.rmtree(folder)


def quads(row: Any, col: Any) -> Iterator[str]:
    """Yield the facts of participations as a corpus has them: a claim each, people and sessions with names."""
    kg, skos, a = "https://w3id.org/gobierno-abierto/ontology#", "http://www.w3.org/2004/02/skos/core#", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    for kind, letter, values in (("Person", "p", row), ("Event", "s", col)):
        for n in np.unique(values).tolist():
            yield f"<{ID}{letter}{n:07}> {a} <{kg}{kind}> <{ID}g> .\n"
            yield f'<{ID}{letter}{n:07}> <{skos}prefLabel> "{kind} {n}"@es <{ID}g> .\n'
    for k, (i, j) in enumerate(zip(row.tolist(), col.tolist(), strict=True)):
        yield f"<{ID}c{k}> {a} <{kg}Participation> <{ID}g> .\n"
        yield f"<{ID}c{k}> <{kg}participant> <{ID}p{i:07}> <{ID}g> .\n"
        yield f"<{ID}c{k}> <{kg}inEvent> <{ID}s{j:07}> <{ID}g> .\n"


def by_rdflib(pairs: Callable[[], Any]) -> nx.Graph:
    """The usual way: solutions into a two-mode graph, projected by networkx."""
    two_mode, people = nx.Graph(), set()
    for person, session, *_ in pairs():
        two_mode.add_edge(str(person), str(session))
        people.add(str(person))
    return nx.bipartite.weighted_projected_graph(two_mode, people)


def by_hand(graph: Any) -> Iterator[tuple[Any, Any]]:
    """The same solutions without SPARQL, as somebody in a hurry would write it."""
    from rdflib import Namespace

    kg = Namespace("https://w3id.org/gobierno-abierto/ontology#")
    wholes = set(graph.objects(None, kg.partOf))
    for claim, person in graph.subject_objects(kg.participant):
        for session in graph.objects(claim, kg.inEvent):
            if session not in wholes:
                yield person, session


def tied(graph: nx.Graph) -> set[tuple[str, str, int]]:
    """The ties of a graph as a set."""
    return {(*sorted((a, b)), int(w)) for a, b, w in graph.edges(data="weight")}


def tied_net(net: Net) -> set[tuple[str, str, int]]:
    """The ties of arrays as a set."""
    return {(net.ids[i], net.ids[j], int(w)) for i, j, w in zip(*(x.tolist() for x in net.upper()), strict=True)}


def measures(options: argparse.Namespace) -> Iterator[Row]:
    """Each measure and all together, on one network."""
    from kg.network import centrality, cohesion, partition

    net = connected(*options.network)
    bare, graph, engines, sample = unweighted(net), plain(net), networkit(net), options.sample
    size, order = f"{len(net)} nodes, {net.tie_count} ties", range(len(net))
    some = np.random.default_rng(1).choice(len(net), min(sample, len(net)), replace=False).tolist()

    def values(found: dict[Any, float]) -> list[float]:
        return [found[k] for k in order]

    # name, ours, networkx, whether equal, the share of the work networkx did
    todo: list[tuple[str, Callable[[], Any], Callable[[], Any], Callable[[Any, Any], bool], float]] = [
        ("pagerank", lambda: centrality.pagerank(net), lambda: values(nx.pagerank(graph)),
         lambda a, _: near(list(a.values()), values(nx.pagerank(graph, tol=1e-14, max_iter=1000)), 1e-9), 1),
        ("eigenvector", lambda: centrality.eigenvector(net), lambda: values(nx.eigenvector_centrality(graph, max_iter=5000, weight="weight")),
         lambda a, _: near(list(a.values()), values(nx.eigenvector_centrality(graph, max_iter=100_000, tol=1e-11, weight="weight")), 1e-5), 1),
        ("closeness", lambda: centrality.closeness(net), lambda: [nx.closeness_centrality(graph, u, distance="length") for u in some],
         lambda a, b: near([list(a.values())[u] for u in some], b, 1e-9), len(some) / len(net)),
        (STEPS, lambda: centrality.closeness(bare), lambda: [nx.closeness_centrality(graph, u) for u in some],
         lambda a, b: near([list(a.values())[u] for u in some], b, 1e-9), len(some) / len(net)),
        ("core", lambda: centrality.core(net), lambda: values(nx.core_number(graph)), lambda a, b: list(a.values()) == b, 1),
        ("components", lambda: cohesion.components(net), lambda: list(nx.connected_components(graph)), lambda a, b: max(a.values()) == len(b), 1),
        ("bridges", lambda: cohesion.bridges(net), lambda: sorted((net.ids[min(e)], net.ids[max(e)]) for e in nx.bridges(graph)), lambda a, b: sorted(map(tuple, map(sorted, a))) == b, 1),
        ("communities", lambda: partition.communities(net), lambda: nx.community.louvain_communities(graph, seed=1),
         lambda a, b: partition.modularity(net, a) >= 0.97 * nx.community.modularity(graph, b), 1),
        ("constraint", lambda: centrality.constraint(net), lambda: values(nx.constraint(graph, weight="weight")), lambda a, b: near(list(a.values()), b, 1e-9), 1),
    ]
    notes = {"communities": "modularity at least 97 % of networkx's", "pagerank": "to 1e-9 of networkx's at tolerance 1e-14", "eigenvector": "to 1e-5 of networkx's at tolerance 1e-11"}
    every: list[Row] = []
    for name, ours_do, theirs_do, equal, share in todo:
        ours, mine = timed(ours_do, options.runs)
        seconds, theirs = timed(theirs_do)
        direct = timed(engines[name], options.runs)[0] if name in engines else None
        every.append(Row("measures", name, size, ours, seconds[0] / share, f"scaled from {sample} nodes" if share < 1 else "", direct, same=equal(mine, theirs),
                         note=notes.get(name, "")))
        yield every[-1]
    for name in ("closeness", STEPS):
        yield together([r for r in every if r.name not in {"closeness", STEPS} - {name}], name, size)


def together(every: list[Row], closeness: str, size: str) -> Row:
    """Add up rows: the k-th runs of ours, and networkx's seconds."""
    ours = [sum(runs) for runs in zip(*(r.ours for r in every), strict=True)]
    return Row("measures", f"all, {closeness}", size, ours, sum(r.networkx or 0 for r in every), "in part" if any(r.scaled for r in every) else "", target=40, same=all(r.same for r in every),
               note="engine has no bridges or constraint: compare row by row")


def networkit(net: Net) -> dict[str, Callable[[], Any]]:
    """What networkit has of the measures, on graphs made outside the clock: ties by weight, and by length."""
    import networkit as nk

    nk.setNumberOfThreads(1)
    i, j, weights = net.upper()
    ends = (i.astype(np.int64), j.astype(np.int64))
    strong, long = (nk.GraphFromCoo((w, ends), n=len(net), weighted=True) for w in (weights.astype(np.float64), 1 / weights))
    bare = nk.GraphFromCoo(ends, n=len(net), weighted=False)
    return {"pagerank": lambda: nk.centrality.PageRank(strong, tol=1e-12).run().scores(), "eigenvector": lambda: nk.centrality.EigenvectorCentrality(strong).run().scores(),
            "closeness": lambda: nk.centrality.Closeness(long, True, nk.centrality.ClosenessVariant.GENERALIZED).run().scores(),
            STEPS: lambda: nk.centrality.Closeness(bare, True, nk.centrality.ClosenessVariant.GENERALIZED).run().scores(),
            "core": lambda: nk.centrality.CoreDecomposition(bare).run().scores(), "components": lambda: nk.components.ConnectedComponents(bare).run().getComponents(),
            "communities": lambda: nk.community.PLM(strong, refine=True, par="none randomized").run().getPartition().getVector(),
            "betweenness by strength": lambda: nk.centrality.Betweenness(long, normalized=True).run().scores(),
            "betweenness by steps": lambda: nk.centrality.Betweenness(bare, normalized=True).run().scores()}


def betweenness(options: argparse.Namespace) -> Iterator[Row]:
    """Exact betweenness, with lengths from strength and by steps."""
    from kg.network import centrality

    strong = connected(*options.network)
    engines, size = networkit(strong), f"{len(strong)} nodes, {strong.tie_count} ties"
    nodes = min(options.sample, len(strong))
    for name, net, length in (("betweenness by strength", strong, "length"), ("betweenness by steps", unweighted(strong), None)):
        ours, mine = timed(lambda net=net: centrality.betweenness(net), 1)
        graph = plain(net)
        seconds, _ = timed(lambda graph=graph, length=length: nx.betweenness_centrality(graph, k=nodes, weight=length, seed=1))
        direct, theirs = timed(engines[name])
        # networkx rounds nothing, so paths of equal strength may come out unequal by a last bit: the engine's values, by the same lengths, and loosely.
        yield Row("betweenness", name, size, ours, seconds[0] * len(net) / nodes, f"scaled from {nodes} nodes" if nodes < len(net) else "", direct, target=30,
                  same=near(list(mine.values()), theirs, 1e-9 if length is None else 1e-3), note="compared with networkit's values")


def layout(options: argparse.Namespace) -> Iterator[Row]:
    """Places of nodes, against networkx's spring layout."""
    from kg.visual.layout import places

    for nodes, ties in options.layouts:
        dice = nx.barabasi_albert_graph(nodes, max(1, round(ties / nodes)), seed=1)
        net = Net([f"{i:07}" for i in range(nodes)], nx.to_scipy_sparse_array(dice, nodelist=range(nodes), format="csr", dtype=np.int64))
        ours, found = timed(lambda net=net: places(net), options.runs)
        again = places(net)
        rounds = 4
        seconds, _ = timed(lambda dice=dice, rounds=rounds: nx.spring_layout(dice, iterations=rounds, seed=1, method="force"))
        yield Row("layout", "places / spring_layout", f"{nodes} nodes, {net.tie_count} ties", ours, seconds[0] * 50 / rounds, f"scaled from {rounds} of its 50 steps",
                  same=found.tobytes() == again.tobytes(), note="same: twice the same bytes")


def million(options: argparse.Namespace) -> Iterator[Row]:
    """The largest size projected and ranked in a process of its own; then once more, interrupted."""
    command = [sys.executable, __file__, "--one", str(max(options.sizes))]
    start = cpu()
    told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    yield Row("million", "projected and ranked", f"{told['participations']} in, {told['ties']} ties", [cpu() - start], same=told["peak_bytes"] < MOST_BYTES,
              note=f"peak {told['peak_bytes'] / 1e9:.2f} GB (under 4 is 'same'); " + ", ".join(f"{k} {v:.1f} s" for k, v in told["seconds"].items()))
    if max(options.sizes) < AIMED:
        return  # it would be over before it could be stopped
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for line in run.stderr or ():
        if line.startswith(b"projected"):
            break
    sent = time.perf_counter()
    run.send_signal(signal.SIGINT)
    run.communicate()
    yield Row("million", "interrupted while ranking", "", [time.perf_counter() - sent], same=run.returncode == 130, note="wall seconds from Ctrl-C to the end; 'same': exit code 130")


def one(count: int) -> int:
    """Project and rank ``count`` participations; JSON on stdout, progress on stderr; 130 when interrupted."""
    from kg.network import centrality, cohesion
    from kg.network.layers import LAYERS
    from kg.network.project import project

    seconds: dict[str, float] = {}

    def step(name: str, action: Callable[[], Any]) -> Any:
        spent, result = timed(action)
        seconds[name] = round(spent[0], 2)
        print(f"{name} in {spent[0]:.1f} s", file=sys.stderr, flush=True)
        return result

    try:
        found = step("generated", lambda: incidence(count))
        ties = step("projected", lambda: project(found, LAYERS["copresence"]))
        net = Net(found.row_ids, ties)
        for name, measure in (("degree", centrality.degree), ("strength", centrality.strength), ("pagerank", centrality.pagerank), ("eigenvector", centrality.eigenvector),
                              ("core", centrality.core), ("components", cohesion.components)):
            step(name, lambda measure=measure: measure(net))
    except KeyboardInterrupt:
        return 130
    print(json.dumps({"participations": int(found.matrix.nnz), "ties": int(ties.nnz // 2), "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, "seconds": seconds}))
    return 0


def run(options: argparse.Namespace) -> int:
    """Run the parts, print a row each as it comes, write the JSON; return the exit code."""
    rows: list[Row] = []
    print(HEAD, flush=True)
    for part in options.parts:
        for row in globals()[part](options):
            if options.quick:
                row.target = row.most = None
            rows.append(row)
            print(row.told(), flush=True)
    if options.output:
        made = [{**asdict(r), "min": min(r.ours), "median": statistics.median(r.ours), "faster": r.faster, "slower": r.slower, "met": r.met} for r in rows]
        Path(options.output).write_text(json.dumps({"seed": 7, "runs": options.runs, "rows": made}, indent=1), encoding="utf-8")
    bad = [f"{r.part}: {r.name}, {r.size}" for r in rows if r.same is False or not r.met]
    print(f"different or missed: {'; '.join(bad) or 'none'}")
    return int(bool(bad))


def read(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--sizes", type=int, nargs="+", help="participations to project; the largest is the size of part million")
    parser.add_argument("--most-networkx", type=int, help="participations up to which networkx projects too")
    parser.add_argument("--store", type=int, help="participations in the store")
    parser.add_argument("--network", type=int, nargs=2, metavar=("NODES", "TIES"), help="size of the network to measure")
    parser.add_argument("--layout", dest="layouts", type=int, nargs=2, action="append", metavar=("NODES", "TIES"))
    parser.add_argument("--sample", type=int, help="nodes networkx does where it would take minutes")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--quick", action="store_true", help="small sizes, no targets")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("-o", "--output")
    options = parser.parse_args(arguments)
    small = {"sizes": [10_000], "most_networkx": 10_000, "store": 2_000, "network": [1_200, 8_200], "layouts": [[1_000, 4_000]], "sample": 60, "runs": 3}
    full = {"sizes": [10_000, 90_000, 1_000_000], "most_networkx": 100_000, "store": 90_000, "network": [12_000, 82_000], "layouts": [[5_000, 20_000], [10_000, 40_000]], "sample": 60, "runs": 3}
    for name, value in (small if options.quick else full).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    return options


if __name__ == "__main__":
    given = read()
    sys.exit(one(given.one) if given.one else run(given))
