"""The consistency witness: checks a report against itself, and several against each other. What it finds are discrepancies: data, not errors.

A rule is a small function in :mod:`kg.reading.witness_rules`; :data:`RULES` and :data:`ACROSS` are the only list of them. A new rule is a function,
a row here, and a pair of fixtures ``tests/witness/<id>.pass.txt`` and ``<id>.fail.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kg.model.text import Text
from kg.reading.claims import Reading
from kg.reading.witness_rules import acronyms, across, breaks, counts, days, formatting, grammar, missing, speakers, spelling, titles
from kg.reading.witness_rules.case import Case, Finding, Span

Check = Callable[[Case], Iterator[Finding]]
AcrossCheck = Callable[[list[Case]], Iterator[tuple[Case, Finding]]]


@dataclass(frozen=True)
class Discrepancy:
    """Something that does not add up in a report.

    ``kind``: notation of the scheme discrepancy-kind. ``rule``: id of the rule. ``spans``: places, code points of ``Document.text``, the main one first.
    ``summary``, ``gloss``: what is odd, in our own words, Spanish and English. ``concerns``: names it is about. ``confidence``: 0..1, judged.
    ``fix``: what to write instead, None when only the publisher knows. ``weight``: 3 changes what is understood, 2 leaves a doubt, 1 is form.
    """

    kind: str
    rule: str
    spans: tuple[Span, ...]
    summary: str
    gloss: str
    concerns: tuple[str, ...]
    confidence: float
    fix: Text | None
    weight: int

    @property
    def start(self) -> int:
        """First code point of the main place."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """End of the main place."""
        return self.spans[0][1]


class Rule(NamedTuple):
    """A check of one report: id, kind of discrepancy, function, weight (see :class:`Discrepancy`)."""

    id: str
    kind: str
    check: Check
    weight: int


class AcrossRule(NamedTuple):
    """A check of several reports."""

    id: str
    kind: str
    check: AcrossCheck
    weight: int


RULES: tuple[Rule, ...] = (
    Rule("count.listed", "count-mismatch", counts.listed_people, 3),
    Rule("count.mode", "count-mismatch", counts.by_mode, 3),
    Rule("count.units", "count-mismatch", counts.units, 2),
    Rule("announced.one", "announced-not-described", counts.one_described, 2),
    Rule("announced.examples", "announced-not-described", counts.examples, 1),
    Rule("announced.questions", "announced-not-described", counts.questions, 1),
    Rule("announced.silent", "announced-not-described", speakers.silent, 2),
    Rule("announced.sector", "announced-not-described", missing.absent_sector, 1),
    Rule("contradiction.began", "contradiction", counts.began_with_all, 1),
    Rule("contradiction.office", "contradiction", titles.other_office, 3),
    Rule("contradiction.expert", "contradiction", titles.student_expert, 1),
    Rule("contradiction.laggard", "contradiction", missing.laggard_and_model, 1),
    Rule("contradiction.date", "contradiction", days.impossible, 3),
    Rule("contradiction.weekday", "contradiction", days.weekday, 3),
    Rule("contradiction.outside", "contradiction", days.outside, 3),
    Rule("cut.dangling", "truncated-sentence", breaks.dangling, 3),
    Rule("cut.page", "formatting", breaks.page_break, 2),
    Rule("cut.stop", "formatting", breaks.no_stop, 1),
    Rule("cut.heading", "formatting", breaks.glued_heading, 2),
    Rule("title.pasted", "pasted-title", titles.pasted, 3),
    Rule("title.glued", "pasted-title", titles.glued, 3),
    Rule("attribution.inferred", "ambiguous-attribution", speakers.inferred, 3),
    Rule("attribution.hats", "ambiguous-attribution", titles.two_bodies, 2),
    Rule("spelling.apostrophe", "spelling-variant", spelling.apostrophe, 2),
    Rule("spelling.person", "spelling-variant", spelling.people, 2),
    Rule("spelling.body", "spelling-variant", spelling.bodies, 2),
    Rule("spelling.forms", "spelling-variant", titles.body_forms, 1),
    Rule("spelling.comma", "spelling-variant", spelling.comma_acronym, 1),
    Rule("spelling.municipality", "spelling-variant", spelling.municipality, 3),
    Rule("spelling.short", "spelling-variant", spelling.short_municipality, 1),
    Rule("spelling.capital", "spelling-variant", spelling.capital_particle, 1),
    Rule("spelling.acronym", "spelling-variant", acronyms.variants, 2),
    Rule("spelling.known", "spelling-variant", acronyms.misspelt, 3),
    Rule("spelling.official", "spelling-variant", acronyms.official, 2),
    Rule("spelling.namesake", "spelling-variant", acronyms.namesakes, 1),
    Rule("spelling.mas", "spelling-variant", grammar.mas_no, 1),
    Rule("spelling.accent", "spelling-variant", grammar.accent, 1),
    Rule("acronym.misfit", "acronym-error", acronyms.misfit, 3),
    Rule("acronym.two", "acronym-error", acronyms.two_expansions, 3),
    Rule("missing.acronym", "missing-information", acronyms.unexpanded, 2),
    Rule("missing.shared", "missing-information", acronyms.shared, 1),
    Rule("missing.year", "missing-information", days.year_missing, 3),
    Rule("missing.session-date", "missing-information", days.session_undated, 2),
    Rule("missing.hour", "missing-information", days.one_hour, 1),
    Rule("missing.venue", "missing-information", missing.venue, 2),
    Rule("missing.organiser", "missing-information", missing.organiser, 2),
    Rule("missing.moderator", "missing-information", missing.moderator, 2),
    Rule("missing.mode", "missing-information", missing.mode, 1),
    Rule("missing.in-person", "missing-information", missing.in_person_count, 2),
    Rule("missing.views", "missing-information", missing.undated_views, 1),
    Rule("missing.body", "missing-information", titles.no_body, 3),
    Rule("missing.office", "missing-information", titles.no_office, 2),
    Rule("missing.both", "missing-information", titles.nothing, 2),
    Rule("missing.precision", "missing-information", titles.two_precisions, 1),
    Rule("missing.surname", "missing-information", titles.one_surname, 1),
    Rule("missing.unnamed", "missing-information", missing.unnamed_office, 1),
    Rule("missing.where", "missing-information", missing.of_where, 2),
    Rule("missing.state", "missing-information", missing.homonym, 1),
    Rule("missing.country", "missing-information", missing.bracketed_country, 1),
    Rule("missing.rapporteur", "missing-information", speakers.not_on_list, 2),
    Rule("missing.asker", "missing-information", speakers.who_asked, 1),
    Rule("missing.moderators-words", "missing-information", speakers.silent_moderators, 1),
    Rule("missing.title-of", "missing-information", missing.quoted_title, 1),
    Rule("garbled.repeated", "garbled-sentence", grammar.repeated, 2),
    Rule("garbled.one-sided", "garbled-sentence", grammar.one_sided, 2),
    Rule("garbled.no-verb", "garbled-sentence", grammar.no_verb, 1),
    Rule("garbled.agreement", "garbled-sentence", grammar.agreement, 2),
    Rule("garbled.subject", "garbled-sentence", grammar.no_subject, 2),
    Rule("garbled.link", "garbled-sentence", grammar.missing_link, 2),
    Rule("garbled.words", "garbled-sentence", grammar.regime, 2),
    Rule("form.images", "formatting", formatting.images, 1),
    Rule("form.clash", "formatting", formatting.clash, 1),
    Rule("form.unbalanced", "formatting", formatting.unbalanced, 1),
    Rule("form.lists", "formatting", formatting.list_styles, 1),
    Rule("form.levels", "formatting", formatting.heading_levels, 1),
    Rule("form.name-heading", "formatting", formatting.name_as_heading, 2),
    Rule("form.run-on", "formatting", formatting.run_on_heading, 1),
    Rule("form.broken", "formatting", formatting.broken_titles, 1),
    Rule("form.name-blocks", "formatting", formatting.name_blocks, 1),
    Rule("form.blank", "formatting", formatting.blank_run, 1),
    Rule("form.spaces", "formatting", formatting.odd_spaces, 1),
)
ACROSS: tuple[AcrossRule, ...] = (
    AcrossRule("across.names", "spelling-variant", across.names, 2),
    AcrossRule("across.municipalities", "spelling-variant", across.municipalities, 2),
    AcrossRule("across.offices", "contradiction", across.offices, 3),
)


def witness(reading: Reading) -> list[Discrepancy]:
    """Return what does not add up in one report, by place."""
    return witness_all([reading])[0]


def witness_all(readings: Iterable[Reading]) -> list[list[Discrepancy]]:
    """Return, report by report and by place, what does not add up in each and between them."""
    cases = [Case(r) for r in readings]
    found: dict[int, list[Discrepancy]] = {id(c): [_made(r, f) for r in RULES for f in r.check(c)] if c.lines else [] for c in cases}
    for rule in ACROSS if len(cases) > 1 else ():
        for case, finding in rule.check(cases):
            found[id(case)].append(_made(rule, finding))
    return [sorted(dict.fromkeys(found[id(c)]), key=lambda d: (d.start, d.end, d.rule, d.summary)) for c in cases]


def _made(rule: Rule | AcrossRule, finding: Finding) -> Discrepancy:
    es, en = (re.sub(r"(?<!\.)\.\.(?!\.)", ".", t) for t in finding.text)    # a name that ends in "A.C." brings its own stop
    return Discrepancy(rule.kind, rule.id, finding.spans, es, en, finding.concerns, finding.confidence, finding.fix, rule.weight)
