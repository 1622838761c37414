"""The ready questions for programs: listed with their parameters, and answered by the same bounded workers as ``/sparql``."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.graph.answer import Answer, Term, from_json
from kg.graph.headings import HEADINGS, heading
from kg.graph.params import ANY, Param
from kg.graph.queries import Question, load_questions
from kg.model.errors import nearest
from kg.model.terms import concepts
from kg.model.text import Text
from kg.serve.api_entity import both
from kg.serve.recent import Recent
from kg.serve.refusal import Refused
from kg.serve.sparql import text
from kg.serve.sparql.answers import Failed
from kg.serve.sparql.respond import refused

if TYPE_CHECKING:
    from kg.serve.sparql.pool import Pool

LARGEST = 16 * 1024 * 1024
"""Bytes of an answer that is read here; larger ones go to ``/sparql``, which streams them."""
_VARIABLE = re.compile(r"\?(\w+)")
_KEPT, _KEPT_ROWS = 32, 5_000   # answers kept for their further pages


class Questions:
    """The ready questions of a corpus, bound to the base of its data. ``pool``: who answers; None: nobody."""

    def __init__(self, folders: Sequence[Path], base: str, pool: Pool | None) -> None:
        self.known, self.base, self.pool = load_questions(folders), base, pool
        self._answers: Recent[str, Answer | bool] = Recent(_KEPT)

    def find(self, name: str) -> Question:
        """Return a question. Raises Refused."""
        if name not in self.known:
            raise Refused(404, Text("no hay una pregunta con ese nombre", "there is no question of that name"), nearest(name[:60], self.known))
        return self.known[name]

    def listed(self, tag: str = "") -> list[Question]:
        """Return the questions, those with a tag only when one is told, by name."""
        return [q for q in self.known.values() if not tag or tag in q.tags]

    def tags(self) -> list[str]:
        """Return the tags, sorted."""
        return sorted({tag for q in self.known.values() for tag in q.tags})

    def told(self, question: Question) -> dict[str, Any]:
        """Return what a question is, with its query as it stands (defaults bound)."""
        return {"name": question.name, "summary": both(question.summary), "note": both(question.note) if question.note else None, "tags": list(question.tags), "view": question.default_view,
                "parameters": [self._param(p) for p in question.params], "query": question.bind({}, self.base), "lists": dict(question.lists),
                "headings": {name: both(heading(name)) for name in sorted(set(_VARIABLE.findall(question.text))) if name in HEADINGS}, "run": f"/api/questions/{question.name}/run"}

    def _param(self, param: Param) -> dict[str, Any]:
        return {"name": param.name, "type": param.type, "scheme": param.scheme or None,
                "default": None if param.default == ANY else param.default, "optional": param.optional, "help": both(param.help)}

    def bound(self, question: Question, values: Mapping[str, str]) -> str:
        """Return the query with its parameters. Raises UsageError: a value that cannot be."""
        return question.bind(values, self.base, concepts())

    async def answer(self, question: Question, query: str) -> Answer | bool:
        """Return the answer to a bound query. Raises Refused."""
        kept = self._answers.used(query)
        if kept is not None:
            return kept
        if self.pool is None:
            raise Refused(503, Text("aquí no hay quien responda preguntas", "there is nobody here to answer questions"))
        task = {"do": "query", "query": query, "form": "json", "default": [], "named": [], "gzip": False}
        parts, size = [], 0
        try:
            async with self.pool.asking(task, text.shape_of(text.bare(query))) as answer:
                while (part := await answer.chunk()) is not None:
                    parts.append(part)
                    size += len(part)
                    if size > LARGEST:
                        raise Refused(413, Text("la respuesta es demasiado larga para esta dirección", "the answer is too long for this address"), Text("pídala a /sparql", "ask /sparql for it"))
        except Failed as failed:
            raise refused(failed) from failed
        found = await asyncio.to_thread(_read, b"".join(parts), question)
        if isinstance(found, bool) or len(found.rows) <= _KEPT_ROWS:
            self._answers[query] = found
        return found


def _read(content: bytes, question: Question) -> Answer | bool:
    found = from_json(content.decode())
    return found if isinstance(found, bool) else found.canonical(question.lists)


def row(answer: Answer, cells: Sequence[Term | None]) -> dict[str, Any]:
    """Return a solution: variable → term; what is not bound is missing."""
    return {name: term_of(cell) for name, cell in zip(answer.variables, cells, strict=True) if cell is not None}


def term_of(term: Term) -> dict[str, str]:
    """Return a term: its type (``uri``, ``literal``, ``bnode``) and value, the language or datatype of a literal."""
    told = {"type": {"iri": "uri"}.get(term.kind, term.kind), "value": term.value}
    return told | ({"lang": term.lang} if term.lang else {"datatype": term.datatype} if term.datatype else {})
