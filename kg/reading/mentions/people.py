"""Names of people in a line of tokens, with honorifics, offices and the layout as context. Rules ``person.*``."""

from __future__ import annotations

from dataclasses import dataclass

from kg.reading.mentions.announced import before, dark, degree, former, party_member, titles
from kg.reading.mentions.name_signs import OPENERS, apart
from kg.reading.mentions.name_words import MANY, is_given, is_surname, known_acronyms, stops, surely_surname
from kg.reading.mentions.names import PARTICLES, eponym, label, may_be_eponym, name_at, nameish, only_opens, past
from kg.reading.mentions.nicknames import again, nicknamed
from kg.reading.mentions.places_with_names import in_places, named_after, opens_place
from kg.reading.mentions.things import firm, hallowed, thing
from kg.reading.vocab import words
from kg.reading.words import lexicon
from kg.reading.words.saying import says
from kg.reading.words.tokens import CAPITALS, LOWER, MIXED, TITLE, UPPER, Token

_SIRS = frozenset(("senora", "senor", "sra", "sr", "don", "dona", "vecina", "vecino", "comunera", "comunero", "companera", "companero", "hermana", "hermano"))
_CLERGY = frozenset(("padre", "fray", "sor", "cura", "parroco", "pastor", "pastora", "taita", "mama", "lonko", "machi", "apu", "joven"))
_PARTS = frozenset((":", ";", ",", "•", "-", "(", "."))    # signs between the people of a list
_SOON = 20  # tokens within which a lone name's verb stands
_TOWNS = frozenset(("rosario", "santiago", "victoria", "mercedes", "concepcion", "trinidad", "candelaria", "cruz", "mar", "puerto", "esperanza", "leon", "asuncion", "america", "florencia"))
_COMMON = 5000  # bearers from which a given name tells a person even before a surname nobody lists


@dataclass(frozen=True)
class NameHit:
    """A name at tokens ``first:last`` of a line; ``full`` with a given name and two surnames at least."""

    first: int
    last: int
    rule: str
    full: bool


def find_people(line: list[Token], expected: bool = False) -> list[NameHit]:
    """Return the names in one line, left to right. ``expected``: the layout says the line begins with a name."""
    found: list[NameHit] = []
    i = 0
    while i < len(line):
        if line[i].shape not in CAPITALS:
            i += 1
            continue
        known = next((n for n in (4, 3, 2) if eponym(line, i, i + n)), 0) if may_be_eponym(line[i]) else 0
        if known and not before(line, i)[0] and not (expected and i == 0) and not (i + known < len(line) and line[i + known].capital):
            i += known
            continue
        hit = _hit(line, i, expected and i == 0) or _unlisted(line, i)
        if hit:
            if not (found and again(line, hit.first, hit.last, found[-1].last)):
                found.append(_leftwards(line, hit))
            i = hit.last
        else:
            i = _past_place(line, i)
    return found


def _past_place(line: list[Token], i: int) -> int:
    """Return the next token to look at: after the whole name when a place or thing bears it ("la escuela Luis Carlos Prado"), else the one after ``i``."""
    read = name_at(line, i, True)
    if read is None:
        return i + 1
    trusted, place = before(line, i)
    if not place and not trusted:
        read = name_at(line, i)
        place = read is not None and thing(line, i, read[0])
    return read[0] if place and read else i + 1


def _leftwards(line: list[Token], hit: NameHit) -> NameHit:
    """Take in a given name nobody lists ("Aislinn Lizeth Ramos Rubio") when it stands right before the name, not after a full stop."""
    i = hit.first - 1
    if i < 0 or not line[i].capital or line[i].shape != line[hit.first].shape or len(line[i].key) < 3 or line[i].key in stops() | OPENERS or line[i].text in known_acronyms():
        return hit
    if (
        lexicon.given(line[i].key)
        or lexicon.surname(line[i].key)
        or line[i].shape == MIXED
        or line[i].key in words("states")   # "…, Coahuila José Manuel Gil, …"
        or past(line[i])    # "Presidió Ana Ruiz"
        or line[i].key.endswith(("ia", "ion", "dad", "mente", "ura", "ismo", "cion", "ica", "ico", "ales", "ente", "aran", "eran", "al", "ista"))
        or (i == 0 and hit.last < len(line) and line[hit.last].text not in (",", "(", "-", ":", "|"))
    ):
        return hit
    if i and ((line[i - 1].capital and line[i - 1].key not in titles()) or line[i - 1].key in ("de", "del")):
        return hit
    return NameHit(i, hit.last, hit.rule, True)


