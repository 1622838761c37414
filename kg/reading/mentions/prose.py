"""People inside sentences: which name, surname or office means whom, and who holds which office in a document."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from kg.model.iri import fold
from kg.reading.mentions.entities import Entity, People, said
from kg.reading.mentions.hats import read_hats, role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.names import stops
from kg.reading.vocab import rows, words
from kg.reading.words.saying import says
from kg.reading.words.tokens import Token

_REACH = 28  # tokens between a name and the office beside it


@dataclass(frozen=True)
class Mention:
    """A person meant at tokens ``first:last``: by name, by surname with a title, or by office."""

    first: int
    last: int
    entity: Entity
    how: str  # name | surname | office


class Offices:
    """Which person holds which office in this document, for mentions such as "la comisionada del Infoem"."""

    def __init__(self) -> None:
        self._held: dict[str, list[tuple[Entity, str]]] = {}

    def add(self, role: str, body: str, entity: Entity) -> None:
        """Note that ``entity`` holds an office (folded) in a body (folded, "" unknown)."""
        key = _office_of(role)
        if key and (entity, body) not in self._held.setdefault(key, []):
            self._held[key].append((entity, body))

    def who(self, role: str, body: str) -> Entity | None:
        """Return the only person with this office (in this body, when one is named), or None."""
        held = self._held.get(_office_of(role), [])
        fitting = {id(e): e for e, b in held if not body or b == body or (b and (b in body or body in b))}
        return next(iter(fitting.values())) if len(fitting) == 1 else None


@functools.cache
def _synonyms() -> dict[str, str]:
    return {fold(row["word"]): row["office"] for row in rows("office_synonyms")}


def _office_of(role: str) -> str:
    """Return the word under which an office is kept: its first, or that of the office it is another name of."""
    first = role.split()
    return _synonyms().get(" ".join(first[:2])) or _synonyms().get(first[0]) or first[0] if first else ""


def mentions(line: Line, people: People, offices: Offices, text: str) -> list[Mention]:
    """Return the people meant in a line, left to right."""
    found = [Mention(h.first, h.last, e, "name") for h in line.people if (e := people.by_name(said(text, line.tokens[h.first : h.last])))]
    taken = {k for m in found for k in range(m.first, m.last)}
    taken |= {k for b in line.bodies for k in range(b.first, b.last)}
    i = 0
    tokens = line.tokens
    while i < len(tokens):
        if i in taken:
            i += 1
            continue
        hit = _surname(tokens, i, people, taken) or _office(line, i, offices, text, taken)
        if hit:
            found.append(hit)
            i = hit.last
        else:
            i += 1
    return sorted(found, key=lambda m: m.first)


def _surname(tokens: list[Token], i: int, people: People, taken: set[int]) -> Mention | None:
    """Read "Dra. Morales", "Parra Noriega señaló": surnames of somebody the document names in full."""
    begin = i
    if tokens[i].key in ("de", "del") and tokens[i].capital:    # "Del Río Venegas señaló", "De las Heras continuó"
        i += 2 if i + 1 < len(tokens) and tokens[i + 1].key in ("la", "las", "los") else 1
    if i >= len(tokens):
        return None
    token = tokens[i]
    if not token.capital or token.key in stops() or len(token.key) < 3:
        return None
    last = i + 1
    keys = [token.key]
    while last < len(tokens) and last not in taken and tokens[last].capital and tokens[last].key not in stops() and len(keys) < 4:
        keys.append(tokens[last].key)
        last += 1
    before = tokens[begin - 1] if begin else None
    after = tokens[last] if last < len(tokens) else None
    titled = before is not None and (before.key in words("honorifics") or before.key in words("roles", "role") or (before.text == "." and begin > 1 and tokens[begin - 2].key in words("honorifics")))
    speaking = (after is not None and (says(after) or after.text == ":")) or (before is not None and says(before))
    if not (titled or speaking or begin < i or len(keys) >= 2):
        return None
    entity = people.by_surname(keys) or (people.by_first(keys[0]) if len(keys) == 1 and speaking and not titled else None)
    return Mention(begin, last, entity, "surname") if entity else None


def _office(line: Line, i: int, offices: Offices, text: str, taken: set[int]) -> Mention | None:
    """Read "la comisionada del Infoem": an office with an article before it and no name after it."""
    tokens = line.tokens
    role = role_at(tokens, i)
    if role is None or (i and tokens[i - 1].key not in ("el", "la", "al", "del", "por") and i > 0):
        return None
    limit = min([len(tokens), i + _REACH, *(h.first for h in line.people if h.first > i)])
    hats = read_hats(tokens, i, limit, line.bodies)
    hat = hats[0] if hats else None
    if hat is None or hat.role is None:
        return None
    follow = hat.last
    while (follow < len(tokens) and tokens[follow].text in (",", ".")) or (follow < len(tokens) and tokens[follow].key in words("honorifics")):
        follow += 1
    if follow in taken and any(h.first == follow for h in line.people):
        return None  # the name follows: the office is its title
    body = said(text, tokens[hat.body.first : hat.body.last]).casefold() if hat.body else ""
    entity = offices.who(" ".join(t.key for t in tokens[hat.role[0] : role[0]]), body)
    return Mention(i, role[0] if hat.body is None else hat.last, entity, "office") if entity else None
