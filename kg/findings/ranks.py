"""Ranks as ranges: who comes first by strength in each layer, over every way to settle who spoke and who is one, and what would settle it."""

from __future__ import annotations

from kg.findings.finding import Cell, Column, Finding, Number, Row, Scope, Section
from kg.findings.words import some
from kg.model.text import Text
from kg.network.doubt import Doubt, Speaker, open_doubts
from kg.network.incidence import Extract, Rows, extract, layer_of
from kg.network.layers import LAYERS
from kg.network.ranges import Place, Ranges, Strengths, over

SHOWN = ("theme", "copresence", "affiliation")
NAMED = 5
"""Names in a sentence; of more it says how many."""
MOST = 100
"""Rows of each table, the first places first."""
_TITLES = {"theme": Text("Quién habló de lo mismo que más gente", "Who spoke on the same things as most people"),
           "copresence": Text("Quién estuvo en sesiones con más gente", "Who was in sessions with most people"),
           "affiliation": Text("Quién comparte institución con más gente", "Who shares an institution with most people")}


def section(reader: Rows, scope: Scope) -> Section:
    """Return the places by strength in the layers of ``SHOWN``, each as a range. ``scope`` changes nothing here."""
    tables = [_table(reader, name) for name in SHOWN]
    return Section("ranks", Text("Lugares, como rangos", "Ranks, as ranges"),
                   Text("El lugar de cada quien por lo que comparte con otros. Un rango dice todo lo que los informes dejan abierto: "
                        "empates, turnos en que pudo hablar otra persona, nombres que podrían ser de uno.",
                        "Everybody's place by what they share with others. A range holds all that reports leave open: "
                        "ties, turns in which somebody else may have spoken, names that may be of one."),
                   Text("Fuerza de cada persona en la capa (suma de lo compartido con cada otra), calculada de nuevo por cada manera de resolver las dudas.",
                        "Strength of each person in the layer (what is shared with each other one, added up), computed anew for every way to settle the doubts."),
                   Text("Barrat et al. 2004, doi:10.1073/pnas.0400087101", "Barrat et al. 2004, doi:10.1073/pnas.0400087101"),
                   (Text("Un lugar alto puede decir solo que la sesión fue grande.", "A high place may only say that the session was large."),), parts=tuple(tables))


def _table(reader: Rows, name: str) -> Section:
    """Return the table of one layer."""
    layer = layer_of(name)
    found = extract(reader, layer)
    made = over(open_doubts(reader, found), Strengths())
    of_row = _claims(found)
    shown = made.places[:MOST]
    rows = [Row(p.node, (Cell(span(p.first, p.last)), Cell(span(p.low, p.high)), Cell(found.names[p.node], entity=p.node), Cell(int(p.value), of_row.get(p.node, ())),
                         Cell(_told(p, found), tuple(sorted(_moving(p))))), "inferred" if p.settles else "stated") for p in shown]
    columns = (Column("place", Text("lugar", "place"), about=Text("en el grafo como está", "in the graph as it stands")),
               Column("range", Text("rango", "range"), about=Text("sobre todas las maneras de resolver las dudas", "over every way to settle the doubts")),
               Column("person", Text("persona", "person")),
               Column("strength", Text("fuerza", "strength"), "number", LAYERS[name].weight),
               Column("settles", Text("qué lo resolvería", "what would settle it"), "text"))
    return Section(f"ranks-{name}", _TITLES[name], layer.meaning, Text("Fuerza en la capa.", "Strength in the layer."), None, _caveats(made), columns, tuple(rows),
                   _findings(made, shown, found, of_row, name))


def _claims(found: Extract) -> dict[str, tuple[str, ...]]:
    """Return the claims that put each row in something."""
    made: dict[str, set[int]] = {}
    for row, claim in zip(found.row.tolist(), found.claim.tolist(), strict=True):
        made.setdefault(found.row_ids[row], set()).add(claim)
    return {row: tuple(found.claim_ids[c] for c in sorted(claims)) for row, claims in made.items()}


def _findings(made: Ranges, shown: tuple[Place, ...], found: Extract, claims: dict[str, tuple[str, ...]], name: str) -> tuple[Finding, ...]:
    """Say who comes first, and between which places they may be."""
    if not shown:
        return ()
    first = [p for p in shown if p.first == 1]
    who = some([found.names[p.node] for p in first], NAMED, ", ")
    tied = Text(" (empate)", " (tied)") if len(first) > 1 else Text("", "")
    low, high = min(p.low for p in first), max(p.high for p in first)
    open_ = any((p.low, p.high) != (p.first, p.last) for p in first)
    least = Text("", "") if made.whole else Text("al menos ", "at least ")
    span_ = Text(f"; según se resuelvan las dudas, {least.es}del {low} al {high}", f"; depending on how the doubts are settled, {least.en}{low} to {high}") if open_ else Text("", "")
    return (Finding(f"first-{name}", "rank", Text(f"Primer lugar como está el grafo: {who.es}{tied.es}{span_.es}.", f"First place as the graph stands: {who.en}{tied.en}{span_.en}."),
                    (Number(Text("fuerza", "strength"), int(first[0].value), claims.get(first[0].node, ())),),
                    sure="inferred" if open_ else "stated"),)


def _told(place: Place, found: Extract) -> Text:
    """Return the doubts that alone would move a place."""
    said = [_one(d, found) for d in place.settles]
    return Text("; ".join(t.es for t in said), "; ".join(t.en for t in said))


def _one(doubt: Doubt, found: Extract) -> Text:
    if isinstance(doubt, Speaker):
        others, turn = " / ".join(found.names[o] for o in doubt.others), doubt.turn.rpartition("/")[2]
        return Text(f"quién habló en {turn}: {found.names[doubt.speaker]} o {others}", f"who spoke in {turn}: {found.names[doubt.speaker]} or {others}")
    one, other = found.names[doubt.one], found.names[doubt.other]
    return Text(f"si son uno: {one}, {other}", f"whether they are one: {one}, {other}")


def _moving(place: Place) -> set[str]:
    """Return the claims of the doubts that alone would move a place."""
    return {claim for doubt in place.settles if isinstance(doubt, Speaker) for claim in doubt.claims}


def _caveats(made: Ranges) -> tuple[Text, ...]:
    """Say over what the ranges go, and how many rows are not shown."""
    said = made.said
    if len(made.places) > MOST:
        said.append(Text(f"Se muestran {MOST} de {len(made.places)}.", f"{MOST} of {len(made.places)} are shown."))
    return tuple(said)


def span(first: int, last: int) -> str:
    """Return a place, or a range of places."""
    return str(first) if first == last else f"{first}–{last}"
