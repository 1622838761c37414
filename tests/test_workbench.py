"""The workbench: its pages as the server sends them, also without script; its bundle; what its functions compute (completion, code, triples, the address)."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.policy import read_policy
from kg.publish.site_release import built_base
from kg.serve import workbench_pages
from kg.serve.api_questions import Questions
from kg.serve.api_search import KINDS, Search
from kg.serve.api_vocabulary import vocabulary
from kg.serve.pages_iri import frame_of
from kg.serve.public import Public, PublicGate, named_by
from kg.serve.workbench import HOME, NAV, Workbench, routes
from tests.conftest import ROOT
from tests.explorer_built import stop
from tests.serve_corpus import EVIL, Here, hostile
from tests.sparql_server import serving
from tests.workbench_built import WORKBENCH, built, calls

LOCK = json.loads((WORKBENCH / "package-lock.json").read_text(encoding="utf-8"))
PERMISSIVE = {"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "MPL-2.0", "(MPL-2.0 OR Apache-2.0)"}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The invented corpus with what is hostile."""
    return hostile(tmp_path_factory.mktemp("workbench") / "corpus")


@pytest.fixture(scope="module")
def web(corpus: Corpus) -> TestClient:
    """The pages in this process, without the guard."""
    reader = Reader(corpus.build)
    frame = frame_of(read_policy(corpus.policy), built_base(reader), "/sparql", NAV, HOME)
    bench = Workbench(frame, "one", Questions(corpus.queries(), built_base(reader), None), Search(reader), Here(reader, corpus))
    return TestClient(Starlette(routes=routes(bench)), follow_redirects=False)


