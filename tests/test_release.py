"""``kg release``: versions that stay as they are, what changed between them and why, and addresses that answer for ever. Invented people and towns."""

from __future__ import annotations

import csv
import gzip
import hashlib
import html
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import html5lib  # type: ignore[import-untyped]
import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, OWL, PROV, RDF, Graph, Literal, Namespace, URIRef

from kg.graph.build import build, load_corpus
from kg.graph.published import FILE, read_register
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.errors import KgError
from kg.model.policy import read_policy
from kg.model.text import Text
from kg.publish import release as module
from kg.publish.leak import LeakError
from kg.publish.release import DUMP, WITHDRAWN, plan, release, versions
from kg.publish.release_about import About
from kg.publish.release_version import parse
from kg.publish.site_release import release as made_of
from tests.conftest import ROOT
from tests.test_explorer_frame import axe
from tests.test_policy_takedown import policy
from tests.test_publish_site import untyped

pytestmark = pytest.mark.heavy  # whole sites and versions are made: some minutes

BASE = "https://datos.ejemplo.mx/"
ID = BASE + "id/"
KG = Namespace("https://w3id.org/gobierno-abierto/ontology#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
CAUSE = "https://w3id.org/gobierno-abierto/vocabulary/change-cause/"
Rows = list[dict[str, str]]


def publish(corpus: Corpus, version: str, purge: bool = False, date: str = "2031-05-02") -> tuple[About, list[str]]:
    built = build(corpus, base=BASE)
    loaded, reader = load_corpus(corpus, base=BASE), Reader(corpus.build)
    made = replace(made_of(reader, read_policy(corpus.policy)), date=date)
    return release(corpus, loaded, reader, made, plan(corpus, loaded, reader, made, built.quads), parse(version), purge)


def suggested(corpus: Corpus) -> str:
    built = build(corpus, base=BASE)
    loaded, reader = load_corpus(corpus, base=BASE), Reader(corpus.build)
    return str(plan(corpus, loaded, reader, made_of(reader, read_policy(corpus.policy)), built.quads).suggested)


def listed(corpus: Corpus, version: str) -> Rows:
    with (corpus.releases / version / "cambios.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def edit(corpus: Corpus, source: str, *pairs: tuple[str, str]) -> None:
    path = corpus.data / source / "acta.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def said(corpus: Corpus, path: str) -> dict[str, str]:
    """What the built graph says of an address: last part of the property → value."""
    rows = Reader(corpus.build).rows(f"SELECT ?p ?o {{ <{ID}{path}> ?p ?o }}")
    return {str(p).rsplit("/", 1)[-1].rsplit("#", 1)[-1]: str(o).removeprefix(ID) for p, o in rows}


@pytest.fixture
def first(corpus: Corpus) -> Corpus:
    """The invented corpus with its version 1.0.0."""
    publish(corpus, "1.0.0", date="2031-04-30")
    return corpus


def test_the_first_version_says_what_it_is(first: Corpus) -> None:
    folder, me = first.releases / "1.0.0", URIRef(BASE + "releases/1.0.0/")
    graph = Graph().parse(folder / "version.ttl")
    dataset = URIRef(BASE + "void.ttl#dataset")
    assert graph.value(dataset, OWL.versionIRI) == me and str(graph.value(dataset, OWL.versionInfo)) == str(graph.value(me, OWL.versionInfo)) == "1.0.0"
    assert graph.value(me, DCTERMS.isVersionOf) == dataset and str(graph.value(me, DCTERMS.issued)) == "2031-04-30"
    assert graph.value(me, DCTERMS.replaces) is None and not untyped(graph) and graph.value(me, DCTERMS.publisher) is not None
    files = {str(graph.value(d, DCAT.downloadURL)): d for d in graph.objects(me, DCAT.distribution)}
    assert len(files) == 4
    for address, node in files.items():
        data = (folder / address.removeprefix(str(me))).read_bytes()
        assert graph.value(node, DCAT.byteSize) == Literal(str(len(data)), datatype=URIRef("http://www.w3.org/2001/XMLSchema#nonNegativeInteger"))
        checksum = graph.value(graph.value(node, SPDX.checksum), SPDX.checksumValue)
        assert str(checksum).lower() == hashlib.sha256(data).hexdigest()
    manifest = json.loads((folder / "version.json").read_text(encoding="utf-8"))
    assert manifest["sha256"] == hashlib.sha256(gzip.decompress((folder / DUMP).read_bytes())).hexdigest()
    assert not (folder / "cambios.csv").exists() and "primera versión" in (folder / "novedades.es.md").read_text(encoding="utf-8")
    assert [str(v) for v in versions(first.releases)] == ["1.0.0"]
    assert 'version: "1.0.0"' in (folder / "CITATION.cff").read_text(encoding="utf-8")


def test_a_correction_is_told_with_its_old_and_new_value(first: Corpus) -> None:
    edit(first, "foro-aurora", ("Unir al gobierno local con la academia.", "=Vincular <b>gobierno</b> y academia."))
    assert suggested(first) == "1.0.1"
    about, _ = publish(first, "1.0.1")
    [row] = [r for r in listed(first, "1.0.1") if r["propiedad"].endswith("#summary")]
    assert row == {"cambio": "changed", "causa": "correction", "grafo": BASE + "graph/foro-aurora", "sujeto": ID + "propuesta/foro-aurora-tomas-2", "propiedad": str(KG.summary),
                   "antes": "Unir al gobierno local con la academia.", "despues": "'=Vincular <b>gobierno</b> y academia."}
    assert {r["causa"] for r in listed(first, "1.0.1")} == {"correction"}
    assert about.summary is not None and about.summary.numbers == {("correction", "changed"): 1} and about.summary.unlisted == 0
    for lang, title in (("es", "Textos corregidos"), ("en", "Corrected texts")):
        text = (first.releases / "1.0.1" / f"novedades.{lang}.md").read_text(encoding="utf-8")
        assert title in text and r"Vincular \<b\>gobierno\</b\>" in text


def test_the_changes_as_rdf_are_what_the_shape_asks_for(first: Corpus) -> None:
    edit(first, "foro-aurora", ("Unir al gobierno local con la academia.", "Vincular gobierno y academia."), ('kind = "university"', 'kind = "faculty"'))
    publish(first, "1.0.1")
    graph = Graph().parse(first.releases / "1.0.1" / "cambios.ttl")
    found = set(graph.subjects(RDF.type, KG.Change))
    assert len(found) == len(listed(first, "1.0.1")) > 3
    schemes = Graph().parse(ROOT / "ontology" / "schemes.ttl")
    conforms, _, text = pyshacl.validate(graph + schemes, shacl_graph=Graph().parse(ROOT / "ontology" / "shapes.ttl"), inference="none", advanced=True, inplace=True)
    assert conforms, text
    assert {graph.value(c, KG.inRelease) for c in found} == {URIRef(BASE + "releases/1.0.1/")}
    entry = Graph().parse(first.releases / "1.0.1" / "version.ttl")
    me = URIRef(BASE + "releases/1.0.1/")
    assert entry.value(me, DCTERMS.replaces) == entry.value(me, PROV.wasRevisionOf) == entry.value(me, DCAT.previousVersion) == URIRef(BASE + "releases/1.0.0/")


def test_a_statement_of_another_kind_leads_from_its_old_address_to_its_new_one(first: Corpus) -> None:
    edit(first, "foro-aurora", ('kind = "problem"', 'kind = "finding"'))
    assert suggested(first) == "1.0.1"
    about, _ = publish(first, "1.0.1")
    assert said(first, "problema/foro-aurora-tomas-1") == {"deprecated": "true", "status": "http://purl.org/adms/status/Deprecated", "isReplacedBy": "hallazgo/foro-aurora-tomas-1"}
    assert (about.redirects, about.tombstones) == (1, 0)
    assert {r["causa"] for r in listed(first, "1.0.1")} == {"correction"}
    (first.releases / FILE).unlink()  # without the register the address would be dead
    build(first, base=BASE)
    assert said(first, "problema/foro-aurora-tomas-1") == {}


def test_a_statement_that_is_gone_keeps_a_tombstone_for_ever(first: Corpus) -> None:
    text = (first.data / "taller-aurora" / "acta.toml").read_text(encoding="utf-8")
    record = text[text.index('[[contribution]]\nid = "noe-1"'):]
    edit(first, "taller-aurora", (record, ""))
    assert suggested(first) == "2.0.0"  # somebody may have cited it
    about, _ = publish(first, "2.0.0")
    assert said(first, "experiencia/taller-aurora-noe-1") == {"deprecated": "true", "status": "http://purl.org/adms/status/Withdrawn"}
    assert (about.redirects, about.tombstones) == (0, 1)
    edit(first, "foro-aurora", ("Unir al gobierno local", "Enlazar al gobierno local"))
    publish(first, "2.0.1")
    assert said(first, "experiencia/taller-aurora-noe-1")["status"].endswith("Withdrawn")
    [row] = [r for r in read_register(first.releases) if r.path == "experiencia/taller-aurora-noe-1"]
    assert (row.since, row.last) == ("1.0.0", "1.0.0")


def test_a_new_document_is_the_cause_of_all_it_says(first: Corpus) -> None:
    shutil.copytree(first.data / "taller-aurora", first.data / "taller-dos")
    path = first.data / "taller-dos" / "source.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('slug = "taller-aurora"', 'slug = "taller-dos"'), encoding="utf-8")
    assert suggested(first) == "1.1.0"
    about, _ = publish(first, "1.1.0")
    rows = listed(first, "1.1.0")
    assert [slug for slug, _ in about.documents] == ["taller-dos"]
    assert {r["causa"] for r in rows if r["grafo"].endswith("/graph/taller-dos")} == {"new-source"} == {r["causa"] for r in rows if r["grafo"].endswith(("/derived", "/meta"))}
    assert {r["cambio"] for r in rows if r["grafo"].endswith(("/graph/taller-dos", "/meta"))} == {"added"}
    assert {r["causa"] for r in rows} == {"new-source", "identity-decision"}  # the new document names Noé, too: the two are one
    shutil.rmtree(first.data / "taller-dos")
    assert suggested(first) == "2.0.0"
    publish(first, "2.0.0")
    assert {(r["causa"], r["cambio"]) for r in listed(first, "2.0.0") if r["grafo"].endswith("/graph/taller-dos")} == {("source-withdrawn", "removed")}
    assert said(first, "documento/taller-dos")["status"].endswith("Withdrawn")


def test_a_decision_of_identity_is_the_cause_of_what_it_moves(first: Corpus) -> None:
    """Noé gets a slug of his own in the registry: what he said is the same, his address is another."""
    for name, row in (("people", "noe-campos-ruiz,Noé Campos Ruiz\n"), ("identity", "person,noe-campos-ruiz,taller-aurora,noe-campos-ruiz,él,x,2031-05-01\n")):
        path = first.registry / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + row, encoding="utf-8")
    publish(first, "1.0.1")
    assert said(first, "persona/noe-campos-ruiz-87b05d")["isReplacedBy"] == "persona/noe-campos-ruiz"
    rows = listed(first, "1.0.1")
    assert {r["causa"] for r in rows if r["grafo"].endswith(("/graph/taller-aurora", "/registry", "/derived"))} == {"identity-decision"}


def test_what_the_policy_hides_is_counted_and_never_listed(first: Corpus) -> None:
    policy(first, student="withheld")
    with pytest.raises(LeakError, match=r"earlier versions hold what the policy no longer shows: 1\.0\.0"):
        publish(first, "2.0.0")
    assert [str(v) for v in versions(first.releases)] == ["1.0.0"] and (first.releases / "1.0.0" / DUMP).is_file()
    about, gone = publish(first, "2.0.0", purge=True)
    assert gone == ["1.0.0"] and sorted(p.name for p in (first.releases / "1.0.0").iterdir()) == [WITHDRAWN, "version.json"]
    assert about.summary is not None and about.summary.unlisted > 10
    assert not [p for p in (first.releases / "2.0.0").rglob("*") if p.is_file() and re.search("no[eé].campos|campos.ruiz", _text(p), re.IGNORECASE)]
    assert {r["causa"] for r in listed(first, "2.0.0") if "persona/p" in r["sujeto"]} == {"policy"}
    old = "persona/noe-campos-ruiz-87b05d"
    made = read_policy(first.policy)
    assert said(first, old) == {} and said(first, made.buried(old))["status"].endswith("Withdrawn")
    assert "noe-campos" not in (first.releases / FILE).read_text(encoding="utf-8")
    tomas = said(first, "propuesta/foro-aurora-tomas-2")  # nobody hid him: his statement leads on
    assert said(first, tomas["isReplacedBy"])["speaker"] == "persona/" + said(first, tomas["isReplacedBy"])["speaker"].rpartition("/")[2]


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "ignore")


