"""What is said of an IRI: descriptions with their proof, RDF in every format, pages that hold hostile words, links that lead somewhere."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from kg.graph.answer import Answer, Term
from kg.graph.build import build
from kg.graph.queries import Question
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.errors import UsageError
from kg.model.iri import DEFAULT_BASE, KG
from kg.model.nt import XSD, text
from kg.model.text import Text
from kg.publish import cite
from kg.publish.describe import Description, describe
from kg.publish.describe_entity import VOID
from kg.publish.describe_model import Neighbour, Section, Value
from kg.publish.describe_names import look_of
from kg.publish.describe_terms import called, dated, lower
from kg.publish.entity_page import alike, page
from kg.publish.links import Absolute, Relative, anchor, iri_of, opened, place, tipo
from kg.publish.near_svg import DRAWN, fan
from kg.publish.page import Frame, assets, both, shortened
from kg.publish.questions_page import Asked
from kg.publish.questions_page import shown as cells
from kg.publish.rdf import FORMATS, TRIPLES, literal, split, unescaped, write
from kg.publish.schema_org import schema_org
from kg.visual.kinds import KINDS
from tests.conftest import INVENTED

BASE = DEFAULT_BASE
LUCIA, TOMAS, MESA = f"{BASE}id/persona/lucia-prado-nieto", f"{BASE}id/persona/tomas-ibarra-oreyes-a010cf", f"{BASE}id/evento/foro-aurora-mesa-uno"
FRAME = Frame(publisher="Instituto <b>Inventado</b>", contact="mailto:datos@example.org", date="2031-06-01", nav=((Text("Personas", "People"), "lista/personas.html"),), home="index.html")
EVIL = 'Villa "><img src=x onerror=alert(1)></script><script>alert(2)</script>'
NONE = Section("", Text("", ""), (), 0)
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}


def nodes(reader: Reader) -> list[str]:
    """Every IRI of a graph that has a document: entities, claims, concepts, graphs."""
    found = {str(x) for (x,) in reader.rows("SELECT DISTINCT ?x { ?x ?p ?o }") if x and "#" not in x}
    return sorted(i for i in found | {f"{BASE}graph/meta", f"{BASE}graph/registry"} if place(i, BASE))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The invented corpus whose names are markup, with a merged person and a withdrawn body."""
    root = tmp_path_factory.mktemp("hostile") / "corpus"
    shutil.copytree(INVENTED, root)
    registry = root / "data" / "registry"
    (registry / "retired.csv").write_text("kind,old,new,why,at\nperson,lucia-prado,lucia-prado-nieto,es ella,2031-05-01\ninstitution,casa,,no existía,2031-05-01\n", encoding="utf-8")
    acta = root / "data" / "foro-aurora" / "acta.toml"
    words = acta.read_text(encoding="utf-8")
    bad = EVIL.replace('"', '\\"')
    for old in ('name = "Universidad del Llano"', 'summary = "No hay suficiente personal con formación."', 'role_title = "Titular de la Unidad de Transparencia"'):
        words = words.replace(old, f'{old.split(" = ")[0]} = "{bad}"')
    acta.write_text(words, encoding="utf-8")
    people = registry / "institutions.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("Universidad del Llano", '"' + EVIL.replace('"', '""') + '"'), encoding="utf-8")
    build(Corpus.at(root))
    return Reader(root / "build")


@pytest.fixture(scope="module")
def told(invented: Reader) -> dict[str, Description]:
    return describe(invented, nodes(invented))


# --- descriptions


def test_a_person_is_described_with_proof(told: dict[str, Description]) -> None:
    d = told[TOMAS]
    assert (d.label, d.kind, d.look, d.cls) == (Text("Tomás Ibarra O’Reyes", "Tomás Ibarra O’Reyes"), Text("Persona", "Person"), "person", KG + "Person")
    assert [v.text.es for v in d.also] == ["Tomás Ibarra O´Reyes"]
    assert [s.key for s in d.sections] == ["offices", "took-part", "said", "names", "derived"]
    office = d.section("offices")
    assert office is not None and office.total == 1
    line = office.lines[0]
    assert line.label == Text("Persona afiliada", "Affiliate") or line.label.es
    assert [(v.text.es, v.iri) for v in line.values] == [("Universidad del Llano", f"{BASE}id/institucion/universidad-del-llano")]
    assert {label.en: [v.text.en for v in values] for label, values in line.beside} == {"sector": ["Academia"], "observed on": ["4 March 2031"]}
    assert line.proof is not None
    assert [(s.document, s.line, s.start, s.end) for s in line.proof.spots] == [(f"{BASE}id/documento/foro-aurora", 8, 158, 201)]
    assert (line.proof.confidence, line.proof.review.en, line.proof.reviewed, line.proof.maker.text.es) == ("0.99", "Accepted", True, "lectura manual")


