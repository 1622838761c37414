"""Steps that the rules of this folder share: past a short form, who is named at a token, where its sentence begins; and the titles made of what they find."""

from __future__ import annotations

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import Hat
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.words.tokens import Token

_ABBREVIATED = 3    # letters of a word up to which the full stop after it ends no sentence


def person_at(line: Line, i: int) -> NameHit | None:
    """Return the person whose name begins at token ``i``."""
    return next((p for p in line.people if p.first == i), None)


def last_body(line: Line, first: int, last: int) -> BodyHit | None:
    """Return the body that ends last, and is the longest that does, of those in tokens ``first:last``."""
    return max((b for b in line.bodies if first <= b.first and b.last <= last), key=lambda b: (b.last, b.last - b.first), default=None)


def past_acronym(tokens: list[Token], i: int) -> int:
    """Return the token after a bracketed acronym at token ``i``; ``i`` without one."""
    return i + 3 if i + 2 < len(tokens) and tokens[i].text == "(" and tokens[i + 2].text == ")" else i


def past_short_form(tokens: list[Token], i: int) -> int:
    """Return the token after a bracketed acronym at token ``i``, and after a comma."""
    i = past_acronym(tokens, i)
    return i + (i < len(tokens) and tokens[i].text == ",")


def closing(tokens: list[Token], i: int, stop: int) -> int:
    """Return the token after the bracket that closes first from token ``i`` on; ``stop`` when none does before it."""
    return next((k + 1 for k in range(i, min(len(tokens), stop)) if tokens[k].text == ")"), min(len(tokens), stop))


def before_article(tokens: list[Token], i: int) -> int:
    """Return the token before the one at ``i``, and before its article ("el", "la"); -1 at the beginning."""
    return i - 1 - (i > 0 and tokens[i - 1].key in ("el", "la"))


def stop_before(tokens: list[Token], i: int) -> int:
    """Return the full stop before token ``i`` that ends a sentence, and no abbreviation; -1 without one."""
    return next((k for k in range(i - 1, 0, -1) if tokens[k].text == "." and (len(tokens[k - 1].key) > _ABBREVIATED or tokens[k - 1].key.isdigit())), -1)


def of_body(hit: NameHit | BodyHit, body: BodyHit, rule: str) -> Hat:
    """Return the title that names a body and no office, in the place of a mention."""
    return Hat(hit.first, hit.last, None, body, rule=rule)


def as_party(first: int, last: int, rule: str = "institution.listed") -> BodyHit:
    """Return tokens ``first:last`` as a party, bench or association that nothing but its place shows to be one."""
    return BodyHit(first, last, rule, "civil-society-organisation", "civil-society")
