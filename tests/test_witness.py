"""The consistency witness: every rule on a pair of fixtures, and what it must find, and nothing else, in the two reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.reading.claims import Reading
from kg.reading.document import Document
from kg.reading.files import read_bytes
from kg.reading.report import read_report
from kg.reading.witness import ACROSS, RULES, Discrepancy, witness, witness_all

HERE = Path(__file__).resolve().parent / "witness"
IDS = [r.id for r in (*RULES, *ACROSS)]
PARTED = "======== otro informe ========\n"     # in the fixtures of rules that compare reports


def checked(path: Path) -> tuple[list[Document], list[list[Discrepancy]]]:
    """Read a fixture (one or two reports) and return what the witness says of each."""
    pieces = path.read_text(encoding="utf-8").split(PARTED)
    readings = [read_report(read_bytes(piece.encode(), f"informe-{n}.txt")) for n, piece in enumerate(pieces)]
    return [r.document for r in readings], witness_all(readings)


@pytest.mark.parametrize("rule", IDS)
def test_rule_fires_on_its_failing_fixture_and_not_on_its_passing_one(rule: str) -> None:
    documents, failing = checked(HERE / f"{rule}.fail.txt")
    hits = [(document, d) for document, found in zip(documents, failing, strict=True) for d in found if d.rule == rule]
    assert hits
    for document, d in hits:
        assert all(0 <= start < end <= len(document.text) for start, end in d.spans)
        assert d.summary != d.gloss and d.summary.endswith(".") and d.gloss.endswith(".")
        assert 0.5 <= d.confidence <= 1
    assert [d.rule for found in checked(HERE / f"{rule}.pass.txt")[1] for d in found if d.rule == rule] == []
