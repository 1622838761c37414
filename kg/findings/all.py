"""Every section of ``kg findings``, in the order of the page. A new one is a function ``section(reader, scope, facts)`` and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.findings.bridges import sector_bridges
from kg.findings.claims import Told
from kg.findings.coalition_tables import section as coalitions
from kg.findings.coverage import absent_roles, absent_sectors
from kg.findings.facts import read_facts
from kg.findings.finding import Scope, Section
from kg.findings.gaps import absent_municipalities
from kg.findings.practices import matches
from kg.findings.presence import not_quoted, several_events
from kg.findings.ranks import section as ranks
from kg.findings.recurrence import proposals, themes
from kg.findings.temporal import changes
from kg.model.errors import UsageError, nearest
from kg.model.text import Text

if TYPE_CHECKING:
    from kg.graph.store import Reader

_SECTIONS = (sector_bridges, several_events, not_quoted, absent_municipalities, absent_sectors, absent_roles, themes, proposals, changes, matches, coalitions)


COUNT = len(_SECTIONS) + 1
"""How many sections there are."""


def sections(reader: Reader, scope: Scope, tick: Callable[[], None] = lambda: None) -> tuple[Section, ...]:
    """Return every section of a built graph, an empty one included; ``tick`` is called after each. Raises UsageError: a state or theme that is not there (the nearest named)."""
    facts = read_facts(reader)
    known = facts.concepts.get("theme", {})
    for theme in scope.themes:
        if theme not in known:
            raise UsageError(Text(f"no hay un tema {theme!r}", f"there is no theme {theme!r}"), "--theme", nearest(theme, known))
    made: tuple[Section, ...] = ()
    for section in (*_SECTIONS, lambda reader, scope, _: ranks(reader, scope)):
        made = (*made, section(reader, scope, facts))
        tick()
    names = [s.id for s in flat(made)]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise UsageError(Text(f"dos secciones se llaman igual: {', '.join(twice)}", f"two sections have one name: {', '.join(twice)}"), "kg.findings.all")
    return made


def flat(found: tuple[Section, ...]) -> Iterator[Section]:
    """Yield sections and their parts, each before its own."""
    for section in found:
        yield section
        yield from flat(section.parts)


def graded(found: tuple[Section, ...], told: Mapping[str, Told]) -> tuple[Section, ...]:
    """Return the sections with every row and finding that rests on an inferred claim marked so, whichever kind of claim it is."""
    doubt = {claim for claim, t in told.items() if t.inferred}
    return tuple(replace(s, rows=tuple(replace(r, sure="inferred") if r.sure == "stated" and doubt.intersection(r.claims) else r for r in s.rows),
                         findings=tuple(replace(f, sure="inferred") if f.sure == "stated" and doubt.intersection(f.all_claims) else f for f in s.findings),
                         parts=graded(s.parts, told)) for s in found)
