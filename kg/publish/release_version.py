"""Version numbers (Semantic Versioning 2.0.0): read, compared, suggested."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

from kg.model.errors import UsageError
from kg.model.text import Text

_PART = r"(0|[1-9]\d{0,8})"
_NAME = r"(?:0|[1-9]\d{0,8}|\d*[A-Za-z-][0-9A-Za-z-]*)"
_VERSION = re.compile(rf"{_PART}\.{_PART}\.{_PART}(?:-({_NAME}(?:\.{_NAME})*))?\Z")


@total_ordering
@dataclass(frozen=True)
class Version:
    """A version. ``before``: identifiers of a pre-release (``1.0.0-rc.1``); build metadata is not used, as it says nothing of order."""

    major: int
    minor: int
    patch: int
    before: tuple[str, ...] = ()

    def __str__(self) -> str:
        tail = "-" + ".".join(self.before) if self.before else ""
        return f"{self.major}.{self.minor}.{self.patch}{tail}"

    def _order(self) -> tuple[int, int, int, bool, tuple[tuple[int, int, str], ...]]:
        names = tuple((0, int(n), "") if n.isdigit() else (1, 0, n) for n in self.before)
        return self.major, self.minor, self.patch, not self.before, names

    def __lt__(self, other: Version) -> bool:
        return self._order() < other._order()


def parse(text: str) -> Version:
    """Read a version. Raises UsageError."""
    found = _VERSION.match(text)
    if found is None:
        raise UsageError(Text(f"no es una versión semántica: {text[:80]!r}", f"is not a semantic version: {text[:80]!r}"), "",
                         Text("escriba mayor.menor.parche, p. ej. 1.2.0", "write major.minor.patch, e.g. 1.2.0"))
    major, minor, patch, before = found.groups()
    return Version(int(major), int(minor), int(patch), tuple((before or "").split(".")) if before else ())


def next_after(last: Version | None, breaks: bool, grows: bool) -> Version:
    """Return the version to give: major when something cited is gone (minor below 1.0.0), minor when something is new, else patch. The first is 1.0.0."""
    if last is None:
        return Version(1, 0, 0)
    if last.before:
        return Version(last.major, last.minor, last.patch)
    if breaks and last.major:
        return Version(last.major + 1, 0, 0)
    return Version(last.major, last.minor + 1, 0) if breaks or grows else Version(last.major, last.minor, last.patch + 1)
