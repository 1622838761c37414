"""The notebook runs from a clean kernel, headless and offline, and what its cells show is what the graph says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import pytest

from kg.findings.all import flat, sections
from kg.findings.finding import Scope
from kg.graph.store import Reader
from kg.network.graph import network
from kg.network.measures import caveats, table
from kg.network.ranges import ranges

NOTEBOOK = Path(__file__).resolve().parent.parent / "visuals" / "redes.ipynb"
# In a process of its own: a kernel's event loop and that of the browser tests must not meet. No proxy and no host but this machine.
RUN = """import sys, nbformat
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(book, timeout=300, kernel_name='python3', resources={'metadata': {'path': sys.argv[2]}}).execute()
nbformat.write(book, sys.argv[3])
"""


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The cells of the notebook after a run, by id."""
    folder = tmp_path_factory.mktemp("notebook")
    env = {**os.environ, "TMPDIR": str(folder), "IPYTHONDIR": str(folder / "ipython"), "JUPYTER_RUNTIME_DIR": str(folder / "jupyter"), "MPLBACKEND": "agg",
           "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "DISPLAY": ""}
    done = subprocess.run([sys.executable, "-c", RUN, str(NOTEBOOK), str(folder), str(folder / "ran.ipynb")], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    return {cell.id: cell for cell in nbformat.read(folder / "ran.ipynb", as_version=4).cells}


def shown(cell: Any, kind: str) -> str:
    """What a cell's value looks like as ``kind``."""
    return next(str(out.data[kind]) for out in cell.outputs if out.output_type == "execute_result" and kind in out.data)


def rows(html: str) -> list[list[str]]:
    """The rows of a table of ours."""
    root = ElementTree.fromstring(f"<div>{html}</div>".replace("<br>", "<br/>"))
    return [[td.text or "" for td in tr.iter("td")] for tr in root.iter("tr")][1:]


def test_no_outputs_are_committed_and_it_is_bilingual() -> None:
    book = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(book)
    code = [c for c in book.cells if c.cell_type == "code"]
    assert code and all(not c.outputs and c.execution_count is None for c in code)
    assert all(re.search(r"(?m)^\*.+\*$|\*\w", c.source) for c in book.cells if c.cell_type == "markdown")
    assert "output" not in book.metadata and set(book.metadata) == {"kernelspec", "language_info"}


def test_every_cell_ran_without_a_complaint(cells: dict[str, Any]) -> None:
    code = [c for c in cells.values() if c.cell_type == "code"]
    assert [c.execution_count for c in code] == list(range(1, len(code) + 1))
    assert [out for c in code for out in c.outputs if out.output_type == "error" or out.get("name") == "stderr"] == []


def test_it_opens_and_asks(cells: dict[str, Any], real: Reader) -> None:
    leaves = {e for (e,) in real.rows("SELECT ?e WHERE { ?e a kg:Event . FILTER NOT EXISTS { ?p kg:partOf ?e } }")}
    assert shown(cells["abrir"], "text/plain") == f"[{len(leaves)}]"
    assert len(rows(shown(cells["preguntar"], "text/html"))) == 5
    claims = re.findall(r"'(https://[^']+)'", shown(cells["evidencia"], "text/plain"))
    known = {c for (c,) in real.rows("SELECT ?c WHERE { ?c a kg:Claim }")}
    assert claims and set(claims) <= known


def test_the_network_shows_its_caveats_and_measures(cells: dict[str, Any], real: Reader) -> None:
    graph = network(real, "copresence")
    html = shown(cells["red"], "text/html")
    assert f"{len(graph)} nodos, {graph.number_of_edges()} lazos" in html
    assert all(c.es in html and c.en in html for c in caveats(graph)) and len(caveats(graph)) >= 2
    first = [(r[1], r[2], r[4], r[5]) for r in rows(shown(cells["tabla"], "text/html"))]
    assert first == [(r["rank"], r["label"], str(r["degree"]), f"{r['strength']:.4g}") for r in table(graph)[:6]]
    assert "betweenness" in shown(cells["medidas"], "text/plain") and "effective-size" in shown(cells["medidas"], "text/plain")
    assert "claims" in shown(cells["lazos"], "text/plain")


def test_places_are_ranges(cells: dict[str, Any], real: Reader) -> None:
    made = ranges(real, "theme")
    got = [(r[3], r[4], r[5], r[6]) for r in rows(shown(cells["lugares"], "text/html"))]
    assert got == [(str(p.first), str(p.last), str(p.low), str(p.high)) for p in made.places[:8]]
    widest = max(p.high - p.low for p in made.places)
    assert widest > 0 and re.search(rf"\b{widest}\n", shown(cells["abiertos"], "text/plain"))


def test_findings_are_those_of_the_graph(cells: dict[str, Any], real: Reader) -> None:
    printed = "".join(out.text for out in cells["hallazgos"].outputs).splitlines()
    expected = [f"[{s.id}] {s.findings[0].sentence.es} ({len(s.findings[0].all_claims)} afirmaciones)" for s in flat(sections(real, Scope())) if s.findings]
    assert printed == expected and len(printed) > 2


def test_figures_are_pictures_and_files_are_written(cells: dict[str, Any]) -> None:
    for name in ("figura-red", "figura-lugares"):
        root = ElementTree.fromstring(shown(cells[name], "image/svg+xml"))
        assert root.tag.endswith("svg") and len(list(root.iter())) > 100
    assert shown(cells["guardar"], "text/plain").replace("\n", "") == (
        "['dos-modos.net', 'dos-modos.vertices.csv', 'lugares.xlsx', 'red.edges.parquet', 'red.gexf', 'red.nodes.parquet']".replace("\n", ""))
