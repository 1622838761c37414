"""The explorer's sources: their types agree, and they keep the rules no type can say (`visuals/explorer/rules.mjs`)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.explorer_built import EXPLORER, node

WORDS = """import { catalogue, t } from "./i18n";
catalogue({ "a.same": ["Personas", "Personas"], "a.short": ["GEXF", "GEXF"], "a.empty": ["Nada", " "], "a.hole": ["{n} de {m}", "{n} {k|of it|of them}"], "a.none": ["Nadie", "Nobody"] });
catalogue({ "a.none": ["Nadie", "Nobody"], ...t });
t("a.same"); t("a.short"); t(x ? "a.empty" : "a.lost"); t(`b.${x}`); t("a.hole", { n: 1, m: 2 });
"""
TEXT = """node.innerHTML = "x"; node.insertAdjacentHTML("beforeend", x); document.write(x); eval(x); fetch("x"); new Function("x"); h("p", { style: "top: 0" });
node.setAttribute("style", x); const markup = `<p style="${x}">`; import("./x");
"""
SAID = """h("p", { class: "muted", title: "Persona" }, "Una frase", x ? "nunca" : "GEXF"); say(`van ${n} personas`); node.textContent = "Algo"; params.append("hide", id); h("p", {}, "CSV", 3);
"""


def rules(folder: Path) -> list[str]:
    """The faults found in the sources of a folder, without what follows the name of the file."""
    done = subprocess.run([node(), str(EXPLORER / "rules.mjs"), str(folder)], capture_output=True, text=True, check=False)
    assert not done.stderr
    assert done.returncode == (1 if done.stdout else 0)
    return done.stdout.splitlines()


def test_types_agree() -> None:
    done = subprocess.run([node(), "node_modules/typescript/bin/tsc", "--noEmit"], cwd=EXPLORER, capture_output=True, text=True, check=False, env={**os.environ, "FORCE_COLOR": "0"})
    assert (done.returncode, done.stdout) == (0, "")


def test_words_are_said_once_in_both_languages_and_text_reaches_the_page_as_text() -> None:
    assert rules(EXPLORER / "src") == []


def test_faults_of_words_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_text(WORDS, encoding="utf-8")
    assert rules(tmp_path) == [
        "a.ts:2: a.same is the same in both languages: Personas",
        "a.ts:2: a.empty has an empty text",
        "a.ts:2: a.hole fills in {m,n} in Spanish and {n} in English",
        "a.ts:3: a.none is said twice, also at a.ts:2",
        'a.ts:3: "key": ["español", "English"], both as they stand',
        "a.ts:4: no text: a.lost",
        "a.ts:4: no text: ^b\\..+$",
        "a.ts:4: a.hole needs {k}",
        "a.ts:3: nobody says a.none",
    ]


@pytest.mark.parametrize(("code", "faults"), [
    (TEXT, ["innerHTML", "insertAdjacentHTML", "document.write", "eval", "fetch", "Function", "a style attribute, which the page's policy forbids: use a class, or css()"]),
    (SAID, ['words outside the catalogue: "Una frase"', 'words outside the catalogue: x ? "nunca" : "GEXF"', 'words outside the catalogue: "Persona"',
            "words outside the catalogue: `van ${n} personas`", 'words outside the catalogue: "Algo"']),
])
def test_other_faults_are_found(tmp_path: Path, code: str, faults: list[str]) -> None:
    (tmp_path / "a.ts").write_text(code, encoding="utf-8")
    found = rules(tmp_path)
    assert [f.removeprefix("a.ts:1: ") for f in found if f.startswith("a.ts:1:")] == faults
    assert [f.removeprefix("a.ts:2: ") for f in found if f.startswith("a.ts:2:")] == ([] if code is SAID else [
        "a style attribute, which the page's policy forbids: use a class, or css()", "markup in a string", "import() asks for a file"])


def test_keys_put_together_count_as_said(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_text("""catalogue({ "kind.a": ["uno", "one"], "kinds.a": ["unos", "ones"],
"b.some": ["algo", "some"], "b.some-more": ["más", "more"], "c.lost": ["perdido", "lost"], "b.any": ["todo", "any"] });
t(`${many ? "kinds" : "kind"}.${kind}`); t(`b.some${more ? "-more" : ""}`); const key = `${a}-${b}${c}`; const words = `${key} lost`; t(`b.${key}y`);
""", encoding="utf-8")
    assert rules(tmp_path) == ["a.ts:2: nobody says c.lost"]


def test_no_sources_are_no_answer(tmp_path: Path) -> None:
    assert len(rules(tmp_path)) == 1
