"""Neighbours drawn without script: a fan of ties from the node, thicker where more claims stand behind; each neighbour by shape and colour."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from kg.model.text import Text
from kg.publish.describe_model import Neighbour
from kg.publish.describe_near import ORDER
from kg.publish.links import Links
from kg.publish.page import both, drawn, shortened
from kg.visual.kinds import KINDS

DRAWN = 14
"""Neighbours drawn; the list beside holds more."""
_WIDTH, _ROW, _LEFT, _TEXT = 420, 30, 26, 132
_LETTERS = 33


def fan(look: str, near: Sequence[Neighbour], links: Links) -> Markup:
    """Return the drawing of the first neighbours, grouped by kind. It repeats the list and is hidden from screen readers."""
    rows = sorted(near[:DRAWN], key=lambda n: (ORDER.index(n.value.look), -n.count))
    if not rows:
        return Markup("")
    height = _ROW * len(rows) + 8
    middle, most = height / 2, max(n.count for n in rows)
    ties, marks = [], []
    for number, neighbour in enumerate(rows):
        y = 4 + _ROW * (number + 0.5)
        width = 1.2 + 4.2 * (neighbour.count / most) ** 0.5 if most > 1 else 1.6
        ties.append(f'<path class="tie" stroke-width="{width:.1f}" d="M{_LEFT} {middle:.1f}C84 {middle:.1f} 66 {y:.1f} {_TEXT - 20} {y:.1f}"/>')
        marks.append(_mark(neighbour, y, links))
    inside = "".join(ties) + symbol(look, _LEFT, middle, 1.35) + "".join(marks)
    return Markup(f'<svg class="near" viewBox="0 0 {_WIDTH} {height:.0f}" aria-hidden="true" focusable="false">{inside}</svg>')


def symbol(look: str, x: float, y: float, size: float = 0.8) -> str:
    """Return the sign of a kind of node, centred at a point, as markup; ``size`` 1 is 20 units wide."""
    known = look if look in KINDS else "other"
    return f'<path class="k-{known}" transform="translate({x - 10 * size:.1f} {y - 10 * size:.1f}) scale({size})" d="{drawn(look).path}"/>'


def _mark(neighbour: Neighbour, y: float, links: Links) -> str:
    """Return one neighbour as markup: sign, name (a link where it has a page) and count."""
    words = both(Text(*(shortened(t, _LETTERS) for t in neighbour.value.text)))
    text = f'<text x="{_TEXT}" y="{y + 5:.1f}">{_tspans(words)}</text>'
    address = links.href(neighbour.value.iri)
    named = f'<a href="{escape(address)}" tabindex="-1">{text}</a>' if address else text
    count = f'<text class="count" x="{_WIDTH - 2}" y="{y + 5:.1f}">{neighbour.count}</text>' if neighbour.count > 1 else ""
    return symbol(neighbour.value.look, _TEXT - 16, y) + named + count


def _tspans(words: Markup) -> str:
    """Return spans as SVG writes them."""
    return str(words).replace("<span ", "<tspan ").replace("</span>", "</tspan>")
