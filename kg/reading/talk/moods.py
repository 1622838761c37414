"""What the mood of a verb tells: a future in reported speech promises ("anunció que el archivo abrirá"), a subjunctive asks ("dijo que se abra el archivo").

Read from the text as written: the accent tells "abrirá" from "abriera", and most subjunctives from other words.
"""

from __future__ import annotations

import functools
import re

from kg.reading.talk.wishes import asking, sure
from kg.reading.vocab import rows

# Future tense, but not of "to be", "to have", "can", "must": nobody binds themself with those.
_FUTURE = re.compile(
    r"\b(?!ser[áa]|llover|habr|podr|deber|tendr|permitir|servir|estar|existir|ir[áa]|dir[áa]|querr|sabr|valdr|logr|habl|dejar|tratar|seguir[áa]|lleg|qued)[a-zñ]{3,}(?:[aei]rá|[aei]rán|[aei]remos)\b"
    r"|\b(?:(?:dis|pro|re)?pondr|obtendr|mantendr|har|dar(?!án? (?:inicio|comienzo)))(?:á|án|emos)\b"
    r"|(?<!no )\bvamos a (?!ver|decir|hablar|escuchar|tener|estar|ser|contar|necesitar|poder|llegar|quedar)[a-zñ]+[aei]r\b"
    r"|\bno vamos a (?:descansar|parar|ceder|dejar|permitir|abandonar|retirarnos|irnos)\b|\bseguiremos\b",
    re.IGNORECASE,
)

_FUTURES = ("rá", "remos", "vamos a ")     # one of which stands in whatever is in the future tense


def future(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the first verb in the future tense in a stretch of text as written."""
    low = text[start:end].lower()
    return _FUTURE.search(text, start, end) if any(sign in low for sign in _FUTURES) else None


_WILL = (
    r"(?:(?!ser[áa]n?\b(?! [a-z]+[ai]d[oa]s?\b)|llover|podr|deber|habr[áa]n? (?!de)|tendr|permitir|estar|existir|ir[áa]|dir[áa]|querr|sabr|valdr|logr|manten|qued|suced|ocurr)"
    r"[a-zñ]*(?:ar|er|ir|dr)(?:á|án|emos)|habrán? de [a-z]+r(?:se|los?|las?)?|tendr(?:á|án|emos) (?:[a-z]+[ai]d[oa]s?|list[oa]s?))"
)
# Closed forms, and the endings in which the spelling marks the mood: publique, entregue, realice, establezca, incluya, hubiera.
_WISH = (
    r"(?:sean?|hayan?|tengan?|puedan?|hagan?|vayan?|esté|estén|pongan?|vengan?|salgan?|existan?|se (?:les? )?(?:dé|den|abran?|cree|creen|revisen?)"
    r"|[a-zñáéíóú]{3,}(?:zcan?|uyan?|iquen?|(?<!i)guen?|icen?)|se (?:les? )?[a-zñ]{3,}quen?)"
)
# Asked in the past, right after "que": "que se abriera", "que revisaran".
_PAST_WISH = r"(?!para|cara|clara|rara|fuera|hubiera|tuviera|pudiera|quisiera|debiera|existiera|cualquiera|siquiera|primera|base|clase|frase|fase|pase|quiz)[a-zñ]{3,}(?:ara|iera|iese)n?"
_GAP = r"(?:el|la|l[ao]s|su|sus|un|una|cada|tod[oa]s?) (?:(?!cuando |mientras |aunque |hasta |para |si |que |antes |espera)[a-záéíóúñ]+ ){1,6}?"     # a subject before its verb
_SAID = re.compile(r"\b[a-zñáéíóú]{3,}(?=,? )", re.IGNORECASE)
_NOT = r"(?!distingue|[a-z]*sigue|dice|hice|índice|indice|apéndice)"


@functools.cache
def _stems() -> frozenset[str]:
    """Return the beginnings of verbs of saying."""
    return frozenset(stem for row in rows("sayings") for stem in (row["lemma"][:-2], row["strong"], row["weak"]) if len(stem) > 1) | {"dij", "dec", "sostuv", "propus", "expus", "reclam", "insist"}


@functools.lru_cache(maxsize=1 << 15)
def _tells(word: str) -> bool:
    """Tell whether a word is a form of a verb of saying."""
    low = word.lower()
    return any(low[:-size] in _stems() for size in range(1, 6))


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return (what a future, what a subjunctive follows), for the end of a verb of saying."""
    told = r"(?:, [^.;:\"]{3,70},|,)? (?:también |además |asimismo |(?:el|la|don|doña) [^;:,\"]{3,50}? )?"
    near = rf"(?:(?:se|l[ao]s?|les?|nos) ){{0,2}}(?:{asking()}|{_PAST_WISH})"
    return (
        re.compile(rf"{told}que (?:[^.;\"]{{0,140}}? )?(?:se (?:les? )?)?{_WILL}\b", re.IGNORECASE),
        re.compile(rf"{told}(?:[a-zñ]+ [a-zñ]+ )?(?:de |en )?que (?:no )?(?:(?:[^.,;:\"]{{0,50}}? )?{_NOT}{_WISH}|{_GAP}(?:se )?(?:{sure()})|{near})\b", re.IGNORECASE),
    )


def reported_mood(text: str, start: int, end: int) -> tuple[str, str, str] | None:
    """Return (kind, force, rule) of what a sentence reports somebody to have said, by the mood of the verb after "que"; None when it tells nothing."""
    if " que " not in text[start:end].lower():
        return None
    ends = [word.end() for word in _SAID.finditer(text, start, end) if _tells(word[0])]
    will, wish = _patterns()
    if any(will.match(text, at, end) for at in ends):
        return "commitment", "explicit", "commit.told"
    if any(wish.match(text, at, end) for at in ends):
        return "proposal", "normative", "propose.mood"
    return None
