"""The drawing of the classes as SVG: our own layout, worked out from the ontology and its shapes, so a new class is drawn by being there.

Two columns: what is claimed at the left, as a tree of subclasses; what claims are about, and rest on, at the right. Each box lists the
properties that lead to other classes; a line goes from the property to its class. Words in both languages, links to the page's anchors,
no script, no style attributes: ``ontology.css`` colours it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.model.iri import KG
from kg.model.text import Text
from kg.publish.ontology_model import Ontology, Term, curie
from kg.publish.ontology_model_shapes import Shape

_LETTER, _ROW, _HEAD, _GAP, _INDENT, _MARGIN = 7.3, 21, 30, 14, 22, 24
_CORRIDOR, _LOOP = 190, 74
_LEFT_ROOT = KG + "Claim"
LOOKS = {"Person": "person", "Institution": "institution", "Municipality": "municipality", "Event": "event", "Mechanism": "mechanism", "Contribution": "contribution", "Document": "theme"}
"""Class → key of ``kg.visual.kinds.KINDS`` that colours it and the lines that lead to it; a subclass looks like what it is a kind of."""


@dataclass(frozen=True)
class Relation:
    """A property that leads from nodes of one class to nodes of another. ``term`` is None for a property of another vocabulary."""

    path: str
    label: Text
    target: str
    required: bool


@dataclass
class Box:
    """A class with its place: left edge and top, in the drawing's units; rows are its relations, one for each target."""

    term: Term
    rows: list[Relation]
    depth: int = 0
    x: float = 0
    y: float = 0
    width: float = 0
    look: str = "other"
    parent: Box | None = None

    @property
    def height(self) -> float:
        """Height: a head, and a row for each relation."""
        return _HEAD + _ROW * len(self.rows) + (6 if self.rows else 0)

    def at(self, row: int) -> float:
        """Return the height at which the line of a row starts."""
        return self.y + _HEAD + _ROW * (row + 0.5)


@dataclass(frozen=True)
class Line:
    """A drawn relation: the row it starts at and the path of its curve."""

    box: Box
    row: int
    relation: Relation
    look: str
    path: str
    text_y: float


@dataclass
class Diagram:
    """What the template draws."""

    width: int
    height: int
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    branches: list[str] = field(default_factory=list)
    """Paths of the tree of subclasses."""


def relations(model: Ontology, shapes: Sequence[Shape]) -> dict[str, list[Relation]]:
    """Return class → the properties that lead from it to classes of ours: what its shape asks, and what the ontology says where shapes are silent."""
    found: dict[str, dict[tuple[str, str], Relation]] = {c.iri: {} for c in model.classes()}
    for shape in shapes:
        for constraint in shape.constraints:
            for cls in shape.classes:
                for value in constraint.values:
                    if cls in found and value in found:
                        found[cls][constraint.path, value] = Relation(constraint.path, _label(model, constraint.path), value, constraint.least > 0)
    for term in model.properties():
        for cls in term.domain:
            for value in term.range:
                if cls in found and value in found and not any(path == term.iri for c in (cls, *_below(model, cls)) for path, _ in found[c]):
                    found[cls][term.iri, value] = Relation(term.iri, term.label, value, False)
    order = {iri: n for n, iri in enumerate(model.terms)}
    return {cls: [held[key] for key in sorted(held, key=lambda k: (order.get(k[0], -1), k[0], order[k[1]]))] for cls, held in found.items()}


def draw(model: Ontology, held: dict[str, list[Relation]]) -> Diagram:
    """Lay the classes out. The same ontology gives the same drawing."""
    left = [b for c in model.classes() if c.iri == _LEFT_ROOT for b in _tree(model, c, held, None)]
    roots = [c for c in model.classes() if not any(a in model.terms for a in c.above) and c.iri != _LEFT_ROOT]
    _stack(left, 0, 0)
    right = [b for c in sorted(roots, key=lambda c: _pull(left, c.iri)) for b in _tree(model, c, held, None)]
    widest = max((_INDENT * b.depth + _width(b) for b in left), default=0)
    for column, x in ((left, _MARGIN), (right, _MARGIN + widest + (_CORRIDOR if left else 0))):
        _stack(column, x, widest if column is left else max((_INDENT * b.depth + _width(b) for b in column), default=0))
    tall = max((b.y + b.height for b in (*left, *right)), default=0)
    _spread(right if right and right[-1].y + right[-1].height < tall else left, tall)
    found = Diagram(int(max((b.x + b.width for b in (*left, *right)), default=0) + _LOOP + _MARGIN), int(tall + _MARGIN), [*left, *right])
    found.lines = _lines(left, right)
    found.branches = [_branch(b.parent, b) for b in found.boxes if b.parent]
    return found


