"""Loader ``acta``: the reviewed facts of a report, ``acta.toml`` beside its ``source.toml``."""

from __future__ import annotations

from kg.model.acta import Acta, read
from kg.model.source import Source


def load(source: Source) -> Acta:
    """Read and check the acta of a source."""
    return read(source.folder / "acta.toml", source.characters)
