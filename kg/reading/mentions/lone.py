"""One name and no more that means somebody: the subject of a verb of saying, or in a frame where only people stand. Rule ``person.alone``."""

from __future__ import annotations

from collections.abc import Callable

from kg.reading.mentions.announced import dark
from kg.reading.mentions.name_words import MANY, is_given, is_surname
from kg.reading.mentions.names import nameish, only_opens, past
from kg.reading.vocab import words
from kg.reading.words import lexicon
from kg.reading.words.saying import says, says_now, utters
from kg.reading.words.tokens import LOWER, TITLE, Token

_SIGNS = frozenset((",", ".", '"', ";", "-", ":", "•", "¡", "¿"))
_NEAR = 14  # tokens an apposition may have before the verb of its name
_OF = frozenset(("palabras", "juicio", "opinion", "acuerdo", "voz", "criterio", "caso", "intervencion", "testimonio"))   # "en palabras de Griselda,"
_TURNS = frozenset(("comenzo", "empezo", "inicio", "continuo", "siguio", "prosiguio", "abrio", "cerro", "intervino", "hablo", "participo", "respondio", "replico"))
_LONE = frozenset(
    ("vecino", "vecina", "madre", "padre", "joven", "alumno", "alumna", "residente", "habitante", "usuaria", "usuario", "trabajadora", "trabajador", "productor", "productora", "mama", "papa",
     "jubilado", "jubilada", "comerciante", "taxista", "estudiante", "docente", "enfermera", "enfermero", "pescador", "campesino", "campesina", "agricultor", "agricultora", "artesana", "artesano",
     "pensionado", "pensionada", "ama", "abuela", "abuelo", "tendero", "tendera", "chofer", "comunero", "comunera", "maestra", "maestro")
)
_KIN = frozenset(
    ("hija", "hijo", "hijas", "hijos", "esposa", "esposo", "nuera", "yerno", "hermana", "hermano", "madre", "padre", "mama", "papa", "abuela", "abuelo", "tia", "tio", "sobrina", "sobrino", "prima",
     "primo", "cunada", "cunado", "suegra", "suegro", "nieta", "nieto", "pareja", "marido", "mujer", "amiga", "amigo", "vecina", "vecino", "companera", "companero", "comadre", "compadre")
)
_OWN = frozenset(("su", "sus", "mi", "mis", "tu", "nuestra", "nuestro"))
_TOWNS = frozenset(("ciudad", "capital", "municipio", "localidad", "pueblo", "villa", "cabecera", "provincia", "departamento", "region", "comuna", "distrito", "estado", "barrio"))
_THINKS = frozenset(("cree", "piensa", "opina", "considera", "comparte", "cuenta", "siente", "queja", "lamenta", "argumenta", "comenta", "narra", "relata", "describe"))
# Endings of given names that no list has whole: "Hidelberto", "Wilfreda".
_ENDINGS = ("berto", "berta", "fredo", "freda", "baldo", "naldo", "mundo", "linda", "degunda", "gilda")


def speaks(line: list[Token], i: int) -> bool:
    """Tell whether a verb of saying or thinking stands at ``i``: in the past, or in the present as after a name; not "contó con"."""
    if i >= len(line) or line[i].shape != LOWER or not (utters(line[i]) or line[i].key in _THINKS):
        return False
    return not (line[i].key.startswith(("cont", "cuent")) and i + 1 < len(line) and line[i + 1].key == "con")


def like_given(token: Token, least: int = MANY) -> bool:
    """Tell whether a word is a given name: listed, or ending as only given names do."""
    return is_given(token, least) or (len(token.key) > 7 and token.key.endswith(_ENDINGS) and not lexicon.surname(token.key))


