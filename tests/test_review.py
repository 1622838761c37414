"""``kg review``: who may call, what an action writes (and what it leaves alone), and the page under the keyboard."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kg.model.acta_drafts import DRAFT, REVIEW
from kg.model.errors import InputError, KgError, ManyErrors, UsageError
from kg.model.records import TABLES
from kg.model.source import read_source
from kg.reading.document import read_document
from kg.reading.drafts.accept import accept
from kg.reading.drafts.draft_toml import record_text
from kg.serve.app import Conflict, make_app
from kg.serve.draft_file import DraftFile
from kg.serve.guard import HEADER, MAX_BODY, Gate
from kg.serve.review import PAGES, routes
from kg.serve.session import Session
from kg.serve.words import FIELDS, NAMED, PAGE, review_texts
from kg.visual.catalogue import SHARED

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = '</script><script>window.__pwned=1</script><img src=x onerror="window.__pwned=1">'
TEXT = f"""FORO DE PUERTAS ABIERTAS 2031

Sede: Villa Aurora 🌵, 4 de marzo de 2031. {HOSTILE}

Lucía Prado Nieto, titular de la Contraloría de Villa Aurora
Propuso publicar cada mes el gasto en alumbrado. Asistieron 40 personas 🌵🌵 y nadie más.

Bruno Salas Ortega, vecino
Contó que en su calle ya funciona el comité Luz Nuestra.
{"Una frase larga de relleno que no termina, " * 12}y aquí acaba.
"""


def at(words: str, nth: int = 0) -> str:
    """The span of some words of the report, as an acta writes it."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return f"L{TEXT.count(chr(10), 0, start) + 1}:{start}-{start + len(words)}"


def named(name: str) -> dict[str, Any]:
    return {"name": name, "names": [{"text": name, "at": [at(name)]}], "confidence": 0.9, "rule": "person.name", "review": "unreviewed"}


def claim(words: str, **more: Any) -> dict[str, Any]:
    return {"at": [at(words)], "quote": words, "confidence": 0.7, "rule": "x.y", "review": "unreviewed", **more}


ACTA: list[tuple[str, dict[str, Any]]] = [
    ("municipality", {"id": "villa-aurora", **named("Villa Aurora"), "inegi": "15001", "alternatives": ["15002", "30001"]}),
    ("institution", {"id": "contraloria", **named("Contraloría de Villa Aurora"), "kind": "municipal-government"}),
    ("person", {"id": "lucia", **named("Lucía Prado Nieto")}),
    ("person", {"id": "bruno", **named("Bruno Salas Ortega"), "confidence": 0.55}),
    ("event", {"id": "foro", **named("FORO DE PUERTAS ABIERTAS 2031"), "format": "forum"}),
    ("event", {"id": "mesa", **named("Sede"), "format": "panel", "part_of": "foro"}),
    ("turn", {"id": "t1", "speaker": "lucia", "event": "foro", "status": "inferred", "method": "continuation", "alternatives": ["bruno"], **claim("Lucía Prado Nieto")}),
    ("membership", {"id": "lucia-contraloria", "person": "lucia", "institution": "contraloria", "role_title": "titular", "sector": "government", "person_class": "office-holder",
                    **claim("titular de la Contraloría de Villa Aurora")}),
    ("participation", {"id": "foro-lucia", "person": "lucia", "event": "foro", "role": "panelist", "hat": "lucia-contraloria", **claim("Lucía Prado Nieto")}),
    ("contribution", {"id": "c1", "kind": "proposal", "turn": "t1", "force": "explicit", "summary": "Propuesta (borrador por resumir)", "gloss": "Proposal (draft, to be summarised)",
                      "themes": ["transparency"], **claim("Propuso publicar cada mes el gasto en alumbrado."), "alternatives": ["Bruno Salas Ortega", "Nadie Conocido"]}),
    ("figure", {"id": "f1", "value": 40, "unit": "person", "counts": "personas", "counts_gloss": "people", "qualifier": "exact", "event": "foro", **claim("40 personas")}),
]
LOW: list[tuple[str, dict[str, Any]]] = [
    ("mechanism", {"id": "luz-nuestra", **named("comité Luz Nuestra"), "kind": "programme", "confidence": 0.4}),
    ("institution", {"id": "vecinos", **named("vecino"), "kind": "civil-society-organisation", "confidence": 0.3}),
    ("membership", {"id": "bruno-vecinos", "person": "bruno", "institution": "vecinos", "role_title": "vecino", "sector": "independent", "person_class": "private-person",
                    **claim("vecino"), "confidence": 0.3, "flags": ["rests-on-low"]}),
]


def toml_of(rows: list[tuple[str, dict[str, Any]]]) -> str:
    """A draft by hand: comments everywhere, blank lines as somebody left them."""
    parts = ['# Borrador de prueba.\n[acta]\nformat = 1\nmade_by = "kg-draft"   # la máquina\nreview = "unreviewed"\nbasis = "measured"\n']
    for n, (table, row) in enumerate(rows):
        text = record_text(table, row)
        parts.append(f"# --- {n} ---\n{text}" + ("# comentario final del registro\n\n" if n % 2 else ""))
    return "\n".join(parts) + '\n# no lo edite\n[draft.machine]\n"person/lucia" = "0123456789"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data" / "foro-2031"
    made.mkdir(parents=True)
    (made / "informe.txt").write_bytes(TEXT.encode())
    (made / DRAFT).write_text(toml_of(ACTA), encoding="utf-8")
    (made / REVIEW).write_text(toml_of(LOW), encoding="utf-8")
    (made / "source.toml").write_text(
        f'[source]\nslug = "foro-2031"\ntitle = "Foro {HOSTILE.replace(chr(34), chr(39))}"\ntitle_en = "Forum"\nlanguage = "es"\nloader = "acta"\nfile = "informe.txt"\n'
        f'sha256 = "{hashlib.sha256(TEXT.encode()).hexdigest()}"\ncharacters = {len(TEXT)}\n', encoding="utf-8")
    return made


@pytest.fixture
def session(folder: Path) -> Session:
    return opened(folder)


def opened(folder: Path) -> Session:
    return Session(folder, len(TEXT), read_document(folder / "informe.txt"))


def act(session: Session, action: str, key: str, file: str = "acta", **more: Any) -> dict[str, Any]:
    table, ident = key.split("/")
    return session.act({"action": action, "version": session.version, "file": file, "table": table, "id": ident, **more})


