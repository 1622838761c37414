"""The process that forks the workers: it has opened the graph, and no threads, so a fork is a worker that is ready.

A small graph is in its memory, which the workers share (copy on write); a large one each worker opens for itself. It also is the
only one that signals workers: while it has not waited for one, its process id belongs to nobody else.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
from pathlib import Path

from kg.graph.stream import Streams
from kg.model.errors import KgError
from kg.serve.sparql.confine import confine, die_with_parent, without_sockets
from kg.serve.sparql.limits import Limits
from kg.serve.sparql.wire import BORN, CONT, DEAD, FAILED, FORK, KILL, NEWS, NICE, ORDER, READY, STOP
from kg.serve.sparql.worker import work

_SIGNALS = {KILL: signal.SIGKILL, STOP: signal.SIGSTOP, CONT: signal.SIGCONT}


def main() -> None:
    """Run with a JSON object as the only argument: the control socket's descriptor, the graph's folder, the limits."""
    given = json.loads(sys.argv[1])
    control = socket.socket(fileno=given["control"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)   # Ctrl-C is the parent's to handle
    try:
        Zygote(control, Path(given["folder"]), given["memory"], Limits(**given["limits"])).run()
    except KgError as error:
        sys.stderr.write(f"{error}\n")
        with contextlib.suppress(OSError):
            control.sendall(NEWS.pack(FAILED, 0, 0))


class Zygote:
    """Forks, signals and buries workers, as the parent orders. When the parent is gone it kills them all and ends."""

    def __init__(self, control: socket.socket, folder: Path, memory: bool, limits: Limits) -> None:
        self.control, self.folder, self.limits = control, folder, limits
        self.source = Streams(folder, memory=True) if memory else None
        if self.source is None:
            Streams(folder)   # fails here, not in every worker
        self.alive: set[int] = set()
        self.wake: tuple[int, int] = os.pipe()

    def run(self) -> None:
        """Obey until the parent is gone."""
        for end in self.wake:
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake[1])
        gc.freeze()   # the collector would write to every page that the workers share
        self.control.sendall(NEWS.pack(READY, os.getpid(), 0))
        with selectors.DefaultSelector() as ready:
            ready.register(self.control, selectors.EVENT_READ)
            ready.register(self.wake[0], selectors.EVENT_READ)
            try:
                self._serve(ready)
            finally:
                for pid in self.alive:
                    os.kill(pid, signal.SIGKILL)

    def _serve(self, ready: selectors.BaseSelector) -> None:
        going = True
        while going:
            for key, _ in ready.select():
                if key.fd == self.wake[0]:
                    with contextlib.suppress(BlockingIOError):
                        os.read(self.wake[0], 4096)
                elif not self._obey():
                    going = False
            self._bury()

    def _obey(self) -> bool:
        """Do one order; False when the parent is gone."""
        try:
            order, given, _, _ = socket.recv_fds(self.control, ORDER.size, 1)
        except ConnectionError:
            return False
        while order and len(order) < ORDER.size:
            more = self.control.recv(ORDER.size - len(order))
            if not more:
                return False
            order += more
        if not order:
            return False
        kind, pid = ORDER.unpack(order)
        if kind == FORK:
            self._fork(given[0])
        elif pid in self.alive:
            if kind == NICE:
                _step_back(pid)
            else:
                os.kill(pid, _SIGNALS[kind])
        return True

    def _fork(self, conn: int) -> None:
        pid = os.fork()
        if pid == 0:
            self._child(conn)
        os.close(conn)
        self.alive.add(pid)
        self.control.sendall(NEWS.pack(BORN, pid, 0))

    def _child(self, conn: int) -> None:
        """Be a worker; never return."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)   # the engine writes to stderr when it ends badly
            os.close(null)
            os.close(self.wake[0])
            os.close(self.wake[1])
            self.control.close()
            die_with_parent()
            if self.source is None:
                without_sockets()   # before the engine starts threads
            source = self.source or Streams(self.folder)
            confine(self.limits.memory, files=self.source is None)
            work(socket.socket(fileno=conn), source, self.limits)
            code = 0
        finally:
            os._exit(code)

    def _bury(self) -> None:
        """Wait for the workers that are dead, and tell the parent."""
        for pid in [*self.alive]:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                self.alive.discard(pid)
                with contextlib.suppress(OSError):
                    self.control.sendall(NEWS.pack(DEAD, pid, status))


def _step_back(pid: int) -> None:
    """Let a process have little of the processor while others want it. Not nothing: on a busy machine a long query would never end."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, 19)
