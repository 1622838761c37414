"""Who sits in the body that meets, by the labels of its minutes: "PRESIDE:", "MIEMBROS:", "VOCALES POR EL PARTIDO X", "Asistentes:" of its own meeting. Rule ``membership.roll``.

The body is that of :mod:`kg.reading.ties.meeting`; where two may be meant, nobody is seated.
Those under "Invitados", "Concurren", "Público" or "Representantes" are not its members.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from kg.reading.layout.openers import verb_after
from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import PROSE, Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.sittings import party_at
from kg.reading.vocab import words
from kg.reading.words.tokens import LOWER, NUMBER, UPPER, Token

_FIRST = 12     # lines of a report that may be its title
_BACK = 10  # tokens before a body in which its verb stands
_OPENING = 30   # tokens of a title's line
_SEATS = frozenset(
    ("preside", "presiden", "presidente", "presidenta", "vicepresidente", "vicepresidenta", "miembros", "miembro", "integrantes", "vocales", "vocal", "asistente", "secretario", "secretaria",
     "prosecretario", "prosecretaria", "vicesecretario", "vicesecretaria", "tesorero", "tesorera", "presidencia", "protesorero", "protesorera", "consejeros", "consejeras", "consejales", "concejales",
     "concejalas", "regidores", "regidoras", "ediles", "edilas", "sindico", "sindica", "delegados", "delegadas", "patronos", "titulares", "suplentes", "directiva")
)
_ONE = frozenset(("consejero", "consejera", "concejal", "concejala", "regidor", "regidora", "edil", "edila", "delegado", "delegada", "alcalde", "alcaldesa", "interventor", "interventora"))
_SEATED = ("seat", "came")
_MEMBERS = frozenset(("miembros", "integrantes"))
_LISTS = frozenset(("lista", "listado", "relacion", "registro", "nomina", "cuadro"))
_SIGN = ("firma", "suscrib")
_DETAILED = ("detalla", "continuacion", "siguiente", "relaciona", "indica", "menciona", "enlista", "asistencia")
_GUESTS = frozenset(("invitado", "invitada", "oyente", "observador", "observadora"))
_ASIDES = ("excus", "disculp", "justific", "incorpor", "retir", "ausent", "lleg", "conect")      # "Ana Ruiz, que se excusa, y Luis Paz"
_ARTICLES = frozenset(("el", "la", "los", "las"))
_CLAUSES = frozenset(("que", "quien", "quienes", "con", "se", "fue", "es", "no"))
_ASIDE = 9      # tokens of what is said of somebody before the name
_CAME = frozenset(("asistentes", "asistencia", "presentes", "ausente", "ausentes", "asistio", "asistieron", "asisten", "inasistentes", "inasistencias", "excusan", "excusados", "ausencias",
     "falta", "faltan", "estabamos", "estuvimos", "asistimos", "asiste", "falto", "faltaron", "acuden", "acudieron", "comparecen", "excusa", "excusas", "justifica", "justifican"))
_PRESENT = frozenset(("presentes", "asistencia", "asistieron", "asisten"))   # "encontrándose presentes: …", in the middle of a sentence
_NEAR = 6       # tokens between such a word and its colon
_VERBS = frozenset(("preside", "falta", "faltan", "falto", "faltaron", "asisten", "presidencia", "ausente", "ausentes"))    # labels in the middle of a sentence
_OTHERS = frozenset(
    ("concurren", "concurre", "invitado", "invitada", "invitados", "invitadas", "publico", "vecinos", "visitas", "visitantes", "expositores", "oyentes", "representantes", "funcionarios",
     "autoridades", "asesores", "participan", "participantes", "testigos", "orden")
)
_GROUPS = frozenset(("asociaciones", "entidades", "colectivos", "organizaciones", "agrupaciones", "vecinos"))
_BLOCS = frozenset(("bloque", "interbloque", "bancada", "fraccion", "partido", "grupo"))
_WORDS = frozenset(
    ("el", "la", "los", "las", "y", "e", "ni", "de", "del", "sr", "sra", "srs", "sres", "sras", "señor", "senor", "señora", "senora", "señores", "senores", "señoras", "senoras", "don", "dona",
     "doña", "d", "da", "dª", "ª", "a", "por", "tambien", "no", "en", "su", "calidad", "asistentes", "presentes", "tecnico", "tecnica", "asistente", "representante", "representantes",
     "sesion", "reunion", "titulares", "suplentes", "grupo", "municipal", "partido", "con", "aviso", "sin", "licencia", "siguientes", "como")
)
_LABELS = _WORDS | _SEATS | _CAME | {"ausente", "excusado", "excusada", "uso", "inasistente", "justificado", "justificada"}


def rolls(lines: list[Line]) -> Iterator[tuple[NameHit, Line, BodyHit | None]]:
    """Yield (person, line, party) of those whom the labels of minutes seat; lists below a label that stands alone, too."""
    open_label = outer = ""     # outer: of the list that smaller labels stand in
    sat = False     # whether somebody was seated before
    named = False       # whether the members have a label of their own: "Miembros: …", "Asisten: …"
    for line in lines:
        if _lists_below(line):
            open_label = outer = "came"
            continue
        bench = _bench(line) if open_label in _SEATED else None
        if bench:
            yield from ((person, line, bench) for person in line.people)
            continue
        labels = list(_told(line, named, sat, outer))
        sat = sat or any(label in _SEATED for _, label in labels)
        named = named or any(label == "seat" and any(t.key in _MEMBERS for t in line.tokens[:start]) for start, label in labels)
        if labels and not line.people:
            counted = any(t.shape == NUMBER for t in line.tokens[labels[-1][0] :])     # "Asistencia: 45 personas"
            open_label = outer = labels[-1][1] if (len(line.tokens) < _FIRST or _signed(line)) and not counted else ""
            continue
        if not labels:
            if (outer and line.head) or (outer and not line.people and line.tokens[0].key == "por" and line.tokens[-1].text == ":"):
                open_label = outer      # the head of a table; "Por los sindicatos:"
            elif not line.people and _signed(line):
                open_label = outer = "came"
            elif not line.people and line.tokens[0].key in _LISTS and len(line.tokens) < _NEAR and any(t.key in _CAME for t in line.tokens):
                open_label = outer = "came"     # "Lista de asistentes"
            elif open_label in _SEATED and not line.people and line.tokens[0].key in _BLOCS and len(line.tokens) < _NEAR:
                continue        # "Bloque Villa Unida", above its own
            elif open_label in _SEATED and _names_only(line):
                yield from ((person, line, None) for person in line.people)     # signatures side by side
            elif not _entry(line):
                open_label = outer = ""
            elif open_label in _SEATED and not (line.cells and any(t.key in _GUESTS for t in line.tokens)):
                yield line.people[0], line, None
            continue
        open_label = labels[-1][1] if labels[-1][0] == len(line.tokens) - 1 else outer     # "con la asistencia de los regidores:" and a list below
        for (start, label), stop in zip(labels, [*(s for s, _ in labels[1:]), len(line.tokens)], strict=True):
            if label in _SEATED:
                yield from _seated(line, start, stop)


def _bench(line: Line) -> BodyHit | None:
    """Return the party whose members a line names inside a list: "Por Comarca Unida (CU): Dª Ana Ruiz, D. Luis Paz"; the names may stand below."""
    tokens = line.tokens
    colon = next((k for k, t in enumerate(tokens[:_FIRST]) if t.text == ":"), 0) if tokens[0].key == "por" else 0
    first = next((k for k in range(1, colon) if tokens[k].key not in _ARTICLES), colon)
    last = next((k for k in range(first, colon) if tokens[k].text == "("), colon)
    if first >= last or not tokens[first].capital:
        return None
    inside = {k for p in line.people for k in range(p.first, p.last)}
    if not all(k in inside or not t.text.isalpha() or t.key in _WORDS or t.key in words("honorifics") for k, t in enumerate(tokens[colon:], colon)):
        return None
    return next((b for b in line.bodies if b.first == first), None) or BodyHit(first, last, "institution.listed", "civil-society-organisation", "civil-society")


def _told(line: Line, named: bool, sat: bool, outer: str) -> Iterator[tuple[int, str]]:
    """Yield the labels of a line by what stands before them: "Asisten:" after "Miembros:", or "Asisten además:", names guests; "Representantes de las familias:" in a list its members."""
    for start, label in _labels(line):
        guests = label == "came" and ((named and _come(line, start)) or (sat and _besides(line, start)))
        yield start, "other" if guests else "seat" if label == "other" and outer in _SEATED and _sector(line, start) else label


def _lists_below(line: Line) -> bool:
    """Tell whether a paragraph ends by announcing the members of the body that meets: "se reunieron los miembros del Consejo que a continuación se detallan:"."""
    keys = [t.key for t in line.tokens[-_OPENING * 2 :]] if line.tokens[-1].text == ":" and len(line.tokens) > _NEAR else []
    told = any(k.startswith(_DETAILED) for k in keys[-_NEAR:]) or any(k.startswith("detall") for k in keys)
    return told and not (_MEMBERS | _CAME | _SEATS).isdisjoint(keys) and any(k.startswith(("reun", "sesion", "asist")) for k in keys)


def _signed(line: Line) -> bool:
    """Tell whether a line announces those who sign the minutes: "… firmando los asistentes en señal de conformidad:"."""
    keys = [t.key for t in line.tokens[-_FIRST:]]
    return keys[-1] == ":" and any(k.startswith(_SIGN) for k in keys) and _OTHERS.isdisjoint(keys)


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
    return told and _GROUPS.isdisjoint(keys)


def _names_only(line: Line) -> bool:
    """Tell whether a line holds two names or more, and nothing else but honorifics and signs."""
    inside = {k for p in line.people for k in range(p.first, p.last)} if len(line.people) > 1 and not line.cells else set()
    return bool(inside) and all(k in inside or not t.text.isalpha() or t.key in words("honorifics") for k, t in enumerate(line.tokens))


def _entry(line: Line) -> bool:
    """Tell whether a line may be an entry of a list: somebody, and no sentence."""
    if line.cells:
        return bool(line.people)
    if len(line.people) != 1 or len(line.tokens) >= _OPENING:
        return False
    person, said = line.people[0], verb_after(line.tokens, line.people[0].last, len(line.tokens))
    if line.kind == PROSE and said:
        return False
    if (line.lead is not None and line.kind in ("name", "roster")) or line.block.kind == "item" or person.first <= 3:
        return True
    titled = next((k for k in range(person.first - 1, -1, -1) if line.tokens[k].text == ":"), -1)    # "Por los sindicatos: Ana Ruiz", "CONTRALORA SOCIAL: C. Ana Ruiz"
    between = line.tokens[titled + 1 : person.first]
    return 0 < titled < _BACK and not said and all(t.key in words("honorifics") or t.key in _WORDS or t.text == "." for t in between)


def staff(line: Line) -> Iterator[NameHit]:
    """Yield those under "FUNCIONARIOS:", who serve the government of the town, not its council."""
    labels = [*_labels(line), (len(line.tokens), "")] if line.people and any(t.key == "funcionarios" for t in line.tokens) else []
    for (start, label), (stop, _) in itertools.pairwise(labels):
        if label == "staff":
            yield from (hit for hit, _, _ in _seated(line, start, stop))


def delegates(line: Line) -> Iterator[tuple[NameHit, BodyHit]]:
    """Yield (person, body) of "REPRESENTANTES DE ASOCIACIONES: D. Luis Paz (Club de Mayores), Dª. Ana Ruiz (AVV Sol)": what each bracket holds is a body."""
    tokens = line.tokens
    start = next((k for k in range(len(tokens) - 3) if tokens[k].key.startswith("representante") and tokens[k].capital and tokens[k + 2].key in _GROUPS and tokens[k + 3].text == ":"), -1)
    for person in line.people if start >= 0 else ():
        close = next((k for k in range(person.last, min(len(tokens), person.last + 12)) if tokens[k].text == ")"), 0)
        if person.first > start and close > person.last + 1 and tokens[person.last].text == "(" and tokens[person.last + 1].capital:
            own = next((b for b in line.bodies if (b.first, b.last) == (person.last + 1, close)), None)
            yield person, own or BodyHit(person.last + 1, close, "institution.listed", "civil-society-organisation", "civil-society")


def _labels(line: Line) -> Iterator[tuple[int, str]]:
    """Yield (token, what those after it are: seat | came | staff | other) of the labels of a line."""
    tokens, starts = line.tokens, {p.first for p in line.people}
    inside = {k for p in line.people for k in range(p.first, p.last)} | {k for b in line.bodies for k in range(b.first, b.last)}
    past = 0
    for k, token in enumerate(tokens):
        if k < past or k in inside:
            continue
        bloc = token.key == "por" and bool(_BLOCS & {t.key for t in tokens[k + 1 : k + 3]})
        kind = "seat" if bloc else _kind(token.key)
        said = token.capital or token.key in ("falta", "faltan") or (token.key in _PRESENT and any(t.text == ":" for t in tokens[k + 1 : k + _NEAR]))
        if not kind or not (said or (k and tokens[k - 1].key in ("no", "sr", "sra", "señor", "senor"))):
            continue
        colon = next((c for c in range(k + 1, min(len(tokens), k + _BACK)) if (tokens[c].text == ":" or _leader(tokens, c)) and starts.isdisjoint(range(k, c))), 0)
        if kind == "one":       # "CONSEJERO QUE JUSTIFICA: …", but no turn: "EDIL RUIZ: …"
            kind, colon = "seat", colon if all(t.key in _LABELS or (t.shape == LOWER and not t.capital) or role_at(tokens, j) for j, t in enumerate(tokens[k + 1 : colon], k + 1)) else -1
        if colon > 0 or (not colon and ((token.shape == UPPER and len(token.key) > 4) or token.key in _VERBS or (k and tokens[k - 1].key == "no" and token.key in _CAME))):
            yield max(k, colon), "other" if kind != "staff" and any(t.key in _OTHERS for t in tokens[k:colon]) else kind
            past = max(colon + 1, k + 3)    # "VOCALES ASISTENTES", "Secretaria Técnica"


def _leader(tokens: list[Token], k: int) -> bool:
    """Tell whether dots begin at token ``k`` that join an office to a name: "Presidenta ........ Ana Ruiz"."""
    return tokens[k].text == "…" or (k + 2 < len(tokens) and all(t.text in (".", "_") for t in tokens[k : k + 3]))


def _kind(key: str) -> str:
    """Return what those after a word are, if it is the word of a label; "" if it is not."""
    first = key.partition("-")[0]       # "Secretaria-Interventora"
    if key in _OTHERS:
        return "staff" if key == "funcionarios" else "other"
    return "came" if key in _CAME else "seat" if first in _SEATS else "one" if first in _ONE else ""


def _aside(line: Line, k: int, stop: int) -> int:
    """Return where what is said of the next person at token ``k`` ends ("la directora del centro, Ana Ruiz", "por el profesorado, Ana Ruiz"); 0 when nobody follows."""
    tokens, starts = line.tokens, {p.first for p in line.people}
    sector = tokens[k - 1].key in _ARTICLES and tokens[k - 2].key == "por"
    if not (sector or role_at(tokens, k)):
        return 0
    end = next((j for j in range(k, min(stop, k + _ASIDE)) if j in starts or tokens[j].text in (",", ":")), 0)
    if not end or any(t.key in _CLAUSES or t.text in (".", ";", '"') for t in tokens[k:end]):
        return 0
    follows = next((j for j in range(end, min(stop, end + 4)) if j in starts), 0)
    return end if follows else 0


def _excused(line: Line, k: int, stop: int) -> int:
    """Return the comma that ends ", que se excusa," of somebody in a list; 0 without one."""
    end = next((j for j in range(k, min(stop, k + _ASIDE)) if line.tokens[j].text in (",", ".", ";")), 0)
    return end if any(t.key.startswith(_ASIDES) for t in line.tokens[k:end]) else 0


def _seated(line: Line, start: int, stop: int) -> Iterator[tuple[NameHit, Line, BodyHit | None]]:
    """Yield the people of a label, and the party whom it is of: "VOCALES POR EL PARTIDO X  D. A  Dª. B"; up to the first words of a sentence."""
    tokens = line.tokens
    party = None
    k = start + 1
    while k < stop:
        person = next((p for p in line.people if p.first == k), None)
        body = next((b for b in line.bodies if b.first == k), None)
        if not (person or body) and "por" in (tokens[k - 1].key, tokens[k - 2].key):
            body = party_at(line, k, {p.first: p for p in line.people})
        if person:
            yield person, line, party
            k = person.last
        elif body:
            party = body if any(t.key == "por" for t in tokens[max(start, k - 3) : k]) else party
            k = body.last
        elif tokens[k].text == "(":
            k = next((c + 1 for c in range(k, stop) if tokens[c].text == ")"), stop)
        elif tokens[k].text == '"':
            return      # somebody's words
        elif tokens[k].key in ("que", "quien") and tokens[k - 1].text == "," and (close := _excused(line, k, stop)):
            k = close
        elif tokens[k].text == ";" or tokens[k].key == "como" or (tokens[k].key == "por" and k > start + 1):
            party, k = None, k + 1     # each party has its own: "por el Partido X, A, B; por Y, C"
        elif tokens[k].shape == LOWER and tokens[k].key not in _WORDS and tokens[k].key not in words("honorifics") and tokens[k].key not in _SEATS:
            k = _aside(line, k, stop)
            if not k:
                return
        else:
            k += 1