def parsed(text: str) -> Any:
    """Parse a page; no error of parsing is accepted."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(text)
    assert [code for _, code, _ in parser.errors] == []
    return tree


PAGES = ["/", "/?question=agenda", "/?question=agenda&param.theme=youth", "/buscar", "/buscar?q=lucia", "/buscar?kind=municipality", "/buscar?q=zzz", "/buscar?q=villa", "/?question=nope",
         "/buscar?kind=nope",
         "/workbench/nope"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_parse_and_hold_nothing_inline(web: TestClient, path: str) -> None:
    found = web.get(path, headers={"accept": "text/html"})
    tree = parsed(found.text)
    for element in tree.iter():
        if isinstance(element.tag, str):
            assert not [name for name in element.attrib if str(name).startswith("on") or name == "style"], element.tag
            assert element.tag != "script" or element.attrib.get("src") or element.attrib.get("type") == "application/ld+json"
            assert element.tag != "style"
    rule = found.headers["content-security-policy"]
    assert "unsafe" not in rule
    assert "default-src 'none'" in rule
    assert "frame-ancestors 'none'" in rule


def test_the_policy_lets_the_page_ask_only_this_server(web: TestClient) -> None:
    rule = dict(part.strip().split(" ", 1) for part in web.get("/").headers["content-security-policy"].split(";"))
    assert rule == {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data: blob:", "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'",
                    "frame-ancestors": "'none'"}


def test_without_script_a_question_is_a_form_with_its_query(web: TestClient) -> None:
    tree = parsed(web.get("/?question=agenda&param.theme=youth").text)
    form = next(f for f in tree.iter("form") if f.attrib.get("id") == "ask")
    assert (form.attrib["action"], form.attrib["method"]) == ("/sparql", "get")
    text = next(form.iter("textarea")).text
    assert "vocabulary/theme/youth>" in text
    links = [a.attrib for a in tree.iter("a") if a.attrib.get("data-name")]
    assert len(links) == len(Questions([ROOT / "queries"], "", None).known)
    assert [a["data-name"] for a in links if a.get("aria-current")] == ["agenda"]
    assert all(web.get(a["href"]).status_code == 200 for a in links)


def test_a_parameter_that_cannot_be_is_told(web: TestClient) -> None:
    assert web.get("/?question=agenda&param.theme=nope").status_code == 400
    assert web.get("/?question=agenda&param.theme=%22%7D%20DROP").status_code == 400


def test_search_pages_list_everything_of_a_kind(web: TestClient, corpus: Corpus) -> None:
    seen, address = [], "/buscar?kind=municipality"
    while address:
        tree = parsed(web.get(address).text)
        seen += [a.attrib["href"] for ol in tree.iter("ol") if ol.attrib.get("class") == "hits" for a in ol.iter("a")]
        address = next((a.attrib["href"] for a in tree.iter("a") if a.attrib.get("rel") == "next"), "")
    [[count]] = Reader(corpus.build).rows("SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a kg:Municipality ; skos:prefLabel ?l }")
    assert len(seen) == len(set(seen)) == int(count or 0)
    assert all(f"/buscar?kind={kind}" in web.get("/").text for kind in KINDS)


def test_hostile_names_and_searches_stay_text(web: TestClient) -> None:
    page = web.get("/buscar", params={"q": "villa img"})
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.text
    assert "<img" not in page.text
    for text in ('"><script>alert(1)</script>', "{{ 7*7 }}", "' OR 1=1 --", "\x00\ud7ff", "%"):
        found = web.get("/buscar", params={"q": text})
        assert found.status_code == 200
        assert "<script>alert" not in found.text
        parsed(found.text) if "\x00" not in text else None
    for wrong in ("-1", "1e9", "٣", "99999999"):
        assert web.get("/buscar", params={"kind": "person", "from": wrong}).status_code == 400


def test_files_have_validators_and_no_others_are_served(web: TestClient) -> None:
    built()
    for name in ("workbench.js", "workbench.css", "notices.txt"):
        found = web.get(f"/workbench/{name}")
        assert found.status_code == 200
        assert web.get(f"/workbench/{name}", headers={"if-none-match": found.headers["etag"]}).status_code == 304
    for name in ("../package.json", "%2e%2e/package.json", ".stamp", ".lock", "build.py"):
        assert web.get(f"/workbench/{name}").status_code == 404
    assert (web.get("/index.html").status_code, web.get("/index.html").headers["location"]) == (301, "/")


def test_explorer_and_findings_are_made_once_and_keep_their_own_policy(web: TestClient, corpus: Corpus) -> None:
    for name in ("explorer", "findings"):
        found = web.get(f"/{name}", headers={"accept-encoding": "identity"})
        if found.status_code == 503:
            stop("the explorer is not built: make explorer")
        assert "sha256-" in found.headers["content-security-policy"]
        assert "unsafe" not in found.headers["content-security-policy"].replace("'unsafe-hashes'", "")
        inside = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', found.text)
        assert inside is not None
        assert found.headers["content-security-policy"] == inside[1].replace("&#39;", "'") + "; frame-ancestors 'none'"
        assert web.get(f"/{name}", headers={"if-none-match": found.headers["etag"]}).status_code == 304


def test_a_graph_too_large_for_one_page_says_so(web: TestClient, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbench_pages, "EXPLORED", 0)
    reader = Reader(corpus.build)
    bench = Workbench(frame_of(read_policy(corpus.policy), "https://example.org/"), "two", Questions([], "https://example.org/", None), Search(reader), Here(reader, corpus))
    with TestClient(Starlette(routes=routes(bench))) as client:
        found = client.get("/explorer", headers={"accept": "text/html"})
        assert found.status_code == 413
        assert "kg explore --top" in found.text


def test_a_page_of_the_server_itself_may_ask_it_by_its_public_name() -> None:
    """A browser sends Origin with each POST, also to the server a page is from."""
    guard = Public(Starlette(), PublicGate(8487, names=("datos.example.org",)))
    with TestClient(guard, base_url="http://datos.example.org") as client:
        statuses = {origin: client.post("/x", headers={"origin": origin}).status_code
                    for origin in ("https://datos.example.org", "http://datos.example.org:8487", "http://127.0.0.1:3333", "https://evil.example", "https://datos.example.org.evil.example", "null", "https://[")}
    ours = {"https://datos.example.org", "http://datos.example.org:8487", "http://127.0.0.1:3333"}
    assert statuses == {origin: 404 if origin in ours else 403 for origin in statuses}
    assert named_by("https://[") == ""


def test_not_changed_says_nothing_of_a_policy(web: TestClient) -> None:
    """A browser takes the headers of a 304 for those of the page it kept: the guard's own policy, which forbids everything, must not be among them."""
    with TestClient(Public(web.app, PublicGate(80)), base_url="http://localhost") as client:
        first = client.get("/buscar", headers={"accept-encoding": "identity"})
        again = client.get("/buscar", headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 304
        assert "content-security-policy" not in again.headers
        assert "default-src 'none'" in client.get("/nope").headers["content-security-policy"]


# The bundle


def test_the_lockfile_names_versions_and_hashes_and_no_address() -> None:
    text = (WORKBENCH / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert "resolved" not in text
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert {entry["license"] for entry in packages.values()} <= PERMISSIVE
    asked = json.loads((WORKBENCH / "package.json").read_text(encoding="utf-8"))
    for name, version in {**asked["dependencies"], **asked["devDependencies"]}.items():
        assert packages[f"node_modules/{name}"]["version"] == version, "pinned"
    assert "registry=" not in (WORKBENCH / ".npmrc").read_text(encoding="utf-8").replace("registry-resolved=", "")


def test_every_package_inside_is_named_with_its_licence() -> None:
    """Yasqe comes bundled: what is inside it is named, too, as its source map tells."""
    blocks = (built() / "notices.txt").read_text(encoding="utf-8").split(f"\n{'-' * 72}\n\n")
    named = [re.match(r"(\S+) (\S+) \((.+)\)\n\n(?s:.+)", block) for block in blocks]
    assert all(named)
    names = {m[1]: m[2] for m in named if m}
    assert {"@zazuko/yasqe", "codemirror", "lodash-es", "dompurify", "store", "query-string", "events"} <= set(names)
    assert {name: LOCK["packages"][f"node_modules/{name}"]["version"] for name in names} == names
    inside = json.loads((WORKBENCH / "node_modules" / "@zazuko" / "yasqe" / "build" / "yasqe.esm.js.map").read_text(encoding="utf-8"))["sources"]
    assert {m[1] for s in inside if (m := re.match(r".*node_modules/((?:@[^/]+/)?[^/]+)", s))} <= set(names)


def test_nothing_inside_makes_code_of_text_or_asks_others() -> None:
    script = (built() / "workbench.js").read_text(encoding="utf-8")
    never = (r"\beval\(", r"new Function\b", r"document\.write\b", r"XMLHttpRequest", r"WebSocket\(", r"EventSource\(", r"sendBeacon", r"importScripts", r"new Worker\b", "sourceMappingURL",
             "</script")
    assert [p for p in never if re.search(p, script)] == []
    asked = {m[0] for m in re.finditer(r"(?<![.\w$])fetch\([^)]{0,40}", script)}
    assert len(asked) == 3, asked
    ours = [a for a in asked if re.match(r'fetch\(\w+,\{headers:\{accept:"application/json"|fetch\("sparql",', a)]
    assert len(ours) == 2, asked   # the third is Yasqe's own way to run a query, which nothing here calls: its page policy lets it ask this server only
    style = (built() / "workbench.css").read_text(encoding="utf-8")
    assert not re.search(r"@import|url\(\s*[\"']?(?!data:|#)", style)


def test_a_cut_that_does_not_fit_fails_the_build(tmp_path: Path) -> None:
    """What is changed in a package is told by its exact text: another version of it cannot slip through unchanged."""
    built()
    from tests import explorer_built

    folder = tmp_path / "bench"
    shutil.copytree(WORKBENCH, folder, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (folder / "node_modules").symlink_to(WORKBENCH / "node_modules")
    about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    about["cuts"]["@zazuko/yasqe/build/yasqe.esm.js"] = [["this is not in it", ""]]
    (folder / "package.json").write_text(json.dumps(about), encoding="utf-8")
    shutil.copytree(ROOT / "visuals" / "explorer" / "src", tmp_path / "explorer" / "src")
    done = subprocess.run([explorer_built.node(), str(ROOT / "visuals" / "explorer" / "build.mjs"), "--at", str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "not once" in done.stderr


@pytest.mark.heavy
def test_a_wheel_carries_what_is_built_and_not_its_sources(tmp_path: Path) -> None:
    built()
    tree = tmp_path / "tree"
    for name in ("explorer", "workbench"):
        shutil.copytree(ROOT / "visuals" / name, tree / "visuals" / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    for file in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA", ".gitignore", "hatch_build.py", "kg/__init__.py", "visuals/layers.toml"):
        (tree / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tree / file)
    subprocess.run([sys.executable, "-m", "build", "--sdist", "--wheel", "--outdir", str(tmp_path / "out"), str(tree)], cwd=tmp_path, check=True, capture_output=True)
    [wheel], [sdist] = (tmp_path / "out").glob("*.whl"), (tmp_path / "out").glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as inside:
        assert {n for n in inside.namelist() if "workbench" in n} == {f"kg/bundled/visuals/workbench/dist/{n}" for n in ("workbench.css", "workbench.js", "notices.txt")}
    with tarfile.open(sdist) as packed:
        names = {n.split("/", 1)[1] for n in packed.getnames()}
    assert {"visuals/workbench/build.py", "visuals/workbench/package-lock.json", "visuals/workbench/src/main.ts", "visuals/workbench/licences/zazuko-yasqe.txt"} <= names
    assert not [n for n in names if "node_modules" in n or "/dist" in n]


# What its functions compute

WORDS: dict[str, Any] = json.loads(json.dumps(vocabulary()))
COMPLETION = 'import { suggestions, variables, classesOf } from "./completion"; export const names = (words, text) => suggestions(words, text, text.length)?.list.map((s) => s.shown) ?? null; ' \
             'export const seen = (text) => variables(text, text.length)?.list.map((s) => s.shown) ?? null; export { classesOf };'


def offered(*texts: str) -> list[Any]:
    return calls(COMPLETION, *(["names", WORDS, text] for text in texts))


def test_completion_knows_where_it_is() -> None:
    after_a, begun, by_label, in_string, in_comment, in_iri, variable = offered(
        "SELECT * { ?x a ", "SELECT * { ?x a kg:Prop", "SELECT * { ?x a propuesta", 'SELECT * { ?x kg:summary "kg:', "# kg:", "SELECT * { ?x a <https://w3id", "SELECT * { ?x a kg:Person . ?pe")
    assert {"kg:Person", "kg:Proposal"} <= set(after_a)
    assert "kg:participant" not in after_a
    assert begun[0] == "kg:Proposal"
    assert "kg:Proposal" in by_label
    assert (in_string, in_comment, in_iri, variable) == (None, None, None, None)


def test_completion_gives_the_properties_the_shapes_ask_of_a_class_first() -> None:
    terms = {t["iri"]: t for t in WORDS["terms"]}
    kg = WORDS["prefixes"]["kg"]
    for cls in ("Proposal", "Participation", "Membership"):
        needs = {i.replace(kg, "kg:").replace(WORDS["prefixes"]["org"], "org:").replace(WORDS["prefixes"]["skos"], "skos:") for i in terms[kg + cls]["needs"]}
        [names] = offered(f"SELECT * {{ ?p a kg:{cls} ; ")
        assert set(names[:len(needs)]) == needs, cls
    [later] = offered("SELECT * { ?p kg:theme ?t ; a kg:Proposal . ?p ")
    assert later[0] in {"kg:evidence", "kg:source", "kg:madeBy", "kg:confidence", "kg:force", "kg:review", "kg:theme", "kg:confidenceBasis", "kg:inEvent", "kg:summary"}


def test_completion_gives_concepts_after_a_property_that_takes_them() -> None:
    themes, narrowed, none = offered("SELECT * { ?p kg:theme ", "SELECT * { ?p a kg:Proposal ; kg:theme juv", "SELECT * { ?p kg:summary ")
    assert all(name.startswith("theme/") for name in themes)
    assert "theme/youth" in narrowed
    assert none == []


def test_completion_knows_the_variables() -> None:
    assert calls(COMPLETION, ["seen", "SELECT ?name { ?person kg:x ?name . ?n"], ["seen", "SELECT * { ?a ?b ?c . kg:"],
                 ["classesOf", "{ ?x kg:y ?z ; a kg:A , kg:B . $x a kg:C . ?y a kg:D }", "?x"]) == [
        ["?name"], None, ["kg:A", "kg:B", "kg:C"]]


CODE = 'export { shell, python, r, code } from "./snippets"; export { parseTriples } from "./triples"; export { read, write } from "./state"; export const again = (s) => { const m = s; return m; };'
texts = st.text(alphabet=st.one_of(st.sampled_from("'\"\\`$!\n)-{}%#;|&<>"), st.characters(exclude_categories=("Cs", "Cc"))), max_size=40)


@settings(max_examples=10, deadline=None)
@given(st.lists(texts, min_size=8, max_size=30))
def test_code_reads_back_as_the_query_itself(many: list[str]) -> None:
    quoted = calls(CODE, *(["shell", t] for t in many))
    said = subprocess.run(["sh", "-c", "".join(f"printf '%s\\0' {q}\n" for q in quoted)], capture_output=True, check=True).stdout.decode().split("\0")[:-1]
    assert said == many
    assert [ast.literal_eval(p) for p in calls(CODE, *(["python", t] for t in many))] == many
    for text, raw in zip(many, calls(CODE, *(["r", t] for t in many)), strict=True):
        found = re.fullmatch(r'r"(-*)\((.*)\)\1"', raw, re.DOTALL)
        assert found, raw
        assert found[2] == text
        assert f'){found[1]}"' not in text


def test_the_python_code_runs(corpus: Corpus) -> None:
    """The snippet is valid Python with the query in it, whatever quotes the query has."""
    query = 'SELECT ?x { ?x ?p "\\"\'\\n" } # "'
    for triples in (False, True):
        [code] = calls(CODE, ["code", "Python", "http://127.0.0.1:1/sparql", query, triples])
        tree = ast.parse(code)
        assigned = next(n.value for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name) and n.targets[0].id == "query")
        assert ast.literal_eval(assigned) == query


@pytest.mark.parametrize("language", ["curl", "Python"])
def test_code_runs_as_it_stands(corpus: Corpus, language: str) -> None:
    """The snippet as somebody would paste it, against a server. R's is tried by hand: this project's tools do not install R."""
    command = {"curl": ["sh", "-c"], "Python": [sys.executable, "-c"]}[language]
    rows, some = "SELECT ?me ?name { ?me a kg:Municipality ; skos:prefLabel ?name } # 'it''s \"quoted\"", "CONSTRUCT WHERE { ?me a kg:Municipality }"
    with serving(corpus.build, corpus=corpus.root) as served:
        told = []
        for query, triples in ((rows, False), (some, True)):
            [code] = calls(CODE, ["code", language, served.target.endpoint, query, triples])
            done = subprocess.run([*command, code], cwd=corpus.root, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            told.append(done.stdout)
        assert "Villa Aurora" in told[0]
        if language == "Python":
            assert int(told[1]) == len(served.target.rows("SELECT ?me { ?me a kg:Municipality }"))
        else:
            assert "kg:Municipality" in told[1]


def test_triples_read_back(corpus: Corpus) -> None:
    lines = Reader(corpus.build).query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(CONTAINS(STR(?o), '\"') || LANG(?o) = 'en' || DATATYPE(?o) = xsd:date) }")
    assert isinstance(lines, list)
    assert len(lines) > 10
    [rows] = calls(CODE, ["parseTriples", "\n".join(lines)])
    assert len(rows) == len(lines)
    assert any(row[2]["value"] == EVIL for row in rows)
    [odd] = calls(CODE, ["parseTriples", '<a:b> <c:d> "x\\ny\\u00e9\\U0001F600\\\\"^^<e:f> .\n_:z <c:d> <g:h> .\nnonsense'])
    assert odd == [[{"type": "uri", "value": "a:b"}, {"type": "uri", "value": "c:d"}, {"type": "literal", "value": "x\nyé😀\\", "datatype": "e:f"}],
                   [{"type": "bnode", "value": "z"}, {"type": "uri", "value": "c:d"}, {"type": "uri", "value": "g:h"}]]


def test_an_address_reads_back() -> None:
    states = [{"question": "", "values": {}, "query": 'SELECT * { ?a ?b "&=#+%ñ" }\n', "view": "Graph"}, {"question": "agenda", "values": {"theme": "youth", "limit": "0.5"}, "query": "", "view": ""},
              {"question": "", "values": {}, "query": "", "view": ""}]
    addresses = calls(CODE, *(["write", s] for s in states))
    assert calls(CODE, *(["read", a] for a in addresses)) == states
    assert calls(CODE, ["read", "#view=javascript:alert(1)"])[0]["view"] == ""


VIEWS = 'export { barsOf } from "./views/bars"; export { defaultView } from "./model"; import { graphOf as g } from "./views/network"; export { shownColumns } from "./views/table"; ' \
        'export const graphOf = (r, a, b) => { const { nodes, ties } = g(r, a, b); return [nodes.map((n) => [n.label, n.ties]), ties.map((t) => [t.a.label, t.b.label, t.count])]; };'


def test_views_count_what_the_rows_say() -> None:
    def cell(value: str, number: bool = False) -> dict[str, str]:
        return {"type": "literal", "value": value} | ({"datatype": "http://www.w3.org/2001/XMLSchema#integer"} if number else {})
    rows = [[cell("ana"), cell("foro"), cell("2", True)], [cell("ana"), cell("taller"), cell("3", True)], [cell("ana"), cell("foro"), cell("4", True)], [cell("eva"), None, cell("1", True)]]
    results = {"kind": "rows", "columns": ["who", "where", "n"], "rows": rows, "text": "", "took": 0}
    nodes, ties = calls(VIEWS, ["graphOf", results, 0, 1])[0]
    assert nodes == [["ana", 2], ["foro", 1], ["taller", 1], ["eva", 0]]
    assert ties == [["ana", "foro", 2], ["ana", "taller", 1]]
    bars, counts = calls(VIEWS, ["barsOf", results, 0, 2], ["barsOf", results, 1, -1])
    assert [(b["words"], b["sum"]) for b in bars] == [("ana", 9), ("eva", 1)]
    assert [(b["words"], b["sum"]) for b in counts] == [("foro", 2), ("taller", 1)]
    assert calls(VIEWS, ["defaultView", "#defaultView:Timeline\nSELECT"], ["defaultView", "SELECT # defaultView:Graph"], ["defaultView", "#defaultView:Nope"]) == ["Timeline", None, None]
    assert calls(VIEWS, ["shownColumns", ["summary", "gloss", "x"], "es"], ["shownColumns", ["summary", "gloss", "x"], "en"]) == [[0, 2], [1, 2]]
