"""The leak test finds a name that is not shown however a file wraps it, and lets through what is shown."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.build import build, load_corpus
from kg.graph.store import current
from kg.model.corpus import Corpus
from kg.model.text import Text
from kg.publish import leak_decode
from kg.publish.leak import Leak, LeakError, Secrets, leaks, refuse, words
from kg.publish.leak_secrets import secrets_of
from tests.test_policy import EVERYBODY
from tests.test_policy_takedown import policy

NAME = "Lucía Ángela de la Peña Ñúñez"
NOT_PUBLISHED = Text("no se publica", "not published")


def form(*names: str) -> tuple[bytes, ...]:
    return tuple(name.encode() for name in names)


SECRETS = Secrets(dict.fromkeys([tuple(words(NAME)), form("pena", "nunez"), form("lucia", "nunez"), form("lucianunez")], "person p1"),
                  frozenset({tuple(words(NAME))}), frozenset({form("plaza", "pena", "nunez", "vieja")}), {"sal-muy-secreta": "salt"})


def png(text: str) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13) + chunk(b"zTXt", b"Title\0\0" + zlib.compress(text.encode())) + chunk(b"IEND", b"")


def zipped(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<si><t>{text}</t></si>")
    return out.getvalue()


WRAPPED = {
    "plain": NAME.encode(), "capitals": NAME.upper().encode(), "no accents": b"Lucia Angela de la Pena Nunez", "decomposed": unicodedata.normalize("NFD", NAME).encode(),
    "slug": b'"id/persona/lucia-angela-de-la-pena-nunez-1a2b3c"', "underscores": b"lucia_angela_de_la_pena_nunez.png", "latin-1": NAME.encode("latin-1"), "utf-16": NAME.encode("utf-16"),
    "json": json.dumps({"name": NAME}).encode(), "json twice": json.dumps(json.dumps(NAME)).encode(), "n-triples": "".join(f"\\u{ord(c):04X}" if ord(c) > 127 else c for c in NAME).encode(),
    "html": html.escape(NAME).encode("ascii", "xmlcharrefreplace"), "named": b"Luc&iacute;a &Aacute;ngela de la Pe&ntilde;a &Ntilde;&uacute;&ntilde;ez", "address": quote(NAME).encode(),
    "form": quote_plus(NAME).encode(), "short form": b"la Pena Nunez", "with gaps": "Lucía Núñez".encode(), "run together": "LucíaNúñez".encode(), "soft hyphens": "Lu\u00adcía Nú\u200bñez".encode(),
    "tags": "<text><tspan>Lucía</tspan> <tspan>Núñez</tspan></text>".encode(), "inline tags": "Lu<b class='x'>cía</b> N<i>úñez</i>".encode(),
    "lines": "Lucía\n   Núñez".encode(), "columns": "x;Lucía Ángela;de la Peña Ñúñez;y\n".encode(), "cells": "<tr><td>Lucía Ángela</td><td>de la Peña Ñúñez</td></tr>".encode(),
    "gzip": gzip.compress(NAME.encode(), mtime=0), "base64": b'src="data:text/plain;base64,' + base64.b64encode(f"x {NAME} y".encode()) + b'"',
    "gzip in base64": b"<script>" + base64.b64encode(gzip.compress(NAME.encode() + bytes(range(256)), mtime=0)) + b"</script>",
    "base64 of an address": base64.urlsafe_b64encode((f"{NAME} " * 3).encode()), "zip": zipped(NAME), "gzip of zip": gzip.compress(zipped(NAME)), "png": png(NAME), "salt": b"x sal-muy-secreta y",
    "apostrophes": "L’ucía Núñez".encode(), "not utf-8": b"\xff\xfe\xfa" + b"\xff Lucia Nunez \xff", "escaped quotes": b'"\\u004cuc\\u00eda\\u0020N\\u00fa\\u00f1ez"', "css": b"content:'Lucia Nunez'",
}


@pytest.mark.parametrize("how", WRAPPED)
def test_a_name_is_found_in_every_wrapping(how: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.bin").write_bytes(WRAPPED[how])
    found = leaks(tmp_path, SECRETS)
    assert {leak.path for leak in found} == {"a/x.bin"}
    assert {leak.what for leak in found} == {"salt" if how == "salt" else "person p1"}


@pytest.mark.parametrize("text", ["Lucía Ángela", "Núñez Peña", "Lucía Núñezal", "Santa Lucía Núñe", "plaza Peña Núñez vieja", "PLAZA PEÑA-NÚÑEZ VIEJA", "de la Peña", "", "Lucía. N. Ñ.",
                                  "Santa Lucía; Núñez, Ana", '["lucia","nunez"]', "<td>Lucía</td><td>Núñez</td>"])
def test_what_is_shown_is_let_through(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    assert leaks(tmp_path, SECRETS) == []


def test_a_name_beside_one_that_is_shown_is_found(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("plaza Peña Núñez vieja, y Peña Núñez", encoding="utf-8")
    assert [leak.path for leak in leaks(tmp_path, SECRETS)] == ["x.txt"]


def test_names_of_files_folders_and_links_count(tmp_path: Path) -> None:
    (tmp_path / "lucia-nunez").mkdir()
    (tmp_path / "ok.txt").write_text("nada", encoding="utf-8")
    (tmp_path / "lucia_nunez.html").write_text("", encoding="utf-8")
    (tmp_path / "link").symlink_to("../lucia-nunez/x")
    assert {leak.path for leak in leaks(tmp_path, SECRETS)} == {"lucia-nunez", "lucia_nunez.html", "link"}


def test_a_name_across_two_pieces_of_a_long_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leak_decode, "WHOLE", 1000)
    monkeypatch.setattr(leak_decode, "PIECE", 1000)
    monkeypatch.setattr(leak_decode, "OVERLAP", 100)
    for shift in range(990, 1002):
        (tmp_path / "x.nq").write_bytes(b"y" * (shift - 1) + b" Lucia Nunez " + b"z" * 3000)
        assert leaks(tmp_path, SECRETS), shift
        (tmp_path / "x.nq").write_bytes(gzip.compress(b"y" * (shift - 1) + b" Lucia Nunez " + b"z" * 3000))
        assert leaks(tmp_path, SECRETS), shift


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leak_decode, "MOST", 1_000_000)
    monkeypatch.setattr(leak_decode, "PIECE", 100_000)
    for data in (gzip.compress(b"0" * 3_000_000), base64.b64encode(gzip.compress(b"0" * 3_000_000)), base64.b64encode(zlib.compress(b"0" * 3_000_000))):
        (tmp_path / "x").write_bytes(data)
        with pytest.raises(Exception, match="more than is believable"):
            leaks(tmp_path, SECRETS)


@given(st.binary(max_size=300))
def test_no_bytes_break_it(data: bytes) -> None:
    for _ in leak_decode._bytes(data, "", leak_decode.DEPTH, Path("x")):
        pass


@given(st.text(max_size=60))
def test_a_name_is_found_amid_any_text(around: str) -> None:
    from kg.publish.leak import _hits, _index

    for text in (f"{around} Lucía Núñez {around}", html.escape(f"{around} Lucía Núñez"), quote(f"{around} Lucía Núñez")):
        assert any(hit for _, plain in leak_decode._forms(text, "") for hit in _hits(plain, SECRETS, _index(SECRETS)))


def test_a_refusal_names_places_and_nobody() -> None:
    with pytest.raises(LeakError) as caught:
        refuse([Leak(f"{n}.html", "gzip", "person p1", 3) for n in range(25)], NOT_PUBLISHED)
    text = caught.value.render("en")
    assert caught.value.exit_code == 1 and "0.html (gzip): person p1" in text and "… and 5 more" in text
    refuse([], NOT_PUBLISHED)


def test_nobody_hidden_nothing_secret(corpus: Corpus) -> None:
    assert not secrets_of(load_corpus(corpus))


@pytest.mark.heavy
def test_the_build_of_a_corpus_that_hides_everybody_is_clean_and_that_of_one_that_does_not_is_not(corpus: Corpus) -> None:
    build(corpus)
    shown = current(corpus.build)
    policy(corpus, **EVERYBODY)
    secrets = secrets_of(load_corpus(corpus))
    assert {what.split()[0] for what in secrets.forms.values()} == {"person"}
    short = ["lucia prado nieto", "lucia nieto", "prado nieto", "prado nieto lucia", "luciapradonieto", "tomas oreyes"]
    assert {form(*name.split()) for name in short} <= secrets.forms.keys()
    hidden = build(corpus).folder
    (hidden / "CURRENT.txt").write_text("")
    assert leaks(hidden / "store", secrets) == []
    assert [leak for leak in leaks(hidden, secrets) if leak.path.startswith("graph")] == []
    assert {leak.path for leak in leaks(shown, secrets)} >= {"graph.nq", "graph.ttl"}


def test_who_was_taken_down_is_looked_for_and_the_others_are_let_through(corpus: Corpus) -> None:
    policy(corpus, 'iri = "persona/lucia-prado-nieto"', 'iri = "institucion/universidad-del-llano"')
    loaded = load_corpus(corpus)
    secrets = secrets_of(loaded)
    assert {form("lucia", "prado"), form("universidad", "del", "llano")} <= secrets.forms.keys()
    assert form("tomas", "ibarra") not in secrets.forms and form("tomas", "ibarra", "oreyes") in secrets.allowed
    assert leaks(build(corpus).folder, secrets) == []


def test_what_is_also_the_name_of_a_town_is_let_through(corpus: Corpus) -> None:
    """Hidden: somebody called Villa Aurora Ruiz. Shown: the town Villa Aurora."""
    policy(corpus, student="withheld")
    acta = corpus.data / "taller-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8").replace("Noé Campos Ruiz", "Villa Aurora Ruiz"), encoding="utf-8")
    secrets = secrets_of(load_corpus(corpus))
    assert form("villa", "aurora") not in secrets.forms and {form("villa", "aurora", "ruiz"), form("aurora", "ruiz")} <= secrets.forms.keys()


def test_many_files_in_two_processes_are_read_as_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.publish.leak._BATCH", 3)
    for number in range(10):
        (tmp_path / f"{number}.txt").write_bytes(WRAPPED["json"] if number % 4 == 0 else b"nada")
    told: list[tuple[int, int]] = []
    one = leaks(tmp_path, SECRETS, lambda done, of: told.append((done, of)))
    assert [leak.path for leak in one] == ["0.txt", "4.txt", "8.txt"] and told == [(3, 10), (6, 10), (9, 10), (10, 10)]
    assert leaks(tmp_path, SECRETS, jobs=2) == one
