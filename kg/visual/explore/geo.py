"""The outlines of municipalities, from a GeoJSON file that whoever makes the page gives: matched by INEGI code or by name, drawn flat, simplified, and small.

Neighbours share their borders: a border is cut where three outlines meet, each piece is simplified once (Douglas-Peucker), and both sides use the result, so that no gap
opens between them. Coordinates become whole numbers on a grid of ``SIDE``. Same file and municipalities, same outlines.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.model.errors import InputError
from kg.model.text import Text
from kg.visual.explore.asked import clean
from kg.visual.explore.outlines import simplified
from kg.visual.explore.search_index import fold

SIDE = 2_000
"""Of the grid: units of the longer side of the map."""
LARGEST = 64_000_000
"""Bytes of a file that is read."""
POINTS = 3_000_000
"""Of all outlines drawn, before they are simplified."""
KEPT = 12_000
"""Points of all outlines in the page, about: borders are made coarser until there are no more."""
TOLD = 40
"""Names listed of what was not matched; the rest is counted."""
CODES = ("cvegeo", "inegi", "inegicode", "inegi_code", "clave_inegi", "cve_inegi", "cvegeomun", "cve_geo", "clavegeo", "code", "codigo", "clave", "cve_mun", "cvemun", "mun_code")
NAMES = ("nomgeo", "nom_mun", "nombre", "name", "municipio", "mun_name", "nom_municipio", "nomgeo_mun", "label")
STATES = ("cve_ent", "cveent", "clave_entidad", "state_code")
_HINT = Text("dé un GeoJSON en grados (WGS84), con un polígono por municipio y su clave INEGI de cinco cifras en la propiedad CVEGEO, o su nombre en NOMGEO",
             "give a GeoJSON in degrees (WGS84), with a polygon for each municipality and its five-figure INEGI code in the property CVEGEO, or its name in NOMGEO")


def outlines(path: Path, municipalities: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Return the outlines of some municipalities (code, name, entity), as the page holds them, and what did not match.

    Raises InputError: the file cannot be read, is no GeoJSON in degrees, is too large, or has none of the municipalities.
    """
    where = str(path)
    found: dict[str, list[list[tuple[float, float]]]] = {}
    stray: list[str] = []
    elsewhere = points = 0
    wanted = _Wanted(municipalities)
    for feature in _features(_read(path), where):
        properties = _properties(feature)
        code = wanted.match(properties)
        rings = list(_rings(feature.get("geometry"), where)) if code else []
        points += sum(map(len, rings))
        if points > POINTS:
            raise InputError(Text(f"tiene más de {POINTS:,} puntos", f"it has more than {POINTS:,} points"), where, _SIMPLER)
        if rings:
            found.setdefault(code, []).extend(rings)
        elif wanted.elsewhere(properties):
            elsewhere += 1
        else:
            stray.append(_called(properties))
    if not found:
        raise InputError(Text("ningún polígono es de un municipio de estos datos", "no polygon is of a municipality of these data"), where, _HINT)
    width, height, shapes = _drawn(found)
    entities = {str(code): entity for code, _, entity in municipalities}
    return {"file": clean(path.name), "width": width, "height": height, "shapes": [[code, entities[code], shapes[code]] for code in sorted(shapes)],
            "stray": {"n": len(stray), "names": sorted({name for name in stray if name})[:TOLD]}, "elsewhere": elsewhere,
            "missing": sorted(str(code) for code, *_ in municipalities if str(code) not in shapes)}


def towns(data: Mapping[str, Any]) -> list[list[Any]]:
    """Return the municipalities a page's data would draw: those of its state, or, of data without one, those that appear."""
    state = data["meta"]["state"]
    return list(state["municipalities"]) if state else [[e["code"], e["label"], i] for i, e in enumerate(data["entities"]) if e["kind"] == "municipality" and e.get("code")]


class _Wanted:
    """The municipalities, and how a feature is known to be one: by code; without any, by a name that only one of them has."""

    def __init__(self, municipalities: Sequence[Sequence[Any]]) -> None:
        self._codes = {str(code) for code, *_ in municipalities}
        self._states = {code[:2] for code in self._codes}
        names: dict[str, list[str]] = {}
        for code, name, *_ in municipalities:
            names.setdefault(fold(str(name)), []).append(str(code))
        self._names = {name: codes[0] for name, codes in names.items() if len(codes) == 1}

    def match(self, properties: Mapping[str, str]) -> str:
        """Return the code of the municipality a feature is of; "" for none."""
        codes = list(_codes(properties))
        for code in [*codes, properties.get("id", "")]:  # an id is a code only when it is one of these: many files number their features
            if code in self._codes:
                return code
        if codes or (self._state(properties) and self._state(properties) not in self._states):
            return ""
        return next((self._names[fold(properties[key])] for key in NAMES if fold(properties.get(key, "")) in self._names), "")

    def elsewhere(self, properties: Mapping[str, str]) -> bool:
        """Return whether a feature is of another state by its own word: of a file of the whole country most are."""
        return any(code[:2] not in self._states for code in _codes(properties)) or (bool(self._state(properties)) and self._state(properties) not in self._states)

    @staticmethod
    def _state(properties: Mapping[str, str]) -> str:
        return next((properties[key].zfill(2) for key in STATES if properties.get(key, "").isdigit()), "")


