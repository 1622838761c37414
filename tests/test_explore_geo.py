"""Outlines of municipalities from a GeoJSON: matched, flat, simplified without gaps, small; files that cannot be used are told clearly."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model.errors import InputError
from kg.visual.explore.geo import KEPT, SIDE, outlines, towns
from kg.visual.explore.outlines import simplified
from tests import explorer_built
from tests.conftest import INVENTED
from tests.explorer_geo import feature, geojson, square
from tests.explorer_page import read_block
from tests.test_cli import run

TOWNS = [["99001", "Villa Aurora", 4], ["99002", "San Fermín del Río", -1], ["99003", "El Oro", 7], ["99004", "Peñas", 9]]


def write(tmp_path: Path, content: Any) -> Path:
    path = tmp_path / "pueblos.geojson"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def rings(steps: list[list[int]]) -> list[list[tuple[int, int]]]:
    """The points of rings, from their steps."""
    out = []
    for ring in steps:
        x = y = 0
        points = []
        for dx, dy in zip(ring[::2], ring[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        out.append(points)
    return out


@pytest.mark.parametrize("properties", [
    {"CVEGEO": "99001"}, {"cvegeo": 99001}, {"INEGI": "99001"}, {"code": "99001", "NOMGEO": "Otro nombre"}, {"CVE_ENT": "99", "CVE_MUN": "001"}, {"CVE_ENT": 99, "cve_mun": 1.0},
    {"NOMGEO": "VILLA  AURORA"}, {"name": "villa aurora", "CVE_ENT": "99"}, {"id": "7", "nombre": "Villa Aurora"}])
def test_a_feature_is_known_by_code_or_name(tmp_path: Path, properties: dict[str, Any]) -> None:
    found = outlines(write(tmp_path, geojson(feature(square(-99, 19, 1), **properties))), TOWNS)
    assert [(code, entity) for code, entity, _ in found["shapes"]] == [("99001", 4)]
    assert found["missing"] == ["99002", "99003", "99004"] and found["stray"] == {"n": 0, "names": []} and found["file"] == "pueblos.geojson"


def test_what_matches_nothing_is_told_and_a_homonym_of_another_state_is_not_taken(tmp_path: Path) -> None:
    made = geojson(feature(square(-99, 19, 1), CVEGEO="99003"), feature(square(-98, 19, 1), CVEGEO="10008", NOMGEO="El Oro"), feature(square(-97, 19, 1), NOMGEO="Villa Ninguna"),
                   feature(square(-96, 19, 1), CVE_ENT="15", NOMGEO="Peñas"), {"type": "Feature", "properties": {"CVEGEO": "99004"}, "geometry": None}, feature(square(-95, 19, 1)))
    found = outlines(write(tmp_path, made), TOWNS)
    assert [code for code, *_ in found["shapes"]] == ["99003"] and found["missing"] == ["99001", "99002", "99004"]
    assert found["elsewhere"] == 2 and found["stray"] == {"n": 3, "names": ["99004", "Villa Ninguna"]}


def test_of_two_towns_with_one_name_neither_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no polygon is of a municipality"):
        outlines(write(tmp_path, geojson(feature(square(-99, 19, 1), NOMGEO="Peñas"))), [["99001", "Peñas", 0], ["99002", "Peñas", 1]])


def test_the_map_is_flat_with_north_above_and_true_at_its_middle(tmp_path: Path) -> None:
    lat = 19.5
    found = outlines(write(tmp_path, geojson(feature(square(-99, 19, 1), CVEGEO="99001"), feature(square(-98, 19, 1), CVEGEO="99002"))), TOWNS)
    shapes = {code: rings(steps)[0] for code, _, steps in found["shapes"]}
    assert found["width"] == SIDE and abs(found["height"] - SIDE / (2 * math.cos(math.radians(lat)))) < 1
    west, east = shapes["99001"], shapes["99002"]
    assert max(x for x, _ in west) == min(x for x, _ in east) == SIDE // 2
    assert {y for _, y in west} == {0, found["height"]} and len(west) == len(east) == 4
    north = outlines(write(tmp_path, geojson(feature(square(-99, 20, 1), CVEGEO="99001"), feature(square(-99, 19, 1), CVEGEO="99002"))), TOWNS)
    tops = {code: min(y for _, y in rings(steps)[0]) for code, _, steps in north["shapes"]}
    assert tops["99001"] == 0 < tops["99002"]


def coast(points: int, phase: float) -> list[tuple[int, int]]:
    return [(round(1000 + 180 * math.sin(9 * t + phase) * math.sin(math.pi * t)), round(1900 * t)) for t in (i / points for i in range(points + 1))]


@settings(max_examples=25, deadline=None)
@given(points=st.integers(40, 1200), phase=st.floats(0, 6), most=st.integers(20, 200))
def test_neighbours_keep_one_border(points: int, phase: float, most: int) -> None:
    """What two share is the same line for both, its ends stay, and no point of it moved far unless it had to."""
    line = coast(points, phase)
    made = simplified({"west": [[(0, 0), *line, (0, 1900)]], "east": [[*line[::-1], (2000, 0), (2000, 1900)]]}, most)
    (west,), (east,) = made["west"], made["east"]
    assert set(west) - {(0, 0), (0, 1900)} == set(east) - {(2000, 0), (2000, 1900)}
    assert {(0, 0), (0, 1900), line[0], line[-1]} <= set(west) and len(west) + len(east) <= max(most, 8)
    assert set(west) <= {(0, 0), (0, 1900), *line}


def test_a_hole_and_what_fills_it_agree_and_nobody_vanishes() -> None:
    island = [(round(500 + 99 * math.cos(a / 50)), round(500 + 99 * math.sin(a / 50))) for a in range(315)]
    made = simplified({"around": [[(0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0)], island], "inside": [island[100:] + island[:100]], "speck": [[(7, 7), (7, 7), (7, 7), (7, 7)]]}, 60)
    assert set(made["around"][1]) == set(made["inside"][0]) and 8 <= len(made["inside"][0]) < 60
    assert made["speck"] == [[(7, 7), (10, 7), (10, 10), (7, 10)]]


def test_a_large_file_becomes_small(tmp_path: Path) -> None:
    made = geojson(*(feature([[-99 + i % 8 + 0.5 * math.cos(a / 900), 19 + i // 8 + 0.4 * math.sin(a / 900)] for a in range(5655)], CVEGEO=f"990{i + 1:02}") for i in range(40)))
    path = write(tmp_path, made)
    found = outlines(path, [[f"990{i + 1:02}", f"Pueblo {i}", i] for i in range(40)])
    assert sum(len(ring) for *_, steps in found["shapes"] for ring in steps) / 2 <= KEPT and len(json.dumps(found)) < 60_000 < path.stat().st_size / 50
    assert found == outlines(path, [[f"990{i + 1:02}", f"Pueblo {i}", i] for i in range(40)])
    for *_, steps in found["shapes"]:
        assert all(a != b for ring in rings(steps) for a, b in pairwise(ring))


@pytest.mark.parametrize(("content", "words"), [
    (b"", "its JSON is damaged"), (b"\xff\xfe{}", "its JSON is damaged"), (b'{"type": "FeatureCollection"', "its JSON is damaged"), (b"[" * 200_000, "its JSON is damaged"),
    (b'{"type": "Topology", "objects": {}}', "TopoJSON"), ([], "no GeoJSON FeatureCollection"), ({"type": "FeatureCollection", "features": 3}, "no GeoJSON FeatureCollection"),
    ({"type": "Polygon", "coordinates": []}, "no GeoJSON FeatureCollection"), (geojson(), "no polygon is of a municipality"),
    (geojson(feature(square(-99, 19, 1), CVEGEO="01001")), "no polygon is of"),
    (geojson(feature(square(2_500_000, 800_000, 1), CVEGEO="99001")), "not degrees"), (geojson(feature([["a", 1], [1, 2], [2, 3], ["a", 1]], CVEGEO="99001")), "not two numbers"),
    (b'{"type":"Feature","properties":{"CVEGEO":"99001"},"geometry":{"type":"Polygon","coordinates":[[[NaN,1],[1,2],[2,3],[NaN,1]]]}}', "its JSON is damaged"),
    (geojson(feature([[True, 1], [1, 2], [2, 3], [True, 1]], CVEGEO="99001")), "not two numbers"),
    (geojson(*[None, 3, "x", {"type": "Feature"}, {"type": "Feature", "properties": [], "geometry": {"type": "Point", "coordinates": [1, 2]}}]), "no polygon is of")])
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, content: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        outlines(write(tmp_path, content), TOWNS)


def test_a_file_that_is_not_there_or_too_large_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="it cannot be read"):
        outlines(tmp_path / "nada.geojson", TOWNS)
    with pytest.raises(InputError, match="it cannot be read"):
        outlines(tmp_path, TOWNS)
    monkeypatch.setattr("kg.visual.explore.geo.LARGEST", 10)
    with pytest.raises(InputError, match="it is larger than"):
        outlines(write(tmp_path, geojson(feature(square(-99, 19, 1), CVEGEO="99001"))), TOWNS)
    monkeypatch.setattr("kg.visual.explore.geo.LARGEST", 10**9)
    monkeypatch.setattr("kg.visual.explore.geo.POINTS", 4)
    with pytest.raises(InputError, match="points"):
        outlines(write(tmp_path, geojson(feature(square(-99, 19, 1), CVEGEO="99001"))), TOWNS)


def test_names_of_a_file_are_made_inert(tmp_path: Path) -> None:
    made = geojson(feature(square(-99, 19, 1), CVEGEO="99001"), feature(square(-98, 19, 1), NOMGEO="\u202e<script>\u0000" + "x" * 500))
    (name,) = outlines(write(tmp_path, made), TOWNS)["stray"]["names"]
    assert "\u202e" not in name and "\u0000" not in name and len(name) <= 81


def test_the_towns_of_data_are_those_of_its_state_or_those_that_appear() -> None:
    entities = [{"kind": "person", "label": "Ana"}, {"kind": "municipality", "label": "Peñas", "code": "99004"}, {"kind": "municipality", "label": "Sin clave"}]
    assert towns({"meta": {"state": {"municipalities": TOWNS}}, "entities": entities}) == TOWNS
    assert towns({"meta": {"state": None}, "entities": entities}) == [["99004", "Peñas", 1]]


@pytest.mark.heavy  # three runs of the command
def test_the_command_says_what_of_the_file_was_of_use(tmp_path: Path) -> None:
    explorer_built.built()
    where = ["--corpus", str(INVENTED), "--build", str(tmp_path / "build")]
    run(*where, "build")
    path = write(tmp_path, geojson(feature(square(-99, 19, 1), CVEGEO="99001"), feature(square(-97, 19, 1), NOMGEO="Villa Ninguna")))
    _, told = run(*where, "explore", "--geo", str(path), "-o", str(tmp_path / "mapa.html"))
    assert "mapa: 1 municipio con contorno" in told and "de ninguno: 1 (Villa Ninguna)" in told
    found = read_block(tmp_path / "mapa.html")["geo"]
    assert [code for code, *_ in found["shapes"]] == ["99001"] and found["stray"]["names"] == ["Villa Ninguna"]
    path.write_text("{}", encoding="utf-8")
    _, told = run(*where, "explore", "--geo", str(path), "-o", str(tmp_path / "otra.html"), code=3)
    assert "FeatureCollection" in told and not (tmp_path / "otra.html").exists()
