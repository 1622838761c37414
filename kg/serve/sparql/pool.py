"""The workers of one build, lent a query at a time: light queries always find one, slow ones step back, and too many are refused.

A query is slow when it has used ``Limits.light`` seconds of processor time. Its worker then runs only when nobody else wants to, a new
one takes its place, and of the slow ones only a few run: the others are stopped and wait, for a short while. A query of a shape that
was slow goes to the slow lane at once: whoever repeats it takes no worker from the others.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from kg.serve.recent import Recent
from kg.serve.sparql.answers import Answer, Failed
from kg.serve.sparql.limits import Limits
from kg.serve.sparql.wire import CONT, NICE, STOP
from kg.serve.sparql.zygote_link import Broken, Worker, Zygote

IN_MEMORY = 256 * 1024 * 1024
"""Bytes of a build's dumps up to which the graph is held in memory: four to five times faster, and shared by all workers."""
_USES = 2000          # queries until a worker is replaced: memory that fragments is given back
_SHAPES = 1000        # shapes of slow queries that are remembered
_OPENING = 600.0      # seconds that a graph may take to open


class Pool:
    """Workers for one build. ``start`` it, ``asking`` it, ``close`` it."""

    def __init__(self, folder: Path, limits: Limits, memory: bool | None = None) -> None:
        self.folder, self.limits = folder, limits
        self.memory = _small(folder) if memory is None else memory
        self.broken = False
        self._zygote: Zygote | None = None
        self._idle: deque[Worker] = deque()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._slow, self._queue = 0, deque[asyncio.Future[None]]()
        self._shapes: Recent[str, None] = Recent(_SHAPES)
        self._tasks: set[asyncio.Task[None]] = set()
        self._running: set[Answer] = set()

    async def start(self) -> None:
        """Open the graph and have the workers ready. Raises Broken."""
        self._zygote = Zygote(self.folder, self.memory, self.limits, self._gone)
        await self._zygote.start(_OPENING)
        self._idle.extend(await asyncio.gather(*(self._zygote.fork() for _ in range(self.limits.workers))))

    async def close(self) -> None:
        """Wait a little for the queries under way, then end everything."""
        for _ in range(int(self.limits.seconds * 20)):
            if not self._running:
                break
            await asyncio.sleep(0.05)
        if self._zygote is not None:
            await self._zygote.close()
        self._gone()

    def _gone(self) -> None:
        self.broken = True
        for future in self._waiting:
            if not future.done():
                future.set_exception(Broken("the workers are gone"))
        self._waiting.clear()
        self._idle.clear()

    @contextlib.asynccontextmanager
    async def asking(self, task: dict[str, Any], shape: str = "") -> AsyncIterator[Answer]:
        """Give a worker a task and yield the answer, whose first bytes are there. Raises Failed."""
        known = shape in self._shapes
        if known:
            await self._place()
        try:
            worker = await self._lend()
        except BaseException:
            if known:
                self._leave()
            raise
        answer = Answer(self, worker, shape)
        self._running.add(answer)
        try:
            if known:
                answer.placed = True
                self._step_back(worker)
            await answer.begin(task)
            yield answer
        finally:
            self._running.discard(answer)
            answer.close()

    # Workers

    async def _lend(self) -> Worker:
        if self.broken:
            raise Failed("busy")
        while self._idle:
            worker = self._idle.popleft()
            if not worker.status.done():
                return worker
            self.lost(worker)   # it died while it waited
        if len(self._waiting) >= self.limits.waiting:
            raise Failed("busy")
        future: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            return await asyncio.wait_for(future, self.limits.patience)
        except (TimeoutError, Broken) as error:
            raise Failed("busy") from error
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and not future.exception():
                self.back(future.result())
            raise

    def back(self, worker: Worker) -> None:
        """Take a worker back that may be lent again."""
        if self.broken or worker.uses >= _USES:
            self.lost(worker)
            return
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(worker)
                return
        self._idle.append(worker)

    def lost(self, worker: Worker) -> None:
        """End a worker; when it was no slow one, another takes its place."""
        worker.kill()
        if not worker.slow:
            self._replace()

    def _replace(self) -> None:
        task = asyncio.get_running_loop().create_task(self._fork())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fork(self) -> None:
        if self._zygote is not None and not self.broken:
            with contextlib.suppress(Broken):
                self.back(await self._zygote.fork())

    # The slow lane

    def step_back(self, answer: Answer, remember: bool) -> None:
        """Move a query that runs to the slow lane: at once when there is a place, else stopped until there is one."""
        if remember and answer.shape:
            self._shapes[answer.shape] = None
        self._step_back(answer.worker)
        if self._slow < self.limits.slow:
            self._slow += 1
            answer.placed = True
            return
        answer.worker.order(STOP)
        answer.waits = asyncio.get_running_loop().create_task(self._wait(answer))

    def _step_back(self, worker: Worker) -> None:
        worker.slow = True
        worker.order(NICE)
        self._replace()

    async def _wait(self, answer: Answer) -> None:
        try:
            await self._place()
        except Failed:
            answer.end("busy")
            return
        answer.placed = True
        answer.worker.order(CONT)

    async def _place(self) -> None:
        """Take a place in the slow lane, or wait for one. Raises Failed."""
        if self._slow < self.limits.slow:
            self._slow += 1
            return
        if len(self._queue) >= self.limits.queue:
            raise Failed("busy")
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(future)
        try:
            await asyncio.wait_for(future, self.limits.patience)
        except TimeoutError as error:
            raise Failed("busy") from error
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self._leave()   # the place was ours already
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._queue.remove(future)

    def _leave(self) -> None:
        """Give up a place in the slow lane, to who waits longest."""
        while self._queue:
            future = self._queue.popleft()
            if not future.done():
                future.set_result(None)
                return
        self._slow -= 1

    def done(self, answer: Answer, whole: bool, slow: bool) -> None:
        """End a query: its worker is lent again when it has said everything, and is no slow one."""
        if answer.placed:
            self._leave()
        if whole and not slow and answer.shape:
            self._shapes.pop(answer.shape, None)
        if whole and not answer.worker.slow:
            self.back(answer.worker)
        else:
            self.lost(answer.worker)


def _small(folder: Path) -> bool:
    """Tell whether a build is one to hold in memory."""
    return sum(path.stat().st_size for path in (folder / "graph.nq", folder / "graph.ttl") if path.is_file()) <= IN_MEMORY
