"""What hatchling calls before it packs a wheel: the explorer and the workbench are built from their sources (`visuals/explorer/build.py`)."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Explorer(BuildHookInterface):
    """Builds `visuals/explorer/dist/` and `visuals/workbench/dist/`. A wheel without it is not packed; an installation for development goes on and says so."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, when there is something to build and the machine has none."""
        builder = self.builder()
        if builder.fresh() and all(other.fresh(folder) for other, folder in self.others()):
            return []
        try:
            builder.find_node()
        except builder.Failed:
            return [builder.WHEEL]
        return []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build; `version` is "standard" or "editable"."""
        for builder, *folder in ((self.builder(),), *self.others()):
            try:
                builder.make(*folder)
            except builder.Failed as failure:
                name = folder[0].name if folder else "explorer"
                if version != "editable":
                    raise SystemExit(f"{name}: {failure}") from None
                self.app.display_warning(f"{name}: {failure}\nkg works without it, but for its pages (`kg explore`, `kg serve`). Build it later with: make explorer")

    def others(self) -> list[tuple[ModuleType, Path]]:
        """The folders of the other pages that are built the same way, each with what builds it."""
        return [(Explorer.builder(self), folder) for folder in (Path(self.root) / "visuals" / "workbench",) if folder.is_dir()]

    def builder(self) -> ModuleType:
        """The module that builds, read from its file: it is no part of a package."""
        spec = importlib.util.spec_from_file_location("explorer_build", Path(self.root) / "visuals" / "explorer" / "build.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
