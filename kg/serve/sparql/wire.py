"""What parent, zygote and workers say to each other: frames over socket pairs."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

HEAD = struct.Struct("<cI")
"""A frame of a worker: its kind and the size of what follows."""
DATA, ERROR, START, END = b"D", b"E", b"S", b"Z"
"""Bytes of the answer; why there is none; what it is, before its bytes; that it is whole."""
CHUNK = 64 * 1024
"""The most bytes of a frame, and what a worker holds back until it sends: an error found before has its status."""

ORDER = struct.Struct("<ci")
"""What the parent tells the zygote: an order and a process id."""
FORK, KILL, NICE, STOP, CONT = b"F", b"K", b"N", b"S", b"C"
NEWS = struct.Struct("<cii")
"""What the zygote tells the parent: born (id), dead (id, wait status), ready, failed."""
BORN, DEAD, READY, FAILED = b"B", b"X", b"R", b"F"


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Return a frame."""
    return HEAD.pack(kind, len(payload)) + payload


def packed(kind: bytes, value: Any) -> bytes:
    """Return a frame that holds a value."""
    return frame(kind, json.dumps(value).encode())


def read_exactly(conn: socket.socket, size: int) -> bytes | None:
    """Return ``size`` bytes; None when the other end is gone."""
    parts, left = [], size
    while left:
        part = conn.recv(left)
        if not part:
            return None
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
