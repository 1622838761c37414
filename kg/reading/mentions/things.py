"""Things that bear a person's name: streets, prizes, schools, bands, firms, programmes, images of saints. Whoever is named so is nobody who takes part. Used by the rules ``person.*``."""

from __future__ import annotations

from kg.reading.mentions.announced import titles
from kg.reading.mentions.name_signs import COMES, FIRMS, OPENERS, school
from kg.reading.mentions.name_words import is_given, is_surname, kinds
from kg.reading.mentions.names import past
from kg.reading.vocab import words
from kg.reading.words.asides import ARTICLES
from kg.reading.words.saying import says
from kg.reading.words.tokens import LOWER, NUMBER, TITLE, UPPER, Token

_BEFORE = ARTICLES | frozenset(("un", "una", "del", "al", "de", "y", "e", "o", "este", "esta", "ese", "esa", "su", "cada", "nuestro", "nuestra", "otro", "otra", ","))
_INSIDE = frozenset(("de", "del", "la", "las", "los", "al", "y", "n", "no", "nro", "num", "numero", "°", "º", ".", "i", "e"))
_AWAY = frozenset(("por", "en", "con", "desde", "para", "a", "ante", "segun", "de", "tras", "sobre"))
_ADJECTIVES = ("al", "ar", "ica", "ico", "ana", "ano", "iva", "ivo", "aria", "ario", "enca", "enco", "ense", "il", "ural", "ina", "ino", "ora", "or")
_MAKES = ("eria", "teca", "dromo")  # "la ferretería", "la biblioteca", "el velódromo"
# Who is called so before a name, though no office, trade or honorific: "la Reina del Carnaval Ana Ruiz".
_SOMEBODY = frozenset(("reina", "rey", "dama", "primera", "nobel", "campeona", "campeon", "princesa", "nina", "nino", "abuela", "abuelo", "madre", "padre", "papa", "mama", "tia", "tio",
                         "joven", "virreina"))
_PERSONAL = ("or", "ora", "ores", "ista", "ente", "ante", "ero", "era", "ario", "aria", "ado", "ada", "ologo", "ologa")
# Bodies that bear nobody's name: what follows them is who speaks ("En la Comisión de Salud Ana Ruiz pidió").
_GOVERNING = frozenset(
    ("congreso", "ministerio", "secretaria", "consejeria", "diputacion", "camara", "ayuntamiento", "municipalidad", "intendencia", "gobierno", "direccion", "consejo", "concejo", "comision",
     "defensoria", "procuraduria", "tribunal", "fiscalia", "delegacion", "servicio", "superintendencia", "senado", "asamblea", "gobernacion", "prefectura", "alcaldia", "subsecretaria",
     "contraloria", "corporacion", "coordinacion", "departamento", "municipio", "partido", "movimiento", "frente", "alianza", "red", "junta", "mesa", "comite", "union", "federacion", "sesion")
)
_STARTS = frozenset(("presenta", "dirige", "conduce", "encabeza", "lidera", "impulsa", "escribe", "integra", "abre", "clausura", "inaugura", "representa",
                      "ocupa"))     # verbs before their subject: "dirige la obra Ana Ruiz"
_LETTERS = frozenset(("sa", "srl", "sl", "sas", "sac", "eirl", "ltda", "slu", "spa", "sapi", "saic", "scrl", "scl", "sci"))
_SHORT = frozenset(("prim", "sec", "esc", "tec", "col", "fracc", "urb", "blvd", "pje", "jr", "psje", "cpm", "inst", "hosp", "dpto", "jd", "coop",
                    "asoc", "fund", "soc", "univ", "fac", "sind", "fed", "corp", "emp", "edif", "ctro"))     # "Prim. Ana Ruiz"
_STRETCH = frozenset(("tramo", "cuadra", "cuadras", "comprendido", "comprendida", "ubicado", "ubicada", "sito", "sita", "situado", "situada", "corre", "va"))
_TRUST = ("conf", "recay", "recae", "cayo", "deleg", "encarn", "pens", "pien", "cree", "crey", "fij", "apoy", "vot", "interes", "inspir", "bas", "reconoc", "deposit", "centr", "enfoc", "caer")
_WAYS = ("dobl", "circul", "pas", "sub", "baj", "avanz", "march", "desvi", "transit", "camin", "dren", "corr", "sigui")
_CORNERS = frozenset(("esquina", "interseccion", "cruce", "bocacalle", "altura"))
_HALLOWED = frozenset(("apostol", "auxiliadora", "nazareno", "nazarena", "sacramentado", "evangelista", "obrero", "carpintero", "crucificado", "resucitado", "cautivo", "coronada", "poder", "pompeya"))
_SAINTS = frozenset(("jesus", "maria", "jose", "santiago", "juan", "pedro", "pablo", "mateo", "marcos", "lucas", "tomas", "andres", "felipe", "cristo", "rosario", "virgen"))