def test_a_take_down_reaches_every_version_and_says_nothing_of_whom(first: Corpus) -> None:
    made = policy(first, 'iri = "persona/lucia-prado-nieto"\nat = 2031-05-03')
    with pytest.raises(LeakError):
        publish(first, "1.0.1")
    about, gone = publish(first, "1.0.1", purge=True)
    assert gone == ["1.0.0"]
    assert not [p for p in first.releases.rglob("*") if p.is_file() and re.search("luc[ií]a|prado", _text(p), re.IGNORECASE)]
    assert said(first, made.buried("propuesta/foro-aurora-lucia-1")) == {"deprecated": "true", "status": "http://purl.org/adms/status/Withdrawn", "changeCause": CAUSE + "take-down"}
    assert about.summary is not None
    assert {cause for cause, _ in about.summary.numbers} == {"take-down"}
    assert {r["cambio"] for r in listed(first, "1.0.1")} == {"added"}
    assert "propuesta/foro-aurora-tomas-2" in {r.path for r in read_register(first.releases) if r.last == "1.0.1"}  # what others said stays where it was


def test_a_take_down_a_new_policy_and_corrections_at_once_are_told_apart(first: Corpus) -> None:
    """With a class of people hidden every id becomes a pseudonym: what was taken down is found again by what record it was, not by its address."""
    edit(first, "foro-aurora", ("Unir al gobierno local", "Enlazar al gobierno local"), ('kind = "problem"', 'kind = "finding"'))
    made = policy(first, 'iri = "persona/lucia-prado-nieto"', student="initials")
    about, _ = publish(first, "2.0.0", purge=True)
    assert about.summary is not None and {cause for cause, _ in about.summary.numbers} == {"take-down", "correction", "policy"}
    assert not [p for p in first.releases.rglob("*") if p.is_file() and re.search("luc[ií]a|prado|no[eé][ -]|campos", _text(p), re.IGNORECASE)]
    old = said(first, "propuesta/foro-aurora-tomas-2")["isReplacedBy"]
    assert said(first, old)["summary"] == "Enlazar al gobierno local con la academia." and old != "propuesta/foro-aurora-tomas-2"
    assert said(first, said(first, "problema/foro-aurora-tomas-1")["isReplacedBy"])["type"]
    for path in ("propuesta/foro-aurora-lucia-1", "experiencia/taller-aurora-noe-1", "participacion/taller-aurora-taller-noe"):
        assert said(first, path) == {} and said(first, made.buried(path))["status"].endswith("Withdrawn"), path


