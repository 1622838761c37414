"""Entries of a list by those beside them, and demands in the titles of press notes. Rules ``propose.listed``, ``commit.listed``.

Among "Que se licite el pozo" and "Cerrar el basurero", "Ronda médica cada quince días" asks too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.reading.mentions.line import ITEM, PROSE, Line
from kg.reading.talk.moods import future
from kg.reading.talk.speech import cues_in, formality
from kg.reading.talk.wishes import states, wished

SIGNS = '"-·•*0123456789.) '
_REACH = 4      # entries before and after that are looked at
_LONGEST = 260  # characters of an entry that lost its sign
_ACTION = re.compile(
    r"(?:mayor(?:es)? |mas |mejor(?:es)? |pronta |inmediata )?(?:[a-zñ]{4,}(?:cion|sion|miento)|acciones|medidas|entrega|compra|cese|reforma|arreglo|apertura)"
    r" (?:de|del|al?|para|por|en|y|[a-zñ]+[ao]s? (?:de|del|para)) "
)
_LEAST = 25     # characters of an entry that says something
_DUTY = re.compile(r"[^.;:]{3,60} (?:deben?|deberan?|tienen? que|debera) ")
INFINITIVE = re.compile(r"(?:no )?[a-zñ]{2,}(?:ar|er|ir)(?:se|l[aeo]s?)?\b(?! (?:de|del) )")
_NO_DEMAND = re.compile(r"proxim[oa]|siguiente|firma|lugar|fecha|hora|presenta|palabras|lectura|bienvenida|registro|receso|clausura|[a-zñ]+:")
_TITLES = 5     # first lines of a text, among which its title stands
_HEADED = re.compile(
    r"\b(?:(?P<wrong>denuncian?|alertan?(?! de que)|critican?|rechazan?|lamentan?|acusan?)|(?P<asks>piden?|exigen?|reclaman?|urgen?|proponen?|demandan?|solicitan?|instan? a|exhortan? a))"
    r" (?=(?:que|el|la|l[ao]s|un|una|mas|mayor|mejor|mejores|al?|sus?|su|no|por|[a-zñ]+(?:ar|er|ir)\b)\b|\")"
)


def asked_beside(lines: Sequence[Line], index: int, text: str, written: str) -> bool:
    """Tell whether an entry that tells nothing done asks for something, because those beside it do (``text`` plain, ``written`` with its accents)."""
    own, as_written = _bare(lines[index], text), _bare(lines[index], written)
    if len(own) < _LEAST or _NO_DEMAND.match(own) or states(as_written) or future(as_written, 0, len(as_written)):
        return False
    beside = [_bare(line, text) for line in _beside(lines, index)]
    if any(wished(entry) == 0 or _DUTY.match(entry) for entry in beside):
        return True
    return bool(beside) and sum(1 for entry in beside if INFINITIVE.match(entry)) * 2 > len(beside)


def _beside(lines: Sequence[Line], index: int) -> list[Line]:
    """Return the entries around one in its list."""
    found: list[Line] = []
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(lines) and abs(at - index) <= _REACH and lines[at].kind == ITEM:
            found.append(lines[at])
            at += step
    return found


def _bare(line: Line, text: str) -> str:
    return text[line.start : line.tokens[-1].end].lstrip(SIGNS)


def headed(line: Line, index: int, text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, kind) of what the title of a press note says is asked or denounced: "Vecinos exigen agua y denuncian abandono"."""
    if index >= _TITLES:
        return []
    hits = list(_HEADED.finditer(text, line.start, line.tokens[-1].end))
    ends = [*(m.start() for m in hits[1:]), line.tokens[-1].end]
    starts = [line.start, *(m.start() for m in hits[1:])]
    return [(first, last, "problem" if m["wrong"] else "proposal") for m, first, last in zip(hits, starts, ends, strict=True)] if hits else []


