"""A list of changes as files: CSV for spreadsheets, Turtle with the ontology's own terms; and the numbers that the notes tell.

What was taken down, or is hidden now, is counted and not listed: a list of what went would publish it once more.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from kg.graph.lines import sorted_distinct
from kg.graph.store import serialized
from kg.model import nt
from kg.model.iri import concept
from kg.model.terms import expand
from kg.publish.diff import Change
from kg.publish.diff_cause import Causes
from kg.publish.leak import Secrets, Seeker
from kg.publish.rdf import literal

COLUMNS = ("cambio", "causa", "grafo", "sujeto", "propiedad", "antes", "despues")
CSV, TURTLE = "cambios.csv", "cambios.ttl"
KEPT = 60  # changed texts that the notes show
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TOLD = {"summary", "prefLabel", "title", "gloss", "figureValue", "heldOn"}


@dataclass
class Summary:
    """What changed, in numbers. ``numbers``: (cause, kind) → statements; ``unlisted``: those that are counted only; ``shown``: corrected texts, for the notes."""

    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)
    unlisted: int = 0
    shown: list[Change] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many statements changed."""
        return sum(self.numbers.values())


def write(found: Iterable[Change], causes: Causes, secrets: Secrets, version: str, folder: Path, scratch: Path) -> Summary:
    """Write the changes of a version (its IRI) below ``folder``, each with its cause; ``scratch`` takes sorting runs."""
    summary, seek = Summary(), Seeker(secrets)
    with (folder / CSV).open("w", encoding="utf-8", newline="") as table, TemporaryFile("w+", encoding="utf-8", newline="", dir=scratch) as plain:
        out = csv.writer(table, lineterminator="\r\n")
        out.writerow(COLUMNS)
        for number, (change, cause) in enumerate(_listed(found, causes, seek, summary), 1):
            out.writerow([change.kind, cause, *(_cell(t) for t in (change.graph, change.subject, change.predicate, change.before, change.after))])
            plain.writelines(_statements(f"{version}{TURTLE}#c{number:07d}", change, cause, version))
        plain.seek(0)
        with (folder / TURTLE).open("wb") as target:
            serialized(sorted_distinct(_lines(plain), scratch), "ttl", target)
    return summary


def _lines(file: IO[str]) -> Iterator[str]:
    yield from file


def _listed(found: Iterable[Change], causes: Causes, seek: Seeker, summary: Summary) -> Iterator[tuple[Change, str]]:
    """Yield what is listed, with its cause; count everything. What waits for other causes comes last."""
    waiting: list[Change] = []
    for change in found:
        if causes.waits(change):
            waiting.append(change)
        else:
            yield from _one(change, causes, seek, summary)
    for change in waiting:
        yield from _one(change, causes, seek, summary)


def _one(change: Change, causes: Causes, seek: Seeker, summary: Summary) -> Iterator[tuple[Change, str]]:
    cause = causes.of(change)
    summary.numbers[cause, change.kind] += 1
    if _silent(change, cause) or seek.finds(f"{change.subject} {change.before} {change.after}") or causes.emptied(change):
        summary.unlisted += 1
        return
    if cause == "correction" and change.kind == "changed" and len(summary.shown) < KEPT and change.predicate.rstrip(">").rsplit("#", 1)[-1].rsplit("/", 1)[-1] in _TOLD:
        summary.shown.append(change)
    yield change, cause


def _silent(change: Change, cause: str) -> bool:
    """Whether a change would tell what the policy has just hidden."""
    return cause in ("take-down", "policy") and bool(change.before)


def _cell(term: str) -> str:
    """Return what a term says, safe for a spreadsheet; numbers as they are."""
    said = literal(term) if term else None
    if said is None:
        return term[1:-1] if term.startswith("<") else term
    number = said.datatype.rsplit("#", 1)[-1] in ("integer", "decimal")
    return f"'{said.value}" if said.value.startswith(_FORMULA) and not number else said.value


def _statements(node: str, change: Change, cause: str, version: str) -> Iterator[str]:
    """Yield the N-Triples lines of one change."""
    me = nt.iri(node)
    said = [(nt.TYPE, nt.iri(expand("kg:Change"))), (nt.iri(expand("kg:inRelease")), nt.iri(version)), (nt.iri(expand("kg:inGraph")), change.graph),
            (nt.iri(expand("kg:about")), change.subject), (nt.iri(expand("kg:property")), change.predicate),
            (nt.iri(expand("kg:changeKind")), nt.iri(concept("change-kind", change.kind))), (nt.iri(expand("kg:changeCause")), nt.iri(concept("change-cause", cause)))]
    said += [(nt.iri(expand(f"kg:{name}")), value) for name, value in (("before", change.before), ("after", change.after)) if value]
    yield from (f"{me} {p} {o} .\n" for p, o in said)