def test_rules_and_vocabulary_are_causes_too(first: Corpus) -> None:
    """The version before is made to be one of other rules and another ontology: it lacks a derived statement and a class."""
    folder = first.releases / "1.0.0"
    lines = gzip.decompress((folder / DUMP).read_bytes()).decode().splitlines(keepends=True)
    derived = next(x for x in lines if x.endswith(f"<{BASE}graph/derived> .\n") and "#attended>" in x)
    typed = next(x for x in lines if "#PublicInstitution>" in x and x.endswith(f"<{BASE}graph/foro-aurora> .\n"))
    concept = next(x for x in lines if x.endswith(f"<{BASE}graph/vocabulary> .\n"))
    kept = "".join(x for x in lines if x not in (derived, typed, concept)).encode()
    (folder / DUMP).write_bytes(gzip.compress(kept, mtime=0))
    manifest = json.loads((folder / "version.json").read_text(encoding="utf-8"))
    manifest["sha256"] = hashlib.sha256(kept).hexdigest()
    manifest["inputs"] |= {"rules": "x", "ontology": "y", "schemes": "z"}
    (folder / "version.json").write_text(json.dumps(manifest), encoding="utf-8")
    publish(first, "1.0.1")
    assert {(r["grafo"].rsplit("/", 1)[-1], r["causa"], r["cambio"]) for r in listed(first, "1.0.1")} == {
        ("derived", "rule-change", "added"), ("foro-aurora", "vocabulary-change", "added"), ("vocabulary", "vocabulary-change", "added")}