def test_an_inferred_speaker_says_how_and_who_else_it_may_be(told: dict[str, Description]) -> None:
    said = told[TOMAS].section("said")
    assert said is not None
    first = said.lines[0]
    assert first.inferred is not None and first.inferred.es == "Continuación"
    assert first.values[0].text == Text("No hay suficiente personal con formación.", "There is not enough trained staff.")
    own = told[first.claim].section("facts")
    assert own is not None
    attribution = own.lines[0]
    assert attribution.values[0].iri == TOMAS
    assert [v.iri for label, values in attribution.beside for v in values if label == called(KG + "alternative")] == [LUCIA]
    perhaps = told[LUCIA].section("perhaps")
    assert perhaps is not None and [v.iri for v in perhaps.lines[0].values] == [TOMAS]
    assert all(line.inferred is None for line in (told[LUCIA].section("said") or said).lines)


def test_facts_carry_their_claim_and_rules_are_told_apart(told: dict[str, Description]) -> None:
    facts, derived = told[f"{BASE}id/evento/foro-aurora-foro"].section("facts"), told[LUCIA].section("derived")
    assert facts is not None and derived is not None
    days = [line for line in facts.lines if line.label == called(KG + "heldOn")]
    assert [line.values[0].text.es for line in days] == ["4 de marzo de 2031", "6 de marzo de 2031"]
    assert all(line.inferred is not None and line.proof is not None and line.proof.confidence == "0.97" for line in days)
    assert [(line.label.en, line.inferred) for line in derived.lines] == [("attended", Text("regla attended", "rule attended")), ("member of", Text("regla memberOf", "rule memberOf"))]
    assert all(line.claim == "" for line in derived.lines)


def test_an_event_tells_who_took_part_and_what_was_said(told: dict[str, Description]) -> None:
    people = told[MESA].section("participants")
    assert people is not None
    assert [v.iri for line in people.lines for v in line.values] == [LUCIA, TOMAS]
    said = told[MESA].section("said-here")
    assert said is not None and said.total == len(said.lines) > 1
    near = {n.value.iri: n.count for n in told[MESA].neighbours}
    assert near[LUCIA] == 1 + sum(any(v.iri == LUCIA for _, values in line.beside for v in values) for line in said.lines)


def test_a_town_is_reached_by_what_governs_it(told: dict[str, Description]) -> None:
    town = told[f"{BASE}id/municipio/99001"]
    linked = town.section("linked")
    assert linked is not None and next((line.label.es, line.values[0].text.es) for line in linked.lines) == ("Lo gobierna", "Ayuntamiento de Villa Aurora")
    assert [n.value.look for n in town.neighbours][:1] == ["institution"]


def test_a_batch_says_what_each_alone_says(invented: Reader, told: dict[str, Description]) -> None:
    for iri in nodes(invented):
        alone = describe(invented, [iri])[iri]
        for field in fields(Description):
            assert getattr(alone, field.name) == getattr(told[iri], field.name), (iri, field.name)


def test_everything_asked_is_described_and_nothing_else(invented: Reader, told: dict[str, Description]) -> None:
    assert list(told) == nodes(invented)
    assert describe(invented, [f"{BASE}id/persona/nadie", LUCIA]).keys() == {LUCIA}
    assert describe(invented, []) == {}


def test_sections_are_bounded_and_say_how_many_there_are(invented: Reader, told: dict[str, Description]) -> None:
    for most in (1, 2):
        found = describe(invented, [MESA, LUCIA], most)
        for iri in (MESA, LUCIA):
            for section in found[iri].sections:
                whole = told[iri].section(section.key)
                if section.key not in ("facts", "names", "derived", "contents"):
                    assert len(section.lines) == min(most, whole.total if whole else 0), section.key
                    assert section.total == (whole.total if whole else 0), section.key


