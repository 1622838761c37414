"""The contract of every ready question, checked over the files themselves, and the engine that reads and binds them."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph

from kg.graph.params import ANY, ENCODERS, Param, term
from kg.graph.queries import Question, find_question, load_questions, parse_question, values_blocks
from kg.graph.terms_used import iris_used, known_terms, terms_used, unknown_terms
from kg.model.errors import InputError, ManyErrors, UsageError
from kg.model.iri import DEFAULT_BASE, KG, VOCABULARY
from kg.model.terms import concepts
from kg.model.text import Text

FOLDER = Path(__file__).resolve().parent.parent / "queries"
QUESTIONS = load_questions([FOLDER])
every_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
SAMPLES = {"string": 'a "b" } { #\n\\u0022', "iri": "https://example.org/x", "entity": "persona/lucia-prado", "concept": "youth", "code": "01",
           "integer": "-3", "decimal": "0.50", "date": "2031-03-04", "boolean": "true"}


def test_there_are_questions() -> None:
    assert len(QUESTIONS) >= 28
    assert all(path.stem in QUESTIONS for path in FOLDER.glob("*.rq"))


@every_question
def test_header_is_complete_in_both_languages(question: Question) -> None:
    for text in (question.summary, *(p.help for p in question.params), *([question.note] if question.note else [])):
        assert text.es and text.en and text.es != text.en
    assert question.tags and len(set(question.tags)) == len(question.tags)
    assert question.text.endswith("\n") and "\t" not in question.text


@every_question
def test_uses_only_terms_that_exist(question: Question) -> None:
    assert terms_used(question.text)
    assert not unknown_terms(question.text, known_terms())
    for param in question.params:
        assert not param.scheme or param.scheme in concepts()


@every_question
def test_runs_as_it_stands_and_projects_evidence_last(question: Question) -> None:
    solutions = ox.Store().query(question.text)
    names = [v.value for v in solutions.variables]
    list(solutions)
    result = Graph().query(question.text)
    list(result)
    assert names == [str(v) for v in result.vars or ()]
    assert names[-1] == "evidence"
    assert len(names) > 1


@every_question
def test_reads_only_the_default_graph(question: Question) -> None:
    bare = re.sub(r'"[^"\n]*"|<[^>\n]*>|#[^\n]*', "", question.text)
    assert not re.search(r"\b(FROM|GRAPH|SERVICE)\b", bare)


@every_question
def test_orders_by_what_it_projects(question: Question) -> None:
    """Order keys that are grouped but not projected are unbound in rdflib; without ORDER BY two runs may differ."""
    order = question.text.rpartition("ORDER BY")[2]
    variables = {v.value for v in ox.Store().query(question.text).variables} | {"v"}
    assert order.strip()
    assert set(re.findall(r"\?(\w+)", order)) <= variables


@every_question
def test_binding_nothing_changes_nothing(question: Question) -> None:
    assert question.bind({}).split() == question.text.split()


@every_question
def test_every_parameter_binds_and_stays_sparql(question: Question) -> None:
    values = {p.name: next(iter(concepts()[p.scheme])) if p.scheme else SAMPLES[p.type] for p in question.params}
    bound = question.bind(values, "https://datos.example.org/", concepts())
    list(ox.Store().query(bound))
    list(Graph().query(bound))
    for param in question.params:
        assert len(values_blocks(bound, [param.name])) == 1
        [(_, start, end)] = values_blocks(bound, [param.name])
        assert bound[start:end].strip() == term(param, values[param.name], "https://datos.example.org/")


def test_another_base_moves_the_defaults_too() -> None:
    question = next(q for q in QUESTIONS.values() if any(p.type == "entity" and p.default != ANY for p in q.params))
    bound = question.bind({}, "https://datos.example.org/")
    assert "<https://datos.example.org/id/" in bound
    assert f"<{DEFAULT_BASE}id/" not in bound


# --- Values are terms, never text ---

@given(st.text())
@settings(max_examples=300, deadline=None)
def test_a_string_reads_back_as_itself_in_both_engines(value: str) -> None:
    param = Param("x", "string", "", Text("", ""))
    if re.search("[\ud800-\udfff]", value):
        with pytest.raises(UsageError):
            term(param, value, DEFAULT_BASE)
        return
    query = f"SELECT ?x WHERE {{ VALUES ?x {{ {term(param, value, DEFAULT_BASE)} }} }}"
    assert [row[0].value for row in ox.Store().query(query)] == [value]
    assert [str(row[0]) for row in Graph().query(query)] == [value]


ATTACKS = ["} ?s ?p ?o . {", '" } INSERT DATA { <a:a> <a:b> <a:c> } #', "\\", "\\\"", "\\u0022 } #", "\\\\u0022", "\\u005c", "\\u005cu0022", "x\\", "\\U00000022",
           "'''", '"""', "#", "\n}", "\r\n", "\x00", "<", ">", "<a:b> <c:d>", "UNDEF UNDEF", "?x", "http://a/b>", "a b", "1 2", "1e9", "٣", "0x10", "youth> <a:b", "true)"]


