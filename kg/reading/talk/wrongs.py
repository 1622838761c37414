"""What is told as wrong: weaker signs than the cues, heard only where somebody speaks; and problems that are named but not said to be there. Rule ``problem.told``."""

from __future__ import annotations

import functools
import re

from kg.reading.talk.wishes import asking
from kg.reading.vocab import rows
from kg.reading.words.branches import Branches

_STATED = re.compile(r"(?:es|son|fue|resulta|sera|seria|siguen?|llevan?|continuan?) ")
_NEAR = 12  # such characters before a verb of its own
_BEFORE = 80  # characters before a cue that tell what is said about it


@functools.cache
def _frames(sort: str) -> re.Pattern[str]:
    """Return what stands just before a cue (``vocab/wrongs.csv``) as one pattern.

    unreal: it is wanted away, supposed, denied or only the subject of talk; denied, before a "no": it tells what something needs.
    """
    return re.compile(rf"(?<![a-z0-9ñ])(?:{'|'.join(_patterns(sort))}) ?\Z")


@functools.cache
def _signs() -> Branches:
    """Return the signs of something wrong."""
    return Branches(_patterns("told"))


# "¿De qué sirve el pozo si no hay bomba?": there is none.
_VAIN = re.compile(r"(?:\b(?:de|para|con|a) que\b|\bcomo\b|¿ ?(?:y )?(?:cual|quien)\b|\bde nada\b|\bno sirven?\b)[^.?]{3,70},? si (?!fuera)[^.?,]{0,40}\Z")


@functools.cache
def _unwished() -> re.Pattern[str]:
    """Return what is asked not to happen: "que no se use el pozo"."""
    return re.compile(rf"(?<!mientras )(?:no|nadie|ningun[oa]?(?: [a-zñ]+)?) (?:(?:se|nos|les?|l[ao]s?|me) ){{0,2}}(?:{asking()})\b")


def _patterns(sort: str) -> list[str]:
    return [f"(?:{row['pattern']})" for row in rows("wrongs") if row["sort"] == sort]


def unreal(text: str, start: int, cue: int) -> bool:
    """Tell whether the problem named at offset ``cue`` of plain text is not said to be there: "para que no falten", "no hay rezago", "sobre los retos"."""
    first = max(start, cue - _BEFORE)
    if _STATED.match(text, cue):      # "si no hay voluntad es muy complejo": the "no" is of another verb
        first = max(first, cue - _NEAR)
    denied = text.startswith("no ", cue)
    if denied and _VAIN.search(text, start, cue):
        return False
    return _frames("unreal").search(text, first, cue) is not None or (denied and _frames("denied").search(text, first, cue) is not None)


def told_wrong(text: str, written: str, start: int, end: int) -> list[int]:
    """Return where a sentence that somebody says (``text`` plain, ``written`` with its capitals) speaks of something wrong, though it has no cue of a problem."""
    hits = [at for at, _, _ in _signs().find(text, start, end) if not _unwished().match(text, at)]
    return [at for at in hits if (written[at].islower() or not written[max(start, at - 2) : at].strip('"¿¡ ')) and not unreal(text, start, at)]    # not in a name: "Guatemala No Se Detiene"
