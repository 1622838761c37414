"""``kg draft --update``: the machine's new draft and a person's corrections of the old one, record by record.

The old file's ``[draft.machine]`` tells what the machine had made. A record that still is that is the machine's, and follows it; any
other is a person's, and stays. What a person deleted stays deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.model.acta_drafts import DRAFT, REVIEW, Key, Raw, ident, rows_of, without
from kg.model.records import TABLES
from kg.model.text import Text
from kg.reading.drafts.draft import Draft, digest_of, is_touched
from kg.reading.drafts.draft_toml import value

_LONG = 100     # characters of a value shown in a line of the diff
_SILENT = {"quote", "quotes"}


@dataclass
class Merged:
    """The draft to write, and what changed: a line a record, ``sign`` one of ``+ - ~ = !``."""

    draft: Draft
    diff: list[tuple[str, Text]] = field(default_factory=list)


@dataclass
class _File:
    """One of the two files: the old one, the machine's new one, and what comes of both."""

    name: str
    old: Raw
    new: Raw
    diff: list[tuple[str, Text]]

    def __post_init__(self) -> None:
        known = self.old.get("draft", {}).get("machine", {})
        self.known: dict[str, str] = {k: v for k, v in known.items() if isinstance(k, str)}
        self.before, self.after = _records(self.old), _records(self.new)
        self.machine: dict[str, str] = {k: digest_of(r) for k, r in self.after.items()}
        self.made: dict[str, Raw] = {}

    def decided(self) -> set[str]:
        """Return the records about which a person decided in this file: changed, reviewed, added or deleted."""
        return {k for k, r in self.before.items() if is_touched(r, self.known.get(k))} | (self.known.keys() - self.before.keys())

    def merge(self, elsewhere: set[str]) -> None:
        """Decide each record; those ``elsewhere`` (decided by a person in the other file) are not made again."""
        for key in sorted(self.before.keys() | self.after.keys() | self.known.keys()):
            mine, theirs, was = self.before.get(key), self.after.get(key), self.known.get(key)
            if mine is None:
                self._absent(key, theirs, was, key in elsewhere)
            elif is_touched(mine, was):
                self._kept(key, mine, theirs, was)
            elif theirs is not None:
                self.made[key] = theirs
                self._say_changed(key, mine, theirs)
            else:
                self._say("-", key, Text("la máquina ya no lo lee", "the machine no longer reads it"))

    def _absent(self, key: str, theirs: Raw | None, was: str | None, elsewhere: bool) -> None:
        if was is not None:                 # a person deleted it: remember, or the next reading would bring it back
            self.machine[key] = self.machine.get(key, was)
            if theirs is not None and self.machine[key] != was:
                self._say("=", key, Text("usted lo borró; la máquina ahora lo lee de otro modo", "you deleted it; the machine now reads it otherwise"))
        elif theirs is not None and elsewhere:
            self.machine[key] = digest_of(theirs)
        elif theirs is not None:
            self.made[key] = theirs
            self._say("+", key, _what(theirs))

    def _kept(self, key: str, mine: Raw, theirs: Raw | None, was: str | None) -> None:
        self.made[key] = mine
        if was is not None and theirs is None:
            self.machine[key] = was
        if theirs is not None and digest_of(theirs) not in (was, digest_of(mine)):
            changed = changes(mine, theirs)
            self._say("!", key, Text(f"se queda lo suyo; la máquina dice ahora: {changed}", f"yours is kept; the machine now says: {changed}"))
        else:
            self._say("=", key, Text("lo suyo", "kept yours"))

    def _say_changed(self, key: str, mine: Raw, theirs: Raw) -> None:
        changed = changes(mine, theirs)
        if changed:
            self._say("~", key, Text(changed, changed))

    def _say(self, sign: str, key: str, what: Text) -> None:
        place = "" if self.name == DRAFT else f" [{self.name}]"
        self.diff.append((sign, Text(f"{key}{place}: {what.es}", f"{key}{place}: {what.en}")))

    def pin(self) -> None:
        """Bring back what the machine no longer reads but a person's record refers to."""
        while True:
            wanted = {f"{t}/{i}" for key, r in self.made.items() if is_touched(r, self.machine.get(key)) or key not in self.after for t, i in references(key, r)}
            missing = sorted(k for k in wanted - self.made.keys() if k in self.before and k not in self.after)
            if not missing:
                return
            for key in missing:
                self.made[key], self.machine[key] = self.before[key], self.known.get(key, "")
                self.diff[:] = [(s, w) for s, w in self.diff if not (s == "-" and w.es.startswith(f"{key}:"))]
                self._say("=", key, Text("se queda: lo suyo se apoya en él", "kept: yours rests on it"))

    def prune(self) -> None:
        """Take out the machine's records that refer to what a person deleted."""
        gone: set[Key] = set()
        for key, record in self.made.items():
            gone |= {r for r in references(key, record) if f"{r[0]}/{r[1]}" not in self.made}
        # Who speaks must take part: a participation that a person deleted takes the machine's turns along.
        deleted = {k: r for k, r in self.after.items() if k.startswith("participation/") and k not in self.made}
        gone |= {("participation", ident(r)) for r in deleted.values()}
        whole = {t.name: [r for k, r in [*self.made.items(), *deleted.items()] if k.startswith(f"{t.name}/")] for t in TABLES}
        theirs = {k for k, r in self.made.items() if is_touched(r, self.machine.get(k))}
        freed, losses = without(whole, gone, lambda key: f"{key[0]}/{key[1]}" in theirs)
        for loss in losses:
            key, cause = "/".join(loss.key), "/".join(loss.cause)
            self.machine.pop(key, None)
            self.diff[:] = [(s, w) for s, w in self.diff if not (s in "+~" and w.es.startswith(f"{key}:"))]
            self._say("-", key, Text(f"se apoya en {cause}, que usted borró", f"rests on {cause}, which you deleted"))
        left = {f"{t.name}/{ident(r)}": r for t in TABLES for r in freed[t.name] if r is not None}
        for key in left.keys() - theirs:
            if left[key] != self.made[key]:
                self.machine[key] = digest_of(left[key])
        self.made = {k: self.made[k] if k in theirs else r for k, r in left.items()}

    def data(self) -> Raw:
        """Return the merged file: the person's header, the machine's order, then what only the person has."""
        order = {key: position for position, key in enumerate(self.after)}
        rows = sorted(self.made, key=lambda k: (order.get(k, len(order)), k))
        return {"acta": self.old["acta"], **{t.name: [self.made[k] for k in rows if k.startswith(f"{t.name}/")] for t in TABLES}, "draft": {"machine": self.machine}}