def row(folder: Path, key: str, file: str = DRAFT) -> dict[str, Any] | None:
    table, ident = key.split("/")
    data = tomllib.loads((folder / file).read_text(encoding="utf-8-sig"))
    return next((r for r in data.get(table, []) if r["id"] == ident), None)


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines only one of two texts has, each in order (nothing else may differ, not even in place)."""
    import difflib

    lines = list(difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    return [x[2:] for x in lines if x.startswith("- ")], [x[2:] for x in lines if x.startswith("+ ")]


# ---- who may call ----

PORT = 8123


@pytest.fixture
def gate() -> Gate:
    return Gate(PORT, "s" * 43)


def client(session: Session, gate: Gate, address: str = f"http://127.0.0.1:{PORT}") -> TestClient:
    return TestClient(make_app(routes(session, "Foro", "es", gate), gate), base_url=address, follow_redirects=False)


@pytest.fixture
def web(session: Session, gate: Gate) -> TestClient:
    """A client that has opened the printed address."""
    made = client(session, gate)
    assert made.get(f"/?token={gate.token}").status_code == 200
    return made


def writing(gate: Gate, **more: str) -> dict[str, str]:
    return {"origin": f"http://127.0.0.1:{PORT}", HEADER: gate.writing, "content-type": "application/json", **more}


def body(session: Session) -> dict[str, Any]:
    return {"action": "accept", "version": session.version, "file": "acta", "table": "person", "id": "lucia"}


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:8123", "[::1]:8123"])
def test_our_own_names_are_answered(session: Session, gate: Gate, host: str) -> None:
    assert client(session, gate).get(f"/?token={gate.token}", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example:8123", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:81234", "localhost.evil.example:8123", "localhost:8123@evil.example", "0.0.0.0:8123", ""])
def test_other_names_are_not(session: Session, gate: Gate, host: str) -> None:
    got = client(session, gate).get(f"/?token={gate.token}", headers={"host": host})
    assert got.status_code == 403 and "set-cookie" not in got.headers and "Foro" not in got.text


def test_without_the_key_nothing_is_read(session: Session, gate: Gate) -> None:
    stranger = client(session, gate)
    for path in ("/", "/api/text", "/api/state", "/nada", "/?token=", "/?token=x", f"/?token={gate.token[:-1]}", f"/?token={gate.writing}", "/?token=ñ"):
        assert stranger.get(path).status_code == 403, path
    assert stranger.get("/api/state", headers={"cookie": f"{gate.cookie}=x"}).status_code == 403
    assert stranger.get("/api/state", headers={"cookie": f"kg-1={gate.token}"}).status_code == 403
    assert stranger.post(f"/api/act?token={gate.token}", json=body(session), headers=writing(gate)).status_code == 403


def test_key_becomes_a_cookie_that_scripts_cannot_read(session: Session, gate: Gate) -> None:
    visitor = client(session, gate)
    got = visitor.get(f"/?token={gate.token}")
    assert got.headers["set-cookie"] == f"kg-{PORT}={gate.token}; HttpOnly; SameSite=Strict; Path=/"
    assert gate.token not in got.text and gate.writing in got.text and gate.writing != gate.token
    assert visitor.get("/api/state").status_code == 200 and "set-cookie" not in visitor.get("/").headers
    assert Gate(1).token != Gate(1).token and len(Gate(1).token) >= 43 and "token" not in repr(Gate(1))


def test_our_page_writes(web: TestClient, session: Session, gate: Gate, folder: Path) -> None:
    got = web.post("/api/act", json=body(session), headers=writing(gate))
    assert got.status_code == 200 and row(folder, "person/lucia")["review"] == "accepted"  # type: ignore[index]


@pytest.mark.parametrize(("name", "value", "status"), [
    ("origin", "http://evil.example", 403), ("origin", "null", 403), ("origin", f"https://127.0.0.1:{PORT}", 403), ("origin", f"http://localhost:{PORT}", 403), ("origin", None, 403),
    (HEADER, "x", 403), (HEADER, None, 403), (HEADER, "s" * 43, 403), ("sec-fetch-site", "cross-site", 403), ("sec-fetch-site", "same-site", 403),
    ("content-type", "text/plain", 415), ("content-type", "application/x-www-form-urlencoded", 415), ("content-type", None, 415), ("host", "evil.example", 403), ("cookie", "", 403)])
def test_others_do_not_write(web: TestClient, session: Session, gate: Gate, folder: Path, name: str, value: str | None, status: int) -> None:
    import json

    before, headers = (folder / DRAFT).read_bytes(), {k: v for k, v in writing(gate, **({name: value} if value is not None else {})).items() if k != name or value is not None}
    assert web.post("/api/act", content=json.dumps(body(session)), headers=headers).status_code == status
    assert (folder / DRAFT).read_bytes() == before


def test_methods_sizes_and_nonsense(web: TestClient, session: Session, gate: Gate, folder: Path) -> None:
    before = (folder / DRAFT).read_bytes()
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        got = web.request(method, "/api/act", json=body(session), headers=writing(gate))
        assert got.status_code == 405 and not any(h.startswith("access-control") for h in got.headers)
    assert web.get("/api/act").status_code == 405
    assert web.post("/api/act", content=b"x" * (MAX_BODY + 1), headers=writing(gate)).status_code == 413
    assert web.post("/api/act", content=iter([b"x" * MAX_BODY, b"xx"]), headers=writing(gate)).status_code == 413
    assert web.post("/api/act", content=b"{", headers=writing(gate, **{"content-length": "-1"})).status_code == 413
    for nonsense in (b"", b"{", b"\xff", b"[]", b"null", b'{"action": 1}', b"[" * 100_000):
        got = web.post("/api/act", content=nonsense, headers=writing(gate))
        assert got.status_code in (400, 409) and got.json()["errors"], nonsense[:20]
    assert (folder / DRAFT).read_bytes() == before


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_pages_may_lead_here_but_not_read(web: TestClient, site: str) -> None:
    assert web.get("/api/state", headers={"sec-fetch-site": site, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}).status_code == 403
    assert web.get("/", headers={"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}).status_code == 403
    assert web.get("/", headers={"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}).status_code == 200


def test_every_response_is_harmless(web: TestClient, session: Session, gate: Gate) -> None:
    stranger = client(session, gate)
    for got in (web.get("/"), web.get("/api/state"), web.get("/api/text"), web.get("/nada"), web.post("/api/act", json={}, headers=writing(gate)), stranger.get("/")):
        policy = got.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy and "*" not in policy and "http" not in policy
        assert (got.headers["x-content-type-options"], got.headers["referrer-policy"], got.headers["cache-control"]) == ("nosniff", "no-referrer", "no-store")
        assert got.headers["cross-origin-resource-policy"] == "same-origin" and not any(h.startswith("access-control") for h in got.headers)
    assert "script-src 'sha256-" in web.get("/").headers["content-security-policy"]


def test_page_holds_nobodys_markup_and_asks_nothing_elsewhere(session: Session, gate: Gate, folder: Path) -> None:
    made = TestClient(make_app(routes(session, read_source(folder).title.es, "es", gate), gate), base_url=f"http://127.0.0.1:{PORT}")
    page = made.get(f"/?token={gate.token}").text
    assert page.count("<script") == 2 and "<img" not in page and "&lt;img src=x onerror=&#39;" in page
    outside = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r'(?:src|href)="(?!#|data:,)', outside) and "style=" not in outside and not re.search(r"<[^>]*\son\w+=", outside)


# ---- what an action writes ----

def test_accepting_changes_one_line(session: Session, folder: Path) -> None:
    before = (folder / DRAFT).read_text(encoding="utf-8")
    got = act(session, "accept", "person/bruno")
    after = (folder / DRAFT).read_text(encoding="utf-8")
    assert changed_lines(before, after) == (['review = "unreviewed"\n'], ['review = "accepted"\n'])
    assert [r["id"] for r in got["records"]] == ["bruno"] and got["select"] == "acta/person/bruno" and (folder / REVIEW).read_text(encoding="utf-8") == toml_of(LOW)
    act(session, "reject", "person/bruno")
    assert row(folder, "person/bruno")["review"] == "rejected"  # type: ignore[index]
    act(session, "reset", "person/bruno")
    assert (folder / DRAFT).read_text(encoding="utf-8") == before


def test_a_correction_touches_its_record_only(session: Session, folder: Path) -> None:
    before = (folder / DRAFT).read_text(encoding="utf-8")
    act(session, "correct", "membership/lucia-contraloria", changes={"role_title": "Contralora «interina»", "post": "", "observed_on": ["2031-03-04"], "institution": ""})
    gone, new = changed_lines(before, (folder / DRAFT).read_text(encoding="utf-8"))
    assert gone == ['institution = "contraloria"\n', 'role_title = "titular"\n', 'review = "unreviewed"\n']
    assert new == ['role_title = "Contralora «interina»"\n', "observed_on = [2031-03-04]\n", 'review = "corrected"\n']


def test_saving_a_form_without_changes_accepts(session: Session, folder: Path) -> None:
    act(session, "correct", "figure/f1", changes={"value": "40"})
    assert row(folder, "figure/f1")["review"] == "accepted"  # type: ignore[index]
    act(session, "correct", "figure/f1", changes={"value": "40.5"})
    assert (row(folder, "figure/f1")["value"], row(folder, "figure/f1")["review"]) == (40.5, "corrected")  # type: ignore[index]
    act(session, "accept", "figure/f1")
    assert row(folder, "figure/f1")["review"] == "corrected"  # type: ignore[index]


@pytest.mark.parametrize(("key", "changes", "field", "says"), [
    ("event/foro", {"format": "fiesta"}, "format", "'fiesta' no está en el esquema"), ("event/foro", {"dates": ["ayer"]}, "dates", "se espera una fecha"),
    ("event/foro", {"start_time": "25:00"}, "start_time", "se espera una hora"), ("event/foro", {"part_of": "mesa"}, "", "forma un ciclo"), ("person/lucia", {"name": " "}, "name", "es obligatorio"),
    ("person/lucia", {"names": []}, "names", "es obligatorio"), ("figure/f1", {"value": "muchos"}, "value", "se espera un número"), ("figure/f1", {"value": "nan"}, "value", "se espera un número"),
    ("figure/f1", {"at": []}, "at", "evidencia"), ("figure/f1", {"at": ["L1:5-2"]}, "at", "tramo vacío"), ("figure/f1", {"at": [f"L1:{len(TEXT)}-{len(TEXT) + 3}"]}, "at", "fuera del documento"),
    ("turn/t1", {"speaker": "nadie"}, "speaker", "no existe 'nadie'"), ("turn/t1", {"speaker": "bruno"}, "", "no participa"), ("contribution/c1", {"themes": []}, "themes", "es obligatorio"),
    ("contribution/c1", {"conclusion_of": "foro"}, "", "turn o conclusion_of"), ("person/lucia", {"names": [{"text": "Lucía", "at": [at("Bruno Salas Ortega")]}]}, "names", "no contiene «Lucía»"),
    ("person/lucia", {"name": "a\x00b"}, "name", "control")])
def test_what_the_check_refuses_is_not_written(session: Session, folder: Path, key: str, changes: dict[str, Any], field: str, says: str) -> None:
    before = (folder / DRAFT).read_bytes()
    with pytest.raises(ManyErrors) as error:
        act(session, "correct", key, changes=changes)
    assert any(says in e.what.es and getattr(e, "field", None) == field for e in error.value.errors), [e.what.es for e in error.value.errors]
    assert (folder / DRAFT).read_bytes() == before and session.state()["undo"] == 0
    act(session, "accept", key)     # the session goes on


@pytest.mark.parametrize("more", [{"action": "delete"}, {"id": "nadie"}, {"table": "acta"}, {"file": "../x"}, {"action": "correct", "changes": {"surprise": 1}}, {"action": "correct", "changes": 3},
                                  {"action": "correct", "changes": {"name": {"a": 1}}}, {"action": "correct", "changes": {"names": "x"}}, {"action": "choose", "number": True},
                                  {"action": "choose", "number": 7}, {"action": "span", "start": "1", "end": 2}, {"action": "undo"}])
def test_what_is_no_action_is_refused(session: Session, folder: Path, more: dict[str, Any]) -> None:
    before = (folder / DRAFT).read_bytes()
    with pytest.raises(UsageError):
        session.act({**body(session), **more})
    assert (folder / DRAFT).read_bytes() == before


def test_old_mistakes_of_others_do_not_stop_a_correction(folder: Path) -> None:
    path = folder / DRAFT
    path.write_text(path.read_text(encoding="utf-8").replace('format = "panel"', 'format = "panal"'), encoding="utf-8")
    session = opened(folder)
    assert "panal" in session.state()["problems"]["event/mesa"][0]["es"]
    act(session, "correct", "person/lucia", changes={"note": "bien"})
    act(session, "correct", "event/mesa", changes={"format": "panel"})
    assert session.state()["problems"] == {} and row(folder, "event/mesa")["format"] == "panel"  # type: ignore[index]


def test_rejecting_tells_what_falls(session: Session) -> None:
    got = act(session, "reject", "person/lucia")
    assert set(got["fallen"]) == {"turn/t1", "membership/lucia-contraloria", "participation/foro-lucia", "contribution/c1"}
    assert act(session, "accept", "person/lucia")["fallen"] == {}


def test_a_change_on_disk_is_a_conflict_and_nothing_is_lost(session: Session, folder: Path) -> None:
    act(session, "accept", "person/lucia")
    path = folder / DRAFT
    theirs = path.read_text(encoding="utf-8").replace("# --- 3 ---", "# --- 3, visto ---")
    old = session.version
    path.write_text(theirs, encoding="utf-8")
    with pytest.raises(Conflict):
        act(session, "accept", "person/bruno")
    assert path.read_text(encoding="utf-8") == theirs
    with pytest.raises(Conflict):
        session.act({**body(session), "version": old})
    assert session.state()["undo"] == 0
    act(session, "accept", "person/bruno")
    assert "visto" in path.read_text(encoding="utf-8") and row(folder, "person/bruno")["review"] == "accepted"  # type: ignore[index]
    path.write_text("[acta", encoding="utf-8")
    with pytest.raises(InputError):
        session.state()
    path.unlink()
    with pytest.raises(InputError):
        session.state()


def test_two_reviews_of_one_folder_do_not_overwrite_each_other(folder: Path) -> None:
    first, second = opened(folder), opened(folder)
    act(first, "accept", "person/lucia")
    with pytest.raises(Conflict):
        act(second, "accept", "person/bruno")
    second.state()
    act(second, "accept", "person/bruno")
    assert {row(folder, f"person/{p}")["review"] for p in ("lucia", "bruno")} == {"accepted"}  # type: ignore[index]


def test_threads_take_turns(session: Session, folder: Path) -> None:
    keys = [f"{t}/{r['id']}" for t, r in ACTA]

    def work(key: str) -> None:
        while True:
            try:
                act(session, "accept", key)
                return
            except Conflict:
                continue

    threads = [threading.Thread(target=work, args=(k,)) for k in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(row(folder, k)["review"] == "accepted" for k in keys)  # type: ignore[index]


def test_undo_goes_back_byte_by_byte(session: Session, folder: Path) -> None:
    seen = [[(folder / n).read_bytes() for n in (DRAFT, REVIEW)]]
    for do in (lambda: act(session, "accept", "person/lucia"), lambda: act(session, "correct", "event/foro", changes={"dates": ["2031-03-04"], "motto": "Ábranse"}),
               lambda: act(session, "accept", "mechanism/luz-nuestra", "review"), lambda: act(session, "choose", "turn/t1", number=0),
               lambda: act(session, "reject", "membership/bruno-vecinos", "review"),
               lambda: act(session, "correct", "institution/vecinos", "review", changes={"kind": "collegiate-body"})):
        do()
        seen.append([(folder / n).read_bytes() for n in (DRAFT, REVIEW)])
    assert len({tuple(s) for s in seen}) == 7
    while len(seen) > 1:
        seen.pop()
        session.act({"action": "undo", "version": session.version})
        assert [(folder / n).read_bytes() for n in (DRAFT, REVIEW)] == seen[-1]
    with pytest.raises(UsageError, match="nothing to undo"):
        session.act({"action": "undo", "version": session.version})


def test_accepting_a_doubtful_one_moves_it_into_the_acta(session: Session, folder: Path) -> None:
    before = (folder / DRAFT).read_text(encoding="utf-8")
    got = act(session, "accept", "mechanism/luz-nuestra", "review")
    assert got["gone"] == ["review/mechanism/luz-nuestra"] and got["select"] == "acta/mechanism/luz-nuestra"
    assert row(folder, "mechanism/luz-nuestra") == {**LOW[0][1], "review": "accepted"} and row(folder, "mechanism/luz-nuestra", REVIEW) is None
    gone, new = changed_lines(before, (folder / DRAFT).read_text(encoding="utf-8"))
    assert gone == [] and new[:2] in (["\n", "[[mechanism]]\n"], ["[[mechanism]]\n", 'id = "luz-nuestra"\n'])
    left, right = (folder / REVIEW).read_text(encoding="utf-8"), toml_of(LOW)
    assert changed_lines(right, left)[1] == [] and "# comentario final" in left


def test_what_rests_on_the_doubtful_waits_for_it(session: Session, folder: Path) -> None:
    with pytest.raises(ManyErrors) as error:
        act(session, "accept", "membership/bruno-vecinos", "review")
    assert "no existe 'vecinos'" in error.value.errors[0].what.es
    act(session, "accept", "institution/vecinos", "review")
    act(session, "accept", "membership/bruno-vecinos", "review")
    assert row(folder, "membership/bruno-vecinos")["review"] == "accepted"  # type: ignore[index]
    made = accept(folder, len(TEXT))
    assert made.records == len(ACTA) + 2 and made.for_review == 1


def test_another_speaker_at_one_key(session: Session, folder: Path) -> None:
    act(session, "choose", "turn/t1", number=0)
    turn = row(folder, "turn/t1")
    assert turn and (turn["speaker"], turn["alternatives"], turn["review"]) == ("bruno", ["lucia"], "corrected")
    there = row(folder, "participation/foro-bruno-participant")
    assert there and (there["event"], there["role"], there["at"], there["review"]) == ("foro", "participant", turn["at"], "corrected")
    act(session, "choose", "turn/t1", number=0)
    assert row(folder, "turn/t1")["speaker"] == "lucia"  # type: ignore[index]


def test_another_speaker_of_a_contribution_is_that_of_its_turn(session: Session, folder: Path) -> None:
    act(session, "choose", "contribution/c1", number=0)
    assert row(folder, "turn/t1")["speaker"] == "bruno"  # type: ignore[index]
    assert row(folder, "contribution/c1")["alternatives"] == ["Lucía Prado Nieto", "Nadie Conocido"]  # type: ignore[index]
    with pytest.raises(KgError, match="is not in the acta"):
        act(session, "choose", "contribution/c1", number=1)


def test_another_code_of_a_municipality(session: Session, folder: Path) -> None:
    act(session, "choose", "municipality/villa-aurora", number=1)
    made = row(folder, "municipality/villa-aurora")
    assert made and (made["inegi"], made["alternatives"]) == ("30001", ["15002", "15001"])


def test_evidence_from_a_stretch_of_the_report(session: Session, folder: Path) -> None:
    words = " 🌵🌵 y nadie más. "
    start = TEXT.index("40 personas")
    act(session, "span", "figure/f1", start=start, end=start + len("40 personas") + len(words.rstrip()))
    made = row(folder, "figure/f1")
    assert made and made["quote"] == "40 personas 🌵🌵 y nadie más." and made["at"] == [at("40 personas 🌵🌵 y nadie más.")] and made["review"] == "corrected"
    more = TEXT.index("Asistieron")
    act(session, "span", "figure/f1", start=more - 1, end=more + 11, more=True)     # blanks at the edges go
    assert row(folder, "figure/f1")["quotes"] == ["Asistieron", "40 personas 🌵🌵 y nadie más."]  # type: ignore[index]
    long = TEXT.index("Una frase larga")
    act(session, "span", "contribution/c1", start=long, end=TEXT.index("acaba") + 5)
    made = row(folder, "contribution/c1")
    assert made and len(made["at"]) == 2 == len(made["quotes"]) and all(int(s.split("-")[1]) - int(s.split(":")[1].split("-")[0]) <= 400 for s in made["at"])
    for low, high in ((5, 5), (-1, 4), (0, len(TEXT) + 1), (TEXT.index("\n\n"), TEXT.index("\n\n") + 2)):
        with pytest.raises(KgError):
            act(session, "span", "figure/f1", start=low, end=high)


def test_evidence_of_a_name_adds_a_spelling(session: Session, folder: Path) -> None:
    start = TEXT.index("Lucía")
    act(session, "span", "person/lucia", start=start, end=start + 5)
    act(session, "span", "person/lucia", start=start, end=start + len("Lucía Prado Nieto"))
    assert [n["text"] for n in row(folder, "person/lucia")["names"]] == ["Lucía Prado Nieto", "Lucía"]  # type: ignore[index]


def test_without_the_original(folder: Path) -> None:
    session = Session(folder, len(TEXT), None)
    act(session, "correct", "figure/f1", changes={"qualifier": "exact", "note": "ok"})
    with pytest.raises(UsageError):
        act(session, "span", "figure/f1", start=0, end=4)


def test_line_ends_and_mark_of_the_file_stay(folder: Path) -> None:
    path = folder / DRAFT
    path.write_bytes(b"\xef\xbb\xbf" + toml_of(ACTA).replace("\n", "\r\n").encode())
    before, session = path.read_bytes(), opened(folder)
    act(session, "correct", "person/lucia", changes={"note": "línea", "name": "Lucía P."})
    act(session, "accept", "mechanism/luz-nuestra", "review")
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf") and after.count(b"\n") == after.count(b"\r\n") > before.count(b"\n")
    assert 'note = "línea"\r\n'.encode() in after and row(folder, "person/lucia")["name"] == "Lucía P."  # type: ignore[index]


def test_records_written_otherwise_are_left_to_an_editor(folder: Path) -> None:
    path = folder / DRAFT
    odd = '\n[[person]]\nid = "ana"\nname = "Ana"\nreview = "unreviewed"\n[[person.names]]\ntext = "vecino"\nat = ["' + at("vecino") + '"]\n'
    path.write_text(path.read_text(encoding="utf-8") + odd, encoding="utf-8")
    before, session = path.read_bytes(), opened(folder)
    with pytest.raises(InputError, match="text editor"):
        act(session, "accept", "person/ana")
    assert path.read_bytes() == before


COMMENTED = """[acta]
[[figure]]  # cabeza
# antes
id = "a"   # el id
value = 3 # tres # y más
counts = "uno # no es comentario" # sí
at = [ # dentro
  "L1:0-3", # más
  "L2:4-9",
] # fuera
quote = '''
# no es comentario
[[figure]]
'''

