"""The JSON API: what it answers over the invented corpus, held against its own OpenAPI document; what it refuses, and how."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kg.graph.build import build
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.iri import KG, fold
from kg.model.policy import read_policy
from kg.publish.site_release import built_base
from kg.serve import api_networks
from kg.serve.api import Api, routes
from kg.serve.api_questions import Questions
from kg.serve.api_search import KINDS, Search
from kg.serve.sparql.limits import Limits
from kg.serve.sparql.pool import Pool
from tests.conftest import INVENTED
from tests.serve_corpus import EVIL, Here, hostile

WORDS = "SELECT ?me ?text { ?me a kg:Person ; skos:prefLabel ?text FILTER(LANG(?text) = 'es') } ORDER BY ?text"


@pytest.fixture(scope="module")
def corpus_built(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The invented corpus with what is hostile, and a question nobody can wait for."""
    head = "#+ summary: All against all\n#+ summary.es: Todo contra todo\n#+ tags: test\n\n"
    runaway = f"{head}SELECT (COUNT(*) AS ?n) ?evidence {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }} GROUP BY ?evidence\n"
    return hostile(tmp_path_factory.mktemp("api") / "corpus", queries={"runaway": runaway})


@pytest.fixture(scope="module")
def reader(corpus_built: Corpus) -> Reader:
    return Reader(corpus_built.build)


@pytest.fixture(scope="module")
def web(corpus_built: Corpus, reader: Reader) -> Iterator[TestClient]:
    """The API in this process, with workers of its own."""
    pool = Pool(reader.folder, Limits(seconds=2, workers=2))
    api = Api(reader, "one", Questions(corpus_built.queries(), built_base(reader), pool), Here(reader, corpus_built), read_policy(corpus_built.policy))
    with TestClient(Starlette(routes=routes(api)), follow_redirects=False) as client:
        assert client.portal is not None
        client.portal.call(pool.start)
        yield client
        client.portal.call(pool.close)


@pytest.fixture(scope="module")
def document(web: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = web.get("/api/openapi.json").json()
    return found


def fits(document: dict[str, Any], schema: str, value: Any) -> None:
    """Fail when a value is not what the document says."""
    validator = Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": document["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(value)] == []


def schema_of(document: dict[str, Any], path: str, status: str = "200") -> str:
    content = document["paths"][path]["get"]["responses"][status]["content"]
    return str(next(iter(content.values()))["schema"]["$ref"]).rpartition("/")[2]


ADDRESSES = [
    ("/api", "/api"), ("/api/openapi.json", "/api/openapi.json"), ("/api/vocabulary", "/api/vocabulary"), ("/api/search", "/api/search?q=lucia"),
    ("/api/search", "/api/search?kind=event&kind=person&limit=3"),
    ("/api/entity/{tipo}/{slug}", "/api/entity/persona/lucia-prado-nieto"), ("/api/entity/{tipo}/{slug}", "/api/entity/evento/foro-aurora-mesa-uno"),
    ("/api/entity/{tipo}/{slug}", "/api/entity/municipio/99003"), ("/api/entity", "/api/entity?iri=https://w3id.org/gobierno-abierto/vocabulary/theme/transparency"),
    ("/api/questions", "/api/questions?limit=500"), ("/api/questions/{name}", "/api/questions/proposals"), ("/api/questions/{name}/run", "/api/questions/proposals/run?limit=2"),
    ("/api/questions/{name}/run", "/api/questions/roles/run?offset=1"), ("/api/networks", "/api/networks"), ("/api/networks/{layer}", "/api/networks/copresence"),
    ("/api/networks/{layer}", "/api/networks/person-event"), ("/api/networks/{layer}", "/api/networks/copresence?by=institution&weight=newman")]


@pytest.mark.parametrize(("path", "address"), ADDRESSES, ids=[a for _, a in ADDRESSES])
def test_every_answer_is_what_the_document_says(web: TestClient, document: dict[str, Any], path: str, address: str) -> None:
    found = web.get(address)
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].startswith(next(iter(document["paths"][path]["get"]["responses"]["200"]["content"])).partition(";")[0])
    fits(document, schema_of(document, path), found.json())


def test_every_network_and_kind_is_what_the_document_says(web: TestClient, document: dict[str, Any]) -> None:
    for layer in web.get("/api/networks").json()["results"]:
        for by in layer["by"]:
            found = web.get(layer["network"], params={"by": by})
            assert found.status_code == 200, found.text
            fits(document, "Network", found.json())
    for kind in KINDS:
        for hit in web.get("/api/search", params={"kind": kind, "limit": 3}).json()["results"]:
            assert hit["kind"] == kind
            fits(document, "Entity", web.get(hit["entity"]).json())


