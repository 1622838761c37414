"""Names of bodies that stand for something else: an event ("durante el Consejo de Ministros"), a building ("en la Biblioteca Central"), a street ("calle Colegio Militar"), a programme."""

from __future__ import annotations

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.words.tokens import LOWER, Token

_ARTICLES = frozenset(("el", "la", "los", "las"))
_MEETS = frozenset(("consejo", "asamblea", "congreso", "cabildo", "junta", "parlamento", "pleno", "concejo", "foro"))
_HELD = ("celebrad", "realizad", "convocad", "efectuad", "desarrollad", "abiert")
_STREETS = frozenset(("calle", "avenida", "av", "plaza", "colonia", "barrio", "glorieta", "parque", "carretera", "esquina", "ruta", "proyecto", "programa", "taller", "curso", "sala", "salon",
                      "auditorio", "premio", "estadio", "estacion", "teatro"))
_BUILT = frozenset(("cabildo", "biblioteca", "museo", "hospital", "clinica", "parroquia", "iglesia", "casa", "centro", "teatro"))
_TAKES_PLACE = ("realiz", "celebr", "desarroll", "llev", "efectu", "inaugur", "convoc", "reun", "cita", "sede", "lugar", "encuentr", "acto", "instal", "taller", "foro", "evento", "sesion", "jornada")
_FAR = 14  # tokens before a building in which the verb of what took place there stands


def stands_for_another(line: list[Token], hit: BodyHit) -> bool:
    """Tell whether a body's name stands for something else where it is read: an event, a street, a part of a longer name, the place of something."""
    first = hit.first
    head = line[first].key
    before = line[first - 1] if first else None
    if before is None or hit.rule != "institution.head":
        return head in _MEETS and _held(line, hit)
    if head == "amigos" and (before.capital or before.key == "de"):
        return True
    if before.key in _STREETS and before.text.isalpha() and not (before.key == "programa" and head == "naciones"):
        return True
    if head in _MEETS and ((first > 1 and before.key in _ARTICLES and line[first - 2].key == "durante") or _held(line, hit)):
        return True
    return _venue(line, hit)


def _held(line: list[Token], hit: BodyHit) -> bool:
    """Tell whether what follows says that the body's meeting is meant: "Asamblea Ciudadana celebrada en …", "Consejo de Ministros abierto"."""
    after = line[hit.last] if hit.last < len(line) else None
    return after is not None and after.shape == LOWER and after.key.startswith(_HELD)


def _venue(line: list[Token], hit: BodyHit) -> bool:
    """Tell whether a building is named as the place of something: "se realizó en el Cabildo de Luján"."""
    first = hit.first
    if line[first].key not in _BUILT or first < 2:
        return False
    k = first - 1
    if line[k].key in _ARTICLES:
        k -= 1
    if k < 0 or line[k].key != "en":
        return False
    return any(t.shape == LOWER and t.key.startswith(_TAKES_PLACE) for t in line[max(0, k - _FAR) : k])