def test_same_facts_same_bytes(corpus: Corpus, tmp_path: Path) -> None:
    other = Corpus.at(Path(shutil.copytree(corpus.root, tmp_path / "other")))
    for one in (corpus, other):
        publish(one, "1.0.0")
        edit(one, "foro-aurora", ("Unir al gobierno local", "Enlazar al gobierno local"))
        publish(one, "1.0.1")
    ours, theirs = ({p.relative_to(c.releases).as_posix(): p.read_bytes() for p in c.releases.rglob("*") if p.is_file()} for c in (corpus, other))
    assert ours == theirs and len(ours) > 25


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device"), LeakError(Text("x", "x"))])
def test_all_or_nothing(first: Corpus, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    edit(first, "foro-aurora", ("Unir al gobierno local", "Enlazar al gobierno local"))
    before = {p: p.read_bytes() for p in first.releases.rglob("*") if p.is_file()}

    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(module, "_register", broken)
    with pytest.raises((KeyboardInterrupt, KgError)):
        publish(first, "1.0.1")
    assert {p: p.read_bytes() for p in first.releases.rglob("*") if p.is_file()} == before
    monkeypatch.undo()
    publish(first, "1.0.1")


@pytest.mark.parametrize(("version", "words"), [
    ("1.0.0", "not greater than the last"), ("0.9.0", "not greater than the last"), ("1.0.0-rc.1", "not greater than the last"), ("1.1.0", "nothing changed since")])
def test_a_version_that_cannot_be_is_refused(first: Corpus, version: str, words: str) -> None:
    with pytest.raises(KgError, match=words):
        publish(first, version)


def test_a_dump_somebody_touched_is_told(first: Corpus) -> None:
    edit(first, "foro-aurora", ("Unir al gobierno local", "Enlazar al gobierno local"))
    path = first.releases / "1.0.0" / DUMP
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"academia", b"escuela")))
    with pytest.raises(KgError, match="is not the one published"):
        publish(first, "1.0.1")
    assert [str(v) for v in versions(first.releases)] == ["1.0.0"]