@pytest.mark.parametrize("value", ATTACKS)
def test_attacks_are_inert_strings(value: str) -> None:
    query = f"SELECT ?x WHERE {{ VALUES ?x {{ {term(Param('x', 'string', '', Text('', '')), value, DEFAULT_BASE)} }} }}"
    assert [row[0].value for row in ox.Store().query(query)] == [value]
    assert [str(row[0]) for row in Graph().query(query)] == [value]


@given(st.sampled_from(sorted(ENCODERS)), st.one_of(st.text(), st.sampled_from(ATTACKS)))
@settings(max_examples=400, deadline=None)
def test_any_value_is_one_term_or_an_error(kind: str, value: str) -> None:
    param = Param("x", kind, ANY, Text("", ""), "theme" if kind == "concept" else "")
    try:
        encoded = term(param, value, DEFAULT_BASE)
    except UsageError:
        return
    assert len(list(ox.Store().query(f"SELECT ?x WHERE {{ VALUES ?x {{ {encoded} }} }}"))) == 1


@given(st.sampled_from(sorted(QUESTIONS)), st.data())
@settings(max_examples=150, deadline=None)
def test_no_value_changes_the_query_around_it(name: str, data: st.DataObject) -> None:
    question = QUESTIONS[name]
    values = {p.name: data.draw(st.one_of(st.text(max_size=30), st.sampled_from(ATTACKS))) for p in question.params}
    try:
        bound = question.bind(values)
    except UsageError:
        return
    names = [p.name for p in question.params]
    assert _without_blocks(bound, names) == _without_blocks(question.text, names)


def _without_blocks(text: str, names: list[str]) -> str:
    for _, start, end in sorted(values_blocks(text, names), key=lambda b: -b[1]):
        text = text[:start] + text[end:]
    return text


def test_values_are_normalised_and_codes_keep_their_zeros() -> None:
    def made(kind: str, value: str, default: str = "x") -> str:
        return term(Param("x", kind, default, Text("", ""), "theme" if kind == "concept" else ""), value, "https://b/")

    assert made("code", "09") == '"09"'
    assert made("integer", "+007") == "7"
    assert made("decimal", "00.50") == "0.50"
    assert made("boolean", "Sí") == "true"
    assert made("entity", "persona/x") == "<https://b/id/persona/x>"
    assert made("concept", "youth") == f"<{VOCABULARY}theme/youth>"
    assert made("concept", "UNDEF") == ANY
    assert made("date", "2031-03-04").startswith('"2031-03-04"^^<')
    assert made("integer", "", "4") == "4"


@pytest.mark.parametrize(("kind", "value"), [("date", "2031-02-30"), ("date", "4/3/2031"), ("integer", "1.5"), ("integer", "UNDEF"), ("boolean", "maybe"),
                                             ("decimal", "NaN"), ("iri", "no-scheme"), ("code", "a b"), ("entity", "persona")])
