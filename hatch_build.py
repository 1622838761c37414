"""What hatchling calls before it packs a wheel: the explorer is built from its sources (`visuals/explorer/build.py`)."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Explorer(BuildHookInterface):
    """Builds `visuals/explorer/dist/`. A wheel without it is not packed; an installation for development goes on and says so."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, when there is something to build and the machine has none."""
        builder = self.builder()
        if builder.fresh():
            return []
        try:
            builder.find_node()
        except builder.Failed:
            return [builder.WHEEL]
        return []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build; `version` is "standard" or "editable"."""
        builder = self.builder()
        try:
            builder.make()
        except builder.Failed as failure:
            if version != "editable":
                raise SystemExit(f"explorer: {failure}") from None
            self.app.display_warning(f"explorer: {failure}\nkg works without it; `kg explore` will ask for it. Build it later with: make explorer")

    def builder(self) -> ModuleType:
        """The module that builds, read from its file: it is no part of a package."""
        spec = importlib.util.spec_from_file_location("explorer_build", Path(self.root) / "visuals" / "explorer" / "build.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
