"""The registry's outside knowledge: the municipalities of Mexico (INEGI codes) and the facts read on public pages.

A fact the reports do not state is worth only the address and the day it was read, so both are required of every row.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

REGISTRY = Path(__file__).resolve().parents[1] / "data" / "registry"
MUNICIPALITY_COLUMNS = ["code", "name", "state_code", "state"]
OUTSIDE_COLUMNS = ["kind", "slug", "property", "value", "lang", "source", "read_on", "note"]
KINDS = {"institution", "mechanism", "person", "post"}
# An identifier of another catalogue would go here only with rows whose source is that very catalogue's page.
ALLOWED_PROPERTIES = {"skos:altLabel"}

Row = dict[str, str]


def read_rows(name: str, columns: list[str]) -> list[Row]:
    """Return the rows of registry table ``name``, after checking header, encoding (UTF-8, no BOM) and line ends (LF)."""
    raw = (REGISTRY / name).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"\n")
    reader = csv.DictReader(raw.decode("utf-8").splitlines(), strict=True)
    rows = list(reader)
    assert reader.fieldnames == columns
    assert all(None not in row and None not in row.values() for row in rows), "a row has too many or too few cells"
    assert all(cell == cell.strip() for row in rows for cell in row.values())
    return rows


@pytest.fixture(scope="module")
def municipalities() -> list[Row]:
    return read_rows("municipalities.csv", MUNICIPALITY_COLUMNS)


@pytest.fixture(scope="module")
def outside() -> list[Row]:
    return read_rows("outside.csv", OUTSIDE_COLUMNS)


def test_every_municipality_has_one_code_of_its_state(municipalities: list[Row]) -> None:
    codes = [row["code"] for row in municipalities]
    assert len(codes) == len(set(codes)) == 2478
    assert codes == sorted(codes)
    assert all(re.fullmatch(r"\d{5}", code, re.ASCII) for code in codes)
    assert all(row["code"][:2] == row["state_code"] for row in municipalities)
    assert all(row["name"] and row["state"] for row in municipalities)


def test_a_state_code_names_one_state(municipalities: list[Row]) -> None:
    states = {(row["state_code"], row["state"]) for row in municipalities}
    assert len(states) == len({code for code, _ in states}) == len({name for _, name in states}) == 32


def test_the_state_of_mexico_has_125_municipalities(municipalities: list[Row]) -> None:
    assert Counter(row["state_code"] for row in municipalities)["15"] == 125


@pytest.mark.parametrize(("code", "name"), [
    ("15054", "Metepec"), ("13035", "Metepec"),
    ("15104", "Tlalnepantla de Baz"), ("17023", "Tlalnepantla"),
    ("11020", "León"), ("15121", "Cuautitlán Izcalli"),
])
def test_homonyms_and_accents_are_kept(municipalities: list[Row], code: str, name: str) -> None:
    assert {row["code"]: row["name"] for row in municipalities}[code] == name


def test_every_outside_fact_says_where_and_when_it_was_read(outside: list[Row]) -> None:
    assert outside
    for row in outside:
        address = urlsplit(row["source"])
        assert address.scheme in {"http", "https"} and "." in address.netloc, row["source"]
        assert re.search(r"\s", row["source"]) is None, row["source"]
        assert datetime.date.fromisoformat(row["read_on"]).isoformat() == row["read_on"]
        assert row["note"], row


def test_every_outside_fact_is_of_a_known_sort(outside: list[Row]) -> None:
    for row in outside:
        assert row["kind"] in KINDS, row
        assert row["property"] in ALLOWED_PROPERTIES, row
        assert row["lang"] in {"es", "en"} and row["value"], row
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["slug"]), row


def test_no_outside_fact_is_given_twice_or_names_two_entities(outside: list[Row]) -> None:
    facts = Counter((row["kind"], row["slug"], row["property"], row["value"].casefold()) for row in outside)
    labels = Counter((row["kind"], row["value"].casefold()) for row in outside)
    assert max(facts.values()) == 1 and max(labels.values()) == 1
