"""The explorer and the findings of a build as pages for the server: what ``kg explore`` and ``kg findings`` write, without the reports' own sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.errors import UsageError
from kg.model.text import Text
from kg.publish.network_pages import EXPLORED

if TYPE_CHECKING:
    from kg.graph.store import Reader
    from kg.model.corpus import Corpus

HERE = Text("en una copia de trabajo: python visuals/workbench/build.py; si no, reinstale kg desde su wheel", "in a checkout: python visuals/workbench/build.py; otherwise reinstall kg from its wheel")
_PEOPLE = "SELECT (COUNT(DISTINCT ?x) AS ?n) { VALUES ?c { kg:Person kg:Contribution } ?x a ?c }"


def explorer_page(reader: Reader, corpus: Corpus) -> str:
    """Return the explorer. Raises UsageError: the graph is too large for one page; StoreError: it was not built with the package."""
    from kg.visual.explore.opened import explorer

    _bounded(reader)
    return explorer(reader, corpus)


def findings_page_of(reader: Reader, corpus: Corpus) -> str:
    """Return the page of findings. Raises UsageError: the graph is too large."""
    from kg.findings.all import graded, sections
    from kg.findings.claims import told
    from kg.findings.finding import Scope, merged
    from kg.identity.decision_file import FILE, read_decisions
    from kg.visual.findings_page import findings_page

    _bounded(reader)
    decided = tuple((d.a, d.b, d.answer) for d in read_decisions(corpus.registry / FILE) if d.kind == "contribution")
    found = sections(reader, Scope((), (), decided))
    words = told(reader, merged(*(s.claims for s in found)))
    return findings_page(graded(found, words), words)


def _bounded(reader: Reader) -> None:
    """Refuse a graph whose page would take too long to make while others wait."""
    [[count]] = reader.rows(_PEOPLE)
    if int(count or 0) > EXPLORED:
        raise UsageError(Text("El grafo es demasiado grande para esta página", "The graph is too large for this page"), "",
                         Text("hágala con: kg explore --top 1000 -o red.html", "make it with: kg explore --top 1000 -o graph.html"))
