"""When is a claim right? One judge a class: drafted claims against hand-made facts, as plain dicts in the two JSON Lines formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.model.iri import fold

Item = Mapping[str, Any]
Likeness = tuple[int, int]  # characters in common, then 1 when the whole name is the same: the greater pairs first
_MORE_APOSTROPHES = str.maketrans("", "", "′‛＇")


@dataclass
class Part:
    """What one class of one report came to: each claim with its judgement, and the facts nobody found.

    ``facts`` and ``right`` are counts of things (a pair stated twice is one thing); ``found`` those of the draft.
    ``matched`` are (claim, fact) pairs for what is scored apart: dates, modes.
    """

    facts: int = 0
    found: int = 0
    right: int = 0
    judged: list[tuple[Item, bool]] = field(default_factory=list)
    missed: list[Item] = field(default_factory=list)
    matched: list[tuple[Item, Item]] = field(default_factory=list)


def key(name: object) -> str:
    """Return the form in which people's names are compared: folded, blanks single, no apostrophe of any shape."""
    return fold(str(name or "").translate(_MORE_APOSTROPHES))


def words(name: object) -> str:
    """Return the folded words of a name, without punctuation."""
    return " ".join(re.findall(r"\w+", key(name)))


def spellings(item: Item) -> list[object]:
    """Return the name of an item, then its aliases."""
    return [item.get("name"), *(item.get("aliases") or ())]


def occurrences(text: str, quote: str) -> list[tuple[int, int]]:
    """Return (start, end) of every place of a quote; where none is exact, of those that differ in blanks and line ends only (HTML, PDF)."""
    parts = [re.escape(w) for w in quote.split()]
    if not parts:
        return []
    exact = [m.span() for m in re.finditer(re.escape(quote), text)]
    return exact or [m.span() for m in re.finditer(r"\s+".join(parts), text)]


def likeness(one: Iterable[str], other: Iterable[str]) -> Likeness | None:
    """Return how much two sets of spellings (of ``words``) share when a spelling of one holds one of the other as whole words, else None."""
    best: Likeness | None = None
    for a in one:
        for b in other:
            if a and b and (f" {a} " in f" {b} " or f" {b} " in f" {a} "):
                best = max(best or (0, 0), (min(len(a), len(b)), int(a == b)))
    return best


def one_to_one(claims: Sequence[Item], facts: Sequence[Item], alike: Callable[[Item, Item], Likeness | None]) -> dict[int, int]:
    """Pair claims with facts, the most alike first (then in the order given); each is used once. Returns claim index → fact index."""
    pairs = sorted(((-w[0], -w[1], i, j) for i, c in enumerate(claims) for j, f in enumerate(facts) if (w := alike(c, f)) is not None))
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in pairs:
        if i not in chosen and j not in taken:
            chosen[i] = j
            taken.add(j)
    return chosen


def judge_pairs(claims: Sequence[Item], facts: Sequence[Item], alike: Callable[[Item, Item], Likeness | None]) -> Part:
    """Judge claims that answer one fact each: what is left over on either side is wrong or missed."""
    chosen = one_to_one(claims, facts, alike)
    return Part(len(facts), len(claims), len(chosen), [(c, i in chosen) for i, c in enumerate(claims)],
                [f for j, f in enumerate(facts) if j not in chosen.values()], [(claims[i], facts[j]) for i, j in sorted(chosen.items())])


def persons(claims: Sequence[Item], facts: Sequence[Item]) -> Part:
    """Same folded name; an alias of the fact counts as its name. A second claim of the same person is wrong."""
    def alike(claim: Item, fact: Item) -> Likeness | None:
        named = key(claim.get("name"))
        known = [key(n) for n in spellings(fact)]
        return (len(named), int(named == known[0])) if named and named in known else None

    return judge_pairs(claims, facts, alike)


def institutions(claims: Sequence[Item], facts: Sequence[Item]) -> Part:
    """A spelling of one holds a spelling of the other as whole words."""
    return judge_pairs(claims, facts, lambda c, f: likeness(map(words, spellings(c)), [words(n) for n in spellings(f)]))


def municipalities(claims: Sequence[Item], facts: Sequence[Item], country: str = "MX") -> Part:
    """By INEGI code; a fact without one wants the name and no code. Abroad is neither asked for nor punished, unless the claim gives a code.

    A claim that abstains (no code) on a municipality whose code the gold knows leaves it missed, but states nothing wrong: it is not judged.
    """
    home = [f for f in facts if (f.get("country") or country) == "MX"]
    coded = {str(f["inegi"]): f for f in reversed(home) if f.get("inegi")}
    open_ = [f for f in home if not f.get("inegi")]
    unpunished = {words(n) for f in facts if f not in open_ for n in spellings(f)}

    def alike(claim: Item, fact: Item) -> Likeness | None:
        if fact.get("inegi") or claim.get("inegi"):
            return (5, 1) if fact.get("inegi") == claim.get("inegi") else None
        return (1, 1) if {words(n) for n in spellings(claim)} & {words(n) for n in spellings(fact)} else None

    wanted = [*sorted(coded.values(), key=lambda f: str(f["inegi"])), *open_]
    chosen = one_to_one(claims, wanted, alike)
    judged = [c for i, c in enumerate(claims) if i in chosen or c.get("inegi") or not {words(n) for n in spellings(c)} & unpunished]
    return judge_pairs(judged, wanted, alike)


