"""The drawing of the network: the same on WebGL and on a canvas, by pointer and by keyboard; and what stands behind it (labels, what is under a pointer)."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from tests.explorer_page import Data, empty_data, explorer_html, node, open_page, page_of  # noqa: F401

pytestmark = pytest.mark.heavy  # a browser at every step: some minutes

Point = tuple[str, str, int, int]
"""Name, kind, and place in the layout."""
Page = Callable[..., Any]

KINDS = ["person", "institution", "municipality", "event", "mechanism", "theme", "actor"]
TOWN: list[Point] = [("Ana Prado", "person", 0, 0), ("Bruno Soto", "person", 400, 0), ("Celia Vega", "person", 400, 300), ("Dora Luna", "person", 0, 300), ("Elio Mora", "person", -400, 150)]
MET = [[0, 1], [0, 1], [1, 2], [2, 3], [0, 3]]
"""Ana and Bruno met twice, the four make a ring, Elio met nobody."""


def network(points: list[Point], met: list[list[int]], *, inferred: frozenset[int] = frozenset(), community: list[int] | None = None) -> Data:
    """Return data in which these are drawn and those with a number in the same list took part in the same session; ``inferred``: lists that a reader inferred."""
    entities: list[dict[str, Any]] = [{"id": f"id/persona/n{i}", "kind": kind, "label": name} | ({"concept": 0} if kind in {"theme", "actor"} else {}) for i, (name, kind, _, _) in enumerate(points)]
    records = []
    for number, who in enumerate(met):
        entities.append({"id": f"id/evento/s{number}", "kind": "event", "label": f"Sesión {number + 1}", "days": ["2031-03-04"]})
        claim = {"at": [], "confidence": 1, "review": 1, "event": len(entities) - 1, "role": 0, "mode": 0, "hat": -1}
        records += [claim | {"id": f"id/participacion/{number}-{person}", "person": person} | ({"inferred": True} if number in inferred else {}) for person in who]
    data = empty_data(entities=entities, participations=records, concepts=[{"id": "theme/water", "label": ["Agua", "Water"]}])
    layer = data["layers"][0] | {"nodes": list(range(len(points))), "x": [p[2] for p in points], "y": [p[3] for p in points], "community": community or [1] * len(points),
                                 "caveats": [["Coincidir no es colaborar.", "Meeting is not working together."]]}
    two = layer | {"name": "person-event", "title": ["Personas y eventos", "People and events"], "twoMode": True, "community": []}
    two |= {"nodes": list(range(len(entities))), "x": layer["x"] + [50 * i for i in range(len(met))], "y": layer["y"] + [500] * len(met)}
    return data | {"layers": [layer, two]}


@pytest.fixture(scope="module", params=["canvas", "webgl"])
def kind(request: pytest.FixtureRequest) -> str:
    """How it is painted. Without a graphics card the page chooses the canvas; the page of the test says which."""
    return str(request.param)


@pytest.fixture(scope="module")
def show(browser: Any, kind: str, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """Open a page of some data painted in that way; leaving it checks that no error was written and nothing was asked of the network."""
    folder = tmp_path_factory.mktemp("network")

    @contextmanager
    def opened(data: Data, how: str = kind, **options: Any) -> Iterator[Any]:
        path = page_of(data, folder / f"{how}.html")
        path.write_text(path.read_text(encoding="utf-8").replace("<html ", f'<html data-renderer="{how}" ', 1), encoding="utf-8")
        with open_page(browser, path, **options) as tab:
            assert tab.locator(".net-drawing").get_attribute("data-kind") == how
            yield tab

    return opened


CAMERA = "camera=0.5,0.5,1.2"


def spot(tab: Any, data: Data, *nodes: int, ratio: float = 1.2) -> tuple[float, float]:
    """Return where the middle of these nodes is on the page under CAMERA: as the address says, the middle of the layout is in the middle and ratio 1 shows all of it within a margin."""
    box, layer = tab.locator(".net-drawing").bounding_box(), data["layers"][0]
    spans = [max(layer[axis]) - min(layer[axis]) for axis in "xy"]
    margin = min(36, box["width"] / 8, box["height"] / 8)
    scale = min((box[side] - 2 * margin) / span for side, span in zip(("width", "height"), spans, strict=True) if span) / ratio
    at = [sum(layer[axis][n] for n in nodes) / len(nodes) - (max(layer[axis]) + min(layer[axis])) / 2 for axis in "xy"]
    return box["x"] + box["width"] / 2 + at[0] * scale, box["y"] + box["height"] / 2 + at[1] * scale


def state(tab: Any) -> dict[str, list[str]]:
    """Return the state in the address."""
    return parse_qs(tab.evaluate("location.hash").lstrip("#"))


def person(number: int) -> str:
    """Return the id of a person of ``network``."""
    return f"id/persona/n{number}"


def picture(tab: Any) -> Image.Image:
    """Return what is drawn, at rest."""
    tab.mouse.move(2, 2)
    tab.wait_for_timeout(450)
    return Image.open(io.BytesIO(tab.locator(".net-drawing").screenshot(animations="disabled"))).convert("RGB")


def counts(tab: Any) -> tuple[int, ...]:
    """Return the numbers of nodes and ties that the drawing's name tells."""
    return tuple(int(n.replace(",", "")) for n in re.findall(r"([\d,]+) (?:nodo|lazo)", tab.locator(".net-drawing").get_attribute("aria-label")))


