"""Where things lie: the folder of a corpus (data, queries, visuals, policy) and the files bundled with the package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.model.errors import UsageError
from kg.model.text import Text


def bundled(name: str) -> Path:
    """Return the folder ``ontology``, ``data``, ``queries`` or ``visuals`` that came with the package (wheel or checkout)."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "bundled" / name
    return inside if inside.is_dir() else package.parent / name


@dataclass(frozen=True)
class Corpus:
    """A folder with ``data/<source>/``; what it does not bring itself (queries, policy) comes from the package."""

    root: Path
    build: Path
    data: Path

    @classmethod
    def at(cls, root: Path | None, build: Path | None = None) -> Corpus:
        """Return the corpus at ``root``; with no root, the folder here if it has ``data/``, else the bundled one."""
        if root is None:
            here = Path.cwd()
            own = any((here / "data").glob("*/source.toml"))
            data = here / "data" if own else bundled("data")
            return cls(here, build or here / "build", data)
        if not root.is_dir():
            raise UsageError(Text("no existe la carpeta del corpus", "the corpus folder does not exist"), str(root),
                             Text(f"créela con: kg init {root}", f"make it with: kg init {root}"))
        if not (root / "data").is_dir():
            raise UsageError(Text("la carpeta no tiene data/", "the folder has no data/"), str(root),
                             Text(f"créela con: kg init {root}", f"make it with: kg init {root}"))
        return cls(root, build or root / "build", root / "data")

    def sources(self) -> list[Path]:
        """Return the folders of all sources, sorted by name."""
        return sorted(p.parent for p in self.data.glob("*/source.toml"))

    @property
    def registry(self) -> Path:
        """The registry folder; the bundled one when the corpus has none."""
        own = self.data / "registry"
        return own if own.is_dir() else bundled("data") / "registry"

    @property
    def policy(self) -> Path:
        """The publication policy; the bundled one when the corpus has none."""
        own = self.data / "policy.toml"
        return own if own.is_file() else bundled("data") / "policy.toml"

    @property
    def releases(self) -> Path:
        """Where ``kg release`` keeps the published versions, and the register of their addresses."""
        return self.root / "releases"

    def queries(self) -> list[Path]:
        """Folders of ready questions: the package's, then the corpus's own."""
        own = self.root / "queries"
        package = bundled("queries")
        return [package] if not own.is_dir() or own.resolve() == package.resolve() else [package, own]
