"""Cues tried where a word may begin them: the same as all of them tried everywhere."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.reading.talk.speech import plain
from kg.reading.vocab import rows
from kg.reading.words.branches import Branches, beginnings

PATTERNS = [row["pattern"] for row in rows("cues")]
WORDS = sorted({word for pattern in PATTERNS for word in re.findall(r"[a-zñ]+", plain(pattern))} | {"el", "agua", "ñandú", "42", ",", ".", '"'})


@cache
def everywhere() -> re.Pattern[str]:
    return re.compile("(?<![a-z0-9ñ])(?=[a-z0-9ñ])(?:" + "|".join(f"({pattern})" for pattern in PATTERNS) + ")")


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14), st.sampled_from((" ", "")), st.integers(0, 9))
def test_cues_are_found_as_if_each_were_tried_at_every_word(words: list[str], between: str, start: int) -> None:
    text = between.join(words)
    found = [(m.start(), m.end(), (m.lastindex or 0) - 1) for m in everywhere().finditer(text, start, len(text))]
    assert [*Branches(PATTERNS).find(text, start, len(text))] == found


def test_a_stretch_ends_where_it_ends_and_begins_at_a_word() -> None:
    branches = Branches(["falta(?:n|ba)?", "no hay", "hay"])
    assert [*branches.find("nos falta, no hay y sobrehay", 0, 28)] == [(4, 9, 0), (11, 17, 1)]
    assert [*Branches(["de nada", r"de\b", r"\d+ metros"]).find("de nada, tarde de 20 metros", 0, 27)] == [(0, 7, 0), (15, 17, 1), (18, 27, 2)]
    assert [*branches.find("no hay", 0, 5)] == [] and [*branches.find("no hay", 3, 6)] == [(3, 6, 2)] and [*branches.find("no hay", 1, 6)] == [(3, 6, 2)]


@pytest.mark.parametrize(("pattern", "signs"), [
    ("faltan?", {"falta", "faltan"}), ("no hay", {"no hay"}), ("(?:el|la) p", {"el p", "la p"}), ("s(?:e|in) ", {"se ", "sin "}), ("(?:no )?hay", {"hay", "no hay"}),
    ("[ae]so", {"aso", "eso"}), ("[ae]?so", {"so", "aso", "eso"}), ("ni+", {"ni"}), ("n[io]+s", {"ni", "no"}), ("ca?sa", {"casa", "csa"}), (r"\bque", {"que"}), (r"\w+", {""}),
    (r"a\b", {"a"}), (r"c(?<!la c)ritica", {"critic"}), (r"(?!x)de\b(?= la)", {"de"}), (r"\d+ por ciento", {*"0123456789"}), ("[0-9]", {*"0123456789"}),
    ("(?:a|(?:b|c)d)e", {"ae", "bde", "cde"}), ("(?:ab)+c", {"ab"}), ("(?:ab){0,2}c", {""}), ("[^a]b", {""}), ("[a-z]b", {""}), ("me, [^,]", {"me, "}),
])
def test_the_signs_a_pattern_begins_with(pattern: str, signs: set[str]) -> None:
    assert beginnings(f"(?:{pattern})") == signs