# final
review = "unreviewed"   # estado
# cola
[[figure]]
id = "b\""""


def test_comments_of_changed_lines_stay(tmp_path: Path) -> None:
    path = tmp_path / DRAFT
    path.write_text(COMMENTED, encoding="utf-8")
    file = DraftFile.read(path)
    assert file.encoded() == COMMENTED.encode() and set(file.rows) == {("figure", "a"), ("figure", "b")}
    old = file.rows["figure", "a"]
    file.put(("figure", "a"), {**old, "value": 4, "counts": "dos", "at": ["L1:0-2"], "review": "accepted", "unit": "person"})
    expected = COMMENTED.replace("value = 3 #", 'value = 4 #').replace('"uno # no es comentario" # sí', '"dos" # sí').replace(
        'at = [ # dentro\n  "L1:0-3", # más\n  "L2:4-9",\n] # fuera', 'at = ["L1:0-2"] # fuera').replace(
        'review = "unreviewed"   #', 'review = "accepted"   #').replace("y más\n", 'y más\nunit = "person"\n')
    assert file.encoded().decode() == expected
    file.put(("figure", "b"), {"id": "b", "review": "accepted"})
    assert file.encoded().decode() == expected + '\nreview = "accepted"\n'


TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_text_in_any_record_leaves_every_other_line(folder: Path, data: st.DataObject) -> None:
    file = DraftFile.read(folder / DRAFT)
    first = file.encoded()
    for _ in range(data.draw(st.integers(1, 4))):
        key = data.draw(st.sampled_from(sorted(file.rows)))
        before, (start, end) = list(file.lines), file.blocks[key]
        record = dict(file.rows[key])
        for name in data.draw(st.lists(st.sampled_from(["note", "name", "quote", "review", "alternatives", "as_written"]), unique=True)):
            value: Any = data.draw(st.lists(TEXTS, max_size=3) if name in ("alternatives", "as_written") else TEXTS)
            record = {k: v for k, v in record.items() if k != name} if not value else {**record, name: value}
        file.put(key, record)
        assert file.lines[:start] == before[:start] and file.lines[file.blocks[key][1]:] == before[end:]
    scratch = folder / "otro.toml"
    scratch.write_bytes(file.encoded())
    again = DraftFile.read(scratch)
    assert again.rows == file.rows and again.blocks == file.blocks and first == (folder / DRAFT).read_bytes()