def test_retired_identifiers(hostile: Reader) -> None:
    old, gone = f"{BASE}id/persona/lucia-prado", f"{BASE}id/institucion/casa"
    found = describe(hostile, [old, gone, LUCIA])
    assert (found[old].replaced_by, found[old].gone, found[old].sections) == (LUCIA, False, ())
    assert (found[gone].replaced_by, found[gone].gone, found[gone].sections) == ("", True, ())
    assert found[LUCIA].former == (old,)
    links = Relative(BASE, "id/persona/lucia-prado.html")
    moved = page(found[old], links, FRAME)
    assert 'content="0; url=lucia-prado-nieto.html"' in moved and 'href="lucia-prado-nieto.html"' in moved
    tomb = page(found[gone], Relative(BASE, "id/institucion/casa.html"), FRAME)
    assert "Retirado" in tomb and "no existía" not in tomb


# --- RDF


def test_the_rdf_holds_the_claims_with_their_evidence_and_names(told: dict[str, Description]) -> None:
    lines = told[LUCIA].lines
    assert list(lines) == sorted(set(lines))
    subjects = {split(line)[0][1:-1] for line in lines}
    claims = {line.claim for section in told[LUCIA].sections for line in section.lines if line.claim}
    spots = {s.evidence for section in told[LUCIA].sections for line in section.lines if line.proof for s in line.proof.spots}
    assert claims <= subjects and {e + tail for e in spots for tail in ("", "#target", "#selector")} <= subjects
    named = {split(line)[0] for line in lines if split(line)[1].endswith("prefLabel>")}
    assert f"<{MESA}>" in named and f"<{BASE}vocabulary/theme/transparency>".replace(BASE, "https://w3id.org/gobierno-abierto/") in named


def test_all_rdf_comes_from_the_graph(invented: Reader, told: dict[str, Description]) -> None:
    graph = {line.rstrip("\n") for line in (invented.folder / "graph.nq").read_text(encoding="utf-8").splitlines()}
    triples = {line[: line.rindex(" <")] + " ." for line in graph}
    for d in told.values():
        counted = {line for line in d.lines if "/graph/" in d.iri and f"<{VOID}" in line}
        assert set(d.lines) - counted <= triples, d.iri


