"""Who sits in a body by the list they stand in: those who vote or join in a council, who came to its session, who head bodies of one sort in many places. Rule ``membership.bench``.

"Los concejales del PJ Ana Ruiz y Luis Paz; además de Eva Sol, de la UCR, …"; "A esta sesión asistieron el presidente Luis Paz, Ana Ruiz, …";
"los presidentes de los Comités de Agua de los Estados de: Puebla, Ana Ruiz; Colima, Luis Paz; …".
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.benches import bench_of
from kg.reading.mentions.gazetteer import gazetteer
from kg.reading.mentions.hats import SEATED_AS, SIRS, Hat, role_at
from kg.reading.mentions.line import Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.seats import sentences_of
from kg.reading.ties.sides import OUTSIDE
from kg.reading.ties.walk import as_party, closing, of_body
from kg.reading.ties.whose import COUNCIL
from kg.reading.vocab import words
from kg.reading.words.tokens import LOWER, UPPER, Token

SEATED = (*COUNCIL, "diputad", "legislador", "senador", "asambleista", "congresista", "parlamentari")   # of a council or legislature, whatever the party
_BENCHES = frozenset(
    ("concejales", "concejalas", "regidores", "regidoras", "ediles", "edilas", "diputados", "diputadas", "senadores", "senadoras", "legisladores", "legisladoras", "asambleistas", "congresistas",
     "parlamentarios", "parlamentarias")
)
# What may stand between those of one list besides names, bodies and brackets.
_GOES_ON = frozenset(
    ("y", "e", "de", "del", "la", "el", "los", "las", "ademas", "junto", "con", "se", "sumaron", "sumo", "asi", "como", "tambien", "por", "partido", "bloque", "bancada", "fueron", "son",
     "oficialistas", "opositores", "municipales", "estos", "estas", "ambos", "ambas", "todos", "todas", "dos", "tres", "presentes", "señores", "senores", "señoras", "senoras")
)
_SESSION = frozenset(("sesion", "reunion", "asamblea", "pleno"))
_OUTSIDE = ("invitad", "vecin", "publico", "ciudadan", "funcionari", "autoridad", "represent", "expositor", "prensa", "asesor", "alcald", "intendent", "gobernador", "director", "rector")
_MAYORS = ("alcald", "intendent")
_SEVERAL = 3
_CONCUR = frozenset(("concurren", "concurrieron", "acuden", "acudieron"))
_SITTERS = frozenset(("consejeros", "consejeras", "concejales", "concejalas", "regidores", "regidoras", "ediles", "edilas", "miembros", "integrantes"))
_EARLY = 2  # tokens before the verb of a sentence that tells who came
_OPENS = ("presid", "reun", "sesion")    # what minutes say before it: "preside la alcaldesa Ana Ruiz y asisten …", "se reúnen, con la presencia de …"
_BEFORE = 30     # tokens before a list in which it is said who they are
_MOST = 12  # tokens of the name of bodies of one sort
_SPREAD = frozenset(("y", "e", "de", "del", "la", "el", "los", "las", "estado", "estados", "municipio", "municipios"))


def benched(line: Line) -> Iterator[tuple[NameHit, str, BodyHit | None]]:
    """Yield (person, office, party) of those whom a list names after an office of a council or legislature in the plural ("los concejales"), or after what a party's members are called."""
    tokens = line.tokens
    k = _next(tokens, 0) if len(line.people) > 1 else -1
    while k >= 0:
        office = tokens[k].key if tokens[k].key in _BENCHES else ""
        end, found = _walk(line, k + 1 if office else k)
        if len(found) > 1:
            yield from ((person, office, party) for person, party in found)
        k = _next(tokens, max(end, k + 1))


def grouped(line: Line) -> Iterator[tuple[NameHit, BodyHit, bool]]:
    """Yield (person, body, whether a council's members are spoken of before) of "Ana Ruiz y Luis Paz, de la Lista Sol; Eva Soto, de la UCR, y Raúl Vega, de Juntos": three groups at least."""
    tokens, starts = line.tokens, {p.first: p for p in line.people}
    k, past = 0, -1
    for person in line.people if len(starts) > _SEVERAL else ():
        if person.first < past:
            continue
        groups: list[tuple[list[NameHit], BodyHit]] = []
        names: list[NameHit] = []
        k = person.first
        while k < len(tokens):
            if k in starts:
                names.append(starts[k])
                k = starts[k].last
            elif names and tokens[k - 1].key in ("de", "del", "la", "el") and (body := party_at(line, k, starts)):
                groups.append((names, body))
                names, k = [], body.last
            elif tokens[k].text in (",", ";") or tokens[k].key in ("y", "e", "de", "del", "la", "el") or (names and not groups and tokens[k].key in SIRS):
                k += 1
            else:
                break
        past = k
        if len(groups) >= _SEVERAL:
            seated = any(t.key in _BENCHES for t in tokens[max(0, person.first - _BEFORE) : person.first])
            yield from ((p, body, seated) for people, body in groups for p in people)