# ---- words, colours, command ----

def test_every_word_of_the_page_is_in_the_catalogue_in_both_languages() -> None:
    known = set(SHARED | PAGE | NAMED) | {f"f_{k}" for k in FIELDS} | {"title", "name"}
    scripts = "".join(p.read_text(encoding="utf-8") for p in sorted(PAGES.glob("*.js"))) + (PAGES / "review.html.j2").read_text(encoding="utf-8")
    used = set(re.findall(r"""\bt\(\s*"([a-z_]+)"|data-t(?:-[a-z-]+)?="([a-z_]+)"|\bt\.([a-z_]+)""", scripts))
    assert {next(filter(None, u)) for u in used} <= known
    assert all(text.es.strip() and text.en.strip() for text in [*PAGE.values(), *NAMED.values(), *FIELDS.values()])
    assert {f.name for t in TABLES for f in t.fields} == set(FIELDS) and {f"t_{t.name}" for t in TABLES} <= set(NAMED)
    ids = re.findall(r'\bid="([\w-]+)"', (PAGES / "review.html.j2").read_text(encoding="utf-8"))
    assert len(ids) == len(set(ids))
    unused = {k for k in PAGE if not re.search(rf"""["'.]{k}\b""", scripts)}
    assert unused == set()
    assert review_texts("en")["accept"] == "Accept" and review_texts("es")["accept"] == "Aceptar"


