"""How fast reports are read, stage by stage; how long the command takes to start; three hundred reports in one command.

    python benchmarks/reading.py [--characters 1000000] [--reports 300] [--profile] [-o FILE.json]

Peers, in the same run: one pass of as many plain regular expressions as the vocabularies have patterns (a floor for the rules), and
``python -c pass`` (a floor for starting). The reports are the development fixtures, read one after another until the characters are
read; for the three hundred each has other people's names. Nothing is compared with a limit: numbers, not a test.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import json
import os
import pstats
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kg.model.iri import fold
from kg.reading import vocab
from kg.reading.assemble import Assembly
from kg.reading.formats.files import read_bytes
from kg.reading.layout.layout import lines_of
from kg.reading.report import read_report
from kg.reading.words.normal import Normal

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = sorted(f for f in (ROOT / "tests" / "reports" / "dev").iterdir() if not f.name.endswith(".gold.jsonl"))
FAMILY = ["Prado", "Nieto", "Ibarra", "Campos", "Luna", "Robles", "Vega", "Soto", "Rivas", "Mora", "Salas", "Paz", "Cano", "Duarte", "Ponce", "Lara", "Rangel", "Bravo", "Tapia", "Osorio"]


def median(action: Callable[[], Any], runs: int) -> float:
    """Return the median wall time of some runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def repeated(characters: int) -> Iterator[tuple[bytes, str]]:
    """Yield the fixtures, over and over, until so many characters have been given."""
    total = 0
    for file in itertools.cycle(FIXTURES):
        if total >= characters:
            return
        raw = file.read_bytes()
        total += len(raw.decode(errors="replace"))
        yield raw, file.name


def stages(characters: int) -> dict[str, Any]:
    """Read the fixtures until so many characters, timing each stage apart; the stages' sum is about the whole."""
    spent: Counter[str] = Counter()
    texts: list[str] = []
    claims = 0
    for raw, name in repeated(characters):
        marks = [time.perf_counter()]
        document = read_bytes(raw, name)
        marks.append(time.perf_counter())
        normal = Normal(document.text)
        marks.append(time.perf_counter())
        lines = lines_of(document, normal)
        marks.append(time.perf_counter())
        assembly = Assembly(document, normal, lines)
        marks.append(time.perf_counter())
        claims += len(assembly.reading().claims)
        marks.append(time.perf_counter())
        for stage, (before, after) in zip(("file", "normal", "lines", "entities", "claims"), itertools.pairwise(marks), strict=True):
            spent[stage] += after - before
        texts.append(document.text)
    size = sum(map(len, texts))
    total = sum(spent.values())
    patterns = [re.compile(p) for p in _patterns()]
    folded = [fold(t) for t in texts]
    start = time.perf_counter()
    for text in folded:
        for pattern in patterns:
            for _ in pattern.finditer(text):
                pass
    peer = time.perf_counter() - start
    return {"characters": size, "claims": claims, "seconds": total,
            "stages": dict(spent), "characters_a_second": round(size / total), "patterns": len(patterns), "peer_seconds": peer, "ratio_to_peer": peer / total}


def _patterns() -> list[str]:
    """Return every pattern and phrase of the vocabularies as a regular expression."""
    found = []
    for name in ("cues", "themes", "openings", "closings", "not_contributions"):
        found += [row["pattern"] for row in vocab.rows(name)]
    for name, column in (("institution_heads", "head"), ("events", "head"), ("roles", "role"), ("mechanisms", "phrase"), ("reporting", "verb"), ("units", "words")):
        found += [rf"\b{re.escape(row[column])}\b" for row in vocab.rows(name)]
    return found


