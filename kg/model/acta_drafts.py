"""What a draft (``acta.draft.toml``) holds beyond an acta: rule, quotes, alternatives, flags, the review of each record; and what a rejection takes along."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from kg.model.records import BY_NAME, TABLES, Field, Table
from kg.model.text import Text

ACTA, DRAFT, REVIEW = "acta.toml", "acta.draft.toml", "review.draft.toml"
QUOTES = frozenset(("quote", "quotes"))                       # other people's sentences: in an acta only where the policy publishes quotes
KEPT = frozenset(("rule", "review", "basis"))                 # what stays in an acta after acceptance
DRAFT_KEYS = KEPT | QUOTES | {"alternatives", "flags"}
STATES = ("unreviewed", "accepted", "corrected", "rejected")  # of one record; "rejected" only in drafts
BASES = ("judged", "measured")
RULE = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*\Z")
# A claim outlives the loss of these; of other references with one value it does not.
_WEAK = {("participation", "hat"), ("figure", "contribution"), ("contribution", "reported_by"), ("figure", "announces_participants_of")}

Key = tuple[str, str]
Raw = dict[str, Any]


class Loss(NamedTuple):
    """A record that goes because another one has gone: ``key`` and ``cause`` are (table, id)."""

    key: Key
    cause: Key


def extra_problem(key: str, value: object, draft: bool) -> Text | None:
    """Return what is wrong with a key of a draft record, or None."""
    if key in ("review", "basis"):
        known = BASES if key == "basis" else STATES if draft else STATES[:-1]
        return None if value in known else Text(f"{key}: {value!r} no es {', '.join(known)}", f"{key}: {value!r} is not one of {', '.join(known)}")
    if key == "rule":
        good = isinstance(value, str) and len(value) <= 80 and bool(RULE.match(value))
        return None if good else Text(f"rule: se espera el id de una regla, no {value!r}", f"rule: expected the id of a rule, not {value!r}")
    if key == "quote":
        return None if isinstance(value, str) else Text("quote: se espera un texto", "quote: expected a text")
    good = isinstance(value, list) and all(isinstance(v, str) for v in value)
    return None if good else Text(f"{key}: se espera una lista de textos", f"{key}: expected a list of texts")


def rows_of(data: Raw, table: str) -> list[Any]:
    """Return the rows of a table of parsed TOML, whatever was written there."""
    rows = data.get(table, [])
    return rows if isinstance(rows, list) else []


def ident(row: object) -> str:
    """Return the id of a row, or ""."""
    found = row.get("id") if isinstance(row, dict) else ""
    return found if isinstance(found, str) else ""


def quoted(data: Raw) -> bool:
    """Tell whether any record holds sentences of the report."""
    return any(isinstance(row, dict) and QUOTES & row.keys() for t in TABLES for row in rows_of(data, t.name))


def rejected(data: Raw) -> set[Key]:
    """Return the records a reviewer has rejected."""
    return {(t.name, ident(row)) for t in TABLES for row in rows_of(data, t.name) if isinstance(row, dict) and row.get("review") == "rejected" and ident(row)}


def without(data: Raw, gone: Iterable[Key], pinned: Callable[[Key], bool] = lambda _key: False) -> tuple[Raw, list[Loss]]:
    """Return ``data`` with None in the place of the records in ``gone``, and of the claims that cannot stand without them (the losses).

    References that a record can do without are dropped; positions stay, so that lines can still be told. ``pinned`` records never go.
    """
    made: Raw = {**data, **{t.name: list(rows_of(data, t.name)) for t in TABLES if t.name in data}}
    lost: dict[Key, Key] = dict.fromkeys(gone, ("", ""))
    losses: list[Loss] = []
    while True:
        found = [loss for loss in _losses(made, lost) if loss.key not in lost and not pinned(loss.key)]
        if not found:
            break
        for loss in found:
            if loss.key not in lost:
                lost[loss.key] = loss.cause
                losses.append(loss)
    for table in TABLES:
        rows = made.get(table.name, [])
        for position, row in enumerate(rows if isinstance(rows, list) else ()):
            if (table.name, ident(row)) in lost and isinstance(row, dict):
                rows[position] = None
            elif isinstance(row, dict):
                rows[position] = _freed(table, row, lost, made)
    return made, losses


def _losses(data: Raw, lost: dict[Key, Key]) -> Iterator[Loss]:
    """Yield the records that refer to a lost one by a reference they need."""
    for table in TABLES:
        for row in rows_of(data, table.name):
            if not isinstance(row, dict) or (table.name, ident(row)) in lost:
                continue
            for spec in table.fields:
                for cause in _broken(spec, row, lost, data):
                    if _needs(table, spec, row, lost, data):
                        yield Loss((table.name, ident(row)), cause)
    there = [(_pair(r, "person"), ("participation", ident(r))) for r in rows_of(data, "participation")]
    taken, still = dict(there), {pair for pair, key in there if key not in lost}
    for row in rows_of(data, "turn"):
        pair = _pair(row, "speaker")
        if pair in taken and pair not in still:
            yield Loss(("turn", ident(row)), taken[pair])


def _pair(row: object, who: str) -> tuple[str, str]:
    """Return who is where, in a turn or a participation."""
    return (str(row.get(who, "")), str(row.get("event", ""))) if isinstance(row, dict) else ("", "")


def _left(values: object, gone: set[str]) -> list[Any]:
    return [v for v in values if not (isinstance(v, str) and v in gone)] if isinstance(values, list) else []


def _broken(spec: Field, row: Raw, lost: dict[Key, Key], data: Raw) -> list[Key]:
    """Return the lost records that a field refers to, when nothing else bears that id."""
    if spec.type != "ref" or spec.name not in row:
        return []
    given = row[spec.name] if isinstance(row[spec.name], list) else [row[spec.name]]
    found = []
    for value in given:
        causes = [(t, value) for t in spec.target.split("|") if isinstance(value, str) and (t, value) in lost]
        others = [t for t in spec.target.split("|") if t in BY_NAME and (t, value) not in lost and any(ident(r) == value for r in rows_of(data, t))] if causes else []
        if causes and not others:
            found.append(causes[0])
    return found


def _needs(table: Table, spec: Field, row: Raw, lost: dict[Key, Key], data: Raw) -> bool:
    """Tell whether a record falls with what ``spec`` refers to."""
    if spec.many:
        left = _left(row[spec.name], {c[1] for c in _broken(spec, row, lost, data)})
        return spec.required and not left
    return spec.required or not (table.entity or (table.name, spec.name) in _WEAK)


def _freed(table: Table, row: Raw, lost: dict[Key, Key], data: Raw) -> Raw:
    """Return a record without its references to lost ones (``wishes_tie`` goes whole: it needs two ends)."""
    made = dict(row)
    for spec in table.fields:
        causes = {c[1] for c in _broken(spec, row, lost, data)}
        if not causes:
            continue
        left = _left(row[spec.name], causes)
        if left and not (spec.name == "wishes_tie" and len(left) < 2):
            made[spec.name] = left
        else:
            del made[spec.name]
            if table.entity and isinstance(row.get("at"), dict):
                made["at"] = {k: v for k, v in row["at"].items() if k != spec.name}
    return made
