"""How each layer presents itself in pages: read from ``visuals/layers.toml``, which a corpus may override with its own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.model.corpus import bundled
from kg.model.errors import InputError
from kg.model.text import Text
from kg.network.layers import LAYERS


@dataclass(frozen=True)
class View:
    """The title of a layer's page and the question it answers."""

    title: Text
    question: Text


def views(path: Path | None = None) -> dict[str, View]:
    """Return the view of every layer, in the order of ``LAYERS``; a layer without one, or one without a layer, is an error."""
    path = path or bundled("visuals") / "layers.toml"
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(Text(f"no se puede leer: {error}", f"cannot be read: {error}"), str(path)) from error
    wrong = ", ".join(sorted(set(read) ^ set(LAYERS)))
    if wrong:
        raise InputError(Text(f"no casan con las capas: {wrong}", f"do not match the layers: {wrong}"), str(path),
                         Text(f"las capas son: {', '.join(LAYERS)}", f"the layers are: {', '.join(LAYERS)}"))
    return {name: _view(read[name], f"{path}: [{name}]") for name in LAYERS}


def _view(table: Any, where: str) -> View:
    """Read one table; a missing or mistyped key is an error that names it."""
    needs = Text("lleva title y question con es y en", "it takes title and question with es and en")
    try:
        title, question = Text(**table["title"]), Text(**table["question"])
    except (KeyError, TypeError) as error:
        raise InputError(Text(f"vista incompleta: {error}", f"incomplete view: {error}"), where, needs) from error
    if not all(isinstance(t, str) for t in (*title, *question)):
        raise InputError(Text("vista con un valor de otro tipo", "view with a value of another type"), where, needs)
    return View(title, question)
