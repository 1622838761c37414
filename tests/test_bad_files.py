"""Files that are not what they seem, that are broken, or that attack: a clear error or a text, never anything else."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model.errors import InputError, KgError
from kg.reading.document import read_document
from kg.reading.formats import files, markup, pdf_file
from kg.reading.formats.files import read_bytes, read_file
from tests import make_files as make

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
DOCX = make.docx(make.p("Foro de Alumbrado", "Ttulo1") + make.p("Ana Ruiz habló.") + make.table([["a", "b"], ["c", "d"]]) + make.p("uno", number=(2, 0)))
ODT = make.odt("<text:h>Foro</text:h><text:p>Ana Ruiz habló.</text:p>")
PDF = make.pdf([make.Page().put(72, 700, "Foro de Alumbrado", 18).put(72, 660, "Ana Ruiz habló de la luz."), make.Page(image=True)])
XLSX = make.xlsx([["Nombre", "Cargo"], ["Ana Ruiz", "regidora"]])
HTML = "<!doctype html><html><head><meta charset='utf-8'></head><body><h1>Foro</h1><p>Ana Ruiz<br>habló</p><table><tr><td>a<td>b</table></body></html>".encode()
TEXT = "# Foro\n\n**Ana Ruiz**  \nRegidora\n- uno\n| a | b |\nAño de la niñez\n".encode()


@pytest.mark.parametrize(("raw", "name", "said"), [
    (b"", "x.txt", "the file is empty"), (b"\x00" * 100, "x.txt", "binary data"), (b"\x89PNG\r\n\x1a\n....", "x.png", "it is an image"),
    (b"\xff\xd8\xff\xe0....", "foto.pdf", "it is named .pdf, but it is an image"),
    (b"RIFF....WEBP", "x", "it is an image"), (b"{\\rtf1\\ansi Hola}", "x.doc", "it is named .doc, but it is an RTF"), (OLE + "WordDocument".encode("utf-16-le"), "x.docx", "Word 97-2003"),
    (OLE + "Workbook".encode("utf-16-le"), "acta.doc", "it is named .doc, but it is an Excel 97-2003 spreadsheet"), (OLE + "EncryptedPackage".encode("utf-16-le"), "x.docx", "encrypted"),
    (OLE, "x", "unknown kind"), (make.archive({"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<x/>"}), "lista.doc", "it is named .doc, but it is an Excel spreadsheet"),
    (make.archive({"ppt/presentation.xml": "<x/>"}), "x", "presentation"), (make.archive({"a.txt": "hola"}), "x.zip", "compressed archive"), (DOCX[:400], "x.docx", "damaged or incomplete DOCX"),
    (make.archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "x", "neither XLSX nor ODS"), (make.archive({"mimetype": "application/epub+zip"}), "x", "EPUB"),
    (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>1</table>', "acta.doc", "Excel spreadsheet saved as HTML"),
    (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;", "x.doc", "MHTML"),
    (b'<?xml version="1.0"?><pkg:package/>', "x.xml", "another program's XML"), (b"\x7fELF\x02\x01", "kg", "a program"), (b"SQLite format 3\x00", "x", "SQLite"), (b"\x1f\x8b\x08....", "x", "archive"),
    (b"ID3\x03....", "x", "audio"), (b"%PDF-1.7\nnada", "x.pdf", "the PDF is damaged"), (PDF[:300], "x.pdf", "the PDF is damaged"),
    (b"\x01\x02\x03\x04\x05 hola \x06\x0e\x0f", "x.txt", "not text"),
    (make.pdf([make.Page()], encrypt=True), "x.pdf", "the PDF is encrypted"), (make.docx("")[:-30], "x.docx", "damaged"),
    (make.archive({"word/document.xml": "<w:document"}), "x.docx", "XML is damaged"),
    (make.archive({"word/styles.xml": "<x/>"}), "x.docx", "without a document inside"), (make.archive({"mimetype": "application/vnd.oasis.opendocument.text"}), "x", "without a text inside")])
def test_what_it_is_and_what_to_do(raw: bytes, name: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(raw, name)
    assert said in caught.value.render("en")
    assert caught.value.where == name
    assert caught.value.remedy or "halves" in said
    assert caught.value.what.es != caught.value.what.en


def test_a_name_decides_nothing() -> None:
    for raw, kind in ((DOCX, "wordprocessingml"), (ODT, "opendocument.text"), (PDF, "pdf"), (HTML, "html"), (TEXT, "plain")):
        assert kind in read_bytes(raw, "informe.xyz").media_type
        assert kind in read_bytes(raw, "informe.pdf").media_type


def test_word_s_web_page_named_doc_is_read() -> None:
    raw = b'<html xmlns:w="urn:schemas-microsoft-com:office:word"><body><p>Hola</p></body></html>'
    assert read_bytes(raw, "x.doc").text == "Hola"


def test_entities_are_an_attack() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ja"><!ENTITY b "&a;&a;&a;">]>'
    for raw in (make.archive({"word/document.xml": f"{laughs}<w:document {make.W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"}),
                make.archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": laughs + "<x>&b;</x>"})):
        with pytest.raises(InputError, match="entities"):
            read_bytes(raw, "x")


def test_a_page_fetches_and_expands_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secreto.txt"
    secret.write_text("clave", encoding="utf-8")
    raw = f'<!DOCTYPE html [<!ENTITY e SYSTEM "file://{secret}">]><html><body><p>Hola &e;</p><iframe src="file://{secret}"></iframe><img src="http://127.0.0.1:9/x"></body></html>'
    assert "clave" not in read_bytes(raw.encode(), "x.html").text


def test_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = make.archive({"word/document.xml": b"<w:document>" + b" " * 30_000_000})
    assert len(bomb) < 40_000
    with pytest.raises(InputError, match="compression bomb"):
        read_bytes(bomb, "x.docx")
    # Below the sum that is looked at, each part is still measured while it inflates.
    long = make.archive({"word/document.xml": b"<w:document>" + b" " * 200_000})
    monkeypatch.setattr(markup, "MAX_PART", 100_000)
    with pytest.raises(InputError, match="compression bomb"):
        read_bytes(long, "x.docx")
    monkeypatch.setattr(markup, "MAX_ENTRIES", 3)
    with pytest.raises(InputError, match="compression bomb"):
        read_bytes(DOCX, "x.docx")


def test_an_encrypted_part() -> None:
    raw = bytearray(DOCX)
    with zipfile.ZipFile(io.BytesIO(DOCX)) as archive:
        at = archive.start_dir
    raw[at + 8] |= 1  # the flag in the directory
    with pytest.raises(InputError, match="encrypted"):
        read_bytes(bytes(raw), "x.docx")


def test_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"hola a todos")
    monkeypatch.setattr(files, "MAX_FILE", 5)
    for call in (lambda: read_file(path), lambda: read_bytes(b"hola a todos", "x")):
        with pytest.raises(InputError, match="over"):
            call()
    monkeypatch.undo()
    monkeypatch.setattr(files, "MAX_TEXT", 5)
    with pytest.raises(InputError, match="characters"):
        read_file(path)
    monkeypatch.setattr(pdf_file, "MAX_PAGES", 1)
    with pytest.raises(InputError, match="2 pages"):
        read_bytes(PDF, "x")
    monkeypatch.undo()
    monkeypatch.setattr(pdf_file, "MAX_CHARACTERS", 5)
    with pytest.raises(InputError, match="characters"):
        read_bytes(PDF, "x")


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", "utf-16", "ascii", "\0", "idna"])
def test_a_wrong_encoding_is_an_input_error(encoding: str) -> None:
    with pytest.raises(InputError, match="cannot be decoded"):
        read_bytes("Años".encode(), "x.txt", encoding)


def test_unreadable_paths(tmp_path: Path) -> None:
    for path in (tmp_path / "no.txt", tmp_path, Path("a\0b")):
        for call in (read_file, read_document):
            with pytest.raises(InputError, match="cannot be read"):
                call(path)


def test_a_pipe_is_read_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILE", 1000)
    with pytest.raises(InputError, match="over"):
        read_file(Path(os.devnull).with_name("zero"))


def test_deep_nesting_is_read_or_refused() -> None:
    deep = 5_000
    html = b"<html><body>" + b"<div>" * deep + b"Ana Ruiz" + b"</div>" * deep + b"<p>Fin</p></body></html>"
    lists = b"<html><body>" + b"<ul><li>" * deep + b"Ana Ruiz</body></html>"
    tables = "<w:tbl><w:tr><w:tc>" * 100 + make.p("Ana") + "</w:tc></w:tr></w:tbl>" * 100
    for raw in (html, lists, make.docx(tables), make.docx("<w:sdt>" * 200 + "</w:sdt>" * 200), make.odt("<text:list><text:list-item>" * 120 + "</text:list-item></text:list>" * 120)):
        _only_known_errors(raw, "x")


def _only_known_errors(raw: bytes, name: str = "x") -> None:
    """Reading gives a document whose blocks lie inside it, in order, or a KgError."""
    try:
        document = read_bytes(raw, name)
    except KgError as error:
        assert error.render("es")
        return
    cursor = 0
    for block in document.blocks:
        assert cursor <= block.start < block.end <= len(document.text)
        assert document.places(block.start, block.end)
        cursor = block.end
    document.text.encode()  # no halves of characters


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"<p>", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"{\\rtf", OLE, b"<?xml ",
                                                 b"# ", b"| ", b"\xff\xfe\0\0"]))
def test_random_bytes(raw: bytes, start: bytes) -> None:
    _only_known_errors(start + raw)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-8-sig"]))
def test_any_text_in_any_utf(content: str, codec: str) -> None:
    raw = content.encode(codec)
    _only_known_errors(raw)
    _only_known_errors(b"<html><body>" + content.encode() + b"</body></html>")


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([DOCX, ODT, PDF, XLSX, HTML, TEXT]), st.data())
def test_broken_versions_of_good_files(good: bytes, data: st.DataObject) -> None:
    raw = bytearray(good)
    for _ in range(data.draw(st.integers(0, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del raw[data.draw(st.integers(1, len(raw))):]
    _only_known_errors(bytes(raw))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<br>", "Ana ", "\n", "<nav>", "<h1>", "<sup>1</sup>", "<pre>", "<main>",
                                 "<article>", "<form>", "<title>", "&nbsp;", "&#0;", "&#xD800;", "<!--", "-->", "<![CDATA[", "<svg>", "<math>", "<script>", "<body>", "<frameset>"]), max_size=25))
def test_any_soup_of_tags(tags: list[str]) -> None:
    _only_known_errors(("<html>" + "".join(tags)).encode())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>Ana</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:br/>", "<w:tab/>", '<w:sym w:char="zz"/>',
                                 "<w:pPr><w:numPr><w:ilvl w:val='99'/><w:numId w:val='2'/></w:numPr></w:pPr>", "<w:ins>", "</w:ins>", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"]), max_size=20))
def test_any_soup_of_word(tags: list[str]) -> None:
    _only_known_errors(make.docx("".join(tags)))
    balanced = make.docx("".join(t for t in tags if t.endswith(("/>", "</w:t>", "Pr>"))))
    _only_known_errors(balanced)
