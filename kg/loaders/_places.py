"""Municipalities by INEGI code, or by name and state, in the registry of the corpus."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.model.corpus import bundled
from kg.model.iri import fold
from kg.model.registry import Registry, read_registry


class Places:
    """Finds codes; never guesses among homonyms. ``shared`` is filled when a code lacked its leading zero."""

    def __init__(self, source_folder: Path) -> None:
        own = source_folder.parent / "registry"
        registry: Registry = read_registry(own if own.is_dir() else bundled("data") / "registry")
        self.names = registry.names["municipality"]
        self.padded = 0
        self._found: dict[tuple[str, str], list[str]] = {}
        states: dict[str, set[str]] = {}
        for row in registry.rows["municipalities"]:
            states[row["code"]] = {fold(row["state"]), row["state_code"], row["state_code"].lstrip("0")}
            self._note(row["name"], row["code"], states[row["code"]])
        for row in registry.rows["aliases"]:
            if row["kind"] == "municipality":
                self._note(row["alias"], row["slug"], states[row["slug"]])

    def _note(self, name: str, code: str, states: Iterable[str]) -> None:
        for state in ("", *states):
            known = self._found.setdefault((fold(name), state), [])
            if code not in known:
                known.append(code)

    def code(self, value: str) -> str | None:
        """Return a code as the registry writes it; four digits are five whose zero a spreadsheet ate."""
        if value in self.names:
            return value
        whole = value.zfill(5)
        if value.isdigit() and len(value) == 4 and whole in self.names:
            self.padded += 1
            return whole
        return None

    def named(self, name: str, state: str = "") -> list[str]:
        """Return the codes of all municipalities of that name (in that state: its name or code), sorted."""
        return sorted(self._found.get((fold(name), fold(state)), []))

    def near(self) -> list[str]:
        """Return the names known, for remedies."""
        return sorted(set(self.names.values()))
