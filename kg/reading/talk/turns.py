"""Who speaks in each paragraph. Rules ``turn.*``.

* a heading or name block with its paragraphs below it; where name blocks come in two sorts (a gap of blank lines on the side on which the text lies:
  pages with two speakers whose second name was moved to the foot), the gap says which, and a run between two blocks is split at its last opening;
* ``Name (office): words``;
* inside prose, a name or office that is subject of a reporting verb; then the speaker is carried on, less surely, by paragraphs that go on.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.reading.mentions.callings import ARTICLES, opened
from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import HAT, HEADING, ITEM, LABEL, NAME, PROSE, ROSTER, TURN, Line
from kg.reading.talk.speech import openings, plain
from kg.reading.vocab import words
from kg.reading.words.saying import past_verb, says, sort, utters
from kg.reading.words.tokens import LOWER, NUMBER, Token

_BRACKET = 16  # tokens of a party or body in brackets after a name
_POINT = 6  # tokens of the number of a point: "PUNTO DOS.-"
_HEAD = 24  # tokens of the title of somebody's words
_TOLD = 14  # tokens from somebody's title to the verb of saying
_LED = 8    # tokens before them, of where they say it
_GOVERNS = frozenset(("de", "a", "con", "por", "para", "que", "y", "ante", "en", "sobre"))
_WIDE = 3  # blank lines that part a name block from what is not its text


@dataclass(frozen=True)
class Turn:
    """Speaker of a line: how it is known, how sure, who else it could be. ``line`` is the index of the name's own line (-1: none)."""

    line: int
    status: str  # stated | inferred
    method: str  # notation of attribution-method
    confidence: float
    others: tuple[int, ...] = ()


def turns(lines: list[Line], text: str) -> dict[int, Turn]:
    """Return index of a line → its turn, for lines under name headings and inline turns."""
    for line in lines:
        _settle(line)
    found: dict[int, Turn] = {i: Turn(i, "stated", "heading", 0.97) for i, line in enumerate(lines) if line.kind == TURN}
    blocks = _blocks(lines)
    sorts = _sorts(lines, blocks)
    if sorts:
        found |= _two_sorts(lines, text, blocks, sorts)
    else:
        found |= _headed(lines)
    return dict(sorted((found | _continued(lines, found)).items()))


def _settle(line: Line) -> None:
    """Correct what a line that begins with a name is: "Ana Ruiz, directora, leyó un escrito: …" is told, not a turn; "Dª. Ana Ruiz (Vecinos):" gives her the floor."""
    if line.lead is None:
        _titled(line)
        return
    tokens, last = line.tokens, line.lead.last
    if line.kind == TURN and any(past_verb(t) for t in tokens[last : line.text_from]):
        line.kind, line.hat, line.text_from = PROSE, (last, last), 0
    elif line.kind == PROSE and tokens[last:] and tokens[last].text == "(" and [t.text for t in tokens[-2:]] == [")", ":"] and len(tokens) - last < _BRACKET:
        line.kind, line.hat, line.opener = NAME, (last, last), True


def _titled(line: Line) -> None:
    """Make a line that is the title of somebody's words a name that heads them: "Intervención de la diputada Ana Ruiz", "POSTURA DEL SR. PAZ (VECINOS)"."""
    tokens = line.tokens
    if line.kind not in (PROSE, HEADING) or len(line.people) != 1 or len(tokens) > _HEAD or tokens[0].key not in sort("title") or tokens[1].key not in ("de", "del"):
        return
    lead = line.people[0]
    own = tokens[2 : lead.first]
    named = all(t.key in ARTICLES or t.text == "." or t.key in words("honorifics") or t.key in words("roles", "role") for t in own)
    closed = lead.last == len(tokens) or tokens[lead.last].text in (",", "(", ":", "-")
    if (named or role_at(tokens, 2 + (tokens[2].key in ARTICLES))) and closed and not any(t.shape == LOWER and (says(t) or t.key == "que") for t in tokens):
        line.kind, line.lead, line.hat, line.opener = NAME, lead, (lead.last, lead.last), True


