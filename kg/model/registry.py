"""The registry: minted slugs, who is who across reports, other spellings, outside knowledge. CSV files in git, one line a fact."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.model.errors import InputError, KgError, ManyErrors, nearest
from kg.model.git_marks import conflicts
from kg.model.iri import ID
from kg.model.locks import settled
from kg.model.retired import COLUMNS as RETIRED
from kg.model.retired import final_slugs
from kg.model.text import Text
from kg.model.toml_lines import read_text

FILES: dict[str, tuple[str, ...]] = {
    "municipalities": ("code", "name", "state_code", "state"),
    "people": ("slug", "name"),
    "institutions": ("slug", "name", "sector"),
    "mechanisms": ("slug", "name"),
    "identity": ("kind", "slug", "source", "id", "reason", "by", "at"),
    "aliases": ("kind", "slug", "alias", "reason"),
    "outside": ("kind", "slug", "property", "value", "lang", "source", "read_on", "note"),
    "retired": RETIRED,
}
KINDS = {"person": "people", "institution": "institutions", "mechanism": "mechanisms", "municipality": "municipalities"}


@dataclass
class Registry:
    """All rows, by file; ``identity`` by (kind, source, local id); ``retired``: (kind, old slug) → the slug in use now, "" when withdrawn."""

    folder: Path
    rows: dict[str, list[dict[str, str]]]
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    identity: dict[tuple[str, str, str], str] = field(default_factory=dict)
    retired: dict[tuple[str, str], str] = field(default_factory=dict)

    def slug(self, kind: str, source: str, ident: str) -> str | None:
        """Return the minted slug (INEGI code for municipalities) of a document-local id, or None when nobody decided yet."""
        own = ident if kind == "municipality" and ident in self.names.get(kind, {}) else None  # an INEGI code says itself which one it is
        return self.identity.get((kind, source, ident), own)


def read_registry(folder: Path, held: bool = False) -> Registry:
    """Read every file of the registry; a missing file, or one with nothing in it, has no rows. All errors are reported at once (ManyErrors).

    Of marks of a git conflict only these: what else looks wrong then follows from them. Whoever writes several of the files is waited for, unless the
    caller is that writer (``held``).
    """
    errors: list[KgError] = []
    with contextlib.nullcontext() if held else settled(folder):
        texts = {name: read_text(folder / f"{name}.csv") if (folder / f"{name}.csv").is_file() else "" for name in FILES}
    marked = [error for name, text in texts.items() for error in conflicts(folder / f"{name}.csv", text)]
    if marked:
        raise ManyErrors(marked)
    registry = Registry(folder, {name: _rows(folder / f"{name}.csv", texts[name], columns, errors) for name, columns in FILES.items()})
    for kind, file in KINDS.items():
        key = "code" if kind == "municipality" else "slug"
        registry.names[kind] = _unique(folder / f"{file}.csv", registry.rows[file], key, errors)
    registry.retired = final_slugs(folder / "retired.csv", registry.rows["retired"], registry.names, errors)
    path = folder / "identity.csv"
    for number, row in enumerate(registry.rows["identity"], 2):
        pair = (row["kind"], row["source"], row["id"])
        known = registry.names.get(row["kind"])
        if known is None:
            errors.append(InputError(Text(f"tipo desconocido: {row['kind']!r}", f"unknown kind: {row['kind']!r}"), f"{path}:{number}", nearest(row["kind"], KINDS)))
        elif row["slug"] not in known:
            errors.append(_unregistered(registry, f"{path}:{number}", row))
        if registry.identity.get(pair, row["slug"]) != row["slug"]:
            errors.append(InputError(Text(f"{pair} ya es {registry.identity[pair]!r}", f"{pair} is already {registry.identity[pair]!r}"), f"{path}:{number}",
                                     Text("deje una sola decisión", "leave one decision only")))
        registry.identity[pair] = row["slug"]
    for file in ("outside", "aliases"):
        for number, row in enumerate(registry.rows[file], 2):
            _check_about(registry, folder / f"{file}.csv", number, row, errors)
    if errors:
        raise ManyErrors(errors)
    return registry


def _rows(path: Path, text: str, columns: tuple[str, ...], errors: list[KgError]) -> list[dict[str, str]]:
    if not text.strip():
        return []
    reader = csv.DictReader(io.StringIO(text), strict=True)
    rows: list[dict[str, str]] = []
    try:
        if tuple(reader.fieldnames or ()) != columns:
            raise InputError(Text(f"columnas {reader.fieldnames}; se esperan {list(columns)}", f"columns {reader.fieldnames}; expected {list(columns)}"), f"{path}:1",
                             Text(f"escriba en la primera línea: {','.join(columns)}", f"write in the first line: {','.join(columns)}"))
        for row in reader:
            if None in row or None in row.values():
                raise InputError(Text("número de columnas distinto", "another number of columns"), f"{path}:{reader.line_num}")
            rows.append(row)
    except csv.Error as error:
        errors.append(InputError(Text(f"no es CSV válido: {error}", f"is not valid CSV: {error}"), f"{path}:{reader.line_num}"))
    except InputError as error:
        errors.append(error)
    return rows


def _unique(path: Path, rows: Iterable[dict[str, str]], key: str, errors: list[KgError]) -> dict[str, str]:
    """Return key → name; a repeated or malformed key is an error."""
    names: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        value = row[key]
        first = lines.setdefault(value, number)
        if first != number:
            errors.append(InputError(Text(f"{key} repetido: {value!r}, {row['name']!r}; la línea {first} ya lo da a {names[value]!r}",
                                          f"duplicate {key}: {value!r}, {row['name']!r}; line {first} gives it to {names[value]!r}"), f"{path}:{number}",
                                     Text("deje una sola línea con cada uno", "leave one line only with each")))
            continue
        if not ID.match(value):
            errors.append(InputError(Text(f"{key} mal formado: {value!r}", f"malformed {key}: {value!r}"), f"{path}:{number}"))
        names[value] = row["name"]
    return names


def _unregistered(registry: Registry, where: str, row: dict[str, str]) -> InputError:
    """A slug that no row of its kind has: retired, or misspelt."""
    kind, slug = row["kind"], row["slug"]
    new = registry.retired.get((kind, slug))
    remedy = nearest(slug, registry.names.get(kind, {})) if new is None else Text(f"lo sustituye {new!r}", f"{new!r} took over") if new else Text("quite la línea", "take the line out")
    retired = Text(", y está retirado", ", and is retired") if new is not None else Text("", "")
    return InputError(Text(f"{kind} sin registrar: {slug!r}{retired.es}", f"{kind} not registered: {slug!r}{retired.en}"), where, remedy)


def _check_about(registry: Registry, path: Path, number: int, row: dict[str, str], errors: list[KgError]) -> None:
    known = registry.names.get(row["kind"], {})
    if row["slug"] not in known:
        errors.append(_unregistered(registry, f"{path}:{number}", row))
    if "source" in row:
        try:
            datetime.date.fromisoformat(row["read_on"])
        except ValueError:
            errors.append(InputError(Text(f"fecha de lectura ilegible: {row['read_on']!r}", f"unreadable date: {row['read_on']!r}"), f"{path}:{number}"))
        if not row["source"].startswith(("https://", "http://")):
            errors.append(InputError(Text("falta la dirección donde se leyó", "the address where it was read is missing"), f"{path}:{number}"))
