"""One sitting over the questions of identity: what is open, what each answer writes, and the way back. Every answer is on the disk before it is told."""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from kg.identity.case import Case
from kg.identity.decision_file import ANSWERS, COLUMNS, FILE, Decision, ordered, problem, read_decisions, to_csv
from kg.identity.questions import Question
from kg.model.errors import InputError, KgError, ManyErrors, StoreError, UsageError
from kg.model.files import write_atomically
from kg.model.text import Text
from kg.serve.app import Conflict
from kg.serve.draft_file import read_bytes
from kg.serve.identity_view import Views, named, shown

_STEPS = 500    # answers that can be taken back
_LISTED = 1000  # questions told at a time
_BUSY = Text("El archivo de decisiones cambió en el disco mientras respondía. No se escribió nada; vuelva a leerlo.",
             "The file of decisions changed on the disk while you were answering. Nothing was written; read it again.")
_WINDOW = Text("Otra ventana ya respondió algo. No se escribió nada; vuelva a leer.", "Another window has answered something. Nothing was written; read again.")
Open = Mapping[tuple[str, str, str], Question]


class Contradiction(ManyErrors):
    """An answer that cannot stand beside the others; ``names``: what the keys on its path are called."""

    def __init__(self, error: KgError, names: Mapping[str, str]) -> None:
        super().__init__(error.errors if isinstance(error, ManyErrors) else [error])
        self.names = names


@dataclass(frozen=True)
class Step:
    """An answer that can be taken back: the file before (None: there was none) and after, what was put in and what it replaced."""

    before: bytes | None
    after: bytes
    new: Decision
    old: tuple[Decision, ...]