def test_pointer_selects(show: Page) -> None:
    """A click on a node selects it, with shift on another the pair, on a tie its ends, beside all nothing."""
    data = network(TOWN, MET)
    with show(data, hash=CAMERA) as tab:
        tab.mouse.click(*spot(tab, data, 0))
        assert state(tab)["node"] == [person(0)]
        assert "Ana Prado" in tab.locator(".net-drawing").get_attribute("aria-label")
        tab.keyboard.down("Shift")
        tab.mouse.click(*spot(tab, data, 2))
        tab.keyboard.up("Shift")
        assert state(tab)["pair"] == [person(0), person(2)]
        tab.mouse.click(*spot(tab, data, 2, 3))
        assert state(tab)["pair"] == [person(2), person(3)]
        x, y = spot(tab, data, 4)
        tab.mouse.click(x, y + 60)
        assert {"node", "pair"}.isdisjoint(state(tab))
        tab.go_back()
        assert state(tab)["pair"] == [person(2), person(3)]


def test_hover_names(show: Page) -> None:
    """What is under the mouse is named, with its kind and how many ties it has; the rest fades."""
    data = network(TOWN, MET)
    with show(data, hash=CAMERA) as tab:
        tab.mouse.move(*spot(tab, data, 1))
        tip = tab.locator(".net-tip")
        tip.wait_for()
        assert tip.inner_text().split("\n") == ["Bruno Soto", "persona · 2 lazos"]
        tab.locator(".net-faded").wait_for(state="attached")
        tab.mouse.move(*spot(tab, data, 4, 4, 0))
        tip.wait_for(state="hidden")


def test_keyboard_walks(show: Page) -> None:
    """Arrows go to the nearest node that way and say it; Enter selects, with shift the pair; Escape clears."""
    data = network(TOWN, MET)
    with show(data, hash=f"{CAMERA}&node={person(0)}") as tab:
        said = tab.locator("#status")
        tab.locator(".net-choose select").focus()
        for _ in range(10):
            tab.keyboard.press("Tab")
            if tab.evaluate("document.activeElement.className").startswith("net-drawing"):
                break
        assert said.inner_text() == "Ana Prado, persona, 2 lazos"
        for key, name in [("ArrowRight", "Bruno Soto"), ("ArrowDown", "Celia Vega"), ("ArrowLeft", "Dora Luna")]:
            tab.keyboard.press(key)
            assert said.inner_text() == f"{name}, persona, 2 lazos"
        tab.keyboard.press("ArrowLeft")
        assert said.inner_text() == "Elio Mora, persona, 0 lazos"
        tab.keyboard.press("ArrowLeft")
        assert said.inner_text() == "No hay más nodos en esa dirección."
        tab.keyboard.press("Shift+Enter")
        assert state(tab)["pair"] == [person(0), person(4)]
        tab.keyboard.press("ArrowRight")
        tab.keyboard.press("Enter")
        assert len(state(tab)["node"]) == 1
        tab.locator(".net-drawing").focus()
        tab.keyboard.press("Escape")
        assert "node" not in state(tab)


def test_zoom(show: Page) -> None:
    """Buttons, keys and wheel come nearer and go away; the address says where the camera rests, and fitting forgets it."""
    data = network(TOWN, MET)
    with show(data) as tab:
        def ratio() -> float:
            tab.wait_for_timeout(900)
            return float(state(tab)["camera"][0].split(",")[2])

        tab.get_by_role("button", name="Acercar", exact=True).click()
        near = ratio()
        tab.get_by_role("button", name="Alejar", exact=True).click()
        tab.get_by_role("button", name="Alejar", exact=True).click()
        assert ratio() > near
        tab.get_by_role("button", name="Encuadrar todo").click()
        assert "camera" not in state(tab)
        tab.locator(".net-drawing").focus()
        tab.keyboard.press("+")
        assert ratio() == pytest.approx(near * 1.5 / 1.4, rel=0.01)
        tab.keyboard.press("0")
        assert "camera" not in state(tab)
        x, y = spot(tab, data, 1)
        tab.mouse.move(x, y)
        tab.mouse.wheel(0, -200)
        assert ratio() < near * 1.5