def test_the_document_is_openapi_3_1(document: dict[str, Any], web: TestClient) -> None:
    assert document["openapi"].startswith("3.1.")
    assert document["info"].keys() >= {"title", "version", "license"}
    ids = [p["get"]["operationId"] for p in document["paths"].values()]
    assert len(ids) == len(set(ids))
    for path, item in document["paths"].items():
        inside = {p["name"] for p in item["get"]["parameters"] if p["in"] == "path"}
        assert {part[1:-1] for part in path.split("/") if part.startswith("{")} == inside
        assert "200" in item["get"]["responses"]
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    names = set(document["components"]["schemas"])
    assert {r.split('"')[0].rpartition("/")[2] for r in json.dumps(document).split('"$ref": "')[1:]} <= names | {"Problem"}
    told = {route.path for route in web.app.routes} - {"/api/{rest:path}"}   # type: ignore[attr-defined]
    assert told == set(document["paths"])


def test_search_finds_words_without_accents_in_any_order(web: TestClient, reader: Reader) -> None:
    for iri, name in reader.rows(WORDS):
        words = (name or "").split()
        for text in (name, " ".join(reversed(words)), words[0][:3] + " " + words[-1][:4], (name or "").upper()):
            found = web.get("/api/search", params={"q": text, "kind": "person", "limit": 50}).json()
            assert iri in {hit["iri"] for hit in found["results"]}, text
    first = web.get("/api/search", params={"q": "lucia prado nieto"}).json()["results"][0]
    assert first["iri"].endswith("/persona/lucia-prado-nieto")
    assert web.get("/api/search", params={"q": "zzzz"}).json()["total"] == 0
    assert web.get("/api/search", params={"q": "l", "kind": "person"}).json()["total"] == 0, "one letter is a word, not the beginning of many"
    assert web.get("/api/search", params={"q": "!!! ***"}).json()["total"] == 0
    assert web.get("/api/search", params={"q": 'lucia" OR "x NEAR( col:* -'}).status_code == 200
    assert web.get("/api/search", params={"q": "x" * 5000}).json()["total"] == 0


@pytest.mark.parametrize("kinds", [(), ("person",), ("person", "proposal", "event")])
@pytest.mark.parametrize("text", ["", "lucia", "lucia prado nieto", "pra", "de", "foro", "aurora foro", "la propuesta", "p", "99003", "onerror"])
def test_pages_of_a_search_are_parts_of_one_list(reader: Reader, text: str, kinds: tuple[str, ...]) -> None:
    search = Search(reader)
    total, whole = search.find(text, kinds, 10_000, 0)
    assert len({h.iri for h in whole}) == len(whole) == total
    assert all(not kinds or h.kind in kinds for h in whole)
    for size in (1, 3, 7):
        parts = [search.find(text, kinds, size, at) for at in range(0, min(total, 60) + size, size)]
        assert {n for n, _ in parts} == {total}
        assert [h for _, hits in parts for h in hits][:60] == whole[:60]
    names = [" ".join(re.findall(r"[^\W_]+", fold(h.name.es))) for h in whole]
    if text:
        ranks = [2 if name == text else 1 if name.startswith(text) else 0 for name in names]
        assert ranks == sorted(ranks, reverse=True)


def test_search_knows_both_languages_and_codes(web: TestClient) -> None:
    for text in ("transparencia", "transparency"):
        assert [h["iri"] for h in web.get("/api/search", params={"q": text, "kind": "concept"}).json()["results"]].count("https://w3id.org/gobierno-abierto/vocabulary/theme/transparency") == 1
    assert web.get("/api/search", params={"q": "99001"}).json()["results"][0]["iri"].endswith("/municipio/99001")


def test_pages_join_to_the_whole(web: TestClient) -> None:
    whole = web.get("/api/search", params={"kind": "municipality", "limit": 500}).json()
    parts, address, seen = [], "/api/search?kind=municipality&limit=2", 0
    while address:
        page = web.get(address)
        parts += page.json()["results"]
        assert (page.json()["next"] is None) == ('rel="next"' not in page.headers.get("link", ""))
        address, seen = page.json()["next"], seen + 1
    assert parts == whole["results"]
    assert len(parts) == whole["total"] > 2
    assert seen == -(-whole["total"] // 2)


def test_counts_are_those_of_the_graph(web: TestClient, reader: Reader) -> None:
    for name, kind in KINDS.items():
        named = "{ ?x skos:prefLabel ?l } UNION { ?x dcterms:title ?l } UNION { ?x kg:summary|kg:counts|kg:gloss|kg:countsGloss ?l }"
        [[count]] = reader.rows(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a <{kind.cls}> . {named} }}")
        found = web.get("/api/search", params={"kind": name, "limit": 1}).json()["total"]
        assert found == int(count or 0), name