def test_what_a_type_cannot_hold_is_a_usage_error(kind: str, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        term(Param("x", kind, "1", Text("", "")), value, DEFAULT_BASE)
    assert caught.value.remedy


def test_an_unknown_concept_names_the_nearest() -> None:
    question = next(q for q in QUESTIONS.values() if any(p.scheme == "theme" for p in q.params))
    name = next(p.name for p in question.params if p.scheme == "theme")
    with pytest.raises(UsageError) as caught:
        question.bind({name: "transparncy"}, DEFAULT_BASE, concepts())
    assert "transparency" in caught.value.render("en")


def test_unknown_names_list_the_nearest() -> None:
    with pytest.raises(UsageError, match="proposals"):
        find_question(QUESTIONS, "propsals")
    with pytest.raises(UsageError, match="theme"):
        QUESTIONS["proposals"].bind({"teme": "youth"})


# --- Faulty files ---

GOOD = '''#+ summary: Which?
#+ summary.es: ¿Cuáles?
#+ tags: one, two
#+ param.word: string = "a; b | {c}"; a word | una palabra
#+ param.who: entity = UNDEF; a person | una persona
#defaultView:Graph
PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#>
# VALUES ?word { "in a comment" }
SELECT ?who ?evidence WHERE {
  VALUES ?word { "a; b | {c}" }
  VALUES ?who { UNDEF }
  ?evidence kg:speaker ?who ; kg:summary ?text .
  FILTER (CONTAINS(STR(?text), ?word) && ?text != "VALUES ?who { UNDEF }")
}
ORDER BY ?evidence
'''


def _write(folder: Path, text: str, name: str = "one.rq") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    question = parse_question(_write(tmp_path, GOOD))
    assert (question.name, question.tags, question.default_view) == ("one", ("one", "two"), "Graph")
    assert question.summary == Text("¿Cuáles?", "Which?")
    word, who = question.params
    assert (word.type, word.default, word.help) == ("string", "a; b | {c}", Text("una palabra", "a word"))
    assert (who.type, who.default, who.optional) == ("entity", ANY, True)
    bound = question.bind({"word": 'VALUES ?who { "x" }', "who": "persona/x"})
    assert bound.count('"VALUES ?who { \\"x\\" }"') == 1
    assert f"VALUES ?who {{ <{DEFAULT_BASE}id/persona/x> }}" in " ".join(bound.split())
    assert '# VALUES ?word { "in a comment" }' in bound


@pytest.mark.parametrize(("old", "new", "line", "says"), [
    ("#+ summary: Which?\n", "", 1, "summary is missing"),
    ("#+ summary.es: ¿Cuáles?\n", "#+ summary.es:\n", 1, "summary.es is missing"),
    ("#+ tags: one, two", "#+ tag: one", 3, "did you mean: tags"),
    ("#+ tags: one, two", "#+ tags one", 3, "cannot be read"),
    ("#+ tags: one, two", "#+ summary: again", 3, "twice"),
    ("entity = UNDEF", "entiti = UNDEF", 5, "entity"),
    ("entity = UNDEF", "concept = UNDEF", 5, "concept(scheme)"),
    ("entity = UNDEF", "date = soon", 5, "not a valid date"),
    ("; a person | una persona", "; a person", 5, "cannot be read"),
    ("param.who", "param.whom", 5, "0 blocks VALUES ?whom"),
    ("VALUES ?who { UNDEF }\n  ?ev", "VALUES ?who { <a:b> }\n  ?ev", 5, "says <a:b>"),
    ("#defaultView:Graph", "#defaultView:Grap", 6, "Graph"),
    ("#+ tags: one, two", "#+ tags: one\n#+ note: careful", 1, "note.es is missing"),
])
def test_faults_name_file_line_and_remedy(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    path = _write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises((InputError, UsageError)) as caught:
        parse_question(path)
    assert caught.value.where == f"{path}:{line}"
    assert says in caught.value.render("en")
    assert caught.value.remedy and caught.value.render("es") != caught.value.render("en")


def test_all_faulty_files_are_reported_together(tmp_path: Path) -> None:
    for name in ("a.rq", "b.rq"):
        _write(tmp_path, "SELECT * {}", name)
    with pytest.raises(ManyErrors) as caught:
        load_questions([tmp_path])
    assert len(caught.value.errors) == 2


def test_a_corpus_may_replace_a_question(tmp_path: Path) -> None:
    _write(tmp_path, GOOD, "proposals.rq")
    assert load_questions([FOLDER, tmp_path])["proposals"].summary.en == "Which?"


# --- Terms of a query ---

def test_terms_are_found_in_paths_filters_values_and_subqueries() -> None:
    text = f"""PREFIX kg: <{KG}> PREFIX theme: <{VOCABULARY}theme/>
    SELECT ?x {{ VALUES ?t {{ theme:youth <{VOCABULARY}theme/nope> }} ?x ^kg:partOf*/!(kg:format|kg:place) ?y
      {{ SELECT ?x {{ ?x kg:theme ?t FILTER (?t IN (theme:trust)) }} }} MINUS {{ ?x a kg:Problme }} FILTER EXISTS {{ ?x kg:motto [] }} }}"""
    local = {t.removeprefix(KG).removeprefix(VOCABULARY) for t in terms_used(text)}
    assert local == {"theme/youth", "theme/nope", "theme/trust", "partOf", "format", "place", "theme", "Problme", "motto"}
    assert unknown_terms(text, known_terms()) == sorted([KG + "Problme", VOCABULARY + "theme/nope"])


@pytest.mark.parametrize("text", ["SELECT", "SELECT ?x { ?x foo:bar ?y }", "SELECT ?x { ?x a <a b> }"])
def test_a_query_that_does_not_parse_is_an_input_error(text: str) -> None:
    with pytest.raises(InputError) as caught:
        iris_used(text, "here.rq")
    assert caught.value.where == "here.rq"
