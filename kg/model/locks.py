"""Holding a folder whose files belong together: one writer alone, or readers that see the files before a change or after it, never between."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from kg.model.errors import StoreError
from kg.model.text import Text


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder, so that of two who write at once neither loses a line; the kernel lets go when the process dies. Raises StoreError."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise StoreError(Text(f"no se puede abrir: {error.strerror}", f"cannot be opened: {error.strerror}"), str(folder),
                         Text("compruebe la carpeta y sus permisos", "check the folder and its permissions")) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def settled(folder: Path) -> Iterator[None]:
    """Wait until nobody writes in the folder, and keep writers out while it is read. Without a folder, or a file system that locks, it is read as it is."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            stack.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield
