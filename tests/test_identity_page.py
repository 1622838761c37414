"""``kg identity review``: what the page shows of a question, what an answer writes and takes back, who may call, and the page under the keyboard."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kg.graph.build import load_sources
from kg.graph.originals import find
from kg.identity.case import Case, open_case
from kg.identity.mention import KINDS
from kg.loaders import load
from kg.model.acta import Span
from kg.model.corpus import Corpus
from kg.model.errors import InputError, KgError, ManyErrors, UsageError
from kg.model.registry import read_registry
from kg.reading.document import Document
from kg.serve.app import Conflict, make_app
from kg.serve.guard import HEADER, Gate
from kg.serve.identity import PAGES, routes
from kg.serve.identity_facts import ROWS, facts, registered
from kg.serve.identity_session import Contradiction, Sitting
from kg.serve.identity_view import Views, inert
from kg.serve.identity_words import PAGE, identity_texts
from kg.visual.catalogue import SHARED

from .conftest import INVENTED
from .identity_corpus import HOSTILE, write

ROOT = Path(__file__).resolve().parent.parent
HEAD = "kind,a,b,answer,reasons,by,at,note\n"
LUCIA = {"kind": "person", "a": "foro-aurora:lucia", "b": "taller-datos:lucia"}
IKER = {"kind": "person", "a": "foro-aurora:iker", "b": "mesa-sereno:iker"}
HERE = {"kind": "municipality", "a": "foro-aurora:villa-aurora", "b": "registry:15901"}
THERE = {"kind": "municipality", "a": "foro-aurora:villa-aurora", "b": "registry:30901"}
LUCIA_LINE = ("person,foro-aurora:lucia,taller-datos:lucia,same,mismo nombre; a uno le falta el segundo apellido; misma institución: ayuntamiento de villa aurora; "
              "mismo cargo: contralora,Ana Gil,2031-06-01,\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path)


def file_of(root: Path) -> Path:
    return root / "data" / "registry" / "decisions.csv"


def sat(root: Path, original: bool = True, by: str = "Ana Gil") -> Sitting:
    corpus = Corpus.at(root)
    case = open_case(load_sources(corpus)[0], read_registry(corpus.registry))
    return Sitting(case, Views((lambda source: find(corpus, source)) if original else (lambda source: None)), by, "2031-06-01")


@pytest.fixture
def sitting(root: Path) -> Sitting:
    return sat(root)


def reply(sitting: Sitting, pair: dict[str, str], answer: str, note: str = "") -> dict[str, Any]:
    return sitting.act({"action": "answer", "version": sitting.version, **pair, "answer": answer, "note": note})


def undo(sitting: Sitting) -> dict[str, Any]:
    return sitting.act({"action": "undo", "version": sitting.version})


# ---- what is shown ----

def test_questions_that_matter_most_come_first_and_are_counted(sitting: Sitting) -> None:
    state = sitting.state()
    assert state["questions"][0] == LUCIA and IKER in state["questions"] and len(state["questions"]) == state["listed"] == sum(state["counts"].values())
    weights = [sitting.question(**q)["weight"] for q in state["questions"]]
    assert weights == sorted(weights, reverse=True) and weights[0] == 5
    people = sitting.state("person")
    assert {q["kind"] for q in people["questions"]} == {"person"} and people["listed"] == people["counts"]["person"] == 3 and people["counts"] == state["counts"]
    assert (state["by"], state["at"], state["undo"], state["unsure"], state["stale"]) == ("Ana Gil", "2031-06-01", 0, 0, 0)


def test_both_sides_of_a_person(sitting: Sitting) -> None:
    shown = sitting.question(**LUCIA)
    one, two = shown["sides"]
    assert (one["name"], one["weight"], two["name"], two["weight"]) == ("Lucía Prado Nieto", 2, "Lucia Prado", 3) and one["reports"] == [["Foro de cuentas claras 2031"] * 2]
    rows = {r["row"]: [[(v["text"][0], v["both"]) for v in side["values"]] for side in r["sides"]] for r in shown["rows"]}
    assert rows == {"office": [[("Contralora", True)], [("Contralora", True)]], "body": [[("Ayuntamiento de Villa Aurora", True)]] * 2, "place": [[("Villa Aurora", True)]] * 2,
                    "event": [[("FORO DE CUENTAS CLARAS 2031 (2031-03-04)", False)], [("TALLER DE DATOS (2031-04-09)", False)]],
                    "said": [[], [("Publicar cada mes el gasto de cada área.", False)]]}
    assert [r["row"] for r in shown["rows"]] == [r for r in ROWS if r in rows] and not any(r["apart"] for r in shown["rows"])
    assert shown["reasons"][1] == ["misma institución: ayuntamiento de villa aurora", "same institution: ayuntamiento de villa aurora"]
    assert next(r for r in shown["rows"] if r["row"] == "said")["sides"][1]["values"][0]["text"][1] == "Publish the spending of each area every month."


def test_sentence_of_each_mention_in_its_context(sitting: Sitting) -> None:
    one, two = (side["evidence"] for side in sitting.question(**LUCIA)["sides"])
    assert len(one) == len(two) == 1
    assert one[0]["pieces"] == [["FORO DE CUENTAS CLARAS 2031\nVilla Aurora, 4 de marzo de 2031\n", "out"], ["Abrió la sesión ", "in"], ["Lucía Prado Nieto", "hit"], [", ", "in"],
                                ["contralora del Ayuntamiento de Villa Aurora", "fact"], [".", "in"],
                                [" Recordó que el gasto en alumbrado se publica tarde y en papel.\nTomás Ibarra Orellana, de…", "out"]]
    assert one[0]["where"] == ["informe.txt, renglón 4, caracteres 78-95", "informe.txt, line 4, characters 78-95"]
    assert [p for p in two[0]["pieces"] if p[1] == "hit"] == [["Lucia Prado", "hit"]]


def test_without_the_original_the_place_is_told(root: Path) -> None:
    shown = sat(root, original=False).question(**LUCIA)
    assert [(e["pieces"], e["spelled"], e["where"][1]) for e in shown["sides"][1]["evidence"]] == [
        (None, "Lucia Prado", "informe.txt, line 4, characters 49-60"), (None, "", "informe.txt, line 4, characters 62-103")]


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\n\r. \u202e\u0085"), min_size=1, max_size=900), st.data())
def test_any_stretch_of_any_text_is_marked_whole(text: str, data: st.DataObject) -> None:
    from kg.serve.identity_view import _pieces

    document = Document(Path("x"), "", text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    class Source:
        slug = "x"

    low, high = Views(lambda _s: None).sentence(Source(), document, Span(1, start, end))  # type: ignore[arg-type]
    pieces = _pieces(text, low, high, [(Span(1, start, end), "hit")])
    squeezed = re.sub(r"\s+", "", "".join(p for p, role in pieces if role == "hit"))
    assert low <= start < end <= high and squeezed.strip("…") == re.sub(r"\s+", "", inert(text[start:end])).strip("…")
    assert not any(0x202a <= ord(c) <= 0x202e for p, _ in pieces for c in p)


def test_registry_speaks_for_its_rows_and_for_what_it_joined(sitting: Sitting) -> None:
    shown = sitting.question(**THERE)
    assert [(s["registered"], s["evidence"] == []) for s in shown["sides"]] == [(False, False), (True, True)]
    assert {r["row"]: [v["text"][0] for v in r["sides"][1]["values"]] for r in shown["rows"] if r["sides"][1]["values"]} == {"code": ["30901"], "state": ["Veracruz"]}
    reply(sitting, HERE, "same")
    joined = sitting.question(**THERE)
    assert [j["key"] for j in joined["sides"][0]["joined"]] == ["registry:15901"] and {r["row"] for r in joined["rows"] if r["apart"]} == {"code", "state"}


@pytest.mark.parametrize(("kind", "ident", "said"), [
    ("institution", "ayuntamiento-villa-aurora", ["type Gobierno municipal", "place Villa Aurora", "people Lucía Prado Nieto (Titular de la Unidad de Transparencia)"]),
    ("municipality", "villa-aurora", ["body Ayuntamiento de Villa Aurora", "said Unir al gobierno local con la academia."]),
    ("event", "mesa-uno", ["type Panel", "parent Foro de Gobierno Abierto 2031", "date 2031-03-04", "people Lucía Prado Nieto", "people Tomás Ibarra O’Reyes"]),
    ("mechanism", "gasto-mensual", ["type Práctica", "said Difundir mensualmente lo gastado en iluminación pública."]),
    ("contribution", "tomas-2", ["type Propuesta", "speaker Tomás Ibarra O’Reyes", "event Mesa uno (2031-03-04)", "place Villa Aurora", "theme Vinculación entre sectores"])])
def test_what_an_acta_says_of_each_kind(kind: str, ident: str, said: list[str]) -> None:
    _, acta = load(INVENTED / "data" / "foro-aurora")
    assert [f"{row} {value.es}" for row, value in facts(kind, acta, acta.records[kind][ident])] == said


def test_outside_knowledge_tells_where_it_was_read(root: Path) -> None:
    (root / "data/registry/outside.csv").write_text("kind,slug,property,value,lang,source,read_on,note\nmunicipality,15901,kg:website,aurora,,https://aurora.example/,2031-01-02,\n", encoding="utf-8")
    assert [f"{row} {value.en}" for row, value in registered("municipality", "15901", read_registry(root / "data/registry"))] == [
        "code 15901", "state México", "outside website: aurora (https://aurora.example/, 2031-01-02)"]


# ---- what is written ----

@pytest.mark.parametrize(("answer", "left"), [("same", 9), ("different", 9), ("unsure", 9)])
def test_an_answer_is_one_line(sitting: Sitting, root: Path, answer: str, left: int) -> None:
    assert sitting.state()["listed"] == 10
    got = reply(sitting, LUCIA, answer)
    assert file_of(root).read_text(encoding="utf-8") == HEAD + LUCIA_LINE.replace(",same,", f",{answer},") and got["listed"] == left and LUCIA not in got["questions"]
    assert (got["said"]["answer"], got["said"]["a"], got["undo"]) == (answer, "Lucía Prado Nieto", 1)
    assert LUCIA not in sat(root).state()["questions"] and (LUCIA in sat(root).state(unsure=True)["questions"]) == (answer == "unsure")


def test_answers_are_taken_into_account_at_once(sitting: Sitting) -> None:
    got = reply(sitting, LUCIA, "same")
    other = {"kind": "person", "a": "mesa-sereno:lucia", "b": "taller-datos:lucia"}
    assert sitting.question(**other)["weight"] == 7 and got["questions"][0] == other     # all that hangs on both of one side
    assert [j["key"] for j in sitting.question(**other)["sides"][1]["joined"]] == ["foro-aurora:lucia"]
    got = reply(sitting, HERE, "same")
    assert got["said"]["gone"] and got["said"]["gone"][0].endswith("→ 15901")


def test_undo_gives_the_same_bytes_back(sitting: Sitting, root: Path) -> None:
    path = file_of(root)
    reply(sitting, LUCIA, "same", "  la vi\tdos veces ")
    first = path.read_bytes()
    assert first.decode() == HEAD + LUCIA_LINE.replace("01,\n", "01,la vi dos veces\n")
    reply(sitting, IKER, "different")
    got = undo(sitting)
    assert path.read_bytes() == first and got["said"] == {"answer": "undo", "kind": "person", "a": "Iker Zubieta Landa", "b": "Iker Zubieta Landas", "keys": [IKER["a"], IKER["b"]]}
    undo(sitting)
    assert not path.exists()
    with pytest.raises(UsageError, match="nothing to undo"):
        undo(sitting)
    by_hand = (HEAD + f"person,{IKER['a']},{IKER['b']},unsure,,Ben,2030-01-01,\ninstitution,foro-aurora:universidad,taller-datos:universidad,same,,Ben,2030-01-01,\n").replace("\n", "\r\n").encode()
    path.write_bytes(by_hand)
    sitting.state()
    reply(sitting, LUCIA, "different")
    assert path.read_bytes() != by_hand and undo(sitting)["undo"] == 0 and path.read_bytes() == by_hand


def test_an_answer_takes_the_place_of_a_doubt(sitting: Sitting, root: Path) -> None:
    path = file_of(root)
    reply(sitting, LUCIA, "unsure", "quizá")
    assert sitting.question(**LUCIA)["unsure"] == {"by": "Ana Gil", "at": "2031-06-01", "note": "quizá"}
    doubt = path.read_bytes()
    reply(sitting, LUCIA, "same")
    assert path.read_text(encoding="utf-8") == HEAD + LUCIA_LINE
    undo(sitting)
    assert path.read_bytes() == doubt
    other = sat(root, by="Ben")
    reply(other, LUCIA, "unsure")
    assert len(path.read_text(encoding="utf-8").splitlines()) == 3      # two people in doubt, a line each
    reply(other, LUCIA, "different")
    assert path.read_text(encoding="utf-8") == HEAD + LUCIA_LINE.replace(",same,", ",different,").replace("Ana Gil", "Ben")


def test_a_contradiction_is_told_with_its_path_and_not_written(sitting: Sitting, root: Path) -> None:
    reply(sitting, HERE, "same")
    before, state = file_of(root).read_bytes(), sitting.state()
    with pytest.raises(Contradiction) as error:
        reply(sitting, THERE, "same")
    told = error.value.errors[0].what.es
    assert "registry:15901 = foro-aurora:villa-aurora (decisions.csv:2, Ana Gil, 2031-06-01) = registry:30901" in told and "registry:15901 ≠ registry:30901" in told
    assert error.value.names == {"registry:15901": "Villa Aurora, México", "foro-aurora:villa-aurora": "Villa Aurora", "registry:30901": "Villa Aurora, Veracruz"}
    assert file_of(root).read_bytes() == before and sitting.state() == state
    reply(sitting, THERE, "different")


def test_a_change_on_disk_is_a_conflict(sitting: Sitting, root: Path) -> None:
    path = file_of(root)
    reply(sitting, IKER, "same")
    theirs = path.read_text(encoding="utf-8") + "institution,foro-aurora:universidad,taller-datos:universidad,same,,Ben,2030-01-01,\n"
    path.write_text(theirs, encoding="utf-8")
    with pytest.raises(Conflict, match="changed on the disk"):
        reply(sitting, LUCIA, "same")
    assert path.read_text(encoding="utf-8") == theirs
    old = sitting.version
    reply(sitting, LUCIA, "same")
    with pytest.raises(Conflict, match="Another window"):
        sitting.act({"action": "undo", "version": old})
    undo(sitting)
    assert path.read_text(encoding="utf-8") == theirs
    undo(sitting)       # an answer from before somebody else wrote: only its line goes
    assert path.read_text(encoding="utf-8") == HEAD + theirs.splitlines(keepends=True)[-1]


def test_two_who_answer_in_the_same_moment(sitting: Sitting, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program writes after the page's version was looked at and before the answer is on the disk."""
    theirs, reasons = HEAD + LUCIA_LINE.replace("Ana Gil", "Ben"), Case.reasons

    def slow(self: Case, kind: str, a: str, b: str) -> str:
        file_of(root).write_text(theirs, encoding="utf-8")
        return reasons(self, kind, a, b)

    monkeypatch.setattr(Case, "reasons", slow)
    with pytest.raises(Conflict):
        reply(sitting, IKER, "same")
    assert file_of(root).read_text(encoding="utf-8") == theirs and sitting.state()["undo"] == 0 and LUCIA not in sitting.state()["questions"]


def test_an_answer_that_somebody_took_out_is_not_taken_back_again(sitting: Sitting, root: Path) -> None:
    reply(sitting, LUCIA, "same")
    file_of(root).write_text(HEAD, encoding="utf-8")
    sitting.state()
    with pytest.raises(UsageError, match="not in the file any more"):
        undo(sitting)
    assert file_of(root).read_text(encoding="utf-8") == HEAD and sitting.state()["undo"] == 0


@pytest.mark.parametrize("broken", ["kind,a\n", HEAD + "<<<<<<< ours\n" + LUCIA_LINE + "=======\n>>>>>>> theirs\n", HEAD + LUCIA_LINE + LUCIA_LINE.replace(",same,", ",different,"),
                                    HEAD + "municipality,foro-aurora:villa-aurora,registry:15901,same,,A,2031-01-01,\nmunicipality,foro-aurora:villa-aurora,registry:30901,same,,B,2031-01-01,\n"])
def test_a_file_that_does_not_read_stops_nothing_for_good(sitting: Sitting, root: Path, broken: str) -> None:
    path = file_of(root)
    path.write_text(broken, encoding="utf-8")
    for _ in range(2):
        with pytest.raises((InputError, ManyErrors)):
            sitting.state()
    with pytest.raises((InputError, ManyErrors, Conflict)):
        reply(sitting, LUCIA, "same")
    assert path.read_text(encoding="utf-8") == broken
    path.unlink()
    assert sitting.state()["listed"] == 10
    reply(sitting, LUCIA, "same")
    assert path.read_text(encoding="utf-8") == HEAD + LUCIA_LINE


@pytest.mark.parametrize("more", [{"answer": "maybe"}, {"answer": ""}, {"answer": None}, {"a": "foro-aurora:tomas", "b": "taller-datos:tomas"}, {"kind": "event"}, {"a": "x"},
                                  {"a": LUCIA["b"], "b": LUCIA["a"]}, {"note": "a\u200bb"}, {"note": "x" * 3000}, {"note": ["a\x07"]}, {"action": "delete"}, {"action": None}, {"action": "undo"}])
def test_what_is_no_answer_is_refused(sitting: Sitting, root: Path, more: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        sitting.act({"action": "answer", "version": sitting.version, **LUCIA, "answer": "same", **more})
    assert not file_of(root).exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["same", "different", "unsure"])), max_size=8))
def test_any_answers_taken_back_leave_nothing(root: Path, steps: list[tuple[int, str]]) -> None:
    sitting, path = sat(root), file_of(root)
    start, seen = sitting.state(unsure=True), [path.read_bytes() if path.exists() else None]
    for number, answer in steps:
        asked = sitting.state(unsure=True)["questions"]
        if asked:
            try:
                reply(sitting, asked[number % len(asked)], answer)
                seen.append(path.read_bytes())
            except Contradiction:
                assert (path.read_bytes() if path.exists() else None) == seen[-1]
    while sitting.state()["undo"]:
        seen.pop()
        undo(sitting)
        assert (path.read_bytes() if path.exists() else None) == seen[-1]
    assert sitting.state(unsure=True) == start


# ---- who may call ----

PORT = 8123


@pytest.fixture
def gate() -> Gate:
    return Gate(PORT, "s" * 43)


@pytest.fixture
def web(sitting: Sitting, gate: Gate) -> TestClient:
    return TestClient(make_app(routes(sitting, "es", gate), gate), base_url=f"http://127.0.0.1:{PORT}")


def writing(gate: Gate, **more: str) -> dict[str, str]:
    return {"origin": f"http://127.0.0.1:{PORT}", HEADER: gate.writing, "content-type": "application/json", **more}


def test_without_the_key_nothing_is_read_or_written(web: TestClient, sitting: Sitting, gate: Gate, root: Path) -> None:
    body = {"action": "answer", "version": sitting.version, **LUCIA, "answer": "same"}
    for path in ("/", "/api/state", "/api/question", "/?token=x", "/?lang=en"):
        got = web.get(path)
        assert got.status_code == 403 and "Lucía" not in got.text
    assert web.post("/api/act", json=body, headers=writing(gate)).status_code == 403
    page = web.get(f"/?token={gate.token}&lang=en")
    assert page.status_code == 200 and '<html lang="en">' in page.text and gate.token not in page.text
    for name, value in (("origin", "http://evil.example"), (HEADER, "x"), ("host", "evil.example"), ("content-type", "text/plain")):
        assert web.post("/api/act", json=body, headers=writing(gate, **{name: value})).status_code in (403, 415)
    assert not file_of(root).exists()
    got = web.post("/api/act", json=body, headers=writing(gate))
    assert got.status_code == 200 and got.json()["said"]["b"] == "Lucia Prado" and file_of(root).read_text(encoding="utf-8") == HEAD + LUCIA_LINE


def test_answers_of_the_server(web: TestClient, sitting: Sitting, gate: Gate) -> None:
    page = web.get(f"/?token={gate.token}")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'sha256-" in policy and "connect-src 'self'" in policy and "unsafe" not in policy and "http" not in policy
    assert '<html lang="es">' in page.text and page.text.count("<script") == 2 and "Lucía" not in page.text and "style=" not in re.sub(r"<script.*?</script>", "", page.text, flags=re.DOTALL)
    assert web.get("/api/state?only=person").json()["listed"] == 3 and web.get("/api/question", params=LUCIA).json()["sides"][0]["name"] == "Lucía Prado Nieto"
    assert web.get("/api/question", params={**LUCIA, "b": "x"}).status_code == 400
    for nonsense in (b"", b"{", b"\xff", b"[]", b"null", b"[" * 100_000):
        assert web.post("/api/act", content=nonsense, headers=writing(gate)).status_code == 400
    reply(sitting, HERE, "same")
    got = web.post("/api/act", json={"action": "answer", "version": sitting.version, **THERE, "answer": "same"}, headers=writing(gate))
    assert got.status_code == 422 and got.json()["errors"][0]["contradiction"] and "registry:30901" in got.json()["errors"][0]["names"]
    assert web.post("/api/act", json={"action": "undo", "version": "x"}, headers=writing(gate)).status_code == 409


# ---- words, colours, command ----

def test_every_word_of_the_page_is_in_the_catalogue_in_both_languages() -> None:
    sources = "".join((PAGES / name).read_text(encoding="utf-8") for name in ("side.js", "identity.js", "identity.html.j2"))
    used = {next(filter(None, u)) for u in re.findall(r"""\bt\(\s*"([a-z_]+)"|data-t(?:-[a-z-]+)?="([a-z_]+)"|\bt\.([a-z_]+)""", sources)}
    assert used <= set(SHARED | PAGE)
    made = {f"r_{r}" for r in ROWS} | {f"{p}_{k}" for p in "qk" for k in KINDS} | {f"said_{a}" for a in ("same", "different", "unsure")}
    assert made <= set(PAGE) and all(t.es.strip() and t.en.strip() for t in PAGE.values())
    assert {k for k in set(PAGE) - used - made if not re.search(rf'["`]{re.sub("_one$", "", k)}["`]', sources)} == {"side_a", "side_b"}
    assert identity_texts("en")["same"] == "Same" and identity_texts("es")["same"] == "Lo mismo"
    ids = re.findall(r'\bid="([\w-]+)"', (PAGES / "identity.html.j2").read_text(encoding="utf-8"))
    assert len(ids) == len(set(ids))


