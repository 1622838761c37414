"""The networks as the page holds them: where each node stands and what was measured, on the whole network, when the page was made. Ties are not kept: the page finds them in the records."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from kg.graph.store import Reader
from kg.model.errors import UsageError
from kg.model.text import Text
from kg.network.catalogue import MEASURES, measure
from kg.network.caveats import caveats
from kg.network.graph import net, network
from kg.network.incidence import layer_of
from kg.network.layers import Layer
from kg.network.net import Net
from kg.network.partition import communities
from kg.network.table import TOO_LARGE, too_large
from kg.network.views import View, views
from kg.visual.explore.asked import both
from kg.visual.explore.entities import Entities
from kg.visual.layout import places

MOST_NODES = 20_000
MOST_TIES = 200_000
"""More than these and only the strongest nodes are drawn, as many as stay below both; the page says so."""
ONE_MODE = ("degree", "strength", "betweenness", "closeness", "constraint")
TWO_MODE = ("degree", "two-mode-degree", "two-mode-closeness", "two-mode-betweenness")
_SLOW = ("betweenness", "closeness", "constraint", "two-mode-closeness", "two-mode-betweenness")
"""Measures that take long where a network is large."""
_PATIENCE, _LONGEST = 2 * 10**8, 10**9
"""Nodes times ties beyond which those are not measured, and beyond which betweenness, which tells most, is not: 10,000 nodes with 99,279 ties take it half a minute, and
the whole page of as many people should be made in one."""
_TOLD = 20_000
"""Ties up to which the caveats tell what is inferred and in doubt: each tie is then looked at."""


def rows(reader: Reader, names: Iterable[str], entities: Entities, top: int = 0, strict: bool = False) -> tuple[list[dict[str, Any]], list[View]]:
    """Return the layers as the page holds them, and those left out because one group of theirs is too large for its ties to be counted; ``strict``: that is an error.

    ``top``: at most so many nodes of each, the strongest; 0: as many as fit.
    """
    shown, made, out = views(), [], []
    for name in names:
        try:
            whole = net(reader, name)
        except UsageError:
            if strict:
                raise
            out.append(shown[name])
            continue
        made.append(_row(reader, layer_of(name), whole, shown[name], entities, top))
    return made, out


def measures(layers: Iterable[dict[str, Any]]) -> dict[str, dict[str, list[str]]]:
    """Return what the measures of these layers say, by name."""
    used = sorted({name for layer in layers for name in layer["measures"]})
    return {name: {"label": both(MEASURES[name].label), "meaning": both(MEASURES[name].meaning), "range": both(MEASURES[name].range)} for name in used}


def _row(reader: Reader, layer: Layer, whole: Net, view: View, entities: Entities, top: int) -> dict[str, Any]:
    kept = strongest(whole, min(top or MOST_NODES, MOST_NODES))
    drawn = whole if len(kept) == len(whole) else part(whole, kept)
    spots = places(drawn).astype(int)
    values = {name: [_plain(found[iri]) for iri in drawn.ids] for name in (TWO_MODE if layer.two_mode else ONE_MODE) if (found := _measured(whole, name))}
    groups = {} if layer.two_mode else communities(whole if whole.tie_count <= TOO_LARGE else drawn)
    said = [*caveats(network(reader, layer.name) if whole.tie_count <= _TOLD else whole), *_kept_back(whole, values)]
    made = {"name": layer.name, "title": both(view.title), "question": both(view.question), "meaning": both(layer.meaning), "weight": both(layer.weight), "twoMode": layer.two_mode,
            "nodes": [entities[iri] for iri in drawn.ids], "x": spots[:, 0].tolist(), "y": spots[:, 1].tolist(), "community": [groups[iri] for iri in drawn.ids] if groups else [],
            "measures": values, "caveats": [both(text) for text in said]}
    return made | ({"whole": {"nodes": len(whole), "ties": whole.tie_count}} if drawn is not whole else {})


def strongest(whole: Net, most: int, ties: int = MOST_TIES) -> list[int]:
    """Return the numbers of the strongest nodes, at most ``most`` and with at most ``ties`` ties among them, sorted; of two as strong, the one whose IRI comes first."""
    if len(whole) <= most and whole.tie_count <= ties:
        return list(range(len(whole)))
    strength = np.asarray(whole.ties.sum(axis=1)).ravel()
    order = np.lexsort((np.arange(len(whole)), -strength))
    place = np.empty(len(whole), dtype=np.int64)
    place[order] = np.arange(len(whole))
    rows, cols, _ = whole.upper()
    # A tie is drawn once the weaker of its ends is.
    grown = np.cumsum(np.bincount(np.maximum(place[rows], place[cols]), minlength=len(whole)))
    fits = int(np.searchsorted(grown, ties, side="right"))
    return sorted(order[:min(most, fits)].tolist())


def part(whole: Net, kept: list[int]) -> Net:
    """Return the part of a network among some of its nodes, given by number, sorted."""
    return Net([whole.ids[i] for i in kept], whole.ties[kept][:, kept], kinds=[whole.kinds[i] for i in kept] if whole.kinds else [],
               side=None if whole.side is None else whole.side[kept], info=whole.info, names=whole.names)


def _measured(whole: Net, name: str) -> dict[str, Any]:
    """Return a measure of every node; of none where it would take too long."""
    if not len(whole) or (name in _SLOW and (too_large(whole) or len(whole) * whole.tie_count > (_LONGEST if name == "betweenness" else _PATIENCE))):
        return {}
    return measure(whole, name)


def _kept_back(whole: Net, values: dict[str, Any]) -> list[Text]:
    """Say which measures the page does not have."""
    missing = [MEASURES[name].label for name in (TWO_MODE if whole.side is not None else ONE_MODE) if name not in values]
    if not len(whole) or not missing:
        return []
    return [Text(f"La red es grande: la página no trae {', '.join(m.es for m in missing)}; kg measure lo calcula.",
                 f"The network is large: the page holds no {', '.join(m.en for m in missing)}; kg measure computes it.")]


def _plain(value: Any) -> float | int | None:
    """Return a number of four significant digits (whole numbers as they are); None where the measure is not defined."""
    if isinstance(value, int):
        return value
    if not math.isfinite(value):
        return None
    short = float(value if value == int(value) else f"{value:.4g}")
    return int(short) if short == int(short) else short
