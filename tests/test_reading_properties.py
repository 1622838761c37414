"""What holds of the reading of any text: no error, exact quotes, order, the same claims in any form of the text, the same bytes in any process."""

from __future__ import annotations

import functools
import json
import os
import random
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.reading.claims import FIELDS, Reading
from kg.reading.document import Document
from kg.reading.formats.files import read_bytes, read_file
from kg.reading.formats.lines import text_blocks
from kg.reading.report import read_report
from kg.reading.words.normal import Normal

DEV = Path(__file__).parent / "reports" / "dev"
REPORTS = sorted(f for f in DEV.iterdir() if not f.name.endswith(".gold.jsonl"))
PLAIN = [f for f in REPORTS if f.suffix in (".txt", ".md")]
ROOT = Path(__file__).parent.parent


def document(text: str, name: str = "x.txt") -> Document:
    """A text as a document, binary-looking ones too."""
    return Document(Path(name), "0" * 64, text, blocks=text_blocks(text))


@functools.cache
def sentences() -> tuple[str, ...]:
    found: dict[str, None] = {}
    for file in PLAIN:
        made = read_file(file)
        found.update(dict.fromkeys(made.text[s:e] for s, e in made.sentences()))
        found.update(dict.fromkeys(made.text[b.start:b.end] for b in made.blocks if b.end - b.start < 400))
    return tuple(found)


def letters(text: str) -> str:
    """Letters and digits of a text, without marks, signs and invisible characters."""
    return "".join(c for c in unicodedata.normalize("NFC", Normal(text).text) if c.isalnum())


def check(reading: Reading) -> None:
    """Every claim of a reading stands in its text, in order, and can be written."""
    text, blocks = reading.document.text, reading.document.blocks
    assert [c.key() for c in reading.claims] == sorted(c.key() for c in reading.claims)
    for claim in reading.claims:
        assert 0 <= claim.start < claim.end <= len(text)
        assert text[claim.start:claim.end] == claim.quote
        assert claim.quote.strip()
        assert 0 <= claim.confidence <= 1
        for start, end in ((claim.start, claim.end), *claim.mentions):
            first, last = ([b for b in blocks if b.start <= at < b.end] for at in (start, end - 1))
            assert first, (claim, start, end)
            assert first == last or (last and claim.rule == "event.title"), (claim, start, end)     # only a title runs over two lines
        for name in claim.data.get("names", ()):
            assert letters(text[name[1]:name[2]]) == letters(name[0]), name
    lines = "".join(reading.json_lines())
    parsed = [json.loads(line) for line in lines.split("\n") if line]
    assert parsed == reading.lines()
    for line in parsed:
        assert set(line) == {"type", "start", "end", "quote", "rule", "confidence", "alternatives", "flags", *FIELDS[line["type"]]}
    lines.encode()


ODD = st.sampled_from(["\u200b", "\u00ad", "\ufeff", "\u2060", "\u0301", "\u0303", "n\u0303", "a\u0301", "\u00a0", "\t", "\r\n", "\r", "\n\n\n\n", "\u2028", "\x85", "\x0c", "\u202e", "\u200f",
                      "שלום", "مرحبا",
                       "👩‍👩‍👧", "🇲🇽", "ﬁ", "İ", "ß", "ŉ", "**", "__", "#", "## ", "- ", "· ", "1. ", "| ", " | ", "|---|", "> ", "[image: ]", "![x](y)", "[Ana](http://x)", "<b>", "</b>", "`",
                       "“", "”", "«", "\"",
                       "'", "´", "(", ")", "—", "…", ":", ";", ",", ".", ".-", "A.C.", "Dr.", "C.", "$", "%", "º", "½", "٣", "Ⅷ"])
WORDS = st.sampled_from(["Ana", "Ruiz", "Prado", "Nieto", "María", "de", "la", "del", "Cruz", "y", "el", "Ayuntamiento", "Instituto", "Universidad", "Zumpango", "Ocampo", "Nicolás", "Romero",
                      "TUT", "UAEM", "INAI",
                         "Directora", "regidora", "presidenta", "municipal", "propuso", "pidió", "dijo", "que", "es", "necesario", "se", "comprometió", "a", "medir", "los", "pozos", "Foro",
                         "2031", "Mesa", "1",
                         "6", "8", "junio", "20", "personas", "40%", "mil", "Presencial", "Virtual", "Conclusiones", "Acuerdos", "Moderó", "LXV", "Legislatura", "México", "Uruguay"])
SOUP = st.lists(st.one_of(ODD, WORDS, st.text(max_size=6)), max_size=60).flatmap(lambda parts: st.sampled_from([" ".join(parts), "".join(parts)]))


