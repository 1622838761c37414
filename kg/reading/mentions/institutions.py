"""Names of institutions in a line of tokens: head nouns, suffixes such as A.C., acronyms. Rules ``institution.*``."""

from __future__ import annotations

import dataclasses
import functools

from kg.reading.mentions.acronyms import TITLES, BodyHit, acronym_after, bracketed, inside_title, is_acronym, known_at, one_owner, own_letters
from kg.reading.mentions.benches import benches, is_office
from kg.reading.mentions.called import beside, by_kind
from kg.reading.mentions.gazetteer import gazetteer
from kg.reading.mentions.gentile import of_a_place
from kg.reading.mentions.hats import SEATED_AS
from kg.reading.mentions.heads import DIRECT, LOW_HEADS, SORTED, TWO, head_at, low_head, sort_at
from kg.reading.mentions.people import NameHit
from kg.reading.mentions.suffixes import MOST, firm_at, suffix_at, suffixed
from kg.reading.mentions.venues import stands_for_another
from kg.reading.vocab import rows, words
from kg.reading.words.tokens import LOWER, NUMBER, UPPER, Token, written

_LINKS = frozenset(("de", "del", "la", "las", "lo", "los", "el", "y", "e", "para", "por", "a", "al", "contra", "sobre", "sin"))
_OPEN, _CLOSE = frozenset('"'), frozenset('"')
_LISTING = frozenset(
    ("instituto", "comision", "consejo", "comite", "secretaria", "organismo", "ministerio", "direccion", "subsecretaria", "sistema", "unidad", "coordinacion", "secretariado", "agencia")
)
_GUILDS = frozenset(("camara", "colegio", "sindicato", "centro", "union", "federacion", "asociacion", "confederacion"))
_FIELDS = frozenset(("industria", "servicios", "agricultura", "ganaderia", "produccion", "construccion", "artesania", "artesanias", "hoteleria", "gastronomia", "afines", "industriales",
                     "comerciantes", "odontologos", "farmaceuticos", "ingenieros", "arquitectos", "productores", "exportadores", "transportistas", "anexos", "derivados"))
_HELD = ("celebrad", "realizad", "convocad", "efectuad", "correspondient", "presidid", "reunid", "integrad", "aprobad")     # of a title in capitals: what the body did
_WHOLE = frozenset(("partido", "universidad", "contraloria", "procuraduria", "registraduria", "defensoria", "fiscalia"))      # "Universidad Nacional" is a name
_PASTIMES = frozenset(("social", "deportivo", "cultural", "recreativo", "juvenil", "comunitario"))
_OUTER = frozenset(("aguas", "transportes", "primaria", "secundaria", "bachillerato"))      # inside a body's name they are what it is about
_NO_OFFICE = frozenset(("agua", "transporte", "seguridad", "energia", "comunicaciones", "alumbrado", "credito", "limpia"))     # "Servicio de Agua" is what one gets
_CAPITAL = frozenset(("ciudad de mexico",))
_PAPERS = frozenset(("proyecto", "acuerdo", "informe", "dictamen", "acta", "plan", "presupuesto", "punto", "orden", "dia"))
_SIRS = frozenset(("d", "da", "dª", "dña", "don", "doña", "sr", "sra"))
_QUARTERS = frozenset(("municipio", "distrito", "departamento", "provincia", "estado", "barrio", "vereda", "colonia", "canton", "urbanizacion", "corregimiento", "parroquia"))
_PROUD = frozenset(("defensores", "promotores", "tecnico"))      # offices that are words of names, too: "Club Atlético Defensores del Puerto"
_NUMBERED = frozenset(
    ("juzgado", "legislatura", "agencia", "consejo", "sala regional", "escuela", "liceo", "colegio", "junta comunal", "junta", "distrito", "ugel", "cbtis", "cetis", "cbta",
     "conalep", "mutual", "escuela primaria", "escuela secundaria", "escuela secundaria tecnica", "escuela tecnica", "escuela rural", "escuela infantil",
     "secundaria", "telesecundaria", "preparatoria", "primaria", "jardin de infantes", "jardin de ninos",
     "tribunal", "comisaria")
)


