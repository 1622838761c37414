"""Reading one name: given names, particles, two surnames, initials, nicknames; what can be a word of a name at all."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from kg.reading.mentions.name_signs import ARTICLES, COMES, DEVOUT, FIRMS, IRREGULAR, OPENERS, apart, dotted, nickname, numbered
from kg.reading.mentions.name_words import MANY, born_second, is_given, is_surname, known_acronyms, month_name, never_first, noun_and_adjective, shouts, stops, surely_surname, surname_too
from kg.reading.vocab import words
from kg.reading.words import lexicon
from kg.reading.words.tokens import CAPITALS, LOWER, MIXED, TITLE, UPPER, Token

_MOST = 7  # words of a name, particles aside
PARTICLES = frozenset(("de", "del", "la", "las", "los", "da", "do", "dos", "das", "di", "van", "von", "der", "den", "san", "santa", "e", "y", "i", "mac", "le"))

_WIDOWS = frozenset(("viuda", "vda"))
_TERMS = frozenset(
    ("gobierno", "alcaldia", "administracion", "gestion", "mandato", "presidencia", "ademas", "acompanado", "acompanada", "acompanados", "parte", "cargo", "lado", "voz", "palabras", "mano",
     "presencia", "compania", "participacion", "asistencia", "junto", "intervencion", "ponencia", "aparte", "despues", "antes", "designacion", "nombramiento", "eleccion", "renuncia",
     "mocion", "solicitud", "pedido", "consulta", "pregunta", "reclamo", "autoria", "coordinacion", "testimonio", "hijo", "hija", "esposa", "esposo", "viuda", "fotos", "fotografias",
     "familia", "muerte", "fallecimiento", "recuerdo", "memoria", "relato", "exposicion", "discurso", "ausencia", "hermano", "hermana", "madre", "padre", "nombre", "lugar")
)

def nameish(line: list[Token], i: int, shape: str) -> bool:
    """Tell whether token ``i`` can be a word of a name written in ``shape`` (all capitals or title case)."""
    token = line[i]
    if token.shape == UPPER and (shape != UPPER or (len(token.key) > 6 and token.key.endswith(("aron", "ieron")))):
        return False
    if dotted(token) or (token.text in ("D.", "Q.") and i and (is_given(line[i - 1], 60) or (is_surname(line[i - 1]) and not (i + 1 < len(line) and line[i + 1].capital)))):
        return True     # "Herlinda Q. de Prado"
    if token.key in IRREGULAR or (token.text[-1] in "óÓ" and not (lexicon.surname(token.key) or lexicon.given(token.key))):
        return False    # "Justificó", beside a name in a roll
    if token.shape not in (TITLE, MIXED, UPPER) or token.text in known_acronyms() or (token.key in stops() and not month_name(line, i) and not born_second(line, i) and not surname_too(line, i)):
        return False
    return not (token.shape == MIXED and "'" not in token.text and "-" not in token.text and not _inner_capital(token))


def _inner_capital(token: Token) -> bool:
    """Tell whether a mixed word is a name such as McDonald or DeLeón, not an acronym such as InfoCDMX."""
    return sum(c.isupper() for c in token.text) == 2 and token.text[:2] in ("Mc", "De", "La", "Di", "Le", "Ma", "Mac") and len(token.text) > 4


def _particles(line: list[Token], i: int) -> int:
    """Return the index of the first token after the particles at ``i``."""
    while i < len(line) and line[i].key in PARTICLES and line[i].shape in (LOWER, TITLE, UPPER) and not dotted(line[i]):
        i += 1
    return i


_PARTICIPLES = ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas")  # "Acompañada de Ana Ruiz"


def past(token: Token) -> bool:
    """Tell whether a word is a verb in the preterite: "Asistieron", "Siguió", "Vino"."""
    return token.key.endswith(("aron", "ieron")) or token.text[-1] == "ó" or token.key in IRREGULAR


def _rank_or_letters(line: list[Token], i: int) -> bool:
    """Tell whether a name begins only after token ``i``: a rank ("Coronel Pablo …") or an acronym ("ANI Manuel Felipe …")."""
    if i + 2 >= len(line) or not line[i + 1].capital:
        return i + 2 < len(line) and line[i + 1].key in ("de", "por") and line[i].key.endswith(_PARTICIPLES) and not is_given(line[i])
    letters = line[i].shape == UPPER and line[i + 1].shape == line[i + 2].shape == TITLE and 1 < len(line[i].key) < 6
    state = line[i].key in words("states") and is_given(line[i + 1], MANY) and not surely_surname(line[i]) and not is_given(line[i])
    reach = i > 0 and line[i - 1].capital and line[i].key.endswith("al") and not is_given(line[i]) and line[i - 1].key in words("roles", "role")    # "la Consejera Electoral Ana Ruiz"
    return letters or state or reach or line[i].key in words("honorifics")


def _goes_on(line: list[Token], i: int) -> bool:
    """Tell whether token ``i`` may be of the name that the word before it begins: a quick look, before the slow one."""
    if i >= len(line):
        return False
    token = line[i]
    if token.shape in CAPITALS or token.text in ('"', "'"):
        return True
    return token.shape == LOWER and (token.key in PARTICLES or token.key in _WIDOWS or (i + 1 < len(line) and line[i + 1].shape in CAPITALS))


def name_at(line: list[Token], i: int, trusted: bool = False) -> tuple[int, int, int] | None:
    """Read a name that begins at token ``i``: return (end, given names, surnames), or None.

    ``trusted``: an honorific, an office or the layout says that a person is named here; then the given name need not be listed.
    """
    if not line[i].capital or not _goes_on(line, i + 1):
        return None
    shape = UPPER if line[i].shape == UPPER and len(line[i].key) > 1 else TITLE
    if not nameish(line, i, shape) or _rank_or_letters(line, i) or never_first(line[i]):
        return None
    first = line[i]
    initial = len(first.key) == 1
    if initial and not trusted and first.text[-1] != ".":
        return None
    if initial:
        citizen = i and line[i - 1].key == "c" and line[i - 1].end < first.start and (i == 1 or not line[i - 2].capital)     # "C. J. Guadalupe Prado"
        if numbered(line, i) or (i and len(line[i - 1].key) == 1 and line[i - 1].capital and not citizen):
            return None  # the end of a degree: "L.A. Gladis", "C.P. Wong"
        nxt = i + 1
        if first.key in ("c", "h") and nxt < len(line) and len(line[nxt].key) == 1 and line[nxt].end - line[nxt].start == 2 and line[nxt].start == first.end:
            return None  # "H.D. Prado", "H.C. Prado": honourable
        if first.key == "c" or (first.key == "d" and nxt < len(line) and is_given(line[nxt])):
            return None  # "C. Petra": ciudadana; "D. Íñigo": don
        if nxt < len(line) and len(line[nxt].key) == 1 and line[nxt].capital:
            alone = i and not line[i - 1].capital and line[nxt + 1 : nxt + 2] and surely_surname(line[nxt + 1])    # "firmó M. E. Prado"
            return (nxt + 2, 2, 1) if (trusted or alone) and nxt + 1 < len(line) and nameish(line, nxt + 1, TITLE) and len(line[nxt + 1].key) > 3 and not is_given(line[nxt + 1]) else None
        if nxt >= len(line) or not nameish(line, nxt, shape) or not (is_given(line[nxt]) or is_surname(line[nxt])):
            return None
    elif not is_given(first) and not (trusted and not past(first) and (first.key.isalpha() or ("-" in first.key and all(map(lexicon.given, first.key.split("-")))))):
        return None
    read = _rest(line, i + 1, shape)
    return None if read and noun_and_adjective(line, i, read[0]) else read


@dataclass
class _Read:
    """A name being read: the next token, and how many given names, surnames and words it has so far."""

    i: int
    given: int = 1
    surnames: int = 0
    total: int = 1
    wide: bool = False      # a surname with particles is among them: then there may be one more

    def take(self, i: int, *, given: int = 0, surname: int = 0, words_: int = 1) -> bool:
        """Count what was read up to token ``i``."""
        self.i, self.given, self.surnames, self.total = i, self.given + given, self.surnames + surname, self.total + words_
        return True


def _rest(line: list[Token], i: int, shape: str) -> tuple[int, int, int] | None:
    """Read on after the first given name."""
    read = _Read(i)
    while read.i < len(line) and read.total < _MOST and not apart(line, read.i) and (
        _sign(line, read, shape) or _with_particles(line, read, shape) or _plain(line, read, shape) or (shape == TITLE and _shouted(line, read))
    ):
        pass
    return (read.i, read.given, read.surnames) if read.surnames else None


def _sign(line: list[Token], read: _Read, shape: str) -> bool:
    """Read what stands inside a name without being a word of it: a nickname, a glottal stop, "y", "viuda de"."""
    i, token = read.i, line[read.i]
    if token.text == '"' and (after := nickname(line, i)) and nameish(line, after, shape):
        return read.take(after, words_=0)  # Federico "Pico" Wilkins
    if token.key == "i" and token.shape == LOWER and read.surnames == 1 and i + 1 < len(line) and nameish(line, i + 1, TITLE):
        return read.take(i + 2, surname=1)  # Puig i Soler
    if token.text in ARTICLES and line[i - 1].text[-1] != "." and i + 1 < len(line) and nameish(line, i + 1, TITLE) and token.start > line[i - 1].end:
        return read.take(i + 2, surname=1)  # Nadia El Amrani
    if token.key == "y" and read.surnames == 1 and _second_surname(line, i + 1):
        return read.take(i + 2, surname=1)
    if token.text == "'" and i + 1 < len(line) and nameish(line, i + 1, shape) and line[i - 1].end == token.start:
        return read.take(i + 1, words_=0)  # Fidencia Be' Xool
    if token.key in _WIDOWS and i + 2 < len(line) and line[i + 1].key == "de" and line[i + 2].capital:
        return read.take(i + 3, surname=1)
    if token.key in _WIDOWS and i + 3 < len(line) and line[i + 1].text == "." and line[i + 2].key == "de" and line[i + 3].capital:
        return read.take(i + 4, surname=1)      # "Petrona vda. de Prado"
    return False


def _with_particles(line: list[Token], read: _Read, shape: str) -> bool:
    """Read "del Carmen", "de la Peña": a given name of devotion, a listed compound surname, or the first surname after "de"."""
    i, after = read.i, _particles(line, read.i)
    if after == i or after >= len(line):
        return False
    if not nameish(line, after, shape):  # "del Barrio", "de la Plaza": common words, but listed surnames
        whole = line[after].capital and line[i].key in ("de", "del") and read.surnames < 2 and lexicon.compound(" ".join(t.key for t in line[i : after + 1]))
        return bool(whole) and read.take(after + 1, surname=1)
    phrase = " ".join(t.key for t in line[i : after + 1])
    last = not _more(line, after + 1, shape) and line[i].key == "de" and lexicon.compound(phrase)    # "Flavio de la Cruz": nothing else is left
    if read.surnames == 0 and not last and _second_given(line, i, after):
        return read.take(after + 1, given=1)
    known = lexicon.compound(phrase) or (read.surnames and lexicon.compound(f"{line[i - 1].key} {phrase}"))
    foreign = line[i].key in ("van", "von", "di", "da", "dos", "do") and read.surnames < 2
    first = read.surnames == 0 and line[i].key in ("de", "del", "la", "san") and lexicon.surname(line[after].key) > lexicon.given(line[after].key)
    if not (known or foreign or first):
        return False
    read.wide = True
    return read.take(after + 1, surname=1)


def _plain(line: list[Token], read: _Read, shape: str) -> bool:
    """Read one more word: a given name while no surname was read, then up to three surnames."""
    i, token = read.i, line[read.i]
    if token.shape == LOWER and read.surnames == 0 and _small_surname(line, i, shape):
        return read.take(i + 1, surname=1)
    if _particles(line, i) > i or not nameish(line, i, shape) or _begins_another(line, i, read.surnames):
        return False
    second = read.given < 4 and read.total < 4 and lexicon.given(token.key) > lexicon.surname(token.key) and _more(line, i + 1, shape)
    if read.surnames == 0 and (second or len(token.key) == 1):
        return read.take(i + 1, given=1)
    if shape == UPPER and read.surnames > 1 and not is_surname(token):
        return False    # "ANA RUIZ PAZ DEJA EL CARGO"
    return read.surnames < (4 if read.wide else 3) and read.take(i + 1, surname=1)


def _shouted(line: list[Token], read: _Read) -> bool:
    """Read surnames in capitals after given names that are not: "Gastón OCHOA", "Eva DE LA PEÑA RUIZ"."""
    k = _particles(line, read.i)
    if not shouts(line, k) or (read.surnames and line[read.i - 1].shape != UPPER) or read.surnames > 2:
        return False
    given = line[read.i - (2 if len(line[read.i - 1].key) == 1 and read.total > 1 else 1)]    # "Pedro I. OCHOA"
    return (read.surnames > 0 or len(given.key) == 1 or is_given(given)) and read.take(k + 1, surname=1)


def _small_surname(line: list[Token], i: int, shape: str) -> bool:
    """Tell whether a surname is written small by mistake: "Luis castro Prado"."""
    token = line[i]
    return len(token.key) > 3 and lexicon.surname(token.key) >= 600 and token.key not in stops() and i + 1 < len(line) and nameish(line, i + 1, shape) and surely_surname(line[i + 1])


def _second_surname(line: list[Token], i: int) -> bool:
    """Tell whether the word after "y" is a second surname ("Achondo y Ríos"), not another person."""
    if i >= len(line) or line[i].key in FIRMS or not nameish(line, i, TITLE) or lexicon.surname(line[i].key) < 10 * max(1, lexicon.given(line[i].key)):
        return False
    return not (i + 1 < len(line) and line[i + 1].capital)


_DEVOTIONS = frozenset(("jesus", "dios", "liz", "lis", "lima", "guadalupe", "lourdes", "fatima", "sales", "asis", "rosario", "pilar"))


def _second_given(line: list[Token], i: int, after: int) -> bool:
    """Tell whether "del Carmen", "de los Ángeles", "de Jesús" goes on with the given name."""
    if line[i].key == "de" and after == i + 1:
        return line[after].key in _DEVOTIONS
    if line[after].key in DEVOUT:
        return True
    return line[i].key in ("de", "del") and is_given(line[after], MANY) and lexicon.given(line[after].key) > lexicon.surname(line[after].key) // 4


def _more(line: list[Token], i: int, shape: str) -> bool:
    """Tell whether another word of a name follows at ``i``, so that the one before may be a second given name."""
    j = i if i < len(line) and line[i].key in ("y", "e") else _particles(line, i)
    return j < len(line) and (nameish(line, j, shape) or (shape == TITLE and shouts(line, j)))


def _begins_another(line: list[Token], i: int, surnames: int) -> bool:
    """Tell whether, after two surnames, token ``i`` begins another person's name (lists without commas)."""
    token = line[i]
    return surnames >= 2 and lexicon.given(token.key) >= MANY and lexicon.given(token.key) > 2 * lexicon.surname(token.key)


