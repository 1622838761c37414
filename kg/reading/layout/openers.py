"""Lines that begin with a name or an office: a name alone, with a title, "Name (title): words", "Intervino X:". Rules ``layout.*``."""

from __future__ import annotations

from kg.reading.layout.cells import lead_at
from kg.reading.mentions.hats import is_hat_text, role_at
from kg.reading.mentions.heads import head_at
from kg.reading.mentions.line import NAME, ROSTER, TURN, Line
from kg.reading.mentions.name_words import MANY, is_given, stops
from kg.reading.mentions.names import PARTICLES, nameish
from kg.reading.mentions.people import NameHit
from kg.reading.vocab import words
from kg.reading.words.saying import says
from kg.reading.words.tokens import LOWER, TITLE, UPPER, Token

_DEEDS = ("cion", "sion", "miento", "encia")  # what somebody did, no given name: "Intervención de Ana Ruiz, directora de …"
_LEADER = 3     # dots of a leader
SHORT = 30  # tokens: a line that names a person and no more is not longer


def opens(made: Line) -> bool:
    """Tell whether a short line only gives somebody the floor: "Intervino la concejala María Suárez:"."""
    line = made.tokens
    if len(line) > 40 or line[-1].text != ":" or len(made.people) != 1 or made.cells:
        return False
    if not any(t.key in words("floor") for t in line[:4]) or any(t.text in (".", ";") and not t.text.isalpha() and line[max(0, k - 1)].key not in words("honorifics") for k, t in enumerate(line[:-1])):
        return False
    made.lead = made.people[0]
    made.hat = (made.lead.last, made.lead.last)
    return True


def titled_after(line: list[Token], first: int) -> int:
    """Return the end of a run of two to five capitalised words that an office or body follows ("Geny Noh, Ayuntamiento de …"); 0 when there is none."""
    if line[first].key.endswith(_DEEDS) and line[first + 1 : first + 2] and line[first + 1].key in ("de", "del"):
        return 0
    stop = first
    while stop < len(line) and (nameish(line, stop, line[first].shape if line[first].shape == UPPER else TITLE) or (line[stop].key in PARTICLES and stop > first)):
        stop += 1
    own = [t for t in line[first:stop] if t.capital and t.key not in PARTICLES]
    if not 2 <= len(own) <= 5 or stop + 1 >= len(line) or line[stop].text not in (",", "(", "-", "|") or head_at(line, first):
        return 0
    after = stop + 1 + (line[stop + 1].key in ("el", "la"))
    return stop if after < len(line) and (role_at(line, after) or head_at(line, after)) else 0


def turn_mark(line: list[Token], first: int) -> bool:
    """Tell whether ": " or ".-" stands within the first tokens: "NAME (office): text"."""
    return any(t.text == ":" for t in line[first : first + 25])


def after_name(made: Line, lead: NameHit) -> None:
    """Decide what a line that begins with a name is: name alone, name with a title, or "Name (title): text"."""
    line, i = made.tokens, lead.last
    end = len(line)
    while end > i and line[end - 1].text in (".", ";", ","):
        end -= 1
    hat_from = i + 1 if i < end and line[i].text in (",", "(", "-", ";", "|", "/") else _past_dots(line, i, end)
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
    elif close > 0 and (dots := _past_dots(line, close + 1, end)) > close + 1:      # "Ana Ruiz (vicepresidenta) ........ Junta de Vecinos"
        made.kind, made.hat = ROSTER, (dots, end)
    elif close > 0 and close >= end - 1 and len(line) <= 60:
        made.kind, made.hat = NAME, (hat_from, close)
    elif (
        end - i <= SHORT + 15
        and not made.cells
        and not verb_after(line, i, end)
        and (line[i].text in (",", "-", ";", "|", "/") or made.block.kind == "item" or role_at(line, i) or hat_from > i)
        and (_titled(made, hat_from, end) or _no_verbs(line, i, end))
    ) or made.cells:
        made.kind, made.hat = ROSTER, (hat_from, end)


def _past_dots(line: list[Token], i: int, end: int) -> int:
    """Return where the leader that joins a name to its title ends ("ANA RUIZ ........ Junta de Vecinos"); ``i`` when there is none."""
    stop = next((k for k in range(i, end) if line[k].text not in (".", "_", "…")), end)
    return stop if stop - i >= _LEADER or (i < end and line[i].text == "…") else i


def _titled(made: Line, first: int, last: int) -> bool:
    return is_hat_text(made.tokens[first:last], []) or any(first <= b.first <= first + 3 for b in made.bodies)


def verb_after(line: list[Token], first: int, last: int) -> bool:
    """Tell whether a reporting verb stands in the stretch: then it is a sentence, not a title."""
    return any(
        t.shape == LOWER
        and (says(t) or (len(t.key) > 5 and t.text.endswith(("aron", "ieron", "ió"))) or t.key in ("se", "fue", "es", "son", "ha", "han", "quien", "quienes", "que"))
        for t in line[first:last]
    )


def _no_verbs(line: list[Token], first: int, last: int) -> bool:
    """Tell whether a short stretch reads as a title: mostly capitals and prepositions."""
    body = line[first:last]
    plain = [t for t in body if t.shape == LOWER and len(t.key) > 3]
    return len(body) <= 14 and len(plain) * 2 <= max(len(body), 1)


def turn_by_office(made: Line) -> bool:
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


def short_turns(lines: list[Line]) -> None:
    """Recognise turns opened by one word of a name: given in full once elsewhere ("Wilmar: …"), or one of several lines that begin so ("Gerardo: …", "Sergio: …")."""
    bearers: dict[str, set[str]] = {}
    for line in lines:
        for hit in line.people:
            own = [t.key for t in line.tokens[hit.first : hit.last] if t.capital]
            for word in own:
                bearers.setdefault(word, set()).add(own[0] + " " + own[-1])
    alone: list[tuple[Line, int]] = []
    for line in lines:
        at = lead_at(line.tokens)
        if line.lead or line.kind == TURN or at + 2 >= len(line.tokens) or line.tokens[at + 1].text != ":" or not line.tokens[at].capital:
            continue
        if len(bearers.get(line.tokens[at].key, ())) == 1 or (is_given(line.tokens[at], MANY) and line.tokens[at].key not in stops()):
            alone.append((line, at))
    for line, at in alone:
        known = len(bearers.get(line.tokens[at].key, ())) == 1
        if known or len({other.tokens[k].key for other, k in alone}) >= 2:
            line.lead = NameHit(at, at + 1, "person.short" if known else "person.alone", False)
            line.people = [line.lead, *line.people]
            line.kind, line.hat, line.text_from = TURN, (at + 1, at + 1), at + 2
            while line.text_from < len(line.tokens) - 1 and line.tokens[line.text_from].text in ('"', "-", "."):
                line.text_from += 1
