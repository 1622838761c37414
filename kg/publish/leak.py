"""The leak test: no exported byte names somebody the policy does not show.

Names are compared as words: without case, accents, hyphens, dots or quotation marks, so that ``Lucía Prado``, ``lucia-prado``, ``PRADO_LUCIA`` and
``Luc\\u00EDa+Prado`` are one. A whole name is found whatever stands between its words (two columns of a table); the shorter forms that ``kg.identity.resolve``
takes out of texts (two of its words or more) only where nothing does but space, hyphen or the like: in a list, the end of one name and the next are no name.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from kg.model.errors import KgError
from kg.model.text import Text
from kg.publish.leak_decode import texts, unescaped

Words = tuple[bytes, ...]
SHOWN = 20  # leaks listed in a message
_APOSTROPHES = frozenset("´’'`ʼ‘")
_APART = frozenset(",;:()[]{}\"<>|=/\\«»“”•·¿?¡!")
_BAR = "\x01"  # what stands for a sign that sets words apart, as a word of its own
_MARK = _BAR.encode()
_BATCH = 500  # files that a process reads before it tells
_SLICE = 4_000_000  # characters made into words at once
_WIDE = 400


class LeakError(KgError):
    """Something exported holds what the policy does not show. Nothing is published."""

    exit_code = 1


@dataclass(frozen=True, order=True)
class Leak:
    """Where what must not be shown was found: the file, how it had to be unpacked, what it is (a pseudonym, never the name), and its first place (in characters)."""

    path: str
    how: str
    what: str
    at: int


@dataclass(frozen=True)
class Secrets:
    """What must not appear. ``forms``: words → what it is; ``whole``: those of them that are names, not shorter forms; ``allowed``: names that are shown
    and may contain a form; ``marks``: strings as they stand."""

    forms: dict[Words, str] = field(default_factory=dict)
    whole: frozenset[Words] = frozenset()
    allowed: frozenset[Words] = frozenset()
    marks: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.forms or self.marks)


class _Folded(dict[int, str]):
    """A table for ``str.translate``, made as letters are met: one letter → its plain form, "" or a space."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if sign in _APOSTROPHES or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
            made = ""
        else:
            plain = unicodedata.normalize("NFKD", sign.casefold())
            made = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else _BAR if sign in _APART else " " for c in plain)
        self[code] = made
        return made


_FOLDED = _Folded()
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_MANY = 400  # different signs beyond which going through the text once is faster than replacing one after the other
_PLAIN = bytes(ord(_FOLDED[c] or "\0") if c < 128 else c for c in range(256))
_SPACED = (_MARK, b" " + _MARK + b" ")
_DROPPED = bytes(c for c in range(128) if not _FOLDED[c])


def words(text: str) -> list[bytes]:
    """Return the words of a text, folded, in UTF-8."""
    return [word for word in _apart(text) if word != _MARK]


def _apart(text: str) -> list[bytes]:
    """Return the words of a text, and ``_MARK`` where a sign sets them apart."""
    strange = set(_NOT_ASCII.findall(text))
    if len(strange) > _MANY:
        return text.translate(_FOLDED).encode("utf-8", "replace").replace(*_SPACED).split()
    for sign in strange:
        text = text.replace(sign, _FOLDED[ord(sign)])
    return text.encode("utf-8", "replace").translate(_PLAIN, _DROPPED).replace(*_SPACED).split()


@dataclass(frozen=True)
class _Index:
    """Secrets by their first word; allowed names by each of their words."""

    first: dict[bytes, list[Words]]
    allowed: dict[bytes, list[Words]]
    longest: int


def _index(secrets: Secrets) -> _Index:
    first: dict[bytes, list[Words]] = {}
    for form in secrets.forms:
        first.setdefault(form[0], []).append(form)
    allowed: dict[bytes, list[Words]] = {}
    inside = {w for form in secrets.forms for w in form}
    for name in secrets.allowed:
        if not inside.isdisjoint(name):
            for word in set(name) & inside:
                allowed.setdefault(word, []).append(name)
    return _Index({w: sorted(f, key=len, reverse=True) for w, f in first.items()}, allowed, max((len(n) for n in (*secrets.forms, *secrets.allowed)), default=1))


def leaks(folder: Path, secrets: Secrets, tell: Callable[[int, int], None] = lambda _done, _of: None, jobs: int = 1) -> list[Leak]:
    """Return every leak below a folder, sorted; one a file, form and way of unpacking. Names of files and folders count; links are not followed.

    ``tell``: how many files are done, of how many; ``jobs``: processes that read. Raises InputError: something unpacks to more than is believable.
    """
    if not secrets:
        return []
    paths, found, done = sorted(_files(folder)), set[Leak](), 0
    batches = [paths[at:at + _BATCH] for at in range(0, len(paths), _BATCH)]
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (folder, secrets)) if jobs > 1 and len(batches) > 1 else nullcontext() as pool:
        here = _Reading(folder, secrets)
        for batch, seen in zip(batches, pool.map(_batch, batches) if pool else map(here.leaks, batches), strict=True):
            found, done = found | seen, done + len(batch)
            tell(done, len(paths))
    return sorted(found)


