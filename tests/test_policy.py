"""The policy is obeyed where facts become triples: nothing built ever holds a name that must not be shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.graph.build import build
from kg.graph.store import Reader, current
from kg.identity.resolve import _pattern, parts
from kg.model.corpus import Corpus, bundled
from kg.model.errors import KgError
from kg.model.iri import fold, slugify
from kg.model.policy import read_policy
from tests.conftest import ROOT


def policy(corpus: Corpus, **treatments: str) -> None:
    text = (bundled("data") / "policy.toml").read_text(encoding="utf-8").replace('salt = ""', 'salt = "un secreto de prueba"')
    for name, treatment in treatments.items():
        text = re.sub(rf'(?m)^{name.replace("_", "-")} = .*$', f'{name.replace("_", "-")} = "{treatment}"', text)
    (corpus.data / "policy.toml").write_text(text, encoding="utf-8")


EVERYBODY = {"office_holder": "withheld", "expert": "withheld", "student": "withheld", "private_person": "withheld"}


def labels(corpus: Corpus) -> list[str | None]:
    return [row[0] for row in Reader(corpus.build).rows("SELECT ?l { ?p a kg:Person ; skos:prefLabel ?l } ORDER BY ?l")]


def test_initials_for_students_only(corpus: Corpus) -> None:
    policy(corpus, student="initials")
    build(corpus)
    assert labels(corpus) == ["Lucía Prado Nieto", "N. C. R.", "Tomás Ibarra O’Reyes"]


def leaks(folder: Path, names: list[str]) -> list[str]:
    found = []
    for file in folder.rglob("*"):
        raw = fold(file.read_bytes().decode("utf-8", "ignore")) if file.is_file() else ""
        found += [f"{file.name}: {n}" for n in names for form in (fold(n), slugify(n)) if form in raw]
    return found


NAMES = ["Lucía Prado Nieto", "Lucía Prado", "Prado Nieto", "Tomás Ibarra O’Reyes", "Tomás Ibarra", "Noé Campos Ruiz", "Campos Ruiz", "mesa-lucia", "taller-noe", "lucia-ayuntamiento"]


def test_the_leak_test_finds_leaks(corpus: Corpus) -> None:
    build(corpus)
    assert len(leaks(current(corpus.build), NAMES)) > 10


def test_nobody_withheld_is_anywhere_in_the_build(corpus: Corpus) -> None:
    policy(corpus, **EVERYBODY)
    build(corpus)
    assert leaks(current(corpus.build), NAMES) == []
    assert labels(corpus) == ["(nombre reservado)"] * 3


@pytest.mark.heavy
def test_nobody_withheld_is_in_the_real_build(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, tmp_path / "build", tmp_path / "data")
    for source in [*ROOT.glob("data/*/*.toml"), *ROOT.glob("data/registry/*.csv")]:
        target = tmp_path / "data" / source.parent.name / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    policy(corpus, **EVERYBODY)
    build(corpus)
    people = [line.split(",")[1] for line in (ROOT / "data" / "registry" / "people.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert len(people) > 25
    assert leaks(current(corpus.build), people) == []
    short = [f"{words[0]} {words[i]}" for words in map(str.split, people) for i in range(1, len(words)) if words[i][0].isupper()]  # "Ana Soto" of "Ana María Soto Ruiz"
    assert leaks(current(corpus.build), short) == []


@pytest.mark.parametrize(("text", "scrubbed"), [
    ("Lucía Nieto y LUCIA  PRADO llegaron", "* y * llegaron"), ("con lucía prado nieto.", "con *."), ("Sara Lucía Prado", "Sara *"), ("Lucía Pradomar", "Lucía Pradomar"),
    ("Ana de la Peña Ruiz", "*"), ("Ana Ruiz", "*"), ("María de la Peña", "*"), ("Ana y María", "Ana y María"), ("la Peña", "la Peña"),
])
def test_shorter_forms_of_a_name_are_found_as_whole_words(text: str, scrubbed: str) -> None:
    names = ["Lucía Prado Nieto", "Ana María de la Peña Ruiz"]
    patterns = sorted((_pattern(part) for part in parts(names)), key=lambda p: -len(p.pattern))
    for pattern in patterns:
        text = pattern.sub("*", text)
    assert text == scrubbed


def test_the_most_protective_hat_counts(corpus: Corpus) -> None:
    policy(corpus, office_holder="full", expert="initials")
    acta = corpus.data / "taller-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8").replace('person_class = "office-holder"', 'person_class = "expert"'), encoding="utf-8")
    build(corpus)
    assert "L. P. N." in labels(corpus)


def test_pseudonyms_need_the_salt_to_be_guessed(corpus: Corpus) -> None:
    policy(corpus, **EVERYBODY)
    build(corpus)
    first = list(Reader(corpus.build).rows("SELECT ?p { ?p a kg:Person } ORDER BY ?p"))
    path = corpus.data / "policy.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("un secreto de prueba", "otro"), encoding="utf-8")
    build(corpus)
    assert set(first).isdisjoint(Reader(corpus.build).rows("SELECT ?p { ?p a kg:Person } ORDER BY ?p"))


@pytest.mark.parametrize(("old", "new", "words"), [
    ('student = "full"', 'student = "initials"', "salt is missing"), ('student = "full"', 'student = "hidden"', "full, initials, withheld"),
    ('student = "full"', "", "student: its treatment is missing"), ('student = "full"', 'student = "full"\nminor = "full"', "minor"),
    ('base = ""', 'base = "ftp://x"', "not an IRI"), ('contact = ""', 'contact = "javascript:alert(1)"', "mailto"), ("quotes = false", 'quotes = "no"', "another type"),
    ("[policy]", "[policy]\ncolor = 1", "color")])
def test_a_wrong_policy_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "policy.toml"
    text = (bundled("data") / "policy.toml").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KgError) as caught:
        read_policy(path)
    assert words in caught.value.render("en")
