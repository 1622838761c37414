"""Originals: recognised by hash under any name, every span verified, omissions shown; never trusted when the hash differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.graph import originals
from kg.graph.build import build, load_corpus
from kg.graph.check import check
from kg.graph.store import Reader
from kg.loaders import load
from kg.model.corpus import Corpus
from kg.model.errors import InputError
from kg.reading.document import Document, read_document
from tests.conftest import ROOT, SOURCES


def test_an_original_is_recognised_under_any_name(corpus: Corpus, tmp_path: Path) -> None:
    source, _ = load(corpus.data / "foro-aurora")
    original = corpus.data / "foro-aurora" / "informe.txt"
    moved = tmp_path / "otro nombre.txt"
    original.rename(moved)
    assert originals.find(corpus, source) is None
    assert originals.find(corpus, source, tmp_path) is not None
    assert originals.add(corpus, [source], moved) == (source, original)
    assert originals.find(corpus, source) is not None


def test_another_text_is_no_original(corpus: Corpus) -> None:
    source, _ = load(corpus.data / "foro-aurora")
    original = corpus.data / "foro-aurora" / "informe.txt"
    original.write_text(original.read_text(encoding="utf-8") + "x", encoding="utf-8")
    assert originals.find(corpus, source) is None
    assert originals.differing(corpus, source) == original
    with pytest.raises(InputError, match="no report has this sha256"):
        originals.add(corpus, [source], original)
    build(corpus)
    [finding] = check(corpus, load_corpus(corpus), Reader(corpus.build))
    assert finding.rule == "hash"
    assert "huérfana" in finding.render("es")


@pytest.mark.parametrize(("old", "new", "words"), [
    ('text = "Mesa uno", at = ["L6:90-98"]', 'text = "Mesa dos", at = ["L6:90-98"]', "does not contain"),
    ('at = ["L6:90-98"]', 'at = ["L5:90-98"]', "is on line 6, not 5")])
def test_a_moved_span_is_found(corpus: Corpus, old: str, new: str, words: str) -> None:
    acta = corpus.data / "foro-aurora" / "acta.toml"
    text = acta.read_text(encoding="utf-8")
    start = text.split('text = "Mesa uno", at = ["L6:')[1].split("-")[0]
    old, new = (s.replace("90-98", f"{start}-{int(start) + 8}") for s in (old, new))
    assert old in text
    acta.write_text(text.replace(old, new, 1), encoding="utf-8")
    source, read = load(corpus.data / "foro-aurora")
    document = originals.find(corpus, source)
    assert document
    problems = originals.verify(source, read, document).problems
    assert any(words in what.en for _, what in problems)


def test_omissions_show(corpus: Corpus) -> None:
    """Take a contribution away: its sentence comes up as covered by no claim."""
    acta = corpus.data / "foro-aurora" / "acta.toml"
    text = acta.read_text(encoding="utf-8")
    start = text.index('[[contribution]]\nid = "tomas-1"')
    acta.write_text(text[:start] + text[text.index("[[contribution]]", start + 5):], encoding="utf-8")
    source, read = load(corpus.data / "foro-aurora")
    document = originals.find(corpus, source)
    assert document
    result = originals.verify(source, read, document)
    assert [document.text[s:e] for _, s, e in result.uncovered] == ["Señaló que falta personal capacitado."]
    assert (result.contribution_covered, result.contribution_sentences) == (2, 3)


def test_sentences_are_stretches_of_the_text() -> None:
    text = "El Dr. Ruiz habló.  Luego A.C. Puentes. ¿Y después? «Sí.» Fin\r\n\n · Otra línea"
    document = Document(Path("x"), "", text)
    found = [text[s:e] for s, e in document.sentences()]
    assert found == ["El Dr. Ruiz habló.", "Luego A.C. Puentes.", "¿Y después?", "«Sí.»", "Fin", "· Otra línea"]
    assert [document.line(i) for i in (0, text.index("\n"), text.index("\n") + 1, len(text) - 1)] == [1, 1, 2, 3]


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", "año".encode("latin-1")])
def test_an_original_in_another_encoding_says_so(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(raw)
    with pytest.raises(InputError, match="cannot be decoded"):
        read_document(path)


def test_newlines_are_not_translated(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"uno\r\ndos\rtres\n")
    assert read_document(path).text == "uno\r\ndos\rtres\n"


@pytest.mark.sources
@pytest.mark.parametrize("slug", ["jornadas-2023", "congreso-2023"])
def test_every_span_of_the_real_reports(slug: str) -> None:
    corpus = Corpus.at(ROOT)
    source, acta = load(ROOT / "data" / slug)
    document = originals.find(corpus, source, SOURCES)
    assert document
    result = originals.verify(source, acta, document)
    assert result.problems == []
    assert result.spans > 100
    assert result.median < 160
    assert result.contribution_covered == result.contribution_sentences


@pytest.mark.sources
def test_no_sentence_of_the_reports_is_in_the_repository() -> None:
    """No 60 characters in a row of a report's sentence stand in what the repository tracks; names and titles as written may."""
    import subprocess

    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    texts = [(name, (ROOT / name).read_text(encoding="utf-8", errors="ignore")) for name in tracked if name and (ROOT / name).is_file()]
    for original in SOURCES.glob("*.txt"):
        document = read_document(original)
        for start, end in document.sentences():
            sentence = document.text[start:end]
            if len(sentence) >= 100:
                pieces = [sentence[i:i + 60] for i in range(0, len(sentence) - 60, 20)]
                held = {name for piece in pieces for name, text in texts if piece in text}
                assert sum(any(piece in text for _, text in texts) for piece in pieces) <= 2, (sentence[:50], held)
