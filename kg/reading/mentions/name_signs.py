"""Small signs in names and before them: initials with their full stop, nicknames, articles of Arabic surnames, numbers of a list that look like initials, verbs that go before."""

from __future__ import annotations

from kg.reading.words.tokens import NUMBER, Token

# Written with a capital inside a name: "Nadia El Amrani", "Youssef Ben Salah".
ARTICLES = frozenset(("El", "Al", "Ben", "Abu", "Aït", "Ait", "Bin", "Bint", "Ould"))
# Preterites that no ending tells and that begin sentences before a name: "Vino Ana Ruiz".
IRREGULAR = frozenset(
    ("vino", "fue", "dijo", "estuvo", "hizo", "puso", "trajo", "tuvo", "quiso", "dio", "vio", "hubo", "propuso", "expuso", "intervino", "sostuvo", "mantuvo", "repuso", "dispuso", "convino",
     "contradijo", "anduvo", "condujo", "produjo", "introdujo", "tradujo", "vinieron", "fueron", "dijeron", "hubieron")
)
# Verbs in the present, and labels, that begin a sentence before a name: "Interviene Rocío …".
COMES = frozenset(
    ("interviene", "intervienen", "coordina", "coordinan", "participan", "participa", "asisten", "asiste", "expone", "exponen", "dice", "comenta", "pregunta", "responde", "coincide",
     "preside", "modera", "recibe", "firma", "lee", "cierra", "habla")
)
DEVOUT = frozenset(("refugio", "salud", "presentacion"))   # common words that are second given names: "J. Refugio Prado", "María Salud Prado"
SCHOOLS = frozenset(("ie", "iei", "ue", "ce", "jd", "cem"))     # letters of schools: "I.E. Ana Ruiz" is one
FIRMS = frozenset(("cia", "compania", "hijos", "hijo", "hnos", "hermanos", "asociados", "asoc", "sucesores"))     # "Ana Ruiz e Hijos"
# Letters of companies and of eras, no degrees: "Agua Clara, S. A. Ana Ruiz …".
_COMPANIES = frozenset(("sa", "ac", "sc", "sl", "rl", "cv", "src", "srl", "spa", "ca", "sas", "scl", "slu", "sau", "ad", "dc", "eeuu", "ee", "uu", "pd", "nb", "po", "pm", "am", "vb",
                        "ddhh")) | SCHOOLS
# What begins a sentence right before a name, with a capital for that reason alone: "Según Ana Ruiz", "Luego Luis Paz".
OPENERS = frozenset(
    ("segun", "para", "luego", "despues", "posteriormente", "finalmente", "seguidamente", "tambien", "ademas", "asimismo", "igualmente", "entonces", "mientras", "cuando", "como", "ante",
     "hoy", "ayer", "ahora", "enseguida", "tras", "y", "pero", "si", "aunque", "porque", "primero", "ahi", "alli", "asi", "sin", "con", "por", "a",
     "solo", "solamente", "unicamente", "incluso", "ni", "quiza", "quizas", "tampoco", "salvo", "excepto", "donde", "quien", "de", "del", "durante", "entre", "desde")
)
_ROMAN = frozenset(("i", "v", "x"))
_ROMANS = frozenset(("ii", "iii", "iv", "vi", "vii", "viii", "ix"))


def dotted(token: Token) -> bool:
    """Tell whether a word is an initial that would be a conjunction without its full stop: "Luis E. Prado", "Ana Ruiz U."."""
    return len(token.text) == 2 and token.text[1] == "." and token.text[0] in "EOUY"


def nickname(line: list[Token], i: int) -> int:
    """Return the token after a nickname in quotation marks that open at ``i``: Federico "Pico" Prado, Ana "la Güera" Ruiz; 0 without one."""
    end = next((k for k in range(i + 2, min(i + 4, len(line) - 1)) if line[k].text == '"'), 0)
    return end + 1 if end and line[end - 1].capital and (end == i + 2 or line[i + 1].key in ("el", "la")) else 0


def numbered(line: list[Token], i: int) -> bool:
    """Tell whether a letter is the number of a point: "I. Lista de asistencia; II. Lectura del acta", "V. Clausura"."""
    if line[i].key not in _ROMAN or line[i].text[-1] != "." or i + 2 > len(line):
        return False
    if any(t.key in _ROMANS or t.shape == NUMBER for t in line[i + 1 : i + 12] if t.shape != "a") and (i == 0 or line[i - 1].text in (".", ":", ";", ",")):
        return True
    return i + 2 < len(line) and line[i + 2].key in ("de", "del", "y", "a") and (i == 0 or line[i - 1].text in (".", ":", ";"))


def _letters_from(line: list[Token], i: int) -> int:
    """Return the token before the letters, each with its full stop and no blank between, that stand right before token ``i``."""
    j = i - 1
    while j >= 0 and len(line[j].text) == 2 and line[j].text[1] == "." and line[j].capital and (j == i - 1 or line[j].end == line[j + 1].start):
        j -= 1
    return j


def school(line: list[Token], i: int) -> bool:
    """Tell whether the letters of a school stand right before token ``i``: "la I.E. Ana Ruiz"."""
    return i > 1 and line[i - 1].text[-1] == "." and "".join(t.key for t in line[_letters_from(line, i) + 1 : i]) in SCHOOLS


def letters(line: list[Token], i: int) -> bool:
    """Tell whether the letters of a degree, written together, stand right before token ``i``: "C.P. Ana Ruiz", "L.A.E. Luis Paz"."""
    j = _letters_from(line, i)
    if not 2 <= i - 1 - j <= 5 or len(line[i].key) < 3 or i + 1 >= len(line) or not (line[i + 1].capital or line[i + 1].key in ("de", "del")):
        return False
    alone = j < 0 or line[j].text in (",", ":", ";", "(", "-", "|") or (line[j].shape == "a" and len(line[j].key) < 5)
    return alone and "".join(t.key for t in line[j + 1 : i]) not in _COMPANIES


def apart(line: list[Token], i: int) -> bool:
    """Tell whether a gap no sentence has stands before token ``i``: two columns of signatures, or "Texto: Ana Ruiz  Foto: Luis Paz"."""
    gap = line[i].start - line[i - 1].end
    return gap > 2 or (gap == 2 and i + 1 < len(line) and line[i + 1].text == ":")
