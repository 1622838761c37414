"""Places and things that bear a person's name, or words that are names of people, too: no people. Used by the rules ``person.*``."""

from __future__ import annotations

import functools

from kg.reading.vocab import words
from kg.reading.words import lexicon
from kg.reading.words.tokens import LOWER, NUMBER, TITLE, Token

_REACH = 30  # tokens of a list of places
_HEADS = ("calle", "avenida", "colonia", "barrio", "escuela", "plaza", "parque", "jardin", "fraccionamiento", "ejido", "estadio", "puente", "hospital", "clinica", "primaria", "secundaria",
          "preparatoria", "biblioteca", "mercado", "liceo", "instituto", "colegio", "comuna", "vialidad", "glorieta", "presa", "localidad", "comunidad", "rancheria", "urbanizacion", "policlinica",
          "parada", "sede", "vereda", "cancha", "bosque", "villa", "poblacion", "ciudadela")
# Of these, the ones that say with an adjective of their own whose name they bear: "Hospital Regional Dr. Luis Paz".
_BEARERS = frozenset(_HEADS) - {"colegio", "instituto", "comuna", "comunidad", "localidad"} | {"auditorio", "teatro", "museo", "sanatorio", "aeropuerto", "gimnasio", "complejo", "campus"} | frozenset(
    ("institucion", "unidad", "telesecundaria", "normal", "posta", "consultorio", "residencia", "refugio", "polideportivo", "cesfam", "ebais",
     "cecosf", "ambulatorio", "maternidad", "dispensario", "centro", "edificio", "sala", "salon", "puesto", "autopista", "ruta", "carretera", "represa", "planta",
     "policlinico", "terminal", "muelle", "laboratorio"))
_NUMERO = frozenset(("°", "º", "N", "Nº", "No.", "n", "Núm.", "núm.", "."))
_PLURALS = ("ales", "icos", "icas", "arios", "arias", "anos", "anas", "ares")
_ADJECTIVES = ("ica", "ico", "al", "aria", "ario", "ana", "ano", "iva", "ivo", "ular", "icial", "ural")


@functools.cache
def _plurals() -> frozenset[str]:
    return frozenset(w + ("s" if w[-1] in "aeo" else "es") for w in _HEADS)


def opens_place(line: list[Token], i: int) -> bool:
    """Tell whether a name that nobody announces begins with a word of places: "Portal Hidalgo", "Valle del Tera"; not "Sol Prado", whom a thousand are called."""
    key = line[i].key
    return key in words("place_firsts") and lexicon.given(key) < max(1000, lexicon.surname(key))


def in_places(line: list[Token], i: int) -> bool:
    """Tell whether token ``i`` stands in a list of places: "las colonias Amado Nervo, Guadalupe Victoria y Centenario", "Barrios: Luis Paz, Ana Ruiz"."""
    for k in range(i - 1, max(-1, i - _REACH), -1):
        token = line[k]
        if token.key in _plurals():
            return line[k + 1].capital or line[k + 1].text in (":", "(") or _adjective(line[k + 1], _PLURALS) if token.shape == LOWER else _heads_list(line, k)
        if not (token.capital or token.text == "," or token.key in ("y", "e", "de", "del", "la", "las", "los") or _opens_list(line, k)):
            return False
    return False


def _opens_list(line: list[Token], k: int) -> bool:
    """Tell whether an adjective, a colon or a bracket stands between the plural and its list: "los barrios populares (Luis Paz, …"."""
    if line[k].text in (":", "("):
        return k > 0 and (line[k - 1].key in _plurals() or (k > 1 and line[k - 2].key in _plurals()))
    return _adjective(line[k], _PLURALS) and k > 0 and line[k - 1].key in _plurals() and k + 1 < len(line) and line[k + 1].text in (":", "(")


def _heads_list(line: list[Token], k: int) -> bool:
    """Tell whether a plural with a capital opens a line or a sentence, and its list follows: "Barrios Luis Paz, Ana Ruiz y Colón"."""
    return (k == 0 or line[k - 1].text in (".", ";", "-", "•", "|")) and (line[k + 1].capital or line[k + 1].text == ":")


def named_after(line: list[Token], i: int, end: int) -> bool:
    """Tell whether a name and its honorific, and nothing else, stand in quotation marks: the policlínica "Dr. Tomás Prado"."""
    k = i - 1
    while k > 0 and (line[k].text == "." or (line[k].capital and (line[k].key in words("honorifics") or line[k].key in words("roles", "role")))):
        k -= 1
    return k < i - 1 and k >= 0 and line[k].text == '"' and end < len(line) and line[end].text == '"'


def bears_name(line: list[Token], j: int) -> bool:
    """Tell whether a place ends at token ``j`` that bears the name that follows, for its adjectives, number or honorific: "Biblioteca Pública", "Hospital Zonal Dr.", "la Escuela N° 31 Maestra"."""
    k = j
    while k > 0 and (line[k].text == "." or line[k].key in words("honorifics")):
        k -= 1
    told = k < j        # an honorific stands between
    first = k
    while k > 0 and first - k < 5 and line[k].key not in _BEARERS and (line[k].shape == TITLE or line[k].shape == NUMBER or line[k].text in _NUMERO or _adjective(line[k])):
        k -= 1
    if line[k].key not in _BEARERS or (k == first and not told):
        return False
    return line[k].shape == TITLE or (line[k].shape == LOWER and (told or _adjective(line[j])))


def _adjective(token: Token, endings: tuple[str, ...] = _ADJECTIVES) -> bool:
    """Tell whether a small word says which school or hospital: "secundaria técnica", "posta rural"."""
    return token.shape == LOWER and token.key.endswith(endings) and len(token.key) > 4