class Sitting:
    """The questions of one corpus and one person who answers. Calls are taken one at a time; two programs on one folder do not overwrite each other."""

    def __init__(self, case: Case, views: Views, by: str, at: str) -> None:
        self.case, self.views, self.by, self.at = case, views, by, at
        self.path = case.registry.folder / FILE
        self.raw: bytes | None = None       # of the file as it was read; None: it could not be read
        self.steps: list[Step] = []
        self._lock = threading.Lock()
        self._read()

    # Reading

    def _read(self) -> None:
        """Take the decisions from the disk. Raises InputError: what does not read, a contradiction."""
        self.raw = None
        raw = read_bytes(self.path)
        after = self._with(tuple(read_decisions(self.path)))
        _ = after.grouping
        self.raw, self.case = raw, after
        self.__dict__.pop("_open", None)

    def _with(self, decisions: tuple[Decision, ...]) -> Case:
        """Return the case with other decisions; what was compared is not compared again."""
        made = replace(self.case, decisions=decisions)
        made.__dict__.update({n: self.case.__dict__[n] for n in ("ties", "compared", "by_key") if n in self.case.__dict__})
        return made

    @cached_property
    def _open(self) -> Open:
        """The questions, by pair, the ones that matter most first; those somebody was unsure of too."""
        return {(q.kind, q.a.key, q.b.key): q for q in self.case.questions(unsure=True)}

    @property
    def version(self) -> str:
        """A name for what the file holds now."""
        return hashlib.sha256(self.raw or b"").hexdigest()[:16]

    def state(self, kind: str = "", unsure: bool = False) -> dict[str, Any]:
        """Return the open questions of a kind ("" = of all) and how many there are of each, read from the disk anew when it changed."""
        with self._lock:
            if read_bytes(self.path) != self.raw:
                self._read()
            return self._state(kind, unsure)

    def _state(self, kind: str, unsure: bool) -> dict[str, Any]:
        wanted = [q for q in self._open.values() if unsure or q.decision is None]
        counts = Counter(q.kind for q in wanted)
        listed = [q for q in wanted if kind in ("", q.kind)]
        rows = [{"kind": q.kind, "a": q.a.key, "b": q.b.key} for q in listed[:_LISTED]]
        return {"version": self.version, "undo": len(self.steps), "counts": dict(counts), "listed": len(listed), "questions": rows,
                "unsure": sum(q.decision is not None for q in self._open.values()), "stale": len(self.case.grouping.stale), "by": self.by, "at": self.at}

    def question(self, kind: str, a: str, b: str) -> dict[str, Any]:
        """Return all that is known of the two sides of an open question. Raises UsageError: there is none such."""
        with self._lock:
            return shown(self._asked(kind, a, b), self.case, self.views)

    def _asked(self, kind: str, a: str, b: str) -> Question:
        question = self._open.get((kind, a, b))
        if question is None:
            raise UsageError(Text("esa pregunta ya no está abierta", "that question is not open any more"), f"{a}, {b}"[:200])
        return question

    # Answering

    def act(self, body: Any) -> dict[str, Any]:
        """Do what the page asks: ``{action: answer, version, kind, a, b, answer, note}`` or ``{action: undo, version}``; return what was said and the new state.

        Raises Conflict when the file is not the one the page has seen, Contradiction with its path, UsageError for what is no answer.
        In all these cases nothing has been written.
        """
        if not isinstance(body, dict):
            raise UsageError(Text("se espera un objeto", "an object is expected"))
        doing: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"answer": self._answer, "undo": self._undo}
        do = doing.get(str(body.get("action")))
        if do is None:
            raise UsageError(Text("no existe esa acción", "there is no such action"))
        with self._lock:
            if read_bytes(self.path) != self.raw:
                self._read()
                raise Conflict(_BUSY)
            if body.get("version") != self.version:
                raise Conflict(_WINDOW)
            said = do(body)
            return {"said": said, **self._state(str(body.get("only", "")), body.get("unsure") is True)}

    def _remove(self) -> None:
        try:
            self.path.unlink()
        except OSError as error:
            raise StoreError(Text(f"no se puede borrar: {error.strerror}", f"cannot be removed: {error.strerror}"), str(self.path)) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the registry's folder, as ``Case`` does while it writes, so that two programs do not overwrite each other."""
        handle = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        given = [body.get(name, "") for name in ("kind", "a", "b", "answer", "note")]
        if not all(isinstance(value, str) for value in given):
            raise UsageError(Text("se esperan textos", "texts are expected"))
        kind, a, b, answer, note = given
        question = self._asked(kind, a, b)
        if answer not in ANSWERS:
            raise UsageError(Text(f"no es una respuesta: {answer[:40]!r}", f"is no answer: {answer[:40]!r}"))
        new = ordered(Decision(kind, a, b, answer, self.case.reasons(kind, a, b), self.by, self.at, " ".join(note.split())))
        old = tuple(d for d in self.case.decisions if d.pair == new.pair and (d.answer != new.answer or d.by == new.by))
        before, waiting = (self.raw if self.path.is_file() else None), len(self._open)
        gone = self._write(tuple(d for d in self.case.decisions if d not in old), new)
        self.steps = [*self.steps, Step(before, self.raw or b"", new, old)][-_STEPS:]
        return {"answer": answer, "a": question.a.name, "b": question.b.name, "gone": [f"{what}/{one} → {other}" for what, one, other in gone],
                "settled": max(0, waiting - len(self._open) - (answer != "unsure"))}

    def _write(self, others: tuple[Decision, ...], new: Decision) -> tuple[tuple[str, str, str], ...]:
        """Write a decision beside ``others``; return the slugs that redirect because of it. Raises Contradiction, UsageError: nothing was written."""
        wrong = problem(new)
        if wrong:
            raise UsageError(wrong[0], "", wrong[1])
        try:
            after, gone = self.case.with_decisions((*others, new))
        except (InputError, ManyErrors) as error:
            if read_bytes(self.path) != self.raw:
                self._read()
                raise Conflict(_BUSY) from error
            raise Contradiction(error, named(error, self.case)) from error
        self._taken(after)
        return gone

    def _taken(self, after: Case) -> None:
        """Go on from what was written; if the disk holds something else by now, that shows as a change."""
        self.case, self.raw = self._with(after.decisions), to_csv((d.row() for d in set(after.decisions)), COLUMNS)
        self.__dict__.pop("_open", None)

    def _undo(self, _body: dict[str, Any]) -> dict[str, Any]:
        """Take the last answer back: the file's very bytes when nobody changed it since, else that line only."""
        if not self.steps:
            raise UsageError(Text("no hay nada que deshacer", "there is nothing to undo"))
        step = self.steps[-1]
        if step.new not in self.case.decisions:
            self.steps.pop()
            raise UsageError(Text("esa respuesta ya no está en el archivo", "that answer is not in the file any more"))
        if self.raw == step.after:
            with self._alone():
                if read_bytes(self.path) != self.raw:
                    raise Conflict(_BUSY)
                if step.before is not None:
                    write_atomically(self.path, step.before)
                else:
                    self._remove()
            self._read()
        else:
            kept = [d for d in self.case.decisions if d != step.new]
            self._taken(self.case.with_decisions([*kept, *(d for d in step.old if d not in kept)])[0])
        self.steps.pop()
        names = {key: self.case.by_key[step.new.kind, key].name for key in (step.new.a, step.new.b) if (step.new.kind, key) in self.case.by_key}
        return {"answer": "undo", "kind": step.new.kind, "a": names.get(step.new.a, step.new.a), "b": names.get(step.new.b, step.new.b), "keys": [step.new.a, step.new.b]}