def test_an_entity_tells_what_it_rests_on(web: TestClient, document: dict[str, Any]) -> None:
    found = web.get("/api/entity/persona/lucia-prado-nieto").json()
    assert found["@type"] == f"{KG}Person"
    assert found["label"]["es"] == "Lucía Prado Nieto"
    lines = [line for section in found["sections"] for line in section["lines"]]
    proved = [line for line in lines if line["evidence"]]
    assert proved
    assert all(0 <= place["start"] < place["end"] for line in proved for place in line["evidence"]["places"])
    assert web.get(f"/api/entity?iri={found['@id']}").json() == found
    evil = web.get("/api/entity/municipio/99003")
    assert evil.json()["label"]["es"] == EVIL.replace("\n", " ")
    assert evil.headers["content-type"] == "application/json"


def test_merged_withdrawn_and_unknown(web: TestClient, document: dict[str, Any]) -> None:
    moved = web.get("/api/entity/persona/lucia-prado")
    assert (moved.status_code, moved.headers["location"]) == (301, "/api/entity/persona/lucia-prado-nieto")
    fits(document, "Moved", moved.json())
    for path, status in (("/api/entity/institucion/casa-vieja", 410), ("/api/entity/persona/nadie", 404), ("/api/entity?iri=https://example.org/x", 404), ("/api/entity?iri=javascript:alert(1)", 404),
                         ("/api/entity?iri=%22%3E%7D%20DROP", 404), ("/api/entity/persona/..%2f..%2fetc", 404), ("/api/entity", 400), ("/api/entity?iri=a&iri=b", 400),
                         (f"/api/entity?iri={'x' * 3000}", 404)):
        answer = web.get(path)
        assert answer.status_code == status, path
        assert answer.headers["content-type"] == "application/problem+json"
        fits(document, "Problem", answer.json())
        assert answer.json()["status"] == status


def test_questions_run_with_their_parameters(web: TestClient, reader: Reader) -> None:
    found = web.get("/api/questions/proposals/run", params={"limit": 500}).json()
    expected = reader.query(found["query"])
    assert not isinstance(expected, bool | list)
    assert found["total"] == len(expected.rows) == len(found["rows"]) > 0
    assert [c["name"] for c in found["columns"]] == list(expected.variables)
    param = next(p for p in web.get("/api/questions/proposals").json()["parameters"] if p["type"] == "concept" and p["scheme"] == "theme")
    narrowed = web.get("/api/questions/proposals/run", params={f"param.{param['name']}": "environment"}).json()
    assert narrowed["total"] < found["total"]
    assert "vocabulary/theme/environment>" in narrowed["query"]
    page = web.get("/api/questions/proposals/run", params={"limit": 1, "offset": 1}).json()
    assert page["rows"] == found["rows"][1:2]


def test_a_parameter_called_limit_is_not_the_page(web: TestClient) -> None:
    question = web.get("/api/questions/low-confidence").json()
    assert [p["name"] for p in question["parameters"]] == ["limit"]
    few, many = (web.get("/api/questions/low-confidence/run", params={"param.limit": value, "limit": 1}).json() for value in ("0.1", "1"))
    assert few["total"] == 0 < many["total"]
    assert len(many["rows"]) == 1


BAD = [("/api/questions/proposals/run?param.theme=no-such", 400), ("/api/questions/proposals/run?param.nope=1", 400), ("/api/questions/proposals?limit=3", 400),
       ("/api/questions/proposals/run?limit=0", 400), ("/api/questions/proposals/run?limit=501", 400),
       ("/api/questions/proposals/run?offset=-1", 400), ("/api/questions/nope", 404), ("/api/questions/nope/run", 404), ("/api/questions/..%2f", 404), ("/api/networks/nope", 404),
       ("/api/networks/copresence?by=nope", 400), ("/api/networks/copresence?weight=nope", 400), ("/api/search?kind=nope", 400), ("/api/search?q=a&q=b", 400), ("/api/search?limit=٣", 400),
       ("/api/search?nope=1", 400), ("/api/search?q=%ff", 400), ("/api/nope", 404), ("/api/", 404), (f"/api/search?q={'a' * 20000}", 414),
       ("/api/questions/invite-for-theme/run?param.theme=%22%7D%20DROP", 400)]


@pytest.mark.parametrize(("address", "status"), BAD, ids=[a[:60] for a, _ in BAD])
def test_what_cannot_be_asked_is_refused_as_a_problem(web: TestClient, document: dict[str, Any], address: str, status: int) -> None:
    found = web.get(address)
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    fits(document, "Problem", found.json())
    assert found.headers["cache-control"] == "no-store"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(["/api/search", "/api/entity", "/api/questions", "/api/questions/proposals", "/api/networks/copresence"]),
       given_=st.dictionaries(st.sampled_from(["q", "kind", "limit", "offset", "iri", "tag", "param.theme", "param.event", "by", "weight", "x"]), st.text(max_size=30), max_size=3))
