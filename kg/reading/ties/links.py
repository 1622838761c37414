"""What joins a person to a body without naming an office: "quien preside el Instituto", "al frente de la Red", "forma parte del Consejo". Rule ``membership.linked``."""

from __future__ import annotations

import functools

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import Hat
from kg.reading.mentions.line import Line
from kg.reading.vocab import rows
from kg.reading.words.asides import past_time
from kg.reading.words.phrases import Phrases
from kg.reading.words.saying import CAME, says
from kg.reading.words.tokens import LOWER


@functools.cache
def _links() -> Phrases[str]:
    """Return the phrases; "de" and "a" also as they stand before "el": "del", "al"."""
    found = []
    for row in rows("links"):
        words = tuple(row["words"].split())
        found.append((words, row["sense"]))
        if words[-1] in ("de", "a"):
            found.append(((*words[:-1], "del" if words[-1] == "de" else "al"), row["sense"]))
    return Phrases(found)


def linked(line: Line, last: int) -> Hat | None:
    """Return the body that the words after a name (whose last token is before ``last``) join to it, or None."""
    tokens = line.tokens
    i = last
    if i < len(tokens) and tokens[i].text == ",":
        i += 1
    if i < len(tokens) and tokens[i].key in ("quien", "que"):
        i += 1
        i += i < len(tokens) and tokens[i].key in ("tambien", "ademas")     # "quien también preside la Red"
    i = past_time(tokens, i)
    acted = i + 1 < len(tokens) and tokens[i].shape == LOWER and (says(tokens[i]) or tokens[i].key in CAME)      # "Ana Ruiz habló en nombre de la Red"
    i += acted
    phrase = _links().at(tokens, i) if i < len(tokens) else None
    if phrase is None or (acted and (phrase[1] != "representa" or tokens[i].key != "en")):
        return None
    body = _after(line, phrase[0])
    return Hat(i, body.last, None, body, None, rule="membership.linked") if body else None


def linked_at(line: Line, i: int) -> BodyHit | None:
    """Return the body that words at token ``i`` join to somebody: "integra la Comisión"."""
    i = past_time(line.tokens, i)
    phrase = _links().at(line.tokens, i) if i < len(line.tokens) else None
    return _after(line, phrase[0]) if phrase else None


def _after(line: Line, i: int) -> BodyHit | None:
    """Return the body at token ``i``, a time ("desde hace seis años"), "también" and an article aside."""
    tokens = line.tokens
    after = past_time(tokens, i)
    after += after < len(tokens) and tokens[after].key in ("hoy", "actualmente", "tambien", "ademas", "todavia")
    start = after + (after < len(tokens) and tokens[after].key in ("el", "la", "los", "las"))
    return next((b for b in line.bodies if b.first in (after, start)), None)
