"""The Reconciliation Service API 0.2 over a built graph: valid answers, safe matches, hostile callers."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from kg.graph.build import build
from kg.graph.store import Reader
from kg.identity.compare import Candidate
from kg.identity.mention import Mention
from kg.model.corpus import Corpus
from kg.model.errors import UsageError
from kg.model.iri import KG
from kg.model.text import Text
from kg.serve.app import make_app
from kg.serve.entities import Entities
from kg.serve.guard import MAX_BODY, Gate
from kg.serve.match import MOST_NAME, MOST_OPEN, Matcher
from kg.serve.properties import PROPERTIES, TYPES, kind_of, property_of
from kg.serve.public import Public, local
from kg.serve.reconcile import HEIGHT, WIDTH, routes
from kg.serve.reconcile_input import BATCH, MOST_IDS, MOST_LIMIT, queries_of
from tests import reconciliation_schemas as schema
from tests.conftest import INVENTED, ROOT
from tests.reconciliation_schemas import valid

BASE = "https://w3id.org/gobierno-abierto/id/"
EVIL = 'Villa "><img src=x onerror=alert(1)></script>'
LUCIA, TOMAS = f"{BASE}persona/lucia-prado-nieto", "Tomás Ibarra O’Reyes"
TOLD = {"institution", "role", "post", "sector", "municipality", "code", "state", "country", "governs", "kind", "format", "date",
        "part-of", "event", "members", "participants", "contributions", "other-names"}
TOWN, LLANO = f"{BASE}municipio/99001", f"{BASE}institucion/universidad-del-llano"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus with two towns of one name, and one whose name is markup; built."""
    root = tmp_path_factory.mktemp("reconcile") / "corpus"
    shutil.copytree(INVENTED, root)
    with (root / "data" / "registry" / "municipalities.csv").open("a", encoding="utf-8", newline="") as file:
        file.write('13035,Metepec,13,Hidalgo\n15054,Metepec,15,México\n99003,"' + EVIL.replace('"', '""') + '",99,Estado Inventado\n')
    build(Corpus.at(root))
    return root


@pytest.fixture(scope="module")
def matcher(folder: Path) -> Matcher:
    return Matcher(Entities(Reader(folder / "build")))


def client(matcher: Matcher, anywhere: bool = False, **headers: str) -> TestClient:
    gate = Gate(8000)
    app = make_app(routes(matcher, gate, anywhere), gate, partial(Public, anywhere=anywhere))
    return TestClient(app, base_url="http://127.0.0.1:8000", headers=headers, raise_server_exceptions=True)


@pytest.fixture
def web(matcher: Matcher) -> TestClient:
    return client(matcher)


def ask(web: TestClient, **queries: Any) -> dict[str, list[dict[str, Any]]]:
    got = web.post("/reconcile", data={"queries": json.dumps(queries)})
    assert got.status_code == 200, got.text
    found = valid(got.json(), schema.RESULTS)
    assert found.keys() == queries.keys()
    for answer in found.values():
        scores = [(not c["match"], -c["score"]) for c in answer["result"]]
        assert scores == sorted(scores) and sum(c["match"] for c in answer["result"]) <= 1
    return {k: v["result"] for k, v in found.items()}


def given(pid: str, value: Any) -> dict[str, Any]:
    return {"properties": [{"pid": pid, "v": value}]}


# The protocol


def test_manifest(web: TestClient) -> None:
    got = web.get("/reconcile")
    found = valid(got.json(), schema.MANIFEST)
    assert found["versions"] == ["0.2"] and found["identifierSpace"] == BASE and found["schemaSpace"] == KG and found["batchSize"] == BATCH
    assert [t["id"].removeprefix(KG) for t in found["defaultTypes"]] == ["Person", "Institution", "Municipality", "Event", "Mechanism"]
    assert found["preview"]["url"].startswith("http://127.0.0.1:8000/reconcile/preview") and (found["preview"]["width"], found["preview"]["height"]) == (WIDTH, HEIGHT)
    assert web.get("/reconcile?_=123").json() == found and web.head("/reconcile").status_code == 200
    assert "127.0.0.1:8000/reconcile" in web.get("/").text