def test_camera_of_a_link(show: Page) -> None:
    """The camera of an address shows that part: a far node is out of sight, the near one where it should be."""
    data = network(TOWN, MET)
    with show(data, hash="camera=1,0,0.5") as tab:  # Bruno is the right upper corner of 800 by 300: at 1 and 0.3125
        box = tab.locator(".net-drawing").bounding_box()
        scale = (box["width"] - 72) / 1 / 0.5 if (box["width"] - 72) < (box["height"] - 72) / (300 / 800) else (box["height"] - 72) / (300 / 800) / 0.5
        tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + 0.3125 * scale)
        assert state(tab).get("node") == ([person(1)] if 0.3125 * scale < box["height"] / 2 else None)


def test_hide_pin_ego_expand(show: Page) -> None:
    """What is done with the selected node: alone with its neighbours, a step more, hidden and back, pinned."""
    data = network(TOWN, MET)
    with show(data, hash=f"node={person(0)}") as tab:
        acts = tab.locator(".p-actions")
        assert counts(tab) == (5, 4)
        acts.get_by_role("button", name="1 paso").click()
        assert (state(tab)["ego"], counts(tab)) == (["1"], (3, 2))
        acts.get_by_role("button", name="Ampliar").click()
        assert (state(tab)["ego"], counts(tab)) == (["2"], (4, 4))
        acts.get_by_role("button", name="Ampliar").click()
        assert ("ego" in state(tab), counts(tab)) == (False, (5, 4))
        assert acts.get_by_role("button", name="Ampliar").is_disabled()
        acts.get_by_role("button", name="Fijar").click()
        assert state(tab)["pin"] == [person(0)]
        acts.get_by_role("button", name="Soltar").click()
        assert "pin" not in state(tab)
        acts.get_by_role("button", name="Ocultar").click()
        assert (state(tab)["hide"], counts(tab)) == ([person(0)], (4, 2))
        assert tab.locator("#status").inner_text() == "Ana Prado queda oculto."
        tab.locator(".net-bar").get_by_role("button", name="Mostrar 1 oculto").click()
        assert ("hide" in state(tab), counts(tab)) == (False, (5, 4))


def test_drag_moves_and_pins(show: Page) -> None:
    """A node dragged stays where it was left and is pinned, also by keyboard; nothing is selected by that."""
    data = network(TOWN, MET)
    with show(data, hash=CAMERA) as tab:
        x, y = spot(tab, data, 0)
        tab.mouse.move(x, y)
        tab.mouse.down()
        tab.mouse.move(x - 40, y + 30, steps=3)
        tab.mouse.move(x - 80, y + 60, steps=3)
        tab.mouse.up()
        left = state(tab)["at"]
        assert "pin" not in state(tab) and left[0].startswith(f"{person(0)},")  # who was moved is pinned: it is said once
        assert "node" not in state(tab)
        tab.mouse.click(x - 80, y + 60)
        assert state(tab)["node"] == [person(0)]
        tab.locator(".net-drawing").focus()
        tab.keyboard.press("ArrowRight")
        tab.keyboard.press("Alt+ArrowDown")
        assert len(state(tab)["at"]) == 2 and state(tab)["at"][0] == left[0]
        hash_ = tab.evaluate("location.hash")[1:]
        tab.evaluate("document.activeElement.blur()")
        drawn = picture(tab)
        tab.go_back()
        assert state(tab)["at"] == left
    with show(data, hash=hash_) as tab:  # a link brings everybody to where they were left
        assert max(ImageStat.Stat(ImageChops.difference(drawn, picture(tab))).mean) < 1  # places are whole numbers
        tab.mouse.click(x - 80, y + 60)
        assert state(tab)["node"] == [person(0)]
        tab.locator(".p-actions").get_by_role("button", name="Soltar").click()  # back to its own place
        assert len(state(tab)["at"]) == 1 and "pin" not in state(tab)
        tab.locator("#net-layer").select_option("person-event")
        assert "at" not in state(tab)
        tab.locator("#net-layer").select_option("copresence")
        assert len(state(tab)["at"]) == 1


