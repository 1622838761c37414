"""Adjectives of a place after a body's noun: "el concejo palmirano", "la comuna xalapeña", "el Congreso mexiquense" name the body of one place."""

from __future__ import annotations

from kg.reading.words.tokens import LOWER, Token

GOVERN = frozenset(("congreso", "concejo", "cabildo", "ayuntamiento", "comuna", "alcaldia", "intendencia", "municipalidad", "legislatura", "parlamento", "consistorio", "gobierno", "ejecutivo"))
_ENDS = ("ense", "ano", "ana", "eño", "eña", "ino", "ina", "eco", "eca", "és", "esa")
# Adjectives with the same endings that tell no place.
_PLAIN = frozenset(
    ("ciudadano", "ciudadana", "urbano", "urbana", "humano", "humana", "soberano", "soberana", "cercano", "cercana", "lejano", "temprano", "vecino", "vecina", "interino", "interina",
     "republicano", "republicana", "cristiano", "cristiana", "femenino", "femenina", "masculino", "genuino", "paladino", "interurbano", "interurbana", "metropolitano", "metropolitana",
     "interesa", "empresa", "sorpresa", "mesa", "promesa", "espesa", "hermano", "hermana", "pequeño", "pequeña", "sano", "sana", "semana", "mañana", "plano", "llano", "camino", "destino",
     "bolivariano", "bolivariana", "americano", "americana", "europeo", "provinciano", "expresa", "regresa", "confiesa", "después", "través", "gana", "domina", "termina", "determina", "examina",
     "elimina", "capitalino", "capitalina",  "denomina", "combina", "camina", "ilumina", "opina", "destina", "obtuvo")
)
_NATIONS = frozenset(
    ("venezolano", "mexicano", "colombiano", "argentino", "chileno", "peruano", "uruguayo", "ecuatoriano", "boliviano", "paraguayo", "cubano", "estadounidense", "costarricense",
     "nicaraguense", "salvadoreno", "hondureno", "guatemalteco", "panameno", "dominicano", "brasileno", "italiano", "frances", "ingles", "chino", "canadiense")
)


def of_a_place(line: list[Token], i: int, end: int) -> bool:
    """Tell whether the token at ``end`` says of which place the body whose noun stands at ``i`` is."""
    if end >= len(line) or line[i].key not in GOVERN or end != i + 1:
        return False
    token = line[end]
    small = token.text.lower()
    if line[i].key in ("gobierno", "ejecutivo") and token.key in _NATIONS:
        return False    # which of its governments, nobody tells
    article = i > 0 and line[i - 1].key in ("el", "la", "del", "al")
    return article and token.shape == LOWER and len(small) > 5 and small.endswith(_ENDS) and small not in _PLAIN
