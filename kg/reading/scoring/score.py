"""Scores of drafts against gold: pure functions on claims, facts and text. Precision, recall and F1 a class; who speaks.

What counts as right is in ``kg.reading.scoring.score_match``; contributions, whose unit is the sentence, are judged here.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kg.reading.document import Document
from kg.reading.scoring import score_match as match
from kg.reading.scoring.score_match import Item, Part, People

CLASSES = ("person", "institution", "municipality", "event", "membership", "participation", "contribution", "figure")
GROUPS = {"proposal": "proposal", "commitment": "proposal", "problem": "problem", "experience": "experience", "finding": "finding"}
SHARES = ("speaker", "kind", "dates", "mode")
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Tally:
    """Counts of one class. A ratio over nothing is None: nothing to find is no failure, and no success.

    ``spare`` are those of ``right`` that only one of two readers marked: precision counts them, recall asks for what both marked.
    """

    gold: int = 0
    found: int = 0
    right: int = 0
    spare: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.gold + other.gold, self.found + other.found, self.right + other.right, self.spare + other.spare)

    @property
    def precision(self) -> float | None:
        """Share of the found that is right."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of the gold that was found."""
        return (self.right - self.spare) / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both; 0 when only one side is empty, None when both are, or when nothing was asked for and only spare things found."""
        if self.spare:
            precision, recall = self.precision or 0.0, self.recall
            return None if recall is None else 2 * precision * recall / (precision + recall)
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else None


@dataclass(frozen=True)
class Slip:
    """One thing a rule writer wants to see: ``what`` is miss, extra, speaker, kind, dates or mode; ``line`` is 0 when the text does not hold it as written."""

    what: str
    type: str
    line: int
    text: str
    rule: str = ""
    confidence: float | None = None
    note: str = ""


@dataclass
class Score:
    """One report's scores. ``shares`` are (right, of) pairs; ``judged`` every judged claim; group rows are "contribution.<group>"."""

    report: str
    tallies: dict[str, Tally] = field(default_factory=dict)
    shares: dict[str, tuple[int, int]] = field(default_factory=dict)
    judged: list[tuple[Item, bool]] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)


def sentence_spans(document: Document) -> list[tuple[int, int]]:
    """Return (start, end) of every sentence: inside the blocks, across hard line ends; cell by cell in a row; by lines without blocks."""
    if not document.blocks:
        return list(document.sentences())
    spans: list[tuple[int, int]] = []
    for block in document.blocks:
        for start, end in block.cells or ((block.start, block.end),):
            # One character for one: only line ends turn into blanks, so that the splitter sees one line.
            flat = document.text[start:end].replace("\n", " ").replace("\r", " ")
            spans += [(start + a, start + b) for a, b in Document(document.path, "", flat).sentences()]
    return sorted(spans)


class Places:
    """Where the facts of one report stand in its text, and in which sentence each stretch lies."""

    def __init__(self, text: str, sentences: Spans) -> None:
        self.text = text
        self.sentences = sorted(sentences)
        self._starts = [s for s, _ in self.sentences]
        self._uses: dict[tuple[object, str], int] = {}

    def line(self, offset: int) -> int:
        """Return the 1-based line of a code point."""
        return self.text.count("\n", 0, offset) + 1

    def all(self, fact: Item) -> list[tuple[int, int]]:
        """Return the fact's own ``spans``, or every occurrence of its quote."""
        if fact.get("spans"):
            return [(int(s), int(e)) for s, e in fact["spans"]]
        return match.occurrences(self.text, str(fact.get("quote") or ""))

    def next(self, fact: Item) -> list[tuple[int, int]]:
        """Return the fact's own ``spans``, or one occurrence of its quote: the n-th for the n-th fact of that kind and quote."""
        places = self.all(fact)
        if fact.get("spans") or not places:
            return places
        use = (fact.get("kind"), str(fact.get("quote")))
        self._uses[use] = self._uses.get(use, -1) + 1
        return [places[min(self._uses[use], len(places) - 1)]]

    def sentence(self, start: int, end: int) -> int:
        """Return the index of the sentence that holds the largest part of a stretch (the first of equals, or the one before it); -1 without any."""
        first = max(0, bisect.bisect_right(self._starts, start) - 1)
        last = bisect.bisect_left(self._starts, end)
        near = range(first, max(last, first + 1)) if self.sentences else range(0)
        return max(near, key=lambda i: (min(end, self.sentences[i][1]) - max(start, self.sentences[i][0]), -i), default=-1)