def thing(line: list[Token], i: int, end: int) -> bool:
    """Tell whether the name ``i:end``, which nothing announces as somebody's, is a thing's."""
    if line[i].shape == UPPER and len(line[i].key) > 1:
        return False
    if school(line, i):
        return True
    if i and line[i - 1].key in ("los", "las") and line[i - 1].shape == LOWER:
        return True     # "los Ana Ruiz": the prizes called so
    return (_by_noun(line, i) and not _subjects(line, i, end)) or _by_capitals(line, i) or firm(line, i, end) or _on_a_map(line, i, end) or _quoted(line, i, end)


def hallowed(line: list[Token], i: int, end: int) -> bool:
    """Tell whether a name is a saint's or an image's: "Santiago Apóstol", "Jesús del Gran Poder"."""
    return line[i].key in _SAINTS and end - i <= 4 and any(t.key in _HALLOWED for t in line[end - 1 : end + 2] if t.capital) and (end - i == 2 or line[end - 1].key in _HALLOWED)


def _by_noun(line: list[Token], i: int) -> bool:
    """Tell whether the noun of a thing, and at most two small adjectives, stand right before: "la posta rural Ana Ruiz", "Becas Ana Ruiz"."""
    k = i - 1
    if i and (line[k].key in _SHORT or (k and line[k].text == "." and line[k - 1].key in _SHORT)):
        return line[k].capital or line[k].text == "."
    while k > 0 and i - k < 3 and line[k].shape == LOWER and line[k].key not in kinds() and line[k].key.endswith(_ADJECTIVES):
        k -= 1
    if k < 0 or not (line[k].key in kinds() or (k == i - 1 and line[k].key.endswith(_MAKES))):
        return False
    if line[k].shape == TITLE:
        return not (k and line[k - 1].capital and (is_given(line[k - 1]) or is_surname(line[k - 1])))
    return line[k].shape == LOWER and k > 0 and line[k - 1].key in _BEFORE and not _held(line, k) and not (
        _verb(line, k - 2) or (line[k - 2].key in _AWAY and _verb(line, k - 3)))     # "bramó desde la tribuna Ana Ruiz"


def _subjects(line: list[Token], i: int, end: int) -> bool:
    """Tell whether a name begins the list of those whom a verb in the plural before it tells of: "Asistieron a la feria del libro Ana Ruiz, Luis Paz y …"."""
    return end < len(line) and (line[end].text == "," or line[end].key == "y") and any(t.key.endswith(("aron", "ieron")) for t in line[max(0, i - 8) : i])


def _held(line: list[Token], k: int) -> bool:
    """Tell whether the noun at ``k`` is what somebody with an office runs or works for: "la jefa del módulo Ana Ruiz", "el de la empresa Luis Paz"; of places rather the name is told."""
    of = k - 1 if line[k - 1].key in ("del", "de") else k - 2 if line[k - 1].key in ARTICLES and line[k - 2].key == "de" else 0
    if of < 1 or line[k].key in words("place_heads"):
        return False
    owner = line[of - 1]
    return owner.shape == LOWER and (owner.key in words("roles", "role") or owner.key in words("trades") or owner.key in ("el", "la", "los", "las"))


def _verb(line: list[Token], k: int) -> bool:
    """Tell whether a verb whose subject may come last stands at ``k``: "presentó el libro Ana Ruiz"."""
    return k >= 0 and (past(line[k]) or says(line[k]) or line[k].key in COMES or line[k].key in _STARTS)


