"""Why a statement changed: from what the records of each report said at both times, and which other inputs changed.

A record tells its own cause: its report is new or gone, it was taken down, what it says was corrected; or it says the same at another address, and then an
identity was decided, or the policy hides somebody. A statement has the cause of its subject, else that of what it points to; what no record accounts for is put
down to the one other input that changed, and to the program when none did.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.graph.published import Address, Row
from kg.model.iri import PREFIXES
from kg.model.nt import TYPE
from kg.publish.diff import Change
from kg.publish.release_inputs import Inputs

if TYPE_CHECKING:
    from kg.graph.withdrawn import Withdrawn
    from kg.model.policy import Policy

ORDER = ("take-down", "source-withdrawn", "new-source", "correction", "identity-decision", "policy", "outside-knowledge", "vocabulary-change", "rule-change", "program-change")
"""Causes, the one that explains most first."""
_OF_INPUT = {"ontology": "vocabulary-change", "schemes": "vocabulary-change", "rules": "rule-change", "identity": "identity-decision", "outside": "outside-knowledge", "policy": "policy"}
_RETIRED = {f"<{iri}>" for iri in ("http://www.w3.org/2002/07/owl#deprecated", "http://www.w3.org/ns/adms#status", f"{PREFIXES['dcterms']}isReplacedBy",
                                   f"{PREFIXES['kg']}changeCause")}
_PSEUDONYM = re.compile(r"[/-]p[0-9a-f]{16}(-|\Z)")
_HELD = {"derived"}
_MARKS = {"(nombre retirado)": "take-down", "(nombre reservado)": "policy"}  # what texts hold instead of a name


@dataclass
class Causes:
    """What is known of two versions. ``paths``: address → causes of the records it is of; ``gone``: old addresses, live no more, that a take-down emptied."""

    base: str
    before: Inputs
    now: Inputs
    paths: Mapping[str, set[str]]
    withdrawn: Withdrawn
    policy: Policy
    pointed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self._buried = {self.policy.buried(path) for path in self.withdrawn.paths}
        self._veiled = {self.policy.buried(path): causes for path, causes in self.paths.items()}
        self._inputs = sorted({_OF_INPUT[name] for name in self.now.differing(self.before) if name in _OF_INPUT}, key=ORDER.index)

    def waits(self, change: Change) -> bool:
        """Whether the cause is known only after all others are: what rules derive, and places of evidence, which follow their claims."""
        graph = self._graph(change)
        return graph in _HELD or (self._path(change.subject).startswith("evidencia/") and graph in self.before.sources and graph in self.now.sources)

    def of(self, change: Change) -> str:
        """Return the notation of the cause (scheme change-cause), and remember it for what waits."""
        cause = self._cause(change)
        for term in {change.before, change.after, change.subject}:
            if term.startswith("<"):
                self.pointed[term].add(cause)
        return cause

    def emptied(self, change: Change) -> bool:
        """Whether a change speaks of an address that a take-down emptied."""
        paths = (self._path(t) for t in (change.subject, change.before, change.after) if t.startswith("<"))
        return any(path in self.withdrawn.paths or "take-down" in self.paths.get(path, ()) for path in paths)

    def _cause(self, change: Change) -> str:
        graph = self._graph(change)
        if graph in _HELD:
            return self._derived(change)
        if graph == "registry":
            return self._registry(change)
        if graph == "vocabulary":
            return "vocabulary-change"
        subject = change.subject.removeprefix(f"<{self.base}graph/")[:-1] if graph == "meta" else graph
        if subject not in self.before.sources and subject in self.now.sources:
            return "new-source"
        if subject in self.before.sources and subject not in self.now.sources:
            return "take-down" if f"documento/{subject}" in self.withdrawn.paths else "source-withdrawn"
        if graph == "meta":
            return "policy" if subject == "meta" else "correction"
        return self._said(change)

    def _said(self, change: Change) -> str:
        """The cause of a statement of a report that both versions have."""
        path = self._path(change.subject)
        if path.startswith("evidencia/"):
            found = self.pointed.get(f"<{self.base}id/{path}>", set())
            return _first(found & {"take-down", "policy"}) or _first(found) or "correction"  # a place where somebody hidden is named must not be told
        marked = next((cause for mark, cause in _MARKS.items() if mark in change.after), "")
        if marked:
            return marked
        about = self.paths.get(path, set())
        pointing = self._pointing(change)
        if not about and pointing:
            return _first(pointing)
        if "correction" in about and pointing & {"take-down", "identity-decision"} and change.kind != "added" and len(about) == 1:
            return _first(pointing)
        return _first(about) or self._other(change)

    def _pointing(self, change: Change) -> set[str]:
        """Return the causes of what a statement points to or pointed to."""
        terms = [t for t in (change.before, change.after) if t.startswith(f"<{self.base}id/")]
        return set().union(*(self.paths.get(self._path(term), set()) for term in terms)) if terms else set()

    def _other(self, change: Change) -> str:
        """The cause of what no record accounts for."""
        if change.predicate == TYPE and "vocabulary-change" in self._inputs:
            return "vocabulary-change"
        named = [cause for cause in self._inputs if cause != "vocabulary-change"] or self._inputs
        if self.withdrawn.paths and not named:
            return "take-down"
        return named[0] if named else "program-change"

    def _registry(self, change: Change) -> str:
        path = self._path(change.subject)
        if path in self._buried:
            return "take-down"
        if change.predicate in _RETIRED:
            return _first(self.paths.get(path) or self._veiled.get(path, set())) or "identity-decision"
        named = [cause for cause in ("outside-knowledge", "identity-decision", "policy") if cause in self._inputs]
        return "take-down" if path in self.withdrawn.paths else named[0] if named else "program-change"

    def _derived(self, change: Change) -> str:
        subject, value = self.pointed.get(change.subject, set()), self.pointed.get(change.after or change.before, set())
        found = _first(subject & value) or _first(subject | value)
        if self.emptied(change):
            return "take-down"
        return found or ("rule-change" if "rule-change" in self._inputs else self._other(change))

    def _graph(self, change: Change) -> str:
        return change.graph.removeprefix(f"<{self.base}graph/")[:-1]

    def _path(self, term: str) -> str:
        """Return the address of an encoded IRI, without what follows a ``#``."""
        return term.removeprefix(f"<{self.base}id/")[:-1].partition("#")[0]


