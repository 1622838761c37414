"""One review: the two draft files, what each action does to them, and the way back. Every action is on the disk before it is answered."""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import math
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.model.acta_drafts import DRAFT, REVIEW, Key, Raw, rejected, without
from kg.model.errors import InputError, KgError, ManyErrors, UsageError
from kg.model.files import write_atomically
from kg.model.records import BY_NAME
from kg.model.text import Text
from kg.reading.document import Document
from kg.reading.drafts.draft_spans import Stretches
from kg.reading.drafts.draft_words import ident, unsummarised
from kg.serve import editing
from kg.serve.app import Conflict
from kg.serve.checking import FieldError, Problem, brought, problems
from kg.serve.draft_file import DraftFile, read_bytes

_STEPS = 500    # actions that can be taken back
_BUSY = Text("El borrador cambió en el disco mientras lo revisaba. No se escribió nada; vuelva a leerlo.",
             "The draft changed on the disk while you were reviewing it. Nothing was written; read it again.")


@dataclass(frozen=True)
class Patch:
    """What an action did to one file: ``old`` became ``new`` at byte ``at``."""

    file: str
    at: int
    old: bytes
    new: bytes


@dataclass(frozen=True)
class Step:
    """An action that can be taken back, and the record it was about."""

    patches: tuple[Patch, ...]
    select: str


