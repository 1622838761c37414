"""Speech acts: what kind of contribution a clause is, by cue words (``vocab/cues.csv``). Rules ``commit.*``, ``propose.*``, ``problem.*``, ``experience.*``, ``finding.*``.

Order of the kinds follows the reading conventions: who binds themself commits; who names a challenge, lack or barrier states a problem even when it is worded as
a thing to do; what must, should or is asked to be done is a proposal; what was done is experience; the rest is a finding.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass

from kg.reading.talk.wrongs import unreal
from kg.reading.vocab import rows
from kg.reading.words.branches import Branches

_RANK = {"commitment": 0, "proposal": 1, "problem": 2, "experience": 3, "finding": 4}


@dataclass(frozen=True)
class Act:
    """A stretch that is one contribution: offsets in the normal text, kind, force, the cue's rule."""

    start: int
    end: int
    kind: str
    force: str
    rule: str


def plain(text: str) -> str:
    """Return ``text`` lower-case and without accents, one character for one, so that offsets hold."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low.translate(_ACCENTS)


_ACCENTS = str.maketrans("áéíóúüàèìòùâêîôûç", "aeiouuaeiouaeiouc")


@functools.cache
def openings(sort: str) -> re.Pattern[str]:
    """Return one sort of beginnings (``vocab/openings.csv``) as one pattern over plain text."""
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows("openings") if row["sort"] == sort))


@functools.cache
def _cues() -> Branches:
    return Branches([row["pattern"] for row in rows("cues")])


@functools.cache
def _formalities() -> tuple[re.Pattern[str], Branches]:
    """Return what a sentence that is no contribution begins with, and what stands anywhere in it."""
    patterns = [row["pattern"] for row in rows("not_contributions")]
    return re.compile("|".join(f"(?:{p})" for p in patterns if p.startswith("^"))), Branches([p for p in patterns if not p.startswith("^")])


def formality(text: str, start: int, end: int) -> int:
    """Return where what makes a sentence of plain text a formality or a part of the page ends; -1 where it is neither."""
    opening, anywhere = _formalities()
    if hit := opening.match(text[start:end]):
        return start + hit.end()
    return next((last for _, last, _ in anywhere.find(text, start, end)), -1)


def _titled(written: str, start: int, at: int) -> bool:
    """Tell whether the word at ``at`` stands in a title: a capital inside a sentence, or after a quotation mark that no colon or comma announces."""
    if at < start + 3 or not written[at].isupper() or not written[at + 1 : at + 2].islower():
        return False
    return (written[at - 1] == " " and written[at - 2].isalpha()) or (written[at - 1] == '"' and written[at - 2] == " " and written[at - 3].isalpha())


def cues_in(text: str, start: int, end: int, written: str = "") -> list[tuple[int, int, dict[str, str]]]:
    """Return (start, end, row) of the cues in a stretch of plain text; with it as ``written``, those of problems not in titles ("la mesa Retos del Agua")."""
    table = rows("cues")
    found = ((first, last, table[number]) for first, last, number in _cues().find(text, start, end))
    return [hit for hit in found if hit[2]["kind"] != "none" and not _only_named(text, start, hit, written)]


# "el espacio que pidieron": told of something, not asked here. Not "lo que pidieron".
_OF = re.compile(
    r"\b(?:el|la|los|las|una?|sus?|del|al|est[ea]|es[ea]|nuestr[oa]) (?!que\b)[a-zñ]+(?: [a-zñ]+)? (?:(?:en|por|con|a) (?:el |la |los |las ))?(?:que|cual|cuales)"
    r" (?:se |les? |nos? |me |ya |no |aun )*\Z"
)
# "una carta en la que se pide": there it is asked.
_PAPER = re.compile(
    r"\b(?:carta|oficio|escrito|documento|nota|pliego|comunicado|mocion|manifiesto|memorial|petitorio|solicitud|proclama|resolucion|declaracion|peticion|proposicion)\b[^.;]{0,50}"
    r" (?:en|por|con|mediante) (?:el |la |l[ao]s )?(?:que|cual|cuales) (?:se )?(?:les? |nos )?\Z"
)
_WISHED = re.compile(r"se [a-zñ]+(?:a|ie)ran?\Z")     # without the accent of a future: "que se consultara"
_ASIDE = re.compile(r"[a-zñ], (?:que|el cual|la cual|l[ao]s cuales) \Z")     # "el informe, que se publicará en abril, detecta …"
_TITLE = re.compile(r'\b(?:foro|panel|mesa|conversatorio|taller|conferencia|libro|ponencia|seminario|charla|titulad[oa]s?|denominad[oa]s?|llamad[oa]s?|programa|tema|lema) "[^"]*\Z')
_BACK = 80      # characters before a cue that tell what it is said of


def _absent(text: str, written: str, at: int, end: int) -> bool:
    """Tell whether somebody was but missing: "Faltó Ana Ruiz"."""
    return text.startswith("falt", at) and written[at + 1 : at + 2].islower() and written[end : end + 2].strip()[:1].isupper()


def _only_named(text: str, start: int, hit: tuple[int, int, dict[str, str]], written: str) -> bool:
    """Tell whether a cue only names a problem that is not said to be there, tells of what was asked, or stands in a title."""
    at, last, row = hit
    first = max(start, at - _BACK)
    if row["kind"] == "problem":
        return unreal(text, start, at) or _absent(text, written, *hit[:2]) or bool(written and _titled(written, start, at)) or bool(_TITLE.search(text, first, at))
    if text.startswith("se ", at) and row["id"] == "commit.self" and (_ASIDE.search(text, first, at) or _WISHED.search(written, at, last)):
        return True
    return (row["id"] in ("propose.ask", "commit.self") or text.startswith("propus", at)) and _OF.search(text, first, at) is not None and not _PAPER.search(text, first, at)


def acts(text: str, start: int, end: int, default: tuple[str, str, str] | None, written: str = "") -> list[Act]:
    """Split a sentence of plain text (``written``: as it stands) into contributions. ``default``: (kind, force, rule) of a sentence without any cue, None to leave it out."""
    found = cues_in(text, start, end, written)
    if default and default[2] in ("propose.infinitive", "propose.listed", "problem.listed") and all(row["kind"] in ("experience", "finding") for _, _, row in found):
        return [Act(start, end, *default)]
    if not found:
        return [Act(start, end, *default)] if default else []
    cuts = [start, *(m.start() + (2 if m[0] in ("; ", ": ") else 1) for m in openings("break").finditer(text, start, end)), end]
    if default and default[2] == "propose.infinitive" and all(row["kind"] not in ("proposal", "commitment") and row["id"] != "problem.challenge" for _, _, row in found):
        asked = Act(start, end, *default)       # what is wrong in a clause of its own: "Asfaltar el acceso, donde no se puede pasar"
        return [asked, *(a for a in _with_grounds([asked], text, found, cuts)[1:] if a.start > start)]
    made: list[Act] = []
    pending = start
    for first, last in itertools.pairwise(cuts):
        inside = [row for s, _, row in found if first <= s < last]
        if not inside:
            continue
        kind, force, rule = _decide(inside)
        if made and (made[-1].kind == kind or kind == "finding" or (kind == "experience" and made[-1].kind != "finding")):
            before = made[-1]
            made[-1] = Act(before.start, last, before.kind, before.force, before.rule)
        else:
            if made:
                made[-1] = Act(made[-1].start, first, made[-1].kind, made[-1].force, made[-1].rule)
                pending = first
            made.append(Act(pending, last, kind, force, rule))
        pending = last
    if made:
        made[-1] = Act(made[-1].start, end, made[-1].kind, made[-1].force, made[-1].rule)
    return _with_grounds(_strongest(made), text, found, cuts)


_AIMED = 60     # characters before a cue within which what is done about it stands
_AIM = re.compile(r"\b(?:para|frenar|evitar|reducir|prevenir|combatir|superar|atender|resolver|conocer|enfrentar|abatir|erradicar|disminuir)\b[^.,;:]{0,40}\Z")


def _with_grounds(made: list[Act], text: str, found: list[tuple[int, int, dict[str, str]]], cuts: list[int]) -> list[Act]:
    """Add the problem for which something is asked when one clause tells both: "pidió luminarias porque la calle está a oscuras"."""
    problem = next(((s, row) for s, _, row in found if row["kind"] == "problem" and not _AIM.search(text, max(0, s - _AIMED), s)), None)
    if problem is None or not any(a.kind in ("proposal", "commitment") for a in made) or any(a.kind == "problem" for a in made):
        return made
    at, row = problem
    first, last = next(((a, b) for a, b in itertools.pairwise(cuts) if a <= at < b), (cuts[0], cuts[-1]))
    return [*made, Act(first, last, row["kind"], row["force"], row["id"])]


def _decide(found: list[dict[str, str]]) -> tuple[str, str, str]:
    """Return (kind, force, rule) of a clause from its cues: an explicit act first, then a problem's frame, then modality, then the rest."""

    def weight(row: dict[str, str]) -> tuple[int, int]:
        if row["kind"] == "commitment" and row["force"] == "explicit":
            return 0, 0
        if row["force"] == "explicit":
            return 1, 0
        if row["kind"] == "problem" and row["id"] == "problem.challenge":
            return 2, 0
        if row["force"] == "normative":
            return 3, 0
        return 4, _RANK[row["kind"]]

    best = min(found, key=weight)
    return best["kind"], best["force"], best["id"]


