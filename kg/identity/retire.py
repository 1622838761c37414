"""Take a minted slug out of use: rename it, join it to another, or withdraw it. The line in ``retired.csv`` keeps its IRI from becoming a dead link."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from kg.identity.apply import own_slug, ties
from kg.identity.case import parts_apart
from kg.identity.decision_file import changed
from kg.identity.decisions import FILE, REGISTRY, Decision, groups, ordered, read_decisions
from kg.identity.mention import mentions
from kg.identity.mint import holding, write_rows
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

    Returns what was done: "merged", "renamed" or "withdrawn". Raises UsageError (unknown slug, one used before, or that an unminted record bears; no
    reason, no date) and InputError (a decision keeps the two apart, its path printed; a withdrawn entity that reports still name, or that answers join to
    one they name; registry or decisions that changed since they were read: two who retire at once lose nothing).
    """
    _check(registry, slug, new, why, at)
    with holding(registry, registry.folder):
        if tuple(read_decisions(registry.folder / FILE)) != tuple(decisions):
            raise changed(registry.folder / FILE)
        _check_use(sources, registry, decisions, slug, new, why, at)
        return _move(registry, slug, new, why, at)


def _move(registry: Registry, slug: tuple[str, str], new: str, why: str, at: str) -> str:
    """Rewrite the rows and the files; return what was done."""
    kind, old = slug
    live = new in registry.names[kind]
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


def _check(registry: Registry, slug: tuple[str, str], new: str, why: str, at: str) -> None:
    """Refuse what cannot be meant. Raises UsageError."""
    kind, old = slug
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


def _check_use(sources: Sequence[tuple[Source, Acta]], registry: Registry, decisions: Sequence[Decision], slug: tuple[str, str], new: str, why: str, at: str) -> None:
    """Refuse what would undo an answer, or join or drop somebody unseen. Raises UsageError and InputError."""
    kind, old = slug
    joins = list(ties(registry, mentions(sources, registry)))
    before = groups(decisions, (), joins)
    if new in registry.names[kind]:
        joined = ordered(Decision(kind, REGISTRY + old, REGISTRY + new, "same", why, "kg identity retire", at))
        groups([*decisions, joined, *parts_apart(sources, before)], (), joins)
    records = [(source, acta, r) for source, acta in sources for r in acta.table(kind)]
    for source, acta, r in records:
        if registry.slug(kind, source.slug, r.id) is None and own_slug(registry, kind, source.slug, r.id, str(r.values["name"])) == new:
            where = f"{source.slug}/{acta.path.name}:{r.line}"
            raise UsageError(Text(f"{new!r} es el slug de un registro sin acuñar ({where}): los uniría sin decirlo",
                                  f"{new!r} is the slug of a record not minted yet ({where}): it would join them unsaid"), "",
                             Text("si son uno, dígalo con kg identity decide; si no, elija otro slug", "if they are one, say so with kg identity decide; if not, choose another slug"))
    naming = sorted(f"{source.slug}/{acta.path.name}:{r.line}" for source, acta, r in records if before.root(kind, f"{source.slug}:{r.id}") == before.root(kind, REGISTRY + old))
    if naming and not new:
        raise InputError(Text(f"{old!r} no se puede retirar sin más: lo nombran {', '.join(naming)}", f"{old!r} cannot simply be withdrawn: it is named in {', '.join(naming)}"), "",
                         Text("diga quién lo sustituye (--to), o quite antes esos registros o las respuestas que los unen con él",
                              "say what takes over (--to), or take those records, or the answers that join them to it, out first"))


def _moved(rows: list[dict[str, str]], kind: str, old: str, new: str) -> list[dict[str, str]]:
    """Return rows with ``old`` replaced by ``new`` (left out when that is ""), none twice."""
    found: list[dict[str, str]] = []
    for row in rows:
        mine = row["kind"] == kind and row["slug"] == old
        moved = {**row, "slug": new} if mine else row
        if not (mine and not new) and moved not in found:
            found.append(moved)
    return found
