"""What the acts of a sentence become once it is known who says it: futures that bind, moods that ask, signs of something wrong.

Rules ``commit.future``, ``propose.mood``, ``problem.told``, ``problem.also``.
"""

from __future__ import annotations

import itertools
import re

from kg.reading.mentions.line import ITEM, Line
from kg.reading.talk.moods import future, reported_mood
from kg.reading.talk.speech import Act, cues_in, plain
from kg.reading.talk.wishes import wished

_BODY = re.compile(
    r"\b(?:el|la|los|las) (?:ayuntamiento|municipio|alcaldia|gobierno|secretaria|direccion|unidad|instituto|comision|administracion|municipalidad|intendencia|facultad|universidad|colectivo|area"
    r"|comite|consejo|contraloria|personeria)\b"
)


_VERB = 16          # characters at the end of a clause that are its verb
_IF = re.compile(r"si [^.;]{3,60}, (?:el|la|l[ao]s) \Z")
_SUBJECT = 20       # characters before a body, and after it, within which it is the subject of a verb
_MEETS = re.compile(
    r"(?:celebr|realiz|reun|sesion|present|inaugur|recib|particip|asist|organiz|conmemor|festej|clausur|inici|comenz|conclu|cumpl|jug|enfrent|perder|ganar|vot|eleg|debat|discut|part|viaj|contara)"
)
_AIMS = re.compile(r"\W*(?:para|aunque|sino|que no [a-zñ]+en?|(?:y )?no (?:a|al|la|el|l[ao]s|en|de|con|por)|y sin) ")
_CLAUSE = re.compile(r"[,;:.]| (?:y|e|pero|aunque|porque|pues|que|sino|para) ")


def with_wrong(found: list[Act], signs: list[int], text: str, span: tuple[int, int]) -> list[Act]:
    """Make a sentence with signs of something wrong a problem; or, of one that asks for something, add the clause that tells why."""
    if all(a.kind in ("experience", "finding") for a in found):
        return [Act(*span, "problem", "descriptive", "problem.told")]
    if "¿" in text[span[0] : span[1]]:
        return found
    cuts = [span[0], *(m.start() for m in _CLAUSE.finditer(text, *span)), span[1]]
    for first, last in itertools.pairwise(cuts):
        said = first == span[0] and text.startswith((" que ", ":"), last)     # "Ana Ruiz relató" tells who says it, not what
        if any(first <= at < last - (_VERB if said else 0) for at in signs) and not cues_in(text, first, last) and not _AIMS.match(text, first) and wished(text[first:last].lstrip()) != 0:
            return [*found, Act(first, last, "problem", "descriptive", "problem.also")]
    return found


def with_wish(found: list[Act], text: str, span: tuple[int, int]) -> tuple[list[Act], tuple[int, int]]:
    """Return the acts of a sentence with what its mood asks for, and the stretch that asks: signs of something wrong in it are what is wanted away."""
    at = wished(text[slice(*span)])
    if at < 0 and not any(a.rule in ("propose.infinitive", "propose.listed") for a in found):
        return found, (0, 0)
    first = span[0] + max(0, at)
    last = next((m.start() for m in _CLAUSE.finditer(text, first + 3, span[1]) if text[m.start()] in ",;.:" or text.startswith(" p", m.start())), span[1])
    if any(a.kind in ("proposal", "commitment") for a in found):
        return found, (first, last)
    told = [Act(span[0], first, "problem", row["force"], row["id"]) for _, _, row in cues_in(text, span[0], first) if row["kind"] == "problem"][:1]
    told += [a for a in found if a.kind == "problem" and a.start > first]
    return [*told, Act(first if told else span[0], span[1], "proposal", "normative", "propose.mood")], (first, last)


def _binds(text: str, span: tuple[int, int], line: Line, ahead: re.Match[str]) -> bool:
    """Tell whether a sentence that nobody says begins with a named body that will do something ("La Fundación Luz donará los equipos"), not meet, celebrate or receive."""
    at = ahead.start()
    if _MEETS.match(plain(ahead[0])):
        return False
    for body in line.bodies:
        first, last = line.tokens[body.first].start, line.tokens[body.last - 1].end
        before = first - span[0]
        if before >= 0 and last <= at <= last + _SUBJECT and (before < _SUBJECT or _IF.match(plain(text[span[0] : first]))):
            return True
    return False


def promised(found: list[Act], text: str, span: tuple[int, int], line: Line, told: bool, agreed: bool) -> list[Act]:
    """Make an act in the future tense a commitment where somebody binds themself or an agreement is recorded: "vamos a publicar", "el Ayuntamiento publicará".

    ``told``: somebody says it; ``agreed``: it stands under "Acuerdos".
    """
    if any(a.kind in ("proposal", "commitment") for a in found):
        return found
    if ahead := future(text, *span):
        own = ahead[0].endswith("remos") or ahead[0].lower().startswith(("vamos", "no vamos"))
        at = ahead.start()
        body = any(line.tokens[b.first].start < at <= line.tokens[b.last - 1].end + 60 for b in line.bodies) or _BODY.search(plain(text[max(span[0], at - 60) : at]))
        if agreed or (told and (own or body)) or (line.kind == ITEM and body) or (not own and _binds(text, span, line, ahead)):
            return [Act(*span, "commitment", "explicit", "commit.future")]
    mood = reported_mood(text, *span) if told and not any(a.kind == "problem" for a in found) else None
    return [Act(*span, *mood)] if mood else found