def lone(line: list[Token], i: int, place: Callable[[tuple[str, ...]], bool]) -> bool:
    """Tell whether one name, and no more, means somebody at ``i``: "Lanza señaló", "explicó Lanza.", "Para Maricela, …", "Irene, de la Comisión de Salud, contó". ``place``: as in ``with_beside``."""
    token = line[i]
    if token.shape != TITLE or len(token.key) < 4 or (i + 1 < len(line) and line[i + 1].capital):
        return False
    kin = i > 1 and line[i - 1].key in _KIN and line[i - 2].key in _OWN and dark(token) and not lexicon.surname(token.key)     # "su hermano Deiver"
    if not (kin or is_surname(token) or like_given(token)) or not nameish(line, i, TITLE):
        return False
    if i + 1 == len(line):
        meant = i == 0 and like_given(token) and token.key not in words("place_names") and not lexicon.surname(token.key) * 3 > lexicon.given(token.key) > 0
    else:
        meant = _subject(line, i) or ((kin or like_given(token)) and (_with_verb(line, i) or _framed(line, i)))
    if not meant:
        return False
    return not place((token.key,)) and not any(token.key in words(name) for name in ("states", "countries", "parties", "areas"))


def _begins(line: list[Token], i: int) -> bool:
    return i == 0 or line[i - 1].text in _SIGNS


def _subject(line: list[Token], i: int) -> bool:
    """Tell whether a name is right before or right after its verb: "Lanza señaló", "explicó Lanza."."""
    if _begins(line, i) and line[i + 1].shape == LOWER and says(line[i + 1]) and speaks(line, i + 1):
        return True
    return i > 0 and line[i - 1].shape == LOWER and says(line[i - 1]) and line[i + 1].text in (",", ".") and (i < 2 or line[i - 2].text in ('"', ","))


def _with_verb(line: list[Token], i: int) -> bool:
    """Tell whether a given name at the beginning of a clause has its verb after it, at once or after what says who that is."""
    turn = i > 1 and line[i - 1].key in ("parte", "turno", "vez") and line[i - 2].key in ("su", "otra")
    if not turn and not _begins(line, i) and not (line[i - 1].capital and _begins(line, i - 1) and only_opens(line, i - 1)):
        return False
    if speaks(line, i + 1):
        return line[i].key not in words("place_names") or says(line[i + 1])
    stop = min(len(line), i + _NEAR)
    if line[i + 1].key in ("de", "del"):
        end = next((k for k in range(i + 2, stop) if line[k].text in _SIGNS or (line[k].shape == LOWER and speaks(line, k))), stop)
    elif line[i + 1].text == "," and not any(t.key in _TOWNS for t in line[i + 2 : i + 4]) and line[min(i + 2, len(line) - 1)].key != "en":
        end = 1 + next((k for k in range(i + 2, stop) if line[k].text in _SIGNS), stop)
        end += end < len(line) and line[end].key in ("quien", "que")
    else:
        return False
    return speaks(line, end)


def _framed(line: list[Token], i: int) -> bool:
    """Tell whether a given name stands where only people do: "Para Maricela,", "Comenzó Irene, de …", "Nancy, vecina de …", "se queja Ramona."."""
    if line[i].key in words("place_names"):
        return False
    after, before = line[i + 1], line[i - 1] if i else None
    if before is not None and before.text == "," and i > 2 and line[i - 2].key in _KIN and line[i - 3].key in _OWN:
        return after.text in (",", ".")     # "y su marido, Dardo, piden luz"
    if before is None or before.text in _SIGNS:
        if after.text == "(" and i + 3 < len(line) and line[i + 3].key == "anos":
            return True
        return after.text in (",", "(") and i + 2 < len(line) and line[i + 2].shape == LOWER and (line[i + 2].key in _LONE or line[i + 2].key in words("roles", "role"))
    if before.key in ("de", "con") and i > 1 and line[i - 2].key in _OF:
        return after.text in (",", ":")
    if before.key == "para" and before.capital:
        return after.text == ","
    if before.key == "segun" or (before.key == "nombre" and i > 1 and line[i - 2].key == "de"):
        return after.text in (",", ".")     # "no hay acera, según Antonia."; "un joven de nombre Brian"
    if before.key in _KIN and i > 1 and line[i - 2].key in _OWN:
        return after.shape == LOWER or after.text in (",", ".", ";", ")")    # "a su nuera Yolanda, platica, le cobraron"
    if before.key in _TURNS and past(before):
        return after.text == "," or after.key in ("de", "del")
    if before.capital and (says_now(before) or before.key in _THINKS) and _begins(line, i - 1):
        return after.text == "," or after.key in ("que", "si")     # "Comenta Lidia que …"
    return speaks(line, i - 1) and after.text in (",", ".") and i > 1 and line[i - 2].key in ('"', ",", "se", "lo", "asi", "como", "mismo", "tambien")
