"""A question of identity as the page shows it: both sides, fact beside fact, and the sentences of the reports in which each is named."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.identity.case import Case
from kg.identity.decisions import REGISTRY
from kg.identity.mention import Mention
from kg.identity.questions import Question
from kg.model.acta import Acta, Record, Span
from kg.model.errors import KgError, ManyErrors
from kg.model.iri import fold
from kg.model.source import Source
from kg.model.text import Text
from kg.reading.document import Document
from kg.serve.identity_facts import ROWS, TELLING, facts, registered

_VALUES = 8       # of one row and side
_SENTENCES = 6    # of one side
_MEMBERS = 30     # mentions of one side that are looked at
_AROUND = 90      # characters before and after a sentence
_CLIP = 260       # characters of a sentence kept before and after what is marked
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]")
_KEY = re.compile(r"[a-z0-9-]+:[a-z0-9-]+")
Values = dict[str, dict[str, Text]]
Mark = tuple[Span, str]


def inert(text: object) -> str:
    """Return somebody's words without signs that cannot be seen or that turn the direction of ours."""
    return _ODD.sub(" ", str(text))


@dataclass
class Views:
    """Where the sentences come from. ``find`` gives the original of a source, or None; each is looked for once, when first shown."""

    find: Callable[[Source], Document | None]
    _documents: dict[str, Document | None] = field(default_factory=dict)
    _sentences: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def document(self, source: Source) -> Document | None:
        """Return the original of a source when it is at hand."""
        if source.slug not in self._documents:
            self._documents[source.slug] = self.find(source)
        return self._documents[source.slug]

    def sentence(self, source: Source, document: Document, span: Span) -> tuple[int, int]:
        """Return the sentences a span touches, from the first one's start to the last one's end."""
        if source.slug not in self._sentences:
            self._sentences[source.slug] = list(document.sentences())
        known = self._sentences[source.slug]
        first = max(0, bisect.bisect_right(known, (span.start, len(document.text))) - 1)
        last = max(first, bisect.bisect_left(known, (span.end, -1)) - 1)
        if not known:
            return span.start, span.end
        return min(span.start, known[first][0]), max(span.end, known[last][1])


def shown(question: Question, case: Case, views: Views) -> dict[str, Any]:
    """Return a question for the page."""
    sides = [_side(question.kind, mention, case, views) for mention in (question.a, question.b)]
    told = question.decision
    return {"kind": question.kind, "a": question.a.key, "b": question.b.key, "score": round(question.score, 3), "weight": question.weight, "pairs": question.pairs,
            "reasons": [_pair(r) for r in question.reasons], "sides": [s for s, _ in sides], "rows": _compared(sides[0][1], sides[1][1]),
            "unsure": {"by": inert(told.by), "at": told.at, "note": inert(told.note)} if told else None}


def _pair(text: Text) -> list[str]:
    return [inert(text.es), inert(text.en)]


def _members(kind: str, mention: Mention, case: Case) -> list[Mention]:
    """Return what a mention is joined with already, itself first."""
    root = case.grouping.root(kind, mention.key)
    keys = next((keys for of, keys in case.grouping.groups if of == kind and keys[0] == root), (mention.key,))
    others = [case.by_key[kind, k] for k in keys if k != mention.key and (kind, k) in case.by_key]
    return [mention, *others]


def _side(kind: str, mention: Mention, case: Case, views: Views) -> tuple[dict[str, Any], Values]:
    """Return one side, and its values by row."""
    members = _members(kind, mention, case)
    by_slug = {source.slug: (source, acta) for source, acta in case.sources}
    values: Values = {row: {} for row in ROWS}
    reports: dict[str, Text] = {}
    found: list[tuple[Source, Record, Acta]] = []
    for member in members[:_MEMBERS]:
        slug, _, ident = member.key.partition(":")
        if member.key.startswith(REGISTRY):
            told = registered(kind, ident, case.registry)
        elif slug in by_slug and ident in by_slug[slug][1].records.get(kind, {}):
            source, acta = by_slug[slug]
            record = acta.records[kind][ident]
            reports[slug] = source.title
            found.append((source, record, acta))
            told = facts(kind, acta, record)
        else:
            continue
        for row, value in told:
            values[row].setdefault(fold(value.es) or value.es, value)
    names = {fold(n): n for m in reversed(members) for n in (*m.aliases, m.name)}
    spellings = sorted(n for n in names.values() if fold(n) != fold(mention.name)) if kind != "contribution" else []
    evidence = list(_evidence(kind, found, views))
    return {"key": mention.key, "name": inert(mention.name), "title": _pair(_title(kind, mention, found)),
            "spellings": [inert(n) for n in spellings[:_VALUES]], "more_spellings": max(0, len(spellings) - _VALUES),
            "registered": any(m.key.startswith(REGISTRY) for m in members), "weight": sum(m.weight for m in members),
            "joined": [{"key": m.key, "name": inert(m.name)} for m in members[1:_VALUES + 1]], "more_joined": max(0, len(members) - 1 - _VALUES),
            "reports": [_pair(t) for t in reports.values()][:_VALUES], "evidence": evidence[:_SENTENCES], "more_evidence": max(0, len(evidence) - _SENTENCES)}, values