def _next(tokens: list[Token], start: int) -> int:
    """Return the next token from ``start`` on that begins such a list; -1 without one."""
    return next((k for k in range(start, len(tokens)) if tokens[k].key in _BENCHES or (k and tokens[k - 1].key in ("los", "las") and tokens[k].shape == LOWER and bench_of(tokens[k].key))), -1)


def _walk(line: Line, k: int) -> tuple[int, list[tuple[NameHit, BodyHit | None]]]:
    """Return where a list of members ends, and its people with their parties: the one before the names, or the one after them, up to ";" or "además"."""
    tokens, starts = line.tokens, {p.first: p for p in line.people}
    found: list[tuple[NameHit, BodyHit | None]] = []
    group, lead = 0, None
    while k < len(tokens):
        body = party_at(line, k, starts)
        if k in starts:
            found.append((starts[k], lead))
            k = starts[k].last
        elif body:
            if len(found) > group and lead is None:
                found[group:] = [(p, body) for p, _ in found[group:]]
                group = len(found)
            else:
                group, lead = len(found), body
            k = body.last
        elif tokens[k].text == "(":
            group = len(found) if any(b.first == k + 1 for b in line.bodies) else group     # "Ana Ruiz (UCR), …": the party after the list is not hers
            k = closing(tokens, k, len(tokens))
        elif tokens[k].text in (",", ";", ":") or tokens[k].key in _GOES_ON | _BENCHES or tokens[k].key in words("honorifics") or (tokens[k].text == "." and tokens[k - 1].key in words("honorifics")):
            if tokens[k].text == ";" or tokens[k].key == "ademas":
                group, lead = len(found), None
            k += 1
        else:
            break
    return k, found


def party_at(line: Line, k: int, starts: dict[int, NameHit]) -> BodyHit | None:
    """Return the party that stands at token ``k``, after "de" or right after the office: one already known, or the words with capitals up to a sign or a name."""
    tokens = line.tokens
    before = tokens[k - 1].key if tokens[k - 1].key not in ("la", "el", "los", "las") else tokens[k - 2].key
    body = next((b for b in line.bodies if b.first == k), None)
    if not (before in ("de", "del", "por", "ademas") or before in _BENCHES or (body and bench_of(tokens[k].key))):
        return None
    outside = tokens[k].key in OUTSIDE and not (k + 1 < len(tokens) and tokens[k + 1].capital)      # "POR LA ADMINISTRACIÓN:"
    if body or k in starts or not tokens[k].capital or tokens[k].key in SEATED_AS or role_at(tokens, k) or tokens[k].key in words("honorifics") or _place(tokens, k) or outside:
        return body
    last = stop = k
    while stop < len(tokens) and stop not in starts and stop < k + _MOST and (tokens[stop].capital or tokens[stop].key in ("de", "del", "la", "el", "por", "al", "y", "en")):
        stop += 1
        last = stop if tokens[stop - 1].capital else last
    closed = last < len(tokens) and (tokens[last].text in (",", ";", "(", ".", ":") or last in starts)
    if any(k < b.first < last for b in line.bodies):
        return None     # "Nueva Alianza por Zapotal": read beside the name
    named = last - k > 1 or tokens[k].shape == UPPER or tokens[k].key in words("parties")
    return as_party(k, last, "institution.role") if closed and named else None


def allied(line: Line) -> Iterator[tuple[NameHit, Hat]]:
    """Yield (person, hat) of each party of "Luis Paz, de los partidos Pacto Social y Compromiso por Puebla"."""
    tokens = line.tokens
    for body in line.bodies:
        person = next((p for p in line.people if p.last < body.first <= p.last + 4), None) if tokens[body.first].key == "partidos" else None
        if person is None or not all(t.key in (",", "de", "por", "los") for t in tokens[person.last : body.first]):
            continue
        end = body.last
        for each in (b for b in line.bodies if b.first >= body.first):
            if each is not body and any(t.shape == LOWER and t.key not in ("y", "e") for t in tokens[end : each.first]):
                break
            if each is body or each.rule == "institution.kindword":
                yield person, of_body(each, each, "membership.body")
            end = max(end, each.last)