class People:
    """Who is meant by a name: aliases of the gold lead to its full name."""

    def __init__(self, facts: Iterable[Item]) -> None:
        self._full: dict[str, str] = {}
        people = list(facts)
        for fact in people:
            self._full.setdefault(key(fact.get("name")), key(fact.get("name")))
        for fact in people:
            for alias in fact.get("aliases") or ():
                self._full.setdefault(key(alias), key(fact.get("name")))

    def who(self, name: object) -> str:
        """Return the folded full name behind any spelling; an unknown name is itself."""
        return self._full.get(key(name), key(name))


def _bodies(items: Iterable[Item]) -> dict[str, list[str]]:
    """Return every spelling of each institution under each of its spellings."""
    table: dict[str, list[str]] = {}
    for item in items:
        forms = [w for n in spellings(item) if (w := words(n))]
        for form in forms:
            table.setdefault(form, forms)
    return table


def memberships(claims: Sequence[Item], facts: Sequence[Item], people: People, claimed: Iterable[Item], known: Iterable[Item]) -> Part:
    """Pairs (person, institution): the person exactly, the body leniently. The same pair twice, with two offices, is one thing.

    ``claimed`` and ``known`` are the institutions of the draft and of the gold, for their aliases. A claim that names no body is not judged.
    """
    ours, theirs = _bodies(claimed), _bodies(known)

    def grouped(items: Sequence[Item]) -> dict[tuple[str, str], list[Item]]:
        table: dict[tuple[str, str], list[Item]] = {}
        for item in items:
            if words(item.get("institution")):
                table.setdefault((people.who(item.get("person")), words(item.get("institution"))), []).append(item)
        return table

    def alike(claim: Item, fact: Item) -> Likeness | None:
        if people.who(claim.get("person")) != people.who(fact.get("person")):
            return None
        a, b = words(claim.get("institution")), words(fact.get("institution"))
        return likeness(ours.get(a, [a]), theirs.get(b, [b]))

    said, true = grouped(claims), grouped(facts)
    part = judge_pairs([rows[0] for rows in said.values()], [rows[0] for rows in true.values()], alike)
    part.judged = [(c, right) for rows, (_, right) in zip(said.values(), part.judged, strict=True) for c in rows]
    return part


def events(claims: Sequence[Item], facts: Sequence[Item]) -> Part:
    """The name leniently, or else the same days and kind."""
    def alike(claim: Item, fact: Item) -> Likeness | None:
        named = likeness(map(words, spellings(claim)), [words(n) for n in spellings(fact)])
        same = bool(claim.get("dates")) and dates(claim) == dates(fact) and claim.get("kind") == fact.get("kind")
        return named or ((0, 0) if same else None)

    return judge_pairs(claims, facts, alike)


def dates(item: Item) -> list[str]:
    """Return the days of an event, sorted."""
    return sorted(str(d) for d in item.get("dates") or ())


def participations(claims: Sequence[Item], facts: Sequence[Item], people: People) -> Part:
    """Pairs (person, role), whatever the event. ``matched`` holds each right pair once, with the modes of all its rows under ``modes``."""
    def grouped(items: Sequence[Item]) -> dict[tuple[str, str], list[Item]]:
        table: dict[tuple[str, str], list[Item]] = {}
        for item in items:
            table.setdefault((people.who(item.get("person")), str(item.get("role"))), []).append(item)
        return table

    def whole(rows: list[Item]) -> Item:
        return {**rows[0], "modes": sorted({str(r.get("mode") or "unknown") for r in rows})}

    said, true = grouped(claims), grouped(facts)
    both = [pair for pair in said if pair in true]
    return Part(len(true), len(said), len(both), [(c, pair in true) for pair, rows in said.items() for c in rows],
                [rows[0] for pair, rows in true.items() if pair not in said], [(whole(said[p]), whole(true[p])) for p in both])


def figures(claims: Sequence[Item], facts: Sequence[Item], places: Callable[[Item], Sequence[tuple[int, int]]]) -> Part:
    """The same value, and a claim that touches a place (any occurrence of the quote) of the fact."""
    def alike(claim: Item, fact: Item) -> Likeness | None:
        try:
            same = float(claim["value"]) == float(fact["value"])
        except (KeyError, TypeError, ValueError):
            return None
        shared = max((min(end, int(claim["end"])) - max(start, int(claim["start"])) for start, end in places(fact)), default=0)
        return (shared, 1) if same and shared > 0 else None

    return judge_pairs(claims, facts, alike)
