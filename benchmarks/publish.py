"""A generated corpus published: time, CPU, memory and size of the site, and of publishing it again after one report more.

    python benchmarks/publish.py [--reports 465] [--jobs 0] [--folder DIR] [-o FILE.json]

465 invented reports give about 100,000 entities with a page. Claims and evidence are shown inside those pages, as ``kg publish`` does with so many.
CPU seconds are of all processes, user and system; wall seconds depend on who else uses the machine. Memory is the most any one process held.
Exit 1 when the site of the second publication differs from one made from nothing (with ``--check``, which publishes a third time).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import shutil
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpus import generate
from kg.graph.build import UNION, build_lines, corpus_lines, graph_iri
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.text import Text
from kg.publish.site import publish
from kg.publish.site_release import Release

BASE = "https://datos.inventado.example/"


@dataclass
class Run:
    """One publication."""

    name: str
    documents: int
    kept: int
    files: int
    megabytes: float
    wall: float
    cpu: float
    parent_megabytes: float
    worker_megabytes: float
    parts: dict[str, float]


def built(reports: int, folder: Path) -> tuple[Reader, Release, float]:
    """Build a generated corpus under a base of its own, in another process: what that needs in memory is not what a publication needs."""
    start = time.perf_counter()
    maker = get_context("spawn").Process(target=_build, args=(reports, folder))
    maker.start()
    maker.join()
    reader = Reader(folder)
    with (reader.folder / "graph.nq").open("rb") as file:
        sha = hashlib.file_digest(file, "sha256").hexdigest()
    return reader, Release(BASE, "Instituto inventado", "", "", sha), time.perf_counter() - start


def _build(reports: int, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    loaded = generate(reports)
    loaded = replace(loaded, resolver=replace(loaded.resolver, base=BASE))
    unions = {graph_iri(BASE, name) for name in (*UNION, *(s.slug for s, _ in loaded.sources))}
    build_lines(folder, corpus_lines(loaded), unions, graph_iri(BASE, "derived"), lambda *_: None)


def cpu() -> float:
    """CPU seconds of this process and of its children that ended."""
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def run(name: str, reader: Reader, release: Release, site: Path, jobs: int) -> Run:
    """Publish and measure."""
    parts: dict[str, float] = {}

    def steps(what: Text) -> Any:
        begun = time.perf_counter()

        def tell(done: int, of: int) -> None:
            parts[what.en] = round(time.perf_counter() - begun, 1)

        return tell

    wall, used = time.perf_counter(), cpu()
    made = publish(reader, Corpus.at(Path(__file__).resolve().parent.parent), release, site, jobs=jobs, claims=0, steps=steps)
    held = [resource.getrusage(who).ru_maxrss / 1000 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Run(name, made.documents, made.kept, made.files, round(made.bytes / 1e6, 1), round(time.perf_counter() - wall, 1), round(cpu() - used, 1), *(round(h, 1) for h in held), parts)


def tree(top: Path) -> str:
    """Return a hash of the paths and bytes of a folder."""
    found = hashlib.sha256()
    for path in sorted(p for p in top.rglob("*") if p.is_file()):
        found.update(f"{path.relative_to(top)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=465)
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--check", action="store_true", help="publish a third time, from nothing, and compare")
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kg-publish-", dir=args.folder))
    rows, same = [], True
    try:
        for name, reports in (("from nothing", args.reports), ("one report more", args.reports + 1)):
            reader, release, seconds = built(reports, folder / "build")
            print(f"built {reports} reports in {seconds:.0f} s", flush=True)
            rows.append(run(name, reader, release, folder / "site", args.jobs))
            print(json.dumps(asdict(rows[-1]), ensure_ascii=False), flush=True)
        if args.check:
            run("again", reader, release, folder / "fresh", args.jobs)
            same = tree(folder / "fresh") == tree(folder / "site")
            print(f"same bytes as from nothing: {same}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if args.output:
        args.output.write_text(json.dumps([asdict(r) for r in rows], indent=1) + "\n", encoding="utf-8")
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