_TROUBLES = re.compile(r"\b(?:retos|desafios|problemas|problematicas|obstaculos|dificultades|barreras|carencias|limitaciones|debilidades|deficiencias|fallas|quejas)\b[^.:]*: ?\Z")
_AGREED = re.compile(
    r"\b(?:acciones (?:acordadas|propuestas|comprometidas)|acuerdos|compromisos|recomendaciones|propuestas|peticiones|sugerencias|solicitudes|demandas"
    r"|petitorio|pliego|exigencias|reclamos|pedidos|ruegos|planteos|consignas)\b[^.:]*: ?\Z"
    r"|\b(?:documento|carta|manifiesto|escrito|proclama|nota|comunicado|declaracion)\b[^.:]*\b(?:puntos|ejes|pasos|medidas)\b[^.:]*: ?\Z"
)
_RESOLVED = re.compile(r"\b(?:acuerdos|resoluciones|resolutivos|(?:se )?(?:acuerda|resuelve|acordo|resolvio))(?: lo siguiente| por unanimidad)? ?: ?\Z")
_ORDINAL = re.compile(
    r"\W*(?:(?:primer|segund|tercer|cuart|quint|sext|septim|octav|noven|decim|unic)[oa]|uno|dos|tres|cuatro|cinco|seis|articulo \d{1,2}|[ivx]{1,4}|n(?:[°º]|[uo]m\.?) ?\d{1,4}(?:[/-]\d{2,4})*"
    r"|(?:res(?:olucion)?|acuerdo|art|proposicion|mocion|punto)\.? (?:n[°ºo.]* ?)?\d{1,4}(?:[/-]\d{2,4})*(?: ?\([^)]{2,30}\))?)(?: ?[.:)-])+ ?(?:\d{1,2}[.)-]+ )?"
)
_ASKING = re.compile(
    r"(?:exigir|solicitar|pedir|exhortar|instar|dirigirse|recomendar|proponer|requerir|demandar|reclamar|invitar|encomendar|encargar|instruir|urgir|oficiar"
    r"|gestionar ante|emplazar|intimar|conminar)(?:l[aeo]s?)?\b"
)
_FORMAL = re.compile(
    r"(?:pasar (?:la )?lista|verificar|leer|dar lectura|elegir|declarar|instalar (?:la|el)|designar|nombrar|firmar|dejar (?:sentad|asentad|constancia)"
    r"|aprobar|aprobad|ratificar|dar por|tener por|tomar (?:nota|conocimiento|razon)|darse por|levantar|agradecer|felicitar|archivar|dispensar|se aprueba el (?:acta|orden)|proxim)"
)


def announced(text: str, start: int, end: int) -> str:
    """Return the kind of the items that a paragraph ending in a colon announces; "agreed": proposals, whoever says them; "resolved": what the meeting will do."""
    if _TROUBLES.search(text, start, end):
        return "problem"
    if _RESOLVED.search(text, start, end):
        return "resolved"
    if _AGREED.search(text, start, end):
        return "agreed"
    return "proposal" if any(row["kind"] == "proposal" for _, _, row in cues_in(text, start, end)) else "finding"


def unmarked(line: Line, piece: str) -> bool:
    """Tell whether a paragraph can be an entry of a list that lost its signs: "Culminación de los canales", below "Las demandas son las siguientes:"."""
    bare = piece.lstrip(SIGNS)
    return line.kind == PROSE and line.tokens[-1].end - line.start < _LONGEST and (_ACTION.match(bare) is not None or INFINITIVE.match(bare) is not None)


def resolution(opening: str) -> bool:
    """Tell whether a paragraph begins as the points of a resolution do: "PRIMERO.- Abrir …"."""
    return _ORDINAL.match(opening) is not None


def asks_others(piece: str) -> bool:
    """Tell whether a point of an agreement only asks others to act: "Solicitar a la empresa un informe"."""
    label = _ORDINAL.match(piece)
    return _ASKING.match(piece[label.end() :] if label else piece.lstrip(SIGNS)) is not None


def resolved(piece: str) -> str:
    """Return what a point of a resolution is: a proposal where it asks others, "" where it is but a formality, else a commitment."""
    label = _ORDINAL.match(piece)
    bare = piece[label.end() :] if label else piece.lstrip(SIGNS)
    if len(bare) < _LEAST or _FORMAL.match(bare):
        return ""
    return "proposal" if asks_others(piece) else "commitment"


def point(text: str, line: Line, span: tuple[int, int]) -> str:
    """Return what the sentence that a numbered point says in the infinitive is, as :func:`resolved` tells it: "Segunda. Crear un fondo", "N° 31.- CEDER"; "" of any other."""
    label = _ORDINAL.match(text, line.start, line.tokens[-1].end)
    if not label or not span[0] <= label.end() < span[1] or not INFINITIVE.match(text, label.end()):
        return ""
    return resolved(text[label.end() : span[1]])


_FOLLOWS = re.compile(
    r"\b(?:propon|propus|demand|exig|ped|pid|solicit|acord|acuerd|resolv|resuelv|reclam|plante|recom|suger|sugier|compromet)[a-z]*"
    r"(?: a [^.;:]{3,40}| por unanimidad)?(?: (?:lo|las|los|estos?|estas?)(?: [a-z]+){0,2}?(?: siguientes?| que sigue| puntos| compromisos| acuerdos| medidas)?)? ?:?\Z"
)


def _announces(text: str, line: Line, span: tuple[int, int]) -> bool:
    """Tell whether a sentence only says that what is asked or agreed stands below: "La moción propone:", "Se acordaron los siguientes"."""
    end = line.tokens[-1].end
    return span[1] >= end and text.endswith((":", "siguientes", "siguiente"), span[0], end) and _FOLLOWS.search(text[span[0] : end]) is not None


def skipped(text: str, line: Line, span: tuple[int, int]) -> bool:
    """Tell whether a sentence says nothing itself: it announces what stands below, or is a formality after which nothing is asked."""
    if _announces(text, line, span):
        return True
    cut = formality(text, *span)
    return cut >= 0 and not any(row["force"] == "explicit" or row["id"] in ("propose.need", "propose.noun") for _, _, row in cues_in(text, cut, span[1]))
