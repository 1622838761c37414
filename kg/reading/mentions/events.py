"""Events and their sessions: from titles, headings and quoted names. Rules ``event.*``. Dates are put to them by :mod:`kg.reading.report`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.model.iri import fold
from kg.reading.mentions.event_heads import head_at
from kg.reading.mentions.line import HEADING, PROSE, Line
from kg.reading.words.tokens import NUMBER

_TITLE_LINES = 12  # the event of the whole report is named within the first lines
_NAMED = re.compile(
    r'^(?:\W*(?:denominad[oa]s?|titulad[oa]s?|llamad[oa]s?|con (?:el|la) (?:tema|titulo|nombre|tematica)(?: de)?|bajo (?:el|la) (?:tema|titulo|lema|nombre)(?: de)?|sobre)?\W{0,3})"([^"]{6,220})"'
)


@dataclass
class Event:
    """An event or session: its place in the normal text, format, name, the line it stands on, and what is found later."""

    name: str
    kind: str
    start: int
    end: int
    rule: str
    line: int
    part_of: str = ""
    dates: list[str] = field(default_factory=list)
    dates_at: list[tuple[int, int]] = field(default_factory=list)
    inferred_year: bool = False
    time: str = ""
    mentions: list[tuple[int, int]] = field(default_factory=list)


def find_events(lines: list[Line], text: str) -> list[Event]:
    """Return the events of a report, in order; the first is the main one when a title names it."""
    found: list[Event] = []
    main = _main(lines, text)
    if main:
        found.append(main)
    for index, line in enumerate(lines):
        if main and index == main.line:
            found += _quoted(line, index, text) if line.kind != HEADING else []
            continue
        if line.kind == HEADING:
            session = _session(lines, index, text, main)
            if session:
                found.append(session)
        else:
            found += _quoted(line, index, text)
    return _unique(_series(found))


def _series(found: list[Event]) -> list[Event]:
    """Keep "la segunda jornada" only where a report numbers several: alone it may be another meeting, told of."""
    ordinals = {fold(e.name) for e in found if e.rule == "event.ordinal"}
    nouns = [name.split()[-1] for name in ordinals]
    return [e for e in found if e.rule != "event.ordinal" or nouns.count(fold(e.name).split()[-1]) > 1]


def _main(lines: list[Line], text: str) -> Event | None:
    """Find the event the report is about: an event noun with a name of its own, in a title line, else in the first sentences."""
    for index, line in enumerate(lines[:_TITLE_LINES]):
        if line.kind == HEADING or index == 0:
            joined = _title_run(lines, index)
            for k, token in enumerate(line.tokens):
                head = head_at(line.tokens, k) if (token.capital or line.kind == HEADING) else None
                if head and (len(line.tokens) - k >= 3 or joined > index):
                    end = _name_end(line, k)
                    stop = line.tokens[end - 1].end if end - k >= 3 or joined == index else lines[joined].tokens[-1].end
                    return _event(text, line.tokens[k].start, stop, head[1], "event.title", index)
    for index, line in enumerate(lines[:_TITLE_LINES]):
        for k, token in enumerate(line.tokens):
            head = head_at(line.tokens, k) if token.capital and k else None
            if head and _name_end(line, k) - k >= 3:
                return _event(text, token.start, line.tokens[_name_end(line, k) - 1].end, head[1], "event.named", index)
    return None


def _title_run(lines: list[Line], index: int) -> int:
    """Return the last line of a title that goes on in the next heading ("CONGRESO DE" / "GOBIERNO ABIERTO 2023")."""
    last = index
    while last + 1 < len(lines) and lines[last + 1].kind == HEADING and lines[last].tokens[-1].key in ("de", "del", "y", "la", "los", "las", "para", "por", "en", "el", "sobre", "a"):
        last += 1
    return last


def _name_end(line: Line, k: int) -> int:
    """Return the token at which an event's name ends: before its motto, a date, a verb, a full stop."""
    tokens = line.tokens
    shouted = sum(t.capital for t in tokens) * 3 > len(tokens) * 2
    last = i = k + 1
    while i < len(tokens):
        token = tokens[i]
        if token.text in (":", ".", ";", "(", ",") or (token.text == '"' and i > k + 2):
            break
        if token.text == '"':
            close = next((m for m in range(i + 1, len(tokens)) if tokens[m].text == '"'), i)
            return close + 1
        if token.capital or token.shape == "9" or shouted:
            last = i + 1
        elif token.key not in ("de", "del", "la", "las", "los", "el", "y", "e", "en", "para", "por", "con", "sobre", "a", "al"):
            break
        i += 1
    while last > k + 1 and tokens[last - 1].key in ("de", "del", "la", "las", "los", "el", "y", "en", "para", "por", "con", "sobre"):
        last -= 1
    return last


