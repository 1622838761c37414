"""Invented GeoJSON for tests of the explorer's map."""

from __future__ import annotations

from typing import Any


def square(west: float, south: float, side: float) -> list[list[float]]:
    """A ring around a square of degrees."""
    return [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]


def feature(ring: list[Any], **properties: Any) -> dict[str, Any]:
    """A polygon with properties."""
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def geojson(*features: Any) -> dict[str, Any]:
    """A collection of features."""
    return {"type": "FeatureCollection", "features": list(features)}
