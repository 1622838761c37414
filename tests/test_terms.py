"""Terms as encoded, slugs, and the closed namespace."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import nt
from kg.model.errors import InputError
from kg.model.iri import ID, fold, slugify
from kg.model.terms import KGNS, expand, parse_turtle

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def through_oxigraph(term: str) -> str:
    line = f"<urn:s> <urn:p> {term} <urn:g> .\n"
    store = ox.Store()
    store.bulk_load(io.BytesIO(line.encode()), ox.RdfFormat.N_QUADS)
    return f"{next(iter(store))} .\n"


@given(TEXT, st.sampled_from(["", "es", "en"]))
def test_any_text_survives_the_store_byte_for_byte(value: str, lang: str) -> None:
    term = nt.text(value, lang)
    assert through_oxigraph(term) == f"<urn:s> <urn:p> {term} <urn:g> .\n"


@given(st.decimals(min_value=-10**9, max_value=10**9, places=4) | st.integers(-10**12, 10**12).map(Decimal))
def test_decimals_are_in_the_stores_form(value: Decimal) -> None:
    term = nt.decimal(value)
    assert through_oxigraph(term) == f"<urn:s> <urn:p> {term} <urn:g> .\n"


@pytest.mark.parametrize(("value", "term"), [
    (0.90, '"0.9"'), (1.0, '"1"'), (0, '"0"'), (100, '"100"')])
def test_decimal_known(value: float, term: str) -> None:
    assert nt.decimal(value).split("^^")[0] == term


@pytest.mark.parametrize("bad", ["", "nada", "http://a b", 'http://a"b', "http://a<b", "http://a\nb", "http://a{b}"])
def test_what_is_no_iri_is_refused(bad: str) -> None:
    with pytest.raises(InputError):
        nt.iri(bad)


@pytest.mark.parametrize(("name", "slug"), [
    ("Carlos de la Peña Jiménez O´Farril", "carlos-de-la-pena-jimenez-ofarril"),
    ("Carlos de la Peña Jiménez O’Farril", "carlos-de-la-pena-jimenez-ofarril"),
    ("Cuautitlán Izcalli", "cuautitlan-izcalli"), ("Miércoles abierto", "miercoles-abierto"), ("  A.C. ", "a-c")])
def test_slug_known(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(TEXT)
def test_every_text_has_a_slug(value: str) -> None:
    assert ID.match(slugify(value))


def test_texts_without_letters_still_differ() -> None:
    assert slugify("日本") != slugify("中国")
    assert slugify("x" * 500) != slugify("x" * 501)


def test_fold_ignores_case_accents_and_apostrophes() -> None:
    assert fold("  PEÑA  O´Farril ") == fold("peña o’farril") == "pena ofarril"


def test_a_misspelt_term_fails_and_names_the_nearest() -> None:
    with pytest.raises(InputError, match="inEvent"):
        _ = KGNS.inEvnt
    with pytest.raises(InputError):
        expand("kg:Persn")
    assert expand("kg:Person").endswith("#Person")


@pytest.mark.parametrize("raw", [b"\x00\x01", b"@prefix x: <", b"<a> <b> ", b"[" * 3000, "ñ".encode("latin-1"), b"<a:b> <a:c> \"" + b"x" * 100])
def test_a_broken_rdf_file_is_named(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "broken.ttl"
    path.write_bytes(raw)
    with pytest.raises(InputError, match="not readable Turtle"):
        parse_turtle(path)
    with pytest.raises(InputError, match="not readable Turtle"):
        parse_turtle(tmp_path / "absent.ttl")
