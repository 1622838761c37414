"""The nouns that bodies' names begin with ("Comisión de …"), and which of them name one in small letters, too: "la asociación Barro", "el ayuntamiento de Zapotal"."""

from __future__ import annotations

import functools

from kg.model.iri import fold
from kg.reading.mentions.gazetteer import gazetteer
from kg.reading.mentions.gentile import GOVERN, of_a_place
from kg.reading.vocab import rows, words
from kg.reading.words import lexicon
from kg.reading.words.phrases import Phrases
from kg.reading.words.saying import CAME, says
from kg.reading.words.tokens import LOWER, TITLE, Token

_LOW = frozenset(
    ("ayuntamiento", "gerencia", "alcaldia", "concejo", "fiscalia", "ministerio", "consejeria", "intendencia", "gobernacion", "municipalidad", "contraloria", "diputacion", "cabildo", "bloque",
     "interbloque", "bancada")
)
DIRECT = frozenset(
    ("asociacion", "fundacion", "colectivo", "empresa", "ong", "cooperativa", "veeduria", "federacion", "organizacion", "diario", "sindicato", "protectora", "concesionaria",
     "contratista", "constructora", "inmobiliaria", "minera", "murga", "comparsa", "charanga", "batucada", "agrupacion", "mutual", "cofradia", "distribuidora", "operadora",
     "encuestadora", "orquesta", "compania", "consultora")
)
TWO = frozenset(("red", "movimiento", "partido", "gremio", "consorcio", "firma"))     # these only before two words with capitals
SORTED = frozenset(("plataforma", "coordinadora"))      # these only before the word that says of what sort they are
_SORTS = frozenset(
    ("civil", "vecinal", "ambientalista", "ambiental", "social", "feminista", "ciudadana", "ciudadano", "juvenil", "campesina", "ecologista", "local", "comunitaria", "indigena", "cultural",
     "animalista", "empresarial", "periodistica")
)

# Places that bear a name, and are named by it in small letters, too: "la primaria Leona Vicario", "el hospital Larrea".
_PLACES = frozenset(
    ("primaria", "secundaria", "telesecundaria", "preparatoria", "escuela", "liceo", "colegio", "hospital", "clinica", "policlinica", "policlinico", "museo", "biblioteca", "club",
     "jardin")
)
_ARTS = frozenset(("danza", "baile", "teatro", "musica", "scouts", "mujeres", "jovenes", "investigacion", "consumo"))      # "el grupo de danza Tierra Roja"
_OF_WHOM = frozenset(
    ("vecinos", "vecinas", "padres", "madres", "comerciantes", "productores", "mujeres", "pescadores", "usuarios", "jubilados", "propietarios", "familias", "estudiantes", "colonos", "amigos")
)


_NEIGHBOURS = frozenset(("comision", "junta", "comite", "asociacion", "union"))
_QUARTERS = frozenset(("barrio", "urbanizacion", "colonia", "vereda", "poblacion", "distrito"))
_PARTY = frozenset(("movimiento", "partido", "frente", "agrupacion"))
_CHAIRS = frozenset(("direccion", "coordinacion", "secretaria", "oficina", "unidad", "area", "gerencia"))
# What a token must be for ``low_head`` to look at it.
LOW_HEADS = DIRECT | TWO | SORTED | _NEIGHBOURS | GOVERN | _PLACES | _LOW | _PARTY | frozenset(
    ("grupo", "junta", "comite", "comision", "subcomision", "gobierno", "secretaria", "direccion", "area", "oficina", "subsecretaria", "coordinacion", "unidad", "comisaria"))


@functools.cache
def _heads() -> Phrases[dict[str, str]]:
    return Phrases((tuple(fold(row["head"]).split()), row) for row in rows("institution_heads"))


def head_at(line: list[Token], i: int) -> tuple[int, dict[str, str]] | None:
    """Return (end, row) of the longest head noun at token ``i``."""
    return _heads().at(line, i)


def sort_at(line: list[Token], i: int, end: int) -> int:
    """Return how many words say of what sort a body is before its own name: "la asociación civil Vía Libre", "la asociación de vecinos La Unión"."""
    size = 2 if end + 1 < len(line) and line[end].key == "de" and line[end + 1].key in _OF_WHOM else int(end < len(line) and line[end].key in _SORTS)
    return size if end + size < len(line) and (line[end + size].capital or line[end + size].text == '"' or (size == 2 and _of_a_quarter(line, end + size))) else 0


