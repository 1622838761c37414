"""Open doubts: where a report does not settle who speaks, or nobody knows yet whether two nodes are one, numbers have alternatives.

A doubt is a thing with several answers. Nothing is drawn here: an answer only says which entries of an extract stand in the place of others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from kg.network.incidence import Extract, Incidence, Ints, Rows, assemble, extract
from kg.network.layers import ALTERNATIVES, EVENTS_OF_TURNS, LAYERS, PREFIX
from kg.network.units import bodies_above

MOST_PAIRS = 50  # open questions of identity looked at, those that matter most first


@dataclass(frozen=True)
class Speaker:
    """A turn whose claims could be of another speaker: ``others``, people.

    ``own``: which entries of the extract would go; ``instead``: for each of ``others`` the entries (row, column, claim) that would come, one a column.
    """

    turn: str
    speaker: str
    others: tuple[str, ...]
    claims: tuple[str, ...]
    own: NDArray[np.bool_] = field(compare=False, repr=False)
    instead: tuple[Ints, ...] = field(compare=False, repr=False)

    @property
    def answers(self) -> int:
        """How many answers there are beside the one in the graph."""
        return len(self.others)


@dataclass(frozen=True)
class Identity:
    """Two nodes that may be one. ``lifts``: pairs of columns; who is in the first would also be in the second, a body above the other of the two."""

    one: str
    other: str
    lifts: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    answers = 1


Doubt = Speaker | Identity
Answer = tuple[Doubt, int]  # the doubt, and which of its answers (0 is the first beside the graph's own)


@dataclass(frozen=True)
class Open:
    """The doubts that touch an extract, and the extract with every row, column and claim that some answer would bring.

    ``left``: pairs that were not looked at, for there are too many. ``unknown``: the build left no list of pairs, so nobody can say whether there are any.
    """

    found: Extract
    doubts: tuple[Doubt, ...]
    left: int = 0
    unknown: bool = False


def open_doubts(reader: Rows, found: Extract, certain_only: bool = False) -> Open:
    """Return the doubts that touch an extract: speakers of claims it counts (not of those left out anyway), then pairs of its rows or columns."""
    told = _turns(reader, found, certain_only) if found.layer.speakers else {}
    pairs = reader.open_pairs()
    lifts = _lifts(reader, found, pairs or []) if found.layer.ancestors else {}
    known = {*found.row_at, *found.col_ids}
    touching = [Identity(one, other, tuple(lifts.get((one, other), ()))) for one, other in pairs or [] if (one in known and other in known) or (one, other) in lifts]
    shown = touching[:MOST_PAIRS]
    wide = _widened(found, told, [up for pair in shown for _, up in pair.lifts])
    return Open(wide, (*_speakers(wide, told), *shown), len(touching) - len(shown), pairs is None)


@dataclass(frozen=True)
class _Turn:
    """A turn in doubt: for each claim, whether it is inferred and its columns; for each answer, the rows each claim would have."""

    speaker: str
    others: tuple[str, ...]
    columns: dict[str, tuple[bool, tuple[str, ...]]]
    rows: dict[str, dict[str, tuple[str, ...]]]  # other → claim → rows


def _turns(reader: Rows, found: Extract, certain_only: bool) -> dict[tuple[str, str], _Turn]:
    """Return the turns in doubt whose claims count in the layer and the slice, by (turn, speaker)."""
    base = found if found.by == "person" else extract(reader, found.layer, "person", found.within)
    columns: dict[int, set[int]] = defaultdict(set)
    for k, col in zip(base.claim.tolist(), base.col.tolist(), strict=True):
        columns[k].add(col)
    of: dict[tuple[str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for turn, speaker, other, claim in reader.rows(ALTERNATIVES):
        if turn and speaker and other and claim in base.claim_at and not (certain_only and base.inferred[base.claim_at[claim]]):
            of[turn, speaker][0].add(other)
            of[turn, speaker][1].add(claim)
    stands = _stands(reader, found.by) if of and found.by != "person" else None
    made = {}
    for key, (others, claims) in sorted(of.items()):
        held = {c: (bool(base.inferred[base.claim_at[c]]), tuple(base.col_ids[j] for j in sorted(columns[base.claim_at[c]]))) for c in sorted(claims)}
        made[key] = _Turn(key[1], tuple(sorted(others)), held, {o: {c: stands.get((o, c), ()) if stands is not None else (o,) for c in held} for o in sorted(others)})
    return made


def _stands(reader: Rows, by: str) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return (person, claim of a turn in doubt) → the rows the person stands under in the event where it was said: by the hat worn there."""
    worn: dict[str, list[tuple[str, str]]] = defaultdict(list)  # event → person, row
    for person, event, row in reader.rows(f"{PREFIX}SELECT ?person ?event ?row WHERE {{ ?p kg:participant ?person ; kg:inEvent ?event ; {LAYERS['copresence'].rows[by]} ?row }}"):
        if person and event and row:
            worn[event].append((person, row))
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim, event in reader.rows(EVENTS_OF_TURNS):
        for person, row in worn.get(event or "", ()) if claim else ():
            found[person, claim or ""].add(row)
    return {key: tuple(sorted(rows)) for key, rows in found.items()}


