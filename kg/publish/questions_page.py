"""The ready questions with their current answers: a page, CSV, JSON and the query of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg.graph.answer import Answer, Term, to_csv, to_json
from kg.graph.queries import Question, load_questions
from kg.model.nt import iri
from kg.model.text import Text
from kg.publish.site_files import Files, Topic
from kg.publish.suppress import answer as suppressed

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.store import Reader
    from kg.publish.site_release import Release

SHOWN = 200
"""Rows of an answer on its page; the files have all."""
_CLAIMS = 5  # claims linked in a cell that lists many
_PAIR = {"summary": "es", "gloss": "en"}


@dataclass(frozen=True)
class Asked:
    """A question, its query bound to the data's base, and its answer."""

    question: Question
    query: str
    answer: Answer

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

    text: str
    iri: str = ""
    claims: tuple[str, ...] = ()
    more: int = 0
    number: bool = False


def ask_all(reader: Reader, folders: Sequence[Path], release: Release, least: int, tell: Callable[[int, int], None]) -> list[Asked]:
    """Answer every ready question that selects rows, in the order of their names; counts of fewer than ``least`` people are not told."""
    found, questions = [], load_questions(folders)
    for done, (_, question) in enumerate(sorted(questions.items()), 1):
        query = question.bind({}, release.base)
        result = reader.query(query)
        if isinstance(result, Answer):
            found.append(Asked(question, query, suppressed(result.canonical(question.lists), least)))
        tell(done, len(questions))
    return found


def write_answers(files: Files, asked: Sequence[Asked]) -> None:
    """Write the CSV, JSON and query of each, and tell the catalogue."""
    for one in asked:
        name, topic = one.question.name, one.ident
        files.listed(f"pregunta/{name}.csv", to_csv(one.answer, formula_safe=True, bom=True), "text/csv", f"{name}.csv", topic)
        files.listed(f"pregunta/{name}.json", to_json(one.answer), "application/sparql-results+json", f"{name}.json", topic)
        files.write(f"pregunta/{name}.rq", one.query)
        note = one.question.note
        about = one.question.summary if note is None else Text(f"{one.question.summary.es} {note.es}", f"{one.question.summary.en} {note.en}")
        files.topics.append(Topic(topic, one.question.summary, about, one.page, one.question.tags))


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
        return Cell("")
    if term.kind == "iri":
        return Cell("", claims=(term.value,)) if evidence else Cell(term.label, term.value)
    parts = term.value.split(separator or " ")
    iris = tuple(dict.fromkeys(word for part in parts for word in part.split() if "://" in word))
    if iris and all("://" in part for part in parts if part.strip()):
        return Cell("", claims=iris[:_CLAIMS], more=max(0, len(iris) - _CLAIMS))
    return Cell(term.value, number=term.numeric)
