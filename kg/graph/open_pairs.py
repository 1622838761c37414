"""Open questions of identity as pairs of IRIs: what a build leaves beside its graph, so that answers and ranks can say what they depend on."""

from __future__ import annotations

import csv
import dataclasses
import io
from pathlib import Path
from typing import TYPE_CHECKING

from kg.identity.apply import MERGED
from kg.identity.case import open_case
from kg.model.files import write_atomically

if TYPE_CHECKING:
    from kg.graph.build import Loaded
    from kg.identity.questions import Question

FILE = "open-questions.csv"
_HEAD = ("kind", "one", "other", "score")


def open_questions(loaded: Loaded) -> list[tuple[Question, tuple[str, str]]]:
    """Return the open questions of a corpus that could join two nodes, those that matter most first, each with the IRIs of its two sides."""
    whole = open_case(loaded.sources, loaded.resolver.registry)
    case = dataclasses.replace(whole, found=tuple(m for m in whole.found if m.kind in MERGED))     # no graph changes because two contributions say the same
    actas = {source.slug: acta for source, acta in loaded.sources}

    def iri(kind: str, key: str) -> str:
        source, _, ident = key.partition(":")
        return loaded.resolver.iri(source, actas[source].records[kind][ident]) if source in actas else loaded.resolver.registered(kind, ident)

    return [(q, (iri(q.kind, q.a.key), iri(q.kind, q.b.key))) for q in case.questions(unsure=True)]


def write_pairs(folder: Path, loaded: Loaded) -> None:
    """Write the pairs into the folder of a build: no names, only the IRIs the graph has anyway."""
    buffer = io.StringIO()
    out = csv.writer(buffer, lineterminator="\n")
    out.writerow(_HEAD)
    out.writerows((q.kind, one, other, f"{q.score:.4f}") for q, (one, other) in open_questions(loaded))
    write_atomically(folder / FILE, buffer.getvalue().encode())


def read_pairs(folder: Path) -> list[tuple[str, str]] | None:
    """Return the pairs that were open when a graph was built, those that matter most first; None when the build left no list: then nobody knows."""
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return [(row["one"], row["other"]) for row in csv.DictReader(io.StringIO(text)) if row["one"] != row["other"]]
