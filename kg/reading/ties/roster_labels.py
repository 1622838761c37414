"""The labels of minutes that tell who came, and as what: "PRESIDE:", "MIEMBROS:", "Asistentes:", "Faltan con aviso:", "Ministro de fe:", "Excusa su asistencia …"; and those of guests and staff."""

from __future__ import annotations

from collections.abc import Iterator

from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import Line
from kg.reading.ties.sides import BLOCS
from kg.reading.words.tokens import LOWER, UPPER, Token

_BACK = 10  # tokens before the colon of a label
_NEAR = 6       # tokens between such a word and its colon
SEATS = frozenset(
    ("preside", "presiden", "presidente", "presidenta", "vicepresidente", "vicepresidenta", "miembros", "miembro", "integrantes", "vocales", "vocal", "asistente", "secretario", "secretaria",
     "prosecretario", "prosecretaria", "vicesecretario", "vicesecretaria", "tesorero", "tesorera", "presidencia", "protesorero", "protesorera", "consejeros", "consejeras", "consejales", "concejales",
     "concejalas", "regidores", "regidoras", "ediles", "edilas", "sindico", "sindica", "delegados", "delegadas", "patronos", "titulares", "suplentes", "directiva")
)
_ONE = frozenset(("consejero", "consejera", "concejal", "concejala", "regidor", "regidora", "edil", "edila", "delegado", "delegada", "alcalde", "alcaldesa", "interventor", "interventora"))
SEATED = ("seat", "came")
_AWAY = frozenset(("asistencia", "inasistencia", "ausencia", "asistencias", "ausencias"))
CAME = frozenset(("asistentes", "asistencia", "presentes", "ausente", "ausentes", "asistio", "asistieron", "asisten", "inasistentes", "inasistencias", "excusan", "excusados", "ausencias",
     "falta", "faltan", "estabamos", "estuvimos", "asistimos", "asiste", "falto", "faltaron", "acuden", "acudieron", "comparecen", "excusa", "excusas", "justifica", "justifican"))
_PRESENT = frozenset(("presentes", "asistencia", "asistieron", "asisten"))   # "encontrándose presentes: …", in the middle of a sentence
_VERBS = frozenset(("preside", "falta", "faltan", "falto", "faltaron", "asisten", "presidencia", "ausente", "ausentes"))    # labels in the middle of a sentence
OTHERS = frozenset(
    ("concurren", "concurre", "invitado", "invitada", "invitados", "invitadas", "publico", "vecinos", "visitas", "visitantes", "expositores", "oyentes", "representantes", "funcionarios",
     "autoridades", "asesores", "participan", "participantes", "testigos", "orden")
)
GROUPS = frozenset(("asociaciones", "entidades", "colectivos", "organizaciones", "agrupaciones", "vecinos"))
JOINS = frozenset(
    ("el", "la", "los", "las", "y", "e", "ni", "de", "del", "sr", "sra", "srs", "sres", "sras", "señor", "senor", "señora", "senora", "señores", "senores", "señoras", "senoras", "don", "dona",
     "doña", "d", "da", "dª", "ª", "a", "por", "tambien", "no", "en", "su", "calidad", "asistentes", "presentes", "tecnico", "tecnica", "asistente", "representante", "representantes",
     "sesion", "reunion", "titulares", "suplentes", "grupo", "municipal", "partido", "con", "aviso", "sin", "licencia", "siguientes", "como",
     "haciendolo")
)
_TITLES = frozenset(("sr", "sra", "srs", "sres", "sras", "señor", "señora", "senor", "senora", "señores", "senores", "ª", "º", "o", "a", "primer", "primera",
     "segundo", "segunda", "tercer", "tercera"))
_OF_SEAT = frozenset(("de", "alcalde", "alcaldesa", "general", "municipal", "municipales", "titular", "titulares", "suplente", "suplentes", "propietarios", "accidental", "acctal", "interventor",
     "interventora", "tecnico", "tecnica", "presidente", "presidenta", "asistentes", "presentes", "ausentes", "y", "actas"))
_LABELS = JOINS | SEATS | CAME | {"ausente", "excusado", "excusada", "uso", "inasistente", "justificado", "justificada"}


def told_labels(line: Line, named: bool, sat: bool, outer: str) -> Iterator[tuple[int, str]]:
    """Yield the labels of a line by what stands before them: "Asisten:" after "Miembros:", or "Asisten además:", names guests; "Representantes de las familias:" in a list its members."""
    for start, label in labels_of(line):
        guests = label == "came" and ((named and _come(line, start)) or (sat and _besides(line, start)))
        yield start, "other" if guests else "seat" if label == "other" and outer in SEATED and _sector(line, start) else label