def test_background_drag_pans(show: Page) -> None:
    """Dragging what is no node moves the camera by as much."""
    data = network(TOWN, MET)
    with show(data, hash=CAMERA) as tab:
        x, y = spot(tab, data, 4)
        tab.mouse.move(x, y + 80)
        tab.mouse.down()
        tab.mouse.move(x + 50, y + 140, steps=4)
        tab.mouse.up()
        tab.wait_for_timeout(500)
        assert state(tab)["camera"] != ["0.500,0.500,1.200"]
        tab.mouse.click(x + 50, y + 60)
        assert state(tab)["node"] == [person(4)]


def test_groups(show: Page) -> None:
    """By group: as many dots as groups; a click opens one, a button closes it again."""
    data = network(TOWN, MET, community=[1, 1, 2, 2, 3])
    with show(data, hash=CAMERA) as tab:
        tab.get_by_role("button", name="Por grupos").click()
        assert state(tab)["mode"] == ["community"]
        tab.mouse.move(*spot(tab, data, 0, 1))
        tab.locator(".net-tip").wait_for()
        assert tab.locator(".net-tip").inner_text().split("\n") == ["Ana Prado y 1 más", "grupo de 2; un clic lo abre"]
        tab.mouse.click(*spot(tab, data, 0, 1))
        tab.get_by_role("button", name="Volver a agrupar").wait_for()
        assert state(tab)["open"] == [person(0)]
        tab.go_back()
        tab.get_by_role("button", name="Volver a agrupar").wait_for(state="detached")
        tab.go_forward()
        tab.mouse.click(*spot(tab, data, 1))
        assert state(tab)["node"] == [person(1)]
        tab.get_by_role("button", name="Volver a agrupar").click()
        assert "open" not in state(tab)
        tab.locator(".p-actions").get_by_role("button", name="Ampliar").click()
        assert state(tab)["open"] == [person(1)]
        tab.get_by_role("button", name="Volver a agrupar").click()
        tab.locator(".net-drawing").focus()
        tab.keyboard.press("ArrowDown")
        assert tab.locator("#status").inner_text().startswith("Grupo: ")
    with show(data, hash=f"{CAMERA}&mode=community&open={person(0)}&at=~{person(2)},100,200") as tab:  # a link opens groups and moves them
        tab.mouse.click(*spot(tab, data, 1))
        assert state(tab)["node"] == [person(1)]
        there = network([*TOWN, ("", "person", 100, 200)], MET)
        tab.mouse.move(*spot(tab, there, 5))
        tab.locator(".net-tip").wait_for()
        assert tab.locator(".net-tip").inner_text().split("\n")[0] == "Celia Vega y 1 más"
    with show(data, hash="layer=person-event&mode=community") as tab:
        assert tab.get_by_role("button", name="Por grupos").is_disabled()
        assert counts(tab)[0] == 10


def test_layers(show: Page) -> None:
    """Another network is another drawing, with its own question; in English every word is English."""
    data = network(TOWN, MET)
    with show(data, hash=CAMERA) as tab:
        tab.locator("#net-layer").select_option("person-event")
        assert state(tab)["layer"] == ["person-event"]
        assert "camera" not in state(tab)
        assert counts(tab) == (10, 10)
        assert tab.locator(".net-legend").inner_text().split("\n")[1:3] == ["personas", "eventos"]
    with show(data, hash="lang=en") as tab:
        assert tab.locator(".net-drawing").get_attribute("aria-label") == "Network: Who met whom. 5 nodes, 4 ties. Nothing selected."
        assert "Meeting is not working together." in tab.locator(".net-notes").inner_text()


@pytest.mark.parametrize("kind", ["webgl"], indirect=True, scope="module")
def test_lost_context(browser: Any, show: Page) -> None:
    """When the browser takes WebGL away, the canvas goes on at once, and the page says so."""
    data = network(TOWN, MET)
    with show(data, hash=CAMERA) as tab:
        before = picture(tab)
        tab.evaluate("document.querySelector('.net-gl canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()")
        tab.locator(".net-drawing[data-kind=canvas]").wait_for()
        assert "WebGL" in tab.locator(".net-notice").inner_text()
        assert tab.locator(".net-gl").count() == 0
        after = picture(tab)
        assert after.width == before.width
        assert len(after.getcolors(1 << 20) or []) > 20
        tab.mouse.click(*spot(tab, data, 0))
        assert state(tab)["node"] == [person(0)]