def test_a_graphs_file_says_how_much_it_holds(invented: Reader, told: dict[str, Description]) -> None:
    """As its page does; of some graphs (the registry is one) nothing else is known, and an empty file would be no answer."""
    for iri in (f"{BASE}graph/registry", f"{BASE}graph/meta"):
        size = next(invented.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"))
        said = Graph().parse(data=write(told[iri].lines, "ttl"), format="turtle")
        assert [str(n) for n in said.objects(URIRef(iri), URIRef(f"{VOID}triples"))] == list(size)


def test_numbers_over_a_part_are_called_so(invented: Reader) -> None:
    whole, part = (describe(invented, [MESA], most=most)[MESA] for most in (200, 1))
    caution = "The numbers count only what this page shows."
    assert part.cut and part.neighbours and caution in page(part, Absolute(BASE), FRAME)
    assert not whole.cut and caution not in page(whole, Absolute(BASE), FRAME)


def tongues(html: str) -> Iterator[tuple[str, str]]:
    """Every text a reader of English meets in a page, with the language it is said to be in ("" where only the page's own holds)."""
    def walk(node: Any, lang: str) -> Iterator[tuple[str, str]]:
        lang = lang if node.tag.endswith("}html") else node.get("lang", lang)
        if not isinstance(node.tag, str) or "es" in node.get("class", "").split() or node.get("aria-hidden") or node.tag.rsplit("}", 1)[1] in ("head", "script", "code", "pre"):
            return
        yield node.text or "", lang
        for child in node:
            yield from walk(child, lang)
            yield child.tail or "", lang
    return ((text.strip(), lang) for text, lang in walk(html5lib.parse(html), "") if text.strip())


def test_what_is_in_spanish_only_says_so_to_a_reader_of_english(invented: Reader, told: dict[str, Description]) -> None:
    asked = "SELECT DISTINCT ?t { ?x skos:prefLabel|dcterms:title|kg:roleTitle ?t FILTER(LANG(?t) = 'es') FILTER NOT EXISTS { ?x skos:prefLabel|dcterms:title ?e FILTER(LANG(?e) = 'en') } }"
    spanish = {str(t) for (t,) in invented.rows(asked)}
    met = [(text, lang) for d in told.values() for text, lang in tongues(page(d, Absolute(BASE), FRAME)) if text in spanish]
    assert {lang for _, lang in met} == {"es"}
    assert {"Universidad del Llano", "Titular de la Unidad de Transparencia", "Lucía Prado Nieto"} <= {text for text, _ in met}
    english = [lang for text, lang in tongues(page(told[LUCIA], Absolute(BASE), FRAME)) if text in ("Person", "Offices", "Participations")]
    assert english and set(english) == {"en"}


def test_a_truth_value_is_a_word() -> None:
    query = "SELECT ?yes ?no { BIND(true AS ?yes) BIND(false AS ?no) }"
    answer = Answer(("yes", "no"), ((Term("literal", "true", datatype=XSD + "boolean"), Term("literal", "false", datatype=XSD + "boolean")),))
    question = Question("x", Path("x.rq"), Text("¿?", "?"), (), (), query)
    assert [[cell.text for cell in row] for row in cells(Asked(question, query, answer))] == [[Text("sí", "yes"), Text("no", "no")]]


def test_a_mechanism_is_drawn_as_one(told: dict[str, Description]) -> None:
    assert len({k.path for k in KINDS.values()}) == len(KINDS)
    near = Neighbour(Value(Text("Agenda", "Agenda"), f"{BASE}id/mecanismo/agenda", look_of(f"{BASE}id/mecanismo/agenda")), 1, ())
    drawing = fan("person", [near], Absolute(BASE))
    assert 'class="k-mechanism"' in drawing and KINDS["mechanism"].path in drawing
    assert ".k-mechanism{" in assets()["page.css"].decode()


CONCLUSION = """
[[contribution]]
id = "{id}"
kind = "finding"
conclusion_of = "mesa-uno"
force = "descriptive"
summary = "La mesa encontró lo número {id}."
gloss = "The table found number {id}."
themes = ["transparency"]
at = ["L11:243-290"]
"""


def test_totals_are_counts_however_few_lines_are_shown(corpus: Corpus) -> None:
    acta = corpus.data / "foro-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8") + "".join(CONCLUSION.format(id=i) for i in ("aa", "mm", "zz")), encoding="utf-8")
    build(corpus)
    reader = Reader(corpus.build)
    whole = describe(reader, nodes(reader))
    asked = "SELECT ?e (COUNT(DISTINCT ?c) AS ?n) { ?c a kg:Contribution ; kg:inEvent ?e FILTER NOT EXISTS { ?c kg:conclusionOf ?e } } GROUP BY ?e"
    said = {str(e): int(n or 0) for e, n in reader.rows(asked)}
    assert said[MESA] == 4 and (whole[MESA].section("conclusions") or NONE).total == 3
    for most in (1, 2, 3):
        for iri, d in describe(reader, list(whole), most=most).items():
            assert {s.key: s.total for s in d.sections if s.key != "facts"} == {s.key: s.total for s in whole[iri].sections if s.key != "facts"}, (most, iri)
            assert all(len(s.lines) <= most for s in d.sections if s.key not in ("facts", "derived", "contents")), (most, iri)
            if tipo(iri) == "evento":
                assert (d.section("said-here") or NONE).total == said.get(iri, 0)


def test_the_list_of_neighbours_says_when_it_is_not_whole(told: dict[str, Description]) -> None:
    d = told[MESA]
    for many in (59, 61):
        near = tuple(Neighbour(Value(Text(f"n{i}", f"n{i}"), f"{BASE}id/persona/n{i}", "person"), 1, ()) for i in range(many))
        shown = page(replace(d, neighbours=near), Absolute(BASE), FRAME)
        assert ("60 of 61" in shown) == (many == 61) and shown.count('<li><a href="/id/persona/n') == min(many, 60)