def low_head(line: list[Token], i: int) -> bool:
    """Tell whether a head noun written small names a body all the same: "secretaría de Inclusión Social", "bloque Inspirar", "la asociación Barro"."""
    token = line[i]
    if token.shape == LOWER and token.key in DIRECT and sort_at(line, i, i + 1) == 2:
        return True
    if token.shape == LOWER and i + 2 < len(line) and token.key in DIRECT | TWO and line[i + 2].capital and (line[i + 1].key in _SORTS if token.key in DIRECT else line[i + 1].shape == TITLE):
        return True
    if token.key in _PARTY and token.shape == LOWER and i + 3 < len(line) and line[i + 1].shape == TITLE and line[i + 2].key in ("y", "por", "para", "con") and line[i + 3].capital:
        return True     # "el movimiento Surco y Camino"
    if token.shape == LOWER and token.key in _NEIGHBOURS | SORTED and _of_neighbours(line, i):
        return True
    if token.key in DIRECT and token.shape == LOWER and i + 1 < len(line) and (line[i + 1].capital or line[i + 1].text == '"'):
        return True
    if token.key == "grupo" and i + 3 < len(line) and line[i + 1].key in ("municipal", "parlamentario"):
        return line[i + 2].capital or (line[i + 2].key in ("de", "del") and line[i + 3].capital)
    if token.key in GOVERN and token.shape == LOWER and of_a_place(line, i, i + 1):
        return True
    if token.key in ("junta", "comite") and token.shape == LOWER and i + 3 < len(line) and line[i + 1].key in ("de", "vecinal", "comunal") and (own := head_at(line, i)):
        return own[0] > i + 1 and own[0] < len(line) and line[own[0]].capital     # "la junta de vecinos Villa Sur"
    if token.key == "firma" and token.shape == LOWER and i + 1 < len(line) and line[i + 1].shape == TITLE and i and line[i - 1].key in ("la", "una"):      # "la firma Luminor"
        name = line[i + 1].key
        return not (lexicon.given(name) or lexicon.surname(name) or (name,) in gazetteer())
    if token.key in ("comision", "subcomision") and token.shape == LOWER and 0 < i < len(line) - 2 and line[i - 1].key in ("la", "las") and line[i + 1].key == "de":
        return line[i + 2].capital and line[i + 2].key in words("areas")      # "pasó a la comisión de Presupuesto y Hacienda"
    if token.key in _PLACES and token.shape == LOWER:
        return _bears_a_name(line, i)
    if token.key == "grupo" and i + 4 < len(line) and line[i + 1].key == "de" and line[i + 2].key in _ARTS:
        return line[i + 3].capital and line[i + 4].capital
    if token.key == "gobierno" and i + 3 < len(line) and [t.key for t in line[i + 1 : i + 3]] == ["municipal", "de"]:
        return line[i + 3].capital
    if token.key == "gobierno" and i + 2 < len(line) and line[i + 1].key == "de" and line[i + 2].capital:
        return any(" ".join(t.key for t in line[i + 2 : i + n]) in words("states") for n in (3, 4, 5))     # "el gobierno de Hidalgo"
    if i + 1 >= len(line) or not (token.key in _LOW or token.text.lower() in ("secretaría", "dirección", "área", "oficina", "subsecretaría", "coordinación", "unidad", "comisaría")):
        return False
    after = line[i + 2] if line[i + 1].key in ("de", "del") and i + 2 < len(line) else line[i + 1]
    if [t.key for t in line[i + 1 : i + 4]] == ["del", "municipio", "de"] and i + 4 < len(line) and token.key in GOVERN:
        return line[i + 4].capital
    if token.key in _CHAIRS and line[i + 1].key == "del" and head_at(line, i + 2):
        return False    # "la dirección del Hospital Central": who heads it
    return after.capital and not (token.key == "cabildo" and after.key == "abierto")


def _of_neighbours(line: list[Token], i: int) -> bool:
    """Tell whether neighbours' own body is named in small letters at ``i``: "la comisión vecinal del barrio Las Acacias", "la plataforma ciudadana "Trenes Dignos""."""
    if line[i].key in SORTED:
        return i + 2 < len(line) and line[i + 1].key in _SORTS and (line[i + 2].capital or line[i + 2].text == '"')
    own = head_at(line, i)
    return own is not None and _of_a_quarter(line, own[0] + sort_at(line, i, own[0]))


def _of_a_quarter(line: list[Token], i: int) -> bool:
    """Tell whether a quarter with a name is told at ``i``: "la comisión vecinal | del barrio Las Acacias"."""
    k = i + 2 if i + 1 < len(line) and line[i + 1].key == "la" else i + 1
    return k + 1 < len(line) and line[i].key in ("de", "del") and line[k].key in _QUARTERS and line[k + 1].capital


def _bears_a_name(line: list[Token], i: int) -> bool:
    """Tell whether a place named in small letters at ``i`` has a name of its own: "la primaria Leona Vicario"; not "en la escuela Ana Ruiz dijo …", where a person begins."""
    if not i or line[i - 1].key not in ("el", "la", "del", "al") or i + 1 >= len(line) or line[i + 1].shape != TITLE:
        return False
    last = i + 1
    while last < len(line) and (line[last].capital or (line[last].key in ("de", "del", "la", "los") and last + 1 < len(line) and line[last + 1].capital)):
        last += 1
    if last < len(line) and (says(line[last]) or line[last].key in CAME or line[last].key in ("se", "que") or line[last].text.endswith("ó")):
        return False
    return last > i + 2 or not (lexicon.given(line[i + 1].key) or (line[i + 1].key,) in gazetteer())
