"""``--doubts``: what an open question of identity could change in an answer and in a rank, tried on a graph in which the two are one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.graph.build import build
from kg.graph.doubted import changes
from kg.graph.store import Reader
from kg.model.corpus import Corpus

HEAD = "kind,a,b,answer,reasons,by,at,note\n"
PAIR = "person,foro-aurora:lucia-prado-nieto,taller-aurora:lucia-prado-nieto"
BOTH = """SELECT (SAMPLE(?label) AS ?name) (COUNT(DISTINCT ?s) AS ?sources) WHERE { ?x a kg:Participation ; kg:participant ?p ; kg:source ?s . ?p skos:prefLabel ?label }
GROUP BY ?p HAVING (COUNT(DISTINCT ?s) > 1)"""


@pytest.fixture
def parted(corpus: Corpus, tmp_path: Path) -> Corpus:
    """The invented corpus, in which nobody knows yet whether the Lucía of one report is that of the other."""
    identity = corpus.registry / "identity.csv"
    rows = identity.read_text(encoding="utf-8").splitlines(keepends=True)
    identity.write_text("".join(r for r in rows if not r.startswith("person,lucia-prado-nieto,taller-aurora")), encoding="utf-8")
    return answered(corpus, "unsure")


def answered(corpus: Corpus, answer: str) -> Corpus:
    (corpus.registry / "decisions.csv").write_text(f"{HEAD}{PAIR},{answer},,revisora,2031-04-01,\n", encoding="utf-8")
    return corpus


@pytest.fixture
def both(tmp_path: Path) -> str:
    """A file with the query: who took part in what more than one report tells."""
    file = tmp_path / "both.rq"
    file.write_text(BOTH, encoding="utf-8")
    return str(file)


def kg(corpus: Corpus, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "kg", "--lang", "en", "--corpus", str(corpus.root), *words], capture_output=True, text=True, check=False)


def test_an_answer_says_which_open_question_would_change_it_and_how(parted: Corpus, both: str) -> None:
    assert kg(parted, "build").returncode == 0
    plain, told = kg(parted, "query", both), kg(parted, "query", both, "--doubts")
    assert told.returncode == 0
    assert told.stdout == plain.stdout                                  # the answer itself is what the graph says
    assert "1 open question of identity; 1 would change this" in told.stderr
    assert "  + Lucía Prado Nieto | 2" in told.stderr
    assert "kg identity decide registry:lucia-prado-nieto taller-aurora:lucia-prado-nieto same|different" in told.stderr


def test_an_answer_that_no_question_touches_says_so(parted: Corpus) -> None:
    assert kg(parted, "build").returncode == 0
    assert "1 open question of identity; 0 would change this" in kg(parted, "ask", "formats", "--doubts").stderr


def test_once_decided_nothing_is_open(parted: Corpus, both: str) -> None:
    for answer in ("same", "different"):
        assert kg(answered(parted, answer), "build").returncode == 0
        told = kg(parted, "query", both, "--doubts")
        assert "no open questions of identity" in told.stderr
        assert ("Lucía Prado Nieto" in told.stdout) == (answer == "same")


def test_what_is_foretold_is_what_comes(parted: Corpus) -> None:
    """The rows said to come in are those of the graph once a person has said "same"."""
    assert kg(parted, "build").returncode == 0
    query = "SELECT ?p (COUNT(DISTINCT ?e) AS ?n) WHERE { ?x a kg:Participation ; kg:participant ?p ; kg:inEvent ?e } GROUP BY ?p ORDER BY ?p"
    before = Reader(parted.build)
    people = [iri for iri, _ in before.rows(query)]
    pair = tuple(sorted(iri for iri in people if iri and "lucia-prado-nieto" in iri))
    assert len(pair) == 2
    made = next(iter(changes(before, query, [(pair[0], pair[1])])))
    build(answered(parted, "same"))
    after = {(str(p).rsplit("/", 1)[1], n) for p, n in Reader(parted.build).rows(query)}
    assert set(made.won) == {row for row in after if row[0] == "lucia-prado-nieto"}
    assert len(made.lost) == 2


def test_an_unknown_pair_and_a_pair_of_one_change_nothing(invented: Reader) -> None:
    query = "SELECT ?p WHERE { ?p a kg:Person }"
    person = next(iri for (iri,) in invented.rows(query))
    assert person is not None
    assert list(changes(invented, query, [(person, person), ("https://example.org/a", "https://example.org/b")])) == []


def test_ranks_say_it_too(parted: Corpus) -> None:
    assert kg(parted, "build").returncode == 0
    told = kg(parted, "network", "copresence", "--doubts")
    assert told.returncode == 0
    assert "1 open question of identity; " in told.stderr


def test_what_was_joined_is_parted_again(invented: Reader) -> None:
    query = "SELECT ?g ?s ?p ?o WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    copy = invented.in_memory()
    before = sorted(map(str, copy.rows(query)))
    people = [iri for (iri,) in copy.rows("SELECT ?p WHERE { ?p a kg:Person } ORDER BY ?p") if iri]
    with copy.joined(people[0], people[1]):
        during = sorted(map(str, copy.rows(query)))
    assert len(during) < len(before)
    assert not any(f"'{people[1]}'" in row for row in during)
    assert sorted(map(str, copy.rows(query))) == before


def test_names_the_policy_does_not_show_are_not_told(parted: Corpus, both: str) -> None:
    shown = "".join(f'{group} = "withheld"\n' for group in ("office-holder", "expert", "student", "private-person"))
    (parted.data / "policy.toml").write_text(f'[policy]\nsalt = "sal"\n[person_class]\n{shown}', encoding="utf-8")
    assert kg(parted, "build").returncode == 0
    told = kg(parted, "query", both, "--doubts")
    assert "1 would change this" in told.stderr
    assert "Luc" not in told.stderr + told.stdout and "lucia" not in told.stderr + told.stdout