def _hit(line: list[Token], i: int, expected: bool) -> NameHit | None:
    trusted, place = before(line, i)
    if place or (i and line[i - 1].key in ("san", "santa", "santo")) or in_places(line, i) or (not trusted and not expected and opens_place(line, i)):
        return None
    if nicknamed(line, i):
        return NameHit(i, i + 2, "person.rare", False)
    read = name_at(line, i, trusted or expected)
    if read is None:
        return _surnames(line, i) or _one_word(line, i)
    end, given, surnames = read
    whole = given + surnames >= 3
    if " ".join(t.key for t in line[i:end]) in words("states") | words("countries") or (not trusted and not (expected and whole) and eponym(line, i, end)):
        return None
    if named_after(line, i, end) or hallowed(line, i, end) or firm(line, i, end) or (not trusted and thing(line, i, end)):
        return None
    if trusted and not is_given(line[i]) and len(line[i].key) > 1 and _abbreviated(line, end):
        return None     # "la Coordinadora Ecologista Mar Brava (CEMB)"
    if trusted or expected:
        return _told(line, i, end, given + surnames, trusted)
    if _adrift(line, i, end):
        return None
    listed = sum(is_surname(t) for t in line[i + 1 : end])
    if listed and (whole or (surnames >= 2 and (is_given(line[i], MANY) or listed >= 2))):
        return NameHit(i, end, "person.full", True)
    return _twice_given(line, i, end) if whole else _short(line, i, end, surnames, listed)


def _abbreviated(line: list[Token], end: int) -> bool:
    """Tell whether an acronym in brackets follows, so that a body was named."""
    while end < len(line) and (line[end].capital or line[end].key in PARTICLES):
        end += 1
    return end + 2 < len(line) and line[end].text == "(" and line[end + 1].shape in (UPPER, MIXED) and line[end + 2].text == ")"


def _twice_given(line: list[Token], i: int, end: int) -> NameHit | None:
    """Read "Sonia Edith Gutkin": two common given names, then one word nobody lists, and no capital beside them."""
    apart = not label(line, i) and not (end < len(line) and line[end].capital) and line[i].key not in words("place_names")
    if end - i != 3 or not apart or lexicon.given(line[i].key) < _COMMON or not is_given(line[i + 1], MANY) or lexicon.given(line[end - 1].key):
        return None
    return NameHit(i, end, "person.rare", True) if line[end - 1].shape == TITLE and len(line[end - 1].key) > 3 else None


def _adrift(line: list[Token], i: int, end: int) -> bool:
    """Tell whether words in capitals stand amid others in capitals, where no sign shows a name begin, and the given name is not a common one."""
    left = i > 0 and line[i - 1].shape == UPPER and not apart(line, i)
    among = line[i].shape == UPPER and (left or (end < len(line) and line[end].shape == UPPER and not apart(line, end)))
    return bool(among) and len(line[i].key) > 1 and lexicon.given(line[i].key) < _COMMON


