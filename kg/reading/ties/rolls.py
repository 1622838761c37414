"""Who sits in the body that meets, by the labels of its minutes: "PRESIDE:", "MIEMBROS:", "VOCALES POR EL PARTIDO X", "Asistentes:" of its own meeting. Rule ``membership.roll``.

The body is that of :mod:`kg.reading.ties.meeting`; where two may be meant, nobody is seated.
Those under "Invitados", "Concurren", "Público" or "Representantes" are not its members.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from kg.reading.layout.cells import columns_of
from kg.reading.layout.openers import verb_after
from kg.reading.mentions.acronyms import BodyHit
from kg.reading.mentions.hats import role_at
from kg.reading.mentions.line import PROSE, Line
from kg.reading.mentions.people import NameHit
from kg.reading.ties.roster_labels import CAME, GROUPS, JOINS, OTHERS, SEATED, SEATS, bare_seat, labels_of, told_labels
from kg.reading.ties.sides import BLOCS, bracketed, side
from kg.reading.ties.sittings import party_at
from kg.reading.ties.walk import as_party, closing, person_at
from kg.reading.vocab import words
from kg.reading.words.asides import ARTICLES
from kg.reading.words.tokens import LOWER, NUMBER

_FIRST = 12     # tokens of a label that stands alone, and from the end of a line in which it is said who signs
_BACK = 10      # tokens of what a colon closes before a name: "Por los sindicatos:"
_OPENING = 30   # tokens of an entry of a list; half of what is looked at for the announcement of one
_MEMBERS = frozenset(("miembros", "integrantes"))
_LISTS = frozenset(("lista", "listado", "relacion", "registro", "nomina", "cuadro"))
_CALLS = frozenset(("llamado", "llamada", "pase", "toma", "control", "verificacion", "constatacion", "comprobacion"))
_SIGN = ("firma", "suscrib")
_DETAILED = ("detalla", "continuacion", "siguiente", "relaciona", "indica", "menciona", "enlista", "asistencia")
_GUESTS = frozenset(("invitado", "invitada", "oyente", "observador", "observadora"))
_ASIDES = ("excus", "disculp", "justific", "incorpor", "retir", "ausent", "lleg", "conect")      # "Ana Ruiz, que se excusa, y Luis Paz"
_CLAUSES = frozenset(("que", "quien", "quienes", "con", "se", "fue", "es", "no"))
_ASIDE = 9      # tokens of what is said of somebody before the name
_NEAR = 6       # tokens of a line that heads a list


_Found = tuple[NameHit | None, Line, BodyHit | None]


def rolls(lines: list[Line], envoys: bool = True) -> Iterator[tuple[NameHit, Line, BodyHit | None, Line]]:
    """Yield (person, line, party, line of the party) of those whom the labels of minutes seat; lists below a label that stands alone, too.

    ``envoys``: whether a table that tells whom each stands for may hold the members: those of a consejo, not those who came to an assembly.
    """
    party: tuple[BodyHit, Line] | None = None      # whose members stand below: "Por Villa Unida:"
    roster = _Roster(envoys)
    for line in lines:
        for person, _, bench in roster.read(line):
            if person is None:
                party = (bench, line) if bench else None
            else:
                yield person, line, *((bench, line) if bench or not party else party)


class _Roster:
    """Reads the lines of minutes one after the other, and remembers which label is open."""

    def __init__(self, envoys: bool) -> None:
        self.envoys = envoys
        self.label = self.outer = ""    # outer: of the list that smaller labels stand in
        self.sat = False    # whether somebody was seated before
        self.named = False      # whether the members have a label of their own: "Miembros: …", "Asisten: …"

    def read(self, line: Line) -> Iterator[_Found]:
        """Yield (person, line, party) of those whom a line seats, and (None, line, party) where a party begins or ends whose members stand below."""
        if _lists_below(line):
            self.label = self.outer = "came"
            return
        labels = list(told_labels(line, self.named, self.sat, self.outer))
        if not labels and bare_seat(line):
            self.label, self.sat = "seat", True     # "Vocales", "SR. SECRETARIO", above their names
            return
        if labels and self.label in SEATED and line.lead and len(line.people) == 1 and labels[0][0] >= line.lead.last:
            labels = []     # "Ana Ruiz ........ JUSTIFICA": said of her, below the head of the list
        bench = side(line, bool(self.outer)) if self.label in SEATED and (not labels or line.tokens[0].key == "por") else None
        if bench:
            yield None, line, None if line.people else bench
            yield from _each(line, line.people, bench)
        elif labels:
            yield None, line, None
            yield from self._labelled(line, labels)
        else:
            yield from self._entry(line)

    def _labelled(self, line: Line, labels: list[tuple[int, str]]) -> Iterator[_Found]:
        """Read a line with labels: those after each, or a list that begins below."""
        self.sat = self.sat or any(label in SEATED for _, label in labels)
        self.named = self.named or any(label == "seat" and any(t.key in _MEMBERS for t in line.tokens[:start]) for start, label in labels)
        if not line.people:
            counted = any(t.shape == NUMBER for t in line.tokens[labels[-1][0] :])     # "Asistencia: 45 personas"
            self.label = self.outer = labels[-1][1] if (len(line.tokens) < _FIRST or _signed(line)) and not counted else ""
            return
        self.label = labels[-1][1] if labels[-1][0] == len(line.tokens) - 1 else self.outer     # "con la asistencia de los regidores:" and a list below
        for (start, label), stop in zip(labels, [*(s for s, _ in labels[1:]), len(line.tokens)], strict=True):
            if label in SEATED:
                yield from _seated(line, start, stop)

    def _entry(self, line: Line) -> Iterator[_Found]:
        """Read a line without labels: somebody of an open list, a line that goes on with it or begins one, or its end."""
        opened = self.label in SEATED
        if line.head and not self.envoys and "institution" in columns_of(line.tokens, line.cells).values():
            self.label = self.outer = ""
        elif (self.outer and line.head) or (self.outer and not line.people and line.tokens[0].key == "por" and line.tokens[-1].text == ":"):
            self.label = self.outer      # the head of a table; "Por los sindicatos:"
        elif not line.people and (_signed(line) or (len(line.tokens) < _NEAR and _called(line))):
            self.label = self.outer = "came"
        elif (opened or self.sat) and not line.people and line.tokens[0].key in BLOCS and line.tokens[0].capital and len(line.tokens) < _NEAR:
            self.label = self.label if opened else "seat"    # "Bloque Villa Unida", above its own
        elif opened and _names_only(line):
            yield from _each(line, line.people)     # signatures side by side
        elif not _entry(line):
            self.label = self.outer = ""
            yield None, line, None
        elif opened and not (line.cells and any(t.key in _GUESTS for t in line.tokens)):
            yield from _each(line, line.people[:1])


def _called(line: Line) -> bool:
    """Tell whether a short line heads those who came: "Lista de asistentes", "LLAMADO A LISTA:", "Verificación del quórum"."""
    keys = [t.key for t in line.tokens]
    return (keys[0] in _LISTS and not CAME.isdisjoint(keys)) or (keys[0] in _CALLS and not {"lista", "quorum", "asistencia"}.isdisjoint(keys))


def _each(line: Line, people: list[NameHit], party: BodyHit | None = None) -> Iterator[tuple[NameHit, Line, BodyHit | None]]:
    """Yield people of a roster with their party, and with the one that a bracket after the name tells."""
    for person in people:
        yield person, line, party
        if own := bracketed(line, person.last):
            yield person, line, own


def _lists_below(line: Line) -> bool:
    """Tell whether a paragraph ends by announcing the members of the body that meets: "se reunieron los miembros del Consejo que a continuación se detallan:"."""
    keys = [t.key for t in line.tokens[-_OPENING * 2 :]] if line.tokens[-1].text == ":" and len(line.tokens) > _NEAR else []
    told = any(k.startswith(_DETAILED) for k in keys[-_NEAR:]) or any(k.startswith("detall") for k in keys)
    return told and not (_MEMBERS | CAME | SEATS).isdisjoint(keys) and any(k.startswith(("reun", "sesion", "asist")) for k in keys)


def _signed(line: Line) -> bool:
    """Tell whether a line announces those who sign the minutes: "… firmando los asistentes en señal de conformidad:"."""
    keys = [t.key for t in line.tokens[-_FIRST:]]
    return keys[-1] == ":" and any(k.startswith(_SIGN) for k in keys) and OTHERS.isdisjoint(keys)


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
    return 0 < titled < _BACK and not said and all(t.key in words("honorifics") or t.key in JOINS or t.text == "." for t in between)


def staff(line: Line) -> Iterator[NameHit]:
    """Yield those under "FUNCIONARIOS:", who serve the government of the town, not its council."""
    labels = [*labels_of(line), (len(line.tokens), "")] if line.people and any(t.key == "funcionarios" for t in line.tokens) else []
    for (start, label), (stop, _) in itertools.pairwise(labels):
        if label == "staff":
            yield from (hit for hit, _, _ in _seated(line, start, stop))


def delegates(line: Line) -> Iterator[tuple[NameHit, BodyHit]]:
    """Yield (person, body) of "REPRESENTANTES DE ASOCIACIONES: D. Luis Paz (Club de Mayores), Dª. Ana Ruiz (AVV Sol)": what each bracket holds is a body."""
    tokens = line.tokens
    start = next((k for k in range(len(tokens) - 3) if tokens[k].key.startswith("representante") and tokens[k].capital and tokens[k + 2].key in GROUPS and tokens[k + 3].text == ":"), -1)
    for person in line.people if start >= 0 else ():
        close = next((k for k in range(person.last, min(len(tokens), person.last + 12)) if tokens[k].text == ")"), 0)
        if person.first > start and close > person.last + 1 and tokens[person.last].text == "(" and tokens[person.last + 1].capital:
            own = next((b for b in line.bodies if (b.first, b.last) == (person.last + 1, close)), None)
            yield person, own or as_party(person.last + 1, close)


def _aside(line: Line, k: int, stop: int) -> int:
    """Return where what is said of the next person at token ``k`` ends ("la directora del centro, Ana Ruiz", "por el profesorado, Ana Ruiz"); 0 when nobody follows."""
    tokens, starts = line.tokens, {p.first for p in line.people}
    sector = tokens[k - 1].key in ARTICLES and tokens[k - 2].key == "por"
    if not (sector or role_at(tokens, k)):
        return 0
    end = next((j for j in range(k, min(stop, k + _ASIDE)) if j in starts or tokens[j].text in (",", ":", ";")), 0)
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
        person = person_at(line, k)
        body = next((b for b in line.bodies if b.first == k), None)
        if not (person or body) and "por" in (tokens[k - 1].key, tokens[k - 2].key):
            body = party_at(line, k, {p.first: p for p in line.people})
        if person:
            yield from _each(line, [person], party)
            k = person.last
        elif body:
            party = body if any(t.key == "por" for t in tokens[max(start, k - 3) : k]) else party
            k = body.last
        elif tokens[k].text == "(":
            k = closing(tokens, k, stop)
        elif tokens[k].text == '"':
            return      # somebody's words
        elif tokens[k].key in ("que", "quien") and tokens[k - 1].text == "," and (close := _excused(line, k, stop)):
            k = close
        elif tokens[k].text == ";" or tokens[k].key == "como" or (tokens[k].key == "por" and k > start + 1):
            party, k = None, k + 1     # each party has its own: "por el Partido X, A, B; por Y, C"
        elif tokens[k].shape == LOWER and tokens[k].key not in JOINS and tokens[k].key not in words("honorifics") and tokens[k].key not in SEATS:
            k = _aside(line, k, stop)
            if not k:
                return
        else:
            k += 1