def _strongest(made: list[Act]) -> list[Act]:
    """Drop weak leading clauses: an experience or finding beside a proposal or problem only introduces it."""
    strong = [a for a in made if a.kind in ("commitment", "proposal", "problem")]
    if not strong or len(made) == 1:
        return made
    joined: list[Act] = []
    for act in made:
        if act.kind not in ("commitment", "proposal", "problem"):
            if joined:
                joined[-1] = Act(joined[-1].start, act.end, joined[-1].kind, joined[-1].force, joined[-1].rule)
            continue
        start = made[0].start if not joined else act.start
        if joined and joined[-1].kind == act.kind:
            joined[-1] = Act(joined[-1].start, act.end, act.kind, joined[-1].force, joined[-1].rule)
        else:
            joined.append(Act(start, act.end, act.kind, act.force, act.rule))
    return joined


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch without blanks and loose signs at its ends."""
    while start < end and (text[start].isspace() or text[start] in ",;:-"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:"):
        end -= 1
    return start, end


def cut_off(text: str, start: int, end: int, last: int) -> bool:
    """Tell whether a sentence breaks off: it ends its paragraph, whose last word ends at ``last``, on a preposition or article."""
    tail = text[start:end].rstrip(' "')
    return end >= last - 1 and plain(tail).split(" ")[-1] in ("de", "del", "la", "el", "los", "las", "un", "una", "para", "por", "con", "en", "y", "que", "a", "al", "su", "sus")
