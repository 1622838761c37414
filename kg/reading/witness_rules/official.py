"""Names the witness knows from outside: how well-known bodies and instruments are called, and acronyms that are already somebody's."""

from __future__ import annotations

from kg.model.text import Text

_ARTICLE = Text("falta el artículo", "the article is missing")
_WORDS = Text("faltan palabras del nombre", "words of the name are missing")
_CAPITALS = Text("es sigla y va en mayúsculas", "it is an acronym and goes in capitals")

# (pattern over the text, right name as a template of its groups, what is wrong with what the pattern finds)
OFFICIAL: tuple[tuple[str, str, Text], ...] = (
    (r"\b(Programa|Organización|Fondo) de Naciones Unidas\b((?: para (?:el|la) [A-ZÁÉÍÓÚ]\w+)?)", r"\1 de las Naciones Unidas\2", _ARTICLE),
    (r"\bInstituto Latinoamericano\s+de Planificación Económica y Social\b", "Instituto Latinoamericano y del Caribe de Planificación Económica y Social", _WORDS),
    (r"\bComisión Económica para América Latina\b(?! y el Caribe)", "Comisión Económica para América Latina y el Caribe", _WORDS),
    (r"\bCarta Iberoamericana de los Derechos y Deberes del Ciudadano\b(?! en [Rr]elación)",
     "Carta Iberoamericana de los Derechos y Deberes del Ciudadano en Relación con la Administración Pública", _WORDS),
    (r"\bT-(?:Mec|mec)\b|\bTMec\b|\bTmec\b", "T-MEC", _CAPITALS),
)
# Acronym → who bears it already.
TAKEN: dict[str, str] = {"SAT": "Servicio de Administración Tributaria", "IMSS": "Instituto Mexicano del Seguro Social", "INE": "Instituto Nacional Electoral",
                         "SEP": "Secretaría de Educación Pública"}
# Acronym → the bodies that use it.
SHARED: dict[str, tuple[str, ...]] = {
    "UAEM": ("Universidad Autónoma del Estado de México", "Universidad Autónoma del Estado de Morelos"),
}