def _came_at(keys: list[str], k: int) -> bool:
    """Tell whether what tells who came to a session stands at word ``k``: "asisten", "con la presencia", "concurren los consejeros"."""
    key = keys[k]
    if key in _CONCUR:
        return not _SITTERS.isdisjoint(keys[k + 2 : k + 3])
    return key in ("asistieron", "asisten", "presentes") or (key in ("presencia", "asistencia") and keys[k - 1 : k] in (["la"], ["con"]))


def attended(line: Line, minutes: bool = False, council: bool = False) -> list[NameHit]:
    """Return those who came to the session of the body that meets: "A esta sesión asistieron el presidente Luis Paz, Ana Ruiz y los suplentes Eva Sol".

    In ``minutes`` it goes without "sesión"; mayors sit in a ``council`` that meets.
    """
    if len(line.people) < _SEVERAL or not (minutes or any(t.key in _SESSION for t in line.tokens)):
        return []
    for first, last in sentences_of(line):
        keys = [t.key for t in line.tokens[first:last]]
        came = next((k for k in range(len(keys)) if _came_at(keys, k)), -1)
        opened = [k for k in range(came) if keys[k].startswith(_OPENS)] if minutes else []
        goes_on = minutes and (0 <= came <= _EARLY or opened) and keys[came + 1 : came + 2] not in (["a"], ["al"])
        if came < 0 or not (goes_on or _SESSION & set(keys)):
            continue        # came to something else
        outside = tuple(w for w in _OUTSIDE if not council or w not in _MAYORS)
        stop = next((k for k in range(came, len(keys)) if keys[k].startswith(outside) or keys[k] == "por"), len(keys))
        chair = next((k for k in opened if keys[k].startswith(_OPENS[0])), came)
        found = [p for p in line.people if first + chair < p.first < first + stop]
        if len(found) >= _SEVERAL:
            return found
    return []


def spread(line: Line) -> Iterator[tuple[NameHit, Hat]]:
    """Yield (person, hat) of "los presidentes de los Comités de Agua de los Estados de: Puebla, Ana Ruiz; de Colima, Luis Paz y de Nayarit, Eva Sol": bodies of one sort, as one."""
    tokens = line.tokens
    if len(line.people) < _SEVERAL:
        return
    first = line.people[0].first
    for k in range(max(0, first - 40), line.people[-1].first):
        if k + 3 >= len(tokens) or not tokens[k].key.endswith("s"):
            continue
        role = role_at(tokens, k)
        if role is None or "plural" not in role[1] or tokens[role[0]].key != "de" or tokens[role[0] + 1].key not in ("los", "las"):
            continue
        body = _of_a_sort(line, role[0] + 2)
        people = _each_with_its_place(line, body.last) if body else []
        if body and people:
            yield from ((p, Hat(k, body.last, (k, role[0]), body, None, rule="membership.bench")) for p in people)
            return


def _of_a_sort(line: Line, start: int) -> BodyHit | None:
    """Return bodies of one sort named in the plural at token ``start``: "Consejos de Participación Ciudadana de los Sistemas Anticorrupción"."""
    tokens, k = line.tokens, start
    last = start
    taken = {p.first for p in line.people}
    while k < len(tokens) and k < start + _MOST and k not in taken:
        if tokens[k].key in ("estados", "municipios"):
            break
        if tokens[k].capital and tokens[k].text.isalpha():
            k = last = k + 1
        elif tokens[k].key in ("de", "del", "los", "las", "la", "y", "para"):
            k += 1
        else:
            break
    own = [t for t in tokens[start:last] if t.capital]
    return BodyHit(start, last, "institution.role", "collegiate-body", "government") if len(own) > 1 and own[0].key.endswith("s") else None


def _each_with_its_place(line: Line, start: int) -> list[NameHit]:
    """Return the people of a list in which nothing but places stands beside the names."""
    tokens, k = line.tokens, start
    starts = {p.first: p for p in line.people}
    found, places = [], 0
    while k < len(tokens):
        size = _place(tokens, k)
        if k in starts:
            found.append(starts[k])
            k = starts[k].last
        elif size:
            places += 1
            k += size
        elif tokens[k].text in (",", ";", ":") or tokens[k].key in _SPREAD | SIRS or tokens[k].key in words("honorifics"):
            k += 1
        else:
            break
    return found if len(found) >= _SEVERAL and places >= _SEVERAL - 1 else []


def _place(tokens: list[Token], i: int) -> int:
    """Return how many tokens of a state or municipality stand at ``i``; 0 without one."""
    if not tokens[i].capital:
        return 0
    for size in (4, 3, 2, 1):
        keys = tuple(t.key for t in tokens[i : i + size])
        if len(keys) == size and (" ".join(keys) in words("states") or keys in gazetteer()):
            return size
    return 0