class _Reading:
    """What one process needs to read files."""

    def __init__(self, folder: Path, secrets: Secrets) -> None:
        self.folder, self.secrets, self.index = folder, secrets, _index(secrets)

    def leaks(self, paths: Iterable[Path]) -> set[Leak]:
        """Return the leaks of some files."""
        found = set()
        for path in paths:
            inside = path.relative_to(self.folder).as_posix()
            found |= {Leak(inside, "", what, at) for what, at in _hits(inside, self.secrets, self.index)}
            if path.is_symlink():
                found |= {Leak(inside, "link", what, at) for what, at in _hits(str(path.readlink()), self.secrets, self.index)}
            elif path.is_file():
                first: dict[tuple[str, str], int] = {}
                for how, text in texts(path):
                    for what, at in _hits(text, self.secrets, self.index):
                        first.setdefault((how, what), at)
                found |= {Leak(inside, how, what, at) for (how, what), at in first.items()}
        return found


_here: list[_Reading] = []  # of a process that reads: what it was begun with


def _begin(folder: Path, secrets: Secrets) -> None:
    _here[:] = [_Reading(folder, secrets)]


def _batch(paths: list[Path]) -> set[Leak]:
    return _here[0].leaks(paths)


class Seeker:
    """Looks for the same secrets in many texts."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets, self._index = secrets, _index(secrets)

    def finds(self, text: str) -> bool:
        """Tell whether a text, escapes taken out, names somebody who is not shown."""
        return bool(self._secrets) and any(next(_hits(form, self._secrets, self._index), None) for form in {text, unescaped(text)})


def _files(folder: Path) -> Iterator[Path]:
    """Yield every file, link and empty folder below a folder."""
    for root, folders, names in os.walk(folder):
        for name in (*names, *(f for f in folders if Path(root, f).is_symlink() or not any(Path(root, f).iterdir()))):
            yield Path(root, name)


def _hits(text: str, secrets: Secrets, index: _Index) -> Iterator[tuple[str, int]]:
    """Yield what is found in a text and (about) where."""
    for mark, what in secrets.marks.items():
        at = text.find(mark)
        if at >= 0:
            yield what, at
    for start in range(0, max(len(text), 1), _SLICE):
        yield from ((what, start) for what in _in_words(_apart(text[max(0, start - _WIDE):start + _SLICE]), secrets, index))


def _in_words(found: list[bytes], secrets: Secrets, index: _Index) -> Iterator[str]:
    """Yield what is named in a list of words, outside names that are shown."""
    first = index.first
    if first.keys().isdisjoint(found):
        return
    for at in [i for i, word in enumerate(found) if word in first]:
        begin = max(0, at - 2 * index.longest)
        before = [w for w in found[begin:at] if w != _MARK]
        near = before + [w for w in found[at:at + 2 * index.longest] if w != _MARK]
        for form in first[found[at]]:
            here = near[len(before):] if form in secrets.whole else found[at:at + len(form)]
            if tuple(here[:len(form)]) == form:
                if not _shown(near, len(before), form, index):
                    yield secrets.forms[form]
                break


def _shown(found: list[bytes], at: int, form: Words, index: _Index) -> bool:
    """Whether the words at a place belong to a longer name, or the same, that is shown."""
    for name in index.allowed.get(form[0], ()):
        for offset, word in enumerate(name):
            begin = at - offset
            if word == form[0] and begin >= 0 and len(name) - offset >= len(form) and tuple(found[begin:begin + len(name)]) == name:
                return True
    return False


def refuse(found: Iterable[Leak], what: Text) -> None:
    """Raise LeakError when anything was found; ``what`` says what is not published."""
    listed = list(found)
    if not listed:
        return
    places = "\n".join(f"  {leak.path}{f' ({leak.how})' if leak.how else ''}: {leak.what}" for leak in listed[:SHOWN])
    more = Text(f"\n  … y {len(listed) - SHOWN} más", f"\n  … and {len(listed) - SHOWN} more") if len(listed) > SHOWN else Text("", "")
    raise LeakError(Text(f"{what.es}: se encontró lo que la política no muestra\n{places}{more.es}", f"{what.en}: what the policy does not show was found\n{places}{more.en}"), "",
                    Text("corrija el texto que lo nombra en el acta o en data/, y repita", "mend the text that names it in the acta or in data/, and repeat"))
