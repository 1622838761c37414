"""Texts that are no report, and texts made to hurt: bounded time and memory, nothing sure said of them, and a notice.

Each runs in a process of its own with a limit of memory and a generous one of time: what is tested is that neither grows without bound.
"""

from __future__ import annotations

import functools
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SECONDS, MEMORY = 60, 2 * 1024**3

CHILD = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
from kg.reading.formats.files import read_file
from kg.reading.report import read_report
reading = read_report(read_file(Path(sys.argv[1])))
text = reading.document.text
wrong = sum(text[c.start:c.end] != c.quote for c in reading.claims)
sure = [[c.type, c.quote[:80], c.rule] for c in reading.claims if c.confidence >= 0.8]
print(json.dumps({"claims": len(reading.claims), "sure": sure[:5], "wrong": wrong, "types": sorted({c.type for c in reading.claims}), "people": sum(c.type == "person" for c in reading.claims),
                  "notices": [n.en for n in reading.notices]}))
"""
NOBODY = "nobody and no contribution were recognised"


def read_apart(folder: Path, text: str, name: str = "x.txt") -> dict[str, Any]:
    """Read a text in a process with limits; fail when it breaks them or dies."""
    file = folder / name
    file.write_bytes(text.encode())
    done = subprocess.run([sys.executable, "-c", CHILD, str(file), str(MEMORY)], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    made: dict[str, Any] = json.loads(done.stdout)
    assert made["wrong"] == 0
    return made


@functools.cache
def prose(size: int) -> str:
    """Generated paragraphs about nobody."""
    words = ["la", "mesa", "un", "camino", "cada", "tarde", "sobre", "agua", "piedra", "viento", "llega", "queda", "mira", "larga", "sin", "prisa", "bajo",
             "techo", "otra", "vez", "el", "pan", "del", "horno", "blanco", "hacia", "sombra", "calle", "luego", "vuelve", "entre", "hojas", "de", "papel"]
    rng, pieces, length = random.Random(3), [], 0
    while length < size:
        sentence = " ".join(rng.choice(words) for _ in range(rng.randint(6, 22))).capitalize() + rng.choice([". ", ". ", ". ", ".\n\n"])
        pieces.append(sentence)
        length += len(sentence)
    return "".join(pieces)[:size]


def people(count: int, joint: str) -> str:
    given = ["Ana", "Luz", "Iván", "Sara", "Elena", "Bruno", "Raúl", "Hugo", "Nora", "Tomás"]
    family = ["Prado", "Nieto", "Ibarra", "Campos", "Luna", "Robles", "Vega", "Soto", "Rivas", "Mora", "Salas", "Cano", "Duarte", "Ponce", "Lara", "Rangel", "Tapia", "Osorio"]
    rng = random.Random(4)
    return joint.join(f"{rng.choice(given)} {rng.choice(given)} {rng.choice(family)} {rng.choice(family)}" for _ in range(count))


ENGLISH = """Town Meeting on Open Budgets, Spring 2031

The meeting was attended by forty residents. Margaret Holloway proposed that the council publish its contracts every month.
Arthur Pennington asked whether the library could keep the archive open on Saturdays, and the mayor promised to look into it.

Agreements

