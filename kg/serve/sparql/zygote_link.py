"""The parent's side of the zygote: its process, and workers as connections."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kg.serve.child import command, environment
from kg.serve.sparql.limits import Limits
from kg.serve.sparql.wire import BORN, DEAD, FORK, HEAD, KILL, NEWS, ORDER, READY, packed

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Broken(Exception):
    """The zygote is gone: no worker can be had."""


class Worker:
    """A worker as the parent sees it. ``before`` is the processor time it had used when its last query was answered."""

    def __init__(self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, zygote: Zygote) -> None:
        self.pid, self.reader, self.writer, self.zygote = pid, reader, writer, zygote
        self.status: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.before, self.uses, self.slow = 0.0, 0, False

    def give(self, task: dict[str, Any]) -> None:
        """Send it a task."""
        self.uses += 1
        self.writer.write(packed(b"T", task))

    async def frame(self) -> tuple[bytes, bytes]:
        """Return the next frame it sends. Raises IncompleteReadError when it is dead."""
        kind, size = HEAD.unpack(await self.reader.readexactly(HEAD.size))
        return kind, await self.reader.readexactly(size) if size else b""

    def processor(self) -> float | None:
        """Return the seconds of processor time it has used in all; None where the system does not tell."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except (OSError, UnicodeDecodeError):
            return None
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def order(self, what: bytes) -> None:
        """Have it signalled, unless it is dead: its number may be another's by then."""
        if not self.status.done():
            self.zygote.order(what, self.pid)

    def kill(self) -> None:
        """End it, whatever it does."""
        self.order(KILL)
        self.writer.close()


class Zygote:
    """The zygote's process and the workers it has forked. Made by ``Zygote.start``."""

    def __init__(self, folder: Path, memory: bool, limits: Limits, gone: Callable[[], None]) -> None:
        self.gone = gone
        self.control, theirs = socket.socketpair()
        told = {"control": theirs.fileno(), "folder": str(folder), "memory": memory, "limits": asdict(limits)}
        with theirs:
            self.process = subprocess.Popen(command("kg.serve.sparql.zygote", told), pass_fds=[theirs.fileno()], env=environment() | {"RUST_BACKTRACE": "0"},
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, process_group=0)
        self.control.setblocking(False)
        self.asked: deque[asyncio.Future[int]] = deque()
        self.workers: dict[int, Worker] = {}
        self.early: dict[int, int] = {}   # who died before we had a connection
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.rest = b""
        asyncio.get_running_loop().add_reader(self.control, self._news)

    async def start(self, timeout: float) -> None:
        """Wait until it can fork. Raises Broken."""
        try:
            await asyncio.wait_for(asyncio.shield(self.ready), timeout)
        except TimeoutError as error:
            raise Broken("the graph took too long to open") from error

    def _news(self) -> None:
        try:
            data = self.control.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._broken()
            return
        self.rest += data
        while len(self.rest) >= NEWS.size:
            kind, pid, status = NEWS.unpack(self.rest[:NEWS.size])
            self.rest = self.rest[NEWS.size:]
            self._told(kind, pid, status)

    def _told(self, kind: bytes, pid: int, status: int) -> None:
        if kind == BORN:
            self.asked.popleft().set_result(pid)
        elif kind == DEAD:
            worker = self.workers.pop(pid, None)
            if worker is None:
                self.early[pid] = status
            elif not worker.status.done():
                worker.status.set_result(status)
        elif kind == READY and not self.ready.done():
            self.ready.set_result(None)
        elif not self.ready.done():
            self.ready.set_exception(Broken("the graph cannot be opened"))

    def _broken(self) -> None:
        asyncio.get_running_loop().remove_reader(self.control)
        waiting: list[asyncio.Future[Any]] = [*self.asked, self.ready]
        for future in waiting:
            if not future.done():
                future.set_exception(Broken("the zygote is gone"))
        if not self.ready.cancelled():
            self.ready.exception()   # nobody may be waiting for it any more
        self.asked.clear()
        self.gone()

    def order(self, what: bytes, pid: int) -> None:
        """Send an order; a zygote that is gone has no workers left to order about."""
        with contextlib.suppress(OSError):
            self.control.send(ORDER.pack(what, pid))

    async def fork(self) -> Worker:
        """Return a new worker. Raises Broken."""
        ours, theirs = socket.socketpair()
        born: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.asked.append(born)
        with theirs:
            try:
                socket.send_fds(self.control, [ORDER.pack(FORK, 0)], [theirs.fileno()])
            except OSError as error:
                ours.close()
                self.asked.remove(born)
                raise Broken("the zygote is gone") from error
        try:
            pid = await born
        except BaseException:
            ours.close()
            raise
        reader, writer = await asyncio.open_unix_connection(sock=ours)
        worker = Worker(pid, reader, writer, self)
        if pid in self.early:
            worker.status.set_result(self.early.pop(pid))
        else:
            self.workers[pid] = worker
        return worker

    async def close(self) -> None:
        """End it and its workers."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(self.control)
        self.control.close()
        for worker in self.workers.values():
            worker.writer.close()
        try:
            await asyncio.wait_for(asyncio.to_thread(self.process.wait), 5)
        except TimeoutError:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