def test_every_address_of_the_manifest_answers(web: TestClient) -> None:
    found = web.get("/reconcile").json()
    for what, fits in (("entity", schema.ENTITIES), ("type", schema.TYPES), ("property", schema.PROPERTIES)):
        place = found["suggest"][what]
        assert valid(web.get(place["service_url"] + place["service_path"], params={"prefix": "m"}).json(), fits)["result"]
    place = found["extend"]["propose_properties"]
    assert valid(web.get(place["service_url"] + place["service_path"], params={"type": KG + "Person"}).json(), schema.PROPOSAL)["properties"]
    for template in (found["view"]["url"], found["preview"]["url"]):
        assert "Lucía Prado Nieto" in web.get(template.replace("{{id}}", urllib.parse.quote(LUCIA, safe=""))).text


def test_batch_by_form_and_by_address(web: TestClient) -> None:
    batch = {"q0": {"query": "Lucía Prado Nieto", "type": KG + "Person", "limit": 3, "type_strict": "should", **given("institution", "Ayuntamiento de Villa Aurora")},
             "otra": {"query": "Universidad del Llano", "type": [KG + "Institution"]}}
    by_form = ask(web, **batch)
    by_address = web.get("/reconcile", params={"queries": json.dumps(batch)}).json()
    assert {k: v["result"] for k, v in by_address.items()} == by_form
    best = by_form["q0"][0]
    assert (best["id"], best["name"], best["match"], best["type"]) == (LUCIA, "Lucía Prado Nieto", True, [{"id": KG + "Person", "name": "persona"}])
    assert by_form["otra"][0]["id"] == LLANO


def test_an_identifier_finds_itself(web: TestClient) -> None:
    found = ask(web, a={"query": LUCIA}, b={"query": LUCIA, "type": KG + "Event"}, c={"query": "99001", "type": "Municipality"}, d={"query": "99001"}, e=given("code", "99001"),
                f={"query": "99999", "type": "Municipality"})
    assert [(c["id"], c["score"], c["match"]) for c in found["a"]] == [(LUCIA, 100.0, True)]
    assert found["b"] == [] and found["d"] == [] and found["f"] == []   # five digits alone may be a postcode
    assert [c["id"] for c in found["c"]] == [c["id"] for c in found["e"]] == [TOWN]


def test_suggestions(web: TestClient) -> None:
    def names(what: str, **params: str) -> list[str]:
        return [r["name"] for r in web.get(f"/reconcile/suggest/{what}", params=params).json()["result"]]

    assert names("entity", prefix="LUCIA p") == ["Lucía Prado Nieto"] == names("entity", prefix="prádo") == names("entity", prefix=LUCIA)
    assert names("entity", prefix="villa a") == ["Villa Aurora", "Villa Ausente", "Ayuntamiento de Villa Aurora"] and names("entity", prefix='villa "><') == [EVIL]
    everything = names("entity", prefix="m") + names("entity", prefix="m", cursor="10")
    assert len(everything) == len(set(everything)) + 1 and everything.count("Metepec") == 2
    assert names("entity", prefix="metepec", type=KG + "Person") == [] and names("entity", prefix="") == []
    assert names("type", prefix="muni") == ["municipio"] == names("type", prefix=KG + "Municipality") and len(names("type", prefix="")) == 5
    assert names("property", prefix="esta") == ["estado"] and len(names("property")) == len(PROPERTIES)
    assert web.get("/reconcile/suggest/entity", params={"prefix": "m", "cursor": "-1"}).status_code == 400
    assert "property" in web.get("/reconcile/suggest/propety", params={"prefix": "m"}).json()["errors"][0]["remedy_en"]


def test_property_proposals(web: TestClient) -> None:
    def proposed(**params: str) -> list[str]:
        return [p["id"] for p in valid(web.get("/reconcile/properties", params=params).json(), schema.PROPOSAL)["properties"]]

    assert proposed(type=KG + "Municipality") == ["code", "state", "country", "event", "other-names"]
    assert proposed(type=KG + "Municipality", limit="2") == ["code", "state"] and proposed(type="") == list(PROPERTIES)
    assert web.get("/reconcile/properties", params={"type": KG + "Muncipality"}).json()["errors"][0]["remedy_en"].startswith(f"did you mean: {KG}Municipality")


