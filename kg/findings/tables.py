"""Findings as files: one CSV a table (formula-safe, with BOM) and ``findings.json`` with everything, claims in our own words included. Sorted; same graph, same bytes.

In the JSON every claim is written once, in ``claims``. What backs a number is its ``evidence``: a place in ``groups``, each of which lists places in ``claims``; null is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.findings.all import flat
from kg.findings.claims import Told
from kg.findings.finding import SURE, Cell, Column, Finding, Row, Section, merged
from kg.graph.answer import XSD, Answer, Term, to_csv
from kg.model.text import Text

FORMAT = 2
_CELL = 32_000  # a spreadsheet's cell holds 32,767 characters; what does not fit is in findings.json
_CUT = " […]"


def csv_files(sections: tuple[Section, ...]) -> dict[str, bytes]:
    """Return file name to bytes: ``findings.csv`` (every sentence) and ``<id>.csv`` of each section and part that has columns."""
    made = {"findings.csv": _encoded(_sentences(sections))}
    for section in flat(sections):
        if section.columns:
            made[f"{section.id}.csv"] = _encoded(_table(section))
    return dict(sorted(made.items()))


def files(sections: tuple[Section, ...]) -> list[str]:
    """Return the names of all the files of findings."""
    return [*sorted({"findings.csv", *(f"{s.id}.csv" for s in flat(sections) if s.columns)}), "findings.json", "index.html"]


def _encoded(answer: Answer) -> bytes:
    return to_csv(answer, formula_safe=True, bom=True).encode()


def _words(value: str | None) -> Term | None:
    """Return a cell of words, cut to what a spreadsheet holds."""
    return Term("literal", value if len(value) <= _CELL else value[:_CELL - len(_CUT)] + _CUT) if value else None


def _pair(text: Text | None) -> tuple[Term | None, Term | None]:
    return (_words(text.es), _words(text.en)) if text else (None, None)


def evidence(claims: tuple[str, ...]) -> str:
    """Return the claims parted by spaces, as many as a cell holds, then ``+n`` for those left out."""
    kept, size = 0, 8
    while kept < len(claims) and size + len(claims[kept]) + 1 <= _CELL:
        size += len(claims[kept]) + 1
        kept += 1
    return " ".join([*claims[:kept], *([f"+{len(claims) - kept}"] if kept < len(claims) else [])])


def _table(section: Section) -> Answer:
    """Return a section's rows: key, a column each (two of a bilingual one), how sure, remark, claims."""
    names = [name for c in section.columns for name in ((f"{c.id}.es", f"{c.id}.en") if c.kind == "text" else (c.id,))]
    rows = tuple((_words(r.key), *(t for c, cell in zip(section.columns, r.cells, strict=True) for t in _cell(c, cell)), _words(r.sure), *_pair(r.note), _words(evidence(r.claims)))
                 for r in section.rows)
    return Answer(("key", *names, "sure", "note.es", "note.en", "evidence"), rows)


def _cell(column: Column, cell: Cell) -> tuple[Term | None, ...]:
    if column.kind == "text":
        return _pair(cell.text())
    if isinstance(cell.value, int | float):
        return (Term("literal", str(cell.value), "", XSD + ("integer" if isinstance(cell.value, int) else "decimal")),)
    return (_words(cell.text().es),)


def _sentences(sections: tuple[Section, ...]) -> Answer:
    rows = tuple((_words(s.id), _words(f.id), _words(f.kind), *_pair(f.sentence), *_pair(_numbers(f)), _words(f.sure), *_pair(f.caveat), _words(evidence(f.all_claims)))
                 for s in flat(sections) for f in s.findings)
    return Answer(("section", "id", "kind", "sentence.es", "sentence.en", "numbers.es", "numbers.en", "sure", "caveat.es", "caveat.en", "evidence"), rows)


def _numbers(finding: Finding) -> Text:
    shown = [(n.name, Cell(n.value).text().es) for n in finding.numbers]
    return Text("; ".join(f"{name.es}: {value}" for name, value in shown), "; ".join(f"{name.en}: {value}" for name, value in shown))


