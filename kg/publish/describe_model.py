"""The shape of a description: what a page and an RDF file say of one IRI."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.model.text import Text

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Value:
    """Something shown: its words in both languages, the IRI behind it ("" for a literal), its look (a key of ``KINDS``), the literal's language.

    ``home``: of a claim, the IRI of the page that shows it where it has none of its own.
    """

    text: Text
    iri: str = ""
    look: str = ""
    lang: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a document says it: characters ``start`` to ``end`` (0-based, end-exclusive, code points), and the line."""

    document: str
    title: Text
    line: int
    start: int
    end: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What stands behind a claim: places, how sure (0..1, as written), on what basis, whether somebody reviewed it, who made it."""

    spots: tuple[Spot, ...]
    confidence: str
    basis: Text
    review: Text
    reviewed: bool
    maker: Value


@dataclass(frozen=True, slots=True)
class Line:
    """One thing known: what it is (``label``), its values, what else is said with it, the claim and its proof.

    ``inferred`` says how it was deduced, when no report states it. ``claim`` is "" for what no claim stands behind (registry, rules).
    """

    label: Text
    values: tuple[Value, ...]
    beside: tuple[tuple[Text, tuple[Value, ...]], ...] = ()
    claim: str = ""
    proof: Proof | None = None
    inferred: Text | None = None
    note: Text = NOTHING
    apart: bool = False
    """Whether the places it rests on are told in its own document only."""


@dataclass(frozen=True, slots=True)
class Section:
    """What is known of one kind. ``total`` is how many there are; ``lines`` may hold fewer."""

    key: str
    title: Text
    lines: tuple[Line, ...]
    total: int

    @property
    def apart(self) -> bool:
        """Whether the places its lines rest on are told elsewhere."""
        return any(line.apart for line in self.lines)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another entity, by how many claims it is tied to this one, and through what."""

    value: Value
    count: int
    reasons: tuple[tuple[Text, int], ...]


@dataclass(frozen=True)
class Description:
    """Everything a page or an RDF file says of one IRI.

    ``lines`` is the RDF: sorted N-Triples of the IRI, the claims about it with their evidence, and the names of what they link to.
    A retired IRI has ``replaced_by`` (follow it) or ``gone`` (withdrawn, nothing else is told).
    """

    iri: str
    cls: str
    """Full IRI of its most specific class; "" when it has none."""
    kind: Text
    look: str
    label: Text
    also: tuple[Value, ...] = ()
    note: tuple[Value, ...] = ()
    sections: tuple[Section, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    lines: tuple[str, ...] = ()
    proof: Proof | None = None
    same_as: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    """IRIs no longer in use that lead here."""
    replaced_by: str = ""
    gone: bool = False
    home: str = ""
    """For a claim: the IRI of the page it is shown in (what it is about)."""
    own: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False, compare=False)
    """The IRI's own triples: predicate IRI → encoded N-Triples objects, sorted."""

    @property
    def cut(self) -> bool:
        """Whether a section holds fewer lines than there are: its neighbours are then counted over those."""
        return any(s.total > len(s.lines) for s in self.sections)

    def section(self, key: str) -> Section | None:
        """Return one section by its key, or None."""
        return next((s for s in self.sections if s.key == key), None)
