"""Loaders: one file a format. ``source.toml`` names the loader; a new format is a new module here with a ``load`` function."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from kg.model.acta import Acta
from kg.model.errors import InputError, nearest
from kg.model.source import Source, read_source
from kg.model.text import Text


def load(folder: Path) -> tuple[Source, Acta]:
    """Read one source folder with the loader its ``source.toml`` names."""
    source = read_source(folder)
    known = sorted(m.name for m in pkgutil.iter_modules(__path__))
    if source.loader not in known:
        raise InputError(Text(f"no hay lector {source.loader!r}", f"there is no loader {source.loader!r}"), f"{folder / 'source.toml'}",
                         nearest(source.loader, known))
    acta: Acta = importlib.import_module(f"kg.loaders.{source.loader}").load(source)
    return source, acta