def extend(web: TestClient, ids: Sequence[str], *properties: str) -> dict[str, Any]:
    got = web.post("/reconcile", data={"extend": json.dumps({"ids": ids, "properties": [{"id": p} for p in properties]})})
    assert got.status_code == 200, got.text
    found = valid(got.json(), schema.EXTENSION)
    assert list(found["rows"]) == list(ids) and all(list(row) == [m["id"] for m in found["meta"]] for row in found["rows"].values())
    return dict(found)


def test_extension(web: TestClient) -> None:
    found = extend(web, [LUCIA, TOWN, "nada"], "institution", "role", "municipality", "code", "state", "contributions")
    assert found["rows"][LUCIA] == {
        "institution": [{"id": f"{BASE}institucion/ayuntamiento-villa-aurora", "name": "Ayuntamiento de Villa Aurora"}],
        "role": [{"str": "TUT de Villa Aurora"}, {"str": "Titular de la Unidad de Transparencia"}],
        "municipality": [{"id": TOWN, "name": "Villa Aurora"}], "code": [{"str": "99001"}], "state": [{"str": "Estado Inventado"}], "contributions": [{"int": 2}]}
    assert found["rows"][TOWN]["code"] == [{"str": "99001"}] and found["rows"][TOWN]["institution"] == []
    assert all(values == [] for values in found["rows"]["nada"].values())
    assert found["meta"][0] == {"id": "institution", "name": "institución", "type": {"id": KG + "Institution", "name": "institución"}} and "type" not in found["meta"][1]
    event = f"{BASE}evento/foro-aurora-mesa-uno"
    found = extend(web, [event], "date", "part-of", "participants")
    assert found["rows"][event]["date"] == [{"date": "2031-03-04T00:00:00"}] and LUCIA in [c["id"] for c in found["rows"][event]["participants"]]


def test_every_property_is_answered_for_every_entity(web: TestClient, matcher: Matcher) -> None:
    found = extend(web, list(matcher.entities.known), *PROPERTIES)
    told = {p for row in found["rows"].values() for p, values in row.items() if values}
    assert told == TOLD


def test_types_and_properties_have_ids_and_two_languages() -> None:
    assert all(t.label.es and t.label.en and kind_of(t.iri) == k == kind_of(t.label.es) for k, t in TYPES.items())
    assert all(p.label.es and p.label.en and property_of(p.label.en) is p and set(p.kinds) <= set(TYPES) for p in PROPERTIES.values())
    with pytest.raises(UsageError, match="did you mean: municipality"):
        property_of("munipality")


# Safe matches


def test_homonymous_municipalities_stay_open_until_the_state_is_known(web: TestClient) -> None:
    town = {"query": "Metepec", "type": KG + "Municipality"}
    found = ask(web, bare=town, hidalgo=town | given("state", "Hidalgo"), mexico=town | given("state", "Estado de México"), short=town | given("estado", "Hgo."), digits=town | given("state", 15),
                inside={"query": "Metepec, Hidalgo", "type": KG + "Municipality"}, brackets={"query": "Municipio de Metepec (Edo. Méx.)", "type": KG + "Municipality"},
                nowhere=town | given("state", "Narnia"), clash={"query": "Metepec, Hidalgo", "type": KG + "Municipality"} | given("state", "México"))
    codes = {key: [(c["id"][-5:], c["match"]) for c in result] for key, result in found.items()}
    assert sorted(codes["bare"]) == [("13035", False), ("15054", False)] and found["bare"][0]["score"] == found["bare"][1]["score"]
    assert codes["hidalgo"][0] == codes["short"][0] == codes["inside"][0] == ("13035", True)
    assert codes["mexico"][0] == codes["digits"][0] == ("15054", True)
    assert not any(match for key in ("nowhere", "clash") for _, match in codes[key])
    assert "Narnia" in found["nowhere"][0]["description"]


@pytest.mark.heavy
def test_all_of_mexico_by_name_and_state(real: Reader) -> None:
    """2,478 municipalities: with its state each is found, but for two pairs of one name in one state; without it no homonym is; none is taken for another."""
    entities = Entities(real)
    whole = Matcher(entities)
    towns = [e for e in entities.known.values() if e.kind == "municipality" and e.values.get("state")]
    names = Counter(e.name for e in towns)
    for beside, found in ((True, 2474), (False, sum(1 for n in names.values() if n == 1))):
        matched = [(e, h.entity) for e in towns for h in whole.find(e.name, ("municipality",), {"state": list(e.values["state"])} if beside else {}) if h.match]
        assert all(asked is got for asked, got in matched) and all(beside or names[e.name] == 1 for e, _ in matched)
        assert 0 <= found - len(matched) <= (0 if beside else 5) and len(towns) == 2478


