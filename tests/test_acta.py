"""The acta reader: strict, all errors at once, each with file, line and the nearest valid value."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.acta import read
from kg.model.acta_schema import acta_schema
from kg.model.errors import InputError, KgError, ManyErrors
from kg.model.toml_lines import load
from tests.conftest import INVENTED, ROOT

FORO = (INVENTED / "data" / "foro-aurora" / "acta.toml").read_text(encoding="utf-8")
HEAD = '[acta]\nformat = 1\nmade_by = "prueba"\n'


def errors(tmp_path: Path, text: str) -> list[KgError]:
    path = tmp_path / "acta.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ManyErrors) as caught:
        read(path, 452)
    return caught.value.errors


# One row a mistake: what to replace in a good acta, by what, and words of the error in both languages.
MISTAKES = [
    ('kind = "municipal-government"', 'kind = "municipal-goverment"', "municipal-goverment", "municipal-government"),
    ('format = "forum"', 'format = "forum"\ncolour = "red"', "colour", "unknown key"),
    ('governs = "villa-aurora"', 'governs = "villa-auror"', "villa-auror", "villa-aurora"),
    ('id = "mesa-lucia"', 'id = "Mesa Lucía"', "malformed", "hyphens"),
    ('id = "mesa-tomas"', 'id = "mesa-lucia"', "duplicate id", "mesa-lucia"),
    ('value = 40', 'value = "cuarenta"', "expected a number", "cuarenta"),
    ('value = 40', 'value = nan', "expected a number", "nan"),
    ('confidence = 0.97', 'confidence = 1.5', "from 0 to 1", "1.5"),
    ('dates = [2031-03-04, 2031-03-06]', 'dates = ["2031-03-04"]', "expected a date", "without quotes"),
    ('dates = [2031-03-04, 2031-03-06]', 'dates = "ayer"', "must be a list", "dates"),
    ('part_of = "foro"', 'part_of = "mesa-uno"', "cycle", "mesa-uno → mesa-uno"),
    ('turn = "p14"\nforce = "descriptive"', 'turn = "p14"\nconclusion_of = "foro"\nforce = "descriptive"', "one only", "tomas-1"),
    ('themes = ["training"]', 'themes = []', "some value", "themes"),
    ('themes = ["training"]', 'themes = ["trainin"]', "trainin", "training"),
    ('complete = false', 'complete = "no"', "true or false", "no"),
    ('wishes_tie = ["ayuntamiento-villa-aurora", "universidad-del-llano"]', 'wishes_tie = ["universidad-del-llano"]', "two or more", "other end"),
    ('person = "tomas-ibarra-oreyes"\nevent = "mesa-uno"\nrole', 'person = "tomas-ibarra-oreyes"\nevent = "foro"\nrole', "takes no part", "participation"),
    ('summary = "Crear algo que el informe deja sin nombrar."', 'summary = "  "', "expected a text", "summary"),
    ('summary = "Crear algo que el informe deja sin nombrar."', 'summary = "\\u0007"', "control characters", "remove"),
    ('summary = "Crear algo que el informe deja sin nombrar."', 'summary = "Crear \\u0085algo"', "control characters", "remove"),
    ('summary = "Crear algo que el informe deja sin nombrar."', 'summary = "Crear \\u009b2Jalgo"', "control characters", "remove"),
    ('summary = "Crear algo que el informe deja sin nombrar."', 'summary = "Crear \\u202ealgo"', "control characters", "remove"),
    ('summary = "Crear algo que el informe deja sin nombrar."', 'summary = "Crear \\u2066algo"', "control characters", "remove"),
    ('name = "Lucía Prado Nieto"', 'name = "Lucía Prado\\nNieto"', "a name is one line", "line breaks"),
    ('made_by = "lectura-manual"', 'made_by = "Yo Mismo"', "made_by", "slug"),
    ('format = 1', 'format = 2', "format = 1", "only"),
    ('review = "accepted"', 'review = "aceptado"', "review-status", "accepted"),
]


@pytest.mark.parametrize(("old", "new", *"ab"), MISTAKES, ids=lambda v: str(v)[:30])
def test_each_mistake_is_named(tmp_path: Path, old: str, new: str, a: str, b: str) -> None:
    assert old in FORO
    found = errors(tmp_path, FORO.replace(old, new, 1))
    text = "\n".join(e.render("en") for e in found)
    assert a in text
    assert b in text
    assert all(":" in e.where and e.where.split(":")[-1].isdigit() for e in found)


def test_the_line_is_that_of_the_mistake(tmp_path: Path) -> None:
    text = FORO.replace('kind = "university"', 'kind = "universidad"', 1)
    [error] = errors(tmp_path, text)
    line = text[:text.index('kind = "universidad"')].count("\n") + 1
    assert error.where.endswith(f":{line}")


@pytest.mark.parametrize(("span", "words"), [("7:1-2", "malformed"), ("L0:1-2", "malformed"), ("L1:5-5", "empty"), ("L1:0-401", "the most is 400"),
                                            ("L1:440-460", "outside the document (452"), ("L1:-1-4", "malformed")])
def test_spans(tmp_path: Path, span: str, words: str) -> None:
    found = errors(tmp_path, HEAD + f'[[person]]\nid = "a"\nname = "A"\nnames = [{{ text = "A", at = ["{span}"] }}]\n')
    assert words in found[0].render("en")
    assert found[0].where.endswith(":7")


def test_all_errors_come_at_once_sorted_by_line(tmp_path: Path) -> None:
    text = FORO.replace('kind = "university"', 'kind = "x"').replace("value = 40", "value = true").replace('id = "p14"', 'id = "P14"')
    lines = [int(e.where.rsplit(":", 1)[1]) for e in errors(tmp_path, text)]
    assert len(lines) >= 4
    assert lines == sorted(lines)


@pytest.mark.parametrize(("raw", "words"), [
    (b"[acta\n", "not valid TOML"), (b"[acta]\nformat = 1\nformat = 2\n", "not valid TOML"), (b"x = 2031-02-30\n", "not valid TOML"),
    (b"\x00\x01\x02" * 100, "binary"), ("título = 'ñ'".encode("latin-1"), "UTF-8"), (b"x = " + b"[" * 5000, "nested"), (b"x = " + b"{a=" * 5000, "TOML"),
    (b"", "[acta] is missing")])
def test_unreadable_actas(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "acta.toml"
    path.write_bytes(raw)
    with pytest.raises(KgError) as caught:
        read(path)
    assert words in caught.value.render("en")
    assert str(path) in caught.value.render("es")


def test_a_huge_acta_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "acta.toml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(InputError, match=r"100,000,000"):
        read(path)


def test_a_missing_acta_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "acta.toml")


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "acta.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(KgError):
        read(path)


@given(st.recursive(st.none() | st.booleans() | st.integers(-2**60, 2**60) | st.text("abL1:-", max_size=6), lambda c: st.lists(c, max_size=3) | st.dictionaries(st.sampled_from(
    ["id", "name", "names", "at", "text", "kind", "person", "event", "dates", "confidence"]), c, max_size=4), max_leaves=12))
def test_no_shape_of_data_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "acta.toml"
    path.write_text(f"person = {toml(value)}\nevent = {toml(value)}\n" + HEAD, encoding="utf-8")
    try:
        acta = read(path)
    except KgError as error:
        assert error.render("es")
    else:
        assert not acta.table("person")


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{k} = {toml(v)}' for k, v in value.items())}}}"
    return "0" if value is None else json.dumps(value)


def test_lines_of_every_key(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('# c\na = 1\n[b]\n"c d" = [1,\n 2]\n[[e]]\nf = { g = 1 }\n[e.h]\ni = 2\n[[e]]\nj.k = 3\n', encoding="utf-8")
    _, lines = load(path)
    assert {k: v for k, v in lines.items() if k} == {
        ("a",): 2, ("b",): 3, ("b", "c d"): 4, ("b", "c d", 0): 4, ("b", "c d", 1): 5, ("e", 0): 6, ("e", 0, "f"): 7, ("e", 0, "f", "g"): 7,
        ("e", 0, "h"): 8, ("e", 0, "h", "i"): 9, ("e", 1): 10, ("e", 1, "j"): 11, ("e", 1, "j", "k"): 11}


def test_the_published_schema_is_the_readers_own() -> None:
    assert (ROOT / "ontology" / "acta.schema.json").read_text(encoding="utf-8") == acta_schema()


@pytest.mark.parametrize("path", sorted([*INVENTED.glob("data/*/acta.toml"), *ROOT.glob("data/*/acta.toml")]), ids=lambda p: p.parent.name)
def test_every_acta_fits_the_schema(path: Path) -> None:
    data = json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str))
    jsonschema.validate(data, json.loads(acta_schema()))


def test_the_manuals_example_is_a_good_acta(tmp_path: Path) -> None:
    manual = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    path = tmp_path / "acta.toml"
    path.write_text(manual.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    acta = read(path)
    assert [len(acta.table(t)) for t in ("person", "event", "contribution", "figure")] == [1, 1, 1, 1]
