"""What people are called beside their name: "la pediatra Ana Ruiz", "Ing. Paz", and so who is meant further down by "la pediatra", "el ingeniero"; who holds the office that opens a turn."""

from __future__ import annotations

import functools

from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.vocab import words
from kg.reading.words.tokens import LOWER, SIGN, TITLE, Token

_WIDE = 4       # tokens of what somebody is called before the name
_BEFORE = 7     # tokens before a name in which it may stand what its bearer did
_NAMES = frozenset(("llaman", "llama", "dicen", "dice", "conocen", "conoce", "conocido", "conocida", "apodado", "apodada", "alias"))
_TURN = 9       # tokens of what opens a turn, the name in brackets included
ARTICLES = frozenset(("el", "la"))
# Titles that are written short beside the name and in full without it.
_FULL = {
    "dr": ("doctor",), "dra": ("doctora",), "lic": ("licenciado", "licenciada"), "ing": ("ingeniero", "ingeniera"), "arq": ("arquitecto", "arquitecta"),
    "prof": ("profesor", "profesora"), "profr": ("profesor",), "profa": ("profesora",), "mtro": ("maestro",), "mtra": ("maestra",), "abg": ("abogado", "abogada"),
    "licda": ("licenciada",), "licdo": ("licenciado",), "lcda": ("licenciada",), "lcdo": ("licenciado",), "psic": ("psicologo", "psicologa"), "pbro": ("sacerdote", "parroco"),
    "cnel": ("coronel",), "cap": ("capitan",), "tte": ("teniente",), "gral": ("general",), "econ": ("economista",), "mons": ("obispo", "prelado"),
    "padre": ("sacerdote", "parroco"), "monsenor": ("obispo", "prelado"),
}
# What else those of a trade are called: "Ana Ruiz, médica" is "la doctora" further down.
_ALSO = {
    "medica": "doctora", "medico": "doctor", "cirujano": "doctor", "cirujana": "doctora", "duena": "empresaria", "dueno": "empresario", "propietaria": "empresaria", "propietario": "empresario",
    "abogada": "letrada", "abogado": "letrado", "parroco": "sacerdote", "cura": "sacerdote", "maestra": "docente", "maestro": "docente", "profesora": "docente", "profesor": "docente",
    "reportera": "periodista", "reportero": "periodista",
}
# What somebody did at a meeting, before the name, and what they are called for it: "la mesa, moderada por Ana Ruiz".
_DID = {
    **dict.fromkeys(("modero", "moderaba", "modera", "moderado", "moderada"), ("moderador", "moderadora")),
    **dict.fromkeys(("condujo", "conducido", "conducida"), ("conductor", "conductora")),
    **dict.fromkeys(("facilito", "facilita", "facilitado", "facilitada"), ("facilitador", "facilitadora")),
    **dict.fromkeys(("presento", "presentado", "presentada"), ("presentador", "presentadora")),
}


@functools.cache
def _trades() -> frozenset[str]:
    return frozenset(word.split()[0] for word in words("trades")) | {w for full in _FULL.values() for w in full}


def callings(line: Line, person: NameHit) -> list[str]:
    """Return what a person is called beside the name, as words that may mean them later."""
    tokens = line.tokens
    found: list[str] = [word for t in tokens[max(0, person.first - _BEFORE) : person.first] for word in _DID.get(t.key, ())]     # "Moderó la mesa Ana Ruiz", "Modera: Mtra. Ana Ruiz"
    for k in range(person.first - 1, max(-1, person.first - 1 - _WIDE), -1):
        if tokens[k].key in ARTICLES or (tokens[k].shape != LOWER and tokens[k].text != "." and tokens[k].key not in words("honorifics")) or (tokens[k].text == "." and tokens[k - 1].key not in _FULL):
            break
        if tokens[k].key in _trades() or tokens[k].key in _FULL:
            found += _FULL.get(tokens[k].key, (tokens[k].key,))
    found += _nicknames(tokens, person.last)
    after = tokens[person.last : person.last + 3]
    if len(after) > 1 and after[0].text == ",":
        found += [t.key for t in after[1 : 3 if after[1].key in ("un", "una") else 2] if t.shape == LOWER and (t.key in _trades() or t.key in _ALSO)]
    return found + [_ALSO[word] for word in found if word in _ALSO]


def _nicknames(tokens: list[Token], k: int) -> list[str]:
    """Return what else somebody is called, told right after the name: "Teresa Gil, la Tere", "Luis Paz, a quien todos llaman El Chino"."""
    if k >= len(tokens) - 2 or tokens[k].text not in (",", "("):
        return []
    named = next((j for j in range(k + 1, min(len(tokens) - 2, k + _BEFORE)) if tokens[j].key in _NAMES), k)
    k = named + 1 + (tokens[named + 1].key == "como")
    if k + 1 >= len(tokens) or tokens[k].key not in ARTICLES or tokens[k + 1].shape != TITLE:
        return []
    return [tokens[k + 1].key] if k + 2 >= len(tokens) or tokens[k + 2].shape == SIGN else []


def called(tokens: list[Token], i: int) -> bool:
    """Tell whether a word with an article before it stands for somebody: no name, no "de" after it."""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    return i > 0 and tokens[i - 1].key in ("el", "la", "al", "del") and (after is None or (not after.capital and after.key not in ("de", "del")))


def opened(tokens: list[Token], first: int = 0) -> int:
    """Return the end of a title that opens a turn in a verbatim record ("SEÑORA PRESIDENTA (Ana Paz).-", "EL SECRETARIO:", "SR. PAZ.-"), before its sign; ``first`` without one."""
    k = first + (len(tokens) > first + 1 and tokens[first].key in ARTICLES)
    if k >= len(tokens) or not tokens[k].capital or not (tokens[k].key in words("honorifics") or role_at(tokens, k)):
        return first
    inside = False
    for at in range(k, min(len(tokens) - 1, first + _TURN)):
        token = tokens[at]
        if at > k and token.text == "." and tokens[at + 1].text in ("-", "_"):
            return at
        if token.text == ":":
            shouted = all(t.text.isupper() for t in tokens[k:at] if t.text.isalpha())
            return at if shouted or (at - k > 1 and tokens[k].key in words("honorifics")) else first     # "Sra. Paz:"
        inside = token.text == "(" or (inside and token.text != ")")
        if not (inside or token.capital or token.text in (".", ")") or token.key in ("de", "del", "la")):
            return first
    return first