@pytest.mark.parametrize(("file", "content", "words"), [
    ("register.csv", "a,b\n", "expected the columns"), ("register.csv", "path,key,content,since,last\nx\n", "another number of columns"), ("1.0.0/version.json", "[]", "not the manifest")])
def test_a_broken_file_of_an_earlier_release_is_named(first: Corpus, file: str, content: str, words: str) -> None:
    (first.releases / file).write_text(content, encoding="utf-8")
    edit(first, "foro-aurora", ("Unir al gobierno local", "Enlazar al gobierno local"))
    with pytest.raises(KgError, match=words):
        publish(first, "1.0.1")


def test_the_page_is_sound_and_stands_in_its_own_folder(first: Corpus) -> None:
    edit(first, "foro-aurora", ("Unir al gobierno local con la academia.", "</del><script>alert(1)</script>"))
    publish(first, "1.0.1")
    for version in ("1.0.0", "1.0.1"):
        folder = first.releases / version
        text = (folder / "index.html").read_text(encoding="utf-8")
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        tree = parser.parse(text)
        for element in tree.iter():
            for name in ("href", "src"):
                address = element.get(name)
                if address and not address.startswith(("https://", "http://", "#")):
                    assert (folder / address).is_file(), address
        assert re.findall(r"\son\w+=.*|style=.*|<script>.*", text) == [] and "default-src 'none'" in html.unescape(text)


