"""What a finding is: a sentence one may print, its numbers, the claims behind each, and how sure it is.

Every part of ``kg findings`` is a function ``section(reader, scope) -> Section`` in a module of this room, named in
``kg.findings.all``. The page, the CSV tables and ``findings.json`` are made from sections alone, so that nothing is
counted twice in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from kg.model.errors import UsageError
from kg.model.text import Text

Sure = Literal["stated", "inferred", "suggestion"]
"""``stated``: reports say it. ``inferred``: at least one claim behind it was deduced by a reader (an attribution, a fact). ``suggestion``: this program
combines claims in a way nobody said; a person has to judge it."""

SURE: dict[Sure, Text] = {
    "stated": Text("según los informes", "by the reports"),
    "inferred": Text("inferido en parte", "partly inferred"),
    "suggestion": Text("sugerencia del programa", "the program's suggestion"),
}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
NOTHING = Text("Nada que informar.", "Nothing to report.")
Value = str | int | float | Text | None


@dataclass(frozen=True)
class Cell:
    """One cell of a table: ``value`` (None: nothing to say), the claims it rests on, and the IRI of the entity it names, if any.

    A number without claims opens nothing: it must then be plain arithmetic of numbers in the same row (say so in the column's ``about``).
    """

    value: Value = None
    claims: tuple[str, ...] = ()
    entity: str = ""

    def text(self) -> Text:
        """Return the value for reading, in both languages."""
        if isinstance(self.value, Text):
            return self.value
        shown = "" if self.value is None else format(self.value, ".3g") if isinstance(self.value, float) else str(self.value)
        return Text(shown, shown)


@dataclass(frozen=True)
class Column:
    """A column: ``id`` (ASCII, kebab: the CSV's header), ``title`` (the page's), ``about`` (what it counts, its unit and range).

    ``kind``: ``name`` (one spelling in every language), ``text`` (bilingual: two columns of the CSV, ``id.es`` and ``id.en``) or ``number``.
    """

    id: str
    title: Text
    kind: Literal["name", "text", "number"] = "name"
    about: Text | None = None


@dataclass(frozen=True)
class Row:
    """A row: one cell a column, how sure it is, and a remark. ``key`` tells rows apart and orders equal ones (an IRI or a slug)."""

    key: str
    cells: tuple[Cell, ...]
    sure: Sure = "stated"
    note: Text | None = None

    @property
    def claims(self) -> tuple[str, ...]:
        """Every claim behind the row, sorted, once."""
        return merged(*(c.claims for c in self.cells))


@dataclass(frozen=True)
class Number:
    """A number of a finding: its name, its value, the claims it counts or rests on."""

    name: Text
    value: int | float
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing found. ``id`` is stable and unique in its section; ``kind`` is a word of the section (``bridge-person``, ``absent-sector`` ...).

    ``sentence`` may be printed as it stands, numbers included. ``claims`` are the claims behind the sentence as a whole; those of each number are in ``numbers``.
    """

    id: str
    kind: str
    sentence: Text
    numbers: tuple[Number, ...] = ()
    claims: tuple[str, ...] = ()
    sure: Sure = "stated"
    caveat: Text | None = None

    @property
    def all_claims(self) -> tuple[str, ...]:
        """The claims of the sentence and of every number, sorted, once."""
        return merged(self.claims, *(n.claims for n in self.numbers))


@dataclass(frozen=True)
class Tile:
    """One labelled cell of a grid: ``state`` is a key of the grid's ``states``; ``group`` parts the grid under headings."""

    key: str
    label: str
    state: str
    claims: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Grid:
    """A picture of labelled cells. ``states``: state to (sign, name): the sign is drawn in each tile, so that colour is never alone."""

    title: Text
    states: tuple[tuple[str, str, Text], ...]
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Section:
    """A part of the page and one CSV table (``<id>.csv``).

    ``meaning``: what it says for collaboration. ``method``: how it is computed. ``source``: where the method comes from (with a DOI that was looked up), or None when it is
    plain counting. ``caveats``: what it does not say.
    """

    id: str
    title: Text
    meaning: Text
    method: Text
    source: Text | None = None
    caveats: tuple[Text, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()
    grids: tuple[Grid, ...] = ()
    empty: Text = NOTHING
    parts: tuple[Section, ...] = field(default=())
    """More tables of the same matter, each with its own CSV, shown below this one."""

    def __post_init__(self) -> None:
        """Refuse what no table can hold: a bad id, a row of another width, two rows or findings that cannot be told apart."""
        names = [self.id, *(c.id for c in self.columns)]
        bad = [n for n in names if not _ID.match(n)]
        wide = [r.key for r in self.rows if len(r.cells) != len(self.columns)]
        twice = _twice([r.key for r in self.rows]) + _twice([f.id for f in self.findings]) + _twice(names[1:])
        if bad or wide or twice:
            listed = ", ".join([*bad, *wide, *twice][:5])
            raise UsageError(Text(f"la sección {self.id} no está bien hecha: {listed}", f"section {self.id} is not well made: {listed}"), "kg.findings")

    @property
    def claims(self) -> tuple[str, ...]:
        """Every claim the section and its parts show, sorted, once."""
        tiles = [t.claims for g in self.grids for t in g.tiles]
        return merged(*(r.claims for r in self.rows), *(f.all_claims for f in self.findings), *tiles, *(p.claims for p in self.parts))

    def with_parts(self, parts: Iterable[Section]) -> Section:
        """Return the section with these tables below it."""
        return replace(self, parts=(*self.parts, *parts))


@dataclass(frozen=True)
class Scope:
    """What the user asked for: ``states`` are INEGI's two-digit codes ("15"), () for the states of the municipalities represented; ``themes`` are notations, () for all."""

    states: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    decided: tuple[tuple[str, str, str], ...] = ()
    """(``source:id``, ``source:id``, answer) of people's decisions about contributions, so that what they answered is not asked again."""


def merged(*groups: Iterable[str]) -> tuple[str, ...]:
    """Return the claims of several groups, sorted, each once."""
    return tuple(sorted({claim for group in groups for claim in group}))


def _twice(names: list[str]) -> list[str]:
    return sorted({n for n in names if names.count(n) > 1}) if len(names) < 2000 else sorted({a for a, b in zip(sorted(names), sorted(names)[1:], strict=False) if a == b})
