"""Findings as files: one CSV a table (formula-safe, with BOM) and ``findings.json`` with everything, claims in our own words included. Sorted; same graph, same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kg.findings.all import flat
from kg.findings.claims import Told
from kg.findings.finding import SURE, Cell, Column, Finding, Row, Section
from kg.graph.answer import XSD, Answer, Term, to_csv
from kg.model.text import Text

FORMAT = 1
_CELL = 32_000  # a spreadsheet's cell holds 32,767 characters; what does not fit is in findings.json


def csv_files(sections: tuple[Section, ...]) -> dict[str, bytes]:
    """Return file name to bytes: ``findings.csv`` (every sentence) and ``<id>.csv`` of each section and part that has columns."""
    made = {"findings.csv": _encoded(_sentences(sections))}
    for section in flat(sections):
        if section.columns:
            made[f"{section.id}.csv"] = _encoded(_table(section))
    return dict(sorted(made.items()))


def _encoded(answer: Answer) -> bytes:
    return to_csv(answer, formula_safe=True, bom=True).encode()


def _words(value: str | None) -> Term | None:
    return Term("literal", value) if value else None


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


def to_json(sections: tuple[Section, ...], told: Mapping[str, Told]) -> str:
    """Return everything as JSON: sections with rows, findings and grids; claims by IRI, in our own words with their places."""
    content = {"format": FORMAT, "sure": {k: _both(t) for k, t in SURE.items()}, "files": [*csv_files(sections), "findings.json", "index.html"],
               "sections": [_section(s) for s in sections], "claims": {c: _claim(t) for c, t in sorted(told.items())}}
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def _both(text: Text | None) -> dict[str, str] | None:
    return {"es": text.es, "en": text.en} if text else None


def _value(cell: Cell) -> Any:
    return _both(cell.value) if isinstance(cell.value, Text) else cell.value


def _section(section: Section) -> dict[str, Any]:
    return {"id": section.id, "title": _both(section.title), "meaning": _both(section.meaning), "method": _both(section.method), "source": _both(section.source),
            "caveats": [_both(c) for c in section.caveats], "columns": [{"id": c.id, "title": _both(c.title), "kind": c.kind, "about": _both(c.about)} for c in section.columns],
            "rows": list(_rows(section.rows)), "findings": [_finding(f) for f in section.findings], "parts": [_section(p) for p in section.parts],
            "grids": [{"title": _both(g.title), "states": [{"state": s, "sign": sign, "name": _both(name)} for s, sign, name in g.states],
                       "tiles": [{"key": t.key, "label": t.label, "state": t.state, "group": t.group, "claims": list(t.claims)} for t in g.tiles]} for g in section.grids]}


def _rows(rows: tuple[Row, ...]) -> Iterator[dict[str, Any]]:
    for row in rows:
        cells = [{"value": _value(c), "claims": list(c.claims), **({"entity": c.entity} if c.entity else {})} for c in row.cells]
        yield {"key": row.key, "cells": cells, "sure": row.sure, "note": _both(row.note)}


def _finding(finding: Finding) -> dict[str, Any]:
    numbers = [{"name": _both(n.name), "value": n.value, "claims": list(n.claims)} for n in finding.numbers]
    return {"id": finding.id, "kind": finding.kind, "sentence": _both(finding.sentence), "numbers": numbers, "claims": list(finding.claims), "sure": finding.sure, "caveat": _both(finding.caveat)}


def _claim(told: Told) -> dict[str, Any]:
    places = [{"document": b.document, "file": b.file, "line": b.line, "start": b.start, "end": b.end, "confidence": b.confidence, "maker": b.maker, "review": b.review} for b in told.backing]
    return {"kind": _both(told.kind), "words": _both(told.words), "who": told.who, "where": told.where, "inferred": told.inferred, "evidence": places}