def merge(old: Mapping[str, Raw], new: Draft) -> Merged:
    """Return the merge of the files a person has (``acta.draft.toml`` and ``review.draft.toml``, parsed) with a new draft."""
    diff: list[tuple[str, Text]] = []
    main, low = _File(DRAFT, old[DRAFT], new.main, diff), _File(REVIEW, old[REVIEW], new.low, diff)
    for file in (main, low):
        file.merge((low if file is main else main).decided())
    main.pin()
    main.prune()
    lines = sorted(diff, key=lambda line: (line[1].es.partition(":")[0], line[0]))
    return Merged(Draft(main.data(), low.data(), new.notices), lines)


def references(key: str, record: Raw) -> set[Key]:
    """Return the records of this file that a record refers to, as (table, id); where several tables fit, none is told."""
    table = next(t for t in TABLES if t.name == key.split("/")[0])
    found: set[Key] = set()
    for spec in table.fields:
        if spec.type == "ref" and spec.name in record and "|" not in spec.target:
            given = record[spec.name] if isinstance(record[spec.name], list) else [record[spec.name]]
            found |= {(spec.target, v) for v in given if isinstance(v, str)}
    return found


def changes(mine: Raw, theirs: Raw) -> str:
    """Return what differs between two versions of a record: ``field: old -> new``; quotes only say that they changed."""
    told = []
    for name in sorted((mine.keys() | theirs.keys()) - {"review"}):
        a, b = mine.get(name), theirs.get(name)
        if a != b:
            told.append(f"{name} …" if name in _SILENT else f"{name}: {_short(a)} -> {_short(b)}")
    return "; ".join(told)


def _short(item: Any) -> str:
    text = "-" if item is None else value(item)
    return text if len(text) <= _LONG else text[:_LONG] + "…"


def _what(record: Raw) -> Text:
    told = _short(next((record[k] for k in ("name", "summary", "counts", "person", "speaker") if k in record), ""))
    sure = f"({record['confidence']:g})" if isinstance(record.get("confidence"), (int, float)) else ""
    return Text(f"{told} {sure}".strip(), f"{told} {sure}".strip())


def _records(data: Raw) -> dict[str, Raw]:
    return {f"{t.name}/{ident(r)}": r for t in TABLES for r in rows_of(data, t.name)}