def _told(line: list[Token], i: int, end: int, size: int, trusted: bool) -> NameHit | None:
    """Judge a name that an honorific, an office or the layout announces: it may be rare, but not anything."""
    told = NameHit(i, end, "person.titled" if trusted else "person.listed", size >= 3)
    given = is_given(line[i]) or len(line[i].key) == 1
    own = [lexicon.surname(t.key) for t in line[i + 1 : end]]
    if trusted:
        closed = end < len(line) and (line[end].text in (",", ";", "(", ".") or says(line[end]))
        if (line[i - 1].text == "," and size in (2, 3) and closed) or (degree(line, i) and size >= 2):
            return told
    elif not given and sum(count >= 200 for count in own) < 2:
        return None
    if trusted and size == 2 and end - i == 2 and _the_office(line, i) and line[end - 1].shape == TITLE and not (end < len(line) and line[end].capital):
        return told     # "la edila Nibia Reisch"
    strong = is_given(line[i], MANY) or len(line[i].key) == 1 or (trusted and end - i == 2 and is_given(line[i], 100))
    listed = any(is_surname(t) for t in line[i + 1 : end])
    return told if (listed or strong) and (given or max(own) >= 200) else None


def _the_office(line: list[Token], i: int) -> bool:
    """Tell whether an office in small letters with its article stands right before a word that is no place: "la edila Nibia …"."""
    office = i > 1 and line[i - 1].shape == LOWER and (line[i - 1].key in words("roles", "role") or former(line[i - 1]) or party_member(line, i - 1))
    return office and line[i - 2].key in ("el", "la") and line[i].shape == TITLE and line[i].key not in words("areas")


def _short(line: list[Token], i: int, end: int, surnames: int, listed: int) -> NameHit | None:
    """Judge a given name and one surname that nothing announces."""
    if i and (line[i - 1].text == '"' or (line[i - 1].capital and line[i - 1].key in stops() and not only_opens(line, i - 1))):
        return None  # "Universidad Católica Luis Amigó", "Escuelas Taurinas “Pedro Romero”"
    alone = not label(line, i) and not (end < len(line) and line[end].capital) and line[i].key not in words("place_names")
    bearers = lexicon.given(line[i].key)
    set_apart = (i == 0 or line[i - 1].text in _PARTS) and (end == len(line) or line[end].text in _PARTS)   # ": Elbio Guerra (…"
    if (bearers >= 60 or set_apart) and surnames == 1 and surely_common(line[end - 1]) and alone:
        return NameHit(i, end, "person.short", False)
    if line[i].key in _TOWNS and line[i + 1].key in ("de", "del") and lexicon.surname(" ".join(t.key for t in line[i + 1 : end])) < 1500:
        return None     # "Rosario de la Frontera", "Concepción del Uruguay"
    strong = is_given(line[i], MANY) or len(line[i].key) == 1
    if strong and listed and max(lexicon.surname(p) for p in line[end - 1].key.split("-")) > 200:
        return NameHit(i, end, "person.short", False)
    unlisted = not (lexicon.surname(line[end - 1].key) or lexicon.given(line[end - 1].key))
    rare = bearers >= _COMMON or (bearers >= 60 and unlisted) or (bearers >= 100 and listed and not lexicon.given(line[end - 1].key))
    return NameHit(i, end, "person.rare", False) if rare and alone else None


def _one_word(line: list[Token], i: int) -> NameHit | None:
    """Read "El regidor Urzúa se comprometió": an office with its article, one surname, and no more of a name."""
    if _sir(line, i):
        return NameHit(i, i + 1, "person.one_word", False)
    if not 2 <= i < len(line) - 1 or not nameish(line, i, TITLE) or not (surely_surname(line[i]) or dark(line[i])):
        return None
    if not (line[i + 1].shape == LOWER or line[i + 1].text in (",", ".")) or line[i + 1].key in ("de", "del", "y"):
        return None
    office = line[i - 1].shape == LOWER and line[i - 1].key in words("roles", "role") and line[i - 2].key in ("el", "la")
    rank = line[i - 1].shape == LOWER and len(line[i - 1].key) > 4 and line[i - 1].key in words("honorifics") and line[i - 2].key in ("el", "la", "al")     # "con el inspector Urzúa."
    office = office or rank or (degree(line, i) and says(line[i + 1]))     # "El Lic. Holguín habla"
    return NameHit(i, i + 1, "person.one_word", False) if office else None


