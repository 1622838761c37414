"""The vocabularies of the reading: every file loads, is folded, says nothing twice, fits the schemes; a new row changes what is read, with no change of code."""

from __future__ import annotations

import csv
import functools
import importlib
import pkgutil
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kg.reading
from kg.model.errors import InputError
from kg.model.iri import fold
from kg.model.terms import concepts
from kg.reading import vocab
from kg.reading.formats.files import read_bytes
from kg.reading.report import read_report

FOLDER = Path(vocab.__file__).parent
ROOT = Path(__file__).parent.parent
FILES = sorted(f.stem for f in FOLDER.glob("*.csv"))

# File → the columns that together may stand once only.
KEYS: dict[str, tuple[str, ...]] = {
    "acronyms": ("acronym",), "not_institutions": ("acronym",), "institution_heads": ("head",), "events": ("head",), "roles": ("role",), "role_bodies": ("role",), "role_scopes": ("role", "scope"),
    "generic_bodies": ("phrase",), "mechanisms": ("phrase", "name"), "units": ("words",), "reporting": ("verb",), "countries": ("country", "word"), "states": ("word",), "closings": ("pattern",),
    "not_contributions": ("pattern",), "subjects": ("word", "sort"),
    "cues": ("id", "pattern"), "themes": ("notation", "pattern"), "openings": ("sort", "pattern"), "wrongs": ("sort", "pattern"), "tellings": ("sort", "pattern"),
    "rules": ("id",), "confidence": ("rule",)}
# File → columns of words compared with folded text. Acronyms keep their capitals; patterns are read against folded text and are checked by compiling.
FOLDED: dict[str, tuple[str, ...]] = {
    "institution_heads": ("head", "plural"), "events": ("head",), "roles": ("role",), "role_bodies": ("role",), "role_scopes": ("role",), "generic_bodies": ("phrase",), "mechanisms": ("phrase",),
    "units": ("words",),
    "reporting": ("verb",), "abbreviations": ("abbreviation",)}
# Read as they are and compared with folded words: an ñ there is never met.
READ_RAW = ("countries", "columns", "months", "numbers", "units", "mechanisms", "role_bodies")
# File, column → schemes in which its values are (several values apart by a blank; empty is allowed).
SCHEMES: dict[tuple[str, str], tuple[str, ...]] = {
    ("acronyms", "kind"): ("institution-kind",), ("institution_heads", "kind"): ("institution-kind",), ("institution_heads", "sector"): ("sector",), ("role_bodies", "kinds"): ("institution-kind",),
    ("roles", "post"): ("post",), ("roles", "sector"): ("sector",), ("roles", "person_class"): ("person-class",), ("events", "format"): ("event-format",), ("mechanisms", "kind"): ("mechanism-kind",),
    ("units", "unit"): ("unit",), ("themes", "notation"): ("theme",), ("labels", "mode"): ("participation-mode",), ("role_labels", "role"): ("participation-role",),
    ("closings", "kind"): ("contribution-kind",),
    ("cues", "force"): ("force",)}
PATTERNS = ("cues", "themes", "openings", "closings", "not_contributions", "tellings")


def read(text: str) -> list[dict[str, object]]:
    return [{**c.data, "type": c.type, "rule": c.rule} for c in read_report(read_bytes(text.encode(), "x.txt")).claims]


def test_there_are_vocabularies() -> None:
    assert len(FILES) > 25


