"""Exports and tables: every format is read back by the reader its field uses, hostile names included, with the same bytes at every run."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.graph.store import Reader
from kg.model.errors import InputError, StoreError, UsageError
from kg.model.text import Text
from kg.network.export import BINARY, FORMS, SUFFIXES, write
from kg.network.formats.flat import flat
from kg.network.formats.pajek import unique_labels
from kg.network.formats.workbook import Sheet, workbook
from kg.network.frames import Column, Table
from kg.network.net import Net, as_net, symmetric
from kg.network.result import Network

HOSTILE = ['=HYPERLINK("http://x","y")', "a\x00b\x0b<&>\"'\U0001f600", "+52, dos\nlíneas", "back\\slash\\", "@x", "Ñandú «Pérez»", "", "O'Farril \" \" ]]>", "\u202eabc"]


@pytest.fixture
def graph() -> nx.Graph:
    """Four people, one alone, two of the same name; weights whole and broken; lists on ties."""
    graph = nx.Graph(layer="copresence", two_mode=False, meaning_es="a & b")
    for i, label in enumerate(("Ana Pérez", "Ana Pérez", '"Beto" \\ <&>', "=1+1")):
        graph.add_node(f"http://e/p/{i}", label=label, kind="person", count=i)
    graph.add_edge("http://e/p/1", "http://e/p/0", weight=2, shared=["Uno", "Dos"], claims=["http://e/c1"], inferred=False, stated=2)
    graph.add_edge("http://e/p/2", "http://e/p/1", weight=1, shared=["=Tres"], claims=["http://e/c2", "http://e/c3"], inferred=True, stated=0)
    return graph


@pytest.fixture
def two_mode() -> nx.Graph:
    """Two people and two events whose IRIs come first in the alphabet."""
    graph = nx.Graph(layer="person-event", two_mode=True)
    graph.add_nodes_from([("http://e/a1", {"label": "Sesión 1", "kind": "event", "bipartite": 1}), ("http://e/a2", {"label": "Sesión 2", "kind": "event", "bipartite": 1})])
    graph.add_nodes_from([("http://e/p1", {"label": "Ana", "kind": "person", "bipartite": 0}), ("http://e/p2", {"label": "Beto", "kind": "person", "bipartite": 0})])
    graph.add_edges_from([("http://e/p1", "http://e/a1"), ("http://e/p1", "http://e/a2"), ("http://e/p2", "http://e/a2")], weight=1)
    return graph


def hostile() -> nx.Graph:
    graph = nx.Graph(layer="x\x01", meaning_es="</graphml>")
    for i, label in enumerate(HOSTILE):
        graph.add_node(f"http://e/{i}", label=label, kind="person")
    for i in range(1, len(HOSTILE)):
        graph.add_edge(f"http://e/{i - 1}", f"http://e/{i}", weight=i / 2, shared=[HOSTILE[i]])
    return graph


def legal(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", text)


# --- Pajek ---------------------------------------------------------------------------------------------------------------------

def test_pajek_opens_again_and_namesakes_stay_two(graph: nx.Graph, tmp_path: Path) -> None:
    made = write(graph, "pajek", tmp_path / "x.net")
    assert made == [tmp_path / "x.net", tmp_path / "x.vertices.csv"]
    assert (tmp_path / "x.net").read_text(encoding="utf-8") == (
        '% layer: copresence\n% meaning_es: a & b\n% two_mode: False\n*Vertices 4\n1 "Ana Pérez (0)"\n2 "Ana Pérez (1)"\n3 "\'Beto\' / <&>"\n4 "=1+1"\n*Edges\n1 2 2\n2 3 1\n')
    again = nx.Graph(nx.read_pajek(tmp_path / "x.net"))
    assert sorted(again) == ["'Beto' / <&>", "=1+1", "Ana Pérez (0)", "Ana Pérez (1)"]
    assert again["Ana Pérez (0)"]["Ana Pérez (1)"]["weight"] == 2 and again.number_of_edges() == 2
    rows = list(csv.DictReader(io.StringIO((tmp_path / "x.vertices.csv").read_text(encoding="utf-8"))))
    assert [(r["Vertex"], r["Id"]) for r in rows] == [("1", "http://e/p/0"), ("2", "http://e/p/1"), ("3", "http://e/p/2"), ("4", "http://e/p/3")]
    assert rows[3]["Label"] == "'=1+1"


def test_pajek_two_mode_says_how_many_rows_and_puts_them_first(two_mode: nx.Graph, tmp_path: Path) -> None:
    text = str(write(two_mode, "pajek", None))
    assert text == '% layer: person-event\n% two_mode: True\n*Vertices 4 2\n1 "Ana"\n2 "Beto"\n3 "Sesión 1"\n4 "Sesión 2"\n*Edges\n1 3 1\n1 4 1\n2 4 1\n'
    (tmp_path / "one.net").write_text(text.replace("*Vertices 4 2", "*Vertices 4"), encoding="utf-8")  # networkx reads only the one-mode head
    again = nx.Graph(nx.read_pajek(tmp_path / "one.net"))
    assert sorted(map(sorted, again.edges)) == [["Ana", "Sesión 1"], ["Ana", "Sesión 2"], ["Beto", "Sesión 2"]]


@given(st.lists(st.text(max_size=8), min_size=1, max_size=6), st.lists(st.sampled_from(["http://e/a", "http://f/a", "http://g/a/", 'http://e/"', "http://e/'", "x"]), min_size=6, max_size=6))
@settings(max_examples=150, deadline=None)
def test_pajek_labels_are_never_shared_nor_broken(labels: list[str], ids: list[str]) -> None:
    graph = nx.Graph()
    for i, label in enumerate(labels):
        graph.add_node(f"{ids[i]}{i if i % 2 else ''}", label=label)
    net = flat(graph)
    made = unique_labels(net)
    assert len(set(made)) == len(graph)
    assert all(label and not set('"\\\n\r\t') & set(label) for label in made)


# --- GraphML, GEXF, JSON, CSV ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_xml_formats_keep_every_attribute(form: str, read: Any, graph: nx.Graph, tmp_path: Path) -> None:
    path = tmp_path / f"x.{form}"
    write(graph, form, path)
    again = read(path)
    assert sorted(again) == sorted(graph) and not again.is_directed() and not again.is_multigraph()
    assert {n: (d["label"], d["kind"], d["count"]) for n, d in again.nodes(data=True)} == {n: (d["label"], d["kind"], d["count"]) for n, d in graph.nodes(data=True)}
    tie = again["http://e/p/1"]["http://e/p/2"]
    assert (tie["weight"], tie["shared"], tie["claims"], tie["inferred"], tie["stated"]) == (1, "=Tres", "http://e/c2; http://e/c3", True, 0)
    if form == "graphml":
        assert again.graph["layer"] == "copresence" and again.graph["two_mode"] is False and again.graph["meaning_es"] == "a & b"


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_hostile_names_come_back_from_xml(form: str, read: Any, tmp_path: Path) -> None:
    path = tmp_path / f"x.{form}"
    write(hostile(), form, path)
    ElementTree.parse(path)
    again = read(path)
    assert [again.nodes[f"http://e/{i}"].get("label") or "" for i in range(len(HOSTILE))] == [legal(label) for label in HOSTILE]
    assert again["http://e/0"]["http://e/1"]["weight"] == 0.5


@given(st.lists(st.tuples(st.text(max_size=6), st.one_of(st.none(), st.integers(-9, 9), st.floats(-9, 9), st.booleans(), st.text(max_size=4))), min_size=2, max_size=5))
@settings(max_examples=80, deadline=None)
def test_attributes_of_any_mix_of_types_can_be_read(rows: list[tuple[str, Any]]) -> None:
    graph = nx.Graph()
    for i, (label, value) in enumerate(rows):
        graph.add_node(f"n{i}", label=label, **({} if value is None else {"value": value}))
    for i in range(1, len(rows)):
        graph.add_edge(f"n{i - 1}", f"n{i}", weight=i, **({} if rows[i][1] is None else {"value": rows[i][1]}))
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        again = read(io.BytesIO(str(write(graph, form, None)).encode()))
        assert sorted(again) == sorted(graph) and sorted(map(sorted, again.edges)) == sorted(map(sorted, graph.edges))
        for i, (_, value) in enumerate(rows):
            assert ("value" in again.nodes[f"n{i}"]) == (value is not None)
            if isinstance(value, (int, float)) and all(type(v) is type(value) for _, v in rows if v is not None):
                assert again.nodes[f"n{i}"]["value"] == value


def test_a_net_and_its_graph_give_the_same_network(graph: nx.Graph) -> None:
    net = as_net(graph)
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        one, other = (read(io.BytesIO(str(write(n, form, None)).encode())) for n in (net, net.graph))
        assert nx.utils.graphs_equal(one, other) and one.number_of_edges() == 2
    assert write(net, "pajek", None) == write(net.graph, "pajek", None) == write(graph, "pajek", None)
    rows = list(csv.DictReader(io.StringIO(str(write(net, "csv", None)))))
    assert [(r["Source"], r["Target"], r["Weight"], r["Shared"], r["Inferred"], r["Claims"]) for r in rows] == [
        ("http://e/p/0", "http://e/p/1", "2", "", "", ""), ("http://e/p/1", "http://e/p/2", "1", "", "", "")]


def test_a_net_builds_no_graph_object(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net(["a", "b", "c"], symmetric(np.array([0, 0]), np.array([1, 2]), np.array([1.5, 2.0]), 3), ["A", "B", "C"], ["person"] * 3)
    monkeypatch.setattr(nx, "Graph", None)
    for form in FORMS:
        assert write(net, form, None)
    assert str(write(net, "pajek", None)).endswith("1 2 1.5\n1 3 2.0\n")


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), "tres", None])
def test_a_weight_that_no_file_can_hold_is_refused(weight: Any) -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=weight)
    for form in FORMS:
        with pytest.raises(InputError, match="a – b"):
            write(graph, form, None)


def test_a_tie_with_oneself_is_kept() -> None:
    graph = nx.Graph()
    graph.add_edge("a", "a", weight=2)
    again = nx.read_graphml(io.BytesIO(str(write(graph, "graphml", None)).encode()))
    assert list(again.edges(data="weight")) == [("a", "a", 2)]
    assert str(write(graph, "pajek", None)).endswith("*Edges\n1 1 2\n")


# --- Parquet and XLSX ------------------------------------------------------------------------------------------------------------

def test_parquet_keeps_types_lists_and_what_the_network_is(graph: nx.Graph, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    made = write(graph, "parquet", tmp_path / "x.parquet")
    assert made == [tmp_path / "x.nodes.parquet", tmp_path / "x.edges.parquet"]
    nodes, edges = (pq.read_table(path) for path in made)
    assert nodes.column("id").to_pylist() == sorted(graph) and nodes.column("count").to_pylist() == [0, 1, 2, 3]
    assert edges.column_names == ["source", "target", "weight", "claims", "inferred", "shared", "stated"]
    assert [str(edges.schema.field(n).type) for n in ("weight", "inferred", "shared")] == ["int64", "bool", "list<element: string>"]
    assert edges.to_pylist()[1] == {"source": "http://e/p/1", "target": "http://e/p/2", "weight": 1, "shared": ["=Tres"], "claims": ["http://e/c2", "http://e/c3"], "inferred": True, "stated": 0}
    assert b'"layer": "copresence"' in edges.schema.metadata[b"kg"]


def test_parquet_holds_hostile_text(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    graph = hostile()
    graph.nodes["http://e/0"]["label"] = "solo \ud800 suelto"
    write(graph, "parquet", tmp_path / "x.parquet")
    assert pq.read_table(tmp_path / "x.nodes.parquet").column("label").to_pylist() == ["solo \ufffd suelto", *HOSTILE[1:]]


def test_xlsx_opens_again_and_no_cell_is_a_formula(graph: nx.Graph, tmp_path: Path) -> None:
    assert write(graph, "xlsx", tmp_path / "x.xlsx") == [tmp_path / "x.xlsx"]
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    nodes, ties, about = book.worksheets
    assert [[c.value for c in row] for row in nodes.iter_rows()] == [["id", "label", "count", "kind"]] + [
        [n, d["label"], d["count"], "person"] for n, d in sorted(graph.nodes(data=True))]
    assert [c.value for c in ties[3]] == ["http://e/p/1", "http://e/p/2", "Ana Pérez", '"Beto" \\ <&>', "http://e/c2; http://e/c3", True, "=Tres", 0, 1]
    assert {c.data_type for sheet in book for row in sheet.iter_rows() for c in row} <= {"s", "inlineStr", "n", "b"}
    assert nodes["B5"].value == "=1+1" and nodes["B5"].data_type in ("s", "inlineStr") and nodes["B5"].quotePrefix
    assert ("layer", "copresence") in [tuple(c.value for c in row) for row in about.iter_rows()]


def test_xlsx_holds_hostile_text_and_no_date() -> None:
    raw = write(hostile(), "xlsx", None)
    assert isinstance(raw, bytes) and raw == write(hostile(), "xlsx", None)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not re.search(rb">20\d\d-", archive.read("docProps/core.xml"))
        assert not any(b"<f>" in archive.read(n) for n in archive.namelist())
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]
    assert [sheet.cell(i + 2, 2).value or "" for i in range(len(HOSTILE))] == [legal(label) for label in HOSTILE]


def test_xlsx_says_what_does_not_fit() -> None:
    with pytest.raises(UsageError, match="1,048,576 rows do not fit"):
        workbook([Sheet("x", ["a"], [], 1_048_576)])
    raw = workbook([Sheet("x", ["a"], [["é" * 40_000], [2**60], [float("inf")]], 3)])
    column = [c.value for c in openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]["A"]]
    assert column[0] == "a" and column[1].endswith("é…") and len(column[1]) <= 32_767 and column[2:] == [str(2**60), "inf"]


# --- All of them -----------------------------------------------------------------------------------------------------------------

def test_every_format_has_its_ending_and_kind(graph: nx.Graph) -> None:
    assert set(SUFFIXES) == set(FORMS)
    assert {form for form in FORMS if isinstance(write(graph, form, None), bytes)} == BINARY


def test_same_bytes_whatever_the_order_of_nodes_ties_and_attributes(graph: nx.Graph) -> None:
    other = nx.Graph(**dict(reversed(graph.graph.items())))
    other.add_nodes_from((n, dict(reversed(d.items()))) for n, d in reversed(list(graph.nodes(data=True))))
    other.add_edges_from((v, u, dict(reversed(d.items()))) for u, v, d in reversed(list(graph.edges(data=True))))
    for form in FORMS:
        assert write(other, form, None) == write(graph, form, None), form


def test_same_bytes_under_two_hash_seeds(invented: Reader, tmp_path: Path) -> None:
    script = ("import sys; from pathlib import Path; import kg; from kg.network.export import FORMS, SUFFIXES, write\n"
              "g, out = kg.open(sys.argv[1]), Path(sys.argv[2])\n"
              "for layer in ('theme', 'person-event'):\n"
              "    n = g.network(layer)\n"
              "    for f in FORMS: write(n.graph, f, out / f'{layer}{SUFFIXES[f]}'); write(n.net, f, out / f'{layer}.net_{SUFFIXES[f]}')\n"
              "    n.table().to_xlsx(out / f'{layer}.table.xlsx'); n.ties().to_parquet(out / f'{layer}.ties.parquet'); (out / f'{layer}.html').write_text(n._repr_html_() + n.table()._repr_html_())\n")
    made = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        subprocess.run([sys.executable, "-c", script, str(invented.folder), str(folder)], env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        made.append({p.name: p.read_bytes() for p in folder.iterdir()})
    assert made[0] == made[1] and len(made[0]) >= 2 * (2 * len(FORMS) + 3)


# --- Tables ----------------------------------------------------------------------------------------------------------------------

@pytest.fixture
def table() -> Table:
    """A table with what HTML, spreadsheets and Arrow stumble on."""
    columns = [Column("name", Text("nombre", "name"), Text("quién", "who")), Column("n", Text("n", "n"), Text('cuántos "de veras"', "how many")),
               Column("all", Text("todo", "all"), Text("lista", "list"))]
    return Table(Text("<b>Tabla</b>", "Table & co"), columns, [("=1", 3, ["a", "b"]), ("<script>", None, [])], [Text("Ojo <x>", "Mind")])


def test_a_table_is_rows_and_columns(table: Table) -> None:
    assert len(table) == 2 and list(table) == [{"name": "=1", "n": 3, "all": ["a", "b"]}, {"name": "<script>", "n": None, "all": []}]
    assert table["n"] == [3, None] and table[1]["name"] == "<script>"
    with pytest.raises(UsageError, match="did you mean: name"):
        table["nme"]
    assert table.head(1)["name"] == ["=1"] and "the first 1 of 2" in table.head(1).caption.en
    assert table.head(5) is table
    with pytest.raises(UsageError):
        Table(Text("x", "x"), table.columns, [("too", "few")])


def test_a_table_in_a_notebook_escapes_and_says_what_columns_mean(table: Table) -> None:
    html = table._repr_html_()
    root = ElementTree.fromstring(f"<div>{html}</div>".replace("<br>", "<br/>"))
    assert root.findtext(".//caption") == "<b>Tabla</b>" and root.find(".//caption/small").text == "Table & co"  # type: ignore[union-attr]
    assert [th.get("title") for th in root.iter("th")] == ["quién | who", 'cuántos "de veras" | how many', "lista | list"]
    assert [[td.text or "" for td in tr.iter("td")] for tr in root.iter("tr")][1:] == [["=1", "3", "a; b"], ["<script>", "", ""]]
    assert root.findtext(".//li") == "Ojo <x>"
    many = Table(Text("m", "m"), [Column("i", Text("i", "i"), Text("i", "i"))], [(i,) for i in range(80)])
    assert many._repr_html_().count("<tr>") == 51 and "Se muestran 50 de 80 filas." in many._repr_html_()


def test_a_table_as_pandas_arrow_csv_parquet_and_xlsx(table: Table, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    frame = table.to_pandas()
    assert list(frame.columns) == ["name", "n", "all"] and frame["name"].tolist() == ["=1", "<script>"] and frame["n"][0] == 3
    assert frame.attrs["columns"]["n"] == {"es": 'cuántos "de veras"', "en": "how many"}
    arrow = table.to_arrow()
    assert [str(f.type) for f in arrow.schema] == ["string", "int64", "list<item: string>"] and arrow.column("n").to_pylist() == [3, None]
    assert b"Table & co" in arrow.schema.metadata[b"kg"]
    assert table.to_csv(tmp_path / "t.csv") == "name,n,all\n'=1,3,a; b\n<script>,,\n" == (tmp_path / "t.csv").read_text(encoding="utf-8")
    assert table.to_parquet(tmp_path / "t.parquet") == (tmp_path / "t.parquet").read_bytes()
    assert pq.read_table(tmp_path / "t.parquet").to_pylist() == list(table)
    assert table.to_xlsx(tmp_path / "t.xlsx") == (tmp_path / "t.xlsx").read_bytes()
    sheets = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets
    assert [[c.value for c in row] for row in sheets[0].iter_rows()] == [["name", "n", "all"], ["=1", 3, "a; b"], ["<script>", None, None]]
    assert ["n", 'cuántos "de veras"', "how many"] in [[c.value for c in row] for row in sheets[1].iter_rows()]
    (tmp_path / "file").touch()
    with pytest.raises(StoreError):
        table.to_csv(tmp_path / "file" / "x.csv")


@pytest.mark.parametrize(("library", "use"), [("pandas", lambda t: t.to_pandas()), ("pyarrow", lambda t: t.to_arrow()), ("pyarrow", lambda t: t.to_parquet())])
def test_a_missing_library_names_its_extra(library: str, use: Any, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError, match=rf"the library {library} is missing.*pip install 'kg\[tables\]'"):
        use(table)
    assert table.to_csv()


def test_importing_the_exports_loads_no_heavy_library() -> None:
    script = "import sys, kg.network.export, kg.network.frames, kg.network.result; print([m for m in ('pandas', 'pyarrow', 'openpyxl', 'matplotlib') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.strip() == "[]"


# --- kg.open ---------------------------------------------------------------------------------------------------------------------

def test_an_opened_graph_gives_networks_and_answers(invented: Reader, tmp_path: Path) -> None:
    graph = kg.open(invented.folder)
    network = graph.network("copresence")
    assert network.table()["iri"] and set(network.table()["iri"]) == set(network.graph)
    assert network.table().names[:3] == ("iri", "rank", "label") and network.table().notes == tuple(network.caveats)
    assert len(network.ties()) == network.graph.number_of_edges() and all(row["claims"] for row in network.ties())
    assert network.write(tmp_path / "x.gexf") == [tmp_path / "x.gexf"]
    with pytest.raises(UsageError, match="does not tell the format"):
        network.write(tmp_path / "x.docx")
    html = network._repr_html_()
    assert network.caveats[0].es in html and f'<small lang="en">{network.meaning.en}</small>' in html
    with pytest.raises(UsageError, match="copresence"):
        graph.network("copresense")
    assert len(list(graph.query("SELECT ?s WHERE { ?s a kg:Person }"))) == network.graph.number_of_nodes()


def test_measures_asked_for_are_columns_highest_first_and_undefined_is_none() -> None:
    graph = nx.Graph([("a", "b"), ("b", "c")], layer="copresence")
    graph.add_node("solo")
    made = Network(graph).table("betweenness", "constraint", "degree")
    assert made.names == ("iri", "label", "kind", "betweenness", "constraint", "degree")
    assert made["iri"] == ["b", "a", "c", "solo"] and made["degree"] == [2, 1, 1, 0]
    # The chain a-b-c beside one alone: b lies on 1 of the 3 pairs of others; alone, constraint is not defined; with a single neighbour it is 1.
    assert made["betweenness"] == pytest.approx([1 / 3, 0, 0, 0]) and made["constraint"] == [pytest.approx(0.5), 1, 1, None]
    assert "0 to 1" in made.columns[3].meaning.en and made.columns[3].title == Text("intermediación", "betweenness")
    with pytest.raises(UsageError, match="did you mean: betweenness"):
        Network(graph).table("betweeness")
    with pytest.raises(UsageError, match="not a measure of nodes"):
        Network(graph).table("bridge")


def test_places_are_a_table_with_what_settles_them(invented: Reader) -> None:
    from kg.network.ranges import ranges

    made, table = ranges(invented, "theme"), kg.open(invented.folder).network("theme").ranges()
    assert [(r["iri"], r["value"], r["first"], r["last"], r["low"], r["high"]) for r in table] == [(p.node, p.value, p.first, p.last, p.low, p.high) for p in made.places]
    assert len(table) > 1 and len(table["settles"]) == len(table)
    assert any(str(len(made.doubts)) in n.en if made.doubts else "no open doubts" in n.en for n in table.notes)


def test_a_ready_question_is_a_table(invented: Reader) -> None:
    graph = kg.open(invented.folder)
    answer = graph.ask("roles")
    assert "evidence" in answer.names and len(answer) > 0
    claims = {str(row[0]) for row in graph.query("SELECT ?c WHERE { ?c a kg:Claim }")}
    assert all(set(row["evidence"]) <= claims and row["evidence"] for row in answer)
    with pytest.raises(UsageError, match="unknown parameter"):
        graph.ask("roles", nothing="x")
    with pytest.raises(UsageError):
        graph.ask("rolls")


def test_an_empty_layer_is_an_empty_table() -> None:
    network = Network(nx.Graph(layer="coproposal"))
    assert len(network.table()) == 0 and network.table().names[:2] == ("iri", "rank") and len(network.ties()) == 0
    assert "no ties" in network._repr_html_()
    assert network.table().to_csv().startswith("iri,rank,label")
    with pytest.raises(UsageError, match="does not come from an open graph"):
        network.ranges()
