"""Who and what a report names: mentions of one person or body inside one document are one entity. Never across documents (that is ``identity``).

A shorter name is the longer one's only when exactly one longer name fits; a name one letter away is the same person's only with the same number of words
(a first given name keeps its last letter), and is flagged ``spelling``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.model.iri import fold
from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.again import by_noun
from kg.reading.mentions.inverted import natural
from kg.reading.mentions.line import Line
from kg.reading.mentions.same_name import content, initials, titled, within
from kg.reading.words.alike import acronym_fits, begins, body_key, clipped
from kg.reading.words.tokens import UPPER, Token


@dataclass
class Entity:
    """One person or institution of a document: the preferred name, every place, other spellings."""

    name: str
    rule: str
    places: list[tuple[int, int]] = field(default_factory=list)  # offsets in the normal text
    spellings: dict[str, tuple[int, int]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    kind: str = ""
    sector: str = ""
    parent: str = ""
    full: bool = False

    @property
    def aliases(self) -> list[str]:
        """The other spellings, sorted; what is a body's own after a head that others share ("Zapotal") is none."""
        return sorted(s for s in self.spellings if fold(s) != fold(self.name) and not (self.kind and self.name.endswith(f" {s}")))


def said(text: str, tokens: list[Token]) -> str:
    """Return the words of some tokens as written, single-spaced, outer quotes and brackets off."""
    if not tokens:
        return ""
    raw = " ".join(text[tokens[0].start : tokens[-1].end].split())
    return raw.strip('"“”«»(), ;:=')


class _Mention(NamedTuple):
    """One place where a person is named: the name in its usual order, as it is written there, and the rule that told."""

    name: str
    written: str
    start: int
    end: int
    rule: str
    full: bool


class People:
    """The people of a document, by folded name; ``of(tokens)`` finds whose mention a stretch is."""

    def __init__(self, lines: list[Line], text: str) -> None:
        self.entities: list[Entity] = []
        self._by_key: dict[str, Entity] = {}
        self._holding: dict[str, list[str]] = {}  # word → names that hold it
        self._but: dict[tuple[int, tuple[str, ...]], list[str]] = {}  # name without its k-th word → names
        self._surnames: dict[str, list[Entity]] = {}
        self._firsts: dict[str, list[Entity]] = {}
        mentions: dict[str, list[_Mention]] = {}
        for line in lines:
            for hit in line.people:
                piece = line.tokens[hit.first : hit.last]
                written = said(text, piece)
                name = natural(written) if hit.rule == "person.surnames_first" else written
                mentions.setdefault(fold(name), []).append(_Mention(name, written, piece[0].start, piece[-1].end, hit.rule, hit.full))
        for key in sorted(mentions, key=lambda k: (-len(content(k)), initials(content(k)), k)):
            entity = self._whose(key)
            if entity is None and mentions[key][0].rule == "person.alone" and self._holding.get(content(key)[0]):
                continue    # one of several who bear it: nobody can tell which
            if entity is None:
                entity = Entity(titled(_best(mentions[key])), min((m.rule for m in mentions[key]), key=_trust), full=any(m.full for m in mentions[key]))
                self.entities.append(entity)
            self._note(key, entity)
            for m in mentions[key]:
                entity.places.append((m.start, m.end))
                entity.spellings.setdefault(m.written, (m.start, m.end))
                self._by_key.setdefault(fold(m.written), entity)
        for entity in self.entities:
            entity.places.sort()
            words = content(fold(entity.name))
            for word in words[1:]:
                self._surnames.setdefault(word, []).append(entity)
            self._firsts.setdefault(words[0] if words else "", []).append(entity)

    def _note(self, key: str, entity: Entity) -> None:
        self._by_key[key] = entity
        words = content(key)
        for word in dict.fromkeys(words):
            self._holding.setdefault(word, []).append(key)
        for k in range(len(words)):
            self._but.setdefault((k, words[:k] + words[k + 1 :]), []).append(key)

    def _whose(self, key: str) -> Entity | None:
        """Return the entity an already known longer or one-letter-different name gives this name to."""
        words = content(key)
        if len(words) == 1:
            bearers = {id(e): e for k, e in self._by_key.items() if words[0] in content(k)[1:] or content(k)[0] == words[0]}
            return next(iter(bearers.values())) if len(bearers) == 1 else None
        near = self._holding.get(next((w for w in reversed(words) if len(w) > 1), ""), ())  # whoever has the same or a longer name has its last full word
        same = next((self._by_key[k] for k in near if content(k) == words), None)
        if same is not None:
            return same
        longer = {id(self._by_key[k]): self._by_key[k] for k in near if within(words, content(k))}
        if len(longer) == 1:
            return next(iter(longer.values()))
        if longer:
            return None
        alike = {known for k in range(len(words)) for known in self._but.get((k, words[:k] + words[k + 1 :]), ())} if len(words) >= 3 else set()
        for known in sorted(alike, key=lambda k: (-len(content(k)), k)):
            if _one_letter(words, content(known)):
                entity = self._by_key[known]
                entity.flags.add("spelling")
                return entity
        return None

    def by_name(self, name: str) -> Entity | None:
        """Return the person of a name as written."""
        return self._by_key.get(fold(name))

    def by_first(self, word: str) -> Entity | None:
        """Return the only person with this first given name, or None."""
        found = self._firsts.get(word, [])
        return found[0] if len(found) == 1 else None

    def by_surname(self, words: list[str]) -> Entity | None:
        """Return the only person with these surnames, or None."""
        found = None
        for entity in self._surnames.get(words[0], []):
            own = content(fold(entity.name))
            if all(w in own for w in words):
                if found is not None and found is not entity:
                    return None
                found = entity
        return found