@pytest.mark.parametrize("name", FILES)
def test_every_file_loads_and_holds_no_blank(name: str) -> None:
    found = vocab.rows(name)
    assert found
    first = next(iter(found[0]))
    for row in found:
        assert row[first], row
        assert all(v == v.strip() for k, v in row.items() if k != "pattern"), row
    raw = (FOLDER / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.decode().endswith("\n")


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_said_twice(name: str) -> None:
    columns = KEYS.get(name) or (next(iter(vocab.rows(name)[0])),)
    twice = [k for k, n in Counter(tuple(row[c] for c in columns) for row in vocab.rows(name)).items() if n > 1]
    assert twice == []


@pytest.mark.parametrize("name", FILES)
def test_words_are_folded(name: str) -> None:
    columns = FOLDED.get(name) or (("word",) if "word" in vocab.rows(name)[0] else ())
    keeps = name not in READ_RAW      # words() folds what it gives; there ñ may be written
    wrong = [row[c] for row in vocab.rows(name) for c in columns if (row[c].replace("ñ", "n").replace("'", "") if keeps else row[c]) != fold(row[c])]
    assert wrong == []


@pytest.mark.parametrize("name", PATTERNS)
def test_patterns_compile_and_can_meet_folded_text(name: str) -> None:
    for row in vocab.rows(name):
        pattern = re.compile(row["pattern"])
        assert not pattern.fullmatch(""), f"{row['pattern']} matches nothing at all"
        assert not re.search(r"(?<!\\)[A-ZÁÉÍÓÚÜáéíóúü]", row["pattern"]), f"{row['pattern']}: folded text has neither capitals nor accents"


@pytest.mark.parametrize(("name", "column"), SCHEMES)
def test_notations_are_in_the_schemes(name: str, column: str) -> None:
    known = {notation for scheme in SCHEMES[name, column] for notation in concepts()[scheme]}
    used = {value for row in vocab.rows(name) for value in row[column].split()}
    assert used
    assert used - known == set()


def test_kinds_of_cues_are_kinds_of_contributions() -> None:
    kinds = {row["kind"] for row in vocab.rows("cues")} | {row["kind"] for row in vocab.rows("reporting")} - {""}
    assert kinds - set(concepts()["contribution-kind"]) == {"none"}
    assert {row["id"].split(".")[0] for row in vocab.rows("cues")} == {"commit", "propose", "problem", "experience", "finding", "none"}


def test_confidence_is_of_rules_and_between_nought_and_one() -> None:
    ids = {row["id"] for row in vocab.rows("rules")}
    for row in vocab.rows("confidence"):
        assert row["rule"].split("@")[0] in ids      # "rule@turn": the rule inside somebody's turn
        assert 0 <= float(row["confidence"]) <= 1
        assert row["basis"] in ("measured", "judged")
        assert 0 <= int(row["right"]) <= int(row["n"])
        assert row["basis"] == "judged" or int(row["n"]) > 0


def test_every_vocabulary_is_asked_for_by_some_module() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in FOLDER.parent.rglob("*.py"))
    assert [n for n in FILES if f'"{n}"' not in code] == []


def test_an_unknown_vocabulary_and_a_crooked_row_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="role"):
        vocab.rows("rolles")
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n1,2,3\n", encoding="utf-8")
    monkeypatch.setattr(vocab.resources, "files", lambda _: tmp_path)
    with pytest.raises(InputError, match="columns"):
        vocab.rows.__wrapped__("odd")


# -- a new row changes the reading ----------------------------------------------------------------------------------------------------


def caches() -> Iterator[functools._lru_cache_wrapper[object]]:
    """Every cached function of the reading's modules."""
    for info in pkgutil.walk_packages(kg.reading.__path__, "kg.reading."):
        module = importlib.import_module(info.name)
        yield from (f for f in vars(module).values() if isinstance(f, functools._lru_cache_wrapper) and f.__module__ == module.__name__)