def shapes() -> Data:
    """Return a network with a node of every kind and ties of every width, stated and inferred."""
    people: list[Point] = [(f"Vecina {i}", "person", 200 * i, 0 if i % 2 else 120) for i in range(6)]
    others: list[Point] = [(name, name, 180 * i, 350) for i, name in enumerate(KINDS[1:])]
    met = [[0, 1], *[[1, 2]] * 2, *[[2, 3]] * 4, *[[3, 4]] * 9, [4, 5], *[[0, 5]] * 3]
    data = network(people + others, met, inferred=frozenset(range(16, 20)))
    at = {name: len(people) + i for i, name in enumerate(KINDS[1:])}
    data["participations"].append(data["participations"][0] | {"id": "id/participacion/x", "event": at["event"]})
    data["contributions"].append({
        "id": "id/propuesta/1", "at": [], "confidence": 1, "review": 1, "kind": 0, "speakers": [0], "event": at["event"], "words": ["", ""], "themes": [at["theme"]], "force": -1, "method": -1,
        "alternatives": [], "municipalities": [at["municipality"]], "mechanisms": [at["mechanism"]], "wishes": [at["institution"], at["actor"]], "answers": [],
    })
    return data


@pytest.mark.parametrize("kind", ["webgl"], indirect=True, scope="module")
def test_same_picture(show: Page) -> None:
    """WebGL paints what the canvas does: all shapes, widths and dashes, in light and dark."""
    for scheme in ("light", "dark"):
        found = []
        for how in ("webgl", "canvas"):
            with show(shapes(), how, color_scheme=scheme, hash=f"pin={person(1)}") as tab:
                assert counts(tab) == (12, 6)
                assert tab.locator(".net-legend li:has(path)").count() == len(KINDS) + 2
                found.append(picture(tab))
        assert found[0].size == found[1].size
        assert len(found[0].getcolors(1 << 20) or []) > 40
        apart = ImageChops.difference(*found).convert("L")
        blocks = apart.resize((apart.width // 8, apart.height // 8), Image.Resampling.BOX)
        assert ImageStat.Stat(apart).mean[0] < 0.3
        assert blocks.getextrema()[1] < 40, "a block of 8 by 8 pixels is not alike: a shape, a tie or a dash is missing on one side"


def test_inferred_is_dashed(show: Page) -> None:
    """Along a stated tie there is no gap; along an inferred one there are."""
    points: list[Point] = [("", "person", 0, 0), ("", "person", 1000, 0), ("", "person", 0, 500), ("", "person", 1000, 500)]
    data = network(points, [[0, 1], [2, 3]], inferred=frozenset([1]))
    with show(data, hash=CAMERA) as tab:
        shot, box = picture(tab), tab.locator(".net-drawing").bounding_box()
        paper = max(shot.getcolors(1 << 20) or [], key=lambda c: c[0])[1]

        def blanks(a: int, b: int) -> int:
            (x, y), (middle, _) = spot(tab, data, a), spot(tab, data, a, b)
            rows = [[shot.getpixel((int(px - box["x"]), round(y - box["y"]) + dy)) for dy in (-1, 0, 1)] for px in range(int(x) + 130, int(middle))]
            return sum(all(p == paper for p in column) for column in rows)

        assert blanks(0, 1) == 0
        assert blanks(2, 3) > 20


def test_print_is_a_canvas(show: Page) -> None:
    """Before printing, a picture of twice the pixels is made, on white whatever the theme; afterwards it is gone."""
    with show(network(TOWN, MET), color_scheme="dark") as tab:
        box = tab.locator(".net-drawing").bounding_box()
        tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        made = tab.evaluate("""(() => { const c = document.querySelector('.net-print canvas'), pixels = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
          return [c.width, c.height, [...pixels.slice(0, 4)], new Set(new Uint32Array(pixels.buffer)).size]; })()""")
        assert made[:3] == [round(2 * box["width"]), round(2 * box["height"]), [255, 255, 255, 255]]
        assert made[3] > 20
        tab.emulate_media(media="print")
        assert tab.locator(".net-print canvas").is_visible()
        tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert tab.locator(".net-print canvas").count() == 0


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_nodes(show: Page, n: int) -> None:
    """Nothing, one, and two nodes: something true on screen."""
    with show(network(TOWN[:n], [[0, 1]] if n == 2 else [])) as tab:
        assert counts(tab) == (n, 1 if n == 2 else 0)
        assert tab.locator(".net-message").inner_text().startswith("Esta red no tiene nodos") == (n == 0)
        tab.locator(".net-drawing").focus()
        for key in ("ArrowRight", "ArrowLeft", "Enter", "+", "0", "Alt+ArrowUp", "Escape"):
            tab.keyboard.press(key)
        if n:
            assert len(picture(tab).getcolors(1 << 20) or []) > 20


def test_nobody_has_ties(show: Page) -> None:
    """All alone is said; filters that leave nothing can be cleared from the drawing."""
    with show(network(TOWN, [])) as tab:
        assert (counts(tab), tab.locator(".net-message").inner_text()) == ((5, 0), "Nadie tiene lazos aquí: cada punto está solo.")
    with show(network(TOWN, MET), hash="from=2099-01-01") as tab:
        assert counts(tab) == (0, 0)
        tab.get_by_role("button", name="Quitar filtros y mostrar todo").click()
        assert (counts(tab), state(tab)) == ((5, 4), {})


def test_hub(show: Page) -> None:
    """A hub of 5,000: drawn, selected, and its name said with the number of its ties."""
    ring: list[Point] = [(f"Vecina {i}", "person", int(3000 * math.cos(i)), int(3000 * math.sin(i))) for i in range(5000)]
    data = network([("Centro", "person", 0, 0), *ring], [[0, i] for i in range(1, 5001)])
    with show(data, hash="camera=0.5,0.5,1.2") as tab:
        assert counts(tab) == (5001, 5000)
        tab.mouse.click(*spot(tab, data, 0))
        assert state(tab)["node"] == [person(0)]
        tab.locator(".net-tip").wait_for()
        assert tab.locator(".net-tip").inner_text().split("\n") == ["Centro", "persona · 5,000 lazos"]


HOSTILE = ["<img src=x onerror=\"document.title='bad'\">", "</script><script>document.title='bad'</script>", "a" * 500, "\u202etxt\u2066\u0007", "محمد الأمين", "👩‍👩‍👧‍👦 Ana", "{{7*7}} ${7*7}"]


def test_hostile_labels(show: Page) -> None:
    """Labels are text wherever they appear: in the drawing, under the mouse, said and in the drawing's name."""
    points: list[Point] = [(name, "person", 300 * (i % 4), 300 * (i // 4)) for i, name in enumerate(HOSTILE)]
    data = network(points, [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5], [5, 6]])
    with show(data, hash=CAMERA) as tab:
        for i, name in enumerate(HOSTILE):
            tab.mouse.click(*spot(tab, data, i))
            assert name in tab.locator(".net-drawing").get_attribute("aria-label")
            tab.locator(".net-tip").wait_for()
            box = tab.locator(".net-tip").bounding_box()
            assert box["width"] <= 322 and box["height"] < 120
        assert tab.title() != "bad"
        assert tab.locator(".net img, .net script").count() == 0
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_canvas_where_nothing_is_said(browser: Any, explorer_html: Path) -> None:  # noqa: F811
    """A machine without a graphics card is given the canvas, without asking."""
    with open_page(browser, explorer_html) as tab:
        assert tab.locator(".net-drawing").get_attribute("data-kind") == "canvas"
        assert counts(tab)[0] == 3


TOUCH = {"has_touch": True, "is_mobile": True, "width": 390, "height": 844}


def test_fingers(show: Page) -> None:
    """A tap selects; two fingers apart come nearer."""
    data = network(TOWN, MET)
    with show(data, hash=CAMERA, **TOUCH) as tab:
        x, y = spot(tab, data, 3)
        pinch = """([x, y, apart]) => { const d = document.querySelector('.net-drawing'); d.setPointerCapture = () => undefined;
          const send = (type, id, at) =>
            d.dispatchEvent(new PointerEvent(type, {pointerId: id, pointerType: 'touch', clientX: at, clientY: y, bubbles: true, button: type === 'pointermove' ? -1 : 0}));
          send('pointerdown', 1, x - 20); send('pointerdown', 2, x + 20); for (let i = 1; i <= 10; i++) { send('pointermove', 1, x - 20 - i * apart); send('pointermove', 2, x + 20 + i * apart); }
          send('pointerup', 1, x - 20 - 10 * apart); send('pointerup', 2, x + 20 + 10 * apart); }"""
        tab.touchscreen.tap(x, y)
        assert state(tab)["node"] == [person(3)]
        tab.evaluate(pinch, [x, y, 4])
        tab.wait_for_timeout(600)
        assert float(state(tab)["camera"][0].split(",")[2]) == pytest.approx(0.4, rel=0.05)
        assert state(tab)["node"] == [person(3)]


def test_selected_comes_into_sight(show: Page) -> None:
    """On a phone the sheet of details covers half the drawing: what is selected, also from a link, moves to where it is seen."""
    points: list[Point] = [(f"Vecino {i}", "person", 100 * (i % 2), 250 * i) for i in range(8)]
    with show(network(points, [[0, 7]]), hash=f"{CAMERA}&node={person(7)}", **TOUCH) as tab:
        tab.wait_for_timeout(1200)
        tab.evaluate("window.scrollTo(0, 0)")
        found = tab.evaluate("""(() => { const d = document.querySelector('.net-drawing').getBoundingClientRect(), all = [];
          for (let y = d.top + 4; y < d.bottom; y += 6) if (document.elementFromPoint(d.left + d.width / 2, y)?.className?.startsWith?.('net-drawing')) all.push(y); return all; })()""")
        tab.touchscreen.tap(tab.locator(".net-drawing").bounding_box()["x"] + tab.locator(".net-drawing").bounding_box()["width"] / 2, found[len(found) // 2])
        assert state(tab)["node"] == [person(7)]
    with show(network(points, [[0, 7]]), hash=f"{CAMERA}&pair={person(0)}&pair={person(7)}", **TOUCH) as tab:  # both of a pair, from farther away
        tab.wait_for_timeout(1500)
        top, sheet = (tab.locator(what).bounding_box()["y"] for what in (".net-drawing", ".side"))
        seen = Image.open(io.BytesIO(tab.screenshot(clip={"x": 0, "y": top, "width": 300, "height": sheet - top}, scale="css"))).convert("RGB")
        rows = [y for y in range(seen.height) if sum(max(abs(a - b) for a, b in zip(seen.getpixel((x, y)), (11, 92, 120), strict=True)) < 12 for x in range(seen.width)) > 5]
        assert len([y for y, after in pairwise([*rows, 9999]) if after - y > 8]) >= 2  # the rings around two nodes


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Any], Any]:
    """Run the placing of labels outside a browser."""
    return node("""import { place } from "./render/labels"; import { readFileSync } from "node:fs";
const [wanted, discs, w, h, most] = JSON.parse(readFileSync(0, "utf8")); process.stdout.write(JSON.stringify(place(wanted, discs, w, h, 16, most)));""", tmp_path_factory.mktemp("labels"))


CANVAS = (320, 240)
WANTED = st.lists(st.tuples(st.integers(-20, 340), st.integers(-20, 260), st.integers(1, 20), st.integers(5, 150)), max_size=40)


@settings(max_examples=30, deadline=None)
@given(wanted=WANTED, most=st.integers(1, 30))
def test_labels_cover_no_other(labels: Callable[[Any], Any], wanted: list[tuple[int, int, int, int]], most: int) -> None:
    """No two labels share a pixel, none leaves the drawing, the most important one that fits is there, and there are no more than allowed."""
    asked = [{"node": i, "x": x, "y": y, "r": r, "width": w, "must": False, "over": True} for i, (x, y, r, w) in enumerate(wanted)]
    placed = labels([asked, [], *CANVAS, most])
    boxes = [(p["x"], p["y"] - 8, p["x"] + wanted[p["node"]][3], p["y"] + 8) for p in placed]
    assert len(placed) <= most
    assert all(x0 >= 0 and y0 >= 0 and x1 <= CANVAS[0] and y1 <= CANVAS[1] for x0, y0, x1, y1 in boxes)
    assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in combinations(boxes, 2))
    assert [p["node"] for p in placed] == sorted(p["node"] for p in placed)
    if asked:
        alone = labels([asked[:1], [], *CANVAS, most])
        assert alone == [p for p in placed if p["node"] == 0]


def test_labels_avoid_nodes_and_must(labels: Callable[[Any], Any]) -> None:
    """A label goes where no node is; one that may not cover nodes is left out when nodes are all around; one that must be there is."""
    wanted = {"node": 0, "x": 100, "y": 100, "r": 5, "width": 40, "must": False, "over": False}
    assert labels([[wanted], [], *CANVAS, 9]) == [{"node": 0, "x": 110, "y": 100}]
    assert labels([[wanted], [[135, 100, 10]], *CANVAS, 9]) == [{"node": 0, "x": 80, "y": 118}]
    walls = [[130, 100, 12], [100, 118, 12], [70, 100, 12], [100, 82, 12]]
    assert labels([[wanted], walls, *CANVAS, 9]) == []
    assert labels([[wanted | {"over": True}], walls, *CANVAS, 9]) == []
    grazed = [[130, 100, 2.5], [100, 128, 20], [130, 124, 12], [100, 72, 20], [130, 76, 12], [70, 100, 30], [75, 130, 15], [75, 70, 15]]  # a little of what lies to the right
    assert labels([[wanted], grazed, *CANVAS, 9]) == []
    assert labels([[wanted | {"over": True}], grazed, *CANVAS, 9]) == [{"node": 0, "x": 110, "y": 100}]
    assert len(labels([[wanted, wanted | {"node": 1, "must": True}, *[wanted | {"node": n, "must": True} for n in range(2, 8)]], [], *CANVAS, 9])) == 8


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Any], Any]:
    """Ask, outside a browser, what is under points and what is tied to what."""
    return node("""import { Drawing, frameOf } from "./render/scene"; import { readFileSync } from "node:fs";
const [nodes, ties, points] = JSON.parse(readFileSync(0, "utf8"));
const d = new Drawing(nodes, ties, frameOf(nodes.map((n) => [n.x, n.y])));
const at = points.map(([x, y]) => d.nodeAt(x, y, 0.02, 0.05, (i) => d.size[i] / 400));
const ties_ = [...d.ids].map((id, i) => [...d.tiesOf(i)].map((t) => (d.ids[d.a[t]] === id ? d.ids[d.b[t]] : d.ids[d.a[t]])));
process.stdout.write(JSON.stringify({ x: [...d.x], y: [...d.y], ids: [...d.ids], size: [...d.size], at, ties: ties_ }));
""", tmp_path_factory.mktemp("scene"))


PLACES = st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500), st.integers(1, 20)), min_size=1, max_size=60)
POINTS = st.lists(st.tuples(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2)), max_size=20)


