"""Reading a file of bounded size; writing one whole or not at all: a temporary file beside it, then a rename."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kg.model.errors import InputError, StoreError
from kg.model.text import Text


def check_size(path: Path, most: int) -> None:
    """Raise InputError when the file of ``path`` has more than ``most`` bytes, OSError when it cannot be seen."""
    size = path.stat().st_size
    if size > most:
        raise InputError(Text(f"el archivo mide {size:,} bytes; el máximo es {most:,}", f"the file has {size:,} bytes; the most is {most:,}"), str(path),
                         Text("divídalo en varias fuentes", "split it into several sources"))


def read_bounded(path: Path, most: int) -> bytes:
    """Return the bytes of a file. Raises InputError: missing, not readable, more than ``most`` bytes."""
    try:
        check_size(path, most)
        return path.read_bytes()
    except OSError as error:
        raise InputError(Text(f"no se puede leer ({error.strerror})", f"cannot be read ({error.strerror})"), str(path),
                         Text("compruebe la ruta y los permisos", "check the path and the permissions")) from error


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` with the permissions of the umask; nothing half-written stays behind. Raises StoreError."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise StoreError(Text(f"no se puede escribir: {error.strerror}", f"cannot write: {error.strerror}"), str(path),
                         Text("dé permiso de escritura en esa carpeta, o elija otro lugar", "give write permission to that folder, or choose another place")) from error
