"""Bodies by their noun alone, once the report has named them in full: "de la Cooperativa", "el tesorero del sindicato,". Rule ``institution.again``.

Only where one body of the report begins so, and not where more of a name follows. Councils and governments are left to the rules for who meets (``ties``).
"""

from __future__ import annotations

import dataclasses

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.heads import head_at
from kg.reading.mentions.line import Line
from kg.reading.words.alike import body_key
from kg.reading.words.tokens import LOWER, NUMBER, Token, written

_KINDS = frozenset(("civil-society-organisation", "business-association", "university", "faculty", "research-centre", "municipal-agency"))
_ARTICLES = frozenset(("el", "la", "del", "al", "dicha", "dicho", "esa", "ese", "("))
# Nouns that point at a body in small letters, too, where a sign closes them.
_SMALL = frozenset(("cooperativa", "sindicato", "fundacion", "asociacion", "federacion", "club", "universidad", "cofradia", "hospital", "patronato", "mutual", "gremio", "ong", "colectivo", "empresa"))
_WHOLE = frozenset((("junta", "de", "vecinos"), ("comite", "de", "vecinos"), ("comunidad", "campesina"), ("comite", "de", "cuenca"),
                    ("asociacion", "civil"), ("sociedad", "cooperativa")))     # and of several words
_FIRMS = ("empresa", "compania", "firma")

_Known = dict[tuple[str, ...], dict[str, tuple[str, BodyHit]]]     # noun → folded name → (name, mention)


def by_noun(lines: list[Line]) -> None:
    """Add to each line the bodies that their noun alone names there."""
    known = _named(lines)
    firsts = {noun[0] for noun in known}
    for line in lines if known else ():
        if line.shouted or firsts.isdisjoint(t.key for t in line.tokens):
            continue
        loose = {b for b in line.bodies if b.rule == "institution.bracketed" and b.last == b.first + 1 and (line.tokens[b.first].key,) in known}     # "Ana Ruiz (AMPA)"
        taken = {k for b in line.bodies if b not in loose for k in range(b.first, b.last)} | {k for p in line.people for k in range(p.first, p.last)}
        found = [hit for i, t in enumerate(line.tokens) if t.key in firsts and i not in taken and (hit := _alone(line.tokens, i, known))]
        if found:
            again = {hit.first for hit in found}
            line.bodies = sorted([*(b for b in line.bodies if b not in loose or b.first not in again), *found], key=lambda b: (b.first, -b.last))


def _named(lines: list[Line]) -> _Known:
    """Return the bodies that the report names in full, by the noun their names begin with."""
    known: _Known = {}
    for line in lines:
        for body in line.bodies:
            head = head_at(line.tokens, body.first) if body.kind in _KINDS else None
            if head is None or body.last <= head[0]:
                continue
            name = body.whole or written(line.tokens[body.first : body.last])
            nouns = {tuple(t.key for t in line.tokens[body.first : end]) for end in (body.first + 1, head[0])} | ({(n,) for n in _FIRMS} if body.kind == "business-association" else set())
            for noun in nouns:
                known.setdefault(noun, {}).setdefault(body_key(name), (name, body))
    return known


def _alone(line: list[Token], i: int, known: _Known) -> BodyHit | None:
    """Read "la Cooperativa", "del sindicato," at token ``i``, where one body of the report begins so."""
    if not i or line[i - 1].key not in (*_ARTICLES, "de", "("):
        return None
    end = next((i + size for size in (4, 3, 2, 1) if i + size <= len(line) and tuple(t.key for t in line[i : i + size]) in known), i)
    bodies = known.get(tuple(t.key for t in line[i:end]), {})
    if len(bodies) != 1 or _goes_on(line, i, end) or (line[i - 1].key == "de" and end < i + 2):
        return None
    name, body = next(iter(bodies.values()))
    return dataclasses.replace(body, first=i, last=end, rule="institution.again", acronym=-1, whole=name)


def _goes_on(line: list[Token], i: int, end: int) -> bool:
    """Tell whether more of a name follows the noun, or, in small letters, anything but a sign."""
    after = line[end] if end < len(line) else None
    if line[i].shape == LOWER:
        several = tuple(t.key for t in line[i:end]) in _WHOLE
        return (line[i].key not in _SMALL and not several) or (after is not None and after.text not in (",", ".", ")", ":", ";"))
    if after is None:
        return False
    further = line[end + 1] if after.key in ("de", "del") and end + 1 < len(line) else after
    return further.capital or further.shape == NUMBER or further.text == '"' or after.key in ("de", "del")