def byline(lines: list[Line]) -> int:
    """Return the line that says who wrote a note, not who speaks in it: the only name alone on a line, with no title, with a day or with that of a reporter; -1 when there is none."""
    named = [i for i, line in enumerate(lines) if line.kind == NAME and not _reports(lines, i)]
    if len(named) != 1:
        return -1
    line, after = lines[named[0]], lines[named[0] + 1 : named[0] + 2]
    if _dated(line) or any(t.key in sort("press") for t in line.tokens[line.lead.last if line.lead else 0 :]):
        return named[0]
    return -1 if line.opener or line.hat[1] > line.hat[0] or (after and after[0].kind == HAT) else named[0]


def _dated(line: Line) -> bool:
    """Tell whether a day stands beside a name: "Ana Ruiz - 7 de marzo, 2025"."""
    rest = line.tokens[line.lead.last :] if line.lead else []
    return any(t.shape == NUMBER for t in rest) and any(t.key in words("months") for t in rest)


def _headed(lines: list[Line]) -> dict[int, Turn]:
    """Every paragraph belongs to the name above it, until a heading, label or roster."""
    found: dict[int, Turn] = {}
    if byline(lines) >= 0:
        return {}
    speaker, section_items = -1, True
    for i, line in enumerate(lines):
        if line.kind == NAME:
            speaker, section_items = -1 if _dated(line) else i, not _reports(lines, i)
        elif line.kind == PROSE and i - 1 > speaker >= 0 and _lists(lines, speaker, i):
            speaker = -1
        elif line.kind in (HEADING, LABEL, ROSTER, TURN):
            speaker = -1 if line.kind != TURN else speaker
        elif line.kind in (PROSE, ITEM) and speaker >= 0 and section_items:
            found[i] = Turn(speaker, "stated", "heading", 0.97)
    return found


def _lists(lines: list[Line], name: int, i: int) -> bool:
    """Tell whether only a list stands between a name that a colon ends ("Ana Ruiz (Vecinos):") and a paragraph: the list was all they said."""
    return lines[name].tokens[-1].text == ":" and all(line.kind == ITEM for line in lines[name + 1 : i])


def _reports(lines: list[Line], i: int) -> bool:
    """Tell whether a name line names a rapporteur or moderator ("Relatora: …"), or says that somebody attends: what follows is the meeting's, not theirs."""
    line = lines[i]
    if line.lead and line.tokens[-1].key in sort("attends"):
        return True     # "DRA. ANA RUIZ, REGIDORA .... PRESENTE"
    return bool((line.lead and line.lead.first >= 2 and line.tokens[line.lead.first - 1].text == ":") or (line.lead and any(t.text == ":" for t in line.tokens[: line.lead.first])))


def _continued(lines: list[Line], found: dict[int, Turn]) -> dict[int, Turn]:
    """Paragraphs after an inline turn go on with it while nothing else begins."""
    made: dict[int, Turn] = {}
    current = -1
    for i, line in enumerate(lines):
        if line.kind == TURN:
            current = i
        elif line.kind in (HEADING, LABEL, ROSTER, NAME) or (line.kind == PROSE and _others(line)):
            current = -1
        elif current >= 0 and i not in found and line.kind == ITEM and line.block.level > lines[current].block.level:
            made[i] = Turn(current, "stated", "heading", 0.9)
        elif current >= 0 and i not in found and line.kind == PROSE:
            made[i] = Turn(current, "inferred", "continuation", 0.75)
    return made


def _others(line: Line) -> bool:
    """Tell whether a paragraph begins with somebody else's turn or is told of somebody: "SR. PAZ.- …", "PUNTO DOS.- La Arq. Paz informó", "La señora Ruiz preguntó"."""
    tokens = line.tokens
    first = next((k + 2 for k in range(1, min(len(tokens) - 2, _POINT)) if tokens[k].text == "." and tokens[k + 1].text == "-"), 0) if tokens[0].text.isupper() else 0
    if first >= len(tokens) or opened(tokens) or _taken(tokens, first):
        return True
    titled = tokens[first].key in ARTICLES and first + 1 < len(tokens) and (tokens[first + 1].key in words("honorifics") or role_at(tokens, first + 1))
    return bool(titled or any(p.first == first for p in line.people)) and any(says(t) for t in tokens[first : first + _TOLD])


