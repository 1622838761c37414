"""Writing a file whole or not at all: a temporary file beside it, then a rename."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kg.model.errors import StoreError
from kg.model.text import Text


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
                         Text("elija otro lugar con -o", "choose another place with -o")) from error
