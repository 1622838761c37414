"""Words that sentences of findings share: numbers with their noun in the right form, and lists of names that stay readable."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model.text import Text, counted

NAMED = 12
"""Names that a sentence gives; of the others it says how many. Tables and claims have all."""
_NOUNS = {
    "person": (Text("persona", "person"), Text("personas", "people")), "institution": (Text("institución", "institution"), Text("instituciones", "institutions")),
    "pair": (Text("pareja", "pair"), Text("parejas", "pairs")), "session": (Text("sesión", "session"), Text("sesiones", "sessions")),
    "statement": (Text("intervención", "statement"), Text("intervenciones", "statements")), "participation": (Text("participación", "participation"), Text("participaciones", "participations")),
    "municipality": (Text("municipio", "municipality"), Text("municipios", "municipalities")), "event": (Text("evento", "event"), Text("eventos", "events")),
    "moment": (Text("momento", "moment"), Text("momentos", "moments")), "absent": (Text("ausente", "absent one"), Text("ausentes", "absent ones")),
}


def number(n: int, noun: str) -> Text:
    """Return a number and its noun, a key of ``_NOUNS``: "1 pareja", "2 personas"."""
    return counted(n, *_NOUNS[noun])


def some(names: Iterable[str | Text], most: int = NAMED, between: str = "; ") -> Text:
    """Return names as they come, parted by ``between``; beyond ``most``, how many more there are."""
    both = [n if isinstance(n, Text) else Text(n, n) for n in names]
    left = len(both) - most
    if left <= 0:
        return Text(between.join(n.es for n in both), between.join(n.en for n in both))
    return Text(between.join(n.es for n in both[:most]) + f" y {left} más", between.join(n.en for n in both[:most]) + f" and {left} more")
