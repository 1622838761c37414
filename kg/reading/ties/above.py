"""The body that stands alone above its people: "Grupo Municipal Villa Unida" and a list below, "Por el Partido Sol" inside the list of a council. Rule ``membership.seat``."""

from __future__ import annotations

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.line import HEADING, LABEL, NAME, PROSE, ROSTER, Line
from kg.reading.ties.sides import BENCHES
from kg.reading.ties.walk import as_party
from kg.reading.words.tokens import LOWER

_ALONE = 12     # tokens of a line that is but a body
_LISTS = frozenset(("collegiate-body", "legislative-committee", "civil-society-organisation"))     # what alone above two names is their body
_BEFORE = 3     # tokens before it: "Por el …", "Asistieron por la …"
_OF_BENCH = frozenset(("municipal", "parlamentario", "parlamentaria", "politico", "de", "del", "la", "el"))


def above(line: Line, listing: bool, below: list[Line]) -> BodyHit | None:
    """Return the body that a line is, and no more, above its people: a party or group inside the list of a council (``listing``), or any body right above a list."""
    if line.kind not in (HEADING, LABEL, PROSE) or line.people or len(line.tokens) > _ALONE:
        return None
    if listing and not line.bodies and (bench := _bench(line)) and below and below[0].lead and below[0].kind in (NAME, ROSTER):
        return bench
    if not line.bodies or (line.bodies[0].first and "por" not in [t.key for t in line.tokens[: min(_BEFORE, line.bodies[0].first)]]):
        return None
    inside = {k for b in line.bodies for k in range(b.first, b.last)}
    alone = not any(t.text.isalnum() for k, t in enumerate(line.tokens) if k > line.bodies[0].first and k not in inside)
    named = [b for b in below if b.lead and b.kind in (NAME, ROSTER) and not b.bodies]
    held = any((b.kind == ROSTER if listing else b.block.kind == "item") for b in below[:1] if b.lead and b.kind in (NAME, ROSTER)) or (len(named) > 1 and line.bodies[0].kind in _LISTS)
    return line.bodies[0] if alone and held else None


def _bench(line: Line) -> BodyHit | None:
    """Return the party that "Grupo Municipal Vecinos por Zapotal", "Bloque Villa Unida" is the bench of: no name of a body, but for its place in the list."""
    tokens = line.tokens
    if tokens[0].key not in BENCHES or not tokens[0].capital:
        return None
    first = next((k for k in range(1, len(tokens)) if tokens[k].key not in _OF_BENCH), len(tokens))
    last = next((k for k in range(first, len(tokens)) if tokens[k].text in ("(", ":", ".")), len(tokens))
    own = tokens[first:last]
    if not own or not own[0].capital or not all(t.text.isalpha() and (t.shape != LOWER or len(t.key) < 5) for t in own):
        return None
    return as_party(first, last)
