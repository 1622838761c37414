"""Words that may stand beside what a sentence tells without changing it: times ("desde marzo", "hasta el año pasado"), brackets, honorifics, what links it to the one before."""

from __future__ import annotations

from kg.reading.vocab import words
from kg.reading.words.saying import sort
from kg.reading.words.tokens import NUMBER, SIGN, Token

_OPENS = frozenset(("desde", "hasta", "durante", "por", "hace", "en", "entre", "de", "a"))
_UNITS = frozenset(
    ("ano", "anos", "mes", "meses", "semana", "semanas", "dia", "dias", "decada", "decadas", "lustro", "lustros", "siglo", "temporada", "temporadas", "periodo", "periodos", "mandato",
     "mandatos", "gestion", "trienio", "trienios", "sexenio", "cuatrienio", "bienio", "ayer", "anteayer", "hoy", "entonces", "siempre", "joven", "nino", "nina", "principios", "mediados",
     "fines", "finales", "verano", "invierno", "primavera", "otono", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "setiembre", "octubre",
     "noviembre", "diciembre", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "navidad", "fundacion", "origen", "nacimiento", "pandemia")
)
_WITH = frozenset(
    ("el", "la", "los", "las", "su", "un", "una", "unos", "unas", "hace", "mas", "menos", "de", "del", "al", "a", "casi", "ya", "y", "muy", "mucho", "muchos", "muchas", "poco", "pocos",
     "pocas", "varios", "varias", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "quince", "veinte", "treinta", "cuarenta", "pasado", "pasada",
     "pasados", "ultimo", "ultima", "ultimos", "ultimas", "este", "esta", "ese", "esa", "mismo", "misma", "anterior", "anteriores", "primer", "primera", "segundo", "tercer", "medio",
     "media", "largos", "consecutivos", "proximo", "proxima", "aquel", "aquella", "algunos", "algunas", "antes", "tanto", "partir", "entre", "que", "otros", "apenas", "cerca")
)
_FAR = 9        # tokens of such words
_YEAR = 4       # digits
_INSIDE = 12    # tokens of a bracket

ARTICLES = frozenset(("el", "la", "los", "las"))
# What may stand between a subject and its verb.
CLITICS = frozenset(("no", "se", "le", "les", "lo", "la", "los", "las", "nos", "ya", "tambien", "ademas", "asimismo", "entonces", "luego"))


def past_time(tokens: list[Token], i: int) -> int:
    """Return the token after the time told at token ``i`` ("desde hace seis años"), a comma after it not included; ``i`` when none is."""
    day = i + 1 < len(tokens) and tokens[i].key in ("el", "este", "esta", "ese") and tokens[i + 1].key in _UNITS     # "el sábado"
    if i >= len(tokens) or not (day or tokens[i].key in _OPENS):
        return i
    end = i
    for k in range(i + 1, min(len(tokens), i + _FAR)):
        key = tokens[k].key
        if key in _UNITS or (tokens[k].shape == NUMBER and len(key) == _YEAR) or (key in ("pasado", "pasada", "pasados", "anterior", "atras") and end == k):
            end = k + 1
        elif not (key in _WITH or tokens[k].shape == NUMBER or (end and key in _OPENS)):
            break
    return end


def past_bracket(tokens: list[Token], i: int) -> int:
    """Return the token after the bracket that opens at token ``i``; ``i`` when none does, or it does not close soon."""
    if i >= len(tokens) or tokens[i].text != "(":
        return i
    return next((k + 1 for k in range(i, min(len(tokens), i + _INSIDE)) if tokens[k].text == ")"), i)


def past_links(tokens: list[Token], first: int, last: int) -> int:
    """Return where a sentence, tokens ``first:last``, begins after the signs and words that only link it: "- Por su parte"; at its last token at most."""
    while first < last - 1 and (tokens[first].shape == SIGN or tokens[first].key in sort("link")):
        first += 1
    return first


def past_titles(tokens: list[Token], i: int) -> int:
    """Return the token after the honorifics at token ``i``, and their full stops."""
    while i < len(tokens) and (tokens[i].key in words("honorifics") or tokens[i].text == "."):
        i += 1
    return i


def before_titles(tokens: list[Token], i: int, signs: tuple[str, ...] = (".",)) -> int:
    """Return the first token of the honorifics, with their full stops, right before token ``i``."""
    while i and (tokens[i - 1].key in words("honorifics") or (tokens[i - 1].text in signs and tokens[i - 2].key in words("honorifics"))):
        i -= 1
    return i
