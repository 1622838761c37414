"""A report laid out for the witness: its regular text, lines, turns and the titles beside people's names; and what a rule answers with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kg.model.iri import fold
from kg.model.text import Text
from kg.reading.claims import Claim, Reading
from kg.reading.document import Document
from kg.reading.layout.layout import lines_of
from kg.reading.mentions.dates import DateHit, find_dates, level
from kg.reading.mentions.entities import said
from kg.reading.mentions.hats import Hat, read_hats
from kg.reading.mentions.line import HAT, ITEM, LABEL, NAME, PROSE, ROSTER, TURN, Line
from kg.reading.talk.turns import Turn, turns
from kg.reading.vocab import rows
from kg.reading.words.normal import Normal

Span = tuple[int, int]
_LITTLE = frozenset(("de", "del", "la", "las", "el", "los", "y", "e", "en", "por", "para", "a", "al", "su", "sus", "ante"))


@dataclass(frozen=True)
class Finding:
    """What a rule found: places (code points of ``Document.text``, the first one is where a reader should look), what is odd in our own words,
    the names it concerns, how sure it is (0..1), and what the publisher could write instead (None: only the publisher knows)."""

    spans: tuple[Span, ...]
    text: Text
    concerns: tuple[str, ...] = ()
    confidence: float = 0.9
    fix: Text | None = None


@dataclass(frozen=True)
class Tag:
    """A person's name on a line of its own or in a list, with the title beside it. ``first``, ``last``: the title in the regular text (equal: none)."""

    name: str
    line: int               # index in ``Case.lines``
    at: Span                # the name, in the regular text
    first: int
    last: int
    title: str
    hats: tuple[tuple[str, str, str, bool], ...]     # office, body, town (as written), glued to what stands before


