"""``kg explain``: why a claim was made. Its rule, its sentence in context, how sure it is, and what else the same words gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.model.acta_drafts import Raw, ident, rows_of
from kg.model.records import TABLES
from kg.model.text import Lang, Text
from kg.reading.claims import Reading
from kg.reading.confidence import basis
from kg.reading.document import Document
from kg.reading.drafts.draft_spans import Stretches, offsets
from kg.reading.drafts.draft_toml import value
from kg.reading.vocab import rows

OPEN, CLOSE = "⟦", "⟧"
_CONTEXT = 300      # characters of a sentence shown on either side of the marked stretch
_QUIET = {"confidence", "rule", "flags", "alternatives", "quote", "quotes", "at", "names", "review", "basis", "id", "summary", "gloss", "counts_gloss", "note", "inferred"}


@dataclass(frozen=True)
class Said:
    """One claim or record: what it is called, what it says, the stretches it rests on, and how it was made."""

    name: str
    says: str
    places: tuple[tuple[int, int], ...]
    rule: str
    confidence: float | None
    measured: bool
    alternatives: tuple[str, ...]
    flags: tuple[str, ...]
    quotes: tuple[str, ...] = ()
    review: str = ""


def of_draft(*drafts: Raw) -> list[Said]:
    """Return every record of some drafts."""
    return [_of_record(t.name, row) for data in drafts for t in TABLES for row in rows_of(data, t.name) if isinstance(row, dict) and ident(row)]


def _of_record(table: str, row: Raw) -> Said:
    spans = [*_texts(row.get("at") if isinstance(row.get("at"), list) else []), *(s for n in row.get("names", ()) if isinstance(n, dict) for s in _texts(n.get("at")))]
    says = ", ".join(f"{k} = {value(v)}" for k, v in row.items() if k not in _QUIET)
    quotes = (*_texts([row.get("quote")]), *_texts(row.get("quotes")))
    sure = row.get("confidence")
    rule = str(row.get("rule", ""))
    return Said(f"{table}/{ident(row)}", says, tuple(offsets(s)[1:] for s in spans if _good(s)), rule, float(sure) if isinstance(sure, (int, float)) else None,
                bool(rule) and row.get("basis", "measured") == "measured", _texts(row.get("alternatives")), _texts(row.get("flags")), quotes, str(row.get("review", "")))


def _texts(items: Any) -> tuple[str, ...]:
    return tuple(i for i in items if isinstance(i, str)) if isinstance(items, list) else ()


def _good(span: str) -> bool:
    try:
        return bool(offsets(span))
    except ValueError:
        return False


def of_reading(reading: Reading) -> list[Said]:
    """Return every claim of a reading."""
    return [Said(f"{c.type} {c.start}-{c.end}", ", ".join(f"{k} = {value(v)}" for k, v in c.line().items() if k not in _QUIET | {"type", "start", "end"} and v not in (None, "", [])),
                 ((c.start, c.end),), c.rule, c.confidence, basis(c.rule) == "measured", tuple(map(str, c.alternatives)), c.flags, (c.quote,)) for c in reading.claims]


def meaning(rule: str) -> Text:
    """Return what a rule does, from ``vocab/rules.csv``."""
    row = next((r for r in rows("rules") if r["id"] == rule), None)
    return Text(row["es"], row["en"]) if row else Text("(sin descripción)", "(no description)")


def explain(said: Said, everything: list[Said], document: Document | None, lang: Lang) -> Iterator[str]:
    """Yield the lines that explain one claim; without the original, the quotes of the draft stand for the context."""
    def tell(es: str, en: str) -> str:
        return Text(es, en).get(lang)

    yield said.name
    yield f"  {said.says}"
    yield tell(f"  regla: {said.rule or '-'}: {meaning(said.rule).es}", f"  rule: {said.rule or '-'}: {meaning(said.rule).en}")
    if said.confidence is not None:
        how = Text("medida con kg eval --calibrate", "measured with kg eval --calibrate") if said.measured else Text("estimada, no medida", "judged, not measured")
        yield tell(f"  confianza: {said.confidence:g} ({how.es})", f"  confidence: {said.confidence:g} ({how.en})")
    yield tell(f"  alternativas: {_listed(said.alternatives)}", f"  alternatives: {_listed(said.alternatives)}")
    yield tell(f"  señales: {_listed(said.flags)}", f"  flags: {_listed(said.flags)}")
    if said.review:
        yield tell(f"  revisión: {said.review}", f"  review: {said.review}")
    if document is None:
        yield tell("  el original no está a mano (kg sources add ARCHIVO); citas del borrador:", "  the original is not at hand (kg sources add FILE); quotes of the draft:")
        yield from (f"    {shown(q)}" for q in said.quotes)
        return
    stretches = Stretches(document)
    yield from (f"  L{document.line(start)}:{start}-{end}  {marked(stretches, start, end)}" for start, end in said.places if end <= len(document.text))
    others = list(_others(said, everything, stretches))
    yield tell("  qué más se leyó en la misma frase:", "  what else matched in the same sentence:") if others else tell("  en esa frase no se leyó nada más", "  nothing else matched in that sentence")
    yield from (f"    {o.name}  {o.rule}  {'' if o.confidence is None else format(o.confidence, 'g')}  {o.says}" for o in others)


def _listed(items: tuple[str, ...]) -> str:
    return "; ".join(map(shown, items)) or "-"


def shown(text: str) -> str:
    """Return a text of the report for a terminal: on one line, every sign that does not show escaped."""
    return value(" ".join(text.split()))[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def marked(stretches: Stretches, start: int, end: int) -> str:
    """Return the sentence of a stretch with the stretch in brackets."""
    text = stretches.text
    first, last = min(start, stretches.sentence(start)[0]), max(end, stretches.sentence(max(start, end - 1))[1])
    before, after = max(first, start - _CONTEXT), min(last, end + _CONTEXT)
    head, tail = "…" if before > first else "", "…" if after < last else ""
    pieces = [shown(text[before:start]), f"{OPEN}{shown(text[start:end])}{CLOSE}", shown(text[end:after])]
    return head + " ".join(p for p in pieces if p) + tail


def _others(said: Said, everything: list[Said], stretches: Stretches) -> Iterator[Said]:
    """Yield the other claims that touch a sentence of this one, in order of place."""
    wide = [(min(s, stretches.sentence(s)[0]), max(e, stretches.sentence(max(s, e - 1))[1])) for s, e in said.places]
    for other in sorted(everything, key=lambda o: (o.places, o.name, o.says)):
        if other != said and any(s < e2 and s2 < e for s, e in other.places for s2, e2 in wide):
            yield other
