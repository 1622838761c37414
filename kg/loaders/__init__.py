"""Loaders: one file a format. ``source.toml`` names the loader; a new format is a new module here with a ``load`` function.

Modules whose name starts with ``_`` are what loaders share.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from kg.model.acta import Acta
from kg.model.acta_drafts import ACTA, DRAFT
from kg.model.errors import InputError, nearest
from kg.model.source import Source, read_source
from kg.model.text import Text


def loaders() -> list[str]:
    """Return the names of all loaders, sorted."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))


def load(folder: Path, drafts: bool = False) -> tuple[Source, Acta]:
    """Read one source folder with the loader its ``source.toml`` names; ``drafts``: the draft where there is one, instead of the reviewed acta."""
    source = read_source(folder)
    known = loaders()
    if source.loader not in known:
        raise InputError(Text(f"no hay lector {source.loader!r}", f"there is no loader {source.loader!r}"), f"{folder / 'source.toml'}",
                         nearest(source.loader, known))
    module = importlib.import_module(f"kg.loaders.{source.loader}")
    acta: Acta = module.load(source, drafts) if source.loader == "acta" else module.load(source)
    return source, acta


def only_drafted(folder: Path) -> bool:
    """Tell whether a source has a draft and nobody has accepted it yet."""
    return (folder / DRAFT).is_file() and not (folder / ACTA).is_file() and read_source(folder).loader == "acta"
