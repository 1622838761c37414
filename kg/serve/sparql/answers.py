"""An answer under way: its frames as they come from the worker, and the clock that watches it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from typing import TYPE_CHECKING, Any

from kg.serve.sparql.wire import END, ERROR

if TYPE_CHECKING:
    from kg.serve.sparql.pool import Pool
    from kg.serve.sparql.zygote_link import Worker

_EXIT_MEMORY = 77   # how a worker ends by itself when it has no memory left
_STAY = 10          # times ``Limits.seconds`` that a slow reader may take
_IDLE = 5           # times ``Limits.held`` that a query may take which uses no processor (a cold disk, a busy machine)
_LATE = 0.25        # seconds between looks at a query known to be slow


class Failed(Exception):
    """There is no answer, or no more of it. ``kind``: query, rows, format, engine, time, memory, deep, busy."""

    def __init__(self, kind: str, what: tuple[str, str] = ("", ""), remedy: tuple[str, str] = ("", "")) -> None:
        super().__init__(kind)
        self.kind, self.what, self.remedy = kind, what, remedy


class Answer:
    """The answer to one task. ``gzip``: its bytes are compressed; ``whole``: the first chunk is the only one."""

    def __init__(self, pool: Pool, worker: Worker, shape: str) -> None:
        self.pool, self.worker, self.shape = pool, worker, shape
        self.gzip = self.whole = self.placed = self.ended = self.was_slow = False
        self.waits: asyncio.Task[None] | None = None
        self._why = ""
        self._loop = asyncio.get_running_loop()
        self._born = self._since = self._loop.time()
        self._spent = 0.0
        self._asking = False
        self._timer: asyncio.TimerHandle | None = None

    async def begin(self, task: dict[str, Any]) -> None:
        """Give the task and wait for what the answer is. Raises Failed."""
        self._watch(self.pool.limits.light)
        self.worker.give(task)
        told = json.loads(await self._payload() or b"{}")
        self.gzip, self.whole = told["gzip"], told["whole"]

    async def chunk(self) -> bytes | None:
        """Return the next bytes; None when the answer is whole. Raises Failed."""
        return None if self.ended else await self._payload()

    async def rest(self) -> bytes:
        """Return all that is left. Raises Failed."""
        parts = []
        while (part := await self.chunk()) is not None:
            parts.append(part)
        return b"".join(parts)

    async def _payload(self) -> bytes | None:
        self._since, self._asking = self._loop.time(), True
        try:
            kind, payload = await self.worker.frame()
        except (asyncio.IncompleteReadError, OSError):
            raise Failed(self._why or await self._fate()) from None
        finally:
            self._asking = False
            self._spent += self._loop.time() - self._since
        if kind == END:
            self.ended = True
            self._counted(json.loads(payload))
            return None
        if kind == ERROR:
            told = json.loads(payload)
            self.ended = True
            self._counted(told["processor"])
            raise Failed(told["kind"], tuple(told["what"]), tuple(told["remedy"]))
        return payload

    def _counted(self, processor: float) -> None:
        """Take down what the worker has used of the processor: on a busy machine a light query may take long."""
        self.was_slow = self.was_slow or processor - self.worker.before >= self.pool.limits.light
        self.worker.before = processor

    async def _fate(self) -> str:
        """Tell of what a worker died."""
        try:
            status = await asyncio.wait_for(asyncio.shield(self.worker.status), 2)
        except TimeoutError:
            return "engine"
        if os.WIFEXITED(status):
            return "memory" if os.WEXITSTATUS(status) == _EXIT_MEMORY else "engine"
        return {signal.SIGABRT: "memory", signal.SIGKILL: "memory", signal.SIGXCPU: "time", signal.SIGSEGV: "deep", signal.SIGBUS: "deep"}.get(signal.Signals(os.WTERMSIG(status)), "engine")

    # The clock

    def _watch(self, after: float) -> None:
        self._timer = self._loop.call_later(after, self._look)

    def _look(self) -> None:
        """See how much the query has cost, and do what its limits say."""
        limits, now = self.pool.limits, self._loop.time()
        if self.waits is not None and not self.waits.done():
            self._since = now   # it is stopped: what it waits is not its own time
            self._watch(_LATE)
            return
        spent = self._spent + (now - self._since if self._asking else 0)
        if spent >= limits.seconds or now - self._born >= limits.seconds * _STAY:
            self.end("time")
            return
        if not self.worker.slow:
            used = self.worker.processor()
            heavy = (spent if used is None else used - self.worker.before) >= limits.light * 0.9
            held = not self._asking and now - self._born >= limits.held   # by a client that reads slowly
            if heavy or held or now - self._born >= limits.held * _IDLE:
                self.was_slow = heavy
                self.pool.step_back(self, heavy)
        self._watch(_LATE if self.worker.slow else limits.light)

    def end(self, why: str) -> None:
        """Kill the worker; who reads the answer is told why."""
        self._why = why
        self.worker.kill()

    def close(self) -> None:
        """Stop the clock and give the worker back, or end it."""
        if self._timer is not None:
            self._timer.cancel()
        if self.waits is not None:
            self.waits.cancel()
        self.pool.done(self, self.ended, self.was_slow)
