"""The readers: what each format becomes, to the character; and where every stretch stands in its file."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli.read import read_command
from kg.cli.root import cli
from kg.reading.document import Document, read_document
from kg.reading.formats.files import read_bytes, read_file
from tests import make_files as make

PROSE = ("El cabildo de Villa Aurora presentó el informe anual de alumbrado y explicó que la transparencia presupuestaria requiere la "
         "participación constante de los vecinos en cada colonia del municipio. ")


def shown(document: Document) -> list[tuple[str, str]]:
    """Kind and text of every block."""
    return [(b.kind, document.text[b.start:b.end]) for b in document.blocks]


def text_of(content: str, name: str = "x.txt") -> Document:
    return read_bytes(content.encode(), name)


def covered(document: Document, blocks_only: str) -> None:
    """Blocks go forward, overlap nowhere, begin and end in no blank; outside them there is only what ``blocks_only`` allows."""
    cursor, outside = 0, ""
    for block in document.blocks:
        assert cursor <= block.start < block.end <= len(document.text)
        assert document.text[block.start:block.end].strip() == document.text[block.start:block.end]
        assert all(block.start <= s <= e <= block.end or s == e for s, e in block.cells)
        outside += document.text[cursor:block.start]
        cursor = block.end
    assert set(outside + document.text[cursor:]) <= set(blocks_only)


# Plain text and Markdown.

def test_markdown_blocks() -> None:
    source = ("\n## Foro de\n\n# ALUMBRADO 2031 ##\n\nLAS CALLES  \nDE NOCHE\n\n**Lucía Prado Nieto**  \nTitular de la  \nUnidad\n\n\n\nHabló de todo.\nY de más.\n"
              "· Ana Ruiz\n  - Beto Sol\n1.- Acta\na) Lista\n> Cita\n\n| Nombre | **Cargo** |\n|---|---|\n| Ana |  |\nX\tY\tZ\n[image: ]\nFin[image: ]\n")
    document = text_of(source, "x.md")
    assert document.text == source
    assert document.media_type == "text/markdown"
    assert shown(document) == [
        ("heading", "Foro de"), ("heading", "ALUMBRADO 2031"), ("paragraph", "LAS CALLES  \nDE NOCHE"), ("paragraph", "Lucía Prado Nieto"), ("paragraph", "Titular de la  \nUnidad"),
        ("paragraph", "Habló de todo."), ("paragraph", "Y de más."), ("item", "Ana Ruiz"), ("item", "Beto Sol"), ("item", "Acta"), ("item", "Lista"), ("paragraph", "Cita"),
        ("row", "Nombre | **Cargo"), ("row", "Ana"), ("row", "X\tY\tZ"), ("paragraph", "Fin")]
    assert [b.level for b in document.blocks[:2]] == [2, 1]
    assert [b.gap for b in document.blocks] == [1, 1, 1, 1, 0, 3, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1]
    assert [b.style for b in document.blocks[3:11]] == ["bold", "", "", "", "·", "-", "1.-", "a)"]
    assert [[source[s:e] for s, e in b.cells] for b in document.blocks[12:15]] == [["Nombre", "Cargo"], ["Ana", ""], ["X", "Y", "Z"]]


@pytest.mark.parametrize(("line", "marker", "rest"), [
    ("• Ana", "•", "Ana"), ("●Ana", "●", "Ana"), ("- Ana", "-", "Ana"), ("—Ana", "—", "Ana"), ("* Ana", "*", "Ana"), ("▪ Ana", "▪", "Ana"), ("o  ana", "o", "ana"), ("o Ana", "o", "Ana"),
    ("1. Ana", "1.", "Ana"), ("12) Ana", "12)", "Ana"), ("(3) Ana", "(3)", "Ana"), ("1.-Ana", "1.-", "Ana"), ("1.2. ana", "1.2.", "ana"), ("IV. Ana", "IV.", "Ana"), ("ii) ana", "ii)", "ana"),
    ("1º.- Ana", "1º.-", "Ana"), ("\uf0b7 Ana", "\uf0b7", "Ana")])
def test_a_list_marker_is_left_out(line: str, marker: str, rest: str) -> None:
    document = text_of(line)
    assert [(b.kind, b.style) for b in document.blocks] == [("item", marker)]
    assert shown(document) == [("item", rest)]


@pytest.mark.parametrize("line", ["C. Juan Prado, regidor", "A. García", "o bien otra cosa", "1.5 millones de pesos", "2031. Fue un año", "-5 grados", "#Alumbrado", "**Ana:** habló", "*Ana* habló",
                                  "11.30 horas", "a las once", "5º Encuentro", "V de Villa"])
def test_what_only_looks_like_a_mark_is_a_paragraph(line: str) -> None:
    assert shown(text_of(line)) == [("paragraph", line)]


def test_hand_wrapped_text_is_joined_and_lists_are_not() -> None:
    source = ("El encuentro de vecinos se realizó en la plaza mayor con la presencia del\ncabildo y de las organizaciones que vigilan el alumbrado público en todas\n"
              "las colonias. Se acordó publicar el padrón de luminarias.\nEn la segunda parte hablaron quienes atienden los reportes, y se dijo que\n"
              "la espera es de tres semanas porque falta personal. También se habló de\nlas compras del año.\n- Publicar el padrón de luminarias cada mes y revisar los reportes que no\n"
              "  fueron atendidos.\nAna Ruiz\nBeto Sol\n")
    document = text_of(source)
    assert [len(t.split("\n")) for _, t in shown(document)] == [3, 3, 2, 1, 1]
    assert [k for k, _ in shown(document)] == ["paragraph", "paragraph", "item", "paragraph", "paragraph"]


def test_one_line_a_paragraph_is_never_joined() -> None:
    roster = "\n".join(f"Persona número {n} del comité vecinal de la colonia Centro de Villa Aurora" for n in ("uno", "dos", "tres", "seis", "diez", "doce", "once"))
    assert len(text_of(roster).blocks) == 7


def test_other_line_ends_and_rules() -> None:
    assert shown(text_of("uno\r\n\r\ndos\rtres\n---\ncuatro\n\nTítulo\n======\ncinco\n•\nseis")) == [
        ("paragraph", "uno"), ("paragraph", "dos"), ("paragraph", "tres"), ("paragraph", "cuatro"), ("heading", "Título"), ("paragraph", "cinco"), ("item", "seis")]


@pytest.mark.parametrize(("raw", "encoding", "text", "notices"), [
    ("Año".encode(), "utf-8", "Año", 0), (b"\xef\xbb\xbf" + "Año".encode(), "utf-8-sig", "Año", 0), ("Año de luz".encode("utf-16"), "utf-16", "Año de luz", 0),
    (b"\xfe\xff" + "Año".encode("utf-16-be"), "utf-16", "Año", 0), ("Año de luz 2031".encode("utf-16-le"), "utf-16-le", "Año de luz 2031", 1),
    ("«El año» del CAFÉ»".encode("cp1252"), "cp1252", "«El año» del CAFÉ»", 1), ("Relatoría del año".encode("mac_roman"), "mac_roman", "Relatoría del año", 1),
    ("Relatoría del año, según José".encode("cp850"), "cp850", "Relatoría del año, según José", 1), ("Año y ".encode() + "niñez".encode("cp1252"), "utf-8+cp1252", "Año y niñez", 1),
    (b"a\xf1o \x81", "latin-1", "año \x81", 1)])
def test_encodings(raw: bytes, encoding: str, text: str, notices: int, tmp_path: Path) -> None:
    document = read_bytes(raw, "x.txt")
    assert (document.text, document.encoding, len(document.notices)) == (text, encoding, notices)
    assert document.sha256 == hashlib.sha256(raw).hexdigest()
    # What source.toml will say gives the same characters again.
    path = tmp_path / "x.txt"
    path.write_bytes(raw)
    assert read_document(path, document.encoding) == read_file(path, document.encoding)
    assert read_document(path, document.encoding).text == text


def test_decomposed_letters_stay() -> None:
    source = unicodedata.normalize("NFD", "Relatoría de Lucía")
    assert text_of(source).text == source
    assert len(source) == 20


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["Ana Ruiz habló", "# Título", "**Ana**", "- uno", "1. dos", "| a | b |", "a\tb\tc", "", "   ", "fin  ", "línea\u00a0", "•", "[image: ]", "o", "---"]), max_size=12),
       st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_blocks_cover_all_that_is_not_blank(lines: list[str], joint: str) -> None:
    source = joint.join(lines)
    document = read_bytes(source.encode(), "x.txt") if source else None
    if document:
        assert document.text == source
        covered(document, " \t\r\n\u00a0#*-•|1.[image: ]=o")


def test_a_text_s_places_are_its_lines() -> None:
    document = text_of("uno\ndos\ntres")
    assert [(p.start, p.end, p.part) for p in document.places(2, 9)] == [(2, 4, "L1"), (4, 8, "L2"), (8, 9, "L3")]


def test_long_texts_take_linear_work() -> None:
    """Each of these took minutes with patterns that look back over what they read."""
    for source in ("a" * 2_000_000, "." * 1_000_000, "Dr. " * 300_000, "[image: ]" * 100_000, "| " * 500_000, "**" * 500_000, "- " * 500_000, " " * 1_000_000 + "x", "#" * 1_000_000,
                   "1." * 500_000, "\t" * 500_000 + "x"):
        document = text_of(source)
        assert document.text == source
        assert len(list(document.sentences())) <= 1


# DOCX and ODT.

def test_docx_in_document_order() -> None:
    box = '<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>En un recuadro</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>'
    body = (make.p("Índice viejo", "TDC1") + make.p("Foro de Alumbrado 2031", "Ttulo1") + make.p() + make.p() + make.p("Mesa uno", "Apartado") + make.p("Lucía Prado Nieto", bold=True)
            + make.p("Habló.", inner=box) + make.p("punto", "Lista") + make.p("primero", number=(2, 0)) + make.p("adentro", number=(2, 1)) + make.p("segundo", number=(2, 0))
            + make.table([["Nombre", "Cargo"], ["Ana Ruiz", make.p("Jefa") + make.p("de área")], ["", ""], ["Una sola"]]) + make.p("· suelto") + make.p("x\ty\tz"))
    document = read_bytes(make.docx(body), "x.docx")
    assert document.text == ("Foro de Alumbrado 2031\n\n\nMesa uno\nLucía Prado Nieto\nHabló.\nEn un recuadro\npunto\nprimero\nadentro\nsegundo\nNombre\tCargo\nAna Ruiz\tJefa\nde área\n\t\n"
                             "Una sola\n· suelto\nx\ty\tz")
    assert [(b.kind, b.level, b.style, b.gap) for b in document.blocks] == [
        ("heading", 1, "bold", 0), ("heading", 2, "", 2), ("paragraph", 0, "bold", 0), ("paragraph", 0, "", 0), ("paragraph", 0, "", 0), ("item", 1, "•", 0), ("item", 1, "1.", 0),
        ("item", 2, "1.a)", 0), ("item", 1, "2.", 0), ("row", 0, "", 0), ("row", 0, "", 0), ("paragraph", 0, "", 1), ("item", 1, "·", 0), ("row", 0, "", 0)]
    covered(document, "\n\t· ")
    assert [n.es for n in document.notices] == ["el índice se dejó fuera"]
    start = document.text.index("Jefa")
    assert [p.part for p in document.places(start, start + 4)] == ["t1r2c2"]
    assert [p.part for p in document.places(document.text.index("Mesa"), document.text.index("Habló"))] == ["p5", "p6"]
    row = document.blocks[10]
    assert [document.text[s:e] for s, e in row.cells] == ["Ana Ruiz", "Jefa\nde área"]


def test_docx_changes_notes_and_what_is_left_out() -> None:
    body = ('<w:p><w:r><w:t xml:space="preserve">Se aprobó </w:t></w:r><w:del><w:r><w:delText>todo</w:delText></w:r></w:del><w:ins><w:r><w:t>una parte</w:t></w:r></w:ins>'
            '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secreto</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>'
            '<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Une</w:t></w:r></w:p><w:p><w:r><w:t>se</w:t></w:r></w:p>'
            '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Ana Ruiz</w:t><w:br/></w:r><w:r><w:t>Regidora</w:t></w:r></w:p>'
            '<w:sdt><w:sdtContent><w:p><w:r><w:t>En un control</w:t></w:r></w:p></w:sdtContent></w:sdt>')
    notes = f'<w:footnotes {make.W}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>Nota al pie</w:t></w:r></w:p></w:footnote></w:footnotes>'
    document = read_bytes(make.docx(body, {"word/footnotes.xml": notes, "word/header1.xml": "<x/>", "word/comments.xml": "<x/>", "word/vbaProject.bin": b"x"}), "x.docm")
    assert shown(document) == [("paragraph", "Se aprobó una parte."), ("paragraph", "Unese"), ("paragraph", "Ana Ruiz"), ("paragraph", "Regidora"), ("paragraph", "En un control"),
                               ("note", "Nota al pie")]
    assert [b.style for b in document.blocks[2:4]] == ["bold", ""]
    assert len(document.notices) == 5
    assert document.places(len(document.text) - 3, len(document.text))[0].part == "f1"


def test_docx_main_part_under_another_name() -> None:
    assert read_bytes(make.docx(make.p("Hola"), main="word/document2.xml"), "x").text == "Hola"


def test_odt() -> None:
    body = ('<text:tracked-changes><text:p>viejo</text:p></text:tracked-changes><text:h text:outline-level="2">Foro</text:h><text:p text:style-name="B">Ana Ruiz</text:p>'
            '<text:p>Dos<text:s text:c="2"/>blancos<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Al pie</text:p></text:note-body></text:note>.</text:p>'
            '<text:list><text:list-item><text:p>uno</text:p><text:list><text:list-item><text:p>dentro</text:p></text:list-item></text:list></text:list-item></text:list>'
            '<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>')
    document = read_bytes(make.odt(body, '<style:style style:name="B"><style:text-properties style:font-weight="bold"/></style:style>'), "x.odt")
    assert document.text == "Foro\nAna Ruiz\nDos  blancos.\nuno\ndentro\na\tb\nAl pie"
    assert [(b.kind, b.level, b.style) for b in document.blocks] == [
        ("heading", 2, ""), ("paragraph", 0, "bold"), ("paragraph", 0, ""), ("item", 1, "•"), ("item", 2, "•"), ("row", 0, ""), ("note", 0, "")]


# HTML.

def test_html_main_text() -> None:
    menu = "".join(f'<li><a href="/{n}">Apartado {n}</a></li>' for n in range(6))
    page = (f'<!doctype html><html><head><title>t</title><style>p{{}}</style></head><body><nav>{menu}</nav><div id="pagina"><div class="top-menu"><ul>{menu}</ul></div>'
            f'<div><ul>{menu}</ul></div><h1>Foro de <em>Alumbrado</em></h1><p><b>Ana&nbsp;Ruiz</b><br>Regidora</p><p>Habló   de\nluz<sup>1</sup>.<br><br>Y de agua.</p>'
            '<ul><li>uno<ul><li>dentro</li></ul></li><li><p>dos</p></li></ul><ol><li>a<li>b</ol><table><tr><th>N</th><th>C</th></tr><tr><td>Ana</td><td>Jefa<br>de área</td></tr></table>'
            '<p hidden>no</p><p style="display: none">no</p><script>alert("no")</script></div><footer>no</footer></body></html>')
    document = read_bytes(page.encode(), "x.html")
    assert shown(document) == [("heading", "Foro de Alumbrado"), ("paragraph", "Ana Ruiz"), ("paragraph", "Regidora"), ("paragraph", "Habló de luz."), ("paragraph", "Y de agua."),
                               ("item", "uno"), ("item", "dentro"), ("item", "dos"), ("item", "a"), ("item", "b"), ("row", "N\tC"), ("row", "Ana\tJefa\nde área")]
    assert [(b.level, b.style) for b in document.blocks[5:11]] == [(1, "•"), (2, "•"), (1, "•"), (1, "1."), (1, "2."), (0, "bold")]
    assert [n.es for n in document.notices] == ["los menús se dejaron fuera"]
    covered(document, "\n\t")


def test_html_article_and_line_of_the_file() -> None:
    page = "<html><body><div>Sitio</div>\n<article>\n<h2>Foro</h2>\n<p>" + PROSE + "</p></article></body></html>"
    document = read_bytes(page.encode(), "x")
    assert shown(document) == [("heading", "Foro"), ("paragraph", PROSE.strip())]
    assert [p.part for p in document.places(0, len(document.text))] == ["L3", "L4"]


@pytest.mark.parametrize(("head", "codec"), [('<meta charset="iso-8859-1">', "latin-1"), ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', "cp1252"),
                                             ('<meta charset="utf-8">', "utf-8"), ("", "utf-8"), ('<meta charset="utf-8">', "cp1252"), ('<meta charset="klingon">', "utf-8")])
def test_html_charset(head: str, codec: str, tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    path.write_bytes(f"<html><head>{head}</head><body><p>Año de la niñez</p></body></html>".encode(codec))
    assert read_file(path).text == "Año de la niñez"
    assert read_document(path) == read_file(path)


def test_html_of_a_page_that_is_one_form_or_only_links() -> None:
    assert read_bytes(b"<html><body><form><p>Hola a todos</p><input value=x></form></body></html>", "x").text == "Hola a todos"
    assert read_bytes(b"<html><body><ul><li><a>Ana Ruiz</a><li><a>Beto Sol</a><li><a>Eva Gil</a></ul></body></html>", "x").text == "Ana Ruiz\nBeto Sol\nEva Gil"


# PDF.

def test_pdf_paragraphs_hyphens_headings_and_boxes() -> None:
    page = make.Page().put(72, 720, "Foro de Alumbrado", 18, True)
    y = page.flow(72, 690, PROSE * 2, 468, hyphenate=True)
    broken = sum(text.endswith("-") for *_, text, _ in page.pieces)
    page.put(72, y - 14, "Lucía Prado Nieto", bold=True).put(72, y - 28, "Titular de la Unidad").put(72, y - 60, "• Ana Ruiz").put(72, y - 74, "• Beto Sol")
    document = read_bytes(make.pdf([page]), "x.pdf")
    assert broken >= 1
    assert shown(document) == [("heading", "Foro de Alumbrado"), ("paragraph", (PROSE * 2).strip()), ("paragraph", "Lucía Prado Nieto"), ("paragraph", "Titular de la Unidad"),
                               ("item", "Ana Ruiz"), ("item", "Beto Sol")]
    assert [(b.level, b.style, b.page) for b in document.blocks] == [(1, "bold", 1), (0, "", 1), (0, "bold", 1), (0, "", 1), (1, "•", 1), (1, "•", 1)]
    assert [b.gap for b in document.blocks] == [0, 1, 1, 0, 1, 0]
    assert (document.media_type, document.pages) == ("application/pdf", 1)
    start = document.text.index("Lucía")
    (place,) = document.places(start, start + 5)
    assert place.page == 1
    assert place.box is not None
    left, bottom, right, top = place.box
    assert (round(left), round(right)) == (72, round(72 + 11 * (611 + 611 + 556 + 278 + 556) / 1000))  # widths of Helvetica-Bold
    assert bottom < y - 14 < top < y - 14 + 14
    assert len(document.places(document.blocks[1].start, document.blocks[1].end)) == sum(size == 11 for _, _, size, bold, text, _ in page.pieces if not bold and text[0] not in "•T")


def test_pdf_two_columns_are_read_one_after_the_other() -> None:
    page = make.Page().put(72, 740, "Un título que cruza las dos columnas de la página", 14, True)
    left, right = "Izquierda. " + PROSE * 2, "Derecha. " + PROSE * 2
    page.flow(72, 700, left, 215, 10)
    page.flow(307, 694, right, 215, 10)  # baselines of its own
    y = page.flow(72, 400, "Abajo va de lado a lado. " + PROSE, 450, 10)
    page.flow(72, y - 20, left, 215, 10, hyphenate=True)
    page.flow(307, y - 20, right, 215, 10)
    document = read_bytes(make.pdf([page]), "x.pdf")
    assert [t for _, t in shown(document)] == ["Un título que cruza las dos columnas de la página", left.strip(), right.strip(), "Abajo va de lado a lado. " + PROSE.strip(),
                                               left.strip(), right.strip()]


def test_pdf_table_is_read_row_by_row() -> None:
    page, people = make.Page(), [["Nombre", "Cargo", "Colonia"], ["Ana Ruiz Mena", "Regidora de obras", "Centro"], ["Beto Sol", "Síndico", "El Salto"], ["Eva Gil Roa", "Vecina", "Centro"],
                                 ["Irma Solís Peña", "Directora de archivo", "La Loma"]]
    page.flow(72, 740, PROSE, 468)
    for i, row in enumerate(people):
        for x, cell in zip((72, 200, 340), row, strict=True):
            page.put(x, 650 - 16 * i, cell)
    document = read_bytes(make.pdf([page]), "x.pdf")
    rows = [b for b in document.blocks if b.kind == "row"]
    assert [[document.text[s:e] for s, e in b.cells] for b in rows] == people


def test_pdf_short_lines_are_no_paragraph() -> None:
    page = make.Page()
    names = ["Ana Ruiz Mena, regidora", "Beto Sol Lara, síndico", "Eva Gil Roa, vecina", "Irma Solís Peña, jefa"]
    for i, line in enumerate(names):
        page.put(72, 700 - 14 * i, line)
    assert [t for _, t in shown(read_bytes(make.pdf([page]), "x.pdf"))] == names


def test_pdf_running_heads_scanned_pages_and_paragraphs_across_pages() -> None:
    pages = []
    for n in range(1, 6):
        page = make.Page(image=n == 3)
        if n != 3:
            page.put(72, 760, "Gaceta de Villa Aurora").put(300, 30, f"Página {n} de 5").put(250, 20 if n == 2 else 700, "BORRADOR", 40, turn=45)
            page.flow(72, 700, PROSE, 468)
            page.put(72, 640, f"queda abierto en la página {n} y" if n == 1 else "sigue en esta." if n == 2 else "Fin.")
        pages.append(page)
    pages[1].pieces = [p for p in pages[1].pieces if p[4] != "sigue en esta."]
    pages[1].pieces = [(72, 715, 11, False, "sigue en esta.", 0), *pages[1].pieces]
    document = read_bytes(make.pdf(pages), "x.pdf")
    assert "Gaceta" not in document.text
    assert "Página" not in document.text
    assert "BORRADOR" not in document.text
    assert "queda abierto en la página 1 y sigue en esta." in document.text
    assert [n.es for n in document.notices] == ["páginas escaneadas, sin texto (haría falta OCR): 3", "texto girado o marcas de agua que se dejaron fuera en las páginas: 1-2, 4-5",
                                                "los números de página y encabezados repetidos se dejaron fuera"]
    start = document.text.index("sigue")
    assert [p.page for p in document.places(start - 3, start + 4)] == [1, 2]


def test_pdf_turned_page() -> None:
    page = make.Page(rotate=90)
    for i, line in enumerate(["Acta de la sesión", "Ana Ruiz, regidora"]):
        page.put(100 + 30 * i, 100, line, turn=90)
    assert [t for _, t in shown(read_bytes(make.pdf([page]), "x.pdf"))] == ["Acta de la sesión", "Ana Ruiz, regidora"]


def test_the_same_file_gives_the_same_document() -> None:
    page = make.Page()
    page.flow(72, 700, PROSE * 3, 300)
    for raw in (make.pdf([page] * 3), make.docx(make.p("Hola")), b"<html><p>Hola", b"Hola"):
        assert read_bytes(raw, "x") == read_bytes(raw, "x")


# The command.

@pytest.fixture
def runner() -> CliRunner:
    if "read" not in cli.commands:
        cli.add_command(read_command)
    return CliRunner()


def test_kg_read(runner: CliRunner, tmp_path: Path) -> None:
    path = tmp_path / "minuta.txt"
    path.write_bytes("# Foro\n\n- Año \x1b[31m".encode("cp1252"))
    plain = runner.invoke(cli, ["--lang", "es", "read", str(path)])
    assert (plain.exit_code, plain.stdout) == (0, "# Foro\n\n- Año \x1b[31m\n")
    assert plain.stderr == "aviso: no es UTF-8; se leyó como Windows-1252 (Latin-1): revise los acentos\n"
    blocks = runner.invoke(cli, ["--lang", "en", "read", "-f", "blocks", str(path)])
    assert blocks.stdout == "kind\tspan\tlevel\tpage\tgap\ttext\nheading\t2-6\t1\t\t0\tForo\nitem\t10-19\t1\t\t1\tAño �[31m\n"
    whole = json.loads(runner.invoke(cli, ["read", "-f", "json", "-"], input=path.read_bytes()).stdout)
    assert whole["encoding"] == "cp1252"
    assert [(b["kind"], b["places"][0]["part"]) for b in whole["blocks"]] == [("heading", "L1"), ("item", "L3")]
