"""A folder that changes whole: filled beside its place, then exchanged with what was there in one step. Nobody ever sees half a site."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kg.model.errors import StoreError, UsageError
from kg.model.files import reason
from kg.model.text import Text

MARK = ".kg-site"
"""File by which a folder is known as one of ours, so that no other is ever replaced."""
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_HERE = -100  # AT_FDCWD


def check_target(target: Path) -> None:
    """Raise UsageError unless the place is free: nothing there, an empty folder, or a site published before."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageError(Text("ahí hay algo que no es una carpeta", "there is something there that is not a folder"), str(target), Text("elija otra carpeta con -o", "choose another folder with -o"))
    if target.is_dir() and any(target.iterdir()) and not (target / MARK).is_file():
        raise UsageError(Text("la carpeta tiene archivos que kg no publicó; no se toca", "the folder holds files that kg did not publish; it is left alone"), str(target),
                         Text("elija una carpeta nueva o vacía con -o", "choose a new or empty folder with -o"))


@contextlib.contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Give a new folder beside ``target``; when the block ends well it takes its place, else it is deleted and what was there stays.

    Raises UsageError: the place is not free; StoreError: another publication is writing there, the disk is full or may not be written.
    """
    check_target(target)
    target = Path(os.path.abspath(target))  # noqa: PTH100 -- resolve() would follow links of the folders above
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target):
            _mend(target)
            folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
            try:
                folder.chmod(0o755)  # mkdtemp's folders are private; a web server must read this one
                yield folder
                _exchange(folder, target)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise StoreError(Text(f"no se puede escribir el sitio: {reason(error).es}", f"the site cannot be written: {reason(error).en}"), str(target),
                         Text("el sitio anterior sigue en su lugar", "the site that was there is still in its place")) from error


@contextlib.contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Let one publication write in a place at a time; the kernel lets go when the process dies."""
    lock = target.parent / f".{target.name}.lock"
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not lock.exists() or not os.path.samestat(os.fstat(handle.fileno()), lock.stat()):
                raise BlockingIOError  # the one who held it has just deleted the file this handle names
        except OSError as error:
            raise StoreError(Text("otra publicación está escribiendo ahí", "another publication is writing there"), str(target), Text("espere a que termine", "wait until it ends")) from error
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                lock.unlink()


def _mend(target: Path) -> None:
    """Put right what a publication that was killed left: its half-filled folders, and the old site if it stands aside."""
    aside = target.parent / f".{target.name}.before"
    if aside.is_dir() and not target.exists():
        aside.rename(target)
    for left in (aside, *target.parent.glob(f".{target.name}.new-*")):
        shutil.rmtree(left, ignore_errors=True)


def _exchange(folder: Path, target: Path) -> None:
    """Put ``folder`` in the place of ``target``; what was there ends up in ``folder``'s place, to be deleted."""
    if not target.exists():
        folder.rename(target)
    elif not _atomically(folder, target):
        aside = target.parent / f".{target.name}.before"
        target.rename(aside)
        try:
            folder.rename(target)
        except OSError:
            aside.rename(target)
            raise
        shutil.rmtree(aside, ignore_errors=True)


def _atomically(one: Path, other: Path) -> bool:
    """Exchange two folders in one step where the system can (Linux); return whether it did."""
    call = getattr(ctypes.CDLL(None), "renameat2", None)
    return call is not None and call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
