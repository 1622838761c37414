"""When one name is another one written short, and when it is not."""

from __future__ import annotations

import pytest

from kg.reading.mentions.same_name import content, initials, within


@pytest.mark.parametrize(("short", "long"), [
    ("y. obregon", "yanina obregon"), ("ana r. prado", "ana rosa prado nieto"), ("luis mtz.", "luis martinez rivera"), ("tono prado", "jose antonio prado"),
    ("ana prado", "ana maria prado nieto"), ("prado nieto", "ana prado nieto"), ("ana", "ana prado nieto"), ("prado ana", "ana maria prado"),
])
def test_a_name_written_short(short: str, long: str) -> None:
    assert within(content(short), content(long))


@pytest.mark.parametrize(("short", "long"), [
    ("ana prado", "ana prado"), ("prado luis", "ana maria prado"), ("y. o.", "yanina obregon"), ("tono prado", "luis carlos prado"), ("luis prado", "ana luis nieto"), ("", "ana prado"),
    ("ana prado nieto", "ana prado"),
])
def test_another_name(short: str, long: str) -> None:
    assert not within(content(short), content(long))


def test_words_of_a_name() -> None:
    assert content('hugo "cacho" de la o.') == ("hugo", "cacho", "o") and initials(content("j. c. larrosa")) == 2 and content("de la") == ()