def find_bodies(line: list[Token], people: list[NameHit], shouted: bool = False) -> list[BodyHit]:
    """Return institutions in one line, left to right, inner ones (a unit's parent) included. ``shouted``: the line is all capitals."""
    taken = {k for p in people for k in range(p.first, p.last)}
    starts = {p.first for p in people}
    found: list[BodyHit] = []
    covered = -1
    i = 0
    while i < len(line):
        token = line[i]
        if i in taken or not (token.capital or (token.key in LOW_HEADS and low_head(line, i))):
            i += 1
            continue
        inside = i < covered
        if inside and found[-1].rule == "institution.acronym" and line[i - 1].key not in ("de", "del", "la", "-"):
            i += 1
            continue
        if inside_title(line, i):
            i += 1
            continue
        bound = not inside or (line[i - 1].key in ("de", "del", "la", "las", "los", "-") and (token.key not in _OUTER or line[i - 1].key in ("del", "la")))
        hit = _legislature(line, i) or (_headed(line, i, starts, shouted) if bound else None) or (known_at(line, i, shouted) if not inside or line[i - 1].key in ("de", "del", "la", "-") else None)
        if hit and token.shape == LOWER and token.key in DIRECT and line[i + 1].capital and (own := _headed(line, i + 1, starts, shouted)):
            hit = dataclasses.replace(own, first=i, whole=own.whole or written(line[i + 1 : own.last]))     # "la empresa Minera Río Claro": its name begins after the noun
        if hit:
            found.append(hit)
            covered = max(covered, hit.last)
            inner = head_at(line, i)
            i = inner[0] if inner and hit.rule == "institution.head" else i + 1
            continue
        i += 1
    found = one_owner(line, found)
    found += by_kind(line, taken | {k for b in found for k in range(b.first, b.last)}, starts, {b.first for b in found})
    found += suffixed(line, taken, found)
    found += beside(line, found, starts)
    return found + bracketed(line, people, found) + benches(line)


def _legislature(line: list[Token], i: int) -> BodyHit | None:
    """Read "LXV Legislatura" with the place it belongs to."""
    if line[i].shape != UPPER or not set(line[i].key) <= set("ivxlcdm") or i + 1 >= len(line) or line[i + 1].key not in ("legislatura", "ayuntamiento"):
        return None
    last = i + 2
    while last < len(line) and (line[last].capital or (line[last].key in ("de", "del", "la") and last + 1 < len(line) and (line[last + 1].capital or line[last + 1].key in ("la", "estado")))):
        last += 1
    return BodyHit(i, last, "institution.head", "legislature" if line[i + 1].key == "legislatura" else "municipal-government", "legislative" if line[i + 1].key == "legislatura" else "government")


def _headed(line: list[Token], i: int, starts: set[int], shouted: bool) -> BodyHit | None:
    """Read an institution whose head noun stands at ``i``."""
    head = head_at(line, i)
    if head is None:
        return None
    end, row = head
    if i and line[i - 1].key in ("mesa", "panel") and row["head"] == "red":
        return None
    if row["head"].startswith("secretaria") and line[i].text == "Secretaria" and [t.key for t in line[max(0, i - 2) : i]] != ["de", "la"]:
        return None  # the person, not the office: the accent tells
    sort = sort_at(line, i, end) if line[i].key in (DIRECT | TWO | SORTED if line[i].shape == LOWER else DIRECT) else 0
    last = _extent(line, end + sort, starts, row, shouted)
    if last == end and of_a_place(line, i, end):
        return BodyHit(i, end + 1, "institution.head", row["kind"], row["sector"])
    if (last == end and row["alone"] != "yes") or last - i > MOST or _generic(line, i, last, row):
        return None
    if line[i].shape == LOWER and line[i].key in DIRECT and last + 1 < len(line) and line[last].key in ("en", "con") and line[last + 1].capital:
        last += 2   # "la organización Causa en Común"
    if row["head"] in ("bancada", "interbloque", "fraccion") and line[end].key in ("de", "del") and (is_acronym(line[last - 1]) if last - i == 3 else head_at(line, end + 1)):
        return None     # "la bancada del PAN", "la bancada del Movimiento Agrario": the party
    suffix = suffix_at(line, last)
    kind, sector = row["kind"], row["sector"]
    if suffix:
        last, kind, sector = suffix, *(("business-association", "business") if firm_at(line, suffix) else ("civil-society-organisation", "civil-society"))
    if kind in ("faculty", "administrative-unit") and last + 1 < len(line) and line[last].text == "-" and is_acronym(line[last + 1]) and not own_letters(line, i, last):
        last += 2
    acronym = acronym_after(line, last, i)
    hit = BodyHit(i, last, "institution.head", kind, sector, acronym, kind in ("administrative-unit",))
    return None if stands_for_another(line, hit) else hit


