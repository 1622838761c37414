"""The ontology's page: nothing left out, nothing dead, nothing made up; its files say what the sources say."""

from __future__ import annotations

import csv
import dataclasses
import itertools
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import html5lib
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.compare import to_isomorphic

from kg.graph.store import Reader, canonical
from kg.model.errors import InputError
from kg.model.iri import DEFAULT_BASE, KG, VOCABULARY
from kg.model.text import Text
from kg.publish import ontology_page as module
from kg.publish.alignments import alignments, sssom
from kg.publish.diagram import LOOKS, draw, relations
from kg.publish.links import Absolute, Relative, anchor, iri_of
from kg.publish.ontology_files import DOWNLOADS, ontology_file, ontology_files
from kg.publish.ontology_model import ONTOLOGY, Term, curie, ontology
from kg.publish.ontology_model_history import Version, history
from kg.publish.ontology_model_shapes import shapes
from kg.publish.ontology_page import make, ontology_page, version_page
from kg.publish.ontology_page_examples import examples, prefixes
from kg.publish.page import POLICY, Frame, assets
from tests.conftest import ROOT
from tests.test_explorer_frame import axe

SOURCES = ROOT / "ontology"
BASE = "https://w3id.org/gobierno-abierto/"
XHTML = "{http://www.w3.org/1999/xhtml}"
LINKS = Relative(BASE, "ontology.html")


@cache
def source(name: str) -> Graph:
    return Graph().parse(SOURCES / name, format="turtle")


@pytest.fixture(scope="module")
def page(invented: Reader) -> str:
    return ontology_page(invented, LINKS)


@pytest.fixture(scope="module")
def tree(page: str) -> Any:
    return html5lib.HTMLParser(strict=True).parse(page)


