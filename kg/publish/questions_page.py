"""The ready questions with their current answers: a page, CSV, JSON and the query of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg.graph.answer import Answer, Term, to_csv, to_json
from kg.model.nt import XSD, iri
from kg.model.text import Spanish, Text
from kg.publish.describe_model import NOTHING
from kg.publish.describe_terms import TRUTH
from kg.publish.site_files import Files, Topic
from kg.publish.suppress import answer as suppressed

if TYPE_CHECKING:
    from kg.graph.queries import Question
    from kg.graph.store import Reader
    from kg.publish.site_pool import Desk
    from kg.publish.site_release import Release

SHOWN, FILED = 200, 50_000
"""Rows of an answer on its page, and in its files."""
_CLAIMS = 5  # claims linked in a cell that lists many
_PAIR = {"summary": "es", "gloss": "en"}


@dataclass(frozen=True)
class Asked:
    """A question, its query bound to the data's base, the first rows of its answer, and how many rows it has."""

    question: Question
    query: str
    answer: Answer
    total: int = 0

    @property
    def page(self) -> str:
        """Path of its page."""
        return f"pregunta/{self.question.name}.html"

    @property
    def ident(self) -> str:
        """Name of its data set in the catalogue."""
        return f"pregunta-{self.question.name}"


@dataclass(frozen=True)
class Cell:
    """A cell of a shown row: its words, the IRI they lead to (""), claims it lists, how many more, whether it is a number."""

    text: Text
    iri: str = ""
    claims: tuple[str, ...] = ()
    more: int = 0
    number: bool = False


def ask(desk: Desk, question: Question) -> tuple[Asked | None, Files]:
    """Answer a ready question and write the CSV, the JSON (of the first ``FILED`` rows) and the query; None when it does not select rows.

    Counts of fewer than ``least`` people are not told.
    """
    order, files = desk.order, Files(desk.order.top)
    query = question.bind({}, order.release.base)
    found = desk.reader.first(query, FILED)
    if found is None:
        return None, files
    answer, total = suppressed(found[0].canonical(question.lists), order.least), found[1]
    one = Asked(question, query, replace(answer, rows=answer.rows[:SHOWN]), total)
    files.listed(f"pregunta/{question.name}.csv", to_csv(answer, formula_safe=True, bom=True), "text/csv", f"{question.name}.csv", one.ident)
    files.listed(f"pregunta/{question.name}.json", to_json(answer), "application/sparql-results+json", f"{question.name}.json", one.ident)
    files.write(f"pregunta/{question.name}.rq", query)
    note = question.note
    about = question.summary if note is None else Text(f"{question.summary.es} {note.es}", f"{question.summary.en} {note.en}")
    if total > FILED:
        about = Text(f"{about.es} Los archivos tienen las primeras {FILED} filas de {total}.", f"{about.en} The files hold the first {FILED} rows of {total}.")
    files.topics.append(Topic(one.ident, question.summary, about, one.page, question.tags))
    return one, files


def run_link(release: Release, query: str) -> str:
    """Return the address that runs the query, "" without an endpoint."""
    return f"{release.endpoint}?query={quote(query)}" if release.endpoint else ""


def shown(one: Asked) -> list[list[Cell]]:
    """Return the first rows, cell by cell."""
    lists = one.question.lists
    names = one.answer.variables
    return [[_cell(term, lists.get(name), name == "evidence") for name, term in zip(names, row, strict=True)] for row in one.answer.rows[:SHOWN]]


def languages(one: Asked) -> list[str]:
    """Return, for each column, the language in which alone it is shown ("" in both): an answer that has a summary and its translation shows one of them."""
    names = set(one.answer.variables)
    return [_PAIR.get(name, "") if names >= _PAIR.keys() else "" for name in one.answer.variables]


def homes(reader: Reader, claims: Collection[str]) -> dict[str, str]:
    """Return claim → what it is about: the page that shows it where it has none of its own."""
    wanted, found = sorted(claims), dict[str, str]()
    for at in range(0, len(wanted), 500):
        values = " ".join(map(iri, wanted[at:at + 500]))
        for claim, home in reader.rows(f"SELECT ?c (MIN(STR(?h)) AS ?m) {{ VALUES ?c {{ {values} }} ?c kg:about|kg:participant|org:member|kg:attributedTo ?h }} GROUP BY ?c"):
            found[str(claim)] = str(home or "")
    return found


def _cell(term: Term | None, separator: str | None, evidence: bool) -> Cell:
    if term is None:
        return Cell(NOTHING)
    if term.kind == "iri":
        return Cell(NOTHING, claims=(term.value,)) if evidence else Cell(Text(term.label, term.label), term.value)
    parts = term.value.split(separator or " ")
    iris = tuple(dict.fromkeys(word for part in parts for word in part.split() if "://" in word))
    if iris and all("://" in part for part in parts if part.strip()):
        return Cell(NOTHING, claims=iris[:_CLAIMS], more=max(0, len(iris) - _CLAIMS))
    if term.datatype == XSD + "boolean":
        return Cell(TRUTH.get(term.value, Text(term.value, term.value)))
    return Cell((Spanish if term.lang == "es" else Text)(term.value, term.value), number=term.numeric)