class Case:
    """One report before the witness. ``text``: the regular text (:class:`Normal`); ``plain``: it in lower case without accents, offset for offset."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.document: Document = reading.document
        self.normal = Normal(self.document.text)
        self.text = self.normal.text
        self.plain = level(self.text)
        self.lines: list[Line] = lines_of(self.document, self.normal)

    @property
    def label(self) -> str:
        """Name by which another report refers to this one."""
        return self.document.path.stem or "-"

    def span(self, start: int, end: int) -> Span:
        """Return a stretch of the regular text as code points of the original."""
        return self.normal.span(start, end, self.document.text)

    def row(self, position: int) -> int:
        """Return the 1-based line of the original at a position of the regular text."""
        return self.document.line(self.normal.back(position))

    def find(self, pattern: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Yield the matches of a pattern in the plain text."""
        return re.compile(pattern).finditer(self.plain, start, len(self.plain) if end is None else end)

    def extent(self, line: Line) -> Span:
        """Return a line's block in the regular text, marks and blanks at its ends left out."""
        start, end = self.normal.forward(line.block.start), self.normal.forward(line.block.end)
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return start, end

    def prose(self) -> Iterator[tuple[Line, int, int]]:
        """Yield (line, start, end) of what is said or told: paragraphs, turns, items."""
        for line in self.lines:
            if line.kind in (PROSE, ITEM, TURN):
                yield line, *self.extent(line)

    def claims(self, kind: str) -> list[Claim]:
        """Return the claims of one type."""
        return list(self.reading.of(kind))

    @cached_property
    def dates(self) -> list[DateHit]:
        """The dates the report names."""
        return find_dates(self.text, 0, len(self.text))

    @cached_property
    def turns(self) -> dict[int, Turn]:
        """Who speaks in each line."""
        return turns(self.lines, self.text)

    @cached_property
    def named(self) -> frozenset[int]:
        """Positions of the regular text that people's names cover."""
        places = [t.at for t in self.tags] + [(self.normal.forward(s), self.normal.forward(e)) for c in self.reading.of("person") for s, e in c.mentions]
        return frozenset(k for start, end in places for k in range(start, end))

    @cached_property
    def is_event(self) -> bool:
        """Whether the text tells of a meeting of people: nothing is missing from a price list."""
        return len(self.tags) > 1 or sum(1 for _ in self.reading.of("person")) > 2

    @cached_property
    def spoken(self) -> bool:
        """Whether the report gives words of people: a programme or an attendance list does not."""
        return len({t.line for t in self.turns.values()}) > 1

    @cached_property
    def tags(self) -> list[Tag]:
        """Every name line and roster line, with its title."""
        return [self._tag(i, line) for i, line in enumerate(self.lines) if line.lead and line.kind in (NAME, ROSTER, TURN)]

    def _tag(self, index: int, line: Line) -> Tag:
        assert line.lead is not None
        pieces = [(line, *line.hat)]
        for after in self.lines[index + 1:] if line.kind == NAME else ():
            if after.kind != HAT:
                break
            pieces.append((after, 0, len(after.tokens)))
        pieces = [(ln, a, b) for ln, a, b in pieces if b > a]
        hats = tuple(self._hat(ln, h) for ln, a, b in pieces for h in read_hats(ln.tokens, a, b, ln.bodies))
        first, last = (pieces[0][0].tokens[pieces[0][1]].start, pieces[-1][0].tokens[pieces[-1][2] - 1].end) if pieces else (0, 0)
        piece = line.tokens[line.lead.first:line.lead.last]
        return Tag(said(self.text, piece), index, (piece[0].start, piece[-1].end), first, last, " ".join(self.text[first:last].split()), hats)

    def _hat(self, line: Line, hat: Hat) -> tuple[str, str, str, bool]:
        def words(piece: tuple[int, int] | None) -> str:
            return said(self.text, line.tokens[piece[0]:piece[1]]) if piece else ""

        return words(hat.role), words((hat.body.first, hat.body.last)) if hat.body else "", words(hat.town), hat.glued

    def known(self, name: str) -> bool:
        """Tell whether the report says anywhere what somebody is: an office or a body."""
        return any(content(c.data["person"]) == content(name) for c in self.reading.of("membership")) or any(t.hats and content(t.name) == content(name) for t in self.tags)

    def claims_body(self, tag: Tag) -> bool:
        """Tell whether the reading knows a body for somebody whose title shows none."""
        return any(c.data["institution"] and content(c.data["person"]) == content(tag.name) for c in self.reading.of("membership"))

    def heads(self, index: int) -> bool:
        """Tell whether a name among the list's stands over its own paragraph: a blank line before it, words right below."""
        line, after = self.lines[index], self.lines[index + 1] if index + 1 < len(self.lines) else None
        return line.block.kind == "paragraph" and line.block.gap > 0 and after is not None and after.kind == PROSE and after.block.gap == 0

    def announcing(self, run: list[int]) -> list[Span]:
        """Return what stands right above a list: labels, and the paragraph over them."""
        i = run[0] - 1
        found: list[Span] = []
        while i >= 0 and self.lines[i].kind == LABEL and len(found) < 2:
            found.append(self.extent(self.lines[i]))
            i -= 1
        return [*found, self.extent(self.lines[i])] if i >= 0 else found

    @cached_property
    def rosters(self) -> list[tuple[list[int], dict[str, int]]]:
        """Attendance lists: the indexes of their lines, and how many stand under each label of mode (in-person, virtual, "")."""
        modes = {fold(r["word"]): r["mode"] for r in rows("labels")}
        found: list[tuple[list[int], dict[str, int]]] = []
        run: list[int] = []
        counts: dict[str, int] = {}
        mode = ""
        for i, line in enumerate([*self.lines, None]):
            if line is not None and line.kind == ROSTER and line.lead and not self.heads(i):
                run.append(i)
                counts[mode] = counts.get(mode, 0) + 1
            elif line is not None and line.kind == LABEL and any(t.key in modes for t in line.tokens):
                mode = next(modes[t.key] for t in line.tokens if t.key in modes)
            elif line is not None and line.block.kind == "row" and run:
                continue
            else:
                if run:
                    found.append((run, counts))
                run, counts, mode = [], {}, ""
        return found


def content(name: str) -> tuple[str, ...]:
    """Return the folded words of a name without particles."""
    return tuple(w for w in re.findall(r"\w+", fold(name)) if w not in _LITTLE)


def one_letter(a: str, b: str) -> bool:
    """Tell whether two folded names differ by one letter."""
    from rapidfuzz.distance import Levenshtein

    return a != b and Levenshtein.distance(a, b, score_cutoff=1) == 1


def listed(names: list[str], lang: str = "es") -> str:
    """Return names as "A, B y C"."""
    most = names[:12]
    joint = " and " if lang == "en" else " e " if re.match(r"h?[ií](?!e)", most[-1].lower() if most else "") else " y "
    return joint.join([", ".join(most[:-1]), most[-1]]) if len(most) > 1 else "".join(most)