def test_formats_agree(told: dict[str, Description]) -> None:
    for iri in (LUCIA, MESA, f"{BASE}vocabulary/theme", f"{BASE}graph/meta"):
        graphs = {f.ending: Graph().parse(data=write(told[iri].lines, f.ending), format=PARSERS[f.ending]) for f in TRIPLES}
        assert len(graphs["nt"]) == len(told[iri].lines)
        assert all(isomorphic(graphs["nt"], g) for g in graphs.values())


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["p", "label", "x-y"]), WORDS, st.sampled_from(["", "es", "en-GB"])), min_size=1, max_size=5))
def test_any_text_survives_every_format(values: list[tuple[str, str, str]]) -> None:
    lines = sorted({f"<http://example.org/a> <http://example.org/ns#{p}> {text(v, lang)} ." for p, v, lang in values})
    for line in lines:
        found = literal(split(line)[2])
        assert found is not None and any(found.value == v and found.lang == lang for _, v, lang in values)
    for form in FORMATS.values():
        content = write(lines, form.ending)
        assert content == write(lines, form.ending)
        if form.ending in ("trig", "nq"):
            continue
        graph = Graph().parse(data=content, format=PARSERS[form.ending])
        expected = {(v, lang.lower()) for _, v, lang in values}
        if form.ending == "rdf":  # XML 1.0 has no place for control characters: a space stands for each
            expected = {("".join(" " if c in "\ufffe\uffff" or (ord(c) < 32 and c not in "\t\n\r") else c for c in v), lang) for v, lang in expected}
        assert {(str(o), (o.language or "").lower()) for o in graph.objects()} == expected, form.ending


def test_quads_are_grouped_by_graph() -> None:
    quads = [f'<http://e/{s}> <http://e/p> "{g}" <http://e/{g}> .' for g in ("g1", "g2") for s in ("a", "b")]
    content = json.loads(write(quads, "jsonld"))
    assert [(g["@id"], [n["@id"] for n in g["@graph"]]) for g in content["@graph"]] == [("http://e/g1", ["http://e/a", "http://e/b"]), ("http://e/g2", ["http://e/a", "http://e/b"])]
    assert write(quads, "nq").decode().splitlines() == quads


def test_other_formats_and_lines_are_refused() -> None:
    with pytest.raises(UsageError, match="docx"):
        write([], "docx")
    with pytest.raises(ValueError, match="not N-Triples"):
        split("<a> <b> .")
    assert unescaped(r"\u00e1\U0001F600\"\\n\n") == 'á😀"\\n\n'


# --- links


SEGMENTS = st.lists(st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True), min_size=1, max_size=4)


@given(SEGMENTS, SEGMENTS)
def test_relative_links_lead_where_absolute_ones_do(here: list[str], there: list[str]) -> None:
    at, to = "/".join(here) + ".html", "/".join(there) + ".html"
    assert urljoin(f"file:///x/{at}", Relative(BASE, at).to(to)) == f"file:///x/{to}"
    assert urljoin(f"http://h/{at}", Absolute(BASE).to(to)) == f"http://h/{to}"


def test_where_documents_lie() -> None:
    other = "https://datos.example.org/ga/"
    assert place(f"{other}id/persona/x", other) == ("id/persona/x", "")
    assert place(f"{other}id/evidencia/x#target", other) == ("id/evidencia/x", "target")
    assert place("https://w3id.org/gobierno-abierto/vocabulary/theme/training", other) == ("vocabulary/theme/training", "")
    assert place(f"{KG}Person", other) == ("ontology", "Person")
    for foreign in ("https://example.org/id/persona/x", f"{BASE}id/persona/x", f"{other}data/x", f"{other}id/../x", f"{other}id/persona/ñ", f"{other}id//x", f"{other}id/persona/x#<b>"):
        assert place(foreign, other) is None, foreign
    for path in ("id/persona/x", "graph/meta", "vocabulary/theme", "ontology"):
        iri = iri_of(path, other)
        assert iri is not None and place(iri.replace("ontology", "ontology#") if path == "ontology" else iri, other) == (path, "")
    for path in ("", "id", "x/y", "id/../y", "id/persona/", "id/persona/a b", "/id/persona/x", "id/persona/.x", "id/persona/x>"):
        assert iri_of(path, other) is None, path
    assert (tipo(f"{other}id/persona/x"), tipo(f"{other}graph/x"), anchor(f"{other}id/afirmacion/a-b")) == ("persona", "", "afirmacion-a-b")


def test_only_safe_addresses_are_linked() -> None:
    for bad in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://e/\"onclick", "JavaScript:alert(1)", "vbscript:x", "urn:x:y", "//e/x"):
        assert opened(bad) == "" and Absolute(BASE).href(bad) == "" and Relative(BASE, "a.html").href(bad) == ""
    assert opened("https://example.org/?a=b&c") == "https://example.org/?a=b&c"
    site = Relative(BASE, "id/persona/x.html")
    claim = f"{BASE}id/afirmacion/a"
    assert site.href(claim, LUCIA) == "lucia-prado-nieto.html#afirmacion-a"
    assert (site.href(claim), site.data(claim, "ttl"), site.data(LUCIA, "ttl")) == (claim, "", "lucia-prado-nieto.ttl")
    assert Relative(BASE, "id/persona/x.html", frozenset()).href(claim) == "../afirmacion/a.html"
    assert (Absolute(BASE).href(f"{KG}Person"), Absolute(BASE).data(LUCIA, "nt")) == ("/ontology.html#Person", "/id/persona/lucia-prado-nieto.nt")
    assert Absolute(BASE, "/x/").asset("page.css") == "/x/assets/page.css"