class Scripted:
    """A finder that says what a test wants."""

    def __init__(self, *found: tuple[str, float, str]) -> None:
        self.found, self.asked = found, [Mention("", "", "")]

    def find(self, query: Mention, limit: int = 10) -> list[Candidate]:
        self.asked.append(query)
        return [Candidate(query.kind, "?", iri, score, (Text("porque sí", "because"),), verdict) for iri, score, verdict in self.found]


@pytest.mark.parametrize(("found", "safe"), [
    ([(LUCIA, 1.0, "same")], True),
    ([(LUCIA, 1.0, "ask")], False),
    ([(LUCIA, 0.9, "same"), (LLANO, 0.5, "ask")], True),
    ([(LUCIA, 0.9, "same"), (LLANO, 0.9, "ask")], False),
    ([(LUCIA, 0.9, "same"), (LLANO, 0.8, "same")], False),
    ([(LUCIA, 0.9, "same"), (LLANO, 0.95, "different")], True),
    ([(LUCIA, 0.9, "same"), ("https://example.org/nobody", 0.9, "same")], True),
])
def test_match_needs_one_that_is_the_same_and_alone(matcher: Matcher, found: list[tuple[str, float, str]], safe: bool) -> None:
    hits = Matcher(matcher.entities, Scripted(*found)).find("Alguien de Aquí", ("person",))
    assert [h.match for h in hits].count(True) == safe and hits[0].entity.iri in ([LUCIA] if safe else [LUCIA, LLANO])
    assert all((h.score > MOST_OPEN) <= h.match for h in hits)
    assert all(h.entity.iri != "https://example.org/nobody" and h.reasons == (Text("porque sí", "because"),) for h in hits)
    assert LLANO not in [h.entity.iri for h in hits] or {i: v for i, _, v in found}[LLANO] != "different"


def test_two_kinds_that_fit_leave_nothing_safe(matcher: Matcher) -> None:
    assert not any(h.match for h in Matcher(matcher.entities, Scripted((LUCIA, 1.0, "same"))).find("Alguien de Aquí", ("person", "event")))


@pytest.mark.parametrize(("kind", "pid", "value", "facts"), [
    ("person", "institution", "Universidad  del LLANO", {"body": ("universidad del llano",)}),
    ("person", "institution", LLANO, {"body": ("universidad del llano",)}),
    ("person", "role", "Síndica", {"role": ("sindica",)}),
    ("person", "municipality", "Villa Aurora", {"place": ("99001",), "state": ("99",)}),
    ("person", "municipality", "Metepec, Hgo.", {"place": ("13035",), "state": ("13",)}),
    ("person", "municipality", TOWN, {"place": ("99001",), "state": ("99",)}),
    ("institution", "code", "13035", {"place": ("13035",), "state": ("13",)}),
    ("municipality", "code", 99001, {"code": ("99001",), "place": ("99001",), "state": ("99",)}),
    ("person", "state", "HIDALGO", {"state": ("13",)}),
    ("event", "date", "2031-03-04", {"date": ("2031-03-04",)}),
    ("event", "format", "Panel", {"kind": ("panel",)}),
    ("event", "part-of", "Foro de Gobierno Abierto 2031", {"parent": ("foro de gobierno abierto 2031",)}),
    ("person", "event", "Mesa uno", {"event": (f"{BASE}evento/foro-aurora-mesa-uno",)}),
    ("person", "sector", "academia", {}),        # does not tell who is who
    ("person", "date", "2031-03-04", {}),        # not of this kind
])
def test_what_stands_beside_a_name_becomes_facts(matcher: Matcher, kind: str, pid: str, value: Any, facts: dict[str, tuple[str, ...]]) -> None:
    finder = Scripted((LUCIA, 1.0, "same"))
    query = queries_of(json.dumps({"q": {"query": "Alguien de Aquí", **given(pid, value)}}))["q"]
    hits = Matcher(matcher.entities, finder).find(query.name, (kind,), query.beside)
    assert finder.asked[-1] == Mention(kind, "?", "Alguien de Aquí", (), facts) and hits[0].match


