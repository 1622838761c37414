"""Bilingual text: every message a person reads is a pair, Spanish first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Lang = Literal["es", "en"]
LANGS: tuple[Lang, ...] = ("es", "en")


class Text(NamedTuple):
    """A message in Spanish and English; ``text[lang]`` is not used because NamedTuple indexes by position."""

    es: str
    en: str

    def get(self, lang: Lang) -> str:
        """Return the message in ``lang``."""
        return self.en if lang == "en" else self.es


class Spanish(Text):
    """Words that exist in Spanish only, and stand in for both: a reader of English is told which language they are in."""

    __slots__ = ()


def either(es: str, en: str) -> Text:
    """Return a text of which one language may be missing: then the other stands in, and Spanish says that it does."""
    return Spanish(es, es) if es and not en else Text(es or en, en or es)


def joined(texts: Iterable[Text], by: str = " · ") -> Text:
    """Return texts as one."""
    parts = list(texts)
    es, en = by.join(t.es for t in parts), by.join(t.en for t in parts)
    return Spanish(es, es) if es == en and any(isinstance(t, Spanish) for t in parts) else Text(es, en)


def counted(n: int, one: Text, many: Text) -> Text:
    """Return a number with the word that fits it: "1 pareja" / "1 pair", "3 parejas" / "3 pairs"."""
    word = one if n == 1 else many
    return Text(f"{n} {word.es}", f"{n} {word.en}")
