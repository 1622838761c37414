"""Take-down: what is named in the policy leaves every graph, with what rests on it, and its addresses answer with a tombstone that names nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.graph.build import Built, build, load_corpus
from kg.graph.check import check
from kg.graph.store import Reader, current
from kg.model.corpus import Corpus, bundled
from kg.model.errors import KgError
from kg.model.policy import Policy, read_policy

BASE = "https://w3id.org/gobierno-abierto/"
ID = BASE + "id/"


def policy(corpus: Corpus, *taken: str, **more: str) -> Policy:
    """Write a policy with these take-downs (lines of each table) and return it."""
    text = (bundled("data") / "policy.toml").read_text(encoding="utf-8").replace('salt = ""', 'salt = "un secreto de prueba"')
    for name, treatment in more.items():
        text = re.sub(rf'(?m)^{name.replace("_", "-")} = .*$', f'{name.replace("_", "-")} = "{treatment}"', text)
    text += "".join(f'\n[[takedown]]\n{table}\n' for table in taken)
    (corpus.data / "policy.toml").write_text(text, encoding="utf-8")
    return read_policy(corpus.data / "policy.toml")


def dump(built: Built) -> str:
    return (built.folder / "graph.nq").read_text(encoding="utf-8")


def labels(corpus: Corpus, kind: str) -> list[str]:
    return [str(row[0]) for row in Reader(corpus.build).rows(f"SELECT ?l {{ ?p a kg:{kind} ; skos:prefLabel ?l }} ORDER BY ?l")]


def subjects(corpus: Corpus) -> set[str]:
    """Everything that has a class, and everything that is retired."""
    return {str(row[0]).removeprefix(ID) for row in Reader(corpus.build).rows("SELECT DISTINCT ?s { GRAPH ?g { ?s ?p ?o } }")}


def test_a_person_taken_down_leaves_no_name_and_the_rest_stays(corpus: Corpus) -> None:
    build(corpus)
    before = subjects(corpus)
    made = policy(corpus, 'iri = "persona/lucia-prado-nieto"\nat = 2031-05-02')
    text = dump(build(corpus))
    assert not re.search("luc[ií]a|prado", text, re.IGNORECASE)
    assert labels(corpus, "Person") == ["Noé Campos Ruiz", "Tomás Ibarra O’Reyes"]
    assert check(corpus, load_corpus(corpus), Reader(corpus.build)) == []
    after = subjects(corpus)
    claims = re.compile("(persona|participacion|membresia|atribucion|propuesta|afirmacion|problema|experiencia|cifra|discrepancia)/")
    for path in sorted(before - after):
        if claims.match(path) and "#" not in path:
            assert made.buried(path) in after, path
    assert {"propuesta/foro-aurora-tomas-2", "problema/foro-aurora-tomas-1", "experiencia/taller-aurora-noe-1", "cifra/foro-aurora-asistentes"} <= after & before
    assert not {p for p in before & after if "lucia" in p}


def test_the_tombstone_says_withdrawn_when_and_why_and_not_who(corpus: Corpus) -> None:
    made = policy(corpus, f'iri = "{ID}persona/lucia-prado-nieto"\nat = 2031-05-02')
    build(corpus)
    node = ID + made.buried("persona/lucia-prado-nieto")
    said = {(str(p).rsplit("/", 1)[-1].rsplit("#", 1)[-1], str(o).rsplit("/", 1)[-1]) for p, o in Reader(corpus.build).rows(f"SELECT ?p ?o {{ <{node}> ?p ?o }}")}
    assert said == {("deprecated", "true"), ("status", "Withdrawn"), ("changeCause", "take-down"), ("modified", "2031-05-02")}


def test_what_others_say_stays_without_the_mention(corpus: Corpus) -> None:
    """The alternative speaker of a turn, and a summary that names her."""
    acta = corpus.data / "foro-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8").replace('"Unir al gobierno local', '"Como pidió Lucía Nieto, unir al gobierno local'), encoding="utf-8")
    policy(corpus, 'iri = "persona/lucia-prado-nieto"')
    build(corpus)
    reader = Reader(corpus.build)
    assert list(reader.rows("SELECT ?a { ?turn kg:alternative ?a }")) == []
    assert [row[0] for row in reader.rows("SELECT ?s { ?c kg:summary ?s FILTER(CONTAINS(?s, 'unir')) }")] == ["Como pidió (nombre retirado), unir al gobierno local con la academia."]


def test_a_body_taken_down_takes_its_memberships_and_leaves_its_people(corpus: Corpus) -> None:
    policy(corpus, 'iri = "institucion/universidad-del-llano"')
    text = dump(build(corpus))
    assert "Universidad del Llano" not in text and "universidad-del-llano" not in text
    assert labels(corpus, "Person") == ["Lucía Prado Nieto", "Noé Campos Ruiz", "Tomás Ibarra O’Reyes"]
    reader = Reader(corpus.build)
    assert list(reader.rows("SELECT ?x { ?x kg:wishesTieBetween ?y }")) == []  # one end left is no tie
    assert [str(r[0]).removeprefix(ID) for r in reader.rows("SELECT ?x { ?x a kg:Membership } ORDER BY ?x")] == [
        "membresia/foro-aurora-lucia-ayuntamiento", "membresia/taller-aurora-lucia-ayuntamiento"]
    assert check(corpus, load_corpus(corpus), reader) == []


def test_one_statement_can_be_taken_down_alone(corpus: Corpus) -> None:
    build(corpus)
    before = subjects(corpus)
    made = policy(corpus, 'iri = "propuesta/foro-aurora-lucia-2"')
    build(corpus)
    gone = {path for path in before - subjects(corpus) if not path.startswith("evidencia/")}
    assert gone == {"propuesta/foro-aurora-lucia-2", "discrepancia/foro-aurora-frase-cortada"}  # the discrepancy concerned nothing else
    assert made.buried("propuesta/foro-aurora-lucia-2") in subjects(corpus)
    assert check(corpus, load_corpus(corpus), Reader(corpus.build)) == []


def test_a_whole_document_can_be_taken_down(corpus: Corpus) -> None:
    policy(corpus, 'iri = "documento/taller-aurora"')
    text = dump(build(corpus))
    assert f"<{BASE}graph/taller-aurora>" not in text and "Noé" not in text
    assert labels(corpus, "Person") == ["Lucía Prado Nieto", "Tomás Ibarra O’Reyes"]  # who is named elsewhere stays


def test_without_the_lines_the_graph_is_what_it_was(corpus: Corpus) -> None:
    first = build(corpus).folder.name
    policy(corpus, 'iri = "persona/lucia-prado-nieto"')
    assert build(corpus).folder.name != first
    (corpus.data / "policy.toml").unlink()
    assert build(corpus).folder.name == first


def test_somebody_with_a_pseudonym_is_taken_down_by_the_old_address_or_the_new(corpus: Corpus) -> None:
    made = policy(corpus, student="initials")
    build(corpus)
    [hidden] = [str(r[0]).removeprefix(ID) for r in Reader(corpus.build).rows('SELECT ?p { ?p skos:prefLabel "N. C. R."@es }')]
    for path in (hidden, "persona/noe-campos-ruiz-87b05d"):
        policy(corpus, f'iri = "{path}"', student="initials")
        text = dump(build(corpus))
        assert "N. C. R." not in text and "campos" not in text.lower()
        assert hidden in subjects(corpus)  # as a tombstone: it tells nothing, so it stays where it was
        assert [r[0] for r in Reader(corpus.build).rows(f"SELECT ?c {{ <{ID}{hidden}> a ?c }}")] == []
    assert made.buried(hidden) == hidden


def test_a_body_named_after_somebody_hidden_has_no_name_in_its_address(corpus: Corpus) -> None:
    acta = corpus.data / "foro-aurora" / "acta.toml"
    acta.write_text(acta.read_text(encoding="utf-8").replace('name = "Universidad del Llano"', 'name = "Fundación Lucía Prado"'), encoding="utf-8")
    for file in ("institutions", "identity"):
        path = corpus.registry / f"{file}.csv"
        path.write_text("".join(row for row in path.read_text(encoding="utf-8").splitlines(keepends=True) if "universidad-del-llano" not in row), encoding="utf-8")
    policy(corpus, 'iri = "persona/lucia-prado-nieto"')
    text = dump(build(corpus))
    assert "Fundación (nombre retirado)" in text and not re.search("luc[ií]a.prado", text, re.IGNORECASE)


@pytest.mark.parametrize(("table", "words"), [
    ('iri = "persona/lucia-prado-nito"', "nothing has this address: persona/lucia-prado-nito"), ('iri = "persona/lucia-prado-nito"', "did you mean: persona/lucia-prado-nieto"),
    ('iri = "municipio/99001"', "not that of anything of this corpus"), ('iri = "https://otro.example/id/persona/x"', "not that of anything"), ("iri = 3", "not that of anything"),
    ('iri = "persona/lucia-prado-nieto"\nat = "ayer"', "unreadable date"), ('iri = "persona/lucia-prado-nieto"\nwhy = "x"', "unknown key: 'why'"),
    ('iri = "persona/lucia-prado-nieto"\ngone = "yes"', "true or false"), ('iri = "persona/lucia-prado-nieto"\n[[takedown]]\niri = "persona/lucia-prado-nieto"', "repeated"),
])
def test_a_wrong_take_down_is_named_with_its_line(corpus: Corpus, table: str, words: str) -> None:
    with pytest.raises(KgError) as caught:
        policy(corpus, table)
        load_corpus(corpus)
    assert words in caught.value.render("en")
    assert re.search(r"policy\.toml:\d+: ", caught.value.render("en"))


def test_what_no_report_names_any_more_keeps_its_tombstone(corpus: Corpus) -> None:
    made = policy(corpus, 'iri = "persona/alguien-de-antes"\ngone = true')
    build(corpus)
    assert made.buried("persona/alguien-de-antes") in subjects(corpus)
    assert "alguien-de-antes" not in (current(corpus.build) / "graph.nq").read_text(encoding="utf-8")


def test_a_take_down_needs_the_salt(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text((bundled("data") / "policy.toml").read_text(encoding="utf-8") + '\n[[takedown]]\niri = "persona/x"\n', encoding="utf-8")
    with pytest.raises(KgError, match="salt is missing"):
        read_policy(path)


@pytest.mark.parametrize(("line", "words"), [
    ("smallest_count = 1", "2 to 1000"), ("smallest_count = -3", "2 to 1000"), ('smallest_count = "5"', "another type"), ("smallest_count = true", "another type")])
def test_a_wrong_smallest_count_is_named(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text((bundled("data") / "policy.toml").read_text(encoding="utf-8").replace("smallest_count = 0", line), encoding="utf-8")
    with pytest.raises(KgError, match=words):
        read_policy(path)


def test_the_server_answers_gone_at_every_old_address_and_names_nobody(corpus: Corpus) -> None:
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from kg.serve.pages_iri import Documents, frame_of, routes

    build(corpus)
    before = sorted(p for p in subjects(corpus) if re.match("(persona|propuesta|participacion|membresia|atribucion)/.*(lucia|tomas-2)", p))
    made = policy(corpus, 'iri = "persona/lucia-prado-nieto"')
    build(corpus)
    web = TestClient(Starlette(routes=routes(Documents(Reader(corpus.build), frame_of(made, BASE), "x", made))), follow_redirects=False)
    assert {web.get(f"/id/{path}").status_code for path in before if "lucia" in path} == {410}
    assert len([path for path in before if "lucia" in path]) > 5
    assert web.get("/id/propuesta/foro-aurora-tomas-2").status_code == 303
    assert web.get("/id/persona/lucia-prado-niet").status_code == web.get("/id/persona/otra").status_code == 404
    for ending in ("", ".html", ".ttl"):
        body = web.get(f"/id/persona/lucia-prado-nieto{ending}", headers={"accept": "text/html, */*;q=.1"})
        assert body.status_code == 410 and not re.search("luc[ií]a|prado", body.text, re.IGNORECASE)


def test_with_few_people_void_has_no_partitions(corpus: Corpus) -> None:
    from kg.publish.release_counts import few_people, numbers
    from kg.publish.site_release import release
    from kg.publish.void import void

    made = policy(corpus)
    build(corpus, base="https://datos.ejemplo.mx/")
    reader = Reader(corpus.build)
    found = numbers(reader)
    assert (found["Person"], found["Participation"]) == (3, 4) and few_people(found, 4) and not few_people(found, 3) and not few_people(found, 0)
    texts = {least: void(reader, release(reader, made), [], (), least).turtle().decode() for least in (0, 3, 4)}
    assert texts[0] == texts[3] and "classPartition" in texts[0] and "classPartition" not in texts[4] and "propertyPartition" not in texts[4] and "void:triples" in texts[4]
