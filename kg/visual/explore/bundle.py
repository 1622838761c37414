"""The explorer's script and stylesheet, as the package build left them. No Node at run time: the files are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.model.corpus import bundled
from kg.model.errors import StoreError
from kg.model.text import Text

_REMEDY = Text("en una copia de trabajo: make explorer; si no, reinstale kg desde su wheel", "in a checkout: make explorer; otherwise reinstall kg from its wheel")


@dataclass(frozen=True)
class Bundle:
    """What is put inside the page: ``script`` and ``style`` as they stand between their tags, ``notices`` for the reader."""

    script: str
    style: str
    notices: str
    """Name, version, licence and its text, of every package inside ``script``."""


def folder() -> Path:
    """Return where the built files lie: in the wheel, or in a checkout after ``make explorer``."""
    return bundled("visuals") / "explorer" / "dist"


def bundle(dist: Path | None = None) -> Bundle:
    """Return the built explorer of ``dist`` (the package's own by default); a store error when it is not built."""
    dist = folder() if dist is None else dist
    try:
        script, style, notices = ((dist / name).read_text(encoding="utf-8") for name in ("explorer.js", "explorer.css", "notices.txt"))
    except FileNotFoundError as missing:
        raise StoreError(Text("el explorador no está construido", "the explorer is not built"), str(missing.filename), _REMEDY) from missing
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(Text(f"no se puede leer el explorador construido ({error})", f"the built explorer cannot be read ({error})"), str(dist), _REMEDY) from error
    return Bundle(script, style, notices)