def test_colours_reach_contrast() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    def contrast(a: str, b: str) -> float:
        high, low = sorted((light(a), light(b)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    base = (ROOT / "kg/visual/templates/base.css").read_text(encoding="utf-8").split("prefers-color-scheme: dark")
    own = (PAGES / "review.css").read_text(encoding="utf-8").split("prefers-color-scheme: dark")
    for shared, mine in zip(base[:2], own[:2], strict=True):
        page, tint = (dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in (shared, mine))
        assert {t.name for t in TABLES} <= set(tint)
        assert all(contrast(page["ink"], tint[t.name]) >= 4.5 for t in TABLES)
        assert all(contrast(tint[ink], page[paper]) >= 4.5 for ink in ("ok", "bad") for paper in ("paper", "card"))
        assert contrast(page["accent"], page["accent-ink"]) >= 4.5


def command(*args: str, cwd: Path) -> subprocess.Popen[str]:
    code = "from kg.cli import main; from kg.cli.review import review_command; from kg.cli.root import cli; cli.add_command(review_command); main()"
    return subprocess.Popen([sys.executable, "-c", code, *args], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT), "KG_LANG": "en"})


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    process = command("review", "foro-2031", "--no-open", cwd=folder.parent.parent)
    assert process.stdout is not None
    yield process.stdout.readline().strip(), process
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_command_serves_on_loopback_and_ends_on_interrupt(served: tuple[str, subprocess.Popen[str]], folder: Path) -> None:
    import urllib.error
    import urllib.request

    address, process = served
    found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\?token=([\w-]{43})", address)
    assert found
    with urllib.request.urlopen(address, timeout=30) as got:
        assert got.status == 200 and "server" not in {k.lower() for k in got.headers}
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"http://127.0.0.1:{found[1]}/", timeout=30)
    taken = command("review", str(folder), "--no-open", "--port", found[1], cwd=folder)
    assert "cannot listen on port" in taken.communicate(timeout=60)[1] and taken.returncode == 4
    with socket.socket() as other:
        assert other.connect_ex((socket.gethostbyname("localhost"), int(found[1]))) == 0
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130 and out == "" and "Traceback" not in err and "Ctrl-C ends" in err


