"""Bilingual text: every message a person reads is a pair, Spanish first."""

from __future__ import annotations

from typing import Literal, NamedTuple

Lang = Literal["es", "en"]


class Text(NamedTuple):
    """A message in Spanish and English; ``text[lang]`` is not used because NamedTuple indexes by position."""

    es: str
    en: str

    def get(self, lang: Lang) -> str:
        """Return the message in ``lang``."""
        return self.en if lang == "en" else self.es


def counted(n: int, one: Text, many: Text) -> Text:
    """Return a number with the word that fits it: "1 pareja" / "1 pair", "3 parejas" / "3 pairs"."""
    word = one if n == 1 else many
    return Text(f"{n} {word.es}", f"{n} {word.en}")
