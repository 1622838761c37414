"""A server for tests: ``kg serve`` as a process of its own, on a corpus that is built."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conformance_sparql import Target
from tests.conftest import ROOT

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c"
ALL = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


@dataclass
class Served:
    """A server that runs: its addresses and its process."""

    root: str
    process: subprocess.Popen[str]

    @property
    def target(self) -> Target:
        return Target(f"{self.root}/sparql", f"{self.root}/graph", timeout=120)

    def children(self) -> set[int]:
        """The processes it has started, and those that they have."""
        return below(self.process.pid)


def below(pid: int) -> set[int]:
    """Return the processes under one, from /proc."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text(encoding="latin-1").rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found, todo = set[int](), [pid]
    while todo:
        for child in parents.get(todo.pop(), []):
            found.add(child)
            todo.append(child)
    return found


def alive(pid: int) -> bool:
    """Tell whether a process runs (one that is dead and not waited for does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="latin-1").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true: object, seconds: float = 60) -> None:
    """Wait until a function says so; fail when it never does."""
    assert callable(true)
    for _ in range(int(seconds * 20)):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it never came true")


@contextmanager
def serving(build: Path, *options: object, corpus: Path | None = None) -> Iterator[Served]:
    """Start ``kg serve`` and end it."""
    command = [sys.executable, "-m", "kg", "--lang", "en", *(["--corpus", str(corpus)] if corpus else ["--build", str(build)]), "serve", "--port", "0", *map(str, options)]
    env = {k: v for k, v in os.environ.items() if k not in {"LANG", "LC_ALL", "KG_LANG"}}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stderr is not None
    first, second = process.stdout.readline().strip(), process.stdout.readline().strip()
    assert first.endswith("/reconcile") and second.endswith("/sparql"), process.stderr.read()
    try:
        yield Served(second.removesuffix("/sparql"), process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        process.stdout.close()
        process.stderr.close()
