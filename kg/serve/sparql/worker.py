"""A worker: one process that answers one query at a time, within limits it cannot lift, and holds no door to the network.

It may be killed at any moment: it shares nothing with others but the graph, which it only reads.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import zlib
from typing import Any

from kg.graph.stream import Asked, Streams, TooMany, Unfit
from kg.model.errors import KgError, StoreError, UsageError
from kg.model.text import Text
from kg.serve.sparql.limits import Limits
from kg.serve.sparql.wire import CHUNK, DATA, END, ERROR, HEAD, START, frame, packed, read_exactly

_SMALL = 1000   # bytes below which compressing is not worth it
_KINDS = ((TooMany, "rows"), (Unfit, "format"), (UsageError, "query"), (StoreError, "engine"))


class TooLong(UsageError):
    """The answer has more bytes than are given."""


class Sender:
    """Sends an answer in chunks, compressed when asked; what fails before the first chunk can still be told as an error."""

    def __init__(self, conn: socket.socket, gzip: bool, size: int) -> None:
        self.conn, self.gzip, self.left = conn, gzip, size
        self.held, self.started = bytearray(), False
        self.packer = zlib.compressobj(5, zlib.DEFLATED, 31)

    def write(self, data: bytes) -> int:
        """Take some bytes. Raises TooLong."""
        self.left -= len(data)
        if self.left < 0:
            raise TooLong(Text("la respuesta es demasiado larga", "the answer is too long"), "", Text("pida menos con LIMIT", "ask for less with LIMIT"))
        self.held += data
        if len(self.held) >= CHUNK:
            self._send(False)
        return len(data)

    def flush(self) -> None:
        """What is held goes when there is enough of it, or all."""

    def end(self) -> None:
        """Send what is left, and that it is whole."""
        self._send(True)

    def _send(self, last: bool) -> None:
        data = bytes(self.held)
        self.held.clear()
        out = []
        if not self.started:
            self.gzip = self.gzip and not (last and len(data) < _SMALL)
            self.started = True
            out.append(packed(START, {"gzip": self.gzip, "whole": last}))
        if self.gzip:
            data = self.packer.compress(data) + (self.packer.flush() if last else b"")
        out += [frame(DATA, data[i:i + CHUNK]) for i in range(0, len(data), CHUNK)]
        if last:
            out.append(packed(END, _used()))
        self.conn.sendall(b"".join(out))


def _processor(seconds: float) -> None:
    """Let this process live for so many seconds of processor time from now: it ends even when nobody watches it any more."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(_used() + seconds) + 2, hard))


def _used() -> float:
    """Return the processor time this process has used, in seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def work(conn: socket.socket, source: Streams, limits: Limits) -> None:
    """Answer what comes until the other end is gone."""
    while True:
        head = read_exactly(conn, HEAD.size)
        body = head and read_exactly(conn, HEAD.unpack(head)[1])
        if not body:
            return
        _processor(limits.seconds)
        try:
            _answer(json.loads(body), conn, source, limits)
        except OSError:
            return   # the parent closed its end


def _answer(task: dict[str, Any], conn: socket.socket, source: Streams, limits: Limits) -> None:
    sender = Sender(conn, task.get("gzip", False), limits.size)
    try:
        if task["do"] == "query":
            source.answer(Asked(task["query"], task["form"], tuple(task["default"]), tuple(task["named"])), sender, limits.rows)
        elif task["do"] == "graph":
            source.graph(task["graph"], task["form"], sender)
        elif task["do"] == "has":
            sender.write(json.dumps(source.has(task["graph"])).encode())
        else:
            sender.write(json.dumps(source.counts()).encode())
    except KgError as error:
        kind = next((k for c, k in _KINDS if isinstance(error, c)), "engine")
        remedy = error.remedy or Text("", "")
        conn.sendall(packed(ERROR, {"kind": kind, "what": [*error.what], "remedy": [*remedy], "processor": _used()}))
        return
    except MemoryError:
        os._exit(77)   # what is left of the memory is not worth keeping
    sender.end()