def may_be_eponym(token: Token) -> bool:
    """Tell whether a word begins a name that ``eponym`` knows."""
    return token.key in _eponym_firsts()


def eponym(line: list[Token], first: int, last: int) -> bool:
    """Tell whether a name is one that streets, schools and municipalities bear, not a speaker's."""
    return first < len(line) and line[first].key in _eponym_firsts() and " ".join(t.key.rstrip(".") for t in line[first:last]) in words("eponyms")


@functools.cache
def _eponym_firsts() -> frozenset[str]:
    return frozenset(name.split()[0] for name in words("eponyms"))


def surnames_first(line: list[Token], first: int, last: int) -> bool:
    """Tell whether the capitalised words ``first:last`` (a whole cell) are a name in the order of lists: surnames, then given names."""
    own = [t for t in line[first:last] if t.capital and t.key not in PARTICLES]
    if not 2 <= len(own) <= 6 or any(t.key in stops() for t in own) or any(not (t.capital or t.key in PARTICLES) for t in line[first:last]):
        return False
    lead, tail = own[0], own[-1]
    if not is_given(tail) or lexicon.given(tail.key) <= lexicon.surname(tail.key):
        return False
    if len(own) == 2:      # "Ochoa Gastón", "Tigsilema Gastón"; not "Barrio Rosario"
        sure = lexicon.surname(lead.key) >= 100 or (len(lead.key) > 4 and is_given(tail, 1000) and not never_first(lead) and lead.key not in words("place_firsts"))
        return sure and lexicon.surname(lead.key) >= 10 * lexicon.given(lead.key) and lexicon.given(tail.key) > 10 * lexicon.surname(tail.key) and tail.key not in words("place_names")
    return lexicon.surname(lead.key) > 3 * lexicon.given(lead.key) and is_surname(lead)


def label(line: list[Token], i: int) -> bool:
    """Tell whether a word is the second of a place's or body's name: "de Mercedes …", after a capital word; not after "el gobierno de", "Participó"."""
    if i > 1 and line[i - 1].key == "de" and line[i - 2].key in _TERMS:
        return False
    return i > 0 and ((line[i - 1].capital and not only_opens(line, i - 1)) or line[i - 1].key in ("de", "del", "en", "la"))


def only_opens(line: list[Token], i: int) -> bool:
    """Tell whether a word has its capital only because a sentence begins: "Según", "Participaron"."""
    return line[i].key in OPENERS or ((past(line[i]) or line[i].key in COMES) and (i == 0 or not line[i - 1].text[0].isalnum()))