def test_a_leading_zero_that_a_spreadsheet_ate_comes_back(matcher: Matcher) -> None:
    finder = Scripted()
    Matcher(matcher.entities, finder).find("Alguien de Aquí", ("person",), {"code": ["1001"]})
    assert finder.asked[-1].facts == {"place": ("01001",), "state": ("01",)}


@pytest.mark.parametrize(("pid", "value"), [("state", "Narnia"), ("municipality", "Metepec"), ("municipality", "Nulópolis"), ("code", "abc"), ("event", "Fiesta")])
def test_what_is_not_understood_leaves_nothing_safe(matcher: Matcher, pid: str, value: str) -> None:
    hit = Matcher(matcher.entities, Scripted((LUCIA, 1.0, "same"))).find("Alguien de Aquí", ("person",), {pid: [value]})[0]
    assert not hit.match and value in hit.reasons[-1].es and value in hit.reasons[-1].en


# Hostile callers


@pytest.mark.parametrize("name", ["", " ", "a", "?", "ana@example.org", "a" * 5000, "Lucía Prado Nieto" + " " * MOST_NAME + "x", "<b>Lucía Prado Nieto</b>", "<script>alert(1)</script>", "https://example.org/x",
                                  "\x00\x01", "\ud800\udfff", "']) } ; DROP", "{{7*7}}", "12345", "%00", "🌵🌵🌵", "a\u0301" * 200, "\u202eotein odarP aícuL"])
def test_what_is_no_name_finds_nothing_safe(web: TestClient, name: str) -> None:
    for result in ask(web, q={"query": name}, p={"query": name, "type": KG + "Person"}, m={"query": name, "type": KG + "Municipality"}).values():
        assert not any(c["match"] for c in result)
    assert web.get("/reconcile/suggest/entity", params={"prefix": name.encode("utf-8", "replace")}).status_code == 200


DEEP = "[" * 60_000


@pytest.mark.parametrize(("name", "value", "status"), [
    ("queries", "{", 400), ("queries", "[]", 400), ("queries", "null", 400), ("queries", '"x"', 400), ("queries", DEEP, 400), ("queries", '{"q": 1}', 400), ("queries", '{"q": {}}', 400),
    ("queries", '{"q": {"properties": []}}', 400), ("queries", '{"q": {"query": 5}}', 400), ("queries", '{"q": {"query": "x", "limit": 0}}', 400),
    ("queries", '{"q": {"query": "x", "limit": NaN}}', 400),
    ("queries", '{"q": {"query": "x", "limit": 1e999}}', 400), ("queries", '{"q": {"query": "x", "limit": true}}', 400), ("queries", '{"q": {"query": "x", "type": "Planet"}}', 400),
    ("queries", '{"q": {"query": "x", "type": 3}}', 400), ("queries", '{"q": {"query": "x", "properties": {}}}', 400), ("queries", '{"q": {"query": "x", "properties": [{"pid": "state"}]}}', 400),
    ("queries", '{"q": {"query": "x", "properties": [{"pid": "nothing", "v": "x"}]}}', 400), ("queries", '{"q": {"query": "x", "properties": [{"pid": "state", "v": [[]]}]}}', 400),
    ("queries", json.dumps({"q": {"query": "x", "properties": [{"pid": "state", "v": ["x"] * 21}]}}), 400),
    ("queries", json.dumps({"q": {"query": "x", "properties": [{"pid": "state", "v": "x"}] * 26}}), 400),
    ("queries", json.dumps({str(i): {"query": "x"} for i in range(1000)}), 413), ("extend", "{", 400), ("extend", "{}", 400), ("extend", '{"ids": "x", "properties": []}', 400),
    ("extend", '{"ids": [1], "properties": []}', 400), ("extend", '{"ids": [], "properties": [{"id": "nothing"}]}', 400), ("extend", '{"ids": [], "properties": [1]}', 400),
    ("extend", json.dumps({"ids": ["x"] * (MOST_IDS + 1), "properties": []}), 413), ("other", "x", 400),
])
def test_wrong_calls_are_refused_and_told(web: TestClient, name: str, value: str, status: int) -> None:
    got = web.post("/reconcile", data={name: value})
    assert got.status_code == status and got.headers["content-type"] == "application/json"
    error = got.json()["errors"][0]
    assert error["es"] and error["en"] and error["es"] != error["en"]