def _widened(found: Extract, told: Mapping[tuple[str, str], _Turn], bodies: Iterable[str]) -> Extract:
    """Return the extract with the rows, columns and claims that answers would bring; what was there keeps its entries."""
    guessed = {c: inferred for turn in told.values() for c, (inferred, _) in turn.columns.items()} | dict(zip(found.claim_ids, found.inferred.tolist(), strict=True))
    rows = sorted({*found.row_ids, *(r for turn in told.values() for of in turn.rows.values() for some in of.values() for r in some)})
    cols = sorted({*found.col_ids, *bodies, *(c for turn in told.values() for _, some in turn.columns.values() for c in some)})
    claims = sorted(guessed)
    kinds = dict(zip(found.row_ids, found.row_kinds, strict=True))
    at = [{name: i for i, name in enumerate(ids)} for ids in (rows, cols, claims)]
    row, col, claim = (np.fromiter((places[n] for n in ids), dtype=np.int64, count=len(ids))[entries] if len(ids) else entries
                       for places, ids, entries in zip(at, (found.row_ids, found.col_ids, found.claim_ids), (found.row, found.col, found.claim), strict=True))
    return replace(found, row_ids=rows, col_ids=cols, claim_ids=claims, row=row, col=col, claim=claim,
                   inferred=np.array([guessed[c] for c in claims], dtype=np.bool_), row_kinds=[kinds.get(r, "" if found.layer.row_kinds else found.by) for r in rows])


def _speakers(wide: Extract, told: Mapping[tuple[str, str], _Turn]) -> list[Speaker]:
    """Return the turns as doubts, without those none of whose answers changes an entry."""
    cols = {name: j for j, name in enumerate(wide.col_ids)}
    made = []
    for (turn, speaker), said in told.items():
        own = np.isin(wide.claim, [wide.claim_at[c] for c in said.columns])
        if wide.by == "person":
            own &= wide.row == wide.row_at.get(speaker, -1)
        instead = tuple(np.array(sorted({(wide.row_at[r], cols[c], wide.claim_at[claim]) for claim, (_, where) in said.columns.items() for c in where for r in said.rows[other][claim]}),
                                 dtype=np.int64).reshape(-1, 3).T for other in said.others)
        now = set(zip(wide.row[own].tolist(), wide.col[own].tolist(), wide.claim[own].tolist(), strict=True))
        if any(set(map(tuple, entries.T.tolist())) != now for entries in instead):
            made.append(Speaker(turn, speaker, said.others, tuple(said.columns), own, instead))
    return made


def _lifts(reader: Rows, found: Extract, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return the pairs of bodies of which somebody sits in one: who sits there would sit in all that is above the other too."""
    above, sat = bodies_above(reader), set(found.col_ids)
    made: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one, other in pairs:
        ways = [(a, up) for a, b in ((one, other), (other, one)) if a in sat for up in sorted(above(b) - above(a) - {b})]
        if ways:
            made[one, other] = ways
    return made


def settled(opened: Open, answers: Sequence[Answer], certain_only: bool = False) -> Incidence:
    """Return the incidence as it would be under these answers; every row keeps its place, so that two ways can be compared.

    Of two nodes that are one, ``other`` is left with nothing (see ``joined``).
    """
    return assemble(answered(opened, answers), certain_only, every_row=True)


def answered(opened: Open, answers: Sequence[Answer]) -> Extract:
    """Return the extract as it would be under these answers."""
    found = opened.found
    entries = [np.array([found.row, found.col, found.claim])]
    kept = np.ones(len(found.row), dtype=np.bool_)
    for doubt, which in answers:
        if isinstance(doubt, Speaker):
            kept &= ~doubt.own
            entries.append(doubt.instead[which])
    entries[0] = entries[0][:, kept]
    row, col, claim = np.concatenate(entries, axis=1)
    if any(isinstance(doubt, Identity) for doubt, _ in answers):
        at = {name: j for j, name in enumerate(found.col_ids)}
        for a, up in (lift for doubt, _ in answers if isinstance(doubt, Identity) for lift in doubt.lifts):
            sits = col == at[a]
            row, col, claim = np.append(row, row[sits]), np.append(col, np.full(int(sits.sum()), at[up])), np.append(claim, claim[sits])
        row, col = joined(found.row_ids, answers)[row], joined(found.col_ids, answers)[col]
    return replace(found, row=row, col=col, claim=claim)


def joined(ids: Sequence[str], answers: Iterable[Answer]) -> Ints:
    """Return, for each id, the place of what it is one with under these answers: the first of its group, itself when alone.

    Checked by hand: of a, b, c, d, with b = c and c = d, the answer is 0, 1, 1, 1.
    """
    at = {name: i for i, name in enumerate(ids)}
    top = np.arange(len(ids))
    for doubt, _ in answers:
        if isinstance(doubt, Identity) and doubt.one in at and doubt.other in at:
            a, b = int(top[at[doubt.one]]), int(top[at[doubt.other]])
            top[top == max(a, b)] = min(a, b)
    return top
