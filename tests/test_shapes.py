"""Every shape holds on its good example, breaks on its bad ones, and each rule's set-wise twin finds the same nodes.

Examples: ``tests/shape_examples/<shape>.pass.ttl`` and ``<shape>.fail.<what>.ttl``, each standing on ``_base.ttl``.
A bad example breaks its own shape and no other.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from rdflib import RDF, SH, SKOS, Graph, Literal, Namespace, Node, URIRef

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = ROOT / "ontology"
EXAMPLES = Path(__file__).resolve().parent / "shape_examples"
KGSH = Namespace("https://w3id.org/gobierno-abierto/shapes#")
FILES = sorted(p for p in EXAMPLES.glob("*.ttl") if not p.name.startswith("_"))
CHECKS = {p.stem: p for p in sorted((ONTOLOGY / "checks").glob("*.rq"))}


@cache
def shapes() -> Graph:
    """The shapes graph, read once."""
    return Graph().parse(ONTOLOGY / "shapes.ttl")


@cache
def concepts() -> tuple[tuple[Node, Node, Node], ...]:
    """What shapes ask of the schemes: which nodes are concepts."""
    schemes = Graph().parse(ONTOLOGY / "schemes.ttl")
    return tuple(schemes.triples((None, RDF.type, SKOS.Concept)))


@cache
def example(path: Path) -> Graph:
    """One example on its base, as a plain graph (pySHACL must not be given a dataset)."""
    graph = Graph().parse(EXAMPLES / "_base.ttl").parse(path)
    for triple in concepts():
        graph.add(triple)
    return graph


@cache
def owners() -> dict[Node, set[str]]:
    """Property shape or node shape -> the named shapes it belongs to."""
    found: dict[Node, set[str]] = {}
    for shape in shapes().subjects(RDF.type, SH.NodeShape):
        name = str(shape).removeprefix(str(KGSH))
        found.setdefault(shape, set()).add(name)
        for part in shapes().objects(shape, SH.property):
            found.setdefault(part, set()).add(name)
    return found


@cache
def targeted() -> list[str]:
    """Names of the shapes that have targets."""
    with_target = {s for p in (SH.targetClass, SH.targetSubjectsOf) for s in shapes().subjects(p, None)}
    return sorted(str(s).removeprefix(str(KGSH)) for s in with_target)


@cache
def report(path: Path) -> frozenset[tuple[Node, Node | None, Node | None]]:
    """Validate one example: a set of (shape, focus node, value)."""
    _, results, _ = pyshacl.validate(example(path), shacl_graph=shapes(), inference="none", advanced=False)
    assert isinstance(results, Graph)
    found = set()
    for result in results.subjects(RDF.type, SH.ValidationResult):
        shape = results.value(result, SH.sourceShape)
        assert shape is not None
        found.add((shape, results.value(result, SH.focusNode), results.value(result, SH.value)))
    return frozenset(found)


def expected(path: Path) -> str:
    return path.name.split(".")[0]


@pytest.mark.parametrize("path", [p for p in FILES if ".pass." in p.name], ids=lambda p: p.name)
def test_good_example_conforms(path: Path) -> None:
    assert report(path) == frozenset()


@pytest.mark.parametrize("path", [p for p in FILES if ".fail." in p.name], ids=lambda p: p.name)
def test_bad_example_breaks_its_shape_only(path: Path) -> None:
    broken = report(path)
    assert broken, "the example conforms"
    for shape, focus, value in broken:
        assert expected(path) in owners().get(shape, set()), f"{focus} breaks {owners().get(shape)} with {value}"


def test_every_shape_has_good_and_bad_examples() -> None:
    good = {expected(p) for p in FILES if ".pass." in p.name}
    bad = {expected(p) for p in FILES if ".fail." in p.name}
    assert set(targeted()) == good == bad


def test_every_constraint_on_a_property_is_broken_by_some_bad_example() -> None:
    broken = {shape for path in FILES for shape, _, _ in report(path)}
    top = {s for s in shapes().subjects(SH.path, None) if (s, SH.message, None) in shapes()}
    assert not {f"{owners().get(s)} {shapes().value(s, SH.path)}" for s in top - broken}


def test_every_message_and_name_is_in_both_languages() -> None:
    constraints = set(shapes().subjects(SH.path, None)) | set(shapes().subjects(SH.select, None))
    alternatives = {p for s in shapes().subjects(SH["or"], None) for p in shapes().transitive_objects(s, None)}
    for node in constraints - alternatives | set(shapes().subjects(SH.message, None)):
        languages = sorted(m.language or "" for m in shapes().objects(node, SH.message) if isinstance(m, Literal))
        assert languages == ["en", "es"], f"{shapes().value(node, SH.path) or node}: {languages}"


def test_a_finding_of_a_rule_leads_to_its_message_in_each_language() -> None:
    """pySHACL drops the language of these messages, so who reports a finding takes them from the shape, found by its IRI."""
    for name in CHECKS:
        said = [m for rule in shapes().objects(KGSH[name], SH.sparql) for m in shapes().objects(rule, SH.message)]
        assert sorted(m.language or "" for m in said if isinstance(m, Literal)) == ["en", "es"], name
        assert not [m for m in said if "{" in str(m)], f"{name}: a placeholder would stay unfilled"


def test_every_rule_has_its_set_wise_twin() -> None:
    rules = {str(s).removeprefix(str(KGSH)) for s in shapes().subjects(SH.sparql, None)}
    assert rules == set(CHECKS)
    for name, path in CHECKS.items():
        text = path.read_text(encoding="utf-8")
        assert re.search(r"^#\+ summary: \S", text, re.MULTILINE) and re.search(r"^#\+ summary\.es: \S", text, re.MULTILINE), name
        assert f"#+ shape: kgsh:{name}\n" in text


def test_rules_keep_to_what_both_engines_run_well() -> None:
    for query in shapes().objects(None, SH.select):
        assert not re.search(r"\b(MINUS|VALUES|SERVICE)\b", str(query)), "not allowed inside sh:sparql"
        for body in re.findall(r"NOT EXISTS \{([^{}]*)\}", str(query)):
            assert len([p for p in body.split(" . ") if "FILTER" not in p]) == 1, f"two patterns in NOT EXISTS: {body}"


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_twin_finds_the_same_nodes_on_every_example(name: str) -> None:
    query = CHECKS[name].read_text(encoding="utf-8")
    for path in FILES:
        by_shape = {(f, v) for s, f, v in report(path) if s == KGSH[name]}
        store = pyoxigraph.Store()
        store.load(example(path).serialize(format="nt").encode(), pyoxigraph.RdfFormat.N_TRIPLES)
        found = store.query(query)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        by_query = {(str(row["this"]), str(row["value"])) for row in found}
        assert by_query == {(f.n3() if f else "", as_oxigraph(v)) for f, v in by_shape}, path.name


def as_oxigraph(value: Node | None) -> str:
    """A term as pyoxigraph prints it, "None" for none."""
    if value is None:
        return "None"
    if isinstance(value, URIRef):
        return value.n3()
    graph = Graph()
    graph.add((URIRef("urn:s"), URIRef("urn:p"), value))
    store = pyoxigraph.Store()
    store.load(graph.serialize(format="nt").encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    return str(next(iter(store)).object)
