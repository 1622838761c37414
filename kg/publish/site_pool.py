"""The parts of a site made side by side: pages, answers, networks, dumps; in several processes, each with the graph open."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.publish.site_release import Release


@dataclass(frozen=True)
class Order:
    """What a process needs to know once. ``before``: the former site; ``elsewhere``: types of claims without a document; ``least``: the policy's smallest count;
    ``scratch``: for sorting."""

    build: Path
    top: Path
    before: Path | None
    release: Release
    fingerprint: str
    elsewhere: frozenset[str]
    least: int = 0
    scratch: Path = Path()


class Desk:
    """Where a process works: the order, the open graph, and the folders that are there."""

    def __init__(self, order: Order) -> None:
        from kg.graph.store import Reader

        self.order, self.reader = order, Reader(order.build)
        self.folders: set[Path] = set()

    def folder(self, path: str) -> Path:
        """Return where a file without its ending goes; its folder is there."""
        target = self.order.top / path
        if target.parent not in self.folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self.folders.add(target.parent)
        return target


@dataclass(frozen=True)
class Task:
    """A function of a module and what it is given after the desk."""

    run: Callable[..., Any]
    given: tuple[Any, ...]


def spread(order: Order, tasks: Iterable[Task], jobs: int, fresh: bool = False) -> Iterator[Any]:
    """Run the tasks here or in ``jobs`` processes and yield what they give, in their order; at most two a process wait, so memory stays bounded whatever there is to do.

    ``fresh``: each task in a process of its own, which gives back what memory it took.
    """
    if jobs <= 1:
        desk = Desk(order)
        yield from (task.run(desk, *task.given) for task in tasks)
        return
    # spawn: a forked child would hold the store's threads' locks as they happened to be
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (order,), max_tasks_per_child=1 if fresh else None) as pool:
        inside: deque[Future[Any]] = deque()
        try:
            for task in tasks:
                inside.append(pool.submit(_run, task))
                while len(running := [f for f in inside if not f.done()]) >= 2 * jobs:
                    wait(running, return_when=FIRST_COMPLETED)
                while inside and inside[0].done():
                    yield inside.popleft().result()
            while inside:
                yield inside.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_here: list[Desk] = []


def _begin(order: Order) -> None:
    """Open the graph once in each process; Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here[:] = [Desk(order)]


def _run(task: Task) -> Any:
    return task.run(_here[0], *task.given)


def workers(asked: int = 0) -> int:
    """Return how many processes to use: as asked, else one a processor that this process may use."""
    return asked or len(os.sched_getaffinity(0))