class Session:
    """A draft under review. Calls are taken one at a time; two programs on one folder do not overwrite each other."""

    def __init__(self, folder: Path, characters: int, document: Document | None) -> None:
        self.folder, self.characters, self.document = folder, characters, document
        self.stretches = Stretches(document) if document else None
        self.files: dict[str, DraftFile] = {}
        self.steps: list[Step] = []
        self._problems: list[Problem] = []
        self._lock = threading.Lock()
        self._load()

    # Reading

    def _load(self) -> None:
        if not (self.folder / DRAFT).is_file():
            raise InputError(Text(f"no hay {DRAFT}", f"there is no {DRAFT}"), str(self.folder), Text("hágalo con: kg draft INFORME -o CARPETA", "make it with: kg draft REPORT -o FOLDER"))
        self.files = {name: DraftFile.read(self.folder / name) for name in (DRAFT, REVIEW)}
        self._problems = problems(self.files[DRAFT].raw, self.characters)

    def _changed(self) -> bool:
        return any(read_bytes(f.path) != f.raw for f in self.files.values())

    def _refresh(self) -> None:
        """Read the files again; what had been done before cannot be taken back any more."""
        self.steps.clear()
        self._load()

    @property
    def version(self) -> str:
        """A name for what both files hold now."""
        whole = hashlib.sha256()
        for name in (DRAFT, REVIEW):
            whole.update(hashlib.sha256(self.files[name].raw).digest())
        return whole.hexdigest()[:16]

    def state(self) -> dict[str, Any]:
        """Return all records and what the check says of them, read from the disk anew when it changed."""
        with self._lock:
            if self._changed():
                self._refresh()
            rows = [self._shown(name, key) for name, file in self.files.items() for key in file.rows]
            return {"version": self.version, "records": rows, "fallen": self._fallen(), "problems": self._told(), "undo": len(self.steps)}

    def _shown(self, name: str, key: Key) -> dict[str, Any]:
        row = self.files[name].rows[key]
        extra = {"unsummarised": True} if unsummarised(row) else {}
        return {"file": "acta" if name == DRAFT else "review", "table": key[0], "id": key[1], "data": _plain(row), **extra}

    def _fallen(self) -> dict[str, str]:
        """Return the records of the acta that fall with a rejected one, each with that one."""
        data = self.files[DRAFT].data()
        gone = rejected(data)
        return {"/".join(loss.key): "/".join(loss.cause) for loss in without(data, gone)[1]} if gone else {}

    def _told(self) -> dict[str, list[dict[str, str]]]:
        found: dict[str, list[dict[str, str]]] = {}
        for problem in self._problems:
            key = self.files[DRAFT].line_of(problem.line)
            found.setdefault("/".join(key) if key else "", []).append({"es": problem.error.what.es, "en": problem.error.what.en, "where": problem.error.where})
        return found

    # Acting

    def act(self, body: Any) -> dict[str, Any]:
        """Do what a page asks: ``{action, version, file, table, id, …}``; return what changed.

        Raises Conflict when the files are not those the page has seen, FieldError or ManyErrors for values that do not pass, UsageError for
        what is no action. In all these cases nothing has been written.
        """
        if not isinstance(body, dict):
            raise UsageError(Text("se espera un objeto", "an object is expected"))
        with self._lock, self._alone():
            if self._changed():
                self._refresh()
                raise Conflict(_BUSY)
            if body.get("version") != self.version:
                raise Conflict(Text("Otra ventana ya cambió este borrador. No se escribió nada; vuelva a leerlo.",
                                    "Another window has changed this draft. Nothing was written; read it again."))
            return self._undo() if body.get("action") == "undo" else self._do(body)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder while reading, comparing and writing."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _do(self, body: Raw) -> dict[str, Any]:
        name = {"acta": DRAFT, "review": REVIEW}.get(str(body.get("file")), "")
        key = (str(body.get("table")), str(body.get("id")))
        actions: dict[str, Callable[[DraftFile, Key, Raw, Raw], Raw]] = {"accept": _accept, "reject": _reject, "reset": _reset, "correct": self._correct, "span": self._span,
                                                                         "choose": self._choose}
        do = actions.get(str(body.get("action")))
        if do is None or not name or key not in self.files[name].rows:
            raise UsageError(Text("no existe esa acción o ese registro", "there is no such action or record"), "/".join(key))
        made = {n: f.copy() for n, f in self.files.items()}
        row = made[name].rows[key]
        after = do(made[DRAFT], key, row, body)
        moves = name == REVIEW and after.get("review") in ("accepted", "corrected")
        if moves:
            made[REVIEW].cut(key)
            if key in made[DRAFT].rows:
                raise FieldError(Text(f"el acta ya tiene {'/'.join(key)}", f"the acta already has {'/'.join(key)}"),
                                 remedy=Text("rechácelo aquí y corrija aquél", "reject it here and correct that one"))
            made[DRAFT].add(key, after)
        else:
            made[name].put(key, after)
        found = self._problems
        if moves or after.get("review") == "corrected":
            found = self._checked(made[DRAFT], key, after, evidence=after.get("names") != row.get("names") or after.get("at") != row.get("at"))
        return self._write(made, found, key, DRAFT if moves else name)

    def _checked(self, file: DraftFile, key: Key, after: Raw, evidence: bool) -> list[Problem]:
        """Return what the check says of a changed draft; raise what the change brought in."""
        found = problems(file.encoded(), self.characters)
        bad: list[KgError] = [*brought(self._problems, found, key[0]), *(editing.holds(after, self.stretches) if evidence else [])]
        if bad:
            raise ManyErrors(bad)
        return found

    def _write(self, made: dict[str, DraftFile], found: list[Problem], key: Key, name: str) -> dict[str, Any]:
        before, told, fallen = self.files, self._told(), self._fallen()
        patches = tuple(p for n in (DRAFT, REVIEW) if (p := _patch(n, before[n].raw, made[n].encoded())))
        for patch in patches:   # the acta first: what moves there is never in neither file
            made[patch.file].raw = made[patch.file].encoded()
            write_atomically(made[patch.file].path, made[patch.file].raw)
            self.files = {**self.files, patch.file: made[patch.file]}
        self._problems = found
        if patches:
            self.steps = [*self.steps, Step(patches, "/".join(key))][-_STEPS:]
        changed = [(n, k) for n, f in made.items() for k, r in f.rows.items() if before[n].rows.get(k) is not r]
        gone = [("acta/" if n == DRAFT else "review/") + "/".join(k) for n, f in before.items() for k in f.rows if k not in made[n].rows]
        now, said = self._fallen(), self._told()
        return {"version": self.version, "records": [self._shown(n, k) for n, k in changed], "gone": gone, "undo": len(self.steps),
                "select": ("acta/" if name == DRAFT else "review/") + "/".join(key), **({"fallen": now} if now != fallen else {}), **({"problems": said} if said != told else {})}

    def _undo(self) -> dict[str, Any]:
        if not self.steps:
            raise UsageError(Text("no hay nada que deshacer", "there is nothing to undo"))
        step = self.steps[-1]
        for patch in reversed(step.patches):
            raw = self.files[patch.file].raw
            write_atomically(self.folder / patch.file, raw[:patch.at] + patch.old + raw[patch.at + len(patch.new):])
        self._load()
        self.steps.pop()
        return {"version": self.version, "reload": True, "undo": len(self.steps), "select": step.select}

    # What needs the report or other records

    def _correct(self, _draft: DraftFile, key: Key, row: Raw, body: Raw) -> Raw:
        changes = body.get("changes")
        if not isinstance(changes, dict):
            raise UsageError(Text("falta changes", "changes is missing"))
        made = editing.corrected(key[0], row, changes, self.stretches)
        return {**made, "review": "corrected" if made != row else "accepted"}

    def _span(self, _draft: DraftFile, key: Key, row: Raw, body: Raw) -> Raw:
        start, end = body.get("start"), body.get("end")
        if self.stretches is None or type(start) is not int or type(end) is not int:
            raise UsageError(Text("hace falta el original y un tramo suyo", "the original and a stretch of it are needed"))
        made = editing.evidenced(key[0], row, start, end, body.get("more") is True, self.stretches)
        return {**made, "review": "corrected" if made != row else "accepted"}

    def _choose(self, draft: DraftFile, key: Key, row: Raw, body: Raw) -> Raw:
        """Put an alternative in place; another speaker also takes part in the event, and a contribution's speaker is that of its turn."""
        number = body.get("number")
        if type(number) is not int:
            raise UsageError(Text("falta number", "number is missing"))
        people = editing.spellings({i: r for (t, i), r in draft.rows.items() if t == "person"})
        if key[0] != "contribution":
            target = getattr(BY_NAME[key[0]].field(editing.CHOOSES.get(key[0], "")), "target", "")
            known = people if target == "person" else editing.spellings({i: r for (t, i), r in draft.rows.items() if t == target})
            made = {**editing.chosen(key[0], row, number, known), "review": "corrected"}
            if key[0] == "turn":
                self._takes_part(draft, made)
            return made
        turn = ("turn", str(row.get("turn")))
        options = row.get("alternatives", [])
        if turn not in draft.rows or not 0 <= number < len(options):
            raise UsageError(Text("no hay esa alternativa", "there is no such alternative"))
        old = draft.rows[turn]
        other = {**old, "alternatives": [options[number]]}
        speaks = editing.chosen("turn", other, 0, people)
        kept = [a for a in old.get("alternatives", ()) if a != speaks["speaker"]]
        speaks = {**speaks, "alternatives": list(dict.fromkeys([old["speaker"], *kept])), "review": "corrected"}
        draft.put(turn, speaks)
        self._takes_part(draft, speaks)
        name = str(draft.rows.get(("person", old["speaker"]), {}).get("name", old["speaker"]))
        made = {**row, "alternatives": [name if n == number else o for n, o in enumerate(options)], "review": "corrected"}
        together = [p for p in row.get("co_speakers", ()) if p != speaks["speaker"]]
        return {**made, "co_speakers": together} if together else {k: v for k, v in made.items() if k != "co_speakers"}

    def _takes_part(self, draft: DraftFile, turn: Raw) -> None:
        """Whoever speaks in an event takes part in it: add that when the acta does not say so."""
        person, event = str(turn["speaker"]), str(turn["event"])
        if any(t == "participation" and r.get("person") == person and r.get("event") == event and r.get("review") != "rejected" for (t, _), r in draft.rows.items()):
            return
        key = ("participation", ident(event, person, "participant"))
        if key not in draft.rows:
            said: Raw = {k: turn[k] for k in ("at", "confidence", "quote", "quotes") if k in turn}
            draft.add(key, {"id": key[1], "person": person, "event": event, "role": "participant", **said, "basis": "judged", "review": "corrected"})


def _accept(_draft: DraftFile, _key: Key, row: Raw, _body: Raw) -> Raw:
    return row if row.get("review") == "corrected" else {**row, "review": "accepted"}


def _reject(_draft: DraftFile, _key: Key, row: Raw, _body: Raw) -> Raw:
    return {**row, "review": "rejected"}


def _reset(_draft: DraftFile, _key: Key, row: Raw, _body: Raw) -> Raw:
    return {**row, "review": "unreviewed"}


def _plain(value: Any) -> Any:
    """Return a TOML value as JSON can hold it."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _patch(file: str, old: bytes, new: bytes) -> Patch | None:
    """Return the one stretch in which two contents differ, or None; its edges are found by halving."""
    if old == new:
        return None
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if old[:middle] == new[:middle] else (low, middle - 1)
    at, low, high = low, 0, min(len(old), len(new)) - low
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if old[len(old) - middle:] == new[len(new) - middle:] else (low, middle - 1)
    return Patch(file, at, old[at:len(old) - low], new[at:len(new) - low])
