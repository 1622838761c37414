"""What each block of a report is: title, heading, name of a speaker, line of a roster, label, turn ("Name: …"), prose. Rules ``layout.*``.

Blocks come from the readers (:mod:`kg.reading.formats.files`); here each becomes a :class:`Line` with its tokens, the people and bodies in it, and a role.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.reading.document import Block, Document
from kg.reading.layout.cells import cells_in, columns_of, in_cells, lead_at, with_bars
from kg.reading.layout.columns import name_columns
from kg.reading.layout.defined import name_bodies
from kg.reading.layout.openers import SHORT, after_name, opens, short_turns, titled_after, turn_by_office, turn_mark, verb_after
from kg.reading.mentions.gazetteer import gazetteer
from kg.reading.mentions.hats import is_hat_text
from kg.reading.mentions.institutions import find_bodies
from kg.reading.mentions.inverted import with_inverted
from kg.reading.mentions.line import HAT, HEADING, ITEM, LABEL, NAME, PROSE, ROSTER, Line
from kg.reading.mentions.listed import in_lists
from kg.reading.mentions.mayors import without_towns
from kg.reading.mentions.name_words import is_given, is_surname, stops, surely_surname
from kg.reading.mentions.names import PARTICLES, eponym, name_at
from kg.reading.mentions.people import NameHit, find_people
from kg.reading.mentions.people_beside import with_beside
from kg.reading.vocab import words
from kg.reading.words.normal import Normal
from kg.reading.words.tokens import LOWER, NUMBER, Token, tokens

_ONE_LINE = 130     # characters of what may stand in columns on one line
_APART = 6      # blanks between them
_LONGEST = 12_000  # characters of one line: longer blocks are read in pieces


def lines_of(document: Document, normal: Normal) -> list[Line]:
    """Return the blocks of a document as lines with their kinds."""
    made = []
    for block in document.blocks:
        start, end = normal.forward(block.start), normal.forward(block.end)
        for first, last in _pieces(normal.text, start, end):
            words_ = tokens(normal.text, first, last)
            if words_ and (block.style == "columns" or (block.kind == "paragraph" and last - first <= _ONE_LINE)):
                barred = with_bars(words_, 3 if block.style == "columns" else _APART)
                words_ = barred if block.style == "columns" or len(barred) == len(words_) + 1 else words_
            if words_:
                made.append(_line(block, words_))
    name_columns(made)
    name_bodies(made)
    short_turns(made)
    _kinds(made)
    return made


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a block in pieces of bounded length, cut after a full stop or a blank: a report of one endless line must not cost its square."""
    while end - start > _LONGEST:
        window = text[start : start + _LONGEST]
        cut = window.rfind(". ", _LONGEST // 2) + 1 or window.rfind(" ", _LONGEST // 2) + 1 or _LONGEST
        yield start, start + cut
        start += cut
    yield start, end


def _line(block: Block, line: list[Token]) -> Line:
    at = lead_at(line)
    cells = cells_in(line) if block.kind == "row" or sum(t.text == "|" for t in line) >= 2 else []
    people = in_cells(line, cells) if cells else with_inverted(line, without_towns(line, with_beside(line, find_people(line), gazetteer().__contains__)))
    if people and (cells or all(len(t.key) == 1 for t in line[at : people[0].first])):
        at = people[0].first
    lead = next((p for p in people if p.first == at), None)
    short = len(line) <= SHORT or bool(cells)
    if lead is None and (short or turn_mark(line, at)) and not _verb_first(line, at):
        read = name_at(line, at, trusted=True) if at < len(line) else None
        closing = read and (read[0] >= len(line) or line[read[0]].text in (",", "(", ":", "-", ".", ";", "|"))
        if read and closing and (read[1] + read[2] >= 2) and _believable(line, at, read[0]):
            lead = NameHit(at, read[0], "person.listed", read[1] + read[2] >= 3)
            people = [lead, *(p for p in people if p.first >= lead.last)]
        elif not eponym(line, at, at + 2) and at < len(line) and line[at].capital and (end := titled_after(line, at)):
            lead = NameHit(at, end, "person.listed", False)
            people = [lead, *(p for p in people if p.first >= lead.last)]
    shouted = all(t.shape != LOWER for t in line if t.text.isalpha()) and len(line) > 2
    if shouted and len(line) > SHORT:  # a paragraph in capitals: any word may look like a name
        people = [p for p in people if p.rule == "person.titled" or (p.full and all(_listed(t) for t in line[p.first : p.last] if t.key not in PARTICLES))]
    bodies = find_bodies(line, people, shouted)
    made = Line(block, line, people, bodies + in_lists(line, people, bodies), lead=lead, shouted=shouted, cells=cells)
    if not cells and any(p.rule == "person.surnames_first" for p in people):
        made.kind = ROSTER      # nobody takes the floor with the surnames first
        made.hat = _beside_inverted(line, lead) if lead and lead.rule == "person.surnames_first" else made.hat
    elif opens(made):
        made.kind, made.opener = NAME, True
    elif lead:
        after_name(made, lead)
    elif not turn_by_office(made):
        made.kind = _plain(made, shouted)
    if cells and len(columns_of(line, cells)) >= 2 and not any(p.full for p in people) and not any(b - a == 1 and line[a].shape == NUMBER for a, b in cells):
        made.head, made.people, made.lead, made.kind = True, [], None, LABEL
    return made


def _beside_inverted(line: list[Token], lead: NameHit) -> tuple[int, int]:
    """Return the title after a name with the surnames first: "Ruiz, Ana (Red del Agua)", "RUIZ, Ana - Red del Agua"."""
    first = lead.last + 1
    if first >= len(line) or line[lead.last].text not in ("(", "-", ",", ";"):
        return lead.last, lead.last
    closes = (")",) if line[lead.last].text == "(" else (";", ":", ".")
    return first, next((k for k in range(first, len(line)) if line[k].text in closes), len(line))


def _listed(token: Token) -> bool:
    return is_given(token) or is_surname(token)


def _verb_first(line: list[Token], at: int) -> bool:
    """Tell whether a line begins with a verb and a name: "Presentó Ana Ruiz (Red del Agua)"."""
    return at + 1 < len(line) and line[at].key.endswith(("o", "aron", "eron")) and not _listed(line[at]) and is_given(line[at + 1])


def _believable(line: list[Token], first: int, last: int) -> bool:
    """Tell whether a leading run that no rule took for a name may be one: a listed given name, or two listed surnames after an unlisted one."""
    if eponym(line, first, last):
        return False
    if is_given(line[first]) or len(line[first].key) == 1:
        return True
    return sum(surely_surname(t) for t in line[first + 1 : last]) >= 2 or (first > 0 and any(is_surname(t) for t in line[first:last]))


def _plain(made: Line, shouted: bool) -> str:
    line = made.tokens
    last = line[-1].text
    if made.block.kind == "heading":
        return HEADING
    if len(line) > 1 and line[1].text == ":" and line[0].key in words("front_matter"):
        return LABEL
    if (len(line) <= 8 and last == ":") or (len(line) <= 3 and line[0].key in words("labels")):
        return LABEL
    if made.block.kind == "item":
        return ITEM
    if (
        len(line) <= 30
        and last not in (".", ";", ",")
        and (shouted or made.block.style == "bold" or (line[0].key in words("section_words") and len(line) <= 14) or (line[0].text == '"' and last == '"'))
    ):
        return HEADING
    if is_hat_text(line, made.bodies) and last != ":" and not verb_after(line, 0, len(line)) and len(line) <= SHORT:
        return HAT
    return PROSE


def _kinds(lines: list[Line]) -> None:
    """Settle by their neighbours: a title under a name, rosters against headings of speakers, sections."""
    for before, line, _ in _windows(lines):
        if before and before.kind in (NAME, ROSTER) and before.hat[1] <= before.hat[0] and not before.opener and _only_body(line):
            line.kind = HAT
    for before, line, after in _windows(lines):
        if line.kind == HAT and not (before and before.kind in (NAME, HAT)):
            line.kind = PROSE
        if line.kind in (NAME, ROSTER):
            line.kind = _name_or_roster(before, line, after)
    section = -1
    for position, line in enumerate(lines):
        if line.kind == HEADING:
            section = position
        line.section = section


def _only_body(line: Line) -> bool:
    """Tell whether a short line under a name can only be the body that person comes from: "Metropolis", "UNICIPIO, Mendoza"."""
    own = [t for t in line.tokens if t.text not in (",", "-")]
    return (
        line.kind in (PROSE, HEADING)
        and 1 <= len(own) <= 6
        and not line.people
        and all(t.capital or t.key in PARTICLES for t in own)
        and not any(t.key in stops() for t in own)
        and line.block.gap == 0
        and not line.block.level
    )


def _name_or_roster(before: Line | None, line: Line, after: Line | None) -> str:
    """A line that names a person is a heading when prose follows it, a roster's when its like stand beside it or a list holds it."""
    if line.cells:
        return ROSTER
    if line.block.kind == "heading" or line.block.style == "bold":
        return NAME
    beside = [n for n in (before, after) if n and n.kind in (NAME, ROSTER) and n.block.kind == line.block.kind and n.block.style == line.block.style]
    close = [n for n in beside if (n is before and line.block.gap <= 1) or (n is after and n.block.gap <= 1)]
    follows = after is not None and after.kind in (PROSE, ITEM, HAT) and after.block.gap <= 3
    if line.block.kind == "item":
        return ROSTER
    if close and (before in close or not follows or after in close):
        return ROSTER
    return NAME if follows else ROSTER


def _windows(lines: list[Line]) -> Iterator[tuple[Line | None, Line, Line | None]]:
    for i, line in enumerate(lines):
        yield (lines[i - 1] if i else None), line, (lines[i + 1] if i + 1 < len(lines) else None)