def _event(text: str, start: int, end: int, kind: str, rule: str, line: int) -> Event:
    name = " ".join(text[start:end].replace("#", " ").split()).strip(' ":.,;')
    lead = len(text[start:end]) - len(text[start:end].lstrip(' "'))
    return Event(name, kind, start + lead, end, rule, line, mentions=[(start + lead, end)])


def _session(lines: list[Line], index: int, text: str, main: Event | None) -> Event | None:
    """Read a heading that opens a session: "Panel 1" with its title in the next heading, "Conferencia Magistral …", "Mesa 2: …"."""
    line = lines[index]
    head = head_at(line.tokens, 0)
    if head is None or (main and line.start <= main.end):
        return None
    end, kind = head
    rest = end
    while rest < len(line.tokens) and (
        line.tokens[rest].shape == "9" or line.tokens[rest].text in (":", ".", "-", '"') or line.tokens[rest].key in ("i", "ii", "iii", "iv", "v", "uno", "dos", "tres")
    ):
        rest += 1
    if rest >= len(line.tokens):
        follow = lines[index + 1] if index + 1 < len(lines) else None
        if follow and follow.kind == HEADING and not head_at(follow.tokens, 0):
            return _event(text, follow.tokens[0].start, follow.tokens[-1].end, kind, "event.heading", index)
        return _event(text, line.tokens[0].start, line.tokens[-1].end, kind, "event.heading", index)
    numbered = rest > end
    if kind == "keynote" or numbered:
        return _event(text, line.tokens[rest].start, _title_end(line, rest), kind, "event.heading", index)
    return _event(text, line.tokens[0].start, line.tokens[-1].end, kind, "event.heading", index) if len(line.tokens) <= 16 else None


def _title_end(line: Line, first: int) -> int:
    """Return where a session's title ends: at the quotation mark that closes it, or before a day in brackets."""
    tokens = line.tokens
    if tokens[first - 1].text == '"':
        return next((t.start for t in tokens[first:] if t.text == '"'), tokens[-1].end)
    opening = next((k for k in range(len(tokens) - 1, first, -1) if tokens[k].text == "("), 0)
    dated = opening and tokens[-1].text == ")" and any(t.shape == NUMBER for t in tokens[opening:])
    return tokens[opening - 1].end if dated else tokens[-1].end


_ORDINALS = frozenset(("primer", "primera", "segunda", "segundo", "tercer", "tercera", "tercero", "cuarta", "cuarto", "quinta", "quinto", "sexta", "sexto"))


def _quoted(line: Line, index: int, text: str) -> list[Event]:
    """Find "panel denominado “…”", "foro “…”", "la segunda jornada", "consistió en un Networking" inside a sentence."""
    found = []
    for k in range(len(line.tokens)):
        head = head_at(line.tokens, k)
        if head is None or line.kind not in (PROSE, "item"):
            continue
        before = line.tokens[k - 1] if k else None
        if before and before.key in _ORDINALS and head[1] in ("open-government-days", "session", "panel") and line.tokens[k].key in ("jornada", "sesion", "panel"):
            found.append(_event(text, before.start, line.tokens[head[0] - 1].end, "session" if head[1] == "open-government-days" else head[1], "event.ordinal", index))
            continue
        if head[1] == "networking" and line.tokens[k].capital and before and before.key in ("un", "una", "el", "la"):
            stop = head[0] + 2 if head[0] + 1 < len(line.tokens) and line.tokens[head[0]].key == "de" else head[0]
            found.append(_event(text, line.tokens[k].start, line.tokens[stop - 1].end, "networking", "event.kind", index))
            continue
        after = text[line.tokens[head[0] - 1].end : min(line.tokens[-1].end, line.tokens[head[0] - 1].end + 300)]
        match = _NAMED.match(after)
        if match:
            start = line.tokens[head[0] - 1].end + match.start(1)
            found.append(_event(text, start, start + len(match[1]), head[1], "event.quoted", index))
    return found


def _unique(found: list[Event]) -> list[Event]:
    """Join events of the same name; sessions are part of the main event."""
    made: dict[str, Event] = {}
    for event in found:
        key = fold(event.name)
        if key in made:
            made[key].mentions += event.mentions
            continue
        event.part_of = next(iter(made.values())).name if made else ""
        made[key] = event
    return list(made.values())