def score_report(report: str, claims: Sequence[Item], gold: Sequence[Item], text: str, sentences: Spans,
                 classes: Iterable[str] = CLASSES, country: str = "MX", kinds: Iterable[str] = tuple(GROUPS)) -> Score:
    """Score one report's claims against its facts, for the classes the gold annotates completely (of contributions, for these ``kinds``). ``sentences``: from ``sentence_spans``."""
    score, places = Score(report), Places(text, sentences)
    asked = {GROUPS[kind] for kind in kinds}
    claims, gold = ([i for i in items if i.get("type") != "contribution" or GROUPS.get(str(i.get("kind")), "?") in asked] for items in (claims, gold))
    said, true = ({c: [i for i in items if i.get("type") == c] for c in CLASSES} for items in (claims, gold))
    people = People(true["person"])
    judges = {
        "person": lambda c, f: match.persons(c, f),
        "institution": lambda c, f: match.institutions(c, f),
        "municipality": lambda c, f: match.municipalities(c, f, country),
        "event": lambda c, f: match.events(c, f),
        "membership": lambda c, f: match.memberships(c, f, people, said["institution"], true["institution"]),
        "participation": lambda c, f: match.participations(c, f, people),
        "figure": lambda c, f: match.figures(c, f, places.all),
    }
    for name in (c for c in CLASSES if c in set(classes)):
        if name == "contribution":
            _contributions(score, said[name], true[name], people, places)
            continue
        part = judges[name](said[name], true[name])
        score.tallies[name] = Tally(part.facts, part.found, part.right)
        score.judged += part.judged
        score.slips += [_slip("miss", fact, places) for fact in part.missed]
        score.slips += [_slip("extra", claim, places) for claim, right in part.judged if not right]
        _apart(score, name, part, places)
    return score


def _apart(score: Score, name: str, part: Part, places: Places) -> None:
    """Note what is scored over the right claims only: an event's days, a participation's mode."""
    field_ = {"event": "dates", "participation": "modes"}.get(name)
    if field_ is None:
        return
    share = "dates" if name == "event" else "mode"
    wrong = [(c, f) for c, f in part.matched if sorted(c.get(field_) or ()) != sorted(f.get(field_) or ())]
    score.shares[share] = (len(part.matched) - len(wrong), len(part.matched))
    score.slips += [_slip(share, c, places, f"{_listed(f.get(field_))} ≠ {_listed(c.get(field_))}") for c, f in wrong]


def _contributions(score: Score, claims: Sequence[Item], facts: Sequence[Item], people: People, places: Places) -> None:
    """Judge contributions by (sentence, group); then, over the pairs found, the exact kind and the speaker."""
    said: dict[tuple[int, str], list[Item]] = {}
    true: dict[tuple[int, str], list[Item]] = {}
    for claim in claims:
        said.setdefault((places.sentence(int(claim["start"]), int(claim["end"])), GROUPS.get(str(claim.get("kind")), "?")), []).append(claim)
    for fact in facts:
        for start, end in places.next(fact):
            true.setdefault((places.sentence(start, end), GROUPS[str(fact["kind"])]), []).append({**fact, "start": start, "end": end})
    both = sorted(said.keys() & true.keys())
    needed = {pair: rows for pair, rows in true.items() if not all(f.get("optional") for f in rows)}
    counted = (needed, said, both, [pair for pair in both if pair not in needed])
    for group in sorted(set(GROUPS.values())):
        score.tallies[f"contribution.{group}"] = Tally(*(sum(g == group for _, g in pairs) for pairs in counted))
    score.tallies["contribution"] = Tally(*map(len, counted))
    score.judged += [(c, pair in true) for pair in sorted(said) for c in said[pair]]
    others = {"miss": said, "extra": true}
    for what, pairs, rest in (("miss", needed, said), ("extra", said, true)):
        for sentence, group in sorted(pairs.keys() - rest.keys()):
            instead = ", ".join(f"{i.get('kind')} {i.get('rule', '')}".strip() for (s, _), rows in sorted(others[what].items()) if s == sentence for i in rows)
            score.slips += [_slip(what, i, places, f"≠ {instead}" if instead else "") for i in pairs[sentence, group]]
    _kinds_and_speakers(score, [(said[p], true[p]) for p in both], people, places)


