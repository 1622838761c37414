"""What each block of a report is: title, heading, name of a speaker, line of a roster, label, turn ("Name: …"), prose. Rules ``layout.*``.

Blocks come from the readers (:mod:`kg.reading.files`); here each becomes a :class:`Line` with its tokens, the people and bodies in it, and a role.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.reading.acronyms import BodyHit
from kg.reading.cells import cells_in, columns_of, in_cells, lead_at
from kg.reading.defined import name_bodies
from kg.reading.document import Block, Document
from kg.reading.hats import is_hat_text, role_at
from kg.reading.institutions import find_bodies, head_at
from kg.reading.names import PARTICLES, eponym, is_given, is_surname, name_at, nameish, stops, surely_surname
from kg.reading.normal import Normal
from kg.reading.people import NameHit, find_people
from kg.reading.tokens import LOWER, TITLE, UPPER, Token, tokens
from kg.reading.vocab import words

PROSE, HEADING, NAME, ROSTER, HAT, LABEL, TURN, ITEM = "prose", "heading", "name", "roster", "hat", "label", "turn", "item"
_LONGEST = 12_000      # characters of one line: longer blocks are read in pieces
_SHORT = 30  # tokens: a line that names a person and no more is not longer


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


def lines_of(document: Document, normal: Normal) -> list[Line]:
    """Return the blocks of a document as lines with their kinds."""
    made = []
    for block in document.blocks:
        start, end = normal.forward(block.start), normal.forward(block.end)
        for first, last in _pieces(normal.text, start, end):
            words_ = tokens(normal.text, first, last)
            if words_:
                made.append(_line(block, words_))
    name_bodies(made)
    _short_turns(made)
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


def _short_turns(lines: list[Line]) -> None:
    """Recognise turns opened by one word of a name the document gives in full once: "Wilmar: …", "Doña Eufemia: …"."""
    bearers: dict[str, set[str]] = {}
    for line in lines:
        for hit in line.people:
            own = [t.key for t in line.tokens[hit.first : hit.last] if t.capital]
            for word in own:
                bearers.setdefault(word, set()).add(own[0] + " " + own[-1])
    for line in lines:
        at = lead_at(line.tokens)
        if line.lead or line.kind == TURN or at + 2 >= len(line.tokens) or line.tokens[at + 1].text != ":":
            continue
        if line.tokens[at].capital and len(bearers.get(line.tokens[at].key, ())) == 1:
            line.lead = NameHit(at, at + 1, "person.short", False)
            line.people = [line.lead, *line.people]
            line.kind, line.hat, line.text_from = TURN, (at + 1, at + 1), at + 2
            while line.text_from < len(line.tokens) - 1 and line.tokens[line.text_from].text in ('"', "-", "."):
                line.text_from += 1


def _line(block: Block, line: list[Token]) -> Line:
    at = lead_at(line)
    cells = cells_in(line) if block.kind == "row" or sum(t.text == "|" for t in line) >= 2 else []
    people = in_cells(line, cells) if cells else find_people(line)
    if people and (cells or all(len(t.key) == 1 for t in line[at : people[0].first])):
        at = people[0].first
    lead = next((p for p in people if p.first == at), None)
    short = len(line) <= _SHORT or bool(cells)
    if lead is None and (short or _turn_mark(line, at)):
        read = name_at(line, at, trusted=True) if at < len(line) else None
        closing = read and (read[0] >= len(line) or line[read[0]].text in (",", "(", ":", "-", ".", ";", "|") or line[read[0]].text == "\t")
        if read and closing and (read[1] + read[2] >= 2) and _believable(line, at, read[0]):
            lead = NameHit(at, read[0], "person.listed", read[1] + read[2] >= 3)
            people = [lead, *(p for p in people if p.first >= lead.last)]
        elif not eponym(line, at, at + 2) and at < len(line) and line[at].capital and (end := _titled_after(line, at)):
            lead = NameHit(at, end, "person.listed", False)
            people = [lead, *(p for p in people if p.first >= lead.last)]
    shouted = all(t.shape != LOWER for t in line if t.text.isalpha()) and len(line) > 2
    made = Line(block, line, people, find_bodies(line, people, shouted), lead=lead, shouted=shouted, cells=cells)
    if _opens(made):
        made.kind, made.opener = NAME, True
    elif lead:
        _after_name(made, lead)
    elif not _turn_by_office(made):
        made.kind = _plain(made, shouted)
    if cells and len(columns_of(line, cells)) >= 2 and not any(p.full for p in people):
        made.head, made.people, made.lead, made.kind = True, [], None, LABEL
    return made


def _opens(made: Line) -> bool:
    """Tell whether a short line only gives somebody the floor: "Intervino la concejala María Suárez:"."""
    line = made.tokens
    if len(line) > 40 or line[-1].text != ":" or len(made.people) != 1 or made.cells:
        return False
    if not any(t.key in words("floor") for t in line[:4]) or any(t.text in (".", ";") and not t.text.isalpha() and line[max(0, k - 1)].key not in words("honorifics") for k, t in enumerate(line[:-1])):
        return False
    made.lead = made.people[0]
    made.hat = (made.lead.last, made.lead.last)
    return True


def _titled_after(line: list[Token], first: int) -> int:
    """Return the end of a run of two to five capitalised words that an office or body follows ("Geny Noh, Ayuntamiento de …"); 0 when there is none."""
    stop = first
    while stop < len(line) and (nameish(line, stop, line[first].shape if line[first].shape == UPPER else TITLE) or (line[stop].key in PARTICLES and stop > first)):
        stop += 1
    own = [t for t in line[first:stop] if t.capital and t.key not in PARTICLES]
    if not 2 <= len(own) <= 5 or stop + 1 >= len(line) or line[stop].text not in (",", "(", "-", "|") or head_at(line, first):
        return 0
    after = stop + 1 + (line[stop + 1].key in ("el", "la"))
    return stop if after < len(line) and (role_at(line, after) or head_at(line, after)) else 0


def _listed(token: Token) -> bool:
    return is_given(token) or is_surname(token)


def _believable(line: list[Token], first: int, last: int) -> bool:
    """Tell whether a leading run that no rule took for a name may be one: a listed given name, or two listed surnames after an unlisted one."""
    if eponym(line, first, last):
        return False
    if is_given(line[first]) or len(line[first].key) == 1:
        return True
    return sum(surely_surname(t) for t in line[first + 1 : last]) >= 2 or (first > 0 and any(is_surname(t) for t in line[first:last]))


def _turn_mark(line: list[Token], first: int) -> bool:
    """Tell whether ": " or ".-" stands within the first tokens: "NAME (office): text"."""
    return any(t.text == ":" for t in line[first : first + 25])


def _after_name(made: Line, lead: NameHit) -> None:
    """Decide what a line that begins with a name is: name alone, name with a title, or "Name (title): text"."""
    line, i = made.tokens, lead.last
    end = len(line)
    while end > i and line[end - 1].text in (".", ";", ","):
        end -= 1
    hat_from = i + 1 if i < end and line[i].text in (",", "(", "-", ";", "|") else i
    close = next((k for k in range(i, len(line)) if line[k].text == ")"), -1) if i < len(line) and line[i].text == "(" else -1
    stop = close if close > 0 else next((k for k in range(i, min(len(line), i + 40)) if line[k].text == ":" or (line[k].text in (".", "-") and k + 1 < len(line) and line[k + 1].text == "-")), -1)
    after = close + 1 if close > 0 else stop
    marked = (
        after >= 0
        and after < len(line)
        and (line[after].text == ":" or (line[after].text == "." and after + 1 < len(line) and line[after + 1].text == "-") or (line[after].text == "-" and after + 7 < len(line)))
    )
    if marked and (stop == i or close > 0 or _titled(made, hat_from, stop)) and after + 1 < len(line):
        made.kind, made.hat = TURN, (hat_from, stop if stop > i else i)
        text = after + 1
        while text < len(line) and line[text].text in ("-", '"', ":", "."):
            text += 1
        made.text_from = text
        if made.text_from >= len(line):
            made.kind = NAME
        return
    if i >= end:
        made.kind, made.hat = NAME, (i, i)
    elif close > 0 and close >= end - 1 and len(line) <= 60:
        made.kind, made.hat = NAME, (hat_from, close)
    elif (
        end - i <= _SHORT + 15
        and not made.cells
        and not _verb_after(line, i, end)
        and (line[i].text in (",", "-", ";", "|") or made.block.kind == "item" or role_at(line, i))
        and (_titled(made, hat_from, end) or _no_verbs(line, i, end))
    ) or made.cells:
        made.kind, made.hat = ROSTER, (hat_from, end)


def _titled(made: Line, first: int, last: int) -> bool:
    return is_hat_text(made.tokens[first:last], []) or any(first <= b.first <= first + 3 for b in made.bodies)


def _verb_after(line: list[Token], first: int, last: int) -> bool:
    """Tell whether a reporting verb stands in the stretch: then it is a sentence, not a title."""
    return any(t.shape == LOWER and (t.key in words("reporting", "verb") or t.key in ("se", "fue", "es", "son", "ha", "han", "quien", "quienes", "que")) for t in line[first:last])


def _no_verbs(line: list[Token], first: int, last: int) -> bool:
    """Tell whether a short stretch reads as a title: mostly capitals and prepositions."""
    body = line[first:last]
    plain = [t for t in body if t.shape == LOWER and len(t.key) > 3]
    return len(body) <= 14 and len(plain) * 2 <= max(len(body), 1)


def _turn_by_office(made: Line) -> bool:
    """Recognise a turn opened by an office alone: "COMISIONADA PRESIDENTA: …"."""
    line = made.tokens
    start = 1 if line[0].key in ("el", "la") else 0
    while start < len(line) - 2 and (line[start].key in words("honorifics") or line[start].text == "."):
        start += 1
    role = role_at(line, start)
    if role and role[0] < len(line) and line[role[0]].text == ":" and len(line) > role[0] + 3 and line[start].key not in words("role_labels"):
        made.kind, made.hat, made.text_from = TURN, (start, role[0]), role[0] + 1
        return True
    return False


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
    if is_hat_text(line, made.bodies) and last != ":" and not _verb_after(line, 0, len(line)) and len(line) <= _SHORT:
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
