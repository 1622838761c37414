"""The party or bench that a line of a roster is of: "Por Comarca Unida (CU): Dª Ana Ruiz, D. Luis Paz", "Villa Unida: Ana Ruiz – Luis Paz", "Grupo Sol: …". The names may stand below."""

from __future__ import annotations

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.gazetteer import gazetteer
from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.names import PARTICLES
from kg.reading.ties.walk import as_party
from kg.reading.vocab import words
from kg.reading.words.asides import ARTICLES
from kg.reading.words.tokens import NUMBER, Token

BENCHES = frozenset(("bloque", "interbloque", "bancada", "fraccion", "grupo"))
BLOCS = BENCHES | {"partido"}
_FIRST = 14     # tokens of a line within which the colon stands
_LONGEST = 10   # tokens of a bracket
_OWN = 2        # words with capitals of a party's name
_OF_BENCH = frozenset(("grupo", "municipal", "parlamentario", "politico", "del", "de", "la", "el"))
# What a part of a roster is called that is no party: those who came for them are no bench.
OUTSIDE = frozenset(
    ("administracion", "comunidad", "empresa", "parte", "gobierno", "publico", "prensa", "ciudadania", "ejecutivo", "intervencion", "secretaria", "intendencia", "municipalidad", "mesa",
     "invitados", "invitadas", "tecnicos", "asesores", "hora", "lugar", "fecha", "temas", "tema", "acuerdo", "acuerdos", "nota", "orden", "dia", "sede", "inicio", "cierre", "resumen", "responsable",
     "responsables", "redaccion", "fotos", "foto", "texto", "punto", "zona", "barrio", "sector", "distrito", "departamento", "provincia", "comuna", "region", "presente", "presentes", "elaboro",
     "reviso")
)
_WORDS = frozenset(("y", "e", "s", "sr", "sra", "srs", "sres", "sras", "don", "dona", "doña", "d", "da", "dª", "ª", "a", "como", "portavoz", "titular", "suplente"))


def side(line: Line, listing: bool) -> BodyHit | None:
    """Return the party whose members a line names, or that stands above them; ``listing``: whether a roster is open, so that "por" may be left out."""
    tokens = line.tokens
    colon = next((k for k, t in enumerate(tokens[:_FIRST]) if t.text == ":"), 0)
    said = tokens[0].key == "por"
    if not colon or not (said or (listing and line.people)):
        return None
    first = next((k for k in range(int(said), colon) if tokens[k].key not in ARTICLES), colon)
    last = next((k for k in range(first, colon) if tokens[k].text == "("), colon)
    if first >= last or not tokens[first].capital or (tokens[first].key in OUTSIDE and (not said or last == first + 1)):
        return None
    if not said and not _proper(tokens, first, last):
        return None
    if not _only_names(line, colon, said):
        return None
    known = next((b for b in line.bodies if first <= b.first < last and all(t.key in _OF_BENCH for t in tokens[first : b.first])), None)
    return known or as_party(first, last)


def bracketed(line: Line, k: int) -> BodyHit | None:
    """Return the party or body that a bracket at token ``k`` names, of somebody in a roster: "Ana Ruiz (Villa Unida)"; no office, town or single word."""
    tokens = line.tokens
    if k + 2 >= len(tokens) or tokens[k].text != "(" or not tokens[k + 1].capital:
        return None
    close = next((c for c in range(k + 1, min(len(tokens), k + _LONGEST)) if tokens[c].text == ")"), 0)
    own = sum(t.capital for t in tokens[k + 1 : close])
    if own < _OWN or not OUTSIDE.isdisjoint(t.key for t in tokens[k + 1 : close]) or not _proper(tokens, k + 1, close) or any(b.first == k + 1 for b in line.bodies):
        return None
    town = tuple(t.key for t in tokens[k + 1 : close]) in gazetteer() or any(p.first > k and p.last <= close for p in line.people)
    return None if town else as_party(k + 1, close)


def _proper(tokens: list[Token], first: int, last: int) -> bool:
    """Tell whether words before a colon are a name: with capitals, and neither an office nor a title."""
    own = tokens[first:last]
    named = all(t.capital or t.key in PARTICLES or t.key in ("y", "por", "para", "con", "en") or t.shape == NUMBER for t in own) and own[-1].text.isalnum()
    return named and own[0].key not in words("roles", "role") and not role_at(tokens, first) and not any(t.key in words("honorifics") or t.key in words("role_labels") for t in own)


def _only_names(line: Line, colon: int, said: bool) -> bool:
    """Tell whether nothing but names, honorifics and brackets stands after a colon; nothing at all where "por" tells that a party is meant."""
    inside = {k for p in line.people for k in range(p.first, p.last)}
    close = -1
    for k in range(colon + 1, len(line.tokens)):
        token = line.tokens[k]
        if token.text == "(":
            close = next((c for c in range(k, len(line.tokens)) if line.tokens[c].text == ")"), k)
        if k > close and k not in inside and token.text.isalpha() and token.key not in _WORDS and token.key not in words("honorifics") and len(token.key) > 1:
            return False
    return said or any(p.first > colon for p in line.people)