def _title(kind: str, mention: Mention, found: Iterable[tuple[Source, Record, Acta]]) -> Text:
    """Return what heads a side: the name as the report has it; of a contribution our summary, which is in both languages."""
    gloss = next((str(r.values["gloss"]) for s, r, _ in found if f"{s.slug}:{r.id}" == mention.key and r.values.get("gloss")), "")
    return Text(mention.name, gloss if kind == "contribution" and gloss else mention.name)


def _compared(a: Values, b: Values) -> list[dict[str, Any]]:
    """Return the rows that either side has: its values, those of both marked; ``apart`` where two telling ones have nothing in common."""
    made = []
    for row in ROWS:
        if not a[row] and not b[row]:
            continue
        both = a[row].keys() & b[row].keys()
        sides = []
        for mine in (a[row], b[row]):
            ranked = sorted(mine.items(), key=lambda item: item[0] not in both)    # stable: shared ones first, else in the order of the reports
            sides.append({"values": [{"text": _pair(v), "both": k in both} for k, v in ranked[:_VALUES]], "more": max(0, len(ranked) - _VALUES)})
        made.append({"row": row, "sides": sides, "apart": bool(a[row] and b[row] and not both and row in TELLING)})
    return made


def _evidence(kind: str, found: Iterable[tuple[Source, Record, Acta]], views: Views) -> Iterator[dict[str, Any]]:
    """Yield one item a sentence, with all that is named in it marked; where the original is not at hand, one a span."""
    for source, record, acta in found:
        spans = [(text, s, "hit") for text, spans in record.names for s in spans] or [("", s, "hit") for s in record.spans]
        if kind == "person":
            spans += [("", s, "fact") for hat in acta.table("membership") if hat.values["person"] == record.id for s in hat.spans]
        document = views.document(source)
        if document is None:
            seen: set[Span] = set()
            for text, span, _ in spans:
                if span not in seen:
                    seen.add(span)
                    yield {"title": _pair(source.title), "where": _pair(_place(source, span)), "spelled": inert(text), "pieces": None}
            continue
        marks: dict[tuple[int, int], list[Mark]] = {}
        for _, span, role in spans:
            if span.end <= len(document.text):
                marks.setdefault(views.sentence(source, document, span), []).append((span, role))
        for (start, end), inside in marks.items():
            where = _place(source, min(inside)[0], document)
            yield {"title": _pair(source.title), "where": _pair(where), "spelled": "", "pieces": _pieces(document.text, start, end, sorted(inside))}


def _place(source: Source, span: Span, document: Document | None = None) -> Text:
    """Say where a span stands: file, page when there are pages, line, characters."""
    places = document.places(span.start, span.end) if document else []
    page = places[0].page if places else 0
    es, en = (f"página {page}, ", f"page {page}, ") if page else ("", "")
    return Text(f"{source.file}, {es}renglón {span.line}, caracteres {span.start}-{span.end}", f"{source.file}, {en}line {span.line}, characters {span.start}-{span.end}")


def _pieces(text: str, start: int, end: int, marks: list[Mark]) -> list[list[str]]:
    """Cut a sentence and what is around it into ``[words, role]``: "hit" the name, "fact" an office, "in" the rest of the sentence, "out" around it."""
    low, high = marks[0][0].start - _CLIP, max(s.end for s, _ in marks) + _CLIP
    low, high = start if low <= start else _word(text, low, 1), end if high >= end else _word(text, high, -1)
    before = _word(text, low - _AROUND, 1) if low == start else low
    after = _word(text, high + _AROUND, -1) if high == end else high
    made: list[list[str]] = []
    edges = sorted({before, low, high, after, *(x for s, _ in marks for x in (s.start, s.end))})
    for first, last in itertools.pairwise(edges):
        roles = {role for s, role in marks if s.start <= first and last <= s.end}
        role = "out" if first < low or last > high else "hit" if "hit" in roles else "fact" if roles else "in"
        made.append([_lines(text[first:last]), role])
    if before > 0:
        made[0][0] = "…" + made[0][0].lstrip()
    if after < len(text):
        made[-1][0] = made[-1][0].rstrip() + "…"
    return made


def _lines(text: str) -> str:
    """Return words with their line ends, one where there are several."""
    return "\n".join(inert(line) for line in re.sub(r"[^\S\n]*\n\s*", "\n", text.replace("\r", "\n")).split("\n"))


def _word(text: str, place: int, step: int) -> int:
    """Return the edge of a word near a place, inside the text; a word of thirty characters is cut."""
    if place <= 0 or place >= len(text):
        return max(0, min(len(text), place))
    near = (place + step * n for n in range(30))
    return next((p for p in near if 0 < p < len(text) and (text[p - 1] if step > 0 else text[p]).isspace()), place)


def named(error: KgError, case: Case) -> Mapping[str, str]:
    """Return the names of the keys that an error speaks of."""
    told = " ".join(e.what.es for e in (error.errors if isinstance(error, ManyErrors) else [error]))
    wanted = dict.fromkeys(_KEY.findall(told))
    states = {f"{REGISTRY}{r['code']}": f", {r['state']}" for r in case.registry.rows["municipalities"]}
    known = {m.key: inert(m.name) + (states.get(m.key, "") if m.kind == "municipality" else "") for m in case.found}
    return {key: known[key] for key in wanted if key in known}