@functools.cache
def _notions() -> dict[str, list[dict[str, str]]]:
    """Return the phrases that name a notion, by their first word."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows("generic_bodies"):
        found.setdefault(row["phrase"].split()[0], []).append(row)
    return found


def _generic(line: list[Token], first: int, last: int, row: dict[str, str]) -> bool:
    """Tell whether the words name a notion ("Gobierno Abierto", "Sociedad Civil") or an event, not a body."""
    phrase = " ".join(t.key for t in line[first:last])
    if phrase == row["head"] and row["alone"] == "yes":
        return row["kind"] == "legislature" and first > 0 and line[first - 1].key in ("un", "una", "cada", "cualquier", "otro", "otra", "ningun", "ninguna")
    if any(phrase == row["phrase"] or (phrase.startswith(row["phrase"] + " ") and not _its_own(line, first, last, row["why"])) for row in _notions().get(line[first].key, ())):
        return True     # an "órgano" is one body's own when the name goes on: "Consejo General del IEEM"
    if (last - first == 2 and row["head"] not in _WHOLE and line[last - 1].key in ("nacional", "estatal", "general", "regional", "local", "autonoma", "autonomo", "tecnica", "interno", "interna")) or (
        last - first == 2 and line[last - 1].key == "municipal" and row["head"] not in ("gobierno", "tesoreria", "contraloria")
    ):
        return True
    if row["head"] == "centro" and last - first == 3 and (line[last - 1].key,) in gazetteer():
        return True
    if row["head"] == "gobierno":
        return last - first < 3 and line[first + 1].key not in ("federal", "estatal", "local", "nacional", "vasco", "regional")
    if row["head"].startswith("congreso"):
        keys = [t.key for t in line[first:last]]
        return not any(k in ("estado", "union", "republica", "local", "nacion", "diputados", "legislatura") or k in words("states") for k in keys) and (
            " ".join(keys).removeprefix("congreso de ").removeprefix("la ") not in words("states") | _CAPITAL)
    return False


def _its_own(line: list[Token], first: int, last: int, why: str) -> bool:
    """Tell whether words that begin as a notion ("órgano", "unidad", "forma") go on as a body's own name: "Junta Directiva Nacional", "Departamento de Salud"."""
    field = line[first + 2].key if first + 2 < last else ""
    if why == "formato":    # "Laboratorio de Suelos de la Universidad X"
        return any(line[k].capital and line[k - 1].key in ("de", "del", "la") and head_at(line, k) for k in range(first + 3, last))
    return (line[last - 1].capital or line[last - 1].text == '"') and (why in ("órgano", "forma") or (why == "unidad" and field in words("areas") - _NO_OFFICE))


def _titled(line: list[Token], i: int, end: int) -> bool:
    """Tell whether an office, written with a capital as a title is, begins here."""
    return line[i].capital and is_office(line[i].key) and line[i].key not in _PROUD and line[i - 1].shape != LOWER and (i > end or line[i].key.endswith("s"))