def _by_capitals(line: list[Token], i: int) -> bool:
    """Tell whether an article and other words in capitals, the first of them nobody's office, stand right before: "el Trofeo Ana Ruiz", "la Normal Rural Luis Paz", "el CTP Ana Ruiz"."""
    k = i - 1
    if k < 1 or not (line[k].capital or line[k].shape == NUMBER or line[k].text in ("°", "º", ".")) or (line[k].text == "." and len(line[k - 1].key) > 1):
        return False
    while k > 0 and i - k < 8 and (line[k].capital or line[k].shape == NUMBER or line[k].key in _INSIDE) and not (line[k].key in ARTICLES and line[k - 1].key not in ("de", "a", "en", "por", "con")):
        if line[k].key in kinds() and line[k].capital and line[k - 1].key in ("del", "al", "la", "el", "las", "los") and k < i - 1:
            return True     # "de la Escuela N° 31 Ana Ruiz"
        k -= 1
    head = line[k + 1]
    if line[k].key not in ARTICLES or not head.capital or head.text in (".", "°"):
        return False
    if head.key in kinds():
        return True
    return not (k and (line[k - 1].key in _AWAY or _verb(line, k - 1))) and not _personal(head)


def _personal(head: Token) -> bool:
    """Tell whether a word in capitals after an article may be somebody's office, title or party, or a body whose people are named after it."""
    key = head.key
    if key in titles() or key in words("trades") or key in words("partisans") or key in words("parties") or key in _SOMEBODY or key in _GOVERNING or key in OPENERS:
        return True
    if head.shape == UPPER or len(key) == 1:
        return False
    return key.endswith(_PERSONAL) or is_given(head) or is_surname(head)


def firm(line: list[Token], i: int, end: int) -> bool:
    """Tell whether the words or letters of a firm end a name or follow it: "Ana Ruiz y Cía.", "Luis Paz e Hijos", "Ana Ruiz & Asociados", "Luis Paz, S.A.", "Agua Viva Ltda."."""
    if line[end - 1].key in _LETTERS and line[end - 1].text[-1] == ".":
        return True
    k = end + (end < len(line) and line[end].text == ",")
    if k < len(line) and line[k].capital and (line[k].key in _LETTERS or (line[k].text == "S." and k + 1 < len(line) and line[k + 1].text in ("A.", "L.", "R.", "en", "de"))):
        return True
    return end + 1 < len(line) and line[end].text in ("y", "e", "&") and line[end + 1].capital and line[end + 1].key in FIRMS


def _on_a_map(line: list[Token], i: int, end: int) -> bool:
    """Tell whether a name is a place's: "en Luis Paz", "esquina Ana Ruiz", "Ana Ruiz entre Prat y Colón", "dobla por Luis Paz", "Ana Ruiz al 1200"."""
    if end + 1 < len(line) and ((line[end].key == "al" and line[end + 1].shape == NUMBER) or (line[end].key == "entre" and line[end + 1].capital)):
        return True
    if i == 0:
        return False
    last = line[i - 1].key
    if end < len(line) and line[end].shape == NUMBER and line[end].text.isdigit() and last in ("en", "hasta", "desde", "sobre", "calle", "entre"):
        return 1 < len(line[end].text) < 6 and (end + 1 == len(line) or line[end + 1].shape not in (LOWER, TITLE))
    told = line[i - 2].key if i > 1 else ""
    if last == "en":
        return bool(told) and not told.startswith(_TRUST)
    if last == "entre" and told in _STRETCH:
        return True
    if last == "por":
        return told.startswith(_WAYS) and line[i - 2].shape == LOWER
    return last in _CORNERS or (last in ("de", "con") and told in _CORNERS) or _second_street(line, i, end)


def _second_street(line: list[Token], i: int, end: int) -> bool:
    """Tell whether a name is the second street of a corner: "en Ana Ruiz y Luis Paz.", "en Ana Ruiz con Prat"."""
    if line[i - 1].key not in ("y", "e", "con") or (end < len(line) and line[end].shape in (LOWER, TITLE)):
        return False
    k = i - 2
    while k > 0 and i - k < 8 and (line[k].capital or line[k].key in ("de", "del", "la", "las", "los")):
        k -= 1
    return k > 0 and i - k > 3 and line[k].key == "en" and not line[k - 1].key.startswith(_TRUST)


def _quoted(line: list[Token], i: int, end: int) -> bool:
    """Tell whether a name, and nothing else, stands in quotation marks: el merendero "Ana Ruiz"."""
    return i > 1 and end < len(line) and line[i - 1].text == '"' and line[end].text == '"' and line[i - 2].shape in (LOWER, TITLE, NUMBER)
