"""What a network is of: how it was counted and which part was taken, as attributes of files and as words of titles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.model.text import Text, counted
from kg.network.layers import Layer
from kg.network.slices import Slice

# For each way to count: what stands for "two people", "both people" and "a person", and how a title names it.
_UNITS = {
    "hat": (Text("personas en dos cargos", "people in two offices"), "people in both offices", Text("alguien en un cargo", "somebody in an office"), Text("cargo", "office")),
    "institution": (Text("personas a nombre de dos instituciones", "people on behalf of two institutions"), "people on behalf of both institutions",
                    Text("alguien a nombre de una institución", "somebody on behalf of an institution"), Text("institución", "institution")),
    "sector": (Text("personas a nombre de dos sectores", "people on behalf of two sectors"), "people on behalf of both sectors",
               Text("alguien a nombre de un sector", "somebody on behalf of a sector"), Text("sector", "sector")),
    "municipality": (Text("personas a nombre de dos municipios", "people on behalf of two municipalities"), "people on behalf of both municipalities",
                     Text("alguien a nombre de un municipio", "somebody on behalf of a municipality"), Text("municipio", "municipality")),
}


def meaning(layer: Layer, by: str = "person") -> Text:
    """Return what a tie of the layer says of its nodes, which are what ``by`` counts."""
    if by not in _UNITS:
        return layer.meaning
    two, both, one, _ = _UNITS[by]
    return Text(layer.meaning.es.replace("dos personas", two.es).replace("una persona", one.es),
                layer.meaning.en.replace("two people", two.en).replace("both people", both).replace("a person", one.en))


def asked(weight: str, by: str, within: Slice, certain_only: bool) -> dict[str, Any]:
    """Return what was asked of a layer as attributes: ``by``, ``weight``, ``certain``; ``event``, ``event_format``, ``from`` and ``to`` (days) when given."""
    part = {"event": within.event, "event_format": within.format, "from": within.start and within.start.isoformat(), "to": within.end and within.end.isoformat()}
    return {"by": by, "weight": weight, "certain": certain_only, **{name: value for name, value in part.items() if value}}


def window(info: Mapping[str, Any]) -> Text | None:
    """Return which events were chosen, in words; None when all were."""
    said = []
    if info.get("event"):
        said.append(Text(f"evento {info['event']}", f"event {info['event']}"))
    if info.get("event_format"):
        said.append(Text(f"formato {info['event_format']}", f"format {info['event_format']}"))
    first, last = info.get("from"), info.get("to")
    if first and last:
        said.append(Text(f"de {first} a {last}", f"from {first} to {last}"))
    elif first or last:
        said.append(Text(f"desde {first}", f"from {first}") if first else Text(f"hasta {last}", f"to {last}"))
    return _listed(said)


def part(info: Mapping[str, Any]) -> Text | None:
    """Return all that was asked of a layer and is not usual, in words; None when nothing was."""
    chosen, by, weight = window(info), str(info.get("by", "person")), info.get("weight", "count")
    said = [Text(f"por {_UNITS[by][3].es}", f"by {_UNITS[by][3].en}")] if by in _UNITS else []
    said += [chosen] if chosen else []
    said += [Text("sin lo inferido", "without what is inferred")] if info.get("certain") else []
    said += [Text(f"peso {weight}", f"weight {weight}")] if weight != "count" else []
    return _listed(said)


def named(info: Mapping[str, Any]) -> Text:
    """Return the name of a network: its layer, and in brackets what was asked of it."""
    layer, how = str(info.get("layer", "")), part(info)
    return Text(f"{layer} ({how.es})", f"{layer} ({how.en})") if how else Text(layer, layer)


def size(nodes: int, ties: int) -> Text:
    """Return "3 nodos, 1 lazo"."""
    many, tied = counted(nodes, Text("nodo", "node"), Text("nodos", "nodes")), counted(ties, Text("lazo", "tie"), Text("lazos", "ties"))
    return Text(f"{many.es}, {tied.es}", f"{many.en}, {tied.en}")


def heading(info: Mapping[str, Any], nodes: int, ties: int) -> Text:
    """Return the title of a network's table: its name and its size."""
    name, many = named(info), size(nodes, ties)
    return Text(f"{name.es}: {many.es}", f"{name.en}: {many.en}")


def _listed(said: list[Text]) -> Text | None:
    return Text(", ".join(s.es for s in said), ", ".join(s.en for s in said)) if said else None


_HEADS = {"rank": Text("lugar", "rank"), "label": Text("nombre", "name"), "kind": Text("clase", "kind")}
_KINDS = {
    "person": Text("persona", "person"), "event": Text("evento", "event"), "institution": Text("institución", "institution"), "municipality": Text("municipio", "municipality"),
    "theme": Text("tema", "theme"), "contribution": Text("intervención", "contribution"), "actor": Text("tipo de actor", "kind of actor"), "hat": Text("cargo", "office"),
    "sector": Text("sector", "sector"),
}


def column_title(name: str) -> Text:
    """Return what a column of the table of a network is called: a measure's name as the catalogue has it."""
    from kg.network.catalogue import MEASURES

    return _HEADS.get(name) or (MEASURES[name].label if name in MEASURES else Text(name, name))


def kind_name(kind: str) -> Text:
    """Return what a kind of node is called."""
    return _KINDS.get(kind) or Text(kind, kind)