def _tree(model: Ontology, cls: Term, held: dict[str, list[Relation]], parent: Box | None) -> list[Box]:
    """Return the box of a class and, after it, those of its subclasses."""
    box = Box(cls, held.get(cls.iri, []), 0 if parent is None else parent.depth + 1, parent=parent)
    box.look = LOOKS.get(cls.name, "other" if parent is None else parent.look)
    return [box, *(b for child in model.children(cls.iri) for b in _tree(model, child, held, box))]


def _pull(left: list[Box], target: str) -> float:
    """Return the mean height of the lines that lead to a class, by which its column is sorted: fewer lines cross."""
    rows = [box.at(row) for box in left for row, r in enumerate(box.rows) if r.target == target]
    return sum(rows) / len(rows) if rows else float("inf")


def _width(box: Box) -> float:
    """Return how wide a box must be for its longest line, in either language."""
    words = [len(max(box.term.label, key=len)) * 1.12, *(len(max(r.label, key=len)) + 3 for r in box.rows)]
    return 28 + _LETTER * max(words)


def _stack(column: list[Box], x: float, width: float) -> None:
    """Put boxes one under another, children further in; all end at the same right edge."""
    y: float = _MARGIN
    for box in column:
        box.x, box.y, box.width = x + _INDENT * box.depth, y, width - _INDENT * box.depth
        y += box.height + _GAP


def _spread(column: list[Box], tall: float) -> None:
    """Share the height that the shorter column leaves over between its trees."""
    roots = [n for n, b in enumerate(column) if b.parent is None and n]
    if not roots:
        return
    spare = (tall - column[-1].y - column[-1].height) / len(roots)
    for n, box in enumerate(column):
        box.y = round(box.y + spare * sum(1 for r in roots if r <= n), 1)


def _lines(left: list[Box], right: list[Box]) -> list[Line]:
    """Return the curves. Those that enter one box do so at different heights, in the order in which they come."""
    boxes = {b.term.iri: b for b in (*left, *right)}
    wanted = [(box, row, r) for box in (*left, *right) for row, r in enumerate(box.rows)]
    inward: dict[str, list[tuple[Box, int]]] = {}
    for box, row, r in sorted(wanted, key=lambda w: w[0].at(w[1])):
        inward.setdefault(r.target, []).append((box, row))
    found, loops = [], 0
    for box, row, r in wanted:
        target, entering = boxes[r.target], inward[r.target]
        y1 = box.at(row)
        y2 = target.y + _HEAD * (entering.index((box, row)) + 1) / (len(entering) + 1)
        x1 = box.x + box.width
        if (box in left) == (target in left):
            out = 26 + (loops % 5) * 11
            loops += 1
            path = f"M{x1:g} {y1:g}C{x1 + out:g} {y1:g} {x1 + out:g} {y2:g} {x1:g} {y2:g}"
        else:
            x2 = target.x
            bend = (x2 - x1) * 0.55
            path = f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"
        found.append(Line(box, row, r, target.look, path, y1 + 4.5))
    return found


def _branch(parent: Box, child: Box) -> str:
    """Return the line from a class down to a subclass, at the left of both."""
    x, y = parent.x + 10, child.y + _HEAD / 2
    return f"M{x:g} {parent.y + parent.height:g}V{y:g}H{child.x:g}"


def _below(model: Ontology, cls: str) -> list[str]:
    return [c.iri for c in model.classes() if cls in model.ancestors(c.iri)]


def _label(model: Ontology, path: str) -> Text:
    from kg.publish.describe_terms import called

    return model.terms[path].label if path in model.terms else called(path) or Text(curie(path), curie(path))
