"""Figures: what they say, that names cannot break them, that they can be told in grey, and that the same graph gives the same bytes."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.store import Reader
from kg.model.errors import UsageError
from kg.model.text import Text
from kg.visual.figures.all import FIGURES, Request, plan
from kg.visual.figures.base import BLUE, DPI, FORMATS, GREEN, INK, ORANGE, PAPER, PURPLE, RED, SKY, SOFT, WIDE, YELLOW, Plan, fit, key_height, render, say, width_of, written
from kg.visual.figures.data import Session, roles, sessions
from kg.visual.figures.labels import place
from kg.visual.figures.matrix import Cell, matrix_plan
from kg.visual.figures.municipalities import STATES, Town, municipalities_plan
from kg.visual.figures.network import MOST, SIGNS, network_plan
from kg.visual.figures.ranks import Ranked, ranks_plan
from kg.visual.figures.timeline import timeline_plan

HOSTILE = ["$x^2$ \\frac{1}{0}", "a\x00b\x0b\u202eabc", "日本語 \U0001f600", "=1+1", " ", "", "<b>&\"'" + "W" * 300, "{}%s\n\nlíneas", "$", "\\alpha_{", "palabra " * 60]
TITLE = Text("Título $t$", "Title $t$")
NOTE = (Text("Nota $n$", "Note $n$"),)


def hostile_plans() -> dict[str, Plan]:
    """Every figure, made of names that would break formulas, markup and layouts; and every one with nothing in it."""
    graph = nx.Graph(layer="copresence", meaning_es="$a$", meaning_en="$b$")
    for i, label in enumerate(HOSTILE):
        graph.add_node(f"n{i}", label=label, kind=[*SIGNS][i % len(SIGNS)])
        if i:
            graph.add_edge("n0", f"n{i}", weight=i / 2, inferred=bool(i % 2))
    names = list(enumerate(HOSTILE))
    return {
        "network": network_plan(graph, TITLE, NOTE), "network-empty": network_plan(nx.Graph(), TITLE, NOTE),
        "matrix": matrix_plan([(str(i), n) for i, n in names], [(f"c{i}", n) for i, n in names], {(str(i), "c0"): Cell(("panelist",), bool(i % 2)) for i, _ in names}, TITLE, NOTE),
        "matrix-empty": matrix_plan([], [], {}, TITLE, NOTE),
        "timeline": timeline_plan([Session(str(i), n, ["2031-01-01", "2031-02-03"][:i % 3], "11:00" if i % 2 else "", n, True, {str(i)}, {"a", "b"}) for i, n in names], TITLE, NOTE),
        "timeline-empty": timeline_plan([], TITLE, NOTE),
        "municipalities": municipalities_plan([Town(f"150{i:02}", n, [*STATES][i % 3]) for i, n in names], TITLE, NOTE), "municipalities-empty": municipalities_plan([], TITLE, NOTE),
        "ranks": ranks_plan([Ranked(n, 1, 11, i + 1, i + 1) for i, n in names], TITLE, TITLE, NOTE), "ranks-empty": ranks_plan([], TITLE, TITLE, NOTE),
    }


def said(figure: Plan, lang: str = "es") -> list[str]:
    """Every line of text a figure draws in its body."""
    from matplotlib.figure import Figure

    axes = Figure().add_axes((0, 0, 1, 1))
    axes.set_xlim(0, figure.width - 28)
    figure.draw(axes, lang)  # type: ignore[arg-type]
    return [t.get_text() for t in axes.texts]


# --- Files -----------------------------------------------------------------------------------------------------------------------

@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", sorted(hostile_plans()))
def test_no_name_breaks_a_figure(name: str) -> None:
    figure = hostile_plans()[name]
    svg = render(figure, "svg").decode()
    root = ElementTree.fromstring(svg)
    assert root.tag.endswith("svg") and root.get("width") == f"{figure.width:g}pt"
    assert "<text" not in svg and "<script" not in svg and not re.search(r'href="(?!#)', svg)  # letters are paths, nothing is fetched
    assert "Título" in svg


def test_a_dollar_is_a_dollar() -> None:
    drawn = said(hostile_plans()["network"])
    assert "$x^2$ \\frac{1}{0}" in drawn and "$" in drawn
    from matplotlib.figure import Figure

    text = say(Figure().add_axes((0, 0, 1, 1)), 0, 0, "$x^2$")
    assert text.get_parse_math() is False


def test_png_and_pdf_can_be_opened_and_carry_no_date(tmp_path: Path) -> None:
    import pypdfium2
    from PIL import Image

    figure = hostile_plans()["ranks"]
    picture = Image.open(io.BytesIO(render(figure, "png")))
    assert picture.width == round(WIDE * DPI) and set(picture.info) <= {"Title", "Description", "dpi"}
    raw = render(figure, "pdf")
    document = pypdfium2.PdfDocument(raw)
    assert len(document) == 1 and document[0].get_width() == pytest.approx(WIDE * 72)
    text = document[0].get_textpage().get_text_bounded()
    assert "Título $t$" in text and "Nota $n$" in text  # words of a PDF can be searched and copied
    assert b"CreationDate" not in raw and b"ModDate" not in raw and b"/FontFile2" in raw  # fonts travel inside


@pytest.mark.heavy
def test_same_data_same_bytes_under_two_hash_seeds(invented: Reader, tmp_path: Path) -> None:
    script = ("import sys; from pathlib import Path; from kg.graph.store import Reader; from kg.visual.figures.all import Request, plan; from kg.visual.figures.base import FORMATS, render\n"
              "r, out = Reader(Path(sys.argv[1])), Path(sys.argv[2]); out.mkdir()\n"
              "for kind, layer in (('network', 'theme'), ('network', 'person-event'), ('matrix', ''), ('timeline', ''), ('municipalities', ''), ('ranks', 'theme')):\n"
              "    made = plan(r, Request(kind, layer))\n"
              "    for f in FORMATS: (out / f'{kind}-{layer}.{f}').write_bytes(render(made, f))\n")
    made = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        subprocess.run([sys.executable, "-c", script, str(invented.folder), str(folder)], env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        made.append({p.name: p.read_bytes() for p in folder.iterdir()})
    assert len(made[0]) == 18 and [n for n in made[0] if made[0][n] != made[1][n]] == []


def test_what_the_user_set_in_matplotlib_neither_counts_nor_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib as mpl

    figure = hostile_plans()["municipalities"]
    plain = [render(figure, form) for form in FORMATS]
    with mpl.rc_context({"font.size": 30, "text.parse_math": True, "svg.fonttype": "none", "axes.facecolor": "red", "lines.linewidth": 9}):
        before = dict(mpl.rcParams)
        assert [render(figure, form) for form in FORMATS] == plain
        assert dict(mpl.rcParams) == before


def test_matplotlib_is_loaded_when_something_is_drawn_and_pyplot_never() -> None:
    script = ("import sys, kg.visual.figures.all, kg.cli.root; from kg.visual.figures import base; from kg.visual.figures.ranks import ranks_plan; t = base.Text('a', 'a')\n"
              "print('matplotlib' in sys.modules); base.render(ranks_plan([], t, t), 'pdf'); print('matplotlib' in sys.modules, 'matplotlib.pyplot' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout == "False\nTrue False\n"


def test_what_cannot_be_rendered_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = hostile_plans()["ranks"]
    with pytest.raises(UsageError, match="svg"):
        render(figure, "swg")
    with pytest.raises(UsageError, match="too tall"):
        render(Plan(TITLE, TITLE, 15_000, figure.draw), "svg")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r"matplotlib is missing.*pip install 'kg\[figures\]'"):
        render(figure, "svg")


# --- Grey ------------------------------------------------------------------------------------------------------------------------

def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_text_and_states_can_be_told_in_grey() -> None:
    assert all(contrast(ink, ground) >= 4.5 for ink, ground in ((INK, PAPER), (SOFT, PAPER), (PAPER, BLUE), (INK, SKY)))  # WCAG 2.1, 1.4.3
    assert contrast(BLUE, SKY) >= 2 and contrast(BLUE, PAPER) >= 3 and contrast(ORANGE, PAPER) >= 3
    assert len({marker for marker, _ in SIGNS.values()}) == len(SIGNS) - 1  # "other" is a grey dot beside the person's blue one
    assert contrast(SIGNS["person"][1], PAPER) >= 3 and {c for _, c in SIGNS.values()} == {BLUE, ORANGE, GREEN, PURPLE, YELLOW, RED, SKY, SOFT, INK}


# --- Text ------------------------------------------------------------------------------------------------------------------------

@given(st.text(max_size=60), st.floats(20, 200), st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_lines_fit_and_lose_nothing(text: str, room: float, most: int) -> None:
    lines = fit(text, room, 7)
    assert "".join(lines).replace(" ", "") == written(text).replace(" ", "")
    assert all(width_of(line, 7) <= room or len(line) == 1 for line in lines)
    cut = fit(text, room, 7, most=most)
    assert len(cut) <= most and (cut == lines or cut[-1].endswith("…"))


def test_measured_width_is_what_matplotlib_draws() -> None:
    from matplotlib.textpath import TextPath

    for text in ("Hola mundo", "Ñandú Pérez Gutiérrez", "WWWiii"):
        assert width_of(text, 10) == pytest.approx(float(TextPath((0, 0), text, size=10).get_extents().x1), abs=1.5)
    assert written("日本 é") == "□□ é" and fit("", 50, 7) == []


def test_names_stand_clear_of_each_other_where_there_is_room() -> None:
    points = np.array([(x, y) for y in (40.0, 120.0, 200.0) for x in (60.0, 180.0, 300.0)])
    found = place(points, np.full(9, 5.0), np.full((9, 2), (50.0, 14.0)), (400.0, 260.0), range(9))
    boxes = [p[:4] for p in found.values()]
    assert len(boxes) == 9 and not any(p.over or p.hides or p.far for p in found.values())
    assert all(left >= 0 and top >= 0 and right <= 400 and bottom <= 260 for left, top, right, bottom in boxes)
    assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_node_at_the_edge_keeps_its_name_inside() -> None:
    found = place(np.array([(2.0, 2.0), (98.0, 58.0)]), np.full(2, 2.0), np.full((2, 2), (30.0, 10.0)), (100.0, 60.0), [0, 1])
    assert all(p.left >= 0 and p.top >= 0 and p.right <= 100 and p.bottom <= 60 for p in found.values())


# --- What they say ---------------------------------------------------------------------------------------------------------------

def test_the_network_names_everyone_and_keys_what_is_there(invented: Reader) -> None:
    figure = plan(invented, Request("network", "person-event"))
    drawn = " ".join(said(figure))
    for (label,) in invented.rows("SELECT ?l WHERE { ?p kg:participant ?x . ?x skos:prefLabel ?l }"):
        assert all(word in drawn for word in str(label).split())
    assert {"persona", "evento"} <= set(said(figure)) and "institución" not in said(figure)
    assert any("Sesiones recogidas" in n.es for n in figure.notes) and any("Fuentes:" in n.es for n in figure.notes)
    assert said(figure, "en") != said(figure) and "person" in said(figure, "en")


def test_a_network_too_large_to_read_is_refused_and_names_that_do_not_fit_are_counted() -> None:
    with pytest.raises(UsageError, match="--top"):
        network_plan(nx.empty_graph(MOST + 1), TITLE)
    star = nx.star_graph(199)
    graph = nx.relabel_nodes(star, {n: f"n{n:03}" for n in star})
    figure = network_plan(graph, TITLE)
    named = [line for line in said(figure) if line.startswith("n") and line[1:].isdigit()]
    without = next(int(re.findall(r"\d+", n.en)[0]) for n in figure.notes if "Without a name" in n.en)
    assert "n000" in named and len(named) + without == 200


def test_the_matrix_counts_rows_and_columns_and_shows_roles() -> None:
    cells = {("a", "s1"): Cell(("moderator",)), ("b", "s1"): Cell(("panelist",)), ("b", "s2"): Cell(("panelist", "rapporteur"), inferred=True)}
    drawn = said(matrix_plan([("z", "Zoe"), ("b", "Beto"), ("a", "Ana")], [("s1", "Primera"), ("s2", "Segunda")], cells, TITLE))
    # Heads, then each row with its count: by first column, then pattern; who is in none comes last.
    assert [t for t in drawn if t in {"Ana", "Beto", "Zoe"}] == ["Ana", "Beto", "Zoe"]
    assert drawn[:2] == ["Primera", "Segunda"] and drawn[2:4] == ["Ana", "1"] and "PR" in drawn and "M" in drawn
    assert drawn[drawn.index("Beto") + 1] == "2" and drawn[drawn.index("Zoe") + 1] == "0" and "solo inferido" in drawn
    assert [drawn[drawn.index("Zoe") + k] for k in (2, 3)] == ["2", "1"]


def test_the_matrix_of_the_graph_has_its_participations(invented: Reader) -> None:
    figure = plan(invented, Request("matrix"))
    filled = {(p, e) for p, e in invented.rows("SELECT DISTINCT ?p ?e WHERE { ?c kg:participant ?p ; kg:inEvent ?e }")}
    assert f"Filled cells: {len(filled)}" in figure.subtitle.en and len(filled) > 3
    assert set(roles(invented)) == filled


def test_the_timeline_is_in_order_and_counts(invented: Reader) -> None:
    timed = [s for s in sessions(invented) if s.leaf]
    assert [s.days[:1] for s in timed] == sorted((s.days[:1] for s in timed), key=lambda d: d or ["9999"])
    people = {p for (p,) in invented.rows("SELECT DISTINCT ?p WHERE { ?c kg:participant ?p ; kg:inEvent ?e . FILTER NOT EXISTS { ?x kg:partOf ?e } }")}
    assert f"Different people: {len(people)}" in plan(invented, Request("timeline")).subtitle.en


def test_the_days_between_are_written() -> None:
    two = [Session("a", "Una", ["2031-03-04", "2031-03-06"], "", "Foro", True, {"x", "y"}, {"c"}), Session("b", "Otra", ["2031-03-07"], "09:30", "Foro", True, {"x"}, set()),
           Session("c", "Última", ["2031-03-20"], "", "Feria")]
    drawn = said(timeline_plan(two, TITLE))
    assert drawn[3:] == ["Foro", "4 mar 2031", "→ 6 mar 2031", "Una", "2", "1", "al día siguiente", "7 mar 2031", "09:30", "Otra", "1", "0", "13 días después",
                         "Feria", "20 mar 2031", "Última", "0", "0"]
    assert "20 Mar 2031" in said(timeline_plan(two, TITLE), "en") and "13 days later" in said(timeline_plan(two, TITLE), "en")


def test_municipalities_are_those_of_the_state_and_each_stands_once(real: Reader) -> None:
    figure = plan(real, Request("municipalities"))
    assert figure.title == plan(real, Request("municipalities", state="15")).title
    listed = [c for (c,) in real.rows("SELECT ?c WHERE { ?m kg:stateCode '15' ; kg:inegiCode ?c } ORDER BY ?c")]
    present = {n for (n,) in real.rows("SELECT DISTINCT ?n WHERE { ?m kg:representedAt ?e ; kg:stateCode '15' ; skos:prefLabel ?n }")}
    drawn = said(figure)
    assert len(listed) == 125 and [t for t in drawn if re.fullmatch(r"\d{3}", t)] == [str(c)[2:] for c in listed]
    assert f"representado: {len(present)}" in drawn and present
    counts = [int(t.rpartition(" ")[2]) for t in drawn if re.fullmatch(r"(representado|solo mencionado|ausente): \d+", t)]
    assert len(counts) == 3 and sum(counts) == 125
    with pytest.raises(UsageError):
        plan(real, Request("municipalities", state="77"))
    assert any("no se pidió un estado" in t for t in said(municipalities_plan([], TITLE)))


def test_ranks_say_first_to_last_in_both_languages() -> None:
    figure = ranks_plan([Ranked("Beto", 2, 5, 3, 4), Ranked("Ana", 1, 1, 1, 1)], TITLE, TITLE)
    spanish, english = said(figure), said(figure, "en")
    assert spanish[-4:] == ["Ana", "1º", "Beto", "2º a 5º"] and english[-4:] == ["Ana", "1", "Beto", "2 to 5"]
    assert "1º" in spanish and "5º" in spanish


def test_ranks_of_the_graph_are_its_ranges(invented: Reader) -> None:
    from kg.network.ranges import ranges

    made = ranges(invented, "theme")
    drawn = said(plan(invented, Request("ranks", "theme")), "en")
    assert len(made.places) > 1
    for place_ in made.places:
        assert (f"{place_.low} to {place_.high}" if place_.low < place_.high else str(place_.low)) in drawn


def test_a_key_takes_the_rows_of_its_longer_language() -> None:
    short = [(lambda *_: None, Text("uno", "one"))] * 3
    assert key_height(short, 400) == 12 and key_height([(lambda *_: None, Text("x", "w" * 60))] * 3, 400) == 36 and key_height([], 400) == 12


@pytest.mark.parametrize(("request_", "message"), [
    (Request("netwrk"), "network"), (Request("network", "tema"), "theme"), (Request("timeline", "theme"), "takes no LAYER"),
    (Request("municipalities", top=3, certain_only=True), "takes no --top, --certain"), (Request("ranks", "theme", measure="strenth"), "strength"), (Request("network", by="persona"), "person")])
def test_what_there_is_not_names_what_there_is(request_: Request, message: str, invented: Reader) -> None:
    with pytest.raises(UsageError, match=message):
        plan(invented, request_)


def test_the_command_writes_each_figure(invented: Reader, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from kg.cli import main

    def run(*args: str) -> int:
        with pytest.raises(SystemExit) as end:
            main(["--lang", "en", "--build", str(invented.folder), "figure", *args])
        return int(end.value.code or 0)

    assert run() == 0 and [line.split()[0] for line in capfd.readouterr().out.splitlines()] == list(FIGURES)
    assert run("matrix", "-o", str(tmp_path / "m.svg")) == 0 and (tmp_path / "m.svg").read_bytes() == render(plan(invented, Request("matrix")), "svg", "en")
    capfd.readouterr()
    assert run("timeline", "-f", "pdf", "-o", "-") == 0
    assert run("timeline", "-o", str(tmp_path / "x.jpg")) == 2 and not (tmp_path / "x.jpg").exists()