def _taken(tokens: list[Token], first: int) -> bool:
    """Tell whether a paragraph gives somebody the floor: "Retoma la palabra el Sr. Paz", "Desde el público la Sra. Ruiz dice que"."""
    opening = tokens[first : first + _POINT]
    if opening[0].key in sort("takes") and any(t.key in words("floor") for t in opening[1:]):
        return True
    at = next((k for k in range(first + 2, min(len(tokens) - 1, first + _LED)) if tokens[k].key in ARTICLES and tokens[k + 1].key in words("honorifics")), 0)
    led = at and tokens[at - 1].key not in _GOVERNS and not any(t.text in (";", ":", ".") or says(t) for t in tokens[first:at])
    return bool(led) and any(utters(t) for t in tokens[at + 1 : at + _TOLD])


def _blocks(lines: list[Line]) -> list[tuple[int, int]]:
    """Return (first, last) line indexes of name blocks: a name line with the titles below it."""
    found = []
    i = 0
    while i < len(lines):
        if lines[i].kind == NAME and not _reports(lines, i):
            j = i + 1
            while j < len(lines) and lines[j].kind == HAT:
                j += 1
            found.append((i, j))
            i = j
        else:
            i += 1
    return found


def _sorts(lines: list[Line], blocks: list[tuple[int, int]]) -> dict[int, str]:
    """Return first line of a block → "leading" or "trailing" when the document's blocks are of both sorts; {} otherwise."""
    sorts: dict[int, str] = {}
    for first, last in blocks:
        before = lines[first].block.gap
        after = lines[last].block.gap if last < len(lines) else _WIDE
        if before >= _WIDE > after or (before >= _WIDE and last >= len(lines)):
            sorts[first] = "trailing"
        elif after >= _WIDE > before:
            sorts[first] = "leading"
    if len(sorts) < 3 or "trailing" not in sorts.values() or "leading" not in sorts.values() or len(sorts) * 3 < len(blocks) * 2:
        return {}
    return sorts


def _two_sorts(lines: list[Line], text: str, blocks: list[tuple[int, int]], sorts: dict[int, str]) -> dict[int, Turn]:
    """Give each run of paragraphs to the leading block above and the trailing block below it, split at the last opening."""
    found: dict[int, Turn] = {}
    for position, (first, last) in enumerate(blocks):
        if sorts.get(first) == "trailing":
            continue
        run = _run(lines, last)
        below = blocks[position + 1][0] if position + 1 < len(blocks) else -1
        if below < 0 or sorts.get(below) != "trailing" or (run and any(lines[k].kind == HEADING for k in range(run[-1], below))):
            found |= {i: Turn(first, "stated", "heading", 0.95) for i in run}
            continue
        cut = _cut(lines, text, run)
        for order, i in enumerate(run):
            mine = order < cut
            near = min(abs(order - cut), 2)
            found[i] = Turn(
                first if mine else below,
                "inferred" if (not mine or order > 0) else "stated",
                "block-gap" if mine else "last-opening",
                0.9 if mine else 0.85,
                (below if mine else first,) if near <= 2 and (not mine or order > 0) else (),
            )
    return found


def _run(lines: list[Line], start: int) -> list[int]:
    """Return the indexes of the paragraphs from ``start`` to the next name, heading or roster."""
    run = []
    for i in range(start, len(lines)):
        if lines[i].kind in (PROSE, ITEM):
            run.append(i)
        else:
            break
    return run


def _cut(lines: list[Line], text: str, run: list[int]) -> int:
    """Return how many paragraphs of a run are the first speaker's: up to the last one that opens an intervention."""
    cut = len(run)
    for order in range(len(run) - 1, 0, -1):
        opening = plain(text[lines[run[order]].start : lines[run[order]].start + 80])
        if openings("opening").match(opening) and not openings("connective").match(opening):
            return order
    return cut if cut <= 1 else max(1, cut // 2 + cut % 2) if len(run) > 3 else cut

