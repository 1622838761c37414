"""Entries of a list by those beside them, and demands in the titles of press notes. Rule ``propose.listed``.

Among "Que se licite el pozo" and "Cerrar el basurero", "Ronda médica cada quince días" asks too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.reading.mentions.line import ITEM, Line
from kg.reading.talk.moods import FUTURE
from kg.reading.talk.wishes import states, wished

_SIGNS = '"-·•*0123456789.) '
_REACH = 4      # entries before and after that are looked at
_LEAST = 25     # characters of an entry that says something
_DUTY = re.compile(r"[^.;:]{3,60} (?:deben?|deberan?|tienen? que|debera) ")
_INFINITIVE = re.compile(r"(?:no )?[a-zñ]{2,}(?:ar|er|ir)(?:se|l[aeo]s?)?\b(?! (?:de|del) )")
_NO_DEMAND = re.compile(r"proxim[oa]|siguiente|firma|lugar|fecha|hora|presenta|palabras|lectura|bienvenida|registro|receso|clausura|[a-zñ]+:")
_TITLES = 5     # first lines of a text, among which its title stands
_HEADED = re.compile(
    r"\b(?:(?P<wrong>denuncian?|alertan?(?! de que)|critican?|rechazan?|lamentan?|acusan?)|(?P<asks>piden?|exigen?|reclaman?|urgen?|proponen?|demandan?|solicitan?|instan? a|exhortan? a))"
    r" (?=(?:que|el|la|l[ao]s|un|una|mas|mayor|mejor|mejores|al?|sus?|su|no|por|[a-zñ]+(?:ar|er|ir)\b)\b|\")"
)


def asked_beside(lines: Sequence[Line], index: int, text: str, written: str) -> bool:
    """Tell whether an entry that tells nothing done asks for something, because those beside it do (``text`` plain, ``written`` with its accents)."""
    own = _bare(lines[index], text)
    if len(own) < _LEAST or _NO_DEMAND.match(own) or states(_bare(lines[index], written)) or FUTURE.search(_bare(lines[index], written)):
        return False
    beside = [_bare(line, text) for line in _beside(lines, index)]
    if any(wished(entry) == 0 or _DUTY.match(entry) for entry in beside):
        return True
    return bool(beside) and sum(1 for entry in beside if _INFINITIVE.match(entry)) * 2 > len(beside)


def _beside(lines: Sequence[Line], index: int) -> list[Line]:
    """Return the entries around one in its list."""
    found: list[Line] = []
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(lines) and abs(at - index) <= _REACH and lines[at].kind == ITEM:
            found.append(lines[at])
            at += step
    return found


def _bare(line: Line, text: str) -> str:
    return text[line.start : line.tokens[-1].end].lstrip(_SIGNS)


def headed(line: Line, index: int, text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, kind) of what the title of a press note says is asked or denounced: "Vecinos exigen agua y denuncian abandono"."""
    if index >= _TITLES:
        return []
    hits = list(_HEADED.finditer(text, line.start, line.tokens[-1].end))
    ends = [*(m.start() for m in hits[1:]), line.tokens[-1].end]
    starts = [line.start, *(m.start() for m in hits[1:])]
    return [(first, last, "problem" if m["wrong"] else "proposal") for m, first, last in zip(hits, starts, ends, strict=True)] if hits else []
