"""Mint slugs for what no registry names yet. It never merges two entities: that is a person's decision, and a group of merged ones gets one slug."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.identity.apply import Merges
from kg.identity.decision_file import changed, to_csv
from kg.model.acta import Acta
from kg.model.errors import StoreError, UsageError
from kg.model.files import write_atomically
from kg.model.iri import short_hash, slugify
from kg.model.locks import alone
from kg.model.registry import FILES, Registry, read_registry
from kg.model.source import Source
from kg.model.text import Text

_FILES = {"person": "people", "institution": "institutions", "mechanism": "mechanisms"}
Row = tuple[str, str, str, str]


def pending(sources: Iterable[tuple[Source, Acta]], registry: Registry, merges: Merges | None = None) -> Iterator[Row]:
    """Yield (kind, source, id, name) of every entity without a registered slug, sorted; of a group, only the one that names it.

    Municipalities need their INEGI code, not a slug.
    """
    grouped = merges.slugs if merges else {}
    rows = []
    for source, acta in sources:
        for kind in _FILES:
            rows += [(kind, source.slug, r.id, str(r.values["name"])) for r in acta.table(kind)
                     if registry.slug(kind, source.slug, r.id) is None and (kind, f"{source.slug}:{r.id}") not in grouped]
    return iter(sorted(rows))


def mint(sources: Iterable[tuple[Source, Acta]], registry: Registry, folder: Path, by: str, at: str, merges: Merges | None = None) -> int:
    """Add a slug and an identity line for each pending entity; return how many.

    Namesakes, of each other or of a slug that was ever in use, get a hash of where they come from, all of them. Raises UsageError (the date), InputError
    (the registry changed since it was read: nothing is written) and StoreError.
    """
    try:
        datetime.date.fromisoformat(at)
    except ValueError as error:
        raise UsageError(Text(f"fecha ilegible: {at!r}", f"unreadable date: {at!r}"), "", Text("escriba AAAA-MM-DD", "write YYYY-MM-DD")) from error
    with holding(registry, folder):
        return _mint(list(pending(sources, registry, merges)), registry, folder, by, at)


def _mint(rows: list[Row], registry: Registry, folder: Path, by: str, at: str) -> int:
    """Write the lines of ``pending`` into the registry's files."""
    plain = [(kind, slugify(name)) for kind, _, _, name in rows]
    for (kind, source, ident, name), key in zip(rows, plain, strict=True):
        taken = key[1] in registry.names[kind] or key in registry.retired or plain.count(key) > 1
        slug = f"{key[1]}-{short_hash(kind, source, ident)}" if taken else key[1]
        new = {"slug": slug, "name": name, "sector": ""}
        columns = FILES[_FILES[kind]]
        registry.rows[_FILES[kind]].append({c: new[c] for c in columns})
        reason = "nombre igual al de otro registro: sin decidir" if taken else "única mención con ese nombre"
        registry.rows["identity"].append({"kind": kind, "slug": slug, "source": source, "id": ident, "reason": reason, "by": by, "at": at})
    for name in (*_FILES.values(), "identity"):
        write_rows(folder, name, registry)
    return len(rows)


@contextlib.contextmanager
def holding(registry: Registry, folder: Path) -> Iterator[None]:
    """Hold the folder while its files are written, provided that they still say what ``registry`` says: else a line somebody wrote meanwhile would be lost.

    ``folder`` is the registry's own, or a new one that is to begin as a copy of it. Raises InputError (changed) and StoreError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(Text(f"no se puede escribir: {error.strerror}", f"cannot write: {error.strerror}"), str(folder),
                         Text("compruebe los permisos", "check the permissions")) from error
    with alone(folder):
        fresh = any((folder / f"{name}.csv").is_file() for name in FILES)
        now = read_registry(folder, held=True) if fresh or folder == registry.folder else read_registry(registry.folder)
        if any(to_csv(now.rows[name], FILES[name]) != to_csv(registry.rows[name], FILES[name]) for name in FILES):
            raise changed(folder)
        yield


def write_rows(folder: Path, name: str, registry: Registry) -> None:
    """Write one file of the registry sorted by its columns, atomically."""
    write_atomically(folder / f"{name}.csv", to_csv(registry.rows[name], FILES[name]))
