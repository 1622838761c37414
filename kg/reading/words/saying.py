"""Verbs of saying: those listed form by form (``vocab/reporting.csv``) and those conjugated from their infinitive (``vocab/sayings.csv``).

Notes and minutes report in the third person: "señaló", "señalaron", "señalaba", "señalan". Of the present only the plural is made: its singular is too often a noun
("denuncia", "cita") and counts only where a subject stands beside it (:func:`says_now`); of the preterite only with its accent ("criticó" is no "crítico").
"""

from __future__ import annotations

import functools

from kg.reading.vocab import rows, words
from kg.reading.words.tokens import LOWER, Token

# Verbs of taking part, with which somebody stands for a body as well as with those of saying.
CAME = frozenset(
    ("estuvo", "estuvieron", "asistio", "asistieron", "participo", "participaron", "acudio", "acudieron", "vino", "vinieron", "intervino", "intervinieron", "firmo", "firmaron", "hablo", "hablaron")
)


@functools.cache
def _forms() -> tuple[frozenset[str], frozenset[str]]:
    """Return (forms that are folded, those of the list among them; forms that need their accent)."""
    plain: set[str] = set(words("reporting", "verb"))
    marked: set[str] = set()
    for row in rows("sayings"):
        stem, ending = row["lemma"][:-2], row["lemma"][-2:]
        weak = row["weak"] or stem  # "pedir": pidió, pidieron, piden
        if ending == "ar":
            plain |= {f"{stem}aron", f"{stem}aba", f"{stem}aban", f"{row['strong'] or stem}an"}
            marked.add(f"{stem}ó")
        else:
            plain |= {f"{stem}ia", f"{stem}ian", f"{row['strong'] or stem}en"} | ({f"{weak}ieron"} if weak != "-" else set())
            marked |= {f"{weak}ió"} if weak != "-" else set()
    return frozenset(plain), frozenset(marked)


# Of the present, those that no infinitive of the list makes: "hace ver", "da cuenta".
_NOW = frozenset(("dice", "expone", "propone", "sostiene", "repone", "contrapone", "reclama", "pide", "hace"))


@functools.cache
def _now() -> frozenset[str]:
    """Return the third person singular of the present of each verb: "ruega", "responde", "consulta"."""
    return _NOW | {(row["strong"] or row["lemma"][:-2]) + ("a" if row["lemma"].endswith("ar") else "e") for row in rows("sayings")}


_HAS = frozenset(("ha", "han", "habia"))     # of the perfect


def may_say(token: Token) -> bool:
    """Tell quickly whether a word may be a verb of saying at all, in whatever tense: what no rule of speech need look at otherwise."""
    return token.text[-1] in "óÓ" or token.key in _any()


@functools.cache
def _any() -> frozenset[str]:
    return _forms()[0] | _now() | _HAS


def says_now(token: Token) -> bool:
    """Tell whether a word may be the present of a verb of saying, or a noun: "consulta", "demanda". Only what stands beside it tells."""
    return token.key in _now()


def utters(token: Token) -> bool:
    """Tell whether a word is a verb of saying in the past, or may be one in the present."""
    return says(token) or says_now(token)


def says(token: Token) -> bool:
    """Tell whether a word is a verb of saying."""
    plain, marked = _forms()
    return token.key in plain or (token.text[-1] in "óÓ" and token.text.lower() in marked)


@functools.cache
def sort(name: str) -> frozenset[str]:
    """Return the words of one sort that tell who speaks (``vocab/subjects.csv``)."""
    return frozenset(row["word"] for row in rows("subjects") if row["sort"] == name)


def did(token: Token) -> bool:
    """Tell whether a word is a preterite, or another verb that tells what somebody did: "cedió", "dispuso", "ha"."""
    return token.shape == LOWER and (token.text[-1] == "ó" or token.key in sort("did"))


def past_verb(token: Token) -> bool:
    """Tell whether a small word is a preterite, whatever was done, or a verb of saying: "soltó", "pidieron"."""
    return token.shape == LOWER and (token.text[-1] == "ó" or says(token))


# Of what is said, not of those to whom: "lo planteado por Ana"; not "preguntado por Ana".
_TOLD = frozenset(
    f"{stem}{end}"
    for stem in ("plantead", "propuest", "expuest", "presentad", "formulad", "solicitad", "pedid", "sugerid", "recomendad", "señalad", "senalad", "expresad", "manifestad", "explicad", "advertid",
                 "denunciad", "relatad", "narrad", "dich", "reclamad", "exigid", "demandad", "lanzad", "elevad", "calificad", "descrit", "reivindicad", "vertid", "lamentad", "criticad",
                 "asegurad", "anunciad", "recordad", "afirmad", "defendid", "insistid", "apuntad", "indicad", "añadid", "anadid", "rechazad", "censurad", "instad", "urgid", "tachad", "acusad",
                 "valorad", "subrayad")
    for end in ("o", "a", "os", "as")
)


def said_of(token: Token) -> bool:
    """Tell whether a word is the participle of a verb of saying: "planteado", "solicitada"."""
    return token.key in _TOLD


def has_said(tokens: list[Token], k: int) -> bool:
    """Tell whether a verb of saying stands at ``k`` in the perfect: "ha exigido", "había pedido"."""
    return tokens[k].key in _HAS and k + 1 < len(tokens) and said_of(tokens[k + 1])