def _sir(line: list[Token], i: int) -> bool:
    """Tell whether "la señora Cecilia, secretaria de la Junta, dijo" names somebody by one name only."""
    k = i - 1 - (i > 1 and line[i - 1].text == ".")
    if k < 0 or i + 1 >= len(line) or (line[k].key not in _SIRS and line[k].key not in _CLERGY and line[k].text not in ("D.", "C.")) or not nameish(line, i, TITLE):
        return False
    if not (is_given(line[i], 60) or surely_surname(line[i]) or dark(line[i]) or line[k].key in ("don", "dona")):
        return False
    if k and line[k].shape == line[k - 1].shape == TITLE and not only_opens(line, k - 1) and line[k - 1].key not in titles():
        return False    # "Café Don Pablo"
    if line[k].shape == LOWER and line[k].key in ("don", "dona") and not (line[i + 1].capital or line[i + 1].key in PARTICLES) and not (k and line[k - 1].key in words("place_heads")):
        return True     # "y don Hernán."
    ended = line[i + 1].text in (",", ".", ";") or (line[i + 1].shape == LOWER and line[i + 1].key not in ("de", "del"))
    least = 60 if line[k].key in _CLERGY else MANY
    if line[k].shape == LOWER and ended and k and line[k - 1].key in ("el", "la", "al") and is_given(line[i], least) and line[i].key not in words("place_names"):
        return True     # "Edwin Prado y el padre Anselmo.", "al compañero Lautaro lo nombraron vocal"
    if line[k].key in ("d", "c") and ended and is_given(line[i], 60) and not (k and line[k - 1].capital):
        return True     # "D. Aitor y Dña. Begoña Prado", "el C. Artemio, vecino"
    if line[k].key in ("sr", "sra") and line[k].shape == TITLE and ended and (not is_given(line[i]) or line[i + 1].text == ","):
        return True     # "el delegado, Sr. Bustelo.", "Sra. Orfelina, Sr. Hernán Prado"
    return says(line[i + 1]) or (line[i + 1].text == "," and any(says(t) for t in line[i + 2 : i + _SOON]))


def _surnames(line: list[Token], i: int) -> NameHit | None:
    """Read two surnames before a reporting verb ("Pérez Villalobos señaló") when no given name stands there."""
    if i + 2 >= len(line) or line[i].key == "rio" or line[i + 1].shape != TITLE or not all(nameish(line, k, TITLE) and surely_surname(line[k]) and not is_given(line[k], MANY) for k in (i, i + 1)):
        return None
    passive = i > 0 and line[i - 1].key == "por" and line[i + 2].text in (".", ",")
    if not (passive or says(line[i + 2])) or (i and (line[i - 1].capital or line[i - 1].key in ("de", "del"))):
        return None
    return NameHit(i, i + 2, "person.surnames", False)


def surely_common(token: Token) -> bool:
    """Tell whether a word is a very common surname, and no given name."""
    return lexicon.surname(token.key) >= 2000 and lexicon.surname(token.key) > 3 * lexicon.given(token.key)


def _unlisted(line: list[Token], i: int) -> NameHit | None:
    """Read "Guesel Escobedo Bermúdez": a given name nobody lists with two common surnames, inside a sentence."""
    token = line[i]
    if (
        token.shape != TITLE
        or len(token.key) < 4
        or lexicon.given(token.key)
        or lexicon.surname(token.key)
        or i == 0
        or line[i - 1].capital
        or line[i - 1].key in ("de", "del", "san", "santa")
        or line[i - 1].text in (".", ":", '"')
        or not nameish(line, i, TITLE)
        or i + 2 >= len(line)
    ):
        return None
    read = name_at(line, i, True)
    if read is None or read[2] < 2 or not all(lexicon.surname(t.key) >= 500 and lexicon.surname(t.key) > lexicon.given(t.key) for t in line[i + 1 : read[0]] if t.key not in PARTICLES):
        return None
    return NameHit(i, read[0], "person.unlisted", True)
