"""``[[takedown]]`` of the policy: what its owner, a court or the publisher asked to be taken out, as the paths of its IRIs."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kg.model.errors import nearest
from kg.model.text import Text

Key = tuple[str | int, ...]
_PATH = re.compile(r"([a-z]+)/([a-z0-9]+(-[a-z0-9]+)*)\Z")
_KEYS = {"iri", "at", "gone"}
TIPOS = ("persona", "institucion", "mecanismo", "evento", "documento", "participacion", "membresia", "atribucion",
         "propuesta", "problema", "compromiso", "experiencia", "hallazgo", "cifra", "discrepancia")
"""Types of what can be taken down: whatever a report says. A municipality is INEGI's; a single fact goes with its record."""


class Fail(Protocol):
    """Notes an error of the policy: which key, what is wrong, what to do."""

    def __call__(self, key: Key, what: Text, remedy: Text | None = None) -> None:
        """Note it."""


@dataclass(frozen=True)
class Takedown:
    """One thing taken down. ``path``: its IRI without base and ``id/`` (``persona/x``); ``at``: the day it was decided, ISO, "" when not said.

    ``gone``: no report names it any more; only its tombstone is left.
    """

    path: str
    line: int
    at: str = ""
    gone: bool = False


def takedowns(raw: object, base: str, fail: Fail, line: Callable[[Key], int]) -> tuple[Takedown, ...]:
    """Read the tables; what is wrong is told to ``fail`` (key, what, remedy); ``line`` tells where a key stands."""
    if not isinstance(raw, list) or not all(isinstance(t, dict) for t in raw):
        fail(("takedown",), Text("takedown: se espera una lista de tablas", "takedown: expected a list of tables"),
             Text("escriba [[takedown]], con dobles corchetes", "write [[takedown]], in double brackets"))
        return ()
    found: list[Takedown] = []
    for number, table in enumerate(raw):
        for key in sorted(set(table) - _KEYS):
            fail(("takedown", number, key), Text(f"clave desconocida: {key!r}", f"unknown key: {key!r}"), nearest(key, _KEYS))
        path, at, gone, said = _path(table.get("iri"), base), table.get("at", ""), table.get("gone", False), str(table.get("iri", ""))[:200]
        if not path:
            fail(("takedown", number), Text(f"iri: no es el de algo de este corpus: {said!r}", f"iri: not that of anything of this corpus: {said!r}"),
                 Text(f"escriba {base}id/<tipo>/<slug>, o <tipo>/<slug>; tipos: {', '.join(TIPOS)}", f"write {base}id/<type>/<slug>, or <type>/<slug>; types: {', '.join(TIPOS)}"))
        elif path in {t.path for t in found}:
            fail(("takedown", number, "iri"), Text(f"repetido: {path}", f"repeated: {path}"), Text("deje una sola tabla", "leave one table only"))
        if at and not (isinstance(at, datetime.date) and not isinstance(at, datetime.datetime)):
            fail(("takedown", number, "at"), Text(f"fecha ilegible: {at!r}", f"unreadable date: {at!r}"), Text("escriba AAAA-MM-DD, sin comillas", "write YYYY-MM-DD, without quotes"))
            at = ""
        if not isinstance(gone, bool):
            fail(("takedown", number, "gone"), Text("gone: true o false", "gone: true or false"), Text("true: ningún informe lo nombra ya", "true: no report names it any more"))
        if path:
            found.append(Takedown(path, line(("takedown", number)), at.isoformat() if at else "", gone is True))
    return tuple(sorted(found, key=lambda t: t.path))


def _path(value: object, base: str) -> str:
    """Return ``tipo/slug`` of an IRI of the corpus, or of the short form; "" when it is neither."""
    if not isinstance(value, str):
        return ""
    path = value.removeprefix(f"{base}id/")
    found = _PATH.match(path)
    return path if found and found.group(1) in TIPOS else ""
