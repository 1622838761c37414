"""The explorer's page in headless Chromium: size, time until it can be used, long tasks, search, memory; pyvis's own page of the same network in the same run.

    python benchmarks/explorer.py [--sizes 1000 10000 20000] [--runs 3] [--layers copresence ...] [--no-real] [--no-pyvis] [--quick] [-o FILE.json]

Invented corpora: ``n`` people in the network that opens first (who met whom), their sessions (of all sizes, as ``benchmarks/network.py`` makes them), a body for
every 25 of them and an office each, one contribution for every ten, and for every record where it stands in one of twenty reports. People and records are called as
the project's own readers call them (``kg.reading.drafts.draft_claims``): by report, event, person, body and part. Same seed, same page.

``ready``: from the start of loading until the first scene is on screen (the page marks it ``kg-ready``). ``usable``: until then, and until the last task over 50 ms
that followed the load is over; ``cpu``: what the page's thread worked until then, which others' use of the machine changes little. ``longest``: the longest task of
loading; ``acting``: the longest while using the page (a filter, a selection, each view). ``search``: from a key until the list shows what was found, median of the
queries; ``first`` the first of them. ``heap``: JavaScript's, after collecting garbage. Times in ms, medians of the runs.
pyvis's page is left to itself for a minute at most: ``>`` says it was not done by then. Budgets are of issue 6; exit 1 when one is missed (``--quick`` never).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpus import FAMILY, GIVEN
from benchmarks.network import participations

ROOT = Path(__file__).resolve().parent.parent
BASE = "https://example.org/"
KG, SKOS, ORG = "https://w3id.org/gobierno-abierto/ontology#", "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/ns/org#"
OA, DCT, VOC, XSD = "http://www.w3.org/ns/oa#", "http://purl.org/dc/terms/", "https://w3id.org/gobierno-abierto/vocabulary/", "http://www.w3.org/2001/XMLSchema#"
FLAGS = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
REPORTS = 20
PATIENCE = 60_000
"""Milliseconds that a page is given."""
QUIET = 1500
"""Milliseconds without a long task after which a page counts as done."""
VIEWS = ("table", "matrix", "timeline", "grid", "themes", "network")
BUDGETS: dict[str, dict[str, float]] = {
    "two reports": {"gzip": 400, "usable": 1000, "longest": 500, "acting": 500}, "1000": {"usable": 1000, "longest": 500, "acting": 500},
    "10000": {"gzip": 700, "usable": 2000, "search": 150, "heap": 80}, "20000": {"usable": 2000},
}
"""Of issue 6: kB, ms and MB at most."""


@dataclass
class Row:
    """What was measured of one page."""

    name: str
    page: str
    nodes: int
    ties: int
    entities: int
    made: float
    gzip: float
    ready: float | None = None
    usable: float | None = None
    cpu: float | None = None
    late: bool = False
    longest: float | None = None
    tasks: int | None = None
    acting: float | None = None
    worst: str = ""
    search: float | None = None
    first: float | None = None
    heap: float | None = None
    budgets: dict[str, float] = field(default_factory=dict)

    @property
    def missed(self) -> list[str]:
        """The budgets that were missed."""
        return [f"{name} {value:.0f} > {most:g}" for name, most in self.budgets.items() if (value := getattr(self, name)) is not None and value > most]

    def told(self) -> str:
        """One line of the table."""
        def said(value: float | None) -> str:
            return "" if value is None else f"{value:.0f}"

        verdict = "" if not self.budgets else "MISSED: " + ", ".join(self.missed) if self.missed else "met"
        usable = (">" if self.late else "") + said(self.usable)
        times = f"{said(self.ready):>6} {usable:>7} {said(self.cpu):>6} {said(self.longest):>7} {said(self.tasks):>5} {said(self.acting):>6} {said(self.search):>6} {said(self.first):>5}"
        return f"{self.name:<12} {self.page:<9} {self.nodes:>6} {self.ties:>7} {self.entities:>8} {self.made:>6.1f} {self.gzip:>6.0f} {times} {said(self.heap):>5}  {verdict} {self.worst}".rstrip()


HEAD = (f"{'corpus':<12} {'page':<9} {'nodes':>6} {'ties':>7} {'entities':>8} {'made s':>6} {'gz kB':>6} {'ready':>6} {'usable':>7} {'cpu':>6} {'longest':>7} {'>50ms':>5} "
        f"{'acting':>6} {'search':>6} {'first':>5} {'MB':>5}  budgets")


# --- invented corpora -------------------------------------------------------------------------------------------------------------

def facts(people: int, seed: int = 7) -> Iterator[str]:
    """Yield the N-Quads of an invented corpus: the shape that ``kg build`` gives, with evidence for every record."""
    from kg.model.iri import slugify

    dice = random.Random(seed)
    row, col = participations(2 * people, seed=seed, typical=5, cap=40, people=people)
    out = _Lines()
    for report in range(REPORTS):
        out.typed(f"documento/informe-{report}", "Document")
        for lang in ("es", "en"):
            out.text(f"documento/informe-{report}", DCT + "title", f"Informe {report}", lang)
        out.plain(f"documento/informe-{report}", KG + "fileName", f"informe-{report}.txt")
        out.plain(f"documento/informe-{report}", KG + "sha256", f"{report:064x}")
        out.typed(f"evento/encuentro-{report}", "Event")
        out.text(f"evento/encuentro-{report}", SKOS + "prefLabel", f"Encuentro {report}")
        out.plain(f"evento/encuentro-{report}", KG + "heldOn", f"20{10 + report}-03-04", XSD + "date")
    names = [f"{dice.choice(GIVEN)} {dice.choice(FAMILY)} {dice.choice(FAMILY)} {i}" for i in range(people)]
    slugs = [slugify(name) for name in names]
    who = [f"persona/{slug}" for slug in slugs]
    office = [f"membresia/informe-{i % REPORTS}-{slugs[i]}-ayuntamiento-{i // 25}" for i in range(people)]
    for i, name in enumerate(names):
        out.typed(who[i], "Person")
        out.text(who[i], SKOS + "prefLabel", name)
        body, town = f"institucion/ayuntamiento-{i // 25}", f"municipio/villa-{i // 25}"
        if i % 25 == 0:
            out.typed(body, "Institution")
            out.text(body, SKOS + "prefLabel", f"Ayuntamiento de Villa {i // 25}")
            out.iri(body, KG + "kind", VOC + "institution-kind/municipal-government")
            out.iri(body, KG + "governs", f"{BASE}id/{town}")
            out.typed(town, "Municipality")
            out.text(town, SKOS + "prefLabel", f"Villa {i // 25}")
        out.claim(office[i], "Membership", i % REPORTS, dice, {ORG + "member": who[i], ORG + "organization": body}, {KG + "sector": "sector/government"})
        out.text(office[i], KG + "roleTitle", dice.choice(("Titular de la Unidad de Transparencia", "Regidora", "Director de Planeación", "Contralora municipal")))
    for session in sorted({int(c) for c in col}):
        out.typed(f"evento/sesion-{session}", "Event")
        out.text(f"evento/sesion-{session}", SKOS + "prefLabel", f"Mesa {session}")
        out.iri(f"evento/sesion-{session}", KG + "partOf", f"{BASE}id/evento/encuentro-{session % REPORTS}")
    for i, j in zip(row.tolist(), col.tolist(), strict=True):
        role = dice.choice(("panelist", "attendee"))
        out.claim(f"participacion/informe-{j % REPORTS}-sesion-{j}-{slugs[i]}-{role}", "Participation", j % REPORTS, dice,
                  {KG + "participant": who[i], KG + "inEvent": f"evento/sesion-{j}", KG + "hat": office[i]}, {KG + "role": f"participation-role/{role}", KG + "mode": "participation-mode/unknown"})
    kinds = ("Proposal", "Problem", "Experience")
    for k in range(people // 10):
        at = dice.randrange(len(row))
        session = int(col[at])
        out.claim(f"propuesta/c-{k}", "Contribution", session % REPORTS, dice, {KG + "speaker": who[int(row[at])], KG + "inEvent": f"evento/sesion-{session}"},
                  {KG + "force": "force/explicit", KG + "theme": "theme/" + dice.choice(("transparency", "training", "local-practices", "linking-sectors"))})
        out.typed(f"propuesta/c-{k}", kinds[k % 3])
        out.text(f"propuesta/c-{k}", KG + "summary", f"Publicar cada mes el gasto de la obra {k} en datos abiertos.")
        out.text(f"propuesta/c-{k}", KG + "gloss", f"Publish the spending on work {k} as open data every month.", "en")
    yield from out.lines
    yield from _vocabulary()


class _Lines:
    """N-Quads of one graph."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.cursor = [0] * REPORTS

    def add(self, subject: str, predicate: str, value: str) -> None:
        self.lines.append(f"<{BASE}id/{subject}> <{predicate}> {value} <{BASE}graph/all> .\n")

    def iri(self, subject: str, predicate: str, value: str) -> None:
        self.add(subject, predicate, f"<{value}>")

    def text(self, subject: str, predicate: str, value: str, lang: str = "es") -> None:
        self.add(subject, predicate, f'"{value}"@{lang}')

    def plain(self, subject: str, predicate: str, value: object, datatype: str = XSD + "string") -> None:
        self.add(subject, predicate, f'"{value}"' + ("" if datatype.endswith("#string") else f"^^<{datatype}>"))

    def typed(self, subject: str, cls: str) -> None:
        self.iri(subject, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", KG + cls)

    def claim(self, me: str, cls: str, report: int, dice: random.Random, ends: dict[str, str], concepts: dict[str, str]) -> None:
        """A record with its evidence: the next stretch of its report."""
        self.typed(me, cls)
        self.typed(me, "Claim")
        for predicate, end in ends.items():
            self.iri(me, predicate, f"{BASE}id/{end}")
        for predicate, notation in concepts.items():
            self.iri(me, predicate, VOC + notation)
        self.iri(me, KG + "review", VOC + "review-status/" + dice.choice(("accepted", "unreviewed")))
        self.plain(me, KG + "confidence", "0.9", XSD + "decimal")
        self.iri(me, KG + "source", f"{BASE}id/documento/informe-{report}")
        start = self.cursor[report] = self.cursor[report] + dice.randint(20, 90)
        evidence = f"evidencia/informe-{report}-{start}-{start + 18}"
        self.iri(me, KG + "evidence", f"{BASE}id/{evidence}")
        self.typed(evidence, "Evidence")
        self.plain(evidence, KG + "line", start // 400 + 1, XSD + "integer")
        self.iri(evidence, OA + "hasTarget", f"{BASE}id/{evidence}#target")
        self.iri(f"{evidence}#target", OA + "hasSource", f"{BASE}id/documento/informe-{report}")
        self.iri(f"{evidence}#target", OA + "hasSelector", f"{BASE}id/{evidence}#selector")
        for name, value in (("start", start), ("end", start + 18)):
            self.plain(f"{evidence}#selector", OA + name, value, XSD + "integer")


def _vocabulary() -> Iterator[str]:
    """Yield the names of the concepts."""
    from kg.model.terms import concepts

    for scheme, notations in concepts().items():
        for notation in notations:
            me = f"<{VOC}{scheme}/{notation}>"
            yield f"{me} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SKOS}Concept> <{BASE}graph/all> .\n"
            for lang in ("es", "en"):
                yield f'{me} <{SKOS}prefLabel> "{notation.replace("-", " ")}"@{lang} <{BASE}graph/all> .\n'


def invented(folder: Path, people: int) -> Any:
    """Build an invented corpus and open it."""
    from kg.graph.build import build_lines
    from kg.graph.store import Reader

    build_lines(folder, facts(people), {f"<{BASE}graph/all>"}, f"<{BASE}graph/derived>", lambda *_: None)
    return Reader(folder)


def real(folder: Path) -> Any:
    """Build the repository's own corpus and open it."""
    from kg.graph.build import build
    from kg.graph.store import Reader
    from kg.model.corpus import Corpus

    build(Corpus.at(ROOT, folder))
    return Reader(folder)


# --- pages ------------------------------------------------------------------------------------------------------------------------

def explorer_page(reader: Any, path: Path, layers: list[str]) -> dict[str, Any]:
    """Write the explorer of a graph; return its data."""
    from kg.model.corpus import Corpus
    from kg.model.policy import read_policy
    from kg.visual.explore.dataset import dataset
    from kg.visual.explore.page import page

    data = dataset(reader, read_policy(Corpus.at(ROOT).policy), layers=layers)
    path.write_text(page(data), encoding="utf-8")
    return data


def pyvis_page(reader: Any, path: Path) -> None:
    """Write pyvis's own page of who met whom, as its manual does: no places, physics on, its library inside the page."""
    from pyvis.network import Network

    from kg.network.graph import net

    found = net(reader, "copresence")
    drawn = Network(height="800px", width="100%", cdn_resources="in_line")
    drawn.add_nodes(range(len(found)), label=[found.names[iri] if found.names else iri for iri in found.ids])
    for a, b, weight in zip(*(x.tolist() for x in found.upper()), strict=True):
        drawn.edges.append({"from": a, "to": b, "value": weight})  # not add_edge, which compares each tie with all before it
    path.write_text(drawn.generate_html(notebook=False), encoding="utf-8")


WATCH = """
window.__long = [];
new PerformanceObserver((list) => list.getEntries().forEach((e) => window.__long.push([e.startTime, e.duration]))).observe({ type: "longtask", buffered: true });
"""
READY = """async (most) => {
  while (!performance.getEntriesByName("kg-ready").length && performance.now() < most) await new Promise((done) => setTimeout(done, 20));
  return performance.getEntriesByName("kg-ready")[0]?.startTime ?? null;
}"""
QUIETED = """async ([quiet, most]) => {
  const end = () => window.__long.reduce((m, [start, duration]) => Math.max(m, start + duration), 0);
  const begun = performance.now();
  while (performance.now() < most && performance.now() - Math.max(end(), begun) < quiet) await new Promise((done) => setTimeout(done, 50));
  return { end: end(), late: performance.now() >= most, tasks: window.__long.map(([, duration]) => duration) };
}"""
SEARCH = """async (text) => {
  const box = document.getElementById("search-box"), list = document.getElementById("search-list");
  const settled = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  box.focus(); box.value = ""; box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await new Promise((done) => setTimeout(done, 300));
  const changed = new Promise((done) => {
    const o = new MutationObserver(() => { o.disconnect(); done(); });
    o.observe(list.parentElement, { childList: true, subtree: true, attributes: true });
    setTimeout(done, 3000);
  });
  const begun = performance.now();
  box.value = text; box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await changed; await settled();
  return [performance.now() - begun, list.querySelectorAll('[role="option"]').length];
}"""


def quiet(tab: Any, most: float) -> dict[str, Any]:
    """Wait until no long task has run for a while."""
    found: dict[str, Any] = tab.evaluate(QUIETED, [QUIET, most])
    return found


def heap(tab: Any) -> float:
    """Megabytes of JavaScript's heap after a collection."""
    session = tab.context.new_cdp_session(tab)
    session.send("HeapProfiler.enable")
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")
    return float(used["usedSize"]) / 1e6


def worked(session: Any) -> float:
    """Milliseconds that the page's thread has worked."""
    return 1000 * float(next(m["value"] for m in session.send("Performance.getMetrics")["metrics"] if m["name"] == "TaskDuration"))


def acting(tab: Any, session: Any) -> tuple[float, str]:
    """Use the page: a filter on and off, a person, each view. Return the longest task, what it followed, and all the work after that."""
    longest, after = 0.0, ""

    def step(name: str, act: Callable[[], Any]) -> None:
        nonlocal longest, after
        begun = worked(session)
        tab.evaluate("window.__long = []")
        act()
        tab.evaluate("() => new Promise((done) => setTimeout(done, 600))")
        worst = max((d for _, d in tab.evaluate("window.__long")), default=0.0)
        if worst > longest:
            longest, after = worst, f"after {name}, cpu {worked(session) - begun:.0f}"

    def go(hash_: str) -> Callable[[], Any]:
        return lambda: tab.evaluate("(hash) => { location.hash = hash; }", hash_)

    step("a filter", go("review=accepted"))
    step("no filter", go(""))
    for view in VIEWS:
        step(f"view {view}", lambda view=view: tab.locator(f"#tab-{view}").click())
    step("search", lambda: tab.evaluate(SEARCH, "prado"))
    step("a person", lambda: tab.locator("#search-box").press("ArrowDown") or tab.locator("#search-box").press("Enter"))
    return longest, after


def visit(browser: Any, path: Path, ours: bool, act: bool) -> dict[str, Any]:
    """Open a page once and measure it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        context.route(lambda address: address.startswith("http"), lambda route: route.abort())
        tab = context.new_page()
        tab.set_default_timeout(4 * PATIENCE)
        tab.add_init_script(WATCH)
        session = context.new_cdp_session(tab)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        tab.goto(path.as_uri(), wait_until="commit")
        ready = tab.evaluate(READY, PATIENCE) if ours else None
        done = quiet(tab, PATIENCE)
        found: dict[str, Any] = {"ready": ready, "cpu": worked(session), "usable": max(done["end"], ready or 0), "late": done["late"],
                                 "longest": max(done["tasks"], default=0.0), "tasks": len(done["tasks"]), "heap": heap(tab)}
        if ours and act:
            times = [tab.evaluate(SEARCH, text)[0] for text in ("pra", "prado", "ana luna", "lma", "transparencia", "villa 3", "pardo", "nora soto 12")]
            found |= {"first": times[0], "search": statistics.median(times[1:])}
            found["acting"], found["worst"] = acting(tab, session)
        return found
    finally:
        context.close()


def measure(browser: Any, row: Row, path: Path, runs: int) -> Row:
    """Fill a row with the medians of some runs."""
    ours = row.page == "explorer"
    found = [visit(browser, path, ours, True) for _ in range(runs if ours else 1)]
    for name in ("ready", "usable", "cpu", "longest", "tasks", "heap", "search", "first", "acting"):
        values = [f[name] for f in found if f.get(name) is not None]
        setattr(row, name, statistics.median(values) if values else None)
    row.late = any(f["late"] for f in found)
    row.worst = f"({max(found, key=lambda f: f.get('acting', 0)).get('worst')})" if ours and row.acting else ""
    return row


def rows(options: argparse.Namespace, browser: Any, folder: Path) -> Iterator[Row]:
    """Make and measure each page."""
    from kg.network.graph import net

    corpora: list[tuple[str, Callable[[Path], Any]]] = [] if options.no_real else [("two reports", real)]
    corpora += [(str(n), lambda f, n=n: invented(f, n)) for n in options.sizes]
    for name, make in corpora:
        build = folder / name.replace(" ", "-")
        build.mkdir()
        reader = make(build)
        whole = net(reader, "copresence")
        for page in ("explorer", *(() if options.no_pyvis else ("pyvis",))):
            path = build / f"{page}.html"
            begun = time.perf_counter()
            data = explorer_page(reader, path, options.layers) if page == "explorer" else pyvis_page(reader, path)
            made = time.perf_counter() - begun
            row = Row(name, page, len(whole), whole.tie_count, len(data["entities"]) if data else len(whole), made, len(gzip.compress(path.read_bytes(), 9)) / 1e3,
                      budgets={} if options.quick or page == "pyvis" else BUDGETS.get(name, {}))
            yield measure(browser, row, path, options.runs)
        shutil.rmtree(build)


def run(options: argparse.Namespace) -> int:
    """Measure, print a row each as it comes, write the JSON; return the exit code."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        print("no Chromium on this machine", file=sys.stderr)
        return 2
    made: list[Row] = []
    print(f"load average of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors (times of the wall mean little above {os.cpu_count()})\n{HEAD}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="kg-bench-"))
    try:
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=path, args=FLAGS)
            for row in rows(options, browser, folder):
                made.append(row)
                print(row.told(), flush=True)
            browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for ours, theirs in ((a, b) for a in made for b in made if a.name == b.name and (a.page, b.page) == ("explorer", "pyvis")):
        ratio = (theirs.usable or 0) / max(ours.usable or 0, 1)
        task = (theirs.longest or 0) / max(ours.longest or 0, 50)
        print(f"{ours.name}: pyvis is usable after {'more than ' if theirs.late else ''}{ratio:.1f} times as long, its longest task is {task:.1f} times ours")
    if options.output:
        Path(options.output).write_text(json.dumps([asdict(row) for row in made], indent=1), encoding="utf-8")
    return int(any(row.missed for row in made))


def read(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", help="people in the network that opens first")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--no-real", action="store_true", help="leave the repository's own corpus out")
    parser.add_argument("--layers", nargs="*", default=[], help="networks in the page; all without any")
    parser.add_argument("--no-pyvis", action="store_true")
    parser.add_argument("--quick", action="store_true", help="300 people, one run, no budgets")
    parser.add_argument("-o", "--output")
    options = parser.parse_args(arguments)
    options.sizes = options.sizes if options.sizes is not None else [300] if options.quick else [1000, 10_000, 20_000]
    options.runs = options.runs or (1 if options.quick else 3)
    return options


if __name__ == "__main__":
    sys.exit(run(read()))