@pytest.mark.browser
@pytest.mark.heavy
def test_axe_finds_nothing_on_the_page_and_nothing_is_asked_for(browser: Any, first: Corpus) -> None:
    edit(first, "foro-aurora", ("Unir al gobierno local", "Enlazar al gobierno local"))
    publish(first, "1.0.1")
    for width, scheme in ((1280, "light"), (390, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        tab = context.new_page()
        asked: list[str] = []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.goto((first.releases / "1.0.1" / "index.html").as_uri())
        assert axe(tab) == []
        tab.locator("label[for=lang-en]").click()
        assert tab.locator("h1").inner_text() == "Version 1.0.1" and axe(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert all(url.startswith("file://") for url in asked)
        context.close()


def test_the_command_line(corpus: Corpus, capfd: pytest.CaptureFixture[str], kg: Callable[..., int]) -> None:
    assert kg("--corpus", str(corpus.root), "release", "1.0.0") == 2  # no base of its own
    assert kg("--corpus", str(corpus.root), "release", "1.0", "--base", BASE) == 2
    assert kg("--corpus", str(corpus.root), "release", "1.0.0", "--base", BASE, "--date", "ayer") == 2
    capfd.readouterr()
    assert kg("--corpus", str(corpus.root), "release", "--base", BASE) == 0
    assert capfd.readouterr().out == "1.0.0\n" and not corpus.releases.exists()
    assert kg("--corpus", str(corpus.root), "release", "1.0.0", "--base", BASE, "--date", "2031-05-02") == 0
    assert capfd.readouterr().out.strip() == str(corpus.releases / "1.0.0")
    source = corpus.data / "foro-aurora" / "source.toml"
    source.write_text(source.read_text(encoding="utf-8") + "\n[expect]\nperson = 99\n" if "[expect]" not in source.read_text(encoding="utf-8") else
                      re.sub(r"(?m)^person = \d+", "person = 99", source.read_text(encoding="utf-8")), encoding="utf-8")
    assert kg("--corpus", str(corpus.root), "release", "1.0.1", "--base", BASE) == 1
    assert "[expect]" in capfd.readouterr().out and not (corpus.releases / "1.0.1").exists()


@pytest.fixture
def kg() -> Callable[..., int]:
    """Run the command line in this process; return its exit code."""
    from kg.cli import main

    def run(*args: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(["--lang", "en", *args])
        return int(ended.value.code or 0)

    return run


def test_a_release_planned_before_another_was_made_is_refused(first: Corpus) -> None:
    edit(first, "foro-aurora", ("Unir al gobierno local", "Enlazar al gobierno local"))
    built = build(first, base=BASE)
    loaded, reader = load_corpus(first, base=BASE), Reader(first.build)
    made = made_of(reader, read_policy(first.policy))
    planned = plan(first, loaded, reader, made, built.quads)
    release(first, loaded, reader, made, planned, parse("1.0.1"))
    with pytest.raises(KgError, match="another version was published meanwhile"):
        release(first, loaded, reader, made, planned, parse("1.0.2"))
    assert [str(v) for v in versions(first.releases)] == ["1.0.0", "1.0.1"]