- Publish the minutes within ten days.
- Repair the street lights on Mill Lane.
"""
BUDGET = "| Partida | Concepto | Monto |\n| --- | --- | ---: |\n" + "".join(f"| {2000 + i} | Material de oficina y limpieza, bloque {i % 9} | {i * 37 % 9000:,}.00 |\n" for i in range(400))


@pytest.mark.heavy
def test_a_book_of_five_hundred_pages(tmp_path: Path) -> None:
    made = read_apart(tmp_path, prose(1_000_000))
    assert made["sure"] == []
    assert made["people"] == 0
    assert any(NOBODY in n for n in made["notices"]) or "contribution" in made["types"]


def test_prose_without_people(tmp_path: Path) -> None:
    made = read_apart(tmp_path, prose(60_000))
    assert made["sure"] == []
    assert "person" not in made["types"]


def test_an_english_page_says_nothing_sure(tmp_path: Path) -> None:
    made = read_apart(tmp_path, ENGLISH)
    assert made["sure"] == []


def test_an_english_page_is_told_to_be_none_of_ours(tmp_path: Path) -> None:
    assert any(NOBODY in n or "Spanish" in n or "language" in n for n in read_apart(tmp_path, ENGLISH)["notices"])


def test_a_budget_table_has_no_people_and_promises_nothing(tmp_path: Path) -> None:
    made = read_apart(tmp_path, BUDGET, "x.md")
    assert [s for s in made["sure"] if s[0] != "figure"] == []
    assert {"person", "participation", "membership", "contribution"} & set(made["types"]) == set()
    assert any(NOBODY in n for n in made["notices"])


def test_an_empty_file_is_an_error_and_a_blank_one_has_nothing(tmp_path: Path) -> None:
    from kg.model.errors import InputError
    from kg.reading.formats.files import read_bytes
    from kg.reading.report import read_report

    with pytest.raises(InputError, match="empty"):
        read_bytes(b"", "x.txt")
    for blank in (" ", "\n\n\n", "\u200b\u200b", "\ufeff\n", "---\n\n***\n", "[image: ]\n"):
        reading = read_report(read_bytes(blank.encode(), "x.txt"))
        assert reading.claims == []
        assert list(reading.json_lines()) == []


def test_a_text_in_capitals_is_read_like_any_other(tmp_path: Path) -> None:
    text = ("MINUTA DE LA MESA DE POZOS\n\nLA REGIDORA ANA PRADO NIETO PROPUSO MEDIR LOS POZOS DEL VALLE CADA MES.\n\nHUGO SANTOS RIVERA: PIDO QUE SE ABRA EL ARCHIVO LOS SÁBADOS.\n")
    made = read_apart(tmp_path, text)
    assert made["people"] == 2
    assert made["claims"] < 30


def test_prose_in_capitals_about_nobody_has_no_people(tmp_path: Path) -> None:
    assert read_apart(tmp_path, prose(60_000).upper())["people"] <= 3


# name → (size, text of about that many characters). The sizes of the quick ones are those that a wrong rule cannot bear.
HURTFUL: dict[str, Callable[[int], str]] = {
    "one-line": lambda n: prose(n).replace("\n", " "),
    "brackets": lambda n: "(" * (n // 2) + "Ana Prado Nieto" + ")" * (n // 2),
    "quotes": lambda n: '"' * n + " Ana Prado Nieto pidió agua",
    "open-quotes": lambda n: 'panel denominado "a ' * (n // 20),
    "digits": lambda n: "1234567890" * (n // 10),
    "digit-groups": lambda n: "123 456 " * (n // 8),
    "a": lambda n: "a" * n,
    "A": lambda n: "A" * n,
    "spaces": lambda n: "Ana" + " " * n + "Prado",
    "de-la": lambda n: "de la " * (n // 6),
    "De-La": lambda n: "De La " * (n // 6),
    "name-de-la": lambda n: "María " + "de la " * (n // 6) + "Cruz",
    "initials": lambda n: "A. " * (n // 3),
    "A.C.": lambda n: "A.C. " * (n // 5),
    "heads": lambda n: "Instituto de " * (n // 13),
    "heads-commas": lambda n: "Comisión de Agua, " * (n // 18),
    "plural-heads": lambda n: "Ayuntamientos de Agua, " * (n // 23),
    "offices": lambda n: "Directora de " * (n // 13),
    "hats": lambda n: "Ana Prado Nieto, Directora de Agua, " * (n // 36),
    "acronyms": lambda n: "el ABCD " * (n // 8),
    "asks": lambda n: "pidió " * (n // 6),
    "days": lambda n: "6, 7, 8, " * (n // 9) + "de junio",
    "junes": lambda n: "6 de junio, " * (n // 12),
    "cells": lambda n: "| Ana Prado Nieto " * (n // 18) + "|",
    "tabs": lambda n: "Ana\tPrado\t" * (n // 10),
    "letters-apart": lambda n: "A\u200bna\u0301 " * (n // 6),
    "tags": lambda n: "<a" * (n // 2),
    "links": lambda n: "[a](" * (n // 4),
    "programmes": lambda n: 'programa "' * (n // 10),
    "laws": lambda n: "Ley General de " * (n // 15),
    "thousands": lambda n: "mil " * (n // 4),
    "towns": lambda n: "municipio de Ocampo, " * (n // 21),
    "lines": lambda n: "a\n" * (n // 2),
    "roster": lambda n: people(n // 24, "\n"),
    "names": lambda n: people(n // 24, ", "),
}


@pytest.mark.parametrize("name", HURTFUL)
def test_twenty_thousand_characters_that_hurt(name: str, tmp_path: Path) -> None:
    """A few pages' worth: what takes more than linear time shows here already."""
    read_apart(tmp_path, HURTFUL[name](20_000))


@pytest.mark.heavy
@pytest.mark.parametrize("name", HURTFUL)
def test_two_hundred_thousand_characters_that_hurt(name: str, tmp_path: Path) -> None:
    read_apart(tmp_path, HURTFUL[name](200_000))


@pytest.mark.heavy
def test_ten_thousand_names_in_one_line(tmp_path: Path) -> None:
    assert read_apart(tmp_path, people(10_000, ", "))["people"] > 1000


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["digits", "a", "spaces", "one-line"])
def test_a_megabyte_of_one_thing(name: str, tmp_path: Path) -> None:
    read_apart(tmp_path, HURTFUL[name](1_000_000))


@pytest.mark.heavy
def test_five_thousand_nested_brackets_and_quotes(tmp_path: Path) -> None:
    read_apart(tmp_path, "(\"" * 5_000 + "Ana Prado Nieto pidió medir los pozos" + "\")" * 5_000)


@pytest.mark.heavy
def test_ten_megabytes_in_one_line_are_read_or_refused_soon(tmp_path: Path) -> None:
    """Over the limit of characters of a text the reader refuses; below it the time is bounded."""
    file = tmp_path / "x.txt"
    file.write_bytes(prose(1_000_000).replace("\n", " ").encode() * 10)
    done = subprocess.run([sys.executable, "-c", CHILD, str(file), str(MEMORY)], cwd=ROOT, capture_output=True, text=True, timeout=5 * SECONDS, check=False)
    assert done.returncode == 0 or "InputError" in done.stderr