def test_command_tells_what_is_missing(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "otro.txt"
    other.write_text("otro", encoding="utf-8")
    (tmp_path / "vacia").mkdir()
    for args, code, says in ((("review", "nadie", "--no-open"), 2, "there is no folder or source 'nadie'"), (("review", str(folder), "--no-open", "--original", str(other)), 3, "sha256 differs"),
                             (("review", str(tmp_path / "vacia"), "--no-open"), 3, "source.toml")):
        process = command(*args, cwd=tmp_path)
        assert says in process.communicate(timeout=60)[1] and process.returncode == code
    (folder / DRAFT).unlink()
    process = command("review", "foro-2031", "--no-open", cwd=tmp_path)
    assert "kg draft" in process.communicate(timeout=60)[1] and process.returncode == 3


# ---- in a browser ----

class Seen:
    """The page open in Chromium, with all it asked for and all it complained of."""

    def __init__(self, browser: Any, address: str, folder: Path, width: int = 1400, height: int = 900, dark: bool = False) -> None:
        self.page = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light").new_page()
        self.folder, self.origin = folder, address.split("/?")[0]
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

    def pick(self, words: str) -> None:
        self.page.click(f"#list .item:has-text('{words}') >> nth=0")

    def row(self, key: str, file: str = DRAFT) -> dict[str, Any]:
        return row(self.folder, key, file) or {}

    def quiet(self) -> None:
        """Nothing was asked of another place, nothing complained, nobody's words ran."""
        assert all(url.startswith(self.origin) for url in self.asked) and self.said == []
        assert self.page.evaluate("window.__pwned === undefined") and self.page.evaluate("document.images.length") == 0


@pytest.fixture
def seen(browser: Any, served: tuple[str, subprocess.Popen[str]], folder: Path) -> Seen:
    return Seen(browser, served[0], folder)


@pytest.mark.browser
@pytest.mark.parametrize("look", [{}, {"width": 390, "height": 844}, {"dark": True}], ids=["desktop", "phone", "dark"])
def test_page_shows_report_and_claims(browser: Any, served: tuple[str, subprocess.Popen[str]], folder: Path, look: dict[str, Any]) -> None:
    seen = Seen(browser, served[0], folder, **look)
    assert seen.page.url == f"{seen.origin}/" and seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert HOSTILE in seen.text("#text") and seen.page.locator("#list [role=option]").count() == len(ACTA)
    assert seen.text("#progress-text") == f"0 of {len(ACTA)} reviewed"
    shown = seen.page.evaluate("[...document.querySelectorAll('#text p')].map(p => p.textContent).join('\\n')")
    assert shown == TEXT
    assert seen.page.locator("#text mark", has_text="40 personas").first.text_content() == "40 personas"    # behind a sign of two units
    assert (seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(21, 24, 28)") == bool(look.get("dark"))
    seen.quiet()


@pytest.mark.browser
def test_keys_accept_reject_undo_and_move_on(seen: Seen) -> None:
    first = seen.text("#card h3")
    seen.press("j")
    assert seen.text("#card h3") != first
    seen.press("k")
    assert seen.text("#card h3") == first == "Villa Aurora"
    seen.press("ArrowDown", "ArrowUp", "a")
    seen.status("Accepted: Villa Aurora")
    assert seen.row("municipality/villa-aurora")["review"] == "accepted" and seen.text("#card h3") == "Contraloría de Villa Aurora"
    assert seen.text("#progress-text").startswith("1 of")
    seen.press("a", "r")        # the second before the first has been answered
    seen.status("Rejected: Lucía Prado Nieto")
    assert seen.row("institution/contraloria")["review"] == "accepted" and seen.row("person/lucia")["review"] == "rejected"
    assert "4 that rest on it" in seen.text("#status") and seen.page.locator("#list .fallen").count() == 4
    seen.press("u")
    seen.status("Undone")
    assert seen.row("person/lucia")["review"] == "unreviewed" and seen.text("#card h3") == "Lucía Prado Nieto" and seen.page.locator("#list .fallen").count() == 0
    selected = seen.page.locator("#list [aria-selected=true]")
    assert selected.count() == 1 and selected.get_attribute("id") == seen.page.get_attribute("#list", "aria-activedescendant")
    assert set(seen.page.locator("#text mark.on").all_text_contents()) == {"Lucía Prado Nieto"}
    seen.quiet()


@pytest.mark.browser
def test_form_corrects_and_shows_errors_beside_the_field(seen: Seen) -> None:
    seen.pick("FORO DE PUERTAS")
    seen.press("e")
    seen.page.fill("[data-field=name] input", "Foro 2031")
    seen.page.fill("[data-field=motto] textarea", "Puertas")
    options = seen.page.locator("[data-field=format] option").all_text_contents()
    assert "Forum · Foro" in options and len(options) == 12
    seen.page.fill("[data-field=name] input", "")
    seen.press("Enter")
    seen.page.wait_for_selector("[data-field=name] .error")
    assert "is required" in seen.text("[data-field=name] .error") and seen.page.get_attribute("[data-field=name] input", "aria-invalid") == "true"
    assert seen.page.evaluate("document.activeElement.closest('[data-field]').dataset.field") == "name" and "motto" not in seen.row("event/foro")
    seen.page.fill("[data-field=name] input", "Foro 2031")
    seen.press("Enter")
    seen.status("Corrected: Foro 2031")
    assert (seen.row("event/foro")["name"], seen.row("event/foro")["motto"], seen.row("event/foro")["review"]) == ("Foro 2031", "Puertas", "corrected")
    seen.press("c")
    seen.page.fill("[data-field=motto] textarea", "Otra cosa")
    seen.press("Escape")
    assert seen.row("event/foro")["motto"] == "Puertas" and "Puertas" in seen.text("#card") and seen.page.evaluate("document.activeElement.id") == "list"
    assert [m for m in seen.said if "422" not in m] == []


@pytest.mark.browser
def test_references_are_chosen_and_followed(seen: Seen) -> None:
    seen.pick("panelista" if seen.page.evaluate("document.documentElement.lang") == "es" else "Panelist")
    seen.press("e")
    people = seen.page.locator("[data-field=person] option").all_text_contents()
    assert people == ["—", "Bruno Salas Ortega", "Lucía Prado Nieto"]
    seen.press("Escape")
    seen.page.click("#card .facts button >> nth=0")
    assert seen.text("#card h3") == "Lucía Prado Nieto"


@pytest.mark.browser
def test_alternatives_at_one_key(seen: Seen) -> None:
    seen.page.select_option("#type", "turn")
    seen.page.click("#list [role=option]")
    assert "Bruno Salas Ortega" in seen.text("#card .choices")
    seen.press("1")
    seen.status("Corrected")
    assert seen.row("turn/t1")["speaker"] == "bruno" and seen.row("participation/foro-bruno-participant")["review"] == "corrected"


@pytest.mark.browser
def test_evidence_by_mouse_and_by_keyboard(seen: Seen) -> None:
    seen.page.select_option("#type", "figure")
    seen.page.click("#list [role=option]")
    seen.page.evaluate("""() => { const walk = document.createTreeWalker(document.getElementById('text'), NodeFilter.SHOW_TEXT); let from, to;
        while (walk.nextNode()) { const n = walk.currentNode; if (n.data.startsWith('40 personas')) from = n; if (n.data.includes('y nadie más')) to = n; }
        getSelection().setBaseAndExtent(from, 0, to, to.data.indexOf(' y nadie')); }""")
    seen.press("m")
    seen.status("Corrected")
    assert (seen.row("figure/f1")["quote"], seen.row("figure/f1")["at"]) == ("40 personas 🌵🌵", [at("40 personas 🌵🌵")])
    seen.press("m", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowLeft", "Shift+ArrowLeft", "Enter")
    seen.page.wait_for_function("() => document.querySelector('#card blockquote').textContent.startsWith('Asistieron')")
    assert seen.row("figure/f1")["quote"] == "Asistieron 40 personas 🌵🌵 y nadie"
    assert "".join(seen.page.locator("#text mark.on").all_text_contents()) == "Asistieron 40 personas 🌵🌵 y nadie"
    seen.press("m", "ArrowRight", "Escape")
    assert seen.row("figure/f1")["quote"] == "Asistieron 40 personas 🌵🌵 y nadie"
    seen.quiet()


@pytest.mark.browser
def test_text_and_list_lead_to_each_other(seen: Seen) -> None:
    seen.page.click("#text mark:text-is('40 personas')")
    assert "40" in seen.text("#card h3") and "40" in seen.page.text_content("#list [aria-selected=true]")
    seen.page.click("#text mark:text-is('Bruno Salas Ortega')")
    assert seen.text("#card h3") == "Bruno Salas Ortega"
    first = seen.page.locator("#text mark:text-is('Lucía Prado Nieto')").first
    kinds = set()
    for _ in range(3):
        first.click()
        kinds.add(seen.text("#card .kind"))
    assert kinds == {"person", "who speaks", "participation"}


@pytest.mark.browser
def test_doubtful_ones_in_their_own_tab(seen: Seen) -> None:
    seen.press("t")
    assert seen.page.locator("#list [role=option]").count() == len(LOW) and seen.page.get_attribute("#tab-review", "aria-pressed") == "true"
    seen.pick("comité Luz Nuestra")
    seen.press("a")
    seen.status("Moved into the acta: comité Luz Nuestra")
    assert seen.row("mechanism/luz-nuestra")["review"] == "accepted" and seen.row("mechanism/luz-nuestra", REVIEW) == {}
    assert seen.text("#tab-acta") == f"Acta ({len(ACTA) + 1})" and seen.text("#tab-review") == "Doubtful (2)"
    seen.pick("Bruno Salas")
    seen.press("a")
    seen.page.wait_for_selector("#card .error")
    assert "vecinos" in seen.text("#card .error")


@pytest.mark.browser
def test_filters_search_and_help(seen: Seen) -> None:
    seen.page.select_option("#type", "person")
    assert seen.page.locator("#list [role=option]").count() == 2
    seen.page.fill("#below", "0.6")
    seen.page.wait_for_function("() => document.querySelectorAll('#list [role=option]').length === 1")
    seen.page.fill("#below", "")
    seen.page.select_option("#type", "")
    seen.page.focus("#list")
    seen.press("/")
    seen.page.keyboard.type("lucia prado")
    seen.page.wait_for_function("() => document.querySelectorAll('#list [role=option]').length === 4")
    seen.page.fill("#query", "")
    seen.page.select_option("#state", "to_summarise")
    assert seen.page.locator("#list [role=option]").count() == 1 and "Propuso publicar" in seen.page.text_content("#list")
    seen.page.select_option("#state", "rejected")
    assert "Nothing to show" in seen.text("#list")
    seen.page.select_option("#state", "")
    seen.page.select_option("#order", "text")
    assert "FORO DE PUERTAS" in seen.page.text_content("#list [role=option] >> nth=0")
    seen.page.focus("#list")
    seen.press("?")
    assert seen.page.evaluate("document.getElementById('help').open")
    seen.page.uncheck("#single")
    seen.press("Escape")
    seen.page.focus("#list")
    before = (seen.folder / DRAFT).read_bytes()
    seen.press("a", "r", "j")
    assert seen.page.evaluate("document.activeElement.id") == "list" and (seen.folder / DRAFT).read_bytes() == before
    seen.quiet()


@pytest.mark.browser
def test_conflict_keeps_what_was_typed(seen: Seen) -> None:
    seen.pick("Bruno Salas")
    seen.press("e")
    seen.page.fill("[data-field=note] textarea", "lo que escribí")
    path = seen.folder / DRAFT
    path.write_text(path.read_text(encoding="utf-8") + "# alguien más\n", encoding="utf-8")
    seen.press("Enter")
    seen.page.wait_for_selector("#conflict:not([hidden])")
    assert "changed on the disk" in seen.text("#conflict") and seen.page.evaluate("document.activeElement.id") == "reload"
    seen.press("Enter")
    seen.page.wait_for_selector("#conflict", state="hidden")
    assert seen.page.input_value("[data-field=note] textarea") == "lo que escribí"
    seen.page.focus("[data-field=note] textarea")
    seen.press("Enter")
    seen.status("Corrected")
    assert seen.row("person/bruno")["note"] == "lo que escribí" and path.read_text(encoding="utf-8").endswith("# alguien más\n")


@pytest.mark.browser
def test_both_languages(seen: Seen) -> None:
    english = seen.text("body")
    seen.page.click("#lang")
    spanish = seen.text("body")
    assert seen.page.evaluate("document.documentElement.lang") == "es"
    for es, en in (("Aceptar", "Accept"), ("Dudosos", "Doubtful"), ("Confianza menor de", "Confidence below"), ("sin revisar", "unreviewed"), ("institución", "institution")):
        assert es in spanish and en in english and es not in english, (es, en)
    seen.quiet()


@pytest.mark.browser
def test_stranger_pages_cannot_write(browser: Any, served: tuple[str, subprocess.Popen[str]], folder: Path) -> None:
    """A page of another origin in the same browser, with the cookie there, sends what it can."""
    seen = Seen(browser, served[0], folder)
    before = (folder / DRAFT).read_bytes()
    other = seen.page.context.new_page()
    other.route("http://evil.example/", lambda route: route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html"))
    other.goto("http://evil.example/")
    sent = other.evaluate("""async address => { const out = []; for (const [mode, type] of [['cors', 'application/json'], ['no-cors', 'text/plain']]) {
        try { const r = await fetch(address + '/api/act', {method: 'POST', mode, credentials: 'include', headers: {'content-type': type}, body: '{"action":"accept"}'}); out.push(r.type + r.status); }
        catch (e) { out.push('refused'); } }
        try { const r = await fetch(address + '/api/state', {credentials: 'include'}); out.push(await r.text()); } catch (e) { out.push('refused'); } return out; }""", seen.origin)
    assert sent[0] == "refused" and sent[1] in ("opaque0", "refused") and sent[2] == "refused"
    assert (folder / DRAFT).read_bytes() == before


@pytest.mark.browser
def test_thousands_of_claims_are_painted_only_where_they_are_looked_at(browser: Any, served: tuple[str, subprocess.Popen[str]], folder: Path) -> None:
    import json

    seen = Seen(browser, served[0], folder)
    state = seen.page.evaluate("fetch('/api/state').then(r => r.json())")
    person = next(r for r in state["records"] if r["id"] == "bruno")
    many = [{**person, "id": f"p{n}", "data": {**person["data"], "id": f"p{n}", "name": f"Persona {n}", "names": [{"text": "x", "at": [f"L1:{n * 180}-{n * 180 + 40}"]}]}} for n in range(5000)]
    seen.page.route("**/api/state", lambda r: r.fulfill(body=json.dumps({**state, "records": many, "fallen": {}, "problems": {}}), content_type="application/json"))
    text = "\n".join(("palabra " * 22).strip() for _ in range(5000))
    seen.page.route("**/api/text", lambda r: r.fulfill(body=json.dumps({"text": text, "headings": []}), content_type="application/json"))
    seen.page.reload()
    seen.page.wait_for_selector("html[data-ready]")
    assert seen.page.locator("#list [role=option]").count() == 5000 and seen.page.locator("#text .chunk").count() == 125
    assert seen.page.evaluate("[...document.querySelectorAll('.chunk, .item')].every(e => getComputedStyle(e).contentVisibility === 'auto')")
    seen.page.evaluate("kgReview.choose('acta/person/p4321')")
    seen.page.wait_for_function("""() => { const m = document.querySelector('mark.on').getBoundingClientRect(), b = document.getElementById('text').getBoundingClientRect();
        const i = document.querySelector('[aria-selected=true]').getBoundingClientRect(), l = document.getElementById('list').getBoundingClientRect();
        return m.top >= b.top && m.bottom <= b.bottom && i.top >= l.top - 1 && i.bottom <= l.bottom + 1; }""")
    assert seen.text("#card h3") == "Persona 4321"
