"""The optional mapping of loaders that know their format: defaults, and what foreign words mean here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.loaders._make import Maker
from kg.model.acta_values import problem
from kg.model.errors import InputError, ManyErrors, nearest
from kg.model.records import BY_NAME
from kg.model.source import Source
from kg.model.text import Text
from kg.model.toml_lines import Lines, line_of, load

# Sector of a body by its kind: what a membership in it belongs to when the file does not say.
SECTOR = {"municipal-government": "government", "municipal-agency": "government", "state-government": "government", "state-government-office": "government",
          "federal-government": "government", "administrative-unit": "government", "guarantor-body": "autonomous-body", "collegiate-body": "government",
          "legislature": "legislative", "legislative-committee": "legislative", "judiciary": "judicial", "court": "judicial", "university": "academia", "faculty": "academia",
          "research-centre": "academia", "research-institute": "academia", "business-association": "business", "civil-society-organisation": "civil-society",
          "international-organisation": "international", "international-programme": "international", "project": "civil-society"}


def person_class(kind: str) -> str:
    """Return what somebody with a hat in a body of a kind is taken to be: nobody outside public bodies is an office-holder by default."""
    return "office-holder" if SECTOR.get(kind, "") in {"government", "legislative", "judicial", "autonomous-body"} else "private-person"


@dataclass(frozen=True)
class Settings:
    """``[acta]``, ``[defaults.<table>]`` and word tables of a mapping; all empty when the source has none."""

    path: Path
    data: dict[str, Any]
    lines: Lines

    def words(self, name: str) -> dict[str, str]:
        """Return a table of words → notations."""
        return dict(self.data.get(name, {}))

    def default(self, table: str, field: str) -> Any:
        """Return the value that a field takes when the file says none, or None."""
        return self.data.get("defaults", {}).get(table, {}).get(field)

    def line(self, *key: str) -> int:
        """Return the line of a key."""
        return line_of(self.lines, key)


def settings(source: Source, maker: Maker, tables: dict[str, str]) -> Settings:
    """Read the mapping of a source. ``tables``: name of each word table → scheme its values are of ("" = free).

    Raises ManyErrors naming file and line.
    """
    path = source.folder / source.mapping
    if not source.mapping:
        return Settings(path, {}, {(): 1})
    data, lines = load(path)
    found = Settings(path, data, lines)
    errors = [InputError(Text(f"clave desconocida: {k!r}", f"unknown key: {k!r}"), f"{path}:{line_of(lines, (k,))}", nearest(k, {*tables, "acta", "defaults"}))
              for k in sorted(set(data) - {*tables, "acta", "defaults"})]
    for name, scheme in tables.items():
        table = data.get(name, {})
        if not isinstance(table, dict):
            errors.append(InputError(Text(f"[{name}] es una tabla", f"[{name}] is a table"), f"{path}:{line_of(lines, (name,))}"))
            continue
        for key, value in table.items() if scheme else ():
            spec = BY_NAME[scheme.split(".")[0]].field(scheme.split(".")[1])
            wrong = problem(spec, value) if spec else None
            if wrong:
                errors.append(InputError(wrong[0], f"{path}:{line_of(lines, (name, key))}", wrong[1]))
    for table_name, values in data.get("defaults", {}).items() if isinstance(data.get("defaults", {}), dict) else ():
        known = {f.name: f for f in BY_NAME[table_name].fields} if table_name in BY_NAME else {}
        for key, value in values.items() if isinstance(values, dict) else ():
            wrong = problem(known[key], value) if key in known else (Text(f"{table_name} no tiene {key!r}", f"{table_name} has no {key!r}"), nearest(key, known or {"-"}))
            if wrong:
                errors.append(InputError(wrong[0], f"{path}:{line_of(lines, ('defaults', table_name, key))}", wrong[1]))
    if errors:
        raise ManyErrors(errors)
    header = data.get("acta", {})
    maker.configure(header if isinstance(header, dict) else {}, path, line_of(lines, ("acta",)))
    return found