def test_errors_name_the_field_and_the_nearest(web: TestClient) -> None:
    error = web.post("/reconcile", data={"queries": '{"q7": {"query": "x", "type": "' + KG + 'Persn"}}'}).json()["errors"][0]
    assert error["where"] == "queries.q7.type" and KG + "Person" in error["remedy_es"]
    error = web.post("/reconcile", data={"queries": '{"q7": {"query": "x", "properties": [{"pid": "stat", "v": ""}]}}'}).json()["errors"][0]
    assert "state" in error["remedy_en"]


def test_sizes_are_bounded(web: TestClient) -> None:
    assert web.post("/reconcile", data={"queries": "x" * (MAX_BODY + 1)}).status_code == 413
    assert web.post("/reconcile?" + "&".join(f"a{i}=1" for i in range(30))).status_code == 400
    assert web.post("/reconcile", content=b"{}", headers={"content-type": "application/json"}).status_code == 400
    full = ask(web, **{str(i): {"query": "Metepec", "type": KG + "Municipality"} for i in range(BATCH)})
    assert len(full) == BATCH and all(len(r) == 2 for r in full.values())
    assert [len(r) for r in ask(web, a={"query": "Metepec", "type": KG + "Municipality", "limit": 1}).values()] == [1]
    assert queries_of('{"q": {"query": "x", "limit": 1000000}}')["q"].limit == MOST_LIMIT


def test_a_limit_does_not_make_a_homonym_safe(web: TestClient) -> None:
    assert not ask(web, a={"query": "Metepec", "type": KG + "Municipality", "limit": 1})["a"][0]["match"]


def test_pages_hold_names_as_text_and_run_nothing(web: TestClient) -> None:
    for where in ("preview", "view"):
        got = web.get(f"/reconcile/{where}", params={"id": f"{BASE}municipio/99003"})
        assert got.status_code == 200 and "<img" not in got.text and "<script" not in got.text and "&lt;img" in got.text
        rule = got.headers["content-security-policy"]
        assert "default-src 'none'" in rule and "script-src" not in rule and "style-src 'sha256-" in rule and "frame-ancestors http://127.0.0.1:*" in rule
        assert "x-frame-options" not in got.headers and got.headers["x-content-type-options"] == "nosniff"
    assert web.get("/reconcile/preview", params={"id": "<script>"}).status_code == 404 and web.get("/reconcile/preview").status_code == 404
    assert "Villa Aurora" in web.get("/reconcile/preview", params={"id": LUCIA}).text


def test_jsonp_is_refused(web: TestClient) -> None:
    for call in (web.get("/reconcile?callback=f"), web.get("/reconcile/suggest/entity?prefix=m&callback=f"), web.post("/reconcile", data={"queries": "{}", "callback": "f"})):
        assert call.status_code == 400 and "CORS" in call.json()["errors"][0]["remedy_en"]


def test_who_may_read(matcher: Matcher) -> None:
    near, far = "http://127.0.0.1:3333", "https://example.org"
    web = client(matcher)
    assert web.get("/reconcile").status_code == 200                     # a program: no Origin, no token
    got = web.get("/reconcile", headers={"origin": near})
    assert got.headers["access-control-allow-origin"] == near and got.headers["vary"] == "Origin" and "set-cookie" not in got.headers
    assert "access-control-allow-credentials" not in got.headers
    got = web.options("/reconcile", headers={"origin": "http://localhost:3333", "access-control-request-method": "POST"})
    assert got.status_code == 204 and got.headers["access-control-allow-origin"] == "http://localhost:3333" and "POST" in got.headers["access-control-allow-methods"]
    refused = [{"origin": far}, {"origin": "null"}, {"origin": "http://127.0.0.1.example.org"}, {"origin": "http://[::1"}, {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
               {"host": "example.org:8000"}, {"host": "127.0.0.1:9"}]
    for headers in refused:
        got = web.get("/reconcile", headers=headers)
        assert got.status_code == 403 and "access-control-allow-origin" not in got.headers and "versions" not in got.text, headers
    assert web.options("/reconcile", headers={"origin": far, "access-control-request-method": "POST"}).status_code == 403
    assert web.get("/reconcile", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}).status_code == 200   # a link, a frame
    wide = client(matcher, anywhere=True)
    assert wide.get("/reconcile", headers={"origin": far}).headers["access-control-allow-origin"] == "*"
    assert wide.get("/reconcile", headers={"origin": far, "host": "example.org"}).status_code == 403
    assert "frame-ancestors *" in wide.get("/reconcile/preview", params={"id": LUCIA}).headers["content-security-policy"]
    assert [local(o) for o in ("http://localhost", "https://[::1]:3333", "ftp://localhost", "localhost", "")] == [True, True, False, False, False]