@settings(max_examples=30, deadline=None)
@given(places=PLACES, pairs=st.sets(st.tuples(st.integers(0, 59), st.integers(0, 59))), points=POINTS)
def test_what_is_under_a_point(scene: Callable[[Any], Any], places: list[tuple[int, int, int]], pairs: set[tuple[int, int]], points: list[tuple[float, float]]) -> None:
    """The grid finds the node that looking at all nodes finds; each node has the ties given, unless an end is not drawn."""
    nodes = [{"id": i, "x": x, "y": y, "size": size, "shape": "person", "label": ""} for i, (x, y, size) in enumerate(places)]
    ties = [{"a": a, "b": b, "weight": 1, "dashed": False} for a, b in sorted(pairs) if a < b]
    found = scene([nodes, ties, points])
    for (x, y), node_at in zip(points, found["at"], strict=True):
        ranked = []
        for i, (nx, ny, size) in enumerate(zip(found["x"], found["y"], found["size"], strict=True)):
            far = math.hypot(nx - x, ny - y)
            if far <= size / 400 + 0.02:
                ranked.append((far > size / 400, far if far <= size / 400 else far - size / 400, i))
        best = min(ranked) if ranked else None
        assert (node_at < 0) == (best is None)
        if best:
            mine = next(r for r in ranked if r[2] == node_at)
            assert mine[0] == best[0] and mine[1] == pytest.approx(best[1], abs=1e-9)
    drawn = {(t["a"], t["b"]) for t in ties if t["b"] < len(nodes)}
    for own, others in zip(found["ids"], found["ties"], strict=True):
        assert sorted(others) == sorted([b for a, b in drawn if a == own] + [a for a, b in drawn if b == own])
    assert found["size"] == sorted(found["size"], reverse=True)


