"""Take a minted slug out of use: rename it, join it to another, or withdraw it. The line in ``retired.csv`` keeps its IRI from becoming a dead link."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from kg.identity.apply import ties
from kg.identity.decisions import REGISTRY, Decision, groups, ordered
from kg.identity.mention import mentions
from kg.identity.mint import write_rows
from kg.model.acta import Acta
from kg.model.errors import InputError, UsageError, nearest
from kg.model.iri import ID, fold
from kg.model.registry import KINDS, Registry
from kg.model.source import Source
from kg.model.text import Text

_TABLES = {kind: file for kind, file in KINDS.items() if kind != "municipality"}  # INEGI's codes are not ours to retire
_ABOUT = ("aliases", "outside")


def retire(sources: Sequence[tuple[Source, Acta]], registry: Registry, decisions: Sequence[Decision], slug: tuple[str, str], new: str, why: str, at: str) -> str:
    """Retire ``slug`` (kind, slug): ``new`` another slug in use = join, one nobody used = rename, "" = withdraw. Writes the registry's files.

    Returns what was done: "merged", "renamed" or "withdrawn". Raises UsageError (unknown slug, one used before, no reason, no date) and InputError
    (a decision keeps the two apart, its path printed; a withdrawn entity that reports still name).
    """
    kind, old = slug
    _check(registry, kind, old, new, why, at)
    live = new in registry.names[kind]
    if live:
        joined = ordered(Decision(kind, REGISTRY + old, REGISTRY + new, "same", why, "kg identity retire", at))
        groups([*decisions, joined], (), ties(registry, mentions(sources, registry)))
    if not new:
        _check_unused(sources, registry, kind, old)
    registry.rows["retired"].append({"kind": kind, "old": old, "new": new, "why": why, "at": at})
    table = registry.rows[_TABLES[kind]]
    name = registry.names[kind][old]
    if live or not new:
        table[:] = [row for row in table if row["slug"] != old]
    for row in table:
        if row["slug"] == old:
            row["slug"] = new
    for file in ("identity", *_ABOUT):
        registry.rows[file] = _moved(registry.rows[file], kind, old, new)
    if live and fold(name) != fold(registry.names[kind][new]) and not any(r["kind"] == kind and r["slug"] == new and r["alias"] == name for r in registry.rows["aliases"]):
        registry.rows["aliases"].append({"kind": kind, "slug": new, "alias": name, "reason": why})
    for file in ("retired", _TABLES[kind], "identity", *_ABOUT):  # retired first: broken off in between, the next reading says so
        if registry.rows[file] or (registry.folder / f"{file}.csv").is_file():
            write_rows(registry.folder, file, registry)
    return "merged" if live else "renamed" if new else "withdrawn"


def _check(registry: Registry, kind: str, old: str, new: str, why: str, at: str) -> None:
    """Refuse what cannot be meant. Raises UsageError."""
    if kind not in _TABLES:
        raise UsageError(Text(f"no se retira un {kind!r}", f"a {kind!r} cannot be retired"), "", nearest(kind, _TABLES))
    names = registry.names[kind]
    if old not in names:
        raise UsageError(Text(f"{kind} sin registrar: {old!r}", f"{kind} not registered: {old!r}"), "", nearest(old, names))
    if new and (new == old or not ID.match(new)):
        raise UsageError(Text(f"no sirve como slug nuevo: {new!r}", f"will not do as the new slug: {new!r}"), "", Text("otro slug, en minúsculas ASCII", "another slug, in lower-case ASCII"))
    if new and (kind, new) in registry.retired:
        raise UsageError(Text(f"{new!r} ya se usó y está retirado", f"{new!r} was used before and is retired"), "", Text("elija uno nuevo, o uno en uso", "choose a new one, or one in use"))
    if not why.strip() or any(not c.isprintable() for c in why):
        raise UsageError(Text("falta por qué, en un renglón", "why is missing, in one line"), "", Text("dígalo con --why", "say it with --why"))
    try:
        good = datetime.date.fromisoformat(at).isoformat() == at
    except ValueError:
        good = False
    if not good:
        raise UsageError(Text(f"fecha ilegible: {at!r}", f"unreadable date: {at!r}"), "", Text("escriba AAAA-MM-DD", "write YYYY-MM-DD"))


def _check_unused(sources: Sequence[tuple[Source, Acta]], registry: Registry, kind: str, old: str) -> None:
    """Refuse to withdraw what a report still names. Raises InputError."""
    naming = sorted(f"{source.slug}/{acta.path.name}:{r.line}" for source, acta in sources for r in acta.table(kind) if registry.slug(kind, source.slug, r.id) == old)
    if naming:
        raise InputError(Text(f"{old!r} no se puede retirar sin más: lo nombran {', '.join(naming)}", f"{old!r} cannot simply be withdrawn: it is named in {', '.join(naming)}"), "",
                         Text("diga quién lo sustituye (--to), o quite antes esos registros", "say what takes over (--to), or take those records out first"))


def _moved(rows: list[dict[str, str]], kind: str, old: str, new: str) -> list[dict[str, str]]:
    """Return rows with ``old`` replaced by ``new`` (left out when that is ""), none twice."""
    found: list[dict[str, str]] = []
    for row in rows:
        mine = row["kind"] == kind and row["slug"] == old
        moved = {**row, "slug": new} if mine else row
        if not (mine and not new) and moved not in found:
            found.append(moved)
    return found