def _extent(line: list[Token], end: int, starts: set[int], row: dict[str, str], shouted: bool) -> int:
    """Return where the name that goes on after its head noun ends."""
    last = i = end
    shouted = shouted or (line[end - 1].shape == UPPER and len(line[end - 1].key) > 5)
    while i < len(line) and i - end <= MOST:
        token = line[i]
        if _titled(line, i, end) or (i > end and (i in starts or _sir(line, i, starts))) or suffix_at(line, i):
            break
        if _begins_what_it_did(line, i, end) or (i > end and token.key == "de" and _in_many_places(line, i)):
            break
        if token.key == "n" and i == last and (digits := _number(line, i)):
            i = last = digits
        elif token.capital and not (i == last and i in starts):
            if is_acronym(token) and not shouted and token.shape == UPPER and i > end and line[i - 1].key not in ("de", "del", "la", "-"):
                break
            if head_at(line, i) and line[i - 1].key in ("y", "e") and not _one_list(line, i):
                break
            i = last = i + 1
        elif token.shape == NUMBER and i == last and row["head"] in _NUMBERED and (i == end or not (i + 1 < len(line) and line[i + 1].text in ("-", "/"))):
            i = last = i + 1
        elif token.text == '"' and i == last and i + 1 < len(line) and line[i + 1].capital:
            close = next((k for k in range(i + 1, min(i + 12, len(line))) if line[k].text == '"'), 0)
            if not close:
                break
            i = last = close + 1
        elif (token.key in _LINKS or (token.key == "en" and line[i - 1].key.startswith("especializad"))) and token.shape in (LOWER, "A", "C") and not (
            i == end and token.key in ("y", "e") and not _pair(line, i, row["head"])
        ):
            jump = i
            while jump < len(line) and (line[jump].key in _LINKS or jump == i or (line[jump].key in _QUARTERS and line[jump].shape == LOWER)):
                jump += 1
            if _leads_away(line, i, jump, end, starts):
                break
            i = jump
        elif token.text == "," and _goes_on(line, i, row["head"], starts):
            i += 1
        else:
            break
    return last


def _pair(line: list[Token], i: int, head: str) -> bool:
    """Tell whether "y" right after a head noun of several words goes on with it: "Caja de Jubilaciones y Pensiones", "Centro Social y Deportivo"."""
    return i + 1 < len(line) and line[i + 1].capital and (" de " in head or line[i + 1].key in _PASTIMES)


def _goes_on(line: list[Token], comma: int, head: str, starts: set[int]) -> bool:
    """Tell whether a title goes on after a comma: "Comisión de Planificación, Vialidad y Obras", "Club Social, Deportivo y Cultural Los Halcones"."""
    if head.startswith(("club", "centro")) and comma + 2 < len(line) and line[comma + 1].key in _PASTIMES and line[comma + 2].key in ("y", "e"):
        return True
    return (head.split()[0] in _LISTING or (head in _GUILDS and _guild(line, comma))) and _listing(line, comma, starts)


def _guild(line: list[Token], comma: int) -> bool:
    """Tell whether single words go on with what a guild is of: "Cámara de Comercio, Industria y Turismo"."""
    k = comma
    while k + 1 < len(line) and line[k].text == "," and line[k - 1].capital and line[k + 1].capital:
        k += 2
    return k + 1 < len(line) and k > comma and line[k].key in ("y", "e") and line[k + 1].capital and all(t.key in _FIELDS or t.key in words("areas") for t in line[comma + 1 : k + 2 : 2])


