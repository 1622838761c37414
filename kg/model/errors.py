"""Errors in three parts: what is wrong, where, what to do. Exit codes follow design: 2 usage, 3 input, 4 store or network."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from kg.model.text import Lang, Text


class KgError(Exception):
    """An error a person can act on.

    ``where`` is a file and line, or a document and span; it is the same in every language.
    """

    exit_code = 3

    def __init__(self, what: Text, where: str = "", remedy: Text | None = None) -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(self.render("en"))

    def render(self, lang: Lang) -> str:
        """Return ``where: what → remedy`` in one language."""
        place = f"{self.where}: " if self.where else ""
        todo = f" → {self.remedy.get(lang)}" if self.remedy else ""
        return f"{place}{self.what.get(lang)}{todo}"


class UsageError(KgError):
    """The call cannot be meant: unknown name, missing option."""

    exit_code = 2


class InputError(KgError):
    """A file cannot be read or does not say what its format demands."""

    exit_code = 3


class StoreError(KgError):
    """The store is missing, locked, damaged, or the disk is full."""

    exit_code = 4


class ManyErrors(KgError):
    """All errors of one file, sorted by line, reported at once."""

    def __init__(self, errors: Iterable[KgError]) -> None:
        self.errors = list(errors)
        super().__init__(Text(f"{len(self.errors)} errores", f"{len(self.errors)} errors"))
        self.exit_code = max((e.exit_code for e in self.errors), default=3)

    def render(self, lang: Lang) -> str:
        """Return one line per error."""
        return "\n".join(e.render(lang) for e in self.errors)


def nearest(word: str, known: Iterable[str], most: int = 3) -> Text:
    """Return a remedy that lists the known names closest to ``word`` (difflib ratio, at least 0.5)."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=most, cutoff=0.5) or names[:most]
    listed = ", ".join(close) or "-"
    return Text(f"¿quiso decir: {listed}?", f"did you mean: {listed}?")
