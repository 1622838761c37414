"""Who was where with which sector, who spoke on what in which sector: what bridges between sectors are counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import Any

from kg.findings.facts import Facts, Said
from kg.findings.finding import merged

LARGE = 500
"""People in a session above which pairs are counted by multiplying how many are alike, not one by one, and one participation of each sector stands for the others in evidence."""
_STEPS = 500_000     # pairs of groups compared for "through this person alone"; what lies beyond is left empty
PAIRS = 2_000_000
"""Pairs of people that are looked through one by one; beyond, what needs them is left out, and it says so."""
_KINDS = 1_000       # kinds of people (by the large sessions they were in) whose pairs are multiplied
Group = tuple[frozenset[str], tuple[str, ...]]


def apart(mine: Collection[str], theirs: Collection[str]) -> bool:
    """Tell whether the sectors of two are known and none is shared."""
    return bool(mine and theirs) and not set(mine) & set(theirs)


def level(mine: Collection[str], theirs: Collection[str]) -> int:
    """Return what a session makes of two who were in it: 1, they met; 2, both sectors are known; 3, they are different."""
    return 3 if apart(mine, theirs) else 2 if mine and theirs else 1


@dataclass(frozen=True)
class Ties:
    """Pairs of people who met in some session, each once. ``known``: in one of these both wore an office of a known sector; ``across``: in one of these they wore different ones."""

    pairs: int
    known: int
    across: int


class Room:
    """Who was where: sessions of each person, people of each session, the seat of each (person, session), sectors of each person in any session.
    ``lent``: how many seats have the sectors of offices known but not given for that session. ``pairs``: pairs to look through, session by session, each way.

    "Took part in the congress" says nothing of who sat with whom: only events that no other is part of are sessions.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts, self.steps = facts, _STEPS
        self.seat = {key: seat for key, seat in facts.seats().items() if key[1] not in facts.events or facts.events[key[1]].leaf}
        self.sessions: dict[str, set[str]] = defaultdict(set)
        self.people: dict[str, set[str]] = defaultdict(set)
        every: dict[str, set[str]] = defaultdict(set)
        self.by_sector: dict[str, dict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
        for (person, session), seat in self.seat.items():
            self.sessions[person].add(session)
            self.people[session].add(person)
            every[person].update(seat.sectors)
            self.by_sector[session][seat.sectors].append(person)
        self.sectors = {person: tuple(sorted(s)) for person, s in every.items()}
        self.large = sorted(s for s, people in self.people.items() if len(people) > LARGE)
        self.lent = sum(seat.lent and bool(seat.sectors) for seat in self.seat.values())
        self.pairs = sum(len(p) ** 2 for p in self.people.values())
        self._groups: dict[str, dict[Group, list[str]]] = {}
        self.themes: dict[str, list[Said]] = defaultdict(list)
        self.voices: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self.spoke: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))  # person -> theme -> sectors worn
        for said in facts.said:
            self._hear(said)

    def _hear(self, said: Said) -> None:
        for theme in said.themes:
            self.themes[theme].append(said)
            for speaker in said.speakers:
                self.voices[theme].add(said.worn_by(speaker))
                self.spoke[speaker][theme].update(said.worn_by(speaker))

    @cached_property
    def common(self) -> dict[tuple[str, str], set[str]]:
        """Who was in both of two sessions."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for person, where in self.sessions.items():
            for one, other in product(where, where) if len(where) > 1 else ():
                if one != other:
                    found[one, other].add(person)
        return found

    def mine(self, person: str, theme: str) -> Collection[str]:
        """Return the sectors in which somebody spoke on a theme; when none was worn, those of their sessions."""
        return self.spoke[person][theme] or self.sectors.get(person, ())

    def met(self, person: str) -> tuple[list[str], set[str]]:
        """Return the sessions that a person shared with other sectors than the one worn there, and those sectors."""
        others = {s: {x for group in self.by_sector[s] if apart(self.seat[person, s].sectors, group) for x in group} for s in self.sessions[person]}
        return sorted(s for s, found in others.items() if found), set().union(*others.values())

    def beside(self, person: str, session: str) -> tuple[str, ...]:
        """Return the claims that a person sat with other sectors in a session: theirs and the others'; of a large session, one of each sector."""
        groups = [found for sectors, found in self.by_sector[session].items() if apart(self.seat[person, session].sectors, sectors)]
        return self.seats([person, *(p for found in groups for p in self.few(found, session))], [session])

    def crossing(self, session: str) -> set[str]:
        """Return the people of a session who sat there with another sector."""
        groups = self.by_sector[session]
        return {p for sectors, found in groups.items() if any(apart(sectors, other) for other in groups) for p in found}

    def few(self, people: Iterable[str], session: str) -> list[str]:
        """Return people of a session, or, of a large one, the first: enough to show that somebody was there."""
        return sorted(people)[:1] if session in self.large else sorted(people)

    def theme_count(self, person: str) -> int:
        """Return on how many themes a person spoke and somebody of another sector too."""
        return sum(any(apart(v, self.mine(person, theme)) for v in self.voices[theme]) for theme in self.spoke[person])

    def shared_themes(self, person: str) -> dict[str, list[Said]]:
        """Return the themes on which a person spoke and somebody of another sector too, each with what both said."""
        found = {}
        for theme in sorted(self.spoke[person]):
            mine = self.mine(person, theme)
            others = [s for s in self.themes[theme] if any(apart(s.worn_by(p), mine) for p in s.speakers if p != person)]
            if others:
                found[theme] = [*(s for s in self.themes[theme] if person in s.speakers), *others]
        return found

    def alike(self, people: Iterable[str]) -> dict[Group, list[str]]:
        """Return people by the sessions they were in and their sectors: those of one group are alike."""
        groups: dict[Group, list[str]] = defaultdict(list)
        for person in people:
            groups[frozenset(self.sessions[person]), self.sectors[person]].append(person)
        return groups

    def alone(self, person: str) -> tuple[int | None, set[str]]:
        """Return how many pairs of people of different sectors only this person joins, and these people: the two share no session, and nobody else has met both.

        People who are alike are compared as a group. Of two in the person's largest session neither pair counts, so it is only compared with the other sessions. None: the work is too much.
        """
        if len(self.sessions[person]) < 2:
            return 0, set()
        big = max(sorted(self.sessions[person]), key=lambda s: len(self.people[s]))
        there = self.people[big]
        rest = self.alike({q for s in self.sessions[person] - {big} for q in self.people[s] if q not in there})
        if not rest:
            return 0, set()
        if big not in self._groups:
            self._groups[big] = self.alike(self.people[big])
        near = self._groups[big]
        self.steps -= len(rest) * (len(near) + len(rest) // 2)
        if self.steps < 0:
            return None, set()
        count, people, me = 0, set[str](), {person}
        size = {**near, **rest}
        for one, other in [*product(near, rest), *combinations(rest, 2)]:
            if not one[0] & other[0] and apart(one[1], other[1]) and all(self.common.get((s, t), me) == me for s in one[0] for t in other[0]):
                count += len(size[one]) * len(size[other])
                people.update(size[one], size[other])
        return count, people

    def seats(self, people: Iterable[str], sessions: Iterable[str]) -> tuple[str, ...]:
        """Return the participations of these people in these sessions, with the offices worn."""
        where = sorted(set(sessions))
        return merged(*(self.seat[p, s].claims for p in people for s in where if (p, s) in self.seat))

    @cached_property
    def small_pairs(self) -> tuple[Any, Any, Any, list[str]] | None:
        """Pairs who met in sessions that are not large, as arrays: code (first * people + second, by place in the list of people), best ``level``, sessions of level 3.

        None: too many to look through.
        """
        import numpy as np

        sizes = [len(p) for s, p in self.people.items() if s not in self.large]
        if sum(n * n for n in sizes) > 2 * PAIRS:
            return None
        ids = sorted(self.sessions)
        at = {p: i for i, p in enumerate(ids)}
        codes, levels = [np.zeros(0, np.int64)], [np.zeros(0, np.int8)]
        for session in sorted(set(self.people) - set(self.large)):
            groups = sorted(self.by_sector[session])
            table = np.array([[level(a, b) for b in groups] for a in groups], np.int8)
            member = sorted((at[p], g) for g, sectors in enumerate(groups) for p in self.by_sector[session][sectors])
            who, group = (np.array([m[k] for m in member], np.int64) for k in (0, 1))
            i, j = np.triu_indices(len(who), 1)
            codes.append(who[i] * len(ids) + who[j])
            levels.append(table[group[i], group[j]])
        code, where = np.unique(np.concatenate(codes), return_inverse=True)
        best, across = np.zeros(len(code), np.int8), np.zeros(len(code), np.int64)
        every = np.concatenate(levels)
        np.maximum.at(best, where, every)
        np.add.at(across, where, every == 3)
        return code, best, across, ids

    def ties(self) -> Ties | None:
        """Return how many pairs met: exact. In large sessions people in the same of these, with the same sectors, are of one kind, and kinds are multiplied. None: too many."""
        import numpy as np

        kinds: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
        for person in sorted({p for s in self.large for p in self.people[s]}):
            kinds[person] = tuple((s, self.seat[person, s].sectors) for s in self.large if (person, s) in self.seat)
        order = sorted(set(kinds.values()))
        if self.small_pairs is None or len(order) > _KINDS:
            return None
        code, best, _, ids = self.small_pairs
        place = {kind: i for i, kind in enumerate(order)}
        of = np.array([place.get(kinds.get(p, ()), len(order)) for p in ids], np.int64)
        rel = np.zeros((len(order) + 1, len(order) + 1), np.int8)
        for a, b in product(order, order):
            there = dict(b)
            rel[place[a], place[b]] = max((level(sectors, there[s]) for s, sectors in a if s in there), default=0)
        size = np.bincount(of, minlength=len(order) + 1)
        many = np.outer(size, size)
        np.fill_diagonal(many, size * (size - 1))
        base = rel[of[code // max(len(ids), 1)], of[code % max(len(ids), 1)]]
        return Ties(*(int(many[rel >= least].sum()) // 2 + int(((best >= least) & (base < least)).sum()) for least in (1, 2, 3)))