def test_nothing_writes(web: TestClient, folder: Path) -> None:
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT"):
        assert web.request(method, "/reconcile").status_code == 405
    for path in ("/reconcile/view", "/reconcile/preview", "/reconcile/properties", "/reconcile/suggest/entity", "/"):
        assert web.post(path, data={"id": LUCIA}).status_code == 405
    ask(web, a={"query": "Metepec"})
    assert web.get("/api/act").status_code == 404
    assert before == {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_who_may_not_be_named_cannot_be_found(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    shutil.copytree(folder / "data", root / "data")
    (root / "data" / "policy.toml").write_text('[policy]\nsalt = "sal"\n[person_class]\noffice-holder = "withheld"\nexpert = "full"\nstudent = "full"\nprivate-person = "full"\n', encoding="utf-8")
    build(Corpus.at(root))
    entities = Entities(Reader(root / "build"))
    web = client(Matcher(entities))
    told = web.get("/reconcile/suggest/entity", params={"prefix": "prado"}).text + json.dumps(extend(web, list(entities.known), *PROPERTIES), ensure_ascii=False)
    for query in ({"query": "Lucía Prado Nieto"}, {"query": "Lucía Prado Nieto", "type": KG + "Person"} | given("institution", "Ayuntamiento de Villa Aurora"), {"query": LUCIA}):
        told += json.dumps(ask(web, q=query)["q"], ensure_ascii=False)
    assert TOMAS in told and "Prado" not in told and "lucia" not in told


# Over a socket


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    process = subprocess.Popen([sys.executable, "-m", "kg", "--lang", "en", "--corpus", str(folder), "serve", "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process.stdout.readline().strip(), process
    if process.poll() is None:
        process.kill()
    process.communicate()


FETCH = """async (address) => { try { const got = await fetch(address); return (await got.json()).versions } catch (error) { return error.name } }"""


@pytest.fixture
def refine(served: tuple[str, subprocess.Popen[str]], tmp_path: Path) -> Iterator[int]:
    """The port of another server of this machine whose page frames a preview, as OpenRefine's does."""
    (tmp_path / "index.html").write_text(f"<!DOCTYPE html><title>x</title><iframe src='{served[0]}/preview?id={urllib.parse.quote(LUCIA, safe='')}'></iframe>", encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_pages_of_this_machine_read_and_others_do_not(browser: Any, served: tuple[str, subprocess.Popen[str]], refine: int) -> None:
    seen = []
    for origin in (f"http://localhost:{refine}/", f"http://127.0.0.1:{refine}/", "http://openrefine.test/"):
        page = browser.new_page()
        page.route("http://openrefine.test/**", lambda route: route.fulfill(content_type="text/html", body=f"<!DOCTYPE html><title>x</title><iframe src='{served[0]}/view'></iframe>"))
        page.goto(origin)
        seen.append((page.evaluate(FETCH, served[0]), "Lucía Prado Nieto" in page.frames[1].content()))
        page.close()
    assert seen == [(["0.2"], True), (["0.2"], True), ("TypeError", False)]


def test_kg_serve_answers_over_a_socket_and_ends_on_interrupt(served: tuple[str, subprocess.Popen[str]]) -> None:
    address, process = served
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/reconcile", address)
    with urllib.request.urlopen(address, timeout=30) as got:
        found = valid(json.load(got), schema.MANIFEST)
        assert found["suggest"]["entity"]["service_url"] == address and found["name"] == "open government (kg)"
    body = urllib.parse.urlencode({"queries": json.dumps({"q0": {"query": TOMAS, "type": KG + "Person"}})}).encode()
    with urllib.request.urlopen(address, body, timeout=30) as got:
        assert valid(json.load(got), schema.RESULTS)["q0"]["result"][0]["name"] == TOMAS
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(address, headers={"Origin": "https://example.org"}), timeout=30)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130 and out == "" and "Traceback" not in err and "Ctrl-C ends" in err