def _leads_away(line: list[Token], i: int, jump: int, end: int, starts: set[int]) -> bool:
    """Tell whether the links at ``i`` lead to no word of the name, but to nothing, a person or another body (``jump``: where they lead; ``end``: of the head noun)."""
    if jump - i > 5 or jump >= len(line) or not line[jump].capital or (jump in starts and line[jump - 1].key in ("y", "e", "a", "al", "por", "el", "los", "las")):
        return True
    if line[i].key in ("sobre", "contra", "por") and line[jump].key in TITLES:
        return True     # "el Congreso de la Unión sobre la Ley de Aguas"
    if (line[i].key == "por" or line[i + 1].key in ("a", "al")) and jump > i + 1 and head_at(line, jump):
        return True     # "está en el Consejo Regional por el Partido Verde", "gracias a la Fundación Azul y a Caja Rural"
    if line[i].key in ("y", "e") and _another(line, i, jump, starts):
        return True
    return line[jump].key in words("roles", "role") or line[jump].key in words("honorifics") or (line[i].key in ("a", "al") and i == end)


def _begins_what_it_did(line: list[Token], i: int, end: int) -> bool:
    """Tell whether a title goes on at ``i`` with what the body did, or who of it came: "COMITÉ CELEBRADO EL …", "CONCEJO MUNICIPAL PRESENTES". ``end``: of its head noun."""
    key = line[i].key
    return (line[i].capital and key in SEATED_AS) or (i == end and key.startswith(_HELD)) or (key == "el" and line[i].shape == UPPER and i + 1 < len(line) and line[i + 1].key in _PAPERS)


def _in_many_places(line: list[Token], i: int) -> bool:
    """Tell whether "de los Estados de Durango, Ana Ruiz; Zacatecas, Luis Paz" begins at ``i``: bodies of one sort were named."""
    return i + 3 < len(line) and line[i + 1].key == "los" and line[i + 2].key in ("estados", "municipios") and line[i + 3].text in ("de", ":")


def _another(line: list[Token], i: int, jump: int, starts: set[int]) -> bool:
    """Tell whether what follows "y" at ``i`` (a capital at ``jump``) is another body or person, not more of a title: "Procuraduría Ambiental y del Ordenamiento Territorial"."""
    before = line[jump - 1].key
    if before == "del":
        return bool(head_at(line, jump)) or line[i - 1].key not in words("areas") or jump + 1 >= len(line) or not line[jump + 1].capital
    return before in ("el", "la", "los", "las") or (before == "de" and (bool(head_at(line, jump)) or jump in starts))


def _sir(line: list[Token], i: int, starts: set[int]) -> bool:
    """Tell whether an honorific before a person stands at ``i``: "PARTIDO POPULAR D. LUIS PAZ"."""
    return line[i].capital and line[i].key in _SIRS and bool({i + 1, i + 2, i + 3} & starts)


def _number(line: list[Token], i: int) -> int:
    """Return the end of "N° 12" or "N.º 4" at token ``i``; 0 without one."""
    k = i + 2 if i + 1 < len(line) and line[i + 1].text in ("°", "º", ".") else i + 1
    return k + 1 if k < len(line) and line[k].shape == NUMBER else 0


def _one_list(line: list[Token], i: int) -> bool:
    """Tell whether a head-like word after "y" is only the end of a title ("Archivos y Documentos"): nothing follows it."""
    return i + 1 >= len(line) or not (line[i + 1].capital or line[i + 1].key in ("de", "del"))


def _listing(line: list[Token], comma: int, starts: set[int]) -> bool:
    """Tell whether the comma belongs to a title such as "Transparencia, Acceso a la Información y Protección de Datos"."""
    i, capitals = comma + 1, 0
    while i < len(line) and i < comma + 16:
        token = line[i]
        if i in starts or token.key in words("roles", "role") or token.shape == NUMBER:
            return False
        if token.capital:
            capitals += 1
        elif token.key in ("y", "e"):
            return capitals > 0 and i + 1 < len(line) and line[i + 1].capital and not head_at(line, i + 1) and i + 1 not in starts
        elif token.text == ",":
            if not capitals:
                return False
        elif token.key not in _LINKS:
            return False
        if i == comma + 1 and (not token.capital or head_at(line, i)):
            return False
        i += 1
    return False


__all__ = ["DIRECT", "find_bodies", "head_at"]