class _Evidence:
    """Groups of claims, each written once, numbered as they are met."""

    def __init__(self, claims: Iterable[str]) -> None:
        self.place = {claim: i for i, claim in enumerate(claims)}
        self.groups: dict[tuple[str, ...], int] = {}

    def of(self, claims: tuple[str, ...]) -> int | None:
        """Return the number of a group, None for an empty one."""
        return self.groups.setdefault(claims, len(self.groups)) if claims else None


def to_json(sections: tuple[Section, ...], told: Mapping[str, Told]) -> str:
    """Return everything as JSON: sections with rows, findings and grids; claims in our own words with their places, each once. One row, claim or group a line."""
    every = sorted({*told, *merged(*(s.claims for s in sections))})
    evidence = _Evidence(every)
    made = [_section(s, evidence) for s in sections]
    groups = [[evidence.place[c] for c in group] for group in evidence.groups]
    content = {"format": FORMAT, "sure": {k: _both(t) for k, t in SURE.items()}, "files": files(sections), "sections": made, "groups": groups,
               "claims": [{"iri": c, **(_claim(told[c]) if c in told else {})} for c in every]}
    return "".join(_lines(content)) + "\n"


def _lines(value: Any) -> Iterator[str]:
    """Yield JSON: a line for each key of the whole and of a section, and for each item of a list of objects or lists. Plain ``indent`` takes ten times as long and as much memory."""
    if isinstance(value, dict) and ("rows" in value or "sections" in value):
        yield "{\n"
        for i, key in enumerate(sorted(value)):
            yield f"{',' if i else ''}{json.dumps(key)}: "
            yield from _lines(value[key])
            yield "\n"
        yield "}"
    elif isinstance(value, list) and value and isinstance(value[0], dict | list):
        yield "[\n"
        for i, item in enumerate(value):
            yield "," if i else ""
            yield from _lines(item)
            yield "\n"
        yield "]"
    else:
        yield json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)


def _both(text: Text | None) -> dict[str, str] | None:
    return {"es": text.es, "en": text.en} if text else None


def _value(cell: Cell) -> Any:
    return _both(cell.value) if isinstance(cell.value, Text) else cell.value


def _section(section: Section, evidence: _Evidence) -> dict[str, Any]:
    grids = [{"title": _both(g.title), "states": [{"state": s, "sign": sign, "name": _both(name)} for s, sign, name in g.states],
              "tiles": [{"key": t.key, "label": t.label, "state": t.state, "group": t.group, "evidence": evidence.of(t.claims)} for t in g.tiles]} for g in section.grids]
    return {"id": section.id, "title": _both(section.title), "meaning": _both(section.meaning), "method": _both(section.method), "source": _both(section.source),
            "caveats": [_both(c) for c in section.caveats], "columns": [{"id": c.id, "title": _both(c.title), "kind": c.kind, "about": _both(c.about)} for c in section.columns],
            "rows": [_row(row, evidence) for row in section.rows], "findings": [_finding(f, evidence) for f in section.findings],
            "parts": [_section(p, evidence) for p in section.parts], "grids": grids}


def _row(row: Row, evidence: _Evidence) -> dict[str, Any]:
    cells = [{"value": _value(c), "evidence": evidence.of(c.claims), **({"entity": c.entity} if c.entity else {})} for c in row.cells]
    return {"key": row.key, "cells": cells, "sure": row.sure, "note": _both(row.note)}


def _finding(finding: Finding, evidence: _Evidence) -> dict[str, Any]:
    numbers = [{"name": _both(n.name), "value": n.value, "evidence": evidence.of(n.claims)} for n in finding.numbers]
    return {"id": finding.id, "kind": finding.kind, "sentence": _both(finding.sentence), "numbers": numbers, "evidence": evidence.of(finding.claims), "sure": finding.sure,
            "caveat": _both(finding.caveat)}


def _claim(told: Told) -> dict[str, Any]:
    places = [{"document": b.document, "file": b.file, "line": b.line, "start": b.start, "end": b.end, "confidence": b.confidence, "maker": b.maker, "review": b.review} for b in told.backing]
    return {"kind": _both(told.kind), "words": _both(told.words), "who": told.who, "where": told.where, "inferred": told.inferred, "evidence": places}
