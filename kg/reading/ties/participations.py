"""Who took part in which session, as what, present or by video: rosters, name lines, "moderado por …", speakers. Rules ``participation.*``."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from kg.model.iri import fold
from kg.reading.claims import Claim
from kg.reading.mentions.entities import Entity, said
from kg.reading.mentions.line import HAT, LABEL, NAME, ROSTER, TURN, Line
from kg.reading.mentions.prose import mentions
from kg.reading.talk.turns import byline
from kg.reading.vocab import rows

if TYPE_CHECKING:
    from kg.reading.assemble import Assembly

_HOUR = re.compile(r"\W{0,3}(?:de )?(?:[01]?\d|2[0-3])\s?(?:[:.h]\s?[0-5]\d|h(?:oras|rs)?\b|a\.?m|p\.?m)", re.IGNORECASE)
_HOURS = 4  # lines that begin with an hour, from which a report is a programme
_NEAR = 12  # tokens between "moderado por" and the name, its title included


@functools.cache
def _labels() -> dict[str, str]:
    return {fold(r["word"]): r["role"] for r in rows("role_labels")}


@functools.cache
def _modes() -> dict[str, str]:
    return {fold(r["word"]): r["mode"] for r in rows("labels") if r["mode"]}


def participations(report: Assembly) -> list[Claim]:
    """Return the participations of a report, one a person, event and role."""
    return _Roll(report).call()


class _Roll:
    """Calls the roll: walks the lines with the mode (in person, virtual) their labels set."""

    def __init__(self, report: Assembly) -> None:
        self.report, self.written = report, report.written
        self.seen: set[tuple[str, str, str]] = set()
        self.made: list[Claim] = []
        hours = sum(_HOUR.match(report.text, line.start, line.tokens[-1].end) is not None for line in report.lines)
        self.programme = hours >= _HOURS  # an agenda: each slot has its own speakers, whatever the last heading was

    def call(self) -> list[Claim]:
        mode = "unknown"
        spoke = {t.line for t in self.report.turns.values()}
        author = byline(self.report.lines)
        for index, line in enumerate(self.report.lines):
            if line.kind == LABEL:
                mode = next((_modes()[t.key] for t in line.tokens if t.key in _modes()), "unknown")
            elif line.kind not in (ROSTER, HAT, NAME):
                mode = "unknown"
            if line.cells and not line.head:
                for hit in line.people:
                    self._add(index, line, hit.first, hit.last, self._role(index, "", True), mode, "participation.row")
            elif index == author:
                continue
            elif line.lead and line.kind in (NAME, ROSTER, TURN):
                label = next((_labels()[t.key] for t in line.tokens[: line.lead.first] if t.key in _labels()), "") or self._own_label(line)
                own = next((_modes()[t.key] for t in line.tokens if t.key in _modes()), mode)
                self._add(
                    index,
                    line,
                    line.lead.first,
                    line.lead.last,
                    self._role(index, label, index in spoke or line.kind == ROSTER or self.programme),
                    own,
                    self._listed(index) if line.kind == ROSTER else "participation.heading",
                )
            else:
                self._in_prose(index, line)
        self._speakers()
        return self.made

    def _listed(self, index: int) -> str:
        """Return the rule of a roster's line: surer when it stands under a session whose format says what its people are."""
        event = next((e for e in self.report.events[1:] if e.name == self.report.event_of(index)), None)
        under = event is not None and self.report.lines[index].section <= event.line     # no other heading since: a session that was not read begins there
        return "participation.session" if event and under and event.kind in ("panel", "networking") and not self.programme else "participation.roster"

    def _own_label(self, line: Line) -> str:
        """Return the part a title beside a name gives: "Ana Ruiz, moderadora"."""
        return next((_labels()[t.key] for t in line.tokens[line.hat[0] : min(line.hat[1], line.hat[0] + 2)] if t.key in _labels()), "")

    def _role(self, index: int, label: str, listed: bool) -> str:
        event = self.report.event_of(index)
        kind = next((e.kind for e in self.report.events if e.name == event), "")
        if self.programme and not label and listed:
            return "panelist"
        return label or ("keynote-speaker" if kind == "keynote" else "panelist" if kind in ("panel", "congress") and listed else "participant")

    def _in_prose(self, index: int, line: Line) -> None:
        """Read "moderado por la comisionada X", "conferencia magistral impartida por Y", "Moderó: Z"."""
        tokens = line.tokens
        for k, token in enumerate(tokens):
            role = _labels().get(token.key)
            if role is None or (token.key in ("secretario", "secretaria", "preside") and not (k + 1 < len(tokens) and tokens[k + 1].text == ":")):
                continue
            for mention in mentions(line, self.report.people, self.report.offices, self.written):
                near = k < mention.first <= k + _NEAR
                clear = near and not any(t.text in (".", ";") and not t.key.isalpha() for t in tokens[k + 1 : mention.first] if t.text == ";")
                if clear:
                    self._add(index, line, mention.first, mention.last, role, "unknown", "participation.prose", mention.entity)
                    break

    def _speakers(self) -> None:
        """Somebody who says something took part, even when no list names them."""
        known = {key[0] for key in self.seen}
        for claim in [c for c in self.report.claims if c.type == "contribution"]:
            for name in claim.data["by"]:
                entity = self.report.people.by_name(name)
                if entity and name not in known:
                    known.add(name)
                    start, end = entity.places[0]
                    self.made.append(self.report.claim("participation", start, end, "participation.speaks", {"person": name, "event": claim.data["event"], "role": "participant", "mode": "unknown"}))

    def _add(self, index: int, line: Line, first: int, last: int, role: str, mode: str, rule: str, entity: Entity | None = None) -> None:
        piece = line.tokens[first:last]
        entity = entity or self.report.people.by_name(said(self.written, piece))
        if entity is None:
            return
        event = self.report.event_of(index)
        key = (entity.name, event, role)
        if key in self.seen or (role == "participant" and any(k[:2] == key[:2] for k in self.seen)):
            return
        self.seen.add(key)
        self.made.append(self.report.claim("participation", piece[0].start, piece[-1].end, rule, {"person": entity.name, "event": event, "role": role, "mode": mode}))
