"""Numbers somebody states: how many of what. Spans are offsets of the given text (:class:`kg.reading.words.normal.Normal`).

Rules: ``figure.digits`` "5,301 compromisos" · ``figure.words`` "doscientas personas" · ``figure.percent`` "18,5 por ciento" · ``figure.money`` "$ 400.000".
Not figures: dates, hours, years, ordinals, list numbers, numbers that name ("artículo 6", "Mesa 3", "Ley 27.275", addresses, telephones).
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from kg.reading.mentions.dates import find_dates, find_times, level, number_grammar, number_value, number_words
from kg.reading.vocab import rows

EXACT, APPROXIMATE, AT_MOST, MORE_THAN = "exact", "approximate", "at-most", "more-than"
_LONGEST = 7        # words of what is counted


class FigureHit(NamedTuple):
    """A number with what it counts. ``unit``: notation of the scheme ``unit`` or ""; ``qualifier``: one of the constants above."""

    start: int
    end: int
    value: int | float
    what: str
    unit: str
    qualifier: str
    rule: str


# Numbers after these words name a thing, they count nothing.
_NAMING = ("articulo|art|fraccion|numeral|parrafo|inciso|capitulo|titulo|seccion|apartado|acuerdo|ley|decreto|norma|nom|resolucion|oficio|expediente|folio|acta|minuta|punto|mesa|"
           "panel|grupo|equipo|linea|sala|salon|aula|pagina|pag|pp|p|tomo|volumen|vol|numero|num|no|nro|n[º°o]|#|anexo|tabla|figura|cuadro|grafica|grafico|eje|objetivo|meta|"
           "compromiso|pregunta|propuesta|bloque|version|fase|etapa|nivel|distrito|zona|km|kilometro|calle|avenida|av|jiron|jr|carrera|cra|c\\.?p|codigo postal|tel|telefono|cel|"
           "celular|fax|ext|extension|whatsapp|canal|ruta|lote|manzana|mz|piso|local|depto|departamento|interior|int|serie|sesion|jornada|dia|lunes|martes|miercoles|jueves|viernes|"
           "sabado|domingo|covid|agenda|transitorio|criterio|principio|paso|reunion|modulo|unidad|tema|lugar|hoja|ronda|parada|episodio|iso|web|ods|casilla|lamina|diapositiva|"
           "considerando|clausula|orden del dia|estacion|turno|boletin|nota|convocatoria|proyecto|caso|pilar|actividad|linea de accion|taller|foro|ano|anos|curso|ciclo|siglo")
_NAMING_MANY = "articulos|arts|fracciones|numerales|parrafos|incisos|acuerdos|leyes|decretos|paginas|pags|mesas|paneles|anexos|puntos|telefonos|tels|calles|dias|reglas|criterios|objetivos"
_QUALIFIERS = (
    (AT_MOST, "no mas de|menos de|hasta(?: en)?|(?:un )?maxim[oa] de|como maximo|a lo (?:mas|sumo)|maximo"),
    (MORE_THAN, "(?:poco |muy )?mas de|mas que|arriba de|superior(?:es)? a|mayor(?:es)? (?:de|a)|al menos|por lo menos|cuando menos|no menos de|(?:un )?minimo de|como minimo|mas alla de"),
    (APPROXIMATE, "alrededor de|cerca de|casi|aproximadamente|unos|unas|en torno a|poco menos de|(?:un )?aproximado de|un estimado de|cercan[oa]s? a|entre"),
)
_AFTER = ((APPROXIMATE, "aproximadamente|aprox|mas o menos"), (MORE_THAN, "o mas|como minimo|minimo"), (AT_MOST, "como maximo|maximo|a lo mas|o menos"))
_CURRENCY = r"pesos|euros?|dolares|soles|quetzales|lempiras|colones|guaranies|bolivianos|reales|libras|balboas|cordobas|mdp|mdd|cop|mxn|usd|eur|ars|clp|uyu|uf|m\.n\."
_SIGNS = r"(?:us|mx|col)?\$|s/\.?|€|£|₡|₲|(?:cop|mxn|usd|eur|uf|ars|clp)(?: \$)?"
# Words at which what is counted ends, words that only link, and nouns that end as verbs do.
_STOPS = frozenset(re.findall(r"\w+", """
    que quien quienes cuyo cuya cuyos cuyas cual cuales donde cuando como para por durante desde hasta mediante segun se no es son fue fueron ha
    han hay hubo habia habian era eran pero sino ni si aunque
    porque mientras mas menos casi
    cerca alrededor aproximadamente unos unas apenas solo al a ante contra entre tras tambien ya nunca siempre asi lo le les nos me te su sus esta este estos estas antes
    esa ese esos esas ellas ellos hizo dijo tiene dice puede debe pide sabe falta sobre despues luego junto gracias entonces pues muy tan carecia
    entendia sabia tenia podia debia conocia queria hacia decia existia"""))
_LINKS = frozenset(("de", "del", "la", "las", "los", "el", "en", "con", "sin", "y", "e", "o", "u", "un", "una", "cada"))
_SINGULAR_NOUNS = frozenset(("plan", "orden", "origen", "examen", "joven", "imagen", "volumen", "crimen", "virgen", "gran", "tren", "bien", "almacen", "juan"))


@functools.cache
def _number() -> re.Pattern[str]:
    digits = r"\d{1,3}(?:[ ']\d{3})+(?! ?\d)(?:[.,]\d{1,2}(?!\d))?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
    words = number_grammar()["all"]
    letters = "".join(sorted({word[0] for word in number_words()}))     # looking at one letter first halves the time
    return re.compile(rf"(?=[0-9{letters}])(?:(?<![\w.,#°º'-])(?<![^s]/)(?P<n>{digits})(?![\w/:°]|[.,]\d|-\w|'\d)"
                      rf"(?: (?P<scale>mil millones|mil(?: (?P<ones>\d{{1,3}}))?|millon(?:es)?(?: (?P<rest>\d{{1,3}}) mil)?(?: de)?)(?![\w.,]\d|\w))?"
                      rf"(?: \({words}(?!\w)[^()]{{0,30}}\))?|(?<![\w-])(?<!por )(?P<words>{words}|(?:uno|una?)(?= por ciento))(?![\w-])(?: \(\d+\))?)")


@functools.cache
def _tails() -> dict[str, re.Pattern[str]]:
    left = [rf"(?P<q{i}>{pattern})" for i, (_, pattern) in enumerate(_QUALIFIERS)]
    return {
        "sign": re.compile(rf"(?<!\w)(?:{_SIGNS}) ?$"),
        "percent": re.compile(r" ?%| (?:por ?ciento|puntos porcentuales)(?!\w)"),
        "money": re.compile(rf" ?(?:€|£)| (?:de )?(?:{_CURRENCY})(?!\w)"),
        "qualifier": re.compile(rf"(?<!\w)(?:{'|'.join(left)})(?: +(?:los|las|un|el|otros|otras))? +$"),
        "after": re.compile(r"(?: \w+)? \(?(?:" + "|".join(rf"(?P<q{i}>{pattern})" for i, (_, pattern) in enumerate(_AFTER)) + r")(?!\w)"),
        "naming": re.compile(rf"(?<!\w)(?:(?:{_NAMING})\.?,?:? *(?:(?:n\.? ?[º°o]|no|num|nro|numero)\.?:? *|[#(\"] *)*|(?:{_NAMING_MANY})\.? +(?:[\d.]+[º°]?(?:,| y| e| o| al?|-) +)*)$"),
        "label": re.compile(r"(?<!\w)(?:total de +|numero de +|cantidad de +)?((?:[^\W\d]+ ){0,5}[^\W\d]+) *: *$"),
        "registers": re.compile(r"(?<!\w)((?:registros|inscripciones)) (?:de|con) +$"),
        "shared": re.compile(r" +(?:de (?:las|los|ellas|ellos|cada (?:\d+|dos|tres|cuatro|cinco|diez|cien|mil))(?!\w)|(?:de|a|o|y) \d)"),
        "broken": re.compile(r" +[^\W\d]+- +[^\W\d]*s(?!\w)"),
        "word": re.compile(r" +([^\W\d]+(?:[-'/][^\W\d]+)*)"),
    }


@functools.cache
def _units() -> tuple[dict[str, str], re.Pattern[str]]:
    table = {row["words"]: row["unit"] for row in rows("units")}
    return table, re.compile(r"(?<!\w)(?:" + "|".join(sorted(table, key=len, reverse=True)) + r")(?!\w)")


def parse_number(written: str) -> int | float:
    """Return the value of digits with Spanish or Mexican separators: three digits after a sign are thousands ("5,301" = "5.301"), others decimals."""
    bare = written.replace(" ", "").replace("'", "")
    signs = [c for c in bare if c in ".,"]
    if signs and (len(set(signs)) == 2 or (len(signs) == 1 and (len(bare) - 1 - bare.rindex(signs[0]) != 3 or bare[0] == "0"))):
        whole, _, rest = bare.rpartition(signs[-1])
        value = float(f"{re.sub(r'[.,]', '', whole)}.{rest}")
        return int(value) if value.is_integer() else value
    return int(re.sub(r"[.,]", "", bare))


def find_figures(text: str, start: int, end: int) -> list[FigureHit]:
    """Return the figures in ``text[start:end]``, left to right; each span holds the qualifier, the number and what it counts."""
    plain = level(text[start:end])
    candidates = list(_number().finditer(plain))
    if not candidates:
        return []
    taken = [(h.start - start, h.end - start) for h in find_dates(text, start, end)] + [(h.start - start, h.end - start) for h in find_times(text, start, end)]
    covered = bytearray(len(plain))
    for a, b in taken:
        covered[a:b] = b"\1" * (b - a)
    candidates = [m for m in candidates if 1 not in covered[m.start():m.end()]]
    made = []
    for position, match in enumerate(candidates):
        limit = candidates[position + 1].start() if position + 1 < len(candidates) else len(plain)
        hit = _figure(plain, text[start:end], match, limit)
        if hit:
            made.append(hit)
    for i in range(len(made) - 2, -1, -1):      # "7 de los 11 compromisos", "de 18 a 6 días": the noun stands with the second number
        if plain[made[i].end:made[i + 1].start] == " de cada ":
            made[i] = made[i]._replace(end=made[i + 1].end, what=f"de cada {made[i + 1].value} {made[i + 1].what}".strip(), unit="")
            del made[i + 1]
        elif not made[i].what and re.fullmatch(r" *(?:de(?: los| las| cada)?|a|o|y|,) *(?:\w+ )?", plain[made[i].end:made[i + 1].start]):
            made[i] = made[i]._replace(what=made[i + 1].what, unit=made[i + 1].unit)
    return [hit._replace(start=hit.start + start, end=hit.end + start) for hit in made if plain[max(0, hit.start - 8):hit.start] != "de cada "]


def _figure(plain: str, written: str, match: re.Match[str], limit: int) -> FigureHit | None:
    """Read the number of ``match`` with what stands around it, or reject it."""
    tails, stop = _tails(), match.end()
    percent, money = tails["percent"].match(plain, stop), tails["money"].match(plain, stop)
    left = plain[max(0, match.start() - 80):match.start()]
    sign = tails["sign"].search(left)
    first = match.start() - (len(left) - sign.start() if sign else 0)
    if not (percent or money or sign) and not (_word_counts if match["words"] else _digits_count)(plain, written, match, left):
        return None
    value = number_value(match["words"]) if match["words"] else parse_number(match["n"])
    for word in re.findall("mil(?!l)|millon", (match["scale"] or "").split(" de")[0].removesuffix(f"{match['rest']} mil")):
        value = round(value * (1000 if word == "mil" else 1_000_000), 6)
    value += int(match["rest"] or 0) * 1000 + int(match["ones"] or 0)
    after = (percent or money or match).end()
    what, end = ("", after) if percent and not plain.startswith(" de", after) else _counted(plain, written, after, max(limit, after))
    unit, rule = "", "figure.words" if match["words"] else "figure.digits"
    if percent:
        unit, rule = "percent", "figure.percent"
    elif money or sign:
        coin = re.sub("^de ", "", written[stop:after].strip()) or written[first:match.start()].strip()
        what, end, rule = coin, after, "figure.money"
    else:
        registers, label = tails["registers"].search(left), tails["label"].search(left)
        if registers:
            what = f"{registers[1]} de {what}"
        elif not what and (cell := _row_label(written, match)):
            what = cell
        elif label and (not what or re.match(" ?:", plain[end:])):      # "Mujeres: 34 Hombres: 24"
            end, what = after, written[match.start() - len(left) + label.start(1):match.start() - len(left) + label.end(1)]
        unit = _unit(what)
    qualifier, back = _qualified(plain, left[:sign.start()] if sign else left, after, end)
    return FigureHit(first - back, end, int(value) if value == int(value) else value, " ".join(what.split()), unit, qualifier, rule)


def _qualified(plain: str, left: str, after: int, end: int) -> tuple[str, int]:
    """Return how exact the number is said to be, and how far before it that begins."""
    before = _tails()["qualifier"].search(left)
    if before:
        return next(kind for i, (kind, _) in enumerate(_QUALIFIERS) if before[f"q{i}"]), len(left) - before.start()
    behind = _tails()["after"].match(plain, after) or _tails()["after"].match(plain, end)
    return next(kind for i, (kind, _) in enumerate(_AFTER) if behind[f"q{i}"]) if behind else EXACT, 0


def _unit(what: str) -> str:
    """Return the unit of the head of a noun phrase."""
    table, pattern = _units()
    plain = level(what)
    link = re.search(r" (?:del?|en|con|sin|por) ", plain)
    found = pattern.search(plain)
    return table[found[0]] if found and (not link or found.start() < link.start()) else ""


def _counted(plain: str, written: str, start: int, limit: int) -> tuple[str, int]:
    """Return what is counted, up to the first verb, sign or number, and where it ends (``start`` when nothing is)."""
    shared = re.compile(r" +(?:del?(?: (?:los|las|sus|el|la))?)(?= [^\W\d])").match(plain, start)
    begin = at = end = shared.end() if shared else start
    for _ in range(_LONGEST):
        match = _tails()["word"].match(plain, at)
        if not match or match.end() > limit or match[1] in _STOPS or _verb(written[match.start(1):match.end(1)]):
            break
        follows = _tails()["word"].match(plain, match.end())
        if match[1] in ("y", "e", "o", "u") and not (follows and follows[1].endswith("s") and follows[1] not in _LINKS):
            break
        if match[1] in ("en", "con") and not (follows and follows[1] not in _LINKS and written[follows.start(1)].islower()):
            break
        at = match.end()
        if match[1] not in _LINKS:
            end = at
    return (written[begin:end].strip(), end) if end > begin else ("", start)


def _verb(word: str) -> bool:
    """Tell whether the ending is that of a finite verb or gerund."""
    plain = level(word)
    if re.search(r"(?:[^c]ó|rá|rán|ían)$", word) or re.search(r"(?:aron|eron|ieron|aban?|ando|iendo|amos|emos)$", plain):
        return len(plain) > 3 and plain not in ("extremos", "tramos", "ramos")
    return bool(re.search(r"[aei]n$", plain)) and len(plain) > 3 and plain not in _SINGULAR_NOUNS and not plain.endswith("in")


def _plural_after(plain: str, stop: int) -> bool:
    """Tell whether a plural noun follows, perhaps after one adjective or number shared with the next ("4 de 6 integrantes")."""
    first = _tails()["word"].match(plain, stop)
    if _tails()["shared"].match(plain, stop) or _tails()["broken"].match(plain, stop):
        return True
    if not first or first[1] in _STOPS or first[1] in _LINKS:
        return False
    second = _tails()["word"].match(plain, first.end())
    return first[1].endswith("s") or bool(second and second[1].endswith("s") and second[1] not in _STOPS and second[1] not in _LINKS and not _verb(first[1]))


def _word_counts(plain: str, written: str, match: re.Match[str], left: str) -> bool:
    """Tell whether a number in words counts something: never one; a noun must follow."""
    value = number_value(match["words"])
    named = written[match.start()].isupper() and written[match.end():match.end() + 2].strip().isupper()      # "Dos Santos"
    if value < 2 or named or _tails()["naming"].search(left) or re.match(r" (?:gracias|disculpas|perdones|y un[ao]?(?!\w))", plain[match.end():match.end() + 12]):
        return False
    return left.endswith(" de cada ") or _plural_after(plain, match.end()) or bool(value >= 1_000_000 and re.match(r" de [^\W\d]+s(?!\w)", plain[match.end():]))


def _digits_count(plain: str, written: str, match: re.Match[str], left: str) -> bool:
    """Tell whether digits count something rather than name, date, number a list or address a house."""
    before, behind = left.rstrip(), plain[match.end():match.end() + 3]
    noun = bool(match["scale"]) or _plural_after(plain, match.end()) or (match["n"] == "1" and _one(plain, match.end()))
    opening = not plain[:match.start()].strip(" ([#->|·•")
    if _tails()["naming"].search(left) or re.search(r"\d[)\- ]+$", left) or re.match(r"[ -]\d{3}", behind + plain[match.end() + 3:match.end() + 4]):
        return False
    if opening and (not noun or re.match(r" ?[.)\-|]", behind)):
        return False
    last = re.search(r"[^\W\d]+$", before)
    year = re.fullmatch(r"(?:19|20)\d\d", match["n"]) and not match["scale"]
    if year and (not noun or _tails()["shared"].match(plain, match.end()) or (last and last[0] in ("en", "de", "del", "desde", "ano", "edicion", "hacia", "durante", "para", "y", "a", "al"))):
        return False
    if noun:
        return True
    if before.endswith("|"):
        return bool(_row_label(written, match))
    if before.endswith(":"):
        label = _tails()["label"].search(left)
        return bool(label and re.search(r"s(?!\w)|total", label[1])) and not re.fullmatch(r"\d{7,}", match["n"])
    if last is None:
        told = re.search(r"(?:, |[^\W\d] )$", left) and re.match(r" (?:nunca|no|ya|se)(?!\w)", plain[match.end():])
        return bool(told or (re.search(r"[^\W\d]+ \d+,$", before) and behind[:1] in (";", ".", "")))
    word = written[match.start() - (len(left) - last.start()):match.start() - (len(left) - last.end())]
    return word.islower() and (last[0] in ("apenas", "solo", "casi", "solamente", "unicamente") or _verb(word) or bool(re.search(r"[ai]d[oa]s?$", last[0])))


def _row_label(written: str, match: re.Match[str]) -> str:
    """Return the first cell of a table's row when it says what the numbers of the other cells count ("Preguntas hechas|40|52")."""
    alone = re.search(r"\| *$", written[:match.start()]) and re.match(r" *(?:\||$)", written[match.end():])
    label = re.match(r" *\|? *([^\W\d]+s(?: [^\W\dA-ZÁÉÍÓÚÑ]+)*) *\|", written) if alone else None
    return label[1] if label and (" " in label[1] or _unit(label[1])) else ""


def _one(plain: str, stop: int) -> bool:
    """Tell whether the singular of a known unit follows ("1 persona")."""
    word = _tails()["word"].match(plain, stop)
    return bool(word and {f"{word[1]}s", f"{word[1]}es"} & _units()[0].keys())
