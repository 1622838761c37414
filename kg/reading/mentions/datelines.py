"""The place at the head of a note: "Pachuca, Hgo., a 25 de noviembre", "Tepic, 2 de septiembre", "Chihuahua.- El presidente …". Rule ``municipality.dateline``."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from kg.reading.mentions.gazetteer import gazetteer, states_in
from kg.reading.mentions.places import Town
from kg.reading.vocab import rows, words
from kg.reading.words.tokens import NUMBER, Token

_LONGEST = 5


@functools.cache
def _abbreviations() -> dict[str, str]:
    return {row["word"]: row["code"] for row in rows("state_abbreviations")}


def dateline(line: Sequence[Token], abroad: bool = False) -> Town | None:
    """Return the municipality a line begins with, when what follows it shows a dateline."""
    keys = tuple(t.key for t in line[:_LONGEST])
    for size in range(len(keys), 0, -1):
        options = gazetteer().get(keys[:size])
        if not options or not line[0].capital:
            continue
        state = _state(line, size)
        if not (state or _dated(line, size)):
            return None
        fitting = [o for o in options if o[0][:2] == state] if state else list(options)
        return Town(0, size, "municipality.dateline", fitting[0][1], () if abroad else tuple(dict.fromkeys(o[0] for o in fitting)), state) if fitting else None
    return None


def _state(line: Sequence[Token], i: int) -> str:
    """Return the state after ", ": abbreviated or in full."""
    if i + 1 >= len(line) or line[i].text != "," or not line[i + 1].capital:
        return ""
    full = states_in(line, i + 1, i + 4)
    return full[0] if full else _abbreviations().get(line[i + 1].key, "")


def _dated(line: Sequence[Token], i: int) -> bool:
    """Tell whether a date, or the dash of a dateline, comes next."""
    follow = [t for t in line[i : i + 6] if t.key not in ("a", "el", "dia")]
    signs = "".join(t.text for t in follow[:2])
    if signs == ".-" and i + 2 < len(line) and line[i + 2].capital:
        return True
    date = [t for t in follow[1:] if t.text != ","]
    return bool(follow) and follow[0].text == "," and len(date) >= 2 and any(t.shape == NUMBER for t in date[:2]) and any(t.key in words("months") for t in date[:3])
