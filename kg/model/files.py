"""Reading a file of bounded size; writing one whole or not at all: a temporary file beside it, then a rename."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from pathlib import Path

from kg.model.errors import InputError, StoreError
from kg.model.text import Text

_REASONS = {
    errno.EISDIR: Text("es una carpeta", "it is a folder"), errno.ENOTDIR: Text("en la ruta hay un archivo donde se espera una carpeta", "the path has a file where a folder is expected"),
    errno.EACCES: Text("sin permiso", "no permission"), errno.EPERM: Text("sin permiso", "no permission"), errno.ENOENT: Text("no existe", "it does not exist"),
    errno.ENOSPC: Text("no queda espacio en el disco", "no space is left on the disk"), errno.EROFS: Text("el disco es de solo lectura", "the disk is read-only"),
    errno.ENAMETOOLONG: Text("el nombre es demasiado largo", "the name is too long"), errno.EEXIST: Text("ya existe un archivo con ese nombre", "a file of that name exists"),
}


def reason(error: OSError) -> Text:
    """Return why the system refused, in both languages; what is not known here, as the system says it."""
    plain = error.strerror or str(error)
    return _REASONS.get(error.errno or 0, Text(plain, plain))


def check_size(path: Path, most: int) -> None:
    """Raise InputError when the file of ``path`` has more than ``most`` bytes, OSError when it cannot be seen."""
    size = path.stat().st_size
    if size > most:
        raise InputError(Text(f"el archivo mide {size:,} bytes; el máximo es {most:,}", f"the file has {size:,} bytes; the most is {most:,}"), str(path),
                         Text("divídalo en varias fuentes", "split it into several sources"))


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_bounded(path: Path, most: int) -> bytes:
    """Return the bytes of a file. Raises InputError: missing, not readable, more than ``most`` bytes."""
    try:
        check_size(path, most)
        return path.read_bytes()
    except OSError as error:
        raise InputError(Text(f"no se puede leer ({reason(error).es})", f"cannot be read ({reason(error).en})"), str(path),
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
        remedy = Text("elija otro lugar, o dé permiso de escritura en esa carpeta", "choose another place, or give write permission to that folder")
        raise StoreError(Text(f"no se puede escribir: {reason(error).es}", f"cannot write: {reason(error).en}"), str(path), remedy) from error
