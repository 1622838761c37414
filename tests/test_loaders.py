"""The structured loaders: one contract for all of them, then what each one must know; and Popolo there and back."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import shutil
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.build import build
from kg.graph.check import cross_node, shapes
from kg.graph.popolo_export import popolo
from kg.graph.store import Reader
from kg.loaders import load, loaders
from kg.loaders._json import Node, parse
from kg.loaders._make import Maker
from kg.model.acta import MAX_SPAN, Acta
from kg.model.corpus import Corpus
from kg.model.errors import InputError, KgError
from kg.model.iri import fold
from kg.model.source import Source, read_source
from kg.reading.document import Document, read_document
from kg.reading.formats.table_file import as_text, read_table_file, read_tables

FILES = Path(__file__).resolve().parent / "loader_files"
FOLDERS = sorted(p.parent for p in FILES.glob("*/source.toml"))
TABULAR = {".csv", ".tsv", ".xlsx", ".ods"}
# What each file brings that the graph has no place for: the loader must say so, word for word.
LEFTOVER = {
    "asistentes": ["membership.person: 1 registros sin hacer", "participation.person: 1 registros sin hacer"],
    "decidim-aurora": ["author (erased or hidden) (1)", "proposal (hidden) (1)", "proposal.body (2)", "proposal.humor (1)"],
    "decidim-plano": ["author (without name) (1)", "proposal.body (2)", "proposal.comments (2)"],
    "libro-mesas": ["1 combinaciones de celdas", "1 fórmulas sin valor guardado se leen vacías (la primera en Mesas:6)", "la hoja 'Oculta' está oculta", "1 filas omitidas por skip",
                    "columna 'Sala' sin uso: 1 celdas con dato, la primera en el renglón 3"],
    "popolo-aurora": ["person.email (1)", "person.birth_date (1)", "person.contact_details (1)", "membership.start_date (1)", "area (no municipality) (1)", "event (legislative period) (1)",
                      "person.apodo (1)", "«meta» (1)", "'party' = civil-society-organisation: 1"],
    "rdf-aurora": ["foaf:mbox (1)", "clase http://ejemplo.invalid/raro#Cosa (1)", "propiedad http://ejemplo.invalid/raro#presupuesto (1)", "membership.sector = government: 2"],
}


def document(source: Source) -> Document:
    path = source.folder / source.file
    return read_table_file(path, source.encoding) if path.suffix in TABULAR else read_document(path, source.encoding)


def made(folder: Path) -> dict[str, list[str]]:
    _, acta = load(folder)
    return {table: sorted(rows) for table, rows in acta.records.items() if rows}


def source(folder: Path, loader: str, file: str, content: str | bytes, mapping: str = "", encoding: str = "utf-8") -> Path:
    """Write a source folder; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    raw = content.encode(encoding) if isinstance(content, str) else content
    (folder / file).write_bytes(raw)
    try:
        size = len(as_text(folder / file)) if raw[:2] == b"PK" else len(raw.decode("utf-8-sig" if encoding == "utf-8" else encoding))
    except (KgError, UnicodeDecodeError):
        size = 1
    head = f'[source]\nslug = "{folder.name}"\ntitle = "t"\ntitle_en = "t"\nlanguage = "es"\nloader = "{loader}"\nfile = "{file}"\nencoding = "{encoding}"\n'
    head += f'sha256 = "{hashlib.sha256(raw).hexdigest()}"\ncharacters = {size}\n'
    if mapping:
        (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
        head += 'mapping = "mapping.toml"\n'
    (folder / "source.toml").write_text(head, encoding="utf-8")
    if not (folder.parent / "registry").is_dir():
        shutil.copytree(FILES / "registry", folder.parent / "registry")
    return folder


def table(folder: Path, content: str | bytes, mapping: str, file: str = "t.csv", encoding: str = "utf-8") -> Acta:
    return load(source(folder, "table", file, content, mapping, encoding))[1]


def complaint(call: Callable[[], object]) -> str:
    with pytest.raises(KgError) as caught:
        call()
    return caught.value.render("es")


# The contract


def test_every_loader_has_a_file_to_read() -> None:
    assert {read_source(f).loader for f in FOLDERS} == set(loaders()) - {"acta"}
    assert not [n for n in loaders() if n.startswith("_")]
    assert {f.name for f in FOLDERS} == set(LEFTOVER)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_contract(folder: Path) -> None:
    """Same file, same records; what source.toml expects; each record's evidence inside the document, on its line, holding the name."""
    origin, acta = load(folder)
    assert load(folder)[1] == acta
    text = document(origin)
    assert len(text.text) == origin.characters
    assert {t: len(rows) for t, rows in acta.records.items() if rows} == origin.expect
    for record in (r for rows in acta.records.values() for r in rows.values()):
        spans = list(record.all_spans())
        assert spans, record.id
        for span in spans:
            assert 0 <= span.start < span.end <= len(text.text)
            assert span.end - span.start <= MAX_SPAN
            assert span.line == text.line(span.start)
            assert text.text[span.start:span.end].strip() == text.text[span.start:span.end]
        for name, where in record.names:
            assert fold(name).replace('"', "") in fold(" ".join(text.text[s.start:s.end] for s in where)).replace('"', "")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_nothing_is_lost_in_silence(folder: Path) -> None:
    said = "\n".join(n.es for n in load(folder)[1].notices)
    for wanted in LEFTOVER[folder.name]:
        assert wanted in said


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_another_file_is_refused(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    file = copy / read_source(copy).file
    file.write_bytes(file.read_bytes() + b"\n")
    assert f"{file}: su sha256 es" in complaint(lambda: load(copy))
    file.unlink()
    assert "falta el archivo" in complaint(lambda: load(copy))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_wrong_length_is_told(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    toml = (copy / "source.toml").read_text(encoding="utf-8")
    size = read_source(copy).characters
    (copy / "source.toml").write_text(toml.replace(f"characters = {size}", "characters = 7"), encoding="utf-8")
    assert f"ponga characters = {size}" in complaint(lambda: load(copy))


def test_the_files_build_a_graph_that_conforms(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, tmp_path / "build", FILES)
    build(corpus)
    reader = Reader(corpus.build)
    assert [f.render("es") for f in [*shapes(reader, {}, with_sparql=False), *cross_node(reader, {})]] == []
    seats = reader.rows("SELECT DISTINCT ?m { ?i kg:governs ?m }")
    assert sorted(str(m).rsplit("/", 1)[-1] for (m,) in seats) == ["99001"]


# Tables


def test_table_records() -> None:
    _, acta = load(FILES / "asistentes")
    row = acta.records["membership"]["membership-6"]
    assert row.values == {"person": "eulalia-mondragon-saez", "institution": "red-de-barrios-del-llano", "role_title": "Consultora", "observed_on": [datetime.date(2031, 3, 5)],
                          "sector": "civil-society", "person_class": "office-holder"}
    assert row.line == 6
    assert acta.records["participation"]["participation-4"].values["mode"] == "virtual"
    assert acta.records["person"]["rosalia-quintero-vale"].names[0][0] == "Rosalía Quintero Vale"
    assert sorted(acta.records["municipality"]) == ["99001", "99002"]
    assert (acta.made_by, acta.confidence, acta.review) == ("lector-de-listas", 0.98, "unreviewed")


def test_workbook_records() -> None:
    """Filled down over merged cells, several people in a cell, a date cell, a time cell, a code as a number, a formula without a value."""
    _, acta = load(FILES / "libro-mesas")
    assert {i: r.values["event"] for i, r in acta.records["participation"].items()} == {
        "participation-3-1": "mesa-de-agua", "participation-3-2": "mesa-de-agua", "participation-4-1": "mesa-de-agua", "participation-6-1": "mesa-de-luz"}
    event = acta.records["event"]["mesa-de-luz"].values
    assert (event["dates"], event["start_time"], event["part_of"]) == ([datetime.date(2031, 7, 2)], "12:30", "jornada")
    assert [r.values["value"] for r in acta.table("figure")] == [32]
    person = acta.records["person"]["pablo-nava-gil"].names[0][1][0]
    assert document(read_source(FILES / "libro-mesas")).text[person.start:person.end] == "Pablo Nava Gil"


PEOPLE = '[[record]]\ntable = "person"\nfields.name = "Nombre"\n'


@pytest.mark.parametrize(("content", "mapping", "wanted"), [
    ('Nombre\n"Ana\n', PEOPLE, "t.csv:2: comillas mal cerradas"),
    ('Nombre\n"Ana" Ruiz\n', PEOPLE, "t.csv:2: comillas mal cerradas"),
    ("Nombre\nAna\nLuz,sobra\n", PEOPLE, "t.csv:3: la fila tiene 2 celdas y el encabezado 1"),
    ("Nombe\nAna\n", PEOPLE, "mapping.toml:1: la tabla no tiene la columna 'Nombre' → ¿quiso decir: Nombe?"),
    ("Nombre,X\nAna,\n", PEOPLE + 'fields.note = { column = "Y" }\n', "mapping.toml:1: la tabla no tiene la columna 'Y'"),
    ("Nombre\nAna\n", '[[record]]\ntable = "persona"\nfields.name = "Nombre"\n', "mapping.toml:2: no hay tabla 'persona' → ¿quiso decir: person?"),
    ("Nombre\nAna\n", PEOPLE.replace("name", "nombre"), "clave desconocida: 'nombre' → ¿quiso decir: note, name?"),
    ("Nombre\nAna\n", PEOPLE + '[[record]]\ntable = "participation"\nfields.person = { ref = "persona" }\n', "mapping.toml:4: ref 'persona': ningún [[record]] anterior se llama así"),
    ("Nombre\nAna\n", "", "falta mapping"),
    ("Nombre,F\nAna,32/01/2031\n", '[table]\ndate_format = "%d/%m/%Y"\n[[record]]\ntable = "event"\nfields.name = "Nombre"\nfields.format = { const = "forum" }\nfields.dates = "F"\n',
     "t.csv:2: columna 'F': '32/01/2031' no es una fecha"),
    ("Nombre,T\nAna,raro\nLuz,raro\n", '[[record]]\ntable = "institution"\nfields.name = "Nombre"\nfields.kind = { column = "T", lookup = { "Universidad" = "university" } }\n',
     "t.csv:2: columna 'T': 'raro' no está en su lookup (2 filas)"),
    ("Nombre,T\nAna,universitty\n", '[[record]]\ntable = "institution"\nfields.name = "Nombre"\nfields.kind = "T"\n',
     "'universitty' no está en el esquema 'institution-kind' → ¿quiso decir: university"),
    ("M,E\nVilla Nada,Estado Inventado\n", '[[record]]\ntable = "municipality"\nregistry = { name = "M", state = "E" }\nfields.name = "M"\n',
     "t.csv:2: 'Villa Nada, Estado Inventado' no está en el registro"),
    ("M\n9901\n", '[[record]]\ntable = "municipality"\nregistry = { code = "M" }\n', "t.csv:2: no hay municipio con clave '9901'"),
    ("Nombre,P\nUno,no-hay\n", '[[record]]\ntable = "institution"\nfields.name = "Nombre"\nfields.kind = { const = "university" }\nfields.unit_of = "P"\n',
     "t.csv:2: institution.unit_of: no existe 'no-hay'"),
    ("Nombre,K\nUno,university\nUno,court\n", '[[record]]\ntable = "institution"\nfields.name = "Nombre"\nfields.kind = "K"\n',
     "t.csv:3: institution 'uno': kind es 'court' aquí y 'university' en el renglón 2"),
    ("Nombre\nAna\n", '[table]\ndelimiter = ";;"\n' + PEOPLE, "mapping.toml:2: delimiter es un solo carácter"),
    ("Nombre\nAna\n", '[acta]\nreview = "sí"\n' + PEOPLE, "'sí' no está en el esquema 'review-status'"),
    ("Nombre\nAna\x00\n", PEOPLE, "t.csv: es un archivo binario"),
])
def test_table_errors_name_file_and_row(tmp_path: Path, content: str, mapping: str, wanted: str) -> None:
    assert wanted in complaint(lambda: table(tmp_path / "s", content, mapping))


def test_bad_encoding_is_told(tmp_path: Path) -> None:
    assert "no se puede decodificar como utf-8" in complaint(lambda: table(tmp_path / "s", "Nombre\nAña\n".encode("cp1252"), PEOPLE))
    assert list(table(tmp_path / "s", "Nombre\nAña\n", PEOPLE, encoding="cp1252").records["person"]) == ["ana"]


def test_homonymous_municipalities_need_their_state(tmp_path: Path) -> None:
    mapping = '[[record]]\ntable = "municipality"\nregistry = { name = "M", state = "E" }\nfields.name = "M"\n'
    folder = source(tmp_path / "s", "table", "t.csv", "M,E\nRío Nuevo,\n", mapping)
    registry = tmp_path / "registry" / "municipalities.csv"
    registry.write_text("code,name,state_code,state\n01007,Río Nuevo,01,Estado Uno\n02003,Río Nuevo,02,Estado Dos\n", encoding="utf-8")
    (tmp_path / "registry" / "identity.csv").unlink()
    assert "hay 2 municipios con ese nombre (01007, 02003) → diga el estado" in complaint(lambda: load(folder))
    assert made(source(folder, "table", "t.csv", "M,E\nrio nuevo,Estado Dos\n", mapping)) == {"municipality": ["02003"]}
    assert made(source(folder, "table", "t.csv", "M,E\nRío Nuevo,1\n", mapping)) == {"municipality": ["01007"]}
    by_code = '[[record]]\ntable = "municipality"\nregistry = { code = "{E|zfill 2}{M|zfill 3}" }\n'
    assert made(source(folder, "table", "t.csv", "M,E\n7,1\n", by_code)) == {"municipality": ["01007"]}
    eaten = load(source(folder, "table", "t.csv", "M\n1007\n", '[[record]]\ntable = "municipality"\nregistry = { code = "M" }\n'))[1]
    assert sorted(eaten.records["municipality"]) == ["01007"]
    assert "1 claves de municipio sin su cero inicial" in eaten.notices[-1].es


@pytest.mark.parametrize(("cell", "form", "wanted"), [
    ("2031-03-04", "", "2031-03-04"), ("04/03/2031", "%d/%m/%Y", "2031-03-04"), ("4 de marzo de 2031", "%d de %B de %Y", "2031-03-04"), ("47911", "excel", "2031-03-04"),
    ("46449", "excel-1904", "2031-03-04"), ("2031-03-04 11:00", "", "2031-03-04"), ("4 de Setembre de 2031", "%d de %B de %Y", "2031-09-04"),
])
def test_dates(tmp_path: Path, cell: str, form: str, wanted: str) -> None:
    extra = f'[table]\ndate_format = "{form}"\n' if form else ""
    acta = table(tmp_path / "s", f"N;F\nFeria;{cell}\n", extra + '[[record]]\ntable = "event"\nfields.name = "N"\nfields.format = { const = "forum" }\nfields.dates = "F"\n')
    assert acta.table("event")[0].values["dates"] == [datetime.date.fromisoformat(wanted)]


@pytest.mark.parametrize(("cell", "decimal", "wanted"), [("1,234.5", ".", 1234.5), ("1.234,5", ",", 1234.5), ("1 234", ".", 1234), ("12", ",", 12), ("-0,5", ",", -0.5),
    ("1.5", ",", None), ("doce", ".", None)])
def test_numbers(tmp_path: Path, cell: str, decimal: str, wanted: float | None) -> None:
    mapping = (f'[table]\ndecimal = "{decimal}"\n[[record]]\ntable = "figure"\nfields.value = "V"\nfields.unit = {{ const = "person" }}\nfields.counts = {{ const = "a" }}\n'
               'fields.counts_gloss = { const = "b" }\nfields.qualifier = { const = "exact" }\n')
    if wanted is None:
        assert f"t.csv:2: columna 'V': {cell!r} no es un número" in complaint(lambda: table(tmp_path / "s", f"V\n{cell}\n", mapping))
    else:
        assert table(tmp_path / "s", f'V;\n"{cell}";\n', mapping).table("figure")[0].values["value"] == wanted


@pytest.mark.parametrize(("cell", "wanted"), [("9:05", "09:05"), ("11:00:00", "11:00"), ("5 p. m.", "17:00"), ("12:15 am", "00:15"), ("10 hrs", "10:00"), ("25:00", None)])
def test_times(tmp_path: Path, cell: str, wanted: str | None) -> None:
    mapping = '[[record]]\ntable = "event"\nfields.name = "N"\nfields.format = { const = "forum" }\nfields.start_time = "H"\n'
    if wanted is None:
        assert "no es una hora" in complaint(lambda: table(tmp_path / "s", f"N,H\nFeria,{cell}\n", mapping))
    else:
        assert table(tmp_path / "s", f"N,H\nFeria,{cell}\n", mapping).table("event")[0].values["start_time"] == wanted


def test_headers_repeated_blank_and_bom(tmp_path: Path) -> None:
    acta = table(tmp_path / "s", "\ufeffNombre;Nombre;\nAna;Luz;Eva\n\n",
        PEOPLE + '[[record]]\ntable = "person"\nas = "b"\nfields.name = "Nombre#2"\n[[record]]\ntable = "person"\nas = "c"\nfields.name = "#3"\n')
    assert sorted(acta.records["person"]) == ["ana", "eva", "luz"]
    assert acta.records["person"]["ana"].names == [("Ana", [(2, 15, 18)])]


def test_many_equal_errors_are_one_and_many_different_ones_stop(tmp_path: Path) -> None:
    mapping = '[[record]]\ntable = "institution"\nfields.name = "N"\nfields.kind = "K"\n'
    same = complaint(lambda: table(tmp_path / "s", "N,K\n" + "".join(f"Casa {i},raro\n" for i in range(3000)), mapping))
    assert same.count("\n") == 0
    assert "(3000 filas)" in same
    lines = complaint(lambda: table(tmp_path / "s", "N,K\n" + "".join(f"Casa {i},raro{i}\n" for i in range(3000)), mapping)).splitlines()
    assert len(lines) == 101
    assert lines[-1].endswith("y 2900 errores más")


def test_a_name_no_row_holds_is_told(tmp_path: Path) -> None:
    acta = table(tmp_path / "s", "Nombre\nAna\n", '[[record]]\ntable = "event"\nrow = 1\nfields.name = { const = "Feria" }\nfields.format = { const = "forum" }\n' + PEOPLE)
    assert "la fila 1 no contiene «Feria»" in acta.notices[0].es


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6), st.sampled_from([",", ";", "\t", "|"]))
def test_csv_reads_as_the_standard_library_does(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str) -> None:
    """What csv writes, all quoted, comes back cell by cell, each at its stretch."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_bytes(out.getvalue().encode())
    tables = read_tables(path)
    read = list(tables.rows(tables.sheets[0], delimiter))
    assert [[c.text for c in r.cells] for r in read] == [[c.strip() for c in row] for row in rows]
    for row in read:
        assert all(tables.text[c.start:c.end].replace('""', '"') == c.text for c in row.cells)
        assert row.line == tables.text.count("\n", 0, row.start) + 1


# Workbooks


def workbook(path: Path, rows: list[list[object]], edit: Callable[[Any], None] = lambda _book: None) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    edit(book)
    book.save(path)
    return path


def test_workbook_text_has_a_line_a_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["A", "B"], [], ["x\ty\nz", 1.0], [True, 2.5], [datetime.date(2031, 3, 4), datetime.datetime(2031, 3, 4, 9, 30)]],
        lambda b: b.create_sheet("Dos").append(["q"]))
    assert as_text(path) == "A\tB\n\nx y z\t1\ntrue\t2.5\n2031-03-04\t2031-03-04 09:30\n\fDos\nq\n"
    blocks = read_table_file(path).blocks
    assert [(b.kind, len(b.cells)) for b in blocks] == [("row", 2), ("row", 2), ("row", 2), ("row", 2), ("row", 1)]


def test_formulas_are_not_evaluated(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["A"], ["=1+1"], ['=HYPERLINK("http://ejemplo.invalid")']])
    tables = read_tables(path)
    assert tables.text == "A\n"
    assert tables.notices[0].en == "2 formulas without a stored value are read as blank (the first at Sheet:2)"


def rewritten(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as old:
        members = {n: old.read(n) for n in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for key, raw in {name: b"", **members}.items():
            new.writestr(key, change(raw) if key == name else raw)
    return path


def test_hostile_workbooks(tmp_path: Path) -> None:
    bomb = rewritten(workbook(tmp_path / "a.xlsx", [["A"]]), "xl/bomb.xml", lambda _: b" " * 60_000_000)
    assert "se expande demasiado" in complaint(lambda: as_text(bomb))
    dtd = rewritten(workbook(tmp_path / "b.xlsx", [["A"]]), "xl/workbook.xml", lambda raw: b'<!DOCTYPE x [<!ENTITY a "b">]>' + raw)
    assert "trae una DTD" in complaint(lambda: as_text(dtd))
    broken = rewritten(workbook(tmp_path / "c.xlsx", [["A"]]), "xl/worksheets/sheet1.xml", lambda raw: raw[:100])
    assert "c.xlsx: el XLSX está dañado" in complaint(lambda: as_text(broken))
    far = workbook(tmp_path / "d.xlsx", [["A"]], lambda b: [b.active.cell(row, 16_384, "x") for row in range(1, 1300)])
    assert "pasa de 20000000 celdas" in complaint(lambda: as_text(far))
    with zipfile.ZipFile(tmp_path / "e.xlsx", "w") as other:
        other.writestr("hola.txt", "hola")
    assert "ni XLSX ni ODS" in complaint(lambda: as_text(tmp_path / "e.xlsx"))
    (tmp_path / "f.xlsx").write_bytes(b"PK\x03\x04 corto")
    assert "f.xlsx: el libro no se puede abrir" in complaint(lambda: as_text(tmp_path / "f.xlsx"))


ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><office:automatic-styles>
<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="Uno"><table:table-row><table:table-cell office:value-type="string"><text:p>Nombre</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>Día</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16382"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>Ana <text:span>Ruiz</text:span></text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2031-03-04"><text:p>4/3/31</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="7" table:formula="of:=3+4"><text:p>7,00</text:p></table:table-cell>
<table:table-cell office:value-type="time" office:time-value="PT09H30M00S"/><table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row>
<table:table-row table:number-rows-repeated="1048572"><table:table-cell/></table:table-row></table:table>
<table:table table:name="Dos" table:style-name="h"><table:table-row><table:table-cell/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def test_ods(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS)
    tables = read_tables(tmp_path / "a.ods")
    assert tables.text == "Nombre\tDía\n\n\nAna Ruiz\t2031-03-04\t7\t09:30\ttrue\n\fDos\n"
    assert [n.en for n in tables.notices] == ["sheet 'Dos' is hidden"]
    acta = table(tmp_path / "s", (tmp_path / "a.ods").read_bytes(), PEOPLE.replace('"Nombre"', '"#1"') + '[table]\nheader = 0\nskip = { "#1" = ["Nombre"] }\n', "a.ods")
    assert acta.records["person"]["ana-ruiz"].line == 4


# JSON


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers(-10**9, 10**9) | st.text(st.characters(codec="utf-8"), max_size=6),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), inner, max_size=3), max_leaves=12),
                        st.sampled_from([None, 2]), st.booleans())
def test_json_reads_as_the_standard_library_does(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    def bare(node: Node) -> Any:
        if isinstance(node.value, dict):
            return {k: bare(v) for k, v in node.value.items()}
        if isinstance(node.value, list):
            return [bare(v) for v in node.value]
        inner = text[node.start - 1:node.end + 1] if isinstance(node.value, str) else text[node.start:node.end]
        assert json.loads(inner) == node.value
        return node.value

    assert bare(parse(Document(Path("x.json"), "", text))) == value


@pytest.mark.parametrize(("text", "wanted"), [
    ('{"a": 1,\n "a": 2}', "x.json:2: no es JSON válido: clave repetida 'a'"), ("[1,\n]", "x.json:2"), ('{"a": NaN}', "x.json:1"), ("[" * 100, "anidado a más de"), ('{"a": "x', "x.json:1"),
    ('{"a" 1}', "falta «:»"), ("[1] 2", "sobra texto"), ("", "x.json:1"), ('{"a": 1,}', "se espera una clave"), ("[1 2]", "falta «,» o «]»"), ('{"a": 01}', "falta «,» o «}»"),
])
def test_bad_json_names_its_line(text: str, wanted: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(Document(Path("x.json"), "", text))
    assert wanted in caught.value.render("es")


# Popolo


def test_popolo_records() -> None:
    _, acta = load(FILES / "popolo-aurora")
    assert acta.records["institution"]["o-concejo"].values == {"name": "Concejo de Barrios", "kind": "collegiate-body", "unit_of": "o-ayto"}
    assert acta.records["institution"]["o-ayto"].values["governs"] == "99001"
    assert {i: (r.values["person"], r.values["institution"], r.values.get("post"), r.values["sector"]) for i, r in acta.records["membership"].items()} == {
        "membership-1": ("p-1", "o-concejo", "committee-chair", "civil-society"), "m-2": ("p-2", "o-concejo", "member", "civil-society")}
    assert [n for n, _ in acta.records["person"]["p-1"].names] == ["Amalia Ríos Tovar", "Amalia Ríos"]
    assert {r.values["role"] for r in acta.table("participation")} == {"moderator", "participant"}
    assert acta.made_by == "concejo-de-barrios"


@pytest.mark.parametrize(("text", "wanted"), [
    ('{"persons": [{"id": "a", "name": "Ana"}],\n"memberships": [\n{"person_id": "b"}]}', "p.json:3: person_id: no hay person 'b' en el archivo"),
    ('{"organizations": [\n{"id": "a", "name": "A", "classification": "rara"}]}', "p.json:2: institution 'a': falta 'kind'"),
    ('{"organizations": [{"id": "a", "name": "A", "classification": "party",\n"parent_id": "z"}]}', "p.json:2: parent_id: no hay organization 'z'"),
    ('{"persons": [\n{"id": "a"}]}', "p.json:2: person 'a': falta 'name'"),
    ('{"persons": [\n7]}', "p.json:2: no es un objeto Popolo"),
    ('{"cosas": 1}', "p.json:1: no es un objeto Popolo"), ("7", "p.json:1: no es un archivo Popolo"),
    ('{"persons": [{"id": "a", "name": "Ana"}],\n"memberships": {"person_id": "a", "post_id": "q"}}', "p.json:2: post_id: no hay post 'q'"),
])
def test_popolo_errors_name_file_and_line(tmp_path: Path, text: str, wanted: str) -> None:
    assert wanted in complaint(lambda: load(source(tmp_path / "s", "popolo", "p.json", text)))


def test_popolo_variants_without_arrays(tmp_path: Path) -> None:
    """One object where a list is usual, objects by id, a bare list, embedded objects."""
    one = '{"person": {"id": "a", "name": "Ana"}, "organizations": {"x": {"id": "x", "name": "X", "classification": "party"}}, "memberships": {"person_id": "a", "organization": {"id": "x"}}}'
    assert made(source(tmp_path / "s", "popolo", "p.json", one)) == {"person": ["a"], "institution": ["x"], "membership": ["membership-1"]}
    bare = '[{"id": "a/1", "name": "Ana"}, {"id": "a_1", "name": "Luz"}, {"id": "x", "name": "X", "classification": "party"}, {"person_id": "a_1", "organization_id": "x"}]'
    assert made(source(tmp_path / "s", "popolo", "p.json", bare)) == {"person": ["a-1", f"a-1-{hashlib.sha256(b'a_1').hexdigest()[:6]}"], "institution": ["x"], "membership": ["membership-1"]}


def test_a_hat_outside_public_bodies_is_a_private_persons_by_default(tmp_path: Path) -> None:
    text = ('{"persons": [{"id": "a", "name": "Ana"}], "organizations": [{"id": "x", "name": "X", "classification": "university"}, {"id": "y", "name": "Y", "classification": "legislature"}],'
            '"memberships": [{"person_id": "a", "organization_id": "x"}, {"person_id": "a", "organization_id": "y"}]}')
    acta = load(source(tmp_path / "s", "popolo", "p.json", text))[1]
    assert [(r.values["sector"], r.values["person_class"]) for r in acta.table("membership")] == [("academia", "private-person"), ("legislative", "office-holder")]


def triples_of(acta: Acta) -> dict[str, set[tuple[object, ...]]]:
    """People, bodies and hats by name: what must survive a round trip."""
    names = {(t, i): r.values["name"] for t in ("person", "institution") for i, r in acta.records[t].items()}
    hats = {(names["person", r.values["person"]], names.get(("institution", r.values.get("institution", ""))), r.values.get("role_title"), r.values.get("post"), r.values["sector"],
             r.values["person_class"], tuple(r.values.get("observed_on", []))) for r in acta.table("membership")}
    bodies = {(r.values["name"], r.values["kind"], r.values.get("governs"), names.get(("institution", r.values.get("unit_of", "")))) for r in acta.table("institution")}
    return {"people": {(r.values["name"],) for r in acta.table("person")}, "bodies": bodies, "hats": hats}


def test_popolo_there_and_back(invented: Reader, tmp_path: Path) -> None:
    text = popolo(invented)
    first = load(source(tmp_path / "uno", "popolo", "p.json", text))[1]
    assert triples_of(first)["people"] == {("Lucía Prado Nieto",), ("Noé Campos Ruiz",), ("Tomás Ibarra O’Reyes",)}
    assert triples_of(first)["bodies"] == {("Ayuntamiento de Villa Aurora", "municipal-government", "99001", None), ("Universidad del Llano", "university", None, None)}
    assert ("Lucía Prado Nieto", "Ayuntamiento de Villa Aurora", "Titular de la Unidad de Transparencia", "head-of-transparency-unit", "government", "office-holder",
            (datetime.date(2031, 3, 4),)) in triples_of(first)["hats"]
    corpus = Corpus(tmp_path, tmp_path / "build", tmp_path)
    (tmp_path / "registry" / "identity.csv").write_text("kind,slug,source,id,reason,by,at\nmunicipality,99001,uno,99001,clave,kg,2026-11-21\n", encoding="utf-8")
    build(corpus)
    again = popolo(Reader(corpus.build))
    second = load(source(tmp_path / "otra" / "dos", "popolo", "p.json", again))[1]
    assert triples_of(second) == triples_of(first)
    assert popolo(Reader(corpus.build)) == again


def test_real_graph_there_and_back(real: Reader, tmp_path: Path) -> None:
    count = {c: len(list(real.rows(f"SELECT DISTINCT ?x {{ ?x a kg:{c} }}"))) for c in ("Person", "Institution", "Membership", "Event", "Participation")}
    acta = load(source(tmp_path / "s", "popolo", "p.json", popolo(real)))[1]
    assert {c: len(acta.table(t)) for c, t in (("Person", "person"), ("Institution", "institution"), ("Membership", "membership"), ("Event", "event"), ("Participation", "participation"))} == count


def test_export_obeys_the_policy(corpus: Corpus) -> None:
    policy = (Path(__file__).resolve().parent.parent / "data" / "policy.toml").read_text(encoding="utf-8")
    policy = policy.replace('salt = ""', 'salt = "una sal larga y secreta"').replace('student = "full"', 'student = "withheld"')
    (corpus.data / "policy.toml").write_text(policy, encoding="utf-8")
    build(corpus)
    text = popolo(Reader(corpus.build))
    assert "Lucía Prado Nieto" in text
    assert not [w for w in ("Noé", "Campos", "noe-", "campos") if w in text]


def test_export_command(tmp_path: Path) -> None:
    from kg.cli.base import App
    from kg.cli.popolo import export

    app = App("es", Path(__file__).resolve().parent / "corpus", tmp_path / "build")
    build(app.corpus)
    result = CliRunner().invoke(export, ["popolo", "-o", str(tmp_path / "p.json")], obj=app)
    assert result.exit_code == 0
    assert result.output == ""
    whole = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert {k: len(v) for k, v in whole.items()} == {"persons": 3, "organizations": 2, "memberships": 4, "posts": 4, "areas": 1, "events": 3}
    assert whole["areas"][0]["identifiers"] == [{"scheme": "INEGI", "identifier": "99001"}]
    assert whole["persons"][0]["sources"][0] == {"url": "https://w3id.org/gobierno-abierto/id/documento/foro-aurora", "note": "Foro de Gobierno Abierto 2031, renglón 7"}
    assert not {"start_date", "end_date"} & {k for m in whole["memberships"] for k in m}


# Decidim


def test_decidim_records() -> None:
    _, acta = load(FILES / "decidim-aurora")
    first, second, third = acta.table("contribution")
    assert first.values["summary"] == "Propuesta ciudadana VA-PROP-11 sobre «Espacio público» (Barrio Norte)."
    assert first.values["gloss"] == "Citizen proposal VA-PROP-11 on “Espacio público” (Barrio Norte)."
    assert (first.values["themes"], first.values["turn"], second.values["themes"], second.values["conclusion_of"]) == (["public-services"], "turno-11", ["citizen-participation"], "plan-barrios")
    assert third.values["turn"] == "turno-13"
    assert [r.values["name"] for r in acta.table("person")] == ["Irene Salas Mota"]
    text = document(read_source(FILES / "decidim-aurora")).text
    assert [text[s.start:s.end] for s in first.spans] == ["Bancas a la sombra"]


@pytest.mark.parametrize("folder", ["decidim-aurora", "decidim-plano"])
def test_decidim_takes_nobodys_sentence(folder: str) -> None:
    _, acta = load(FILES / folder)
    held = json.dumps([r.values for rows in acta.records.values() for r in rows.values()], default=str, ensure_ascii=False)
    assert not [w for w in ("bancas", "Bancas", "trueque", "Árboles", "árboles", "Fuente", "script", "<p>") if w in held]


def test_decidim_errors(tmp_path: Path) -> None:
    text = '[\n{"id": 1, "title": {"es": "a"}, "category": {"name": {"es": "Rara"}}},\n{"id": 2, "title": {"es": "b"}, "category": {"name": {"es": "Rara"}}}]'
    mapping = '[event]\nname = "Plan"\n[themes]\n"Otra" = "environment"\n'
    assert "p.json:2: la categoría 'Rara' (2 propuestas) no tiene tema → añada a [themes] de mapping.toml" in complaint(lambda: load(source(tmp_path / "s", "decidim", "p.json", text, mapping)))
    assert "falta [event] con name" in complaint(lambda: load(source(tmp_path / "s", "decidim", "p.json", text)))
    assert "no está en el esquema 'theme'" in complaint(lambda: load(source(tmp_path / "s", "decidim", "p.json", text, mapping.replace("Otra", "Rara").replace("environment", "ambiente"))))
    assert "mapping.toml:1: clave desconocida: 'evento'" in complaint(lambda: load(source(tmp_path / "s", "decidim", "p.json", text, mapping.replace("[event]", "[evento]"))))
    assert "p.csv:1: encabezado repetido: 'id'" in complaint(lambda: load(source(tmp_path / "s", "decidim", "p.csv", "id,id\n1,2\n", mapping)))
    assert "el archivo no trae propuestas" in complaint(lambda: load(source(tmp_path / "s", "decidim", "p.json", "[]", mapping)))


def test_decidim_official_proposals_are_nobodys(tmp_path: Path) -> None:
    text = ('{"proposal": {"id": 3, "source": "official", "title": "t", "category": {"name": "Vida"}, "subcategory": {"name": "Casa "}, "district": null,'
            ' "author": {"name": "Ayuntamiento", "erased": false}}}')
    acta = load(source(tmp_path / "s", "decidim", "p.json", text, '[event]\nname = "Plan"\n[themes]\n"Vida" = "environment"\n'))[1]
    assert acta.table("contribution")[0].values["summary"] == "Propuesta oficial 3 sobre «Vida: Casa»."
    assert acta.table("person") == []


# RDF


def test_rdf_records() -> None:
    _, acta = load(FILES / "rdf-aurora")
    assert acta.records["institution"]["unidad"].values == {"name": "Unidad de Archivo", "kind": "administrative-unit", "unit_of": "ayuntamiento"}
    assert [n for n, _ in acta.records["person"]["berta"].names] == ["Berta Solís Mena", "Betty Solís"]
    assert sorted((r.values["person"], r.values["institution"], r.values.get("role_title"), r.line) for r in acta.table("membership")) == [
        ("berta", "ayuntamiento", "Regidora de Cultura", 33), ("ciro", "unidad", None, 29)]
    assert [(r.values["person"], r.values["event"]) for r in acta.table("participation")] == [("ciro", "feria")]
    assert acta.records["event"]["feria"].values["dates"] == [datetime.date(2031, 5, 2)]


@pytest.mark.parametrize(("form", "file"), [("nquads", "d.nq"), ("trig", "d.trig"), ("json-ld", "d.jsonld"), ("nt", "d.nt")])
def test_rdf_syntaxes_say_the_same(tmp_path: Path, form: str, file: str) -> None:
    from rdflib import Dataset

    data = Dataset()
    data.parse(FILES / "rdf-aurora" / "datos.ttl", format="turtle")
    other = load(source(tmp_path / "s", "rdf", file, (data.default_graph if form == "nt" else data).serialize(format=form)))[1]
    _, acta = load(FILES / "rdf-aurora")
    assert {t: {i: r.values for i, r in rows.items()} for t, rows in other.records.items()} == {t: {i: r.values for i, r in rows.items()} for t, rows in acta.records.items()}
    assert load(tmp_path / "s")[1] == other


@pytest.mark.parametrize("context", ['"http://ejemplo.invalid/c.jsonld"', '[{"a": "http://x/"}, "http://ejemplo.invalid/c"]', '{"@import": "http://ejemplo.invalid/c"}',
                                     '{"t": {"@id": "http://x/t", "@context": "http://ejemplo.invalid/c"}}', '"local.jsonld"', '"\\u0068ttp://ejemplo.invalid/c"'])
def test_nothing_is_fetched(tmp_path: Path, context: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was touched")

    folder = source(tmp_path / "s", "rdf", "d.jsonld", f'{{"\\u0040context":\n {context}, "@id": "http://x/a", "@type": "http://x/T"}}')
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr("urllib.request.urlopen", refuse)
    assert "d.jsonld:2: el contexto está en otra parte" in complaint(lambda: load(folder))


@pytest.mark.parametrize(("text", "wanted"), [
    ("@prefix : <http://x/> .\n:a :b\n", "d.ttl:"), ("<http://x/a> a <https://w3id.org/gobierno-abierto/ontology#Persona> .", "d.ttl:1: la ontología no define kg:Persona → ¿quiso decir: Person"),
    ("@prefix org: <http://www.w3.org/ns/org#> .\n@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n<http://x/a> a org:Organization ; s:prefLabel \"A\" .",
     'd.ttl:3: 1 institution sin kind → dígalo en el archivo, o en el mapping: [defaults.institution] kind = "…"'),
    ('@prefix kg: <https://w3id.org/gobierno-abierto/ontology#> .\n\n<http://x/a> a kg:Institution ; kg:kind "raro" .', "d.ttl:3: kind: 'raro' no está en el esquema 'institution-kind'"),
])
def test_rdf_errors_name_file_and_line(tmp_path: Path, text: str, wanted: str) -> None:
    assert wanted in complaint(lambda: load(source(tmp_path / "s", "rdf", "d.ttl", text)))


def test_rdf_defaults_come_from_the_mapping(tmp_path: Path) -> None:
    text = '<http://x/a> a <http://www.w3.org/ns/org#Organization> ; <http://xmlns.com/foaf/0.1/name> "Casa" .\n'
    acta = load(source(tmp_path / "s", "rdf", "d.ttl", text, '[defaults.institution]\nkind = "project"\n'))[1]
    assert acta.records["institution"]["a"].values == {"name": "Casa", "kind": "project"}
    assert "mapping.toml:2: kind: 'raro' no está" in complaint(lambda: load(source(tmp_path / "s", "rdf", "d.ttl", text, '[defaults.institution]\nkind = "raro"\n')))


def test_our_own_graph_comes_back_as_rdf(invented: Reader, tmp_path: Path) -> None:
    """The Turtle of a build holds the very facts it was built from."""
    acta = load(source(tmp_path / "s", "rdf", "g.ttl", (invented.folder / "graph.ttl").read_text(encoding="utf-8")))[1]
    for cls, name in (("Person", "person"), ("Institution", "institution"), ("Event", "event"), ("Membership", "membership"), ("Participation", "participation"), ("Contribution", "contribution")):
        assert len(acta.table(name)) == len(list(invented.rows(f"SELECT DISTINCT ?x {{ ?x a kg:{cls} }}"))), name
    assert {r.values["summary"] for r in acta.table("contribution")} == {s for (s,) in invented.rows("SELECT ?s { ?x a kg:Contribution ; kg:summary ?s }")}


# Shared


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_ids_are_ids_and_keep_apart_what_differs(key: str) -> None:
    ident = Maker.ident(key)
    assert ident == Maker.ident(key)
    assert len(ident) <= 120
    assert set(ident) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    if fold(key):
        assert Maker.ident(key + "!") != ident or fold(key + "!") == fold(key)


@pytest.mark.heavy
def test_two_hundred_thousand_rows(tmp_path: Path) -> None:
    """One row, one person and one hat; the bodies are five hundred."""
    rows = "".join(f"Persona {i},Casa {i % 500},Cargo {i % 50}\n" for i in range(200_000))
    mapping = PEOPLE + """[[record]]
table = "institution"
fields.name = "Casa"
fields.kind = { const = "university" }
[[record]]
table = "membership"
fields.person = { ref = "person" }
fields.institution = { ref = "institution" }
fields.role_title = "Cargo"
fields.sector = { const = "academia" }
fields.person_class = { const = "expert" }
"""
    acta = table(tmp_path / "s", "Nombre,Casa,Cargo\n" + rows, mapping)
    assert {t: len(r) for t, r in acta.records.items() if r} == {"person": 200_000, "institution": 500, "membership": 200_000}
