"""What must not happen to a site: half of it written, a name kept back told, a label that runs, another's folder replaced, the same graph as other bytes."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import html5lib
import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

from kg.cli import main as cli_main
from kg.graph.build import build
from kg.graph.store import Reader
from kg.identity.decisions import FILE
from kg.model.corpus import Corpus
from kg.model.errors import StoreError, UsageError
from kg.model.iri import DEFAULT_BASE, fold
from kg.model.policy import read_policy
from kg.model.text import Text
from kg.publish import site as site_module
from kg.publish import site_swap
from kg.publish.leak import LeakError, Secrets
from kg.publish.links import Relative
from kg.publish.search_index import STOP, shards, words
from kg.publish.site_entities import Card
from kg.publish.site_release import own_base, release
from kg.publish.site_swap import MARK, check_target, staged
from tests.site_audit import broken, pages
from tests.test_publish_site import BASE, made, tree

pytestmark = pytest.mark.heavy  # whole sites and versions are made: some minutes

KG = [sys.executable, "-m", "kg"]


def changed(corpus: Corpus, old: str, new: str, source: str = "foro-aurora") -> None:
    """Change a text of an acta, everywhere."""
    path = corpus.data / source / "acta.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_base_of_ones_own_is_asked_for() -> None:
    for base in ("", DEFAULT_BASE, "datos.ejemplo.mx", "https://datos.ejemplo.mx", "ftp://datos.ejemplo.mx/", "https://datos.ejemplo.mx/?x=/", "https:///", 'https://a.mx/"/', "https://a.mx/\n/"):
        with pytest.raises(UsageError):
            own_base(base)
    assert own_base("https://datos.ejemplo.mx/a/") == "https://datos.ejemplo.mx/a/"


def test_the_default_base_is_not_published(corpus: Corpus) -> None:
    build(corpus)
    with pytest.raises(UsageError):
        release(Reader(corpus.build), read_policy(corpus.policy))


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "mia"
    target.mkdir()
    check_target(target)
    (target / "tesis.txt").write_text("mucho trabajo", encoding="utf-8")
    with pytest.raises(UsageError), staged(target):
        pass
    assert (target / "tesis.txt").read_text(encoding="utf-8") == "mucho trabajo"
    with pytest.raises(UsageError):
        check_target(target / "tesis.txt")
    (tmp_path / "enlace").symlink_to(target)
    with pytest.raises(UsageError):
        check_target(tmp_path / "enlace")


@pytest.mark.parametrize("atomic", [True, False])
def test_the_new_folder_takes_the_place_of_the_old_in_one_step(tmp_path: Path, atomic: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not atomic:
        monkeypatch.setattr(site_swap, "_atomically", lambda _one, _other: False)
    target = tmp_path / "sitio"
    for number in "12":
        with staged(target) as folder:
            (folder / MARK).write_text(number, encoding="utf-8")
    assert (target / MARK).read_text(encoding="utf-8") == "2"
    assert [p.name for p in tmp_path.iterdir()] == ["sitio"]
    assert target.stat().st_mode & 0o777 == 0o755


def test_a_site_left_aside_by_a_killed_publication_is_put_back(tmp_path: Path) -> None:
    aside = tmp_path / ".sitio.before"
    aside.mkdir()
    (aside / MARK).write_text("viejo", encoding="utf-8")
    (tmp_path / ".sitio.new-xyz").mkdir()
    with pytest.raises(ValueError, match="falla"), staged(tmp_path / "sitio"):
        raise ValueError("falla")
    assert [p.name for p in tmp_path.iterdir()] == ["sitio"]
    assert (tmp_path / "sitio" / MARK).read_text(encoding="utf-8") == "viejo"


def test_two_publications_do_not_write_in_one_place(tmp_path: Path) -> None:
    with staged(tmp_path / "sitio") as folder:
        (folder / MARK).touch()
        with pytest.raises(StoreError), staged(tmp_path / "sitio"):
            pass


def test_a_failure_at_the_end_leaves_the_old_site(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(corpus, tmp_path / "sitio")
    before = tree(tmp_path / "sitio")
    monkeypatch.setattr(site_module, "remember", lambda *_: (_ for _ in ()).throw(OSError(28, "no space")))
    with pytest.raises(StoreError):
        made(corpus, tmp_path / "sitio")
    assert tree(tmp_path / "sitio") == before
    assert not list(tmp_path.glob(".*"))


def test_control_c_leaves_the_old_site(corpus: Corpus, tmp_path: Path, clean_env: dict[str, str]) -> None:
    target = tmp_path / "sitio"
    made(corpus, target)
    before = tree(target)
    command = [*KG, "--corpus", str(corpus.root), "publish", "--base", "https://otra.inventada.example/", "-o", str(target), "-j", "2"]
    running = subprocess.Popen(command, env=clean_env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    while running.poll() is None and not list(tmp_path.glob(".sitio.new-*/descargas")):
        time.sleep(0.005)
    assert running.poll() is None
    os.killpg(running.pid, signal.SIGINT)
    said = running.communicate()[1].decode()
    assert running.returncode == 130, said
    assert "Traceback" not in said
    assert tree(target) == before
    assert not list(tmp_path.glob(".sitio*"))


def test_nothing_is_published_when_the_check_finds_something(corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = corpus.data / "foro-aurora" / "source.toml"
    source.write_text(source.read_text(encoding="utf-8").replace("person = 2", "person = 7"), encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        cli_main(["--corpus", str(corpus.root), "publish", "--base", BASE, "-o", str(tmp_path / "sitio")])
    assert stopped.value.code == 1
    assert "source.toml" in capsys.readouterr().out
    assert not (tmp_path / "sitio").exists()


def test_the_same_graph_gives_the_same_bytes(corpus: Corpus, tmp_path: Path, clean_env: dict[str, str]) -> None:
    trees = []
    for seed, jobs in (("1", "1"), ("2", "2")):
        target = tmp_path / f"sitio-{seed}"
        subprocess.run([*KG, "--corpus", str(corpus.root), "--build", str(tmp_path / seed), "publish", "--base", BASE, "-o", str(target), "-j", jobs],
                       env=clean_env | {"PYTHONHASHSEED": seed}, check=True, capture_output=True)
        trees.append(tree(target))
    assert len(trees[0]) > 1000
    assert trees[0] == trees[1]


def test_what_did_not_change_is_kept_and_what_was_spoilt_is_made_again(corpus: Corpus, tmp_path: Path) -> None:
    target = tmp_path / "sitio"
    first = made(corpus, target)
    before = tree(target)
    assert first.kept == 0
    spoilt = next((target / "id" / "persona").glob("*.html"))
    spoilt.write_text("otra cosa", encoding="utf-8")
    again = made(corpus, target)
    assert again.documents - again.kept == 1
    assert tree(target) == before
    changed(corpus, "Universidad del Llano", "Universidad del Monte")
    third = made(corpus, target)
    assert 0 < third.documents - third.kept < third.documents // 3
    shutil.rmtree(tmp_path / "otro", ignore_errors=True)
    fresh = made(corpus, tmp_path / "otro")
    assert fresh.kept == 0
    assert tree(tmp_path / "otro") == tree(target)


HOSTILE = 'Foro <script>alert(1)</script>"><img src=x onerror=alert(2)> {{ 7*7 }} </script><!-- ]]> &amp; =cmd|calc'


def test_no_label_runs_on_any_page(corpus: Corpus, tmp_path: Path) -> None:
    changed(corpus, 'name = "Foro de Gobierno Abierto 2031"', f"name = '''{HOSTILE}'''")
    acta = corpus.data / "foro-aurora" / "acta.toml"
    line = next(row for row in acta.read_text(encoding="utf-8").splitlines() if row.startswith("summary = "))
    changed(corpus, line, f"summary = '''=HYPERLINK(1) {HOSTILE}'''")
    made(corpus, tmp_path / "sitio")
    told = 0
    for path in (tmp_path / "sitio").rglob("*.html"):
        if path.name == "explorador.html" or (path.parent.name == "red" and path.name != "index.html"):
            continue  # pages of their own kind, tested with the explorer and the drawings
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        page = parser.parse(path.read_text(encoding="utf-8"))
        assert not parser.errors, path
        assert not list(page.iter("img")), path
        for script in page.iter("script"):
            assert script.get("src") or script.get("type") in ("application/json", "application/ld+json"), path
            if not script.get("src"):
                json.loads("".join(script.itertext()))
        assert not [a for e in page.iter() for a in e.attrib if str(a).startswith("on")], path
        told += "alert(1)" in "".join(page.itertext())
        assert "49" not in "".join(page.find("body").itertext()).split()
    assert told > 5
    for path in (tmp_path / "sitio").rglob("*.csv"):
        for cell in path.read_text(encoding="utf-8-sig").replace('"', "").replace("\r\n", ",").split(","):
            assert not cell.startswith("=HYPERLINK"), path


WITHHELD = '[policy]\nsalt = "sal larga y secreta"\n[person_class]\n' + "".join(f'{group} = "withheld"\n' for group in ("office-holder", "expert", "student", "private-person"))


def test_no_byte_of_the_site_holds_a_withheld_name(corpus: Corpus, tmp_path: Path) -> None:
    (corpus.data / "policy.toml").write_text(WITHHELD, encoding="utf-8")
    made(corpus, tmp_path / "sitio")
    names = ("lucia prado", "prado nieto", "lucia-prado", "tomas ibarra", "tomas-ibarra", "ibarra oreyes")
    seen = 0
    for path in (tmp_path / "sitio").rglob("*"):
        assert not [n for n in names if n in fold(path.name)], path
        if path.is_file():
            data = path.read_bytes()
            text = fold((gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "replace"))
            assert not [n for n in names if n in text], path
            assert "sal larga y secreta" not in text
            seen += 1
    assert seen > 1000


def test_a_file_that_names_somebody_who_is_not_shown_stops_the_publication(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(LeakError) as stopped:
        made(corpus, tmp_path / "sitio", secrets=Secrets({(b"lucia", b"prado"): "person p0"}))
    assert "descargas/grafo.nq.gz" in str(stopped.value) and "Prado" not in str(stopped.value)
    assert not (tmp_path / "sitio").exists()


def test_what_was_released_stays_in_its_place(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        cli_main(["--corpus", str(corpus.root), "release", "0.1.0", "--base", BASE])
    assert ended.value.code == 0
    made(corpus, tmp_path / "sitio")
    released = corpus.releases / "0.1.0"
    kept = tree(released)
    assert len(kept) > 5
    assert tree(tmp_path / "sitio" / "releases" / "0.1.0") == kept
    assert not [w for p in pages(tmp_path / "sitio" / "releases") for w in broken(tmp_path / "sitio", p)]
    assert "releases/0.1.0/index.html" in (tmp_path / "sitio" / "descargas" / "index.html").read_text(encoding="utf-8")
    assert not (tmp_path / "sitio" / "releases" / "register.csv").exists()
    told = (tmp_path / "sitio" / "catalogo.ttl").read_text(encoding="utf-8")
    assert f"dcat:hasCurrentVersion <{BASE}releases/0.1.0/>" in told and 'dcat:version "0.1.0"' in told
    version, graph = URIRef(f"{BASE}releases/0.1.0/"), Graph().parse(data=told, format="turtle")
    assert (version, RDF.type, DCAT.Dataset) in graph
    assert all({o.language for o in graph.objects(version, p)} == {"es", "en"} for p in (DCTERMS.title, DCTERMS.description))


def test_merged_and_withdrawn_iris_lead_on_or_say_so(corpus: Corpus, tmp_path: Path) -> None:
    identity = corpus.registry / "identity.csv"
    identity.write_text("".join(row for row in identity.read_text(encoding="utf-8").splitlines(keepends=True) if not row.startswith("person,lucia-prado-nieto,taller")), encoding="utf-8")
    head = "kind,a,b,answer,reasons,by,at,note\n"
    (corpus.registry / FILE).write_text(head + "person,foro-aurora:lucia-prado-nieto,taller-aurora:lucia-prado-nieto,same,mismo nombre,kg,2031-05-01,\n", encoding="utf-8")
    made(corpus, tmp_path / "sitio")
    reader = Reader(corpus.build)
    found = site_module.retired(reader, BASE)
    rules = (tmp_path / "sitio" / ".htaccess").read_text(encoding="utf-8")
    for old, new in found:
        page = (tmp_path / "sitio" / f"{old}.html").read_text(encoding="utf-8")
        assert Relative(BASE, f"{old}.html").to(f"{new}.html") in page
        assert f"/ga/{new}$1 [R=301,L]" in rules


def cards(n: int) -> list[Card]:
    return [Card(f"{BASE}id/persona/p{i}", f"id/persona/p{i}", Text(f"Ana{i % 50} Luz{i % 7} Ñandú {i:04}", ""), Text("Persona", "Person"), "person") for i in range(n)]


def test_search_in_parts_finds_what_search_in_one_finds() -> None:
    many = cards(900)
    assert [s.prefix for s in shards(many, 1000)] == [""]
    parts = {s.prefix: s for s in shards(many, 100)}
    assert len(parts) > 10 and all(len(s.entries) <= 100 for s in parts.values())
    for card in many[::37]:
        for word in sorted(words(card) - STOP):
            if not any(len([c for c in many if word in words(c)]) > 100 for _ in "x"):
                page = max((p for p in parts if word.startswith(p)), key=len)
                assert card in parts[page].entries, (word, page)


def test_words_are_found_without_their_accents() -> None:
    assert words(Card("", "", Text("Comité de Participación Ciudadana", "Committee"), Text("", ""), "")) == {"comite", "participacion", "ciudadana", "committee"}