# --- pages


class _Read(HTMLParser):
    """What a page holds: tags with their attributes, ids, words outside scripts."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.data: list[str] = []
        self._in = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        self.tags.append((tag, given))
        self._in = given.get("type", "") if tag == "script" else ""

    def handle_data(self, data: str) -> None:
        if self._in == "application/ld+json":
            self.data.append(data)
            self._in = ""


def pages(reader: Reader, elsewhere: bool) -> Iterator[tuple[str, str, Description]]:
    """Yield path, page and description of everything in a graph."""
    for iri, d in describe(reader, nodes(reader)).items():
        found = place(iri, BASE)
        assert found is not None
        here = f"{found[0]}.html"
        yield here, page(d, Relative(BASE, here) if elsewhere else Relative(BASE, here, frozenset()), FRAME), d


@pytest.mark.parametrize("which", ["invented", "hostile"])
def test_every_page_is_valid_and_inert(which: str, request: pytest.FixtureRequest) -> None:
    reader: Reader = request.getfixturevalue(which)
    made = {path: (content, d) for path, content, d in pages(reader, False)}
    kinds = {d.cls.removeprefix(KG) for _, d in made.values()}
    assert kinds >= {"Person", "Institution", "Municipality", "Event", "Mechanism", "Proposal", "Problem", "Document", "FactClaim", "Participation", "Membership", "Attribution", "Evidence"} - (
        {"Institution"} if "Institution" not in kinds else set())
    known = set(made) | {f"assets/{n}" for n in assets()} | {"index.html", "lista/personas.html", "ontology.html"} | {p.replace(".html", f".{f.ending}") for p in made for f in TRIPLES}
    for path, (content, _) in made.items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(content)
        assert parser.errors == [], (path, parser.errors[:3])
        read = _Read(content)
        ids = [a["id"] for _, a in read.tags if "id" in a]
        assert len(ids) == len(set(ids)), path
        for tag, attributes in read.tags:
            assert not any(k == "style" or k.startswith("on") for k in attributes), (path, tag, attributes)
            assert tag not in ("img", "iframe", "style", "base", "object"), (path, tag)
            assert tag != "script" or attributes.get("src", "").endswith("assets/page.js") or attributes.get("type") == "application/ld+json", (path, attributes)
            for name in ("href", "src"):
                target = attributes.get(name, "")
                if not target or target.startswith(("https://", "http://", "mailto:", "#")):
                    assert tag in ("a", "link") or not target, (path, tag, target)
                    continue
                assert urljoin(f"file:///{path}", target).partition("#")[0].removeprefix("file:///") in known, (path, target)
        assert len(read.data) == (0 if "noindex" in content else 1)
        for block in read.data:
            json.loads(block)


def test_hostile_words_are_only_words(hostile: Reader) -> None:
    seen = 0
    for path, content, d in pages(hostile, True):
        assert "<img" not in content and "<script>alert" not in content and "</script><script>alert" not in content, path
        if d.label.es.startswith("Villa \">"):
            seen += 1
            assert "&lt;img src=x onerror=alert(1)&gt;" in content
            node = json.loads(next(iter(_Read(content).data)))
            assert "<img src=x onerror=alert(1)>" in str(node["name"])
    assert seen >= 2


def test_both_languages_are_in_the_page(told: dict[str, Description]) -> None:
    content = page(told[MESA], Relative(BASE, "id/evento/foro-aurora-mesa-uno.html"), FRAME)
    assert content.count('class="es"') == content.count('class="en" lang="en"') > 20
    assert '<span class="es">Participantes</span><span class="en" lang="en">Participants</span>' in content
    assert "Publish street-lighting spending every month." in content and "Difundir mensualmente" in content
    assert both(Text("<a>", "<b>")) == '<span class="es">&lt;a&gt;</span><span class="en" lang="en">&lt;b&gt;</span>'


def test_the_page_says_where_it_comes_from_and_how_to_cite_it(told: dict[str, Description]) -> None:
    content = page(told[LUCIA], Relative(BASE, "id/persona/lucia-prado-nieto.html"), FRAME)
    assert "Instituto &lt;b&gt;Inventado&lt;/b&gt; (2031). «Lucía Prado Nieto». En: Grafo de gobierno abierto. https://w3id.org/" in content
    assert f'<link rel="cite-as" href="{LUCIA}">' in content and '<link rel="describedby" type="text/turtle" href="lucia-prado-nieto.ttl">' in content
    assert 'href="mailto:datos@example.org"' in content and "renglón 7, caracteres 104-121" in content
    assert "mailto:" not in page(told[LUCIA], Relative(BASE, "id/persona/x.html"), Frame())
    for ending, media in (("ttl", "text/turtle"), ("jsonld", "application/ld+json"), ("nt", "application/n-triples"), ("rdf", "application/rdf+xml")):
        assert f'<link rel="alternate" type="{media}" href="lucia-prado-nieto.{ending}"' in content


def test_what_several_claims_tell_is_one_line_with_all_their_evidence(told: dict[str, Description]) -> None:
    d = next(d for _, d in sorted(told.items()) if any(line.proof and line.proof.spots and not line.apart for s in d.sections for line in s.lines))
    section = next(s for s in d.sections if any(line.proof and line.proof.spots for line in s.lines))
    line = next(line for line in section.lines if line.proof and line.proof.spots)
    assert line.proof is not None
    claims = [f"{BASE}id/afirmacion/otra-{n}" for n in range(3)]
    again = tuple(replace(line, claim=claim) for claim in claims)
    doubted = replace(line, claim=f"{BASE}id/afirmacion/dudosa", proof=replace(line.proof, reviewed=not line.proof.reviewed))
    assert [len(group) for group in alike((*again, doubted, replace(again[0], proof=None), replace(again[0], proof=None)))] == [3, 1, 1, 1]
    html = page(replace(d, sections=(replace(section, lines=(*again, doubted), total=4),)), Relative(BASE, "x.html", frozenset()), FRAME)
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    items = [e for ul in tree.iter("ul") if ul.get("class") == "known" for e in ul if e.tag == "li"]
    assert [len([e for e in li.iter("div") if e.get("class") == "proofs"]) for li in items] == [3, 1]
    assert [e.get("id") for li in items for e in li.iter() if e.get("id")] == [anchor(c) for c in (*claims, doubted.claim)]
    assert f"+{3 * len(line.proof.spots) - 1}</summary>" in html


def test_same_description_same_page(told: dict[str, Description]) -> None:
    links = Relative(BASE, "id/persona/lucia-prado-nieto.html")
    assert page(told[LUCIA], links, FRAME) == page(told[LUCIA], links, FRAME)


def test_claims_lie_in_their_page_or_have_one(told: dict[str, Description]) -> None:
    claim = next(line.claim for s in told[LUCIA].sections if s.key == "took-part" for line in s.lines)
    inside = page(told[LUCIA], Relative(BASE, "id/persona/lucia-prado-nieto.html"), FRAME)
    assert f'id="{anchor(claim)}"' in inside and f'href="lucia-prado-nieto.html#{anchor(claim)}"' in inside
    own = page(told[LUCIA], Relative(BASE, "id/persona/lucia-prado-nieto.html", frozenset()), FRAME)
    assert f'href="../participacion/{claim.rpartition("/")[2]}.html"' in own
    assert told[claim].home == LUCIA and told[LUCIA].home == ""


def test_structured_data_says_what_the_graph_says(told: dict[str, Description]) -> None:
    node: Any = schema_org(told[LUCIA], FRAME)
    assert (node["@id"], node["@type"], node["name"]) == (LUCIA, ["Person", "kg:Person"], "Lucía Prado Nieto")
    assert node["memberOf"][0] == {"@type": "Role", "roleName": "Titular de la Unidad de Transparencia",
                                   "memberOf": {"@type": "Organization", "@id": f"{BASE}id/institucion/ayuntamiento-villa-aurora", "name": "Ayuntamiento de Villa Aurora"}}
    assert len(node["memberOf"]) == told[LUCIA].section("offices").total  # type: ignore[union-attr]
    assert {e["@id"] for e in node["performerIn"]} >= {MESA}
    event: Any = schema_org(told[f"{BASE}id/evento/foro-aurora-foro"], FRAME)
    assert (event["startDate"], event["endDate"]) == ("2031-03-04", "2031-03-06")
    town: Any = schema_org(told[f"{BASE}id/municipio/99001"], FRAME)
    assert {"@type": "PropertyValue", "propertyID": "INEGI", "value": "99001"} in town["identifier"]
    claim: Any = schema_org(next(d for d in told.values() if d.cls == KG + "FactClaim"), FRAME)
    assert claim["@type"] == ["Claim", "kg:FactClaim"] and claim["appearance"][0]["@type"] == "Report"


def test_a_withheld_person_is_on_no_page(corpus: Corpus) -> None:
    path = corpus.data / "policy.toml"
    path.write_text('[policy]\npublisher = "x"\ncontact = ""\nquotes = false\nbase = ""\nsalt = "sal-de-prueba"\n\n[person_class]\n'
                    'office-holder = "full"\nexpert = "withheld"\nstudent = "withheld"\nprivate-person = "withheld"\n', encoding="utf-8")
    build(corpus)
    reader = Reader(corpus.build)
    content = "".join(made + "".join(d.lines) + json.dumps(schema_org(d, FRAME)) for _, made, d in pages(reader, False))
    assert "Lucía Prado Nieto" in content
    for secret in ("Tomás", "Ibarra", "tomas-ibarra", "Tom\\u00e1s"):
        assert secret not in content, secret


# --- small parts


def test_bibtex_runs_nothing() -> None:
    d = Description(f"{BASE}id/persona/x", "", Text("", ""), "person", Text(r"50 % de \input{/etc/passwd} & {más} #1 $x_y^2~", "x"))
    told = cite.bibtex(d, FRAME)
    title = next(line for line in told.splitlines() if line.startswith("  title"))
    assert title == r"  title = {{50 \% de \textbackslash{}input\{/etc/passwd\} \& \{más\} \#1 \$x\_y\textasciicircum{}2\textasciitilde{}}},"
    assert told.startswith("@misc{persona-x,\n") and told.count("{") - told.count(r"\{") == told.count("}") - told.count(r"\}")


def test_the_drawing_holds_the_first_neighbours_and_hides_from_readers() -> None:
    near = [Neighbour(Value(Text(f"N <{n}>", f"N <{n}>"), f"{BASE}id/persona/n{n}", "person"), 30 - n, ()) for n in range(DRAWN + 5)]
    drawn = str(fan("event", near, Absolute(BASE)))
    assert drawn.count("<text x=") == DRAWN and 'aria-hidden="true"' in drawn and drawn.count('tabindex="-1"') == DRAWN
    assert "N &lt;0&gt;" in drawn and f"N &lt;{DRAWN}&gt;" not in drawn and "<span" not in drawn
    widths = [float(w) for w in re.findall(r'stroke-width="([\d.]+)"', drawn)]
    assert widths == sorted(widths, reverse=True) and widths[0] > widths[-1]
    assert fan("event", (), Absolute(BASE)) == ""


def test_words_for_terms_and_dates() -> None:
    assert called(KG + "Person") == Text("Persona", "Person")
    assert called("http://example.org/ns#wasQuotedFrom") == Text("was quoted from", "was quoted from")
    assert (dated("2031-03-04"), dated("2031-13-04"), dated("marzo")) == (Text("4 de marzo de 2031", "4 March 2031"), None, None)
    assert lower(Text("INEGI dice", "Kind")) == Text("INEGI dice", "kind")
    assert shortened("uno dos tres cuatro", 10) == "uno dos…" and shortened("corto", 12) == "corto"


def test_no_term_of_the_ontology_is_nameless(invented: Reader) -> None:
    used = {str(p) for (p,) in invented.rows("SELECT DISTINCT ?p { ?s ?p ?o }")} | {str(c) for (c,) in invented.rows("SELECT DISTINCT ?c { ?s a ?c }") if str(c).startswith(KG)}
    nameless = [p for p in used if called(p).es == called(p).en and re.search("[A-Z]", re.split("[/#]", p)[-1][1:]) and p.startswith(KG)]
    assert nameless == []


def test_assets_ask_for_nothing() -> None:
    for name, content in assets().items():
        words = content.decode()
        assert "@import" not in words and not re.search(r"url\((?!['\"]?data:)", words), name
        assert "http" not in words.replace("http://www.w3.org/2000/svg", ""), name
    assert Path(__file__).exists()