def _kinds_and_speakers(score: Score, found: list[tuple[list[Item], list[Item]]], people: People, places: Places) -> None:
    """Score the exact kind where a group holds more than one, and who speaks, over the pairs found."""
    right = {"kind": 0, "speaker": 0}
    of = {"kind": sum(GROUPS[str(facts[0]["kind"])] == "proposal" for _, facts in found), "speaker": len(found)}
    for claims, facts in found:
        kinds = {str(f["kind"]) for f in facts}
        wrong_kind = [c for c in claims if c.get("kind") not in kinds]
        mute = [c for c in claims if not any(_speaker_right(c, f, people) for f in facts)]
        right["kind"] += not wrong_kind and "proposal" in {GROUPS[k] for k in kinds}
        right["speaker"] += not mute
        meant = _listed(name for f in facts for name in f.get("by") or ())
        score.slips += [_slip("kind", c, places, f"{_listed(sorted(kinds))} ≠ {c.get('kind')}") for c in wrong_kind]
        score.slips += [_slip("speaker", c, places, f"{meant} ≠ {_listed(c.get('by'))}") for c in mute]
    score.shares |= {name: (n, of[name]) for name, n in right.items()}


def _speaker_right(claim: Item, fact: Item, people: People) -> bool:
    """Whether somebody of the fact is the claim's first speaker or an alternative; nobody must answer nobody."""
    meant = {people.who(n) for n in fact.get("by") or ()}
    first = {people.who(n) for n in list(claim.get("by") or ())[:1]}
    if not meant:
        return not first
    return bool(meant & (first | {people.who(n) for n in claim.get("alternatives") or ()}))


def _listed(values: Iterable[object] | None) -> str:
    return ", ".join(dict.fromkeys(str(v) for v in values or ())) or "∅"


def _slip(what: str, item: Item, places: Places, note: str = "") -> Slip:
    named = str(item.get("name") or item.get("person") or "")
    spots = [int(item["start"])] if "start" in item else [start for start, _ in places.all(item)] or [places.text.find(named) if named else -1]
    return Slip(what, str(item.get("type")), places.line(spots[0]) if spots[0] >= 0 else 0, label(item), str(item.get("rule") or ""), item.get("confidence"), note)


def label(item: Item) -> str:
    """Return the line by which a reader recognises a claim or fact."""
    kind = item.get("type")
    quote = " ".join(str(item.get("quote") or "").split())
    if kind == "membership":
        return f"{item.get('person')} → {item.get('institution')}"
    if kind == "participation":
        return f"{item.get('person')}: {item.get('role')}"
    if kind == "contribution":
        return f"[{item.get('kind')}] {quote}"
    if kind == "figure":
        return f"{item.get('value')}: {quote}"
    if kind == "municipality":
        return f"{item.get('name')} ({item.get('inegi') or item.get('country') or '—'})"
    return f"{item.get('name')}"


def micro(scores: Iterable[Score]) -> dict[str, Tally]:
    """Return the counts of all reports together, by class."""
    total: dict[str, Tally] = {}
    for score in scores:
        for name, tally in score.tallies.items():
            total[name] = total.get(name, Tally()) + tally
    return total


def macro(scores: Sequence[Score]) -> dict[str, dict[str, float | None]]:
    """Return the plain mean over reports of each class's ratios; a report whose ratio is over nothing does not count in it."""
    def mean(values: Iterator[float | None]) -> float | None:
        given = [v for v in values if v is not None]
        return sum(given) / len(given) if given else None

    return {name: {ratio: mean(getattr(s.tallies[name], ratio) for s in scores if name in s.tallies) for ratio in ("precision", "recall", "f1")}
            for name in sorted({n for s in scores for n in s.tallies})}


def shares(scores: Iterable[Score]) -> dict[str, tuple[int, int]]:
    """Return (right, of) of speaker, kind, dates and mode over all reports."""
    total: dict[str, tuple[int, int]] = {}
    for score in scores:
        for name, (right, of) in score.shares.items():
            before = total.get(name, (0, 0))
            total[name] = (before[0] + right, before[1] + of)
    return total
