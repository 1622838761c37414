"""How each kind of node looks: name, shape and colour. Colours reach 3:1 on their background (WCAG 2.1, 1.4.11); shape says the same without colour."""

from __future__ import annotations

from typing import NamedTuple

from kg.model.text import Text


class Kind(NamedTuple):
    """A kind of node. ``shape`` is vis-network's name; ``light`` and ``dark`` are its colours on the two backgrounds; ``path`` draws it in a 20×20 legend."""

    one: Text
    many: Text
    shape: str
    light: str
    dark: str
    path: str


KINDS: dict[str, Kind] = {
    "person": Kind(Text("persona", "person"), Text("personas", "people"), "dot", "#2563a0", "#7fb8ea", "M10 3a7 7 0 1 0 .01 0z"),
    "event": Kind(Text("evento", "event"), Text("eventos", "events"), "square", "#b0501b", "#f0a56e", "M4 4h12v12H4z"),
    "institution": Kind(Text("institución", "institution"), Text("instituciones", "institutions"), "diamond", "#2b7a4b", "#78cb9b", "M10 2l8 8-8 8-8-8z"),
    "municipality": Kind(Text("municipio", "municipality"), Text("municipios", "municipalities"), "hexagon", "#8a3f80", "#dc9fd2", "M6 3h8l4 7-4 7H6l-4-7z"),
    "actor": Kind(Text("actor (grupo)", "actor (group)"), Text("actores (grupos)", "actors (groups)"), "triangle", "#776014", "#d6c268", "M10 2l8 15H2z"),
    "theme": Kind(Text("tema", "theme"), Text("temas", "themes"), "star", "#a8283d", "#f2919d", "M10 1l2.6 6 6.4.6-4.8 4.3 1.4 6.4L10 15l-5.6 3.3 1.4-6.4L1 7.6l6.4-.6z"),
    # vis-network has no such star; no layer draws mechanisms
    "mechanism": Kind(Text("mecanismo", "mechanism"), Text("mecanismos", "mechanisms"), "square", "#0f6f79", "#6fcbd4", "M2 2l8 3.1L18 2l-3.1 8 3.1 8-8-3.1L2 18l3.1-8z"),
    "contribution": Kind(Text("contribución", "contribution"), Text("contribuciones", "contributions"), "triangleDown", "#50549e", "#abaff2", "M10 18L2 3h16z"),
}
OTHER = Kind(Text("otro", "other"), Text("otros", "others"), "dot", "#5f6670", "#a9b1bc", "M10 3a7 7 0 1 0 .01 0z")


def kind_of(name: object) -> tuple[str, Kind]:
    """Return the key and the look of a node's kind; an unknown or missing kind is ``other``."""
    key = str(name)
    return (key, KINDS[key]) if key in KINDS else ("other", OTHER)