def _best(found: list[_Mention]) -> str:
    """Return the spelling to prefer: not in capitals, the most frequent, the first."""
    counts = Counter(m.name for m in found)
    return min(counts, key=lambda n: (n.isupper(), -counts[n], n))


def _trust(rule: str) -> int:
    order = ("person.full", "person.titled", "person.listed", "person.short")
    return order.index(rule) if rule in order else len(order)


def _one_letter(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Tell whether two names differ by one letter of one word of five letters or more; a first given name keeps its last letter."""
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if len(differing) != 1:
        return False
    x, y = differing[0]
    if min(len(x), len(y)) < 5 or (a[0] != b[0] and x[-1] != y[-1]):
        return False    # "Hidelberto" and "Hildeberto" are one, "Martina" and "Martino" are not
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(x, y, score_cutoff=1) == 1


class Bodies:
    """The institutions of a document. An acronym written beside a name is its alias; so is a spelling one letter away."""

    def __init__(self, lines: list[Line], text: str) -> None:
        self.entities: list[Entity] = []
        self._by_key: dict[str, Entity] = {}
        self._placed: set[tuple[int, tuple[int, int]]] = set()
        self._known = False
        by_noun(lines)
        for line in lines:
            for hit in line.bodies:
                self.add(line, hit, text)
        self._alike()
        self._known = True
        for entity in self.entities:
            entity.places.sort()

    def _alike(self) -> None:
        """Join what is one body: an acronym and the only name its letters fit; a short form and the only name that begins with it."""
        keys = {id(e): body_key(e.name)[:2] for e in self.entities}
        for entity in sorted(self.entities, key=lambda e: (len(e.name), e.name)):
            letters = entity.name.split()[:1] and sum(c.isupper() for c in entity.name.split()[0]) > 1
            longer = [e for e in self.entities if e is not entity and len(e.name) > len(entity.name) and (letters or keys[id(e)] == keys[id(entity)]) and (
                acronym_fits(entity.name, e.name) or clipped(entity.name, e.name) or begins(entity.name, entity.kind, e.name, e.kind))]
            longest = [e for e in longer if not any(e is not o and begins(e.name, e.kind, o.name, o.kind) for o in longer)]
            if len(longest) == 1:
                self._join(longest[0], entity)

    def add(self, line: Line, hit: BodyHit, text: str) -> None:
        """Take in one mention."""
        piece = line.tokens[hit.first : hit.last]
        name = hit.whole or said(text, piece)
        key = body_key(name)
        entity = self._by_key.get(key) or self._of_letters(name)
        if entity is None:
            entity = Entity(hit.whole or _tidy(name, piece), hit.rule, kind=hit.kind, sector=hit.sector)
            self.entities.append(entity)
        self._by_key[key] = entity
        place = (piece[0].start, piece[-1].end)
        if (id(entity), place) not in self._placed:
            self._placed.add((id(entity), place))
            entity.places.append(place)
        entity.spellings.setdefault(said(text, piece), place)
        if hit.acronym >= 0:
            token = line.tokens[hit.acronym]
            other = self._by_key.get(fold(token.text))
            if other is not None and other is not entity:
                if " " in other.name:
                    return  # two bodies share an acronym: it is neither's alone
                self._join(entity, other)
            self._by_key[fold(token.text)] = entity
            entity.spellings.setdefault(token.text, (token.start, token.end))

    def _of_letters(self, name: str) -> Entity | None:
        """Return the only body whose acronym a name is that is met after all others are known: "Luis Paz, presidente CGM"."""
        fitting = [e for e in self.entities if acronym_fits(name, e.name)] if self._known and name.isupper() and " " not in name else []
        return fitting[0] if len(fitting) == 1 else None

    def _join(self, entity: Entity, other: Entity) -> None:
        """Make ``other`` the same entity as ``entity``: the acronym met before its name."""
        entity.places += [p for p in other.places if p not in entity.places]
        for spelling, place in other.spellings.items():
            entity.spellings.setdefault(spelling, place)
        self.entities.remove(other)
        for key, value in list(self._by_key.items()):
            if value is other:
                self._by_key[key] = entity

    def of(self, line: Line, hit: BodyHit, text: str) -> Entity | None:
        """Return the entity of a mention."""
        return self._by_key.get(body_key(hit.whole or said(text, line.tokens[hit.first : hit.last])))

    def by_name(self, name: str) -> Entity | None:
        """Return the entity of a name as written."""
        return self._by_key.get(body_key(name))

    def drop(self, entity: Entity) -> None:
        """Forget an entity."""
        self.entities.remove(entity)
        self._by_key = {k: v for k, v in self._by_key.items() if v is not entity}


def _tidy(name: str, piece: list[Token]) -> str:
    """Return a body's preferred name: capitals only for acronyms."""
    if len(piece) > 1 and all(t.shape == UPPER or not t.capital for t in piece) and name.isupper() and len(name) > 14:
        return titled(name)
    return name