def test_a_large_network_opens_by_its_groups_and_says_so(show: Page) -> None:
    """More than 2,000 nodes: groups are drawn, who is in none is counted, one click draws everybody; around somebody each is drawn; a link says only what was chosen."""
    sides: list[Point] = [(f"Vecina {i}", "person", 900 * (i % 2) + i // 40, 10 * (i % 40)) for i in range(2001)]
    met = [[i, i + 2] for i in range(1998)]
    data = network([*sides, ("Sola Paz", "person", 9000, 9000)], met, community=[1 + i % 2 for i in range(2000)] + [3, 4])
    with show(data) as tab:
        assert counts(tab) == (2002, 1998) and state(tab) == {}
        said = tab.locator(".net-extract")
        assert "se muestra por grupos" in said.inner_text() and "2 sin lazos no se dibujan" in said.inner_text()
        tab.locator(".net-drawing").focus()
        tab.keyboard.press("ArrowLeft")
        tab.keyboard.press("ArrowRight")
        assert tab.locator("#status").inner_text().startswith("Grupo: Vecina ")
        tab.get_by_role("button", name="Dibujar a todos").click()
        assert state(tab)["mode"] == ["all"] and said.count() == 0
        tab.locator("#net-layer").select_option("person-event")  # has no groups: all of it is drawn
        assert state(tab) == {"layer": ["person-event"]} and said.count() == 0
    with show(data, hash=f"lang=en&node={person(4)}&ego=1") as tab:
        assert "3 nodes, 2 ties" in tab.locator(".net-drawing").get_attribute("aria-label")
        assert tab.locator(".net-extract").count() == 0
        tab.locator(".net-drawing").focus()
        assert "Vecina" in tab.locator("#status").inner_text()
    with show(data, hash="lang=en") as tab:
        assert "shown by its groups" in tab.locator(".net-extract").inner_text()