def test_colours_reach_contrast() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    def contrast(a: str, b: str) -> float:
        high, low = sorted((light(a), light(b)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    base = (ROOT / "kg/visual/templates/base.css").read_text(encoding="utf-8").split("prefers-color-scheme: dark")
    own = (PAGES / "identity.css").read_text(encoding="utf-8").split("prefers-color-scheme: dark")
    for shared, mine in zip(base[:2], own[:2], strict=True):
        c = dict(re.findall(r"--([\w-]+): (#\w{6})", shared + mine))
        for ink, paper in (("ink", "hit"), ("ink", "fact"), ("ink", "bad-paper"), ("bad", "bad-paper"), ("soft", "bad-paper"), ("bad", "paper"), ("both", "paper"), ("soft", "paper"), ("soft", "card"),
                           ("accent-ink", "accent"), ("ink", "warn")):
            assert contrast(c[ink], c[paper]) >= 4.5, (ink, paper)


def command(*args: str, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", "from kg.cli import main; main()", *args], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env={**os.environ, "PYTHONPATH": str(ROOT), "KG_LANG": "es"})


@pytest.mark.parametrize(("args", "code", "says"), [
    (("--at", "ayer"), 2, "fecha ilegible: 'ayer'"), (("--by", "a\nb"), 2, "falta quién responde"), (("--port", "70000"), 2, "70000")])
def test_command_tells_what_is_wrong(root: Path, args: tuple[str, ...], code: int, says: str) -> None:
    process = command("identity", "review", "--no-open", *args, cwd=root)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code and says in err and out == "" and not file_of(root).exists()


def test_command_writes_no_registry_that_is_not_the_corpus_own(root: Path) -> None:
    shutil.rmtree(root / "data" / "registry")
    process = command("identity", "review", "--no-open", "--by", "Ana", cwd=root)
    assert "no tiene registro propio" in process.communicate(timeout=60)[1] and process.returncode == 2


@pytest.fixture
def served(root: Path) -> Iterator[str]:
    process = command("identity", "review", "--no-open", "--by", "Ana Gil", "--at", "2031-06-01", cwd=root)
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.kill()
    process.communicate()


# ---- in a browser ----

class Seen:
    """The page open in Chromium, with all it asked for and all it complained of."""

    def __init__(self, browser: Any, address: str, root: Path, width: int = 1400, height: int = 900, dark: bool = False) -> None:
        self.page = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light").new_page()
        self.path, self.origin = file_of(root), address.split("/?")[0]
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.on("console", lambda m: self.said.append(m.text))
        self.page.on("pageerror", lambda e: self.said.append(str(e)))
        self.page.goto(address)
        self.page.wait_for_selector("html[data-ready]")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))

    def status(self, words: str) -> None:
        self.page.wait_for_function("words => document.getElementById('status').textContent.includes(words)", arg=words)

    def names(self) -> list[str]:
        return [str(n) for n in self.page.locator("#pair .name").all_text_contents()]

    def focus(self) -> str:
        return str(self.page.evaluate("document.activeElement.id"))

    def lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines()[1:] if self.path.exists() else []

    def quiet(self) -> None:
        """Nothing was asked of another place, nothing complained, nobody's words ran."""
        assert all(url.startswith(self.origin) for url in self.asked) and self.said == []
        assert self.page.evaluate("window.__pwned === undefined") and self.page.evaluate("document.images.length") == 0


@pytest.fixture
def seen(browser: Any, served: str, root: Path) -> Seen:
    return Seen(browser, served, root)


@pytest.mark.browser
def test_keys_write_the_answer_announce_it_and_move_on(seen: Seen) -> None:
    assert seen.page.url == f"{seen.origin}/" and seen.names() == ["Lucía Prado Nieto", "Lucia Prado"] and seen.text("#question") == "¿Son la misma persona?"
    assert seen.page.locator("#pair mark").all_text_contents() == ["Lucía Prado Nieto", "Lucia Prado"] and "misma institución" in seen.text("#why")
    seen.press("s")
    seen.status("Escrito: lo mismo, Lucía Prado Nieto = Lucia Prado.")
    assert seen.path.read_text(encoding="utf-8") == HEAD + LUCIA_LINE and seen.names() == ["Lucía Prado Nava", "Lucia Prado"]
    assert seen.focus() == "question" and "Quedan 9 preguntas" in seen.text("#left") and seen.page.get_attribute("#status", "aria-live") == "polite"
    seen.press("d")
    seen.status("Escrito: distintos, Lucía Prado Nava ≠ Lucia Prado.")
    seen.press("u")
    seen.status("Escrito: no se sabe, Iker Zubieta Landa / Iker Zubieta Landas.")
    assert sorted(line.split(",")[3] for line in seen.lines()) == ["different", "same", "unsure"]
    before = seen.path.read_bytes()
    seen.press("z")
    seen.status("Deshecho: Iker Zubieta Landa")
    assert seen.names() == ["Iker Zubieta Landa", "Iker Zubieta Landas"] and len(seen.lines()) == 2
    seen.press("u")
    seen.status("Escrito: no se sabe")
    assert seen.path.read_bytes() == before
    seen.quiet()


@pytest.mark.browser
def test_undo_after_the_last_question_and_all_the_way_back(seen: Seen) -> None:
    while seen.page.locator("#pair table").count():
        left = seen.text("#left")
        seen.press("d")
        seen.page.wait_for_function("text => document.getElementById('left').innerText !== text", arg=left)
    assert seen.text("#question") == "No queda ninguna pregunta abierta." and seen.page.is_disabled("#same") and seen.page.is_enabled("#undo")
    for _ in range(len(seen.lines())):
        left = seen.text("#left")
        seen.press("z")
        seen.page.wait_for_function("text => document.getElementById('left').innerText !== text", arg=left)
    assert not seen.path.exists() and seen.page.is_disabled("#undo") and seen.names() == ["Lucía Prado Nieto", "Lucia Prado"]
    seen.press("z")
    seen.status("No hay nada que deshacer")
    seen.quiet()


@pytest.mark.browser
def test_skipping_writes_nothing_and_every_key_has_a_button(seen: Seen) -> None:
    order: list[list[str]] = [seen.names()]
    for do in (lambda: seen.press("n"), lambda: seen.press("ArrowRight"), lambda: seen.page.click("#next")):
        do()
        seen.page.wait_for_function("names => document.querySelector('#meta').innerText.startsWith(names)", arg=f"{len(order) + 1} de")
        order.append(seen.names())
    assert len({tuple(n) for n in order}) == 4 and not seen.path.exists()
    for place, do in ((3, lambda: seen.press("p")), (2, lambda: seen.press("ArrowLeft")), (1, lambda: seen.page.click("#previous"))):
        do()
        seen.page.wait_for_function("words => document.querySelector('#meta').innerText.startsWith(words)", arg=f"{place} de")
        assert seen.names() == order[place - 1]
    seen.page.click("#different")
    seen.status("Escrito: distintos, Lucía Prado Nieto ≠ Lucia Prado")
    assert seen.text("#meta").startswith("3 de 9") and seen.names() == order[3]      # not one of those that were skipped
    seen.page.click("#undo")
    seen.status("Deshecho")
    assert not seen.path.exists() and seen.names() == order[0]
    for name in ("same", "different", "unsure", "next", "previous", "undo", "note"):
        assert seen.page.locator(f"#{name}[aria-keyshortcuts]").count() == 1
    seen.quiet()


@pytest.mark.browser
def test_a_contradiction_is_shown_with_its_path(seen: Seen) -> None:
    seen.page.select_option("#only", "municipality")
    seen.page.wait_for_function("() => document.querySelector('#question').textContent.includes('municipio')")
    seen.page.focus("#question")
    keys: Callable[[], list[str]] = lambda: [str(k) for k in seen.page.locator("#pair .key").all_text_contents()]  # noqa: E731
    for wanted in (["foro-aurora:villa-aurora", "registry:15901"], ["foro-aurora:villa-aurora", "registry:30901"]):
        while keys() != wanted:
            before = seen.text("#meta")
            seen.press("n")
            seen.page.wait_for_function("text => document.querySelector('#meta').innerText !== text", arg=before)
        seen.press("s")
        if wanted[1] == "registry:15901":
            seen.status("Escrito: lo mismo")
    seen.page.wait_for_selector("#refused:not([hidden])")
    told = seen.text("#refused")
    assert "contradice lo que ya está decidido" in told and "registry:15901 = foro-aurora:villa-aurora (decisions.csv:2, Ana Gil, 2031-06-01) = registry:30901" in told
    assert "Villa Aurora, Veracruz" in told and seen.focus() == "refused" and len(seen.lines()) == 1 and seen.page.get_attribute("#refused", "role") == "alert"
    seen.press("d")
    seen.status("Escrito: distintos")
    assert len(seen.lines()) == 2 and seen.page.is_hidden("#refused")
    assert [m for m in seen.said if "422" not in m] == []


@pytest.mark.browser
@pytest.mark.parametrize("look", [{}, {"width": 390, "height": 844, "dark": True}], ids=["desktop", "phone"])
def test_hostile_words_are_words(browser: Any, served: str, root: Path, look: dict[str, Any]) -> None:
    seen = Seen(browser, served, root, **look)
    seen.press("n")
    seen.status("Saltada")
    assert f"Regidora {HOSTILE}" in seen.text("#pair") and HOSTILE.replace('"', "'") in seen.text("#pair")
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(21, 24, 28)") == bool(look.get("dark"))
    box = seen.page.locator("#same").bounding_box()
    assert box["y"] + box["height"] <= look.get("height", 900) and box["height"] >= 40      # at hand without scrolling, large enough for a thumb
    seen.quiet()


@pytest.mark.browser
def test_note_filter_and_help(seen: Seen) -> None:
    seen.press("e")
    assert seen.focus() == "note"
    seen.page.keyboard.type("dudas nuestras, suz? /")
    assert seen.lines() == [] and not seen.page.evaluate("document.getElementById('help').open")
    seen.press("Escape")
    assert seen.focus() == "question"
    seen.press("s")
    seen.status("Escrito")
    assert seen.lines()[0].endswith(',2031-06-01,"dudas nuestras, suz? /"') and seen.page.input_value("#note") == ""
    seen.press("/")
    assert seen.focus() == "only"
    assert seen.page.locator("#only option").all_text_contents() == ["Todos (9)", "Personas (2)", "Instituciones (2)", "Municipios (5)"]
    seen.page.select_option("#only", "institution")
    seen.page.wait_for_function("() => document.querySelector('#question').textContent === '¿Son la misma institución?'")
    seen.page.focus("#question")
    seen.press("?")
    assert seen.page.evaluate("document.getElementById('help').open") and seen.page.locator("#help dt").count() == 9
    seen.press("s", "d")
    seen.page.uncheck("#single")
    seen.press("Escape")
    seen.page.focus("#question")
    seen.press("s", "d", "u")
    assert len(seen.lines()) == 1
    seen.quiet()


@pytest.mark.browser
def test_the_unsure_can_be_asked_again(seen: Seen) -> None:
    seen.press("u")
    seen.status("Escrito: no se sabe")
    seen.page.check("#with-unsure")
    seen.page.wait_for_function("() => document.querySelector('#left').innerText.includes('Quedan 10')")
    assert seen.text("#unsure-text") == "Con las dudosas (1)"
    while "Ana Gil lo dejó en duda el 2031-06-01." not in seen.text("#meta"):
        before = seen.text("#meta")
        seen.page.click("#next")
        seen.page.wait_for_function("text => document.querySelector('#meta').innerText !== text", arg=before)
    seen.press("s")
    seen.status("Escrito: lo mismo")
    assert seen.path.read_text(encoding="utf-8") == HEAD + LUCIA_LINE
    seen.quiet()


@pytest.mark.browser
def test_a_change_on_disk_stops_and_can_be_read(seen: Seen) -> None:
    seen.path.write_text(HEAD + LUCIA_LINE, encoding="utf-8")
    seen.press("d")
    seen.page.wait_for_selector("#conflict:not([hidden])")
    assert "cambió en el disco" in seen.text("#conflict") and seen.focus() == "reload" and seen.path.read_text(encoding="utf-8") == HEAD + LUCIA_LINE
    seen.press("Enter")
    seen.page.wait_for_selector("#conflict", state="hidden")
    assert seen.names() == ["Lucía Prado Nava", "Lucia Prado"]
    seen.path.write_text(HEAD + "<<<<<<< a\n=======\n>>>>>>> b\n", encoding="utf-8")
    seen.press("d")
    seen.page.wait_for_selector("#refused:not([hidden])")
    assert "conflicto de git" in seen.text("#refused") and "decisions.csv:2" in seen.text("#refused")
    assert [m for m in seen.said if "409" not in m and "422" not in m] == []


@pytest.mark.browser
def test_both_languages(browser: Any, served: str, root: Path) -> None:
    seen = Seen(browser, f"{served}&lang=en", root)
    english = seen.text("body")
    assert seen.page.url == f"{seen.origin}/?lang=en" and seen.page.evaluate("document.documentElement.lang") == "en"
    seen.page.click("#lang")
    spanish = seen.text("body")
    for es, en in (("¿Son la misma persona?", "Are they the same person?"), ("misma institución:", "same institution:"), ("Lo mismo", "Same"), ("renglón", "line"),
                   ("Publicar cada mes", "Publish the spending"), ("Quedan 10 preguntas", "10 questions left")):
        assert es in spanish and en in english and es not in english, (es, en)
    seen.quiet()


@pytest.mark.browser
def test_everything_that_is_used_has_a_name_and_shows_its_focus(seen: Seen) -> None:
    unnamed = seen.page.evaluate("""() => [...document.querySelectorAll('button, input, select, [role=group], table, dialog')].filter((e) => !(e.labels && e.labels.length)
        && !e.textContent.trim() && !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')).map((e) => e.outerHTML)""")
    assert unnamed == []
    assert seen.page.evaluate("[...document.querySelectorAll('.pair th')].every((e) => ['row', 'col'].includes(e.scope))")
    seen.page.focus("#question")
    shown = []
    for _ in range(9):
        seen.press("Tab")
        shown.append(seen.page.evaluate("(() => { const s = getComputedStyle(document.activeElement); return [document.activeElement.id, s.outlineStyle, s.outlineWidth]; })()"))
    assert [s[0] for s in shown[:6]] == ["same", "different", "unsure", "note", "previous", "next"]
    assert all(style == "solid" and width == "3px" for ident, style, width in shown if ident)


def test_a_session_raises_what_the_start_shows(root: Path) -> None:
    file_of(root).write_text("kind,a\n", encoding="utf-8")
    with pytest.raises(KgError, match="columns"):
        sat(root)