@pytest.fixture
def more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Add a row to a copy of one vocabulary, and read with that copy from then on."""
    for file in FOLDER.iterdir():
        if file.is_file() and file.suffix != ".py":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    real = vocab.resources.files

    def add(name: str, row: str) -> None:
        with (tmp_path / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(row + "\n")
        monkeypatch.setattr(vocab.resources, "files", lambda anchor: tmp_path if anchor in (vocab.__name__, "kg.reading.vocab") else real(anchor))
        for cache in caches():
            cache.cache_clear()

    yield add
    monkeypatch.undo()
    for cache in caches():
        cache.cache_clear()


NEW = [
    ("acronyms", "QUXOM,guarantor-body", "Vino gente de QUXOM ayer.\n", {"type": "institution", "name": "QUXOM", "kind": "guarantor-body"}),
    ("institution_heads", "toneleria,business-association,business,no,", "La Tonelería de Maestros del Valle abrió su archivo.\n", {"type": "institution", "name": "Tonelería de Maestros del Valle"}),
    ("events", "tertulia,forum", "Tertulia de Archivos Abiertos 2031\n\nHubo pan.\n", {"type": "event", "name": "Tertulia de Archivos Abiertos 2031", "kind": "forum"}),
    ("mechanisms", "caja de voces,Caja de voces,channel", "En la plaza hay una caja de voces.\n", {"type": "mechanism", "name": "Caja de voces"}),
    ("units", "toneles,person", "Trajeron 40 toneles del valle.\n", {"type": "figure", "value": 40, "unit": "person"}),
    ("roles", "tonelera mayor,director,government,office-holder", "Ana Prado Nieto, tonelera mayor, pidió agua limpia.\n", {"type": "membership", "role": "tonelera mayor", "post": "director"}),
    ("cues", "propose.must,proposal,normative,menester sera", "Ana Prado Nieto dijo que menester será el agua limpia.\n", {"type": "contribution", "kind": "proposal", "rule": "propose.must"}),
    ("closings", "encargos\\b,commitment", "Encargos:\n\n- Agua limpia cada mes en el mercado de abajo.\n", {"type": "contribution", "kind": "commitment", "rule": "commit.listed"}),
    ("reporting", "musito,", "El agua del mercado viene de muy lejos, musitó Ana Prado Nieto en la mesa.\n", {"type": "contribution", "kind": "finding", "by": ["Ana Prado Nieto"]}),
    ("labels", "telefono,virtual", "Foro de Pozos 2031\n\nTeléfono:\nAna Prado Nieto, regidora\nHugo Santos Rivera, regidor\n",
     {"type": "participation", "person": "Ana Prado Nieto", "mode": "virtual"}),
    ("abbreviations", "tonra,yes,yes", "Es necesario abrir el pozo de la tonra. Azul, dijo Ana Prado Nieto en la mesa.\n", {"type": "contribution", "kind": "proposal", "by": ["Ana Prado Nieto"]}),
    ("role_labels", "tertulia,moderator", "Foro de Pozos 2031\n\nTertulia: Ana Prado Nieto\n", {"type": "participation", "person": "Ana Prado Nieto", "role": "moderator"}),
]


@pytest.mark.parametrize(("name", "row", "text", "wanted"), NEW, ids=[n[0] for n in NEW])
def test_a_new_row_changes_what_is_read(more: Callable[[str, str], None], name: str, row: str, text: str, wanted: dict[str, object]) -> None:
    def found() -> bool:
        return any(all(made.get(k) == v for k, v in wanted.items()) for made in read(text))

    assert not found(), "read already without the row"
    more(name, row)
    assert found(), read(text)


@pytest.mark.parametrize(("name", "row", "text", "gone"), [
    ("not_institutions", "ROCAV,prueba", "El ROCAV abrió su archivo en la sierra.\n", {"type": "institution", "name": "ROCAV"}),
    ("not_names", "prado,prueba", "Se vio a Ana Prado Nieto en el mercado.\n", {"type": "person", "name": "Ana Prado Nieto"}),
    ("not_contributions", "canto coplas,prueba", "Ana Prado Nieto dijo que en la mesa cantó coplas largas.\n", {"type": "contribution"}),
    ("place_heads", "tonel,prueba", "Se abrió el tonel Ana Prado Nieto en el mercado.\n", {"type": "person", "name": "Ana Prado Nieto"}),
    ("eponyms", "ana prado nieto,prueba", "Se vio a Ana Prado Nieto en el mercado.\n", {"type": "person", "name": "Ana Prado Nieto"})])
def test_a_new_row_of_exceptions_takes_away(more: Callable[[str, str], None], name: str, row: str, text: str, gone: dict[str, object]) -> None:
    def found() -> bool:
        return any(all(made.get(k) == v for k, v in gone.items()) for made in read(text))

    assert found()
    more(name, row)
    assert not found(), read(text)


def test_the_copies_leave_no_trace() -> None:
    assert not any(made["type"] == "institution" for made in read("Vino gente de QUXOM ayer.\n"))


# -- nobody of the reports is in the vocabularies --------------------------------------------------------------------------------------


def test_no_row_holds_the_name_of_a_person_of_the_corpus() -> None:
    """Rules know names in general, never the people of the reports they are tried on."""
    people: set[str] = set()
    for acta in sorted((ROOT / "data").glob("*/acta.toml")):
        for person in tomllib.loads(acta.read_text(encoding="utf-8")).get("person", []):
            people |= {fold(person["name"]), *(fold(n["text"]) for n in person["names"])}
    people = {p for p in people if len(p.split()) >= 2}
    assert len(people) > 20
    cells = [fold(cell) for name in FILES for row in csv.reader((FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()) for cell in row]
    assert [p for p in people if any(p in cell for cell in cells)] == []
    for readme in FOLDER.glob("*.md"):
        assert [p for p in people if p in fold(readme.read_text(encoding="utf-8"))] == []
