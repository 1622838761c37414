"""Bodies that only the whole document gives away: acronyms it defines or keeps using. Rules ``institution.defined``, ``.repeated``, ``.article``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.model.iri import fold
from kg.reading.acronyms import is_acronym, with_defined
from kg.reading.tokens import UPPER

if TYPE_CHECKING:
    from kg.reading.line import Line


def name_bodies(lines: list[Line]) -> None:
    """Give every line the bodies named by acronyms that the document defines, or uses twice with an article."""
    defined: dict[str, tuple[str, str]] = {}
    loose: Counter[str] = Counter()
    with_article: set[str] = set()
    for line in lines:
        for body in line.bodies:
            if body.acronym >= 0:
                defined[line.tokens[body.acronym].text] = (body.kind, "institution.defined")
        named = {k for p in line.people for k in range(p.first, p.last)}
        for i, token in enumerate(line.tokens):
            if is_acronym(token) and not line.shouted and i not in named:
                loose[token.text] += 1
                if i and line.tokens[i - 1].key in ("el", "la", "del", "al", "los"):
                    with_article.add(token.text)
    for acronym, times in loose.items():
        if acronym in with_article and acronym not in defined and not words_too(acronym, lines):
            defined[acronym] = ("civil-society-organisation", "institution.repeated" if times >= 2 else "institution.article")
    for line in lines:
        line.bodies = with_defined(line.tokens, line.bodies, defined)


def words_too(acronym: str, lines: list[Line]) -> bool:
    """Tell whether an acronym is only a word in capitals: it stands in lower case, or beside another word in capitals, somewhere."""
    key = fold(acronym)
    for line in lines:
        for i, token in enumerate(line.tokens):
            if token.key == key and (token.text != acronym or any(0 <= k < len(line.tokens) and line.tokens[k].shape == UPPER and len(line.tokens[k].key) > 3 for k in (i - 1, i + 1))):
                return True
    return False
