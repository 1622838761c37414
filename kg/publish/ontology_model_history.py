"""The ontology's versions, read from ``ontology/CHANGELOG.md``: nothing is made up, and what is not written there is not told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model.corpus import bundled
from kg.model.errors import InputError
from kg.model.text import Text

_VERSION = re.compile(r"## (\d+\.\d+\.\d+)(?: — (\d{4}-\d\d-\d\d|sin publicar))?\s*\Z")
_ITEM = re.compile(r"(?:- |  )(es|en): (.+?)\s*\Z")


@dataclass(frozen=True)
class Version:
    """A version: its number, the day it was issued ("" when it has not been), and what changed."""

    number: str
    issued: str
    changes: tuple[Text, ...]


def history(text: str | None = None) -> list[Version]:
    """Return the versions, the newest first, as the file (or ``text``) orders them; none when there is no file.

    Raises InputError: a line that is neither a version nor a change in both languages.
    """
    path = bundled("ontology") / "CHANGELOG.md"
    if text is None:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found: list[Version] = []
    waiting = ""
    for number, line in enumerate(text.splitlines(), 1):
        version, item = _VERSION.match(line), _ITEM.match(line)
        if version and not waiting:
            found.append(Version(version.group(1), (version.group(2) or "").replace("sin publicar", ""), ()))
        elif item and found and item.group(1) == ("en" if waiting else "es"):
            if waiting:
                found[-1] = Version(found[-1].number, found[-1].issued, (*found[-1].changes, Text(waiting, item.group(2))))
            waiting = "" if waiting else item.group(2)
        elif waiting or (line.strip() and not line.startswith(("# ", "<!--"))):
            raise InputError(Text("no es una versión ni un cambio en los dos idiomas", "is neither a version nor a change in both languages"), f"{path}:{number}",
                             Text("escriba «## 1.2.3 — AAAA-MM-DD», «- es: …» y debajo «  en: …»", "write '## 1.2.3 — YYYY-MM-DD', '- es: …' and below it '  en: …'"))
    return found