def _codes(properties: Mapping[str, str]) -> Iterator[str]:
    """Yield the five-figure codes of a feature; three figures are a municipality's within the state that another property tells, four lost a zero."""
    state = next((properties[key].zfill(2) for key in STATES if properties.get(key, "").isdigit()), "")
    for key in CODES:
        value = properties.get(key, "")
        if value.isascii() and value.isdigit() and len(value) in (4, 5):
            yield value.zfill(5)
        elif value.isascii() and value.isdigit() and len(value) <= 3 and len(state) == 2 and "mun" in key:
            yield state + value.zfill(3)


def _properties(feature: Mapping[str, Any]) -> dict[str, str]:
    """Return the properties of a feature that are text or whole numbers, by name in small letters; its id too."""
    raw = feature.get("properties")
    given = {"id": feature.get("id")} | (dict(raw) if isinstance(raw, dict) else {})
    texts = {key.casefold(): str(int(value) if isinstance(value, float) and value.is_integer() else value).strip() for key, value in given.items()
             if isinstance(value, str | int | float) and not isinstance(value, bool)}
    return {key: value[:200] for key, value in texts.items()}


def _called(properties: Mapping[str, str]) -> str:
    """Return what a feature calls itself."""
    return clean(next((properties[key] for key in (*NAMES, *CODES) if properties.get(key)), ""), 80)


_SIMPLER = Text("simplifíquelo antes, por ejemplo con mapshaper, o deje sólo los municipios del estado", "simplify it first, for example with mapshaper, or leave only the state's municipalities")


def _read(path: Path) -> Any:
    """Return the JSON of a file."""
    where = str(path)
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(Text(f"pesa más de {LARGEST // 1_000_000} MB", f"it is larger than {LARGEST // 1_000_000} MB"), where, _SIMPLER)
        return json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_number)
    except OSError as error:
        raise InputError(Text(f"no se puede leer ({error.strerror})", f"it cannot be read ({error.strerror})"), where, _HINT) from error
    except (ValueError, RecursionError) as error:
        raise InputError(Text("no es GeoJSON: el JSON está dañado o no es UTF-8", "it is no GeoJSON: its JSON is damaged, or it is not UTF-8"), where, _HINT) from error


def _no_number(word: str) -> float:
    raise ValueError(word)


def _features(raw: Any, where: str) -> Iterator[Mapping[str, Any]]:
    """Yield the features of a GeoJSON."""
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind == "Topology":
        raise InputError(Text("es TopoJSON, no GeoJSON", "it is TopoJSON, not GeoJSON"), where, Text("conviértalo antes a GeoJSON", "convert it to GeoJSON first"))
    features = [raw] if kind == "Feature" else raw.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, list):
        raise InputError(Text("no es una FeatureCollection de GeoJSON", "it is no GeoJSON FeatureCollection"), where, _HINT)
    yield from (feature for feature in features if isinstance(feature, dict))


def _rings(geometry: Any, where: str) -> Iterator[list[tuple[float, float]]]:
    """Yield the rings of a polygon or of several; of anything else, none."""
    kind, parts = (geometry.get("type"), geometry.get("coordinates")) if isinstance(geometry, dict) else ("", None)
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        for inner in geometry["geometries"]:
            if isinstance(inner, dict) and inner.get("type") != "GeometryCollection":
                yield from _rings(inner, where)
        return
    polygons = [parts] if kind == "Polygon" else parts if kind == "MultiPolygon" else []
    for polygon in polygons if isinstance(polygons, list) else []:
        for ring in polygon if isinstance(polygon, list) else []:
            points = [_point(p, where) for p in ring] if isinstance(ring, list) else []
            if len(points) > 2:
                yield points


def _point(raw: Any, where: str) -> tuple[float, float]:
    """Return a position in degrees."""
    if not (isinstance(raw, list) and len(raw) > 1 and all(isinstance(v, int | float) and not isinstance(v, bool) for v in raw[:2])):
        raise InputError(Text("una posición no son dos números", "a position is not two numbers"), where, _HINT)
    x, y = raw[:2]
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise InputError(Text("las coordenadas no son grados de longitud y latitud", "the coordinates are not degrees of longitude and latitude"), where,
                         Text("reproyéctelo a WGS84 (EPSG:4326), por ejemplo con mapshaper o QGIS", "reproject it to WGS84 (EPSG:4326), for example with mapshaper or QGIS"))
    return float(x), float(y)


def _drawn(found: Mapping[str, list[list[tuple[float, float]]]]) -> tuple[int, int, dict[str, list[list[int]]]]:
    """Return width and height of the map and the rings of each outline: first point, then steps, x to the right and y downwards. Equirectangular, true at the mean latitude."""
    every = [p for rings in found.values() for ring in rings for p in ring]
    west, east, south, north = min(x for x, _ in every), max(x for x, _ in every), min(y for _, y in every), max(y for _, y in every)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = SIDE / max((east - west) * narrow, north - south, 1e-9)
    flat = {code: [[(round((x - west) * narrow * scale), round((north - y) * scale)) for x, y in ring] for ring in rings] for code, rings in found.items()}
    shapes = simplified(flat, KEPT)
    return round((east - west) * narrow * scale), round((north - south) * scale), {code: [_steps(ring) for ring in rings] for code, rings in shapes.items()}


def _steps(ring: Iterable[tuple[int, int]]) -> list[int]:
    out: list[int] = []
    last = (0, 0)
    for x, y in ring:
        out += [x - last[0], y - last[1]]
        last = x, y
    return out
