"""Every reading rule on a text it must read and on a near miss it must leave (``reading_rules/<family>.toml``); then the traps of real reports.

A case: ``rule``, and either ``text`` with ``finds`` (fields that something made by the rule must have, ``quote`` among them) or ``not_in`` with ``why``
(a near miss; there ``but`` may tell what some other rule must make of it, so that an empty reading does not pass for a good one).
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.reading.claims import LOW, Claim, Reading
from kg.reading.dates import find_dates, find_times
from kg.reading.draft import draft
from kg.reading.files import read_bytes, read_file
from kg.reading.layout import lines_of
from kg.reading.mechanisms import find_mechanisms
from kg.reading.normal import Normal
from kg.reading.report import read_report
from kg.reading.vocab import rows

HERE = Path(__file__).parent
DEV = HERE / "reports" / "dev"
# Ways to know a speaker that only a person uses: no text makes the machine give them.
BY_HAND = {"attribution.content", "attribution.elimination"}
# Rules of hits (kg.reading.dates) that reach the reader as fields of an event, never as a claim of their own.
OF_HITS = ("date", "time")

Made = dict[str, Any]


def read(text: str, name: str = "x.txt") -> Reading:
    return read_report(read_bytes(text.encode(), name))


def made_of(text: str) -> Iterator[Made]:
    """Everything that some rule makes of a text: claims, ways of attribution, what joins them (bodies, mechanisms, dates), the event a draft assumes."""
    reading = read(text)
    for claim in reading.claims:
        fields = {**claim.data, "type": claim.type, "quote": claim.quote, "rule": claim.rule, "flags": list(claim.flags), "alternatives": list(claim.alternatives)}
        yield fields
        if claim.type == "contribution":
            yield {**fields, "rule": f"attribution.{claim.data['method']}"}
        if claim.type == "event" and claim.data["inferred_year"]:
            yield {**fields, "rule": "attribution.year-from-title"}
    regular = Normal(text).text
    for date in find_dates(regular, 0, len(regular)):
        yield {"type": "date", "rule": date.rule, "quote": regular[date.start:date.end], "days": [list(p[1:]) for p in date.parts], "flags": list(date.flags)}
    for time in find_times(regular, 0, len(regular)):
        yield {"type": "time", "rule": time.rule, "quote": regular[time.start:time.end], "time": time.time}
    document = reading.document
    for line in lines_of(document, Normal(document.text)):
        for body in line.bodies:    # an acronym that the text explains joins the claim of the name
            first, last = line.tokens[body.first].start, line.tokens[body.last - 1].end
            yield {"type": "institution", "rule": body.rule, "quote": regular[first:last], "kind": body.kind}
    for hit in find_mechanisms(regular, 0, len(regular)):
        yield {"type": "mechanism", "rule": hit.rule, "quote": regular[hit.start:hit.end], "name": hit.name, "kind": hit.kind}
    for event in draft(reading).main["event"]:
        if event["rule"] == "event.assumed":
            yield {**event, "type": "event", "quote": event["name"]}


def has(made: Made, wanted: Made) -> bool:
    return all(made.get(k) == v for k, v in wanted.items())


@functools.cache
def cases() -> tuple[Made, ...]:
    found = []
    for file in sorted((HERE / "reading_rules").glob("*.toml")):
        for number, case in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["case"]):
            found.append({**case, "id": f"{file.stem}-{number}-{case['rule']}-{'no' if 'not_in' in case else 'yes'}"})
    return tuple(found)


@pytest.mark.parametrize("case", cases(), ids=lambda c: c["id"])
def test_the_rule_fires_where_it_must_and_only_there(case: Made) -> None:
    made = list(made_of(case.get("text") or case["not_in"]))
    fired = [m for m in made if m["rule"] == case["rule"]]
    if "text" in case:
        assert case["finds"]["quote"], "a case tells where"
        assert any(has(m, case["finds"]) for m in fired), fired or sorted({m["rule"] for m in made})
        return
    assert len(case["why"]) > 10
    assert not fired, fired
    if "but" in case:
        assert any(has(m, case["but"]) for m in made), made


def test_every_rule_has_a_case_for_and_a_case_against() -> None:
    ids = {row["id"] for row in rows("rules")}
    for side in ("text", "not_in"):
        tried = {c["rule"] for c in cases() if side in c}
        assert ids - BY_HAND - tried == set(), f"without a case ({side})"
        assert {r for r in tried - ids if r.split(".")[0] not in OF_HITS} == set(), "a case for a rule without a row"


def test_every_rule_is_told_in_both_languages() -> None:
    for row in rows("rules"):
        assert row["es"] != row["en"]
        assert min(len(row["es"]), len(row["en"])) >= 10, row


@functools.cache
def dev() -> dict[str, Reading]:
    return {f.name: read_report(read_file(f)) for f in sorted(DEV.iterdir()) if not f.name.endswith(".gold.jsonl")}


def test_every_rule_met_on_whole_reports_has_a_row() -> None:
    ids = {row["id"] for row in rows("rules")}
    claims = [c for reading in dev().values() for c in reading.claims]
    assert len(claims) > 500
    assert {c.rule for c in claims} - ids == set()
    assert {f"attribution.{c.data['method']}" for c in claims if c.type == "contribution"} - ids == set()
    assert {c.rule.split(".")[0] for c in claims} >= {"person", "institution", "municipality", "event", "membership", "participation", "figure", "propose", "problem"}