def _come(line: Line, colon: int) -> bool:
    """Tell whether a label is "Asiste:": below "Miembros:" it names who came from outside."""
    return any(t.key.startswith("asist") for t in line.tokens[max(0, colon - 2) : colon + 1])


def _besides(line: Line, colon: int) -> bool:
    """Tell whether a label is "Asisten además:", "Asisten también:"."""
    return any(t.key in ("ademas", "tambien", "asimismo") for t in line.tokens[max(0, colon - 3) : colon + 1])


def _sector(line: Line, colon: int) -> bool:
    """Tell whether a label inside a list of members is the sector that some sit for: "Representantes del profesorado:", "Representante de las familias:"."""
    keys = [t.key for t in line.tokens[: min(colon, _NEAR)]]
    told = keys[:1] in (["representante"], ["representantes"]) and keys[1:2] in (["de"], ["del"]) and not any(t.capital for t in line.tokens[1:colon])
    return told and GROUPS.isdisjoint(keys)


def labels_of(line: Line) -> Iterator[tuple[int, str]]:
    """Yield (token, what those after it are: seat | came | staff | other) of the labels of a line."""
    tokens, starts = line.tokens, {p.first for p in line.people}
    inside = {k for p in line.people for k in range(p.first, p.last)} | {k for b in line.bodies for k in range(b.first, b.last)}
    past = 0
    for k, token in enumerate(tokens):
        if k < past or k in inside:
            continue
        bloc = token.key == "por" and bool(BLOCS & {t.key for t in tokens[k + 1 : k + 3]})
        faith = token.key in ("ministro", "ministra") and [t.key for t in tokens[k + 1 : k + 3]] == ["de", "fe"]
        kind = "seat" if bloc or faith else _kind(token.key)
        said = token.capital or token.key in ("falta", "faltan") or (token.key in _PRESENT and any(t.text == ":" for t in tokens[k + 1 : k + _NEAR]))
        if not kind or not (said or (k and tokens[k - 1].key in ("no", "sr", "sra", "señor", "senor"))):
            continue
        colon = next((c for c in range(k + 1, min(len(tokens), k + _BACK)) if (tokens[c].text == ":" or _leader(tokens, c)) and starts.isdisjoint(range(k, c))), 0)
        if kind == "one":       # "CONSEJERO QUE JUSTIFICA: …", but no turn: "EDIL RUIZ: …"
            said_of = all(t.key in _LABELS or t.shape == LOWER or role_at(tokens, j) for j, t in enumerate(tokens[k + 1 : colon], k + 1))
            kind, colon = "seat", colon if said_of else -1
        if not colon and token.key.startswith("excus") and tokens[k + 1 : k + 3] and tokens[k + 1].key in ("su", "sus") and tokens[k + 2].key in _AWAY:      # "Excusa su asistencia la vocal Ana Ruiz"
            colon = k + 2
        shouted = token.shape == UPPER and len(token.key) > 4
        away = k and tokens[k - 1].key == "no" and token.key in CAME
        if colon > 0 or (not colon and (shouted or token.key in _VERBS or away)):
            yield max(k, colon), "other" if kind != "staff" and any(t.key in OTHERS for t in tokens[k:colon]) else kind
            past = max(colon + 1, k + 3)    # "VOCALES ASISTENTES", "Secretaria Técnica"


def bare_seat(line: Line) -> bool:
    """Tell whether a line is an office of those who sit, and no more: "Presidente", "SR. SECRETARIO", "Alcaldesa-Presidenta", "1ª Teniente de Alcalde"."""
    keys = [t.key for t in line.tokens if t.text.isalpha() or "-" in t.text] if len(line.tokens) < _NEAR and not (line.people or line.bodies or line.cells) else []
    while keys and keys[0] in _TITLES:
        keys = keys[1:]
    first = keys[0].partition("-")[0] if keys else ""
    return bool(keys) and (first in SEATS | _ONE or keys[0] == "teniente") and line.tokens[0].shape != LOWER and all(k in _OF_SEAT for k in keys[1:])


def _leader(tokens: list[Token], k: int) -> bool:
    """Tell whether dots begin at token ``k`` that join an office to a name: "Presidenta ........ Ana Ruiz"."""
    return tokens[k].text == "…" or (k + 2 < len(tokens) and all(t.text in (".", "_") for t in tokens[k : k + 3]))


def _kind(key: str) -> str:
    """Return what those after a word are, if it is the word of a label; "" if it is not."""
    first = key.partition("-")[0]       # "Secretaria-Interventora"
    if key in OTHERS:
        return "staff" if key == "funcionarios" else "other"
    return "came" if key in CAME else "seat" if first in SEATS else "one" if first in _ONE else ""
