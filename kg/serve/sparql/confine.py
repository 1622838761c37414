"""What a worker may not do, whatever a query's text hid: more memory than its share, files to write, connections, core dumps.

Two ways to be without connections: no new descriptors at all, for a graph in memory; for one on disk, whose files are opened when they
are needed, a seccomp filter that refuses sockets (Linux). Where the system has neither, the guards on the text remain.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from pathlib import Path

_PDEATHSIG, _SECCOMP, _NO_NEW_PRIVILEGES, _FILTER = 1, 22, 38, 2   # of Linux's prctl
_SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}   # the architecture's number, and that of the system call
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def confine(memory: int, files: bool) -> None:
    """Take from this process what a query may not have; ``memory`` bytes remain. ``files``: it reads files that are not open yet."""
    data = _data()
    if data:
        lower(resource.RLIMIT_DATA, data + memory)
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_FSIZE, 0)
    if not files:
        lower(resource.RLIMIT_NOFILE, 0)


def die_with_parent() -> None:
    """Have the system end this process when the zygote ends, however it does. Where it cannot, the limit of processor time remains."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def without_sockets() -> bool:
    """Have the system refuse this process, and every thread it starts from now on, a socket; tell whether it does."""
    found = _SOCKET.get(platform.machine())
    if found is None or not hasattr(os, "pidfd_open"):
        return False
    architecture, socket = found
    # Another architecture's calls (32 bits on 64) are refused whole; x32's numbers are no ``socket``'s, and the kernel rarely has them.
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 0, 3, architecture), (_LOAD, 0, 0, 0), (_EQUAL, 1, 0, socket), (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _ERROR | errno.EACCES)]
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    program = _Program(len(steps), code)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return bool(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)
    except (AttributeError, OSError):
        return False


def lower(which: int, value: int) -> None:
    """Lower a limit of this process for good."""
    hard = resource.getrlimit(which)[1]
    least = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (least, least))


def _data() -> int:
    """Return the bytes of memory of its own that this process has; 0 where the system does not say, and has no such limit."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        told = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(told.partition("VmData:")[2].split()[0]) * 1024
    return 0