@pytest.fixture(scope="module")
def by_id(tree: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for element in tree.iter():
        if "id" in element.attrib:
            assert element.attrib["id"] not in found, element.attrib["id"]
            found[element.attrib["id"]] = element
    return found


def words(element: Any) -> str:
    """Everything an element says, white space single."""
    return " ".join("".join(element.itertext()).split())


def said(graph: Graph, subject: Any, predicate: URIRef) -> list[str]:
    return [" ".join(str(o).split()) for o in graph.objects(subject, predicate)]


# ---- nothing left out ------------------------------------------------------------------------------------------------------------------------


def test_every_term_has_an_anchor_that_says_it_in_both_languages(by_id: dict[str, Any]) -> None:
    graph = source("kg.ttl")
    ours = {s for s in graph.subjects(RDF.type, None) if isinstance(s, URIRef) and s.startswith(KG)}
    assert len(ours) >= 103
    for term in ours:
        shown = words(by_id[str(term)[len(KG):]])
        labels, definitions = said(graph, term, RDFS.label), said(graph, term, SKOS.definition)
        assert str(term) == KG + "contributors" or (len(labels), len(definitions)) == (2, 2), term
        for text in (*labels, *definitions, str(term)):
            assert text in shown, (term, text)


def test_every_term_of_others_that_is_declared_has_an_anchor(by_id: dict[str, Any]) -> None:
    others = {str(s) for s in source("kg.ttl").subjects(RDF.type, None) if isinstance(s, URIRef) and not s.startswith(KG) and str(s) != ONTOLOGY}
    assert len(others) >= 60
    for iri in others:
        row = by_id["otros-" + curie(iri).replace(":", "-")]
        assert row.find(f".//{XHTML}a").attrib["href"] == iri


def test_every_shape_has_an_anchor_with_its_messages_in_both_languages(by_id: dict[str, Any]) -> None:
    graph, sh = source("shapes.ttl"), "http://www.w3.org/ns/shacl#"
    named = {s for kind in ("NodeShape", "PropertyShape") for s in graph.subjects(RDF.type, URIRef(sh + kind)) if isinstance(s, URIRef)}
    assert len(named) >= 43
    for shape in named:
        shown = words(by_id[str(shape).partition("#")[2]])
        parts = [shape, *graph.objects(shape, URIRef(sh + "property")), *graph.objects(shape, URIRef(sh + "sparql"))]
        messages = [m for part in parts for m in said(graph, part, URIRef(sh + "message"))]
        assert messages or list(graph.objects(shape, URIRef(sh + "property")))
        for text in messages:
            assert text in shown, (shape, text)


def test_every_class_shape_stands_beside_its_class(by_id: dict[str, Any]) -> None:
    for shape in shapes().values():
        for cls in shape.classes[:1]:
            if cls.startswith(KG):
                assert by_id[shape.iri.partition("#")[2]] in list(by_id[cls[len(KG):]].iter()), shape.name


def test_every_scheme_and_concept_has_an_anchor_that_says_it_in_both_languages(by_id: dict[str, Any]) -> None:
    graph = source("schemes.ttl")
    concepts = {*graph.subjects(RDF.type, SKOS.Concept), *graph.subjects(RDF.type, SKOS.ConceptScheme)}
    assert len(concepts) >= 239
    for concept in concepts:
        shown = words(by_id[anchor(str(concept))])
        texts = [*said(graph, concept, SKOS.prefLabel), *said(graph, concept, SKOS.definition), *said(graph, concept, SKOS.notation)]
        assert len(texts) >= 4, concept
        for text in texts:
            assert text in shown, (concept, text)


def test_what_a_shape_asks_is_told_in_words() -> None:
    asked = {(s.name, curie(c.path)): (c.count, [curie(v) for v in c.values], [(f.words.en, f.code) for f in c.facets]) for s in shapes().values() for c in s.constraints}
    assert asked["ParticipationShape", "kg:participant"] == (Text("exactamente 1", "exactly 1"), ["kg:Person"], [])
    assert asked["ParticipationShape", "kg:role"] == (Text("exactamente 1", "exactly 1"), ["vocabulary:participation-role"], [])
    assert asked["ContributionShape", "kg:theme"] == (Text("1 o más", "1 or more"), ["vocabulary:theme"], [])
    assert asked["ContributionShape", "kg:addressee"] == (Text("0 o más", "0 or more"), ["kg:Institution", "vocabulary:actor"], [])
    assert asked["MunicipalityShape", "kg:inegiCode"] == (Text("0 o 1", "0 or 1"), ["xsd:string"], [("form", "^[0-9]{5}$")])
    assert asked["ClaimShape", "kg:confidence"] == (Text("exactamente 1", "exactly 1"), ["xsd:decimal"], [("from", "0.0"), ("to", "1.0")])
    assert asked["SelectorShape", "oa:start"] == (Text("exactamente 1", "exactly 1"), [], [("from", "0"), ("form", "^[0-9]+$"), ("less than", "oa:end")])
    assert asked["PersonShape", "skos:prefLabel"] == (Text("exactamente 1", "exactly 1"), [], [("a literal", ""), ("in language", "es"), ("at most one a language", "")])
    assert asked["PersonShape", "skos:note"] == (Text("0 o más", "0 or more"), ["rdf:langString"], [("in language", "es")])


# ---- nothing dead ----------------------------------------------------------------------------------------------------------------------------


def test_every_link_leads_somewhere(tree: Any, by_id: dict[str, Any], invented: Reader) -> None:
    subjects = {line.split(">", 1)[0][1:] for line in (invented.folder / "graph.nq").read_text(encoding="utf-8").splitlines()}
    files = {path for path, _ in ontology_files()} | {f"assets/{name}" for name in assets()}
    addresses = {e.attrib[k] for e in tree.iter() for k in ("href", "src") if k in e.attrib}
    assert len([a for a in addresses if a.startswith("#")]) > 300
    for address in addresses:
        if address.startswith("#"):
            assert address[1:] in by_id, address
        elif not address.startswith(("http://", "https://")):
            page, _, _ = address.removesuffix(".html").partition("#")
            assert address in files or iri_of(page, BASE) in subjects, address


def test_nothing_is_fetched_from_elsewhere_and_nothing_runs_inline(tree: Any) -> None:
    for element in tree.iter():
        if isinstance(element.tag, str):
            assert "style" not in element.attrib and not any(k.startswith("on") for k in element.attrib), element.tag
            name = element.tag.removeprefix(XHTML)
            assert name != "style"
            if name == "script":
                assert element.attrib.get("type") == "application/ld+json" or not element.attrib["src"].startswith(("http", "//"))
            if name == "link" and element.attrib["rel"] in ("stylesheet", "icon"):
                assert not element.attrib["href"].startswith(("http", "//"))
    assert [e.attrib["content"] for e in tree.iter() if e.attrib.get("http-equiv") == "Content-Security-Policy"] == [POLICY]


def test_the_server_links_the_same_things_from_the_top() -> None:
    page = make(None, Absolute(BASE, "/top/"), Frame())
    assert 'href="/top/ontology.ttl"' in page and 'href="/top/ontology/shapes.rdf"' in page and 'href="/top/assets/ontology.css"' in page


def test_without_a_graph_the_page_has_no_examples_and_no_links_to_pages_that_may_not_be_there() -> None:
    tree = html5lib.HTMLParser(strict=True).parse(make(None, LINKS, Frame()))
    assert not [e for e in tree.iter() if e.attrib.get("class") == "example"]
    assert not [e for e in tree.iter() if e.attrib.get("href", "").startswith(("id/", "vocabulary/"))]


def test_metadata_for_search_engines(tree: Any) -> None:
    [data] = [json.loads(e.text) for e in tree.iter() if e.tag == f"{XHTML}script" and e.text]
    assert (data["@type"], data["@id"], data["version"]) == ("DefinedTermSet", ONTOLOGY, ontology().version)
    assert [e["contentUrl"] for e in data["encoding"]] == ["ontology.ttl", "ontology.jsonld", "ontology.nt", "ontology.rdf"]
    assert "datePublished" not in data


# ---- hostile words, one order ----------------------------------------------------------------------------------------------------------------


def test_words_are_never_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    evil = Text("</text><script>alert(1)</script>", "\"><img src=x onerror=alert(1)> & kg:Person")
    model = ontology()
    terms = {iri: dataclasses.replace(t, label=evil, definition=evil) for iri, t in model.terms.items()}
    scheme = next(iter(model.schemes.values()))
    schemes = model.schemes | {scheme.iri: dataclasses.replace(scheme, label=evil, definition=evil)}
    monkeypatch.setattr(module, "ontology", lambda: dataclasses.replace(model, title=evil, description=evil, creator=evil.es, terms=terms, schemes=schemes))
    monkeypatch.setattr(module, "history", lambda: [Version(model.version, "", (evil,))])
    tree = html5lib.HTMLParser(strict=True).parse(make(None, LINKS, Frame()))
    assert not [e for e in tree.iter() if str(e.tag).endswith("img")]
    assert [e.attrib.get("src", e.attrib.get("type")) for e in tree.iter() if e.tag == f"{XHTML}script"] == ["assets/page.js", "application/ld+json"]
    assert words(next(e for e in tree.iter() if e.tag == f"{XHTML}h1")) == evil.es + evil.en


def test_same_graph_same_bytes(invented: Reader) -> None:
    code = ("import sys,hashlib\nfrom pathlib import Path\nfrom kg.graph.store import Reader\nfrom kg.publish.links import Relative\nfrom kg.publish.ontology_page import ontology_page\n"
            "from kg.publish.ontology_files import ontology_files\n"
            f"print(hashlib.sha256((ontology_page(Reader(Path(sys.argv[1])), Relative({BASE!r}, 'ontology.html')) + repr(list(ontology_files()))).encode()).hexdigest())")
    runs = [subprocess.run([sys.executable, "-c", code, str(invented.folder)], cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
            for seed in ("1", "2")]
    assert runs[0] == runs[1] and len(runs[0].strip()) == 64


# ---- files -----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", ["", "shapes", "schemes"])
def test_files_say_what_the_source_says(stem: str, tmp_path: Path) -> None:
    name = {"": "kg.ttl"}.get(stem, f"{stem}.ttl")
    found = dict(ontology_files())
    path = f"ontology/{stem}" if stem else "ontology"
    assert found[f"{path}.ttl"] == (SOURCES / name).read_bytes()
    assert found[f"{path}.nt"].decode().splitlines(keepends=True) == canonical(SOURCES / name)
    for ending, form in (("jsonld", "json-ld"), ("rdf", "xml")):
        again = Graph().parse(data=found[f"{path}.{ending}"], format=form)
        (tmp_path / "again.ttl").write_text(again.serialize(format="turtle"), encoding="utf-8")
        assert canonical(tmp_path / "again.ttl") == canonical(SOURCES / name)


def test_canonical_lines_are_those_of_the_triples() -> None:
    lines = canonical(SOURCES / "kg.ttl")
    assert lines == sorted(set(lines)) == canonical(SOURCES / "kg.ttl")
    assert to_isomorphic(Graph().parse(data="".join(lines), format="nt")) == to_isomorphic(source("kg.ttl"))


def test_every_iri_of_ours_leads_to_its_anchor(by_id: dict[str, Any]) -> None:
    links = Absolute(DEFAULT_BASE)
    for iri in (*ontology().terms, *shapes(), f"{ONTOLOGY.removesuffix('ontology')}shapes"):
        page, _, fragment = links.href(iri).partition("#")
        assert page == "/ontology.html" and fragment in by_id, iri


def test_each_version_has_a_page() -> None:
    frame = Frame(DEFAULT_BASE)
    for version in history():
        links = Relative(DEFAULT_BASE, f"ontology/{version.number}.html")
        page = version_page(None, version.number, links, frame)
        if version.number == ontology().version:
            assert 'id="PersonShape"' in page and 'href="../assets/page.css"' in page
        else:
            assert f'href="../ontology.html#v{version.number}"' in page and f'content="0; url=../ontology.html#v{version.number}"' in page
    with pytest.raises(KeyError):
        version_page(None, "9.9.9", Relative(DEFAULT_BASE, "ontology/9.9.9.html"), frame)


def test_a_version_has_files_of_its_own() -> None:
    found = dict(ontology_files())
    version = ontology().version
    assert ontology().version_iri == f"{ONTOLOGY}/{version}"
    for ending in ("ttl", "jsonld", "nt", "rdf"):
        assert found[f"ontology/{version}.{ending}"] == found[f"ontology.{ending}"] == ontology_file(ending)
    assert found["ontology/acta.schema.json"] == (SOURCES / "acta.schema.json").read_bytes()
    assert {d.path for d in DOWNLOADS} | {f"ontology/{version}.{e}" for e in ("ttl", "jsonld", "nt", "rdf")} == set(found)


# ---- examples --------------------------------------------------------------------------------------------------------------------------------


def test_examples_are_turtle_and_true(invented: Reader) -> None:
    model, whole = ontology(), invented.memory_graph()
    found = examples(invented, model, BASE, lambda iri: "")
    instances = {c.iri: {str(s) for s in whole.subjects(RDF.type, URIRef(c.iri))} for c in model.classes()}
    assert len(found) >= 15
    assert len({e.iri for e in found.values()}) == len(found)
    for cls, example in found.items():
        graph = Graph().parse(data=prefixes(BASE) + example.turtle, format="turtle")
        assert (URIRef(example.iri), RDF.type, URIRef(cls)) in graph
        assert set(graph) <= set(whole)
    for cls in instances.keys() - found.keys():
        assert instances[cls] <= {e.iri for e in found.values()}, cls


def test_an_example_copied_from_the_page_with_its_prefixes_is_turtle(tree: Any) -> None:
    shown = {e: "".join(e.itertext()) for e in tree.iter() if e.tag == f"{XHTML}pre"}
    [head] = [text for text in shown.values() if text.startswith("@base")]
    inside = [e.find(f"{XHTML}pre") for e in tree.iter() if e.attrib.get("class") == "example"]
    assert len(inside) >= 15
    for element in inside:
        assert len(Graph().parse(data=head + shown[element], format="turtle"))


def test_examples_tell_how_many_values_they_leave_out(invented: Reader) -> None:
    whole = invented.memory_graph()
    for example in examples(invented, ontology(), BASE, lambda iri: "").values():
        if "/evidencia/" in example.iri:
            continue
        told = sum(int(t.text.split("+")[1]) for t in example.tokens if t.kind == "note")
        graph = Graph().parse(data=prefixes(BASE) + example.turtle, format="turtle")
        assert len(graph) + told == len(list(whole.triples((URIRef(example.iri), None, None)))), example.iri


def test_examples_read_with_any_base(invented: Reader) -> None:
    for base in ("https://datos.ejemplo.mx/ga/", "urn:x:", ""):
        for example in examples(invented, ontology(), base, lambda iri: "").values():
            assert (URIRef(example.iri), None, None) in Graph().parse(data=prefixes(base) + example.turtle, format="turtle")


# ---- diagram ---------------------------------------------------------------------------------------------------------------------------------


def test_the_diagram_shows_every_class_once_and_every_relation() -> None:
    model = ontology()
    held = relations(model, list(shapes().values()))
    drawing = draw(model, held)
    assert sorted(b.term.iri for b in drawing.boxes) == sorted(c.iri for c in model.classes())
    assert len(drawing.lines) == sum(map(len, held.values()))
    assert {(r.path, r.target, r.required) for r in held[KG + "Participation"]} == {
        (KG + "participant", KG + "Person", True), (KG + "inEvent", KG + "Event", True), (KG + "hat", KG + "Membership", False)}
    assert [curie(r.path) for r in held[KG + "Membership"]] == ["org:member", "org:organization"]
    assert (KG + "evidence", KG + "Evidence", True) in {(r.path, r.target, r.required) for r in held[KG + "Claim"]}
    assert {b.term.name: b.parent.term.name for b in drawing.boxes if b.parent}["Proposal"] == "Contribution"


def test_boxes_do_not_overlap_and_lie_inside() -> None:
    model = ontology()
    drawing = draw(model, relations(model, list(shapes().values())))
    for b in drawing.boxes:
        assert b.x >= 0 and b.x + b.width <= drawing.width and b.y >= 0 and b.y + b.height <= drawing.height
    for a, b in itertools.combinations(drawing.boxes, 2):
        assert a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y, (a.term.name, b.term.name)


def test_a_new_class_is_drawn_by_being_there() -> None:
    model = ontology()
    new = Term(KG + "Budget", "Budget", "Class", Text("", ""), Text("Presupuesto", "Budget"), Text("", ""), above=(KG + "Mechanism",))
    drawing = draw(dataclasses.replace(model, terms=model.terms | {new.iri: new}), {})
    [box] = [b for b in drawing.boxes if b.term == new]
    assert box.parent is not None and box.parent.term.name == "Mechanism" and box.look == LOOKS["Mechanism"]


def test_each_look_has_a_colour() -> None:
    css = assets()["ontology.css"].decode()
    for look in LOOKS.values():
        assert f".s-{look} .line" in css and f"--k-{look}:" in assets()["page.css"].decode()


# ---- alignments, versions --------------------------------------------------------------------------------------------------------------------


def test_alignments_are_the_axioms_that_leave_the_namespace() -> None:
    graph = source("kg.ttl")
    axioms = {(str(s), curie(str(p)), str(o)) for p in (RDFS.subClassOf, RDFS.subPropertyOf) for s, o in graph.subject_objects(p) if isinstance(o, URIRef) and not o.startswith(KG)}
    found = alignments(ontology())
    assert {(a.term, a.relation, a.other) for a in found} == axioms and len(found) == len(axioms) >= 30
    assert not list(graph.subject_objects(OWL.equivalentClass))


def test_sssom_is_a_table_of_them() -> None:
    lines = sssom(ontology()).decode().splitlines()
    rows = list(csv.DictReader([line for line in lines if not line.startswith("#")], delimiter="\t"))
    assert {(r["subject_id"], r["predicate_id"], r["object_id"]) for r in rows} == {(curie(a.term), a.relation, curie(a.other)) for a in alignments(ontology())}
    declared = {line.split(":")[0].strip("# ") for line in lines if line.startswith("#   ")}
    assert {r[k].split(":")[0] for r in rows for k in ("subject_id", "predicate_id", "object_id", "mapping_justification")} <= declared


def test_the_history_ends_at_the_present_version_and_names_terms_that_exist(by_id: dict[str, Any]) -> None:
    told = history()
    assert told[0].number == ontology().version
    named = {w.strip("().,;:") for v in told for c in v.changes for t in c for w in t.split() if w.strip("().,;:").startswith("kg:")}
    assert {KG + n.removeprefix("kg:") for n in named} <= ontology().terms.keys()
    for version in told:
        for change in version.changes:
            assert change.es in words(by_id[f"v{version.number}"]) and change.en in words(by_id[f"v{version.number}"])


def test_a_history_is_read_or_refused() -> None:
    assert history("# T\n\n## 1.1.0 — 2031-05-06\n\n- es: uno\n  en: one\n\n## 1.0.0\n") == [Version("1.1.0", "2031-05-06", (Text("uno", "one"),)), Version("1.0.0", "", ())]
    for wrong in ("## 1.1\n", "- es: suelto\n", "## 1.0.0\n- es: uno\n", "## 1.0.0\n- es: uno\n\n## 0.9.0\n", "## 1.0.0\n  en: one\n", "texto\n"):
        if wrong == "## 1.0.0\n- es: uno\n":
            with pytest.raises(InputError):
                history(wrong + "- es: dos\n")
            continue
        with pytest.raises(InputError):
            history(wrong)


def test_a_year_is_told_only_when_the_version_was_issued() -> None:
    from kg.publish.ontology_page_cite import bibtex, in_words, metadata

    model = ontology()
    assert "year" not in bibtex(model, "") and "(" not in in_words(model, "").es
    assert "  year = {2031},\n" in bibtex(model, "2031-05-06") and "(2031)" in in_words(model, "2031-05-06").en
    assert '"datePublished":"2031-05-06"' in metadata(model, "2031-05-06", [])


def test_sections_come_from_the_files_own_headings() -> None:
    sections = {t.section for t in ontology().terms.values() if t.name != "contributors"}
    assert Text("Entidades", "Entities") in sections and all(s.es and s.en for s in sections)
    assert {s.iri for s in ontology().schemes.values()} == {str(s) for s in source("schemes.ttl").subjects(RDF.type, SKOS.ConceptScheme)}
    assert next(iter(ontology().schemes)) == VOCABULARY + "institution-kind"


# ---- in a browser ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.heavy
def test_axe_finds_nothing_and_both_languages_show(browser: Any, page: str, tmp_path: Path) -> None:
    (tmp_path / "ontology.html").write_text(page, encoding="utf-8")
    (tmp_path / "assets").mkdir()
    for name, content in assets().items():
        (tmp_path / "assets" / name).write_bytes(content)
    for width, scheme in ((1280, "light"), (390, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        tab = context.new_page()
        asked: list[str] = []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.goto((tmp_path / "ontology.html").as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.locator("#Person h4").inner_text().startswith("Persona")
        tab.locator("label[for=lang-en]").click()
        assert tab.locator("#Person h4").inner_text().startswith("Person ")
        shown = [tab.locator(f"svg.diagram tspan.{lang}").first.evaluate("e => getComputedStyle(e).display") for lang in ("es", "en")]
        assert shown[0] == "none" != shown[1]
        assert axe(tab) == []
        assert all(url.startswith("file://") for url in asked)
        context.close()