@settings(max_examples=300, deadline=None)
@given(SOUP)
@example("")
@example("\u0301\u0301Ana Ruiz Prado\u0301")
@example("Ana\u200b Ruiz\u00ad Prado: pid\u200bió medir los pozos.")
@example("**Ana Ruiz Prado**\n" * 3)
def test_any_soup_of_words_and_signs(text: str) -> None:
    check(read_report(document(text)))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    check(read_report(document(text)))


JOINTS = st.sampled_from(["\n", "\n\n", "\n\n\n\n", " ", "\r\n\r\n", "\n- ", "\n· ", "\n\n## ", "\n**", "**\n", "\t", " | ", ""])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.deferred(lambda: st.sampled_from(sentences())), JOINTS, st.one_of(st.just(""), ODD)), max_size=25), st.integers(0, 3))
def test_any_mixture_of_the_reports(parts: list[tuple[str, str, str]], cut: int) -> None:
    text = "".join(a + b + c for a, b, c in parts)
    check(read_report(document(text[cut:])))


@pytest.mark.parametrize("file", REPORTS, ids=lambda f: f.stem[:12])
def test_the_reports_themselves(file: Path) -> None:
    reading = read_report(read_file(file))
    check(reading)
    assert len(reading.claims) > 5 or "casi-nada" in file.name


def composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return [composed(v) for v in value] if isinstance(value, list) else value


def said(reading: Reading, skip: tuple[str, ...] = ("start", "end")) -> list[str]:
    """The claims without their offsets, sorted; names composed, line ends made one."""
    return sorted(json.dumps({k: composed(v) for k, v in line.items() if k not in skip}, ensure_ascii=False, sort_keys=True).replace("\\r\\n", "\\n") for line in reading.lines())


@pytest.mark.parametrize("file", PLAIN, ids=lambda f: f.stem[:12])
def test_decomposed_letters_change_nothing(file: Path) -> None:
    text = read_file(file).text
    composed_, apart = read_report(document(unicodedata.normalize("NFC", text))), read_report(document(unicodedata.normalize("NFD", text)))
    assert said(composed_) == said(apart)
    check(apart)


@pytest.mark.parametrize("file", PLAIN, ids=lambda f: f.stem[:12])
def test_line_ends_change_nothing_but_offsets(file: Path) -> None:
    text = read_file(file).text.replace("\r\n", "\n")
    plain, windows = read_report(document(text)), read_report(document(text.replace("\n", "\r\n")))
    assert said(plain) == said(windows)
    shift = [text.count("\n", 0, c.start) for c in plain.claims]
    assert sorted(c.start + s for c, s in zip(plain.claims, shift, strict=True)) == sorted(c.start for c in windows.claims)


@pytest.mark.parametrize("file", PLAIN, ids=lambda f: f.stem[:12])
def test_invisible_signs_in_words_change_nothing(file: Path) -> None:
    """A soft hyphen or zero-width space inside every long word: names and kinds stay (quotes hold the sign, so they are left out)."""
    text = read_file(file).text
    marked = "".join(c + ("\u00ad" if c.islower() and a.islower() and b.islower() and i % 7 == 0 else "") for i, (a, c, b) in enumerate(zip(" " + text, text, text[1:] + " ", strict=False)))
    assert marked != text
    plain, soft = read_report(document(text)), read_report(document(marked))
    kept = ("start", "end", "quote")
    assert [line.replace("\u00ad", "") for line in said(soft, kept)] == said(plain, kept)
    check(soft)


def test_the_same_bytes_in_any_process_and_order(tmp_path: Path) -> None:
    script = ("import sys\nfrom pathlib import Path\nfrom kg.reading.formats.files import read_file\nfrom kg.reading.report import read_report\n"
              "for name in sys.argv[2:]:\n    Path(sys.argv[1], Path(name).name).write_bytes(''.join(read_report(read_file(Path(name))).json_lines()).encode())\n")
    for number, seed in enumerate(("0", "1", "4242")):
        order = [str(f) for f in REPORTS]
        random.Random(number).shuffle(order)
        (tmp_path / seed).mkdir()
        subprocess.run([sys.executable, "-c", script, str(tmp_path / seed), *order], check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, timeout=300)
    for file in REPORTS:
        here = "".join(read_report(read_file(file)).json_lines()).encode()
        assert here.count(b"\n") > 0
        assert {(tmp_path / seed / file.name).read_bytes() for seed in ("0", "1", "4242")} == {here}, file.name


def test_reading_again_is_the_same_and_leaves_no_trace() -> None:
    first = [list(read_report(read_file(f)).json_lines()) for f in REPORTS]
    again = [list(read_report(read_file(f)).json_lines()) for f in reversed(REPORTS)]
    assert first == again[::-1]


def test_bytes_and_file_are_read_alike() -> None:
    for file in REPORTS:
        assert list(read_report(read_bytes(file.read_bytes(), file.name)).json_lines()) == list(read_report(read_file(file)).json_lines())
