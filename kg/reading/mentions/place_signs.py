"""What stands before a place and says that it is a municipality, or only a part of something else's name; names that are words elsewhere. Used by the rules ``municipality.*``."""

from __future__ import annotations

from collections.abc import Sequence

from kg.reading.vocab import words
from kg.reading.words.tokens import Token

# What comes right before a municipality's name, with "de" or "del": then even a one-word, common name is one.
CONTEXT = frozenset(
    ("municipio", "municipios", "ayuntamiento", "ayuntamientos", "alcalde", "alcaldesa", "alcaldes", "municipal", "tut", "cabildo", "regidor", "regidora", "sindico", "sindica", "dif",
     "cpc", "habitantes", "vecinos", "vecinas", "ciudadanos", "alcaldia", "edil", "contraloria", "contralor", "contralora", "transparencia", "demarcacion", "localidad", "ciudad",
     "campus", "plantel", "delegacion", "regional")
)
# One-word names of municipalities that are words, or places elsewhere, too.
ELSEWHERE = frozenset(
    ("abejones", "amatitlan", "anahuac", "arandas", "asientos", "banderilla", "cardonal", "cedral", "cerritos", "charcas", "chinameca", "degollado", "divisaderos", "eldorado", "empalme", "ensenada",
     "escuintla", "espanita", "fronteras", "jalapa", "libres", "maltrata", "mascota", "metapa", "nadadores", "naranjal", "nativitas", "oriental", "palizada", "palmillas", "rayones", "rioverde",
     "romita", "rosamorada", "sabanilla", "sabinas", "saucillo", "terrenate", "trincheras", "valparaiso", "venado", "estancia", "mosquito")
)
# Bodies whose place is a part of their own name, and forms of the land: "Universidad de X", "Cañón de X" name no municipality.
_OWN_NAMED = frozenset(
    ("asociacion", "union", "centro", "universidad", "instituto", "sindicato", "club", "cooperativa", "red", "colegio", "fundacion", "sociedad", "federacion", "colectivo", "colectiva", "camara",
     "escuela", "tecnologico", "liga", "frente", "movimiento", "banco", "hospital", "museo", "diocesis", "arquidiocesis", "seminario", "parroquia", "preparatoria", "grupo", "consorcio",
     "ingenio", "minera", "corredor", "orquesta", "banda", "coordinadora", "confederacion", "barra")
)
# What may stand in or lead to a town with "de" between, small: "el puente de X", "la carretera de X".
BUILT = frozenset(("puente", "mercado", "hospital", "clinica", "escuela", "primaria", "secundaria", "preparatoria", "terminal", "panteon", "cementerio", "iglesia", "catedral", "templo", "estadio",
                   "auditorio", "palacio", "aeropuerto", "biblioteca", "museo", "teatro", "centro", "carretera", "salida", "crucero", "plaza", "estacion"))
# Cities whose names are other countries' cities, surnames or words, too; after "en", "a", "hasta" … a report of Mexico means its own.
CITIES = frozenset(("monterrey", "guadalajara", "merida", "cordoba", "leon", "salamanca", "valladolid"))
TOWARD = frozenset(("en", "a", "hasta", "desde", "hacia"))
# Neighbourhoods are called so rather than towns: "vecinos de Loma Bonita".
HILLS = frozenset(("loma", "lomas", "bella", "bello", "llano"))
RESIDENTS = frozenset(("habitantes", "vecinos", "vecinas", "ciudadanos"))
_RELIEF = frozenset(("cañon", "canon", "cuenca", "barranca", "meseta", "cañada", "presa", "cordillera", "altos", "huerta", "cascada", "grutas", "volcan"))


def inside_name(line: Sequence[Token], k: int) -> bool:
    """Tell whether the words up to token ``k``, before "de", are the name of something else: "Mesa del X", "Asociación Ganadera Local de X"."""
    if k < 0 or not line[k].capital:
        return False
    if line[k].key in words("place_firsts") or line[k].key in _RELIEF:
        return True
    first = k
    while k >= 0 and first - k < 10 and (line[k].capital or line[k].key in ("de", "del", "la", "las", "los", "y", "e")):
        if line[k].capital and line[k].key in _OWN_NAMED:
            return True
        k -= 1
    return False