def _first(causes: Iterable[str]) -> str:
    return min(causes, key=ORDER.index, default="")


def of_records(rows: Iterable[Row], found: Iterable[Address], before: Inputs, now: Inputs, withdrawn: Withdrawn) -> dict[str, set[str]]:
    """Return address → causes, of the records that are not what they were; addresses of both versions. ``rows``: what the version before held."""
    old = {(row.path, row.key): row for row in rows}
    old_keys: dict[str, list[Row]] = defaultdict(list)
    for row in old.values():
        old_keys[row.key].append(row)
    new = {(a.path, a.key): a for a in found}
    new_keys: dict[str, list[Address]] = defaultdict(list)
    for address in new.values():
        new_keys[address.key].append(address)
    causes: dict[str, set[str]] = defaultdict(set)
    for at, address in new.items():
        earlier = [old[at]] if at in old else old_keys.get(address.key, [])
        cause = _of_new(address, at in old, earlier or old_keys.get(_owner(address.key), []), before)
        if cause:
            causes[address.path].add(cause)
    for at, row in old.items():
        if at not in new:
            causes[row.path].add(_of_old(row, new_keys.get(row.key) or new_keys.get(_owner(row.key), []), now, before, withdrawn))
    return causes


def _owner(key: str) -> str:
    """Return the key of the record that a fact claim is of."""
    return key.partition(".")[0]


def _moved(old: Iterable[str], new: Iterable[str], hidden: bool) -> str:
    """Return why what says the same is at another address: the policy when somebody is hidden, or ids became pseudonyms, or names again; else an identity."""
    veiled = {bool(_PSEUDONYM.search(path)) for path in old}, {bool(_PSEUDONYM.search(path)) for path in new}
    return "policy" if hidden or veiled[0] != veiled[1] else "identity-decision"


def _of_new(address: Address, stays: bool, earlier: list[Row], before: Inputs) -> str:
    """Return why a record is, or is where it is; "" when nothing changed."""
    if address.source not in before.sources:
        return "new-source"
    if not earlier:
        return "correction"
    if all(row.content != address.content for row in earlier):
        return "correction"
    return "" if stays else _moved([row.path for row in earlier], [address.path], address.hidden)


def _of_old(row: Row, later: list[Address], now: Inputs, before: Inputs, withdrawn: Withdrawn) -> str:
    """Return why a record is no longer where it was."""
    if withdrawn.of(row.path, row.key):
        return "take-down"
    if not later:
        gone = set(before.sources) - set(now.sources)
        slug = row.path.partition("/")[2]
        return "source-withdrawn" if gone and (any(slug == g or slug.startswith(f"{g}-") for g in gone) or row.path.startswith(("persona/", "institucion/", "mecanismo/"))) else "correction"
    if all(row.content != address.content for address in later):
        return "correction"
    return _moved([row.path], [a.path for a in later], any(a.hidden for a in later))