def test_whatever_is_asked_has_an_answer_or_a_reason(web: TestClient, document: dict[str, Any], path: str, given_: dict[str, str]) -> None:
    found = web.get(path, params=given_)
    assert found.status_code in (200, 301, 400, 404)
    if found.status_code in (400, 404):
        fits(document, "Problem", found.json())


def test_a_runaway_question_is_stopped(web: TestClient, document: dict[str, Any]) -> None:
    found = web.get("/api/questions/runaway/run")
    assert found.status_code == 504
    fits(document, "Problem", found.json())
    assert web.get("/api/questions/roles/run").status_code == 200


def test_methods_types_and_languages(web: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        found = web.request(method, "/api/search")
        assert (found.status_code, found.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert web.get("/api/search", headers={"accept": "text/html"}).status_code == 406
    assert web.get("/api/search", headers={"accept": "application/*;q=0.2, text/html"}).status_code == 200
    assert web.get("/api/questions/nope", headers={"accept-language": "en-GB, es;q=0.5"}).json()["detail"] == "there is no question of that name"
    assert web.get("/api/questions/nope", headers={"accept-language": "fr"}).json()["detail"] == "no hay una pregunta con ese nombre"


def test_validators(web: TestClient) -> None:
    first = web.get("/api/search?q=lucia", headers={"accept-encoding": "identity"})
    tag = first.headers["etag"]
    assert web.get("/api/search?q=lucia", headers={"if-none-match": tag}).status_code == 304
    assert web.get("/api/search?q=prado", headers={"if-none-match": tag}).status_code == 200
    head = web.head("/api/search?q=lucia")
    assert (head.status_code, head.headers["etag"].replace("-gzip", "")) == (200, tag)
    packed = web.get("/api/vocabulary", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept, Accept-Encoding"


def test_a_network_is_read_by_networkx(web: TestClient) -> None:
    data = web.get("/api/networks/copresence").json()
    graph = nx.node_link_graph(data, edges="edges")
    assert {n: d["degree"] for n, d in graph.nodes(data=True)} == dict(graph.degree())
    assert {n: d["strength"] for n, d in graph.nodes(data=True)} == dict(graph.degree(weight="weight"))


def test_a_network_that_is_too_large_says_what_to_do(reader: Reader, corpus_built: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_networks, "MOST_TIES", 0)
    api = Api(reader, "two", Questions(corpus_built.queries(), built_base(reader), None), Here(reader, corpus_built))
    with TestClient(Starlette(routes=routes(api))) as client:
        found = client.get("/api/networks/copresence")
        assert found.status_code == 413
        assert "kg network" in found.json()["remedy"]
        assert client.get("/api/questions/roles/run").status_code == 503


def test_the_vocabulary_says_what_the_shapes_say(web: TestClient) -> None:
    found = web.get("/api/vocabulary").json()
    terms = {t["iri"]: t for t in found["terms"]}
    assert f"{KG}participant" in terms[f"{KG}Participation"]["needs"]
    assert f"{KG}evidence" in terms[f"{KG}Proposal"]["needs"], "from a class above it"
    assert {c["scheme"] for c in found["concepts"]} >= {"theme", "sector", "force"}
    assert all(t["label"]["es"] and t["label"]["en"] for t in found["terms"])


def test_an_index_is_made_once_and_asked_by_many(reader: Reader) -> None:
    search = Search(reader)

    async def many() -> list[int]:
        return [total for total, _ in await asyncio.gather(*(asyncio.to_thread(search.find, "lucia", (), 5, 0) for _ in range(16)))]

    assert len(set(asyncio.run(many()))) == 1


def test_withheld_names_are_not_found(tmp_path: Path) -> None:
    """What the policy withholds is not in the graph, so it is in no index."""
    root = tmp_path / "corpus"
    shutil.copytree(INVENTED, root)
    plain = Corpus.at(root)
    build(plain)
    everyone = [(iri, name) for iri, name in Reader(plain.build).rows(WORDS) if name]
    classes = "".join(f'{name} = "withheld"\n' for name in ("office-holder", "expert", "student", "private-person"))
    (root / "data" / "policy.toml").write_text(f'[policy]\nsalt = "sal de una prueba inventada"\n\n[person_class]\n{classes}', encoding="utf-8")
    held = Corpus.at(root, tmp_path / "held")
    build(held)
    search = Search(Reader(held.build))
    assert everyone
    for _, name in everyone:
        assert name not in {hit.name.es for hit in search.find(name, ("person",), 50, 0)[1]}
