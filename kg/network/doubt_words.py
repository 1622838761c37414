"""What is said of open doubts beside places: how many, in which combinations they were tried, and what nobody could try."""

from __future__ import annotations

from kg.model.text import Text, counted

_ALL = Text("en todas sus combinaciones", "in all their combinations")
_SOME = Text("cada una por sí sola y en combinaciones al azar: el rango verdadero puede ser mayor", "each alone and in combinations by chance: the true range may be wider")


def doubts_said(turns: int, pairs: int, combined: bool, left: int = 0, unknown: bool = False) -> list[Text]:
    """Return what must be known of the doubts that ranges go over: turns with another possible speaker and pairs that may be one."""
    told = []
    if turns or pairs:
        parts = [counted(turns, Text("turno en que pudo hablar otra persona", "turn in which somebody else may have spoken"),
                         Text("turnos en que pudo hablar otra persona", "turns in which somebody else may have spoken"))] if turns else []
        parts += [counted(pairs, Text("par que podría ser uno solo", "pair that may be one"), Text("pares que podrían ser uno solo", "pairs that may be one"))] if pairs else []
        how = _ALL if combined else _SOME
        told.append(Text(f"El lugar es un rango sobre lo que está abierto: {' y '.join(p.es for p in parts)} ({how.es}).",
                         f"A place is a range over what is open: {' and '.join(p.en for p in parts)} ({how.en})."))
    if left:
        more = counted(left, Text("par que podría ser uno no se probó", "pair that may be one was not tried"), Text("pares que podrían ser uno no se probaron", "pairs that may be one were not tried"))
        told.append(Text(f"{more.es}, de los que menos pesan: el rango verdadero puede ser mayor.", f"{more.en}, among those that matter least: the true range may be wider."))
    if unknown:
        told.append(Text("Este grafo se construyó sin la lista de preguntas de identidad: no se sabe qué pares podrían ser uno. Constrúyalo de nuevo: kg build.",
                         "This graph was built without the list of open questions of identity: which pairs may be one is not known. Build it again: kg build."))
    return told or [Text("Ninguna duda abierta toca esta red: los rangos son solo empates.", "No open doubt touches this network: ranges are only ties.")]