def start_up(runs: int = 5) -> dict[str, float]:
    """Time ``kg draft --claims -`` on a small file, ``kg --help`` and ``python -c pass``, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "informe.txt")
        file.write_text("Foro de Pozos 2031\n\nAna Prado Nieto, regidora de Zumpango, pidió medir los pozos.\n", encoding="utf-8")
        command = [sys.executable, "-c", "from kg.cli import main; main()"]

        def run(*words: str) -> Callable[[], Any]:
            return lambda: subprocess.run(list(words), check=True, capture_output=True, cwd=ROOT)

        times = {"python -c pass": median(run(sys.executable, "-c", "pass"), runs), "kg --help": median(run(*command, "--help"), runs),
                 "kg draft small --claims -": median(run(*command, "draft", str(file), "--claims", "-"), runs)}
    return times


def three_hundred(count: int) -> dict[str, Any]:
    """Read so many reports, with changed names, in one command; tell time, claims and peak memory of that process."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        sources = [f for f in FIXTURES if f.suffix in (".txt", ".md")]
        for number in range(count):
            source = sources[number % len(sources)]
            rng = random.Random(number)
            people = {c.data["name"] for c in read_report(read_bytes(source.read_bytes(), source.name)).of("person")} if number < len(sources) else _PEOPLE[source.name]
            _PEOPLE[source.name] = people
            text = source.read_text(encoding="utf-8")
            for word in sorted({w for p in people for w in p.split()[1:] if len(w) > 3 and w.istitle()}):
                text = re.sub(rf"\b{re.escape(word)}\b", rng.choice(FAMILY), text)
            files.append(Path(folder, f"{number:03}{source.suffix}"))
            files[-1].write_text(text, encoding="utf-8")
        size = sum(len(f.read_text(encoding="utf-8")) for f in files)
        seconds, peak = _draft(files, Path(folder, "claims.jsonl"))
        claims = Path(folder, "claims.jsonl").read_bytes().count(b"\n")
        _, peak_of_one = _draft(files[:1], Path(folder, "one.jsonl"))
        return {"reports": count, "characters": size, "seconds": seconds, "claims": claims, "peak_mb": peak, "peak_mb_of_one": peak_of_one}


def _draft(files: list[Path], output: Path) -> tuple[float, int]:
    """Run ``kg draft FILES --claims FILE``; return its seconds and its peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", "from kg.cli import main; main()", "draft", *map(str, files), "--claims", str(output)], cwd=ROOT,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"kg draft ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss // 1024


_PEOPLE: dict[str, set[str]] = {}


def profile(characters: int) -> str:
    """Return the twenty functions in which most time goes."""
    inputs = list(repeated(characters))
    profiler = cProfile.Profile()
    profiler.enable()
    for raw, name in inputs:
        read_report(read_bytes(raw, name))
    profiler.disable()
    table = pstats.Stats(profiler)
    rows = sorted(((own, calls, f"{Path(where[0]).name}:{where[1]} {where[2]}") for where, (_, calls, own, _, _) in table.stats.items()), reverse=True)[:20]  # type: ignore[attr-defined]
    return "\n".join(f"{own:8.2f} s {calls:>10} calls  {where}" for own, calls, where in rows)


def run(characters: int, reports: int, with_profile: bool, output: str | None) -> None:
    """Measure and print."""
    start = time.perf_counter()
    read_report(read_bytes(FIXTURES[0].read_bytes(), FIXTURES[0].name))
    warm = time.perf_counter() - start
    made: dict[str, Any] = {"first_report_seconds": warm, "reading": stages(characters), "start_up_seconds": start_up(), "many": three_hundred(reports)}
    reading, many = made["reading"], made["many"]
    print(f"first report of a process (names, patterns and gazetteer loaded) {warm:.2f} s")
    print(f"{reading['characters']:,} characters, {reading['claims']:,} claims: {reading['seconds']:.1f} s, {reading['characters_a_second']:,} characters a second")
    for stage, seconds in reading["stages"].items():
        print(f"  {stage:<10} {seconds:7.2f} s  {seconds / reading['seconds']:6.1%}")
    print(f"peer: {reading['patterns']} plain regular expressions over the same text {reading['peer_seconds']:.1f} s; reading takes {reading['seconds'] / reading['peer_seconds']:.2f} times that")
    floor = made["start_up_seconds"]["python -c pass"]
    for name, seconds in made["start_up_seconds"].items():
        print(f"start: {name:<28} {seconds * 1000:6.0f} ms  {seconds / floor:5.1f}x")
    print(f"{many['reports']} reports, {many['characters']:,} characters, one command: {many['seconds']:.1f} s, {many['claims']:,} claims, "
          f"peak {many['peak_mb']} MB (one report {many['peak_mb_of_one']} MB)")
    if with_profile:
        print(profile(min(characters, 300_000)))
    if output:
        Path(output).write_text(json.dumps(made, indent=1), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, default=1_000_000)
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("-o", "--output")
    given = parser.parse_args()
    run(given.characters, given.reports, given.profile, given.output)
