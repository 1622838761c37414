"""Names that no list holds, told by the construction they stand in: an office or a trade with its article, a label, or an office after a comma. Rule ``person.office``."""

from __future__ import annotations

from kg.reading.mentions.announced import dark
from kg.reading.mentions.name_words import is_given, is_surname, surely_surname
from kg.reading.mentions.names import PARTICLES, past
from kg.reading.vocab import words
from kg.reading.words import lexicon
from kg.reading.words.asides import ARTICLES
from kg.reading.words.saying import says
from kg.reading.words.tokens import LOWER, TITLE, Token

_ARTICLES = ARTICLES | {"al", "del"}
_BEFORE = frozenset(("a", "con", "por", "y", "e", "segun", "para", "que"))
# Labels of who made a text or ran a meeting, with a colon.
_LABELS = frozenset(
    ("elaboro", "redacto", "modera", "modero", "relata", "relato", "relatoria", "redaccion", "texto", "fotos", "foto", "fotografia", "moderacion", "coordina", "coordino", "coordinacion", "preside",
     "presidio", "presento", "presenta", "conduce", "invitado", "invitada", "invitados", "invitadas", "asisten", "asistentes", "asistieron", "presentes", "ausentes", "faltan", "excusa", "excusan",
     "justifica", "justifican", "vocales", "contacto", "entrevista", "autor", "autora", "transcripcion", "transcribe", "transcribio", "levanto", "firma", "firman", "suplentes", "titulares")
)
_MAKERS = ("ologo", "ologa", "ista", "ensor", "ensora", "grafo", "grafa", "metra", "uctor", "uctora", "ador", "adora", "edor", "edora", "ero")     # endings of trades on no list: "el agrimensor"
_NEAR = 14  # tokens of the body a speaker comes from, before the verb
_CLOSED = frozenset((",", ".", ";", "(", ")", ":", "|", "-", "/"))


def told_beside(line: list[Token], first: int, last: int) -> bool:
    """Tell whether the words ``first:last`` (read as a name) are somebody's for what stands beside them, however rare."""
    own = [t for t in line[first:last] if t.key not in PARTICLES]
    if not 2 <= len(own) <= 4 or any(t.shape != TITLE for t in own) or line[first].key in words("place_firsts") or not _plausible(own):
        return False
    closed = last >= len(line) or line[last].text in _CLOSED or (line[last].shape == LOWER and line[last].key not in ("de", "del"))
    if not closed:
        return False
    if any(is_surname(t) or lexicon.given(t.key) for t in own) and (_byline(line, first, last) or _sent_by(line, first, last)):
        return True
    if first and line[first - 1].key == "a" and last + 1 < len(line) and line[last].text == "," and line[last + 1].key in ("que", "quien") and len(own) == 2:
        return dark(own[0]) and surely_surname(own[1])      # "gracias a Pochi Prado, que prestó la casa"
    return first > 0 and (_with_office(line, first, own) or _labelled(line, first) or _office_after(line, first, last))


def _plausible(own: list[Token]) -> bool:
    """Tell whether no word of a name is an adjective's or a noun's for sure: each is listed, or ends as only names do."""
    return all(len(t.key) < 3 or lexicon.given(t.key) or lexicon.surname(t.key) or dark(t) for t in own)


def _occupation(token: Token) -> bool:
    return token.shape == LOWER and (token.key in words("roles", "role") or token.key in words("trades"))


def _with_office(line: list[Token], first: int, own: list[Token]) -> bool:
    """Tell whether an office or a trade with its article stands right before: "al archivero Tomás Etxeko"; "la constructora Vial Prado" is a firm."""
    if first > 3 and line[first - 2].key == "de" and line[first - 4].key in _ARTICLES and line[first - 1].shape == LOWER and _occupation(line[first - 3]):
        return True     # "el técnico de enfermería Deyvis Murayari"
    if first < 2 or line[first - 2].key not in _ARTICLES:
        return False
    if not _occupation(line[first - 1]):
        return len(own) == 2 and line[first - 1].shape == LOWER and line[first - 1].key.endswith(_MAKERS) and (dark(own[0]) or lexicon.given(own[0].key) > 0) and surely_surname(own[1])
    return not line[first - 1].key.endswith("ora") or is_given(own[0], 60) or line[first - 1].key in words("roles", "role")


def _labelled(line: list[Token], first: int) -> bool:
    """Tell whether a label of people and its colon stand right before: "Vicepresidente: Ana Ruiz", "Moderó: Luis Paz"."""
    if first < 2 or line[first - 1].text != ":":
        return False
    label = line[first - 2].key
    return label in _LABELS or label in words("roles", "role") or label in words("role_labels")


def _office_after(line: list[Token], first: int, last: int) -> bool:
    """Tell whether an office or a trade follows after a comma, and a verb of saying or a small word goes before: "agradeció a Eber Tul, presidente de …"."""
    if last + 1 >= len(line) or line[last].text not in (",", "(") or not _occupation(line[last + 1]):
        return False
    before = line[first - 1]
    return before.shape == LOWER and (before.key in _BEFORE or says(before) or past(before) or surely_surname(line[last - 1]))


def _byline(line: list[Token], first: int, last: int) -> bool:
    """Tell whether "Por Ana Ruiz" opens a line that ends there, or goes on with a stroke."""
    return first == 1 and line[0].key == "por" and line[0].shape == TITLE and (last >= len(line) or line[last].text in ("|", "/", "-"))


def _sent_by(line: list[Token], first: int, last: int) -> bool:
    """Tell whether the body that a speaker comes from follows after a comma, and a verb of saying stands before the name or after the body: "Ana Ruiz, de la Red del Agua, dijo"."""
    if last + 2 >= len(line) or line[last].text != "," or line[last + 1].key not in ("de", "del"):
        return False
    if first and line[first - 1].shape == LOWER:
        return says(line[first - 1]) or line[first - 1].text[-1] == "ó"
    if first and line[first - 1].text not in (".", ";", '"'):
        return False
    end = next((k for k in range(last + 2, min(len(line), last + _NEAR)) if line[k].text in (",", ".", ";")), len(line))
    return end + 1 < len(line) and line[end].text == "," and says(line[end + 1])
