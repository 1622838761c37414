"""What the commands about networks say of what they show: formats by ending, titles, notes, numbers, words in the language asked for, nothing that steers a terminal."""

from __future__ import annotations

import csv
import errno
import io
import json
import shutil
from pathlib import Path
from typing import Any

import click
import networkx as nx
import pytest

from kg import cli
from kg.cli.base import App, complaint, printable
from kg.cli.doubts import say_ranks
from kg.cli.tables import show, told_form
from kg.graph.build import build
from kg.graph.store import Reader
from kg.model.corpus import Corpus
from kg.model.errors import StoreError, UsageError
from kg.model.files import reason, write_atomically
from kg.model.text import Text
from kg.network import graph as graphs
from kg.network.caveats import caveats, inferred_said
from kg.network.frames import Column, Table
from kg.network.graph import feasible, net, network
from kg.network.layers import LAYERS
from kg.network.net import Net
from kg.network.slices import Slice
from kg.network.titles import meaning, named, size
from tests.conftest import INVENTED

HOSTILE = "Ana\x1b[31m\x9b2J\u202eGil\nnota: \u2066ok\u00a0sí"
SAFE = "Ana�[31m�2J�Gil nota: �ok sí"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus, built."""
    folder = tmp_path_factory.mktemp("words") / "corpus"
    shutil.copytree(INVENTED, folder)
    build(Corpus.at(folder))
    return folder


def reader(root: Path) -> Reader:
    return Reader(Corpus.at(root).build)


@pytest.fixture
def run(root: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def ran(*args: str, code: int = 0, lang: str = "es") -> tuple[str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(["--lang", lang, "--corpus", str(root), *args])
        out, err = capsys.readouterr()
        assert (ended.value.code or 0) == code, err
        return out, err

    return ran


def test_the_ending_tells_the_format(run: Any, tmp_path: Path) -> None:
    run("network", "copresence", "-o", str(tmp_path / "red.gexf"))
    assert len(nx.read_gexf(tmp_path / "red.gexf")) == 3
    run("network", "copresence", "-o", str(tmp_path / "red.txt"))
    assert "copresence: 3 nodos, 2 lazos" in (tmp_path / "red.txt").read_text(encoding="utf-8")
    run("measure", "copresence", "degree", "-o", str(tmp_path / "m.csv"))
    assert next(csv.reader(io.StringIO((tmp_path / "m.csv").read_text(encoding="utf-8")))) == ["label", "degree", "iri"]
    run("backbone", "copresence", "-o", str(tmp_path / "b.json"))
    assert json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))[0]["rows"] == []


@pytest.mark.parametrize(("args", "said"), [
    (("measure", "copresence", "-o", "x.parquet"), "no es de ningún formato → las que hay: .txt (table), .csv (csv), .json (json)"),
    (("groups", "copresence", "-o", "x.foo"), "no es de ningún formato"), (("compare", "copresence", "theme", "-o", "x.foo"), "no es de ningún formato"),
    (("backbone", "copresence", "-f", "csv", "-o", "x.json"), "la terminación .json no es la de csv"), (("network", "copresence", "-o", "x.doc"), ".net (pajek)"),
    (("figure", "network", "copresence", "-o", "x.foo"), "las que hay: .svg, .png, .pdf"),
    (("groups", "person-event", "--mixing", "sector"), "hace falta una capa de un modo"),
])
def test_what_cannot_be_written_or_measured_writes_nothing(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], said: str) -> None:
    monkeypatch.chdir(tmp_path)
    out, err = run(*args, code=2)
    assert said in err and out == "" and list(tmp_path.iterdir()) == []


def test_without_an_ending_the_format_asked_for_or_a_table() -> None:
    assert [told_form(*given) for given in ((None, None), (None, "-"), ("csv", None), ("csv", "red"), (None, "red"), (None, "RED.CSV"))] == ["table", "table", "csv", "csv", "table", "csv"]
    with pytest.raises(UsageError, match=r"there are: \.txt"):
        told_form("csv", "x.foo")


def test_what_was_asked_of_a_layer_is_in_its_files_and_titles(root: Path, run: Any) -> None:
    asked = ("copresence", "--by", "institution", "--weight", "newman", "--certain", "--event", "foro-aurora-foro", "--from", "2031", "--to", "2031-12-31")
    data = json.loads(run("network", *asked, "-f", "json")[0])["graph"]
    assert {k: data[k] for k in ("by", "weight", "certain", "event", "from", "to")} == {
        "by": "institution", "weight": "newman", "certain": True, "event": "foro-aurora-foro", "from": "2031-01-01", "to": "2031-12-31"} and "event_format" not in data
    assert data["meaning_es"] == "personas a nombre de dos instituciones tomaron parte, con cualquier papel, en la misma sesión"
    assert "% event: foro-aurora-foro\n" in run("network", *asked, "-f", "pajek")[0]
    assert "<data" in run("network", *asked, "-f", "graphml")[0]
    title = json.loads(run("measure", *asked[:1], "degree", *asked[1:], "-f", "json")[0])[0]["title"]
    assert title.startswith("copresence (por institución, evento foro-aurora-foro, de 2031-01-01 a 2031-12-31, sin lo inferido, peso newman): ")
    plain = net(reader(root), "copresence").info
    assert (plain["by"], plain["weight"], plain["certain"]) == ("person", "count", False) and named(plain) == Text("copresence", "copresence")


def test_a_tie_means_what_its_nodes_are() -> None:
    for layer in LAYERS.values():
        assert meaning(layer) == layer.meaning
        for by in set(layer.rows) - {"person"}:
            es, en = meaning(layer, by)
            assert es != layer.meaning.es and en != layer.meaning.en and "dos personas" not in es and "two people" not in en


def test_an_empty_window_is_not_blamed_on_the_reports(run: Any) -> None:
    said = run("measure", "copresence", "--from", "2040")[1]
    assert "ningún evento de la parte elegida (desde 2040-01-01) hace uno en esta capa" in said and "los informes no dicen" not in said
    assert "(desde 2040-01-01): 0 nodos, 0 lazos" in run("network", "copresence", "--from", "2040")[0]
    said = run("backbone", "copresence", "--from", "2040")[1]
    assert "ningún evento de la parte elegida (desde 2040-01-01)" in said
    said = run("backbone", "copresence", "--model", "disparity", "--from", "2040", lang="en")[1]
    assert "no event of the part chosen (from 2040-01-01)" in said and "The other ties exist" not in said


@pytest.mark.parametrize("args", [("measure", "theme"), ("groups", "theme"), ("backbone", "theme"), ("backbone", "theme", "--model", "disparity"), ("network", "theme"),
                                  ("groups", "theme", "--mixing", "sector"), ("compare", "copresence", "theme")])
def test_what_is_inferred_is_told_by_every_command(run: Any, args: tuple[str, ...]) -> None:
    assert "1 de 1 lazo descansa solo en quién habla por inferencia; --certain lo deja fuera." in run(*args)[1]
    assert "descansa solo" not in run(*args, "--certain")[1]


def test_arrays_count_what_is_inferred_as_the_graph_does(root: Path) -> None:
    for layer in LAYERS:
        graph, arrays = network(reader(root), layer), net(reader(root), layer)
        told = [c for c in caveats(graph) if "inferido" in c.es or "inferencia" in c.es]
        assert [c for c in caveats(arrays) if "inferido" in c.es or "inferencia" in c.es] == told, layer


def test_betweenness_is_told_only_where_it_is_asked_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = net(reader(root), "copresence")
    for name, value in (("EXACT", 0), ("ALIKE", -1)):
        monkeypatch.setattr(f"kg.network.engines.{name}", value)
    monkeypatch.setattr("kg.network.table.TOO_LARGE", 0)
    assert [any("column is empty" in c.en for c in caveats(made, where)) for where in ("column", "asked", "")] == [True, False, False]  # type: ignore[arg-type]
    assert [any("is estimated" in c.en for c in caveats(made, where)) for where in ("column", "asked", "")] == [False, True, False]  # type: ignore[arg-type]


def test_a_network_of_too_many_ties_comes_as_arrays_and_says_so(root: Path, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(feasible(reader(root), "copresence"), nx.Graph)
    monkeypatch.setattr(graphs, "MOST_TIES", 1)
    assert isinstance(feasible(reader(root), "copresence"), Net) and isinstance(feasible(reader(root), "theme"), nx.Graph)
    out, err = run("network", "copresence", "-f", "csv")
    assert [(r["Weight"], r["Shared"], r["Claims"]) for r in csv.DictReader(io.StringIO(out))] == [("1", "", "")] * 2
    assert "Con 2 lazos no se anota qué comparte cada par" in err
    assert "copresence: 3 nodos, 2 lazos" in run("network", "copresence")[0]
    assert "demasiados para dibujarla" in run("draw", "copresence", "-o", str(tmp_path / "x.html"), code=2)[1]


def table(*values: object) -> Table:
    return Table(Text(HOSTILE, HOSTILE), [Column("v", Text("valor", "value"), Text("", ""))], [(v,) for v in values], [Text(HOSTILE, HOSTILE)])


def test_numbers_keep_four_digits(capsys: pytest.CaptureFixture[str]) -> None:
    show(App("es"), [table(1.5e-07, 0.00023144, 0.5, 2.0, 12345.678, 1 / 3, True, None, 3)], "table", None)
    out = capsys.readouterr().out
    assert [line.split("│")[1].strip() for line in out.splitlines() if line.startswith("│")] == ["1.5e-07", "0.0002314", "0.5", "2", "12345.7", "0.3333", "sí", "", "3"]


def test_nothing_drawn_steers_the_terminal(root: Path, run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert printable(HOSTILE) == SAFE and printable("Ñandú – “sí” 5 €") == "Ñandú – “sí” 5 €"
    show(App("es"), [table(HOSTILE, (HOSTILE, HOSTILE))], "table", None)
    out, err = capsys.readouterr()
    assert SAFE in out and err == SAFE + "\n" and not set(HOSTILE) & set("\x1b\x9b\u202e\u2066") & set(out)
    out, err = run("measure", HOSTILE, code=2)
    assert "\x1b" not in err and "\x9b" not in err and "\u202e" not in err


def test_one_is_not_many() -> None:
    assert size(1, 1) == Text("1 nodo, 1 lazo", "1 node, 1 tie") and size(3, 2) == Text("3 nodos, 2 lazos", "3 nodes, 2 ties")
    assert [t.es for t in inferred_said(2, 0, 3)] == ["2 de 3 lazos descansan solo en quién habla por inferencia; --certain los deja fuera."]
    assert [t.en for t in inferred_said(1, 0, 3)] == ["1 of 3 ties rests only on an inferred speaker; --certain leaves it out."]
    lone = caveats(Net(["a", "b"], net_of_pair(), info={"layer": "copresence", "groups": 1}))
    assert lone[0].es.startswith("Es 1 sesión: ") and lone[0].en.startswith("There is 1 session: ")


def net_of_pair() -> Any:
    from kg.network.net import symmetric

    return symmetric([0], [1], [1], 2)


def test_open_questions_are_counted_in_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], root: Path) -> None:
    monkeypatch.setattr("kg.cli.doubts.asked", lambda app: ([(None, ("x", "y"))], str))
    say_ranks(App("es", root), reader(root), lambda found: network(found, "copresence"))
    assert capsys.readouterr().err == "1 pregunta abierta de identidad; 0 cambiarían esto\n"


def test_heads_and_kinds_are_in_the_language_asked_for(run: Any) -> None:
    out = run("network", "copresence")[0]
    assert all(word in out for word in ("lugar", "nombre", "clase", "grado", "intermediación", "persona")) and "person " not in out and "rank" not in out
    out = run("network", "copresence", lang="en")[0]
    assert all(word in out for word in ("rank", "kind", "degree", "person")) and "grado" not in out


def test_truth_in_files_is_of_no_language(run: Any) -> None:
    for lang in ("es", "en"):
        rows = list(csv.DictReader(io.StringIO(run("backbone", "copresence", "--all", "-f", "csv", lang=lang)[0])))
        assert [r["over"] for r in rows] == ["false", "false"]
    assert "│ no " in run("backbone", "copresence", "--all")[0]


@pytest.mark.parametrize(("args", "es", "en"), [
    (("backbone", "copresence", "--alpha", "2"), "--alpha: 2.0 no está en el intervalo 0<x<1", "--alpha: 2.0 is not in the range 0<x<1"),
    (("backbone", "copresence", "--alpha", "nan"), "--alpha: 'nan' no es un número", "--alpha: 'nan' is not a number"),
    (("serve", "--rate", "nan"), "--rate: 'nan' no es un número", "--rate: 'nan' is not a number"),
    (("backbone", "copresence", "--alpha", "dos"), "--alpha: 'dos' no es un número", "--alpha: 'dos' is not a number"),
    (("network", "copresence", "-f", "cvs"), "no es ninguno de", "is not one of"),
    (("accept", __file__), "es un archivo, y se espera una carpeta", "is a file, and a folder is expected"),
    (("accept", "/no/hay"), "no existe", "does not exist"), (("network", "copresence", "theme"), "sobra: theme", "not expected: theme"),
    (("network", "copresence", "-o"), "la opción '-o' pide un valor", "option '-o' takes a value"),
])
def test_what_click_says_is_said_in_the_language_asked_for(run: Any, args: tuple[str, ...], es: str, en: str) -> None:
    assert es in run(*args, code=2)[1] and en in run(*args, code=2, lang="en")[1]


def test_what_click_says_and_nobody_translated_stays() -> None:
    assert complaint(click.UsageError("Nothing known"), "es") == ("Nothing known → vea --help", 2)


def test_why_the_system_refused_is_said_in_both_languages(run: Any, tmp_path: Path) -> None:
    assert reason(IsADirectoryError(errno.EISDIR, "Is a directory")) == Text("es una carpeta", "it is a folder")
    assert reason(OSError(errno.EXDEV, "odd")) == Text("odd", "odd") and reason(OSError("bare")) == Text("bare", "bare")
    assert "no se puede escribir: es una carpeta" in run("measure", "copresence", "-o", str(tmp_path), code=4)[1]
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"the path has a file where a folder is expected|a file of that name exists"):
        write_atomically(tmp_path / "file" / "x", b"")


def test_a_window_in_words() -> None:
    import datetime

    from kg.network.titles import asked, part, window

    said = asked("count", "person", Slice(start=datetime.date(2031, 5, 1), format="panel"), False)
    assert window(said) == Text("formato panel, desde 2031-05-01", "format panel, from 2031-05-01") == part(said)
    assert window(asked("count", "hat", Slice(), True)) is None and part(asked("count", "hat", Slice(), True)) == Text("por cargo, sin lo inferido", "by office, without what is inferred")
