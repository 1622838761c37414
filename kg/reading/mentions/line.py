"""A line: one block of a report (or a piece of an endless one), with its tokens, the people and bodies in it, and what it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.reading.document import Block
from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.people import NameHit
from kg.reading.words.tokens import Token

PROSE, HEADING, NAME, ROSTER, HAT, LABEL, TURN, ITEM = "prose", "heading", "name", "roster", "hat", "label", "turn", "item"


@dataclass
class Line:
    """One block, read. ``kind``: one of the constants above. ``name_end``: tokens of the leading name; ``hat``: tokens of the title beside it."""

    block: Block
    tokens: list[Token]
    people: list[NameHit]
    bodies: list[BodyHit]
    kind: str = PROSE
    lead: NameHit | None = None
    hat: tuple[int, int] = (0, 0)
    text_from: int = 0  # first token of the words somebody says, in a TURN
    section: int = -1  # index of the heading it stands under
    head: bool = False  # the head row of a table
    shouted: bool = False  # all its words are in capitals
    opener: bool = False  # "Intervino la concejala X:": what follows is X's
    cells: list[tuple[int, int]] = field(default_factory=list)  # of a table row: stretches of tokens

    @property
    def start(self) -> int:
        """Offset of its first token."""
        return self.tokens[0].start if self.tokens else self.block.start

    def named(self, first: int, last: int) -> bool:
        """Tell whether somebody's name stands in tokens ``first:last``."""
        return any(p.first < last and p.last > first for p in self.people)
